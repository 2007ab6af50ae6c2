//! Texts of the statements of one table, and how values are bound and read.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use moja_core::batch::Change;
use moja_core::record::{IndexDef, Row, TableDef};
use moja_core::sql::SqlTable;
use moja_core::store::StoreError;
use moja_core::value::{Value, ValueRef};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef as SqlRef};
use rusqlite::{CachedStatement, Connection, Statement};

use crate::error::{Doing, corrupt, invalid};

/// Rows per `INSERT`, largest first: any number is a few of them. 128 rows is where a longer
/// statement stops paying.
const INSERT_ROWS: [usize; 8] = [128, 64, 32, 16, 8, 4, 2, 1];
/// SQLite's limit on parameters in one statement.
const PARAMETERS_MAX: usize = 32_766;

/// Words that SQLite may read as something else when a column is called so.
const KEYWORDS: &str = "
    abort action add after all alter always analyze and as asc attach autoincrement before begin
    between by cascade case cast check collate column commit conflict constraint create cross
    current current_date current_time current_timestamp database default deferrable deferred
    delete desc detach distinct do drop each else end escape except exclude exclusive exists
    explain fail filter first following for foreign from full generated glob group groups having
    if ignore immediate in index indexed initially inner insert instead intersect into is isnull
    join key last left like limit match materialized natural no not nothing notnull null nulls
    of offset on or order others outer over partition plan pragma preceding primary query raise
    range recursive references regexp reindex release rename replace restrict returning right
    rollback row rows savepoint select set table temp temporary then ties to transaction trigger
    unbounded union unique update using vacuum values view virtual when where window with within
    without";

/// A name as it stands in SQL: quoted only where it has to be.
pub(crate) fn ident(name: &str) -> String {
    if KEYWORDS.split_ascii_whitespace().any(|word| word == name) {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

/// The statements of one table.
#[derive(Debug)]
pub(crate) struct Statements {
    /// The declaration.
    pub(crate) def: &'static TableDef,
    /// The table's name as it stands in SQL.
    pub(crate) table: String,
    /// The columns' names as they stand in SQL.
    names: Vec<String>,
    /// The same behind `t.`, which is what a scan calls its table.
    scanned: Vec<String>,
    /// All of those, comma separated.
    scanned_list: String,
    /// Names of the indexes as they stand in SQL, by their declared names.
    indexes: Vec<(&'static str, String)>,
    /// What SQLite calls the tree of a `WITHOUT ROWID` table: its first automatic index.
    primary: String,
    /// Rows and text of each `INSERT`, most rows first.
    pub(crate) inserts: Vec<(usize, String)>,
    /// One `SELECT` for the primary key and each alternate key.
    pub(crate) selects: Vec<String>,
    /// All columns but the key, by key: parameters in the order of [`Self::replace_order`].
    pub(crate) replace: String,
    /// Positions bound by `replace`, from parameter 2.
    pub(crate) replace_order: Vec<usize>,
    /// By key.
    pub(crate) delete: String,
    /// All rows of a tenant.
    pub(crate) count: String,
    /// A foreign key of some table refers to this one.
    pub(crate) referenced: bool,
    /// The statements of changes made so far, by an example of their shape.
    pub(crate) changes: Mutex<Vec<(Change, Arc<str>)>>,
}

impl Statements {
    pub(crate) fn new(def: &'static TableDef, referenced: bool) -> Self {
        let table = ident(def.name);
        let names: Vec<String> = def.columns.iter().map(|column| ident(column.name)).collect();
        let columns = names.join(", ");
        let by = |positions: &[usize], first: usize| -> String {
            let mut text = String::from("tenant = ?1");
            let names = positions.iter().filter_map(|at| names.get(*at));
            for (parameter, name) in (first..).zip(names) {
                let _ = write!(text, " AND {name} = ?{parameter}");
            }
            text
        };
        let scanned: Vec<String> = names.iter().map(|name| format!("t.{name}")).collect();
        let mut selects = Vec::new();
        // Without columns there is still the fact that the row exists.
        let wanted = if columns.is_empty() { "1" } else { &columns };
        selects.push(format!("SELECT {wanted} FROM {table} WHERE {}", by(def.key, 2)));
        for index in def.unique {
            selects.push(format!(
                "SELECT {wanted} FROM {table} INDEXED BY {} WHERE {}",
                ident(index.name),
                by(index.columns, 2)
            ));
        }
        let mut replace_order: Vec<usize> =
            (0..def.columns.len()).filter(|at| !def.key.contains(at)).collect();
        let mut sets: Vec<String> = (2_usize..)
            .zip(replace_order.iter().filter_map(|at| names.get(*at)))
            .map(|(parameter, name)| format!("{name} = ?{parameter}"))
            .collect();
        if sets.is_empty() {
            sets.push("tenant = tenant".to_owned());
        }
        let first_key = replace_order.len().saturating_add(2);
        let replace =
            format!("UPDATE {table} SET {} WHERE {}", sets.join(", "), by(def.key, first_key));
        replace_order.extend(def.key);
        Self {
            def,
            inserts: inserts(&table, &columns, names.len()),
            selects,
            replace,
            replace_order,
            delete: format!("DELETE FROM {table} WHERE {}", by(def.key, 2)),
            count: format!("SELECT count(*) FROM {table} WHERE tenant = ?1"),
            referenced,
            changes: Mutex::default(),
            indexes: def
                .unique
                .iter()
                .chain(def.indexes)
                .map(|index| (index.name, ident(index.name)))
                .collect(),
            primary: format!("sqlite_autoindex_{}_1", def.name),
            table,
            names,
            scanned_list: if scanned.is_empty() { "1".to_owned() } else { scanned.join(", ") },
            scanned,
        }
    }

    fn no_column(&self, position: usize) -> StoreError {
        invalid(format_args!("table `{}` has no column at {position}", self.def.name))
    }
}

impl SqlTable for Statements {
    fn def(&self) -> &'static TableDef {
        self.def
    }

    fn table(&self) -> &str {
        &self.table
    }

    fn name(&self, position: usize) -> Result<&str, StoreError> {
        self.names.get(position).map(String::as_str).ok_or_else(|| self.no_column(position))
    }

    fn scanned(&self, position: usize) -> Result<&str, StoreError> {
        self.scanned.get(position).map(String::as_str).ok_or_else(|| self.no_column(position))
    }

    fn scanned_list(&self) -> &str {
        &self.scanned_list
    }

    fn index(&self, index: Option<&IndexDef>) -> &str {
        index
            .and_then(|index| self.indexes.iter().find(|(name, _)| *name == index.name))
            .map_or(&self.primary, |(_, name)| name)
    }
}

fn inserts(table: &str, columns: &str, width: usize) -> Vec<(usize, String)> {
    let separator = if columns.is_empty() { "" } else { ", " };
    INSERT_ROWS
        .into_iter()
        .filter(|rows| rows.saturating_mul(width) < PARAMETERS_MAX)
        .map(|rows| {
            let mut sql = format!("INSERT INTO {table} (tenant{separator}{columns}) VALUES ");
            let mut parameters = 2_usize..;
            for row in 0..rows {
                sql.push_str(if row == 0 { "(?1" } else { ", (?1" });
                for parameter in parameters.by_ref().take(width) {
                    let _ = write!(sql, ", ?{parameter}");
                }
                sql.push(')');
            }
            (rows, sql)
        })
        .collect()
}

/// A value as a statement parameter, without a copy on our side.
pub(crate) struct Bound<'a>(pub(crate) ValueRef<'a>);

impl ToSql for Bound<'_> {
    #[inline]
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            ValueRef::Null => SqlRef::Null,
            ValueRef::Int(value) => SqlRef::Integer(value),
            ValueRef::Text(value) => SqlRef::Text(value.as_bytes()),
            ValueRef::Bytes(value) => SqlRef::Blob(value),
        }))
    }
}

/// A cached statement of this text.
pub(crate) fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
) -> Result<CachedStatement<'c>, StoreError> {
    connection.prepare_cached(sql).doing("preparing a statement")
}

/// Binds values to consecutive parameters from `first`.
pub(crate) fn bind<'v>(
    statement: &mut Statement<'_>,
    first: usize,
    values: impl IntoIterator<Item = ValueRef<'v>>,
) -> rusqlite::Result<()> {
    for (parameter, value) in (first..).zip(values) {
        statement.raw_bind_parameter(parameter, Bound(value))?;
    }
    Ok(())
}

/// A stored value; floating point numbers have no place in a declared table.
pub(crate) fn read_value(value: SqlRef<'_>) -> Result<Value, StoreError> {
    Ok(match value {
        SqlRef::Null => Value::Null,
        SqlRef::Integer(value) => Value::Int(value),
        SqlRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Value::Text(text.into()),
            Err(_) => return Err(corrupt("a stored text is not UTF-8")),
        },
        SqlRef::Blob(bytes) => Value::Bytes(bytes.into()),
        SqlRef::Real(_) => return Err(corrupt("a stored value is a floating point number")),
    })
}

/// Reads the declared columns of a row; `scratch` is reused between rows.
pub(crate) fn read_row(
    def: &'static TableDef,
    row: &rusqlite::Row<'_>,
    scratch: &mut Vec<Value>,
) -> Result<Row, StoreError> {
    scratch.clear();
    for column in 0..def.columns.len() {
        scratch.push(read_value(row.get_ref(column).doing("reading a row")?)?);
    }
    Ok((def.decode)(scratch)?)
}
