//! A shop: receive, sell, return, count, report. Stock and books change in one commit.

use std::error::Error;

use moja::blocking::{self, Session};
use moja::flows::{Payment, ReceiveGoods, ReturnSale, Sell, TieOut, TieOutLine, stock_accounts};
use moja::inventory::{
    Count, CreateItem, CreateLocation, DefineGroup, Line, LocationKind, Paper, PostingAccounts,
    ReceiptLine, Stock,
};
use moja::prelude::*;

/// Accounts, places, and what is sold.
fn set_up(session: &Session) -> Result<(), Box<dyn Error>> {
    session.run(OpenAccount::asset("cash", Currency::EUR))?;
    session.run(OpenAccount::income("sales", Currency::EUR))?;
    // That of the stock is a control account: only what the inventory does is posted there.
    let accounts = PostingAccounts::customary();
    for account in stock_accounts(&accounts, Currency::EUR) {
        session.run(account)?;
    }
    for (code, kind) in [
        ("shelf", LocationKind::Internal),
        ("supplier", LocationKind::Supplier),
        ("customer", LocationKind::Customer),
        ("loss", LocationKind::Loss),
    ] {
        session.run(CreateLocation::new(code, kind))?;
    }
    let (code, accounts) = ("tea".to_owned(), Some(accounts));
    session.run(DefineGroup { code, currency: Currency::EUR, accounts })?;
    session.run(CreateItem::new("assam", "tea"))?;
    Ok(())
}

/// What is there, what it is worth, and that the books agree.
fn report(session: &Session) -> Result<(), Box<dyn Error>> {
    for stock in session.query(Stock::default())? {
        println!("  {} at {}: {}", stock.item, stock.location, stock.on_hand);
    }
    for account in ["cash", "assets:inventory", "expenses:cost-of-goods-sold"] {
        let view = session.query(GetBalance::now(account, Currency::EUR))?;
        println!("  {account}: {}", view.balance);
    }
    let ties = session.query(TieOut::default())?.iter().all(TieOutLine::ties);
    println!("  stock and books {}", if ties { "agree" } else { "differ" });
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "shop.db".to_owned());
    let db = blocking::open(&path)?;
    let shop = db.tenant("tea-shop").acting_as("till-1");
    set_up(&shop)?;

    let cost = ReceiptLine::new(Line::new("assam", 10), "40.00 EUR".parse()?);
    shop.run(ReceiveGoods::new("supplier", "shelf", [cost]))?;
    let paid = Payment::new("cash", "sales", "19.50 EUR".parse()?);
    let sale = shop.run(Sell::new("shelf", "customer", [Line::new("assam", 3)]).paid(paid))?;
    println!("after the sale:");
    report(&shop)?;

    let too_many = Sell::new("shelf", "customer", [Line::new("assam", 8)]);
    if let Err(error) = shop.run(too_many) {
        println!("refused: {}", error.code());
    }

    let paid_back = Payment::new("sales", "cash", "6.50 EUR".parse()?);
    let mut returned = ReturnSale::new(sale.value.shipment, "shelf").paid(paid_back);
    returned.lines.push(Line::new("assam", 1));
    shop.run(returned)?;
    shop.run(Count {
        location: "shelf".to_owned(),
        loss: "loss".to_owned(),
        lines: vec![Line::new("assam", 7)],
        paper: Paper::default(),
    })?;
    println!("after a return and a count:");
    report(&shop)?;
    let is_well = db.verify()?.findings.is_empty();
    println!("{}", if is_well { "all is well" } else { "damage" });
    db.close()?;
    Ok(())
}
