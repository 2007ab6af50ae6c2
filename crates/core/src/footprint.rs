//! What a command reads.

use crate::record::{At, Place, Record};
use crate::scan::Scan;

/// A part of a history: what a series received, with all that is known by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Past {
    /// The sum of what it received up to an effective time.
    Sums {
        /// The history.
        history: &'static str,
        /// The series.
        series: i64,
        /// The last effective time that counts, microseconds.
        to_us: i64,
    },
    /// What it received from an effective time on, one by one.
    Items {
        /// The history.
        history: &'static str,
        /// The series.
        series: i64,
        /// The first effective time that counts, microseconds.
        from_us: i64,
    },
}

impl Past {
    /// The history that it is a part of.
    pub(crate) fn history(&self) -> &'static str {
        let (Self::Sums { history, .. } | Self::Items { history, .. }) = self;
        history
    }
}

/// What a decision needs: rows at places, scans for rows that it cannot name, and parts of
/// histories.
#[derive(Clone, Debug, Default)]
pub struct Footprint {
    places: Vec<Place>,
    scans: Vec<Scan>,
    pasts: Vec<Past>,
}

impl Footprint {
    /// An empty footprint.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Wants the row at `at`, present or not.
    pub fn get<T: Record>(&mut self, at: At<T>) {
        self.places.push(at.into_place());
    }

    /// Wants every row that `scan` finds.
    pub fn scan(&mut self, scan: Scan) {
        self.scans.push(scan);
    }

    /// Wants the row at an untyped place.
    pub fn place(&mut self, place: Place) {
        self.places.push(place);
    }

    /// Wants a part of a history.
    pub fn past(&mut self, past: Past) {
        self.pasts.push(past);
    }

    /// Wants all that `other` wants.
    pub fn extend(&mut self, other: &Self) {
        self.places.extend_from_slice(&other.places);
        self.scans.extend_from_slice(&other.scans);
        self.pasts.extend_from_slice(&other.pasts);
    }

    /// The parts of histories.
    #[must_use]
    pub fn pasts(&self) -> &[Past] {
        &self.pasts
    }

    /// The places.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The scans.
    #[must_use]
    pub fn scans(&self) -> &[Scan] {
        &self.scans
    }

    /// Whether nothing is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.scans.is_empty() && self.pasts.is_empty()
    }

    /// Forgets everything and keeps the allocation.
    pub fn clear(&mut self) {
        self.places.clear();
        self.scans.clear();
        self.pasts.clear();
    }
}
