//! The program on a PostgreSQL server: the same answers as on a file.

#![cfg(feature = "postgres")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs,
    dead_code,
    reason = "a test fails by panicking"
)]

#[path = "../../postgres/tests/support/mod.rs"]
mod server;
mod support;

use serde_json::{Value as Json, json};
use server::server;
use support::{Desk, Ran};

/// Everything that a shop does in a day, with ids, so that it can be told again.
fn lines() -> String {
    let account = |code: &str, kind: &str| {
        json!({ "command": "ledger.open_account", "id": format!("open {code}"), "at": "2026-01-01T00:00:00Z",
                "args": { "code": code, "currency": "EUR", "kind": kind } })
    };
    let mut lines = vec![account("cash", "asset"), account("sales", "income")];
    for nth in 0..40 {
        lines.push(json!({ "command": "ledger.transfer", "id": format!("sale {nth}"),
            "at": "2026-01-02T00:00:00Z", "args": { "debit": "cash", "credit": "sales",
            "amount": { "amount": "12.50", "currency": "EUR" } } }));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Twenty-four mugs on a shelf, bought on account.
fn goods() -> String {
    let command = |name: &str, args: Json| json!({ "command": name, "args": args });
    let account = |code: &str, kind: &str| {
        command("ledger.open_account", json!({ "code": code, "currency": "EUR", "kind": kind }))
    };
    let location = |code: &str, kind: &str| {
        command("inventory.create_location", json!({ "code": code, "kind": kind }))
    };
    let accounts = json!({
        "inventory": "stock", "received_not_invoiced": "owed", "cost_of_goods_sold": "cost",
        "adjustment": "cost", "price_difference": "cost", "production_cost": "cost",
        "landed_cost": "owed", "revaluation": "cost",
    });
    let lines = [
        account("stock", "asset"),
        account("owed", "liability"),
        account("cost", "expense"),
        location("shelf", "internal"),
        location("supplier", "supplier"),
        command(
            "inventory.define_group",
            json!({ "code": "cups", "currency": "EUR", "accounts": accounts }),
        ),
        command("inventory.create_item", json!({ "code": "mug", "group": "cups" })),
        command(
            "inventory.receive",
            json!({ "from": "supplier", "to": "shelf", "lines": [{ "item": "mug", "quantity": "24",
                    "cost": { "amount": "84.00", "currency": "EUR" } }] }),
        ),
    ];
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Where the journal of a healthy store ends.
fn head(ran: &Ran) -> Json {
    let report = ran.lines().pop().expect("a report");
    assert_eq!(report["ok"], true, "{report}");
    report["heads"][0]["pos"].clone()
}

/// The lines of an answer without ids, which each run of the program draws anew.
fn told(ran: &Ran) -> Vec<Json> {
    fn without_ids(value: &mut Json) {
        match value {
            Json::Object(fields) => {
                fields.retain(|name, _| name != "id" && name != "transaction");
                fields.values_mut().for_each(without_ids);
            }
            Json::Array(values) => values.iter_mut().for_each(without_ids),
            _ => {}
        }
    }
    let mut lines = ran.lines();
    lines.iter_mut().for_each(without_ids);
    lines
}

#[test]
fn a_url_is_a_store_with_the_same_answers() {
    let desk = Desk::new();
    let url = server().url("postgres", "postgres");
    let absent = desk.run(&["--json", "--store", &url, "balances"]);
    assert_eq!(absent.code, 3, "{absent:?}");
    assert!(absent.error()["message"].as_str().unwrap().contains("there is no store"));
    for store in ["moja.db", &url] {
        let exec = ["--json", "--store", store, "exec", "--manual-clock"];
        for replayed in [false, true] {
            let told = desk.feed(&exec, lines()).ok().lines();
            assert_eq!(told.len(), 42);
            assert!(told.iter().all(|line| line["replayed"] == replayed), "{store}: {told:?}");
        }
    }
    for args in [
        &["balances"][..],
        &["trial-balance"],
        &["entries", "--account", "cash"],
        &["statement", "cash", "--from", "2026-01-01", "--to", "2026-01-31"],
        &["query", "ledger.accounts"],
    ] {
        let [file, server] = ["moja.db", &url].map(|store| {
            let mut all = vec!["--json", "--store", store];
            all.extend(args);
            desk.run(&all).ok()
        });
        assert!(!file.stdout.is_empty() && told(&file) == told(&server), "{args:?}");
    }
    // Verified, and with as many entries.
    let [file, stored] = ["moja.db", &url]
        .map(|store| head(&desk.run(&["--json", "--store", store, "verify"]).ok()));
    assert_eq!(file, stored);
    // Stock, whose value is posted to the ledger in the same commit.
    desk.feed(&["--json", "--store", &url, "exec"], goods()).ok();
    let found = desk.run(&["--json", "--store", &url, "stock"]).ok();
    assert!(found.stdout.contains("mug"), "{found:?}");
    head(&desk.run(&["--json", "--store", &url, "verify"]).ok());
    // The views are there for people, and show what their reader may see.
    let balance = server().sql("SELECT sum(balance) FROM moja.ledger_balances WHERE code = 'cash'");
    assert_eq!(balance, ["50000"]);
    assert_eq!(server().sql("SELECT count(*) > 0 FROM moja.inventory_stock"), ["t"]);
    // A server's store is backed up by the server's tools.
    for args in [["backup", "copy.db"], ["restore", "copy.db"]] {
        let refused = desk.run(&["--json", "--store", &url, args[0], args[1]]);
        assert_eq!(refused.error()["code"], "store_not_a_file");
    }
    assert!(!desk.has("copy.db"));
}
