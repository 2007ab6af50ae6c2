//! The engine: one way through the house for every command.
//!
//! command → footprint → load → decide → project → apply → commit. Concurrent commands drain
//! from a queue into one transaction (group commit); each is decided in memory on what the
//! ones before it left, so a rejected command leaves no trace and disturbs no neighbour.

mod desk;
mod ending;
mod handle;
mod lanes;
mod observe;
mod whole;
mod work;
mod worker;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use ending::Ending;
pub use handle::{Engine, Options, Pending, Pipeline, PipelineReport};
pub use work::{AnyCommand, CommandResult};

use crate::copy::Copying;
use crate::history::{self, Shared};
use crate::journal::{Head, JournalRow};
use crate::record::{Record as _, TableDef};
use crate::store::{StoreError, Tx};
use crate::tenant::Tenant;

/// The engine's own tables.
pub(crate) fn system_tables() -> Vec<&'static TableDef> {
    let mut tables = vec![Head::table(), JournalRow::table()];
    tables.extend(history::tables());
    tables.push(Copying::table());
    tables
}

/// What the worker and the readers of a process share about histories.
#[derive(Debug, Default)]
pub(crate) struct SharedHistories {
    feeds: Vec<(&'static str, Vec<&'static TableDef>)>,
    /// Items that fill a tail.
    run_items: usize,
    known: Mutex<HashMap<(Tenant, &'static str), Shared>>,
    /// Where to begin with what is known of a tenant, without adding to it.
    behind: Option<Arc<Self>>,
}

impl SharedHistories {
    pub(crate) fn new(tables: &[&'static TableDef], run_items: usize) -> Arc<Self> {
        let run_items = run_items.max(1);
        Arc::new(Self { feeds: history::feeds(tables), run_items, ..Self::default() })
    }

    /// The same knowledge for one that may see what is not committed: what it learns stays its
    /// own.
    pub(crate) fn apart(self: &Arc<Self>) -> Arc<Self> {
        let (feeds, run_items) = (self.feeds.clone(), self.run_items);
        Arc::new(Self { feeds, run_items, known: Mutex::default(), behind: Some(self.clone()) })
    }

    /// Whether so much was committed since that [`apart`](Self::apart) would read it each time.
    pub(crate) fn is_behind(&self, tenant: &Tenant) -> bool {
        self.feeds.iter().any(|(history, _)| self.of(tenant, history).is_behind())
    }

    /// Learns what is committed.
    pub(crate) async fn catch_up(
        &self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
    ) -> Result<(), StoreError> {
        let place = Head::key().into_place();
        let rows = tx.load(tenant, std::slice::from_ref(&place)).await?;
        let head = rows.first().and_then(|row| row.as_ref()?.downcast_ref::<Head>());
        let head_pos = head.map_or(0, |head| head.pos);
        for (history, tables) in &self.feeds {
            self.of(tenant, history).catch_up(tx, tenant, history, tables, head_pos).await?;
        }
        Ok(())
    }

    pub(crate) fn run_items(&self) -> usize {
        self.run_items
    }

    pub(crate) fn feeds(&self) -> &[(&'static str, Vec<&'static TableDef>)] {
        &self.feeds
    }

    pub(crate) fn tables(&self, history: &str) -> &[&'static TableDef] {
        self.feeds.iter().find(|(name, _)| *name == history).map_or(&[], |(_, tables)| tables)
    }

    pub(crate) fn of(&self, tenant: &Tenant, history: &'static str) -> Shared {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.entry((tenant.clone(), history));
        let fresh = || {
            self.behind
                .as_ref()
                .map_or_else(Shared::default, |behind| behind.of(tenant, history).apart())
        };
        known.or_insert_with(fresh).clone()
    }

    /// Forgets the tenants that `keep` does not want. Who still reads keeps what it has.
    pub(crate) fn retain(&self, keep: impl Fn(&Tenant) -> bool) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(tenant, _), _| keep(tenant));
    }
}
