//! Each flow: what it does, what it refuses, and that it happens once.
#![cfg(feature = "inventory")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod flows_support;

use flows_support::*;
use moja::CommandError;
use moja::core::as_of::AsOf;
use moja::core::command::Command;
use moja::flows::*;
use moja::inventory::{Adjust, Allot, CreateItem, DefineGroup, DocumentId, Paper, StockStatus};
use moja::ledger::{
    ChangeControl, CorrectionDate, GetHold, HoldStatus, Leg, PlaceHold, Post, Refund,
    TransactionId, Transactions, Transfer,
};
use serde_json::json;

fn names(shops: &Shops, after: i64) -> Vec<String> {
    let all = shops.till.follow("names", 1_000).unwrap();
    all.into_iter().filter(|one| one.pos > after).map(|one| one.command).collect()
}

#[test]
fn goods_come_in_at_cost_and_the_supplier_is_owed() {
    let shops = shops();
    let before = shops.till.head().unwrap().pos;
    let bill = Payment::new("liabilities:received-not-invoiced", "supplier:smith", eur(4_000));
    let receipt = shops.ok(receive("tea", 10, 4_000).billed(bill)).document;
    assert_eq!(
        names(&shops, before),
        ["shop.receive_goods", "inventory.receive", "ledger.post", "ledger.transfer"]
    );
    assert_eq!(shops.balance("assets:inventory"), 4_000);
    assert_eq!(shops.balance("liabilities:received-not-invoiced"), 0);
    assert_eq!(shops.balance("supplier:smith"), -4_000);
    assert_eq!(shops.worth(), 4_000);
    // The receipt is the document that the answer names.
    let back = moja::inventory::ReturnToSupplier {
        receipt,
        from: None,
        lines: vec![pieces("tea", 1)],
        paper: Paper::default(),
    };
    shops.ok(back);
    assert_eq!(shops.worth(), 3_600);
    shops.verified();
}

#[test]
fn a_sale_ships_and_is_paid_in_one_commit() {
    let shops = shops();
    shops.ok(receive("tea", 10, 4_000));
    let before = shops.till.head().unwrap().pos;
    let vat = Payment::new("wallet:ada", "vat", eur(190));
    let sold = shops.ok(sale("tea", 2, 1_000).paid(vat).reference("order 7"));
    assert_eq!(
        names(&shops, before),
        [
            "shop.sell",
            "inventory.reserve",
            "ledger.place_hold",
            "ledger.place_hold",
            "inventory.ship_reservation",
            "ledger.post",
            "ledger.capture_hold",
            "ledger.capture_hold",
        ]
    );
    assert_eq!(shops.worth(), 3_200);
    assert_eq!(shops.balance("expenses:cost-of-goods-sold"), 800);
    assert_eq!(shops.balance("wallet:ada"), -10_000 + 1_190);
    assert_eq!((shops.balance("sales"), shops.balance("vat")), (-1_000, -190));
    for hold in &sold.holds {
        let hold = shops.till.query(GetHold { hold: *hold }).unwrap();
        assert_eq!(hold.status, HoldStatus::Captured);
    }
    // What the order's number finds in the books: the cost, the price and the tax.
    let found = shops
        .till
        .query(Transactions { reference: Some("order 7".to_owned()), ..Transactions::default() });
    assert_eq!(found.unwrap().transactions.len(), 3);
    shops.verified();
}

/// I7: whichever part is refused, nothing of the flow is there.
#[test]
fn a_refused_part_leaves_no_trace_of_the_flow() {
    let shops = shops();
    shops.ok(receive("tea", 10, 4_000));
    // No stock, no money, no account, no place.
    let failure = shops.refused(sale("tea", 11, 100));
    assert_eq!(
        (failure.code.as_str(), &failure.fields["part"]),
        ("insufficient_stock", &json!("inventory.reserve"))
    );
    let failure = shops.refused(sale("tea", 1, 10_001));
    assert_eq!(
        (failure.code.as_str(), &failure.fields["part"]),
        ("insufficient_funds", &json!("ledger.place_hold"))
    );
    let nowhere = Payment::new("wallet:ada", "nowhere", eur(1));
    assert_eq!(shops.refused(sale("tea", 1, 1).paid(nowhere.clone())).code, "account_not_found");
    assert_eq!(
        shops.refused(Sell { to: "mars".into(), ..sale("tea", 1, 1) }).code,
        "location_not_found"
    );
    // What follows from a part: the goods' cost cannot be posted.
    let frozen = ("expenses:cost-of-goods-sold".to_owned(), EUR);
    shops.ok(moja::ledger::FreezeAccount { account: frozen.0.clone(), currency: frozen.1 });
    let failure = shops.refused(sale("tea", 1, 1));
    assert_eq!(failure.code, "consequence_refused");
    assert_eq!(failure.fields["part"], "inventory.ship_reservation");
    assert_eq!(failure.fields["command"], "ledger.post");
    assert_eq!(failure.fields["code"], "account_frozen");
    shops.ok(moja::ledger::UnfreezeAccount { account: frozen.0, currency: frozen.1 });
    // The other flows.
    assert_eq!(
        shops.refused(receive("tea", 1, 1).billed(nowhere.clone())).code,
        "account_not_found"
    );
    let moved = MoveBetweenShops::new("shop-1", "shop-2", [pieces("tea", 1)]);
    assert_eq!(shops.refused(moved.clone().paid(nowhere.clone())).code, "account_not_found");
    assert_eq!(shops.refused(moved.through("mars")).code, "location_not_found");
    let off = WriteOff::new("shop-1", "loss", [pieces("tea", 1)], "broken");
    assert_eq!(shops.refused(off.clone().paid(nowhere.clone())).code, "account_not_found");
    for quantity in [0, -1] {
        let none = WriteOff { lines: vec![pieces("tea", quantity)], ..off.clone() };
        assert_eq!(shops.refused(none).code, "quantity_invalid");
    }
    let unsaid = WriteOff { paper: Paper::default(), ..off };
    assert_eq!(shops.refused(unsaid).code, "reason_missing");
    let sold = shops.ok(sale("tea", 1, 100));
    let back = ReturnSale::new(sold.shipment, "shop-1");
    assert_eq!(shops.refused(back.clone().paid(nowhere)).code, "account_not_found");
    let never = Refund {
        transaction: TransactionId::nil(),
        amount: eur(1),
        date: CorrectionDate::Current,
        ignore_limits: false,
        details: Default::default(),
    };
    let unpaid = ReturnSale { refunds: vec![never], ..back };
    assert_eq!(shops.refused(unpaid).code, "transaction_not_found");
    assert_eq!(
        shops.refused(ReturnSale::new(DocumentId::nil(), "shop-1")).code,
        "document_not_found"
    );
    shops.verified();
}

/// I5, for a flow by its type, by its name, in a call with itself and after reopening.
fn happens_once<C: Command + serde::Serialize>(shops: &Shops, command: C, other: C)
where
    C::Output: PartialEq,
{
    let id = shops.till.new_command_id();
    let first = shops.till.run_as(id, command.clone()).unwrap();
    let after = shops.state();
    let again = shops.till.run_as(id, command.clone()).unwrap();
    assert!(!first.replayed && again.replayed);
    assert_eq!((first.value, first.pos), (again.value, again.pos));
    let args = serde_json::to_value(&command).unwrap();
    assert!(shops.till.run_named(id, C::NAME, args).unwrap().replayed, "{}", C::NAME);
    match shops.till.run_as(id, other) {
        Err(CommandError::IdReused { .. }) => {}
        other => panic!("not a reused id: {other:?}"),
    }
    assert_eq!(shops.state(), after, "{}", C::NAME);
}

#[test]
fn every_flow_happens_once() {
    let shops = shops();
    happens_once(&shops, receive("tea", 10, 4_000), receive("tea", 10, 4_001));
    happens_once(&shops, sale("tea", 1, 500), sale("tea", 1, 501));
    let moved = |n| MoveBetweenShops::new("shop-1", "shop-2", [pieces("tea", n)]);
    happens_once(&shops, moved(1), moved(2));
    happens_once(&shops, moved(1).through("transit"), moved(1));
    let off = |n| WriteOff::new("shop-1", "loss", [pieces("tea", n)], "broken");
    happens_once(&shops, off(1), off(2));
    let sold = shops.ok(sale("tea", 2, 500));
    let back = |n| ReturnSale {
        lines: vec![pieces("tea", n)],
        ..ReturnSale::new(sold.shipment, "shop-1")
    };
    happens_once(&shops, back(1), back(2));
    assert_eq!(shops.worth(), 10 * 400 - 400 - 400 - 2 * 400 + 400);
    shops.verified();
}

/// The steps of a sale, one by one and with time between them, each idempotent; the sale itself
/// completes what was begun.
#[test]
fn a_sale_may_be_done_in_its_steps() {
    let shops = shops();
    shops.ok(receive("tea", 10, 4_000));
    let sell = sale("tea", 2, 1_000);
    for steps in 0..=4_u32 {
        let (flow, before) = (shops.till.new_command_id(), shops.worth());
        for step in (0..steps).flat_map(|step| [step, step]) {
            shops.pass(60);
            let id = flow.consequence(step);
            match step {
                0 => drop(shops.till.run_as(id, sell.reserve(flow)).unwrap()),
                1 => drop(shops.till.run_as(id, sell.holds(flow).next().unwrap()).unwrap()),
                2 => drop(shops.till.run_as(id, sell.ship(flow)).unwrap()),
                _ => drop(shops.till.run_as(id, sell.captures(flow).next().unwrap()).unwrap()),
            }
        }
        let sold = shops.till.run_as(flow, sell.clone()).unwrap();
        assert!(!sold.replayed);
        assert!(shops.till.run_as(flow, sell.clone()).unwrap().replayed);
        assert_eq!(shops.worth(), before - 800, "{steps} steps done before");
        assert_eq!(shops.balance("sales"), -1_000 * (i64::from(steps) + 1));
        let hold = shops.till.query(GetHold { hold: sold.value.holds[0] }).unwrap();
        assert_eq!(hold.status, HoldStatus::Captured);
    }
    shops.verified();
}

/// A sale that was begun and whose time ran out is refused, and can be made anew.
#[test]
fn a_sale_begun_in_steps_may_expire() {
    let shops = shops();
    shops.ok(receive("tea", 10, 4_000));
    let sell = Sell { expires_in_s: Some(60), ..sale("tea", 10, 1_000) };
    let flow = shops.till.new_command_id();
    shops.till.run_as(flow.consequence(0), sell.reserve(flow)).unwrap();
    assert_eq!(shops.refused(sale("tea", 1, 100)).code, "insufficient_stock");
    shops.pass(60);
    let failure = moja::Failure::from(shops.till.run_as(flow, sell.clone()).unwrap_err());
    assert_eq!(
        (failure.code.as_str(), &failure.fields["part"]),
        ("reservation_expired", &json!("inventory.ship_reservation"))
    );
    shops.ok(sell);
    assert_eq!(shops.worth(), 0);
    shops.verified();
}

/// I34: a device sells offline of its allotment; its sales arrive later, out of order and twice.
#[test]
fn a_device_sells_of_its_allotment() {
    let shops = shops();
    shops.ok(receive("tea", 10, 4_000));
    let now = || moja::core::time::Clock::now(&shops.clock);
    let until = now().checked_add(std::time::Duration::from_secs(3_600)).unwrap();
    let allot = Allot::new("till-7", "shop-1", [pieces("tea", 4)], until);
    let allotment = shops.ok(allot).allotment;
    let flows = [1, 2, 1, 1].map(|quantity| {
        shops.pass(60);
        let flow = sale("tea", quantity, 500 * quantity).allotted(allotment, now());
        (shops.till.new_command_id(), flow)
    });
    let before = shops.till.head().unwrap().pos;
    for (id, flow) in [&flows[2], &flows[0], &flows[2], &flows[1], &flows[0]] {
        let sold = shops.till.run_as(*id, flow.clone()).unwrap().value;
        assert_eq!(sold.reservation, allotment);
        let hold = shops.till.query(GetHold { hold: sold.holds[0] }).unwrap();
        assert_eq!(hold.status, HoldStatus::Captured);
        let shipment = moja::inventory::GetDocument { document: sold.shipment };
        let document = shops.till.query(shipment).unwrap();
        assert_eq!(Some(document.effective_at), flow.paper.effective_at);
    }
    assert_eq!(
        names(&shops, before)[..5],
        [
            "shop.sell",
            "ledger.place_hold",
            "inventory.spend_allotment",
            "ledger.post",
            "ledger.capture_hold",
        ]
    );
    assert_eq!((shops.worth(), shops.balance("sales")), (6 * 400, -2_000));
    // All rights are spent, and what the others may sell was never touched.
    let failure = shops.refused(flows[3].1.clone());
    assert_eq!(
        (failure.code.as_str(), &failure.fields["part"]),
        ("reservation_ended", &json!("inventory.spend_allotment"))
    );
    shops.ok(sale("tea", 6, 1));
    shops.verified();
}

#[test]
fn what_comes_back_is_stock_again_and_paid_back() {
    let shops = shops();
    shops.ok(receive("tea", 10, 4_000));
    let sold = shops.ok(sale("tea", 5, 1_000).reference("order 8"));
    let paid = sold.transactions[0];
    let refund = |cents| Refund {
        transaction: paid,
        amount: eur(cents),
        date: CorrectionDate::Current,
        ignore_limits: false,
        details: Default::default(),
    };
    let back = |pieces_back, cents| ReturnSale {
        lines: vec![pieces("tea", pieces_back)],
        status: StockStatus::Damaged,
        refunds: vec![refund(cents)],
        ..ReturnSale::new(sold.shipment, "shop-1")
    };
    shops.ok(back(2, 400));
    assert_eq!(shops.worth(), 4_000 - 2_000 + 800);
    assert_eq!(shops.balance("expenses:cost-of-goods-sold"), 1_200);
    assert_eq!((shops.balance("sales"), shops.balance("wallet:ada")), (-600, -9_400));
    // Neither more goods nor more money than there were.
    assert_eq!(shops.refused(back(4, 100)).code, "exceeds_rest");
    assert_eq!(shops.refused(back(1, 601)).fields["part"], "ledger.refund");
    shops.ok(back(3, 600));
    assert_eq!((shops.worth(), shops.balance("sales")), (4_000, 0));
    // Damaged goods are not sold.
    assert_eq!(shops.refused(sale("tea", 6, 1)).code, "insufficient_stock");
    shops.verified();
}

#[test]
fn goods_change_shops_at_their_value() {
    let shops = shops();
    shops.ok(receive("tea", 10, 4_000));
    let before = shops.balance("assets:inventory");
    let freight = Payment::new("expenses:cost-of-goods-sold", "cash", eur(70));
    let moved = MoveBetweenShops::new("shop-1", "shop-2", [pieces("tea", 4)]);
    shops.ok(moved.clone().paid(freight));
    let head = shops.till.head().unwrap().pos;
    shops.ok(moved.through("transit"));
    assert_eq!(
        names(&shops, head),
        ["shop.move_between_shops", "inventory.dispatch_transfer", "inventory.receive_transfer"]
    );
    assert_eq!((shops.worth(), shops.balance("assets:inventory")), (4_000, before));
    assert_eq!(shops.balance("expenses:cost-of-goods-sold"), 70);
    assert_eq!(shops.refused(sale("tea", 3, 1)).code, "insufficient_stock");
    shops.ok(Sell { from: "shop-2".into(), ..sale("tea", 8, 1) });
    shops.verified();
}

#[test]
fn what_is_written_off_is_a_loss() {
    let shops = shops();
    shops.ok(receive("tea", 10, 4_000));
    let claim = Payment::new("cash", "expenses:inventory-adjustment", eur(500));
    let cash = shops.balance("cash");
    shops.ok(WriteOff::new("shop-1", "loss", [pieces("tea", 2)], "wet").paid(claim));
    assert_eq!((shops.worth(), shops.balance("expenses:inventory-adjustment")), (3_200, 300));
    assert_eq!(shops.balance("cash"), cash + 500);
    shops.verified();
}

/// Postings follow whichever way a command of the inventory arrives.
#[test]
fn value_is_posted_whichever_way_it_changes() {
    let shops = shops();
    shops.ok(receive("tea", 100, 40_000));
    let lost = || Adjust {
        location: "shop-1".into(),
        loss: "loss".into(),
        lines: vec![pieces("tea", -1)],
        paper: Paper { reason: Some("count".into()), ..Paper::default() },
    };
    let till = &shops.till;
    till.run(lost()).unwrap();
    till.dry_run(lost()).unwrap();
    till.run_named(till.new_command_id(), Adjust::NAME, serde_json::to_value(lost()).unwrap())
        .unwrap();
    till.all_or_nothing([lost(), lost()]).unwrap();
    assert!(till.run_each([lost(), lost(), lost()]).unwrap().iter().all(Result::is_ok));
    pollster::block_on(async {
        let mut pipeline = till.asynchronous().pipeline::<Adjust>().unwrap();
        for _ in 0..10 {
            pipeline.push(till.new_command_id(), lost()).await.unwrap();
        }
        assert_eq!(pipeline.flush().await.unwrap().rejected.len(), 0);
    });
    assert_eq!(shops.worth(), (100 - 17) * 400);
    shops.verified();
}

/// I22, as of every date: what stock was once worth stays where it was posted.
#[test]
fn a_group_that_was_stocked_keeps_its_accounts() {
    let shops = shops();
    let unposted = || DefineGroup { code: "gifts".into(), accounts: None, ..group() };
    let posted = || DefineGroup { code: "gifts".into(), ..group() };
    shops.ok(unposted());
    shops.ok(posted());
    shops.ok(unposted());
    shops.ok(CreateItem::new("mug", "gifts"));
    shops.ok(receive("mug", 1, 700));
    shops.ok(WriteOff::new("shop-1", "loss", [pieces("mug", 1)], "broken"));
    assert_eq!(shops.refused(posted()).code, "stock_exists");
    shops.ok(unposted());
    assert_eq!(shops.worth(), 0);
    shops.verified();
}

/// I22: the account of the stock is posted to by what stock does, and by nobody else.
#[test]
fn an_account_of_stock_is_not_posted_to_by_hand() {
    let shops = shops();
    let before = shops.till.head().unwrap().pos;
    shops.ok(receive("tea", 10, 4_000));
    let all = shops.till.query(Transactions::default()).unwrap().transactions;
    let posted = all.iter().find(|one| one.pos > before).unwrap().transaction;
    let stock = "assets:inventory";
    let controlled = |failure: moja::Failure| {
        assert_eq!(failure.code, "account_controlled");
        let named = (&failure.fields["account"], &failure.fields["controlled_by"]);
        assert_eq!(named, (&json!(stock), &json!("inventory")));
    };
    controlled(shops.refused(Transfer::new(stock, "cash", eur(1))));
    controlled(shops.refused(Transfer::new("cash", stock, eur(1))));
    controlled(shops.refused(Post {
        legs: vec![Leg::debit("cash", eur(1)), Leg::credit(stock, eur(1))],
        ..Post::default()
    }));
    controlled(shops.refused(PlaceHold::new(stock, "cash", eur(1))));
    controlled(shops.refused(Refund {
        transaction: posted,
        amount: eur(1),
        date: CorrectionDate::Current,
        ignore_limits: true,
        details: Default::default(),
    }));
    // Nor as a part of a flow, nor under an id that a consequence would have.
    let paid = Payment::new(stock, "sales", eur(1));
    controlled(shops.refused(sale("tea", 1, 1_000).paid(paid)));
    let id = shops.till.new_command_id().consequence(0);
    let sent = shops.till.run_as(id, Transfer::new(stock, "cash", eur(1)));
    controlled(sent.unwrap_err().into());
    assert_eq!(shops.worth(), 4_000);
    shops.verified();
}

/// I22: an entry made by hand on an account of stock, once it is no longer controlled, does not go
/// unnoticed.
#[test]
fn verify_finds_books_that_do_not_tie() {
    let shops = shops();
    shops.ok(receive("tea", 10, 4_000));
    shops.pass(60);
    let account = "assets:inventory".to_owned();
    shops.ok(ChangeControl { account, currency: EUR, controlled_by: None });
    shops.ok(Transfer::new("assets:inventory", "cash", eur(1)));
    let findings = shops.moja.verify().unwrap().findings;
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["stock_value_differs"]);
    assert!(findings[0].message.contains("40.00 EUR") && findings[0].message.contains("40.01 EUR"));
    // Of the time before, it ties.
    let at = AsOf::at(time("2026-03-01T12:00:30Z"));
    assert_eq!(tied(shops.till.query(TieOut { as_of: at }).unwrap()), 4_000);
    shops.ok(Transfer::new("cash", "assets:inventory", eur(1)));
    assert_eq!(shops.worth(), 4_000);
}
