//! Tenants never meet (I10 of `spec/inventory-commerce.md` §2): every command and query of the
//! inventory and the flows, asked as one tenant beside another that has rows of the same names and
//! ids, and rows of its own. The list is the registry's, so that none can be forgotten.
#![cfg(feature = "inventory")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

use std::collections::BTreeMap;

use moja::blocking::{Moja, Session};
use moja::core::currency::Currency;
use moja::core::scan::Scan;
use moja::core::tenant::Tenant;
use moja::core::time::ManualClock;
use moja::flows::stock_accounts;
use moja::inventory::PostingAccounts;
use moja::ledger::OpenAccount;
use moja::{Builder, Failure};
use serde_json::{Value as Json, json};

/// What the other tenant has besides is named and numbered so.
const SUFFIX: &str = "-b";
const SHIFT: u64 = 0x9_0000;

fn id(n: u64) -> String {
    format!("01890000-0000-7000-8000-{n:012x}")
}

fn eur(whole: i64) -> Json {
    json!({ "amount": whole.to_string(), "currency": "EUR" })
}

// Rows of a world by number.
const RECEIPTS: u64 = 0x10;
const SHIPMENTS: u64 = 0x20;
const HELD: u64 = 0x30;
const ALLOTTED: u64 = 0x40;
const MOVED: u64 = 0x50;
const EXPECTED: u64 = 0x60;
/// What the cases make.
const MADE: u64 = 0x80;

/// A world of goods in two places, with something of everything that can be asked for by name.
struct World<'w> {
    till: &'w Session,
    suffix: &'w str,
    shift: u64,
    factor: i64,
    text: &'w str,
    next: u64,
}

impl World<'_> {
    fn run(&mut self, name: &str, args: Json) {
        self.next += 1;
        let command = id(self.shift + 0x1_0000 + self.next).parse().unwrap();
        let args = self.renamed(args);
        self.till.run_named(command, name, args.clone()).unwrap_or_else(|failure| {
            panic!("{name} {args}: {failure:?}");
        });
    }

    /// The names and numbers of this world.
    fn renamed(&self, args: Json) -> Json {
        match args {
            Json::String(text) if text == "text" => json!(self.text),
            Json::String(text) => Json::String(match number(&text) {
                Some(n) => id(n + self.shift),
                None if NAMES.contains(&text.as_str()) => text + self.suffix,
                None => text,
            }),
            Json::Array(all) => all.into_iter().map(|it| self.renamed(it)).collect(),
            Json::Object(all) => all.into_iter().map(|(key, it)| (key, self.renamed(it))).collect(),
            other => other,
        }
    }

    fn build(&mut self) {
        self.run(
            "inventory.define_group",
            json!({
                "code": "goods", "currency": "EUR", "accounts": PostingAccounts::customary(),
            }),
        );
        for (code, kind) in [
            ("vendor", "supplier"),
            ("client", "customer"),
            ("house", "view"),
            ("shelf", "internal"),
            ("back", "internal"),
            ("van", "transit"),
            ("workshop", "production"),
            ("lost", "loss"),
        ] {
            let location = json!({ "code": code, "kind": kind, "name": "text" });
            self.run("inventory.create_location", location);
        }
        for (code, tracking) in [("tea", "none"), ("milk", "lot"), ("box", "none")] {
            let barcode =
                if code == "tea" { json!([{ "barcode": self.barcode() }]) } else { json!([]) };
            self.run(
                "inventory.create_item",
                json!({
                    "code": code, "group": "goods", "name": "text", "tracking": tracking,
                    "attributes": { "colour": "text" }, "barcodes": barcode,
                }),
            );
        }
        self.run("inventory.set_shelf_rule", json!({ "party": "clinic", "days": 1 }));
        let rule = json!({ "min": "20", "max": "500" });
        self.run(
            "inventory.set_policy",
            json!({ "item": "box", "location": "shelf", "reorder": rule }),
        );
        for (n, item, lot) in [
            (0, "tea", Json::Null),
            (1, "tea", Json::Null),
            (2, "milk", json!("m1")),
            (3, "milk", json!("m2")),
            (4, "milk", json!("m3")),
            (5, "box", Json::Null),
        ] {
            let quantity = 100 * self.factor;
            let dates = match item {
                "milk" => json!({ "expires_at": "2026-03-20T00:00:00Z" }),
                _ => json!({}),
            };
            self.run(
                "inventory.receive",
                json!({
                    "from": "vendor", "to": "shelf",
                    "lines": [{
                        "item": item, "quantity": quantity.to_string(), "lot": lot, "dates": dates,
                        "cost": eur(100 * self.factor),
                    }],
                    "paper": { "id": id(RECEIPTS + n), "reference": "ref", "party": "text" },
                }),
            );
        }
        self.run("inventory.hold_lot", json!({ "item": "milk", "lot": "m3", "reason": "text" }));
        let five = (5 * self.factor).to_string();
        let tea = json!([{ "item": "tea", "quantity": five }]);
        for n in 0..2 {
            self.run(
                "inventory.ship",
                json!({
                    "from": "shelf", "to": "client", "lines": tea,
                    "paper": { "id": id(SHIPMENTS + n), "reference": "ref", "party": "text" },
                }),
            );
        }
        for n in 0..3 {
            self.run(
                "inventory.reserve",
                json!({
                    "id": id(HELD + n), "from": "shelf", "lines": tea, "reference": "ref",
                    "party": "text", "expires_in_s": 9_000_000,
                }),
            );
        }
        for n in 0..4 {
            self.run(
                "inventory.allot",
                json!({
                    "id": id(ALLOTTED + n), "device": "till", "location": "shelf", "lines": tea,
                    "lease_until": "2026-03-02T00:00:00Z", "reference": "ref",
                }),
            );
        }
        for n in 0..2 {
            self.run("inventory.dispatch_transfer", json!({
                "id": id(MOVED + n), "from": "shelf", "transit": "van", "to": "back", "lines": tea,
                "paper": { "reference": "ref" },
            }));
            self.run(
                "inventory.expect",
                json!({
                    "id": id(EXPECTED + n), "item": "tea", "quantity": five, "location": "shelf",
                    "due_at": "2026-03-09T00:00:00Z", "party": "text",
                }),
            );
        }
        self.run(
            "inventory.assemble",
            json!({
                "from": "shelf", "to": "shelf", "production": "workshop",
                "inputs": [{ "item": "milk", "quantity": five, "lot": "m1" }],
                "outputs": [{ "item": "milk", "quantity": five, "lot": "m2" }],
            }),
        );
    }

    fn barcode(&self) -> &str {
        if self.suffix.is_empty() { BARCODE } else { OTHER_BARCODE }
    }
}

const BARCODE: &str = "4006381333931";
const OTHER_BARCODE: &str = "9780201379624";

/// What is named in a world.
const NAMES: [&str; 15] = [
    "goods", "vendor", "client", "house", "shelf", "back", "van", "workshop", "lost", "tea",
    "milk", "box", "m1", "m2", "m3",
];

fn number(text: &str) -> Option<u64> {
    let hex = text.strip_prefix("01890000-0000-7000-8000-")?;
    u64::from_str_radix(hex, 16).ok()
}

/// Arguments with which a command is accepted, after those that come before it in the alphabet.
fn command_args(name: &str) -> Json {
    let made = |n: u64| id(MADE + n);
    let tea = json!([{ "item": "tea", "quantity": "1" }]);
    let why = json!({ "reason": "why" });
    let pay = json!([{ "debit": "cash", "credit": "sales", "amount": eur(1) }]);
    let cost = json!([{ "item": "tea", "quantity": "1", "cost": eur(1) }]);
    match name {
        "inventory.add_landed_cost" => json!({ "receipts": [id(RECEIPTS)], "amount": eur(1) }),
        "inventory.adjust" => json!({
            "location": "shelf", "loss": "lost", "paper": why,
            "lines": [{ "item": "milk", "quantity": "-1", "lot": "m1" }],
        }),
        "inventory.allot" => json!({
            "id": made(1), "device": "till", "location": "shelf", "lines": tea,
            "lease_until": "2026-03-02T00:00:00Z",
        }),
        "inventory.assemble" => json!({
            "from": "shelf", "to": "shelf", "production": "workshop", "inputs": tea,
            "outputs": [{ "item": "box", "quantity": "1" }],
        }),
        "inventory.change_costing" => json!({ "item": "box", "costing": "fifo" }),
        "inventory.change_item" => json!({ "item": "tea", "name": "leaves" }),
        "inventory.change_status" => json!({
            "location": "shelf", "lines": tea, "status": "damaged",
        }),
        "inventory.close_expectation" => json!({ "expected": id(EXPECTED) }),
        "inventory.close_period" => json!({ "until": "2026-01-01T00:00:00Z" }),
        "inventory.count" => json!({
            "location": "shelf", "loss": "lost", "lines": [{ "item": "box", "quantity": "7" }],
        }),
        "inventory.create_item" => json!({
            "code": "cup", "group": "goods", "variant_of": "tea",
        }),
        "inventory.create_location" => json!({
            "code": "cellar", "kind": "internal", "parent": "house",
        }),
        "inventory.define_components" => json!({
            "item": "box", "components": [{ "item": "tea", "quantity": "2" }],
        }),
        "inventory.define_group" => json!({ "code": "gifts", "currency": "EUR" }),
        "inventory.describe_lot" => json!({
            "item": "milk", "lot": "m1", "dates": { "alert_at": "2026-03-10T00:00:00Z" },
        }),
        "inventory.disassemble" => json!({
            "from": "shelf", "to": "shelf", "production": "workshop",
            "input": { "item": "box", "quantity": "1" },
        }),
        "inventory.dispatch_transfer" => json!({
            "id": made(2), "from": "shelf", "transit": "van", "to": "back", "lines": tea,
        }),
        "inventory.expect" => json!({
            "id": made(3), "item": "tea", "quantity": "1", "location": "shelf",
            "due_at": "2026-03-09T00:00:00Z",
        }),
        "inventory.extend_allotment" => json!({
            "allotment": id(ALLOTTED), "lease_until": "2026-03-03T00:00:00Z",
        }),
        "inventory.extend_reservation" => json!({ "reservation": id(HELD), "expires_in_s": 5 }),
        "inventory.free_lot" => json!({ "item": "milk", "lot": "m3" }),
        "inventory.hold_lot" => json!({ "item": "milk", "lot": "m3", "reason": "why" }),
        "inventory.lose_transfer" => json!({
            "transfer": id(MOVED), "loss": "lost", "lines": tea, "paper": why,
        }),
        "inventory.move" => json!({ "from": "shelf", "to": "back", "lines": tea }),
        "inventory.recall_lot" => json!({ "item": "milk", "lot": "m3", "reason": "why" }),
        "inventory.receive" => json!({
            "from": "vendor", "to": "shelf", "expected": id(EXPECTED + 1), "lines": cost,
        }),
        "inventory.receive_transfer" => json!({ "transfer": id(MOVED + 1) }),
        "inventory.release_reservation" => json!({ "reservation": id(HELD + 1) }),
        "inventory.reserve" => json!({
            "id": made(4), "from": "shelf", "party": "clinic",
            "lines": [{ "item": "milk", "quantity": "1", "lot": "m1" }],
        }),
        "inventory.return_allotment" => json!({ "allotment": id(ALLOTTED + 1), "lines": tea }),
        "inventory.return_from_customer" => json!({ "shipment": id(SHIPMENTS), "to": "shelf" }),
        "inventory.return_to_supplier" => json!({
            "receipt": id(RECEIPTS + 1), "from": "shelf", "lines": tea,
        }),
        "inventory.revalue" => json!({ "item": "tea", "value": eur(50), "reason": "why" }),
        "inventory.set_policy" => json!({ "item": "tea", "location": "shelf" }),
        "inventory.set_shelf_rule" => json!({ "party": "clinic", "days": 3 }),
        "inventory.ship" => json!({ "from": "shelf", "to": "client", "lines": tea }),
        "inventory.ship_reservation" => json!({
            "reservation": id(HELD + 2), "to": "client", "lines": tea,
        }),
        "inventory.spend_allotment" => json!({
            "allotment": id(ALLOTTED + 2), "from": "shelf", "to": "client", "lines": tea,
        }),
        "inventory.transfer_rights" => json!({
            "allotment": id(ALLOTTED + 3), "id": made(5), "device": "till-2", "lines": tea,
        }),
        "shop.move_between_shops" => json!({
            "from": "shelf", "transit": "van", "to": "back", "lines": tea, "payments": pay,
        }),
        "shop.receive_goods" => json!({
            "from": "vendor", "to": "shelf", "lines": cost, "bills": pay,
        }),
        "shop.return_sale" => json!({
            "shipment": id(SHIPMENTS + 1), "to": "shelf", "lines": tea, "payments": pay,
        }),
        "shop.sell" => json!({
            "from": "shelf", "to": "client", "lines": tea, "payments": pay,
            "allotment": id(ALLOTTED + 2),
        }),
        "shop.write_off" => json!({
            "location": "shelf", "loss": "lost", "lines": tea, "payments": pay, "paper": why,
        }),
        _ => panic!("say here how `{name}` is accepted"),
    }
}

/// Arguments with which a query answers.
fn query_args(name: &str) -> Json {
    match name {
        "inventory.allotments" => json!({ "device": "till", "ended": true }),
        "inventory.availability" => json!({ "items": ["tea", "milk"], "location": "shelf" }),
        "inventory.available_to_promise" => json!({ "item": "tea", "by": "2026-04-01T00:00:00Z" }),
        "inventory.classification" => json!({ "group": "goods" }),
        "inventory.document" => json!({ "document": id(RECEIPTS) }),
        "inventory.expiring" => json!({ "before": "2027-01-01T00:00:00Z", "location": "shelf" }),
        "inventory.forecast" => {
            json!({ "item": "tea", "method": { "moving_average": { "periods": 2 } } })
        }
        "inventory.item" => json!({ "item": "tea" }),
        "inventory.items" => json!({ "group": "goods" }),
        "inventory.locations" => json!({}),
        "inventory.lots" => json!({ "item": "milk", "empty": true }),
        "inventory.movements" => json!({ "item": "milk", "lot": "m1" }),
        "inventory.order_quantity" => json!({
            "item": "tea", "location": "shelf", "order_cost": eur(9), "holding_cost": eur(1),
        }),
        "inventory.recall" => json!({ "item": "milk", "lot": "m1" }),
        "inventory.reorder" => json!({ "location": "shelf" }),
        "inventory.reservation" => json!({ "reservation": id(HELD) }),
        "inventory.reservations" => json!({ "reference": "ref" }),
        "inventory.scan" => json!({ "barcode": BARCODE }),
        "inventory.stock" => json!({ "location": "shelf" }),
        "inventory.trace" => json!({ "item": "milk", "lot": "m2", "direction": "backward" }),
        "inventory.valuation" => json!({ "group": "goods" }),
        "shop.tie_out" => json!({}),
        _ => panic!("say here how `{name}` answers"),
    }
}

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
    foreign.chain([args.clone()]).collect()
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

fn all_rows(moja: &Moja, tenant: &str) -> BTreeMap<&'static str, Vec<String>> {
    let (builder, moja) = (Builder::new(), moja.asynchronous());
    let tenant = Tenant::new(tenant).unwrap();
    pollster::block_on(async {
        let mut reader = moja.engine().reader(&tenant).await.unwrap();
        let mut all = BTreeMap::new();
        for table in builder.registry().domains().flat_map(|domain| domain.tables.clone()) {
            let mut scan = Scan::table(table);
            let rows: &mut Vec<String> = all.entry(table.name).or_default();
            loop {
                let page = reader.scan(&scan).await.unwrap();
                rows.extend(page.rows.iter().map(|row| format!("{row:?}")));
                match page.next {
                    Some(next) => scan.after = Some(next),
                    None => break,
                }
            }
        }
        let head = reader.head().await.unwrap();
        all.insert("head", vec![format!("{head:?}")]);
        all
    })
}

fn builder() -> Builder {
    Builder::new().clock(ManualClock::new("2026-03-01T12:00:00Z".parse().unwrap()))
}

/// What the tenant `ours` is answered, to everything.
fn answers(moja: &Moja, beside: bool) -> Vec<(String, Json, Answer)> {
    let ours = moja.tenant("ours").acting_as("us");
    let theirs = moja.tenant("theirs").acting_as("them");
    let tills: &[&Session] = if beside { &[&theirs, &ours] } else { &[&ours] };
    for till in tills {
        for account in stock_accounts(&PostingAccounts::customary(), Currency::EUR) {
            till.run(account).unwrap();
        }
        till.run(OpenAccount::asset("cash", Currency::EUR)).unwrap();
        till.run(OpenAccount::income("sales", Currency::EUR)).unwrap();
    }
    if beside {
        // Once as ours, and once with what only they have.
        for (suffix, shift) in [("", 0), (SUFFIX, SHIFT)] {
            let till = &theirs;
            World { till, suffix, shift, factor: 777, text: "secret", next: 0 }.build();
        }
    }
    World { till: &ours, suffix: "", shift: 0, factor: 1, text: "open", next: 0 }.build();
    let before = all_rows(moja, "theirs");
    let mut found = Vec::new();
    let mut next = 0x4_0000;
    let names = Builder::new();
    // What orders do between tenants stands in `commerce_numbers.rs`.
    let of_orders = |name: &str| name.ends_with("_order") || name == "shop.fulfil";
    let of_goods = |name: &&str| {
        name.starts_with("inventory.") || (name.starts_with("shop.") && !of_orders(name))
    };
    for round in 0..2 {
        for name in names.registry().queries().map(|it| it.name).filter(of_goods) {
            for args in with_foreign(&query_args(name)) {
                let answer = answer(ours.query_named(name, args.clone()));
                found.push((name.to_owned(), args, answer));
            }
        }
        if round == 1 {
            break;
        }
        for name in names.registry().commands().map(|it| it.name).filter(of_goods) {
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

#[test]
fn i10_a_tenant_is_answered_as_if_it_were_alone() {
    let alone = answers(&moja::blocking::open_memory(builder()).unwrap(), false);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("goods.db");
    let stores = [
        moja::blocking::open_memory(builder()).unwrap(),
        moja::blocking::open_with(builder(), file.to_str().unwrap()).unwrap(),
    ];
    for moja in stores {
        let beside = answers(&moja, true);
        assert_eq!(alone.len(), beside.len());
        for (left, right) in alone.iter().zip(&beside) {
            assert_eq!(left, right);
        }
    }
    // None of this is empty talk: what names no other's row is accepted, and what does is refused.
    let (mut accepted, mut refused) = (0, 0);
    for (name, args, answer) in &alone {
        match (answer, is_foreign(args)) {
            (Ok(_), true) => assert!(MAY_BE_NEW.contains(&name.as_str()), "{name} {args}"),
            (Ok(_), false) => accepted += 1,
            (Err((code, ..)), true) => {
                // A lot that was described by then is known, and there is nothing of it.
                let known = code.ends_with("_not_found") || code == "insufficient_stock";
                assert!(known, "{name} {args}: {code}");
                refused += 1;
            }
            (Err(failure), false) => panic!("{name} {args}: {failure:?}"),
        }
    }
    assert!(accepted > 80 && refused > 120, "{accepted} accepted, {refused} refused");
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

/// What filters by a name instead of looking it up, and what makes a lot, which can then be
/// looked up.
const MAY_BE_NEW: [&str; 6] = [
    "inventory.classification",
    "inventory.describe_lot",
    "inventory.items",
    "inventory.movements",
    "inventory.recall",
    "inventory.valuation",
];
