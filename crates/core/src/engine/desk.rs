//! Who works: the worker's thread, or a caller that may block and finds nobody at work.
//!
//! A caller that waits for its own command would only hand it to another thread and sleep. Being
//! woken costs both of them more than a small command does, so it takes the worker's seat for a
//! moment and works itself. There is one seat, so commands still run one group after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_channel::{Receiver, Sender};

use super::work::Unit;
use super::worker::Worker;

#[derive(Clone)]
pub(super) struct Desk {
    /// Holds the worker while nobody works. Closed when there is none any more.
    put: Sender<Worker>,
    take: Receiver<Worker>,
    /// Units that were handed in and are not executed yet.
    open: Arc<AtomicUsize>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("open", &self.open).finish_non_exhaustive()
    }
}

impl Desk {
    pub(super) fn new(worker: Worker) -> Self {
        let (put, take) = async_channel::bounded(1);
        // There is room for exactly one.
        let _ = put.try_send(worker);
        Self { put, take, open: Arc::default() }
    }

    /// A unit is about to be queued: it counts from now on, unless that is given up half way.
    pub(super) fn hand_in(&self) -> HandedIn<'_> {
        self.open.fetch_add(1, Ordering::AcqRel);
        HandedIn { open: &self.open, queued: false }
    }

    /// The seat, if every unit handed in before is executed: nobody is overtaken.
    pub(super) fn sit_down(&self) -> Option<Seat> {
        self.open.compare_exchange(0, 1, Ordering::AcqRel, Ordering::Acquire).ok()?;
        let handed_in = HandedIn { open: &self.open, queued: false };
        let worker = self.take.try_recv().ok()?;
        handed_in.keep();
        Some(Seat { worker: Some(worker), desk: self.clone() })
    }

    /// The seat, as soon as it is free; `None` when there is no worker any more.
    async fn wait(&self) -> Option<Seat> {
        let worker = self.take.recv().await.ok()?;
        Some(Seat { worker: Some(worker), desk: self.clone() })
    }

    /// Whether the worker was lost to a panic.
    pub(super) fn is_gone(&self) -> bool {
        self.put.is_closed()
    }

    /// Works until every handle is gone; the worker, and the store with it, goes at the end.
    pub(super) async fn work(self, queue: Receiver<Unit>) {
        let queue = LastOut(queue);
        while let Ok(first) = queue.0.recv().await {
            let Some(seat) = self.wait().await else { return };
            seat.serve(first, &queue.0).await;
        }
        if let Some(mut seat) = self.wait().await {
            seat.worker = None;
        }
    }
}

/// A unit that counts as handed in; no more when this is dropped before it is kept.
pub(super) struct HandedIn<'d> {
    open: &'d AtomicUsize,
    queued: bool,
}

impl HandedIn<'_> {
    /// The unit is on its way: who executes it takes it off the count.
    pub(super) fn keep(mut self) {
        self.queued = true;
    }
}

impl Drop for HandedIn<'_> {
    fn drop(&mut self) {
        if !self.queued {
            self.open.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

/// Takes no more units, and drops those that nobody will execute: their callers are told so.
pub(super) struct LastOut(pub(super) Receiver<Unit>);

impl Drop for LastOut {
    fn drop(&mut self) {
        self.0.close();
        while self.0.try_recv().is_ok() {}
    }
}

/// The worker, while somebody works.
pub(super) struct Seat {
    /// Missing while a group is executed. If that ends by a panic, or is given up half way, what
    /// the worker knows may be half changed: it goes, and nobody works any more.
    worker: Option<Worker>,
    desk: Desk,
}

impl Seat {
    /// Executes a group: `first` and what is queued besides.
    pub(super) async fn serve(mut self, first: Unit, queue: &Receiver<Unit>) {
        let Some(mut worker) = self.worker.take() else { return };
        let group = worker.group(first, queue).await;
        self.worker = Some(worker);
        self.desk.open.fetch_sub(group.len(), Ordering::AcqRel);
        for unit in group {
            unit.finish();
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        match self.worker.take() {
            Some(worker) => drop(self.desk.put.try_send(worker)),
            None => drop(self.desk.put.close()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::SharedHistories;
    use crate::engine::observe::Observer;
    use crate::id::IdSource;
    use crate::memory::MemoryStore;
    use crate::time::SystemClock;

    fn desk() -> Desk {
        let (store, ids) = (Arc::new(MemoryStore::new()), Arc::new(IdSource::seeded(1)));
        let histories = SharedHistories::new(&[], 1);
        let (clock, registry) = (Arc::new(SystemClock), Arc::default());
        let observer = Observer::default();
        Desk::new(Worker::new(store, clock, ids, histories, 1, registry, observer))
    }

    #[test]
    fn who_waits_overtakes_no_unit_and_is_not_held_up_by_one_given_up() {
        let desk = desk();
        drop(desk.hand_in());
        let seat = desk.sit_down().map(drop);
        assert!(seat.is_some(), "nothing is handed in");
        desk.open.store(0, Ordering::Release);
        desk.hand_in().keep();
        assert!(desk.sit_down().is_none(), "a unit is on its way");
    }

    #[test]
    fn there_is_one_seat_and_none_without_the_worker() {
        let desk = desk();
        let mut seat = desk.sit_down();
        desk.open.store(0, Ordering::Release);
        assert!(desk.sit_down().is_none(), "the seat is taken");
        assert!(!desk.is_gone());
        assert_eq!(desk.open.load(Ordering::Acquire), 0, "who found it taken does not count");
        if let Some(seat) = &mut seat {
            seat.worker = None;
        }
        drop(seat);
        assert!(pollster::block_on(desk.wait()).is_none(), "the worker is gone");
        assert!(desk.is_gone());
    }
}
