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
    /// Holds the worker while nobody works. Closed when a panic took the worker along.
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

    /// A unit is about to be queued.
    pub(super) fn handed_in(&self) {
        self.open.fetch_add(1, Ordering::AcqRel);
    }

    /// A unit could not be queued after all.
    pub(super) fn withdrawn(&self) {
        self.open.fetch_sub(1, Ordering::AcqRel);
    }

    /// The seat, if every unit handed in before is executed: nobody is overtaken.
    pub(super) fn sit_down(&self) -> Option<Seat> {
        self.open.compare_exchange(0, 1, Ordering::AcqRel, Ordering::Acquire).ok()?;
        match self.take.try_recv() {
            Ok(worker) => Some(Seat { worker: Some(worker), desk: self.clone() }),
            Err(_) => {
                self.withdrawn();
                None
            }
        }
    }

    /// The seat, as soon as it is free; `None` when there is no worker any more.
    async fn wait(&self) -> Option<Seat> {
        let worker = self.take.recv().await.ok()?;
        Some(Seat { worker: Some(worker), desk: self.clone() })
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
        self.put.close();
    }
}

/// Takes no more units, and drops those that nobody will execute: their callers are told so.
struct LastOut(Receiver<Unit>);

impl Drop for LastOut {
    fn drop(&mut self) {
        self.0.close();
        while self.0.try_recv().is_ok() {}
    }
}

/// The worker, while somebody works.
pub(super) struct Seat {
    worker: Option<Worker>,
    desk: Desk,
}

impl Seat {
    /// Executes a group: `first` and what is queued besides.
    pub(super) async fn serve(mut self, first: Unit, queue: &Receiver<Unit>) {
        let Some(worker) = &mut self.worker else { return };
        let group = worker.group(first, queue).await;
        self.desk.open.fetch_sub(group.len(), Ordering::AcqRel);
        for unit in group {
            unit.work.finish();
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(worker) = self.worker.take() else { return };
        if std::thread::panicking() {
            // What the worker knows may be half changed: nobody may go on with it.
            self.desk.put.close();
        } else {
            let _ = self.desk.put.try_send(worker);
        }
    }
}
