//! The numbers that steer training, by name.

use std::ops::RangeInclusive;

/// A number that steers training; the learning rate is apart from them, since every optimizer has
/// one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hyperparameter {
    /// μ of SGD
    Momentum,
    /// τ of SGD
    Dampening,
    /// β₁ of Adam
    Beta1,
    /// β₂ of Adam
    Beta2,
    /// α of RMSprop
    Alpha,
    /// ε of Adagrad, RMSprop and Adam
    Epsilon,
    /// λ of the optimizer
    WeightDecay,
    /// λ₁ of the penalty on the weights' sizes
    L1,
    /// λ₂ of the penalty on the weights' squares
    L2,
    /// Largest size of one gradient, 0 for any
    ClipValue,
    /// Largest norm of all gradients together, 0 for any
    ClipNorm,
    /// The number of the learning rate's schedule
    ScheduleFactor,
}

impl Hyperparameter {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Momentum,
        Self::Dampening,
        Self::Beta1,
        Self::Beta2,
        Self::Alpha,
        Self::Epsilon,
        Self::WeightDecay,
        Self::L1,
        Self::L2,
        Self::ClipValue,
        Self::ClipNorm,
        Self::ScheduleFactor,
    ];

    /// Its name in documents and paths.
    pub fn name(self) -> &'static str {
        match self {
            Self::Momentum => "momentum",
            Self::Dampening => "dampening",
            Self::Beta1 => "beta1",
            Self::Beta2 => "beta2",
            Self::Alpha => "alpha",
            Self::Epsilon => "epsilon",
            Self::WeightDecay => "weight_decay",
            Self::L1 => "l1",
            Self::L2 => "l2",
            Self::ClipValue => "clip_value",
            Self::ClipNorm => "clip_norm",
            Self::ScheduleFactor => "schedule_factor",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Its letter in formulas; empty for those that formulas show as a plain number.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Momentum => "μ",
            Self::Dampening => "τ",
            Self::Beta1 => "β₁",
            Self::Beta2 => "β₂",
            Self::Alpha => "α",
            Self::Epsilon => "ε",
            Self::WeightDecay => "λ",
            Self::L1 => "λ₁",
            Self::L2 => "λ₂",
            Self::ClipValue | Self::ClipNorm => "c",
            Self::ScheduleFactor => "γ",
        }
    }

    /// What it can be.
    pub fn range(self) -> RangeInclusive<f64> {
        match self {
            Self::Momentum | Self::Dampening | Self::Alpha | Self::Epsilon => 0.0..=1.0,
            Self::ScheduleFactor => 0.0..=1.0,
            // At 1 the bias correction divides 0 by 0.
            Self::Beta1 | Self::Beta2 => 0.0..=0.999_999,
            Self::WeightDecay | Self::L1 | Self::L2 => 0.0..=100.0,
            Self::ClipValue | Self::ClipNorm => 0.0..=1e6,
        }
    }
}
