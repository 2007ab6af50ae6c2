//! Reservations, with their expiry as of the moment of asking.

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::record::Column;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::availability::is_barred;
use super::names::{Names, shown};
use super::not_found;
use crate::tables::{Level, Reservation, Reserved};
use crate::types::{ReservationId, ReservationStatus};

/// One reservation.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetReservation {
    /// Its id.
    pub reservation: ReservationId,
}

/// Allotments: what devices may sell without asking.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Allotments {
    /// Only of this device.
    #[serde(default)]
    pub device: Option<String>,
    /// Also those whose lease has ended, or of which nothing is left.
    #[serde(default)]
    pub ended: bool,
}

/// Reservations with this reference.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reservations {
    /// The app's reference.
    pub reference: String,
}

/// A reservation.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReservationView {
    /// Its id.
    pub reservation: ReservationId,
    /// Where it stands now; expired as soon as its time has run out.
    pub status: ReservationStatus,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it counts no more.
    pub expires_at: Option<Timestamp>,
    /// The app's reference.
    pub reference: Option<String>,
    /// For whom.
    pub party: Option<String>,
    /// The device that holds it, if it is an allotment.
    pub device: Option<String>,
    /// What it sets aside.
    pub lines: Vec<ReservedLineView>,
}

/// A line of a reservation.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReservedLineView {
    /// The item.
    pub item: String,
    /// The location.
    pub location: String,
    /// The lot.
    pub lot: Option<String>,
    /// How much, in base units, less what a device gave back or passed on.
    pub quantity: Quantity,
    /// How much of it was shipped.
    pub shipped: Quantity,
    /// Whether it cannot be shipped: its lot is held back, recalled or expired.
    pub frozen: bool,
}

pub(super) async fn view(
    reader: &mut Reader<'_>,
    names: &mut Names,
    row: Reservation,
) -> Result<ReservationView, QueryError> {
    let now = reader.now();
    let id = row.id.value().to_owned();
    let scan = Scan::of::<Reserved>().filter(Reserved::COL_RESERVATION, Compare::Equal, id);
    let mut lines = Vec::new();
    for held in reader.scan_all::<Reserved>(scan).await? {
        let Some(level) = reader.get(Level::key(held.level)).await? else { continue };
        let item = names.item(reader, held.item).await?.clone();
        let location = names.location(reader, level.location).await?.code.to_string();
        let lot = names.lot(reader, level.lot).await?;
        lines.push(ReservedLineView {
            item: item.code.to_string(),
            location,
            lot: lot.map(|lot| lot.code.to_string()),
            quantity: shown(&item, held.quantity),
            shipped: shown(&item, held.shipped),
            frozen: lot.is_some_and(|lot| is_barred(lot, now)),
        });
    }
    let over = row.status == ReservationStatus::Held && row.expires_at.is_some_and(|at| at <= now);
    Ok(ReservationView {
        reservation: row.id,
        status: if over { ReservationStatus::Expired } else { row.status },
        created_at: row.created_at,
        expires_at: row.expires_at,
        reference: row.reference.map(String::from),
        party: row.party.map(String::from),
        device: row.device.map(String::from),
        lines,
    })
}

#[async_trait]
impl Query for GetReservation {
    const NAME: &'static str = "inventory.reservation";
    const POINT: bool = true;
    type Output = ReservationView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<ReservationView, QueryError> {
        match reader.get(Reservation::key(self.reservation)).await? {
            Some(row) => view(reader, &mut Names::default(), row).await,
            None => {
                let id = self.reservation.to_string();
                Err(not_found("reservation_not_found", "reservation", &id))
            }
        }
    }
}

#[async_trait]
impl Query for Reservations {
    const NAME: &'static str = "inventory.reservations";
    type Output = Vec<ReservationView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let scan = Scan::of::<Reservation>().by(Reservation::BY_REFERENCE).filter(
            Reservation::COL_REFERENCE,
            Compare::Equal,
            self.reference.as_str(),
        );
        let mut names = Names::default();
        let mut views = Vec::new();
        for row in reader.scan_all::<Reservation>(scan).await? {
            views.push(view(reader, &mut names, row).await?);
        }
        Ok(views)
    }
}

#[async_trait]
impl Query for Allotments {
    const NAME: &'static str = "inventory.allotments";
    type Output = Vec<ReservationView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let mut scan = Scan::of::<Reservation>().by(Reservation::BY_DEVICE);
        if let Some(device) = &self.device {
            scan = scan.filter(Reservation::COL_DEVICE, Compare::Equal, device.as_str());
            if !self.ended {
                let held = ReservationStatus::Held.value().to_owned();
                scan = scan.filter(Reservation::COL_STATUS, Compare::Equal, held);
            }
        }
        let mut names = Names::default();
        let mut views = Vec::new();
        for row in reader.scan_all::<Reservation>(scan).await? {
            let view = view(reader, &mut names, row).await?;
            if view.device.is_some() && (self.ended || view.status == ReservationStatus::Held) {
                views.push(view);
            }
        }
        Ok(views)
    }
}
