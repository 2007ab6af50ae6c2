//! What stock is worth.

use moja_core::money::Money;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::setup::StandardCost;
use crate::types::{Costing, DocumentId};

/// How a charge is shared out over the lines of receipts.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// By what the lines cost.
    #[default]
    Value,
    /// By their quantity in base units.
    Quantity,
    /// In equal parts.
    Equal,
}

/// Freight, duty and other costs of goods that have come in. It counts at the time of their
/// receipt: what was sold meanwhile gets its share too. A period that is closed stays as it is,
/// and its share is posted at the first open instant.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLandedCost {
    /// The receipts.
    pub receipts: Vec<DocumentId>,
    /// The charge.
    pub amount: Money,
    /// How it is shared out.
    #[serde(default)]
    pub basis: Basis,
}

/// Gives the stock of an item, or of a lot that is valued by itself, another value: a write-down
/// to net realisable value, say.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revalue {
    /// The item.
    pub item: String,
    /// The lot, for lot costing.
    #[serde(default)]
    pub lot: Option<String>,
    /// What all of its stock is worth from then on.
    pub value: Money,
    /// From when on; now if missing.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
    /// Why.
    pub reason: String,
}

/// Changes how the cost of an item is found, or its standard cost. A difference in value is
/// posted as a revaluation. To and from lot costing only without stock.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCosting {
    /// The item.
    pub item: String,
    /// How cost is found.
    pub costing: Costing,
    /// The standard cost. For standard costing the present average if missing.
    #[serde(default)]
    pub standard_cost: Option<StandardCost>,
}
