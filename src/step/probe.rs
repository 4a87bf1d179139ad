//! The loss as a function of one parameter, all others held: what a gradient is the slope of.

use std::borrow::Cow;
use std::ops::Range;

use super::kernel::{
    activations, batch_mean, batch_variance, lane_sum, normalized, sample_loss, weighted_sums,
};
use super::{Columns, Machine, Settings};
use crate::nn::{Activation, Linear, Loss, Param, Parameters, Shape};

/// The mean loss over some samples for other values of single parameters, computed forwards alone,
/// with the numbers the operations compute.
#[derive(Debug, Clone)]
pub struct Probe {
    shape: Shape,
    loss: Loss,
    parameters: Parameters,
    columns: Columns,
    /// What dropout multiplies each layer's activations with, `[layer][unit][sample]`.
    dropout: Vec<Option<Vec<f64>>>,
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
        Self::with_dropout(settings, parameters, columns, Vec::new())
    }

    /// A probe of the loss over the batch that `machine` has been through, or over the samples
    /// `of` it alone, with the masks of dropout held as they are.
    pub fn of_batch(machine: &Machine, of: Range<usize>) -> Self {
        let batch = machine.batch()[of.clone()].iter();
        let samples: Vec<_> = batch.map(|&i| machine.samples()[i].clone()).collect();
        let layers = 0..machine.settings().shape.layers.len();
        let dropout = layers.map(|layer| machine.dropout_scales(layer, of.clone())).collect();
        let columns = Columns::new(&samples);
        Self::with_dropout(machine.settings(), machine.parameters(), columns, dropout)
    }

    fn with_dropout(
        settings: &Settings,
        parameters: &Parameters,
        columns: Columns,
        dropout: Vec<Option<Vec<f64>>>,
    ) -> Self {
        let mut probe = Self {
            dropout,
            shape: settings.shape.clone(),
            loss: settings.loss,
            parameters: parameters.clone(),
            inputs: vec![columns.input.clone()],
            sums: Vec::new(),
            columns,
        };
        for layer in 0..probe.shape.layers.len() {
            let z = probe.sums_of(layer, &probe.inputs[layer]);
            let a = probe.outputs_of(layer, &probe.parameters.layers[layer], &z).1;
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
            Param::Scale { .. } => &mut linear.scale[unit],
            Param::Shift { .. } => &mut linear.shift[unit],
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
            let moved = if above == layer { &linear } else { &self.parameters.layers[above] };
            let (y, a) = self.outputs_of(above, moved, &z);
            if matches!(activation, Activation::Relu | Activation::LeakyRelu) {
                sides.extend(y.iter().map(|y| *y > 0.0));
            }
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

    /// What a layer's activation function is applied to, and what the layer hands on, from its
    /// weighted sums.
    fn outputs_of<'a>(
        &self,
        layer: usize,
        linear: &Linear,
        z: &'a [f64],
    ) -> (Cow<'a, [f64]>, Vec<f64>) {
        let mut y = Cow::Borrowed(z);
        if self.shape.normalizes(layer) {
            let rows = y.to_mut().chunks_exact_mut(self.columns.count.max(1));
            for ((row, scale), shift) in rows.zip(&linear.scale).zip(&linear.shift) {
                let mean = batch_mean(row);
                let variance = batch_variance(row, mean);
                for z in row {
                    *z = scale * normalized(*z, mean, variance) + shift;
                }
            }
        }
        let mut a = activations(self.shape.layers[layer].activation, &y, self.columns.count);
        if let Some(Some(scales)) = self.dropout.get(layer) {
            a.iter_mut().zip(scales).for_each(|(a, scale)| *a *= scale);
        }
        (y, a)
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
