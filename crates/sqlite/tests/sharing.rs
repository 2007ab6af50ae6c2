//! Two handles, many threads and two processes on one file.

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
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use moja_core::batch::Change;
use moja_core::record::Record as _;
use moja_core::scan::Scan;
use moja_core::store::{Access, Store as _, StoreErrorKind, Tx as _};
use moja_sqlite::{Durability, SqliteOptions, SqliteStore};
use support::*;

fn quick() -> SqliteOptions {
    SqliteOptions {
        busy_timeout: Duration::from_millis(50),
        durability: Durability::Normal,
        ..SqliteOptions::default()
    }
}

#[test]
fn a_second_writer_waits_and_then_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let one = open_with(&folder.path().join("a"), quick());
    let other = open_with(&folder.path().join("a"), quick());
    let tx = one.write().unwrap();
    for waiting in [&one, &other] {
        let start = Instant::now();
        let error = waiting.write().unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Busy, "{error}");
        assert!(error.is_retryable());
        assert!(start.elapsed() >= Duration::from_millis(45));
        assert!(waiting.read().is_ok(), "readers do not wait");
    }
    std::thread::scope(|scope| {
        let next = scope.spawn(|| one.write().map(drop));
        std::thread::sleep(Duration::from_millis(10));
        drop(tx);
        next.join().unwrap().unwrap();
    });
}

#[test]
fn readers_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_with(&folder.path().join("a"), SqliteOptions { readers: 2, ..quick() });
    let one = store.read().unwrap();
    let two = store.read().unwrap();
    assert_eq!(store.read().unwrap_err().kind(), StoreErrorKind::Busy);
    drop((one, two));
    assert!(store.read().is_ok());
}

#[test]
fn closing_waits_for_readers_and_takes_no_more_writes_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_with(&folder.path().join("a"), quick());
    write(&store, "a", batch(|batch| batch.insert(account(1)))).unwrap();
    let reading = store.read().unwrap();
    assert_eq!(store.close().unwrap_err().kind(), StoreErrorKind::Busy);
    assert_eq!(store.write().unwrap_err().kind(), StoreErrorKind::Closed);
    assert_eq!(store.read().unwrap_err().kind(), StoreErrorKind::Closed);
    drop(reading);
    assert_eq!(bytes(folder.path()).len(), 1, "the last reader out closed the writer");
    store.close().unwrap();
    // And with a write that is open: it may still commit.
    let store = open_with(&folder.path().join("a"), quick());
    let mut tx = store.write().unwrap();
    assert_eq!(store.close().unwrap_err().kind(), StoreErrorKind::Busy);
    let rows = batch(|batch| batch.insert(account(2)));
    block_on(moja_core::store::Tx::apply(&mut tx, &tenant("a"), rows)).unwrap();
    block_on(Box::new(tx).commit()).unwrap();
    assert_eq!(bytes(folder.path()).len(), 1);
    assert_eq!(get(&open(&folder.path().join("a")), "a", 2), Some(account(2)));
}

#[test]
fn a_read_transaction_stays_on_its_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_with(&folder.path().join("a"), quick());
    write(&store, "a", batch(|batch| batch.insert(account(1)))).unwrap();
    let mut old = store.read().unwrap();
    write(&store, "a", batch(|batch| batch.insert(account(2)))).unwrap();
    let count = |tx: &mut moja_sqlite::SqliteTx| {
        block_on(tx.count(&tenant("a"), Account::table())).unwrap()
    };
    assert_eq!(count(&mut old), 1);
    assert_eq!(count(&mut store.read().unwrap()), 2);
}

#[test]
fn writes_of_others_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let one = open_with(&folder.path().join("a"), quick());
    let elsewhere = |store: &SqliteStore, commit: bool| {
        let tx = store.write().unwrap();
        let answer = tx.written_elsewhere();
        if commit {
            block_on(Box::new(tx).commit()).unwrap();
        }
        answer
    };
    assert!(elsewhere(&one, true), "nothing is known at first");
    assert!(!elsewhere(&one, true));
    write(&one, "a", batch(|batch| batch.insert(account(1)))).unwrap();
    assert!(!elsewhere(&one, true), "its own writes are not others'");
    let other = open_with(&folder.path().join("a"), quick());
    assert!(!elsewhere(&one, false), "opening writes nothing");
    write(&other, "a", batch(|batch| batch.insert(account(2)))).unwrap();
    drop(one.write().unwrap());
    assert!(elsewhere(&one, false), "nobody asked before");
    assert!(!elsewhere(&one, false));
    assert!(!elsewhere(&other, false));
    write(&one, "a", batch(|batch| batch.insert(account(3)))).unwrap();
    assert!(elsewhere(&other, true));
}

/// Adds one to the same row `times` times and counts how often it had to try again.
fn hammer(path: &Path, times: u32) -> u32 {
    let store = SqliteStore::open(path, quick()).unwrap();
    block_on(store.migrate(&schema())).unwrap();
    let mut busy = 0;
    for _ in 0..times {
        loop {
            let change = Change::of(Account::key(1)).add(Account::COL_BALANCE, 1);
            match write(&store, "a", batch(|batch| batch.change(change))) {
                Ok(()) => break,
                Err(error) => {
                    assert_eq!(error.kind(), StoreErrorKind::Busy, "{error}");
                    busy += 1;
                }
            }
        }
    }
    busy
}

/// Run by `processes_take_turns` in processes of their own.
#[test]
fn child() {
    let Ok(path) = std::env::var("MOJA_TEST_FILE") else { return };
    hammer(Path::new(&path), 300);
}

#[test]
fn processes_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let store = open_with(&path, quick());
    write(&store, "a", batch(|batch| batch.insert(account(1)))).unwrap();
    let spawn = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--nocapture"])
            .env("MOJA_TEST_FILE", &path)
            .spawn()
            .unwrap()
    };
    let mut children = [spawn(), spawn()];
    hammer(&path, 300);
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(get(&store, "a", 1).unwrap().balance, 900);
    assert!(block_on(store.check()).unwrap().is_empty());
}

#[test]
#[cfg(target_os = "linux")]
fn looking_at_a_file_leaves_the_locks_on_it() {
    use std::os::unix::fs::MetadataExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let one = open_with(&path, quick());
    let locks = || {
        let (pid, inode) = (std::process::id(), std::fs::metadata(&path).unwrap().ino());
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        let ours = |line: &&str| {
            line.contains(&format!(" {pid} ")) && line.contains(&format!(":{inode} "))
        };
        locks.lines().filter(ours).count()
    };
    assert_eq!(locks(), 1, "the lock that keeps others from removing the log");
    // A descriptor of the file's own that is closed takes all locks of the process with it.
    let other = open_with(&path, quick());
    assert_eq!(locks(), 1, "lost by opening again");
    let error = moja_sqlite::restore(&path, folder.path().join("b")).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Incompatible);
    assert_eq!(locks(), 1, "lost by restoring");
    one.close().unwrap();
    assert_eq!(locks(), 1, "lost by closing the other handle");
    other.close().unwrap();
    assert_eq!(locks(), 0);
}

#[test]
fn many_create_the_same_file_at_once() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let applied: Vec<usize> = std::thread::scope(|scope| {
            let open = || {
                let options =
                    SqliteOptions { durability: Durability::Normal, ..Default::default() };
                let store = SqliteStore::open(&path, options).unwrap();
                block_on(store.migrate(&schema())).unwrap().applied.len()
            };
            let threads: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(applied.iter().sum::<usize>(), 1, "one of them did it: {applied:?}");
    }
}

#[test]
fn a_backup_under_load_is_a_committed_prefix() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_with(&folder.path().join("a"), quick());
    write(&store, "a", batch(|batch| (0..2).for_each(|no| batch.insert(account(no))))).unwrap();
    let stop = AtomicBool::new(false);
    let copies = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut id = 0;
            while !stop.load(Ordering::Relaxed) {
                // Every commit adds entries to both accounts and keeps their sum at zero.
                let rows = batch(|batch| {
                    for _ in 0..20 {
                        batch.insert(entry(id, 0, 1, 0));
                        batch.insert(entry(id + 1, 1, -1, 0));
                        id += 2;
                    }
                    let add = |no, by| Change::of(Account::key(no)).add(Account::COL_BALANCE, by);
                    batch.change(add(0, 20));
                    batch.change(add(1, -20));
                });
                write(&store, "a", rows).unwrap();
            }
        });
        let copies: Vec<_> = (0..4)
            .map(|at| {
                std::thread::sleep(Duration::from_millis(60));
                let to = folder.path().join(format!("copy{at}"));
                store.backup(&to).unwrap();
                to
            })
            .collect();
        stop.store(true, Ordering::Relaxed);
        copies
    });
    let mut last = 0;
    for (at, copy) in copies.iter().enumerate() {
        let restored = folder.path().join(format!("restored{at}"));
        moja_sqlite::restore(copy, &restored).unwrap();
        let back = open(&restored);
        assert!(block_on(back.check()).unwrap().is_empty());
        let entries = block_on(async {
            back.begin(Access::Read, &[tenant("a")])
                .await
                .unwrap()
                .count(&tenant("a"), Entry::table())
                .await
                .unwrap()
        });
        let balances = [0, 1].map(|no| get(&back, "a", no).unwrap().balance);
        assert_eq!(balances, [entries as i64 / 2, entries as i64 / -2]);
        assert!(entries > last, "{entries} after {last}");
        last = entries;
        let page = scan(&back, "a", &Scan::of::<Entry>());
        assert_eq!(page.rows.len() as u64, entries);
    }
    let leftovers: Vec<_> = bytes(folder.path())
        .into_iter()
        .filter(|(name, _)| name.to_string_lossy().contains("partial"))
        .collect();
    assert!(leftovers.is_empty());
}

#[test]
fn backups_and_restores_overwrite_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let store = open_with(&at("a"), quick());
    write(&store, "a", batch(|batch| (0..500).for_each(|no| batch.insert(account(no))))).unwrap();
    store.backup(at("copy")).unwrap();
    let copy = std::fs::read(at("copy")).unwrap();
    let invalid = |result: Result<(), moja_core::store::StoreError>, kind| {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    };
    invalid(store.backup(at("copy")), StoreErrorKind::Invalid);
    invalid(moja_sqlite::restore(at("copy"), at("a")), StoreErrorKind::Invalid);
    invalid(moja_sqlite::restore(at("none"), at("new")), StoreErrorKind::Invalid);
    // A live store is not a backup.
    invalid(moja_sqlite::restore(at("a"), at("new")), StoreErrorKind::Incompatible);
    std::fs::write(at("new-wal"), "left over").unwrap();
    invalid(moja_sqlite::restore(at("copy"), at("new")), StoreErrorKind::Invalid);
    std::fs::remove_file(at("new-wal")).unwrap();
    let mut damaged = copy.clone();
    let middle = damaged.len() / 2;
    damaged[middle - 3000..middle + 3000].fill(0x5a);
    std::fs::write(at("damaged"), &damaged).unwrap();
    invalid(moja_sqlite::restore(at("damaged"), at("new")), StoreErrorKind::Corrupt);
    std::fs::write(at("text"), "not a backup").unwrap();
    invalid(moja_sqlite::restore(at("text"), at("new")), StoreErrorKind::Incompatible);
    assert!(!at("new").exists());
    assert!(std::fs::read(at("copy")).unwrap() == copy);
    moja_sqlite::restore(at("copy"), at("new")).unwrap();
    assert_eq!(get(&open(&at("new")), "a", 499), Some(account(499)));
}
