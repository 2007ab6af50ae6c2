//! All writes are one mergeable value.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::record::{AnyRecord, AnyRows, At, Mutability, Place, Record, Row, TableDef};
use crate::value::{Key, Value, ValueRef};

/// A conditional bound that a store checks in the same statement that changes the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// After the change the column is at least this.
    AtLeast(usize, i64),
    /// After the change the column is at most this.
    AtMost(usize, i64),
    /// Before the change the column holds exactly this.
    Was(usize, Value),
}

impl Guard {
    /// The position of the column that it is about.
    #[must_use]
    pub fn column(&self) -> usize {
        match self {
            Self::AtLeast(column, _) | Self::AtMost(column, _) | Self::Was(column, _) => *column,
        }
    }
}

/// A change of one existing row by deltas and replacements.
///
/// Deltas are not reads: a change without guards never needs the row's present value.
#[derive(Clone, Debug)]
pub struct Change {
    table: &'static TableDef,
    key: Key,
    effect: Effect,
}

/// What a change does, whichever row it is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effect {
    adds: SmallVec<[(usize, i64); 3]>,
    /// Apart, because most changes only add.
    rest: Option<Box<Rest>>,
}

#[derive(Clone, Debug, Default)]
struct Rest {
    sets: Vec<(usize, Value)>,
    guards: Vec<Guard>,
}

impl Change {
    /// A change of the row at `at`, which must be a primary key.
    #[inline]
    #[must_use]
    pub fn of<T: Record>(at: At<T>) -> Self {
        let Place { table, key, .. } = at.into_place();
        Self { table, key, effect: Effect::default() }
    }

    pub(crate) fn from_parts(table: &'static TableDef, key: Key, effect: Effect) -> Self {
        Self { table, key, effect }
    }

    pub(crate) fn into_effect(self) -> Effect {
        self.effect
    }

    pub(crate) fn effect(&self) -> &Effect {
        &self.effect
    }

    /// Adds `delta` to the integer column at `position`.
    #[inline]
    #[must_use]
    pub fn add(mut self, position: usize, delta: i64) -> Self {
        self.effect.adds.push((position, delta));
        self
    }

    /// Replaces the column at `position`.
    #[must_use]
    pub fn set(mut self, position: usize, value: Value) -> Self {
        self.effect.rest.get_or_insert_default().sets.push((position, value));
        self
    }

    /// Requires a bound; when it does not hold, the whole batch is refused.
    #[must_use]
    pub fn guard(mut self, guard: Guard) -> Self {
        self.effect.rest.get_or_insert_default().guards.push(guard);
        self
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &'static TableDef {
        self.table
    }

    /// The primary key.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Deltas by column position, at most one a column.
    #[must_use]
    pub fn adds(&self) -> &[(usize, i64)] {
        self.effect.adds()
    }

    /// Replacements by column position, at most one a column.
    #[must_use]
    pub fn sets(&self) -> &[(usize, Value)] {
        self.effect.sets()
    }

    /// Guards.
    #[must_use]
    pub fn guards(&self) -> &[Guard] {
        self.effect.guards()
    }

    /// Whether every guard holds for the row `before` the change and `after` it.
    #[must_use]
    pub fn holds(&self, before: &dyn AnyRecord, after: &dyn AnyRecord) -> bool {
        self.guards().iter().all(|guard| match guard {
            Guard::AtLeast(at, bound) => after.value(*at) >= ValueRef::Int(*bound),
            Guard::AtMost(at, bound) => {
                after.value(*at) != ValueRef::Null && after.value(*at) <= ValueRef::Int(*bound)
            }
            Guard::Was(at, value) => before.value(*at) == value.as_ref(),
        })
    }

    /// Whether the change gives the row another alternate key.
    pub(crate) fn moves(&self) -> bool {
        let unique = self.table.unique;
        self.sets().iter().any(|(at, _)| unique.iter().any(|index| index.columns.contains(at)))
    }

    /// Drops the guards of a change for which they were looked at.
    pub(crate) fn unguard(&mut self) {
        if let Some(rest) = &mut self.effect.rest {
            rest.guards.clear();
        }
    }

    /// Folds a later change of the same row into this one. `None` when a sum leaves the
    /// 64-bit range, one of the two has a guard, which is about the row between them, or a
    /// delta meets a replacement.
    #[must_use]
    pub fn fold(mut self, later: &Self) -> Option<Self> {
        self.effect.absorb(&later.effect).then_some(self)
    }
}

impl Effect {
    pub(crate) fn adds(&self) -> &[(usize, i64)] {
        &self.adds
    }

    pub(crate) fn sets(&self) -> &[(usize, Value)] {
        self.rest.as_ref().map_or(&[], |rest| &rest.sets)
    }

    fn guards(&self) -> &[Guard] {
        self.rest.as_ref().map_or(&[], |rest| &rest.guards)
    }

    /// As [`Change::fold`], in place; after `false` the effect must not be used.
    pub(crate) fn absorb(&mut self, later: &Self) -> bool {
        if !later.guards().is_empty() || !self.guards().is_empty() {
            return false;
        }
        for (position, delta) in &later.adds {
            if self.sets().iter().any(|(at, _)| at == position) {
                return false;
            }
            match self.adds.iter_mut().find(|(at, _)| at == position) {
                Some((_, sum)) => match sum.checked_add(*delta) {
                    Some(folded) => *sum = folded,
                    None => return false,
                },
                None => self.adds.push((*position, *delta)),
            }
        }
        for (position, value) in later.sets() {
            self.adds.retain(|(at, _)| at != position);
            let sets = &mut self.rest.get_or_insert_default().sets;
            match sets.iter_mut().find(|(at, _)| at == position) {
                Some((_, present)) => *present = value.clone(),
                None => sets.push((*position, value.clone())),
            }
        }
        true
    }
}

/// One write.
#[derive(Clone, Debug)]
pub enum Op {
    /// A new row. Its keys must be free.
    Insert(Row),
    /// The new values of an existing row, found by its primary key.
    Replace(Row),
    /// A change of an existing row.
    Change(Change),
    /// Removal of an existing row, by primary key.
    Delete(&'static TableDef, Key),
}

impl Op {
    /// The table that is written.
    #[must_use]
    pub fn table(&self) -> &'static TableDef {
        match self {
            Self::Insert(row) | Self::Replace(row) => row.table(),
            Self::Change(change) => change.table(),
            Self::Delete(table, _) => table,
        }
    }
}

/// The writes of one or many events, in order.
///
/// Rows of append-only tables are kept apart from the other writes, in order within their table:
/// nothing else can happen to them, so their place among the others means nothing.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    appended: Vec<Box<dyn AnyRows>>,
    ops: Vec<Op>,
}

impl Batch {
    /// An empty batch.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty batch with room for `ops` writes besides appended rows.
    pub(crate) fn with_capacity(ops: usize) -> Self {
        Self { appended: Vec::new(), ops: Vec::with_capacity(ops) }
    }

    /// Adds a new row.
    pub fn insert<T: Record>(&mut self, row: T) {
        let table = T::table();
        if table.mutability != Mutability::AppendOnly {
            self.ops.push(Op::Insert(Arc::new(row)));
            return;
        }
        let known = self.appended.iter_mut().find(|rows| std::ptr::eq(rows.table(), table));
        match known.and_then(|rows| rows.as_any_mut().downcast_mut::<Vec<T>>()) {
            Some(rows) => rows.push(row),
            None => self.appended.push(Box::new(vec![row])),
        }
    }

    /// Replaces a row.
    pub fn replace<T: Record>(&mut self, row: T) {
        self.ops.push(Op::Replace(Arc::new(row)));
    }

    /// Changes a row.
    #[inline]
    pub fn change(&mut self, change: Change) {
        self.ops.push(Op::Change(change));
    }

    /// Deletes the row at a primary key.
    pub fn delete<T: Record>(&mut self, at: At<T>) {
        let Place { table, key, .. } = at.into_place();
        self.ops.push(Op::Delete(table, key));
    }

    /// Adds one write of any kind.
    pub fn push(&mut self, op: Op) {
        match op {
            Op::Insert(row) if row.table().mutability == Mutability::AppendOnly => {
                self.append(row.alone());
            }
            op => self.ops.push(op),
        }
    }

    /// Adds rows of an append-only table.
    pub(crate) fn append(&mut self, mut rows: Box<dyn AnyRows>) {
        let known = self.appended.iter_mut().find(|known| known.table() == rows.table());
        if !known.is_some_and(|known| known.append(rows.as_mut())) {
            self.appended.push(rows);
        }
    }

    /// The rows that are appended, by table.
    #[must_use]
    pub fn appended(&self) -> &[Box<dyn AnyRows>] {
        &self.appended
    }

    /// How many rows are appended.
    pub(crate) fn appended_len(&self) -> usize {
        self.appended.iter().map(|rows| rows.len()).fold(0, usize::saturating_add)
    }

    /// How many rows are written.
    pub(crate) fn len(&self) -> usize {
        self.appended_len().saturating_add(self.ops.len())
    }

    /// The other writes.
    #[must_use]
    pub fn ops(&self) -> &[Op] {
        &self.ops
    }

    /// All writes, one by one: appended rows first.
    #[must_use]
    pub fn into_ops(self) -> Vec<Op> {
        let rows = self.appended.iter().flat_map(|rows| (0..rows.len()).map(|at| rows.share(at)));
        rows.flatten().map(Op::Insert).chain(self.ops).collect()
    }

    /// Both kinds of writes, to be taken out while the allocations stay.
    pub(crate) fn parts(&mut self) -> (&mut [Box<dyn AnyRows>], &mut Vec<Op>) {
        (&mut self.appended, &mut self.ops)
    }

    /// Forgets everything and keeps the allocations.
    pub(crate) fn clear(&mut self) {
        self.appended.iter_mut().for_each(|rows| rows.truncate(0));
        self.ops.clear();
    }

    /// Whether nothing is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty() && self.appended.iter().all(|rows| rows.is_empty())
    }
}
