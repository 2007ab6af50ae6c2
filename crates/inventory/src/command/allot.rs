//! Stock that a device may sell without asking.
//!
//! An allotment is a [reservation](super::Reserve) that a device holds under a lease. The device
//! sells no more than what is left of its rights, and its sales become known later, in any order,
//! each as a [`SpendAllotment`] with a command id of its own, so that one that arrives twice
//! counts once.
//!
//! | when it was sold | when it becomes known | what happens |
//! | --- | --- | --- |
//! | under the lease | under the lease | the rights are spent |
//! | under the lease | after its end | it counts as long as the rights were not spent; its stock competes with what was promised since, so that it is refused as `insufficient_stock` unless the item may fall below zero there |
//! | after the lease | | refused as `reservation_expired`: ship it like anything else |

use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::types::{Line, Paper, ReservationId};

/// Gives a device the right to sell stock: all lines or none. Nothing is allotted that is not
/// there, and no lot that expires before the lease ends.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Allot {
    /// The allotment's id; a new one if missing.
    #[serde(default)]
    pub id: Option<ReservationId>,
    /// The device, as the app knows it.
    pub device: String,
    /// Where: a location, with those below it.
    pub location: String,
    /// What.
    pub lines: Vec<Line>,
    /// The end of the lease: from then on, what is left is anybody's.
    pub lease_until: Timestamp,
    /// The app's reference.
    #[serde(default)]
    pub reference: Option<String>,
}

impl Allot {
    /// Gives a device these lines until then.
    #[must_use]
    pub fn new(
        device: impl Into<String>,
        location: impl Into<String>,
        lines: impl IntoIterator<Item = Line>,
        lease_until: Timestamp,
    ) -> Self {
        Self {
            id: None,
            device: device.into(),
            location: location.into(),
            lines: lines.into_iter().collect(),
            lease_until,
            reference: None,
        }
    }

    /// Under this id.
    #[must_use]
    pub fn with_id(mut self, id: ReservationId) -> Self {
        self.id = Some(id);
        self
    }
}

/// Lets a lease end later. What is left of one that has ended competes for stock again.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendAllotment {
    /// The allotment.
    pub allotment: ReservationId,
    /// The new end of the lease.
    pub lease_until: Timestamp,
}

/// Passes rights on from one device to another, as an allotment of its own under the same lease.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferRights {
    /// The allotment that gives.
    pub allotment: ReservationId,
    /// The id of the allotment that is made; a new one if missing.
    #[serde(default)]
    pub id: Option<ReservationId>,
    /// The device that gets the rights.
    pub device: String,
    /// What is passed on; all that is left if empty.
    #[serde(default)]
    pub lines: Vec<Line>,
}

/// Gives rights back that a device will not use. Sales that were not reported yet need theirs:
/// report them first, or name the lines.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnAllotment {
    /// The allotment.
    pub allotment: ReservationId,
    /// What is given back; all that is left if empty.
    #[serde(default)]
    pub lines: Vec<Line>,
}

/// Reports what a device sold of its allotment. The goods are gone: a lot that was recalled or
/// held back meanwhile is no hindrance, so that a recall finds who has it.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpendAllotment {
    /// The allotment.
    pub allotment: ReservationId,
    /// Only what was allotted here and below; anything if missing.
    #[serde(default)]
    pub from: Option<String>,
    /// Where the goods went: a customer location.
    pub to: String,
    /// What was sold.
    pub lines: Vec<Line>,
    /// What the paper says, above all when it was sold.
    #[serde(default)]
    pub paper: Paper,
}

impl SpendAllotment {
    /// Reports that these lines went to a customer at some time.
    #[must_use]
    pub fn new(
        allotment: ReservationId,
        to: impl Into<String>,
        lines: impl IntoIterator<Item = Line>,
        sold_at: Timestamp,
    ) -> Self {
        Self {
            allotment,
            from: None,
            to: to.into(),
            lines: lines.into_iter().collect(),
            paper: Paper { effective_at: Some(sold_at), ..Paper::default() },
        }
    }
}
