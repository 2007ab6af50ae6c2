//! Stock found, lost, written off, or given another status.

use moja_core::command::Ctx;
use moja_core::value::SmolStr;
use moja_core::view::View;

use super::desk::{Desk, Draft, Place, Round, Worth};
use super::{Decided, Step, check_paper, item, location_of, positive_units, reject, shown, units};
use crate::command::{Adjust, ChangeStatus};
use crate::rejection::Rejection;
use crate::tables::{Item, Location};
use crate::types::{DocumentKind, Line, LocationKind, Tracking};

/// The level of a line that names its lot, if the item has lots.
pub(super) fn exact_level<'a>(
    desk: &mut Desk<'a>,
    line: &Line,
    location: &'a Location,
) -> Step<(&'a Item, i64, usize)> {
    let item = item(&desk.view, &line.item)?;
    if item.is_kit {
        return reject(Rejection::ItemIsKit { item: line.item.clone() });
    }
    let lot = desk.lot_of(item, line.lot.as_deref())?;
    if lot.is_none() && item.tracking != Tracking::None {
        return reject(Rejection::LotMissing { item: line.item.clone() });
    }
    let place = Place {
        item: item.no,
        location: location.no,
        lot: lot.map_or(0, |lot| lot.no),
        status: line.status,
        owner: SmolStr::from(line.owner.as_deref().unwrap_or("")),
    };
    let lot = place.lot;
    Ok((item, lot, desk.level(place, location)?))
}

/// Moves a difference between a level and a place for losses: found if positive.
pub(super) fn differ<'a>(
    desk: &mut Desk<'a>,
    item: &'a Item,
    level: usize,
    difference: i64,
    loss: &'a Location,
) -> Step<()> {
    let Some(running) = desk.running(level) else { return Ok(()) };
    let place = Place { location: loss.no, ..running.place.clone() };
    let (lot, ours) = (place.lot, place.owner.is_empty());
    let other = desk.level(place, loss)?;
    let Some(quantity) = difference.checked_abs() else {
        return reject(Rejection::OutOfRange { item: item.code.to_string() });
    };
    let (from, to, worth) =
        if difference > 0 { (other, level, Worth::Found) } else { (level, other, Worth::Issue) };
    let worth = if ours { worth } else { Worth::None };
    desk.shift(Draft { item, lot, from, to, quantity, worth })
}

pub(crate) fn adjust(it: &Adjust, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, true)?;
    if it.lines.is_empty() {
        return reject(Rejection::LinesMissing {});
    }
    let location = location_of(view, &it.location, &[LocationKind::Internal])?;
    let loss = location_of(view, &it.loss, &[LocationKind::Loss])?;
    let mut desk = Desk::new(view, ctx)?;
    desk.open_document(DocumentKind::Adjustment, &it.paper, None)?;
    let mut round = Round::default();
    for line in &it.lines {
        round.take(adjust_line(&mut desk, line, location, loss))?;
    }
    round.end()?;
    desk.finish()
}

fn adjust_line<'a>(
    desk: &mut Desk<'a>,
    line: &Line,
    location: &'a Location,
    loss: &'a Location,
) -> Step<()> {
    let (item, _, level) = exact_level(desk, line, location)?;
    let difference = units(&desk.view, item, line.quantity, line.unit.as_deref())?;
    if difference == 0 {
        let (item, quantity) = (line.item.clone(), line.quantity);
        return reject(Rejection::QuantityInvalid { item, quantity });
    }
    if difference < 0 {
        desk.check_takes(item, level, difference.saturating_neg())?;
    }
    differ(desk, item, level, difference, loss)
}

pub(crate) fn change_status(it: &ChangeStatus, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, false)?;
    if it.lines.is_empty() {
        return reject(Rejection::LinesMissing {});
    }
    let location = location_of(view, &it.location, &[LocationKind::Internal])?;
    let mut desk = Desk::new(view, ctx)?;
    desk.open_document(DocumentKind::StatusChange, &it.paper, None)?;
    let mut round = Round::default();
    for line in &it.lines {
        round.take(restate(&mut desk, it, line, location))?;
    }
    round.end()?;
    desk.finish()
}

/// Gives what a line names the other status.
fn restate<'a>(
    desk: &mut Desk<'a>,
    it: &ChangeStatus,
    line: &Line,
    location: &'a Location,
) -> Step<()> {
    let (item, lot, from) = exact_level(desk, line, location)?;
    let quantity = positive_units(&desk.view, item, line.quantity, line.unit.as_deref())?;
    if line.status == it.status {
        return reject(Rejection::SameLocation { location: it.location.clone() });
    }
    let Some(running) = desk.running(from).cloned() else { return Ok(()) };
    if running.available() < quantity {
        return reject(Rejection::InsufficientStock {
            item: line.item.as_str().into(),
            location: it.location.as_str().into(),
            available: shown(item, running.available().max(0)),
            requested: shown(item, quantity),
        });
    }
    let to = desk.level(Place { status: it.status, ..running.place }, location)?;
    desk.shift(Draft { item, lot, from, to, quantity, worth: Worth::None })
}
