//! The loss as a function of one parameter, all others held: what a gradient is the slope of.

use super::kernel::{activations, lane_sum, sample_loss, weighted_sums};
use super::{Columns, Settings};
use crate::nn::{Activation, Loss, Param, Parameters, Shape};

/// The mean loss over some samples for other values of single parameters, computed forwards alone,
/// with the numbers the operations compute.
#[derive(Debug, Clone)]
pub struct Probe {
    shape: Shape,
    loss: Loss,
    parameters: Parameters,
    columns: Columns,
    /// What comes into each layer, `[layer][input][sample]`.
    inputs: Vec<Vec<f64>>,
    /// The weighted sums of each layer, `[layer][unit][sample]`.
    sums: Vec<Vec<f64>>,
}

/// What a probe finds at one value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The mean loss.
    pub loss: f64,
    /// For each unit with a kink at z = 0 and each sample, from the parameter's layer on, whether
    /// z lies above it: while none changes, the loss has no kink.
    pub sides: Vec<bool>,
}

impl Probe {
    /// A probe of the loss over `columns`, which hold one sample at least.
    pub fn new(settings: &Settings, parameters: &Parameters, columns: Columns) -> Self {
        let mut probe = Self {
            shape: settings.shape.clone(),
            loss: settings.loss,
            parameters: parameters.clone(),
            inputs: vec![columns.input.clone()],
            sums: Vec::new(),
            columns,
        };
        for layer in 0..probe.shape.layers.len() {
            let z = probe.sums_of(layer, &probe.inputs[layer]);
            let a = activations(probe.shape.layers[layer].activation, &z, probe.columns.count);
            probe.sums.push(z);
            probe.inputs.push(a);
        }
        probe
    }

    /// The value of a parameter that the probe was made with.
    ///
    /// # Panics
    /// If the network has no such parameter.
    pub fn value(&self, param: Param) -> f64 {
        self.parameters.get(param)
    }

    /// The loss with the parameters as they are.
    pub fn here(&self) -> f64 {
        let last = self.shape.last();
        self.mean_loss(&self.sums[last], &self.inputs[last + 1])
    }

    /// The loss with `param` at `value`, and on which side of their kinks the units are then.
    ///
    /// # Panics
    /// If the network has no such parameter.
    pub fn at(&self, param: Param, value: f64) -> Reading {
        let (layer, unit) = (param.layer(), param.unit());
        let count = self.columns.count;
        let mut linear = self.parameters.layers[layer].clone();
        let place = match param {
            Param::Weight { input, .. } => &mut linear.weight[unit * linear.inputs + input],
            Param::Bias { .. } => &mut linear.bias[unit],
        };
        *place = value;
        // Only this unit's weighted sums are others; above, every unit's may be.
        let mut z = self.sums[layer].clone();
        let row = &mut z[unit * count..(unit + 1) * count];
        weighted_sums(linear.row(unit), linear.bias[unit], &self.inputs[layer], row);
        let mut sides = Vec::new();
        let mut above = layer;
        loop {
            let activation = self.shape.layers[above].activation;
            if matches!(activation, Activation::Relu | Activation::LeakyRelu) {
                sides.extend(z.iter().map(|z| *z > 0.0));
            }
            let a = activations(activation, &z, count);
            above += 1;
            if above == self.shape.layers.len() {
                return Reading { loss: self.mean_loss(&z, &a), sides };
            }
            z = self.sums_of(above, &a);
        }
    }

    /// Whether an output is so close to 0 or 1 that the gradient of binary cross-entropy, or the
    /// loss itself, is held at a limit instead of being computed.
    pub fn is_held(&self) -> bool {
        let outputs = &self.inputs[self.shape.layers.len()];
        self.loss == Loss::BinaryCrossEntropy
            && outputs.iter().any(|y| y * (1.0 - y) < Loss::LOWEST_DENOMINATOR)
    }

    fn sums_of(&self, layer: usize, inputs: &[f64]) -> Vec<f64> {
        let linear = &self.parameters.layers[layer];
        let count = self.columns.count;
        let mut z = vec![0.0; self.shape.layers[layer].units * count];
        for (unit, z) in z.chunks_exact_mut(count.max(1)).enumerate() {
            weighted_sums(linear.row(unit), linear.bias[unit], inputs, z);
        }
        z
    }

    /// The mean loss of the last layer's weighted sums and activations, `[unit][sample]`.
    fn mean_loss(&self, z: &[f64], output: &[f64]) -> f64 {
        let count = self.columns.count;
        let one = |s: usize| {
            sample_loss(
                self.loss,
                is_fused(&self.shape, self.loss),
                |j| output[j * count + s],
                |j| z[j * count + s],
                |j| self.columns.target[j * count + s],
                self.shape.outputs(),
            )
        };
        lane_sum(count, one) / count as f64
    }
}

/// Whether softmax and cross-entropy are one operation.
pub(super) fn is_fused(shape: &Shape, loss: Loss) -> bool {
    let last = shape.layers.last();
    loss == Loss::CrossEntropy && last.is_some_and(|layer| layer.activation == Activation::Softmax)
}
