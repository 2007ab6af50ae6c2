//! Writing a batch.
//!
//! Most batches only insert rows and add deltas, so the work is done in the order that is
//! fastest: inserts by table in schema order and many rows a statement, then replacements,
//! then changes in canonical key order so that neighbours share pages.
//!
//! A table whose rows also go, or whose unique values move, is different. If every row is
//! written once (a net effect), deletions come first and insertions last, so that a unique
//! value can be handed on; otherwise its operations run one by one in their own order.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;

use moja_core::batch::{Batch, Change, Guard, Op};
use moja_core::record::{AnyRecord, AnyRows, ColumnDef, ColumnType, TableDef};
use moja_core::sql::SqlTable;
use moja_core::store::{StoreError, StoreErrorKind};
use moja_core::value::{Key, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, ffi};

use crate::error::{Doing, extended_code, invalid, sqlite};
use crate::schema::Plan;
use crate::statement::{Statements, bind, prepare};

/// What a batch does to one table.
#[derive(Default)]
struct Work<'b> {
    /// Rows that are appended.
    appended: Vec<&'b dyn AnyRows>,
    /// The other writes.
    ops: Vec<&'b Op>,
    inserts: usize,
    replaces: usize,
    changes: usize,
    deletes: usize,
    /// Some change replaces a column's value instead of adding to it.
    sets: bool,
}

impl<'b> Work<'b> {
    fn add(&mut self, op: &'b Op) {
        let count = match op {
            Op::Insert(_) => &mut self.inserts,
            Op::Replace(_) => &mut self.replaces,
            Op::Change(change) => {
                self.sets |= !change.sets().is_empty();
                &mut self.changes
            }
            Op::Delete(..) => &mut self.deletes,
        };
        *count = count.saturating_add(1);
        self.ops.push(op);
    }

    /// Whether inserts, replacements and changes one after the other could meet a row or a
    /// unique value that another operation holds.
    fn delicate(&self, def: &TableDef) -> bool {
        let classes = [self.inserts, self.replaces, self.changes, self.deletes];
        if classes.iter().filter(|count| **count > 0).count() < 2 {
            return false;
        }
        self.deletes > 0
            || (self.replaces > 0 && self.changes > 0)
            || (!def.unique.is_empty() && (self.replaces > 0 || self.sets))
    }

    /// Whether no row is written twice.
    fn is_net(&self, def: &TableDef) -> bool {
        let mut keys = HashSet::with_capacity(self.ops.len());
        self.ops.iter().all(|op| match op {
            Op::Insert(row) | Op::Replace(row) => keys.insert(Cow::Owned(row.key(def.key))),
            Op::Change(change) => keys.insert(Cow::Borrowed(change.key())),
            Op::Delete(_, key) => keys.insert(Cow::Borrowed(key)),
        })
    }

    fn is_empty(&self) -> bool {
        self.ops.is_empty() && self.appended.is_empty()
    }

    fn inserted(&self) -> impl Iterator<Item = &'b dyn AnyRecord> {
        let new = self.ops.iter().filter_map(|op| match op {
            Op::Insert(row) => Some(&**row),
            _ => None,
        });
        self.appended.iter().flat_map(|rows| rows.iter()).chain(new)
    }

    fn replaced(&self) -> impl Iterator<Item = &'b dyn AnyRecord> {
        self.ops.iter().filter_map(|op| match op {
            Op::Replace(row) => Some(&**row),
            _ => None,
        })
    }

    /// In canonical order.
    fn changed(&self) -> Vec<&'b Change> {
        let mut changes: Vec<&Change> = Vec::with_capacity(self.changes);
        changes.extend(self.ops.iter().filter_map(|op| match op {
            Op::Change(change) => Some(change),
            _ => None,
        }));
        changes.sort_by(|left, right| left.key().cmp(right.key()));
        changes
    }

    fn deleted(&self) -> impl Iterator<Item = &'b Key> {
        self.ops.iter().filter_map(|op| match op {
            Op::Delete(_, key) => Some(key),
            _ => None,
        })
    }
}

/// Writes `batch` of `tenant`.
///
/// # Errors
///
/// Conflict when a key, a guard or a foreign key refuses, Invalid for an operation that the
/// table does not allow, otherwise what the file or the device reports.
pub(crate) fn apply(
    connection: &Connection,
    plan: &Plan,
    tenant: i64,
    batch: &Batch,
) -> Result<(), StoreError> {
    let mut work: Vec<Work<'_>> = Vec::new();
    work.resize_with(plan.tables().len(), Work::default);
    for rows in batch.appended().iter().filter(|rows| !rows.is_empty()) {
        if let Some(work) = work.get_mut(plan.slot(rows.table())?) {
            work.inserts = work.inserts.saturating_add(rows.len());
            work.appended.push(rows.as_ref());
        }
    }
    let mut last: Option<(&'static TableDef, usize)> = None;
    for op in batch.ops() {
        let table = op.table();
        let slot = match last {
            Some((known, slot)) if std::ptr::eq(known, table) => slot,
            _ => plan.slot(table)?,
        };
        last = Some((table, slot));
        if let Some(work) = work.get_mut(slot) {
            work.add(op);
        }
    }
    let tables: Vec<(&Statements, &Work<'_>)> =
        plan.tables().iter().zip(&work).filter(|(_, work)| !work.is_empty()).collect();
    for (table, work) in &tables {
        if table.append_only() && !work.ops.is_empty() {
            return Err(invalid(format_args!("table `{}` is append-only", table.def.name)));
        }
    }
    let (delicate, plain): (Vec<_>, Vec<_>) =
        tables.into_iter().partition(|(table, work)| work.delicate(table.def));
    if !delicate.is_empty() || plain.iter().any(|(_, work)| work.deletes > 0) {
        // Rows come and go in an order that may break a foreign key for a moment; it is then
        // checked at the commit.
        connection
            .execute_batch("PRAGMA defer_foreign_keys = ON")
            .doing("deferring foreign keys")?;
    }
    for (table, work) in &plain {
        insert(connection, table, tenant, work.inserted(), work.inserts)?;
    }
    for (table, work) in &plain {
        replace(connection, table, tenant, work.replaced())?;
    }
    for (table, work) in &delicate {
        if work.is_net(table.def) {
            delete(connection, table, tenant, work.deleted())?;
            let updates = work.ops.iter().filter(|op| matches!(op, Op::Replace(_) | Op::Change(_)));
            one_by_one(connection, table, tenant, updates)?;
            insert(connection, table, tenant, work.inserted(), work.inserts)?;
        } else {
            one_by_one(connection, table, tenant, work.ops.iter())?;
        }
    }
    for (table, work) in &plain {
        delete(connection, table, tenant, work.deleted())?;
    }
    for (table, work) in plain.iter().filter(|(_, work)| work.changes > 0) {
        change(connection, table, tenant, work.changed())?;
    }
    Ok(())
}

fn one_by_one<'b>(
    connection: &Connection,
    table: &Statements,
    tenant: i64,
    mut ops: impl Iterator<Item = &'b &'b Op>,
) -> Result<(), StoreError> {
    ops.try_for_each(|op| match op {
        Op::Insert(row) => insert(connection, table, tenant, std::iter::once(&**row), 1),
        Op::Replace(row) => replace(connection, table, tenant, std::iter::once(&**row)),
        Op::Change(one) => change(connection, table, tenant, vec![one]),
        Op::Delete(_, key) => delete(connection, table, tenant, std::iter::once(key)),
    })
}

/// The error of a failed write to `table`.
fn refused(table: &Statements, error: &rusqlite::Error) -> StoreError {
    sqlite(error, &format!("writing table `{}`", table.def.name))
}

fn no_row(table: &Statements) -> StoreError {
    StoreError::new(
        StoreErrorKind::Conflict,
        format_args!("table `{}` has no row with that key", table.def.name),
    )
}

fn insert<'r>(
    connection: &Connection,
    table: &Statements,
    tenant: i64,
    mut rows: impl Iterator<Item = &'r dyn AnyRecord>,
    count: usize,
) -> Result<(), StoreError> {
    let width = table.def.columns.len();
    let mut remaining = count;
    for (size, sql) in &table.inserts {
        if remaining < *size {
            continue;
        }
        let mut statement = prepare(connection, sql)?;
        bind(&mut statement, 1, [ValueRef::Int(tenant)]).map_err(|error| refused(table, &error))?;
        while remaining >= *size {
            let mut parameter = 2_usize;
            for row in rows.by_ref().take(*size) {
                bind(&mut statement, parameter, (0..width).map(|column| row.value(column)))
                    .map_err(|error| refused(table, &error))?;
                parameter = parameter.saturating_add(width);
            }
            statement.raw_execute().map_err(|error| refused(table, &error))?;
            remaining = remaining.saturating_sub(*size);
        }
    }
    Ok(())
}

fn replace<'r>(
    connection: &Connection,
    table: &Statements,
    tenant: i64,
    rows: impl Iterator<Item = &'r dyn AnyRecord>,
) -> Result<(), StoreError> {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    let mut statement = prepare(connection, &table.replace)?;
    for row in rows {
        let values = table.replace_order.iter().map(|column| row.value(*column));
        let changed = bind(&mut statement, 1, std::iter::once(ValueRef::Int(tenant)).chain(values))
            .and_then(|()| statement.raw_execute())
            .map_err(|error| refused(table, &error))?;
        if changed != 1 {
            return Err(no_row(table));
        }
    }
    Ok(())
}

fn delete<'k>(
    connection: &Connection,
    table: &Statements,
    tenant: i64,
    keys: impl Iterator<Item = &'k Key>,
) -> Result<(), StoreError> {
    let mut keys = keys.peekable();
    if keys.peek().is_none() {
        return Ok(());
    }
    let mut statement = prepare(connection, &table.delete)?;
    for key in keys {
        check_key(table, key)?;
        let values = key.values().iter().map(Value::as_ref);
        let changed = bind(&mut statement, 1, std::iter::once(ValueRef::Int(tenant)).chain(values))
            .and_then(|()| statement.raw_execute())
            .map_err(|error| refused(table, &error))?;
        if changed != 1 {
            return Err(no_row(table));
        }
    }
    Ok(())
}

fn check_key(table: &Statements, key: &Key) -> Result<(), StoreError> {
    if key.values().len() == table.def.key.len() {
        Ok(())
    } else {
        Err(invalid(format_args!(
            "the key of table `{}` has {} columns, {} were given",
            table.def.name,
            table.def.key.len(),
            key.values().len()
        )))
    }
}

/// Changes that differ only in their values share a statement.
struct Shape<'b, 'c> {
    example: &'b Change,
    statement: CachedStatement<'c>,
}

fn same_shape(left: &Change, right: &Change) -> bool {
    let adds = left.adds().iter().map(|add| add.0).eq(right.adds().iter().map(|add| add.0));
    let sets = || left.sets().iter().map(|set| set.0).eq(right.sets().iter().map(|set| set.0));
    let guards =
        || left.guards().iter().map(guard_shape).eq(right.guards().iter().map(guard_shape));
    adds && sets() && guards()
}

fn guard_shape(guard: &Guard) -> (u8, usize) {
    match guard {
        Guard::AtLeast(column, _) => (0, *column),
        Guard::AtMost(column, _) => (1, *column),
        Guard::Was(column, _) => (2, *column),
    }
}

fn change<'b>(
    connection: &Connection,
    table: &Statements,
    tenant: i64,
    changes: Vec<&'b Change>,
) -> Result<(), StoreError> {
    let mut shapes: Vec<Shape<'b, '_>> = Vec::new();
    for change in changes {
        check_key(table, change.key())?;
        let known = shapes.iter().position(|shape| same_shape(shape.example, change));
        let at = if let Some(at) = known {
            at
        } else {
            let sql = change_sql(table, change)?;
            let mut statement = prepare(connection, &sql)?;
            bind(&mut statement, 1, [ValueRef::Int(tenant)])
                .map_err(|error| refused(table, &error))?;
            shapes.push(Shape { example: change, statement });
            shapes.len().saturating_sub(1)
        };
        let Some(shape) = shapes.get_mut(at) else { continue };
        let adds = change.adds().iter().map(|(_, delta)| ValueRef::Int(*delta));
        let sets = change.sets().iter().map(|(_, value)| value.as_ref());
        let key = change.key().values().iter().map(Value::as_ref);
        let guards = change.guards().iter().map(|guard| match guard {
            Guard::AtLeast(_, bound) | Guard::AtMost(_, bound) => ValueRef::Int(*bound),
            Guard::Was(_, value) => value.as_ref(),
        });
        let statement = &mut shape.statement;
        let changed = bind(statement, 2, adds.chain(sets).chain(key).chain(guards))
            .and_then(|()| statement.raw_execute())
            .map_err(|error| overflow(table, change, &error))?;
        if changed != 1 {
            let reason = if change.guards().is_empty() { "" } else { ", or a guard refuses it" };
            return Err(StoreError::new(
                StoreErrorKind::Conflict,
                format_args!(
                    "table `{}` has no row with that key to change{reason}",
                    table.def.name
                ),
            ));
        }
    }
    Ok(())
}

/// A sum that leaves the 64-bit range becomes a floating point number in SQLite, and a STRICT
/// table refuses to store that: a refusal by the row's present value, so not a defect.
fn overflow(table: &Statements, change: &Change, error: &rusqlite::Error) -> StoreError {
    let datatype = extended_code(error) == Some(ffi::SQLITE_CONSTRAINT_DATATYPE);
    if datatype && !change.adds().is_empty() && change.sets().is_empty() {
        let columns = change.adds().iter().filter_map(|(at, _)| table.def.columns.get(*at));
        let names = columns.map(|column| column.name).collect::<Vec<_>>().join("` or `");
        return StoreError::new(
            StoreErrorKind::Conflict,
            format_args!(
                "a change of `{names}` in table `{}` leaves the 64-bit range",
                table.def.name
            ),
        );
    }
    refused(table, error)
}

/// `?1` is the tenant; then deltas, replacements, the key and the bounds of guards.
fn change_sql(table: &Statements, change: &Change) -> Result<String, StoreError> {
    let mut parameters = 2_usize..;
    let mut next = || parameters.next().unwrap_or(usize::MAX);
    let mut sets = String::new();
    let mut conditions = String::from("tenant = ?1");
    let mut touched: Vec<(usize, String)> = Vec::new();
    for (position, _) in change.adds() {
        let column = column(table, *position)?;
        let name = table.name(*position)?;
        if !matches!(column.kind, ColumnType::Int | ColumnType::Timestamp) {
            return Err(invalid(format_args!(
                "column `{}.{}` is not an integer to add to",
                table.def.name, column.name
            )));
        }
        let sum = format!("{name} + ?{}", next());
        let _ = write!(sets, "{}{name} = {sum}", if sets.is_empty() { "" } else { ", " });
        if column.nullable {
            let _ = write!(conditions, " AND {name} IS NOT NULL");
        }
        touched.push((*position, sum));
    }
    for (position, _) in change.sets() {
        column(table, *position)?;
        let name = table.name(*position)?;
        let value = format!("?{}", next());
        let _ = write!(sets, "{}{name} = {value}", if sets.is_empty() { "" } else { ", " });
        touched.push((*position, value));
    }
    let positions = || touched.iter().map(|(position, _)| *position);
    if positions().enumerate().any(|(at, position)| positions().take(at).any(|p| p == position)) {
        return Err(invalid(format_args!(
            "a change of table `{}` names a column twice",
            table.def.name
        )));
    }
    if sets.is_empty() {
        sets.push_str("tenant = tenant");
    }
    for position in table.def.key {
        let _ = write!(conditions, " AND {} = ?{}", table.name(*position)?, next());
    }
    for guard in change.guards() {
        let (_, position) = guard_shape(guard);
        let before = table.name(position)?;
        let after =
            touched.iter().find(|(at, _)| *at == position).map_or(before, |(_, value)| value);
        let _ = match guard {
            Guard::AtLeast(..) => write!(conditions, " AND {after} >= ?{}", next()),
            Guard::AtMost(..) => write!(conditions, " AND {after} <= ?{}", next()),
            Guard::Was(..) => write!(conditions, " AND {before} IS ?{}", next()),
        };
    }
    Ok(format!("UPDATE {} SET {sets} WHERE {conditions}", table.table))
}

/// A column that a change may touch.
fn column(table: &Statements, position: usize) -> Result<&'static ColumnDef, StoreError> {
    if table.def.key.contains(&position) {
        return Err(invalid(format_args!(
            "a change of table `{}` would alter its key",
            table.def.name
        )));
    }
    table.name(position)?;
    table.def.columns.get(position).ok_or_else(|| invalid("there is no such column"))
}
