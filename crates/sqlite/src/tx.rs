//! Transactions.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use moja_core::batch::Batch;
use moja_core::record::{Place, Row, TableDef};
use moja_core::scan::{Page, Scan};
use moja_core::sql::build;
use moja_core::store::{Access, StoreError, StoreErrorKind, Tx};
use moja_core::tenant::Tenant;
use moja_core::value::{Value, ValueRef};
use rusqlite::{CachedStatement, Connection};

use crate::ahead::Lent;
use crate::connection::Session;
use crate::error::{Doing, extended_code, invalid, is_device_failure, sqlite};
use crate::open::Inner;
use crate::schema::Plan;
use crate::statement::{bind, prepare, read_row};
use crate::{apply, scan, sql};

/// A transaction on the file. Dropping it rolls back.
///
/// Every method of [`Tx`] finishes without waiting for anything but the file, so its futures
/// are ready at the first poll.
pub struct SqliteTx {
    inner: Arc<Inner>,
    plan: Arc<Plan>,
    /// Present until the transaction ends, but while it is lent.
    session: Option<Session>,
    /// The session writes ahead on a thread of its own, for the tenant of this number.
    lent: Option<(Lent, Tenant, i64)>,
    access: Access,
    written_elsewhere: bool,
    data_version: i64,
    /// The caller was told about other writers.
    told: Cell<bool>,
    /// Tenants that this transaction created.
    fresh: Vec<(Box<str>, i64)>,
    /// A statement failed: what it left behind must not be committed.
    failed: bool,
}

impl fmt::Debug for SqliteTx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteTx").field("access", &self.access).finish_non_exhaustive()
    }
}

impl SqliteTx {
    /// Begins on a session that the pool lent.
    pub(crate) fn begin(
        inner: Arc<Inner>,
        plan: Arc<Plan>,
        session: Session,
        access: Access,
    ) -> Result<Self, StoreError> {
        // From here on the session goes back to its pool when `tx` is dropped.
        let mut tx = Self {
            inner,
            plan,
            session: Some(session),
            lent: None,
            access,
            written_elsewhere: true,
            data_version: 0,
            told: Cell::new(false),
            fresh: Vec::new(),
            failed: false,
        };
        let session = tx.session()?;
        match access {
            Access::Write => {
                let version = execute(&session.connection, "BEGIN IMMEDIATE")
                    .and_then(|_| data_version(&session.connection))
                    .map_err(|error| tx.note(&error, "beginning to write"))?;
                tx.inner.wrote();
                tx.written_elsewhere = session.data_version != Some(version);
                tx.data_version = version;
            }
            Access::Read => {
                execute(&session.connection, "BEGIN").doing("beginning to read")?;
                // The first read fixes the snapshot.
                prepare(&session.connection, "SELECT 1 FROM moja_tenant LIMIT 1")?
                    .exists([])
                    .doing("beginning to read")?;
            }
        }
        Ok(tx)
    }

    /// The connection, inside this transaction: for the app's own tables, which then commit
    /// with ours. Do not end the transaction through it, and do not write declared tables:
    /// rows that are kept in memory would not notice.
    ///
    /// # Errors
    ///
    /// Closed after the transaction has ended, which no caller can see in practice.
    pub fn connection(&self) -> Result<&Connection, StoreError> {
        Ok(&self.session()?.connection)
    }

    /// The statement that a scan runs now and SQLite's plan for it, one line a step.
    ///
    /// # Errors
    ///
    /// Invalid for a scan of something undeclared.
    pub fn explain(
        &self,
        tenant: &Tenant,
        wanted: &Scan,
    ) -> Result<(String, Vec<String>), StoreError> {
        let connection = &self.session()?.connection;
        let number = self.find_tenant(tenant)?.unwrap_or(0);
        let driver = scan::driver(connection, &self.plan, wanted, number)?;
        let query = build(&scan::DIALECT, self.plan.as_ref(), wanted, driver)?;
        let Some(query) = query else { return Ok(Default::default()) };
        let steps = sql::plan(connection, &query.sql)?;
        Ok((query.sql, steps))
    }

    fn session(&self) -> Result<&Session, StoreError> {
        self.session
            .as_ref()
            .ok_or_else(|| StoreError::new(StoreErrorKind::Closed, "the transaction has ended"))
    }

    /// Maps a driver error; after a device failure on the writer nothing more is written.
    fn note(&self, error: &rusqlite::Error, doing: &str) -> StoreError {
        if self.access == Access::Write && is_device_failure(error) {
            self.inner.poison();
        }
        sqlite(error, doing)
    }

    fn find_tenant(&self, tenant: &Tenant) -> Result<Option<i64>, StoreError> {
        let session = self.session()?;
        let name = tenant.as_str();
        if let Some(number) = session.tenants.get(name) {
            return Ok(Some(*number));
        }
        if let Some((_, number)) = self.fresh.iter().find(|(fresh, _)| **fresh == *name) {
            return Ok(Some(*number));
        }
        let mut statement =
            prepare(&session.connection, "SELECT tenant FROM moja_tenant WHERE name = ?1")?;
        let mut rows = statement.query([name]).doing("looking a tenant up")?;
        match rows.next().doing("looking a tenant up")? {
            Some(row) => Ok(Some(row.get(0).doing("looking a tenant up")?)),
            None => Ok(None),
        }
    }

    fn remember_tenant(&mut self, tenant: &Tenant, number: i64) {
        let name = tenant.as_str();
        if self.fresh.iter().any(|(fresh, _)| **fresh == *name) {
            return;
        }
        if let Some(session) = &mut self.session
            && !session.tenants.contains_key(name)
        {
            session.tenants.insert(name.into(), number);
        }
    }

    /// The number of a tenant that has rows.
    fn known_tenant(&mut self, tenant: &Tenant) -> Result<Option<i64>, StoreError> {
        let number = self.find_tenant(tenant)?;
        if let Some(number) = number {
            self.remember_tenant(tenant, number);
        }
        Ok(number)
    }

    /// The number of a tenant, given to it now if it has none.
    fn tenant(&mut self, tenant: &Tenant) -> Result<i64, StoreError> {
        if let Some(number) = self.known_tenant(tenant)? {
            return Ok(number);
        }
        let number = prepare(
            &self.session()?.connection,
            "INSERT INTO moja_tenant (name) VALUES (?1) RETURNING tenant",
        )?
        .query_row([tenant.as_str()], |row| row.get(0))
        .map_err(|error| self.note(&error, "adding a tenant"))?;
        self.fresh.push((tenant.as_str().into(), number));
        Ok(number)
    }

    fn load_now(
        &mut self,
        tenant: &Tenant,
        places: &[Place],
    ) -> Result<Vec<Option<Row>>, StoreError> {
        let Some(number) = self.known_tenant(tenant)? else {
            return Ok(vec![None; places.len()]);
        };
        let connection = &self.session()?.connection;
        let mut found = Vec::with_capacity(places.len());
        let mut scratch = Vec::new();
        // One statement a key; neighbours in the list mostly share it.
        let mut statements: Vec<(&'static TableDef, usize, CachedStatement<'_>)> = Vec::new();
        for place in places {
            let table = place.table;
            let known = statements
                .iter()
                .position(|(def, index, _)| std::ptr::eq(*def, table) && *index == place.index);
            let at = match known {
                Some(at) => at,
                None => {
                    let sql = self.plan.statements(table)?.selects.get(place.index);
                    let sql = sql.ok_or_else(|| {
                        invalid(format_args!("table `{}` has no key {}", table.name, place.index))
                    })?;
                    let mut statement = prepare(connection, sql)?;
                    bind(&mut statement, 1, [ValueRef::Int(number)]).doing("loading a row")?;
                    statements.push((table, place.index, statement));
                    statements.len().saturating_sub(1)
                }
            };
            let Some((_, _, statement)) = statements.get_mut(at) else { continue };
            let values = place.key.values();
            if values.len() != table.key_columns(place.index).len() {
                return Err(invalid(format_args!(
                    "a key of table `{}` has {} columns",
                    table.name,
                    values.len()
                )));
            }
            bind(statement, 2, values.iter().map(Value::as_ref)).doing("loading a row")?;
            let mut rows = statement.raw_query();
            found.push(match rows.next().doing("loading a row")? {
                Some(row) => Some(read_row(table, row, &mut scratch)?),
                None => None,
            });
        }
        Ok(found)
    }

    fn scan_now(&mut self, tenant: &Tenant, wanted: &Scan) -> Result<Page, StoreError> {
        let Some(number) = self.known_tenant(tenant)? else {
            build(&scan::DIALECT, self.plan.as_ref(), wanted, None)?;
            return Ok(Page::default());
        };
        let connection = &self.session()?.connection;
        let driver = scan::driver(connection, &self.plan, wanted, number)?;
        let Some(query) = build(&scan::DIALECT, self.plan.as_ref(), wanted, driver)? else {
            return Ok(Page::default());
        };
        let mut statement = prepare(connection, &query.sql)?;
        bind(&mut statement, 1, query.bound(ValueRef::Int(number))).doing("scanning a table")?;
        let mut page = Page::default();
        let mut scratch = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().doing("scanning a table")? {
            if page.rows.len() == query.limit {
                page.next = page.rows.last().map(|last| wanted.cursor(last));
                break;
            }
            page.rows.push(read_row(wanted.table, row, &mut scratch)?);
        }
        Ok(page)
    }

    fn count_now(&mut self, tenant: &Tenant, table: &'static TableDef) -> Result<u64, StoreError> {
        let plan = Arc::clone(&self.plan);
        let sql = &plan.statements(table)?.count;
        let Some(number) = self.known_tenant(tenant)? else { return Ok(0) };
        let count: i64 = prepare(&self.session()?.connection, sql)?
            .query_row([number], |row| row.get(0))
            .doing("counting rows")?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    fn apply_now(&mut self, tenant: &Tenant, batch: &Batch) -> Result<(), StoreError> {
        if self.access != Access::Write {
            return Err(invalid("a read transaction cannot write"));
        }
        self.ensure_sound()?;
        if batch.is_empty() {
            return Ok(());
        }
        let written = self.tenant(tenant).and_then(|number| {
            apply::apply(&self.session()?.connection, &self.plan, number, batch)
        });
        written.inspect_err(|error| self.broken(error))
    }

    /// Hands a batch to the thread that writes ahead, with the session if it is still here.
    fn apply_ahead_now(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
        if self.lent.as_ref().is_some_and(|(_, of, _)| of != tenant) {
            self.bring_back()?;
        }
        if self.lent.is_none() {
            if self.access != Access::Write {
                return self.apply_now(tenant, &batch);
            }
            self.ensure_sound()?;
            let number = self.tenant(tenant).inspect_err(|_| self.failed = true)?;
            let Some(session) = self.session.take() else { return self.apply_now(tenant, &batch) };
            match self.inner.ahead.lend(Box::new(session), &self.plan) {
                Ok(lent) => self.lent = Some((lent, tenant.clone(), number)),
                Err(session) => {
                    self.session = Some(*session);
                    return self.apply_now(tenant, &batch);
                }
            }
        }
        match &self.lent {
            Some((lent, _, number)) => lent.apply(*number, batch),
            None => Ok(()),
        }
    }

    /// Waits for what is written ahead, and takes the session back.
    fn bring_back(&mut self) -> Result<(), StoreError> {
        self.back(false).map(drop)
    }

    /// The same; with the end of a commit, if there is something to commit over there.
    fn back(&mut self, commit: bool) -> Result<Option<rusqlite::Result<usize>>, StoreError> {
        let Some((lent, ..)) = self.lent.take() else { return Ok(None) };
        let back = lent.back(commit).inspect_err(|_| self.inner.pool(self.access).lost());
        let written = back.and_then(|back| {
            self.session = Some(*back.session);
            back.written.map(|()| back.committed)
        });
        written.inspect_err(|error| self.broken(error))
    }

    /// What a failed write left behind must not be committed.
    fn broken(&mut self, error: &StoreError) {
        self.failed = true;
        if error.kind() == StoreErrorKind::Io {
            self.inner.poison();
        }
    }

    fn ensure_sound(&self) -> Result<(), StoreError> {
        if self.failed {
            return Err(invalid(
                "an earlier write of this transaction failed: it can only be dropped",
            ));
        }
        if self.session()?.connection.is_autocommit() {
            return Err(invalid("the transaction was ended through its connection"));
        }
        Ok(())
    }

    fn commit_now(&mut self) -> Result<(), StoreError> {
        if self.access == Access::Read {
            return Ok(());
        }
        let ended = match self.back(true)? {
            Some(ended) => ended,
            None => {
                self.ensure_sound()?;
                execute(&self.session()?.connection, "COMMIT")
            }
        };
        if let Err(error) = &ended {
            let known = self.note(error, "committing");
            // The log may or may not hold the whole transaction when a write or a flush of the
            // commit itself fails; only reading it again after a reopening can tell.
            return Err(if is_device_failure(error) {
                StoreError::new(
                    StoreErrorKind::Unknown,
                    format_args!("{known}; the store takes no more writes until it is reopened"),
                )
            } else {
                known
            });
        }
        self.told.set(true);
        let fresh = std::mem::take(&mut self.fresh);
        if let Some(session) = &mut self.session {
            session.tenants.extend(fresh);
        }
        Ok(())
    }
}

pub(crate) fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<usize> {
    connection.prepare_cached(sql)?.raw_execute()
}

fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))
}

impl Drop for SqliteTx {
    fn drop(&mut self) {
        if self.inner.forked() {
            // The parent's thread is not here to give the session back.
            std::mem::forget(self.lent.take());
        }
        // A failure no longer matters: what it is about is rolled back.
        let _ = self.bring_back();
        let Some(mut session) = self.session.take() else { return };
        if self.access == Access::Write && self.told.get() {
            session.data_version = Some(self.data_version);
        }
        if self.inner.forked() {
            // The parent's transaction is not ours to end, and closing would touch its file.
            std::mem::forget(session);
            return;
        }
        let connection = &session.connection;
        if !connection.is_autocommit()
            && let Err(error) = execute(connection, "ROLLBACK")
            && self.access == Access::Write
            && (is_device_failure(&error) || extended_code(&error).is_none())
        {
            self.inner.poison();
        }
        let clean = connection.is_autocommit();
        self.inner.give_back(self.access, session, clean);
    }
}

#[async_trait]
impl Tx for SqliteTx {
    fn written_elsewhere(&self) -> bool {
        self.told.set(true);
        self.written_elsewhere
    }

    async fn load(
        &mut self,
        tenant: &Tenant,
        places: &[Place],
    ) -> Result<Vec<Option<Row>>, StoreError> {
        self.bring_back()?;
        self.load_now(tenant, places)
    }

    async fn scan(&mut self, tenant: &Tenant, scan: &Scan) -> Result<Page, StoreError> {
        self.bring_back()?;
        self.scan_now(tenant, scan)
    }

    async fn count(
        &mut self,
        tenant: &Tenant,
        table: &'static TableDef,
    ) -> Result<u64, StoreError> {
        self.bring_back()?;
        self.count_now(tenant, table)
    }

    async fn apply(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
        // What was begun on the other thread ends there.
        if self.lent.is_some() {
            return self.apply_ahead_now(tenant, batch);
        }
        self.apply_now(tenant, &batch)
    }

    fn writes_ahead(&self) -> bool {
        self.access == Access::Write
    }

    async fn apply_ahead(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
        self.apply_ahead_now(tenant, batch)
    }

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        self.commit_now()
    }
}
