//! The only home of elementary functions.
//!
//! `f64::exp` and its kin come from the platform and differ between machines in the last bit;
//! these come from `libm`, compiled into the program, and give the same bits natively and in
//! every browser. Numbers that a network computes use nothing else.

mod random;

pub use random::Random;

/// e to the power `x`.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Hyperbolic tangent.
pub fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}

/// Sine of `x` in radians.
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of `x` in radians.
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// The logistic function 1 / (1 + e^-x).
///
/// ```
/// assert_eq!(backstep::math::sigmoid(0.0), 0.5);
/// ```
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// ln (1 + x), exact to the last digits for small `x`.
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// 10 to the power `x`.
pub fn exp10(x: f64) -> f64 {
    libm::exp10(x)
}

/// Logarithm to the base 10.
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}
