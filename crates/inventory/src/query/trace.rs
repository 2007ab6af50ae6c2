//! Where lots came from and went to, and who must be told of a recall.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names::{Names, item_by_code, lot_by_code, shown, shown_sum};
use super::reservation::{ReservationView, view as reservation_view};
use crate::tables::{Document, Level, LotLink, Movement, Reservation, Reserved};
use crate::types::{LocationKind, ReservationStatus, StockStatus};

/// Which way a lot is traced.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TraceDirection {
    /// To what was made of it.
    Forward,
    /// To what it was made of.
    Backward,
}

/// What was made of a lot, or what it was made of, however many steps away.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// The item.
    pub item: String,
    /// The lot.
    pub lot: String,
    /// Which way.
    pub direction: TraceDirection,
}

/// Lots that are connected, nearest first.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TraceView {
    /// The lots, with the one that was asked for.
    pub lots: Vec<Reached>,
    /// How each is connected with the one before.
    pub steps: Vec<TraceStep>,
}

/// A lot that a trace reached.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reached {
    /// The item.
    pub item: String,
    /// The lot.
    pub lot: String,
    /// How many steps away.
    pub distance: u32,
}

/// A lot that went into another.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TraceStep {
    /// The lot that was used: item and lot.
    pub parent: (String, String),
    /// The lot that was made: item and lot.
    pub child: (String, String),
    /// How much of the parent, in base units.
    pub quantity: Quantity,
}

/// All lots that `root` is connected with, and the links between them.
async fn walk(
    reader: &mut Reader<'_>,
    root: i64,
    direction: TraceDirection,
) -> Result<(Vec<(i64, u32)>, Vec<LotLink>), QueryError> {
    let mut known = BTreeSet::from([root]);
    let mut found = Vec::new();
    let mut links = Vec::new();
    let mut open = VecDeque::from([(root, 0_u32)]);
    while let Some((lot, distance)) = open.pop_front() {
        found.push((lot, distance));
        let scan = match direction {
            TraceDirection::Forward => {
                Scan::of::<LotLink>().filter(LotLink::COL_PARENT, Compare::Equal, lot)
            }
            TraceDirection::Backward => Scan::of::<LotLink>().by(LotLink::BY_CHILD).filter(
                LotLink::COL_CHILD,
                Compare::Equal,
                lot,
            ),
        };
        for link in reader.scan_all::<LotLink>(scan).await? {
            let next = match direction {
                TraceDirection::Forward => link.child,
                TraceDirection::Backward => link.parent,
            };
            if known.insert(next) {
                open.push_back((next, distance.saturating_add(1)));
            }
            links.push(link);
        }
    }
    Ok((found, links))
}

async fn named(
    reader: &mut Reader<'_>,
    names: &mut Names,
    no: i64,
) -> Result<(String, String), QueryError> {
    let lot = names.lot(reader, no).await?.cloned();
    let Some(lot) = lot else {
        return Err(super::not_found("lot_not_found", "lot", &no.to_string()));
    };
    let item = names.item(reader, lot.item).await?;
    Ok((item.code.to_string(), lot.code.to_string()))
}

#[async_trait]
impl Query for Trace {
    const NAME: &'static str = "inventory.trace";
    type Output = TraceView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<TraceView, QueryError> {
        let item = item_by_code(reader, &self.item).await?;
        let root = lot_by_code(reader, &item, &self.lot).await?;
        let (found, links) = walk(reader, root.no, self.direction).await?;
        let mut names = Names::default();
        let mut lots = Vec::with_capacity(found.len());
        for (no, distance) in found {
            let (item, lot) = named(reader, &mut names, no).await?;
            lots.push(Reached { item, lot, distance });
        }
        let mut steps = Vec::with_capacity(links.len());
        for link in links {
            let parent = named(reader, &mut names, link.parent).await?;
            let child = named(reader, &mut names, link.child).await?;
            let used = item_by_code(reader, &parent.0).await?;
            steps.push(TraceStep { parent, child, quantity: shown(&used, link.quantity) });
        }
        Ok(TraceView { lots, steps })
    }
}

/// Whom a lot reached, with all that was made of it, and where the rest is.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recall {
    /// The item.
    pub item: String,
    /// The lot.
    pub lot: String,
}

/// Who must be told of a recall, and what must be fetched.
///
/// For each lot, what is on hand or in transit, with customers, lost, used up and sent back to
/// suppliers adds up to what was received or made (I20).
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecallView {
    /// The lots.
    pub lots: Vec<RecalledLot>,
    /// What customers have got, less what they brought back.
    pub customers: Vec<RecalledFrom>,
    /// What is in places of our own.
    pub stock: Vec<RecalledAt>,
    /// Live reservations of these lots, which are frozen.
    pub reservations: Vec<ReservationView>,
}

/// What became of a lot, in base units.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecalledLot {
    /// The item.
    pub item: String,
    /// The lot.
    pub lot: String,
    /// How many steps away from the lot that was asked for.
    pub distance: u32,
    /// Why it was recalled, if it was.
    pub recalled: Option<String>,
    /// What suppliers sent, and what was made.
    pub received: Quantity,
    /// What went back to suppliers.
    pub returned: Quantity,
    /// What is on our shelves and on the way between them.
    pub on_hand: Quantity,
    /// What customers have.
    pub delivered: Quantity,
    /// What was lost, less what was found.
    pub lost: Quantity,
    /// What was used up.
    pub consumed: Quantity,
}

/// What a customer has.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecalledFrom {
    /// The customer, if the paper says who.
    pub party: Option<String>,
    /// The item.
    pub item: String,
    /// The lot.
    pub lot: String,
    /// How much, in base units.
    pub quantity: Quantity,
    /// The references of their papers.
    pub references: Vec<String>,
}

/// What is in a place of our own.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecalledAt {
    /// The location.
    pub location: String,
    /// The item.
    pub item: String,
    /// The lot.
    pub lot: String,
    /// The status.
    pub status: StockStatus,
    /// How much, in base units.
    pub quantity: Quantity,
}

/// What is known of a customer and a lot.
#[derive(Debug, Default)]
struct Had {
    quantity: i128,
    references: BTreeSet<String>,
}

#[async_trait]
impl Query for Recall {
    const NAME: &'static str = "inventory.recall";
    type Output = RecallView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<RecallView, QueryError> {
        let item = item_by_code(reader, &self.item).await?;
        let root = lot_by_code(reader, &item, &self.lot).await?;
        let (found, _) = walk(reader, root.no, TraceDirection::Forward).await?;
        let mut names = Names::default();
        let mut answer = RecallView {
            lots: Vec::new(),
            customers: Vec::new(),
            stock: Vec::new(),
            reservations: Vec::new(),
        };
        let mut reservations = BTreeSet::new();
        for (no, distance) in found {
            recall_lot(reader, &mut names, no, distance, &mut answer, &mut reservations).await?;
        }
        for id in reservations {
            if let Some(row) = reader.get(Reservation::key(id)).await? {
                let view = reservation_view(reader, &mut names, row).await?;
                if view.status == ReservationStatus::Held {
                    answer.reservations.push(view);
                }
            }
        }
        answer.customers.sort_by(|left, right| left.party.cmp(&right.party));
        Ok(answer)
    }
}

async fn recall_lot(
    reader: &mut Reader<'_>,
    names: &mut Names,
    no: i64,
    distance: u32,
    answer: &mut RecallView,
    reservations: &mut BTreeSet<crate::types::ReservationId>,
) -> Result<(), QueryError> {
    let (item_code, lot_code) = named(reader, names, no).await?;
    let lot = names.lot(reader, no).await?.cloned();
    let item = item_by_code(reader, &item_code).await?;
    let scan = Scan::of::<Level>().by(Level::BY_LOT).filter(Level::COL_LOT, Compare::Equal, no);
    let levels = reader.scan_all::<Level>(scan).await?;
    let mut kinds: BTreeMap<i64, LocationKind> = BTreeMap::new();
    // What each kind of place holds of the lot: over all of them, the sum is zero.
    let mut sums: BTreeMap<LocationKind, i128> = BTreeMap::new();
    for level in &levels {
        let location = names.location(reader, level.location).await?;
        kinds.insert(level.no, location.kind);
        let sum = sums.entry(location.kind).or_default();
        *sum = sum.saturating_add(level.on_hand.into());
        let ours = matches!(location.kind, LocationKind::Internal | LocationKind::Transit);
        if !ours {
            continue;
        }
        if level.on_hand != 0 {
            answer.stock.push(RecalledAt {
                location: location.code.to_string(),
                item: item_code.clone(),
                lot: lot_code.clone(),
                status: level.status,
                quantity: shown(&item, level.on_hand),
            });
        }
        let scan = Scan::of::<Reserved>().by(Reserved::BY_LEVEL).filter(
            Reserved::COL_LEVEL,
            Compare::Equal,
            level.no,
        );
        let open = reader.scan_all::<Reserved>(scan).await?;
        reservations.extend(open.into_iter().map(|row| row.reservation));
    }
    let mut had: BTreeMap<Option<String>, Had> = BTreeMap::new();
    let (mut received, mut returned, mut consumed) = (0_i128, 0_i128, 0_i128);
    let scan =
        Scan::of::<Movement>().by(Movement::BY_LOT).filter(Movement::COL_LOT, Compare::Equal, no);
    for row in reader.scan_all::<Movement>(scan).await? {
        let kind = |level: i64| kinds.get(&level).copied();
        let quantity = i128::from(row.quantity);
        if let Some(LocationKind::Production | LocationKind::Supplier) = kind(row.from_level) {
            received = received.saturating_add(quantity);
        }
        match kind(row.to_level) {
            Some(LocationKind::Production) => consumed = consumed.saturating_add(quantity),
            Some(LocationKind::Supplier) => returned = returned.saturating_add(quantity),
            _ => {}
        }
        let sign = match (kind(row.from_level), kind(row.to_level)) {
            (_, Some(LocationKind::Customer)) => 1_i128,
            (Some(LocationKind::Customer), _) => -1,
            _ => continue,
        };
        let Some(document) = reader.get(Document::key(row.pos, row.ordinal)).await? else {
            continue;
        };
        let had = had.entry(document.party.map(String::from)).or_default();
        had.quantity = had.quantity.saturating_add(sign.saturating_mul(quantity));
        had.references.extend(document.reference.map(String::from));
    }
    for (party, had) in had.into_iter().filter(|(_, had)| had.quantity != 0) {
        answer.customers.push(RecalledFrom {
            party,
            item: item_code.clone(),
            lot: lot_code.clone(),
            quantity: shown_sum(&item, had.quantity),
            references: had.references.into_iter().collect(),
        });
    }
    let sum = |kind: LocationKind| sums.get(&kind).copied().unwrap_or(0);
    let ours = sum(LocationKind::Internal).saturating_add(sum(LocationKind::Transit));
    answer.lots.push(RecalledLot {
        item: item_code,
        lot: lot_code,
        distance,
        recalled: lot.and_then(|lot| lot.recalled),
        received: shown_sum(&item, received),
        returned: shown_sum(&item, returned),
        on_hand: shown_sum(&item, ours),
        delivered: shown_sum(&item, sum(LocationKind::Customer)),
        lost: shown_sum(&item, sum(LocationKind::Loss)),
        consumed: shown_sum(&item, consumed),
    });
    Ok(())
}
