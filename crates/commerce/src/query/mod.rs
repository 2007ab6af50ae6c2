//! What can be asked of commerce.

mod order;
mod price;

pub use order::{
    DocumentRef, GetOrder, GetSettlement, OrderLineView, OrderPage, OrderSummary, OrderView,
    Orders, ShipmentView, ShippedLine,
};
pub use price::{GetQuote, ListSeries, PriceView, Prices, QuoteView, SeriesView};

use moja_core::command::QueryError;
use moja_core::registry::Registrar;

use crate::domain::Commerce;

/// The largest page that a query answers.
const PAGE_MAX: u32 = 10_000;

pub(crate) fn register(registrar: &mut Registrar<'_, Commerce>) {
    registrar
        .query::<GetQuote>()
        .query::<GetOrder>()
        .query::<Orders>()
        .query::<GetSettlement>()
        .query::<ListSeries>()
        .query::<Prices>();
}

fn not_found(code: &'static str, what: &str, name: &str) -> QueryError {
    QueryError::refused(code, format!("there is no {what} `{name}`"))
}
