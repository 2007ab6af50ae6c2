//! Stock set aside.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::types::{Line, Paper, ReservationId};

/// Sets stock aside: all lines or none.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reserve {
    /// The reservation's id; a new one if missing.
    #[serde(default)]
    pub id: Option<ReservationId>,
    /// Where: a location, with those below it.
    pub from: String,
    /// What.
    pub lines: Vec<Line>,
    /// For how many seconds; for good if missing.
    #[serde(default)]
    pub expires_in_s: Option<u64>,
    /// The app's reference: an order number, say.
    #[serde(default)]
    pub reference: Option<String>,
    /// For whom: their shelf rule is kept.
    #[serde(default)]
    pub party: Option<String>,
}

impl Reserve {
    /// Sets these lines aside for good.
    #[must_use]
    pub fn new(from: impl Into<String>, lines: impl IntoIterator<Item = Line>) -> Self {
        Self {
            id: None,
            from: from.into(),
            lines: lines.into_iter().collect(),
            expires_in_s: None,
            reference: None,
            party: None,
        }
    }

    /// For so many seconds.
    #[must_use]
    pub fn for_seconds(mut self, seconds: u64) -> Self {
        self.expires_in_s = Some(seconds);
        self
    }

    /// Under this id.
    #[must_use]
    pub fn with_id(mut self, id: ReservationId) -> Self {
        self.id = Some(id);
        self
    }
}

/// Gives a reservation more time, from now on. One that has expired competes for stock again.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendReservation {
    /// The reservation.
    pub reservation: ReservationId,
    /// For how many seconds; for good if missing.
    #[serde(default)]
    pub expires_in_s: Option<u64>,
}

/// Gives back what a reservation still sets aside.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseReservation {
    /// The reservation.
    pub reservation: ReservationId,
}

/// Ships what a reservation sets aside: all of it, or the lines given.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShipReservation {
    /// The reservation.
    pub reservation: ReservationId,
    /// Where the goods go to: a customer location.
    pub to: String,
    /// What is shipped, if not all; the rest stays set aside.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// What the paper says.
    #[serde(default)]
    pub paper: Paper,
}
