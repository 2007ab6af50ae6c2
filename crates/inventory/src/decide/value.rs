//! Costs that come later, other values, other methods.

use moja_core::command::Ctx;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use moja_core::view::View;

use super::desk::warm;
use super::item::{facts_of, standard};
use super::worth::{Bench, pool_lot};
use super::{Decided, Step, check_text, group, item, item_no, lot, minor_of, reject};
use crate::command::{AddLandedCost, Basis, ChangeCosting, Revalue};
use crate::event::InventoryEvent;
use crate::rejection::Rejection;
use crate::tables::{Document, Item, Movement, Period, PoolRow, STOCK};
use crate::types::{AccountRole, Costing, DocumentKind, Tracking};
use crate::valuation::{Flow, Key, Method, apportion};

fn open_from(view: &View<'_>) -> Step<Timestamp> {
    Ok(view.get(Period::key())?.map_or(Timestamp::MIN, |period| period.open_from))
}

/// The event alone, if anything changed.
fn told(bench: Bench<'_>, document: Option<crate::types::DocumentId>) -> Decided {
    let valued = bench.tell(document)?;
    Ok(valued.into_iter().map(|valued| InventoryEvent::Valued(Box::new(valued))).collect())
}

pub(crate) fn add_landed_cost(it: &AddLandedCost, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    if it.receipts.is_empty() {
        return reject(Rejection::LinesMissing {});
    }
    warm(view, it.receipts.iter().map(|id| Document::by_id(*id)))?;
    let mut lines: Vec<(&Item, &Movement, i64)> = Vec::new();
    for (at, id) in it.receipts.iter().enumerate() {
        if it.receipts.iter().take(at).any(|other| other == id) {
            let what = "receipt".to_owned();
            return reject(Rejection::Exists { what, code: id.to_string() });
        }
        let document = match view.get(Document::by_id(*id))? {
            Some(document) if document.kind == DocumentKind::Receipt => document,
            Some(document) => {
                let kind = document.kind;
                return reject(Rejection::DocumentKindWrong { document: *id, kind });
            }
            None => return reject(Rejection::DocumentNotFound { document: *id }),
        };
        let scan = Scan::of::<Movement>()
            .filter(Movement::COL_POS, Compare::Equal, document.pos)
            .filter(Movement::COL_ORDINAL, Compare::Equal, document.ordinal);
        for row in view.scan::<Movement>(scan)? {
            // Goods of others are not ours to value.
            if let Some(pool) = row.pool {
                lines.push((item_no(view, row.item)?, row, pool));
            }
        }
    }
    let Some((first, ..)) = lines.first() else { return reject(Rejection::LinesMissing {}) };
    let amount = minor_of(group(view, &first.group_code)?, &first.code, &it.amount)?;
    let finest = lines.iter().map(|(item, ..)| item.scale).max().unwrap_or(0);
    let mut weights = Vec::with_capacity(lines.len());
    for (item, row, _) in &lines {
        minor_of(group(view, &item.group_code)?, &item.code, &it.amount)?;
        weights.push(match it.basis {
            Basis::Value => row.cost.unwrap_or(0),
            Basis::Equal => 1,
            Basis::Quantity => {
                let finer = super::smallest_units(finest.saturating_sub(item.scale));
                match row.quantity.checked_mul(finer) {
                    Some(weight) => weight,
                    None => return reject(Rejection::OutOfRange { item: item.code.to_string() }),
                }
            }
        });
    }
    if weights.iter().all(|weight| *weight == 0) {
        return reject(Rejection::CostInvalid { item: first.code.to_string() });
    }
    let mut bench = Bench::new(*view, ctx.pos(), 0, open_from(view)?);
    warm(view, lines.iter().map(|(_, _, pool)| PoolRow::key(*pool)))?;
    for ((_, row, pool), amount) in lines.iter().zip(apportion(amount, &weights)) {
        if amount == 0 {
            continue;
        }
        let at_us = row.effective_at.as_micros();
        let target = Key { at_us, pos: row.pos, ordinal: row.ordinal, line: row.line };
        let role = AccountRole::LandedCost;
        bench.pool_no(*pool)?;
        bench.note(*pool, row.effective_at, Flow::Adjust { target, amount, role });
    }
    bench.run()?;
    told(bench, it.receipts.first().copied())
}

pub(crate) fn revalue(it: &Revalue, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    if it.reason.trim().is_empty() {
        return reject(Rejection::ReasonMissing {});
    }
    check_text("reason", &it.reason)?;
    let item = item(view, &it.item)?;
    let value = minor_of(group(view, &item.group_code)?, &item.code, &it.value)?;
    // A standard is a rule, which is changed as one.
    if item.costing == Costing::Standard {
        return reject(Rejection::RuleInvalid { item: it.item.clone() });
    }
    let lot = match (item.costing, it.lot.as_deref()) {
        (Costing::Lot, None) => return reject(Rejection::LotMissing { item: it.item.clone() }),
        (Costing::Lot, Some(code)) => lot(view, item, code)?.no,
        (_, Some(_)) => return reject(Rejection::LotUnexpected { item: it.item.clone() }),
        (_, None) => 0,
    };
    let at = it.effective_at.unwrap_or(ctx.now());
    let open_from = open_from(view)?;
    if at < open_from {
        return reject(Rejection::PeriodClosed { open_from });
    }
    let Some(row) = view.get(PoolRow::by_item(item.no, pool_lot(item, lot)))? else {
        return reject(Rejection::StockMissing { code: it.item.clone() });
    };
    let quantity = view.sums(STOCK, row.no.saturating_neg(), at.as_micros())?.net();
    let per = i64::try_from(quantity).unwrap_or(0);
    if per <= 0 {
        return reject(Rejection::StockMissing { code: it.item.clone() });
    }
    let mut bench = Bench::new(*view, ctx.pos(), 0, open_from);
    bench.pool_no(row.no)?;
    bench.note(row.no, at, Flow::Revalue { value, per });
    bench.run()?;
    told(bench, None)
}

pub(crate) fn change_costing(it: &ChangeCosting, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let item = item(view, &it.item)?;
    let lots = it.costing == Costing::Lot;
    if item.is_kit {
        return reject(Rejection::ItemIsKit { item: it.item.clone() });
    }
    let needless = it.costing != Costing::Standard && it.standard_cost.is_some();
    if needless || (lots && item.tracking == Tracking::None) {
        return reject(Rejection::RuleInvalid { item: it.item.clone() });
    }
    if lots != (item.costing == Costing::Lot) {
        let scan = Scan::of::<PoolRow>().by(PoolRow::BY_ITEM).filter(
            PoolRow::COL_ITEM,
            Compare::Equal,
            item.no,
        );
        if view.scan::<PoolRow>(scan)?.iter().any(|pool| pool.quantity != 0 || pool.value != 0) {
            return reject(Rejection::StockExists { code: it.item.clone() });
        }
    }
    let pool = if lots { None } else { view.get(PoolRow::by_item(item.no, 0))? };
    let standard = match (&it.standard_cost, it.costing) {
        (_, Costing::Average | Costing::Fifo | Costing::Lot) => None,
        (Some(cost), Costing::Standard) => {
            Some(standard(view, group(view, &item.group_code)?, item, cost)?)
        }
        (None, Costing::Standard) => match pool.filter(|pool| pool.quantity > 0 && pool.value >= 0)
        {
            // What it is worth now: nothing changes by it.
            Some(pool) => Some((pool.value, pool.quantity)),
            None => return reject(Rejection::CostInvalid { item: it.item.clone() }),
        },
    };
    let mut facts = facts_of(item);
    (facts.costing, facts.standard) = (it.costing, standard);
    let mut events = Vec::new();
    if facts == facts_of(item) {
        return Ok(events);
    }
    events.push(InventoryEvent::ItemChanged(Box::new(facts)));
    if let Some(pool) = pool {
        let mut bench = Bench::new(*view, ctx.pos(), 1, open_from(view)?);
        bench.pool_no(pool.no)?;
        let method = Method::of(it.costing, standard);
        bench.note(pool.no, ctx.now().max(pool.last_at), Flow::Method(method));
        bench.run()?;
        events.append(&mut told(bench, None)?);
    }
    Ok(events)
}
