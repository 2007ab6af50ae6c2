//! The store behind PgBouncer in transaction mode, which gives each transaction some connection.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/place.rs"]
mod place;
#[path = "support/places.rs"]
mod places;
#[path = "support/pooler.rs"]
mod pooler;
mod support;

use std::sync::Arc;

use moja_conformance::probe::{Item, Probe, Sketch};
use moja_core::batch::Batch;
use moja_core::record::Record as _;
use moja_core::registry::Registry;
use moja_core::store::{Access, Store as _, StoreError};
use moja_core::tenant::Tenant;
use moja_postgres::{PostgresOptions, PostgresStore};
use place::Place;
use places::options;
use pollster::block_on;
use pooler::{Pooler, pooler, version};
use support::{fresh_schema, server};

// All of it: two engines on one store, and the bank, among them.
moja_conformance::suite!(async || Place::new(pooler().url()));

fn open(url: &str, options: PostgresOptions) -> Result<PostgresStore, StoreError> {
    let mut registry = Registry::new();
    registry.add::<Probe>();
    let store = PostgresStore::open(url, options)?;
    block_on(store.migrate(&registry.schema()))?;
    Ok(store)
}

/// Writes a row and reads it again in each of two transactions that are open at once.
fn use_two(store: &PostgresStore, first: i64) -> Result<(), StoreError> {
    let tenants = ["a", "b"].map(|name| Tenant::new(name).unwrap());
    block_on(async {
        let mut open = Vec::new();
        for tenant in &tenants {
            open.push(store.begin(Access::Write, std::slice::from_ref(tenant)).await?);
        }
        for (tx, tenant) in open.iter_mut().zip(&tenants) {
            let mut batch = Batch::new();
            batch.insert(Sketch::new(first).item());
            tx.apply(tenant, batch).await?;
            tx.count(tenant, Item::table()).await?;
        }
        for tx in open {
            tx.commit().await?;
        }
        Ok(())
    })
}

/// The statements that stay prepared on the server's connections.
fn kept(pooler: &Pooler) -> usize {
    let sql = "SELECT count(*) FROM pg_prepared_statements; SELECT pg_sleep(0.3)";
    // At once, so that each is asked.
    std::thread::scope(|scope| {
        let asked: Vec<_> =
            (0..2).map(|_| scope.spawn(|| server().sql_at(&pooler.url(), sql).unwrap())).collect();
        asked.into_iter().map(|one| one.join().unwrap()[0].parse::<usize>().unwrap()).sum()
    })
}

/// With one connection for all, a name that two clients use is found taken, or means the other's
/// statement: what the store must know of, and finds out by itself.
#[test]
fn nothing_stays_prepared_unless_the_app_says_that_it_can() {
    let pooler = Pooler::start(server(), 2);
    let schema = fresh_schema();
    let stores: Vec<_> =
        (0..2).map(|_| Arc::new(open(&pooler.url(), options(&schema)).unwrap())).collect();
    for nth in 0..10 {
        use_two(&stores[nth % 2], i64::try_from(nth).unwrap()).unwrap();
    }
    assert_eq!(kept(&pooler), 0);
    // The same without a pooler keeps them.
    let direct = open(&server().url("postgres", "postgres"), options(&schema)).unwrap();
    use_two(&direct, 100).unwrap();
    // What the store is spared: an app that says so of a pooler that cannot.
    let told = || open(&pooler.url(), PostgresOptions { pooled: Some(false), ..options(&schema) });
    let told = [told().unwrap(), told().unwrap()];
    let used: Vec<_> = (0..6).map(|nth| use_two(&told[nth % 2], 200 + nth as i64)).collect();
    if version() < (1, 21) {
        assert!(used.iter().any(Result::is_err), "names were kept by a pooler that cannot");
    }
}

/// A transaction that is dropped is over on the server, and its connection free for others.
#[test]
fn dropped_transactions_hold_no_connection() {
    let pooler = Pooler::start(server(), 1);
    let store = open(&pooler.url(), options(&fresh_schema())).unwrap();
    let tenant = Tenant::new("a").unwrap();
    for no in 0..50 {
        let mut tx = block_on(store.begin(Access::Write, std::slice::from_ref(&tenant))).unwrap();
        let mut batch = Batch::new();
        batch.insert(Sketch::new(no % 2).item());
        block_on(tx.apply(&tenant, batch)).unwrap();
        drop(tx);
    }
    let mut tx = block_on(store.begin(Access::Read, std::slice::from_ref(&tenant))).unwrap();
    assert_eq!(block_on(tx.count(&tenant, Item::table())).unwrap(), 0);
}
