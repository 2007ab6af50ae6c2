//! Items, locations, and what a barcode means.

use std::collections::BTreeMap;

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan as RowScan};
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names::{Names, item_by_code};
use super::{not_found, page_size};
use crate::gs1::{Date, Message};
use crate::tables::{Barcode, Component, Item, Location, Unit};
use crate::types::{Attributes, Costing, LocationKind, Removal, Tracking};

/// One item.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetItem {
    /// Its code.
    pub item: String,
}

/// Items in order of their codes.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Items {
    /// Only of this group.
    #[serde(default)]
    pub group: Option<String>,
    /// Only variants of this item.
    #[serde(default)]
    pub variant_of: Option<String>,
    /// Continue after this code.
    #[serde(default)]
    pub after: Option<String>,
    /// At most so many; 100 if missing.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of items.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemPage {
    /// The items.
    pub items: Vec<ItemView>,
    /// Where the next page starts; none after the last.
    pub next: Option<String>,
}

/// An item.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemView {
    /// Its code.
    pub item: String,
    /// What people call it.
    pub name: String,
    /// Its group.
    pub group: String,
    /// Its base unit.
    pub unit: String,
    /// Decimals of a quantity in the base unit.
    pub decimals: u8,
    /// How pieces are told apart.
    pub tracking: Tracking,
    /// How cost is found.
    pub costing: Costing,
    /// Which stock is taken first.
    pub removal: Removal,
    /// Whether it is a kit.
    pub kit: bool,
    /// Whether it may still be bought and sold.
    pub active: bool,
    /// The item that it is a variant of.
    pub variant_of: Option<String>,
    /// Facts about it.
    pub attributes: Attributes,
    /// Its packs.
    pub packs: Vec<PackView>,
    /// Its barcodes.
    pub barcodes: Vec<String>,
    /// What one base unit of it is made of, by item: quantity and of how many.
    pub components: BTreeMap<String, (Quantity, Quantity)>,
}

/// A pack of an item.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackView {
    /// The pack's code.
    pub unit: String,
    /// Smallest units of the item ...
    pub numerator: i64,
    /// ... in so many packs.
    pub denominator: i64,
}

async fn view(
    reader: &mut Reader<'_>,
    names: &mut Names,
    item: Item,
) -> Result<ItemView, QueryError> {
    let units = RowScan::of::<Unit>().filter(Unit::COL_ITEM, Compare::Equal, item.no);
    let packs = reader.scan_all::<Unit>(units).await?.into_iter().map(|unit| PackView {
        unit: unit.code.to_string(),
        numerator: unit.numerator,
        denominator: unit.denominator,
    });
    let packs = packs.collect();
    let barcodes = RowScan::of::<Barcode>().by(Barcode::BY_ITEM).filter(
        Barcode::COL_ITEM,
        Compare::Equal,
        item.no,
    );
    let barcodes = reader.scan_all::<Barcode>(barcodes).await?;
    let parts = RowScan::of::<Component>().filter(Component::COL_ITEM, Compare::Equal, item.no);
    let mut components = BTreeMap::new();
    for part in reader.scan_all::<Component>(parts).await? {
        let component = names.item(reader, part.component).await?;
        let quantity = super::names::shown(component, part.quantity);
        let code = component.code.to_string();
        components.insert(code, (quantity, super::names::shown(&item, part.per)));
    }
    let variant_of = match item.variant_of {
        Some(no) => Some(names.item(reader, no).await?.code.to_string()),
        None => None,
    };
    Ok(ItemView {
        item: item.code.to_string(),
        name: item.name,
        group: item.group_code.to_string(),
        unit: item.unit.to_string(),
        decimals: u8::try_from(item.scale).unwrap_or(0),
        tracking: item.tracking,
        costing: item.costing,
        removal: item.removal,
        kit: item.is_kit,
        active: item.active,
        variant_of,
        attributes: item.attributes.map(|it| it.into_inner()).unwrap_or_default(),
        packs,
        barcodes: barcodes.into_iter().map(|row| row.barcode.to_string()).collect(),
        components,
    })
}

#[async_trait]
impl Query for GetItem {
    const NAME: &'static str = "inventory.item";
    const POINT: bool = true;
    type Output = ItemView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<ItemView, QueryError> {
        let item = item_by_code(reader, &self.item).await?;
        view(reader, &mut Names::default(), item).await
    }
}

#[async_trait]
impl Query for Items {
    const NAME: &'static str = "inventory.items";
    type Output = ItemPage;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<ItemPage, QueryError> {
        let limit = page_size(self.limit);
        let mut scan = RowScan::of::<Item>().by(Item::BY_CODE).limit(limit);
        if let Some(group) = &self.group {
            scan = scan.filter(Item::COL_GROUP_CODE, Compare::Equal, group.as_str());
        }
        if let Some(parent) = &self.variant_of {
            let parent = item_by_code(reader, parent).await?;
            scan = scan.filter(Item::COL_VARIANT_OF, Compare::Equal, parent.no);
        }
        if let Some(after) = &self.after {
            scan = scan.filter(Item::COL_CODE, Compare::Greater, after.as_str());
        }
        let page = reader.scan(&scan).await?;
        let rows: Vec<Item> = page.of::<Item>().cloned().collect();
        let next = rows.last().filter(|_| page.next.is_some()).map(|row| row.code.to_string());
        let mut names = Names::default();
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            items.push(view(reader, &mut names, row).await?);
        }
        Ok(ItemPage { items, next })
    }
}

/// All locations, in order of their codes.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Locations {}

/// A location.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LocationView {
    /// Its code.
    pub location: String,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: LocationKind,
    /// The location above it.
    pub parent: Option<String>,
    /// Its place in the walk through the house.
    pub position: i64,
}

#[async_trait]
impl Query for Locations {
    const NAME: &'static str = "inventory.locations";
    type Output = Vec<LocationView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let mut names = Names::default();
        let all = names.locations(reader).await?;
        let code = |no: i64| all.get(&no).map(|location| location.code.to_string());
        let view = |location: &Location| LocationView {
            location: location.code.to_string(),
            name: location.name.clone(),
            kind: location.kind,
            parent: location.parent.and_then(code),
            position: location.position,
        };
        let mut views: Vec<LocationView> = all.values().map(view).collect();
        views.sort_by(|left, right| left.location.cmp(&right.location));
        Ok(views)
    }
}

/// What a scanned barcode means: a GTIN, a GS1 element string or Digital Link, or any other
/// barcode of an item.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScanBarcode {
    /// What the scanner read.
    pub barcode: String,
}

/// What a barcode means.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScanView {
    /// The item, if there is one with this barcode.
    pub item: Option<String>,
    /// The unit that carries it.
    pub unit: Option<String>,
    /// How many base units one of it is.
    pub quantity: Option<Quantity>,
    /// The lot's code (AI 10), or the serial number (AI 21) of an item that has them.
    pub lot: Option<String>,
    /// Whether the lot is known.
    pub lot_known: bool,
    /// The first instant after its last good day (AI 17).
    pub expires_at: Option<Timestamp>,
    /// All GS1 elements by their application identifiers.
    pub elements: BTreeMap<String, String>,
}

#[async_trait]
impl Query for ScanBarcode {
    const NAME: &'static str = "inventory.scan";
    const POINT: bool = true;
    type Output = ScanView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<ScanView, QueryError> {
        let text = self.barcode.trim();
        let plain = crate::decide::item::kept_barcode(text).ok();
        let mut row = match &plain {
            Some(barcode) => reader.get(Barcode::key(barcode)).await?,
            None => None,
        };
        let message = if row.is_none() { Message::parse(text).ok() } else { None };
        let mut elements = BTreeMap::new();
        if let Some(message) = &message {
            for element in message.elements() {
                elements.insert(element.ai().to_string(), element.value().to_owned());
            }
            if let Some(gtin) = message.gtin() {
                let barcode = format!("{:0>14}", gtin.as_u64());
                row = reader.get(Barcode::key(&barcode)).await?;
            }
        }
        if row.is_none() && elements.is_empty() {
            return Err(not_found("barcode_not_found", "barcode", text));
        }
        let reference_year = year_of(reader.now());
        let expiry = message.as_ref().and_then(|it| it.expiry(reference_year).ok().flatten());
        let mut answer = ScanView {
            item: None,
            unit: None,
            quantity: None,
            lot: message.as_ref().and_then(|it| it.lot().or(it.serial())).map(str::to_owned),
            lot_known: false,
            expires_at: expiry.and_then(end_of),
            elements,
        };
        let Some(row) = row else { return Ok(answer) };
        let mut names = Names::default();
        let item = names.item(reader, row.item).await?.clone();
        if item.tracking == Tracking::Serial {
            let serial = message.as_ref().and_then(Message::serial);
            answer.lot = serial.map(str::to_owned).or(answer.lot);
        }
        if let Some(code) = &answer.lot {
            let lot = reader.get(crate::tables::Lot::by_code(item.no, code)).await?;
            answer.lot_known = lot.is_some();
        }
        let units = match &row.unit {
            Some(unit) => reader.get(Unit::key(item.no, unit)).await?,
            None => None,
        };
        answer.quantity = match &units {
            Some(unit) if unit.denominator == 1 => Some(super::names::shown(&item, unit.numerator)),
            Some(_) => None,
            None => Some(Quantity::from(1)),
        };
        answer.unit = Some(row.unit.unwrap_or(item.unit).to_string());
        answer.item = Some(item.code.to_string());
        Ok(answer)
    }
}

fn year_of(now: Timestamp) -> u16 {
    let text = now.to_string();
    text.get(..4).and_then(|year| year.parse().ok()).unwrap_or(2_000)
}

/// The first instant after a day.
fn end_of(date: Date) -> Option<Timestamp> {
    let day = format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
    let start: Timestamp = day.parse().ok()?;
    start.checked_add(std::time::Duration::from_secs(86_400)).ok()
}
