//! How a store is opened.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moja::core::foreign::ForeignError;
use moja::core::id::IdSource;
use moja::core::time::{Clock, Timestamp};
use moja::sqlite::{Durability, SqliteOptions};

/// A clock of the app's own, for tests.
#[uniffi::export(rust, foreign)]
pub trait HostClock: Send + Sync {
    /// The present time. It is called on a thread of moja's.
    ///
    /// # Errors
    ///
    /// [`ForeignError::Internal`] when the callback fails; the time it gave before counts on.
    fn now(&self) -> Result<Timestamp, ForeignError>;
}

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum LogLevel {
    /// A step in the store's life: opened, suspended, closed.
    Info,
    /// Something to be looked at: damage, or a callback that failed.
    Warning,
    /// A failure of the store or a mistake in moja. The caller has it as an error too.
    Error,
}

/// The app's logger. It is told of the store's life and of its failures; never what a person wrote,
/// and never a domain's refusals, which are the app's own affair.
#[uniffi::export(rust, foreign)]
pub trait LogSink: Send + Sync {
    /// Takes a message. It may be called on any thread, while a call of moja's waits for it.
    ///
    /// # Errors
    ///
    /// [`ForeignError::Internal`] when the callback fails; the message is lost, and nothing else.
    fn log(&self, level: LogLevel, event: String, detail: String) -> Result<(), ForeignError>;
}

/// How a store is opened.
#[derive(Clone, uniffi::Record)]
pub struct OpenOptions {
    /// Make the store if there is none.
    #[uniffi(default = true)]
    pub create: bool,
    /// Flush the device at every commit. If not, a power failure may take the last seconds of
    /// acknowledged commits with it; a crash of the process loses nothing either way.
    #[uniffi(default = true)]
    pub durable: bool,
    /// How long to wait for another writer of the same file, milliseconds.
    #[uniffi(default = 5000)]
    pub busy_timeout_ms: u32,
    /// Where time comes from, for tests; the system's clock if missing.
    #[uniffi(default = None)]
    pub clock: Option<Arc<dyn HostClock>>,
    /// Makes the ids that commands give follow from this number, the times and the order of the
    /// commands, for tests and replay; if missing, they are random. Two stores that people work in
    /// must not have the same one: their ids would be the same too.
    #[uniffi(default = None)]
    pub id_seed: Option<u32>,
    /// Where messages go; nowhere if missing.
    #[uniffi(default = None)]
    pub log: Option<Arc<dyn LogSink>>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            create: true,
            durable: true,
            busy_timeout_ms: 5000,
            clock: None,
            id_seed: None,
            log: None,
        }
    }
}

impl fmt::Debug for OpenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenOptions")
            .field("create", &self.create)
            .field("durable", &self.durable)
            .field("busy_timeout_ms", &self.busy_timeout_ms)
            .field("id_seed", &self.id_seed)
            .finish_non_exhaustive()
    }
}

impl OpenOptions {
    /// Tells the app's logger.
    pub(crate) fn tell(&self, level: LogLevel, event: &str, detail: impl FnOnce() -> String) {
        if let Some(log) = &self.log {
            // A logger that fails must not make work fail.
            let _ = log.log(level, event.to_owned(), detail());
        }
    }

    pub(crate) fn builder(&self) -> moja::Builder {
        let durability = if self.durable { Durability::Full } else { Durability::Normal };
        let builder = moja::Builder::new().sqlite(SqliteOptions {
            create: self.create,
            durability,
            busy_timeout: Duration::from_millis(self.busy_timeout_ms.into()),
            ..SqliteOptions::default()
        });
        #[cfg(feature = "postgres")]
        let builder = builder.postgres(moja::postgres::PostgresOptions {
            create: self.create,
            ..moja::postgres::PostgresOptions::default()
        });
        let builder = match self.id_seed {
            None => builder,
            Some(seed) => builder.ids(IdSource::seeded(seed.into())),
        };
        match &self.clock {
            None => builder,
            Some(clock) => builder
                .clock(Callback { clock: clock.clone(), last: Mutex::new(Timestamp::default()) }),
        }
    }
}

struct Callback {
    clock: Arc<dyn HostClock>,
    last: Mutex<Timestamp>,
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostClock")
    }
}

impl Clock for Callback {
    fn now(&self) -> Timestamp {
        // Not under the lock: what the app does in there is its own affair.
        let now = self.clock.now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(now) = now {
            *last = now;
        }
        *last
    }
}
