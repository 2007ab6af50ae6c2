//! Comparing packed runs with the rows they come from.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::build::count;
use super::{BlockRow, FAN_OUT, Item, RunRow, StateRow, Sums, block};
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
    state: StateRow,
    /// Items of the positions that are being packed.
    packing: Vec<Item>,
    at: usize,
}

fn print(item: &Item) -> u64 {
    FixedState::with_seed(0x6d6f_6a61).hash_one(item)
}

impl Audit {
    pub(crate) fn new(history: &'static str, runs: Vec<RunRow>, state: Option<StateRow>) -> Self {
        let level_0 = runs.iter().filter(|run| run.level == 0).count();
        let state = state.unwrap_or_else(|| StateRow {
            history: history.to_owned(),
            packed_pos: 0,
            packing_pos: 0,
            runs: 0,
        });
        let expected = vec![(0, 0); level_0];
        Self { history, runs, expected, state, packing: Vec::new(), at: 0 }
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
        } else if pos <= self.state.packing_pos {
            self.packing.push(*item);
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
        let StateRow { packed_pos, packing_pos, runs, .. } = self.state;
        if i64::try_from(self.runs.len()) != Ok(runs) {
            wrong.push(format!("there are {} runs, not {runs}", self.runs.len()));
        }
        if next != packed_pos.saturating_add(1) {
            wrong.push(format!("runs end before position {packed_pos}"));
        }
        let mut unfinished = self.unfinished(tx, tenant).await?;
        let packing = unfinished.first().is_some_and(|work| work.run.level == 0);
        if packing != (packing_pos > packed_pos) || packing_pos < packed_pos {
            wrong.push(format!("what is packed up to position {packing_pos} is not there"));
        }
        if let Some(work) = unfinished.first_mut().filter(|_| packing) {
            self.packing.iter().for_each(|item| work.source(item));
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
            let held = self.run(tx, tenant, run, &mut unfinished).await?;
            seen = seen.saturating_add(u64::try_from(held.count).unwrap_or(0));
            let whole = held.sum == sum && held.count == count && held.count == run.items;
            if !(fits && whole && held.sound) {
                wrong.push(format!(
                    "run {} of level {} is not what its rows say",
                    run.run, run.level
                ));
            }
        }
        for Unfinished { run, held, sum, count } in unfinished {
            if !held.sound || (held.sum, held.count) != (sum, count) {
                wrong.push(format!(
                    "the beginning of run {} of level {} is not what its rows say",
                    run.run, run.level
                ));
            }
        }
        Ok((seen, wrong))
    }

    /// The beginnings of runs that are still being packed or merged, from the lowest level on.
    async fn unfinished(
        &self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
    ) -> Result<Vec<Unfinished>, StoreError> {
        let mut found = Vec::new();
        let top = self.runs.iter().map(|run| run.level).max().unwrap_or(-1);
        for level in 0..=top.saturating_add(1) {
            let run = RunRow {
                history: self.history.to_owned(),
                level,
                run: count(&self.runs, level),
                from_pos: i64::MIN,
                to_pos: i64::MAX,
                items: 0,
            };
            let held = self.run(tx, tenant, &run, &mut []).await?;
            if held.count > 0 {
                found.push(Unfinished { run, held, sum: 0, count: 0 });
            }
        }
        Ok(found)
    }

    /// Reads a run; its items are the sources of those that are being merged from it.
    async fn run(
        &self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        run: &RunRow,
        unfinished: &mut [Unfinished],
    ) -> Result<Held, StoreError> {
        let mut held = Held { sum: 0, count: 0, sound: true, last: None };
        let mut merged = unfinished.iter_mut().find(|work| {
            let parts = i64::try_from(FAN_OUT).unwrap_or(i64::MAX);
            let into = run.run.checked_div(parts);
            work.run.level == run.level.saturating_add(1) && Some(work.run.run) == into
        });
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
                        if let Some(work) = &mut merged {
                            work.source(&item);
                        }
                        last = Some(item);
                    }
                }
            }
            match page.next {
                Some(next) => scan.after = Some(next),
                None => return Ok(Held { last, ..held }),
            }
        }
    }
}

/// A run that has blocks but is not finished: they hold the first of its sources' items.
#[derive(Debug)]
struct Unfinished {
    run: RunRow,
    held: Held,
    sum: u64,
    count: i64,
}

impl Unfinished {
    fn source(&mut self, item: &Item) {
        if self.held.last.is_some_and(|last| *item <= last) {
            self.sum = self.sum.wrapping_add(print(item));
            self.count = self.count.saturating_add(1);
        }
    }
}

#[derive(Debug)]
struct Held {
    sum: u64,
    count: i64,
    sound: bool,
    last: Option<Item>,
}
