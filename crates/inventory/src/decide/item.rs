//! Items, their packs, barcodes and parts.

use moja_core::command::Ctx;
use moja_core::scan::{Compare, Scan};
use moja_core::view::View;

use super::setup::backorder_max;
use super::{
    Decided, Step, check_code, check_text, group, item, last_number, minor_of, positive_units,
    reject,
};
use crate::command::{BarcodeOf, ChangeItem, CreateItem, DefineComponents, Pack, StandardCost};
use crate::event::{ComponentFacts, InventoryEvent, ItemFacts};
use crate::gs1::check_digit;
use crate::rejection::Rejection;
use crate::tables::{Barcode, Component, Group, Item, Level, Unit};
use crate::types::{Attributes, Costing, Removal, Tracking};

/// The most decimals of a quantity.
const DECIMALS_MAX: u8 = 9;

/// How deep items may be made of others.
const DEPTH_MAX: usize = 32;

pub(crate) fn create_item(it: &CreateItem, view: &View<'_>, _ctx: &Ctx<'_>) -> Decided {
    check_code("code", &it.code)?;
    check_code("unit", &it.unit)?;
    check_attributes(&it.attributes)?;
    if let Some(name) = &it.name {
        check_text("name", name)?;
    }
    if it.decimals > DECIMALS_MAX {
        return reject(Rejection::OutOfRange { item: it.code.clone() });
    }
    if view.get(Item::by_code(&it.code))?.is_some() {
        return reject(Rejection::Exists { what: "item".to_owned(), code: it.code.clone() });
    }
    let group = group(view, &it.group)?;
    let variant_of = match &it.variant_of {
        Some(code) => Some(item(view, code)?.no),
        None => None,
    };
    let by_default = match it.tracking {
        Tracking::Lot => Removal::Fefo,
        Tracking::None | Tracking::Serial => Removal::Fifo,
    };
    let no = last_number(view, "items")?.saturating_add(1);
    let mut facts = ItemFacts {
        no,
        code: it.code.clone(),
        name: it.name.clone().unwrap_or_else(|| it.code.clone()),
        group: it.group.clone(),
        unit: it.unit.clone(),
        scale: it.decimals,
        tracking: it.tracking,
        costing: it.costing,
        standard: None,
        removal: it.removal.unwrap_or(by_default),
        allow_negative: it.allow_negative,
        backorder_max: Some(0),
        is_kit: false,
        active: true,
        variant_of,
        attributes: it.attributes.clone(),
    };
    // A serial number is one whole piece; lot costs need lots.
    let whole = it.tracking != Tracking::Serial || it.decimals == 0;
    let lots = it.costing != Costing::Lot || it.tracking != Tracking::None;
    if !whole || !lots || (it.costing == Costing::Standard) != it.standard_cost.is_some() {
        return reject(Rejection::RuleInvalid { item: it.code.clone() });
    }
    let row = crate::project::item_row(&facts);
    facts.backorder_max = backorder_max(view, &row, it.backorder)?;
    if let Some(cost) = &it.standard_cost {
        facts.standard = Some(standard(view, group, &row, cost)?);
    }
    let mut events = vec![InventoryEvent::ItemCreated(Box::new(facts))];
    add_units(view, &row, &it.packs, &mut events)?;
    add_barcodes(view, &row, &it.barcodes, &mut events)?;
    Ok(events)
}

fn check_attributes(attributes: &Attributes) -> Step<()> {
    for (name, value) in attributes {
        check_code("attributes", name)?;
        check_text("attributes", value)?;
    }
    Ok(())
}

/// A standard cost in minor units, and of how many smallest units.
pub(super) fn standard(
    view: &View<'_>,
    group: &Group,
    item: &Item,
    cost: &StandardCost,
) -> Step<(i64, i64)> {
    let per = positive_units(view, item, cost.per, None)?;
    Ok((minor_of(group, &item.code, &cost.cost)?, per))
}

fn add_units(
    view: &View<'_>,
    item: &Item,
    packs: &[Pack],
    events: &mut Vec<InventoryEvent>,
) -> Step<()> {
    for (at, pack) in packs.iter().enumerate() {
        check_code("unit", &pack.unit)?;
        let twice = packs.iter().take(at).any(|other| other.unit == pack.unit);
        let known = view.get(Unit::key(item.no, &pack.unit))?.is_some();
        if twice || known || pack.unit == item.unit {
            return reject(Rejection::Exists { what: "unit".to_owned(), code: pack.unit.clone() });
        }
        let denominator = i64::from(pack.packs);
        let numerator = positive_units(view, item, pack.contains, None)?;
        if denominator == 0 {
            return reject(Rejection::RuleInvalid { item: item.code.to_string() });
        }
        events.push(InventoryEvent::UnitAdded {
            item: item.no,
            code: pack.unit.clone(),
            numerator,
            denominator,
        });
    }
    Ok(())
}

fn add_barcodes(
    view: &View<'_>,
    item: &Item,
    barcodes: &[BarcodeOf],
    events: &mut Vec<InventoryEvent>,
) -> Step<()> {
    let mut added: Vec<String> = Vec::new();
    for given in barcodes {
        check_code("barcode", &given.barcode)?;
        let barcode = kept_barcode(&given.barcode)?;
        if added.contains(&barcode) || view.get(Barcode::key(&barcode))?.is_some() {
            return reject(Rejection::Exists { what: "barcode".to_owned(), code: barcode });
        }
        let unit = given.unit.as_ref().filter(|unit| **unit != item.unit);
        if let Some(unit) = unit {
            let new = events.iter().any(
                |event| matches!(event, InventoryEvent::UnitAdded { code, .. } if code == unit),
            );
            if !new && view.get(Unit::key(item.no, unit))?.is_none() {
                return reject(Rejection::UnitNotFound {
                    item: item.code.to_string(),
                    unit: unit.clone(),
                });
            }
        }
        added.push(barcode.clone());
        events.push(InventoryEvent::BarcodeAdded { barcode, item: item.no, unit: unit.cloned() });
    }
    Ok(())
}

/// A barcode as it is kept: all forms of a GTIN are one of 14 digits, other texts stay.
pub(crate) fn kept_barcode(barcode: &str) -> Step<String> {
    let digits = barcode.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !matches!(barcode.len(), 8 | 12 | 13 | 14) {
        return Ok(barcode.to_owned());
    }
    let valid = barcode
        .split_at_checked(barcode.len().saturating_sub(1))
        .is_some_and(|(digits, last)| check_digit(digits).is_ok_and(|it| last.starts_with(it)));
    if !valid {
        return reject(Rejection::CheckDigitWrong { barcode: barcode.to_owned() });
    }
    Ok(format!("{barcode:0>14}"))
}

pub(crate) fn change_item(it: &ChangeItem, view: &View<'_>, _ctx: &Ctx<'_>) -> Decided {
    let item = item(view, &it.item)?;
    if let Some(name) = &it.name {
        check_text("name", name)?;
    }
    if let Some(attributes) = &it.attributes {
        check_attributes(attributes)?;
    }
    let mut facts = facts_of(item);
    if let Some(name) = &it.name {
        facts.name.clone_from(name);
    }
    if let Some(removal) = it.removal {
        facts.removal = removal;
    }
    if let Some(allow) = it.allow_negative {
        facts.allow_negative = allow;
    }
    if let Some(backorder) = it.backorder {
        facts.backorder_max = backorder_max(view, item, backorder)?;
    }
    if let Some(active) = it.active {
        facts.active = active;
    }
    if let Some(attributes) = &it.attributes {
        facts.attributes.clone_from(attributes);
    }
    let mut events = Vec::new();
    if facts != facts_of(item) {
        events.push(InventoryEvent::ItemChanged(Box::new(facts)));
    }
    add_units(view, item, &it.packs, &mut events)?;
    add_barcodes(view, item, &it.barcodes, &mut events)?;
    Ok(events)
}

/// What an item's row says.
pub(super) fn facts_of(item: &Item) -> ItemFacts {
    ItemFacts {
        no: item.no,
        code: item.code.to_string(),
        name: item.name.clone(),
        group: item.group_code.to_string(),
        unit: item.unit.to_string(),
        scale: u8::try_from(item.scale).unwrap_or(0),
        tracking: item.tracking,
        costing: item.costing,
        standard: item.standard_cost.zip(item.standard_per),
        removal: item.removal,
        allow_negative: item.allow_negative,
        backorder_max: item.backorder_max,
        is_kit: item.is_kit,
        active: item.active,
        variant_of: item.variant_of,
        attributes: item.attributes.as_deref().cloned().unwrap_or_default(),
    }
}

pub(crate) fn define_components(it: &DefineComponents, view: &View<'_>, _ctx: &Ctx<'_>) -> Decided {
    let whole = item(view, &it.item)?;
    if it.kit && it.components.is_empty() {
        return reject(Rejection::ComponentsMissing { item: it.item.clone() });
    }
    let mut components = Vec::new();
    for part in &it.components {
        let component = item(view, &part.item)?;
        let twice = components.iter().any(|known: &ComponentFacts| known.component == component.no);
        if twice {
            return reject(Rejection::Exists {
                what: "component".to_owned(),
                code: part.item.clone(),
            });
        }
        if component.no == whole.no || reaches(view, component.no, whole.no)? {
            return reject(Rejection::ComponentsCyclic { item: it.item.clone() });
        }
        components.push(ComponentFacts {
            component: component.no,
            quantity: positive_units(view, component, part.quantity, None)?,
            per: positive_units(view, whole, part.per, None)?,
        });
    }
    if it.kit && !whole.is_kit {
        let levels = Scan::of::<Level>().by(Level::BY_STOCK).filter(
            Level::COL_ITEM,
            Compare::Equal,
            whole.no,
        );
        if !view.scan::<Level>(levels)?.is_empty() {
            return reject(Rejection::StockExists { code: it.item.clone() });
        }
    }
    let before = parts(view, whole.no)?.iter().map(|part| part.component).collect();
    Ok(vec![InventoryEvent::ComponentsDefined { item: whole.no, kit: it.kit, before, components }])
}

/// What an item is made of.
pub(super) fn parts<'a>(view: &View<'a>, item: i64) -> Step<Vec<&'a Component>> {
    let scan = Scan::of::<Component>().filter(Component::COL_ITEM, Compare::Equal, item);
    Ok(view.scan::<Component>(scan)?)
}

/// Whether `target` is a part of `item`, however deep.
fn reaches(view: &View<'_>, item: i64, target: i64) -> Step<bool> {
    let mut level = vec![item];
    for _ in 0..DEPTH_MAX {
        let mut below = Vec::new();
        for item in &level {
            below.extend(parts(view, *item)?.iter().map(|part| part.component));
        }
        if below.contains(&target) {
            return Ok(true);
        }
        if below.is_empty() {
            return Ok(false);
        }
        below.sort_unstable();
        below.dedup();
        level = below;
    }
    // Deeper than anything real: treated as a circle.
    Ok(true)
}

/// Smallest units of each component for `units` of a whole; refused if that is no whole number.
pub(super) fn explode<'a>(
    view: &View<'a>,
    whole: &'a Item,
    units: i64,
) -> Step<Vec<(&'a Item, i64)>> {
    let mut flat: Vec<(&'a Item, i64)> = Vec::new();
    let mut open = vec![(whole, units)];
    while let Some((item, units)) = open.pop() {
        if !item.is_kit && item.no != whole.no {
            match flat.iter_mut().find(|(known, _)| known.no == item.no) {
                Some((_, sum)) => *sum = sum.saturating_add(units),
                None => flat.push((item, units)),
            }
            continue;
        }
        let parts = parts(view, item.no)?;
        if parts.is_empty() {
            return reject(Rejection::ComponentsMissing { item: item.code.to_string() });
        }
        for part in parts {
            let component = super::item_no(view, part.component)?;
            let product = i128::from(units).saturating_mul(part.quantity.into());
            let per = i128::from(part.per);
            let exact = product.checked_rem(per) == Some(0);
            let needed = product.checked_div(per).and_then(|units| i64::try_from(units).ok());
            match needed {
                Some(needed) if exact => open.push((component, needed)),
                Some(_) => {
                    return reject(Rejection::QuantityInexact {
                        item: component.code.to_string(),
                        quantity: super::shown(item, units),
                        unit: item.unit.to_string(),
                    });
                }
                None => return reject(Rejection::OutOfRange { item: item.code.to_string() }),
            }
        }
    }
    flat.sort_by_key(|(item, _)| item.no);
    Ok(flat)
}
