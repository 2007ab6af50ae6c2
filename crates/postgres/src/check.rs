//! What the backend can check by itself.

use std::collections::BTreeMap;

use moja_core::declared::{checksum, definition};
use moja_core::sql::SqlTable as _;
use moja_core::store::StoreError;
use moja_core::tenant::Tenant;
use sqlx::postgres::PgRow;

use crate::migrate::{literal, text};
use crate::schema::Plan;
use crate::value::sql_type;

/// Questions to the catalogue, whose answers [`read`] judges.
pub(crate) fn catalogue(schema_name: &str, plan: &Plan) -> Vec<String> {
    let (schema, name) = (&plan.schema, literal(schema_name));
    vec![
        format!("SELECT name, definition, checksum FROM {schema}.moja_table"),
        format!("SELECT step, name, sql, checksum FROM {schema}.moja_migration ORDER BY step"),
        format!(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, \
             coalesce((SELECT l.collname FROM pg_collation AS l WHERE l.oid = a.attcollation), '') \
             FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 \
             AND NOT a.attisdropped WHERE c.relnamespace = {name}::regnamespace AND c.relkind = 'r'"
        ),
        format!(
            "SELECT i.indexrelid::regclass::text FROM pg_index AS i JOIN pg_class AS c \
             ON c.oid = i.indrelid WHERE c.relnamespace = {name}::regnamespace \
             AND NOT (i.indisvalid AND i.indisready) UNION ALL SELECT k.conname FROM pg_constraint AS k \
             WHERE k.connamespace = {name}::regnamespace AND NOT k.convalidated"
        ),
        format!(
            "SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = {name}::regnamespace \
             AND c.relkind = 'i'"
        ),
    ]
}

/// One line for each thing in the catalogue that is not as it was made.
///
/// # Errors
///
/// Corrupt when the catalogue cannot be read.
pub(crate) fn read(found: &[Vec<PgRow>], plan: &Plan) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let [tables, migrations, columns, broken, indexes] = found else {
        return Ok(vec!["the catalogue did not answer".to_owned()]);
    };
    let at = |row: &PgRow, column| text(row, column).map(Option::unwrap_or_default);
    let mut recorded = BTreeMap::new();
    for row in tables {
        let (name, stored) = (at(row, 0)?, at(row, 1)?);
        if checksum(&stored) != at(row, 2)? {
            findings.push(format!("the definition of table `{name}` was altered"));
        }
        recorded.insert(name, stored);
    }
    for (step, row) in (1_i64..).zip(migrations) {
        if at(row, 0)? != step.to_string() {
            findings.push(format!("migration step {step} is missing"));
            break;
        }
        if checksum(&at(row, 2)?) != at(row, 3)? {
            findings.push(format!("the record of migration `{}` was altered", at(row, 1)?));
        }
    }
    let mut present = BTreeMap::new();
    for row in columns {
        present
            .insert((at(row, 0)?, at(row, 1)?), (at(row, 2)?, at(row, 3)? == "true", at(row, 4)?));
    }
    let indexes: Vec<String> = indexes.iter().map(|row| at(row, 0)).collect::<Result<_, _>>()?;
    for table in plan.tables() {
        let name = table.def.name;
        match recorded.get(name) {
            None => findings.push(format!("table `{name}` is not recorded in moja_table")),
            Some(stored) if *stored != definition(table.def) => {
                findings.push(format!("table `{name}` is recorded with another definition"));
            }
            Some(_) => {}
        }
        for column in table.def.columns {
            let kind = sql_type(column.kind);
            let collation = if kind == "text" { "C" } else { "" };
            let wanted = (kind.to_owned(), !column.nullable, collation.to_owned());
            if present.get(&(name.to_owned(), column.name.to_owned())) != Some(&wanted) {
                findings.push(format!("column `{name}.{}` is not as it was made", column.name));
            }
        }
        for index in table.def.unique.iter().chain(table.def.indexes) {
            if !indexes.iter().any(|present| present == index.name) {
                findings.push(format!("index `{}` of table `{name}` is missing", index.name));
            }
        }
    }
    for row in broken {
        findings.push(format!("the index or constraint `{}` is not valid", at(row, 0)?));
    }
    Ok(findings)
}

/// A query for each foreign key that gives a row if one of the tenant's leads nowhere, and what
/// is to be said then.
pub(crate) fn references(plan: &Plan, tenant: &Tenant) -> Vec<(String, String)> {
    let mut queries = Vec::new();
    for table in plan.tables() {
        for reference in table.def.references {
            let parent = plan.tables().iter().find(|parent| parent.def.name == reference.table);
            let Some(parent) = parent else { continue };
            let (mut present, mut same) = (String::new(), String::new());
            for (own, theirs) in reference.columns.iter().zip(parent.def.key) {
                let (Ok(own), Ok(theirs)) = (table.name(*own), parent.name(*theirs)) else {
                    continue;
                };
                present.push_str(&format!(" AND t.{own} IS NOT NULL"));
                same.push_str(&format!(" AND p.{theirs} = t.{own}"));
            }
            let name = literal(tenant.as_str());
            queries.push((
                format!(
                    "SELECT 1 FROM {} AS t WHERE t.tenant = {name}{present} AND NOT EXISTS \
                     (SELECT 1 FROM {} AS p WHERE p.tenant = {name}{same}) LIMIT 1",
                    table.table, parent.table
                ),
                format!(
                    "table `{}` has a row of tenant `{tenant}` whose reference to `{}` leads to no row",
                    table.def.name, reference.table
                ),
            ));
        }
    }
    queries
}
