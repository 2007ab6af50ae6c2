//! Packing the tail into runs, and runs into longer ones, a slice at a time.

use std::cmp::Reverse;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;

use super::block::{self, Packer};
use super::tail::stored_state;
use super::{BlockRow, FAN_OUT, Item, RunRow, Shared, StateRow};
use crate::batch::Batch;
use crate::scan::{Compare, Scan};
use crate::store::{StoreError, Tx};
use crate::tenant::Tenant;
use crate::value::{Key, Value};

/// Work done for each item that a group brings. Packing takes one part of it, so three levels of
/// merging keep up with whatever is written: 16 x 16 x 16 runs, 268 million items. Beyond that
/// merging falls behind while an app writes without a pause, and reads look into more runs.
const WORK_PER_ITEM: usize = 4;

/// The least and the most work of one commit, in items; the most takes about 20 milliseconds. A
/// commit that itself brings more items may do more.
const SLICE_MIN: usize = 256;
const SLICE_MAX: usize = 65_536;

/// The worker's side of one tenant's history.
#[derive(Debug)]
pub(crate) struct Builder {
    pub(crate) history: &'static str,
    /// Items that fill a tail.
    run_items: usize,
    shared: Shared,
    state: Option<State>,
    /// The tail on its way into a run.
    pack: Option<Merge>,
    /// Runs on their way into a longer one.
    merge: Option<Merge>,
    /// What becomes known when the group is committed.
    staged: Option<Staged>,
}

/// What is stored of a history besides its runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct State {
    stored: bool,
    packing_pos: i64,
}

#[derive(Debug)]
struct Staged {
    items: Vec<Item>,
    head_pos: i64,
    packed: Option<(i64, Vec<RunRow>)>,
}

/// Sorted sources on their way into one run.
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

/// Items that are read from front to back: those at hand, then those of the blocks of a run.
#[derive(Debug)]
struct Source {
    scan: Option<Scan>,
    items: VecDeque<Item>,
}

impl Builder {
    pub(crate) fn new(history: &'static str, run_items: usize, shared: Shared) -> Self {
        Self { history, run_items, shared, state: None, pack: None, merge: None, staged: None }
    }

    /// Adds to `batch` what the group's items ask for: a slice of packing when the tail is full,
    /// otherwise a slice of merging.
    pub(crate) async fn stage(
        &mut self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        items: Vec<Item>,
        head_pos: i64,
        batch: &mut Batch,
    ) -> Result<(), StoreError> {
        let (mut runs, packed_pos, tail_len) = {
            let known = self.shared.lock();
            (known.runs.clone(), known.packed_pos, known.items.len())
        };
        let before = self.state(tx, tenant).await?;
        let mut state = before;
        let brought = items.len();
        let most = SLICE_MAX.max(brought);
        let budget = brought.saturating_mul(WORK_PER_ITEM).clamp(SLICE_MIN, most);
        let full = tail_len.saturating_add(brought) >= self.run_items;
        if self.pack.is_none() {
            // Packing that a restart cut short goes on where it was.
            let resumed = state.packing_pos > packed_pos;
            if !resumed && full {
                state.packing_pos = head_pos;
            }
            if resumed || full {
                let range = (packed_pos, state.packing_pos);
                let number = count(&runs, 0);
                self.pack =
                    Some(self.begin_pack(tx, tenant, &items, range, number, resumed).await?);
            }
        }
        let (finished, packed_pos) = if self.pack.is_some() {
            let run = slice(&mut self.pack, self.history, tx, tenant, budget, batch).await?;
            let packed_pos = run.as_ref().map_or(packed_pos, |run| run.to_pos);
            (run, packed_pos)
        } else {
            if self.merge.is_none() {
                self.merge = self.next_merge(tx, tenant, &runs).await?;
            }
            (slice(&mut self.merge, self.history, tx, tenant, budget, batch).await?, packed_pos)
        };
        let fresh = finished.is_some();
        if let Some(run) = finished {
            batch.insert(run.clone());
            let all = Arc::make_mut(&mut runs);
            all.push(run);
            all.sort_by_key(|run| (run.level, run.run));
        }
        if fresh || state != before {
            let row = StateRow {
                history: self.history.to_owned(),
                packed_pos,
                packing_pos: state.packing_pos.max(packed_pos),
                runs: i64::try_from(runs.len()).unwrap_or(i64::MAX),
            };
            if state.stored {
                batch.replace(row);
            } else {
                batch.insert(row);
            }
            state.stored = true;
        }
        self.state = Some(state);
        let packed = fresh.then(|| (packed_pos, Arc::unwrap_or_clone(runs)));
        self.staged = Some(Staged { items, head_pos, packed });
        Ok(())
    }

    async fn state(&self, tx: &mut dyn Tx, tenant: &Tenant) -> Result<State, StoreError> {
        if let Some(state) = self.state {
            return Ok(state);
        }
        let row = stored_state(tx, tenant, self.history).await?;
        Ok(row.map_or_else(State::default, |row| State {
            stored: true,
            packing_pos: row.packing_pos,
        }))
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

    /// The items of the positions behind `range.0` up to `range.1`, sorted.
    async fn begin_pack(
        &self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        brought: &[Item],
        range: (i64, i64),
        number: i64,
        resumed: bool,
    ) -> Result<Merge, StoreError> {
        let (packed_pos, packing_pos) = range;
        let mut packer = Packer::new(self.history, 0, number);
        let written =
            if resumed { self.resume(tx, tenant, 0, number, &mut packer).await? } else { None };
        let mut sorted: Vec<Item> = {
            let known = self.shared.lock();
            let all = known.items.iter().chain(brought);
            all.filter(|item| item.pos <= packing_pos).copied().collect()
        };
        sorted.sort_unstable();
        let items = i64::try_from(sorted.len()).unwrap_or(i64::MAX);
        let mut left: VecDeque<Item> = sorted.into();
        if let Some(last) = written {
            left.drain(..left.partition_point(|item| *item <= last));
        }
        let heap = left.pop_front().map(|first| Reverse((first, 0))).into_iter().collect();
        Ok(Merge {
            level: 0,
            run: number,
            sources: vec![Source { scan: None, items: left }],
            heap,
            packer,
            from_pos: packed_pos.saturating_add(1),
            to_pos: packing_pos,
            items,
        })
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

/// Carries `work` on by `budget` items; returns the run when it is finished.
async fn slice(
    work: &mut Option<Merge>,
    history: &'static str,
    tx: &mut dyn Tx,
    tenant: &Tenant,
    budget: usize,
    batch: &mut Batch,
) -> Result<Option<RunRow>, StoreError> {
    let Some(merge) = work else { return Ok(None) };
    for _ in 0..budget {
        let Some(mut first) = merge.heap.peek_mut() else { break };
        let Reverse((item, at)) = *first;
        if let Some(row) = merge.packer.push(item)? {
            batch.insert(row);
        }
        let next = match merge.sources.get_mut(at) {
            Some(source) => source.next(tx, tenant).await?,
            None => None,
        };
        match next {
            Some(next) => *first = Reverse((next, at)),
            None => drop(PeekMut::pop(first)),
        }
    }
    if !merge.heap.is_empty() {
        return Ok(None);
    }
    if let Some(row) = merge.packer.flush()? {
        batch.insert(row);
    }
    let Merge { level, run, from_pos, to_pos, items, .. } = *merge;
    *work = None;
    Ok(Some(RunRow { history: history.to_owned(), level, run, from_pos, to_pos, items }))
}

pub(super) fn count(runs: &[RunRow], level: i64) -> i64 {
    i64::try_from(runs.iter().filter(|run| run.level == level).count()).unwrap_or(i64::MAX)
}
