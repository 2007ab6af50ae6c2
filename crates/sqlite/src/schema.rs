//! Declared tables as SQLite DDL, and the statements that belong to each of them.

use std::collections::HashSet;
use std::fmt::Write as _;

use moja_core::declared::{is_plain, one_line, validate_table};
use moja_core::record::{ColumnDef, ColumnType, IndexDef, Mutability, TableDef};
use moja_core::sql::{SqlTable, SqlTables};
use moja_core::store::{Schema, StoreError};

use crate::error::invalid;
use crate::statement::{Statements, ident};

/// The `application_id` in the header of every store: `moja` in ASCII.
pub const APPLICATION_ID: u32 = 0x6d6f_6a61;

/// The number in `user_version`: how this crate lays declared tables out. A file with a larger
/// one was written by a newer version and is refused.
pub const FORMAT_VERSION: u32 = 1;

/// The store's own tables: name and DDL.
pub(crate) const OWN_TABLES: &[(&str, &str)] = &[
    (
        "moja_migration",
        "CREATE TABLE moja_migration (\n  \
           step INTEGER NOT NULL PRIMARY KEY, -- position, from 1\n  \
           name TEXT NOT NULL, -- what was done\n  \
           sql TEXT NOT NULL, -- the statements, as they ran\n  \
           checksum TEXT NOT NULL, -- SHA-256 of `sql`, hex\n  \
           applied_at INTEGER NOT NULL -- seconds since the Unix epoch, from this machine's clock\n\
         ) STRICT",
    ),
    (
        "moja_table",
        "CREATE TABLE moja_table (\n  \
           name TEXT NOT NULL PRIMARY KEY, -- a declared table\n  \
           definition TEXT NOT NULL, -- its declaration, one line per column, key and index\n  \
           checksum TEXT NOT NULL, -- SHA-256 of `definition`, hex\n  \
           sql TEXT NOT NULL -- the DDL that SQLite keeps for it\n\
         ) STRICT, WITHOUT ROWID",
    ),
    (
        "moja_view",
        "CREATE TABLE moja_view (\n  \
           name TEXT NOT NULL PRIMARY KEY, -- a documented view\n  \
           sql TEXT NOT NULL -- its DDL\n\
         ) STRICT, WITHOUT ROWID",
    ),
    (
        "moja_tenant",
        "CREATE TABLE moja_tenant (\n  \
           tenant INTEGER NOT NULL PRIMARY KEY, -- the number that every table starts with\n  \
           name TEXT NOT NULL UNIQUE -- the tenant\n\
         ) STRICT",
    ),
];

/// A schema that was checked, with its statements.
#[derive(Debug)]
pub(crate) struct Plan {
    tables: Vec<Statements>,
}

impl Plan {
    /// Checks a schema and prepares the texts of its statements.
    ///
    /// # Errors
    ///
    /// Invalid, naming the table and what is wrong with its declaration.
    pub(crate) fn new(schema: &Schema) -> Result<Self, StoreError> {
        validate(schema)?;
        let references = || schema.tables().iter().flat_map(|table| table.references);
        let referenced = |name| references().any(|reference| reference.table == name);
        let statements = |def: &&'static _| Statements::new(def, referenced(def.name));
        Ok(Self { tables: schema.tables().iter().map(statements).collect() })
    }

    /// The tables in schema order.
    pub(crate) fn tables(&self) -> &[Statements] {
        &self.tables
    }

    /// The position of `table` in the schema.
    ///
    /// # Errors
    ///
    /// Invalid when the schema does not have it.
    pub(crate) fn slot(&self, table: &'static TableDef) -> Result<usize, StoreError> {
        // Almost always the very same static; names are compared for copies of it.
        self.tables
            .iter()
            .position(|own| std::ptr::eq(own.def, table))
            .or_else(|| self.tables.iter().position(|own| own.def.name == table.name))
            .ok_or_else(|| {
                invalid(format_args!("table `{}` is not declared in this store", table.name))
            })
    }

    /// The statements of `table`.
    ///
    /// # Errors
    ///
    /// Invalid when the schema does not have it.
    pub(crate) fn statements(&self, table: &'static TableDef) -> Result<&Statements, StoreError> {
        let slot = self.slot(table)?;
        self.tables.get(slot).ok_or_else(|| invalid("the schema has no such slot"))
    }
}

impl SqlTables for Plan {
    fn sql(&self, table: &'static TableDef) -> Result<&dyn SqlTable, StoreError> {
        Ok(self.statements(table)?)
    }
}

/// The SQL type and the check that its values need.
fn sql_type(column: &ColumnDef) -> (&'static str, Option<String>) {
    let name = ident(column.name);
    match column.kind {
        ColumnType::Int | ColumnType::Timestamp => ("INTEGER", None),
        ColumnType::Bool => ("INTEGER", Some(format!("{name} IN (0, 1)"))),
        // `json_valid` costs 0.3 us a value, 13 % of a hot insert; the values are written by
        // serializers, so the check is left out.
        ColumnType::Text | ColumnType::Json => ("TEXT", None),
        ColumnType::Id => ("BLOB", Some(format!("length({name}) = 16"))),
        ColumnType::Bytes => ("BLOB", None),
    }
}

/// A column as it stands in `CREATE TABLE` and in `ALTER TABLE .. ADD COLUMN`.
pub(crate) fn column_ddl(column: &ColumnDef) -> String {
    let (kind, check) = sql_type(column);
    let mut ddl = format!("{} {kind}", ident(column.name));
    if !column.nullable {
        ddl.push_str(" NOT NULL");
    }
    for check in check.iter().map(String::as_str).chain(column.check) {
        let _ = write!(ddl, " CHECK ({})", one_line(check));
    }
    ddl
}

fn column_list(table: &TableDef, columns: &[usize]) -> String {
    let mut list = String::from("tenant");
    for column in columns.iter().filter_map(|at| table.columns.get(*at)) {
        let _ = write!(list, ", {}", ident(column.name));
    }
    list
}

/// The DDL of a table, without its indexes and triggers.
pub(crate) fn table_ddl(table: &TableDef, schema: &[&TableDef]) -> String {
    let append_only = table.mutability == Mutability::AppendOnly;
    let mut lines: Vec<(String, &str)> = Vec::new();
    // The foreign key costs 4 % of a hot insert. Rows of an append-only table get their tenant
    // from the store alone and never change, so there `check` looks at it instead.
    let tenant = if append_only {
        "tenant INTEGER NOT NULL"
    } else {
        "tenant INTEGER NOT NULL REFERENCES moja_tenant (tenant)"
    };
    lines.push((tenant.to_owned(), "the tenant's number in moja_tenant"));
    for column in table.columns {
        lines.push((column_ddl(column), column.doc));
    }
    lines.push((format!("PRIMARY KEY ({})", column_list(table, table.key)), ""));
    for reference in table.references {
        let Some(parent) = schema.iter().find(|parent| parent.name == reference.table) else {
            continue;
        };
        let key = format!(
            "FOREIGN KEY ({}) REFERENCES {} ({})",
            column_list(table, reference.columns),
            ident(parent.name),
            column_list(parent, parent.key),
        );
        lines.push((key, ""));
    }
    let mut ddl = format!("CREATE TABLE {} (\n", ident(table.name));
    let last = lines.len().saturating_sub(1);
    for (at, (line, doc)) in lines.iter().enumerate() {
        let comma = if at == last { "" } else { "," };
        let _ = write!(ddl, "  {line}{comma}");
        if !doc.is_empty() {
            let _ = write!(ddl, " -- {}", one_line(doc));
        }
        ddl.push('\n');
    }
    ddl.push_str(") STRICT, WITHOUT ROWID");
    ddl
}

/// The DDL of an alternate key or a secondary index.
pub(crate) fn index_ddl(table: &TableDef, index: &IndexDef, unique: bool) -> String {
    let kind = if unique { "UNIQUE INDEX" } else { "INDEX" };
    let mut ddl = format!(
        "CREATE {kind} {} ON {} ({})",
        ident(index.name),
        ident(table.name),
        column_list(table, index.columns)
    );
    for (at, (_, column)) in index.required(table).enumerate() {
        let word = if at == 0 { " WHERE" } else { " AND" };
        let _ = write!(ddl, "{word} {} IS NOT NULL", ident(column.name));
    }
    ddl
}

/// The triggers that keep an append-only table so: name and DDL.
pub(crate) fn trigger_ddl(table: &TableDef) -> Vec<(String, String)> {
    if table.mutability != Mutability::AppendOnly {
        return Vec::new();
    }
    [("update", "UPDATE"), ("delete", "DELETE")]
        .into_iter()
        .map(|(suffix, event)| {
            let name = format!("{}_no_{suffix}", table.name);
            let ddl = format!(
                "CREATE TRIGGER {} BEFORE {event} ON {} BEGIN\n  \
                   SELECT RAISE(ABORT, 'table `{}` is append-only');\nEND",
                ident(&name),
                ident(table.name),
                table.name
            );
            (name, ddl)
        })
        .collect()
}

/// The name of a table's documented view.
pub(crate) fn view_name(table: &TableDef) -> String {
    format!("v_{}", table.name)
}

/// A view for people: the tenant by name, ids as UUID text, times as ISO 8601 text beside the
/// stored microseconds.
pub(crate) fn view_ddl(table: &TableDef) -> String {
    let mut ddl =
        format!("CREATE VIEW {} AS\nSELECT\n  n.name AS tenant", ident(&view_name(table)));
    for column in table.columns {
        let name = ident(column.name);
        ddl.push_str(",\n  ");
        match column.kind {
            ColumnType::Id => {
                let hex = format!("lower(hex(t.{name}))");
                let _ = write!(
                    ddl,
                    "substr({hex}, 1, 8) || '-' || substr({hex}, 9, 4) || '-' || \
                     substr({hex}, 13, 4) || '-' || substr({hex}, 17, 4) || '-' || \
                     substr({hex}, 21) AS {name}"
                );
            }
            ColumnType::Timestamp => {
                let micros = format!("((t.{name} % 1000000 + 1000000) % 1000000)");
                let _ = write!(
                    ddl,
                    "t.{name},\n  \
                     strftime('%Y-%m-%dT%H:%M:%S', (t.{name} - {micros}) / 1000000, 'unixepoch') \
                     || printf('.%06dZ', {micros}) AS {}",
                    ident(&format!("{}_iso", column.name))
                );
            }
            _ => {
                let _ = write!(ddl, "t.{name}");
            }
        }
    }
    let _ = write!(
        ddl,
        "\nFROM {} AS t JOIN moja_tenant AS n ON n.tenant = t.tenant",
        ident(table.name)
    );
    ddl
}

/// Everything that a table consists of, as (name, DDL), in the order of creation.
pub(crate) fn objects(table: &TableDef, schema: &[&TableDef]) -> Vec<(String, String)> {
    let mut objects = vec![(table.name.to_owned(), table_ddl(table, schema))];
    for index in table.unique {
        objects.push((index.name.to_owned(), index_ddl(table, index, true)));
    }
    for index in table.indexes {
        objects.push((index.name.to_owned(), index_ddl(table, index, false)));
    }
    objects.extend(trigger_ddl(table));
    objects
}

/// The whole schema as SQL text: what `migrate` creates in an empty file, with a comment on
/// every table and column. The same declarations give the same text on every machine.
#[must_use]
pub fn render_schema(schema: &Schema) -> String {
    let tables = schema.tables();
    let mut text = format!(
        "-- Generated from the declared tables. SQLite, format {FORMAT_VERSION}.\n\n\
         PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {FORMAT_VERSION};\n"
    );
    for (_, ddl) in OWN_TABLES {
        let _ = write!(text, "\n{ddl};\n");
    }
    for table in tables {
        let _ = write!(text, "\n-- {}\n", one_line(table.doc));
        for (_, ddl) in objects(table, tables) {
            let _ = writeln!(text, "{ddl};");
        }
        let _ = writeln!(text, "{};", view_ddl(table));
    }
    text
}

/// Checks what SQLite would accept and we would later regret.
fn validate(schema: &Schema) -> Result<(), StoreError> {
    let tables = schema.tables();
    let mut names: HashSet<String> =
        OWN_TABLES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut claim = |name: &str| {
        if !is_plain(name) || name.starts_with("sqlite_") {
            return Err(invalid(format_args!("`{name}` is not a valid name in snake case")));
        }
        if !names.insert(name.to_owned()) {
            return Err(invalid(format_args!("the name `{name}` is declared twice")));
        }
        Ok(())
    };
    for table in tables {
        claim(table.name)?;
        claim(&view_name(table))?;
        for (name, _) in trigger_ddl(table) {
            claim(&name)?;
        }
        for index in table.unique.iter().chain(table.indexes) {
            claim(index.name)?;
        }
    }
    tables.iter().try_for_each(|table| validate_table(table, tables))
}
