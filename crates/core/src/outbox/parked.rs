//! What a person decides of parked events. These commands are journaled: who gave an event up,
//! and why, belongs to the audit trail.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Outbox, OutboxEvent, OutboxRejection, ParkedRow, RetryRow, check_sink};
use crate::command::{Command, Ctx, Refusal};
use crate::footprint::Footprint;
use crate::view::View;

/// Has the parked event at `pos` delivered to `sink` once more, before anything newer.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// The sink's name.
    pub sink: String,
    /// The journal position.
    pub pos: i64,
}

/// Gives the parked event at `pos` up: `sink` will never have it.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    /// The sink's name.
    pub sink: String,
    /// The journal position.
    pub pos: i64,
    /// Why, in 1 to 1,024 characters.
    pub reason: String,
}

/// Whether the event is to be retried already; refuses one that is not parked.
fn retried(view: &View<'_>, sink: &str, pos: i64) -> Result<bool, Refusal<OutboxRejection>> {
    check_sink(sink)?;
    if view.get(ParkedRow::key(sink, pos))?.is_none() {
        return Err(Refusal::Rejected(OutboxRejection::NotParked { sink: sink.to_owned(), pos }));
    }
    Ok(view.get(RetryRow::key(sink, pos))?.is_some())
}

impl Command for Retry {
    const NAME: &'static str = "outbox.retry";
    type Domain = Outbox;
    type Output = ();
    type Rejection = OutboxRejection;

    fn footprint(&self, want: &mut Footprint) {
        want.get(ParkedRow::key(&self.sink, self.pos));
        want.get(RetryRow::key(&self.sink, self.pos));
    }

    fn decide(
        &self,
        view: &View<'_>,
        _: &Ctx<'_>,
    ) -> Result<Vec<OutboxEvent>, Refusal<OutboxRejection>> {
        let again = retried(view, &self.sink, self.pos)?;
        Ok(vec![OutboxEvent::Retried { sink: self.sink.clone(), pos: self.pos, again }])
    }

    fn output(&self, _: &[OutboxEvent]) {}
}

impl Command for Skip {
    const NAME: &'static str = "outbox.skip";
    type Domain = Outbox;
    type Output = ();
    type Rejection = OutboxRejection;

    fn footprint(&self, want: &mut Footprint) {
        want.get(ParkedRow::key(&self.sink, self.pos));
        want.get(RetryRow::key(&self.sink, self.pos));
    }

    fn decide(
        &self,
        view: &View<'_>,
        _: &Ctx<'_>,
    ) -> Result<Vec<OutboxEvent>, Refusal<OutboxRejection>> {
        let retried = retried(view, &self.sink, self.pos)?;
        if !(1..=1_024).contains(&self.reason.chars().count()) {
            return Err(Refusal::Rejected(OutboxRejection::ReasonInvalid));
        }
        let (sink, reason) = (self.sink.clone(), self.reason.clone());
        Ok(vec![OutboxEvent::Skipped { sink, pos: self.pos, reason, retried }])
    }

    fn output(&self, _: &[OutboxEvent]) {}
}
