//! Texts of the statements of one table.

use std::fmt::Write as _;
use std::sync::Arc;

use moja_core::record::{IndexDef, TableDef};
use moja_core::sql::SqlTable;
use moja_core::store::StoreError;

use crate::error::invalid;
use crate::value::sql_type;

/// Words that cannot be a column's name without quotes.
const RESERVED: &str = "
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check
    collate collation column concurrently constraint create cross current_catalog current_date
    current_role current_schema current_time current_timestamp current_user default deferrable desc
    distinct do else end except false fetch for foreign freeze from full grant group having ilike
    in initially inner intersect into is isnull join lateral leading left like limit localtime
    localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
    references returning right select session_user similar some symmetric system_user table
    tablesample then to trailing true union unique user using variadic verbose when where window
    with";

/// A name as it stands in SQL: quoted only where it has to be. It is in snake case.
pub(crate) fn ident(name: &str) -> String {
    if RESERVED.split_ascii_whitespace().any(|word| word == name) {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

/// The statements of one table. `$1` is the tenant in all of them.
#[derive(Debug)]
pub(crate) struct Statements {
    /// The declaration.
    pub(crate) def: &'static TableDef,
    /// The table's name with its schema, as it stands in SQL.
    pub(crate) table: String,
    names: Vec<String>,
    scanned: Vec<String>,
    scanned_list: String,
    /// Rows, an array for each column.
    pub(crate) insert: Arc<str>,
    /// The row by its number in the arrays of the key's columns, for each key.
    pub(crate) selects: Vec<Arc<str>>,
    /// All columns but the key: arrays in the order of [`Self::replace_order`].
    pub(crate) replace: Arc<str>,
    /// Positions bound by `replace`.
    pub(crate) replace_order: Vec<usize>,
    /// Arrays of the key's columns.
    pub(crate) delete: Arc<str>,
    /// All rows of the tenant.
    pub(crate) count: Arc<str>,
}

impl Statements {
    pub(crate) fn new(def: &'static TableDef, schema: &str) -> Self {
        let table = format!("{schema}.{}", ident(def.name));
        let names: Vec<String> = def.columns.iter().map(|column| ident(column.name)).collect();
        let scanned: Vec<String> = names.iter().map(|name| format!("t.{name}")).collect();
        let scanned_list = if scanned.is_empty() { "1".to_owned() } else { scanned.join(", ") };
        let all: Vec<usize> = (0..def.columns.len()).collect();
        let insert = if names.is_empty() {
            format!("INSERT INTO {table} (tenant) VALUES ($1)")
        } else {
            format!(
                "INSERT INTO {table} (tenant, {}) SELECT $1, * FROM {}",
                names.join(", "),
                unnest(def, &all, 2)
            )
        };
        let selects = std::iter::once(def.key)
            .chain(def.unique.iter().map(|index| index.columns))
            .map(|key| {
                let mut text = if key.is_empty() {
                    format!(
                        "SELECT 1::bigint, {scanned_list} FROM {table} AS t WHERE t.tenant = $1"
                    )
                } else {
                    format!(
                        "SELECT q.nth, {scanned_list} FROM {} AS q ({}, nth) \
                         JOIN {table} AS t ON t.tenant = $1",
                        few(def, key, true),
                        aliases("k", key.len())
                    )
                };
                keyed(&mut text, &names, key);
                text.into()
            })
            .collect();
        let mut order: Vec<usize> =
            (0..def.columns.len()).filter(|at| !def.key.contains(at)).collect();
        let sets: Vec<String> = order
            .iter()
            .filter_map(|at| names.get(*at))
            .enumerate()
            .map(|(at, name)| format!("{name} = q.c{at}"))
            .collect();
        let values = order.len();
        order.extend(def.key);
        let mut replace = format!(
            "UPDATE {table} AS t SET {}",
            if sets.is_empty() { "tenant = t.tenant".to_owned() } else { sets.join(", ") }
        );
        if order.is_empty() {
            replace.push_str(" WHERE t.tenant = $1");
        } else {
            let columns = [aliases("c", values), aliases("k", def.key.len())];
            let columns: Vec<String> =
                columns.into_iter().filter(|some| !some.is_empty()).collect();
            let _ = write!(
                replace,
                " FROM {} AS q ({}) WHERE t.tenant = $1",
                few(def, &order, false),
                columns.join(", ")
            );
            keyed(&mut replace, &names, def.key);
        }
        let mut delete = format!("DELETE FROM {table} AS t");
        if !def.key.is_empty() {
            let aliases = aliases("k", def.key.len());
            let keys = few(def, def.key, false);
            let _ = write!(delete, " USING {keys} AS q ({aliases})");
        }
        delete.push_str(" WHERE t.tenant = $1");
        keyed(&mut delete, &names, def.key);
        Self {
            def,
            insert: insert.into(),
            selects,
            replace: replace.into(),
            replace_order: order,
            delete: delete.into(),
            count: format!("SELECT count(*) FROM {table} AS t WHERE t.tenant = $1").into(),
            table,
            names,
            scanned,
            scanned_list,
        }
    }

    /// Every fixed text, for checks of the whole catalogue.
    #[cfg(test)]
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.insert, &self.replace, &self.delete, &self.count]
            .into_iter()
            .chain(&self.selects)
            .map(|text| &**text)
    }

    fn no_column(&self, position: usize) -> StoreError {
        invalid(format_args!("table `{}` has no column at {position}", self.def.name))
    }
}

/// `UNNEST` of an array for each of these columns, in parameters from `first` on.
pub(crate) fn unnest(def: &TableDef, columns: &[usize], first: usize) -> String {
    let arrays: Vec<String> = (first..)
        .zip(columns.iter().filter_map(|at| def.columns.get(*at)))
        .map(|(parameter, column)| format!("${parameter}::{}[]", sql_type(column.kind)))
        .collect();
    format!("UNNEST({})", arrays.join(", "))
}

/// The rows of these arrays, numbered or not, in parameters from `$2` on. They are few in the eyes
/// of the planner, which expects a tenth of what it would without the limit, so that it begins
/// with them and not with the rows of the tenant, however few those seem to be.
pub(crate) fn few(def: &TableDef, columns: &[usize], numbered: bool) -> String {
    let kind = columns.first().and_then(|at| def.columns.get(*at)).map_or("bigint", |column| {
        // The type has to be said where literals stand in the place of parameters.
        sql_type(column.kind)
    });
    let nth = if numbered { " WITH ORDINALITY" } else { "" };
    let rows = unnest(def, columns, 2);
    format!("(SELECT * FROM {rows}{nth} LIMIT cardinality($2::{kind}[]))")
}

/// `k0, k1, ..`
pub(crate) fn aliases(letter: &str, count: usize) -> String {
    let names: Vec<String> = (0..count).map(|at| format!("{letter}{at}")).collect();
    names.join(", ")
}

/// Appends that the key's columns are those of `q`.
fn keyed(text: &mut String, names: &[String], key: &[usize]) {
    for (at, name) in key.iter().filter_map(|at| names.get(*at)).enumerate() {
        let _ = write!(text, " AND t.{name} = q.k{at}");
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

    /// There is no way to name one.
    fn index(&self, _: Option<&IndexDef>) -> &str {
        ""
    }
}
