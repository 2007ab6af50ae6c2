//! What every store needs to know of declared tables to create and to upgrade them: a checked
//! declaration, its recorded form, and what has to be added to bring the recorded one up to date.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::record::{ColumnDef, IndexDef, Mutability, TableDef};
use crate::store::{StoreError, StoreErrorKind};

/// SHA-256 in hex, with which definitions and migration steps are recorded.
#[must_use]
pub fn checksum(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// One line, so that it can stand after `--` and in a definition.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A declaration as text: one fact a line, in a fixed order, without the docs.
#[must_use]
pub fn definition(table: &TableDef) -> String {
    let mut text = String::new();
    let mutability = match table.mutability {
        Mutability::Mutable => "mutable",
        Mutability::AppendOnly => "append-only",
    };
    let _ = writeln!(text, "table {mutability}");
    for column in table.columns {
        let null = if column.nullable { "null" } else { "not-null" };
        let check = column.check.map(one_line).unwrap_or_default();
        let _ = writeln!(text, "column {} {:?} {null} {check}", column.name, column.kind);
    }
    let names = |columns: &[usize]| -> String {
        let names = columns.iter().filter_map(|at| table.columns.get(*at));
        names.map(|column| column.name).collect::<Vec<_>>().join(",")
    };
    let _ = writeln!(text, "key primary {}", names(table.key));
    for (kind, indexes) in [("unique", table.unique), ("index", table.indexes)] {
        for index in indexes {
            let sparse = if index.sparse { "sparse" } else { "full" };
            let _ = writeln!(text, "{kind} {} {} {sparse}", index.name, names(index.columns));
        }
    }
    for reference in table.references {
        let columns = names(reference.columns);
        let _ = writeln!(text, "reference {columns}:{} -", reference.table);
    }
    text
}

/// One thing that a recorded table lacks.
#[derive(Clone, Copy, Debug)]
pub enum Addition {
    /// A nullable column.
    Column(&'static ColumnDef),
    /// An alternate key.
    Unique(&'static IndexDef),
    /// A secondary index.
    Index(&'static IndexDef),
}

/// The facts of a definition by what they are about (`column name`), in order.
fn facts(text: &str) -> BTreeMap<(&str, &str), &str> {
    text.lines()
        .filter_map(|line| {
            let (kind, rest) = line.split_once(' ')?;
            let (name, fact) = match kind {
                "table" => ("", rest),
                _ => rest.split_once(' ').unwrap_or((rest, "")),
            };
            Some(((kind, name), fact))
        })
        .collect()
}

/// What has to be added to the table that was recorded as `stored` so that it is `table`.
///
/// # Errors
///
/// Incompatible, naming the table and the item, when something was changed, removed, or added
/// where only an empty table could take it.
pub fn additions(table: &'static TableDef, stored: &str) -> Result<Vec<Addition>, StoreError> {
    let declared = definition(table);
    if declared == stored {
        return Ok(Vec::new());
    }
    let (old, new) = (facts(stored), facts(&declared));
    let refuse = |kind: &str, name: &str, what: &str| {
        let item = match kind {
            "table" => format!("table `{}`", table.name),
            "column" => format!("column `{}.{name}`", table.name),
            _ => format!("{kind} `{name}` of table `{}`", table.name),
        };
        let message = format!("{item} {what}; only additions can be migrated");
        Err(StoreError::new(StoreErrorKind::Incompatible, message))
    };
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
    for (kind, name) in keys {
        match (old.get(&(kind, name)), new.get(&(kind, name))) {
            (Some(old), Some(new)) if old == new => {}
            (Some(_), Some(_)) => {
                return refuse(kind, name, "is declared differently from the store's");
            }
            (Some(_), None) => {
                return refuse(
                    kind,
                    name,
                    "is in the store and not declared: the store is newer, or it was removed",
                );
            }
            (None, _) if kind == "reference" => {
                return refuse(kind, name, "was added to a table that exists");
            }
            (None, _) => {}
        }
    }
    let mut additions = Vec::new();
    for column in table.columns {
        if old.contains_key(&("column", column.name)) {
            continue;
        }
        if !column.nullable {
            return refuse("column", column.name, "was added and is not nullable");
        }
        additions.push(Addition::Column(column));
    }
    let lacks = |kind, index: &IndexDef| !old.contains_key(&(kind, index.name));
    let unique = table.unique.iter().filter(|index| lacks("unique", index));
    additions.extend(unique.map(Addition::Unique));
    let indexes = table.indexes.iter().filter(|index| lacks("index", index));
    additions.extend(indexes.map(Addition::Index));
    Ok(additions)
}

fn invalid(message: impl std::fmt::Display) -> StoreError {
    StoreError::new(StoreErrorKind::Invalid, message)
}

/// Checks one declaration for what a database would accept and we would later regret.
///
/// # Errors
///
/// Invalid, naming the table and what is wrong with it.
pub fn validate_table(table: &TableDef, schema: &[&TableDef]) -> Result<(), StoreError> {
    let name = table.name;
    let mut columns = HashSet::from(["tenant"]);
    for column in table.columns {
        if !is_plain(column.name) || !columns.insert(column.name) {
            return Err(invalid(format_args!(
                "column `{name}.{}` is not a valid name or is declared twice",
                column.name
            )));
        }
    }
    let indexes = table.unique.iter().chain(table.indexes).map(|index| index.columns);
    let positions = indexes
        .chain(table.references.iter().map(|reference| reference.columns))
        .chain([table.key])
        .flatten();
    for position in positions {
        if table.columns.get(*position).is_none() {
            return Err(invalid(format_args!("table `{name}` has no column at {position}")));
        }
    }
    if table.key.iter().any(|at| table.columns.get(*at).is_some_and(|column| column.nullable)) {
        return Err(invalid(format_args!("the key of table `{name}` has a nullable column")));
    }
    for reference in table.references {
        let parent = schema.iter().find(|parent| parent.name == reference.table);
        if parent.is_none_or(|parent| parent.key.len() != reference.columns.len()) {
            return Err(invalid(format_args!(
                "the reference of table `{name}` to `{}` does not match that table's key",
                reference.table
            )));
        }
    }
    Ok(())
}

/// Whether a name is in snake case and needs no quotes for its characters.
#[must_use]
pub fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
