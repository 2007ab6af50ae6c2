//! A posting while its missing parts are being worked out.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::books::model::{
    Amount, Cost, CostSpec, Posting, Price, ResolvedPosting, Text, TotalCost,
};
use crate::books::number::{add, div, mul, neg};
use crate::books::problem::Fault;

/// The cost of a draft: none, as written, or a lot that was found.
#[derive(Debug, Clone)]
pub(super) enum DraftCost {
    None,
    Spec(Box<CostSpec>),
    Lot(Cost),
}

/// The one thing that a currency group may leave to be worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    Units,
    CostPerUnit,
    CostTotal,
    Price,
}

/// A posting being worked out. Currencies are known once it has been put into a group.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Where the posting stands in its transaction.
    pub(super) index: usize,
    pub(super) number: Option<Decimal>,
    pub(super) currency: Option<Text>,
    pub(super) cost: DraftCost,
    pub(super) price: Option<(Option<Decimal>, bool)>,
    pub(super) price_currency: Option<Text>,
    /// The currency of its weight.
    pub(super) group: Option<Text>,
    pub(super) is_inferred: bool,
}

impl Draft {
    pub(super) fn new(index: usize, posting: &Posting) -> Self {
        Self {
            index,
            number: posting.units.number,
            currency: posting.units.currency.clone(),
            cost: posting.cost.clone().map_or(DraftCost::None, DraftCost::Spec),
            price: posting.price.as_ref().map(|price| (price.number, price.is_total)),
            price_currency: posting.price.as_ref().and_then(|price| price.currency.clone()),
            group: None,
            is_inferred: false,
        }
    }

    /// Everything but the account is left out.
    pub(super) const fn is_auto(&self) -> bool {
        self.number.is_none()
            && self.currency.is_none()
            && self.price.is_none()
            && matches!(self.cost, DraftCost::None)
    }

    pub(super) const fn has_cost(&self) -> bool {
        !matches!(self.cost, DraftCost::None)
    }

    pub(super) const fn cost_currency(&self) -> Option<&Text> {
        match &self.cost {
            DraftCost::None => None,
            DraftCost::Spec(spec) => spec.currency.as_ref(),
            DraftCost::Lot(cost) => Some(&cost.currency),
        }
    }

    pub(super) fn set_cost_currency(&mut self, currency: Text) {
        if let DraftCost::Spec(spec) = &mut self.cost {
            spec.currency = Some(currency);
        }
    }

    /// Finds the group by what is known: the currency of the cost, else price, else units.
    pub(super) fn find_group(&mut self) -> bool {
        self.group = match (self.cost_currency(), &self.price_currency) {
            (Some(currency), _) | (None, Some(currency)) => Some(currency.clone()),
            (None, None) if !self.has_cost() && self.price.is_none() => self.currency.clone(),
            (None, None) => None,
        };
        self.group.is_some()
    }

    pub(super) const fn missing(&self) -> [Option<Missing>; 3] {
        let units = if self.number.is_none() { Some(Missing::Units) } else { None };
        let cost = match &self.cost {
            DraftCost::Spec(spec) if matches!(spec.number_total, TotalCost::Elided) => {
                Some(Missing::CostTotal)
            }
            DraftCost::Spec(spec) => match (spec.number_per, spec.number_total) {
                (None, TotalCost::Given(_)) if spec.only_total => None,
                (None, TotalCost::None) if spec.only_total => Some(Missing::CostTotal),
                (None, _) => Some(Missing::CostPerUnit),
                _ => None,
            },
            _ => None,
        };
        let price = match self.price {
            Some((None, _)) => Some(Missing::Price),
            _ => None,
        };
        [units, cost, price]
    }

    pub(super) fn is_complete(&self) -> bool {
        self.missing().iter().all(Option::is_none)
    }

    /// What counts in the balance of the transaction; nothing when it cannot be kept.
    pub(super) fn weight(&self) -> Option<Decimal> {
        let number = self.number?;
        match &self.cost {
            DraftCost::Lot(cost) => mul(cost.number, number),
            DraftCost::Spec(spec) => {
                let total = spec_total(spec, number)?;
                Some(if number.is_sign_negative() { neg(total) } else { total })
            }
            DraftCost::None => match self.price {
                None => Some(number),
                Some((price, false)) => mul(price?, number),
                Some(_) if number.is_zero() => Some(Decimal::ZERO),
                Some((price, true)) if number.is_sign_negative() => Some(neg(price?)),
                Some((price, true)) => price,
            },
        }
    }

    /// Cost of one unit as far as it is written.
    pub(super) fn cost_per_unit(&self) -> Option<Decimal> {
        let DraftCost::Spec(spec) = &self.cost else { return None };
        spec_per_unit(spec, self.number?)
    }

    /// The finished posting.
    pub(super) fn resolve(
        self,
        posting: &Posting,
        date: NaiveDate,
    ) -> Result<ResolvedPosting, Fault> {
        let out_of_range = || {
            let message = "the weight of this posting cannot be kept exactly";
            Fault::new(posting.line, "number_out_of_range", message)
        };
        let number = self.number.ok_or_else(out_of_range)?;
        let weight = self.weight().ok_or_else(out_of_range)?;
        let (Some(currency), Some(group)) = (self.currency.clone(), self.group.clone()) else {
            let message = "the currency of this posting is not known";
            return Err(Fault::new(posting.line, "unknown_currency", message));
        };
        let per_unit = self.cost_per_unit();
        let (cost, cost_spec) = match self.cost {
            DraftCost::None => (None, None),
            DraftCost::Lot(cost) => (Some(cost), None),
            DraftCost::Spec(spec) => {
                if number.is_zero() {
                    let message = "a posting at cost cannot have zero units";
                    return Err(Fault::new(posting.line, "zero_units_at_cost", message));
                }
                let cost = Cost {
                    number: per_unit.ok_or_else(out_of_range)?,
                    currency: group.clone(),
                    date: spec.date.unwrap_or(date),
                    label: spec.label.clone(),
                };
                let is_compound = spec.number_total != TotalCost::None;
                (Some(cost), is_compound.then_some(spec))
            }
        };
        if cost
            .as_ref()
            .is_some_and(|cost| cost.number.is_sign_negative() && !cost.number.is_zero())
        {
            return Err(Fault::new(posting.line, "negative_cost", "a cost cannot be negative"));
        }
        let price = match (self.price, self.price_currency) {
            (Some((Some(number), is_total)), Some(currency)) => {
                let amount = Amount { number, currency };
                Some(if is_total { Price::Total(amount) } else { Price::Unit(amount) })
            }
            _ => None,
        };
        Ok(ResolvedPosting {
            line: posting.line,
            account: posting.account.clone(),
            units: Amount { number, currency },
            weight: Amount { number: weight, currency: group },
            cost,
            cost_spec,
            price,
            flag: posting.flag,
            meta: posting.meta.clone(),
            tags: posting.tags.clone(),
            assertion: posting.assertion.clone(),
            is_virtual: posting.is_virtual,
            is_inferred: self.is_inferred,
        })
    }
}

fn spec_total(spec: &CostSpec, number: Decimal) -> Option<Decimal> {
    let per_unit = match spec.number_per {
        Some(per) => mul(per, number.abs())?,
        None => Decimal::ZERO,
    };
    match spec.number_total {
        TotalCost::Given(total) => add(per_unit, total),
        TotalCost::None => Some(per_unit),
        TotalCost::Elided => None,
    }
}

/// Cost of one unit; nothing when that is not written.
pub(super) fn spec_per_unit(spec: &CostSpec, number: Decimal) -> Option<Decimal> {
    match spec.number_total {
        TotalCost::None => spec.number_per,
        TotalCost::Elided => None,
        TotalCost::Given(_) if spec.number_per.is_none() && !spec.only_total => None,
        TotalCost::Given(_) => div(spec_total(spec, number)?, number.abs()),
    }
}
