//! The outbox: durable cursors over the journal.
//!
//! A sink reads what is after its cursor, delivers it, and acknowledges: at least once, in
//! order. What it cannot deliver is parked with its cause and never skipped silently.

use async_trait::async_trait;
use moja_macros::{Code, Record};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::batch::{Batch, Change};
use crate::command::{
    Command, Ctx, Domain, Event, Query, QueryError, Recorded, Refusal, Rejection,
};
use crate::engine::Engine;
use crate::footprint::Footprint;
use crate::id::CommandId;
use crate::journal::{Head, JournalRow};
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

/// What happened to a cursor. Not journaled: a cursor over the journal cannot be in it.
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
    },
}

impl Event for OutboxEvent {
    fn name(&self) -> &'static str {
        match self {
            Self::Moved { .. } => "moved",
            Self::Unparked { .. } => "unparked",
        }
    }
}

/// Everything up to `pos` was delivered to `sink`. Older positions are ignored. A parked
/// position that is acknowledged is parked no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ack {
    /// The sink's name.
    pub sink: String,
    /// The journal position.
    pub pos: i64,
}

/// The event at `pos`, the next one, cannot be delivered to `sink`: set it aside with its
/// cause and go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Park {
    /// The sink's name.
    pub sink: String,
    /// The journal position.
    pub pos: i64,
    /// What the sink said.
    pub cause: String,
}

fn cursor(
    view: &View<'_>,
    sink: &str,
    pos: i64,
) -> Result<(Option<i64>, i64), Refusal<OutboxRejection>> {
    if sink.is_empty() || sink.chars().count() > 128 {
        let sink = sink.chars().take(128).collect();
        return Err(Refusal::Rejected(OutboxRejection::SinkInvalid { sink }));
    }
    let head = view.get(Head::key())?.map_or(0, |head| head.pos);
    if pos < 1 || pos > head {
        return Err(Refusal::Rejected(OutboxRejection::PositionUnknown { pos, head }));
    }
    Ok((view.get(CursorRow::key(sink))?.map(|row| row.pos), head))
}

impl Command for Ack {
    const NAME: &'static str = "outbox.ack";
    const JOURNALED: bool = false;
    type Domain = Outbox;
    type Output = ();
    type Rejection = OutboxRejection;

    fn footprint(&self, want: &mut Footprint) {
        want.get(Head::key());
        want.get(CursorRow::key(&self.sink));
        want.get(ParkedRow::key(&self.sink, self.pos));
    }

    fn decide(
        &self,
        view: &View<'_>,
        _: &Ctx<'_>,
    ) -> Result<Vec<OutboxEvent>, Refusal<OutboxRejection>> {
        let (at, _) = cursor(view, &self.sink, self.pos)?;
        let mut events = Vec::new();
        if view.get(ParkedRow::key(&self.sink, self.pos))?.is_some() {
            events.push(OutboxEvent::Unparked { sink: self.sink.clone(), pos: self.pos });
        }
        if at.is_none_or(|at| at < self.pos) {
            events.push(OutboxEvent::Moved {
                sink: self.sink.clone(),
                pos: self.pos,
                created: at.is_none(),
                parked: None,
            });
        }
        Ok(events)
    }

    fn output(&self, _: &[OutboxEvent]) {}
}

impl Command for Park {
    const NAME: &'static str = "outbox.park";
    const JOURNALED: bool = false;
    type Domain = Outbox;
    type Output = ();
    type Rejection = OutboxRejection;

    fn footprint(&self, want: &mut Footprint) {
        want.get(Head::key());
        want.get(CursorRow::key(&self.sink));
    }

    fn decide(
        &self,
        view: &View<'_>,
        _: &Ctx<'_>,
    ) -> Result<Vec<OutboxEvent>, Refusal<OutboxRejection>> {
        let (at, _) = cursor(view, &self.sink, self.pos)?;
        let next = at.unwrap_or(0).saturating_add(1);
        if self.pos != next {
            return Err(Refusal::Rejected(OutboxRejection::NotNext {
                sink: self.sink.clone(),
                pos: self.pos,
                next,
            }));
        }
        Ok(vec![OutboxEvent::Moved {
            sink: self.sink.clone(),
            pos: self.pos,
            created: at.is_none(),
            parked: Some(self.cause.clone()),
        }])
    }

    fn output(&self, _: &[OutboxEvent]) {}
}

/// The sinks and how far each has got.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cursors {}

/// One sink.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CursorView {
    /// The sink's name.
    pub sink: String,
    /// Everything up to here was delivered or parked.
    pub pos: i64,
    /// The journal's end.
    pub head: i64,
    /// What is parked.
    pub parked: Vec<ParkedView>,
}

/// One parked event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ParkedView {
    /// The journal position.
    pub pos: i64,
    /// What the sink said.
    pub cause: String,
    /// When it was parked.
    pub parked_at: Timestamp,
}

#[async_trait]
impl Query for Cursors {
    const NAME: &'static str = "outbox.cursors";
    type Output = Vec<CursorView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let head = reader.head().await?.pos;
        let mut views = Vec::new();
        for row in reader.scan_all::<CursorRow>(Scan::of::<CursorRow>()).await? {
            let scan = Scan::of::<ParkedRow>().filter(
                ParkedRow::COL_SINK,
                Compare::Equal,
                row.sink.as_str(),
            );
            let parked = reader.scan_all::<ParkedRow>(scan).await?;
            views.push(CursorView {
                sink: row.sink,
                pos: row.pos,
                head,
                parked: parked
                    .into_iter()
                    .map(|row| ParkedView {
                        pos: row.pos,
                        cause: row.cause,
                        parked_at: row.parked_at,
                    })
                    .collect(),
            });
        }
        Ok(views)
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
        vec![CursorRow::table(), ParkedRow::table()]
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
            OutboxEvent::Unparked { sink, pos } => batch.delete(ParkedRow::key(sink, *pos)),
        }
    }

    fn register(registrar: &mut Registrar<'_, Self>) {
        registrar.command::<Ack>().command::<Park>().query::<Cursors>();
    }
}
