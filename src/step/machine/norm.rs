//! What batch normalization computes, on the way forward and back.

use std::borrow::Cow;

use super::Machine;
use crate::nn::{Param, Parameters, Running};
use crate::step::kernel::{batch_mean, batch_variance, lane_sum, normalized};
use crate::step::{Cell, Op};

/// The numbers of batch normalization in one layer, one a unit or a row a unit; empty in a layer
/// without.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct NormValues {
    /// μ
    pub(super) mean: Vec<f64>,
    /// σ²
    pub(super) variance: Vec<f64>,
    /// ẑ
    pub(super) normalized: Vec<f64>,
    /// y
    pub(super) scaled: Vec<f64>,
    /// ∂L/∂y
    pub(super) grad_scaled: Vec<f64>,
    /// ∂L/∂ẑ
    pub(super) grad_normalized: Vec<f64>,
}

impl NormValues {
    pub(super) fn resize(&mut self, units: usize, stride: usize) {
        self.mean.resize(units, 0.0);
        self.variance.resize(units, 0.0);
        let rows = [
            &mut self.normalized,
            &mut self.scaled,
            &mut self.grad_scaled,
            &mut self.grad_normalized,
        ];
        for row in rows {
            row.resize(units * stride, 0.0);
        }
    }
}

impl Machine {
    /// The number at a cell of batch normalization; see [`value_of`](Self::value_of).
    pub(super) fn norm_value(&self, cell: Cell, s: usize) -> Option<f64> {
        let at = |unit: usize| unit * self.stride + s;
        let done = |op: Op, values: &[f64], at: usize| {
            self.is_done(op).then(|| values.get(at).copied()).flatten()
        };
        let norm = |layer: usize| self.norm.get(layer);
        match cell {
            Cell::BatchMean { layer, unit } => {
                done(Op::BatchMean { layer, unit }, &norm(layer)?.mean, unit)
            }
            Cell::BatchVariance { layer, unit } => {
                done(Op::BatchVariance { layer, unit }, &norm(layer)?.variance, unit)
            }
            Cell::Normalized { layer, unit } => {
                done(Op::Normalize { layer, unit }, &norm(layer)?.normalized, at(unit))
            }
            Cell::Scaled { layer, unit } => {
                done(Op::ScaleShift { layer, unit }, &norm(layer)?.scaled, at(unit))
            }
            Cell::GradScaled { layer, unit } => {
                done(Op::ScaledGradient { layer, unit }, &norm(layer)?.grad_scaled, at(unit))
            }
            Cell::GradNormalized { layer, unit } => {
                let grad = &norm(layer)?.grad_normalized;
                done(Op::NormalizedGradient { layer, unit }, grad, at(unit))
            }
            Cell::RunningMean { layer, unit } => self.running.mean.get(layer)?.get(unit).copied(),
            Cell::RunningVariance { layer, unit } => {
                self.running.variance.get(layer)?.get(unit).copied()
            }
            Cell::Epsilon => self.settings.shape.has_norm().then_some(Running::EPSILON),
            _ => None,
        }
    }

    /// Where the numbers of a unit's samples stand in rows.
    fn samples_of(&self, unit: usize) -> std::ops::Range<usize> {
        unit * self.stride..unit * self.stride + self.batch.len()
    }

    pub(super) fn batch_mean(&mut self, layer: usize, unit: usize) {
        let z = &self.layers[layer].preactivation[self.samples_of(unit)];
        self.norm[layer].mean[unit] = batch_mean(z);
    }

    pub(super) fn batch_variance(&mut self, layer: usize, unit: usize) {
        let z = &self.layers[layer].preactivation[self.samples_of(unit)];
        self.norm[layer].variance[unit] = batch_variance(z, self.norm[layer].mean[unit]);
    }

    pub(super) fn normalize(&mut self, layer: usize, unit: usize) {
        let rows = self.samples_of(unit);
        let (z, norm) = (&self.layers[layer].preactivation, &mut self.norm[layer]);
        for at in rows {
            norm.normalized[at] = normalized(z[at], norm.mean[unit], norm.variance[unit]);
        }
    }

    pub(super) fn scale_shift(&mut self, layer: usize, unit: usize) {
        let rows = self.samples_of(unit);
        let (linear, norm) = (&self.parameters.layers[layer], &mut self.norm[layer]);
        for at in rows {
            norm.scaled[at] = linear.scale[unit] * norm.normalized[at] + linear.shift[unit];
        }
    }

    pub(super) fn running_mean(&mut self, layer: usize, unit: usize) {
        let running = &mut self.running.mean[layer][unit];
        *running = Running::after(*running, self.norm[layer].mean[unit]);
    }

    pub(super) fn running_variance(&mut self, layer: usize, unit: usize) {
        let count = self.batch.len() as f64;
        let unbiased = self.norm[layer].variance[unit] * count / (count - 1.0);
        let running = &mut self.running.variance[layer][unit];
        *running = Running::after(*running, unbiased);
    }

    /// ∂L/∂y = ∂L/∂a f′(y)
    pub(super) fn scaled_gradient(&mut self, layer: usize, unit: usize) {
        let activation = self.settings.shape.layers[layer].activation;
        let (values, norm) = (&self.layers[layer], &mut self.norm[layer]);
        for at in unit * self.stride..unit * self.stride + self.batch.len() {
            let (y, a) = (norm.scaled[at], values.activation[at]);
            let grad = values.grad_activation[at];
            norm.grad_scaled[at] = match self.settings.mistake() {
                None => grad * activation.slope(y, a),
                Some(mistake) => mistake.delta(activation, grad, y, a),
            };
        }
    }

    /// ∂L/∂ẑ = ∂L/∂y γ
    pub(super) fn normalized_gradient(&mut self, layer: usize, unit: usize) {
        let scale = self.parameters.layers[layer].scale[unit];
        let rows = self.samples_of(unit);
        let norm = &mut self.norm[layer];
        for at in rows {
            norm.grad_normalized[at] = norm.grad_scaled[at] * scale;
        }
    }

    /// δ = 1/√(σ² + ε) · (g - mean of g - ẑ · mean of g ẑ) with g = ∂L/∂ẑ: a sample's z moves the
    /// mean and the variance, and with them every sample's ẑ.
    pub(super) fn norm_delta(&mut self, layer: usize, unit: usize) {
        let rows = self.samples_of(unit);
        let count = self.batch.len();
        let norm = &self.norm[layer];
        let (g, z) = (&norm.grad_normalized[rows.clone()], &norm.normalized[rows.clone()]);
        let mean = lane_sum(count, |s| g[s]) / count as f64;
        let along = lane_sum(count, |s| g[s] * z[s]) / count as f64;
        let inverse = 1.0 / (norm.variance[unit] + Running::EPSILON).sqrt();
        let deltas = &mut self.layers[layer].grad_preactivation[rows];
        for ((delta, g), z) in deltas.iter_mut().zip(g).zip(z) {
            *delta = inverse * (g - mean - z * along);
        }
    }

    /// ∂L/∂γ or ∂L/∂β of one sample.
    pub(super) fn norm_gradient(&self, param: Param, s: usize) -> f64 {
        let norm = &self.norm[param.layer()];
        let at = param.unit() * self.stride + s;
        match param {
            Param::Scale { .. } => norm.grad_scaled[at] * norm.normalized[at],
            _ => norm.grad_scaled[at],
        }
    }

    /// A running statistic as it stood when the iteration began.
    pub(in crate::step) fn running_used(&self, layer: usize, unit: usize) -> [f64; 2] {
        [self.running_before.mean[layer][unit], self.running_before.variance[layer][unit]]
    }

    /// What batch normalization remembers of the batches so far.
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// The parameters of the network as it is tested: without batch normalization those that are
    /// trained; with it, its running statistics are in the weights and biases. These are what
    /// [`predict`](crate::step::predict) and [`evaluate`](crate::step::evaluate) take.
    pub fn tested(&self) -> Cow<'_, Parameters> {
        self.folded(&self.running, &self.parameters)
    }

    /// [`tested`](Self::tested) as it was when this iteration began, or as it is at its end: not
    /// in the middle of the update, when some parameters are new and others are old.
    pub fn tested_whole(&self) -> Cow<'_, Parameters> {
        if self.is_at_end() {
            self.tested()
        } else {
            self.folded(&self.running_before, &self.parameters_before)
        }
    }

    fn folded<'a>(&self, running: &Running, parameters: &'a Parameters) -> Cow<'a, Parameters> {
        if self.settings.shape.has_norm() {
            Cow::Owned(running.folded(parameters))
        } else {
            Cow::Borrowed(parameters)
        }
    }
}
