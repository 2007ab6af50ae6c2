//! A declared scan as one `SELECT`.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write as _;

use moja_core::record::{IndexDef, TableDef};
use moja_core::scan::{Compare, Direction, Filter, LIMIT_MAX, Scan};
use moja_core::store::StoreError;
use moja_core::value::Value;

use crate::error::invalid;
use crate::schema::Plan;
use crate::statement::{Statements, ident};

/// A statement: `?1` is the tenant, the values follow from `?2`.
#[derive(Debug)]
pub(crate) struct Query<'s> {
    pub(crate) sql: String,
    pub(crate) values: Vec<Cow<'s, Value>>,
    pub(crate) limit: usize,
}

struct Builder<'s> {
    conditions: String,
    values: Vec<Cow<'s, Value>>,
}

impl<'s> Builder<'s> {
    /// The parameter that holds `value`.
    fn parameter(&mut self, value: Cow<'s, Value>) -> String {
        self.values.push(value);
        format!("?{}", self.values.len().saturating_add(1))
    }

    fn and(&mut self, condition: &str) {
        let _ = write!(self.conditions, " AND {condition}");
    }

    fn filter(
        &mut self,
        table: &Statements,
        alias: &str,
        filter: &'s Filter,
    ) -> Result<String, StoreError> {
        let name = column(table, alias, filter.column)?;
        let operator = match filter.compare {
            Compare::Equal => "=",
            Compare::Less => "<",
            Compare::AtMost => "<=",
            Compare::Greater => ">",
            Compare::AtLeast => ">=",
            Compare::IsNull => return Ok(format!("{name} IS NULL")),
            Compare::NotNull => return Ok(format!("{name} IS NOT NULL")),
        };
        Ok(format!("{name} {operator} {}", self.parameter(Cow::Borrowed(&filter.value))))
    }
}

fn column(table: &Statements, alias: &str, position: usize) -> Result<String, StoreError> {
    Ok(format!("{alias}.{}", table.name(position)?))
}

/// A comparison with null is never true, so nothing can be found.
fn never(filter: &Filter) -> bool {
    filter.value == Value::Null && !matches!(filter.compare, Compare::IsNull | Compare::NotNull)
}

/// Builds the statement of `scan`; `None` when it cannot find anything.
///
/// # Errors
///
/// Invalid when the scan names a table, an index or a column that is not declared.
pub(crate) fn build<'s>(plan: &Plan, scan: &'s Scan) -> Result<Option<Query<'s>>, StoreError> {
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
    let mut builder = Builder { conditions: String::from("t.tenant = ?1"), values: Vec::new() };
    if let Some(sparse) = index.filter(|index| index.sparse) {
        for position in sparse.columns {
            let name = column(table, "t", *position)?;
            builder.and(&format!("{name} IS NOT NULL"));
        }
    }
    let order = scan.order();
    let Some(keyset) = Keyset::new(table, scan, &order)? else { return Ok(None) };
    for filter in &scan.filters {
        if keyset.implies(filter) {
            continue;
        }
        let condition = builder.filter(table, "t", filter)?;
        builder.and(&condition);
    }
    keyset.conditions(&mut builder)?;
    semijoins(plan, table, scan, &mut builder)?;
    let direction = match scan.direction {
        Direction::Ascending => "",
        Direction::Descending => " DESC",
    };
    let mut ordering = String::new();
    for position in &keyset.open {
        let name = column(table, "t", *position)?;
        let word = if ordering.is_empty() { " ORDER BY " } else { ", " };
        let _ = write!(ordering, "{word}{name}{direction}");
    }
    // Without semijoins the caller has named the one index to walk. With them the planner may
    // start from the narrower side.
    let hint = if scan.semijoins.is_empty() {
        format!(" INDEXED BY {}", index_name(scan.table, index))
    } else {
        String::new()
    };
    let columns: Vec<String> = (0..scan.table.columns.len())
        .map(|position| column(table, "t", position))
        .collect::<Result<_, _>>()?;
    let wanted = if columns.is_empty() { "1".to_owned() } else { columns.join(", ") };
    // One row more tells whether there is a next page.
    let rows = builder
        .parameter(Cow::Owned(Value::Int(i64::from(scan.limit.min(LIMIT_MAX)).saturating_add(1))));
    let sql = format!(
        "SELECT {wanted} FROM {} AS t{hint} WHERE {}{ordering} LIMIT {rows}",
        table.table, builder.conditions,
    );
    Ok(Some(Query { sql, values: builder.values, limit }))
}

/// SQLite calls the tree of a `WITHOUT ROWID` table its first automatic index.
fn index_name(table: &TableDef, index: Option<&IndexDef>) -> String {
    match index {
        Some(index) => ident(index.name),
        None => format!("sqlite_autoindex_{}_1", table.name),
    }
}

fn semijoins<'s>(
    plan: &Plan,
    table: &Statements,
    scan: &'s Scan,
    builder: &mut Builder<'s>,
) -> Result<(), StoreError> {
    for (at, join) in scan.semijoins.iter().enumerate() {
        let other = plan.statements(join.table)?;
        let alias = format!("s{at}");
        let mut sql =
            format!("EXISTS (SELECT 1 FROM {} AS {alias} WHERE {alias}.tenant = ?1", other.table);
        for (own, theirs) in &join.on {
            let own = column(table, "t", *own)?;
            let theirs = column(other, &alias, *theirs)?;
            let _ = write!(sql, " AND {theirs} = {own}");
        }
        for filter in &join.filters {
            let condition = builder.filter(other, &alias, filter)?;
            let _ = write!(sql, " AND {condition}");
        }
        sql.push(')');
        builder.and(&sql);
    }
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
        let names: Vec<String> = self
            .open
            .iter()
            .take(after.len())
            .map(|position| column(self.table, "t", *position))
            .collect::<Result<_, _>>()?;
        let parameters: Vec<String> =
            after.iter().map(|value| builder.parameter(Cow::Borrowed(*value))).collect();
        let nulls = self.open.iter().any(|position| self.nullable(*position));
        if !nulls && after.iter().all(|value| **value != Value::Null) {
            let equal = if self.inclusive { "=" } else { "" };
            builder.and(&format!(
                "({}) {operator}{equal} ({})",
                names.join(", "),
                parameters.join(", ")
            ));
            return Ok(());
        }
        // Row values are unknown as soon as a null is among them, so the order is spelt out,
        // from the last column to the first. Null comes before every other value.
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
            match (**value == Value::Null, ascending) {
                (true, false) => builder.and(&format!("{name} IS NULL")),
                (false, true) => builder.and(&format!("{name} >= {parameter}")),
                (false, false) if !self.nullable(*position) => {
                    builder.and(&format!("{name} <= {parameter}"));
                }
                _ => {}
            }
        }
        builder.and(&condition);
        Ok(())
    }
}
