//! Connections and the pools that lend them.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use moja_core::store::{StoreError, StoreErrorKind};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use crate::error::{Doing, sqlite};
use crate::options::SqliteOptions;

/// Prepared statements kept per connection: tables times their few statements.
const STATEMENTS_KEPT: usize = 1024;

/// A connection with what is known about the file through it.
pub(crate) struct Session {
    /// The connection.
    pub(crate) connection: Connection,
    /// Committed tenant numbers; they never change.
    pub(crate) tenants: HashMap<Box<str>, i64>,
    /// `PRAGMA data_version` at the last commit of the writer.
    pub(crate) data_version: Option<i64>,
}

impl Session {
    /// Opens the file for writing.
    ///
    /// # Errors
    ///
    /// What SQLite reports.
    pub(crate) fn writer(path: &Path, options: &SqliteOptions) -> Result<Self, StoreError> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if options.create {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let connection = open(path, flags, options)?;
        if options.exclusive {
            pragma(&connection, "locking_mode = EXCLUSIVE")?;
        }
        pragma(&connection, &format!("page_size = {}", options.page_size))?;
        settings(&connection, options.cache_bytes)?;
        pragma(&connection, &format!("synchronous = {}", options.durability.pragma()))?;
        // Apple's fsync leaves data in the drive; elsewhere these two do nothing.
        pragma(&connection, "fullfsync = ON")?;
        pragma(&connection, "checkpoint_fullfsync = ON")?;
        pragma(&connection, &format!("wal_autocheckpoint = {}", options.checkpoint_pages))?;
        if let Some(pages) = options.max_page_count {
            pragma(&connection, &format!("max_page_count = {pages}"))?;
        }
        Ok(Self::new(connection))
    }

    /// Opens the file for reading only.
    ///
    /// # Errors
    ///
    /// What SQLite reports.
    pub(crate) fn reader(path: &Path, options: &SqliteOptions) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = open(path, flags, options)?;
        settings(&connection, options.reader_cache_bytes)?;
        pragma(&connection, "query_only = ON")?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0).doing("opening a reader")?;
        Ok(Self::new(connection))
    }

    fn new(connection: Connection) -> Self {
        Self { connection, tenants: HashMap::new(), data_version: None }
    }

    /// Closes the connection. The writer copies the log into the file before: SQLite does so
    /// at the last close of a file, but does not tell when it fails.
    fn close(self) -> Result<(), StoreError> {
        let connection = self.connection;
        let copied = if connection.is_readonly(MAIN_DB).doing("closing the store")? {
            Ok(())
        } else {
            // Passive: what another process still reads stays in the log, and is its to copy.
            connection
                .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
                .doing("copying the log into the file")
        };
        connection.close().map_err(|(_, error)| sqlite(&error, "closing the store"))?;
        copied
    }
}

fn open(path: &Path, flags: OpenFlags, options: &SqliteOptions) -> Result<Connection, StoreError> {
    let opened = match &options.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str()),
        None => Connection::open_with_flags(path, flags),
    };
    let connection = opened.doing("opening the store")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    // SQLite counts milliseconds in 32 bits.
    let timeout = options.busy_timeout.min(Duration::from_secs(1_000_000));
    connection.busy_timeout(timeout).doing("opening the store")?;
    Ok(connection)
}

fn settings(connection: &Connection, cache_bytes: u64) -> Result<(), StoreError> {
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        // Without it SQLite prepares a statement again whenever its LIMIT is bound anew.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
        // No statement may edit the schema's text or switch the journal off.
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    ] {
        connection.set_db_config(setting, on).doing("configuring a connection")?;
    }
    let cache_kib = cache_bytes.checked_div(1024).unwrap_or(0).max(1);
    pragma(
        connection,
        &format!("cache_size = -{}", cache_kib.min(i32::MAX.unsigned_abs().into())),
    )?;
    pragma(connection, "temp_store = MEMORY")?;
    pragma(connection, "cell_size_check = ON")?;
    pragma(connection, "mmap_size = 0")?;
    // The append-only triggers must also fire for rows that a REPLACE removes.
    pragma(connection, "recursive_triggers = ON")
}

/// Runs a pragma and ignores the row that some of them return.
///
/// # Errors
///
/// What SQLite reports.
pub(crate) fn pragma(connection: &Connection, text: &str) -> Result<(), StoreError> {
    connection.execute_batch(&format!("PRAGMA {text}")).doing("configuring a connection")
}

/// A bounded set of sessions, lent one at a time.
pub(crate) struct Pool {
    state: Mutex<State>,
    freed: Condvar,
}

struct State {
    idle: Vec<Session>,
    /// Sessions that exist, lent ones included.
    alive: usize,
    max: usize,
    /// Those that wait for a session. To wake nobody is a system call too.
    waiting: usize,
    /// Nothing is lent any more.
    refusing: bool,
    /// Sessions are closed when they come back.
    closed: bool,
    /// Why a session could not be closed as it should.
    failed: Option<StoreError>,
}

impl Pool {
    /// A pool of at most `max` sessions, starting with `first`.
    pub(crate) fn new(max: usize, first: Option<Session>) -> Self {
        let alive = usize::from(first.is_some());
        let idle = first.into_iter().collect();
        let (waiting, refusing, closed, failed) = (0, false, false, None);
        let state = State { idle, alive, max, waiting, refusing, closed, failed };
        Self { state: Mutex::new(state), freed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lends a session: an idle one, a new one while there may be more, or the next one that
    /// is given back within `timeout`.
    ///
    /// # Errors
    ///
    /// Busy after `timeout`, Closed after [`Pool::refuse`], or the error of `open`.
    pub(crate) fn take(
        &self,
        timeout: Duration,
        open: impl FnOnce() -> Result<Session, StoreError>,
    ) -> Result<Session, StoreError> {
        let session = self.take_unless(timeout, open, || false)?;
        // It waits for nothing else.
        session.ok_or_else(|| StoreError::new(StoreErrorKind::Busy, "no connection came free"))
    }

    /// As [`take`](Self::take), and gives up without a session as soon as one that is lent
    /// makes `enough` true.
    ///
    /// # Errors
    ///
    /// As [`take`](Self::take).
    pub(crate) fn take_unless(
        &self,
        timeout: Duration,
        open: impl FnOnce() -> Result<Session, StoreError>,
        enough: impl Fn() -> bool,
    ) -> Result<Option<Session>, StoreError> {
        let deadline = Instant::now().checked_add(timeout);
        let mut state = self.lock();
        loop {
            if state.refusing {
                return Err(StoreError::new(StoreErrorKind::Closed, "the store was closed"));
            }
            if let Some(session) = state.idle.pop() {
                return Ok(Some(session));
            }
            if enough() {
                return Ok(None);
            }
            if state.alive < state.max {
                state.alive = state.alive.saturating_add(1);
                drop(state);
                return open().map(Some).inspect_err(|_| self.lost());
            }
            let left = deadline.map_or(timeout, |at| at.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return Err(StoreError::new(
                    StoreErrorKind::Busy,
                    "every connection of this handle is in use: a transaction is open elsewhere",
                ));
            }
            state.waiting = state.waiting.saturating_add(1);
            state = self.freed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            state.waiting = state.waiting.saturating_sub(1);
        }
    }

    /// Takes a session back.
    pub(crate) fn put(&self, session: Session) {
        let mut state = self.lock();
        if state.closed {
            drop(state);
            self.end(session);
        } else {
            state.idle.push(session);
            let waiting = state.waiting > 0;
            drop(state);
            if waiting {
                self.freed.notify_all();
            }
        }
    }

    /// Counts a session out that is not given back.
    pub(crate) fn lost(&self) {
        let mut state = self.lock();
        state.alive = state.alive.saturating_sub(1);
        drop(state);
        self.freed.notify_all();
    }

    /// Lends nothing more, and tells those who wait.
    pub(crate) fn refuse(&self) {
        self.lock().refusing = true;
        self.freed.notify_all();
    }

    /// Closes idle sessions now and lent ones when they come back, and lends nothing more.
    pub(crate) fn close(&self) {
        self.refuse();
        let mut state = self.lock();
        state.closed = true;
        let idle = std::mem::take(&mut state.idle);
        drop(state);
        idle.into_iter().for_each(|session| self.end(session));
    }

    fn end(&self, session: Session) {
        if let Err(error) = session.close() {
            self.lock().failed = Some(error);
        }
        self.lost();
    }

    /// Whether the pool is closed and so are all of its sessions.
    pub(crate) fn is_gone(&self) -> bool {
        let state = self.lock();
        state.closed && state.alive == 0
    }

    /// Waits until every session of a closed pool is closed too.
    ///
    /// # Errors
    ///
    /// Busy after `timeout`, or why a session could not be closed as it should, which is told
    /// once.
    pub(crate) fn wait(&self, timeout: Duration) -> Result<(), StoreError> {
        let deadline = Instant::now().checked_add(timeout);
        let mut state = self.lock();
        while state.alive > 0 {
            let left = deadline.map_or(timeout, |at| at.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return Err(StoreError::new(StoreErrorKind::Busy, "a transaction is still open"));
            }
            state = self.freed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.failed.take().map_or(Ok(()), Err)
    }

    /// Leaves idle sessions open for ever: closing them in a forked child would touch the
    /// parent's file.
    pub(crate) fn leak(&self) {
        // The parent may have held the lock at the fork; then nobody will ever release it.
        if let Ok(mut state) = self.state.try_lock() {
            state.idle.drain(..).for_each(std::mem::forget);
        }
    }
}
