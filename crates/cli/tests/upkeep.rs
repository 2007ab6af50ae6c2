//! Exit codes, verify, backup and restore.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    unreachable_pub,
    missing_docs,
    dead_code,
    reason = "a test fails by panicking"
)]

mod support;

use rusqlite::Connection;
use serde_json::json;
use support::Desk;

fn store() -> Desk {
    let desk = Desk::new();
    desk.write(
        "a.journal",
        "2024-01-01 x\n  assets:a  1 EUR\n  income\n\n\
        2024-01-02 y\n  assets:b  2 EUR\n  income\n",
    );
    desk.run(&["import", "a.journal", "--format", "hledger"]).ok();
    desk
}

#[test]
fn usage_errors_are_2_in_both_forms() {
    let desk = Desk::new();
    let ran = desk.run(&["nothing"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.starts_with("error: "));
    let ran = desk.run(&["--json", "balances", "--at", "2024-02-30"]);
    assert_eq!((ran.code, &ran.error()["kind"]), (2, &json!("invalid")));
    let ran = desk.run(&["--help"]).ok();
    assert!(ran.stdout.contains("import"));
    desk.run(&["--version"]).ok();
}

#[test]
fn reading_makes_no_store() {
    let desk = Desk::new();
    for args in [
        &["balances"][..],
        &["trial-balance"],
        &["verify"],
        &["backup", "b.db"],
        &["query", "ledger.accounts"],
        &["export", "--format", "csv"],
        &["entries"],
    ] {
        let ran = desk.run(args);
        assert_eq!(ran.code, 3, "{args:?}");
        assert!(ran.stderr.contains("there is no store at `moja.db`"), "{}", ran.stderr);
    }
    assert!(!desk.has("moja.db") && !desk.has("b.db"));
    desk.run(&["schema", "--json"]).ok();
    assert!(!desk.has("moja.db"));
}

#[test]
fn a_file_of_another_program_is_left_alone() {
    let desk = Desk::new();
    desk.write("moja.db", "not a store at all, but precious");
    for args in [&["balances"][..], &["verify"], &["exec"]] {
        let ran = desk.run(args);
        assert_eq!(ran.code, 3, "{args:?} {}", ran.stderr);
    }
    assert_eq!(desk.read("moja.db"), "not a store at all, but precious");
}

#[test]
fn the_store_may_come_from_the_environment() {
    let desk = store();
    let mut command = desk.command(&["balances", "--json"]);
    let output = command.env("MOJA_STORE", desk.path("none.db")).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn every_query_is_reachable_by_name() {
    let desk = store();
    let schema = desk.run(&["schema", "--json"]).ok().lines().remove(0);
    for part in ["commands", "queries", "events"] {
        assert!(!schema[part].as_object().unwrap().is_empty(), "{part}");
    }
    for name in schema["queries"].as_object().unwrap().keys() {
        let ran = desk.run(&["query", name, "--json"]);
        let code = if ran.code == 0 { json!(null) } else { ran.error()["code"].clone() };
        assert_ne!(code, json!("unknown_query"), "{name}");
    }
    let ran = desk.run(&["query", "no.thing", "--json"]);
    assert_eq!((ran.code, &ran.error()["code"]), (2, &json!("unknown_query")));
    let ran = desk.run(&["query", "ledger.accounts", "{", "--json"]);
    assert_eq!((ran.code, &ran.error()["code"]), (2, &json!("invalid_json")));
    let ran =
        desk.run(&["query", "ledger.balance", r#"{"account":"x","currency":"EUR"}"#, "--json"]);
    assert_eq!((ran.code, &ran.error()["code"]), (1, &json!("account_not_found")));
    let ran = desk.run(&["query", "ledger.accounts", "--known-pos", "99", "--json"]);
    assert_eq!((ran.code, &ran.error()["code"]), (2, &json!("position_unknown")));
}

#[test]
fn any_altered_byte_of_the_journal_is_found() {
    let desk = store();
    desk.run(&["verify"]).ok();
    let connection = Connection::open(desk.path("moja.db")).unwrap();
    let triggers: Vec<(String, String)> = connection
        .prepare(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'journal'",
        )
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(!triggers.is_empty(), "the guard is there");
    let change = "UPDATE journal SET events = ?1 WHERE pos = ?2";
    assert!(connection.execute(change, (vec![0_u8], 4)).is_err(), "and it guards");
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER \"{name}\"")).unwrap();
    }
    let ran = desk.run(&["verify"]);
    assert_eq!(ran.code, 4, "a missing guard is damage: {}", ran.stdout);
    let rows: Vec<(i64, Vec<u8>)> = connection
        .prepare("SELECT pos, events FROM journal ORDER BY pos")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(rows.len() >= 4);
    for (pos, events) in rows {
        for place in [0, events.len() / 2, events.len() - 1] {
            let mut altered = events.clone();
            altered[place] ^= 1;
            connection.execute(change, (&altered, pos)).unwrap();
            let ran = desk.run(&["verify", "--json"]);
            assert_eq!(ran.code, 4, "byte {place} of {pos}");
            let report = ran.lines().remove(0);
            assert_eq!(report["ok"], false);
            let findings = report["findings"].as_array().unwrap();
            assert!(findings.iter().any(|it| it["pos"] == pos), "{findings:?}");
        }
        connection.execute(change, (&events, pos)).unwrap();
    }
    connection.execute("UPDATE journal SET actor = 'x' WHERE pos = 3", []).unwrap();
    let ran = desk.run(&["verify"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stdout.contains("position 3"), "{}", ran.stdout);
    connection.execute("UPDATE journal SET actor = 'cli' WHERE pos = 3", []).unwrap();
    for (_, sql) in &triggers {
        connection.execute_batch(sql).unwrap();
    }
    let ran = desk.run(&["verify"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}

#[test]
fn a_store_that_cannot_be_opened_for_damage_is_4_for_verify() {
    let desk = store();
    let bytes = std::fs::read(desk.path("moja.db")).unwrap();
    std::fs::write(desk.path("moja.db"), &bytes[..bytes.len() / 2]).unwrap();
    let ran = desk.run(&["verify", "--json"]);
    assert_eq!(ran.code, 4, "{} {}", ran.stdout, ran.stderr);
    assert_eq!(ran.lines()[0]["findings"][0]["code"], "store_unreadable");
    assert_eq!(desk.run(&["balances"]).code, 3);
}

#[test]
fn a_backup_is_a_store_again() {
    let desk = store();
    let balances = desk.balances(&[]);
    desk.run(&["backup", "copy.db"]).ok();
    let ran = desk.run(&["backup", "copy.db", "--json"]);
    assert_eq!(ran.code, 3, "nothing is overwritten");
    desk.write("b.journal", "2024-01-03 z\n  assets:a  5 EUR\n  income\n");
    desk.run(&["import", "b.journal", "--format", "hledger"]).ok();
    assert_ne!(desk.balances(&[]), balances);
    let ran = desk.run(&["restore", "copy.db"]);
    assert_eq!(ran.code, 3, "the store is there");
    let ran = desk.run(&["restore", "copy.db", "--store", "new.db"]).ok();
    assert!(ran.stdout.contains("all is well"), "{}", ran.stdout);
    assert_eq!(desk.balances(&["--store", "new.db"]), balances);
    let bytes = std::fs::read(desk.path("copy.db")).unwrap();
    std::fs::write(desk.path("half.db"), &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(desk.run(&["restore", "half.db", "--store", "half-new.db"]).code, 3);
    assert!(!desk.has("half-new.db"));
    assert_eq!(desk.run(&["restore", "none.db", "--store", "x.db"]).code, 3);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = store();
    let lines: String = (0..3_000)
        .map(|n| format!("2024-01-01 x\n  assets:many:{n}  1 EUR\n  income\n\n"))
        .collect();
    desk.write("many.journal", lines);
    desk.run(&["import", "many.journal", "--format", "hledger"]).ok();
    let mut command = desk.command(&["balances", "--json"]);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn health_tells_people_and_machines() {
    let desk = store();
    desk.run(&["outbox", "ack", "mail", "1"]).ok();
    let lines = desk.run(&["health", "--json"]).ok().lines();
    assert_eq!(lines.len(), 2, "{lines:?}");
    let told = |field: &str| lines[0][field].clone();
    assert_eq!(
        (told("ok"), told("store"), told("writable")),
        (json!(true), json!("sqlite"), json!(true))
    );
    assert_eq!((told("tenants_total"), told("commands_open")), (json!(1), json!(0)));
    assert!(told("file_bytes").as_u64().unwrap() > 0);
    let head = lines[1]["head"].as_i64().unwrap();
    let mail = json!([{ "sink": "mail", "pos": 1, "lag": head - 1, "parked": 0 }]);
    assert_eq!((&lines[1]["tenant"], &lines[1]["sinks"]), (&json!("main"), &mail));
    let table = desk.run(&["health"]).ok().stdout;
    assert!(table.contains("can be written in") && table.contains("mail"), "{table}");
    let lines = desk.run(&["health", "--json", "--tenant", "nobody"]).ok().lines();
    assert_eq!((&lines[1]["tenant"], &lines[1]["head"]), (&json!("nobody"), &json!(0)));
    let ran = desk.run(&["health", "--tenant", "no such", "--json"]);
    assert_eq!((ran.code, &ran.error()["code"]), (2, &json!("invalid_tenant")));
}

#[test]
fn health_is_3_for_a_store_that_is_locked_or_not_there() {
    let desk = store();
    let other = Connection::open(desk.path("moja.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ran = desk.run(&["health", "--json"]);
    let lines = ran.lines();
    assert_eq!(ran.code, 3, "{ran:?}");
    assert_eq!((&lines[0]["ok"], &lines[0]["writable"]), (&json!(false), &json!(false)));
    assert_eq!(lines[0]["unwritable"]["code"], json!("store_busy"));
    assert_eq!(lines[1]["tenant"], json!("main"), "it can be read");
    drop(other);
    desk.run(&["health"]).ok();
    let ran = desk.run(&["--store", "none.db", "health", "--json"]);
    assert_eq!((ran.code, &ran.error()["code"]), (3, &json!("store_not_found")));
    desk.write("other.db", "not a store");
    assert_eq!(desk.run(&["--store", "other.db", "health"]).code, 3);
}
