//! Tables and helpers that the tests share.
#![allow(dead_code, missing_docs, reason = "each test binary uses its own part")]

use std::path::Path;

use moja_core::Record;
use moja_core::batch::Batch;
use moja_core::record::{Place, Record as _, Row};
use moja_core::scan::{Page, Scan};
use moja_core::store::{Access, Schema, Store, StoreError};
use moja_core::tenant::Tenant;
use moja_core::time::Timestamp;
use moja_sqlite::{SqliteOptions, SqliteStore};
pub use pollster::block_on;

/// Something with a balance.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "account",
    key(no),
    unique(by_code: code sparse),
    index(by_parent: parent),
    index(by_group: group, rank),
    references(parent -> account),
)]
pub struct Account {
    /// Its number.
    pub no: i64,
    /// Its name, if it has one.
    pub code: Option<String>,
    /// The account above.
    pub parent: Option<i64>,
    /// A word that SQL knows.
    pub group: String,
    /// Place in the group.
    pub rank: Option<i64>,
    /// What it holds.
    pub balance: i64,
    /// What it may hold.
    pub ceiling: Option<i64>,
    /// Whether it takes entries.
    pub open: bool,
}

/// One movement; never changed.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "entry",
    key(id),
    index(by_account: account, at),
    references(account -> account),
    append_only,
)]
pub struct Entry {
    /// Its id.
    pub id: [u8; 16],
    /// Where.
    pub account: i64,
    /// How much.
    #[record(check = "amount <> 0")]
    pub amount: i64,
    /// When.
    pub at: Timestamp,
    /// Anything.
    pub body: Vec<u8>,
}

/// A word about an account.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "tag", key(account, word), index(by_word: word))]
pub struct Tag {
    /// Whose.
    pub account: i64,
    /// Which.
    pub word: String,
    /// How often.
    pub times: i64,
}

pub fn schema() -> Schema {
    Schema::new(vec![Account::table(), Entry::table(), Tag::table()])
}

pub fn account(no: i64) -> Account {
    Account {
        no,
        code: None,
        parent: None,
        group: "g".to_owned(),
        rank: None,
        balance: 0,
        ceiling: None,
        open: true,
    }
}

pub fn entry(id: u128, account: i64, amount: i64, at: i64) -> Entry {
    let at = Timestamp::from_micros(at);
    Entry { id: id.to_be_bytes(), account, amount, at, body: vec![1, 2, 3] }
}

pub fn tenant(name: &str) -> Tenant {
    Tenant::new(name).unwrap()
}

pub fn open(path: &Path) -> SqliteStore {
    open_with(path, SqliteOptions::default())
}

pub fn open_with(path: &Path, options: SqliteOptions) -> SqliteStore {
    let store = SqliteStore::open(path, options).unwrap();
    block_on(store.migrate(&schema())).unwrap();
    store
}

pub fn batch(fill: impl FnOnce(&mut Batch)) -> Batch {
    let mut batch = Batch::new();
    fill(&mut batch);
    batch
}

pub fn write(store: &dyn Store, name: &str, batch: Batch) -> Result<(), StoreError> {
    block_on(async {
        let mut tx = store.begin(Access::Write, &[tenant(name)]).await?;
        tx.apply(&tenant(name), batch).await?;
        tx.commit().await
    })
}

pub fn load(store: &dyn Store, name: &str, places: &[Place]) -> Vec<Option<Row>> {
    block_on(async {
        let mut tx = store.begin(Access::Read, &[tenant(name)]).await.unwrap();
        tx.load(&tenant(name), places).await.unwrap()
    })
}

pub fn get(store: &dyn Store, name: &str, no: i64) -> Option<Account> {
    let row = load(store, name, &[Account::key(no).into_place()]).pop().unwrap();
    row.map(|row| row.downcast_ref::<Account>().unwrap().clone())
}

pub fn scan(store: &dyn Store, name: &str, scan: &Scan) -> Page {
    block_on(async {
        let mut tx = store.begin(Access::Read, &[tenant(name)]).await.unwrap();
        tx.scan(&tenant(name), scan).await.unwrap()
    })
}

/// A small generator, so that a failure can be repeated.
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// Every file of a folder with its bytes.
pub fn bytes(folder: &Path) -> Vec<(std::ffi::OsString, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap())
        .map(|file| (file.file_name(), std::fs::read(file.path()).unwrap()))
        .collect();
    files.sort();
    files
}
