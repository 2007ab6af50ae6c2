//! Exact rates: percentages and fractions.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use moja_core::quantity::Quantity;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The largest numerator and denominator of a rate in lowest terms.
const TERM_MAX: i64 = 1_000_000_000;

/// Parts of a percent that are read and written: six decimals.
const PERCENT_UNITS: i64 = 1_000_000;

/// Why a rate was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    /// Neither a percentage such as `8.25%` nor a fraction such as `1/3`.
    #[error("`{input}` is not a rate: `8.25%` or `1/3` is expected")]
    Malformed {
        /// The text, cut to 48 characters.
        input: String,
    },
    /// Negative, without a denominator, or with terms beyond a billion.
    #[error("the rate is out of range")]
    OutOfRange,
}

/// An exact rate, not negative: a percentage, or a fraction.
///
/// In JSON and as text it is a percentage with up to six decimals, such as `8.25%`, or a fraction
/// where no such percentage is exact, such as `1/3`.
///
/// ```
/// use moja_commerce::Rate;
///
/// let vat: Rate = "22%".parse()?;
/// assert_eq!((vat.numerator(), vat.denominator()), (11, 50));
/// assert_eq!(Rate::new(1, 3)?.to_string(), "1/3");
/// assert!("-1%".parse::<Rate>().is_err());
/// # Ok::<(), moja_commerce::RateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    numerator: i64,
    denominator: i64,
}

impl Rate {
    /// `numerator / denominator`.
    ///
    /// # Errors
    ///
    /// [`RateError::OutOfRange`] if it is negative or has no denominator, or if a term is beyond
    /// a billion when it is in lowest terms.
    pub fn new(numerator: i64, denominator: i64) -> Result<Self, RateError> {
        if numerator < 0 || denominator <= 0 {
            return Err(RateError::OutOfRange);
        }
        let (mut common, mut rest) = (denominator, numerator);
        while let Some(next) = common.checked_rem(rest) {
            (common, rest) = (rest, next);
        }
        let numerator = numerator.checked_div(common).unwrap_or(numerator);
        let denominator = denominator.checked_div(common).unwrap_or(denominator);
        if numerator > TERM_MAX || denominator > TERM_MAX {
            return Err(RateError::OutOfRange);
        }
        Ok(Self { numerator, denominator })
    }

    /// The numerator in lowest terms.
    #[must_use]
    pub const fn numerator(&self) -> i64 {
        self.numerator
    }

    /// The denominator in lowest terms, positive.
    #[must_use]
    pub const fn denominator(&self) -> i64 {
        self.denominator
    }

    /// Whether it is more than the whole.
    #[must_use]
    pub const fn exceeds_one(&self) -> bool {
        self.numerator > self.denominator
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let malformed = || RateError::Malformed { input: text.chars().take(48).collect() };
        if let Some(percent) = text.strip_suffix('%') {
            let percent: Quantity = percent.trim_end().parse().map_err(|_| malformed())?;
            let units = percent.to_units(PERCENT_UNITS, 1).map_err(|_| RateError::OutOfRange)?;
            return Self::new(units, PERCENT_UNITS.saturating_mul(100));
        }
        let (numerator, denominator) = text.split_once('/').ok_or_else(malformed)?;
        let term = |text: &str| text.parse::<i64>().map_err(|_| malformed());
        Self::new(term(numerator)?, term(denominator)?)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Terms are below a billion, so that the products are far below 64 bits.
        let units = self.numerator.saturating_mul(100).saturating_mul(PERCENT_UNITS);
        match units.checked_rem(self.denominator) {
            Some(0) => {
                let units = units.checked_div(self.denominator).unwrap_or(0);
                write!(f, "{}%", Quantity::of_scaled(units, 6))
            }
            _ => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(self);
        }
        (self.numerator, self.denominator).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return String::deserialize(deserializer)?.parse().map_err(de::Error::custom);
        }
        let (numerator, denominator) = <(i64, i64)>::deserialize(deserializer)?;
        Self::new(numerator, denominator).map_err(de::Error::custom)
    }
}

impl JsonSchema for Rate {
    fn schema_name() -> Cow<'static, str> {
        "Rate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An exact rate in text: a percentage such as `8.25%`, or a fraction such as `1/3`.",
            "type": "string",
            "pattern": "^([0-9]+(\\.[0-9]+)? *%|[0-9]+/[0-9]+)$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rates_are_read_exactly_or_refused() {
        for (text, shown) in [
            ("22%", "22%"),
            ("8.250 %", "8.25%"),
            ("0%", "0%"),
            ("1/3", "1/3"),
            ("1/4", "25%"),
            ("0.000001%", "0.000001%"),
        ] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), shown);
        }
        for text in ["", "%", "22", "0.22", "-1%", "1/0", "-1/3", "1/x", "1e2%", "0.0000001%"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
        assert_eq!(Rate::new(1, TERM_MAX + 1), Err(RateError::OutOfRange));
        assert!(serde_json::from_str::<Rate>("0.22").is_err(), "a float has been rounded");
    }

    proptest! {
        #[test]
        fn rates_round_trip(numerator in 0..TERM_MAX, denominator in 1..TERM_MAX) {
            let rate = Rate::new(numerator, denominator).unwrap();
            prop_assert_eq!(rate.to_string().parse(), Ok(rate));
        }
    }
}
