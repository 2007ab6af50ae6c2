//! Money: an exact number of minor units in one currency.
//!
//! [`Money`] is for arithmetic (128 bits, checked), [`Amount`] is what a record stores (64 bits).
//! There is no floating point here, and nothing rounds unless it is given a [`Rounding`]. Each
//! operation either gives the exact result or an error.

mod allocate;
mod amount;
mod ratio;
mod text;

use std::cmp::Ordering;

pub use allocate::{RemainderPolicy, allocate_minor};
pub use amount::{Amount, AmountError};
pub use ratio::Rounding;
pub use text::{format_minor, parse_minor};

use crate::currency::{Currency, CurrencyError};

/// Why a sum of money could not be read or computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not a plain decimal number, or not followed by one space and a currency.
    #[error("`{input}` is not a plain decimal amount")]
    Malformed {
        /// The text, cut to 48 characters.
        input: String,
    },
    /// The number has more decimals than the currency; it is never rounded in silence.
    #[error("`{input}` has more than {exponent} decimals")]
    TooPrecise {
        /// The number, cut to 48 characters.
        input: String,
        /// How many decimals the currency has.
        exponent: u8,
    },
    /// The result does not fit 128 bits.
    #[error("amount is beyond 128 bits")]
    Overflow,
    /// The two sums are in different currencies.
    #[error("`{left}` and `{right}` cannot be combined")]
    CurrencyMismatch {
        /// The currency of the left side.
        left: Currency,
        /// The currency of the right side.
        right: Currency,
    },
    /// A ratio has the denominator 0.
    #[error("ratio has the denominator zero")]
    ZeroDenominator,
    /// There is no recipient with a weight above 0.
    #[error("no recipient has a weight")]
    NoWeight,
    /// The recipient of the remainder is not among the recipients.
    #[error("recipient `{index}` is not one of {recipients}")]
    UnknownRecipient {
        /// The recipient asked for, from 0.
        index: usize,
        /// How many recipients there are.
        recipients: usize,
    },
    /// The amount does not fit the 96 bits of a `Decimal`.
    #[error("amount does not fit a 96 bit decimal")]
    NotDecimal,
    /// The amount does not fit 64 bits.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// The currency was refused.
    #[error(transparent)]
    Currency(#[from] CurrencyError),
}

impl MoneyError {
    /// A stable name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed_amount",
            Self::TooPrecise { .. } => "too_many_decimals",
            Self::Overflow => "money_overflow",
            Self::CurrencyMismatch { .. } => "currency_mismatch",
            Self::ZeroDenominator => "zero_denominator",
            Self::NoWeight => "no_weight",
            Self::UnknownRecipient { .. } => "unknown_recipient",
            Self::NotDecimal => "not_a_decimal",
            Self::Amount(error) => error.code(),
            Self::Currency(error) => error.code(),
        }
    }
}

/// A sum of money: a whole number of minor units, of either sign, in one currency.
///
/// Its text is the number with all decimals of the currency, a space and the currency. In
/// human-readable serde formats it is an object of two strings; a number is refused there, because
/// most JSON readers would make a float of it. Sums of different currencies have no order.
///
/// ```
/// use moja_core::currency::Currency;
/// use moja_core::money::{Money, RemainderPolicy};
///
/// let price = Money::parse("10.00", Currency::EUR)?;
/// let parts = price.allocate(&[1, 1, 1], RemainderPolicy::First)?;
/// assert_eq!(parts.iter().map(Money::minor).collect::<Vec<_>>(), [334, 333, 333]);
/// assert_eq!(price.checked_add("0.05 EUR".parse()?)?.to_string(), "10.05 EUR");
/// assert!(Money::parse("0.005", Currency::EUR).is_err());
/// # Ok::<(), moja_core::money::MoneyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i128,
    currency: Currency,
}

impl Money {
    /// So many minor units of `currency`.
    pub const fn new(minor: i128, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in `currency`.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// A stored amount, in minor units, of `currency`.
    pub const fn from_amount(amount: Amount, currency: Currency) -> Self {
        Self::new(amount.minor() as i128, currency)
    }

    /// The number of minor units.
    pub const fn minor(&self) -> i128 {
        self.minor
    }

    /// The currency.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The number of minor units as records store it.
    ///
    /// # Errors
    /// [`AmountError::OutOfRange`] beyond 64 bits.
    pub fn to_amount(&self) -> Result<Amount, AmountError> {
        Amount::try_from(self.minor)
    }

    /// Whether this is less than nothing.
    pub const fn is_negative(&self) -> bool {
        self.minor < 0
    }

    /// Whether this is more than nothing.
    pub const fn is_positive(&self) -> bool {
        self.minor > 0
    }

    /// Whether this is nothing.
    pub const fn is_zero(&self) -> bool {
        self.minor == 0
    }

    /// The sum of two sums of one currency.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn checked_add(&self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with(self.minor.checked_add(other.minor))
    }

    /// The difference of two sums of one currency.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::Overflow`].
    pub fn checked_sub(&self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with(self.minor.checked_sub(other.minor))
    }

    /// The same sum with the other sign.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] for the least 128-bit number only.
    pub fn checked_neg(&self) -> Result<Self, MoneyError> {
        self.with(self.minor.checked_neg())
    }

    /// The sum without its sign.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] for the least 128-bit number only.
    pub fn abs(&self) -> Result<Self, MoneyError> {
        self.with(self.minor.checked_abs())
    }

    /// This sum `factor` times.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn checked_mul_int(&self, factor: i128) -> Result<Self, MoneyError> {
        self.with(self.minor.checked_mul(factor))
    }

    fn same_currency(&self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::CurrencyMismatch { left: self.currency, right: other.currency })
    }

    /// A result in this currency, or the overflow that there is instead of one.
    fn with(&self, minor: Option<i128>) -> Result<Self, MoneyError> {
        minor.map(|minor| Self::new(minor, self.currency)).ok_or(MoneyError::Overflow)
    }
}

impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.minor.cmp(&other.minor))
    }
}

/// The number of this size and sign, if 128 bits hold it.
fn signed(magnitude: u128, negative: bool) -> Option<i128> {
    if negative { 0_i128.checked_sub_unsigned(magnitude) } else { i128::try_from(magnitude).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(minor: i128) -> Money {
        Money::new(minor, Currency::EUR)
    }

    #[test]
    fn currencies_do_not_mix() {
        // ledger 33: also one code at two scales
        for other in [Currency::USD, Currency::custom("EUR", 3).unwrap()] {
            let other = Money::new(1, other);
            assert_eq!(eur(1).checked_add(other).unwrap_err().code(), "currency_mismatch");
            assert_eq!(eur(1).checked_sub(other).unwrap_err().code(), "currency_mismatch");
            assert_eq!(eur(1).partial_cmp(&other), None);
        }
        assert!(eur(1) < eur(2));
    }

    #[test]
    fn the_ends_of_the_range_are_errors() {
        // ledger 7, 8
        assert_eq!(eur(i128::MAX).checked_add(eur(1)), Err(MoneyError::Overflow));
        assert_eq!(eur(i128::MIN).checked_sub(eur(1)), Err(MoneyError::Overflow));
        assert_eq!(eur(i128::MIN).checked_neg(), Err(MoneyError::Overflow));
        assert_eq!(eur(i128::MIN).abs(), Err(MoneyError::Overflow));
        assert_eq!(eur(i128::MAX).checked_mul_int(2), Err(MoneyError::Overflow));
        let end = i128::from(i64::MAX);
        assert_eq!(eur(end).to_amount(), Ok(Amount::MAX));
        assert_eq!(eur(-end - 1).to_amount(), Ok(Amount::MIN));
        assert_eq!(eur(end + 1).to_amount().unwrap_err().code(), "amount_out_of_range");
        assert_eq!(eur(-end - 2).to_amount(), Err(AmountError::OutOfRange { minor: -end - 2 }));
        assert_eq!(Money::from_amount(Amount::MAX, Currency::EUR), eur(end));
        assert!(size_of::<Money>() <= 32);
    }

    proptest! {
        #[test]
        fn arithmetic_is_exact_or_an_error(a: i128, b: i128) {
            prop_assert_eq!(eur(a).checked_add(eur(b)).ok(), a.checked_add(b).map(eur));
            prop_assert_eq!(eur(a).checked_sub(eur(b)).ok(), a.checked_sub(b).map(eur));
            prop_assert_eq!(eur(a).checked_mul_int(b).ok(), a.checked_mul(b).map(eur));
            prop_assert_eq!(eur(a).to_amount().ok().map(Amount::minor), i64::try_from(a).ok());
        }
    }
}
