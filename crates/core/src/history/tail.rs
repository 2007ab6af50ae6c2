//! The unpacked end of a history, shared between the worker and the readers of a process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;

use super::{Item, RunRow, StateRow};
use crate::record::{AnyRecord, TableDef};
use crate::scan::{Compare, Scan};
use crate::store::{StoreError, Tx};
use crate::tenant::Tenant;

/// What the process knows of one tenant's history: its runs, and the items after them.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The stored state that `runs` belongs to.
    pub(super) packed_pos: i64,
    pub(super) run_count: i64,
    pub(super) runs: Arc<Vec<RunRow>>,
    /// All items after `packed_pos` and up to `to_pos`, by position.
    pub(super) items: Vec<Item>,
    pub(super) to_pos: i64,
    /// Indexes into `items` by series, made when somebody reads.
    by_series: HashMap<i64, Vec<usize>, RandomState>,
    indexed: usize,
    /// The furthest position that one [apart](Shared::apart) has read up to.
    met_pos: i64,
}

/// Positions that those apart may have to read again each time.
const BEHIND_MAX: i64 = 512;

impl Known {
    /// Appends items of positions up to `to_pos`.
    pub(super) fn append(&mut self, items: impl IntoIterator<Item = Item>, to_pos: i64) {
        let from = self.to_pos;
        self.items.extend(items.into_iter().filter(|item| item.pos > from));
        self.to_pos = self.to_pos.max(to_pos);
    }

    /// The items up to `packed_pos` have been packed.
    pub(super) fn packed(&mut self, packed_pos: i64, run_count: i64, runs: Arc<Vec<RunRow>>) {
        // Runs are only ever added: another thread may know more already.
        if run_count <= self.run_count {
            return;
        }
        if packed_pos != self.packed_pos {
            self.items.retain(|item| item.pos > packed_pos);
            self.by_series.clear();
            self.indexed = 0;
        }
        self.packed_pos = packed_pos;
        self.to_pos = self.to_pos.max(packed_pos);
        self.run_count = run_count;
        self.runs = runs;
    }

    /// The items of `series`, in order of position.
    pub(super) fn of_series(&mut self, series: i64) -> impl Iterator<Item = &Item> {
        for (at, item) in self.items.iter().enumerate().skip(self.indexed) {
            self.by_series.entry(item.series).or_default().push(at);
        }
        self.indexed = self.items.len();
        let items = &self.items;
        self.by_series.get(&series).into_iter().flatten().filter_map(|at| items.get(*at))
    }
}

/// One history of one tenant, shared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shared {
    known: Arc<Mutex<Known>>,
    /// What this one is apart from.
    from: Option<Arc<Mutex<Known>>>,
}

fn lock(known: &Mutex<Known>) -> MutexGuard<'_, Known> {
    // It holds plain data that every writer leaves whole, so a poisoned one is usable.
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// A copy that shares nothing of what it learns.
    pub(crate) fn apart(&self) -> Self {
        let known = self.lock();
        let copy = Known {
            packed_pos: known.packed_pos,
            run_count: known.run_count,
            runs: known.runs.clone(),
            items: known.items.clone(),
            to_pos: known.to_pos,
            ..Known::default()
        };
        Self { known: Arc::new(Mutex::new(copy)), from: Some(self.known.clone()) }
    }

    /// Whether those apart have much to read.
    pub(crate) fn is_behind(&self) -> bool {
        let known = self.lock();
        known.met_pos.saturating_sub(known.to_pos) > BEHIND_MAX
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Known> {
        lock(&self.known)
    }

    /// Brings the knowledge up to the snapshot of `tx`, whose head is at `head_pos`.
    pub(crate) async fn catch_up(
        &self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        history: &'static str,
        tables: &[&'static TableDef],
        head_pos: i64,
    ) -> Result<(), StoreError> {
        let (packed_pos, run_count) = stored_extent(tx, tenant, history).await?;
        let (known_count, known_to) = {
            let known = self.lock();
            (known.run_count, known.to_pos)
        };
        if run_count > known_count {
            let runs = Arc::new(stored_runs(tx, tenant, history).await?);
            self.lock().packed(packed_pos, run_count, runs);
        }
        if let Some(from) = &self.from {
            let mut from = lock(from);
            from.met_pos = from.met_pos.max(head_pos);
        }
        let from = known_to.max(packed_pos);
        if head_pos > from {
            let items = stored_items(tx, tenant, tables, from, head_pos).await?;
            self.lock().append(items, head_pos);
        }
        Ok(())
    }
}

/// The stored state, if anything has been packed yet.
pub(crate) async fn stored_state(
    tx: &mut dyn Tx,
    tenant: &Tenant,
    history: &'static str,
) -> Result<Option<StateRow>, StoreError> {
    let place = StateRow::key(history).into_place();
    let rows = tx.load(tenant, std::slice::from_ref(&place)).await?;
    let row = rows.into_iter().next().flatten();
    Ok(row.and_then(|row| row.downcast_ref::<StateRow>().cloned()))
}

/// The stored packed position and number of runs.
pub(super) async fn stored_extent(
    tx: &mut dyn Tx,
    tenant: &Tenant,
    history: &'static str,
) -> Result<(i64, i64), StoreError> {
    let state = stored_state(tx, tenant, history).await?;
    Ok(state.map_or((0, 0), |state| (state.packed_pos, state.runs)))
}

/// The stored list of runs.
pub(crate) async fn stored_runs(
    tx: &mut dyn Tx,
    tenant: &Tenant,
    history: &'static str,
) -> Result<Vec<RunRow>, StoreError> {
    let scan = Scan::of::<RunRow>().filter(RunRow::COL_HISTORY, Compare::Equal, history);
    let page = tx.scan(tenant, &scan).await?;
    Ok(page.of::<RunRow>().cloned().collect())
}

/// Items of rows after `from` and up to `to`, in order of position.
pub(super) async fn stored_items(
    tx: &mut dyn Tx,
    tenant: &Tenant,
    tables: &[&'static TableDef],
    from: i64,
    to: i64,
) -> Result<Vec<Item>, StoreError> {
    let mut items = Vec::new();
    for table in tables {
        let Some(pos) = table.key.first() else { continue };
        let mut scan = Scan::table(table).filter(*pos, Compare::Greater, from).filter(
            *pos,
            Compare::AtMost,
            to,
        );
        loop {
            let page = tx.scan(tenant, &scan).await?;
            page.rows.iter().for_each(|row| row_items(row.as_ref(), &mut items));
            match page.next {
                Some(next) => scan.after = Some(next),
                None => break,
            }
        }
    }
    items.sort_by_key(|item| (item.pos, item.ordinal, item.line));
    Ok(items)
}

/// The items of one row.
pub(crate) fn row_items(row: &dyn AnyRecord, items: &mut Vec<Item>) {
    row.history(&mut |item| items.push(item));
}

/// The histories of a schema, with the tables that feed each.
pub(crate) fn feeds(tables: &[&'static TableDef]) -> Vec<(&'static str, Vec<&'static TableDef>)> {
    let mut feeds: Vec<(&'static str, Vec<&'static TableDef>)> = Vec::new();
    for table in tables {
        let Some(history) = table.history else { continue };
        match feeds.iter_mut().find(|(name, _)| *name == history) {
            Some((_, fed)) => fed.push(table),
            None => feeds.push((history, vec![table])),
        }
    }
    feeds
}
