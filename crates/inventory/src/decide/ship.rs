//! Goods out.

use moja_core::command::Ctx;
use moja_core::view::View;

use super::desk::{Desk, Draft, Place, Round, Worth, reserved_lines, warm};
use super::item::explode;
use super::pick::{Shortage, Terms, check_usable};
use super::reserve::check_unallotted;
use super::{
    Decided, Step, check_paper, item_no, line_units, location, location_of, reject, shown,
};
use crate::command::{Ship, ShipReservation};
use crate::event::{InventoryEvent, ShippedLine};
use crate::rejection::Rejection;
use crate::tables::{Item, Level, Location, Lot, Reservation, Reserved};
use crate::types::{
    DocumentKind, Line, LocationKind, Paper, ReservationStatus, StockStatus, Tracking,
};

pub(crate) fn ship(it: &Ship, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, false)?;
    let from = location(view, &it.from)?;
    let to = location_of(view, &it.to, &[LocationKind::Customer])?;
    let mut desk = Desk::new(view, ctx)?;
    let when = desk.open_document(DocumentKind::Shipment, &it.paper, None)?;
    let terms = desk.terms(it.paper.party.as_deref(), when)?;
    let mut round = Round::default();
    for wanted in desk.wanted(&it.lines, true)? {
        let picks = round.take(desk.pick(&wanted, from, terms, Shortage::Negative))?;
        round.take(send(&mut desk, wanted.item, &picks.unwrap_or_default(), to))?;
    }
    round.end()?;
    desk.finish()
}

/// Moves what was picked to a customer.
pub(super) fn send<'a>(
    desk: &mut Desk<'a>,
    item: &'a Item,
    picks: &[(usize, i64)],
    to: &'a Location,
) -> Step<()> {
    for (from, quantity) in picks {
        let Some(running) = desk.running(*from) else { continue };
        let place =
            Place { location: to.no, status: StockStatus::Sellable, ..running.place.clone() };
        let (lot, ours) = (place.lot, place.owner.is_empty());
        let worth = if ours { Worth::Issue } else { Worth::None };
        let to = desk.level(place, to)?;
        desk.shift(Draft { item, lot, from: *from, to, quantity: *quantity, worth })?;
    }
    Ok(())
}

pub(crate) fn ship_reservation(it: &ShipReservation, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, false)?;
    let to = location_of(view, &it.to, &[LocationKind::Customer])?;
    let reservation = live(view, ctx, it.reservation)?;
    let mut desk = Desk::new(view, ctx)?;
    let paper = paper_for(reservation, &it.paper);
    let when = desk.open_document(DocumentKind::Shipment, &paper, None)?;
    let terms = desk.terms(paper.party.as_deref(), when)?;
    let rows = reserved_lines(view, it.reservation)?;
    let open: Vec<&Reserved> = rows.into_iter().filter(|row| row.open.is_some()).collect();
    warm(view, open.iter().map(|row| Level::key(row.level)))?;
    let shares = shares(&desk, &open, &it.lines)?;
    let mut lines = Vec::new();
    let mut left_open = open.len();
    warm(view, open.iter().map(|row| Item::key(row.item)))?;
    let mut round = Round::default();
    for (row, quantity) in open.iter().zip(shares) {
        if quantity == 0 {
            continue;
        }
        let item = item_no(view, row.item)?;
        let Some(at) = round.take(desk.level_no(row.level))? else { continue };
        desk.unhold(at, quantity);
        let picks = round.take(take_held(&mut desk, item, at, quantity, terms))?;
        round.take(send(&mut desk, item, &picks.unwrap_or_default(), to))?;
        let rest = row.quantity.saturating_sub(row.shipped).saturating_sub(quantity);
        if rest == 0 {
            left_open = left_open.saturating_sub(1);
        }
        lines.push(ShippedLine {
            line: row.line,
            level: row.level,
            quantity,
            done: rest == 0,
            empty: false,
        });
    }
    round.end()?;
    desk.say(InventoryEvent::ReservationShipped {
        reservation: it.reservation,
        lines,
        done: left_open == 0,
    });
    desk.finish()
}

/// The paper of a shipment, with what its reservation says if the paper does not.
pub(super) fn paper_for(reservation: &Reservation, paper: &Paper) -> Paper {
    let mut paper = paper.clone();
    paper.party = paper.party.or(reservation.party.as_ref().map(ToString::to_string));
    paper.reference = paper.reference.or(reservation.reference.as_ref().map(ToString::to_string));
    paper
}

/// A reservation whose stock may still be shipped.
pub(super) fn live<'a>(
    view: &View<'a>,
    ctx: &Ctx<'_>,
    id: crate::types::ReservationId,
) -> Step<&'a Reservation> {
    let Some(row) = view.get(Reservation::key(id))? else {
        return reject(Rejection::ReservationNotFound { reservation: id });
    };
    check_unallotted(row)?;
    check_live(row, ctx)?;
    Ok(row)
}

/// Whether what is left of a reservation is still set aside.
pub(super) fn check_live(row: &Reservation, ctx: &Ctx<'_>) -> Step<()> {
    let id = row.id;
    let expired = row.expires_at.is_some_and(|at| at <= ctx.now());
    match row.status {
        ReservationStatus::Held if expired => {
            reject(Rejection::ReservationExpired { reservation: id })
        }
        ReservationStatus::Held => Ok(()),
        ReservationStatus::Expired => reject(Rejection::ReservationExpired { reservation: id }),
        status => reject(Rejection::ReservationEnded { reservation: id, status }),
    }
}

/// How much of each line is meant: all of it, or what the request names.
pub(super) fn shares(desk: &Desk<'_>, open: &[&Reserved], lines: &[Line]) -> Step<Vec<i64>> {
    let rest = |row: &Reserved| row.quantity.saturating_sub(row.shipped);
    if lines.is_empty() {
        return Ok(open.iter().map(|row| rest(row)).collect());
    }
    let mut shares = vec![0_i64; open.len()];
    let mut asked_of = Vec::with_capacity(lines.len());
    for line in lines {
        let item = super::item(&desk.view, &line.item)?;
        let asked = line_units(&desk.view, item, line)?;
        if item.is_kit {
            let parts = explode(&desk.view, item, asked)?;
            asked_of.extend(parts.into_iter().map(|(part, asked)| (part, None, asked)));
        } else {
            asked_of.push((item, desk.lot_of(item, line.lot.as_deref())?, asked));
        }
    }
    for (item, lot, asked) in asked_of {
        let mut left = asked;
        for (row, share) in open.iter().zip(shares.iter_mut()) {
            let level = desk.view.get(Level::key(row.level))?;
            let fits = row.item == item.no
                && lot.is_none_or(|lot| level.is_some_and(|level| level.lot == lot.no));
            if fits {
                let take = rest(row).saturating_sub(*share).min(left);
                *share = share.saturating_add(take);
                left = left.saturating_sub(take);
            }
        }
        if left > 0 {
            return reject(Rejection::ExceedsRest {
                item: item.code.to_string(),
                left: shown(item, asked.saturating_sub(left)),
                requested: shown(item, asked),
            });
        }
    }
    Ok(shares)
}

/// Where reserved stock is taken from: the level that it was set aside at. What was promised
/// beyond the stock, of an item with lots say, is picked now.
fn take_held<'a>(
    desk: &mut Desk<'a>,
    item: &'a Item,
    at: usize,
    quantity: i64,
    terms: Terms,
) -> Step<Vec<(usize, i64)>> {
    let Some(running) = desk.running(at).cloned() else { return Ok(Vec::new()) };
    if let Some(lot) = desk.view.get(Lot::key(running.place.lot))? {
        check_usable(item, lot, terms)?;
    } else if item.tracking != Tracking::None {
        let wanted = super::pick::Wanted {
            item,
            quantity,
            lot: None,
            status: running.place.status,
            owner: running.place.owner.clone(),
        };
        return desk.pick(&wanted, running.location, terms, Shortage::Negative);
    }
    if running.on_hand < quantity && !desk.may_be_negative(item, running.place.location)? {
        return reject(Rejection::InsufficientStock {
            item: item.code.as_str().into(),
            location: running.location.code.as_str().into(),
            available: shown(item, running.on_hand.max(0)),
            requested: shown(item, quantity),
        });
    }
    Ok(vec![(at, quantity)])
}
