//! What can be sold: now, at a time, and by a date.

use std::collections::BTreeMap;

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names::{Names, item_by_code, shown_sum};
use crate::tables::{Component, Expectation, Item, Level, Lot, Reserved, Transfer, TransferLine};
use crate::types::{LocationKind, StockStatus};

/// How much of items can be sold now.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Availability {
    /// The items; kits too.
    pub items: Vec<String>,
    /// Only here and below; everywhere if missing.
    #[serde(default)]
    pub location: Option<String>,
    /// Lots that have expired by then do not count; now if missing.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// How much of an item can be sold, in base units. What is on hand is available, reserved or
/// unavailable.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AvailabilityView {
    /// The item.
    pub item: String,
    /// What is on the shelves.
    pub on_hand: Quantity,
    /// What is set aside by reservations that have not expired.
    pub reserved: Quantity,
    /// What is not to be sold: damaged, in quarantine, held back, recalled, expired.
    pub unavailable: Quantity,
    /// What is on the way: in transfers, and expected from suppliers.
    pub incoming: Quantity,
    /// What can be sold: negative if more was promised than there is.
    pub available: Quantity,
}

/// Sums in smallest units.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    on_hand: i128,
    reserved: i128,
    unavailable: i128,
    incoming: i128,
}

impl Sums {
    fn available(&self) -> i128 {
        self.on_hand.saturating_sub(self.reserved).saturating_sub(self.unavailable)
    }
}

/// What reservations at a level set aside that have not expired.
pub(super) async fn reserved_at(reader: &mut Reader<'_>, level: &Level) -> Result<i64, QueryError> {
    let now = reader.now();
    if level.next_expiry.is_none_or(|next| next > now) {
        return Ok(level.reserved);
    }
    let scan = Scan::of::<Reserved>()
        .by(Reserved::BY_LEVEL)
        .filter(Reserved::COL_LEVEL, Compare::Equal, level.no)
        .filter(Reserved::COL_OPEN, Compare::Greater, now.as_micros());
    let open = reader.scan_all::<Reserved>(scan).await?;
    let rest = open.iter().map(|row| row.quantity.saturating_sub(row.shipped));
    Ok(rest.fold(0, i64::saturating_add))
}

/// Levels of an item at which there is something.
pub(super) async fn stocked(reader: &mut Reader<'_>, item: i64) -> Result<Vec<Level>, QueryError> {
    let scan =
        Scan::of::<Level>().by(Level::BY_STOCK).filter(Level::COL_ITEM, Compare::Equal, item);
    Ok(reader.scan_all::<Level>(scan).await?)
}

/// Whether a lot may not be sold at `at`.
pub(super) fn is_barred(lot: &Lot, at: Timestamp) -> bool {
    lot.held.is_some()
        || lot.recalled.is_some()
        || lot.expires_at.is_some_and(|expires_at| expires_at <= at)
}

async fn sums(
    reader: &mut Reader<'_>,
    names: &mut Names,
    item: &Item,
    places: Option<&[i64]>,
    at: Timestamp,
) -> Result<Sums, QueryError> {
    let mut sums = Sums::default();
    for level in stocked(reader, item.no).await? {
        let kind = names.location(reader, level.location).await?.kind;
        let here = places.is_none_or(|places| places.contains(&level.location));
        if kind != LocationKind::Internal || !here {
            continue;
        }
        let on_hand = i128::from(level.on_hand);
        sums.on_hand = sums.on_hand.saturating_add(on_hand);
        let barred = names.lot(reader, level.lot).await?.is_some_and(|lot| is_barred(lot, at));
        let reserved = i128::from(reserved_at(reader, &level).await?);
        if level.status != StockStatus::Sellable || barred {
            sums.unavailable = sums.unavailable.saturating_add(on_hand);
        } else {
            sums.reserved = sums.reserved.saturating_add(reserved);
        }
    }
    for coming in incoming(reader, item.no, places).await? {
        sums.incoming = sums.incoming.saturating_add(coming.1.into());
    }
    Ok(sums)
}

/// What is available at `places` and what is on the way there, in smallest units.
pub(super) async fn sums_of(
    reader: &mut Reader<'_>,
    names: &mut Names,
    item: &Item,
    places: &[i64],
    at: Timestamp,
) -> Result<i128, QueryError> {
    let sums = sums(reader, names, item, Some(places), at).await?;
    Ok(sums.available().saturating_add(sums.incoming))
}

/// What is on the way: when it is due, and how much.
async fn incoming(
    reader: &mut Reader<'_>,
    item: i64,
    places: Option<&[i64]>,
) -> Result<Vec<(Timestamp, i64)>, QueryError> {
    let here = |location: i64| places.is_none_or(|places| places.contains(&location));
    let mut found = Vec::new();
    let scan = Scan::of::<Expectation>().by(Expectation::BY_ITEM).filter(
        Expectation::COL_ITEM,
        Compare::Equal,
        item,
    );
    for row in reader.scan_all::<Expectation>(scan).await? {
        if let (Some(due), true) = (row.open, here(row.location)) {
            found.push((due, row.quantity.saturating_sub(row.received)));
        }
    }
    let scan = Scan::of::<TransferLine>().by(TransferLine::BY_ITEM).filter(
        TransferLine::COL_ITEM,
        Compare::Equal,
        item,
    );
    for row in reader.scan_all::<TransferLine>(scan).await? {
        let to = reader.get(Transfer::key(row.transfer)).await?.map(|it| it.to_location);
        if let (Some(due), true) = (row.open, to.is_some_and(here)) {
            let rest = row.quantity.saturating_sub(row.received).saturating_sub(row.lost);
            found.push((due, rest));
        }
    }
    Ok(found)
}

#[async_trait]
impl Query for Availability {
    const NAME: &'static str = "inventory.availability";
    const POINT: bool = true;
    type Output = Vec<AvailabilityView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let mut names = Names::default();
        let places = match &self.location {
            Some(location) => Some(names.subtree(reader, location).await?),
            None => None,
        };
        let at = self.at.unwrap_or(reader.now());
        let mut views = Vec::with_capacity(self.items.len());
        for code in &self.items {
            let item = item_by_code(reader, code).await?;
            let sums = match item.is_kit {
                true => kit(reader, &mut names, &item, places.as_deref(), at).await?,
                false => sums(reader, &mut names, &item, places.as_deref(), at).await?,
            };
            views.push(AvailabilityView {
                item: code.clone(),
                on_hand: shown_sum(&item, sums.on_hand),
                reserved: shown_sum(&item, sums.reserved),
                unavailable: shown_sum(&item, sums.unavailable),
                incoming: shown_sum(&item, sums.incoming),
                available: shown_sum(&item, sums.available()),
            });
        }
        Ok(views)
    }
}

/// Whole kits that the components make (I17): a kit has no stock of its own.
async fn kit(
    reader: &mut Reader<'_>,
    names: &mut Names,
    kit: &Item,
    places: Option<&[i64]>,
    at: Timestamp,
) -> Result<Sums, QueryError> {
    let mut needs: BTreeMap<i64, (i128, i128)> = BTreeMap::new();
    let mut open = vec![(kit.no, (1_i128, 1_i128), true)];
    while let Some((no, (quantity, per), is_kit)) = open.pop() {
        if !is_kit {
            let need = needs.entry(no).or_insert((0, 1));
            // a/b + c/d
            let left = need.0.saturating_mul(per);
            let right = quantity.saturating_mul(need.1);
            *need = (left.saturating_add(right), need.1.saturating_mul(per));
            continue;
        }
        let scan = Scan::of::<Component>().filter(Component::COL_ITEM, Compare::Equal, no);
        for part in reader.scan_all::<Component>(scan).await? {
            let is_kit = names.item(reader, part.component).await?.is_kit;
            let share = quantity.saturating_mul(part.quantity.into());
            open.push((part.component, (share, per.saturating_mul(part.per.into())), is_kit));
        }
    }
    let mut whole: Option<i128> = None;
    for (component, (quantity, per)) in needs {
        let item = names.item(reader, component).await?.clone();
        let available = sums(reader, names, &item, places, at).await?.available().max(0);
        let kits = available.saturating_mul(per).checked_div(quantity).unwrap_or(0);
        whole = Some(whole.map_or(kits, |whole| whole.min(kits)));
    }
    let on_hand = whole.unwrap_or(0);
    Ok(Sums { on_hand, ..Sums::default() })
}

/// How much of an item can be promised for a date: what is available now, and what is to come
/// until then.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AvailableToPromise {
    /// The item.
    pub item: String,
    /// Only here and below; everywhere if missing.
    #[serde(default)]
    pub location: Option<String>,
    /// The date. Lots that have expired by then do not count.
    pub by: Timestamp,
}

/// What can be promised, in base units.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PromiseView {
    /// The item.
    pub item: String,
    /// What is available of what is here.
    pub available: Quantity,
    /// What is to come by the date.
    pub incoming: Quantity,
    /// Both.
    pub promise: Quantity,
}

#[async_trait]
impl Query for AvailableToPromise {
    const NAME: &'static str = "inventory.available_to_promise";
    type Output = PromiseView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<PromiseView, QueryError> {
        let mut names = Names::default();
        let places = match &self.location {
            Some(location) => Some(names.subtree(reader, location).await?),
            None => None,
        };
        let item = item_by_code(reader, &self.item).await?;
        let available =
            sums(reader, &mut names, &item, places.as_deref(), self.by).await?.available();
        let coming = incoming(reader, item.no, places.as_deref()).await?;
        let in_time = coming.iter().filter(|(due, _)| *due <= self.by);
        let incoming =
            in_time.fold(0_i128, |sum, (_, quantity)| sum.saturating_add((*quantity).into()));
        Ok(PromiseView {
            item: self.item.clone(),
            available: shown_sum(&item, available),
            incoming: shown_sum(&item, incoming),
            promise: shown_sum(&item, available.saturating_add(incoming)),
        })
    }
}
