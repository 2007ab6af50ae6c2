//! Failures of a case: a line and a reason, without a panic.

use std::fmt;
use std::panic::Location;

/// How a case ends.
pub type Check = Result<(), Failed>;

/// Why a case failed.
pub struct Failed(String);

impl Failed {
    /// A failure at the caller's line.
    #[track_caller]
    #[must_use]
    pub fn new(reason: impl fmt::Display) -> Self {
        let at = Location::caller();
        Self(format!("{}:{}: {reason}", at.file(), at.line()))
    }

    /// The failure with what it happened in.
    #[must_use]
    pub fn within(self, what: impl fmt::Display) -> Self {
        Self(format!("{what}: {}", self.0))
    }
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failed {
    #[track_caller]
    fn from(error: E) -> Self {
        Self::new(error)
    }
}

/// Two texts that should be the same, from a little before their first difference.
pub(crate) fn difference(what: &str, found: &str, expected: &str) -> String {
    const BEFORE: usize = 100;
    const SHOWN: usize = 700;
    let same = found.chars().zip(expected.chars()).take_while(|(left, right)| left == right);
    let from = same.count().saturating_sub(BEFORE);
    let cut = |text: &str| text.chars().skip(from).take(SHOWN).collect::<String>();
    format!(
        "{what} differ, from character {from}\n   found: {}\nexpected: {}",
        cut(found),
        cut(expected)
    )
}

macro_rules! check {
    ($holds:expr, $($reason:tt)+) => {
        if !$holds {
            return Err($crate::Failed::new(format!($($reason)+)));
        }
    };
}

macro_rules! same {
    ($left:expr, $right:expr) => {
        same!($left, $right, "values")
    };
    ($left:expr, $right:expr, $($what:tt)+) => {
        match (&$left, &$right) {
            (left, right) => {
                if *left != *right {
                    let what = format!($($what)+);
                    return Err($crate::Failed::new($crate::check::difference(
                        &what,
                        &format!("{left:?}"),
                        &format!("{right:?}"),
                    )));
                }
            }
        }
    };
}

pub(crate) use {check, same};
