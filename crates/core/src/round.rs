//! Asking for all that a decision lacks in one round.

use crate::command::Refusal;
use crate::footprint::Footprint;

/// Goes on after a step that lacks rows, so that what the next ones lack is asked for in the same
/// round: a document of many lines takes no more rounds than one of a single line.
#[derive(Debug, Default)]
pub struct Round {
    want: Footprint,
}

impl Round {
    /// What a step gave; nothing if rows are lacking. What is refused after that is not believed,
    /// for it was decided without the steps before.
    ///
    /// # Errors
    ///
    /// What the step was refused for, if nothing was lacking before it.
    pub fn take<T, R>(&mut self, step: Result<T, Refusal<R>>) -> Result<Option<T>, Refusal<R>> {
        match step {
            Ok(given) => Ok(Some(given)),
            Err(Refusal::Need(more)) => {
                self.want.extend(&more);
                Ok(None)
            }
            Err(Refusal::Rejected(_)) if !self.want.is_empty() => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    /// Asks for all that was lacking.
    ///
    /// # Errors
    ///
    /// [`Refusal::Need`] if there was something.
    pub fn end<R>(self) -> Result<(), Refusal<R>> {
        if self.want.is_empty() { Ok(()) } else { Err(Refusal::Need(self.want)) }
    }
}
