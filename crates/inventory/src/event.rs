//! What happens in inventory: the only cause of any change.
//!
//! Places are named by their internal numbers, quantities are in an item's smallest unit, values
//! in minor units. Events carry all that the tables need, so that projecting one reads nothing.

use moja_core::Code;
use moja_core::command::Event;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::types::{
    AccountRole, Attributes, Costing, DocumentId, DocumentKind, ExpectationId, LocationKind,
    LotDates, PostingAccounts, Removal, ReservationId, ReservationStatus, StockStatus, Tracking,
    TransferId,
};

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Code)]
#[serde(rename_all = "snake_case")]
#[code(bare)]
pub enum InventoryEvent {
    /// A group was defined or its accounts were changed.
    GroupDefined {
        /// Its code.
        code: String,
        /// The currency of its values.
        currency: String,
        /// The currency's decimals.
        exponent: u8,
        /// Where values are posted.
        accounts: Option<Box<PostingAccounts>>,
        /// Whether it is new.
        new: bool,
    },
    /// An item was added.
    ItemCreated(Box<ItemFacts>),
    /// An item was changed.
    ItemChanged(Box<ItemFacts>),
    /// A unit was added to an item.
    UnitAdded {
        /// The item.
        item: i64,
        /// The unit's code.
        code: String,
        /// Smallest units ...
        numerator: i64,
        /// ... of so many of this unit.
        denominator: i64,
    },
    /// A barcode was added to an item.
    BarcodeAdded {
        /// The code.
        barcode: String,
        /// The item.
        item: i64,
        /// The unit that carries it.
        unit: Option<String>,
    },
    /// It was said what an item is made of.
    ComponentsDefined {
        /// The whole.
        item: i64,
        /// Whether it is a kit.
        kit: bool,
        /// The parts that it had before.
        before: Vec<i64>,
        /// The parts that it has.
        components: Vec<ComponentFacts>,
    },
    /// A location was added.
    LocationCreated(Box<LocationFacts>),
    /// Rules for an item at a location were set.
    PolicySet(Box<PolicyFacts>),
    /// A customer's shelf rule was set.
    ShelfRuleSet {
        /// The customer.
        party: String,
        /// Days between shipment and expiry.
        days: u32,
        /// Whether there was none before.
        new: bool,
    },
    /// A lot was added.
    LotCreated {
        /// Its number.
        lot: i64,
        /// The item.
        item: i64,
        /// Its code.
        code: String,
        /// When it first came in.
        received_at: Timestamp,
        /// Its dates.
        dates: LotDates,
    },
    /// A lot got other dates.
    LotDescribed {
        /// Its number.
        lot: i64,
        /// Its dates.
        dates: LotDates,
    },
    /// A lot was held back, or let go without a reason.
    LotHeld {
        /// Its number.
        lot: i64,
        /// Why.
        reason: Option<String>,
    },
    /// Lots were called back.
    LotsRecalled {
        /// Their numbers.
        lots: Vec<i64>,
        /// Why.
        reason: String,
    },
    /// The books of stock were closed.
    PeriodClosed {
        /// The first instant that is still open.
        until: Timestamp,
        /// Whether they had never been closed.
        new: bool,
    },
    /// Places for stock were prepared.
    LevelsOpened {
        /// The places.
        levels: Vec<LevelFacts>,
    },
    /// Stock was moved.
    Moved(Box<Moved>),
    /// Stock was counted.
    Counted {
        /// The instant.
        at: Timestamp,
        /// What was found.
        counts: Vec<CountFacts>,
    },
    /// Stock was set aside.
    Reserved(Box<ReservedFacts>),
    /// A reservation got another expiry.
    ReservationExtended {
        /// The reservation.
        reservation: ReservationId,
        /// From when on it counts no more.
        expires_at: Option<Timestamp>,
        /// Its open lines, with the first expiry at each level.
        lines: Vec<OpenLine>,
    },
    /// Part of a reservation was shipped, or all of it.
    ReservationShipped {
        /// The reservation.
        reservation: ReservationId,
        /// What was shipped of its lines.
        lines: Vec<ShippedLine>,
        /// Whether nothing is left.
        done: bool,
    },
    /// A reservation ended without being shipped in full.
    ReservationEnded {
        /// The reservation.
        reservation: ReservationId,
        /// How.
        status: ReservationStatus,
        /// What it gave back.
        lines: Vec<ShippedLine>,
    },
    /// Expired reservations of a level were swept.
    ExpirySwept {
        /// The level.
        level: i64,
        /// The next expiry there.
        next_expiry: Option<Timestamp>,
    },
    /// Goods were ordered.
    Expected(Box<ExpectationFacts>),
    /// Ordered goods arrived, or will not come.
    ExpectationMet {
        /// The expected receipt.
        expected: ExpectationId,
        /// Smallest units that arrived.
        received: i64,
        /// Whether no more will come.
        done: bool,
    },
    /// A transfer left.
    TransferDispatched(Box<TransferFacts>),
    /// Goods of a transfer arrived or were lost.
    TransferProgressed {
        /// The transfer.
        transfer: TransferId,
        /// What arrived or was lost.
        lines: Vec<TransferProgress>,
        /// Whether nothing is left on the way.
        done: bool,
    },
    /// The value of stock changed.
    Valued(Box<Valued>),
    /// Stock was set aside for a device, which may sell it without asking.
    Allotted {
        /// The device.
        device: String,
        /// What it may sell, and until when.
        rights: Box<ReservedFacts>,
    },
    /// A device gave rights back or passed them on.
    RightsReturned {
        /// The allotment.
        allotment: ReservationId,
        /// What it gave away of its lines.
        lines: Vec<ReturnedRight>,
        /// Whether nothing is left of it.
        done: bool,
    },
    /// What a device had sold before its lease ended became known afterwards.
    RightsSpentLate {
        /// The allotment.
        allotment: ReservationId,
        /// Its lines, and smallest units sold of each.
        lines: Vec<(i64, i64)>,
    },
}

impl Event for InventoryEvent {
    fn name(&self) -> &'static str {
        self.code()
    }
}

/// All about an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ItemFacts {
    /// Its number.
    pub no: i64,
    /// Its code.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Its group.
    pub group: String,
    /// Its base unit.
    pub unit: String,
    /// Decimals of a quantity in the base unit.
    pub scale: u8,
    /// How pieces are told apart.
    pub tracking: Tracking,
    /// How cost is found.
    pub costing: Costing,
    /// The standard cost in minor units, and of how many smallest units.
    pub standard: Option<(i64, i64)>,
    /// Which stock is taken first.
    pub removal: Removal,
    /// Whether stock may fall below zero.
    pub allow_negative: bool,
    /// How much may be reserved beyond what is there; any quantity if missing.
    pub backorder_max: Option<i64>,
    /// Whether it is a kit.
    pub is_kit: bool,
    /// Whether it may still be bought and sold.
    pub active: bool,
    /// The item that it is a variant of.
    pub variant_of: Option<i64>,
    /// Facts about it.
    pub attributes: Attributes,
}

/// A part of an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComponentFacts {
    /// The part.
    pub component: i64,
    /// Smallest units of the part ...
    pub quantity: i64,
    /// ... for so many smallest units of the whole.
    pub per: i64,
}

/// All about a location.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LocationFacts {
    /// Its number.
    pub no: i64,
    /// Its code.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: LocationKind,
    /// The location above it.
    pub parent: Option<i64>,
    /// Its place in the walk through the house.
    pub position: i64,
    /// Which stock is taken first.
    pub removal: Option<Removal>,
}

/// Rules for an item at a location.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyFacts {
    /// The item.
    pub item: i64,
    /// The location.
    pub location: i64,
    /// Whether there were none before.
    pub new: bool,
    /// Whether stock may fall below zero.
    pub allow_negative: bool,
    /// How much may be reserved beyond what is there; any quantity if missing.
    pub backorder_max: Option<i64>,
    /// Which stock is taken first.
    pub removal: Option<Removal>,
    /// Smallest units: reorder at, reorder up to, in multiples of; days of lead time; safety
    /// stock.
    pub reorder: Option<ReorderFacts>,
}

/// When to order, and how much, in smallest units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReorderFacts {
    /// Order when the position falls to this.
    pub min: i64,
    /// Order up to this.
    pub max: i64,
    /// Order a multiple of this.
    pub multiple: Option<i64>,
    /// Days between ordering and receiving.
    pub lead_time_days: u32,
    /// Quantity kept for emergencies.
    pub safety_stock: i64,
}

/// A place for stock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LevelFacts {
    /// Its number.
    pub no: i64,
    /// The item.
    pub item: i64,
    /// The location.
    pub location: i64,
    /// The lot; 0 without one.
    pub lot: i64,
    /// The status.
    pub status: StockStatus,
    /// The owner; empty for our own.
    pub owner: String,
}

/// Movements of one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    /// The document's id.
    pub document: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// When it happened.
    pub effective_at: Timestamp,
    /// The app's reference.
    pub reference: Option<String>,
    /// The customer or supplier.
    pub party: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The document that it returns, reverses or belongs to.
    pub original: Option<DocumentId>,
    /// The movements.
    pub lines: Vec<MovedLine>,
    /// Levels at which stock appears, with their location, or vanishes.
    pub stocked: Vec<(i64, Option<i64>)>,
    /// Which lots went into which: parent, child, smallest units of the parent.
    pub links: Vec<(i64, i64, i64)>,
    /// What came back of earlier movements.
    pub returned: Vec<ReturnedFacts>,
}

/// One movement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MovedLine {
    /// The item.
    pub item: i64,
    /// The lot, if there is one.
    pub lot: Option<i64>,
    /// The level that it leaves.
    pub from: i64,
    /// The level that it reaches.
    pub to: i64,
    /// Smallest units.
    pub quantity: i64,
    /// How much more of the lot is ours by it.
    pub lot_delta: i64,
    /// The pool whose stock changes, and whether it grows.
    pub pool: Option<(i64, bool)>,
    /// What it is worth, minor units.
    pub cost: Option<i64>,
}

/// How much of a movement came back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnedFacts {
    /// The movement's journal position.
    pub pos: i64,
    /// Its event's place.
    pub ordinal: i64,
    /// Its own place.
    pub line: i64,
    /// Smallest units that came back by now.
    pub quantity: i64,
    /// Whether some had come back before.
    pub known: bool,
}

/// What was counted at a level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CountFacts {
    /// The level.
    pub level: i64,
    /// Smallest units found.
    pub quantity: i64,
    /// The location that takes the differences.
    pub loss: i64,
    /// Whether it is the latest count of the level.
    pub latest: bool,
}

/// A reservation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReservedFacts {
    /// Its id.
    pub reservation: ReservationId,
    /// From when on it counts no more.
    pub expires_at: Option<Timestamp>,
    /// The app's reference.
    pub reference: Option<String>,
    /// For whom.
    pub party: Option<String>,
    /// What it sets aside.
    pub lines: Vec<ReservedLine>,
}

/// A line of a reservation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReservedLine {
    /// Its level.
    pub level: i64,
    /// The item.
    pub item: i64,
    /// The level's location.
    pub location: i64,
    /// Smallest units.
    pub quantity: i64,
    /// The first expiry at the level, if reservations there expire.
    pub next_expiry: Option<Timestamp>,
}

/// A line of a reservation that stays open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenLine {
    /// The line.
    pub line: i64,
    /// Its level.
    pub level: i64,
    /// The level's location.
    pub location: i64,
    /// Smallest units set aside again, if it had expired.
    pub again: i64,
    /// The first expiry at the level.
    pub next_expiry: Option<Timestamp>,
}

/// What a line of a reservation gave away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShippedLine {
    /// The line.
    pub line: i64,
    /// Its level.
    pub level: i64,
    /// Smallest units.
    pub quantity: i64,
    /// Whether nothing of the line is left.
    pub done: bool,
    /// Whether nothing is left at the level, on hand or set aside.
    pub empty: bool,
}

/// What a line of an allotment gave back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnedRight {
    /// The line.
    pub line: i64,
    /// Its level.
    pub level: i64,
    /// Smallest units.
    pub quantity: i64,
    /// Whether nothing of the line was sold or is left, so that it goes.
    pub gone: bool,
    /// Whether nothing of the line is left.
    pub done: bool,
    /// Whether nothing is left at the level, on hand or set aside.
    pub empty: bool,
}

/// An expected receipt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExpectationFacts {
    /// Its id.
    pub id: ExpectationId,
    /// The item.
    pub item: i64,
    /// Where it will arrive.
    pub location: i64,
    /// Smallest units.
    pub quantity: i64,
    /// When it is due.
    pub due_at: Timestamp,
    /// The supplier.
    pub party: Option<String>,
    /// The app's reference.
    pub reference: Option<String>,
}

/// A transfer that left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TransferFacts {
    /// Its id.
    pub id: TransferId,
    /// Where it left.
    pub from: i64,
    /// Where it goes.
    pub to: i64,
    /// The location in between.
    pub transit: i64,
    /// When it left.
    pub dispatched_at: Timestamp,
    /// When it should arrive.
    pub due_at: Option<Timestamp>,
    /// The app's reference.
    pub reference: Option<String>,
    /// What it carries: item, level in transit, smallest units.
    pub lines: Vec<(i64, i64, i64)>,
}

/// What arrived or was lost of a line of a transfer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TransferProgress {
    /// The line.
    pub line: i64,
    /// Smallest units that arrived.
    pub received: i64,
    /// Smallest units that were lost.
    pub lost: i64,
    /// Whether nothing of the line is left on the way.
    pub done: bool,
}

/// A change of the value of stock: what it is, and what it does to the books.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Valued {
    /// Flows that are more than an issue at the pool's cost.
    pub flows: Vec<FlowFacts>,
    /// The pools as they are now.
    pub pools: Vec<PoolFacts>,
    /// The changes of value.
    pub values: Vec<ValueFacts>,
    /// What is posted to the ledger, each balanced.
    pub postings: Vec<Posting>,
    /// The document behind it.
    pub document: Option<DocumentId>,
}

/// A flow of a pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowFacts {
    /// The pool.
    pub pool: i64,
    /// When it counts.
    pub effective_at: Timestamp,
    /// Its event's place within the journal position: that of its movement, if it has one.
    pub ordinal: i64,
    /// Its own place, likewise.
    pub line: i64,
    /// The flow, binary.
    pub flow: Vec<u8>,
}

/// A pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PoolFacts {
    /// Its number.
    pub no: i64,
    /// The item.
    pub item: i64,
    /// The lot; 0 for a pool of the whole item.
    pub lot: i64,
    /// Whether it is new.
    pub new: bool,
    /// Smallest units.
    pub quantity: i64,
    /// Minor units.
    pub value: i64,
    /// The state behind the two, binary.
    pub state: Vec<u8>,
    /// The latest effective time of its flows.
    pub last_at: Timestamp,
    /// Flows up to here may cost something else by now than when they were recorded.
    pub recosted_until: Option<Timestamp>,
}

/// A change of a pool's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValueFacts {
    /// The pool.
    pub pool: i64,
    /// When it counts in the books.
    pub posted_at: Timestamp,
    /// Minor units.
    pub amount: i64,
    /// What it is posted against.
    pub role: AccountRole,
}

/// A transaction for the ledger: debits positive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Posting {
    /// When it counts.
    pub effective_at: Timestamp,
    /// The currency's code.
    pub currency: String,
    /// The currency's decimals.
    pub exponent: u8,
    /// Account and minor units, debit positive; they add up to zero.
    pub legs: Vec<(String, i64)>,
}
