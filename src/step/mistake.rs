//! The classic mistakes that can be planted in the backward pass, each with the formula it puts in
//! the place of the right one.

use super::{Op, Settings};
use crate::nn::{Activation, Loss, Param};

/// A mistake in the backward pass that many have made. The forward pass and the loss stay right,
/// so that differences of the loss ([`crate::lab::GradientCheck`]) tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mistake {
    /// δ = ∂L/∂a, without the slope of the activation function.
    SlopeLeftOut,
    /// δ = ∂L/∂a · max(0, z): `ReLU`'s value taken for its derivative.
    ReluForItsSlope,
    /// δ = ∂L/∂a · a (1 - a²): tanh (1 - tanh²) taken for tanh's derivative 1 - tanh².
    TanhTimesSlope,
    /// The gradient of cross-entropy with the wrong sign: y/ŷ, or y - ŷ under softmax.
    CrossEntropySign,
    /// ∂L/∂a = Σ w⁺ δ with w⁺ the weights as the update is going to make them: the layer above is
    /// updated before its gradient is handed down.
    NewWeights,
    /// ∂L/∂a_i = Σ_j w_ij δ_j: the weights' numbers read in the order of the transposed matrix,
    /// as `reshape` in the place of `transpose` does where the matrix is not square.
    WeightsTransposed,
    /// ∂L/∂b = 0: the bias is left out of the backward pass.
    BiasForgotten,
    /// ∂L/∂b_j = Σ_k δ_k: summed over the layer's units, which leaves one number for all of them.
    BiasWrongAxis,
    /// The sum over the batch where the loss has the mean.
    BatchSum,
    /// ∂L/∂w grows by this iteration's gradient: it is not set to 0 between iterations.
    GradientNotReset,
}

impl Mistake {
    /// Every mistake, in the order the page lists them: as the backward pass meets them.
    pub const ALL: [Self; 10] = [
        Self::CrossEntropySign,
        Self::SlopeLeftOut,
        Self::ReluForItsSlope,
        Self::TanhTimesSlope,
        Self::BiasForgotten,
        Self::BiasWrongAxis,
        Self::WeightsTransposed,
        Self::NewWeights,
        Self::BatchSum,
        Self::GradientNotReset,
    ];

    /// The name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::SlopeLeftOut => "slope_left_out",
            Self::ReluForItsSlope => "relu_for_its_slope",
            Self::TanhTimesSlope => "tanh_times_slope",
            Self::CrossEntropySign => "cross_entropy_sign",
            Self::NewWeights => "new_weights",
            Self::WeightsTransposed => "weights_transposed",
            Self::BiasForgotten => "bias_forgotten",
            Self::BiasWrongAxis => "bias_wrong_axis",
            Self::BatchSum => "batch_sum",
            Self::GradientNotReset => "gradient_not_reset",
        }
    }

    /// The mistake of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mistake| mistake.name() == name)
    }

    /// Whether `op` computes by the wrong formula. That its number is wrong does not follow: a
    /// slope of 1 can be left out, and an operation that is right goes wrong on what came before.
    ///
    /// ```
    /// use backstep::step::{Mistake, Op};
    /// # let example = backstep::examples::by_id("mazur").ok_or("no such example")?;
    /// # let settings = example.scenario()?.settings();
    /// let handed_down = Op::InputGradient { layer: 0, unit: 1 };
    /// assert!(Mistake::NewWeights.is_in(handed_down, &settings, false));
    /// assert!(!Mistake::NewWeights.is_in(Op::Delta { layer: 0, unit: 1 }, &settings, false));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_in(self, op: Op, settings: &Settings, batched: bool) -> bool {
        let shape = &settings.shape;
        let activation = |layer: usize| shape.layers.get(layer).map(|layer| layer.activation);
        let is_fused = settings.loss == Loss::CrossEntropy
            && activation(shape.last()) == Some(Activation::Softmax);
        match (self, op) {
            (Self::SlopeLeftOut, Op::Delta { layer, .. } | Op::ScaledGradient { layer, .. }) => {
                !matches!(
                    activation(layer),
                    Some(Activation::Softmax | Activation::Identity) | None
                )
            }
            (Self::ReluForItsSlope, Op::Delta { layer, .. } | Op::ScaledGradient { layer, .. }) => {
                activation(layer) == Some(Activation::Relu)
            }
            (Self::TanhTimesSlope, Op::Delta { layer, .. } | Op::ScaledGradient { layer, .. }) => {
                activation(layer) == Some(Activation::Tanh)
            }
            (Self::CrossEntropySign, Op::Delta { layer, .. }) => is_fused && layer == shape.last(),
            (Self::CrossEntropySign, Op::OutputGradient { .. }) => {
                matches!(settings.loss, Loss::CrossEntropy | Loss::BinaryCrossEntropy)
            }
            (
                Self::WeightsTransposed,
                Op::InputGradient { layer, .. } | Op::DroppedGradient { layer, .. },
            ) => {
                // A single row or column has the same numbers in either order.
                shape.layers[layer].units > 1
                    && shape.layers.get(layer + 1).is_some_and(|above| above.units > 1)
            }
            (Self::BiasWrongAxis, Op::Gradient(Param::Bias { layer, .. })) => {
                shape.layers[layer].units > 1
            }
            (Self::NewWeights, Op::InputGradient { .. } | Op::DroppedGradient { .. })
            | (Self::BiasForgotten, Op::Gradient(Param::Bias { .. }))
            | (Self::BatchSum, Op::MeanGradient(_)) => true,
            (Self::GradientNotReset, Op::MeanGradient(_)) => batched,
            (Self::GradientNotReset, Op::Gradient(_)) => !batched,
            _ => false,
        }
    }

    /// Whether an iteration with these settings has an operation that computes by the wrong
    /// formula; `batched` says whether batches hold more than one sample.
    pub fn concerns(self, settings: &Settings, batched: bool) -> bool {
        let layers = 0..settings.shape.layers.len();
        let mut ops: Vec<Op> = Vec::new();
        for layer in layers {
            ops.push(Op::Delta { layer, unit: 0 });
            ops.push(Op::Gradient(Param::Weight { layer, unit: 0, input: 0 }));
            if settings.train_biases {
                ops.push(Op::Gradient(Param::Bias { layer, unit: 0 }));
            }
            if batched {
                ops.push(Op::MeanGradient(Param::Weight { layer, unit: 0, input: 0 }));
            }
            if layer > 0 {
                ops.push(Op::InputGradient { layer: layer - 1, unit: 0 });
            }
        }
        ops.push(Op::OutputGradient { layer: settings.shape.last(), unit: 0 });
        ops.into_iter().any(|op| self.is_in(op, settings, batched))
    }

    /// δ of a unit from the gradient that arrived, its weighted sum and its activation, where
    /// this mistake is in it.
    #[inline(always)]
    pub(super) fn delta(self, activation: Activation, grad: f64, z: f64, a: f64) -> f64 {
        match (self, activation) {
            (Self::SlopeLeftOut, _) => grad,
            (Self::ReluForItsSlope, Activation::Relu) => grad * activation.value(z),
            (Self::TanhTimesSlope, Activation::Tanh) => grad * (a * (1.0 - a * a)),
            _ => grad * activation.slope(z, a),
        }
    }

    /// The weight that is read where `unit`'s weight from `input` belongs, of a layer with
    /// `inputs` inputs and `units` units.
    #[inline(always)]
    pub(super) fn transposed(
        layer: usize,
        [units, inputs]: [usize; 2],
        unit: usize,
        input: usize,
    ) -> Param {
        let place = input * units + unit;
        Param::Weight { layer, unit: place / inputs, input: place % inputs }
    }
}

/// A mistake that is planted in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Planted {
    /// Which.
    pub mistake: Mistake,
    /// Whether the page says which; if not, whoever looks at it is to find out.
    pub is_named: bool,
}
