//! Receipts: an iteration with every factor named, for an independent program to verify.
//!
//! The form is that of the npm package `@mcptoolshop/backprop-trace` 1.0: its `bp verify general`
//! takes one receipt, its `bp verify multi` a chain of them, one a line. It is of one sample and
//! one hidden layer, and it stores gradients in the direction of descent, with the sign flipped.
//!
//! A receipt is marked as what it is, numbers of a program that is not the verifier's: the verifier
//! then computes the whole iteration by itself and compares every number (its rule 14), next to
//! the rules that hold the numbers of the receipt against each other.

mod record;
mod unfit;

use std::fmt;

use serde_json::Value;

use super::{Change, END, Lab, Position};
use crate::i18n::Language;
use crate::nn::{Activation, Hyperparameter, Loss, OptimizerKind};
use crate::step::Settings;
pub use unfit::Unfit;

/// Inputs and units of a layer that a receipt has at most.
pub(crate) const MOST_UNITS: usize = 64;
/// How far the targets may be from summing to 1, under cross-entropy.
const TARGET_SUM: f64 = 1e-12;

/// Why a run, or a part of it, cannot be exported in the form asked for: every reason there is.
#[derive(Debug, Clone, PartialEq)]
pub struct NotExportable(pub Vec<Unfit>);

impl NotExportable {
    /// The reasons in `language`, one after the other.
    pub fn message(&self, language: Language) -> String {
        let gap = match language {
            Language::En => " ",
            Language::Zh => "",
        };
        let reasons: Vec<String> = self.0.iter().map(|reason| reason.message(language)).collect();
        reasons.join(gap)
    }
}

impl From<Unfit> for NotExportable {
    fn from(reason: Unfit) -> Self {
        Self(vec![reason])
    }
}

impl fmt::Display for NotExportable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for NotExportable {}

/// See [`Lab::receipt`].
pub(super) fn receipt(lab: &Lab) -> Result<Value, NotExportable> {
    check(lab)?;
    if lab.machine().is_at_end() {
        return of_finished(lab, None);
    }
    let mut lab = lab.clone();
    lab.seek(Position { iteration: lab.position().iteration, op: END });
    of_finished(&lab, None)
}

/// The receipt of an iteration whose operations have all been done. `place` is where it stands in
/// a chain: the run's id, and its index from 0.
pub(super) fn of_finished(lab: &Lab, place: Option<(&str, u64)>) -> Result<Value, NotExportable> {
    check(lab)?;
    let iteration = lab.machine().iteration();
    record::record(lab, place).ok_or_else(|| Unfit::NotFinite { iteration }.into())
}

/// Whether the iteration that `lab` stands in begins with the numbers the one before ended with.
pub(super) fn check_chain(lab: &Lab, iteration: u64) -> Result<(), NotExportable> {
    let breaks = |change: &Change| {
        matches!(
            change,
            Change::Param { .. }
                | Change::Hyperparameter(..)
                | Change::Optimizer(_)
                | Change::Nesterov(_)
                | Change::TrainBiases(_)
        )
    };
    let broken = lab.log_at(iteration).find(|entry| iteration > 0 && breaks(&entry.change));
    match broken {
        Some(entry) => Err(Unfit::Changed { iteration, path: entry.change.path() }.into()),
        None => Ok(()),
    }
}

/// A name for the run, the same whenever the same experiment is exported: its document's FNV-1a
/// hash of 128 bits.
pub(super) fn run_id(lab: &Lab) -> String {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut scenario = lab.scenario();
    scenario.position = Position::default();
    let hash = scenario
        .to_value()
        .to_string()
        .bytes()
        .fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    format!("{hash:032x}")
}

/// Whether there is more to the update than SGD with momentum.
fn check_optimizer(settings: &Settings, reasons: &mut Vec<Unfit>) {
    if settings.optimizer.kind() != OptimizerKind::Sgd {
        reasons.push(Unfit::Optimizer { name: settings.optimizer.kind().name() });
    }
    if !settings.schedule.is_constant() {
        reasons.push(Unfit::Optimizer { name: settings.schedule.kind.name() });
    }
    for one in [
        Hyperparameter::Dampening,
        Hyperparameter::WeightDecay,
        Hyperparameter::L1,
        Hyperparameter::L2,
        Hyperparameter::ClipValue,
        Hyperparameter::ClipNorm,
    ] {
        let is_sgd = settings.optimizer.kind() == OptimizerKind::Sgd;
        let is_own = matches!(one, Hyperparameter::Dampening | Hyperparameter::WeightDecay);
        if settings.get(one).is_some_and(|value| value != 0.0) && (is_sgd || !is_own) {
            reasons.push(Unfit::Optimizer { name: one.name() });
        }
    }
}

/// Every reason why the iteration that `lab` stands in cannot be a receipt.
fn check(lab: &Lab) -> Result<(), NotExportable> {
    let machine = lab.machine();
    let settings = machine.settings();
    let mut reasons = Vec::new();
    check_network(settings, &mut reasons);
    let batch = machine.batch().len();
    if batch > 1 {
        reasons.push(Unfit::Batch { found: batch });
    }
    if settings.optimizer.learning_rate() <= 0.0 {
        reasons.push(Unfit::LearningRate);
    }
    if settings.optimizer.momentum() >= 1.0 {
        reasons.push(Unfit::Momentum);
    }
    check_optimizer(settings, &mut reasons);
    let sample = machine.batch().first().and_then(|index| machine.samples().get(*index));
    if settings.loss == Loss::CrossEntropy
        && let Some(sample) = sample
    {
        let sum: f64 = sample.target.iter().sum();
        if (sum - 1.0).abs() > TARGET_SUM {
            reasons.push(Unfit::Targets { sum });
        }
    }
    if reasons.is_empty() { Ok(()) } else { Err(NotExportable(reasons)) }
}

fn check_network(settings: &Settings, reasons: &mut Vec<Unfit>) {
    let shape = &settings.shape;
    let hidden = shape.last();
    if hidden != 1 {
        reasons.push(Unfit::HiddenLayers { found: hidden });
    }
    let units = shape.layers.iter().map(|layer| layer.units);
    if let Some(found) = units.chain([shape.inputs]).max().filter(|found| *found > MOST_UNITS) {
        reasons.push(Unfit::Units { found });
    }
    let known = [Activation::Identity, Activation::Sigmoid, Activation::Relu];
    for (l, layer) in shape.layers.iter().enumerate() {
        let (name, is_output) = (layer.activation.name(), l == shape.last());
        let softmax = is_output && layer.activation == Activation::Softmax;
        let reason = Unfit::Activation { name, is_output };
        if !softmax && !known.contains(&layer.activation) && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if shape.has_norm() {
        reasons.push(Unfit::BatchNorm);
    }
    if shape.has_dropout() {
        reasons.push(Unfit::Dropout);
    }
    let output = shape.layers[shape.last()].activation;
    let softmax = output == Activation::Softmax;
    let fits = match settings.loss {
        Loss::HalfSquaredError => !softmax,
        Loss::CrossEntropy => softmax,
        Loss::MeanSquaredError | Loss::BinaryCrossEntropy => false,
    };
    if !fits {
        reasons.push(Unfit::Loss { loss: settings.loss, output });
    }
}
