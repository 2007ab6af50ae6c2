//! Devices that sell offline, at random (I34 of `spec/inventory-commerce.md` §2): reports in any
//! order and twice, leases that end, devices that are lost.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod inventory_support;

use inventory_support::*;
use moja::CommandId;
use moja::core::time::Timestamp;
use moja::inventory::*;
use proptest::prelude::*;

/// What happens at random between the centre and devices.
#[derive(Clone, Debug)]
enum Act {
    Allot {
        device: usize,
        quantity: i64,
        seconds: u64,
    },
    Extend {
        nth: usize,
        seconds: u64,
    },
    Pass {
        nth: usize,
        device: usize,
        quantity: i64,
    },
    Return {
        nth: usize,
        quantity: i64,
    },
    SellOffline {
        nth: usize,
        quantity: i64,
    },
    /// A device that breaks its promise.
    Cheat {
        nth: usize,
        more: i64,
    },
    Report {
        nth: usize,
        times: usize,
    },
    Lose {
        device: usize,
    },
    Receive {
        quantity: i64,
    },
    Reserve {
        quantity: i64,
    },
    Sell {
        quantity: i64,
    },
    Wait {
        seconds: u64,
    },
}

const DEVICES: [&str; 3] = ["till-7", "till-8", "till-9"];

fn act() -> impl Strategy<Value = Act> {
    let nth = any::<usize>;
    let some = || 1_i64..7;
    let lease = || 1_u64..120;
    prop_oneof![
        4 => (0..3_usize, some(), lease())
            .prop_map(|(device, quantity, seconds)| Act::Allot { device, quantity, seconds }),
        1 => (nth(), lease()).prop_map(|(nth, seconds)| Act::Extend { nth, seconds }),
        2 => (nth(), 0..3_usize, some())
            .prop_map(|(nth, device, quantity)| Act::Pass { nth, device, quantity }),
        1 => (nth(), some()).prop_map(|(nth, quantity)| Act::Return { nth, quantity }),
        6 => (nth(), 1_i64..4).prop_map(|(nth, quantity)| Act::SellOffline { nth, quantity }),
        1 => (nth(), some()).prop_map(|(nth, more)| Act::Cheat { nth, more }),
        5 => (nth(), 1..4_usize).prop_map(|(nth, times)| Act::Report { nth, times }),
        1 => (0..3_usize).prop_map(|device| Act::Lose { device }),
        2 => some().prop_map(|quantity| Act::Receive { quantity }),
        1 => some().prop_map(|quantity| Act::Reserve { quantity }),
        1 => some().prop_map(|quantity| Act::Sell { quantity }),
        3 => (1_u64..60).prop_map(|seconds| Act::Wait { seconds }),
    ]
}

/// What a device knows of an allotment, and the centre.
#[derive(Debug)]
struct Right {
    id: ReservationId,
    device: usize,
    until: Timestamp,
    /// What the device may still sell, as it knows by itself.
    left: i64,
    /// What the centre knows that it may still sell.
    unspent: i64,
}

/// A sale that the centre does not know of.
#[derive(Debug)]
struct Unreported {
    id: CommandId,
    right: usize,
    quantity: i64,
    spend: SpendAllotment,
}

#[derive(Debug, Default)]
struct Model {
    rights: Vec<Right>,
    sales: Vec<Unreported>,
    on_hand: i64,
    reserved: i64,
    lost: Vec<usize>,
}

impl Model {
    fn live(&self, now: Timestamp) -> i64 {
        self.rights.iter().filter(|it| now < it.until).map(|it| it.unspent).sum()
    }

    /// A right whose device is not lost.
    fn right(&self, nth: usize) -> Option<usize> {
        let here = |at: &usize| !self.lost.contains(&self.rights[*at].device);
        let known: Vec<usize> = (0..self.rights.len()).filter(here).collect();
        (!known.is_empty()).then(|| known[nth % known.len()])
    }
}

fn step(house: &House, model: &mut Model, act: Act) {
    let now = house.clock_now();
    let available = model.on_hand - model.reserved - model.live(now);
    let tea = |quantity| vec![Line::new("tea", quantity)];
    match act {
        Act::Allot { device, quantity, seconds } => {
            let until = house.after(seconds);
            let done = house.attempt(Allot::new(DEVICES[device], "a", tea(quantity), until));
            assert_eq!(done.is_some(), quantity <= available, "{done:?}");
            if let (Some(AllottedAnswer { allotment: id, .. }), false) =
                (&done, model.lost.contains(&device))
            {
                let (left, unspent) = (quantity, quantity);
                model.rights.push(Right { id: *id, device, until, left, unspent });
            } else if let Some(AllottedAnswer { allotment, .. }) = done {
                // It never reached the device.
                house.ok(ReturnAllotment { allotment, lines: vec![] });
            }
        }
        Act::Extend { nth, seconds } => {
            let Some(nth) = model.right(nth) else { return };
            let right = &mut model.rights[nth];
            let until = house.after(seconds);
            let allotment = right.id;
            let done = house.attempt(ExtendAllotment { allotment, lease_until: until });
            let over = right.until <= now;
            let fits = until > right.until.max(now)
                && right.unspent > 0
                && (!over || right.unspent <= available);
            // One that is over and spent late may be extended in vain.
            assert!(done.is_some() == fits || right.unspent == 0, "{done:?} {right:?}");
            if done.is_some() {
                right.until = until;
            }
        }
        Act::Pass { nth, device, quantity } => {
            let Some(nth) = model.right(nth) else { return };
            let right = &mut model.rights[nth];
            let (quantity, until, allotment) = (quantity.min(right.left), right.until, right.id);
            if quantity == 0 || model.lost.contains(&device) {
                return;
            }
            let to = DEVICES[device].to_owned();
            let pass = TransferRights { allotment, id: None, device: to, lines: tea(quantity) };
            let done = house.attempt(pass);
            assert_eq!(done.is_some(), now < until, "{done:?}");
            if let Some(AllottedAnswer { allotment: id, .. }) = done {
                right.left -= quantity;
                right.unspent -= quantity;
                let (left, unspent) = (quantity, quantity);
                model.rights.push(Right { id, device, until, left, unspent });
            }
        }
        Act::Return { nth, quantity } => {
            let Some(nth) = model.right(nth) else { return };
            let right = &mut model.rights[nth];
            let quantity = quantity.min(right.left);
            if quantity > 0 {
                let back = ReturnAllotment { allotment: right.id, lines: tea(quantity) };
                let done = house.attempt(back);
                assert_eq!(done.is_some(), now < right.until, "{done:?}");
                if done.is_some() {
                    right.left -= quantity;
                    right.unspent -= quantity;
                }
            }
        }
        Act::SellOffline { nth, quantity } => {
            let Some(at) = model.right(nth) else { return };
            let right = &mut model.rights[at];
            // The device looks at nothing but what it knows.
            if now < right.until && quantity <= right.left {
                right.left -= quantity;
                let spend = SpendAllotment::new(right.id, "customer", tea(quantity), now);
                let id = house.till.new_command_id();
                model.sales.push(Unreported { id, right: at, quantity, spend });
            }
        }
        Act::Cheat { nth, more } => {
            let Some(nth) = model.right(nth) else { return };
            let right = &model.rights[nth];
            let quantity = right.unspent + more;
            let code = house.code(SpendAllotment::new(right.id, "customer", tea(quantity), now));
            let known = ["exceeds_rest", "reservation_expired", "reservation_ended"];
            assert!(known.contains(&code.as_str()), "{code}");
        }
        Act::Report { nth, times } => {
            if model.sales.is_empty() {
                return;
            }
            let nth = nth % model.sales.len();
            let sale = &model.sales[nth];
            let right = &mut model.rights[sale.right];
            let late = right.until <= now;
            let mut counted = false;
            for time in 0..times {
                match house.till.run_as(sale.id, sale.spend.clone()) {
                    Ok(outcome) => {
                        assert_eq!(outcome.replayed, time > 0, "it counts once");
                        counted = true;
                    }
                    Err(error) => {
                        assert_eq!(error.code(), "insufficient_stock");
                        assert!(late && available < sale.quantity, "only what was promised since");
                    }
                }
            }
            if counted {
                assert!(!late || sale.quantity <= available);
                right.unspent -= sale.quantity;
                model.on_hand -= sale.quantity;
                model.sales.remove(nth);
            }
        }
        Act::Lose { device } => {
            model.lost.push(device);
            let rights = &model.rights;
            model.sales.retain(|sale| rights[sale.right].device != device);
        }
        Act::Receive { quantity } => {
            house.receive("tea", quantity, i128::from(quantity) * 7, now);
            model.on_hand += quantity;
        }
        Act::Reserve { quantity } => {
            let done = house.attempt(Reserve::new("a", tea(quantity)));
            assert_eq!(done.is_some(), quantity <= available, "{done:?}");
            model.reserved += if done.is_some() { quantity } else { 0 };
        }
        Act::Sell { quantity } => {
            let done = house.attempt(ship(Line::new("tea", quantity), "a", Paper::default()));
            assert_eq!(done.is_some(), quantity <= available, "{done:?}");
            model.on_hand -= if done.is_some() { quantity } else { 0 };
        }
        Act::Wait { seconds } => house.pass(seconds),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// I34: what is available, reserved at the centre and unspent by devices is what is on hand; a
    /// device never sells beyond its rights, and what it sold under a lease that has not ended is
    /// never refused; what it passes on is conserved; what is lost returns at the lease's end.
    #[test]
    fn i34_devices_and_the_centre_never_sell_the_same_piece(
        acts in prop::collection::vec(act(), 20..120),
    ) {
        let house = house();
        house.ok(CreateItem::new("tea", "goods"));
        house.receive("tea", 20, 140, feb(1));
        let mut model = Model { on_hand: 20, ..Model::default() };
        for act in acts {
            step(&house, &mut model, act.clone());
            let live = model.live(house.clock_now());
            let available = model.on_hand - model.reserved - live;
            prop_assert!(available >= 0, "{:?}", model);
            let expected = [model.on_hand, model.reserved + live, available];
            prop_assert_eq!(house.sums("tea"), expected, "{:?}", act);
        }
        // All that is not lost becomes known in the end, once there is stock for what is late.
        let missing: i64 = model.sales.iter().map(|sale| sale.quantity).sum();
        if missing > 0 {
            step(&house, &mut model, Act::Receive { quantity: missing });
        }
        while !model.sales.is_empty() {
            step(&house, &mut model, Act::Report { nth: 1, times: 2 });
        }
        prop_assert_eq!(house.sums("tea")[0], model.on_hand);
        house.verified();
    }

    /// I34, I14: in any order and however often they arrive, sales end in the same stock, the same
    /// value and the same rights.
    #[test]
    fn i34_reports_in_any_order_end_the_same(
        sales in prop::collection::vec((0..3_usize, 1_i64..5, 0..50_u64), 1..12),
        order in prop::collection::vec(any::<prop::sample::Index>(), 12),
        late in any::<bool>(),
    ) {
        let play = |shuffled: bool| {
            let house = house();
            house.ok(item("tea", Costing::Fifo));
            house.receive("tea", 12, 130, feb(1));
            let allotments: Vec<_> =
                DEVICES.iter().map(|device| house.allot(device, "tea", 4, 60)).collect();
            let mut spends: Vec<_> = (0_i64..).zip(&sales).map(|(nth, (device, quantity, second))| {
                let lines = [Line::new("tea", *quantity)];
                // No two at the same instant: those share what is rounded in the order of arrival.
                let at = Timestamp::from_micros(house.after(*second).as_micros() + nth);
                let spend = SpendAllotment::new(allotments[*device], "customer", lines, at);
                (house.till.new_command_id(), spend)
            }).collect();
            // A device sells what it may; the rest is none of its sales.
            let mut left = [4; 3];
            let mut which = sales.iter();
            spends.retain(|_| {
                let (device, quantity, _) = which.next().unwrap();
                let may = left[*device] >= *quantity;
                left[*device] -= if may { *quantity } else { 0 };
                may
            });
            house.pass(if late { 70 } else { 55 });
            if shuffled {
                let twice = spends.clone();
                spends.extend(twice);
                for at in 0..spends.len() {
                    let other = order[at % order.len()].index(spends.len());
                    spends.swap(at, other);
                }
            }
            for (id, spend) in spends {
                house.till.run_as(id, spend).unwrap();
            }
            house.verified();
            let rights = house.ask(Allotments { ended: true, ..Allotments::default() });
            let mut shipped: Vec<_> = rights.iter().map(|it| {
                (it.device.clone(), it.lines[0].shipped.to_string(), it.status)
            }).collect();
            shipped.sort();
            let books = house.posted("expenses:cost-of-goods-sold");
            (house.sums("tea"), house.worth("tea"), books, shipped)
        };
        prop_assert_eq!(play(false), play(true));
    }
}
