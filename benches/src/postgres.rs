//! moja on PostgreSQL through its public API, beside others on the same server, in the same rounds.
//!
//! - `groups`: transfers by group size. `hand1`, `hand_n` write exactly the rows that moja writes
//!   for `batch` and for `each`, hash chain included, by `UNNEST` and with the tenant's head
//!   locked first, but decide nothing and have no row-level security. `batch`: one command for the
//!   group. `each`: one command for each transfer. `walls`: moja's `batch` with row-level
//!   security, as a part of the same without it.
//! - `hot`: 16 tasks in two processes, all transfers with one account in common, and without.
//! - `tenants`: 16 tasks with 64 tenants, and with one.
//! - `latency`: many tasks, with and without half a millisecond more for each journey.
//! - `sales`: orders that are placed and fulfilled, beside the same on SQLite.
//!
//! The server is started for the run with its default durable settings, or is that of
//! `MOJA_BENCH_URL`, whose user must be a superuser.
//!
//! ```text
//! cargo run --release -p moja-benches --bin postgres [-- PART [ROUNDS [SECONDS [SIZE]]]]
//! ```

mod common;
#[path = "postgres/groups.rs"]
mod groups;
#[path = "postgres/hand.rs"]
mod hand;
#[path = "postgres/many.rs"]
mod many;
#[path = "postgres/proxy.rs"]
mod proxy;
#[path = "postgres/sales.rs"]
mod sales;
mod shop;
#[path = "../../crates/postgres/tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::time::Duration;

use moja::blocking::{Moja, Session};
use moja_postgres::PostgresOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use support::Server;
use tokio::runtime::Runtime;

/// Accounts are opened in groups of this size.
const ACCOUNTS: u64 = common::ACCOUNTS;

type Part = fn(&Bench, usize, Duration);
const PARTS: [(&str, Part); 5] = [
    ("groups", groups::groups),
    ("hot", many::hot),
    ("tenants", many::tenants),
    ("latency", many::latency),
    ("sales", sales::sales),
];

fn main() {
    if many::is_helper() {
        return many::help();
    }
    let part = std::env::args().nth(1);
    let rounds: usize = std::env::args().nth(2).and_then(|it| it.parse().ok()).unwrap_or(5);
    let seconds: f64 = std::env::args().nth(3).and_then(|it| it.parse().ok()).unwrap_or(1.0);
    let bench = Bench::new();
    println!(
        "durable (fsync, synchronous_commit); {rounds} rounds of {seconds} s, variants interleaved; medians"
    );
    for (name, run) in PARTS {
        if part.as_deref().is_none_or(|part| part == name || part == "all") {
            run(&bench, rounds, Duration::from_secs_f64(seconds));
        }
    }
}

/// A store in this schema.
fn open(url: &str, schema: &str) -> Moja {
    let options = PostgresOptions {
        schema: schema.to_owned(),
        role: Some("moja_bench_runtime".to_owned()),
        connections: 32,
        ..PostgresOptions::default()
    };
    moja::blocking::open_with(moja::Builder::new().postgres(options), url).expect("open")
}

struct Bench {
    url: String,
    runtime: Runtime,
    server: Option<Server>,
    next_schema: std::cell::Cell<u32>,
}

impl Bench {
    fn new() -> Self {
        let (url, server) = match std::env::var("MOJA_BENCH_URL") {
            Ok(url) => (url, None),
            Err(_) => {
                let root = std::env::var("MOJA_BENCH_DIR").unwrap_or_else(|_| "target".to_owned());
                std::fs::create_dir_all(&root).expect("bench directory");
                let server = Server::start_in(Path::new(&root), "-c max_wal_size=4GB");
                (server.url("postgres", "postgres"), Some(server))
            }
        };
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
        Self { url, runtime, server, next_schema: std::cell::Cell::new(0) }
    }

    /// A store with all accounts, in a schema of its own.
    fn moja(&self) -> (String, Session) {
        let schema = self.fresh_schema();
        let session = open(&self.url, &schema).tenant("bench").acting_as("bench");
        common::open_accounts(&session, ACCOUNTS);
        self.sql(&format!("ANALYZE {schema}.ledger_balance"));
        (schema, session)
    }

    /// The socket of a server that was started for this run.
    fn socket(&self) -> Option<std::path::PathBuf> {
        self.server.as_ref().map(Server::socket)
    }

    fn fresh_schema(&self) -> String {
        let nth = self.next_schema.get();
        self.next_schema.set(nth + 1);
        format!("bench_{}_{nth}", std::process::id())
    }

    fn connect(&self) -> PgConnection {
        let options: PgConnectOptions = self.url.parse().expect("url");
        self.runtime.block_on(PgConnection::connect_with(&options)).expect("connect")
    }

    fn sql(&self, sql: &str) {
        let mut connection = self.connect();
        self.runtime.block_on(connection.execute(AssertSqlSafe(sql.to_owned()))).expect("sql");
    }

    /// What the next measurement should not have to carry.
    fn drop_schema(&self, schema: &str) {
        self.sql(&format!("DROP SCHEMA {schema} CASCADE"));
    }
}
