//! Who holds what: database file locks and the WAL index that connections share.

use std::collections::HashMap;
use std::ops::Range;

use sqlite_vfs::LockKind;

/// One opened file, of all that are open on a node.
pub(crate) type HandleId = u64;

/// The rollback-journal lock of a database file, as <https://sqlite.org/lockingv3.html> has it.
#[derive(Default)]
pub(crate) struct FileLocks {
    held: HashMap<HandleId, LockKind>,
}

impl FileLocks {
    pub(crate) fn held(&self, handle: HandleId) -> LockKind {
        self.held.get(&handle).copied().unwrap_or(LockKind::None)
    }

    pub(crate) fn set(&mut self, handle: HandleId, kind: LockKind) {
        self.held.insert(handle, kind);
    }

    pub(crate) fn forget(&mut self, handle: HandleId) {
        self.held.remove(&handle);
    }

    /// Raises the handle's lock if the others allow it.
    pub(crate) fn raise(&mut self, handle: HandleId, kind: LockKind) -> bool {
        if self.held(handle) >= kind {
            return true;
        }
        let strongest = self
            .others(handle)
            .max_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        let strongest = strongest.unwrap_or(LockKind::None);
        let granted = match kind {
            LockKind::None => true,
            LockKind::Shared => strongest < LockKind::Pending,
            LockKind::Reserved | LockKind::Pending => strongest < LockKind::Reserved,
            LockKind::Exclusive => strongest == LockKind::None,
        };
        if granted {
            self.set(handle, kind);
        } else if kind == LockKind::Exclusive && strongest == LockKind::Shared {
            // Keeps new readers out while the writer waits for the present ones.
            self.set(handle, LockKind::Pending);
        }
        granted
    }

    pub(crate) fn reserved(&self) -> bool {
        self.held.values().any(|kind| *kind >= LockKind::Reserved)
    }

    fn others(&self, handle: HandleId) -> impl Iterator<Item = LockKind> {
        self.held.iter().filter(move |(id, _)| **id != handle).map(|(_, kind)| *kind)
    }
}

/// A WAL index region, the size SQLite always asks for.
pub(crate) type Region = [u8; 32768];

/// How a handle holds a WAL index slot.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Shared,
    Exclusive,
}

/// The WAL index: what the `-shm` file is for connections of one process. It is gone with the last
/// connection and never part of an image, as SQLite rebuilds it from the WAL.
#[derive(Default)]
pub(crate) struct Shm {
    regions: Vec<Box<Region>>,
    attached: usize,
    slots: HashMap<(HandleId, u8), Slot>,
}

impl Shm {
    pub(crate) fn attach(&mut self) {
        self.attached += 1;
    }

    /// The last one out clears the index, as the next first connection would in SQLite's own VFS.
    pub(crate) fn detach(&mut self, handle: HandleId) {
        self.attached -= 1;
        self.slots.retain(|(id, _), _| *id != handle);
        if self.attached == 0 {
            self.regions.clear();
        }
    }

    pub(crate) fn region(&mut self, index: usize) -> &mut Box<Region> {
        while self.regions.len() <= index {
            self.regions.push(Box::new([0; 32768]));
        }
        &mut self.regions[index]
    }

    /// Takes the slots, or none of them.
    pub(crate) fn take(&mut self, handle: HandleId, slots: Range<u8>, kind: Slot) -> bool {
        let refused = self.slots.iter().any(|((id, slot), held)| {
            *id != handle
                && slots.contains(slot)
                && (kind == Slot::Exclusive || *held == Slot::Exclusive)
        });
        if !refused {
            self.slots.extend(slots.map(|slot| ((handle, slot), kind)));
        }
        !refused
    }

    pub(crate) fn release(&mut self, handle: HandleId, slots: Range<u8>) {
        for slot in slots {
            self.slots.remove(&(handle, slot));
        }
    }
}
