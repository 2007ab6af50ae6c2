//! The end of Python: no thread of moja's may be inside it then.
//!
//! A thread that waits for the GIL of an interpreter that is ending is unwound by force, which
//! aborts a Rust program. So threads of moja's say when they go in, and Python's end waits until
//! the last one has left, and lets no more in.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Wake, Waker};
use std::time::{Duration, Instant};

static IS_ENDING: AtomicBool = AtomicBool::new(false);
static INSIDE: AtomicUsize = AtomicUsize::new(0);

/// How long Python's end waits for a thread at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// A thread that is inside.
pub(crate) struct Inside(());

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Goes in, if Python is not ending.
pub(crate) fn enter() -> Option<Inside> {
    INSIDE.fetch_add(1, Ordering::SeqCst);
    let inside = Inside(());
    (!IS_ENDING.load(Ordering::SeqCst)).then_some(inside)
}

/// Lets nobody in any more, and waits until everybody is out.
pub(crate) fn end() {
    IS_ENDING.store(true, Ordering::SeqCst);
    let start = Instant::now();
    while INSIDE.load(Ordering::SeqCst) > 0 && start.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Wakes a coroutine from whichever thread, unless Python is ending.
struct Guarded(Waker);

impl Wake for Guarded {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(_inside) = enter() {
            self.0.wake_by_ref();
        }
    }
}

/// The waker, as threads of moja's may use it.
pub(crate) fn guarded(waker: &Waker) -> Waker {
    Waker::from(Arc::new(Guarded(waker.clone())))
}
