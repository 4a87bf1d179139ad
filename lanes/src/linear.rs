//! The parameters of a layer.

/// Weights and biases of one layer, or one number for each of them (gradients, velocities).
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    /// Inputs of every unit, `in_features`.
    pub inputs: usize,
    /// `w_ji` of shape `(out_features, in_features)`, row by row.
    pub weight: Vec<f64>,
    /// `b_j`, one a unit.
    pub bias: Vec<f64>,
    /// γ of batch normalization, one a unit; empty in a layer without, as all are in a
    /// [`crate::iteration::Batch`].
    pub scale: Vec<f64>,
    /// β of batch normalization, as `scale`.
    pub shift: Vec<f64>,
}

impl Linear {
    /// A layer of zeros.
    pub fn zeros(inputs: usize, units: usize) -> Self {
        Self {
            inputs,
            weight: vec![0.0; inputs * units],
            bias: vec![0.0; units],
            scale: Vec::new(),
            shift: Vec::new(),
        }
    }

    /// The weights that lead to `unit`.
    #[inline(always)]
    pub fn row(&self, unit: usize) -> &[f64] {
        &self.weight[unit * self.inputs..(unit + 1) * self.inputs]
    }
}
