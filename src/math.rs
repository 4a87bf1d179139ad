//! The only home of elementary functions.
//!
//! `f64::exp` and its kin come from the platform and differ between machines in the last bit.
//! What a network computes comes from [`backstep_lanes::elementary`], which has each function for
//! one and for two numbers with the same bits; what data sets and drawings need besides comes from
//! `libm`. Both are compiled into the program and give the same bits natively and in every
//! browser.

mod random;

use backstep_lanes::elementary::scalar;

pub use random::Random;

/// e to the power `x`; at most 1.1 units of the last place off.
pub fn exp(x: f64) -> f64 {
    scalar::exp(x)
}

/// Natural logarithm; at most 1 unit of the last place off.
pub fn ln(x: f64) -> f64 {
    scalar::ln(x)
}

/// Hyperbolic tangent; at most 4 units of the last place off.
pub fn tanh(x: f64) -> f64 {
    scalar::tanh(x)
}

/// Sine of `x` in radians.
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of `x` in radians.
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// The logistic function 1 / (1 + e^-x); at most 2.5 units of the last place off for x > -700.
///
/// ```
/// assert_eq!(backstep::math::sigmoid(0.0), 0.5);
/// ```
pub fn sigmoid(x: f64) -> f64 {
    scalar::sigmoid(x)
}

/// ln (1 + x), exact to the last digits for small `x`; at most 1.5 units of the last place off.
pub fn ln_1p(x: f64) -> f64 {
    scalar::ln_1p(x)
}

/// `x` to a whole power, by squaring.
///
/// ```
/// assert_eq!(backstep::math::power(0.5, 10), 1.0 / 1024.0);
/// assert_eq!(backstep::math::power(3.0, 0), 1.0);
/// ```
pub fn power(mut x: f64, mut exponent: u64) -> f64 {
    let mut result = 1.0;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result *= x;
        }
        x *= x;
        exponent /= 2;
    }
    result
}

/// 10 to the power `x`.
pub fn exp10(x: f64) -> f64 {
    libm::exp10(x)
}

/// Logarithm to the base 10.
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}
