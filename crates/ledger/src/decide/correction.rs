//! Reversals and refunds: mirrored entries, linked both ways, never an edit.

use moja_core::command::{Ctx, Refusal};
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use moja_core::view::View;

use super::post::{amount_of, post_legs, with_swept};
use super::poster::Poster;
use super::{Decided, check_details, positive_minor, reject};
use crate::command::{Refund, Reverse};
use crate::event::{LedgerEvent, PostedLeg};
use crate::rejection::Rejection;
use crate::tables::{Account, Correction, LegRow, Transaction};
use crate::types::{CorrectionDate, TransactionId};

fn find<'a>(view: &View<'a>, id: TransactionId) -> Result<&'a Transaction, Refusal<Rejection>> {
    match view.get(Transaction::by_id(id))? {
        Some(transaction) => Ok(transaction),
        None => reject(Rejection::TransactionNotFound { transaction: id }),
    }
}

fn date(
    original: &Transaction,
    date: CorrectionDate,
    ctx: &Ctx<'_>,
) -> Result<Timestamp, Refusal<Rejection>> {
    let at = match date {
        CorrectionDate::Original => original.effective_at,
        CorrectionDate::Current => ctx.now(),
        CorrectionDate::On(at) => at,
    };
    if at < original.effective_at {
        return reject(Rejection::CorrectionBeforeOriginal { transaction: original.id });
    }
    Ok(at)
}

/// The legs that take a transaction back.
fn mirrored(view: &View<'_>, original: &Transaction) -> Result<Vec<PostedLeg>, Refusal<Rejection>> {
    if let (Some(debit), Some(credit), Some(amount)) =
        (original.debit, original.credit, original.amount)
    {
        return Ok(vec![
            PostedLeg { account: credit, amount_minor: amount, data: None },
            PostedLeg { account: debit, amount_minor: amount.saturating_neg(), data: None },
        ]);
    }
    let scan = Scan::of::<LegRow>().filter(LegRow::COL_POS, Compare::Equal, original.pos).filter(
        LegRow::COL_ORDINAL,
        Compare::Equal,
        original.ordinal,
    );
    Ok(view
        .scan::<LegRow>(scan)?
        .into_iter()
        .map(|leg| PostedLeg {
            account: leg.account,
            amount_minor: leg.amount.saturating_neg(),
            data: leg.data.as_ref().map(|data| (**data).clone()),
        })
        .collect())
}

/// A transaction of two legs in one currency.
struct Sides<'a> {
    debit: i64,
    credit: i64,
    whole: i64,
    /// The debited account.
    account: &'a Account,
}

fn two_sides<'a>(
    view: &View<'a>,
    original: &Transaction,
) -> Result<Option<Sides<'a>>, Refusal<Rejection>> {
    // Taking it back debits what it credited.
    let (debit, credit, whole) = match mirrored(view, original)?.as_slice() {
        [back, forth] if back.amount_minor == forth.amount_minor.saturating_neg() => {
            if back.amount_minor >= 0 {
                (forth.account, back.account, back.amount_minor)
            } else {
                (back.account, forth.account, forth.amount_minor)
            }
        }
        _ => return Ok(None),
    };
    let accounts = (view.get(Account::key(debit))?, view.get(Account::key(credit))?);
    let (Some(account), Some(other)) = accounts else { return Ok(None) };
    Ok((account.currency == other.currency).then_some(Sides { debit, credit, whole, account }))
}

impl Reverse {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        check_details(&self.details).map_err(Refusal::Rejected)?;
        let original = find(view, self.transaction)?;
        let correction = view.get(Correction::key(original.id))?;
        if let Some(correction) = correction {
            if let Some(reversed_by) = correction.reversed_by {
                return reject(Rejection::AlreadyReversed {
                    transaction: original.id,
                    reversed_by,
                });
            }
            if correction.refunded > 0 {
                return reject(Rejection::PartlyRefunded {
                    transaction: original.id,
                    refunded: correction.refunded,
                });
            }
        }
        let at = date(original, self.date, ctx)?;
        let legs = mirrored(view, original)?;
        let mut poster = Poster::new(view, ctx, 2);
        let details = (!self.details.is_empty()).then(|| Box::new(self.details.clone()));
        let id = TransactionId::from_uuid(ctx.new_id());
        let posted =
            post_legs(&mut poster, id, at, legs, original.id, details, !self.ignore_limits)?;
        let event = LedgerEvent::Reversed { posted, corrected_before: correction.is_some() };
        Ok(with_swept(poster, vec![event]))
    }
}

impl Refund {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let amount = positive_minor(&self.amount).map_err(Refusal::Rejected)?;
        check_details(&self.details).map_err(Refusal::Rejected)?;
        let original = find(view, self.transaction)?;
        let sides = two_sides(view, original)?;
        if let Some(expected) = sides.as_ref().map(|sides| crate::types::currency_of(sides.account))
            && self.amount.currency() != expected
        {
            return reject(Rejection::CurrencyMismatch {
                given: self.amount.currency(),
                expected: expected.to_string(),
            });
        }
        let correction = view.get(Correction::key(original.id))?;
        if let Some(reversed_by) = correction.and_then(|correction| correction.reversed_by) {
            return reject(Rejection::AlreadyReversed { transaction: original.id, reversed_by });
        }
        let Some(Sides { debit, credit, whole, account }) = sides else {
            return reject(Rejection::NotRefundable { transaction: original.id });
        };
        let refunded = correction.map_or(0, |correction| correction.refunded);
        let left = whole.saturating_sub(refunded);
        if amount > left {
            return reject(Rejection::RefundExceedsOriginal {
                transaction: original.id,
                left: amount_of(account, left),
            });
        }
        let at = date(original, self.date, ctx)?;
        let legs = vec![
            PostedLeg { account: credit, amount_minor: amount, data: None },
            PostedLeg { account: debit, amount_minor: amount.saturating_neg(), data: None },
        ];
        let mut poster = Poster::new(view, ctx, 2);
        let details = (!self.details.is_empty()).then(|| Box::new(self.details.clone()));
        let id = TransactionId::from_uuid(ctx.new_id());
        let posted =
            post_legs(&mut poster, id, at, legs, original.id, details, !self.ignore_limits)?;
        let event = LedgerEvent::Refunded {
            posted,
            amount_minor: amount,
            corrected_before: correction.is_some(),
        };
        Ok(with_swept(poster, vec![event]))
    }
}
