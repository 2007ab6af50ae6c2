//! A wallet: top up, pay, hold, statement.

use std::error::Error;

use moja::blocking::{self, Session};
use moja::core::id::CommandId;
use moja::prelude::*;
use serde::Deserialize;

type Answer<T = ()> = Result<T, Box<dyn Error>>;

/// Wallets of customers, over the books of whoever keeps their money.
struct Wallets {
    session: Session,
}

impl Wallets {
    fn new(session: Session) -> Answer<Self> {
        session.run(OpenAccount::asset("bank", Currency::EUR))?;
        session.run(OpenAccount::income("fees", Currency::EUR))?;
        Ok(Self { session })
    }

    /// A wallet cannot go below zero: the store sees to that, not the app.
    fn open(&self, name: &str) -> Answer {
        let wallet = OpenAccount::liability(format!("wallet:{name}"), Currency::EUR);
        self.session.run(wallet.no_overdraft())?;
        Ok(())
    }

    /// Credits a payment once, however often the bank tells of it.
    fn top_up(&self, name: &str, amount: Money, payment: CommandId) -> Answer<bool> {
        let transfer = Transfer::new("bank", format!("wallet:{name}"), amount);
        let transfer = transfer.reference(format!("payment {payment}"));
        Ok(!self.session.run_as(payment, transfer)?.replayed)
    }

    /// Both transfers happen, or neither does.
    fn pay(
        &self,
        payer: &str,
        payee: &str,
        amount: Money,
        fee: Money,
    ) -> Result<(), moja::Failure> {
        let (from, to) = (format!("wallet:{payer}"), format!("wallet:{payee}"));
        let paid = Transfer::new(from, to.clone(), amount);
        let both = [paid, Transfer::new(to, "fees", fee)];
        self.session.all_or_nothing(both).map_err(|(_, failure)| failure)?;
        Ok(())
    }

    /// Sets money aside for ten minutes.
    fn hold(&self, payer: &str, payee: &str, amount: Money) -> Answer<HoldId> {
        let hold = PlaceHold::new(format!("wallet:{payer}"), format!("wallet:{payee}"), amount);
        Ok(self.session.run(hold.expires_in_s(600))?.value.hold)
    }

    fn available(&self, name: &str) -> Answer<Money> {
        let balance = GetBalance::now(format!("wallet:{name}"), Currency::EUR);
        Ok(self.session.query(balance)?.available)
    }

    fn statement(&self, name: &str) -> Answer<Vec<String>> {
        let page = self.session.query(Statement {
            account: format!("wallet:{name}"),
            currency: Currency::EUR,
            from: None,
            to: None,
            known_at: None,
            limit: None,
            after: None,
        })?;
        // Amounts are debits; a wallet is owed to its owner and grows by credits.
        let lines = page.lines.iter().map(|line| {
            let (amount, running) = (line.amount.checked_neg()?, line.running.checked_neg()?);
            Ok(format!("{:>12} -> {:>12}", amount.to_string(), running.to_string()))
        });
        lines.collect()
    }
}

fn main() -> Answer {
    let path = std::env::args().nth(1).unwrap_or_else(|| "wallet.db".to_owned());
    let db = blocking::open(&path)?;
    let wallets = Wallets::new(db.tenant("wallets").acting_as("app"))?;
    for name in ["ada", "ben"] {
        wallets.open(name)?;
    }

    let payment = "0198c0de-0000-7000-8000-000000000001".parse()?;
    println!("topped up: {}", wallets.top_up("ada", "50.00 EUR".parse()?, payment)?);
    println!("topped up again: {}", wallets.top_up("ada", "50.00 EUR".parse()?, payment)?);

    let fee = "0.50 EUR".parse()?;
    wallets.pay("ada", "ben", "20.00 EUR".parse()?, fee)?;
    if let Err(failure) = wallets.pay("ada", "ben", "99.00 EUR".parse()?, fee) {
        let available = failure.fields.get("available").ok_or("it has no numbers")?;
        println!("refused: {} available {}", failure.code, Money::deserialize(available)?);
    }

    let hold = wallets.hold("ada", "ben", "25.00 EUR".parse()?)?;
    println!("ada may spend {}", wallets.available("ada")?);
    wallets.session.run(CaptureHold {
        id: None,
        hold,
        amount: Some("24.00 EUR".parse()?),
        completion: Completion::default(),
        effective_at: None,
    })?;
    println!("ada may spend {}", wallets.available("ada")?);

    println!("ada's statement:");
    for line in wallets.statement("ada")? {
        println!("{line}");
    }
    let report = db.verify()?;
    let is_well = report.findings.is_empty();
    println!(
        "{}",
        if is_well { "all is well".to_owned() } else { format!("{:?}", report.findings) }
    );
    db.close()?;
    Ok(())
}
