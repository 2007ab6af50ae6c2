//! Read-only SQL for people and for other languages.

use moja_core::store::StoreError;
use moja_core::value::Value;
use rusqlite::Connection;

use crate::error::{Doing, invalid};
use crate::statement::{bind, read_value};

/// Rows of a read-only statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SqlRows {
    /// Column names.
    pub columns: Vec<String>,
    /// Values, row by row.
    pub rows: Vec<Vec<Value>>,
}

pub(crate) fn run(
    connection: &Connection,
    text: &str,
    parameters: &[Value],
) -> Result<SqlRows, StoreError> {
    let mut statement = connection.prepare(text).doing("preparing the statement")?;
    // A pragma or ATTACH counts as read-only and still changes the connection.
    let word: String = text.trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
    let reads =
        ["select", "with", "values", "explain"].contains(&word.to_ascii_lowercase().as_str());
    if !reads || !statement.readonly() {
        return Err(invalid("only a single SELECT, WITH, VALUES or EXPLAIN statement can be run"));
    }
    if statement.parameter_count() != parameters.len() {
        return Err(invalid(format_args!(
            "the statement has {} parameters, {} were given",
            statement.parameter_count(),
            parameters.len()
        )));
    }
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    bind(&mut statement, 1, parameters.iter().map(Value::as_ref)).doing("binding parameters")?;
    let mut rows = Vec::new();
    let mut found = statement.raw_query();
    while let Some(row) = found.next().doing("running the statement")? {
        let mut values = Vec::with_capacity(columns.len());
        for (at, name) in columns.iter().enumerate() {
            let value = row.get_ref(at).doing("running the statement")?;
            if matches!(value, rusqlite::types::ValueRef::Real(_)) {
                return Err(invalid(format_args!(
                    "column `{name}` is a floating point number: cast it to INTEGER or TEXT"
                )));
            }
            values.push(read_value(value)?);
        }
        rows.push(values);
    }
    Ok(SqlRows { columns, rows })
}

/// SQLite's plan for a statement.
pub(crate) fn plan(connection: &Connection, text: &str) -> Result<Vec<String>, StoreError> {
    let doing = "explaining the statement";
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {text}")).doing(doing)?;
    let mut steps = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().doing(doing)? {
        steps.push(row.get(3).doing(doing)?);
    }
    Ok(steps)
}
