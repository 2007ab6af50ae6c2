//! Rows that queries look up again and again, by number and by code.

use std::collections::BTreeMap;

use moja_core::command::QueryError;
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::scan::Scan;

use super::not_found;
use crate::tables::{Item, Location, Lot};

/// What is known by now.
#[derive(Debug, Default)]
pub(super) struct Names {
    items: BTreeMap<i64, Item>,
    lots: BTreeMap<i64, Lot>,
    locations: BTreeMap<i64, Location>,
    all_locations: bool,
}

impl Names {
    pub(super) async fn item(
        &mut self,
        reader: &mut Reader<'_>,
        no: i64,
    ) -> Result<&Item, QueryError> {
        if !self.items.contains_key(&no)
            && let Some(item) = reader.get(Item::key(no)).await?
        {
            self.items.insert(no, item);
        }
        self.items.get(&no).ok_or_else(|| not_found("item_not_found", "item", &no.to_string()))
    }

    /// The code of a lot; none for number 0.
    pub(super) async fn lot(
        &mut self,
        reader: &mut Reader<'_>,
        no: i64,
    ) -> Result<Option<&Lot>, QueryError> {
        if no != 0
            && !self.lots.contains_key(&no)
            && let Some(lot) = reader.get(Lot::key(no)).await?
        {
            self.lots.insert(no, lot);
        }
        Ok(self.lots.get(&no))
    }

    /// All locations: there are few.
    pub(super) async fn locations(
        &mut self,
        reader: &mut Reader<'_>,
    ) -> Result<&BTreeMap<i64, Location>, QueryError> {
        if !self.all_locations {
            let all = reader.scan_all::<Location>(Scan::of::<Location>()).await?;
            self.locations = all.into_iter().map(|location| (location.no, location)).collect();
            self.all_locations = true;
        }
        Ok(&self.locations)
    }

    pub(super) async fn location(
        &mut self,
        reader: &mut Reader<'_>,
        no: i64,
    ) -> Result<&Location, QueryError> {
        let all = self.locations(reader).await?;
        all.get(&no).ok_or_else(|| not_found("location_not_found", "location", &no.to_string()))
    }

    /// The numbers of a location and of all below it.
    pub(super) async fn subtree(
        &mut self,
        reader: &mut Reader<'_>,
        code: &str,
    ) -> Result<Vec<i64>, QueryError> {
        let all = self.locations(reader).await?;
        let root = all.values().find(|location| location.code == code);
        let root = root.ok_or_else(|| not_found("location_not_found", "location", code))?;
        let mut found = vec![root.no];
        let mut at = 0_usize;
        while let Some(above) = found.get(at).copied() {
            found.extend(all.values().filter(|it| it.parent == Some(above)).map(|it| it.no));
            at = at.saturating_add(1);
        }
        Ok(found)
    }
}

pub(super) async fn item_by_code(reader: &mut Reader<'_>, code: &str) -> Result<Item, QueryError> {
    let item = reader.get(Item::by_code(code)).await?;
    item.ok_or_else(|| not_found("item_not_found", "item", code))
}

pub(super) async fn lot_by_code(
    reader: &mut Reader<'_>,
    item: &Item,
    code: &str,
) -> Result<Lot, QueryError> {
    let lot = reader.get(Lot::by_code(item.no, code)).await?;
    lot.ok_or_else(|| not_found("lot_not_found", "lot", code))
}

/// Smallest units of an item as people write them.
pub(super) fn shown(item: &Item, units: i64) -> Quantity {
    Quantity::of_scaled(units, u8::try_from(item.scale).unwrap_or(0))
}

/// The same for sums of histories.
pub(super) fn shown_sum(item: &Item, units: i128) -> Quantity {
    Quantity::new(units, u8::try_from(item.scale).unwrap_or(0)).unwrap_or_default()
}
