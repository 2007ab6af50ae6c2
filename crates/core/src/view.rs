//! What a decision sees.

use crate::footprint::Footprint;
use crate::record::{At, Record};
use crate::scan::Scan;
use crate::store::{StoreError, StoreErrorKind};
use crate::working_set::WorkingSet;

/// The answer of a [`View`] that cannot answer yet; `?` turns it into a
/// [`Refusal`](crate::command::Refusal).
#[derive(Debug)]
pub enum Need {
    /// These rows have to be loaded first.
    Rows(Footprint),
    /// A row could not be read.
    Store(StoreError),
}

/// Loaded rows, with the effects of earlier commands of the same group.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    set: &'a WorkingSet,
}

impl<'a> View<'a> {
    pub(crate) fn new(set: &'a WorkingSet) -> Self {
        Self { set }
    }

    /// The row at `at`, if there is one.
    ///
    /// # Errors
    ///
    /// [`Need`] when the row has not been loaded; the executor loads it and decides again.
    pub fn get<T: Record>(&self, at: At<T>) -> Result<Option<&'a T>, Need> {
        match self.set.peek(at.place()) {
            Some(None) => Ok(None),
            Some(Some(row)) => match row.downcast_ref::<T>() {
                Some(row) => Ok(Some(row)),
                None => Err(Need::Store(wrong_type(T::table().name))),
            },
            None => {
                let mut footprint = Footprint::new();
                footprint.get(at);
                Err(Need::Rows(footprint))
            }
        }
    }

    /// The rows that `scan` finds, in its order.
    ///
    /// # Errors
    ///
    /// [`Need`] when the scan has not been run; the executor runs it and decides again.
    pub fn scan<T: Record>(&self, scan: Scan) -> Result<Vec<&'a T>, Need> {
        match self.set.found(&scan) {
            Some(rows) => Ok(rows.iter().filter_map(|row| row.downcast_ref::<T>()).collect()),
            None => {
                let mut footprint = Footprint::new();
                footprint.scan(scan);
                Err(Need::Rows(footprint))
            }
        }
    }
}

fn wrong_type(table: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Invalid, format!("table `{table}` is declared twice"))
}
