//! Stores with something to deliver, and sinks that fail as they are told.
#![allow(dead_code, reason = "each test crate uses a part")]
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, its helpers too"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use moja::prelude::*;
use moja::{Builder, Moja};
use moja_relay::{CloudEvent, Failure, Options, Sink, Undelivered};

/// Pauses short enough for tests.
pub(crate) fn quick() -> Options {
    let mut options = Options::default();
    options.poll = Duration::from_millis(5);
    options.pause_min = Duration::from_millis(2);
    options.pause_max = Duration::from_millis(20);
    options.attempts = 3;
    options.batch = 16;
    options
}

/// A store in memory in which each tenant has `count` transfers after its two accounts.
pub(crate) async fn books(tenants: &[&str], count: usize) -> Moja {
    let moja = Builder::new().open_memory().await.unwrap();
    for tenant in tenants {
        open(&moja, tenant).await;
        transfer(&moja, tenant, count).await;
    }
    moja
}

pub(crate) async fn open(moja: &Moja, tenant: &str) {
    let session = moja.tenant(tenant).acting_as("till");
    let _ = session.run(OpenAccount::asset("cash", Currency::EUR)).await.unwrap();
    let _ = session.run(OpenAccount::income("sales", Currency::EUR)).await.unwrap();
}

pub(crate) async fn transfer(moja: &Moja, tenant: &str, count: usize) {
    let session = moja.tenant(tenant).acting_as("till");
    let one = || Transfer::new("cash", "sales", Money::new(1, Currency::EUR));
    for result in session.run_each((0..count).map(|_| one())).await.unwrap() {
        let _ = result.unwrap();
    }
}

/// What the test says to one event, by its id and how often it was offered before.
type Answer = dyn Fn(&str, usize) -> Option<Failure> + Send + Sync;

/// Remembers what it took, in order, and fails as it is told.
#[derive(Default)]
pub(crate) struct Taker {
    taken: Mutex<Vec<CloudEvent>>,
    offered: Mutex<BTreeMap<String, usize>>,
    answer: Option<Box<Answer>>,
    slow: Duration,
}

impl Taker {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Takes its time for each event.
    pub(crate) fn slow(slow: Duration) -> Self {
        Self { slow, ..Self::default() }
    }

    pub(crate) fn answering(
        answer: impl Fn(&str, usize) -> Option<Failure> + Send + Sync + 'static,
    ) -> Self {
        Self { answer: Some(Box::new(answer)), ..Self::new() }
    }

    /// The ids of the events that were taken of a tenant.
    pub(crate) fn ids(&self, tenant: &str) -> Vec<String> {
        let taken = self.taken.lock().unwrap();
        let mine = taken.iter().filter(|event| event.tenant.as_str() == tenant);
        mine.map(|event| event.id.clone()).collect()
    }

    /// The same, without those that came before.
    pub(crate) fn new_ids(&self, tenant: &str) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut ids = self.ids(tenant);
        ids.retain(|id| seen.insert(id.clone()));
        ids
    }
}

#[async_trait]
impl Sink for Taker {
    fn batch_max(&self) -> usize {
        4
    }

    async fn deliver(&self, events: &[CloudEvent]) -> Result<(), Undelivered> {
        for (delivered, event) in events.iter().enumerate() {
            tokio::time::sleep(self.slow).await;
            let times = {
                let mut offered = self.offered.lock().unwrap();
                let times = offered.entry(event.id.clone()).or_default();
                *times += 1;
                *times - 1
            };
            if let Some(failure) = self.answer.as_ref().and_then(|answer| answer(&event.id, times))
            {
                return Err(failure.after(delivered));
            }
            self.taken.lock().unwrap().push(event.clone());
        }
        Ok(())
    }
}

/// The ids of the events in the first `count` entries of a tenant: the first account brings its
/// currency along, every other entry has one event.
pub(crate) fn ids(tenant: &str, count: usize) -> Vec<String> {
    let mut ids: Vec<String> = (1..=count).map(|pos| format!("{tenant}/{pos}/0")).collect();
    ids.insert(1, format!("{tenant}/1/1"));
    ids
}

/// Waits until `done`, at most for a minute.
pub(crate) async fn until(mut done: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !done() {
        assert!(Instant::now() < end, "it did not happen in a minute");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A sink whose answers a test can watch.
pub(crate) fn shared(taker: Taker) -> (Arc<Taker>, Arc<dyn Sink>) {
    let taker = Arc::new(taker);
    (taker.clone(), taker)
}
