//! Online backup and verified restore.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use moja_core::store::{StoreError, StoreErrorKind};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::check;
use crate::error::{Doing, corrupt, file, incompatible, invalid};
use crate::header::{self, Found, beside, side_length};
use crate::held::{Files, Holder};

/// Pages copied between two pauses: 4 MB at the default page size.
const PAGES_PER_STEP: i32 = 1024;
const PAUSE: Duration = Duration::from_millis(1);
/// How long the copy waits for a lock on its own temporary file before it gives up.
const STALLED_STEPS_MAX: u32 = 5_000;

/// Copies the store behind `source` to a new file at `to`.
pub(crate) fn run(source: &Connection, to: &Path) -> Result<(), StoreError> {
    refuse_existing(to)?;
    let partial = Partial::new(to);
    // One snapshot for the whole copy: later commits of others neither restart it nor show.
    source.execute_batch("BEGIN").doing("starting the backup")?;
    let copied = copy_pages(source, &partial.path);
    source.execute_batch("ROLLBACK").doing("ending the backup")?;
    copied?;
    partial.publish(to)
}

fn copy_pages(source: &Connection, to: &Path) -> Result<(), StoreError> {
    source
        .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .doing("starting the backup")?;
    File::create_new(to).map_err(|error| file(&error, "creating the backup"))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut target = Connection::open_with_flags(to, flags).doing("creating the backup")?;
    // Nobody else sees the file before it is complete and flushed.
    target
        .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        .doing("creating the backup")?;
    let backup = Backup::new(source, &mut target).doing("creating the backup")?;
    let mut stalled = 0_u32;
    loop {
        match backup.step(PAGES_PER_STEP).doing("copying pages")? {
            StepResult::Done => return Ok(()),
            StepResult::More => stalled = 0,
            _ => {
                stalled = stalled.saturating_add(1);
                if stalled > STALLED_STEPS_MAX {
                    return Err(StoreError::new(
                        StoreErrorKind::Busy,
                        "the backup cannot lock its file",
                    ));
                }
            }
        }
        std::thread::sleep(PAUSE);
    }
}

/// Puts a backup at `from` in place as a new store at `to`.
///
/// The copy is verified (pages, foreign keys, that it is a store of a version that this one
/// reads) before it gets its name. Neither `from` nor anything that exists at `to` changes.
///
/// # Errors
///
/// [`StoreError`] of kind Invalid when `to` or a log beside it exists or `from` does not;
/// Incompatible when `from` is not a store, is of a newer version or is still in use;
/// Corrupt when it is damaged; Full and Io from the copying.
pub fn restore(from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<(), StoreError> {
    let (from, to) = (from.as_ref(), to.as_ref());
    if Files::lock().holder(from) != Holder::Nobody {
        return Err(incompatible("the backup is a store that is open: take a backup of it first"));
    }
    match header::inspect(from)? {
        Found::Missing => return Err(invalid("there is no backup at that path")),
        Found::Empty => return Err(incompatible("the backup is empty")),
        Found::Ours => {}
    }
    if ["-wal", "-journal"].iter().any(|suffix| side_length(from, suffix) > 0) {
        return Err(incompatible(
            "there is a log beside the backup: it is a store in use, take a backup of it first",
        ));
    }
    refuse_existing(to)?;
    let partial = Partial::new(to);
    fs::copy(from, &partial.path).map_err(|error| file(&error, "copying the backup"))?;
    verify(&partial.path)?;
    partial.publish(to)
}

fn verify(path: &Path) -> Result<(), StoreError> {
    let connection = open_immutable(path)?;
    let mut findings = check::pages(&connection)?;
    findings.extend(check::foreign_keys(&connection)?);
    match findings.first() {
        None => Ok(()),
        Some(first) => Err(corrupt(format_args!(
            "the backup is damaged ({} findings): {first}",
            findings.len()
        ))),
    }
}

/// Opens a file that nobody writes, without locks and without files beside it.
fn open_immutable(path: &Path) -> Result<Connection, StoreError> {
    let text = path.to_str().ok_or_else(|| invalid("the path is not valid Unicode"))?;
    let mut uri = String::from("file:");
    for character in text.chars() {
        match character {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            '\\' if cfg!(windows) => uri.push('/'),
            other => uri.push(other),
        }
    }
    uri.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(uri, flags).doing("opening the copy")
}

fn refuse_existing(to: &Path) -> Result<(), StoreError> {
    // A log left over beside the target would be taken for the new file's own.
    for path in std::iter::once(to.to_owned())
        .chain(["-wal", "-shm", "-journal"].iter().map(|suffix| beside(to, suffix)))
    {
        if fs::symlink_metadata(&path).is_ok() {
            return Err(invalid(
                "the target, or a log beside it, exists already: nothing is overwritten",
            ));
        }
    }
    Ok(())
}

/// A file under a temporary name, removed unless it is published.
struct Partial {
    path: PathBuf,
}

impl Partial {
    fn new(to: &Path) -> Self {
        use std::sync::atomic::{AtomicU64, Ordering};
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self { path: beside(to, &format!(".partial-{}-{count}", std::process::id())) }
    }

    /// Flushes the file and gives it its name, which must be free.
    fn publish(&self, to: &Path) -> Result<(), StoreError> {
        let flushed = File::options().write(true).open(&self.path).and_then(|file| file.sync_all());
        flushed.map_err(|error| file(&error, "flushing the copy"))?;
        // A link never replaces what is there. Some file systems have none; then the check
        // at the start has to do.
        match fs::hard_link(&self.path, to) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(file(&error, "naming the copy"));
            }
            Err(_) => {
                refuse_existing(to)?;
                fs::rename(&self.path, to).map_err(|error| file(&error, "naming the copy"))?;
            }
        }
        sync_folder(to)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| file(&error, "flushing the folder"))
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}
