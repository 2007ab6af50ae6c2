//! Orders from the quote to the credit note: over papers, goods and money in one commit each.
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

use commerce_support::*;
use flows_support::*;
use moja::commerce::*;
use moja::core::id::CommandId;
use moja::flows::*;
use moja::inventory::{
    Availability, ComponentOf, CreateItem, DefineComponents, ReleaseReservation, Reservations,
};
use moja::ledger::{FreezeAccount, GetHold, HoldStatus};
use serde_json::json;

fn names(shops: &Shops, after: i64) -> Vec<String> {
    let all = shops.till.follow("names", 1_000).unwrap();
    all.into_iter().filter(|one| one.pos > after).map(|one| one.command).collect()
}

fn available(shops: &Shops, item: &str) -> String {
    let items = vec![item.to_owned()];
    let views = shops.till.query(Availability { items, location: None, at: None }).unwrap();
    views[0].available.to_string()
}

#[test]
fn an_order_is_placed_fulfilled_and_returned() {
    let shops = market();
    let before = shops.till.head().unwrap().pos;
    // 2 x 10.00 + 22 %, and 1 x 5.95 with 19 % in it.
    let id = shops.ok(order(&[("tea", 2), ("cup", 1)])).order;
    assert_eq!(
        names(&shops, before),
        [
            "shop.place_order",
            "commerce.place",
            "ledger.place_hold",
            "commerce.allocate",
            "inventory.reserve",
        ]
    );
    assert_eq!(shops.stands(id), OrderStatus::Allocated);
    assert_eq!(shops.order(id).summary.total, eur(2_440 + 595));
    assert_eq!((available(&shops, "tea"), available(&shops, "cup")), ("98".into(), "99".into()));
    let hold = shops.till.query(GetHold { hold: hold_of(id) }).unwrap();
    assert_eq!((hold.status, hold.amount), (HoldStatus::Pending, eur(3_035)));
    assert_eq!(shops.balance("cash"), 10_000, "held, not captured");

    let before = shops.till.head().unwrap().pos;
    let number_of = |series: &str| number(series);
    shops.ok(FulfilOrder { number: number_of("invoices"), ..FulfilOrder::new(id) });
    assert_eq!(
        names(&shops, before),
        [
            "shop.fulfil",
            "commerce.ship",
            "inventory.ship_reservation",
            "ledger.post",
            "commerce.invoice",
            "ledger.capture_hold",
            "ledger.post",
        ]
    );
    assert_eq!(shops.stands(id), OrderStatus::Shipped);
    assert_eq!(shops.balance("cash"), 10_000 + 3_035);
    assert_eq!(shops.balance("liabilities:orders-clearing"), 0);
    assert_eq!(shops.balance("income:sales"), -2_500);
    assert_eq!(shops.balance("liabilities:tax"), -535);
    assert_eq!(shops.balance("expenses:cost-of-goods-sold"), 800 + 200);
    assert_eq!(shops.worth(), 59_000);
    shops.settled(id);

    let before = shops.till.head().unwrap().pos;
    let back =
        ReturnOrder { parts: parts(&[(0, 1)]), number: number("notes"), ..ReturnOrder::new(id) };
    shops.ok(back);
    assert_eq!(
        names(&shops, before),
        [
            "shop.return_order",
            "commerce.return",
            "inventory.return_from_customer",
            "ledger.post",
            "commerce.refund",
            "ledger.post",
        ]
    );
    assert_eq!(shops.worth(), 59_400, "at what it had cost");
    assert_eq!(shops.balance("cash"), 10_000 + 3_035 - 1_220);
    assert_eq!(shops.balance("income:sales"), -1_500);
    assert_eq!(shops.documents(id), ["O-0001", "I-0001", "C-0001"]);
    let amounts: Vec<_> = shops.order(id).documents.into_iter().map(|it| it.amount).collect();
    assert_eq!(amounts, [3_035, 3_035, 1_220].map(|minor| Some(eur(minor))));
    // The rest comes back: nothing of the sale is left in the books.
    shops.ok(ReturnOrder::new(id));
    for account in ["income:sales", "liabilities:tax", "expenses:cost-of-goods-sold"] {
        assert_eq!(shops.balance(account), 0, "{account}");
    }
    assert_eq!((shops.balance("cash"), shops.worth()), (10_000, 60_000));
    shops.ok(Close { order: id });
    assert_eq!(shops.stands(id), OrderStatus::Closed);
    shops.verified();
}

/// I31: what is quoted is ordered and invoiced, whatever prices do meanwhile.
#[test]
fn i31_the_quote_is_the_order_is_the_invoice() {
    let shops = market();
    let wanted = Cart {
        discounts: vec![Charge::Rate(rate("4%"))],
        scope: RoundingScope::Global,
        ..Cart::new(
            EUR,
            [
                CartLine::new("tea", 7).price(eur(333)),
                CartLine::new("cup", 3).discount(Charge::Amount(eur(5))),
            ],
        )
    };
    let make = MakeQuote {
        id: None,
        cart: wanted.clone(),
        expires_in_s: Some(60),
        party: Some("ada".into()),
    };
    let quoted = shops.ok(make);
    let view = shops.till.query(GetQuote { quote: quoted.quote }).unwrap();
    assert_eq!(view.numbers.total, quoted.total);
    // The pure function gives the same numbers from what the quote says.
    let lines = view.numbers.lines.iter().zip(&wanted.lines).map(|(line, wanted)| {
        let mut item = pricing::PricedItem::new(
            line.item.as_str(),
            line.quantity,
            pricing::UnitPrice::of(line.price),
        );
        item.tax = view
            .numbers
            .taxes
            .iter()
            .map(|it| it.tax.clone())
            .find(|tax| Some(&tax.code) == line.tax_code.as_ref());
        item.discounts.clone_from(&wanted.discounts);
        item
    });
    let terms = pricing::Terms {
        discounts: wanted.discounts.clone(),
        scope: wanted.scope,
        ..pricing::Terms::new(EUR)
    };
    assert_eq!(price(&lines.collect::<Vec<_>>(), &terms).unwrap(), view.numbers);

    shops.pass(10);
    shops.ok(SetPrice::new("cup", eur(9_999)));
    let basis = Basis::Quote(quoted.quote);
    let flow = PlaceOrder { basis: basis.clone(), ..order(&[]) };
    let id = shops.ok(flow.clone()).order;
    let placed = shops.order(id);
    assert_eq!((placed.summary.total, placed.summary.quote), (quoted.total, Some(quoted.quote)));
    assert_eq!(placed.summary.party.as_deref(), Some("ada"));
    for (line, quoted) in placed.lines.iter().zip(&view.numbers.lines) {
        assert_eq!((line.total, line.tax), (quoted.total, quoted.tax));
    }
    // In three shipments: the invoices add up to the quote.
    let mut invoiced = 0;
    for part in [&[(0, 2), (1, 1)][..], &[(0, 4)], &[]] {
        shops.ok(FulfilOrder { parts: parts(part), ..FulfilOrder::new(id) });
        let captured = shops.order(id).summary.captured.minor();
        assert!(captured > invoiced);
        invoiced = captured;
        shops.settled(id);
        shops.verified();
    }
    assert_eq!(invoiced, quoted.total.minor());
    assert_eq!(shops.till.query(GetQuote { quote: quoted.quote }).unwrap().order, Some(id));
    assert_eq!(shops.refused(flow).code, "quote_used");
    let late = shops.ok(MakeQuote { id: None, cart: wanted, expires_in_s: Some(60), party: None });
    shops.pass(60);
    let flow = PlaceOrder { basis: Basis::Quote(late.quote), ..order(&[]) };
    assert_eq!(shops.refused(flow).code, "quote_expired");
    let nothing = PlaceOrder { basis: Basis::Quote(QuoteId::nil()), ..order(&[]) };
    assert_eq!(shops.refused(nothing).code, "quote_not_found");
}

/// I32, and commission is fixed when the order is placed.
#[test]
fn i32_captured_money_is_split_and_taken_back_without_residue() {
    let shops = market();
    // 3 x 10.00 by Bob + 6.60 tax, 2 x 5.95 of the shop with 1.90 tax in it: 48.50.
    // Fees: 1.41 + 0.30 = 1.71 over 36.60 and 11.90: 1.29 and 0.42.
    let id = shops.ok(split_order(&[("tea", 3), ("cup", 2)])).order;
    let account = Some("seller:bob".to_owned());
    let commission = Charge::Rate(rate("50%"));
    shops.ok(SetSeller { seller: "bob".into(), commission, account });
    shops.ok(FulfilOrder::new(id));
    let split = shops.settled(id);
    let payouts: Vec<_> =
        split.payouts.iter().map(|it| (it.seller.as_deref(), it.amount.minor())).collect();
    assert_eq!(payouts, [(None, 1_000 - 42), (Some("bob"), 3_000 - 375 - 129)]);
    let rest = [split.captured, split.commission, split.tax, split.fees];
    assert_eq!(rest.map(|it| it.minor()), [4_850, 375, 660 + 190, 171]);
    let books = || {
        [
            "seller:bob",
            "income:sales",
            "income:commission",
            "liabilities:tax",
            "liabilities:payment-fees",
            "liabilities:orders-clearing",
        ]
        .map(|account| shops.balance(account))
    };
    assert_eq!(books(), [-2_496, -958, -375, -850, -171, 0]);
    // Goodwill, goods, goodwill, and the rest of the goods: at last nobody has anything.
    let refund =
        |amount| Refund { order: id, amount: Some(eur(amount)), number: None, effective_at: None };
    assert_eq!(shops.ok(refund(101)).amount, eur(101));
    shops.settled(id);
    shops.ok(ReturnOrder { parts: parts(&[(0, 1), (1, 2)]), ..ReturnOrder::new(id) });
    shops.settled(id);
    shops.ok(refund(1));
    let captured = shops.order(id).summary;
    let left = captured.captured.minor() - captured.refunded.minor();
    let failure = shops.refused(refund(i64::try_from(left).unwrap() + 1));
    assert_eq!(failure.code, "refund_exceeds_capture");
    assert_eq!(
        failure.fields["left"],
        serde_json::to_value(eur(i64::try_from(left).unwrap())).unwrap()
    );
    shops.ok(ReturnOrder::new(id));
    shops.settled(id);
    assert_eq!(shops.order(id).summary.refunded, eur(4_850));
    assert_eq!(books(), [0; 6]);
    assert_eq!(shops.balance("cash"), 10_000);
    shops.verified();
}

/// I33: each bound, and each refusal with its numbers.
#[test]
fn i33_no_step_goes_beyond_the_one_before() {
    let shops = market();
    let placed = Place {
        goods: Some(goods()),
        books: Some(books_of("cash")),
        ..Place::new(Basis::Cart(cart(&[("tea", 5)])))
    };
    let id = shops.ok(placed).order;
    assert_eq!(shops.stands(id), OrderStatus::Placed);
    let allocate = |list: &[(u32, i64)]| Allocate { order: id, parts: parts(list) };
    let ship = |list: &[(u32, i64)]| Ship { order: id, parts: parts(list), effective_at: None };
    let take = |list: &[(u32, i64)]| Return {
        order: id,
        parts: parts(list),
        to: None,
        effective_at: None,
    };
    let invoice = || Invoice { order: id, number: None, effective_at: None };
    let refund = || Refund { order: id, amount: None, number: None, effective_at: None };

    assert_eq!(shops.refused(ship(&[])).code, "nothing_left");
    // Two parts of one line count together (I2).
    let failure = shops.refused(allocate(&[(0, 3), (0, 3)]));
    assert_eq!(failure.code, "allocation_exceeds_order");
    assert_eq!(failure.fields["requested"], "6");
    assert_eq!((&failure.fields["ordered"], &failure.fields["left"]), (&json!("5"), &json!("5")));
    assert_eq!(shops.refused(allocate(&[(1, 1)])).code, "line_not_found");
    assert_eq!(shops.refused(allocate(&[(0, 0)])).code, "quantity_invalid");
    shops.ok(allocate(&[(0, 3)]));
    assert_eq!(shops.stands(id), OrderStatus::Placed);
    assert_eq!(shops.refused(ship(&[(0, 4)])).code, "shipment_exceeds_allocation");
    assert_eq!(shops.refused(take(&[(0, 1)])).code, "return_exceeds_shipment");
    assert_eq!(shops.refused(invoice()).code, "nothing_left");
    shops.ok(ship(&[(0, 2)]));
    assert_eq!(shops.stands(id), OrderStatus::PartlyShipped);
    assert_eq!(shops.refused(Cancel { order: id }).code, "not_invoiced");
    assert_eq!(shops.refused(refund()).code, "nothing_left");
    assert_eq!(shops.ok(invoice()).amount, eur(2_440));
    shops.ok(allocate(&[]));
    // One line out of two reservations: two shipments, which come back one after the other.
    shops.ok(ship(&[(0, 2)]));
    let failure = shops.refused(take(&[(0, 5)]));
    assert_eq!((&failure.fields["shipped"], &failure.fields["left"]), (&json!("4"), &json!("4")));
    shops.ok(take(&[(0, 3)]));
    let shipped: Vec<_> = shops.order(id).shipments.iter().map(|it| it.lines[0]).collect();
    assert_eq!(
        shipped.iter().map(|it| it.returned.to_string()).collect::<Vec<_>>(),
        ["2", "1", "0"]
    );
    // Three came back, two were invoiced by now: two are refunded.
    assert_eq!(shops.ok(refund()).amount, eur(2_440));
    assert_eq!(shops.ok(invoice()).amount, eur(2_440));
    assert_eq!(shops.ok(refund()).amount, eur(1_220));
    assert_eq!(shops.refused(Close { order: id }).code, "order_status_wrong");
    shops.ok(Cancel { order: id });
    assert_eq!(shops.stands(id), OrderStatus::Closed);
    let failure = shops.refused(allocate(&[]));
    assert_eq!(
        (failure.code.as_str(), &failure.fields["status"]),
        ("order_status_wrong", &json!("closed"))
    );
    assert_eq!(
        shops.till.query(GetHold { hold: hold_of(id) }).unwrap().status,
        HoldStatus::Released
    );
    assert_eq!(available(&shops, "tea"), "99");
    shops.ok(take(&[]));
    shops.ok(refund());
    assert_eq!(shops.balance("cash"), 10_000);
    shops.settled(id);
    shops.verified();
}

#[test]
fn a_cancelled_order_leaves_nothing_behind() {
    let shops = market();
    let balances_before = balances(&shops.till);
    let flow = shops.ok(order(&[("tea", 2), ("cup", 1)]));
    shops.ok(CancelOrder { order: flow.order });
    assert_eq!(shops.stands(flow.order), OrderStatus::Cancelled);
    assert_eq!(balances(&shops.till), balances_before);
    assert_eq!((available(&shops, "tea"), available(&shops, "cup")), ("100".into(), "100".into()));
    assert_eq!(shops.refused(CancelOrder { order: flow.order }).code, "order_status_wrong");
    assert_eq!(shops.refused(FulfilOrder::new(flow.order)).code, "order_status_wrong");
    shops.verified();
}

/// I7: what is refused in inventory or in the ledger refuses the order, and leaves no trace of it.
#[test]
fn an_order_stands_or_falls_with_goods_and_money() {
    let shops = market();
    let failure = shops.refused(order(&[("tea", 101)]));
    assert_eq!(failure.code, "consequence_refused");
    assert_eq!(failure.fields["part"], "commerce.allocate");
    assert_eq!(failure.fields["code"], "insufficient_stock");
    assert_eq!(failure.fields["fields"]["available"], "100");
    let poor = PlaceOrder { books: books_of("wallet:ada"), ..order(&[("tea", 9)]) };
    let failure = shops.refused(poor);
    assert_eq!(
        (&failure.fields["part"], &failure.fields["code"]),
        (&json!("commerce.place"), &json!("insufficient_funds"))
    );
    let nowhere = PlaceOrder {
        goods: Goods { from: "mars".into(), to: "customer".into() },
        ..order(&[("tea", 1)])
    };
    assert_eq!(shops.refused(nowhere).fields["code"], "location_not_found");
    // The number that a refused order would have taken is the next one's.
    let id = shops.ok(order(&[("tea", 1)])).order;
    assert_eq!(shops.documents(id), ["O-0001"]);
    // Nothing is shipped if the split cannot be posted.
    shops.ok(FreezeAccount { account: "income:sales".into(), currency: EUR });
    let failure = shops.refused(FulfilOrder { number: number("invoices"), ..FulfilOrder::new(id) });
    assert_eq!(
        (&failure.fields["part"], &failure.fields["code"]),
        (&json!("commerce.invoice"), &json!("account_frozen"))
    );
    assert_eq!(shops.stands(id), OrderStatus::Allocated);
    shops.verified();
}

/// I5: each flow happens once.
#[test]
fn i5_flows_are_idempotent() {
    let shops = market();
    let id = |n: u8| CommandId::derived(&[n]);
    let twice = |n: u8, name: &str, args: serde_json::Value| {
        let first = shops.till.run_named(id(n), name, args.clone()).unwrap();
        let before = shops.state();
        let again = shops.till.run_named(id(n), name, args).unwrap();
        assert!(!first.replayed && again.replayed, "{name}");
        assert_eq!((first.value.clone(), first.pos), (again.value, again.pos));
        assert_eq!(shops.state(), before, "{name}");
        first.value
    };
    let json = |value: &dyn erased::Json| value.json();
    let placed = twice(1, "shop.place_order", json(&order(&[("tea", 4)])));
    let order: OrderId = placed["order"].as_str().unwrap().parse().unwrap();
    twice(
        2,
        "shop.fulfil",
        json(&FulfilOrder {
            parts: parts(&[(0, 2)]),
            number: number("invoices"),
            ..FulfilOrder::new(order)
        }),
    );
    twice(
        3,
        "shop.return_order",
        json(&ReturnOrder {
            parts: parts(&[(0, 1)]),
            number: number("notes"),
            ..ReturnOrder::new(order)
        }),
    );
    twice(4, "shop.cancel_order", json(&CancelOrder { order }));
    assert_eq!(shops.documents(order), ["O-0001", "I-0001", "C-0001"]);
    let other = json(&CancelOrder { order: OrderId::nil() });
    let failure = shops.till.run_named(id(4), "shop.cancel_order", other).unwrap_err();
    assert_eq!(failure.code, "id_reused_with_different_request");
    shops.verified();
}

mod erased {
    /// Anything that has a JSON form.
    pub(crate) trait Json {
        fn json(&self) -> serde_json::Value;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> serde_json::Value {
            serde_json::to_value(self).unwrap()
        }
    }
}

#[test]
fn prices_hold_from_their_time_on() {
    let shops = market();
    let at = |days: i64| {
        let now = moja::core::time::Clock::now(&shops.clock).as_micros();
        moja::core::time::Timestamp::from_micros(now + days * 86_400_000_000)
    };
    let later = SetPrice {
        valid_from: Some(at(1)),
        valid_until: Some(at(2)),
        ..SetPrice::new("tea", eur(800))
    };
    let breaks = vec![Break { from: 10.into(), price: eur(700) }];
    shops.ok(SetPrice { breaks, ..later.clone() });
    shops.ok(SetTax {
        tax: "vat".into(),
        rate: rate("10%"),
        kind: TaxKind::Exclusive,
        valid_from: Some(at(1)),
    });
    let total = |quantity: i64| {
        let make = MakeQuote {
            id: None,
            cart: cart(&[("tea", quantity)]),
            expires_in_s: None,
            party: None,
        };
        shops
            .till
            .dry_run(make)
            .map(|it| it.value.total.minor())
            .map_err(|error| error.code().to_owned())
    };
    assert_eq!(total(10), Ok(12_200));
    shops.pass(86_400);
    assert_eq!((total(9), total(10)), (Ok(7_200), Ok(7_000)), "the new price names no tax");
    let taxed = Cart::new(EUR, [CartLine::new("tea", 1).tax("vat")]);
    let make = MakeQuote { id: None, cart: taxed, expires_in_s: None, party: None };
    assert_eq!(shops.ok(make).total, eur(880));
    let of = |at| shops.till.query(Prices { list: None, item: Some("tea".into()), at }).unwrap();
    assert_eq!((of(None).len(), of(Some(at(0)))[0].price), (2, eur(800)));
    shops.pass(86_400);
    assert_eq!(total(1), Err("price_not_found".to_owned()));
    assert!(of(Some(at(0))).is_empty());
    // The same instant is replaced.
    shops.ok(SetPrice { valid_until: None, valid_from: Some(at(-1)), ..later });
    assert_eq!(total(1), Ok(800));
    let bad = SetPrice {
        valid_until: Some(at(-1)),
        valid_from: Some(at(0)),
        ..SetPrice::new("tea", eur(1))
    };
    assert_eq!(shops.refused(bad).code, "validity_invalid");
    let steps = [10, 10].map(|from| Break { from: from.into(), price: eur(1) });
    let bad = SetPrice { breaks: steps.to_vec(), ..SetPrice::new("tea", eur(1)) };
    assert_eq!(shops.refused(bad).code, "breaks_invalid");
    let unknown = MakeQuote {
        id: None,
        cart: Cart::new(EUR, [CartLine::new("tea", 1).tax("none")]),
        expires_in_s: None,
        party: None,
    };
    assert_eq!(shops.refused(unknown).code, "tax_not_found");
    shops.verified();
}

#[test]
fn sellers_have_accounts_and_charges_have_bounds() {
    let shops = market();
    let of = |seller: &str| {
        let lines = [CartLine::new("tea", 1).seller(seller)];
        PlaceOrder { basis: Basis::Cart(Cart::new(EUR, lines)), ..order(&[]) }
    };
    assert_eq!(shops.refused(of("eve")).code, "seller_not_found");
    let set = |commission| SetSeller { seller: "eve".into(), commission, account: None };
    shops.ok(set(Charge::Rate(rate("10%"))));
    assert_eq!(shops.refused(of("eve")).code, "seller_account_missing");
    assert_eq!(shops.refused(set(Charge::Rate(rate("101%")))).code, "rate_invalid");
    let account = Some("seller:bob".to_owned());
    shops.ok(SetSeller { account, ..set(Charge::Amount(eur(1_001))) });
    let failure = shops.refused(of("eve"));
    assert_eq!((failure.code.as_str(), &failure.fields["line"]), ("charges_exceed", &json!(0)));
    // A free order holds and posts nothing, and is done all the same.
    let free = Cart::new(EUR, [CartLine::new("tea", 1).price(eur(0))]);
    let id = shops.ok(PlaceOrder { basis: Basis::Cart(free), ..order(&[]) }).order;
    shops.ok(FulfilOrder { number: number("invoices"), ..FulfilOrder::new(id) });
    shops.ok(ReturnOrder { number: number("notes"), ..ReturnOrder::new(id) });
    assert_eq!(shops.documents(id), ["O-0001", "I-0001", "C-0001"]);
    shops.verified();
}

/// A kit has no stock of its own: what is left of its reservation is shipped and comes back as
/// its components.
#[test]
fn kits_are_ordered_whole() {
    let shops = market();
    shops.ok(CreateItem::new("set", "goods"));
    let component = |item: &str, quantity: i64| ComponentOf {
        item: item.into(),
        quantity: quantity.into(),
        per: 1.into(),
    };
    let components = vec![component("tea", 1), component("cup", 2)];
    shops.ok(DefineComponents { item: "set".into(), kit: true, components });
    let lines = [CartLine::new("set", 2).price(eur(2_000)).tax("vat")];
    let id = shops.ok(PlaceOrder { basis: Basis::Cart(Cart::new(EUR, lines)), ..order(&[]) }).order;
    assert_eq!((available(&shops, "tea"), available(&shops, "cup")), ("98".into(), "96".into()));
    shops.ok(FulfilOrder::new(id));
    assert_eq!(shops.worth(), 60_000 - 2 * 400 - 4 * 200);
    shops.ok(ReturnOrder::new(id));
    assert_eq!(shops.worth(), 60_000);
    shops.verified();
}

/// Who works on a reservation or a hold of an order behind its back is found.
#[test]
fn verify_finds_orders_that_do_not_tie() {
    let shops = market();
    let id = shops.ok(order(&[("tea", 2)])).order;
    let held = shops.till.query(Reservations { reference: "web 7".into() }).unwrap();
    shops.ok(ReleaseReservation { reservation: held[0].reservation });
    shops.ok(moja::ledger::ReleaseHold { hold: hold_of(id) });
    let clearing = moja::ledger::Transfer::new("cash", "liabilities:orders-clearing", eur(1));
    shops.ok(clearing);
    let findings = shops.moja.verify().unwrap().findings;
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    let expected = ["order_hold_differs", "order_reservation_differs", "order_clearing_differs"];
    assert_eq!(codes, expected);
}

#[test]
fn orders_are_found_in_pages() {
    let shops = market();
    let mut all = Vec::new();
    for n in 0..5 {
        let flow = PlaceOrder { party: Some(format!("p{}", n % 2)), ..order(&[("tea", 1)]) };
        all.push(shops.ok(flow).order);
        shops.pass(1);
    }
    shops.ok(FulfilOrder::new(all[2]));
    let pages = |base: Orders| {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = shops.till.query(Orders { after, limit: Some(2), ..base.clone() }).unwrap();
            found.extend(page.orders.iter().map(|it| it.order));
            after = page.next;
            if after.is_none() {
                return found;
            }
        }
    };
    assert_eq!(pages(Orders::default()), all);
    let of = Orders { party: Some("p0".into()), ..Orders::default() };
    assert_eq!(pages(of.clone()), [all[0], all[2], all[4]]);
    let status = Some(OrderStatus::Allocated);
    assert_eq!(pages(Orders { status, ..of }), [all[0], all[4]]);
    assert_eq!(pages(Orders { status, ..Orders::default() }).len(), 4);
    let reference = Some("web 7".to_owned());
    assert_eq!(pages(Orders { reference, ..Orders::default() }), all);
}
