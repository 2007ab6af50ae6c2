//! The whole state as of an earlier journal position.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::batch::Batch;
use crate::command::{Failure, Query, QueryError};
use crate::engine::{Engine, SharedHistories};
use crate::journal::Head;
use crate::memory::MemoryStore;
use crate::reader::Reader;
use crate::registry::Registry;
use crate::store::{Access, Store, StoreError, StoreErrorKind};
use crate::tenant::Tenant;
use crate::time::Timestamp;

/// Journal rows replayed at a time.
const PAGE: u32 = 1_000;

/// A tenant's state as it was after a journal position, replayed into memory. Every query of
/// every domain can be asked.
#[derive(Debug)]
pub struct Past {
    store: MemoryStore,
    tenant: Tenant,
    registry: Arc<Registry>,
    histories: Arc<SharedHistories>,
    recorded_at: Timestamp,
    pos: i64,
}

impl Engine {
    /// Replays the journal up to and including `pos`.
    ///
    /// Takes time and memory in proportion to the journal; domains answer the common
    /// questions about the past from their histories instead.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails or the journal cannot be replayed.
    pub async fn as_of(&self, tenant: &Tenant, pos: i64) -> Result<Past, StoreError> {
        let mut reader = self.reader(tenant).await?;
        let store = MemoryStore::new();
        let mut tx = store.begin(Access::Write, std::slice::from_ref(tenant)).await?;
        let mut head = Head::empty();
        while head.pos < pos {
            let rows = reader.journal(head.pos, PAGE).await?;
            if rows.is_empty() {
                break;
            }
            let mut batch = Batch::new();
            for row in rows.into_iter().filter(|row| row.pos <= pos) {
                if row.pos != head.pos.saturating_add(1) {
                    let message =
                        format!("journal position {} is missing", head.pos.saturating_add(1));
                    return Err(StoreError::new(StoreErrorKind::Corrupt, message));
                }
                self.registry.project(&row, &mut batch)?;
                head = Head { pos: row.pos, recorded_at: row.recorded_at, hash: row.hash.to_vec() };
                batch.insert(row);
            }
            // What a command did to tables that do not follow from the journal stays out.
            batch.parts().1.retain(|op| op.table().replayed);
            let done = head.pos >= pos;
            tx.apply(tenant, batch).await?;
            if done {
                break;
            }
        }
        let mut last = Batch::new();
        last.insert(head.clone());
        tx.apply(tenant, last).await?;
        tx.commit().await?;
        Ok(Past {
            store,
            tenant: tenant.clone(),
            registry: self.registry.clone(),
            histories: SharedHistories::new(
                self.registry.schema().tables(),
                crate::history::RUN_ITEMS,
            ),
            recorded_at: head.recorded_at,
            pos: head.pos,
        })
    }
}

impl Past {
    /// The position.
    #[must_use]
    pub fn pos(&self) -> i64 {
        self.pos
    }

    /// When it was recorded.
    #[must_use]
    pub fn recorded_at(&self) -> Timestamp {
        self.recorded_at
    }

    /// A reader of this state, whose present is the recorded time.
    ///
    /// # Errors
    ///
    /// [`StoreError`] never in practice: the state is in memory.
    pub async fn reader(&self) -> Result<Reader<'_>, StoreError> {
        let tenants = std::slice::from_ref(&self.tenant);
        let tx = self.store.begin(Access::Read, tenants).await?;
        Ok(Reader::new(tx, &self.tenant, self.recorded_at, &self.histories))
    }

    /// Asks a query.
    ///
    /// # Errors
    ///
    /// [`QueryError`] as the query says.
    pub async fn query<Q: Query>(&self, query: &Q) -> Result<Q::Output, QueryError> {
        let mut reader = self.reader().await?;
        query.run(&mut reader).await
    }

    /// Asks a query by name.
    ///
    /// # Errors
    ///
    /// [`Failure`]: an unknown name, invalid arguments, or a refused question.
    pub async fn query_any(&self, name: &str, args: Json) -> Result<Json, Failure> {
        let entry = self.registry.query_entry(name)?;
        let mut reader = self.reader().await?;
        (entry.run)(&mut reader, args).await
    }
}
