//! How much to order at a time, and when.

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::money::Money;
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::demand::{Periods, customer_levels, demand, rounded, sizes};
use super::names::{Names, item_by_code, shown_sum};
use super::plan::{week, whole_multiple, year};
use crate::decide::smallest_units;
use crate::plan::{PeriodicReview, economic_order_quantity, mean_and_deviation, s_and_s};
use crate::tables::{Item, Location, PolicyRow};

/// Days of a year.
const YEAR_DAYS: f64 = 365.0;

/// How much of an item to order at a time, by what customers took of it and what ordering,
/// keeping and lacking cost.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderQuantity {
    /// The item; of a kit ask for its components.
    pub item: String,
    /// The location whose reorder rule says how long an order takes and what it is a multiple of.
    #[serde(default)]
    pub location: Option<String>,
    /// What an order costs, however much is ordered.
    pub order_cost: Money,
    /// What keeping so much as `per` for a year costs.
    pub holding_cost: Money,
    /// What lacking so much as `per` for a year costs: needed to say when to order.
    #[serde(default)]
    pub shortage_cost: Option<Money>,
    /// The quantity that holding and shortage cost are given for, in base units.
    #[serde(default = "one")]
    #[foreign(default = "1")]
    pub per: Quantity,
    /// Days of a period: stock is looked at once in each.
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

fn one() -> Quantity {
    Quantity::from(1)
}

impl OrderQuantity {
    /// By the weeks of the last year, for costs of one base unit.
    #[must_use]
    pub fn new(item: impl Into<String>, order_cost: Money, holding_cost: Money) -> Self {
        Self {
            item: item.into(),
            location: None,
            order_cost,
            holding_cost,
            shortage_cost: None,
            per: one(),
            period_days: week(),
            periods: year(),
            until: None,
        }
    }
}

/// How much to order, in base units, rounded to the smallest unit. What cannot be said is
/// missing: without demand, or with a cost that is not positive.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderQuantityView {
    /// What customers take in a year, by what they took.
    pub demand_per_year: Quantity,
    /// The quantity whose ordering and keeping costs least, in whole multiples of the rule.
    pub economic: Option<Quantity>,
    /// When to order, and up to how much.
    pub review: Option<ReviewView>,
}

/// When to order, and up to how much: (s, S).
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewView {
    /// Order when what is available and to come has fallen to this, in base units.
    pub order_at: Quantity,
    /// Order up to this, in base units.
    pub order_up_to: Quantity,
}

#[async_trait]
impl Query for OrderQuantity {
    const NAME: &'static str = "inventory.order_quantity";
    type Output = OrderQuantityView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<OrderQuantityView, QueryError> {
        let periods = Periods::new(reader, self.period_days, self.periods, self.until)?;
        let mut names = Names::default();
        let item = item_by_code(reader, &self.item).await?;
        let rule = match &self.location {
            Some(code) => match reader.get(Location::by_code(code)).await? {
                Some(place) => reader.get(PolicyRow::key(item.no, place.no)).await?,
                None => return Err(super::not_found("location_not_found", "location", code)),
            },
            None => None,
        };
        let costs = Costs::of(self, &item)?;
        let levels = customer_levels(reader, &mut names, Some(item.no)).await?;
        let sizes = sizes(&demand(reader, &levels, &periods).await?);
        let days = f64::from(self.period_days);
        let mean = sizes.iter().sum::<f64>() / f64::from(self.periods);
        let per_year = mean * YEAR_DAYS / days;
        let multiple = rule.as_ref().and_then(|rule| rule.order_multiple);
        let economic = economic_order_quantity(per_year, costs.order, costs.holding)
            .and_then(rounded)
            .map(|units| shown_sum(&item, whole_multiple(units.max(1), multiple)));
        let lead_days = rule.and_then(|rule| rule.lead_time_days).unwrap_or(0);
        let lead_days = u32::try_from(lead_days).map_or(0.0, f64::from);
        let lead_time = lead_days / days;
        let review = match mean_and_deviation(&sizes) {
            Some(known) => costs.review(known, lead_time, self.period_days)?,
            None => None,
        };
        let shown = |size: f64| rounded(size.max(0.0)).map(|units| shown_sum(&item, units));
        let review = review.and_then(|it| s_and_s(&it)).and_then(|(low, high)| {
            Some(ReviewView { order_at: shown(low)?, order_up_to: shown(high)? })
        });
        let demand_per_year = shown_sum(&item, rounded(per_year).unwrap_or(0));
        Ok(OrderQuantityView { demand_per_year, economic, review })
    }
}

/// Costs that stand to each other as those of an order and of one smallest unit for a year: only
/// their ratios matter, so that no fraction of a cent is lost.
struct Costs {
    order: Money,
    holding: Money,
    shortage: Option<Money>,
}

impl Costs {
    fn of(it: &OrderQuantity, item: &Item) -> Result<Self, QueryError> {
        let per = match it.per.to_units(smallest_units(item.scale), 1) {
            Ok(units) if units > 0 => units,
            _ => {
                let message = "costs must be given for a positive quantity of whole smallest units";
                return Err(QueryError::refused("quantity_invalid", message));
            }
        };
        let others = [Some(it.holding_cost), it.shortage_cost];
        if let Some(other) =
            others.iter().flatten().find(|other| other.currency() != it.order_cost.currency())
        {
            let message =
                format!("costs are in `{}` and `{}`", it.order_cost.currency(), other.currency());
            return Err(QueryError::refused("currency_mismatch", message));
        }
        let order = times(it.order_cost, per.into())?;
        Ok(Self { order, holding: it.holding_cost, shortage: it.shortage_cost })
    }

    /// The same for a period instead of a year.
    fn review(
        &self,
        (demand_mean, demand_deviation): (f64, f64),
        lead_time: f64,
        period_days: u32,
    ) -> Result<Option<PeriodicReview>, QueryError> {
        let Some(shortage) = self.shortage else { return Ok(None) };
        Ok(Some(PeriodicReview {
            demand_mean,
            demand_deviation,
            lead_time,
            order_cost: times(self.order, 365)?,
            holding_cost: times(self.holding, period_days.into())?,
            shortage_cost: times(shortage, period_days.into())?,
        }))
    }
}

fn times(cost: Money, factor: i128) -> Result<Money, QueryError> {
    let product = cost.checked_mul_int(factor);
    product.map_err(|error| QueryError::refused(error.code(), error.to_string()))
}
