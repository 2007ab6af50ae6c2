//! Rights that devices hold, pass on, give back and spend.

use std::slice;

use moja_core::command::Ctx;
use moja_core::time::Timestamp;
use moja_core::value::SmolStr;
use moja_core::view::View;

use super::desk::{Desk, Round, reserved_lines, warm};
use super::pick::Shortage;
use super::reserve::{fresh_id, prolong, set_aside};
use super::setup::subtree;
use super::ship::{check_live, paper_for, send, shares};
use super::{
    Decided, Step, check_code, check_paper, item_no, location, location_of, reject, shown,
};
use crate::command::{Allot, ExtendAllotment, ReturnAllotment, SpendAllotment, TransferRights};
use crate::event::{InventoryEvent, ReservedFacts, ReservedLine, ReturnedRight, ShippedLine};
use crate::rejection::Rejection;
use crate::tables::{Item, Level, Location, Reservation, Reserved};
use crate::types::{DocumentKind, Line, LocationKind, ReservationId, ReservationStatus};

pub(crate) fn allot(it: &Allot, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_code("device", &it.device)?;
    if let Some(reference) = &it.reference {
        check_code("reference", reference)?;
    }
    check_lease(it.lease_until, ctx.now())?;
    let reservation = fresh_id(view, ctx, it.id)?;
    let from = location(view, &it.location)?;
    let mut desk = Desk::new(view, ctx)?;
    // The device sells until the lease ends: so long lots must last.
    let terms = desk.terms(None, it.lease_until)?;
    let expires_at = Some(it.lease_until);
    let lines = set_aside(&mut desk, &it.lines, from, terms, Shortage::Never, expires_at)?;
    desk.say(InventoryEvent::Allotted {
        device: it.device.clone(),
        rights: Box::new(ReservedFacts {
            reservation,
            expires_at,
            reference: it.reference.clone(),
            party: None,
            lines,
        }),
    });
    desk.finish()
}

fn check_lease(lease_until: Timestamp, earliest: Timestamp) -> Step<()> {
    if lease_until <= earliest { reject(Rejection::LeaseTooShort { earliest }) } else { Ok(()) }
}

/// A reservation that a device holds.
fn allotment<'a>(view: &View<'a>, id: ReservationId) -> Step<(&'a Reservation, &'a SmolStr)> {
    let row = view.get(Reservation::key(id))?;
    match row.and_then(|row| row.device.as_ref().map(|device| (row, device))) {
        Some(found) => Ok(found),
        None => reject(Rejection::AllotmentNotFound { allotment: id }),
    }
}

pub(crate) fn extend(it: &ExtendAllotment, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let (row, _) = allotment(view, it.allotment)?;
    let earliest = row.expires_at.map_or(ctx.now(), |until| until.max(ctx.now()));
    check_lease(it.lease_until, earliest)?;
    let mut desk = Desk::new(view, ctx)?;
    let terms = desk.terms(None, it.lease_until)?;
    prolong(&mut desk, row, Some(it.lease_until), Some(terms))?;
    desk.finish()
}

pub(crate) fn transfer_rights(it: &TransferRights, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_code("device", &it.device)?;
    let (row, _) = allotment(view, it.allotment)?;
    check_live(row, ctx)?;
    let reservation = fresh_id(view, ctx, it.id)?;
    let mut desk = Desk::new(view, ctx)?;
    let (taken, done) = take_back(&mut desk, it.allotment, &it.lines)?;
    let mut lines = Vec::with_capacity(taken.len());
    for (at, right) in &taken {
        desk.hold(*at, right.quantity, row.expires_at);
        let Some(running) = desk.running(*at) else { continue };
        lines.push(ReservedLine {
            level: right.level,
            item: running.place.item,
            location: running.place.location,
            quantity: right.quantity,
            next_expiry: running.next_expiry,
        });
    }
    let returned = taken.into_iter().map(|(_, right)| right).collect();
    desk.say(InventoryEvent::RightsReturned { allotment: it.allotment, lines: returned, done });
    desk.say(InventoryEvent::Allotted {
        device: it.device.clone(),
        rights: Box::new(ReservedFacts {
            reservation,
            expires_at: row.expires_at,
            reference: row.reference.as_ref().map(ToString::to_string),
            party: None,
            lines,
        }),
    });
    desk.finish()
}

pub(crate) fn give_back(it: &ReturnAllotment, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let (row, _) = allotment(view, it.allotment)?;
    check_live(row, ctx)?;
    let mut desk = Desk::new(view, ctx)?;
    let (taken, done) = take_back(&mut desk, it.allotment, &it.lines)?;
    let lines = taken.into_iter().map(|(at, right)| {
        let empty = desk.running(at).is_some_and(|it| it.on_hand == 0 && it.reserved == 0);
        ReturnedRight { empty, ..right }
    });
    let lines = lines.collect();
    desk.say(InventoryEvent::RightsReturned { allotment: it.allotment, lines, done });
    desk.finish()
}

/// Takes rights out of an allotment: the lines given, or all that is left. Gives their levels,
/// and whether nothing is left then.
fn take_back(
    desk: &mut Desk<'_>,
    allotment: ReservationId,
    lines: &[Line],
) -> Step<(Vec<(usize, ReturnedRight)>, bool)> {
    let open = open_rows(desk, allotment)?;
    let shares = shares(desk, &open, lines)?;
    let mut taken = Vec::new();
    let mut left_open = open.len();
    let mut round = Round::default();
    for (row, quantity) in open.iter().zip(shares).filter(|(_, quantity)| *quantity != 0) {
        let Some(at) = round.take(desk.level_no(row.level))? else { continue };
        desk.unhold(at, quantity);
        let done = rest(row) == quantity;
        if done {
            left_open = left_open.saturating_sub(1);
        }
        let gone = done && row.shipped == 0;
        let (line, level) = (row.line, row.level);
        taken.push((at, ReturnedRight { line, level, quantity, gone, done, empty: false }));
    }
    round.end()?;
    Ok((taken, left_open == 0))
}

fn rest(row: &Reserved) -> i64 {
    row.quantity.saturating_sub(row.shipped)
}

/// Lines of which something is left, with their levels and items at hand.
fn open_rows<'a>(desk: &Desk<'a>, allotment: ReservationId) -> Step<Vec<&'a Reserved>> {
    let rows = reserved_lines(&desk.view, allotment)?;
    let open: Vec<&Reserved> = rows.into_iter().filter(|row| rest(row) > 0).collect();
    warm(&desk.view, open.iter().map(|row| Level::key(row.level)))?;
    warm(&desk.view, open.iter().map(|row| Item::key(row.item)))?;
    Ok(open)
}

pub(crate) fn spend(it: &SpendAllotment, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, false)?;
    if it.lines.is_empty() {
        return reject(Rejection::LinesMissing {});
    }
    let to = location_of(view, &it.to, &[LocationKind::Customer])?;
    let from = it.from.as_deref().map(|from| location(view, from)).transpose()?;
    let (row, _) = allotment(view, it.allotment)?;
    let mut desk = Desk::new(view, ctx)?;
    let when = desk.open_document(DocumentKind::Shipment, &paper_for(row, &it.paper), None)?;
    let late = is_late(row, when, ctx)?;
    if late && row.status == ReservationStatus::Held {
        desk.expire(it.allotment)?;
    }
    let rows = open_rows(&desk, it.allotment)?;
    let mut left_open = rows.len();
    let open = here(&desk, rows, from)?;
    let shares = shares(&desk, &open, &it.lines)?;
    let mut lines = Vec::new();
    let mut round = Round::default();
    for (row, quantity) in open.iter().zip(shares).filter(|(_, quantity)| *quantity != 0) {
        let item = item_no(view, row.item)?;
        let Some(at) = round.take(desk.level_no(row.level))? else { continue };
        if !late {
            desk.unhold(at, quantity);
        }
        round.take(check_there(&desk, item, at, quantity, when, late))?;
        round.take(send(&mut desk, item, slice::from_ref(&(at, quantity)), to))?;
        let done = rest(row) == quantity;
        if done {
            left_open = left_open.saturating_sub(1);
        }
        lines.push(ShippedLine { line: row.line, level: row.level, quantity, done, empty: false });
    }
    round.end()?;
    let allotment = it.allotment;
    desk.say(match late {
        true => InventoryEvent::RightsSpentLate {
            allotment,
            lines: lines.into_iter().map(|line| (line.line, line.quantity)).collect(),
        },
        false => InventoryEvent::ReservationShipped {
            reservation: allotment,
            lines,
            done: left_open == 0,
        },
    });
    desk.finish()
}

/// Whether the lease has ended since `when`, under which it was sold.
fn is_late(row: &Reservation, when: Timestamp, ctx: &Ctx<'_>) -> Step<bool> {
    match row.status {
        ReservationStatus::Held | ReservationStatus::Expired => {}
        status => return reject(Rejection::ReservationEnded { reservation: row.id, status }),
    }
    if row.expires_at.is_some_and(|until| until <= when) {
        return reject(Rejection::ReservationExpired { reservation: row.id });
    }
    Ok(row.status == ReservationStatus::Expired
        || row.expires_at.is_some_and(|until| until <= ctx.now()))
}

/// Lines of which the level is at a location or below it.
fn here<'a>(
    desk: &Desk<'a>,
    rows: Vec<&'a Reserved>,
    root: Option<&'a Location>,
) -> Step<Vec<&'a Reserved>> {
    let Some(root) = root else { return Ok(rows) };
    let places = subtree(&desk.view, root)?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let level = desk.view.get(Level::key(row.level))?;
        if level.is_some_and(|level| places.iter().any(|place| place.no == level.location)) {
            found.push(row);
        }
    }
    Ok(found)
}

/// What was sold must have been there: under the lease beside what others may take, and after it
/// without what was promised to others since.
fn check_there(
    desk: &Desk<'_>,
    item: &Item,
    at: usize,
    quantity: i64,
    when: Timestamp,
    late: bool,
) -> Step<()> {
    let Some(running) = desk.running(at) else { return Ok(()) };
    let there = if late { running.available() } else { running.on_hand };
    // A count after the sale has seen that the goods are gone, and stands.
    if there >= quantity
        || desk.counted_after(at, when)?.is_some()
        || desk.may_be_negative(item, running.place.location)?
    {
        return Ok(());
    }
    reject(Rejection::InsufficientStock {
        item: item.code.as_str().into(),
        location: running.location.code.as_str().into(),
        available: shown(item, there.max(0)),
        requested: shown(item, quantity),
    })
}
