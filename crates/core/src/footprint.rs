//! What a command reads.

use crate::record::{At, Place, Record};
use crate::scan::Scan;

/// The rows that a decision needs: places, and scans for those that it cannot name.
#[derive(Clone, Debug, Default)]
pub struct Footprint {
    places: Vec<Place>,
    scans: Vec<Scan>,
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
        self.places.is_empty() && self.scans.is_empty()
    }

    /// Forgets everything and keeps the allocation.
    pub fn clear(&mut self) {
        self.places.clear();
        self.scans.clear();
    }
}
