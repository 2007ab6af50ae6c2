//! Holds: an amount set aside, then captured, released or expired.

use moja_core::command::{Ctx, Refusal};
use moja_core::time::Timestamp;
use moja_core::view::View;

use super::post::{amount_of, fresh_id, with_swept};
use super::poster::{Effect, Poster};
use super::{Decided, check_details, has_expired, positive_minor, reject};
use crate::command::{CaptureHold, Completion, PlaceHold, ReleaseHold, SweepHolds};
use crate::event::{LedgerEvent, Posted, PostedLeg};
use crate::rejection::Rejection;
use crate::tables::{Account, Hold};
use crate::types::{HoldId, HoldStatus, Policy};

impl PlaceHold {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let amount = positive_minor(&self.amount).map_err(Refusal::Rejected)?;
        if self.debit == self.credit {
            return reject(Rejection::SameAccount { account: self.debit.clone() });
        }
        check_details(&self.details).map_err(Refusal::Rejected)?;
        let expires_at = match self.expires_in_s {
            None => None,
            Some(seconds) => {
                let after = std::time::Duration::from_secs(seconds);
                match ctx.now().checked_add(after) {
                    Ok(at) => Some(at),
                    Err(_) => return reject(Rejection::ExpiryOutOfRange {}),
                }
            }
        };
        let id = match self.id {
            None => HoldId::from_uuid(ctx.new_id()),
            Some(id) => {
                if view.get(Hold::key(id))?.is_some() {
                    return reject(Rejection::HoldExists { hold: id });
                }
                id
            }
        };
        let mut poster = Poster::new(view, ctx, 2);
        let currency = self.amount.currency();
        let ((debit_at, debit), (credit_at, credit)) =
            poster.find_both(&self.debit, &self.credit, currency)?;
        let legs = [(debit_at, amount), (credit_at, amount.saturating_neg())];
        let places = [debit_at, credit_at].into_iter();
        poster.check_open(places, Effect::Hold).map_err(Refusal::Rejected)?;
        poster.apply(&legs, Effect::Hold)?;
        let debit_next_expiry = next_expiry(view, &poster, debit_at, debit, expires_at)?;
        let credit_next_expiry = next_expiry(view, &poster, credit_at, credit, expires_at)?;
        let event = LedgerEvent::HoldPlaced {
            hold: id,
            debit: debit.no,
            credit: credit.no,
            amount_minor: amount,
            expires_at,
            debit_next_expiry,
            credit_next_expiry,
            details: (!self.details.is_empty()).then(|| Box::new(self.details.clone())),
        };
        Ok(with_swept(poster, vec![event]))
    }
}

/// The first expiry of an account's open holds, with a new one that expires at `new`.
fn next_expiry(
    view: &View<'_>,
    poster: &Poster<'_>,
    at: usize,
    account: &Account,
    new: Option<Timestamp>,
) -> Result<Option<Timestamp>, Refusal<Rejection>> {
    let Some(new) = new else { return Ok(None) };
    let known = match poster.running(at).and_then(|running| running.balance.as_ref()) {
        Some(balance) => balance.next_expiry,
        // An add-only account is read here after all: an earlier expiry must not be lost.
        None => super::balance(view, account.no)?.and_then(|balance| balance.next_expiry),
    };
    Ok(Some(known.map_or(new, |known| known.min(new))))
}

fn find<'a>(view: &View<'a>, id: HoldId) -> Result<&'a Hold, Refusal<Rejection>> {
    match view.get(Hold::key(id))? {
        Some(hold) => Ok(hold),
        None => reject(Rejection::HoldNotFound { hold: id }),
    }
}

/// Whether the hold still waits.
fn check_pending(hold: &Hold, ctx: &Ctx<'_>) -> Result<(), Refusal<Rejection>> {
    let id = hold.id;
    match hold.status {
        HoldStatus::Captured => reject(Rejection::HoldAlreadyCaptured { hold: id }),
        HoldStatus::Released => reject(Rejection::HoldAlreadyReleased { hold: id }),
        HoldStatus::Expired => reject(Rejection::HoldExpired { hold: id }),
        HoldStatus::Pending if has_expired(hold, ctx) => {
            reject(Rejection::HoldExpired { hold: id })
        }
        HoldStatus::Pending => Ok(()),
    }
}

impl CaptureHold {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let amount = match &self.amount {
            Some(amount) => Some(positive_minor(amount).map_err(Refusal::Rejected)?),
            None => None,
        };
        let Some(hold) = view.get(Hold::key(self.hold))? else {
            fresh_id(view, ctx, self.id)?;
            return reject(Rejection::HoldNotFound { hold: self.hold });
        };
        let mut poster = Poster::new(view, ctx, 2);
        let (debit_at, debit) = poster.find_no(hold.debit)?;
        let (credit_at, _) = poster.find_no(hold.credit)?;
        if let Some(given) = self.amount.as_ref().map(moja_core::money::Money::currency)
            && given != crate::types::currency_of(debit)
        {
            let expected = crate::types::currency_of(debit).to_string();
            return reject(Rejection::CurrencyMismatch { given, expected });
        }
        let id = fresh_id(view, ctx, self.id)?;
        check_pending(hold, ctx)?;
        let left = hold.amount.saturating_sub(hold.captured);
        let amount = amount.unwrap_or(left);
        if amount > left {
            return reject(Rejection::CaptureExceedsHold {
                hold: hold.id,
                left: amount_of(debit, left),
            });
        }
        let legs = [(debit_at, amount), (credit_at, amount.saturating_neg())];
        let places = [debit_at, credit_at].into_iter();
        poster.check_open(places, Effect::Capture).map_err(Refusal::Rejected)?;
        poster.apply(&legs, Effect::Capture)?;
        let last = self.completion == Completion::Final || amount == left;
        let leg = |account: i64, amount_minor: i64| PostedLeg { account, amount_minor, data: None };
        let event = LedgerEvent::HoldCaptured {
            hold: hold.id,
            posted: Posted {
                id,
                effective_at: self.effective_at.unwrap_or(ctx.now()),
                legs: vec![leg(hold.debit, amount), leg(hold.credit, amount.saturating_neg())],
                details: hold.details.as_ref().map(|details| Box::new((**details).clone())),
                reverses: None,
            },
            captured_minor: hold.captured.saturating_add(amount),
            unheld_minor: if last { left } else { amount },
            last,
        };
        Ok(with_swept(poster, vec![event]))
    }
}

fn ended(hold: &Hold, status: HoldStatus) -> LedgerEvent {
    LedgerEvent::HoldEnded {
        hold: hold.id,
        debit: hold.debit,
        credit: hold.credit,
        amount_minor: hold.amount.saturating_sub(hold.captured),
        status,
    }
}

impl ReleaseHold {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let hold = find(view, self.hold)?;
        check_pending(hold, ctx)?;
        Ok(vec![ended(hold, HoldStatus::Released)])
    }
}

impl SweepHolds {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let account = super::account(view, &self.account, self.currency)?;
        if account.policy == Policy::Guarded {
            let mut poster = Poster::new(view, ctx, 2);
            poster.find_no(account.no)?;
            return Ok(poster.swept);
        }
        let mut events = Vec::new();
        let mut next_expiry: Option<Timestamp> = None;
        for (index, column) in
            [(Hold::BY_DEBIT, Hold::COL_DEBIT), (Hold::BY_CREDIT, Hold::COL_CREDIT)]
        {
            let scan = super::poster::open_holds(index, column, account.no);
            for hold in view.scan::<Hold>(scan)? {
                if has_expired(hold, ctx) {
                    events.push(ended(hold, HoldStatus::Expired));
                } else if let Some(at) = hold.expires_at {
                    next_expiry = Some(next_expiry.map_or(at, |next| next.min(at)));
                }
            }
        }
        if !events.is_empty() {
            events.push(LedgerEvent::ExpirySwept { account: account.no, next_expiry });
        }
        Ok(events)
    }
}

/// Whether an account has holds that still count.
pub(crate) fn has_open_holds(
    view: &View<'_>,
    ctx: &Ctx<'_>,
    account: &Account,
) -> Result<bool, Refusal<Rejection>> {
    for (index, column) in [(Hold::BY_DEBIT, Hold::COL_DEBIT), (Hold::BY_CREDIT, Hold::COL_CREDIT)]
    {
        let holds = view.scan::<Hold>(super::poster::open_holds(index, column, account.no))?;
        if holds.into_iter().any(|hold| !has_expired(hold, ctx)) {
            return Ok(true);
        }
    }
    Ok(false)
}
