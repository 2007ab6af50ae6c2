//! From one place of ours to another.

use moja_core::command::Ctx;
use moja_core::scan::{Compare, Scan};
use moja_core::view::View;

use super::desk::{Desk, Draft, Place, Worth};
use super::pick::{Shortage, Terms};
use super::{
    Decided, Step, check_paper, item_no, line_units, location, location_no, location_of, reject,
    shown,
};
use crate::command::{DispatchTransfer, LoseTransfer, Move, ReceiveTransfer};
use crate::event::{InventoryEvent, TransferFacts, TransferProgress};
use crate::rejection::Rejection;
use crate::tables::{Location, Transfer, TransferLine};
use crate::types::{DocumentKind, Line, LocationKind, Paper, TransferId, TransferStatus};

/// Stock that moves is not sold: lots that are held back or expired move too.
fn moving(desk: &Desk<'_>) -> Terms {
    Terms { when: desk.ctx.now(), life_days: None }
}

pub(crate) fn move_stock(it: &Move, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, false)?;
    if it.from == it.to {
        return reject(Rejection::SameLocation { location: it.from.clone() });
    }
    let from = location(view, &it.from)?;
    let to = location_of(view, &it.to, &[LocationKind::Internal])?;
    let mut desk = Desk::new(view, ctx)?;
    desk.open_document(DocumentKind::Move, &it.paper, None)?;
    carry(&mut desk, &it.lines, from, to)?;
    desk.finish()
}

/// Picks the lines and moves them; gives item, level and quantity of what was moved.
fn carry<'a>(
    desk: &mut Desk<'a>,
    lines: &[Line],
    from: &'a Location,
    to: &'a Location,
) -> Step<Vec<(i64, usize, i64)>> {
    let mut carried: Vec<(i64, usize, i64)> = Vec::new();
    for wanted in desk.wanted(lines, false)? {
        let terms = moving(desk);
        for (level, quantity) in desk.pick(&wanted, from, terms, Shortage::Negative)? {
            let Some(running) = desk.running(level) else { continue };
            if running.place.location == to.no {
                return reject(Rejection::SameLocation { location: to.code.to_string() });
            }
            let place = Place { location: to.no, ..running.place.clone() };
            let lot = place.lot;
            let reached = desk.level(place, to)?;
            let item = wanted.item;
            let worth = Worth::None;
            desk.shift(Draft { item, lot, from: level, to: reached, quantity, worth })?;
            match carried.iter_mut().find(|(_, level, _)| *level == reached) {
                Some((_, _, sum)) => *sum = sum.saturating_add(quantity),
                None => carried.push((item.no, reached, quantity)),
            }
        }
    }
    Ok(carried)
}

pub(crate) fn dispatch(it: &DispatchTransfer, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, false)?;
    if it.from == it.to {
        return reject(Rejection::SameLocation { location: it.from.clone() });
    }
    let from = location(view, &it.from)?;
    let transit = location_of(view, &it.transit, &[LocationKind::Transit])?;
    let to = location_of(view, &it.to, &[LocationKind::Internal])?;
    let id = it.id.unwrap_or_else(|| TransferId::from_uuid(ctx.new_id()));
    if it.id.is_some() && view.get(Transfer::key(id))?.is_some() {
        return reject(Rejection::Exists { what: "transfer".to_owned(), code: id.to_string() });
    }
    let mut desk = Desk::new(view, ctx)?;
    let dispatched_at = desk.open_document(DocumentKind::Dispatch, &it.paper, None)?;
    if it.due_at.is_some_and(|due_at| due_at < dispatched_at) {
        return reject(Rejection::BeforeOriginal {});
    }
    let lines = carry(&mut desk, &it.lines, from, transit)?
        .into_iter()
        .map(|(item, level, quantity)| {
            (item, desk.running(level).map_or(0, |running| running.no), quantity)
        })
        .collect();
    desk.say(InventoryEvent::TransferDispatched(Box::new(TransferFacts {
        id,
        from: from.no,
        to: to.no,
        transit: transit.no,
        dispatched_at,
        due_at: it.due_at,
        reference: it.paper.reference.clone(),
        lines,
    })));
    desk.finish()
}

pub(crate) fn arrive(it: &ReceiveTransfer, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, false)?;
    let transfer = find(view, it.transfer)?;
    let to = location_no(view, transfer.to_location)?;
    progress(view, ctx, transfer, &it.lines, &it.paper, (DocumentKind::Arrival, to))
}

pub(crate) fn lose(it: &LoseTransfer, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, true)?;
    let transfer = find(view, it.transfer)?;
    let loss = location_of(view, &it.loss, &[LocationKind::Loss])?;
    progress(view, ctx, transfer, &it.lines, &it.paper, (DocumentKind::TransitLoss, loss))
}

fn find<'a>(view: &View<'a>, id: TransferId) -> Step<&'a Transfer> {
    match view.get(Transfer::key(id))? {
        Some(transfer) if transfer.status == TransferStatus::InTransit => Ok(transfer),
        _ => reject(Rejection::TransferNotFound { transfer: id }),
    }
}

/// Takes goods out of transit.
fn progress<'a>(
    view: &View<'a>,
    ctx: &'a Ctx<'a>,
    transfer: &'a Transfer,
    lines: &[Line],
    paper: &Paper,
    (kind, to): (DocumentKind, &'a Location),
) -> Decided {
    let mut desk = Desk::new(view, ctx)?;
    let at = desk.open_document(kind, paper, None)?;
    if at < transfer.dispatched_at {
        return reject(Rejection::BeforeOriginal {});
    }
    let scan = Scan::of::<TransferLine>().filter(
        TransferLine::COL_TRANSFER,
        Compare::Equal,
        super::id_value(&transfer.id),
    );
    let rows: Vec<&TransferLine> =
        view.scan::<TransferLine>(scan)?.into_iter().filter(|row| row.open.is_some()).collect();
    let rest =
        |row: &TransferLine| row.quantity.saturating_sub(row.received).saturating_sub(row.lost);
    let mut shares: Vec<i64> = rows.iter().map(|row| rest(row)).collect();
    if !lines.is_empty() {
        shares = vec![0; rows.len()];
        for line in lines {
            let item = super::item(view, &line.item)?;
            let lot = desk.lot_of(item, line.lot.as_deref())?;
            let asked = line_units(view, item, line)?;
            let mut left = asked;
            for (row, share) in rows.iter().zip(shares.iter_mut()) {
                let level = desk.level_no(row.level)?;
                let fits = row.item == item.no
                    && lot.is_none_or(|lot| {
                        desk.running(level).is_some_and(|running| running.place.lot == lot.no)
                    });
                if fits {
                    let take = rest(row).saturating_sub(*share).min(left);
                    *share = share.saturating_add(take);
                    left = left.saturating_sub(take);
                }
            }
            if left > 0 {
                return reject(Rejection::ExceedsRest {
                    item: line.item.clone(),
                    left: shown(item, asked.saturating_sub(left)),
                    requested: shown(item, asked),
                });
            }
        }
    }
    let mut progressed = Vec::new();
    let mut open = rows.len();
    for (row, quantity) in rows.iter().zip(shares) {
        if quantity == 0 {
            continue;
        }
        let item = item_no(view, row.item)?;
        let from = desk.level_no(row.level)?;
        let Some(running) = desk.running(from) else { continue };
        let place = Place { location: to.no, ..running.place.clone() };
        let (lot, ours) = (place.lot, place.owner.is_empty());
        let lost = kind == DocumentKind::TransitLoss;
        let worth = if lost && ours { Worth::Issue } else { Worth::None };
        let reached = desk.level(place, to)?;
        desk.shift(Draft { item, lot, from, to: reached, quantity, worth })?;
        let done = rest(row) == quantity;
        if done {
            open = open.saturating_sub(1);
        }
        let (received, lost) = if lost { (0, quantity) } else { (quantity, 0) };
        progressed.push(TransferProgress { line: row.line, received, lost, done });
    }
    desk.say(InventoryEvent::TransferProgressed {
        transfer: transfer.id,
        lines: progressed,
        done: open == 0,
    });
    desk.finish()
}
