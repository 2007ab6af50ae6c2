//! The vocabulary of inventory.

use std::collections::BTreeMap;

use moja_core::Code;
use moja_core::money::Money;
use moja_core::quantity::Quantity;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

moja_core::typed_id!(
    /// Names one reservation.
    ReservationId
);
moja_core::typed_id!(
    /// Names one transfer between two locations.
    TransferId
);
moja_core::typed_id!(
    /// Names one expected receipt.
    ExpectationId
);
moja_core::typed_id!(
    /// Names one document: a receipt, a shipment, a count and so on.
    DocumentId
);

/// What a location is.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum LocationKind {
    /// A place of our own that holds stock.
    #[default]
    Internal,
    /// A node that groups others and holds nothing itself.
    View,
    /// Where goods come from.
    Supplier,
    /// Where goods go to.
    Customer,
    /// Where goods are made into others.
    Production,
    /// Where goods go that are lost, scrapped or miscounted.
    Loss,
    /// Between two places of our own.
    Transit,
}

impl LocationKind {
    /// Whether what is there is ours to value: stock on the shelf or on the way.
    #[must_use]
    pub fn is_valued(self) -> bool {
        matches!(self, Self::Internal | Self::Transit)
    }
}

/// What may be done with stock.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum StockStatus {
    /// Sold and used.
    #[default]
    Sellable,
    /// Waiting for inspection.
    QualityControl,
    /// Locked away.
    Quarantine,
    /// Broken.
    Damaged,
    /// Kept for emergencies.
    SafetyStock,
    /// Called back.
    Recalled,
}

/// How single pieces of an item are told apart.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum Tracking {
    /// Not at all.
    #[default]
    None,
    /// By lot (batch).
    Lot,
    /// Each piece by its serial number.
    Serial,
}

/// How the cost of what leaves is found (IAS 2).
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum Costing {
    /// Moving average.
    #[default]
    Average,
    /// First in, first out.
    Fifo,
    /// A fixed price; differences go to their own account.
    Standard,
    /// What the lot itself cost.
    Lot,
}

/// Which stock is taken first.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum Removal {
    /// What came first.
    #[default]
    Fifo,
    /// What came last.
    Lifo,
    /// What expires first.
    Fefo,
    /// What lies nearest, by the position of its location.
    Closest,
}

/// Where a reservation stands.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum ReservationStatus {
    /// Stock is set aside.
    #[default]
    Held,
    /// All of it was shipped.
    Shipped,
    /// Given back.
    Released,
    /// Its time ran out.
    Expired,
}

/// Where a transfer stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum TransferStatus {
    /// Some of it is on the way.
    #[default]
    InTransit,
    /// All of it arrived or was lost.
    Done,
}

/// What a movement of stock was.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum DocumentKind {
    /// Goods in from a supplier.
    Receipt,
    /// Goods out to a customer.
    Shipment,
    /// From one place of ours to another, at once.
    Move,
    /// A transfer left.
    Dispatch,
    /// A transfer arrived.
    Arrival,
    /// A part of a transfer was lost.
    TransitLoss,
    /// Corrected by hand, or written off.
    Adjustment,
    /// Counted.
    Count,
    /// The status changed.
    StatusChange,
    /// Made out of others.
    Assembly,
    /// Taken apart.
    Disassembly,
    /// A customer brought it back.
    CustomerReturn,
    /// It went back to the supplier.
    SupplierReturn,
    /// An earlier document undone.
    Reversal,
}

/// An account that a change of stock value is posted against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum AccountRole {
    /// The stock itself, an asset.
    Inventory,
    /// Goods received, not invoiced: owed to suppliers.
    ReceivedNotInvoiced,
    /// Cost of goods sold.
    CostOfGoodsSold,
    /// Losses and findings of stock.
    Adjustment,
    /// Standard cost against real cost, rounding.
    PriceDifference,
    /// What production adds to the cost of its products: labour, machines.
    ProductionCost,
    /// Freight, duty and other costs of getting goods here, until invoiced.
    LandedCost,
    /// Revaluations and write-downs.
    Revaluation,
}

/// Ledger accounts by role, each an account code.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostingAccounts {
    /// The stock itself.
    pub inventory: String,
    /// Goods received, not invoiced.
    pub received_not_invoiced: String,
    /// Cost of goods sold.
    pub cost_of_goods_sold: String,
    /// Losses and findings of stock.
    pub adjustment: String,
    /// Standard cost against real cost; rounding.
    pub price_difference: String,
    /// Cost that production adds.
    pub production_cost: String,
    /// Landed cost until invoiced.
    pub landed_cost: String,
    /// Revaluations and write-downs.
    pub revaluation: String,
}

impl PostingAccounts {
    /// The customary names under one root: `assets:inventory`, `liabilities:received-not-invoiced`
    /// and so on.
    #[must_use]
    pub fn customary() -> Self {
        Self {
            inventory: "assets:inventory".to_owned(),
            received_not_invoiced: "liabilities:received-not-invoiced".to_owned(),
            cost_of_goods_sold: "expenses:cost-of-goods-sold".to_owned(),
            adjustment: "expenses:inventory-adjustment".to_owned(),
            price_difference: "expenses:price-difference".to_owned(),
            production_cost: "expenses:production-applied".to_owned(),
            landed_cost: "liabilities:landed-cost".to_owned(),
            revaluation: "expenses:inventory-revaluation".to_owned(),
        }
    }

    /// The account of a role.
    #[must_use]
    pub fn of(&self, role: AccountRole) -> &str {
        match role {
            AccountRole::Inventory => &self.inventory,
            AccountRole::ReceivedNotInvoiced => &self.received_not_invoiced,
            AccountRole::CostOfGoodsSold => &self.cost_of_goods_sold,
            AccountRole::Adjustment => &self.adjustment,
            AccountRole::PriceDifference => &self.price_difference,
            AccountRole::ProductionCost => &self.production_cost,
            AccountRole::LandedCost => &self.landed_cost,
            AccountRole::Revaluation => &self.revaluation,
        }
    }

    /// All accounts with their roles.
    pub fn each(&self) -> impl Iterator<Item = (AccountRole, &str)> {
        AccountRole::ALL.iter().map(|role| (*role, self.of(*role)))
    }
}

/// Facts about an item by name: form, potency, colour. Part of what it is, never a unit.
pub type Attributes = BTreeMap<String, String>;

/// What is moved, reserved or counted: an item, how much, and which of it.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The item's code.
    pub item: String,
    /// How much.
    pub quantity: Quantity,
    /// In which unit; the item's own if missing.
    #[serde(default)]
    pub unit: Option<String>,
    /// The lot's code, or the serial number. Where stock is picked, any if missing.
    #[serde(default)]
    pub lot: Option<String>,
    /// The stock's status.
    #[serde(default)]
    pub status: StockStatus,
    /// Whose it is, if not ours: consignment.
    #[serde(default)]
    pub owner: Option<String>,
}

impl Line {
    /// So much of an item, in its own unit.
    #[must_use]
    pub fn new(item: impl Into<String>, quantity: impl Into<Quantity>) -> Self {
        Self {
            item: item.into(),
            quantity: quantity.into(),
            unit: None,
            lot: None,
            status: StockStatus::Sellable,
            owner: None,
        }
    }

    /// In this unit.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// Of this lot, or with this serial number.
    #[must_use]
    pub fn lot(mut self, lot: impl Into<String>) -> Self {
        self.lot = Some(lot.into());
        self
    }

    /// With this status.
    #[must_use]
    pub fn status(mut self, status: StockStatus) -> Self {
        self.status = status;
        self
    }

    /// Owned by somebody else.
    #[must_use]
    pub fn owner(mut self, owner: impl Into<String>) -> Self {
        self.owner = Some(owner.into());
        self
    }
}

/// A line that brings goods in.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptLine {
    /// The item's code.
    pub item: String,
    /// How much.
    pub quantity: Quantity,
    /// In which unit; the item's own if missing.
    #[serde(default)]
    pub unit: Option<String>,
    /// The lot's code, or the serial number. One that is not known yet is made.
    #[serde(default)]
    pub lot: Option<String>,
    /// The status that the stock gets.
    #[serde(default)]
    pub status: StockStatus,
    /// Whose it is, if not ours: consignment.
    #[serde(default)]
    pub owner: Option<String>,
    /// What all of the line cost, taxes that are recovered left out. Missing for consignment.
    #[serde(default)]
    pub cost: Option<Money>,
    /// The dates of a lot that is made.
    #[serde(default)]
    pub dates: LotDates,
}

impl ReceiptLine {
    /// A line that costs so much in all.
    #[must_use]
    pub fn new(line: Line, cost: Money) -> Self {
        let Line { item, quantity, unit, lot, status, owner } = line;
        let dates = LotDates::default();
        Self { item, quantity, unit, lot, status, owner, cost: Some(cost), dates }
    }

    /// Of a lot that expires then.
    #[must_use]
    pub fn expires_at(mut self, at: Timestamp) -> Self {
        self.dates.expires_at = Some(at);
        self
    }

    /// What and how much.
    #[must_use]
    pub fn line(&self) -> Line {
        Line {
            item: self.item.clone(),
            quantity: self.quantity,
            unit: self.unit.clone(),
            lot: self.lot.clone(),
            status: self.status,
            owner: self.owner.clone(),
        }
    }
}

/// The dates of a lot.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LotDates {
    /// When it was made.
    #[serde(default)]
    pub manufactured_at: Option<Timestamp>,
    /// From when on it must not be used. GS1 AI 17 says the last good day: its end.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// From when on somebody should look at it.
    #[serde(default)]
    pub alert_at: Option<Timestamp>,
    /// From when on it should be taken off the shelf.
    #[serde(default)]
    pub removal_at: Option<Timestamp>,
}

impl LotDates {
    /// Only an expiry.
    #[must_use]
    pub fn expires_at(at: Timestamp) -> Self {
        Self { expires_at: Some(at), ..Self::default() }
    }
}

/// What the paper says: which document, when, who with, why.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// The document's id; a new one if missing.
    #[serde(default)]
    pub id: Option<DocumentId>,
    /// When it happened; now if missing.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
    /// The app's reference: an order number, say. Not unique.
    #[serde(default)]
    pub reference: Option<String>,
    /// The customer or supplier, as the app knows them.
    #[serde(default)]
    pub party: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}
