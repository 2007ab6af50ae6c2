//! Several processes on one database: they open it at once, and write the same tenant.
//!
//! Has no harness: the program starts itself again with a task in the environment.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/places.rs"]
mod places;
mod support;

use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use moja_conformance::probe::{Item, Probe, Put, Sketch, Take};
use moja_conformance::registry as everything;
use moja_core::command::CommandError;
use moja_core::engine::{Engine, Options};
use moja_core::registry::Registry;
use moja_core::scan::Scan;
use moja_core::store::Store as _;
use moja_core::tenant::{Actor, Tenant};
use moja_postgres::PostgresStore;
use places::options;
use pollster::block_on;
use support::server;

const TASK: &str = "MOJA_TEST_TASK";
const URL: &str = "MOJA_TEST_URL";

const ITEMS: i64 = 4;
const EACH: i64 = 50;
const PROCESSES: i64 = 8;
const TRANSFERS: i64 = 60;

fn main() {
    match std::env::var(TASK).as_deref() {
        Err(_) => {
            twenty_processes_make_one_schema();
            eight_processes_share_a_bank();
        }
        Ok("migrate") => migrate(),
        Ok(seed) => transfer(seed.parse().unwrap()),
    }
}

fn again(task: &str, url: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .env(TASK, task)
        .env(URL, url)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

fn url() -> String {
    std::env::var(URL).unwrap()
}

fn migrate() {
    let mut own = options("crowd");
    own.role = Some("crowd_runtime".to_owned());
    let store = PostgresStore::open(&url(), own).unwrap();
    let report = block_on(store.migrate(&everything().schema())).unwrap();
    println!("{}", report.applied.len());
}

/// The first opening of a database by many processes: one of them makes the schema, and no other
/// fails.
fn twenty_processes_make_one_schema() {
    let url = server().url("postgres", "postgres");
    let crowd: Vec<Child> = (0..20).map(|_| again("migrate", &url)).collect();
    let mut applied = 0;
    for child in crowd {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "a process could not open the database");
        applied += String::from_utf8(output.stdout).unwrap().trim().parse::<usize>().unwrap();
    }
    assert_eq!(applied, 1, "the schema was made once");
    let steps = server().sql("SELECT count(*)::text FROM crowd.moja_migration");
    assert_eq!(steps, ["1"]);
    println!("twenty processes make one schema: ok");
}

fn engine(url: &str) -> Engine {
    let mut registry = Registry::new();
    registry.add::<Probe>();
    let store = Arc::new(PostgresStore::open(url, options("bank")).unwrap());
    block_on(Engine::start(store, registry, Options::default())).unwrap()
}

fn names() -> (Tenant, Actor) {
    (Tenant::new("bank").unwrap(), Actor::new("tester").unwrap())
}

/// Transfers between few accounts that mostly have enough; says how many were done.
fn transfer(seed: i64) {
    let engine = engine(&url());
    let (tenant, actor) = names();
    let mut done = 0;
    for nth in 0..TRANSFERS {
        let (from, to) = ((seed + nth * 3) % ITEMS, (seed * 5 + nth + 1) % ITEMS);
        let amount = 1 + (seed * nth) % (EACH / 2);
        let unit = vec![
            (engine.new_command_id(), Take { no: from, amount }.into()),
            (engine.new_command_id(), Take { no: to, amount: -amount }.into()),
        ];
        match block_on(engine.all_or_nothing(&tenant, &actor, unit)) {
            Ok(_) => done += 1,
            Err((_, failure)) => assert_eq!(failure.code, "too_few", "{failure:?}"),
        }
    }
    println!("{done}");
}

/// R20 between processes: the total is the same at every read, nothing is overdrawn, and the
/// journal has what each process was told.
fn eight_processes_share_a_bank() {
    let url = server().url("postgres", "postgres");
    let engine = engine(&url);
    let (tenant, actor) = names();
    for no in 0..ITEMS {
        let put = Put { sketch: Sketch { stock: EACH, ..Sketch::new(no) } };
        let _ = block_on(engine.run(&tenant, &actor, engine.new_command_id(), put)).unwrap();
    }
    let mut tellers: Vec<Child> =
        (0..PROCESSES).map(|seed| again(&seed.to_string(), &url)).collect();
    let mut reads = 0;
    loop {
        let items: Vec<Item> =
            block_on(async { engine.reader(&tenant).await?.scan_all(Scan::of::<Item>()).await })
                .unwrap();
        assert_eq!(items.iter().map(|item| item.stock).sum::<i64>(), ITEMS * EACH);
        assert!(items.iter().all(|item| item.stock >= 0), "{items:?}");
        reads += 1;
        // A ninth that writes too, and has to notice the others each time.
        let more = Take { no: reads % ITEMS, amount: ITEMS * EACH + 1 };
        let refused = block_on(engine.run(&tenant, &actor, engine.new_command_id(), more));
        assert!(matches!(refused, Err(CommandError::Rejected(_))), "{refused:?}");
        if tellers.iter_mut().all(|teller| teller.try_wait().unwrap().is_some()) {
            break;
        }
    }
    let mut done = 0;
    for teller in tellers {
        let output = teller.wait_with_output().unwrap();
        assert!(output.status.success(), "a process failed");
        done += String::from_utf8(output.stdout).unwrap().trim().parse::<i64>().unwrap();
    }
    let head = block_on(async { engine.reader(&tenant).await?.head().await }).unwrap();
    assert_eq!(head.pos, ITEMS + 2 * done);
    assert!(done >= PROCESSES * TRANSFERS / 4, "only {done} transfers had enough");
    assert_eq!(block_on(engine.verify(&mut |_| {})).unwrap().findings, []);
    println!("eight processes share a bank: ok ({done} transfers, {reads} reads)");
}
