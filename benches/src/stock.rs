//! Stock through the public API, durable: reservations, whole sales beside a program written by
//! hand, and reads and late news over a long history.
//!
//! ```text
//! cargo run --release -p moja-benches --bin stock [-- PART [ROUNDS [SECONDS]]]
//! ```
//!
//! PART is one of `reserve`, `sell`, `availability`, `valuation`, `late` and `trace`; all of them
//! without it.

mod common;
mod shop;

use std::time::{Duration, Instant};

use common::{Setup, median, pragmas};
use moja::blocking::Session;
use moja::core::as_of::AsOf;
use moja::core::time::Timestamp;
use moja::flows::{Payment, ReceiveGoods, Sell};
use moja::inventory::{
    Assemble, Availability, CreateItem, Line, OutputLine, Paper, ReceiptLine, Receive, Reserve,
    Ship, Trace, TraceDirection, Tracking, Valuation,
};
use rusqlite::Connection;
use rusqlite::types::Value;
use shop::{PRODUCTS, euro, shop, stock, stock_all};

type Part = fn(usize, Duration);
const PARTS: [(&str, Part); 6] = [
    ("reserve", reserve),
    ("sell", sell),
    ("availability", availability),
    ("valuation", valuation),
    ("late", late),
    ("trace", trace),
];

fn main() {
    let part = std::env::args().nth(1);
    let rounds = std::env::args().nth(2).and_then(|it| it.parse().ok()).unwrap_or(3);
    let seconds = std::env::args().nth(3).and_then(|it| it.parse().ok()).unwrap_or(2.0);
    println!("medians of {rounds} rounds of {seconds} s, durable (WAL, synchronous=FULL)");
    for (name, run) in PARTS {
        if part.as_deref().is_none_or(|part| part == name) {
            run(rounds, Duration::from_secs_f64(seconds));
        }
    }
}

fn percentile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = ((values.len() as f64) * part) as usize;
    values.get(at.min(values.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

fn open_shop(setup: &Setup) -> Session {
    let session = setup.open().tenant("bench").acting_as("bench");
    shop(&session);
    session
}

/// Single-line reservations of one hot item.
fn reserve(rounds: usize, span: Duration) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("runtime");
    let (mut alone, mut together) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let setup = Setup::new();
        let session = open_shop(&setup);
        stock(&session, "hot", 1_000_000_000, 1_000_000_000);
        for (tasks, rates) in [(1, &mut alone), (64, &mut together)] {
            let session = session.asynchronous().clone();
            rates.push(runtime.block_on(reserving(session, tasks, span)));
        }
    }
    let (alone, together) = (median(&mut alone), median(&mut together));
    println!("reservations, one task awaiting each      {alone:.0}/s");
    println!(
        "reservations, 64 tasks awaiting each      {together:.0}/s  = {:.1}x  (bar 6x)",
        together / alone
    );
}

async fn reserving(session: moja::Session, tasks: usize, span: Duration) -> f64 {
    let start = Instant::now();
    let handles: Vec<_> = (0..tasks)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move {
                let mut done = 0_u32;
                while start.elapsed() < span {
                    let one = Reserve::new("shelf", [Line::new("hot", 1)]);
                    let _ = session.run(one).await.expect("reservation");
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0_u32;
    for handle in handles {
        done += handle.await.expect("task");
    }
    f64::from(done) / start.elapsed().as_secs_f64()
}

fn one_sale(nth: i64) -> Sell {
    let item = format!("item:{}", nth * 7 % PRODUCTS);
    Sell::new("shelf", "customer", [Line::new(item, 1)]).paid(Payment::new(
        "cash",
        "sales",
        euro(500),
    ))
}

fn stocked_shop(setup: &Setup) -> Session {
    let session = open_shop(setup);
    stock_all(&session);
    session
}

/// Whole sales: set aside, hold, ship, cost, capture. By hand: the same rows.
fn sell(rounds: usize, span: Duration) {
    let (mut flow, mut hand) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let setup = Setup::new();
        let session = stocked_shop(&setup);
        let before = head(&setup);
        let start = Instant::now();
        let mut sales = 0_i64;
        while start.elapsed() < span {
            let _ = session.run(one_sale(sales)).expect("sale");
            sales += 1;
        }
        flow.push(sales as f64 / start.elapsed().as_secs_f64());
        drop(session);
        let other = Setup::new();
        drop(stocked_shop(&other));
        hand.push(by_hand(&setup, &other, before, sales));
    }
    let (flow, hand) = (median(&mut flow), median(&mut hand));
    println!("whole sales, one after the other          {flow:.0}/s");
    println!(
        "the same rows by hand                     {hand:.0}/s: {:.2} of it  (bar 0.6)",
        flow / hand
    );
}

fn head(setup: &Setup) -> i64 {
    let connection = Connection::open(setup.path()).expect("open");
    connection.query_row("SELECT pos FROM journal_head", [], |row| row.get(0)).expect("head")
}

/// Rows of one table, so many for each sale.
struct Rows {
    sql: String,
    rows: Vec<Vec<Value>>,
    each: usize,
}

/// Writes the rows that `sales` sales left in one store into another, one commit a sale.
fn by_hand(from: &Setup, to: &Setup, before: i64, sales: i64) -> f64 {
    let source = Connection::open(from.path()).expect("open");
    let tables = inserted(&source, before, sales);
    let connection = Connection::open(to.path()).expect("open");
    connection.set_prepared_statement_cache_capacity(128);
    pragmas(&connection);
    let updates = [
        "UPDATE inventory_level SET on_hand = on_hand - 1 WHERE tenant = 1 AND \"no\" = ?1 * 2 + 2",
        "UPDATE inventory_level SET on_hand = on_hand + 1 WHERE tenant = 1 AND \"no\" = ?1 * 2 + 1",
        "UPDATE inventory_pool SET quantity = quantity - 1, value = value - 300, state = state,
         last_at = last_at + 1 WHERE tenant = 1 AND \"no\" = ?1 + 1",
    ];
    let balances = "UPDATE ledger_balance SET debits_posted = debits_posted + 300,
        credits_posted = credits_posted + 1, version = version + 1
        WHERE tenant = 1 AND account = ?1";
    let head = "UPDATE journal_head SET pos = pos + ?1, recorded_at = recorded_at + 1, hash = hash
        WHERE tenant = 1";
    let positions =
        tables.iter().find(|rows| rows.sql.contains("INTO journal ")).map_or(0, |it| it.each);
    let start = Instant::now();
    for sale in 0..sales {
        connection.execute_batch("BEGIN IMMEDIATE").expect("begin");
        for Rows { sql, rows, each } in &tables {
            let first = usize::try_from(sale).expect("sale") * each;
            let mut statement = connection.prepare_cached(sql).expect("insert");
            let values = rows[first..first + each].iter().flatten();
            statement.execute(rusqlite::params_from_iter(values)).expect("insert");
        }
        for sql in updates {
            let item = sale * 7 % PRODUCTS;
            connection.prepare_cached(sql).expect("update").execute([item]).expect("update");
        }
        for account in 1..=4 {
            let mut update = connection.prepare_cached(balances).expect("update");
            update.execute([account]).expect("update");
        }
        let mut update = connection.prepare_cached(head).expect("head");
        update.execute([i64::try_from(positions).expect("positions")]).expect("head");
        connection.execute_batch("COMMIT").expect("commit");
    }
    sales as f64 / start.elapsed().as_secs_f64()
}

/// The rows that sales inserted, by table in the order of the schema.
fn inserted(source: &Connection, before: i64, sales: i64) -> Vec<Rows> {
    let names: Vec<String> = strings(
        source,
        "SELECT s.name FROM sqlite_schema s JOIN moja_table t
        ON t.name = s.name WHERE s.type = 'table' ORDER BY s.rowid",
    );
    let mut tables = Vec::new();
    for name in names {
        let columns = strings(source, &format!("SELECT name FROM pragma_table_info('{name}')"));
        let made_by_sales = ["inventory_reservation", "inventory_reserved", "ledger_hold"];
        let condition = if columns.iter().any(|column| column == "pos") && name != "journal_head" {
            format!("pos > {before} ORDER BY pos")
        } else if made_by_sales.contains(&name.as_str()) {
            "1".to_owned()
        } else {
            continue;
        };
        let mut statement =
            source.prepare(&format!("SELECT * FROM {name} WHERE {condition}")).expect("rows");
        let rows: Vec<Vec<Value>> = statement
            .query_map([], |row| (0..columns.len()).map(|at| row.get(at)).collect())
            .and_then(Iterator::collect)
            .expect("rows");
        let each = rows.len() / usize::try_from(sales).expect("sales");
        if each == 0 {
            continue;
        }
        let sql = format!("INSERT INTO {name} VALUES {}", common::values(each, columns.len()));
        tables.push(Rows { sql, rows, each });
    }
    tables
}

fn strings(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).expect("query");
    let rows = statement.query_map([], |row| row.get(0)).expect("query");
    rows.collect::<Result<_, _>>().expect("query")
}

/// What can be sold of an item, warm.
fn availability(_: usize, span: Duration) {
    let setup = Setup::new();
    let session = stocked_shop(&setup);
    for nth in 0..2_000 {
        let item = format!("item:{}", nth % PRODUCTS);
        let _ = session.run(Reserve::new("shelf", [Line::new(item, 1)])).expect("reservation");
    }
    let mut latencies = Vec::new();
    let start = Instant::now();
    let mut nth = 0_i64;
    while start.elapsed() < span {
        nth += 1;
        let items = vec![format!("item:{}", nth * 11 % PRODUCTS)];
        let query = Availability { items, location: Some("shelf".into()), at: None };
        let begun = Instant::now();
        session.query(query).expect("availability");
        latencies.push(begun.elapsed().as_secs_f64());
    }
    let mut warm = latencies.split_off(latencies.len() / 10);
    let (p50, p99) = (percentile(&mut warm, 0.5) * 1e6, percentile(&mut warm, 0.99) * 1e6);
    println!(
        "availability of one item, warm            p50 {p50:.0} us  p99 {p99:.0} us  (bar 100 us)"
    );
}

/// An instant of the benchmark's own year.
fn on(second: i64) -> Timestamp {
    Timestamp::from_micros(1_767_225_600_000_000 + second * 1_000_000)
}

fn dated(second: i64) -> Paper {
    Paper { effective_at: Some(on(second)), ..Paper::default() }
}

fn shipments(session: &Session, items: i64, shipments: i64) {
    let ships = |nth: i64| Ship {
        from: "shelf".into(),
        to: "customer".into(),
        lines: vec![Line::new(format!("item:{}", nth % items), 1)],
        paper: dated(1_000_000 + nth),
    };
    let mut nth = 0;
    while nth < shipments {
        let until = (nth + 1_000).min(shipments);
        for result in session.run_each((nth..until).map(ships)).expect("queue") {
            let _ = result.expect("shipment");
        }
        nth = until;
    }
}

fn received_long_ago(session: &Session, item: &str, quantity: i64, second: i64) {
    let lines = vec![ReceiptLine::new(Line::new(item, quantity), euro(i128::from(quantity) * 3))];
    let receipt = Receive {
        from: "supplier".into(),
        to: "shelf".into(),
        lines,
        expected: None,
        paper: dated(second),
    };
    let _ = session.run(receipt).expect("receipt");
}

/// The worth of all stock at a date in the middle of a million movements.
fn valuation(rounds: usize, _: Duration) {
    let setup = Setup::new();
    let session = open_shop(&setup);
    for nth in 0..PRODUCTS {
        let item = format!("item:{nth}");
        let _ = session.run(CreateItem::new(item.as_str(), "all")).expect("item");
        received_long_ago(&session, &item, 1_000_000, 0);
    }
    let start = Instant::now();
    shipments(&session, PRODUCTS, 1_000_000);
    let rate = 1e6 / start.elapsed().as_secs_f64();
    let mut took = Vec::new();
    for round in 0..rounds.max(5) {
        let at = on(1_000_000 + 400_000 + i64::try_from(round).unwrap_or(0));
        let query = Valuation { as_of: AsOf::at(at), ..Valuation::default() };
        let begun = Instant::now();
        let lines = session.query(query).expect("valuation").lines.len();
        took.push(begun.elapsed().as_secs_f64() * 1e3);
        assert_eq!(lines, usize::try_from(PRODUCTS).expect("products"));
    }
    println!("a million shipments in groups of 1,000    {rate:.0}/s, costs and postings included");
    println!("valuation at a date over them             {:.0} ms  (bar 100 ms)", median(&mut took));
}

/// A receipt that becomes known after a hundred thousand movements of its item.
fn late(rounds: usize, _: Duration) {
    let setup = Setup::new();
    let session = open_shop(&setup);
    let _ = session.run(CreateItem::new("item:0", "all")).expect("item");
    received_long_ago(&session, "item:0", 1_000_000, 0);
    shipments(&session, 1, 100_000);
    let (mut took, mut cpu) = (Vec::new(), Vec::new());
    for round in 0..rounds.max(5) {
        let (begun, before) = (Instant::now(), common::cpu_seconds());
        let second = 10 + i64::try_from(round).unwrap_or(0);
        received_long_ago(&session, "item:0", 1_000, second);
        took.push(begun.elapsed().as_secs_f64() * 1e3);
        cpu.push((common::cpu_seconds() - before) * 1e3);
    }
    let (took, cpu) = (median(&mut took), median(&mut cpu));
    println!(
        "a receipt ahead of 100,000 movements      {took:.0} ms, {cpu:.0} ms of processor time  (bar 50 ms)"
    );
}

/// Everything that was made of a lot, over a million links.
fn trace(rounds: usize, _: Duration) {
    const WIDTH: i64 = 32;
    const STEPS: i64 = 980;
    let setup = Setup::new();
    let session = open_shop(&setup);
    for item in ["part", "whole"] {
        let item = CreateItem { tracking: Tracking::Lot, ..CreateItem::new(item, "all") };
        let _ = session.run(item).expect("item");
    }
    let lots =
        |item: &'static str, step: i64| (0..WIDTH).map(move |nth| (item, format!("{step}.{nth}")));
    for step in 0..STEPS {
        let lines = lots("part", step)
            .map(|(item, lot)| ReceiptLine::new(Line::new(item, 1).lot(lot), euro(100)));
        let _ = session.run(ReceiveGoods::new("supplier", "shelf", lines)).expect("receipt");
        let outputs = lots("whole", step).map(|(item, lot)| OutputLine {
            item: item.into(),
            quantity: 1.into(),
            unit: None,
            lot: Some(lot),
            weight: 1,
            dates: Default::default(),
        });
        let assembly = Assemble {
            from: "shelf".into(),
            to: "shelf".into(),
            production: "kitchen".into(),
            inputs: lots("part", step).map(|(item, lot)| Line::new(item, 1).lot(lot)).collect(),
            outputs: outputs.collect(),
            added_cost: None,
            paper: Paper::default(),
        };
        let _ = session.run(assembly).expect("assembly");
    }
    let mut took = Vec::new();
    let mut reached = 0;
    for round in 0..rounds.max(5) {
        let step = i64::try_from(round).unwrap_or(0) * 97 % STEPS;
        let (item, lot) = ("part".to_owned(), format!("{step}.0"));
        let begun = Instant::now();
        let view = session.query(Trace { item, lot, direction: TraceDirection::Forward });
        reached = view.expect("trace").lots.len();
        took.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let links = STEPS * WIDTH * WIDTH;
    println!(
        "forward trace among {links} links      {:.1} ms, {reached} lots reached  (bar 200 ms)",
        median(&mut took)
    );
}
