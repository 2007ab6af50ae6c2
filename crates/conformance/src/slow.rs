//! Commits that can be held back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use async_channel::{Receiver, Sender};
use async_trait::async_trait;
use moja_core::store::{Access, StoreError, StoreErrorKind};

use crate::intercept::{Intercept, Point};

const FREE: u8 = 0;
const HELD: u8 = 1;
const GIVEN_UP: u8 = 2;

/// The next commit after [`hold`](Self::hold) waits until it is let go.
#[derive(Clone, Debug)]
pub(crate) struct Slow {
    next: Arc<AtomicU8>,
    arrive: Sender<()>,
    arrived: Receiver<()>,
    open: Sender<()>,
    opened: Receiver<()>,
}

impl Slow {
    pub(crate) fn new() -> Self {
        let (arrive, arrived) = async_channel::bounded(1);
        let (open, opened) = async_channel::bounded(1);
        Self { next: Arc::new(AtomicU8::new(FREE)), arrive, arrived, open, opened }
    }

    /// Holds the next commit back, and has it roll back in the end if `gives_up`.
    pub(crate) fn hold(&self, gives_up: bool) {
        self.next.store(if gives_up { GIVEN_UP } else { HELD }, Ordering::Release);
    }

    /// Waits until it is about to commit.
    pub(crate) async fn arrived(&self) -> Result<(), StoreError> {
        self.arrived.recv().await.map_err(|_| gone())
    }

    pub(crate) fn let_go(&self) {
        let _ = self.open.try_send(());
    }
}

fn gone() -> StoreError {
    StoreError::new(StoreErrorKind::Closed, "nobody holds the commit any more")
}

#[async_trait]
impl Intercept for Slow {
    type Plan = ();

    fn begin(&self, _: Access) -> Result<(), StoreError> {
        Ok(())
    }

    fn begins_late(&self) -> bool {
        false
    }

    async fn pass(&self, (): &(), point: Point) -> Result<(), StoreError> {
        if point != Point::Commit {
            return Ok(());
        }
        let next = self.next.swap(FREE, Ordering::AcqRel);
        if next != FREE {
            self.arrive.send(()).await.map_err(|_| gone())?;
            self.opened.recv().await.map_err(|_| gone())?;
        }
        if next == GIVEN_UP {
            let message = "the commit was given up";
            return Err(StoreError::new(StoreErrorKind::Conflict, message));
        }
        Ok(())
    }
}
