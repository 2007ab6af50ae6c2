//! What devices may sell without asking: rights, leases, and sales that become known late (I34 of
//! `spec/inventory-commerce.md` §2).
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod inventory_support;

use inventory_support::*;
use moja::inventory::*;

fn stocked() -> House {
    let house = house();
    house.ok(CreateItem::new("tea", "goods"));
    house.receive("tea", 10, 100, feb(1));
    house
}

#[test]
fn rights_are_taken_out_of_what_is_available() {
    let house = stocked();
    let backorder = Backorder::Unlimited;
    house.ok(CreateItem { allow_negative: true, backorder, ..CreateItem::new("cup", "goods") });
    let two = |tea, cup| [Line::new("tea", tea), Line::new("cup", cup)];
    // Nothing is promised to a device that is not there, and all lines or none.
    let until = house.after(60);
    assert_eq!(house.code(Allot::new("till-7", "a", two(6, 1), until)), "insufficient_stock");
    assert_eq!(house.code(Allot::new("till-7", "a", [], until)), "lines_missing");
    assert_eq!(house.code(Allot::new(" ", "a", two(6, 1), until)), "code_invalid");
    let now = house.clock_now();
    assert_eq!(house.code(Allot::new("till-7", "a", two(6, 1), now)), "lease_too_short");
    let id = house.allot("till-7", "tea", 6, 60);
    assert_eq!(house.sums("tea"), [10, 6, 4]);
    assert_eq!(house.code(Reserve::new("a", [Line::new("tea", 5)])), "insufficient_stock");
    assert_eq!(house.code(ship(Line::new("tea", 5), "a", Paper::default())), "insufficient_stock");
    let again = Allot::new("till-8", "a", [Line::new("tea", 1)], until).with_id(id);
    assert_eq!(house.code(again), "already_exists");
    // Nobody takes it from the device.
    let paper = Paper::default();
    let to = || "customer".to_owned();
    let shipped = ShipReservation { reservation: id, to: to(), lines: vec![], paper };
    assert_eq!(house.code(shipped), "reservation_allotted");
    assert_eq!(house.code(ReleaseReservation { reservation: id }), "reservation_allotted");
    let extended = ExtendReservation { reservation: id, expires_in_s: None };
    assert_eq!(house.code(extended), "reservation_allotted");
    // And a reservation is no allotment.
    let held = house.ok(Reserve::new("a", [Line::new("tea", 1)])).reservation;
    assert_eq!(house.code(house.sold(held, "tea", 1)), "allotment_not_found");
    house.ok(house.sold(id, "tea", 2));
    assert_eq!(house.sums("tea"), [8, 5, 3]);
    assert_eq!(house.code(house.sold(id, "tea", 5)), "exceeds_rest");
    let view = house.ask(Allotments { device: Some("till-7".into()), ended: false });
    assert_eq!(view.len(), 1);
    assert_eq!(view[0].device.as_deref(), Some("till-7"));
    assert_eq!(view[0].lines[0].quantity.to_string(), "6");
    assert_eq!(view[0].lines[0].shipped.to_string(), "2");
    assert_eq!(house.ask(Allotments { device: Some("till-8".into()), ended: true }), []);
    house.verified();
}

/// The lease ends as a function of the clock: nobody sweeps, and nobody is asked.
#[test]
fn the_rights_of_a_lost_device_return_when_its_lease_has_ended() {
    let house = stocked();
    let id = house.allot("till-7", "tea", 10, 60);
    house.pass(59);
    assert_eq!(house.sums("tea"), [10, 10, 0]);
    let pos = house.till.head().unwrap().pos;
    house.pass(1);
    assert_eq!(house.sums("tea"), [10, 0, 10]);
    assert_eq!(house.till.head().unwrap().pos, pos, "no write");
    assert_eq!(house.ask(Allotments::default()), []);
    let ended = house.ask(Allotments { ended: true, ..Allotments::default() });
    assert_eq!(ended[0].status, ReservationStatus::Expired);
    // What is over can neither be passed on nor given back; extended, it competes again.
    let other = "till-8".to_owned();
    let passed = TransferRights { allotment: id, id: None, device: other, lines: vec![] };
    assert_eq!(house.code(passed), "reservation_expired");
    let back = ReturnAllotment { allotment: id, lines: vec![] };
    assert_eq!(house.code(back), "reservation_expired");
    let longer = |seconds| ExtendAllotment { allotment: id, lease_until: house.after(seconds) };
    house.ok(longer(60));
    assert_eq!(house.sums("tea"), [10, 10, 0]);
    assert_eq!(house.code(longer(59)), "lease_too_short");
    house.pass(60);
    house.ok(Reserve::new("a", [Line::new("tea", 1)]));
    assert_eq!(house.code(longer(60)), "insufficient_stock");
    house.verified();
}

/// A sale under the lease that becomes known after it: the goods are gone.
#[test]
fn a_late_report_counts_as_far_as_stock_was_not_promised_since() {
    let house = stocked();
    let id = house.allot("till-7", "tea", 6, 60);
    let sales = [2, 2, 1, 2].map(|quantity| house.sold(id, "tea", quantity));
    house.pass(60);
    let too_late = house.sold(id, "tea", 1);
    assert_eq!(house.code(too_late), "reservation_expired");
    let now = SpendAllotment { paper: Paper::default(), ..sales[0].clone() };
    assert_eq!(house.code(now), "reservation_expired");
    house.ok(sales[0].clone());
    assert_eq!(house.sums("tea"), [8, 0, 8]);
    house.ok(Reserve::new("a", [Line::new("tea", 7)]));
    // One piece is left that was not promised: two sold ones must wait, one need not.
    assert_eq!(house.code(sales[1].clone()), "insufficient_stock");
    house.ok(sales[2].clone());
    house.receive("tea", 2, 20, house.clock_now());
    house.ok(sales[1].clone());
    // Never more than the rights, late or not.
    house.receive("tea", 5, 50, house.clock_now());
    assert_eq!(house.code(sales[3].clone()), "exceeds_rest");
    assert_eq!(house.sums("tea"), [12, 7, 5]);
    // Extended, only what was not sold is set aside again.
    house.ok(ExtendAllotment { allotment: id, lease_until: house.after(60) });
    assert_eq!(house.sums("tea"), [12, 8, 4]);
    house.verified();
}

#[test]
fn where_stock_may_fall_below_zero_a_late_report_is_never_refused() {
    let house = house();
    house.ok(item("tea", Costing::Average));
    house.receive("tea", 5, 50, feb(1));
    let id = house.allot("till-7", "tea", 5, 60);
    let sale = house.sold(id, "tea", 5);
    house.pass(60);
    house.sell("tea", 5, house.clock_now());
    house.ok(sale);
    assert_eq!(house.sums("tea"), [-5, 0, -5]);
    house.verified();
}

/// A count between the sale and its report has seen that the goods were gone (I15).
#[test]
fn a_count_stands_over_a_sale_that_was_not_reported() {
    for late in [false, true] {
        let house = stocked();
        let id = house.allot("till-7", "tea", 10, 60);
        let sale = house.sold(id, "tea", 10);
        house.pass(30);
        house.ok(Count {
            location: "a".into(),
            loss: "lost".into(),
            lines: vec![Line::new("tea", 0)],
            paper: Paper::default(),
        });
        assert_eq!(house.sums("tea"), [0, 10, -10]);
        assert_eq!(house.posted("expenses:inventory-adjustment"), 100);
        house.pass(if late { 30 } else { 0 });
        house.ok(sale);
        assert_eq!(house.sums("tea"), [0, 0, 0]);
        assert_eq!(house.posted("expenses:inventory-adjustment"), 0);
        assert_eq!(house.posted("expenses:cost-of-goods-sold"), 100);
        house.verified();
    }
}

/// I9: also of a serial number that was counted as missing when the device had sold it.
#[test]
fn a_serial_number_is_sold_by_one_device() {
    let house = house();
    house.ok(CreateItem::new("bike", "goods").tracking(Tracking::Serial));
    house.receive_line(Line::new("bike", 1).lot("no-1"), 100, feb(1));
    let id = house.allot("till-7", "bike", 1, 60);
    let other = Allot::new("till-8", "a", [Line::new("bike", 1).lot("no-1")], house.after(60));
    assert_eq!(house.code(other), "insufficient_stock");
    let sale = house.sold(id, "bike", 1);
    house.pass(30);
    house.ok(Count {
        location: "a".into(),
        loss: "lost".into(),
        lines: vec![Line::new("bike", 0).lot("no-1")],
        paper: Paper::default(),
    });
    house.ok(sale);
    let view = house.ask(Recall { item: "bike".into(), lot: "no-1".into() });
    assert_eq!(
        (view.lots[0].delivered.to_string(), view.lots[0].lost.to_string()),
        ("1".into(), "0".into())
    );
    house.verified();
}

#[test]
fn rights_pass_from_device_to_device_and_back() {
    let house = stocked();
    let id = house.allot("till-7", "tea", 6, 60);
    let pass = |device: &str, quantity| TransferRights {
        allotment: id,
        id: None,
        device: device.into(),
        lines: vec![Line::new("tea", quantity)],
    };
    assert_eq!(house.code(pass("till-8", 7)), "exceeds_rest");
    let other = house.ok(pass("till-8", 2)).allotment;
    assert_eq!(house.sums("tea"), [10, 6, 4]);
    assert_eq!(house.code(house.sold(id, "tea", 5)), "exceeds_rest");
    house.ok(house.sold(other, "tea", 2));
    assert_eq!(house.code(house.sold(other, "tea", 1)), "reservation_ended");
    house.ok(house.sold(id, "tea", 1));
    let back = |lines| ReturnAllotment { allotment: id, lines };
    house.ok(back(vec![Line::new("tea", 1)]));
    assert_eq!(house.sums("tea"), [7, 2, 5]);
    assert_eq!(house.code(back(vec![Line::new("tea", 3)])), "exceeds_rest");
    // All that is left, to somebody else.
    let rest = TransferRights { lines: vec![], ..pass("till-9", 0) };
    let third = house.ok(rest).allotment;
    assert_eq!(house.code(back(vec![])), "reservation_ended");
    let view = house.ask(GetReservation { reservation: third });
    assert_eq!(view.expires_at, Some(house.after(60)), "under the same lease");
    assert_eq!(view.lines[0].quantity.to_string(), "2");
    house.ok(ReturnAllotment { allotment: third, lines: vec![] });
    assert_eq!(house.ask(Allotments::default()), []);
    assert_eq!(house.sums("tea"), [7, 0, 7]);
    house.verified();
}

#[test]
fn kits_lots_and_places_of_an_allotment() {
    let house = stocked();
    house.ok(CreateItem::new("milk", "goods").tracking(Tracking::Lot));
    for (lot, quantity, hours) in [("short", 5, 1), ("long", 3, 48), ("longer", 3, 72)] {
        let line = Line::new("milk", quantity).lot(lot);
        let expiry = house.after(hours * 3_600);
        house.ok(Receive {
            from: "supplier".into(),
            to: "a".into(),
            lines: vec![ReceiptLine::new(line, cents(100)).expires_at(expiry)],
            expected: None,
            paper: on(feb(1)),
        });
    }
    house.ok(CreateItem::new("breakfast", "goods"));
    let part = |item: &str, quantity: i64| ComponentOf {
        item: item.into(),
        quantity: quantity.into(),
        per: 1.into(),
    };
    let components = vec![part("tea", 1), part("milk", 2)];
    house.ok(DefineComponents { item: "breakfast".into(), kit: true, components });
    // Lots must last through the lease: two of "long" and one of "longer" make one and a half.
    let until = house.after(47 * 3_600);
    let kits = |quantity| Allot::new("till-7", "a", [Line::new("breakfast", quantity)], until);
    assert_eq!(house.code(kits(4)), "insufficient_stock");
    let id = house.ok(kits(2)).allotment;
    let lots: Vec<_> = house.ask(GetReservation { reservation: id }).lines;
    let lots: Vec<_> = lots.iter().filter_map(|line| line.lot.as_deref()).collect();
    assert_eq!(lots, ["long", "longer"]);
    // They would not last through a longer one.
    let longer = ExtendAllotment { allotment: id, lease_until: house.after(49 * 3_600) };
    assert_eq!(house.code(longer), "lot_expired");
    let elsewhere = SpendAllotment { from: Some("b".into()), ..house.sold(id, "breakfast", 1) };
    assert_eq!(house.code(elsewhere.clone()), "exceeds_rest");
    let party = Some("mia".to_owned());
    let paper = Paper { party, ..elsewhere.paper.clone() };
    let here = SpendAllotment { from: Some("a".into()), paper, ..elsewhere };
    // It was sold before anybody knew: the recall must find it.
    house.ok(RecallLot { item: "milk".into(), lot: "long".into(), reason: "sour".into() });
    house.ok(here);
    let view = house.ask(Recall { item: "milk".into(), lot: "long".into() });
    assert_eq!(view.customers[0].party.as_deref(), Some("mia"));
    assert_eq!(view.reservations.len(), 1, "the rest is frozen");
    let one = SpendAllotment {
        lines: vec![Line::new("milk", 1).lot("longer")],
        ..house.sold(id, "milk", 1)
    };
    house.ok(one.clone());
    assert_eq!(house.code(one), "exceeds_rest");
    house.verified();
}
