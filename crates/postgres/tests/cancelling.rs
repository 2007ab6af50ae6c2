//! A caller may give up at any moment: what was acknowledged stays, the rest is done or not done.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/places.rs"]
mod places;
mod support;

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use moja_conformance::probe::{Item, Probe, Put, Sketch};
use moja_core::batch::Batch;
use moja_core::engine::{Engine, Options};
use moja_core::record::Record as _;
use moja_core::registry::Registry;
use moja_core::scan::Scan;
use moja_core::store::{Access, Store as _, StoreError};
use moja_core::tenant::{Actor, Tenant};
use moja_postgres::PostgresStore;
use places::options;
use pollster::block_on;
use support::{fresh_schema, server};

fn registry() -> Registry {
    let mut registry = Registry::new();
    registry.add::<Probe>();
    registry
}

struct Unpark(std::thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Polls a future, and drops it at the `polls`th await or when `time` is over.
fn give_up<T>(work: impl Future<Output = T>, polls: usize, time: Duration) -> Option<T> {
    let mut work = pin!(work);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let begun = Instant::now();
    for _ in 0..polls {
        match work.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(done) => return Some(done),
            Poll::Pending => {
                let left = time.checked_sub(begun.elapsed())?;
                std::thread::park_timeout(left);
            }
        }
    }
    None
}

async fn write(
    store: &PostgresStore,
    tenant: &Tenant,
    numbers: [i64; 2],
) -> Result<(), StoreError> {
    let mut tx = store.begin(Access::Write, std::slice::from_ref(tenant)).await?;
    // Two statements, so that half a transaction could be seen.
    for no in numbers {
        let mut batch = Batch::new();
        batch.insert(Sketch::new(no).item());
        tx.apply(tenant, batch).await?;
        tx.count(tenant, Item::table()).await?;
    }
    tx.commit().await
}

/// R12: some hundreds of times, at every await and between them, with few connections, so that
/// each is used again at once.
#[test]
fn a_transaction_given_up_at_any_await_is_whole_or_not_there() {
    let schema = fresh_schema();
    let mut few = options(&schema);
    few.connections = 2;
    let store = PostgresStore::open(&server().url("postgres", "postgres"), few).unwrap();
    block_on(store.migrate(&registry().schema())).unwrap();
    let tenant = Tenant::new("acme").unwrap();
    let (mut acknowledged, mut given_up) = (BTreeSet::new(), BTreeSet::new());
    let mut no = 0_i64;
    for round in 0..400_usize {
        let numbers = [no, no + 1];
        no += 2;
        // By the await, or by a time within the whole.
        let (polls, time) = if round % 2 == 0 {
            (round / 2 % 12, Duration::from_secs(10))
        } else {
            (usize::MAX, Duration::from_micros(u64::try_from(round).unwrap() * 7 % 2_000))
        };
        match give_up(write(&store, &tenant, numbers), polls, time) {
            Some(done) => {
                done.unwrap();
                acknowledged.insert(numbers);
            }
            None => {
                given_up.insert(numbers);
            }
        }
        // Somebody else's write on the connection that was just in use.
        if round % 5 == 0 {
            let numbers = [no, no + 1];
            no += 2;
            block_on(write(&store, &tenant, numbers)).unwrap();
            acknowledged.insert(numbers);
        }
    }
    assert!(
        given_up.len() >= 100 && acknowledged.len() >= 100,
        "{} {}",
        given_up.len(),
        acknowledged.len()
    );
    block_on(store.close()).unwrap();
    // Another handle, which sees what is committed.
    let store = open(&schema);
    let there: BTreeSet<i64> = block_on(async {
        let mut tx = store.begin(Access::Read, std::slice::from_ref(&tenant)).await?;
        let page = tx.scan(&tenant, &Scan::of::<Item>()).await?;
        Ok::<_, StoreError>(page.of::<Item>().map(|item| item.no).collect())
    })
    .unwrap();
    for [first, second] in acknowledged {
        assert!(there.contains(&first) && there.contains(&second), "{first} was acknowledged");
    }
    for [first, second] in given_up {
        assert_eq!(there.contains(&first), there.contains(&second), "{first} is there by half");
    }
}

fn open(schema: &str) -> PostgresStore {
    let store =
        PostgresStore::open(&server().url("postgres", "postgres"), options(schema)).unwrap();
    block_on(store.migrate(&registry().schema())).unwrap();
    store
}

/// The same through the engine, whose commands go on without their caller.
#[test]
fn a_command_given_up_is_done_once_or_not_at_all() {
    let store = Arc::new(open(&fresh_schema()));
    let engine = block_on(Engine::start(store, registry(), Options::default())).unwrap();
    let (tenant, actor) = (Tenant::new("acme").unwrap(), Actor::new("tester").unwrap());
    let mut ids = Vec::new();
    for no in 0..200_usize {
        let id = engine.new_command_id();
        let put = Put { sketch: Sketch::new(i64::try_from(no).unwrap()) };
        let time = Duration::from_micros(u64::try_from(no).unwrap() * 13 % 1_500);
        let done = give_up(engine.run(&tenant, &actor, id, put.clone()), no % 7, time);
        ids.push((id, put, done.is_some()));
    }
    for (id, put, acknowledged) in ids {
        let again = block_on(engine.run(&tenant, &actor, id, put)).unwrap();
        assert!(again.replayed || !acknowledged, "what was acknowledged is gone");
    }
    let head = block_on(async { engine.reader(&tenant).await?.head().await }).unwrap();
    assert_eq!(head.pos, 200);
    assert_eq!(block_on(engine.verify(&mut |_| {})).unwrap().findings, []);
}
