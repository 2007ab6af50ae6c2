//! What stock is worth, now and as of both time axes.

use std::collections::BTreeMap;

use async_trait::async_trait;
use moja_core::as_of::AsOf;
use moja_core::command::{Query, QueryError};
use moja_core::currency::Currency;
use moja_core::money::Money;
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::scan::Scan;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names::{Names, shown_sum};
use crate::tables::{Group, PoolRow, STOCK, VALUE};

/// What stock is worth, by item (and lot, where lots are valued by themselves).
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Valuation {
    /// Only of this group.
    #[serde(default)]
    pub group: Option<String>,
    /// Only of this item.
    #[serde(default)]
    pub item: Option<String>,
    /// When.
    #[serde(default)]
    pub as_of: AsOf,
}

/// What stock is worth.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ValuationView {
    /// By item.
    pub lines: Vec<ValuationLine>,
    /// In all, one for each currency.
    pub totals: Vec<Money>,
}

/// What an item is worth.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ValuationLine {
    /// The item.
    pub item: String,
    /// The lot, where lots are valued by themselves.
    pub lot: Option<String>,
    /// The group.
    pub group: String,
    /// How much there is, in base units.
    pub quantity: Quantity,
    /// What it is worth.
    pub value: Money,
}

/// The currency of a group.
pub(crate) fn currency_of(group: &Group) -> Result<Currency, QueryError> {
    u8::try_from(group.exponent)
        .ok()
        .and_then(|exponent| Currency::custom(&group.currency, exponent).ok())
        .ok_or_else(|| QueryError::refused("currency_invalid", "a group has no valid currency"))
}

#[async_trait]
impl Query for Valuation {
    const NAME: &'static str = "inventory.valuation";
    type Output = ValuationView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<ValuationView, QueryError> {
        let (at_us, known_pos) = self.as_of.resolve(reader).await?;
        let groups = reader.scan_all::<Group>(Scan::of::<Group>()).await?;
        let mut names = Names::default();
        let mut lines = Vec::new();
        let mut totals: BTreeMap<String, Money> = BTreeMap::new();
        for pool in reader.scan_all::<PoolRow>(Scan::of::<PoolRow>()).await? {
            let item = names.item(reader, pool.item).await?.clone();
            let other = |wanted: &Option<String>, has: &str| {
                wanted.as_deref().is_some_and(|wanted| wanted != has)
            };
            if other(&self.group, &item.group_code) || other(&self.item, &item.code) {
                continue;
            }
            let group = groups.iter().find(|group| group.code == item.group_code);
            let Some(group) = group else { continue };
            let currency = currency_of(group)?;
            let (quantity, value) = if self.as_of.is_now() {
                (i128::from(pool.quantity), i128::from(pool.value))
            } else {
                let series = pool.no.saturating_neg();
                let quantity = reader.sums(STOCK, series, at_us, known_pos).await?.net();
                (quantity, reader.sums(VALUE, pool.no, at_us, known_pos).await?.net())
            };
            if quantity == 0 && value == 0 {
                continue;
            }
            let value = Money::new(value, currency);
            let total =
                totals.entry(currency.code().to_owned()).or_insert_with(|| Money::zero(currency));
            *total = total.checked_add(value).unwrap_or(*total);
            lines.push(ValuationLine {
                item: item.code.to_string(),
                lot: names.lot(reader, pool.lot).await?.map(|lot| lot.code.to_string()),
                group: item.group_code.to_string(),
                quantity: shown_sum(&item, quantity),
                value,
            });
        }
        lines.sort_by(|left, right| (&left.item, &left.lot).cmp(&(&right.item, &right.lot)));
        Ok(ValuationView { lines, totals: totals.into_values().collect() })
    }
}
