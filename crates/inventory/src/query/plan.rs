//! What to order, and how much will be asked for.

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::scan::Scan;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::availability::sums_of;
use super::demand::{DAY_US, Periods, customer_levels, demand, rounded, sizes};
use super::names::{Names, item_by_code, shown_sum};
use crate::plan::{Method, Xyz, forecast, xyz};
use crate::tables::PolicyRow;

/// What should be ordered by the reorder rules: items of which what is available and what is to
/// come have fallen to the least that a rule allows.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reorder {
    /// Only by rules for here and below.
    #[serde(default)]
    pub location: Option<String>,
}

/// Something to order, in base units.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReorderLine {
    /// The item.
    pub item: String,
    /// For which location.
    pub location: String,
    /// What is available there and below, and what is to come.
    pub position: Quantity,
    /// What it should not fall to: the rule's least, and the safety stock.
    pub threshold: Quantity,
    /// How much to order.
    pub order: Quantity,
    /// When it would arrive if it were ordered now.
    pub arrives_at: Timestamp,
}

#[async_trait]
impl Query for Reorder {
    const NAME: &'static str = "inventory.reorder";
    type Output = Vec<ReorderLine>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let mut names = Names::default();
        let places = match &self.location {
            Some(location) => Some(names.subtree(reader, location).await?),
            None => None,
        };
        let now = reader.now();
        let mut lines = Vec::new();
        for rule in reader.scan_all::<PolicyRow>(Scan::of::<PolicyRow>()).await? {
            let (Some(min), Some(max)) = (rule.reorder_min, rule.reorder_max) else { continue };
            if places.as_ref().is_some_and(|places| !places.contains(&rule.location)) {
                continue;
            }
            let item = names.item(reader, rule.item).await?.clone();
            if !item.active || item.is_kit {
                continue;
            }
            let location = names.location(reader, rule.location).await?.code.to_string();
            let below = names.subtree(reader, &location).await?;
            let position = sums_of(reader, &mut names, &item, &below, now).await?;
            let safety = i128::from(rule.safety_stock.unwrap_or(0));
            let threshold = i128::from(min).saturating_add(safety);
            if position > threshold {
                continue;
            }
            let up_to = i128::from(max).max(threshold);
            let order = whole_multiple(up_to.saturating_sub(position), rule.order_multiple);
            if order == 0 {
                continue;
            }
            let days = rule.lead_time_days.unwrap_or(0);
            let arrives_us = now.as_micros().saturating_add(days.saturating_mul(DAY_US));
            lines.push(ReorderLine {
                item: item.code.to_string(),
                location,
                position: shown_sum(&item, position),
                threshold: shown_sum(&item, threshold),
                order: shown_sum(&item, order),
                arrives_at: Timestamp::try_from_micros(arrives_us).unwrap_or(Timestamp::MAX),
            });
        }
        lines.sort_by(|left, right| {
            (&left.item, &left.location).cmp(&(&right.item, &right.location))
        });
        Ok(lines)
    }
}

/// At least `units`, in whole multiples.
pub(super) fn whole_multiple(units: i128, multiple: Option<i64>) -> i128 {
    let multiple = i128::from(multiple.unwrap_or(1)).max(1);
    let more = units.saturating_add(multiple.saturating_sub(1));
    more.checked_div(multiple).unwrap_or(0).saturating_mul(multiple)
}

/// How much of an item customers will ask for, by what they took less what they brought back.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    /// The item; of a kit ask for its components.
    pub item: String,
    /// How it is forecast.
    pub method: Method,
    /// Days of a period.
    #[serde(default = "week")]
    #[foreign(default = 7)]
    pub period_days: u32,
    /// Periods to look back, at most a thousand.
    #[serde(default = "year")]
    #[foreign(default = 52)]
    pub periods: u32,
    /// The end of the last period; now if missing.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

pub(super) fn week() -> u32 {
    7
}

pub(super) fn year() -> u32 {
    52
}

/// What was asked for, and what will be.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForecastView {
    /// Demand of the past periods, oldest first, in base units.
    pub demand: Vec<Quantity>,
    /// Demand to be expected in each period to come, rounded to the smallest unit; missing if
    /// nothing was ever asked for.
    pub forecast: Option<Quantity>,
    /// How even the demand was, by its coefficient of variation: up to 0.5, up to 1, or more.
    pub evenness: Xyz,
}

#[async_trait]
impl Query for Forecast {
    const NAME: &'static str = "inventory.forecast";
    type Output = ForecastView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<ForecastView, QueryError> {
        let periods = Periods::new(reader, self.period_days, self.periods, self.until)?;
        let mut names = Names::default();
        let item = item_by_code(reader, &self.item).await?;
        let levels = customer_levels(reader, &mut names, Some(item.no)).await?;
        let units = demand(reader, &levels, &periods).await?;
        let sizes = sizes(&units);
        let expected = forecast(&sizes, self.method).and_then(rounded);
        Ok(ForecastView {
            demand: units.iter().map(|units| shown_sum(&item, *units)).collect(),
            forecast: expected.map(|units| shown_sum(&item, units)),
            evenness: xyz(&sizes, 0.5, 1.0),
        })
    }
}
