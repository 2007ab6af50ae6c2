//! Prices and kept directives of imported books.

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tables::{DirectiveRow, PriceRow};
use crate::types::Metadata;

/// Known prices, in order of currency and time.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// Only of this currency.
    #[serde(default)]
    pub currency: Option<String>,
}

/// A price of one unit.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PriceView {
    /// What is priced.
    pub currency: String,
    /// The currency of the price.
    pub quoted_in: String,
    /// From when on it holds.
    pub at: Timestamp,
    /// The price, a decimal as text.
    pub price: String,
}

#[async_trait]
impl Query for Prices {
    const NAME: &'static str = "ledger.prices";
    type Output = Vec<PriceView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let mut scan = Scan::of::<PriceRow>();
        if let Some(currency) = &self.currency {
            scan = scan.filter(PriceRow::COL_CURRENCY, Compare::Equal, currency.as_str());
        }
        let rows = reader.scan_all::<PriceRow>(scan).await?;
        Ok(rows
            .into_iter()
            .map(|row| PriceView {
                currency: row.currency,
                quoted_in: row.quoted_in,
                at: row.at,
                price: row.price,
            })
            .collect())
    }
}

/// Kept directives, in the order in which they were recorded.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Directives {}

/// A kept directive.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DirectiveView {
    /// Its date.
    pub at: Timestamp,
    /// Its kind.
    pub kind: String,
    /// Its fields.
    pub body: Metadata,
}

#[async_trait]
impl Query for Directives {
    const NAME: &'static str = "ledger.directives";
    type Output = Vec<DirectiveView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let rows = reader.scan_all::<DirectiveRow>(Scan::of::<DirectiveRow>()).await?;
        Ok(rows
            .into_iter()
            .map(|row| DirectiveView { at: row.at, kind: row.kind, body: row.body.into_inner() })
            .collect())
    }
}
