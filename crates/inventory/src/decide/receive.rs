//! Goods in.

use moja_core::command::Ctx;
use moja_core::value::SmolStr;
use moja_core::view::View;

use super::desk::{Desk, Draft, Place, Round, Worth, warm};
use super::{
    Decided, Step, check_code, check_paper, group, item, location, location_of, minor_of,
    positive_units, reject,
};
use crate::command::{CloseExpectation, Expect, Receive};
use crate::event::{ExpectationFacts, InventoryEvent};
use crate::rejection::Rejection;
use crate::tables::{Expectation, Item, Location};
use crate::types::{DocumentKind, ExpectationId, LocationKind, ReceiptLine, StockStatus, Tracking};

/// A line of a receipt, resolved.
struct Coming<'a> {
    item: &'a Item,
    quantity: i64,
    lot: i64,
    status: StockStatus,
    owner: SmolStr,
    cost: Option<i64>,
}

pub(crate) fn receive(it: &Receive, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    if it.lines.is_empty() {
        return reject(Rejection::LinesMissing {});
    }
    check_paper(&it.paper, false)?;
    let from = location_of(view, &it.from, &[LocationKind::Supplier])?;
    let to = location_of(view, &it.to, &[LocationKind::Internal])?;
    let mut desk = Desk::new(view, ctx)?;
    let at = desk.open_document(DocumentKind::Receipt, &it.paper, None)?;
    warm(view, it.lines.iter().map(|line| Item::by_code(&line.item)))?;
    let mut items = Vec::with_capacity(it.lines.len());
    for line in &it.lines {
        items.push(item(view, &line.item)?);
    }
    let mut coming = Vec::with_capacity(it.lines.len());
    let mut round = Round::default();
    for (item, line) in items.into_iter().zip(&it.lines) {
        coming.extend(round.take(resolve(&mut desk, item, line, at))?);
    }
    round.end()?;
    if let Some(expected) = it.expected {
        meet(&mut desk, expected, &coming)?;
    }
    let mut round = Round::default();
    for line in &coming {
        round.take(take_in(&mut desk, line, from, to))?;
    }
    round.end()?;
    desk.finish()
}

fn take_in<'a>(
    desk: &mut Desk<'a>,
    coming: &Coming<'a>,
    from: &'a Location,
    to: &'a Location,
) -> Step<()> {
    let place = |location: &Location| Place {
        item: coming.item.no,
        location: location.no,
        lot: coming.lot,
        status: coming.status,
        owner: coming.owner.clone(),
    };
    let mut round = Round::default();
    let from = round.take(desk.level(place(from), from))?;
    let to = round.take(desk.level(place(to), to))?;
    round.end()?;
    let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
    let worth = coming.cost.map_or(Worth::None, Worth::Receipt);
    let Coming { item, lot, quantity, .. } = *coming;
    desk.shift(Draft { item, lot, from, to, quantity, worth })
}

fn resolve<'a>(
    desk: &mut Desk<'a>,
    item: &'a Item,
    line: &ReceiptLine,
    at: moja_core::time::Timestamp,
) -> Step<Coming<'a>> {
    let code = || item.code.to_string();
    if !item.active {
        return reject(Rejection::ItemInactive { item: code() });
    }
    if item.is_kit {
        return reject(Rejection::ItemIsKit { item: code() });
    }
    let quantity = positive_units(&desk.view, item, line.quantity, line.unit.as_deref())?;
    let lot = match (item.tracking, &line.lot) {
        (Tracking::None, None) => 0,
        (Tracking::None, Some(_)) => return reject(Rejection::LotUnexpected { item: code() }),
        (_, None) => return reject(Rejection::LotMissing { item: code() }),
        (_, Some(lot)) => desk.make_lot(item, lot, &line.dates, at)?,
    };
    let owner = line.owner.as_deref().unwrap_or("");
    let group = group(&desk.view, &item.group_code)?;
    let cost = match (&line.cost, owner.is_empty()) {
        (Some(cost), true) => Some(minor_of(group, &item.code, cost)?),
        (None, false) => None,
        _ => return reject(Rejection::CostInvalid { item: code() }),
    };
    if !owner.is_empty() {
        check_code("owner", owner)?;
    }
    Ok(Coming { item, quantity, lot, status: line.status, owner: owner.into(), cost })
}

/// Takes what came off what was expected.
fn meet(desk: &mut Desk<'_>, expected: ExpectationId, coming: &[Coming<'_>]) -> Step<()> {
    let row = desk.view.get(Expectation::key(expected))?.filter(|row| row.open.is_some());
    let lines = row.map(|row| {
        let of_item = coming.iter().filter(|line| line.item.no == row.item);
        let sum = of_item.fold(0_i64, |sum, line| sum.saturating_add(line.quantity));
        (row, sum)
    });
    match lines {
        Some((row, received)) if received > 0 => {
            let done = row.received.saturating_add(received) >= row.quantity;
            desk.say(InventoryEvent::ExpectationMet { expected, received, done });
            Ok(())
        }
        _ => reject(Rejection::ExpectationNotFound { expected }),
    }
}

pub(crate) fn expect(it: &Expect, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    for (field, code) in [("party", &it.party), ("reference", &it.reference)] {
        if let Some(code) = code {
            check_code(field, code)?;
        }
    }
    let id = it.id.unwrap_or_else(|| ExpectationId::from_uuid(ctx.new_id()));
    if it.id.is_some() && view.get(Expectation::key(id))?.is_some() {
        let what = "expected receipt".to_owned();
        return reject(Rejection::Exists { what, code: id.to_string() });
    }
    let item = item(view, &it.item)?;
    if item.is_kit {
        return reject(Rejection::ItemIsKit { item: it.item.clone() });
    }
    let location = location(view, &it.location)?;
    if !matches!(location.kind, LocationKind::Internal) {
        let code = it.location.clone();
        return reject(Rejection::LocationKindWrong { location: code, kind: location.kind });
    }
    Ok(vec![InventoryEvent::Expected(Box::new(ExpectationFacts {
        id,
        item: item.no,
        location: location.no,
        quantity: positive_units(view, item, it.quantity, it.unit.as_deref())?,
        due_at: it.due_at,
        party: it.party.clone(),
        reference: it.reference.clone(),
    }))])
}

pub(crate) fn close_expectation(it: &CloseExpectation, view: &View<'_>, _: &Ctx<'_>) -> Decided {
    let expected = it.expected;
    match view.get(Expectation::key(expected))? {
        Some(row) if row.open.is_some() => {
            Ok(vec![InventoryEvent::ExpectationMet { expected, received: 0, done: true }])
        }
        _ => reject(Rejection::ExpectationNotFound { expected }),
    }
}
