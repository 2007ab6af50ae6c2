//! The tables of commerce.
//!
//! Quantities are millionths of the unit that the item is priced in. Amounts are minor units of
//! the currency of their row or of the order.

use moja_core::time::Timestamp;
use moja_core::value::SmolStr;
use moja_core::{Json, Record};

use crate::pricing::Quote;
use crate::rate::Rate;
use crate::types::{
    AllocationId, Books, Break, Charge, DocumentKind, Goods, OrderId, OrderStatus, QuoteId,
    ShipmentId, TaxKind,
};

/// Prices by list, item and currency, each from its time on.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "commerce_price", key(list, item, currency, valid_from))]
pub struct Price {
    /// The list's code.
    pub list: SmolStr,
    /// The item's code.
    pub item: SmolStr,
    /// The currency.
    pub currency: SmolStr,
    /// From when on it holds.
    pub valid_from: Timestamp,
    /// Until when it holds, if not until the next one.
    pub valid_until: Option<Timestamp>,
    /// The currency's decimals.
    #[record(check = "exponent BETWEEN 0 AND 18")]
    pub exponent: i64,
    /// Minor units ...
    #[record(check = "price >= 0")]
    pub price: i64,
    /// ... for so much.
    #[record(check = "per > 0")]
    pub per: i64,
    /// Other prices from larger quantities on.
    pub breaks: Option<Json<Vec<Break>>>,
    /// The tax's code.
    pub tax: Option<SmolStr>,
}

/// Rates of taxes, each from its time on.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "commerce_tax", key(code, valid_from))]
pub struct TaxRow {
    /// The tax's code.
    pub code: SmolStr,
    /// From when on it holds.
    pub valid_from: Timestamp,
    /// The rate.
    pub rate: Json<Rate>,
    /// Whether prices hold it.
    pub kind: TaxKind,
}

/// Who sells through the shop.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "commerce_seller", key(code))]
pub struct Seller {
    /// The seller's code.
    #[record(check = "length(code) > 0")]
    pub code: SmolStr,
    /// What the shop keeps of a line without its tax.
    pub commission: Json<Charge>,
    /// The ledger account of what is owed to them.
    pub account: Option<SmolStr>,
}

/// Series of document numbers.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "commerce_series", key(code), unique(by_prefix: prefix))]
pub struct Series {
    /// The series' code.
    #[record(check = "length(code) > 0")]
    pub code: SmolStr,
    /// What its documents are.
    pub kind: DocumentKind,
    /// What stands before each number. It ends with no digit, so that no two numbers look alike.
    pub prefix: SmolStr,
    /// The least number of digits; zeros fill them.
    #[record(check = "digits BETWEEN 1 AND 18")]
    pub digits: i64,
    /// The first number.
    #[record(check = "first >= 0")]
    pub first: i64,
    /// The next number.
    #[record(check = "next >= first")]
    pub next: i64,
    /// The only device that takes numbers; any if null.
    pub device: Option<SmolStr>,
}

/// Numbers that were taken. Never changed.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "commerce_number",
    key(series, number),
    index(by_order: order_id sparse),
    references(series -> commerce_series),
    append_only
)]
pub struct Number {
    /// The series.
    pub series: SmolStr,
    /// The number.
    pub number: i64,
    /// How it is written.
    pub text: SmolStr,
    /// What it stands on.
    pub kind: DocumentKind,
    /// The order, if it is about one.
    pub order_id: Option<OrderId>,
    /// The app's reference, if it is about something else.
    pub reference: Option<SmolStr>,
    /// The amount of an invoice or credit note.
    pub amount: Option<i64>,
    /// When it was taken.
    pub issued_at: Timestamp,
    /// The journal position of the document.
    pub pos: i64,
}

/// Quotes.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "commerce_quote", key(id))]
pub struct QuoteRow {
    /// The quote's id.
    pub id: QuoteId,
    /// The numbers, as they were when it was made.
    pub quote: Json<Quote>,
    /// When it was made.
    pub quoted_at: Timestamp,
    /// From when on it counts no more; never if null.
    pub expires_at: Option<Timestamp>,
    /// For whom.
    pub party: Option<SmolStr>,
    /// The order that it became.
    pub order_id: Option<OrderId>,
}

/// Orders.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "commerce_order",
    key(id),
    index(by_status: status),
    index(by_party: party sparse),
    index(by_reference: reference sparse)
)]
pub struct Order {
    /// The order's id.
    pub id: OrderId,
    /// Where it stands.
    pub status: OrderStatus,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// The number that it bears.
    pub number: Option<SmolStr>,
    /// Who ordered, as the app knows them.
    pub party: Option<SmolStr>,
    /// The app's reference.
    pub reference: Option<SmolStr>,
    /// The quote that it came from.
    pub quote: Option<QuoteId>,
    /// The currency of all amounts.
    pub currency: SmolStr,
    /// Its decimals.
    #[record(check = "exponent BETWEEN 0 AND 18")]
    pub exponent: i64,
    /// What all of it costs.
    #[record(check = "total >= 0")]
    pub total: i64,
    /// What was invoiced and captured.
    #[record(check = "captured >= 0 AND captured <= total")]
    pub captured: i64,
    /// What was refunded.
    #[record(check = "refunded >= 0 AND refunded <= captured")]
    pub refunded: i64,
    /// How often something was set aside.
    pub allocations: i64,
    /// How many shipments there were.
    pub shipments: i64,
    /// Where its goods are, if a store has inventory too.
    pub goods: Option<Json<Goods>>,
    /// Its ledger accounts, if a store has a ledger too.
    pub books: Option<Json<Books>>,
}

/// Lines of orders.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "commerce_order_line",
    key(order_id, line),
    index(by_item: item),
    references(order_id -> commerce_order)
)]
pub struct Line {
    /// The order.
    pub order_id: OrderId,
    /// The line's place, from 0.
    pub line: i64,
    /// The item's code.
    pub item: SmolStr,
    /// How much is ordered.
    #[record(check = "quantity > 0")]
    pub quantity: i64,
    /// How much of it was set aside, what was shipped since included.
    #[record(check = "allocated >= 0 AND allocated <= quantity")]
    pub allocated: i64,
    /// How much was shipped.
    #[record(check = "shipped >= 0 AND shipped <= allocated")]
    pub shipped: i64,
    /// How much of it was invoiced.
    #[record(check = "invoiced >= 0 AND invoiced <= shipped")]
    pub invoiced: i64,
    /// How much came back.
    #[record(check = "returned >= 0 AND returned <= shipped")]
    pub returned: i64,
    /// How much of that was credited.
    #[record(check = "credited >= 0 AND credited <= returned AND credited <= invoiced")]
    pub credited: i64,
    /// Who sells it, if not the shop itself.
    pub seller: Option<SmolStr>,
    /// The seller's account, as it was when the order was placed.
    pub seller_account: Option<SmolStr>,
    /// What who sells it gets of the whole line.
    #[record(check = "payout >= 0")]
    pub payout: i64,
    /// The commission on the whole line, as it was when the order was placed.
    #[record(check = "commission >= 0")]
    pub commission: i64,
    /// The tax on the whole line.
    #[record(check = "tax >= 0")]
    pub tax: i64,
    /// The whole line's share of payment fees.
    #[record(check = "fee >= 0")]
    pub fee: i64,
    /// What was captured of the sum of these four.
    #[record(check = "captured >= 0 AND captured <= payout + commission + tax + fee")]
    pub captured: i64,
    /// What was refunded.
    #[record(check = "refunded >= 0 AND refunded <= captured")]
    pub refunded: i64,
}

/// What was set aside for orders.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "commerce_allocation",
    key(order_id, no, line),
    references(order_id, line -> commerce_order_line)
)]
pub struct Allocation {
    /// The order.
    pub order_id: OrderId,
    /// Which time it was, from 1.
    pub no: i64,
    /// The line.
    pub line: i64,
    /// The id of what was set aside at that time: that of the reservation.
    pub allocation: AllocationId,
    /// How much; less what was given back.
    #[record(check = "quantity >= 0")]
    pub quantity: i64,
    /// How much of it was shipped.
    #[record(check = "shipped >= 0 AND shipped <= quantity")]
    pub shipped: i64,
}

/// What was shipped of orders.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "commerce_shipment",
    key(order_id, no, line),
    references(order_id, line -> commerce_order_line)
)]
pub struct Shipment {
    /// The order.
    pub order_id: OrderId,
    /// Which shipment it is, from 1.
    pub no: i64,
    /// The line.
    pub line: i64,
    /// The shipment's id: that of the document.
    pub shipment: ShipmentId,
    /// How much.
    #[record(check = "quantity > 0")]
    pub quantity: i64,
    /// How much of it came back.
    #[record(check = "returned >= 0 AND returned <= quantity")]
    pub returned: i64,
}

impl Line {
    /// What the whole line costs.
    #[must_use]
    pub fn total(&self) -> i64 {
        // They were made by splitting 64 bits.
        self.payout
            .saturating_add(self.commission)
            .saturating_add(self.tax)
            .saturating_add(self.fee)
    }

    /// How the line's money is split.
    #[must_use]
    pub fn split(&self) -> crate::settlement::Split {
        crate::settlement::Split {
            payout: self.payout,
            commission: self.commission,
            tax: self.tax,
            fee: self.fee,
        }
    }
}

/// Where an order with such lines stands, if it is neither closed nor cancelled.
#[must_use]
pub fn status_of<'a>(lines: impl IntoIterator<Item = &'a Line>) -> OrderStatus {
    let (mut allocated, mut shipped, mut some) = (true, true, false);
    for line in lines {
        allocated &= line.allocated == line.quantity;
        shipped &= line.shipped == line.quantity;
        some |= line.shipped > 0;
    }
    match (shipped, some, allocated) {
        (true, ..) => OrderStatus::Shipped,
        (_, true, _) => OrderStatus::PartlyShipped,
        (_, _, true) => OrderStatus::Allocated,
        _ => OrderStatus::Placed,
    }
}
