//! The year is what it says it is.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use moja_example_shop::catalogue::{GROUPS, SUPPLIERS, Unit};
use moja_example_shop::customers::{self, Customer, sample};
use moja_example_shop::random::Random;
use moja_example_shop::{
    Condition, Goods, LotNo, Plan, PlanError, ProductNo, Reason, Shelf, Shop, ShopEvent, ShopYear,
};
use moja_inventory::gs1::{Gtin, Message};
use sha2::{Digest, Sha256};

static YEAR: LazyLock<ShopYear> = LazyLock::new(|| ShopYear::generate(&Plan::default()).unwrap());

fn small(seed: u64) -> Plan {
    Plan { seed, customers: 900, products: 150, ..Plan::default() }
}

/// One figure for all that a year holds.
fn print(year: &ShopYear) -> String {
    let mut hash = Sha256::new();
    for product in &year.products {
        hash.update(serde_json::to_vec(product).unwrap());
    }
    for lot in &year.lots {
        hash.update(serde_json::to_vec(lot).unwrap());
    }
    for happening in &year.events {
        hash.update(serde_json::to_vec(happening).unwrap());
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_same_seed_is_the_same_year() {
    let year = ShopYear::generate(&small(3)).unwrap();
    assert_eq!(year, ShopYear::generate(&small(3)).unwrap());
    let other = ShopYear::generate(&small(4)).unwrap();
    assert_ne!(print(&year), print(&other));
    // On every machine: nothing in it depends on a platform's mathematics.
    assert_eq!(print(&year), "0c013fe07ccf3ff8");
}

#[test]
fn plans_out_of_bounds_are_refused() {
    for products in [0, 99, 5_001] {
        let plan = Plan { products, ..small(1) };
        assert_eq!(ShopYear::generate(&plan).unwrap_err(), PlanError::Products { products });
    }
    for year in [1999, 2041, i32::MAX] {
        let plan = Plan { year, ..small(1) };
        assert_eq!(ShopYear::generate(&plan).unwrap_err(), PlanError::Year { year });
    }
    for plan in [
        Plan { customers: 0, ..small(1) },
        Plan { products: 100, ..small(1) },
        Plan { products: 5_000, customers: 50, ..small(1) },
        Plan { year: 2024, ..small(1) },
    ] {
        assert!(ShopYear::generate(&plan).is_ok(), "{plan:?}");
    }
}

/// As many customers as the whole cohort of CDNOW had, seen for as long as those of the sample.
#[test]
fn customers_come_and_spend_as_those_of_cdnow() {
    let count = 10 * sample::CUSTOMERS;
    let mut random = Random::new(42);
    let (mut one_time, mut repeats, mut again, mut spend) = (0_u32, 0_usize, 0_u32, 0.0);
    for _ in 0..count {
        let customer = Customer::draw(&mut random);
        let weeks = random.between(sample::WEEKS_MIN, sample::WEEKS_MAX);
        let times = customer.repeats(weeks, &mut random);
        assert!(times.is_sorted() && times.iter().all(|at| *at > 0.0 && *at <= weeks));
        if times.is_empty() {
            one_time += 1;
            continue;
        }
        again += 1;
        repeats += times.len();
        let spent: f64 = times.iter().map(|_| customer.spend(&mut random)).sum();
        spend += spent / times.len() as f64;
    }
    let near = |name: &str, found: f64, published: f64, percent: f64| {
        let off = (found / published - 1.0).abs() * 100.0;
        assert!(off < percent, "{name}: {found:.4}, published {published:.4}, off by {off:.1} %");
    };
    near("one-time", f64::from(one_time) / f64::from(count), sample::ONE_TIME, 2.0);
    near("repeats", repeats as f64 / f64::from(count), sample::REPEATS, 4.0);
    near("spend", spend / f64::from(again), sample::SPEND, 3.0);
}

/// Fader, Hardie and Lee (2005) published the BG/NBD parameters of the same sample, Fader and
/// Hardie (2013) those of the gamma-gamma model.
#[test]
fn the_fit_is_the_published_one() {
    let pairs = [
        (customers::R, 0.243),
        (customers::ALPHA, 4.414),
        (customers::A, 0.793),
        (customers::B, 2.426),
        (customers::P, 6.25),
        (customers::Q, 3.74),
        (customers::V, 15.44),
    ];
    for (ours, published) in pairs {
        assert!((ours / published - 1.0).abs() < 0.002, "{ours} {published}");
    }
}

#[test]
fn what_is_sold_follows_the_customers() {
    let (mut sales, mut lines, mut revenue) = (0_u32, 0_usize, 0_i64);
    let mut visits: BTreeMap<u32, u32> = BTreeMap::new();
    for happening in &YEAR.events {
        if let ShopEvent::Sold { customer, lines: sold, .. } = &happening.event {
            sales += 1;
            lines += sold.len();
            revenue += sold.iter().map(|line| line.amount_minor).sum::<i64>();
            *visits.entry(customer.0).or_default() += 1;
        }
    }
    assert!((20_000..60_000).contains(&sales), "{sales}");
    // Every customer is served at least once.
    assert_eq!(visits.len(), 14_000);
    // A purchase is worth E = p v / (q - 1) on average; whole things cannot hit it exactly.
    let expected = customers::P * customers::V / (customers::Q - 1.0);
    let mean = revenue as f64 / 100.0 / f64::from(sales);
    assert!((mean / expected - 1.0).abs() < 0.08, "mean {mean:.2}, expected {expected:.2}");
    assert!(lines > 2 * sales as usize, "{lines} lines in {sales} sales");
}

#[test]
fn products_have_numbers_of_no_company() {
    let year = &*YEAR;
    assert_eq!(year.products.len(), 320);
    let mut seen = BTreeSet::new();
    let mut names = BTreeSet::new();
    for product in &year.products {
        let (gtin, case) = (product.gtin.to_string(), product.case_gtin.to_string());
        // `parse` checks the check digit.
        assert_eq!(gtin.parse::<Gtin>().unwrap(), product.gtin);
        assert_eq!(case.parse::<Gtin>().unwrap(), product.case_gtin);
        assert!(gtin.starts_with("0952") && case.starts_with("1952"), "{gtin} {case}");
        assert_eq!(gtin.get(1..13), case.get(1..13));
        assert!(seen.insert(gtin) && seen.insert(case) && seen.insert(product.code.clone()));
        assert!(names.insert(&product.name), "{}", product.name);

        let group = product.group();
        assert!(product.supplier().groups.contains(&group.code));
        assert!(product.per_case % product.step() == 0 && product.per_case > 0);
        assert_eq!(product.potency.is_some(), group.code == "REM");
        assert_eq!(product.shelf_days.is_some(), group.shelf_days.is_some());
        let price = product.price_of(product.per_case);
        let (low, high) = group.margin_percent;
        // Cents of the cost are cut off, which is in the shop's favour.
        let margin = (price - product.case_cost_minor) * 1_000 / price;
        assert!((low * 10..=high * 10 + 9).contains(&margin), "{}: {margin}", product.name);
        if group.unit == Unit::Gram {
            assert_eq!(product.price_of(product.step()) * 2, product.price_of(2 * product.step()));
        }
    }
    for group in 0..GROUPS.len() {
        assert!(year.products.iter().filter(|product| product.group == group).count() >= 5);
    }
}

#[test]
fn labels_say_product_expiry_and_lot() {
    let year = &*YEAR;
    for lot in year.lots.iter().step_by(37) {
        let product = year.product(lot.product).unwrap();
        let label = lot.label(product).unwrap();
        let text = label.to_element_string(moja_inventory::gs1::Fnc1::Caret);
        let read = Message::parse(&text).unwrap();
        assert_eq!((read.gtin(), read.lot()), (Some(product.gtin), Some(lot.code.as_str())));
        let expiry = read.expiry(2025).unwrap().unwrap();
        let date = lot.expires_on.format("%Y%m%d").to_string();
        assert_eq!(format!("{:04}{:02}{:02}", expiry.year(), expiry.month(), expiry.day()), date);
    }
}

/// Books that know nothing of the generator but its events.
#[derive(Default)]
struct Books {
    stock: BTreeMap<(Shelf, ProductNo, Option<LotNo>), i64>,
    /// received, sold, returned, written off, lost, found, by product
    flows: BTreeMap<ProductNo, [i64; 6]>,
}

impl Books {
    fn add(&mut self, shelf: Shelf, goods: &Goods, sign: i64) {
        let level = self.stock.entry((shelf, goods.product, goods.lot)).or_default();
        *level += sign * goods.quantity;
        assert!(*level >= 0, "{shelf:?} {goods:?} fell below zero");
    }

    fn flow(&mut self, product: ProductNo, which: usize, quantity: i64) {
        self.flows.entry(product).or_default()[which] += quantity;
    }
}

fn on(shop: Shop) -> Shelf {
    Shelf::Shop(shop, Condition::Good)
}

fn conserves(year: &ShopYear) {
    let mut books = Books::default();
    let mut recalled = BTreeSet::new();
    let mut ordered: BTreeMap<u32, Vec<(ProductNo, i64)>> = BTreeMap::new();
    let mut sales: BTreeMap<u32, Vec<Goods>> = BTreeMap::new();
    let mut sent: BTreeMap<u32, Vec<Goods>> = BTreeMap::new();
    for happening in &year.events {
        let day = happening.at.date_naive();
        match &happening.event {
            ShopEvent::Ordered { order, lines, .. } => {
                let lines = lines.iter().map(|line| (line.product, line.cases)).collect();
                assert!(ordered.insert(order.0, lines).is_none());
            }
            ShopEvent::Received { order, shop, lines, supplier } => {
                let came: Vec<_> = lines.iter().map(|line| (line.product, line.cases)).collect();
                assert_eq!(ordered.remove(&order.0), Some(came));
                for line in lines {
                    let product = year.product(line.product).unwrap();
                    assert_eq!(line.quantity, line.cases * product.per_case);
                    assert_eq!(product.supplier, *supplier);
                    assert_eq!(line.lot.is_some(), product.shelf_days.is_some());
                    assert!(line.cost_minor > 0);
                    if let Some(lot) = line.lot {
                        let lot = year.lot(lot).unwrap();
                        assert_eq!(lot.product, line.product);
                        assert!(lot.made_on < day && day < lot.expires_on);
                        assert!(!recalled.contains(&line.lot.unwrap()));
                    }
                    let goods =
                        Goods { product: line.product, lot: line.lot, quantity: line.quantity };
                    books.add(on(*shop), &goods, 1);
                    books.flow(line.product, 0, line.quantity);
                }
            }
            ShopEvent::Sold { sale, shop, lines, .. } => {
                assert!(!lines.is_empty());
                let mut goods = Vec::new();
                for line in lines {
                    let product = year.product(line.product).unwrap();
                    assert_eq!(line.amount_minor, product.price_of(line.quantity));
                    assert!(line.quantity > 0 && line.quantity % product.step() == 0);
                    let picked: i64 = line.picks.iter().map(|pick| pick.quantity).sum();
                    assert_eq!(picked, line.quantity);
                    for pick in &line.picks {
                        assert_eq!(pick.product, line.product);
                        // FEFO: nothing that may be sold and expires earlier is left behind.
                        let earlier = books
                            .stock
                            .range(
                                (on(*shop), pick.product, None)
                                    ..(on(*shop), pick.product, pick.lot),
                            )
                            .any(|((_, _, lot), quantity)| {
                                *quantity > 0
                                    && lot.is_some_and(|lot| {
                                        year.lot(lot).unwrap().expires_on >= day
                                            && !recalled.contains(&lot)
                                    })
                            });
                        assert!(!earlier, "{pick:?}");
                        if let Some(lot) = pick.lot {
                            assert!(year.lot(lot).unwrap().expires_on >= day);
                            assert!(!recalled.contains(&lot));
                        }
                        books.add(on(*shop), pick, -1);
                        books.flow(pick.product, 1, pick.quantity);
                        goods.push(*pick);
                    }
                }
                assert!(sales.insert(sale.0, goods).is_none());
            }
            ShopEvent::Returned { sale, shop, goods, condition, refund_minor } => {
                // Only what was sold comes back, and only once.
                let sold = sales.remove(&sale.0).unwrap();
                let is_sold = sold.iter().any(|sold| {
                    (sold.product, sold.lot) == (goods.product, goods.lot)
                        && sold.quantity >= goods.quantity
                });
                assert!(is_sold, "{goods:?} of {sold:?}");
                assert_eq!(
                    *refund_minor,
                    year.product(goods.product).unwrap().price_of(goods.quantity)
                );
                if goods.lot.is_some_and(|lot| recalled.contains(&lot)) {
                    assert_eq!(*condition, Condition::Damaged);
                }
                books.add(Shelf::Shop(*shop, *condition), goods, 1);
                books.flow(goods.product, 2, goods.quantity);
            }
            ShopEvent::Dispatched { transfer, from, lines, to } => {
                assert_ne!(from, to);
                for goods in lines {
                    books.add(on(*from), goods, -1);
                    books.add(Shelf::Transit, goods, 1);
                }
                assert!(sent.insert(transfer.0, lines.clone()).is_none());
            }
            ShopEvent::Arrived { transfer, shop, lines, lost } => {
                let sent = sent.remove(&transfer.0).unwrap();
                let total = |lines: &[Goods]| lines.iter().map(|goods| goods.quantity).sum::<i64>();
                assert_eq!(total(&sent), total(lines) + total(lost));
                for goods in lines {
                    books.add(Shelf::Transit, goods, -1);
                    books.add(on(*shop), goods, 1);
                }
                for goods in lost {
                    books.add(Shelf::Transit, goods, -1);
                    books.flow(goods.product, 4, goods.quantity);
                }
            }
            ShopEvent::Counted { shop, lines } => {
                for line in lines {
                    let key = (on(*shop), line.product, line.lot);
                    assert_eq!(books.stock.get(&key).copied().unwrap_or(0), line.booked);
                    assert!(line.counted >= 0);
                    books.stock.insert(key, line.counted);
                    books.flow(line.product, 5, line.counted - line.booked);
                }
            }
            ShopEvent::WrittenOff { shop, reason, lines } => {
                let condition = match reason {
                    Reason::Damaged => Condition::Damaged,
                    Reason::Expired | Reason::Recalled => Condition::Good,
                };
                for goods in lines {
                    match reason {
                        Reason::Expired => {
                            assert!(year.lot(goods.lot.unwrap()).unwrap().expires_on < day);
                        }
                        Reason::Recalled => assert!(recalled.contains(&goods.lot.unwrap())),
                        Reason::Damaged => {}
                    }
                    books.add(Shelf::Shop(*shop, condition), goods, -1);
                    books.flow(goods.product, 3, goods.quantity);
                }
            }
            ShopEvent::Recalled { lot } => assert!(recalled.insert(*lot)),
        }
    }
    // What the events leave is what the generator says, lot by lot.
    let left: BTreeMap<_, _> =
        books.stock.into_iter().filter(|(_, quantity)| *quantity != 0).collect();
    let said: BTreeMap<_, _> = year
        .stock
        .levels()
        .map(|(shelf, goods)| ((shelf, goods.product, goods.lot), goods.quantity))
        .collect();
    assert_eq!(left, said);
    // And nothing came from nowhere.
    for (product, [received, sold, returned, written_off, lost, found]) in books.flows {
        let left: i64 = left.iter().filter(|(key, _)| key.1 == product).map(|(_, it)| it).sum();
        assert_eq!(received - sold + returned - written_off - lost + found, left, "{product:?}");
    }
}

#[test]
fn totals_conserve() {
    conserves(&YEAR);
    for seed in 10..20 {
        conserves(&ShopYear::generate(&small(seed)).unwrap());
    }
}

#[test]
fn everything_happens_that_happens_in_a_shop() {
    let year = &*YEAR;
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut add = |name, count: usize| *seen.entry(name).or_default() += count;
    let mut recalled_sales = 0;
    let recall = year.events.iter().find_map(|happening| match happening.event {
        ShopEvent::Recalled { lot } => Some(lot),
        _ => None,
    });
    for happening in &year.events {
        assert_eq!(happening.at.format("%Y").to_string(), "2025");
        match &happening.event {
            ShopEvent::Ordered { .. } => add("orders", 1),
            ShopEvent::Received { .. } => add("receipts", 1),
            ShopEvent::Sold { shop, lines, .. } => {
                add(if *shop == Shop::Center { "center" } else { "market" }, 1);
                add("lots in one line", lines.iter().filter(|line| line.picks.len() > 1).count());
                recalled_sales += usize::from(
                    lines.iter().flat_map(|line| &line.picks).any(|pick| pick.lot == recall),
                );
            }
            ShopEvent::Returned { condition: Condition::Good, .. } => add("returns, good", 1),
            ShopEvent::Returned { .. } => add("returns, damaged", 1),
            ShopEvent::Dispatched { .. } => add("transfers", 1),
            ShopEvent::Arrived { lost, .. } => add("lost on the way", lost.len()),
            ShopEvent::Counted { lines, .. } => {
                add("counts", 1);
                add("more", lines.iter().filter(|line| line.counted > line.booked).count());
                add("less", lines.iter().filter(|line| line.counted < line.booked).count());
            }
            ShopEvent::WrittenOff { reason: Reason::Expired, lines, .. } => {
                add("expired", lines.len())
            }
            ShopEvent::WrittenOff { reason: Reason::Damaged, .. } => add("damaged", 1),
            ShopEvent::WrittenOff { reason: Reason::Recalled, .. } => add("recalled", 1),
            ShopEvent::Recalled { .. } => add("recalls", 1),
        }
    }
    println!("{seen:#?} {recalled_sales}");
    assert!(year.events.is_sorted_by_key(|happening| happening.at));
    assert!(recalled_sales >= 10, "{recalled_sales}");
    for (name, least) in [
        ("orders", 500),
        ("receipts", 500),
        ("center", 10_000),
        ("market", 5_000),
        ("lots in one line", 20),
        ("returns, good", 200),
        ("returns, damaged", 100),
        ("transfers", 45),
        ("lost on the way", 3),
        ("counts", 2),
        ("more", 1),
        ("less", 10),
        ("expired", 20),
        ("damaged", 12),
        ("recalled", 2),
        ("recalls", 1),
    ] {
        assert!(seen.get(name).copied().unwrap_or(0) >= least, "{name}: {seen:?}");
    }
    assert_eq!((seen["counts"], seen["recalls"], seen["recalled"]), (2, 1, 2));
}

#[test]
fn the_year_ends_with_shelves_as_they_are_in_life() {
    let year = &*YEAR;
    for shop in Shop::ALL {
        let stocked = year.stock.levels().filter(|(shelf, _)| *shelf == on(shop));
        let products: BTreeSet<_> = stocked.map(|(_, goods)| goods.product).collect();
        assert!(products.len() > 250, "{shop:?}: {}", products.len());
    }
    // Most products were sold in the year about as often as they were bought.
    let (mut received, mut sold, mut thrown) = (0.0, 0.0, 0.0);
    for happening in &year.events {
        match &happening.event {
            ShopEvent::Received { lines, .. } => {
                received += lines.iter().map(|line| line.cost_minor as f64).sum::<f64>();
            }
            ShopEvent::Sold { lines, .. } => {
                for line in lines {
                    let product = year.product(line.product).unwrap();
                    sold += product.case_cost_minor as f64 * line.quantity as f64
                        / product.per_case as f64;
                }
            }
            ShopEvent::WrittenOff { lines, .. } => {
                for line in lines {
                    let product = year.product(line.product).unwrap();
                    thrown += product.case_cost_minor as f64 * line.quantity as f64
                        / product.per_case as f64;
                }
            }
            _ => {}
        }
    }
    println!("received {received} sold {sold} thrown {thrown}");
    assert!(sold / received > 0.75 && sold < received, "{sold} of {received}");
    assert!(thrown / received < 0.04, "{thrown} of {received}");
    assert_eq!(year.reorder.len(), 2 * year.products.len());
    for level in &year.reorder {
        let product = year.product(level.product).unwrap();
        assert!(0 < level.min && level.min < level.max);
        assert!(level.min % product.step() == 0 && level.max % product.step() == 0);
    }
    assert!(SUPPLIERS.iter().any(|supplier| supplier.both_shops));
}
