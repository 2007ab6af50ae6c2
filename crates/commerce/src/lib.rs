//! Commerce as a pure domain: what is charged for goods, and how far an order has come.
//!
//! Read [`command`], [`event`] and [`rejection`] and you know it. It has no stock and no money of
//! its own: an order says how much of its lines was set aside, shipped, invoiced and returned,
//! and what was captured and refunded. Who knows inventory and ledger too makes that happen
//! there, in the same commit.
//!
//! Useful on their own: [`pricing`], a pure function from a cart to a quote, and [`settlement`],
//! which splits what was captured among sellers, commission, tax and fees.

mod answer;
mod check;
pub mod command;
mod decide;
mod domain;
pub mod event;
#[cfg(feature = "uniffi")]
pub mod foreign;
pub mod pricing;
mod project;
pub mod query;
mod rate;
pub mod rejection;
pub mod settlement;
pub mod tables;
pub mod types;

pub use command::*;
pub use domain::Commerce;
pub use event::CommerceEvent;
pub use pricing::{Quote, price};
pub use query::*;
pub use rate::{Rate, RateError};
pub use rejection::Rejection;
pub use settlement::{Payout, Settlement};
pub use types::*;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();
