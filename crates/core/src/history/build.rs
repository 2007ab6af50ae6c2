//! Packing the tail into runs, and runs into longer ones, a slice at a time.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;

use super::block::{self, Packer};
use super::{BlockRow, FAN_OUT, Item, RunRow, Shared, StateRow};
use crate::batch::Batch;
use crate::scan::{Compare, Scan};
use crate::store::{StoreError, Tx};
use crate::tenant::Tenant;
use crate::value::{Key, Value};

/// Merge work done for each item that a group brings: more than the levels can ask for, so
/// that merging always keeps up.
const MERGE_PER_ITEM: usize = 4;

/// Merge work of the smallest and of the largest slice, in items. The largest takes a few
/// milliseconds.
const SLICE_MIN: usize = 256;
const SLICE_MAX: usize = 49_152;

/// The worker's side of one tenant's history.
#[derive(Debug)]
pub(crate) struct Builder {
    pub(crate) history: &'static str,
    /// Items that fill a tail.
    run_items: usize,
    shared: Shared,
    merge: Option<Merge>,
    /// What becomes known when the group is committed.
    staged: Option<Staged>,
}

#[derive(Debug)]
struct Staged {
    items: Vec<Item>,
    head_pos: i64,
    packed: Option<(i64, Vec<RunRow>)>,
}

/// A merge of [`FAN_OUT`] runs into one.
#[derive(Debug)]
struct Merge {
    level: i64,
    run: i64,
    sources: Vec<Source>,
    heap: BinaryHeap<Reverse<(Item, usize)>>,
    packer: Packer,
    from_pos: i64,
    to_pos: i64,
    items: i64,
}

/// A run that is read from front to back.
#[derive(Debug)]
struct Source {
    scan: Option<Scan>,
    items: VecDeque<Item>,
}

impl Builder {
    pub(crate) fn new(history: &'static str, run_items: usize, shared: Shared) -> Self {
        Self { history, run_items, shared, merge: None, staged: None }
    }

    /// Adds to `batch` what the group's items ask for: a new run when the tail is full, and a
    /// slice of merging.
    pub(crate) async fn stage(
        &mut self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        items: Vec<Item>,
        head_pos: i64,
        batch: &mut Batch,
    ) -> Result<(), StoreError> {
        let (mut runs, packed_pos, tail_len, stored_runs) = {
            let known = self.shared.lock();
            (known.runs.clone(), known.packed_pos, known.items.len(), known.run_count)
        };
        let brought = items.len();
        let mut fresh = Vec::new();
        let mut new_packed = packed_pos;
        if tail_len.saturating_add(brought) >= self.run_items {
            let mut sorted = self.shared.lock().items.clone();
            sorted.extend(items.iter().copied());
            sorted.sort_unstable();
            let number = count(&runs, 0);
            let mut packer = Packer::new(self.history, 0, number);
            for item in &sorted {
                if let Some(row) = packer.push(*item)? {
                    batch.insert(row);
                }
            }
            if let Some(row) = packer.flush()? {
                batch.insert(row);
            }
            fresh.push(RunRow {
                history: self.history.to_owned(),
                level: 0,
                run: number,
                from_pos: packed_pos.saturating_add(1),
                to_pos: head_pos,
                items: packer.items,
            });
            new_packed = head_pos;
        }
        let budget = brought.saturating_mul(MERGE_PER_ITEM).clamp(SLICE_MIN, SLICE_MAX);
        // A commit that packs a run has done its share.
        if fresh.is_empty()
            && let Some(finished) = self.merge_slice(tx, tenant, &runs, budget, batch).await?
        {
            fresh.push(finished);
        }
        let packed = if fresh.is_empty() {
            None
        } else {
            let all = Arc::make_mut(&mut runs);
            for run in fresh {
                batch.insert(run.clone());
                all.push(run);
            }
            all.sort_by_key(|run| (run.level, run.run));
            let state = StateRow {
                history: self.history.to_owned(),
                packed_pos: new_packed,
                runs: i64::try_from(all.len()).unwrap_or(i64::MAX),
            };
            if stored_runs == 0 {
                batch.insert(state)
            } else {
                batch.replace(state)
            }
            Some((new_packed, std::mem::take(all)))
        };
        self.staged = Some(Staged { items, head_pos, packed });
        Ok(())
    }

    /// The group was committed.
    pub(crate) fn commit(&mut self) {
        let Some(staged) = self.staged.take() else { return };
        let mut known = self.shared.lock();
        known.append(staged.items, staged.head_pos);
        if let Some((packed_pos, runs)) = staged.packed {
            let count = i64::try_from(runs.len()).unwrap_or(i64::MAX);
            known.packed(packed_pos, count, Arc::new(runs));
        }
    }

    /// Works on the lowest level that has enough runs; returns the run when it is finished.
    async fn merge_slice(
        &mut self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        runs: &[RunRow],
        budget: usize,
        batch: &mut Batch,
    ) -> Result<Option<RunRow>, StoreError> {
        let mut merge = match self.merge.take() {
            Some(merge) => merge,
            None => match self.next_merge(tx, tenant, runs).await? {
                Some(merge) => merge,
                None => return Ok(None),
            },
        };
        for _ in 0..budget {
            let Some(Reverse((item, at))) = merge.heap.pop() else { break };
            if let Some(row) = merge.packer.push(item)? {
                batch.insert(row);
            }
            if let Some(source) = merge.sources.get_mut(at)
                && let Some(next) = source.next(tx, tenant).await?
            {
                merge.heap.push(Reverse((next, at)));
            }
        }
        if !merge.heap.is_empty() {
            self.merge = Some(merge);
            return Ok(None);
        }
        if let Some(row) = merge.packer.flush()? {
            batch.insert(row);
        }
        Ok(Some(RunRow {
            history: self.history.to_owned(),
            level: merge.level,
            run: merge.run,
            from_pos: merge.from_pos,
            to_pos: merge.to_pos,
            items: merge.items,
        }))
    }

    async fn next_merge(
        &self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        runs: &[RunRow],
    ) -> Result<Option<Merge>, StoreError> {
        let top = runs.iter().map(|run| run.level).max().unwrap_or(0);
        for below in 0..=top {
            let level = below.saturating_add(1);
            let run = count(runs, level);
            let fan_out = i64::try_from(FAN_OUT).unwrap_or(i64::MAX);
            let first = run.saturating_mul(fan_out);
            let last = first.saturating_add(fan_out);
            if count(runs, below) < last {
                continue;
            }
            let chosen: Vec<&RunRow> = runs
                .iter()
                .filter(|row| row.level == below && row.run >= first && row.run < last)
                .collect();
            let mut packer = Packer::new(self.history, level, run);
            let resumed = self.resume(tx, tenant, level, run, &mut packer).await?;
            let mut merge = Merge {
                level,
                run,
                sources: Vec::new(),
                heap: BinaryHeap::new(),
                packer,
                from_pos: chosen.first().map_or(0, |row| row.from_pos),
                to_pos: chosen.last().map_or(0, |row| row.to_pos),
                items: chosen.iter().map(|row| row.items).fold(0, i64::saturating_add),
            };
            for row in chosen {
                let mut source = self.source(tx, tenant, row, resumed).await?;
                let at = merge.sources.len();
                if let Some(item) = source.next(tx, tenant).await? {
                    merge.heap.push(Reverse((item, at)));
                }
                merge.sources.push(source);
            }
            return Ok(Some(merge));
        }
        Ok(None)
    }

    /// A merge that was cut short by a restart goes on after its last block.
    async fn resume(
        &self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        level: i64,
        run: i64,
        packer: &mut Packer,
    ) -> Result<Option<Item>, StoreError> {
        let scan = self.blocks(level, run).descending().limit(1);
        let page = tx.scan(tenant, &scan).await?;
        match page.of::<BlockRow>().next() {
            Some(row) => Ok(packer.resume(&block::decode(row)?)),
            None => Ok(None),
        }
    }

    fn blocks(&self, level: i64, run: i64) -> Scan {
        Scan::of::<BlockRow>()
            .filter(BlockRow::COL_HISTORY, Compare::Equal, self.history)
            .filter(BlockRow::COL_LEVEL, Compare::Equal, level)
            .filter(BlockRow::COL_RUN, Compare::Equal, run)
    }

    /// Reads a run from its start, or from the first item after `resumed`.
    async fn source(
        &self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        run: &RunRow,
        resumed: Option<Item>,
    ) -> Result<Source, StoreError> {
        let mut scan = self.blocks(run.level, run.run).limit(16);
        let mut items = VecDeque::new();
        if let Some(last) = resumed {
            let head = [Value::from(self.history), Value::Int(run.level), Value::Int(run.run)];
            // The last block that starts at or before it.
            let bound =
                [last.series, last.at_us, last.pos, last.ordinal, last.line.saturating_add(1)];
            let cursor: Key = head.into_iter().chain(bound.map(Value::Int)).collect();
            let seek = self.blocks(run.level, run.run).descending().after(Some(cursor)).limit(1);
            let page = tx.scan(tenant, &seek).await?;
            if let Some(row) = page.rows.first() {
                scan.after = Some(row.primary_key());
            }
            for row in page.of::<BlockRow>() {
                for segment in block::decode(row)? {
                    items.extend(segment.items().filter(|item| *item > last));
                }
            }
        }
        Ok(Source { scan: Some(scan), items })
    }
}

impl Source {
    async fn next(&mut self, tx: &mut dyn Tx, tenant: &Tenant) -> Result<Option<Item>, StoreError> {
        while self.items.is_empty() {
            let Some(scan) = &mut self.scan else { return Ok(None) };
            let page = tx.scan(tenant, scan).await?;
            for row in page.of::<BlockRow>() {
                for segment in block::decode(row)? {
                    self.items.extend(segment.items());
                }
            }
            match page.next {
                Some(next) => scan.after = Some(next),
                None => self.scan = None,
            }
        }
        Ok(self.items.pop_front())
    }
}

fn count(runs: &[RunRow], level: i64) -> i64 {
    i64::try_from(runs.iter().filter(|run| run.level == level).count()).unwrap_or(i64::MAX)
}
