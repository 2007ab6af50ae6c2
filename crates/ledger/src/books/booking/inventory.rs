//! What an account holds: per currency an amount without cost, and lots at cost.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use crate::books::model::{Booking, Cost, Text};
use crate::books::number::{Sum, neg, sub};

/// What an account holds of every currency.
#[derive(Debug, Clone, Default)]
pub(super) struct Inventory(BTreeMap<Text, Holding>);

/// What an account holds of one currency.
#[derive(Debug, Clone, Default)]
pub(super) struct Holding {
    plain: Sum,
    lots: BTreeMap<u64, Lot>,
    by_cost: HashMap<Cost, u64>,
    next: u64,
    /// How many lots are below zero.
    negative: usize,
}

/// Units bought together.
#[derive(Debug, Clone)]
pub(super) struct Lot {
    pub(super) units: Decimal,
    pub(super) cost: Cost,
}

/// What a posting says about the lots it takes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) number: Option<Decimal>,
    pub(super) currency: Option<&'a Text>,
    pub(super) date: Option<chrono::NaiveDate>,
    pub(super) label: Option<&'a str>,
}

impl Wanted<'_> {
    fn fits(&self, cost: &Cost) -> bool {
        self.number.is_none_or(|number| number == cost.number)
            && self.currency.is_none_or(|currency| *currency == cost.currency)
            && self.date.is_none_or(|date| date == cost.date)
            && self.label.is_none_or(|label| cost.label.as_deref() == Some(label))
    }
}

impl Inventory {
    pub(super) fn holding(&self, currency: &Text) -> Option<&Holding> {
        self.0.get(currency)
    }

    /// Adds units, to a lot if they have a cost; nothing when the sum cannot be kept.
    pub(super) fn add(
        &mut self,
        number: Decimal,
        currency: &Text,
        cost: Option<&Cost>,
    ) -> Option<()> {
        if let Some(holding) = self.0.get_mut(currency) {
            return holding.add(number, cost);
        }
        self.0.entry(currency.clone()).or_default().add(number, cost)
    }

    /// All units of a currency, with and without cost.
    pub(super) fn units(&self, currency: &Text) -> Option<Decimal> {
        let Some(holding) = self.0.get(currency) else { return Some(Decimal::ZERO) };
        let mut lots = holding.lots.values();
        let sum = lots.try_fold(holding.plain, |sum, lot| sum.plus(lot.units));
        sum?.to_decimal()
    }

    /// The only currency held, if there is just one.
    pub(super) fn only_currency(&self) -> Option<Text> {
        only(self.0.iter().filter(|(_, held)| !held.is_empty()).map(|(code, _)| code))
    }

    /// The only currency that lots cost, if there is just one.
    pub(super) fn only_cost_currency(&self) -> Option<Text> {
        only(self.0.values().flat_map(|held| held.lots.values()).map(|lot| &lot.cost.currency))
    }
}

fn only<'a>(mut codes: impl Iterator<Item = &'a Text>) -> Option<Text> {
    let first = codes.next()?;
    codes.all(|code| code == first).then(|| first.clone())
}

impl Holding {
    fn is_empty(&self) -> bool {
        self.plain.is_zero() && self.lots.is_empty()
    }

    pub(super) fn has_lots(&self) -> bool {
        !self.lots.is_empty()
    }

    pub(super) fn add(&mut self, number: Decimal, cost: Option<&Cost>) -> Option<()> {
        let Some(cost) = cost else {
            self.plain = self.plain.plus(number)?;
            return Some(());
        };
        let Some(place) = self.by_cost.get(cost).copied() else {
            if !number.is_zero() {
                let place = self.next;
                self.next = self.next.checked_add(1)?;
                self.by_cost.insert(cost.clone(), place);
                self.lots.insert(place, Lot { units: number, cost: cost.clone() });
                self.count_negative(Decimal::ZERO, number);
            }
            return Some(());
        };
        let lot = self.lots.get_mut(&place)?;
        let before = lot.units;
        let after = crate::books::number::add(before, number)?;
        lot.units = after;
        if after.is_zero() {
            self.lots.remove(&place);
            self.by_cost.remove(cost);
        }
        self.count_negative(before, after);
        Some(())
    }

    fn count_negative(&mut self, before: Decimal, after: Decimal) {
        let is_below = |number: Decimal| number.is_sign_negative() && !number.is_zero();
        match (is_below(before), is_below(after)) {
            (false, true) => self.negative = self.negative.saturating_add(1),
            (true, false) => self.negative = self.negative.saturating_sub(1),
            _ => {}
        }
    }

    /// Whether units of this sign would take away from anything held.
    pub(super) fn is_reduced_by(&self, number: Decimal) -> bool {
        if number.is_zero() {
            return false;
        }
        if number.is_sign_negative() {
            self.plain.signum() > 0 || self.lots.len() > self.negative
        } else {
            self.plain.signum() < 0 || self.negative > 0
        }
    }

    /// The lots a sale takes from and how much from each, or why it cannot.
    pub(super) fn reduce(
        &self,
        number: Decimal,
        wanted: Wanted<'_>,
        booking: Booking,
    ) -> Result<Vec<(Decimal, Cost)>, (&'static str, &'static str)> {
        let matches = || self.lots.values().filter(|lot| wanted.fits(&lot.cost));
        let mut first_two = matches();
        let Some(first) = first_two.next() else {
            return Err(("no_matching_lot", "no lot of the account matches this cost"));
        };
        let is_single = first_two.next().is_none();
        match booking {
            Booking::Fifo | Booking::Lifo | Booking::Hifo => {
                let mut lots: Vec<&Lot> = matches().collect();
                match booking {
                    Booking::Fifo => lots.sort_by_key(|lot| lot.cost.date),
                    Booking::Lifo => lots.sort_by_key(|lot| std::cmp::Reverse(lot.cost.date)),
                    _ => lots.sort_by_key(|lot| std::cmp::Reverse(lot.cost.number)),
                }
                take_in_order(number, &lots)
            }
            Booking::Average => {
                Err(("unsupported_booking", "the booking method AVERAGE is not supported"))
            }
            Booking::Strict | Booking::StrictWithSize | Booking::None if is_single => {
                // As in beancount, whatever the sign of that lot.
                if first.units.abs() < number.abs() {
                    return Err(("not_enough_lots", NOT_ENOUGH));
                }
                Ok(vec![(number, first.cost.clone())])
            }
            Booking::Strict | Booking::StrictWithSize | Booking::None => {
                let total = matches().try_fold(Sum::default(), |sum, lot| sum.plus(lot.units));
                if total.and_then(|sum| sum.plus(number)).is_some_and(Sum::is_zero) {
                    return Ok(matches().map(|lot| (neg(lot.units), lot.cost.clone())).collect());
                }
                let wanted_size = neg(number);
                let same_size = matches().filter(|lot| lot.units == wanted_size);
                match same_size.min_by_key(|lot| lot.cost.date) {
                    Some(lot) if booking == Booking::StrictWithSize => {
                        Ok(vec![(number, lot.cost.clone())])
                    }
                    _ => Err(("ambiguous_lot", "several lots of the account match this cost")),
                }
            }
        }
    }
}

const NOT_ENOUGH: &str = "the matching lots hold less than is taken";

fn take_in_order(
    number: Decimal,
    lots: &[&Lot],
) -> Result<Vec<(Decimal, Cost)>, (&'static str, &'static str)> {
    let is_sale = number.is_sign_negative();
    let mut left = number.abs();
    let mut taken = Vec::new();
    for lot in lots {
        if left.is_zero() {
            break;
        }
        if lot.units.is_sign_negative() == is_sale {
            continue;
        }
        let size = lot.units.abs().min(left);
        taken.push((if is_sale { neg(size) } else { size }, lot.cost.clone()));
        left = sub(left, size).ok_or(("number_out_of_range", "this sale cannot be summed"))?;
    }
    if left.is_zero() { Ok(taken) } else { Err(("not_enough_lots", NOT_ENOUGH)) }
}
