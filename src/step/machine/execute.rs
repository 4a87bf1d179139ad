//! What each operation computes.

use super::{LayerValues, Machine, Mistake, Op};
use crate::nn::{Activation, Loss, Param};
use crate::step::kernel::{lane_sum, sample_loss, softmax_columns, sum, weighted_sums};

impl Machine {
    pub(super) fn execute(&mut self, op: Op) {
        self.is_known_finite = false;
        match op {
            Op::Input => {
                self.load_batch();
                self.draw_masks();
            }
            Op::WeightedSum { layer, unit } => self.weighted_sum(layer, unit),
            Op::Activation { layer, unit } => self.activate(layer, unit),
            Op::BatchMean { layer, unit } => self.batch_mean(layer, unit),
            Op::BatchVariance { layer, unit } => self.batch_variance(layer, unit),
            Op::Normalize { layer, unit } => self.normalize(layer, unit),
            Op::ScaleShift { layer, unit } => self.scale_shift(layer, unit),
            Op::RunningMean { layer, unit } => self.running_mean(layer, unit),
            Op::RunningVariance { layer, unit } => self.running_variance(layer, unit),
            Op::ScaledGradient { layer, unit } => self.scaled_gradient(layer, unit),
            Op::NormalizedGradient { layer, unit } => self.normalized_gradient(layer, unit),
            Op::NormDelta { layer, unit } => self.norm_delta(layer, unit),
            Op::Dropout { layer, unit } => self.drop_out(layer, unit),
            Op::DropoutGradient { layer, unit } => self.dropout_gradient(layer, unit),
            Op::SampleLoss => self.compute_loss(),
            Op::BatchLoss => {
                let count = self.batch.len();
                self.batch_loss = lane_sum(count, |s| self.sample_loss[s]) / count as f64;
            }
            Op::OutputGradient { layer, unit } => self.output_gradient(layer, unit),
            Op::Delta { layer, unit } => self.delta(layer, unit),
            Op::Gradient(param) => {
                if !self.program.is_batched() {
                    *self.grad.get_mut(param) = self.sample_gradient(param, 0);
                }
            }
            Op::InputGradient { layer, unit } | Op::DroppedGradient { layer, unit } => {
                self.input_gradient(layer, unit);
            }
            Op::MeanGradient(param) => {
                *self.grad.get_mut(param) = self.mean_gradient(param);
            }
            Op::LearningRate => {}
            Op::SquaredNorm(layer) => self.squares[layer] = self.squared_norm(layer),
            Op::GradientNorm => self.grad_norm = backstep_lanes::update::norm(&self.squares),
            Op::Term(term, param) => self.execute_term(term, param),
            Op::Update(param) => *self.parameters.get_mut(param) = self.new_param(param),
        }
    }

    pub(super) fn load_batch(&mut self) {
        let (input, target) = (&mut self.input, &mut self.target);
        backstep_lanes::gather(&self.numbers, &self.batch, input, target);
    }

    fn weighted_sum(&mut self, layer: usize, unit: usize) {
        let stride = self.stride;
        let (below, here) = self.layers.split_at_mut(layer);
        let inputs = match (layer.checked_sub(1), below.last()) {
            (Some(l), _) if self.settings.shape.drops(l) => &self.dropout[l].output,
            (_, below) => below.map_or(&self.input, |values| &values.activation),
        };
        let parameters = &self.parameters.layers[layer];
        let z = &mut here[0].preactivation[unit * stride..(unit + 1) * stride];
        weighted_sums(parameters.row(unit), parameters.bias[unit], inputs, z);
    }

    fn activate(&mut self, layer: usize, unit: usize) {
        let stride = self.stride;
        let activation = self.settings.shape.layers[layer].activation;
        let LayerValues { preactivation, activation: a, .. } = &mut self.layers[layer];
        if activation != Activation::Softmax {
            let values = if self.settings.shape.normalizes(layer) {
                &self.norm[layer].scaled
            } else {
                &*preactivation
            };
            for s in unit * stride..(unit + 1) * stride {
                a[s] = activation.value(values[s]);
            }
        } else if unit == 0 {
            // The first unit's operation computes the whole layer: every unit needs the same sum.
            softmax_columns(preactivation, a, stride);
        }
    }

    fn compute_loss(&mut self) {
        let stride = self.stride;
        let Some(output) = self.layers.last() else { return };
        for s in 0..self.batch.len() {
            self.sample_loss[s] = sample_loss(
                self.settings.loss,
                self.program.is_fused(),
                |j| output.activation[j * stride + s],
                |j| output.preactivation[j * stride + s],
                |j| self.target[j * stride + s],
                self.settings.shape.outputs(),
            );
        }
        if self.batch.len() == 1 {
            self.batch_loss = self.sample_loss[0];
        }
    }

    fn output_gradient(&mut self, layer: usize, unit: usize) {
        let stride = self.stride;
        let outputs = self.settings.shape.outputs();
        let values = &mut self.layers[layer];
        for s in unit * stride..(unit + 1) * stride {
            values.grad_activation[s] =
                self.settings.loss.gradient(values.activation[s], self.target[s], outputs);
            if self.settings.mistake() == Some(Mistake::CrossEntropySign)
                && matches!(self.settings.loss, Loss::CrossEntropy | Loss::BinaryCrossEntropy)
            {
                // Not -g: of 0 that would be -0.
                values.grad_activation[s] = 0.0 - values.grad_activation[s];
            }
        }
    }

    fn delta(&mut self, layer: usize, unit: usize) {
        let stride = self.stride;
        let activation = self.settings.shape.layers[layer].activation;
        if activation == Activation::Softmax {
            for s in 0..self.batch.len() {
                self.layers[layer].grad_preactivation[unit * stride + s] =
                    self.softmax_delta(layer, unit, s);
            }
            return;
        }
        let values = &mut self.layers[layer];
        for at in unit * stride..(unit + 1) * stride {
            let (z, a) = (values.preactivation[at], values.activation[at]);
            let grad = values.grad_activation[at];
            values.grad_preactivation[at] = match self.settings.mistake() {
                None => grad * activation.slope(z, a),
                Some(mistake) => mistake.delta(activation, grad, z, a),
            };
        }
    }

    /// Under cross-entropy ŷ_j Σy - y_j, which is ŷ_j - y_j for targets that sum to 1; under
    /// another loss a_j (g_j - Σ_k g_k a_k), with g the gradient by the activations.
    fn softmax_delta(&self, layer: usize, unit: usize, s: usize) -> f64 {
        let stride = self.stride;
        let units = self.settings.shape.layers[layer].units;
        let values = &self.layers[layer];
        let a = values.activation[unit * stride + s];
        if self.program.is_fused() {
            let (output, target) = (a * self.target_sum(s), self.target[unit * stride + s]);
            match self.settings.mistake() {
                Some(Mistake::CrossEntropySign) => target - output,
                _ => output - target,
            }
        } else {
            let weighted = sum(units, |k| {
                values.grad_activation[k * stride + s] * values.activation[k * stride + s]
            });
            a * (values.grad_activation[unit * stride + s] - weighted)
        }
    }

    /// Σy of one sample of the batch.
    pub(in crate::step) fn target_sum(&self, s: usize) -> f64 {
        sum(self.settings.shape.outputs(), |k| self.target[k * self.stride + s])
    }

    fn input_gradient(&mut self, layer: usize, unit: usize) {
        let stride = self.stride;
        let above = layer + 1;
        let units = self.settings.shape.layers[above].units;
        let mut gradients = std::mem::take(self.arriving(layer));
        let row = &mut gradients[unit * stride..(unit + 1) * stride];
        let deltas = self.layers[above].grad_preactivation.chunks_exact(stride);
        for (j, deltas) in deltas.take(units).enumerate() {
            let weight = match self.settings.mistake() {
                None => self.parameters.layers[above].row(j)[unit],
                Some(mistake) => self.weight_back(mistake, above, j, unit),
            };
            for (gradient, delta) in row.iter_mut().zip(deltas) {
                let term = weight * delta;
                *gradient = if j == 0 { term } else { *gradient + term };
            }
        }
        *self.arriving(layer) = gradients;
    }

    /// Where the gradient goes that arrives at a hidden layer from above.
    fn arriving(&mut self, layer: usize) -> &mut Vec<f64> {
        if self.settings.shape.drops(layer) {
            &mut self.dropout[layer].grad_output
        } else {
            &mut self.layers[layer].grad_activation
        }
    }

    /// What a planted mistake multiplies δ with on the way back, where the weight from `input`
    /// to `unit` belongs.
    fn weight_back(&self, mistake: Mistake, layer: usize, unit: usize, input: usize) -> f64 {
        let param = Param::Weight { layer, unit, input };
        match mistake {
            Mistake::NewWeights => self.new_param_at_once(param),
            Mistake::WeightsTransposed => self.parameters.get(self.transposed(layer, unit, input)),
            _ => self.parameters.get(param),
        }
    }

    /// The weight that [`Mistake::WeightsTransposed`] reads.
    pub(in crate::step) fn transposed(&self, layer: usize, unit: usize, input: usize) -> Param {
        let shape = &self.settings.shape;
        let size = [shape.layers[layer].units, shape.fan_in(layer)];
        Mistake::transposed(layer, size, unit, input)
    }

    /// The mean gradient over the batch, from a layer whose δ are known.
    pub(super) fn gradient_of_batch(&self, param: Param) -> f64 {
        if self.program.is_batched() {
            self.mean_gradient(param)
        } else {
            self.sample_gradient(param, 0)
        }
    }

    /// The gradient by a parameter that one sample of the batch gives alone.
    pub(in crate::step) fn sample_gradient(&self, param: Param, s: usize) -> f64 {
        let stride = self.stride;
        let deltas = &self.layers[param.layer()].grad_preactivation;
        let delta = deltas[param.unit() * stride + s];
        let grad = match (param, self.settings.mistake()) {
            (Param::Scale { .. } | Param::Shift { .. }, _) => self.norm_gradient(param, s),
            (Param::Weight { layer, input, .. }, _) => delta * self.layer_input(layer, input, s),
            (Param::Bias { .. }, Some(Mistake::BiasForgotten)) => 0.0,
            (Param::Bias { layer, .. }, Some(Mistake::BiasWrongAxis)) => {
                let units = self.settings.shape.layers[layer].units;
                sum(units, |k| deltas[k * stride + s])
            }
            (Param::Bias { .. }, _) => delta,
        };
        if self.settings.mistake() == Some(Mistake::GradientNotReset) && !self.program.is_batched()
        {
            return self.old_grad(param) + grad;
        }
        grad
    }

    /// The mean of [`sample_gradient`](Self::sample_gradient) over the batch.
    #[inline(always)]
    fn mean_gradient(&self, param: Param) -> f64 {
        let count = self.batch.len();
        let row = |unit: usize| unit * self.stride..(unit + 1) * self.stride;
        let deltas = &self.layers[param.layer()].grad_preactivation[row(param.unit())];
        let sum = match param {
            Param::Bias { .. } if self.settings.mistake.is_some() => {
                lane_sum(count, |s| self.sample_gradient(param, s))
            }
            Param::Scale { .. } | Param::Shift { .. } => {
                lane_sum(count, |s| self.norm_gradient(param, s))
            }
            Param::Bias { .. } => lane_sum(count, |s| deltas[s]),
            Param::Weight { layer, input, .. } => {
                let inputs = &self.inputs_of(layer)[row(input)];
                lane_sum(count, |s| deltas[s] * inputs[s])
            }
        };
        match self.settings.mistake() {
            Some(Mistake::BatchSum) => sum,
            Some(Mistake::GradientNotReset) => self.old_grad(param) + sum / count as f64,
            _ => sum / count as f64,
        }
    }

    /// What comes into a layer, `[input][sample]`.
    fn inputs_of(&self, layer: usize) -> &[f64] {
        match layer.checked_sub(1) {
            None => &self.input,
            Some(below) if self.settings.shape.drops(below) => &self.dropout[below].output,
            Some(below) => &self.layers[below].activation,
        }
    }

    /// What comes into a layer from one unit below, or one input.
    fn layer_input(&self, layer: usize, input: usize, s: usize) -> f64 {
        self.inputs_of(layer)[input * self.stride + s]
    }
}
