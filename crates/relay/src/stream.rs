//! One tenant's stream to the sink.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use moja::core::command::Command;
use moja::core::outbox::{Due, Lease, OutboxRejection, Release};
use moja::core::tenant::Tenant;
use moja::{Ack, CommandError, Delivery, Park, StoreError};

use crate::event::CloudEvent;
use crate::relay::{Options, Shared};
use crate::sink::{Failure, Undelivered};

/// What came of looking after a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pumped {
    /// There is nothing to deliver.
    Idle,
    /// There may be, but the sink or the store is not ready, or another relay has the lease.
    Waiting,
    /// A parked entry is in the way.
    Stopped,
    /// The cursor moved.
    Moved {
        /// Entries delivered.
        delivered: u64,
        /// Entries parked.
        parked: u64,
    },
}

pub(crate) struct Stream {
    tenant: Tenant,
    /// When the lease that we hold ends, by our own clock.
    leased_until: Option<Instant>,
    /// Not before, after a failure.
    rest_until: Option<Instant>,
    pauses: Option<ExponentialBackoff>,
    /// The entry that was refused last, and how often.
    refused: (i64, u32),
}

/// What stops a stream for now.
pub(crate) enum Halt {
    /// Another relay has the lease.
    Leased,
    /// The store's failure.
    Store(StoreError),
}

impl Stream {
    pub(crate) fn new(tenant: &Tenant) -> Self {
        Self {
            tenant: tenant.clone(),
            leased_until: None,
            rest_until: None,
            pauses: None,
            refused: (0, 0),
        }
    }

    /// Delivers the next entries, if there are any.
    pub(crate) async fn pump(&mut self, shared: &Shared) -> Result<Pumped, StoreError> {
        if self.rest_until.is_some_and(|until| until > Instant::now()) {
            return Ok(Pumped::Waiting);
        }
        match self.advance(shared).await {
            Ok(pumped) => Ok(pumped),
            Err(Halt::Leased) => {
                self.leased_until = None;
                Ok(Pumped::Waiting)
            }
            Err(Halt::Store(error)) if error.is_retryable() => {
                self.rest(&shared.options);
                Ok(Pumped::Waiting)
            }
            Err(Halt::Store(error)) => Err(error),
        }
    }

    async fn advance(&mut self, shared: &Shared) -> Result<Pumped, Halt> {
        let Options { batch, poison, .. } = shared.options;
        loop {
            let engine = shared.moja.engine();
            let due = engine.due(&self.tenant, &shared.name, batch, poison).await;
            let (entries, retry) = match due.map_err(Halt::Store)? {
                Due::Parked { .. } => {
                    self.give_back(shared).await?;
                    return Ok(Pumped::Stopped);
                }
                Due::Next(entries) if entries.is_empty() => {
                    self.give_back(shared).await?;
                    return Ok(Pumped::Idle);
                }
                Due::Next(entries) => (entries, false),
                Due::Retry(entry) => (vec![entry], true),
            };
            // What was read before the lease was ours may have been delivered meanwhile.
            if self.hold(shared).await? {
                return self.deliver(shared, &entries, retry).await;
            }
        }
    }

    /// Delivers entries, acknowledges those that went through, and parks one that never will.
    async fn deliver(
        &mut self,
        shared: &Shared,
        entries: &[Delivery],
        retry: bool,
    ) -> Result<Pumped, Halt> {
        let events = entries.iter().map(|entry| CloudEvent::of(&self.tenant, entry));
        let events: Vec<Vec<CloudEvent>> = events.collect();
        let (through, stopped) = self.send(shared, &events).await?;
        let holder = Some(shared.holder.clone());
        if let Some(last) = through.checked_sub(1).and_then(|last| entries.get(last)) {
            let ack = Ack { sink: shared.name.clone(), pos: last.pos, holder: holder.clone() };
            self.run(shared, ack).await?;
            self.pauses = None;
        }
        let mut parked = 0;
        if let (Some(failure), Some(entry)) = (stopped, entries.get(through)) {
            match self.verdict(&shared.options, entry.pos, failure, retry) {
                Some(cause) => {
                    let (sink, pos) = (shared.name.clone(), entry.pos);
                    self.run(shared, Park { sink, pos, cause, holder }).await?;
                    self.pauses = None;
                    parked = 1;
                }
                None => self.rest(&shared.options),
            }
        }
        let delivered = u64::try_from(through).unwrap_or(u64::MAX);
        Ok(match delivered == 0 && parked == 0 {
            true => Pumped::Waiting,
            false => Pumped::Moved { delivered, parked },
        })
    }

    /// Sends the events of entries in pieces that the sink can take: how many entries went
    /// through whole, and what stopped the next one.
    async fn send(
        &mut self,
        shared: &Shared,
        entries: &[Vec<CloudEvent>],
    ) -> Result<(usize, Option<Failure>), Halt> {
        let all: Vec<CloudEvent> = entries.iter().flatten().cloned().collect();
        let (mut sent, mut failure) = (0_usize, None);
        for piece in all.chunks(shared.sink.batch_max().max(1)) {
            // Where the lease ended in between, another relay may have delivered the rest.
            if shared.ending.load(Ordering::Relaxed) || !self.hold(shared).await? {
                break;
            }
            match shared.sink.deliver(piece).await {
                Ok(()) => sent = sent.saturating_add(piece.len()),
                Err(Undelivered { delivered, failure: why }) => {
                    sent = sent.saturating_add(delivered);
                    failure = Some(why);
                    break;
                }
            }
        }
        let mut left = sent;
        let whole = entries.iter().take_while(|events| {
            let fits = left.checked_sub(events.len());
            left = fits.unwrap_or(0);
            fits.is_some()
        });
        Ok((whole.count(), failure))
    }

    /// The cause with which an entry is parked, if it is to be.
    fn verdict(
        &mut self,
        options: &Options,
        pos: i64,
        failure: Failure,
        retry: bool,
    ) -> Option<String> {
        match failure {
            Failure::Unavailable(_) => None,
            Failure::Poison(cause) => Some(cause),
            // Somebody is waiting to hear how the retry went.
            Failure::Refused(cause) if retry => Some(cause),
            Failure::Refused(cause) => {
                let (last, times) = self.refused;
                let times = if last == pos { times.saturating_add(1) } else { 1 };
                self.refused = (pos, times);
                (times >= options.attempts).then_some(cause)
            }
        }
    }

    fn rest(&mut self, options: &Options) {
        let pauses = self.pauses.get_or_insert_with(|| {
            ExponentialBuilder::default()
                .with_min_delay(options.pause_min)
                .with_max_delay(options.pause_max)
                .with_jitter()
                .without_max_times()
                .build()
        });
        let pause = pauses.next().unwrap_or(options.pause_max);
        self.rest_until = Instant::now().checked_add(pause);
    }

    /// Takes the lease, or renews it in good time. False when it was not ours a moment ago.
    async fn hold(&mut self, shared: &Shared) -> Result<bool, Halt> {
        let (now, length) = (Instant::now(), shared.options.lease);
        let left = self.leased_until.and_then(|until| until.checked_duration_since(now));
        if left.is_some_and(|left| left > length.checked_div(2).unwrap_or(Duration::ZERO)) {
            return Ok(true);
        }
        let for_ms = u32::try_from(length.as_millis()).unwrap_or(u32::MAX).max(1);
        let (sink, holder) = (shared.name.clone(), shared.holder.clone());
        self.run(shared, Lease { sink, holder, for_ms }).await?;
        self.leased_until = now.checked_add(length);
        Ok(left.is_some())
    }

    /// Lets other relays have the stream.
    pub(crate) async fn give_back(&mut self, shared: &Shared) -> Result<(), Halt> {
        if self.leased_until.take().is_some() {
            let (sink, holder) = (shared.name.clone(), shared.holder.clone());
            self.run(shared, Release { sink, holder }).await?;
        }
        Ok(())
    }

    async fn run<C>(&self, shared: &Shared, command: C) -> Result<(), Halt>
    where
        C: Command<Rejection = OutboxRejection>,
    {
        let session = shared.moja.tenant(self.tenant.as_str()).acting_as("relay");
        match session.run(command).await {
            Ok(_) => Ok(()),
            Err(CommandError::Rejected(OutboxRejection::Leased { .. })) => Err(Halt::Leased),
            Err(CommandError::Store(error)) => Err(Halt::Store(error)),
            Err(error) => {
                let kind = moja::StoreErrorKind::Invalid;
                Err(Halt::Store(StoreError::new(kind, error.to_string())))
            }
        }
    }
}
