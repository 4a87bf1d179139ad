//! The operations that an iteration consists of.

use super::Cell;
use crate::nn::{Param, Term};

/// One operation: it computes one number of the watched sample, and the same number of every
/// other sample of the batch with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// Takes the batch's inputs and targets, and draws the masks of dropout.
    Input,
    /// z_j = Σ_i w_ji a_i + b_j
    WeightedSum {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// μ_j, the mean of z_j over the batch; this and the next five only with batch normalization.
    BatchMean {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// σ²_j, the mean of (z_j - μ_j)² over the batch.
    BatchVariance {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// ẑ_j = (z_j - μ_j) / √(σ²_j + ε)
    Normalize {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// y_j = γ_j ẑ_j + β_j
    ScaleShift {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// Part of the running mean gives way to μ_j.
    RunningMean {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// Part of the running variance gives way to the unbiased variance σ²_j n / (n - 1).
    RunningVariance {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// a_j = f(z_j), or f(y_j) with batch normalization.
    Activation {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// ã_j = a_j m_j / (1 - p); only in a layer with dropout.
    Dropout {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// L of each sample.
    SampleLoss,
    /// L, the mean over the batch; only with batches larger than one.
    BatchLoss,
    /// ∂L/∂ŷ_j; not there where softmax and cross-entropy are fused.
    OutputGradient {
        /// The last layer.
        layer: usize,
        /// The output.
        unit: usize,
    },
    /// δ_j = ∂L/∂a_j · f′(z_j)
    Delta {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// ∂L/∂y_j = ∂L/∂a_j · f′(y_j); this and the next two with batch normalization, in the place
    /// of [`Op::Delta`].
    ScaledGradient {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// ∂L/∂ẑ_j = ∂L/∂y_j γ_j
    NormalizedGradient {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// δ_j = ∂L/∂z_j, back through the mean and the variance that every sample is part of.
    NormDelta {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// ∂L/∂w_ji = δ_j a_i, ∂L/∂b_j = δ_j
    Gradient(Param),
    /// ∂L/∂a_i = Σ_j w_ji δ_j, handed to the layer below.
    InputGradient {
        /// The layer below, whose activation the gradient is of.
        layer: usize,
        /// Its unit.
        unit: usize,
    },
    /// ∂L/∂ã_i = Σ_j w_ji δ_j, in the place of [`Op::InputGradient`] where the layer below has
    /// dropout.
    DroppedGradient {
        /// The layer below.
        layer: usize,
        /// Its unit.
        unit: usize,
    },
    /// ∂L/∂a_j = ∂L/∂ã_j m_j / (1 - p); only in a layer with dropout.
    DropoutGradient {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// The mean of a parameter's gradient over the batch; only with batches larger than one.
    MeanGradient(Param),
    /// η of this iteration; only with a schedule.
    LearningRate,
    /// Σ g² of a layer; only where the norm of all gradients is limited.
    SquaredNorm(usize),
    /// ‖g‖, the root of the sum of all [`Op::SquaredNorm`]s.
    GradientNorm,
    /// A number on the way from a parameter's gradient to its update.
    Term(Term, Param),
    /// w ← w - η g
    Update(Param),
}

impl Op {
    /// The cell that the operation writes; `None` for [`Op::Input`], which writes many.
    pub fn writes(self) -> Option<Cell> {
        Some(match self {
            Self::Input => return None,
            Self::WeightedSum { layer, unit } => Cell::Preactivation { layer, unit },
            Self::Activation { layer, unit } => Cell::Activation { layer, unit },
            Self::BatchMean { layer, unit } => Cell::BatchMean { layer, unit },
            Self::BatchVariance { layer, unit } => Cell::BatchVariance { layer, unit },
            Self::Normalize { layer, unit } => Cell::Normalized { layer, unit },
            Self::ScaleShift { layer, unit } => Cell::Scaled { layer, unit },
            Self::RunningMean { layer, unit } => Cell::RunningMean { layer, unit },
            Self::RunningVariance { layer, unit } => Cell::RunningVariance { layer, unit },
            Self::ScaledGradient { layer, unit } => Cell::GradScaled { layer, unit },
            Self::NormalizedGradient { layer, unit } => Cell::GradNormalized { layer, unit },
            Self::Dropout { layer, unit } => Cell::Dropped { layer, unit },
            Self::DroppedGradient { layer, unit } => Cell::GradDropped { layer, unit },
            Self::SampleLoss => Cell::SampleLoss,
            Self::BatchLoss => Cell::BatchLoss,
            Self::Delta { layer, unit } | Self::NormDelta { layer, unit } => {
                Cell::GradPreactivation { layer, unit }
            }
            Self::Gradient(param) => Cell::Grad(param),
            Self::OutputGradient { layer, unit }
            | Self::InputGradient { layer, unit }
            | Self::DropoutGradient { layer, unit } => Cell::GradActivation { layer, unit },
            Self::MeanGradient(param) => Cell::MeanGrad(param),
            Self::LearningRate => Cell::LearningRate,
            Self::SquaredNorm(layer) => Cell::SquaredNorm(layer),
            Self::GradientNorm => Cell::GradientNorm,
            Self::Term(term, param) => Cell::Term(term, param),
            Self::Update(param) => Cell::Param(param),
        })
    }
}

/// The four parts of an iteration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pass {
    /// Input to output.
    Forward,
    /// The loss.
    Loss,
    /// Loss to input.
    Backward,
    /// The optimizer's step.
    Update,
}

/// A run of operations that belong together: what one step of the size "layer" covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Taking the batch.
    Input,
    /// Weighted sums and activations of a layer.
    Forward(usize),
    /// The loss.
    Loss,
    /// Deltas and gradients of a layer.
    Backward(usize),
    /// The mean of a layer's gradients over the batch.
    Mean(usize),
    /// A layer's gradients with what penalties add.
    Penalty(usize),
    /// The learning rate of the iteration.
    Schedule,
    /// A layer's gradients held between two limits.
    Clip(usize),
    /// The norm of all gradients.
    Norm,
    /// A layer's gradients scaled by the norm.
    Scale(usize),
    /// The update of a layer's parameters.
    Update(usize),
}

impl Stage {
    /// The pass that the stage belongs to.
    pub fn pass(self) -> Pass {
        match self {
            Self::Input | Self::Forward(_) => Pass::Forward,
            Self::Loss => Pass::Loss,
            Self::Backward(_) | Self::Mean(_) | Self::Penalty(_) => Pass::Backward,
            Self::Schedule | Self::Clip(_) | Self::Norm | Self::Scale(_) | Self::Update(_) => {
                Pass::Update
            }
        }
    }
}
