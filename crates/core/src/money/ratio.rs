//! Where rounding is possible: ratios, and `Decimal` at the edges.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Money, MoneyError, signed};
use crate::currency::Currency;

/// How a result between two minor units becomes one of them.
#[moja_core::foreign]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the nearer; from the middle to the even one.
    HalfEven,
    /// To the nearer; from the middle away from zero.
    HalfUp,
    /// Toward zero.
    Down,
    /// Away from zero.
    Up,
    /// Toward minus infinity.
    Floor,
    /// Toward plus infinity.
    Ceiling,
}

impl Rounding {
    /// `numerator / denominator` of these magnitudes, rounded as a number of this sign; none if
    /// the denominator is 0.
    fn divide(self, numerator: u128, denominator: u128, negative: bool) -> Option<u128> {
        let quotient = numerator.checked_div(denominator)?;
        let rest = numerator.checked_rem(denominator)?;
        let to_next = denominator.checked_sub(rest)?;
        let away = rest > 0
            && match self {
                Self::HalfEven => rest > to_next || (rest == to_next && quotient & 1 == 1),
                Self::HalfUp => rest >= to_next,
                Self::Down => false,
                Self::Up => true,
                Self::Floor => negative,
                Self::Ceiling => !negative,
            };
        quotient.checked_add(away.into())
    }
}

impl Money {
    /// This sum times `num / den`, rounded to minor units: a rate, a share, a percentage.
    ///
    /// # Errors
    /// [`MoneyError::ZeroDenominator`]; [`MoneyError::Overflow`] if the result, or its numerator
    /// after common factors are taken out, is beyond 128 bits.
    pub fn mul_ratio(&self, num: i128, den: i128, rounding: Rounding) -> Result<Self, MoneyError> {
        if den == 0 {
            return Err(MoneyError::ZeroDenominator);
        }
        let negative = self.is_negative() ^ (num < 0) ^ (den < 0);
        let (minor, den) = reduce(self.minor.unsigned_abs(), den.unsigned_abs());
        let (num, den) = reduce(num.unsigned_abs(), den);
        let product = minor.checked_mul(num).ok_or(MoneyError::Overflow)?;
        let quotient = rounding.divide(product, den, negative);
        self.with(quotient.and_then(|quotient| signed(quotient, negative)))
    }

    /// The number of units as a `Decimal`, with the decimals of the currency.
    ///
    /// A number beyond 96 bits is written with fewer decimals if those left out are zeros.
    ///
    /// # Errors
    /// [`MoneyError::NotDecimal`] if the number still does not fit.
    pub fn to_decimal(&self) -> Result<Decimal, MoneyError> {
        let (mut minor, mut scale) = (self.minor, u32::from(self.currency.exponent()));
        loop {
            match Decimal::try_from_i128_with_scale(minor, scale) {
                Ok(decimal) => return Ok(decimal),
                Err(_) if scale > 0 && minor % 10 == 0 => {
                    minor /= 10;
                    scale = scale.saturating_sub(1);
                }
                Err(_) => return Err(MoneyError::NotDecimal),
            }
        }
    }

    /// So many units of `currency`, exactly.
    ///
    /// # Errors
    /// [`MoneyError::TooPrecise`] if `units` is no whole number of minor units;
    /// [`MoneyError::Overflow`] beyond 128 bits.
    pub fn from_decimal(units: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let exact = Self::from_decimal_rounded(units, currency, Rounding::Down)?;
        let exponent = currency.exponent();
        // Cutting changed nothing if the decimals beyond those of the currency are zeros.
        if units.normalize().scale() > u32::from(exponent) {
            return Err(MoneyError::TooPrecise { input: units.to_string(), exponent });
        }
        Ok(exact)
    }

    /// So many units of `currency`, rounded to minor units.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] beyond 128 bits.
    pub fn from_decimal_rounded(
        units: Decimal,
        currency: Currency,
        rounding: Rounding,
    ) -> Result<Self, MoneyError> {
        let (mantissa, scale) = (units.mantissa(), units.scale());
        let exponent = u32::from(currency.exponent());
        let minor = match scale.checked_sub(exponent) {
            Some(extra) => 10_u128.checked_pow(extra).and_then(|divisor| {
                let negative = mantissa < 0;
                signed(rounding.divide(mantissa.unsigned_abs(), divisor, negative)?, negative)
            }),
            None => 10_i128
                .checked_pow(exponent.saturating_sub(scale))
                .and_then(|f| mantissa.checked_mul(f)),
        };
        Self::zero(currency).with(minor)
    }
}

/// Takes the greatest common divisor out of both, by Euclid.
fn reduce(a: u128, b: u128) -> (u128, u128) {
    let (mut divisor, mut rest) = (a, b);
    while let Some(next) = divisor.checked_rem(rest) {
        (divisor, rest) = (rest, next);
    }
    (a.checked_div(divisor).unwrap_or(a), b.checked_div(divisor).unwrap_or(b))
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "overflow fails the test")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Rounding; 6] = [
        Rounding::HalfEven,
        Rounding::HalfUp,
        Rounding::Down,
        Rounding::Up,
        Rounding::Floor,
        Rounding::Ceiling,
    ];

    fn eur(minor: i128) -> Money {
        Money::new(minor, Currency::EUR)
    }

    #[test]
    fn each_mode_rounds_as_named() {
        // ledger 37
        let halves = |minor| ALL.map(|r| eur(minor).mul_ratio(1, 2, r).unwrap().minor());
        assert_eq!(halves(5), [2, 3, 2, 3, 2, 3]);
        assert_eq!(halves(7), [4, 4, 3, 4, 3, 4]);
        assert_eq!(halves(-5), [-2, -3, -2, -3, -3, -2]);
        assert_eq!(halves(4), [2; 6]);
        let quarters = |minor| ALL.map(|r| eur(minor).mul_ratio(1, -4, r).unwrap().minor());
        assert_eq!(quarters(-5), [1, 1, 1, 2, 1, 2]);
        assert_eq!(quarters(-7), [2, 2, 1, 2, 1, 2]);
    }

    #[test]
    fn ratios_at_the_ends() {
        let down = Rounding::Down;
        assert_eq!(eur(1).mul_ratio(1, 0, down), Err(MoneyError::ZeroDenominator));
        assert_eq!(eur(0).mul_ratio(5, 7, down), Ok(eur(0)));
        assert_eq!(eur(5).mul_ratio(0, 7, down), Ok(eur(0)));
        assert_eq!(eur(i128::MIN).mul_ratio(1, 1, down), Ok(eur(i128::MIN)));
        assert_eq!(eur(i128::MIN).mul_ratio(1, -1, down), Err(MoneyError::Overflow));
        assert_eq!(eur(i128::MIN).mul_ratio(i128::MIN, i128::MIN, down), Ok(eur(i128::MIN)));
        assert_eq!(eur(i128::MAX).mul_ratio(6, 3, down), Err(MoneyError::Overflow));
        assert_eq!(eur(1).mul_ratio(1, i128::MIN, Rounding::Floor), Ok(eur(-1)));
    }

    #[test]
    fn decimals_are_exact_or_refused() {
        // ledger 37
        let decimal = |text| Decimal::from_str_exact(text).unwrap();
        assert_eq!(eur(-5).to_decimal(), Ok(decimal("-0.05")));
        assert_eq!(eur(1200).to_decimal().unwrap().to_string(), "12.00");
        assert_eq!(Money::from_decimal(decimal("12.3"), Currency::EUR), Ok(eur(1230)));
        assert_eq!(Money::from_decimal(decimal("12.3000"), Currency::EUR), Ok(eur(1230)));
        let error = Money::from_decimal(decimal("12.345"), Currency::EUR).unwrap_err();
        assert_eq!(error.to_string(), "`12.345` has more than 2 decimals");
        let round = |text, r| Money::from_decimal_rounded(decimal(text), Currency::EUR, r).unwrap();
        assert_eq!(round("12.345", Rounding::HalfEven), eur(1234));
        assert_eq!(round("-12.345", Rounding::HalfUp), eur(-1235));
        assert_eq!(round("0.0000000000000000000000000001", Rounding::Up), eur(1));

        assert_eq!(eur(i128::MAX).to_decimal(), Err(MoneyError::NotDecimal));
        let fine = Currency::custom("X", 18).unwrap();
        let wide = Money::new(10_i128.pow(30), fine);
        assert_eq!(wide.to_decimal(), Ok(decimal("1000000000000")));
        assert_eq!(Money::from_decimal(Decimal::MAX, fine), Err(MoneyError::Overflow));
    }

    proptest! {
        #[test]
        fn decimal_round_trips(minor in -(1_i128 << 95)..(1 << 95), exponent in 0..=18_u8) {
            let money = Money::new(minor, Currency::custom("X", exponent).unwrap());
            let decimal = money.to_decimal().unwrap();
            prop_assert_eq!(Money::from_decimal(decimal, money.currency()), Ok(money));
        }

        #[test]
        fn ratios_are_within_one_unit(minor: i64, num: i32, den: i32, mode in 0..6_usize) {
            prop_assume!(den != 0);
            let (num, den) = (i128::from(num), i128::from(den));
            let got = eur(minor.into()).mul_ratio(num, den, ALL[mode]).unwrap().minor();
            let off = got * den - i128::from(minor) * num;
            prop_assert!(off.abs() < den.abs());
        }

        #[test]
        fn no_input_panics(minor: i128, num: i128, den: i128, mode in 0..6_usize, exponent in 0..=18_u8) {
            let money = Money::new(minor, Currency::custom("X", exponent).unwrap());
            let _ = money.mul_ratio(num, den, ALL[mode]);
            let _ = money.mul_ratio(num, den % 1000, ALL[mode]);
            let _ = money.to_decimal();
            let decimal = Decimal::from_i128_with_scale(num >> 33, u32::from(exponent) + 10);
            for mode in ALL {
                let _ = Money::from_decimal_rounded(decimal, money.currency(), mode);
            }
        }
    }
}
