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
fn at_most(x: Pair, limit: f64) -> Pair {
    // One instruction: on either side it gives its second operand unless the first one is smaller,
    // but which operand is called the first differs.
    if cfg!(target_arch = "wasm32") { x.fast_min(splat(limit)) } else { splat(limit).fast_min(x) }
}

/// Hyperbolic tangent; at most 4 ulp off, odd to the last bit, and never beyond ±1.
///
/// With |x| = c + r, c the nearest multiple of 1/64, T = tanh c from a table and
/// tanh r = n / m = r (1 + r²/15) / (1 + 2r²/5) by Padé, the addition formula
/// (T + n/m) / (1 + T n/m) needs a single division.
#[inline(always)]
pub fn tanh(x: Pair) -> Pair {
    let [value] = tanh_of([x]);
    value
}

/// [`tanh`] of several pairs, step by step of all of them.
#[inline(always)]
pub(crate) fn tanh_of<const N: usize>(x: [Pair; N]) -> [Pair; N] {
    use std::array::from_fn;
    let sign = x.map(|x| x & splat(-0.0));
    // From 19.0625 on, tanh is 1 in double precision.
    let size: [_; N] = from_fn(|i| at_most(x[i] ^ sign[i], 20.0));
    let sum = size.map(|size| size + splat(ROUNDER_64));
    let t = sum.map(|sum| look_up(&TANH, sum.to_bits()));
    let r: [_; N] = from_fn(|i| size[i] - (sum[i] - splat(ROUNDER_64)));
    let s = r.map(|r| r * r);
    let n: [_; N] = from_fn(|i| r[i] + r[i] * (s[i] * splat(1.0 / 15.0)));
    let m = s.map(|s| splat(1.0) + s * splat(0.4));
    let above: [_; N] = from_fn(|i| t[i] * m[i] + n[i]);
    let below: [_; N] = from_fn(|i| m[i] + t[i] * n[i]);
    from_fn(|i| (above[i] / below[i]) ^ sign[i])
}

/// e to the power `x`; at most 1.1 ulp off, 0.5 more where the result is subnormal.
///
/// x = (32 m + j) ln 2 / 32 + r, and e^x = 2^m (T + T (e^r - 1)) with T = 2^(j/32) from a table.
#[inline(always)]
pub fn exp(x: Pair) -> Pair {
    // Beyond these, the result is infinite or 0, and m would not be an exponent.
    let x = where_less(splat(800.0), x, splat(800.0), x);
    let x = where_less(x, splat(-800.0), splat(-800.0), x);
    let sum = x * splat(46.166_241_308_446_83) + splat(ROUNDER);
    let multiple = sum - splat(ROUNDER);
    let r = x - multiple * splat(LN2_HIGH / 32.0) - multiple * splat(LN2_LOW / 32.0);
    let series = splat(1.0 / 720.0) * r + splat(1.0 / 120.0);
    let series = (series * r + splat(1.0 / 24.0)) * r + splat(1.0 / 6.0);
    let power = r + r * r * (series * r + splat(0.5));
    // 32 (m + 2048) + j, which is positive.
    let place = (sum.to_bits() + bits(2048 * 32)) & bits(0x1_ffff);
    let t = look_up(&EXP2, place);
    // 2^m as the product of two powers that exist: only the last product can overflow or round.
    let m = place >> 5_u32;
    let half = m >> 1_u32;
    let first = Pair::from_bits((half - bits(1)) << 52_u32);
    let second = Pair::from_bits((m - half - bits(1)) << 52_u32);
    (t + t * power) * first * second
}

/// The logistic function 1 / (1 + e^-x); at most 2.5 ulp off for x > -700.
#[inline(always)]
pub fn sigmoid(x: Pair) -> Pair {
    splat(1.0) / (splat(1.0) + exp(x ^ splat(-0.0)))
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
