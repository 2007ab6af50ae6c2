//! Random draws that are the same on every machine for the same seed.
//!
//! `ln` and `exp` of the standard library come from the platform and may differ in the last bit;
//! those here use only operations that IEEE 754 defines exactly.

/// SplitMix64 (Steele, Lea, Flood 2014), with the distributions that the year needs.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A stream of draws.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A stream of its own for one subject, so that a draw more here changes nothing there.
    #[must_use]
    pub fn branch(&self, subject: u64) -> Self {
        let mut seed = Self::new(self.state ^ subject.wrapping_mul(0xd134_2543_de82_ef95));
        Self::new(seed.next_u64())
    }

    /// 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Evenly between 0 and 1, neither of them included.
    pub fn unit(&mut self) -> f64 {
        // 53 bits fit a float exactly; the half keeps it off zero.
        ((self.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Evenly between two floats.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// One of the integers from `low` to `high`, both included.
    pub fn integer(&mut self, low: i64, high: i64) -> i64 {
        let count = u128::from(high.abs_diff(low)) + 1;
        // The bias of one in 2^64 per value is far below what anybody could see in a year.
        let at = (u128::from(self.next_u64()) * count) >> 64;
        low + i64::try_from(at).unwrap_or(0)
    }

    /// Whether something of this probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of the values.
    pub fn choose<'a, T>(&mut self, values: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(values.len()).ok()?.checked_sub(1)?;
        values.get(usize::try_from(self.integer(0, last)).ok()?)
    }

    /// An index by weight, out of the running sums of the weights.
    pub fn weighted(&mut self, running: &[f64]) -> usize {
        let Some(total) = running.last() else { return 0 };
        let at = self.unit() * total;
        running.partition_point(|sum| *sum <= at).min(running.len() - 1)
    }

    /// Time to the next event of a Poisson process.
    pub fn exponential(&mut self, rate: f64) -> f64 {
        -ln(self.unit()) / rate
    }

    /// Standard normal (Marsaglia's polar method).
    pub fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (self.between(-1.0, 1.0), self.between(-1.0, 1.0));
            let square = x * x + y * y;
            if square < 1.0 && square > 0.0 {
                return x * (-2.0 * ln(square) / square).sqrt();
            }
        }
    }

    /// Gamma by shape and rate (Marsaglia and Tsang 2000).
    pub fn gamma(&mut self, shape: f64, rate: f64) -> f64 {
        if shape < 1.0 {
            let boost = exp(ln(self.unit()) / shape);
            return self.gamma(shape + 1.0, rate) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let root = 1.0 + c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            if ln(self.unit()) < 0.5 * x * x + d - d * v + d * ln(v) {
                return d * v / rate;
            }
        }
    }

    /// Beta.
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let x = self.gamma(a, 1.0);
        x / (x + self.gamma(b, 1.0))
    }
}

/// The natural logarithm of a positive normal number.
#[must_use]
pub fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = i32::try_from(bits >> 52).unwrap_or(0) - 1023;
    let mut mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut sum = 0.0;
    for odd in (0..12).rev() {
        sum = sum * square + 1.0 / f64::from(2 * odd + 1);
    }
    2.0 * s * sum + f64::from(exponent) * std::f64::consts::LN_2
}

/// e to the power of x; zero where that is too small to matter.
#[must_use]
pub fn exp(x: f64) -> f64 {
    if x < -700.0 {
        return 0.0;
    }
    let halvings = (x / std::f64::consts::LN_2).round();
    let rest = x - halvings * std::f64::consts::LN_2;
    let mut sum = 1.0;
    for n in (1..16).rev() {
        sum = 1.0 + sum * rest / f64::from(n);
    }
    // At most 1023, which is e to the power of 709.
    let exponent = (halvings as i64).clamp(-1022, 1023) + 1023;
    sum * f64::from_bits(u64::try_from(exponent).unwrap_or(0) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_is_splitmix64() {
        // The first numbers of the reference implementation for the seed 1234567.
        let mut random = Random::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
        let expected =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(first, expected);
    }

    #[test]
    fn logarithm_and_power_agree_with_the_platform() {
        for step in 1..4_000 {
            let x = f64::from(step) * 0.013;
            assert!((ln(x) - x.ln()).abs() < 1e-14 * (1.0 + x.ln().abs()), "{x}");
            for x in [x, -x] {
                assert!((exp(x) / x.exp() - 1.0).abs() < 1e-13, "{x}");
            }
        }
        assert_eq!((ln(1.0), exp(0.0), exp(-800.0)), (0.0, 1.0, 0.0));
        assert!((ln(1e-300) - 1e-300_f64.ln()).abs() < 1e-12);
    }

    /// Mean and variance of many draws.
    fn moments(mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let n = 200_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let x = draw();
            sum += x;
            squares += x * x;
        }
        let mean = sum / f64::from(n);
        (mean, squares / f64::from(n) - mean * mean)
    }

    #[track_caller]
    fn near((mean, variance): (f64, f64), expected: (f64, f64)) {
        assert!((mean - expected.0).abs() < 0.02 * (1.0 + expected.0), "mean {mean}");
        assert!((variance / expected.1 - 1.0).abs() < 0.05, "variance {variance}");
    }

    #[test]
    fn distributions_have_their_moments() {
        let mut random = Random::new(7);
        near(moments(|| random.unit()), (0.5, 1.0 / 12.0));
        near(moments(|| random.exponential(2.0)), (0.5, 0.25));
        near(moments(|| random.normal()), (0.0, 1.0));
        near(moments(|| random.gamma(0.25, 4.0)), (0.0625, 0.25 / 16.0));
        near(moments(|| random.gamma(6.25, 0.5)), (12.5, 25.0));
        let (a, b) = (0.8, 2.4);
        let variance = a * b / ((a + b) * (a + b) * (a + b + 1.0));
        near(moments(|| random.beta(a, b)), (a / (a + b), variance));
        near(moments(|| random.integer(-2, 2) as f64), (0.0, 2.0));
        near(moments(|| random.weighted(&[1.0, 1.0, 4.0]) as f64), (1.5, 0.75));
    }
}
