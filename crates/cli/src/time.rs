//! Times in arguments. A date means its whole day, in UTC.

use std::time::Duration;

use moja::core::time::Timestamp;

const DAY: Duration = Duration::from_secs(86_400);
const MICROSECOND: Duration = Duration::from_micros(1);

fn parse(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|error: moja::core::time::TimeError| error.to_string())
}

fn is_date(text: &str) -> bool {
    text.len() == 10
}

/// The last moment that counts: the end of a day, or a time itself.
pub(crate) fn at(text: &str) -> Result<Timestamp, String> {
    let time = parse(text)?;
    if !is_date(text) {
        return Ok(time);
    }
    let last = time.checked_add(DAY.saturating_sub(MICROSECOND));
    Ok(last.unwrap_or(Timestamp::MAX))
}

/// The first moment that counts: the start of a day, or a time itself.
pub(crate) fn from(text: &str) -> Result<Timestamp, String> {
    parse(text)
}

/// The first moment that counts no more: the start of the next day, or a time itself.
pub(crate) fn to(text: &str) -> Result<Timestamp, String> {
    let time = parse(text)?;
    if is_date(text) { Ok(time.checked_add(DAY).unwrap_or(Timestamp::MAX)) } else { Ok(time) }
}

/// The first moment after the end of a day, which itself still counts: what is good for a whole
/// day expires at its end. Or a time itself.
pub(crate) fn through(text: &str) -> Result<Timestamp, String> {
    let end = to(text)?;
    if is_date(text) { Ok(end.checked_add(MICROSECOND).unwrap_or(end)) } else { Ok(end) }
}

/// A day for people, with the time of day if it is not midnight.
pub(crate) fn show(time: Timestamp) -> String {
    if time.as_micros().checked_rem(86_400_000_000) == Some(0) {
        time.date().to_string()
    } else {
        time.to_string()
    }
}
