//! Transfers per second by group size: moja through its public API, beside two hand-written
//! rusqlite programs in the same rounds.
//!
//! - `R`: only inserts transfers, many a statement, into a lean table of seven columns with an
//!   integer key and a unique id: the limit that the bars of 0.75, 0.32, 0.18 and 0.17 were
//!   measured against.
//! - `T`: only inserts, in the same way, into moja's own table of transactions.
//! - `hand1`, `hand_n`: write exactly the rows that moja writes for `batch` and for `each`, hash
//!   chain included, but decide nothing.
//! - `batch`: one command for the group. `each`: one command for each transfer.
//!
//! ```text
//! cargo run --release -p moja-benches --bin ledger [-- ROUNDS [SECONDS_PER_CELL [SIZE [VARIANT]]]]
//! ```
//!
//! With SIZE only that group size is measured; with VARIANT only that program runs, for a
//! profiler.

mod common;

use std::time::Duration;

use common::{Cell, Hand, HandShape, Limit, Setup, median};

const SIZES: [usize; 5] = [1, 10, 100, 1_000, 8_190];

type Program = fn(&Setup, usize, Duration) -> Cell;
const PROGRAMS: [(&str, Program); 6] = [
    ("R", limit),
    ("T", transactions),
    ("hand1", hand_batch),
    ("batch", batch),
    ("hand_n", hand_each),
    ("each", each),
];

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
    print!("{:>6}", "group");
    PROGRAMS.iter().for_each(|(name, _)| print!(" {:>9}", format!("{name}/s")));
    for heading in ["batch/R", "each/R", "batch/T", "each/T", "batch/h", "each/h"] {
        print!(" {heading:>8}");
    }
    println!();
    for size in SIZES.into_iter().filter(|size| only.is_none_or(|only| only == *size)) {
        let mut rates: [Vec<f64>; 6] = Default::default();
        let mut cpu: [Vec<f64>; 6] = Default::default();
        for round in 0..rounds {
            for offset in 0..PROGRAMS.len() {
                // Another order each round, so that none always follows the same one.
                let at = (offset + round) % PROGRAMS.len();
                let cell = PROGRAMS[at].1(&Setup::new(), size, span);
                rates[at].push(cell.rate);
                cpu[at].push(cell.cpu_us);
            }
        }
        let [r, t, hand1, batch, hand_n, each] = rates.map(|mut rates| median(&mut rates));
        print!("{size:>6}");
        [r, t, hand1, batch, hand_n, each].iter().for_each(|rate| print!(" {rate:>9.0}"));
        for ratio in [batch / r, each / r, batch / t, each / t, batch / hand1, each / hand_n] {
            print!(" {ratio:>8.2}");
        }
        println!();
        print!("cpu us");
        cpu.into_iter().for_each(|mut cpu| print!(" {:>9.2}", median(&mut cpu)));
        println!();
    }
}

fn limit(setup: &Setup, size: usize, span: Duration) -> Cell {
    let mut limit = Limit::new(setup);
    Cell::run(span, size, |n| limit.insert(n))
}

fn transactions(setup: &Setup, size: usize, span: Duration) -> Cell {
    let mut hand = Hand::new(setup, HandShape::TransactionsOnly);
    Cell::run(span, size, |n| hand.commit(n))
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
