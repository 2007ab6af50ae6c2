//! What a sink gets.

use moja::Delivery;
use moja::core::tenant::Tenant;
use moja::core::time::Timestamp;
use serde::Serialize;
use serde_json::Value as Json;

/// One event of the journal as a CloudEvent 1.0 in its JSON form.
///
/// Its `id` is the same whenever it is sent; `sequence` orders the events of a source as text
/// (CloudEvents' *sequence* extension). Who acted stands in the data, because attributes are
/// often logged.
///
/// <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md>
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CloudEvent {
    /// `1.0`.
    pub specversion: &'static str,
    /// `tenant/position/ordinal`.
    pub id: String,
    /// `/moja/tenant`.
    pub source: String,
    /// `moja.domain.event`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was recorded.
    pub time: Timestamp,
    /// `application/json`.
    pub datacontenttype: &'static str,
    /// Position and ordinal with leading zeros.
    pub sequence: String,
    /// The event, and the command that it comes from.
    pub data: EventData,
    /// Whose it is.
    #[serde(skip)]
    pub tenant: Tenant,
}

/// The data of a [`CloudEvent`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventData {
    /// The command's name.
    pub command: String,
    /// The command's id.
    pub command_id: moja::CommandId,
    /// Who acted.
    pub actor: String,
    /// The event itself.
    pub event: Json,
}

impl CloudEvent {
    /// The events of a journal entry, in order.
    pub(crate) fn of(tenant: &Tenant, delivery: &Delivery) -> Vec<Self> {
        let events = (0_u32..).zip(&delivery.events);
        events
            .map(|(ordinal, event)| Self {
                specversion: "1.0",
                id: format!("{}/{ordinal}", delivery.id),
                source: format!("/moja/{tenant}"),
                kind: format!("moja.{}", event.name),
                time: delivery.recorded_at,
                datacontenttype: "application/json",
                sequence: format!("{:019}.{ordinal:06}", delivery.pos),
                data: EventData {
                    command: delivery.command.clone(),
                    command_id: delivery.command_id,
                    actor: delivery.actor.clone(),
                    event: event.body.clone(),
                },
                tenant: tenant.clone(),
            })
            .collect()
    }

    /// The JSON form.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
}
