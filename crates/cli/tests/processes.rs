//! Real processes: killed in the middle (R2), and several on one file (R7). Those that fork (R8)
//! are in `crates/moja/tests/fork.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
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

const WALLETS: u64 = 5;

/// Rounds of the kill loop; `MOJA_KILL_ROUNDS` for another number.
fn rounds() -> u64 {
    std::env::var("MOJA_KILL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(500)
}

fn open_wallets(desk: &Desk) {
    let mut lines = String::new();
    for n in 0..WALLETS {
        let args = json!({ "code": format!("wallet:{n}"), "currency": "EUR", "kind": "liability" });
        let line =
            json!({ "id": format!("open-{n}"), "command": "ledger.open_account", "args": args });
        lines += &format!("{line}\n");
    }
    desk.feed(&["exec"], lines).ok();
}

fn transfer(id: &str, n: u64) -> String {
    let (debit, credit) = (n % WALLETS, (n + 1 + n % (WALLETS - 1)) % WALLETS);
    let args = json!({
        "debit": format!("wallet:{debit}"),
        "credit": format!("wallet:{credit}"),
        "amount": { "amount": format!("{}.00", 1 + n % 9), "currency": "EUR" },
    });
    json!({ "id": id, "command": "ledger.transfer", "args": args }).to_string()
}

fn assert_sound(desk: &Desk) {
    desk.run(&["verify"]).ok();
    let cents: i64 = desk
        .run(&["--json", "balances", "--all"])
        .ok()
        .lines()
        .iter()
        .map(|line| line["balance"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap())
        .sum();
    assert_eq!(cents, 0, "the books do not balance");
}

#[test]
fn r2_a_killed_process_loses_nothing_that_it_acknowledged() {
    let desk = Desk::new();
    open_wallets(&desk);
    let mut sent = 0_u64;
    for round in 0..rounds() {
        let mut child = desk
            .command(&["exec"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut input = child.stdin.take().expect("an input");
        let output = BufReader::new(child.stdout.take().expect("an output"));
        let first = sent;
        // Some are still on their way when the process dies.
        for _ in 0..40 {
            writeln!(input, "{}", transfer(&format!("sale-{sent}"), sent)).expect("a line");
            sent += 1;
        }
        input.flush().expect("a flush");
        let mut acknowledged = 0_u64;
        let enough = 1 + (round * 7) % 30;
        for line in output.lines() {
            let Ok(line) = line else { break };
            let answer: Json = serde_json::from_str(&line).expect("an answer");
            assert_eq!(answer["ok"], true, "{line}");
            acknowledged += 1;
            if acknowledged >= enough {
                break;
            }
        }
        child.kill().expect("SIGKILL");
        child.wait().expect("an end");
        // Sent again, what was acknowledged replays; all of it is then there once.
        let again: String =
            (first..sent).map(|n| transfer(&format!("sale-{n}"), n) + "\n").collect();
        let answers = desk.feed(&["exec"], again).ok().lines();
        for (n, answer) in answers.iter().enumerate() {
            assert_eq!(answer["ok"], true, "{answer}");
            if (n as u64) < acknowledged {
                assert_eq!(answer["replayed"], true, "round {round}: {n} was lost: {answer}");
            }
        }
        if round % 10 == 9 {
            assert_sound(&desk);
        }
    }
    assert_sound(&desk);
}

#[test]
fn r7_r20_processes_share_a_file_and_the_total_stays() {
    let desk = Desk::new();
    open_wallets(&desk);
    let children: Vec<_> = (0..4)
        .map(|process| {
            let mut child = desk
                .command(&["--actor", &format!("till-{process}"), "exec"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("the program");
            let mut input = child.stdin.take().expect("an input");
            let lines: String = (0..150_u64)
                .map(|n| transfer(&format!("{process}-{n}"), n + process) + "\n")
                .collect();
            let writer = std::thread::spawn(move || {
                let _ = input.write_all(lines.as_bytes());
            });
            (child, writer)
        })
        .collect();
    let mut done = 0;
    for (child, writer) in children {
        let output = child.wait_with_output().expect("an end");
        writer.join().expect("the writer");
        for line in String::from_utf8(output.stdout).expect("text").lines() {
            let answer: Json = serde_json::from_str(line).expect("an answer");
            // Serialised, or told that the file was busy; never anything else.
            if answer["ok"] == true {
                done += 1;
            } else {
                assert_eq!(answer["error"]["code"], "store_busy", "{line}");
            }
        }
    }
    assert!(done > 0);
    assert_sound(&desk);
}
