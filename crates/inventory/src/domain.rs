//! Inventory as a domain: its tables, commands, queries and invariants.

use async_trait::async_trait;
use moja_core::batch::Batch;
use moja_core::command::{Domain, Finding, QueryError, Recorded, SqlView};
use moja_core::reader::Reader;
use moja_core::record::{Record, TableDef};
use moja_core::registry::Registrar;

use crate::event::InventoryEvent;
use crate::tables::{
    Barcode, Component, CountRow, Counter, Document, Expectation, FlowRow, Group, Item, Level,
    Location, Lot, LotLink, Movement, Period, PolicyRow, PoolRow, Reservation, Reserved, Returned,
    ShelfRule, Transfer, TransferLine, Unit, ValueRow,
};

/// Inventory.
#[derive(Clone, Copy, Debug)]
pub struct Inventory;

#[async_trait]
impl Domain for Inventory {
    const NAME: &'static str = "inventory";
    type Event = InventoryEvent;

    fn tables() -> Vec<&'static TableDef> {
        vec![
            Counter::table(),
            Period::table(),
            Group::table(),
            Item::table(),
            Unit::table(),
            Barcode::table(),
            Component::table(),
            Location::table(),
            PolicyRow::table(),
            ShelfRule::table(),
            Lot::table(),
            LotLink::table(),
            Level::table(),
            Document::table(),
            Movement::table(),
            PoolRow::table(),
            FlowRow::table(),
            ValueRow::table(),
            Reservation::table(),
            Reserved::table(),
            Expectation::table(),
            Transfer::table(),
            TransferLine::table(),
            CountRow::table(),
            Returned::table(),
        ]
    }

    fn views() -> Vec<SqlView> {
        vec![SqlView {
            name: "inventory_stock",
            doc: "How much of which item is where, in smallest units: ten to the minus scale of the unit.",
            select: "\
SELECT v.tenant, i.code AS item, l.code AS location, l.kind AS location_kind, t.code AS lot,
       t.expires_at, v.status, v.owner, v.on_hand, v.reserved, i.unit, i.scale
  FROM inventory_level v
  JOIN inventory_item i ON i.tenant = v.tenant AND i.no = v.item
  JOIN inventory_location l ON l.tenant = v.tenant AND l.no = v.location
  LEFT JOIN inventory_lot t ON t.tenant = v.tenant AND t.no = v.lot",
        }]
    }

    fn project(event: &InventoryEvent, recorded: &Recorded<'_>, batch: &mut Batch) {
        crate::project::project(event, recorded, batch);
    }

    fn register(registrar: &mut Registrar<'_, Self>) {
        crate::command::register(registrar);
        crate::query::register(registrar);
    }

    async fn check(reader: &mut Reader<'_>) -> Result<Vec<Finding>, QueryError> {
        crate::check::check(reader).await
    }
}
