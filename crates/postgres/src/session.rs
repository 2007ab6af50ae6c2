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
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Connection as _};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use crate::error::{closed, commit, driver, is_collision};
use crate::pipeline::{Broken, Kept, is_division, run, run_whole};
use crate::pooler::{Keeping, Way, connect};
use crate::value::Parameters;
use crate::versions::{Stamps, Versions};

/// The first and the longest pause before a server that is away is tried again.
const PAUSE_MIN: Duration = Duration::from_millis(10);
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// The longest pause after a deadlock or a serialization failure.
const COLLISION_PAUSE_MAX: Duration = Duration::from_millis(20);

/// One statement and what it must answer.
pub(crate) struct Statement {
    pub(crate) sql: Arc<str>,
    pub(crate) parameters: Parameters,
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

/// A transaction that is sent as a whole.
pub(crate) struct Whole {
    /// The first text: its kind, and a list of settings that can be gone on with.
    pub(crate) opening: String,
    pub(crate) statements: Vec<Statement>,
    /// What its tenants are known by afterwards.
    pub(crate) stamps: Stamps,
}

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

enum Job {
    /// The first text of a transaction; its first row begins with the session's mark.
    Begin(String, oneshot::Sender<Result<Vec<PgRow>, sqlx::Error>>),
    /// Several statements as one text, in one journey; gives the rows of all.
    Script(String, oneshot::Sender<Result<Vec<PgRow>, sqlx::Error>>),
    /// Statements one after the other, up to the first that fails; gives the rows of each.
    Run(Vec<Statement>, &'static str, Answer<Vec<Vec<PgRow>>>),
    /// A transaction from its first text to its end, in as few journeys as can be.
    Whole(Whole, Arc<Versions>, Answer<()>),
    /// The end of a transaction, with what its tenants are then known by.
    Commit(Arc<Versions>, Stamps, Answer<()>),
    /// Rolls back and goes back to the pool.
    Rest(Arc<Pool>, Session, OwnedSemaphorePermit),
}

/// A handle of a connection's task.
#[derive(Clone)]
struct Session(mpsc::UnboundedSender<Job>);

impl Session {
    async fn open(options: &PgConnectOptions, way: &Arc<Way>) -> Result<Self, sqlx::Error> {
        let (connection, keeping) = way.connect(options).await?;
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(serve(connection, keeping, Arc::clone(way), receiver));
        Ok(Self(sender))
    }

    async fn begin(&self, text: String) -> Result<Vec<PgRow>, sqlx::Error> {
        let (sender, receiver) = oneshot::channel();
        let _ = self.0.send(Job::Begin(text, sender));
        receiver.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }

    async fn script(&self, text: String) -> Result<Vec<PgRow>, sqlx::Error> {
        let (sender, receiver) = oneshot::channel();
        let _ = self.0.send(Job::Script(text, sender));
        receiver.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }
}

async fn serve(
    mut connection: PgConnection,
    mut keeping: Keeping,
    way: Arc<Way>,
    mut jobs: mpsc::UnboundedReceiver<Job>,
) {
    let mut kept = keeping.is_named().then(Kept::default);
    while let Some(job) = jobs.recv().await {
        // Whoever no longer waits for an answer has dropped the receiver.
        match job {
            Job::Begin(text, answer) => {
                let begun = script(&mut connection, text).await;
                let begun = match begun {
                    Ok(rows) if !keeping.holds(&rows) => {
                        let _ = script(&mut connection, "ROLLBACK".to_owned()).await;
                        // What was prepared here is somewhere else: this connection is of no
                        // use, the next one prepares nothing.
                        way.found_pooled();
                        Err(sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into()))
                    }
                    begun => begun,
                };
                let _ = answer.send(begun);
            }
            Job::Script(text, answer) => {
                let _ = answer.send(script(&mut connection, text).await);
            }
            Job::Run(statements, doing, answer) => {
                let done = run(&mut connection, statements, &mut kept).await;
                if let Err(broken) = &done {
                    make_way(&mut connection, broken).await;
                }
                let _ = answer.send(done.map_err(|broken| broken.into_error(doing)));
            }
            Job::Whole(Whole { mut opening, statements, stamps }, versions, answer) => {
                if let Some(check) = keeping.check() {
                    opening.push_str(", ");
                    opening.push_str(&check);
                }
                let done = run_whole(&mut connection, &opening, statements, &mut kept).await;
                match &done {
                    Ok(()) => versions.committed(stamps),
                    Err(broken) => {
                        versions.forget(&stamps);
                        make_way(&mut connection, broken).await;
                    }
                }
                let done = done.map_err(|broken| match broken {
                    Broken::Server(error) if is_division(&error) => {
                        way.found_pooled();
                        (keeping, kept) = (Keeping::Unnamed, None);
                        let message = "a pooler has exchanged the connection";
                        StoreError::new(StoreErrorKind::Conflict, message)
                    }
                    broken => broken.into_error("writing a table"),
                });
                let _ = answer.send(done);
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

/// After a collision, the other transaction should get through before this one is tried again.
async fn make_way(connection: &mut PgConnection, broken: &Broken) {
    if let Broken::Server(failed) | Broken::Commit(failed) = broken
        && is_collision(failed)
    {
        let _ = script(connection, "ROLLBACK".to_owned()).await;
        tokio::time::sleep(jitter(COLLISION_PAUSE_MAX)).await;
    }
}

/// Runs several statements as one text; gives the rows of all.
pub(crate) async fn script(
    connection: &mut PgConnection,
    text: String,
) -> Result<Vec<PgRow>, sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(text)).fetch_all(connection).await
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

fn untold() -> StoreError {
    StoreError::new(StoreErrorKind::Unknown, "committing: the connection's task has ended")
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
    way: Arc<Way>,
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
        way: Way,
        size: usize,
        patience: Duration,
        handle: Handle,
    ) -> Arc<Self> {
        let size = u32::try_from(size.clamp(1, 10_000)).unwrap_or(1);
        let permits = usize::try_from(size).unwrap_or(1);
        Arc::new(Self {
            options,
            way: Arc::new(way),
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
            let error = match timeout_at(deadline, connect(options)).await {
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
        self.lend_there(text, self.patience).await
    }

    /// As [`Pool::lend`], for somebody who will wait for a server that is away later.
    pub(crate) async fn lend_once(
        self: &Arc<Self>,
        text: String,
    ) -> Result<(Lease, Vec<PgRow>), StoreError> {
        self.lend_there(text, Duration::ZERO).await
    }

    /// Sends a transaction as a whole, on an idle session or a new one. A server that is away is
    /// not waited for.
    ///
    /// # Errors
    ///
    /// As [`Pool::lend`], Conflict where somebody else wrote, and Unknown where no answer came.
    pub(crate) async fn whole(
        self: &Arc<Self>,
        whole: Whole,
        versions: Arc<Versions>,
    ) -> Result<(), StoreError> {
        let (sender, receiver) = oneshot::channel();
        let pool = Arc::clone(self);
        self.handle.spawn(async move {
            let _ = sender.send(pool.whole_here(whole, versions).await);
        });
        receiver.await.unwrap_or_else(|_| Err(untold()))
    }

    async fn whole_here(
        self: Arc<Self>,
        whole: Whole,
        versions: Arc<Versions>,
    ) -> Result<(), StoreError> {
        let now = Instant::now();
        let mut lease = self.permitted(now.checked_add(self.patience).unwrap_or(now)).await?;
        let deadline = Instant::now().checked_add(self.patience).unwrap_or(now);
        let session = lease.take_session(deadline).await;
        let session = session.map_err(|error| unavailable(&error, "beginning a transaction"))?;
        let (sender, receiver) = oneshot::channel();
        let _ = session.0.send(Job::Whole(whole, versions, sender));
        let ended = receiver.await.unwrap_or_else(|_| Err(untold()));
        lease.clean = ended.is_ok();
        ended
    }

    async fn lend_there(
        self: &Arc<Self>,
        text: String,
        patience: Duration,
    ) -> Result<(Lease, Vec<PgRow>), StoreError> {
        let (sender, receiver) = oneshot::channel();
        let pool = Arc::clone(self);
        self.handle.spawn(async move {
            // If nobody waits any more, the lease is dropped and so rolled back.
            let _ = sender.send(pool.lend_here(text, patience).await);
        });
        receiver.await.unwrap_or_else(|_| Err(closed()))
    }

    /// The right to a session, once there is one.
    async fn permitted(self: &Arc<Self>, deadline: Instant) -> Result<Lease, StoreError> {
        match timeout_at(deadline, Arc::clone(&self.permits).acquire_owned()).await {
            Ok(Ok(permit)) => {
                let (pool, permit) = (Arc::clone(self), Some(permit));
                Ok(Lease { pool, session: None, permit, clean: false })
            }
            Ok(Err(_)) => Err(closed()),
            Err(_) => Err(StoreError::new(
                StoreErrorKind::Busy,
                "every connection of this handle is in use: a transaction is open elsewhere",
            )),
        }
    }

    async fn lend_here(
        self: Arc<Self>,
        text: String,
        patience: Duration,
    ) -> Result<(Lease, Vec<PgRow>), StoreError> {
        let now = Instant::now();
        let mut lease = self.permitted(now.checked_add(self.patience).unwrap_or(now)).await?;
        let deadline = now.checked_add(patience).unwrap_or(now);
        let connecting = now.checked_add(self.patience).unwrap_or(now);
        let mut pause = PAUSE_MIN;
        loop {
            let error = match lease.start(text.clone(), connecting).await {
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
        self.take_session(deadline).await?.begin(text).await
    }

    /// Takes an idle session or a new one, which is rolled back when the lease is dropped.
    async fn take_session(&mut self, deadline: Instant) -> Result<&Session, sqlx::Error> {
        let session = match self.pool.take() {
            Some(session) => session,
            None => match timeout_at(deadline, Session::open(&self.pool.options, &self.pool.way))
                .await
            {
                Ok(opened) => opened?,
                Err(_) => return Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())),
            },
        };
        Ok(self.session.insert(session))
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
        let ended = receiver.await.unwrap_or_else(|_| Err(untold()));
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
