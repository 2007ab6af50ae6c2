//! Opening, and the store itself.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use moja_core::store::{
    Access, BoxFuture, Lanes, MigrationReport, Schema, Store, StoreError, StoreErrorKind, Tx,
    Vitals,
};
use moja_core::tenant::Tenant;
use moja_core::value::Value;
use rusqlite::Connection;

use crate::ahead::Ahead;
use crate::connection::{Pool, Session, pragma};
use crate::error::{Doing, corrupt, incompatible, invalid, sqlite};
use crate::header::{self, Found};
use crate::held::{Files, Held, Holder};
use crate::options::SqliteOptions;
use crate::schema::{APPLICATION_ID, Plan};
use crate::tx::SqliteTx;
use crate::{backup, check, migrate, sql};

/// The oldest SQLite without the WAL-reset bug, which could corrupt a file when one
/// connection wrote while another copied the log (`sqlite.org/wal.html#walresetbug`).
const SQLITE_VERSION_MIN: i32 = 3_051_003;

/// A store in one SQLite file. Cloning is cheap; all clones are one handle.
#[derive(Clone)]
pub struct SqliteStore {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    path: PathBuf,
    options: SqliteOptions,
    /// The process that opened the file.
    pid: AtomicU32,
    poisoned: AtomicBool,
    /// Write transactions that this handle has begun.
    begun: AtomicU64,
    plan: RwLock<Option<Arc<Plan>>>,
    // Readers close before the writer, so that the last one out can tidy the log away.
    readers: Pool,
    writer: Pool,
    /// Writes for the transaction that has the writer.
    pub(crate) ahead: Ahead,
    /// The file's place among those that this process has open.
    held: Mutex<Option<Held>>,
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.inner.path).finish_non_exhaustive()
    }
}

impl Inner {
    pub(crate) fn forked(&self) -> bool {
        self.pid.load(Ordering::Relaxed) != std::process::id()
    }

    /// Refuses all further writes through this handle.
    pub(crate) fn poison(&self) {
        self.poisoned.store(true, Ordering::Relaxed);
    }

    /// A write transaction has begun: it has the file's lock.
    pub(crate) fn wrote(&self) {
        self.begun.fetch_add(1, Ordering::Relaxed);
    }

    /// The pool whose sessions serve transactions of this kind.
    pub(crate) fn pool(&self, access: Access) -> &Pool {
        if access == Access::Write || self.options.exclusive { &self.writer } else { &self.readers }
    }

    fn lend(&self, access: Access) -> Result<Session, StoreError> {
        let timeout = self.options.busy_timeout;
        if access == Access::Write || self.options.exclusive {
            self.writer.take(timeout, no_writer)
        } else {
            self.readers.take(timeout, || Session::reader(&self.path, &self.options))
        }
    }

    /// Takes a session back when its transaction has ended, or closes it.
    pub(crate) fn give_back(&self, access: Access, session: Session, clean: bool) {
        let pool = self.pool(access);
        if clean {
            pool.put(session);
        } else {
            drop(session);
            pool.lost();
        }
        if self.readers.is_gone() {
            self.writer.close();
        }
    }

    /// Closes the readers and then the writer: only a connection that may write can copy the
    /// log, and only the last one out can remove it. A reader that outstays the time limit
    /// closes the writer when it ends.
    fn close(&self) -> Result<(), StoreError> {
        let timeout = self.options.busy_timeout;
        self.writer.refuse();
        self.readers.close();
        self.readers.wait(timeout)?;
        self.writer.close();
        let closed = self.writer.wait(timeout);
        self.ahead.end();
        if self.writer.is_gone() {
            self.held.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
        closed
    }

    fn plan(&self) -> Result<Arc<Plan>, StoreError> {
        let plan = self.plan.read().unwrap_or_else(PoisonError::into_inner).clone();
        plan.ok_or_else(|| invalid("the store's tables are not there yet: migrate it first"))
    }

    fn sound(&self) -> Result<(), StoreError> {
        if self.poisoned.load(Ordering::Relaxed) {
            return Err(StoreError::new(
                StoreErrorKind::Io,
                "an earlier write or flush failed: the store takes no more writes until it is reopened",
            ));
        }
        Ok(())
    }

    fn usable(&self) -> Result<(), StoreError> {
        if self.forked() {
            return Err(StoreError::new(
                StoreErrorKind::Forked,
                "the store was opened before fork(): open it after the fork, in each process for itself",
            ));
        }
        Ok(())
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.forked() {
            self.readers.leak();
            self.writer.leak();
        }
    }
}

impl SqliteStore {
    /// Opens the store at `path`, or creates it.
    ///
    /// Nothing can be read or written before [`Store::migrate`].
    ///
    /// # Errors
    ///
    /// [`StoreError`] of kind Incompatible for a file that is not a store or one of a newer
    /// version, for a missing one without `create`, and on a network file system; Corrupt for
    /// a truncated one; Busy when another process holds it; Full and Io from the device; Forked
    /// when the process that this one was forked from had it open at that moment. The file is
    /// then as it was.
    pub fn open(path: impl AsRef<Path>, options: SqliteOptions) -> Result<Self, StoreError> {
        let version = rusqlite::version_number();
        if version < SQLITE_VERSION_MIN {
            return Err(incompatible(format_args!(
                "SQLite {} can corrupt a file in WAL mode: {SQLITE_VERSION_MIN} or newer is needed",
                rusqlite::version()
            )));
        }
        let path = path.as_ref();
        let files = Files::lock();
        if options.vfs.is_none() {
            match files.holder(path) {
                Holder::Nobody => {
                    let found = header::inspect(path)?;
                    if found == Found::Missing && !options.create {
                        return Err(incompatible("there is no file at that path"));
                    }
                }
                Holder::Us => {}
                Holder::Parent => {
                    return Err(StoreError::new(
                        StoreErrorKind::Forked,
                        "the store was open when this process was forked: close it before fork(), \
                         or open it only after the fork, in each process for itself",
                    ));
                }
            }
            if !options.network_file_system {
                refuse_network(path)?;
            }
        }
        let session = Session::writer(path, &options)?;
        let held = files.enter(path);
        claim(&session.connection, options.busy_timeout)?;
        let readers = options.readers.max(1);
        Ok(Self {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                options,
                pid: AtomicU32::new(std::process::id()),
                poisoned: AtomicBool::new(false),
                begun: AtomicU64::new(0),
                plan: RwLock::new(None),
                readers: Pool::new(readers, None),
                writer: Pool::new(1, Some(session)),
                ahead: Ahead::default(),
                held: Mutex::new(held),
            }),
        })
    }

    /// Starts a write transaction that the app can join through [`SqliteTx::connection`].
    ///
    /// Waits for the writer's connection and for other processes, at most `busy_timeout` each.
    ///
    /// # Errors
    ///
    /// Busy after that, Io after a device failure until the store is reopened, Forked, Closed,
    /// and Invalid before `migrate`.
    pub fn write(&self) -> Result<SqliteTx, StoreError> {
        self.start(Access::Write)
    }

    /// Starts a read transaction on one snapshot.
    ///
    /// # Errors
    ///
    /// As [`SqliteStore::write`].
    pub fn read(&self) -> Result<SqliteTx, StoreError> {
        self.start(Access::Read)
    }

    fn start(&self, access: Access) -> Result<SqliteTx, StoreError> {
        self.inner.usable()?;
        if access == Access::Write {
            self.inner.sound()?;
        }
        let plan = self.inner.plan()?;
        let session = self.inner.lend(access)?;
        SqliteTx::begin(Arc::clone(&self.inner), plan, session, access)
    }

    /// Takes the file's write lock and lets it go. The writer's connection may never come free
    /// for that where others queue for it, but then they get through.
    fn try_lock(&self) -> Result<(), StoreError> {
        let inner = &*self.inner;
        inner.usable()?;
        inner.sound()?;
        let begun = inner.begun.load(Ordering::Relaxed);
        let others = || inner.begun.load(Ordering::Relaxed) != begun;
        let session = inner.writer.take_unless(inner.options.busy_timeout, no_writer, others)?;
        let Some(session) = session else { return Ok(()) };
        let mut lease = Lease { inner, access: Access::Write, session: None };
        let session = lease.session.insert(session);
        session.connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK").doing("trying to write")
    }

    /// Lends a connection for something outside of transactions.
    pub(crate) fn with_session<T>(
        &self,
        access: Access,
        work: impl FnOnce(&mut Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.inner.usable()?;
        let mut lease = Lease { inner: &self.inner, access, session: None };
        let session = lease.session.insert(self.inner.lend(access)?);
        work(session)
    }

    /// Runs one read-only SQL statement on a snapshot of its own and returns its rows: the
    /// escape hatch for languages that must not open the file themselves.
    ///
    /// # Errors
    ///
    /// Invalid for SQL that is wrong, that could write, or that returns floating point
    /// numbers (cast those); otherwise as [`SqliteStore::read`].
    pub fn read_sql(&self, text: &str, parameters: &[Value]) -> Result<sql::SqlRows, StoreError> {
        self.with_session(Access::Read, |session| sql::run(&session.connection, text, parameters))
    }

    /// Writes a consistent copy of the store to a new file at `to` while others go on reading
    /// and writing.
    ///
    /// The copy appears under its name only when it is complete and flushed.
    ///
    /// # Errors
    ///
    /// Invalid when `to` exists; Full, Io and Busy from the copying.
    pub fn backup(&self, to: impl AsRef<Path>) -> Result<(), StoreError> {
        self.with_session(Access::Read, |session| backup::run(&session.connection, to.as_ref()))
    }

    /// Closes every connection: waits for open transactions at most `busy_timeout`, copies the
    /// log into the file and holds no lock afterwards. All clones of the handle are closed. No
    /// other file is left beside the store's, unless another process has it open too. Closing
    /// again does no more.
    ///
    /// # Errors
    ///
    /// Busy when a transaction stayed open; the file is closed when it ends. Full and Io when
    /// the log could not be copied; it stays beside the file then and is read by the next
    /// opening.
    pub fn close(&self) -> Result<(), StoreError> {
        self.inner.usable()?;
        self.inner.close()
    }

    /// The path that was opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.inner.path
    }
}

fn no_writer() -> Result<Session, StoreError> {
    Err(StoreError::new(
        StoreErrorKind::Io,
        "the writer's connection was lost to an earlier failure: open the store again",
    ))
}

/// Gives a session back to its pool, on a panic too.
struct Lease<'i> {
    inner: &'i Inner,
    access: Access,
    session: Option<Session>,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let Some(session) = self.session.take() else { return };
        let clean = session.connection.is_autocommit()
            || session.connection.execute_batch("ROLLBACK").is_ok();
        self.inner.give_back(self.access, session, clean);
    }
}

fn read_number(connection: &Connection, pragma: &str) -> Result<i64, StoreError> {
    connection
        .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))
        .doing("reading the file's header")
}

/// Makes sure that the open file is ours, marks a new one, and switches it to the log.
fn claim(connection: &Connection, timeout: Duration) -> Result<(), StoreError> {
    let ours = i64::from(APPLICATION_ID);
    if read_number(connection, "application_id")? != ours {
        // Several processes may create the file at once: the lock decides which one does.
        connection.execute_batch("BEGIN IMMEDIATE").doing("creating the store")?;
        let marked = mark(connection, ours);
        let end = if marked.is_ok() { "COMMIT" } else { "ROLLBACK" };
        connection.execute_batch(end).doing("creating the store")?;
        marked?;
    }
    header::newer_format(read_number(connection, "user_version")?)?;
    let deadline = Instant::now().checked_add(timeout);
    loop {
        match journal_mode_wal(connection) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(_) => return Err(incompatible("the file cannot be switched to a write-ahead log")),
            // SQLite does not wait by itself when it changes the mode.
            Err(error) => {
                let error = sqlite(&error, "opening the write-ahead log");
                let waited = deadline.is_none_or(|at| Instant::now() >= at);
                if error.kind() != StoreErrorKind::Busy || waited {
                    return Err(error);
                }
                std::thread::sleep(Duration::from_millis(2));
            }
        }
    }
}

fn mark(connection: &Connection, ours: i64) -> Result<(), StoreError> {
    let found = read_number(connection, "application_id")?;
    if found == ours {
        return Ok(());
    }
    let objects: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .doing("creating the store")?;
    if found != 0 || objects != 0 || read_number(connection, "user_version")? != 0 {
        return Err(incompatible("the file is not a moja store: it holds another program's data"));
    }
    pragma(connection, &format!("application_id = {ours}"))
}

/// WAL needs shared memory and locks that network file systems do not have.
#[cfg(target_os = "linux")]
fn refuse_network(path: &Path) -> Result<(), StoreError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let at = if path.exists() { path } else { folder };
    let Ok(stat) = rustix::fs::statfs(at) else { return Ok(()) };
    match network_name(stat.f_type as u64) {
        Some(name) => Err(incompatible(format_args!(
            "the file is on a network file system ({name}), where SQLite cannot lock it safely; \
             set `network_file_system` to open it all the same"
        ))),
        None => Ok(()),
    }
}

/// The network file system of this number. Its field's width and sign differ between
/// architectures, so that a number may come with ones in front.
#[cfg(target_os = "linux")]
fn network_name(f_type: u64) -> Option<&'static str> {
    // `linux/magic.h`. FUSE is not among them: many local file systems use it.
    const NETWORK: &[(u64, &str)] = &[
        (0x6969, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB2"),
        (0x5346_414f, "AFS"),
        (0x6b41_4653, "AFS"),
        (0x7375_7245, "Coda"),
        (0x00c3_6400, "Ceph"),
        (0x0102_1997, "9P"),
    ];
    let kind = f_type & 0xffff_ffff;
    NETWORK.iter().find(|(magic, _)| *magic == kind).map(|(_, name)| *name)
}

#[cfg(not(target_os = "linux"))]
fn refuse_network(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

#[async_trait]
impl Store for SqliteStore {
    async fn migrate(&self, schema: &Schema) -> Result<MigrationReport, StoreError> {
        let plan = Plan::new(schema)?;
        let views = &self.inner.options.views;
        let report = self.with_session(Access::Write, |session| {
            migrate::run(&session.connection, schema, views)
        })?;
        *self.inner.plan.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(plan));
        Ok(report)
    }

    async fn begin(&self, access: Access, _: &[Tenant]) -> Result<Box<dyn Tx + '_>, StoreError> {
        Ok(Box::new(self.start(access)?))
    }

    fn lanes(&self) -> Lanes {
        Lanes::One
    }

    fn spawn(&self, worker: BoxFuture<'static, ()>) -> Result<(), StoreError> {
        std::thread::Builder::new()
            .name("moja-writer".to_owned())
            .spawn(move || pollster::block_on(worker))
            .map(drop)
            .map_err(|error| crate::error::file(&error, "starting the writer's thread"))
    }

    async fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        self.with_session(Access::Read, |session| tenants(&session.connection, i64::MAX))
    }

    async fn vitals(&self, tenants_max: u32) -> Result<Vitals, StoreError> {
        let Inner { path, options, .. } = &*self.inner;
        self.inner.plan()?;
        let (total, tenants) = self.with_session(Access::Read, |session| {
            let connection = &session.connection;
            let total: i64 = connection
                .query_row("SELECT count(*) FROM moja_tenant", [], |row| row.get(0))
                .doing("counting tenants")?;
            Ok((total, tenants(connection, tenants_max.into())?))
        })?;
        // Where a VFS keeps the file is its own affair.
        let file = options.vfs.is_none().then(|| std::fs::metadata(path).ok()).flatten();
        let file_bytes = file.map(|file| file.len());
        Ok(Vitals {
            kind: "sqlite",
            version: Some(rusqlite::version().to_owned()),
            file_bytes,
            log_bytes: file_bytes.map(|_| header::side_length(path, "-wal")),
            tenants_total: total.unsigned_abs(),
            tenants,
        })
    }

    async fn writable(&self) -> Result<(), StoreError> {
        self.try_lock()
    }

    async fn check(&self) -> Result<Vec<String>, StoreError> {
        let plan = self.inner.plan()?;
        self.with_session(Access::Read, |session| check::run(&session.connection, &plan))
    }

    async fn close(&self) -> Result<(), StoreError> {
        Self::close(self)
    }

    fn usable(&self) -> Result<(), StoreError> {
        self.inner.usable()
    }
}

/// The first tenants by name.
fn tenants(connection: &Connection, most: i64) -> Result<Vec<Tenant>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT name FROM moja_tenant ORDER BY name LIMIT ?1")
        .doing("listing tenants")?;
    let names = statement
        .query_map([most], |row| row.get::<_, String>(0))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .doing("listing tenants")?;
    names
        .iter()
        .map(|name| Tenant::new(name).map_err(|_| corrupt("a stored tenant name is not valid")))
        .collect()
}

/// Asks for the write-ahead log and reads the answer to its end: SQLite gives the new mode as
/// a row before it commits the change of the header, so an error of that commit comes after it.
fn journal_mode_wal(connection: &Connection) -> rusqlite::Result<String> {
    let mut statement = connection.prepare("PRAGMA journal_mode = WAL")?;
    let mut rows = statement.query([])?;
    let mut mode = String::new();
    while let Some(row) = rows.next()? {
        mode = row.get(0)?;
    }
    Ok(mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_that_crossed_fork_refuses_everything() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.moja");
        let store = SqliteStore::open(&path, SqliteOptions::default()).unwrap();
        pollster::block_on(store.migrate(&Schema::default())).unwrap();
        let open = store.write().unwrap();
        store.inner.pid.store(1, Ordering::Relaxed);
        assert_eq!(store.usable().unwrap_err().kind(), StoreErrorKind::Forked);
        assert_eq!(store.read().unwrap_err().kind(), StoreErrorKind::Forked);
        assert_eq!(store.write().unwrap_err().kind(), StoreErrorKind::Forked);
        assert_eq!(store.close().unwrap_err().kind(), StoreErrorKind::Forked);
        // Neither ends the parent's transaction nor closes its file.
        drop(open);
        drop(store);
        assert!(header::side_length(&path, "-shm") > 0);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn network_file_systems_are_known_by_their_numbers() {
        // As `statfs(2)` lists them, and CIFS as a signed 32-bit field gives it.
        for (number, name) in [
            (0x6969, "NFS"),
            (0xff53_4d42, "CIFS"),
            (0xffff_ffff_ff53_4d42, "CIFS"),
            (0xfe53_4d42, "SMB2"),
            (0x517b, "SMB"),
            (0x0102_1997, "9P"),
            (0x00c3_6400, "Ceph"),
            (0x7375_7245, "Coda"),
            (0x5346_414f, "AFS"),
            (0x6b41_4653, "AFS"),
        ] {
            assert_eq!(network_name(number), Some(name), "{number:#x}");
        }
        // ext4, btrfs, xfs, tmpfs, overlayfs, ZFS, F2FS, FUSE.
        for number in [
            0xef53,
            0x9123_683e,
            0x5846_5342,
            0x0102_1994,
            0x794c_7630,
            0x2fc1_2fc1,
            0xf2f5_2010,
            0x6573_5546,
        ] {
            assert_eq!(network_name(number), None, "{number:#x}");
        }
    }

    #[test]
    fn a_file_is_listed_as_long_as_it_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.moja");
        let holder = || Files::lock().holder(&path);
        let open = || SqliteStore::open(&path, SqliteOptions::default()).unwrap();
        assert_eq!(holder(), Holder::Nobody);
        let (one, other) = (open(), open());
        drop(one);
        assert_eq!(holder(), Holder::Us);
        other.close().unwrap();
        assert_eq!(holder(), Holder::Nobody);
    }

    #[test]
    fn a_poisoned_store_reads_and_does_not_write() {
        let folder = tempfile::tempdir().unwrap();
        let store =
            SqliteStore::open(folder.path().join("a.moja"), SqliteOptions::default()).unwrap();
        pollster::block_on(store.migrate(&Schema::default())).unwrap();
        store.inner.poison();
        assert_eq!(store.write().unwrap_err().kind(), StoreErrorKind::Io);
        assert!(pollster::block_on(store.writable()).is_err());
        assert!(store.read().is_ok());
    }
}
