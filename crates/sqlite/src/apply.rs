//! Writing a batch.
//!
//! Most batches only insert rows and add deltas, so the work is done in the order that is
//! fastest: inserts by table in schema order and many rows a statement, then replacements,
//! then changes in canonical key order so that neighbours share pages.
//!
//! A table whose rows also go, or whose unique values move, is different. If every row is
//! written once (a net effect), deletions come first and insertions last, so that a unique
//! value can be handed on; otherwise its operations run one by one in their own order.

use std::fmt::Write as _;
use std::sync::{Arc, PoisonError};

use moja_core::batch::{Batch, Change, Guard, Op};
use moja_core::record::{AnyRecord, TableDef};
use moja_core::sql::SqlTable;
use moja_core::store::StoreError;
use moja_core::value::{Key, Value, ValueRef};
use moja_core::writes::{
    Writes, beyond_range, by_table, check_change, check_key, no_row, not_changed, same_shape,
};
use rusqlite::{CachedStatement, Connection, ffi};

use crate::error::{Doing, extended_code, sqlite};
use crate::schema::Plan;
use crate::statement::{Statements, bind, prepare};

/// Shapes of changes per table whose statement is remembered; a domain has a handful.
const SHAPES_KEPT: usize = 64;

/// Whether inserts, replacements and changes one after the other could meet a row or a unique
/// value that another operation holds.
fn is_delicate(work: &Writes<'_>, def: &TableDef) -> bool {
    work.may_meet() || (work.is_mixed() && work.moves(def) > 0)
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
    let work = by_table(&[batch], plan.tables().len(), |table| plan.slot(table))?;
    let tables = plan.tables().iter().zip(&work).filter(|(_, work)| !work.is_empty());
    let (delicate, plain): (Vec<_>, Vec<_>) =
        tables.partition(|(table, work)| is_delicate(work, table.def));
    let going = plain.iter().filter(|(_, work)| work.deletes > 0);
    if delicate.iter().chain(going).any(|(table, _)| table.referenced) {
        // Rows come and go in an order that may break a foreign key for a moment; it is then
        // checked at the commit. Not otherwise: SQLite prepares every statement of the connection
        // again after this.
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
            let updates = work.ops().filter(|op| matches!(op, Op::Replace(_) | Op::Change(_)));
            one_by_one(connection, table, tenant, updates)?;
            insert(connection, table, tenant, work.inserted(), work.inserts)?;
        } else {
            one_by_one(connection, table, tenant, work.ops())?;
        }
    }
    for (table, work) in &plain {
        delete(connection, table, tenant, work.deleted())?;
    }
    for (table, work) in plain.iter().filter(|(_, work)| work.changes() > 0) {
        change(connection, table, tenant, work.changed())?;
    }
    Ok(())
}

fn one_by_one<'b>(
    connection: &Connection,
    table: &Statements,
    tenant: i64,
    mut ops: impl Iterator<Item = &'b Op>,
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
            return Err(no_row(table.def));
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
        check_key(table.def, key)?;
        let values = key.values().iter().map(Value::as_ref);
        let changed = bind(&mut statement, 1, std::iter::once(ValueRef::Int(tenant)).chain(values))
            .and_then(|()| statement.raw_execute())
            .map_err(|error| refused(table, &error))?;
        if changed != 1 {
            return Err(no_row(table.def));
        }
    }
    Ok(())
}

/// Changes that differ only in their values share a statement.
struct Shape<'b, 'c> {
    example: &'b Change,
    statement: CachedStatement<'c>,
}

fn change<'b>(
    connection: &Connection,
    table: &Statements,
    tenant: i64,
    changes: Vec<&'b Change>,
) -> Result<(), StoreError> {
    let mut shapes: Vec<Shape<'b, '_>> = Vec::new();
    for change in changes {
        check_key(table.def, change.key())?;
        let known = shapes.iter().position(|shape| same_shape(shape.example, change));
        let at = if let Some(at) = known {
            at
        } else {
            let mut statement = prepare(connection, &changing(table, change)?)?;
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
            return Err(not_changed(table.def, change));
        }
    }
    Ok(())
}

/// A sum that leaves the 64-bit range becomes a floating point number in SQLite, and a STRICT
/// table refuses to store that: a refusal by the row's present value, so not a defect.
fn overflow(table: &Statements, change: &Change, error: &rusqlite::Error) -> StoreError {
    let datatype = extended_code(error) == Some(ffi::SQLITE_CONSTRAINT_DATATYPE);
    if datatype && !change.adds().is_empty() && change.sets().is_empty() {
        return beyond_range(table.def, change);
    }
    refused(table, error)
}

/// The statement of changes of this shape, whose text is made once.
fn changing(table: &Statements, change: &Change) -> Result<Arc<str>, StoreError> {
    let mut changes = table.changes.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, sql)) = changes.iter().find(|(example, _)| same_shape(example, change)) {
        return Ok(sql.clone());
    }
    let sql: Arc<str> = change_sql(table, change)?.into();
    if changes.len() < SHAPES_KEPT {
        changes.push((change.clone(), sql.clone()));
    }
    Ok(sql)
}

/// `?1` is the tenant; then deltas, replacements, the key and the bounds of guards.
fn change_sql(table: &Statements, change: &Change) -> Result<String, StoreError> {
    check_change(table, change)?;
    let mut parameters = 2_usize..;
    let mut next = || parameters.next().unwrap_or(usize::MAX);
    let mut sets = String::new();
    let mut conditions = String::from("tenant = ?1");
    let mut touched: Vec<(usize, String)> = Vec::new();
    for (position, _) in change.adds() {
        let name = table.name(*position)?;
        let sum = format!("{name} + ?{}", next());
        let _ = write!(sets, "{}{name} = {sum}", if sets.is_empty() { "" } else { ", " });
        if table.def.columns.get(*position).is_some_and(|column| column.nullable) {
            let _ = write!(conditions, " AND {name} IS NOT NULL");
        }
        touched.push((*position, sum));
    }
    for (position, _) in change.sets() {
        let name = table.name(*position)?;
        let value = format!("?{}", next());
        let _ = write!(sets, "{}{name} = {value}", if sets.is_empty() { "" } else { ", " });
        touched.push((*position, value));
    }
    if sets.is_empty() {
        sets.push_str("tenant = tenant");
    }
    for position in table.def.key {
        let _ = write!(conditions, " AND {} = ?{}", table.name(*position)?, next());
    }
    for guard in change.guards() {
        let position = guard.column();
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
