//! Stock set aside, extended and given back.

use std::time::Duration;

use moja_core::command::Ctx;
use moja_core::time::Timestamp;
use moja_core::view::View;

use super::desk::{Desk, Round, reserved_lines, warm};
use super::pick::{Shortage, Terms, check_usable};
use super::{Decided, Step, check_code, item_no, location, reject, shown};
use crate::command::{ExtendReservation, ReleaseReservation, Reserve};
use crate::event::{InventoryEvent, OpenLine, ReservedFacts, ReservedLine};
use crate::rejection::Rejection;
use crate::tables::{Item, Level, Location, Lot, Reservation};
use crate::types::{Line, ReservationId, ReservationStatus};

fn expiry(ctx: &Ctx<'_>, expires_in_s: Option<u64>) -> Step<Option<Timestamp>> {
    let Some(seconds) = expires_in_s else { return Ok(None) };
    match ctx.now().checked_add(Duration::from_secs(seconds)) {
        Ok(at) => Ok(Some(at)),
        Err(_) => reject(Rejection::ExpiryOutOfRange {}),
    }
}

pub(crate) fn reserve(it: &Reserve, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    for (field, code) in [("reference", &it.reference), ("party", &it.party)] {
        if let Some(code) = code {
            check_code(field, code)?;
        }
    }
    let expires_at = expiry(ctx, it.expires_in_s)?;
    let reservation = fresh_id(view, ctx, it.id)?;
    let from = location(view, &it.from)?;
    let mut desk = Desk::new(view, ctx)?;
    let terms = desk.terms(it.party.as_deref(), ctx.now())?;
    let lines = set_aside(&mut desk, &it.lines, from, terms, Shortage::Backorder, expires_at)?;
    desk.say(InventoryEvent::Reserved(Box::new(ReservedFacts {
        reservation,
        expires_at,
        reference: it.reference.clone(),
        party: it.party.clone(),
        lines,
    })));
    desk.finish()
}

/// The id of a reservation that is made.
pub(super) fn fresh_id(
    view: &View<'_>,
    ctx: &Ctx<'_>,
    id: Option<ReservationId>,
) -> Step<ReservationId> {
    let Some(id) = id else { return Ok(ReservationId::from_uuid(ctx.new_id())) };
    if view.get(Reservation::key(id))?.is_some() {
        let what = "reservation".to_owned();
        return reject(Rejection::Exists { what, code: id.to_string() });
    }
    Ok(id)
}

/// Sets all lines aside, one line for each level that gives something.
pub(super) fn set_aside<'a>(
    desk: &mut Desk<'a>,
    lines: &[Line],
    from: &'a Location,
    terms: Terms,
    shortage: Shortage,
    expires_at: Option<Timestamp>,
) -> Step<Vec<ReservedLine>> {
    let mut held: Vec<(usize, i64)> = Vec::new();
    let mut round = Round::default();
    for wanted in desk.wanted(lines, true)? {
        let picks = round.take(desk.pick(&wanted, from, terms, shortage))?;
        for (level, quantity) in picks.unwrap_or_default() {
            desk.hold(level, quantity, expires_at);
            match held.iter_mut().find(|(known, _)| *known == level) {
                Some((_, sum)) => *sum = sum.saturating_add(quantity),
                None => held.push((level, quantity)),
            }
        }
    }
    round.end()?;
    let lines = held.into_iter().filter_map(|(level, quantity)| {
        let running = desk.running(level)?;
        Some(ReservedLine {
            level: running.no,
            item: running.place.item,
            location: running.place.location,
            quantity,
            next_expiry: running.next_expiry.filter(|_| expires_at.is_some()),
        })
    });
    Ok(lines.collect())
}

pub(crate) fn extend(it: &ExtendReservation, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let id = it.reservation;
    let expires_at = expiry(ctx, it.expires_in_s)?;
    let Some(row) = view.get(Reservation::key(id))? else {
        return reject(Rejection::ReservationNotFound { reservation: id });
    };
    check_unallotted(row)?;
    let mut desk = Desk::new(view, ctx)?;
    prolong(&mut desk, row, expires_at, None)?;
    desk.finish()
}

/// What a device holds is not taken from it.
pub(super) fn check_unallotted(row: &Reservation) -> Step<()> {
    match &row.device {
        None => Ok(()),
        Some(device) => {
            let (reservation, device) = (row.id, device.to_string());
            reject(Rejection::ReservationAllotted { reservation, device })
        }
    }
}

/// Gives a reservation another expiry; lots must suit the terms, if there are any.
pub(super) fn prolong(
    desk: &mut Desk<'_>,
    row: &Reservation,
    expires_at: Option<Timestamp>,
    terms: Option<Terms>,
) -> Step<()> {
    let id = row.id;
    if matches!(row.status, ReservationStatus::Shipped | ReservationStatus::Released) {
        return reject(Rejection::ReservationEnded { reservation: id, status: row.status });
    }
    let over = row.status == ReservationStatus::Expired
        || row.expires_at.is_some_and(|expires_at| expires_at <= desk.ctx.now());
    let view = desk.view;
    let rows = reserved_lines(&view, id)?;
    let rows: Vec<_> = rows.into_iter().filter(|row| row.shipped < row.quantity).collect();
    warm(&view, rows.iter().map(|row| Level::key(row.level)))?;
    warm(&view, rows.iter().map(|row| Item::key(row.item)))?;
    if over && row.status == ReservationStatus::Held {
        desk.expire(id)?;
    }
    let mut lines = Vec::new();
    for row in rows {
        let at = desk.level_no(row.level)?;
        let quantity = row.quantity.saturating_sub(row.shipped);
        let item = item_no(&view, row.item)?;
        let lot = desk.running(at).map_or(0, |running| running.place.lot);
        if let Some(terms) = terms.filter(|_| lot != 0)
            && let Some(lot) = view.get(Lot::key(lot))?
        {
            check_usable(item, lot, terms)?;
        }
        if over {
            // What has expired competes for stock like anybody else.
            let Some(running) = desk.running(at) else { continue };
            if running.available() < quantity {
                return reject(Rejection::InsufficientStock {
                    item: item.code.as_str().into(),
                    location: running.location.code.as_str().into(),
                    available: shown(item, running.available().max(0)),
                    requested: shown(item, quantity),
                });
            }
        }
        let again = if over { quantity } else { 0 };
        desk.hold(at, again, expires_at);
        let Some(running) = desk.running(at) else { continue };
        lines.push(OpenLine {
            line: row.line,
            level: row.level,
            location: running.place.location,
            again,
            next_expiry: running.next_expiry,
        });
    }
    desk.say(InventoryEvent::ReservationExtended { reservation: id, expires_at, lines });
    Ok(())
}

pub(crate) fn release(it: &ReleaseReservation, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    super::ship::live(view, ctx, it.reservation)?;
    let mut desk = Desk::new(view, ctx)?;
    let lines = desk.end_lines(it.reservation)?;
    desk.say(InventoryEvent::ReservationEnded {
        reservation: it.reservation,
        status: ReservationStatus::Released,
        lines,
    });
    desk.finish()
}
