//! Tenants never meet (I10 of `spec/inventory-commerce.md` §2, S9 of
//! `spec/storage-reliability.md`): every command and query of the dispatch table, asked as one
//! tenant beside another that has rows of the same names and ids, and rows of its own. The list is
//! the registry's, so that none can be forgotten.
#![cfg(feature = "commerce")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects, reason = "tests")]

mod dispatch_support;
#[cfg(feature = "postgres")]
#[path = "../../postgres/tests/support/mod.rs"]
mod server;

use dispatch_support::*;
use moja::blocking::{Moja, Session};
use moja::{Builder, Failure};
use serde_json::{Value as Json, json};

/// The arguments, and the same with each name and number in turn being one that only the other
/// tenant has.
fn with_foreign(args: &Json) -> Vec<Json> {
    fn leaves(at: &Json, path: &str, found: &mut Vec<String>) {
        match at {
            Json::String(_) => found.push(path.to_owned()),
            Json::Array(all) => {
                all.iter()
                    .enumerate()
                    .for_each(|(n, it)| leaves(it, &format!("{path}/{n}"), found));
            }
            Json::Object(all) => {
                all.iter().for_each(|(key, it)| leaves(it, &format!("{path}/{key}"), found));
            }
            _ => {}
        }
    }
    let mut paths = Vec::new();
    leaves(args, "", &mut paths);
    let foreign = paths.iter().filter_map(|path| {
        let mut args = args.clone();
        let leaf = args.pointer_mut(path).unwrap();
        let text = leaf.as_str().unwrap();
        *leaf = json!(match number(text) {
            Some(n) if n < MADE => id(n + SHIFT),
            None if NAMES.contains(&text) => format!("{text}{SUFFIX}"),
            None if text == BARCODE => OTHER_BARCODE.to_owned(),
            _ => return None,
        });
        Some(args)
    });
    // What one of them makes has another number than what the next makes.
    let all = foreign.chain([args.clone()]);
    (0..).zip(all).map(|(nth, args)| made_by(nth, args)).collect()
}

fn made_by(nth: u64, args: Json) -> Json {
    match args {
        Json::String(text) => match number(&text) {
            Some(n) if (MADE..SHIFT).contains(&n) => json!(id(n + nth * 0x100)),
            _ => Json::String(text),
        },
        Json::Array(all) => all.into_iter().map(|it| made_by(nth, it)).collect(),
        Json::Object(all) => all.into_iter().map(|(key, it)| (key, made_by(nth, it))).collect(),
        other => other,
    }
}

/// An answer without ids that were made for it.
fn without_new_ids(answer: Json) -> Json {
    match answer {
        Json::String(text)
            if number(&text).is_none() && text.parse::<moja::CommandId>().is_ok() =>
        {
            json!("new")
        }
        Json::Array(all) => all.into_iter().map(without_new_ids).collect(),
        Json::Object(all) => all.into_iter().map(|(key, it)| (key, without_new_ids(it))).collect(),
        other => other,
    }
}

type Answer = Result<Json, (String, String, Json)>;

fn answer(ended: Result<Json, Failure>) -> Answer {
    let refused = |it: Failure| (it.code, it.message, json!(it.fields));
    ended.map(without_new_ids).map_err(refused)
}

/// What the tenant `ours` is answered, to everything.
fn answers(moja: &Moja, beside: bool) -> Vec<(String, Json, Answer)> {
    let ours = moja.tenant("ours").acting_as("us");
    let theirs = moja.tenant("theirs").acting_as("them");
    let world = |till: &Session, suffix: &str, shift, factor, barcode, text: &str| {
        let rename = |name: &str| match name {
            "text" => text.to_owned(),
            _ if NAMES.contains(&name) => format!("{name}{suffix}"),
            _ => name.to_owned(),
        };
        let mut world = World { till, rename: &rename, shift, factor, barcode, next: 0 };
        if suffix.is_empty() {
            world.open_books();
        }
        world.build();
    };
    if beside {
        // Once as ours, and once with what only they have.
        world(&theirs, "", 0, 777, BARCODE, "secret");
        world(&theirs, SUFFIX, SHIFT, 777, OTHER_BARCODE, "secret");
    }
    world(&ours, "", 0, 1, BARCODE, "open");
    let before = all_rows(moja, "theirs");
    let mut found = Vec::new();
    let mut next = 0x4_0000;
    let names = Builder::new();
    for round in 0..2 {
        for name in names.registry().queries().map(|it| it.name) {
            for args in with_foreign(&query_args(name)) {
                let answer = answer(ours.query_named(name, args.clone()));
                found.push((name.to_owned(), args, answer));
            }
        }
        if round == 1 {
            break;
        }
        for name in names.registry().commands().map(|it| it.name) {
            for args in with_foreign(&command_args(name)) {
                next += 1;
                let command = id(next).parse().unwrap();
                let ended = ours.run_named(command, name, args.clone());
                let answer = answer(ended.map(|outcome| outcome.value));
                assert_eq!(all_rows(moja, "theirs"), before, "{name} {args}");
                found.push((name.to_owned(), args, answer));
            }
        }
    }
    assert_eq!(moja.verify().unwrap().findings, []);
    found
}

fn same(alone: &[(String, Json, Answer)], beside: &[(String, Json, Answer)]) {
    assert_eq!(alone.len(), beside.len());
    for (left, right) in alone.iter().zip(beside) {
        assert_eq!(left, right);
    }
}

#[test]
fn i10_a_tenant_is_answered_as_if_it_were_alone() {
    let alone = answers(&moja::blocking::open_memory(builder()).unwrap(), false);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("goods.db");
    same(&alone, &answers(&moja::blocking::open_memory(builder()).unwrap(), true));
    let file = moja::blocking::open_with(builder(), file.to_str().unwrap()).unwrap();
    same(&alone, &answers(&file, true));
    // None of this is empty talk: what names no other's row is accepted, and what does is refused.
    let (mut accepted, mut refused, mut odd) = (0, 0, Vec::new());
    for (name, args, answer) in &alone {
        match (answer, is_foreign(args)) {
            (Ok(_), true) if MAY_BE_NEW.contains(&name.as_str()) => {}
            (Ok(_), false) => accepted += 1,
            // A lot that was described by then is known, and there is nothing of it.
            (Err((code, _, fields)), true) if is_absent(code, fields) => {
                refused += 1;
            }
            (answer, _) => odd.push(format!("{name} {args}: {answer:?}")),
        }
    }
    assert!(odd.is_empty(), "{}", odd.join("\n"));
    assert!(accepted > 160 && refused > 180, "{accepted} accepted, {refused} refused");
}

/// The same on a server, where the database itself keeps tenants apart.
#[cfg(feature = "postgres")]
#[test]
fn i10_a_tenant_of_a_server_is_answered_as_if_it_were_alone() {
    let alone = answers(&moja::blocking::open_memory(builder()).unwrap(), false);
    let url = server::server().url("postgres", "postgres");
    same(&alone, &answers(&moja::blocking::open_with(builder(), url).unwrap(), true));
}

fn is_foreign(args: &Json) -> bool {
    match args {
        Json::String(text) => {
            number(text).is_some_and(|n| n >= SHIFT)
                || text.strip_suffix(SUFFIX).is_some_and(|name| NAMES.contains(&name))
        }
        Json::Array(all) => all.iter().any(is_foreign),
        Json::Object(all) => all.values().any(is_foreign),
        _ => false,
    }
}

/// What filters by a name instead of looking it up, and what a name may be new in: a lot, a price,
/// a seller, a sink, and where an order will be sent to.
const MAY_BE_NEW: &[&str] = &[
    "commerce.prices",
    "commerce.set_price",
    "commerce.set_seller",
    "inventory.classification",
    "inventory.describe_lot",
    "inventory.items",
    "inventory.movements",
    "inventory.recall",
    "inventory.valuation",
    "ledger.accounts",
    "ledger.balances",
    "ledger.entries",
    "outbox.ack",
    "outbox.lease",
    "outbox.park",
    "outbox.release",
    "shop.place_order",
];

/// What is not there is refused, by the command or by what follows from it.
fn is_absent(code: &str, fields: &Json) -> bool {
    let code = fields["code"].as_str().unwrap_or(code);
    code.ends_with("_not_found") || ABSENT.contains(&code)
}

/// How else what is not there is refused.
const ABSENT: &[&str] = &["insufficient_stock", "not_parked"];
