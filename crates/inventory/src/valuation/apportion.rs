//! Sharing out a sum.

use moja_core::money::{RemainderPolicy, allocate_minor};

/// Shares `total` out by `weights`: the parts add up to it exactly, none has the wrong sign, and
/// none is a whole unit away from its exact share. The order of the lines decides nothing but
/// which of equal lines gets an odd unit. Without any weight nothing is shared out.
pub(crate) fn apportion(total: i64, weights: &[i64]) -> Vec<i64> {
    let positive: Vec<u64> =
        weights.iter().map(|weight| u64::try_from(*weight).unwrap_or(0)).collect();
    let parts = allocate_minor(total.into(), &positive, RemainderPolicy::Spread);
    // Only a missing weight is refused; a part is no larger than the total.
    let parts = parts.unwrap_or_else(|_| vec![0; weights.len()]);
    parts.into_iter().map(|part| i64::try_from(part).unwrap_or(0)).collect()
}
