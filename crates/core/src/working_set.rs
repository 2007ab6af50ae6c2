//! The rows of one tenant that the executor knows, and what the current group has done to them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use foldhash::fast::RandomState;

use crate::batch::{Batch, Change, Op};
use crate::record::{Place, Row, TableDef};
use crate::scan::{Found, Page, Scan};
use crate::store::{StoreError, StoreErrorKind};
use crate::value::Key;

type Map<K, V> = HashMap<K, V, RandomState>;

/// How a row of this group differs from the stored one.
#[derive(Clone, Debug)]
enum Dirty {
    Inserted,
    Replaced,
    Deleted,
    Changed(Change),
}

#[derive(Debug)]
struct TableSet {
    table: &'static TableDef,
    /// By key index (0 is primary): what is known of each key, absence included.
    known: Vec<Map<Key, Option<Row>>>,
    dirty: Map<Key, Dirty>,
    /// Rows that the group appended to an append-only table, in order.
    appended: Vec<Row>,
    /// How many of them stand in `known`; the rest is looked at only when someone asks.
    indexed: usize,
}

/// Undo information of one unit.
#[derive(Debug, Default)]
pub(crate) struct Savepoint {
    rows: Vec<(usize, Key, Option<Option<Row>>, Option<Dirty>)>,
    appended: Vec<(usize, usize)>,
}

/// Rows of one tenant: loaded, and overlaid with the effects of the group's commands.
#[derive(Debug, Default)]
pub(crate) struct WorkingSet {
    tables: Vec<TableSet>,
    by_table: Map<usize, usize>,
    scans: Vec<(Scan, Found)>,
    savepoint: Option<Savepoint>,
    /// A complete set has every row: what is not there does not exist.
    complete: bool,
}

fn address(table: &'static TableDef) -> usize {
    std::ptr::from_ref(table).addr()
}

fn out_of_range(table: &TableDef) -> StoreError {
    StoreError::new(
        StoreErrorKind::Conflict,
        format!("a change of `{}` does not fit the row", table.name),
    )
}

impl TableSet {
    fn new(table: &'static TableDef) -> Self {
        let keys = table.unique.len().saturating_add(1);
        Self {
            table,
            known: (0..keys).map(|_| Map::default()).collect(),
            dirty: Map::default(),
            appended: Vec::new(),
            indexed: 0,
        }
    }

    fn peek(&self, place: &Place) -> Option<Option<&Row>> {
        self.known.get(place.index)?.get(&place.key).map(Option::as_ref)
    }

    /// Enters a row under all its keys.
    fn enter(&mut self, row: &Row) {
        for (index, known) in self.known.iter_mut().enumerate() {
            known.insert(row.key(self.table.key_columns(index)), Some(row.clone()));
        }
    }

    /// Forgets what is known under a row's alternate keys.
    fn leave(&mut self, row: &Row, absent: bool) {
        for (index, known) in self.known.iter_mut().enumerate() {
            let key = row.key(self.table.key_columns(index));
            if absent {
                known.insert(key, None);
            } else {
                known.remove(&key);
            }
        }
    }

    fn index_appended(&mut self) {
        let pending: Vec<Row> = self.appended.iter().skip(self.indexed).cloned().collect();
        for row in &pending {
            self.enter(row);
        }
        self.indexed = self.appended.len();
    }

    fn is_known(&self) -> bool {
        self.known.iter().any(|known| !known.is_empty())
    }

    fn append_only(&self) -> bool {
        self.table.mutability == crate::record::Mutability::AppendOnly
    }
}

impl WorkingSet {
    /// A set that holds exactly these rows and knows that there are no others.
    pub(crate) fn complete(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut set = Self { complete: true, ..Self::default() };
        for row in rows {
            let at = set.slot(row.table());
            if let Some(table) = set.tables.get_mut(at) {
                table.enter(&row);
            }
        }
        set
    }

    fn slot(&mut self, table: &'static TableDef) -> usize {
        match self.by_table.entry(address(table)) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let at = self.tables.len();
                self.tables.push(TableSet::new(table));
                *entry.insert(at)
            }
        }
    }

    fn table(&self, table: &'static TableDef) -> Option<&TableSet> {
        self.tables.get(*self.by_table.get(&address(table))?)
    }

    /// What is known of a place: `None` nothing, `Some(None)` that there is no row.
    pub(crate) fn peek(&self, place: &Place) -> Option<Option<&Row>> {
        let known = self.table(place.table).and_then(|table| table.peek(place));
        if known.is_none() && self.complete { Some(None) } else { known }
    }

    /// Whether a place must be loaded. Rows appended by this group are entered first.
    pub(crate) fn lacks(&mut self, place: &Place) -> bool {
        let at = self.slot(place.table);
        let Some(table) = self.tables.get_mut(at) else { return true };
        if table.indexed < table.appended.len() {
            table.index_appended();
        }
        table.peek(place).is_none()
    }

    /// The result of a scan run for the present decision.
    pub(crate) fn found(&self, scan: &Scan) -> Option<&Vec<Row>> {
        if let Some((_, rows)) = self.scans.iter().find(|(known, _)| known == scan) {
            return Some(rows);
        }
        None
    }

    /// Whether a scan must be run.
    pub(crate) fn lacks_scan(&self, scan: &Scan) -> bool {
        self.found(scan).is_none()
    }

    /// Forgets scan results: they hold for one decision only.
    pub(crate) fn forget_scans(&mut self) {
        self.scans.clear();
    }

    /// Replaces what is known of a place whose row the executor keeps itself.
    pub(crate) fn refresh(&mut self, place: Place, row: Option<Row>) {
        let at = self.slot(place.table);
        let known = self.tables.get_mut(at).and_then(|table| table.known.get_mut(place.index));
        if let Some(known) = known {
            known.insert(place.key, row);
        }
    }

    /// Enters what the store answered for a place.
    pub(crate) fn loaded(&mut self, place: Place, row: Option<Row>) -> Result<(), StoreError> {
        let at = self.slot(place.table);
        let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
        let Some(row) = row else {
            if let Some(known) = table.known.get_mut(place.index) {
                known.entry(place.key).or_insert(None);
            }
            return Ok(());
        };
        let key = row.primary_key();
        if table.known.first().is_some_and(|known| known.contains_key(&key)) {
            // Known under its primary key, perhaps newer than the store's.
            let newer = table.known.first().and_then(|known| known.get(&key)).cloned().flatten();
            if let Some(known) = table.known.get_mut(place.index) {
                known.entry(place.key).or_insert(newer);
            }
            return Ok(());
        }
        let row = match table.dirty.get(&key) {
            Some(Dirty::Changed(change)) => row.changed(change)?,
            _ => row,
        };
        table.enter(&row);
        Ok(())
    }

    /// How many dirty rows `scan` may have to lay over the store's answer.
    pub(crate) fn overlay_size(&self, scan: &Scan) -> usize {
        self.table(scan.table)
            .map_or(0, |table| table.dirty.len().saturating_add(table.appended.len()))
    }

    /// Lays this group's effects over a page that the store answered, and keeps the result.
    pub(crate) fn scanned(&mut self, scan: Scan, page: Page) -> Result<(), StoreError> {
        let at = self.slot(scan.table);
        let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
        let mut rows: Vec<Row> = Vec::with_capacity(page.rows.len());
        for row in page.rows {
            let key = row.primary_key();
            match table.dirty.get(&key) {
                None => rows.push(row),
                Some(Dirty::Changed(change))
                    if !table.known.first().is_some_and(|known| known.contains_key(&key)) =>
                {
                    let row = row.changed(change)?;
                    table.enter(&row);
                }
                // Its present form is among the known rows below.
                Some(_) => {}
            }
        }
        for key in table.dirty.keys() {
            if let Some(Some(row)) = table.known.first().and_then(|known| known.get(key)) {
                rows.push(row.clone());
            }
        }
        if table.append_only() {
            rows.extend(table.appended.iter().cloned());
        }
        rows.retain(|row| scan.matches(row.as_ref()));
        let page = Page::assemble(&scan, rows);
        self.scans.push((scan, Found::new(page.rows)));
        Ok(())
    }

    /// Starts a unit: what follows can be undone.
    pub(crate) fn begin_unit(&mut self) {
        self.savepoint = Some(Savepoint::default());
    }

    /// Keeps the unit's effects.
    pub(crate) fn keep_unit(&mut self) {
        self.savepoint = None;
    }

    /// Undoes the unit's effects, as if it had never been.
    pub(crate) fn undo_unit(&mut self) {
        let Some(savepoint) = self.savepoint.take() else { return };
        for (at, key, row, dirty) in savepoint.rows.into_iter().rev() {
            let Some(table) = self.tables.get_mut(at) else { continue };
            let present = table.known.first().and_then(|known| known.get(&key)).cloned();
            if let Some(Some(present)) = &present {
                table.leave(present, false);
            }
            match row {
                Some(Some(row)) => table.enter(&row),
                Some(None) => {
                    if let Some(known) = table.known.first_mut() {
                        known.insert(key.clone(), None);
                    }
                }
                None => {
                    if let Some(known) = table.known.first_mut() {
                        known.remove(&key);
                    }
                }
            }
            match dirty {
                Some(dirty) => table.dirty.insert(key, dirty),
                None => table.dirty.remove(&key),
            };
        }
        for (at, length) in savepoint.appended.into_iter().rev() {
            let Some(table) = self.tables.get_mut(at) else { continue };
            let undone: Vec<Row> = table.appended.drain(length..).collect();
            for row in &undone {
                table.leave(row, false);
            }
            table.indexed = table.indexed.min(length);
        }
    }

    fn remember(&mut self, at: usize, key: &Key) {
        let Some(savepoint) = &mut self.savepoint else { return };
        let Some(table) = self.tables.get(at) else { return };
        let row = table.known.first().and_then(|known| known.get(key)).cloned();
        savepoint.rows.push((at, key.clone(), row, table.dirty.get(key).cloned()));
    }

    /// Applies one write to the overlay.
    pub(crate) fn apply(&mut self, op: Op) -> Result<(), StoreError> {
        let at = self.slot(op.table());
        match op {
            Op::Insert(row) if row.table().mutability == crate::record::Mutability::AppendOnly => {
                if let (Some(savepoint), Some(table)) = (&mut self.savepoint, self.tables.get(at)) {
                    savepoint.appended.push((at, table.appended.len()));
                }
                let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
                table.appended.push(row);
                if table.is_known() {
                    table.index_appended();
                }
            }
            Op::Insert(row) => {
                let key = row.primary_key();
                self.remember(at, &key);
                let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
                let dirty = match table.dirty.get(&key) {
                    Some(Dirty::Deleted) => Dirty::Replaced,
                    _ => Dirty::Inserted,
                };
                table.enter(&row);
                table.dirty.insert(key, dirty);
            }
            Op::Replace(row) => {
                let key = row.primary_key();
                self.remember(at, &key);
                let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
                let old = table.known.first().and_then(|known| known.get(&key)).cloned().flatten();
                if let Some(old) = old {
                    table.leave(&old, true);
                }
                table.enter(&row);
                if !matches!(table.dirty.get(&key), Some(Dirty::Inserted)) {
                    table.dirty.insert(key, Dirty::Replaced);
                }
            }
            Op::Delete(_, key) => {
                self.remember(at, &key);
                let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
                let old = table.known.first().and_then(|known| known.get(&key)).cloned().flatten();
                if let Some(old) = old {
                    table.leave(&old, true);
                }
                if let Some(known) = table.known.first_mut() {
                    known.insert(key.clone(), None);
                }
                match table.dirty.get(&key) {
                    Some(Dirty::Inserted) => table.dirty.remove(&key),
                    _ => table.dirty.insert(key, Dirty::Deleted),
                };
            }
            Op::Change(change) => self.change(at, change)?,
        }
        Ok(())
    }

    fn change(&mut self, at: usize, change: Change) -> Result<(), StoreError> {
        let key = change.key().clone();
        self.remember(at, &key);
        let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
        let present = table.known.first().and_then(|known| known.get(&key)).cloned();
        match present {
            Some(Some(row)) => {
                let row = row.changed(&change)?;
                table.enter(&row);
            }
            Some(None) => return Err(out_of_range(table.table)),
            None => {}
        }
        match table.dirty.entry(key) {
            Entry::Occupied(mut entry) => match entry.get_mut() {
                Dirty::Inserted | Dirty::Replaced => {}
                Dirty::Deleted => return Err(out_of_range(table.table)),
                Dirty::Changed(folded) => {
                    let sum = folded.clone().fold(&change);
                    *folded = sum.ok_or_else(|| out_of_range(table.table))?;
                }
            },
            Entry::Vacant(entry) => {
                entry.insert(Dirty::Changed(change));
            }
        }
        Ok(())
    }

    /// The group's net effect, at most one write a row, and a clean set.
    pub(crate) fn take_batch(&mut self, appended: &mut dyn FnMut(&Row)) -> Batch {
        let mut batch = Batch::new();
        for table in &mut self.tables {
            for row in &table.appended {
                appended(row);
            }
            for row in table.appended.drain(..) {
                batch.push(Op::Insert(row));
            }
            table.indexed = 0;
            let mut dirty: Vec<(Key, Dirty)> = table.dirty.drain().collect();
            dirty.sort_by(|left, right| left.0.cmp(&right.0));
            for (key, dirty) in dirty {
                let row = table.known.first().and_then(|known| known.get(&key)).cloned().flatten();
                match (dirty, row) {
                    (Dirty::Inserted, Some(row)) => batch.push(Op::Insert(row)),
                    (Dirty::Replaced, Some(row)) => batch.push(Op::Replace(row)),
                    (Dirty::Changed(change), _) => batch.push(Op::Change(change)),
                    (Dirty::Deleted, _) => batch.push(Op::Delete(table.table, key)),
                    (Dirty::Inserted | Dirty::Replaced, None) => {}
                }
            }
            if table.append_only() {
                table.known.iter_mut().for_each(Map::clear);
            }
        }
        self.scans.clear();
        batch
    }

    /// How many keys are known.
    pub(crate) fn len(&self) -> usize {
        self.tables
            .iter()
            .flat_map(|table| table.known.iter().map(Map::len))
            .fold(0, usize::saturating_add)
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.tables.clear();
        self.by_table.clear();
        self.scans.clear();
        self.savepoint = None;
    }
}
