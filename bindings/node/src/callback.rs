//! Methods of the app's objects that moja calls.
//!
//! They run on the thread of JavaScript that gave them, and do not keep the process alive.

use std::sync::mpsc;
use std::time::Duration;

use moja_api::core::time::Timestamp;
use moja_api::{ForeignError, LogLevel};
use napi::bindgen_prelude::{
    FnArgs, FromNapiValue, Function, JsObjectValue, JsValuesTupleIntoVec, Unknown,
};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{JsValue, Status, ValueType};

use crate::convert::{Coded, FromJs};
use crate::error::Refused;

/// How long moja waits for the app's thread to run a callback.
const PATIENCE: Duration = Duration::from_secs(5);

/// Without waiting for room in the queue: it has no end.
const MODE: ThreadsafeFunctionCallMode = ThreadsafeFunctionCallMode::NonBlocking;

type Called<T> = ThreadsafeFunction<T, Unknown<'static>, T, Status, false, true>;

/// A method of an object, to be called from any thread.
fn method<T>(value: Unknown<'_>, name: &str) -> Result<Called<T>, Refused>
where
    T: JsValuesTupleIntoVec + 'static,
{
    let expected = format!("an object with a method `{name}`");
    if value.get_type()? != ValueType::Object {
        return Err(Refused::wrong_type(&expected, &value));
    }
    let object = value.coerce_to_object()?;
    let method = object.get_named_property_unchecked::<Unknown<'_>>(name)?;
    if method.get_type()? != ValueType::Function {
        return Err(Refused::wrong_type(&expected, &method).within(name));
    }
    let method = Function::<T, Unknown<'static>>::from_unknown(method)?;
    let method = method.bind(object)?;
    Ok(method.build_threadsafe_function::<T>().weak::<true>().build()?)
}

/// The app's clock.
pub(crate) struct HostClock(Called<()>);

impl HostClock {
    pub(crate) fn new(value: Unknown<'_>, name: &str) -> Result<Self, Refused> {
        Ok(Self(method(value, name)?))
    }
}

impl moja_api::HostClock for HostClock {
    fn now(&self) -> Result<Timestamp, ForeignError> {
        let (told, heard) = mpsc::sync_channel(1);
        let status = self.0.call_with_return_value((), MODE, move |now, _| {
            let now = now
                .map_err(|error| error.reason.clone())
                .and_then(|now| Timestamp::from_js(now).map_err(|refused| format!("{refused:?}")));
            // Nobody waits any more if it took too long.
            let _ = told.send(now);
            Ok(())
        });
        if status != Status::Ok {
            return Err(ForeignError::internal("the clock failed: its thread has ended"));
        }
        let now = heard.recv_timeout(PATIENCE);
        let now = now.unwrap_or_else(|_| Err("its thread does not answer".to_owned()));
        now.map_err(|error| ForeignError::internal(format!("the clock failed: {error}")))
    }
}

type Message = FnArgs<(&'static str, String, String)>;

/// The app's logger.
pub(crate) struct LogSink(Called<Message>);

impl LogSink {
    pub(crate) fn new(value: Unknown<'_>, name: &str) -> Result<Self, Refused> {
        Ok(Self(method(value, name)?))
    }
}

impl moja_api::LogSink for LogSink {
    /// Does not wait: what tells it may be the very thread that would take it.
    fn log(&self, level: LogLevel, event: String, detail: String) -> Result<(), ForeignError> {
        let message = (level.code(), event, detail).into();
        // A logger that throws loses the message, and nothing else.
        self.0.call_with_return_value(message, MODE, |_, _| Ok(()));
        Ok(())
    }
}
