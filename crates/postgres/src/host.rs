//! A part of the app's own transaction.
//!
//! It is a savepoint: role, tenant and settings are set behind it, so that rolling back to it
//! gives the app its own back, and with them all that was written. The driver does that when the
//! part is dropped, before the next statement of the app, also after a statement that failed.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use moja_core::batch::Batch;
use moja_core::record::{Place, Row, TableDef};
use moja_core::scan::{Page, Scan};
use moja_core::store::{StoreError, Tx};
use moja_core::tenant::Tenant;
use sqlx::Connection as _;
use sqlx::postgres::{PgRow, PgTransaction};

use crate::apply;
use crate::error::{Doing, driver, incompatible, invalid, sqlstate};
use crate::migrate::{literal, text};
use crate::open::lock_text;
use crate::pipeline::run;
use crate::reading::{self, Line};
use crate::schema::{Plan, TENANT_SETTING};
use crate::session::{Statement, script};

/// Settings that are the app's again at the end, besides the tenant's, in the order in which
/// they are asked for.
const BORROWED: [&str; 3] = ["role", "enable_seqscan", "lock_timeout"];

/// What a store is known by: when and with what it was made.
pub(crate) fn identity_sql(schema: &str) -> String {
    format!(
        "SELECT concat_ws(' ', extract(epoch FROM applied_at), checksum) \
         FROM {schema}.moja_migration WHERE step = 1"
    )
}

/// What the app's transaction has to lead to.
pub(crate) struct Wanted<'s> {
    pub(crate) plan: Arc<Plan>,
    pub(crate) identity: String,
    pub(crate) role: &'s str,
    pub(crate) patience: Duration,
}

/// A part of the app's transaction. Dropping it takes back what it did.
pub(crate) struct HostTx<'t> {
    plan: Arc<Plan>,
    part: PgTransaction<'t>,
    tenant: Tenant,
    /// The text that gives the app its settings back.
    restore: String,
    /// A statement failed, or was not waited for.
    failed: bool,
}

impl fmt::Debug for HostTx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostTx").finish_non_exhaustive()
    }
}

impl<'t> HostTx<'t> {
    /// Begins a part that writes the rows of `tenant`, which it locks.
    pub(crate) async fn begin(
        host: &'t mut PgTransaction<'_>,
        tenant: &Tenant,
        wanted: Wanted<'_>,
    ) -> Result<Self, StoreError> {
        let Wanted { plan, identity, role, patience } = wanted;
        let asked = BORROWED.map(|name| format!("current_setting('{name}')")).join(", ");
        let millis = patience.as_millis().min(2_000_000_000);
        let asking =
            format!("SELECT {asked}, coalesce(current_setting('{TENANT_SETTING}', true), '')");
        // A transaction that has failed already is refused here: the driver would take a
        // savepoint that fails for the end of all of it.
        let before = script(host, asking).await.doing("joining a transaction")?;
        let mut part = Unbroken::of((**host).begin()).await.doing("joining a transaction")?;
        let opening = format!(
            "SELECT set_config('role', {}, true), set_config('enable_seqscan', 'off', true), \
             set_config('lock_timeout', '{millis}', true); {}; {}",
            literal(role),
            identity_sql(&plan.schema),
            lock_text(&plan.schema, tenant)
        );
        let rows = script(&mut part, opening).await.map_err(|error| unlike(&error, role))?;
        // What was set, the store, what was set, and the version.
        let ([before], [_, known, _, _]) = (before.as_slice(), rows.as_slice()) else {
            return Err(incompatible("the database of this transaction has no migrated store"));
        };
        if text(known, 0)?.unwrap_or_default() != identity {
            return Err(incompatible("the transaction is in a database with another store"));
        }
        let mut restore = Vec::new();
        for (column, name) in BORROWED.into_iter().chain([TENANT_SETTING]).enumerate() {
            let value = literal(&text(before, column)?.unwrap_or_default());
            restore.push(format!("set_config('{name}', {value}, true)"));
        }
        let restore = format!("SELECT {}", restore.join(", "));
        Ok(Self { plan, part, tenant: tenant.clone(), restore, failed: false })
    }
}

/// The beginning of a savepoint. Given up half-way, the driver rolls the transaction around it
/// back and takes it for ended, so that what the app does next would be committed at once. So a
/// future that is given up is not dropped but forgotten: some hundred bytes, and a savepoint that
/// nobody uses.
struct Unbroken<F>(Option<Pin<Box<F>>>);

impl<F: Future> Unbroken<F> {
    fn of(beginning: F) -> Self {
        Self(Some(Box::pin(beginning)))
    }
}

impl<F: Future> Future for Unbroken<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let Some(beginning) = &mut self.0 else { return Poll::Pending };
        let ended = beginning.as_mut().poll(context);
        if ended.is_ready() {
            self.0 = None;
        }
        ended
    }
}

impl<F> Drop for Unbroken<F> {
    fn drop(&mut self) {
        if let Some(beginning) = self.0.take() {
            std::mem::forget(beginning);
        }
    }
}

/// Why the app's transaction does not lead to the store.
fn unlike(error: &sqlx::Error, role: &str) -> StoreError {
    match sqlstate(error).as_deref() {
        // No such role; no such table or schema.
        Some("22023" | "42P01" | "3F000") => incompatible(
            "the database of this transaction is not the store's: it has no such store",
        ),
        Some("42501") => incompatible(format_args!(
            "the user of this transaction may not take the runtime role `{role}`: grant it"
        )),
        _ => driver(error, "joining a transaction"),
    }
}

impl Line for HostTx<'_> {
    fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.plan)
    }

    async fn run(
        &mut self,
        tenant: &Tenant,
        statements: Vec<Statement>,
        doing: &'static str,
    ) -> Result<Vec<Vec<PgRow>>, StoreError> {
        if self.failed {
            return Err(invalid("an earlier statement of this transaction failed"));
        }
        if self.tenant != *tenant {
            return Err(invalid("the transaction was not begun for that tenant"));
        }
        // Until the answer is there, nothing is known of the transaction.
        self.failed = true;
        // Nothing stays prepared on a connection of the app's.
        let found = run(&mut self.part, statements, &mut None).await;
        let found = found.map_err(|broken| broken.into_error(doing))?;
        self.failed = false;
        Ok(found)
    }
}

#[async_trait]
impl Tx for HostTx<'_> {
    /// Nothing of what is kept in memory is used here.
    fn written_elsewhere(&self) -> bool {
        true
    }

    async fn load(
        &mut self,
        tenant: &Tenant,
        places: &[Place],
    ) -> Result<Vec<Option<Row>>, StoreError> {
        reading::load(self, tenant, places).await
    }

    async fn scan(&mut self, tenant: &Tenant, scan: &Scan) -> Result<Page, StoreError> {
        reading::scan(self, tenant, scan).await
    }

    async fn count(
        &mut self,
        tenant: &Tenant,
        table: &'static TableDef,
    ) -> Result<u64, StoreError> {
        reading::count(self, tenant, table).await
    }

    async fn apply(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
        let statements = apply::statements(&self.plan, tenant.as_str(), &[&batch])
            .inspect_err(|_| self.failed = true)?;
        self.run(tenant, statements, "writing a table").await.map(drop)
    }

    /// Leaves what was written to the app's transaction.
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if self.failed {
            return Err(invalid("an earlier statement of this transaction failed"));
        }
        let Self { mut part, restore, .. } = *self;
        script(&mut part, restore).await.doing("leaving a transaction")?;
        part.commit().await.doing("leaving a transaction")
    }
}
