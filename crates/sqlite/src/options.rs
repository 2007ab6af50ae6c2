//! How a store is opened.

use std::time::Duration;

/// What an acknowledged commit survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// A commit returns after the device acknowledged a flush (`synchronous=FULL`): it
    /// survives a crash of the process, of the system, and a power failure.
    #[default]
    Full,
    /// The log is flushed at checkpoints only (`synchronous=NORMAL`). A crash of the process
    /// loses nothing; a power failure or a crash of the system loses the last acknowledged
    /// commits, seconds or minutes of them. What remains is a consistent prefix, never a mix.
    /// It is about 5 times as fast for single commands and not faster for batches of 1000.
    Normal,
}

impl Durability {
    pub(crate) fn pragma(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::Normal => "NORMAL",
        }
    }
}

/// How a store is opened. Start from [`SqliteOptions::default`] and change fields.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// What an acknowledged commit survives.
    pub durability: Durability,
    /// How long to wait for another writer, and for a free reader, before
    /// [`Busy`](moja_core::store::StoreErrorKind::Busy). Default 5 s.
    pub busy_timeout: Duration,
    /// The largest number of read-only connections, opened when first needed. Default 4.
    pub readers: usize,
    /// The writer's page cache, in bytes. Default 64 MB.
    pub cache_bytes: u64,
    /// Each reader's page cache, in bytes. Default 8 MB.
    pub reader_cache_bytes: u64,
    /// The page size of a new file, in bytes. Default 4096.
    pub page_size: u32,
    /// Pages in the log at which a commit copies it into the file. Default 4000.
    pub checkpoint_pages: u32,
    /// Create the file when there is none. Default true.
    pub create: bool,
    /// Open on a network file system, where SQLite's locks and shared memory cannot be
    /// trusted. Default false: opening there is refused.
    pub network_file_system: bool,
    /// Take the file for this process alone, without shared memory. Reads then share the
    /// writer's connection. Default false.
    pub exclusive: bool,
    /// A registered SQLite VFS. The file is then not looked at before SQLite opens it.
    pub vfs: Option<String>,
    /// Further views: name and `SELECT` statement. They are kept up to date by `migrate`.
    pub views: Vec<(String, String)>,
    /// The largest size of the file in pages, for tests of a full disk.
    #[doc(hidden)]
    pub max_page_count: Option<u32>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            durability: Durability::Full,
            busy_timeout: Duration::from_secs(5),
            readers: 4,
            cache_bytes: 64 << 20,
            reader_cache_bytes: 8 << 20,
            page_size: 4096,
            checkpoint_pages: 4000,
            create: true,
            network_file_system: false,
            exclusive: false,
            vfs: None,
            views: Vec::new(),
            max_page_count: None,
        }
    }
}
