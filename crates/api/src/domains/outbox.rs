//! What the outbox can do and can be asked.

use moja::core::outbox::{Ack, CursorView, Cursors, Lease, Park, Release, Retry, Skip};

use super::handle;
use crate::answer::{DoneOutcome, LeaseOutcome};

handle! {
    /// How far each sink has got with the journal, and what it could not take.
    Outbox, OutboxCommand;

    run ack(Ack) -> DoneOutcome;
    run lease(Lease) -> LeaseOutcome;
    run park(Park) -> DoneOutcome;
    run release(Release) -> DoneOutcome;
    run retry(Retry) -> DoneOutcome;
    run skip(Skip) -> DoneOutcome;

    ask cursors(Cursors) -> Vec<CursorView>;
}
