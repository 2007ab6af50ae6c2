//! Transactions.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use moja_core::batch::Batch;
use moja_core::record::{ColumnType, Place, Row, TableDef};
use moja_core::scan::{Page, Scan};
use moja_core::store::{Access, StoreError, StoreErrorKind, Tx};
use moja_core::tenant::Tenant;
use moja_core::value::ValueRef;
use sqlx::postgres::PgRow;
use tokio::sync::oneshot::Receiver;
use tokio::sync::oneshot::error::TryRecvError;

use crate::apply;
use crate::error::{closed, invalid};
use crate::open::{lock_text, settings_of, stamps};
use crate::reading::{self, Line};
use crate::schema::{Plan, TENANT_SETTING};
use crate::session::{Expect, Lease, Pool, Statement, Whole};
use crate::value::Parameters;
use crate::versions::{Stamps, Versions};

/// An answer that is on its way.
type Pending = Receiver<Result<Vec<Vec<PgRow>>, StoreError>>;

/// A transaction. Dropping it rolls back, after what was sent has run to its end.
pub(crate) struct PostgresTx {
    plan: Arc<Plan>,
    versions: Arc<Versions>,
    /// Present from the transaction's beginning to its end.
    lease: Option<Lease>,
    /// Present until the transaction begins, if it began late.
    late: Option<Late>,
    access: Access,
    tenants: Vec<Tenant>,
    /// The one whose rows the server shows at present.
    shown: Tenant,
    /// The versions that a commit gives to the tenants.
    stamps: Stamps,
    elsewhere: bool,
    /// What was handed over to be written ahead and is not sent yet.
    waiting: Vec<(Tenant, Batch)>,
    /// The answer to what was sent ahead.
    sent: Option<Pending>,
    /// A statement failed: what it left behind must not be committed.
    failed: bool,
}

/// What a transaction begins with that was put off.
struct Late {
    pool: Arc<Pool>,
    opening: String,
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
        Ok(Self {
            plan,
            versions,
            lease,
            late: None,
            access,
            tenants,
            shown,
            stamps,
            elsewhere,
            waiting: Vec::new(),
            sent: None,
            failed: false,
        })
    }

    /// A write transaction of one tenant that begins when something is read, or as it ends. The
    /// version is the one that a commit gives the tenant if nobody else wrote it.
    pub(crate) fn late(
        plan: Arc<Plan>,
        versions: Arc<Versions>,
        pool: Arc<Pool>,
        opening: String,
        stamp: (Tenant, i64),
    ) -> Self {
        Self {
            plan,
            versions,
            lease: None,
            late: Some(Late { pool, opening }),
            access: Access::Write,
            tenants: vec![stamp.0.clone()],
            shown: stamp.0.clone(),
            stamps: vec![stamp],
            elsewhere: false,
            waiting: Vec::new(),
            sent: None,
            failed: false,
        }
    }

    /// Begins, if that was put off.
    async fn begin_now(&mut self) -> Result<(), StoreError> {
        let Some(Late { pool, opening }) = self.late.take() else { return Ok(()) };
        self.failed = true;
        let text = format!("{opening}; {}", lock_text(&self.plan.schema, &self.shown));
        let (lease, rows) = pool.lend_once(text).await?;
        self.lease = Some(lease);
        if stamps(&self.tenants, &rows)? != self.stamps {
            self.versions.forget(&self.stamps);
            return Err(overtaken());
        }
        self.failed = false;
        Ok(())
    }

    /// Sends all of it at once.
    async fn commit_whole(mut self: Box<Self>, late: Late) -> Result<(), StoreError> {
        let tenant = self.shown.clone();
        let opening = format!("{}, {}", late.opening, settings_of(&tenant));
        let mut statements = vec![self.relock(&tenant)?];
        statements.extend(self.take_waiting()?);
        let stamps = std::mem::take(&mut self.stamps);
        late.pool.whole(Whole { opening, statements, stamps }, Arc::clone(&self.versions)).await
    }

    /// Locks the tenant, if it still has the version that this store knows.
    fn relock(&self, tenant: &Tenant) -> Result<Statement, StoreError> {
        let known = self.stamps.first().map_or(0, |stamp| stamp.1).saturating_sub(1);
        let mut parameters = Parameters::of(tenant.as_str())?;
        parameters.push(ColumnType::Int, ValueRef::Int(known))?;
        let sql = self.plan.relock.clone();
        Ok(Statement { sql, parameters, expect: Expect::Changed(1, overtaken()) })
    }

    /// Waits for what was sent ahead.
    async fn settle(&mut self) -> Result<(), StoreError> {
        let Some(sent) = self.sent.take() else { return Ok(()) };
        self.failed = true;
        sent.await.unwrap_or_else(|_| Err(closed()))?;
        self.failed = false;
        Ok(())
    }

    /// The statements of what was handed over and is not sent yet.
    fn take_waiting(&mut self) -> Result<Vec<Statement>, StoreError> {
        let waiting = std::mem::take(&mut self.waiting);
        let mut all = Vec::new();
        for batches in waiting.chunk_by(|one, next| one.0 == next.0) {
            let Some((tenant, _)) = batches.first() else { continue };
            self.show(tenant, &mut all)?;
            let batches: Vec<&Batch> = batches.iter().map(|(_, batch)| batch).collect();
            let statements = apply::statements(&self.plan, tenant.as_str(), &batches);
            all.extend(statements.inspect_err(|_| self.failed = true)?);
        }
        Ok(all)
    }

    /// Adds the statement that shows the rows of `tenant`, if another's are shown.
    fn show(&mut self, tenant: &Tenant, all: &mut Vec<Statement>) -> Result<(), StoreError> {
        if self.shown != *tenant {
            all.push(show(tenant)?);
            self.shown = tenant.clone();
        }
        Ok(())
    }

    fn ensure_writing(&self) -> Result<(), StoreError> {
        if self.access != Access::Write {
            return Err(invalid("a read transaction cannot write"));
        }
        self.ensure_sound()
    }

    fn ensure_named(&self, tenant: &Tenant) -> Result<(), StoreError> {
        if self.tenants.contains(tenant) {
            Ok(())
        } else {
            Err(invalid("the transaction was not begun for that tenant"))
        }
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

impl Line for PostgresTx {
    fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.plan)
    }

    /// Runs statements about `tenant`, behind what was handed over before.
    async fn run(
        &mut self,
        tenant: &Tenant,
        statements: Vec<Statement>,
        doing: &'static str,
    ) -> Result<Vec<Vec<PgRow>>, StoreError> {
        self.ensure_sound()?;
        self.ensure_named(tenant)?;
        self.begin_now().await?;
        let looks = statements.iter().filter(|one| matches!(one.expect, Expect::Rows)).count();
        let mut all = self.take_waiting()?;
        self.show(tenant, &mut all)?;
        all.extend(statements);
        self.settle().await?;
        // Until the answer is there, nothing is known of the transaction.
        self.failed = true;
        let answer = self.lease.as_ref().ok_or_else(closed)?.send(all, doing);
        let mut found = answer.await.unwrap_or_else(|_| Err(closed()))?;
        self.failed = false;
        // In front are the answers of what shows another tenant.
        Ok(found.split_off(found.len().saturating_sub(looks)))
    }
}

fn overtaken() -> StoreError {
    StoreError::new(StoreErrorKind::Conflict, "another process wrote this tenant meanwhile")
}

/// Shows the rows of another tenant.
fn show(tenant: &Tenant) -> Result<Statement, StoreError> {
    let mut parameters = Parameters::default();
    parameters.push(ColumnType::Text, ValueRef::Text(TENANT_SETTING))?;
    parameters.push(ColumnType::Text, ValueRef::Text(tenant.as_str()))?;
    Ok(Statement {
        sql: "SELECT set_config($1, $2, true)".into(),
        parameters,
        expect: Expect::Rows,
    })
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
        self.ensure_writing()?;
        if batch.is_empty() && self.waiting.is_empty() {
            return Ok(());
        }
        if self.late.is_some() {
            self.ensure_named(tenant)?;
            self.waiting.push((tenant.clone(), batch));
            return Ok(());
        }
        let statements = apply::statements(&self.plan, tenant.as_str(), &[&batch])
            .inspect_err(|_| self.failed = true)?;
        self.run(tenant, statements, "writing a table").await.map(drop)
    }

    fn writes_ahead(&self) -> bool {
        self.access == Access::Write
    }

    /// Sends what there is as soon as the connection has done what was sent before, so that the
    /// server is never idle and gets as few statements as it can take.
    async fn apply_ahead(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
        self.ensure_writing()?;
        self.ensure_named(tenant)?;
        self.begin_now().await?;
        if !batch.is_empty() {
            self.waiting.push((tenant.clone(), batch));
        }
        if let Some(sent) = &mut self.sent {
            match sent.try_recv() {
                Err(TryRecvError::Empty) => return Ok(()),
                done => {
                    self.sent = None;
                    let done = done.unwrap_or_else(|_| Err(closed()));
                    done.inspect_err(|_| self.failed = true)?;
                }
            }
        }
        let statements = self.take_waiting()?;
        if !statements.is_empty() {
            let lease = self.lease.as_ref().ok_or_else(closed)?;
            self.sent = Some(lease.send(statements, "writing a table"));
        }
        Ok(())
    }

    async fn confirm(&mut self) -> Result<(), StoreError> {
        self.begin_now().await
    }

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        if self.access == Access::Read {
            return Ok(());
        }
        self.ensure_sound()?;
        if let Some(late) = self.late.take() {
            return self.commit_whole(late).await;
        }
        if !self.waiting.is_empty() {
            let shown = self.shown.clone();
            self.run(&shown, Vec::new(), "writing a table").await?;
        }
        self.settle().await?;
        let lease = self.lease.take().ok_or_else(closed)?;
        lease.commit(Arc::clone(&self.versions), std::mem::take(&mut self.stamps)).await
    }
}
