//! Additions are made, everything else is refused.

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

use moja_core::Record;
use moja_core::record::{Mutability, Record as _, TableDef};
use moja_core::store::{Schema, Store as _, StoreErrorKind};
use moja_sqlite::rusqlite::Connection;
use moja_sqlite::{SqliteOptions, SqliteStore};
use support::*;

/// The table before.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "thing", key(no), index(by_name: name))]
pub struct Thing {
    /// Its number.
    pub no: i64,
    /// Its name.
    pub name: String,
}

/// The same table with more in it.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "thing", key(no), unique(by_code: code sparse), index(by_name: name), index(by_size: size))]
pub struct Wider {
    /// Its number.
    pub no: i64,
    /// In between, on purpose.
    #[record(check = "length(code) > 0")]
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// How large.
    pub size: Option<i64>,
}

fn altered(change: impl FnOnce(&mut TableDef)) -> Schema {
    let thing = Thing::table();
    let mut table = TableDef { doc: "Another text.", ..copy(thing) };
    change(&mut table);
    Schema::new(vec![Box::leak(Box::new(table))])
}

fn copy(table: &'static TableDef) -> TableDef {
    TableDef {
        name: table.name,
        doc: table.doc,
        columns: table.columns,
        key: table.key,
        unique: table.unique,
        indexes: table.indexes,
        references: table.references,
        mutability: table.mutability,
        history: table.history,
        replayed: table.replayed,
        decode: table.decode,
    }
}

fn migrate(
    path: &std::path::Path,
    schema: &Schema,
) -> Result<(SqliteStore, Vec<String>), moja_core::store::StoreError> {
    let store = SqliteStore::open(path, SqliteOptions::default())?;
    let report = block_on(store.migrate(schema))?;
    Ok((store, report.applied))
}

#[test]
fn additions_are_made_once_and_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let narrow = Schema::new(vec![Thing::table()]);
    let (store, applied) = migrate(&path, &narrow).unwrap();
    assert_eq!(applied, ["create the schema"]);
    let old = Thing { no: 1, name: "one".to_owned() };
    write(&store, "a", batch(|batch| batch.insert(old))).unwrap();
    assert_eq!(block_on(store.migrate(&narrow)).unwrap().applied, Vec::<String>::new());
    store.close().unwrap();
    let wide = Schema::new(vec![Wider::table(), Tag::table()]);
    let (store, applied) = migrate(&path, &wide).unwrap();
    assert_eq!(
        applied,
        [
            "add column thing.code",
            "add column thing.size",
            "create index thing_by_code",
            "create index thing_by_size",
            "create table tag",
        ]
    );
    let rows = load(&store, "a", &[Wider::key(1).into_place()]);
    let expected = Wider { no: 1, code: None, name: "one".to_owned(), size: None };
    assert_eq!(rows[0].as_ref().unwrap().downcast_ref(), Some(&expected));
    let empty = Wider { no: 2, code: Some(String::new()), ..expected.clone() };
    let error = write(&store, "a", batch(|batch| batch.insert(empty))).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Invalid, "the new column's check: {error}");
    let view = store.read_sql("SELECT tenant, code FROM v_thing", &[]).unwrap();
    assert_eq!(view.rows.len(), 1);
    assert!(block_on(store.check()).unwrap().is_empty());
    let steps = store.read_sql("SELECT count(*) FROM moja_migration", &[]).unwrap();
    assert_eq!(steps.rows[0][0], 6.into());
    store.close().unwrap();
    // The program of before does not know what the new columns are for.
    let error = migrate(&path, &narrow).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Incompatible);
    assert!(error.to_string().contains("`tag`"), "{error}");
    let (store, applied) = migrate(&path, &wide).unwrap();
    assert!(applied.is_empty());
    let plain = Connection::open(&path).unwrap();
    plain.execute("UPDATE moja_migration SET sql = sql || ' ' WHERE step = 2", []).unwrap();
    assert!(block_on(store.check()).unwrap()[0].contains("add column thing.code"));
}

#[test]
fn other_differences_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let (store, _) = migrate(&path, &Schema::new(vec![Thing::table()])).unwrap();
    store.close().unwrap();
    let before = bytes(folder.path());
    let column = |at: usize, change: fn(&mut moja_core::record::ColumnDef)| {
        let mut columns = Thing::table().columns.to_vec();
        change(&mut columns[at]);
        &*columns.leak()
    };
    let cases: Vec<(Schema, &str)> = vec![
        (
            altered(|table| table.columns = column(1, |column| column.nullable = true)),
            "`thing.name`",
        ),
        (
            altered(|table| table.columns = column(1, |column| column.name = "title")),
            "`thing.name`",
        ),
        (
            altered(|table| table.columns = column(1, |column| column.check = Some("TRUE"))),
            "`thing.name`",
        ),
        (
            altered(|table| {
                let mut columns = table.columns.to_vec();
                columns.push(moja_core::record::ColumnDef { name: "more", ..columns[0] });
                table.columns = columns.leak();
            }),
            "`thing.more`",
        ),
        (altered(|table| table.mutability = Mutability::AppendOnly), "table `thing`"),
        (altered(|table| table.key = &[0, 1]), "key `primary` of table `thing`"),
        (altered(|table| table.indexes = &[]), "index `thing_by_name`"),
        (Schema::default(), "`thing`"),
    ];
    for (schema, name) in cases {
        let error = migrate(&path, &schema).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Incompatible, "{error}");
        assert!(error.to_string().contains(name), "{error}");
    }
    assert!(bytes(folder.path()) == before);
    // Words are not structure.
    assert!(migrate(&path, &altered(|_| {})).unwrap().1.is_empty());
}

#[test]
fn an_alternate_key_that_rows_break_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let (store, _) = migrate(&path, &Schema::new(vec![Thing::table()])).unwrap();
    let same = |no| Thing { no, name: "same".to_owned() };
    write(&store, "a", batch(|batch| (0..2).for_each(|no| batch.insert(same(no))))).unwrap();
    let unique: &'static [moja_core::record::IndexDef] =
        vec![moja_core::record::IndexDef { name: "thing_name", columns: &[1], sparse: false }]
            .leak();
    let schema = altered(|table| table.unique = unique);
    let error = block_on(store.migrate(&schema)).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Incompatible, "{error}");
    assert!(error.to_string().contains("thing_name"), "{error}");
    assert_eq!(block_on(store.check()).unwrap(), Vec::<String>::new());
}

#[test]
fn declarations_that_cannot_be_tables_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        altered(|table| table.name = "moja_tenant"),
        altered(|table| table.name = "Not plain"),
        altered(|table| table.key = &[7]),
        Schema::new(vec![Thing::table(), Thing::table()]),
        Schema::new(vec![Entry::table()]),
    ];
    for (at, schema) in cases.iter().enumerate() {
        let path = folder.path().join(format!("{at}"));
        let error = migrate(&path, schema).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Invalid, "case {at}: {error}");
    }
}

#[test]
fn views_follow_their_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let schema = Schema::new(vec![Thing::table()]);
    for (select, ok) in
        [("SELECT 1 AS x", true), ("SELECT 2 AS x", true), ("SELECT nothing", false)]
    {
        let options = SqliteOptions {
            views: vec![("mine".to_owned(), select.to_owned())],
            ..SqliteOptions::default()
        };
        let store = SqliteStore::open(&path, options).unwrap();
        assert_eq!(block_on(store.migrate(&schema)).is_ok(), ok, "{select}");
    }
    let (store, _) = migrate(&path, &schema).unwrap();
    assert!(store.read_sql("SELECT * FROM mine", &[]).is_err());
    assert!(store.read_sql("SELECT * FROM v_thing", &[]).is_ok());
}
