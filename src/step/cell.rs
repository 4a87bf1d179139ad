//! The address of every number that an iteration computes.

#[cfg(doc)]
use super::Mistake;
use crate::nn::{Hyperparameter, Param, Term};

/// The address of one number of an iteration, as the watched sample sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    /// `x_i`, an input of the watched sample.
    Input(usize),
    /// `y_j`, a target of the watched sample.
    Target(usize),
    /// `w_ji` or `b_j`.
    Param(Param),
    /// `z_j`, the weighted sum of a unit.
    Preactivation {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// `a_j`, what a unit puts out.
    Activation {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// `μ_j`, the mean of `z_j` over the batch.
    BatchMean {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// `σ²_j`, the variance of `z_j` over the batch.
    BatchVariance {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// `ẑ_j`, a weighted sum less the mean, by the deviation.
    Normalized {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// `y_j`, what batch normalization makes of a weighted sum.
    Scaled {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// The running mean of `z_j`, for testing.
    RunningMean {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// The running variance of `z_j`, for testing.
    RunningVariance {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// `∂L/∂y_j`
    GradScaled {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// `∂L/∂ẑ_j`
    GradNormalized {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// ε, what batch normalization adds to a variance.
    Epsilon,
    /// `m_j`, a unit's place in the mask of dropout: 1, or 0 where the unit is dropped.
    Mask {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// `ã_j`, what dropout leaves of a unit's activation.
    Dropped {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// `∂L/∂ã_j`, the gradient that arrives at a unit with dropout.
    GradDropped {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// p, the probability with which dropout drops a unit of a layer.
    DropoutRate(usize),
    /// L of the watched sample alone.
    SampleLoss,
    /// L, the mean over the batch.
    BatchLoss,
    /// `∂L/∂a_j`, the gradient that arrives at a unit's output.
    GradActivation {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// `δ_j = ∂L/∂z_j`.
    GradPreactivation {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// `∂L/∂w_ji` or `∂L/∂b_j` of the watched sample alone.
    Grad(Param),
    /// The mean of [`Cell::Grad`] over the batch, which the optimizer uses.
    MeanGrad(Param),
    /// A number on the way from a parameter's gradient to its update, such as its velocity.
    Term(Term, Param),
    /// Σ g² of a layer.
    SquaredNorm(usize),
    /// ‖g‖ of all gradients.
    GradientNorm,
    /// w⁺, a parameter as the update is going to make it: what [`Mistake::NewWeights`] reads.
    NewParam(Param),
    /// What the iteration before left in a parameter's gradient: what
    /// [`Mistake::GradientNotReset`] adds to.
    OldGrad(Param),
    /// η of this iteration.
    LearningRate,
    /// η₀, the learning rate that the schedule starts from.
    BaseRate,
    /// t, the iterations done before this one: what a schedule goes by.
    Iteration,
    /// N, the length of the learning rate's schedule in iterations.
    ScheduleLength,
    /// A number that steers training, such as the momentum μ.
    Hyperparameter(Hyperparameter),
}

impl Cell {
    /// Every cell of a unit.
    pub(crate) fn of_unit(layer: usize, unit: usize) -> [Self; 4] {
        [
            Self::Preactivation { layer, unit },
            Self::Activation { layer, unit },
            Self::GradActivation { layer, unit },
            Self::GradPreactivation { layer, unit },
        ]
    }

    /// Every cell that dropout adds to a unit.
    pub(crate) fn of_dropout(layer: usize, unit: usize) -> [Self; 3] {
        [
            Self::Mask { layer, unit },
            Self::Dropped { layer, unit },
            Self::GradDropped { layer, unit },
        ]
    }

    /// Every cell that batch normalization adds to a unit.
    pub(crate) fn of_norm(layer: usize, unit: usize) -> [Self; 8] {
        [
            Self::BatchMean { layer, unit },
            Self::BatchVariance { layer, unit },
            Self::Normalized { layer, unit },
            Self::Scaled { layer, unit },
            Self::RunningMean { layer, unit },
            Self::RunningVariance { layer, unit },
            Self::GradScaled { layer, unit },
            Self::GradNormalized { layer, unit },
        ]
    }

    /// Every cell of a parameter.
    pub(crate) fn of_param(param: Param) -> impl Iterator<Item = Self> {
        let fixed = [
            Self::Param(param),
            Self::Grad(param),
            Self::MeanGrad(param),
            Self::NewParam(param),
            Self::OldGrad(param),
        ];
        fixed.into_iter().chain(Term::ALL.map(|term| Self::Term(term, param)))
    }

    /// Whether each sample of the batch has a number of its own there.
    pub fn is_of_sample(self) -> bool {
        match self {
            Self::Input(_)
            | Self::Target(_)
            | Self::Preactivation { .. }
            | Self::Activation { .. }
            | Self::SampleLoss
            | Self::Normalized { .. }
            | Self::Scaled { .. }
            | Self::GradScaled { .. }
            | Self::GradNormalized { .. }
            | Self::Mask { .. }
            | Self::Dropped { .. }
            | Self::GradDropped { .. }
            | Self::GradActivation { .. }
            | Self::GradPreactivation { .. }
            | Self::Grad(_) => true,
            Self::Param(_)
            | Self::BatchMean { .. }
            | Self::BatchVariance { .. }
            | Self::RunningMean { .. }
            | Self::RunningVariance { .. }
            | Self::Epsilon
            | Self::DropoutRate(_)
            | Self::BatchLoss
            | Self::MeanGrad(_)
            | Self::Term(..)
            | Self::SquaredNorm(_)
            | Self::GradientNorm
            | Self::NewParam(_)
            | Self::OldGrad(_)
            | Self::LearningRate
            | Self::BaseRate
            | Self::Iteration
            | Self::ScheduleLength
            | Self::Hyperparameter(_) => false,
        }
    }
}

/// Where numbers are looked up: `None` is a number that has not been computed yet.
pub trait Values {
    /// The number at `cell`, or `None` while the iteration has not reached it.
    fn value(&self, cell: Cell) -> Option<f64>;
}

/// A thing in the picture that can be pointed at and selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// An input.
    Input(usize),
    /// A unit.
    Unit {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// A weight (an edge) or a bias.
    Param(Param),
    /// A target.
    Target(usize),
    /// The loss.
    Loss,
}
