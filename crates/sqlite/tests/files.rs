//! Files that are not ours, newer, cut short or full.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    unreachable_pub,
    reason = "a test fails by panicking"
)]

mod support;

use std::path::Path;

use moja_core::store::{Schema, Store as _, StoreErrorKind};
use moja_sqlite::{SqliteOptions, SqliteStore, rusqlite};
use rusqlite::Connection;
use support::*;

/// Opening refuses the file with this kind and leaves its folder as it was.
#[track_caller]
fn refused(folder: &Path, name: &str, kind: StoreErrorKind) -> String {
    let before = bytes(folder);
    let error = SqliteStore::open(folder.join(name), SqliteOptions::default()).unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(bytes(folder) == before, "the folder changed");
    error.to_string()
}

/// A closed store with some rows.
fn closed(path: &Path) {
    let store = open(path);
    let rows = batch(|batch| (0..2000).for_each(|no| batch.insert(account(no))));
    write(&store, "a", rows).unwrap();
    store.close().unwrap();
    assert_eq!(store.read().unwrap_err().kind(), StoreErrorKind::Closed);
    assert_eq!(bytes(path.parent().unwrap()).len(), 1, "the log is gone after a clean close");
}

#[test]
fn files_of_others_are_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("text"), "SELECT 1; this is just a long text.".repeat(99)).unwrap();
    std::fs::write(at("short"), "x").unwrap();
    std::fs::write(at("zeros"), vec![0; 8192]).unwrap();
    std::fs::create_dir(at("folder")).unwrap();
    for pragma in ["journal_mode = DELETE", "journal_mode = WAL", "application_id = 7"] {
        let other = Connection::open(at("other")).unwrap();
        other.execute_batch(&format!("PRAGMA {pragma}; CREATE TABLE IF NOT EXISTS t (x)")).unwrap();
        other.close().unwrap();
        let here = folder.path().join("sub");
        std::fs::create_dir_all(&here).unwrap();
        std::fs::copy(at("other"), here.join("other")).unwrap();
        assert!(refused(&here, "other", StoreErrorKind::Incompatible).contains("application id"));
    }
    std::fs::remove_dir(at("folder")).unwrap();
    std::fs::remove_dir_all(at("sub")).unwrap();
    for name in ["text", "short", "zeros"] {
        refused(folder.path(), name, StoreErrorKind::Incompatible);
    }
}

#[test]
fn a_missing_file_is_not_created_when_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions { create: false, ..SqliteOptions::default() };
    let error = SqliteStore::open(folder.path().join("none"), options).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Incompatible);
    assert!(bytes(folder.path()).is_empty());
}

#[test]
fn an_empty_file_becomes_a_store_but_not_beside_a_log() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a"), "").unwrap();
    closed(&folder.path().join("a"));
    std::fs::write(folder.path().join("a"), "").unwrap();
    std::fs::write(folder.path().join("a-wal"), "something").unwrap();
    refused(folder.path(), "a", StoreErrorKind::Corrupt);
}

#[test]
fn a_newer_format_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    closed(&folder.path().join("a"));
    let newer = Connection::open(folder.path().join("a")).unwrap();
    newer.execute_batch("PRAGMA user_version = 2").unwrap();
    newer.close().unwrap();
    assert!(refused(folder.path(), "a", StoreErrorKind::Incompatible).contains("newer version"));
}

#[test]
fn a_truncated_file_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    closed(&path);
    let whole = std::fs::read(&path).unwrap();
    for length in [1, 16, 50, 99, 100, 512, 4095, 4096, 4097, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        refused(folder.path(), "a", StoreErrorKind::Corrupt);
    }
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(get(&open(&path), "a", 1999), Some(account(1999)));
}

#[test]
fn a_file_cut_behind_its_log_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let live = folder.path().join("live");
    let store = open(&live);
    write(&store, "a", batch(|batch| (0..2000).for_each(|no| batch.insert(account(no))))).unwrap();
    let plain = Connection::open(&live).unwrap();
    plain.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
    write(&store, "a", batch(|batch| batch.insert(account(9999)))).unwrap();
    let copy = folder.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    for suffix in ["", "-wal"] {
        std::fs::copy(format!("{}{suffix}", live.display()), copy.join(format!("a{suffix}")))
            .unwrap();
    }
    let whole = std::fs::read(copy.join("a")).unwrap();
    // The log still has frames of the pages of before, so cutting them off loses nothing.
    assert_eq!(get(&open(&copy.join("a")), "a", 9999), Some(account(9999)));
    std::fs::write(copy.join("a"), &whole[..4096]).unwrap();
    for side in ["a-wal", "a-shm"] {
        let _ = std::fs::remove_file(copy.join(side));
    }
    refused(&copy, "a", StoreErrorKind::Corrupt);
}

#[test]
fn tables_are_needed_before_work() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("a"), SqliteOptions::default()).unwrap();
    assert_eq!(store.write().unwrap_err().kind(), StoreErrorKind::Invalid);
    assert_eq!(store.read().unwrap_err().kind(), StoreErrorKind::Invalid);
    block_on(store.migrate(&Schema::default())).unwrap();
    assert!(store.write().is_ok());
}

#[test]
fn a_full_disk_is_typed_and_passes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let options = SqliteOptions { max_page_count: Some(60), ..SqliteOptions::default() };
    let store = open_with(&path, options);
    write(&store, "a", batch(|batch| batch.insert(account(1)))).unwrap();
    let big = |id| {
        let mut row = entry(id, 1, 1, 1);
        row.body = vec![7; 20_000];
        row
    };
    let error = write(&store, "a", batch(|batch| (0..40).for_each(|id| batch.insert(big(id)))));
    assert!(error.unwrap_err().is_full());
    // Nothing of it is there, reading works, and so does a write that fits.
    assert_eq!(store.read_sql("SELECT count(*) FROM entry", &[]).unwrap().rows[0][0], 0.into());
    write(&store, "a", batch(|batch| batch.insert(account(2)))).unwrap();
    store.close().unwrap();
    let store = open(&path);
    write(&store, "a", batch(|batch| (0..40).for_each(|id| batch.insert(big(id))))).unwrap();
    assert!(block_on(store.check()).unwrap().is_empty());
}

#[test]
fn exclusive_mode_needs_no_shared_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let options = SqliteOptions {
        exclusive: true,
        busy_timeout: std::time::Duration::from_millis(20),
        ..SqliteOptions::default()
    };
    let store = open_with(&path, options.clone());
    write(&store, "a", batch(|batch| batch.insert(account(1)))).unwrap();
    assert_eq!(get(&store, "a", 1), Some(account(1)));
    assert!(!folder.path().join("a-shm").exists());
    assert!(block_on(store.check()).unwrap().is_empty());
    let error = SqliteStore::open(&path, options).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Busy, "{error}");
    store.backup(folder.path().join("copy")).unwrap();
}
