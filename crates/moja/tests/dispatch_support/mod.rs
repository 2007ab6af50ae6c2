//! What the tests of the whole dispatch table share: a world in which every command and query is
//! accepted, and the arguments for it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests; each test file uses some"
)]

mod args;

use std::collections::{BTreeMap, BTreeSet};

#[allow(unused_imports, reason = "not every test asks queries")]
pub(crate) use args::{command_args, query_args};
use moja::Builder;
use moja::blocking::{Moja, Session};
use moja::commerce::Books;
use moja::core::currency::Currency;
use moja::core::scan::Scan;
use moja::core::tenant::Tenant;
use moja::core::time::ManualClock;
use moja::flows::{order_accounts, stock_accounts};
use moja::inventory::PostingAccounts;
use moja::ledger::OpenAccount;
use serde_json::{Value as Json, json};

/// What the other tenant has besides is named and numbered so.
pub(crate) const SUFFIX: &str = "-b";
pub(crate) const SHIFT: u64 = 0x9_0000;

pub(crate) fn id(n: u64) -> String {
    format!("01890000-0000-7000-8000-{n:012x}")
}

pub(crate) fn eur(whole: i64) -> Json {
    json!({ "amount": whole.to_string(), "currency": "EUR" })
}

// Rows of a world by number.
pub(crate) const RECEIPTS: u64 = 0x10;
pub(crate) const SHIPMENTS: u64 = 0x20;
pub(crate) const HELD: u64 = 0x30;
pub(crate) const ALLOTTED: u64 = 0x40;
pub(crate) const MOVED: u64 = 0x50;
pub(crate) const EXPECTED: u64 = 0x60;
pub(crate) const PAID: u64 = 0x100;
pub(crate) const HOLDS: u64 = 0x110;
pub(crate) const QUOTES: u64 = 0x120;
pub(crate) const ORDERS: u64 = 0x130;
/// What the cases make.
pub(crate) const MADE: u64 = 0x800;

/// A world of goods in two places, of money and of orders, with something of everything that can
/// be asked for by name.
pub(crate) struct World<'w> {
    pub(crate) till: &'w Session,
    /// What a text of the arguments is called in this world.
    pub(crate) rename: &'w dyn Fn(&str) -> String,
    pub(crate) shift: u64,
    pub(crate) factor: i64,
    pub(crate) barcode: &'static str,
    pub(crate) next: u64,
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
    pub(crate) fn renamed(&self, args: Json) -> Json {
        match args {
            Json::String(text) => Json::String(match number(&text) {
                Some(n) => id(n + self.shift),
                None => (self.rename)(&text),
            }),
            Json::Array(all) => all.into_iter().map(|it| self.renamed(it)).collect(),
            Json::Object(all) => all.into_iter().map(|(key, it)| (key, self.renamed(it))).collect(),
            other => other,
        }
    }

    /// Opens the accounts that stock, sales and orders are posted to.
    pub(crate) fn open_books(&mut self) {
        let (goods, books) = (PostingAccounts::customary(), Books::customary("cash"));
        let stock = stock_accounts(&goods, Currency::EUR);
        let orders = order_accounts(&books, Currency::EUR);
        let mut all: Vec<OpenAccount> = stock.into_iter().chain(orders).collect();
        all.push(OpenAccount::asset("cash", Currency::EUR));
        all.push(OpenAccount::income("sales", Currency::EUR));
        let mut known = BTreeSet::new();
        for account in all {
            if known.insert(account.code.clone()) {
                self.run("ledger.open_account", json!(account));
            }
        }
    }

    pub(crate) fn build(&mut self) {
        self.money();
        self.goods();
        self.orders();
        for (name, args) in [
            ("outbox.ack", json!({ "sink": "feed", "pos": 1 })),
            ("outbox.park", json!({ "sink": "feed", "pos": 2, "cause": "text" })),
            ("outbox.park", json!({ "sink": "feed", "pos": 3, "cause": "text" })),
        ] {
            self.run(name, args);
        }
    }

    fn goods(&mut self) {
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
                if code == "tea" { json!([{ "barcode": self.barcode }]) } else { json!([]) };
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

    fn money(&mut self) {
        for (code, kind) in [
            ("purse", "asset"),
            ("vault", "asset"),
            ("spare", "asset"),
            ("ice", "asset"),
            ("shut", "asset"),
            ("gain", "income"),
            ("dues", "liability"),
        ] {
            let account = json!({
                "code": code, "currency": "EUR", "kind": kind, "metadata": { "note": "text" },
            });
            self.run("ledger.open_account", account);
        }
        self.run("ledger.close_account", json!({ "account": "shut", "currency": "EUR" }));
        let amount = eur(100 * self.factor);
        for n in 0..2 {
            self.run(
                "ledger.transfer",
                json!({
                    "id": id(PAID + n), "debit": "purse", "credit": "gain", "amount": amount,
                    "narration": "text", "reference": "ref",
                }),
            );
            self.run(
                "ledger.place_hold",
                json!({
                    "id": id(HOLDS + n), "debit": "vault", "credit": "purse",
                    "amount": eur(self.factor), "details": { "narration": "text" },
                }),
            );
        }
    }

    fn orders(&mut self) {
        self.run("commerce.set_tax", json!({ "tax": "vat", "rate": "22%" }));
        let price = json!({ "item": "tea", "price": eur(self.factor), "tax": "vat" });
        self.run("commerce.set_price", price);
        let seller = json!({ "seller": "bob", "commission": { "rate": "10%" }, "account": "dues" });
        self.run("commerce.set_seller", seller);
        for (series, kind, prefix) in [
            ("orders", "order", "O-"),
            ("invoices", "invoice", "I-"),
            ("notes", "credit_note", "C-"),
            ("receipts", "receipt", "R-"),
        ] {
            self.run(
                "commerce.open_series",
                json!({
                    "series": series, "kind": kind, "prefix": prefix, "digits": 4, "first": 1,
                }),
            );
        }
        let quote = json!({ "id": id(QUOTES), "cart": args::cart(), "party": "text" });
        self.run("commerce.quote", quote);
        for n in 0..10 {
            if n == 0 || n == 3 {
                // Of commerce alone: nothing is allocated or invoiced yet.
                let place = json!({
                    "id": id(ORDERS + n), "basis": { "cart": args::cart() }, "party": "clinic",
                });
                self.run("commerce.place", place);
            } else {
                self.run("shop.place_order", args::place_order(&id(ORDERS + n)));
            }
        }
        for name in ["commerce.allocate", "commerce.ship"] {
            self.run(name, json!({ "order": id(ORDERS + 3) }));
        }
        for n in [2, 4, 5, 9] {
            self.run("shop.fulfil", json!({ "order": id(ORDERS + n) }));
        }
    }
}

pub(crate) const BARCODE: &str = "4006381333931";
pub(crate) const OTHER_BARCODE: &str = "9780201379624";

/// What is named in a world.
pub(crate) const NAMES: &[&str] = &[
    "goods", "vendor", "client", "house", "shelf", "back", "van", "workshop", "lost", "tea",
    "milk", "box", "m1", "m2", "m3", "purse", "vault", "spare", "ice", "shut", "gain", "dues",
    "bob", "vat", "orders", "invoices", "notes", "receipts", "O-", "I-", "C-", "R-", "feed",
];

pub(crate) fn number(text: &str) -> Option<u64> {
    let hex = text.strip_prefix("01890000-0000-7000-8000-")?;
    u64::from_str_radix(hex, 16).ok()
}

/// Every row of a tenant, by table, and its head.
pub(crate) fn all_rows(moja: &Moja, tenant: &str) -> BTreeMap<&'static str, Vec<String>> {
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

pub(crate) fn builder() -> Builder {
    Builder::new().clock(ManualClock::new("2026-03-01T12:00:00Z".parse().unwrap()))
}
