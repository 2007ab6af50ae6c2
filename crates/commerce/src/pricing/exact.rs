//! Exact fractions of minor units, and rounding them so that they add up.

use std::cmp::Ordering;

use moja_core::currency::Currency;
use moja_core::money::{Money, Rounding};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// A number of minor units that is not negative. A cart has as many denominators as rates, so that
/// no fixed width would hold their common one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exact(BigRational);

impl Exact {
    pub(super) fn whole(minor: i128) -> Self {
        Self(BigRational::from_integer(minor.into()))
    }

    /// `num / den` of this; none if `den` is zero.
    #[expect(clippy::arithmetic_side_effects, reason = "big numbers do not overflow")]
    pub(super) fn times(&self, num: i128, den: i128) -> Option<Self> {
        (den != 0).then(|| Self(&self.0 * BigRational::new(num.into(), den.into())))
    }

    /// So many whole minor units less; none below zero.
    #[expect(clippy::arithmetic_side_effects, reason = "big numbers do not overflow")]
    pub(super) fn less(&self, minor: i128) -> Option<Self> {
        let rest = &self.0 - BigInt::from(minor);
        (!rest.is_negative()).then_some(Self(rest))
    }

    /// None beyond 128 bits.
    pub(super) fn floor(&self) -> Option<i128> {
        self.0.to_integer().to_i128()
    }

    pub(super) fn round(&self, currency: Currency, rounding: Rounding) -> Option<i128> {
        round(&self.0, currency, rounding)
    }
}

fn round(value: &BigRational, currency: Currency, rounding: Rounding) -> Option<i128> {
    let rest = value.fract();
    let half = BigRational::new(1.into(), 2.into());
    // How the rest compares with a half decides, so that quarters say enough.
    let quarters = match rest.cmp(&half) {
        _ if rest.is_zero() => 0,
        Ordering::Less => 1,
        Ordering::Equal => 2,
        Ordering::Greater => 3,
    };
    let whole = value.to_integer().to_i128()?;
    let near = whole.checked_mul(4)?.checked_add(quarters)?;
    Some(Money::new(near, currency).mul_ratio(1, 4, rounding).ok()?.minor())
}

/// Rounds all values so that they add up to their rounded sum, each to one of its neighbours but
/// none above its cap. Where all caps are reached the sum is less.
pub(super) fn round_together(
    values: &[Exact],
    caps: Option<&[i128]>,
    currency: Currency,
    rounding: Rounding,
) -> Option<Vec<i128>> {
    let mut parts = values.iter().map(Exact::floor).collect::<Option<Vec<i128>>>()?;
    let sum: BigRational = values.iter().map(|Exact(value)| value).sum();
    let total = round(&sum, currency, rounding)?;
    let given = parts.iter().try_fold(0_i128, |sum, part| sum.checked_add(*part))?;
    let mut left = total.checked_sub(given)?;
    // What was cut goes to those that lost most by it; among equals, to the first.
    let mut order: Vec<(BigRational, usize)> =
        values.iter().enumerate().map(|(at, Exact(value))| (value.fract(), at)).collect();
    order.sort_by(|(one, _), (other, _)| other.cmp(one));
    let cap = |at: usize| caps.and_then(|caps| caps.get(at).copied()).unwrap_or(i128::MAX);
    loop {
        let before = left;
        for (_, at) in &order {
            if let Some(part) = parts.get_mut(*at).filter(|part| left > 0 && **part < cap(*at)) {
                *part = part.checked_add(1)?;
                left = left.checked_sub(1)?;
            }
        }
        if left == 0 || left == before {
            return Some(parts);
        }
    }
}
