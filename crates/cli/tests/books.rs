//! `moja import` and `moja export`.

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

use serde_json::json;
use support::Desk;

const BEANCOUNT: &str = r#"option "title" "Böoks"
option "operating_currency" "USD"
include "more/prices.bean"

2024-01-01 commodity HOOL
  name: "Hooli, \"the\" company"
2024-01-01 open Assets:Cash            USD,EUR
  branch: "Zürich"
2024-01-01 open Assets:Shares          HOOL "FIFO"
2024-01-01 open Income:Salary          USD
2024-01-01 open Income:Gains
2024-01-01 open Expenses:Food
2024-01-01 open Equity:Opening
2024-01-01 open Assets:Old             USD

2024-01-02 pad Assets:Cash Equity:Opening
2024-01-03 balance Assets:Cash  100.00 USD

2024-01-04 * "Employer" "Salary für Jänner" #work ^slip-1
  reference: 12
  Assets:Cash     1000.00 USD
    note: "net"
  Income:Salary

2024-01-05 * "Buy"
  Assets:Shares   3 HOOL {10.00 USD, "first"}
  Assets:Shares   2 HOOL {{30.00 USD}}
  Assets:Cash    -60.00 USD

2024-01-06 ! "Sell"
  Assets:Shares  -3 HOOL {10.00 USD} @ 12.00 USD
  Assets:Cash    36.00 USD
  Income:Gains   -6.00 USD

2024-01-07 * "Exchange"
  Assets:Cash    50.00 EUR @@ 55.01 USD
  Assets:Cash   -55.01 USD

2024-01-08 * "寿司" "🍣"
  Expenses:Food  20.00 USD
  ! Assets:Cash

2024-01-08 note Assets:Cash "counted"
2024-01-08 event "location" "Nairobi"
2024-01-08 query "cash" "SELECT 1"
2024-01-08 custom "budget" Expenses:Food "monthly" 200.00 USD TRUE 2024-01-31
2024-01-09 balance Assets:Cash  1000.99 USD
2024-01-10 close Assets:Old
"#;

const PRICES: &str = "2024-01-05 price HOOL 11.00 USD\n  source: \"paper\"\n";

const BALANCES: [&str; 7] = [
    "Assets:Cash EUR 50.00",
    "Assets:Cash USD 1000.99",
    "Assets:Shares HOOL 2",
    "Equity:Opening USD -100.00",
    "Expenses:Food USD 20.00",
    "Income:Gains USD -6.00",
    "Income:Salary USD -1000.00",
];

fn books() -> Desk {
    let desk = Desk::new();
    desk.write("main.bean", BEANCOUNT);
    desk.write("more/prices.bean", PRICES);
    desk
}

fn import(desk: &Desk, file: &str, format: &str, more: &[&str]) -> support::Ran {
    desk.run(&[&["import", file, "--format", format, "--json"], more].concat())
}

#[test]
fn beancount_comes_in_and_goes_out_and_comes_in_again() {
    let desk = books();
    let ran = import(&desk, "main.bean", "beancount", &[]).ok();
    let line = &ran.lines()[0];
    assert_eq!(line["replayed"], false);
    assert_eq!(line["counts"]["transactions"], 6);
    assert_eq!(desk.balances(&[]), BALANCES);
    let at = desk.balances(&["--at", "2024-01-04", "--tree", "Assets"]);
    assert_eq!(at, ["Assets:Cash USD 1100.00"]);
    let statement = desk
        .run(&[
            "statement",
            "Assets:Cash",
            "--currency",
            "USD",
            "--json",
            "--from",
            "2024-01-05",
            "--to",
            "2024-01-06",
        ])
        .ok()
        .lines();
    let shown: Vec<_> =
        statement.iter().map(|it| (it["type"].clone(), it["balance"].clone())).collect();
    let expected =
        [("opening", "1100.00"), ("line", "1040.00"), ("line", "1076.00"), ("closing", "1076.00")];
    assert_eq!(shown, expected.map(|(kind, balance)| (json!(kind), json!(balance))));
    let trial = desk.run(&["trial-balance", "--json"]).ok().lines();
    assert_eq!(trial.last().unwrap()["balanced"], true);
    let found = desk.run(&["entries", "--json", "--tag", "work", "--meta", "reference=12"]).ok();
    assert_eq!(found.lines().len(), 2);
    for (link, count) in [("slip-1", 2), ("slip-2", 0)] {
        let found = desk.run(&["entries", "--json", "--link", link]).ok();
        assert_eq!(found.lines().len(), count);
        let args = format!(r#"{{"link":"{link}","tree":"Assets","account":"Income:Salary"}}"#);
        let found = desk.run(&["query", "ledger.transactions", &args, "--json"]).ok().lines();
        assert_eq!(found[0]["transactions"].as_array().unwrap().len(), count / 2);
    }
    desk.run(&["verify"]).ok();

    desk.run(&["export", "--format", "beancount", "-o", "out.bean"]).ok();
    let text = desk.read("out.bean");
    for kept in [
        "option \"title\" \"Böoks\"",
        "name: \"Hooli, \\\"the\\\" company\"",
        "branch: \"Zürich\"",
        "open Assets:Shares HOOL \"FIFO\"",
        "* \"Employer\" \"Salary für Jänner\" #work ^slip-1",
        "reference: 12",
        "{10.00 USD, 2024-01-05, \"first\"}",
        "{{30.00 USD, 2024-01-05}}",
        "@ 12.00 USD",
        "@@ 55.01 USD",
        "\"寿司\" \"🍣\"",
        "! Assets:Cash",
        "note Assets:Cash \"counted\"",
        "event \"location\" \"Nairobi\"",
        "query \"cash\" \"SELECT 1\"",
        "custom \"budget\" Expenses:Food \"monthly\" 200.00 USD TRUE 2024-01-31",
        "balance Assets:Cash 1000.99 USD",
        "close Assets:Old",
        "price HOOL 11.00 USD",
        "source: \"paper\"",
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    assert!(!text.contains("Conversions"), "{text}");
    import(&desk, "out.bean", "beancount", &["--store", "two.db"]).ok();
    assert_eq!(desk.balances(&["--store", "two.db"]), BALANCES);
    let again = desk.run(&["export", "--format", "beancount", "--store", "two.db"]).ok();
    assert_eq!(again.stdout, text);

    desk.run(&["export", "--format", "hledger", "-o", "out.journal"]).ok();
    import(&desk, "out.journal", "hledger", &["--store", "three.db"]).ok();
    assert_eq!(desk.balances(&["--store", "three.db"]), BALANCES);
    let lines = desk.run(&["export", "--format", "jsonl"]).ok().lines();
    assert!(lines.iter().any(|it| it["type"] == "custom"));
    let csv = desk.run(&["export", "--format", "csv"]).ok().stdout;
    assert!(csv.starts_with("transaction,date"));
    let there = desk.run(&["export", "--format", "csv", "-o", "out.bean", "--json"]);
    assert_eq!((there.code, &there.error()["code"]), (2, &json!("file_unwritable")));
    assert_eq!(desk.read("out.bean"), text);
}

#[test]
fn the_same_file_is_imported_once() {
    let desk = books();
    let first = import(&desk, "main.bean", "beancount", &[]).ok().lines().remove(0);
    let head = desk.run(&["verify", "--json"]).ok().lines()[0]["heads"].clone();
    let again = import(&desk, "main.bean", "beancount", &[]).ok().lines().remove(0);
    assert_eq!((&again["replayed"], &again["import"]), (&json!(true), &first["import"]));
    assert_eq!(desk.run(&["verify", "--json"]).ok().lines()[0]["heads"], head);
    assert_eq!(desk.balances(&[]), BALANCES);
    // Another tenant is another book.
    import(&desk, "main.bean", "beancount", &["--tenant", "two"]).ok();
    assert_eq!(desk.balances(&["--tenant", "two"]), BALANCES);
    // What is included counts too: this is another file now, and is not taken for the first.
    desk.write("more/prices.bean", "2024-01-05 price HOOL 12.00 USD\n");
    let other = import(&desk, "main.bean", "beancount", &[]);
    assert_eq!((other.code, &other.error()["code"]), (1, &json!("account_closed")));
    assert_eq!(desk.balances(&[]), BALANCES, "all or nothing");
}

#[test]
fn problems_are_told_by_file_and_line_and_nothing_is_imported() {
    let desk = books();
    desk.write(
        "more/prices.bean",
        format!(
            "{PRICES}\n2024-02-01 * \"off\"\n  Assets:Cash  1.00 USD\n  Expenses:Food  1.00 USD\n\
         2024-02-02 balance Assets:Cash  5.00 USD\n"
        ),
    );
    let ran = desk.run(&["import", "main.bean", "--format", "beancount"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("more/prices.bean:4: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("more/prices.bean:7: "), "{}", ran.stderr);
    assert!(!desk.has("moja.db"), "a refused import makes no store");
    let ran = import(&desk, "main.bean", "beancount", &[]);
    assert_eq!((ran.code, &ran.error()["code"]), (1, &json!("import_refused")));
    let first: serde_json::Value =
        serde_json::from_str(ran.stderr.lines().next().unwrap()).unwrap();
    assert_eq!(first["problem"]["line"], 4);
    let ran = import(&desk, "main.bean", "beancount", &["--keep-going"]).ok();
    assert_eq!(ran.lines()[0]["problems"], 2);
    assert_eq!(desk.balances(&[]), BALANCES);
}

#[test]
fn what_the_store_refuses_is_told_by_file_and_line() {
    let desk = Desk::new();
    desk.exec(&[
        json!({ "command": "ledger.open_account",
                "args": { "code": "assets:cash", "currency": "EUR", "kind": "asset" } }),
        json!({ "command": "ledger.freeze_account",
                "args": { "account": "assets:cash", "currency": "EUR" } }),
    ])
    .ok();
    desk.write(
        "a.journal",
        "2024-01-01 x\n  assets:bank  1 EUR\n  income\n\n\
        2024-01-02 y\n  assets:cash  1 EUR\n  income\n",
    );
    let ran = import(&desk, "a.journal", "hledger", &[]);
    assert_eq!(ran.code, 1);
    let error = ran.error();
    assert_eq!((&error["code"], &error["fields"]["line"]), (&json!("account_frozen"), &json!(5)));
    assert_eq!(desk.balances(&["--all"]), ["assets:cash EUR 0.00"]);
}

const HLEDGER: &str = "\
; a journal
commodity $1,000.00
account wallet  ; type:C
include more.journal

2024-01-01 opening
    wallet                $100.00
    equity:opening

2024-01-02 * (42) Shop | food  ; trip:
    expenses:food         $10.00  ; kind:organic
    wallet               $-10.00 = $90.00

2024-01-03 ! exchange
    assets:euro            10.00 € @ $1.10
    wallet

2024-01-04 hours
    [budget:a]  1,000.00 hours
    [budget:b]
    wallet      0 = $79.00
";

#[test]
fn hledger_symbols_become_codes() {
    let desk = Desk::new();
    desk.write("dir/a.journal", HLEDGER);
    desk.write("dir/more.journal", "P 2024-01-03 € $1.10\n");
    let ran = import(&desk, "dir/a.journal", "hledger", &[]).ok();
    assert_eq!(ran.lines()[0]["guessed_kinds"], json!(["budget:a", "budget:b"]));
    let expected = [
        "assets:euro EUR 10.00",
        "budget:a HOURS 1000",
        "budget:b HOURS -1000",
        "equity:opening USD -100.00",
        "expenses:food USD 10.00",
        "wallet USD 79.00",
    ];
    assert_eq!(desk.balances(&[]), expected);
    let text = desk.run(&["export", "--format", "hledger"]).ok().stdout;
    for kept in [
        "2024-01-02 * (42) Shop | food",
        "kind:organic",
        "= 90.00 USD",
        "@ 1.10 USD",
        "2024-01-01 opening",
        "2024-01-03 ! exchange",
        "[budget:a]",
        "P 2024-01-03 EUR 1.10 USD",
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    desk.write("out.journal", &text);
    import(&desk, "out.journal", "hledger", &["--store", "two.db"]).ok();
    assert_eq!(desk.balances(&["--store", "two.db"]), expected);
}

#[test]
fn commodities_without_a_code_need_one() {
    let desk = Desk::new();
    desk.write("a.journal", "2024-01-01 x\n  assets:a  3 \"ACME Inc\"\n  equity\n");
    let ran = import(&desk, "a.journal", "hledger", &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("unknown_commodity"));
    let more = ["--commodity", "ACME Inc=ACME", "--scale", "ACME=4"];
    import(&desk, "a.journal", "hledger", &more).ok();
    assert_eq!(desk.balances(&[]), ["assets:a ACME 3.0000", "equity ACME -3.0000"]);
    // A later book fits into the scale, or is told that it does not.
    desk.write("b.journal", "2024-01-02 x\n  assets:a  0.25 ACME\n  equity\n");
    import(&desk, "b.journal", "hledger", &[]).ok();
    desk.write("c.journal", "2024-01-02 x\n  assets:a  0.00001 ACME\n  equity\n");
    let ran = import(&desk, "c.journal", "hledger", &[]);
    assert!(ran.stderr.contains("too_many_decimals"), "{}", ran.stderr);
    let ran = import(&desk, "c.journal", "hledger", &["--scale", "ACME=5"]);
    assert_eq!((ran.code, &ran.error()["code"]), (1, &json!("currency_scale_differs")));
    assert_eq!(
        desk.run(&["import", "c.journal", "--format", "hledger", "--scale", "X=19"]).code,
        2
    );
}

#[test]
fn csv_comes_in_by_its_columns() {
    let desk = Desk::new();
    desk.write(
        "bank.csv",
        "Datum;Name;Zweck;Betrag\n\
        02.01.2024;Café Müller;\"Kaffee; groß\";-3,50\n03.01.2024;Lohn;Jänner;1.000,00\n",
    );
    let args = [
        "--date-column",
        "Datum",
        "--date-format",
        "%d.%m.%Y",
        "--payee-column",
        "Name",
        "--narration-column",
        "2",
        "--amount-column",
        "Betrag",
        "--currency",
        "EUR",
        "--account",
        "Assets:Bank",
        "--counter-account",
        "Equity:Unsorted",
        "--delimiter",
        ";",
        "--decimal-mark",
        ",",
    ];
    import(&desk, "bank.csv", "csv", &args).ok();
    assert_eq!(desk.balances(&[]), ["Assets:Bank EUR 996.50", "Equity:Unsorted EUR -996.50"]);
    let line = &desk.run(&["entries", "--json", "--account", "Assets:Bank"]).ok().lines()[0];
    assert_eq!(line["details"]["payee"], "Café Müller");
    assert_eq!(line["details"]["narration"], "Kaffee; groß");
    // The next month goes into the same accounts.
    desk.write("bank.csv", "Datum;Name;Zweck;Betrag\n01.02.2024;x;;-1,00\n32.02.2024;y;;x\n");
    let ran = import(&desk, "bank.csv", "csv", &args);
    assert_eq!(ran.code, 1);
    let place = ran.stderr.contains("\"line\":3");
    assert!(place, "{}", ran.stderr);
    let going = [&args[..], &["--keep-going"]].concat();
    import(&desk, "bank.csv", "csv", &going).ok();
    assert_eq!(desk.balances(&["--tree", "Assets"]), ["Assets:Bank EUR 995.50"]);
    let ran = desk.run(&["import", "bank.csv", "--format", "csv", "--json"]);
    assert_eq!((ran.code, &ran.error()["code"]), (2, &json!("usage")));
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let desk = Desk::new();
    let ran = import(&desk, "none.bean", "beancount", &[]);
    assert_eq!((ran.code, &ran.error()["code"]), (2, &json!("file_unreadable")));
    desk.write("latin1.bean", b"2024-01-01 open Assets:Caf\xe9\n");
    let ran = import(&desk, "latin1.bean", "beancount", &[]);
    assert!(ran.error()["message"].as_str().unwrap().contains("UTF-8"));
    desk.write("a.bean", "include \"none.bean\"\n2024-01-01 open Assets:Cash\n");
    let ran = desk.run(&["import", "a.bean", "--format", "beancount"]);
    assert!(ran.stderr.contains("a.bean:1: "), "{}", ran.stderr);
    assert!(!desk.has("moja.db"));
    desk.write("empty.bean", "");
    import(&desk, "empty.bean", "beancount", &[]).ok();
}

#[test]
fn what_commands_did_can_be_exported() {
    let desk = Desk::new();
    let post = json!({ "command": "ledger.post", "args": {
        "effective_at": "2024-03-01T12:30:00Z",
        "legs": [
            { "account": "shop:cash", "amount": { "amount": "10.00", "currency": "EUR" } },
            { "account": "shop:sales", "amount": { "amount": "-10.00", "currency": "EUR" } },
        ],
        "details": { "narration": "tea", "reference": "no. 7", "tags": ["x"] },
    } });
    let open = |code: &str, kind: &str| {
        json!({ "command": "ledger.open_account",
                "args": { "code": code, "currency": "EUR", "kind": kind } })
    };
    let answers =
        desk.exec(&[open("shop:cash", "asset"), open("shop:sales", "income"), post]).ok().lines();
    let id = answers[2]["value"]["transaction"].clone();
    let reverse = json!({ "command": "ledger.reverse",
        "args": { "transaction": id, "date": { "on": "2024-03-02T00:00:00Z" } } });
    desk.exec(&[reverse]).ok();
    let text = desk.run(&["export", "--format", "beancount"]).ok().stdout;
    assert!(text.contains("2024-03-01 open Assets:Shop:Cash"), "{text}");
    assert!(text.contains("effective-at: \"2024-03-01T12:30:00Z\""), "{text}");
    assert!(text.contains("code: \"no. 7\""), "{text}");
    assert!(text.contains(&format!("reverses: {id}")), "{text}");
    desk.write("out.bean", &text);
    import(&desk, "out.bean", "beancount", &["--store", "two.db"]).ok();
    let noon = ["--store", "two.db", "--at"];
    assert_eq!(desk.balances(&[&noon[..], &["2024-03-01T12:00:00Z"]].concat()).len(), 0);
    assert_eq!(desk.balances(&[&noon[..], &["2024-03-01"]].concat()).len(), 2);
    assert_eq!(desk.balances(&[&noon[..], &["2024-03-02"]].concat()).len(), 0);
}
