//! What all handles of a store share: whether it is open, and how to open it again.

use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use moja::StoreErrorKind;
use moja::core::foreign::ForeignError;
use moja::core::store::StoreError;

use crate::options::{LogLevel, OpenOptions};

/// Where a store is.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Memory,
    At(PathBuf),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str(":memory:"),
            // A URL may hold a password.
            Self::At(path) if path.to_str().is_some_and(moja::is_server_url) => {
                f.write_str("a PostgreSQL database")
            }
            Self::At(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Whether a store may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Open,
    Suspended,
    Closed,
}

#[derive(Debug)]
struct State {
    mode: Mode,
    /// None when it is suspended or closed; some when closing it failed half way.
    moja: Option<moja::Moja>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    place: Place,
    options: OpenOptions,
    state: RwLock<State>,
    /// Grows whenever the mode changes, so that sessions look again.
    epoch: AtomicU64,
    /// A forked child has no worker: it is refused, instead of waiting for one for ever.
    pid: u32,
}

impl Shared {
    pub(crate) async fn open(place: Place, options: OpenOptions) -> Result<Self, ForeignError> {
        let moja = begin(&place, &options).await;
        let moja = moja.inspect_err(|error| failed(&options, error))?;
        options.tell(LogLevel::Info, "store_opened", || place.to_string());
        let state = RwLock::new(State { mode: Mode::Open, moja: Some(moja) });
        let pid = std::process::id();
        Ok(Self { place, options, state, epoch: AtomicU64::new(1), pid })
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses a handle that crossed `fork()`.
    pub(crate) fn usable(&self) -> Result<(), ForeignError> {
        if std::process::id() == self.pid {
            return Ok(());
        }
        let message = "the store was opened before fork(): open it in the child";
        Err(StoreError::new(StoreErrorKind::Forked, message).into())
    }

    pub(crate) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// The open store.
    pub(crate) fn moja(&self) -> Result<moja::Moja, ForeignError> {
        self.usable()?;
        let state = self.read();
        match (state.mode, &state.moja) {
            (Mode::Open, Some(moja)) => Ok(moja.clone()),
            (Mode::Suspended, _) => {
                let error = StoreError::new(StoreErrorKind::Closed, "the store is suspended");
                Err(renamed(error, "store_suspended"))
            }
            _ => Err(StoreError::new(StoreErrorKind::Closed, "the store was closed").into()),
        }
    }

    /// Refuses new work from now on, and lets the file go when what is queued is done.
    pub(crate) async fn end(&self, mode: Mode) -> Result<(), ForeignError> {
        self.usable()?;
        let moja = {
            let mut state = self.write();
            if state.mode != Mode::Closed {
                state.mode = mode;
            }
            self.epoch.fetch_add(1, Ordering::AcqRel);
            // What is in memory alone has no file to let go, and would be lost.
            let kept = mode == Mode::Suspended && matches!(self.place, Place::Memory);
            state.moja.clone().filter(|_| !kept)
        };
        if let Some(moja) = moja {
            moja.close().await.map_err(|error| self.told(error.into()))?;
            self.write().moja = None;
            let event = if mode == Mode::Suspended { "store_suspended" } else { "store_closed" };
            self.options.tell(LogLevel::Info, event, || self.place.to_string());
        }
        Ok(())
    }

    /// The error, of which the app's logger was told if the store or moja itself failed.
    pub(crate) fn told(&self, error: ForeignError) -> ForeignError {
        failed(&self.options, &error);
        error
    }

    pub(crate) fn tell(&self, level: LogLevel, event: &str, detail: impl FnOnce() -> String) {
        self.options.tell(level, event, detail);
    }

    /// Opens a suspended store again.
    pub(crate) async fn resume(&self) -> Result<(), ForeignError> {
        self.usable()?;
        let (mode, kept) = {
            let state = self.read();
            (state.mode, state.moja.clone())
        };
        match (mode, kept) {
            (Mode::Open, _) => return Ok(()),
            (Mode::Closed, _) => {
                return Err(StoreError::new(StoreErrorKind::Closed, "the store was closed").into());
            }
            (Mode::Suspended, Some(moja)) if matches!(self.place, Place::At(_)) => {
                // Suspending it failed half way.
                moja.close().await?;
                self.write().moja = None;
            }
            (Mode::Suspended, _) => {}
        }
        let fresh = match self.place {
            Place::Memory => None,
            Place::At(_) => Some(begin(&self.place, &self.options).await?),
        };
        let left = {
            let mut state = self.write();
            if state.mode == Mode::Suspended {
                state.mode = Mode::Open;
                if fresh.is_some() {
                    state.moja = fresh;
                }
                None
            } else {
                fresh
            }
        };
        self.epoch.fetch_add(1, Ordering::AcqRel);
        self.options.tell(LogLevel::Info, "store_resumed", || self.place.to_string());
        match left {
            // Somebody else opened or closed it meanwhile.
            Some(left) => Ok(left.close().await?),
            None => Ok(()),
        }
    }
}

fn failed(options: &OpenOptions, error: &ForeignError) {
    if matches!(error, ForeignError::Store { .. } | ForeignError::Internal { .. }) {
        options.tell(LogLevel::Error, error.code(), || error.to_string());
    }
}

async fn begin(place: &Place, options: &OpenOptions) -> Result<moja::Moja, ForeignError> {
    let builder = options.builder();
    Ok(match place {
        Place::Memory => builder.open_memory().await?,
        Place::At(path) => builder.open(path).await?,
    })
}

fn renamed(error: StoreError, code: &str) -> ForeignError {
    match ForeignError::from(error) {
        ForeignError::Store { detail, fields, retryable, .. } => {
            ForeignError::Store { code: code.to_owned(), detail, fields, retryable }
        }
        other => other,
    }
}
