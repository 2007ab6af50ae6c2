//! `moja exec`: commands from JSON lines.

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

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use serde_json::{Value as Json, json};
use support::Desk;

fn open(code: &str, kind: &str) -> Json {
    json!({ "command": "ledger.open_account",
            "args": { "code": code, "currency": "EUR", "kind": kind } })
}

fn transfer(id: &str, amount: &str) -> Json {
    json!({ "id": id, "command": "ledger.transfer", "args": {
        "debit": "cash", "credit": "sales", "amount": { "amount": amount, "currency": "EUR" } } })
}

fn shop() -> Desk {
    let desk = Desk::new();
    desk.exec(&[open("cash", "asset"), open("sales", "income")]).ok();
    desk
}

#[test]
fn only_the_store_is_left_when_the_program_ends() {
    let desk = shop();
    for args in [&["verify"][..], &["balances"], &["query", "nothing"]] {
        desk.run(args);
        let files: Vec<_> = std::fs::read_dir(desk.path(""))
            .expect("the folder")
            .map(|entry| entry.expect("a file").file_name())
            .collect();
        assert_eq!(files, ["moja.db"], "after {args:?}");
    }
}

#[test]
fn commands_are_answered_in_order_and_once() {
    let desk = shop();
    let id = "0198c0de-0000-7000-8000-000000000001";
    let first = desk.exec(&[transfer(id, "12.50"), transfer(id, "12.50")]).ok().lines();
    assert_eq!((&first[0]["ok"], &first[0]["replayed"]), (&json!(true), &json!(false)));
    assert_eq!(first[1]["replayed"], true, "within one transaction too");
    assert_eq!(first[0]["value"], first[1]["value"]);
    assert_eq!(first[0]["pos"], first[1]["pos"]);
    let again = desk.exec(&[transfer(id, "12.50")]).ok().lines();
    assert_eq!(again[0]["replayed"], true);
    let other = desk.exec(&[transfer(id, "13.00"), transfer("order 7", "1.00")]);
    assert_eq!(other.code, 1);
    let lines = other.lines();
    assert_eq!(lines[0]["error"]["code"], "id_reused_with_different_request");
    assert_eq!(lines[0]["error"]["fields"]["field"], "amount");
    assert_eq!(lines[1]["ok"], true);
    assert_eq!(desk.exec(&[transfer("order 7", "1.00")]).ok().lines()[0]["replayed"], true);
    assert_eq!(desk.balances(&[]), ["cash EUR 13.50", "sales EUR -13.50"]);
}

#[test]
fn a_line_that_is_wrong_is_answered_and_the_next_is_read() {
    let desk = shop();
    let amount = |amount: Json| {
        json!({ "command": "ledger.transfer", "args": {
            "debit": "cash", "credit": "sales", "amount": amount } })
        .to_string()
    };
    let lines: Vec<(Vec<u8>, &str)> = vec![
        (b"{bad".to_vec(), "invalid_line"),
        (b"\xff\xfe{}".to_vec(), "invalid_line"),
        (b"[]".to_vec(), "invalid_line"),
        (b"{\"args\":{}}".to_vec(), "invalid_line"),
        (b"{\"command\":\"x\",\"extra\":1}".to_vec(), "invalid_line"),
        (b"{\"id\":7,\"command\":\"ledger.transfer\"}".to_vec(), "invalid_line"),
        (b"{\"id\":\"\",\"command\":\"ledger.transfer\"}".to_vec(), "invalid_id"),
        (b"{\"command\":\"ledger.nothing\"}".to_vec(), "unknown_command"),
        (b"{\"command\":\"ledger.transfer\"}".to_vec(), "invalid_arguments"),
        (amount(json!({ "amount": 12.5, "currency": "EUR" })).into(), "invalid_arguments"),
        (amount(json!({ "amount": 12, "currency": "EUR" })).into(), "invalid_arguments"),
        (amount(json!({ "amount": "1.005", "currency": "EUR" })).into(), "invalid_arguments"),
        (amount(json!({ "amount": "1e3", "currency": "EUR" })).into(), "invalid_arguments"),
        (amount(json!("12.50")).into(), "invalid_arguments"),
        (
            amount(json!({ "amount": "9".repeat(60), "currency": "EUR" })).into(),
            "invalid_arguments",
        ),
        (
            amount(json!({ "amount": "92233720368547758.08", "currency": "EUR" })).into(),
            "amount_out_of_range",
        ),
        (
            b"{\"command\":\"ledger.transfer\",\"at\":\"2024-01-01\"}".to_vec(),
            "at_without_manual_clock",
        ),
        (amount(json!({ "amount": "-1.00", "currency": "EUR" })).into(), "amount_negative"),
    ];
    let mut input = Vec::new();
    for (line, _) in &lines {
        input.extend(line);
        input.extend(b"\n\n");
    }
    input.extend(transfer("good", "1.00").to_string().as_bytes());
    let ran = desk.feed(&["exec"], &input);
    assert_eq!(ran.code, 1);
    let answers = ran.lines();
    assert_eq!(answers.len(), lines.len() + 1);
    for (answer, (line, code)) in answers.iter().zip(&lines) {
        assert_eq!(answer["ok"], false);
        assert_eq!(answer["error"]["code"], *code, "{}", String::from_utf8_lossy(line));
        let keys: Vec<&String> = answer["error"].as_object().unwrap().keys().collect();
        assert_eq!(keys, ["code", "fields", "kind", "message", "retryable"]);
    }
    assert_eq!(answers[lines.len()]["ok"], true);
    assert_eq!(desk.balances(&[]), ["cash EUR 1.00", "sales EUR -1.00"]);
}

#[test]
fn a_manual_clock_takes_time_from_the_lines() {
    let desk = Desk::new();
    let at = |mut line: Json, at: &str| {
        line["at"] = json!(at);
        line
    };
    let lines = [
        at(open("cash", "asset"), "2024-01-01"),
        open("sales", "income"),
        at(transfer("a", "1.00"), "2024-01-02T10:00:00Z"),
        at(transfer("b", "2.00"), "2024-02-01T00:00:00Z"),
    ];
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    desk.write("in.jsonl", &input);
    let ran = desk.run(&["exec", "--manual-clock", "in.jsonl"]).ok();
    assert_eq!(ran.lines().len(), 4);
    assert_eq!(desk.balances(&["--at", "2024-01-01"]), Vec::<String>::new());
    assert_eq!(desk.balances(&["--at", "2024-01-02"]), ["cash EUR 1.00", "sales EUR -1.00"]);
    let before = desk.balances(&["--at", "2024-01-02T09:59:59Z", "--all"]);
    assert_eq!(before, ["cash EUR 0.00", "sales EUR 0.00"]);
    let known = desk.balances(&["--known-at", "2024-01-31"]);
    assert_eq!(known, ["cash EUR 1.00", "sales EUR -1.00"]);
    assert_eq!(desk.balances(&[]), ["cash EUR 3.00", "sales EUR -3.00"]);
    // A hold's expiry is a function of the clock that reads.
    let query = desk.run(&[
        "query",
        "ledger.balance",
        r#"{"account":"cash","currency":"EUR"}"#,
        "--known-pos",
        "3",
        "--json",
    ]);
    assert_eq!(query.ok().lines()[0]["balance"]["amount"], "1.00");
}

#[test]
fn a_dry_run_keeps_nothing() {
    let desk = shop();
    let ran = desk.feed(&["exec", "--dry-run"], format!("{}\n", transfer("a", "1.00"))).ok();
    assert_eq!(ran.lines()[0]["ok"], true);
    assert_eq!(ran.lines()[0]["pos"], 0);
    assert_eq!(desk.balances(&["--all"]), ["cash EUR 0.00", "sales EUR 0.00"]);
}

#[test]
fn an_answer_does_not_wait_for_the_next_line() {
    let desk = shop();
    let mut command = desk.command(&["exec"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for id in ["a", "b", "c"] {
        writeln!(stdin, "{}", transfer(id, "1.00")).unwrap();
        let answer: Json = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["ok"], true);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn many_lines_share_transactions_and_stay_in_order() {
    let desk = shop();
    let input: String =
        (0..5_000).map(|n| format!("{}\n", transfer(&format!("n{n}"), "0.01"))).collect();
    let answers = desk.feed(&["exec"], input).ok().lines();
    let positions: Vec<i64> = answers.iter().map(|it| it["pos"].as_i64().unwrap()).collect();
    assert_eq!(positions, (3..5_003).collect::<Vec<_>>());
    assert_eq!(desk.balances(&[]), ["cash EUR 50.00", "sales EUR -50.00"]);
}

#[test]
fn tenants_and_actors_are_apart() {
    let desk = shop();
    assert_eq!(desk.run(&["--tenant", "other", "balances", "--json"]).ok().stdout, "");
    let ran = desk.run(&["--tenant", "not ok", "balances", "--json"]);
    assert_eq!((ran.code, &ran.error()["code"]), (2, &json!("invalid_tenant")));
    let ran =
        desk.feed(&["--actor", "till 1 \u{1f4b6}", "exec"], open("bank", "asset").to_string());
    ran.ok();
    let ran = desk.run(&["outbox", "follow", "mail", "--limit", "10"]).ok();
    let deliveries = ran.lines();
    assert_eq!(deliveries.len(), 3);
    assert_eq!(deliveries[2]["actor"], "till 1 \u{1f4b6}");
    desk.run(&["outbox", "ack", "mail", "1"]).ok();
    desk.run(&["outbox", "park", "mail", "2", "--cause", "no"]).ok();
    let rest = desk.run(&["outbox", "follow", "mail"]).ok().lines();
    assert_eq!((rest.len(), &rest[0]["pos"]), (1, &json!(3)));
    assert_eq!(desk.run(&["outbox", "ack", "mail", "9"]).code, 1);
    let cursors = desk.run(&["outbox", "cursors", "--json"]).ok().lines();
    assert_eq!((&cursors[0]["pos"], &cursors[0]["parked"][0]["cause"]), (&json!(2), &json!("no")));
}

#[test]
fn the_journal_is_delivered_and_what_is_parked_decided() {
    let desk = shop();
    let relay = ["relay", "--to", "-", "--once"];
    let ids = |ran: &support::Ran| -> Vec<String> {
        let lines = ran.lines();
        lines.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
    };
    let ran = desk.run(&relay).ok();
    assert_eq!(ids(&ran), ["main/1/0", "main/1/1", "main/2/0"]);
    assert_eq!(ran.lines()[0]["specversion"], "1.0");
    assert_eq!(desk.run(&relay).ok().stdout, "");
    // A parked entry stops the stream, until it is retried or given up.
    let parked = ["relay", "--to", "-", "--once", "--sink", "other"];
    desk.run(&["outbox", "park", "other", "1", "--cause", "no"]).ok();
    let ran = desk.run(&parked);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    desk.run(&["outbox", "retry", "other", "1"]).ok();
    let retried = desk.run(&parked).ok();
    // The decision itself is in the journal.
    assert_eq!(ids(&retried), ["main/1/0", "main/1/1", "main/2/0", "main/3/0"]);
    assert_eq!(retried.lines()[3]["type"], "moja.outbox.retried");
    let refused = desk.run(&["outbox", "skip", "other", "1", "--reason", "late", "--json"]);
    assert_eq!((refused.code, &refused.error()["code"]), (1, &json!("not_parked")));
    for to in ["nowhere", "https://localhost/"] {
        assert_eq!(desk.run(&["relay", "--to", to, "--once"]).code, 2, "{to}");
    }
    assert_eq!(desk.run(&["relay", "--to", "nats://127.0.0.1:1/M", "--once"]).code, 3);
}
