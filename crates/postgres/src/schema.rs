//! Declared tables as PostgreSQL's DDL, and the statements that belong to each of them.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;

use moja_core::declared::{is_plain, one_line, validate_table};
use moja_core::record::{ColumnDef, ColumnType, IndexDef, Mutability, TableDef};
use moja_core::sql::{Dialect, SqlTable, SqlTables};
use moja_core::store::{Schema, StoreError};

use crate::error::invalid;
use crate::statement::{Statements, ident};
use crate::value::sql_type;

/// How this crate lays declared tables out. A store with a larger number was written by a newer
/// version and is refused.
pub const FORMAT_VERSION: i64 = 1;

/// The longest name that the server keeps whole, in bytes.
const NAME_MAX: usize = 63;

/// The setting that names the tenant of a transaction.
pub(crate) const TENANT_SETTING: &str = "moja.tenant";

/// The setting with which a transaction may see the names of all tenants, and nothing else of
/// them.
pub(crate) const NAMES_SETTING: &str = "moja.every_tenant_name";

/// The policy of every table with rows of tenants.
pub(crate) const POLICY: &str = "one_tenant";

/// The policy by which names of tenants can be listed.
pub(crate) const NAMES_POLICY: &str = "tenant_names";

/// PostgreSQL's words.
pub(crate) const DIALECT: Dialect =
    Dialect { parameter: '$', same: "IS NOT DISTINCT FROM", nulls_last: true, indexed_by: false };

/// What lets a row be seen: a missing setting is null before its first use and empty after it,
/// and matches nothing either way. The subquery is evaluated once a statement.
pub(crate) fn wall() -> String {
    format!("tenant = (SELECT nullif(current_setting('{TENANT_SETTING}', true), ''))")
}

/// The condition of the policy for names.
pub(crate) fn names_wall() -> String {
    format!("current_setting('{NAMES_SETTING}', true) = 'on'")
}

/// The store's own tables without rows of tenants: name and columns. They come first, because
/// the row of `moja_store` is the lock of the migration.
pub(crate) const OWN_TABLES: &[(&str, &str)] = &[
    (
        "moja_store",
        "(\n  \
           id bigint NOT NULL PRIMARY KEY, -- 1\n  \
           format bigint NOT NULL -- how declared tables are laid out; 0 before the first migration\n\
         )",
    ),
    (
        "moja_migration",
        "(\n  \
           step bigint NOT NULL PRIMARY KEY, -- position, from 1\n  \
           name text NOT NULL, -- what was done\n  \
           sql text NOT NULL, -- the statements, as they ran\n  \
           checksum text NOT NULL, -- SHA-256 of `sql`, hex\n  \
           applied_at timestamptz NOT NULL -- by the server's clock\n\
         )",
    ),
    (
        "moja_table",
        "(\n  \
           name text NOT NULL PRIMARY KEY, -- a declared table\n  \
           definition text NOT NULL, -- its declaration, one line per column, key and index\n  \
           checksum text NOT NULL -- SHA-256 of `definition`, hex\n\
         )",
    ),
    (
        "moja_view",
        "(\n  \
           name text NOT NULL PRIMARY KEY, -- a documented view\n  \
           sql text NOT NULL -- its DDL\n\
         )",
    ),
];

/// The table of tenants, whose rows are the locks of their writers.
pub(crate) const TENANT_TABLE: &str = "moja_tenant";

const TENANT_COLUMNS: &str = "(\n  \
       tenant text COLLATE \"C\" NOT NULL PRIMARY KEY, -- the tenant\n  \
       version bigint NOT NULL -- how many transactions wrote it\n\
     )";

/// A schema that was checked, with its statements.
#[derive(Debug)]
pub(crate) struct Plan {
    tables: Vec<Statements>,
    /// The name of the schema as it stands in SQL.
    pub(crate) schema: String,
    /// Locks the tenant and counts its version up, if it is the one that is known.
    pub(crate) relock: Arc<str>,
}

impl Plan {
    /// Checks a schema and prepares the texts of its statements.
    ///
    /// # Errors
    ///
    /// Invalid, naming the table and what is wrong with its declaration.
    pub(crate) fn new(declared: &Schema, schema: &str) -> Result<Self, StoreError> {
        validate(declared)?;
        let schema = ident(schema);
        let tables = declared.tables().iter().map(|table| Statements::new(table, &schema));
        let relock = format!(
            "UPDATE {schema}.{TENANT_TABLE} AS t SET version = t.version + 1 \
             WHERE t.tenant = $1 AND t.version = $2"
        );
        Ok(Self { tables: tables.collect(), relock: relock.into(), schema })
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

/// A column as it stands in `CREATE TABLE` and in `ALTER TABLE .. ADD COLUMN`.
pub(crate) fn column_ddl(column: &ColumnDef) -> String {
    let name = ident(column.name);
    let mut ddl = format!("{name} {}", sql_type(column.kind));
    if matches!(column.kind, ColumnType::Text | ColumnType::Json) {
        // Texts sort by their bytes everywhere.
        ddl.push_str(" COLLATE \"C\"");
    }
    if !column.nullable {
        ddl.push_str(" NOT NULL");
    }
    let own = (column.kind == ColumnType::Bool).then(|| format!("{name} IN (0, 1)"));
    for check in own.as_deref().into_iter().chain(column.check) {
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

/// The DDL of a table, without its indexes and walls.
pub(crate) fn table_ddl(table: &TableDef, tables: &[&TableDef], schema: &str) -> String {
    let mut lines: Vec<(String, &str)> =
        vec![("tenant text COLLATE \"C\" NOT NULL".to_owned(), "the tenant")];
    for column in table.columns {
        lines.push((column_ddl(column), column.doc));
    }
    lines.push((format!("PRIMARY KEY ({})", column_list(table, table.key)), ""));
    for reference in table.references {
        let Some(parent) = tables.iter().find(|parent| parent.name == reference.table) else {
            continue;
        };
        let key = format!(
            "FOREIGN KEY ({}) REFERENCES {schema}.{} ({})",
            column_list(table, reference.columns),
            ident(parent.name),
            column_list(parent, parent.key),
        );
        lines.push((key, ""));
    }
    let mut ddl = format!("CREATE TABLE {schema}.{} (\n", ident(table.name));
    let last = lines.len().saturating_sub(1);
    for (at, (line, doc)) in lines.iter().enumerate() {
        let comma = if at == last { "" } else { "," };
        let _ = write!(ddl, "  {line}{comma}");
        if !doc.is_empty() {
            let _ = write!(ddl, " -- {}", one_line(doc));
        }
        ddl.push('\n');
    }
    ddl.push(')');
    ddl
}

/// The DDL of an alternate key or a secondary index.
pub(crate) fn index_ddl(table: &TableDef, index: &IndexDef, unique: bool, schema: &str) -> String {
    let kind = if unique { "UNIQUE INDEX" } else { "INDEX" };
    let mut ddl =
        format!("CREATE {kind} {} ON {schema}.{} (tenant", ident(index.name), ident(table.name));
    let columns = || index.columns.iter().filter_map(|at| table.columns.get(*at));
    for column in columns() {
        // Null comes before every other value, as in the order of a scan.
        let nulls = if column.nullable && !index.sparse { " NULLS FIRST" } else { "" };
        let _ = write!(ddl, ", {}{nulls}", ident(column.name));
    }
    if !unique {
        // A scan goes on in the order of the primary key, so that pages need no sorting.
        let rest = table.key.iter().filter(|at| !index.columns.contains(at));
        for column in rest.filter_map(|at| table.columns.get(*at)) {
            let _ = write!(ddl, ", {}", ident(column.name));
        }
    }
    ddl.push(')');
    for (at, (_, column)) in index.required(table).enumerate() {
        let word = if at == 0 { " WHERE" } else { " AND" };
        let _ = write!(ddl, "{word} {} IS NOT NULL", ident(column.name));
    }
    ddl
}

/// The wall between tenants, which binds the owner too, and what the runtime role may do.
pub(crate) fn wall_ddl(table: &str, rights: &str, schema: &str, role: &str) -> Vec<String> {
    let (table, wall) = (format!("{schema}.{table}"), wall());
    vec![
        format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
        format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"),
        format!("CREATE POLICY {POLICY} ON {table} USING ({wall}) WITH CHECK ({wall})"),
        format!("GRANT {rights} ON {table} TO {role}"),
    ]
}

/// What the runtime role may do with a table.
pub(crate) fn rights(table: &TableDef) -> &'static str {
    match table.mutability {
        Mutability::AppendOnly => "SELECT, INSERT",
        Mutability::Mutable => "SELECT, INSERT, UPDATE, DELETE",
    }
}

/// The name of a table's documented view.
pub(crate) fn view_name(table: &TableDef) -> String {
    format!("v_{}", table.name)
}

/// A view that sees what its reader may see.
pub(crate) fn view_ddl(name: &str, select: &str, schema: &str) -> String {
    format!("CREATE VIEW {schema}.{} WITH (security_invoker = true) AS\n{select}", ident(name))
}

/// The `SELECT` of a view for people: booleans as such, times beside the stored microseconds.
pub(crate) fn view_select(table: &TableDef, schema: &str) -> String {
    let mut select = String::from("SELECT\n  t.tenant");
    for column in table.columns {
        let name = ident(column.name);
        let _ = match column.kind {
            ColumnType::Bool => write!(select, ",\n  t.{name} = 1 AS {name}"),
            ColumnType::Timestamp => write!(
                select,
                ",\n  t.{name},\n  \
                 timestamptz 'epoch' + t.{name} * interval '1 microsecond' AS {}",
                ident(&format!("{}_iso", column.name))
            ),
            _ => write!(select, ",\n  t.{name}"),
        };
    }
    let _ = write!(select, "\nFROM {schema}.{} AS t", ident(table.name));
    select
}

/// Everything that a declared table consists of, in the order of creation.
pub(crate) fn objects(
    table: &TableDef,
    tables: &[&TableDef],
    schema: &str,
    role: &str,
) -> Vec<String> {
    let mut objects = vec![table_ddl(table, tables, schema)];
    objects.extend(table.unique.iter().map(|index| index_ddl(table, index, true, schema)));
    objects.extend(table.indexes.iter().map(|index| index_ddl(table, index, false, schema)));
    objects.extend(wall_ddl(&ident(table.name), rights(table), schema, role));
    objects
}

/// The table of tenants.
pub(crate) fn tenant_objects(schema: &str, role: &str) -> Vec<String> {
    let mut objects = vec![format!("CREATE TABLE {schema}.{TENANT_TABLE} {TENANT_COLUMNS}")];
    objects.extend(wall_ddl(TENANT_TABLE, "SELECT, INSERT, UPDATE", schema, role));
    objects.push(format!(
        "CREATE POLICY {NAMES_POLICY} ON {schema}.{TENANT_TABLE} FOR SELECT USING ({})",
        names_wall()
    ));
    objects
}

/// The whole schema as SQL text: what `migrate` creates in an empty database, with a comment on
/// every table and column, for the schema `moja` and the role `moja_runtime`. The same
/// declarations give the same text on every machine.
#[must_use]
pub fn render_schema(schema: &Schema) -> String {
    let (tables, name, role) = (schema.tables(), "moja", "moja_runtime");
    let mut text = format!(
        "-- Generated from the declared tables. PostgreSQL, format {FORMAT_VERSION}.\n\n\
         CREATE ROLE {role} NOLOGIN;\nCREATE SCHEMA {name};\nGRANT USAGE ON SCHEMA {name} TO {role};\nSET search_path TO {name};\n"
    );
    for (own, columns) in OWN_TABLES {
        let _ = write!(text, "\nCREATE TABLE {name}.{own} {columns};\n");
        let _ = writeln!(text, "GRANT SELECT ON {name}.{own} TO {role};");
    }
    text.push('\n');
    for ddl in tenant_objects(name, role) {
        let _ = writeln!(text, "{ddl};");
    }
    for table in tables {
        let _ = write!(text, "\n-- {}\n", one_line(table.doc));
        for ddl in objects(table, tables, name, role) {
            let _ = writeln!(text, "{ddl};");
        }
        text.push_str(&render_view(&view_name(table), &view_select(table, name)));
    }
    text
}

/// A documented view as SQL text, for the schema and the role of [`render_schema`].
#[must_use]
pub fn render_view(name: &str, select: &str) -> String {
    format!(
        "{};\nGRANT SELECT ON moja.{} TO moja_runtime;\n",
        view_ddl(name, select, "moja"),
        ident(name)
    )
}

/// Checks what PostgreSQL would accept and we would later regret.
fn validate(schema: &Schema) -> Result<(), StoreError> {
    let tables = schema.tables();
    let own = OWN_TABLES.iter().map(|(name, _)| *name).chain([TENANT_TABLE]);
    let mut names: HashSet<String> = own.map(str::to_owned).collect();
    let mut claim = |name: &str| {
        if !is_plain(name) || name.starts_with("pg_") || name.len() > NAME_MAX {
            return Err(invalid(format_args!(
                "`{name}` is not a valid name in snake case of at most {NAME_MAX} bytes"
            )));
        }
        if !names.insert(name.to_owned()) {
            return Err(invalid(format_args!("the name `{name}` is declared twice")));
        }
        Ok(())
    };
    for table in tables {
        claim(table.name)?;
        claim(&view_name(table))?;
        for index in table.unique.iter().chain(table.indexes) {
            claim(index.name)?;
        }
    }
    tables.iter().try_for_each(|table| validate_table(table, tables))
}
