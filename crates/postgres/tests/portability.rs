//! Every statement that the store really sends, as the server logged it, can be run by the engines
//! that speak PostgreSQL's protocol.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/places.rs"]
mod places;
#[path = "support/portability.rs"]
mod portability;
mod support;

use std::collections::BTreeSet;
use std::sync::Arc;

use moja_conformance::cases::{consequence, copy, engine, history, inventory, ledger, outbox};
use moja_conformance::cases::{store, verify};
use moja_conformance::probe::{Put, Sketch};
use moja_conformance::{Backend, registry};
use moja_core::engine::{Engine, Options};
use moja_core::record::TableDef;
use moja_core::store::{Store, StoreError};
use moja_core::tenant::{Actor, Tenant};
use moja_core::value::Key;
use moja_postgres::PostgresStore;
use moja_postgres::sqlx::PgPool;
use places::options;
use portability::lacking;
use support::{Server, fresh_schema};

/// A schema of its own on the server that logs.
struct Place(String, String);

impl Backend for Place {
    fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(Arc::new(PostgresStore::open(&self.0, options(&self.1))?))
    }

    fn remove(&self, _: &Tenant, _: &'static TableDef, _: &Key) -> Result<(), String> {
        Err("no case here damages the store".to_owned())
    }
}

/// The texts that clients called `moja` sent, each once, without what follows their own values.
fn logged(log: &str) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    for entry in log.split("\n@@") {
        let Some(entry) = entry.trim_start_matches("@@").strip_prefix("moja@@") else { continue };
        let Some(entry) = entry.strip_prefix("LOG:  ") else { continue };
        let text = entry.strip_prefix("statement: ").or_else(|| {
            let (kind, text) = entry.split_once(": ")?;
            kind.starts_with("execute ").then_some(text)
        });
        texts.extend(text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    texts
}

#[test]
fn every_statement_that_is_sent_is_portable() {
    let server = Server::start_in(
        &std::env::temp_dir(),
        "-c fsync=off -c log_statement=all -c log_line_prefix=@@%a@@",
    );
    let url = server.url("postgres", "postgres");
    macro_rules! run {
        ($($case:path,)*) => {
            $(
                let place = async { Place(url.clone(), fresh_schema()) };
                moja_conformance::run(place, $case).unwrap();
            )*
        };
    }
    run!(
        store::rows_come_back_by_every_key,
        store::values_round_trip,
        store::replace_and_delete_need_a_row,
        store::changes_add_set_and_guard,
        store::scans_follow_their_order,
        store::filters_follow_sql,
        store::pages_never_skip_or_repeat,
        store::semijoins_find_what_exists,
        store::tenants_never_mix,
        engine::a_command_applies,
        engine::a_replay_answers_the_same,
        engine::long_groups_do_what_single_commands_do,
        consequence::they_stand_behind_their_cause,
        outbox::parked_events_are_retried_or_given_up,
        outbox::one_relay_holds_a_lease,
        history::packing_goes_on_after_a_restart,
        verify::a_healthy_store_has_no_findings,
        ledger::random_ledgers_match_the_model,
        inventory::random_stock_does_what_it_does_in_memory,
        copy::a_copy_is_the_same_row_for_row,
        copy::a_copy_that_was_killed_goes_on,
    );
    // A part of an app's transaction, under the store's name so that its statements are told.
    let schema = fresh_schema();
    let store = PostgresStore::open(&url, options(&schema)).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let opened = Engine::start(Arc::new(store.clone()), registry(), Options::default());
        let engine = opened.await.unwrap();
        let pool = PgPool::connect(&format!("{url}?application_name=moja")).await.unwrap();
        let mut tx = pool.begin().await.unwrap();
        let (tenant, actor) = (Tenant::new("acme").unwrap(), Actor::new("app").unwrap());
        let part = store.join(&mut tx, &tenant).await.unwrap();
        let put = Put { sketch: Sketch::new(1) };
        engine.execute_in(part, &tenant, &actor, engine.new_command_id(), put).await.unwrap();
        tx.commit().await.unwrap();
    });
    let log = std::fs::read_to_string(server.folder.join("log")).unwrap();
    let texts = logged(&log);
    for needed in
        ["CREATE TABLE", "CREATE POLICY", "INSERT INTO", "UPDATE ", "DELETE FROM", "SAVEPOINT"]
    {
        assert!(texts.iter().any(|text| text.contains(needed)), "no {needed} was logged");
    }
    assert!(texts.len() > 300, "only {} statements were logged", texts.len());
    let bad: Vec<_> = texts.iter().filter_map(|text| Some((lacking(text)?, text))).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn a_bad_statement_is_refused() {
    for (sql, found) in [
        ("SELECT pg_advisory_xact_lock(1)", "advisory"),
        ("CREATE TABLE t (tenant text, no BIGSERIAL, PRIMARY KEY (tenant, no))", "sequences"),
        ("SELECT 1; SELECT nextval('s')", "sequences"),
        ("LISTEN news", "`listen`"),
        ("SELECT pg_notify('a', 'b')", "NOTIFY"),
        ("ALTER TABLE t ADD EXCLUDE USING gist (r WITH &&)", "exclusion"),
        ("CREATE TRIGGER x BEFORE UPDATE ON t", "triggers"),
        ("CREATE TEMP TABLE t (no bigint)", "temporary"),
        ("SELECT 1 FROM t WHERE xmin < 7", "transaction ids"),
        ("LOCK TABLE t", "`lock`"),
        ("DO $$ BEGIN END $$", "`do`"),
        ("UPDATE t SET a = random() WHERE tenant = $1", "volatile"),
        ("CREATE TABLE t (tenant text, no bigint, PRIMARY KEY (no))", "tenant: (no"),
        ("CREATE TABLE t (tenant text NOT NULL, FOREIGN KEY (a) REFERENCES b (a))", "tenant: (a"),
        ("CREATE TABLE t (a text, FOREIGN KEY (tenant, a) REFERENCES b (a))", "tenant: (a"),
        ("CREATE UNIQUE INDEX i ON s.t (code, tenant)", "tenant: (code"),
        ("ALTER TABLE t ADD UNIQUE (code)", "tenant: (code"),
    ] {
        let lacking = lacking(sql);
        assert!(
            lacking.as_ref().is_some_and(|lacking| lacking.contains(found)),
            "{sql}: {lacking:?}"
        );
    }
    for sql in [
        "SELECT 1 -- no trigger\nFROM t WHERE a = 'nextval'",
        "INSERT INTO t (tenant) VALUES ($1) ON CONFLICT (tenant) DO UPDATE SET version = 2",
        "CREATE INDEX i ON s.t (tenant, code) WHERE code IS NOT NULL",
        "CREATE TABLE s.moja_store (id bigint NOT NULL PRIMARY KEY)",
        "SELECT set_config('lock_timeout', '1', true)",
    ] {
        assert_eq!(lacking(sql), None, "{sql}");
    }
}
