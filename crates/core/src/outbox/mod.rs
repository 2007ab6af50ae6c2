//! The outbox: durable cursors over the journal.
//!
//! A sink reads what is after its cursor, delivers it, and acknowledges: at least once, in
//! order. What it cannot deliver is parked with its cause and never skipped silently: a person
//! has it retried or gives it up, and the journal says who did. Where several relays run, each
//! sink is leased by one of them at a time.

mod cursor;
mod lease;
mod parked;
mod query;

pub use cursor::{Ack, Park};
pub use lease::{LEASE_MAX_MS, Lease, Release};
pub use parked::{Retry, Skip};
pub use query::{CursorView, Cursors, ParkedView};

use async_trait::async_trait;
use moja_macros::{Code, Record};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::batch::{Batch, Change};
use crate::command::{Ctx, Domain, Event, Recorded, Refusal, Rejection};
use crate::engine::Engine;
use crate::id::CommandId;
use crate::journal::JournalRow;
use crate::reader::Reader;
use crate::record::{Record as _, TableDef};
use crate::registry::Registrar;
use crate::scan::{Compare, Scan};
use crate::store::StoreError;
use crate::tenant::Tenant;
use crate::time::Timestamp;
use crate::value::Value;
use crate::view::View;

/// One journal entry on its way to a sink. `id` is stable: a sink that sees it twice may drop
/// the second.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Delivery {
    /// `tenant/pos`.
    pub id: String,
    /// The journal position, to be acknowledged.
    pub pos: i64,
    /// The command's id.
    pub command_id: CommandId,
    /// The command's name.
    pub command: String,
    /// Who acted.
    pub actor: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The events in order.
    pub events: Vec<DeliveredEvent>,
}

/// One event of a [`Delivery`].
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DeliveredEvent {
    /// `domain.event`.
    pub name: String,
    /// The event.
    pub body: serde_json::Value,
}

/// What a sink does about what is after a parked event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Poison {
    /// Nothing, until somebody decided: order matters more than to go on.
    #[default]
    Stop,
    /// Takes it; what is parked may come later, out of order.
    GoOn,
}

/// What a sink should get.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    /// A parked entry that somebody asked to have retried.
    Retry(Delivery),
    /// Nothing, because this entry is parked and nobody has decided what becomes of it.
    Parked {
        /// Its journal position.
        pos: i64,
    },
    /// The entries after the cursor; none when all is delivered.
    Next(Vec<Delivery>),
}

impl Engine {
    /// The next journal entries for `sink`, after what it has acknowledged or parked.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails or an event cannot be read.
    pub async fn follow(
        &self,
        tenant: &Tenant,
        sink: &str,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut reader = self.reader(tenant).await?;
        self.following(&mut reader, tenant, sink, limit).await
    }

    /// What `sink` should get now: first what somebody asked to have retried, then what is after
    /// its cursor, at most `limit` entries.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails or an event cannot be read.
    pub async fn due(
        &self,
        tenant: &Tenant,
        sink: &str,
        limit: u32,
        poison: Poison,
    ) -> Result<Due, StoreError> {
        let mut reader = self.reader(tenant).await?;
        let scan = Scan::of::<RetryRow>().filter(RetryRow::COL_SINK, Compare::Equal, sink);
        let retry = reader.scan(&scan.limit(1)).await?;
        if let Some(retry) = retry.of::<RetryRow>().next()
            && let Some(row) = reader.get(JournalRow::key(retry.pos)).await?
        {
            return Ok(Due::Retry(self.delivery(tenant, row)?));
        }
        if poison == Poison::Stop {
            let scan = Scan::of::<ParkedRow>().filter(ParkedRow::COL_SINK, Compare::Equal, sink);
            let parked = reader.scan(&scan.limit(1)).await?;
            if let Some(row) = parked.of::<ParkedRow>().next() {
                return Ok(Due::Parked { pos: row.pos });
            }
        }
        Ok(Due::Next(self.following(&mut reader, tenant, sink, limit).await?))
    }

    async fn following(
        &self,
        reader: &mut Reader<'_>,
        tenant: &Tenant,
        sink: &str,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let after = reader.get(CursorRow::key(sink)).await?.map_or(0, |cursor| cursor.pos);
        let rows = reader.journal(after, limit).await?;
        rows.into_iter().map(|row| self.delivery(tenant, row)).collect()
    }

    /// A journal entry as its sinks see it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when an event cannot be read.
    pub fn delivery(&self, tenant: &Tenant, row: JournalRow) -> Result<Delivery, StoreError> {
        let domain = row.command.split('.').next().unwrap_or_default().to_owned();
        let events = self
            .registry()
            .events(&row)?
            .into_iter()
            .map(|(name, body)| DeliveredEvent { name: format!("{domain}.{name}"), body })
            .collect();
        Ok(Delivery {
            id: format!("{tenant}/{}", row.pos),
            pos: row.pos,
            command_id: row.command_id,
            command: row.command.into(),
            actor: row.actor.into(),
            recorded_at: row.recorded_at,
            events,
        })
    }
}

/// How far a sink has got.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "outbox_cursor", key(sink), system)]
pub struct CursorRow {
    /// The sink's name.
    pub sink: String,
    /// Everything up to this journal position was delivered or parked.
    pub pos: i64,
    /// When it last moved.
    pub moved_at: Timestamp,
}

/// An event that a sink could not take.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "outbox_parked", key(sink, pos), system)]
pub struct ParkedRow {
    /// The sink's name.
    pub sink: String,
    /// The journal position.
    pub pos: i64,
    /// What the sink said.
    pub cause: String,
    /// When it was parked.
    pub parked_at: Timestamp,
}

/// A parked event that is to be delivered once more.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "outbox_retry", key(sink, pos), system)]
pub struct RetryRow {
    /// The sink's name.
    pub sink: String,
    /// The journal position.
    pub pos: i64,
    /// When somebody asked for it.
    pub asked_at: Timestamp,
}

/// Who delivers to a sink.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "outbox_lease", key(sink), system)]
pub struct LeaseRow {
    /// The sink's name.
    pub sink: String,
    /// The relay.
    pub holder: String,
    /// When the lease ends by itself.
    pub until: Timestamp,
}

/// The outbox's refusals, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, Code, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum OutboxRejection {
    /// The sink's name is empty or too long.
    #[error("the name of the sink `{sink}` must have 1 to 128 characters")]
    SinkInvalid {
        /// The name.
        sink: String,
    },
    /// The position lies behind the journal's end.
    #[error("position {pos} is not in the journal, which ends at {head}")]
    PositionUnknown {
        /// The position.
        pos: i64,
        /// The journal's end.
        head: i64,
    },
    /// Another relay delivers to the sink.
    #[error("`{sink}` is leased by `{holder}` until {until}")]
    #[code(transient)]
    Leased {
        /// The sink.
        sink: String,
        /// The relay.
        holder: String,
        /// When its lease ends.
        until: Timestamp,
    },
    /// The lease has no holder, no length, or is too long.
    #[error(
        "a lease needs a holder of 1 to 128 characters and 1 to {LEASE_MAX_MS} ms, not {for_ms} ms"
    )]
    LeaseInvalid {
        /// The length asked for, milliseconds.
        for_ms: u32,
    },
    /// The event is not parked: it was delivered, given up, or never failed.
    #[error("position {pos} is not parked for `{sink}`")]
    NotParked {
        /// The sink.
        sink: String,
        /// The position.
        pos: i64,
    },
    /// The reason is empty or too long.
    #[error("a reason must have 1 to 1,024 characters")]
    ReasonInvalid,
    /// The position is not the one after the cursor, so events would be skipped.
    #[error("only position {next} can be parked for `{sink}`, not {pos}")]
    NotNext {
        /// The sink.
        sink: String,
        /// The position asked for.
        pos: i64,
        /// The position after the cursor.
        next: i64,
    },
}

impl Rejection for OutboxRejection {
    fn codes() -> &'static [&'static str] {
        Self::CODES
    }

    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn is_transient(&self) -> bool {
        Self::is_transient(self)
    }
}

/// What happened to a cursor. What a person decided of a parked event is journaled; where a
/// cursor over the journal stands cannot be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutboxEvent {
    /// The cursor moved.
    Moved {
        /// The sink.
        sink: String,
        /// The new position.
        pos: i64,
        /// Whether the cursor is new.
        created: bool,
        /// The cause, when the position was parked and not delivered.
        parked: Option<String>,
    },
    /// A parked event was delivered after all.
    Unparked {
        /// The sink.
        sink: String,
        /// Its position.
        pos: i64,
        /// Whether it was to be retried.
        retried: bool,
    },
    /// A parked event failed again.
    Reparked {
        /// The sink.
        sink: String,
        /// Its position.
        pos: i64,
        /// The new cause.
        cause: String,
        /// Whether it was to be retried.
        retried: bool,
    },
    /// A relay took or renewed the lease.
    Leased {
        /// The sink.
        sink: String,
        /// The relay.
        holder: String,
        /// When it ends.
        until: Timestamp,
        /// Whether there is a lease already, live or not.
        again: bool,
    },
    /// The lease was given back.
    Released {
        /// The sink.
        sink: String,
    },
    /// A parked event is to be delivered once more. Journaled.
    Retried {
        /// The sink.
        sink: String,
        /// Its position.
        pos: i64,
        /// Whether it was to be already.
        again: bool,
    },
    /// A parked event was given up. Journaled.
    Skipped {
        /// The sink.
        sink: String,
        /// Its position.
        pos: i64,
        /// Why.
        reason: String,
        /// Whether it was to be retried.
        retried: bool,
    },
}

impl Event for OutboxEvent {
    fn name(&self) -> &'static str {
        match self {
            Self::Moved { .. } => "moved",
            Self::Unparked { .. } => "unparked",
            Self::Reparked { .. } => "reparked",
            Self::Leased { .. } => "leased",
            Self::Released { .. } => "released",
            Self::Retried { .. } => "retried",
            Self::Skipped { .. } => "skipped",
        }
    }
}

fn check_sink(sink: &str) -> Result<(), Refusal<OutboxRejection>> {
    if sink.is_empty() || sink.chars().count() > 128 {
        let sink = sink.chars().take(128).collect();
        return Err(Refusal::Rejected(OutboxRejection::SinkInvalid { sink }));
    }
    Ok(())
}

/// Refuses everybody but the holder while a lease lasts.
fn unless_leased(
    view: &View<'_>,
    ctx: &Ctx<'_>,
    sink: &str,
    holder: Option<&str>,
) -> Result<(), Refusal<OutboxRejection>> {
    match view.get(LeaseRow::key(sink))? {
        Some(row) if row.until > ctx.now() && holder != Some(row.holder.as_str()) => {
            Err(Refusal::Rejected(OutboxRejection::Leased {
                sink: sink.to_owned(),
                holder: row.holder.clone(),
                until: row.until,
            }))
        }
        _ => Ok(()),
    }
}

/// The engine's own domain of cursors.
#[derive(Clone, Copy, Debug)]
pub struct Outbox;

#[async_trait]
impl Domain for Outbox {
    const NAME: &'static str = "outbox";
    type Event = OutboxEvent;

    fn tables() -> Vec<&'static TableDef> {
        vec![CursorRow::table(), ParkedRow::table(), RetryRow::table(), LeaseRow::table()]
    }

    fn project(event: &OutboxEvent, recorded: &Recorded<'_>, batch: &mut Batch) {
        match event {
            OutboxEvent::Moved { sink, pos, created, parked } => {
                if *created {
                    batch.insert(CursorRow {
                        sink: sink.clone(),
                        pos: *pos,
                        moved_at: recorded.at,
                    });
                } else {
                    batch.change(
                        Change::of(CursorRow::key(sink))
                            .set(CursorRow::COL_POS, Value::Int(*pos))
                            .set(CursorRow::COL_MOVED_AT, Value::Int(recorded.at.as_micros())),
                    );
                }
                if let Some(cause) = parked {
                    batch.insert(ParkedRow {
                        sink: sink.clone(),
                        pos: *pos,
                        cause: cause.clone(),
                        parked_at: recorded.at,
                    });
                }
            }
            OutboxEvent::Unparked { sink, pos, retried }
            | OutboxEvent::Skipped { sink, pos, retried, .. } => {
                batch.delete(ParkedRow::key(sink, *pos));
                if *retried {
                    batch.delete(RetryRow::key(sink, *pos));
                }
            }
            OutboxEvent::Reparked { sink, pos, cause, retried } => {
                batch.replace(ParkedRow {
                    sink: sink.clone(),
                    pos: *pos,
                    cause: cause.clone(),
                    parked_at: recorded.at,
                });
                if *retried {
                    batch.delete(RetryRow::key(sink, *pos));
                }
            }
            OutboxEvent::Leased { sink, holder, until, again } => {
                let row = LeaseRow { sink: sink.clone(), holder: holder.clone(), until: *until };
                match again {
                    true => batch.replace(row),
                    false => batch.insert(row),
                }
            }
            OutboxEvent::Released { sink } => batch.delete(LeaseRow::key(sink)),
            OutboxEvent::Retried { sink, pos, again } => {
                if !again {
                    batch.insert(RetryRow { sink: sink.clone(), pos: *pos, asked_at: recorded.at });
                }
            }
        }
    }

    fn register(registrar: &mut Registrar<'_, Self>) {
        registrar
            .command::<Ack>()
            .command::<Park>()
            .command::<Lease>()
            .command::<Release>()
            .command::<Retry>()
            .command::<Skip>()
            .query::<Cursors>();
    }
}
