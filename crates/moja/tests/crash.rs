//! The crash lab over the whole engine: a ledger workload is recorded write by write, and the
//! file is reopened after every one of them, as a kill and as a power loss with torn and
//! reordered sectors leave it (R1); and after every failing write (R3) and flush (R4).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod crash_lab;

use std::sync::Arc;
use std::time::Duration;

use crash_lab::{Fault, Lab, Plan, every_failure};
use moja::core::currency::Currency;
use moja::core::engine::{Engine, Options};
use moja::core::id::{CommandId, IdSource};
use moja::core::money::Money;
use moja::core::registry::Registry;
use moja::core::store::{StoreError, StoreErrorKind};
use moja::core::tenant::{Actor, Tenant};
use moja::core::time::{ManualClock, Timestamp};
use moja::ledger::{
    CaptureHold, HoldId, Ledger, OpenAccount, PlaceHold, TransactionId, Transfer, TransferMany,
};
use moja::sqlite::{SqliteOptions, SqliteStore};
use pollster::block_on;

const ACCOUNTS: u64 = 3;

struct Shop {
    engine: Engine,
    tenant: Tenant,
    actor: Actor,
}

impl Drop for Shop {
    /// The worker lets go of the file when it notices that its queue is gone; the next opening
    /// under the same VFS name must not meet it.
    fn drop(&mut self) {
        let _ = block_on(self.engine.close());
    }
}

/// Checkpoints and restarts of the log belong to the workload.
fn open(path: &str, lab: &Lab) -> Result<Shop, StoreError> {
    open_copying(path, lab, 24)
}

/// With another number of pages at which the log is copied into the file.
fn open_copying(path: &str, lab: &Lab, checkpoint_pages: u32) -> Result<Shop, StoreError> {
    let options = SqliteOptions {
        vfs: Some(lab.vfs().to_owned()),
        checkpoint_pages,
        busy_timeout: Duration::from_millis(50),
        ..SqliteOptions::default()
    };
    let store = SqliteStore::open(path, options)?;
    let mut registry = Registry::new();
    registry.add::<Ledger>();
    let options = Options {
        clock: Arc::new(ManualClock::new(Timestamp::from_micros(1_700_000_000_000_000))),
        ids: Arc::new(IdSource::system()),
        ..Options::default()
    };
    let engine = block_on(Engine::start(Arc::new(store), registry, options))?;
    Ok(Shop { engine, tenant: Tenant::new("shop").unwrap(), actor: Actor::new("till").unwrap() })
}

fn code(n: u64) -> String {
    format!("wallet:{n}")
}

fn euro(minor: u64) -> Money {
    Money::new(i128::from(minor), Currency::EUR)
}

/// Command `n`, counted from 1: always the same one, so that it can be sent again.
fn run(shop: &Shop, n: u64) -> Result<(i64, bool), String> {
    let id = CommandId::derived(&n.to_be_bytes());
    let transfer = |k: u64| {
        let (debit, credit) = (code(k % ACCOUNTS), code((k + 1) % ACCOUNTS));
        Transfer::new(debit, credit, euro(1 + k % 7)).reference(format!("sale {k}"))
    };
    let hold = HoldId::from_bytes(*CommandId::derived(b"hold").nth((n / 5) as u32).as_bytes());
    macro_rules! outcome {
        ($command:expr) => {
            block_on(shop.engine.run(&shop.tenant, &shop.actor, id, $command))
                .map(|outcome| (outcome.pos, outcome.replayed))
                .map_err(|error| error.to_string())
        };
    }
    if n <= ACCOUNTS {
        return outcome!(OpenAccount::liability(code(n - 1), Currency::EUR));
    }
    match n % 5 {
        0 => outcome!(TransferMany { transfers: (0..40).map(|k| transfer(n + k)).collect() }),
        1 => {
            let mut hold_command = PlaceHold::new(code(0), code(1), euro(9));
            hold_command.id = Some(hold);
            outcome!(hold_command)
        }
        2 if n > 6 => outcome!(CaptureHold {
            id: Some(TransactionId::from_bytes(*id.as_bytes())),
            hold,
            amount: Some(euro(4)),
            completion: moja::ledger::Completion::Final,
            effective_at: None,
        }),
        _ => {
            let mut one = transfer(n);
            one.id = Some(TransactionId::from_bytes(*id.as_bytes()));
            outcome!(one)
        }
    }
}

const COMMANDS: u64 = 36;

fn workload(path: &str, lab: &Lab) {
    let shop = open(path, lab).expect("open");
    for n in 1..=COMMANDS {
        lab.started(n);
        run(&shop, n).expect("command");
        lab.acked(n);
    }
}

/// Opens what a crash left: a committed prefix that holds every acknowledged command, with
/// an intact file, an unbroken chain, tables equal to the replay, and balanced books.
fn check(path: &str, lab: &Lab, acked: u64, started: u64) -> Result<(), String> {
    let shop = match open(path, lab) {
        Ok(shop) => shop,
        Err(error) => return Err(format!("open: {error}")),
    };
    let head = block_on(async {
        let mut reader = shop.engine.reader(&shop.tenant).await?;
        reader.head().await
    })
    .map_err(|error| format!("head: {error}"))?;
    let held = u64::try_from(head.pos).unwrap();
    if held < acked || held > started {
        return Err(format!("prefix: {held} of {acked}..={started}"));
    }
    let report = block_on(shop.engine.verify(&mut |_| {})).map_err(|e| format!("verify: {e}"))?;
    match report.findings.first() {
        Some(finding) => Err(format!("{}: {}", finding.code, finding.message)),
        None => Ok(()),
    }
}

#[test]
fn r1_every_write_survives_kill_and_power_loss() {
    let lab = Lab::record(workload);
    let report = lab.crash(&Plan { power: 9, ..Plan::default() }, check);
    println!("{report}");
    report.assert_clean();
    assert!(report.images() >= 10_000, "only {} images", report.images());
}

#[test]
fn r1_a_crashed_store_goes_on() {
    let lab = Lab::record(workload);
    let goes_on = |path: &str, lab: &Lab, acked: u64, _: u64| -> Result<(), String> {
        let shop = open(path, lab).map_err(|error| format!("open: {error}"))?;
        // Every command is sent again: what was committed replays, the rest is executed.
        for n in 1..=COMMANDS {
            let (pos, replayed) = run(&shop, n).map_err(|error| format!("again: {error}"))?;
            if pos != i64::try_from(n).unwrap() || (n <= acked && !replayed) {
                return Err(format!("again: command {n} at {pos}, replayed {replayed}"));
            }
        }
        drop(shop);
        check(path, lab, COMMANDS, COMMANDS)
    };
    lab.crash(&Plan { power: 1, step: 13, ..Plan::default() }, goes_on).assert_clean();
}

/// Runs the workload until the fault strikes, then checks what the caller was told.
fn until_struck(lab: &Lab, kind: impl Fn(&StoreError) -> bool) -> Option<(Shop, u64)> {
    let shop = match open(lab.path(), lab) {
        Ok(shop) => shop,
        Err(error) => {
            assert!(kind(&error), "opening said {error:?}");
            return None;
        }
    };
    for n in 1..=COMMANDS {
        lab.started(n);
        if run(&shop, n).is_err() {
            return Some((shop, n));
        }
        lab.acked(n);
    }
    None
}

#[test]
fn r3_a_full_disk_loses_nothing_and_passes() {
    let struck = every_failure(Fault::Full, |lab, n| {
        let full = |error: &StoreError| error.is_full() || error.kind() == StoreErrorKind::Io;
        let Some((shop, failed)) = until_struck(lab, full) else { return };
        // Readable at once, and writable now that there is space again (or after reopening).
        let head = block_on(async { shop.engine.reader(&shop.tenant).await?.head().await });
        assert!(head.is_ok(), "failure {n}: {head:?}");
        if run(&shop, failed).is_err() {
            drop(shop);
            let shop = open(lab.path(), lab).expect("reopen");
            run(&shop, failed).expect("after reopening");
        }
    });
    assert!(struck > 30, "only {struck} writes failed");
}

#[test]
fn r4_after_a_failed_flush_nothing_is_written_until_reopened() {
    let struck = every_failure(Fault::IoSync, |lab, n| {
        let Some((shop, failed)) = until_struck(lab, |_| true) else { return };
        assert!(run(&shop, failed).is_err(), "flush {n}: a write went on after a failed flush");
        drop(shop);
        let shop = open(lab.path(), lab).expect("reopen");
        run(&shop, failed).expect("after reopening");
        let report = block_on(shop.engine.verify(&mut |_| {})).expect("verify");
        assert!(report.is_ok(), "flush {n}: {:?}", report.findings);
    });
    assert!(struck > 10, "only {struck} flushes failed");
}

#[test]
fn closing_tells_that_the_log_was_not_copied_and_loses_nothing() {
    for (fault, kind) in [
        (Fault::Full, StoreErrorKind::Full),
        (Fault::IoWrite, StoreErrorKind::Io),
        (Fault::IoSync, StoreErrorKind::Io),
    ] {
        let lab = Lab::new();
        // Nothing is copied before the end, wherever a checkpoint would have fallen.
        let shop = open_copying(lab.path(), &lab, 100_000).expect("open");
        for n in 1..=COMMANDS {
            run(&shop, n).expect("command");
        }
        lab.fail_from(0, fault);
        let error = block_on(shop.engine.close()).expect_err("a failed close");
        assert_eq!(error.kind(), kind, "{fault:?}: {error}");
        assert!(lab.faults() > 0);
        block_on(shop.engine.close()).expect("nothing is left to be closed");
        lab.heal();
        let shop = open(lab.path(), &lab).expect("reopen");
        for n in 1..=COMMANDS {
            assert!(run(&shop, n).expect("command").1, "{fault:?}: command {n} was lost");
        }
    }
}
