//! What the last operation did, in a sentence, and what is worth noticing about it.

use super::Model;
use super::inspector::names;
use crate::i18n::{EXPLAIN, MESSAGE, NORM, OPTIMIZER, Text};
use crate::nn::{Loss, Optimizer, Param};
use crate::step::{Cell, Expr, Machine, Op, Values};
use crate::views::explain;

/// The sentence for an operation.
pub(super) fn sentence(model: &Model, op: Op) -> String {
    let names = names(model);
    let machine = model.lab.machine();
    let settings = machine.settings();
    let count = machine.batch().len();
    let activation = |layer: usize| settings.shape.layers[layer].activation;
    match op {
        Op::Input => MESSAGE.op_input.get(model.language).to_owned(),
        Op::WeightedSum { layer, unit } => explain::weighted_sum(names, layer, unit),
        Op::Activation { layer, unit } => {
            explain::activation(names, layer, unit, activation(layer))
        }
        Op::BatchMean { layer, .. }
        | Op::BatchVariance { layer, .. }
        | Op::Normalize { layer, .. }
        | Op::ScaleShift { layer, .. }
        | Op::RunningMean { layer, .. }
        | Op::RunningVariance { layer, .. }
        | Op::ScaledGradient { layer, .. }
        | Op::NormalizedGradient { layer, .. }
        | Op::NormDelta { layer, .. } => explain::norm(names, op, activation(layer)),
        Op::Dropout { layer, unit } => {
            let is_kept = machine.value(Cell::Mask { layer, unit }) != Some(0.0);
            explain::dropout(names, layer, unit, is_kept)
        }
        Op::DroppedGradient { layer, unit } => explain::dropped_gradient(names, layer, unit),
        Op::DropoutGradient { layer, unit } => explain::dropout_gradient(names, layer, unit),
        Op::SampleLoss => explain::loss(model.language, settings.loss).to_owned(),
        Op::BatchLoss => explain::batch_loss(model.language, count),
        Op::OutputGradient { unit, .. } => explain::output_gradient(names, unit),
        Op::Delta { layer, unit } => {
            if layer == settings.shape.last() && machine.program().is_fused() {
                explain::delta_fused(names, layer, unit, is_weighted(machine, layer, unit))
            } else {
                explain::delta(names, layer, unit, activation(layer))
            }
        }
        Op::Gradient(param) => explain::param_gradient(names, param),
        Op::InputGradient { layer, unit } => explain::input_gradient(names, layer, unit),
        Op::MeanGradient(param) => explain::mean_gradient(names, param, count),
        Op::LearningRate => OPTIMIZER.explain_learning_rate.get(model.language).to_owned(),
        Op::SquaredNorm(layer) => explain::squared_norm(model.language, layer),
        Op::GradientNorm => OPTIMIZER.explain_gradient_norm.get(model.language).to_owned(),
        Op::Term(term, param) => explain::term(names, term, param, &settings.optimizer),
        Op::Update(param) => explain::update(names, param, &settings.optimizer),
    }
}

/// Whether a fused δ is ŷ Σy − y and not ŷ − y, as its equation says.
pub(super) fn is_weighted(machine: &Machine, layer: usize, unit: usize) -> bool {
    let form = machine
        .explain(Op::Delta { layer, unit })
        .and_then(|equation| equation.forms.into_iter().next());
    matches!(form, Some(Expr::Difference(output, _)) if matches!(*output, Expr::Product(_)))
}

/// A note on what the numbers show, where there is one: why something is zero, and what is
/// often mistaken.
pub(super) fn note(model: &Model, op: Op) -> Option<&'static str> {
    let machine = model.lab.machine();
    let value = |cell: Cell| machine.value(cell);
    let is_zero = |cell: Cell| value(cell) == Some(0.0);
    let result = op.writes().and_then(value);
    let text: Text = match op {
        _ if result.is_some_and(|result| !result.is_finite()) => EXPLAIN.note_not_finite,
        // What is worth noticing of a right backward pass may be wrong of this one.
        _ if machine.settings().mistake.is_some() => return None,
        Op::OutputGradient { unit, .. }
            if machine.settings().loss == Loss::CrossEntropy && is_zero(Cell::Target(unit)) =>
        {
            EXPLAIN.note_zero_target
        }
        Op::Dropout { layer, unit } | Op::DropoutGradient { layer, unit }
            if is_zero(Cell::Mask { layer, unit }) =>
        {
            NORM.note_dropped
        }
        Op::Dropout { .. } => NORM.note_dropout_testing,
        Op::NormDelta { .. } => NORM.note_norm_delta,
        Op::RunningMean { .. } | Op::RunningVariance { .. } => NORM.note_running,
        Op::Gradient(Param::Bias { layer, .. }) | Op::MeanGradient(Param::Bias { layer, .. })
            if machine.settings().shape.normalizes(layer) =>
        {
            NORM.note_norm_bias
        }
        Op::Delta { layer, unit } if is_zero(Cell::Mask { layer, unit }) => NORM.note_dropped,
        Op::Delta { layer, unit } if result == Some(0.0) => {
            if is_zero(Cell::GradActivation { layer, unit }) {
                EXPLAIN.note_zero_gradient
            } else {
                EXPLAIN.note_zero_slope
            }
        }
        Op::Delta { .. } => EXPLAIN.note_delta_not_error,
        Op::Gradient(Param::Weight { layer, unit, .. })
            if result == Some(0.0) && !is_zero(Cell::GradPreactivation { layer, unit }) =>
        {
            EXPLAIN.note_zero_input
        }
        Op::Gradient(Param::Bias { .. }) => EXPLAIN.note_bias_has_gradient,
        Op::InputGradient { .. } | Op::DroppedGradient { .. } => EXPLAIN.note_old_weights,
        Op::Update(_) if !matches!(machine.settings().optimizer, Optimizer::Sgd(_)) => {
            OPTIMIZER.note_not_gradient
        }
        Op::Update(param) if (param.layer(), param.unit()) == (0, 0) => {
            EXPLAIN.note_update_not_gradient
        }
        Op::Update(_) if machine.is_at_end() && machine.program().is_batched() => {
            EXPLAIN.note_iteration_not_epoch
        }
        Op::Update(_) => EXPLAIN.note_update_waits,
        _ => return None,
    };
    Some(text.get(model.language))
}
