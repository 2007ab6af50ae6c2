//! Where stock is, through the engine: invariants I2 to I5, I9, I11, I13 to I20 of
//! `spec/inventory-commerce.md` §2.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod inventory_support;

use std::collections::BTreeMap;

use inventory_support::*;
use moja::inventory::*;

fn available(house: &House, item: &str) -> String {
    let query = Availability { items: vec![item.into()], location: None, at: None };
    house.ask(query)[0].available.to_string()
}

fn counted(item: &str, quantity: i64, paper: Paper) -> Count {
    Count {
        location: "a".into(),
        loss: "lost".into(),
        lines: vec![Line::new(item, quantity)],
        paper,
    }
}

#[test]
fn i2_a_reservation_is_all_or_nothing_through_kits_too() {
    let house = house();
    for code in ["bolt", "kit-1", "kit-2"] {
        house.ok(CreateItem::new(code, "goods"));
    }
    for kit in ["kit-1", "kit-2"] {
        house.ok(DefineComponents {
            item: kit.into(),
            kit: true,
            components: vec![ComponentOf {
                item: "bolt".into(),
                quantity: 2.into(),
                per: 1.into(),
            }],
        });
    }
    house.receive("bolt", 3, 30, feb(1));
    let reserve = |lines: &[(&str, i64)]| {
        Reserve::new("a", lines.iter().map(|(item, quantity)| Line::new(*item, *quantity)))
    };
    assert_eq!(house.code(reserve(&[("bolt", 2), ("bolt", 2)])), "insufficient_stock");
    assert_eq!(house.code(reserve(&[("kit-1", 1), ("kit-2", 1)])), "insufficient_stock");
    // I17: a kit is as available as its scarcest part, and only its parts move.
    assert_eq!((available(&house, "kit-1"), available(&house, "bolt")), ("1".into(), "3".into()));
    house.ok(reserve(&[("kit-1", 1)]));
    assert_eq!((available(&house, "kit-2"), available(&house, "bolt")), ("0".into(), "1".into()));
    house.verified();
}

#[test]
fn i4_a_hold_ends_at_its_time_without_anybody_looking() {
    let house = house();
    house.ok(CreateItem::new("tea", "goods"));
    house.receive("tea", 1, 10, feb(1));
    let hold = house.ok(Reserve::new("a", [Line::new("tea", 1)]).for_seconds(60)).reservation;
    let ship = ShipReservation {
        reservation: hold,
        to: "customer".into(),
        lines: vec![],
        paper: Paper::default(),
    };
    house.pass(59);
    assert_eq!(available(&house, "tea"), "0");
    assert_eq!(house.code(Reserve::new("a", [Line::new("tea", 1)])), "insufficient_stock");
    let pos = house.till.head().unwrap().pos;
    house.pass(1);
    assert_eq!(available(&house, "tea"), "1");
    assert_eq!(house.till.head().unwrap().pos, pos, "no sweeper and no write");
    assert_eq!(house.code(ship.clone()), "reservation_expired");
    // It competes again when it is extended.
    house.ok(ExtendReservation { reservation: hold, expires_in_s: Some(10) });
    assert_eq!(available(&house, "tea"), "0");
    house.pass(10);
    house.ok(Reserve::new("a", [Line::new("tea", 1)]));
    let extend = ExtendReservation { reservation: hold, expires_in_s: Some(10) };
    assert_eq!(house.code(extend), "insufficient_stock");
    house.verified();
}

#[test]
fn i5_a_command_sent_twice_moves_once() {
    let house = house();
    house.ok(CreateItem::new("tea", "goods"));
    house.receive("tea", 5, 50, feb(1));
    let id = house.till.new_command_id();
    let sale = ship(Line::new("tea", 2), "a", on(feb(2)));
    let first = house.till.run_as(id, sale.clone()).unwrap();
    let again = house.till.run_as(id, sale).unwrap();
    assert!(again.replayed && again.value == first.value);
    assert_eq!(house.stock("tea")["a"], "3");
    house.verified();
}

#[test]
fn i9_a_serial_number_is_one_piece_in_one_place() {
    let house = house();
    house.ok(CreateItem::new("bike", "goods").tracking(Tracking::Serial));
    house.receive_line(Line::new("bike", 1).lot("no-1"), 100, feb(1));
    let again = Receive {
        from: "supplier".into(),
        to: "b".into(),
        lines: vec![ReceiptLine::new(Line::new("bike", 1).lot("no-1"), cents(1))],
        expected: None,
        paper: Paper::default(),
    };
    assert_eq!(house.code(again), "serial_not_single");
    let hold = Reserve::new("a", [Line::new("bike", 1).lot("no-1")]);
    house.ok(hold.clone());
    assert_eq!(house.code(hold), "insufficient_stock");
    house.verified();
}

#[test]
fn i11_a_transfer_loses_nothing_on_the_way() {
    let house = house();
    house.ok(CreateItem::new("tea", "goods"));
    house.receive("tea", 10, 100, feb(1));
    let transfer = house
        .ok(DispatchTransfer {
            id: None,
            from: "a".into(),
            transit: "van".into(),
            to: "b".into(),
            lines: vec![Line::new("tea", 6)],
            due_at: None,
            paper: on(feb(2)),
        })
        .transfer;
    let places = |of: &[(&str, &str)]| -> BTreeMap<String, String> {
        of.iter().map(|(place, units)| ((*place).into(), (*units).into())).collect()
    };
    assert_eq!(house.stock("tea"), places(&[("a", "4"), ("van", "6")]));
    let lines = |quantity: i64| vec![Line::new("tea", quantity)];
    house.ok(ReceiveTransfer { transfer, lines: lines(4), paper: on(feb(3)) });
    assert_eq!(house.stock("tea"), places(&[("a", "4"), ("b", "4"), ("van", "2")]));
    let lose = |quantity| LoseTransfer {
        transfer,
        loss: "lost".into(),
        lines: lines(quantity),
        paper: because("fell off"),
    };
    assert_eq!(house.code(lose(3)), "exceeds_rest");
    house.ok(lose(2));
    assert_eq!(house.stock("tea"), places(&[("a", "4"), ("b", "4")]));
    assert_eq!(house.worth("tea"), ("8".into(), 80));
    house.verified();
}

#[test]
fn i15_a_count_holds_for_its_own_time_in_any_order() {
    // 100, sold 3 at ten past one, sold 2 offline, counted 95 at half past one.
    let times = ["13:10", "13:20", "13:30"].map(|it| time(&format!("2026-02-02T{it}:00Z")));
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let house = house();
        house.ok(CreateItem::new("tea", "goods"));
        house.receive("tea", 100, 1_000, feb(1));
        for step in order {
            match step {
                0 => drop(house.sell("tea", 3, times[0])),
                1 => drop(house.sell("tea", 2, times[1])),
                _ => drop(house.ok(counted("tea", 95, on(times[2])))),
            }
        }
        // I14: and levels, values and books are the same whatever came first.
        assert_eq!(house.stock("tea")["a"], "95", "{order:?}");
        assert_eq!(house.worth("tea"), ("95".into(), 950), "{order:?}");
        assert_eq!(house.posted("expenses:inventory-adjustment"), 0, "{order:?}");
        assert_eq!(house.posted("expenses:cost-of-goods-sold"), 50, "{order:?}");
        house.verified();
    }
}

#[test]
fn i16_units_are_exact() {
    let house = house();
    house.ok(CreateItem::new("egg", "goods").pack("dozen", 12));
    house.receive_line(Line::new("egg", 2).unit("dozen"), 240, feb(1));
    house.ok(Reserve::new("a", [Line::new("egg", 1)]));
    assert_eq!(available(&house, "egg"), "23");
    let half = "0.04".parse::<moja::core::quantity::Quantity>().unwrap();
    let inexact = Reserve::new("a", [Line::new("egg", half).unit("dozen")]);
    assert_eq!(house.code(inexact), "quantity_inexact");
    house.verified();
}

#[test]
fn i18_what_expires_first_goes_first_as_of_the_paper() {
    let house = house();
    house.ok(CreateItem::new("milk", "goods").tracking(Tracking::Lot));
    for (lot, quantity, expiry) in [("late", 3, feb(20)), ("soon", 2, feb(10)), ("past", 9, feb(3))]
    {
        let line = Line::new("milk", quantity).lot(lot);
        house.ok(Receive {
            from: "supplier".into(),
            to: "a".into(),
            lines: vec![ReceiptLine::new(line, cents(100)).expires_at(expiry)],
            expected: None,
            paper: on(feb(1)),
        });
    }
    // Two and three make five; what had expired by then is not touched.
    house.sell("milk", 5, feb(5));
    let left = house.ask(Stock { item: Some("milk".into()), ..Stock::default() });
    let left: Vec<_> = left.iter().map(|line| line.lot.as_deref().unwrap()).collect();
    assert_eq!(left, ["past"]);
    assert_eq!(house.code(ship(Line::new("milk", 1), "a", on(feb(5)))), "insufficient_stock");
    // On a paper of the day before its expiry, it may go.
    house.sell("milk", 1, feb(2));
    // I19: nothing with less life than the customer accepts.
    house.ok(SetShelfRule { party: "clinic".into(), days: 2 });
    let strict = Paper { party: Some("clinic".into()), ..on(feb(2)) };
    assert_eq!(house.code(ship(Line::new("milk", 1), "a", strict)), "insufficient_stock");
    house.verified();
}

#[test]
fn i20_a_recall_reaches_what_was_made_of_a_lot() {
    let house = house();
    for code in ["root", "drops"] {
        house.ok(CreateItem::new(code, "goods").tracking(Tracking::Lot));
    }
    house.receive_line(Line::new("root", 10).lot("r1"), 100, feb(1));
    house.ok(Assemble {
        from: "a".into(),
        to: "a".into(),
        production: "workshop".into(),
        inputs: vec![Line::new("root", 4).lot("r1")],
        outputs: vec![OutputLine {
            item: "drops".into(),
            quantity: 8.into(),
            unit: None,
            lot: Some("d1".into()),
            weight: 1,
            dates: LotDates::default(),
        }],
        added_cost: None,
        paper: on(feb(2)),
    });
    let paper = Paper { party: Some("mia".into()), ..on(feb(3)) };
    house.ok(ship(Line::new("drops", 3).lot("d1"), "a", paper));
    let hold = house.ok(Reserve::new("a", [Line::new("drops", 2).lot("d1")])).reservation;
    let recall = RecallLot { item: "root".into(), lot: "r1".into(), reason: "mouldy".into() };
    assert_eq!(house.ok(recall).lots, 2);
    let view = house.ask(Recall { item: "root".into(), lot: "r1".into() });
    assert_eq!(view.customers[0].party.as_deref(), Some("mia"));
    assert_eq!(view.customers[0].quantity.to_string(), "3");
    assert_eq!(view.reservations.len(), 1);
    let frozen = ShipReservation {
        reservation: hold,
        to: "customer".into(),
        lines: vec![],
        paper: Paper::default(),
    };
    assert_eq!(house.code(frozen), "lot_recalled");
    house.verified();
}

#[test]
fn a_document_may_have_many_lines() {
    let house = house();
    let codes: Vec<String> = (0..150).map(|n| format!("item-{n}")).collect();
    for code in &codes {
        house.ok(CreateItem::new(code, "goods"));
    }
    let lines: Vec<Line> = codes.iter().map(|code| Line::new(code, 2)).collect();
    let receipt = house
        .ok(Receive {
            from: "supplier".into(),
            to: "a".into(),
            lines: lines.iter().map(|it| ReceiptLine::new(it.clone(), cents(10))).collect(),
            expected: None,
            paper: on(feb(1)),
        })
        .document;
    let half: Vec<Line> = codes.iter().map(|code| Line::new(code, 1)).collect();
    let reservation = house.ok(Reserve::new("a", half.clone())).reservation;
    let to = || "customer".to_owned();
    let shipment = house
        .ok(ShipReservation { reservation, to: to(), lines: vec![], paper: on(feb(3)) })
        .document;
    house.ok(Ship { from: "a".into(), to: to(), lines: half.clone(), paper: on(feb(2)) });
    house.ok(ReturnFromCustomer {
        shipment,
        to: "a".into(),
        lines: vec![],
        status: StockStatus::Sellable,
        paper: Paper::default(),
    });
    let (from, to) = ("a".into(), "b".into());
    house.ok(Move { from, to, lines: half, paper: Paper::default() });
    let (amount, basis) = (cents(1_500), Basis::Value);
    house.ok(AddLandedCost { receipts: vec![receipt], amount, basis });
    assert_eq!(house.posted("assets:inventory"), 150 * 10);
    house.verified();
}

/// Corrections, counts (with what becomes known before them), inspections and production too.
#[test]
fn a_correction_may_have_many_lines() {
    let house = house();
    let codes: Vec<String> = (0..150).map(|n| format!("item-{n}")).collect();
    let lines = |quantity: i64| -> Vec<Line> {
        codes.iter().map(|code| Line::new(code, quantity)).collect()
    };
    for code in &codes {
        house.ok(CreateItem::new(code, "goods"));
    }
    let receive = |day: u32| Receive {
        from: "supplier".into(),
        to: "a".into(),
        lines: lines(10).into_iter().map(|it| ReceiptLine::new(it, cents(100))).collect(),
        expected: None,
        paper: on(feb(day)),
    };
    house.ok(receive(5));
    let paper = |day: u32| Paper { effective_at: Some(feb(day)), ..because("because") };
    let on_hand = |item: &str| {
        let (items, location) = (vec![item.to_owned()], Some("a".to_owned()));
        house.ask(Availability { items, location, at: None })[0].on_hand.to_string()
    };
    let (location, loss) = ("a".to_owned(), "lost".to_owned());
    let (there, gone) = (location.clone(), loss.clone());
    house.ok(Adjust { location: there, loss: gone, lines: lines(-1), paper: paper(6) });
    let (there, gone) = (location.clone(), loss);
    house.ok(Count { location: there, loss: gone, lines: lines(8), paper: paper(10) });
    // Known late: the count stands.
    house.ok(receive(4));
    assert_eq!(on_hand("item-77"), "8");
    let status = StockStatus::Damaged;
    house.ok(ChangeStatus { location, lines: lines(1), status, paper: paper(11) });
    house.ok(CreateItem { tracking: Tracking::Lot, ..CreateItem::new("kit", "goods") });
    let outputs = (0..150).map(|nth| OutputLine {
        item: "kit".into(),
        quantity: 1.into(),
        unit: None,
        lot: Some(format!("lot-{nth}")),
        weight: 1,
        dates: LotDates::default(),
    });
    house.ok(Assemble {
        from: "a".into(),
        to: "a".into(),
        production: "workshop".into(),
        inputs: lines(2),
        outputs: outputs.collect(),
        added_cost: None,
        paper: paper(12),
    });
    assert_eq!((on_hand("item-149").as_str(), on_hand("kit").as_str()), ("6", "150"));
    house.verified();
}

/// Lots, packs and kits of each line are looked up too.
#[test]
fn a_receipt_may_have_many_lots_in_packs() {
    let house = house();
    let codes: Vec<String> = (0..150).map(|n| format!("item-{n}")).collect();
    for code in &codes {
        house.ok(CreateItem::new(code, "goods").tracking(Tracking::Lot).pack("case", 12));
    }
    let line = |code: &String, lot: u8| Line::new(code, 1).unit("case").lot(format!("lot-{lot}"));
    let both = || codes.iter().flat_map(|code| [line(code, 1), line(code, 2)]);
    house.ok(Receive {
        from: "supplier".into(),
        to: "a".into(),
        lines: both().map(|line| ReceiptLine::new(line, cents(120))).collect(),
        expected: None,
        paper: on(feb(1)),
    });
    let kits: Vec<String> = (0..100).map(|n| format!("kit-{n}")).collect();
    for (kit, code) in kits.iter().zip(&codes) {
        house.ok(CreateItem::new(kit, "goods"));
        let component = ComponentOf { item: code.clone(), quantity: 3.into(), per: 1.into() };
        house.ok(DefineComponents { item: kit.clone(), kit: true, components: vec![component] });
    }
    let lines = kits.iter().map(|kit| Line::new(kit, 5)).collect();
    house.ok(Ship { from: "a".into(), to: "customer".into(), lines, paper: on(feb(2)) });
    assert_eq!(house.posted("assets:inventory"), 300 * 120 - 100 * 15 * 10);
    house.verified();
}
