//! A store whose commits can be held back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use async_channel::{Receiver, Sender};
use async_trait::async_trait;
use moja_core::batch::Batch;
use moja_core::record::{Place, Row, TableDef};
use moja_core::scan::{Page, Scan};
use moja_core::store::{
    Access, BoxFuture, Lanes, MigrationReport, Schema, Store, StoreError, StoreErrorKind, Tx,
};
use moja_core::tenant::Tenant;

const FREE: u8 = 0;
const HELD: u8 = 1;
const GIVEN_UP: u8 = 2;

/// Delegates everything; the next commit after [`hold`](Self::hold) waits until it is let go.
#[derive(Clone, Debug)]
pub(crate) struct Slow {
    store: Arc<dyn Store>,
    gate: Arc<Gate>,
}

#[derive(Debug)]
struct Gate {
    next: AtomicU8,
    arrive: Sender<()>,
    arrived: Receiver<()>,
    open: Sender<()>,
    opened: Receiver<()>,
}

impl Slow {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        let (arrive, arrived) = async_channel::bounded(1);
        let (open, opened) = async_channel::bounded(1);
        let gate = Gate { next: AtomicU8::new(FREE), arrive, arrived, open, opened };
        Self { store, gate: Arc::new(gate) }
    }

    /// Holds the next commit back, and has it roll back in the end if `gives_up`.
    pub(crate) fn hold(&self, gives_up: bool) {
        self.gate.next.store(if gives_up { GIVEN_UP } else { HELD }, Ordering::Release);
    }

    /// Waits until it is about to commit.
    pub(crate) async fn arrived(&self) -> Result<(), StoreError> {
        self.gate.arrived.recv().await.map_err(|_| gone())
    }

    pub(crate) fn let_go(&self) {
        let _ = self.gate.open.try_send(());
    }
}

fn gone() -> StoreError {
    StoreError::new(StoreErrorKind::Closed, "nobody holds the commit any more")
}

#[async_trait]
impl Store for Slow {
    async fn migrate(&self, schema: &Schema) -> Result<MigrationReport, StoreError> {
        self.store.migrate(schema).await
    }

    async fn begin(
        &self,
        access: Access,
        tenants: &[Tenant],
    ) -> Result<Box<dyn Tx + '_>, StoreError> {
        let tx = self.store.begin(access, tenants).await?;
        Ok(Box::new(SlowTx { tx, gate: self.gate.clone() }))
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

struct SlowTx<'s> {
    tx: Box<dyn Tx + 's>,
    gate: Arc<Gate>,
}

#[async_trait]
impl Tx for SlowTx<'_> {
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
        self.tx.apply(tenant, batch).await
    }

    fn writes_ahead(&self) -> bool {
        self.tx.writes_ahead()
    }

    async fn apply_ahead(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
        self.tx.apply_ahead(tenant, batch).await
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let next = self.gate.next.swap(FREE, Ordering::AcqRel);
        if next != FREE {
            self.gate.arrive.send(()).await.map_err(|_| gone())?;
            self.gate.opened.recv().await.map_err(|_| gone())?;
        }
        if next == GIVEN_UP {
            let message = "the commit was given up";
            return Err(StoreError::new(StoreErrorKind::Conflict, message));
        }
        self.tx.commit().await
    }
}
