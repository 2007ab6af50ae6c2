//! The tables of inventory.
//!
//! Quantities are whole numbers of an item's smallest unit: ten to the minus `scale` of its base
//! unit. Values are minor units of the currency of the item's group.

use moja_core::history::Item as HistoryItem;
use moja_core::time::Timestamp;
use moja_core::value::SmolStr;
use moja_core::{Json, Record};

use crate::types::{
    AccountRole, Attributes, Costing, DocumentId, DocumentKind, ExpectationId, LocationKind,
    PostingAccounts, Removal, ReservationId, ReservationStatus, StockStatus, Tracking, TransferId,
    TransferStatus,
};

/// The history that all movements feed: by level number, and by pool with the number negated.
pub const STOCK: &str = "inventory_stock";

/// The history that all changes of value feed, by pool number.
pub const VALUE: &str = "inventory_value";

/// Numbers given out so far: of items, locations, lots, levels, pools.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "inventory_counter", key(counter))]
pub struct Counter {
    /// What is numbered.
    pub counter: SmolStr,
    /// The last number.
    pub last: i64,
}

/// Until when the books of stock are closed.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "inventory_period", key())]
pub struct Period {
    /// The first instant that is still open.
    pub open_from: Timestamp,
}

/// Groups of items that are valued and posted alike.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "inventory_group", key(code))]
pub struct Group {
    /// The code.
    #[record(check = "length(code) > 0")]
    pub code: SmolStr,
    /// The currency of all values.
    pub currency: SmolStr,
    /// Its decimals.
    #[record(check = "exponent BETWEEN 0 AND 18")]
    pub exponent: i64,
    /// Where values are posted; not at all if null.
    pub accounts: Option<Json<PostingAccounts>>,
}

/// Items: what is stocked, one row for each variant.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_item",
    key(no),
    unique(by_code: code),
    index(by_parent: variant_of sparse),
    references(group_code -> inventory_group)
)]
pub struct Item {
    /// The internal number.
    #[record(check = "no > 0")]
    pub no: i64,
    /// The code (SKU).
    #[record(check = "length(code) > 0")]
    pub code: SmolStr,
    /// What people call it.
    pub name: String,
    /// The group.
    pub group_code: SmolStr,
    /// The base unit, a UCUM code where there is one.
    pub unit: SmolStr,
    /// Decimals of a quantity in the base unit.
    #[record(check = "scale BETWEEN 0 AND 9")]
    pub scale: i64,
    /// How pieces are told apart.
    pub tracking: Tracking,
    /// How cost is found.
    pub costing: Costing,
    /// The standard cost of `standard_per` smallest units, minor units.
    pub standard_cost: Option<i64>,
    /// Smallest units that the standard cost is for.
    pub standard_per: Option<i64>,
    /// Which stock is taken first.
    pub removal: Removal,
    /// Whether stock may fall below zero.
    pub allow_negative: bool,
    /// How much may be reserved beyond what is there; any quantity if null.
    pub backorder_max: Option<i64>,
    /// Whether it is a kit: it has no stock, its components have.
    pub is_kit: bool,
    /// Whether it may still be bought and sold.
    pub active: bool,
    /// The item that this one is a variant of.
    pub variant_of: Option<i64>,
    /// Facts about it.
    pub attributes: Option<Json<Attributes>>,
}

/// Units of an item besides its base unit: packs, as exact ratios.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "inventory_unit", key(item, code), references(item -> inventory_item))]
pub struct Unit {
    /// The item's number.
    pub item: i64,
    /// The unit's code.
    pub code: SmolStr,
    /// Smallest units ...
    #[record(check = "numerator > 0")]
    pub numerator: i64,
    /// ... of so many of this unit.
    #[record(check = "denominator > 0")]
    pub denominator: i64,
}

/// Barcodes, each of one item in one unit.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_barcode",
    key(barcode),
    index(by_item: item),
    references(item -> inventory_item)
)]
pub struct Barcode {
    /// The code: a GTIN with 14 digits, or any text.
    #[record(check = "length(barcode) > 0")]
    pub barcode: SmolStr,
    /// The item's number.
    pub item: i64,
    /// The unit that carries it; the base unit if null.
    pub unit: Option<SmolStr>,
}

/// What a kit or a product is made of.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_component",
    key(item, component),
    references(item -> inventory_item),
    references(component -> inventory_item)
)]
pub struct Component {
    /// The kit's or product's number.
    pub item: i64,
    /// The component's number.
    pub component: i64,
    /// Smallest units of the component ...
    #[record(check = "quantity > 0")]
    pub quantity: i64,
    /// ... for so many smallest units of the whole.
    #[record(check = "per > 0")]
    pub per: i64,
}

/// Locations, a tree.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_location",
    key(no),
    unique(by_code: code),
    index(by_parent: parent sparse)
)]
pub struct Location {
    /// The internal number.
    #[record(check = "no > 0")]
    pub no: i64,
    /// The code.
    #[record(check = "length(code) > 0")]
    pub code: SmolStr,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: LocationKind,
    /// The location above it.
    pub parent: Option<i64>,
    /// Its place in the walk through the house: the nearest is the smallest.
    pub position: i64,
    /// Which stock is taken first here, if not by the item's rule.
    pub removal: Option<Removal>,
    /// Whether it is in use.
    pub active: bool,
}

/// Rules for an item at a location that differ from the item's own.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_policy",
    key(item, location),
    references(item -> inventory_item),
    references(location -> inventory_location)
)]
pub struct PolicyRow {
    /// The item's number.
    pub item: i64,
    /// The location's number.
    pub location: i64,
    /// Whether stock may fall below zero.
    pub allow_negative: bool,
    /// How much may be reserved beyond what is there; any quantity if null.
    pub backorder_max: Option<i64>,
    /// Which stock is taken first.
    pub removal: Option<Removal>,
    /// Reorder when the position falls to this.
    pub reorder_min: Option<i64>,
    /// Reorder up to this.
    pub reorder_max: Option<i64>,
    /// Order this many at a time.
    pub order_multiple: Option<i64>,
    /// Days between ordering and receiving.
    pub lead_time_days: Option<i64>,
    /// Quantity kept for emergencies.
    pub safety_stock: Option<i64>,
}

/// The least remaining life that a customer accepts.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "inventory_shelf_rule", key(party))]
pub struct ShelfRule {
    /// The customer, as the app knows them.
    pub party: SmolStr,
    /// Days between shipment and expiry.
    #[record(check = "days >= 0")]
    pub days: i64,
}

/// Lots (batches) and serial numbers.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_lot",
    key(no),
    unique(by_code: item, code),
    index(by_expiry: expires_at sparse),
    references(item -> inventory_item)
)]
pub struct Lot {
    /// The internal number.
    #[record(check = "no > 0")]
    pub no: i64,
    /// The item's number.
    pub item: i64,
    /// The lot's code, or the serial number.
    #[record(check = "length(code) > 0")]
    pub code: SmolStr,
    /// When it first came in.
    pub received_at: Timestamp,
    /// When it was made.
    pub manufactured_at: Option<Timestamp>,
    /// From when on it must not be used.
    pub expires_at: Option<Timestamp>,
    /// From when on somebody should look at it.
    pub alert_at: Option<Timestamp>,
    /// From when on it should be taken off the shelf.
    pub removal_at: Option<Timestamp>,
    /// Why it is held back, if it is.
    pub held: Option<String>,
    /// Why it was recalled, if it was.
    pub recalled: Option<String>,
    /// How much of it is in places of our own, or on the way.
    pub on_hand: i64,
}

/// Which lot went into which.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_lot_link",
    key(parent, child, pos, ordinal, line),
    index(by_child: child),
    references(parent -> inventory_lot),
    references(child -> inventory_lot),
    append_only
)]
pub struct LotLink {
    /// The lot that was used.
    pub parent: i64,
    /// The lot that was made of it.
    pub child: i64,
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
    /// The link's place within the event.
    pub line: i64,
    /// Smallest units of the parent.
    pub quantity: i64,
}

/// Levels: how much of an item is where, by lot, status and owner.
///
/// `on_hand` is always the sum of its movements, over all locations zero.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_level",
    key(no),
    unique(by_place: item, location, lot, status, owner),
    index(by_stock: item, stocked sparse),
    index(by_lot: lot),
    references(item -> inventory_item),
    references(location -> inventory_location)
)]
pub struct Level {
    /// The internal number.
    #[record(check = "no > 0")]
    pub no: i64,
    /// The item's number.
    pub item: i64,
    /// The location's number.
    pub location: i64,
    /// The lot's number; 0 without one.
    pub lot: i64,
    /// The status.
    pub status: StockStatus,
    /// Whose it is; empty for our own.
    pub owner: SmolStr,
    /// How much is there.
    pub on_hand: i64,
    /// How much is set aside. Includes reservations that have expired and were not yet swept.
    #[record(check = "reserved >= 0")]
    pub reserved: i64,
    /// The location, while something is there or set aside.
    pub stocked: Option<i64>,
    /// Not later than the first expiry of an open reservation.
    pub next_expiry: Option<Timestamp>,
    /// The last time that it was counted, effective time.
    pub counted_at: Option<Timestamp>,
}

/// What was written about movements.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_document",
    key(pos, ordinal),
    unique(by_id: id),
    index(by_reference: reference sparse),
    index(by_party: party sparse),
    append_only
)]
pub struct Document {
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
    /// The document's id.
    pub id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// When it happened, as the app says.
    pub effective_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The app's reference.
    pub reference: Option<SmolStr>,
    /// The customer or supplier.
    pub party: Option<SmolStr>,
    /// Why.
    pub reason: Option<String>,
    /// The document that this one returns, reverses or belongs to.
    pub original: Option<DocumentId>,
}

/// Movements: from one level to another, always in full. Never changed.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_movement",
    key(pos, ordinal, line),
    index(by_lot: lot sparse),
    references(pos, ordinal -> inventory_document),
    append_only,
    history = "inventory_stock",
    history_fn = movement_items
)]
pub struct Movement {
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
    /// The movement's place within the document.
    pub line: i64,
    /// The item's number.
    pub item: i64,
    /// The lot's number; null without one.
    pub lot: Option<i64>,
    /// The level that it left.
    pub from_level: i64,
    /// The level that it reached.
    pub to_level: i64,
    /// Smallest units.
    #[record(check = "quantity > 0")]
    pub quantity: i64,
    /// When it happened, as the app says.
    pub effective_at: Timestamp,
    /// The pool whose stock changed; null if none did.
    pub pool: Option<i64>,
    /// Whether it came into the pool, if there is one.
    pub incoming: bool,
    /// What it was worth when it was recorded, minor units; a later cost may change that.
    pub cost: Option<i64>,
}

/// Flows of a pool that are more than an issue at the pool's cost.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_flow",
    key(pool, effective_at, pos, ordinal, line),
    references(pool -> inventory_pool),
    append_only
)]
pub struct FlowRow {
    /// The pool's number.
    pub pool: i64,
    /// When it counts.
    pub effective_at: Timestamp,
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
    /// The flow's place within the event: that of its movement, if it has one.
    pub line: i64,
    /// What it is, binary.
    pub flow: Vec<u8>,
}

/// Pools: stock that is valued together; of an item, or of a lot.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_pool",
    key(no),
    unique(by_item: item, lot),
    references(item -> inventory_item)
)]
pub struct PoolRow {
    /// The internal number.
    #[record(check = "no > 0")]
    pub no: i64,
    /// The item's number.
    pub item: i64,
    /// The lot's number; 0 for a pool of the whole item.
    pub lot: i64,
    /// Smallest units.
    pub quantity: i64,
    /// Minor units.
    pub value: i64,
    /// The state behind the two: method, layers, last cost, binary.
    pub state: Vec<u8>,
    /// The latest effective time of its flows.
    pub last_at: Timestamp,
    /// Flows up to here may cost something else by now than when they were recorded.
    pub recosted_until: Option<Timestamp>,
}

/// Changes of a pool's value. Never changed.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_value",
    key(pos, ordinal, line),
    references(pool -> inventory_pool),
    append_only,
    history = "inventory_value",
    history_fn = value_items
)]
pub struct ValueRow {
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
    /// The change's place within the event.
    pub line: i64,
    /// The pool's number.
    pub pool: i64,
    /// When it counts in the books.
    pub posted_at: Timestamp,
    /// Minor units; more value is positive.
    pub amount: i64,
    /// What it is posted against.
    pub role: AccountRole,
}

/// Reservations. One that a device holds is an allotment: what it sets aside are the device's
/// rights, and its expiry is the end of the lease.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_reservation",
    key(id),
    index(by_reference: reference sparse),
    index(by_device: device sparse)
)]
pub struct Reservation {
    /// The reservation's id.
    pub id: ReservationId,
    /// Where it stands. An expired one may still be called held here until a command touches it.
    pub status: ReservationStatus,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it counts no more; never if null.
    pub expires_at: Option<Timestamp>,
    /// The app's reference.
    pub reference: Option<SmolStr>,
    /// For whom.
    pub party: Option<SmolStr>,
    /// The device that may sell it without asking, if there is one.
    pub device: Option<SmolStr>,
}

/// What a reservation sets aside.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_reserved",
    key(reservation, line),
    index(by_level: level, open sparse),
    references(reservation -> inventory_reservation),
    references(level -> inventory_level)
)]
pub struct Reserved {
    /// The reservation.
    pub reservation: ReservationId,
    /// The line's place within it.
    pub line: i64,
    /// The level.
    pub level: i64,
    /// The item.
    pub item: i64,
    /// Smallest units set aside, less what a device gave back or passed on.
    #[record(check = "quantity > 0")]
    pub quantity: i64,
    /// Smallest units of them that were shipped.
    #[record(check = "shipped >= 0 AND shipped <= quantity")]
    pub shipped: i64,
    /// When it expires, as long as it is open: the last possible instant if never.
    pub open: Option<Timestamp>,
}

/// Goods that are to come.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_expectation",
    key(id),
    index(by_item: item, open sparse),
    references(item -> inventory_item),
    references(location -> inventory_location)
)]
pub struct Expectation {
    /// Its id.
    pub id: ExpectationId,
    /// The item.
    pub item: i64,
    /// Where it will arrive.
    pub location: i64,
    /// Smallest units expected.
    #[record(check = "quantity > 0")]
    pub quantity: i64,
    /// Smallest units that arrived.
    #[record(check = "received >= 0")]
    pub received: i64,
    /// When it is due.
    pub due_at: Timestamp,
    /// The same, as long as it is open.
    pub open: Option<Timestamp>,
    /// The supplier.
    pub party: Option<SmolStr>,
    /// The app's reference.
    pub reference: Option<SmolStr>,
}

/// Transfers between two places.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_transfer",
    key(id),
    index(by_status: status),
    references(from_location -> inventory_location),
    references(to_location -> inventory_location)
)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// Where it stands.
    pub status: TransferStatus,
    /// Where it left.
    pub from_location: i64,
    /// Where it goes.
    pub to_location: i64,
    /// The location in between.
    pub transit: i64,
    /// When it left.
    pub dispatched_at: Timestamp,
    /// When it should arrive.
    pub due_at: Option<Timestamp>,
    /// The app's reference.
    pub reference: Option<SmolStr>,
}

/// What a transfer carries.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "inventory_transfer_line",
    key(transfer, line),
    index(by_item: item, open sparse),
    references(transfer -> inventory_transfer)
)]
pub struct TransferLine {
    /// The transfer.
    pub transfer: TransferId,
    /// The line's place within it.
    pub line: i64,
    /// The item.
    pub item: i64,
    /// The level in transit.
    pub level: i64,
    /// Smallest units that left.
    #[record(check = "quantity > 0")]
    pub quantity: i64,
    /// Smallest units that arrived.
    pub received: i64,
    /// Smallest units that were lost.
    #[record(check = "received >= 0 AND lost >= 0 AND received + lost <= quantity")]
    pub lost: i64,
    /// When it should arrive, as long as it is open: the last possible instant if unknown.
    pub open: Option<Timestamp>,
}

/// What was counted: from then on, the level had so much.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "inventory_count", key(level, counted_at), append_only)]
pub struct CountRow {
    /// The level.
    pub level: i64,
    /// The instant of the count; movements at it come before.
    pub counted_at: Timestamp,
    /// Smallest units found.
    pub quantity: i64,
    /// The location that takes the differences.
    pub loss: i64,
}

/// How much of a movement came back.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "inventory_returned", key(pos, ordinal, line))]
pub struct Returned {
    /// The journal position of the movement.
    pub pos: i64,
    /// Its event's place.
    pub ordinal: i64,
    /// Its own place.
    pub line: i64,
    /// Smallest units that came back.
    pub quantity: i64,
}

fn movement_items(row: &Movement, emit: &mut dyn FnMut(HistoryItem)) {
    let item = HistoryItem {
        series: row.from_level,
        at_us: row.effective_at.as_micros(),
        pos: row.pos,
        ordinal: row.ordinal,
        line: row.line,
        amount: row.quantity.saturating_neg(),
    };
    emit(item);
    emit(HistoryItem { series: row.to_level, amount: row.quantity, ..item });
    if let Some(pool) = row.pool {
        let sign = if row.incoming { 1 } else { -1 };
        let amount = row.quantity.saturating_mul(sign);
        emit(HistoryItem { series: pool.saturating_neg(), amount, ..item });
    }
}

fn value_items(row: &ValueRow, emit: &mut dyn FnMut(HistoryItem)) {
    emit(HistoryItem {
        series: row.pool,
        at_us: row.posted_at.as_micros(),
        pos: row.pos,
        ordinal: row.ordinal,
        line: row.line,
        amount: row.amount,
    });
}
