//! Books hledger's journals: amounts left out, costs, the balance of transactions, assertions.
//!
//! hledger has no lots. A posting's weight is its price (`@`, `@@`) or else its units, and a
//! transaction in just two commodities without prices sets the price of one in the other. The
//! balance may be off by half of the last decimal written in that commodity in the transaction.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::super::Reading;
use super::pads::is_within;
use super::{split, without_postings};
use crate::books::model::{
    Amount, Book, Entry, EntryKind, Posting, Price, ResolvedBook, ResolvedPosting, Text,
    Transaction,
};
use crate::books::number::{Sum, add, div, mul, neg, noise, unit_at};
use crate::books::problem::{Fault, Problem};

/// Books what was read from hledger's language, by hledger's rules.
pub(in crate::books) fn book_hledger(book: Book, mut problems: Vec<Problem>) -> Reading {
    let Book { mut entries, options } = book;
    // The sort is stable: on one day the order of the source counts.
    entries.sort_by_key(|entry| entry.date);
    let mut journal = Journal::default();
    let mut result = Vec::with_capacity(entries.len());
    for entry in entries {
        let Entry { file, line, date, meta, kind } = entry;
        let kind = match without_postings(kind) {
            Ok(kind) => kind,
            Err(transaction) => {
                let (postings, shell) = split(*transaction);
                match journal.book(line, postings) {
                    Ok(postings) => EntryKind::Transaction(Transaction { postings, ..shell }),
                    Err(fault) => {
                        problems.push(fault.in_file(&file));
                        continue;
                    }
                }
            }
        };
        result.push(Entry { file, line, date, meta, kind });
    }
    problems.sort();
    Reading { book: ResolvedBook { entries: result, options }, problems }
}

/// Sums by currency in the order in which they came up.
#[derive(Debug, Default)]
struct Sums(Vec<(Text, Sum)>);

impl Sums {
    fn add(&mut self, currency: &Text, number: Decimal) -> Option<()> {
        add_to(&mut self.0, currency, number)
    }

    fn add_sum(&mut self, currency: &Text, more: Sum) -> Option<()> {
        match self.0.iter_mut().find(|(code, _)| code == currency) {
            Some((_, sum)) => *sum = sum.plus_sum(more)?,
            None => self.0.push((currency.clone(), more)),
        }
        Some(())
    }
}

fn add_to(sums: &mut Vec<(Text, Sum)>, currency: &Text, number: Decimal) -> Option<()> {
    match sums.iter_mut().find(|(code, _)| code == currency) {
        Some((_, sum)) => *sum = sum.plus(number)?,
        None => sums.push((currency.clone(), Sum::default().plus(number)?)),
    }
    Some(())
}

/// The sum in one currency.
pub(in crate::books) fn of_currency(sums: &[(Text, Sum)], currency: &Text) -> Sum {
    sums.iter().find(|(code, _)| code == currency).map_or_else(Sum::default, |(_, sum)| *sum)
}

/// What all accounts hold so far.
#[derive(Debug, Default)]
pub(in crate::books) struct Holdings(HashMap<Text, Vec<(Text, Sum)>>);

impl Holdings {
    /// Adds the units of a posting; nothing when the sum cannot be kept.
    pub(in crate::books) fn add(&mut self, posting: &ResolvedPosting) -> Option<()> {
        let sums = match self.0.get_mut(&posting.account) {
            Some(sums) => sums,
            None => self.0.entry(posting.account.clone()).or_default(),
        };
        add_to(sums, &posting.units.currency, posting.units.number)
    }

    /// What the account holds, with its subaccounts if asked for.
    pub(in crate::books) fn held(
        &self,
        account: &Text,
        is_inclusive: bool,
    ) -> Option<Vec<(Text, Sum)>> {
        let mut total = Sums::default();
        let mut add_all = |sums: &[(Text, Sum)]| -> Option<()> {
            for (currency, sum) in sums {
                total.add_sum(currency, *sum)?;
            }
            Some(())
        };
        if is_inclusive {
            for (name, sums) in &self.0 {
                if is_within(name, account) {
                    add_all(sums)?;
                }
            }
            total.0.sort_by(|(a, _), (b, _)| a.cmp(b));
        } else if let Some(sums) = self.0.get(account) {
            add_all(sums)?;
        }
        Some(total.0)
    }
}

/// The state of a journal while its transactions are booked in order.
#[derive(Debug, Default)]
struct Journal {
    accounts: Holdings,
}

fn too_large(line: u32) -> Fault {
    Fault::new(line, "number_out_of_range", "the sums of this posting cannot be kept exactly")
}

fn resolved(posting: &Posting, units: Amount) -> Result<ResolvedPosting, Fault> {
    let mut price = None;
    if let Some(spec) = &posting.price
        && let (Some(number), Some(currency)) = (spec.number, &spec.currency)
    {
        let amount = Amount { number, currency: currency.clone() };
        price = Some(if spec.is_total { Price::Total(amount) } else { Price::Unit(amount) });
    }
    let weight = weight_of(&units, price.as_ref()).ok_or_else(|| too_large(posting.line))?;
    Ok(ResolvedPosting {
        line: posting.line,
        account: posting.account.clone(),
        units,
        weight,
        cost: None,
        cost_spec: None,
        price,
        flag: posting.flag,
        meta: posting.meta.clone(),
        tags: posting.tags.clone(),
        assertion: posting.assertion.clone(),
        is_virtual: posting.is_virtual,
        is_inferred: posting.units.number.is_none(),
    })
}

fn weight_of(units: &Amount, price: Option<&Price>) -> Option<Amount> {
    Some(match price {
        None => units.clone(),
        Some(Price::Unit(price)) => {
            Amount { number: mul(price.number, units.number)?, currency: price.currency.clone() }
        }
        Some(Price::Total(price)) => {
            let number = match units.number {
                number if number.is_zero() => Decimal::ZERO,
                number if number.is_sign_negative() => neg(price.number),
                _ => price.number,
            };
            Amount { number, currency: price.currency.clone() }
        }
    })
}

impl Journal {
    fn book(&mut self, line: u32, postings: Vec<Posting>) -> Result<Vec<ResolvedPosting>, Fault> {
        let is_assignment =
            |posting: &Posting| posting.units.number.is_none() && posting.assertion.is_some();
        let has_assignments = postings.iter().any(is_assignment);
        // In the order of the source: each posting may turn into several, one per commodity.
        let mut slots: Vec<Vec<ResolvedPosting>> = Vec::with_capacity(postings.len());
        for posting in &postings {
            let slot = match (&posting.units.number, &posting.units.currency) {
                (Some(number), Some(currency)) => {
                    let units = Amount { number: *number, currency: currency.clone() };
                    vec![resolved(posting, units)?]
                }
                _ if is_assignment(posting) => self.assign(posting)?,
                _ => Vec::new(),
            };
            if has_assignments {
                // Assignments see what stands above them in their own transaction.
                self.add_all(&slot)?;
            }
            slots.push(slot);
        }
        let mut late = Vec::new();
        for is_virtual in [false, true] {
            if let Some(place) = balance(line, &postings, &mut slots, is_virtual)? {
                late.push(place);
            }
        }
        if has_assignments {
            for place in late {
                if let Some(slot) = slots.get(place) {
                    let slot = slot.clone();
                    self.add_all(&slot)?;
                }
            }
            for slot in &slots {
                self.check_assigned(slot)?;
            }
        } else {
            let mut failed = None;
            for slot in &slots {
                self.add_all(slot)?;
                if let Err(fault) = self.check(slot) {
                    failed.get_or_insert(fault);
                }
            }
            if let Some(fault) = failed {
                return Err(fault);
            }
        }
        let mut all = Vec::with_capacity(slots.iter().map(Vec::len).sum());
        all.extend(slots.into_iter().flatten());
        Ok(all)
    }

    fn add_all(&mut self, slot: &[ResolvedPosting]) -> Result<(), Fault> {
        for posting in slot {
            self.accounts.add(posting).ok_or_else(|| too_large(posting.line))?;
        }
        Ok(())
    }

    /// The postings that make a balance assignment true.
    fn assign(&self, posting: &Posting) -> Result<Vec<ResolvedPosting>, Fault> {
        let Some(assertion) = &posting.assertion else { return Ok(Vec::new()) };
        let out_of_range = || too_large(posting.line);
        let held = self
            .accounts
            .held(&posting.account, assertion.is_inclusive)
            .ok_or_else(out_of_range)?;
        let wanted = &assertion.amount;
        let number = of_currency(&held, &wanted.currency)
            .minus(wanted.number)
            .and_then(Sum::to_decimal)
            .map(neg)
            .ok_or_else(out_of_range)?;
        let units = Amount { number, currency: wanted.currency.clone() };
        let mut slot = Vec::new();
        if assertion.is_total {
            for (currency, sum) in held {
                if currency != wanted.currency && !sum.is_zero() {
                    let number = sum.to_decimal().ok_or_else(out_of_range)?;
                    let units = Amount { number: neg(number), currency };
                    let plain = Posting { price: None, assertion: None, ..posting.clone() };
                    slot.push(resolved(&plain, units)?);
                }
            }
        }
        slot.push(resolved(posting, units)?);
        Ok(slot)
    }

    /// The assertions of a transaction with assignments that are not assignments themselves.
    fn check_assigned(&self, slot: &[ResolvedPosting]) -> Result<(), Fault> {
        if slot.iter().all(|posting| posting.is_inferred) { Ok(()) } else { self.check(slot) }
    }

    fn check(&self, slot: &[ResolvedPosting]) -> Result<(), Fault> {
        for posting in slot {
            let Some(assertion) = &posting.assertion else { continue };
            let held = self
                .accounts
                .held(&posting.account, assertion.is_inclusive)
                .ok_or_else(|| too_large(posting.line))?;
            let wanted = &assertion.amount;
            let has = of_currency(&held, &wanted.currency);
            let account = &posting.account;
            if !has.minus(wanted.number).is_some_and(Sum::is_zero) {
                let has = has.to_rounded().unwrap_or_default();
                let message = format!("`{account}` should hold {wanted} but holds {has}");
                return Err(Fault::new(posting.line, "balance_failed", message));
            }
            let other = held.iter().find(|(code, sum)| *code != wanted.currency && !sum.is_zero());
            if let (true, Some((code, sum))) = (assertion.is_total, other) {
                let number = sum.to_rounded().unwrap_or_default();
                let message =
                    format!("`{account}` should hold only {wanted} but holds {number} {code} too");
                return Err(Fault::new(posting.line, "balance_failed", message));
            }
        }
        Ok(())
    }
}

/// Balances the real or the virtual postings; gives the place of the one that was left out.
fn balance(
    line: u32,
    postings: &[Posting],
    slots: &mut [Vec<ResolvedPosting>],
    is_virtual: bool,
) -> Result<Option<usize>, Fault> {
    let mut sums = Sums::default();
    let mut open: Option<usize> = None;
    for (at, (posting, slot)) in postings.iter().zip(slots.iter()).enumerate() {
        if posting.is_virtual != is_virtual {
            continue;
        }
        if slot.is_empty() && open.replace(at).is_some() {
            let message = "only one posting of a transaction may have no amount";
            return Err(Fault::new(posting.line, "several_elided", message));
        }
        for part in slot {
            let Amount { number, currency } = &part.weight;
            sums.add(currency, *number).ok_or_else(|| too_large(part.line))?;
        }
    }
    if let Some(place) = open {
        if let (Some(posting), Some(slot)) = (postings.get(place), slots.get_mut(place)) {
            *slot = fill(posting, &sums)?;
        }
        return Ok(Some(place));
    }
    let is_off = |(currency, sum): &&(Text, Sum)| {
        !sum.is_zero() && !sum.is_within(precision(currency, slots, is_virtual))
    };
    let off: Vec<&(Text, Sum)> = sums.0.iter().filter(is_off).collect();
    if off.is_empty() {
        return Ok(None);
    }
    let numbers: Vec<Amount> = off
        .iter()
        .filter_map(|(code, sum)| {
            Some(Amount { number: sum.to_decimal()?, currency: code.clone() })
        })
        .collect();
    if convert(line, slots, is_virtual)? {
        return Ok(None);
    }
    let parts: Vec<String> = numbers.iter().map(Amount::to_string).collect();
    let message = format!("the transaction is off balance by {}", parts.join(", "));
    Err(Fault::new(line, "unbalanced", message))
}

/// The posting that was left out, in every commodity in which the others are off.
fn fill(posting: &Posting, sums: &Sums) -> Result<Vec<ResolvedPosting>, Fault> {
    let mut slot = Vec::new();
    for (currency, sum) in &sums.0 {
        if !sum.is_zero() {
            let number = sum.to_decimal().ok_or_else(|| too_large(posting.line))?;
            let units = Amount { number: neg(number), currency: currency.clone() };
            slot.push(resolved(posting, units)?);
        }
    }
    if slot.is_empty() {
        let currency = sums.0.first().map_or_else(|| Text::from(""), |(code, _)| code.clone());
        slot.push(resolved(posting, Amount { number: Decimal::ZERO, currency })?);
    }
    Ok(slot)
}

/// Half of the last decimal written in the commodity; in prices only if no posting has it.
fn precision(currency: &Text, slots: &[Vec<ResolvedPosting>], is_virtual: bool) -> Decimal {
    let parts = || slots.iter().flatten().filter(|part| part.is_virtual == is_virtual);
    let in_units = parts()
        .filter(|part| part.units.currency == *currency)
        .map(|part| part.units.number.scale())
        .max();
    let in_prices = || {
        let prices = parts().filter_map(|part| part.price.as_ref()).map(Price::amount);
        prices.filter(|price| price.currency == *currency).map(|price| price.number.scale()).max()
    };
    let scale = in_units.or_else(in_prices).unwrap_or_default();
    let half = Decimal::try_from_i128_with_scale(5, 1).unwrap_or_default();
    mul(unit_at(scale), half).unwrap_or_default().max(noise())
}

/// Prices the first of two commodities in the other if that is all there is to balance.
fn convert(line: u32, slots: &mut [Vec<ResolvedPosting>], is_virtual: bool) -> Result<bool, Fault> {
    let mut sums = Sums::default();
    let mut count = 0_u32;
    let parts = || slots.iter().flatten().filter(|part| part.is_virtual == is_virtual);
    for part in parts() {
        if part.price.is_some() {
            return Ok(false);
        }
        let Amount { number, currency } = &part.units;
        sums.add(currency, *number).ok_or_else(|| too_large(line))?;
    }
    let [(from, from_sum), (to, to_sum)] = sums.0.as_slice() else { return Ok(false) };
    if from_sum.signum().checked_mul(to_sum.signum()) != Some(-1) {
        return Ok(false);
    }
    for part in parts() {
        if part.units.currency == *from {
            count = count.saturating_add(1);
        }
    }
    let (Some(from_total), Some(to_total)) = (from_sum.to_decimal(), to_sum.to_decimal()) else {
        return Err(too_large(line));
    };
    let wanted = neg(to_total);
    let per_unit = div(to_total.abs(), from_total.abs()).ok_or_else(|| too_large(line))?;
    let mut left = wanted;
    let mut seen = 0_u32;
    for part in slots.iter_mut().flatten() {
        if part.is_virtual != is_virtual || part.units.currency != *from {
            continue;
        }
        seen = seen.saturating_add(1);
        let price = |number| Amount { number, currency: to.clone() };
        part.price = Some(if count == 1 {
            Price::Total(price(to_total.abs()))
        } else {
            Price::Unit(price(per_unit))
        });
        // The last one takes what division left over, so that the sum is exact.
        let number = if seen == count {
            left
        } else {
            mul(part.units.number, per_unit).ok_or_else(|| too_large(line))?
        };
        left = add(left, neg(number)).ok_or_else(|| too_large(line))?;
        part.weight = Amount { number, currency: to.clone() };
    }
    Ok(true)
}
