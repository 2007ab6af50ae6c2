//! Creating and upgrading tables, under the file's write lock.
//!
//! The declared schema is compared with the recorded one. Only additions are made: tables,
//! nullable columns, indexes. Anything else, and a file that has more than is declared, is
//! refused with the table and the column in the message, and nothing changes.

use std::collections::BTreeMap;

use moja_core::declared::{Addition, additions, checksum, definition};
use moja_core::record::TableDef;
use moja_core::store::{MigrationReport, Schema, StoreError, StoreErrorKind};
use rusqlite::Connection;

use crate::check::stored_ddl;
use crate::connection::pragma;
use crate::error::{Doing, incompatible, invalid};
use crate::header::newer_format;
use crate::schema::{
    FORMAT_VERSION, OWN_TABLES, column_ddl, index_ddl, objects, view_ddl, view_name,
};
use crate::statement::ident;

/// One thing to do: its name and its statements.
struct Step {
    name: String,
    sql: Vec<String>,
}

/// Brings the file to `schema`.
///
/// # Errors
///
/// Incompatible as described above, Busy when the lock is not to be had, and what SQLite
/// reports otherwise.
pub(crate) fn run(
    connection: &Connection,
    schema: &Schema,
    views: &[(String, String)],
) -> Result<MigrationReport, StoreError> {
    let views = declared_views(schema, views);
    // Most openings find nothing to do, and then need not wait for a writer.
    connection.execute_batch("BEGIN").doing("comparing the schema")?;
    let pending = pending(connection, schema, &views);
    connection.execute_batch("ROLLBACK").doing("comparing the schema")?;
    if pending?.is_none() {
        return Ok(MigrationReport::default());
    }
    connection.execute_batch("BEGIN IMMEDIATE").doing("locking the store to migrate it")?;
    let done = upgrade(connection, schema, &views);
    let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
    connection.execute_batch(end).doing("migrating the store")?;
    done
}

/// What the file lacks; `None` when nothing.
struct Pending {
    steps: Vec<Step>,
    /// The file has no tables of ours at all.
    fresh: bool,
    views: bool,
}

fn pending(
    connection: &Connection,
    schema: &Schema,
    views: &BTreeMap<String, String>,
) -> Result<Option<Pending>, StoreError> {
    let version: i64 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .doing("reading the schema's version")?;
    newer_format(version)?;
    if version == 0 {
        return Ok(Some(Pending { steps: Vec::new(), fresh: true, views: true }));
    }
    let stored = stored_definitions(connection)?;
    let mut steps = Vec::new();
    for name in stored.keys() {
        if !schema.tables().iter().any(|table| table.name == name) {
            return Err(incompatible(format_args!(
                "the store has a table `{name}` that this program does not declare: \
                 it was written by a newer version or by a program with more domains"
            )));
        }
    }
    for table in schema.tables() {
        match stored.get(table.name) {
            None => steps.push(Step {
                name: format!("create table {}", table.name),
                sql: objects(table, schema.tables()).into_iter().map(|(_, ddl)| ddl).collect(),
            }),
            Some(stored) => steps.extend(difference(table, stored)?),
        }
    }
    let views = stored_views(connection)? != *views;
    Ok((views || !steps.is_empty()).then_some(Pending { steps, fresh: false, views }))
}

fn upgrade(
    connection: &Connection,
    schema: &Schema,
    views: &BTreeMap<String, String>,
) -> Result<MigrationReport, StoreError> {
    let mut report = MigrationReport::default();
    let Some(mut pending) = pending(connection, schema, views)? else { return Ok(report) };
    if pending.fresh {
        let own = OWN_TABLES.iter().map(|(_, ddl)| (*ddl).to_owned());
        let tables = schema.tables().iter().flat_map(|table| objects(table, schema.tables()));
        pending.steps.push(Step {
            name: "create the schema".to_owned(),
            sql: own.chain(tables.map(|(_, ddl)| ddl)).collect(),
        });
    }
    if pending.views {
        drop_views(connection, pending.fresh)?;
    }
    for step in pending.steps {
        run_step(connection, &step)?;
        report.applied.push(step.name);
    }
    if pending.fresh {
        pragma(connection, &format!("user_version = {FORMAT_VERSION}"))?;
    }
    record_tables(connection, schema)?;
    if pending.views {
        create_views(connection, views)?;
    }
    Ok(report)
}

fn run_step(connection: &Connection, step: &Step) -> Result<(), StoreError> {
    let doing = format!("migrating: {}", step.name);
    for sql in &step.sql {
        connection.execute_batch(sql).doing(&doing).map_err(|error| {
            // A new alternate key that the rows already break.
            if error.kind() == StoreErrorKind::Conflict { incompatible(error) } else { error }
        })?;
    }
    let sql = step.sql.join(";\n");
    connection
        .execute(
            "INSERT INTO moja_migration (step, name, sql, checksum, applied_at) \
             VALUES ((SELECT coalesce(max(step), 0) + 1 FROM moja_migration), ?1, ?2, ?3, unixepoch())",
            [&step.name, &sql, &checksum(&sql)],
        )
        .doing(&doing)?;
    Ok(())
}

fn record_tables(connection: &Connection, schema: &Schema) -> Result<(), StoreError> {
    for table in schema.tables() {
        let text = definition(table);
        let sql = stored_ddl(connection, table.name)?.unwrap_or_default();
        connection
            .execute(
                "INSERT INTO moja_table (name, definition, checksum, sql) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, \
                 checksum = excluded.checksum, sql = excluded.sql \
                 WHERE definition <> excluded.definition",
                [table.name, &text, &checksum(&text), &sql],
            )
            .doing("recording a table")?;
    }
    Ok(())
}

fn stored_definitions(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    let mut statement = connection
        .prepare("SELECT name, definition, checksum FROM moja_table")
        .doing("reading the recorded schema")?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<(String, String, String)>>>)
        .doing("reading the recorded schema")?;
    rows.into_iter()
        .map(|(name, text, sum)| {
            if checksum(&text) == sum {
                Ok((name, text))
            } else {
                Err(crate::error::corrupt(format_args!(
                    "the definition of table `{name}` was altered"
                )))
            }
        })
        .collect()
}

/// Steps that bring one table from its recorded definition to its declaration.
fn difference(table: &'static TableDef, stored: &str) -> Result<Vec<Step>, StoreError> {
    let steps = additions(table, stored)?.into_iter().map(|addition| match addition {
        Addition::Column(column) => Step {
            name: format!("add column {}.{}", table.name, column.name),
            sql: vec![format!(
                "ALTER TABLE {} ADD COLUMN {}",
                ident(table.name),
                column_ddl(column)
            )],
        },
        Addition::Unique(index) | Addition::Index(index) => Step {
            name: format!("create index {}", index.name),
            sql: vec![index_ddl(table, index, matches!(addition, Addition::Unique(_)))],
        },
    });
    Ok(steps.collect())
}

fn declared_views(schema: &Schema, extra: &[(String, String)]) -> BTreeMap<String, String> {
    let mut views: BTreeMap<String, String> =
        schema.tables().iter().map(|table| (view_name(table), view_ddl(table))).collect();
    for (name, select) in extra {
        views.insert(name.clone(), format!("CREATE VIEW {} AS {select}", ident(name)));
    }
    views
}

fn stored_views(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    let mut statement =
        connection.prepare("SELECT name, sql FROM moja_view").doing("reading the views")?;
    statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .doing("reading the views")
}

fn drop_views(connection: &Connection, fresh: bool) -> Result<(), StoreError> {
    if fresh {
        return Ok(());
    }
    for name in stored_views(connection)?.keys() {
        connection
            .execute_batch(&format!("DROP VIEW IF EXISTS {}", ident(name)))
            .doing("replacing the views")?;
    }
    connection.execute_batch("DELETE FROM moja_view").doing("replacing the views")
}

fn create_views(
    connection: &Connection,
    views: &BTreeMap<String, String>,
) -> Result<(), StoreError> {
    for (name, ddl) in views {
        let doing = format!("creating view `{name}`");
        connection.execute_batch(ddl).doing(&doing)?;
        connection
            .execute("INSERT INTO moja_view (name, sql) VALUES (?1, ?2)", [name, ddl])
            .doing(&doing)?;
    }
    // SQLite looks at a view's tables only when it is used.
    for name in views.keys() {
        connection
            .prepare(&format!("SELECT * FROM {} LIMIT 0", ident(name)))
            .map_err(|error| invalid(format_args!("view `{name}` cannot be used: {error}")))?;
    }
    Ok(())
}
