//! Column values and row keys as every store sees them.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;

use foldhash::fast::FixedState;
use smallvec::SmallVec;
pub use smol_str::SmolStr;

/// A map by internal numbers. Nobody outside chooses those, so the hash needs no secret.
pub type NumberMap<V> = HashMap<i64, V, FixedState>;

/// An owned column value.
///
/// Four storage classes are enough for both dialects: money, quantities, booleans and
/// timestamps are integers, ids are 16 bytes. There is no floating point class on purpose.
/// The order (null, integers, text, bytes) is the one that SQLite gives its own values.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// SQL `NULL`.
    #[default]
    Null,
    /// A 64-bit integer.
    Int(i64),
    /// UTF-8 text. Short ones are kept in place, so that most keys need no allocation.
    Text(SmolStr),
    /// Raw bytes; ids in place.
    Bytes(SmallVec<[u8; 16]>),
}

/// A borrowed column value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueRef<'a> {
    /// SQL `NULL`.
    Null,
    /// A 64-bit integer.
    Int(i64),
    /// UTF-8 text.
    Text(&'a str),
    /// Raw bytes.
    Bytes(&'a [u8]),
}

impl Value {
    /// Borrows the value.
    #[must_use]
    pub fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Int(*value),
            Self::Text(value) => ValueRef::Text(value),
            Self::Bytes(value) => ValueRef::Bytes(value),
        }
    }
}

impl ValueRef<'_> {
    /// Copies the value.
    #[must_use]
    pub fn to_owned(self) -> Value {
        match self {
            ValueRef::Null => Value::Null,
            ValueRef::Int(value) => Value::Int(value),
            ValueRef::Text(value) => Value::Text(value.into()),
            ValueRef::Bytes(value) => Value::Bytes(value.into()),
        }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}

/// The values of a key's columns, in the declared order, without the tenant.
///
/// `Ord` is the canonical order in which writes and locks are taken everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Key(SmallVec<[Value; 2]>);

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.number(), other.number()) {
            // Most keys that are sorted are plain numbers.
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.values().cmp(other.values()),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Key {
    /// A key without columns: the one row that a tenant has in such a table.
    #[must_use]
    pub fn unit() -> Self {
        Self::default()
    }

    /// The values, in column order.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.0
    }

    /// The number that alone makes up the key, if it is one.
    pub(crate) fn number(&self) -> Option<i64> {
        match self.values() {
            [Value::Int(number)] => Some(*number),
            _ => None,
        }
    }

    /// Whether one of the values is null. Such an alternate key names no row, and any number of
    /// rows may have it.
    #[must_use]
    pub fn has_null(&self) -> bool {
        self.0.contains(&Value::Null)
    }
}

impl<'a> FromIterator<ValueRef<'a>> for Key {
    fn from_iter<I: IntoIterator<Item = ValueRef<'a>>>(values: I) -> Self {
        Self(values.into_iter().map(ValueRef::to_owned).collect())
    }
}

impl FromIterator<Value> for Key {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<const N: usize> From<[Value; N]> for Key {
    #[inline]
    fn from(values: [Value; N]) -> Self {
        let mut values = values.into_iter();
        // Keys of up to two columns are made on every hot path, without a loop.
        Self(match (N, values.next(), values.next()) {
            (1, Some(first), None) => SmallVec::from_buf_and_len([first, Value::Null], 1),
            (2, Some(first), Some(second)) => SmallVec::from_buf([first, second]),
            (_, first, second) => first.into_iter().chain(second).chain(values).collect(),
        })
    }
}

/// A stored value that does not fit the declared column: the row was damaged or written by
/// something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// What was expected and found, without the value itself.
    pub reason: String,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column `{}.{}` cannot be read: {}", self.table, self.column, self.reason)
    }
}

impl std::error::Error for DecodeError {}
