//! A double-entry ledger as a pure domain: no driver, no clock, no randomness.
//!
//! Read [`command`], [`event`] and [`rejection`] and you know it. Amounts are integers of minor
//! units, debit positive and credit negative; every transaction balances in every currency.

pub mod books;
pub mod command;
mod decide;
mod domain;
pub mod event;
pub mod export;
#[cfg(feature = "uniffi")]
pub mod foreign;
pub mod import;
mod project;
pub mod query;
pub mod rejection;
pub mod tables;
pub mod types;

pub use command::*;
pub use domain::Ledger;
pub use event::LedgerEvent;
pub use query::*;
pub use rejection::Rejection;
pub use types::*;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();
