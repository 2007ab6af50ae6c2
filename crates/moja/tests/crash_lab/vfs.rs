//! The SQLite VFS over `fs.rs`, in safe Rust through the crate `sqlite-vfs`.
//!
//! `sqlite-vfs` and not `sqlite-plugin`: the latter runs bindgen at build time and so asks every
//! machine that builds our tests for libclang. The price is that `sqlite-vfs` gives each
//! connection its own copy of the WAL index; [`Index`] keeps the copies together.

use std::borrow::Cow;
use std::io::{Error, ErrorKind, Result};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlite_vfs::wip::{WalIndex, WalIndexLock};
use sqlite_vfs::{DatabaseHandle, LockKind, OpenAccess, OpenKind, OpenOptions, Vfs, register};

use super::fs::{self, Dir, Node};
use super::locks::{HandleId, Region, Slot};

const TEMPORARY: &str = "crash-lab-temporary";

/// A registered VFS name, lent for as long as this lives.
///
/// `sqlite-vfs` keeps per-VFS state without a lock, so two threads that open files at the same time
/// should not share one. SQLite never frees a VFS, hence the pool: names are used again.
pub(crate) struct VfsName(String);

static FREE: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl VfsName {
    pub(crate) fn take() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let free = FREE.lock().unwrap().pop();
        Self(free.unwrap_or_else(|| {
            let name = format!("crash-lab-{}", COUNT.fetch_add(1, Ordering::Relaxed));
            register(&name, LabVfs, false).unwrap();
            name
        }))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for VfsName {
    fn drop(&mut self) {
        FREE.lock().unwrap().push(std::mem::take(&mut self.0));
    }
}

/// The grain in which WAL index copies are compared.
const BLOCK: usize = 1024;

struct LabVfs;

impl Vfs for LabVfs {
    type Handle = Handle;

    fn open(&self, path: &str, opts: OpenOptions) -> Result<Handle> {
        use OpenKind::{SubJournal, TempDb, TempJournal, TransientDb};
        if matches!(opts.kind, SubJournal | TempDb | TempJournal | TransientDb) {
            return Ok(Handle::new(Arc::default(), fs::temporary()));
        }
        let create = matches!(opts.access, OpenAccess::Create | OpenAccess::CreateNew);
        let (dir, name) = fs::resolve(path)?;
        let node = dir.open(name, create, opts.access == OpenAccess::CreateNew)?;
        Ok(Handle::new(dir, node))
    }

    fn delete(&self, path: &str) -> Result<()> {
        if path.starts_with(TEMPORARY) {
            return Ok(());
        }
        let (dir, name) = fs::resolve(path)?;
        dir.delete(name)
    }

    fn exists(&self, path: &str) -> Result<bool> {
        Ok(fs::resolve(path).is_ok_and(|(dir, name)| dir.exists(name)))
    }

    fn temporary_name(&self) -> String {
        TEMPORARY.to_owned()
    }

    /// Constant, because the lab must repeat itself. SQLite seeds its own generator from the
    /// default VFS, not from here.
    fn random(&self, buffer: &mut [i8]) {
        buffer.fill(7);
    }

    fn sleep(&self, duration: Duration) -> Duration {
        std::thread::sleep(duration);
        duration
    }

    fn access(&self, path: &str, _write: bool) -> Result<bool> {
        self.exists(path)
    }

    fn full_pathname<'a>(&self, path: &'a str) -> Result<Cow<'a, str>> {
        Ok(path.into())
    }
}

/// An open file.
struct Handle {
    id: HandleId,
    dir: Arc<Dir>,
    node: Arc<Node>,
}

impl Handle {
    fn new(dir: Arc<Dir>, node: Arc<Node>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self { id: NEXT.fetch_add(1, Ordering::Relaxed), dir, node }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.node.locks.lock().unwrap().forget(self.id);
    }
}

fn position(at: u64) -> Result<usize> {
    usize::try_from(at).map_err(Error::other)
}

impl DatabaseHandle for Handle {
    type WalIndex = Index;

    fn size(&self) -> Result<u64> {
        Ok(self.node.len() as u64)
    }

    fn read_exact_at(&mut self, out: &mut [u8], at: u64) -> Result<()> {
        let read = self.node.read_at(position(at)?, out);
        // SQLite relies on zeros after a short read.
        out[read..].fill(0);
        if read < out.len() { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn write_all_at(&mut self, data: &[u8], at: u64) -> Result<()> {
        self.dir.write(&self.node, position(at)?, data)
    }

    fn sync(&mut self, _data_only: bool) -> Result<()> {
        self.dir.sync(&self.node)
    }

    fn set_len(&mut self, len: u64) -> Result<()> {
        self.dir.set_len(&self.node, position(len)?)
    }

    fn lock(&mut self, kind: LockKind) -> Result<bool> {
        Ok(self.node.locks.lock().unwrap().raise(self.id, kind))
    }

    fn unlock(&mut self, kind: LockKind) -> Result<bool> {
        self.node.locks.lock().unwrap().set(self.id, kind);
        Ok(true)
    }

    fn reserved(&mut self) -> Result<bool> {
        Ok(self.node.locks.lock().unwrap().reserved())
    }

    fn current_lock(&self) -> Result<LockKind> {
        Ok(self.node.locks.lock().unwrap().held(self.id))
    }

    fn wal_index(&self, _readonly: bool) -> Result<Index> {
        self.node.shm.lock().unwrap().attach();
        Ok(Index { id: self.id, node: Arc::clone(&self.node), known: Vec::new() })
    }
}

/// A connection's view of the shared WAL index.
struct Index {
    id: HandleId,
    node: Arc<Node>,
    /// The regions as last exchanged. Only what this connection changed since is pushed, or it
    /// would undo what another connection wrote to the same region meanwhile.
    known: Vec<Box<Region>>,
}

impl Drop for Index {
    fn drop(&mut self) {
        self.node.shm.lock().unwrap().detach(self.id);
    }
}

impl Index {
    fn remember(&mut self, region: usize, data: &Region) {
        while self.known.len() <= region {
            self.known.push(Box::new([0; 32768]));
        }
        self.known[region].copy_from_slice(data);
    }
}

impl WalIndex for Index {
    fn map(&mut self, region: u32) -> Result<Region> {
        let data = **self.node.shm.lock().unwrap().region(region as usize);
        self.remember(region as usize, &data);
        Ok(data)
    }

    fn lock(&mut self, slots: Range<u8>, lock: WalIndexLock) -> Result<bool> {
        let mut shm = self.node.shm.lock().unwrap();
        Ok(match lock {
            WalIndexLock::None => {
                shm.release(self.id, slots);
                true
            }
            WalIndexLock::Shared => shm.take(self.id, slots, Slot::Shared),
            WalIndexLock::Exclusive => shm.take(self.id, slots, Slot::Exclusive),
        })
    }

    fn delete(self) -> Result<()> {
        Ok(())
    }

    fn pull(&mut self, region: u32, data: &mut Region) -> Result<()> {
        let region = region as usize;
        let node = Arc::clone(&self.node);
        let mut shm = node.shm.lock().unwrap();
        let known = self.known.get(region).ok_or(ErrorKind::Other)?;
        // Nobody else wrote: what this connection has is the newest.
        if **shm.region(region) == **known {
            return Ok(());
        }
        data.copy_from_slice(&shm.region(region)[..]);
        self.remember(region, data);
        Ok(())
    }

    fn push(&mut self, region: u32, data: &Region) -> Result<()> {
        let region = region as usize;
        let node = Arc::clone(&self.node);
        let mut shm = node.shm.lock().unwrap();
        let known = self.known.get(region).ok_or(ErrorKind::Other)?;
        if **known != *data {
            let shared = shm.region(region);
            // Two steps, because a test build takes its time over single bytes.
            for start in (0..data.len())
                .step_by(BLOCK)
                .filter(|&start| known[start..start + BLOCK] != data[start..start + BLOCK])
            {
                for at in (start..start + BLOCK).filter(|&at| known[at] != data[at]) {
                    shared[at] = data[at];
                }
            }
            self.remember(region, data);
        }
        Ok(())
    }
}
