//! Connections, each in a task of its own that nobody can cancel.
//!
//! What a transaction wants done is sent to its session and done there to the end, whether
//! anybody still waits for the answer or not. A session is lent again only after its transaction
//! has ended by an answered `COMMIT` or `ROLLBACK`; otherwise its connection is closed. So no
//! statement ever runs in what another left open.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moja_core::store::{StoreError, StoreErrorKind};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Connection as _};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use crate::error::{closed, commit, driver, is_collision};
use crate::versions::{Stamps, Versions};

/// The first and the longest pause before a server that is away is tried again.
const PAUSE_MIN: Duration = Duration::from_millis(10);
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// The longest pause after a deadlock or a serialization failure.
const COLLISION_PAUSE_MAX: Duration = Duration::from_millis(20);

/// One statement and what it must answer.
pub(crate) struct Statement {
    pub(crate) sql: Arc<str>,
    pub(crate) arguments: PgArguments,
    pub(crate) expect: Expect,
}

/// What a statement must answer.
pub(crate) enum Expect {
    /// Rows, in whatever number.
    Rows,
    /// That it changed so many rows; otherwise the error.
    Changed(u64, StoreError),
    /// The same, and sums that leave the 64-bit range are the second error.
    Summed(u64, StoreError, StoreError),
}

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

enum Job {
    /// Several statements as one text, in one journey; gives the rows of all.
    Script(String, oneshot::Sender<Result<Vec<PgRow>, sqlx::Error>>),
    /// Statements one after the other, up to the first that fails; gives the rows of each.
    Run(Vec<Statement>, &'static str, Answer<Vec<Vec<PgRow>>>),
    /// The end of a transaction, with what its tenants are then known by.
    Commit(Arc<Versions>, Stamps, Answer<()>),
    /// Rolls back and goes back to the pool.
    Rest(Arc<Pool>, Session, OwnedSemaphorePermit),
}

/// A handle of a connection's task.
#[derive(Clone)]
struct Session(mpsc::UnboundedSender<Job>);

impl Session {
    async fn open(options: &PgConnectOptions) -> Result<Self, sqlx::Error> {
        let connection = PgConnection::connect_with(options).await?;
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(serve(connection, receiver));
        Ok(Self(sender))
    }

    async fn script(&self, text: String) -> Result<Vec<PgRow>, sqlx::Error> {
        let (sender, receiver) = oneshot::channel();
        let _ = self.0.send(Job::Script(text, sender));
        receiver.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }
}

async fn serve(mut connection: PgConnection, mut jobs: mpsc::UnboundedReceiver<Job>) {
    while let Some(job) = jobs.recv().await {
        // Whoever no longer waits for an answer has dropped the receiver.
        match job {
            Job::Script(text, answer) => {
                let _ = answer.send(script(&mut connection, text).await);
            }
            Job::Run(statements, doing, answer) => {
                let _ = answer.send(run(&mut connection, statements, doing).await);
            }
            Job::Commit(versions, stamps, answer) => {
                let ended = script(&mut connection, "COMMIT".to_owned()).await;
                let ended = ended.map(drop).map_err(|error| commit(&error));
                match &ended {
                    Ok(()) => versions.committed(stamps),
                    Err(_) => versions.forget(&stamps),
                }
                let _ = answer.send(ended);
            }
            Job::Rest(pool, session, permit) => {
                if script(&mut connection, "ROLLBACK".to_owned()).await.is_ok() {
                    pool.put(session);
                }
                drop(permit);
            }
        }
    }
    // The server is told, or has gone away already.
    let _ = connection.close().await;
}

async fn script(connection: &mut PgConnection, text: String) -> Result<Vec<PgRow>, sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(text)).fetch_all(connection).await
}

async fn run(
    connection: &mut PgConnection,
    statements: Vec<Statement>,
    doing: &'static str,
) -> Result<Vec<Vec<PgRow>>, StoreError> {
    let mut found = Vec::new();
    for Statement { sql, arguments, expect } in statements {
        #[cfg(test)]
        let sql = crate::unscoped::sent(sql);
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments);
        let failed = match expect {
            Expect::Rows => match query.fetch_all(&mut *connection).await {
                Ok(rows) => {
                    found.push(rows);
                    continue;
                }
                Err(error) => error,
            },
            Expect::Changed(wanted, other) => match query.execute(&mut *connection).await {
                Ok(done) if done.rows_affected() == wanted => continue,
                Ok(_) => return Err(other),
                Err(error) => error,
            },
            Expect::Summed(wanted, other, beyond) => match query.execute(&mut *connection).await {
                Ok(done) if done.rows_affected() == wanted => continue,
                Ok(_) => return Err(other),
                Err(error) if crate::error::sqlstate(&error).as_deref() == Some("22003") => {
                    return Err(beyond);
                }
                Err(error) => error,
            },
        };
        if is_collision(&failed) {
            // The other transaction should get through before this one is tried again.
            let _ = script(connection, "ROLLBACK".to_owned()).await;
            tokio::time::sleep(jitter(COLLISION_PAUSE_MAX)).await;
        }
        return Err(driver(&failed, doing));
    }
    Ok(found)
}

/// Some part of `most`, so that those who wait do not come back all at once.
fn jitter(most: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish() % 1_000;
    most.checked_div(1_000)
        .and_then(|part| part.checked_mul(u32::try_from(random).unwrap_or(1)))
        .unwrap_or(most)
}

/// Whether the server may be back soon, or have room.
fn is_away(error: &sqlx::Error) -> bool {
    crate::error::kind(error) == StoreErrorKind::Unavailable
        || crate::error::sqlstate(error).as_deref() == Some("53300")
}

fn unavailable(error: &sqlx::Error, doing: &str) -> StoreError {
    let known = driver(error, doing);
    if is_away(error) { StoreError::new(StoreErrorKind::Unavailable, known) } else { known }
}

/// Waits before the server is tried again, and says how long to wait the next time.
async fn rest(pause: Duration) -> Duration {
    let least = pause.checked_div(2).unwrap_or(pause);
    tokio::time::sleep(least.saturating_add(jitter(pause))).await;
    pause.saturating_mul(2).min(PAUSE_MAX)
}

/// The sessions of a store.
pub(crate) struct Pool {
    options: PgConnectOptions,
    idle: Mutex<Vec<Session>>,
    permits: Arc<Semaphore>,
    size: u32,
    patience: Duration,
    closed: AtomicBool,
    handle: Handle,
}

impl Pool {
    pub(crate) fn new(
        options: PgConnectOptions,
        size: usize,
        patience: Duration,
        handle: Handle,
    ) -> Arc<Self> {
        let size = u32::try_from(size.clamp(1, 10_000)).unwrap_or(1);
        let permits = usize::try_from(size).unwrap_or(1);
        Arc::new(Self {
            options,
            idle: Mutex::default(),
            permits: Arc::new(Semaphore::new(permits)),
            size,
            patience,
            closed: AtomicBool::new(false),
            handle,
        })
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// A connection of its own, for what is done once. Waits for a server that is away. Only on
    /// the driver's runtime.
    ///
    /// # Errors
    ///
    /// Unavailable when the server did not come back in time, and what it says otherwise.
    pub(crate) async fn connect(
        options: &PgConnectOptions,
        patience: Duration,
    ) -> Result<PgConnection, StoreError> {
        let now = Instant::now();
        let deadline = now.checked_add(patience).unwrap_or(now);
        let mut pause = PAUSE_MIN;
        loop {
            let error = match timeout_at(deadline, PgConnection::connect_with(options)).await {
                Ok(Ok(connection)) => return Ok(connection),
                Ok(Err(error)) => error,
                Err(_) => sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()),
            };
            if !is_away(&error) || Instant::now() >= deadline {
                return Err(unavailable(&error, "connecting"));
            }
            pause = rest(pause).await;
        }
    }

    fn take(&self) -> Option<Session> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put(&self, session: Session) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.closed.load(Ordering::Acquire) {
            idle.push(session);
        }
    }

    /// Lends a session on which `text` was run, and the rows that it gave. A connection that
    /// turns out to be lost is replaced, and a server that is away waited for.
    ///
    /// # Errors
    ///
    /// Busy when no connection came free in time, Unavailable when the server did not come back
    /// in time, Closed, and whatever else the server says.
    pub(crate) async fn lend(
        self: &Arc<Self>,
        text: String,
    ) -> Result<(Lease, Vec<PgRow>), StoreError> {
        let (sender, receiver) = oneshot::channel();
        let pool = Arc::clone(self);
        self.handle.spawn(async move {
            // If nobody waits any more, the lease is dropped and so rolled back.
            let _ = sender.send(pool.lend_here(text).await);
        });
        receiver.await.unwrap_or_else(|_| Err(closed()))
    }

    async fn lend_here(self: Arc<Self>, text: String) -> Result<(Lease, Vec<PgRow>), StoreError> {
        let now = Instant::now();
        let deadline = now.checked_add(self.patience).unwrap_or(now);
        let permit = match timeout_at(deadline, Arc::clone(&self.permits).acquire_owned()).await {
            Ok(Ok(permit)) => permit,
            Ok(Err(_)) => return Err(closed()),
            Err(_) => {
                return Err(StoreError::new(
                    StoreErrorKind::Busy,
                    "every connection of this handle is in use: a transaction is open elsewhere",
                ));
            }
        };
        let mut lease = Lease { pool: self, session: None, permit: Some(permit), clean: false };
        let mut pause = PAUSE_MIN;
        loop {
            let error = match lease.start(text.clone(), deadline).await {
                Ok(rows) => return Ok((lease, rows)),
                Err(error) => error,
            };
            if !is_away(&error) || Instant::now() >= deadline {
                return Err(unavailable(&error, "beginning a transaction"));
            }
            // What lies idle may all have been lost in the same moment: no pause for that.
            if lease.session.take().is_none() {
                pause = rest(pause).await;
            }
        }
    }

    /// Lends nothing more, waits until every session is back, and closes them.
    ///
    /// # Errors
    ///
    /// Busy when a transaction stayed open; its connection is closed when it ends.
    pub(crate) async fn close(self: &Arc<Self>) -> Result<(), StoreError> {
        if self.closed.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        let (sender, receiver) = oneshot::channel();
        let pool = Arc::clone(self);
        self.handle.spawn(async move {
            pool.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
            let all = pool.permits.acquire_many(pool.size);
            let ended = tokio::time::timeout(pool.patience, all).await;
            pool.permits.close();
            pool.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
            let _ = sender.send(ended.is_ok());
        });
        if receiver.await.unwrap_or(true) {
            return Ok(());
        }
        Err(StoreError::new(StoreErrorKind::Busy, "a transaction is still open"))
    }
}

/// A session that is lent. When it is dropped, it rolls back what is open and goes back.
pub(crate) struct Lease {
    pool: Arc<Pool>,
    session: Option<Session>,
    permit: Option<OwnedSemaphorePermit>,
    /// No transaction is open.
    clean: bool,
}

impl Lease {
    /// Runs the first text of a transaction on an idle session or a new one.
    async fn start(&mut self, text: String, deadline: Instant) -> Result<Vec<PgRow>, sqlx::Error> {
        let session = match self.pool.take() {
            Some(session) => session,
            None => match timeout_at(deadline, Session::open(&self.pool.options)).await {
                Ok(opened) => opened?,
                Err(_) => return Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())),
            },
        };
        // From here on the session is rolled back when the lease is dropped.
        self.session.insert(session).script(text).await
    }

    /// Sends statements. They are run whether or not anybody waits for the answer.
    pub(crate) fn send(
        &self,
        statements: Vec<Statement>,
        doing: &'static str,
    ) -> oneshot::Receiver<Result<Vec<Vec<PgRow>>, StoreError>> {
        let (sender, receiver) = oneshot::channel();
        if let Some(session) = &self.session {
            let _ = session.0.send(Job::Run(statements, doing, sender));
        }
        receiver
    }

    /// Runs statements without parameters as one text.
    pub(crate) async fn script(&self, text: String) -> Result<Vec<PgRow>, sqlx::Error> {
        match &self.session {
            Some(session) => session.script(text).await,
            None => Err(sqlx::Error::WorkerCrashed),
        }
    }

    /// Commits; after that the session is lent again.
    pub(crate) async fn commit(
        mut self,
        versions: Arc<Versions>,
        stamps: Stamps,
    ) -> Result<(), StoreError> {
        let (sender, receiver) = oneshot::channel();
        if let Some(session) = &self.session {
            let _ = session.0.send(Job::Commit(versions, stamps, sender));
        }
        let ended = receiver.await.unwrap_or_else(|_| {
            let message = "committing: the connection's task has ended";
            Err(StoreError::new(StoreErrorKind::Unknown, message))
        });
        self.clean = ended.is_ok();
        ended
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let (Some(session), Some(permit)) = (self.session.take(), self.permit.take()) else {
            return;
        };
        if self.clean {
            self.pool.put(session);
            return;
        }
        let rest = Job::Rest(Arc::clone(&self.pool), session.clone(), permit);
        // Without its task there is nothing to give back.
        let _ = session.0.send(rest);
    }
}
