//! How far off balance a transaction may be.
//!
//! beancount takes half of the last digit of the least precise amount written in a currency;
//! whole numbers tell nothing. Costs and prices count only with `infer_tolerance_from_cost`.

use rust_decimal::Decimal;

use crate::books::model::Text;
use crate::books::number::{add, mul, parse, unit_at};

/// The options of a beancount book that decide about tolerances.
#[derive(Debug, Clone)]
pub(in crate::books) struct Rules {
    pub(in crate::books) multiplier: Decimal,
    pub(in crate::books) defaults: Vec<(String, Decimal)>,
    pub(in crate::books) from_cost: bool,
    pub(in crate::books) is_precise: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { multiplier: half(), defaults: Vec::new(), from_cost: false, is_precise: false }
    }
}

fn half() -> Decimal {
    Decimal::try_from_i128_with_scale(5, 1).unwrap_or_default()
}

impl Rules {
    /// Takes the rules from a book's options; gives back what is wrong with them.
    pub(in crate::books) fn from_options(options: &[(String, String)]) -> (Self, Vec<String>) {
        let mut rules = Self::default();
        let mut faults = Vec::new();
        let is_true = |value: &str| matches!(&*value.to_lowercase(), "true" | "1" | "yes" | "on");
        for (name, value) in options {
            match name.as_str() {
                "tolerance_multiplier" | "inferred_tolerance_multiplier" => {
                    match parse(value.trim().bytes()) {
                        Some(multiplier) => rules.multiplier = multiplier,
                        None => faults.push(format!("`{value}` is not a tolerance multiplier")),
                    }
                }
                "inferred_tolerance_default" => {
                    let parts = value.rsplit_once(':');
                    match parts.and_then(|(code, text)| Some((code, parse(text.bytes())?))) {
                        Some((code, tolerance)) => {
                            rules.defaults.retain(|(known, _)| known != code);
                            rules.defaults.push((code.to_owned(), tolerance));
                        }
                        None => faults.push(format!("`{value}` is not a default tolerance")),
                    }
                }
                "infer_tolerance_from_cost" => rules.from_cost = is_true(value),
                "use_precise_interpolation" => rules.is_precise = is_true(value),
                _ => {}
            }
        }
        (rules, faults)
    }
}

/// One posting as far as tolerances care.
#[derive(Debug, Clone, Copy)]
pub(in crate::books) struct Written<'a> {
    /// The units, as far as they are written.
    pub(in crate::books) number: Option<Decimal>,
    pub(in crate::books) currency: Option<&'a Text>,
    /// The numbers of the cost (per unit, total) and its currency.
    pub(in crate::books) cost: Option<([Option<Decimal>; 2], &'a Text)>,
    pub(in crate::books) price: Option<(Decimal, &'a Text)>,
}

/// Tolerances of one transaction by currency.
#[derive(Debug, Default)]
pub(in crate::books) struct Tolerances<'a> {
    known: Vec<(&'a str, Decimal)>,
    other: Decimal,
}

impl<'a> Tolerances<'a> {
    /// Infers them; `is_precise` takes the finest written digit and not the coarsest.
    pub(in crate::books) fn infer(
        rules: &'a Rules,
        postings: impl Iterator<Item = Written<'a>>,
        is_precise: bool,
    ) -> Self {
        let mut result = Self::default();
        let mut from_cost: Vec<(&'a str, Decimal)> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        let has_defaults = !rules.defaults.is_empty();
        let mut inferred: Vec<(&'a str, Decimal)> = Vec::new();
        for posting in postings {
            if has_defaults {
                seen.extend(posting.currency.map(|currency| &**currency));
                seen.extend(posting.cost.map(|(_, currency)| &**currency));
                seen.extend(posting.price.map(|(_, currency)| &**currency));
            }
            let (Some(number), Some(currency)) = (posting.number, posting.currency) else {
                continue;
            };
            if number.scale() == 0 {
                continue;
            }
            let unit = unit_at(number.scale());
            let tolerance = mul(unit, rules.multiplier).unwrap_or_default();
            merge(&mut inferred, currency, tolerance, is_precise);
            if !rules.from_cost {
                continue;
            }
            if let Some((numbers, currency)) = posting.cost {
                let bounds = numbers.into_iter().flatten().filter_map(|n| mul(tolerance, n));
                raise(&mut from_cost, currency, bounds.fold(half(), Decimal::min));
            }
            if let Some((number, currency)) = posting.price {
                let bound = mul(tolerance, number).unwrap_or_default().min(half());
                raise(&mut from_cost, currency, bound);
            }
        }
        for (code, tolerance) in &rules.defaults {
            if code == "*" {
                result.other = *tolerance;
            } else if seen.contains(&code.as_str()) {
                result.known.push((code, *tolerance));
            }
        }
        for (code, tolerance) in inferred.into_iter().chain(from_cost) {
            merge(&mut result.known, code, tolerance, is_precise);
        }
        result
    }

    pub(in crate::books) fn get(&self, currency: &str) -> Decimal {
        let known = self.known.iter().find(|(code, _)| *code == currency);
        known.map_or(self.other, |(_, tolerance)| *tolerance)
    }
}

fn merge<'a>(list: &mut Vec<(&'a str, Decimal)>, code: &'a str, new: Decimal, take_least: bool) {
    match list.iter_mut().find(|(known, _)| *known == code) {
        Some((_, old)) => *old = if take_least { new.min(*old) } else { new.max(*old) },
        None => list.push((code, new)),
    }
}

fn raise<'a>(list: &mut Vec<(&'a str, Decimal)>, code: &'a str, more: Decimal) {
    match list.iter_mut().find(|(known, _)| *known == code) {
        Some((_, old)) => *old = add(*old, more).unwrap_or(*old),
        None => list.push((code, more)),
    }
}

/// The decimals to which worked-out units are rounded: those of twice the tolerance, if that is a
/// number a person would write.
pub(super) fn quantum_scale(tolerance: Decimal) -> Option<u32> {
    if tolerance.is_zero() {
        return None;
    }
    let quantum = mul(tolerance, Decimal::TWO)?.normalize();
    (quantum.mantissa().unsigned_abs() < 10_000).then(|| quantum.scale())
}

/// How far a balance assertion may be off: twice the multiplier of its last digit.
pub(super) fn of_assertion(rules: &Rules, number: Decimal) -> Decimal {
    if number.scale() == 0 {
        return Decimal::ZERO;
    }
    mul(unit_at(number.scale()), rules.multiplier)
        .and_then(|tolerance| mul(tolerance, Decimal::TWO))
        .unwrap_or_default()
}
