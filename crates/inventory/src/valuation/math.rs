//! Checked integers.

use super::Overflow;

pub(super) fn add(left: i64, right: i64) -> Result<i64, Overflow> {
    left.checked_add(right).ok_or(Overflow)
}

pub(super) fn sub(left: i64, right: i64) -> Result<i64, Overflow> {
    left.checked_sub(right).ok_or(Overflow)
}

pub(super) fn neg(value: i64) -> Result<i64, Overflow> {
    value.checked_neg().ok_or(Overflow)
}

/// `value * part / whole`, rounded to the nearest, halves away from zero; zero of nothing.
pub(super) fn share(value: i64, part: i64, whole: i64) -> Result<i64, Overflow> {
    if part == whole {
        return Ok(value);
    }
    if whole == 0 {
        return Ok(0);
    }
    let product = i128::from(value).checked_mul(part.into()).ok_or(Overflow)?;
    let whole = i128::from(whole);
    let quotient = product.checked_div(whole).ok_or(Overflow)?;
    let rest = product.checked_rem(whole).ok_or(Overflow)?;
    let up = rest.unsigned_abs().saturating_mul(2) >= whole.unsigned_abs();
    let away = if (product < 0) == (whole < 0) { 1 } else { -1 };
    let rounded = if up { quotient.checked_add(away).ok_or(Overflow)? } else { quotient };
    i64::try_from(rounded).map_err(|_| Overflow)
}
