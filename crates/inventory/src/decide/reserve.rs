//! Stock set aside, extended and given back.

use std::time::Duration;

use moja_core::command::Ctx;
use moja_core::time::Timestamp;
use moja_core::view::View;

use super::desk::{Desk, reserved_lines, warm};
use super::pick::Shortage;
use super::{Decided, Step, check_code, item_no, location, reject, shown};
use crate::command::{ExtendReservation, ReleaseReservation, Reserve};
use crate::event::{InventoryEvent, OpenLine, ReservedFacts, ReservedLine};
use crate::rejection::Rejection;
use crate::tables::{Level, Reservation};
use crate::types::{ReservationId, ReservationStatus};

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
    let reservation = it.id.unwrap_or_else(|| ReservationId::from_uuid(ctx.new_id()));
    if it.id.is_some() && view.get(Reservation::key(reservation))?.is_some() {
        let what = "reservation".to_owned();
        return reject(Rejection::Exists { what, code: reservation.to_string() });
    }
    let from = location(view, &it.from)?;
    let mut desk = Desk::new(view, ctx)?;
    let terms = desk.terms(it.party.as_deref(), ctx.now())?;
    let mut held: Vec<(usize, i64)> = Vec::new();
    for wanted in desk.wanted(&it.lines, true)? {
        for (level, quantity) in desk.pick(&wanted, from, terms, Shortage::Backorder)? {
            desk.hold(level, quantity, expires_at);
            match held.iter_mut().find(|(known, _)| *known == level) {
                Some((_, sum)) => *sum = sum.saturating_add(quantity),
                None => held.push((level, quantity)),
            }
        }
    }
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
    let lines = lines.collect();
    desk.say(InventoryEvent::Reserved(Box::new(ReservedFacts {
        reservation,
        expires_at,
        reference: it.reference.clone(),
        party: it.party.clone(),
        lines,
    })));
    desk.finish()
}

pub(crate) fn extend(it: &ExtendReservation, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let id = it.reservation;
    let expires_at = expiry(ctx, it.expires_in_s)?;
    let Some(row) = view.get(Reservation::key(id))? else {
        return reject(Rejection::ReservationNotFound { reservation: id });
    };
    if matches!(row.status, ReservationStatus::Shipped | ReservationStatus::Released) {
        return reject(Rejection::ReservationEnded { reservation: id, status: row.status });
    }
    let over = row.status == ReservationStatus::Expired
        || row.expires_at.is_some_and(|expires_at| expires_at <= ctx.now());
    let mut desk = Desk::new(view, ctx)?;
    let rows = reserved_lines(view, id)?;
    let rows: Vec<_> = rows.into_iter().filter(|row| row.shipped < row.quantity).collect();
    warm(view, rows.iter().map(|row| Level::key(row.level)))?;
    if over && row.status == ReservationStatus::Held {
        desk.expire(id)?;
    }
    let mut lines = Vec::new();
    for row in rows {
        let at = desk.level_no(row.level)?;
        let quantity = row.quantity.saturating_sub(row.shipped);
        if over {
            // What has expired competes for stock like anybody else.
            let item = item_no(view, row.item)?;
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
    desk.finish()
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
