//! The numbers of one iteration, and the operations that compute them.

mod dropout;
mod execute;
mod norm;
mod update;
mod values;
mod whole;

use std::rc::Rc;

use backstep_lanes::iteration::{LayerValues, Plan, SoftmaxRows};
use backstep_lanes::training::Training;

use self::dropout::DropoutValues;
use self::norm::NormValues;
use super::plan::plan;
use super::sampler::{Place, Sampler};
use super::{Cell, Mistake, Op, Program, Settings, Values};
use crate::data::Sample;
use crate::nn::{Moments, Param, Parameters, Running, Term};

/// What survives an iteration: enough to run the next one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Snapshot {
    settings: Settings,
    samples: Rc<Vec<Sample>>,
    numbers: Rc<Vec<f64>>,
    parameters: Parameters,
    moments: Moments,
    leftover: Option<Parameters>,
    running: Running,
    place: Place,
    pub(crate) iteration: u64,
}

/// Runs iterations operation by operation, and takes operations of the current one back.
#[derive(Debug, Clone)]
pub struct Machine {
    pub(super) settings: Settings,
    samples: Rc<Vec<Sample>>,
    pub(super) parameters: Parameters,
    pub(super) moments: Moments,
    /// Parameters and the optimizer's state as they were when the iteration began.
    pub(super) parameters_before: Parameters,
    pub(super) moments_before: Moments,
    /// Mean gradients over the batch.
    pub(super) grad: Parameters,
    /// What the iteration before left in the gradients; only with [`Mistake::GradientNotReset`].
    leftover: Option<Parameters>,
    /// Σ g² of each layer, and the root of their sum.
    pub(super) squares: Vec<f64>,
    pub(super) grad_norm: f64,
    /// Where iterations are done as a whole, and what their losses were.
    training: Training,
    losses: Vec<f64>,
    sampler: Sampler,
    /// The numbers of every sample, its input and then its target, one sample after the other.
    numbers: Rc<Vec<f64>>,
    /// The batches of every epoch one after the other, where they are always the same; laid out
    /// once they are needed.
    laid_out: Option<Rc<Vec<f64>>>,
    /// The batch: which samples, and their numbers as `[unit][sample]`. Rows of an odd batch are
    /// one number longer than it.
    batch: Vec<usize>,
    stride: usize,
    input: Vec<f64>,
    target: Vec<f64>,
    pub(super) layers: Vec<LayerValues>,
    /// What batch normalization does in each layer, empty in one without; its running statistics
    /// now and as they were when the iteration began.
    norm: Vec<NormValues>,
    running: Running,
    running_before: Running,
    /// What dropout does in each layer, empty in one without.
    dropout: Vec<DropoutValues>,
    pub(super) sample_loss: Vec<f64>,
    batch_loss: f64,
    softmax: SoftmaxRows,
    /// Whether the iteration was done as a whole and came to finite numbers alone.
    is_known_finite: bool,
    program: Program,
    plan: Plan,
    iteration: u64,
    /// Operations of this iteration that have been done.
    cursor: usize,
    watched: usize,
}

impl Machine {
    /// A machine at the start of iteration 0.
    pub fn new(settings: Settings, samples: Vec<Sample>, parameters: Parameters) -> Self {
        let moments = Moments::zeros(&settings.shape);
        let running = Running::new(&settings.shape);
        Self::from_snapshot(&Snapshot {
            settings,
            numbers: Rc::new(numbers(&samples)),
            samples: Rc::new(samples),
            parameters,
            moments,
            leftover: None,
            running,
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
            numbers: Rc::clone(&snapshot.numbers),
            parameters: snapshot.parameters.clone(),
            moments: snapshot.moments.clone(),
            parameters_before: snapshot.parameters.clone(),
            moments_before: snapshot.moments.clone(),
            grad: Parameters::zeros(&settings.shape),
            squares: vec![0.0; settings.shape.layers.len()],
            grad_norm: 0.0,
            training: Training::default(),
            losses: Vec::new(),
            laid_out: None,
            leftover: snapshot.leftover.clone(),
            batch: Vec::new(),
            stride: 0,
            input: Vec::new(),
            target: Vec::new(),
            layers: vec![LayerValues::default(); settings.shape.layers.len()],
            norm: vec![NormValues::default(); settings.shape.layers.len()],
            running: snapshot.running.clone(),
            running_before: snapshot.running.clone(),
            dropout: vec![DropoutValues::default(); settings.shape.layers.len()],
            sample_loss: Vec::new(),
            batch_loss: 0.0,
            softmax: SoftmaxRows::default(),
            is_known_finite: false,
            program: Program::new(&settings, false),
            plan: plan_of(&settings),
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
            numbers: Rc::clone(&self.numbers),
            parameters: self.parameters_before.clone(),
            moments: self.moments_before.clone(),
            leftover: self.leftover.clone(),
            running: self.running_before.clone(),
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
        self.moments.clone_from(&self.moments_before);
        self.running.clone_from(&self.running_before);
        let samples = Rc::clone(&self.samples);
        change(&mut self.settings, Rc::make_mut(&mut self.samples), &mut self.parameters);
        let numbers = numbers(&self.samples);
        let bits = |numbers: &[f64]| -> Vec<u64> { numbers.iter().map(|x| x.to_bits()).collect() };
        if bits(&numbers) == bits(&self.numbers) {
            // States that are kept go on sharing them.
            self.samples = samples;
        } else {
            self.numbers = Rc::new(numbers);
        }
        let Settings { shuffle, shuffle_seed, .. } = self.settings;
        self.leftover = self.leftover.take().filter(|_| self.keeps_gradient());
        let place = self.sampler.place();
        self.sampler = Sampler::new(self.samples.len(), shuffle, shuffle_seed, place);
        self.begin();
    }

    /// Forgets what the optimizer has kept, as one does that is made anew. Only right before
    /// [`change`](Self::change).
    pub(crate) fn restart_optimizer(&mut self) {
        self.moments_before = Moments::zeros(&self.settings.shape);
    }

    /// Lays out the batch and the room for its numbers; nothing of the iteration is done yet.
    fn begin(&mut self) {
        self.parameters_before.clone_from(&self.parameters);
        self.moments_before.clone_from(&self.moments);
        self.running_before.clone_from(&self.running);
        // What is not trained keeps the gradient that it had.
        let zeros = || Parameters::zeros(&self.settings.shape);
        self.grad = self.leftover.clone().unwrap_or_else(zeros);
        self.cursor = 0;
        let batched = self.settings.batch_size > 1 && self.samples.len() > 1;
        self.program = Program::new(&self.settings, batched);
        self.plan = plan_of(&self.settings);
        // Samples and layers may have other sizes than before.
        self.stride = 0;
        self.laid_out = None;
        self.lay_out();
    }

    fn lay_out(&mut self) {
        self.note_batch();
        self.make_room(backstep_lanes::stride(self.batch.len()));
    }

    fn note_batch(&mut self) {
        self.batch.clear();
        self.batch.extend_from_slice(self.sampler.batch(self.settings.batch_size));
    }

    /// Room for rows of `stride` numbers.
    fn make_room(&mut self, stride: usize) {
        if stride == self.stride {
            return;
        }
        self.stride = stride;
        let shape = &self.settings.shape;
        self.input.resize(shape.inputs * stride, 0.0);
        self.target.resize(shape.outputs() * stride, 0.0);
        self.sample_loss.resize(stride, 0.0);
        self.softmax.resize(stride);
        for (values, layer) in self.layers.iter_mut().zip(&shape.layers) {
            let len = layer.units * stride;
            values.preactivation.resize(len, 0.0);
            values.activation.resize(len, 0.0);
            values.grad_activation.resize(len, 0.0);
            values.grad_preactivation.resize(len, 0.0);
        }
        for (values, layer) in self.norm.iter_mut().zip(&shape.layers) {
            values.resize(if layer.batch_norm { layer.units } else { 0 }, stride);
        }
        for (values, layer) in self.dropout.iter_mut().zip(&shape.layers) {
            values.resize(if layer.has_dropout() { layer.units * stride } else { 0 });
        }
    }

    /// Whether the gradients of this iteration stay for the next one to add to.
    fn keeps_gradient(&self) -> bool {
        self.settings.mistake() == Some(Mistake::GradientNotReset)
    }

    /// What was left in a parameter's gradient when the iteration began.
    #[inline(always)]
    pub(super) fn old_grad(&self, param: Param) -> f64 {
        self.leftover.as_ref().map_or(0.0, |grad| grad.get(param))
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

    /// Iterations of this epoch after this one.
    pub(crate) fn left_in_epoch(&self) -> u64 {
        self.sampler.left(self.settings.batch_size)
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

    /// Which sample was asked to be watched: a smaller batch may not have it, a later one may.
    pub(crate) fn watched_by_choice(&self) -> usize {
        self.watched
    }

    /// Watches another sample of the batch. Nothing is computed differently by it.
    pub fn watch(&mut self, sample: usize) {
        self.watched = sample;
    }

    /// The mean loss over the batch, once computed.
    pub fn batch_loss(&self) -> Option<f64> {
        if self.is_at_end() {
            return Some(self.batch_loss);
        }
        let op = if self.program.is_batched() { Op::BatchLoss } else { Op::SampleLoss };
        self.is_done(op).then_some(self.batch_loss)
    }

    /// A parameter as this iteration's forward and backward pass use it, before its update.
    pub fn weight_used(&self, param: Param) -> f64 {
        self.parameters_before.get(param)
    }

    /// The optimizer's state as it stood when this iteration began.
    pub fn moments_used(&self) -> &Moments {
        &self.moments_before
    }

    /// What the update will make of a parameter, once its gradient is known (where the norm of
    /// all gradients is limited, once that is known): the number that its [`Op::Update`] is going
    /// to write.
    pub fn coming_update(&self, param: Param) -> Option<f64> {
        self.value_of(Cell::MeanGrad(param), self.watched())?;
        let is_limited = self.settings.clip.norm != 0.0;
        (!is_limited || self.is_done(Op::GradientNorm)).then(|| self.new_param(param))
    }

    /// η of this iteration.
    pub fn learning_rate(&self) -> f64 {
        self.settings.learning_rate(self.iteration)
    }

    /// This machine with its last operation done again without the planted mistake: what was
    /// computed before stays as it is. `None` where nothing has been done.
    pub fn with_last_op_right(&self) -> Option<Self> {
        let mut right = self.clone();
        right.rewind()?;
        right.settings.mistake = None;
        right.advance()?;
        Some(right)
    }

    /// Does the next operation; `None` at the end of the iteration, and without samples, of which
    /// there is nothing to compute.
    pub fn advance(&mut self) -> Option<Op> {
        let op = self.program.op_at(self.cursor).filter(|_| !self.batch.is_empty())?;
        self.execute(op);
        self.cursor += 1;
        Some(op)
    }

    /// Does every operation that is left of the iteration: as a whole if none is done yet, with
    /// the same bits.
    pub fn finish(&mut self) {
        if self.batch.is_empty() {
            return;
        }
        if self.cursor == 0 && self.runs_whole() {
            self.run_whole(1, |_, _| {});
            return;
        }
        while let Some((stage, offsets)) = self.program.rest_of_stage(self.cursor) {
            self.cursor += offsets.len();
            for offset in offsets {
                self.execute(self.program.op_in(stage, offset));
            }
        }
    }

    /// Does every operation of up to `most` (at least 1) iterations after this one, if this one is at its end;
    /// with a planted mistake, dropout or batch normalization, or if it is not, of one. Stops
    /// where something is not finite. Hands the number and loss of each iteration to `each`, but
    /// not of one with anything that is not finite.
    pub(crate) fn finish_next(&mut self, most: u64, mut each: impl FnMut(u64, f64)) {
        if !self.is_at_end() || !self.runs_whole() || self.batch.is_empty() {
            self.next_iteration();
            self.finish();
            if self.is_at_end() && self.is_finite() {
                each(self.iteration, self.batch_loss);
            }
            return;
        }
        self.go_to_next_batch();
        self.run_whole(most, each);
    }

    /// Whether the loss over the batch, once computed, and every parameter are finite.
    pub(crate) fn is_finite(&self) -> bool {
        self.is_known_finite
            || (self.batch_loss().is_none_or(f64::is_finite) && self.parameters.is_finite())
    }

    /// Begins the next iteration; nothing of it is done yet. Does nothing before the end of
    /// this one.
    pub fn next_iteration(&mut self) {
        if self.is_at_end() {
            self.go_to_next_batch();
            self.cursor = 0;
            self.leftover = self.keeps_gradient().then(|| self.grad.clone());
            self.parameters_before.clone_from(&self.parameters);
            self.keep_moments();
            self.running_before.clone_from(&self.running);
            self.is_known_finite = false;
            self.lay_out();
        }
    }

    /// Takes the last operation of this iteration back, restoring the bits it wrote over; `None`
    /// at the start of the iteration.
    pub fn rewind(&mut self) -> Option<Op> {
        let op = self.program.op_at(self.cursor.checked_sub(1)?)?;
        self.cursor -= 1;
        self.is_known_finite = false;
        match op {
            Op::Update(param) => {
                *self.parameters.get_mut(param) = self.parameters_before.get(param);
            }
            Op::RunningMean { layer, unit } => {
                self.running.mean[layer][unit] = self.running_before.mean[layer][unit];
            }
            Op::RunningVariance { layer, unit } => {
                self.running.variance[layer][unit] = self.running_before.variance[layer][unit];
            }
            Op::Term(Term::Velocity | Term::FirstMoment, param) => {
                *self.moments.first.get_mut(param) = self.moments_before.first.get(param);
            }
            Op::Term(Term::SecondMoment, param) => {
                *self.moments.second.get_mut(param) = self.moments_before.second.get(param);
            }
            // Every other operation writes where nothing was: moving the cursor hides it.
            _ => {}
        }
        Some(op)
    }

    /// The last operation that was done in this iteration.
    pub fn last_op(&self) -> Option<Op> {
        self.program.op_at(self.cursor.checked_sub(1)?)
    }
}

fn plan_of(settings: &Settings) -> Plan {
    plan(&settings.shape, settings.loss, settings.train_biases)
}

/// The numbers of every sample, its input and then its target, one sample after the other.
fn numbers(samples: &[Sample]) -> Vec<f64> {
    samples.iter().flat_map(|sample| sample.input.iter().chain(&sample.target).copied()).collect()
}
