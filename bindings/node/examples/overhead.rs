//! The calls of `bench.mjs` in Rust, over the same surface: what Node adds is the difference.

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use moja_api::core::currency::Currency;
use moja_api::core::money::Money;
use moja_api::ledger::{GetBalance, OpenAccount, Transfer};
use moja_api::{Command, LedgerCommand, Moja, OpenOptions, Session};
use pollster::block_on;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn set_up(moja: &Moja) -> Result<Arc<Session>> {
    let session = moja.session("acme".to_owned(), "bench".to_owned())?;
    for (code, kind) in [("cash", "asset"), ("sales", "income")] {
        let open = serde_json::json!({ "code": code, "currency": "EUR", "kind": kind });
        let open: OpenAccount = serde_json::from_value(open)?;
        block_on(session.clone().ledger()?.open_account(open, None))?;
    }
    Ok(session)
}

/// The best of some rounds, microseconds for each of `count`.
fn best(count: u32, mut work: impl FnMut(u32) -> Result<()>) -> Result<f64> {
    let mut least = f64::INFINITY;
    for _ in 0..7 {
        let start = Instant::now();
        work(count)?;
        least = least.min(start.elapsed().as_secs_f64());
    }
    Ok(least * 1e6 / f64::from(count))
}

fn main() -> Result<()> {
    let sale = Transfer {
        amount: Money::new(1, "EUR".parse::<Currency>()?),
        ..serde_json::from_value(serde_json::json!({
            "debit": "cash", "credit": "sales", "amount": { "amount": "1.00", "currency": "EUR" }
        }))?
    };
    let memory = block_on(Moja::open_memory(None))?;
    let ledger = set_up(&memory)?.ledger()?;
    let balance: GetBalance =
        serde_json::from_value(serde_json::json!({ "account": "cash", "currency": "EUR" }))?;
    let asked = best(2000, |count| {
        for _ in 0..count {
            block_on(ledger.get_balance(balance.clone()))?;
        }
        Ok(())
    })?;
    println!("get_balance, memory, us {asked:.1}");
    let moved = best(2000, |count| {
        for _ in 0..count {
            block_on(ledger.transfer(sale.clone(), None))?;
        }
        Ok(())
    })?;
    println!("transfer, memory, us {moved:.1}");
    block_on(memory.close())?;

    let folder = std::env::temp_dir().join(format!("moja-overhead-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("bench.db").display().to_string();
    let db = block_on(Moja::open(path, Some(OpenOptions::default())))?;
    let pipeline = set_up(&db)?.pipeline()?;
    let each = best(1000, |count| {
        let one = Command::Ledger { command: LedgerCommand::Transfer { command: sale.clone() } };
        block_on(pipeline.push(vec![one; usize::try_from(count)?], None))?;
        block_on(pipeline.flush())?;
        Ok(())
    })?;
    println!("1000 transfers by pipeline, SQLite, per second {:.0}", 1e6 / each);
    block_on(db.close())?;
    std::fs::remove_dir_all(folder)?;
    Ok(())
}
