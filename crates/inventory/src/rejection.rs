//! Why inventory refuses: a closed list, in order of precedence.

use moja_core::Code;
use moja_core::quantity::Quantity;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::types::{
    DocumentId, ExpectationId, LocationKind, ReservationId, ReservationStatus, TransferId,
};

/// Inventory's refusals. When several apply, the one that stands first here is given for the
/// first line that it is about. A transient one may pass later, unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, Code, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// A document without lines.
    #[error("there are no lines")]
    LinesMissing {},
    /// A code is empty, too long or holds control characters.
    #[error("`{field}` must have 1 to 128 characters and no control characters")]
    CodeInvalid {
        /// The field.
        field: String,
    },
    /// A text is too long or holds control characters.
    #[error("`{field}` is too long or holds control characters")]
    TextInvalid {
        /// The field.
        field: String,
    },
    /// A reason is needed.
    #[error("a reason is needed")]
    ReasonMissing {},
    /// A quantity must be positive, or not negative.
    #[error("the quantity `{quantity}` of `{item}` is not allowed here")]
    QuantityInvalid {
        /// The item.
        item: String,
        /// The quantity.
        quantity: Quantity,
    },
    /// A quantity is no whole number of the item's smallest unit.
    #[error("`{quantity}` of `{unit}` is no whole number of the smallest unit of `{item}`")]
    QuantityInexact {
        /// The item.
        item: String,
        /// The quantity.
        quantity: Quantity,
        /// Its unit.
        unit: String,
    },
    /// A quantity or a value leaves 64 bits.
    #[error("a quantity or value of `{item}` is out of range")]
    OutOfRange {
        /// The item.
        item: String,
    },
    /// A cost must not be negative, or is needed.
    #[error("the cost of `{item}` is missing or negative")]
    CostInvalid {
        /// The item.
        item: String,
    },
    /// An amount is in another currency than that of the group.
    #[error("values of `{item}` are in `{expected}`, not in `{given}`")]
    CurrencyMismatch {
        /// The item.
        item: String,
        /// The currency given.
        given: String,
        /// The currency needed.
        expected: String,
    },
    /// Dates of a lot contradict each other.
    #[error("the dates of the lot `{lot}` contradict each other")]
    DatesInvalid {
        /// The lot.
        lot: String,
    },
    /// A rule contradicts itself.
    #[error("the rule for `{item}` contradicts itself")]
    RuleInvalid {
        /// The item.
        item: String,
    },
    /// A time beyond the years 0001 to 9999.
    #[error("the expiry is out of range")]
    ExpiryOutOfRange {},
    /// Something with this code exists.
    #[error("there is a {what} `{code}` already")]
    #[code("already_exists")]
    Exists {
        /// What it is.
        what: String,
        /// Its code.
        code: String,
    },
    /// A GTIN has a wrong check digit.
    #[error("`{barcode}` looks like a GTIN and has a wrong check digit")]
    CheckDigitWrong {
        /// The barcode.
        barcode: String,
    },
    /// There is no such group.
    #[error("there is no group `{group}`")]
    #[code(transient)]
    GroupNotFound {
        /// The group.
        group: String,
    },
    /// There is no such item.
    #[error("there is no item `{item}`")]
    #[code(transient)]
    ItemNotFound {
        /// The item.
        item: String,
    },
    /// The item is not sold or bought any more.
    #[error("the item `{item}` is not active")]
    ItemInactive {
        /// The item.
        item: String,
    },
    /// A kit has no stock of its own.
    #[error("`{item}` is a kit: only its components have stock")]
    ItemIsKit {
        /// The item.
        item: String,
    },
    /// Nothing says what the item is made of.
    #[error("`{item}` has no components")]
    ComponentsMissing {
        /// The item.
        item: String,
    },
    /// An item would be part of itself.
    #[error("`{item}` would be a part of itself")]
    ComponentsCyclic {
        /// The item.
        item: String,
    },
    /// The item has no such unit.
    #[error("`{item}` has no unit `{unit}`")]
    UnitNotFound {
        /// The item.
        item: String,
        /// The unit.
        unit: String,
    },
    /// There is no such location.
    #[error("there is no location `{location}`")]
    #[code(transient)]
    LocationNotFound {
        /// The location.
        location: String,
    },
    /// The location is of the wrong kind for this.
    #[error("`{location}` is of the kind `{kind}`, which is not allowed here")]
    LocationKindWrong {
        /// The location.
        location: String,
        /// Its kind.
        kind: LocationKind,
    },
    /// Goods would go from a place to the same one.
    #[error("`{location}` stands on both sides")]
    SameLocation {
        /// The location.
        location: String,
    },
    /// The item needs a lot or serial number.
    #[error("`{item}` needs a lot or serial number")]
    LotMissing {
        /// The item.
        item: String,
    },
    /// The item has no lots.
    #[error("`{item}` has no lots or serial numbers")]
    LotUnexpected {
        /// The item.
        item: String,
    },
    /// There is no such lot.
    #[error("there is no lot `{lot}` of `{item}`")]
    #[code(transient)]
    LotNotFound {
        /// The item.
        item: String,
        /// The lot.
        lot: String,
    },
    /// There is no such document.
    #[error("there is no document `{document}`")]
    #[code(transient)]
    DocumentNotFound {
        /// The document.
        document: DocumentId,
    },
    /// The document is of another kind.
    #[error("the document `{document}` is a `{kind}`, which is not allowed here")]
    DocumentKindWrong {
        /// The document.
        document: DocumentId,
        /// What it is.
        kind: crate::types::DocumentKind,
    },
    /// There is no such reservation.
    #[error("there is no reservation `{reservation}`")]
    #[code(transient)]
    ReservationNotFound {
        /// The reservation.
        reservation: ReservationId,
    },
    /// The reservation was shipped or released.
    #[error("the reservation `{reservation}` is `{status}`")]
    ReservationEnded {
        /// The reservation.
        reservation: ReservationId,
        /// Where it stands.
        status: ReservationStatus,
    },
    /// The reservation's time has run out.
    #[error("the reservation `{reservation}` has expired")]
    ReservationExpired {
        /// The reservation.
        reservation: ReservationId,
    },
    /// The reservation is an allotment: only the device that holds it gives it back, and its
    /// rights return by themselves when the lease has ended.
    #[error("the reservation `{reservation}` is an allotment of `{device}`")]
    ReservationAllotted {
        /// The reservation.
        reservation: ReservationId,
        /// The device.
        device: String,
    },
    /// There is no such allotment.
    #[error("there is no allotment `{allotment}`")]
    #[code(transient)]
    AllotmentNotFound {
        /// The allotment.
        allotment: ReservationId,
    },
    /// A lease would end before it began, or before it ends already.
    #[error("the lease must end after `{earliest}`")]
    LeaseTooShort {
        /// What it must end after.
        earliest: Timestamp,
    },
    /// There is no such expected receipt.
    #[error("there is no open expected receipt `{expected}` of these goods")]
    #[code(transient)]
    ExpectationNotFound {
        /// The expected receipt.
        expected: ExpectationId,
    },
    /// There is no such transfer.
    #[error("there is no transfer `{transfer}`")]
    #[code(transient)]
    TransferNotFound {
        /// The transfer.
        transfer: TransferId,
    },
    /// More than is left: of a transfer, a reservation or a return.
    #[error("only `{left}` of `{item}` is left, not `{requested}`")]
    ExceedsRest {
        /// The item.
        item: String,
        /// What is left.
        left: Quantity,
        /// What was asked for.
        requested: Quantity,
    },
    /// The books are closed at that time.
    #[error("stock is closed before `{open_from}`")]
    PeriodClosed {
        /// The first instant that is open.
        open_from: Timestamp,
    },
    /// It counts before what it belongs to.
    #[error("it would count before what it belongs to")]
    BeforeOriginal {},
    /// The same level was counted at the same instant.
    #[error("`{item}` was counted at that instant already")]
    CountedAlready {
        /// The item.
        item: String,
    },
    /// A serial number is one piece, in one place.
    #[error("the serial number `{serial}` of `{item}` is one piece in one place")]
    SerialNotSingle {
        /// The item.
        item: String,
        /// The serial number.
        serial: String,
    },
    /// The group has stock or had some, or the item has.
    #[error("`{code}` has stock, or had some")]
    StockExists {
        /// The group's or item's code.
        code: String,
    },
    /// There is no stock to value.
    #[error("`{code}` has no stock")]
    #[code(transient)]
    StockMissing {
        /// The item's code.
        code: String,
    },
    /// The lot was recalled.
    #[error("the lot `{lot}` of `{item}` was recalled")]
    LotRecalled {
        /// The item.
        item: String,
        /// The lot.
        lot: String,
    },
    /// The lot is held back.
    #[error("the lot `{lot}` of `{item}` is held back")]
    #[code(transient)]
    LotHeld {
        /// The item.
        item: String,
        /// The lot.
        lot: String,
    },
    /// The lot has expired, or is too near its expiry for this customer.
    #[error("the lot `{lot}` of `{item}` expires at `{expires_at}`")]
    LotExpired {
        /// The item.
        item: String,
        /// The lot.
        lot: String,
        /// Its expiry.
        expires_at: Timestamp,
    },
    /// There is not enough stock.
    #[error("`{available}` of `{item}` is available at `{location}`, `{requested}` is needed")]
    #[code(transient)]
    InsufficientStock {
        /// The item.
        item: Box<str>,
        /// The location.
        location: Box<str>,
        /// What is available.
        available: Quantity,
        /// What was asked for.
        requested: Quantity,
    },
}

impl moja_core::command::Rejection for Rejection {
    fn codes() -> &'static [&'static str] {
        Self::CODES
    }

    fn code(&self) -> &'static str {
        self.code()
    }

    fn is_transient(&self) -> bool {
        self.is_transient()
    }
}
