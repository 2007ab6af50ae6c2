//! Commands as messages: sent twice, dry, as JSON, in any script; and the audit trail that they
//! leave. Invariants 22 to 25, 38 to 40 of `spec/ledger.md` §2; of 24, as the issue has it, a
//! refused command leaves no trace, so its id stays usable.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod ledger_support;

use std::sync::Arc;

use ledger_support::*;
use moja::Failure;
use moja::core::journal::JournalRow;
use moja::core::memory::MemoryStore;
use moja::core::record::{Record, TableDef};
use moja::core::scan::Scan;
use moja::core::store::{Access, Store};
use moja::core::tenant::Tenant;
use moja::prelude::*;
use serde_json::{Value as Json, json};

#[test]
fn invariant_22_the_same_id_and_body_give_the_first_outcome_again() {
    let shop = with_wallet(1_000);
    let id = shop.till.new_command_id();
    let first = shop.till.run_as(id, transfer("wallet", "sales", 1_000)).unwrap();
    assert!(!first.replayed);
    let state = shop.state();
    shop.pass(60);
    // Also when it would be refused by now.
    for _ in 0..3 {
        let again = shop.till.run_as(id, transfer("wallet", "sales", 1_000)).unwrap();
        assert!(again.replayed);
        assert_eq!((again.value, again.pos), (first.value, first.pos));
    }
    assert_eq!(shop.state(), state);
    // By name too, with its answer as JSON.
    let args = json!({"debit": "wallet", "credit": "sales", "amount": {"amount": "10.00", "currency": "EUR"}});
    let named = shop.till.run_named(id, "ledger.transfer", args).unwrap();
    assert!(named.replayed);
    assert_eq!(named.value, json!({ "transaction": first.value.transaction }));
    // Every command answers the same twice, whatever was swept in between.
    let id = shop.till.new_command_id();
    let place = PlaceHold::new("cash", "sales", cents(5)).expires_in_s(10);
    let placed = shop.till.run_as(id, place.clone()).unwrap();
    shop.pass(100);
    assert_eq!(shop.till.run_as(id, place).unwrap().value, placed.value);
    let id = shop.till.new_command_id();
    let many = TransferMany {
        transfers: vec![transfer("cash", "sales", 1), transfer("cash", "equity", 2)],
    };
    let posted = shop.till.run_as(id, many.clone()).unwrap();
    assert_eq!(shop.till.run_as(id, many).unwrap().value, posted.value);
    shop.verified();
}

#[test]
fn invariant_23_the_same_id_and_another_body_name_the_first_difference() {
    let shop = with_wallet(1_000);
    let id = shop.till.new_command_id();
    let first = transfer("wallet", "sales", 100).reference("a");
    shop.till.run_as(id, first.clone()).unwrap();
    let state = shop.state();
    let differs = |command: Transfer| {
        let failure = Failure::from(shop.till.run_as(id, command).unwrap_err());
        assert_eq!(failure.code, "id_reused_with_different_request");
        assert_eq!(failure.fields["id"], id.to_string());
        failure.fields["field"].as_str().unwrap().to_owned()
    };
    assert_eq!(differs(Transfer { amount: cents(101), ..first.clone() }), "amount");
    assert_eq!(differs(Transfer { debit: "cash".into(), ..first.clone() }), "debit");
    assert_eq!(differs(first.clone().reference("b")), "reference");
    assert_eq!(differs(Transfer { reference: None, ..first.clone() }), "reference");
    assert_eq!(differs(first.clone().effective_at(time("2026-01-01"))), "effective_at");
    // Another command altogether.
    let failure = Failure::from(shop.till.run_as(id, freeze("wallet")).unwrap_err());
    assert_eq!(failure.code, "id_reused_with_different_request");
    assert_eq!(shop.state(), state);
    // An id belongs to its tenant.
    let beta = shop.moja.tenant("beta").acting_as("till-1");
    beta.run_as(id, OpenAccount::asset("cash", EUR)).unwrap();
    shop.verified();
}

#[test]
fn invariant_24_a_refused_command_leaves_no_trace_and_its_id_stays_usable() {
    let shop = with_accounts();
    let id = shop.till.new_command_id();
    let before = shop.state();
    for _ in 0..2 {
        let failure =
            Failure::from(shop.till.run_as(id, transfer("wallet", "sales", 1)).unwrap_err());
        assert_eq!(failure.code, "insufficient_funds");
        assert!(failure.retryable);
    }
    assert_eq!(shop.state(), before);
    shop.ok(transfer("cash", "wallet", 1));
    assert!(!shop.till.run_as(id, transfer("wallet", "sales", 1)).unwrap().replayed);
    // So do the ids of a unit that broke, and a dry run takes none.
    let unit = shop.till.new_command_id();
    let commands = || [transfer("cash", "wallet", 5), transfer("wallet", "sales", 6)];
    shop.till.all_or_nothing_as(unit, commands()).unwrap_err();
    shop.ok(transfer("cash", "wallet", 1));
    let done = shop.till.all_or_nothing_as(unit, commands()).unwrap();
    assert!(done.iter().all(|outcome| !outcome.replayed));
    let again = shop.till.all_or_nothing_as(unit, commands()).unwrap();
    assert!(again.iter().all(|outcome| outcome.replayed));
    assert_eq!(shop.net("sales"), -7);
    shop.verified();
}

#[test]
fn invariant_25_of_concurrent_first_uses_one_executes_and_the_others_replay() {
    let shop = with_wallet(1_000_000);
    for _ in 0..20 {
        let id = shop.till.new_command_id();
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6)
                .map(|_| {
                    let till = shop.till.clone();
                    scope.spawn(move || till.run_as(id, transfer("wallet", "sales", 7)).unwrap())
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|outcome| !outcome.replayed).count(), 1);
        assert!(outcomes.iter().all(|outcome| outcome.value == outcomes[0].value));
    }
    assert_eq!(shop.net("sales"), -140);
    shop.verified();
}

#[test]
fn invariant_25_the_order_of_fields_does_not_matter() {
    let shop = with_wallet(1_000);
    let id = shop.till.new_command_id();
    let texts = [
        r#"{"debit":"wallet","credit":"sales","amount":{"amount":"1.00","currency":"EUR"}}"#,
        r#"{"amount":{"currency":"EUR","amount":"1"},"credit":"sales","narration":null,"debit":"wallet"}"#,
        r#"{"id":null,"credit":"sales","debit":"wallet","amount":{"currency":"EUR/2","amount":"1.0"}}"#,
    ];
    let mut replayed = Vec::new();
    for text in texts {
        let args: Json = serde_json::from_str(text).unwrap();
        replayed.push(shop.till.run_named(id, "ledger.transfer", args).unwrap().replayed);
    }
    assert_eq!(replayed, [false, true, true]);
}

#[cfg(feature = "sqlite")]
#[test]
fn invariant_25_ids_survive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let run = |till: &moja::blocking::Session, id| till.run_as(id, transfer("cash", "sales", 5));
    let (id, first) = {
        let moja = moja::blocking::open(&path).unwrap();
        let till = moja.tenant("acme").acting_as("till-1");
        till.run(OpenAccount::asset("cash", EUR)).unwrap();
        till.run(OpenAccount::income("sales", EUR)).unwrap();
        let id = till.new_command_id();
        (id, run(&till, id).unwrap())
    };
    let moja = moja::blocking::open(&path).unwrap();
    let till = moja.tenant("acme").acting_as("till-2");
    let again = run(&till, id).unwrap();
    assert!(again.replayed);
    assert_eq!(again.value, first.value);
    let failure = Failure::from(till.run_as(id, transfer("cash", "sales", 6)).unwrap_err());
    assert_eq!(failure.fields["field"], "amount");
}

/// A shop that can take each command of [`every_command`], one after the other.
fn every_command() -> Vec<(&'static str, Json)> {
    let eur = |amount: &str| json!({"amount": amount, "currency": "EUR"});
    let account = |code: &str| json!({"account": code, "currency": "EUR"});
    let id = |n: u8| tx(n).to_string();
    vec![
        ("ledger.declare_currency", json!({"currency": "HOOL/3", "metadata": {"name": "Hooli"}})),
        ("ledger.open_account", json!({"code": "cash", "currency": "EUR", "kind": "asset"})),
        (
            "ledger.open_account",
            json!({
                "code": "wallet", "currency": "EUR", "kind": "liability", "normal": "credit",
                "policy": "guarded", "min_balance": eur("0"), "max_balance": eur("1000.00"),
                "controlled_by": "payroll", "opened_at": "2026-01-01", "tags": ["a"],
                "metadata": {"k": "v", "d": {"kind": "date", "text": "2026-01-01"}},
            }),
        ),
        (
            "ledger.open_account",
            json!({"code": "fees", "currency": "EUR", "kind": "income", "policy": "add_only"}),
        ),
        (
            "ledger.change_limits",
            json!({"account": "wallet", "currency": "EUR", "min_balance": eur("-5.00")}),
        ),
        ("ledger.change_control", account("wallet")),
        ("ledger.freeze_account", account("wallet")),
        ("ledger.unfreeze_account", account("wallet")),
        (
            "ledger.close_account",
            json!({"account": "wallet", "currency": "EUR", "require_empty": true}),
        ),
        ("ledger.reopen_account", account("wallet")),
        ("ledger.describe_account", json!({"account": "wallet", "currency": "EUR", "tags": ["b"]})),
        (
            "ledger.transfer",
            json!({
                "id": id(1), "debit": "cash", "credit": "wallet", "amount": eur("20.00"),
                "effective_at": "2026-02-01T00:00:00+01:00", "reference": "r", "narration": "n",
            }),
        ),
        (
            "ledger.transfer_many",
            json!({"transfers": [
                {"debit": "cash", "credit": "wallet", "amount": eur("1")},
                {"debit": "wallet", "credit": "fees", "amount": eur("0.01")},
            ]}),
        ),
        (
            "ledger.post",
            json!({
                "id": id(2),
                "legs": [
                    {"account": "wallet", "amount": eur("2.00"), "data": {"flag": "!"}},
                    {"account": "fees", "amount": eur("-2.00")},
                ],
                "details": {"payee": "p", "tags": ["t"], "links": ["l"], "metadata": {"k": "v"}},
                "preconditions": [
                    {"balance_at_least": {"account": "wallet", "amount": eur("20.00")}},
                    {"balance_at_most": {"account": "wallet", "amount": eur("21.00")}},
                    {"version_is": {"account": "wallet", "currency": "EUR", "version": 3}},
                ],
            }),
        ),
        (
            "ledger.post_many",
            json!({"transactions": [{"legs": [
                {"account": "wallet", "amount": eur("1.00")}, {"account": "fees", "amount": eur("-1.00")},
            ]}]}),
        ),
        (
            "ledger.place_hold",
            json!({
                "id": hold_id(1), "debit": "wallet", "credit": "fees", "amount": eur("3.00"),
                "expires_in_s": 60, "details": {"reference": "h"},
            }),
        ),
        (
            "ledger.capture_hold",
            json!({"hold": hold_id(1), "amount": eur("1.00"), "completion": "partial"}),
        ),
        ("ledger.capture_hold", json!({"hold": hold_id(1), "effective_at": "2026-02-03"})),
        (
            "ledger.place_hold",
            json!({"id": hold_id(2), "debit": "wallet", "credit": "fees", "amount": eur("1.00")}),
        ),
        ("ledger.release_hold", json!({"hold": hold_id(2)})),
        ("ledger.sweep_holds", account("wallet")),
        (
            "ledger.reverse",
            json!({"transaction": id(2), "date": "original", "ignore_limits": true}),
        ),
        (
            "ledger.refund",
            json!({"transaction": id(1), "amount": eur("1.00"), "date": {"on": "2026-02-02"}}),
        ),
        (
            "ledger.record_prices",
            json!({"prices": [{"currency": "HOOL", "quoted_in": "EUR", "at": "2026-01-01", "price": "1.5"}]}),
        ),
        (
            "ledger.keep_directives",
            json!({"directives": [{"at": "2026-01-01", "kind": "note", "body": {"text": "x"}}]}),
        ),
    ]
}

#[test]
fn a_dry_run_of_every_command_tells_the_outcome_and_keeps_nothing() {
    let shop = shop();
    for (name, args) in every_command() {
        let before = shop.state();
        let dry = shop.till.dry_run_named(name, args.clone());
        let dry = dry.unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
        assert_eq!((dry.pos, dry.replayed), (0, false), "{name}");
        assert_eq!(shop.state(), before, "{name}");
        let done = shop.till.run_named(shop.till.new_command_id(), name, args).unwrap();
        assert_eq!(done.pos, before.pos + 1);
        let keys = |value: &Json| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&dry.value), keys(&done.value), "{name}");
        shop.verified();
    }
    let named: std::collections::BTreeSet<&str> = every_command().iter().map(|it| it.0).collect();
    let registered: Vec<&str> = shop
        .moja
        .asynchronous()
        .engine()
        .registry()
        .commands()
        .map(|entry| entry.name)
        .filter(|name| name.starts_with("ledger."))
        .collect();
    assert_eq!(named.into_iter().collect::<Vec<_>>(), registered, "every command is in the table");
}

#[test]
fn json_arguments_are_read_strictly() {
    let shop = shop();
    let code = |name: &str, args: Json| shop.till.dry_run_named(name, args).unwrap_err().code;
    for (name, args) in every_command() {
        // An unknown field, at the top.
        let mut more = args.clone();
        more["surprise"] = json!(1);
        assert_eq!(code(name, more), "invalid_arguments", "{name}");
        // A number where an amount belongs, anywhere.
        for number in [json!(1.5), json!(1), json!(null), json!(["1"])] {
            let mut found = false;
            let spoilt = spoil(&args, &number, &mut found);
            if found {
                assert_eq!(code(name, spoilt), "invalid_arguments", "{name}");
            }
        }
        let failure = shop.till.dry_run_named(name, json!([])).unwrap_err();
        assert!(failure.code == "invalid_arguments" || failure.code == "batch_empty", "{name}");
        // What was read is written the same way.
        shop.till.run_named(shop.till.new_command_id(), name, args).unwrap();
    }
    let amount = |amount: Json| json!({"debit": "cash", "credit": "fees", "amount": amount});
    for bad in [
        json!({"amount": "1.001", "currency": "EUR"}),
        json!({"amount": "1,00", "currency": "EUR"}),
        json!({"amount": "1e2", "currency": "EUR"}),
        json!({"amount": "1", "currency": "eur"}),
        json!({"amount": "1", "currency": "HOOL"}),
        json!({"amount": "1", "currency": "EUR", "more": 1}),
        json!({"amount": "1"}),
        json!("1.00 EUR"),
    ] {
        assert_eq!(code("ledger.transfer", amount(bad.clone())), "invalid_arguments", "{bad}");
    }
    let all = every_command();
    let (_, post) = all.iter().find(|(name, _)| *name == "ledger.post").unwrap();
    let mut args = post.clone();
    args["legs"][0]["surprise"] = json!(1);
    assert_eq!(code("ledger.post", args), "invalid_arguments");
    let mut args = post.clone();
    args["preconditions"][0]["balance_at_least"]["surprise"] = json!(1);
    assert_eq!(code("ledger.post", args), "invalid_arguments");
    let mut args = post.clone();
    args["details"]["surprise"] = json!(1);
    assert_eq!(code("ledger.post", args), "invalid_arguments");
    assert_eq!(code("ledger.unknown", json!({})), "unknown_command");
    let query = |name: &str, args| shop.till.query_named(name, args).unwrap_err().code;
    assert_eq!(query("ledger.unknown", json!({})), "unknown_query");
    assert_eq!(
        query("ledger.balance", json!({"account": "cash", "currency": "EUR", "x": 1})),
        "invalid_arguments"
    );
    assert_eq!(
        query("ledger.balance", json!({"account": "none", "currency": "EUR"})),
        "account_not_found"
    );
    assert_eq!(
        query("ledger.balance", json!({"account": "cash", "currency": "EUR", "as_of": {"on": 1}})),
        "invalid_arguments"
    );
    shop.verified();
}

/// Replaces the first `amount` text by something that is none.
fn spoil(args: &Json, number: &Json, found: &mut bool) -> Json {
    match args {
        Json::Object(map) => map
            .iter()
            .map(|(key, value)| {
                if key == "amount" && value.is_string() && !*found {
                    *found = true;
                    return (key.clone(), number.clone());
                }
                (key.clone(), spoil(value, number, found))
            })
            .collect(),
        Json::Array(list) => list.iter().map(|value| spoil(value, number, found)).collect(),
        other => other.clone(),
    }
}

#[test]
fn every_query_answers_by_name_as_by_type() {
    let shop = with_wallet(1_000);
    let hold = shop.ok(PlaceHold::new("wallet", "sales", cents(5))).hold;
    let id = shop.ok(transfer("cash", "sales", 5)).transaction;
    let account = json!({"account": "cash", "currency": "EUR"});
    let asked = [
        ("ledger.accounts", json!(null)),
        ("ledger.balance", account.clone()),
        ("ledger.balance_sheet", json!({"as_of": {"at": "2026-03-02"}})),
        (
            "ledger.balances",
            json!({"tree": "cash", "as_of": {"known_at": "2026-03-02", "known_pos": 4}}),
        ),
        ("ledger.directives", json!({})),
        ("ledger.entries", json!({"account": "cash", "limit": 1, "metadata": ["k", null]})),
        ("ledger.hold", json!({ "hold": hold })),
        ("ledger.holds", json!({"account": "wallet", "currency": "EUR"})),
        ("ledger.income_statement", json!({"from": "2026-01-01", "to": "2027-01-01"})),
        ("ledger.prices", json!({})),
        ("ledger.statement", account),
        ("ledger.transaction", json!({ "transaction": id })),
        ("ledger.transactions", json!({"after": [1, 0], "newest_first": true})),
        ("ledger.trial_balance", json!({})),
    ];
    for (name, args) in &asked {
        shop.till
            .query_named(name, args.clone())
            .unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
    }
    let moja = shop.moja.asynchronous();
    let registered: Vec<&str> = moja
        .engine()
        .registry()
        .queries()
        .map(|entry| entry.name)
        .filter(|name| name.starts_with("ledger."))
        .collect();
    assert_eq!(asked.iter().map(|it| it.0).collect::<Vec<_>>(), registered);
    let by_type = serde_json::to_value(shop.balance("cash")).unwrap();
    let by_name =
        shop.till.query_named("ledger.balance", json!({"account": "cash", "currency": "EUR"}));
    assert_eq!(by_name.unwrap(), by_type);
    // And all of them are described.
    let schema = moja.describe();
    for (name, _) in asked {
        assert!(schema["queries"][name]["output"].is_object(), "{name}");
    }
    for (name, _) in every_command() {
        let rejections = &schema["commands"][name]["rejections"];
        assert_eq!(rejections.as_array().unwrap().len(), Rejection::CODES.len());
    }
}

#[test]
fn texts_of_any_script_come_back_as_they_went() {
    let shop = shop();
    let code = "資産:金庫:Ŝparbüchse 🐷";
    shop.ok(OpenAccount::asset(code, EUR));
    shop.ok(OpenAccount::income("يمين:يسار", EUR));
    // Composed and decomposed, and look-alikes, are different texts.
    shop.ok(OpenAccount::asset("é", EUR));
    shop.ok(OpenAccount::asset("e\u{301}", EUR));
    shop.ok(OpenAccount::asset("cаsh", EUR));
    shop.ok(OpenAccount::asset("cash", EUR));
    let details = Details {
        reference: Some("№ 7 'quoted' \"\\".into()),
        payee: Some("Ωmega; DROP TABLE ledger_transaction;--".into()),
        narration: Some("zeile eins\nzeile\tzwei 👩‍👩‍👧".into()),
        tags: vec!["größe".into(), "^tag".into()],
        links: vec!["链接".into()],
        metadata: Metadata::from([
            ("schlüssel".into(), "wert\u{200f}".into()),
            (String::new(), "".into()),
        ]),
    };
    let id = shop.ok(Post {
        details: details.clone(),
        ..post([Leg::debit(code, cents(1)), Leg::credit("يمين:يسار", cents(1))])
    });
    assert_eq!(shop.ask(GetTransaction { transaction: id.transaction }).details, details);
    let found = |query: Transactions| shop.ask(query).transactions.len();
    assert_eq!(found(Transactions { tag: Some("größe".into()), ..Transactions::default() }), 1);
    assert_eq!(found(Transactions { link: Some("链接".into()), ..Transactions::default() }), 1);
    assert_eq!(
        found(Transactions { reference: details.reference.clone(), ..Transactions::default() }),
        1
    );
    let metadata = Some(("schlüssel".into(), Some("wert\u{200f}".into())));
    assert_eq!(found(Transactions { metadata, ..Transactions::default() }), 1);
    assert_eq!(shop.net(code), 1);
    assert_eq!(shop.net("é"), 0);
    // As long as allowed, in characters and not in bytes; and no control characters.
    let narration = |text: String| Transfer { narration: Some(text), ..transfer("cash", "é", 1) };
    shop.ok(narration("é".repeat(4_096)));
    assert_eq!(shop.code(narration("é".repeat(4_097))), "text_invalid");
    for bad in ["\0", "\u{1b}[0m", "\r", "\u{85}"] {
        assert_eq!(shop.code(narration(bad.into())), "text_invalid", "{bad:?}");
    }
    shop.verified();
}

/// A tag that begins like a link is not one.
#[test]
fn tags_and_links_do_not_meet() {
    let shop = with_accounts();
    let with = |details: Details| Post {
        details,
        ..post([Leg::debit("cash", cents(1)), Leg::credit("sales", cents(1))])
    };
    shop.ok(with(Details { tags: vec!["^x".into()], ..Details::default() }));
    shop.ok(with(Details { links: vec!["x".into()], ..Details::default() }));
    shop.ok(with(Details {
        tags: vec!["^x".into(), "x".into()],
        links: vec!["x".into()],
        ..Details::default()
    }));
    let by_tag = |tag: &str| {
        shop.ask(Transactions { tag: Some(tag.into()), ..Transactions::default() })
            .transactions
            .len()
    };
    let by_link = |link: &str| {
        shop.ask(Transactions { link: Some(link.into()), ..Transactions::default() })
            .transactions
            .len()
    };
    assert_eq!((by_tag("^x"), by_tag("x"), by_link("x")), (2, 1, 2));
    shop.verified();
}

#[test]
fn tenants_share_nothing() {
    let shop = with_wallet(1_000);
    let beta = shop.moja.tenant("beta").acting_as("till-1");
    let missing = beta.run(transfer("cash", "wallet", 1)).unwrap_err();
    assert_eq!(Failure::from(missing).code, "account_not_found");
    beta.run(OpenAccount::asset("cash", EUR)).unwrap();
    assert_eq!(beta.query(GetBalance::now("cash", EUR)).unwrap().balance, cents(0));
    assert_eq!(beta.query(Accounts::default()).unwrap().len(), 1);
    assert!(beta.query(Transactions::default()).unwrap().transactions.is_empty());
    assert_eq!(beta.head().unwrap().pos, 1);
    let unusable = shop.moja.tenant("").acting_as("till-1");
    assert!(unusable.run(OpenAccount::asset("cash", EUR)).is_err());
    shop.verified();
}

/// All tables of a tenant, so that a test can lay hands on a copy.
type Tables = Vec<(&'static TableDef, Vec<moja::core::record::Row>)>;

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the memory store never waits"),
    }
}

fn tables_of(shop: &Shop) -> Tables {
    let engine = shop.moja.asynchronous().engine().clone();
    let tenant = Tenant::new("acme").unwrap();
    let schema = engine.registry().schema();
    block_on(async {
        let mut tx =
            engine.store().begin(Access::Read, std::slice::from_ref(&tenant)).await.unwrap();
        let mut tables = Vec::new();
        for table in schema.tables() {
            let page = tx.scan(&tenant, &Scan::table(table)).await.unwrap();
            tables.push((*table, page.rows));
        }
        tables
    })
}

/// Opens a store that holds these rows, and what `verify` finds wrong in it.
fn findings_of(tables: Tables) -> Vec<moja::Finding> {
    let tenant = Tenant::new("acme").unwrap();
    let store = Arc::new(MemoryStore::new());
    block_on(async {
        let mut tx = store.begin(Access::Write, std::slice::from_ref(&tenant)).await.unwrap();
        let mut batch = moja::core::batch::Batch::new();
        for (_, rows) in tables {
            rows.into_iter().for_each(|row| batch.push(moja::core::batch::Op::Insert(row)));
        }
        tx.apply(&tenant, batch).await.unwrap();
        tx.commit().await.unwrap();
    });
    let moja = block_on(moja::Builder::new().open_store(store)).unwrap();
    moja::blocking::Moja::from(moja).verify().unwrap().findings
}

fn with_journal(tables: &Tables, mut change: impl FnMut(&mut Vec<JournalRow>)) -> Tables {
    let mut tables = tables.clone();
    for (table, rows) in &mut tables {
        if *table == JournalRow::table() {
            let mut journal: Vec<JournalRow> =
                rows.iter().map(|row| row.downcast_ref::<JournalRow>().unwrap().clone()).collect();
            change(&mut journal);
            *rows = journal.into_iter().map(|row| Arc::new(row) as _).collect();
        }
    }
    tables
}

#[test]
fn invariant_38_39_verify_names_the_first_position_that_was_touched() {
    let shop = with_wallet(1_000);
    shop.ok(Post {
        effective_at: Some(time("2026-02-01")),
        details: Details {
            metadata: Metadata::from([("k".into(), "v".into())]),
            ..Details::default()
        },
        ..post([Leg::debit("wallet", cents(10)), Leg::credit("sales", cents(10))])
    });
    shop.ok(transfer("wallet", "sales", 20));
    shop.ok(transfer("wallet", "sales", 30));
    let tables = tables_of(&shop);
    assert!(findings_of(tables.clone()).is_empty());
    let first = |tables| findings_of(tables).iter().filter_map(|finding| finding.pos).min();
    // Any byte of the row of position 6: actor, tenant's id, times, key, request, events, hash.
    let row = 5;
    let bytes = |of: fn(&mut JournalRow) -> &mut [u8]| {
        let mut length = 0;
        with_journal(&tables, |journal| length = of(&mut journal[row]).len());
        for at in 0..length {
            let spoilt = with_journal(&tables, |journal| of(&mut journal[row])[at] ^= 1);
            assert_eq!(first(spoilt), Some(6), "byte {at}");
        }
        assert!(length > 0);
    };
    bytes(|row| &mut row.events);
    bytes(|row| &mut row.request);
    bytes(|row| &mut row.hash);
    let spoil = |change: fn(&mut JournalRow)| {
        assert_eq!(first(with_journal(&tables, |journal| change(&mut journal[row]))), Some(6));
    };
    spoil(|row| row.actor = "till-2".into());
    spoil(|row| row.command = "ledger.transfer".into());
    spoil(|row| row.command_id = row.command_id.nth(1));
    spoil(|row| row.recorded_at = Timestamp::from_micros(row.recorded_at.as_micros() + 1));
    // A row taken out, two exchanged, one put in.
    assert_eq!(first(with_journal(&tables, |journal| drop(journal.remove(row)))), Some(6));
    let exchanged = with_journal(&tables, |journal| {
        let pos = journal[row].pos;
        journal[row].pos = journal[row + 1].pos;
        journal[row + 1].pos = pos;
    });
    assert_eq!(first(exchanged), Some(6));
    let inserted = with_journal(&tables, |journal| {
        for row in &mut journal[row..] {
            row.pos += 1;
        }
        let mut forged = journal[row - 1].clone();
        forged.pos += 1;
        forged.command_id = forged.command_id.nth(1);
        journal.insert(row, forged);
    });
    assert_eq!(first(inserted), Some(6));
    // A balance alone is caught as well.
    let mut altered = tables.clone();
    for (_, rows) in &mut altered {
        for row in rows.iter_mut() {
            if let Some(balance) = row.downcast_ref::<moja::ledger::tables::Balance>() {
                let mut balance = balance.clone();
                balance.debits_posted += 1;
                *row = Arc::new(balance);
                break;
            }
        }
    }
    assert!(!findings_of(altered).is_empty());
    // The end of the journal is known outside: the head can be exported.
    let report = shop.moja.verify().unwrap();
    assert_eq!(report.heads.len(), 1);
    assert_eq!(report.heads[0].pos, shop.till.head().unwrap().pos);
}

#[test]
fn invariant_40_the_outbox_shows_exactly_what_was_committed() {
    let shop = with_wallet(1_000);
    shop.till.run(transfer("wallet", "sales", 5_000)).unwrap_err();
    shop.till
        .all_or_nothing([transfer("wallet", "sales", 1), transfer("wallet", "sales", 5_000)])
        .unwrap_err();
    shop.till
        .all_or_nothing([transfer("wallet", "sales", 1), transfer("wallet", "sales", 2)])
        .unwrap();
    let mut seen = Vec::new();
    loop {
        let next = shop.till.follow("mail", 2).unwrap();
        let Some(last) = next.last() else { break };
        shop.till.ack("mail", last.pos).unwrap();
        seen.extend(next);
    }
    let positions: Vec<i64> = seen.iter().map(|it| it.pos).collect();
    assert_eq!(positions, (1..=7).collect::<Vec<_>>(), "gap-free, in order of commit");
    assert_eq!(seen[6].events[0].name, "ledger.transferred");
    assert_eq!(shop.till.head().unwrap().pos, 7);
    shop.verified();
}
