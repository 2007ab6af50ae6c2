//! What stock is worth, through the engine: invariants I12, I13, I22 to I30 of
//! `spec/inventory-commerce.md` §2, with the published numbers in cents.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod inventory_support;

use inventory_support::*;
use moja::core::currency::Currency;
use moja::core::money::Money;
use moja::inventory::*;
use moja::ledger::OpenAccount;

const COGS: &str = "expenses:cost-of-goods-sold";

fn back(shipment: DocumentId, item: &str, quantity: i64) -> ReturnFromCustomer {
    ReturnFromCustomer {
        shipment,
        to: "a".into(),
        lines: vec![Line::new(item, quantity)],
        status: StockStatus::Sellable,
        paper: Paper::default(),
    }
}

#[test]
fn i23_the_methods_differ_as_published() {
    let house = house();
    for (code, costing, value) in [
        ("average", Costing::Average, 75),
        ("fifo", Costing::Fifo, 100),
        ("standard", Costing::Standard, 50),
    ] {
        let mut create = item(code, costing);
        if costing == Costing::Standard {
            create.standard_cost = Some(StandardCost { cost: cents(10), per: 1.into() });
        }
        house.ok(create);
        house.receive(code, 10, 100, feb(1));
        house.receive(code, 10, 200, feb(2));
        house.sell(code, 15, feb(3));
        assert_eq!(house.worth(code), ("5".into(), value), "{code}");
    }
    for (code, costing) in [("average-2", Costing::Average), ("fifo-2", Costing::Fifo)] {
        house.ok(item(code, costing));
        house.receive(code, 10, 100, feb(1));
        house.receive(code, 10, 200, feb(2));
        house.sell(code, 30, feb(3));
        house.receive(code, 10, 300, feb(4));
        house.receive(code, 10, 400, feb(5));
        assert_eq!(house.worth(code), ("10".into(), 400), "{code}");
    }
    house.ok(item("back", Costing::Fifo));
    house.receive("back", 10, 100, feb(1));
    let sale = house.sell("back", 10, feb(2));
    house.receive("back", 10, 200, feb(3));
    house.ok(back(sale, "back", 10));
    assert_eq!(house.worth("back"), ("20".into(), 300));
    house.verified();
}

#[test]
fn i24_the_last_unit_out_leaves_nothing() {
    let house = house();
    house.ok(item("three", Costing::Average));
    for (day, cost) in [(1, 100), (2, 100), (3, 101)] {
        house.receive("three", 1, cost, feb(day));
    }
    house.sell("three", 3, feb(4));
    assert_eq!(house.worth("three"), ("0".into(), 0));
    house.ok(CreateItem { decimals: 1, ..item("tenths", Costing::Average) });
    house.receive("tenths", 2, 926, feb(1));
    house.receive("tenths", 5, 1_520, feb(2));
    for _ in 0..70 {
        let tenth = "0.1".parse::<moja::core::quantity::Quantity>().unwrap();
        house.ship(Line::new("tenths", tenth), "a", feb(3));
    }
    assert_eq!(house.worth("tenths"), ("0".into(), 0));
    assert_eq!(house.posted("assets:inventory"), 0);
    assert_eq!(house.posted(COGS), 301 + 926 + 1_520);
    house.verified();
}

/// The same where the smallest coin is worth more than a piece: half a piece of 3 yen each.
#[test]
fn i24_the_last_half_leaves_nothing_in_whole_yen() {
    let house = house();
    for (_, account) in PostingAccounts::customary().each() {
        house.ok(OpenAccount::asset(account, Currency::JPY));
    }
    let accounts = Some(PostingAccounts::customary());
    house.ok(DefineGroup { code: "yen".into(), currency: Currency::JPY, accounts });
    let yen = |minor| Money::new(minor, Currency::JPY);
    let half = "0.5".parse::<moja::core::quantity::Quantity>().unwrap();
    for (code, costing) in
        [("average", Costing::Average), ("fifo", Costing::Fifo), ("standard", Costing::Standard)]
    {
        let standard = StandardCost { cost: yen(3), per: 1.into() };
        let standard_cost = Some(standard).filter(|_| costing == Costing::Standard);
        let group = "yen".to_owned();
        house.ok(CreateItem { decimals: 1, group, standard_cost, ..item(code, costing) });
        // One and a half are two, as the receipt says: half a yen cannot be owed.
        for (quantity, cost, parts) in [(1.into(), 3, 2), (half, 2, 1)] {
            house.ok(Receive {
                from: "supplier".into(),
                to: "a".into(),
                lines: vec![ReceiptLine::new(Line::new(code, quantity), yen(cost))],
                expected: None,
                paper: on(feb(1)),
            });
            for _ in 0..parts {
                house.ship(Line::new(code, half), "a", feb(2));
            }
            assert_eq!(house.worth(code), ("0".into(), 0), "{code}");
        }
    }
    assert_eq!(house.posted("assets:inventory"), 0);
    // What was received is what was sold and, at standard cost, how its price differed.
    assert_eq!(house.posted(COGS) + house.posted("expenses:price-difference"), 3 * 5);
    house.verified();
}

#[test]
fn i25_stock_below_zero_is_corrected_when_it_comes() {
    let house = house();
    house.ok(item("average", Costing::Average));
    house.sell("average", 2, feb(1));
    assert_eq!(house.posted(COGS), 0);
    house.receive("average", 20, 6_660, feb(2));
    assert_eq!(house.posted(COGS), 666);
    assert_eq!(house.worth("average"), ("18".into(), 5_994));
    house.ok(item("fifo", Costing::Fifo));
    house.receive("fifo", 10, 100, feb(1));
    house.sell("fifo", 15, feb(2));
    house.sell("fifo", 5, feb(3));
    assert_eq!(house.worth("fifo"), ("-10".into(), -100));
    house.receive("fifo", 15, 225, feb(4));
    assert_eq!(house.worth("fifo"), ("5".into(), 75));
    house.verified();
    let strict = CreateItem::new("strict", "goods");
    house.ok(strict);
    assert_eq!(
        house.code(ship(Line::new("strict", 1), "a", Paper::default())),
        "insufficient_stock"
    );
}

#[test]
fn i26_what_is_known_late_counts_at_its_time() {
    let house = house();
    house.ok(item("tea", Costing::Fifo));
    house.receive("tea", 5, 50, feb(10));
    house.ok(Move {
        from: "a".into(),
        to: "b".into(),
        lines: vec![Line::new("tea", 5)],
        paper: on(feb(11)),
    });
    house.ship(Line::new("tea", 5), "b", feb(20));
    assert_eq!(house.posted(COGS), 50);
    let before = house.till.head().unwrap().pos;
    let early = house.receive("tea", 5, 100, feb(5));
    assert_eq!(house.posted(COGS), 100);
    house.ok(ReturnToSupplier { receipt: early, from: None, lines: vec![], paper: on(feb(5)) });
    assert_eq!(house.posted(COGS), 50);
    house.receive("tea", 2, 40, feb(6));
    assert_eq!(house.posted(COGS), 70);
    house.verified();
    // I13: what was believed then can still be asked.
    let then = AsOf { known_pos: Some(before), ..AsOf::at(feb(15)) };
    assert_eq!(house.worth_at("tea", then), ("5".into(), 50));
    assert_eq!(house.worth_at("tea", AsOf::at(feb(15))), ("7".into(), 90));
}

#[test]
fn i27_a_closed_period_stays_as_it_is() {
    for (sold, expensed) in [(20, 200), (10, 100)] {
        for costing in [Costing::Average, Costing::Fifo] {
            let house = house();
            house.ok(item("ore", costing));
            let receipt = house.receive("ore", 20, 600, feb(1));
            house.sell("ore", sold, feb(2));
            let until = feb(20);
            house.ok(ClosePeriod { until });
            let closed = house.postings();
            let as_closed = house.worth_at("ore", AsOf::at(feb(19)));
            let (sold_for, worth) = (house.posted(COGS), house.worth("ore").1);
            let freight =
                AddLandedCost { receipts: vec![receipt], amount: cents(200), basis: Basis::Value };
            // A dry run says what it would do, and does nothing.
            house.till.dry_run(freight.clone()).unwrap();
            assert_eq!(house.posted(COGS), sold_for);
            house.ok(freight);
            assert_eq!(house.posted(COGS) - sold_for, expensed);
            assert_eq!(house.worth("ore").1 - worth, 200 - expensed);
            assert!(house.postings()[closed.len()..].iter().all(|(at, ..)| *at == until));
            assert_eq!(house.worth_at("ore", AsOf::at(feb(19))), as_closed);
            let late = Receive {
                from: "supplier".into(),
                to: "a".into(),
                lines: vec![ReceiptLine::new(Line::new("ore", 1), cents(1))],
                expected: None,
                paper: on(feb(19)),
            };
            assert_eq!(house.code(late), "period_closed");
            house.verified();
        }
    }
}

#[test]
fn i28_charges_are_shared_out_exactly() {
    let house = house();
    let lines = [4_300, 1_400, 2_300].map(|cost| {
        let code = format!("of {cost}");
        house.ok(item(&code, Costing::Average));
        ReceiptLine::new(Line::new(code, 1), cents(cost))
    });
    let receipt = house
        .ok(Receive {
            from: "supplier".into(),
            to: "a".into(),
            lines: lines.into(),
            expected: None,
            paper: on(feb(1)),
        })
        .document;
    let charge = |amount, basis| AddLandedCost { receipts: vec![receipt], amount, basis };
    house.ok(charge(cents(299), Basis::Value));
    let worths =
        |house: &House| [4_300, 1_400, 2_300].map(|it| house.worth(&format!("of {it}")).1 - it);
    assert_eq!(worths(&house), [161, 52, 86]);
    house.ok(charge(cents(1_000), Basis::Equal));
    assert_eq!(worths(&house), [161 + 333, 52 + 334, 86 + 333]);
    house.ok(charge(cents(3), Basis::Quantity));
    assert_eq!(worths(&house), [162 + 333, 53 + 334, 87 + 333]);
    assert_eq!(house.posted("liabilities:landed-cost"), -(299 + 1_000 + 3));
    house.verified();
}

#[test]
fn i29_returns_come_at_what_they_had_cost() {
    for costing in [Costing::Average, Costing::Fifo] {
        let house = house();
        house.ok(item("cup", costing));
        let receipt = house.receive("cup", 10, 1_000, feb(1));
        let sale = house.sell("cup", 1, feb(2));
        house.ok(back(sale, "cup", 1));
        assert_eq!(house.code(back(sale, "cup", 1)), "exceeds_rest");
        house.ok(AddLandedCost {
            receipts: vec![receipt],
            amount: cents(100),
            basis: Basis::Value,
        });
        let legs = house.postings();
        let cogs = legs.iter().filter(|(_, account, _)| account == COGS);
        assert_eq!(cogs.map(|(.., sum)| *sum).collect::<Vec<_>>(), [100, -100, 10, -10]);
        assert_eq!(house.worth("cup"), ("10".into(), 1_100));
        // A return after the cost has changed comes at what the sale costs by now.
        let sale = house.sell("cup", 2, house.clock_now());
        let later = house.receive("cup", 8, 1, house.clock_now());
        house.ok(back(sale, "cup", 2));
        house.ok(ReturnToSupplier {
            receipt: later,
            from: None,
            lines: vec![],
            paper: Paper::default(),
        });
        assert_eq!(house.worth("cup"), ("10".into(), 1_100));
        house.verified();
    }
}

#[test]
fn i30_a_change_of_method_says_what_it_does() {
    let house = house();
    let change = |item: &str, costing, standard: Option<i128>| ChangeCosting {
        item: item.into(),
        costing,
        standard_cost: standard.map(|cost| StandardCost { cost: cents(cost), per: 1.into() }),
    };
    for code in ["one", "two", "three"] {
        let costing = if code == "three" { Costing::Fifo } else { Costing::Average };
        house.ok(item(code, costing));
        house.receive(code, 10, 100, feb(1));
        house.receive(code, 10, 200, feb(2));
        house.sell(code, 1, feb(3));
    }
    house.ok(change("one", Costing::Fifo, None));
    house.ok(change("two", Costing::Standard, None));
    assert_eq!((house.worth("one").1, house.worth("two").1), (285, 285));
    assert_eq!(house.posted("expenses:inventory-revaluation"), 0);
    assert_eq!(house.worth("three").1, 290);
    house.ok(change("three", Costing::Standard, Some(20)));
    assert_eq!(house.worth("three").1, 380);
    assert_eq!(house.posted("expenses:inventory-revaluation"), -90);
    assert_eq!(house.code(change("three", Costing::Lot, None)), "rule_invalid");
    house.ok(Revalue {
        item: "one".into(),
        lot: None,
        value: cents(200),
        effective_at: None,
        reason: "damp".into(),
    });
    assert_eq!(house.worth("one"), ("19".into(), 200));
    assert_eq!(house.posted("expenses:inventory-revaluation"), 85 - 90);
    house.sell("one", 19, house.clock_now());
    assert_eq!(house.worth("one"), ("0".into(), 0));
    house.verified();
}

#[test]
fn i12_value_moves_exactly() {
    let house = house();
    // 20 t at 156,526 a tonne in kilograms; 1,728 kg are moved.
    house.ok(CreateItem { unit: "kg".into(), ..item("steel", Costing::Average) });
    house.receive("steel", 20_000, 20 * 15_652_600, feb(1));
    let before = house.worth("steel");
    let sent = house.ok(DispatchTransfer {
        id: None,
        from: "a".into(),
        transit: "van".into(),
        to: "b".into(),
        lines: vec![Line::new("steel", 1_728)],
        due_at: None,
        paper: on(feb(2)),
    });
    assert_eq!(house.worth("steel"), before);
    house.ok(ReceiveTransfer {
        transfer: sent.transfer,
        lines: vec![Line::new("steel", 1_700)],
        paper: on(feb(3)),
    });
    assert_eq!(house.worth("steel"), before);
    house.ok(LoseTransfer {
        transfer: sent.transfer,
        loss: "lost".into(),
        lines: vec![],
        paper: Paper { reason: Some("fell off".into()), ..on(feb(4)) },
    });
    let lost = 28 * 15_652_600 / 1_000;
    let left = (before.1 - lost - house.worth("steel").1).abs();
    assert!(left <= 1, "{left}");
    assert_eq!(house.posted("expenses:inventory-adjustment"), before.1 - house.worth("steel").1);
    house.verified();
}

#[test]
fn lots_are_worth_what_they_cost_themselves() {
    let house = house();
    let create = CreateItem {
        costing: Costing::Lot,
        ..CreateItem::new("wine", "goods").tracking(Tracking::Lot)
    };
    house.ok(create);
    house.receive_line(Line::new("wine", 10).lot("good"), 1_000, feb(1));
    house.receive_line(Line::new("wine", 10).lot("plain"), 100, feb(1));
    house.ship(Line::new("wine", 3).lot("good"), "a", feb(2));
    house.ship(Line::new("wine", 3).lot("plain"), "a", feb(2));
    assert_eq!(house.posted(COGS), 330);
    let view = house.ask(Valuation::default());
    let lines: Vec<_> =
        view.lines.iter().map(|line| (line.lot.as_deref().unwrap(), line.value.minor())).collect();
    assert_eq!(lines, [("good", 700), ("plain", 70)]);
    house.verified();
}

#[test]
fn the_cost_of_inputs_goes_to_products_also_when_it_comes_late() {
    let house = house();
    for code in ["flour", "egg", "cake", "crumbs"] {
        house.ok(item(code, Costing::Average));
    }
    let flour = house.receive("flour", 10, 100, feb(1));
    house.receive("egg", 10, 205, feb(1));
    let output = |item: &str, quantity: i64, weight| OutputLine {
        item: item.into(),
        quantity: quantity.into(),
        unit: None,
        lot: None,
        weight,
        dates: LotDates::default(),
    };
    house.ok(Assemble {
        from: "a".into(),
        to: "a".into(),
        production: "workshop".into(),
        inputs: vec![Line::new("flour", 5), Line::new("egg", 4)],
        outputs: vec![output("cake", 2, 3), output("crumbs", 1, 1)],
        added_cost: Some(cents(40)),
        paper: on(feb(3)),
    });
    // 50 + 82 + 40, three quarters to the cake; each input is shared out by itself.
    assert_eq!((house.worth("cake").1, house.worth("crumbs").1), (38 + 62 + 30, 12 + 20 + 10));
    assert_eq!(house.posted("expenses:production-applied"), -40);
    house.sell("cake", 1, feb(4));
    assert_eq!(house.posted(COGS), 65);
    house.verified();
    let charge = AddLandedCost { receipts: vec![flour], amount: cents(100), basis: Basis::Value };
    house.ok(charge);
    // Fifty more in the flour that was used: half of three quarters is in the cake that is left.
    assert_eq!(house.worth("flour").1, 100);
    assert_eq!(house.worth("crumbs").1, 25 + 20 + 10);
    assert_eq!(house.worth("cake").1 + house.posted(COGS), 75 + 62 + 30);
    assert_eq!(house.posted("expenses:production-applied"), -40);
    house.verified();
}
