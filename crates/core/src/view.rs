//! What a decision sees.

use crate::footprint::{Footprint, Past};
use crate::history::{Item, Sums};
use crate::record::{At, Record};
use crate::scan::Scan;
use crate::store::{StoreError, StoreErrorKind};
use crate::working_set::{PastRead, WorkingSet};

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

impl<'a> View<'a> {
    /// What `series` received up to effective time `to_us` (microseconds, inclusive), as known
    /// by now: with the effects of earlier commands of the same group.
    ///
    /// # Errors
    ///
    /// [`Need`] when it has not been read; the executor reads it and decides again.
    pub fn sums(&self, history: &'static str, series: i64, to_us: i64) -> Result<Sums, Need> {
        let past = Past::Sums { history, series, to_us };
        match self.set.past(&past) {
            Some(PastRead::Sums(sums)) => Ok(*sums),
            _ => Err(need_past(past)),
        }
    }

    /// What `series` received from effective time `from_us` on (microseconds, inclusive), in
    /// order of effective time and then of recording, as known by now.
    ///
    /// # Errors
    ///
    /// [`Need`] when it has not been read; the executor reads it and decides again.
    pub fn items(
        &self,
        history: &'static str,
        series: i64,
        from_us: i64,
    ) -> Result<&'a [Item], Need> {
        let past = Past::Items { history, series, from_us };
        match self.set.past(&past) {
            Some(PastRead::Items(items)) => Ok(items),
            _ => Err(need_past(past)),
        }
    }
}

fn need_past(past: Past) -> Need {
    let mut footprint = Footprint::new();
    footprint.past(past);
    Need::Rows(footprint)
}

fn wrong_type(table: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Invalid, format!("table `{table}` is declared twice"))
}
