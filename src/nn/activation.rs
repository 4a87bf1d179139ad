//! Activation functions and their slopes.

use crate::math;

/// The function that turns a unit's weighted sum z into its activation a.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Activation {
    /// a = z
    Identity,
    /// a = 1 / (1 + e^-z)
    Sigmoid,
    /// a = tanh z
    Tanh,
    /// a = max(0, z)
    Relu,
    /// a = z for z > 0, else 0.01 z
    LeakyRelu,
    /// `a_j = e^z_j / Σ_k e^z_k`, on the output layer only
    Softmax,
}

/// Slope of leaky `ReLU` for z ≤ 0, `PyTorch`'s default.
pub(crate) const LEAKY_SLOPE: f64 = 0.01;

impl Activation {
    /// Every activation function, in the order the page lists them.
    pub const ALL: [Self; 6] =
        [Self::Identity, Self::Sigmoid, Self::Tanh, Self::Relu, Self::LeakyRelu, Self::Softmax];

    /// The name in documents, as `PyTorch` spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::Relu => "relu",
            Self::LeakyRelu => "leaky_relu",
            Self::Softmax => "softmax",
        }
    }

    /// The function of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|activation| activation.name() == name)
    }

    /// The activation of the weighted sum `z`. Softmax needs its whole layer and is computed by
    /// [`softmax`]; of one number alone it is 1.
    #[inline(always)]
    pub fn value(self, z: f64) -> f64 {
        match self {
            Self::Identity => z,
            Self::Sigmoid => math::sigmoid(z),
            Self::Tanh => math::tanh(z),
            // Not f64::max: a NaN must stay one, or a divergence would go unseen.
            Self::Relu => {
                if z <= 0.0 {
                    0.0
                } else {
                    z
                }
            }
            Self::LeakyRelu => {
                if z <= 0.0 {
                    LEAKY_SLOPE * z
                } else {
                    z
                }
            }
            Self::Softmax => 1.0,
        }
    }

    /// The slope da/dz at the weighted sum `z`, where the activation is `a`. `ReLU`'s slope at 0 is
    /// 0, as in `PyTorch`. Softmax has a matrix of slopes instead; its diagonal is `a (1 - a)`.
    #[inline(always)]
    pub fn slope(self, z: f64, a: f64) -> f64 {
        match self {
            Self::Identity => 1.0,
            Self::Sigmoid | Self::Softmax => a * (1.0 - a),
            Self::Tanh => 1.0 - a * a,
            Self::Relu => {
                if z > 0.0 {
                    1.0
                } else {
                    0.0
                }
            }
            Self::LeakyRelu => {
                if z > 0.0 {
                    1.0
                } else {
                    LEAKY_SLOPE
                }
            }
        }
    }
}

/// Replaces the weighted sums `z` of a layer by their softmax, `e^z_j / Σ_k e^z_k`. The largest
/// z is subtracted first, which changes nothing but keeps e^z from overflowing.
///
/// ```
/// let mut layer = [1000.0, 1000.0];
/// backstep::nn::softmax(&mut layer);
/// assert_eq!(layer, [0.5, 0.5]);
/// ```
pub fn softmax(z: &mut [f64]) {
    let highest = highest(z.iter().copied());
    let mut sum = 0.0;
    for value in z.iter_mut() {
        *value = math::exp(*value - highest);
        sum += *value;
    }
    for value in z {
        *value /= sum;
    }
}

/// The largest of `z`; a NaN among them counts for nothing.
pub(crate) fn highest(z: impl Iterator<Item = f64>) -> f64 {
    z.fold(f64::NEG_INFINITY, |highest, z| if highest < z { z } else { highest })
}
