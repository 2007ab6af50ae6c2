//! A store in memory: the model that other stores are compared with, and the state that
//! replay and `verify()` fold the journal into.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use rpds::RedBlackTreeMapSync;

use crate::batch::{Batch, Change, Guard, Op};
use crate::record::{Mutability, Place, Row, TableDef};
use crate::scan::{Direction, Page, Scan, SemiJoin};
use crate::store::{
    Access, BoxFuture, Lanes, MigrationReport, Schema, Store, StoreError, StoreErrorKind, Tx,
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
    writing: Mutex<bool>,
    free: Condvar,
}

/// A store that lives and dies with the process. Snapshots are cheap: tables are shared until
/// they are written.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Arc<Inner>);

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

    async fn begin(&self, access: Access) -> Result<Box<dyn Tx + '_>, StoreError> {
        if access == Access::Write {
            let mut writing = lock(&self.0.writing);
            while *writing {
                writing = self.0.free.wait(writing).unwrap_or_else(PoisonError::into_inner);
            }
            *writing = true;
        }
        let state = State::clone(&lock(&self.0.state));
        Ok(Box::new(MemoryTx { store: self, state, access }))
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
        Ok(lock(&self.0.state).keys().cloned().collect())
    }

    async fn check(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}

struct MemoryTx<'a> {
    store: &'a MemoryStore,
    state: State,
    access: Access,
}

impl Drop for MemoryTx<'_> {
    fn drop(&mut self) {
        if self.access == Access::Write {
            *lock(&self.store.0.writing) = false;
            self.store.0.free.notify_one();
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
            if index.sparse && unique.values().contains(&crate::value::Value::Null) {
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
        let changed =
            row.changed(change).map_err(|error| conflict(table, &error.to_string()))?;
        for guard in change.guards() {
            let holds = match guard {
                Guard::AtLeast(at, bound) => changed.value(*at) >= ValueRef::Int(*bound),
                Guard::AtMost(at, bound) => changed.value(*at) <= ValueRef::Int(*bound),
                Guard::Was(at, value) => row.value(*at) == value.as_ref(),
            };
            if !holds {
                return Err(conflict(table, "a guard does not hold"));
            }
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
                    row.value(*mine) == other.value(*theirs)
                        && row.value(*mine) != ValueRef::Null
                }) && join.filters.iter().all(|filter| filter.matches(other.as_ref()))
            })
        })
    }
}

#[async_trait]
impl Tx for MemoryTx<'_> {
    fn written_elsewhere(&self) -> bool {
        false
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
        let tables = self.state.entry(tenant.clone()).or_default();
        for op in batch.into_ops() {
            let table = tables.entry(op.table().name).or_default();
            match op {
                Op::Insert(row) => table.insert(row)?,
                Op::Replace(row) => {
                    table.remove(row.table(), &row.primary_key())?;
                    table.insert(row)?;
                }
                Op::Delete(def, key) => {
                    table.remove(def, &key)?;
                }
                Op::Change(change) => table.change(&change)?,
            }
        }
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let mut this = self;
        if this.access == Access::Write {
            *lock(&this.store.0.state) = Arc::new(std::mem::take(&mut this.state));
        }
        Ok(())
    }
}
