//! Lots: their dates, holding them back, calling them back.

use std::collections::BTreeSet;

use moja_core::command::{Ctx, Refusal};
use moja_core::footprint::Footprint;
use moja_core::scan::{Compare, Scan};
use moja_core::view::{Need, View};

use super::{Decided, Step, check_code, check_text, item, last_number, lot, reject};
use crate::command::{DescribeLot, FreeLot, HoldLot, RecallLot};
use crate::event::InventoryEvent;
use crate::rejection::Rejection;
use crate::tables::{Lot, LotLink};
use crate::types::{LotDates, Tracking};

pub(crate) fn check_dates(lot: &str, dates: &LotDates) -> Step<()> {
    let LotDates { manufactured_at, expires_at, alert_at, removal_at } = dates;
    let too_late = |at: &Option<_>| at.zip(*expires_at).is_some_and(|(at, end)| at > end);
    if too_late(manufactured_at) || too_late(alert_at) || too_late(removal_at) {
        return reject(Rejection::DatesInvalid { lot: lot.chars().take(64).collect() });
    }
    Ok(())
}

pub(crate) fn describe_lot(it: &DescribeLot, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_code("lot", &it.lot)?;
    check_dates(&it.lot, &it.dates)?;
    let item = item(view, &it.item)?;
    if item.tracking == Tracking::None {
        return reject(Rejection::LotUnexpected { item: it.item.clone() });
    }
    let dates = it.dates.clone();
    Ok(vec![match view.get(Lot::by_code(item.no, &it.lot))? {
        Some(lot) => InventoryEvent::LotDescribed { lot: lot.no, dates },
        None => InventoryEvent::LotCreated {
            lot: last_number(view, "lots")?.saturating_add(1),
            item: item.no,
            code: it.lot.clone(),
            received_at: ctx.now(),
            dates,
        },
    }])
}

fn check_reason(reason: &str) -> Step<()> {
    if reason.trim().is_empty() {
        return reject(Rejection::ReasonMissing {});
    }
    check_text("reason", reason)
}

pub(crate) fn hold_lot(it: &HoldLot, view: &View<'_>, _: &Ctx<'_>) -> Decided {
    check_reason(&it.reason)?;
    let lot = lot(view, item(view, &it.item)?, &it.lot)?;
    Ok(vec![InventoryEvent::LotHeld { lot: lot.no, reason: Some(it.reason.clone()) }])
}

pub(crate) fn free_lot(it: &FreeLot, view: &View<'_>, _: &Ctx<'_>) -> Decided {
    let lot = lot(view, item(view, &it.item)?, &it.lot)?;
    Ok(vec![InventoryEvent::LotHeld { lot: lot.no, reason: None }])
}

pub(crate) fn recall_lot(it: &RecallLot, view: &View<'_>, _: &Ctx<'_>) -> Decided {
    check_reason(&it.reason)?;
    let root = lot(view, item(view, &it.item)?, &it.lot)?;
    // All that was made of it, layer by layer, so that each layer is one load.
    let mut known = BTreeSet::from([root.no]);
    let mut layer = vec![root.no];
    while !layer.is_empty() {
        let mut want = Footprint::new();
        let mut next = Vec::new();
        for parent in &layer {
            let scan = Scan::of::<LotLink>().filter(LotLink::COL_PARENT, Compare::Equal, *parent);
            match view.scan::<LotLink>(scan) {
                Ok(links) => {
                    next.extend(
                        links.iter().map(|link| link.child).filter(|lot| known.insert(*lot)),
                    );
                }
                Err(Need::Rows(missing)) => {
                    missing.scans().iter().for_each(|scan| want.scan(scan.clone()));
                }
                Err(error) => return Err(error.into()),
            }
        }
        if !want.is_empty() {
            return Err(Refusal::Need(want));
        }
        layer = next;
    }
    let lots = known.into_iter().collect();
    Ok(vec![InventoryEvent::LotsRecalled { lots, reason: it.reason.clone() }])
}
