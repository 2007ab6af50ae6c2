//! Transfers through the public interface of cala-ledger and of moja, on one server, in the same
//! rounds: one a call from eight callers, a hundred and a thousand a call from one.
//!
//! cala-ledger posts by a template of two entries, and keeps balances, their history and an
//! outbox; moja keeps balances, their history and a journal with a hash chain, behind row-level
//! security. Both are what an app gets, not engines without their duties.
//!
//! ```text
//! cargo run --release [-- ROUNDS [SECONDS]]
//! ```

#[path = "../../../crates/postgres/tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::time::{Duration, Instant};

use cala_ledger::account::NewAccount;
use cala_ledger::job::{JobSvcConfig, Jobs};
use cala_ledger::journal::NewJournal;
use cala_ledger::posting::PostingInput;
use cala_ledger::tx_template::{
    NewParamDefinition, NewTxTemplate, NewTxTemplateEntry, NewTxTemplateTransaction, ParamDataType,
    Params,
};
use cala_ledger::{AccountId, CalaLedger, CalaLedgerConfig, JournalId, TransactionId};
use moja::core::currency::Currency;
use moja::core::money::Money;
use moja::ledger::{OpenAccount, Transfer, TransferMany};
use moja_postgres::PostgresOptions;
use rust_decimal::Decimal;
use support::Server;

const ACCOUNTS: usize = 1_000;
const TEMPLATE: &str = "transfer";

/// Callers, and transfers in a call, with the ratio that moja is to reach.
const SHAPES: [(usize, usize, f64); 3] = [(8, 1, 3.0), (1, 100, 8.0), (1, 1_000, 15.0)];

fn main() {
    let rounds: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(5);
    let seconds: f64 = std::env::args().nth(2).and_then(|it| it.parse().ok()).unwrap_or(2.0);
    let span = Duration::from_secs_f64(seconds);
    let root = std::env::var("MOJA_BENCH_DIR").unwrap_or_else(|_| "target".to_owned());
    std::fs::create_dir_all(&root).expect("bench directory");
    let server = Server::start_in(Path::new(&root), "-c max_wal_size=4GB");
    server.sql("CREATE DATABASE cala");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("runtime");
    let cala = runtime.block_on(Cala::start(&server.url("postgres", "cala")));
    let moja = start_moja(&server.url("postgres", "postgres"));
    println!(
        "durable (fsync, synchronous_commit), {ACCOUNTS} accounts; medians of {rounds} interleaved rounds of {seconds} s"
    );
    for (callers, size, bar) in SHAPES {
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            theirs.push(runtime.block_on(rate(callers, span, || {
                let cala = cala.clone();
                move |seed: u64| {
                    let cala = cala.clone();
                    async move { cala.post(seed, size).await }
                }
            })));
            ours.push(runtime.block_on(rate(callers, span, || {
                let moja = moja.clone();
                move |seed: u64| {
                    let moja = moja.clone();
                    async move { post(&moja, seed, size).await }
                }
            })));
        }
        let (theirs, ours) = (median(theirs) * size as f64, median(ours) * size as f64);
        println!(
            "{callers} callers, {size} a call: cala-ledger {theirs:.0}/s, moja {ours:.0}/s = {:.1}x  (bar {bar}x)",
            ours / theirs
        );
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Calls per second of so many callers, each with a fresh seed.
async fn rate<F, C>(callers: usize, span: Duration, make: impl Fn() -> C) -> f64
where
    C: Fn(u64) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let start = Instant::now();
    let handles: Vec<_> = (0..callers)
        .map(|caller| {
            let call = make();
            tokio::spawn(async move {
                let mut done = 0_u64;
                while start.elapsed() < span {
                    call(done * 8 + caller as u64).await;
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for handle in handles {
        done += handle.await.expect("caller");
    }
    done as f64 / start.elapsed().as_secs_f64()
}

/// SplitMix64, for two accounts that differ.
fn pair(seed: u64) -> (usize, usize) {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    let debit = z as usize % ACCOUNTS;
    (debit, (debit + 1 + (z >> 32) as usize % (ACCOUNTS - 1)) % ACCOUNTS)
}

fn code(n: usize) -> String {
    format!("wallet:{n:05}")
}

fn start_moja(url: &str) -> moja::Session {
    let builder = moja::Builder::new().postgres(PostgresOptions::default());
    let store = moja::blocking::open_with(builder, url).expect("open");
    let session = store.tenant("bench").acting_as("bench");
    let opens = (0..ACCOUNTS).map(|n| OpenAccount::liability(code(n), Currency::EUR));
    for result in session.run_each(opens).expect("queue") {
        let _ = result.expect("account");
    }
    session.asynchronous().clone()
}

async fn post(moja: &moja::Session, seed: u64, size: usize) {
    let transfer = |nth: usize| {
        let (debit, credit) = pair(seed * 10_007 + nth as u64);
        Transfer::new(code(debit), code(credit), Money::new(100, Currency::EUR))
    };
    if size == 1 {
        let _ = moja.run(transfer(0)).await.expect("transfer");
    } else {
        let transfers = (0..size).map(transfer).collect();
        let _ = moja.run(TransferMany { transfers }).await.expect("transfers");
    }
}

#[derive(Clone)]
struct Cala {
    ledger: CalaLedger,
    journal: JournalId,
    accounts: std::sync::Arc<Vec<AccountId>>,
    /// Kept running, as its documentation asks.
    _jobs: std::sync::Arc<Jobs>,
}

impl Cala {
    async fn start(url: &str) -> Self {
        let pool = sqlx::postgres::PgPoolOptions::new()
            .max_connections(20)
            .connect(url)
            .await
            .expect("pool");
        let config = CalaLedgerConfig::builder().pool(pool.clone()).exec_migrations(true).build();
        // The jobs' tables are made by the ledger's migrations.
        let jobs = JobSvcConfig::builder().pool(pool).build().expect("jobs");
        let mut jobs = Jobs::init(jobs).await.expect("jobs");
        let ledger = CalaLedger::init(config.expect("config"), &mut jobs).await.expect("ledger");
        let journal = NewJournal::builder().id(JournalId::new()).name("bench").build();
        let journal = ledger.journals().create(journal).await.expect("journal").id();
        let mut accounts = Vec::new();
        for n in 0..ACCOUNTS {
            let account =
                NewAccount::builder().id(uuid::Uuid::now_v7()).name(code(n)).code(code(n)).build();
            accounts.push(ledger.accounts().create(account).await.expect("account").id());
        }
        ledger.tx_templates().create(template()).await.expect("template");
        Self { ledger, journal, accounts: accounts.into(), _jobs: jobs.into() }
    }

    async fn post(&self, seed: u64, size: usize) {
        let params = |nth: usize| {
            let (debit, credit) = pair(seed * 10_007 + nth as u64);
            let mut params = Params::new();
            params.insert("journal_id", self.journal);
            params.insert("sender", self.accounts[debit]);
            params.insert("recipient", self.accounts[credit]);
            params.insert("amount", Decimal::ONE);
            params
        };
        if size == 1 {
            let posted = self.ledger.post_transaction(TransactionId::new(), TEMPLATE, params(0));
            posted.await.expect("transaction");
            return;
        }
        let batch = (0..size)
            .map(|nth| PostingInput::new(TransactionId::new(), TEMPLATE, params(nth)))
            .collect();
        self.ledger.post_transactions(batch).await.expect("transactions");
    }
}

/// Two entries in one currency.
fn template() -> NewTxTemplate {
    let param = |name: &str, kind| {
        NewParamDefinition::builder().name(name).r#type(kind).build().expect("parameter")
    };
    let entry = |kind: &str, account: &str, direction: &str| {
        NewTxTemplateEntry::builder()
            .entry_type(kind)
            .account_id(account)
            .layer("SETTLED")
            .direction(direction)
            .units("params.amount")
            .currency("'EUR'")
            .build()
            .expect("entry")
    };
    let transaction = NewTxTemplateTransaction::builder()
        .effective("date()")
        .journal_id("params.journal_id")
        .build()
        .expect("transaction");
    NewTxTemplate::builder()
        .id(uuid::Uuid::now_v7())
        .code(TEMPLATE)
        .params(vec![
            param("journal_id", ParamDataType::Uuid),
            param("sender", ParamDataType::Uuid),
            param("recipient", ParamDataType::Uuid),
            param("amount", ParamDataType::Decimal),
        ])
        .transaction(transaction)
        .entries(vec![
            entry("'TRANSFER_DR'", "params.sender", "DEBIT"),
            entry("'TRANSFER_CR'", "params.recipient", "CREDIT"),
        ])
        .build()
}
