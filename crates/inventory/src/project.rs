//! Events to rows.

use moja_core::Json;
use moja_core::batch::{Batch, Change};
use moja_core::command::Recorded;
use moja_core::record::Column;
use moja_core::time::Timestamp;
use moja_core::value::{SmolStr, Value};

use crate::event::{
    InventoryEvent, ItemFacts, LevelFacts, LocationFacts, Moved, PolicyFacts, ReservedFacts,
    ReturnedRight, ShippedLine, TransferFacts, Valued,
};
use crate::tables::{
    Barcode, Component, CountRow, Counter, Document, Expectation, FlowRow, Group, Item, Level,
    Location, Lot, LotLink, Movement, Period, PolicyRow, PoolRow, Reservation, Reserved, Returned,
    ShelfRule, Transfer, TransferLine, Unit, ValueRow,
};
use crate::types::{LotDates, ReservationId, ReservationStatus, TransferStatus};

pub(crate) fn project(event: &InventoryEvent, recorded: &Recorded<'_>, batch: &mut Batch) {
    match event {
        InventoryEvent::GroupDefined { code, currency, exponent, accounts, new } => {
            let row = Group {
                code: code.into(),
                currency: currency.into(),
                exponent: i64::from(*exponent),
                accounts: accounts.as_deref().cloned().and_then(json),
            };
            put(row, *new, batch);
        }
        InventoryEvent::ItemCreated(facts) => {
            count("items", facts.no, batch);
            batch.insert(item_row(facts));
        }
        InventoryEvent::ItemChanged(facts) => batch.replace(item_row(facts)),
        InventoryEvent::UnitAdded { item, code, numerator, denominator } => batch.insert(Unit {
            item: *item,
            code: code.into(),
            numerator: *numerator,
            denominator: *denominator,
        }),
        InventoryEvent::BarcodeAdded { barcode, item, unit } => batch.insert(Barcode {
            barcode: barcode.into(),
            item: *item,
            unit: unit.as_ref().map(SmolStr::from),
        }),
        InventoryEvent::ComponentsDefined { item, kit, before, components } => {
            for component in before {
                batch.delete(Component::key(*item, *component));
            }
            for part in components {
                batch.insert(Component {
                    item: *item,
                    component: part.component,
                    quantity: part.quantity,
                    per: part.per,
                });
            }
            batch.change(Change::of(Item::key(*item)).set(Item::COL_IS_KIT, stored(kit)));
        }
        InventoryEvent::LocationCreated(facts) => {
            count("locations", facts.no, batch);
            batch.insert(location(facts));
        }
        InventoryEvent::PolicySet(facts) => put(policy(facts), facts.new, batch),
        InventoryEvent::ShelfRuleSet { party, days, new } => {
            put(ShelfRule { party: party.into(), days: i64::from(*days) }, *new, batch);
        }
        InventoryEvent::LotCreated { lot, item, code, received_at, dates } => {
            count("lots", *lot, batch);
            batch.insert(Lot {
                no: *lot,
                item: *item,
                code: code.into(),
                received_at: *received_at,
                manufactured_at: dates.manufactured_at,
                expires_at: dates.expires_at,
                alert_at: dates.alert_at,
                removal_at: dates.removal_at,
                held: None,
                recalled: None,
                on_hand: 0,
            });
        }
        InventoryEvent::LotDescribed { lot, dates } => batch.change(dated(*lot, dates)),
        InventoryEvent::LotHeld { lot, reason } => {
            batch.change(Change::of(Lot::key(*lot)).set(Lot::COL_HELD, stored(reason)));
        }
        InventoryEvent::LotsRecalled { lots, reason } => {
            for lot in lots {
                let reason = stored(&Some(reason.clone()));
                batch.change(Change::of(Lot::key(*lot)).set(Lot::COL_RECALLED, reason));
            }
        }
        InventoryEvent::PeriodClosed { until, new } => {
            put(Period { open_from: *until }, *new, batch);
        }
        InventoryEvent::LevelsOpened { levels } => open_levels(levels, batch),
        InventoryEvent::Moved(moved) => move_stock(moved, recorded, batch),
        InventoryEvent::Counted { at, counts } => {
            for count in counts {
                batch.insert(CountRow {
                    level: count.level,
                    counted_at: *at,
                    quantity: count.quantity,
                    loss: count.loss,
                });
                if count.latest {
                    let at = stored(&Some(*at));
                    batch
                        .change(Change::of(Level::key(count.level)).set(Level::COL_COUNTED_AT, at));
                }
            }
        }
        InventoryEvent::Reserved(facts) => reserve(facts, None, recorded, batch),
        InventoryEvent::Allotted { device, rights } => {
            reserve(rights, Some(device), recorded, batch);
        }
        InventoryEvent::ReservationExtended { reservation, expires_at, lines } => {
            let status = stored(&ReservationStatus::Held);
            batch.change(
                Change::of(Reservation::key(*reservation))
                    .set(Reservation::COL_EXPIRES_AT, stored(expires_at))
                    .set(Reservation::COL_STATUS, status),
            );
            for line in lines {
                let open = stored(&Some(expires_at.unwrap_or(Timestamp::MAX)));
                let key = Reserved::key(*reservation, line.line);
                batch.change(Change::of(key).set(Reserved::COL_OPEN, open));
                hold_at(line.level, line.again, line.next_expiry, batch);
                if line.again != 0 {
                    let location = stored(&Some(line.location));
                    batch.change(
                        Change::of(Level::key(line.level)).set(Level::COL_STOCKED, location),
                    );
                }
            }
        }
        InventoryEvent::ReservationShipped { reservation, lines, done } => {
            give_back(*reservation, lines, true, batch);
            if *done {
                end(*reservation, ReservationStatus::Shipped, batch);
            }
        }
        InventoryEvent::ReservationEnded { reservation, status, lines } => {
            give_back(*reservation, lines, false, batch);
            end(*reservation, *status, batch);
        }
        InventoryEvent::ExpirySwept { level, next_expiry } => batch.change(
            Change::of(Level::key(*level)).set(Level::COL_NEXT_EXPIRY, stored(next_expiry)),
        ),
        InventoryEvent::Expected(facts) => batch.insert(Expectation {
            id: facts.id,
            item: facts.item,
            location: facts.location,
            quantity: facts.quantity,
            received: 0,
            due_at: facts.due_at,
            open: Some(facts.due_at),
            party: facts.party.as_ref().map(SmolStr::from),
            reference: facts.reference.as_ref().map(SmolStr::from),
        }),
        InventoryEvent::ExpectationMet { expected, received, done } => {
            let mut change =
                Change::of(Expectation::key(*expected)).add(Expectation::COL_RECEIVED, *received);
            if *done {
                change = change.set(Expectation::COL_OPEN, Value::Null);
            }
            batch.change(change);
        }
        InventoryEvent::TransferDispatched(facts) => dispatch(facts, batch),
        InventoryEvent::TransferProgressed { transfer, lines, done } => {
            for line in lines {
                let mut change = Change::of(TransferLine::key(*transfer, line.line))
                    .add(TransferLine::COL_RECEIVED, line.received)
                    .add(TransferLine::COL_LOST, line.lost);
                if line.done {
                    change = change.set(TransferLine::COL_OPEN, Value::Null);
                }
                batch.change(change);
            }
            if *done {
                let status = stored(&TransferStatus::Done);
                batch
                    .change(Change::of(Transfer::key(*transfer)).set(Transfer::COL_STATUS, status));
            }
        }
        InventoryEvent::Valued(valued) => value(valued, recorded, batch),
        InventoryEvent::RightsReturned { allotment, lines, done } => {
            lines.iter().for_each(|line| return_right(*allotment, line, batch));
            if *done {
                end(*allotment, ReservationStatus::Released, batch);
            }
        }
        InventoryEvent::RightsSpentLate { allotment, lines } => {
            for (line, quantity) in lines {
                let key = Reserved::key(*allotment, *line);
                batch.change(Change::of(key).add(Reserved::COL_SHIPPED, *quantity));
            }
        }
    }
}

/// Any column's value as a replacement.
fn stored<C: Column>(value: &C) -> Value {
    value.value().to_owned()
}

/// What is stored of a collection, if there is anything in it.
fn json<T: serde::Serialize>(value: T) -> Option<Json<T>> {
    Json::new(value).ok()
}

fn put<T: moja_core::record::Record>(row: T, new: bool, batch: &mut Batch) {
    if new {
        batch.insert(row);
    } else {
        batch.replace(row);
    }
}

/// Notes that numbers up to `last` were given out. The first brings the counter with it.
fn count(counter: &'static str, last: i64, batch: &mut Batch) {
    if last == 1 {
        batch.insert(Counter { counter: SmolStr::new_static(counter), last });
    } else {
        batch.change(Change::of(Counter::key(counter)).set(Counter::COL_LAST, Value::Int(last)));
    }
}

pub(crate) fn item_row(facts: &ItemFacts) -> Item {
    Item {
        no: facts.no,
        code: (&facts.code).into(),
        name: facts.name.clone(),
        group_code: (&facts.group).into(),
        unit: (&facts.unit).into(),
        scale: i64::from(facts.scale),
        tracking: facts.tracking,
        costing: facts.costing,
        standard_cost: facts.standard.map(|(cost, _)| cost),
        standard_per: facts.standard.map(|(_, per)| per),
        removal: facts.removal,
        allow_negative: facts.allow_negative,
        backorder_max: facts.backorder_max,
        is_kit: facts.is_kit,
        active: facts.active,
        variant_of: facts.variant_of,
        attributes: Some(facts.attributes.clone()).filter(|it| !it.is_empty()).and_then(json),
    }
}

fn location(facts: &LocationFacts) -> Location {
    Location {
        no: facts.no,
        code: (&facts.code).into(),
        name: facts.name.clone(),
        kind: facts.kind,
        parent: facts.parent,
        position: facts.position,
        removal: facts.removal,
        active: true,
    }
}

fn policy(facts: &PolicyFacts) -> PolicyRow {
    let reorder = facts.reorder.as_ref();
    PolicyRow {
        item: facts.item,
        location: facts.location,
        allow_negative: facts.allow_negative,
        backorder_max: facts.backorder_max,
        removal: facts.removal,
        reorder_min: reorder.map(|rule| rule.min),
        reorder_max: reorder.map(|rule| rule.max),
        order_multiple: reorder.and_then(|rule| rule.multiple),
        lead_time_days: reorder.map(|rule| i64::from(rule.lead_time_days)),
        safety_stock: reorder.map(|rule| rule.safety_stock),
    }
}

fn dated(lot: i64, dates: &LotDates) -> Change {
    Change::of(Lot::key(lot))
        .set(Lot::COL_MANUFACTURED_AT, stored(&dates.manufactured_at))
        .set(Lot::COL_EXPIRES_AT, stored(&dates.expires_at))
        .set(Lot::COL_ALERT_AT, stored(&dates.alert_at))
        .set(Lot::COL_REMOVAL_AT, stored(&dates.removal_at))
}

fn open_levels(levels: &[LevelFacts], batch: &mut Batch) {
    for level in levels {
        count("levels", level.no, batch);
        batch.insert(Level {
            no: level.no,
            item: level.item,
            location: level.location,
            lot: level.lot,
            status: level.status,
            owner: (&level.owner).into(),
            on_hand: 0,
            reserved: 0,
            stocked: None,
            next_expiry: None,
            counted_at: None,
        });
    }
}

fn move_stock(moved: &Moved, recorded: &Recorded<'_>, batch: &mut Batch) {
    let (pos, ordinal) = (recorded.pos, recorded.ordinal);
    batch.insert(Document {
        pos,
        ordinal,
        id: moved.document,
        kind: moved.kind,
        effective_at: moved.effective_at,
        recorded_at: recorded.at,
        reference: moved.reference.as_ref().map(SmolStr::from),
        party: moved.party.as_ref().map(SmolStr::from),
        reason: moved.reason.clone(),
        original: moved.original,
    });
    for (line, movement) in (0_i64..).zip(&moved.lines) {
        batch.insert(Movement {
            pos,
            ordinal,
            line,
            item: movement.item,
            lot: movement.lot,
            from_level: movement.from,
            to_level: movement.to,
            quantity: movement.quantity,
            effective_at: moved.effective_at,
            pool: movement.pool.map(|(pool, _)| pool),
            incoming: movement.pool.is_some_and(|(_, incoming)| incoming),
            cost: movement.cost,
        });
        let less = movement.quantity.saturating_neg();
        batch.change(Change::of(Level::key(movement.from)).add(Level::COL_ON_HAND, less));
        let more = movement.quantity;
        batch.change(Change::of(Level::key(movement.to)).add(Level::COL_ON_HAND, more));
        if let Some(lot) = movement.lot.filter(|_| movement.lot_delta != 0) {
            batch.change(Change::of(Lot::key(lot)).add(Lot::COL_ON_HAND, movement.lot_delta));
        }
    }
    for (level, location) in &moved.stocked {
        batch.change(Change::of(Level::key(*level)).set(Level::COL_STOCKED, stored(location)));
    }
    for (line, (parent, child, quantity)) in (0_i64..).zip(&moved.links) {
        batch.insert(LotLink {
            parent: *parent,
            child: *child,
            pos,
            ordinal,
            line,
            quantity: *quantity,
        });
    }
    for back in &moved.returned {
        let row = Returned {
            pos: back.pos,
            ordinal: back.ordinal,
            line: back.line,
            quantity: back.quantity,
        };
        put(row, !back.known, batch);
    }
}

/// Sets `quantity` aside at a level.
fn hold_at(level: i64, quantity: i64, next_expiry: Option<Timestamp>, batch: &mut Batch) {
    let mut change = Change::of(Level::key(level));
    if quantity != 0 {
        change = change.add(Level::COL_RESERVED, quantity);
    }
    if next_expiry.is_some() {
        change = change.set(Level::COL_NEXT_EXPIRY, stored(&next_expiry));
    }
    if quantity != 0 || next_expiry.is_some() {
        batch.change(change);
    }
}

fn reserve(
    facts: &ReservedFacts,
    device: Option<&String>,
    recorded: &Recorded<'_>,
    batch: &mut Batch,
) {
    batch.insert(Reservation {
        id: facts.reservation,
        status: ReservationStatus::Held,
        created_at: recorded.at,
        expires_at: facts.expires_at,
        reference: facts.reference.as_ref().map(SmolStr::from),
        party: facts.party.as_ref().map(SmolStr::from),
        device: device.map(SmolStr::from),
    });
    for (line, held) in (0_i64..).zip(&facts.lines) {
        batch.insert(Reserved {
            reservation: facts.reservation,
            line,
            level: held.level,
            item: held.item,
            quantity: held.quantity,
            shipped: 0,
            open: Some(facts.expires_at.unwrap_or(Timestamp::MAX)),
        });
        hold_at(held.level, held.quantity, held.next_expiry, batch);
        let location = stored(&Some(held.location));
        batch.change(Change::of(Level::key(held.level)).set(Level::COL_STOCKED, location));
    }
}

/// Takes back from the levels what lines of a reservation set aside.
fn give_back(reservation: ReservationId, lines: &[ShippedLine], shipped: bool, batch: &mut Batch) {
    for line in lines {
        let mut change = Change::of(Reserved::key(reservation, line.line));
        if shipped {
            change = change.add(Reserved::COL_SHIPPED, line.quantity);
        }
        if line.done {
            change = change.set(Reserved::COL_OPEN, Value::Null);
        }
        batch.change(change);
        unhold_at(line.level, line.quantity, line.empty, batch);
    }
}

/// Takes back what was set aside at a level.
fn unhold_at(level: i64, quantity: i64, empty: bool, batch: &mut Batch) {
    let less = quantity.saturating_neg();
    let mut level = Change::of(Level::key(level)).add(Level::COL_RESERVED, less);
    if empty {
        level = level.set(Level::COL_STOCKED, Value::Null);
    }
    batch.change(level);
}

fn return_right(allotment: ReservationId, line: &ReturnedRight, batch: &mut Batch) {
    let key = Reserved::key(allotment, line.line);
    if line.gone {
        batch.delete(key);
    } else {
        let mut change =
            Change::of(key).add(Reserved::COL_QUANTITY, line.quantity.saturating_neg());
        if line.done {
            change = change.set(Reserved::COL_OPEN, Value::Null);
        }
        batch.change(change);
    }
    unhold_at(line.level, line.quantity, line.empty, batch);
}

fn end(reservation: ReservationId, status: ReservationStatus, batch: &mut Batch) {
    batch.change(
        Change::of(Reservation::key(reservation)).set(Reservation::COL_STATUS, stored(&status)),
    );
}

fn dispatch(facts: &TransferFacts, batch: &mut Batch) {
    batch.insert(Transfer {
        id: facts.id,
        status: TransferStatus::InTransit,
        from_location: facts.from,
        to_location: facts.to,
        transit: facts.transit,
        dispatched_at: facts.dispatched_at,
        due_at: facts.due_at,
        reference: facts.reference.as_ref().map(SmolStr::from),
    });
    for (line, (item, level, quantity)) in (0_i64..).zip(&facts.lines) {
        batch.insert(TransferLine {
            transfer: facts.id,
            line,
            item: *item,
            level: *level,
            quantity: *quantity,
            received: 0,
            lost: 0,
            open: Some(facts.due_at.unwrap_or(Timestamp::MAX)),
        });
    }
}

fn value(valued: &Valued, recorded: &Recorded<'_>, batch: &mut Batch) {
    let (pos, ordinal) = (recorded.pos, recorded.ordinal);
    for pool in &valued.pools {
        if pool.new {
            count("pools", pool.no, batch);
        }
        let row = PoolRow {
            no: pool.no,
            item: pool.item,
            lot: pool.lot,
            quantity: pool.quantity,
            value: pool.value,
            state: pool.state.clone(),
            last_at: pool.last_at,
            recosted_until: pool.recosted_until,
        };
        put(row, pool.new, batch);
    }
    for flow in &valued.flows {
        batch.insert(FlowRow {
            pool: flow.pool,
            effective_at: flow.effective_at,
            pos,
            ordinal: flow.ordinal,
            line: flow.line,
            flow: flow.flow.clone(),
        });
    }
    for (line, change) in (0_i64..).zip(&valued.values) {
        batch.insert(ValueRow {
            pos,
            ordinal,
            line,
            pool: change.pool,
            posted_at: change.posted_at,
            amount: change.amount,
            role: change.role,
        });
    }
}
