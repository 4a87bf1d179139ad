//! What an iteration does with a batch before the update: forward pass, loss and backward pass.

use crate::layout::{Layer, Layout};
use crate::loss::Loss;
use crate::size::{Many, One, Size};
use crate::{Linear, layer};

/// An activation function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Function {
    /// a = z
    Identity,
    /// a = 1 / (1 + e^-z)
    Sigmoid,
    /// a = tanh z
    Tanh,
    /// a = max(0, z)
    Relu,
    /// a = z where z > 0, else z times this slope
    LeakyRelu(f64),
    /// `a_j = e^z_j / Σ_k e^z_k`, in the last layer
    Softmax,
}

/// How an iteration runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The activation function of each layer.
    pub functions: Vec<Function>,
    /// The loss.
    pub loss: Loss,
    /// Whether biases are trained; if not they stay as they are.
    pub train_biases: bool,
}

/// The numbers of one layer, a row a unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LayerValues {
    /// z
    pub preactivation: Vec<f64>,
    /// a
    pub activation: Vec<f64>,
    /// ∂L/∂a
    pub grad_activation: Vec<f64>,
    /// δ
    pub grad_preactivation: Vec<f64>,
}

/// What softmax leaves for the loss, of each sample.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SoftmaxRows {
    /// The largest z.
    pub highest: Vec<f64>,
    /// Σ e^(z - highest)
    pub sum: Vec<f64>,
}

impl SoftmaxRows {
    /// Room for rows of `stride` numbers.
    pub fn resize(&mut self, stride: usize) {
        self.highest.resize(stride, 0.0);
        self.sum.resize(stride, 0.0);
    }
}

/// A batch with room for everything that is computed of it, in rows of [`stride`](crate::stride) numbers.
#[derive(Debug)]
pub struct Batch<'a> {
    /// How many samples it holds, at least one.
    pub samples: usize,
    /// A row an input.
    pub input: &'a [f64],
    /// A row a target; empty where only outputs are wanted.
    pub target: &'a [f64],
    /// First hidden layer to output layer.
    pub layers: &'a mut [LayerValues],
    /// Room for softmax.
    pub softmax: &'a mut SoftmaxRows,
    /// The loss of each sample, one row.
    pub losses: &'a mut [f64],
}

impl Batch<'_> {
    /// Does every operation of an iteration but the update; inputs and targets are there already.
    /// Writes the mean gradients of the parameters, in rows that are laid out alike, and returns the
    /// mean loss.
    #[inline(always)]
    pub(crate) fn pass<S: Size>(
        &mut self,
        size: S,
        plan: &Plan,
        layout: &Layout,
        parameters: &[f64],
        grad: &mut [f64],
    ) -> f64 {
        self.forward_as(size, plan, layout.places.iter().map(|place| place.of(parameters)));
        let loss = self.loss_as(size, plan);
        self.backward(size, plan, layout, parameters, grad);
        loss
    }

    /// Weighted sums and activations of every layer.
    #[inline(never)]
    pub fn forward(&mut self, plan: &Plan, parameters: &[Linear]) {
        match self.samples {
            0 | 1 => self.forward_as(One, plan, parameters.iter().map(Layer::from)),
            samples => {
                self.forward_as(Many { samples }, plan, parameters.iter().map(Layer::from));
            }
        }
    }

    /// The loss of each sample; returns the mean.
    #[inline(never)]
    pub fn loss(&mut self, plan: &Plan) -> f64 {
        match self.samples {
            0 | 1 => self.loss_as(One, plan),
            samples => self.loss_as(Many { samples }, plan),
        }
    }

    #[inline(always)]
    fn forward_as<'p, S: Size>(
        &mut self,
        size: S,
        plan: &Plan,
        parameters: impl Iterator<Item = Layer<'p>>,
    ) {
        let mut inputs = self.input;
        let layers = plan.functions.iter().zip(parameters).zip(self.layers.iter_mut());
        for ((function, linear), values) in layers {
            let (z, a) = (&mut values.preactivation[..], &mut values.activation[..]);
            size.weighted_sums(linear, inputs, z);
            match function {
                Function::Identity => a.copy_from_slice(z),
                Function::Sigmoid => layer::sigmoid(z, a),
                Function::Tanh => layer::tanh(z, a),
                Function::Relu => layer::relu(z, a),
                Function::LeakyRelu(slope) => layer::leaky_relu(*slope, z, a),
                Function::Softmax => {
                    let SoftmaxRows { highest, sum } = &mut *self.softmax;
                    size.softmax(z, a, highest, sum);
                }
            }
            inputs = &values.activation;
        }
    }

    #[inline(always)]
    fn loss_as<S: Size>(&mut self, size: S, plan: &Plan) -> f64 {
        let Some(last) = self.layers.last() else { return 0.0 };
        let (z, a) = (&last.preactivation, &last.activation);
        if is_fused(plan) {
            let SoftmaxRows { highest, sum } = &*self.softmax;
            size.cross_entropy(z, self.target, highest, sum, self.losses);
        } else {
            plan.loss.of_samples(a, self.target, self.losses);
        }
        crate::loss::sum(self.samples, self.losses) / self.samples as f64
    }

    /// Gradients of every layer, from the last to the first.
    #[inline(always)]
    fn backward<S: Size>(
        &mut self,
        size: S,
        plan: &Plan,
        layout: &Layout,
        parameters: &[f64],
        grad: &mut [f64],
    ) {
        let is_fused = is_fused(plan);
        if !is_fused && let Some(last) = self.layers.last_mut() {
            let outputs = self.target.len() / self.losses.len().max(1);
            let gradients = &mut last.grad_activation;
            plan.loss.gradients(outputs, &last.activation, self.target, gradients);
        }
        let mut above = &mut self.layers[..];
        let (mut weights, mut biases) = grad.split_at_mut(layout.weights);
        for (function, place) in plan.functions.iter().zip(&layout.places).rev() {
            let linear = place.of(parameters);
            let Some((values, below)) = above.split_last_mut() else { return };
            let LayerValues {
                preactivation: z,
                activation: a,
                grad_activation,
                grad_preactivation,
            } = values;
            let deltas = &mut grad_preactivation[..];
            match function {
                Function::Identity => deltas.copy_from_slice(grad_activation),
                Function::Sigmoid => layer::sigmoid_deltas(grad_activation, a, deltas),
                Function::Tanh => layer::tanh_deltas(grad_activation, a, deltas),
                Function::Relu => layer::relu_deltas(0.0, grad_activation, z, deltas),
                Function::LeakyRelu(slope) => {
                    layer::relu_deltas(*slope, grad_activation, z, deltas);
                }
                Function::Softmax if is_fused => {
                    size.cross_entropy_deltas(a, self.target, deltas);
                }
                Function::Softmax => size.softmax_deltas(grad_activation, a, deltas),
            }
            let inputs = below.last().map_or(self.input, |below| &below.activation);
            let weight;
            (weights, weight) = weights.split_at_mut(place.weight.start);
            let bias;
            (biases, bias) = biases.split_at_mut(place.bias.start - layout.weights);
            let bias = if plan.train_biases { bias } else { &mut [] };
            size.means(deltas, inputs, weight, bias);
            if let Some(below) = below.last_mut() {
                size.handed_down(linear, deltas, &mut below.grad_activation);
            }
            above = below;
        }
    }
}

/// Whether softmax and cross-entropy are differentiated as one.
fn is_fused(plan: &Plan) -> bool {
    plan.loss == Loss::CrossEntropy && plan.functions.last() == Some(&Function::Softmax)
}
