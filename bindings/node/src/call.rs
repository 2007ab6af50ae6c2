//! A call by its number: arguments in, the work on another thread, the answer out.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use moja_api::{Command, ForeignError};
use napi::Env;
use napi::bindgen_prelude::{External, Object, PromiseRaw, Unknown};
use napi_derive::napi;

use crate::error::{Refused, panicked, raised, refused};
use crate::generated::CALLS;
use crate::glue::{Handle, Target};

/// Makes JavaScript's value of an answer.
pub(crate) type Answer = Box<dyn for<'e> FnOnce(&'e Env) -> napi::Result<Unknown<'e>> + Send>;

/// The work of a call.
pub(crate) type Work = Pin<Box<dyn Future<Output = Result<Answer, ForeignError>> + Send>>;

/// Reads the arguments and begins the work.
pub(crate) type Call = fn(Option<&Target>, Object<'_>) -> Result<Work, Refused>;

/// Reads a command value.
pub(crate) type CommandOf = fn(Unknown<'_>) -> Result<Command, Refused>;

fn begin(
    number: u32,
    handle: Option<&External<Handle>>,
    args: Object<'_>,
) -> Result<Caught, Refused> {
    let call = usize::try_from(number).ok().and_then(|number| CALLS.get(number));
    let Some(call) = call else {
        return Err(Refused::invalid("wrong_call", "there is no such call"));
    };
    let target = handle.map(|handle| handle.target());
    let work = catch_unwind(AssertUnwindSafe(|| call(target, args)));
    work.unwrap_or_else(|payload| Err(panicked(payload.as_ref()).into())).map(Caught)
}

/// Does a call on another thread: a promise.
#[napi]
#[allow(clippy::needless_pass_by_value, reason = "napi gives values")]
fn call<'env>(
    env: &'env Env,
    number: u32,
    handle: Option<&External<Handle>>,
    args: Object<'_>,
) -> napi::Result<PromiseRaw<'env, Unknown<'env>>> {
    let work = begin(number, handle, args).map_err(|error| refused(env, error))?;
    env.spawn_future_with_callback(async { Ok(work.await) }, |env, done| match done {
        Ok(answer) => answer(env),
        Err(error) => Err(raised(env, error)),
    })
}

/// Does a call that has nothing to wait for at once.
#[napi]
#[allow(clippy::needless_pass_by_value, reason = "napi gives values")]
fn call_now<'env>(
    env: &'env Env,
    number: u32,
    handle: Option<&External<Handle>>,
    args: Object<'_>,
) -> napi::Result<Unknown<'env>> {
    let mut work = begin(number, handle, args).map_err(|error| refused(env, error))?;
    match Pin::new(&mut work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(answer)) => answer(env),
        Poll::Ready(Err(error)) => Err(raised(env, error)),
        Poll::Pending => Err(raised(env, ForeignError::internal("the call has to wait"))),
    }
}

/// Work of which a panic is an error.
struct Caught(Work);

impl Future for Caught {
    type Output = Result<Answer, ForeignError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let work = &mut self.0;
        catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)))
            .unwrap_or_else(|payload| Poll::Ready(Err(panicked(payload.as_ref()))))
    }
}
