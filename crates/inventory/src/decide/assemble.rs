//! Goods made out of others, and taken apart again.

use moja_core::command::Ctx;
use moja_core::money::{Money, RemainderPolicy};
use moja_core::time::Timestamp;
use moja_core::view::View;

use super::desk::{Desk, Draft, Place, Round, Worth};
use super::item::parts;
use super::pick::{Shortage, Terms, Wanted};
use super::{
    Decided, Step, check_paper, group, item, item_no, location, location_of, minor_of,
    positive_units, reject, shown,
};
use crate::command::{Assemble, Disassemble, OutputLine};
use crate::rejection::Rejection;
use crate::tables::{Item, Location};
use crate::types::{DocumentKind, LocationKind, LotDates, Paper, StockStatus, Tracking};

/// Something that is made, resolved.
struct Made<'a> {
    item: &'a Item,
    quantity: i64,
    lot: Option<String>,
    weight: i64,
    dates: LotDates,
}

pub(crate) fn assemble(it: &Assemble, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let made = resolve(view, &it.outputs)?;
    let from = location(view, &it.from)?;
    let to = location_of(view, &it.to, &[LocationKind::Internal])?;
    let production = location_of(view, &it.production, &[LocationKind::Production])?;
    let mut desk = Desk::new(view, ctx)?;
    let inputs = match made.first() {
        None => return reject(Rejection::LinesMissing {}),
        Some(product) if it.inputs.is_empty() => components(view, product.item, product.quantity)?,
        Some(_) => desk.wanted(&it.inputs, false)?,
    };
    let added = match (&it.added_cost, made.first()) {
        (Some(cost), Some(product)) => {
            let group = group(view, &product.item.group_code)?;
            minor_of(group, &product.item.code, cost)?;
            Some(*cost)
        }
        _ => None,
    };
    transform(
        &mut desk,
        DocumentKind::Assembly,
        &it.paper,
        inputs,
        made,
        added,
        Hall { from, to, production },
    )?;
    desk.finish()
}

pub(crate) fn disassemble(it: &Disassemble, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let from = location(view, &it.from)?;
    let to = location_of(view, &it.to, &[LocationKind::Internal])?;
    let production = location_of(view, &it.production, &[LocationKind::Production])?;
    let mut desk = Desk::new(view, ctx)?;
    let inputs = desk.wanted(std::slice::from_ref(&it.input), false)?;
    let mut made = resolve(view, &it.outputs)?;
    if let (true, Some(whole)) = (made.is_empty(), inputs.first()) {
        for part in components(view, whole.item, whole.quantity)? {
            if part.item.tracking != Tracking::None {
                return reject(Rejection::LotMissing { item: part.item.code.to_string() });
            }
            let (item, quantity) = (part.item, part.quantity);
            // Without other word, the cost goes by quantity.
            made.push(Made {
                item,
                quantity,
                lot: None,
                weight: quantity,
                dates: LotDates::default(),
            });
        }
    }
    transform(
        &mut desk,
        DocumentKind::Disassembly,
        &it.paper,
        inputs,
        made,
        None,
        Hall { from, to, production },
    )?;
    desk.finish()
}

fn resolve<'a>(view: &View<'a>, outputs: &[OutputLine]) -> Step<Vec<Made<'a>>> {
    let mut made = Vec::with_capacity(outputs.len());
    let mut round = Round::default();
    for output in outputs {
        made.extend(round.take(resolve_one(view, output))?);
    }
    round.end()?;
    Ok(made)
}

fn resolve_one<'a>(view: &View<'a>, output: &OutputLine) -> Step<Made<'a>> {
    let item = item(view, &output.item)?;
    let code = || output.item.clone();
    if item.is_kit {
        return reject(Rejection::ItemIsKit { item: code() });
    }
    match (item.tracking, &output.lot) {
        (Tracking::None, Some(_)) => return reject(Rejection::LotUnexpected { item: code() }),
        (Tracking::Lot | Tracking::Serial, None) => {
            return reject(Rejection::LotMissing { item: code() });
        }
        _ => {}
    }
    Ok(Made {
        item,
        quantity: positive_units(view, item, output.quantity, output.unit.as_deref())?,
        lot: output.lot.clone(),
        weight: i64::from(output.weight),
        dates: output.dates.clone(),
    })
}

/// What `quantity` of a product is made of.
fn components<'a>(view: &View<'a>, whole: &'a Item, quantity: i64) -> Step<Vec<Wanted<'a>>> {
    let parts = parts(view, whole.no)?;
    if parts.is_empty() {
        return reject(Rejection::ComponentsMissing { item: whole.code.to_string() });
    }
    let mut wanted = Vec::with_capacity(parts.len());
    for part in parts {
        let item = item_no(view, part.component)?;
        let product = i128::from(quantity).saturating_mul(part.quantity.into());
        let per = i128::from(part.per);
        let needed = product.checked_div(per).and_then(|units| i64::try_from(units).ok());
        let Some(needed) = needed else {
            return reject(Rejection::OutOfRange { item: item.code.to_string() });
        };
        if product.checked_rem(per) != Some(0) {
            return reject(Rejection::QuantityInexact {
                item: item.code.to_string(),
                quantity: shown(whole, quantity),
                unit: whole.unit.to_string(),
            });
        }
        let status = StockStatus::Sellable;
        wanted.push(Wanted { item, quantity: needed, lot: None, status, owner: "".into() });
    }
    Ok(wanted)
}

/// Where it happens.
struct Hall<'a> {
    from: &'a Location,
    to: &'a Location,
    production: &'a Location,
}

fn transform<'a>(
    desk: &mut Desk<'a>,
    kind: DocumentKind,
    paper: &Paper,
    inputs: Vec<Wanted<'a>>,
    outputs: Vec<Made<'a>>,
    added: Option<Money>,
    hall: Hall<'a>,
) -> Step<()> {
    check_paper(paper, false)?;
    if inputs.is_empty() || outputs.is_empty() {
        return reject(Rejection::LinesMissing {});
    }
    let when = desk.open_document(kind, paper, None)?;
    let terms = desk.terms(None, when)?;
    let mut used: Vec<(i64, i64)> = Vec::new();
    let mut round = Round::default();
    for wanted in &inputs {
        let lots = round.take(take_in(desk, wanted, &hall, terms))?;
        used.extend(lots.into_iter().flatten());
    }
    let added = shares(&outputs, added)?;
    for (made, added) in outputs.iter().zip(added) {
        let lot = round.take(put_out(desk, made, added, &hall, when))?.flatten();
        if let (Some(lot), Some(document)) = (lot, desk.document()) {
            document.links.extend(used.iter().map(|(parent, used)| (*parent, lot, *used)));
        }
    }
    round.end()
}

/// Moves an input into production; gives the lots that were used, and how much of each.
fn take_in<'a>(
    desk: &mut Desk<'a>,
    wanted: &Wanted<'a>,
    hall: &Hall<'a>,
    terms: Terms,
) -> Step<Vec<(i64, i64)>> {
    let mut used = Vec::new();
    let mut round = Round::default();
    for (from, quantity) in desk.pick(wanted, hall.from, terms, Shortage::Negative)? {
        let Some(running) = desk.running(from) else { continue };
        let place = Place { location: hall.production.no, ..running.place.clone() };
        let (lot, ours) = (place.lot, place.owner.is_empty());
        let Some(to) = round.take(desk.level(place, hall.production))? else { continue };
        if lot != 0 {
            used.push((lot, quantity));
        }
        let worth = if ours { Worth::Input } else { Worth::None };
        let draft = Draft { item: wanted.item, lot, from, to, quantity, worth };
        round.take(desk.shift(draft))?;
    }
    round.end()?;
    Ok(used)
}

/// Moves a product out of production; gives its lot.
fn put_out<'a>(
    desk: &mut Desk<'a>,
    made: &Made<'a>,
    added: i64,
    hall: &Hall<'a>,
    when: Timestamp,
) -> Step<Option<i64>> {
    let lot = match &made.lot {
        Some(code) => desk.make_lot(made.item, code, &made.dates, when)?,
        None => 0,
    };
    let place = |location: &Location| Place {
        item: made.item.no,
        location: location.no,
        lot,
        status: StockStatus::Sellable,
        owner: "".into(),
    };
    let mut round = Round::default();
    let from = round.take(desk.level(place(hall.production), hall.production))?;
    let to = round.take(desk.level(place(hall.to), hall.to))?;
    round.end()?;
    if let (Some(from), Some(to)) = (from, to) {
        let worth = Worth::Output { weight: made.weight, added };
        let (item, quantity) = (made.item, made.quantity);
        desk.shift(Draft { item, lot, from, to, quantity, worth })?;
    }
    Ok((lot != 0).then_some(lot))
}

/// What production adds, shared out by weight.
fn shares(outputs: &[Made<'_>], added: Option<Money>) -> Step<Vec<i64>> {
    let Some(added) = added else { return Ok(vec![0; outputs.len()]) };
    let weights: Vec<u64> =
        outputs.iter().map(|made| u64::try_from(made.weight).unwrap_or(0)).collect();
    let parts = added.allocate(&weights, RemainderPolicy::Largest);
    let minor = parts.ok().and_then(|parts| {
        parts.iter().map(|part| i64::try_from(part.minor()).ok()).collect::<Option<Vec<i64>>>()
    });
    match (minor, outputs.first()) {
        (Some(minor), _) => Ok(minor),
        (None, first) => reject(Rejection::CostInvalid {
            item: first.map_or_else(String::new, |made| made.item.code.to_string()),
        }),
    }
}
