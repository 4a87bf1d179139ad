//! What is done to gradients before the optimizer gets them: penalties and clipping.

pub(crate) use backstep_lanes::update::{clamp, sign};

/// L1 and L2 regularization: the objective is L + λ₁ Σ |w| + λ₂/2 Σ w² over all weights (biases
/// are not penalized). The loss that is shown stays L.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Penalty {
    /// λ₁
    pub l1: f64,
    /// λ₂
    pub l2: f64,
}

impl Penalty {
    /// Whether nothing is penalized.
    pub fn is_none(&self) -> bool {
        self.l1 == 0.0 && self.l2 == 0.0
    }

    /// g + λ₁ sign w + λ₂ w, with sign 0 = 0.
    #[inline(always)]
    pub fn gradient(&self, grad: f64, weight: f64) -> f64 {
        grad + self.l1 * sign(weight) + self.l2 * weight
    }

    /// λ₁ |w| + λ₂/2 w²
    pub fn of(&self, weight: f64) -> f64 {
        self.l1 * weight.abs() + 0.5 * self.l2 * (weight * weight)
    }
}

/// Gradient clipping: `torch.nn.utils.clip_grad_value_`, then `clip_grad_norm_`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Clip {
    /// Largest size of one gradient, 0 for any.
    pub value: f64,
    /// Largest norm of the gradients of all parameters that are trained, 0 for any.
    pub norm: f64,
}

impl Clip {
    /// What PyTorch adds to the norm it divides by.
    pub const EPSILON: f64 = 1e-6;

    /// g held between -c and c.
    #[inline(always)]
    pub fn by_value(&self, grad: f64) -> f64 {
        clamp(grad, self.value)
    }

    /// What every gradient is multiplied with where their norm is `norm`: c / (‖g‖ + 10⁻⁶), but
    /// at most 1.
    #[inline(always)]
    pub fn factor(&self, norm: f64) -> f64 {
        let factor = self.norm / (norm + Self::EPSILON);
        if factor > 1.0 { 1.0 } else { factor }
    }
}
