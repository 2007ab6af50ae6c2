//! Exact sums, and the few rounded operations that the tools define.
//!
//! `Decimal::checked_add` quietly drops digits when a sum does not fit 96 bits, so sums are made
//! here in `i128` at a common scale and refused when even that is too small.

use rust_decimal::Decimal;

const SCALE_MAX: u32 = 28;
const MANTISSA_MAX: i128 = 79_228_162_514_264_337_593_543_950_335;

/// A sum of decimals, exact or refused.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    mantissa: i128,
    scale: u32,
}

impl Sum {
    /// The sum with one more number, or nothing when it cannot be exact.
    pub(crate) fn plus(self, number: Decimal) -> Option<Self> {
        self.plus_parts(number.mantissa(), number.scale())
    }

    /// The sum without a number.
    pub(crate) fn minus(self, number: Decimal) -> Option<Self> {
        self.plus_parts(number.mantissa().checked_neg()?, number.scale())
    }

    fn plus_parts(self, mantissa: i128, scale: u32) -> Option<Self> {
        if scale == self.scale {
            return Some(Self { mantissa: self.mantissa.checked_add(mantissa)?, scale });
        }
        let common = scale.max(self.scale);
        let a = rescale(self.mantissa, self.scale, common);
        let b = rescale(mantissa, scale, common);
        if let (Some(a), Some(b)) = (a, b) {
            return Some(Self { mantissa: a.checked_add(b)?, scale: common });
        }
        let (a, a_scale) = strip_zeros(self.mantissa, self.scale);
        let (b, b_scale) = strip_zeros(mantissa, scale);
        let common = a_scale.max(b_scale);
        let sum = rescale(a, a_scale, common)?.checked_add(rescale(b, b_scale, common)?)?;
        Some(Self { mantissa: sum, scale: common })
    }

    pub(crate) const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    pub(crate) const fn signum(self) -> i128 {
        self.mantissa.signum()
    }

    /// The sum as a decimal, or nothing when it does not fit.
    pub(crate) fn to_decimal(self) -> Option<Decimal> {
        exact(self.mantissa, self.scale)
    }

    /// The sum as a decimal, rounded in the 28th digit if need be.
    pub(crate) fn to_rounded(self) -> Option<Decimal> {
        rounded(self.mantissa, self.scale, false)
    }

    /// The two sums together.
    pub(crate) fn plus_sum(self, other: Self) -> Option<Self> {
        self.plus_parts(other.mantissa, other.scale)
    }

    /// Whether the sum is no farther from zero than the tolerance.
    pub(crate) fn is_within(self, tolerance: Decimal) -> bool {
        if self.mantissa == 0 {
            return true;
        }
        // Rounding in the 28th digit cannot bring a sum to the other side of a short tolerance.
        self.to_rounded().is_some_and(|sum| sum.abs() <= tolerance)
    }
}

fn rescale(mantissa: i128, from: u32, to: u32) -> Option<i128> {
    mantissa.checked_mul(10_i128.checked_pow(to.checked_sub(from)?)?)
}

fn strip_zeros(mut mantissa: i128, mut scale: u32) -> (i128, u32) {
    while scale > 0 && mantissa.checked_rem(10) == Some(0) {
        mantissa = mantissa.checked_div(10).unwrap_or(0);
        scale = scale.saturating_sub(1);
    }
    (mantissa, scale)
}

fn fits(mantissa: i128, scale: u32) -> bool {
    scale <= SCALE_MAX && mantissa.unsigned_abs() <= MANTISSA_MAX.unsigned_abs()
}

/// The number if it fits without rounding; trailing zeros may go.
pub(crate) fn exact(mantissa: i128, scale: u32) -> Option<Decimal> {
    let (mantissa, scale) =
        if fits(mantissa, scale) { (mantissa, scale) } else { strip_zeros(mantissa, scale) };
    if !fits(mantissa, scale) {
        return None;
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// The number rounded half to even where it does not fit; `rest` says that digits follow it.
fn rounded(mantissa: i128, scale: u32, rest: bool) -> Option<Decimal> {
    if !rest && let Some(number) = exact(mantissa, scale) {
        return Some(number);
    }
    let mut drop = scale.saturating_sub(SCALE_MAX);
    loop {
        let (value, scale) = (drop_digits(mantissa, drop, rest)?, scale.checked_sub(drop)?);
        if fits(value, scale) {
            return Decimal::try_from_i128_with_scale(value, scale).ok();
        }
        drop = drop.checked_add(1)?;
    }
}

fn drop_digits(mantissa: i128, digits: u32, rest: bool) -> Option<i128> {
    let Some(unit) = 10_i128.checked_pow(digits) else { return Some(0) };
    let whole = mantissa.checked_div(unit)?;
    let left = mantissa.checked_rem(unit)?.unsigned_abs();
    let half = unit.unsigned_abs() / 2;
    let odd = whole.checked_rem(2)? != 0;
    let up = digits > 0 && (left > half || (left == half && (rest || odd)));
    if up { whole.checked_add(mantissa.signum()) } else { Some(whole) }
}

/// The product, exact where it has up to 28 digits and otherwise rounded to those, half to even,
/// which is what beancount computes.
pub(crate) fn mul(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale().checked_add(b.scale())?;
    let Some(mantissa) = a.mantissa().checked_mul(b.mantissa()) else {
        return a.checked_mul(b);
    };
    let size = mantissa.unsigned_abs();
    if size < 10_u128.pow(28) {
        return rounded(mantissa, scale, false);
    }
    let digits = size.checked_ilog10()?.checked_add(1)?;
    let drop = digits.saturating_sub(28).min(scale);
    rounded(drop_digits(mantissa, drop, false)?, scale.checked_sub(drop)?, false)
}

/// The product only if it is exact.
pub(crate) fn mul_exact(a: Decimal, b: Decimal) -> Option<Decimal> {
    exact(a.mantissa().checked_mul(b.mantissa())?, a.scale().checked_add(b.scale())?)
}

/// The quotient to 28 significant digits, half to even, which is what beancount computes.
pub(crate) fn div(a: Decimal, b: Decimal) -> Option<Decimal> {
    const DIGITS: i128 = 1_000_000_000_000_000_000_000_000_000;
    let den = b.mantissa().unsigned_abs();
    let num = a.mantissa().unsigned_abs();
    let mut quotient = i128::try_from(num.checked_div(den)?).ok()?;
    let mut left = num.checked_rem(den)?;
    let mut scale = i64::from(a.scale()).checked_sub(i64::from(b.scale()))?;
    while left != 0 && quotient < DIGITS && scale <= i64::from(SCALE_MAX) {
        left = left.checked_mul(10)?;
        quotient =
            quotient.checked_mul(10)?.checked_add(i128::try_from(left.checked_div(den)?).ok()?)?;
        left = left.checked_rem(den)?;
        scale = scale.checked_add(1)?;
    }
    let mut rest = false;
    if left != 0 && scale <= i64::from(SCALE_MAX) {
        let twice = left.checked_mul(2)?;
        if twice > den || (twice == den && quotient.checked_rem(2)? != 0) {
            quotient = quotient.checked_add(1)?;
        }
    } else {
        rest = left != 0;
    }
    if a.is_sign_negative() != b.is_sign_negative() {
        quotient = quotient.checked_neg()?;
    }
    if scale < 0 {
        let up = u32::try_from(scale.checked_neg()?).ok()?;
        return exact(quotient.checked_mul(10_i128.checked_pow(up)?)?, 0);
    }
    rounded(quotient, u32::try_from(scale).ok()?, rest)
}

/// The number with exactly this many decimals, rounded half to even.
pub(crate) fn quantize(number: Decimal, scale: u32) -> Option<Decimal> {
    let mantissa = if number.scale() <= scale {
        rescale(number.mantissa(), number.scale(), scale)?
    } else {
        drop_digits(number.mantissa(), number.scale().checked_sub(scale)?, false)?
    };
    if !fits(mantissa, scale) {
        return None;
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// The exact sum of two numbers.
pub(crate) fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    Sum::default().plus(a)?.plus(b)?.to_decimal()
}

/// The exact difference of two numbers.
pub(crate) fn sub(a: Decimal, b: Decimal) -> Option<Decimal> {
    Sum::default().plus(a)?.minus(b)?.to_decimal()
}

/// The number with the other sign.
pub(crate) fn neg(mut number: Decimal) -> Decimal {
    if !number.is_zero() {
        number.set_sign_negative(!number.is_sign_negative());
    }
    number
}

/// What arithmetic in 28 digits may leave behind: a balance this close to zero is zero.
pub(crate) fn noise() -> Decimal {
    unit_at(20)
}

/// Ten to the power of minus `scale`.
pub(crate) fn unit_at(scale: u32) -> Decimal {
    Decimal::try_from_i128_with_scale(1, scale.min(SCALE_MAX)).unwrap_or_default()
}

/// Reads plain digits with at most one decimal point; refuses what does not fit exactly.
pub(crate) fn parse(digits: impl Iterator<Item = u8>) -> Option<Decimal> {
    let mut mantissa = 0_i128;
    let mut scale = 0_u32;
    let (mut seen_point, mut seen_digit) = (false, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                let digit = i128::from(byte.checked_sub(b'0')?);
                mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
                seen_digit = true;
                if seen_point {
                    scale = scale.checked_add(1)?;
                }
            }
            b'.' if !seen_point => seen_point = true,
            _ => return None,
        }
    }
    if !seen_digit || !fits(mantissa, scale) {
        return None;
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn division_has_28_digits_like_beancount() {
        assert_eq!(div(d("100.00"), d("3")).unwrap().to_string(), "33.33333333333333333333333333");
        assert_eq!(div(d("2"), d("3")).unwrap().to_string(), "0.6666666666666666666666666667");
        assert_eq!(div(d("100.00"), d("4")).unwrap().to_string(), "25.00");
        assert_eq!(div(d("100"), d("0.50")).unwrap().to_string(), "200");
        assert_eq!(div(d("-1"), d("8")).unwrap().to_string(), "-0.125");
        assert_eq!(div(d("1"), d("0")), None);
    }

    #[test]
    fn sums_are_exact_or_refused() {
        let big = d("79228162514264337593543950335");
        let tiny = d("0.0000000000000000000000000001");
        assert_eq!(Sum::default().plus(big).unwrap().plus(tiny).and_then(Sum::to_decimal), None);
        let sum = Sum::default().plus(d("0.10")).unwrap().plus(d("0.2")).unwrap();
        assert_eq!(sum.to_decimal().unwrap().to_string(), "0.30");
        assert_eq!(add(big, d("1")), None);
    }

    #[test]
    fn quantize_is_half_even() {
        assert_eq!(quantize(d("1.005"), 2).unwrap().to_string(), "1.00");
        assert_eq!(quantize(d("1.015"), 2).unwrap().to_string(), "1.02");
        assert_eq!(quantize(d("-1.0151"), 2).unwrap().to_string(), "-1.02");
        assert_eq!(quantize(d("3"), 2).unwrap().to_string(), "3.00");
    }

    #[test]
    fn digits_that_do_not_fit_are_refused() {
        assert_eq!(parse(b"100.".iter().copied()), Some(d("100")));
        assert_eq!(parse(b"1.23456789012345678901234567890".iter().copied()), None);
        assert_eq!(parse(b"99999999999999999999999999999".iter().copied()), None);
        assert_eq!(parse(b".".iter().copied()), None);
    }
}
