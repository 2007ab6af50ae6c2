//! A declared scan as one `SELECT`.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write as _;

use moja_core::record::TableDef;
use moja_core::scan::{Compare, Direction, Filter, LIMIT_MAX, Scan, SemiJoin};
use moja_core::store::StoreError;
use moja_core::value::{Value, ValueRef};
use rusqlite::Connection;

use crate::error::{Doing, invalid};
use crate::schema::Plan;
use crate::statement::{Statements, bind, prepare};

/// A semijoin with fewer rows than this is where a scan starts; with more, rows of the
/// scanned table are tried in order until the page is full.
const NARROW_ROWS: i64 = 1000;

/// A statement: `?1` is the tenant, the values follow from `?2`.
#[derive(Debug)]
pub(crate) struct Query<'s> {
    pub(crate) sql: String,
    pub(crate) values: Vec<Cow<'s, Value>>,
    pub(crate) limit: usize,
}

impl Query<'_> {
    /// The values to bind from parameter 1.
    pub(crate) fn bound(&self, tenant: i64) -> impl Iterator<Item = ValueRef<'_>> {
        std::iter::once(ValueRef::Int(tenant)).chain(self.values.iter().map(|v| Value::as_ref(v)))
    }
}

#[derive(Default)]
struct Builder<'s> {
    sql: String,
    values: Vec<Cow<'s, Value>>,
}

impl<'s> Builder<'s> {
    fn push(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    /// Appends the parameter that holds `value`.
    fn parameter(&mut self, value: Cow<'s, Value>) {
        self.values.push(value);
        let _ = write!(self.sql, "?{}", self.values.len().saturating_add(1));
    }

    /// Appends ` AND` and a condition on the column called `name`.
    fn filter(&mut self, name: &str, filter: &'s Filter) {
        let operator = match filter.compare {
            Compare::Equal => " = ",
            Compare::Less => " < ",
            Compare::AtMost => " <= ",
            Compare::Greater => " > ",
            Compare::AtLeast => " >= ",
            Compare::IsNull => " IS NULL",
            Compare::NotNull => " IS NOT NULL",
        };
        self.push(" AND ");
        self.push(name);
        self.push(operator);
        if !matches!(filter.compare, Compare::IsNull | Compare::NotNull) {
            self.parameter(Cow::Borrowed(&filter.value));
        }
    }

    /// Appends `FROM .. WHERE ..` of a semijoin's table.
    fn joined(
        &mut self,
        other: &Statements,
        alias: &str,
        join: &'s SemiJoin,
    ) -> Result<(), StoreError> {
        let _ = write!(self.sql, " FROM {} AS {alias} WHERE {alias}.tenant = ?1", other.table);
        for filter in &join.filters {
            let name = format!("{alias}.{}", other.name(filter.column)?);
            self.filter(&name, filter);
        }
        Ok(())
    }
}

/// A comparison with null is never true, so nothing can be found.
fn never(filter: &Filter) -> bool {
    filter.value == Value::Null && !matches!(filter.compare, Compare::IsNull | Compare::NotNull)
}

/// The semijoin that a scan of `tenant` had better start from: the one with the fewest rows,
/// if they are few. Looking costs as much as reading that many index entries.
///
/// # Errors
///
/// Invalid as for [`build`], or what SQLite reports.
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
        let mut builder = Builder::default();
        builder.push("SELECT count(*) FROM (SELECT 1");
        builder.joined(plan.statements(join.table)?, "s", join)?;
        let _ = write!(builder.sql, " LIMIT {NARROW_ROWS})");
        let Builder { sql, values } = builder;
        let query = Query { sql, values, limit: 1 };
        let mut statement = prepare(connection, &query.sql)?;
        let doing = "looking at a semijoin";
        bind(&mut statement, 1, query.bound(tenant)).doing(doing)?;
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

/// Builds the statement of `scan`; `None` when it cannot find anything.
///
/// # Errors
///
/// Invalid when the scan names a table, an index or a column that is not declared.
pub(crate) fn build<'s>(
    plan: &Plan,
    scan: &'s Scan,
    driver: Option<usize>,
) -> Result<Option<Query<'s>>, StoreError> {
    let table = plan.statements(scan.table)?;
    let index = scan.index_def();
    if let (None, Some(name)) = (index, scan.index) {
        return Err(invalid(format_args!("table `{}` has no index `{name}`", table.def.name)));
    }
    let limit = usize::try_from(scan.limit.min(LIMIT_MAX)).unwrap_or(usize::MAX);
    let joined = scan.semijoins.iter().flat_map(|join| &join.filters);
    if limit == 0 || scan.filters.iter().chain(joined).any(never) {
        return Ok(None);
    }
    let order = scan.order();
    let Some(keyset) = Keyset::new(table, scan, &order)? else { return Ok(None) };
    let mut builder = Builder::default();
    builder.sql.reserve(256);
    builder.push("SELECT ");
    builder.push(&table.scanned_list);
    builder.push(" FROM ");
    if let Some(join) = driver.and_then(|at| scan.semijoins.get(at)) {
        // The join's rows first, and then each row of the table by its key.
        builder.push("(SELECT DISTINCT ");
        for (at, (_, theirs)) in join.on.iter().enumerate() {
            let other = plan.statements(join.table)?;
            let comma = if at == 0 { "" } else { ", " };
            let _ = write!(builder.sql, "{comma}d.{} AS k{at}", other.name(*theirs)?);
        }
        builder.joined(plan.statements(join.table)?, "d", join)?;
        let _ = write!(
            builder.sql,
            ") AS d CROSS JOIN {} AS t INDEXED BY {} WHERE t.tenant = ?1",
            table.table,
            table.index(None)
        );
        for (at, (own, _)) in join.on.iter().enumerate() {
            let _ = write!(builder.sql, " AND {} = d.k{at}", table.scanned(*own)?);
        }
    } else {
        let _ = write!(
            builder.sql,
            "{} AS t INDEXED BY {} WHERE t.tenant = ?1",
            table.table,
            table.index(index)
        );
    }
    if let Some(sparse) = index.filter(|index| index.sparse) {
        for position in sparse.columns {
            let _ = write!(builder.sql, " AND {} IS NOT NULL", table.scanned(*position)?);
        }
    }
    for filter in &scan.filters {
        if !keyset.implies(filter) {
            builder.filter(table.scanned(filter.column)?, filter);
        }
    }
    keyset.conditions(&mut builder)?;
    for (at, join) in scan.semijoins.iter().enumerate() {
        if driver != Some(at) {
            exists(plan, table, at, join, &mut builder)?;
        }
    }
    let direction = match scan.direction {
        Direction::Ascending => "",
        Direction::Descending => " DESC",
    };
    for (at, position) in keyset.open.iter().enumerate() {
        let word = if at == 0 { " ORDER BY " } else { ", " };
        let _ = write!(builder.sql, "{word}{}{direction}", table.scanned(*position)?);
    }
    builder.push(" LIMIT ");
    // One row more tells whether there is a next page.
    let rows = i64::from(scan.limit.min(LIMIT_MAX)).saturating_add(1);
    builder.parameter(Cow::Owned(Value::Int(rows)));
    Ok(Some(Query { sql: builder.sql, values: builder.values, limit }))
}

fn exists<'s>(
    plan: &Plan,
    table: &Statements,
    at: usize,
    join: &'s SemiJoin,
    builder: &mut Builder<'s>,
) -> Result<(), StoreError> {
    let other = plan.statements(join.table)?;
    let alias = format!("s{at}");
    builder.push(" AND EXISTS (SELECT 1");
    builder.joined(other, &alias, join)?;
    for (own, theirs) in &join.on {
        let _ =
            write!(builder.sql, " AND {alias}.{} = {}", other.name(*theirs)?, table.scanned(*own)?);
    }
    builder.push(")");
    Ok(())
}

/// Where the page starts.
struct Keyset<'s, 'p> {
    table: &'p Statements,
    scan: &'s Scan,
    /// Order columns that no equality fixes.
    open: Vec<usize>,
    /// The cursor's values of those columns, or of the first ones.
    after: Option<Vec<&'s Value>>,
    /// Rows that have exactly these values come after the cursor.
    inclusive: bool,
}

impl<'s, 'p> Keyset<'s, 'p> {
    /// `None` when the cursor lies behind every row of the scan.
    fn new(
        table: &'p Statements,
        scan: &'s Scan,
        order: &[usize],
    ) -> Result<Option<Self>, StoreError> {
        let fixed = |position: usize| {
            scan.filters
                .iter()
                .find(|filter| filter.column == position && filter.compare == Compare::Equal)
                .map(|filter| &filter.value)
        };
        let open: Vec<usize> =
            order.iter().copied().filter(|position| fixed(*position).is_none()).collect();
        let whole = Self { table, scan, open: open.clone(), after: None, inclusive: false };
        let Some(cursor) = &scan.after else { return Ok(Some(whole)) };
        let values = cursor.values();
        if values.len() != order.len() {
            return Err(invalid(format_args!(
                "a cursor of table `{}` has {} values, not {}",
                scan.table.name,
                values.len(),
                order.len()
            )));
        }
        let mut after = Vec::with_capacity(open.len());
        for (position, value) in order.iter().zip(values) {
            let Some(fixed) = fixed(*position) else {
                after.push(value);
                continue;
            };
            // A cursor from outside of the filters: rows that agree with it so far lie all
            // after it or all before.
            let side = match scan.direction {
                Direction::Ascending => fixed.cmp(value),
                Direction::Descending => value.cmp(fixed),
            };
            if side.is_ne() {
                return Ok(match (after.is_empty(), side) {
                    (true, Ordering::Less) => None,
                    (true, _) => Some(Self { after: None, ..whole }),
                    (false, side) => {
                        Some(Self { after: Some(after), inclusive: side.is_gt(), ..whole })
                    }
                });
            }
        }
        Ok((!open.is_empty()).then_some(Self { after: Some(after), ..whole }))
    }

    fn nullable(&self, position: usize) -> bool {
        let sparse = self
            .scan
            .index_def()
            .is_some_and(|index| index.sparse && index.columns.contains(&position));
        !sparse && self.scan.table.columns.get(position).is_some_and(|column| column.nullable)
    }

    /// Whether the cursor already says what `filter` says. SQLite starts a range at one bound
    /// only, and it must be the cursor's: otherwise each page reads all pages before it.
    fn implies(&self, filter: &Filter) -> bool {
        let (Some(position), Some(value)) =
            (self.open.first(), self.after.as_ref().and_then(|after| after.first()))
        else {
            return false;
        };
        if filter.column != *position || **value == Value::Null {
            return false;
        }
        let order = (*value).cmp(&filter.value);
        match (self.scan.direction, filter.compare) {
            (Direction::Ascending, Compare::Greater) => order.is_gt(),
            (Direction::Ascending, Compare::AtLeast) => order.is_ge(),
            (Direction::Descending, Compare::Less) => order.is_lt() && !self.nullable(*position),
            (Direction::Descending, Compare::AtMost) => order.is_le() && !self.nullable(*position),
            _ => false,
        }
    }

    fn conditions(&self, builder: &mut Builder<'s>) -> Result<(), StoreError> {
        let Some(after) = &self.after else { return Ok(()) };
        let ascending = self.scan.direction == Direction::Ascending;
        let operator = if ascending { ">" } else { "<" };
        let names: Vec<&str> = self
            .open
            .iter()
            .take(after.len())
            .map(|position| self.table.scanned(*position))
            .collect::<Result<_, _>>()?;
        let nulls = self.open.iter().any(|position| self.nullable(*position));
        if !nulls && after.iter().all(|value| **value != Value::Null) {
            let equal = if self.inclusive { "=" } else { "" };
            let _ = write!(builder.sql, " AND ({}) {operator}{equal} (", names.join(", "));
            for (at, value) in after.iter().enumerate() {
                builder.push(if at == 0 { "" } else { ", " });
                builder.parameter(Cow::Borrowed(value));
            }
            builder.push(")");
            return Ok(());
        }
        // Row values are unknown as soon as a null is among them, so the order is spelt out,
        // from the last column to the first. Null comes before every other value.
        let parameters: Vec<String> = after
            .iter()
            .map(|value| {
                builder.values.push(Cow::Borrowed(*value));
                format!("?{}", builder.values.len().saturating_add(1))
            })
            .collect();
        let mut condition = if self.inclusive { "TRUE".to_owned() } else { String::new() };
        let columns = self.open.iter().zip(after).zip(names.iter().zip(&parameters));
        for ((position, value), (name, parameter)) in columns.rev() {
            let beyond = match (**value == Value::Null, ascending) {
                (true, true) => format!("{name} IS NOT NULL"),
                (true, false) => "FALSE".to_owned(),
                (false, false) if self.nullable(*position) => {
                    format!("({name} < {parameter} OR {name} IS NULL)")
                }
                (false, _) => format!("{name} {operator} {parameter}"),
            };
            condition = if condition.is_empty() {
                beyond
            } else {
                format!("({beyond} OR ({name} IS {parameter} AND {condition}))")
            };
        }
        // A bound on the first column, so that a deep page does not read from the start.
        if let (Some(name), Some(parameter), Some(value), Some(position)) =
            (names.first(), parameters.first(), after.first(), self.open.first())
        {
            let _ = match (**value == Value::Null, ascending) {
                (true, false) => write!(builder.sql, " AND {name} IS NULL"),
                (false, true) => write!(builder.sql, " AND {name} >= {parameter}"),
                (false, false) if !self.nullable(*position) => {
                    write!(builder.sql, " AND {name} <= {parameter}")
                }
                _ => Ok(()),
            };
        }
        builder.push(" AND ");
        builder.push(&condition);
        Ok(())
    }
}
