//! Cursors: what a sink acknowledges and what it sets aside.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    CursorRow, LeaseRow, Outbox, OutboxEvent, OutboxRejection, ParkedRow, RetryRow, check_sink,
    unless_leased,
};
use crate::command::{Command, Ctx, Refusal};
use crate::footprint::Footprint;
use crate::journal::Head;
use crate::view::View;

/// Everything up to `pos` was delivered to `sink`. Older positions are ignored. A parked
/// position that is acknowledged is parked no more.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ack {
    /// The sink's name.
    pub sink: String,
    /// The journal position.
    pub pos: i64,
    /// Who delivered, if the sink is leased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
}

/// The event at `pos`, the next one, cannot be delivered to `sink`: set it aside with its
/// cause and go on. A position that is parked already gets the new cause, and waits again.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Park {
    /// The sink's name.
    pub sink: String,
    /// The journal position.
    pub pos: i64,
    /// What the sink said.
    pub cause: String,
    /// Who tried to deliver, if the sink is leased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
}

fn want(want: &mut Footprint, sink: &str, pos: i64) {
    want.get(Head::key());
    want.get(CursorRow::key(sink));
    want.get(LeaseRow::key(sink));
    want.get(ParkedRow::key(sink, pos));
    want.get(RetryRow::key(sink, pos));
}

/// Where the cursor stands, if there is one and `holder` may move it to a position that exists.
fn cursor(
    view: &View<'_>,
    ctx: &Ctx<'_>,
    sink: &str,
    pos: i64,
    holder: Option<&str>,
) -> Result<Option<i64>, Refusal<OutboxRejection>> {
    check_sink(sink)?;
    let head = view.get(Head::key())?.map_or(0, |head| head.pos);
    if pos < 1 || pos > head {
        return Err(Refusal::Rejected(OutboxRejection::PositionUnknown { pos, head }));
    }
    unless_leased(view, ctx, sink, holder)?;
    Ok(view.get(CursorRow::key(sink))?.map(|row| row.pos))
}

impl Command for Ack {
    const NAME: &'static str = "outbox.ack";
    const JOURNALED: bool = false;
    type Domain = Outbox;
    type Output = ();
    type Rejection = OutboxRejection;

    fn footprint(&self, footprint: &mut Footprint) {
        want(footprint, &self.sink, self.pos);
    }

    fn decide(
        &self,
        view: &View<'_>,
        ctx: &Ctx<'_>,
    ) -> Result<Vec<OutboxEvent>, Refusal<OutboxRejection>> {
        let at = cursor(view, ctx, &self.sink, self.pos, self.holder.as_deref())?;
        let mut events = Vec::new();
        if view.get(ParkedRow::key(&self.sink, self.pos))?.is_some() {
            events.push(OutboxEvent::Unparked {
                sink: self.sink.clone(),
                pos: self.pos,
                retried: view.get(RetryRow::key(&self.sink, self.pos))?.is_some(),
            });
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

    fn footprint(&self, footprint: &mut Footprint) {
        want(footprint, &self.sink, self.pos);
    }

    fn decide(
        &self,
        view: &View<'_>,
        ctx: &Ctx<'_>,
    ) -> Result<Vec<OutboxEvent>, Refusal<OutboxRejection>> {
        let at = cursor(view, ctx, &self.sink, self.pos, self.holder.as_deref())?;
        let (sink, pos, cause) = (self.sink.clone(), self.pos, self.cause.clone());
        if view.get(ParkedRow::key(&self.sink, pos))?.is_some() {
            let retried = view.get(RetryRow::key(&self.sink, pos))?.is_some();
            return Ok(vec![OutboxEvent::Reparked { sink, pos, cause, retried }]);
        }
        let next = at.unwrap_or(0).saturating_add(1);
        if pos != next {
            return Err(Refusal::Rejected(OutboxRejection::NotNext { sink, pos, next }));
        }
        Ok(vec![OutboxEvent::Moved { sink, pos, created: at.is_none(), parked: Some(cause) }])
    }

    fn output(&self, _: &[OutboxEvent]) {}
}
