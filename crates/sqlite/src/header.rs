//! A look at a file before SQLite opens it.
//!
//! Opening a database for writing can already change it (a hot journal is rolled back) or
//! leave files beside it, so whether the file is ours is decided from its first bytes, read
//! through a handle that cannot write.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use moja_core::store::StoreError;

use crate::error::{corrupt, file, incompatible};
use crate::schema::{APPLICATION_ID, FORMAT_VERSION};

const HEADER_BYTES: usize = 100;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing.
    Missing,
    /// A file that creation has not filled yet.
    Empty,
    /// A store.
    Ours,
}

/// The path with `suffix` appended to its last component, as SQLite names its side files.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The length of a side file, 0 if there is none.
pub(crate) fn side_length(path: &Path, suffix: &str) -> u64 {
    std::fs::metadata(beside(path, suffix)).map_or(0, |metadata| metadata.len())
}

/// Looks at `path` without changing anything.
///
/// # Errors
///
/// Incompatible for a file that is not a store or one of a newer version, Corrupt for a
/// truncated one, Io when it cannot be read.
pub(crate) fn inspect(path: &Path) -> Result<Found, StoreError> {
    let mut source = match File::open(path) {
        Ok(source) => source,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Missing),
        Err(error) => return Err(file(&error, "opening the store")),
    };
    let metadata = source.metadata().map_err(|error| file(&error, "opening the store"))?;
    if !metadata.is_file() {
        return Err(incompatible("the path is not a file"));
    }
    let length = metadata.len();
    let mut header = Vec::with_capacity(HEADER_BYTES);
    let limit = u64::try_from(HEADER_BYTES).unwrap_or(u64::MAX);
    (&mut source)
        .take(limit)
        .read_to_end(&mut header)
        .map_err(|error| file(&error, "reading the store"))?;
    let interrupted = side_length(path, "-journal") > 0;
    if header.is_empty() {
        if side_length(path, "-wal") > 0 {
            return Err(corrupt("the file is empty but its write-ahead log is not: truncated"));
        }
        return Ok(Found::Empty);
    }
    // Creation was interrupted before its first sector arrived; SQLite rolls it back.
    if interrupted && header.iter().all(|byte| *byte == 0) {
        return Ok(Found::Empty);
    }
    if header.len() < HEADER_BYTES {
        return Err(if MAGIC.starts_with(&header) || header.starts_with(MAGIC) {
            corrupt("the file ends inside its header: truncated")
        } else {
            incompatible("the file is not a moja store: it is not an SQLite database")
        });
    }
    if !header.starts_with(MAGIC) {
        return Err(incompatible("the file is not a moja store: it is not an SQLite database"));
    }
    let application = be_u32(&header, 68);
    if application != APPLICATION_ID {
        return Err(incompatible(format_args!(
            "the file is not a moja store: its application id is {application:#010x}, not {APPLICATION_ID:#010x}"
        )));
    }
    newer_format(i64::from(be_u32(&header, 60)))?;
    if !interrupted {
        complete(path, &header, length)?;
    }
    Ok(Found::Ours)
}

/// Refuses the format number of a newer version.
///
/// # Errors
///
/// Incompatible.
pub(crate) fn newer_format(found: i64) -> Result<(), StoreError> {
    if found > i64::from(FORMAT_VERSION) {
        return Err(incompatible(format_args!(
            "the store has format {found}, this version reads up to {FORMAT_VERSION}: it was written by a newer version of moja"
        )));
    }
    Ok(())
}

/// Every page that the header counts must be in the file or in the log.
fn complete(path: &Path, header: &[u8], length: u64) -> Result<(), StoreError> {
    let page_size = match be_u16(header, 16) {
        1 => 65_536,
        size => u64::from(size),
    };
    if !page_size.is_power_of_two() || page_size < 512 {
        return Err(corrupt("the file's header has no valid page size"));
    }
    // The counter is valid only if the program that wrote it last also kept it.
    let pages = u64::from(be_u32(header, 28));
    if be_u32(header, 24) != be_u32(header, 92) {
        return Ok(());
    }
    let present = length.checked_div(page_size).unwrap_or(0);
    if present >= pages {
        return Ok(());
    }
    let logged = logged_pages(&beside(path, "-wal"), page_size, present);
    let missing = pages.saturating_sub(present);
    if u64::try_from(logged.len()).unwrap_or(u64::MAX) >= missing
        && (present.saturating_add(1)..=pages).all(|page| logged.contains(&page))
    {
        return Ok(());
    }
    Err(corrupt(format_args!(
        "the file is truncated: it has {present} whole pages of {page_size} bytes, its header counts {pages}"
    )))
}

/// Numbers of the pages above `above` that have a frame in the log.
fn logged_pages(wal: &Path, page_size: u64, above: u64) -> HashSet<u64> {
    let mut pages = HashSet::new();
    let Ok(mut log) = File::open(wal) else { return pages };
    let mut frame = [0_u8; 24];
    let mut offset = 32_u64;
    while log.seek(SeekFrom::Start(offset)).is_ok() && log.read_exact(&mut frame).is_ok() {
        let page = u64::from(be_u32(&frame, 0));
        if page > above {
            pages.insert(page);
        }
        offset = offset.saturating_add(page_size).saturating_add(24);
    }
    pages
}

fn be_u32(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..)
        .and_then(|tail| tail.first_chunk::<4>())
        .map_or(0, |value| u32::from_be_bytes(*value))
}

fn be_u16(bytes: &[u8], at: usize) -> u16 {
    bytes
        .get(at..)
        .and_then(|tail| tail.first_chunk::<2>())
        .map_or(0, |value| u16::from_be_bytes(*value))
}
