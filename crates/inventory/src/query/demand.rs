//! What customers took, by period: the demand that plans are made of.

use moja_core::command::QueryError;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;

use super::names::Names;
use crate::tables::{Level, STOCK};
use crate::types::LocationKind;

/// Microseconds of a day.
pub(super) const DAY_US: i64 = 86_400_000_000;

/// The most periods that are looked at.
const PERIODS_MAX: u32 = 1_000;

/// Equal periods that end at an instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Periods {
    until_us: i64,
    period_us: i64,
    count: u32,
}

impl Periods {
    /// `count` periods of so many days, until an instant or now.
    pub(super) fn new(
        reader: &Reader<'_>,
        period_days: u32,
        count: u32,
        until: Option<Timestamp>,
    ) -> Result<Self, QueryError> {
        if period_days == 0 || count == 0 || count > PERIODS_MAX {
            let message = "demand is looked at over 1 to 1000 periods of at least a day";
            return Err(QueryError::refused("periods_invalid", message));
        }
        let until_us = until.unwrap_or(reader.now()).as_micros();
        Ok(Self { until_us, period_us: i64::from(period_days).saturating_mul(DAY_US), count })
    }

    /// Where the periods begin and, last of all, where they end.
    fn bounds(&self) -> impl Iterator<Item = i64> {
        let Self { until_us, period_us, count } = *self;
        (0..=i64::from(count))
            .rev()
            .map(move |back| until_us.saturating_sub(back.saturating_mul(period_us)))
    }
}

/// The levels of an item, or of all, at which customers have what they took.
pub(super) async fn customer_levels(
    reader: &mut Reader<'_>,
    names: &mut Names,
    item: Option<i64>,
) -> Result<Vec<Level>, QueryError> {
    let mut scan = Scan::of::<Level>().by(Level::BY_PLACE);
    if let Some(item) = item {
        scan = scan.filter(Level::COL_ITEM, Compare::Equal, item);
    }
    let mut found = reader.scan_all::<Level>(scan).await?;
    let places = names.locations(reader).await?;
    found.retain(|level| {
        places.get(&level.location).is_some_and(|place| place.kind == LocationKind::Customer)
    });
    Ok(found)
}

/// What customers took in each period, oldest first, less what they brought back, in smallest
/// units.
pub(super) async fn demand(
    reader: &mut Reader<'_>,
    levels: impl IntoIterator<Item = &Level> + Clone,
    periods: &Periods,
) -> Result<Vec<i128>, QueryError> {
    let mut taken = Vec::new();
    for at_us in periods.bounds() {
        let mut sum = 0_i128;
        for level in levels.clone() {
            let sums = reader.sums(STOCK, level.no, at_us, i64::MAX).await?;
            sum = sum.saturating_add(sums.net());
        }
        taken.push(sum);
    }
    let pairs = taken.iter().zip(taken.iter().skip(1));
    Ok(pairs.map(|(from, to)| to.saturating_sub(*from)).collect())
}

/// Numbers near enough for statistics.
#[expect(clippy::cast_precision_loss, reason = "an estimate of an estimate's input")]
pub(super) fn sizes(units: &[i128]) -> Vec<f64> {
    units.iter().map(|units| *units as f64).collect()
}

/// Whole units, if they are anything like a quantity.
#[expect(clippy::cast_possible_truncation, reason = "the range was looked at")]
pub(super) fn rounded(size: f64) -> Option<i128> {
    (size.is_finite() && size.abs() < 9.0e18).then(|| size.round() as i128)
}
