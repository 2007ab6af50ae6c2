//! Events to rows.

use moja_core::Json;
use moja_core::batch::{Batch, Change};
use moja_core::command::Recorded;
use moja_core::record::{Column, Record};
use moja_core::value::{SmolStr, Value};

use crate::event::{
    CommerceEvent, MoneyFacts, NumberFacts, OrderHead, PlacedFacts, PriceFacts, SeriesFacts,
};
use crate::tables::{
    Allocation, Line, Number, Order, Price, QuoteRow, Seller, Series, Shipment, TaxRow,
};

pub(crate) fn project(event: &CommerceEvent, recorded: &Recorded<'_>, batch: &mut Batch) {
    match event {
        CommerceEvent::PriceSet(facts) => put(price(facts), facts.new, batch),
        CommerceEvent::TaxSet { code, valid_from, rate, kind, new } => {
            let Some(rate) = json(*rate) else { return };
            let row = TaxRow { code: code.into(), valid_from: *valid_from, rate, kind: *kind };
            put(row, *new, batch);
        }
        CommerceEvent::SellerSet { code, commission, account, new } => {
            let Some(commission) = json(*commission) else { return };
            let account = account.as_ref().map(SmolStr::from);
            put(Seller { code: code.into(), commission, account }, *new, batch);
        }
        CommerceEvent::SeriesOpened(facts) => batch.insert(series(facts)),
        CommerceEvent::NumberTaken(facts) => number(facts, recorded, batch),
        CommerceEvent::Quoted { quote, numbers, expires_at, party } => {
            let Some(numbers) = json((**numbers).clone()) else { return };
            batch.insert(QuoteRow {
                id: *quote,
                quote: numbers,
                quoted_at: recorded.at,
                expires_at: *expires_at,
                party: party.as_ref().map(SmolStr::from),
                order_id: None,
            });
        }
        CommerceEvent::Placed(facts) => place(facts, recorded, batch),
        CommerceEvent::Allocated { order, no, allocation, lines } => {
            batch.change(stands(order).add(Order::COL_ALLOCATIONS, 1));
            for line in lines {
                let key = Line::key(order.id, line.line);
                batch.change(Change::of(key).add(Line::COL_ALLOCATED, line.quantity));
                batch.insert(Allocation {
                    order_id: order.id,
                    no: *no,
                    line: line.line,
                    allocation: *allocation,
                    quantity: line.quantity,
                    shipped: 0,
                });
            }
        }
        CommerceEvent::Shipped { order, shipments, .. } => {
            let count = i64::try_from(shipments.len()).unwrap_or(i64::MAX);
            batch.change(stands(order).add(Order::COL_SHIPMENTS, count));
            for shipment in shipments {
                for line in &shipment.lines {
                    let key = Line::key(order.id, line.line);
                    batch.change(Change::of(key).add(Line::COL_SHIPPED, line.quantity));
                    let key = Allocation::key(order.id, shipment.allocation_no, line.line);
                    batch.change(Change::of(key).add(Allocation::COL_SHIPPED, line.quantity));
                    batch.insert(Shipment {
                        order_id: order.id,
                        no: shipment.no,
                        line: line.line,
                        shipment: shipment.shipment,
                        quantity: line.quantity,
                        returned: 0,
                    });
                }
            }
        }
        CommerceEvent::Invoiced(facts) => {
            let columns = (Order::COL_CAPTURED, Line::COL_INVOICED, Line::COL_CAPTURED);
            money(facts, columns, batch);
        }
        CommerceEvent::Returned { order, shipments, .. } => {
            batch.change(stands(order));
            for shipment in shipments {
                for line in &shipment.lines {
                    let key = Line::key(order.id, line.line);
                    batch.change(Change::of(key).add(Line::COL_RETURNED, line.quantity));
                    let key = Shipment::key(order.id, shipment.no, line.line);
                    batch.change(Change::of(key).add(Shipment::COL_RETURNED, line.quantity));
                }
            }
        }
        CommerceEvent::Refunded(facts) => {
            let columns = (Order::COL_REFUNDED, Line::COL_CREDITED, Line::COL_REFUNDED);
            money(facts, columns, batch);
        }
        CommerceEvent::Cancelled { order, released, .. } => {
            batch.change(stands(order));
            for given_back in released {
                for line in &given_back.lines {
                    let less = line.quantity.saturating_neg();
                    let key = Line::key(order.id, line.line);
                    batch.change(Change::of(key).add(Line::COL_ALLOCATED, less));
                    let key = Allocation::key(order.id, given_back.no, line.line);
                    batch.change(Change::of(key).add(Allocation::COL_QUANTITY, less));
                }
            }
        }
        CommerceEvent::Closed { order } => batch.change(stands(order)),
    }
}

fn stored<C: Column>(value: &C) -> Value {
    value.value().to_owned()
}

/// What is stored of a value that has a JSON form: all of ours have one.
fn json<T: serde::Serialize>(value: T) -> Option<Json<T>> {
    Json::new(value).ok()
}

fn put<T: Record>(row: T, new: bool, batch: &mut Batch) {
    if new {
        batch.insert(row);
    } else {
        batch.replace(row);
    }
}

fn stands(order: &OrderHead) -> Change {
    Change::of(Order::key(order.id)).set(Order::COL_STATUS, stored(&order.status))
}

fn price(facts: &PriceFacts) -> Price {
    let breaks = (!facts.breaks.is_empty()).then(|| facts.breaks.clone());
    Price {
        list: (&facts.list).into(),
        item: (&facts.item).into(),
        currency: (&facts.currency).into(),
        valid_from: facts.valid_from,
        valid_until: facts.valid_until,
        exponent: facts.exponent.into(),
        price: facts.price_minor,
        per: facts.per,
        breaks: breaks.and_then(json),
        tax: facts.tax.as_ref().map(SmolStr::from),
    }
}

fn series(facts: &SeriesFacts) -> Series {
    Series {
        code: (&facts.code).into(),
        kind: facts.kind,
        prefix: (&facts.prefix).into(),
        digits: facts.digits,
        first: facts.first,
        next: facts.first,
        device: facts.device.as_ref().map(SmolStr::from),
    }
}

fn number(facts: &NumberFacts, recorded: &Recorded<'_>, batch: &mut Batch) {
    batch.change(Change::of(Series::key(&facts.series)).add(Series::COL_NEXT, 1));
    batch.insert(Number {
        series: (&facts.series).into(),
        number: facts.number,
        text: (&facts.text).into(),
        kind: facts.kind,
        order_id: facts.order,
        reference: facts.reference.as_ref().map(SmolStr::from),
        amount: facts.amount_minor,
        issued_at: recorded.at,
        pos: recorded.pos,
    });
}

fn place(facts: &PlacedFacts, recorded: &Recorded<'_>, batch: &mut Batch) {
    let head = &facts.order;
    if let Some(quote) = facts.quote {
        let order = stored(&Some(head.id));
        batch.change(Change::of(QuoteRow::key(quote)).set(QuoteRow::COL_ORDER_ID, order));
    }
    batch.insert(Order {
        id: head.id,
        status: head.status,
        placed_at: recorded.at,
        number: facts.number.as_ref().map(SmolStr::from),
        party: head.party.as_ref().map(SmolStr::from),
        reference: head.reference.as_ref().map(SmolStr::from),
        quote: facts.quote,
        currency: (&facts.currency).into(),
        exponent: facts.exponent.into(),
        total: facts.total_minor,
        captured: 0,
        refunded: 0,
        allocations: 0,
        shipments: 0,
        goods: head.goods.as_deref().cloned().and_then(json),
        books: head.books.as_deref().cloned().and_then(json),
    });
    for (no, line) in (0_i64..).zip(&facts.lines) {
        batch.insert(Line {
            order_id: head.id,
            line: no,
            item: (&line.item).into(),
            quantity: line.quantity,
            allocated: 0,
            shipped: 0,
            invoiced: 0,
            returned: 0,
            credited: 0,
            seller: line.seller.as_ref().map(SmolStr::from),
            seller_account: line.seller_account.as_ref().map(SmolStr::from),
            payout: line.split.payout,
            commission: line.split.commission,
            tax: line.split.tax,
            fee: line.split.fee,
            captured: 0,
            refunded: 0,
        });
    }
}

/// Adds amounts to the order's column, and quantities and amounts to the lines' columns.
fn money(facts: &MoneyFacts, columns: (usize, usize, usize), batch: &mut Batch) {
    let (of_order, quantity, amount) = columns;
    batch.change(stands(&facts.order).add(of_order, facts.amount_minor));
    for line in &facts.lines {
        let key = Line::key(facts.order.id, line.line);
        batch.change(Change::of(key).add(quantity, line.quantity).add(amount, line.amount_minor));
    }
}
