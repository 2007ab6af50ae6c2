//! The writes of batches by table, for the stores that write them as SQL.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::batch::{Batch, Change, Guard, Op};
use crate::record::{AnyRecord, AnyRows, ColumnDef, ColumnType, Mutability, TableDef};
use crate::sql::SqlTable;
use crate::store::{StoreError, StoreErrorKind};
use crate::value::Key;

fn invalid(message: impl std::fmt::Display) -> StoreError {
    StoreError::new(StoreErrorKind::Invalid, message)
}

/// What batches do to one table.
#[derive(Debug, Default)]
pub struct Writes<'b> {
    /// Rows that are appended.
    appended: Vec<&'b dyn AnyRows>,
    /// The other writes, in order.
    ops: Vec<&'b Op>,
    /// New rows, appended ones too.
    pub inserts: usize,
    /// Rows that get new values.
    pub replaces: usize,
    /// Rows that go.
    pub deletes: usize,
    /// Changes that replace a column's value.
    pub sets: usize,
    /// Changes that only add.
    pub adds: usize,
}

impl<'b> Writes<'b> {
    fn add(&mut self, op: &'b Op) {
        let count = match op {
            Op::Insert(_) => &mut self.inserts,
            Op::Replace(_) => &mut self.replaces,
            Op::Change(change) if change.sets().is_empty() => &mut self.adds,
            Op::Change(_) => &mut self.sets,
            Op::Delete(..) => &mut self.deletes,
        };
        *count = count.saturating_add(1);
        self.ops.push(op);
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty() && self.appended.is_empty()
    }

    /// The writes but for appended rows, in order.
    pub fn ops(&self) -> impl Iterator<Item = &'b Op> {
        self.ops.iter().copied()
    }

    /// Changes of both kinds.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.sets.saturating_add(self.adds)
    }

    /// Whether there are writes of two kinds that could meet the same row: something goes, or
    /// rows are replaced and changed.
    #[must_use]
    pub fn may_meet(&self) -> bool {
        self.is_mixed() && (self.deletes > 0 || (self.replaces > 0 && self.changes() > 0))
    }

    /// Whether there are writes of more than one kind.
    #[must_use]
    pub fn is_mixed(&self) -> bool {
        let kinds = [self.inserts, self.replaces, self.changes(), self.deletes];
        kinds.iter().filter(|count| **count > 0).count() > 1
    }

    /// How many writes may give a row another unique value.
    #[must_use]
    pub fn moves(&self, def: &TableDef) -> usize {
        let unique = |at: usize| def.unique.iter().any(|index| index.columns.contains(&at));
        let moves = |op: &&&Op| match op {
            Op::Replace(_) => !def.unique.is_empty(),
            Op::Change(change) => {
                change.sets().iter().any(|(at, _)| unique(*at))
                    || change.adds().iter().any(|(at, _)| unique(*at))
            }
            Op::Insert(_) | Op::Delete(..) => false,
        };
        self.ops.iter().filter(moves).count()
    }

    /// Whether no row is written twice.
    #[must_use]
    pub fn is_net(&self, def: &TableDef) -> bool {
        let mut keys = HashSet::with_capacity(self.ops.len());
        self.ops.iter().all(|op| match op {
            Op::Insert(row) | Op::Replace(row) => keys.insert(Cow::Owned(row.key(def.key))),
            Op::Change(change) => keys.insert(Cow::Borrowed(change.key())),
            Op::Delete(_, key) => keys.insert(Cow::Borrowed(key)),
        })
    }

    /// New rows.
    pub fn inserted(&self) -> impl Iterator<Item = &'b dyn AnyRecord> {
        let new = self.ops.iter().filter_map(|op| match op {
            Op::Insert(row) => Some(&**row),
            _ => None,
        });
        self.appended.iter().flat_map(|rows| rows.iter()).chain(new)
    }

    /// The new values of rows that are there.
    pub fn replaced(&self) -> impl Iterator<Item = &'b dyn AnyRecord> {
        self.ops.iter().filter_map(|op| match op {
            Op::Replace(row) => Some(&**row),
            _ => None,
        })
    }

    /// Changes, in canonical order: neighbours share pages, and locks are taken in one order.
    #[must_use]
    pub fn changed(&self) -> Vec<&'b Change> {
        let mut changes: Vec<&Change> = Vec::with_capacity(self.changes());
        changes.extend(self.ops.iter().filter_map(|op| match op {
            Op::Change(change) => Some(change),
            _ => None,
        }));
        changes.sort_by(|left, right| left.key().cmp(right.key()));
        changes
    }

    /// The keys of rows that go.
    pub fn deleted(&self) -> impl Iterator<Item = &'b Key> {
        self.ops.iter().filter_map(|op| match op {
            Op::Delete(_, key) => Some(key),
            _ => None,
        })
    }
}

/// Sorts what `batches` write by the `tables` of a schema, in which `slot` finds a table.
///
/// # Errors
///
/// Invalid for anything but a new row in a table that only grows, and what `slot` says.
pub fn by_table<'b>(
    batches: &[&'b Batch],
    tables: usize,
    slot: impl Fn(&'static TableDef) -> Result<usize, StoreError>,
) -> Result<Vec<Writes<'b>>, StoreError> {
    let mut all: Vec<Writes<'b>> = Vec::new();
    all.resize_with(tables, Writes::default);
    for rows in batches.iter().flat_map(|batch| batch.appended()).filter(|rows| !rows.is_empty()) {
        if let Some(writes) = all.get_mut(slot(rows.table())?) {
            writes.inserts = writes.inserts.saturating_add(rows.len());
            writes.appended.push(rows.as_ref());
        }
    }
    let mut last: Option<(&'static TableDef, usize)> = None;
    for op in batches.iter().flat_map(|batch| batch.ops()) {
        let table = op.table();
        let at = match last {
            Some((known, at)) if std::ptr::eq(known, table) => at,
            _ => slot(table)?,
        };
        last = Some((table, at));
        if table.mutability == Mutability::AppendOnly {
            return Err(invalid(format_args!("table `{}` is append-only", table.name)));
        }
        if let Some(writes) = all.get_mut(at) {
            writes.add(op);
        }
    }
    Ok(all)
}

/// Whether two changes of a table differ in nothing but values, so that one statement does both.
#[must_use]
pub fn same_shape(left: &Change, right: &Change) -> bool {
    let adds = left.adds().iter().map(|add| add.0).eq(right.adds().iter().map(|add| add.0));
    let sets = || left.sets().iter().map(|set| set.0).eq(right.sets().iter().map(|set| set.0));
    let guards =
        || left.guards().iter().map(guard_shape).eq(right.guards().iter().map(guard_shape));
    adds && sets() && guards()
}

fn guard_shape(guard: &Guard) -> (u8, usize) {
    let kind = match guard {
        Guard::AtLeast(..) => 0,
        Guard::AtMost(..) => 1,
        Guard::Was(..) => 2,
    };
    (kind, guard.column())
}

/// Refuses a change that no statement can make: of a key, of a column twice, of what is no
/// integer by adding to it, or under a key of another length.
///
/// # Errors
///
/// Invalid, naming the table and the column.
pub fn check_change(table: &dyn SqlTable, change: &Change) -> Result<(), StoreError> {
    let def = table.def();
    check_key(def, change.key())?;
    for (position, _) in change.adds() {
        let column = changeable(table, *position)?;
        if !matches!(column.kind, ColumnType::Int | ColumnType::Timestamp) {
            return Err(invalid(format_args!(
                "column `{}.{}` is not an integer to add to",
                def.name, column.name
            )));
        }
    }
    for (position, _) in change.sets() {
        changeable(table, *position)?;
    }
    let adds = change.adds().iter().map(|add| add.0);
    let mut touched = HashSet::new();
    if adds.chain(change.sets().iter().map(|set| set.0)).any(|at| !touched.insert(at)) {
        return Err(invalid(format_args!("a change of table `{}` names a column twice", def.name)));
    }
    Ok(())
}

/// A column that a change may touch.
fn changeable(table: &dyn SqlTable, position: usize) -> Result<&'static ColumnDef, StoreError> {
    let def = table.def();
    if def.key.contains(&position) {
        return Err(invalid(format_args!("a change of table `{}` would alter its key", def.name)));
    }
    table.name(position)?;
    def.columns.get(position).ok_or_else(|| invalid("there is no such column"))
}

/// Refuses a key of another length than the table's.
///
/// # Errors
///
/// Invalid, with both lengths.
pub fn check_key(def: &TableDef, key: &Key) -> Result<(), StoreError> {
    if key.values().len() == def.key.len() {
        return Ok(());
    }
    Err(invalid(format_args!(
        "the key of table `{}` has {} columns, {} were given",
        def.name,
        def.key.len(),
        key.values().len()
    )))
}

/// There is no row to write.
#[must_use]
pub fn no_row(def: &TableDef) -> StoreError {
    StoreError::new(
        StoreErrorKind::Conflict,
        format_args!("table `{}` has no row with that key", def.name),
    )
}

/// There is no row to change, or a guard of `change` refuses it.
#[must_use]
pub fn not_changed(def: &TableDef, change: &Change) -> StoreError {
    let reason = if change.guards().is_empty() { "" } else { ", or a guard refuses it" };
    let name = def.name;
    StoreError::new(
        StoreErrorKind::Conflict,
        format_args!("table `{name}` has no row with that key to change{reason}"),
    )
}

/// A sum of `change` leaves the 64-bit range: a refusal by the row's present value.
#[must_use]
pub fn beyond_range(def: &TableDef, change: &Change) -> StoreError {
    let columns = change.adds().iter().filter_map(|(at, _)| def.columns.get(*at));
    let names = columns.map(|column| column.name).collect::<Vec<_>>().join("` or `");
    StoreError::new(
        StoreErrorKind::Conflict,
        format_args!("a change of `{names}` in table `{}` leaves the 64-bit range", def.name),
    )
}
