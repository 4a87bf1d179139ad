//! Optimizers: how a gradient becomes a change of the parameters.

/// An optimizer with its settings. More kinds join as variants; each says in
/// [`crate::step::Op`]s what it does to a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Optimizer {
    /// `torch.optim.SGD`, stochastic gradient descent.
    Sgd(Sgd),
}

/// Stochastic gradient descent, with g the gradient of a parameter w:
///
/// v ← μ v + g, then w ← w - η v, or with Nesterov's momentum w ← w - η (g + μ v).
/// Without momentum, w ← w - η g.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sgd {
    /// η
    pub learning_rate: f64,
    /// μ, 0 for none.
    pub momentum: f64,
    /// Whether the update looks ahead along the velocity.
    pub nesterov: bool,
}

impl Default for Sgd {
    /// PyTorch's defaults.
    fn default() -> Self {
        Self { learning_rate: 0.001, momentum: 0.0, nesterov: false }
    }
}

impl Optimizer {
    /// η
    pub fn learning_rate(&self) -> f64 {
        let Self::Sgd(sgd) = self;
        sgd.learning_rate
    }

    /// Sets η.
    pub fn set_learning_rate(&mut self, learning_rate: f64) {
        let Self::Sgd(sgd) = self;
        sgd.learning_rate = learning_rate;
    }

    /// μ
    pub fn momentum(&self) -> f64 {
        let Self::Sgd(sgd) = self;
        sgd.momentum
    }

    /// Whether the update looks ahead along the velocity.
    pub fn nesterov(&self) -> bool {
        let Self::Sgd(sgd) = self;
        sgd.nesterov
    }

    /// Whether each parameter has a velocity that an operation of its own updates.
    pub fn has_velocity(&self) -> bool {
        let Self::Sgd(sgd) = self;
        sgd.momentum != 0.0
    }

    /// The new velocity of a parameter from its old one and its gradient, v ← μ v + g.
    #[inline(always)]
    pub fn velocity(&self, velocity: f64, grad: f64) -> f64 {
        let Self::Sgd(sgd) = self;
        sgd.momentum * velocity + grad
    }

    /// The new value of a parameter from its value, gradient and (new) velocity.
    #[inline(always)]
    pub fn updated(&self, value: f64, grad: f64, velocity: f64) -> f64 {
        let Self::Sgd(sgd) = self;
        let direction = match (sgd.momentum != 0.0, sgd.nesterov) {
            (false, _) => grad,
            (true, false) => velocity,
            (true, true) => grad + sgd.momentum * velocity,
        };
        value - sgd.learning_rate * direction
    }
}
