//! Whether a store is well: what an operator, or a probe of an orchestrator, asks every minute.
//!
//! It costs a few reads a tenant and is bounded, whatever the store holds. It changes nothing.

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::command::Failure;
use crate::engine::Engine;
use crate::outbox::{CursorRow, ParkedRow};
use crate::reader::Reader;
use crate::scan::{Compare, Scan};
use crate::store::{StoreError, StoreErrorKind};
use crate::tenant::Tenant;

/// Tenants that are told of at most.
pub const TENANTS_MAX: u32 = 100;

/// Sinks of a tenant that are told of at most.
pub const SINKS_MAX: u32 = 100;

/// Parked entries of a sink that are counted at most.
pub const PARKED_MAX: u32 = 1_000;

/// How a store is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// What kind of store it is: `memory`, `sqlite`, `postgres`.
    pub store: &'static str,
    /// The database's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How long the store took to answer a read, in microseconds.
    pub read_us: u64,
    /// Whether it can be written.
    pub writable: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unwritable: Option<Failure>,
    /// How long it took to find that out, in microseconds: what a command waits at least.
    pub write_us: u64,
    /// The size of the store's file, if it is one, without the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_bytes: Option<u64>,
    /// The size of the log beside the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_bytes: Option<u64>,
    /// Commands that this process submitted and that are not answered yet.
    pub commands_open: u64,
    /// Tenants of the store.
    pub tenants_total: u64,
    /// The first [`TENANTS_MAX`] of them by name, or the one that was asked for.
    pub tenants: Vec<TenantHealth>,
}

/// How a tenant is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TenantHealth {
    /// The tenant.
    pub tenant: String,
    /// The position of the journal's end, 0 before its first entry.
    pub head: i64,
    /// It is being copied into this store, and cannot be used before that has ended.
    pub copying: bool,
    /// Its first [`SINKS_MAX`] sinks by name.
    pub sinks: Vec<SinkHealth>,
}

/// How far a sink has got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SinkHealth {
    /// Its name.
    pub sink: String,
    /// Everything up to this position was delivered or parked.
    pub pos: i64,
    /// Positions that it has not got yet.
    pub lag: i64,
    /// Entries that it could not take and that nobody has decided about, as many as
    /// [`PARKED_MAX`] at most.
    pub parked: u64,
}

fn microseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

impl Engine {
    /// How the store is, and how far its tenants' sinks are, or those of one tenant.
    ///
    /// A store that cannot be read is an error; one that can be read and not written is an
    /// answer. Both come in the time that the store waits for anything: its `busy_timeout` or
    /// `patience`, for each of reading and writing. It may block its thread so long.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer, the engine was closed, or its worker was
    /// lost.
    pub async fn health(&self, only: Option<&Tenant>) -> Result<Health, StoreError> {
        self.at_work()?;
        let start = Instant::now();
        let vitals = self.store().vitals(if only.is_some() { 0 } else { TENANTS_MAX }).await?;
        let read_us = microseconds(start.elapsed());
        let mut tenants = Vec::new();
        for tenant in only.into_iter().chain(&vitals.tenants) {
            tenants.push(self.tenant_health(tenant).await?);
        }
        let start = Instant::now();
        let unwritable = self.store().writable().await.err();
        Ok(Health {
            store: vitals.kind,
            version: vitals.version,
            read_us,
            writable: unwritable.is_none(),
            unwritable: unwritable.map(Failure::from),
            write_us: microseconds(start.elapsed()),
            file_bytes: vitals.file_bytes,
            log_bytes: vitals.log_bytes,
            commands_open: self.at_work()?,
            tenants_total: vitals.tenants_total,
            tenants,
        })
    }

    async fn tenant_health(&self, tenant: &Tenant) -> Result<TenantHealth, StoreError> {
        let (head, sinks, copying) = match self.reader(tenant).await {
            Ok(mut reader) => {
                let head = reader.head().await?.pos;
                (head, sinks(&mut reader, head).await?, false)
            }
            Err(error) if error.kind() == StoreErrorKind::Copying => (0, Vec::new(), true),
            Err(error) => return Err(error),
        };
        Ok(TenantHealth { tenant: tenant.to_string(), head, copying, sinks })
    }
}

async fn sinks(reader: &mut Reader<'_>, head: i64) -> Result<Vec<SinkHealth>, StoreError> {
    let cursors = reader.scan(&Scan::of::<CursorRow>().limit(SINKS_MAX)).await?;
    let mut sinks = Vec::with_capacity(cursors.rows.len());
    for cursor in cursors.of::<CursorRow>() {
        let of_sink = Scan::of::<ParkedRow>()
            .filter(ParkedRow::COL_SINK, Compare::Equal, cursor.sink.as_str())
            .limit(PARKED_MAX);
        let parked = reader.scan(&of_sink).await?;
        sinks.push(SinkHealth {
            sink: cursor.sink.clone(),
            pos: cursor.pos,
            lag: head.saturating_sub(cursor.pos).max(0),
            parked: u64::try_from(parked.rows.len()).unwrap_or(u64::MAX),
        });
    }
    Ok(sinks)
}
