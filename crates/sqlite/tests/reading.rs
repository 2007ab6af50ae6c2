//! Scans against the model, their plans, and SQL for people.

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

use moja_core::memory::MemoryStore;
use moja_core::record::Record as _;
use moja_core::scan::{Compare, Scan, SemiJoin};
use moja_core::store::{Schema, StoreErrorKind};
use moja_core::value::Value;
use moja_sqlite::rusqlite::Connection;
use moja_sqlite::{SqliteOptions, render_schema};
use support::*;

/// Rows with nulls, equal values and gaps.
fn fill() -> moja_core::batch::Batch {
    let mut rng = Rng(77);
    batch(|batch| {
        for no in 0..300 {
            batch.insert(Account {
                code: (no % 3 != 0).then(|| format!("code{:03}", no * 7 % 300)),
                parent: (no > 10 && rng.below(3) > 0).then(|| rng.below(10) as i64),
                group: format!("g{}", rng.below(4)),
                rank: (rng.below(4) > 0).then(|| rng.below(5) as i64),
                balance: rng.below(100) as i64,
                open: rng.below(2) == 0,
                ..account(no)
            });
            if no % 2 == 0 {
                let word = format!("w{}", rng.below(5));
                batch.insert(Tag { account: no, word, times: rng.below(4) as i64 });
            }
        }
        for id in 0..500 {
            let at = rng.below(40) as i64;
            batch.insert(entry(u128::from(rng.next()) << 32 | id, rng.below(8) as i64, 1, at));
        }
    })
}

/// A random scan; only now and then one that makes no sense.
fn random_scan(rng: &mut Rng) -> Scan {
    let mut scan = match rng.below(7) {
        0 => Scan::of::<Account>(),
        1 => Scan::of::<Account>().by(Account::BY_CODE),
        2 => Scan::of::<Account>().by(Account::BY_PARENT),
        3 | 4 => Scan::of::<Account>().by(Account::BY_GROUP),
        5 => Scan::of::<Entry>().by(Entry::BY_ACCOUNT),
        _ => Scan::of::<Entry>(),
    };
    let compare = |rng: &mut Rng| {
        [Compare::Equal, Compare::Less, Compare::AtMost, Compare::Greater, Compare::AtLeast]
            [rng.below(5) as usize]
    };
    if scan.table == Account::table() {
        for _ in 0..rng.below(3) {
            let how = compare(rng);
            scan = match rng.below(6) {
                0 => scan.filter(Account::COL_NO, how, rng.below(300) as i64),
                1 => scan.filter(Account::COL_PARENT, how, rng.below(10) as i64),
                2 => scan.filter(Account::COL_GROUP, how, format!("g{}", rng.below(4)).as_str()),
                3 => scan.filter(Account::COL_RANK, how, rng.below(5) as i64),
                4 => scan.filter(Account::COL_RANK, Compare::IsNull, Value::Null),
                _ => scan.filter(Account::COL_CODE, Compare::NotNull, Value::Null),
            };
        }
        if rng.below(10) == 0 {
            let filters = vec![moja_core::scan::Filter {
                column: Tag::COL_WORD,
                compare: Compare::Equal,
                value: Value::from(format!("w{}", rng.below(5)).as_str()),
            }];
            let on = vec![(Account::COL_NO, Tag::COL_ACCOUNT)];
            scan = scan.exists(SemiJoin { table: Tag::table(), on, filters });
        }
    } else if rng.below(2) == 0 {
        scan = scan.filter(Entry::COL_ACCOUNT, Compare::Equal, rng.below(8) as i64);
        if rng.below(2) == 0 {
            scan = scan.filter(Entry::COL_AT, compare(rng), rng.below(40) as i64);
        }
    }
    if rng.below(2) == 0 {
        scan = scan.descending();
    }
    scan
}

#[test]
fn scans_page_through_the_rows_of_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    let model = MemoryStore::new();
    let mut rng = Rng(4242);
    for name in ["a", "b"] {
        write(&store, name, fill()).unwrap();
        write(&model, name, fill()).unwrap();
    }
    let mut rows = 0;
    for round in 0..6000 {
        let whole = random_scan(&mut rng).limit(1000);
        let expected = scan(&model, "a", &whole);
        let found = scan(&store, "a", &whole);
        let keys = |page: &moja_core::scan::Page| -> Vec<_> {
            page.rows.iter().map(|row| row.primary_key()).collect()
        };
        assert_eq!(keys(&found), keys(&expected), "round {round}: {whole:?}");
        assert!(found.rows.iter().zip(&expected.rows).all(|(l, r)| l.same_values(r.as_ref())));
        assert_eq!(found.next, None);
        let size = 1 + rng.below(40) as u32;
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let page = scan(&store, "a", &whole.clone().limit(size).after(after));
            assert!(page.rows.len() <= size as usize);
            paged.extend(keys(&page));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, keys(&expected), "round {round} by {size}: {whole:?}");
        // A cursor from anywhere, also from outside of the filters.
        let any = random_scan(&mut rng).table;
        if any == whole.table {
            let all = scan(&model, "a", &Scan::table(any).limit(1000));
            let cursor = all.rows[rng.below(all.rows.len() as u64) as usize].clone();
            let from = whole.clone().after(Some(whole.cursor(&cursor)));
            let behind = |row: &&moja_core::record::Row| {
                whole.compare(&whole.cursor(row), &whole.cursor(&cursor)).is_gt()
            };
            let behind: Vec<_> =
                expected.rows.iter().filter(behind).map(|row| row.primary_key()).collect();
            assert_eq!(keys(&scan(&store, "a", &from)), behind, "{from:?}");
        }
        rows += paged.len();
    }
    assert!(rows > 5_000, "{rows}");
}

#[test]
fn requests_that_make_no_sense_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    let mut tx = store.read().unwrap();
    let mut kind = |scan: Scan| {
        use moja_core::store::Tx as _;
        block_on(tx.scan(&tenant("a"), &scan)).map_err(|error| error.kind())
    };
    let all = Scan::of::<Account>;
    assert_eq!(kind(all().by("nothing")).unwrap_err(), StoreErrorKind::Invalid);
    assert_eq!(kind(all().filter(99, Compare::Equal, 1)).unwrap_err(), StoreErrorKind::Invalid);
    let short = all().by(Account::BY_GROUP).after(Some(moja_core::value::Key::unit()));
    assert_eq!(kind(short).unwrap_err(), StoreErrorKind::Invalid);
    assert!(kind(all().limit(0)).unwrap().rows.is_empty());
    assert!(kind(all().filter(0, Compare::Equal, Value::Null)).unwrap().rows.is_empty());
}

#[test]
fn scans_seek_and_never_sort() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    write(&store, "a", fill()).unwrap();
    let after = |scan: Scan| {
        let page = support::scan(&store, "a", &scan.clone().limit(3));
        scan.after(page.next)
    };
    let word = SemiJoin {
        table: Tag::table(),
        on: vec![(Account::COL_NO, Tag::COL_ACCOUNT)],
        filters: vec![],
    };
    let by_group = || Scan::of::<Account>().by(Account::BY_GROUP);
    let in_group = || by_group().filter(Account::COL_GROUP, Compare::Equal, "g1");
    let of_account = || {
        let scan = Scan::of::<Entry>().by(Entry::BY_ACCOUNT);
        scan.filter(Entry::COL_ACCOUNT, Compare::Equal, 3)
    };
    let cases: Vec<(Scan, &str)> = vec![
        (Scan::of::<Account>(), "t USING PRIMARY KEY (tenant=?)"),
        (after(Scan::of::<Account>()), "t USING PRIMARY KEY (tenant=? AND no>?)"),
        (after(Scan::of::<Account>().descending()), "t USING PRIMARY KEY (tenant=? AND no<?)"),
        (Scan::of::<Account>().by(Account::BY_CODE), "account_by_code (tenant=? AND code>?)"),
        (
            after(Scan::of::<Account>().by(Account::BY_CODE)),
            "account_by_code (tenant=? AND (code,no)>(?,?))",
        ),
        (in_group(), "account_by_group (tenant=? AND group=?)"),
        (in_group().descending(), "account_by_group (tenant=? AND group=?)"),
        (by_group(), "account_by_group (tenant=?)"),
        (of_account(), "entry_by_account (tenant=? AND account=?)"),
        (after(of_account()), "entry_by_account (tenant=? AND account=? AND (at,id)>(?,?))"),
        (
            after(of_account().descending()),
            "entry_by_account (tenant=? AND account=? AND (at,id)<(?,?))",
        ),
        (
            after(of_account().filter(Entry::COL_AT, Compare::AtLeast, 2)),
            "entry_by_account (tenant=? AND account=? AND (at,id)>(?,?))",
        ),
        (Scan::of::<Account>().exists(word), "t USING PRIMARY KEY"),
    ];
    let tx = store.read().unwrap();
    for (scan, expected) in cases {
        let (sql, plan) = tx.explain(&tenant("a"), &scan).unwrap();
        let plan = plan.join("; ");
        assert!(plan.contains(expected), "{plan}\nfor {sql}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}\nfor {sql}");
        assert!(!plan.contains("SCAN"), "{plan}\nfor {sql}");
        assert!(sql.contains("t.tenant = ?1"), "{sql}");
    }
}

#[test]
fn a_page_of_another_size_is_not_planned_again() {
    use moja_core::store::Tx as _;
    use moja_sqlite::rusqlite::StatementStatus;
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    write(&store, "a", fill()).unwrap();
    let mut tx = store.read().unwrap();
    let all = Scan::of::<Account>();
    for limit in 1..20 {
        block_on(tx.scan(&tenant("a"), &all.clone().limit(limit))).unwrap();
    }
    let (sql, _) = tx.explain(&tenant("a"), &all).unwrap();
    let statement = tx.connection().unwrap().prepare_cached(&sql).unwrap();
    assert_eq!(statement.get_status(StatementStatus::Run), 19);
    assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
}

#[test]
fn a_scan_starts_from_the_narrowest_semijoin() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    let rows = batch(|batch| {
        for no in 0..5000 {
            batch.insert(account(no));
            let tag = |word: &str| Tag { account: no, word: word.to_owned(), times: no };
            batch.insert(tag("common"));
            if no % 1000 == 7 {
                batch.insert(tag("rare"));
            }
        }
    });
    write(&store, "a", rows).unwrap();
    let with = |words: &[&str]| {
        words.iter().fold(Scan::of::<Account>(), |scan, word| {
            let filters = vec![moja_core::scan::Filter {
                column: Tag::COL_WORD,
                compare: Compare::Equal,
                value: Value::from(*word),
            }];
            let on = vec![(Account::COL_NO, Tag::COL_ACCOUNT)];
            scan.exists(SemiJoin { table: Tag::table(), on, filters })
        })
    };
    let tx = store.read().unwrap();
    let explain = |scan: &Scan| tx.explain(&tenant("a"), scan).unwrap().1.join("; ");
    let rare = with(&["common", "rare"]);
    let plan = explain(&rare);
    assert!(
        plan.contains("SEARCH d USING COVERING INDEX tag_by_word (tenant=? AND word=?)"),
        "{plan}"
    );
    let (seek, probe) =
        ("t USING PRIMARY KEY (tenant=? AND no=?)", "s0 EXISTS USING COVERING INDEX tag_by_word");
    assert!(plan.contains(seek) && plan.contains(probe), "{plan}");
    let plan = explain(&with(&["common"]));
    assert!(plan.starts_with("SEARCH t USING PRIMARY KEY (tenant=?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    for (scan, expected) in [
        (rare.clone(), vec![7, 1007, 2007, 3007, 4007]),
        (rare.clone().descending(), vec![4007, 3007, 2007, 1007, 7]),
        (rare.filter(Account::COL_NO, Compare::Greater, 3000), vec![3007, 4007]),
    ] {
        let numbers = |scan: &Scan| -> Vec<i64> {
            support::scan(&store, "a", scan).of::<Account>().map(|row| row.no).collect()
        };
        assert_eq!(numbers(&scan), expected);
        let first = support::scan(&store, "a", &scan.clone().limit(1));
        assert_eq!(numbers(&scan.after(first.next)), expected[1..]);
    }
}

#[test]
fn people_read_views() {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions {
        views: vec![(
            "rich".to_owned(),
            "SELECT tenant, no FROM v_account WHERE balance > 5".to_owned(),
        )],
        ..SqliteOptions::default()
    };
    let store = open_with(&folder.path().join("a"), options);
    let rows = batch(|batch| {
        batch.insert(Account { balance: 6, ..account(1) });
        batch.insert(entry(0x0190_0000_0000_7000_8000_0000_0000_0001, 1, 5, -1));
        batch.insert(entry(2, 1, 5, 1_700_000_000_000_042));
    });
    write(&store, "shop", rows).unwrap();
    let found =
        store.read_sql("SELECT id, at_iso, at, tenant FROM v_entry ORDER BY at", &[]).unwrap();
    assert_eq!(found.columns, ["id", "at_iso", "at", "tenant"]);
    assert_eq!(found.rows[0][0], "01900000-0000-7000-8000-000000000001".into());
    assert_eq!(found.rows[0][1], "1969-12-31T23:59:59.999999Z".into());
    assert_eq!(found.rows[1][1], "2023-11-14T22:13:20.000042Z".into());
    assert_eq!(found.rows[1][3], "shop".into());
    let rich = store.read_sql("SELECT no FROM rich WHERE tenant = ?1", &["shop".into()]).unwrap();
    assert_eq!(rich.rows, [[Value::Int(1)]]);
}

#[test]
fn read_sql_only_reads() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a"));
    for refused in [
        "INSERT INTO moja_tenant (name) VALUES ('x')",
        "WITH x AS (SELECT 1) DELETE FROM moja_tenant",
        "PRAGMA query_only = OFF",
        "ATTACH 'other' AS other",
        "CREATE TABLE x (y)",
        "SELECT 1.5",
        "SELECT ?1",
        "SELECT nonsense",
        "",
    ] {
        let error = store.read_sql(refused, &[]).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Invalid, "{refused}: {error}");
    }
    assert!(!Path::new("other").exists());
    let one = store.read_sql("VALUES (1, 'a', x'00', NULL)", &[]).unwrap();
    assert_eq!(one.rows[0].len(), 4);
}

#[test]
fn the_rendered_schema_is_what_migrate_makes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    open(&path).close().unwrap();
    let text = render_schema(&schema());
    let rendered = Connection::open_in_memory().unwrap();
    rendered.execute_batch(&text).unwrap();
    let objects = |connection: &Connection| -> Vec<(String, Option<String>)> {
        let mut statement =
            connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert_eq!(objects(&rendered), objects(&Connection::open(&path).unwrap()));
    assert!(text.contains("-- What it holds."), "{text}");
    assert_eq!(render_schema(&schema()), text);
    assert!(render_schema(&Schema::default()).contains("moja_tenant"));
    println!("{text}");
}
