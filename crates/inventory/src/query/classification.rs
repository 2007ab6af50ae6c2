//! Which items matter, and whose demand is even.

use std::collections::BTreeMap;

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::money::{Money, Rounding};
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::scan::Scan;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::demand::{Periods, customer_levels, demand, sizes};
use super::names::{Names, shown_sum};
use super::valuation::currency_of;
use crate::decide::worth::decode;
use crate::plan::{Abc, Xyz, abc, xyz};
use crate::tables::{Group, Item, Level, PoolRow};
use crate::valuation::State;

/// Sorts items by what customers took of them, at what the stock costs (ABC), and by how even
/// that was (XYZ). Items of one currency are sorted among themselves.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Classification {
    /// Only items of this group.
    #[serde(default)]
    pub group: Option<String>,
    /// Days of a period.
    #[serde(default = "month")]
    #[foreign(default = 30)]
    pub period_days: u32,
    /// Periods to look back, at most a thousand.
    #[serde(default = "twelve")]
    #[foreign(default = 12)]
    pub periods: u32,
    /// The end of the last period; now if missing.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// What begins within this share of the whole is A, in percent.
    #[serde(default = "eighty")]
    #[foreign(default = 80)]
    pub a_percent: u32,
    /// What begins within this share of the whole and is not A is B, in percent.
    #[serde(default = "ninety_five")]
    #[foreign(default = 95)]
    pub b_percent: u32,
    /// Up to this coefficient of variation demand is X, in percent.
    #[serde(default = "fifty")]
    #[foreign(default = 50)]
    pub x_percent: u32,
    /// Up to this coefficient of variation demand is at least Y, in percent.
    #[serde(default = "hundred")]
    #[foreign(default = 100)]
    pub y_percent: u32,
}

fn month() -> u32 {
    30
}

fn twelve() -> u32 {
    12
}

fn eighty() -> u32 {
    80
}

fn ninety_five() -> u32 {
    95
}

fn fifty() -> u32 {
    50
}

fn hundred() -> u32 {
    100
}

impl Default for Classification {
    fn default() -> Self {
        Self {
            group: None,
            period_days: month(),
            periods: twelve(),
            until: None,
            a_percent: eighty(),
            b_percent: ninety_five(),
            x_percent: fifty(),
            y_percent: hundred(),
        }
    }
}

/// An item and its classes.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClassLine {
    /// The item.
    pub item: String,
    /// What customers took in all periods, less what they brought back, in base units.
    pub demand: Quantity,
    /// The same at what the stock costs now, or last cost if there is none.
    pub value: Money,
    /// Its share in the whole.
    pub abc: Abc,
    /// How even its demand was.
    pub xyz: Xyz,
}

#[async_trait]
impl Query for Classification {
    const NAME: &'static str = "inventory.classification";
    type Output = Vec<ClassLine>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Vec<ClassLine>, QueryError> {
        if self.a_percent > self.b_percent
            || self.b_percent > 100
            || self.x_percent > self.y_percent
        {
            let message = "the bounds of classes must rise, and shares end at 100 percent";
            return Err(QueryError::refused("bounds_invalid", message));
        }
        let periods = Periods::new(reader, self.period_days, self.periods, self.until)?;
        let mut names = Names::default();
        let mut levels: BTreeMap<i64, Vec<Level>> = BTreeMap::new();
        for level in customer_levels(reader, &mut names, None).await? {
            levels.entry(level.item).or_default().push(level);
        }
        let costs = unit_costs(reader).await?;
        let groups = reader.scan_all::<Group>(Scan::of::<Group>()).await?;
        let mut by_currency: BTreeMap<String, Vec<ClassLine>> = BTreeMap::new();
        let (x, y) = (f64::from(self.x_percent) / 100.0, f64::from(self.y_percent) / 100.0);
        for item in reader.scan_all::<Item>(Scan::of::<Item>()).await? {
            let of_group = self.group.as_deref().is_none_or(|group| group == item.group_code);
            let taken = levels.get(&item.no);
            if !of_group || item.is_kit || (taken.is_none() && !item.active) {
                continue;
            }
            let Some(group) = groups.iter().find(|group| group.code == item.group_code) else {
                continue;
            };
            let currency = currency_of(group)?;
            let demand = demand(reader, taken.into_iter().flatten(), &periods).await?;
            let whole = demand.iter().fold(0_i128, |sum, units| sum.saturating_add(*units));
            let (cost, per) = costs.get(&item.no).copied().unwrap_or((0, 1));
            let value = Money::new(cost, currency)
                .mul_ratio(whole, per, Rounding::HalfEven)
                .map_err(|error| QueryError::refused(error.code(), error.to_string()))?;
            by_currency.entry(currency.code().to_owned()).or_default().push(ClassLine {
                item: item.code.to_string(),
                demand: shown_sum(&item, whole),
                value,
                abc: Abc::C,
                xyz: xyz(&sizes(&demand), x, y),
            });
        }
        let mut lines = Vec::new();
        for mut of_currency in by_currency.into_values() {
            // More brought back than taken in these periods is no share of the whole.
            let values = of_currency.iter().map(|line| line.value.minor().max(0));
            let values: Vec<i64> =
                values.map(|minor| i64::try_from(minor).unwrap_or(i64::MAX)).collect();
            let classes = abc(&values, self.a_percent, self.b_percent);
            for (line, class) in of_currency.iter_mut().zip(classes) {
                line.abc = class;
            }
            of_currency.sort_by(|left, right| {
                right.value.minor().cmp(&left.value.minor()).then(left.item.cmp(&right.item))
            });
            lines.append(&mut of_currency);
        }
        Ok(lines)
    }
}

/// What items cost: minor units for so many smallest units. Those in stock as it is worth, others
/// as they last were.
async fn unit_costs(reader: &mut Reader<'_>) -> Result<BTreeMap<i64, (i128, i128)>, QueryError> {
    let mut stocked: BTreeMap<i64, (i128, i128)> = BTreeMap::new();
    let mut last: BTreeMap<i64, (Timestamp, (i128, i128))> = BTreeMap::new();
    for pool in reader.scan_all::<PoolRow>(Scan::of::<PoolRow>()).await? {
        if pool.quantity > 0 {
            let (value, quantity) = stocked.entry(pool.item).or_default();
            *value = value.saturating_add(pool.value.into());
            *quantity = quantity.saturating_add(pool.quantity.into());
            continue;
        }
        let state: State = decode(&pool.state)?;
        let cost = (i128::from(state.last.0), i128::from(state.last.1));
        let newer = last.get(&pool.item).is_none_or(|(at, _)| *at <= pool.last_at);
        if newer && cost.1 > 0 {
            last.insert(pool.item, (pool.last_at, cost));
        }
    }
    for (item, (_, cost)) in last {
        stocked.entry(item).or_insert(cost);
    }
    Ok(stocked)
}
