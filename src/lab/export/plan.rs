//! What a script has to do: a run as stretches with the same settings, and what occurs in them.

use std::rc::Rc;

use crate::data::Sample;
use crate::lab::{Change, Recording};
use crate::nn::{Activation, Loss, Parameters};
use crate::step::Settings;

/// What the last layer's gradient starts from: a loss, or cross-entropy with the softmax under
/// it in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Objective {
    Apart(Loss),
    SoftmaxCrossEntropy,
}

impl Objective {
    pub(super) fn of(settings: &Settings) -> Self {
        match (output(settings), settings.loss) {
            (Activation::Softmax, Loss::CrossEntropy) => Self::SoftmaxCrossEntropy,
            (_, loss) => Self::Apart(loss),
        }
    }

    /// Its name in scripts.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Apart(loss) => loss.name(),
            Self::SoftmaxCrossEntropy => "softmax_cross_entropy",
        }
    }
}

/// The last layer's activation function.
fn output(settings: &Settings) -> Activation {
    settings.shape.layers[settings.shape.last()].activation
}

/// Iterations with the same settings.
#[derive(Debug)]
pub(super) struct Stretch {
    /// The first of them.
    pub(super) first: u64,
    /// How many there are.
    pub(super) iterations: u64,
    pub(super) settings: Rc<Settings>,
    /// Whether the optimizer forgets before the first of them what it has kept.
    pub(super) restarts: bool,
    /// Numbers that were typed before the first of them.
    pub(super) typed: Vec<Change>,
}

impl Stretch {
    /// Whether each parameter has a velocity that counts.
    pub(super) fn momentum(&self) -> f64 {
        self.settings.optimizer.momentum()
    }

    /// Whether the update looks ahead; without momentum there is nowhere to look.
    pub(super) fn nesterov(&self) -> bool {
        self.settings.optimizer.has_velocity() && self.settings.optimizer.nesterov()
    }
}

/// A recorded run, laid out for a script.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) recording: &'a Recording,
    /// Samples and parameters before the first iteration.
    pub(super) samples: Vec<Sample>,
    pub(super) parameters: Parameters,
    /// At least one, in order.
    pub(super) stretches: Vec<Stretch>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(recording: &'a Recording) -> Self {
        let lab = recording.lab();
        let mut settings = lab.base().settings();
        let mut samples = lab.base().data.dataset().train;
        let mut parameters = lab.base().network.parameters();
        let iterations = recording.losses().len() as u64;

        let log = lab.changes();
        let begins = log.partition_point(|entry| entry.iteration == 0);
        for entry in &log[..begins] {
            entry.change.apply(&mut settings, &mut samples, &mut parameters);
        }
        let settings = Rc::new(settings);
        let first = Stretch { first: 0, iterations, settings, restarts: false, typed: vec![] };
        let mut plan = Self { recording, samples, parameters, stretches: vec![first] };
        plan.follow(&log[begins..], iterations);
        plan
    }

    /// Divides the run where something was changed.
    fn follow(&mut self, log: &[crate::lab::Entry], iterations: u64) {
        let mut samples = self.samples.clone();
        let mut parameters = self.parameters.clone();
        // Whether the optimizer has kept anything since it began.
        let mut keeps = self.stretches[0].keeps_state();
        for entries in log.chunk_by(|one, other| one.iteration == other.iteration) {
            let first = entries[0].iteration;
            let Some(last) = self.stretches.last_mut().filter(|_| first < iterations) else {
                return;
            };
            let mut settings = (*last.settings).clone();
            for entry in entries {
                entry.change.apply(&mut settings, &mut samples, &mut parameters);
            }
            let typed: Vec<_> =
                entries.iter().map(|entry| entry.change).filter(Change::is_number).collect();
            let restarts = keeps && entries.iter().any(|entry| entry.change.restarts_optimizer());
            if typed.is_empty() && settings == *last.settings && !restarts {
                continue;
            }
            last.iterations = first - last.first;
            let (iterations, settings) = (iterations - first, Rc::new(settings));
            let next = Stretch { first, iterations, settings, restarts, typed };
            keeps = keeps && !restarts || next.keeps_state();
            self.stretches.push(next);
        }
    }

    /// The settings of the first iteration.
    pub(super) fn settings(&self) -> &Settings {
        &self.stretches[0].settings
    }

    /// Number of layers.
    pub(super) fn depth(&self) -> usize {
        self.settings().shape.layers.len()
    }

    /// Whether something holds in any stretch.
    pub(super) fn any(&self, holds: impl Fn(&Stretch) -> bool) -> bool {
        self.stretches.iter().any(holds)
    }

    /// The different values that something has during the run, in the order of their appearance.
    pub(super) fn values<T: PartialEq>(&self, of: impl Fn(&Stretch) -> T) -> Vec<T> {
        let mut values = Vec::new();
        for stretch in &self.stretches {
            let value = of(stretch);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }

    /// The activation functions that a layer has during the run.
    pub(super) fn activations(&self, layer: usize) -> Vec<Activation> {
        self.values(|stretch| stretch.settings.shape.layers[layer].activation)
    }

    /// Whether a layer has batch normalization, which never changes during a run.
    pub(super) fn normalizes(&self, layer: usize) -> bool {
        self.settings().shape.normalizes(layer)
    }

    /// Whether a layer ever has dropout.
    pub(super) fn drops(&self, layer: usize) -> bool {
        self.any(|stretch| stretch.settings.shape.drops(layer))
    }

    /// Whether any layer ever has dropout.
    pub(super) fn has_dropout(&self) -> bool {
        (0..self.depth()).any(|layer| self.drops(layer))
    }

    /// What the gradient starts from, during the run.
    pub(super) fn objectives(&self) -> Vec<Objective> {
        self.values(|stretch| Objective::of(&stretch.settings))
    }

    /// What the loss is called where it is used: its name, or the variable that holds it.
    pub(super) fn loss_name(&self) -> &'static str {
        match self.objectives()[..] {
            [only] => only.name(),
            _ => "loss",
        }
    }

    /// Whether the last layer's activation function or the loss changes.
    pub(super) fn head_varies(&self) -> bool {
        self.objectives().len() > 1 || self.activations(self.depth() - 1).len() > 1
    }

    /// Whether batches are ever smaller than all samples.
    pub(super) fn is_batched(&self) -> bool {
        self.any(|stretch| stretch.settings.batch_size < self.samples.len())
    }

    /// Whether the order of the samples ever matters and is not the one they stand in.
    pub(super) fn is_shuffled(&self) -> bool {
        self.is_batched() && self.any(|stretch| stretch.settings.shuffle)
    }

    /// Whether some setting has several values.
    pub(super) fn varies<T: PartialEq>(&self, of: impl Fn(&Settings) -> T) -> bool {
        self.values(|stretch| of(&stretch.settings)).len() > 1
    }

    /// Whether biases are ever trained.
    pub(super) fn trains_biases(&self) -> bool {
        self.any(|stretch| stretch.settings.train_biases)
    }

    /// Whether there is ever a velocity.
    pub(super) fn has_momentum(&self) -> bool {
        self.any(|stretch| stretch.momentum() != 0.0)
    }

    /// Nesterov's momentum in the stretches that have one.
    pub(super) fn nesterov(&self) -> Vec<bool> {
        let mut values = self.values(|stretch| (stretch.momentum() != 0.0, stretch.nesterov()));
        values.retain(|(has_momentum, _)| *has_momentum);
        values.into_iter().map(|(_, nesterov)| nesterov).collect()
    }
}
