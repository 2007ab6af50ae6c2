//! Servers that die and connections that break under load: nothing acknowledged is lost, nothing
//! is done twice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/places.rs"]
mod places;
mod support;

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use moja_conformance::probe::{Item, Probe, Put, Sketch, Take};
use moja_core::command::CommandError;
use moja_core::engine::{AnyCommand, Engine, Options};
use moja_core::id::CommandId;
use moja_core::registry::Registry;
use moja_core::scan::Scan;
use moja_core::store::StoreErrorKind;
use moja_core::tenant::{Actor, Tenant};
use moja_postgres::{PostgresOptions, PostgresStore};
use places::options;
use pollster::block_on;
use support::{Server, fresh_schema};

const ITEMS: i64 = 8;
const EACH: i64 = 1_000;

fn registry() -> Registry {
    let mut registry = Registry::new();
    registry.add::<Probe>();
    registry
}

fn start(url: &str, options: PostgresOptions) -> Engine {
    let store = Arc::new(PostgresStore::open(url, options).unwrap());
    block_on(Engine::start(store, registry(), Options::default())).unwrap()
}

struct Bank {
    tenant: Tenant,
    actor: Actor,
    /// Transfers that were acknowledged.
    done: AtomicI64,
}

impl Bank {
    fn new(engine: &Engine, tenant: &str) -> Self {
        let (tenant, actor) = (Tenant::new(tenant).unwrap(), Actor::new("tester").unwrap());
        let bank = Self { tenant, actor, done: AtomicI64::new(0) };
        for no in 0..ITEMS {
            let put = Put { sketch: Sketch { stock: EACH, ..Sketch::new(no) } };
            let id = engine.new_command_id();
            let _ = block_on(engine.run(&bank.tenant, &bank.actor, id, put)).unwrap();
        }
        bank
    }

    /// Moves one piece, as often as it takes, with the same ids each time; gives how often it
    /// failed.
    fn transfer(&self, engine: &Engine, from: i64, to: i64) -> usize {
        let ids: [CommandId; 2] = [engine.new_command_id(), engine.new_command_id()];
        for failures in 0..200 {
            let unit: Vec<(CommandId, AnyCommand)> = vec![
                (ids[0], Take { no: from, amount: 1 }.into()),
                (ids[1], Take { no: to, amount: -1 }.into()),
            ];
            match block_on(engine.all_or_nothing(&self.tenant, &self.actor, unit)) {
                Ok(_) => return failures,
                Err((_, failure)) => assert!(failure.retryable, "{failure:?}"),
            }
        }
        panic!("the server did not come back");
    }

    fn total(&self, engine: &Engine) -> Option<i64> {
        block_on(async {
            let mut reader = engine.reader(&self.tenant).await?;
            reader.scan_all::<Item>(Scan::of::<Item>()).await
        })
        .ok()
        .map(|items| items.iter().map(|item| item.stock).sum())
    }

    fn done(&self) -> i64 {
        self.done.load(Ordering::Relaxed)
    }

    fn check(&self, engine: &Engine) {
        let transfers = self.done();
        assert!(transfers > 10, "hardly anything was done: {transfers}");
        assert_eq!(self.total(engine), Some(ITEMS * EACH));
        let head = block_on(async { engine.reader(&self.tenant).await?.head().await }).unwrap();
        assert_eq!(head.pos, ITEMS + transfers * 2, "a transfer was done twice or not at all");
    }
}

/// Runs transfers of each bank until `stop`, and gives how many answers were failures.
fn load(engine: &Engine, banks: &[Bank], stop: &AtomicBool) -> usize {
    let failures = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for bank in banks {
            let failures = &failures;
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let done = bank.done();
                    let failed = bank.transfer(engine, done % ITEMS, (done * 3 + 1) % ITEMS);
                    failures.fetch_add(failed, Ordering::Relaxed);
                    bank.done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    failures.into_inner()
}

#[test]
fn a_server_that_is_killed_loses_nothing_acknowledged() {
    let server = Server::start();
    let url = server.url("postgres", "postgres");
    let engine = start(&url, options("killed"));
    let banks: Vec<Bank> = (0..4).map(|nth| Bank::new(&engine, &format!("bank-{nth}"))).collect();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| load(&engine, &banks, &stop));
        for pause in [400, 150, 700, 250] {
            std::thread::sleep(Duration::from_millis(pause));
            server.stop();
            std::thread::sleep(Duration::from_millis(pause / 2));
            server.resume();
        }
        // However slow this machine is, each of them goes on afterwards.
        let before: Vec<i64> = banks.iter().map(Bank::done).collect();
        let start = std::time::Instant::now();
        let goes_on = |(bank, before): (&Bank, &i64)| bank.done() > before + 10;
        while !banks.iter().zip(&before).all(goes_on) && start.elapsed().as_secs() < 60 {
            std::thread::sleep(Duration::from_millis(10));
        }
        stop.store(true, Ordering::Relaxed);
    });
    banks.iter().for_each(|bank| bank.check(&engine));
    assert_eq!(block_on(engine.verify(&mut |_| {})).unwrap().findings, []);
    // A command that runs into a server that stays away is told so, and can be sent again.
    let mut hasty = options("killed");
    hasty.patience = Duration::from_secs(2);
    let engine = start(&url, hasty);
    server.stop();
    let id = engine.new_command_id();
    let take = Take { no: 1, amount: 0 };
    let refused = block_on(engine.run(&banks[0].tenant, &banks[0].actor, id, take.clone()));
    let Err(CommandError::Store(error)) = refused else { panic!("{refused:?}") };
    assert_eq!(error.kind(), StoreErrorKind::Unavailable, "{error}");
    server.resume();
    let outcome = block_on(engine.run(&banks[0].tenant, &banks[0].actor, id, take)).unwrap();
    assert!(!outcome.replayed);
}

/// Stands between the store and the server, and breaks connections after so many messages.
struct Proxy {
    folder: tempfile::TempDir,
    /// Connections that were broken.
    broken: Arc<AtomicU64>,
    calm: Arc<AtomicBool>,
}

impl Proxy {
    fn start(server: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let (broken, calm) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let proxy = Self { folder, broken: broken.clone(), calm: calm.clone() };
        let server = server.to_owned();
        std::thread::spawn(move || {
            let mut seed = 1_u64;
            for client in listener.incoming() {
                let Ok(client) = client else { return };
                let Ok(upstream) = UnixStream::connect(&server) else { continue };
                // A few messages each way belong to the beginning of a connection.
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let left = Arc::new(AtomicU64::new(8 + (seed >> 33) % 120));
                for (mut from, mut to) in [
                    (client.try_clone().unwrap(), upstream.try_clone().unwrap()),
                    (upstream, client),
                ] {
                    let (left, broken, calm) = (left.clone(), broken.clone(), calm.clone());
                    std::thread::spawn(move || {
                        let mut bytes = [0; 16_384];
                        while let Ok(count) = from.read(&mut bytes) {
                            let last = left.fetch_sub(1, Ordering::Relaxed) == 1;
                            if last && count > 0 && !calm.load(Ordering::Relaxed) {
                                broken.fetch_add(1, Ordering::Relaxed);
                                break;
                            }
                            if count == 0 || to.write_all(&bytes[..count]).is_err() {
                                break;
                            }
                        }
                        let _ = from.shutdown(std::net::Shutdown::Both);
                        let _ = to.shutdown(std::net::Shutdown::Both);
                    });
                }
            }
        });
        proxy
    }

    fn url(&self) -> String {
        let folder = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{folder}/postgres")
    }
}

/// R11: connections break at any message, the one after `COMMIT` was sent among them.
#[test]
fn connections_that_break_at_any_message_lose_nothing_and_repeat_nothing() {
    let server = support::server();
    let schema = fresh_schema();
    // Made without the proxy, so that the test is about commands.
    drop(start(&server.url("postgres", "postgres"), options(&schema)));
    let proxy = Proxy::start(&server.socket());
    let engine = start(&proxy.url(), options(&schema));
    let banks: Vec<Bank> = (0..3).map(|nth| Bank::new(&engine, &format!("bank-{nth}"))).collect();
    let stop = AtomicBool::new(false);
    let failures = std::thread::scope(|scope| {
        let loaded = scope.spawn(|| load(&engine, &banks, &stop));
        // Readers see whole transfers, whatever breaks.
        for _ in 0..150 {
            for bank in &banks {
                if let Some(total) = bank.total(&engine) {
                    assert_eq!(total, ITEMS * EACH);
                }
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        stop.store(true, Ordering::Relaxed);
        loaded.join().unwrap()
    });
    proxy.calm.store(true, Ordering::Relaxed);
    let broken = proxy.broken.load(Ordering::Relaxed);
    assert!(broken >= 30, "only {broken} connections were broken");
    // The engine itself found out what became of nearly all commits.
    assert!(
        u64::try_from(failures).unwrap() * 50 < broken,
        "{failures} answers of {broken} broken connections stayed unknown"
    );
    banks.iter().for_each(|bank| bank.check(&engine));
    assert_eq!(block_on(engine.verify(&mut |_| {})).unwrap().findings, []);
}
