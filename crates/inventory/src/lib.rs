//! Inventory as a pure domain: no driver, no clock, no randomness.
//!
//! Read [`command`], [`event`] and [`rejection`] and you know it. Stock moves from one place to
//! another, always in full: what a supplier gave, a customer got or a count missed has a place
//! too, so that over all places the sum is zero. Quantities are whole numbers of an item's
//! smallest unit, values are whole minor units.
//!
//! Useful on their own: [`gs1`], what a barcode says.

mod check;
pub mod command;
mod decide;
mod domain;
pub mod event;
pub mod gs1;
mod project;
pub mod query;
pub mod rejection;
pub mod tables;
pub mod types;
mod valuation;

pub use command::*;
pub use domain::Inventory;
pub use event::InventoryEvent;
pub use query::*;
pub use rejection::Rejection;
pub use types::*;
