//! Events to rows.

use moja_core::Json;
use moja_core::batch::{Batch, Change};
use moja_core::command::Recorded;
use moja_core::record::Column;
use moja_core::time::Timestamp;
use moja_core::value::{Value, ValueRef};

use crate::event::{AccountOpened, LedgerEvent, Posted, PostedLeg, Transferred};
use crate::tables::{
    Account, Balance, Correction, Counter, CurrencyRow, DirectiveRow, Hold, Label, LegRow, MetaRow,
    PriceRow, Transaction,
};
use crate::types::{AccountStatus, Details, HoldId, HoldStatus, Metadata};

pub(crate) fn project(event: &LedgerEvent, recorded: &Recorded<'_>, batch: &mut Batch) {
    match event {
        LedgerEvent::CurrencyDeclared { currency, metadata } => batch.insert(CurrencyRow {
            code: currency.code().to_owned(),
            exponent: i64::from(currency.exponent()),
            metadata: json_map(metadata),
        }),
        LedgerEvent::CurrencyDescribed { currency, metadata } => batch.replace(CurrencyRow {
            code: currency.code().to_owned(),
            exponent: i64::from(currency.exponent()),
            metadata: json_map(metadata),
        }),
        LedgerEvent::AccountOpened(opened) => open(opened, batch),
        LedgerEvent::LimitsChanged { account, min_minor, max_minor } => batch.change(
            Change::of(Account::key(*account))
                .set(Account::COL_MIN_BALANCE, stored(min_minor))
                .set(Account::COL_MAX_BALANCE, stored(max_minor)),
        ),
        LedgerEvent::ControlChanged { account, controlled_by } => batch.change(
            Change::of(Account::key(*account))
                .set(Account::COL_CONTROLLED_BY, stored(controlled_by)),
        ),
        LedgerEvent::StatusChanged { account, status, closed_at } => batch.change(
            Change::of(Account::key(*account))
                .set(Account::COL_STATUS, AccountStatus::ref_value(*status))
                .set(Account::COL_CLOSED_AT, stored(closed_at)),
        ),
        LedgerEvent::AccountDescribed { account, tags, metadata } => batch.change(
            Change::of(Account::key(*account))
                .set(Account::COL_TAGS, stored(&json_list(tags)))
                .set(Account::COL_METADATA, stored(&json_map(metadata))),
        ),
        LedgerEvent::Transferred(transferred) => transfer(transferred, recorded, batch),
        LedgerEvent::Posted(posted) => post(posted, None, recorded, batch),
        LedgerEvent::Reversed { posted, corrected_before } => {
            post(posted, None, recorded, batch);
            correct(posted, 0, true, *corrected_before, batch);
        }
        LedgerEvent::Refunded { posted, amount_minor, corrected_before } => {
            post(posted, None, recorded, batch);
            correct(posted, *amount_minor, false, *corrected_before, batch);
        }
        LedgerEvent::HoldPlaced {
            hold,
            debit,
            credit,
            amount_minor,
            expires_at,
            debit_next_expiry,
            credit_next_expiry,
            details,
        } => {
            batch.insert(Hold {
                id: *hold,
                debit: *debit,
                credit: *credit,
                amount: *amount_minor,
                captured: 0,
                status: HoldStatus::Pending,
                created_at: recorded.at,
                expires_at: *expires_at,
                details: details.as_deref().and_then(json),
            });
            let next = |change: Change, expiry: &Option<Timestamp>| {
                if expires_at.is_some() {
                    change.set(Balance::COL_NEXT_EXPIRY, stored(expiry))
                } else {
                    change
                }
            };
            let debited = touch(*debit).add(Balance::COL_DEBITS_PENDING, *amount_minor);
            batch.change(next(debited, debit_next_expiry));
            let credited = touch(*credit).add(Balance::COL_CREDITS_PENDING, *amount_minor);
            batch.change(next(credited, credit_next_expiry));
        }
        LedgerEvent::HoldCaptured { hold, posted, captured_minor, unheld_minor, last } => {
            post(posted, Some(*hold), recorded, batch);
            let status = if *last { HoldStatus::Captured } else { HoldStatus::Pending };
            batch.change(
                Change::of(Hold::key(*hold))
                    .set(Hold::COL_CAPTURED, Value::Int(*captured_minor))
                    .set(Hold::COL_STATUS, HoldStatus::ref_value(status)),
            );
            if let [debit, credit] = posted.legs.as_slice() {
                unhold(debit.account, credit.account, *unheld_minor, batch);
            }
        }
        LedgerEvent::HoldEnded { hold, debit, credit, amount_minor, status } => {
            batch.change(
                Change::of(Hold::key(*hold)).set(Hold::COL_STATUS, HoldStatus::ref_value(*status)),
            );
            unhold(*debit, *credit, *amount_minor, batch);
        }
        LedgerEvent::ExpirySwept { account, next_expiry } => batch.change(
            Change::of(Balance::key(*account)).set(Balance::COL_NEXT_EXPIRY, stored(next_expiry)),
        ),
        LedgerEvent::PriceRecorded { currency, quoted_in, at, price } => batch.insert(PriceRow {
            currency: currency.clone(),
            quoted_in: quoted_in.clone(),
            at: *at,
            pos: recorded.pos,
            ordinal: recorded.ordinal,
            price: price.clone(),
        }),
        LedgerEvent::DirectiveKept { at, kind, body } => {
            if let Some(body) = json(body) {
                batch.insert(DirectiveRow {
                    pos: recorded.pos,
                    ordinal: recorded.ordinal,
                    at: *at,
                    kind: kind.clone(),
                    body,
                });
            }
        }
    }
}

/// The stored form of a column's value.
fn stored<C: Column>(value: &C) -> Value {
    ValueRef::to_owned(value.value())
}

/// Maps with text keys and lists of text always have a JSON form.
fn json<T: serde::Serialize + Clone>(value: &T) -> Option<Json<T>> {
    Json::new(value.clone()).ok()
}

fn json_map(map: &Metadata) -> Option<Json<Metadata>> {
    if map.is_empty() { None } else { json(map) }
}

fn json_list(list: &Vec<String>) -> Option<Json<Vec<String>>> {
    if list.is_empty() { None } else { json(list) }
}

fn open(opened: &AccountOpened, batch: &mut Batch) {
    // The first account of a tenant brings the counter with it.
    if opened.no == 1 {
        batch.insert(Counter { accounts: 1 });
    } else {
        batch.change(Change::of(Counter::key()).set(Counter::COL_ACCOUNTS, Value::Int(opened.no)));
    }
    let parent = opened.code.rsplit_once(':');
    batch.insert(Account {
        no: opened.no,
        code: opened.code.as_str().into(),
        currency: opened.currency.code().into(),
        exponent: i64::from(opened.currency.exponent()),
        kind: opened.kind,
        normal: opened.normal,
        policy: opened.policy,
        status: AccountStatus::Open,
        min_balance: opened.min_minor,
        max_balance: opened.max_minor,
        controlled_by: opened.controlled_by.as_deref().map(Into::into),
        opened_at: opened.opened_at,
        closed_at: None,
        parent: parent.map(|(parent, _)| parent.into()),
        tags: json_list(&opened.tags),
        metadata: json_map(&opened.metadata),
    });
    batch.insert(Balance {
        account: opened.no,
        debits_posted: 0,
        credits_posted: 0,
        debits_pending: 0,
        credits_pending: 0,
        version: 0,
        next_expiry: None,
    });
}

fn touch(account: i64) -> Change {
    Change::of(Balance::key(account)).add(Balance::COL_VERSION, 1)
}

fn unhold(debit: i64, credit: i64, amount_minor: i64, batch: &mut Batch) {
    let back = amount_minor.saturating_neg();
    batch.change(touch(debit).add(Balance::COL_DEBITS_PENDING, back));
    batch.change(touch(credit).add(Balance::COL_CREDITS_PENDING, back));
}

fn add(account: i64, amount_minor: i64, batch: &mut Batch) {
    let change = if amount_minor >= 0 {
        touch(account).add(Balance::COL_DEBITS_POSTED, amount_minor)
    } else {
        touch(account).add(Balance::COL_CREDITS_POSTED, amount_minor.saturating_neg())
    };
    batch.change(change);
}

fn transfer(transferred: &Transferred, recorded: &Recorded<'_>, batch: &mut Batch) {
    batch.insert(Transaction {
        pos: recorded.pos,
        ordinal: recorded.ordinal,
        id: transferred.id,
        effective_at: transferred.effective_at,
        recorded_at: recorded.at,
        debit: Some(transferred.debit),
        credit: Some(transferred.credit),
        amount: Some(transferred.amount_minor),
        reference: None,
        reverses: None,
        hold: None,
        details: None,
    });
    let amount = transferred.amount_minor;
    batch.change(touch(transferred.debit).add(Balance::COL_DEBITS_POSTED, amount));
    batch.change(touch(transferred.credit).add(Balance::COL_CREDITS_POSTED, amount));
}

/// Whether a transaction fits into one row: a debit and a credit of the same amount. As every
/// currency balances, the two are in the same one.
fn two_legs(legs: &[PostedLeg]) -> Option<(i64, i64, i64)> {
    match legs {
        [debit, credit]
            if debit.amount_minor > 0
                && credit.amount_minor == debit.amount_minor.saturating_neg()
                && debit.data.is_none()
                && credit.data.is_none() =>
        {
            Some((debit.account, credit.account, debit.amount_minor))
        }
        _ => None,
    }
}

fn post(posted: &Posted, hold: Option<HoldId>, recorded: &Recorded<'_>, batch: &mut Batch) {
    let (pos, ordinal) = (recorded.pos, recorded.ordinal);
    let row = two_legs(&posted.legs);
    let details = posted.details.as_deref();
    let rest = details.map(|details| Details { reference: None, ..details.clone() });
    batch.insert(Transaction {
        pos,
        ordinal,
        id: posted.id,
        effective_at: posted.effective_at,
        recorded_at: recorded.at,
        debit: row.map(|(debit, _, _)| debit),
        credit: row.map(|(_, credit, _)| credit),
        amount: row.map(|(_, _, amount)| amount),
        reference: details.and_then(|details| details.reference.clone()),
        reverses: posted.reverses,
        hold,
        details: rest.filter(|rest| !rest.is_empty()).as_ref().and_then(json),
    });
    for (line, leg) in (0_i64..).zip(&posted.legs) {
        if row.is_none() {
            batch.insert(LegRow {
                pos,
                ordinal,
                line,
                account: leg.account,
                amount: leg.amount_minor,
                effective_at: posted.effective_at,
                data: leg.data.as_ref().and_then(json),
            });
        }
        add(leg.account, leg.amount_minor, batch);
    }
    let Some(details) = details else { return };
    let tags = details.tags.iter().map(|tag| format!("#{tag}"));
    let links = details.links.iter().map(|link| format!("^{link}"));
    let mut labels: Vec<String> = tags.chain(links).collect();
    labels.sort();
    labels.dedup();
    for label in labels {
        batch.insert(Label { label, pos, ordinal });
    }
    for (key, value) in &details.metadata {
        batch.insert(MetaRow {
            key_name: key.clone(),
            value_text: value.text.clone(),
            pos,
            ordinal,
        });
    }
}

fn correct(posted: &Posted, refunded: i64, whole: bool, before: bool, batch: &mut Batch) {
    let Some(original) = posted.reverses else { return };
    let reversed_by = whole.then_some(posted.id);
    if before {
        let mut change =
            Change::of(Correction::key(original)).add(Correction::COL_REFUNDED, refunded);
        if whole {
            change = change.set(Correction::COL_REVERSED_BY, stored(&reversed_by));
        }
        batch.change(change);
    } else {
        batch.insert(Correction { original, refunded, reversed_by });
    }
}
