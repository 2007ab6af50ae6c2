//! A call by its number: arguments in, the work without the GIL, the answer out.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError, Weak};
use std::task::{Context, Poll};

use moja_api::{Command, ForeignError, Moja};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::ending;
use crate::error::{Refused, panicked, raised, refused};
use crate::generated::CALLS;
use crate::glue::{Handle, Object};

/// Makes Python's value of an answer.
pub(crate) type Answer =
    Box<dyn for<'py> FnOnce(Python<'py>) -> PyResult<Bound<'py, PyAny>> + Send>;

/// The work of a call.
pub(crate) type Work = Pin<Box<dyn Future<Output = Result<Answer, ForeignError>> + Send>>;

/// Reads the arguments and begins the work.
pub(crate) type Call = fn(Option<&Object>, &Bound<'_, PyTuple>) -> Result<Work, Refused>;

/// Reads a command value.
pub(crate) type CommandOf = fn(&Bound<'_, PyAny>) -> Result<Command, Refused>;

/// The stores that may be open, to be closed before Python ends.
static OPEN: Mutex<Vec<Weak<Moja>>> = Mutex::new(Vec::new());

fn begin(
    py: Python<'_>,
    number: usize,
    handle: Option<&Bound<'_, Handle>>,
    args: &Bound<'_, PyTuple>,
) -> PyResult<Work> {
    let Some(call) = CALLS.get(number) else {
        return Err(raised(py, ForeignError::internal("there is no such call")));
    };
    call(handle.map(|handle| handle.get().object()), args).map_err(|error| refused(py, error))
}

fn finish<'py>(
    py: Python<'py>,
    done: Result<Answer, ForeignError>,
    blocking: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let answer = done.map_err(|error| raised(py, error))?(py)?;
    if let Ok(handle) = answer.cast::<Handle>() {
        match handle.get().object() {
            Object::Moja(moja) => remember(moja),
            // Whoever blocks their thread may as well do the work on it.
            Object::Session(session) if blocking => {
                let session = Object::Session(session.blocking());
                return Ok(Bound::new(py, Handle::new(session))?.into_any());
            }
            _ => {}
        }
    }
    Ok(answer)
}

fn remember(moja: &std::sync::Arc<Moja>) {
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    open.retain(|moja| moja.strong_count() > 0);
    open.push(std::sync::Arc::downgrade(moja));
}

/// Does a call on this thread, without the GIL.
#[pyfunction]
#[pyo3(signature = (number, handle, args, /))]
pub(crate) fn call<'py>(
    py: Python<'py>,
    number: usize,
    handle: Option<&Bound<'py, Handle>>,
    args: &Bound<'py, PyTuple>,
) -> PyResult<Bound<'py, PyAny>> {
    done(py, number, handle, args, true)
}

fn done<'py>(
    py: Python<'py>,
    number: usize,
    handle: Option<&Bound<'py, Handle>>,
    args: &Bound<'py, PyTuple>,
    blocking: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let work = begin(py, number, handle, args)?;
    let done = py.detach(|| {
        catch_unwind(AssertUnwindSafe(|| pollster::block_on(work)))
            .unwrap_or_else(|payload| Err(panicked(payload.as_ref())))
    });
    finish(py, done, blocking)
}

/// Does a call that waits for nothing, for those who await the others.
#[pyfunction]
#[pyo3(signature = (number, handle, args, /))]
pub(crate) fn call_now<'py>(
    py: Python<'py>,
    number: usize,
    handle: Option<&Bound<'py, Handle>>,
    args: &Bound<'py, PyTuple>,
) -> PyResult<Bound<'py, PyAny>> {
    done(py, number, handle, args, false)
}

/// Does a call as a coroutine. Given up, it is executed all the same if it was sent already.
#[pyfunction]
#[pyo3(signature = (number, handle, args, /))]
pub(crate) async fn call_async(
    number: usize,
    handle: Option<Py<Handle>>,
    args: Py<PyTuple>,
) -> PyResult<Py<PyAny>> {
    let work = Python::attach(|py| {
        begin(py, number, handle.as_ref().map(|handle| handle.bind(py)), args.bind(py))
    })?;
    let done = Detached(work).await;
    Python::attach(|py| finish(py, done, false).map(Bound::unbind))
}

/// Work that is polled without the GIL: a poll may read from the disk.
struct Detached(Work);

impl Future for Detached {
    type Output = Result<Answer, ForeignError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let work = &mut self.0;
        let waker = &ending::guarded(context.waker());
        Python::attach(|py| {
            py.detach(|| {
                let mut context = Context::from_waker(waker);
                catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(&mut context)))
                    .unwrap_or_else(|payload| Poll::Ready(Err(panicked(payload.as_ref()))))
            })
        })
    }
}

/// Closes every store that is still open: called before Python ends, because a thread that wakes
/// a coroutine of an interpreter that is gone aborts the process.
#[pyfunction]
pub(crate) fn close_all(py: Python<'_>) {
    let open = std::mem::take(&mut *OPEN.lock().unwrap_or_else(PoisonError::into_inner));
    py.detach(|| {
        for moja in open.iter().filter_map(Weak::upgrade) {
            // Nobody is left to be told; what was acknowledged is durable.
            let _ = pollster::block_on(moja.close());
        }
        ending::end();
    });
}
