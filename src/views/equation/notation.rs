//! Letters, indices and layers: how a cell is written.

use crate::nn::{Param, Shape, Term};
use crate::step::Cell;

/// What a symbol's spelling depends on, besides the cell itself.
///
/// Indices are subscripts, to-index first. The layer is a superscript in square brackets, the
/// sample one in round brackets: `w` with `[2]` above and `13` below. A bare superscript reads as
/// a power and one in round brackets as an order of derivative; the square bracket is neither, and
/// many have met it in Andrew Ng's courses. A network of one layer needs no layer at all, nor do
/// the outputs, which are ŷ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notation {
    /// Number of layers with weights.
    pub layers: usize,
    /// Largest number of inputs or units of any layer. From 10 on, two indices are set apart by
    /// a comma.
    pub widest: usize,
    /// The watched sample, 0-based within its batch, or `None` where each iteration has but one
    /// sample. In a batch, the loss of one sample is told apart from the mean.
    pub sample: Option<usize>,
    /// How many layers lie at or below the last one with batch normalization: there a sample's
    /// numbers have a part in every sample's loss, and its gradients are of the sum, ∑L.
    pub normalized: usize,
}

impl Notation {
    /// The notation for a network of `shape`, where `sample` of the batch is watched.
    pub fn new(shape: &Shape, sample: Option<usize>) -> Self {
        let units = shape.layers.iter().map(|layer| layer.units);
        Self {
            layers: shape.layers.len(),
            widest: units.chain([shape.inputs]).max().unwrap_or(0),
            sample,
            normalized: shape
                .layers
                .iter()
                .rposition(|layer| layer.batch_norm)
                .map_or(0, |last| last + 1),
        }
    }

    /// Whether a cell is a sample's gradient of the losses of the whole batch.
    pub fn is_of_all(&self, cell: Cell) -> bool {
        match cell {
            Cell::Grad(param @ (Param::Weight { .. } | Param::Bias { .. })) => {
                param.layer() < self.normalized
            }
            // Behind the normalization of their own layer.
            Cell::GradActivation { layer, .. }
            | Cell::GradDropped { layer, .. }
            | Cell::GradScaled { layer, .. }
            | Cell::GradNormalized { layer, .. }
            | Cell::Grad(Param::Scale { layer, .. } | Param::Shift { layer, .. }) => {
                layer + 1 < self.normalized
            }
            _ => false,
        }
    }

    /// Whether `layer` (0-based) is the last one, whose activations are ŷ.
    pub fn is_output(&self, layer: usize) -> bool {
        layer + 1 == self.layers
    }

    /// Whether the indices of a weight are set apart by a comma.
    pub fn commas(&self) -> bool {
        self.widest >= 10
    }
}

/// What kind of number a cell holds, as a class name of the style sheet.
pub fn cell_class(cell: Cell) -> &'static str {
    match cell {
        Cell::Input(_) => "input",
        Cell::Target(_) => "target",
        Cell::Param(Param::Weight { .. }) | Cell::NewParam(Param::Weight { .. }) => "weight",
        Cell::Param(Param::Bias { .. } | Param::Scale { .. } | Param::Shift { .. })
        | Cell::NewParam(Param::Bias { .. } | Param::Scale { .. } | Param::Shift { .. }) => "bias",
        Cell::BatchMean { .. }
        | Cell::BatchVariance { .. }
        | Cell::Normalized { .. }
        | Cell::Scaled { .. }
        | Cell::RunningMean { .. }
        | Cell::RunningVariance { .. }
        | Cell::Preactivation { .. } => "preactivation",
        Cell::Activation { .. } | Cell::Dropped { .. } => "activation",
        Cell::Mask { .. } | Cell::DropoutRate(_) => "mask",
        Cell::SampleLoss | Cell::BatchLoss => "loss",
        Cell::Term(Term::DecayedParam, param) => cell_class(Cell::Param(param)),
        Cell::GradActivation { .. }
        | Cell::GradDropped { .. }
        | Cell::GradScaled { .. }
        | Cell::GradNormalized { .. }
        | Cell::GradPreactivation { .. }
        | Cell::Grad(_)
        | Cell::MeanGrad(_)
        | Cell::OldGrad(_)
        | Cell::Term(..)
        | Cell::SquaredNorm(_)
        | Cell::GradientNorm => "gradient",
        Cell::LearningRate | Cell::BaseRate => "learning-rate",
        Cell::Iteration | Cell::ScheduleLength | Cell::Hyperparameter(_) | Cell::Epsilon => {
            "hyperparameter"
        }
    }
}

/// The sign of a number as a class name of the style sheet.
pub fn sign_class(value: f64) -> &'static str {
    if value > 0.0 {
        "positive"
    } else if value < 0.0 {
        "negative"
    } else {
        "zero"
    }
}
