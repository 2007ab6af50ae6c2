//! How SQLite's scans are built, and where one with semijoins starts.

use moja_core::record::TableDef;
use moja_core::scan::{Compare, Scan, SemiJoin};
use moja_core::sql::{Dialect, count_joined};
use moja_core::store::StoreError;
use moja_core::value::ValueRef;
use rusqlite::Connection;

use crate::error::Doing;
use crate::schema::Plan;
use crate::statement::{bind, prepare};

/// SQLite's words.
pub(crate) const DIALECT: Dialect =
    Dialect { parameter: '?', same: "IS", nulls_last: false, indexed_by: true };

/// A semijoin with fewer rows than this is where a scan starts; with more, rows of the
/// scanned table are tried in order until the page is full.
const NARROW_ROWS: i64 = 1000;

/// The semijoin that a scan of `tenant` had better start from: the one with the fewest rows,
/// if they are few. Looking costs as much as reading that many index entries.
///
/// # Errors
///
/// Invalid as for [`build`](moja_core::sql::build), or what SQLite reports.
pub(crate) fn driver(
    connection: &Connection,
    plan: &Plan,
    scan: &Scan,
    tenant: i64,
) -> Result<Option<usize>, StoreError> {
    let mut narrow: Option<(usize, i64)> = None;
    for (at, join) in scan.semijoins.iter().enumerate() {
        if !(joins_key(scan.table, join) && is_seek(join)) {
            continue;
        }
        let query = count_joined(&DIALECT, plan, join, NARROW_ROWS)?;
        let mut statement = prepare(connection, &query.sql)?;
        let doing = "looking at a semijoin";
        bind(&mut statement, 1, query.bound(ValueRef::Int(tenant))).doing(doing)?;
        let mut rows = statement.raw_query();
        let Some(row) = rows.next().doing(doing)? else { continue };
        let count: i64 = row.get(0).doing(doing)?;
        if count < narrow.map_or(NARROW_ROWS, |(_, least)| least) {
            narrow = Some((at, count));
        }
    }
    Ok(narrow.map(|(at, _)| at))
}

/// Whether the pairs name the leading columns of the scanned table's key.
fn joins_key(table: &TableDef, join: &SemiJoin) -> bool {
    let pairs = join.on.len();
    pairs > 0
        && pairs <= table.key.len()
        && table.key.iter().take(pairs).all(|key| join.on.iter().any(|(own, _)| own == key))
}

/// Whether a key or an index leads to the rows of the semijoin.
fn is_seek(join: &SemiJoin) -> bool {
    let table = join.table;
    let indexes = table.unique.iter().chain(table.indexes).map(|index| index.columns);
    let equal = |column: &usize| {
        join.filters.iter().any(|f| f.column == *column && f.compare == Compare::Equal)
    };
    indexes.chain([table.key]).any(|columns| columns.first().is_some_and(equal))
}
