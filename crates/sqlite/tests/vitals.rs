//! What a store says of itself, and whether it can be written while others have it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    unreachable_pub,
    reason = "a test fails by panicking"
)]

mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use moja_core::store::{Store as _, StoreErrorKind};
use moja_sqlite::{SqliteOptions, rusqlite};
use rusqlite::Connection;
use support::*;

const PATIENCE: Duration = Duration::from_millis(200);

fn options() -> SqliteOptions {
    SqliteOptions { busy_timeout: PATIENCE, ..SqliteOptions::default() }
}

#[test]
fn a_file_that_another_has_locked_is_read_and_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_with(&folder.path().join("a"), options());
    write(&store, "a", batch(|b| b.insert(account(1)))).unwrap();
    let other = Connection::open(folder.path().join("a")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let start = Instant::now();
    let error = block_on(store.writable()).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Busy, "{error}");
    assert!(start.elapsed() >= PATIENCE * 9 / 10, "it gave up at once");
    assert!(start.elapsed() < PATIENCE * 20, "it waited for ever");
    assert_eq!(block_on(store.vitals(9)).unwrap().tenants_total, 1);
    other.execute_batch("ROLLBACK").unwrap();
    block_on(store.writable()).unwrap();
}

#[test]
fn a_transaction_that_stays_open_stops_writing_and_a_queue_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_with(&folder.path().join("a"), options());
    let tx = store.write().unwrap();
    assert_eq!(block_on(store.writable()).unwrap_err().kind(), StoreErrorKind::Busy);
    drop(tx);
    // The next one begins as soon as the last has ended, so that nobody else gets in for long.
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    if let Ok(tx) = store.write() {
                        std::thread::sleep(Duration::from_millis(5));
                        drop(tx);
                    }
                }
            });
        }
        let probes: Vec<_> = (0..20).map(|_| block_on(store.writable())).collect();
        done.store(true, Ordering::Relaxed);
        assert!(probes.iter().all(Result::is_ok), "{probes:?}");
    });
}

#[test]
fn it_says_what_lies_where() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_with(&folder.path().join("a"), options());
    write(&store, "a", batch(|b| (0..100).for_each(|no| b.insert(account(no))))).unwrap();
    let vitals = block_on(store.vitals(9)).unwrap();
    let length = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().len();
    assert_eq!(vitals.kind, "sqlite");
    assert_eq!(vitals.version.as_deref(), Some(rusqlite::version()));
    assert_eq!(vitals.file_bytes, Some(length("a")));
    assert_eq!(vitals.log_bytes, Some(length("a-wal")));
    assert!(length("a-wal") > 0);
    // The third file is no data: readers note in it how far they read.
    let stored = || ["a", "a-wal"].map(|name| std::fs::read(folder.path().join(name)).unwrap());
    let before = stored();
    block_on(store.writable()).unwrap();
    assert!(stored() == before, "the probe wrote");
    store.close().unwrap();
    assert_eq!(block_on(store.vitals(9)).unwrap_err().kind(), StoreErrorKind::Closed);
    assert_eq!(block_on(store.writable()).unwrap_err().kind(), StoreErrorKind::Closed);
}
