//! Prices, quotes and series of numbers.

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::money::Money;
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::not_found;
use crate::decide::shown;
use crate::pricing::Quote;
use crate::tables::{Price, QuoteRow, Series};
use crate::types::{Break, DEFAULT_LIST, DocumentKind, OrderId, QuoteId, currency_with};

/// The prices of a list, past and to come: of all items, or of one.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// The list's code; `default` if missing.
    #[serde(default)]
    pub list: Option<String>,
    /// The item's code.
    #[serde(default)]
    pub item: Option<String>,
    /// Only those that hold at this time.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// A price.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PriceView {
    /// The item's code.
    pub item: String,
    /// The price ...
    pub price: Money,
    /// ... of so much.
    pub per: Quantity,
    /// Other prices from larger quantities on.
    pub breaks: Vec<Break>,
    /// The tax's code.
    pub tax: Option<String>,
    /// From when on it holds.
    pub valid_from: Timestamp,
    /// Until when, if not until the next one.
    pub valid_until: Option<Timestamp>,
}

#[async_trait]
impl Query for Prices {
    const NAME: &'static str = "commerce.prices";
    type Output = Vec<PriceView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Vec<PriceView>, QueryError> {
        let list = self.list.as_deref().unwrap_or(DEFAULT_LIST);
        let mut scan = Scan::of::<Price>().filter(Price::COL_LIST, Compare::Equal, list);
        if let Some(item) = &self.item {
            scan = scan.filter(Price::COL_ITEM, Compare::Equal, item.as_str());
        }
        let mut rows: Vec<Price> = Vec::new();
        for row in reader.scan_all::<Price>(scan).await? {
            if self.at.is_none_or(|at| row.valid_from <= at) {
                // Of one item and currency the later one is behind the earlier one.
                let same =
                    |known: &Price| (&known.item, &known.currency) == (&row.item, &row.currency);
                if self.at.is_some() && rows.last().is_some_and(same) {
                    rows.pop();
                }
                rows.push(row);
            }
        }
        let holds = |row: &Price| match (self.at, row.valid_until) {
            (Some(at), Some(until)) => at < until,
            _ => true,
        };
        Ok(rows.into_iter().filter(holds).map(price_view).collect())
    }
}

fn price_view(row: Price) -> PriceView {
    PriceView {
        price: Money::new(row.price.into(), currency_with(&row.currency, row.exponent)),
        item: row.item.into(),
        per: shown(row.per),
        breaks: row.breaks.map(moja_core::Json::into_inner).unwrap_or_default(),
        tax: row.tax.map(String::from),
        valid_from: row.valid_from,
        valid_until: row.valid_until,
    }
}

/// One quote.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetQuote {
    /// Its id.
    pub quote: QuoteId,
}

/// A quote.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuoteView {
    /// Its id.
    pub quote: QuoteId,
    /// The numbers, as they were when it was made.
    pub numbers: Quote,
    /// When it was made.
    pub quoted_at: Timestamp,
    /// From when on it counts no more.
    pub expires_at: Option<Timestamp>,
    /// For whom.
    pub party: Option<String>,
    /// The order that it became.
    pub order: Option<OrderId>,
}

#[async_trait]
impl Query for GetQuote {
    const NAME: &'static str = "commerce.quote";
    const POINT: bool = true;
    type Output = QuoteView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<QuoteView, QueryError> {
        let Some(row) = reader.get(QuoteRow::key(self.quote)).await? else {
            return Err(not_found("quote_not_found", "quote", &self.quote.to_string()));
        };
        Ok(QuoteView {
            quote: row.id,
            numbers: row.quote.into_inner(),
            quoted_at: row.quoted_at,
            expires_at: row.expires_at,
            party: row.party.map(String::from),
            order: row.order_id,
        })
    }
}

/// All series of document numbers.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSeries {}

/// A series of document numbers.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SeriesView {
    /// Its code.
    pub series: String,
    /// What its documents are.
    pub kind: DocumentKind,
    /// What stands before each number.
    pub prefix: String,
    /// The number of digits.
    pub digits: i64,
    /// The first number.
    pub first: i64,
    /// The next number: those from the first up to it were taken, without a gap.
    pub next: i64,
    /// The only device that takes numbers.
    pub device: Option<String>,
}

#[async_trait]
impl Query for ListSeries {
    const NAME: &'static str = "commerce.series";
    type Output = Vec<SeriesView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Vec<SeriesView>, QueryError> {
        let rows = reader.scan_all::<Series>(Scan::of::<Series>()).await?;
        let views = rows.into_iter().map(|row| SeriesView {
            series: row.code.into(),
            kind: row.kind,
            prefix: row.prefix.into(),
            digits: row.digits,
            first: row.first,
            next: row.next,
            device: row.device.map(String::from),
        });
        Ok(views.collect())
    }
}
