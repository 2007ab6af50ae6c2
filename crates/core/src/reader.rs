//! Reading from one consistent snapshot.

use std::collections::HashMap;

use crate::engine::SharedHistories;
use crate::history::{Audit, Bounds, Item, Snapshot, Sums, stored_runs, stored_state};
use crate::journal::{Head, JournalRow};
use crate::record::{At, Record, Row, TableDef};
use crate::scan::{Compare, Direction, Page, Scan};
use crate::store::{StoreError, StoreErrorKind, Tx};
use crate::tenant::Tenant;
use crate::time::Timestamp;

/// A read transaction of one tenant.
pub struct Reader<'a> {
    tx: Box<dyn Tx + 'a>,
    tenant: &'a Tenant,
    now: Timestamp,
    histories: &'a SharedHistories,
    snapshots: HashMap<&'static str, Snapshot<'a>>,
    head: Option<Head>,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        tx: Box<dyn Tx + 'a>,
        tenant: &'a Tenant,
        now: Timestamp,
        histories: &'a SharedHistories,
    ) -> Self {
        Self { tx, tenant, now, histories, snapshots: HashMap::new(), head: None }
    }

    /// The tenant.
    #[must_use]
    pub fn tenant(&self) -> &Tenant {
        self.tenant
    }

    /// The time at which the question is asked, by the store's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The row at `at`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails or the row is damaged.
    pub async fn get<T: Record>(&mut self, at: At<T>) -> Result<Option<T>, StoreError> {
        let mut rows = self.get_all(vec![at]).await?;
        Ok(rows.pop().flatten())
    }

    /// The rows at `places`, in the same order.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails or a row is damaged.
    pub async fn get_all<T: Record>(
        &mut self,
        places: Vec<At<T>>,
    ) -> Result<Vec<Option<T>>, StoreError> {
        let places: Vec<_> = places.into_iter().map(At::into_place).collect();
        let rows = self.tx.load(self.tenant, &places).await?;
        Ok(rows.iter().map(|row| row.as_ref()?.downcast_ref::<T>().cloned()).collect())
    }

    /// One page of a scan.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails or a row is damaged.
    pub async fn scan(&mut self, scan: &Scan) -> Result<Page, StoreError> {
        self.tx.scan(self.tenant, scan).await
    }

    /// All rows of a scan, page by page.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails or a row is damaged.
    pub async fn scan_all<T: Record>(&mut self, mut scan: Scan) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        loop {
            let page = self.scan(&scan).await?;
            all.extend(page.of::<T>().cloned());
            match page.next {
                Some(next) => scan.after = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// How many rows `table` has.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn count(&mut self, table: &'static TableDef) -> Result<u64, StoreError> {
        self.tx.count(self.tenant, table).await
    }

    pub(crate) async fn rows(
        &mut self,
        places: &[crate::record::Place],
    ) -> Result<Vec<Option<Row>>, StoreError> {
        self.tx.load(self.tenant, places).await
    }

    /// The end of the tenant's journal: position, time and hash. Keep it elsewhere to detect
    /// a journal that lost its end.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn head(&mut self) -> Result<Head, StoreError> {
        if let Some(head) = &self.head {
            return Ok(head.clone());
        }
        let head = self.get(Head::key()).await?.unwrap_or_else(Head::empty);
        self.head = Some(head.clone());
        Ok(head)
    }

    /// Journal rows after position `after`, in order.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn journal(&mut self, after: i64, limit: u32) -> Result<Vec<JournalRow>, StoreError> {
        let scan = Scan::of::<JournalRow>()
            .filter(JournalRow::COL_POS, Compare::Greater, after)
            .limit(limit);
        Ok(self.scan(&scan).await?.of::<JournalRow>().cloned().collect())
    }

    /// The last journal position that was recorded at or before `at`; 0 if none was.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn pos_at(&mut self, at: Timestamp) -> Result<i64, StoreError> {
        let head = self.head().await?;
        if at >= head.recorded_at {
            return Ok(head.pos);
        }
        // Recorded times never decrease, so the journal can be searched by halving.
        let (mut low, mut high) = (0_i64, head.pos);
        while low < high {
            let middle = low.saturating_add(high.saturating_sub(low).saturating_add(1) / 2);
            let row = self.get(JournalRow::key(middle)).await?.ok_or_else(|| {
                StoreError::new(
                    StoreErrorKind::Corrupt,
                    format!("journal position {middle} is missing"),
                )
            })?;
            if row.recorded_at <= at {
                low = middle;
            } else {
                high = middle.saturating_sub(1);
            }
        }
        Ok(low)
    }

    async fn history(&mut self, history: &'static str) -> Result<(), StoreError> {
        if self.snapshots.contains_key(history) {
            return Ok(());
        }
        let head_pos = self.head().await?.pos;
        let tables = self.histories.tables(history);
        let shared = self.histories.of(self.tenant, history);
        let snapshot =
            Snapshot::open(self.tx.as_mut(), self.tenant, history, tables, shared, head_pos)
                .await?;
        self.snapshots.insert(history, snapshot);
        Ok(())
    }

    /// What `series` received up to effective time `at_us` (microseconds, inclusive), as known
    /// at journal position `known_pos`. Takes O(log n) seeks.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn sums(
        &mut self,
        history: &'static str,
        series: i64,
        at_us: i64,
        known_pos: i64,
    ) -> Result<Sums, StoreError> {
        self.history(history).await?;
        match self.snapshots.get_mut(history) {
            Some(snapshot) => snapshot.sums(self.tx.as_mut(), series, at_us, known_pos).await,
            None => Ok(Sums::default()),
        }
    }

    /// Up to `limit` items of `series`, in order of effective time and then of recording,
    /// strictly after `after` in that direction.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn items(
        &mut self,
        history: &'static str,
        series: i64,
        bounds: Bounds,
        direction: Direction,
        after: Option<Item>,
        limit: usize,
    ) -> Result<Vec<Item>, StoreError> {
        self.history(history).await?;
        match self.snapshots.get_mut(history) {
            Some(snapshot) => {
                snapshot.page(self.tx.as_mut(), series, &bounds, direction, after, limit).await
            }
            None => Ok(Vec::new()),
        }
    }

    pub(crate) async fn audit(&mut self, history: &'static str) -> Result<Audit, StoreError> {
        let state = stored_state(self.tx.as_mut(), self.tenant, history).await?;
        let runs = stored_runs(self.tx.as_mut(), self.tenant, history).await?;
        Ok(Audit::new(history, runs, state))
    }

    pub(crate) async fn audit_runs(
        &mut self,
        audit: &Audit,
    ) -> Result<(u64, Vec<String>), StoreError> {
        audit.runs(self.tx.as_mut(), self.tenant).await
    }
}
