//! Which files this process has open.
//!
//! SQLite's locks belong to the process and not to a connection, which has two traps. A process
//! that closes *any* descriptor of a file loses all its locks on it. And a child that was made
//! by `fork()` inherits SQLite's belief that it has locks, but not the locks. Whoever has lost
//! them is overlooked by others, who may then write at the same time, or remove the log under
//! it (`sqlite.org/howtocorrupt.html`, section 2). So a file that is open here is not looked at,
//! and one that was open at a fork is not opened.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

static FILES: Mutex<Vec<Entry>> = Mutex::new(Vec::new());

#[derive(Clone, Copy, PartialEq, Eq)]
struct FileId {
    device: u64,
    inode: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Entry {
    file: FileId,
    pid: u32,
}

/// Who has a file open, as far as this process can know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// Nobody here.
    Nobody,
    /// This process.
    Us,
    /// The process that this one was forked from, at that moment.
    Parent,
}

/// The list, to be kept from a look at a file until it is open and in the list.
pub(crate) struct Files(MutexGuard<'static, Vec<Entry>>);

/// A file's place in the list.
pub(crate) struct Held(Entry);

impl Files {
    pub(crate) fn lock() -> Self {
        Self(FILES.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn holder(&self, path: &Path) -> Holder {
        let Some(file) = identify(path) else { return Holder::Nobody };
        let pid = std::process::id();
        let mut holders = self.0.iter().filter(|entry| entry.file == file);
        match holders.next() {
            None => Holder::Nobody,
            // Entries of a parent stay for ever, so they come first.
            Some(first) if first.pid == pid => Holder::Us,
            Some(_) => Holder::Parent,
        }
    }

    /// Enters a file that was opened. `None` where files have no identity.
    pub(crate) fn enter(mut self, path: &Path) -> Option<Held> {
        let entry = Entry { file: identify(path)?, pid: std::process::id() };
        self.0.push(entry);
        Some(Held(entry))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // A child keeps what it inherited: its SQLite goes on believing.
        if self.0.pid != std::process::id() {
            return;
        }
        let mut files = Files::lock();
        if let Some(at) = files.0.iter().position(|entry| *entry == self.0) {
            files.0.swap_remove(at);
        }
    }
}

#[cfg(unix)]
fn identify(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = std::fs::metadata(path).ok()?;
    Some(FileId { device: metadata.dev(), inode: metadata.ino() })
}

/// Elsewhere there is no `fork()`, and locks belong to a descriptor.
#[cfg(not(unix))]
fn identify(_path: &Path) -> Option<FileId> {
    None
}
