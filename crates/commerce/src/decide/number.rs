//! Document numbers: gap-free, because a number is taken in the commit of its document.

use moja_core::command::Ctx;
use moja_core::view::View;

use super::{Decided, Step, check_code, check_codes, reject};
use crate::command::{IssueNumber, OpenSeries};
use crate::event::{CommerceEvent, NumberFacts, SeriesFacts};
use crate::rejection::Rejection;
use crate::tables::Series;
use crate::types::{DocumentKind, Numbering};

/// The longest prefix, in characters.
const PREFIX_LEN_MAX: usize = 32;

/// The most digits: the largest power of ten below 64 bits.
const DIGITS_MAX: u8 = 18;

/// The first number that the digits cannot write.
fn end_of(digits: i64) -> i64 {
    u32::try_from(digits).ok().and_then(|digits| 10_i64.checked_pow(digits)).unwrap_or(i64::MAX)
}

pub(crate) fn open_series(it: &OpenSeries, view: &View<'_>, _: &Ctx<'_>) -> Decided {
    check_code("series", &it.series)?;
    check_codes(&[("device", &it.device)])?;
    let prefix_bad = it.prefix.chars().count() > PREFIX_LEN_MAX
        || it.prefix.chars().any(char::is_control)
        || it.prefix.trim_start() != it.prefix
        || it.prefix.chars().next_back().is_some_and(char::is_numeric);
    let digits = i64::from(it.digits);
    let digits_bad = it.digits == 0 || it.digits > DIGITS_MAX;
    if prefix_bad || digits_bad || it.first < 0 || it.first >= end_of(digits) {
        return reject(Rejection::SeriesInvalid { series: it.series.clone() });
    }
    if view.get(Series::key(&it.series))?.is_some() {
        return reject(Rejection::SeriesExists { series: it.series.clone() });
    }
    if let Some(other) = view.get(Series::by_prefix(&it.prefix))? {
        let (prefix, series) = (it.prefix.clone(), other.code.to_string());
        return reject(Rejection::PrefixTaken { prefix, series });
    }
    Ok(vec![CommerceEvent::SeriesOpened(Box::new(SeriesFacts {
        code: it.series.clone(),
        kind: it.kind,
        prefix: it.prefix.clone(),
        digits,
        first: it.first,
        device: it.device.clone(),
    }))])
}

pub(crate) fn issue_number(it: &IssueNumber, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_codes(&[("reference", &it.reference)])?;
    let series = find(view, &it.number)?;
    let taken = take(view, ctx, &it.number, series.kind)?;
    let taken = NumberFacts { reference: it.reference.clone(), ..taken };
    Ok(vec![CommerceEvent::NumberTaken(Box::new(taken))])
}

fn find<'a>(view: &View<'a>, numbering: &Numbering) -> Step<&'a Series> {
    match view.get(Series::key(&numbering.series))? {
        Some(series) => Ok(series),
        None => reject(Rejection::SeriesNotFound { series: numbering.series.clone() }),
    }
}

/// The next number of a series, for a document of this kind.
pub(crate) fn take(
    view: &View<'_>,
    ctx: &Ctx<'_>,
    numbering: &Numbering,
    kind: DocumentKind,
) -> Step<NumberFacts> {
    let row = find(view, numbering)?;
    let series = numbering.series.clone();
    if row.kind != kind {
        return reject(Rejection::SeriesKindWrong { series, kind: row.kind });
    }
    let device = numbering.device.as_deref().unwrap_or(ctx.actor().as_str());
    if row.device.as_deref().is_some_and(|owner| owner != device) {
        return reject(Rejection::SeriesOfOtherDevice { series });
    }
    if row.next >= end_of(row.digits) {
        return reject(Rejection::SeriesUsedUp { series });
    }
    let width = usize::try_from(row.digits).unwrap_or(1);
    Ok(NumberFacts {
        series,
        number: row.next,
        text: format!("{}{:0width$}", row.prefix, row.next),
        kind,
        order: None,
        reference: None,
        amount_minor: None,
    })
}
