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

#[path = "../../moja/tests/dispatch_support/mod.rs"]
mod dispatch_support;
#[path = "../../postgres/tests/support/mod.rs"]
mod server;
mod support;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use dispatch_support::{BARCODE, World, builder, command_args, id};
use moja::Builder;
use rusqlite::Connection;
use rusqlite::types::Value;
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

/// Every row of every table of a file, but for the store's own records of itself.
fn dump(path: &Path) -> BTreeMap<String, Vec<String>> {
    let file = Connection::open(path).unwrap();
    let mut names = file
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' \
             AND name NOT LIKE 'moja!_%' ESCAPE '!' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
        )
        .unwrap();
    let names: Vec<String> =
        names.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let rows = |name: &String| {
        let sql =
            format!("SELECT o.name, t.* FROM \"{name}\" AS t JOIN moja_tenant AS o USING (tenant)");
        let mut statement = file.prepare(&sql).unwrap();
        let width = statement.column_count();
        let read = |row: &rusqlite::Row<'_>| {
            // The number of a tenant is the file's own.
            let values = (0..width).filter(|at| *at != 1);
            let values: Vec<Value> = values.map(|at| row.get(at).unwrap()).collect();
            Ok(format!("{values:?}"))
        };
        let mut rows: Vec<String> =
            statement.query_map([], read).unwrap().collect::<Result<_, _>>().unwrap();
        rows.sort();
        rows
    };
    names.iter().map(|name| (name.clone(), rows(name))).collect()
}

fn database(name: &str) -> String {
    server().sql(&format!("CREATE DATABASE {name}"));
    server().url("postgres", name)
}

/// A tenant for which every command of every domain was executed.
fn shop(store: &Path) {
    let moja = moja::blocking::open_with(builder(), store.to_str().unwrap()).unwrap();
    let till = moja.tenant("shop").acting_as("till");
    let rename = str::to_owned;
    let mut world =
        World { till: &till, rename: &rename, shift: 0, factor: 1, barcode: BARCODE, next: 0 };
    world.open_books();
    world.build();
    for (nth, name) in (0x5_0000..).zip(Builder::new().registry().commands().map(|it| it.name)) {
        till.run_named(id(nth).parse().unwrap(), name, command_args(name)).unwrap();
    }
    moja.close().unwrap();
}

#[test]
fn a_copy_there_and_back_is_the_same() {
    let desk = Desk::new();
    desk.feed(&["exec", "--manual-clock"], lines() + &goods()).ok();
    desk.feed(&["--tenant", "other", "exec", "--manual-clock"], lines()).ok();
    shop(&desk.path("moja.db"));
    let leg = |account: &str, amount: &str| {
        json!({ "account": account,
        "amount": { "amount": amount, "currency": "EUR" } })
    };
    let split = json!({ "command": "ledger.post", "args": { "legs":
        [leg("cash", "9.00"), leg("sales", "-7.00"), leg("owed", "-2.00")] } });
    desk.feed(&["exec"], format!("{split}\n")).ok();
    desk.run(&["outbox", "ack", "mail", "3"]).ok();
    desk.run(&["outbox", "park", "mail", "4", "--cause", "no route"]).ok();
    desk.run(&["outbox", "park", "mail", "5", "--cause", "no route"]).ok();
    desk.run(&["outbox", "retry", "mail", "5"]).ok();
    let url = database("copied");
    let origin = dump(&desk.path("moja.db"));
    // Every table has rows, but for those of long histories, of packs, and of what is done at
    // once.
    let empty = origin.iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table.as_str());
    let expected = "copying history_block history_run history_state inventory_unit outbox_lease";
    assert_eq!(empty.collect::<Vec<_>>(), expected.split(' ').collect::<Vec<_>>());
    for (from, to) in [("moja.db", url.as_str()), (&url, "back.db")] {
        let told = desk.run(&["--json", "copy", from, to]).ok().lines();
        assert!(told[0]["table"].is_string() && told[0]["total"].as_u64() > Some(100), "{told:?}");
        let ended: Vec<&Json> = told.iter().filter(|line| line["written"].is_u64()).collect();
        assert_eq!(ended.len(), 3, "{told:?}");
        let report = told.last().unwrap();
        assert_eq!((&report["ok"], &report["tenants"]), (&json!(true), &json!(3)));
        for (one, head) in ended.iter().zip(report["heads"].as_array().unwrap()) {
            assert_eq!((&one["tenant"], &one["hash"]), (&head["tenant"], &head["hash"]));
        }
        // Once more is nothing.
        let again = desk.run(&["--json", "copy", from, to, "--no-verify"]).ok().lines();
        assert!(again.len() == 3 && again.iter().all(|line| line["written"] == 0), "{again:?}");
    }
    let back = dump(&desk.path("back.db"));
    assert_eq!(back.keys().collect::<Vec<_>>(), origin.keys().collect::<Vec<_>>());
    for (table, rows) in &origin {
        assert_eq!(&back[table], rows, "{table}");
    }
    // Commands that were executed before the move are known after it.
    let replayed = desk.feed(&["--json", "--store", &url, "exec", "--manual-clock"], lines()).ok();
    assert!(replayed.lines().iter().all(|line| line["replayed"] == true));
    // Both have gone on for themselves: neither is copied over the other.
    let more = |store: &str, code: &str| {
        let line = json!({ "command": "ledger.open_account",
            "args": { "code": code, "currency": "EUR", "kind": "asset" } });
        desk.feed(&["--store", store, "exec"], format!("{line}\n")).ok();
    };
    more(&url, "bank");
    let before = dump(&desk.path("back.db"));
    let refused = |args: &[&str]| {
        let ran = desk.run(&[&["--json", "copy"][..], args].concat());
        assert_eq!(ran.code, 1, "{ran:?}");
        ran.error()["code"].clone()
    };
    assert_eq!(refused(&[&url, "back.db"]), "copy_done_before");
    more("back.db", "till");
    assert_eq!(refused(&[&url, "back.db"]), "copy_target_not_empty");
    assert_eq!(refused(&[&url, "new.db", "--tenant", "nobody"]), "copy_tenant_unknown");
    assert_eq!(dump(&desk.path("back.db"))["ledger_leg"], before["ledger_leg"]);
    // One tenant alone.
    let told = desk.run(&["copy", &url, "one.db", "--tenant", "other"]).ok();
    assert!(told.stdout.starts_with("other: ") && told.stdout.contains("all is well"), "{told:?}");
    assert!(desk.run(&["--store", "one.db", "--json", "balances"]).ok().stdout.is_empty());
}

/// The process is killed again and again, and the copy ends all the same.
#[test]
fn a_copy_that_is_killed_goes_on() {
    let desk = Desk::new();
    let sale = |nth: u32| {
        json!({ "command": "ledger.transfer", "id": format!("more {nth}"), "args": {
            "debit": "cash", "credit": "sales", "amount": { "amount": "1.00", "currency": "EUR" } } })
    };
    let more: String = (0..25_000).map(|nth| format!("{}\n", sale(nth))).collect();
    desk.feed(&["exec", "--manual-clock"], lines() + &more).ok();
    let url = database("killed");
    for (from, to) in [("moja.db", url.as_str()), (&url, "back.db")] {
        let mut killed = 0;
        for wanted in [1, 3, 6, 10, 15] {
            let mut command = desk.command(&["--json", "copy", from, to]);
            let mut child =
                command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program");
            let mut told = BufReader::new(child.stdout.take().expect("an output")).lines();
            let seen = told.by_ref().take(wanted).count();
            child.kill().unwrap();
            child.wait().unwrap();
            assert_eq!(seen, wanted);
            // It may have come to its end before it was killed.
            let half = desk.run(&["--json", "--store", to, "query", "ledger.accounts"]);
            if half.code == 0 {
                break;
            }
            assert_eq!((half.code, &half.error()["code"]), (3, &json!("store_tenant_copying")));
            killed += 1;
        }
        assert!(killed > 2, "only {killed} were killed half-way");
        let told = desk.run(&["--json", "copy", from, to]).ok().lines();
        assert_eq!(told.last().unwrap()["ok"], true);
    }
    assert_eq!(dump(&desk.path("back.db")), dump(&desk.path("moja.db")));
}
