//! Declared tables: typed records that become real relational tables in every store.
//!
//! A domain writes a struct and derives [`Record`]; backends see only [`TableDef`] and
//! [`Row`], so a new domain needs no code in any backend.

use std::any::Any;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::batch::Change;
use crate::history::Item;
use crate::value::{DecodeError, Key, Value, ValueRef};

/// What a column holds. Stores map it to their own types and checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// A 64-bit integer.
    Int,
    /// `0` or `1`.
    Bool,
    /// Microseconds since the Unix epoch, UTC.
    Timestamp,
    /// UTF-8 text.
    Text,
    /// JSON text in canonical form.
    Json,
    /// A 16-byte id.
    Id,
    /// Raw bytes.
    Bytes,
}

/// One declared column.
#[derive(Clone, Copy, Debug)]
pub struct ColumnDef {
    /// The column's name, snake case.
    pub name: &'static str,
    /// Its type.
    pub kind: ColumnType,
    /// Whether it may be null.
    pub nullable: bool,
    /// An SQL boolean expression over this row's columns, portable between dialects.
    pub check: Option<&'static str>,
    /// One sentence for `schema/` and the documented views.
    pub doc: &'static str,
}

/// A secondary index or alternate key. The tenant comes first in every index.
#[derive(Clone, Copy, Debug)]
pub struct IndexDef {
    /// The index's name, unique within the schema.
    pub name: &'static str,
    /// Positions of its columns.
    pub columns: &'static [usize],
    /// Rows in which one of these columns is null are left out of the index.
    pub sparse: bool,
}

impl IndexDef {
    /// The columns, with their positions, of which none may be null in a row of a sparse index,
    /// without those that never are: SQLite drops a condition that is always true, and then no
    /// longer sees that a query asks for no more than the index has.
    pub fn required(&self, table: &TableDef) -> impl Iterator<Item = (usize, &'static ColumnDef)> {
        let (sparse, columns) = (self.sparse, table.columns);
        let columns = self.columns.iter().filter_map(move |at| Some((*at, columns.get(*at)?)));
        columns.filter(move |(_, column)| sparse && column.nullable)
    }
}

/// A foreign key to the primary key of another table of the same tenant.
#[derive(Clone, Copy, Debug)]
pub struct ReferenceDef {
    /// Positions of the referring columns.
    pub columns: &'static [usize],
    /// The name of the table referred to.
    pub table: &'static str,
}

/// What may happen to a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutability {
    /// Rows are inserted, changed and deleted by events.
    Mutable,
    /// Rows are only ever inserted; the store refuses anything else, on any SQL path.
    AppendOnly,
}

/// A declared table.
#[derive(Debug)]
pub struct TableDef {
    /// The table's name, unique within the schema.
    pub name: &'static str,
    /// One sentence for `schema/`.
    pub doc: &'static str,
    /// Columns in order, without the tenant, which every store adds in front.
    pub columns: &'static [ColumnDef],
    /// Positions of the primary key's columns; the tenant comes before them.
    pub key: &'static [usize],
    /// Alternate keys, each unique within the tenant.
    pub unique: &'static [IndexDef],
    /// Secondary indexes for scans.
    pub indexes: &'static [IndexDef],
    /// Foreign keys.
    pub references: &'static [ReferenceDef],
    /// Whether rows may change.
    pub mutability: Mutability,
    /// The history that this table's rows feed, if any.
    pub history: Option<&'static str>,
    /// Whether the table is rebuilt from the journal by replay. The engine's own tables
    /// (the journal itself, cursors, history runs) are not.
    pub replayed: bool,
    /// Reads one row.
    pub decode: fn(&[Value]) -> Result<Row, DecodeError>,
}

impl TableDef {
    /// The columns of key `index`: 0 is the primary key, 1 the first alternate key.
    #[must_use]
    pub fn key_columns(&self, index: usize) -> &'static [usize] {
        match index.checked_sub(1) {
            None => self.key,
            Some(alternate) => self.unique.get(alternate).map_or(&[], |index| index.columns),
        }
    }

    /// The position of the column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

impl PartialEq for TableDef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.name == other.name
    }
}

impl Eq for TableDef {}

/// A type that one column can hold.
pub trait Column: Sized {
    /// The declared type.
    const KIND: ColumnType;
    /// Whether null is a value of this type.
    const NULLABLE: bool = false;
    /// The borrowed form, which keys are made of.
    type Ref<'a>;
    /// Borrows the value as stored.
    fn value(&self) -> ValueRef<'_>;
    /// The stored form of a borrowed value.
    fn ref_value(value: Self::Ref<'_>) -> Value;
    /// Reads the stored form.
    ///
    /// # Errors
    ///
    /// A short reason when the value is not of this type.
    fn from_value(value: ValueRef<'_>) -> Result<Self, String>;
}

/// A row type with its declared table. Use `#[derive(Record)]`.
pub trait Record: Clone + Debug + PartialEq + Send + Sync + 'static {
    /// The declaration.
    fn table() -> &'static TableDef;
    /// The value of the column at `position`; null beyond the last one.
    fn value(&self, position: usize) -> ValueRef<'_>;
    /// Reads a row from its values in column order.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] naming the first column that does not fit.
    fn from_values(values: &[Value]) -> Result<Self, DecodeError>;
    /// Replaces the value of one column.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the value does not fit the column.
    fn set(&mut self, position: usize, value: ValueRef<'_>) -> Result<(), DecodeError>;
    /// The items that this row adds to the history its table declares.
    fn history(&self, _emit: &mut dyn FnMut(Item)) {}
}

/// Any row of any table.
pub trait AnyRecord: Any + Debug + Send + Sync {
    /// The declaration.
    fn table(&self) -> &'static TableDef;
    /// The value of the column at `position`.
    fn value(&self, position: usize) -> ValueRef<'_>;
    /// Applies a change.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when an addition leaves the 64-bit range or a value does not fit; the
    /// row is then of no use.
    fn change(&mut self, change: &Change) -> Result<(), DecodeError>;
    /// The row after a change.
    ///
    /// # Errors
    ///
    /// As [`change`](Self::change).
    fn changed(&self, change: &Change) -> Result<Row, DecodeError>;
    /// The items for the table's history.
    fn history(&self, emit: &mut dyn FnMut(Item));
    /// A copy of the row, alone.
    fn alone(&self) -> Box<dyn AnyRows>;
    /// For downcasting.
    fn as_any(&self) -> &dyn Any;
}

/// A shared row.
pub type Row = Arc<dyn AnyRecord>;

impl<T: Record> AnyRecord for T {
    fn table(&self) -> &'static TableDef {
        T::table()
    }

    fn value(&self, position: usize) -> ValueRef<'_> {
        Record::value(self, position)
    }

    fn change(&mut self, change: &Change) -> Result<(), DecodeError> {
        for (position, delta) in change.adds() {
            let ValueRef::Int(value) = Record::value(self, *position) else {
                return Err(bad_column(T::table(), *position, "an integer is needed to add to"));
            };
            let Some(value) = value.checked_add(*delta) else {
                return Err(bad_column(T::table(), *position, "leaves the 64-bit range"));
            };
            self.set(*position, ValueRef::Int(value))?;
        }
        for (position, value) in change.sets() {
            self.set(*position, value.as_ref())?;
        }
        Ok(())
    }

    fn changed(&self, change: &Change) -> Result<Row, DecodeError> {
        let mut row = self.clone();
        AnyRecord::change(&mut row, change)?;
        Ok(Arc::new(row))
    }

    fn history(&self, emit: &mut dyn FnMut(Item)) {
        Record::history(self, emit);
    }

    fn alone(&self) -> Box<dyn AnyRows> {
        Box::new(vec![self.clone()])
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn bad_column(table: &'static TableDef, position: usize, reason: &str) -> DecodeError {
    let column = table.columns.get(position).map_or("?", |column| column.name);
    DecodeError { table: table.name, column, reason: reason.to_owned() }
}

impl dyn AnyRecord {
    /// The values of the columns at `positions`, as a key.
    #[must_use]
    pub fn key(&self, positions: &[usize]) -> Key {
        positions.iter().map(|position| self.value(*position)).collect()
    }

    /// The primary key.
    #[must_use]
    pub fn primary_key(&self) -> Key {
        self.key(self.table().key)
    }

    /// The typed row, if it is a `T`.
    #[must_use]
    pub fn downcast_ref<T: Record>(&self) -> Option<&T> {
        self.as_any().downcast_ref()
    }

    /// Whether two rows of the same table hold the same values.
    #[must_use]
    pub fn same_values(&self, other: &dyn AnyRecord) -> bool {
        self.table() == other.table()
            && (0..self.table().columns.len()).all(|at| self.value(at) == other.value(at))
    }
}

/// Rows of one type, one after the other: how a batch carries what it appends, because a shared
/// row each would cost an allocation each.
pub trait AnyRows: Any + Debug + Send + Sync {
    /// The declaration.
    fn table(&self) -> &'static TableDef;
    /// How many there are.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The row at `at`.
    fn get(&self, at: usize) -> Option<&dyn AnyRecord>;
    /// A shared copy of the row at `at`.
    fn share(&self, at: usize) -> Option<Row>;
    /// Takes all rows out of `other`, which must be of the same type; otherwise takes none and
    /// returns `false`.
    fn append(&mut self, other: &mut dyn AnyRows) -> bool;
    /// Drops the rows from `len` on.
    fn truncate(&mut self, len: usize);
    /// No rows, with room for `capacity` of this type.
    fn fresh(&self, capacity: usize) -> Box<dyn AnyRows>;
    /// The same rows again.
    fn copy(&self) -> Box<dyn AnyRows>;
    /// For downcasting.
    fn as_any_mut(&mut self) -> &mut dyn Any;
}

impl<T: Record> AnyRows for Vec<T> {
    fn table(&self) -> &'static TableDef {
        T::table()
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, at: usize) -> Option<&dyn AnyRecord> {
        self.as_slice().get(at).map(|row| row as &dyn AnyRecord)
    }

    fn share(&self, at: usize) -> Option<Row> {
        self.as_slice().get(at).map(|row| Arc::new(row.clone()) as Row)
    }

    fn append(&mut self, other: &mut dyn AnyRows) -> bool {
        let Some(other) = other.as_any_mut().downcast_mut::<Self>() else { return false };
        self.append(other);
        true
    }

    fn truncate(&mut self, len: usize) {
        self.truncate(len);
    }

    fn fresh(&self, capacity: usize) -> Box<dyn AnyRows> {
        Box::new(Self::with_capacity(capacity))
    }

    fn copy(&self) -> Box<dyn AnyRows> {
        Box::new(self.clone())
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

impl Clone for Box<dyn AnyRows> {
    fn clone(&self) -> Self {
        self.as_ref().copy()
    }
}

impl dyn AnyRows {
    /// The rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = &dyn AnyRecord> {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}

/// Reads a row of type `T`; what the derive puts into [`TableDef::decode`].
///
/// # Errors
///
/// [`DecodeError`] naming the first column that does not fit.
pub fn decode_row<T: Record>(values: &[Value]) -> Result<Row, DecodeError> {
    Ok(Arc::new(T::from_values(values)?))
}

/// The place of at most one row: a table, one of its keys, and that key's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static TableDef,
    /// 0 is the primary key, 1 the first alternate key.
    pub index: usize,
    /// The key's values.
    pub key: Key,
}

/// A [`Place`] that knows its row type. Made by the derived `T::key(..)` and `T::by_..(..)`.
#[derive(Clone, Debug)]
pub struct At<T> {
    place: Place,
    row: PhantomData<fn() -> T>,
}

impl<T: Record> At<T> {
    /// The place of key `index` (0 is primary) with these values.
    #[inline]
    #[must_use]
    pub fn new(index: usize, values: impl Into<Key>) -> Self {
        Self { place: Place { table: T::table(), index, key: values.into() }, row: PhantomData }
    }

    /// The untyped place.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The untyped place.
    #[must_use]
    pub fn into_place(self) -> Place {
        self.place
    }
}

/// Reads column `position` of `values` as a `C`; used by the derive.
///
/// # Errors
///
/// [`DecodeError`] naming the column.
pub fn read_column<C: Column>(
    table: &'static TableDef,
    position: usize,
    value: Option<ValueRef<'_>>,
) -> Result<C, DecodeError> {
    let Some(value) = value else {
        return Err(bad_column(table, position, "is missing"));
    };
    C::from_value(value).map_err(|reason| bad_column(table, position, &reason))
}
