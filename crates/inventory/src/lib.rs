//! Inventory as a pure domain: no driver, no clock, no randomness.
//!
//! Read [`command`], [`event`] and [`rejection`] and you know it. Stock moves from one place to
//! another, always in full: what a supplier gave, a customer got or a count missed has a place
//! too, so that over all places the sum is zero. Quantities are whole numbers of an item's
//! smallest unit, values are whole minor units.
//!
//! What stock costs is a fold of what came in and went out, in order of effective time. A movement
//! that becomes known late is put where it belongs, and what it changes is told as new entries: in
//! an open period at their time, for a closed one at the first instant that is open.
//!
//! Useful on their own: [`gs1`], what a barcode says, and [`plan`], forecasts and order quantities.

mod check;
pub mod command;
mod decide;
mod domain;
pub mod event;
#[cfg(feature = "uniffi")]
pub mod foreign;
pub mod gs1;
pub mod plan;
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

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();
