//! Writing a batch: few statements, each for many rows.
//!
//! Where no row that goes and no unique value that moves is in the way, rows are inserted, then
//! replaced and changed, parents before children, then deleted, children before parents; deltas
//! come last. The server checks foreign keys and unique values at the end of each statement, so
//! where a unique value may be handed on, rows that go come first, and the others one by one.

use std::collections::HashMap;
use std::fmt::Write as _;

use moja_core::batch::{Batch, Change, Guard, Op};
use moja_core::record::{AnyRecord, ColumnType, TableDef};
use moja_core::sql::SqlTable as _;
use moja_core::store::{StoreError, StoreErrorKind};
use moja_core::value::{Key, Value, ValueRef};
use moja_core::writes::{
    Writes, beyond_range, by_table, check_change, check_key, no_row, not_changed, same_shape,
};

use crate::schema::Plan;
use crate::session::{Expect, Statement};
use crate::statement::{Statements, aliases, few};
use crate::value::Parameters;

/// Rows and bytes of one statement, about: far below what a message may hold.
const ROWS_MAX: usize = 16_384;
const BYTES_MAX: usize = 16 << 20;

/// Whether the order of the operations matters: several could meet the same row, or hand a
/// unique value on.
fn is_delicate(work: &Writes<'_>, def: &TableDef) -> bool {
    let moves = work.moves(def);
    work.may_meet()
        || (moves > 0 && (work.is_mixed() || moves > 1))
        // A row may be replaced or set twice.
        || (work.replaces.saturating_add(work.sets) > 1 && !work.is_net(def))
}

/// Changes that replace values, or those that only add, in canonical order.
fn changed<'b>(work: &Writes<'b>, setting: bool) -> Vec<&'b Change> {
    let mut changes = work.changed();
    changes.retain(|change| change.sets().is_empty() != setting);
    changes
}

/// The statements that write `batches` of `tenant`, one after the other.
///
/// # Errors
///
/// Invalid for an operation that a table does not allow, and for a value that does not fit.
pub(crate) fn statements(
    plan: &Plan,
    tenant: &str,
    batches: &[&Batch],
) -> Result<Vec<Statement>, StoreError> {
    let mut writer = Writer { tenant, statements: Vec::new() };
    // Rows that are only appended can be written with those of the next batch.
    for together in batches.chunk_by(|batch, _| batch.ops().is_empty()) {
        writer.write_together(plan, together)?;
    }
    Ok(writer.statements)
}

struct Writer<'t> {
    tenant: &'t str,
    statements: Vec<Statement>,
}

impl Writer<'_> {
    /// Writes batches of which all but the last only append.
    fn write_together(&mut self, plan: &Plan, batches: &[&Batch]) -> Result<(), StoreError> {
        let work = by_table(batches, plan.tables().len(), |table| plan.slot(table))?;
        let tables: Vec<(&Statements, &Writes<'_>)> =
            plan.tables().iter().zip(&work).filter(|(_, work)| !work.is_empty()).collect();
        self.write(&tables)
    }

    fn write(&mut self, tables: &[(&Statements, &Writes<'_>)]) -> Result<(), StoreError> {
        let delicate: Vec<bool> =
            tables.iter().map(|(table, work)| is_delicate(work, table.def)).collect();
        let net = |work: &Writes<'_>, table: &Statements| work.is_net(table.def);
        // Rows that go make room for others first, if there are others that may need it.
        let room = delicate.contains(&true);
        let mut removed = vec![false; tables.len()];
        if room {
            for ((table, work), removed) in tables.iter().zip(&mut removed).rev() {
                if work.deletes > 0 && net(work, table) {
                    self.delete(table, &work.deleted().collect::<Vec<_>>())?;
                    *removed = true;
                }
            }
        }
        for (((table, work), delicate), removed) in tables.iter().zip(&delicate).zip(&mut removed) {
            if !delicate {
                self.insert(table, &work.inserted().collect::<Vec<_>>())?;
                self.replace(table, &work.replaced().collect::<Vec<_>>())?;
                self.change(table, &changed(work, true))?;
            } else if *removed || net(work, table) {
                let moved = |op: &&Op| matches!(op, Op::Replace(_) | Op::Change(_));
                self.one_by_one(table, work.ops().filter(moved))?;
                self.insert(table, &work.inserted().collect::<Vec<_>>())?;
            } else {
                self.one_by_one(table, work.ops())?;
                *removed = true;
            }
        }
        for ((table, work), removed) in tables.iter().zip(&removed).rev() {
            if !removed {
                self.delete(table, &work.deleted().collect::<Vec<_>>())?;
            }
        }
        for ((table, work), delicate) in tables.iter().zip(&delicate) {
            if !delicate {
                self.change(table, &changed(work, false))?;
            }
        }
        Ok(())
    }

    fn one_by_one<'b>(
        &mut self,
        table: &Statements,
        mut ops: impl Iterator<Item = &'b Op>,
    ) -> Result<(), StoreError> {
        ops.try_for_each(|op| match op {
            Op::Insert(row) => self.insert(table, &[&**row]),
            Op::Replace(row) => self.replace(table, &[&**row]),
            Op::Change(one) => self.change(table, &[one]),
            Op::Delete(_, key) => self.delete(table, &[key]),
        })
    }

    fn parameters(&self) -> Result<Parameters, StoreError> {
        Parameters::of(self.tenant)
    }

    fn insert(&mut self, table: &Statements, rows: &[&dyn AnyRecord]) -> Result<(), StoreError> {
        let refused = || StoreError::new(StoreErrorKind::Conflict, "a row was not inserted");
        for rows in parts(table.def, rows) {
            let mut parameters = self.parameters()?;
            for (at, column) in table.def.columns.iter().enumerate() {
                parameters.array(column.kind, rows.iter().map(|row| row.value(at)))?;
            }
            self.push(&table.insert, parameters, rows.len(), refused());
        }
        Ok(())
    }

    fn replace(&mut self, table: &Statements, rows: &[&dyn AnyRecord]) -> Result<(), StoreError> {
        for rows in parts(table.def, rows) {
            let mut parameters = self.parameters()?;
            for at in &table.replace_order {
                let values = rows.iter().map(|row| row.value(*at));
                parameters.array(kind_of(table, *at)?, values)?;
            }
            self.push(&table.replace, parameters, rows.len(), no_row(table.def));
        }
        Ok(())
    }

    fn delete(&mut self, table: &Statements, keys: &[&Key]) -> Result<(), StoreError> {
        keys.iter().try_for_each(|key| check_key(table.def, key))?;
        for keys in keys.chunks(ROWS_MAX) {
            let mut parameters = self.parameters()?;
            self.keys(table, keys, &mut parameters)?;
            self.push(&table.delete, parameters, keys.len(), no_row(table.def));
        }
        Ok(())
    }

    fn keys(
        &self,
        table: &Statements,
        keys: &[&Key],
        parameters: &mut Parameters,
    ) -> Result<(), StoreError> {
        for (nth, at) in table.def.key.iter().enumerate() {
            let values = keys.iter().map(|key| part(key, nth));
            parameters.array(kind_of(table, *at)?, values)?;
        }
        Ok(())
    }

    /// Changes in canonical order. Those of one row come one after the other, so each statement
    /// has a row once; in it are changes of the same columns.
    fn change(&mut self, table: &Statements, changes: &[&Change]) -> Result<(), StoreError> {
        let mut rounds: Vec<Vec<&Change>> = Vec::new();
        let mut times: HashMap<&Key, usize> = HashMap::with_capacity(changes.len());
        for change in changes {
            check_key(table.def, change.key())?;
            let time = times.entry(change.key()).or_default();
            match rounds.get_mut(*time) {
                Some(round) => round.push(change),
                None => rounds.push(vec![change]),
            }
            *time = time.saturating_add(1);
        }
        for round in rounds {
            let mut shapes: Vec<Vec<&Change>> = Vec::new();
            for change in round {
                let known = shapes
                    .iter_mut()
                    .find(|shape| shape.first().is_some_and(|first| same_shape(first, change)));
                match known {
                    Some(shape) => shape.push(change),
                    None => shapes.push(vec![change]),
                }
            }
            for shape in &shapes {
                for part in shape.chunks(ROWS_MAX) {
                    self.change_alike(table, part)?;
                }
            }
        }
        Ok(())
    }

    fn change_alike(&mut self, table: &Statements, changes: &[&Change]) -> Result<(), StoreError> {
        let Some(example) = changes.first() else { return Ok(()) };
        let sql = change_sql(table, example)?;
        let mut parameters = self.parameters()?;
        for nth in 0..example.adds().len() {
            let deltas = changes
                .iter()
                .map(|change| ValueRef::Int(change.adds().get(nth).map_or(0, |add| add.1)));
            parameters.array(ColumnType::Int, deltas)?;
        }
        for (nth, (at, _)) in example.sets().iter().enumerate() {
            let values = changes
                .iter()
                .map(|change| change.sets().get(nth).map_or(ValueRef::Null, |set| set.1.as_ref()));
            parameters.array(kind_of(table, *at)?, values)?;
        }
        let keys: Vec<&Key> = changes.iter().map(|change| change.key()).collect();
        self.keys(table, &keys, &mut parameters)?;
        for (nth, guard) in example.guards().iter().enumerate() {
            let bounds = changes.iter().map(|change| match change.guards().get(nth) {
                Some(Guard::AtLeast(_, bound) | Guard::AtMost(_, bound)) => ValueRef::Int(*bound),
                Some(Guard::Was(_, value)) => value.as_ref(),
                None => ValueRef::Null,
            });
            parameters.array(kind_of(table, guard.column())?, bounds)?;
        }
        let missing = not_changed(table.def, example);
        let count = u64::try_from(changes.len()).unwrap_or(u64::MAX);
        let expect = if example.adds().is_empty() {
            Expect::Changed(count, missing)
        } else {
            Expect::Summed(count, missing, beyond_range(table.def, example))
        };
        self.statements.push(Statement { sql: sql.into(), parameters, expect });
        Ok(())
    }

    fn push(
        &mut self,
        sql: &std::sync::Arc<str>,
        parameters: Parameters,
        rows: usize,
        otherwise: StoreError,
    ) {
        let expect = Expect::Changed(u64::try_from(rows).unwrap_or(u64::MAX), otherwise);
        self.statements.push(Statement { sql: sql.clone(), parameters, expect });
    }
}

/// Cuts rows into parts that a statement can carry. Rows without columns go one by one.
fn parts<'r, 'd>(
    def: &TableDef,
    mut rows: &'r [&'d dyn AnyRecord],
) -> Vec<&'r [&'d dyn AnyRecord]> {
    let mut parts = Vec::new();
    let rows_max = if def.columns.is_empty() { 1 } else { ROWS_MAX };
    while !rows.is_empty() {
        let (mut count, mut bytes) = (0_usize, 0_usize);
        for row in rows.iter().take(rows_max) {
            let values = (0..def.columns.len()).map(|at| match row.value(at) {
                ValueRef::Text(text) => text.len(),
                ValueRef::Bytes(bytes) => bytes.len(),
                ValueRef::Int(_) | ValueRef::Null => 8,
            });
            bytes = values.fold(bytes, usize::saturating_add);
            if count > 0 && bytes > BYTES_MAX {
                break;
            }
            count = count.saturating_add(1);
        }
        let Some((part, rest)) = rows.split_at_checked(count) else { break };
        parts.push(part);
        rows = rest;
    }
    parts
}

fn kind_of(table: &Statements, position: usize) -> Result<ColumnType, StoreError> {
    table.name(position)?;
    Ok(table.def.columns.get(position).map_or(ColumnType::Int, |column| column.kind))
}

fn part(key: &Key, nth: usize) -> ValueRef<'_> {
    key.values().get(nth).map_or(ValueRef::Null, Value::as_ref)
}

/// Arrays of deltas, replacements, keys and the bounds of guards, behind the tenant.
pub(crate) fn change_sql(table: &Statements, change: &Change) -> Result<String, StoreError> {
    check_change(table, change)?;
    let mut sets: Vec<String> = Vec::new();
    let mut conditions = String::new();
    let mut touched: Vec<(usize, String)> = Vec::new();
    let mut arrays: Vec<usize> = Vec::new();
    for (nth, (position, _)) in change.adds().iter().enumerate() {
        let name = table.name(*position)?;
        let sum = format!("t.{name} + q.a{nth}");
        sets.push(format!("{name} = {sum}"));
        if table.def.columns.get(*position).is_some_and(|column| column.nullable) {
            let _ = write!(conditions, " AND t.{name} IS NOT NULL");
        }
        touched.push((*position, sum));
        arrays.push(*position);
    }
    for (nth, (position, _)) in change.sets().iter().enumerate() {
        let name = table.name(*position)?;
        sets.push(format!("{name} = q.s{nth}"));
        touched.push((*position, format!("q.s{nth}")));
        arrays.push(*position);
    }
    if sets.is_empty() {
        sets.push("tenant = t.tenant".to_owned());
    }
    arrays.extend(table.def.key);
    for (nth, position) in table.def.key.iter().enumerate() {
        let _ = write!(conditions, " AND t.{} = q.k{nth}", table.name(*position)?);
    }
    for (nth, guard) in change.guards().iter().enumerate() {
        let position = guard.column();
        let before = format!("t.{}", table.name(position)?);
        let after =
            touched.iter().find(|(at, _)| *at == position).map_or(&before, |(_, value)| value);
        let _ = match guard {
            Guard::AtLeast(..) => write!(conditions, " AND {after} >= q.g{nth}"),
            Guard::AtMost(..) => write!(conditions, " AND {after} <= q.g{nth}"),
            Guard::Was(..) => write!(conditions, " AND {before} IS NOT DISTINCT FROM q.g{nth}"),
        };
        arrays.push(position);
    }
    let (name, sets) = (table.table(), sets.join(", "));
    if arrays.is_empty() {
        return Ok(format!("UPDATE {name} AS t SET {sets} WHERE t.tenant = $1"));
    }
    let names = [
        aliases("a", change.adds().len()),
        aliases("s", change.sets().len()),
        aliases("k", table.def.key.len()),
        aliases("g", change.guards().len()),
    ];
    let names: Vec<String> = names.into_iter().filter(|some| !some.is_empty()).collect();
    Ok(format!(
        "UPDATE {name} AS t SET {sets} FROM {} AS q ({}) WHERE t.tenant = $1{conditions}",
        few(table.def, &arrays, false),
        names.join(", ")
    ))
}
