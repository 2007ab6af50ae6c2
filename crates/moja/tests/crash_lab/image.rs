//! From the log of a workload to what a disk may hold after a crash.
//!
//! The disk model, strict enough to be honest and no stricter than real disks are:
//! - a sync makes the file's own data and size durable, and nothing of any other file;
//! - the first sync of a new file also makes the directory durable, as SQLite's own VFS syncs the
//!   directory then; until that, creations and deletions may be lost;
//! - whatever is not synced survives or not sector by sector, in any order. Bytes around a written
//!   range are never harmed (SQLite's `POWERSAFE_OVERWRITE`, which its own VFS assumes as well);
//! - data that was pending at a failed sync never gets to the disk, and no later sync brings it
//!   back. Linux does that: it marks the pages clean.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::blob::Blob;
use super::fs::{Event, FileId, SECTOR};
use super::rng::Rng;

/// The files of one image.
pub(crate) type Files = Vec<(String, Blob)>;

#[derive(Clone)]
enum Pending {
    Write { at: usize, data: Arc<[u8]> },
    SetLen(usize),
}

impl Pending {
    fn apply(&self, blob: &mut Blob) {
        match self {
            Self::Write { at, data } => blob.write_at(*at, data),
            Self::SetLen(len) => blob.set_len(*len),
        }
    }
}

enum NameChange {
    Link(String, FileId),
    Unlink(String),
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<String, FileId>) {
        match self {
            Self::Link(name, file) => names.insert(name.clone(), *file),
            Self::Unlink(name) => names.remove(name),
        };
    }
}

/// A file as the processes see it (`cached`) and as the platters have it (`durable`).
#[derive(Default)]
struct File {
    cached: Blob,
    durable: Blob,
    pending: Vec<Pending>,
}

/// Page cache and platters, replayed from the log up to some event.
///
/// Maps are ordered because the random choices are made in map order and must repeat themselves.
#[derive(Default)]
pub(crate) struct Disk {
    files: BTreeMap<FileId, File>,
    cached_names: BTreeMap<String, FileId>,
    durable_names: BTreeMap<String, FileId>,
    pending_names: Vec<NameChange>,
}

impl Disk {
    /// A disk that holds these files, all durable.
    pub(crate) fn new(base: &[(String, FileId, Blob)]) -> Self {
        let mut disk = Self::default();
        for (name, id, blob) in base {
            disk.cached_names.insert(name.clone(), *id);
            let file = File { cached: blob.clone(), durable: blob.clone(), pending: Vec::new() };
            disk.files.insert(*id, file);
        }
        disk.durable_names = disk.cached_names.clone();
        disk
    }

    /// Replays the next event.
    pub(crate) fn apply(&mut self, event: &Event) {
        match event {
            Event::Create { file, name } => {
                self.files.insert(*file, File::default());
                self.rename(NameChange::Link(name.clone(), *file));
            }
            Event::Delete { name } => self.rename(NameChange::Unlink(name.clone())),
            Event::Write { file, at, data } => {
                self.change(*file, Pending::Write { at: *at, data: Arc::clone(data) });
            }
            Event::SetLen { file, len } => self.change(*file, Pending::SetLen(*len)),
            Event::Sync { file: id } => {
                let file = self.files.entry(*id).or_default();
                for pending in file.pending.drain(..) {
                    pending.apply(&mut file.durable);
                }
                let is_new =
                    |change: &NameChange| matches!(change, NameChange::Link(_, f) if f == id);
                if self.pending_names.iter().any(is_new) {
                    for change in self.pending_names.drain(..) {
                        change.apply(&mut self.durable_names);
                    }
                }
            }
            Event::SyncFailed { file } => self.files.entry(*file).or_default().pending.clear(),
            Event::Started(_) | Event::Acked(_) => {}
        }
    }

    fn rename(&mut self, change: NameChange) {
        change.apply(&mut self.cached_names);
        self.pending_names.push(change);
    }

    fn change(&mut self, file: FileId, pending: Pending) {
        let file = self.files.entry(file).or_default();
        pending.apply(&mut file.cached);
        file.pending.push(pending);
    }

    /// The process is killed: the kernel still has every write.
    pub(crate) fn kill(&self) -> Files {
        let files = self.cached_names.iter();
        files.map(|(name, id)| (name.clone(), self.files[id].cached.clone())).collect()
    }

    /// The power fails: what was synced is there, the rest is a matter of luck.
    pub(crate) fn power_loss(&self, seed: u64) -> Files {
        let rng = &mut Rng::new(seed);
        let names = self.surviving_names(rng);
        names.into_iter().map(|(name, id)| (name, self.files[&id].surviving(rng))).collect()
    }

    fn surviving_names(&self, rng: &mut Rng) -> BTreeMap<String, FileId> {
        let mut names = self.durable_names.clone();
        // Most file systems keep directory changes in order; not all do.
        let in_order = rng.chance(50);
        let cut = rng.below(self.pending_names.len() + 1);
        for (index, change) in self.pending_names.iter().enumerate() {
            if if in_order { index < cut } else { rng.chance(50) } {
                change.apply(&mut names);
            }
        }
        names
    }
}

impl File {
    /// The contents after a power loss: one of four kinds of bad luck, so that the rare kinds are
    /// not drowned by the plain random ones.
    fn surviving(&self, rng: &mut Rng) -> Blob {
        let mut blob = self.durable.clone();
        if self.pending.is_empty() {
            return blob;
        }
        match rng.below(4) {
            0 => {}
            1 => self.all_but_one(rng, &mut blob),
            2 => self.torn_prefix(rng, &mut blob),
            _ => self.random_subset(rng, &mut blob),
        }
        let durable = self.durable.len();
        match rng.below(4) {
            // The new size was lost, and with it all data beyond the old one.
            0 if blob.len() > durable => blob.set_len(durable),
            // The new size got there before the data: zeros.
            1 if blob.len() < self.cached.len() => blob.set_len(self.cached.len()),
            _ => {}
        }
        blob
    }

    /// Everything got there but one sector: the case that a missing checksum lets through.
    fn all_but_one(&self, rng: &mut Rng, blob: &mut Blob) {
        let count = self.pending.iter().map(|p| sectors(p).count()).sum();
        let lost = rng.below(count);
        let mut index = 0;
        for pending in &self.pending {
            if let Pending::SetLen(len) = pending {
                blob.set_len(*len);
            }
            for (at, data) in sectors(pending) {
                if index != lost {
                    blob.write_at(at, data);
                }
                index += 1;
            }
        }
    }

    /// Everything in order up to a sector, which tears the last write.
    fn torn_prefix(&self, rng: &mut Rng, blob: &mut Blob) {
        let last = rng.below(self.pending.len());
        for pending in &self.pending[..last] {
            pending.apply(blob);
        }
        let cut = rng.below(sectors(&self.pending[last]).count() + 1);
        for (at, data) in sectors(&self.pending[last]).take(cut) {
            blob.write_at(at, data);
        }
    }

    /// Any sectors in any order. A change of size splits the writes, as a file system orders it
    /// against writes to the same range; it may be lost itself.
    fn random_subset(&self, rng: &mut Rng, blob: &mut Blob) {
        let percent = [2, 10, 50, 90, 98][rng.below(5)];
        for part in self.pending.split_inclusive(|p| matches!(p, Pending::SetLen(_))) {
            let mut pieces: Vec<_> = part.iter().flat_map(sectors).collect();
            rng.shuffle(&mut pieces);
            for (at, data) in pieces {
                if rng.chance(percent) {
                    blob.write_at(at, data);
                }
            }
            if let Some(Pending::SetLen(len)) = part.last()
                && rng.chance(percent)
            {
                blob.set_len(*len);
            }
        }
    }
}

/// A write cut at sector boundaries of the file.
fn sectors(pending: &Pending) -> impl Iterator<Item = (usize, &[u8])> {
    let (start, data) = match pending {
        Pending::Write { at, data } => (*at, &data[..]),
        Pending::SetLen(_) => (0, &[][..]),
    };
    let end = start + data.len();
    (start / SECTOR..end.div_ceil(SECTOR)).map(move |sector| {
        let from = (sector * SECTOR).max(start);
        let to = ((sector + 1) * SECTOR).min(end);
        (from, &data[from - start..to - start])
    })
}
