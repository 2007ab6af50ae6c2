//! All tenants' streams to one sink.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::{self, StreamExt as _};
use moja::core::outbox::{LEASE_MAX_MS, Poison};
use moja::core::tenant::Tenant;
use moja::{Moja, StoreError};

use crate::sink::Sink;
use crate::stream::{Pumped, Stream};

/// How a [`Relay`] works.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// How long a tenant's stream stays with a relay that no longer answers, at most
    /// [`LEASE_MAX_MS`]. Should be longer than a delivery takes.
    pub lease: Duration,
    /// How often the journals are looked at while nothing is going on.
    pub poll: Duration,
    /// Journal entries of a tenant that are read at a time.
    pub batch: u32,
    /// Streams that are worked on at a time.
    pub streams: usize,
    /// How often an event may be refused before it is parked.
    pub attempts: u32,
    /// The first pause after a failure; every further one is longer.
    pub pause_min: Duration,
    /// The longest pause between attempts.
    pub pause_max: Duration,
    /// What becomes of the events after a parked one.
    pub poison: Poison,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(60),
            poll: Duration::from_millis(250),
            batch: 256,
            streams: 8,
            attempts: 8,
            pause_min: Duration::from_millis(200),
            pause_max: Duration::from_secs(30),
            poison: Poison::Stop,
        }
    }
}

/// What a relay has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Journal entries delivered.
    pub delivered: u64,
    /// Entries parked, each with its cause.
    pub parked: u64,
    /// Tenants whose stream stands at a parked entry.
    pub stopped: u64,
}

/// What all streams of a relay share.
pub(crate) struct Shared {
    pub(crate) moja: Moja,
    /// The name of the cursor.
    pub(crate) name: String,
    /// The name of this relay, which no other has.
    pub(crate) holder: String,
    pub(crate) sink: Arc<dyn Sink>,
    pub(crate) options: Options,
    /// No further piece is to be handed to the sink.
    pub(crate) ending: Arc<AtomicBool>,
}

/// Delivers the journals of all tenants to a sink.
pub struct Relay {
    shared: Shared,
    streams: BTreeMap<Tenant, Stream>,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay").field("name", &self.shared.name).finish_non_exhaustive()
    }
}

impl Relay {
    /// A relay to `sink` under a `name` of 1 to 128 characters, which is the name of its durable
    /// cursors: relays of one name share the work.
    #[must_use]
    pub fn new(moja: Moja, name: &str, sink: Arc<dyn Sink>) -> Self {
        let holder = moja.engine().new_command_id().to_string();
        let (name, options) = (name.to_owned(), Options::default());
        let ending = Arc::default();
        let shared = Shared { moja, name, holder, sink, options, ending };
        Self { shared, streams: BTreeMap::new() }
    }

    /// Works as `options` say.
    #[must_use]
    pub fn options(mut self, mut options: Options) -> Self {
        let longest = Duration::from_millis(u64::from(LEASE_MAX_MS));
        options.lease = options.lease.clamp(Duration::from_millis(1), longest);
        options.pause_max = options.pause_max.max(options.pause_min);
        self.shared.options = options;
        self
    }

    /// Delivers until `stop` is ready, then finishes what it handed to the sink and gives the
    /// leases back.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails for good; failures that pass are waited out.
    pub async fn run(mut self, stop: impl Future<Output = ()>) -> Result<Report, StoreError> {
        let mut report = Report::default();
        let mut stop = std::pin::pin!(stop);
        let poll = self.shared.options.poll;
        let result = loop {
            let ending = self.shared.ending.clone();
            let mut round = std::pin::pin!(self.round(&mut report));
            let (round, last) = match select(&mut stop, &mut round).await {
                Either::Right((round, _)) => (round, false),
                Either::Left(_) => {
                    ending.store(true, Ordering::Relaxed);
                    (round.await, true)
                }
            };
            if last {
                break round.map(|_| ());
            }
            match round {
                Ok(Round { busy: true, .. }) => {}
                Ok(_) => {
                    let pause = std::pin::pin!(tokio::time::sleep(poll));
                    if let Either::Left(_) = select(&mut stop, pause).await {
                        break Ok(());
                    }
                }
                Err(error) => break Err(error),
            }
        };
        self.give_back().await;
        result.map(|()| report)
    }

    /// Delivers what there is, waiting for a sink that cannot be reached, and returns when every
    /// stream is at its end or stands at a parked entry.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn drain(mut self) -> Result<Report, StoreError> {
        let mut report = Report::default();
        let result = loop {
            match self.round(&mut report).await {
                Ok(Round { busy: true, .. }) => {}
                Ok(Round { waiting: true, .. }) => {
                    tokio::time::sleep(self.shared.options.poll).await;
                }
                Ok(_) => break Ok(report),
                Err(error) => break Err(error),
            }
        };
        self.give_back().await;
        result
    }

    async fn round(&mut self, report: &mut Report) -> Result<Round, StoreError> {
        for tenant in self.shared.moja.engine().store().tenants().await? {
            let new = || Stream::new(&tenant);
            self.streams.entry(tenant.clone()).or_insert_with(new);
        }
        let (shared, mut round) = (&self.shared, Round::default());
        let mut pumps: Vec<BoxFuture<'_, Result<Pumped, StoreError>>> = Vec::new();
        for stream in self.streams.values_mut() {
            pumps.push(Box::pin(stream.pump(shared)));
        }
        let mut pumps = stream::iter(pumps).buffer_unordered(shared.options.streams.max(1));
        report.stopped = 0;
        while let Some(pumped) = pumps.next().await {
            match pumped? {
                Pumped::Idle => {}
                Pumped::Waiting => round.waiting = true,
                Pumped::Stopped => report.stopped = report.stopped.saturating_add(1),
                Pumped::Moved { delivered, parked } => {
                    round.busy = true;
                    report.delivered = report.delivered.saturating_add(delivered);
                    report.parked = report.parked.saturating_add(parked);
                }
            }
        }
        Ok(round)
    }

    async fn give_back(&mut self) {
        for stream in self.streams.values_mut() {
            // A lease that stays ends by itself.
            let _ = stream.give_back(&self.shared).await;
        }
    }
}

/// What happened in a round over all streams.
#[derive(Clone, Copy, Debug, Default)]
struct Round {
    /// Something moved.
    busy: bool,
    /// Some stream has something to deliver, and cannot now.
    waiting: bool,
}
