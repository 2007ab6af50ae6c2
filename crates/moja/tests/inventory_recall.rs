//! Who got what, and what it was made of (I20 of `spec/inventory-commerce.md` §2): random production
//! and trade against reachability by brute force and a plain account of every lot.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod inventory_support;

use std::collections::{BTreeMap, BTreeSet};

use inventory_support::*;
use moja::inventory::*;
use proptest::prelude::*;

const ITEMS: [&str; 3] = ["root", "mix", "drops"];
const LOTS: usize = 4;
const ALL: usize = ITEMS.len() * LOTS;
const PARTIES: [&str; 3] = ["ada", "mia", "zoe"];
const PLACES: [&str; 2] = ["a", "b"];

fn item_of(lot: usize) -> &'static str {
    ITEMS[lot / LOTS]
}

fn line(lot: usize, quantity: i64) -> Line {
    Line::new(item_of(lot), quantity).lot(code(lot))
}

fn code(lot: usize) -> String {
    format!("lot-{}", lot % LOTS)
}

#[derive(Clone, Debug)]
enum Act {
    Receive {
        lot: usize,
        quantity: i64,
    },
    Make {
        inputs: Vec<(usize, i64)>,
        outputs: Vec<usize>,
    },
    TakeApart {
        input: (usize, i64),
        outputs: Vec<usize>,
    },
    Move {
        lot: usize,
        quantity: i64,
        back: bool,
    },
    /// On the way, of which so much is lost and the rest arrives, some of it later.
    Send {
        lot: usize,
        quantity: i64,
        lost: i64,
        later: i64,
    },
    Sell {
        lot: usize,
        quantity: i64,
        party: usize,
        place: usize,
    },
    BringBack {
        nth: usize,
        quantity: i64,
    },
    SendBack {
        nth: usize,
        quantity: i64,
    },
    Scrap {
        lot: usize,
        quantity: i64,
    },
    Reserve {
        lot: usize,
        quantity: i64,
    },
}

fn act() -> impl Strategy<Value = Act> {
    let lot = || 0..ALL;
    let some = || 1_i64..9;
    let lots = || prop::collection::vec(lot(), 1..3);
    prop_oneof![
        3 => (lot(), 5_i64..40).prop_map(|(lot, quantity)| Act::Receive { lot, quantity }),
        4 => (prop::collection::vec((lot(), some()), 1..4), lots())
            .prop_map(|(inputs, outputs)| Act::Make { inputs, outputs }),
        2 => ((lot(), some()), lots())
            .prop_map(|(input, outputs)| Act::TakeApart { input, outputs }),
        1 => (lot(), some(), any::<bool>())
            .prop_map(|(lot, quantity, back)| Act::Move { lot, quantity, back }),
        2 => (lot(), some(), 0..4_i64, 0..4_i64)
            .prop_map(|(lot, quantity, lost, later)| Act::Send { lot, quantity, lost, later }),
        4 => (lot(), some(), 0..3_usize, 0..2_usize).prop_map(|(lot, quantity, party, place)| {
            Act::Sell { lot, quantity, party, place }
        }),
        2 => (any::<usize>(), some()).prop_map(|(nth, quantity)| Act::BringBack { nth, quantity }),
        1 => (any::<usize>(), some()).prop_map(|(nth, quantity)| Act::SendBack { nth, quantity }),
        1 => (lot(), some()).prop_map(|(lot, quantity)| Act::Scrap { lot, quantity }),
        1 => (lot(), some()).prop_map(|(lot, quantity)| Act::Reserve { lot, quantity }),
    ]
}

/// What is known of all lots.
#[derive(Default)]
struct Model {
    /// Which lot went into which.
    made_of: BTreeSet<(usize, usize)>,
    known: BTreeSet<usize>,
    /// Received or made, sent back, lost and used up, by lot.
    received: BTreeMap<usize, i64>,
    returned: BTreeMap<usize, i64>,
    lost: BTreeMap<usize, i64>,
    consumed: BTreeMap<usize, i64>,
    /// By lot and place; the van is a place too.
    stock: BTreeMap<(usize, &'static str), i64>,
    delivered: BTreeMap<(usize, &'static str), i64>,
    held: BTreeSet<(usize, ReservationId)>,
    sales: Vec<(DocumentId, usize, usize)>,
    receipts: Vec<(DocumentId, usize)>,
}

fn add<K: Ord>(to: &mut BTreeMap<K, i64>, key: K, more: i64) {
    *to.entry(key).or_default() += more;
}

impl Model {
    fn made(&mut self, inputs: &[(usize, i64)], outputs: &[(usize, i64)]) {
        for (input, quantity) in inputs {
            add(&mut self.stock, (*input, "a"), -quantity);
            add(&mut self.consumed, *input, *quantity);
            self.made_of.extend(outputs.iter().map(|(output, _)| (*input, *output)));
        }
        for (output, quantity) in outputs {
            self.known.insert(*output);
            add(&mut self.stock, (*output, "a"), *quantity);
            add(&mut self.received, *output, *quantity);
        }
    }

    /// The fewest steps between any two lots, by trying each one in between.
    fn distances(&self) -> [[Option<u32>; ALL]; ALL] {
        let mut steps = [[None; ALL]; ALL];
        for (parent, child) in &self.made_of {
            steps[*parent][*child] = Some(1);
        }
        for (lot, row) in steps.iter_mut().enumerate() {
            row[lot] = Some(0);
        }
        for between in 0..ALL {
            for from in 0..ALL {
                for to in 0..ALL {
                    let (Some(one), Some(other)) = (steps[from][between], steps[between][to])
                    else {
                        continue;
                    };
                    let known = steps[from][to].unwrap_or(u32::MAX);
                    steps[from][to] = Some(known.min(one + other));
                }
            }
        }
        steps
    }
}

fn play(house: &House, model: &mut Model, act: Act) {
    let paper = Paper { reason: Some("so".into()), ..Paper::default() };
    match act {
        Act::Receive { lot, quantity } => {
            let at = house.clock_now();
            let receipt = house.receive_line(line(lot, quantity), 100, at);
            model.known.insert(lot);
            add(&mut model.received, lot, quantity);
            add(&mut model.stock, (lot, "a"), quantity);
            model.receipts.push((receipt, lot));
        }
        Act::Make { inputs, outputs } => {
            let outputs: Vec<_> = outputs.into_iter().map(|lot| (lot, 3)).collect();
            let done = house.attempt(Assemble {
                from: "a".into(),
                to: "a".into(),
                production: "workshop".into(),
                inputs: inputs.iter().map(|(lot, quantity)| line(*lot, *quantity)).collect(),
                outputs: outputs.iter().map(|(lot, quantity)| output(*lot, *quantity)).collect(),
                added_cost: None,
                paper,
            });
            if done.is_some() {
                model.made(&inputs, &outputs);
            }
        }
        Act::TakeApart { input, outputs } => {
            let outputs: Vec<_> = outputs.into_iter().map(|lot| (lot, 2)).collect();
            let done = house.attempt(Disassemble {
                from: "a".into(),
                to: "a".into(),
                production: "workshop".into(),
                input: line(input.0, input.1),
                outputs: outputs.iter().map(|(lot, quantity)| output(*lot, *quantity)).collect(),
                paper,
            });
            if done.is_some() {
                model.made(&[input], &outputs);
            }
        }
        Act::Move { lot, quantity, back } => {
            let (from, to) = if back { ("b", "a") } else { ("a", "b") };
            let lines = vec![line(lot, quantity)];
            if house.attempt(Move { from: from.into(), to: to.into(), lines, paper }).is_some() {
                add(&mut model.stock, (lot, from), -quantity);
                add(&mut model.stock, (lot, to), quantity);
            }
        }
        Act::Send { lot, quantity, lost, later } => {
            let done = house.attempt(DispatchTransfer {
                id: None,
                from: "a".into(),
                transit: "van".into(),
                to: "b".into(),
                lines: vec![line(lot, quantity)],
                due_at: None,
                paper: paper.clone(),
            });
            let Some(DispatchedAnswer { transfer, .. }) = done else { return };
            let (lost, later) = (lost.min(quantity), later.min(quantity - lost.min(quantity)));
            let arrived = quantity - lost - later;
            let lines = |quantity| vec![line(lot, quantity)];
            if lost > 0 {
                let (loss, lines) = ("lost".into(), lines(lost));
                house.ok(LoseTransfer { transfer, loss, lines, paper: paper.clone() });
            }
            if arrived > 0 {
                house.ok(ReceiveTransfer { transfer, lines: lines(arrived), paper });
            }
            add(&mut model.stock, (lot, "a"), -quantity);
            add(&mut model.stock, (lot, "b"), arrived);
            add(&mut model.stock, (lot, "van"), later);
            add(&mut model.lost, lot, lost);
        }
        Act::Sell { lot, quantity, party, place } => {
            let paper = Paper { party: Some(PARTIES[party].into()), ..paper };
            let done = house.attempt(ship(line(lot, quantity), PLACES[place], paper));
            if let Some(Documented { document }) = done {
                add(&mut model.stock, (lot, PLACES[place]), -quantity);
                add(&mut model.delivered, (lot, PARTIES[party]), quantity);
                model.sales.push((document, lot, party));
            }
        }
        Act::BringBack { nth, quantity } => {
            let nth = nth % model.sales.len().max(1);
            let Some((shipment, lot, party)) = model.sales.get(nth).copied() else { return };
            let done = house.attempt(ReturnFromCustomer {
                shipment,
                to: "b".into(),
                lines: vec![line(lot, quantity)],
                status: StockStatus::Sellable,
                paper,
            });
            if done.is_some() {
                add(&mut model.stock, (lot, "b"), quantity);
                add(&mut model.delivered, (lot, PARTIES[party]), -quantity);
            }
        }
        Act::SendBack { nth, quantity } => {
            let nth = nth % model.receipts.len().max(1);
            let Some((receipt, lot)) = model.receipts.get(nth).copied() else { return };
            let lines = vec![line(lot, quantity)];
            if house.attempt(ReturnToSupplier { receipt, from: None, lines, paper }).is_some() {
                add(&mut model.stock, (lot, "a"), -quantity);
                add(&mut model.returned, lot, quantity);
            }
        }
        Act::Scrap { lot, quantity } => {
            let done = house.attempt(Adjust {
                location: "a".into(),
                loss: "lost".into(),
                lines: vec![line(lot, -quantity)],
                paper,
            });
            if done.is_some() {
                add(&mut model.stock, (lot, "a"), -quantity);
                add(&mut model.lost, lot, quantity);
            }
        }
        Act::Reserve { lot, quantity } => {
            let done = house.attempt(Reserve::new("a", [line(lot, quantity)]));
            model.held.extend(done.map(|it| (lot, it.reservation)));
        }
    }
}

fn output(lot: usize, quantity: i64) -> OutputLine {
    OutputLine {
        item: item_of(lot).into(),
        quantity: quantity.into(),
        unit: None,
        lot: Some(code(lot)),
        weight: 1,
        dates: LotDates::default(),
    }
}

/// A lot by the names that it has in answers.
fn named(item: &str, lot: &str) -> usize {
    (0..ALL).find(|at| item_of(*at) == item && code(*at) == lot).unwrap()
}

fn units(quantity: &moja::core::quantity::Quantity) -> i64 {
    quantity.to_string().parse().unwrap()
}

/// What is not zero.
fn some<K: Ord + Clone>(all: &BTreeMap<K, i64>) -> BTreeMap<K, i64> {
    all.iter().filter(|(_, it)| **it != 0).map(|(key, it)| (key.clone(), *it)).collect()
}

fn check(house: &House, model: &Model) {
    let steps = model.distances();
    for root in model.known.iter().copied() {
        for direction in [TraceDirection::Forward, TraceDirection::Backward] {
            let view = house.ask(Trace { item: item_of(root).into(), lot: code(root), direction });
            let reached: BTreeMap<usize, u32> =
                view.lots.iter().map(|it| (named(&it.item, &it.lot), it.distance)).collect();
            assert_eq!(reached.len(), view.lots.len(), "each lot once");
            let expected: BTreeMap<usize, u32> = (0..ALL)
                .filter_map(|lot| match direction {
                    TraceDirection::Forward => Some((lot, steps[root][lot]?)),
                    TraceDirection::Backward => Some((lot, steps[lot][root]?)),
                })
                .collect();
            assert_eq!(reached, expected, "{root} {direction:?}");
            let links: BTreeSet<(usize, usize)> = view
                .steps
                .iter()
                .map(|step| {
                    let lot = |(item, lot): &(String, String)| named(item, lot);
                    (lot(&step.parent), lot(&step.child))
                })
                .collect();
            let within = |(parent, child): &&(usize, usize)| match direction {
                TraceDirection::Forward => expected.contains_key(parent),
                TraceDirection::Backward => expected.contains_key(child),
            };
            assert_eq!(links, model.made_of.iter().filter(within).copied().collect());
        }
        recalled(house, model, root, &steps[root]);
    }
}

/// A recall names each customer, quantity and place of all that was made of a lot.
fn recalled(house: &House, model: &Model, root: usize, steps: &[Option<u32>; ALL]) {
    let view = house.ask(Recall { item: item_of(root).into(), lot: code(root) });
    let reached = |lot: usize| steps[lot].is_some();
    let of = |from: &BTreeMap<usize, i64>, lot: usize| from.get(&lot).copied().unwrap_or(0);
    assert_eq!(view.lots.len(), steps.iter().flatten().count());
    for row in &view.lots {
        let lot = named(&row.item, &row.lot);
        assert_eq!(Some(row.distance), steps[lot]);
        assert_eq!(units(&row.received), of(&model.received, lot));
        assert_eq!(units(&row.returned), of(&model.returned, lot));
        assert_eq!(units(&row.lost), of(&model.lost, lot));
        assert_eq!(units(&row.consumed), of(&model.consumed, lot));
        let all = [&row.on_hand, &row.delivered, &row.lost, &row.consumed, &row.returned];
        let sum: i64 = all.into_iter().map(units).sum();
        assert_eq!(sum, units(&row.received), "{row:?}");
    }
    let stock: BTreeMap<(usize, &str), i64> = view
        .stock
        .iter()
        .map(|row| ((named(&row.item, &row.lot), row.location.as_str()), units(&row.quantity)))
        .collect();
    assert_eq!(stock.len(), view.stock.len());
    let mut expected = some(&model.stock);
    expected.retain(|(lot, _), _| reached(*lot));
    assert_eq!(stock, expected);
    let customers: BTreeMap<(usize, &str), i64> = view
        .customers
        .iter()
        .map(|row| {
            let party = row.party.as_deref().unwrap();
            ((named(&row.item, &row.lot), party), units(&row.quantity))
        })
        .collect();
    assert_eq!(customers.len(), view.customers.len());
    let mut expected = some(&model.delivered);
    expected.retain(|(lot, _), _| reached(*lot));
    assert_eq!(customers, expected);
    let held: BTreeSet<ReservationId> =
        view.reservations.iter().map(|row| row.reservation).collect();
    let expected = model.held.iter().filter(|(lot, _)| reached(*lot)).map(|(_, id)| *id);
    assert_eq!(held, expected.collect());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// I20.
    #[test]
    fn i20_a_trace_is_what_can_be_reached(acts in prop::collection::vec(act(), 20..70)) {
        let house = house();
        for item in ITEMS {
            house.ok(CreateItem::new(item, "goods").tracking(Tracking::Lot));
        }
        let mut model = Model::default();
        for lot in 0..ALL / 2 {
            play(&house, &mut model, Act::Receive { lot: lot * 2, quantity: 30 });
        }
        for act in acts {
            play(&house, &mut model, act);
        }
        check(&house, &model);
        // A recall freezes what is reserved of all that it reaches, and nothing else.
        let root = *model.made_of.first().map_or(&0, |(parent, _)| parent);
        let (item, lot) = (item_of(root).to_owned(), code(root));
        house.ok(RecallLot { item, lot, reason: "mouldy".into() });
        let steps = model.distances();
        for (lot, reservation) in &model.held {
            let lines = vec![line(*lot, 1)];
            let to = "customer".into();
            let paper = Paper::default();
            let ended = house.till.run(ShipReservation { reservation: *reservation, to, lines, paper });
            match steps[root][*lot] {
                Some(_) => {
                    let refused = ended.unwrap_err();
                    prop_assert_eq!(refused.code(), "lot_recalled");
                }
                None => prop_assert!(ended.is_ok()),
            }
        }
        house.verified();
    }
}
