//! The vocabulary of commerce.

use moja_core::Code;
use moja_core::currency::Currency;
use moja_core::money::{Money, Rounding};
use moja_core::quantity::Quantity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rate::Rate;

moja_core::typed_id!(
    /// Names one quote.
    QuoteId
);
moja_core::typed_id!(
    /// Names one order.
    OrderId
);
moja_core::typed_id!(
    /// Names what was set aside for an order at one time: the reservation.
    AllocationId
);
moja_core::typed_id!(
    /// Names what was shipped of one allocation at one time: the shipment.
    ShipmentId
);

/// The decimals of every quantity that is stored: they are counted in millionths.
pub const QUANTITY_DECIMALS: u8 = 6;

/// The price list that is meant if none is named.
pub const DEFAULT_LIST: &str = "default";

/// Where an order stands.
///
/// All but the last two follow from the quantities of its lines.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum OrderStatus {
    /// Ordered; not all of it is set aside.
    #[default]
    Placed,
    /// All of it is set aside, and nothing was shipped.
    Allocated,
    /// Something was shipped, and something is still to be.
    PartlyShipped,
    /// All of it was shipped.
    Shipped,
    /// Nothing more will be shipped or invoiced.
    Closed,
    /// Nothing was shipped, and nothing will be.
    Cancelled,
}

impl OrderStatus {
    /// Whether more may be set aside, shipped or cancelled.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Placed | Self::Allocated | Self::PartlyShipped)
    }
}

/// What kind of paper a number stands on.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum DocumentKind {
    /// An order.
    #[default]
    Order,
    /// An invoice.
    Invoice,
    /// A credit note.
    CreditNote,
    /// A receipt.
    Receipt,
}

/// Whether a price holds the tax.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum TaxKind {
    /// No: the tax is added to it.
    #[default]
    Exclusive,
    /// Yes: the tax is taken out of it.
    Inclusive,
}

/// Where amounts are rounded to minor units.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum RoundingScope {
    /// Each line's amount and tax, and then they are added up.
    #[default]
    PerLine,
    /// The sums of the document; lines share what was rounded there.
    Global,
}

/// What is taken off or charged: a share of an amount, or an amount.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Charge {
    /// A share.
    Rate(Rate),
    /// An amount.
    Amount(Money),
}

/// A price that holds from a quantity on.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// The quantity.
    pub from: Quantity,
    /// The price from there on, for as much as the price without breaks is for.
    pub price: Money,
}

/// A tax as it is applied.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// Its code.
    pub code: String,
    /// The rate, of the amount without it.
    pub rate: Rate,
    /// Whether prices hold it.
    pub kind: TaxKind,
}

/// What somebody wants to buy, at prices that are looked up.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cart {
    /// The currency of all prices.
    pub currency: Currency,
    /// The price list; `default` if missing.
    #[serde(default)]
    pub list: Option<String>,
    /// What is wanted.
    pub lines: Vec<CartLine>,
    /// What is taken off the whole, one after another.
    #[serde(default)]
    pub discounts: Vec<Charge>,
    /// Where amounts are rounded.
    #[serde(default)]
    pub scope: RoundingScope,
    /// How they are rounded: half up if missing.
    #[serde(default)]
    pub rounding: Option<Rounding>,
}

impl Cart {
    /// These lines, at the prices of the default list.
    #[must_use]
    pub fn new(currency: Currency, lines: impl IntoIterator<Item = CartLine>) -> Self {
        Self {
            currency,
            list: None,
            lines: lines.into_iter().collect(),
            discounts: Vec::new(),
            scope: RoundingScope::PerLine,
            rounding: None,
        }
    }

    /// The price list's code.
    #[must_use]
    pub fn list(&self) -> &str {
        self.list.as_deref().unwrap_or(DEFAULT_LIST)
    }
}

/// A line of a cart.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CartLine {
    /// The item's code.
    pub item: String,
    /// How much, in the unit that the item is priced and stocked in.
    pub quantity: Quantity,
    /// The price of one, if not that of the list.
    #[serde(default)]
    pub price: Option<Money>,
    /// The tax's code, if not that of the list.
    #[serde(default)]
    pub tax: Option<String>,
    /// What is taken off the line, one after another.
    #[serde(default)]
    pub discounts: Vec<Charge>,
    /// Who sells it, if not the shop itself.
    #[serde(default)]
    pub seller: Option<String>,
}

impl CartLine {
    /// So much of an item.
    #[must_use]
    pub fn new(item: impl Into<String>, quantity: impl Into<Quantity>) -> Self {
        Self {
            item: item.into(),
            quantity: quantity.into(),
            price: None,
            tax: None,
            discounts: Vec::new(),
            seller: None,
        }
    }

    /// At this price for one.
    #[must_use]
    pub fn price(mut self, price: Money) -> Self {
        self.price = Some(price);
        self
    }

    /// With this tax.
    #[must_use]
    pub fn tax(mut self, tax: impl Into<String>) -> Self {
        self.tax = Some(tax.into());
        self
    }

    /// With this taken off.
    #[must_use]
    pub fn discount(mut self, discount: Charge) -> Self {
        self.discounts.push(discount);
        self
    }

    /// Sold by this seller.
    #[must_use]
    pub fn seller(mut self, seller: impl Into<String>) -> Self {
        self.seller = Some(seller.into());
        self
    }
}

/// A part of an order: a line, and how much of it.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderPart {
    /// The line's place in the order, from 0.
    pub line: u32,
    /// How much.
    pub quantity: Quantity,
}

impl OrderPart {
    /// So much of a line.
    #[must_use]
    pub fn new(line: u32, quantity: impl Into<Quantity>) -> Self {
        Self { line, quantity: quantity.into() }
    }
}

/// Where the goods of an order are, for a store that has inventory too.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    /// Where they are taken from: a location, with those below it.
    pub from: String,
    /// Where they go to: a customer location.
    pub to: String,
}

/// Ledger accounts of an order, each an account code, for a store that has a ledger too.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Books {
    /// Who pays: a wallet, what a customer owes, cash.
    pub payer: String,
    /// Where money is between its capture and its split; empty at every commit.
    pub clearing: String,
    /// Sales of the shop's own goods.
    pub revenue: String,
    /// Commission on what sellers sold.
    pub commission: String,
    /// Tax owed.
    pub tax: String,
    /// Payment fees owed.
    pub fees: String,
}

impl Books {
    /// The customary names, and who pays.
    #[must_use]
    pub fn customary(payer: impl Into<String>) -> Self {
        Self {
            payer: payer.into(),
            clearing: "liabilities:orders-clearing".to_owned(),
            revenue: "income:sales".to_owned(),
            commission: "income:commission".to_owned(),
            tax: "liabilities:tax".to_owned(),
            fees: "liabilities:payment-fees".to_owned(),
        }
    }
}

/// Which series a document takes its number from.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Numbering {
    /// The series' code.
    pub series: String,
    /// The device that issues the document, if not the one that acts: of a document that was
    /// issued offline and comes in later.
    #[serde(default)]
    pub device: Option<String>,
}

impl Numbering {
    /// The next number of a series.
    #[must_use]
    pub fn next_of(series: impl Into<String>) -> Self {
        Self { series: series.into(), device: None }
    }
}

/// What a share of captured money is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum ShareRole {
    /// A seller's, or the shop's own for its own goods.
    #[default]
    Payout,
    /// Commission.
    Commission,
    /// Tax.
    Tax,
    /// Payment fees.
    Fee,
}

/// A stored code and scale as a currency.
pub(crate) fn currency_with(code: &str, exponent: i64) -> Currency {
    let exponent = u8::try_from(exponent).ok();
    let currency = exponent.and_then(|exponent| Currency::custom(code, exponent).ok());
    // Only a damaged row gets here, and `verify` reports it by its hash.
    currency.unwrap_or(Currency::EUR)
}
