//! Batch normalization, `torch.nn.BatchNorm1d`: a unit's weighted sums z over a batch become
//! ẑ = (z - μ) / √(σ² + ε), with μ and σ² the batch's own mean and variance, and then y = γ ẑ + β.

use super::{Parameters, Shape};

/// What batch normalization remembers of the batches it has seen, for testing: of each layer a
/// mean and a variance for each unit, none in a layer without.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// Running means, `[layer][unit]`.
    pub mean: Vec<Vec<f64>>,
    /// Running variances, `[layer][unit]`.
    pub variance: Vec<Vec<f64>>,
}

impl Running {
    /// ε, PyTorch's default.
    pub const EPSILON: f64 = 1e-5;
    /// How much of a running statistic each batch replaces, PyTorch's default.
    pub const MOMENTUM: f64 = 0.1;

    /// Where the statistics start: means at 0, variances at 1.
    pub fn new(shape: &Shape) -> Self {
        let of = |start: f64| {
            let units = |l: usize| if shape.normalizes(l) { shape.layers[l].units } else { 0 };
            (0..shape.layers.len()).map(|l| vec![start; units(l)]).collect()
        };
        Self { mean: of(0.0), variance: of(1.0) }
    }

    /// A running statistic after a batch: (1 - momentum) of what it was and momentum of the
    /// batch's.
    #[inline(always)]
    pub fn after(before: f64, batch: f64) -> f64 {
        (1.0 - Self::MOMENTUM) * before + Self::MOMENTUM * batch
    }

    /// The network as it is tested, without normalization: with the running statistics, which no
    /// batch changes, it is one more linear map, and goes into weights and biases.
    #[must_use]
    pub fn folded(&self, parameters: &Parameters) -> Parameters {
        let mut folded = parameters.clone();
        for (l, linear) in folded.layers.iter_mut().enumerate() {
            let (scale, shift) =
                (std::mem::take(&mut linear.scale), std::mem::take(&mut linear.shift));
            for (unit, (scale, shift)) in scale.into_iter().zip(shift).enumerate() {
                let factor = scale / (self.variance[l][unit] + Self::EPSILON).sqrt();
                let weights = unit * linear.inputs..(unit + 1) * linear.inputs;
                linear.weight[weights].iter_mut().for_each(|weight| *weight *= factor);
                linear.bias[unit] = (linear.bias[unit] - self.mean[l][unit]) * factor + shift;
            }
        }
        folded
    }
}
