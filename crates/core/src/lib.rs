//! The vocabulary and the engine of moja.
//!
//! Domains declare [records](record::Record), [commands](command::Command),
//! [events](command::Event) and [queries](command::Query); stores implement
//! [`Store`](store::Store) and [`Tx`](store::Tx) and know no domain; the
//! [`Engine`](engine::Engine) carries every command the same way:
//!
//! ```text
//! command → footprint → load → decide → project → apply → commit
//! ```
//!
//! Apps use the facade crate `moja`; this crate is for those who write a domain or a store.

extern crate self as moja_core;

pub mod as_of;
pub mod batch;
pub mod column;
pub mod command;
pub mod consequence;
pub mod copy;
pub mod currency;
pub mod declared;
pub mod engine;
pub mod footprint;
#[cfg(feature = "uniffi")]
pub mod foreign;
pub mod history;
pub mod id;
pub mod journal;
pub mod memory;
pub mod money;
#[cfg(feature = "observe")]
pub mod observe;
pub mod outbox;
pub mod past;
pub mod quantity;
pub mod reader;
pub mod record;
pub mod registry;
pub mod round;
pub mod scan;
mod slots;
pub mod sql;
pub mod store;
pub mod tenant;
pub mod time;
pub mod value;
pub mod verify;
pub mod view;
mod working_set;
pub mod writes;

pub use column::Json;
pub use moja_macros::{Code, Record, foreign};

/// What derived code refers to, so that a domain needs no dependency of its own on these.
#[doc(hidden)]
pub mod export {
    pub use {schemars, serde};
}

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();
