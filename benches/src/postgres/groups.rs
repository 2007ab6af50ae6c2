//! Transfers by the size of their group, beside the rival.

use std::time::Duration;

use crate::Bench;
use crate::common::{Cell, HandShape, Random, median};
use crate::hand::Hand;

const SIZES: [usize; 5] = [1, 10, 100, 1_000, 8_190];

type Program = fn(&Bench, usize, Duration) -> Cell;
const PROGRAMS: [(&str, Program); 5] = [
    ("hand1", |bench, size, span| hand(bench, HandShape::Packed, size, span)),
    ("batch", |bench, size, span| batch(bench, true, size, span)),
    ("open", |bench, size, span| batch(bench, false, size, span)),
    ("hand_n", |bench, size, span| hand(bench, HandShape::EventEach, size, span)),
    ("each", each),
];

/// Group sizes, one caller.
pub fn groups(bench: &Bench, rounds: usize, span: Duration) {
    let only: Option<usize> = std::env::args().nth(4).and_then(|it| it.parse().ok());
    println!("transfers by group, 10,000 accounts, uniform, one caller");
    print!("{:>6}", "group");
    PROGRAMS.iter().for_each(|(name, _)| print!(" {:>9}", format!("{name}/s")));
    println!(" {:>8} {:>8} {:>8}", "batch/h", "each/h", "walls");
    for size in SIZES.into_iter().filter(|size| only.is_none_or(|only| only == *size)) {
        let mut rates: [Vec<f64>; 5] = Default::default();
        for round in 0..rounds {
            for offset in 0..PROGRAMS.len() {
                let at = (offset + round) % PROGRAMS.len();
                rates[at].push(PROGRAMS[at].1(bench, size, span).rate);
            }
        }
        let [hand1, batch, open, hand_n, each] = rates.map(|mut rates| median(&mut rates));
        print!("{size:>6}");
        [hand1, batch, open, hand_n, each].iter().for_each(|rate| print!(" {rate:>9.0}"));
        println!(" {:>8.2} {:>8.2} {:>8.2}", batch / hand1, each / hand_n, batch / open);
    }
}

fn batch(bench: &Bench, walls: bool, size: usize, span: Duration) -> Cell {
    let (schema, moja) = bench.moja();
    if !walls {
        // The store looks only when it is opened.
        bench.sql(&format!(
            "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables \
             WHERE schemaname = '{schema}' LOOP \
             EXECUTE format('ALTER TABLE {schema}.%I DISABLE ROW LEVEL SECURITY', t); \
             END LOOP; END $$"
        ));
    }
    let mut random = Random::new(7);
    let cell = Cell::run(span, size, |n| {
        let transfers = (0..n).map(|_| random.transfer()).collect();
        moja.run(moja::ledger::TransferMany { transfers }).expect("transfers");
    });
    drop(moja);
    bench.drop_schema(&schema);
    cell
}

fn each(bench: &Bench, size: usize, span: Duration) -> Cell {
    let (schema, moja) = bench.moja();
    let mut random = Random::new(7);
    let cell = Cell::run(span, size, |n| {
        let transfers: Vec<_> = (0..n).map(|_| random.transfer()).collect();
        for result in moja.run_each(transfers).expect("queue") {
            let _ = result.expect("transfer");
        }
    });
    drop(moja);
    bench.drop_schema(&schema);
    cell
}

fn hand(bench: &Bench, shape: HandShape, size: usize, span: Duration) -> Cell {
    // moja makes the tables and accounts; from then on rows are written by hand.
    let (schema, moja) = bench.moja();
    drop(moja);
    let mut hand = Hand::new(bench, &schema, shape);
    let cell = Cell::run(span, size, |n| bench.runtime.block_on(hand.commit(n)));
    bench.drop_schema(&schema);
    cell
}
