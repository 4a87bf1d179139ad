//! Optimizers: how a gradient becomes a change of the parameters.

use super::Hyperparameter;
use crate::math;

/// An optimizer with its settings. [`Term`](super::Term)s say which numbers it goes through for
/// each parameter on the way from the gradient g to the new value of w. Formulas and defaults are
/// those of `torch.optim`; η is the learning rate of this iteration, λ the weight decay, and t
/// counts the optimizer's updates from 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Optimizer {
    /// `torch.optim.SGD`, stochastic gradient descent.
    Sgd(Sgd),
    /// `torch.optim.Adagrad`: Duchi, Hazan and Singer, 2011.
    Adagrad(Adagrad),
    /// `torch.optim.RMSprop`: Tieleman and Hinton, 2012.
    RmsProp(RmsProp),
    /// `torch.optim.Adam`: Kingma and Ba, 2014. Weight decay is part of the gradient.
    Adam(Adam),
    /// `torch.optim.AdamW`: Loshchilov and Hutter, 2017. Weight decay is apart from the gradient:
    /// w ← w (1 - ηλ) before the update.
    AdamW(Adam),
}

/// Stochastic gradient descent: g ← g + λ w; v ← μ v + (1 - τ) g, where the first v is g; then
/// w ← w - η v, or with Nesterov's momentum w ← w - η (g + μ v). Without momentum, w ← w - η g.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sgd {
    /// η
    pub learning_rate: f64,
    /// μ, 0 for none.
    pub momentum: f64,
    /// τ, how much less of the gradient goes into the velocity.
    pub dampening: f64,
    /// Whether the update looks ahead along the velocity.
    pub nesterov: bool,
    /// λ
    pub weight_decay: f64,
}

impl Default for Sgd {
    /// PyTorch's defaults.
    fn default() -> Self {
        Self {
            learning_rate: 0.001,
            momentum: 0.0,
            dampening: 0.0,
            nesterov: false,
            weight_decay: 0.0,
        }
    }
}

/// Adagrad: g ← g + λ w; v ← v + g²; w ← w - η g / (√v + ε).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adagrad {
    /// η
    pub learning_rate: f64,
    /// ε
    pub epsilon: f64,
    /// λ
    pub weight_decay: f64,
}

impl Default for Adagrad {
    /// PyTorch's defaults.
    fn default() -> Self {
        Self { learning_rate: 0.01, epsilon: 1e-10, weight_decay: 0.0 }
    }
}

/// RMSprop: g ← g + λ w; v ← α v + (1 - α) g²; w ← w - η g / (√v + ε).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RmsProp {
    /// η
    pub learning_rate: f64,
    /// α, the share of v that is kept.
    pub alpha: f64,
    /// ε
    pub epsilon: f64,
    /// λ
    pub weight_decay: f64,
}

impl Default for RmsProp {
    /// PyTorch's defaults.
    fn default() -> Self {
        Self { learning_rate: 0.01, alpha: 0.99, epsilon: 1e-8, weight_decay: 0.0 }
    }
}

/// Adam: m ← β₁ m + (1 - β₁) g; v ← β₂ v + (1 - β₂) g²; m̂ = m / (1 - β₁ᵗ); v̂ = v / (1 - β₂ᵗ);
/// w ← w - η m̂ / (√v̂ + ε).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adam {
    /// η
    pub learning_rate: f64,
    /// β₁, the share of m that is kept.
    pub beta1: f64,
    /// β₂, the share of v that is kept.
    pub beta2: f64,
    /// ε
    pub epsilon: f64,
    /// λ
    pub weight_decay: f64,
}

impl Default for Adam {
    /// PyTorch's defaults of Adam; those of AdamW have a weight decay of 0.01.
    fn default() -> Self {
        Self { learning_rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.0 }
    }
}

/// An optimizer without its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptimizerKind {
    /// [`Optimizer::Sgd`]
    Sgd,
    /// [`Optimizer::Adagrad`]
    Adagrad,
    /// [`Optimizer::RmsProp`]
    RmsProp,
    /// [`Optimizer::Adam`]
    Adam,
    /// [`Optimizer::AdamW`]
    AdamW,
}

impl OptimizerKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Sgd, Self::Adagrad, Self::RmsProp, Self::Adam, Self::AdamW];

    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sgd => "sgd",
            Self::Adagrad => "adagrad",
            Self::RmsProp => "rmsprop",
            Self::Adam => "adam",
            Self::AdamW => "adamw",
        }
    }

    /// The optimizer with PyTorch's defaults.
    ///
    /// ```
    /// use backstep::nn::{Hyperparameter, OptimizerKind};
    /// assert_eq!(OptimizerKind::AdamW.with_defaults().get(Hyperparameter::WeightDecay), Some(0.01));
    /// ```
    pub fn with_defaults(self) -> Optimizer {
        match self {
            Self::Sgd => Optimizer::Sgd(Sgd::default()),
            Self::Adagrad => Optimizer::Adagrad(Adagrad::default()),
            Self::RmsProp => Optimizer::RmsProp(RmsProp::default()),
            Self::Adam => Optimizer::Adam(Adam::default()),
            Self::AdamW => Optimizer::AdamW(Adam { weight_decay: 0.01, ..Adam::default() }),
        }
    }
}

impl Optimizer {
    /// Which one it is.
    pub fn kind(&self) -> OptimizerKind {
        match self {
            Self::Sgd(_) => OptimizerKind::Sgd,
            Self::Adagrad(_) => OptimizerKind::Adagrad,
            Self::RmsProp(_) => OptimizerKind::RmsProp,
            Self::Adam(_) => OptimizerKind::Adam,
            Self::AdamW(_) => OptimizerKind::AdamW,
        }
    }

    /// η, before any [`Schedule`](super::Schedule).
    pub fn learning_rate(&self) -> f64 {
        match self {
            Self::Sgd(Sgd { learning_rate, .. })
            | Self::Adagrad(Adagrad { learning_rate, .. })
            | Self::RmsProp(RmsProp { learning_rate, .. })
            | Self::Adam(Adam { learning_rate, .. })
            | Self::AdamW(Adam { learning_rate, .. }) => *learning_rate,
        }
    }

    /// Sets η.
    pub fn set_learning_rate(&mut self, to: f64) {
        match self {
            Self::Sgd(Sgd { learning_rate, .. })
            | Self::Adagrad(Adagrad { learning_rate, .. })
            | Self::RmsProp(RmsProp { learning_rate, .. })
            | Self::Adam(Adam { learning_rate, .. })
            | Self::AdamW(Adam { learning_rate, .. }) => *learning_rate = to,
        }
    }

    /// One of its settings; `None` if it has no such setting.
    pub fn get(&self, hyperparameter: Hyperparameter) -> Option<f64> {
        let mut copy = *self;
        copy.place(hyperparameter).copied()
    }

    /// Sets one of its settings; does nothing if it has no such setting.
    pub fn set(&mut self, hyperparameter: Hyperparameter, to: f64) {
        if let Some(place) = self.place(hyperparameter) {
            *place = to;
        }
    }

    fn place(&mut self, hyperparameter: Hyperparameter) -> Option<&mut f64> {
        use Hyperparameter as H;
        Some(match (self, hyperparameter) {
            (Self::Sgd(sgd), H::Momentum) => &mut sgd.momentum,
            (Self::Sgd(sgd), H::Dampening) => &mut sgd.dampening,
            (Self::Sgd(sgd), H::WeightDecay) => &mut sgd.weight_decay,
            (Self::Adagrad(adagrad), H::Epsilon) => &mut adagrad.epsilon,
            (Self::Adagrad(adagrad), H::WeightDecay) => &mut adagrad.weight_decay,
            (Self::RmsProp(rmsprop), H::Alpha) => &mut rmsprop.alpha,
            (Self::RmsProp(rmsprop), H::Epsilon) => &mut rmsprop.epsilon,
            (Self::RmsProp(rmsprop), H::WeightDecay) => &mut rmsprop.weight_decay,
            (Self::Adam(adam) | Self::AdamW(adam), H::Beta1) => &mut adam.beta1,
            (Self::Adam(adam) | Self::AdamW(adam), H::Beta2) => &mut adam.beta2,
            (Self::Adam(adam) | Self::AdamW(adam), H::Epsilon) => &mut adam.epsilon,
            (Self::Adam(adam) | Self::AdamW(adam), H::WeightDecay) => &mut adam.weight_decay,
            _ => return None,
        })
    }

    /// μ; 0 for one that has none.
    pub fn momentum(&self) -> f64 {
        self.get(Hyperparameter::Momentum).unwrap_or(0.0)
    }

    /// λ
    pub fn weight_decay(&self) -> f64 {
        self.get(Hyperparameter::WeightDecay).unwrap_or(0.0)
    }

    /// ε; 0 for one that has none.
    pub fn epsilon(&self) -> f64 {
        self.get(Hyperparameter::Epsilon).unwrap_or(0.0)
    }

    /// Whether the update looks ahead along the velocity.
    pub fn nesterov(&self) -> bool {
        matches!(self, Self::Sgd(Sgd { nesterov: true, .. }))
    }

    /// Whether each parameter has a velocity that an operation of its own updates.
    pub fn has_velocity(&self) -> bool {
        self.momentum() != 0.0
    }

    /// Whether weight decay is part of the gradient, as it is not with AdamW.
    pub(crate) fn decays_gradient(&self) -> bool {
        self.weight_decay() != 0.0 && !matches!(self, Self::AdamW(_))
    }

    /// g + λ w
    #[inline(always)]
    pub fn decayed_gradient(&self, grad: f64, value: f64) -> f64 {
        grad + self.weight_decay() * value
    }

    /// The new velocity or first moment from the old one and the gradient; `updates` is t.
    #[inline(always)]
    pub fn first(&self, first: f64, grad: f64, updates: u64) -> f64 {
        match self {
            Self::Sgd(_) if updates == 1 => grad,
            Self::Sgd(sgd) => sgd.momentum * first + (1.0 - sgd.dampening) * grad,
            Self::Adam(adam) | Self::AdamW(adam) => adam.beta1 * first + (1.0 - adam.beta1) * grad,
            Self::Adagrad(_) | Self::RmsProp(_) => first,
        }
    }

    /// The new mean or sum of squared gradients from the old one and the gradient.
    #[inline(always)]
    pub fn second(&self, second: f64, grad: f64) -> f64 {
        let kept = match self {
            Self::Sgd(_) => return second,
            Self::Adagrad(_) => return second + grad * grad,
            Self::RmsProp(rmsprop) => rmsprop.alpha,
            Self::Adam(adam) | Self::AdamW(adam) => adam.beta2,
        };
        kept * second + (1.0 - kept) * (grad * grad)
    }

    /// Counts an update in how often weights and biases were updated. SGD without momentum keeps
    /// nothing, and so counts nothing.
    pub(crate) fn count(&self, [weights, biases]: &mut [u64; 2], train_biases: bool) {
        if !matches!(self, Self::Sgd(_)) || self.has_velocity() {
            *weights += 1;
            *biases += u64::from(train_biases);
        }
    }

    /// 1 - β₁ᵗ and 1 - β₂ᵗ, by which Adam divides its moments; `updates` is t. 1 for others.
    pub fn corrections(&self, updates: u64) -> [f64; 2] {
        match self {
            Self::Adam(adam) | Self::AdamW(adam) => {
                [adam.beta1, adam.beta2].map(|beta| correction(beta, updates))
            }
            _ => [1.0; 2],
        }
    }

    /// AdamW's w (1 - ηλ); w for others.
    #[inline(always)]
    pub fn decayed_param(&self, value: f64, rate: f64) -> f64 {
        match self {
            Self::AdamW(adam) => value * (1.0 - rate * adam.weight_decay),
            _ => value,
        }
    }

    /// The new value of a parameter from its value (for AdamW the decayed one), its gradient and
    /// its two moments (for Adam the unbiased ones).
    #[inline(always)]
    pub fn updated(&self, value: f64, rate: f64, grad: f64, first: f64, second: f64) -> f64 {
        let direction = match self {
            Self::Sgd(sgd) if sgd.momentum == 0.0 => grad,
            Self::Sgd(sgd) if sgd.nesterov => grad + sgd.momentum * first,
            Self::Sgd(_) => first,
            Self::Adagrad(_) | Self::RmsProp(_) => grad / (second.sqrt() + self.epsilon()),
            Self::Adam(_) | Self::AdamW(_) => first / (second.sqrt() + self.epsilon()),
        };
        value - rate * direction
    }
}

/// 1 - βᵗ
fn correction(beta: f64, updates: u64) -> f64 {
    // βᵗ is below e^-t(1-β), and what is below e^-38 is nothing beside 1: no need to compute it.
    if updates as f64 * (1.0 - beta) > 38.0 { 1.0 } else { 1.0 - math::power(beta, updates) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_that_is_not_computed_is_1_to_the_bit() {
        for beta in [0.0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.999_999] {
            let first = (38.0_f64 / (1.0 - beta)) as u64;
            for updates in [first, first + 1, first + 2, 2 * first] {
                assert_eq!(correction(beta, updates), 1.0 - math::power(beta, updates), "{beta}");
            }
        }
    }
}
