//! Document numbers (I35): gap-free in each series, whoever takes them, and without collision
//! where devices take their own; and tenants, who see nothing of each other (I10).
#![cfg(feature = "commerce")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod commerce_support;
mod flows_support;

use std::collections::BTreeSet;
use std::sync::Barrier;

use commerce_support::*;
use flows_support::*;
use moja::Builder;
use moja::blocking::Session;
use moja::commerce::*;
use moja::core::command::{Command, Query};
use moja::flows::*;
use moja::sqlite::SqliteOptions;

fn issue(series: &str) -> IssueNumber {
    IssueNumber { number: Numbering::next_of(series), reference: None }
}

fn next(till: &Session, series: &str) -> i64 {
    let all = till.query(ListSeries {}).unwrap();
    all.into_iter().find(|it| it.series == series).unwrap().next
}

const WORKERS: usize = 8;
const TRIES: usize = 40;

/// I35: eight threads take numbers by orders, invoices, credit notes and receipts, and half of
/// what they try is refused: in commerce, in inventory, in the ledger.
#[test]
fn i35_numbers_have_no_gaps_under_concurrency_and_refusals() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let builder = Builder::new().sqlite(SqliteOptions::default());
    let moja = moja::blocking::open_with(builder, path.to_str().unwrap()).unwrap();
    let till = moja.tenant("acme").acting_as("till-1");
    set_up(&till);
    till.all_or_nothing(commerce()).unwrap();
    till.run(receive("tea", 120, 48_000)).unwrap();
    let start = Barrier::new(WORKERS);
    let taken: Vec<Vec<String>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                let till = moja.tenant("acme").acting_as(&format!("till-{worker}"));
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    let mut taken = Vec::new();
                    for n in 0..TRIES {
                        // More than there is, from somebody who has nothing, of another kind.
                        let much = order(&[("tea", 500)]);
                        let poor =
                            PlaceOrder { books: books_of("wallet:ada"), ..order(&[("tea", 1)]) };
                        let refused = match n % 3 {
                            0 => {
                                till.run(much).map(|_| ()).map_err(|error| error.code().to_owned())
                            }
                            1 => {
                                till.run(poor).map(|_| ()).map_err(|error| error.code().to_owned())
                            }
                            _ => {
                                let wrong = PlaceOrder {
                                    number: number("invoices"),
                                    ..order(&[("tea", 1)])
                                };
                                till.run(wrong).map(|_| ()).map_err(|error| error.code().to_owned())
                            }
                        };
                        assert!(refused.is_err());
                        taken.push(till.run(issue("receipts")).unwrap().value.number);
                        let Ok(placed) = till.run(order(&[("tea", 1)])) else { continue };
                        let order = placed.value.order;
                        let fulfil =
                            FulfilOrder { number: number("invoices"), ..FulfilOrder::new(order) };
                        till.run(fulfil).unwrap();
                        if n % 4 == 0 {
                            let back =
                                ReturnOrder { number: number("notes"), ..ReturnOrder::new(order) };
                            till.run(back).unwrap();
                        }
                        let view = till.query(GetOrder { order }).unwrap();
                        taken.extend(view.documents.into_iter().map(|it| it.number));
                    }
                    taken
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let all: Vec<String> = taken.into_iter().flatten().collect();
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "no number twice");
    for (series, prefix) in
        [("orders", "O-"), ("invoices", "I-"), ("notes", "C-"), ("receipts", "R-")]
    {
        let count = all.iter().filter(|number| number.starts_with(prefix)).count();
        assert!(count > 10, "{series}: {count}");
        for n in 1..=count {
            assert!(distinct.contains(&format!("{prefix}{n:04}")), "{series}: {n} is missing");
        }
        assert_eq!(next(&till, series), i64::try_from(count).unwrap() + 1);
    }
    assert_eq!(all.iter().filter(|it| it.starts_with("R-")).count(), WORKERS * TRIES);
    assert_eq!(moja.verify().unwrap().findings, []);
}

/// I35: a device's series is its own, so that what it issues offline collides with nothing.
#[test]
fn i35_a_devices_series_is_used_by_it_alone() {
    let shops = market();
    for device in ["tablet-1", "tablet-2"] {
        let prefix = format!("{device}/");
        let of = Some(device.to_owned());
        // The prefix of a device must not end with its digit.
        let bad =
            OpenSeries { device: of.clone(), ..series(device, DocumentKind::Receipt, device) };
        assert_eq!(shops.refused(bad).code, "series_invalid");
        shops.ok(OpenSeries { device: of, ..series(device, DocumentKind::Receipt, &prefix) });
    }
    assert_eq!(shops.refused(issue("tablet-1")).code, "series_of_other_device");
    let tablet = shops.moja.tenant("acme").acting_as("tablet-1");
    assert_eq!(tablet.run(issue("tablet-1")).unwrap().value.number, "tablet-1/0001");
    assert_eq!(tablet.run(issue("tablet-2")).unwrap_err().code(), "series_of_other_device");
    // What the device issued offline comes in by somebody who names it.
    let named = |series: &str, device: &str| {
        let number = Numbering { series: series.into(), device: Some(device.into()) };
        IssueNumber { number, reference: Some("offline".into()) }
    };
    assert_eq!(shops.ok(named("tablet-1", "tablet-1")).number, "tablet-1/0002");
    assert_eq!(shops.ok(named("tablet-2", "tablet-2")).number, "tablet-2/0001");
    assert_eq!(shops.refused(named("tablet-2", "tablet-1")).code, "series_of_other_device");
    shops.verified();
}

#[test]
fn series_are_told_apart_and_end() {
    let shops = market();
    let again = series("orders", DocumentKind::Order, "X-");
    assert_eq!(shops.refused(again).code, "series_exists");
    let same = shops.refused(series("other", DocumentKind::Order, "O-"));
    assert_eq!((same.code.as_str(), &same.fields["series"]), ("prefix_taken", &"orders".into()));
    for bad in [
        OpenSeries { digits: 0, ..series("x", DocumentKind::Receipt, "x") },
        OpenSeries { digits: 19, ..series("x", DocumentKind::Receipt, "x") },
        OpenSeries { first: -1, ..series("x", DocumentKind::Receipt, "x") },
        OpenSeries { digits: 2, first: 100, ..series("x", DocumentKind::Receipt, "x") },
        series("x", DocumentKind::Receipt, "\n"),
        series("x", DocumentKind::Receipt, "2026"),
    ] {
        assert_eq!(shops.refused(bad).code, "series_invalid");
    }
    shops.ok(OpenSeries { digits: 1, first: 8, ..series("short", DocumentKind::Receipt, "") });
    assert_eq!([0; 2].map(|_| shops.ok(issue("short")).number), ["8", "9"]);
    assert_eq!(shops.refused(issue("short")).code, "series_used_up");
    assert_eq!(shops.refused(issue("none")).code, "series_not_found");
    let wrong = PlaceOrder { number: number("notes"), ..order(&[("tea", 1)]) };
    let failure = shops.refused(wrong);
    assert_eq!(
        (failure.code.as_str(), &failure.fields["kind"]),
        ("series_kind_wrong", &"credit_note".into())
    );
    // In a unit with what the document is about: all or nothing.
    let unit: Vec<moja::AnyCommand> = vec![issue("receipts").into(), sale("tea", 500, 1).into()];
    assert!(shops.till.all_or_nothing(unit).is_err());
    let unit: Vec<moja::AnyCommand> = vec![issue("receipts").into(), sale("tea", 5, 1).into()];
    let done = shops.till.all_or_nothing(unit).unwrap();
    assert_eq!(done[0].value["number"], "R-0001");
    shops.verified();
}

/// A series with a hole, made by taking a row of number away, is found.
#[test]
fn verify_finds_a_missing_number() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    {
        let moja = moja::blocking::open(path.to_str().unwrap()).unwrap();
        let till = moja.tenant("acme").acting_as("till-1");
        till.run(series("receipts", DocumentKind::Receipt, "R-")).unwrap();
        for _ in 0..3 {
            till.run(issue("receipts")).unwrap();
        }
        assert_eq!(moja.verify().unwrap().findings, []);
        moja.close().unwrap();
    }
    let file = rusqlite::Connection::open(&path).unwrap();
    let triggers: Vec<String> = {
        let mut names = file
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'commerce_number'")
            .unwrap();
        names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    for trigger in triggers {
        file.execute(&format!("DROP TRIGGER {trigger}"), []).unwrap();
    }
    assert_eq!(file.execute("DELETE FROM commerce_number WHERE number = 2", []).unwrap(), 1);
    drop(file);
    let moja = moja::blocking::open(path.to_str().unwrap()).unwrap();
    let findings = moja.verify().unwrap().findings;
    let codes: Vec<&str> = findings.iter().map(|it| it.code.as_str()).collect();
    assert!(codes.contains(&"number_gap"), "{codes:?}");
}

/// I10: to another tenant, what this one has does not exist, in every command and query.
#[test]
fn i10_tenants_share_nothing() {
    let shops = market();
    let id = shops.ok(split_order(&[("tea", 2)])).order;
    let quote = shops
        .ok(MakeQuote { id: None, cart: cart(&[("tea", 1)]), expires_in_s: None, party: None })
        .quote;
    shops.ok(FulfilOrder {
        parts: parts(&[(0, 1)]),
        number: number("invoices"),
        ..FulfilOrder::new(id)
    });
    let other = shops.moja.tenant("beta").acting_as("till-1");
    let before = shops.state();

    fn refused<C: Command>(other: &Session, command: C) -> String {
        other.run(command).map(|_| ()).unwrap_err().code().to_owned()
    }
    fn asked<Q: Query>(other: &Session, query: Q) -> String {
        other.query(query).map(|_| ()).unwrap_err().code().to_owned()
    }
    for code in [
        refused(&other, Allocate { order: id, parts: vec![] }),
        refused(&other, Ship { order: id, parts: vec![], effective_at: None }),
        refused(&other, Invoice { order: id, number: None, effective_at: None }),
        refused(&other, Return { order: id, parts: vec![], to: None, effective_at: None }),
        refused(
            &other,
            Refund { order: id, amount: Some(eur(1)), number: None, effective_at: None },
        ),
        refused(&other, Cancel { order: id }),
        refused(&other, Close { order: id }),
        refused(&other, FulfilOrder::new(id)),
        refused(&other, ReturnOrder::new(id)),
        refused(&other, CancelOrder { order: id }),
        asked(&other, GetOrder { order: id }),
        asked(&other, GetSettlement { order: id }),
    ] {
        assert_eq!(code, "order_not_found");
    }
    assert_eq!(refused(&other, Place::new(Basis::Quote(quote))), "quote_not_found");
    assert_eq!(
        refused(&other, PlaceOrder { basis: Basis::Quote(quote), ..order(&[]) }),
        "quote_not_found"
    );
    assert_eq!(asked(&other, GetQuote { quote }), "quote_not_found");
    assert_eq!(refused(&other, issue("receipts")), "series_not_found");
    assert_eq!(refused(&other, Place::new(Basis::Cart(cart(&[("tea", 1)])))), "price_not_found");
    let make = MakeQuote { id: None, cart: cart(&[("tea", 1)]), expires_in_s: None, party: None };
    assert_eq!(refused(&other, make), "price_not_found");
    assert!(other.query(Orders::default()).unwrap().orders.is_empty());
    assert!(other.query(ListSeries {}).unwrap().is_empty());
    assert!(other.query(Prices::default()).unwrap().is_empty());

    // The same codes and ids are the other tenant's own, and change nothing here.
    other.run(SetPrice::new("tea", eur(1))).unwrap();
    let kind = TaxKind::Exclusive;
    other.run(SetTax { tax: "vat".into(), rate: rate("1%"), kind, valid_from: None }).unwrap();
    let commission = Charge::Rate(rate("99%"));
    other.run(SetSeller { seller: "bob".into(), commission, account: None }).unwrap();
    let numbers =
        [("orders", DocumentKind::Order, "O-"), ("receipts", DocumentKind::Receipt, "R-")];
    for (code, kind, prefix) in numbers {
        other.run(series(code, kind, prefix)).unwrap();
    }
    assert_eq!(other.run(issue("receipts")).unwrap().value.number, "R-0001");
    let make =
        MakeQuote { id: Some(quote), cart: cart(&[("tea", 1)]), expires_in_s: None, party: None };
    assert_eq!(other.run(make).unwrap().value.total, eur(1));
    let mine = Place { id: Some(id), number: number("orders"), ..Place::new(Basis::Quote(quote)) };
    assert_eq!(other.run(mine).unwrap().value.number.as_deref(), Some("O-0001"));
    other.run(Allocate { order: id, parts: vec![] }).unwrap();
    assert_eq!(shops.state(), before);
    assert_eq!(shops.order(id).lines.len(), 1);
    assert_eq!(shops.stands(id), OrderStatus::PartlyShipped);
    assert_eq!(shops.till.query(GetQuote { quote }).unwrap().order, None);
    shops.verified();

    // All commands and queries of commerce were asked above.
    let known = shops.moja.asynchronous().describe();
    let count = |what: &str| {
        known[what].as_object().unwrap().keys().filter(|name| name.starts_with("commerce.")).count()
    };
    assert_eq!((count("commands"), count("queries")), (14, 6));
}
