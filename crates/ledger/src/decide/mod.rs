//! One use case a file; what they share is here.

mod account;
mod correction;
mod currency;
mod hold;
mod post;
mod poster;
mod record;

use moja_core::command::{Ctx, Refusal};
use moja_core::currency::Currency;
use moja_core::money::Money;
use moja_core::view::{Need, View};

use crate::event::LedgerEvent;
use crate::rejection::Rejection;
use crate::tables::{Account, Balance, Hold};
use crate::types::{Details, HoldStatus, Metadata, Side};

/// What a decision of this domain ends in.
pub(crate) type Decided = Result<Vec<LedgerEvent>, Refusal<Rejection>>;

/// The longest account code, in characters.
const CODE_LEN_MAX: usize = 255;

/// The longest text of any other kind, in characters.
const TEXT_LEN_MAX: usize = 4_096;

pub(crate) fn reject<T>(rejection: Rejection) -> Result<T, Refusal<Rejection>> {
    Err(Refusal::Rejected(rejection))
}

/// The account with this code and currency.
pub(crate) fn account<'a>(
    view: &View<'a>,
    code: &str,
    currency: Currency,
) -> Result<&'a Account, Refusal<Rejection>> {
    let Some(account) = view.get(Account::by_code(code, currency.code()))? else {
        return reject(Rejection::AccountNotFound {
            account: code.to_owned(),
            currency: currency.code().to_owned(),
        });
    };
    if account.exponent != i64::from(currency.exponent()) {
        return reject(Rejection::CurrencyScaleDiffers {
            code: currency.code().to_owned(),
            declared: account.exponent,
            given: i64::from(currency.exponent()),
        });
    }
    Ok(account)
}

/// An amount as stored.
pub(crate) fn minor(amount: &Money) -> Result<i64, Rejection> {
    match i64::try_from(amount.minor()) {
        // The smallest 64-bit number has no opposite.
        Ok(minor) if minor != i64::MIN => Ok(minor),
        _ => Err(Rejection::AmountOutOfRange { amount: *amount }),
    }
}

/// An amount that must not be negative.
pub(crate) fn positive_minor(amount: &Money) -> Result<i64, Rejection> {
    if amount.is_negative() {
        return Err(Rejection::AmountNegative { amount: *amount });
    }
    minor(amount)
}

pub(crate) fn check_code(code: &str) -> Result<(), Rejection> {
    let bad = code.is_empty()
        || code.chars().count() > CODE_LEN_MAX
        || code.chars().any(char::is_control)
        || code.split(':').any(|part| part.trim().is_empty() || part.trim() != part);
    if bad {
        return Err(Rejection::CodeInvalid { account: code.chars().take(64).collect() });
    }
    Ok(())
}

pub(crate) fn check_text(field: &str, text: &str) -> Result<(), Rejection> {
    let control = |c: char| c.is_control() && c != '\n' && c != '\t';
    // Bytes bound characters, so that counting is rarely needed.
    let long = text.len() > TEXT_LEN_MAX && text.chars().count() > TEXT_LEN_MAX;
    if long || text.chars().any(control) {
        return Err(Rejection::TextInvalid { field: field.to_owned() });
    }
    Ok(())
}

pub(crate) fn check_metadata(metadata: &Metadata) -> Result<(), Rejection> {
    for (key, value) in metadata {
        check_text("metadata", key)?;
        check_text("metadata", &value.text)?;
    }
    Ok(())
}

pub(crate) fn check_details(details: &Details) -> Result<(), Rejection> {
    for (field, text) in [
        ("reference", &details.reference),
        ("payee", &details.payee),
        ("narration", &details.narration),
    ] {
        if let Some(text) = text {
            check_text(field, text)?;
        }
    }
    for (field, texts) in [("tags", &details.tags), ("links", &details.links)] {
        for text in texts {
            check_text(field, text)?;
        }
    }
    check_metadata(&details.metadata)
}

/// Whether a hold counts no more at the time of the decision: expiry needs no sweeper.
pub(crate) fn has_expired(hold: &Hold, ctx: &Ctx<'_>) -> bool {
    hold.status == HoldStatus::Pending
        && hold.expires_at.is_some_and(|expires_at| expires_at <= ctx.now())
}

/// The account's money in its currency.
pub(crate) fn money(account: &Account, minor: i128) -> Money {
    Money::new(minor, crate::types::currency_of(account))
}

/// The balance on the normal side, holds aside.
pub(crate) fn normal_balance(account: &Account, balance: &Balance) -> i128 {
    i128::from(balance.debits_posted)
        .saturating_sub(i128::from(balance.credits_posted))
        .saturating_mul(account.normal.sign())
}

/// Pending amounts that take away from the normal side, and those that add to it.
pub(crate) fn pending(account: &Account, balance: &Balance) -> (i128, i128) {
    let debits = i128::from(balance.debits_pending);
    let credits = i128::from(balance.credits_pending);
    match account.normal {
        Side::Debit => (credits, debits),
        Side::Credit => (debits, credits),
    }
}

/// The balance row of an account; every account has one.
pub(crate) fn balance<'a>(view: &View<'a>, account: i64) -> Result<Option<&'a Balance>, Need> {
    view.get(Balance::key(account))
}
