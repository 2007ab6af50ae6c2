//! A store in memory: the model that other stores are compared with, and the state that
//! replay and `verify()` fold the journal into.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use rpds::RedBlackTreeMapSync;

use crate::batch::{Batch, Change, Op};
use crate::record::{Mutability, Place, Row, TableDef};
use crate::scan::{Direction, Page, Scan, SemiJoin};
use crate::store::{
    Access, BoxFuture, Lanes, MigrationReport, Schema, Store, StoreError, StoreErrorKind, Tx,
    Vitals,
};
use crate::tenant::Tenant;
use crate::value::{Key, ValueRef};

/// One table: rows by primary key, and primary keys by each alternate key.
#[derive(Clone, Debug, Default)]
struct Table {
    rows: RedBlackTreeMapSync<Key, Row>,
    alternates: Vec<RedBlackTreeMapSync<Key, Key>>,
}

type Tables = BTreeMap<&'static str, Table>;
type State = BTreeMap<Tenant, Tables>;

#[derive(Debug, Default)]
struct Inner {
    state: Mutex<Arc<State>>,
    /// How many transactions were committed.
    commits: AtomicU64,
    writing: Mutex<bool>,
    free: Condvar,
}

/// A store that lives and dies with the process. Snapshots are cheap: tables are shared until
/// they are written.
///
/// A clone is a second handle of the same store, as a second process would have one of a file:
/// two engines need one each, to notice what the other writes.
#[derive(Debug, Default)]
pub struct MemoryStore {
    inner: Arc<Inner>,
    /// The commits that this handle has seen.
    seen: AtomicU64,
}

impl Clone for MemoryStore {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), seen: AtomicU64::new(u64::MAX) }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every writer leaves the data whole, so a poisoned lock is usable.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn migrate(&self, _: &Schema) -> Result<MigrationReport, StoreError> {
        Ok(MigrationReport::default())
    }

    async fn begin(&self, access: Access, _: &[Tenant]) -> Result<Box<dyn Tx + '_>, StoreError> {
        if access == Access::Write {
            let mut writing = lock(&self.inner.writing);
            while *writing {
                writing = self.inner.free.wait(writing).unwrap_or_else(PoisonError::into_inner);
            }
            *writing = true;
        }
        let state = State::clone(&lock(&self.inner.state));
        let commits = self.inner.commits.load(Ordering::SeqCst);
        let elsewhere =
            access == Access::Write && self.seen.swap(commits, Ordering::SeqCst) != commits;
        Ok(Box::new(MemoryTx { store: self, state, access, elsewhere, failed: false }))
    }

    fn lanes(&self) -> Lanes {
        Lanes::One
    }

    fn spawn(&self, worker: BoxFuture<'static, ()>) -> Result<(), StoreError> {
        std::thread::Builder::new()
            .name("moja-memory".to_owned())
            .spawn(move || pollster::block_on(worker))
            .map(drop)
            .map_err(|error| StoreError::new(StoreErrorKind::Io, error))
    }

    async fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        Ok(lock(&self.inner.state).keys().cloned().collect())
    }

    async fn vitals(&self, tenants_max: u32) -> Result<Vitals, StoreError> {
        let state = Arc::clone(&lock(&self.inner.state));
        let most = usize::try_from(tenants_max).unwrap_or(usize::MAX);
        Ok(Vitals {
            kind: "memory",
            tenants_total: u64::try_from(state.len()).unwrap_or(u64::MAX),
            tenants: state.keys().take(most).cloned().collect(),
            ..Vitals::default()
        })
    }

    async fn check(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}

struct MemoryTx<'a> {
    store: &'a MemoryStore,
    state: State,
    access: Access,
    /// Another handle committed since this one last wrote.
    elsewhere: bool,
    /// A batch failed half-way: what it left behind must not be committed.
    failed: bool,
}

impl Drop for MemoryTx<'_> {
    fn drop(&mut self) {
        if self.access == Access::Write {
            *lock(&self.store.inner.writing) = false;
            self.store.inner.free.notify_one();
        }
    }
}

fn conflict(table: &TableDef, what: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Conflict, format!("table `{}`: {what}", table.name))
}

impl Table {
    fn get(&self, place: &Place) -> Option<&Row> {
        match place.index.checked_sub(1) {
            None => self.rows.get(&place.key),
            Some(alternate) => self.rows.get(self.alternates.get(alternate)?.get(&place.key)?),
        }
    }

    fn insert(&mut self, row: Row) -> Result<(), StoreError> {
        let table = row.table();
        let key = row.primary_key();
        self.alternates.resize_with(table.unique.len(), RedBlackTreeMapSync::default);
        if self.rows.contains_key(&key) {
            return Err(conflict(table, "the key is taken"));
        }
        for (index, alternate) in table.unique.iter().zip(&mut self.alternates) {
            let unique = row.key(index.columns);
            if unique.has_null() {
                continue;
            }
            if alternate.get(&unique).is_some_and(|other| *other != key) {
                return Err(conflict(table, &format!("`{}` is taken", index.name)));
            }
            alternate.insert_mut(unique, key.clone());
        }
        self.rows.insert_mut(key, row);
        Ok(())
    }

    fn remove(&mut self, table: &'static TableDef, key: &Key) -> Result<Row, StoreError> {
        if table.mutability == Mutability::AppendOnly {
            let message = format!("table `{}` is append-only", table.name);
            return Err(StoreError::new(StoreErrorKind::Invalid, message));
        }
        let row = self.rows.get(key).cloned();
        let row = row.ok_or_else(|| conflict(table, "there is no such row"))?;
        self.rows.remove_mut(key);
        for (index, alternate) in table.unique.iter().zip(&mut self.alternates) {
            alternate.remove_mut(&row.key(index.columns));
        }
        Ok(row)
    }

    fn change(&mut self, change: &Change) -> Result<(), StoreError> {
        let table = change.table();
        let row = self.remove(table, change.key())?;
        let changed = row.changed(change).map_err(|error| conflict(table, &error.to_string()))?;
        if !change.holds(row.as_ref(), changed.as_ref()) {
            return Err(conflict(table, "a guard does not hold"));
        }
        self.insert(changed)
    }
}

impl MemoryTx<'_> {
    fn table(&self, tenant: &Tenant, table: &TableDef) -> Option<&Table> {
        self.state.get(tenant)?.get(table.name)
    }

    fn joins(&self, tenant: &Tenant, row: &Row, join: &SemiJoin) -> bool {
        self.table(tenant, join.table).is_some_and(|table| {
            table.rows.values().any(|other| {
                join.on.iter().all(|(mine, theirs)| {
                    row.value(*mine) == other.value(*theirs) && row.value(*mine) != ValueRef::Null
                }) && join.filters.iter().all(|filter| filter.matches(other.as_ref()))
            })
        })
    }
}

#[async_trait]
impl Tx for MemoryTx<'_> {
    fn written_elsewhere(&self) -> bool {
        self.elsewhere
    }

    async fn load(
        &mut self,
        tenant: &Tenant,
        places: &[Place],
    ) -> Result<Vec<Option<Row>>, StoreError> {
        Ok(places
            .iter()
            .map(|place| self.table(tenant, place.table)?.get(place).cloned())
            .collect())
    }

    async fn scan(&mut self, tenant: &Tenant, scan: &Scan) -> Result<Page, StoreError> {
        let Some(table) = self.table(tenant, scan.table) else { return Ok(Page::default()) };
        let prefix = scan.key_prefix();
        let from = scan
            .after
            .clone()
            .filter(|_| scan.index.is_none() && scan.direction == Direction::Ascending)
            .filter(|after| *after > prefix)
            .unwrap_or_else(|| prefix.clone());
        let rows = table
            .rows
            .range(from..)
            .take_while(|(key, _)| key.values().starts_with(prefix.values()))
            .map(|(_, row)| row)
            .filter(|row| {
                scan.matches(row.as_ref())
                    && scan.semijoins.iter().all(|join| self.joins(tenant, row, join))
            });
        // In key order a page is full after one row more than it may hold.
        let enough = match (scan.index, scan.direction) {
            (None, Direction::Ascending) => {
                usize::try_from(scan.limit).unwrap_or(usize::MAX).saturating_add(2)
            }
            _ => usize::MAX,
        };
        Ok(Page::assemble(scan, rows.take(enough).cloned()))
    }

    async fn count(
        &mut self,
        tenant: &Tenant,
        table: &'static TableDef,
    ) -> Result<u64, StoreError> {
        let rows = self.table(tenant, table).map_or(0, |table| table.rows.size());
        Ok(u64::try_from(rows).unwrap_or(u64::MAX))
    }

    async fn apply(&mut self, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
        if self.access == Access::Read {
            return Err(StoreError::new(StoreErrorKind::Invalid, "this transaction only reads"));
        }
        self.ensure_sound()?;
        self.failed = true;
        let dependents = self.write(tenant, batch)?;
        self.references(tenant, &dependents)?;
        self.failed = false;
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let mut this = self;
        if this.access == Access::Write {
            this.ensure_sound()?;
            let inner = &this.store.inner;
            let commits = inner.commits.fetch_add(1, Ordering::SeqCst).wrapping_add(1);
            this.store.seen.store(commits, Ordering::SeqCst);
            *lock(&inner.state) = Arc::new(std::mem::take(&mut this.state));
        }
        Ok(())
    }
}

/// What a batch may have broken: rows that refer to others, and tables that lost rows.
#[derive(Default)]
struct Dependents {
    rows: Vec<Row>,
    shrunk: Vec<&'static str>,
}

impl MemoryTx<'_> {
    fn ensure_sound(&self) -> Result<(), StoreError> {
        if self.failed {
            let message = "an earlier write of this transaction failed: it can only be dropped";
            return Err(StoreError::new(StoreErrorKind::Invalid, message));
        }
        Ok(())
    }

    fn write(&mut self, tenant: &Tenant, batch: Batch) -> Result<Dependents, StoreError> {
        let mut dependents = Dependents::default();
        let mut refers = |row: &Row| {
            if !row.table().references.is_empty() {
                dependents.rows.push(row.clone());
            }
        };
        let tables = self.state.entry(tenant.clone()).or_default();
        for op in batch.into_ops() {
            let table = tables.entry(op.table().name).or_default();
            match op {
                Op::Insert(row) => {
                    refers(&row);
                    table.insert(row)?;
                }
                Op::Replace(row) => {
                    refers(&row);
                    table.remove(row.table(), &row.primary_key())?;
                    table.insert(row)?;
                }
                Op::Delete(def, key) => {
                    table.remove(def, &key)?;
                    if !dependents.shrunk.contains(&def.name) {
                        dependents.shrunk.push(def.name);
                    }
                }
                Op::Change(change) => {
                    table.change(&change)?;
                    if !change.sets().is_empty()
                        && let Some(row) = table.rows.get(change.key())
                    {
                        refers(row);
                    }
                }
            }
        }
        Ok(dependents)
    }

    /// Refuses rows whose reference leads nowhere.
    fn references(&self, tenant: &Tenant, dependents: &Dependents) -> Result<(), StoreError> {
        let Some(tables) = self.state.get(tenant) else { return Ok(()) };
        let whole = |row: &Row| {
            row.table().references.iter().all(|reference| {
                let key = row.key(reference.columns);
                key.has_null()
                    || tables
                        .get(reference.table)
                        .is_some_and(|table| table.rows.contains_key(&key))
            })
        };
        let dangling = |row: &Row| conflict(row.table(), "a reference leads to no row");
        // A row that the batch itself removed or rewrote again is looked at as it is now.
        for row in &dependents.rows {
            let now =
                tables.get(row.table().name).and_then(|table| table.rows.get(&row.primary_key()));
            if let Some(row) = now.filter(|row| !whole(row)) {
                return Err(dangling(row));
            }
        }
        if dependents.shrunk.is_empty() {
            return Ok(());
        }
        for table in tables.values() {
            let refers = table.rows.values().next().is_some_and(|row| {
                let mut references = row.table().references.iter();
                references.any(|reference| dependents.shrunk.contains(&reference.table))
            });
            if refers && let Some(row) = table.rows.values().find(|row| !whole(row)) {
                return Err(dangling(row));
            }
        }
        Ok(())
    }
}
