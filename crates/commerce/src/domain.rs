//! Commerce as a domain: its tables, commands, queries and invariants.

use async_trait::async_trait;
use moja_core::batch::Batch;
use moja_core::command::{Domain, Finding, QueryError, Recorded, SqlView};
use moja_core::reader::Reader;
use moja_core::record::{Record, TableDef};
use moja_core::registry::Registrar;

use crate::event::CommerceEvent;
use crate::tables::{
    Allocation, Line, Number, Order, Price, QuoteRow, Seller, Series, Shipment, TaxRow,
};

/// Commerce.
#[derive(Clone, Copy, Debug)]
pub struct Commerce;

#[async_trait]
impl Domain for Commerce {
    const NAME: &'static str = "commerce";
    type Event = CommerceEvent;

    fn tables() -> Vec<&'static TableDef> {
        vec![
            Price::table(),
            TaxRow::table(),
            Seller::table(),
            Series::table(),
            Number::table(),
            QuoteRow::table(),
            Order::table(),
            Line::table(),
            Allocation::table(),
            Shipment::table(),
        ]
    }

    fn views() -> Vec<SqlView> {
        vec![SqlView {
            name: "commerce_documents",
            doc: "Numbered documents with the orders that they are about; amounts in minor units.",
            select: "\
SELECT n.tenant, n.series, n.number, n.text, n.kind, n.issued_at, n.amount, o.currency, o.exponent,
       o.party, COALESCE(o.reference, n.reference) AS reference, o.status
  FROM commerce_number n
  LEFT JOIN commerce_order o ON o.tenant = n.tenant AND o.id = n.order_id",
        }]
    }

    fn project(event: &CommerceEvent, recorded: &Recorded<'_>, batch: &mut Batch) {
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
