//! What a crash run found.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::Shot;

/// Keeps a report of a broken store readable.
const KEPT: usize = 20;

/// An image that the checker refused.
#[derive(Clone, Debug)]
pub(crate) struct Violation {
    /// Gives the image again: `Lab::shoot`.
    pub(crate) shot: Shot,
    pub(crate) acked: u64,
    pub(crate) started: u64,
    pub(crate) message: String,
}

/// The result of `Lab::crash`.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) kills: u64,
    pub(crate) power_losses: u64,
    /// How many images were refused.
    pub(crate) violations: u64,
    /// How many of each kind: messages are grouped by what stands before their first colon.
    pub(crate) kinds: BTreeMap<String, u64>,
    /// The first of them.
    pub(crate) examples: Vec<Violation>,
    pub(crate) elapsed: Duration,
}

impl Report {
    pub(crate) fn images(&self) -> u64 {
        self.kills + self.power_losses
    }

    /// Panics with the first violations if there are any, or if nothing was checked.
    pub(crate) fn assert_clean(&self) {
        assert!(self.violations == 0 && self.images() > 0, "{self}");
    }

    pub(super) fn count(&mut self, shot: Shot) {
        match shot {
            Shot::Kill { .. } => self.kills += 1,
            Shot::Power { .. } => self.power_losses += 1,
        }
    }

    pub(super) fn violation(&mut self, violation: Violation) {
        self.violations += 1;
        let kind = violation.message.split(':').next().unwrap_or_default();
        *self.kinds.entry(kind.to_owned()).or_default() += 1;
        if self.examples.len() < KEPT {
            self.examples.push(violation);
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.kills += other.kills;
        self.power_losses += other.power_losses;
        self.violations += other.violations;
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        self.examples.extend(other.examples);
    }

    /// Puts the earliest violations first, whichever thread found them.
    pub(super) fn finish(&mut self, elapsed: Duration) {
        self.examples.sort_by_key(|v| match v.shot {
            Shot::Kill { op } => (op, 0),
            Shot::Power { op, seed } => (op, seed),
        });
        self.examples.truncate(KEPT);
        self.elapsed = elapsed;
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.images() as f64 / self.elapsed.as_secs_f64().max(1e-9);
        writeln!(
            f,
            "{} kills, {} power losses, {} violations {:?} in {:.2?} ({rate:.0} images/s)",
            self.kills, self.power_losses, self.violations, self.kinds, self.elapsed
        )?;
        for v in &self.examples {
            let first_line = v.message.lines().next().unwrap_or_default();
            writeln!(f, "  {:?} acked {} started {}: {first_line}", v.shot, v.acked, v.started)?;
        }
        Ok(())
    }
}
