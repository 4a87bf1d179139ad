//! An iteration over a batch: forward pass, loss, backward pass and update.

use crate::loss::Loss;
use crate::size::{Few, Many, One, Size};
use crate::update::{Training, Update};
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

/// What an iteration came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// The mean loss over the batch.
    pub loss: f64,
    /// Whether the loss and every new parameter are finite.
    pub is_finite: bool,
}

impl Batch<'_> {
    /// Does every operation of an iteration; inputs and targets are there already.
    #[inline(never)]
    pub fn run(&mut self, plan: &Plan, update: &Update, training: Training<'_>) -> Outcome {
        let samples = self.samples;
        match samples {
            0 | 1 => self.run_as(One, plan, update, training),
            2 => self.run_as(Few::<1> { samples }, plan, update, training),
            3 | 4 => self.run_as(Few::<2> { samples }, plan, update, training),
            5 | 6 => self.run_as(Few::<3> { samples }, plan, update, training),
            7 | 8 => self.run_as(Few::<4> { samples }, plan, update, training),
            9 | 10 => self.run_as(Few::<5> { samples }, plan, update, training),
            _ => self.run_as(Many { samples }, plan, update, training),
        }
    }

    #[inline(never)]
    fn run_as<S: Size>(
        &mut self,
        size: S,
        plan: &Plan,
        update: &Update,
        training: Training<'_>,
    ) -> Outcome {
        self.forward_as(size, plan, training.before);
        let loss = self.loss_as(size, plan);
        self.backward(size, plan, training.before, training.grad);
        let is_finite = training.update(update) && loss.is_finite();
        Outcome { loss, is_finite }
    }

    /// Weighted sums and activations of every layer.
    #[inline(never)]
    pub fn forward(&mut self, plan: &Plan, parameters: &[Linear]) {
        match self.samples {
            0 | 1 => self.forward_as(One, plan, parameters),
            samples => self.forward_as(Many { samples }, plan, parameters),
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
    fn forward_as<S: Size>(&mut self, size: S, plan: &Plan, parameters: &[Linear]) {
        let mut inputs = self.input;
        let layers = plan.functions.iter().zip(parameters).zip(self.layers.iter_mut());
        for ((function, linear), values) in layers {
            let (z, a) = (&mut values.preactivation[..], &mut values.activation[..]);
            size.weighted_sums(linear, inputs, z);
            match function {
                Function::Identity => a.copy_from_slice(z),
                Function::Sigmoid => layer::sigmoid(z, a),
                Function::Tanh => size.tanh(z, a),
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
        parameters: &[Linear],
        grad: &mut [Linear],
    ) {
        let is_fused = is_fused(plan);
        if !is_fused && let Some(last) = self.layers.last_mut() {
            let outputs = self.target.len() / self.losses.len().max(1);
            let gradients = &mut last.grad_activation;
            plan.loss.gradients(outputs, &last.activation, self.target, gradients);
        }
        let mut above = &mut self.layers[..];
        let layers = plan.functions.iter().zip(parameters).zip(grad);
        for ((function, linear), grad) in layers.rev() {
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
            let bias = if plan.train_biases { &mut grad.bias[..] } else { &mut [] };
            size.means(deltas, inputs, &mut grad.weight, bias);
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
