//! What single parts of the stored shape cost: a hand-written program that writes moja's rows,
//! and variants that leave a part out or write it otherwise. Behind the decisions of ADR 6.
//!
//! ```text
//! cargo run --release -p moja-benches --bin shapes [-- SECONDS_PER_CELL]
//! ```

mod common;

use std::collections::BTreeMap;
use std::time::Duration;

use common::{ACCOUNTS, Cell, Random, Setup, insert, pragmas};
use rusqlite::types::Value;
use rusqlite::{Connection, types::Value::Integer};
use sha2::{Digest, Sha256};

const SIZES: [usize; 3] = [100, 1_000, 8_190];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// One journal row a group, balances by one UPDATE each, history packed.
    Packed,
    /// One journal row a transfer.
    JournalRowEach,
    /// One journal row a group, and a narrow row a transfer for its command id.
    JournalPackedIdEach,
    /// Transaction ids are not unique, so there is no index over them.
    NoIdIndex,
    /// Balances by multi-row upserts.
    BalancesUpserted,
    /// Balances by multi-row REPLACE.
    BalancesReplaced,
    /// Balances are not written with the group: a bound for writing them back later.
    BalancesLater,
    /// No packed history.
    NoHistory,
}

const SHAPES: [(Shape, &str); 8] = [
    (Shape::Packed, "one journal row a group (batch)"),
    (Shape::JournalRowEach, "one journal row a transfer (general path)"),
    (Shape::JournalPackedIdEach, "journal packed, command ids apart"),
    (Shape::NoIdIndex, "no index over transaction ids"),
    (Shape::BalancesUpserted, "balances by multi-row upserts"),
    (Shape::BalancesReplaced, "balances by multi-row REPLACE"),
    (Shape::BalancesLater, "balances not written at all"),
    (Shape::NoHistory, "no packed history"),
];

fn main() {
    let seconds = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(1.0);
    let span = Duration::from_secs_f64(seconds);
    println!("thousand transfers/s, and microseconds of processor time for each, by group size");
    print!("{:<44}", "");
    SIZES.iter().for_each(|size| print!("{size:>18}"));
    println!();
    for (shape, name) in SHAPES {
        print!("{name:<44}");
        for size in SIZES {
            let setup = Setup::new();
            let mut program = Program::new(&setup, shape);
            let cell = Cell::run(span, size, |n| program.commit(n));
            print!("{:>10.0} {:>7.2}", cell.rate / 1e3, cell.cpu_us);
        }
        println!();
    }
}

struct Program {
    connection: Connection,
    shape: Shape,
    random: Random,
    next: i64,
    pos: i64,
    hash: Vec<u8>,
    recent: Vec<(i64, i64, i64)>,
    run: i64,
}

impl Program {
    fn new(setup: &Setup, shape: Shape) -> Self {
        drop(setup.moja());
        let connection = Connection::open(setup.path()).expect("open");
        connection.set_prepared_statement_cache_capacity(64);
        pragmas(&connection);
        let change = match shape {
            Shape::NoIdIndex => "DROP INDEX ledger_transaction_by_id",
            Shape::JournalPackedIdEach => {
                "DROP INDEX journal_by_command;
                 CREATE TABLE command (tenant INTEGER NOT NULL, id BLOB NOT NULL,
                 pos INTEGER NOT NULL, PRIMARY KEY (tenant, id)) STRICT, WITHOUT ROWID"
            }
            _ => "",
        };
        connection.execute_batch(change).expect("shape");
        let random = Random::new(7);
        let (pos, hash) = (ACCOUNTS as i64, vec![0; 32]);
        Self { connection, shape, random, next: 1, pos, hash, recent: Vec::new(), run: 0 }
    }

    fn journal_row(&mut self, events: Vec<u8>, now: i64) -> Vec<Value> {
        let id = common::id(u64::MAX / 2 + self.pos as u64);
        let request = Sha256::digest(&events).to_vec();
        let mut hash = Sha256::new();
        [&self.hash, &id, &request, &events].into_iter().for_each(|part| hash.update(part));
        self.hash = hash.finalize().to_vec();
        vec![
            Integer(1),
            Integer(self.pos),
            Value::Blob(id),
            Value::Text("ledger.transfer".to_owned()),
            Value::Text("bench".to_owned()),
            Integer(now),
            Value::Blob(request),
            Value::Blob(events),
            Value::Blob(self.hash.clone()),
        ]
    }

    fn commit(&mut self, n: usize) {
        let now = 1_700_000_000_000_000 + self.next;
        let each = self.shape == Shape::JournalRowEach;
        let ids_apart = self.shape == Shape::JournalPackedIdEach;
        let (mut journal, mut transactions, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        let mut packed = Vec::new();
        let mut balances: BTreeMap<i64, (i64, i64, i64)> = BTreeMap::new();
        self.pos += 1;
        for ordinal in 0..n as i64 {
            let id = common::id(self.next as u64);
            self.next += 1;
            let (debit, credit) = self.random.pair();
            let (debit, credit) = (debit as i64 + 1, credit as i64 + 1);
            let amount = 1 + (self.random.next() % 1_000) as i64;
            let mut event = id.clone();
            event.extend([5; 20]);
            let place = if each || ids_apart { (self.pos, 0) } else { (self.pos, ordinal) };
            if each {
                let row = self.journal_row(event, now);
                journal.push(row);
                self.pos += 1;
            } else {
                if ids_apart {
                    let command = common::id(u64::MAX / 2 + self.pos as u64);
                    packed.extend(&command);
                    packed.extend(Sha256::digest(&event));
                    ids.push(vec![Integer(1), Value::Blob(command), Integer(self.pos)]);
                    self.pos += 1;
                }
                packed.extend(event);
            }
            let mut row = vec![
                Integer(1),
                Integer(place.0),
                Integer(place.1),
                Value::Blob(id),
                Integer(now),
                Integer(now),
                Integer(debit),
                Integer(credit),
                Integer(amount),
            ];
            row.resize(13, Value::Null);
            transactions.push(row);
            let touched = balances.entry(debit).or_default();
            *touched = (touched.0 + amount, touched.1, touched.2 + 1);
            let touched = balances.entry(credit).or_default();
            *touched = (touched.0, touched.1 + amount, touched.2 + 1);
            self.recent.extend([(debit, now, amount), (credit, now, -amount)]);
        }
        if !each {
            let row = self.journal_row(packed, now);
            journal.push(row);
        }
        self.connection.execute_batch("BEGIN IMMEDIATE").expect("begin");
        insert(&self.connection, "journal", 9, &journal);
        insert(&self.connection, "command", 3, &ids);
        insert(&self.connection, "ledger_transaction", 13, &transactions);
        self.write_balances(balances);
        if self.recent.len() >= 65_536 {
            let entries = std::mem::take(&mut self.recent);
            if self.shape != Shape::NoHistory {
                self.run += 1;
                common::pack(&self.connection, 1, self.run, entries);
            }
        }
        self.connection.execute_batch("COMMIT").expect("commit");
    }

    fn write_balances(&self, balances: BTreeMap<i64, (i64, i64, i64)>) {
        let verb = match self.shape {
            Shape::BalancesLater => return,
            Shape::BalancesUpserted => "INSERT",
            Shape::BalancesReplaced => "REPLACE",
            _ => {
                let sql = "UPDATE ledger_balance SET debits_posted = debits_posted + ?2,
                     credits_posted = credits_posted + ?3, version = version + ?4
                     WHERE tenant = 1 AND account = ?1";
                let mut update = self.connection.prepare_cached(sql).expect("update");
                for (account, (debits, credits, version)) in balances {
                    update.execute((account, debits, credits, version)).expect("update");
                }
                return;
            }
        };
        let rows: Vec<[Value; 8]> = balances
            .into_iter()
            .map(|(account, (debits, credits, version))| {
                let zero = Integer(0);
                let counts = [Integer(debits), Integer(credits), zero.clone(), zero];
                let [debits, credits, debits_held, credits_held] = counts;
                let (tenant, account, version) = (Integer(1), Integer(account), Integer(version));
                let row = [tenant, account, debits, credits, debits_held, credits_held, version];
                let [a, b, c, d, e, f, g] = row;
                [a, b, c, d, e, f, g, Value::Null]
            })
            .collect();
        let conflict = "ON CONFLICT (tenant, account) DO UPDATE SET
            debits_posted = debits_posted + excluded.debits_posted,
            credits_posted = credits_posted + excluded.credits_posted,
            version = version + excluded.version";
        for chunk in rows.chunks(128) {
            let values = common::values(chunk.len(), 8);
            let tail = if verb == "INSERT" { conflict } else { "" };
            let sql = format!("{verb} INTO ledger_balance VALUES {values} {tail}");
            let mut statement = self.connection.prepare_cached(&sql).expect("balances");
            let values = rusqlite::params_from_iter(chunk.iter().flatten());
            statement.execute(values).expect("balances");
        }
    }
}
