//! Money, stock, identity, records and time in one embedded store, changed together in one
//! transaction, with one tamper-evident journal.
//!
//! ```
//! use moja::prelude::*;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let dir = tempfile::tempdir()?;
//! # let path = dir.path().join("shop.db");
//! # let path = path.to_str().ok_or("path")?;
//! let moja = moja::blocking::open(path)?;
//! let shop = moja.tenant("acme").acting_as("till-1");
//! shop.run(OpenAccount::asset("cash:till", Currency::EUR))?;
//! shop.run(OpenAccount::income("sales", Currency::EUR))?;
//! let price = "12.50 EUR".parse()?;
//! let sale = shop.run(Transfer::new("cash:till", "sales", price).reference("order 1"))?;
//! let balance = shop.query(GetBalance::now("cash:till", Currency::EUR))?;
//! assert_eq!(balance.balance.to_string(), "12.50 EUR");
//! assert!(!sale.replayed);
//! # Ok(())
//! # }
//! ```

pub mod blocking;
#[cfg(feature = "inventory")]
pub mod flows;
mod handle;
#[cfg(feature = "postgres")]
mod host;
mod open;

pub use handle::{Moja, Session, TenantScope};
#[cfg(feature = "commerce")]
pub use moja_commerce as commerce;
pub use moja_core as core;
pub use moja_core::copy;
#[cfg(feature = "inventory")]
pub use moja_inventory as inventory;
pub use moja_ledger as ledger;
#[cfg(feature = "postgres")]
pub use moja_postgres as postgres;
#[cfg(feature = "sqlite")]
pub use moja_sqlite as sqlite;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use open::open;
pub use open::{Builder, is_server_url};

pub use moja_core::command::{CommandError, Failure, FailureKind, Finding, Outcome, QueryError};
pub use moja_core::engine::{AnyCommand, Pipeline, PipelineReport};
pub use moja_core::health::{Health, SinkHealth, TenantHealth};
pub use moja_core::id::CommandId;
pub use moja_core::outbox::{Ack, Cursors, Delivery, Park, Retry, Skip};
pub use moja_core::past::Past;
pub use moja_core::store::{StoreError, StoreErrorKind};
pub use moja_core::verify::{Progress, VerifyReport};

/// What an app's own domain is written with; see `examples/loyalty`.
///
/// The derives expand to `::moja_core`, so the app's crate depends on `moja-core` too.
pub mod domain {
    pub use moja_core::batch::{Batch, Change};
    pub use moja_core::command::{
        Command, Ctx, Domain, Event, Finding, Query, QueryError, Recorded, Refusal, Rejection,
        SqlView,
    };
    pub use moja_core::consequence::{Cause, Consequences};
    pub use moja_core::footprint::Footprint;
    pub use moja_core::reader::Reader;
    pub use moja_core::record::{Record, TableDef};
    pub use moja_core::registry::Registrar;
    pub use moja_core::scan::{Compare, Scan};
    pub use moja_core::value::Value;
    pub use moja_core::view::View;
    pub use moja_core::{Code, Json, Record};
}

/// What most programs need.
pub mod prelude {
    pub use moja_core::currency::Currency;
    pub use moja_core::money::Money;
    pub use moja_core::time::Timestamp;
    pub use moja_ledger::*;
}

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();
