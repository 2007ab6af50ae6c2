//! The outbox leaves the building: moja's journal, delivered to other systems.
//!
//! A [`Relay`] follows the journal of every tenant with a durable cursor and gives each event to
//! a [`Sink`]: at least once, in order per tenant, as a [`CloudEvent`] whose id never changes, so
//! that a receiver can drop what it has seen.
//!
//! - A sink that cannot be reached is tried again, ever more slowly, and nothing is lost or
//!   skipped meanwhile.
//! - An event that is refused again and again is *parked* with its cause. Its tenant's stream
//!   stops there, other tenants' go on ([`Poison`]), until somebody runs `outbox.retry` or
//!   `outbox.skip`; both are in the journal.
//! - Several relays may run at once: each tenant's stream is leased by one of them at a time, and
//!   the others take over when it dies.
//!
//! ```
//! # use std::sync::Arc;
//! use moja::prelude::*;
//! use moja_relay::{Lines, Relay};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let moja = moja::Builder::new().open_memory().await?;
//! let shop = moja.tenant("acme").acting_as("till-1");
//! let _ = shop.run(OpenAccount::asset("cash:till", Currency::EUR)).await?;
//!
//! let out = Arc::new(Lines::new(Vec::new()));
//! let report = Relay::new(moja, "copy", out.clone()).drain().await?;
//! assert_eq!(report.delivered, 1);
//! let line = String::from_utf8(out.written())?;
//! assert!(line.contains(r#""type":"moja.ledger.account_opened""#), "{line}");
//! # Ok(())
//! # }
//! ```

mod event;
#[cfg(feature = "kafka")]
mod kafka;
mod lines;
#[cfg(feature = "nats")]
mod nats;
mod relay;
mod sink;
mod stream;
mod target;
#[cfg(feature = "webhook")]
mod webhook;

pub use event::{CloudEvent, EventData};
#[cfg(feature = "kafka")]
pub use kafka::Kafka;
pub use lines::Lines;
pub use moja::core::outbox::Poison;
#[cfg(feature = "nats")]
pub use nats::Nats;
pub use relay::{Options, Relay, Report};
pub use sink::{Failure, Sink, Undelivered};
pub use target::{TargetError, connect};
#[cfg(feature = "webhook")]
pub use webhook::{SecretError, Webhook};
