//! The stored form of an amount.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why an amount was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// The number of minor units does not fit 64 bits.
    #[error("amount of `{minor}` minor units is beyond 64 bits")]
    OutOfRange {
        /// The number of minor units.
        minor: i128,
    },
    /// The result of an operation does not fit 64 bits.
    #[error("amount overflows 64 bits")]
    Overflow,
}

impl AmountError {
    /// A stable name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "amount_out_of_range",
            Self::Overflow => "amount_overflow",
        }
    }
}

/// A number of minor units as a record stores it: 64 bits, so that a database can add it up.
///
/// Which currency they are of is said by the record. In every serde format it is a whole number.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
#[repr(transparent)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The least amount, -2^63 minor units.
    pub const MIN: Self = Self(i64::MIN);
    /// The greatest amount, 2^63 - 1 minor units.
    pub const MAX: Self = Self(i64::MAX);

    /// So many minor units.
    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    /// The number of minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// Whether this is less than nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether this is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    /// [`AmountError::Overflow`] beyond 64 bits.
    pub fn checked_add(self, other: Self) -> Result<Self, AmountError> {
        self.0.checked_add(other.0).map(Self).ok_or(AmountError::Overflow)
    }

    /// The difference of two amounts.
    ///
    /// # Errors
    /// [`AmountError::Overflow`] beyond 64 bits.
    pub fn checked_sub(self, other: Self) -> Result<Self, AmountError> {
        self.0.checked_sub(other.0).map(Self).ok_or(AmountError::Overflow)
    }

    /// The amount with the other sign.
    ///
    /// # Errors
    /// [`AmountError::Overflow`] for [`Amount::MIN`] only.
    pub fn checked_neg(self) -> Result<Self, AmountError> {
        self.0.checked_neg().map(Self).ok_or(AmountError::Overflow)
    }
}

impl From<i64> for Amount {
    fn from(minor: i64) -> Self {
        Self(minor)
    }
}

impl From<Amount> for i64 {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl From<Amount> for i128 {
    fn from(amount: Amount) -> Self {
        amount.0.into()
    }
}

impl TryFrom<i128> for Amount {
    type Error = AmountError;

    fn try_from(minor: i128) -> Result<Self, AmountError> {
        i64::try_from(minor).map(Self).map_err(|_| AmountError::OutOfRange { minor })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_are_64_bits() {
        // ledger 7
        let one = Amount::from_minor(1);
        assert_eq!(Amount::MAX.checked_add(one), Err(AmountError::Overflow));
        assert_eq!(Amount::MIN.checked_sub(one), Err(AmountError::Overflow));
        assert_eq!(Amount::MIN.checked_neg(), Err(AmountError::Overflow));
        assert_eq!(Amount::MIN.checked_add(Amount::MAX), Ok(Amount::from_minor(-1)));
        assert_eq!(Amount::try_from(1_i128 << 63).unwrap_err().code(), "amount_out_of_range");
        assert_eq!(Amount::try_from(-(1_i128 << 63)), Ok(Amount::MIN));
    }

    #[test]
    fn json_is_a_whole_number() {
        assert_eq!(serde_json::to_string(&Amount::MAX).unwrap(), i64::MAX.to_string());
        assert!(serde_json::from_str::<Amount>("1.0").is_err());
        assert!(serde_json::from_str::<Amount>("9223372036854775808").is_err());
    }
}
