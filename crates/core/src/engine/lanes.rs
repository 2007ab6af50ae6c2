//! A worker for each tenant, where a store lets tenants write at once.
//!
//! One task takes units from the engine's queue and hands each to its tenant's lane, where a
//! worker makes groups of them. A lane that has nothing to do is closed when there are many.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_channel::{Receiver, Sender};
use foldhash::fast::RandomState;

use super::desk::LastOut;
use super::ending::Alive;
use super::work::{Stop, Unit};
use super::worker::Worker;
use crate::store::StoreError;
use crate::tenant::Tenant;

/// Lanes that are kept, with the rows and tails of their tenants.
const LANES_MAX: usize = 256;

pub(super) struct Lanes {
    /// The worker that the others are made after.
    first: Worker,
    /// Units that wait in a lane at most; beyond that the others wait too.
    room: usize,
    alive: Alive,
    lanes: HashMap<Tenant, Lane, RandomState>,
}

struct Lane {
    queue: Sender<Unit>,
    /// Units that were handed in and are not executed yet.
    open: Arc<AtomicUsize>,
}

impl Lanes {
    pub(super) fn new(first: Worker, room: usize, alive: Alive) -> Self {
        Self { first, room, alive, lanes: HashMap::default() }
    }

    /// Hands units on until every handle is gone. The lanes then execute what they have.
    pub(super) async fn work(mut self, queue: Receiver<Unit>) {
        let queue = LastOut(queue);
        while let Ok(unit) = queue.0.recv().await {
            self.hand_on(unit).await;
        }
    }

    async fn hand_on(&mut self, mut unit: Unit) {
        loop {
            let lane = match self.lane(&unit.tenant) {
                Ok(lane) => lane,
                Err(error) => return self.refuse(unit, &error),
            };
            lane.open.fetch_add(1, Ordering::AcqRel);
            match lane.queue.send(unit).await {
                Ok(()) => return,
                // The lane ended by a panic: the next one starts afresh.
                Err(error) => unit = error.into_inner(),
            }
            self.lanes.remove(&unit.tenant);
        }
    }

    fn refuse(&self, mut unit: Unit, error: &StoreError) {
        for member in 0..unit.work.len() {
            unit.work.stop(member, Stop::Store(error.clone()), &[]);
        }
        self.first.observer.settled(std::slice::from_mut(&mut unit));
        unit.finish();
    }

    fn lane(&mut self, tenant: &Tenant) -> Result<&Lane, StoreError> {
        if !self.lanes.contains_key(tenant) {
            self.tidy();
            let lane = self.open()?;
            self.lanes.insert(tenant.clone(), lane);
        }
        // It is there now.
        self.lanes.get(tenant).ok_or_else(super::work::closed)
    }

    /// Closes the lanes that have nothing to do, when there are many. Nobody else hands units
    /// in, so such a lane is at rest.
    fn tidy(&mut self) {
        if self.lanes.len() < LANES_MAX {
            return;
        }
        self.lanes.retain(|_, lane| lane.open.load(Ordering::Acquire) > 0);
        self.first.histories.retain(|tenant| self.lanes.contains_key(tenant));
    }

    fn open(&self) -> Result<Lane, StoreError> {
        let (sender, receiver) = async_channel::bounded(self.room);
        let open = Arc::new(AtomicUsize::new(0));
        let (worker, alive) = (self.first.another(), self.alive.clone());
        let store = worker.store.clone();
        let count = open.clone();
        store.spawn(Box::pin(async move {
            serve(worker, receiver, &count).await;
            drop(alive);
        }))?;
        Ok(Lane { queue: sender, open })
    }
}

async fn serve(mut worker: Worker, queue: Receiver<Unit>, open: &AtomicUsize) {
    let queue = LastOut(queue);
    while let Ok(first) = queue.0.recv().await {
        let group = worker.group(first, &queue.0).await;
        open.fetch_sub(group.len(), Ordering::AcqRel);
        for unit in group {
            unit.finish();
        }
    }
}
