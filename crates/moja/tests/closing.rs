//! How a store is closed, and what becomes of everything that still holds it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    unreachable_pub,
    reason = "a test fails by panicking"
)]

use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use moja::blocking;
use moja::core::store::StoreErrorKind;
use moja::core::tenant::Tenant;
use moja::prelude::*;
use moja::sqlite::{SqliteOptions, SqliteStore};
use moja::{Builder, CommandError, Failure};
use pollster::block_on;

/// A folder for one store.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("shop.db")
    }

    fn open(&self) -> blocking::Moja {
        blocking::open_with(Builder::new().sqlite(quick()), self.path()).unwrap()
    }

    /// The names of all files in the folder.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[track_caller]
    fn assert_tidy(&self) {
        assert_eq!(self.files(), ["shop.db"]);
    }
}

fn quick() -> SqliteOptions {
    SqliteOptions { busy_timeout: Duration::from_millis(200), ..SqliteOptions::default() }
}

fn till(moja: &blocking::Moja) -> blocking::Session {
    moja.tenant("acme").acting_as("till-1")
}

fn open_accounts(till: &blocking::Session) {
    for account in ["cash", "sales"] {
        let _ = till.run(OpenAccount::asset(account, Currency::EUR)).unwrap();
    }
}

fn sale() -> Transfer {
    Transfer::new("cash", "sales", "0.01 EUR".parse().unwrap())
}

/// Sales that the file holds.
fn sales(place: &Place) -> i64 {
    let moja = place.open();
    assert!(moja.verify().unwrap().is_ok());
    till(&moja).head().unwrap().pos - 2
}

#[track_caller]
fn closed<T: Debug, E: Into<Failure>>(result: Result<T, E>) {
    let failure: Failure = result.map_err(Into::into).unwrap_err();
    assert_eq!(failure.code, "store_closed", "{failure:?}");
}

#[test]
fn nothing_is_left_beside_a_closed_file() {
    let place = Place::new();
    let moja = place.open();
    open_accounts(&till(&moja));
    // A reader's connection, too.
    let _ = till(&moja).query(GetBalance::now("cash", Currency::EUR)).unwrap();
    assert_eq!(place.files().len(), 3);
    moja.close().unwrap();
    place.assert_tidy();
    assert_eq!(sales(&place), 0);
}

#[test]
fn other_handles_are_told_and_do_not_hang() {
    let place = Place::new();
    for moja in [place.open(), blocking::open_memory(Builder::new()).unwrap()] {
        let other = moja.clone();
        let till = till(&other);
        open_accounts(&till);
        let mut pipeline = till.asynchronous().pipeline::<Transfer>().unwrap();
        moja.close().unwrap();

        closed(till.run(sale()));
        closed(till.dry_run(sale()));
        closed(till.run_each([sale(), sale()]));
        closed(till.all_or_nothing([sale()]).map_err(|(_, failure)| failure));
        let args = serde_json::json!({ "code": "a", "currency": "EUR", "kind": "asset" });
        closed(till.run_named(till.new_command_id(), "ledger.open_account", args.clone()));
        closed(till.dry_run_named("ledger.open_account", args));
        closed(till.query(GetBalance::now("cash", Currency::EUR)));
        closed(till.query(TrialBalance::default()));
        closed(till.head());
        closed(till.as_of(1));
        closed(till.follow("sink", 1));
        closed(other.verify());
        let fresh = other.tenant("new").acting_as("somebody");
        closed(fresh.run(OpenAccount::asset("a", Currency::EUR)));
        block_on(async {
            pipeline.push(till.new_command_id(), sale()).await.unwrap();
            closed(pipeline.flush().await);
            let report = pipeline.flush().await.unwrap();
            assert_eq!(report.watermark, 1);
            assert!(matches!(
                report.rejected.as_slice(),
                [(0, CommandError::Store(error))] if error.kind() == StoreErrorKind::Closed
            ));
        });
        // A second time changes nothing.
        other.close().unwrap();
        closed(till.run(sale()));
    }
    place.assert_tidy();
}

#[test]
fn what_is_queued_is_done() {
    let place = Place::new();
    let moja = place.open();
    let till = till(&moja);
    open_accounts(&till);
    // Holds up the worker, so that all of this waits.
    let store = SqliteStore::open(place.path(), quick()).unwrap();
    block_on(moja::core::store::Store::migrate(&store, &Builder::new().registry().schema()))
        .unwrap();
    let busy = store.write().unwrap();
    let mut pipeline = till.asynchronous().pipeline::<Transfer>().unwrap();
    block_on(async {
        for _ in 0..2_000 {
            pipeline.push(till.new_command_id(), sale()).await.unwrap();
        }
    });
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| till.run(sale()));
        std::thread::sleep(Duration::from_millis(50));
        let closing = scope.spawn(|| moja.clone().close());
        std::thread::sleep(Duration::from_millis(50));
        assert!(!closing.is_finished());
        drop(busy);
        closing.join().unwrap().unwrap();
        let _ = waiting.join().unwrap().unwrap();
    });
    // The pipeline had sent whole chunks, and kept the rest.
    let sent = pipeline.watermark();
    assert!((1_000..2_000).contains(&sent), "{sent}");
    store.close().unwrap();
    place.assert_tidy();
    assert_eq!(sales(&place), i64::try_from(sent).unwrap() + 1);
}

#[test]
fn many_may_close_at_once() {
    let place = Place::new();
    let moja = place.open();
    open_accounts(&till(&moja));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| moja.clone().close().unwrap());
        }
    });
    place.assert_tidy();
}

#[test]
fn reads_that_run_finish_and_later_ones_are_refused() {
    let place = Place::new();
    let moja = place.open();
    open_accounts(&till(&moja));
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let till = till(&moja);
                    let mut done = 0;
                    loop {
                        match till.query(TrialBalance::default()) {
                            Ok(view) => assert!(view.balanced),
                            Err(error) => {
                                closed(Err::<(), _>(error));
                                return done;
                            }
                        }
                        done += 1;
                        assert!(!stop.load(Ordering::Relaxed), "read from a closed store");
                    }
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(50));
        moja.clone().close().unwrap();
        stop.store(true, Ordering::Relaxed);
        place.assert_tidy();
        for reader in readers {
            assert!(reader.join().unwrap() > 0);
        }
    });
}

#[test]
fn a_read_that_outstays_the_limit_closes_the_file_when_it_ends() {
    let place = Place::new();
    let moja = place.open();
    let till = till(&moja);
    open_accounts(&till);
    let engine = moja.asynchronous().engine().clone();
    let tenant = Tenant::new("acme").unwrap();
    let mut reader = block_on(engine.reader(&tenant)).unwrap();
    let error = moja.clone().close().unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Busy);
    closed(till.run(sale()));
    closed(till.head());
    // The snapshot is still what it was.
    assert_eq!(block_on(reader.head()).unwrap().pos, 2);
    drop(reader);
    place.assert_tidy();
    moja.close().unwrap();
}

#[test]
fn another_opening_of_the_file_goes_on() {
    let place = Place::new();
    let (one, other) = (place.open(), place.open());
    open_accounts(&till(&one));
    one.close().unwrap();
    let _ = till(&other).run(sale()).unwrap();
    other.close().unwrap();
    place.assert_tidy();
    assert_eq!(sales(&place), 1);
}

#[test]
fn the_last_blocking_handle_waits_when_it_is_dropped() {
    let place = Place::new();
    let moja = place.open();
    let till = till(&moja);
    open_accounts(&till);
    let mut pipeline = till.asynchronous().pipeline::<Transfer>().unwrap();
    block_on(async {
        for _ in 0..1_024 {
            pipeline.push(till.new_command_id(), sale()).await.unwrap();
        }
    });
    // It holds the store open, so the handles do not wait for it.
    drop((moja, till));
    assert_eq!(place.files().len(), 3);
    drop(pipeline);
    wait_until_tidy(&place);
    let moja = place.open();
    let session = moja.tenant("acme").acting_as("till-1");
    drop(moja);
    assert_eq!(session.head().unwrap().pos, 1_026);
    drop(session);
    place.assert_tidy();
}

#[test]
fn an_async_handle_does_not_wait_and_the_file_is_closed_behind_it() {
    let place = Place::new();
    let moja = block_on(moja::open(place.path())).unwrap();
    let till = moja.tenant("acme").acting_as("till-1");
    let _ = block_on(till.run(OpenAccount::asset("cash", Currency::EUR))).unwrap();
    drop((moja, till));
    wait_until_tidy(&place);
}

fn wait_until_tidy(place: &Place) {
    let begun = Instant::now();
    while place.files().len() > 1 {
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", place.files());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn an_async_handle_can_be_closed_and_given_up() {
    let place = Place::new();
    let moja = block_on(moja::open(place.path())).unwrap();
    // Never polled to its end.
    drop(moja.clone().close());
    assert!(block_on(moja.tenant("acme").acting_as("a").head()).is_ok());
    block_on(moja.close()).unwrap();
    place.assert_tidy();
}
