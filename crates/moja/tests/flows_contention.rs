//! Many sell the last of something at once (I1, I6): threads, and processes on one file.
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
use std::time::Duration;

use flows_support::*;
use moja::Builder;
use moja::blocking::{Moja, Session};
use moja::flows::{Payment, Sell, TieOut};
use moja::sqlite::SqliteOptions;

const UNITS: i64 = 500;
const SELLERS: i64 = 8;
const TRIES: i64 = 400;

/// Names the file to those who are called to sell.
const FILE: &str = "MOJA_TEST_SELL";

fn open(path: &str) -> Moja {
    let options =
        SqliteOptions { busy_timeout: Duration::from_secs(120), ..SqliteOptions::default() };
    moja::blocking::open_with(Builder::new().sqlite(options), path).unwrap()
}

fn stocked(path: &str) -> (Moja, Session) {
    let moja = open(path);
    let till = moja.tenant("acme").acting_as("till-1");
    set_up(&till);
    till.run(receive("tea", UNITS, 2_000 * UNITS)).unwrap();
    (moja, till)
}

/// Tries to sell one piece so often; how the tries ended, by code.
fn sell(till: &Session) -> BTreeMap<String, i64> {
    let mut ends = BTreeMap::new();
    for _ in 0..TRIES {
        let flow = Sell::new("shop-1", "customer", [pieces("tea", 1)]).paid(Payment::new(
            "cash",
            "sales",
            eur(3_000),
        ));
        let end = match till.run(flow) {
            Ok(_) => "sold".to_owned(),
            Err(error) => error.code().to_owned(),
        };
        *ends.entry(end).or_insert(0) += 1;
    }
    ends
}

fn exactly_all_were_sold(till: &Session, moja: &Moja, ends: Vec<BTreeMap<String, i64>>) {
    assert_eq!(i64::try_from(ends.len()).unwrap(), SELLERS);
    let mut all: BTreeMap<String, i64> = BTreeMap::new();
    for (end, count) in ends.into_iter().flatten() {
        *all.entry(end).or_insert(0) += count;
    }
    let refused = SELLERS * TRIES - UNITS;
    let expected = [("insufficient_stock".to_owned(), refused), ("sold".to_owned(), UNITS)];
    assert_eq!(all, BTreeMap::from(expected));
    let balances = balances(till);
    assert_eq!(balances["cash"], 3_000 * UNITS);
    assert_eq!(balances["expenses:cost-of-goods-sold"], 2_000 * UNITS);
    assert_eq!(tied(till.query(TieOut::default()).unwrap()), 0);
    assert_eq!(moja.verify().unwrap().findings, []);
}

#[test]
fn threads_sell_exactly_what_there_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let (moja, till) = stocked(path.to_str().unwrap());
    let start = Barrier::new(usize::try_from(SELLERS).unwrap());
    let ends = std::thread::scope(|scope| {
        let sellers: Vec<_> = (0..SELLERS)
            .map(|seller| {
                let till = moja.tenant("acme").acting_as(&format!("till-{seller}"));
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    sell(&till)
                })
            })
            .collect();
        sellers.into_iter().map(|seller| seller.join().unwrap()).collect()
    });
    exactly_all_were_sold(&till, &moja, ends);
}

#[test]
fn processes_sell_exactly_what_there_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let path = path.to_str().unwrap();
    let (moja, till) = stocked(path);
    let sellers: Vec<_> = (0..SELLERS)
        .map(|_| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "a_process_sells", "--nocapture", "--test-threads=1"])
                .env(FILE, path)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let ends = sellers.into_iter().map(|seller| {
        let output = seller.wait_with_output().unwrap();
        assert!(output.status.success(), "a seller failed");
        let text = String::from_utf8(output.stdout).unwrap();
        let line = text.lines().find_map(|line| line.split_once("ends=")).map(|(_, ends)| ends);
        serde_json::from_str(line.unwrap()).unwrap()
    });
    let ends = ends.collect();
    exactly_all_were_sold(&till, &moja, ends);
}

/// What each process of the test above does; without a file there is nothing to sell.
#[test]
fn a_process_sells() {
    let Ok(path) = std::env::var(FILE) else { return };
    let moja = open(&path);
    let ends = sell(&moja.tenant("acme").acting_as("seller"));
    println!("\nends={}", serde_json::to_string(&ends).unwrap());
    moja.close().unwrap();
}
