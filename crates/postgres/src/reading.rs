//! Rows by their keys, scans and counts, for every kind of transaction.

use std::sync::Arc;

use moja_core::record::{ColumnType, Place, Row, TableDef};
use moja_core::scan::{Page, Scan};
use moja_core::sql::build;
use moja_core::store::StoreError;
use moja_core::tenant::Tenant;
use moja_core::value::{Value, ValueRef};
use sqlx::postgres::PgRow;

use crate::error::{corrupt, invalid};
use crate::schema::{DIALECT, Plan};
use crate::session::{Expect, Statement};
use crate::value::{Parameters, integer, read_row};

/// A transaction that runs statements.
pub(crate) trait Line: Send {
    /// The texts of statements.
    fn plan(&self) -> Arc<Plan>;

    /// Runs statements about `tenant`, one after the other; gives the rows of those that look.
    fn run(
        &mut self,
        tenant: &Tenant,
        statements: Vec<Statement>,
        doing: &'static str,
    ) -> impl Future<Output = Result<Vec<Vec<PgRow>>, StoreError>> + Send;
}

/// Places that one statement looks up, with their positions among all.
struct Lookup<'p> {
    table: &'static TableDef,
    index: usize,
    places: Vec<(usize, &'p Place)>,
}

fn lookups(places: &[Place]) -> Vec<Lookup<'_>> {
    let mut lookups: Vec<Lookup<'_>> = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let known = lookups
            .iter_mut()
            .find(|known| std::ptr::eq(known.table, place.table) && known.index == place.index);
        match known {
            Some(known) => known.places.push((at, place)),
            None => lookups.push(Lookup {
                table: place.table,
                index: place.index,
                places: vec![(at, place)],
            }),
        }
    }
    lookups
}

impl Lookup<'_> {
    fn statement(&self, plan: &Plan, tenant: &Tenant) -> Result<Statement, StoreError> {
        let table = self.table;
        let sql = plan.statements(table)?.selects.get(self.index).ok_or_else(|| {
            invalid(format_args!("table `{}` has no key {}", table.name, self.index))
        })?;
        let columns = table.key_columns(self.index);
        if let Some((_, place)) =
            self.places.iter().find(|(_, place)| place.key.values().len() != columns.len())
        {
            return Err(invalid(format_args!(
                "a key of table `{}` has {} columns",
                table.name,
                place.key.values().len()
            )));
        }
        let mut parameters = Parameters::of(tenant.as_str())?;
        for (nth, column) in columns.iter().enumerate() {
            let kind = table.columns.get(*column).map_or(ColumnType::Int, |column| column.kind);
            let values = self.places.iter().map(|(_, place)| {
                place.key.values().get(nth).map_or(ValueRef::Null, Value::as_ref)
            });
            parameters.array(kind, values)?;
        }
        Ok(Statement { sql: sql.clone(), parameters, expect: Expect::Rows })
    }
}

/// The rows at `places`.
pub(crate) async fn load(
    line: &mut impl Line,
    tenant: &Tenant,
    places: &[Place],
) -> Result<Vec<Option<Row>>, StoreError> {
    let mut rows: Vec<Option<Row>> = vec![None; places.len()];
    let lookups = lookups(places);
    let plan = line.plan();
    let statements: Result<Vec<Statement>, StoreError> =
        lookups.iter().map(|lookup| lookup.statement(&plan, tenant)).collect();
    if lookups.is_empty() {
        return Ok(rows);
    }
    let found = line.run(tenant, statements?, "loading rows").await?;
    let mut scratch = Vec::new();
    for (lookup, found) in lookups.iter().zip(&found) {
        for row in found {
            let nth = usize::try_from(integer(row, 0)?.saturating_sub(1)).map_err(corrupt)?;
            let all = lookup.table.key_columns(lookup.index).is_empty();
            let read = read_row(lookup.table, row, 1, &mut scratch)?;
            for (at, _) in lookup.places.iter().skip(nth).take(if all { usize::MAX } else { 1 }) {
                if let Some(place) = rows.get_mut(*at) {
                    *place = Some(read.clone());
                }
            }
        }
    }
    Ok(rows)
}

/// One page of an ordered read.
pub(crate) async fn scan(
    line: &mut impl Line,
    tenant: &Tenant,
    scan: &Scan,
) -> Result<Page, StoreError> {
    let plan = line.plan();
    let Some(query) = build(&DIALECT, plan.as_ref(), scan, None)? else {
        return Ok(Page::default());
    };
    let mut parameters = Parameters::of(tenant.as_str())?;
    for (value, kind) in &query.values {
        parameters.push(*kind, Value::as_ref(value))?;
    }
    let statement = Statement { sql: query.sql.as_str().into(), parameters, expect: Expect::Rows };
    let found = line.run(tenant, vec![statement], "scanning a table").await?;
    let mut page = Page::default();
    let mut scratch = Vec::new();
    for row in found.iter().flatten() {
        if page.rows.len() == query.limit {
            page.next = page.rows.last().map(|last| scan.cursor(last));
            break;
        }
        page.rows.push(read_row(scan.table, row, 0, &mut scratch)?);
    }
    Ok(page)
}

/// How many rows of `table` the tenant has.
pub(crate) async fn count(
    line: &mut impl Line,
    tenant: &Tenant,
    table: &'static TableDef,
) -> Result<u64, StoreError> {
    let sql = line.plan().statements(table)?.count.clone();
    let parameters = Parameters::of(tenant.as_str())?;
    let statement = Statement { sql, parameters, expect: Expect::Rows };
    let found = line.run(tenant, vec![statement], "counting rows").await?;
    let row = found.iter().flatten().next().ok_or_else(|| corrupt("nothing was counted"))?;
    Ok(u64::try_from(integer(row, 0)?).unwrap_or(0))
}
