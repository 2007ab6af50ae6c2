//! One subject a file; what they share is here.

pub(crate) mod goods;
pub(crate) mod money;
pub(crate) mod number;
pub(crate) mod place;
pub(crate) mod quote;
pub(crate) mod setup;

use moja_core::command::Refusal;
use moja_core::currency::Currency;
use moja_core::money::Money;
use moja_core::quantity::Quantity;
use moja_core::record::Column;
use moja_core::scan::{Compare, Scan};
use moja_core::view::View;

use crate::event::{CommerceEvent, OrderHead};
use crate::pricing::millionths;
use crate::rejection::Rejection;
use crate::tables::{Allocation, Line, Order, Shipment};
use crate::types::{OrderId, OrderPart, OrderStatus, QUANTITY_DECIMALS, currency_with};

/// What a decision of this domain ends in.
pub(crate) type Decided = Result<Vec<CommerceEvent>, Refusal<Rejection>>;

/// What a step of a decision ends in.
pub(crate) type Step<T> = Result<T, Refusal<Rejection>>;

/// The longest code, in characters.
const CODE_LEN_MAX: usize = 128;

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

/// Checks those codes that are given.
fn check_codes(codes: &[(&str, &Option<String>)]) -> Step<()> {
    codes.iter().try_for_each(|(field, code)| match code {
        Some(code) => check_code(field, code),
        None => Ok(()),
    })
}

/// The lines of an order.
pub(crate) fn lines_of(order: OrderId) -> Scan {
    Scan::of::<Line>().filter(Line::COL_ORDER_ID, Compare::Equal, order.value().to_owned())
}

/// What was set aside for an order.
pub(crate) fn allocations_of(order: OrderId) -> Scan {
    let order = order.value().to_owned();
    Scan::of::<Allocation>().filter(Allocation::COL_ORDER_ID, Compare::Equal, order)
}

/// What was shipped of an order.
pub(crate) fn shipments_of(order: OrderId) -> Scan {
    let order = order.value().to_owned();
    Scan::of::<Shipment>().filter(Shipment::COL_ORDER_ID, Compare::Equal, order)
}

/// Millionths as people write them.
pub(crate) fn shown(millionths: i64) -> Quantity {
    Quantity::of_scaled(millionths, QUANTITY_DECIMALS)
}

/// An order with its lines.
struct Opened<'a> {
    row: &'a Order,
    lines: Vec<&'a Line>,
}

fn open<'a>(view: &View<'a>, id: OrderId) -> Step<Opened<'a>> {
    let Some(row) = view.get(Order::key(id))? else {
        return reject(Rejection::OrderNotFound { order: id });
    };
    Ok(Opened { row, lines: view.scan::<Line>(lines_of(id))? })
}

impl Opened<'_> {
    fn currency(&self) -> Currency {
        currency_with(&self.row.currency, self.row.exponent)
    }

    fn money(&self, minor: i64) -> Money {
        Money::new(minor.into(), self.currency())
    }

    /// Refuses an order of which nothing more is set aside or shipped.
    fn check_open(&self) -> Step<()> {
        if self.row.status.is_open() { Ok(()) } else { self.wrong() }
    }

    fn wrong<T>(&self) -> Step<T> {
        let (order, status) = (self.row.id, self.row.status);
        reject(Rejection::OrderStatusWrong { order, status })
    }

    /// What an event says of the order.
    fn head(&self, status: OrderStatus) -> OrderHead {
        OrderHead {
            id: self.row.id,
            status,
            reference: self.row.reference.as_ref().map(ToString::to_string),
            party: self.row.party.as_ref().map(ToString::to_string),
            goods: self.row.goods.as_ref().map(|goods| Box::new((**goods).clone())),
            books: self.row.books.as_ref().map(|books| Box::new((**books).clone())),
        }
    }

    /// Where the order stands when lines have changed.
    fn status_with(&self, change: impl Fn(&mut Line)) -> OrderStatus {
        let mut lines: Vec<Line> = self.lines.iter().map(|line| (*line).clone()).collect();
        lines.iter_mut().for_each(change);
        crate::tables::status_of(&lines)
    }

    /// How much of each line is wanted: what the parts say together, or all that is left.
    fn wanted(
        &self,
        parts: &[OrderPart],
        left: impl Fn(&Line) -> i64,
        exceeds: impl Fn(u32, &Line, Quantity, Quantity) -> Rejection,
    ) -> Step<Vec<i64>> {
        if parts.is_empty() {
            let all: Vec<i64> = self.lines.iter().map(|line| left(line)).collect();
            if all.iter().all(|quantity| *quantity == 0) {
                return reject(Rejection::NothingLeft { order: self.row.id });
            }
            return Ok(all);
        }
        let mut wanted = vec![0_i64; self.lines.len()];
        for part in parts {
            let at = usize::try_from(part.line).unwrap_or(usize::MAX);
            let (Some(line), Some(sum)) = (self.lines.get(at), wanted.get_mut(at)) else {
                return reject(Rejection::LineNotFound { line: part.line });
            };
            let quantity = millionths(part.line, part.quantity).map_err(Refusal::Rejected)?;
            *sum = sum.saturating_add(quantity);
            if *sum > left(line) {
                return reject(exceeds(part.line, line, shown(left(line)), shown(*sum)));
            }
        }
        Ok(wanted)
    }
}
