//! Declared scans as SQL, for the stores that speak it.
//!
//! Dialects differ in a few words, so the text is built once, here.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write as _;

use crate::record::{ColumnType, IndexDef, TableDef};
use crate::scan::{Compare, Direction, Filter, LIMIT_MAX, Scan, SemiJoin};
use crate::store::{StoreError, StoreErrorKind};
use crate::value::{Value, ValueRef};

/// What sets one dialect of SQL apart from another, as far as scans are concerned.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// What stands in front of a parameter's number.
    pub parameter: char,
    /// The operator of equality that also holds between two nulls.
    pub same: &'static str,
    /// Nulls come behind all values unless the order says otherwise.
    pub nulls_last: bool,
    /// `INDEXED BY` can say which index is to be used.
    pub indexed_by: bool,
}

/// How a declared table stands in a store's SQL.
pub trait SqlTable: Send + Sync {
    /// The declaration.
    fn def(&self) -> &'static TableDef;
    /// The table's name.
    fn table(&self) -> &str;
    /// The name of the column at `position`.
    ///
    /// # Errors
    ///
    /// Invalid when there is none.
    fn name(&self, position: usize) -> Result<&str, StoreError>;
    /// The same behind `t.`.
    ///
    /// # Errors
    ///
    /// Invalid when there is none.
    fn scanned(&self, position: usize) -> Result<&str, StoreError>;
    /// All of those, comma separated.
    fn scanned_list(&self) -> &str;
    /// The name of an index, or of the primary key, for `INDEXED BY`.
    fn index(&self, index: Option<&IndexDef>) -> &str;
}

/// The declared tables of a store.
pub trait SqlTables {
    /// How `table` stands in SQL.
    ///
    /// # Errors
    ///
    /// Invalid when the schema does not have it.
    fn sql(&self, table: &'static TableDef) -> Result<&dyn SqlTable, StoreError>;
}

fn kind_of(table: &TableDef, position: usize) -> ColumnType {
    table.columns.get(position).map_or(ColumnType::Int, |column| column.kind)
}

fn invalid(message: impl std::fmt::Display) -> StoreError {
    StoreError::new(StoreErrorKind::Invalid, message)
}

/// A statement: its first parameter is the tenant, the values follow.
#[derive(Debug)]
pub struct Query<'s> {
    /// The text.
    pub sql: String,
    /// The values of the parameters behind the tenant, each with the type of the column that it
    /// is compared with.
    pub values: Vec<(Cow<'s, Value>, ColumnType)>,
    /// Rows of a page. The statement asks for one more, which tells whether there is a next one.
    pub limit: usize,
}

impl Query<'_> {
    /// The values to bind, the tenant's first.
    pub fn bound<'q>(&'q self, tenant: ValueRef<'q>) -> impl Iterator<Item = ValueRef<'q>> {
        std::iter::once(tenant).chain(self.values.iter().map(|(value, _)| Value::as_ref(value)))
    }
}

struct Builder<'s, 'd> {
    dialect: &'d Dialect,
    sql: String,
    values: Vec<(Cow<'s, Value>, ColumnType)>,
}

impl<'s, 'd> Builder<'s, 'd> {
    fn new(dialect: &'d Dialect) -> Self {
        Self { dialect, sql: String::new(), values: Vec::new() }
    }

    fn push(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    /// Appends the parameter that holds `value`.
    fn parameter(&mut self, value: Cow<'s, Value>, kind: ColumnType) {
        let parameter = self.enter(value, kind);
        self.sql.push_str(&parameter);
    }

    /// The parameter that holds `value`.
    fn enter(&mut self, value: Cow<'s, Value>, kind: ColumnType) -> String {
        self.values.push((value, kind));
        // The tenant is the first.
        format!("{}{}", self.dialect.parameter, self.values.len().saturating_add(1))
    }

    /// The parameter that holds the tenant.
    fn tenant(&self) -> String {
        format!("{}1", self.dialect.parameter)
    }

    /// Appends ` AND` and a condition on the column called `name`.
    fn filter(&mut self, table: &'static TableDef, name: &str, filter: &'s Filter) {
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
            self.parameter(Cow::Borrowed(&filter.value), kind_of(table, filter.column));
        }
    }

    /// Appends the scanned table and the condition that picks the tenant.
    fn scanned(&mut self, table: &dyn SqlTable, index: Option<&IndexDef>) {
        let _ = write!(self.sql, "{} AS t", table.table());
        if self.dialect.indexed_by {
            let _ = write!(self.sql, " INDEXED BY {}", table.index(index));
        }
        let tenant = self.tenant();
        let _ = write!(self.sql, " WHERE t.tenant = {tenant}");
    }

    /// Appends `FROM .. WHERE ..` of a semijoin's table.
    fn joined(
        &mut self,
        other: &dyn SqlTable,
        alias: &str,
        join: &'s SemiJoin,
    ) -> Result<(), StoreError> {
        let tenant = self.tenant();
        let table = other.table();
        let _ = write!(self.sql, " FROM {table} AS {alias} WHERE {alias}.tenant = {tenant}");
        for filter in &join.filters {
            let name = format!("{alias}.{}", other.name(filter.column)?);
            self.filter(other.def(), &name, filter);
        }
        Ok(())
    }
}

/// A comparison with null is never true, so nothing can be found.
fn never(filter: &Filter) -> bool {
    filter.value == Value::Null && !matches!(filter.compare, Compare::IsNull | Compare::NotNull)
}

/// Counts the rows of a semijoin's table that satisfy its conditions, up to `limit`.
///
/// # Errors
///
/// Invalid when the semijoin names a table or a column that is not declared.
pub fn count_joined<'s>(
    dialect: &Dialect,
    tables: &dyn SqlTables,
    join: &'s SemiJoin,
    limit: i64,
) -> Result<Query<'s>, StoreError> {
    let mut builder = Builder::new(dialect);
    builder.push("SELECT count(*) FROM (SELECT 1");
    builder.joined(tables.sql(join.table)?, "s", join)?;
    let _ = write!(builder.sql, " LIMIT {limit})");
    Ok(Query { sql: builder.sql, values: builder.values, limit: 1 })
}

/// Builds the statement of `scan`; `None` when it cannot find anything. It starts from the rows of
/// the semijoin at `driver`, if there is one, and tries rows of the scanned table otherwise.
///
/// # Errors
///
/// Invalid when the scan names a table, an index or a column that is not declared.
pub fn build<'s>(
    dialect: &Dialect,
    tables: &dyn SqlTables,
    scan: &'s Scan,
    driver: Option<usize>,
) -> Result<Option<Query<'s>>, StoreError> {
    let table = tables.sql(scan.table)?;
    let index = scan.index_def();
    if let (None, Some(name)) = (index, scan.index) {
        return Err(invalid(format_args!("table `{}` has no index `{name}`", table.def().name)));
    }
    let limit = usize::try_from(scan.limit.min(LIMIT_MAX)).unwrap_or(usize::MAX);
    let joined = scan.semijoins.iter().flat_map(|join| &join.filters);
    if limit == 0 || scan.filters.iter().chain(joined).any(never) {
        return Ok(None);
    }
    let order = scan.order();
    let Some(keyset) = Keyset::new(table, scan, &order)? else { return Ok(None) };
    let mut builder = Builder::new(dialect);
    builder.sql.reserve(256);
    builder.push("SELECT ");
    builder.push(table.scanned_list());
    builder.push(" FROM ");
    if let Some(join) = driver.and_then(|at| scan.semijoins.get(at)) {
        // The join's rows first, and then each row of the table by its key.
        builder.push("(SELECT DISTINCT ");
        for (at, (_, theirs)) in join.on.iter().enumerate() {
            let other = tables.sql(join.table)?;
            let comma = if at == 0 { "" } else { ", " };
            let _ = write!(builder.sql, "{comma}d.{} AS k{at}", other.name(*theirs)?);
        }
        builder.joined(tables.sql(join.table)?, "d", join)?;
        builder.push(") AS d CROSS JOIN ");
        builder.scanned(table, None);
        for (at, (own, _)) in join.on.iter().enumerate() {
            let _ = write!(builder.sql, " AND {} = d.k{at}", table.scanned(*own)?);
        }
    } else {
        builder.scanned(table, index);
    }
    for (position, _) in index.into_iter().flat_map(|index| index.required(scan.table)) {
        let _ = write!(builder.sql, " AND {} IS NOT NULL", table.scanned(position)?);
    }
    for filter in &scan.filters {
        if !keyset.implies(filter) {
            builder.filter(table.def(), table.scanned(filter.column)?, filter);
        }
    }
    keyset.conditions(&mut builder)?;
    for (at, join) in scan.semijoins.iter().enumerate() {
        if driver != Some(at) {
            exists(tables, table, at, join, &mut builder)?;
        }
    }
    for (at, position) in keyset.open.iter().enumerate() {
        let word = if at == 0 { " ORDER BY " } else { ", " };
        // Null comes before every other value.
        let direction = match (scan.direction, dialect.nulls_last && keyset.nullable(*position)) {
            (Direction::Ascending, false) => "",
            (Direction::Ascending, true) => " NULLS FIRST",
            (Direction::Descending, false) => " DESC",
            (Direction::Descending, true) => " DESC NULLS LAST",
        };
        let _ = write!(builder.sql, "{word}{}{direction}", table.scanned(*position)?);
    }
    builder.push(" LIMIT ");
    // One row more tells whether there is a next page.
    let rows = i64::from(scan.limit.min(LIMIT_MAX)).saturating_add(1);
    builder.parameter(Cow::Owned(Value::Int(rows)), ColumnType::Int);
    Ok(Some(Query { sql: builder.sql, values: builder.values, limit }))
}

fn exists<'s>(
    tables: &dyn SqlTables,
    table: &dyn SqlTable,
    at: usize,
    join: &'s SemiJoin,
    builder: &mut Builder<'s, '_>,
) -> Result<(), StoreError> {
    let other = tables.sql(join.table)?;
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
    table: &'p dyn SqlTable,
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
        table: &'p dyn SqlTable,
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

    fn conditions(&self, builder: &mut Builder<'s, '_>) -> Result<(), StoreError> {
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
            for (at, (value, position)) in after.iter().zip(&self.open).enumerate() {
                builder.push(if at == 0 { "" } else { ", " });
                builder.parameter(Cow::Borrowed(value), kind_of(self.scan.table, *position));
            }
            builder.push(")");
            return Ok(());
        }
        // Row values are unknown as soon as a null is among them, so the order is spelt out,
        // from the last column to the first. Null comes before every other value.
        let parameters: Vec<String> = after
            .iter()
            .zip(&self.open)
            .map(|(value, position)| {
                builder.enter(Cow::Borrowed(*value), kind_of(self.scan.table, *position))
            })
            .collect();
        let same = builder.dialect.same;
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
                format!("({beyond} OR ({name} {same} {parameter} AND {condition}))")
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
