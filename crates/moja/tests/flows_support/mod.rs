//! What the tests of flows share: two shops with stock and books.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests; each test file uses some"
)]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Duration;

use moja::blocking::{Moja, Session};
use moja::core::command::Command;
use moja::core::currency::Currency;
use moja::core::money::Money;
use moja::core::scan::Scan;
use moja::core::time::{ManualClock, Timestamp};
use moja::flows::{Payment, ReceiveGoods, Sell, TieOut, TieOutLine, stock_accounts};
use moja::inventory::tables::{Level, Movement, PoolRow};
use moja::inventory::{
    CreateItem, CreateLocation, DefineGroup, Line, LocationKind, PostingAccounts, ReceiptLine,
};
use moja::ledger::{Balances, OpenAccount};
use moja::{Builder, Failure, core};

pub(crate) const EUR: Currency = Currency::EUR;

/// Long before everything: back-dated postings find their accounts open.
pub(crate) const OPENED: &str = "2020-01-01T00:00:00Z";

pub(crate) fn eur(minor: i64) -> Money {
    Money::new(i128::from(minor), EUR)
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) struct Shops {
    pub(crate) clock: ManualClock,
    pub(crate) moja: Moja,
    pub(crate) till: Session,
}

pub(crate) fn opened(account: OpenAccount) -> OpenAccount {
    OpenAccount { opened_at: Some(time(OPENED)), ..account }
}

/// The commands that set up the books.
pub(crate) fn books() -> Vec<OpenAccount> {
    let accounts = PostingAccounts::customary();
    let mut all: Vec<OpenAccount> = stock_accounts(&accounts, EUR).map(opened).collect();
    all.push(opened(OpenAccount::asset("cash", EUR)));
    all.push(opened(OpenAccount::liability("wallet:ada", EUR).no_overdraft()));
    all.push(opened(OpenAccount::liability("supplier:smith", EUR)));
    all.push(opened(OpenAccount::income("sales", EUR)));
    all.push(opened(OpenAccount::liability("vat", EUR)));
    all
}

/// The commands that set up the places.
pub(crate) fn places() -> Vec<CreateLocation> {
    let kinds = [
        ("shop-1", LocationKind::Internal),
        ("shop-2", LocationKind::Internal),
        ("supplier", LocationKind::Supplier),
        ("customer", LocationKind::Customer),
        ("loss", LocationKind::Loss),
        ("transit", LocationKind::Transit),
    ];
    kinds.into_iter().map(|(code, kind)| CreateLocation::new(code, kind)).collect()
}

pub(crate) fn group() -> DefineGroup {
    let accounts = Some(PostingAccounts::customary());
    DefineGroup { code: "goods".to_owned(), currency: EUR, accounts }
}

/// Sets up books, places and the items `tea` and `cup`.
pub(crate) fn set_up(till: &Session) {
    for account in books() {
        till.run(account).unwrap();
    }
    for place in places() {
        till.run(place).unwrap();
    }
    till.run(group()).unwrap();
    till.run(CreateItem::new("tea", "goods")).unwrap();
    till.run(CreateItem::new("cup", "goods")).unwrap();
}

/// Shops in memory, at noon of the first of March 2026, with 100.00 EUR in Ada's wallet.
pub(crate) fn shops() -> Shops {
    let clock = ManualClock::new(time("2026-03-01T12:00:00Z"));
    let moja = moja::blocking::open_memory(Builder::new().clock(clock.clone())).unwrap();
    let till = moja.tenant("acme").acting_as("till-1");
    set_up(&till);
    till.run(moja::ledger::Transfer::new("cash", "wallet:ada", eur(10_000))).unwrap();
    Shops { clock, moja, till }
}

pub(crate) fn pieces(item: &str, quantity: i64) -> Line {
    Line::new(item, quantity)
}

/// Goods from the supplier at so many cents in all.
pub(crate) fn receive(item: &str, quantity: i64, cents: i64) -> ReceiveGoods {
    ReceiveGoods::new("supplier", "shop-1", [ReceiptLine::new(pieces(item, quantity), eur(cents))])
}

/// A sale to Ada, paid from her wallet.
pub(crate) fn sale(item: &str, quantity: i64, cents: i64) -> Sell {
    Sell::new("shop-1", "customer", [pieces(item, quantity)]).paid(Payment::new(
        "wallet:ada",
        "sales",
        eur(cents),
    ))
}

/// All that can be seen: two equal ones mean that nothing was written.
#[derive(Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) head: core::journal::Head,
    pub(crate) balances: BTreeMap<String, i64>,
    pub(crate) levels: Vec<Level>,
    pub(crate) pools: Vec<PoolRow>,
    pub(crate) movements: usize,
}

pub(crate) fn state(moja: &Moja, till: &Session) -> State {
    let (levels, pools, movements) = pollster::block_on(async {
        let moja = moja.asynchronous();
        let tenant = core::tenant::Tenant::new("acme").unwrap();
        let mut reader = moja.engine().reader(&tenant).await.unwrap();
        (
            reader.scan_all(Scan::of::<Level>()).await.unwrap(),
            reader.scan_all(Scan::of::<PoolRow>()).await.unwrap(),
            reader.scan_all::<Movement>(Scan::of::<Movement>()).await.unwrap().len(),
        )
    });
    State { head: till.head().unwrap(), balances: balances(till), levels, pools, movements }
}

/// Debits less credits, in cents.
pub(crate) fn balances(till: &Session) -> BTreeMap<String, i64> {
    let lines = till.query(Balances { skip_zero: true, ..Balances::default() }).unwrap();
    let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    lines.into_iter().map(|line| (line.account, cents(&line.balance))).collect()
}

/// I22: what stock is worth is what the ledger says; returns how much.
pub(crate) fn tied(lines: Vec<TieOutLine>) -> i64 {
    let mut worth = 0;
    for line in lines {
        assert!(line.ties(), "{line:?}");
        worth += i64::try_from(line.stock.minor()).unwrap();
    }
    worth
}

impl Shops {
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn state(&self) -> State {
        state(&self.moja, &self.till)
    }

    pub(crate) fn balance(&self, account: &str) -> i64 {
        balances(&self.till).get(account).copied().unwrap_or(0)
    }

    /// What stock is worth, in the ledger too.
    pub(crate) fn worth(&self) -> i64 {
        tied(self.till.query(TieOut::default()).unwrap())
    }

    /// Runs a command that must succeed.
    pub(crate) fn ok<C: Command>(&self, command: C) -> C::Output {
        self.till.run(command).unwrap().value
    }

    /// Runs a command that must be refused and must leave no trace, dry too.
    pub(crate) fn refused<C: Command + Debug>(&self, command: C) -> Failure {
        let before = self.state();
        let dry = self.till.dry_run(command.clone()).map(|_| ()).map_err(Failure::from);
        let failure = match self.till.run(command.clone()) {
            Ok(_) => Err(format!("{command:?} was accepted")),
            Err(error) => Ok(Failure::from(error)),
        };
        let failure = failure.unwrap();
        assert_eq!(dry.as_ref().unwrap_err(), &failure, "a dry run answers the same");
        assert_eq!(self.state(), before, "a refused command leaves no trace");
        failure
    }

    pub(crate) fn verified(&self) {
        assert_eq!(self.moja.verify().unwrap().findings, []);
    }
}
