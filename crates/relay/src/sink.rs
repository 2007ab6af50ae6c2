//! What events are delivered to.

use async_trait::async_trait;

use crate::event::CloudEvent;

/// Where events go. An app may have its own.
#[async_trait]
pub trait Sink: Send + Sync {
    /// How many events it takes in one call at most.
    fn batch_max(&self) -> usize;

    /// Delivers events of one tenant in their order, and returns when all are safe with the
    /// receiver. The future may be dropped half way: then they are delivered again.
    ///
    /// # Errors
    ///
    /// How many of them were delivered, and what became of the next one.
    async fn deliver(&self, events: &[CloudEvent]) -> Result<(), Undelivered>;
}

/// A delivery that came to a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// How many events were delivered before.
    pub delivered: usize,
    /// What happened to the next one.
    pub failure: Failure,
}

/// Why an event was not delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The receiver could not be asked, or takes nothing at all now: tried again until it does.
    Unavailable(String),
    /// The receiver did not take this event; it may the next time. Tried again a bounded number
    /// of times, then parked.
    Refused(String),
    /// The receiver will never take this event: parked.
    Poison(String),
}

impl Failure {
    /// Of the event after the first `delivered` ones.
    #[must_use]
    pub fn after(self, delivered: usize) -> Undelivered {
        Undelivered { delivered, failure: self }
    }
}
