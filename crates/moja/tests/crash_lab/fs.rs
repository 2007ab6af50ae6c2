//! The in-memory file system under the VFS: directories of files, a log of everything that
//! changed them, and the faults a test asks for.
//!
//! It knows nothing of SQLite, so that the adapter in `vfs.rs` stays a thin translation and can be
//! exchanged.

use std::collections::HashMap;
use std::io::{Error, ErrorKind, Result};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};

use super::blob::Blob;
use super::locks::{FileLocks, Shm};

/// Names a file for as long as the process lives; a name may point to many files over time.
pub(crate) type FileId = u64;

/// One entry of the shared log. Marks stand in the same log as the I/O, because their order
/// relative to each write is the whole point.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Create {
        file: FileId,
        name: String,
    },
    Write {
        file: FileId,
        at: usize,
        data: Arc<[u8]>,
    },
    SetLen {
        file: FileId,
        len: usize,
    },
    Sync {
        file: FileId,
    },
    /// The disk answered a sync with an error. See `Disk::apply` for what that does to the data.
    SyncFailed {
        file: FileId,
    },
    Delete {
        name: String,
    },
    Started(u64),
    Acked(u64),
}

impl Event {
    /// Whether this is I/O, and therefore a moment at which a crash is tried.
    pub(crate) fn is_io(&self) -> bool {
        !matches!(self, Self::Started(_) | Self::Acked(_))
    }
}

/// What the disk does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A write fails with `SQLITE_FULL`, after its first half (whole sectors) went to the file, as
    /// a full disk does it.
    Full,
    /// A write fails with `SQLITE_IOERR_WRITE`; nothing of it goes to the file.
    IoWrite,
    /// A sync fails with `SQLITE_IOERR_FSYNC`, and what was not yet synced never gets to the disk
    /// although later reads still see it (fsyncgate).
    IoSync,
    /// A truncate or extension fails with `SQLITE_IOERR_TRUNCATE`.
    IoTruncate,
}

impl Fault {
    fn concerns_writes(self) -> bool {
        matches!(self, Self::Full | Self::IoWrite)
    }
}

/// A fault that waits for its turn.
#[derive(Clone, Copy)]
struct Armed {
    fault: Fault,
    /// How many operations of the fault's kind still succeed.
    after: u64,
    /// Whether every later operation of that kind fails too.
    sticky: bool,
}

/// One file. Contents change only while the directory is locked, which puts log and contents in
/// the same order.
pub(crate) struct Node {
    id: FileId,
    /// Temporary files are neither logged nor failed: they are gone after a crash anyway.
    temporary: bool,
    data: Mutex<Blob>,
    pub(crate) locks: Mutex<FileLocks>,
    pub(crate) shm: Mutex<Shm>,
}

impl Node {
    fn new(temporary: bool, data: Blob) -> Arc<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Arc::new(Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            temporary,
            data: Mutex::new(data),
            locks: Mutex::default(),
            shm: Mutex::default(),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.data.lock().unwrap().len()
    }

    pub(crate) fn read_at(&self, at: usize, out: &mut [u8]) -> usize {
        self.data.lock().unwrap().read_at(at, out)
    }
}

#[derive(Default)]
struct State {
    files: HashMap<String, Arc<Node>>,
    log: Vec<Event>,
    recording: bool,
    armed: Option<Armed>,
    faults: u64,
    capacity: Option<u64>,
    lying: bool,
}

impl State {
    fn record(&mut self, node: &Node, event: impl FnOnce() -> Event) {
        if self.recording && !node.temporary {
            self.log.push(event());
        }
    }

    /// Whether the armed fault strikes at this operation.
    fn strikes(&mut self, node: &Node, kind: impl Fn(Fault) -> bool) -> Option<Fault> {
        if node.temporary {
            return None;
        }
        let armed = self.armed.as_mut().filter(|armed| kind(armed.fault))?;
        if armed.after > 0 {
            armed.after -= 1;
            return None;
        }
        let fault = armed.fault;
        if !armed.sticky {
            self.armed = None;
        }
        self.faults += 1;
        Some(fault)
    }

    fn used(&self) -> u64 {
        self.files.values().map(|node| node.len() as u64).sum()
    }

    fn has_room(&mut self, node: &Node, end: usize) -> bool {
        let growth = end.saturating_sub(node.len()) as u64;
        let fits = node.temporary
            || growth == 0
            || self.capacity.is_none_or(|capacity| self.used() + growth <= capacity);
        self.faults += u64::from(!fits);
        fits
    }
}

/// A directory with its log. Each lab and each image has its own, so nothing is shared between
/// parallel tests.
#[derive(Default)]
pub(crate) struct Dir {
    state: Mutex<State>,
}

impl Dir {
    /// A directory that already holds these files, all of them durable.
    pub(crate) fn with_files(files: impl IntoIterator<Item = (String, Blob)>) -> Arc<Self> {
        let files = files.into_iter().map(|(name, data)| (name, Node::new(false, data))).collect();
        Arc::new(Self { state: Mutex::new(State { files, ..State::default() }) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Starts the log and returns the files it starts from.
    pub(crate) fn start_recording(&self) -> Vec<(String, FileId, Blob)> {
        let mut state = self.state();
        state.recording = true;
        let files = state.files.iter();
        files.map(|(name, n)| (name.clone(), n.id, n.data.lock().unwrap().clone())).collect()
    }

    /// The present files, for a look at what a live workload left behind.
    pub(crate) fn files(&self) -> Vec<(String, Blob)> {
        let state = self.state();
        let files = state.files.iter();
        files.map(|(name, node)| (name.clone(), node.data.lock().unwrap().clone())).collect()
    }

    pub(crate) fn log(&self) -> Vec<Event> {
        self.state().log.clone()
    }

    pub(crate) fn mark(&self, mark: Event) {
        let mut state = self.state();
        if state.recording {
            state.log.push(mark);
        }
    }

    pub(crate) fn arm(&self, fault: Fault, after: u64, sticky: bool) {
        self.state().armed = Some(Armed { fault, after, sticky });
    }

    pub(crate) fn disarm(&self) {
        self.state().armed = None;
    }

    pub(crate) fn faults(&self) -> u64 {
        self.state().faults
    }

    pub(crate) fn set_capacity(&self, bytes: Option<u64>) {
        self.state().capacity = bytes;
    }

    pub(crate) fn set_lying(&self, lying: bool) {
        self.state().lying = lying;
    }

    pub(crate) fn used(&self) -> u64 {
        self.state().used()
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.state().files.contains_key(name)
    }

    pub(crate) fn open(&self, name: &str, create: bool, must_be_new: bool) -> Result<Arc<Node>> {
        let mut state = self.state();
        match state.files.get(name) {
            Some(_) if must_be_new => Err(ErrorKind::AlreadyExists.into()),
            Some(node) => Ok(Arc::clone(node)),
            None if !create => Err(ErrorKind::NotFound.into()),
            None => {
                let node = Node::new(false, Blob::default());
                state.record(&node, || Event::Create { file: node.id, name: name.to_owned() });
                state.files.insert(name.to_owned(), Arc::clone(&node));
                Ok(node)
            }
        }
    }

    pub(crate) fn delete(&self, name: &str) -> Result<()> {
        let mut state = self.state();
        let node = state.files.remove(name).ok_or(ErrorKind::NotFound)?;
        state.record(&node, || Event::Delete { name: name.to_owned() });
        Ok(())
    }

    pub(crate) fn write(&self, node: &Node, at: usize, data: &[u8]) -> Result<()> {
        let mut state = self.state();
        let (data, result) = match state.strikes(node, Fault::concerns_writes) {
            Some(Fault::Full) => {
                let half = data.len() / 2 / SECTOR * SECTOR;
                (&data[..half], Err(ErrorKind::WriteZero.into()))
            }
            Some(_) => return Err(Error::other("injected write error")),
            None if !state.has_room(node, at + data.len()) => {
                return Err(ErrorKind::WriteZero.into());
            }
            None => (data, Ok(())),
        };
        if !data.is_empty() {
            state.record(node, || Event::Write { file: node.id, at, data: data.into() });
            node.data.lock().unwrap().write_at(at, data);
        }
        result
    }

    pub(crate) fn set_len(&self, node: &Node, len: usize) -> Result<()> {
        let mut state = self.state();
        if node.len() == len {
            return Ok(());
        }
        if state.strikes(node, |fault| fault == Fault::IoTruncate).is_some() {
            return Err(Error::other("injected truncate error"));
        }
        if !state.has_room(node, len) {
            return Err(ErrorKind::WriteZero.into());
        }
        state.record(node, || Event::SetLen { file: node.id, len });
        node.data.lock().unwrap().set_len(len);
        Ok(())
    }

    pub(crate) fn sync(&self, node: &Node) -> Result<()> {
        let mut state = self.state();
        if state.strikes(node, |fault| fault == Fault::IoSync).is_some() {
            state.record(node, || Event::SyncFailed { file: node.id });
            return Err(Error::other("injected sync error"));
        }
        if !state.lying {
            state.record(node, || Event::Sync { file: node.id });
        }
        Ok(())
    }
}

/// The unit in which a disk writes.
pub(crate) const SECTOR: usize = 512;

/// A file that belongs to no directory.
pub(crate) fn temporary() -> Arc<Node> {
    Node::new(true, Blob::default())
}

static ROOT: LazyLock<Mutex<HashMap<String, Arc<Dir>>>> = LazyLock::new(Mutex::default);

/// Puts a directory under a name, in place of what was there.
pub(crate) fn mount(name: &str, dir: Arc<Dir>) {
    ROOT.lock().unwrap().insert(name.to_owned(), dir);
}

/// Takes a directory away; files still open in it stay usable.
pub(crate) fn unmount(name: &str) {
    ROOT.lock().unwrap().remove(name);
}

/// The directory of a path, and the file name in it.
pub(crate) fn resolve(path: &str) -> Result<(Arc<Dir>, &str)> {
    let (dir, name) = path.rsplit_once('/').ok_or(ErrorKind::NotFound)?;
    let dir = ROOT.lock().unwrap().get(dir).cloned().ok_or(ErrorKind::NotFound)?;
    Ok((dir, name))
}
