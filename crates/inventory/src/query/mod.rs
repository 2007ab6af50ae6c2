//! What can be asked of inventory.
//!
//! Quantities are given in the item's base unit. Stock and value can be asked as of an effective
//! time, as known at a recorded time or journal position, or both at once.

mod availability;
mod classification;
mod demand;
mod document;
mod item;
mod lot;
mod names;
mod order;
mod plan;
mod reservation;
mod stock;
mod trace;
mod valuation;

pub use availability::{Availability, AvailabilityView, AvailableToPromise, PromiseView};
pub use classification::{ClassLine, Classification};
pub use document::{DocumentView, GetDocument, MovementPage, MovementView, Movements};
pub use item::{
    GetItem, ItemPage, ItemView, Items, LocationView, Locations, PackView, ScanBarcode, ScanView,
};
pub use lot::{Expiring, ExpiringLine, LotView, Lots};
pub use moja_core::as_of::AsOf;
pub use order::{OrderQuantity, OrderQuantityView, ReviewView};
pub use plan::{Forecast, ForecastView, Reorder, ReorderLine};
pub use reservation::{
    Allotments, GetReservation, ReservationView, Reservations, ReservedLineView,
};
pub use stock::{Stock, StockLine};
pub use trace::{
    Reached, Recall, RecallView, RecalledAt, RecalledFrom, RecalledLot, Trace, TraceDirection,
    TraceStep, TraceView,
};
pub use valuation::{Valuation, ValuationLine, ValuationView};

use moja_core::command::QueryError;
use moja_core::registry::Registrar;

use crate::domain::Inventory;

/// The largest page that a query answers.
const PAGE_MAX: u32 = 10_000;

pub(crate) fn register(registrar: &mut Registrar<'_, Inventory>) {
    registrar
        .query::<GetItem>()
        .query::<Items>()
        .query::<Locations>()
        .query::<ScanBarcode>()
        .query::<Availability>()
        .query::<AvailableToPromise>()
        .query::<Stock>()
        .query::<Lots>()
        .query::<Expiring>()
        .query::<GetDocument>()
        .query::<Movements>()
        .query::<GetReservation>()
        .query::<Reservations>()
        .query::<Allotments>()
        .query::<Trace>()
        .query::<Recall>()
        .query::<Valuation>()
        .query::<Reorder>()
        .query::<Forecast>()
        .query::<Classification>()
        .query::<OrderQuantity>();
}

fn not_found(code: &'static str, what: &str, name: &str) -> QueryError {
    QueryError::refused(code, format!("there is no {what} `{name}`"))
}

/// Something that is asked for in pages is asked for at least one row, and not too many.
fn page_size(limit: Option<u32>) -> u32 {
    limit.unwrap_or(100).clamp(1, PAGE_MAX)
}
