//! Returns, at what the goods had cost.

use moja_core::command::Ctx;
use moja_core::scan::{Compare, Scan};
use moja_core::view::View;

use super::desk::{Desk, Draft, Origin, Place, Worth, warm};
use super::{Decided, Step, check_paper, item_no, line_units, location_of, reject, shown};
use crate::command::{ReturnFromCustomer, ReturnToSupplier};
use crate::event::ReturnedFacts;
use crate::rejection::Rejection;
use crate::tables::{Document, Level, Movement, Returned};
use crate::types::{DocumentId, DocumentKind, Line, LocationKind};

pub(crate) fn from_customer(it: &ReturnFromCustomer, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, false)?;
    let original = find(view, it.shipment, DocumentKind::Shipment)?;
    let to = location_of(view, &it.to, &[LocationKind::Internal])?;
    let mut desk = Desk::new(view, ctx)?;
    let mut paper = it.paper.clone();
    paper.party = paper.party.or(original.party.as_ref().map(ToString::to_string));
    let at = desk.open_document(DocumentKind::CustomerReturn, &paper, Some(original.id))?;
    if at < original.effective_at {
        return reject(Rejection::BeforeOriginal {});
    }
    for back in coming_back(&mut desk, original, &it.lines)? {
        let Some(customer) = desk.running(back.to).cloned() else { continue };
        let place = Place { location: to.no, status: it.status, ..customer.place };
        let level = desk.level(place, to)?;
        let worth = match back.valued {
            true => Worth::ReturnIn(back.origin),
            false => Worth::None,
        };
        desk.shift(Draft {
            item: back.item,
            lot: back.lot,
            from: back.to,
            to: level,
            quantity: back.quantity,
            worth,
        })?;
    }
    desk.finish()
}

pub(crate) fn to_supplier(it: &ReturnToSupplier, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, false)?;
    let original = find(view, it.receipt, DocumentKind::Receipt)?;
    let from = match &it.from {
        Some(from) => Some(location_of(view, from, &[LocationKind::Internal])?),
        None => None,
    };
    let mut desk = Desk::new(view, ctx)?;
    let mut paper = it.paper.clone();
    paper.party = paper.party.or(original.party.as_ref().map(ToString::to_string));
    let at = desk.open_document(DocumentKind::SupplierReturn, &paper, Some(original.id))?;
    if at < original.effective_at {
        return reject(Rejection::BeforeOriginal {});
    }
    for back in coming_back(&mut desk, original, &it.lines)? {
        let Some(received) = desk.running(back.to).cloned() else { continue };
        let level = match from {
            Some(from) => {
                let place = Place { location: from.no, ..received.place };
                desk.level(place, from)?
            }
            None => back.to,
        };
        desk.check_takes(back.item, level, back.quantity)?;
        let worth = match back.valued {
            true => Worth::ReturnOut(back.origin),
            false => Worth::None,
        };
        desk.shift(Draft {
            item: back.item,
            lot: back.lot,
            from: level,
            to: back.from,
            quantity: back.quantity,
            worth,
        })?;
    }
    desk.finish()
}

fn find<'a>(view: &View<'a>, id: DocumentId, kind: DocumentKind) -> Step<&'a Document> {
    match view.get(Document::by_id(id))? {
        Some(document) if document.kind == kind => Ok(document),
        Some(document) => {
            reject(Rejection::DocumentKindWrong { document: id, kind: document.kind })
        }
        None => reject(Rejection::DocumentNotFound { document: id }),
    }
}

/// A part of a movement that is taken back.
struct Back<'a> {
    item: &'a crate::tables::Item,
    lot: i64,
    from: usize,
    to: usize,
    quantity: i64,
    valued: bool,
    origin: Origin,
}

/// What is taken back of a document: what the lines name, or all that is left.
fn coming_back<'a>(
    desk: &mut Desk<'a>,
    original: &'a Document,
    lines: &[Line],
) -> Step<Vec<Back<'a>>> {
    let scan = Scan::of::<Movement>()
        .filter(Movement::COL_POS, Compare::Equal, original.pos)
        .filter(Movement::COL_ORDINAL, Compare::Equal, original.ordinal);
    let view = desk.view;
    let movements = view.scan::<Movement>(scan)?;
    let key = |row: &Movement| Returned::key(row.pos, row.ordinal, row.line);
    warm(&view, movements.iter().map(|row| key(row)))?;
    let levels = movements.iter().flat_map(|row| [row.from_level, row.to_level]);
    warm(&view, levels.map(Level::key))?;
    let mut rests = Vec::with_capacity(movements.len());
    for row in &movements {
        let returned = view.get(key(row))?.map(|returned| returned.quantity);
        rests.push((returned, row.quantity.saturating_sub(returned.unwrap_or(0))));
    }
    let mut shares: Vec<i64> = rests.iter().map(|(_, rest)| *rest).collect();
    if !lines.is_empty() {
        shares = vec![0; movements.len()];
        for line in lines {
            let item = super::item(&view, &line.item)?;
            let lot = desk.lot_of(item, line.lot.as_deref())?;
            let asked = line_units(&view, item, line)?;
            let mut left = asked;
            for ((row, (_, rest)), share) in movements.iter().zip(&rests).zip(shares.iter_mut()) {
                if row.item == item.no && lot.is_none_or(|lot| row.lot == Some(lot.no)) {
                    let take = rest.saturating_sub(*share).min(left);
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
    if shares.iter().all(|share| *share == 0) {
        return reject(Rejection::LinesMissing {});
    }
    let mut backs = Vec::new();
    for ((row, (returned, _)), quantity) in movements.iter().zip(&rests).zip(shares) {
        if quantity == 0 {
            continue;
        }
        let from = desk.level_no(row.from_level)?;
        let to = desk.level_no(row.to_level)?;
        let (pos, ordinal, line) = (row.pos, row.ordinal, row.line);
        if let Some(document) = desk.document() {
            document.returned.push(ReturnedFacts {
                pos,
                ordinal,
                line,
                quantity: returned.unwrap_or(0).saturating_add(quantity),
                known: returned.is_some(),
            });
        }
        backs.push(Back {
            item: item_no(&view, row.item)?,
            lot: row.lot.unwrap_or(0),
            from,
            to,
            quantity,
            valued: row.pool.is_some(),
            origin: Origin { effective_at: row.effective_at, pos, ordinal, line },
        });
    }
    Ok(backs)
}
