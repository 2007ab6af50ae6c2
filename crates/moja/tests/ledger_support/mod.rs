//! What the ledger's tests share: a shop in memory whose clock the test moves.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests; each test file uses some"
)]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Duration;

use moja::Failure;
use moja::blocking::{Moja, Session};
use moja::core::command::{Command, Query};
use moja::core::engine::CommandResult;
use moja::core::time::ManualClock;
use moja::prelude::*;

pub(crate) const EUR: Currency = Currency::EUR;
pub(crate) const USD: Currency = Currency::USD;

/// A store in memory with one tenant, at noon of the first of March 2026.
pub(crate) struct Shop {
    pub(crate) clock: ManualClock,
    pub(crate) moja: Moja,
    pub(crate) till: Session,
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// So many cents.
pub(crate) fn cents(minor: i128) -> Money {
    Money::new(minor, EUR)
}

pub(crate) fn shop() -> Shop {
    let clock = ManualClock::new(time("2026-03-01T12:00:00Z"));
    let builder = moja::Builder::new().clock(clock.clone());
    let moja = moja::blocking::open_memory(builder).unwrap();
    let till = moja.tenant("acme").acting_as("till-1");
    Shop { clock, moja, till }
}

/// All that can be seen of a tenant: two equal ones mean that nothing was written.
#[derive(Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) pos: i64,
    pub(crate) hash: Vec<u8>,
    pub(crate) balances: Vec<BalanceView>,
    pub(crate) accounts: Vec<AccountView>,
}

impl Shop {
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Runs a command that must succeed.
    pub(crate) fn ok<C: Command>(&self, command: C) -> C::Output {
        self.till.run(command).unwrap().value
    }

    /// Runs a command that must be refused and must leave no trace.
    pub(crate) fn refused<C: Command + Debug>(&self, command: C) -> Failure {
        let before = self.state();
        let dry = self.till.dry_run(command.clone()).map(|_| ()).map_err(Failure::from);
        let failure = failure(self.till.run(command.clone()), &command);
        assert_eq!(dry.as_ref().unwrap_err(), &failure, "a dry run answers the same");
        assert_eq!(self.state(), before, "a refused command leaves no trace");
        failure
    }

    /// The code of a refusal.
    pub(crate) fn code<C: Command + Debug>(&self, command: C) -> String {
        self.refused(command).code
    }

    pub(crate) fn ask<Q: Query>(&self, query: Q) -> Q::Output {
        self.till.query(query).unwrap()
    }

    pub(crate) fn balance(&self, account: &str) -> BalanceView {
        self.ask(GetBalance::now(account, EUR))
    }

    /// Debits less credits, in cents.
    pub(crate) fn net(&self, account: &str) -> i128 {
        self.balance(account).balance.minor()
    }

    pub(crate) fn as_of(&self, account: &str, as_of: AsOf) -> i128 {
        self.ask(GetBalance { account: account.into(), currency: EUR, as_of }).balance.minor()
    }

    pub(crate) fn state(&self) -> State {
        let head = self.till.head().unwrap();
        let accounts = self.ask(Accounts::default());
        let balances = accounts
            .iter()
            .map(|it| self.ask(GetBalance::now(it.account.clone(), it.currency)))
            .collect();
        State { pos: head.pos, hash: head.hash, balances, accounts }
    }

    /// Checks the chain, the replay and the domain's invariants, and once more, by means of
    /// the public queries alone, that each balance is the sum of its entries.
    pub(crate) fn verified(&self) {
        let report = self.moja.verify().unwrap();
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        let mut sums: BTreeMap<(String, Currency), i128> = BTreeMap::new();
        let mut conserved: BTreeMap<Currency, i128> = BTreeMap::new();
        for entry in self.ask(Entries { limit: Some(10_000), ..Entries::default() }).entries {
            let currency = entry.amount.currency();
            *sums.entry((entry.account, currency)).or_default() += entry.amount.minor();
            *conserved.entry(currency).or_default() += entry.amount.minor();
        }
        assert!(conserved.values().all(|sum| *sum == 0), "{conserved:?}");
        for account in self.ask(Accounts::default()) {
            let view = self.ask(GetBalance::now(account.account.clone(), account.currency));
            let sum = sums.get(&(account.account, account.currency)).copied().unwrap_or(0);
            assert_eq!(view.balance.minor(), sum);
        }
    }
}

/// The failure of a command that must fail.
pub(crate) fn failure<C: Command + Debug>(result: CommandResult<C>, command: &C) -> Failure {
    match result {
        Ok(outcome) => panic!("{command:?} was not refused: {outcome:?}"),
        Err(error) => {
            let (code, retryable) = (error.code().to_owned(), error.is_retryable());
            let failure = Failure::from(error);
            assert_eq!((&failure.code, failure.retryable), (&code, retryable), "{command:?}");
            failure
        }
    }
}

/// An id made of one byte.
pub(crate) fn tx(n: u8) -> TransactionId {
    TransactionId::from_bytes([n; 16])
}

/// Another one.
pub(crate) fn hold_id(n: u8) -> HoldId {
    HoldId::from_bytes([n; 16])
}

pub(crate) fn post(legs: impl IntoIterator<Item = Leg>) -> Post {
    Post { legs: legs.into_iter().collect(), ..Post::default() }
}

pub(crate) fn transfer(debit: &str, credit: &str, minor: i128) -> Transfer {
    Transfer::new(debit, credit, cents(minor))
}

pub(crate) fn capture(hold: HoldId, minor: Option<i128>, completion: Completion) -> CaptureHold {
    CaptureHold { id: None, hold, amount: minor.map(cents), completion, effective_at: None }
}

pub(crate) fn reverse(transaction: TransactionId, date: CorrectionDate) -> Reverse {
    Reverse { transaction, date, ignore_limits: false, details: Details::default() }
}

pub(crate) fn refund(transaction: TransactionId, minor: i128) -> Refund {
    Refund {
        transaction,
        amount: cents(minor),
        date: CorrectionDate::Current,
        ignore_limits: false,
        details: Details::default(),
    }
}

pub(crate) fn limits(account: &str, min: Option<i128>, max: Option<i128>) -> ChangeLimits {
    ChangeLimits {
        account: account.into(),
        currency: EUR,
        min_balance: min.map(cents),
        max_balance: max.map(cents),
    }
}

pub(crate) fn close(account: &str) -> CloseAccount {
    CloseAccount { account: account.into(), currency: EUR, closed_at: None, require_empty: false }
}

pub(crate) fn freeze(account: &str) -> FreezeAccount {
    FreezeAccount { account: account.into(), currency: EUR }
}

/// Cash, a guarded wallet, sales, equity.
pub(crate) fn with_accounts() -> Shop {
    let shop = shop();
    shop.ok(OpenAccount::asset("cash", EUR));
    shop.ok(OpenAccount::liability("wallet", EUR).no_overdraft());
    shop.ok(OpenAccount::income("sales", EUR));
    shop.ok(OpenAccount::equity("equity", EUR));
    shop
}

/// As above, with so many cents in the wallet.
pub(crate) fn with_wallet(minor: i128) -> Shop {
    let shop = with_accounts();
    shop.ok(transfer("cash", "wallet", minor));
    shop
}
