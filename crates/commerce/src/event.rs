//! What happens in commerce: the only cause of any change.
//!
//! Quantities are in millionths, amounts in minor units. Events carry all that the tables need,
//! and what follows from them in inventory and ledger, so that nothing has to be read.

use moja_core::Code;
use moja_core::command::Event;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pricing::Quote;
use crate::rate::Rate;
use crate::settlement::{Share, Split};
use crate::types::{
    AllocationId, Books, Break, Charge, DocumentKind, Goods, OrderId, OrderStatus, QuoteId,
    ShipmentId, TaxKind,
};

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, Code)]
#[serde(rename_all = "snake_case")]
#[code(bare)]
pub enum CommerceEvent {
    /// A price was set.
    PriceSet(Box<PriceFacts>),
    /// A tax rate was set.
    TaxSet {
        /// The tax's code.
        code: String,
        /// From when on it holds.
        valid_from: Timestamp,
        /// The rate.
        rate: Rate,
        /// Whether prices hold it.
        kind: TaxKind,
        /// Whether there was none from that time on.
        new: bool,
    },
    /// A seller came, or their terms were changed for later orders.
    SellerSet {
        /// The seller's code.
        code: String,
        /// What the shop keeps.
        commission: Charge,
        /// The ledger account.
        account: Option<String>,
        /// Whether they are new.
        new: bool,
    },
    /// A series of numbers was opened.
    SeriesOpened(Box<SeriesFacts>),
    /// A document took a number.
    NumberTaken(Box<NumberFacts>),
    /// A quote was made.
    Quoted {
        /// Its id.
        quote: QuoteId,
        /// The numbers.
        numbers: Box<Quote>,
        /// From when on it counts no more.
        expires_at: Option<Timestamp>,
        /// For whom.
        party: Option<String>,
    },
    /// An order was placed.
    Placed(Box<PlacedFacts>),
    /// Lines were set aside.
    Allocated {
        /// The order.
        order: OrderHead,
        /// Which time it was, from 1.
        no: i64,
        /// The id of what was set aside.
        allocation: AllocationId,
        /// What.
        lines: Vec<LineQuantity>,
    },
    /// Lines were shipped.
    Shipped {
        /// The order.
        order: OrderHead,
        /// The shipments, one for each time that something was set aside.
        shipments: Vec<ShipmentFacts>,
        /// When it counts, if not when it was recorded.
        effective_at: Option<Timestamp>,
    },
    /// What was shipped was invoiced, and its money captured.
    Invoiced(Box<MoneyFacts>),
    /// Lines came back.
    Returned {
        /// The order.
        order: OrderHead,
        /// Of which shipments.
        shipments: Vec<ReturnFacts>,
        /// Where they went, if not to where the order's goods are taken from.
        to: Option<String>,
        /// When it counts, if not when it was recorded.
        effective_at: Option<Timestamp>,
    },
    /// Money went back.
    Refunded(Box<MoneyFacts>),
    /// What was not shipped will not be.
    Cancelled {
        /// The order.
        order: OrderHead,
        /// What was given back of what was set aside.
        released: Vec<ReleasedFacts>,
        /// What will not be captured.
        uncaptured_minor: i64,
    },
    /// The order is done.
    Closed {
        /// The order.
        order: OrderHead,
    },
}

impl Event for CommerceEvent {
    fn name(&self) -> &'static str {
        self.code()
    }
}

/// What every event of an order says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderHead {
    /// Its id.
    pub id: OrderId,
    /// Where it stands from then on.
    pub status: OrderStatus,
    /// The app's reference.
    pub reference: Option<String>,
    /// Who ordered.
    pub party: Option<String>,
    /// Where its goods are.
    pub goods: Option<Box<Goods>>,
    /// Its ledger accounts.
    pub books: Option<Box<Books>>,
}

/// A price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PriceFacts {
    /// The list.
    pub list: String,
    /// The item.
    pub item: String,
    /// The currency.
    pub currency: String,
    /// Its decimals.
    pub exponent: u8,
    /// From when on it holds.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_until: Option<Timestamp>,
    /// The price ...
    pub price_minor: i64,
    /// ... of so much.
    pub per: i64,
    /// Other prices from larger quantities on.
    pub breaks: Vec<Break>,
    /// The tax.
    pub tax: Option<String>,
    /// Whether there was none from that time on.
    pub new: bool,
}

/// A series of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SeriesFacts {
    /// Its code.
    pub code: String,
    /// What its documents are.
    pub kind: DocumentKind,
    /// What stands before each number.
    pub prefix: String,
    /// The least number of digits.
    pub digits: i64,
    /// The first number.
    pub first: i64,
    /// The only device.
    pub device: Option<String>,
}

/// A number that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NumberFacts {
    /// The series.
    pub series: String,
    /// The number.
    pub number: i64,
    /// How it is written.
    pub text: String,
    /// What it stands on.
    pub kind: DocumentKind,
    /// The order.
    pub order: Option<OrderId>,
    /// The app's reference.
    pub reference: Option<String>,
    /// The amount of an invoice or credit note.
    pub amount_minor: Option<i64>,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlacedFacts {
    /// The order.
    pub order: OrderHead,
    /// The number that it bears.
    pub number: Option<String>,
    /// The quote that it came from.
    pub quote: Option<QuoteId>,
    /// The currency.
    pub currency: String,
    /// Its decimals.
    pub exponent: u8,
    /// What all of it costs.
    pub total_minor: i64,
    /// Its lines.
    pub lines: Vec<PlacedLine>,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlacedLine {
    /// The item.
    pub item: String,
    /// How much.
    pub quantity: i64,
    /// Who sells it.
    pub seller: Option<String>,
    /// Their account.
    pub seller_account: Option<String>,
    /// Who gets what of what the line costs.
    pub split: Split,
}

/// So much of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineQuantity {
    /// The line.
    pub line: i64,
    /// The item.
    pub item: String,
    /// How much.
    pub quantity: i64,
}

/// What was shipped of what was set aside at one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShipmentFacts {
    /// Which shipment it is, from 1.
    pub no: i64,
    /// Its id.
    pub shipment: ShipmentId,
    /// Which time it was set aside.
    pub allocation_no: i64,
    /// The id of that.
    pub allocation: AllocationId,
    /// What.
    pub lines: Vec<LineQuantity>,
    /// Whether that is all that was left of it.
    pub rest: bool,
}

/// What came back of a shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnFacts {
    /// Which shipment.
    pub no: i64,
    /// Its id.
    pub shipment: ShipmentId,
    /// What.
    pub lines: Vec<LineQuantity>,
    /// Whether that is all that was left of it.
    pub rest: bool,
}

/// What was given back of what was set aside at one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReleasedFacts {
    /// Which time.
    pub no: i64,
    /// The id of that.
    pub allocation: AllocationId,
    /// What.
    pub lines: Vec<LineQuantity>,
}

/// Money that was captured, or refunded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MoneyFacts {
    /// The order.
    pub order: OrderHead,
    /// The number of the invoice or credit note.
    pub number: Option<String>,
    /// The currency.
    pub currency: String,
    /// Its decimals.
    pub exponent: u8,
    /// How much: the sum of the lines, and of the shares.
    pub amount_minor: i64,
    /// Of which lines.
    pub lines: Vec<LineMoney>,
    /// Who gets it, or gives it back.
    pub shares: Vec<Share>,
    /// When it counts, if not when it was recorded.
    pub effective_at: Option<Timestamp>,
}

/// What of a line was invoiced or credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineMoney {
    /// The line.
    pub line: i64,
    /// How much of it.
    pub quantity: i64,
    /// The amount.
    pub amount_minor: i64,
}
