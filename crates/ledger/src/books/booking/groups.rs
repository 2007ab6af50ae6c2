//! Puts the postings of a transaction into groups by the currency in which they balance.
//!
//! A group may leave one number open. Currencies that are left out are taken from the rest of the
//! posting, from the only group there is, or from what the account holds.

use super::draft::Draft;
use super::inventory::Inventory;
use crate::books::model::{Posting, Text};
use crate::books::problem::Fault;

/// The drafts of a transaction, each in its group; one that has just an account is in all of them.
pub(super) fn group<'i>(
    postings: &[Posting],
    held: impl Fn(&Text) -> Option<&'i Inventory>,
) -> Result<Vec<Draft>, Fault> {
    let mut drafts: Vec<Draft> = Vec::with_capacity(postings.len());
    let mut auto: Option<usize> = None;
    let mut has_unknown = false;
    for (index, posting) in postings.iter().enumerate() {
        let mut draft = Draft::new(index, posting);
        if draft.is_auto() {
            if auto.replace(index).is_some() {
                let message = "only one posting of a transaction may have no amount";
                return Err(Fault::new(posting.line, "several_elided", message));
            }
            continue;
        }
        if draft.price.is_some() && draft.price_currency.is_none() {
            draft.price_currency = draft.cost_currency().cloned();
        }
        if draft.has_cost()
            && draft.cost_currency().is_none()
            && let Some(currency) = draft.price_currency.clone()
        {
            draft.set_cost_currency(currency);
        }
        let is_known = draft.find_group();
        has_unknown |= !is_known || draft.currency.is_none();
        drafts.push(draft);
    }
    if has_unknown {
        complete(&mut drafts, postings, held)?;
    }
    if let Some(index) = auto {
        let mut groups: Vec<Text> = Vec::new();
        for currency in drafts.iter().filter_map(|draft| draft.group.as_ref()) {
            if !groups.contains(currency) {
                groups.push(currency.clone());
            }
        }
        let at = drafts.iter().position(|draft| draft.index > index).unwrap_or(drafts.len());
        if let Some(posting) = postings.get(index) {
            let spread = groups.into_iter().map(|currency| Draft {
                currency: Some(currency.clone()),
                group: Some(currency),
                ..Draft::new(index, posting)
            });
            drafts.splice(at..at, spread);
        }
    }
    Ok(drafts)
}

fn complete<'i>(
    drafts: &mut [Draft],
    postings: &[Posting],
    held: impl Fn(&Text) -> Option<&'i Inventory>,
) -> Result<(), Fault> {
    let mut groups: Vec<Text> = drafts.iter().filter_map(|draft| draft.group.clone()).collect();
    groups.sort();
    groups.dedup();
    let unknown = drafts.iter().filter(|draft| draft.group.is_none()).count();
    if let ([only], 1) = (groups.as_slice(), unknown)
        && let Some(draft) = drafts.iter_mut().find(|draft| draft.group.is_none())
    {
        if draft.price.is_none() && !draft.has_cost() {
            draft.currency = Some(only.clone());
        } else {
            fill_cost_and_price(draft, only);
        }
        draft.find_group();
    }
    for draft in drafts.iter_mut() {
        let Some(posting) = postings.get(draft.index) else { continue };
        let inventory = held(&posting.account);
        if draft.currency.is_none() {
            draft.currency = inventory.and_then(Inventory::only_currency);
        }
        if draft.group.is_none() {
            if let Some(currency) = inventory.and_then(Inventory::only_cost_currency) {
                fill_cost_and_price(draft, &currency);
            }
            draft.find_group();
        }
        let is_cost_open = draft.has_cost() && draft.cost_currency().is_none();
        let is_price_open = draft.price.is_some() && draft.price_currency.is_none();
        if draft.group.is_none() || draft.currency.is_none() || is_cost_open || is_price_open {
            let message = "the currency of this posting cannot be worked out";
            return Err(Fault::new(posting.line, "unknown_currency", message));
        }
    }
    Ok(())
}

fn fill_cost_and_price(draft: &mut Draft, currency: &Text) {
    if draft.price.is_some() && draft.price_currency.is_none() {
        draft.price_currency = Some(currency.clone());
    }
    if draft.has_cost() && draft.cost_currency().is_none() {
        draft.set_cost_currency(currency.clone());
    }
}
