//! Transfers per second by group size: moja through its public API, beside two hand-written
//! rusqlite programs in the same rounds.
//!
//! - `R`: only inserts the transfer rows, many a statement (the limit).
//! - `hand`: writes exactly the rows that moja writes, with the same pragmas, hash chain
//!   included, but decides nothing.
//!
//! ```text
//! cargo run --release -p moja-benches --bin ledger [-- ROUNDS [SECONDS_PER_CELL [SIZE [VARIANT]]]]
//! ```
//!
//! With SIZE only that group size is measured; with VARIANT (`R`, `hand1`, `batch`, `hand_n` or
//! `each`) only that program runs, for a profiler.

mod common;

use std::time::Duration;

use common::{Cell, Hand, HandShape, Limit, Setup, median};

const SIZES: [usize; 5] = [1, 10, 100, 1_000, 8_190];

type Program = fn(&Setup, usize, Duration) -> Cell;
const PROGRAMS: [(&str, Program); 5] =
    [("R", limit), ("hand1", hand_batch), ("batch", batch), ("hand_n", hand_each), ("each", each)];

fn main() {
    let rounds: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(5);
    let seconds: f64 = std::env::args().nth(2).and_then(|it| it.parse().ok()).unwrap_or(1.0);
    let only: Option<usize> = std::env::args().nth(3).and_then(|it| it.parse().ok());
    let span = Duration::from_secs_f64(seconds);
    if let Some(variant) = std::env::args().nth(4) {
        let (_, program) = PROGRAMS.iter().find(|(name, _)| *name == variant).expect("variant");
        let cell = program(&Setup::new(), only.unwrap_or(1_000), span);
        println!("{variant}: {:.0}/s, {:.2} us of processor time each", cell.rate, cell.cpu_us);
        return;
    }
    println!(
        "durable (WAL, synchronous=FULL), 10,000 accounts, uniform; {rounds} rounds of {seconds} s, variants interleaved; medians"
    );
    println!(
        "{:>6} {:>10} {:>10} {:>10} {:>10} {:>10} | {:>8} {:>8} | {:>8} {:>8}",
        "group",
        "R/s",
        "hand1/s",
        "batch/s",
        "hand_n/s",
        "each/s",
        "batch/R",
        "each/R",
        "bat/hand",
        "each/hnd"
    );
    for size in SIZES.into_iter().filter(|size| only.is_none_or(|only| only == *size)) {
        let mut rates: [Vec<f64>; 5] = Default::default();
        let mut cpu: [Vec<f64>; 5] = Default::default();
        for round in 0..rounds {
            for offset in 0..PROGRAMS.len() {
                // Another order each round, so that none always follows the same one.
                let at = (offset + round) % PROGRAMS.len();
                let cell = PROGRAMS[at].1(&Setup::new(), size, span);
                rates[at].push(cell.rate);
                cpu[at].push(cell.cpu_us);
            }
        }
        let m: Vec<f64> = rates.iter_mut().map(|rates| median(rates)).collect();
        println!(
            "{size:>6} {:>10.0} {:>10.0} {:>10.0} {:>10.0} {:>10.0} | {:>8.2} {:>8.2} | {:>8.2} {:>8.2}",
            m[0],
            m[1],
            m[2],
            m[3],
            m[4],
            m[2] / m[0],
            m[4] / m[0],
            m[2] / m[1],
            m[4] / m[3],
        );
        let cpu: Vec<f64> = cpu.iter_mut().map(|cpu| median(cpu)).collect();
        println!(
            "{:>6} {:>10.2} {:>10.2} {:>10.2} {:>10.2} {:>10.2} | {:>17} | {:>8.2} {:>8.2}",
            "cpu us",
            cpu[0],
            cpu[1],
            cpu[2],
            cpu[3],
            cpu[4],
            "",
            cpu[1] / cpu[2],
            cpu[3] / cpu[4],
        );
    }
}

fn limit(setup: &Setup, size: usize, span: Duration) -> Cell {
    let mut limit = Limit::new(setup);
    Cell::run(span, size, |n| limit.insert(n))
}

fn hand_batch(setup: &Setup, size: usize, span: Duration) -> Cell {
    let mut hand = Hand::new(setup, HandShape::Packed);
    Cell::run(span, size, |n| hand.commit(n))
}

fn hand_each(setup: &Setup, size: usize, span: Duration) -> Cell {
    let mut hand = Hand::new(setup, HandShape::EventEach);
    Cell::run(span, size, |n| hand.commit(n))
}

fn batch(setup: &Setup, size: usize, span: Duration) -> Cell {
    let moja = setup.moja();
    let mut random = common::Random::new(7);
    Cell::run(span, size, |n| {
        let transfers = (0..n).map(|_| random.transfer()).collect();
        moja.run(moja::ledger::TransferMany { transfers }).expect("transfers");
    })
}

fn each(setup: &Setup, size: usize, span: Duration) -> Cell {
    let moja = setup.moja();
    let mut random = common::Random::new(7);
    Cell::run(span, size, |n| {
        let transfers: Vec<_> = (0..n).map(|_| random.transfer()).collect();
        for result in moja.run_each(transfers).expect("queue") {
            let _ = result.expect("transfer");
        }
    })
}
