//! exp, ln, tanh and the logistic function of two numbers at a time.
//!
//! Each is a fixed sequence of IEEE additions, multiplications and divisions, so that every
//! machine computes the same bits. `tests/elementary.rs` holds them to the error bounds stated
//! here, in units of the last place (ulp) of the result.

use wide::{f64x2, u64x2};

use crate::tables::{EXP2, TANH};

/// Two numbers.
pub type Pair = f64x2;

/// Adding 1.5 · 2⁵² and taking it away again rounds to a whole number, which then stands in the
/// sum's last bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// The same in steps of 1/64.
const ROUNDER_64: f64 = ROUNDER / 64.0;

/// ln 2 in two parts. The last 21 bits of the first are 0, so that small multiples are exact.
const LN2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);

/// `x` where `below` lies below `above`, else `y`. Comparing with NaN is false.
#[inline(always)]
fn where_less(below: Pair, above: Pair, x: Pair, y: Pair) -> Pair {
    below.simd_lt(above).select(x, y)
}

#[inline(always)]
fn splat(x: f64) -> Pair {
    Pair::splat(x)
}

#[inline(always)]
fn bits(x: u64) -> u64x2 {
    u64x2::splat(x)
}

/// The numbers of a table at two places; its length is a power of two, beyond which places start
/// again from 0.
#[inline(always)]
fn look_up<const LEN: usize>(table: &[f64; LEN], places: u64x2) -> Pair {
    let [first, second] = places.to_array();
    let at = |place: u64| table[place as usize & (LEN - 1)];
    Pair::new([at(first), at(second)])
}

/// The smaller one of `x` and `limit`; a NaN stays one.
#[inline(always)]
fn at_most(x: Pair, limit: Pair) -> Pair {
    // One instruction: on either side it gives its second operand unless the first one is smaller,
    // but which operand is called the first differs.
    if cfg!(target_arch = "wasm32") { x.fast_min(limit) } else { limit.fast_min(x) }
}

/// The larger one of `x` and `limit`; a NaN stays one.
#[inline(always)]
fn at_least(x: Pair, limit: Pair) -> Pair {
    if cfg!(target_arch = "wasm32") { x.fast_max(limit) } else { limit.fast_max(x) }
}

/// The numbers at `place`, twice each. Where a loop uses a constant, engines make it anew each time
/// with three instructions; what they cannot tell to be constant they keep in a register.
#[inline(always)]
pub(crate) fn held<const N: usize>(place: &'static [f64; N]) -> [Pair; N] {
    std::hint::black_box(place).map(splat)
}

/// [`tanh`] of many pairs: what each of them needs is made ready once.
#[derive(Clone, Copy)]
pub(crate) struct Tanh {
    limit: Pair,
    rounder: Pair,
    fifteenth: Pair,
    one: Pair,
    two_fifths: Pair,
}

impl Tanh {
    /// Gets ready what every value needs.
    #[inline(always)]
    pub(crate) fn new() -> Self {
        // From 19.0625 on, tanh is 1 in double precision.
        static NUMBERS: [f64; 5] = [20.0, ROUNDER_64, 1.0 / 15.0, 1.0, 0.4];
        let [limit, rounder, fifteenth, one, two_fifths] = held(&NUMBERS);
        Self { limit, rounder, fifteenth, one, two_fifths }
    }

    /// tanh x
    #[inline(always)]
    pub(crate) fn of(self, x: Pair) -> Pair {
        let size = x.abs();
        let sign = x ^ size;
        let size = at_most(size, self.limit);
        let sum = size + self.rounder;
        let t = look_up(&TANH, sum.to_bits());
        let r = size - (sum - self.rounder);
        let s = r * r;
        let n = r + r * (s * self.fifteenth);
        let m = self.one + s * self.two_fifths;
        ((t * m + n) / (m + t * n)) ^ sign
    }
}

/// Hyperbolic tangent; at most 4 ulp off, odd to the last bit, and never beyond ±1.
///
/// With |x| = c + r, c the nearest multiple of 1/64, T = tanh c from a table and
/// tanh r = n / m = r (1 + r²/15) / (1 + 2r²/5) by Padé, the addition formula
/// (T + n/m) / (1 + T n/m) needs a single division.
#[inline(always)]
pub fn tanh(x: Pair) -> Pair {
    Tanh::new().of(x)
}

/// [`exp`] of many pairs: what each of them needs is made ready once.
#[derive(Clone, Copy)]
pub(crate) struct Exp {
    limits: [Pair; 2],
    per_step: Pair,
    rounder: Pair,
    step: [Pair; 2],
    series: [Pair; 5],
    lift: u64x2,
    mask: u64x2,
    one: u64x2,
}

impl Exp {
    /// Gets ready what every value needs.
    #[inline(always)]
    pub(crate) fn new() -> Self {
        static NUMBERS: [f64; 11] = [
            -800.0,
            800.0,
            46.166_241_308_446_83,
            ROUNDER,
            LN2_HIGH / 32.0,
            LN2_LOW / 32.0,
            1.0 / 720.0,
            1.0 / 120.0,
            1.0 / 24.0,
            1.0 / 6.0,
            0.5,
        ];
        let [least, most, per_step, rounder, high, low, a, b, c, d, e] = held(&NUMBERS);
        let (limits, step) = ([least, most], [high, low]);
        // The places 32 (m + 2048) + j are positive.
        let [lift, mask, one] = std::hint::black_box([2048 * 32, 0x1_ffff, 1]).map(bits);
        Self { limits, per_step, rounder, step, series: [a, b, c, d, e], lift, mask, one }
    }

    /// e to the power `x`
    #[inline(always)]
    pub(crate) fn of(self, x: Pair) -> Pair {
        let Self { limits: [least, most], per_step, rounder, step: [high, low], series, .. } = self;
        // Beyond these, the result is infinite or 0, and m would not be an exponent.
        let x = at_least(at_most(x, most), least);
        let sum = x * per_step + rounder;
        let multiple = sum - rounder;
        let r = x - multiple * high - multiple * low;
        let [a, b, c, d, e] = series;
        let series = ((a * r + b) * r + c) * r + d;
        let power = r + r * r * (series * r + e);
        let place = (sum.to_bits() + self.lift) & self.mask;
        let t = look_up(&EXP2, place);
        // 2^m as the product of two powers that exist: only the last product can overflow or round.
        let m = place >> 5_u32;
        let half = m >> 1_u32;
        let first = Pair::from_bits((half - self.one) << 52_u32);
        let second = Pair::from_bits((m - half - self.one) << 52_u32);
        (t + t * power) * first * second
    }
}

/// e to the power `x`; at most 1.1 ulp off, 0.5 more where the result is subnormal.
///
/// x = (32 m + j) ln 2 / 32 + r, and e^x = 2^m (T + T (e^r - 1)) with T = 2^(j/32) from a table.
#[inline(always)]
pub fn exp(x: Pair) -> Pair {
    Exp::new().of(x)
}

/// [`sigmoid`] of many pairs: what each of them needs is made ready once.
#[derive(Clone, Copy)]
pub(crate) struct Sigmoid {
    exp: Exp,
    minus_zero: Pair,
    one: Pair,
}

impl Sigmoid {
    /// Gets ready what every value needs.
    #[inline(always)]
    pub(crate) fn new() -> Self {
        let [minus_zero, one] = held(&[-0.0, 1.0]);
        Self { exp: Exp::new(), minus_zero, one }
    }

    /// 1 / (1 + e^-x)
    #[inline(always)]
    pub(crate) fn of(self, x: Pair) -> Pair {
        self.one / (self.one + self.exp.of(x ^ self.minus_zero))
    }
}

/// The logistic function 1 / (1 + e^-x); at most 2.5 ulp off for x > -700.
#[inline(always)]
pub fn sigmoid(x: Pair) -> Pair {
    Sigmoid::new().of(x)
}

/// Natural logarithm; at most 1 ulp off. Of 0 it is -∞, of less NaN.
///
/// The method and coefficients are those of `log` in fdlibm (Sun Microsystems, 1993): with
/// x = 2^k m, f = m - 1 and s = f / (2 + f), ln m = f - s (f - R) where R is a polynomial in s².
#[inline(always)]
pub fn ln(x: Pair) -> Pair {
    // √½ and 1 as the upper halves of their bits.
    const ROOT: u64 = 0x3fe6_a09e << 32;
    const ONE: u64 = 0x3ff0_0000 << 32;
    // A whole number below 2⁵² stands in the last bits of 2⁵² plus it.
    const EXPONENT: u64 = 0x4330_0000_0000_0000;

    let is_tiny = x.simd_lt(splat(f64::MIN_POSITIVE));
    // 2⁵⁴ makes a subnormal number normal.
    let scaled = is_tiny.select(x * splat(18_014_398_509_481_984.0), x);
    let lift = is_tiny.select(splat(54.0), splat(0.0));
    let shifted = scaled.to_bits() + bits(ONE - ROOT);
    let m = Pair::from_bits((shifted & bits(0x000f_ffff_ffff_ffff)) + bits(ROOT));
    let exponent = Pair::from_bits((shifted >> 52_u32) | bits(EXPONENT));
    let k = exponent - splat(4_503_599_627_370_496.0 + 1023.0) - lift;

    let f = m - splat(1.0);
    let half_square = splat(0.5) * f * f;
    let s = f / (splat(2.0) + f);
    let z = s * s;
    let w = z * z;
    let odd = splat(f64::from_bits(0x3fc3_9a09_d078_c69f)) * w;
    let odd = (odd + splat(f64::from_bits(0x3fcc_71c5_1d8e_78af))) * w;
    let odd = (odd + splat(f64::from_bits(0x3fd9_9999_9997_fa04))) * w;
    let even = splat(f64::from_bits(0x3fc2_f112_df3e_5244)) * w;
    let even = (even + splat(f64::from_bits(0x3fc7_4664_96cb_03de))) * w;
    let even = (even + splat(f64::from_bits(0x3fd2_4924_9422_9359))) * w;
    let even = (even + splat(f64::from_bits(0x3fe5_5555_5555_5593))) * z;
    let rest = odd + even;
    let small = s * (half_square + rest) + k * splat(LN2_LOW);
    let result = small - half_square + f + k * splat(LN2_HIGH);

    // ∞ and NaN stay what they are.
    let result = where_less(x, splat(f64::INFINITY), result, x);
    let result = where_less(x, splat(0.0), splat(f64::NAN), result);
    x.simd_eq(splat(0.0)).select(splat(f64::NEG_INFINITY), result)
}

/// ln (1 + x), exact to the last digits for small `x`; at most 1.5 ulp off.
///
/// What rounding took from 1 + x is put back as the first term of its series.
#[inline(always)]
pub fn ln_1p(x: Pair) -> Pair {
    let u = splat(1.0) + x;
    let lost = x - (u - splat(1.0));
    let corrected = ln(u) + lost / u;
    // Of 0 and ∞ there is nothing to be put back.
    let is_plain = splat(0.0).simd_lt(u) & u.simd_lt(splat(f64::INFINITY));
    let result = is_plain.select(corrected, ln(u));
    u.simd_eq(splat(1.0)).select(x, result)
}

/// The same functions of one number, with the same bits.
pub mod scalar {
    use super::splat;

    macro_rules! scalar {
        ($($(#[$doc:meta])* $name:ident),*) => {
            $(
                $(#[$doc])*
                pub fn $name(x: f64) -> f64 {
                    let [value, _]: [f64; 2] = super::$name(splat(x)).to_array();
                    value
                }
            )*
        };
    }

    scalar! {
        /// e to the power `x`.
        exp,
        /// Natural logarithm.
        ln,
        /// ln (1 + x).
        ln_1p,
        /// The logistic function.
        sigmoid,
        /// Hyperbolic tangent.
        tanh
    }
}
