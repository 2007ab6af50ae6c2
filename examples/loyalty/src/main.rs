//! A shop with a loyalty programme: money in moja's ledger, points in the app's own domain, and
//! one transaction over both.
//!
//! ```sh
//! cargo run -p moja-example-loyalty              # in memory
//! cargo run -p moja-example-loyalty -- shop.db   # in a new file, to look at with sqlite3
//! ```

use moja::prelude::*;
use moja::{AnyCommand, Failure, blocking};
use moja_example_loyalty::{Earn, GetPoints, Redeem};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The domain is part of the store, and what follows from it in the ledger too.
    let builder = moja_example_loyalty::shop();
    let moja = match std::env::args().nth(1) {
        Some(path) => blocking::open_with(builder, path)?,
        None => blocking::open_memory(builder)?,
    };
    let shop = moja.tenant("acme").acting_as("till-1");
    let ada = || "ada".to_owned();

    println!("Ada comes, with 50.00 EUR in her wallet.");
    shop.run(OpenAccount::asset("cash", Currency::EUR))?;
    shop.run(OpenAccount::liability("wallet:ada", Currency::EUR).no_overdraft())?;
    shop.run(OpenAccount::income("sales", Currency::EUR))?;
    shop.run(OpenAccount::expense("loyalty", Currency::EUR))?;
    shop.run(Transfer::new("cash", "wallet:ada", "50.00 EUR".parse()?))?;
    show(&shop)?;

    println!("She buys a teapot for 40.00 EUR and earns a point for every ten cents.");
    let sale: [AnyCommand; 2] = [
        Transfer::new("wallet:ada", "sales", "40.00 EUR".parse()?).reference("teapot").into(),
        Earn { member: ada(), points: 400, reason: "teapot".to_owned() }.into(),
    ];
    shop.all_or_nothing(sale).map_err(refused)?;
    show(&shop)?;

    // All of this happens, or nothing. Redeeming moves money by itself: a cent for a point, which
    // the programme pays.
    let cup = |points: i64, cash: &str| -> Result<[AnyCommand; 2], Failure> {
        let amount = |text: &str| {
            text.parse::<Money>().map_err(|error| Failure::invalid(error.code(), error.to_string()))
        };
        Ok([
            Transfer::new("wallet:ada", "sales", amount(cash)?).reference("cup").into(),
            Redeem { member: ada(), points, reason: "cup".to_owned() }.into(),
        ])
    };

    println!("A cup costs 12.00 EUR. With 500 points and 7.00 EUR? She does not have the points:");
    if let Err(error) = shop.all_or_nothing(cup(500, "7.00 EUR")?) {
        println!("  refused: {}", refused(error));
    }
    println!("With 100 points and 11.00 EUR? She does not have the money:");
    if let Err(error) = shop.all_or_nothing(cup(100, "11.00 EUR")?) {
        println!("  refused: {}", refused(error));
    }
    println!("Neither attempt took anything:");
    show(&shop)?;

    println!("With 400 points and 8.00 EUR.");
    let id = shop.new_command_id();
    shop.all_or_nothing_as(id, cup(400, "8.00 EUR")?).map_err(refused)?;
    show(&shop)?;

    println!("The till sends it again, because the answer was lost on the way:");
    let again = shop.all_or_nothing_as(id, cup(400, "8.00 EUR")?).map_err(refused)?;
    println!("  replayed: {}", again.iter().all(|outcome| outcome.replayed));
    show(&shop)?;

    let head = shop.head()?.pos;
    let before = shop.as_of(head.saturating_sub(3))?.query(GetPoints { member: ada() })?;
    println!("Before the cup she had {} points; the journal knows.", before.points);

    let report = moja.verify()?;
    println!("verify: {} journal rows, {} findings.", report.journal_rows, report.findings.len());
    for finding in &report.findings {
        println!("  {}: {}", finding.code, finding.message);
    }
    Ok(())
}

fn refused((index, failure): (usize, Failure)) -> Failure {
    let message = format!("{} (part {} of the unit)", failure.message, index.saturating_add(1));
    Failure { message, ..failure }
}

fn show(shop: &blocking::Session) -> Result<(), Box<dyn std::error::Error>> {
    let balance = |account: &str| shop.query(GetBalance::now(account, Currency::EUR));
    let points = shop.query(GetPoints { member: "ada".to_owned() })?;
    println!(
        "  wallet {}, {} points; sales {}, of which {} paid by the programme\n",
        balance("wallet:ada")?.normal,
        points.points,
        balance("sales")?.normal,
        balance("loyalty")?.normal,
    );
    Ok(())
}
