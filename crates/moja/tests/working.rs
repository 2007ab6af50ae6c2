//! Who works: a caller that waits, or the worker's thread. Nobody can tell from the results.
#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::collections::BTreeSet;

use moja::blocking::Session;
use moja::core::currency::Currency;
use moja::core::money::Money;
use moja::ledger::{AsOf, GetBalance, OpenAccount, Transfer};

fn till(dir: &tempfile::TempDir) -> Session {
    let moja = moja::blocking::open(dir.path().join("a.db")).unwrap();
    let till = moja.tenant("acme").acting_as("till");
    for code in ["cash", "sales"] {
        till.run(OpenAccount::liability(code, Currency::EUR)).unwrap();
    }
    till
}

fn cent() -> Transfer {
    Transfer::new("cash", "sales", Money::new(1, Currency::EUR))
}

#[test]
fn a_waiting_caller_overtakes_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let till = till(&dir);
    let asynchronous = till.asynchronous();
    let mut pipeline = asynchronous.pipeline::<Transfer>().unwrap();
    let mut before = till.head().unwrap().pos;
    for round in 1..=20 {
        // A chunk is sent when it is full: it is on its way, and nobody waits for it.
        for _ in 0..512 {
            pollster::block_on(pipeline.push(till.new_command_id(), cent())).unwrap();
        }
        let pos = till.run(cent()).unwrap().pos;
        assert_eq!(pos, before + 513, "round {round}");
        before = pos;
    }
}

#[test]
fn callers_that_work_and_callers_that_queue_share_one_journal() {
    const EACH: i64 = 60;
    let dir = tempfile::tempdir().unwrap();
    let till = till(&dir);
    let before = till.head().unwrap().pos;
    let positions: Vec<i64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..12)
            .map(|nth| {
                let till = &till;
                scope.spawn(move || {
                    let run = |_| match nth % 3 {
                        0 => pollster::block_on(till.asynchronous().run(cent())).unwrap().pos,
                        1 => till.run_each([cent()]).unwrap().remove(0).unwrap().pos,
                        _ => till.run(cent()).unwrap().pos,
                    };
                    (0..EACH).map(run).collect::<Vec<i64>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let wanted: BTreeSet<i64> = (1..=12 * EACH).map(|nth| before + nth).collect();
    assert_eq!(positions.len(), wanted.len());
    assert_eq!(positions.into_iter().collect::<BTreeSet<i64>>(), wanted);
    let now = GetBalance { account: "sales".into(), currency: Currency::EUR, as_of: AsOf::NOW };
    assert_eq!(till.query(now).unwrap().normal, Money::new(12 * i128::from(EACH), Currency::EUR));
}
