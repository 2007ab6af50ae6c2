//! What can be asked of inventory to do.
//!
//! Quantities are exact decimals in text with a unit of the item; items, lots and locations are
//! named by their codes.

mod allot;
mod reserve;
mod setup;
mod stock;
mod value;

use moja_core::command::{Command, Ctx, Refusal};
use moja_core::footprint::Footprint;
use moja_core::registry::Registrar;
use moja_core::time::Timestamp;
use moja_core::view::View;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::decide;
use crate::domain::Inventory;
use crate::event::InventoryEvent;
use crate::rejection::Rejection;
use crate::tables::{Group, Item, Location, Reservation, Transfer};
use crate::types::{DocumentId, ExpectationId, Line, ReservationId, TransferId};

pub use allot::*;
pub use reserve::*;
pub use setup::*;
pub use stock::*;
pub use value::*;

/// The answer of commands that have nothing to tell.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Done {}

/// The document that a command wrote.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Documented {
    /// Its id.
    pub document: DocumentId,
}

/// What was set aside.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReservedAnswer {
    /// The reservation's id.
    pub reservation: ReservationId,
    /// From when on it counts no more.
    pub expires_at: Option<Timestamp>,
}

/// What a device may sell.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AllottedAnswer {
    /// The allotment's id.
    pub allotment: ReservationId,
    /// The end of the lease.
    pub lease_until: Option<Timestamp>,
}

/// A transfer that left.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DispatchedAnswer {
    /// The transfer's id.
    pub transfer: TransferId,
    /// The document's id.
    pub document: DocumentId,
}

/// What is expected.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExpectedAnswer {
    /// Its id.
    pub expected: ExpectationId,
}

/// What was called back.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecalledAnswer {
    /// How many lots, with those that were made of them.
    pub lots: u64,
}

fn documented(events: &[InventoryEvent]) -> Documented {
    let document = events.iter().find_map(|event| match event {
        InventoryEvent::Moved(moved) => Some(moved.document),
        _ => None,
    });
    Documented { document: document.unwrap_or(DocumentId::nil()) }
}

fn reserved(events: &[InventoryEvent]) -> ReservedAnswer {
    let found = events.iter().find_map(|event| match event {
        InventoryEvent::Reserved(facts) => Some((facts.reservation, facts.expires_at)),
        InventoryEvent::ReservationExtended { reservation, expires_at, .. } => {
            Some((*reservation, *expires_at))
        }
        _ => None,
    });
    let (reservation, expires_at) = found.unwrap_or((ReservationId::nil(), None));
    ReservedAnswer { reservation, expires_at }
}

fn allotted(events: &[InventoryEvent]) -> AllottedAnswer {
    let found = events.iter().find_map(|event| match event {
        InventoryEvent::Allotted { rights, .. } => Some((rights.reservation, rights.expires_at)),
        InventoryEvent::ReservationExtended { reservation, expires_at, .. } => {
            Some((*reservation, *expires_at))
        }
        _ => None,
    });
    let (allotment, lease_until) = found.unwrap_or((ReservationId::nil(), None));
    AllottedAnswer { allotment, lease_until }
}

fn dispatched(events: &[InventoryEvent]) -> DispatchedAnswer {
    let transfer = events.iter().find_map(|event| match event {
        InventoryEvent::TransferDispatched(facts) => Some(facts.id),
        _ => None,
    });
    DispatchedAnswer {
        transfer: transfer.unwrap_or(TransferId::nil()),
        document: documented(events).document,
    }
}

fn expected(events: &[InventoryEvent]) -> ExpectedAnswer {
    let expected = events.iter().find_map(|event| match event {
        InventoryEvent::Expected(facts) => Some(facts.id),
        _ => None,
    });
    ExpectedAnswer { expected: expected.unwrap_or(ExpectationId::nil()) }
}

fn recalled(events: &[InventoryEvent]) -> RecalledAnswer {
    let lots = events.iter().map(|event| match event {
        InventoryEvent::LotsRecalled { lots, .. } => lots.len(),
        _ => 0,
    });
    RecalledAnswer { lots: u64::try_from(lots.sum::<usize>()).unwrap_or(u64::MAX) }
}

fn want_lines<'l>(want: &mut Footprint, lines: impl IntoIterator<Item = &'l Line>) {
    for line in lines {
        want.get(Item::by_code(&line.item));
    }
}

/// Declares how commands take the one way through the house, and registers them.
macro_rules! commands {
    ($(
        $command:ty, $name:literal, $output:ty,
        want($this:ident, $want:ident) $footprint:block,
        decide $decide:path, output $answer:expr;
    )*) => {
        $(impl Command for $command {
            const NAME: &'static str = $name;
            type Domain = Inventory;
            type Output = $output;
            type Rejection = Rejection;

            fn footprint(&self, $want: &mut Footprint) {
                let $this = self;
                $footprint
            }

            fn decide(
                &self,
                view: &View<'_>,
                ctx: &Ctx<'_>,
            ) -> Result<Vec<InventoryEvent>, Refusal<Rejection>> {
                $decide(self, view, ctx)
            }

            fn output(&self, events: &[InventoryEvent]) -> $output {
                let answer: fn(&[InventoryEvent]) -> $output = $answer;
                answer(events)
            }
        })*

        pub(crate) fn register(registrar: &mut Registrar<'_, Inventory>) {
            $(registrar.command::<$command>();)*
        }
    };
}

commands! {
    DefineGroup, "inventory.define_group", Done,
    want(it, want) { want.get(Group::key(&it.code)); },
    decide decide::setup::define_group, output |_| Done {};

    CreateItem, "inventory.create_item", Done,
    want(it, want) {
        want.get(Item::by_code(&it.code));
        want.get(Group::key(&it.group));
    },
    decide decide::item::create_item, output |_| Done {};

    ChangeItem, "inventory.change_item", Done,
    want(it, want) { want.get(Item::by_code(&it.item)); },
    decide decide::item::change_item, output |_| Done {};

    DefineComponents, "inventory.define_components", Done,
    want(it, want) {
        want.get(Item::by_code(&it.item));
        it.components.iter().for_each(|part| want.get(Item::by_code(&part.item)));
    },
    decide decide::item::define_components, output |_| Done {};

    CreateLocation, "inventory.create_location", Done,
    want(it, want) { want.get(Location::by_code(&it.code)); },
    decide decide::setup::create_location, output |_| Done {};

    SetPolicy, "inventory.set_policy", Done,
    want(it, want) {
        want.get(Item::by_code(&it.item));
        want.get(Location::by_code(&it.location));
    },
    decide decide::setup::set_policy, output |_| Done {};

    SetShelfRule, "inventory.set_shelf_rule", Done,
    want(it, want) { want.get(crate::tables::ShelfRule::key(&it.party)); },
    decide decide::setup::set_shelf_rule, output |_| Done {};

    ClosePeriod, "inventory.close_period", Done,
    want(_it, want) { want.get(crate::tables::Period::key()); },
    decide decide::setup::close_period, output |_| Done {};

    DescribeLot, "inventory.describe_lot", Done,
    want(it, want) { want.get(Item::by_code(&it.item)); },
    decide decide::lot::describe_lot, output |_| Done {};

    HoldLot, "inventory.hold_lot", Done,
    want(it, want) { want.get(Item::by_code(&it.item)); },
    decide decide::lot::hold_lot, output |_| Done {};

    FreeLot, "inventory.free_lot", Done,
    want(it, want) { want.get(Item::by_code(&it.item)); },
    decide decide::lot::free_lot, output |_| Done {};

    RecallLot, "inventory.recall_lot", RecalledAnswer,
    want(it, want) { want.get(Item::by_code(&it.item)); },
    decide decide::lot::recall_lot, output recalled;

    Receive, "inventory.receive", Documented,
    want(it, want) {
        want.get(Location::by_code(&it.from));
        want.get(Location::by_code(&it.to));
        it.lines.iter().for_each(|line| want.get(Item::by_code(&line.item)));
    },
    decide decide::receive::receive, output documented;

    Ship, "inventory.ship", Documented,
    want(it, want) {
        want.get(Location::by_code(&it.from));
        want.get(Location::by_code(&it.to));
        want_lines(want, &it.lines);
    },
    decide decide::ship::ship, output documented;

    Move, "inventory.move", Documented,
    want(it, want) {
        want.get(Location::by_code(&it.from));
        want.get(Location::by_code(&it.to));
        want_lines(want, &it.lines);
    },
    decide decide::transfer::move_stock, output documented;

    DispatchTransfer, "inventory.dispatch_transfer", DispatchedAnswer,
    want(it, want) {
        want.get(Location::by_code(&it.from));
        want.get(Location::by_code(&it.to));
        want_lines(want, &it.lines);
    },
    decide decide::transfer::dispatch, output dispatched;

    ReceiveTransfer, "inventory.receive_transfer", Documented,
    want(it, want) { want.get(Transfer::key(it.transfer)); },
    decide decide::transfer::arrive, output documented;

    LoseTransfer, "inventory.lose_transfer", Documented,
    want(it, want) { want.get(Transfer::key(it.transfer)); },
    decide decide::transfer::lose, output documented;

    ChangeStatus, "inventory.change_status", Documented,
    want(it, want) {
        want.get(Location::by_code(&it.location));
        want_lines(want, &it.lines);
    },
    decide decide::adjust::change_status, output documented;

    Adjust, "inventory.adjust", Documented,
    want(it, want) {
        want.get(Location::by_code(&it.location));
        want_lines(want, &it.lines);
    },
    decide decide::adjust::adjust, output documented;

    Count, "inventory.count", Documented,
    want(it, want) {
        want.get(Location::by_code(&it.location));
        want_lines(want, &it.lines);
    },
    decide decide::count::count, output documented;

    Assemble, "inventory.assemble", Documented,
    want(it, want) {
        want.get(Location::by_code(&it.from));
        want_lines(want, &it.inputs);
    },
    decide decide::assemble::assemble, output documented;

    Disassemble, "inventory.disassemble", Documented,
    want(it, want) {
        want.get(Location::by_code(&it.from));
        want_lines(want, [&it.input]);
    },
    decide decide::assemble::disassemble, output documented;

    ReturnFromCustomer, "inventory.return_from_customer", Documented,
    want(it, want) { want.get(crate::tables::Document::by_id(it.shipment)); },
    decide decide::give_back::from_customer, output documented;

    ReturnToSupplier, "inventory.return_to_supplier", Documented,
    want(it, want) { want.get(crate::tables::Document::by_id(it.receipt)); },
    decide decide::give_back::to_supplier, output documented;

    Expect, "inventory.expect", ExpectedAnswer,
    want(it, want) {
        want.get(Item::by_code(&it.item));
        want.get(Location::by_code(&it.location));
    },
    decide decide::receive::expect, output expected;

    CloseExpectation, "inventory.close_expectation", Done,
    want(it, want) { want.get(crate::tables::Expectation::key(it.expected)); },
    decide decide::receive::close_expectation, output |_| Done {};

    Reserve, "inventory.reserve", ReservedAnswer,
    want(it, want) {
        want.get(Location::by_code(&it.from));
        want_lines(want, &it.lines);
    },
    decide decide::reserve::reserve, output reserved;

    ExtendReservation, "inventory.extend_reservation", ReservedAnswer,
    want(it, want) { want.get(Reservation::key(it.reservation)); },
    decide decide::reserve::extend, output reserved;

    ReleaseReservation, "inventory.release_reservation", Done,
    want(it, want) { want.get(Reservation::key(it.reservation)); },
    decide decide::reserve::release, output |_| Done {};

    ShipReservation, "inventory.ship_reservation", Documented,
    want(it, want) {
        want.get(Reservation::key(it.reservation));
        want.get(Location::by_code(&it.to));
    },
    decide decide::ship::ship_reservation, output documented;

    Allot, "inventory.allot", AllottedAnswer,
    want(it, want) {
        want.get(Location::by_code(&it.location));
        want_lines(want, &it.lines);
    },
    decide decide::allot::allot, output allotted;

    ExtendAllotment, "inventory.extend_allotment", AllottedAnswer,
    want(it, want) { want.get(Reservation::key(it.allotment)); },
    decide decide::allot::extend, output allotted;

    TransferRights, "inventory.transfer_rights", AllottedAnswer,
    want(it, want) {
        want.get(Reservation::key(it.allotment));
        want_lines(want, &it.lines);
    },
    decide decide::allot::transfer_rights, output allotted;

    ReturnAllotment, "inventory.return_allotment", Done,
    want(it, want) {
        want.get(Reservation::key(it.allotment));
        want_lines(want, &it.lines);
    },
    decide decide::allot::give_back, output |_| Done {};

    SpendAllotment, "inventory.spend_allotment", Documented,
    want(it, want) {
        want.get(Reservation::key(it.allotment));
        want.get(Location::by_code(&it.to));
        it.from.iter().for_each(|from| want.get(Location::by_code(from)));
        want_lines(want, &it.lines);
    },
    decide decide::allot::spend, output documented;

    AddLandedCost, "inventory.add_landed_cost", Done,
    want(it, want) {
        it.receipts.iter().for_each(|id| want.get(crate::tables::Document::by_id(*id)));
    },
    decide decide::value::add_landed_cost, output |_| Done {};

    Revalue, "inventory.revalue", Done,
    want(it, want) { want.get(Item::by_code(&it.item)); },
    decide decide::value::revalue, output |_| Done {};

    ChangeCosting, "inventory.change_costing", Done,
    want(it, want) { want.get(Item::by_code(&it.item)); },
    decide decide::value::change_costing, output |_| Done {};
}
