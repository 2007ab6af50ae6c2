//! What pricing takes and gives.

use moja_core::Code;
use moja_core::currency::Currency;
use moja_core::money::{Money, Rounding};
use moja_core::quantity::Quantity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::types::{Break, Charge, RoundingScope, Tax};

/// The price of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnitPrice {
    /// The price ...
    pub price: Money,
    /// ... of so much.
    pub per: Quantity,
    /// Other prices from larger quantities on.
    pub breaks: Vec<Break>,
}

impl UnitPrice {
    /// The price of one.
    #[must_use]
    pub fn of(price: Money) -> Self {
        Self { price, per: Quantity::from(1), breaks: Vec::new() }
    }
}

/// A line of a cart with all that its price depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedItem {
    /// The item's code.
    pub item: String,
    /// How much.
    pub quantity: Quantity,
    /// What it costs.
    pub price: UnitPrice,
    /// The tax on it.
    pub tax: Option<Tax>,
    /// What is taken off the line, one after another.
    pub discounts: Vec<Charge>,
    /// Who sells it.
    pub seller: Option<String>,
}

impl PricedItem {
    /// So much of an item at this price, without tax.
    #[must_use]
    pub fn new(item: impl Into<String>, quantity: impl Into<Quantity>, price: UnitPrice) -> Self {
        Self {
            item: item.into(),
            quantity: quantity.into(),
            price,
            tax: None,
            discounts: Vec::new(),
            seller: None,
        }
    }

    /// With this tax.
    #[must_use]
    pub fn taxed(mut self, tax: Tax) -> Self {
        self.tax = Some(tax);
        self
    }

    /// With this taken off.
    #[must_use]
    pub fn discount(mut self, discount: Charge) -> Self {
        self.discounts.push(discount);
        self
    }
}

/// What holds for the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The currency of all prices.
    pub currency: Currency,
    /// What is taken off the whole, one after another.
    pub discounts: Vec<Charge>,
    /// Where amounts are rounded.
    pub scope: RoundingScope,
    /// How.
    pub rounding: Rounding,
}

impl Terms {
    /// No discount; each line rounded, half up.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            discounts: Vec::new(),
            scope: RoundingScope::PerLine,
            rounding: Rounding::HalfUp,
        }
    }
}

/// What a cart costs. The amounts of its lines and adjustments add up to the total, and so do the
/// totals of its lines.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// The lines.
    pub lines: Vec<QuoteLine>,
    /// What is taken off or added to the sum of the lines' amounts.
    pub adjustments: Vec<Adjustment>,
    /// The taxes, whether prices hold them or not.
    pub taxes: Vec<TaxTotal>,
    /// All without tax.
    pub net: Money,
    /// All tax.
    pub tax: Money,
    /// What is to be paid.
    pub total: Money,
    /// How it came to be, in order.
    pub explanation: Vec<Step>,
}

/// A line of a quote.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuoteLine {
    /// The item's code.
    pub item: String,
    /// How much.
    pub quantity: Quantity,
    /// The price that held ...
    pub price: Money,
    /// ... for so much.
    pub per: Quantity,
    /// Quantity times price, less the line's discounts.
    pub amount: Money,
    /// Its share of what was taken off the whole.
    pub discount: Money,
    /// What is left without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// Net and tax.
    pub total: Money,
    /// The tax's code.
    pub tax_code: Option<String>,
    /// Who sells it.
    pub seller: Option<String>,
}

/// What an adjustment is.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum AdjustmentKind {
    /// A discount on the whole: negative.
    #[default]
    Discount,
    /// A tax that prices do not hold.
    Tax,
}

/// Something between the lines and the total.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Adjustment {
    /// What it is.
    pub kind: AdjustmentKind,
    /// The tax's code, or the discount's rate or amount.
    pub label: String,
    /// The signed amount.
    pub amount: Money,
}

/// All of one tax.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TaxTotal {
    /// The tax.
    pub tax: Tax,
    /// What it is of: amounts without it.
    pub base: Money,
    /// The tax.
    pub amount: Money,
}

/// A step of the way to the total.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// The line, from 0; missing if it is about the whole.
    pub line: Option<u32>,
    /// What was done: `16 x 348.35 EUR`, `-4%`, `vat 22%`.
    pub rule: String,
    /// What it gave: the amount from then on, or the tax.
    pub amount: Money,
}
