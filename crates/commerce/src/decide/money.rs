//! What happens to the money of an order: captured by invoices, refunded.

use moja_core::command::{Ctx, Refusal};
use moja_core::time::Timestamp;
use moja_core::view::View;

use super::{Decided, Opened, Step, number, open, reject};
use crate::command::{Invoice, Refund};
use crate::event::{CommerceEvent, LineMoney, MoneyFacts};
use crate::pricing::{apportion, minor};
use crate::rejection::Rejection;
use crate::settlement::{Share, Shares, due};
use crate::tables::Line;
use crate::types::{DocumentKind, Numbering, ShareRole};

pub(crate) fn invoice(it: &Invoice, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let order = open(view, it.order)?;
    let mut lines = Vec::new();
    for line in order.lines.iter().filter(|line| line.invoiced < line.shipped) {
        // What was captured before was due at the quantity that was invoiced then.
        let by_now = due(line.total(), line.shipped, line.quantity);
        lines.push(LineMoney {
            line: line.line,
            quantity: line.shipped.saturating_sub(line.invoiced),
            amount_minor: by_now.saturating_sub(line.captured),
        });
    }
    let (events, facts) = document(
        &order,
        (view, ctx),
        (it.number.as_ref(), DocumentKind::Invoice),
        lines,
        it.effective_at,
        |line| line.captured,
    )?;
    Ok(with(events, CommerceEvent::Invoiced(Box::new(facts))))
}

pub(crate) fn refund(it: &Refund, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let order = open(view, it.order)?;
    let lines = match &it.amount {
        Some(amount) => {
            of_amount(&order, minor(amount, order.currency()).map_err(Refusal::Rejected)?)?
        }
        None => order.lines.iter().filter_map(|line| of_goods(line)).collect(),
    };
    let (events, facts) = document(
        &order,
        (view, ctx),
        (it.number.as_ref(), DocumentKind::CreditNote),
        lines,
        it.effective_at,
        |line| line.refunded,
    )?;
    Ok(with(events, CommerceEvent::Refunded(Box::new(facts))))
}

fn with(mut events: Vec<CommerceEvent>, last: CommerceEvent) -> Vec<CommerceEvent> {
    events.push(last);
    events
}

/// What is refunded of a line by what came back of it and was invoiced: what was due for that,
/// less what was refunded otherwise.
fn of_goods(line: &Line) -> Option<LineMoney> {
    let back = line.returned.min(line.invoiced);
    let quantity = back.saturating_sub(line.credited);
    let at = |done| due(line.total(), done, line.quantity);
    let left = line.captured.saturating_sub(line.refunded);
    let amount_minor = at(back).saturating_sub(at(line.credited)).min(left);
    (quantity > 0).then_some(LineMoney { line: line.line, quantity, amount_minor })
}

/// An amount, by what can still be refunded of each line.
fn of_amount(order: &Opened<'_>, amount: i64) -> Step<Vec<LineMoney>> {
    let left = order.row.captured.saturating_sub(order.row.refunded);
    if amount > left {
        return reject(Rejection::RefundExceedsCapture {
            captured: order.money(order.row.captured),
            left: order.money(left),
            requested: order.money(amount),
        });
    }
    let left = |line: &&Line| i128::from(line.captured.saturating_sub(line.refunded));
    let weights: Vec<i128> = order.lines.iter().map(left).collect();
    let parts = apportion(amount.into(), &weights).map_err(Refusal::Rejected)?;
    let parts = order.lines.iter().zip(parts).filter(|(_, part)| *part > 0);
    let parts = parts.map(|(line, part)| LineMoney {
        line: line.line,
        quantity: 0,
        // A part of 64 bits.
        amount_minor: i64::try_from(part).unwrap_or(0),
    });
    Ok(parts.collect())
}

/// The number that the document takes, and what it says. `before` is what of a line was captured
/// or refunded before it.
fn document(
    order: &Opened<'_>,
    (view, ctx): (&View<'_>, &Ctx<'_>),
    (numbering, kind): (Option<&Numbering>, DocumentKind),
    lines: Vec<LineMoney>,
    effective_at: Option<Timestamp>,
    before: impl Fn(&Line) -> i64,
) -> Step<(Vec<CommerceEvent>, MoneyFacts)> {
    if lines.is_empty() {
        return reject(Rejection::NothingLeft { order: order.row.id });
    }
    let mut shares = Shares::default();
    let mut amount_minor = 0_i64;
    for part in &lines {
        let Some(line) = order.lines.iter().find(|line| line.line == part.line) else { continue };
        let (before, seller) = (before(line), line.seller.as_deref());
        let after = before.saturating_add(part.amount_minor);
        shares.add(seller, line.split().between(before, after));
        amount_minor = amount_minor.saturating_add(part.amount_minor);
    }
    let books = order.row.books.as_deref();
    let account = |role, seller: Option<&str>| match (role, seller) {
        (ShareRole::Payout, Some(seller)) => {
            let line = order.lines.iter().find(|line| line.seller.as_deref() == Some(seller));
            line.and_then(|line| line.seller_account.as_ref()).map(ToString::to_string)
        }
        (ShareRole::Payout, None) => books.map(|books| books.revenue.clone()),
        (ShareRole::Commission, _) => books.map(|books| books.commission.clone()),
        (ShareRole::Tax, _) => books.map(|books| books.tax.clone()),
        (ShareRole::Fee, _) => books.map(|books| books.fees.clone()),
    };
    let shares = shares.into_iter().map(|(role, seller, amount_minor)| {
        let account = account(role, seller.as_deref());
        Share { role, seller, account, amount_minor }
    });
    let shares = shares.collect();
    let mut events = Vec::new();
    let number = match numbering {
        Some(numbering) => {
            let taken = number::take(view, ctx, numbering, kind)?;
            let (order, amount_minor) = (Some(order.row.id), Some(amount_minor));
            let taken = crate::event::NumberFacts { order, amount_minor, ..taken };
            let text = taken.text.clone();
            events.push(CommerceEvent::NumberTaken(Box::new(taken)));
            Some(text)
        }
        None => None,
    };
    let facts = MoneyFacts {
        order: order.head(order.row.status),
        number,
        currency: order.row.currency.to_string(),
        exponent: order.currency().exponent(),
        amount_minor,
        lines,
        shares,
        effective_at,
    };
    Ok((events, facts))
}
