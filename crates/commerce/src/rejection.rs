//! Why commerce refuses: a closed list, in order of precedence.

use moja_core::Code;
use moja_core::money::Money;
use moja_core::quantity::Quantity;
use schemars::JsonSchema;
use serde::Serialize;

use crate::types::{DocumentKind, OrderId, OrderStatus, QuoteId};

/// Commerce's refusals. When several apply, the one that stands first here is given for the
/// first line that it is about. A transient one may pass later, unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, Code, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// There is nothing to price, order or ship.
    #[error("there are no lines")]
    LinesMissing {},
    /// A code is empty, too long or holds control characters.
    #[error("`{field}` must have 1 to 128 characters and no control characters")]
    CodeInvalid {
        /// The field.
        field: String,
    },
    /// A quantity must be positive and have six decimals at most.
    #[error("the quantity `{quantity}` of line {line} is not allowed")]
    QuantityInvalid {
        /// The line, from 0.
        line: u32,
        /// The quantity.
        quantity: Quantity,
    },
    /// A price or an amount must not be negative.
    #[error("the amount `{amount}` is negative")]
    AmountNegative {
        /// The amount.
        amount: Money,
    },
    /// Breaks of a price must start at growing quantities above zero.
    #[error("the price breaks of `{item}` are not in order")]
    BreaksInvalid {
        /// The item.
        item: String,
    },
    /// An end that is not after its start.
    #[error("the validity ends before it begins")]
    ValidityInvalid {},
    /// A discount of more than the whole.
    #[error("a discount must not be more than the whole")]
    RateInvalid {},
    /// An amount in another currency than the rest.
    #[error("`{amount}` is not in `{currency}`")]
    CurrencyMismatch {
        /// The amount.
        amount: Money,
        /// The currency expected.
        currency: String,
    },
    /// A discount is larger than what it is taken off.
    #[error("the discount of `{discount}` is more than `{amount}`")]
    DiscountExceeds {
        /// The discount.
        discount: Money,
        /// What it is taken off.
        amount: Money,
    },
    /// An amount leaves 64 bits, or exact fractions leave 128.
    #[error("an amount is out of range")]
    OutOfRange {},
    /// No price holds for the item now.
    #[error("`{item}` has no price in list `{list}` for `{currency}`")]
    PriceNotFound {
        /// The item.
        item: String,
        /// The list.
        list: String,
        /// The currency.
        currency: String,
    },
    /// No rate of the tax holds now.
    #[error("there is no tax `{tax}`")]
    TaxNotFound {
        /// The tax.
        tax: String,
    },
    /// There is no such seller.
    #[error("there is no seller `{seller}`")]
    SellerNotFound {
        /// The seller.
        seller: String,
    },
    /// The order has books, and a seller has no account in them.
    #[error("the seller `{seller}` has no account")]
    SellerAccountMissing {
        /// The seller.
        seller: String,
    },
    /// There is no such quote.
    #[error("there is no quote `{quote}`")]
    QuoteNotFound {
        /// The quote.
        quote: QuoteId,
    },
    /// A quote with this id exists.
    #[error("the quote `{quote}` exists")]
    QuoteExists {
        /// The quote.
        quote: QuoteId,
    },
    /// The quote's time ran out.
    #[error("the quote `{quote}` has expired")]
    QuoteExpired {
        /// The quote.
        quote: QuoteId,
    },
    /// The quote was ordered before.
    #[error("the quote `{quote}` was placed as order `{order}`")]
    QuoteUsed {
        /// The quote.
        quote: QuoteId,
        /// The order.
        order: OrderId,
    },
    /// A time so far away that it cannot be said.
    #[error("the expiry is out of range")]
    ExpiryOutOfRange {},
    /// Commission and fees are more than what the line brings without tax.
    #[error("charges of `{charges}` on line {line} are more than `{net}`")]
    ChargesExceed {
        /// The line, from 0.
        line: u32,
        /// Commission and fees.
        charges: Money,
        /// The line's amount without tax.
        net: Money,
    },
    /// There is no such order.
    #[error("there is no order `{order}`")]
    OrderNotFound {
        /// The order.
        order: OrderId,
    },
    /// An order with this id exists.
    #[error("the order `{order}` exists")]
    OrderExists {
        /// The order.
        order: OrderId,
    },
    /// The order stands where this is no longer, or not yet, possible.
    #[error("the order `{order}` is {status}")]
    OrderStatusWrong {
        /// The order.
        order: OrderId,
        /// Where it stands.
        status: OrderStatus,
    },
    /// The order has no such line.
    #[error("the order has no line {line}")]
    LineNotFound {
        /// The line, from 0.
        line: u32,
    },
    /// More than what is ordered and not set aside yet.
    #[error("{requested} of line {line} cannot be set aside: {left} is left of {ordered}")]
    AllocationExceedsOrder {
        /// The line, from 0.
        line: u32,
        /// How much was ordered.
        ordered: Quantity,
        /// How much of it is not set aside.
        left: Quantity,
        /// How much was asked for.
        requested: Quantity,
    },
    /// More than what is set aside and not shipped yet.
    #[error("{requested} of line {line} cannot be shipped: {left} is left of {allocated}")]
    ShipmentExceedsAllocation {
        /// The line, from 0.
        line: u32,
        /// How much was set aside.
        allocated: Quantity,
        /// How much of it is not shipped.
        left: Quantity,
        /// How much was asked for.
        requested: Quantity,
    },
    /// More than what was shipped and has not come back.
    #[error("{requested} of line {line} cannot come back: {left} is left of {shipped}")]
    ReturnExceedsShipment {
        /// The line, from 0.
        line: u32,
        /// How much was shipped.
        shipped: Quantity,
        /// How much of it has not come back.
        left: Quantity,
        /// How much was asked for.
        requested: Quantity,
    },
    /// More than what was captured and not refunded yet.
    #[error("`{requested}` cannot be refunded: `{left}` is left of `{captured}`")]
    RefundExceedsCapture {
        /// How much was captured.
        captured: Money,
        /// How much of it is not refunded.
        left: Money,
        /// How much was asked for.
        requested: Money,
    },
    /// All that can be set aside, shipped, invoiced or credited was.
    #[error("nothing is left to do for the order `{order}`")]
    NothingLeft {
        /// The order.
        order: OrderId,
    },
    /// Something that was shipped is not invoiced.
    #[error("the order `{order}` has shipped lines that are not invoiced")]
    NotInvoiced {
        /// The order.
        order: OrderId,
    },
    /// There is no such series of numbers.
    #[error("there is no series `{series}`")]
    SeriesNotFound {
        /// The series.
        series: String,
    },
    /// A series with this code exists.
    #[error("the series `{series}` exists")]
    SeriesExists {
        /// The series.
        series: String,
    },
    /// Numbers of two series must not look the same.
    #[error("the prefix `{prefix}` belongs to the series `{series}`")]
    PrefixTaken {
        /// The prefix.
        prefix: String,
        /// The series.
        series: String,
    },
    /// A prefix is too long, ends with a digit or holds control characters; or the numbers do
    /// not begin at 0 or later and fit their digits.
    #[error("the series `{series}` cannot have this prefix, these digits or this first number")]
    SeriesInvalid {
        /// The series.
        series: String,
    },
    /// The series is for documents of another kind.
    #[error("the series `{series}` is for documents of kind {kind}")]
    SeriesKindWrong {
        /// The series.
        series: String,
        /// Its kind.
        kind: DocumentKind,
    },
    /// The series belongs to another device.
    #[error("the series `{series}` belongs to another device")]
    SeriesOfOtherDevice {
        /// The series.
        series: String,
    },
    /// The last number that the digits can write was taken.
    #[error("the series `{series}` is used up")]
    SeriesUsedUp {
        /// The series.
        series: String,
    },
}

impl moja_core::command::Rejection for Rejection {
    fn codes() -> &'static [&'static str] {
        Self::CODES
    }

    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn is_transient(&self) -> bool {
        Self::is_transient(self)
    }
}
