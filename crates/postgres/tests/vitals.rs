//! What a store says of itself, of a server that only reads, and of one that does not answer.
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

use std::process::Command;
use std::time::{Duration, Instant};

use moja_core::engine::{Engine, Options};
use moja_core::store::{Store as _, StoreErrorKind};
use moja_postgres::{PostgresOptions, PostgresStore};
use places::options;
use pollster::block_on;
use support::{fresh_schema, server};

const PATIENCE: Duration = Duration::from_secs(1);

/// A store in a database of its own, with one connection.
fn store(database: &str) -> PostgresStore {
    let _ = server().sql(&format!("CREATE DATABASE {database}"));
    let options =
        PostgresOptions { connections: 1, patience: PATIENCE, ..options(&fresh_schema()) };
    let store = PostgresStore::open(&server().url("postgres", database), options).unwrap();
    block_on(store.migrate(&moja_conformance::registry().schema())).unwrap();
    store
}

#[test]
fn a_server_that_only_reads_says_so() {
    let store = store("reading");
    let vitals = block_on(store.vitals(9)).unwrap();
    assert_eq!(vitals.kind, "postgres");
    assert_eq!(vitals.version.as_deref(), Some(server().sql("SHOW server_version")[0].as_str()));
    block_on(store.writable()).unwrap();
    // What a managed server does when its disk is nearly full.
    let _ = server().sql("ALTER DATABASE reading SET default_transaction_read_only = on");
    let _ = server().sql(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'reading'",
    );
    let error = block_on(store.writable()).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable, "{error}");
    assert!(error.to_string().contains("read only"), "{error}");
    assert_eq!(block_on(store.vitals(9)).unwrap().kind, "postgres");
}

#[test]
fn a_server_that_does_not_answer_is_an_error_in_time() {
    let store = store("hanging");
    let find = "SELECT pid FROM pg_stat_activity WHERE datname = 'hanging' \
                AND application_name = 'moja'";
    let engine = block_on(Engine::start(
        std::sync::Arc::new(store),
        moja_conformance::registry(),
        Options::default(),
    ))
    .unwrap();
    assert!(block_on(engine.health(None)).unwrap().writable);
    let found = server().sql(find);
    let [pid] = found.as_slice() else { panic!("one connection: {found:?}") };
    let signal = |signal: &str| {
        assert!(Command::new("kill").args([signal, pid]).status().unwrap().success());
    };
    signal("-STOP");
    let start = Instant::now();
    let error = block_on(engine.health(None));
    let waited = start.elapsed();
    signal("-CONT");
    let error = error.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable, "{error}");
    assert!(waited >= PATIENCE && waited < PATIENCE * 10, "{waited:?}");
    assert!(block_on(engine.health(None)).unwrap().writable, "it comes back");
    block_on(engine.close()).unwrap();
    assert_eq!(block_on(engine.health(None)).unwrap_err().kind(), StoreErrorKind::Closed);
}
