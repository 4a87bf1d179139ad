//! The numbers between a parameter's gradient and its update.

use super::{Clip, Optimizer, Penalty};

/// A number that an iteration computes for each parameter after its (mean) gradient and before
/// its update, in the order in which they are computed. Which of them there are depends on the
/// settings; the sequence shows that the gradient is not the update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// g + λ₁ sign w + λ₂ w, for weights.
    PenalizedGradient,
    /// g, or ±c where it is larger.
    ClippedGradient,
    /// g c / (‖g‖ + 10⁻⁶) where the norm ‖g‖ of all is larger than c.
    ScaledGradient,
    /// g + λ w, of an optimizer's weight decay.
    DecayedGradient,
    /// v of SGD with momentum.
    Velocity,
    /// m of Adam, the running mean of gradients.
    FirstMoment,
    /// v of Adagrad, RMSprop and Adam: the sum or running mean of squared gradients.
    SecondMoment,
    /// m̂ of Adam.
    UnbiasedFirst,
    /// v̂ of Adam.
    UnbiasedSecond,
    /// w (1 - ηλ) of AdamW.
    DecayedParam,
}

impl Term {
    /// All of them, in order.
    pub const ALL: [Self; 10] = [
        Self::PenalizedGradient,
        Self::ClippedGradient,
        Self::ScaledGradient,
        Self::DecayedGradient,
        Self::Velocity,
        Self::FirstMoment,
        Self::SecondMoment,
        Self::UnbiasedFirst,
        Self::UnbiasedSecond,
        Self::DecayedParam,
    ];

    /// What tells it apart in the keys of the page's cells.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::PenalizedGradient => "penalized-d",
            Self::ClippedGradient => "clipped-d",
            Self::ScaledGradient => "scaled-d",
            Self::DecayedGradient => "decayed-d",
            Self::Velocity => "v",
            Self::FirstMoment => "m",
            Self::SecondMoment => "s",
            Self::UnbiasedFirst => "hat-m",
            Self::UnbiasedSecond => "hat-s",
            Self::DecayedParam => "decayed-",
        }
    }

    /// Whether it is a gradient still, made from the one before.
    pub fn is_gradient(self) -> bool {
        self <= Self::DecayedGradient
    }

    /// Whether biases have it too.
    pub(crate) fn is_of_biases(self) -> bool {
        self != Self::PenalizedGradient
    }

    /// Whether it is kept for the next iteration.
    pub fn is_state(self) -> bool {
        matches!(self, Self::Velocity | Self::FirstMoment | Self::SecondMoment)
    }

    /// Those that settings call for, in order.
    pub(crate) fn of(optimizer: &Optimizer, penalty: &Penalty, clip: &Clip) -> Vec<Self> {
        let is_there = |term: &Self| match term {
            Self::PenalizedGradient => !penalty.is_none(),
            Self::ClippedGradient => clip.value != 0.0,
            Self::ScaledGradient => clip.norm != 0.0,
            Self::DecayedGradient => optimizer.decays_gradient(),
            Self::Velocity => optimizer.has_velocity(),
            Self::SecondMoment => !matches!(optimizer, Optimizer::Sgd(_)),
            Self::FirstMoment | Self::UnbiasedFirst | Self::UnbiasedSecond => {
                matches!(optimizer, Optimizer::Adam(_) | Optimizer::AdamW(_))
            }
            Self::DecayedParam => {
                matches!(optimizer, Optimizer::AdamW(_)) && optimizer.weight_decay() != 0.0
            }
        };
        Self::ALL.into_iter().filter(is_there).collect()
    }
}
