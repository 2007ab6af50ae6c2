//! Reading a history: sums and pages on both time axes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::tail::{stored_extent, stored_items, stored_runs};
use super::{BlockRow, Item, RunRow, Shared, block};
use crate::record::TableDef;
use crate::scan::{Compare, Direction, Scan};
use crate::store::{StoreError, Tx};
use crate::tenant::Tenant;
use crate::value::{Key, Value};

/// What a series received: the two sides apart, and how many items there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// The sum of the positive amounts.
    pub positive: i128,
    /// The sum of the negative amounts, itself not positive.
    pub negative: i128,
    /// The number of items.
    pub count: u64,
}

impl Sums {
    /// The net amount.
    #[must_use]
    pub fn net(&self) -> i128 {
        self.positive.saturating_add(self.negative)
    }

    /// Adds one amount. 2^64 amounts of 64 bits fit into 128, so nothing can saturate.
    pub(crate) fn add(&mut self, amount: i64) {
        if amount >= 0 {
            self.positive = self.positive.saturating_add(i128::from(amount));
        } else {
            self.negative = self.negative.saturating_add(i128::from(amount));
        }
        self.count = self.count.saturating_add(1);
    }

    fn merge(&mut self, other: &Self) {
        self.positive = self.positive.saturating_add(other.positive);
        self.negative = self.negative.saturating_add(other.negative);
        self.count = self.count.saturating_add(other.count);
    }
}

/// A stretch of a series' history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// First effective time, microseconds, inclusive.
    pub from_us: i64,
    /// Last effective time, microseconds, inclusive.
    pub to_us: i64,
    /// Only items recorded up to this journal position.
    pub known_pos: i64,
}

impl Bounds {
    /// Everything known now.
    pub const ALL: Self = Self { from_us: i64::MIN, to_us: i64::MAX, known_pos: i64::MAX };

    fn holds(&self, item: &Item) -> bool {
        item.at_us >= self.from_us && item.at_us <= self.to_us && item.pos <= self.known_pos
    }
}

/// A history as of one read transaction.
#[derive(Debug)]
pub(crate) struct Snapshot<'a> {
    tenant: &'a Tenant,
    history: &'static str,
    shared: Shared,
    runs: Arc<Vec<RunRow>>,
    tables: &'a [&'static TableDef],
    packed_pos: i64,
    head_pos: i64,
    /// Items after `packed_pos`, when the shared tail no longer has them.
    own: Option<Vec<Item>>,
}

impl<'a> Snapshot<'a> {
    /// Opens the history in the snapshot of `tx`, whose head is at `head_pos`.
    pub(crate) async fn open(
        tx: &mut dyn Tx,
        tenant: &'a Tenant,
        history: &'static str,
        tables: &'a [&'static TableDef],
        shared: Shared,
        head_pos: i64,
    ) -> Result<Self, StoreError> {
        let (packed_pos, run_count) = stored_extent(tx, tenant, history).await?;
        shared.catch_up(tx, tenant, history, tables, head_pos).await?;
        let runs = {
            let known = shared.lock();
            let same = known.packed_pos == packed_pos && known.run_count == run_count;
            same.then(|| known.runs.clone())
        };
        let runs = match runs {
            Some(runs) => runs,
            None => Arc::new(stored_runs(tx, tenant, history).await?),
        };
        Ok(Self { tenant, history, shared, runs, tables, packed_pos, head_pos, own: None })
    }

    /// The fewest whole runs that cover the positions up to `known_pos`, and the run of level
    /// 0 that contains it, if there is one.
    fn cover(&self, known_pos: i64) -> (Vec<&RunRow>, Option<&RunRow>) {
        let top = self.runs.iter().map(|run| run.level).max().unwrap_or(0);
        let mut covered = 0;
        let mut whole = Vec::new();
        for level in (0..=top).rev() {
            for run in self.runs.iter().filter(|run| run.level == level) {
                if run.from_pos > covered && run.to_pos <= known_pos {
                    covered = run.to_pos;
                    whole.push(run);
                }
            }
        }
        let partial = self
            .runs
            .iter()
            .find(|run| run.level == 0 && run.from_pos > covered && run.from_pos <= known_pos);
        (whole, partial)
    }

    /// Gives each item of `series` that is not packed, in order of position.
    async fn tail(
        &mut self,
        tx: &mut dyn Tx,
        series: i64,
        bounds: &Bounds,
        each: &mut (dyn FnMut(&Item) + Send),
    ) -> Result<(), StoreError> {
        let packed_pos = self.packed_pos;
        let known_pos = bounds.known_pos.min(self.head_pos);
        let bounds = Bounds { known_pos, ..*bounds };
        let mut take = |item: &Item| {
            if item.pos > packed_pos && bounds.holds(item) {
                each(item);
            }
        };
        if self.own.is_none() {
            let mut known = self.shared.lock();
            // The worker may have packed more since this snapshot was opened, at any time.
            if known.packed_pos <= packed_pos {
                known.of_series(series).for_each(&mut take);
                return Ok(());
            }
        }
        let items = match self.own.take() {
            Some(items) => items,
            None => stored_items(tx, self.tenant, self.tables, packed_pos, self.head_pos).await?,
        };
        items.iter().filter(|item| item.series == series).for_each(&mut take);
        self.own = Some(items);
        Ok(())
    }

    /// The last block of a run that starts at or before (series, time, position ...).
    async fn block_before(
        &self,
        tx: &mut dyn Tx,
        run: &RunRow,
        bound: [i64; 5],
    ) -> Result<Option<BlockRow>, StoreError> {
        let scan = self.blocks(run).descending().after(Some(self.cursor(run, bound))).limit(1);
        let page = tx.scan(self.tenant, &scan).await?;
        Ok(page.of::<BlockRow>().next().cloned())
    }

    fn blocks(&self, run: &RunRow) -> Scan {
        Scan::of::<BlockRow>()
            .filter(BlockRow::COL_HISTORY, Compare::Equal, self.history)
            .filter(BlockRow::COL_LEVEL, Compare::Equal, run.level)
            .filter(BlockRow::COL_RUN, Compare::Equal, run.run)
    }

    fn cursor(&self, run: &RunRow, bound: [i64; 5]) -> Key {
        [Value::from(self.history), Value::Int(run.level), Value::Int(run.run)]
            .into_iter()
            .chain(bound.into_iter().map(Value::Int))
            .collect()
    }

    /// What `series` received up to effective time `at_us`, as known at `known_pos`.
    pub(crate) async fn sums(
        &mut self,
        tx: &mut dyn Tx,
        series: i64,
        at_us: i64,
        known_pos: i64,
    ) -> Result<Sums, StoreError> {
        let bounds = Bounds { from_us: i64::MIN, to_us: at_us, known_pos };
        let (whole, partial) = self.cover(known_pos);
        let mut sums = Sums::default();
        for run in whole {
            let bound = [series, at_us, i64::MAX, i64::MAX, i64::MAX];
            let Some(row) = self.block_before(tx, run, bound).await? else { continue };
            for segment in block::decode(&row)?.iter().filter(|segment| segment.series == series) {
                sums.merge(&segment.before);
                segment
                    .items()
                    .filter(|item| item.at_us <= at_us)
                    .for_each(|item| sums.add(item.amount));
            }
        }
        if let Some(run) = partial {
            let mut items = Vec::new();
            self.run_items(
                tx,
                run,
                series,
                &bounds,
                Direction::Ascending,
                None,
                usize::MAX,
                &mut items,
            )
            .await?;
            items.iter().for_each(|item| sums.add(item.amount));
        }
        self.tail(tx, series, &bounds, &mut |item| sums.add(item.amount)).await?;
        Ok(sums)
    }

    /// Up to `limit` items of `series` in order of effective time, then of recording, after
    /// `after` in that direction.
    pub(crate) async fn page(
        &mut self,
        tx: &mut dyn Tx,
        series: i64,
        bounds: &Bounds,
        direction: Direction,
        after: Option<Item>,
        limit: usize,
    ) -> Result<Vec<Item>, StoreError> {
        let (whole, partial) = self.cover(bounds.known_pos);
        let mut items = Vec::new();
        for run in whole.into_iter().chain(partial) {
            self.run_items(tx, run, series, bounds, direction, after, limit, &mut items).await?;
        }
        self.tail(tx, series, bounds, &mut |item| {
            if after.is_none_or(|after| beyond(direction, item, &after)) {
                items.push(*item);
            }
        })
        .await?;
        match direction {
            Direction::Ascending => items.sort_unstable_by_key(order),
            Direction::Descending => {
                items.sort_unstable_by_key(|item| std::cmp::Reverse(order(item)));
            }
        }
        items.truncate(limit);
        Ok(items)
    }

    /// Appends up to `limit` matching items of one run.
    #[expect(clippy::too_many_arguments, reason = "one private walk serves sums and pages")]
    async fn run_items(
        &self,
        tx: &mut dyn Tx,
        run: &RunRow,
        series: i64,
        bounds: &Bounds,
        direction: Direction,
        after: Option<Item>,
        limit: usize,
        items: &mut Vec<Item>,
    ) -> Result<(), StoreError> {
        const MAX: i64 = i64::MAX;
        let start = match (direction, after) {
            (_, Some(item)) => [series, item.at_us, item.pos, item.ordinal, item.line],
            (Direction::Ascending, None) => [series, bounds.from_us, i64::MIN, 0, 0],
            (Direction::Descending, None) => [series, bounds.to_us, MAX, MAX, MAX],
        };
        let mut taken = 0_usize;
        let before = self.block_before(tx, run, start).await?;
        let mut scan = self.blocks(run).limit(8);
        if direction == Direction::Descending {
            scan = scan.descending();
        }
        match &before {
            Some(row) => {
                let first = [row.series, row.at_us, row.pos, row.ordinal, row.line];
                scan.after = Some(self.cursor(run, first));
            }
            // The run's first block starts at the bound or after it.
            None if direction == Direction::Ascending => {}
            None => return Ok(()),
        }
        let mut scan = Some(scan);
        let mut rows: std::collections::VecDeque<BlockRow> = before.into_iter().collect();
        loop {
            let Some(row) = rows.pop_front() else {
                let Some(mut on) = scan.take() else { return Ok(()) };
                let page = tx.scan(self.tenant, &on).await?;
                rows.extend(page.of::<BlockRow>().cloned());
                if page.next.is_some() {
                    on.after = page.next;
                    scan = Some(on);
                }
                continue;
            };
            let past = match direction {
                Direction::Ascending => (row.series, row.at_us) > (series, bounds.to_us),
                Direction::Descending => false,
            };
            if past {
                return Ok(());
            }
            let mut found: Vec<Item> = Vec::new();
            for segment in block::decode(&row)?.iter().filter(|segment| segment.series == series) {
                found.extend(segment.items().filter(|item| {
                    bounds.holds(item) && after.is_none_or(|after| beyond(direction, item, &after))
                }));
            }
            if direction == Direction::Descending {
                found.reverse();
            }
            for item in found {
                items.push(item);
                taken = taken.saturating_add(1);
                if taken >= limit {
                    return Ok(());
                }
            }
            // Going down, a block that starts before the range holds the last of it.
            if direction == Direction::Descending
                && (row.series, row.at_us) < (series, bounds.from_us)
            {
                return Ok(());
            }
        }
    }
}

/// The order of a series: effective time, then recording.
pub(crate) fn order(item: &Item) -> (i64, i64, i64, i64) {
    (item.at_us, item.pos, item.ordinal, item.line)
}

fn beyond(direction: Direction, item: &Item, after: &Item) -> bool {
    match direction {
        Direction::Ascending => order(item) > order(after),
        Direction::Descending => order(item) < order(after),
    }
}
