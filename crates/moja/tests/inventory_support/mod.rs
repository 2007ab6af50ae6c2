//! What inventory's tests share: two shops in memory whose clock the test moves.
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
use moja::core::currency::Currency;
use moja::core::money::Money;
use moja::core::time::{ManualClock, Timestamp};
use moja::inventory::*;
use moja::ledger::OpenAccount;

pub(crate) const EUR: Currency = Currency::EUR;

/// A store in memory with one tenant, at noon of the first of March 2026.
pub(crate) struct House {
    pub(crate) clock: ManualClock,
    pub(crate) moja: Moja,
    pub(crate) till: Session,
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Noon of a day of February 2026.
pub(crate) fn feb(day: u32) -> Timestamp {
    time(&format!("2026-02-{day:02}T12:00:00Z"))
}

pub(crate) fn cents(minor: i128) -> Money {
    Money::new(minor, EUR)
}

pub(crate) fn on(at: Timestamp) -> Paper {
    Paper { effective_at: Some(at), ..Paper::default() }
}

pub(crate) fn because(reason: &str) -> Paper {
    Paper { reason: Some(reason.into()), ..Paper::default() }
}

/// Two shops, a supplier, customers, a van, a workshop, and where things get lost.
pub(crate) fn house() -> House {
    let clock = ManualClock::new(time("2026-03-01T12:00:00Z"));
    let builder = moja::Builder::new().clock(clock.clone());
    let moja = moja::blocking::open_memory(builder).unwrap();
    let till = moja.tenant("acme").acting_as("till-1");
    let house = House { clock, moja, till };
    for (_, account) in PostingAccounts::customary().each() {
        house.ok(OpenAccount::asset(account, EUR));
    }
    let accounts = Some(PostingAccounts::customary());
    house.ok(DefineGroup { code: "goods".into(), currency: EUR, accounts });
    for (code, kind) in [
        ("supplier", LocationKind::Supplier),
        ("customer", LocationKind::Customer),
        ("a", LocationKind::Internal),
        ("b", LocationKind::Internal),
        ("van", LocationKind::Transit),
        ("workshop", LocationKind::Production),
        ("lost", LocationKind::Loss),
    ] {
        house.ok(CreateLocation::new(code, kind));
    }
    house
}

/// An item with its costing, which may fall below zero if it has no lots.
pub(crate) fn item(code: &str, costing: Costing) -> CreateItem {
    CreateItem { allow_negative: true, ..CreateItem::new(code, "goods").costing(costing) }
}

impl House {
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn clock_now(&self) -> Timestamp {
        use moja::core::time::Clock;
        self.clock.now()
    }

    /// Runs a command that must succeed.
    pub(crate) fn ok<C: Command>(&self, command: C) -> C::Output {
        self.till.run(command).unwrap().value
    }

    /// Runs a command that the shop may refuse, but not fail at.
    pub(crate) fn attempt<C: Command>(&self, command: C) -> Option<C::Output> {
        match self.till.run(command) {
            Ok(outcome) => Some(outcome.value),
            Err(error) => {
                let failure = Failure::from(error);
                assert_eq!(failure.kind, moja::FailureKind::Rejected, "{failure:?}");
                None
            }
        }
    }

    /// The code of a refusal, which leaves no trace.
    pub(crate) fn code<C: Command + Debug>(&self, command: C) -> String {
        let before = self.till.head().unwrap();
        let failure = Failure::from(self.till.run(command).unwrap_err());
        assert_eq!(self.till.head().unwrap(), before, "a refused command leaves no trace");
        failure.code
    }

    pub(crate) fn ask<Q: Query>(&self, query: Q) -> Q::Output {
        self.till.query(query).unwrap()
    }

    /// Receives so many of an item in shop `a`, at so many cents in all.
    pub(crate) fn receive(
        &self,
        item: &str,
        quantity: i64,
        cost: i128,
        at: Timestamp,
    ) -> DocumentId {
        self.receive_line(Line::new(item, quantity), cost, at)
    }

    pub(crate) fn receive_line(&self, line: Line, cost: i128, at: Timestamp) -> DocumentId {
        self.ok(Receive {
            from: "supplier".into(),
            to: "a".into(),
            lines: vec![ReceiptLine::new(line, cents(cost))],
            expected: None,
            paper: on(at),
        })
        .document
    }

    pub(crate) fn ship(&self, line: Line, from: &str, at: Timestamp) -> DocumentId {
        self.ok(ship(line, from, on(at))).document
    }

    pub(crate) fn sell(&self, item: &str, quantity: i64, at: Timestamp) -> DocumentId {
        self.ship(Line::new(item, quantity), "a", at)
    }

    /// Quantity and value in cents of an item, now.
    pub(crate) fn worth(&self, item: &str) -> (String, i128) {
        self.worth_at(item, AsOf::NOW)
    }

    pub(crate) fn worth_at(&self, item: &str, as_of: AsOf) -> (String, i128) {
        let view = self.ask(Valuation { item: Some(item.into()), as_of, ..Valuation::default() });
        match view.lines.as_slice() {
            [] => ("0".into(), 0),
            [line] => (line.quantity.to_string(), line.value.minor()),
            lines => panic!("{lines:?}"),
        }
    }

    /// What is on hand of an item, by place.
    pub(crate) fn stock(&self, item: &str) -> BTreeMap<String, String> {
        let lines = self.ask(Stock { item: Some(item.into()), ..Stock::default() });
        lines.into_iter().map(|line| (line.location, line.on_hand.to_string())).collect()
    }

    /// All that was told to the books so far: when, account, minor units.
    pub(crate) fn postings(&self) -> Vec<(Timestamp, String, i128)> {
        let mut told = Vec::new();
        for delivery in self.till.follow("books", 100_000).unwrap() {
            for event in delivery.events {
                let Some(valued) = event.body.get("valued") else { continue };
                for posting in valued["postings"].as_array().unwrap() {
                    let at: Timestamp =
                        serde_json::from_value(posting["effective_at"].clone()).unwrap();
                    let mut sum = 0;
                    for leg in posting["legs"].as_array().unwrap() {
                        let amount = i128::from(leg[1].as_i64().unwrap());
                        sum += amount;
                        told.push((at, leg[0].as_str().unwrap().to_owned(), amount));
                    }
                    assert_eq!(sum, 0, "each transaction balances");
                }
            }
        }
        told
    }

    /// Debits less credits of an account.
    pub(crate) fn posted(&self, account: &str) -> i128 {
        self.postings().iter().filter(|(_, it, _)| it == account).map(|(.., sum)| sum).sum()
    }

    /// `verify` finds nothing, and what stock is worth is what the books say (I22), now and at
    /// every time at which they say anything.
    pub(crate) fn verified(&self) {
        let report = self.moja.verify().unwrap();
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        let told = self.postings();
        let mut times: Vec<Option<Timestamp>> = told.iter().map(|(at, ..)| Some(*at)).collect();
        times.push(None);
        times.sort();
        times.dedup();
        for at in times {
            let as_of = at.map_or(AsOf::NOW, AsOf::at);
            let view = self.ask(Valuation { as_of, ..Valuation::default() });
            let worth: i128 = view.lines.iter().map(|line| line.value.minor()).sum();
            let books: i128 = told
                .iter()
                .filter(|(when, account, _)| {
                    account == "assets:inventory" && at.is_none_or(|at| *when <= at)
                })
                .map(|(.., sum)| sum)
                .sum();
            assert_eq!(worth, books, "stock value is the account's balance as of {at:?}");
        }
    }
}

/// Of allotments.
impl House {
    pub(crate) fn after(&self, seconds: u64) -> Timestamp {
        self.clock_now().checked_add(Duration::from_secs(seconds)).unwrap()
    }

    pub(crate) fn allot(
        &self,
        device: &str,
        item: &str,
        quantity: i64,
        seconds: u64,
    ) -> ReservationId {
        let lines = [Line::new(item, quantity)];
        self.ok(Allot::new(device, "a", lines, self.after(seconds))).allotment
    }

    pub(crate) fn sold(
        &self,
        allotment: ReservationId,
        item: &str,
        quantity: i64,
    ) -> SpendAllotment {
        let lines = [Line::new(item, quantity)];
        SpendAllotment::new(allotment, "customer", lines, self.clock_now())
    }

    /// On hand, reserved and available of an item.
    pub(crate) fn sums(&self, item: &str) -> [i64; 3] {
        let query = Availability { items: vec![item.into()], location: None, at: None };
        let view = &self.ask(query)[0];
        [&view.on_hand, &view.reserved, &view.available]
            .map(|quantity| quantity.to_string().parse().unwrap())
    }
}

pub(crate) fn ship(line: Line, from: &str, paper: Paper) -> Ship {
    Ship { from: from.into(), to: "customer".into(), lines: vec![line], paper }
}
