//! How an engine ends, and who waits for it.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use async_channel::{Receiver, Sender, WeakSender};

use super::work::Unit;
use crate::store::{BoxFuture, Store, StoreError};

/// What the clones of an engine know of its life.
#[derive(Clone, Debug)]
pub(super) struct Life {
    closed: Arc<AtomicBool>,
    /// Nothing is ever sent: the worker holds the sender as long as it runs.
    worker: Receiver<Infallible>,
}

/// A sign of life of the worker; of each of them, if there are several.
pub(super) type Alive = Sender<Infallible>;

/// Starts the worker's thread. Its last deed is to drop the worker with its store, and after that
/// the sign of life.
pub(super) fn start(
    store: &dyn Store,
    work: impl FnOnce(Alive) -> BoxFuture<'static, ()>,
) -> Result<Life, StoreError> {
    let (alive, ended) = async_channel::bounded(1);
    let work = work(alive.clone());
    store.spawn(Box::pin(async move {
        work.await;
        drop(alive);
    }))?;
    Ok(Life { closed: Arc::default(), worker: ended })
}

impl Life {
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Waits until every worker has ended, by a panic too.
    pub(super) async fn ended(&self) {
        let _ = self.worker.recv().await;
    }
}

/// Waits for the end of an engine without keeping it running.
///
/// A handle that may block holds one beside its engine, in a field after it, and waits when it
/// is dropped.
#[derive(Debug)]
pub struct Ending {
    store: Weak<dyn Store>,
    queue: WeakSender<Unit>,
    life: Life,
}

impl Ending {
    pub(super) fn new(store: &Arc<dyn Store>, queue: &Sender<Unit>, life: &Life) -> Self {
        Self { store: Arc::downgrade(store), queue: queue.downgrade(), life: life.clone() }
    }

    /// Blocks until the worker has executed what is queued and let the store go. Returns at
    /// once when there still is an engine that could give it work, and in a forked child,
    /// which has no worker.
    pub fn wait(&self) {
        let is_last = match self.queue.upgrade() {
            None => true,
            Some(queue) => queue.sender_count() == 1,
        };
        // Where the store is gone already, its file is closed, and only the thread may not be.
        let is_usable = self.store.upgrade().is_none_or(|store| store.usable().is_ok());
        if is_last && is_usable {
            let _ = self.life.worker.recv_blocking();
        }
    }
}
