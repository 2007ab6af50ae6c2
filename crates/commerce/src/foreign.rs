//! Commerce's own types as other languages see them, for uniffi.

use moja_core::foreign::ForeignError;

use crate::rate::Rate;
use crate::types::{AllocationId, OrderId, QuoteId, ShipmentId};

moja_core::foreign_ids!(QuoteId, OrderId, AllocationId, ShipmentId);

uniffi::custom_type!(
    /// An exact rate: a percentage such as `8.25%`, or a fraction such as `1/3`.
    Rate, String, {
        lower: |rate| rate.to_string(),
        try_lift: |text| {
            let rate = text.parse::<Rate>();
            Ok(rate.map_err(|error| ForeignError::invalid("invalid_rate", error.to_string()))?)
        },
    }
);
