//! Plays a shop's year into a new store, or prints it.
//!
//! ```sh
//! cargo run --release -p moja-example-shop -- play shop.db          # tenant `demo`
//! cargo run --release -p moja-example-shop -- print 7 > year.jsonl  # the events of seed 7
//! ```

#![allow(clippy::arithmetic_side_effects, reason = "sums of one shop and one year in 128 bits")]

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use moja::Builder;
use moja::blocking::Session;
use moja::core::time::{ManualClock, Timestamp};
use moja::prelude::*;
use moja_example_shop::catalogue::GROUPS;
use moja_example_shop::play::{CURRENCY, accounts, play, sales, set_up};
use moja_example_shop::{Plan, ShopEvent, ShopYear};

type Failed = Box<dyn std::error::Error>;

const USAGE: &str = "usage: moja-example-shop play STORE [CUSTOMERS] | print [SEED]";

fn main() -> Result<(), Failed> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["play", store] => run(Path::new(store), Plan::default()),
        ["play", store, customers] => {
            run(Path::new(store), Plan { customers: customers.parse()?, ..Plan::default() })
        }
        ["print"] => print(Plan::default()),
        ["print", seed] => print(Plan { seed: seed.parse()?, ..Plan::default() }),
        _ => Err(USAGE.into()),
    }
}

fn print(plan: Plan) -> Result<(), Failed> {
    let year = ShopYear::generate(&plan)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for happening in &year.events {
        serde_json::to_writer(&mut out, happening)?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

fn run(store: &Path, plan: Plan) -> Result<(), Failed> {
    if store.exists() {
        return Err(format!("there is something at `{}` already", store.display()).into());
    }
    let start = Instant::now();
    let year = ShopYear::generate(&plan)?;
    println!(
        "{} products, {} lots and {} events of {} in {:.2} s",
        year.products.len(),
        year.lots.len(),
        year.events.len(),
        plan.year,
        start.elapsed().as_secs_f64(),
    );
    let clock = ManualClock::new(format!("{}-01-01", plan.year).parse::<Timestamp>()?);
    let moja = moja::blocking::open_with(Builder::new().clock(clock.clone()), store)?;
    let session = moja.tenant("demo").acting_as("till");
    let start = Instant::now();
    set_up(&session, &year)?;
    let bar = progress(year.events.len());
    let played = play(&session, &clock, &year, |done| {
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    });
    bar.finish_and_clear();
    let played = played?;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} sales of {} lines and {} other events recorded in {seconds:.1} s: {:.0} sales/s",
        played.sales,
        played.sale_lines,
        played.events.saturating_sub(played.sales),
        played.sales as f64 / seconds,
    );
    margins(&session)?;
    recalled(&year);
    Ok(moja.close()?)
}

/// Progress on a terminal; nothing anywhere else.
fn progress(events: usize) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(events).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("the year {wide_bar} {pos}/{len} events {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// What each group earned, by the ledger.
fn margins(session: &Session) -> Result<(), Failed> {
    println!("\n{:<22} {:>14} {:>14} {:>14} {:>8}", "group", "sales", "cost", "margin", "");
    for group in GROUPS {
        let balance = |account: &str| session.query(GetBalance::now(account, CURRENCY));
        let sold = balance(&sales(group))?.normal;
        let cost = balance(&accounts(group).cost_of_goods_sold)?.normal;
        let margin = Money::new(sold.minor() - cost.minor(), CURRENCY);
        // Thousandths, cut off.
        let part = (margin.minor() * 1_000).checked_div(sold.minor()).unwrap_or(0);
        println!(
            "{:<22} {:>14} {:>14} {:>14} {:>6}.{} %",
            group.name,
            sold.to_string(),
            cost.to_string(),
            margin.to_string(),
            part / 10,
            (part % 10).abs(),
        );
    }
    Ok(())
}

/// Which lot to ask `moja trace` and `moja scan` for.
fn recalled(year: &ShopYear) {
    for happening in &year.events {
        if let ShopEvent::Recalled { lot } = happening.event
            && let Some(lot) = year.lot(lot)
            && let Some(product) = year.product(lot.product)
            && let Ok(label) = lot.label(product)
        {
            let day = happening.at.date_naive();
            println!("\ncalled back on {day}: {} of {}", lot.code, product.name);
            println!("recalled {} {} {}", product.code, lot.code, label.to_bracketed());
        }
    }
}
