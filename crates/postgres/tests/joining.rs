//! Commands in the app's own transaction.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/places.rs"]
mod places;
mod support;

use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use moja_conformance::probe::{Add, Put, Sketch};
use moja_conformance::registry;
use moja_core::command::{Command, CommandError, Failure};
use moja_core::engine::{CommandResult, Engine, Options};
use moja_core::id::CommandId;
use moja_core::store::{StoreError, StoreErrorKind};
use moja_core::tenant::{Actor, Tenant};
use moja_postgres::sqlx::postgres::{PgPoolOptions, PgTransaction};
use moja_postgres::sqlx::{self, PgPool};
use moja_postgres::{PostgresOptions, PostgresStore};
use places::options;
use support::{fresh_schema, server};

/// Tests that change roles at once would be in each other's way.
static TURN: Mutex<()> = Mutex::new(());

/// A store, and an app with a table and a user of its own in the same database.
struct Host {
    store: PostgresStore,
    engine: Engine,
    pool: PgPool,
    tenant: Tenant,
    actor: Actor,
    table: String,
}

impl Host {
    async fn new(user: &str) -> Self {
        let schema = fresh_schema();
        let opened = PostgresOptions { patience: Duration::from_secs(3), ..options(&schema) };
        let store = PostgresStore::open(&server().url("postgres", "postgres"), opened).unwrap();
        let engine =
            Engine::start(Arc::new(store.clone()), registry(), Options::default()).await.unwrap();
        let table = format!("app_{schema}.parcel");
        let turn = TURN.lock().unwrap();
        let _ = server().sql_as("postgres", &format!("CREATE ROLE {user} LOGIN"));
        drop(turn);
        server()
            .sql_as(
                "postgres",
                &format!(
                    "CREATE SCHEMA app_{schema} AUTHORIZATION {user}; \
                     CREATE TABLE {table} (no bigint PRIMARY KEY); \
                     ALTER TABLE {table} OWNER TO {user}"
                ),
            )
            .unwrap();
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .connect(&server().url(user, "postgres"))
            .await
            .unwrap();
        let (tenant, actor) = (Tenant::new("acme").unwrap(), Actor::new("app").unwrap());
        Self { store, engine, pool, tenant, actor, table }
    }

    /// With a user that may take the store's role.
    async fn granted() -> Self {
        let host = Self::new("moja_test_app").await;
        let _turn = TURN.lock().unwrap();
        server().sql_as("postgres", "GRANT moja_test_runtime TO moja_test_app").unwrap();
        host
    }

    async fn parcel(&self, tx: &mut PgTransaction<'_>, no: i64) {
        let sql = format!("INSERT INTO {} VALUES ($1)", self.table);
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(no).execute(&mut **tx).await.unwrap();
    }

    async fn parcels(&self) -> i64 {
        let sql = format!("SELECT count(*) FROM {}", self.table);
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&self.pool).await.unwrap()
    }

    async fn execute<C: Command>(
        &self,
        tx: &mut PgTransaction<'_>,
        id: CommandId,
        command: C,
    ) -> CommandResult<C> {
        self.engine.prepare_to_join(&self.tenant).await?;
        let part = self.store.join(tx, &self.tenant).await?;
        self.engine.execute_in(part, &self.tenant, &self.actor, id, command).await
    }

    async fn run<C: Command>(&self, command: C) -> CommandResult<C> {
        self.engine.run(&self.tenant, &self.actor, self.engine.new_command_id(), command).await
    }

    async fn pos(&self) -> i64 {
        self.engine.reader(&self.tenant).await.unwrap().head().await.unwrap().pos
    }

    fn id(&self) -> CommandId {
        self.engine.new_command_id()
    }

    async fn healthy(&self) {
        let report = self.engine.verify(&mut |_| {}).await.unwrap();
        assert!(report.is_ok(), "{:?}", report.findings);
    }
}

/// What belongs to a session and a transaction, as the app would find it.
async fn settings(tx: &mut PgTransaction<'_>) -> Vec<String> {
    let sql = "SELECT ARRAY[current_user::text, current_setting('role'), \
               coalesce(current_setting('moja.tenant', true), ''), \
               current_setting('enable_seqscan'), current_setting('lock_timeout')]";
    sqlx::query_scalar(sql).fetch_one(&mut **tx).await.unwrap()
}

fn put(no: i64) -> Put {
    Put { sketch: Sketch::new(no) }
}

fn code<C: Command>(result: CommandResult<C>) -> String {
    Failure::from(result.map(drop).expect_err("a refusal")).code
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(work)
}

#[test]
fn both_are_kept_or_neither_is() {
    block_on(async {
        let host = Host::granted().await;
        host.run(put(1)).await.unwrap();
        let id = host.id();
        for commits in [false, true] {
            let mut tx = host.pool.begin().await.unwrap();
            let before = settings(&mut tx).await;
            host.parcel(&mut tx, 1).await;
            let done = host.execute(&mut tx, id, put(2)).await.unwrap();
            assert_eq!((done.pos, done.replayed), (2, false));
            // The next command sees the last one, and the app its own table.
            let third = host.execute(&mut tx, host.id(), Add { no: 2, delta: 5 }).await.unwrap();
            assert_eq!(third.pos, 3);
            host.parcel(&mut tx, 2).await;
            assert_eq!(settings(&mut tx).await, before);
            // Nobody else sees anything yet.
            assert_eq!((host.parcels().await, host.pos().await), (0, 1));
            if commits {
                tx.commit().await.unwrap();
                assert_eq!((host.parcels().await, host.pos().await), (2, 3));
            } else {
                tx.rollback().await.unwrap();
                assert_eq!((host.parcels().await, host.pos().await), (0, 1));
                // What the engine's own worker knows is still right.
                assert_eq!(code::<Put>(host.run(put(1)).await), "taken");
            }
        }
        // Sent again, in either way, it is answered by the first outcome.
        let mut tx = host.pool.begin().await.unwrap();
        let again = host.execute(&mut tx, id, put(2)).await.unwrap();
        assert_eq!((again.pos, again.replayed), (2, true));
        let other = host.execute(&mut tx, id, put(9)).await;
        assert!(matches!(other, Err(CommandError::IdReused { .. })));
        // From the app's next statement on, neither holds a lock.
        settings(&mut tx).await;
        assert_eq!(host.run(put(4)).await.unwrap().pos, 4);
        tx.commit().await.unwrap();
        host.healthy().await;
    });
}

#[test]
fn a_refused_command_leaves_the_transaction_usable() {
    block_on(async {
        let host = Host::granted().await;
        host.run(put(1)).await.unwrap();
        let mut tx = host.pool.begin().await.unwrap();
        sqlx::query("SET LOCAL lock_timeout = '1234ms'").execute(&mut *tx).await.unwrap();
        let before = settings(&mut tx).await;
        host.parcel(&mut tx, 1).await;
        assert_eq!(code::<Put>(host.execute(&mut tx, host.id(), put(1)).await), "taken");
        // A blind addition to nothing is refused by the statement itself.
        let add = Add { no: 77, delta: 1 };
        assert_eq!(code::<Add>(host.execute(&mut tx, host.id(), add).await), "store_conflict");
        assert_eq!(settings(&mut tx).await, before);
        host.parcel(&mut tx, 2).await;
        assert_eq!(host.execute(&mut tx, host.id(), put(2)).await.unwrap().pos, 2);
        assert_eq!(settings(&mut tx).await, before);
        tx.commit().await.unwrap();
        assert_eq!((host.parcels().await, host.pos().await), (2, 2));
        host.healthy().await;
    });
}

/// Two apps, and the engine itself, take turns by the tenant's lock; nothing is lost.
#[test]
fn hosts_take_turns() {
    block_on(async {
        let host = Arc::new(Host::granted().await);
        host.run(put(1)).await.unwrap();
        let mut tasks = Vec::new();
        for task in 0..3 {
            let host = host.clone();
            tasks.push(tokio::spawn(async move {
                for nth in 0..20 {
                    if task == 2 {
                        host.run(Add { no: 1, delta: 1 }).await.unwrap();
                        continue;
                    }
                    let mut tx = host.pool.begin().await.unwrap();
                    host.parcel(&mut tx, task * 100 + nth).await;
                    host.execute(&mut tx, host.id(), Add { no: 1, delta: 1 }).await.unwrap();
                    if nth % 4 == 0 {
                        tx.rollback().await.unwrap();
                    } else {
                        tx.commit().await.unwrap();
                    }
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!((host.parcels().await, host.pos().await), (30, 51));
        host.healthy().await;
        // One that waits for too long is told so, and goes on afterwards.
        let mut holding = host.pool.begin().await.unwrap();
        host.execute(&mut holding, host.id(), Add { no: 1, delta: 1 }).await.unwrap();
        let mut waiting = host.pool.begin().await.unwrap();
        let late = host.execute(&mut waiting, host.id(), Add { no: 1, delta: 1 }).await;
        assert_eq!(code::<Add>(late), "store_busy");
        holding.commit().await.unwrap();
        host.execute(&mut waiting, host.id(), Add { no: 1, delta: 1 }).await.unwrap();
        waiting.commit().await.unwrap();
        // A snapshot of before is a conflict, not a fork of the journal.
        let mut stale = host.pool.begin().await.unwrap();
        let level = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
        sqlx::query(level).execute(&mut *stale).await.unwrap();
        settings(&mut stale).await;
        host.run(Add { no: 1, delta: 1 }).await.unwrap();
        let late = host.execute(&mut stale, host.id(), Add { no: 1, delta: 1 }).await;
        assert_eq!(code::<Add>(late), "store_conflict");
        stale.rollback().await.unwrap();
        host.healthy().await;
    });
}

/// A transaction that does not lead to the store, and a store that is not there yet.
#[test]
fn what_does_not_lead_to_the_store_is_refused() {
    block_on(async {
        let host = Host::new("moja_test_stranger").await;
        let kind = |joined: Result<_, StoreError>| joined.map(drop).expect_err("a refusal").kind();
        let mut tx = host.pool.begin().await.unwrap();
        let before = settings(&mut tx).await;
        let refused = host.store.join(&mut tx, &host.tenant).await.map(drop).unwrap_err();
        assert_eq!(refused.kind(), StoreErrorKind::Incompatible);
        assert!(refused.to_string().contains("moja_test_runtime"), "{refused}");
        assert_eq!(settings(&mut tx).await, before);
        host.parcel(&mut tx, 1).await;
        tx.commit().await.unwrap();
        assert_eq!(host.parcels().await, 1);
        // Another store in the place of this one.
        let here = server().url("postgres", "postgres");
        let _ = server().sql_as("postgres", "CREATE DATABASE elsewhere");
        let other = PgPool::connect(&server().url("postgres", "elsewhere")).await.unwrap();
        let mut tx = other.begin().await.unwrap();
        let absent = host.store.join(&mut tx, &host.tenant).await.map(drop);
        assert_eq!(kind(absent), StoreErrorKind::Incompatible);
        tx.rollback().await.unwrap();
        let (schema, _) = host.table.trim_start_matches("app_").split_once('.').unwrap();
        let twin = PostgresStore::open(&server().url("postgres", "elsewhere"), options(schema));
        let twin = Engine::start(Arc::new(twin.unwrap()), registry(), Options::default()).await;
        let twin = twin.unwrap();
        let mut tx = other.begin().await.unwrap();
        let differs = host.store.join(&mut tx, &host.tenant).await.map(drop);
        assert_eq!(kind(differs), StoreErrorKind::Incompatible);
        tx.rollback().await.unwrap();
        drop(twin);
        // A store that was never migrated has no statements.
        let unmigrated = PostgresStore::open(&here, options(&fresh_schema())).unwrap();
        let mut tx = host.pool.begin().await.unwrap();
        let early = unmigrated.join(&mut tx, &host.tenant).await.map(drop);
        assert_eq!(kind(early), StoreErrorKind::Invalid);
    });
}

/// A future that is dropped after any number of polls has no effect, and the app goes on with its
/// own role and tables, or is told that its transaction is over.
#[test]
fn a_dropped_future_takes_back_what_it_did() {
    block_on(async {
        let host = Host::granted().await;
        host.run(put(1)).await.unwrap();
        host.engine.reader(&host.tenant).await.unwrap().head().await.unwrap();
        let (mut kept, mut over) = (0, 0);
        for (nth, polls) in (0_i64..).zip(1..) {
            let mut tx = host.pool.begin().await.unwrap();
            let before = settings(&mut tx).await;
            host.parcel(&mut tx, nth).await;
            let mut future = Box::pin(host.execute(&mut tx, host.id(), put(100 + nth)));
            let mut ended = false;
            for _ in 0..polls {
                let mut context = Context::from_waker(Waker::noop());
                if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
                    result.unwrap();
                    ended = true;
                    break;
                }
                // The answer is on its way.
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            drop(future);
            let asked = sqlx::query("SELECT 1").execute(&mut *tx).await;
            if asked.is_err() {
                over += 1;
                tx.rollback().await.unwrap();
            } else {
                kept += 1;
                assert_eq!(settings(&mut tx).await, before, "after {polls} polls");
                host.parcel(&mut tx, 10_000 + nth).await;
                tx.commit().await.unwrap();
            }
            assert_eq!(host.parcels().await, 2 * kept, "after {polls} polls");
            assert_eq!(host.pos().await, 1 + i64::from(ended), "after {polls} polls");
            if ended {
                break;
            }
        }
        assert!(kept > 4 && over < kept, "{kept} could go on, {over} could not");
        host.healthy().await;
    });
}
