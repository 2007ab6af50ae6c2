//! What the engine lets be seen of its work. Without the feature `observe` all of it is empty
//! types and functions, which leave nothing behind.

#[cfg(not(feature = "observe"))]
mod off;
#[cfg(feature = "observe")]
mod on;
#[cfg(feature = "observe")]
mod tally;

#[cfg(not(feature = "observe"))]
pub(crate) use off::{Observer, Seen, Transaction, retried, within};
#[cfg(feature = "observe")]
pub(crate) use on::{Observer, Seen, Transaction, retried, within};

/// How a member of a unit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg(feature = "observe")]
pub(crate) struct Ended<'a> {
    /// `accepted`, `dry_run`, `replayed`, `refused` or `failed`.
    pub(crate) outcome: &'static str,
    /// The stable code of a refusal or failure, or empty.
    pub(crate) code: &'a str,
}

#[cfg(feature = "observe")]
impl<'a> Ended<'a> {
    pub(crate) fn of(outcome: &'static str) -> Self {
        Self { outcome, code: "" }
    }

    /// By the code of an error: the machinery's begin with `store_`.
    pub(crate) fn by(code: &'a str) -> Self {
        let outcome = if code.starts_with("store_") { "failed" } else { "refused" };
        Self { outcome, code }
    }
}
