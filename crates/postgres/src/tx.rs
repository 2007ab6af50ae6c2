//! Transactions.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use moja_core::batch::Batch;
use moja_core::record::{ColumnType, Place, Row, TableDef};
use moja_core::scan::{Page, Scan};
use moja_core::sql::build;
use moja_core::store::{Access, StoreError, Tx};
use moja_core::tenant::Tenant;
use moja_core::value::{Value, ValueRef};
use sqlx::postgres::PgRow;

use crate::apply;
use crate::error::{closed, corrupt, invalid};
use crate::schema::{DIALECT, Plan, TENANT_SETTING};
use crate::session::{Expect, Lease, Statement};
use crate::value::{Parameters, integer, read_row};
use crate::versions::{Stamps, Versions};

/// A transaction. Dropping it rolls back, after what was sent has run to its end.
pub(crate) struct PostgresTx {
    plan: Arc<Plan>,
    versions: Arc<Versions>,
    /// Present until the transaction ends.
    lease: Option<Lease>,
    access: Access,
    tenants: Vec<Tenant>,
    /// The one whose rows the server shows at present.
    shown: Tenant,
    /// The versions that a commit gives to the tenants.
    stamps: Stamps,
    elsewhere: bool,
    /// A statement failed: what it left behind must not be committed.
    failed: bool,
}

impl fmt::Debug for PostgresTx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresTx").field("access", &self.access).finish_non_exhaustive()
    }
}

impl PostgresTx {
    /// A transaction that has begun on `lease` and shows the last of `tenants`.
    pub(crate) fn new(
        plan: Arc<Plan>,
        versions: Arc<Versions>,
        lease: Lease,
        access: Access,
        tenants: Vec<Tenant>,
        stamps: Stamps,
    ) -> Result<Self, StoreError> {
        let shown = tenants.last().ok_or_else(|| invalid("a transaction names no tenant"))?.clone();
        let elsewhere = versions.elsewhere(&stamps);
        let lease = Some(lease);
        Ok(Self { plan, versions, lease, access, tenants, shown, stamps, elsewhere, failed: false })
    }

    /// Runs statements about `tenant`.
    async fn run(
        &mut self,
        tenant: &Tenant,
        mut statements: Vec<Statement>,
        doing: &'static str,
    ) -> Result<Vec<Vec<PgRow>>, StoreError> {
        self.ensure_sound()?;
        if !self.tenants.contains(tenant) {
            return Err(invalid("the transaction was not begun for that tenant"));
        }
        let shows = self.shown != *tenant;
        if shows {
            statements.insert(0, show(tenant)?);
        }
        // Until the answer is there, nothing is known of the transaction.
        self.failed = true;
        let lease = self.lease.as_ref().ok_or_else(closed)?;
        let mut found = lease.send(statements, doing).await.unwrap_or_else(|_| Err(closed()))?;
        self.failed = false;
        if shows {
            self.shown = tenant.clone();
            found.remove(0);
        }
        Ok(found)
    }

    fn ensure_sound(&self) -> Result<(), StoreError> {
        if self.failed {
            return Err(invalid(
                "an earlier statement of this transaction failed: it can only be dropped",
            ));
        }
        Ok(())
    }
}

/// Shows the rows of another tenant.
fn show(tenant: &Tenant) -> Result<Statement, StoreError> {
    let mut parameters = Parameters::default();
    parameters.push(ColumnType::Text, ValueRef::Text(TENANT_SETTING))?;
    parameters.push(ColumnType::Text, ValueRef::Text(tenant.as_str()))?;
    Ok(Statement {
        sql: "SELECT set_config($1, $2, true)".into(),
        arguments: parameters.into_arguments(),
        expect: Expect::Rows,
    })
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
        let arguments = parameters.into_arguments();
        Ok(Statement { sql: sql.clone(), arguments, expect: Expect::Rows })
    }
}

#[async_trait]
impl Tx for PostgresTx {
    fn written_elsewhere(&self) -> bool {
        self.versions.told(&self.stamps);
        self.elsewhere
    }

    async fn load(
        &mut self,
        tenant: &Tenant,
        places: &[Place],
    ) -> Result<Vec<Option<Row>>, StoreError> {
        let mut rows: Vec<Option<Row>> = vec![None; places.len()];
        let lookups = lookups(places);
        let plan = Arc::clone(&self.plan);
        let statements: Result<Vec<Statement>, StoreError> =
            lookups.iter().map(|lookup| lookup.statement(&plan, tenant)).collect();
        if lookups.is_empty() {
            return Ok(rows);
        }
        let found = self.run(tenant, statements?, "loading rows").await?;
        let mut scratch = Vec::new();
        for (lookup, found) in lookups.iter().zip(&found) {
            for row in found {
                let nth = usize::try_from(integer(row, 0)?.saturating_sub(1)).map_err(corrupt)?;
                let all = lookup.table.key_columns(lookup.index).is_empty();
                let read = read_row(lookup.table, row, 1, &mut scratch)?;
                for (at, _) in lookup.places.iter().skip(nth).take(if all { usize::MAX } else { 1 })
                {
                    if let Some(place) = rows.get_mut(*at) {
                        *place = Some(read.clone());
                    }
                }
            }
        }
        Ok(rows)
    }

    async fn scan(&mut self, tenant: &Tenant, scan: &Scan) -> Result<Page, StoreError> {
        let plan = Arc::clone(&self.plan);
        let Some(query) = build(&DIALECT, plan.as_ref(), scan, None)? else {
            return Ok(Page::default());
        };
        let mut parameters = Parameters::of(tenant.as_str())?;
        for (value, kind) in &query.values {
            parameters.push(*kind, Value::as_ref(value))?;
        }
        let arguments = parameters.into_arguments();
        let statement =
            Statement { sql: query.sql.as_str().into(), arguments, expect: Expect::Rows };
        let found = self.run(tenant, vec![statement], "scanning a table").await?;
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

    async fn count(
        &mut self,
        tenant: &Tenant,
        table: &'static TableDef,
    ) -> Result<u64, StoreError> {
        let sql = self.plan.statements(table)?.count.clone();
        let arguments = Parameters::of(tenant.as_str())?.into_arguments();
        let statement = Statement { sql, arguments, expect: Expect::Rows };
        let found = self.run(tenant, vec![statement], "counting rows").await?;
        let row = found.iter().flatten().next().ok_or_else(|| corrupt("nothing was counted"))?;
        Ok(u64::try_from(integer(row, 0)?).unwrap_or(0))
    }

    async fn apply(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
        if self.access != Access::Write {
            return Err(invalid("a read transaction cannot write"));
        }
        self.ensure_sound()?;
        if batch.is_empty() {
            return Ok(());
        }
        let statements = apply::statements(&self.plan, tenant.as_str(), &batch)
            .inspect_err(|_| self.failed = true)?;
        self.run(tenant, statements, "writing a table").await.map(drop)
    }

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        if self.access == Access::Read {
            return Ok(());
        }
        self.ensure_sound()?;
        let lease = self.lease.take().ok_or_else(closed)?;
        lease.commit(Arc::clone(&self.versions), std::mem::take(&mut self.stamps)).await
    }
}
