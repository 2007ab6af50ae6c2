//! Two small domains that do not know each other, and what follows from the one in the other.

use async_trait::async_trait;
use moja_core::batch::{Batch, Change};
use moja_core::command::{Command, Ctx, Domain, Event, Failure, Recorded, Refusal, Rejection};
use moja_core::consequence::Cause;
use moja_core::engine::AnyCommand;
use moja_core::footprint::Footprint;
use moja_core::id::CommandId;
use moja_core::record::{Record as _, TableDef};
use moja_core::registry::{Registrar, Registry};
use moja_core::view::View;
use moja_core::{Code, Record};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What lies in a depot, by bin.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "depot_bin", key(no))]
pub struct Bin {
    /// Its number.
    pub no: i64,
    /// What it holds is worth.
    pub worth: i64,
}

/// What is in a purse.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "purse_purse", key(no))]
pub struct PurseRow {
    /// Its number.
    pub no: i64,
    /// The amount.
    #[record(check = "amount >= 0")]
    pub amount: i64,
}

/// The refusals of both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, Code, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PairRejection {
    /// A bin does not hold that much.
    #[error("bin {bin} holds only {worth}")]
    BinTooSmall {
        /// The bin.
        bin: i64,
        /// What it holds.
        worth: i64,
    },
    /// A purse does not hold that much.
    #[error("purse {purse} holds only {amount}")]
    #[code(transient)]
    PurseTooSmall {
        /// The purse.
        purse: i64,
        /// What it holds.
        amount: i64,
    },
}

impl Rejection for PairRejection {
    fn codes() -> &'static [&'static str] {
        Self::CODES
    }

    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn is_transient(&self) -> bool {
        Self::is_transient(self)
    }
}

/// What happens in the depot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DepotEvent {
    /// Something was brought, or taken if it is negative.
    Brought {
        /// The bin.
        bin: i64,
        /// Whether the bin is new.
        first: bool,
        /// What it is worth.
        worth: i64,
        /// The purses that pay or are paid for it: number and amount.
        purses: Vec<(i64, i64)>,
        /// How often more of nothing is booked, each time because of the time before.
        chain: u32,
    },
}

impl Event for DepotEvent {
    fn name(&self) -> &'static str {
        "brought"
    }
}

/// Brings something to a bin, or takes it if it is negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Bring {
    /// The bin.
    pub bin: i64,
    /// What it is worth.
    pub worth: i64,
    /// The purses that change with it: number and amount.
    pub purses: Vec<(i64, i64)>,
    /// How often more of nothing is booked.
    pub chain: u32,
}

impl Bring {
    /// With one purse.
    #[must_use]
    pub fn new(bin: i64, worth: i64, purse: i64) -> Self {
        Self { bin, worth, purses: vec![(purse, worth)], chain: 0 }
    }
}

impl Command for Bring {
    const NAME: &'static str = "depot.bring";
    type Domain = Depot;
    /// What the bin is worth more.
    type Output = i64;
    type Rejection = PairRejection;

    fn footprint(&self, want: &mut Footprint) {
        want.get(Bin::key(self.bin));
    }

    fn decide(
        &self,
        view: &View<'_>,
        _: &Ctx<'_>,
    ) -> Result<Vec<DepotEvent>, Refusal<PairRejection>> {
        let Self { bin, worth, .. } = *self;
        let row = view.get(Bin::key(bin))?;
        let held = row.map_or(0, |row| row.worth);
        if held + worth < 0 {
            return Err(Refusal::Rejected(PairRejection::BinTooSmall { bin, worth: held }));
        }
        let (first, purses, chain) = (row.is_none(), self.purses.clone(), self.chain);
        Ok(vec![DepotEvent::Brought { bin, first, worth, purses, chain }])
    }

    fn output(&self, events: &[DepotEvent]) -> i64 {
        events.iter().map(|DepotEvent::Brought { worth, .. }| worth).sum()
    }
}

/// Books, and then brings: a command that consists of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trade {
    /// What is booked first.
    pub book: Book,
    /// What is brought then.
    pub bring: Bring,
}

impl Command for Trade {
    const NAME: &'static str = "depot.trade";
    type Domain = Depot;
    type Output = ();
    type Rejection = PairRejection;

    fn footprint(&self, want: &mut Footprint) {
        self.book.footprint(want);
        self.bring.footprint(want);
    }

    fn decide(&self, _: &View<'_>, _: &Ctx<'_>) -> Result<Vec<DepotEvent>, Refusal<PairRejection>> {
        Ok(Vec::new())
    }

    fn parts(&self, _: CommandId) -> Result<Vec<AnyCommand>, Failure> {
        Ok(vec![self.book.clone().into(), self.bring.clone().into()])
    }

    fn output(&self, _: &[DepotEvent]) {}
}

/// A depot.
#[derive(Clone, Copy, Debug)]
pub struct Depot;

#[async_trait]
impl Domain for Depot {
    const NAME: &'static str = "depot";
    type Event = DepotEvent;

    fn tables() -> Vec<&'static TableDef> {
        vec![Bin::table()]
    }

    fn project(event: &DepotEvent, _: &Recorded<'_>, batch: &mut Batch) {
        let DepotEvent::Brought { bin, first, worth, .. } = event;
        if *first {
            batch.insert(Bin { no: *bin, worth: *worth });
        } else {
            batch.change(Change::of(Bin::key(*bin)).add(Bin::COL_WORTH, *worth));
        }
    }

    fn register(registrar: &mut Registrar<'_, Self>) {
        registrar.command::<Bring>().command::<Trade>();
    }
}

/// What happens to purses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PurseEvent {
    /// An amount was put into a purse, or taken if it is negative.
    Booked {
        /// The purse.
        purse: i64,
        /// Whether the purse is new.
        first: bool,
        /// The amount.
        amount: i64,
        /// How often more of nothing is booked.
        chain: u32,
    },
}

impl Event for PurseEvent {
    fn name(&self) -> &'static str {
        "booked"
    }
}

/// Puts an amount into a purse, or takes it if it is negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Book {
    /// The purse.
    pub purse: i64,
    /// The amount.
    pub amount: i64,
    /// How often more of nothing is booked.
    pub chain: u32,
}

impl Command for Book {
    const NAME: &'static str = "purse.book";
    type Domain = Purse;
    type Output = ();
    type Rejection = PairRejection;

    fn footprint(&self, want: &mut Footprint) {
        want.get(PurseRow::key(self.purse));
    }

    fn decide(
        &self,
        view: &View<'_>,
        _: &Ctx<'_>,
    ) -> Result<Vec<PurseEvent>, Refusal<PairRejection>> {
        let Self { purse, amount, chain } = *self;
        let row = view.get(PurseRow::key(purse))?;
        let held = row.map_or(0, |row| row.amount);
        if held + amount < 0 {
            return Err(Refusal::Rejected(PairRejection::PurseTooSmall { purse, amount: held }));
        }
        Ok(vec![PurseEvent::Booked { purse, first: row.is_none(), amount, chain }])
    }

    fn output(&self, _: &[PurseEvent]) {}
}

/// Purses.
#[derive(Clone, Copy, Debug)]
pub struct Purse;

#[async_trait]
impl Domain for Purse {
    const NAME: &'static str = "purse";
    type Event = PurseEvent;

    fn tables() -> Vec<&'static TableDef> {
        vec![PurseRow::table()]
    }

    fn project(event: &PurseEvent, _: &Recorded<'_>, batch: &mut Batch) {
        let PurseEvent::Booked { purse, first, amount, .. } = *event;
        if first {
            batch.insert(PurseRow { no: purse, amount });
        } else {
            batch.change(Change::of(PurseRow::key(purse)).add(PurseRow::COL_AMOUNT, amount));
        }
    }

    fn register(registrar: &mut Registrar<'_, Self>) {
        registrar.command::<Book>();
    }
}

/// Every bringing books what it is worth. What the purses get must be what the bin gets.
fn booked(events: &[DepotEvent], _: &Cause<'_>) -> Result<Vec<AnyCommand>, Failure> {
    let mut commands = Vec::new();
    for DepotEvent::Brought { worth, purses, chain, .. } in events {
        if purses.iter().map(|(_, amount)| amount).sum::<i64>() != *worth {
            return Err(Failure::invalid(
                "purses_differ",
                "the purses do not get what the bin gets",
            ));
        }
        let books = purses.iter().map(|(purse, amount)| Book {
            purse: *purse,
            amount: *amount,
            chain: *chain,
        });
        commands.extend(books.map(AnyCommand::from));
    }
    Ok(commands)
}

/// A booking that is to be followed by another.
fn again(events: &[PurseEvent], _: &Cause<'_>) -> Result<Vec<AnyCommand>, Failure> {
    let again = events.iter().filter_map(|PurseEvent::Booked { purse, chain, .. }| {
        let chain = chain.checked_sub(1)?;
        Some(Book { purse: *purse, amount: 0, chain }.into())
    });
    Ok(again.collect())
}

/// The two domains, and what follows from their events.
#[must_use]
pub fn registry() -> Registry {
    let mut registry = Registry::new();
    registry.add::<Depot>().add::<Purse>();
    registry.consequences::<Depot>(booked).consequences::<Purse>(again);
    registry
}
