//! Exact fractions of minor units, and rounding them so that they add up.

use moja_core::currency::Currency;
use moja_core::money::{Money, Rounding};

/// A number of minor units that is not negative, as a fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exact {
    num: i128,
    den: i128,
}

fn common_divisor(mut left: i128, mut right: i128) -> i128 {
    while let Some(rest) = left.checked_rem(right) {
        (left, right) = (right, rest);
    }
    left.max(1)
}

impl Exact {
    pub(super) fn whole(minor: i128) -> Self {
        Self { num: minor, den: 1 }
    }

    /// `num / den` of this; none beyond 128 bits.
    pub(super) fn times(self, num: i128, den: i128) -> Option<Self> {
        let (across, down) = (common_divisor(self.num, den), common_divisor(num, self.den));
        let num = self.num.checked_div(across)?.checked_mul(num.checked_div(down)?)?;
        let den = self.den.checked_div(down)?.checked_mul(den.checked_div(across)?)?;
        Some(Self { num, den })
    }

    /// So many whole minor units less; none below zero.
    pub(super) fn less(self, minor: i128) -> Option<Self> {
        let num = self.num.checked_sub(minor.checked_mul(self.den)?)?;
        (num >= 0).then_some(Self { num, den: self.den })
    }

    pub(super) fn floor(self) -> i128 {
        self.num.checked_div(self.den).unwrap_or(0)
    }

    pub(super) fn round(self, currency: Currency, rounding: Rounding) -> Option<i128> {
        Some(Money::new(self.num, currency).mul_ratio(1, self.den, rounding).ok()?.minor())
    }
}

/// Rounds all values so that they add up to their rounded sum, each to one of its neighbours but
/// none above its cap. Where all caps are reached the sum is less.
pub(super) fn round_together(
    values: &[Exact],
    caps: Option<&[i128]>,
    currency: Currency,
    rounding: Rounding,
) -> Option<Vec<i128>> {
    let mut den = 1_i128;
    for value in values {
        den = den.checked_div(common_divisor(den, value.den))?.checked_mul(value.den)?;
    }
    let mut sum = 0_i128;
    let mut rests = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let num = value.num.checked_mul(den.checked_div(value.den)?)?;
        sum = sum.checked_add(num)?;
        rests.push((num.checked_rem(den)?, at));
    }
    let mut parts: Vec<i128> = values.iter().map(|value| value.floor()).collect();
    let total = Exact { num: sum, den }.round(currency, rounding)?;
    let given = parts.iter().try_fold(0_i128, |sum, part| sum.checked_add(*part))?;
    let mut left = total.checked_sub(given)?;
    // What was cut goes to those that lost most by it; among equals, to the first.
    rests.sort_by_key(|(rest, _)| std::cmp::Reverse(*rest));
    let cap = |at: usize| caps.and_then(|caps| caps.get(at).copied()).unwrap_or(i128::MAX);
    loop {
        let before = left;
        for (_, at) in &rests {
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
