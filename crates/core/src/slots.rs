//! What is known of the primary keys of one table.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::record::Row;
use crate::value::{Key, NumberMap};

/// Slots of one page, a power of two.
const PAGE: usize = 64;
const PAGE_BITS: u32 = PAGE.trailing_zeros();

/// What is known of one primary key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slot {
    /// `None`: not loaded. `Some(None)`: there is no such row.
    pub(crate) row: Option<Option<Row>>,
    /// The group that wrote the row last, and where its effect stands among those of the group.
    pub(crate) group: u32,
    pub(crate) effect: u32,
}

impl Slot {
    pub(crate) fn present(&self) -> Option<&Row> {
        self.row.as_ref()?.as_ref()
    }
}

/// Slots by primary key. Most tables that are read and changed in every command are keyed by one
/// internal number, given out from 1 on: those lie in pages, where a slot is one memory access
/// away, instead of in a hash table, where it is three.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    pages: NumberMap<Box<[Slot]>>,
    others: HashMap<Key, Slot, RandomState>,
}

fn place(number: i64) -> (i64, usize) {
    // The remainder of a division by a power of two, also below zero.
    let low = number & ((PAGE as i64).wrapping_sub(1));
    (number >> PAGE_BITS, usize::try_from(low).unwrap_or(0))
}

impl Slots {
    pub(crate) fn get(&self, key: &Key) -> Option<&Slot> {
        match key.number() {
            Some(number) => {
                let (page, at) = place(number);
                self.pages.get(&page)?.get(at)
            }
            None => self.others.get(key),
        }
    }

    /// The slot of a key, which is made if there is none.
    pub(crate) fn entry(&mut self, key: &Key) -> &mut Slot {
        let Some(number) = key.number() else {
            return self.others.entry(key.clone()).or_default();
        };
        let (page, at) = place(number);
        let fresh = || vec![Slot::default(); PAGE].into_boxed_slice();
        let page = self.pages.entry(page).or_insert_with(fresh);
        match page.get_mut(at) {
            Some(slot) => slot,
            None => self.others.entry(key.clone()).or_default(),
        }
    }

    pub(crate) fn remove(&mut self, key: &Key) {
        match key.number() {
            Some(number) => {
                let (page, at) = place(number);
                if let Some(slot) = self.pages.get_mut(&page).and_then(|page| page.get_mut(at)) {
                    *slot = Slot::default();
                }
            }
            None => drop(self.others.remove(key)),
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.pages.clear();
        self.others.clear();
    }

    /// How many slots there are, used or not.
    pub(crate) fn len(&self) -> usize {
        self.pages.len().saturating_mul(PAGE).saturating_add(self.others.len())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.others.is_empty()
    }
}
