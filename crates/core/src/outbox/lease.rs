//! Leases: one of several relays works for a sink at a time.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{LeaseRow, Outbox, OutboxEvent, OutboxRejection, check_sink, unless_leased};
use crate::command::{Command, Ctx, Refusal};
use crate::footprint::Footprint;
use crate::time::Timestamp;
use crate::view::View;

/// The longest lease, milliseconds: what a relay that died holds up at most.
pub const LEASE_MAX_MS: u32 = 600_000;

/// Takes or renews the right to deliver to `sink`. While the lease lasts, nobody else can
/// acknowledge or park for the sink.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lease {
    /// The sink's name.
    pub sink: String,
    /// Who takes it: a name that no other relay has.
    pub holder: String,
    /// How long it lasts from now, milliseconds, at most [`LEASE_MAX_MS`].
    pub for_ms: u32,
}

/// Gives the lease of `sink` back. One that another holds, or nobody, stays as it is.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The sink's name.
    pub sink: String,
    /// Who held it.
    pub holder: String,
}

impl Command for Lease {
    const NAME: &'static str = "outbox.lease";
    const JOURNALED: bool = false;
    type Domain = Outbox;
    /// When it ends.
    type Output = Timestamp;
    type Rejection = OutboxRejection;

    fn footprint(&self, want: &mut Footprint) {
        want.get(LeaseRow::key(&self.sink));
    }

    fn decide(
        &self,
        view: &View<'_>,
        ctx: &Ctx<'_>,
    ) -> Result<Vec<OutboxEvent>, Refusal<OutboxRejection>> {
        check_sink(&self.sink)?;
        let name = self.holder.chars().count();
        if name == 0 || name > 128 || self.for_ms == 0 || self.for_ms > LEASE_MAX_MS {
            let for_ms = self.for_ms;
            return Err(Refusal::Rejected(OutboxRejection::LeaseInvalid { for_ms }));
        }
        unless_leased(view, ctx, &self.sink, Some(&self.holder))?;
        let until = ctx.now().checked_add(Duration::from_millis(u64::from(self.for_ms)));
        Ok(vec![OutboxEvent::Leased {
            sink: self.sink.clone(),
            holder: self.holder.clone(),
            until: until.unwrap_or(Timestamp::MAX),
            again: view.get(LeaseRow::key(&self.sink))?.is_some(),
        }])
    }

    fn output(&self, events: &[OutboxEvent]) -> Timestamp {
        match events.first() {
            Some(OutboxEvent::Leased { until, .. }) => *until,
            _ => Timestamp::default(),
        }
    }
}

impl Command for Release {
    const NAME: &'static str = "outbox.release";
    const JOURNALED: bool = false;
    type Domain = Outbox;
    type Output = ();
    type Rejection = OutboxRejection;

    fn footprint(&self, want: &mut Footprint) {
        want.get(LeaseRow::key(&self.sink));
    }

    fn decide(
        &self,
        view: &View<'_>,
        _: &Ctx<'_>,
    ) -> Result<Vec<OutboxEvent>, Refusal<OutboxRejection>> {
        check_sink(&self.sink)?;
        let row = view.get(LeaseRow::key(&self.sink))?;
        Ok(match row.is_some_and(|row| row.holder == self.holder) {
            true => vec![OutboxEvent::Released { sink: self.sink.clone() }],
            false => Vec::new(),
        })
    }

    fn output(&self, _: &[OutboxEvent]) {}
}
