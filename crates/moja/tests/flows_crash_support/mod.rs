//! A script of flows in the crash lab: recorded, cut off at every write, opened again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests"
)]

use std::time::Duration;

use moja::blocking::{Moja, Session};
use moja::core::command::Command;
use moja::core::id::{CommandId, IdSource};
use moja::core::time::ManualClock;
use moja::sqlite::SqliteOptions;
use moja::{AnyCommand, Builder, StoreError};

use crate::crash_lab::{Fault, Lab, Plan, every_failure};
use crate::flows_support::time;

/// The position of a flow, and whether it had been there.
pub(crate) type Ran = Result<(i64, bool), String>;

/// Flows, numbered from 1: always the same ones, so that each can be sent again.
pub(crate) struct Script {
    /// How many.
    pub(crate) flows: u64,
    /// What is set up before them, in one unit.
    pub(crate) furniture: fn() -> Vec<AnyCommand>,
    /// Runs one.
    pub(crate) run: fn(&Session, u64) -> Ran,
}

pub(crate) fn id(n: u64) -> CommandId {
    CommandId::derived(&n.to_be_bytes())
}

/// Runs something as flow `n`.
pub(crate) fn execute<C: Command>(till: &Session, n: u64, command: C) -> Ran {
    let outcome = till.run_as(id(n), command).map_err(|error| error.to_string())?;
    Ok((outcome.pos, outcome.replayed))
}

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

impl Script {
    fn furnish(&self, till: &Session) -> Result<(), String> {
        let done = till.all_or_nothing_as(id(0), (self.furniture)());
        done.map(|_| ()).map_err(|(index, failure)| format!("member {index}: {failure}"))
    }

    fn shop(&self, path: &str, lab: &Lab) -> (Moja, Session) {
        let (moja, till) = open(path, lab).expect("open");
        self.furnish(&till).expect("set-up");
        (moja, till)
    }

    /// Records the flows; tells after which operation they begin.
    fn recorded(&self) -> (Lab, u64) {
        let mut furnished = 0;
        let lab = Lab::record(|path, lab| furnished = self.workload(path, lab));
        (lab, furnished)
    }

    fn workload(&self, path: &str, lab: &Lab) -> u64 {
        let (_moja, till) = self.shop(path, lab);
        let furnished = lab.ops();
        for n in 1..=self.flows {
            lab.started(n);
            (self.run)(&till, n).expect("flow");
            lab.acked(n);
        }
        furnished
    }

    /// Opens what a crash left: a prefix of whole flows that holds every acknowledged one; and
    /// all that `verify` knows, the ties of stock and orders to the ledger included.
    fn check(&self, path: &str, lab: &Lab, acked: u64, started: u64) -> Result<(), String> {
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
            if !(self.run)(&till, n).map_err(|error| format!("again: {error}"))?.1 {
                return Err(format!("flow {n} was executed again"));
            }
        }
        let same = till.head().map_err(|error| format!("head: {error}"))? == head;
        if same { Ok(()) } else { Err("a replay wrote something".to_owned()) }
    }

    /// After a kill or a power loss at any write, each flow is there as a whole or not at all.
    pub(crate) fn survives_whole(&self, images: u64) {
        let (lab, from) = self.recorded();
        let check = |path: &str, lab: &Lab, acked, started| self.check(path, lab, acked, started);
        let report = lab.crash(&Plan { power: 2, from, ..Plan::default() }, check);
        println!("{report}");
        report.assert_clean();
        assert!(report.images() >= images, "only {} images", report.images());
    }

    /// What crashed goes on with what is missing, to the end.
    pub(crate) fn goes_on(&self) {
        let (lab, _) = self.recorded();
        let goes_on = |path: &str, lab: &Lab, acked: u64, _: u64| -> Result<(), String> {
            let (moja, till) = self.shop(path, lab);
            for n in 1..=self.flows {
                let (_, replayed) =
                    (self.run)(&till, n).map_err(|error| format!("again: {error}"))?;
                if n <= acked && !replayed {
                    return Err(format!("again: flow {n} was lost"));
                }
            }
            drop((moja, till));
            self.check(path, lab, self.flows, self.flows)
        };
        lab.crash(&Plan { power: 1, step: 17, ..Plan::default() }, goes_on).assert_clean();
    }

    /// A full disk in the middle of a flow leaves nothing of it, and what was refused can be done
    /// when there is space again.
    pub(crate) fn survives_a_full_disk(&self, flows: u64, writes: u64) {
        let struck = every_failure(Fault::Full, |lab, n| {
            let Ok((moja, till)) = open(lab.path(), lab) else { return };
            let mut done = 0;
            if self.furnish(&till).is_ok() {
                while done < flows && (self.run)(&till, done + 1).is_ok() {
                    done += 1;
                }
            }
            drop((moja, till));
            let (moja, till) = self.shop(lab.path(), lab);
            let journal = till.follow("check", 10_000).expect("journal");
            let held = journal.iter().filter(|row| row.command.starts_with("shop.")).count();
            assert_eq!(held as u64, done, "failure {n}: what was refused is not there");
            for n in done + 1..=flows {
                assert!(!(self.run)(&till, n).expect("flow").1);
            }
            let report = moja.verify().expect("verify");
            assert!(report.is_ok(), "failure {n}: {:?}", report.findings);
        });
        assert!(struck > writes, "only {struck} writes failed");
    }
}
