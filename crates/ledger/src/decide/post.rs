//! Posting: transfers, transactions and batches of both.

use moja_core::command::{Ctx, Refusal};
use moja_core::currency::Currency;
use moja_core::money::{Money, format_minor};
use moja_core::round::Round;
use moja_core::time::Timestamp;
use moja_core::view::View;

use super::poster::{Effect, Poster};
use super::{Decided, check_details, check_text, minor, positive_minor, reject};
use crate::command::{Post, PostMany, Transfer, TransferMany};
use crate::event::{LedgerEvent, Posted, PostedLeg, Transferred};
use crate::rejection::Rejection;
use crate::tables::Transaction;
use crate::types::{Details, Leg, TransactionId};

impl Transfer {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let mut poster = Poster::new(view, ctx, 2);
        let event = transfer(&mut poster, view, ctx, self, &mut Ids::default())?;
        Ok(with_swept(poster, vec![event]))
    }
}

impl TransferMany {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        if self.transfers.is_empty() {
            return reject(Rejection::BatchEmpty {});
        }
        let mut poster = Poster::new(view, ctx, self.transfers.len());
        let mut ids = Ids::default();
        let mut events = Vec::with_capacity(self.transfers.len());
        let mut round = Round::default();
        for (index, member) in self.transfers.iter().enumerate() {
            let event = transfer(&mut poster, view, ctx, member, &mut ids)
                .map_err(|refusal| of_member(refusal, index));
            events.extend(round.take(event)?);
        }
        round.end()?;
        Ok(with_swept(poster, events))
    }
}

impl Post {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let mut poster = Poster::new(view, ctx, self.legs.len());
        let posted = post(&mut poster, view, ctx, self, &mut Ids::default())?;
        Ok(with_swept(poster, vec![LedgerEvent::Posted(posted)]))
    }
}

impl PostMany {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        if self.transactions.is_empty() {
            return reject(Rejection::BatchEmpty {});
        }
        let mut poster = Poster::new(view, ctx, self.transactions.len());
        let mut ids = Ids::default();
        let mut events = Vec::with_capacity(self.transactions.len());
        let mut round = Round::default();
        for (index, draft) in self.transactions.iter().enumerate() {
            let posted = post(&mut poster, view, ctx, draft, &mut ids)
                .map_err(|refusal| of_member(refusal, index));
            events.extend(round.take(posted)?.map(LedgerEvent::Posted));
        }
        round.end()?;
        Ok(with_swept(poster, events))
    }
}

/// Ids that a batch has given to its members.
#[derive(Debug, Default)]
struct Ids(std::collections::BTreeSet<TransactionId>);

impl Ids {
    /// The id of the next member: the caller's, if no transaction has it, or a fresh one.
    fn take(
        &mut self,
        view: &View<'_>,
        ctx: &Ctx<'_>,
        id: Option<TransactionId>,
    ) -> Result<TransactionId, Refusal<Rejection>> {
        let made = fresh_id(view, ctx, id)?;
        if id.is_some() && !self.0.insert(made) {
            return reject(Rejection::TransactionExists { transaction: made });
        }
        Ok(made)
    }
}

/// The id of a transaction that is made: the caller's, if no other has it, or a new one.
pub(super) fn fresh_id(
    view: &View<'_>,
    ctx: &Ctx<'_>,
    id: Option<TransactionId>,
) -> Result<TransactionId, Refusal<Rejection>> {
    match id {
        None => Ok(TransactionId::from_uuid(ctx.new_id())),
        Some(id) if view.get(Transaction::by_id(id))?.is_some() => {
            reject(Rejection::TransactionExists { transaction: id })
        }
        Some(id) => Ok(id),
    }
}

fn of_member(refusal: Refusal<Rejection>, index: usize) -> Refusal<Rejection> {
    match refusal {
        Refusal::Rejected(rejection) => Refusal::Rejected(rejection.of_member(index)),
        other => other,
    }
}

/// Expired holds are recorded before what was decided without them.
pub(crate) fn with_swept(poster: Poster<'_>, events: Vec<LedgerEvent>) -> Vec<LedgerEvent> {
    if poster.swept.is_empty() {
        return events;
    }
    let mut all = poster.swept;
    all.extend(events);
    all
}

fn transfer(
    poster: &mut Poster<'_>,
    view: &View<'_>,
    ctx: &Ctx<'_>,
    transfer: &Transfer,
    ids: &mut Ids,
) -> Result<LedgerEvent, Refusal<Rejection>> {
    let amount = positive_minor(&transfer.amount).map_err(Refusal::Rejected)?;
    if transfer.debit == transfer.credit {
        return reject(Rejection::SameAccount { account: transfer.debit.clone() });
    }
    for (field, text) in [("reference", &transfer.reference), ("narration", &transfer.narration)] {
        if let Some(text) = text {
            check_text(field, text).map_err(Refusal::Rejected)?;
        }
    }
    let id = ids.take(view, ctx, transfer.id)?;
    let currency = transfer.amount.currency();
    let ((debit_at, debit), (credit_at, credit)) =
        poster.find_both(&transfer.debit, &transfer.credit, currency)?;
    let legs = [(debit_at, amount), (credit_at, amount.saturating_neg())];
    let places = [debit_at, credit_at].into_iter();
    poster.check_open(places, Effect::Post).map_err(Refusal::Rejected)?;
    poster.apply(&legs, Effect::Post)?;
    let effective_at = transfer.effective_at.unwrap_or(ctx.now());
    if transfer.reference.is_none() && transfer.narration.is_none() {
        return Ok(LedgerEvent::Transferred(Transferred {
            id,
            effective_at,
            debit: debit.no,
            credit: credit.no,
            amount_minor: amount,
        }));
    }
    let leg = |account: i64, amount_minor: i64| PostedLeg { account, amount_minor, data: None };
    Ok(LedgerEvent::Posted(Posted {
        id,
        effective_at,
        legs: vec![leg(debit.no, amount), leg(credit.no, amount.saturating_neg())],
        details: Some(Box::new(Details {
            reference: transfer.reference.clone(),
            narration: transfer.narration.clone(),
            ..Details::default()
        })),
        reverses: None,
    }))
}

/// Sums of the legs by currency, which must all be zero.
pub(crate) fn check_balanced(legs: &[Leg]) -> Result<(), Rejection> {
    let mut sums: Vec<(Currency, i128)> = Vec::new();
    for leg in legs {
        let currency = leg.amount.currency();
        let sum = match sums.iter_mut().find(|(known, _)| *known == currency) {
            Some((_, sum)) => sum,
            None => {
                sums.push((currency, 0));
                match sums.last_mut() {
                    Some((_, sum)) => sum,
                    None => continue,
                }
            }
        };
        // Every amount has 64 bits by now, so 128 cannot overflow.
        *sum = sum.saturating_add(leg.amount.minor());
    }
    match sums.into_iter().find(|(_, sum)| *sum != 0) {
        None => Ok(()),
        Some((currency, sum)) => Err(Rejection::LegsUnbalanced {
            currency,
            difference: format_minor(sum, currency.exponent()),
        }),
    }
}

fn post(
    poster: &mut Poster<'_>,
    view: &View<'_>,
    ctx: &Ctx<'_>,
    draft: &Post,
    ids: &mut Ids,
) -> Result<Posted, Refusal<Rejection>> {
    if draft.legs.len() < 2 {
        return reject(Rejection::TooFewLegs { legs: draft.legs.len() });
    }
    let amounts: Vec<i64> = draft
        .legs
        .iter()
        .map(|leg| minor(&leg.amount))
        .collect::<Result<_, _>>()
        .map_err(Refusal::Rejected)?;
    check_balanced(&draft.legs).map_err(Refusal::Rejected)?;
    check_details(&draft.details).map_err(Refusal::Rejected)?;
    let id = ids.take(view, ctx, draft.id)?;
    let named = draft.legs.iter().map(|leg| (leg.account.as_str(), leg.amount.currency()));
    let found = poster.find_each(named.chain(draft.preconditions.iter().map(|it| it.account())))?;
    let (own, conditions) = found.split_at(draft.legs.len().min(found.len()));
    let places: Vec<(usize, i64)> =
        own.iter().zip(&amounts).map(|((at, _), amount)| (*at, *amount)).collect();
    poster
        .check_open(own.iter().map(|(at, _)| *at), Effect::Post)
        .and_then(|()| {
            let places = conditions.iter().map(|(at, _)| *at);
            poster.check(draft.preconditions.iter().zip(places))
        })
        .map_err(Refusal::Rejected)?;
    poster.apply(&places, Effect::Post)?;
    let mut legs: Vec<PostedLeg> = draft
        .legs
        .iter()
        .zip(own)
        .zip(amounts)
        .map(|((leg, (_, account)), amount_minor)| PostedLeg {
            account: account.no,
            amount_minor,
            data: (!leg.data.is_empty()).then(|| leg.data.clone()),
        })
        .collect();
    // Two plain legs are kept debit first, which lets them share one row.
    if let [first, second] = legs.as_slice()
        && first.amount_minor < 0
        && first.data.is_none()
        && second.data.is_none()
    {
        legs.reverse();
    }
    Ok(Posted {
        id,
        effective_at: draft.effective_at.unwrap_or(ctx.now()),
        legs,
        details: (!draft.details.is_empty()).then(|| Box::new(draft.details.clone())),
        reverses: None,
    })
}

/// Posts the given legs by account number; for corrections, whose accounts are known.
pub(crate) fn post_legs(
    poster: &mut Poster<'_>,
    id: TransactionId,
    effective_at: Timestamp,
    legs: Vec<PostedLeg>,
    reverses: TransactionId,
    details: Option<Box<Details>>,
    enforce: bool,
) -> Result<Posted, Refusal<Rejection>> {
    let mut places = Vec::with_capacity(legs.len());
    let mut round = Round::default();
    for leg in &legs {
        let found = round.take(poster.find_no(leg.account))?;
        places.extend(found.map(|(at, _)| (at, leg.amount_minor)));
    }
    round.end()?;
    let effect = if enforce { Effect::Post } else { Effect::Force };
    let accounts = places.iter().map(|(at, _)| *at);
    poster.check_open(accounts, effect).map_err(Refusal::Rejected)?;
    poster.apply(&places, effect)?;
    Ok(Posted { id, effective_at, legs, details, reverses: Some(reverses) })
}

/// A money amount of minor units in an account's currency.
pub(crate) fn amount_of(account: &crate::tables::Account, minor: i64) -> Money {
    super::money(account, i128::from(minor))
}
