//! One use case a file; what they share is here and in [`desk`].

pub(crate) mod adjust;
pub(crate) mod allot;
pub(crate) mod assemble;
pub(crate) mod count;
mod desk;
pub(crate) mod give_back;
pub(crate) mod item;
pub(crate) mod lot;
mod pick;
pub(crate) mod receive;
pub(crate) mod reserve;
pub(crate) mod setup;
pub(crate) mod ship;
pub(crate) mod transfer;
pub(crate) mod value;
pub(crate) mod worth;

use moja_core::command::Refusal;
use moja_core::money::Money;
use moja_core::quantity::{Quantity, QuantityError};
use moja_core::record::Column;
use moja_core::value::{SmolStr, Value};
use moja_core::view::View;

use crate::event::InventoryEvent;
use crate::rejection::Rejection;
use crate::tables::{Counter, Group, Item, Location, Lot, Unit};
use crate::types::{Line, LocationKind, Paper};

/// What a decision of this domain ends in.
pub(crate) type Decided = Result<Vec<InventoryEvent>, Refusal<Rejection>>;

/// What a step of a decision ends in.
pub(crate) type Step<T> = Result<T, Refusal<Rejection>>;

/// The longest code, in characters.
const CODE_LEN_MAX: usize = 128;

/// The longest other text, in characters.
const TEXT_LEN_MAX: usize = 4_096;

pub(crate) fn reject<T>(rejection: Rejection) -> Step<T> {
    Err(Refusal::Rejected(rejection))
}

pub(crate) fn check_code(field: &str, code: &str) -> Step<()> {
    let bad = code.trim() != code
        || code.is_empty()
        || code.chars().count() > CODE_LEN_MAX
        || code.chars().any(char::is_control);
    if bad { reject(Rejection::CodeInvalid { field: field.to_owned() }) } else { Ok(()) }
}

pub(crate) fn check_text(field: &str, text: &str) -> Step<()> {
    let control = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.chars().count() > TEXT_LEN_MAX || text.chars().any(control) {
        return reject(Rejection::TextInvalid { field: field.to_owned() });
    }
    Ok(())
}

pub(crate) fn check_paper(paper: &Paper, reason_needed: bool) -> Step<()> {
    for (field, code) in [("reference", &paper.reference), ("party", &paper.party)] {
        if let Some(code) = code {
            check_code(field, code)?;
        }
    }
    match paper.reason.as_deref().map(str::trim) {
        Some("") | None if reason_needed => reject(Rejection::ReasonMissing {}),
        Some(reason) => check_text("reason", reason),
        None => Ok(()),
    }
}

pub(crate) fn group<'a>(view: &View<'a>, code: &str) -> Step<&'a Group> {
    match view.get(Group::key(code))? {
        Some(group) => Ok(group),
        None => reject(Rejection::GroupNotFound { group: code.to_owned() }),
    }
}

pub(crate) fn item<'a>(view: &View<'a>, code: &str) -> Step<&'a Item> {
    match view.get(Item::by_code(code))? {
        Some(item) => Ok(item),
        None => reject(Rejection::ItemNotFound { item: code.to_owned() }),
    }
}

/// The item with this number. Numbers come from rows, so that a missing one is damage.
pub(crate) fn item_no<'a>(view: &View<'a>, no: i64) -> Step<&'a Item> {
    match view.get(Item::key(no))? {
        Some(item) => Ok(item),
        None => reject(Rejection::ItemNotFound { item: no.to_string() }),
    }
}

pub(crate) fn location<'a>(view: &View<'a>, code: &str) -> Step<&'a Location> {
    match view.get(Location::by_code(code))? {
        Some(location) => Ok(location),
        None => reject(Rejection::LocationNotFound { location: code.to_owned() }),
    }
}

pub(crate) fn location_no<'a>(view: &View<'a>, no: i64) -> Step<&'a Location> {
    match view.get(Location::key(no))? {
        Some(location) => Ok(location),
        None => reject(Rejection::LocationNotFound { location: no.to_string() }),
    }
}

/// A location that must be of one of these kinds.
pub(crate) fn location_of<'a>(
    view: &View<'a>,
    code: &str,
    kinds: &[LocationKind],
) -> Step<&'a Location> {
    let location = location(view, code)?;
    if kinds.contains(&location.kind) {
        return Ok(location);
    }
    reject(Rejection::LocationKindWrong { location: code.to_owned(), kind: location.kind })
}

pub(crate) fn lot<'a>(view: &View<'a>, item: &Item, code: &str) -> Step<&'a Lot> {
    match view.get(Lot::by_code(item.no, code))? {
        Some(lot) => Ok(lot),
        None => {
            reject(Rejection::LotNotFound { item: item.code.to_string(), lot: code.to_owned() })
        }
    }
}

/// An id as a scan compares it.
pub(crate) fn id_value<C: Column>(id: &C) -> Value {
    id.value().to_owned()
}

/// The last number that was given out.
pub(crate) fn last_number(view: &View<'_>, counter: &str) -> Step<i64> {
    Ok(view.get(Counter::key(counter))?.map_or(0, |counter| counter.last))
}

/// Ten to the power of an item's decimals: smallest units in one base unit.
pub(crate) fn smallest_units(scale: i64) -> i64 {
    u32::try_from(scale).ok().and_then(|scale| 10_i64.checked_pow(scale)).unwrap_or(1)
}

/// A quantity of an item in smallest units; may be negative.
pub(crate) fn units(
    view: &View<'_>,
    item: &Item,
    quantity: Quantity,
    unit: Option<&str>,
) -> Step<i64> {
    let base = unit.is_none_or(|unit| unit == item.unit);
    let (numerator, denominator) = match unit {
        Some(unit) if !base => match view.get(Unit::key(item.no, unit))? {
            Some(row) => (row.numerator, row.denominator),
            None => {
                return reject(Rejection::UnitNotFound {
                    item: item.code.to_string(),
                    unit: unit.to_owned(),
                });
            }
        },
        _ => (smallest_units(item.scale), 1),
    };
    quantity.to_units(numerator, denominator).map_err(|error| {
        let code = item.code.to_string();
        Refusal::Rejected(match error {
            QuantityError::Inexact { .. } => Rejection::QuantityInexact {
                item: code,
                quantity,
                unit: unit.unwrap_or(&item.unit).to_owned(),
            },
            _ => Rejection::OutOfRange { item: code },
        })
    })
}

/// A positive quantity of an item in smallest units.
pub(crate) fn positive_units(
    view: &View<'_>,
    item: &Item,
    quantity: Quantity,
    unit: Option<&str>,
) -> Step<i64> {
    let units = units(view, item, quantity, unit)?;
    if units <= 0 {
        return reject(Rejection::QuantityInvalid { item: item.code.to_string(), quantity });
    }
    Ok(units)
}

/// The positive quantity of a line.
pub(crate) fn line_units(view: &View<'_>, item: &Item, line: &Line) -> Step<i64> {
    positive_units(view, item, line.quantity, line.unit.as_deref())
}

/// Smallest units of an item as people write them.
pub(crate) fn shown(item: &Item, units: i64) -> Quantity {
    Quantity::of_scaled(units, u8::try_from(item.scale).unwrap_or(0))
}

/// A cost in minor units of the group's currency, not negative.
pub(crate) fn minor_of(group: &Group, item: &SmolStr, money: &Money) -> Step<i64> {
    let currency = money.currency();
    if currency.code() != group.currency || i64::from(currency.exponent()) != group.exponent {
        return reject(Rejection::CurrencyMismatch {
            item: item.to_string(),
            given: currency.to_string(),
            expected: group.currency.to_string(),
        });
    }
    match i64::try_from(money.minor()) {
        Ok(minor) if minor >= 0 => Ok(minor),
        Ok(_) => reject(Rejection::CostInvalid { item: item.to_string() }),
        Err(_) => reject(Rejection::OutOfRange { item: item.to_string() }),
    }
}
