//! Books one beancount transaction: lots are found, open numbers worked out, the balance checked.

use std::collections::HashMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::draft::{Draft, DraftCost, Missing, spec_per_unit};
use super::groups::group;
use super::inventory::{Holding, Inventory, Wanted};
use super::tolerance::{Rules, Tolerances, Written, quantum_scale};
use crate::books::model::{Booking, Posting, Price, ResolvedPosting, Text, TotalCost};
use crate::books::number::{Sum, div, mul, neg, noise, quantize, sub};
use crate::books::problem::Fault;

/// What all accounts hold while transactions are booked in order.
#[derive(Debug)]
pub(super) struct Ledger<'r> {
    pub(super) rules: &'r Rules,
    pub(super) default_method: Booking,
    pub(super) methods: HashMap<Text, Booking>,
    pub(super) accounts: HashMap<Text, Inventory>,
}

/// A booked transaction, and what is wrong with it if it does not balance.
pub(super) struct Booked {
    pub(super) postings: Vec<ResolvedPosting>,
    pub(super) imbalance: Option<Fault>,
}

/// A currency, the sum of what is known in it, and the draft that leaves something open.
type Group = (Text, Sum, Option<(usize, Missing)>);

/// The group, account and currency of a holding that a transaction has changed.
type Changed = (Option<Text>, Text, Text, Holding);

impl Ledger<'_> {
    /// Books the postings and adds them to the accounts.
    pub(super) fn book(
        &mut self,
        line: u32,
        date: NaiveDate,
        postings: &[Posting],
    ) -> Result<Booked, Fault> {
        let drafts = group(postings, |account| self.accounts.get(account))?;
        let drafts = self.find_lots(drafts, postings, date)?;
        let drafts = if drafts.iter().all(Draft::is_complete) {
            drafts
        } else {
            self.interpolate(drafts, postings)?
        };
        let mut resolved = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let Some(posting) = postings.get(draft.index) else { continue };
            resolved.push(draft.resolve(posting, date)?);
        }
        for posting in &resolved {
            let inventory = match self.accounts.get_mut(&posting.account) {
                Some(inventory) => inventory,
                None => self.accounts.entry(posting.account.clone()).or_default(),
            };
            let units = &posting.units;
            if inventory.add(units.number, &units.currency, posting.cost.as_ref()).is_none() {
                let message = format!("the balance of `{}` cannot be kept", posting.account);
                return Err(Fault::new(posting.line, "number_out_of_range", message));
            }
        }
        let imbalance = self.imbalance(line, &resolved);
        Ok(Booked { postings: resolved, imbalance })
    }

    fn method(&self, account: &Text) -> Booking {
        self.methods.get(account).copied().unwrap_or(self.default_method)
    }

    /// Replaces every posting that takes from lots by one for each lot.
    fn find_lots(
        &self,
        drafts: Vec<Draft>,
        postings: &[Posting],
        date: NaiveDate,
    ) -> Result<Vec<Draft>, Fault> {
        if !drafts.iter().any(Draft::has_cost) {
            return Ok(drafts);
        }
        // What lots are left after the postings so far. Groups do not see each other's sales, nor
        // what the transaction buys; that is how beancount does it.
        let mut changed: Vec<Changed> = Vec::new();
        let mut result = Vec::with_capacity(drafts.len());
        for mut draft in drafts {
            let (Some(posting), Some(number)) = (postings.get(draft.index), draft.number) else {
                result.push(draft);
                continue;
            };
            let (DraftCost::Spec(spec), Some(currency)) = (&mut draft.cost, &draft.currency) else {
                result.push(draft);
                continue;
            };
            let method = self.method(&posting.account);
            let place = changed.iter().position(|(group, account, code, _)| {
                *group == draft.group && *account == posting.account && code == currency
            });
            let holding = match place.and_then(|place| changed.get(place)) {
                Some((_, _, _, holding)) => Some(holding),
                None => self.accounts.get(&posting.account).and_then(|all| all.holding(currency)),
            };
            let Some(holding) =
                holding.filter(|held| method != Booking::None && held.is_reduced_by(number))
            else {
                spec.date = spec.date.or(Some(date));
                result.push(draft);
                continue;
            };
            let wanted = Wanted {
                number: spec_per_unit(spec, number),
                currency: spec.currency.as_ref(),
                date: spec.date,
                label: spec.label.as_deref(),
            };
            let lots = holding.reduce(number, wanted, method).map_err(|(code, message)| {
                let message = format!("{message}: {number} {currency} of `{}`", posting.account);
                Fault::new(posting.line, code, message)
            })?;
            if let Some((price, is_total)) = &mut draft.price
                && *is_total
                && lots.len() > 1
            {
                *price = price.and_then(|total| div(total, number.abs()));
                *is_total = false;
            }
            let mut after = holding.clone();
            for (size, cost) in lots {
                after.add(size, Some(&cost));
                let (cost, number) = (DraftCost::Lot(cost), Some(size));
                result.push(Draft { number, cost, ..draft.clone() });
            }
            let currency = currency.clone();
            match place.and_then(|place| changed.get_mut(place)) {
                Some((_, _, _, holding)) => *holding = after,
                None => {
                    changed.push((draft.group.clone(), posting.account.clone(), currency, after))
                }
            }
        }
        Ok(result)
    }

    /// Works out the one number that each group may leave open.
    fn interpolate(
        &self,
        mut drafts: Vec<Draft>,
        postings: &[Posting],
    ) -> Result<Vec<Draft>, Fault> {
        let mut groups: Vec<Group> = Vec::new();
        for (at, draft) in drafts.iter().enumerate() {
            let line = postings.get(draft.index).map_or(0, |posting| posting.line);
            let Some(currency) = &draft.group else { continue };
            let place = groups.iter().position(|(known, _, _)| known == currency);
            let place = place.unwrap_or(groups.len());
            if place == groups.len() {
                groups.push((currency.clone(), Sum::default(), None));
            }
            let Some((_, sum, open)) = groups.get_mut(place) else { continue };
            for missing in draft.missing().into_iter().flatten() {
                if open.replace((at, missing)).is_some() {
                    let message = format!("too many numbers in `{currency}` are left out");
                    return Err(Fault::new(line, "several_elided", message));
                }
            }
            if draft.is_complete() {
                let next = draft.weight().and_then(|weight| sum.plus(weight));
                *sum = next.ok_or_else(|| out_of_range(line))?;
            }
        }
        let written = postings.iter().map(written_posting);
        let is_precise = self.rules.is_precise;
        let tolerances = Tolerances::infer(self.rules, written, is_precise);
        let mut fills: Vec<(usize, Option<Draft>)> = Vec::new();
        for (_, sum, open) in &groups {
            let Some((at, missing)) = *open else { continue };
            let Some(draft) = drafts.get(at) else { continue };
            let line = postings.get(draft.index).map_or(0, |posting| posting.line);
            let sum = sum.to_decimal().ok_or_else(|| out_of_range(line))?;
            fills.push((at, fill(draft.clone(), missing, neg(sum), line, &tolerances)?));
        }
        fills.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        for (at, filled) in fills {
            match (filled, drafts.get_mut(at)) {
                (Some(filled), Some(draft)) => *draft = filled,
                _ => {
                    drafts.remove(at);
                }
            }
        }
        Ok(drafts)
    }

    fn imbalance(&self, line: u32, postings: &[ResolvedPosting]) -> Option<Fault> {
        let mut sums: Vec<(&Text, Sum)> = Vec::new();
        for posting in postings {
            let weight = &posting.weight;
            let place = sums.iter().position(|(code, _)| **code == weight.currency);
            let place = place.unwrap_or(sums.len());
            if place == sums.len() {
                sums.push((&weight.currency, Sum::default()));
            }
            if let Some((_, sum)) = sums.get_mut(place) {
                match sum.plus(weight.number) {
                    Some(next) => *sum = next,
                    None => return Some(out_of_range(line)),
                }
            }
        }
        if sums.iter().all(|(_, sum)| sum.is_zero()) {
            return None;
        }
        let written = postings.iter().filter(|posting| !posting.is_inferred).map(written);
        let tolerances = Tolerances::infer(self.rules, written, false);
        let off: Vec<String> = sums
            .iter()
            .filter(|(code, sum)| !sum.is_within(tolerances.get(code).max(noise())))
            .map(|(code, sum)| match sum.to_decimal() {
                Some(number) => format!("{} {code}", number.normalize()),
                None => format!("some {code}"),
            })
            .collect();
        if off.is_empty() {
            return None;
        }
        let message = format!("the transaction is off balance by {}", off.join(", "));
        Some(Fault::new(line, "unbalanced", message))
    }
}

fn out_of_range(line: u32) -> Fault {
    Fault::new(line, "number_out_of_range", "the sum of this transaction cannot be kept exactly")
}

/// What tolerances need of a finished posting.
pub(in crate::books) fn written(posting: &ResolvedPosting) -> Written<'_> {
    Written {
        number: Some(posting.units.number),
        currency: Some(&posting.units.currency),
        cost: posting.cost.as_ref().map(|cost| ([Some(cost.number), None], &cost.currency)),
        price: posting.price.as_ref().map(|price| match price {
            Price::Unit(amount) => (amount.number, &amount.currency),
            Price::Total(amount) => {
                let per_unit = div(amount.number, posting.units.number.abs());
                (per_unit.unwrap_or_default(), &amount.currency)
            }
        }),
    }
}

/// The same of a posting as written; what is left out, a currency too, says nothing.
fn written_posting(posting: &Posting) -> Written<'_> {
    let cost = posting.cost.as_ref().and_then(|spec| {
        let total = match spec.number_total {
            TotalCost::Given(total) => Some(total),
            _ => None,
        };
        let per_unit = if spec.only_total { Some(Decimal::ZERO) } else { spec.number_per };
        Some(([total, per_unit], spec.currency.as_ref()?))
    });
    let price = posting.price.as_ref().and_then(|price| {
        let per_unit = if price.is_total {
            div(price.number?, posting.units.number?.abs()).unwrap_or_default()
        } else {
            price.number?
        };
        Some((per_unit, price.currency.as_ref()?))
    });
    let currency = posting.units.currency.as_ref();
    Written { number: posting.units.number, currency, cost, price }
}

/// The draft with its open number set so that the group sums to zero; nothing when the posting
/// has nothing left to take.
fn fill(
    mut draft: Draft,
    missing: Missing,
    weight: Decimal,
    line: u32,
    tolerances: &Tolerances<'_>,
) -> Result<Option<Draft>, Fault> {
    let fail = |message: &str| Fault::new(line, "cannot_interpolate", message);
    let overflow = || out_of_range(line);
    draft.is_inferred = true;
    match missing {
        Missing::Units => {
            let units = match (&draft.cost, draft.price) {
                (DraftCost::Spec(spec), _) => {
                    let Some(per_unit) = spec.number_per.filter(|n| !n.is_zero()) else {
                        return Err(fail("units cannot be worked out from a total cost alone"));
                    };
                    let total = match spec.number_total {
                        TotalCost::Given(total) => total,
                        _ => Decimal::ZERO,
                    };
                    sub(weight, total).and_then(|rest| div(rest, per_unit))
                }
                (_, Some((Some(price), false))) if !price.is_zero() => div(weight, price),
                (_, Some(_)) => return Err(fail("units cannot be worked out from this price")),
                _ => Some(weight),
            };
            if weight.is_zero() {
                return Ok(None);
            }
            let mut units = units.ok_or_else(overflow)?;
            let currency = draft.currency.as_deref().unwrap_or_default();
            if let Some(scale) = quantum_scale(tolerances.get(currency)) {
                units = quantize(units, scale).ok_or_else(overflow)?;
            }
            draft.number = Some(units);
        }
        Missing::CostPerUnit | Missing::CostTotal => {
            let number = draft.number.unwrap_or_default();
            let DraftCost::Spec(spec) = &mut draft.cost else {
                return Err(fail("this cost cannot be worked out"));
            };
            if missing == Missing::CostPerUnit {
                if number.is_zero() {
                    return Ok(None);
                }
                let total = match spec.number_total {
                    TotalCost::Given(total) => total,
                    _ => Decimal::ZERO,
                };
                let per_unit = sub(weight, total).and_then(|rest| div(rest, number));
                spec.number_per = Some(per_unit.ok_or_else(overflow)?);
            } else {
                let known = spec.number_per.unwrap_or_default();
                let total = mul(known, number).and_then(|known| sub(weight, known));
                spec.number_total = TotalCost::Given(total.ok_or_else(overflow)?);
            }
        }
        Missing::Price => {
            if draft.has_cost() {
                return Err(fail("the price of a posting at cost cannot be worked out"));
            }
            let number = draft.number.unwrap_or_default();
            let Some((price, is_total)) = &mut draft.price else {
                return Err(fail("this price cannot be worked out"));
            };
            let all = weight.abs();
            let worth = if *is_total { Some(all) } else { div(all, number.abs()) };
            *price = Some(worth.ok_or_else(overflow)?);
        }
    }
    Ok(Some(draft))
}
