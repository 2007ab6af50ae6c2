//! A shop to measure.

use moja::blocking::Session;
use moja::core::currency::Currency;
use moja::core::money::Money;
use moja::flows::{ReceiveGoods, stock_accounts};
use moja::inventory::{
    CreateItem, CreateLocation, DefineGroup, Line, LocationKind, PostingAccounts, ReceiptLine,
};
use moja::ledger::OpenAccount;

pub const PRODUCTS: i64 = 300;

pub fn euro(minor: i128) -> Money {
    Money::new(minor, Currency::EUR)
}

/// Accounts, places and a group.
pub fn shop(session: &Session) {
    let accounts = PostingAccounts::customary();
    for account in stock_accounts(&accounts, Currency::EUR) {
        let _ = session.run(account).expect("account");
    }
    let _ = session.run(OpenAccount::asset("cash", Currency::EUR)).expect("account");
    let _ = session.run(OpenAccount::income("sales", Currency::EUR)).expect("account");
    for (code, kind) in [
        ("shelf", LocationKind::Internal),
        ("supplier", LocationKind::Supplier),
        ("customer", LocationKind::Customer),
        ("kitchen", LocationKind::Production),
    ] {
        let _ = session.run(CreateLocation::new(code, kind)).expect("location");
    }
    let group =
        DefineGroup { code: "all".into(), currency: Currency::EUR, accounts: Some(accounts) };
    let _ = session.run(group).expect("group");
}

pub fn stock(session: &Session, item: &str, quantity: i64, cost_minor: i128) {
    let _ = session.run(CreateItem::new(item, "all")).expect("item");
    let line = ReceiptLine::new(Line::new(item, quantity), euro(cost_minor));
    let _ = session.run(ReceiveGoods::new("supplier", "shelf", [line])).expect("receipt");
}

/// Plenty of each product.
pub fn stock_all(session: &Session) {
    for nth in 0..PRODUCTS {
        stock(session, &format!("item:{nth}"), 1_000_000, 300_000_000);
    }
}
