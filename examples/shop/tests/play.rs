//! A store that the year was played into says what the generator's own books say.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

use std::collections::BTreeMap;

use moja::Builder;
use moja::core::time::{ManualClock, Timestamp};
use moja::flows::{TieOut, TieOutLine};
use moja::inventory::{Recall, Stock, StockStatus};
use moja::prelude::*;
use moja_example_shop::catalogue::GROUPS;
use moja_example_shop::play::{CARDS, CASH, CURRENCY, TRANSIT, play, sales, set_up};
use moja_example_shop::{Condition, Plan, Shelf, ShopEvent, ShopYear};

type Levels = BTreeMap<(String, StockStatus, String, Option<String>), i64>;

fn expected(year: &ShopYear) -> Levels {
    let mut levels = Levels::new();
    for (shelf, goods) in year.stock.levels() {
        let (place, status) = match shelf {
            Shelf::Shop(shop, Condition::Good) => (shop.code(), StockStatus::Sellable),
            Shelf::Shop(shop, Condition::Damaged) => (shop.code(), StockStatus::Damaged),
            Shelf::Transit => (TRANSIT, StockStatus::Sellable),
        };
        let lot = goods.lot.map(|lot| year.lot(lot).unwrap().code.clone());
        let item = year.product(goods.product).unwrap().code.clone();
        levels.insert((place.to_owned(), status, item, lot), goods.quantity);
    }
    levels
}

#[test]
fn the_store_has_what_the_generator_says() {
    let plan = Plan { customers: 700, products: 120, seed: 5, ..Plan::default() };
    let year = ShopYear::generate(&plan).unwrap();
    let clock = ManualClock::new("2024-12-31".parse().unwrap());
    let moja = moja::blocking::open_memory(Builder::new().clock(clock.clone())).unwrap();
    let session = moja.tenant("shop").acting_as("till");
    set_up(&session, &year).unwrap();
    let mut last = 0;
    let played = play(&session, &clock, &year, |done| {
        assert!(done > last);
        last = done;
    })
    .unwrap();
    assert_eq!((played.events, last), (year.events.len(), year.events.len()));

    // Lot by lot: the store picked by itself what expires first.
    let mut found = Levels::new();
    for line in session.query(Stock::default()).unwrap() {
        let places = ["center", "market", TRANSIT];
        if places.contains(&line.location.as_str()) && !line.on_hand.is_zero() {
            let quantity = line.on_hand.to_units(1, 1).unwrap();
            found.insert((line.location, line.status, line.item, line.lot), quantity);
        }
    }
    assert_eq!(found, expected(&year));

    // The money.
    let (mut sold, mut refunded, mut by_group) = (0, 0, BTreeMap::<usize, i64>::new());
    for happening in &year.events {
        match &happening.event {
            ShopEvent::Sold { lines, .. } => {
                for line in lines {
                    sold += line.amount_minor;
                    let group = year.product(line.product).unwrap().group;
                    *by_group.entry(group).or_default() += line.amount_minor;
                }
            }
            ShopEvent::Returned { refund_minor, goods, .. } => {
                refunded += refund_minor;
                let group = year.product(goods.product).unwrap().group;
                *by_group.entry(group).or_default() -= refund_minor;
            }
            _ => {}
        }
    }
    let balance =
        |account: &str| session.query(GetBalance::now(account, CURRENCY)).unwrap().normal.minor();
    assert_eq!(balance(CASH) + balance(CARDS), i128::from(sold - refunded));
    for (group, minor) in by_group {
        assert_eq!(balance(&sales(&GROUPS[group])), i128::from(minor));
    }

    // Stock and ledger tie, at the end and at the end of every month.
    assert!(session.query(TieOut::default()).unwrap().iter().all(TieOutLine::ties));
    for month in 1..=12 {
        let at: Timestamp = format!("2025-{month:02}-28").parse().unwrap();
        let as_of = moja::ledger::AsOf { at: Some(at), known_at: None, known_pos: None };
        let lines = session.query(TieOut { as_of }).unwrap();
        assert!(lines.iter().all(TieOutLine::ties), "{lines:?}");
    }

    // The recall finds everybody who has of the lot, and how much: what came back is out.
    let lot = year.events.iter().find_map(|happening| match happening.event {
        ShopEvent::Recalled { lot } => Some(lot),
        _ => None,
    });
    let lot = lot.unwrap();
    let (mut buyers, mut who) = (BTreeMap::<String, i64>::new(), BTreeMap::new());
    for happening in &year.events {
        match &happening.event {
            ShopEvent::Sold { sale, customer, lines, .. } => {
                let picks = lines.iter().flat_map(|line| &line.picks);
                let quantity: i64 =
                    picks.filter(|pick| pick.lot == Some(lot)).map(|pick| pick.quantity).sum();
                let customer = format!("customer-{}", customer.0);
                *buyers.entry(customer.clone()).or_default() += quantity;
                who.insert(*sale, customer);
            }
            ShopEvent::Returned { sale, goods, .. } if goods.lot == Some(lot) => {
                *buyers.get_mut(&who[sale]).unwrap() -= goods.quantity;
            }
            _ => {}
        }
    }
    buyers.retain(|_, quantity| *quantity != 0);
    let facts = year.lot(lot).unwrap();
    let item = year.product(facts.product).unwrap().code.clone();
    let recall = session.query(Recall { item, lot: facts.code.clone() }).unwrap();
    let mut reached = BTreeMap::<String, i64>::new();
    for customer in &recall.customers {
        let quantity = customer.quantity.to_units(1, 1).unwrap();
        *reached.entry(customer.party.clone().unwrap()).or_default() += quantity;
    }
    assert!(buyers.len() > 10);
    assert_eq!(reached, buyers);

    let report = moja.verify().unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings.first());
}
