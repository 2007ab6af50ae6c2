//! Groups, locations, rules and periods.

use moja_core::command::Ctx;
use moja_core::quantity::Quantity;
use moja_core::scan::{Compare, Scan};
use moja_core::view::View;

use super::{Decided, Step, check_code, item, last_number, location, reject, units};
use crate::command::{
    Backorder, ClosePeriod, CreateLocation, DefineGroup, ReorderRule, SetPolicy, SetShelfRule,
};
use crate::event::{InventoryEvent, LocationFacts, PolicyFacts, ReorderFacts};
use crate::rejection::Rejection;
use crate::tables::{Group, Item, Location, Period, PolicyRow, PoolRow, ShelfRule};
use crate::types::PostingAccounts;

pub(crate) fn define_group(it: &DefineGroup, view: &View<'_>, _ctx: &Ctx<'_>) -> Decided {
    check_code("code", &it.code)?;
    for (role, account) in it.accounts.iter().flat_map(PostingAccounts::each) {
        check_code(role.code(), account)?;
    }
    let known = view.get(Group::key(&it.code))?;
    if let Some(known) = known {
        let exponent = i64::from(it.currency.exponent());
        if known.currency != it.currency.code() || known.exponent != exponent {
            return reject(Rejection::CurrencyMismatch {
                item: it.code.clone(),
                given: it.currency.to_string(),
                expected: known.currency.to_string(),
            });
        }
        // What the stock is worth stands in the old accounts.
        let same = known.accounts.as_deref() == it.accounts.as_ref();
        if !same && has_value(view, &it.code)? {
            return reject(Rejection::StockExists { code: it.code.clone() });
        }
    }
    Ok(vec![InventoryEvent::GroupDefined {
        code: it.code.clone(),
        currency: it.currency.code().to_owned(),
        exponent: it.currency.exponent(),
        accounts: it.accounts.clone().map(Box::new),
        new: known.is_none(),
    }])
}

fn has_value(view: &View<'_>, group: &str) -> Step<bool> {
    let items = view.scan::<Item>(Scan::of::<Item>())?;
    for pool in view.scan::<PoolRow>(Scan::of::<PoolRow>())? {
        let of_group = items.iter().any(|item| item.no == pool.item && item.group_code == group);
        if of_group && (pool.quantity != 0 || pool.value != 0) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) fn create_location(it: &CreateLocation, view: &View<'_>, _ctx: &Ctx<'_>) -> Decided {
    check_code("code", &it.code)?;
    if let Some(name) = &it.name {
        check_code("name", name)?;
    }
    if view.get(Location::by_code(&it.code))?.is_some() {
        return reject(Rejection::Exists { what: "location".to_owned(), code: it.code.clone() });
    }
    let parent = match &it.parent {
        Some(parent) => Some(location(view, parent)?.no),
        None => None,
    };
    Ok(vec![InventoryEvent::LocationCreated(Box::new(LocationFacts {
        no: last_number(view, "locations")?.saturating_add(1),
        code: it.code.clone(),
        name: it.name.clone().unwrap_or_else(|| it.code.clone()),
        kind: it.kind,
        parent,
        position: it.position,
        removal: it.removal,
    }))])
}

/// How much may be reserved beyond what is there, in smallest units; any quantity if none.
pub(super) fn backorder_max(
    view: &View<'_>,
    item: &Item,
    backorder: Backorder,
) -> Step<Option<i64>> {
    match backorder {
        Backorder::None => Ok(Some(0)),
        Backorder::Unlimited => Ok(None),
        Backorder::UpTo(quantity) => Ok(Some(not_negative(view, item, quantity)?)),
    }
}

fn not_negative(view: &View<'_>, item: &Item, quantity: Quantity) -> Step<i64> {
    if quantity.is_negative() {
        return reject(Rejection::QuantityInvalid { item: item.code.to_string(), quantity });
    }
    units(view, item, quantity, None)
}

pub(crate) fn set_policy(it: &SetPolicy, view: &View<'_>, _ctx: &Ctx<'_>) -> Decided {
    let item = item(view, &it.item)?;
    let location = location(view, &it.location)?;
    let reorder = match &it.reorder {
        Some(rule) => Some(reorder(view, item, rule)?),
        None => None,
    };
    Ok(vec![InventoryEvent::PolicySet(Box::new(PolicyFacts {
        item: item.no,
        location: location.no,
        new: view.get(PolicyRow::key(item.no, location.no))?.is_none(),
        allow_negative: it.allow_negative,
        backorder_max: backorder_max(view, item, it.backorder)?,
        removal: it.removal,
        reorder,
    }))])
}

fn reorder(view: &View<'_>, item: &Item, rule: &ReorderRule) -> Step<ReorderFacts> {
    let facts = ReorderFacts {
        min: not_negative(view, item, rule.min)?,
        max: not_negative(view, item, rule.max)?,
        multiple: match rule.multiple {
            Some(multiple) => Some(not_negative(view, item, multiple)?),
            None => None,
        },
        lead_time_days: rule.lead_time_days,
        safety_stock: not_negative(view, item, rule.safety_stock)?,
    };
    if facts.max < facts.min || facts.multiple == Some(0) {
        return reject(Rejection::RuleInvalid { item: item.code.to_string() });
    }
    Ok(facts)
}

pub(crate) fn set_shelf_rule(it: &SetShelfRule, view: &View<'_>, _ctx: &Ctx<'_>) -> Decided {
    check_code("party", &it.party)?;
    Ok(vec![InventoryEvent::ShelfRuleSet {
        party: it.party.clone(),
        days: it.days,
        new: view.get(ShelfRule::key(&it.party))?.is_none(),
    }])
}

pub(crate) fn close_period(it: &ClosePeriod, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    let known = view.get(Period::key())?;
    // A period that was closed stays closed, and the future cannot be.
    let earliest = known.map(|period| period.open_from);
    if earliest.is_some_and(|open_from| it.until < open_from) || it.until > ctx.now() {
        let open_from = earliest.unwrap_or(ctx.now());
        return reject(Rejection::PeriodClosed { open_from });
    }
    Ok(vec![InventoryEvent::PeriodClosed { until: it.until, new: known.is_none() }])
}

/// Reads the parents of a location, nearest first.
pub(super) fn ancestors<'a>(view: &View<'a>, location: &'a Location) -> Step<Vec<&'a Location>> {
    let mut found = Vec::new();
    let mut above = location.parent;
    while let Some(no) = above {
        let parent = super::location_no(view, no)?;
        above = parent.parent;
        found.push(parent);
    }
    Ok(found)
}

/// A location of our own with all that hold stock below it, nearest in the walk first.
pub(super) fn subtree<'a>(view: &View<'a>, root: &'a Location) -> Step<Vec<&'a Location>> {
    let mut found = vec![root];
    let mut at = 0;
    while let Some(above) = found.get(at) {
        let scan = Scan::of::<Location>().by(Location::BY_PARENT).filter(
            Location::COL_PARENT,
            Compare::Equal,
            above.no,
        );
        found.extend(view.scan::<Location>(scan)?);
        at = at.saturating_add(1);
    }
    found.sort_by_key(|location| (location.position, location.no));
    Ok(found)
}
