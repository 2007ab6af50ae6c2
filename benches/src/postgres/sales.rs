//! Whole sales, beside SQLite.

use std::time::{Duration, Instant};

use moja::Session;
use moja::commerce::{Basis, Books, Cart, CartLine, Goods, SetPrice};
use moja::core::currency::Currency;
use moja::flows::{FulfilOrder, PlaceOrder, order_accounts};

use crate::common::{Setup, median};
use crate::shop::{PRODUCTS, euro, shop, stock_all};
use crate::{Bench, open};

fn set_up(session: &moja::blocking::Session) {
    shop(session);
    for account in order_accounts(&Books::customary("cash"), Currency::EUR) {
        let _ = session.run(account).expect("account");
    }
    for nth in 0..PRODUCTS {
        let _ = session.run(SetPrice::new(format!("item:{nth}"), euro(500))).expect("price");
    }
    stock_all(session);
}

async fn sell(session: &Session, nth: i64) {
    let item = |step: i64| CartLine::new(format!("item:{}", nth * step % PRODUCTS), 1);
    let cart = Cart::new(Currency::EUR, [item(7), item(11)]);
    let goods = Goods { from: "shelf".into(), to: "customer".into() };
    let order = PlaceOrder::new(Basis::Cart(cart), goods, Books::customary("cash"));
    let placed = session.run(order).await.expect("order").value;
    let _ = session.run(FulfilOrder::new(placed.order)).await.expect("fulfilment");
}

fn rate(session: &Session, tasks: i64, span: Duration) -> f64 {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("runtime");
    let start = Instant::now();
    let handles: Vec<_> = (0..tasks)
        .map(|task| {
            let session = session.clone();
            runtime.spawn(async move {
                let mut done = 0;
                while start.elapsed() < span {
                    sell(&session, 1 + task * 1_000 + done).await;
                    done += 1;
                }
                done
            })
        })
        .collect();
    runtime.block_on(async {
        let mut done = 0;
        for handle in handles {
            done += handle.await.expect("task");
        }
        done as f64 / start.elapsed().as_secs_f64()
    })
}

/// Orders of two lines that are placed, with a hold and a reservation, and fulfilled, with
/// shipment, cost, invoice and capture: two commits each.
pub fn sales(bench: &Bench, rounds: usize, span: Duration) {
    let setup = Setup::new();
    let schema = bench.fresh_schema();
    let stores = [setup.open(), open(&bench.url, &schema)];
    let sessions = stores.each_ref().map(|store| {
        let session = store.tenant("bench").acting_as("bench");
        set_up(&session);
        session.asynchronous().clone()
    });
    for tasks in [1, 16] {
        let mut rates: [Vec<f64>; 2] = Default::default();
        for _ in 0..rounds {
            for (session, rates) in sessions.iter().zip(&mut rates) {
                rates.push(rate(session, tasks, span));
            }
        }
        let [sqlite, postgres] = rates.map(|mut rates| median(&mut rates));
        println!(
            "whole sales, {tasks} tasks: SQLite {sqlite:.0}/s, PostgreSQL {postgres:.0}/s = {:.2} of it",
            postgres / sqlite
        );
    }
    drop((sessions, stores));
    bench.drop_schema(&schema);
}
