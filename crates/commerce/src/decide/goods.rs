//! What happens to the goods of an order: set aside, shipped, taken back, given up.

use std::collections::BTreeMap;

use moja_core::command::Ctx;
use moja_core::view::View;

use super::{Decided, Opened, allocations_of, check_codes, open, reject, shipments_of, shown};
use crate::command::{Allocate, Cancel, Close, Return, Ship};
use crate::event::{CommerceEvent, LineQuantity, ReleasedFacts, ReturnFacts, ShipmentFacts};
use crate::rejection::Rejection;
use crate::tables::{Allocation, Line, Shipment};
use crate::types::{AllocationId, OrderStatus, ShipmentId};

fn part(line: &Line, quantity: i64) -> LineQuantity {
    LineQuantity { line: line.line, item: line.item.to_string(), quantity }
}

/// What is taken of what was set aside, or shipped, at one time.
#[derive(Debug)]
struct Taken {
    lines: Vec<LineQuantity>,
    /// Whether nothing is left of it.
    rest: bool,
}

/// Takes what is wanted of each line from what is left, in order: of each number, line by line.
/// Gives that by number.
fn take(
    order: &Opened<'_>,
    wanted: &[i64],
    left: impl Iterator<Item = (i64, i64, i64)>,
) -> BTreeMap<i64, Taken> {
    let mut wanted = wanted.to_vec();
    let mut all: BTreeMap<i64, Taken> = BTreeMap::new();
    for (no, at, left) in left {
        let place = usize::try_from(at).unwrap_or(usize::MAX);
        let (Some(line), Some(wanted)) = (order.lines.get(place), wanted.get_mut(place)) else {
            continue;
        };
        let quantity = left.min(*wanted);
        *wanted = wanted.saturating_sub(quantity);
        let taken = all.entry(no).or_insert_with(|| Taken { lines: Vec::new(), rest: true });
        taken.rest &= quantity == left;
        if quantity > 0 {
            taken.lines.push(part(line, quantity));
        }
    }
    all.retain(|_, taken| !taken.lines.is_empty());
    all
}

/// How much of a line is among what is wanted of each.
fn of_line(wanted: &[i64], line: i64) -> i64 {
    usize::try_from(line).ok().and_then(|at| wanted.get(at)).copied().unwrap_or(0)
}

pub(crate) fn allocate(it: &Allocate, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let order = open(view, it.order)?;
    order.check_open()?;
    let left = |line: &Line| line.quantity.saturating_sub(line.allocated);
    let wanted = order.wanted(&it.parts, left, |line, row, left, requested| {
        let ordered = shown(row.quantity);
        Rejection::AllocationExceedsOrder { line, ordered, left, requested }
    })?;
    let status = order.status_with(|line| {
        line.allocated = line.allocated.saturating_add(of_line(&wanted, line.line));
    });
    let lines = order.lines.iter().zip(&wanted).filter(|(_, quantity)| **quantity > 0);
    Ok(vec![CommerceEvent::Allocated {
        order: order.head(status),
        no: order.row.allocations.saturating_add(1),
        allocation: AllocationId::from_uuid(ctx.new_id()),
        lines: lines.map(|(line, quantity)| part(line, *quantity)).collect(),
    }])
}

pub(crate) fn ship(it: &Ship, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let order = open(view, it.order)?;
    order.check_open()?;
    let left = |line: &Line| line.allocated.saturating_sub(line.shipped);
    let wanted = order.wanted(&it.parts, left, |line, row, left, requested| {
        let allocated = shown(row.allocated);
        Rejection::ShipmentExceedsAllocation { line, allocated, left, requested }
    })?;
    let rows = view.scan::<Allocation>(allocations_of(it.order))?;
    let open = |row: &Allocation| (row.no, row.line, row.quantity.saturating_sub(row.shipped));
    let taken = take(&order, &wanted, rows.iter().map(|row| open(row)));
    let shipments = (1_i64..).zip(taken).filter_map(|(nth, (no, taken))| {
        let row = rows.iter().find(|row| row.no == no)?;
        Some(ShipmentFacts {
            no: order.row.shipments.saturating_add(nth),
            shipment: ShipmentId::from_uuid(ctx.new_id()),
            allocation_no: no,
            allocation: row.allocation,
            lines: taken.lines,
            rest: taken.rest,
        })
    });
    let shipments = shipments.collect();
    let status = order.status_with(|line| {
        line.shipped = line.shipped.saturating_add(of_line(&wanted, line.line));
    });
    let (order, effective_at) = (order.head(status), it.effective_at);
    Ok(vec![CommerceEvent::Shipped { order, shipments, effective_at }])
}

pub(crate) fn take_back(it: &Return, view: &View<'_>, _: &Ctx<'_>) -> Decided {
    check_codes(&[("to", &it.to)])?;
    let order = open(view, it.order)?;
    let left = |line: &Line| line.shipped.saturating_sub(line.returned);
    let wanted = order.wanted(&it.parts, left, |line, row, left, requested| {
        let shipped = shown(row.shipped);
        Rejection::ReturnExceedsShipment { line, shipped, left, requested }
    })?;
    let rows = view.scan::<Shipment>(shipments_of(it.order))?;
    let out = |row: &Shipment| (row.no, row.line, row.quantity.saturating_sub(row.returned));
    let taken = take(&order, &wanted, rows.iter().map(|row| out(row)));
    let shipments = taken.into_iter().filter_map(|(no, Taken { lines, rest })| {
        let row = rows.iter().find(|row| row.no == no)?;
        Some(ReturnFacts { no, shipment: row.shipment, lines, rest })
    });
    Ok(vec![CommerceEvent::Returned {
        order: order.head(order.row.status),
        shipments: shipments.collect(),
        to: it.to.clone(),
        effective_at: it.effective_at,
    }])
}

pub(crate) fn cancel(it: &Cancel, view: &View<'_>, _: &Ctx<'_>) -> Decided {
    let order = open(view, it.order)?;
    order.check_open()?;
    if order.lines.iter().any(|line| line.invoiced < line.shipped) {
        return reject(Rejection::NotInvoiced { order: it.order });
    }
    let mut released: BTreeMap<i64, ReleasedFacts> = BTreeMap::new();
    for row in view.scan::<Allocation>(allocations_of(it.order))? {
        let rest = row.quantity.saturating_sub(row.shipped);
        let line = order.lines.iter().find(|line| line.line == row.line);
        let Some(line) = line.filter(|_| rest > 0) else { continue };
        let facts = released.entry(row.no).or_insert_with(|| ReleasedFacts {
            no: row.no,
            allocation: row.allocation,
            lines: Vec::new(),
        });
        facts.lines.push(part(line, rest));
    }
    let some = order.lines.iter().any(|line| line.shipped > 0);
    let status = if some { OrderStatus::Closed } else { OrderStatus::Cancelled };
    Ok(vec![CommerceEvent::Cancelled {
        order: order.head(status),
        released: released.into_values().collect(),
        uncaptured_minor: order.row.total.saturating_sub(order.row.captured),
    }])
}

pub(crate) fn close(it: &Close, view: &View<'_>, _: &Ctx<'_>) -> Decided {
    let order = open(view, it.order)?;
    if order.row.status != OrderStatus::Shipped {
        return order.wrong();
    }
    if order.lines.iter().any(|line| line.invoiced < line.shipped) {
        return reject(Rejection::NotInvoiced { order: it.order });
    }
    Ok(vec![CommerceEvent::Closed { order: order.head(OrderStatus::Closed) }])
}
