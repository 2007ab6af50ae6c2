//! What a backend provides: a handful of verbs over declared tables, and nothing per domain.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use async_trait::async_trait;

use crate::batch::Batch;
use crate::record::{Place, Row, TableDef};
use crate::scan::{Page, Scan};
use crate::tenant::Tenant;

/// A boxed future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// All declared tables of an app, in dependency order.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    tables: Vec<&'static TableDef>,
}

impl Schema {
    /// A schema of these tables.
    #[must_use]
    pub fn new(tables: Vec<&'static TableDef>) -> Self {
        Self { tables }
    }

    /// The tables.
    #[must_use]
    pub fn tables(&self) -> &[&'static TableDef] {
        &self.tables
    }
}

/// What opening did to the stored schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MigrationReport {
    /// Names of the migrations applied now.
    pub applied: Vec<String>,
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// One consistent snapshot.
    Read,
    /// The right to write, held from the start.
    Write,
}

/// How many workers may write to a store at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lanes {
    /// One for all tenants (SQLite: one writer per file).
    One,
    /// One for each tenant.
    PerTenant,
}

/// What a store tells of itself by reading a little.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vitals {
    /// What kind of store it is: `memory`, `sqlite`, `postgres`; empty if it does not say.
    pub kind: &'static str,
    /// The database's version, if it has one.
    pub version: Option<String>,
    /// The size of its file, if it is one, without the log.
    pub file_bytes: Option<u64>,
    /// The size of the log beside the file.
    pub log_bytes: Option<u64>,
    /// How many tenants it has.
    pub tenants_total: u64,
    /// The first of them by name.
    pub tenants: Vec<Tenant>,
}

/// A database. Object safe: handles hold `Arc<dyn Store>`, and find out by [`Any`] which it is.
#[async_trait]
pub trait Store: Any + Send + Sync + fmt::Debug {
    /// Creates or upgrades the declared tables under the store's write lock.
    async fn migrate(&self, schema: &Schema) -> Result<MigrationReport, StoreError>;

    /// Starts a transaction over the rows of `tenants` alone; dropping it rolls back.
    ///
    /// The right to write those tenants is held from here on, whoever else writes, in other
    /// processes too. A store that walls tenants off refuses the others in this transaction.
    async fn begin(
        &self,
        access: Access,
        tenants: &[Tenant],
    ) -> Result<Box<dyn Tx + '_>, StoreError>;

    /// As [`Store::begin`] for writing, for a caller that decides again after a conflict and can
    /// find out later whether a commit took place. The right to write may be taken as late as
    /// the first read or the commit, which then fails with [`StoreErrorKind::Conflict`] if
    /// somebody else wrote meanwhile; a caller that writes nothing asks [`Tx::confirm`]. Where
    /// the store is far away, this saves journeys.
    async fn begin_late(&self, tenants: &[Tenant]) -> Result<Box<dyn Tx + '_>, StoreError> {
        self.begin(Access::Write, tenants).await
    }

    /// How many workers may write at once.
    fn lanes(&self) -> Lanes;

    /// Whether every load is a journey to another machine, so that a whole group's rows are
    /// better fetched at once than one by one as decisions ask for them.
    fn loads_travel(&self) -> bool {
        false
    }

    /// Runs a worker to its end where it may block: a thread of its own, or the app's runtime.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when no thread can be had.
    fn spawn(&self, worker: BoxFuture<'static, ()>) -> Result<(), StoreError>;

    /// A tenant that has rows in this store, and all of them for `verify` and for export.
    async fn tenants(&self) -> Result<Vec<Tenant>, StoreError>;

    /// What the store is and holds, with at most `tenants_max` of its tenants: by a few reads,
    /// and in the time that the store waits for anything.
    async fn vitals(&self, tenants_max: u32) -> Result<Vitals, StoreError> {
        let mut tenants = self.tenants().await?;
        tenants.sort_unstable();
        let tenants_total = u64::try_from(tenants.len()).unwrap_or(u64::MAX);
        tenants.truncate(usize::try_from(tenants_max).unwrap_or(usize::MAX));
        Ok(Vitals { tenants_total, tenants, ..Vitals::default() })
    }

    /// Fails when nothing can be written now, after the time that the store waits for anything;
    /// writes nothing. A write of this handle that gets through meanwhile is an answer too, so
    /// that a busy store is not taken for a stuck one.
    async fn writable(&self) -> Result<(), StoreError> {
        self.begin(Access::Write, &[]).await.map(drop)
    }

    /// Checks what the backend itself can check (page structure, foreign keys), and returns
    /// one line per finding.
    async fn check(&self) -> Result<Vec<String>, StoreError>;

    /// Lets the database go: nothing more can be begun, open transactions are waited for as
    /// long as the store waits for anything, and what a later opening would have to tidy up is
    /// tidied up now. It may block. Closing what is closed does nothing.
    async fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Refuses use after `fork()` and similar conditions, cheaply, before any work is queued.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of kind [`StoreErrorKind::Forked`].
    fn usable(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A transaction.
#[async_trait]
pub trait Tx: Send {
    /// Whether another process or connection wrote since this store's last write
    /// transaction of these tenants, so that rows kept in memory can no longer be trusted.
    fn written_elsewhere(&self) -> bool;

    /// The rows at `places`, in the same order, `None` where there is none.
    async fn load(
        &mut self,
        tenant: &Tenant,
        places: &[Place],
    ) -> Result<Vec<Option<Row>>, StoreError>;

    /// One page of an ordered read.
    async fn scan(&mut self, tenant: &Tenant, scan: &Scan) -> Result<Page, StoreError>;

    /// How many rows of `table` the tenant has.
    async fn count(&mut self, tenant: &Tenant, table: &'static TableDef)
    -> Result<u64, StoreError>;

    /// Writes a batch: inserts and replacements first, deltas last, in canonical key order.
    async fn apply(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError>;

    /// Whether [`Tx::apply_ahead`] writes while its caller goes on.
    fn writes_ahead(&self) -> bool {
        false
    }

    /// As [`Tx::apply`], but it may return before the batch is written. A failure is then told
    /// by a later call, at the latest by [`Tx::commit`].
    async fn apply_ahead(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
        self.apply(tenant, batch).await
    }

    /// Makes sure that nobody else wrote since what [`Tx::written_elsewhere`] knew, for a
    /// transaction that was [begun late](Store::begin_late) and writes nothing.
    async fn confirm(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Makes everything durable as the store promises.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// What kind of failure a [`StoreError`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// Another writer holds the store; the same command may be sent again unchanged.
    Busy,
    /// The server cannot be reached, or the connection to it was lost before anything was
    /// committed; the same command may be sent again unchanged.
    Unavailable,
    /// A guard, key or foreign key refused the batch; decide again on fresh rows.
    Conflict,
    /// No space left.
    Full,
    /// The device failed; the store takes no more writes until it is reopened.
    Io,
    /// Stored bytes are not what was written.
    Corrupt,
    /// The file is not a moja store, or one of a newer version.
    Incompatible,
    /// The handle crossed `fork()`.
    Forked,
    /// The store or its worker was closed.
    Closed,
    /// The outcome of a commit is not known; the command id tells. A transaction that was begun
    /// later for the same tenants sees either all of it or nothing for ever.
    Unknown,
    /// A request that this store cannot serve: a defect in the caller.
    Invalid,
    /// The tenant is being copied into this store, and can be used when the copy has ended.
    Copying,
}

impl StoreErrorKind {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Busy => "store_busy",
            Self::Unavailable => "store_unavailable",
            Self::Conflict => "store_conflict",
            Self::Full => "store_full",
            Self::Io => "store_io",
            Self::Corrupt => "store_corrupt",
            Self::Incompatible => "store_incompatible",
            Self::Forked => "store_forked",
            Self::Closed => "store_closed",
            Self::Unknown => "store_outcome_unknown",
            Self::Invalid => "store_invalid_request",
            Self::Copying => "store_tenant_copying",
        }
    }
}

/// A failure of the machinery. Opaque: ask it by its predicates.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct StoreError {
    kind: StoreErrorKind,
    message: std::sync::Arc<str>,
}

impl StoreError {
    /// An error of this kind. The message holds no personal data.
    #[must_use]
    pub fn new(kind: StoreErrorKind, message: impl fmt::Display) -> Self {
        Self { kind, message: message.to_string().into() }
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The same command may be sent again unchanged.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.kind,
            StoreErrorKind::Busy
                | StoreErrorKind::Unavailable
                | StoreErrorKind::Conflict
                | StoreErrorKind::Unknown
        )
    }

    /// Stored bytes are damaged.
    #[must_use]
    pub fn is_corrupt(&self) -> bool {
        self.kind == StoreErrorKind::Corrupt
    }

    /// There is no space left.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.kind == StoreErrorKind::Full
    }
}

impl From<crate::value::DecodeError> for StoreError {
    fn from(error: crate::value::DecodeError) -> Self {
        Self::new(StoreErrorKind::Corrupt, error)
    }
}
