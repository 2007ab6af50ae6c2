//! Documents and movements.

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use moja_core::value::{Key, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names::{Names, item_by_code, lot_by_code, shown};
use super::{not_found, page_size};
use crate::tables::{Document, Item, Level, Movement};
use crate::types::{DocumentId, DocumentKind, StockStatus};

/// One document with its movements.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetDocument {
    /// Its id.
    pub document: DocumentId,
}

/// A document.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentView {
    /// Its id.
    pub document: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// When it happened.
    pub effective_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The app's reference.
    pub reference: Option<String>,
    /// The customer or supplier.
    pub party: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The document that it returns, reverses or belongs to.
    pub original: Option<DocumentId>,
    /// Its movements.
    pub movements: Vec<MovementView>,
}

/// Movements in the order of recording.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Movements {
    /// Only of this item.
    #[serde(default)]
    pub item: Option<String>,
    /// Only of this lot of the item.
    #[serde(default)]
    pub lot: Option<String>,
    /// Continue after this one: what the last page said is next.
    #[serde(default)]
    pub after: Option<(i64, i64, i64)>,
    /// At most so many; 100 if missing.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of movements.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MovementPage {
    /// The movements.
    pub movements: Vec<MovementView>,
    /// Where the next page starts; none after the last.
    pub next: Option<(i64, i64, i64)>,
}

/// A movement.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MovementView {
    /// The document.
    pub document: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// The item.
    pub item: String,
    /// The lot's code, or the serial number.
    pub lot: Option<String>,
    /// The location that it left.
    pub from: String,
    /// The location that it reached.
    pub to: String,
    /// The status that it had.
    pub from_status: StockStatus,
    /// The status that it has.
    pub to_status: StockStatus,
    /// How much, in base units.
    pub quantity: Quantity,
    /// When it happened.
    pub effective_at: Timestamp,
    /// What it was worth when it was recorded, minor units, if the value of our stock changed.
    pub cost_minor: Option<i64>,
}

async fn view(
    reader: &mut Reader<'_>,
    names: &mut Names,
    document: &Document,
    row: &Movement,
) -> Result<MovementView, QueryError> {
    let item: Item = names.item(reader, row.item).await?.clone();
    let lot = names.lot(reader, row.lot.unwrap_or(0)).await?.map(|lot| lot.code.to_string());
    let levels = reader.get_all(vec![Level::key(row.from_level), Level::key(row.to_level)]).await?;
    let mut ends = Vec::with_capacity(levels.len());
    for level in levels.into_iter().flatten() {
        let code = names.location(reader, level.location).await?.code.to_string();
        ends.push((code, level.status));
    }
    let mut ends = ends.into_iter();
    let (Some((from, from_status)), Some((to, to_status))) = (ends.next(), ends.next()) else {
        return Err(not_found("level_not_found", "level", &row.from_level.to_string()));
    };
    Ok(MovementView {
        document: document.id,
        kind: document.kind,
        item: item.code.to_string(),
        lot,
        from,
        to,
        from_status,
        to_status,
        quantity: shown(&item, row.quantity),
        effective_at: row.effective_at,
        cost_minor: row.cost,
    })
}

#[async_trait]
impl Query for GetDocument {
    const NAME: &'static str = "inventory.document";
    type Output = DocumentView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<DocumentView, QueryError> {
        let Some(document) = reader.get(Document::by_id(self.document)).await? else {
            return Err(not_found("document_not_found", "document", &self.document.to_string()));
        };
        let scan = Scan::of::<Movement>()
            .filter(Movement::COL_POS, Compare::Equal, document.pos)
            .filter(Movement::COL_ORDINAL, Compare::Equal, document.ordinal);
        let mut names = Names::default();
        let mut movements = Vec::new();
        for row in reader.scan_all::<Movement>(scan).await? {
            movements.push(view(reader, &mut names, &document, &row).await?);
        }
        Ok(DocumentView {
            document: document.id,
            kind: document.kind,
            effective_at: document.effective_at,
            recorded_at: document.recorded_at,
            reference: document.reference.map(String::from),
            party: document.party.map(String::from),
            reason: document.reason,
            original: document.original,
            movements,
        })
    }
}

#[async_trait]
impl Query for Movements {
    const NAME: &'static str = "inventory.movements";
    type Output = MovementPage;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<MovementPage, QueryError> {
        let mut scan = Scan::of::<Movement>().limit(page_size(self.limit));
        let numbers = |after: (i64, i64, i64)| [after.0, after.1, after.2].map(Value::Int);
        let mut cursor: Option<Key> = self.after.map(|after| numbers(after).into_iter().collect());
        if let Some(code) = &self.item {
            let item = item_by_code(reader, code).await?;
            scan = scan.filter(Movement::COL_ITEM, Compare::Equal, item.no);
            if let Some(lot) = &self.lot {
                let lot = lot_by_code(reader, &item, lot).await?;
                scan = scan.by(Movement::BY_LOT).filter(Movement::COL_LOT, Compare::Equal, lot.no);
                cursor = self.after.map(|after| {
                    std::iter::once(Value::Int(lot.no)).chain(numbers(after)).collect()
                });
            }
        } else if self.lot.is_some() {
            return Err(QueryError::refused("item_missing", "a lot is one of an item: name it"));
        }
        let page = reader.scan(&scan.after(cursor)).await?;
        let rows: Vec<Movement> = page.of::<Movement>().cloned().collect();
        let next =
            rows.last().filter(|_| page.next.is_some()).map(|row| (row.pos, row.ordinal, row.line));
        let mut names = Names::default();
        let mut movements = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(document) = reader.get(Document::key(row.pos, row.ordinal)).await? {
                movements.push(view(reader, &mut names, &document, row).await?);
            }
        }
        Ok(MovementPage { movements, next })
    }
}
