//! What can be asked of commerce to do.
//!
//! Items, lists, taxes, sellers and series are named by their codes, lines of an order by their
//! place from 0. Quantities are exact decimals in the unit that the item is priced in.

use moja_core::command::{Command, Ctx, Refusal};
use moja_core::footprint::Footprint;
use moja_core::money::Money;
use moja_core::quantity::Quantity;
use moja_core::registry::Registrar;
use moja_core::time::Timestamp;
use moja_core::view::View;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{allocated, issued, moved, placed, quoted};
use crate::decide;
use crate::domain::Commerce;
use crate::event::CommerceEvent;
use crate::rate::Rate;
use crate::rejection::Rejection;
use crate::tables::{Order, QuoteRow, Seller, Series};
use crate::types::{
    Books, Break, Cart, Charge, DocumentKind, Goods, Numbering, OrderId, OrderPart, QuoteId,
    TaxKind,
};

pub use crate::answer::{AllocatedAnswer, Done, Issued, MoneyAnswer, PlacedAnswer, QuotedAnswer};

/// Sets what an item costs in a list from a time on. A price of the same time is replaced; what
/// was quoted or ordered at it stays as it is.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPrice {
    /// The list's code; `default` if missing.
    #[serde(default)]
    pub list: Option<String>,
    /// The item's code.
    pub item: String,
    /// The price ...
    pub price: Money,
    /// ... of so much; of one if missing.
    #[serde(default)]
    pub per: Option<Quantity>,
    /// Other prices from larger quantities on, by growing quantity.
    #[serde(default)]
    pub breaks: Vec<Break>,
    /// The code of the tax on it.
    #[serde(default)]
    pub tax: Option<String>,
    /// From when on it holds; now if missing.
    #[serde(default)]
    pub valid_from: Option<Timestamp>,
    /// Until when it holds; until the next one if missing.
    #[serde(default)]
    pub valid_until: Option<Timestamp>,
}

impl SetPrice {
    /// The price of one in the default list, from now on, without tax.
    #[must_use]
    pub fn new(item: impl Into<String>, price: Money) -> Self {
        Self {
            list: None,
            item: item.into(),
            price,
            per: None,
            breaks: Vec::new(),
            tax: None,
            valid_from: None,
            valid_until: None,
        }
    }

    /// With this tax.
    #[must_use]
    pub fn tax(mut self, tax: impl Into<String>) -> Self {
        self.tax = Some(tax.into());
        self
    }
}

/// Sets the rate of a tax from a time on.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTax {
    /// The tax's code.
    pub tax: String,
    /// The rate, of the amount without it.
    pub rate: Rate,
    /// Whether prices hold it.
    #[serde(default)]
    pub kind: TaxKind,
    /// From when on it holds; now if missing.
    #[serde(default)]
    pub valid_from: Option<Timestamp>,
}

/// Adds somebody who sells through the shop, or changes their terms for orders to come.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSeller {
    /// The seller's code.
    pub seller: String,
    /// What the shop keeps of each line: a rate of its amount without tax, or an amount.
    pub commission: Charge,
    /// The ledger account of what is owed to them.
    #[serde(default)]
    pub account: Option<String>,
}

/// Opens a series of document numbers.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenSeries {
    /// The series' code.
    pub series: String,
    /// What its documents are.
    pub kind: DocumentKind,
    /// What stands before each number: 32 characters at most, the last no digit, and not the
    /// prefix of another series.
    #[serde(default)]
    pub prefix: String,
    /// The number of digits, 1 to 18; zeros fill them.
    pub digits: u8,
    /// The first number.
    pub first: i64,
    /// The only device that takes numbers: documents that it issues offline collide with none.
    /// Any device if missing.
    #[serde(default)]
    pub device: Option<String>,
}

/// Takes the next number of a series for a document that is not about an order. To be executed
/// in a unit with what the document is about.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueNumber {
    /// The series.
    pub number: Numbering,
    /// The app's reference.
    #[serde(default)]
    pub reference: Option<String>,
}

/// Prices a cart and keeps the numbers: what is ordered by it later costs just that.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeQuote {
    /// The quote's id; a new one if missing.
    #[serde(default)]
    pub id: Option<QuoteId>,
    /// What is wanted.
    pub cart: Cart,
    /// For how many seconds the quote counts; for good if missing.
    #[serde(default)]
    pub expires_in_s: Option<u64>,
    /// For whom, as the app knows them.
    #[serde(default)]
    pub party: Option<String>,
}

/// What is ordered.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Basis {
    /// What was quoted, at the numbers of the quote.
    Quote(QuoteId),
    /// A cart, at the prices of now.
    Cart(Cart),
}

/// Places an order. Its numbers, commissions and fees are fixed from then on.
///
/// In a store that has inventory and ledger too, an order with [`Goods`] sets them aside when it
/// is allocated, ships and takes them back; one with [`Books`] holds the total when it is placed,
/// captures when it is invoiced, and refunds. All that in the same commits.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The order's id; a new one if missing.
    #[serde(default)]
    pub id: Option<OrderId>,
    /// What is ordered.
    pub basis: Basis,
    /// Who orders, as the app knows them; whom the quote was for if missing.
    #[serde(default)]
    pub party: Option<String>,
    /// The app's reference.
    #[serde(default)]
    pub reference: Option<String>,
    /// The series that the order's number is taken from; it has none if missing.
    #[serde(default)]
    pub number: Option<Numbering>,
    /// Payment fees: rates of the total, and amounts. Who sells a line bears its share.
    #[serde(default)]
    pub fees: Vec<Charge>,
    /// Where the goods are.
    #[serde(default)]
    pub goods: Option<Goods>,
    /// The ledger accounts.
    #[serde(default)]
    pub books: Option<Books>,
}

impl Place {
    /// Orders this.
    #[must_use]
    pub fn new(basis: Basis) -> Self {
        Self {
            id: None,
            basis,
            party: None,
            reference: None,
            number: None,
            fees: Vec::new(),
            goods: None,
            books: None,
        }
    }
}

/// Sets lines of an order aside.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Allocate {
    /// The order.
    pub order: OrderId,
    /// What is set aside; all that is not yet if empty.
    #[serde(default)]
    pub parts: Vec<OrderPart>,
}

/// Ships lines of an order that are set aside.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ship {
    /// The order.
    pub order: OrderId,
    /// What is shipped; all that is set aside if empty.
    #[serde(default)]
    pub parts: Vec<OrderPart>,
    /// When it happened; now if missing.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
}

/// Invoices what was shipped of an order and is not invoiced yet, and captures its money.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// The order.
    pub order: OrderId,
    /// The series that the invoice's number is taken from; it has none if missing.
    #[serde(default)]
    pub number: Option<Numbering>,
    /// When it counts; now if missing.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
}

/// Takes lines of an order back that were shipped.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// The order.
    pub order: OrderId,
    /// What comes back; all that was shipped and has not come back if empty.
    #[serde(default)]
    pub parts: Vec<OrderPart>,
    /// Where the goods go; to where the order's goods are taken from if missing.
    #[serde(default)]
    pub to: Option<String>,
    /// When it happened; now if missing.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
}

/// Refunds what came back of an order and was invoiced, or an amount.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refund {
    /// The order.
    pub order: OrderId,
    /// An amount that is refunded whether goods came back or not, shared out by what is captured
    /// of each line; what came back if missing.
    #[serde(default)]
    pub amount: Option<Money>,
    /// The series that the credit note's number is taken from; it has none if missing.
    #[serde(default)]
    pub number: Option<Numbering>,
    /// When it counts; now if missing.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
}

/// Gives up what is not shipped of an order: what is set aside for it, and its money. An order
/// of which something was shipped is closed by that.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// The order.
    pub order: OrderId,
}

/// Closes an order that is shipped and invoiced. It can still come back and be refunded.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// The order.
    pub order: OrderId,
}

fn want_number(want: &mut Footprint, number: Option<&Numbering>) {
    if let Some(number) = number {
        want.get(Series::key(&number.series));
    }
}

fn want_order(want: &mut Footprint, order: OrderId) {
    want.get(Order::key(order));
    want.scan(decide::lines_of(order));
}

/// Declares how commands take the one way through the house, and registers them.
macro_rules! commands {
    ($(
        $command:ty, $name:literal, $output:ty,
        want($this:ident, $want:ident) $footprint:block,
        decide $decide:path, output $answer:expr;
    )*) => {
        $(impl Command for $command {
            const NAME: &'static str = $name;
            type Domain = Commerce;
            type Output = $output;
            type Rejection = Rejection;

            fn footprint(&self, $want: &mut Footprint) {
                let $this = self;
                $footprint
            }

            fn decide(
                &self,
                view: &View<'_>,
                ctx: &Ctx<'_>,
            ) -> Result<Vec<CommerceEvent>, Refusal<Rejection>> {
                $decide(self, view, ctx)
            }

            fn output(&self, events: &[CommerceEvent]) -> $output {
                let answer: fn(&[CommerceEvent]) -> $output = $answer;
                answer(events)
            }
        })*

        pub(crate) fn register(registrar: &mut Registrar<'_, Commerce>) {
            $(registrar.command::<$command>();)*
        }
    };
}

commands! {
    SetPrice, "commerce.set_price", Done,
    want(_it, _want) {},
    decide decide::setup::set_price, output |_| Done {};

    SetTax, "commerce.set_tax", Done,
    want(_it, _want) {},
    decide decide::setup::set_tax, output |_| Done {};

    SetSeller, "commerce.set_seller", Done,
    want(it, want) { want.get(Seller::key(&it.seller)); },
    decide decide::setup::set_seller, output |_| Done {};

    OpenSeries, "commerce.open_series", Done,
    want(it, want) {
        want.get(Series::key(&it.series));
        want.get(Series::by_prefix(&it.prefix));
    },
    decide decide::number::open_series, output |_| Done {};

    IssueNumber, "commerce.issue_number", Issued,
    want(it, want) { want_number(want, Some(&it.number)); },
    decide decide::number::issue_number, output issued;

    MakeQuote, "commerce.quote", QuotedAnswer,
    want(it, want) { decide::quote::want_cart(want, &it.cart); },
    decide decide::quote::make_quote, output quoted;

    Place, "commerce.place", PlacedAnswer,
    want(it, want) {
        match &it.basis {
            Basis::Quote(quote) => want.get(QuoteRow::key(*quote)),
            Basis::Cart(cart) => decide::quote::want_cart(want, cart),
        }
        want_number(want, it.number.as_ref());
    },
    decide decide::place::place, output placed;

    Allocate, "commerce.allocate", AllocatedAnswer,
    want(it, want) { want_order(want, it.order); },
    decide decide::goods::allocate, output allocated;

    Ship, "commerce.ship", Done,
    want(it, want) {
        want_order(want, it.order);
        want.scan(decide::allocations_of(it.order));
    },
    decide decide::goods::ship, output |_| Done {};

    Invoice, "commerce.invoice", MoneyAnswer,
    want(it, want) {
        want_order(want, it.order);
        want_number(want, it.number.as_ref());
    },
    decide decide::money::invoice, output moved;

    Return, "commerce.return", Done,
    want(it, want) {
        want_order(want, it.order);
        want.scan(decide::shipments_of(it.order));
    },
    decide decide::goods::take_back, output |_| Done {};

    Refund, "commerce.refund", MoneyAnswer,
    want(it, want) {
        want_order(want, it.order);
        want_number(want, it.number.as_ref());
    },
    decide decide::money::refund, output moved;

    Cancel, "commerce.cancel", Done,
    want(it, want) {
        want_order(want, it.order);
        want.scan(decide::allocations_of(it.order));
    },
    decide decide::goods::cancel, output |_| Done {};

    Close, "commerce.close", Done,
    want(it, want) { want_order(want, it.order); },
    decide decide::goods::close, output |_| Done {};
}
