//! What is stocked, where, and by which rules.

use moja_core::currency::Currency;
use moja_core::money::Money;
use moja_core::quantity::Quantity;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::types::{
    Attributes, Costing, LocationKind, LotDates, PostingAccounts, Removal, Tracking,
};

/// Defines a group of items that are valued and posted alike, or changes its accounts. The
/// currency of a group never changes; with accounts given, every change of its stock's value is
/// posted to the ledger in the same commit.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefineGroup {
    /// The code.
    pub code: String,
    /// The currency of all values.
    pub currency: Currency,
    /// Where values are posted; not at all if missing. They can be changed until the group has
    /// its first stock, and never after: the books tie as of every date.
    #[serde(default)]
    pub accounts: Option<PostingAccounts>,
}

/// Adds an item, or a variant of one.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateItem {
    /// The code (SKU).
    pub code: String,
    /// What people call it; the code if missing.
    #[serde(default)]
    pub name: Option<String>,
    /// The group.
    pub group: String,
    /// The base unit, a UCUM code where there is one: `{piece}`, `g`, `mL`. The potency of a
    /// remedy is no unit but an attribute: nothing converts one into another.
    #[serde(default = "piece")]
    #[foreign(default = "{piece}")]
    pub unit: String,
    /// Decimals of a quantity in the base unit, 0 to 9: pieces have none.
    #[serde(default)]
    pub decimals: u8,
    /// How pieces are told apart.
    #[serde(default)]
    pub tracking: Tracking,
    /// How cost is found.
    #[serde(default)]
    pub costing: Costing,
    /// The standard cost; needed for standard costing.
    #[serde(default)]
    pub standard_cost: Option<StandardCost>,
    /// Which stock is taken first; by expiry for lots, else by age, if missing.
    #[serde(default)]
    pub removal: Option<Removal>,
    /// Whether stock may fall below zero.
    #[serde(default)]
    pub allow_negative: bool,
    /// How much may be reserved beyond what is there.
    #[serde(default)]
    pub backorder: Backorder,
    /// The item that this one is a variant of.
    #[serde(default)]
    pub variant_of: Option<String>,
    /// Facts about it.
    #[serde(default)]
    pub attributes: Attributes,
    /// Packs.
    #[serde(default)]
    pub packs: Vec<Pack>,
    /// Barcodes.
    #[serde(default)]
    pub barcodes: Vec<BarcodeOf>,
}

fn piece() -> String {
    "{piece}".to_owned()
}

impl CreateItem {
    /// An item that is counted in pieces, without lots, at moving average cost.
    #[must_use]
    pub fn new(code: impl Into<String>, group: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            name: None,
            group: group.into(),
            unit: piece(),
            decimals: 0,
            tracking: Tracking::None,
            costing: Costing::Average,
            standard_cost: None,
            removal: None,
            allow_negative: false,
            backorder: Backorder::None,
            variant_of: None,
            attributes: Attributes::new(),
            packs: Vec::new(),
            barcodes: Vec::new(),
        }
    }

    /// Called so by people.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Measured in this unit with so many decimals.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>, decimals: u8) -> Self {
        self.unit = unit.into();
        self.decimals = decimals;
        self
    }

    /// Told apart in this way.
    #[must_use]
    pub fn tracking(mut self, tracking: Tracking) -> Self {
        self.tracking = tracking;
        self
    }

    /// Valued in this way.
    #[must_use]
    pub fn costing(mut self, costing: Costing) -> Self {
        self.costing = costing;
        self
    }

    /// With a pack of `per_pack` base units.
    #[must_use]
    pub fn pack(mut self, unit: impl Into<String>, per_pack: impl Into<Quantity>) -> Self {
        self.packs.push(Pack { unit: unit.into(), contains: per_pack.into(), packs: 1 });
        self
    }

    /// With a barcode of the base unit.
    #[must_use]
    pub fn barcode(mut self, barcode: impl Into<String>) -> Self {
        self.barcodes.push(BarcodeOf { barcode: barcode.into(), unit: None });
        self
    }
}

/// A cost that is fixed in advance.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandardCost {
    /// The cost ...
    pub cost: Money,
    /// ... of so many base units.
    #[serde(default = "one")]
    #[foreign(default = "1")]
    pub per: Quantity,
}

fn one() -> Quantity {
    Quantity::from(1)
}

/// How much may be reserved beyond what is there.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Backorder {
    /// Nothing.
    #[default]
    None,
    /// So many base units.
    UpTo(Quantity),
    /// Any quantity.
    Unlimited,
}

/// A pack: `packs` of `unit` contain `contains` base units, exactly.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// The pack's code: `box`, `[lb_av]`.
    pub unit: String,
    /// Base units in ...
    pub contains: Quantity,
    /// ... so many packs; 1 unless a pack is a fraction that no decimal says.
    #[serde(default = "one_pack")]
    #[foreign(default = 1)]
    pub packs: u32,
}

fn one_pack() -> u32 {
    1
}

/// A barcode of an item.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BarcodeOf {
    /// The code. A GTIN may have 8, 12, 13 or 14 digits and is the same in each form.
    pub barcode: String,
    /// The unit that carries it; the base unit if missing.
    #[serde(default)]
    pub unit: Option<String>,
}

/// Changes what an item is called and by which rules it is sold. What is missing stays.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeItem {
    /// The item's code.
    pub item: String,
    /// What people call it.
    #[serde(default)]
    pub name: Option<String>,
    /// Which stock is taken first.
    #[serde(default)]
    pub removal: Option<Removal>,
    /// Whether stock may fall below zero.
    #[serde(default)]
    pub allow_negative: Option<bool>,
    /// How much may be reserved beyond what is there.
    #[serde(default)]
    pub backorder: Option<Backorder>,
    /// Whether it may still be bought and sold.
    #[serde(default)]
    pub active: Option<bool>,
    /// Facts about it, all of them.
    #[serde(default)]
    pub attributes: Option<Attributes>,
    /// Packs to add.
    #[serde(default)]
    pub packs: Vec<Pack>,
    /// Barcodes to add.
    #[serde(default)]
    pub barcodes: Vec<BarcodeOf>,
}

/// Says what a kit, a bundle or a product is made of, anew.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefineComponents {
    /// The whole.
    pub item: String,
    /// Whether it is a kit: never stocked itself, sold by selling its components. Otherwise it is
    /// assembled.
    #[serde(default)]
    pub kit: bool,
    /// The parts.
    pub components: Vec<ComponentOf>,
}

/// A part of something.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComponentOf {
    /// The part.
    pub item: String,
    /// So many base units of the part ...
    pub quantity: Quantity,
    /// ... for so many base units of the whole.
    #[serde(default = "one")]
    #[foreign(default = "1")]
    pub per: Quantity,
}

/// Adds a location.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateLocation {
    /// The code.
    pub code: String,
    /// What people call it; the code if missing.
    #[serde(default)]
    pub name: Option<String>,
    /// What it is.
    #[serde(default)]
    pub kind: LocationKind,
    /// The location above it.
    #[serde(default)]
    pub parent: Option<String>,
    /// Its place in the walk through the house: the nearest is the smallest.
    #[serde(default)]
    pub position: i64,
    /// Which stock is taken first here, if not by the item's rule.
    #[serde(default)]
    pub removal: Option<Removal>,
}

impl CreateLocation {
    /// A location of a kind.
    #[must_use]
    pub fn new(code: impl Into<String>, kind: LocationKind) -> Self {
        Self { code: code.into(), name: None, kind, parent: None, position: 0, removal: None }
    }

    /// Below another.
    #[must_use]
    pub fn below(mut self, parent: impl Into<String>) -> Self {
        self.parent = Some(parent.into());
        self
    }
}

/// Sets rules for an item at a location, all of them: what is missing follows the item.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPolicy {
    /// The item.
    pub item: String,
    /// The location.
    pub location: String,
    /// Whether stock may fall below zero.
    #[serde(default)]
    pub allow_negative: bool,
    /// How much may be reserved beyond what is there.
    #[serde(default)]
    pub backorder: Backorder,
    /// Which stock is taken first.
    #[serde(default)]
    pub removal: Option<Removal>,
    /// When to order, and how much.
    #[serde(default)]
    pub reorder: Option<ReorderRule>,
}

/// When to order, and how much, in base units.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReorderRule {
    /// Order when available and incoming stock falls to this.
    pub min: Quantity,
    /// Order up to this.
    pub max: Quantity,
    /// Order a multiple of this.
    #[serde(default)]
    pub multiple: Option<Quantity>,
    /// Days between ordering and receiving.
    #[serde(default)]
    pub lead_time_days: u32,
    /// Quantity kept for emergencies, on top of `min`.
    #[serde(default)]
    pub safety_stock: Quantity,
}

/// Sets the least remaining life that a customer accepts.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetShelfRule {
    /// The customer, as the app knows them.
    pub party: String,
    /// Days between shipment and expiry.
    pub days: u32,
}

/// Adds a lot before its goods arrive, or changes its dates.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DescribeLot {
    /// The item.
    pub item: String,
    /// The lot's code, or the serial number.
    pub lot: String,
    /// Its dates, all of them.
    #[serde(default)]
    pub dates: LotDates,
}

/// Holds a lot back: it is no longer picked or shipped.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldLot {
    /// The item.
    pub item: String,
    /// The lot.
    pub lot: String,
    /// Why.
    pub reason: String,
}

/// Lets a lot go that was held back.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FreeLot {
    /// The item.
    pub item: String,
    /// The lot.
    pub lot: String,
}

/// Calls lots back, with everything that was made of them: none of it is picked or shipped any
/// more, and live reservations of it are frozen. Whom it reached is told by the query
/// `inventory.recall`.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallLot {
    /// The item.
    pub item: String,
    /// The lot.
    pub lot: String,
    /// Why.
    pub reason: String,
}

/// Closes the books of stock: nothing that counts before `until` changes any more. What becomes
/// known later is posted at `until`.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosePeriod {
    /// The first instant that is still open.
    pub until: Timestamp,
}
