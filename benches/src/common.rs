//! What the benchmarks share: a store with accounts, hand-written rivals, medians.
#![allow(dead_code, reason = "each benchmark uses its part")]

use std::time::{Duration, Instant};

use moja::blocking::{Moja, Session};
use moja::core::currency::Currency;
use moja::core::money::Money;
use moja::ledger::{OpenAccount, Transfer};
use rusqlite::{Connection, params_from_iter, types::Value};
use sha2::{Digest, Sha256};

/// Accounts of the workload.
pub const ACCOUNTS: u64 = 10_000;

/// A temporary directory for one measurement.
pub struct Setup {
    dir: tempfile::TempDir,
}

impl Setup {
    pub fn new() -> Self {
        // Not /tmp, which is memory on some machines: durability has to cost what it costs.
        let root = std::env::var("MOJA_BENCH_DIR").unwrap_or_else(|_| "target".to_owned());
        std::fs::create_dir_all(&root).expect("bench directory");
        Self { dir: tempfile::tempdir_in(root).expect("temporary directory") }
    }

    pub fn path(&self) -> std::path::PathBuf {
        self.dir.path().join("bench.db")
    }

    pub fn open(&self) -> Moja {
        moja::blocking::open(self.path()).expect("open")
    }

    /// A session on a store with all accounts.
    pub fn moja(&self) -> Session {
        let session = self.open().tenant("bench").acting_as("bench");
        open_accounts(&session, ACCOUNTS);
        session
    }
}

pub fn open_accounts(session: &Session, accounts: u64) {
    let opens = (0..accounts).map(|n| OpenAccount::liability(code(n), Currency::EUR));
    for result in session.run_each(opens).expect("queue") {
        let _ = result.expect("open account");
    }
}

pub fn code(n: u64) -> String {
    format!("wallet:{n:05}")
}

/// SplitMix64.
pub struct Random {
    state: u64,
    /// An app has its accounts' codes at hand: writing them is not what is measured.
    codes: Vec<String>,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Self { state: seed, codes: (0..ACCOUNTS).map(code).collect() }
    }

    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn pair(&mut self) -> (u64, u64) {
        let debit = self.next() % ACCOUNTS;
        let credit = (debit + 1 + self.next() % (ACCOUNTS - 1)) % ACCOUNTS;
        (debit, credit)
    }

    pub fn transfer(&mut self) -> Transfer {
        let (debit, credit) = self.pair();
        let amount = Money::new(i128::from(1 + self.next() % 1_000), Currency::EUR);
        let code = |n: u64| self.codes[n as usize].clone();
        Transfer::new(code(debit), code(credit), amount)
    }
}

pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// What one program did in one round.
#[derive(Clone, Copy)]
pub struct Cell {
    /// Transfers per second.
    pub rate: f64,
    /// Processor time of all threads for one transfer, microseconds: steadier than the rate on a
    /// machine that is shared. Zero where the system does not tell.
    pub cpu_us: f64,
}

impl Cell {
    /// Calls `work` with groups of `size` for about `span`.
    pub fn run(span: Duration, size: usize, mut work: impl FnMut(usize)) -> Self {
        work(size);
        let (start, cpu) = (Instant::now(), cpu_seconds());
        let mut done = 0_usize;
        while start.elapsed() < span {
            work(size);
            done += size;
        }
        let done = done as f64;
        Self {
            rate: done / start.elapsed().as_secs_f64(),
            cpu_us: (cpu_seconds() - cpu) * 1e6 / done,
        }
    }
}

/// Processor time of the threads of this process (Linux).
pub fn cpu_seconds() -> f64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return 0.0 };
    let nanoseconds = |thread: std::fs::DirEntry| -> Option<f64> {
        let stat = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        stat.split_ascii_whitespace().next()?.parse().ok()
    };
    threads.flatten().filter_map(nanoseconds).sum::<f64>() / 1e9
}

pub fn pragmas(connection: &Connection) {
    for pragma in [
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA cache_size=-65536",
        "PRAGMA wal_autocheckpoint=4000",
        "PRAGMA temp_store=MEMORY",
        "PRAGMA foreign_keys=ON",
    ] {
        let mut statement = connection.prepare(pragma).expect("pragma");
        let mut rows = statement.query([]).expect("pragma");
        while rows.next().expect("pragma").is_some() {}
    }
}

pub fn id(n: u64) -> Vec<u8> {
    // Time-ordered like UUID v7.
    let mut bytes = vec![0; 16];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    bytes[8..].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    bytes
}

pub fn values(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    vec![row; rows].join(",")
}

pub fn insert(connection: &Connection, table: &str, columns: usize, rows: &[Vec<Value>]) {
    for chunk in rows.chunks(128) {
        let sql = format!("INSERT INTO {table} VALUES {}", values(chunk.len(), columns));
        let mut statement = connection.prepare_cached(&sql).expect("insert");
        statement.execute(params_from_iter(chunk.iter().flatten())).expect("insert");
    }
}

/// Inserts transfer rows and nothing else: integer key, unique id.
pub struct Limit {
    connection: Connection,
    random: Random,
    next: u64,
}

impl Limit {
    pub fn new(setup: &Setup) -> Self {
        let connection = Connection::open(setup.path()).expect("open");
        connection.set_prepared_statement_cache_capacity(64);
        pragmas(&connection);
        connection
            .execute_batch(
                "CREATE TABLE transfer (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
                 debit INTEGER NOT NULL, credit INTEGER NOT NULL, amount INTEGER NOT NULL,
                 code INTEGER NOT NULL, ts INTEGER NOT NULL) STRICT",
            )
            .expect("schema");
        Self { connection, random: Random::new(7), next: 1 }
    }

    pub fn insert(&mut self, n: usize) {
        let rows: Vec<Vec<Value>> = (0..n)
            .map(|_| {
                let no = self.next;
                self.next += 1;
                let (debit, credit) = self.random.pair();
                vec![
                    Value::Integer(no as i64),
                    Value::Blob(id(no)),
                    Value::Integer(debit as i64),
                    Value::Integer(credit as i64),
                    Value::Integer(1 + (self.random.next() % 1_000) as i64),
                    Value::Integer(1),
                    Value::Integer(1_700_000_000_000_000 + no as i64),
                ]
            })
            .collect();
        self.connection.execute_batch("BEGIN IMMEDIATE").expect("begin");
        insert(&self.connection, "transfer", 7, &rows);
        self.connection.execute_batch("COMMIT").expect("commit");
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum HandShape {
    /// One journal row for the whole group.
    Packed,
    /// One journal row for each transfer.
    EventEach,
    /// The rows of the transactions' table, and nothing else.
    TransactionsOnly,
}

/// Writes the same rows as moja into the same tables, but decides nothing.
pub struct Hand {
    connection: Connection,
    random: Random,
    shape: HandShape,
    tenant: i64,
    pos: i64,
    hash: Vec<u8>,
    next: u64,
    recent: Vec<(i64, i64, i64)>,
    run: i64,
}

impl Hand {
    pub fn new(setup: &Setup, shape: HandShape) -> Self {
        // moja makes the tables and accounts; from then on rows are written by hand.
        drop(setup.moja());
        let connection = Connection::open(setup.path()).expect("open");
        connection.set_prepared_statement_cache_capacity(64);
        pragmas(&connection);
        let (tenant, pos, hash) = connection
            .query_row("SELECT tenant, pos, hash FROM journal_head", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .expect("head");
        Self {
            connection,
            random: Random::new(7),
            shape,
            tenant,
            pos,
            hash,
            next: 1,
            recent: Vec::new(),
            run: 0,
        }
    }

    fn journal_row(&mut self, events: Vec<u8>, now: i64) -> Vec<Value> {
        self.pos += 1;
        let command_id = id(u64::MAX / 2 + self.pos as u64);
        let request = Sha256::digest(&events).to_vec();
        let mut hash = Sha256::new();
        hash.update(&self.hash);
        hash.update(&command_id);
        hash.update(now.to_be_bytes());
        hash.update(&request);
        hash.update(&events);
        self.hash = hash.finalize().to_vec();
        vec![
            Value::Integer(self.tenant),
            Value::Integer(self.pos),
            Value::Blob(command_id),
            Value::Text("ledger.transfer".to_owned()),
            Value::Text("bench".to_owned()),
            Value::Integer(now),
            Value::Blob(request),
            Value::Blob(events),
            Value::Blob(self.hash.clone()),
        ]
    }

    pub fn commit(&mut self, n: usize) {
        let now = 1_700_000_000_000_000 + self.next as i64;
        let mut journal = Vec::new();
        let mut transactions = Vec::with_capacity(n);
        let mut balances: std::collections::BTreeMap<i64, (i64, i64, i64)> = Default::default();
        let mut packed = Vec::new();
        for ordinal in 0..n {
            let no = self.next;
            self.next += 1;
            let (debit, credit) = self.random.pair();
            let (debit, credit) = (debit as i64 + 1, credit as i64 + 1);
            let amount = 1 + (self.random.next() % 1_000) as i64;
            let mut event = id(no);
            event.extend([5; 20]);
            let (pos, ordinal) = match self.shape {
                HandShape::Packed => {
                    packed.extend(event);
                    (self.pos + 1, ordinal as i64)
                }
                HandShape::EventEach => {
                    journal.push(self.journal_row(event, now));
                    (self.pos, 0)
                }
                HandShape::TransactionsOnly => (self.pos + 1, ordinal as i64),
            };
            transactions.push(vec![
                Value::Integer(self.tenant),
                Value::Integer(pos),
                Value::Integer(ordinal),
                Value::Blob(id(no)),
                Value::Integer(now),
                Value::Integer(now),
                Value::Integer(debit),
                Value::Integer(credit),
                Value::Integer(amount),
                Value::Null,
                Value::Null,
                Value::Null,
                Value::Null,
            ]);
            if self.shape == HandShape::TransactionsOnly {
                continue;
            }
            let touched = balances.entry(debit).or_default();
            *touched = (touched.0 + amount, touched.1, touched.2 + 1);
            let touched = balances.entry(credit).or_default();
            *touched = (touched.0, touched.1 + amount, touched.2 + 1);
            self.recent.push((debit, now, amount));
            self.recent.push((credit, now, -amount));
        }
        self.connection.execute_batch("BEGIN IMMEDIATE").expect("begin");
        if self.shape == HandShape::TransactionsOnly {
            self.pos += 1;
            insert(&self.connection, "ledger_transaction", 13, &transactions);
            self.connection.execute_batch("COMMIT").expect("commit");
            return;
        }
        if self.shape == HandShape::Packed {
            journal.push(self.journal_row(packed, now));
        }
        insert(&self.connection, "journal", 9, &journal);
        insert(&self.connection, "ledger_transaction", 13, &transactions);
        {
            let mut update = self
                .connection
                .prepare_cached(
                    "UPDATE ledger_balance SET debits_posted = debits_posted + ?3,
                     credits_posted = credits_posted + ?4, version = version + ?5
                     WHERE tenant = ?1 AND account = ?2",
                )
                .expect("update");
            for (account, (debits, credits, version)) in balances {
                update.execute((self.tenant, account, debits, credits, version)).expect("update");
            }
            let mut head = self
                .connection
                .prepare_cached(
                    "UPDATE journal_head SET pos = ?2, recorded_at = ?3, hash = ?4 WHERE tenant = ?1",
                )
                .expect("head");
            head.execute((self.tenant, self.pos, now, &self.hash)).expect("head");
        }
        if self.recent.len() >= 65_536 {
            self.run += 1;
            pack(&self.connection, self.tenant, self.run, std::mem::take(&mut self.recent));
        }
        self.connection.execute_batch("COMMIT").expect("commit");
    }
}

/// The account history in blocks of 80 sorted entries, as moja packs its first level.
pub fn pack(connection: &Connection, tenant: i64, run: i64, mut entries: Vec<(i64, i64, i64)>) {
    entries.sort_unstable();
    let rows: Vec<Vec<Value>> = entries
        .chunks(80)
        .map(|block| {
            let mut bytes = Vec::with_capacity(900);
            for (account, at, amount) in block {
                bytes.extend(&account.to_be_bytes()[5..]);
                bytes.extend(&at.to_be_bytes()[4..]);
                bytes.extend(&amount.to_be_bytes()[5..]);
            }
            vec![
                Value::Integer(tenant),
                Value::Text("ledger_entry".to_owned()),
                Value::Integer(0),
                Value::Integer(run),
                Value::Integer(block[0].0),
                Value::Integer(block[0].1),
                Value::Integer(0),
                Value::Integer(0),
                Value::Integer(0),
                Value::Blob(bytes),
            ]
        })
        .collect();
    insert(connection, "history_block", 10, &rows);
}
