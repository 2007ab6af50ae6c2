//! `moja stock`, `value`, `trace`, `expiring`, `reorder` and `scan`.

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

use serde_json::{Value as Json, json};
use support::Desk;

fn command(name: &str, args: Json) -> Json {
    json!({ "command": name, "args": args })
}

fn money(amount: &str) -> Json {
    json!({ "amount": amount, "currency": "EUR" })
}

/// A shop with two shelves and a tea in two lots, of which some was sold.
fn shop() -> Desk {
    let desk = Desk::new();
    let accounts = json!({
        "inventory": "stock", "received_not_invoiced": "owed", "cost_of_goods_sold": "cost",
        "adjustment": "differences", "price_difference": "differences",
        "production_cost": "differences", "landed_cost": "owed", "revaluation": "differences",
    });
    let mut lines = Vec::new();
    for (code, kind) in
        [("stock", "asset"), ("owed", "liability"), ("cost", "expense"), ("differences", "expense")]
    {
        let account = json!({ "code": code, "currency": "EUR", "kind": kind });
        lines.push(command("ledger.open_account", account));
    }
    for (code, kind) in [
        ("front", "internal"),
        ("back", "internal"),
        ("supplier", "supplier"),
        ("customer", "customer"),
        ("loss", "loss"),
    ] {
        lines.push(command("inventory.create_location", json!({ "code": code, "kind": kind })));
    }
    let group = json!({ "code": "tea", "currency": "EUR", "accounts": accounts });
    lines.push(command("inventory.define_group", group));
    lines.push(command(
        "inventory.create_item",
        json!({
            "code": "assam", "group": "tea", "tracking": "lot",
            "packs": [{ "unit": "case", "contains": "12" }],
            "barcodes": [
                { "barcode": "9520123456788" },
                { "barcode": "19520123456785", "unit": "case" },
            ],
        }),
    ));
    lines.push(command(
        "inventory.set_policy",
        json!({
            "item": "assam", "location": "front",
            "reorder": { "min": "20", "max": "40", "multiple": "12", "lead_time_days": 3 },
        }),
    ));
    for (lot, to, quantity, cost, expires) in [
        ("L1", "front", "10", "40.00", "2030-06-01T00:00:00Z"),
        ("L2", "front", "6", "30.00", "2031-01-01T00:00:00Z"),
        ("L2", "back", "4", "20.00", "2031-01-01T00:00:00Z"),
    ] {
        let line = json!({
            "item": "assam", "quantity": quantity, "lot": lot, "cost": money(cost),
            "dates": { "expires_at": expires },
        });
        lines.push(command(
            "inventory.receive",
            json!({ "from": "supplier", "to": to, "lines": [line] }),
        ));
    }
    lines.push(command(
        "inventory.ship",
        json!({
            "from": "front", "to": "customer", "lines": [{ "item": "assam", "quantity": "3" }],
            "paper": { "party": "ada", "reference": "order 7" },
        }),
    ));
    let ran = desk.exec(&lines);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    desk
}

fn ask(desk: &Desk, args: &[&str]) -> Vec<Json> {
    desk.run(&[args, &["--json"]].concat()).ok().lines()
}

fn pick(line: &Json, keys: &[&str]) -> String {
    let text = |key: &&str| match &line[*key] {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    keys.iter().map(text).collect::<Vec<_>>().join(" ")
}

fn picks(lines: &[Json], keys: &[&str]) -> Vec<String> {
    let mut picks: Vec<String> = lines.iter().map(|line| pick(line, keys)).collect();
    picks.sort();
    picks
}

#[test]
fn stock_tells_what_is_where() {
    let desk = shop();
    let keys = ["location", "lot", "on_hand"];
    let all = ask(&desk, &["stock"]);
    assert_eq!(picks(&all, &keys), ["back L2 4", "front L1 7", "front L2 6"]);
    let front = ask(&desk, &["stock", "--location", "front", "--item", "assam", "--lot", "L2"]);
    assert_eq!(picks(&front, &keys), ["front L2 6"]);
    let before = ask(&desk, &["stock", "--at", "2020-01-01"]);
    assert_eq!(picks(&before, &keys), Vec::<String>::new());
    let table = desk.run(&["stock", "--location", "back"]).ok().stdout;
    assert!(table.contains("on hand") && table.contains("2031-01-01"), "{table}");
    // A lot is one of an item; a location has to be there; a missing store is not made.
    assert_eq!(desk.run(&["stock", "--lot", "L1"]).code, 2);
    let unknown = desk.run(&["stock", "--location", "cellar", "--json"]);
    assert_ne!(unknown.code, 0);
    assert_eq!(unknown.error()["code"], "location_not_found");
    let empty = Desk::new();
    assert_eq!(empty.run(&["stock"]).code, 3);
    assert!(!empty.has("moja.db"));
}

#[test]
fn value_ties_with_the_ledger() {
    let desk = shop();
    let lines = ask(&desk, &["value"]);
    // 90.00 for 20 of which 3 left at the average of 4.50.
    assert_eq!(pick(&lines[0], &["type", "item", "quantity"]), "line assam 17");
    let last = lines.last().unwrap();
    assert_eq!(pick(last, &["type", "account", "ties"]), "account stock true");
    assert_eq!(last["stock"], last["ledger"]);
    assert_eq!(last["stock"], money("76.50"));
    assert_eq!(desk.balances(&["--tree", "stock"]), ["stock EUR 76.50"]);
    // A part has no account of its own.
    let part = ask(&desk, &["value", "--group", "tea"]);
    assert!(part.iter().all(|line| line["type"] != "account"), "{part:?}");
    let table = desk.run(&["value"]).ok().stdout;
    assert!(table.contains("stock and ledger tie") && table.contains("76.50 EUR"), "{table}");
}

#[test]
fn trace_finds_those_who_have_of_a_lot() {
    let desk = shop();
    let lines = ask(&desk, &["trace", "assam", "L1"]);
    let kinds = picks(&lines, &["type"]);
    assert_eq!(kinds, ["customer", "lot", "stock"]);
    let customer = lines.iter().find(|line| line["type"] == "customer").unwrap();
    assert_eq!(pick(customer, &["party", "lot", "quantity"]), "ada L1 3");
    assert_eq!(customer["references"], json!(["order 7"]));
    let table = desk.run(&["trace", "assam", "L1"]).ok().stdout;
    assert!(table.contains("order 7") && table.contains("delivered"), "{table}");
    let back = ask(&desk, &["trace", "assam", "L1", "--backward"]);
    assert_eq!(picks(&back, &["type", "lot", "distance"]), ["lot L1 0"]);
    assert_eq!(desk.run(&["trace", "assam", "L9", "--json"]).error()["code"], "lot_not_found");
}

#[test]
fn expiring_counts_the_last_day() {
    let desk = shop();
    let found = |before: &str| {
        let lines = ask(&desk, &["expiring", "--before", before]);
        picks(&lines, &["lot", "location", "on_hand", "expired"])
    };
    // L1 is good until the end of the 31st of May.
    assert_eq!(found("2030-05-30"), Vec::<String>::new());
    assert_eq!(found("2030-05-31"), ["L1 front 7 false"]);
    assert_eq!(found("2030-06-01T00:00:00Z"), Vec::<String>::new());
    assert_eq!(found("2031-01-01"), ["L1 front 7 false", "L2 back 4 false", "L2 front 6 false"]);
    let lines = ask(&desk, &["expiring", "--before", "2031-01-01", "--location", "back"]);
    assert_eq!(picks(&lines, &["lot"]), ["L2"]);
    assert_eq!(desk.run(&["expiring"]).code, 2);
}

#[test]
fn reorder_follows_the_rules() {
    let desk = shop();
    let lines = ask(&desk, &["reorder"]);
    // 13 in front, up to 40 in multiples of 12.
    let keys = ["item", "location", "position", "threshold", "order"];
    assert_eq!(picks(&lines, &keys), ["assam front 13 20 36"]);
    assert!(ask(&desk, &["reorder", "--location", "back"]).is_empty());
    assert!(desk.run(&["reorder"]).ok().stdout.contains("assam"));
}

#[test]
fn scan_reads_every_form() {
    let desk = shop();
    let scan = |barcode: &str| {
        let mut lines = ask(&desk, &["scan", barcode]);
        assert_eq!(lines.len(), 1);
        lines.remove(0)
    };
    for plain in ["9520123456788", "09520123456788", "]E09520123456788"] {
        let answer = scan(plain);
        assert_eq!(answer["scan"]["item"], "assam", "{plain}");
        assert_eq!(answer["stock"].as_array().unwrap().len(), 3);
    }
    for form in [
        "(01)09520123456788(17)300531(10)L1",
        "]C101095201234567881730053110L1",
        "https://id.gs1.org/01/09520123456788/10/L1?17=300531",
    ] {
        let answer = scan(form);
        assert_eq!(pick(&answer["scan"], &["item", "lot", "lot_known"]), "assam L1 true", "{form}");
        assert_eq!(
            picks(answer["stock"].as_array().unwrap(), &["location", "on_hand"]),
            ["front 7"]
        );
        // AI 17 names the last good day.
        assert_eq!(answer["scan"]["expires_at"], "2030-06-01T00:00:00Z");
    }
    let case = scan("19520123456785");
    assert_eq!(pick(&case["scan"], &["unit", "quantity"]), "case 12");
    // A lot that never came, an item that nobody has, and what is no barcode at all.
    let unknown = scan("(01)09520123456788(10)L9");
    assert_eq!((&unknown["scan"]["lot_known"], &unknown["stock"]), (&json!(false), &json!([])));
    assert_eq!(scan("(01)09521234543213")["scan"]["item"], Json::Null);
    assert_eq!(desk.run(&["scan", "rubbish", "--json"]).error()["code"], "barcode_not_found");
    let table = desk.run(&["scan", "(01)09520123456788(10)L1"]).ok().stdout;
    assert!(table.contains("assam") && table.contains("(10)"), "{table}");
}

#[test]
fn products_and_stock_are_imported_from_csv() {
    let desk = shop();
    desk.write(
        "products.csv",
        "SKU,name,barcode,pack,tracking\n\
         ceylon,Ceylon,9520123400002,case=6:19520123400009 box=24,lot\n\
         \n\
         mint,\"Mint, dried\",,,none\n",
    );
    let import = ["import", "products.csv", "--format", "products", "--column", "item=SKU"];
    let import = [&import[..], &["--set", "group=tea", "--json"]].concat();
    let first = desk.run(&import).ok().lines();
    assert_eq!(pick(&first[0], &["rows", "replayed"]), "2 false");
    assert_eq!(desk.run(&import).ok().lines()[0]["replayed"], true);
    for (barcode, unit) in [("9520123400002", "{piece}"), ("19520123400009", "case")] {
        let scan = &ask(&desk, &["scan", barcode])[0]["scan"];
        assert_eq!((&scan["item"], &scan["unit"]), (&json!("ceylon"), &json!(unit)));
    }

    desk.write(
        "stock.csv",
        "item;quantity;unit;lot;expires;cost;to\n\
         ceylon;2;case;C1;2030-02-28;24.00 EUR;front\n\
         mint;5;;;;10.00 EUR;back\n",
    );
    let import = ["import", "stock.csv", "--format", "stock-csv", "--delimiter", ";"];
    desk.run(&[&import[..], &["--set", "from=supplier"]].concat()).ok();
    let keys = ["item", "location", "lot", "on_hand", "expires_at"];
    let lines = ask(&desk, &["stock", "--item", "ceylon"]);
    // Good until the end of the last day.
    assert_eq!(picks(&lines, &keys), ["ceylon front C1 12 2030-03-01T00:00:00Z"]);
    let lines = ask(&desk, &["stock", "--item", "mint"]);
    assert_eq!(picks(&lines, &["location", "on_hand"]), ["back 5"]);
}

/// Lines and codes of the rows that an import refuses; their number is in the error.
fn refusals(desk: &Desk, import: &[&str]) -> Vec<String> {
    let ran = desk.run(import);
    assert_eq!(ran.code, 1, "{ran:?}");
    let lines = ran.stderr.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    let places: Vec<String> = lines
        .filter(|it| it["ok"].is_null())
        .map(|it| pick(&it["problem"], &["line", "code"]))
        .collect();
    let error = ran.error();
    assert_eq!(error["code"], "import_refused");
    assert_eq!(error["fields"]["problems"], places.len());
    places
}

#[test]
fn a_list_with_a_mistake_changes_nothing() {
    let desk = shop();
    let before = ask(&desk, &["stock"]);
    // All rows that cannot be understood are named.
    desk.write(
        "bad.csv",
        "item,quantity,cost,to,lot\n\
         assam,1,4.00 EUR,front,L1\n\
         assam,many,4.00 EUR,front,L1\n\
         ,1,4.00 EUR,front,L1\n\
         assam,1,four,front,L1\n",
    );
    let import = ["import", "bad.csv", "--format", "stock-csv", "--set", "from=supplier", "--json"];
    let ran = desk.run(&import);
    assert_eq!(ran.code, 1);
    let problems: Vec<Json> =
        ran.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let places: Vec<String> = problems
        .iter()
        .filter(|it| it["ok"].is_null())
        .map(|it| pick(&it["problem"], &["line", "code"]))
        .collect();
    assert_eq!(places, ["3 invalid_value", "4 missing_value", "5 invalid_value"]);
    // All that the store refuses is named too, and takes the good rows with it.
    desk.write(
        "refused.csv",
        "item,quantity,cost,to,lot\n\
         assam,1,4.00 EUR,front,L1\n\
         darjeeling,1,4.00 EUR,front,L1\n\
         assam,1,4.00 EUR,cellar,L1\n\
         assam,2,4.00 EUR,front,L9\n\
         assam,1,4.00 USD,front,L1\n",
    );
    let from = ["--set", "from=supplier", "--json"];
    let import = [&["import", "refused.csv", "--format", "stock-csv"], &from[..]].concat();
    assert_eq!(
        refusals(&desk, &import),
        ["3 item_not_found", "4 location_not_found", "6 currency_mismatch"]
    );
    assert_eq!(ask(&desk, &["stock"]), before);
    // So is what is refused only beside other rows of the file, however many there are.
    desk.write(
        "twice.csv",
        "item,group,barcode,pack\n\
         mint,tea,9520123400002,\n\
         mint,tea,,\n\
         sage,tea,9520123400002,\n\
         dill,spices,,\n\
         thyme,tea,,case=12:19520123400008\n\
         mint,tea,,\n\
         fennel,tea,,case=12:\n",
    );
    let import = ["import", "twice.csv", "--format", "products", "--json"];
    assert_eq!(refusals(&desk, &import), ["8 invalid_value"]);
    let text = desk.read("twice.csv").replace("case=12:\n", "case=12\n");
    desk.write("twice.csv", text);
    assert_eq!(
        refusals(&desk, &import),
        [
            "3 already_exists",
            "4 already_exists",
            "5 group_not_found",
            "6 check_digit_wrong",
            "7 already_exists"
        ]
    );
    assert_eq!(
        desk.run(&["scan", "9520123400002", "--json"]).ok().lines()[0]["scan"]["item"],
        Json::Null
    );
    for wrong in [["--column", "colour=red"], ["--set", "colour=red"], ["--column", "item=SKU"]] {
        let import = [&["import", "bad.csv", "--format", "stock-csv"], &wrong[..]].concat();
        assert_eq!(desk.run(&import).code, 2, "{wrong:?}");
    }
}

/// Goods as a shop's own program sends them: whole flows as JSON lines, and all of them again.
#[test]
fn flows_are_executed_from_json_lines_and_once() {
    let desk = shop();
    let id = |n: u64| format!("0198c0de-0000-7000-8000-{n:012x}");
    let flow =
        |n: u64, name: &str, args: Json| json!({ "id": id(n), "command": name, "args": args });
    let line = |quantity: &str| json!([{ "item": "mug", "quantity": quantity }]);
    let pay = |debit: &str, credit: &str, amount: &str| json!([{ "debit": debit, "credit": credit, "amount": money(amount) }]);
    let setup = [
        command(
            "ledger.open_account",
            json!({ "code": "cash", "currency": "EUR", "kind": "asset" }),
        ),
        command(
            "ledger.open_account",
            json!({ "code": "sales", "currency": "EUR", "kind": "income" }),
        ),
        command(
            "ledger.open_account",
            json!({ "code": "smith", "currency": "EUR", "kind": "liability" }),
        ),
        command("inventory.create_item", json!({ "code": "mug", "group": "tea" })),
    ];
    desk.exec(&setup).ok();
    let stock_before = desk.balances(&[]);
    assert_eq!(stock_before, ["cost EUR 13.50", "owed EUR -90.00", "stock EUR 76.50"]);
    let shipment = id(0x99);
    let flows = [
        flow(
            1,
            "shop.receive_goods",
            json!({
                "from": "supplier", "to": "front", "bills": pay("owed", "smith", "50.00"),
                "lines": [{ "item": "mug", "quantity": "10", "cost": money("50.00") }],
            }),
        ),
        flow(
            2,
            "shop.sell",
            json!({
                "from": "front", "to": "customer", "lines": line("4"),
                "payments": pay("cash", "sales", "36.00"),
                "paper": { "id": shipment, "reference": "order 8" },
            }),
        ),
        flow(
            3,
            "shop.return_sale",
            json!({
                "shipment": shipment, "to": "front", "lines": line("1"),
                "payments": pay("sales", "cash", "9.00"),
            }),
        ),
        flow(
            4,
            "shop.write_off",
            json!({
                "location": "front", "loss": "loss", "lines": line("2"), "paper": { "reason": "broken" },
            }),
        ),
        flow(
            5,
            "shop.sell",
            json!({
                "from": "front", "to": "customer", "lines": line("6"),
                "payments": pay("cash", "sales", "54.00"),
            }),
        ),
    ];
    let expected = [
        "cash EUR 27.00",
        "cost EUR 28.50",
        "differences EUR 10.00",
        "owed EUR -90.00",
        "sales EUR -27.00",
        "smith EUR -50.00",
        "stock EUR 101.50",
    ];
    let mut firsts: Vec<Json> = Vec::new();
    for round in 0..3 {
        let ran = match round {
            // In another order, and each line twice.
            2 => {
                desk.exec(&flows.iter().rev().flat_map(|it| [it, it]).cloned().collect::<Vec<_>>())
            }
            _ => desk.exec(&flows),
        };
        // Five mugs are left: the last sale is refused, whole, every time.
        assert_eq!(ran.code, 1);
        let mut lines = ran.lines();
        if round == 2 {
            lines = lines.into_iter().step_by(2).rev().collect();
        }
        let refused = lines.pop().unwrap();
        assert_eq!(refused["error"]["code"], "insufficient_stock");
        assert_eq!(refused["error"]["fields"]["part"], "inventory.reserve");
        for (nth, line) in lines.iter().enumerate() {
            assert_eq!(line["ok"], true, "{line}");
            assert_eq!(line["replayed"], round > 0, "{line}");
            match firsts.get(nth) {
                Some(first) => {
                    assert_eq!((&line["value"], &line["pos"]), (&first["value"], &first["pos"]))
                }
                None => firsts.push(line.clone()),
            }
        }
        assert_eq!(firsts[1]["value"]["shipment"], shipment);
        let balances = desk.balances(&[]);
        assert_eq!(balances, expected);
        let left = ask(&desk, &["stock", "--item", "mug"]);
        assert_eq!(picks(&left, &["location", "on_hand"]), ["front 5"]);
    }
    // Another request under a known id is refused, and says where it differs.
    let other = flow(
        4,
        "shop.write_off",
        json!({
            "location": "front", "loss": "loss", "lines": line("3"), "paper": { "reason": "broken" },
        }),
    );
    let answer = &desk.exec(&[other]).lines()[0];
    assert_eq!(answer["error"]["code"], "id_reused_with_different_request");
    desk.run(&["verify"]).ok();
}
