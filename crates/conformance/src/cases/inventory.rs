//! Stock on every store: what it does in memory is what it does anywhere.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use moja_core::currency::Currency;
use moja_core::engine::AnyCommand;
use moja_core::id::IdSource;
use moja_core::memory::MemoryStore;
use moja_core::money::Money;
use moja_core::registry::Registry;
use moja_core::time::{Clock as _, Timestamp};
use moja_inventory::{
    AddLandedCost, Adjust, Basis, ChangeStatus, Costing, Count, CreateItem, CreateLocation,
    DefineGroup, DispatchTransfer, DocumentId, ExtendReservation, Inventory, Line, LocationKind,
    LoseTransfer, Move, Paper, ReceiptLine, Receive, ReceiveTransfer, ReleaseReservation,
    ReservationId, Reserve, ReturnFromCustomer, Revalue, Ship, ShipReservation, StandardCost,
    StockStatus, Tracking, TransferId,
};

use crate::Backend;
use crate::check::{Check, Failed, same};
use crate::random::{Random, seeded, seeds};
use crate::rig::{RUN_ITEMS, Rig};

const ITEMS: [&str; 4] = ["average", "fifo", "standard", "lots"];
const PLACES: [&str; 2] = ["shop", "store"];
/// Units of one or two commands.
const UNITS: usize = 300;

fn registry() -> Registry {
    let mut registry = Registry::new();
    registry.add::<Inventory>();
    registry
}

fn euro(minor: i64) -> Money {
    Money::new(minor.into(), Currency::EUR)
}

fn set_up() -> Vec<AnyCommand> {
    let places = [
        ("shop", LocationKind::Internal),
        ("store", LocationKind::Internal),
        ("supplier", LocationKind::Supplier),
        ("customer", LocationKind::Customer),
        ("van", LocationKind::Transit),
        ("bin", LocationKind::Loss),
    ];
    let group = DefineGroup { code: "all".into(), currency: Currency::EUR, accounts: None };
    let mut commands = vec![AnyCommand::from(group)];
    commands.extend(places.map(|(code, kind)| CreateLocation::new(code, kind).into()));
    let item = |code: &str, costing| CreateItem { costing, ..CreateItem::new(code, "all") };
    let standard = Some(StandardCost { cost: euro(250), per: 1.into() });
    commands.extend([
        item("average", Costing::Average).into(),
        CreateItem { allow_negative: true, ..item("fifo", Costing::Fifo) }.into(),
        CreateItem { standard_cost: standard, ..item("standard", Costing::Standard) }.into(),
        CreateItem { tracking: Tracking::Lot, ..item("lots", Costing::Lot) }.into(),
    ]);
    commands
}

/// Random commands, and the ids of what earlier ones made. Many are refused: what they are about
/// is gone, expired, or never was.
struct Script {
    random: Random,
    ids: IdSource,
    now: Timestamp,
    made: BTreeMap<Kind, Vec<DocumentId>>,
}

/// What ids are given to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Receipt,
    Shipment,
    Reservation,
    Transfer,
    Other,
}

impl Script {
    /// An id that was given before, if one was.
    fn known(&mut self, kind: Kind) -> DocumentId {
        let fresh = self.fresh();
        let made = self.made.entry(kind).or_default();
        self.random.pick(made).copied().unwrap_or(fresh)
    }

    fn fresh(&mut self) -> DocumentId {
        DocumentId::from_uuid(self.ids.next(self.now))
    }

    fn make(&mut self, kind: Kind) -> DocumentId {
        let id = self.fresh();
        self.made.entry(kind).or_default().push(id);
        id
    }

    /// Now, or up to ten days ago.
    fn paper(&mut self, kind: Kind) -> Paper {
        let back = if self.random.one_in(3) { self.random.below(10 * 86_400_000_000) } else { 0 };
        let at = Timestamp::from_micros(self.now.as_micros() - back);
        Paper {
            id: Some(self.make(kind)),
            effective_at: Some(at),
            reason: Some("because".into()),
            ..Paper::default()
        }
    }

    fn line(&mut self, most: i64) -> Line {
        let item = self.random.pick(&ITEMS).copied().unwrap_or("average");
        let line = Line::new(item, self.random.between(1, most));
        let lot = item == "lots" && !self.random.one_in(3);
        let named = if lot { line.lot(format!("lot-{}", self.random.below(4))) } else { line };
        if self.random.one_in(9) { named.status(StockStatus::Damaged) } else { named }
    }

    fn lines(&mut self, most: i64) -> Vec<Line> {
        (0..self.random.between(1, 3)).map(|_| self.line(most)).collect()
    }

    fn receipt(&mut self) -> ReceiptLine {
        let line = self.line(20);
        let lot = (line.item == "lots").then(|| format!("lot-{}", self.random.below(4)));
        let expiring = self.random.one_in(2);
        let line = ReceiptLine::new(Line { lot, ..line }, euro(self.random.below(9_000)));
        let days = self.random.between(-3, 30);
        let expires_at = self.now.as_micros() + days * 86_400_000_000;
        if expiring && line.lot.is_some() {
            line.expires_at(Timestamp::from_micros(expires_at))
        } else {
            line
        }
    }

    fn place(&mut self) -> String {
        self.random.pick(&PLACES).copied().unwrap_or("shop").to_owned()
    }

    fn command(&mut self) -> AnyCommand {
        let (from, nth) = (self.place(), self.random.below(22));
        let other = PLACES.into_iter().find(|place| *place != from).unwrap_or("shop").to_owned();
        let paper = self.paper(match nth {
            0..=3 => Kind::Receipt,
            4..=6 | 9 | 10 => Kind::Shipment,
            _ => Kind::Other,
        });
        match nth {
            0..=3 => {
                let lines = (0..self.random.between(1, 3)).map(|_| self.receipt()).collect();
                Receive { from: "supplier".into(), to: from, lines, expected: None, paper }.into()
            }
            4..=6 => Ship { from, to: "customer".into(), lines: self.lines(8), paper }.into(),
            7 | 8 => {
                let id = ReservationId::from_uuid(self.make(Kind::Reservation).as_uuid());
                let reserve = Reserve::new(from, self.lines(8)).with_id(id);
                let forever = self.random.one_in(2);
                let seconds = self.random.next() % 90_000;
                if forever { reserve.into() } else { reserve.for_seconds(seconds).into() }
            }
            9 | 10 => ShipReservation {
                reservation: ReservationId::from_uuid(self.known(Kind::Reservation).as_uuid()),
                to: "customer".into(),
                lines: Vec::new(),
                paper,
            }
            .into(),
            11 => {
                let reservation = ReservationId::from_uuid(self.known(Kind::Reservation).as_uuid());
                ReleaseReservation { reservation }.into()
            }
            12 => {
                let reservation = ReservationId::from_uuid(self.known(Kind::Reservation).as_uuid());
                ExtendReservation { reservation, expires_in_s: Some(3_600) }.into()
            }
            13 => Move { from, to: other, lines: self.lines(6), paper }.into(),
            14 => DispatchTransfer {
                id: Some(TransferId::from_uuid(self.make(Kind::Transfer).as_uuid())),
                from,
                transit: "van".into(),
                to: other,
                lines: self.lines(6),
                due_at: None,
                paper,
            }
            .into(),
            15 => {
                let transfer = TransferId::from_uuid(self.known(Kind::Transfer).as_uuid());
                let lines = if self.random.one_in(2) { Vec::new() } else { self.lines(3) };
                ReceiveTransfer { transfer, lines, paper }.into()
            }
            16 => {
                let transfer = TransferId::from_uuid(self.known(Kind::Transfer).as_uuid());
                let lines = if self.random.one_in(2) { Vec::new() } else { self.lines(2) };
                LoseTransfer { transfer, loss: "bin".into(), lines, paper }.into()
            }
            17 => {
                let mut lines = self.lines(4);
                for line in &mut lines {
                    if self.random.one_in(2) {
                        line.quantity = line.quantity.checked_neg().unwrap_or(line.quantity);
                    }
                }
                Adjust { location: from, loss: "bin".into(), lines, paper }.into()
            }
            18 => Count { location: from, loss: "bin".into(), lines: self.lines(15), paper }.into(),
            19 => {
                let status = StockStatus::Damaged;
                ChangeStatus { location: from, lines: self.lines(3), status, paper }.into()
            }
            20 => ReturnFromCustomer {
                shipment: self.known(Kind::Shipment),
                to: from,
                lines: Vec::new(),
                status: StockStatus::Sellable,
                paper,
            }
            .into(),
            _ if self.random.one_in(2) => AddLandedCost {
                receipts: vec![self.known(Kind::Receipt)],
                amount: euro(self.random.below(900)),
                basis: Basis::Value,
            }
            .into(),
            _ => Revalue {
                item: "average".into(),
                lot: None,
                value: euro(self.random.below(20_000)),
                effective_at: None,
                reason: "because".into(),
            }
            .into(),
        }
    }
}

/// I3, I11 and I22 by `verify`, and the same answers and the same last hash as in memory.
pub async fn random_stock_does_what_it_does_in_memory(backend: Arc<dyn Backend>) -> Check {
    for seed in seeds(2) {
        seeded(seed, one_seed(backend.as_ref(), seed).await)?;
    }
    Ok(())
}

async fn one_seed(backend: &dyn Backend, seed: u64) -> Check {
    // The place may hold what another seed left.
    let here = Rig::with(backend.open()?, registry(), seed, RUN_ITEMS).await?;
    let here = here.of(&format!("seed-{seed}"))?;
    let memory = Rig::with(Arc::new(MemoryStore::new()), registry(), seed, RUN_ITEMS).await?;
    let memory = memory.of(&format!("seed-{seed}"))?;
    let (mut told, mut accepted) = (Vec::new(), 0);
    for rig in [&here, &memory] {
        rig.unit(set_up())
            .await
            .map_err(|(nth, failure)| Failed::new(format!("set-up {nth}: {failure}")))?;
        // The same script for both.
        let mut script = Script {
            random: Random::new(seed),
            ids: IdSource::seeded(seed),
            now: rig.clock.now(),
            made: BTreeMap::new(),
        };
        let mut answers = Vec::with_capacity(UNITS);
        for _ in 0..UNITS {
            script.now = rig.clock.advance(Duration::from_secs(script.random.next() % 20_000));
            let commands = (0..script.random.between(1, 2)).map(|_| script.command()).collect();
            answers.push(match rig.unit(commands).await {
                Ok(outcomes) => {
                    accepted += 1;
                    let values = outcomes.iter().map(|it| (it.pos, it.value.to_string()));
                    Ok(values.collect::<Vec<_>>())
                }
                Err((nth, failure)) => Err((nth, failure.code, failure.message)),
            });
        }
        told.push(answers);
    }
    if let [here, memory] = told.as_slice() {
        for (nth, (here, memory)) in here.iter().zip(memory).enumerate() {
            same!(here, memory, "unit {nth}");
        }
    }
    // Of both stores.
    if accepted < UNITS / 2 {
        return Err(Failed::new(format!("only {accepted} of twice {UNITS} units were accepted")));
    }
    same!(here.head().await?, memory.head().await?);
    here.healthy().await?;
    memory.healthy().await
}
