//! A store in front of another one, where a test decides what becomes of a transaction.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use moja_core::batch::Batch;
use moja_core::record::{Place, Row, TableDef};
use moja_core::scan::{Page, Scan};
use moja_core::store::{
    Access, BoxFuture, Lanes, MigrationReport, Schema, Store, StoreError, Tx, Vitals,
};
use moja_core::tenant::Tenant;

/// A point of a transaction that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Before a batch is applied.
    Apply,
    /// Before the commit.
    Commit,
    /// After the commit, and before its answer.
    Committed,
}

/// What a test does with transactions; whatever it refuses is rolled back, unless it was committed.
#[async_trait]
pub trait Intercept: Clone + fmt::Debug + Send + Sync + 'static {
    /// What is planned for one transaction.
    type Plan: Send + Sync;

    /// Before a transaction is begun: what is planned for it.
    ///
    /// # Errors
    ///
    /// What the caller is told instead.
    fn begin(&self, access: Access) -> Result<Self::Plan, StoreError>;

    /// Whether a transaction may begin late. If not, what it wrote is there when its commit is
    /// passed.
    fn begins_late(&self) -> bool {
        true
    }

    /// At each point of it.
    ///
    /// # Errors
    ///
    /// What the caller is told instead.
    async fn pass(&self, _: &Self::Plan, _: Point) -> Result<(), StoreError> {
        Ok(())
    }
}

/// The store behind, with everything that it does, and what is done on the way to it.
#[derive(Clone, Debug)]
pub struct Intercepted<I> {
    store: Arc<dyn Store>,
    by: I,
}

impl<I: Intercept> Intercepted<I> {
    /// Puts `by` in front of `store`.
    pub fn new(store: Arc<dyn Store>, by: I) -> Self {
        Self { store, by }
    }
}

#[async_trait]
impl<I: Intercept> Store for Intercepted<I> {
    async fn migrate(&self, schema: &Schema) -> Result<MigrationReport, StoreError> {
        self.store.migrate(schema).await
    }

    async fn begin(
        &self,
        access: Access,
        tenants: &[Tenant],
    ) -> Result<Box<dyn Tx + '_>, StoreError> {
        let plan = self.by.begin(access)?;
        let tx = self.store.begin(access, tenants).await?;
        Ok(Box::new(InterceptedTx { tx, by: &self.by, plan }))
    }

    async fn begin_late(&self, tenants: &[Tenant]) -> Result<Box<dyn Tx + '_>, StoreError> {
        let plan = self.by.begin(Access::Write)?;
        let tx = if self.by.begins_late() {
            self.store.begin_late(tenants).await?
        } else {
            self.store.begin(Access::Write, tenants).await?
        };
        Ok(Box::new(InterceptedTx { tx, by: &self.by, plan }))
    }

    fn lanes(&self) -> Lanes {
        self.store.lanes()
    }

    fn loads_travel(&self) -> bool {
        self.store.loads_travel()
    }

    fn spawn(&self, worker: BoxFuture<'static, ()>) -> Result<(), StoreError> {
        self.store.spawn(worker)
    }

    async fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        self.store.tenants().await
    }

    async fn vitals(&self, tenants_max: u32) -> Result<Vitals, StoreError> {
        self.store.vitals(tenants_max).await
    }

    async fn writable(&self) -> Result<(), StoreError> {
        self.store.writable().await
    }

    async fn check(&self) -> Result<Vec<String>, StoreError> {
        self.store.check().await
    }

    async fn close(&self) -> Result<(), StoreError> {
        self.store.close().await
    }

    fn usable(&self) -> Result<(), StoreError> {
        self.store.usable()
    }
}

struct InterceptedTx<'s, I: Intercept> {
    tx: Box<dyn Tx + 's>,
    by: &'s I,
    plan: I::Plan,
}

#[async_trait]
impl<I: Intercept> Tx for InterceptedTx<'_, I> {
    fn written_elsewhere(&self) -> bool {
        self.tx.written_elsewhere()
    }

    async fn load(
        &mut self,
        tenant: &Tenant,
        places: &[Place],
    ) -> Result<Vec<Option<Row>>, StoreError> {
        self.tx.load(tenant, places).await
    }

    async fn scan(&mut self, tenant: &Tenant, scan: &Scan) -> Result<Page, StoreError> {
        self.tx.scan(tenant, scan).await
    }

    async fn count(
        &mut self,
        tenant: &Tenant,
        table: &'static TableDef,
    ) -> Result<u64, StoreError> {
        self.tx.count(tenant, table).await
    }

    async fn apply(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
        self.by.pass(&self.plan, Point::Apply).await?;
        self.tx.apply(tenant, batch).await
    }

    fn writes_ahead(&self) -> bool {
        self.tx.writes_ahead()
    }

    async fn apply_ahead(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
        self.by.pass(&self.plan, Point::Apply).await?;
        self.tx.apply_ahead(tenant, batch).await
    }

    async fn confirm(&mut self) -> Result<(), StoreError> {
        self.tx.confirm().await
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let Self { tx, by, plan } = *self;
        by.pass(&plan, Point::Commit).await?;
        tx.commit().await?;
        by.pass(&plan, Point::Committed).await
    }
}
