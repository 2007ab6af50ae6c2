//! Opening a store with the app's domains.

use std::sync::Arc;

#[cfg(feature = "commerce")]
use moja_commerce::Commerce;
use moja_core::command::Domain;
use moja_core::consequence::Consequences;
use moja_core::engine::{Engine, Options};
use moja_core::id::IdSource;
use moja_core::memory::MemoryStore;
use moja_core::registry::Registry;
use moja_core::store::{Store, StoreError};
use moja_core::time::Clock;
#[cfg(feature = "inventory")]
use moja_inventory::Inventory;
use moja_ledger::Ledger;

#[cfg(feature = "inventory")]
use crate::flows::{self, Shop};
use crate::handle::Moja;

/// Opens the SQLite file at `path`, which is made if there is none; or, with the feature
/// `postgres`, the database of a URL that begins with `postgres://` or `postgresql://`.
///
/// # Errors
///
/// [`StoreError`]: the file is not a moja store, is newer than this version, is damaged, is
/// locked by another process for too long, or the device fails. A file that is refused is left
/// as it is. Of a database besides: the server cannot be reached, or it would not keep tenants
/// apart. Invalid when the feature for this kind of store is not enabled.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub async fn open(path: impl AsRef<std::path::Path>) -> Result<Moja, StoreError> {
    Builder::new().open(path).await
}

/// What a store is opened with.
#[derive(Debug)]
pub struct Builder {
    registry: Registry,
    options: Options,
    #[cfg(feature = "sqlite")]
    sqlite: moja_sqlite::SqliteOptions,
    #[cfg(feature = "postgres")]
    postgres: moja_postgres::PostgresOptions,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// All of moja's domains, the system clock, and every commit durable.
    #[must_use]
    pub fn new() -> Self {
        let mut registry = Registry::new();
        registry.add::<Ledger>();
        #[cfg(feature = "inventory")]
        registry.add::<Inventory>().add::<Shop>().consequences::<Inventory>(flows::postings);
        #[cfg(feature = "commerce")]
        registry.add::<Commerce>().consequences::<Commerce>(flows::consequences);
        Self {
            registry,
            options: Options::default(),
            #[cfg(feature = "sqlite")]
            sqlite: moja_sqlite::SqliteOptions::default(),
            #[cfg(feature = "postgres")]
            postgres: moja_postgres::PostgresOptions::default(),
        }
    }

    /// Adds a domain of the app's own, which takes part in the same transactions.
    #[must_use]
    pub fn domain<D: Domain>(mut self) -> Self {
        self.registry.add::<D>();
        self
    }

    /// Has every accepted command of the domain `D` bring about further commands in the same
    /// commit, or be refused with them: see [`Registry::consequences`].
    #[must_use]
    pub fn consequences<D: Domain>(mut self, consequences: Consequences<D>) -> Self {
        self.registry.consequences::<D>(consequences);
        self
    }

    /// Takes time from `clock`.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.options.clock = Arc::new(clock);
        self
    }

    /// Takes ids from `ids`.
    #[must_use]
    pub fn ids(mut self, ids: IdSource) -> Self {
        self.options.ids = Arc::new(ids);
        self
    }

    /// Hashes tenants' names for spans under `key`, so that a tenant is known again in other
    /// processes and after a restart. Without it each opening draws a key of its own.
    #[cfg(feature = "observe")]
    #[must_use]
    pub fn tag_key(mut self, key: moja_core::observe::TagKey) -> Self {
        self.options.tag_key = Some(key);
        self
    }

    /// Items that fill the tail of a history before it is packed, for tests and benchmarks.
    #[doc(hidden)]
    #[must_use]
    pub fn history_run_items(mut self, items: usize) -> Self {
        self.options.history_run_items = items;
        self
    }

    /// Options of the SQLite store.
    #[cfg(feature = "sqlite")]
    #[must_use]
    pub fn sqlite(mut self, options: moja_sqlite::SqliteOptions) -> Self {
        self.sqlite = options;
        self
    }

    /// Options of the PostgreSQL store.
    #[cfg(feature = "postgres")]
    #[must_use]
    pub fn postgres(mut self, options: moja_postgres::PostgresOptions) -> Self {
        self.postgres = options;
        self
    }

    /// The registered domains.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Opens the SQLite file at `path`, or the PostgreSQL database of a URL.
    ///
    /// # Errors
    ///
    /// As [`open`].
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub async fn open(self, path: impl AsRef<std::path::Path>) -> Result<Moja, StoreError> {
        let store = self.store(path)?;
        self.open_store(store).await
    }

    /// The store alone, without an engine at work on it: what [`copy`](crate::copy::copy) takes.
    ///
    /// # Errors
    ///
    /// As [`open`], but for what only shows when the store is migrated.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub fn store(&self, path: impl AsRef<std::path::Path>) -> Result<Arc<dyn Store>, StoreError> {
        let path = path.as_ref();
        match path.to_str().filter(|path| is_server_url(path)) {
            Some(url) => self.server(url),
            None => self.file(path),
        }
    }

    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    fn views(&self) -> impl Iterator<Item = (String, String)> {
        let views = self.registry.views().into_iter();
        views.map(|view| (view.name.to_owned(), view.select.to_owned()))
    }

    #[cfg(feature = "sqlite")]
    fn file(&self, path: &std::path::Path) -> Result<Arc<dyn Store>, StoreError> {
        let mut options = self.sqlite.clone();
        options.views.extend(self.views());
        Ok(Arc::new(moja_sqlite::SqliteStore::open(path, options)?))
    }

    #[cfg(all(feature = "postgres", not(feature = "sqlite")))]
    fn file(&self, _: &std::path::Path) -> Result<Arc<dyn Store>, StoreError> {
        Err(not_enabled("a path is a store on SQLite, and the feature `sqlite` is not enabled"))
    }

    #[cfg(feature = "postgres")]
    fn server(&self, url: &str) -> Result<Arc<dyn Store>, StoreError> {
        let mut options = self.postgres.clone();
        options.views.extend(self.views());
        Ok(Arc::new(moja_postgres::PostgresStore::open(url, options)?))
    }

    #[cfg(all(feature = "sqlite", not(feature = "postgres")))]
    fn server(&self, _: &str) -> Result<Arc<dyn Store>, StoreError> {
        Err(not_enabled(
            "a URL is a store on PostgreSQL, and the feature `postgres` is not enabled",
        ))
    }

    /// A store in memory, for tests.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when no worker thread can be had.
    pub async fn open_memory(self) -> Result<Moja, StoreError> {
        self.open_store(Arc::new(MemoryStore::new())).await
    }

    /// Any store.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be upgraded or given a worker.
    pub async fn open_store(self, store: Arc<dyn Store>) -> Result<Moja, StoreError> {
        Ok(Moja::new(Engine::start(store, self.registry, self.options).await?))
    }
}

/// Whether a store's name is the URL of a PostgreSQL database, and not a path.
#[must_use]
pub fn is_server_url(name: &str) -> bool {
    name.starts_with("postgres://") || name.starts_with("postgresql://")
}

#[cfg(any(
    all(feature = "sqlite", not(feature = "postgres")),
    all(feature = "postgres", not(feature = "sqlite"))
))]
fn not_enabled(message: &str) -> StoreError {
    StoreError::new(moja_core::store::StoreErrorKind::Invalid, message)
}
