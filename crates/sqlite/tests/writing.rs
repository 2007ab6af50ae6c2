//! What `apply` does, against raw SQL and against the model.

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

use moja_core::batch::{Batch, Change, Guard};
use moja_core::memory::MemoryStore;
use moja_core::record::Record as _;
use moja_core::scan::Scan;
use moja_core::store::{Access, Store, StoreErrorKind, Tx};
use moja_core::value::Value;
use moja_sqlite::rusqlite::Connection;
use support::*;

#[test]
fn rows_come_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    let full = Account {
        code: Some("zażółć 'x'".to_owned()),
        parent: Some(1),
        rank: Some(i64::MIN),
        balance: i64::MAX,
        ceiling: Some(0),
        open: false,
        ..account(2)
    };
    let many: Vec<Entry> = (0..777).map(|id| entry(id, 1, 5, -3)).collect();
    let rows = batch(|batch| {
        batch.insert(account(1));
        batch.insert(full.clone());
        many.iter().for_each(|entry| batch.insert(entry.clone()));
    });
    write(&store, "a", rows).unwrap();
    assert_eq!(get(&store, "a", 1), Some(account(1)));
    assert_eq!(get(&store, "a", 2).as_ref(), Some(&full));
    assert_eq!(get(&store, "a", 3), None);
    assert_eq!(get(&store, "b", 1), None, "another tenant's row");
    let by_code = Account::by_code(Some("zażółć 'x'")).into_place();
    let found = load(&store, "a", &[by_code, Account::by_code(None).into_place()]);
    assert_eq!(found[0].as_ref().unwrap().downcast_ref(), Some(&full));
    assert!(found[1].is_none());
    let page = scan(&store, "a", &Scan::of::<Entry>());
    assert_eq!(page.of::<Entry>().cloned().collect::<Vec<_>>(), many);
    let count = block_on(async {
        let mut tx = store.begin(Access::Read, &[tenant("a"), tenant("b")]).await.unwrap();
        (
            tx.count(&tenant("a"), Entry::table()).await.unwrap(),
            tx.count(&tenant("b"), Entry::table()).await.unwrap(),
        )
    });
    assert_eq!(count, (777, 0));
    let tenants = block_on(store.tenants()).unwrap();
    assert_eq!(tenants, [tenant("a")]);
}

#[test]
fn append_only_holds_on_every_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let store = open(&path);
    write(
        &store,
        "a",
        batch(|batch| {
            batch.insert(account(1));
            batch.insert(entry(1, 1, 5, 0));
        }),
    )
    .unwrap();
    let id = 1_u128.to_be_bytes();
    for refused in [
        batch(|batch| batch.replace(entry(1, 1, 6, 0))),
        batch(|batch| batch.delete(Entry::key(id))),
        batch(|batch| batch.change(Change::of(Entry::key(id)).add(Entry::COL_AMOUNT, 1))),
    ] {
        let error = write(&store, "a", refused).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Invalid, "{error}");
    }
    let plain = Connection::open(&path).unwrap();
    let attempt = |sql: &str| plain.execute(sql, []).unwrap_err().to_string();
    assert!(attempt("UPDATE entry SET amount = 6").contains("append-only"));
    assert!(attempt("DELETE FROM entry").contains("append-only"));
    // With the setting that this crate uses, a replacement is stopped as well.
    plain.execute_batch("PRAGMA recursive_triggers = ON").unwrap();
    let replace = "INSERT OR REPLACE INTO entry SELECT tenant, id, account, 6, at, body FROM entry";
    assert!(attempt(replace).contains("append-only"));
    let tx = store.write().unwrap();
    assert!(tx.connection().unwrap().execute(replace, []).is_err());
    drop(tx);
    assert_eq!(plain.query_row("SELECT amount FROM entry", [], |row| row.get(0)), Ok(5));
    assert!(block_on(store.check()).unwrap().is_empty());
    plain.execute_batch("DROP TRIGGER entry_no_delete").unwrap();
    let findings = block_on(store.check()).unwrap();
    assert!(findings[0].contains("entry_no_delete"), "{findings:?}");
}

#[test]
fn deltas_never_leave_the_range() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    let values = [i64::MIN, i64::MIN + 1, i64::MIN + 1025, -1, 0, 1, i64::MAX - 1, i64::MAX];
    for (no, start) in (0..).zip(values) {
        let row = Account { balance: start, ..account(no) };
        write(&store, "a", batch(|batch| batch.insert(row))).unwrap();
        for delta in values {
            let change = Change::of(Account::key(no)).add(Account::COL_BALANCE, delta);
            let done = write(&store, "a", batch(|batch| batch.change(change)));
            match start.checked_add(delta) {
                Some(sum) => {
                    done.unwrap();
                    assert_eq!(get(&store, "a", no).unwrap().balance, sum);
                    let back = Account { balance: start, ..account(no) };
                    write(&store, "a", batch(|batch| batch.replace(back))).unwrap();
                }
                None => {
                    let error = done.unwrap_err();
                    assert_eq!(error.kind(), StoreErrorKind::Conflict, "{error}");
                    assert!(error.to_string().contains("`balance`"), "{error}");
                    assert_eq!(get(&store, "a", no).unwrap().balance, start);
                }
            }
        }
    }
}

#[test]
fn guards_and_missing_rows_are_conflicts() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    write(&store, "a", batch(|batch| batch.insert(account(1)))).unwrap();
    let of = |no| Change::of(Account::key(no));
    let balance = Account::COL_BALANCE;
    let cases = [
        (of(2).add(balance, 1), false),
        (of(1).add(balance, 5).guard(Guard::AtLeast(balance, 6)), false),
        (of(1).add(balance, 5).guard(Guard::AtLeast(balance, 5)), true),
        (of(1).add(balance, 5).guard(Guard::AtMost(balance, 9)), false),
        (of(1).guard(Guard::AtMost(balance, 5)), true),
        (of(1).guard(Guard::Was(Account::COL_RANK, Value::Null)), true),
        (of(1).add(Account::COL_RANK, 1), false),
        (
            of(1).set(Account::COL_RANK, Value::Int(3)).guard(Guard::AtLeast(Account::COL_RANK, 4)),
            false,
        ),
        (
            of(1).set(Account::COL_RANK, Value::Int(3)).guard(Guard::AtLeast(Account::COL_RANK, 3)),
            true,
        ),
        (of(1).guard(Guard::Was(Account::COL_RANK, Value::Int(2))), false),
        (of(1).guard(Guard::Was(Account::COL_GROUP, "g".into())), true),
    ];
    for (at, (change, holds)) in cases.into_iter().enumerate() {
        let done = write(&store, "a", batch(|batch| batch.change(change)));
        match done {
            Ok(()) => assert!(holds, "case {at}"),
            Err(error) => {
                assert!(!holds, "case {at}: {error}");
                assert_eq!(error.kind(), StoreErrorKind::Conflict, "case {at}: {error}");
            }
        }
    }
    for invalid in [
        of(1).add(Account::COL_GROUP, 1),
        of(1).add(Account::COL_NO, 1),
        of(1).add(99, 1),
        of(1).add(balance, 1).add(balance, 1),
    ] {
        let error = write(&store, "a", batch(|batch| batch.change(invalid))).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Invalid, "{error}");
    }
    let taken = write(&store, "a", batch(|batch| batch.insert(account(1)))).unwrap_err();
    assert_eq!(taken.kind(), StoreErrorKind::Conflict);
    let orphan = write(&store, "a", batch(|batch| batch.insert(entry(1, 7, 1, 0)))).unwrap_err();
    assert_eq!(orphan.kind(), StoreErrorKind::Conflict);
    let other = write(&store, "b", batch(|batch| batch.insert(entry(1, 1, 1, 0)))).unwrap_err();
    assert_eq!(other.kind(), StoreErrorKind::Conflict, "another tenant's row does not count");
    let unchecked = write(&store, "a", batch(|batch| batch.insert(entry(1, 1, 0, 0)))).unwrap_err();
    assert_eq!(unchecked.kind(), StoreErrorKind::Invalid, "{unchecked}");
}

#[test]
fn a_failed_or_dropped_transaction_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    block_on(async {
        let mut tx = store.begin(Access::Write, &[tenant("a")]).await.unwrap();
        tx.apply(&tenant("a"), batch(|batch| batch.insert(account(1)))).await.unwrap();
        let seen = tx.load(&tenant("a"), &[Account::key(1).into_place()]).await.unwrap();
        assert!(seen[0].is_some(), "a transaction sees what it wrote");
        drop(tx);
        assert!(store.tenants().await.unwrap().is_empty(), "the tenant went with it");
        let mut tx = store.begin(Access::Write, &[tenant("b")]).await.unwrap();
        tx.apply(&tenant("b"), batch(|batch| batch.insert(account(1)))).await.unwrap();
        let again = tx.apply(&tenant("b"), batch(|batch| batch.insert(account(1)))).await;
        assert!(again.is_err());
        assert_eq!(tx.commit().await.unwrap_err().kind(), StoreErrorKind::Invalid);
        let mut tx = store.begin(Access::Write, &[tenant("a")]).await.unwrap();
        tx.apply(&tenant("a"), batch(|batch| batch.insert(account(5)))).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin(Access::Read, &[tenant("a")]).await.unwrap();
        assert!(tx.apply(&tenant("a"), Batch::new()).await.is_err());
    });
    assert_eq!(get(&store, "b", 1), None);
    assert_eq!(get(&store, "a", 5), Some(account(5)));
    let panicked = std::thread::scope(|scope| {
        scope
            .spawn(|| {
                let _tx = store.write().unwrap();
                panic!("in the middle");
            })
            .join()
    });
    assert!(panicked.is_err());
    write(&store, "a", batch(|batch| batch.insert(account(6)))).unwrap();
    assert!(block_on(store.check()).unwrap().is_empty());
}

#[test]
fn rows_that_come_and_go_in_one_batch() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    let named = |no, code: &str| Account { code: Some(code.to_owned()), ..account(no) };
    let child = |no, parent| Account { parent: Some(parent), ..account(no) };
    let steps = [
        batch(|batch| (1..5).for_each(|no| batch.insert(account(no)))),
        // The same row twice: in the order given.
        batch(|batch| {
            batch.delete(Account::key(1));
            batch.insert(named(1, "x"));
            batch.change(Change::of(Account::key(1)).add(Account::COL_BALANCE, 3));
        }),
        // A net effect in key order hands the unique value on.
        batch(|batch| {
            batch.insert(named(0, "x"));
            batch.delete(Account::key(1));
        }),
        batch(|batch| {
            batch.change(Change::of(Account::key(0)).set(Account::COL_CODE, "y".into()));
            batch.insert(named(9, "x"));
        }),
        // Parent and child go together, the parent first.
        batch(|batch| {
            batch.insert(child(7, 2));
            batch.insert(child(8, 7));
        }),
        batch(|batch| {
            batch.delete(Account::key(7));
            batch.delete(Account::key(8));
        }),
        batch(|batch| {
            batch.change(Change::of(Account::key(3)).add(Account::COL_BALANCE, 1));
            batch.replace(Account { rank: Some(4), ..account(3) });
        }),
    ];
    for (at, step) in steps.into_iter().enumerate() {
        write(&store, "a", step).unwrap_or_else(|error| panic!("step {at}: {error}"));
    }
    let rows = scan(&store, "a", &Scan::of::<Account>());
    let numbers: Vec<i64> = rows.of::<Account>().map(|row| row.no).collect();
    assert_eq!(numbers, [0, 2, 3, 4, 9]);
    assert_eq!(get(&store, "a", 0).unwrap().code.as_deref(), Some("y"));
    assert_eq!(get(&store, "a", 3), Some(Account { rank: Some(4), ..account(3) }));
    // A parent that is still referred to stays, at the commit at the latest.
    write(&store, "a", batch(|batch| batch.insert(child(7, 2)))).unwrap();
    let error = write(&store, "a", batch(|batch| batch.delete(Account::key(2)))).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Conflict, "{error}");
    assert!(get(&store, "a", 2).is_some());
}

/// A random operation on few rows, so that they meet.
fn operation(rng: &mut Rng, batch: &mut Batch) {
    let no = rng.below(12) as i64;
    let row = Account {
        code: (rng.below(3) == 0).then(|| format!("c{}", rng.below(6))),
        rank: (rng.below(2) == 0).then(|| rng.below(4) as i64),
        group: format!("g{}", rng.below(3)),
        balance: rng.below(9) as i64,
        ..account(no)
    };
    match rng.below(5) {
        0 | 1 => batch.insert(row),
        2 => batch.replace(row),
        3 => batch.delete(Account::key(no)),
        _ => {
            let mut change = Change::of(Account::key(no));
            change = match rng.below(3) {
                0 => change.add(Account::COL_BALANCE, rng.below(5) as i64 - 2),
                1 => change.set(
                    Account::COL_CODE,
                    row.code.map_or(Value::Null, |code| Value::from(code.as_str())),
                ),
                _ => change
                    .add(Account::COL_BALANCE, -1)
                    .guard(Guard::AtLeast(Account::COL_BALANCE, 0)),
            };
            batch.change(change);
        }
    }
}

#[test]
fn the_same_operations_give_the_rows_of_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let options = moja_sqlite::SqliteOptions {
        durability: moja_sqlite::Durability::Normal,
        ..Default::default()
    };
    let store = open_with(&folder.path().join("a"), options);
    let model = MemoryStore::new();
    let mut rng = Rng(0x2545_f491_4f6c_dd1d);
    let (mut both, mut neither) = (0, 0);
    for round in 0..4000 {
        let size = 1 + rng.below(4);
        let ops = batch(|batch| (0..size).for_each(|_| operation(&mut rng, batch)));
        let theirs = write(&model, "a", ops.clone());
        let ours = write(&store, "a", ops.clone());
        match (&ours, &theirs) {
            (Ok(()), Ok(())) => both += 1,
            (Err(ours), Err(theirs)) => {
                assert_eq!(ours.kind(), theirs.kind(), "round {round}: {ours} / {theirs}");
                neither += 1;
            }
            // What works in its order works here; a net effect may also come in another one.
            (Ok(()), Err(_)) => {
                let copy = scan(&store, "a", &Scan::of::<Account>());
                let old = scan(&model, "a", &Scan::of::<Account>());
                let replay = batch(|batch| {
                    old.of::<Account>().for_each(|row| batch.delete(Account::key(row.no)));
                    copy.of::<Account>().for_each(|row| batch.insert(row.clone()));
                });
                write(&model, "a", replay).unwrap();
            }
            (Err(error), Ok(())) => panic!("round {round}: {error} for {ops:#?}"),
        }
        let ours = scan(&store, "a", &Scan::of::<Account>());
        let theirs = scan(&model, "a", &Scan::of::<Account>());
        let rows = |page: &moja_core::scan::Page| page.of::<Account>().cloned().collect::<Vec<_>>();
        assert_eq!(rows(&ours), rows(&theirs), "round {round}: {ops:#?}");
    }
    assert!(both > 500 && neither > 500, "{both} {neither}");
}

#[test]
fn a_host_joins_the_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    let mut tx = store.write().unwrap();
    tx.connection().unwrap().execute_batch("CREATE TABLE host (x)").unwrap();
    tx.connection().unwrap().execute("INSERT INTO host VALUES (1)", []).unwrap();
    block_on(tx.apply(&tenant("a"), batch(|batch| batch.insert(account(1))))).unwrap();
    drop(tx);
    assert!(store.read_sql("SELECT x FROM host", &[]).is_err(), "gone with the transaction");
    let mut tx = store.write().unwrap();
    tx.connection()
        .unwrap()
        .execute_batch("CREATE TABLE host (x); INSERT INTO host VALUES (1)")
        .unwrap();
    block_on(tx.apply(&tenant("a"), batch(|batch| batch.insert(account(1))))).unwrap();
    block_on(Box::new(tx).commit()).unwrap();
    assert_eq!(store.read_sql("SELECT x FROM host", &[]).unwrap().rows, [[Value::Int(1)]]);
    assert!(get(&store, "a", 1).is_some());
    let ended = store.write().unwrap();
    ended.connection().unwrap().execute_batch("COMMIT").unwrap();
    let error = block_on(Box::new(ended).commit()).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Invalid);
    write(&store, "a", batch(|batch| batch.insert(account(2)))).unwrap();
}
