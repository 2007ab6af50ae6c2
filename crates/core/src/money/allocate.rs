//! Sharing a sum out to the last minor unit.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Money, MoneyError, signed};

/// Who gets the minor units that are left over when a sum is shared out.
///
/// Every recipient first gets their exact share cut toward zero. By each policy but
/// [`ToIndex`](Self::ToIndex) a part then differs from the exact share by one minor unit at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemainderPolicy {
    /// One each to the first recipients that have a weight.
    First,
    /// One each to the last recipients that have a weight.
    Last,
    /// One each to those whose shares lost most by the cut; among equals, to the first.
    Largest,
    /// As [`Largest`](Self::Largest), but among equals at even distances, so that no end of a list
    /// is favoured: 10.00 over three equals are 3.33, 3.34 and 3.33.
    Spread,
    /// All to the recipient at this position, from 0, whatever their weight.
    ///
    /// Their part may differ from the exact share by as many minor units as there are recipients.
    ToIndex(usize),
}

/// The cut share of one recipient, as magnitudes.
struct Share {
    weighted: bool,
    minor: u128,
    /// What the cut took, in parts of the total weight.
    lost: u128,
}

impl Money {
    /// Shares this sum out in proportion to `weights`; the parts add up to it exactly.
    ///
    /// A negative sum gives the parts of the positive one with the other sign. A recipient of
    /// weight 0 gets nothing, except by [`RemainderPolicy::ToIndex`].
    ///
    /// # Errors
    /// [`MoneyError::NoWeight`] if `weights` is empty or all zero,
    /// [`MoneyError::UnknownRecipient`] if the policy names a position beyond it.
    pub fn allocate(
        &self,
        weights: &[u64],
        policy: RemainderPolicy,
    ) -> Result<Vec<Self>, MoneyError> {
        let parts = allocate_minor(self.minor, weights, policy)?;
        Ok(parts.into_iter().map(|minor| Self::new(minor, self.currency)).collect())
    }
}

/// As [`Money::allocate`], for minor units whose currency is said elsewhere.
///
/// # Errors
/// As [`Money::allocate`].
pub fn allocate_minor(
    total: i128,
    weights: &[u64],
    policy: RemainderPolicy,
) -> Result<Vec<i128>, MoneyError> {
    let total_weight = weights
        .iter()
        .try_fold(0_u128, |sum, weight| sum.checked_add((*weight).into()))
        .ok_or(MoneyError::Overflow)?;
    let (negative, total) = (total < 0, total.unsigned_abs());
    let shares = weights.iter().map(|weight| share(total, *weight, total_weight));
    let mut shares = shares.collect::<Option<Vec<_>>>().ok_or(MoneyError::NoWeight)?;
    let left = shares
        .iter()
        .try_fold(total, |left, share| left.checked_sub(share.minor))
        .ok_or(MoneyError::Overflow)?;
    if total_weight == 0 {
        return Err(MoneyError::NoWeight);
    }

    match policy {
        RemainderPolicy::First => one_each(left, shares.iter_mut().filter(|s| s.weighted)),
        RemainderPolicy::Last => one_each(left, shares.iter_mut().rev().filter(|s| s.weighted)),
        RemainderPolicy::Largest => one_each(left, by_loss(&mut shares)),
        RemainderPolicy::Spread => spread(left, by_loss(&mut shares)),
        RemainderPolicy::ToIndex(index) => {
            let recipients = shares.len();
            let share =
                shares.get_mut(index).ok_or(MoneyError::UnknownRecipient { index, recipients })?;
            share.minor = share.minor.saturating_add(left); // at most the total
        }
    }
    let minor = |share: &Share| signed(share.minor, negative).ok_or(MoneyError::Overflow);
    shares.iter().map(minor).collect()
}

/// Those that lost most first; equals keep their order.
fn by_loss(shares: &mut [Share]) -> Vec<&mut Share> {
    let mut shares: Vec<_> = shares.iter_mut().collect();
    shares.sort_by_key(|share| Reverse(share.lost));
    shares
}

/// Adds the `left` units, one to each of those that lost most; where they do not reach all that
/// lost the same, at even distances: where the rounded running share makes a step.
fn spread(mut left: u128, mut shares: Vec<&mut Share>) {
    for equal in shares.chunk_by_mut(|one, other| one.lost == other.lost) {
        let count = u128::try_from(equal.len()).unwrap_or(u128::MAX);
        let units = left.min(count);
        left = left.saturating_sub(units);
        let mut before = 0_u128;
        for (at, share) in (1_u128..).zip(equal) {
            let twice = at.saturating_mul(units).saturating_mul(2).saturating_add(count);
            let reached = twice.checked_div(count.saturating_mul(2)).unwrap_or(0);
            if reached > before {
                share.minor = share.minor.saturating_add(1); // at most the total
            }
            before = reached;
        }
        if left == 0 {
            break;
        }
    }
}

/// Adds the `left` units, one to each share in turn; there are always more shares than units.
fn one_each<'a>(left: u128, shares: impl IntoIterator<Item = &'a mut Share>) {
    let left = usize::try_from(left).unwrap_or(usize::MAX);
    for share in shares.into_iter().take(left) {
        share.minor = share.minor.saturating_add(1); // at most the total
    }
}

/// `total * weight / total_weight`, cut; none if the total weight is 0.
fn share(total: u128, weight: u64, total_weight: u128) -> Option<Share> {
    let (weighted, weight) = (weight > 0, u128::from(weight));
    // total = whole * total_weight + rest, so the product needs no more than 128 bits as a rule.
    let whole = total.checked_div(total_weight)?;
    let rest = total.checked_rem(total_weight)?;
    let (minor, lost) = match rest.checked_mul(weight) {
        Some(product) => (product.checked_div(total_weight)?, product.checked_rem(total_weight)?),
        None => long_mul_div(rest, weight, total_weight)?,
    };
    Some(Share { weighted, minor: whole.checked_mul(weight)?.checked_add(minor)?, lost })
}

/// Quotient and remainder of `a * b / divisor` for `a < divisor`, bit by bit of `b`.
///
/// Divisors are sums of 64-bit weights, far below the 2^126 that this is good for.
fn long_mul_div(a: u128, b: u128, divisor: u128) -> Option<(u128, u128)> {
    let (mut quotient, mut rest) = (0_u128, 0_u128);
    for bit in (0..64).rev() {
        let addend = if (b >> bit) & 1 == 1 { a } else { 0 };
        let sum = rest.checked_mul(2)?.checked_add(addend)?;
        let carry = sum.checked_div(divisor)?;
        quotient = quotient.checked_mul(2)?.checked_add(carry)?;
        rest = sum.checked_rem(divisor)?;
    }
    Some((quotient, rest))
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "overflow fails the test")]
mod tests {
    use super::*;
    use crate::currency::Currency;
    use proptest::prelude::*;

    fn parts(total: i128, weights: &[u64], policy: RemainderPolicy) -> Vec<i128> {
        let parts = Money::new(total, Currency::EUR).allocate(weights, policy).unwrap();
        parts.iter().map(Money::minor).collect()
    }

    #[test]
    fn policies_name_who_gets_the_rest() {
        // ledger 36
        use RemainderPolicy::{First, Largest, Last, Spread, ToIndex};
        assert_eq!(parts(100, &[1, 1, 1], First), [34, 33, 33]);
        assert_eq!(parts(-100, &[1, 1, 1], First), [-34, -33, -33]);
        assert_eq!(parts(100, &[1, 1, 1], Last), [33, 33, 34]);
        assert_eq!(parts(5, &[0, 1, 1, 0], First), [0, 3, 2, 0]);
        assert_eq!(parts(5, &[0, 1, 1, 0], Last), [0, 2, 3, 0]);
        assert_eq!(parts(100, &[50, 25, 26], Largest), [49, 25, 26]);
        assert_eq!(parts(10, &[1, 1, 1], Largest), [4, 3, 3]);
        assert_eq!(parts(1000, &[1, 1, 1], Spread), [333, 334, 333]);
        assert_eq!(parts(-2, &[1, 1, 1, 1], Spread), [-1, 0, -1, 0]);
        assert_eq!(parts(100, &[50, 25, 26], Spread), [49, 25, 26]);
        assert_eq!(parts(2, &[1, 1, 1, 0], ToIndex(3)), [0, 0, 0, 2]);
        assert_eq!(parts(0, &[3, 4], Last), [0, 0]);
        let (end, max) = (i128::MIN, u64::MAX);
        assert_eq!(parts(end, &[7], First), [end]);
        assert_eq!(parts(end, &[max, max], First), [end / 2, end / 2]);
    }

    #[test]
    fn nobody_to_give_to_is_an_error() {
        let money = Money::new(5, Currency::EUR);
        for weights in [&[][..], &[0, 0]] {
            let error = money.allocate(weights, RemainderPolicy::First).unwrap_err();
            assert_eq!(error, MoneyError::NoWeight);
        }
        let error = money.allocate(&[1], RemainderPolicy::ToIndex(1)).unwrap_err();
        assert_eq!(error.code(), "unknown_recipient");
    }

    fn policy() -> impl Strategy<Value = RemainderPolicy> {
        prop_oneof![
            Just(RemainderPolicy::First),
            Just(RemainderPolicy::Last),
            Just(RemainderPolicy::Largest),
            Just(RemainderPolicy::Spread),
        ]
    }

    fn total() -> impl Strategy<Value = i128> {
        prop_oneof![any::<i128>(), (-1000..1000_i128), any::<i64>().prop_map(i128::from)]
    }

    fn weights() -> impl Strategy<Value = Vec<u64>> {
        let weight = prop_oneof![any::<u64>(), 0..4_u64, Just(u64::MAX)];
        prop::collection::vec(weight, 1..12).prop_filter("a weight", |w| w.iter().any(|w| *w > 0))
    }

    proptest! {
        #[test]
        fn parts_add_up(total in total(), weights in weights(), policy in policy()) {
            // ledger 36
            let parts = parts(total, &weights, policy);
            prop_assert_eq!(parts.iter().sum::<i128>(), total);
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!(*weight > 0 || *part == 0);
                prop_assert!(*part == 0 || (*part < 0) == (total < 0));
            }
        }

        #[test]
        fn parts_are_within_one_unit(total: i64, weights in prop::collection::vec(0..1_000_000_u64, 1..9), policy in policy()) {
            // ledger 36
            let weight_sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
            prop_assume!(weight_sum > 0);
            for (part, weight) in parts(total.into(), &weights, policy).iter().zip(&weights) {
                let off = part * weight_sum - i128::from(total) * i128::from(*weight);
                prop_assert!(off.abs() <= weight_sum, "{part} of {total}");
            }
        }

        #[test]
        fn the_rest_goes_to_the_one_named(total in total(), weights in weights(), at: prop::sample::Index) {
            let index = at.index(weights.len());
            let all = parts(total, &weights, RemainderPolicy::ToIndex(index));
            prop_assert_eq!(all.iter().sum::<i128>(), total);
        }

        #[test]
        fn long_division_agrees(a: u64, b: u64, d in 1..=u64::MAX) {
            let a = u128::from(a % d);
            let (b, d) = (u128::from(b), u128::from(d));
            prop_assert_eq!(long_mul_div(a, b, d), Some((a * b / d, a * b % d)));
        }
    }
}
