//! Exact decimal quantities of anything that is counted, weighed or measured: [`Quantity`].

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::money::{format_minor, parse_minor};

/// The most decimals that a quantity may have.
pub const DECIMALS_MAX: u8 = 18;

/// Why a quantity was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not a decimal number.
    #[error("`{input}` is not a quantity: digits, with a point before decimals, are expected")]
    Malformed {
        /// The text, cut to 48 characters.
        input: String,
    },
    /// More than [`DECIMALS_MAX`] decimals, or a number beyond 128 bits.
    #[error("the quantity is out of range")]
    OutOfRange,
    /// Not a whole number of the units wanted.
    #[error("`{quantity}` times {numerator}/{denominator} is not a whole number of units")]
    Inexact {
        /// The quantity.
        quantity: Quantity,
        /// Units for one.
        numerator: i64,
        /// Of so many.
        denominator: i64,
    },
}

impl QuantityError {
    /// A stable name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "quantity_malformed",
            Self::OutOfRange => "quantity_out_of_range",
            Self::Inexact { .. } => "quantity_inexact",
        }
    }
}

/// An exact decimal number, without a unit: the unit is said beside it.
///
/// Trailing zeros do not matter: `2.50` equals `2.5`. In JSON it is a string, or a whole number;
/// never a number with a fraction, because a float would have rounded it.
///
/// ```
/// use moja_core::quantity::Quantity;
///
/// let dozens: Quantity = "2.5".parse()?;
/// // Counted in pieces: a dozen is twelve of them.
/// assert_eq!(dozens.to_units(12, 1)?, 30);
/// // A third of a dozen cannot be written as a decimal, a quarter of ten not in whole pieces.
/// assert!("0.25".parse::<Quantity>()?.to_units(10, 1).is_err());
/// assert_eq!(Quantity::of_units(30, 12, 1), Ok(dozens));
/// # Ok::<(), moja_core::quantity::QuantityError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// The number without its point, not divisible by ten unless `decimals` is 0.
    digits: i128,
    decimals: u8,
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self { digits: 0, decimals: 0 };

    /// `digits` with a point before the last `decimals` of them.
    ///
    /// # Errors
    ///
    /// [`QuantityError::OutOfRange`] for more than [`DECIMALS_MAX`] decimals.
    pub fn new(mut digits: i128, mut decimals: u8) -> Result<Self, QuantityError> {
        if decimals > DECIMALS_MAX {
            return Err(QuantityError::OutOfRange);
        }
        while decimals > 0 && digits % 10 == 0 {
            digits /= 10;
            decimals = decimals.saturating_sub(1);
        }
        Ok(Self { digits, decimals })
    }

    /// As much less, or as much more; `None` for the smallest 128-bit number, which has no opposite.
    #[must_use]
    pub fn checked_neg(self) -> Option<Self> {
        Some(Self { digits: self.digits.checked_neg()?, decimals: self.decimals })
    }

    /// Whether this is more than nothing.
    #[must_use]
    pub const fn is_positive(&self) -> bool {
        self.digits > 0
    }

    /// Whether this is less than nothing.
    #[must_use]
    pub const fn is_negative(&self) -> bool {
        self.digits < 0
    }

    /// Whether this is nothing.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.digits == 0
    }

    /// This many of something of which `denominator` make `numerator` units, in units.
    ///
    /// # Errors
    ///
    /// [`QuantityError::Inexact`] if that is no whole number; [`QuantityError::OutOfRange`]
    /// beyond 64 bits.
    pub fn to_units(self, numerator: i64, denominator: i64) -> Result<i64, QuantityError> {
        let out_of_range = QuantityError::OutOfRange;
        let power = 10_i128.checked_pow(self.decimals.into()).ok_or(out_of_range.clone())?;
        let divisor = power.checked_mul(denominator.into()).ok_or(out_of_range.clone())?;
        // Common factors first, so that large numbers stay in range.
        let common = greatest_common_divisor(self.digits.unsigned_abs(), divisor.unsigned_abs());
        let common = i128::try_from(common.max(1)).map_err(|_| out_of_range.clone())?;
        let digits = self.digits.checked_div(common).ok_or(out_of_range.clone())?;
        let divisor = divisor.checked_div(common).ok_or(out_of_range.clone())?;
        let product = digits.checked_mul(numerator.into()).ok_or(out_of_range.clone())?;
        match (product.checked_rem(divisor), product.checked_div(divisor)) {
            (Some(0), Some(units)) => i64::try_from(units).map_err(|_| out_of_range),
            (Some(_), Some(_)) => {
                Err(QuantityError::Inexact { quantity: self, numerator, denominator })
            }
            _ => Err(out_of_range),
        }
    }

    /// `units` as a number of something of which `denominator` make `numerator` units.
    ///
    /// # Errors
    ///
    /// [`QuantityError::Inexact`] if no decimal says it exactly.
    pub fn of_units(units: i64, numerator: i64, denominator: i64) -> Result<Self, QuantityError> {
        let product =
            i128::from(units).checked_mul(denominator.into()).ok_or(QuantityError::OutOfRange)?;
        let numerator_wide = i128::from(numerator);
        let mut power = 1_i128;
        for decimals in 0..=DECIMALS_MAX {
            let scaled = product.checked_mul(power).ok_or(QuantityError::OutOfRange)?;
            if scaled.checked_rem(numerator_wide) == Some(0) {
                let digits = scaled.checked_div(numerator_wide);
                return Self::new(digits.ok_or(QuantityError::OutOfRange)?, decimals);
            }
            power = power.saturating_mul(10);
        }
        let quantity = Self { digits: units.into(), decimals: 0 };
        Err(QuantityError::Inexact { quantity, numerator: denominator, denominator: numerator })
    }

    /// A number of units of ten to the minus `decimals` as a quantity.
    #[must_use]
    pub fn of_scaled(units: i64, decimals: u8) -> Self {
        Self::new(units.into(), decimals.min(DECIMALS_MAX)).unwrap_or_default()
    }
}

fn greatest_common_divisor(mut left: u128, mut right: u128) -> u128 {
    while let Some(rest) = left.checked_rem(right) {
        left = right;
        right = rest;
    }
    left
}

impl From<i64> for Quantity {
    fn from(whole: i64) -> Self {
        Self { digits: whole.into(), decimals: 0 }
    }
}

impl From<i32> for Quantity {
    fn from(whole: i32) -> Self {
        Self { digits: whole.into(), decimals: 0 }
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let decimals = u8::try_from(decimals).map_err(|_| QuantityError::OutOfRange)?;
        let digits = parse_minor(text, decimals.min(DECIMALS_MAX)).map_err(|error| {
            let input = text.chars().take(48).collect();
            match error {
                crate::money::MoneyError::Malformed { .. } => QuantityError::Malformed { input },
                _ => QuantityError::OutOfRange,
            }
        })?;
        Self::new(digits, decimals)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format_minor(self.digits, self.decimals))
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(self);
        }
        (self.digits, self.decimals).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            let (digits, decimals) = <(i128, u8)>::deserialize(deserializer)?;
            return Self::new(digits, decimals).map_err(de::Error::custom);
        }
        struct Human;
        impl de::Visitor<'_> for Human {
            type Value = Quantity;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a quantity: a decimal number in text, or a whole number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Quantity, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_i64<E: de::Error>(self, whole: i64) -> Result<Quantity, E> {
                Ok(whole.into())
            }

            fn visit_u64<E: de::Error>(self, whole: u64) -> Result<Quantity, E> {
                Quantity::new(whole.into(), 0).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Human)
    }
}

impl JsonSchema for Quantity {
    fn schema_name() -> Cow<'static, str> {
        "Quantity".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An exact decimal number in text, such as `2.5`, or a whole number.",
            "oneOf": [
                { "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$" },
                { "type": "integer" },
            ],
        })
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "overflow fails the test")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quantity(text: &str) -> Quantity {
        text.parse().unwrap()
    }

    #[test]
    fn the_opposite_adds_up_to_nothing() {
        for (text, opposite) in [("2.5", "-2.5"), ("-0.001", "0.001"), ("0", "0")] {
            assert_eq!(quantity(text).checked_neg(), Some(quantity(opposite)));
        }
        assert_eq!(Quantity::new(i128::MIN, 0).unwrap().checked_neg(), None);
    }

    #[test]
    fn text_is_exact_or_refused() {
        for (text, shown) in [("2.50", "2.5"), ("-0.05", "-0.05"), ("0", "0"), ("100", "100")] {
            assert_eq!(quantity(text).to_string(), shown);
        }
        for text in ["", "1,5", "1e3", ".5", "5.", "+1", "NaN", "½", "1 2"] {
            assert_eq!(
                text.parse::<Quantity>().unwrap_err().code(),
                "quantity_malformed",
                "{text}"
            );
        }
        let long = format!("0.{}1", "0".repeat(18));
        assert_eq!(long.parse::<Quantity>(), Err(QuantityError::OutOfRange));
        assert_eq!("9".repeat(60).parse::<Quantity>(), Err(QuantityError::OutOfRange));
    }

    #[test]
    fn a_fraction_of_a_pack_is_exact_or_refused() {
        // I16: one piece of what is stocked in dozens is one piece, not 0.96.
        assert_eq!(quantity("1").to_units(1, 1), Ok(1));
        assert_eq!(quantity("0.5").to_units(12, 1), Ok(6));
        assert_eq!(quantity("0.1").to_units(12, 1).unwrap_err().code(), "quantity_inexact");
        assert_eq!(Quantity::of_units(1, 12, 1).unwrap_err().code(), "quantity_inexact");
        assert_eq!(Quantity::of_units(3, 12, 1), Ok(quantity("0.25")));
        let huge = quantity("9223372036854775807");
        assert_eq!(huge.to_units(1, 1), Ok(i64::MAX));
        assert_eq!(huge.to_units(2, 1), Err(QuantityError::OutOfRange));
        assert_eq!(quantity("1").to_units(1, 0), Err(QuantityError::OutOfRange));
        assert!(Quantity::of_units(1, 0, 1).is_err());
    }

    #[test]
    fn json_takes_text_and_whole_numbers_but_no_floats() {
        assert_eq!(serde_json::from_str::<Quantity>("\"2.50\"").unwrap(), quantity("2.5"));
        assert_eq!(serde_json::from_str::<Quantity>("3").unwrap(), quantity("3"));
        assert!(serde_json::from_str::<Quantity>("2.5").is_err());
        assert_eq!(serde_json::to_string(&quantity("2.5")).unwrap(), "\"2.5\"");
    }

    proptest! {
        #[test]
        fn units_and_back_is_the_same_or_an_error(
            digits in -1_000_000_000_000_i128..1_000_000_000_000,
            decimals in 0_u8..=6,
            numerator in 1_i64..100_000,
            denominator in 1_i64..1_000,
        ) {
            // I16
            let given = Quantity::new(digits, decimals).unwrap();
            let wide = digits * i128::from(numerator);
            let divisor = 10_i128.pow(decimals.into()) * i128::from(denominator);
            match given.to_units(numerator, denominator) {
                Ok(units) => {
                    prop_assert_eq!(i128::from(units) * divisor, wide);
                    prop_assert_eq!(Quantity::of_units(units, numerator, denominator), Ok(given));
                }
                Err(error) => {
                    prop_assert_eq!(error.code(), "quantity_inexact");
                    prop_assert_ne!(wide % divisor, 0);
                }
            }
            let bytes = postcard::to_extend(&given, Vec::new()).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Quantity>(&bytes).unwrap(), given);
            prop_assert_eq!(given.to_string().parse::<Quantity>().unwrap(), given);
        }
    }
}
