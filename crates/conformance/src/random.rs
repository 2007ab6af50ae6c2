//! Seeded randomness.

use crate::check::{Check, Failed};

/// A small generator (SplitMix64): the same numbers for the same seed, everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0, below `end`.
    pub(crate) fn below(&mut self, end: i64) -> i64 {
        let end = u64::try_from(end).unwrap_or(1).max(1);
        i64::try_from(self.next() % end).unwrap_or(0)
    }

    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below(last - first + 1)
    }

    /// True in one of `n` draws.
    pub(crate) fn one_in(&mut self, n: i64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let end = i64::try_from(of.len()).unwrap_or(0);
        of.get(usize::try_from(self.below(end)).unwrap_or(0))
    }
}

/// The seeds that a random case runs with: `MOJA_SEED`, or a few fixed ones and one of today.
pub(crate) fn seeds(fixed: u64) -> Vec<u64> {
    let given = std::env::var("MOJA_SEED").ok().and_then(|seed| seed.parse().ok());
    match given {
        Some(seed) => vec![seed],
        None => {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            let fresh = now.map_or(0, |now| u64::from(now.subsec_nanos()));
            (1..=fixed).chain([fresh]).collect()
        }
    }
}

/// Names the seed of a failure.
pub(crate) fn seeded(seed: u64, outcome: Check) -> Check {
    outcome.map_err(|failed: Failed| failed.within(format!("MOJA_SEED={seed}")))
}
