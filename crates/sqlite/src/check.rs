//! What the backend can check by itself.

use moja_core::declared::{checksum, definition};
use moja_core::store::StoreError;
use rusqlite::{Connection, OptionalExtension};

use crate::error::Doing;
use crate::schema::{Plan, trigger_ddl};

/// Checks pages, foreign keys, guards and recorded definitions; one line per finding.
pub(crate) fn run(connection: &Connection, plan: &Plan) -> Result<Vec<String>, StoreError> {
    let mut findings = pages(connection)?;
    connection.execute_batch("BEGIN").doing("checking the store")?;
    findings.extend(foreign_keys(connection)?);
    for table in plan.tables() {
        let name = table.def.name;
        let recorded: Option<(String, String)> = connection
            .query_row("SELECT definition, sql FROM moja_table WHERE name = ?1", [name], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
            .doing("checking a definition")?;
        match recorded {
            None => findings.push(format!("table `{name}` is not recorded in moja_table")),
            Some((stored, sql)) => {
                if stored != definition(table.def) {
                    findings.push(format!("table `{name}` is recorded with another definition"));
                }
                if stored_ddl(connection, name)?.as_deref() != Some(&sql) {
                    findings.push(format!("table `{name}` differs from its recorded definition"));
                }
            }
        }
        for (trigger, ddl) in trigger_ddl(table.def) {
            if stored_ddl(connection, &trigger)?.as_deref() != Some(&ddl) {
                findings.push(format!(
                    "the guard `{trigger}` of an append-only table is missing or altered"
                ));
            }
        }
        // Append-only tables have no foreign key to the tenants.
        let stray: bool = connection
            .query_row(
                &format!(
                    "SELECT EXISTS (SELECT 1 FROM {} AS t WHERE NOT EXISTS \
                     (SELECT 1 FROM moja_tenant AS n WHERE n.tenant = t.tenant))",
                    table.table
                ),
                [],
                |row| row.get(0),
            )
            .doing("checking tenants")?;
        if stray {
            findings.push(format!("table `{name}` has rows of a tenant that does not exist"));
        }
    }
    findings.extend(migrations(connection)?);
    connection.execute_batch("COMMIT").doing("checking the store")?;
    Ok(findings)
}

/// SQLite's own check of every page and index.
pub(crate) fn pages(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare("PRAGMA integrity_check").doing("checking the store's pages")?;
    let lines = statement
        .query_map([], |row| row.get::<_, String>(0))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .doing("checking the store's pages")?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

/// Rows whose foreign key finds no row.
pub(crate) fn foreign_keys(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare("PRAGMA foreign_key_check").doing("checking foreign keys")?;
    let lines = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?)))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .doing("checking foreign keys")?;
    Ok(lines
        .into_iter()
        .map(|(table, parent)| {
            format!("a row of table `{table}` refers to a row of `{parent}` that does not exist")
        })
        .collect())
}

fn migrations(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection
        .prepare("SELECT name, sql, checksum FROM moja_migration ORDER BY step")
        .doing("checking migrations")?;
    let steps = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<(String, String, String)>>>)
        .doing("checking migrations")?;
    Ok(steps
        .into_iter()
        .filter(|(_, sql, sum)| checksum(sql) != *sum)
        .map(|(name, _, _)| format!("the recorded migration `{name}` was altered"))
        .collect())
}

/// The DDL that SQLite keeps for `name`.
pub(crate) fn stored_ddl(
    connection: &Connection,
    name: &str,
) -> Result<Option<String>, StoreError> {
    connection
        .query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [name], |row| row.get(0))
        .optional()
        .doing("reading the schema")
}
