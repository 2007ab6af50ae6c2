//! How much is where, now and as of both time axes.

use async_trait::async_trait;
use moja_core::as_of::AsOf;
use moja_core::command::{Query, QueryError};
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::availability::reserved_at;
use super::names::{Names, item_by_code, lot_by_code, shown, shown_sum};
use crate::tables::{Level, STOCK};
use crate::types::{LocationKind, StockStatus};

/// How much is where, by item, location, lot, status and owner. Places of our own only, unless a
/// location is named.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    /// Only of this item.
    #[serde(default)]
    pub item: Option<String>,
    /// Only of this lot of the item.
    #[serde(default)]
    pub lot: Option<String>,
    /// Only here and below.
    #[serde(default)]
    pub location: Option<String>,
    /// When.
    #[serde(default)]
    pub as_of: AsOf,
}

/// A place with stock.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StockLine {
    /// The item.
    pub item: String,
    /// The location.
    pub location: String,
    /// The lot's code, or the serial number.
    pub lot: Option<String>,
    /// The lot's expiry.
    pub expires_at: Option<Timestamp>,
    /// The status.
    pub status: StockStatus,
    /// Whose it is, if not ours.
    pub owner: Option<String>,
    /// How much is there, in base units.
    pub on_hand: Quantity,
    /// What is set aside; only for the present.
    pub reserved: Option<Quantity>,
    /// The base unit.
    pub unit: String,
}

#[async_trait]
impl Query for Stock {
    const NAME: &'static str = "inventory.stock";
    type Output = Vec<StockLine>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let mut names = Names::default();
        let mut scan = Scan::of::<Level>();
        if let Some(code) = &self.item {
            let item = item_by_code(reader, code).await?;
            scan = scan.by(Level::BY_PLACE).filter(Level::COL_ITEM, Compare::Equal, item.no);
            if let Some(lot) = &self.lot {
                let lot = lot_by_code(reader, &item, lot).await?;
                scan = scan.filter(Level::COL_LOT, Compare::Equal, lot.no);
            }
        } else if self.lot.is_some() {
            return Err(QueryError::refused("item_missing", "a lot is one of an item: name it"));
        }
        let places = match &self.location {
            Some(location) => Some(names.subtree(reader, location).await?),
            None => None,
        };
        let (at_us, known_pos) = self.as_of.resolve(reader).await?;
        let mut lines = Vec::new();
        for level in reader.scan_all::<Level>(scan).await? {
            let location = names.location(reader, level.location).await?.clone();
            let wanted = match &places {
                Some(places) => places.contains(&level.location),
                None => matches!(location.kind, LocationKind::Internal | LocationKind::Transit),
            };
            if !wanted {
                continue;
            }
            let item = names.item(reader, level.item).await?.clone();
            let (on_hand, reserved) = if self.as_of.is_now() {
                let reserved = reserved_at(reader, &level).await?;
                (i128::from(level.on_hand), Some(reserved))
            } else {
                (reader.sums(STOCK, level.no, at_us, known_pos).await?.net(), None)
            };
            if on_hand == 0 && reserved.unwrap_or(0) == 0 {
                continue;
            }
            let lot = names.lot(reader, level.lot).await?;
            lines.push(StockLine {
                item: item.code.to_string(),
                location: location.code.to_string(),
                lot: lot.map(|lot| lot.code.to_string()),
                expires_at: lot.and_then(|lot| lot.expires_at),
                status: level.status,
                owner: (!level.owner.is_empty()).then(|| level.owner.to_string()),
                on_hand: shown_sum(&item, on_hand),
                reserved: reserved.map(|reserved| shown(&item, reserved)),
                unit: item.unit.to_string(),
            });
        }
        lines.sort_by(|left, right| {
            let key = |line: &StockLine| {
                (line.item.clone(), line.location.clone(), line.lot.clone(), line.status)
            };
            key(left).cmp(&key(right))
        });
        Ok(lines)
    }
}
