//! Points in time and where they come from: [`Timestamp`], [`Clock`].
//!
//! Nothing in this crate asks the operating system for the time except [`SystemClock`].

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Why a time was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The text is neither RFC 3339 nor `YYYY-MM-DD`, or names a day that does not exist.
    #[error("`{input}` is not a date `YYYY-MM-DD` or an RFC 3339 time")]
    Malformed {
        /// The text, cut to 48 characters.
        input: String,
    },
    /// The time lies outside [`Timestamp::MIN`] to [`Timestamp::MAX`].
    #[error("time is outside the years 0001 to 9999")]
    OutOfRange,
}

impl TimeError {
    /// A stable name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed_time",
            Self::OutOfRange => "time_out_of_range",
        }
    }
}

/// A point in time: microseconds since 1970-01-01T00:00:00Z, in the years 0001 to 9999.
///
/// Written in RFC 3339 with `Z`, with six decimals of a second or none. A plain date is read as
/// its midnight in UTC. Binary formats hold the number of microseconds.
///
/// ```
/// use moja_core::time::Timestamp;
///
/// let t: Timestamp = "2026-03-01T12:00:00+02:00".parse()?;
/// assert_eq!(t.to_string(), "2026-03-01T10:00:00Z");
/// assert_eq!("2026-03-01".parse::<Timestamp>()?.as_micros() % 86_400_000_000, 0);
/// # Ok::<(), moja_core::time::TimeError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0001-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_135_596_800_000_000);
    /// 9999-12-31T23:59:59.999999Z.
    pub const MAX: Self = Self(253_402_300_799_999_999);

    /// The time so many microseconds after the Unix epoch; [`MIN`](Self::MIN) or
    /// [`MAX`](Self::MAX) if that lies beyond them.
    ///
    /// For constants and tests; read foreign numbers by [`try_from_micros`](Self::try_from_micros).
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::MIN.0 {
            Self::MIN
        } else if micros > Self::MAX.0 {
            Self::MAX
        } else {
            Self(micros)
        }
    }

    /// The time so many microseconds after the Unix epoch.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] outside the years 0001 to 9999.
    pub const fn try_from_micros(micros: i64) -> Result<Self, TimeError> {
        if micros < Self::MIN.0 || micros > Self::MAX.0 {
            return Err(TimeError::OutOfRange);
        }
        Ok(Self(micros))
    }

    /// Microseconds since the Unix epoch.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Midnight, UTC, at the start of `date`.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] outside the years 0001 to 9999.
    pub fn from_date(date: NaiveDate) -> Result<Self, TimeError> {
        date.and_time(NaiveTime::MIN).and_utc().try_into()
    }

    /// The day this time falls on in UTC.
    pub fn date(self) -> NaiveDate {
        DateTime::from(self).date_naive()
    }

    /// This time and `later` more; a fraction of a microsecond is left out.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] after [`Timestamp::MAX`].
    pub fn checked_add(self, later: Duration) -> Result<Self, TimeError> {
        let micros = i64::try_from(later.as_micros()).map_err(|_| TimeError::OutOfRange)?;
        Self::try_from_micros(self.0.checked_add(micros).ok_or(TimeError::OutOfRange)?)
    }

    /// This time less `earlier`; a fraction of a microsecond is left out.
    ///
    /// # Errors
    /// [`TimeError::OutOfRange`] before [`Timestamp::MIN`].
    pub fn checked_sub(self, earlier: Duration) -> Result<Self, TimeError> {
        let micros = i64::try_from(earlier.as_micros()).map_err(|_| TimeError::OutOfRange)?;
        Self::try_from_micros(self.0.checked_sub(micros).ok_or(TimeError::OutOfRange)?)
    }
}

impl TryFrom<DateTime<Utc>> for Timestamp {
    type Error = TimeError;

    /// A fraction of a microsecond is left out.
    fn try_from(time: DateTime<Utc>) -> Result<Self, TimeError> {
        Self::try_from_micros(time.timestamp_micros())
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(time: Timestamp) -> Self {
        // chrono holds every year of a `Timestamp`, so the default is never taken.
        DateTime::from_timestamp_micros(time.0).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = DateTime::from(*self);
        write!(f, "{:04}-{:02}-{:02}T", t.year(), t.month(), t.day())?;
        write!(f, "{:02}:{:02}:{:02}", t.hour(), t.minute(), t.second())?;
        match t.timestamp_subsec_micros() {
            0 => f.write_str("Z"),
            micros => write!(f, ".{micros:06}Z"),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let malformed = || TimeError::Malformed { input: text.chars().take(48).collect() };
        if let Some(date) = plain_date(text) {
            return Self::from_date(date.ok_or_else(malformed)?);
        }
        match DateTime::parse_from_rfc3339(text) {
            Ok(time) => time.to_utc().try_into(),
            Err(_) => Err(malformed()),
        }
    }
}

/// Reads a text of the shape `YYYY-MM-DD`; the inner option is empty if there is no such day.
fn plain_date(text: &str) -> Option<Option<NaiveDate>> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |n, digit| {
            let digit = digit.is_ascii_digit().then(|| digit.wrapping_sub(b'0'))?;
            n.checked_mul(10)?.checked_add(u32::from(digit))
        })
    };
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else { return None };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    Some(NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?))
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an RFC 3339 time")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(E::custom)
            }
        }
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(Text)
        } else {
            let micros = i64::deserialize(deserializer)?;
            Self::try_from_micros(micros).map_err(de::Error::custom)
        }
    }
}

impl JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// Where the present time comes from.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The present time; it may go back when the clock is set.
    fn now(&self) -> Timestamp;
}

/// The clock of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
            // A machine set before 1970 must not stop the program.
            Err(_) => 0,
        };
        Timestamp::from_micros(micros)
    }
}

/// A clock that stands still until it is moved; clones show the same time.
///
/// ```
/// use moja_core::time::{Clock, ManualClock, Timestamp};
/// use std::time::Duration;
///
/// let clock = ManualClock::new("2026-03-01".parse()?);
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().to_string(), "2026-03-01T00:01:00Z");
/// # Ok::<(), moja_core::time::TimeError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that shows `now`.
    pub fn new(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.0)))
    }

    /// Sets the time, forward or back.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    /// Moves the time forward, at most to [`Timestamp::MAX`], and gives the new time.
    pub fn advance(&self, by: Duration) -> Timestamp {
        let later = |micros| Timestamp(micros).checked_add(by).unwrap_or(Timestamp::MAX);
        let step = |micros| Some(later(micros).0);
        match self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, step) {
            Ok(before) | Err(before) => later(before),
        }
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_bounds_are_the_years_1_to_9999() {
        assert_eq!(Timestamp::MIN.to_string(), "0001-01-01T00:00:00Z");
        assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59.999999Z");
        for time in [Timestamp::MIN, Timestamp::MAX] {
            assert_eq!(time.to_string().parse(), Ok(time));
        }
        assert_eq!(Timestamp::from_micros(i64::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::from_micros(i64::MIN), Timestamp::MIN);
        assert_eq!("0000-12-31".parse::<Timestamp>(), Err(TimeError::OutOfRange));
        assert_eq!(Timestamp::from_date(NaiveDate::MAX), Err(TimeError::OutOfRange));
        assert_eq!(Timestamp::try_from(DateTime::<Utc>::MAX_UTC), Err(TimeError::OutOfRange));
        assert_eq!(Timestamp::try_from(DateTime::<Utc>::MIN_UTC), Err(TimeError::OutOfRange));
    }

    #[test]
    fn adding_past_the_end_is_an_error() {
        // ledger 8
        let end = Timestamp::MAX;
        assert_eq!(end.checked_add(Duration::from_micros(1)), Err(TimeError::OutOfRange));
        assert_eq!(end.checked_add(Duration::MAX), Err(TimeError::OutOfRange));
        assert_eq!(end.checked_add(Duration::from_nanos(999)), Ok(end));
        assert_eq!(Timestamp::MIN.checked_sub(Duration::MAX), Err(TimeError::OutOfRange));
        let day = Duration::from_secs(86_400);
        let start: Timestamp = "2026-02-28T01:02:03.000004Z".parse().unwrap();
        let next = start.checked_add(day).unwrap();
        assert_eq!(next.to_string(), "2026-03-01T01:02:03.000004Z");
        assert_eq!(next.checked_sub(day), Ok(start));
        assert_eq!(next.date().to_string(), "2026-03-01");
    }

    #[test]
    fn odd_texts_are_refused() {
        for text in ["", "2026", "2026-02-30", "2026-2-3", "+026-02-03", "2026-02-03T", "now"] {
            let error = text.parse::<Timestamp>().unwrap_err();
            assert_eq!(error.code(), "malformed_time", "{text}");
        }
    }

    #[test]
    fn serde_is_text_or_micros() {
        let t = Timestamp::from_micros(1_500_000);
        assert_eq!(serde_json::to_string(&t).unwrap(), "\"1970-01-01T00:00:01.500000Z\"");
        assert_eq!(postcard::to_stdvec(&t).unwrap(), postcard::to_stdvec(&1_500_000_i64).unwrap());
        assert!(serde_json::from_str::<Timestamp>("1500000").is_err());
        let beyond = postcard::to_stdvec(&i64::MAX).unwrap();
        assert!(postcard::from_bytes::<Timestamp>(&beyond).is_err());
    }

    #[test]
    fn clones_of_a_manual_clock_agree() {
        let clock = ManualClock::new(Timestamp::default());
        let other = clock.clone();
        assert_eq!(clock.advance(Duration::from_micros(5)).as_micros(), 5);
        assert_eq!(other.now().as_micros(), 5);
        assert_eq!(other.advance(Duration::MAX), Timestamp::MAX);
        clock.set(Timestamp::MIN);
        assert_eq!(other.now(), Timestamp::MIN);
        assert!(SystemClock.now() > "2025-01-01".parse().unwrap());
    }

    proptest! {
        #[test]
        fn text_and_chrono_round_trip(micros in Timestamp::MIN.0..=Timestamp::MAX.0) {
            let t = Timestamp::from_micros(micros);
            prop_assert_eq!(t.to_string().parse(), Ok(t));
            prop_assert_eq!(Timestamp::try_from(DateTime::from(t)), Ok(t));
            prop_assert!(Timestamp::from_date(t.date()).unwrap() <= t);
            let json = serde_json::to_string(&t).unwrap();
            prop_assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), t);
            let bytes = postcard::to_stdvec(&t).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Timestamp>(&bytes).unwrap(), t);
        }

        #[test]
        fn parse_never_panics(text in "[-+0-9TtZz:. ]{0,40}", any: String) {
            let _ = text.parse::<Timestamp>();
            let _ = any.parse::<Timestamp>();
        }
    }
}
