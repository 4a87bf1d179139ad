//! Loss functions and their gradients.

use crate::math;

/// How far the outputs ŷ are from the targets y, of m outputs; over a batch, the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Loss {
    /// L = ½ Σ (ŷ - y)²
    HalfSquaredError,
    /// L = 1/m Σ (ŷ - y)², `torch.nn.MSELoss`
    MeanSquaredError,
    /// L = -1/m Σ (y ln ŷ + (1 - y) ln (1 - ŷ)), `torch.nn.BCELoss`: logarithms are held above
    /// -100 and the gradient's denominator above 1e-12, so that a saturated output stays finite.
    BinaryCrossEntropy,
    /// L = -Σ y ln ŷ; under softmax taken from the weighted sums, as `torch.nn.CrossEntropyLoss`.
    CrossEntropy,
}

impl Loss {
    /// Below this `torch.nn.BCELoss` clamps its logarithms.
    pub(crate) const LOWEST_LOG: f64 = -100.0;
    /// Below this `torch.nn.BCELoss` clamps the denominator of its gradient.
    pub(crate) const LOWEST_DENOMINATOR: f64 = 1e-12;

    /// Every loss, in the order the page lists them.
    pub const ALL: [Self; 4] = [
        Self::HalfSquaredError,
        Self::MeanSquaredError,
        Self::BinaryCrossEntropy,
        Self::CrossEntropy,
    ];

    /// The name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::HalfSquaredError => "half_squared_error",
            Self::MeanSquaredError => "mean_squared_error",
            Self::BinaryCrossEntropy => "binary_cross_entropy",
            Self::CrossEntropy => "cross_entropy",
        }
    }

    /// The loss of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|loss| loss.name() == name)
    }

    /// What one output adds to the sum in the formula.
    pub fn term(self, output: f64, target: f64) -> f64 {
        match self {
            Self::HalfSquaredError | Self::MeanSquaredError => {
                let difference = output - target;
                difference * difference
            }
            Self::BinaryCrossEntropy => {
                target * at_least(math::ln(output), Self::LOWEST_LOG)
                    + (1.0 - target) * at_least(math::ln_1p(-output), Self::LOWEST_LOG)
            }
            // 0 ln 0 counts as 0, its limit; a class that is not the target adds nothing.
            Self::CrossEntropy if target == 0.0 => 0.0,
            Self::CrossEntropy => target * math::ln(output),
        }
    }

    /// The loss of one sample from the sum of its [`term`](Self::term)s over `outputs` outputs.
    pub fn from_sum(self, sum: f64, outputs: usize) -> f64 {
        match self {
            Self::HalfSquaredError => 0.5 * sum,
            Self::MeanSquaredError => sum / outputs as f64,
            // Not -sum: of a sum of 0 that would be -0.
            Self::BinaryCrossEntropy => (0.0 - sum) / outputs as f64,
            Self::CrossEntropy => 0.0 - sum,
        }
    }

    /// The gradient ∂L/∂ŷ of one sample's loss by one of its `outputs` outputs.
    ///
    /// ```
    /// // The article's hand example: L = -ln 0.8, so the gradient is -1 / 0.8.
    /// assert_eq!(backstep::nn::Loss::CrossEntropy.gradient(0.8, 1.0, 2), -1.25);
    /// ```
    pub fn gradient(self, output: f64, target: f64, outputs: usize) -> f64 {
        match self {
            Self::HalfSquaredError => output - target,
            Self::MeanSquaredError => 2.0 * (output - target) / outputs as f64,
            Self::BinaryCrossEntropy => {
                (output - target)
                    / at_least(output * (1.0 - output), Self::LOWEST_DENOMINATOR)
                    / outputs as f64
            }
            Self::CrossEntropy if target == 0.0 => 0.0,
            Self::CrossEntropy => -target / output,
        }
    }
}

/// `x`, but not below `low`. Unlike `f64::max` it keeps a NaN, or a divergence would go unseen.
fn at_least(x: f64, low: f64) -> f64 {
    if x < low { low } else { x }
}
