//! The numbers of one iteration, and the operations that compute them.

use std::rc::Rc;

use super::kernel::{lane_sum, sample_loss, softmax_columns, sum, weighted_sums};
use super::sampler::{Place, Sampler};
use super::{Cell, Op, Program, Values};
use crate::data::Sample;
use crate::nn::{Activation, Loss, Optimizer, Param, Parameters, Shape};

/// What decides how an iteration runs, apart from the numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Layers, units, activation functions.
    pub shape: Shape,
    /// The loss.
    pub loss: Loss,
    /// The optimizer with its settings.
    pub optimizer: Optimizer,
    /// Whether biases are trained; if not they stay as they are.
    pub train_biases: bool,
    /// Samples a batch, at least 1.
    pub batch_size: usize,
    /// Whether each epoch goes through the samples in a new order.
    pub shuffle: bool,
    /// Seed of that order.
    pub shuffle_seed: u64,
}

/// The numbers of one layer for the whole batch, `[unit][sample]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct LayerValues {
    pub(super) preactivation: Vec<f64>,
    pub(super) activation: Vec<f64>,
    pub(super) grad_activation: Vec<f64>,
    pub(super) grad_preactivation: Vec<f64>,
}

/// What survives an iteration: enough to run the next one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Snapshot {
    settings: Settings,
    samples: Rc<Vec<Sample>>,
    parameters: Parameters,
    velocity: Parameters,
    place: Place,
    pub(crate) iteration: u64,
}

/// Runs iterations operation by operation, and takes operations of the current one back.
#[derive(Debug, Clone)]
pub struct Machine {
    pub(super) settings: Settings,
    samples: Rc<Vec<Sample>>,
    pub(super) parameters: Parameters,
    pub(super) velocity: Parameters,
    /// Parameters and velocities as they were when the iteration began.
    pub(super) parameters_before: Parameters,
    pub(super) velocity_before: Parameters,
    /// Mean gradients over the batch.
    pub(super) grad: Parameters,
    sampler: Sampler,
    /// The batch: which samples, and their numbers as `[unit][sample]`.
    batch: Vec<usize>,
    input: Vec<f64>,
    target: Vec<f64>,
    pub(super) layers: Vec<LayerValues>,
    pub(super) sample_loss: Vec<f64>,
    batch_loss: f64,
    program: Program,
    iteration: u64,
    /// Operations of this iteration that have been done.
    cursor: usize,
    watched: usize,
}

impl Machine {
    /// A machine at the start of iteration 0.
    pub fn new(settings: Settings, samples: Vec<Sample>, parameters: Parameters) -> Self {
        let velocity = Parameters::zeros(&settings.shape);
        Self::from_snapshot(&Snapshot {
            settings,
            samples: Rc::new(samples),
            parameters,
            velocity,
            place: Place::default(),
            iteration: 0,
        })
    }

    pub(crate) fn from_snapshot(snapshot: &Snapshot) -> Self {
        let settings = snapshot.settings.clone();
        let mut machine = Self {
            sampler: Sampler::new(
                snapshot.samples.len(),
                settings.shuffle,
                settings.shuffle_seed,
                snapshot.place,
            ),
            samples: Rc::clone(&snapshot.samples),
            parameters: snapshot.parameters.clone(),
            velocity: snapshot.velocity.clone(),
            parameters_before: snapshot.parameters.clone(),
            velocity_before: snapshot.velocity.clone(),
            grad: Parameters::zeros(&settings.shape),
            batch: Vec::new(),
            input: Vec::new(),
            target: Vec::new(),
            layers: vec![LayerValues::default(); settings.shape.layers.len()],
            sample_loss: Vec::new(),
            batch_loss: 0.0,
            program: Program::new(&settings, false),
            settings,
            iteration: snapshot.iteration,
            cursor: 0,
            watched: 0,
        };
        machine.begin();
        machine
    }

    /// The state in which this iteration began.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            settings: self.settings.clone(),
            samples: Rc::clone(&self.samples),
            parameters: self.parameters_before.clone(),
            velocity: self.velocity_before.clone(),
            place: self.sampler.place(),
            iteration: self.iteration,
        }
    }

    /// Changes settings, samples or parameters. Only between iterations: what the current one
    /// has computed is forgotten.
    pub(crate) fn change(
        &mut self,
        change: impl FnOnce(&mut Settings, &mut Vec<Sample>, &mut Parameters),
    ) {
        self.parameters.clone_from(&self.parameters_before);
        self.velocity.clone_from(&self.velocity_before);
        change(&mut self.settings, Rc::make_mut(&mut self.samples), &mut self.parameters);
        let Settings { shuffle, shuffle_seed, .. } = self.settings;
        let place = self.sampler.place();
        self.sampler = Sampler::new(self.samples.len(), shuffle, shuffle_seed, place);
        self.begin();
    }

    /// Lays out the batch and the room for its numbers; nothing of the iteration is done yet.
    fn begin(&mut self) {
        self.parameters_before.clone_from(&self.parameters);
        self.velocity_before.clone_from(&self.velocity);
        self.cursor = 0;
        let batched = self.settings.batch_size > 1 && self.samples.len() > 1;
        self.program = Program::new(&self.settings, batched);
        self.lay_out();
    }

    fn lay_out(&mut self) {
        self.batch.clear();
        self.batch.extend_from_slice(self.sampler.batch(self.settings.batch_size));
        let count = self.batch.len();
        let shape = &self.settings.shape;
        self.input.resize(shape.inputs * count, 0.0);
        self.target.resize(shape.outputs() * count, 0.0);
        self.sample_loss.resize(count, 0.0);
        for (values, layer) in self.layers.iter_mut().zip(&shape.layers) {
            let len = layer.units * count;
            values.preactivation.resize(len, 0.0);
            values.activation.resize(len, 0.0);
            values.grad_activation.resize(len, 0.0);
            values.grad_preactivation.resize(len, 0.0);
        }
    }

    /// Settings in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The order of this iteration's operations.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Weights and biases as they are now.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Every sample the batches are drawn from.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Iterations that came before this one.
    pub fn iteration(&self) -> u64 {
        self.iteration
    }

    /// Epochs that came before this one.
    pub fn epoch(&self) -> u64 {
        self.sampler.place().epoch
    }

    /// Iteration at which this epoch began.
    pub fn epoch_start(&self) -> u64 {
        self.sampler.place().epoch_start
    }

    /// Whether this iteration's batch is the last one of its epoch.
    pub fn ends_epoch(&self) -> bool {
        self.sampler.is_last(self.settings.batch_size)
    }

    /// Operations of this iteration that have been done.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Whether every operation of this iteration has been done.
    pub fn is_at_end(&self) -> bool {
        self.cursor == self.program.len()
    }

    /// Which samples this iteration's batch holds, as places in [`samples`](Self::samples).
    pub fn batch(&self) -> &[usize] {
        &self.batch
    }

    /// Which sample of the batch [`Values`] are read of.
    pub fn watched(&self) -> usize {
        self.watched.min(self.batch.len().saturating_sub(1))
    }

    /// Watches another sample of the batch. Nothing is computed differently by it.
    pub fn watch(&mut self, sample: usize) {
        self.watched = sample;
    }

    /// The mean loss over the batch, once computed.
    pub fn batch_loss(&self) -> Option<f64> {
        let op = if self.program.is_batched() { Op::BatchLoss } else { Op::SampleLoss };
        self.is_done(op).then_some(self.batch_loss)
    }

    /// A parameter as this iteration's forward and backward pass use it, before its update.
    pub fn weight_used(&self, param: Param) -> f64 {
        self.parameters_before.get(param)
    }

    /// What the update will make of a parameter, once its gradient is known: the number that
    /// its [`Op::Update`] is going to write.
    pub fn coming_update(&self, param: Param) -> Option<f64> {
        let grad = self.value_of(Cell::MeanGrad(param), self.watched())?;
        let optimizer = &self.settings.optimizer;
        let velocity = if optimizer.has_velocity() && !self.is_done(Op::Velocity(param)) {
            optimizer.velocity(self.velocity.get(param), grad)
        } else {
            self.velocity.get(param)
        };
        Some(optimizer.updated(self.parameters_before.get(param), grad, velocity))
    }

    /// Does the next operation; `None` at the end of the iteration, and without samples, of which
    /// there is nothing to compute.
    pub fn advance(&mut self) -> Option<Op> {
        let op = self.program.op_at(self.cursor).filter(|_| !self.batch.is_empty())?;
        self.execute(op);
        self.cursor += 1;
        Some(op)
    }

    /// Does every operation that is left of the iteration.
    pub fn finish(&mut self) {
        while self.advance().is_some() {}
    }

    /// Begins the next iteration; nothing of it is done yet. Does nothing before the end of
    /// this one.
    pub fn next_iteration(&mut self) {
        if self.is_at_end() {
            self.sampler.advance(self.settings.batch_size, self.iteration);
            self.iteration += 1;
            self.cursor = 0;
            self.parameters_before.clone_from(&self.parameters);
            self.velocity_before.clone_from(&self.velocity);
            self.lay_out();
        }
    }

    /// Takes the last operation of this iteration back, restoring the bits it wrote over; `None`
    /// at the start of the iteration.
    pub fn rewind(&mut self) -> Option<Op> {
        let op = self.program.op_at(self.cursor.checked_sub(1)?)?;
        self.cursor -= 1;
        match op {
            Op::Update(param) => {
                *self.parameters.get_mut(param) = self.parameters_before.get(param)
            }
            Op::Velocity(param) => *self.velocity.get_mut(param) = self.velocity_before.get(param),
            // Every other operation writes where nothing was: moving the cursor hides it.
            _ => {}
        }
        Some(op)
    }

    /// The last operation that was done in this iteration.
    pub fn last_op(&self) -> Option<Op> {
        self.program.op_at(self.cursor.checked_sub(1)?)
    }

    fn execute(&mut self, op: Op) {
        match op {
            Op::Input => self.load_batch(),
            Op::WeightedSum { layer, unit } => self.weighted_sum(layer, unit),
            Op::Activation { layer, unit } => self.activate(layer, unit),
            Op::SampleLoss => self.compute_loss(),
            Op::BatchLoss => {
                let sum = lane_sum(self.sample_loss.len(), |s| self.sample_loss[s]);
                self.batch_loss = sum / self.sample_loss.len() as f64;
            }
            Op::OutputGradient { layer, unit } => self.output_gradient(layer, unit),
            Op::Delta { layer, unit } => self.delta(layer, unit),
            Op::Gradient(param) => {
                if !self.program.is_batched() {
                    *self.grad.get_mut(param) = self.sample_gradient(param, 0);
                }
            }
            Op::InputGradient { layer, unit } => self.input_gradient(layer, unit),
            Op::MeanGradient(param) => {
                let count = self.batch.len();
                let sum = lane_sum(count, |s| self.sample_gradient(param, s));
                *self.grad.get_mut(param) = sum / count as f64;
            }
            Op::Velocity(param) => {
                let velocity = self.velocity.get(param);
                *self.velocity.get_mut(param) =
                    self.settings.optimizer.velocity(velocity, self.grad.get(param));
            }
            Op::Update(param) => {
                *self.parameters.get_mut(param) = self.settings.optimizer.updated(
                    self.parameters.get(param),
                    self.grad.get(param),
                    self.velocity.get(param),
                );
            }
        }
    }

    fn load_batch(&mut self) {
        let count = self.batch.len();
        for (s, &index) in self.batch.iter().enumerate() {
            let sample = &self.samples[index];
            for (i, &x) in sample.input.iter().enumerate() {
                self.input[i * count + s] = x;
            }
            for (j, &y) in sample.target.iter().enumerate() {
                self.target[j * count + s] = y;
            }
        }
    }

    fn weighted_sum(&mut self, layer: usize, unit: usize) {
        let count = self.batch.len();
        let (below, here) = self.layers.split_at_mut(layer);
        let inputs = below.last().map_or(&self.input, |values| &values.activation);
        let parameters = &self.parameters.layers[layer];
        let z = &mut here[0].preactivation[unit * count..(unit + 1) * count];
        weighted_sums(parameters.row(unit), parameters.bias[unit], inputs, z);
    }

    fn activate(&mut self, layer: usize, unit: usize) {
        let count = self.batch.len();
        let activation = self.settings.shape.layers[layer].activation;
        let LayerValues { preactivation, activation: a, .. } = &mut self.layers[layer];
        if activation != Activation::Softmax {
            for s in unit * count..(unit + 1) * count {
                a[s] = activation.value(preactivation[s]);
            }
        } else if unit == 0 {
            // The first unit's operation computes the whole layer: every unit needs the same sum.
            softmax_columns(preactivation, a, count);
        }
    }

    fn compute_loss(&mut self) {
        let count = self.batch.len();
        let Some(output) = self.layers.last() else { return };
        for s in 0..count {
            self.sample_loss[s] = sample_loss(
                self.settings.loss,
                self.program.is_fused(),
                |j| output.activation[j * count + s],
                |j| output.preactivation[j * count + s],
                |j| self.target[j * count + s],
                self.settings.shape.outputs(),
            );
        }
        if let [only] = self.sample_loss[..] {
            self.batch_loss = only;
        }
    }

    fn output_gradient(&mut self, layer: usize, unit: usize) {
        let count = self.batch.len();
        let outputs = self.settings.shape.outputs();
        let values = &mut self.layers[layer];
        for s in unit * count..(unit + 1) * count {
            values.grad_activation[s] =
                self.settings.loss.gradient(values.activation[s], self.target[s], outputs);
        }
    }

    fn delta(&mut self, layer: usize, unit: usize) {
        let count = self.batch.len();
        let activation = self.settings.shape.layers[layer].activation;
        for s in 0..count {
            let at = unit * count + s;
            let delta = if activation == Activation::Softmax {
                self.softmax_delta(layer, unit, s)
            } else {
                let values = &self.layers[layer];
                let slope = activation.slope(values.preactivation[at], values.activation[at]);
                values.grad_activation[at] * slope
            };
            self.layers[layer].grad_preactivation[at] = delta;
        }
    }

    /// Under cross-entropy ŷ_j Σy - y_j, which is ŷ_j - y_j for targets that sum to 1; under
    /// another loss a_j (g_j - Σ_k g_k a_k), with g the gradient by the activations.
    fn softmax_delta(&self, layer: usize, unit: usize, s: usize) -> f64 {
        let count = self.batch.len();
        let units = self.settings.shape.layers[layer].units;
        let values = &self.layers[layer];
        let a = values.activation[unit * count + s];
        if self.program.is_fused() {
            a * self.target_sum(s) - self.target[unit * count + s]
        } else {
            let weighted = sum(units, |k| {
                values.grad_activation[k * count + s] * values.activation[k * count + s]
            });
            a * (values.grad_activation[unit * count + s] - weighted)
        }
    }

    /// Σy of one sample of the batch.
    pub(super) fn target_sum(&self, s: usize) -> f64 {
        let count = self.batch.len();
        sum(self.settings.shape.outputs(), |k| self.target[k * count + s])
    }

    fn input_gradient(&mut self, layer: usize, unit: usize) {
        let count = self.batch.len();
        let above = layer + 1;
        let units = self.settings.shape.layers[above].units;
        for s in 0..count {
            let gradient = sum(units, |j| {
                self.parameters.layers[above].row(j)[unit]
                    * self.layers[above].grad_preactivation[j * count + s]
            });
            self.layers[layer].grad_activation[unit * count + s] = gradient;
        }
    }

    /// The gradient by a parameter that one sample of the batch gives alone.
    pub(super) fn sample_gradient(&self, param: Param, s: usize) -> f64 {
        let count = self.batch.len();
        let delta = self.layers[param.layer()].grad_preactivation[param.unit() * count + s];
        match param {
            Param::Bias { .. } => delta,
            Param::Weight { layer, input, .. } => delta * self.layer_input(layer, input, s),
        }
    }

    /// What comes into a layer from one unit below, or one input.
    pub(super) fn layer_input(&self, layer: usize, input: usize, s: usize) -> f64 {
        let below = layer.checked_sub(1).map_or(&self.input, |l| &self.layers[l].activation);
        below[input * self.batch.len() + s]
    }

    fn is_done(&self, op: Op) -> bool {
        self.program.place_of(op).is_some_and(|place| place < self.cursor)
    }

    /// The number at `cell` of one sample of the batch, or `None` while it is not computed.
    pub fn value_of(&self, cell: Cell, s: usize) -> Option<f64> {
        if cell.is_of_sample() && s >= self.batch.len() {
            return None;
        }
        let at = |unit: usize| unit * self.batch.len() + s;
        let done = |op: Op, values: &[f64], unit: usize| {
            self.is_done(op).then(|| values.get(at(unit)).copied()).flatten()
        };
        match cell {
            Cell::Input(unit) => done(Op::Input, &self.input, unit),
            Cell::Target(unit) => done(Op::Input, &self.target, unit),
            Cell::Param(param) => {
                self.settings.shape.contains(param).then(|| self.parameters.get(param))
            }
            Cell::Preactivation { layer, unit } => {
                done(Op::WeightedSum { layer, unit }, &self.layers.get(layer)?.preactivation, unit)
            }
            Cell::Activation { layer, unit } => {
                done(Op::Activation { layer, unit }, &self.layers.get(layer)?.activation, unit)
            }
            Cell::SampleLoss => {
                self.is_done(Op::SampleLoss).then(|| self.sample_loss.get(s).copied()).flatten()
            }
            Cell::BatchLoss => self.batch_loss(),
            Cell::GradActivation { layer, unit } => {
                let op = if layer + 1 == self.layers.len() {
                    Op::OutputGradient { layer, unit }
                } else {
                    Op::InputGradient { layer, unit }
                };
                done(op, &self.layers.get(layer)?.grad_activation, unit)
            }
            Cell::GradPreactivation { layer, unit } => {
                done(Op::Delta { layer, unit }, &self.layers.get(layer)?.grad_preactivation, unit)
            }
            Cell::Grad(param) => {
                self.is_done(Op::Gradient(param)).then(|| self.sample_gradient(param, s))
            }
            Cell::MeanGrad(param) => {
                let op = if self.program.is_batched() {
                    Op::MeanGradient(param)
                } else {
                    Op::Gradient(param)
                };
                self.is_done(op).then(|| self.grad.get(param))
            }
            Cell::Velocity(param) => {
                let has = self.settings.optimizer.has_velocity();
                (has && self.settings.shape.contains(param)).then(|| self.velocity.get(param))
            }
            Cell::LearningRate => Some(self.settings.optimizer.learning_rate()),
            Cell::Momentum => Some(self.settings.optimizer.momentum()),
        }
    }
}

impl Values for Machine {
    /// The number of the watched sample.
    fn value(&self, cell: Cell) -> Option<f64> {
        self.value_of(cell, self.watched())
    }
}
