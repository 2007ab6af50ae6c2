//! What the inventory's events are in the ledger.

use moja_core::command::{Domain as _, Failure};
use moja_core::consequence::Cause;
use moja_core::currency::Currency;
use moja_core::engine::AnyCommand;
use moja_core::money::Money;
use moja_inventory::event::Posting;
use moja_inventory::{AccountRole, Inventory, InventoryEvent, PostingAccounts};
use moja_ledger::{AccountKind, Details, Leg, OpenAccount, Post, PostMany};

/// The accounts that the value of stock is posted to, to be opened: an account for each role, of
/// the kind that the role has.
///
/// The account of the stock itself is a control account of the inventory, so that nothing else is
/// posted to it: the books would no longer tie.
pub fn stock_accounts(
    accounts: &PostingAccounts,
    currency: Currency,
) -> impl Iterator<Item = OpenAccount> {
    accounts.each().map(move |(role, code)| {
        let kind = match role {
            AccountRole::Inventory => AccountKind::Asset,
            AccountRole::ReceivedNotInvoiced | AccountRole::LandedCost => AccountKind::Liability,
            AccountRole::CostOfGoodsSold
            | AccountRole::Adjustment
            | AccountRole::PriceDifference
            | AccountRole::ProductionCost
            | AccountRole::Revaluation => AccountKind::Expense,
        };
        let account = OpenAccount::new(code, currency, kind);
        match role {
            AccountRole::Inventory => account.controlled_by(Inventory::NAME),
            _ => account,
        }
    })
}

/// Every change of the value of stock is posted: one transaction, or several in one journal
/// entry. It has the document's reference and party.
pub(crate) fn postings(
    events: &[InventoryEvent],
    _: &Cause<'_>,
) -> Result<Vec<AnyCommand>, Failure> {
    let mut posts = Vec::new();
    for event in events {
        let InventoryEvent::Valued(valued) = event else { continue };
        if valued.postings.is_empty() {
            continue;
        }
        let details = details(events);
        for posting in &valued.postings {
            posts.push(post(posting, &details)?);
        }
    }
    let last = posts.pop();
    Ok(match last {
        None => Vec::new(),
        Some(only) if posts.is_empty() => vec![only.into()],
        Some(last) => {
            posts.push(last);
            vec![PostMany { transactions: posts }.into()]
        }
    })
}

fn details(events: &[InventoryEvent]) -> Details {
    let moved = events.iter().find_map(|event| match event {
        InventoryEvent::Moved(moved) => Some(moved),
        _ => None,
    });
    moved.map_or_else(Details::default, |moved| Details {
        reference: moved.reference.clone(),
        payee: moved.party.clone(),
        narration: moved.reason.clone(),
        ..Details::default()
    })
}

fn post(posting: &Posting, details: &Details) -> Result<Post, Failure> {
    let currency = Currency::custom(&posting.currency, posting.exponent)
        .map_err(|error| Failure::invalid(error.code(), error.to_string()))?;
    let leg = |(account, minor): &(String, i64)| {
        Leg::new(account.as_str(), Money::new(i128::from(*minor), currency))
    };
    Ok(Post {
        legs: posting.legs.iter().map(leg).collect(),
        effective_at: Some(posting.effective_at),
        details: details.clone(),
        ..Post::default()
    })
}
