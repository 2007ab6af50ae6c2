//! What a cart costs: a pure function, in exact fractions until it is rounded.
//!
//! ```
//! use moja_commerce::pricing::{PricedItem, Terms, UnitPrice};
//! use moja_commerce::{Charge, RoundingScope, Tax, TaxKind, price};
//! use moja_core::currency::Currency;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let tax = Tax { code: "vat".into(), rate: "22%".parse()?, kind: TaxKind::Exclusive };
//! let chairs = PricedItem::new("chair", 16, UnitPrice::of("348.35 EUR".parse()?))
//!     .taxed(tax)
//!     .discount(Charge::Rate("4%".parse()?));
//! let mut terms = Terms::new(Currency::EUR);
//! assert_eq!(price(&[chairs.clone()], &terms)?.total.to_string(), "6527.81 EUR");
//! terms.scope = RoundingScope::Global;
//! assert_eq!(price(&[chairs], &terms)?.total.to_string(), "6527.80 EUR");
//! # Ok(())
//! # }
//! ```

mod exact;
mod quote;
#[cfg(test)]
mod tests;

use moja_core::currency::Currency;
use moja_core::money::{Money, RemainderPolicy, allocate_minor};
use moja_core::quantity::Quantity;

use crate::rate::Rate;
use crate::rejection::Rejection;
use crate::types::{Charge, QUANTITY_DECIMALS, RoundingScope, Tax, TaxKind};
use exact::{Exact, round_together};

pub use quote::*;

fn out_of_range() -> Rejection {
    Rejection::OutOfRange {}
}

/// A quantity in millionths, positive.
pub(crate) fn millionths(line: u32, quantity: Quantity) -> Result<i64, Rejection> {
    let units = 10_i64.saturating_pow(QUANTITY_DECIMALS.into());
    match quantity.to_units(units, 1) {
        Ok(millionths) if millionths > 0 => Ok(millionths),
        _ => Err(Rejection::QuantityInvalid { line, quantity }),
    }
}

/// The place of a line.
pub(crate) fn place(at: usize) -> u32 {
    // A request is in memory, so that its lines are far fewer.
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// An amount that is in the currency and not negative, in minor units of 64 bits.
pub(crate) fn minor(amount: &Money, currency: Currency) -> Result<i64, Rejection> {
    if amount.currency() != currency {
        let currency = currency.to_string();
        return Err(Rejection::CurrencyMismatch { amount: *amount, currency });
    }
    match i64::try_from(amount.minor()) {
        Ok(minor) if minor < 0 => Err(Rejection::AmountNegative { amount: *amount }),
        Ok(minor) => Ok(minor),
        Err(_) => Err(out_of_range()),
    }
}

/// Shares a sum out by amounts of which none is negative; nothing of nothing.
pub(crate) fn apportion(total: i128, weights: &[i128]) -> Result<Vec<i128>, Rejection> {
    if total == 0 {
        return Ok(vec![0; weights.len()]);
    }
    let weights: Result<Vec<u64>, _> = weights.iter().map(|it| u64::try_from(*it)).collect();
    let weights = weights.map_err(|_| out_of_range())?;
    allocate_minor(total, &weights, RemainderPolicy::Spread).map_err(|_| out_of_range())
}

fn sum(amounts: impl IntoIterator<Item = i128>) -> Result<i128, Rejection> {
    let mut amounts = amounts.into_iter();
    amounts.try_fold(0_i128, |sum, it| sum.checked_add(it)).ok_or_else(out_of_range)
}

fn label(discount: &Charge) -> String {
    match discount {
        Charge::Rate(rate) => format!("-{rate}"),
        Charge::Amount(amount) => format!("-{amount}"),
    }
}

/// What a cart costs.
///
/// Of each line: the price by its quantity, then its discounts one after another. Then what is
/// taken off the whole, shared out by what the lines cost. Then tax. By
/// [`RoundingScope::PerLine`] a line's amount and its tax are rounded; by
/// [`RoundingScope::Global`] the sum of the amounts, and each tax as a whole, and the lines share
/// what came out. An equal cart and equal terms give an equal quote, always.
///
/// # Errors
///
/// [`Rejection`]: no lines, quantities that are not positive or have more than six decimals,
/// amounts that are negative or in another currency, discounts beyond what they are taken off,
/// or amounts beyond 64 bits.
pub fn price(items: &[PricedItem], terms: &Terms) -> Result<Quote, Rejection> {
    if items.is_empty() {
        return Err(Rejection::LinesMissing {});
    }
    let mut pricer =
        Pricer { terms, exact: Vec::new(), amounts: Vec::new(), explanation: Vec::new() };
    let mut held = Vec::with_capacity(items.len());
    for (line, item) in (0_u32..).zip(items) {
        held.push(pricer.line(line, item)?);
    }
    pricer.amounts = match terms.scope {
        RoundingScope::PerLine => {
            let each = pricer.exact.iter().map(|it| it.round(terms.currency, terms.rounding));
            each.collect::<Option<_>>().ok_or_else(out_of_range)?
        }
        RoundingScope::Global => pricer.together(None)?,
    };
    if terms.scope == RoundingScope::PerLine {
        pricer.exact = pricer.amounts.iter().copied().map(Exact::whole).collect();
    }
    let amounts = pricer.amounts.clone();
    let mut adjustments = Vec::new();
    for discount in &terms.discounts {
        adjustments.push(pricer.discount(discount)?);
    }
    let taxes = pricer.taxes(items)?;
    pricer.quote(items, &held, &amounts, adjustments, taxes)
}

/// A cart on its way to a quote.
struct Pricer<'a> {
    terms: &'a Terms,
    /// What each line costs by now, exactly.
    exact: Vec<Exact>,
    /// The same in minor units.
    amounts: Vec<i128>,
    explanation: Vec<Step>,
}

/// A tax with what it comes to for each line; zero for lines of other taxes.
struct Taxed {
    tax: Tax,
    lines: Vec<usize>,
    parts: Vec<i128>,
}

impl Pricer<'_> {
    fn money(&self, minor: i128) -> Money {
        Money::new(minor, self.terms.currency)
    }

    fn explain(&mut self, line: Option<u32>, rule: String, minor: i128) {
        let amount = self.money(minor);
        self.explanation.push(Step { line, rule, amount });
    }

    fn rounded(&self, exact: &Exact) -> Result<i128, Rejection> {
        exact.round(self.terms.currency, self.terms.rounding).ok_or_else(out_of_range)
    }

    fn together(&self, caps: Option<&[i128]>) -> Result<Vec<i128>, Rejection> {
        let Terms { currency, rounding, .. } = *self.terms;
        round_together(&self.exact, caps, currency, rounding).ok_or_else(out_of_range)
    }

    /// Prices a line; gives the price that held.
    fn line(&mut self, line: u32, item: &PricedItem) -> Result<Money, Rejection> {
        let currency = self.terms.currency;
        let quantity = millionths(line, item.quantity)?;
        let per = millionths(line, item.price.per)?;
        let mut held = item.price.price;
        let mut from = 0;
        for step in &item.price.breaks {
            let start = millionths(line, step.from)?;
            if start > from && start <= quantity {
                (held, from) = (step.price, start);
            }
        }
        let whole = i128::from(minor(&held, currency)?);
        let exact = Exact::whole(whole).times(quantity.into(), per.into());
        let mut exact = exact.ok_or_else(out_of_range)?;
        let one = item.price.per == Quantity::from(1);
        let per = if one { String::new() } else { format!(" per {}", item.price.per) };
        let rule = format!("{} x {held}{per}", item.quantity);
        self.explain(Some(line), rule, self.rounded(&exact)?);
        for discount in &item.discounts {
            exact = match discount {
                Charge::Rate(rate) => self.rest(&exact, *rate)?,
                Charge::Amount(amount) => {
                    let off = minor(amount, currency)?;
                    exact.less(off.into()).ok_or_else(|| Rejection::DiscountExceeds {
                        discount: *amount,
                        // It is below the discount, which has 64 bits.
                        amount: self.money(exact.floor().unwrap_or(i128::MAX)),
                    })?
                }
            };
            self.explain(Some(line), label(discount), self.rounded(&exact)?);
        }
        self.exact.push(exact);
        Ok(held)
    }

    /// What a rate leaves.
    fn rest(&self, exact: &Exact, rate: Rate) -> Result<Exact, Rejection> {
        let (num, den) = (rate.numerator(), rate.denominator());
        match den.checked_sub(num) {
            Some(rest) if rest >= 0 => {
                exact.times(rest.into(), den.into()).ok_or_else(out_of_range)
            }
            _ => Err(Rejection::RateInvalid {}),
        }
    }

    /// Takes a discount off the whole.
    fn discount(&mut self, discount: &Charge) -> Result<Adjustment, Rejection> {
        let before = sum(self.amounts.iter().copied())?;
        match (discount, self.terms.scope) {
            (Charge::Rate(rate), RoundingScope::Global) => {
                let rest: Result<_, _> = self.exact.iter().map(|it| self.rest(it, *rate)).collect();
                self.exact = rest?;
            }
            (Charge::Rate(rate), RoundingScope::PerLine) => {
                let left = self.rounded(&self.rest(&Exact::whole(before), *rate)?)?;
                self.take_off(before.checked_sub(left).ok_or_else(out_of_range)?)?;
            }
            (Charge::Amount(amount), _) => {
                self.take_off(minor(amount, self.terms.currency)?.into())?;
            }
        }
        // None above what it was, so that no line's share has the wrong sign.
        self.amounts = self.together(Some(&self.amounts))?;
        let after = sum(self.amounts.iter().copied())?;
        let (label, off) = (label(discount), after.checked_sub(before).ok_or_else(out_of_range)?);
        self.explain(None, label.clone(), after);
        Ok(Adjustment { kind: AdjustmentKind::Discount, label, amount: self.money(off) })
    }

    /// Takes an amount off the lines, by what they cost.
    fn take_off(&mut self, off: i128) -> Result<(), Rejection> {
        let weights = self.exact.iter().map(Exact::floor).collect::<Option<Vec<i128>>>();
        let weights = weights.ok_or_else(out_of_range)?;
        let whole = sum(weights.iter().copied())?;
        if off > whole {
            let (discount, amount) = (self.money(off), self.money(whole));
            return Err(Rejection::DiscountExceeds { discount, amount });
        }
        for (exact, part) in self.exact.iter_mut().zip(apportion(off, &weights)?) {
            // A part of no more than the sum is no more than its weight.
            *exact = exact.less(part).ok_or_else(out_of_range)?;
        }
        Ok(())
    }

    /// The taxes of the lines, in the order in which they first appear.
    fn taxes(&mut self, items: &[PricedItem]) -> Result<Vec<Taxed>, Rejection> {
        let mut taxes: Vec<Taxed> = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let Some(tax) = &item.tax else { continue };
            match taxes.iter_mut().find(|known| known.tax == *tax) {
                Some(known) => known.lines.push(at),
                None => {
                    taxes.push(Taxed { tax: tax.clone(), lines: vec![at], parts: Vec::new() });
                }
            }
        }
        let Terms { currency, rounding, scope, .. } = *self.terms;
        for taxed in &mut taxes {
            let num = i128::from(taxed.tax.rate.numerator());
            let den = i128::from(taxed.tax.rate.denominator());
            let den = match taxed.tax.kind {
                TaxKind::Exclusive => den,
                TaxKind::Inclusive => den.saturating_add(num),
            };
            let of = |at: &usize| self.exact.get(*at).and_then(|exact| exact.times(num, den));
            let exact: Option<Vec<Exact>> = taxed.lines.iter().map(of).collect();
            let exact = exact.ok_or_else(out_of_range)?;
            let caps: Vec<i128> =
                taxed.lines.iter().filter_map(|at| self.amounts.get(*at).copied()).collect();
            let caps = (taxed.tax.kind == TaxKind::Inclusive).then_some(caps.as_slice());
            let parts = match scope {
                RoundingScope::PerLine => {
                    exact.iter().map(|exact| exact.round(currency, rounding)).collect()
                }
                RoundingScope::Global => round_together(&exact, caps, currency, rounding),
            };
            taxed.parts = parts.ok_or_else(out_of_range)?;
        }
        for taxed in &taxes {
            let rule = format!("{} {}", taxed.tax.code, taxed.tax.rate);
            self.explain(None, rule, sum(taxed.parts.iter().copied())?);
        }
        Ok(taxes)
    }

    fn quote(
        self,
        items: &[PricedItem],
        held: &[Money],
        amounts: &[i128],
        mut adjustments: Vec<Adjustment>,
        taxes: Vec<Taxed>,
    ) -> Result<Quote, Rejection> {
        let money = |minor: i128| Money::new(minor, self.terms.currency);
        let mut net: Vec<i128> = self.amounts.clone();
        let mut tax: Vec<i128> = vec![0; items.len()];
        let mut totals = Vec::with_capacity(taxes.len());
        for taxed in taxes {
            let mut base = 0_i128;
            for (at, part) in taxed.lines.iter().zip(&taxed.parts) {
                let (Some(net), Some(tax)) = (net.get_mut(*at), tax.get_mut(*at)) else { continue };
                *tax = *part;
                if taxed.tax.kind == TaxKind::Inclusive {
                    *net = net.checked_sub(*part).ok_or_else(out_of_range)?;
                }
                base = base.checked_add(*net).ok_or_else(out_of_range)?;
            }
            let amount = money(sum(taxed.parts)?);
            if taxed.tax.kind == TaxKind::Exclusive {
                let label = taxed.tax.code.clone();
                adjustments.push(Adjustment { kind: AdjustmentKind::Tax, label, amount });
            }
            totals.push(TaxTotal { tax: taxed.tax, base: money(base), amount });
        }
        let mut lines = Vec::with_capacity(items.len());
        let rows = items.iter().zip(held).zip(amounts).zip(&self.amounts).zip(net.iter().zip(&tax));
        for ((((item, price), amount), left), (net, tax)) in rows {
            let total = net.checked_add(*tax).ok_or_else(out_of_range)?;
            lines.push(QuoteLine {
                item: item.item.clone(),
                quantity: item.quantity,
                price: *price,
                per: item.price.per,
                amount: money(*amount),
                discount: money(amount.saturating_sub(*left)),
                net: money(*net),
                tax: money(*tax),
                total: money(total),
                tax_code: item.tax.as_ref().map(|tax| tax.code.clone()),
                seller: item.seller.clone(),
            });
        }
        let (net, tax) = (sum(net)?, sum(tax)?);
        let total = net.checked_add(tax).filter(|total| i64::try_from(*total).is_ok());
        Ok(Quote {
            lines,
            adjustments,
            taxes: totals,
            net: money(net),
            tax: money(tax),
            total: money(total.ok_or_else(out_of_range)?),
            explanation: self.explanation,
        })
    }
}
