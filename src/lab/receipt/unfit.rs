//! Why a run cannot be written in a form that knows less than Backstep does.

use std::fmt;

use crate::i18n::{Language, NORM, PAGE, Text, UNFIT};
use crate::nn::{Activation, Loss};

/// One reason why a run, or a part of it, cannot be exported in the form asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Unfit {
    /// A receipt has one hidden layer.
    HiddenLayers {
        /// How many the network has.
        found: usize,
    },
    /// A receipt's layers are small.
    Units {
        /// The largest number of inputs or units of a layer.
        found: usize,
    },
    /// An activation function that receipts do not know in that place.
    Activation {
        /// Its name.
        name: &'static str,
        /// Whether it is the output layer's.
        is_output: bool,
    },
    /// A layer with batch normalization.
    BatchNorm,
    /// A layer with dropout.
    Dropout,
    /// A loss that receipts do not know with that output layer.
    Loss {
        /// The loss.
        loss: Loss,
        /// What it is computed from: the outputs' activation function.
        output: Activation,
    },
    /// More than one sample a batch.
    Batch {
        /// Samples a batch.
        found: usize,
    },
    /// A learning rate of 0.
    LearningRate,
    /// A momentum of 1.
    Momentum,
    /// Anything but SGD with or without momentum.
    Optimizer {
        /// What there is besides, by its name in documents.
        name: &'static str,
    },
    /// Under cross-entropy, targets that do not sum to 1.
    Targets {
        /// Their sum.
        sum: f64,
    },
    /// A number of the iteration is NaN or infinite.
    NotFinite {
        /// The iteration, from 0.
        iteration: u64,
    },
    /// The chain from one receipt to the next is broken by a change made on the way.
    Changed {
        /// The iteration it took effect with, from 0.
        iteration: u64,
        /// What was changed.
        path: String,
    },
    /// The text would be too large.
    TooLarge {
        /// Iterations asked for.
        iterations: u64,
        /// Iterations that there is room for.
        most: u64,
    },
}

impl Unfit {
    /// The reason in `language`, as a sentence.
    pub fn message(&self, language: Language) -> String {
        let count = |n: &usize| n.to_string();
        match self {
            Self::HiddenLayers { found } => {
                UNFIT.hidden_layers.fill(language, &[("found", &count(found))])
            }
            Self::Units { found } => UNFIT
                .units
                .fill(language, &[("found", &count(found)), ("most", &count(&super::MOST_UNITS))]),
            Self::Activation { name, is_output: false } => {
                UNFIT.hidden_activation.fill(language, &[("name", name)])
            }
            Self::Activation { name, is_output: true } => {
                UNFIT.output_activation.fill(language, &[("name", name)])
            }
            Self::BatchNorm => NORM.unfit_norm.get(language).to_owned(),
            Self::Dropout => NORM.unfit_dropout.get(language).to_owned(),
            Self::Loss { loss, output } => UNFIT.loss.fill(
                language,
                &[("loss", loss_name(*loss).get(language)), ("output", output.name())],
            ),
            Self::Batch { found } => UNFIT.batch.fill(language, &[("found", &count(found))]),
            Self::LearningRate => UNFIT.learning_rate.get(language).to_owned(),
            Self::Momentum => UNFIT.momentum.get(language).to_owned(),
            Self::Optimizer { name } => UNFIT.optimizer.fill(language, &[("name", name)]),
            Self::Targets { sum } => UNFIT.targets.fill(language, &[("sum", &format!("{sum:?}"))]),
            Self::NotFinite { iteration } => {
                UNFIT.not_finite.fill(language, &[("iteration", &(iteration + 1).to_string())])
            }
            Self::Changed { iteration, path } => UNFIT
                .changed
                .fill(language, &[("iteration", &(iteration + 1).to_string()), ("path", path)]),
            Self::TooLarge { iterations, most } => UNFIT.too_large.fill(
                language,
                &[
                    ("iterations", &iterations.to_string()),
                    ("most", &most.to_string()),
                    ("megabytes", &(crate::lab::lines::MOST_BYTES >> 20).to_string()),
                ],
            ),
        }
    }
}

/// The loss as the page calls it.
fn loss_name(loss: Loss) -> Text {
    match loss {
        Loss::HalfSquaredError => PAGE.half_squared_error,
        Loss::MeanSquaredError => PAGE.mean_squared_error,
        Loss::BinaryCrossEntropy => PAGE.binary_cross_entropy,
        Loss::CrossEntropy => PAGE.cross_entropy,
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for Unfit {}
