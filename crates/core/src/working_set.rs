//! The rows of one tenant that the executor knows, and what the current group has done to them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::batch::{Batch, Change, Op};
use crate::record::{Mutability, Place, Row, TableDef};
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

/// What is known of one primary key.
#[derive(Clone, Debug, Default)]
struct Slot {
    /// `None`: not loaded. `Some(None)`: there is no such row.
    row: Option<Option<Row>>,
    dirty: Option<Dirty>,
}

impl Slot {
    fn present(&self) -> Option<&Row> {
        self.row.as_ref()?.as_ref()
    }
}

#[derive(Debug)]
struct TableSet {
    table: &'static TableDef,
    slots: Map<Key, Slot>,
    /// What is known of the alternate keys, in their declared order.
    alternates: Vec<Map<Key, Option<Row>>>,
    /// Keys of dirty slots.
    touched: Vec<Key>,
    /// Rows that the group appended to an append-only table, in order.
    appended: Vec<Row>,
    /// How many of them are entered; the rest is looked at only when someone asks.
    indexed: usize,
}

/// Undo information of one unit.
#[derive(Debug, Default)]
struct Savepoint {
    slots: Vec<(usize, Key, Slot)>,
    /// Table and its number of appended rows before.
    appended: Vec<(usize, usize)>,
    /// Table, alternate and key: found free, perhaps only because of the unit's effects.
    free: Vec<(usize, usize, Key)>,
}

/// Rows of one tenant: loaded, and overlaid with the effects of the group's commands.
#[derive(Debug, Default)]
pub(crate) struct WorkingSet {
    tables: Vec<TableSet>,
    by_table: Map<usize, usize>,
    scans: Vec<(Scan, Found)>,
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
            slots: Map::default(),
            alternates: table.unique.iter().map(|_| Map::default()).collect(),
            touched: Vec::new(),
            appended: Vec::new(),
            indexed: 0,
        }
    }

    fn peek(&self, place: &Place) -> Option<Option<&Row>> {
        match place.index.checked_sub(1) {
            None => self.slots.get(&place.key)?.row.as_ref().map(Option::as_ref),
            Some(alternate) => self.alternates.get(alternate)?.get(&place.key).map(Option::as_ref),
        }
    }

    /// Enters a row under its alternate keys. One with a null in it names no row.
    fn enter_alternates(&mut self, row: &Row) {
        for (index, alternate) in self.table.unique.iter().zip(&mut self.alternates) {
            let key = row.key(index.columns);
            if !key.has_null() {
                alternate.insert(key, Some(row.clone()));
            }
        }
    }

    /// A row's alternate keys are free, or no longer known.
    fn leave_alternates(&mut self, row: &Row, free: bool) {
        for (index, alternate) in self.table.unique.iter().zip(&mut self.alternates) {
            let key = row.key(index.columns);
            if free {
                alternate.insert(key, None);
            } else {
                alternate.remove(&key);
            }
        }
    }

    fn enter(&mut self, row: &Row) {
        self.slots.entry(row.primary_key()).or_default().row = Some(Some(row.clone()));
        self.enter_alternates(row);
    }

    fn index_appended(&mut self) {
        let pending: Vec<Row> = self.appended.iter().skip(self.indexed).cloned().collect();
        for row in &pending {
            self.enter(row);
        }
        self.indexed = self.appended.len();
    }

    fn is_known(&self) -> bool {
        !self.slots.is_empty() || self.alternates.iter().any(|known| !known.is_empty())
    }

    fn append_only(&self) -> bool {
        self.table.mutability == Mutability::AppendOnly
    }

    fn len(&self) -> usize {
        self.alternates.iter().map(Map::len).fold(self.slots.len(), usize::saturating_add)
    }
}

impl WorkingSet {
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
        self.table(place.table)?.peek(place)
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
        let (_, rows) = self.scans.iter().find(|(known, _)| known == scan)?;
        Some(rows)
    }

    /// Whether a scan must be run.
    pub(crate) fn lacks_scan(&self, scan: &Scan) -> bool {
        self.found(scan).is_none()
    }

    /// Forgets scan results: they hold for one decision only.
    pub(crate) fn forget_scans(&mut self) {
        self.scans.clear();
    }

    /// Replaces what is known of a primary key whose row the executor keeps itself.
    pub(crate) fn refresh(&mut self, place: Place, row: Option<Row>) {
        let at = self.slot(place.table);
        if let Some(table) = self.tables.get_mut(at) {
            table.slots.entry(place.key).or_default().row = Some(row);
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
                    table.slots.entry(place.key).or_default().row.get_or_insert(None);
                }
                Some(alternate) => self.found_free(at, alternate, place.key),
            }
            return Ok(());
        };
        let columns = table.table.key_columns(place.index);
        let slot = table.slots.entry(row.primary_key()).or_default();
        match (&slot.row, &slot.dirty) {
            // Known under its primary key, perhaps newer than the store's: an alternate key
            // that the newer form still has would be known, so this one has become free.
            (Some(known), _) => {
                let newer = known.clone().filter(|newer| newer.key(columns) == place.key);
                match (newer, alternate) {
                    (Some(newer), Some(_)) => table.enter_alternates(&newer),
                    (None, Some(alternate)) => self.found_free(at, alternate, place.key),
                    (_, None) => {}
                }
            }
            (None, Some(Dirty::Changed(change))) => {
                let row = row.changed(change).map_err(|error| conflict(place.table, error))?;
                slot.row = Some(Some(row.clone()));
                table.enter_alternates(&row);
                if let Some(alternate) = alternate
                    && row.key(columns) != place.key
                {
                    self.found_free(at, alternate, place.key);
                }
            }
            (None, _) => {
                slot.row = Some(Some(row.clone()));
                table.enter_alternates(&row);
            }
        }
        Ok(())
    }

    /// Notes that no row has an alternate key.
    fn found_free(&mut self, at: usize, alternate: usize, key: Key) {
        let known = self.tables.get_mut(at).and_then(|table| table.alternates.get_mut(alternate));
        let Some(Entry::Vacant(entry)) = known.map(|known| known.entry(key.clone())) else {
            return;
        };
        entry.insert(None);
        if let Some(savepoint) = &mut self.savepoint {
            savepoint.free.push((at, alternate, key));
        }
    }

    /// Rows of a table that the group changed without having read them: where they stand in a
    /// scan is not known before they are loaded.
    pub(crate) fn unread(&self, def: &'static TableDef) -> Vec<Place> {
        let Some(table) = self.table(def) else { return Vec::new() };
        table
            .touched
            .iter()
            .filter(|key| table.slots.get(*key).is_some_and(|slot| slot.row.is_none()))
            .map(|key| Place { table: def, index: 0, key: key.clone() })
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
            .map_or(0, |table| table.touched.len().saturating_add(table.appended.len()))
    }

    /// Lays this group's effects over a page that the store answered, and keeps the result.
    pub(crate) fn scanned(&mut self, scan: Scan, page: Page) -> Result<(), StoreError> {
        let at = self.slot(scan.table);
        let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
        let mut rows: Vec<Row> = Vec::with_capacity(page.rows.len());
        for row in page.rows {
            let slot = table.slots.get_mut(&row.primary_key());
            match slot {
                Some(slot @ Slot { dirty: Some(Dirty::Changed(_)), row: None }) => {
                    if let Some(Dirty::Changed(change)) = &slot.dirty {
                        let changed = row.changed(change);
                        slot.row =
                            Some(Some(changed.map_err(|error| conflict(scan.table, error))?));
                    }
                }
                // Its present form is among the touched rows below.
                Some(Slot { dirty: Some(_), .. }) => {}
                _ => rows.push(row),
            }
        }
        for key in &table.touched {
            if let Some(row) = table.slots.get(key).and_then(Slot::present) {
                rows.push(row.clone());
            }
        }
        rows.extend(table.appended.iter().cloned());
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
        for (at, key, before) in savepoint.slots.into_iter().rev() {
            let Some(table) = self.tables.get_mut(at) else { continue };
            if let Some(present) = table.slots.get(&key).and_then(Slot::present).cloned() {
                table.leave_alternates(&present, false);
            }
            if let Some(row) = before.present().cloned() {
                table.enter_alternates(&row);
            }
            if before.dirty.is_none()
                && let Some(touched) = table.touched.iter().rposition(|touched| *touched == key)
            {
                table.touched.swap_remove(touched);
            }
            table.slots.insert(key, before);
        }
        for (at, length) in savepoint.appended.into_iter().rev() {
            let Some(table) = self.tables.get_mut(at) else { continue };
            for row in table.appended.drain(length..) {
                table.slots.remove(&row.primary_key());
                for (index, alternate) in table.table.unique.iter().zip(&mut table.alternates) {
                    alternate.remove(&row.key(index.columns));
                }
            }
            table.indexed = table.indexed.min(length);
        }
        for (at, alternate, key) in savepoint.free {
            let known =
                self.tables.get_mut(at).and_then(|table| table.alternates.get_mut(alternate));
            if let Some(known) = known
                && known.get(&key).is_some_and(Option::is_none)
            {
                known.remove(&key);
            }
        }
    }

    /// Applies one write to the overlay.
    pub(crate) fn apply(&mut self, op: Op) -> Result<(), StoreError> {
        let at = self.slot(op.table());
        let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
        let savepoint = self.savepoint.as_mut();
        match op {
            Op::Insert(row) if table.append_only() => {
                if let Some(savepoint) = savepoint {
                    savepoint.appended.push((at, table.appended.len()));
                }
                table.appended.push(row);
                if table.is_known() {
                    table.index_appended();
                }
            }
            Op::Insert(row) => {
                let key = row.primary_key();
                let def = table.table;
                let slot = remember(table, savepoint, at, &key);
                if slot.present().is_some() {
                    return Err(conflict(def, "the key is taken"));
                }
                let dirty = match slot.dirty {
                    Some(Dirty::Deleted) => Dirty::Replaced,
                    _ => Dirty::Inserted,
                };
                if slot.dirty.replace(dirty).is_none() {
                    table.touched.push(key.clone());
                }
                table.enter(&row);
            }
            Op::Replace(row) => {
                let key = row.primary_key();
                let def = table.table;
                let slot = remember(table, savepoint, at, &key);
                if matches!(slot.row, Some(None)) {
                    return Err(unfit(def));
                }
                let old = slot.present().cloned();
                let first = slot.dirty.is_none();
                if !matches!(slot.dirty, Some(Dirty::Inserted)) {
                    slot.dirty = Some(Dirty::Replaced);
                }
                if first {
                    table.touched.push(key);
                }
                if let Some(old) = old {
                    table.leave_alternates(&old, true);
                }
                table.enter(&row);
            }
            Op::Delete(_, key) => {
                let def = table.table;
                let slot = remember(table, savepoint, at, &key);
                if matches!(slot.row, Some(None)) {
                    return Err(unfit(def));
                }
                let old = slot.row.replace(None).flatten();
                let first = slot.dirty.is_none();
                match slot.dirty {
                    // A row that the group itself made was never stored.
                    Some(Dirty::Inserted) => slot.dirty = None,
                    _ => slot.dirty = Some(Dirty::Deleted),
                }
                let kept = slot.dirty.is_some();
                match (first, kept) {
                    (true, true) => table.touched.push(key),
                    (false, false) => table.touched.retain(|touched| *touched != key),
                    _ => {}
                }
                if let Some(old) = old {
                    table.leave_alternates(&old, true);
                }
            }
            Op::Change(change) => apply_change(table, savepoint, at, change)?,
        }
        Ok(())
    }

    /// The group's net effect, at most one write a row, and a clean set.
    pub(crate) fn take_batch(&mut self, appended: &mut dyn FnMut(&Row)) -> Batch {
        let mut batch = Batch::new();
        for table in &mut self.tables {
            table.appended.iter().for_each(&mut *appended);
            for row in table.appended.drain(..) {
                batch.push(Op::Insert(row));
            }
            table.indexed = 0;
            table.touched.sort_unstable();
            // Deletions first: one may free an alternate key that another row takes.
            for key in &table.touched {
                let Some(slot) = table.slots.get_mut(key) else { continue };
                if matches!(slot.dirty, Some(Dirty::Deleted)) {
                    slot.dirty = None;
                    batch.push(Op::Delete(table.table, key.clone()));
                }
            }
            for key in table.touched.drain(..) {
                let Some(slot) = table.slots.get_mut(&key) else { continue };
                match (slot.dirty.take(), slot.present()) {
                    (Some(Dirty::Inserted), Some(row)) => batch.push(Op::Insert(row.clone())),
                    (Some(Dirty::Replaced), Some(row)) => batch.push(Op::Replace(row.clone())),
                    (Some(Dirty::Changed(change)), _) => batch.push(Op::Change(change)),
                    _ => {}
                }
            }
            if table.append_only() {
                table.slots.clear();
                table.alternates.iter_mut().for_each(Map::clear);
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
        self.scans.clear();
        self.savepoint = None;
    }
}

/// The slot of a key, saved for an undo.
fn remember<'t>(
    table: &'t mut TableSet,
    savepoint: Option<&mut Savepoint>,
    at: usize,
    key: &Key,
) -> &'t mut Slot {
    let slot = table.slots.entry(key.clone()).or_default();
    if let Some(savepoint) = savepoint {
        savepoint.slots.push((at, key.clone(), slot.clone()));
    }
    slot
}

fn apply_change(
    table: &mut TableSet,
    savepoint: Option<&mut Savepoint>,
    at: usize,
    mut change: Change,
) -> Result<(), StoreError> {
    let def = table.table;
    let slot = match table.slots.get_mut(change.key()) {
        Some(slot) => {
            if let Some(savepoint) = savepoint {
                savepoint.slots.push((at, change.key().clone(), slot.clone()));
            }
            slot
        }
        None => remember(table, savepoint, at, change.key()),
    };
    let mut moved = None;
    match &mut slot.row {
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
    let present = slot.present().cloned().filter(|_| moved.is_some());
    match &mut slot.dirty {
        Some(Dirty::Inserted | Dirty::Replaced) => {}
        Some(Dirty::Deleted) => return Err(unfit(def)),
        Some(Dirty::Changed(folded)) => {
            if !folded.absorb(&change) {
                return Err(unfit(def));
            }
        }
        none @ None => {
            let key = change.key().clone();
            *none = Some(Dirty::Changed(change));
            table.touched.push(key);
        }
    }
    if let (Some(old), Some(new)) = (moved, present) {
        table.leave_alternates(&old, true);
        table.enter_alternates(&new);
    }
    Ok(())
}
