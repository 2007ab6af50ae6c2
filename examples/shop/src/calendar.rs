//! The days of a year, and how busy they are.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};

/// How busy a day of the week is. On Sundays the shops are closed.
fn weekday(day: Weekday) -> f64 {
    match day {
        Weekday::Mon => 1.0,
        Weekday::Tue => 0.85,
        Weekday::Wed => 0.9,
        Weekday::Thu => 0.95,
        Weekday::Fri => 1.25,
        Weekday::Sat => 1.5,
        Weekday::Sun => 0.0,
    }
}

/// How busy a month is.
const MONTHS: [f64; 12] = [1.05, 1.05, 1.0, 0.95, 0.95, 0.9, 0.8, 0.8, 0.95, 1.05, 1.15, 1.35];

/// The first and the last hour in which the shops are open.
const OPEN: (u32, u32) = (9, 19);

/// One year.
#[derive(Clone, Debug)]
pub struct Calendar {
    days: Vec<NaiveDate>,
    /// Running sums of how busy the days are.
    busy: Vec<f64>,
}

impl Calendar {
    /// The calendar of a year that chrono knows.
    #[must_use]
    pub fn of(year: i32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
        let days: Vec<_> = first.iter_days().take_while(|day| day.year() == year).collect();
        let mut sum = 0.0;
        let busy = days.iter().map(|day| {
            let month = MONTHS.get(usize::try_from(day.month0()).unwrap_or(0));
            let is_holiday = matches!((day.month(), day.day()), (1, 1) | (12, 25 | 26));
            if !is_holiday {
                sum += weekday(day.weekday()) * month.copied().unwrap_or(1.0);
            }
            sum
        });
        Some(Self { busy: busy.collect(), days })
    }

    /// All days.
    #[must_use]
    pub fn days(&self) -> &[NaiveDate] {
        &self.days
    }

    /// The weeks of the year.
    #[must_use]
    pub fn weeks(&self) -> f64 {
        self.days.len() as f64 / 7.0
    }

    /// Whether the shops are open.
    #[must_use]
    pub fn is_open(&self, day: NaiveDate) -> bool {
        let at = usize::try_from(day.ordinal0()).unwrap_or(usize::MAX);
        let before = at.checked_sub(1).map_or(0.0, |at| self.busy[at]);
        self.days.get(at) == Some(&day) && self.busy[at] > before
    }

    /// The first day from this one on that is open, if the year has one.
    #[must_use]
    pub fn open_from(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.days.iter().copied().find(|open| *open >= day && self.is_open(*open))
    }

    /// Turns even time, in weeks from the start, into an hour at which the shops are open, so
    /// that busy days get more of it. The order of times stays as it is.
    #[must_use]
    pub fn moment(&self, weeks: f64) -> Option<DateTime<Utc>> {
        let total = self.busy.last()?;
        let at = (weeks / self.weeks()).clamp(0.0, 1.0 - 1e-12) * total;
        let index = self.busy.partition_point(|sum| *sum <= at);
        let before = index.checked_sub(1).map_or(0.0, |index| self.busy[index]);
        let part = (at - before) / (self.busy.get(index)? - before);
        let seconds = part * f64::from((OPEN.1 - OPEN.0) * 3_600);
        time(*self.days.get(index)?, OPEN.0 * 3_600 + seconds as u32)
    }

    /// A moment of a day at which the shops are open.
    #[must_use]
    pub fn during(&self, day: NaiveDate, part: f64) -> Option<DateTime<Utc>> {
        let seconds = part * f64::from((OPEN.1 - OPEN.0) * 3_600);
        time(day, OPEN.0 * 3_600 + seconds as u32)
    }
}

/// So many seconds after midnight.
pub(crate) fn time(day: NaiveDate, seconds: u32) -> Option<DateTime<Utc>> {
    Some(day.and_time(NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)?).and_utc())
}

/// A day so many days later.
pub(crate) fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_time_becomes_busy_hours() {
        let calendar = Calendar::of(2025).unwrap();
        let mut by_weekday = [0_u32; 7];
        let mut by_month = [0_u32; 12];
        let mut last = None;
        for step in 0..52_000 {
            let at = calendar.moment(f64::from(step) / 1_000.0).unwrap();
            assert!(last < Some(at) || last == Some(at));
            assert!(calendar.is_open(at.date_naive()));
            assert!((9..19).contains(&chrono::Timelike::hour(&at)));
            by_weekday[at.weekday().num_days_from_monday() as usize] += 1;
            by_month[at.month0() as usize] += 1;
            last = Some(at);
        }
        assert_eq!(by_weekday[6], 0);
        assert!(by_weekday[5] > by_weekday[1] * 3 / 2, "{by_weekday:?}");
        assert!(by_month[11] > by_month[6] * 5 / 4, "{by_month:?}");
    }

    #[test]
    fn closed_days_have_no_hours() {
        let calendar = Calendar::of(2024).unwrap();
        assert_eq!(calendar.days().len(), 366);
        let day = |month, day| NaiveDate::from_ymd_opt(2024, month, day).unwrap();
        assert!(!calendar.is_open(day(1, 1)) && calendar.is_open(day(1, 2)));
        assert!(!calendar.is_open(NaiveDate::from_ymd_opt(2025, 1, 2).unwrap()));
        assert_eq!(calendar.open_from(day(12, 25)), Some(day(12, 27)));
        assert_eq!(calendar.open_from(day(12, 29)), Some(day(12, 30)));
        assert!(Calendar::of(i32::MAX).is_none());
    }
}
