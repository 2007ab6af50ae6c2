//! How often something is sent to the server, counted by a proxy in front of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/places.rs"]
mod places;
mod support;

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use moja_conformance::probe::{Add, Probe, Put, Sketch, Take, Walk};
use moja_core::command::Command;
use moja_core::engine::{Engine, Options};
use moja_core::registry::Registry;
use moja_core::tenant::{Actor, Tenant};
use moja_postgres::PostgresStore;
use places::options;
use pollster::block_on;
use support::{fresh_schema, server};

/// Stands before the server and counts what clients send at once.
struct Counter {
    folder: tempfile::TempDir,
    journeys: Arc<AtomicUsize>,
}

impl Counter {
    fn start(server: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let journeys = Arc::new(AtomicUsize::new(0));
        let (counted, server) = (Arc::clone(&journeys), server.to_owned());
        std::thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let upstream = UnixStream::connect(&server).unwrap();
                let back = (upstream.try_clone().unwrap(), client.try_clone().unwrap());
                let counted = Arc::clone(&counted);
                std::thread::spawn(move || {
                    carry(client, upstream, || {
                        counted.fetch_add(1, Ordering::SeqCst);
                    })
                });
                std::thread::spawn(move || carry(back.0, back.1, || {}));
            }
        });
        Self { folder, journeys }
    }

    fn url(&self) -> String {
        let folder = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{folder}/postgres")
    }

    /// What `work` has sent.
    fn count(&self, work: impl FnOnce()) -> usize {
        let before = self.journeys.load(Ordering::SeqCst);
        work();
        self.journeys.load(Ordering::SeqCst) - before
    }
}

fn carry(mut from: UnixStream, mut to: UnixStream, count: impl Fn()) {
    let mut bytes = vec![0; 1 << 20];
    while let Ok(read) = from.read(&mut bytes) {
        if read == 0 {
            break;
        }
        count();
        if to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
}

struct Shop {
    engine: Engine,
    tenant: Tenant,
    actor: Actor,
}

/// Items, each of which has the number of the next as its stock.
const ITEMS: i64 = 64;

impl Shop {
    fn open(url: &str, schema: &str) -> Self {
        let store = Arc::new(PostgresStore::open(url, options(schema)).unwrap());
        let mut registry = Registry::new();
        registry.add::<Probe>();
        let engine = block_on(Engine::start(store, registry, Options::default())).unwrap();
        let (tenant, actor) = (Tenant::new("acme").unwrap(), Actor::new("till").unwrap());
        Self { engine, tenant, actor }
    }

    /// Runs commands as one group.
    fn run<C: Command>(&self, commands: impl IntoIterator<Item = C>) {
        let commands = commands.into_iter();
        let all: Vec<_> = commands.map(|it| (self.engine.new_command_id(), it)).collect();
        let done = block_on(self.engine.run_each(&self.tenant, &self.actor, all)).unwrap();
        assert!(done.iter().all(Result::is_ok));
    }
}

fn change(no: i64) -> Add {
    Add { no, delta: 0 }
}

/// Four rows, each of which is known by the one before.
fn walk(from: i64) -> Walk {
    Walk { from, steps: 4 }
}

/// A command whose rows are in memory is one journey; what has to be read is read for a whole
/// group; and somebody else's write is noticed.
#[test]
fn journeys_do_not_grow_with_the_group() {
    let counter = Counter::start(&server().socket());
    let schema = fresh_schema();
    let here = Shop::open(&counter.url(), &schema);
    let items = (0..ITEMS).map(|no| Sketch { stock: (no + 16) % ITEMS, ..Sketch::new(no) });
    here.run(items.map(|sketch| Put { sketch }));
    (0..8).for_each(|no| here.run([change(no)]));
    let warm = counter.count(|| (0..10).for_each(|no| here.run([change(no)])));
    assert_eq!(warm, 10, "a journey each");
    let group = counter.count(|| here.run((0..8).map(change)));
    assert_eq!(group, 1, "eight in one journey");

    // Another process writes: what is in memory is of no use, which is found out in a journey.
    let there = Shop::open(&server().url("postgres", "postgres"), &schema);
    there.run([change(0)]);
    let overtaken = counter.count(|| here.run([change(1)]));
    there.run([change(0)]);
    let one = counter.count(|| here.run([walk(1)]));
    there.run([change(0)]);
    let many = counter.count(|| here.run((0..16).map(walk)));
    // It has relied on its memory, rolled back, and looked up where the tenant stands. Statements
    // that were not sent before on the connection are parsed in a journey of their own.
    assert!(overtaken <= 16, "{overtaken}");
    assert!(one <= 14, "{one}");
    assert!(many <= one, "sixteen walks of four rows: {many}, one: {one}");

    // Alone for a while, it relies on its memory again. A refusal is one that the server confirms.
    (0..8).for_each(|no| here.run([change(no)]));
    assert_eq!(counter.count(|| here.run([change(1)])), 1);
    let refused = counter.count(|| {
        let id = here.engine.new_command_id();
        let take = Take { no: 1, amount: 1_000 };
        assert!(block_on(here.engine.run(&here.tenant, &here.actor, id, take)).is_err());
    });
    assert!((1..=2).contains(&refused), "{refused}, the end not being waited for");
}
