//! Comparing packed runs with the rows they come from.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::{BlockRow, Item, RunRow, Sums, block};
use crate::scan::{Compare, Scan};
use crate::store::{StoreError, Tx};
use crate::tenant::Tenant;

/// Fingerprints of the items that each run should hold: sums over the items' hashes, so that
/// their order does not matter.
#[derive(Debug)]
pub(crate) struct Audit {
    history: &'static str,
    runs: Vec<RunRow>,
    /// For each run of level 0: the fingerprint and number of expected items.
    expected: Vec<(u64, i64)>,
    packed_pos: i64,
    /// How many runs the stored state tells of.
    count: i64,
    at: usize,
}

fn print(item: &Item) -> u64 {
    FixedState::with_seed(0x6d6f_6a61).hash_one(item)
}

impl Audit {
    pub(crate) fn new(
        history: &'static str,
        runs: Vec<RunRow>,
        packed_pos: i64,
        count: i64,
    ) -> Self {
        let level_0 = runs.iter().filter(|run| run.level == 0).count();
        Self { history, runs, expected: vec![(0, 0); level_0], packed_pos, count, at: 0 }
    }

    /// The row at `pos` feeds the history with `item`. Positions come in order.
    pub(crate) fn expect(&mut self, pos: i64, item: &Item) {
        let mut level_0 = self.runs.iter().filter(|run| run.level == 0).skip(self.at);
        if level_0.next().is_some_and(|run| run.to_pos < pos) {
            self.at = self.runs.iter().filter(|run| run.level == 0 && run.to_pos < pos).count();
        }
        if let Some((sum, count)) = self.expected.get_mut(self.at) {
            *sum = sum.wrapping_add(print(item));
            *count = count.saturating_add(1);
        }
    }

    /// Reads every run; returns how many items it saw and what is wrong.
    pub(crate) async fn runs(
        &self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
    ) -> Result<(u64, Vec<String>), StoreError> {
        let mut seen = 0_u64;
        let mut wrong = Vec::new();
        let mut next = 1;
        for run in self.runs.iter().filter(|run| run.level == 0) {
            if run.from_pos != next {
                wrong.push(format!("run {} does not start at position {next}", run.run));
            }
            next = run.to_pos.saturating_add(1);
        }
        if i64::try_from(self.runs.len()) != Ok(self.count) {
            wrong.push(format!("there are {} runs, not {}", self.runs.len(), self.count));
        }
        if next != self.packed_pos.saturating_add(1) {
            wrong.push(format!("runs end before position {}", self.packed_pos));
        }
        for run in &self.runs {
            let (sum, count) = self
                .runs
                .iter()
                .filter(|part| part.level == 0)
                .zip(&self.expected)
                .filter(|(part, _)| part.from_pos >= run.from_pos && part.to_pos <= run.to_pos)
                .fold((0_u64, 0_i64), |(sum, count), (_, (part, items))| {
                    (sum.wrapping_add(*part), count.saturating_add(*items))
                });
            let level_0 = || self.runs.iter().filter(|part| part.level == 0);
            let fits = level_0().any(|part| part.from_pos == run.from_pos)
                && level_0().any(|part| part.to_pos == run.to_pos);
            let held = self.run(tx, tenant, run).await?;
            seen = seen.saturating_add(u64::try_from(held.count).unwrap_or(0));
            let whole = held.sum == sum && held.count == count && held.count == run.items;
            if !(fits && whole && held.sound) {
                wrong.push(format!(
                    "run {} of level {} is not what its rows say",
                    run.run, run.level
                ));
            }
        }
        Ok((seen, wrong))
    }

    async fn run(
        &self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        run: &RunRow,
    ) -> Result<Held, StoreError> {
        let mut held = Held { sum: 0, count: 0, sound: true };
        let mut last: Option<Item> = None;
        let mut sums = Sums::default();
        let mut scan = Scan::of::<BlockRow>()
            .filter(BlockRow::COL_HISTORY, Compare::Equal, self.history)
            .filter(BlockRow::COL_LEVEL, Compare::Equal, run.level)
            .filter(BlockRow::COL_RUN, Compare::Equal, run.run)
            .limit(1_000);
        loop {
            let page = tx.scan(tenant, &scan).await?;
            for row in page.of::<BlockRow>() {
                for (at, segment) in block::decode(row)?.iter().enumerate() {
                    for (place, item) in segment.items().enumerate() {
                        if last.is_none_or(|last| last.series != item.series) {
                            sums = Sums::default();
                        }
                        if place == 0 {
                            held.sound &= segment.before == sums;
                        }
                        if at == 0 && place == 0 {
                            held.sound &= (row.series, row.at_us, row.pos, row.ordinal, row.line)
                                == (item.series, item.at_us, item.pos, item.ordinal, item.line);
                        }
                        held.sound &= last.is_none_or(|last| last < item)
                            && item.pos >= run.from_pos
                            && item.pos <= run.to_pos;
                        sums.add(item.amount);
                        held.sum = held.sum.wrapping_add(print(&item));
                        held.count = held.count.saturating_add(1);
                        last = Some(item);
                    }
                }
            }
            match page.next {
                Some(next) => scan.after = Some(next),
                None => return Ok(held),
            }
        }
    }
}

#[derive(Debug)]
struct Held {
    sum: u64,
    count: i64,
    sound: bool,
}
