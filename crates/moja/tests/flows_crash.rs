//! The crash lab over the flows (I7): after a kill or a power loss at any write, each flow is
//! there with its stock, its cost, its postings and its money, or not at all.
#![cfg(feature = "inventory")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod crash_lab;
mod flows_support;

use std::time::Duration;

use crash_lab::{Fault, Lab, Plan, every_failure};
use flows_support::*;
use moja::blocking::{Moja, Session};
use moja::core::command::Command;
use moja::core::id::{CommandId, IdSource};
use moja::core::time::ManualClock;
use moja::flows::*;
use moja::inventory::{CreateItem, DocumentId};
use moja::sqlite::SqliteOptions;
use moja::{Builder, StoreError};

fn open(path: &str, lab: &Lab) -> Result<(Moja, Session), StoreError> {
    let options = SqliteOptions {
        vfs: Some(lab.vfs().to_owned()),
        // Checkpoints and restarts of the log belong to the workload.
        checkpoint_pages: 48,
        busy_timeout: Duration::from_millis(50),
        ..SqliteOptions::default()
    };
    let builder = Builder::new()
        .clock(ManualClock::new(time("2026-03-01T12:00:00Z")))
        .ids(IdSource::system())
        .sqlite(options);
    let moja = moja::blocking::open_with(builder, path)?;
    let till = moja.tenant("shop").acting_as("till");
    Ok((moja, till))
}

fn id(n: u64) -> CommandId {
    CommandId::derived(&n.to_be_bytes())
}

fn shipment(n: u64) -> DocumentId {
    DocumentId::from_uuid(id(n).consequence(2).as_uuid())
}

const FLOWS: u64 = 24;

/// Runs something as command `n`: its position, and whether it had been there.
fn execute<C: Command>(till: &Session, n: u64, command: C) -> Result<(i64, bool), String> {
    let outcome = till.run_as(id(n), command).map_err(|error| error.to_string())?;
    Ok((outcome.pos, outcome.replayed))
}

/// Flow `n`, counted from 1: always the same one, so that it can be sent again.
fn run(till: &Session, n: u64) -> Result<(i64, bool), String> {
    let item = if n.is_multiple_of(2) { "tea" } else { "cup" };
    match n {
        0 => Err("there is no flow 0".to_owned()),
        1 | 2 => {
            let bill = ("liabilities:received-not-invoiced", "supplier:smith", eur(8_000));
            let bill = Payment::new(bill.0, bill.1, bill.2);
            execute(till, n, receive(item, 20, 8_000).billed(bill))
        }
        _ => {
            match n % 6 {
                0 => execute(till, n, ReturnSale::new(shipment(n - 2), "shop-1")),
                1 => {
                    let moved = MoveBetweenShops::new("shop-1", "shop-2", [pieces(item, 1)]);
                    execute(till, n, moved.through("transit"))
                }
                2 => {
                    let lost = WriteOff::new("shop-1", "loss", [pieces(item, 1)], "broken");
                    execute(till, n, lost)
                }
                3 => execute(till, n, receive(item, 3, 1_000)),
                _ => {
                    let sale = Sell::new("shop-1", "customer", [pieces(item, 1)])
                        .paid(Payment::new("cash", "sales", eur(500)));
                    execute(till, n, sale)
                }
            }
        }
    }
}

/// Sets the shops up, in one unit; the flows of a workload come after that.
fn furnish(till: &Session) -> Result<(), String> {
    let mut commands: Vec<moja::AnyCommand> = Vec::new();
    commands.extend(books().into_iter().map(moja::AnyCommand::from));
    commands.extend(places().into_iter().map(moja::AnyCommand::from));
    commands.push(group().into());
    commands.push(CreateItem::new("tea", "goods").into());
    commands.push(CreateItem::new("cup", "goods").into());
    let done = till.all_or_nothing_as(id(0), commands);
    done.map(|_| ()).map_err(|(index, failure)| format!("member {index}: {failure}"))
}

fn shop(path: &str, lab: &Lab) -> (Moja, Session) {
    let (moja, till) = open(path, lab).expect("open");
    furnish(&till).expect("set-up");
    (moja, till)
}

fn workload(path: &str, lab: &Lab) {
    let (_moja, till) = shop(path, lab);
    for n in 1..=FLOWS {
        lab.started(n);
        run(&till, n).expect("flow");
        lab.acked(n);
    }
}

/// Opens what a crash left: a prefix of whole flows that holds every acknowledged one; and all
/// that `verify` knows, the tie-out of stock to the ledger included.
fn check(path: &str, lab: &Lab, acked: u64, started: u64) -> Result<(), String> {
    let (moja, till) = open(path, lab).map_err(|error| format!("open: {error}"))?;
    let journal = till.follow("check", 10_000).map_err(|error| format!("journal: {error}"))?;
    let flows = journal.iter().filter(|row| row.command.starts_with("shop."));
    let ids: Vec<CommandId> = flows.map(|row| row.command_id).collect();
    let held = u64::try_from(ids.len()).unwrap();
    if held < acked || held > started || !ids.iter().copied().eq((1..=held).map(id)) {
        return Err(format!("prefix: {held} of {acked}..={started}"));
    }
    let report = moja.verify().map_err(|error| format!("verify: {error}"))?;
    if let Some(finding) = report.findings.first() {
        return Err(format!("{}: {}", finding.code, finding.message));
    }
    // Each flow with all of its parts: sent again, the held ones replay and write nothing.
    let head = till.head().map_err(|error| format!("head: {error}"))?;
    for n in 1..=held {
        if !run(&till, n).map_err(|error| format!("again: {error}"))?.1 {
            return Err(format!("flow {n} was executed again"));
        }
    }
    let same = till.head().map_err(|error| format!("head: {error}"))? == head;
    if same { Ok(()) } else { Err("a replay wrote something".to_owned()) }
}

#[test]
fn i7_flows_survive_kill_and_power_loss_whole() {
    let lab = Lab::record(workload);
    let report = lab.crash(&Plan { power: 1, ..Plan::default() }, check);
    println!("{report}");
    report.assert_clean();
    assert!(report.images() >= 1_500, "only {} images", report.images());
}

#[test]
fn i7_a_crashed_shop_goes_on() {
    let lab = Lab::record(workload);
    let goes_on = |path: &str, lab: &Lab, acked: u64, _: u64| -> Result<(), String> {
        let (moja, till) = shop(path, lab);
        for n in 1..=FLOWS {
            let (_, replayed) = run(&till, n).map_err(|error| format!("again: {error}"))?;
            if n <= acked && !replayed {
                return Err(format!("again: flow {n} was lost"));
            }
        }
        drop((moja, till));
        check(path, lab, FLOWS, FLOWS)
    };
    lab.crash(&Plan { power: 1, step: 29, ..Plan::default() }, goes_on).assert_clean();
}

/// A full disk in the middle of a flow leaves nothing of it, and what was refused can be done
/// when there is space again.
#[test]
fn i7_a_full_disk_leaves_no_half_flow() {
    let flows = 6;
    let struck = every_failure(Fault::Full, |lab, n| {
        let Ok((moja, till)) = open(lab.path(), lab) else { return };
        let mut done = 0;
        if furnish(&till).is_ok() {
            while done < flows && run(&till, done + 1).is_ok() {
                done += 1;
            }
        }
        drop((moja, till));
        let (moja, till) = shop(lab.path(), lab);
        let journal = till.follow("check", 10_000).expect("journal");
        let held = journal.iter().filter(|row| row.command.starts_with("shop.")).count();
        assert_eq!(held as u64, done, "failure {n}: what was refused is not there");
        for n in done + 1..=flows {
            assert!(!run(&till, n).expect("flow").1);
        }
        let report = moja.verify().expect("verify");
        assert!(report.is_ok(), "failure {n}: {:?}", report.findings);
    });
    assert!(struck > 30, "only {struck} writes failed");
}
