//! The handle of a store.

use std::any::Any;
use std::path::PathBuf;
use std::sync::Arc;

use moja::core::foreign::{ForeignError, JsonText};
use moja::core::verify::VerifyReport;
use moja::sqlite::SqliteStore;

use crate::options::{LogLevel, OpenOptions};
use crate::session::Session;
use crate::shared::{Mode, Place, Shared};

/// An open store. It may be used from any thread.
///
/// Dropping the last handle closes the store too, but tells nobody whether that went well.
#[derive(Debug, uniffi::Object)]
pub struct Moja {
    shared: Arc<Shared>,
}

#[uniffi::export]
impl Moja {
    /// Opens the SQLite file at `path`, which is made if there is none; or the PostgreSQL
    /// database of a URL, in a build that has PostgreSQL.
    ///
    /// # Errors
    ///
    /// `Store` when it is not a moja store, is newer than this version, is damaged or locked, or
    /// the device fails. A file that is refused is left as it is.
    #[uniffi::constructor(default(options = None))]
    pub async fn open(
        path: String,
        options: Option<OpenOptions>,
    ) -> Result<Arc<Self>, ForeignError> {
        let place = Place::At(PathBuf::from(path));
        let shared = Arc::new(Shared::open(place, options.unwrap_or_default()).await?);
        Ok(Arc::new(Self { shared }))
    }

    /// Opens a store in memory, for tests.
    ///
    /// # Errors
    ///
    /// `Store` when no worker thread can be had.
    #[uniffi::constructor(default(options = None))]
    pub async fn open_memory(options: Option<OpenOptions>) -> Result<Arc<Self>, ForeignError> {
        let shared = Arc::new(Shared::open(Place::Memory, options.unwrap_or_default()).await?);
        Ok(Arc::new(Self { shared }))
    }

    /// Somebody acting for a tenant: a till, a user, a job. The tenant is the boundary of
    /// atomicity and isolation; the journal names who acts.
    ///
    /// # Errors
    ///
    /// `Invalid` with code `invalid_tenant` or `invalid_actor`.
    pub fn session(&self, tenant: String, actor: String) -> Result<Arc<Session>, ForeignError> {
        Session::new(self.shared.clone(), tenant, actor, false)
    }

    /// Closes the store: takes no more work, executes what is queued, and closes the file. Every
    /// handle answers `store_closed` from now on. Closing what is closed does nothing.
    ///
    /// # Errors
    ///
    /// `Store` when the file could not be closed in order; what was acknowledged is durable.
    pub async fn close(&self) -> Result<(), ForeignError> {
        self.shared.end(Mode::Closed).await
    }

    /// Finishes what is queued, copies the log into the file, and releases every lock, until
    /// `resume`. Handles stay valid and answer `store_suspended` meanwhile. For phones, which end
    /// an app that holds a lock in the background.
    ///
    /// # Errors
    ///
    /// `Store` when the file could not be let go; call it again.
    pub async fn suspend(&self) -> Result<(), ForeignError> {
        self.shared.end(Mode::Suspended).await
    }

    /// Opens a suspended store again.
    ///
    /// # Errors
    ///
    /// As `open`; `store_closed` when it was closed.
    pub async fn resume(&self) -> Result<(), ForeignError> {
        self.shared.resume().await
    }

    /// Checks everything that is stored: the hash chain, that a replay gives the tables, and every
    /// domain's invariants.
    ///
    /// # Errors
    ///
    /// `Store` when the store cannot be read at all; damage is in the report.
    pub async fn verify(&self) -> Result<VerifyReport, ForeignError> {
        let report = self.shared.moja()?.verify().await;
        let report = report.map_err(|error| self.shared.told(error.into()))?;
        for finding in &report.findings {
            self.shared.tell(LogLevel::Warning, &finding.code, || finding.message.clone());
        }
        Ok(report)
    }

    /// Copies the store to a new file at `path` while it is in use.
    ///
    /// # Errors
    ///
    /// `Store` when the copy fails; `store_not_a_file` when this is not a SQLite file.
    pub async fn backup(&self, path: String) -> Result<(), ForeignError> {
        let moja = self.shared.moja()?;
        let store: &dyn Any = moja.engine().store().as_ref();
        let Some(store) = store.downcast_ref::<SqliteStore>() else {
            let message = "only a store in a file is backed up like this";
            return Err(ForeignError::invalid("store_not_a_file", message));
        };
        store.backup(path).map_err(|error| self.shared.told(error.into()))
    }

    /// JSON Schema of every command, query and event.
    ///
    /// # Errors
    ///
    /// `Store` when the store is closed or suspended.
    pub fn describe(&self) -> Result<JsonText, ForeignError> {
        Ok(JsonText(self.shared.moja()?.describe().to_string()))
    }

    /// Whether the store is open: neither closed nor suspended.
    ///
    /// # Errors
    ///
    /// None.
    pub fn is_open(&self) -> Result<bool, ForeignError> {
        Ok(self.shared.moja().is_ok())
    }

    /// Where the store is: a path, `:memory:`, or that it is a database.
    ///
    /// # Errors
    ///
    /// None.
    pub fn place(&self) -> Result<String, ForeignError> {
        Ok(self.shared.place().to_string())
    }
}
