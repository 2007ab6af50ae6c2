//! The surface of moja that other languages see, declared once.
//!
//! Handles are objects: [`Moja`], a [`Session`] of somebody acting for a tenant, and a handle for
//! each domain with a method for each of its commands and queries. What goes in and comes out are
//! the domains' own types, which are records and enums of uniffi by the feature `uniffi`. Kotlin
//! and Swift come from uniffi itself; the glue of other languages is written by `cargo xtask
//! bindgen` from the metadata that uniffi puts into the built library.
//!
//! Every method is async and awaits nothing but moja: any executor will do, and none is started.
//! A handle that is [`Session::blocking`] does its work when its future is first polled, so that
//! it is ready at once: a caller without an executor polls it on its own thread.
//!
//! Every method returns a `Result`. A mistake in moja is an error too, never a crash.

mod answer;
mod batch;
mod domains;
mod options;
mod past;
mod session;
mod shared;
mod store;

pub use answer::*;
pub use batch::{BatchReport, Command, Pipeline, RefusedMember};
pub use domains::{
    Commerce, CommerceCommand, Inventory, InventoryCommand, Ledger, LedgerCommand, Outbox,
    OutboxCommand, Shop, ShopCommand,
};
pub use moja::core::foreign::{
    DecimalText, ForeignError, JsonText, MoneyAmount, cursor, cursor_text,
};
pub use moja::{commerce, core, flows, inventory, ledger};
pub use options::{HostClock, LogLevel, LogSink, OpenOptions};
pub use past::Past;
pub use session::{Delivered, DeliveredEvent, JournalHead, Session};
pub use store::Moja;

uniffi::setup_scaffolding!();
