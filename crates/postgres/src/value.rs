//! Values on their way to the server and back, in its binary form.
//!
//! PostgreSQL keeps no U+0000 in a text. It is written as U+0001 U+0001, and U+0001 as U+0001
//! U+0002, which sorts as before; every other text is stored as it is.

use std::borrow::Cow;
use std::fmt::Write as _;

use moja_core::record::{ColumnType, Row, TableDef};
use moja_core::store::StoreError;
use moja_core::value::{Value, ValueRef};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo};
use sqlx::{Arguments as _, Encode, Postgres, Row as _, Type, ValueRef as _};

use crate::error::{Doing, corrupt, invalid};

const ESCAPE: char = '\u{1}';

/// The text as it is stored.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte < 2) {
        return Cow::Borrowed(text);
    }
    let mut stored = String::with_capacity(text.len().saturating_add(8));
    for letter in text.chars() {
        match letter {
            '\0' => stored.extend([ESCAPE, '\u{1}']),
            ESCAPE => stored.extend([ESCAPE, '\u{2}']),
            letter => stored.push(letter),
        }
    }
    Cow::Owned(stored)
}

/// The text that is stored as this one; `None` when nothing is.
fn unescaped(stored: &str) -> Option<Cow<'_, str>> {
    if !stored.bytes().any(|byte| byte < 2) {
        return Some(Cow::Borrowed(stored));
    }
    let mut text = String::with_capacity(stored.len());
    let mut letters = stored.chars();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            ESCAPE => match letters.next()? {
                '\u{1}' => '\0',
                '\u{2}' => ESCAPE,
                _ => return None,
            },
            letter => letter,
        });
    }
    Some(Cow::Owned(text))
}

/// What the server calls the type of a column, and of an array of such values.
pub(crate) fn sql_type(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Int | ColumnType::Bool | ColumnType::Timestamp => "bigint",
        ColumnType::Text | ColumnType::Json => "text",
        ColumnType::Id => "uuid",
        ColumnType::Bytes => "bytea",
    }
}

/// The numbers of the built-in types: of one value, of an array. They are part of the protocol.
fn oids(kind: ColumnType) -> (u32, u32) {
    match kind {
        ColumnType::Int | ColumnType::Bool | ColumnType::Timestamp => (20, 1016),
        ColumnType::Text | ColumnType::Json => (25, 1009),
        ColumnType::Id => (2950, 2951),
        ColumnType::Bytes => (17, 1001),
    }
}

/// Writes the bytes of a value that is not null.
fn write(kind: ColumnType, value: ValueRef<'_>, to: &mut Vec<u8>) -> Result<(), BoxDynError> {
    match (kind, value) {
        (ColumnType::Int | ColumnType::Bool | ColumnType::Timestamp, ValueRef::Int(value)) => {
            to.extend_from_slice(&value.to_be_bytes());
        }
        (ColumnType::Text | ColumnType::Json, ValueRef::Text(text)) => {
            to.extend_from_slice(escaped(text).as_bytes());
        }
        (ColumnType::Id, ValueRef::Bytes(bytes)) if bytes.len() == 16 => {
            to.extend_from_slice(bytes);
        }
        (ColumnType::Bytes, ValueRef::Bytes(bytes)) => to.extend_from_slice(bytes),
        _ => return Err("a value does not fit the type of its column".into()),
    }
    Ok(())
}

struct One<'v>(ColumnType, ValueRef<'v>);

impl Type<Postgres> for One<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(25))
    }
}

impl Encode<'_, Postgres> for One<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        if self.1 == ValueRef::Null {
            return Ok(IsNull::Yes);
        }
        write(self.0, self.1, buffer)?;
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(oids(self.0).0)))
    }
}

/// The values of a column, already in the form of an array.
struct Many(ColumnType, Vec<u8>);

impl Type<Postgres> for Many {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(1009))
    }
}

impl Encode<'_, Postgres> for Many {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(&self.1);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(oids(self.0).1)))
    }
}

/// What is longer than this as text travels in binary form alone, in bytes.
const TEXT_MAX: usize = 48 << 10;

/// The parameters of a statement, in order.
pub(crate) struct Parameters {
    arguments: PgArguments,
    /// The same as they stand in SQL; `None` when that would be too long.
    literals: Option<Vec<String>>,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { arguments: PgArguments::default(), literals: Some(Vec::new()) }
    }
}

impl Parameters {
    /// The parameters of a statement about `tenant`, which is the first of them.
    pub(crate) fn of(tenant: &str) -> Result<Self, StoreError> {
        let mut all = Self::default();
        all.push(ColumnType::Text, ValueRef::Text(tenant))?;
        Ok(all)
    }

    pub(crate) fn push(&mut self, kind: ColumnType, value: ValueRef<'_>) -> Result<(), StoreError> {
        self.arguments.add(One(kind, value)).map_err(invalid)?;
        let mut text = String::new();
        let there = plain(kind, value, &mut text);
        self.literal(if there { quoted(&text) } else { "NULL".to_owned() });
        Ok(())
    }

    /// Adds a literal, if there is still room for them.
    fn literal(&mut self, literal: String) {
        let Some(literals) = &mut self.literals else { return };
        literals.push(literal);
        if literals.iter().map(String::len).fold(0, usize::saturating_add) > TEXT_MAX {
            self.literals = None;
        }
    }

    /// One parameter that is an array of `values`.
    pub(crate) fn array<'v>(
        &mut self,
        kind: ColumnType,
        values: impl ExactSizeIterator<Item = ValueRef<'v>>,
    ) -> Result<(), StoreError> {
        let mut items = self.literals.is_some().then(|| "{".to_owned());
        // Dimensions, whether there are nulls, the type; then length and first index.
        let count = i32::try_from(values.len()).map_err(invalid)?;
        let mut bytes = Vec::with_capacity(values.len().saturating_mul(12).saturating_add(20));
        bytes.extend_from_slice(&1_i32.to_be_bytes());
        bytes.extend_from_slice(&1_i32.to_be_bytes());
        bytes.extend_from_slice(&oids(kind).0.to_be_bytes());
        bytes.extend_from_slice(&count.to_be_bytes());
        bytes.extend_from_slice(&1_i32.to_be_bytes());
        for value in values {
            if let Some(text) = &mut items {
                item(kind, value, text);
                if text.len() > TEXT_MAX {
                    items = None;
                }
            }
            if value == ValueRef::Null {
                bytes.extend_from_slice(&(-1_i32).to_be_bytes());
                continue;
            }
            let at = bytes.len();
            bytes.extend_from_slice(&[0; 4]);
            let from = bytes.len();
            write(kind, value, &mut bytes).map_err(invalid)?;
            let length = i32::try_from(bytes.len().saturating_sub(from)).map_err(invalid)?;
            if let Some(place) = bytes.get_mut(at..from) {
                place.copy_from_slice(&length.to_be_bytes());
            }
        }
        self.arguments.add(Many(kind, bytes)).map_err(invalid)?;
        match items {
            Some(mut items) => {
                items.push('}');
                self.literal(quoted(&items));
            }
            None => self.literals = None,
        }
        Ok(())
    }

    /// The values as they stand in SQL, if they are few.
    pub(crate) fn literals(&self) -> Option<&[String]> {
        self.literals.as_deref()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.arguments.len()
    }

    pub(crate) fn into_arguments(self) -> PgArguments {
        self.arguments
    }
}

/// A text between quotes that means the same whatever `standard_conforming_strings` is.
pub(crate) fn quoted(text: &str) -> String {
    let mut literal = String::with_capacity(text.len().saturating_add(8));
    literal.push_str("E'");
    for letter in text.chars() {
        if matches!(letter, '\'' | '\\') {
            literal.push(letter);
        }
        literal.push(letter);
    }
    literal.push('\'');
    literal
}

/// Writes the text form of a value; false for null.
fn plain(kind: ColumnType, value: ValueRef<'_>, to: &mut String) -> bool {
    match value {
        ValueRef::Null => return false,
        ValueRef::Int(value) => {
            let _ = write!(to, "{value}");
        }
        ValueRef::Text(text) => to.push_str(&escaped(text)),
        ValueRef::Bytes(bytes) => {
            if kind == ColumnType::Bytes {
                to.push_str("\\x");
            }
            for byte in bytes {
                let _ = write!(to, "{byte:02x}");
            }
        }
    }
    true
}

/// Writes an item of an array's text form, and the comma before it.
fn item(kind: ColumnType, value: ValueRef<'_>, to: &mut String) {
    if to.len() > 1 {
        to.push(',');
    }
    let mut text = String::new();
    if !plain(kind, value, &mut text) {
        to.push_str("NULL");
        return;
    }
    to.push('"');
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            to.push('\\');
        }
        to.push(letter);
    }
    to.push('"');
}

fn read(kind: ColumnType, bytes: &[u8]) -> Result<Value, StoreError> {
    let damaged = || corrupt("a stored value is not of the type of its column");
    Ok(match kind {
        ColumnType::Int | ColumnType::Bool | ColumnType::Timestamp => {
            Value::Int(i64::from_be_bytes(bytes.try_into().map_err(|_| damaged())?))
        }
        ColumnType::Text | ColumnType::Json => {
            let stored = std::str::from_utf8(bytes).map_err(|_| damaged())?;
            Value::Text(unescaped(stored).ok_or_else(damaged)?.into())
        }
        ColumnType::Id | ColumnType::Bytes => Value::Bytes(bytes.into()),
    })
}

/// The integer at `column` of a row.
pub(crate) fn integer(row: &PgRow, column: usize) -> Result<i64, StoreError> {
    match read(ColumnType::Int, bytes_at(row, column)?.unwrap_or_default())? {
        Value::Int(value) => Ok(value),
        _ => Err(corrupt("an integer was expected")),
    }
}

fn bytes_at(row: &PgRow, column: usize) -> Result<Option<&[u8]>, StoreError> {
    let raw = row.try_get_raw(column).doing("reading a row")?;
    if raw.is_null() {
        return Ok(None);
    }
    raw.as_bytes().map(Some).map_err(corrupt)
}

/// Reads the declared columns of a row, which start at `first`; `scratch` is reused.
pub(crate) fn read_row(
    def: &'static TableDef,
    row: &PgRow,
    first: usize,
    scratch: &mut Vec<Value>,
) -> Result<Row, StoreError> {
    scratch.clear();
    for (at, column) in (first..).zip(def.columns) {
        scratch.push(match bytes_at(row, at)? {
            Some(bytes) => read(column.kind, bytes)?,
            None => Value::Null,
        });
    }
    Ok((def.decode)(scratch)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_what_sql_reads() {
        let mut parameters = Parameters::of(r"it's \ me").unwrap();
        parameters
            .array(ColumnType::Text, [ValueRef::Text(r#"a"b\c'"#), ValueRef::Null].into_iter())
            .unwrap();
        parameters.array(ColumnType::Int, [ValueRef::Int(-7)].into_iter()).unwrap();
        parameters.array(ColumnType::Bytes, [ValueRef::Bytes(&[0, 255])].into_iter()).unwrap();
        parameters.array(ColumnType::Id, [ValueRef::Bytes(&[1; 16])].into_iter()).unwrap();
        parameters.push(ColumnType::Int, ValueRef::Null).unwrap();
        let expected = [
            r"E'it''s \\ me'",
            r#"E'{"a\\"b\\\\c''",NULL}'"#,
            r#"E'{"-7"}'"#,
            r#"E'{"\\\\x00ff"}'"#,
            &format!(r#"E'{{"{}"}}'"#, "01".repeat(16)),
            "NULL",
        ];
        assert_eq!(parameters.literals().unwrap(), expected);
        // Long ones travel in binary form.
        parameters.push(ColumnType::Text, ValueRef::Text(&"x".repeat(TEXT_MAX))).unwrap();
        assert_eq!(parameters.literals(), None);
    }

    #[test]
    fn escaping_keeps_texts_and_their_order() {
        let mut texts: Vec<String> = vec![String::new()];
        for _ in 0..4 {
            let longer: Vec<String> = texts
                .iter()
                .flat_map(|text| {
                    ["\0", "\u{1}", "\u{2}", "a", "ü"].map(|end| format!("{text}{end}"))
                })
                .collect();
            texts.extend(longer);
            texts.sort();
            texts.dedup();
        }
        let stored: Vec<_> = texts.iter().map(|text| escaped(text)).collect();
        for (text, stored) in texts.iter().zip(&stored) {
            assert!(!stored.contains('\0'), "{text:?}");
            assert_eq!(unescaped(stored).as_deref(), Some(text.as_str()));
        }
        assert!(stored.is_sorted_by(|left, right| left.as_bytes() < right.as_bytes()));
        assert_eq!(unescaped("a\u{1}"), None);
        assert_eq!(unescaped("a\u{1}b"), None);
    }
}
