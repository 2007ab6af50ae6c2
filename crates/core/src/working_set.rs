//! The rows of one tenant that the executor knows, and what the current group has done to them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::{HashTable, hash_table};

use crate::batch::{Batch, Change, Effect, Op};
use crate::footprint::Past;
use crate::history::{Item, Sums, order, row_items};
use crate::record::{AnyRows, Mutability, Place, Row, TableDef};
use crate::scan::{Found, Page, Scan};
use crate::slots::{Slot, Slots};
use crate::store::{StoreError, StoreErrorKind};
use crate::value::Key;

type Map<K, V> = HashMap<K, V, RandomState>;

/// Rows for which a table keeps room between groups.
const ROWS_KEPT: usize = 1_024;

/// How a row of this group differs from the stored one.
#[derive(Clone, Debug)]
enum Dirty {
    /// Not at all: what was done to it was undone.
    Clean,
    Inserted,
    Replaced,
    Deleted,
    Changed(Effect),
}

/// A row that the group wrote.
#[derive(Debug)]
struct Touched {
    key: Key,
    dirty: Dirty,
}

#[derive(Debug)]
struct TableSet {
    table: &'static TableDef,
    slots: Slots,
    /// What is known of the alternate keys, in their declared order.
    alternates: Vec<Alternate>,
    /// What the present group wrote to existing rows, and the rows it made.
    touched: Vec<Touched>,
    /// The number of the group: what slots say of other groups is past.
    group: u32,
    /// Rows that the group appended to an append-only table, in order.
    appended: Option<Box<dyn AnyRows>>,
    /// How many of them are entered; the rest is looked at only when someone asks.
    indexed: usize,
}

/// What is known of one alternate key of a table.
#[derive(Debug)]
struct Alternate {
    columns: &'static [usize],
    /// Rows by the hash of this key of theirs, which they hold themselves.
    rows: HashTable<Row>,
    /// Keys that no row has.
    free: HashSet<Key, RandomState>,
    hasher: RandomState,
}

impl Alternate {
    fn new(columns: &'static [usize]) -> Self {
        let (rows, free) = (HashTable::new(), HashSet::default());
        Self { columns, rows, free, hasher: RandomState::default() }
    }

    fn find(&self, key: &Key) -> Option<&Row> {
        self.rows.find(self.hasher.hash_one(key), |row| has_key(row, self.columns, key))
    }

    fn get(&self, key: &Key) -> Option<Option<&Row>> {
        match self.find(key) {
            Some(row) => Some(Some(row)),
            None => self.free.contains(key).then_some(None),
        }
    }

    /// A row has this key.
    fn enter(&mut self, key: &Key, row: &Row) {
        self.free.remove(key);
        let rehash = |row: &Row| self.hasher.hash_one(row.key(self.columns));
        let same = |row: &Row| has_key(row, self.columns, key);
        match self.rows.entry(self.hasher.hash_one(key), same, rehash) {
            hash_table::Entry::Occupied(mut known) => *known.get_mut() = row.clone(),
            hash_table::Entry::Vacant(place) => drop(place.insert(row.clone())),
        }
    }

    /// Nothing is known of the key.
    fn forget(&mut self, key: &Key) {
        self.free.remove(key);
        let hash = self.hasher.hash_one(key);
        if let Ok(known) = self.rows.find_entry(hash, |row| has_key(row, self.columns, key)) {
            known.remove();
        }
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.free.clear();
    }
}

fn has_key(row: &Row, columns: &[usize], key: &Key) -> bool {
    columns.iter().zip(key.values()).all(|(column, value)| row.value(*column) == value.as_ref())
}

/// Undo information of one unit.
#[derive(Debug, Default)]
struct Savepoint {
    slots: Vec<Before>,
    /// Table and its number of appended rows before.
    appended: Vec<(usize, usize)>,
    /// Table, alternate and key: found free, perhaps only because of the unit's effects.
    free: Vec<(usize, usize, Key)>,
}

/// What was known of a key before the unit wrote to it.
#[derive(Debug)]
struct Before {
    table: usize,
    key: Key,
    row: Option<Option<Row>>,
    dirty: Dirty,
}

/// A part of a history, read for the present decision.
#[derive(Debug)]
pub(crate) enum PastRead {
    Sums(Sums),
    Items(Vec<Item>),
}

/// Rows of one tenant: loaded, and overlaid with the effects of the group's commands.
#[derive(Debug, Default)]
pub(crate) struct WorkingSet {
    tables: Vec<TableSet>,
    by_table: Map<usize, usize>,
    /// The table asked for last, by its address, and where it stands.
    recent: Option<(usize, usize)>,
    scans: Vec<(Scan, Found)>,
    pasts: Map<Past, PastRead>,
    savepoint: Option<Savepoint>,
}

fn address(table: &'static TableDef) -> usize {
    std::ptr::from_ref(table).addr()
}

fn conflict(table: &TableDef, what: impl std::fmt::Display) -> StoreError {
    StoreError::new(StoreErrorKind::Conflict, format!("table `{}`: {what}", table.name))
}

fn unfit(table: &TableDef) -> StoreError {
    StoreError::new(
        StoreErrorKind::Conflict,
        format!("a change of `{}` does not fit the row", table.name),
    )
}

impl TableSet {
    fn new(table: &'static TableDef) -> Self {
        Self {
            table,
            slots: Slots::default(),
            alternates: table.unique.iter().map(|index| Alternate::new(index.columns)).collect(),
            touched: Vec::new(),
            group: 1,
            appended: None,
            indexed: 0,
        }
    }

    fn peek(&self, place: &Place) -> Option<Option<&Row>> {
        match place.index.checked_sub(1) {
            None => self.slots.get(&place.key)?.row.as_ref().map(Option::as_ref),
            Some(alternate) => self.alternates.get(alternate)?.get(&place.key),
        }
    }

    /// What the group did to the row of a slot.
    fn dirty(&self, slot: &Slot) -> &Dirty {
        let touched = (slot.group == self.group).then(|| self.touched.get(slot.effect as usize));
        touched.flatten().map_or(&Dirty::Clean, |touched| &touched.dirty)
    }

    /// The slot of a key with the group's effect on its row, both saved for an undo.
    fn write(&mut self, savepoint: Option<&mut Savepoint>, at: usize, key: &Key) -> Writing<'_> {
        let slot = self.slots.entry(key);
        if slot.group != self.group {
            slot.group = self.group;
            slot.effect = u32::try_from(self.touched.len()).unwrap_or(u32::MAX);
            self.touched.push(Touched { key: key.clone(), dirty: Dirty::Clean });
        }
        let dirty = self.touched.get_mut(slot.effect as usize).map(|touched| &mut touched.dirty);
        if let (Some(savepoint), Some(dirty)) = (savepoint, &dirty) {
            let (row, dirty) = (slot.row.clone(), Dirty::clone(dirty));
            savepoint.slots.push(Before { table: at, key: key.clone(), row, dirty });
        }
        Writing { row: &mut slot.row, dirty }
    }

    fn appended_len(&self) -> usize {
        self.appended.as_ref().map_or(0, |rows| rows.len())
    }

    /// Enters a row under its alternate keys. One with a null in it names no row.
    fn enter_alternates(&mut self, row: &Row) {
        for alternate in &mut self.alternates {
            let key = row.key(alternate.columns);
            if !key.has_null() {
                alternate.enter(&key, row);
            }
        }
    }

    /// A row's alternate keys are free, or no longer known.
    fn leave_alternates(&mut self, row: &Row, free: bool) {
        for alternate in &mut self.alternates {
            let key = row.key(alternate.columns);
            alternate.forget(&key);
            if free {
                alternate.free.insert(key);
            }
        }
    }

    fn enter(&mut self, row: &Row) {
        self.slots.entry(&row.primary_key()).row = Some(Some(row.clone()));
        self.enter_alternates(row);
    }

    fn index_appended(&mut self) {
        let count = self.appended_len();
        for at in self.indexed..count {
            if let Some(row) = self.appended.as_ref().and_then(|rows| rows.share(at)) {
                self.enter(&row);
            }
        }
        self.indexed = count;
    }

    /// Moves the appended rows to `batch`. What is known of an append-only table is forgotten.
    fn take_appended(&mut self, batch: &mut Batch) {
        if let Some(rows) = self.appended.take_if(|rows| !rows.is_empty()) {
            self.appended = Some(rows.fresh(rows.len().min(ROWS_KEPT)));
            batch.append(rows);
        }
        self.indexed = 0;
        if self.append_only() {
            self.forget_rows();
        }
    }

    fn forget_rows(&mut self) {
        self.slots.clear();
        self.alternates.iter_mut().for_each(Alternate::clear);
    }

    fn is_known(&self) -> bool {
        !self.slots.is_empty()
            || self.alternates.iter().any(|known| !known.rows.is_empty() || !known.free.is_empty())
    }

    fn append_only(&self) -> bool {
        self.table.mutability == Mutability::AppendOnly
    }

    fn len(&self) -> usize {
        let known = self.alternates.iter().map(|known| known.rows.len());
        known.fold(self.slots.len(), usize::saturating_add)
    }
}

/// A row about to be written.
struct Writing<'t> {
    row: &'t mut Option<Option<Row>>,
    dirty: Option<&'t mut Dirty>,
}

impl WorkingSet {
    fn slot(&mut self, table: &'static TableDef) -> usize {
        let address = address(table);
        if let Some((known, at)) = self.recent
            && known == address
        {
            return at;
        }
        let at = match self.by_table.entry(address) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let at = self.tables.len();
                self.tables.push(TableSet::new(table));
                *entry.insert(at)
            }
        };
        self.recent = Some((address, at));
        at
    }

    fn table(&self, table: &'static TableDef) -> Option<&TableSet> {
        self.tables.get(*self.by_table.get(&address(table))?)
    }

    /// What is known of a place: `None` nothing, `Some(None)` that there is no row.
    pub(crate) fn peek(&self, place: &Place) -> Option<Option<&Row>> {
        self.table(place.table)?.peek(place)
    }

    /// Whether a place must be loaded. Rows appended by this group are entered first.
    pub(crate) fn lacks(&mut self, place: &Place) -> bool {
        let at = self.slot(place.table);
        let Some(table) = self.tables.get_mut(at) else { return true };
        table.index_appended();
        table.peek(place).is_none()
    }

    /// The result of a scan run for the present decision.
    pub(crate) fn found(&self, scan: &Scan) -> Option<&Vec<Row>> {
        let (_, rows) = self.scans.iter().find(|(known, _)| known == scan)?;
        Some(rows)
    }

    /// Whether a scan must be run.
    pub(crate) fn lacks_scan(&self, scan: &Scan) -> bool {
        self.found(scan).is_none()
    }

    /// Forgets scan results and histories: they hold for one decision only.
    pub(crate) fn forget_scans(&mut self) {
        self.scans.clear();
        self.pasts.clear();
    }

    /// A part of a history, if it was read for the present decision.
    pub(crate) fn past(&self, past: &Past) -> Option<&PastRead> {
        self.pasts.get(past)
    }

    /// Enters what is stored of a part of a history, and adds what the group has appended.
    /// `ahead` are those that it appended and that were taken already.
    pub(crate) fn enter_past(&mut self, past: Past, mut read: PastRead, ahead: &[Item]) {
        let (Past::Sums { history, series, .. } | Past::Items { history, series, .. }) = past;
        let mut items = ahead.to_vec();
        let feeding = self.tables.iter().filter(|table| table.table.history == Some(history));
        for rows in feeding.filter_map(|table| table.appended.as_ref()) {
            rows.iter().for_each(|row| row_items(row, &mut items));
        }
        items.retain(|item| item.series == series);
        match (&past, &mut read) {
            (Past::Sums { to_us, .. }, PastRead::Sums(sums)) => {
                let before = items.iter().filter(|item| item.at_us <= *to_us);
                before.for_each(|item| sums.add(item.amount));
            }
            (Past::Items { from_us, .. }, PastRead::Items(known)) => {
                known.extend(items.into_iter().filter(|item| item.at_us >= *from_us));
                known.sort_unstable_by_key(order);
            }
            _ => {}
        }
        self.pasts.insert(past, read);
    }

    /// Replaces what is known of a primary key whose row the executor keeps itself.
    pub(crate) fn refresh(&mut self, place: Place, row: Option<Row>) {
        let at = self.slot(place.table);
        if let Some(table) = self.tables.get_mut(at) {
            table.slots.entry(&place.key).row = Some(row);
        }
    }

    /// Enters what the store answered for a place.
    pub(crate) fn loaded(&mut self, place: Place, row: Option<Row>) -> Result<(), StoreError> {
        let at = self.slot(place.table);
        let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
        let alternate = place.index.checked_sub(1);
        let Some(row) = row else {
            match alternate {
                None => {
                    table.slots.entry(&place.key).row.get_or_insert(None);
                }
                Some(alternate) => self.found_free(at, alternate, place.key),
            }
            return Ok(());
        };
        let columns = table.table.key_columns(place.index);
        let primary = row.primary_key();
        let slot = table.slots.get(&primary);
        let known = slot.and_then(|slot| slot.row.clone());
        let effect = slot.and_then(|slot| match table.dirty(slot) {
            Dirty::Changed(effect) => Some(effect.clone()),
            _ => None,
        });
        match (known, effect) {
            // Known under its primary key, perhaps newer than the store's: an alternate key
            // that the newer form still has would be known, so this one has become free.
            (Some(known), _) => {
                let newer = known.filter(|newer| newer.key(columns) == place.key);
                match (newer, alternate) {
                    (Some(newer), Some(_)) => table.enter_alternates(&newer),
                    (None, Some(alternate)) => self.found_free(at, alternate, place.key),
                    (_, None) => {}
                }
            }
            (None, Some(effect)) => {
                let change = Change::from_parts(table.table, primary, effect);
                let row = row.changed(&change).map_err(|error| conflict(place.table, error))?;
                table.enter(&row);
                if let Some(alternate) = alternate
                    && row.key(columns) != place.key
                {
                    self.found_free(at, alternate, place.key);
                }
            }
            (None, None) => table.enter(&row),
        }
        Ok(())
    }

    /// Notes that no row has an alternate key.
    fn found_free(&mut self, at: usize, alternate: usize, key: Key) {
        let known = self.tables.get_mut(at).and_then(|table| table.alternates.get_mut(alternate));
        let Some(known) = known.filter(|known| known.find(&key).is_none()) else { return };
        if !known.free.insert(key.clone()) {
            return;
        }
        if let Some(savepoint) = &mut self.savepoint {
            savepoint.free.push((at, alternate, key));
        }
    }

    /// Rows of a table that the group changed without having read them: where they stand in a
    /// scan is not known before they are loaded.
    pub(crate) fn unread(&self, def: &'static TableDef) -> Vec<Place> {
        let Some(table) = self.table(def) else { return Vec::new() };
        let written = table.touched.iter().filter(|it| !matches!(it.dirty, Dirty::Clean));
        written
            .filter(|it| table.slots.get(&it.key).is_some_and(|slot| slot.row.is_none()))
            .map(|it| Place { table: def, index: 0, key: it.key.clone() })
            .collect()
    }

    /// Forgets what is known of a primary key whose row the executor keeps itself.
    pub(crate) fn forget(&mut self, place: &Place) {
        let at = self.slot(place.table);
        if let Some(table) = self.tables.get_mut(at) {
            table.slots.remove(&place.key);
        }
    }

    /// How many rows of this group `scan` may have to lay over the store's answer.
    pub(crate) fn overlay_size(&self, scan: &Scan) -> usize {
        self.table(scan.table)
            .map_or(0, |table| table.touched.len().saturating_add(table.appended_len()))
    }

    /// Lays this group's effects over a page that the store answered, and keeps the result.
    pub(crate) fn scanned(&mut self, scan: Scan, page: Page) -> Result<(), StoreError> {
        let at = self.slot(scan.table);
        let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
        let mut rows: Vec<Row> = Vec::with_capacity(page.rows.len());
        for row in page.rows {
            let key = row.primary_key();
            let slot = table.slots.get(&key);
            let effect = match slot.map(|slot| (table.dirty(slot), &slot.row)) {
                None | Some((Dirty::Clean, _)) => {
                    rows.push(row);
                    continue;
                }
                Some((Dirty::Changed(effect), None)) => effect.clone(),
                // Its present form is among the touched rows below.
                Some(_) => continue,
            };
            let change = Change::from_parts(table.table, key, effect);
            let changed = row.changed(&change).map_err(|error| conflict(scan.table, error))?;
            table.slots.entry(change.key()).row = Some(Some(changed));
        }
        for written in table.touched.iter().filter(|it| !matches!(it.dirty, Dirty::Clean)) {
            if let Some(row) = table.slots.get(&written.key).and_then(Slot::present) {
                rows.push(row.clone());
            }
        }
        if let Some(appended) = &table.appended {
            rows.extend((0..appended.len()).filter_map(|at| appended.share(at)));
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
        for before in savepoint.slots.into_iter().rev() {
            let Some(table) = self.tables.get_mut(before.table) else { continue };
            if let Some(present) = table.slots.get(&before.key).and_then(Slot::present).cloned() {
                table.leave_alternates(&present, false);
            }
            let written = table.write(None, before.table, &before.key);
            if let Some(dirty) = written.dirty {
                *dirty = before.dirty;
            }
            *written.row = before.row.clone();
            if let Some(row) = before.row.flatten() {
                table.enter_alternates(&row);
            }
        }
        for (at, length) in savepoint.appended.into_iter().rev() {
            let Some(table) = self.tables.get_mut(at) else { continue };
            for undone in length..table.indexed {
                let row = table.appended.as_ref().and_then(|rows| rows.share(undone));
                let Some(row) = row else { continue };
                table.slots.remove(&row.primary_key());
                table.leave_alternates(&row, false);
            }
            if let Some(rows) = &mut table.appended {
                rows.truncate(length);
            }
            table.indexed = table.indexed.min(length);
        }
        for (at, alternate, key) in savepoint.free {
            let known =
                self.tables.get_mut(at).and_then(|table| table.alternates.get_mut(alternate));
            if let Some(known) = known {
                known.free.remove(&key);
            }
        }
    }

    /// Applies the rows that one decision appends to the overlay, and leaves `batch` without.
    pub(crate) fn absorb_appended(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        let (appended, _) = batch.parts();
        appended.iter_mut().filter(|rows| !rows.is_empty()).try_for_each(|rows| self.append(rows))
    }

    /// Applies the other writes, and leaves `batch` without.
    pub(crate) fn absorb_ops(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        let (_, ops) = batch.parts();
        ops.drain(..).try_for_each(|op| self.apply(op))
    }

    fn append(&mut self, rows: &mut Box<dyn AnyRows>) -> Result<(), StoreError> {
        let at = self.slot(rows.table());
        let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
        if let Some(savepoint) = &mut self.savepoint {
            savepoint.appended.push((at, table.appended_len()));
        }
        let all = table.appended.get_or_insert_with(|| rows.fresh(0));
        if all.is_empty() {
            // The first of a group are taken as they are, however many.
            std::mem::swap(all, rows);
        } else if !all.append(rows.as_mut()) {
            return Err(StoreError::new(
                StoreErrorKind::Invalid,
                format!("table `{}` has rows of two types", table.table.name),
            ));
        }
        if table.is_known() {
            table.index_appended();
        }
        Ok(())
    }

    /// Applies one write to the overlay.
    fn apply(&mut self, op: Op) -> Result<(), StoreError> {
        let at = self.slot(op.table());
        let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
        let savepoint = self.savepoint.as_mut();
        let def = table.table;
        match op {
            Op::Insert(row) => {
                let Writing { row: known, dirty } = table.write(savepoint, at, &row.primary_key());
                if matches!(known, Some(Some(_))) {
                    return Err(conflict(def, "the key is taken"));
                }
                if let Some(dirty) = dirty {
                    *dirty = match dirty {
                        Dirty::Deleted => Dirty::Replaced,
                        _ => Dirty::Inserted,
                    };
                }
                table.enter(&row);
            }
            Op::Replace(row) => {
                let Writing { row: known, dirty } = table.write(savepoint, at, &row.primary_key());
                if matches!(known, Some(None)) {
                    return Err(unfit(def));
                }
                if let Some(dirty) = dirty
                    && !matches!(dirty, Dirty::Inserted)
                {
                    *dirty = Dirty::Replaced;
                }
                let old = known.take().flatten();
                if let Some(old) = old {
                    table.leave_alternates(&old, true);
                }
                table.enter(&row);
            }
            Op::Delete(_, key) => {
                let Writing { row: known, dirty } = table.write(savepoint, at, &key);
                if matches!(known, Some(None)) {
                    return Err(unfit(def));
                }
                if let Some(dirty) = dirty {
                    *dirty = match dirty {
                        // A row that the group itself made was never stored.
                        Dirty::Inserted => Dirty::Clean,
                        _ => Dirty::Deleted,
                    };
                }
                if let Some(old) = known.replace(None).flatten() {
                    table.leave_alternates(&old, true);
                }
            }
            Op::Change(change) => change_row(table, savepoint, at, change)?,
        }
        Ok(())
    }

    /// How many rows the group has appended that were not taken yet.
    pub(crate) fn appended_len(&self) -> usize {
        self.tables.iter().map(TableSet::appended_len).fold(0, usize::saturating_add)
    }

    /// The rows that were appended so far, if they can be written before the group's other
    /// writes: those must not make rows that appended ones refer to, or give keys away.
    pub(crate) fn take_appended(&mut self) -> Option<Batch> {
        let changes = |it: &Touched| matches!(it.dirty, Dirty::Clean | Dirty::Changed(_));
        if !self.tables.iter().flat_map(|table| &table.touched).all(changes) {
            return None;
        }
        let mut batch = Batch::new();
        for table in &mut self.tables {
            table.take_appended(&mut batch);
        }
        Some(batch)
    }

    /// The group's net effect, at most one write a row, and a clean set.
    pub(crate) fn take_batch(&mut self) -> Batch {
        let touched = self.tables.iter().map(|table| table.touched.len());
        let mut batch = Batch::with_capacity(touched.fold(0, usize::saturating_add));
        for table in &mut self.tables {
            table.take_appended(&mut batch);
            let order = in_key_order(&table.touched);
            // Deletions first: one may free an alternate key that another row takes.
            for written in order.clone().filter_map(|at| table.touched.get(at)) {
                if matches!(written.dirty, Dirty::Deleted) {
                    batch.push(Op::Delete(table.table, written.key.clone()));
                }
            }
            for at in order {
                let Some(Touched { key, dirty }) = table.touched.get_mut(at) else { continue };
                let row = || table.slots.get(key).and_then(Slot::present).cloned();
                let op = match std::mem::replace(dirty, Dirty::Clean) {
                    Dirty::Inserted => row().map(Op::Insert),
                    Dirty::Replaced => row().map(Op::Replace),
                    Dirty::Changed(effect) => {
                        let key = std::mem::take(key);
                        Some(Op::Change(Change::from_parts(table.table, key, effect)))
                    }
                    Dirty::Clean | Dirty::Deleted => None,
                };
                if let Some(op) = op {
                    batch.push(op);
                }
            }
            table.touched.clear();
            table.group = table.group.wrapping_add(1);
            if table.group == 0 {
                table.forget_rows();
                table.group = 1;
            }
        }
        self.scans.clear();
        batch
    }

    /// How many keys are known.
    pub(crate) fn len(&self) -> usize {
        self.tables.iter().map(TableSet::len).fold(0, usize::saturating_add)
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.tables.clear();
        self.by_table.clear();
        self.recent = None;
        self.scans.clear();
        self.pasts.clear();
        self.savepoint = None;
    }
}

/// Where the written rows stand, by key. Numbers are compared without touching the keys.
fn in_key_order(touched: &[Touched]) -> impl Iterator<Item = usize> + Clone + use<> {
    let mut order: Vec<(i64, usize)> =
        touched.iter().map(|it| it.key.number().unwrap_or(0)).zip(0..).collect();
    let key = |at: usize| touched.get(at).map(|it| &it.key);
    order.sort_unstable_by(|left, right| {
        left.0.cmp(&right.0).then_with(|| key(left.1).cmp(&key(right.1)))
    });
    order.into_iter().map(|(_, at)| at)
}

fn change_row(
    table: &mut TableSet,
    savepoint: Option<&mut Savepoint>,
    at: usize,
    mut change: Change,
) -> Result<(), StoreError> {
    let def = table.table;
    let Writing { row: known, dirty } = table.write(savepoint, at, change.key());
    let mut moved = None;
    match known {
        Some(Some(row)) => {
            if !def.unique.is_empty() {
                moved = Some(row.clone());
            }
            if change.guards().is_empty() {
                match Arc::get_mut(row) {
                    // Nobody else looks at it: the common case costs no allocation.
                    Some(row) => row.change(&change),
                    None => row.changed(&change).map(|changed| *row = changed),
                }
                .map_err(|error| conflict(def, error))?;
            } else {
                // What is known is what is stored and what the group did to it, so the guards
                // can be looked at here, one change after the other.
                let changed = row.changed(&change).map_err(|error| conflict(def, error))?;
                if !change.holds(row.as_ref(), changed.as_ref()) {
                    return Err(conflict(def, "a guard does not hold"));
                }
                change.unguard();
                *row = changed;
            }
        }
        Some(None) => return Err(unfit(def)),
        None => {}
    }
    let present = if moved.is_some() { known.clone().flatten() } else { None };
    match dirty {
        Some(Dirty::Inserted | Dirty::Replaced) | None => {}
        Some(Dirty::Deleted) => return Err(unfit(def)),
        Some(Dirty::Changed(folded)) => {
            if !folded.absorb(change.effect()) {
                return Err(unfit(def));
            }
        }
        Some(clean @ Dirty::Clean) => {
            *clean = Dirty::Changed(change.into_effect());
        }
    }
    if let (Some(old), Some(new)) = (moved, present) {
        table.leave_alternates(&old, true);
        table.enter_alternates(&new);
    }
    Ok(())
}
