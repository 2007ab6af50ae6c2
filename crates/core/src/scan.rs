//! Ordered reads over a declared key or index, with filters, semijoins and keyset pages.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::record::{AnyRecord, IndexDef, Record, Row, TableDef};
use crate::value::{Key, Value};

/// How a filter compares a column with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compare {
    /// Equal; never true for null.
    Equal,
    /// Less than.
    Less,
    /// Less than or equal.
    AtMost,
    /// Greater than.
    Greater,
    /// Greater than or equal.
    AtLeast,
    /// The column is null (the value is ignored).
    IsNull,
    /// The column is not null (the value is ignored).
    NotNull,
}

/// A condition on one column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The column's position.
    pub column: usize,
    /// The comparison.
    pub compare: Compare,
    /// The value compared with.
    pub value: Value,
}

/// Rows for which at least one row exists in another table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SemiJoin {
    /// The table in which a row must exist.
    pub table: &'static TableDef,
    /// Pairs of (column of the scanned table, column of `table`) that must be equal.
    pub on: Vec<(usize, usize)>,
    /// Further conditions on `table`'s row.
    pub filters: Vec<Filter>,
}

/// The order of a scan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the smallest key.
    #[default]
    Ascending,
    /// From the largest key.
    Descending,
}

/// An ordered read of one table.
///
/// Rows come in the order of the chosen key or index, then of the primary key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The table.
    pub table: &'static TableDef,
    /// The secondary index or alternate key that gives the order; the primary key if `None`.
    pub index: Option<&'static str>,
    /// Conditions on this table's columns; equalities on the leading columns of the index
    /// make the scan a seek.
    pub filters: Vec<Filter>,
    /// Semijoins.
    pub semijoins: Vec<SemiJoin>,
    /// The order.
    pub direction: Direction,
    /// Continue after the row with these order columns (index columns, then primary key).
    pub after: Option<Key>,
    /// The largest number of rows returned.
    pub limit: u32,
}

/// The largest page.
pub const LIMIT_MAX: u32 = 100_000;

impl Scan {
    /// All rows of `T` in primary key order.
    #[must_use]
    pub fn of<T: Record>() -> Self {
        Self::table(T::table())
    }

    /// All rows of `table` in primary key order.
    #[must_use]
    pub fn table(table: &'static TableDef) -> Self {
        Self {
            table,
            index: None,
            filters: Vec::new(),
            semijoins: Vec::new(),
            direction: Direction::Ascending,
            after: None,
            limit: LIMIT_MAX,
        }
    }

    /// In the order of a declared secondary index or alternate key.
    #[must_use]
    pub fn by(mut self, index: &'static str) -> Self {
        self.index = Some(index);
        self
    }

    /// Adds a condition.
    #[must_use]
    pub fn filter(mut self, column: usize, compare: Compare, value: impl Into<Value>) -> Self {
        self.filters.push(Filter { column, compare, value: value.into() });
        self
    }

    /// Adds a semijoin.
    #[must_use]
    pub fn exists(mut self, semijoin: SemiJoin) -> Self {
        self.semijoins.push(semijoin);
        self
    }

    /// From the largest key down.
    #[must_use]
    pub fn descending(mut self) -> Self {
        self.direction = Direction::Descending;
        self
    }

    /// Continues after a cursor that an earlier page returned.
    #[must_use]
    pub fn after(mut self, cursor: Option<Key>) -> Self {
        self.after = cursor;
        self
    }

    /// At most `rows` rows, and never more than [`LIMIT_MAX`].
    #[must_use]
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = rows.min(LIMIT_MAX);
        self
    }

    /// The declared index that gives the order, if it is not the primary key.
    #[must_use]
    pub fn index_def(&self) -> Option<&'static IndexDef> {
        let name = self.index?;
        self.table.indexes.iter().chain(self.table.unique).find(|index| index.name == name)
    }

    /// Positions of the columns that give the order.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> =
            self.index_def().map_or_else(Vec::new, |index| index.columns.to_vec());
        for column in self.table.key {
            if !order.contains(column) {
                order.push(*column);
            }
        }
        order
    }

    /// The values of the leading primary key columns that the filters fix, when the scan is in
    /// primary key order.
    #[must_use]
    pub fn key_prefix(&self) -> Key {
        if self.index.is_some() {
            return Key::unit();
        }
        self.table
            .key
            .iter()
            .map_while(|column| {
                self.filters
                    .iter()
                    .find(|filter| filter.column == *column && filter.compare == Compare::Equal)
                    .map(|filter| filter.value.clone())
            })
            .collect()
    }

    /// The cursor that continues after `row`.
    #[must_use]
    pub fn cursor(&self, row: &Row) -> Key {
        row.key(&self.order())
    }

    /// Whether `row` satisfies the filters, semijoins aside.
    #[must_use]
    pub fn matches(&self, row: &dyn AnyRecord) -> bool {
        let mut required = self.index_def().into_iter().flat_map(|it| it.required(self.table));
        required.all(|(at, _)| row.value(at) != crate::value::ValueRef::Null)
            && self.filters.iter().all(|filter| filter.matches(row))
    }

    /// Compares two rows, or a row with a cursor, in the order of this scan.
    #[must_use]
    pub fn compare(&self, left: &Key, right: &Key) -> Ordering {
        match self.direction {
            Direction::Ascending => left.cmp(right),
            Direction::Descending => right.cmp(left),
        }
    }
}

impl Filter {
    /// Whether `row` satisfies the condition, with SQL's rules for null.
    #[must_use]
    pub fn matches(&self, row: &dyn AnyRecord) -> bool {
        use crate::value::ValueRef;
        let value = row.value(self.column);
        match self.compare {
            Compare::IsNull => return value == ValueRef::Null,
            Compare::NotNull => return value != ValueRef::Null,
            _ => {}
        }
        if value == ValueRef::Null || self.value == Value::Null {
            return false;
        }
        let order = value.cmp(&self.value.as_ref());
        match self.compare {
            Compare::Equal => order.is_eq(),
            Compare::Less => order.is_lt(),
            Compare::AtMost => order.is_le(),
            Compare::Greater => order.is_gt(),
            Compare::AtLeast => order.is_ge(),
            Compare::IsNull | Compare::NotNull => false,
        }
    }
}

/// One page of a scan.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// Where the next page starts; `None` after the last row.
    pub next: Option<Key>,
}

impl Page {
    /// The rows as `T`. Rows of another type are left out; a scan of `T` has none.
    pub fn of<T: Record>(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().filter_map(|row| row.downcast_ref::<T>())
    }

    /// Builds a page from candidate rows that are already filtered, in any order.
    #[must_use]
    pub fn assemble(scan: &Scan, rows: impl IntoIterator<Item = Row>) -> Self {
        let order = scan.order();
        let mut keyed: Vec<(Key, Row)> = rows
            .into_iter()
            .map(|row| (row.key(&order), row))
            .filter(|(key, _)| {
                scan.after.as_ref().is_none_or(|after| scan.compare(key, after).is_gt())
            })
            .collect();
        keyed.sort_by(|left, right| scan.compare(&left.0, &right.0));
        let limit = usize::try_from(scan.limit).unwrap_or(usize::MAX);
        let next = match limit.checked_sub(1) {
            Some(last) if keyed.len() > limit => keyed.get(last).map(|(key, _)| key.clone()),
            _ => None,
        };
        keyed.truncate(limit);
        Self { rows: keyed.into_iter().map(|(_, row)| row).collect(), next }
    }
}

/// The rows that a footprint's scan found, shared between the decisions of a group.
pub type Found = Arc<Vec<Row>>;
