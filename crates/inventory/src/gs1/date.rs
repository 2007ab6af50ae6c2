//! Dates as barcodes write them.

use std::fmt;

use super::lint::Fault;
use super::{Error, Problem};

/// A day of the Gregorian calendar.
///
/// ```
/// use moja_inventory::gs1::Date;
///
/// // Day 00 is the last day of the month; the century follows from the year of reading.
/// assert_eq!(Date::from_yymmdd("280200", 2026)?.to_string(), "2028-02-29");
/// assert_eq!(Date::from_yymmdd("760101", 2026)?.year(), 2076);
/// assert_eq!(Date::from_yymmdd("770101", 2026)?.year(), 1977);
/// # Ok::<(), moja_inventory::gs1::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day; `None` if there is none.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let days = days_in_month(year, month)?;
        (1..=days).contains(&day).then_some(Self { year, month, day })
    }

    /// Reads `YYMMDD` in a given year. Day 00 means the last day of the month.
    ///
    /// GS1 General Specifications, *Determination of century in dates*: the year is the one of
    /// these two digits from 49 years before the reference to 50 years after it.
    ///
    /// # Errors
    ///
    /// If it is not six digits, or there is no such day in the century.
    pub fn from_yymmdd(text: &str, reference_year: u16) -> Result<Self, Error> {
        let content = |fault, at, length| Error::new(Problem::Content(fault), at, length);
        super::lint::Linter::Yymmd0
            .lint(text.as_bytes())
            .map_err(|flaw| content(flaw.fault, flaw.position, flaw.length))?;
        let number = |from: usize, to: usize| {
            text.get(from..to).and_then(|digits| digits.parse::<u8>().ok()).unwrap_or_default()
        };
        let (year, month, day) = (number(0, 2), number(2, 4), number(4, 6));
        let year = in_century(u16::from(year), reference_year);
        let last = days_in_month(year, month).ok_or_else(|| content(Fault::IllegalMonth, 2, 2))?;
        let day = if day == 0 { last } else { day };
        Self::new(year, month, day).ok_or_else(|| content(Fault::IllegalDay, 4, 2))
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// As `YYMMDD`. The century is lost.
    #[must_use]
    pub fn to_yymmdd(self) -> String {
        format!("{:02}{:02}{:02}", self.year % 100, self.month, self.day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The year that ends with these two digits and is nearest to the reference in its window.
fn in_century(two_digits: u16, reference_year: u16) -> u16 {
    let current = reference_year % 100;
    let century = reference_year.saturating_sub(current);
    let year = century.saturating_add(two_digits);
    if two_digits >= current.saturating_add(51) {
        year.saturating_sub(100)
    } else if current >= two_digits.saturating_add(50) {
        year.saturating_add(100)
    } else {
        year
    }
}

/// How many days the month has; `None` if there is no such month. The year 0 is a leap year.
pub(super) fn days_in_month(year: u16, month: u8) -> Option<u8> {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => Some(if is_leap { 29 } else { 28 }),
        4 | 6 | 9 | 11 => Some(30),
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        _ => None,
    }
}
