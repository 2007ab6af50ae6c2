//! Planning: how much will be asked for, which items matter, and how much to order.
//!
//! Estimates, not accounts: they are floating point numbers, and whoever turns one into a
//! quantity rounds it. Money stays money: only how many times one cost is another becomes a
//! number. Everything here is a plain function and useful without the rest of the crate.

use moja_core::Code;
use moja_core::money::Money;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How demand is forecast from the demand of past periods, oldest first.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The mean of the last periods.
    MovingAverage {
        /// How many.
        periods: u32,
    },
    /// Croston: the mean size of demand over the mean interval between demands, each smoothed.
    Croston {
        /// How much the latest demand counts, above 0, up to 1.
        alpha: f64,
    },
    /// Croston without its upward bias, after Syntetos and Boylan.
    Sba {
        /// How much the latest demand counts, above 0, up to 1.
        alpha: f64,
    },
    /// The mean size of demand times its probability, after Teunter, Syntetos and Babai. Falls
    /// while nothing is asked for, so that it suits items that go out of use.
    Tsb {
        /// How much the latest demand counts, above 0, up to 1.
        alpha: f64,
        /// How much the latest period counts for the probability, above 0, up to 1.
        beta: f64,
    },
}

/// The demand to be expected in each of the periods to come, from that of the past periods,
/// oldest first; none if nothing was ever asked for, or a parameter is out of its range.
///
/// ```
/// use moja_inventory::plan::{Method, forecast};
///
/// let sold = [4.0, 6.0, 5.0, 9.0];
/// assert_eq!(forecast(&sold, Method::MovingAverage { periods: 2 }), Some(7.0));
/// ```
#[must_use]
pub fn forecast(demand: &[f64], method: Method) -> Option<f64> {
    match method {
        Method::MovingAverage { periods } => {
            let periods = usize::try_from(periods).ok().filter(|periods| *periods > 0)?;
            let last = demand.get(demand.len().saturating_sub(periods)..)?;
            if last.is_empty() { None } else { Some(mean(last)) }
        }
        Method::Croston { alpha } => croston(demand, alpha),
        Method::Sba { alpha } => Some(croston(demand, alpha)? * (1.0 - alpha / 2.0)),
        Method::Tsb { alpha, beta } => tsb(demand, alpha, beta),
    }
}

fn is_weight(weight: f64) -> bool {
    weight > 0.0 && weight <= 1.0
}

fn croston(demand: &[f64], alpha: f64) -> Option<f64> {
    if !is_weight(alpha) {
        return None;
    }
    let mut known: Option<(f64, f64)> = None;
    let mut waited = 1.0;
    for size in demand {
        if *size <= 0.0 {
            waited += 1.0;
            continue;
        }
        known = Some(match known {
            None => (*size, waited),
            Some((sizes, waits)) => {
                (sizes + alpha * (size - sizes), waits + alpha * (waited - waits))
            }
        });
        waited = 1.0;
    }
    known.map(|(sizes, waits)| sizes / waits)
}

fn tsb(demand: &[f64], alpha: f64, beta: f64) -> Option<f64> {
    if !is_weight(alpha) || !is_weight(beta) {
        return None;
    }
    let first = demand.iter().position(|size| *size > 0.0)?;
    let mut size = demand.get(first).copied()?;
    // Once in as many periods as it took for the first demand to come.
    let mut chance = 1.0 / demand.iter().take(first.saturating_add(1)).map(|_| 1.0).sum::<f64>();
    for asked in demand.iter().skip(first.saturating_add(1)) {
        if *asked > 0.0 {
            size += alpha * (asked - size);
            chance += beta * (1.0 - chance);
        } else {
            chance -= beta * chance;
        }
    }
    Some(size * chance)
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.iter().map(|_| 1.0).sum::<f64>()
}

/// Mean and standard deviation of a demand of which the periods given are a sample; none of less
/// than two.
#[must_use]
pub fn mean_and_deviation(demand: &[f64]) -> Option<(f64, f64)> {
    let others = demand.iter().skip(1).map(|_| 1.0).sum::<f64>();
    let mean = mean(demand);
    let squares = demand.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>();
    (others > 0.0).then(|| (mean, (squares / others).sqrt()))
}

/// How much of the whole an item makes up.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum Abc {
    /// The few that make up most of it.
    A,
    /// Those between.
    B,
    /// The many that make up the rest.
    C,
}

/// Sorts items by what they make up, the largest first: those within the first `a_percent` of the
/// whole are A, within the first `b_percent` are B. Customary are 80 and 95. Values are whole
/// numbers of one unit: minor units of a currency, or pieces. Classes are in the order of
/// `values`; an item belongs to the class in which its share begins.
#[must_use]
pub fn abc(values: &[i64], a_percent: u32, b_percent: u32) -> Vec<Abc> {
    // A hundred times as many 64-bit numbers as memory holds fit into 128 bits.
    let whole = values.iter().fold(0_i128, |sum, value| sum.saturating_add((*value).into()));
    let mut order: Vec<usize> = (0..values.len()).collect();
    let value = |at: &usize| values.get(*at).copied().unwrap_or(0);
    order.sort_by_key(|at| std::cmp::Reverse(value(at)));
    let mut classes = vec![Abc::C; values.len()];
    let mut before = 0_i128;
    for at in order {
        let begins =
            |percent: u32| before.saturating_mul(100) < whole.saturating_mul(percent.into());
        let class = match () {
            () if begins(a_percent) => Abc::A,
            () if begins(b_percent) => Abc::B,
            () => Abc::C,
        };
        before = before.saturating_add(value(&at).into());
        if let Some(place) = classes.get_mut(at) {
            *place = class;
        }
    }
    classes
}

/// How even demand is.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Code)]
pub enum Xyz {
    /// Even.
    X,
    /// Varying.
    Y,
    /// Sporadic.
    Z,
}

/// The class of a demand by its coefficient of variation: up to `x` is X, up to `y` is Y.
/// Customary are 0.5 and 1. No demand is Z.
#[must_use]
pub fn xyz(demand: &[f64], x: f64, y: f64) -> Xyz {
    let mean = mean(demand);
    if demand.is_empty() || mean <= 0.0 {
        return Xyz::Z;
    }
    let squares = demand.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>();
    let deviation = (squares / demand.iter().map(|_| 1.0).sum::<f64>()).sqrt();
    match deviation / mean {
        variation if variation <= x => Xyz::X,
        variation if variation <= y => Xyz::Y,
        _ => Xyz::Z,
    }
}

/// How many times one cost is another; none unless both are positive and of one currency.
fn times(cost: Money, other: Money) -> Option<f64> {
    let positive = cost.minor() > 0 && other.minor() > 0;
    (positive && cost.currency() == other.currency())
        .then(|| cost.minor() as f64 / other.minor() as f64)
}

/// The quantity whose ordering and holding costs least, after Harris and Wilson; none unless all
/// are positive, and both costs of one currency. Only how many times one cost is the other
/// matters: for a fraction of a cent, give what a thousand of each cost.
#[must_use]
pub fn economic_order_quantity(
    demand_per_year: f64,
    cost_per_order: Money,
    holding_cost_per_year: Money,
) -> Option<f64> {
    let times = times(cost_per_order, holding_cost_per_year)?;
    let sensible = demand_per_year.is_finite() && demand_per_year > 0.0;
    sensible.then(|| (2.0 * demand_per_year * times).sqrt())
}

/// When to order and up to how much, for demand that is known by mean and deviation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodicReview {
    /// Mean demand of a period.
    pub demand_mean: f64,
    /// Its standard deviation.
    pub demand_deviation: f64,
    /// Periods between ordering and receiving, besides the one of the review.
    pub lead_time: f64,
    /// What an order costs. As with [`economic_order_quantity`], only how many times one cost is
    /// another matters.
    pub order_cost: Money,
    /// What keeping one piece for a period costs.
    pub holding_cost: Money,
    /// What lacking one piece for a period costs.
    pub shortage_cost: Money,
}

/// When stock falls to the first, order up to the second: (s, S), by the power approximation of
/// Ehrhardt and Mosier, which is best where an order is for more than one and a half periods.
/// None unless mean, deviation and costs are positive, and the costs of one currency.
#[must_use]
pub fn s_and_s(it: &PeriodicReview) -> Option<(f64, f64)> {
    let PeriodicReview { demand_mean, demand_deviation, lead_time, .. } = *it;
    let ordering = times(it.order_cost, it.holding_cost)?;
    let holding = times(it.holding_cost, it.shortage_cost)?;
    if ![demand_mean, demand_deviation].iter().all(|it| it.is_finite() && *it > 0.0)
        || !lead_time.is_finite()
        || lead_time < 0.0
    {
        return None;
    }
    let mean = demand_mean * (lead_time + 1.0);
    let deviation = demand_deviation * (lead_time + 1.0).sqrt();
    let spread = deviation / demand_mean;
    let quantity =
        1.30 * demand_mean.powf(0.494) * ordering.powf(0.506) * (1.0 + spread * spread).powf(0.116);
    let z = (quantity * holding / deviation).sqrt();
    let low = 0.973 * mean + deviation * (0.183 / z + 1.063 - 2.192 * z);
    Some((low, low + quantity))
}

#[cfg(test)]
mod tests {
    use moja_core::currency::Currency;

    use super::*;

    fn near(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-6
    }

    /// What a thousand cost of which one costs so much.
    fn thousand(text: &str) -> Money {
        let euro: moja_core::quantity::Quantity = text.parse().unwrap();
        Money::new(euro.to_units(100_000, 1).unwrap().into(), Currency::EUR)
    }

    /// Sales of an antimicrobial by month: Hyndman and Athanasopoulos, "Forecasting: Principles
    /// and Practice", 2nd edition, section 12.2, where Croston gives 2.750 / 2.793 = 0.985.
    const MONTHS: [f64; 36] = [
        0., 2., 0., 1., 0., 11., 0., 0., 0., 0., 2., 0., 6., 3., 0., 0., 0., 0., 0., 7., 0., 0.,
        0., 0., 0., 0., 0., 3., 1., 0., 0., 1., 0., 1., 0., 0.,
    ];

    #[test]
    fn forecasts_are_those_that_are_published() {
        let croston = forecast(&MONTHS, Method::Croston { alpha: 0.1 }).unwrap();
        assert_eq!(format!("{croston:.3}"), "0.985");
        let sba = forecast(&MONTHS, Method::Sba { alpha: 0.1 }).unwrap();
        assert!(near(sba, 0.95 * croston));
        assert_eq!(forecast(&MONTHS, Method::MovingAverage { periods: 5 }), Some(0.4));
    }

    #[test]
    fn tsb_forgets_what_nobody_asks_for() {
        let tsb = |demand: &[f64]| forecast(demand, Method::Tsb { alpha: 0.5, beta: 0.5 });
        // Worked by hand: size 4, chance 1/2; then 1/4; then size 5, chance 5/8.
        assert_eq!(tsb(&[0., 4.]), Some(2.0));
        assert_eq!(tsb(&[0., 4., 0.]), Some(1.0));
        assert_eq!(tsb(&[0., 4., 0., 6.]), Some(3.125));
        assert!(tsb(&[0., 4., 0., 0., 0., 0., 0., 0.]).unwrap() < 0.04);
        let croston = |demand: &[f64]| forecast(demand, Method::Croston { alpha: 0.5 });
        assert_eq!(croston(&[0., 4., 0., 0., 0.]), croston(&[0., 4.]));
    }

    #[test]
    fn without_demand_or_sense_there_is_no_forecast() {
        for method in [
            Method::MovingAverage { periods: 0 },
            Method::Croston { alpha: 0.0 },
            Method::Sba { alpha: 1.1 },
            Method::Tsb { alpha: 0.1, beta: f64::NAN },
        ] {
            assert_eq!(forecast(&[1.0, 2.0], method), None);
        }
        assert_eq!(forecast(&[0.0; 9], Method::Croston { alpha: 0.1 }), None);
        assert_eq!(forecast(&[], Method::MovingAverage { periods: 3 }), None);
    }

    #[test]
    fn order_quantities_are_those_that_are_published() {
        // Snyder and Shen, "Fundamentals of Supply Chain Theory", example 3.1.
        let quantity = economic_order_quantity(1_300.0, thousand("8"), thousand("0.225"));
        assert!(near(quantity.unwrap(), 304.046_780_026_436_8), "{quantity:?}");
        assert_eq!(economic_order_quantity(1_300.0, thousand("0"), thousand("0.225")), None);
        assert_eq!(economic_order_quantity(f64::NAN, thousand("8"), thousand("0.225")), None);
        let dollars = "8 USD".parse().unwrap();
        assert_eq!(economic_order_quantity(1_300.0, dollars, thousand("0.225")), None);
    }

    #[test]
    fn reorder_points_are_those_that_are_published() {
        // The same, section 4.4: the power approximation as in its companion library.
        let (low, high) = s_and_s(&PeriodicReview {
            demand_mean: 50.0,
            demand_deviation: 8.0,
            lead_time: 0.0,
            order_cost: thousand("2.5"),
            holding_cost: thousand("0.18"),
            shortage_cost: thousand("0.70"),
        })
        .unwrap();
        assert!(near(high, 74.290_170_109_805_79), "{high}");
        assert!(near(low, 40.194_616_956_474_07), "{low}");
    }

    #[test]
    fn a_deviation_is_that_of_a_sample() {
        assert_eq!(mean_and_deviation(&[42.0, 50.0, 58.0]), Some((50.0, 8.0)));
        assert_eq!(mean_and_deviation(&[42.0]), None);
    }

    #[test]
    fn few_items_make_up_most() {
        use Abc::{A, B, C};
        assert_eq!(abc(&[5, 70, 4, 15, 6], 80, 95), [B, A, C, A, B]);
        assert_eq!(xyz(&[10.0, 11.0, 9.0], 0.5, 1.0), Xyz::X);
        assert_eq!(xyz(&[10.0, 1.0, 3.0], 0.5, 1.0), Xyz::Y);
        assert_eq!(xyz(&[30.0, 0.0, 0.0], 0.5, 1.0), Xyz::Z);
        assert_eq!(xyz(&[], 0.5, 1.0), Xyz::Z);
    }
}
