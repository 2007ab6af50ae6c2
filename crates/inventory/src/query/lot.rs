//! Lots and their ends.

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names::{Names, item_by_code, shown};
use crate::tables::{Item, Level, Lot};
use crate::types::{LocationKind, LotDates, StockStatus};

/// The lots of an item, in order of their codes.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lots {
    /// The item.
    pub item: String,
    /// Whether lots without stock of ours are told too.
    #[serde(default)]
    pub empty: bool,
}

/// A lot.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LotView {
    /// The item.
    pub item: String,
    /// The lot's code, or the serial number.
    pub lot: String,
    /// When it first came in.
    pub received_at: Timestamp,
    /// Its dates.
    pub dates: LotDates,
    /// Why it is held back.
    pub held: Option<String>,
    /// Why it was recalled.
    pub recalled: Option<String>,
    /// How much of it is ours, in base units.
    pub on_hand: Quantity,
}

fn view(item: &Item, lot: &Lot) -> LotView {
    LotView {
        item: item.code.to_string(),
        lot: lot.code.to_string(),
        received_at: lot.received_at,
        dates: LotDates {
            manufactured_at: lot.manufactured_at,
            expires_at: lot.expires_at,
            alert_at: lot.alert_at,
            removal_at: lot.removal_at,
        },
        held: lot.held.clone(),
        recalled: lot.recalled.clone(),
        on_hand: shown(item, lot.on_hand),
    }
}

#[async_trait]
impl Query for Lots {
    const NAME: &'static str = "inventory.lots";
    type Output = Vec<LotView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let item = item_by_code(reader, &self.item).await?;
        let scan =
            Scan::of::<Lot>().by(Lot::BY_CODE).filter(Lot::COL_ITEM, Compare::Equal, item.no);
        let lots = reader.scan_all::<Lot>(scan).await?;
        let wanted = lots.iter().filter(|lot| self.empty || lot.on_hand != 0);
        Ok(wanted.map(|lot| view(&item, lot)).collect())
    }
}

/// Stock of lots that expire before an instant, first to expire first; expired ones too.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expiring {
    /// The instant.
    pub before: Timestamp,
    /// Only here and below.
    #[serde(default)]
    pub location: Option<String>,
}

/// Stock that expires.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExpiringLine {
    /// The item.
    pub item: String,
    /// The lot.
    pub lot: String,
    /// The location.
    pub location: String,
    /// The status.
    pub status: StockStatus,
    /// How much is there, in base units.
    pub on_hand: Quantity,
    /// When it expires.
    pub expires_at: Timestamp,
    /// Whether that is past.
    pub expired: bool,
}

#[async_trait]
impl Query for Expiring {
    const NAME: &'static str = "inventory.expiring";
    type Output = Vec<ExpiringLine>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let mut names = Names::default();
        let places = match &self.location {
            Some(location) => Some(names.subtree(reader, location).await?),
            None => None,
        };
        let now = reader.now();
        let scan = Scan::of::<Lot>().by(Lot::BY_EXPIRY).filter(
            Lot::COL_EXPIRES_AT,
            Compare::Less,
            self.before.as_micros(),
        );
        let mut lines = Vec::new();
        for lot in reader.scan_all::<Lot>(scan).await? {
            let (Some(expires_at), true) = (lot.expires_at, lot.on_hand != 0) else { continue };
            let item = names.item(reader, lot.item).await?.clone();
            let scan = Scan::of::<Level>().by(Level::BY_LOT).filter(
                Level::COL_LOT,
                Compare::Equal,
                lot.no,
            );
            for level in reader.scan_all::<Level>(scan).await? {
                let location = names.location(reader, level.location).await?;
                let ours = matches!(location.kind, LocationKind::Internal | LocationKind::Transit);
                let here = places.as_ref().is_none_or(|it| it.contains(&level.location));
                if ours && here && level.on_hand != 0 {
                    lines.push(ExpiringLine {
                        item: item.code.to_string(),
                        lot: lot.code.to_string(),
                        location: location.code.to_string(),
                        status: level.status,
                        on_hand: shown(&item, level.on_hand),
                        expires_at,
                        expired: expires_at <= now,
                    });
                }
            }
        }
        Ok(lines)
    }
}
