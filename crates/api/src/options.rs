//! How a store is opened.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moja::core::foreign::ForeignError;
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
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { create: true, durable: true, busy_timeout_ms: 5000, clock: None }
    }
}

impl fmt::Debug for OpenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenOptions")
            .field("create", &self.create)
            .field("durable", &self.durable)
            .field("busy_timeout_ms", &self.busy_timeout_ms)
            .finish_non_exhaustive()
    }
}

impl OpenOptions {
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
