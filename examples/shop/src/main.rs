//! Prints a shop's year as JSON lines: the products, the lots, and what happened.
//!
//! ```sh
//! cargo run --release -p moja-example-shop -- 7 > year.jsonl   # the year of seed 7
//! ```

use std::io::{self, BufWriter, Write};

use moja_example_shop::{Plan, ShopYear};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(1), |seed| seed.parse())?;
    let year = ShopYear::generate(&Plan { seed, ..Plan::default() })?;
    let mut out = BufWriter::new(io::stdout().lock());
    for product in &year.products {
        serde_json::to_writer(&mut out, product)?;
        writeln!(out)?;
    }
    for lot in &year.lots {
        serde_json::to_writer(&mut out, lot)?;
        writeln!(out)?;
    }
    for happening in &year.events {
        serde_json::to_writer(&mut out, happening)?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}
