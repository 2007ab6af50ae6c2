//! Dates and times of day.

use super::super::date::days_in_month;
use super::{Fault, Linted, digits, flaw, value_of, whole};

/// A component of exactly so many digits, at most `max`.
fn two_digits(data: &[u8], max: u64, short: Fault, long: Fault, illegal: Fault) -> Linted {
    match data.len() {
        2 => {}
        0 | 1 => return Err(whole(short, data)),
        _ => return Err(whole(long, data)),
    }
    digits(data)?;
    if value_of(data) <= max { Ok(()) } else { Err(whole(illegal, data)) }
}

pub(super) fn hour(data: &[u8]) -> Linted {
    two_digits(data, 23, Fault::HourTooShort, Fault::HourTooLong, Fault::IllegalHour)
}

pub(super) fn minute(data: &[u8]) -> Linted {
    two_digits(data, 59, Fault::MinuteTooShort, Fault::MinuteTooLong, Fault::IllegalMinute)
}

pub(super) fn second(data: &[u8]) -> Linted {
    two_digits(data, 59, Fault::SecondTooShort, Fault::SecondTooLong, Fault::IllegalSecond)
}

pub(super) fn hour_minute(data: &[u8]) -> Linted {
    match data.len() {
        4 => {}
        0..=3 => return Err(whole(Fault::HourWithMinuteTooShort, data)),
        _ => return Err(whole(Fault::HourWithMinuteTooLong, data)),
    }
    let (hours, minutes) = data.split_at_checked(2).unwrap_or_default();
    hour(hours)?;
    minute(minutes)
        .map_err(|found| flaw(found.fault, found.position.saturating_add(2), found.length))
}

/// Without the century, 29 February is accepted in the year 00, which may be 2000.
pub(super) fn date_day_open(data: &[u8]) -> Linted {
    year_month_day(data, 2, false)
}

pub(super) fn date(data: &[u8]) -> Linted {
    year_month_day(data, 2, true)
}

pub(super) fn date_with_century(data: &[u8]) -> Linted {
    year_month_day(data, 4, true)
}

fn year_month_day(data: &[u8], year_digits: usize, needs_day: bool) -> Linted {
    let month_end = year_digits.saturating_add(2);
    let length = year_digits.saturating_add(4);
    if data.len() != length {
        let is_short = data.len() < length;
        return Err(whole(if is_short { Fault::DateTooShort } else { Fault::DateTooLong }, data));
    }
    digits(data)?;
    let number = |from: usize, to: usize| value_of(data.get(from..to).unwrap_or_default());
    let year = u16::try_from(number(0, year_digits)).unwrap_or_default();
    let month = u8::try_from(number(year_digits, month_end)).unwrap_or_default();
    let day = number(month_end, length);
    let Some(days) = days_in_month(year, month) else {
        return Err(flaw(Fault::IllegalMonth, year_digits, 2));
    };
    if day > u64::from(days) || (needs_day && day == 0) {
        return Err(flaw(Fault::IllegalDay, month_end, 2));
    }
    Ok(())
}
