//! Creating and upgrading tables, under the lock of the store's own row.
//!
//! The declared schema is compared with the recorded one. Only additions are made: tables,
//! nullable columns, indexes. Anything else, and a store that has more than is declared, is
//! refused with the table and the column in the message, and nothing changes.

use std::collections::BTreeMap;
use std::time::Duration;

use moja_core::declared::{Addition, additions, checksum, definition};
use moja_core::record::TableDef;
use moja_core::store::{MigrationReport, Schema, StoreError, StoreErrorKind};
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Row as _, ValueRef as _};

use crate::error::{Doing, corrupt, driver, incompatible, invalid, sqlstate};
use crate::schema::{
    FORMAT_VERSION, OWN_TABLES, TENANT_TABLE, column_ddl, index_ddl, objects, rights,
    tenant_objects, view_ddl, view_name, view_select,
};
use crate::statement::ident;

/// Servers before this have no views with the rights of who reads them.
const SERVER_VERSION_MIN: i64 = 150_000;

/// How often what several processes create at once is tried.
const BOOTSTRAP_ATTEMPTS: u32 = 100;

/// Where the tables are and who may use them. All names are in snake case or quoted.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The schema, as it stands in SQL.
    pub(crate) schema: String,
    /// The schema's name.
    pub(crate) schema_name: String,
    /// The role with whose rights transactions run, as it stands in SQL.
    pub(crate) role: String,
    /// The role's name.
    pub(crate) role_name: String,
    /// The user that takes that role.
    pub(crate) user: String,
}

/// One thing to do: its name and its statements.
struct Step {
    name: String,
    sql: Vec<String>,
}

/// A text of a row in the server's text form.
pub(crate) fn text(row: &PgRow, column: usize) -> Result<Option<String>, StoreError> {
    let raw = row.try_get_raw(column).doing("reading the catalogue")?;
    if raw.is_null() {
        return Ok(None);
    }
    raw.as_str().map(|text| Some(text.to_owned())).map_err(corrupt)
}

/// Runs statements as one text.
pub(crate) async fn script(
    connection: &mut PgConnection,
    sql: String,
) -> Result<Vec<PgRow>, sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await
}

/// A text between quotes, as it stands in SQL.
pub(crate) fn literal(text: &str) -> String {
    // A backslash is only special in literals that say so.
    format!("'{}'", text.replace('\'', "''"))
}

/// The first text that a query gives.
async fn first(connection: &mut PgConnection, sql: String) -> Result<Option<String>, StoreError> {
    let rows = script(connection, sql).await.doing("reading the catalogue")?;
    rows.first().map_or(Ok(None), |row| text(row, 0))
}

async fn is_so(connection: &mut PgConnection, condition: &str) -> Result<bool, StoreError> {
    let answer = first(connection, format!("SELECT ({condition})::text")).await?;
    Ok(answer.as_deref() == Some("true"))
}

/// Brings the database to `declared`.
///
/// # Errors
///
/// Incompatible as described above, Busy when the lock is not to be had, and what the server
/// reports otherwise.
pub(crate) async fn run(
    connection: &mut PgConnection,
    target: &Target,
    declared: &Schema,
    views: &[(String, String)],
    patience: Duration,
    create: bool,
) -> Result<MigrationReport, StoreError> {
    check_server(connection).await?;
    let views = declared_views(declared, views, target);
    // Most openings find nothing to do, and then need not wait for anybody.
    let Some(found) = pending(connection, target, declared, &views).await? else {
        return Ok(MigrationReport::default());
    };
    if found.fresh && !create {
        return Err(incompatible(format_args!(
            "there is no store in the schema `{}` of that database",
            target.schema_name
        )));
    }
    bootstrap(connection, target).await?;
    let lock = format!(
        "BEGIN; SET LOCAL lock_timeout = {}; SET LOCAL search_path TO {}; \
         SELECT format FROM {}.moja_store WHERE id = 1 FOR UPDATE",
        patience.as_millis().min(2_000_000_000),
        target.schema,
        target.schema
    );
    script(connection, lock).await.doing("locking the store to migrate it")?;
    let done = upgrade(connection, target, declared, &views).await;
    let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = script(connection, end.to_owned()).await.doing("migrating the store");
    let done = done?;
    ended.map(|_| done)
}

async fn check_server(connection: &mut PgConnection) -> Result<(), StoreError> {
    let sql = "SELECT current_setting('server_version_num'), current_setting('server_encoding'), \
               current_setting('server_version')";
    let rows = script(connection, sql.to_owned()).await.doing("reading the server's version")?;
    let Some(row) = rows.first() else { return Err(corrupt("the server has no version")) };
    let number = text(row, 0)?.and_then(|number| number.parse().ok()).unwrap_or(0_i64);
    if number < SERVER_VERSION_MIN {
        let version = text(row, 2)?.unwrap_or_default();
        return Err(incompatible(format_args!(
            "the server has version {version}; PostgreSQL 15 or newer is needed"
        )));
    }
    let encoding = text(row, 1)?.unwrap_or_default();
    if encoding != "UTF8" {
        return Err(incompatible(format_args!(
            "the database has the encoding {encoding}; UTF8 is needed"
        )));
    }
    Ok(())
}

/// What the database lacks; `None` when nothing.
struct Pending {
    steps: Vec<Step>,
    /// There are no tables of ours at all.
    fresh: bool,
    views: bool,
}

async fn pending(
    connection: &mut PgConnection,
    target: &Target,
    declared: &Schema,
    views: &BTreeMap<String, String>,
) -> Result<Option<Pending>, StoreError> {
    let Target { schema, schema_name, role_name, user, .. } = target;
    let name = literal(schema_name);
    // One statement, one snapshot: another process may be making the store meanwhile.
    let holds = format!(
        "SELECT CASE WHEN bool_or(relname = 'moja_store') THEN 'store' \
         WHEN count(*) > 0 THEN 'other' ELSE 'nothing' END \
         FROM pg_class WHERE relnamespace = to_regnamespace({name})"
    );
    let format = match first(connection, holds).await?.as_deref() {
        Some("store") => {
            let format =
                first(connection, format!("SELECT format FROM {schema}.moja_store WHERE id = 1"));
            format.await?.and_then(|format| format.parse::<i64>().ok()).unwrap_or(0)
        }
        Some("other") => {
            return Err(incompatible(format_args!(
                "the schema `{schema_name}` is not a moja store: it holds another program's data"
            )));
        }
        _ => 0,
    };
    if format > FORMAT_VERSION {
        return Err(incompatible(format_args!(
            "the store has format {format}, this version reads up to {FORMAT_VERSION}: it was written by a newer version of moja"
        )));
    }
    if format == 0 {
        return Ok(Some(Pending {
            steps: vec![fresh(target, declared)],
            fresh: true,
            views: true,
        }));
    }
    let stored = stored_definitions(connection, schema).await?;
    for name in stored.keys() {
        if !declared.tables().iter().any(|table| table.name == name) {
            return Err(incompatible(format_args!(
                "the store has a table `{name}` that this program does not declare: \
                 it was written by a newer version or by a program with more domains"
            )));
        }
    }
    let mut steps = Vec::new();
    for table in declared.tables() {
        match stored.get(table.name) {
            None => steps.push(Step {
                name: format!("create table {}", table.name),
                sql: objects(table, declared.tables(), schema, &target.role),
            }),
            Some(stored) => steps.extend(difference(table, stored, schema)?),
        }
    }
    // A role that this store has not been used with before.
    let granted = format!(
        "SELECT (has_schema_privilege(oid, {name}, 'USAGE') \
         AND has_table_privilege(oid, {name} || '.{TENANT_TABLE}', 'SELECT') \
         AND pg_has_role({user}, oid, 'MEMBER'))::text FROM pg_roles WHERE rolname = {role}",
        role = literal(role_name),
        user = literal(user),
    );
    if first(connection, granted).await?.as_deref() != Some("true") {
        steps.push(Step {
            name: format!("grant rights to {role_name}"),
            sql: grants(target, declared, views),
        });
    }
    let views = stored_views(connection, schema).await? != *views;
    Ok((views || !steps.is_empty()).then_some(Pending { steps, fresh: false, views }))
}

fn fresh(target: &Target, declared: &Schema) -> Step {
    let Target { schema, role, .. } = target;
    let own = OWN_TABLES.iter().filter(|(name, _)| *name != "moja_store");
    let own = own.map(|(name, columns)| format!("CREATE TABLE {schema}.{name} {columns}"));
    let mut sql: Vec<String> = own.collect();
    sql.extend(own_grants(schema, role));
    sql.extend(tenant_objects(schema, role));
    let tables = declared.tables();
    sql.extend(tables.iter().flat_map(|table| objects(table, tables, schema, role)));
    Step { name: "create the schema".to_owned(), sql }
}

fn own_grants(schema: &str, role: &str) -> Vec<String> {
    let own = OWN_TABLES.iter();
    let mut sql: Vec<String> =
        own.map(|(name, _)| format!("GRANT SELECT ON {schema}.{name} TO {role}")).collect();
    sql.push(format!("GRANT USAGE ON SCHEMA {schema} TO {role}"));
    sql
}

fn grants(target: &Target, declared: &Schema, views: &BTreeMap<String, String>) -> Vec<String> {
    let Target { schema, role, .. } = target;
    let mut sql = own_grants(schema, role);
    sql.push(format!("GRANT SELECT, INSERT, UPDATE ON {schema}.{TENANT_TABLE} TO {role}"));
    for table in declared.tables() {
        let name = ident(table.name);
        sql.push(format!("GRANT {} ON {schema}.{name} TO {role}", rights(table)));
    }
    let views =
        views.keys().map(|name| format!("GRANT SELECT ON {schema}.{} TO {role}", ident(name)));
    sql.extend(views);
    sql
}

/// Creates what must be there before anything can be locked. Several processes may do so at
/// once, and the server does not make them wait for each other: who is late looks again.
async fn bootstrap(connection: &mut PgConnection, target: &Target) -> Result<(), StoreError> {
    let Target { schema, role, role_name, user, .. } = target;
    for attempt in 1..=BOOTSTRAP_ATTEMPTS {
        let mut sql = Vec::new();
        let exists =
            format!("EXISTS (SELECT 1 FROM pg_roles WHERE rolname = {})", literal(role_name));
        let exists = is_so(connection, &exists).await?;
        if !exists {
            sql.push(format!("CREATE ROLE {role} NOLOGIN"));
        }
        let member = format!("pg_has_role({}, {}, 'MEMBER')", literal(user), literal(role_name));
        if user != role_name && !(exists && is_so(connection, &member).await?) {
            sql.push(format!("GRANT {role} TO \"{}\"", user.replace('"', "\"\"")));
        }
        let (_, columns) = OWN_TABLES.first().copied().unwrap_or_default();
        sql.push(format!("CREATE SCHEMA IF NOT EXISTS {schema}"));
        sql.push(format!("CREATE TABLE IF NOT EXISTS {schema}.moja_store {columns}"));
        sql.push(format!(
            "INSERT INTO {schema}.moja_store (id, format) VALUES (1, 0) ON CONFLICT DO NOTHING"
        ));
        let mut late = None;
        for sql in sql {
            if let Err(error) = script(connection, sql).await {
                late = Some(error);
                break;
            }
        }
        let Some(error) = late else { return Ok(()) };
        // A duplicate of an object or of a row of the catalogue, or one changed meanwhile.
        let raced = matches!(
            sqlstate(&error).as_deref(),
            Some("23505" | "42710" | "42P06" | "42P07" | "XX000" | "40001" | "40P01")
        );
        if !raced || attempt == BOOTSTRAP_ATTEMPTS {
            return Err(driver(&error, "creating the store"));
        }
        tokio::time::sleep(Duration::from_millis(u64::from(attempt.min(20)))).await;
    }
    Ok(())
}

async fn upgrade(
    connection: &mut PgConnection,
    target: &Target,
    declared: &Schema,
    views: &BTreeMap<String, String>,
) -> Result<MigrationReport, StoreError> {
    let mut report = MigrationReport::default();
    let Some(pending) = pending(connection, target, declared, views).await? else {
        return Ok(report);
    };
    let schema = &target.schema;
    if pending.views && !pending.fresh {
        for name in stored_views(connection, schema).await?.keys() {
            let drop = format!("DROP VIEW IF EXISTS {schema}.{}", ident(name));
            script(connection, drop).await.doing("replacing the views")?;
        }
        let delete = format!("DELETE FROM {schema}.moja_view");
        script(connection, delete).await.doing("replacing the views")?;
    }
    for step in pending.steps {
        run_step(connection, schema, &step).await?;
        report.applied.push(step.name);
    }
    for table in declared.tables() {
        let text = definition(table);
        let record = format!(
            "INSERT INTO {schema}.moja_table AS t (name, definition, checksum) \
             VALUES ({}, {definition}, {checksum}) ON CONFLICT (name) DO UPDATE \
             SET definition = excluded.definition, checksum = excluded.checksum \
             WHERE t.definition <> excluded.definition",
            literal(table.name),
            definition = literal(&text),
            checksum = literal(&checksum(&text)),
        );
        script(connection, record).await.doing("recording a table")?;
    }
    if pending.views {
        create_views(connection, target, views).await?;
    }
    let mark = format!("UPDATE {schema}.moja_store SET format = {FORMAT_VERSION} WHERE id = 1");
    script(connection, mark).await.doing("recording the format")?;
    Ok(report)
}

async fn run_step(
    connection: &mut PgConnection,
    schema: &str,
    step: &Step,
) -> Result<(), StoreError> {
    let doing = format!("migrating: {}", step.name);
    let text = step.sql.join(";\n");
    script(connection, text.clone()).await.doing(&doing).map_err(|error| {
        // A new alternate key that the rows already break.
        if error.kind() == StoreErrorKind::Conflict { incompatible(error) } else { error }
    })?;
    let record = format!(
        "INSERT INTO {schema}.moja_migration (step, name, sql, checksum, applied_at) \
         SELECT coalesce(max(step), 0) + 1, {}, {}, {}, now() FROM {schema}.moja_migration",
        literal(&step.name),
        literal(&text),
        literal(&checksum(&text)),
    );
    script(connection, record).await.doing(&doing)?;
    Ok(())
}

/// The recorded definitions by table.
///
/// # Errors
///
/// Corrupt when one does not fit its checksum.
pub(crate) async fn stored_definitions(
    connection: &mut PgConnection,
    schema: &str,
) -> Result<BTreeMap<String, String>, StoreError> {
    let sql = format!("SELECT name, definition, checksum FROM {schema}.moja_table");
    let rows = script(connection, sql).await.doing("reading the recorded schema")?;
    let mut stored = BTreeMap::new();
    for row in &rows {
        let name = text(row, 0)?.unwrap_or_default();
        let definition = text(row, 1)?.unwrap_or_default();
        if Some(checksum(&definition)) != text(row, 2)? {
            return Err(corrupt(format_args!("the definition of table `{name}` was altered")));
        }
        stored.insert(name, definition);
    }
    Ok(stored)
}

/// Steps that bring one table from its recorded definition to its declaration.
fn difference(
    table: &'static TableDef,
    stored: &str,
    schema: &str,
) -> Result<Vec<Step>, StoreError> {
    let steps = additions(table, stored)?.into_iter().map(|addition| match addition {
        Addition::Column(column) => Step {
            name: format!("add column {}.{}", table.name, column.name),
            sql: vec![format!(
                "ALTER TABLE {schema}.{} ADD COLUMN {}",
                ident(table.name),
                column_ddl(column)
            )],
        },
        Addition::Unique(index) | Addition::Index(index) => Step {
            name: format!("create index {}", index.name),
            sql: vec![index_ddl(table, index, matches!(addition, Addition::Unique(_)), schema)],
        },
    });
    Ok(steps.collect())
}

fn declared_views(
    declared: &Schema,
    extra: &[(String, String)],
    target: &Target,
) -> BTreeMap<String, String> {
    let schema = &target.schema;
    let own = declared.tables().iter().map(|table| {
        let name = view_name(table);
        let ddl = view_ddl(&name, &view_select(table, schema), schema);
        (name, ddl)
    });
    let extra =
        extra.iter().map(|(name, select)| (name.clone(), view_ddl(name, select.trim(), schema)));
    own.chain(extra).collect()
}

async fn stored_views(
    connection: &mut PgConnection,
    schema: &str,
) -> Result<BTreeMap<String, String>, StoreError> {
    let sql = format!("SELECT name, sql FROM {schema}.moja_view");
    let rows = script(connection, sql).await.doing("reading the views")?;
    rows.iter()
        .map(|row| Ok((text(row, 0)?.unwrap_or_default(), text(row, 1)?.unwrap_or_default())))
        .collect()
}

async fn create_views(
    connection: &mut PgConnection,
    target: &Target,
    views: &BTreeMap<String, String>,
) -> Result<(), StoreError> {
    let Target { schema, role, .. } = target;
    for (name, ddl) in views {
        let sql = format!(
            "{ddl};\nGRANT SELECT ON {schema}.{} TO {role};\n\
             INSERT INTO {schema}.moja_view (name, sql) VALUES ({}, {})",
            ident(name),
            literal(name),
            literal(ddl)
        );
        script(connection, sql)
            .await
            .map_err(|error| invalid(driver(&error, &format!("creating view `{name}`"))))?;
    }
    Ok(())
}
