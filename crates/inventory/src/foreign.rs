//! The inventory's own types as other languages see them, for uniffi.

use std::collections::{BTreeMap, HashMap};

use moja_core::quantity::Quantity;

use crate::types::{Attributes, DocumentId, ExpectationId, ReservationId, TransferId};

moja_core::foreign_ids!(ReservationId, TransferId, ExpectationId, DocumentId);

uniffi::custom_type!(
    /// What the app wants to remember, by name.
    Attributes, HashMap<String, String>, {
        remote,
        lower: |map| map.into_iter().collect(),
        try_lift: |map| Ok(map.into_iter().collect()),
    }
);

/// A lot of an item.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LotOf {
    /// The item.
    pub item: String,
    /// The lot.
    pub lot: String,
}

type ItemAndLot = (String, String);

uniffi::custom_type!(
    /// A lot of an item.
    ItemAndLot, LotOf, {
        remote,
        lower: |pair| LotOf { item: pair.0, lot: pair.1 },
        try_lift: |of| Ok((of.item, of.lot)),
    }
);

/// How much of a component there is in so many of a kit.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ComponentRatio {
    /// How much of the component ...
    pub quantity: Quantity,
    /// ... in so many.
    pub per: Quantity,
}

type Components = BTreeMap<String, (Quantity, Quantity)>;

uniffi::custom_type!(
    /// What something is made of, by item.
    Components, HashMap<String, ComponentRatio>, {
        remote,
        lower: |parts| {
            let parts = parts.into_iter();
            parts.map(|(item, (quantity, per))| (item, ComponentRatio { quantity, per })).collect()
        },
        try_lift: |parts| {
            Ok(parts.into_iter().map(|(item, part)| (item, (part.quantity, part.per))).collect())
        },
    }
);

type MovementCursor = (i64, i64, i64);

moja_core::foreign_cursor!(MovementCursor, 3);
