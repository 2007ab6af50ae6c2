//! Sharing out a sum.

use std::cmp::Reverse;

/// Shares `total` out by `weights`: the parts add up to it exactly, none has the wrong sign, and
/// none is a whole unit away from its exact share.
///
/// What the cut leaves goes to those that lost most by it. Among those that lost the same it is
/// spread evenly, so that the order of the lines decides nothing but which of equal lines gets
/// the odd unit. Without any weight nothing is shared out.
pub(crate) fn apportion(total: i64, weights: &[i64]) -> Vec<i64> {
    let magnitude = u128::from(total.unsigned_abs());
    let weights: Vec<u128> =
        weights.iter().map(|weight| u128::try_from(*weight).unwrap_or(0)).collect();
    let whole = weights.iter().fold(0_u128, |sum, weight| sum.saturating_add(*weight));
    if whole == 0 {
        return vec![0; weights.len()];
    }
    // A total below 2^64 and a weight below 2^63 make a product below 2^127.
    let cut = |weight: &u128| {
        let product = magnitude.saturating_mul(*weight);
        (product.checked_div(whole).unwrap_or(0), product.checked_rem(whole).unwrap_or(0))
    };
    let (mut parts, lost): (Vec<u128>, Vec<u128>) = weights.iter().map(cut).unzip();
    let given = parts.iter().fold(0_u128, |sum, part| sum.saturating_add(*part));
    let mut left = magnitude.saturating_sub(given);
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| Reverse(lost.get(*at)));
    for equal in order.chunk_by(|one, other| lost.get(*one) == lost.get(*other)) {
        let count = u128::try_from(equal.len()).unwrap_or(u128::MAX);
        let units = left.min(count);
        left = left.saturating_sub(units);
        // The odd units at even distances: where the rounded running share makes a step.
        let mut before = 0_u128;
        for (at, place) in (1_u128..).zip(equal) {
            let twice = at.saturating_mul(units).saturating_mul(2).saturating_add(count);
            let reached = twice.checked_div(count.saturating_mul(2)).unwrap_or(0);
            if let Some(part) = parts.get_mut(*place).filter(|_| reached > before) {
                *part = part.saturating_add(1);
            }
            before = reached;
        }
        if left == 0 {
            break;
        }
    }
    parts
        .into_iter()
        .map(|part| {
            let part = i64::try_from(part).unwrap_or(i64::MAX);
            if total < 0 { part.saturating_neg() } else { part }
        })
        .collect()
}
