//! Many reserve the same items in opposite order (I6 of `spec/inventory-commerce.md` §2): threads of
//! one handle, two handles and two processes on one file. Nobody waits for somebody who waits for
//! him, nobody starves, and each reservation is there or refused for lack of stock.
//!
//! The processes are this test itself, called again with the file's path in the environment.
#![cfg(feature = "inventory")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod flows_support;

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use flows_support::*;
use moja::Builder;
use moja::blocking::{Moja, Session};
use moja::inventory::{CreateItem, ReleaseReservation, Reserve};
use moja::sqlite::SqliteOptions;
use serde::{Deserialize, Serialize};

/// Pieces of each item.
const UNITS: i64 = 300;
/// What each of two reserves for good, one of each item at a time: together more than there is.
const TRIES: usize = 200;
const ITEMS: usize = 8;

/// Far above what a store that is shared with other tests needs, and far below a deadlock.
const SLOWEST: Duration = Duration::from_secs(5);

/// Names the file, and the order, to those who are called to reserve.
const FILE: &str = "MOJA_TEST_RESERVE";
const BACKWARDS: &str = "MOJA_TEST_RESERVE_BACKWARDS";

#[derive(Serialize, Deserialize)]
struct Ends {
    codes: BTreeMap<String, usize>,
    /// The time that 99 of a hundred reservations did not take.
    p99_ms: u64,
}

fn open(path: &str) -> Moja {
    let options =
        SqliteOptions { busy_timeout: Duration::from_secs(120), ..SqliteOptions::default() };
    moja::blocking::open_with(Builder::new().sqlite(options), path).unwrap()
}

fn till(moja: &Moja, who: &str) -> Session {
    moja.tenant("acme").acting_as(who)
}

fn name(item: usize) -> String {
    format!("item-{item}")
}

fn stocked(path: &str) -> Moja {
    let moja = open(path);
    let till = till(&moja, "stock");
    set_up(&till);
    for item in (0..ITEMS).map(name) {
        till.run(CreateItem::new(&item, "goods")).unwrap();
        till.run(receive(&item, UNITS, UNITS)).unwrap();
    }
    moja
}

/// Reserves all items again and again, forwards or backwards, for good and for a moment in turn.
fn reserve(till: &Session, backwards: bool) -> Ends {
    let mut codes = BTreeMap::new();
    let mut times = Vec::new();
    for nth in 0..2 * TRIES {
        let mut lines: Vec<_> = (0..ITEMS).map(|item| pieces(&name(item), 1)).collect();
        if backwards {
            lines.reverse();
        }
        let start = Instant::now();
        let ended = till.run(Reserve::new("shop-1", lines));
        times.push(start.elapsed());
        let for_good = nth % 2 == 0;
        let code = match ended {
            Ok(done) if for_good => {
                assert_eq!(done.value.expires_at, None);
                "reserved".to_owned()
            }
            Ok(done) => {
                let reservation = done.value.reservation;
                till.run(ReleaseReservation { reservation }).unwrap();
                continue;
            }
            Err(error) => error.code().to_owned(),
        };
        if for_good {
            *codes.entry(code).or_insert(0) += 1;
        } else {
            assert_eq!(code, "insufficient_stock");
        }
    }
    times.sort();
    let p99 = times[times.len() * 99 / 100];
    Ends { codes, p99_ms: u64::try_from(p99.as_millis()).unwrap() }
}

/// Everything that there is was reserved, but for what one held for a moment when the other asked
/// for the last; and nobody waited for long.
fn all_is_reserved(moja: &Moja, ends: &[Ends]) {
    let mut all: BTreeMap<&str, usize> = BTreeMap::new();
    for end in ends {
        assert!(end.codes["reserved"] > 0, "one of them starved");
        assert!(Duration::from_millis(end.p99_ms) < SLOWEST, "{} ms", end.p99_ms);
        for (code, count) in &end.codes {
            *all.entry(code).or_insert(0) += count;
        }
    }
    let units = usize::try_from(UNITS).unwrap();
    let refused = 2 * TRIES - all["reserved"];
    assert_eq!(all.get("insufficient_stock").copied().unwrap_or(0), refused, "{all:?}");
    assert!(all["reserved"] <= units && all["reserved"] >= units - 2, "{all:?}");
    let till = till(moja, "after");
    for item in (0..ITEMS).map(name) {
        let query = moja::inventory::Availability { items: vec![item], location: None, at: None };
        let left = till.query(query).unwrap().remove(0).available.to_string();
        assert_eq!(left, (units - all["reserved"]).to_string());
    }
    assert_eq!(moja.verify().unwrap().findings, []);
}

fn two_threads(tills: [Session; 2]) -> Vec<Ends> {
    let start = Barrier::new(2);
    std::thread::scope(|scope| {
        let both = [false, true].map(|backwards| {
            let (till, start) = (&tills[usize::from(backwards)], &start);
            scope.spawn(move || {
                start.wait();
                reserve(till, backwards)
            })
        });
        both.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn i6_threads_reserve_in_opposite_order() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let moja = stocked(path.to_str().unwrap());
    let ends = two_threads(["forth", "back"].map(|who| till(&moja, who)));
    all_is_reserved(&moja, &ends);
}

#[test]
fn i6_handles_reserve_in_opposite_order() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let path = path.to_str().unwrap();
    let (moja, other) = (stocked(path), open(path));
    let ends = two_threads([till(&moja, "forth"), till(&other, "back")]);
    all_is_reserved(&moja, &ends);
}

#[test]
fn i6_processes_reserve_in_opposite_order() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let path = path.to_str().unwrap();
    let moja = stocked(path);
    let both = ["", "yes"].map(|backwards| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_process_reserves", "--nocapture", "--test-threads=1"])
            .env(FILE, path)
            .env(BACKWARDS, backwards)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    });
    let ends = both.into_iter().map(|process| {
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success(), "a process failed");
        let text = String::from_utf8(output.stdout).unwrap();
        let line = text.lines().find_map(|line| line.split_once("ends=")).map(|(_, ends)| ends);
        serde_json::from_str(line.unwrap()).unwrap()
    });
    let ends: Vec<Ends> = ends.collect();
    all_is_reserved(&moja, &ends);
}

/// What each process of the test above does; without a file there is nothing to reserve.
#[test]
fn a_process_reserves() {
    let Ok(path) = std::env::var(FILE) else { return };
    let backwards = std::env::var(BACKWARDS).is_ok_and(|it| !it.is_empty());
    let moja = open(&path);
    let ends = reserve(&till(&moja, "process"), backwards);
    println!("\nends={}", serde_json::to_string(&ends).unwrap());
    moja.close().unwrap();
}
