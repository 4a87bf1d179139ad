//! A sentence for every kind of operation.

use super::Names;
use crate::i18n::{EXPLAIN, Language, NORM, OPTIMIZER, Text};
use crate::nn::{Activation, Loss, Optimizer, Param, Term};
use crate::step::Op;

/// The sentence for a unit's weighted sum z.
pub fn weighted_sum(names: Names, layer: usize, unit: usize) -> String {
    of_unit(EXPLAIN.weighted_sum, names, layer, unit)
}

/// The sentence for a unit's activation a under the function `activation`.
pub fn activation(names: Names, layer: usize, unit: usize, activation: Activation) -> String {
    let text = match activation {
        Activation::Identity => EXPLAIN.activation_identity,
        Activation::Sigmoid => EXPLAIN.activation_sigmoid,
        Activation::Tanh => EXPLAIN.activation_tanh,
        Activation::Relu => EXPLAIN.activation_relu,
        Activation::LeakyRelu => EXPLAIN.activation_leaky_relu,
        Activation::Softmax => EXPLAIN.activation_softmax,
    };
    of_unit(text, names, layer, unit)
}

/// The sentence for the loss of one sample.
pub fn loss(language: Language, loss: Loss) -> &'static str {
    let text = match loss {
        Loss::HalfSquaredError => EXPLAIN.loss_half_squared_error,
        Loss::MeanSquaredError => EXPLAIN.loss_mean_squared_error,
        Loss::BinaryCrossEntropy => EXPLAIN.loss_binary_cross_entropy,
        Loss::CrossEntropy => EXPLAIN.loss_cross_entropy,
    };
    text.get(language)
}

/// The sentence for the mean of the loss over a batch of `count` samples.
pub fn batch_loss(language: Language, count: usize) -> String {
    EXPLAIN.batch_loss.fill(language, &[("count", &count.to_string())])
}

/// The sentence for ∂L/∂ŷ of output `unit`.
pub fn output_gradient(names: Names, unit: usize) -> String {
    EXPLAIN.output_gradient.fill(names.language, &[("unit", &names.output(unit))])
}

/// The sentence for a unit's δ as gradient times slope of `activation`. Under softmax the slope
/// is a matrix, which the sentence says.
pub fn delta(names: Names, layer: usize, unit: usize, activation: Activation) -> String {
    if activation == Activation::Softmax {
        return of_unit(EXPLAIN.delta_softmax, names, layer, unit);
    }
    let function = names.activation(activation);
    EXPLAIN
        .delta
        .fill(names.language, &[("unit", &names.unit(layer, unit)), ("function", function)])
}

/// The sentence for the δ of an output under softmax and cross-entropy, where the two fuse: ŷ − y
/// if the sample's targets add up to 1, else (`is_weighted`) ŷ Σy − y.
pub fn delta_fused(names: Names, layer: usize, unit: usize, is_weighted: bool) -> String {
    let text = if is_weighted { EXPLAIN.delta_fused_sum } else { EXPLAIN.delta_fused };
    of_unit(text, names, layer, unit)
}

/// The sentence for an operation of batch normalization in a layer with the function
/// `activation`; empty for any other.
pub fn norm(names: Names, op: Op, activation: Activation) -> String {
    let (text, layer, unit) = match op {
        Op::BatchMean { layer, unit } => (NORM.op_batch_mean, layer, unit),
        Op::BatchVariance { layer, unit } => (NORM.op_batch_variance, layer, unit),
        Op::Normalize { layer, unit } => (NORM.op_normalize, layer, unit),
        Op::ScaleShift { layer, unit } => (NORM.op_scale_shift, layer, unit),
        Op::RunningMean { layer, unit } => (NORM.op_running_mean, layer, unit),
        Op::RunningVariance { layer, unit } => (NORM.op_running_variance, layer, unit),
        Op::ScaledGradient { layer, unit } => (NORM.op_scaled_gradient, layer, unit),
        Op::NormalizedGradient { layer, unit } => (NORM.op_normalized_gradient, layer, unit),
        Op::NormDelta { layer, unit } => (NORM.op_norm_delta, layer, unit),
        _ => return String::new(),
    };
    let (unit, function) = (names.unit(layer, unit), names.activation(activation));
    text.fill(names.language, &[("unit", &unit), ("function", function)])
}

/// The sentence for dropout at a unit, which is kept or not.
pub fn dropout(names: Names, layer: usize, unit: usize, is_kept: bool) -> String {
    of_unit(if is_kept { NORM.op_kept } else { NORM.op_dropped }, names, layer, unit)
}

/// The sentence for ∂L/∂ã of a unit with dropout.
pub fn dropped_gradient(names: Names, layer: usize, unit: usize) -> String {
    of_unit(NORM.op_dropped_gradient, names, layer, unit)
}

/// The sentence for ∂L/∂a of a unit with dropout.
pub fn dropout_gradient(names: Names, layer: usize, unit: usize) -> String {
    of_unit(NORM.op_dropout_gradient, names, layer, unit)
}

/// The sentence for ∂L/∂w or ∂L/∂b of one sample.
pub fn param_gradient(names: Names, param: Param) -> String {
    let text = match param {
        Param::Weight { .. } => EXPLAIN.weight_gradient,
        Param::Bias { .. } => EXPLAIN.bias_gradient,
        Param::Scale { .. } => NORM.op_scale_gradient,
        Param::Shift { .. } => NORM.op_shift_gradient,
    };
    of_param(text, names, param)
}

/// The sentence for ∂L/∂a of a unit below the layer whose deltas are known.
pub fn input_gradient(names: Names, layer: usize, unit: usize) -> String {
    of_unit(EXPLAIN.input_gradient, names, layer, unit)
}

/// The sentence for the mean of a gradient over a batch of `count` samples.
pub fn mean_gradient(names: Names, param: Param, count: usize) -> String {
    EXPLAIN
        .mean_gradient
        .fill(names.language, &[("param", &names.param(param)), ("count", &count.to_string())])
}

/// The sentence for a number between the gradient of a parameter and its update.
pub fn term(names: Names, term: Term, param: Param, optimizer: &Optimizer) -> String {
    let text = match term {
        Term::PenalizedGradient => OPTIMIZER.explain_penalized_gradient,
        Term::ClippedGradient => OPTIMIZER.explain_clipped_gradient,
        Term::ScaledGradient => OPTIMIZER.explain_scaled_gradient,
        Term::DecayedGradient => OPTIMIZER.explain_decayed_gradient,
        Term::Velocity => EXPLAIN.velocity,
        Term::FirstMoment => OPTIMIZER.explain_first_moment,
        Term::SecondMoment if matches!(optimizer, Optimizer::Adagrad(_)) => {
            OPTIMIZER.explain_sum_of_squares
        }
        Term::SecondMoment => OPTIMIZER.explain_second_moment,
        Term::UnbiasedFirst | Term::UnbiasedSecond => OPTIMIZER.explain_unbiased,
        Term::DecayedParam => OPTIMIZER.explain_decayed_param,
    };
    of_param(text, names, param)
}

/// The sentence for the sum of a layer's squared gradients.
pub fn squared_norm(language: Language, layer: usize) -> String {
    OPTIMIZER.explain_squared_norm.fill(language, &[("layer", &(layer + 1).to_string())])
}

/// The sentence for the update of a parameter.
pub fn update(names: Names, param: Param, optimizer: &Optimizer) -> String {
    let text = match optimizer {
        Optimizer::Sgd(_) if optimizer.has_velocity() => EXPLAIN.update_momentum,
        Optimizer::Sgd(_) => EXPLAIN.update,
        Optimizer::Adagrad(_) | Optimizer::RmsProp(_) => OPTIMIZER.explain_update_scaled,
        Optimizer::Adam(_) | Optimizer::AdamW(_) => OPTIMIZER.explain_update_adam,
    };
    of_param(text, names, param)
}

fn of_unit(text: Text, names: Names, layer: usize, unit: usize) -> String {
    text.fill(names.language, &[("unit", &names.unit(layer, unit))])
}

fn of_param(text: Text, names: Names, param: Param) -> String {
    text.fill(names.language, &[("param", &names.param(param))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::OptimizerKind;

    const LANGUAGES: [Language; 2] = [Language::En, Language::Zh];

    #[test]
    fn no_sentence_leaves_a_hole() {
        for language in LANGUAGES {
            let names = Names { layers: 3, language };
            let weight = Param::Weight { layer: 1, unit: 0, input: 2 };
            let bias = Param::Bias { layer: 1, unit: 0 };
            let mut all = vec![
                weighted_sum(names, 0, 1),
                batch_loss(language, 4),
                output_gradient(names, 1),
                delta_fused(names, 2, 0, false),
                delta_fused(names, 2, 0, true),
                input_gradient(names, 0, 0),
                dropout(names, 0, 0, true),
                dropout(names, 0, 0, false),
                dropped_gradient(names, 0, 0),
                dropout_gradient(names, 0, 0),
                mean_gradient(names, weight, 4),
                squared_norm(language, 1),
            ];
            for function in Activation::ALL {
                all.push(activation(names, 0, 0, function));
                all.push(delta(names, 0, 0, function));
            }
            all.extend(Loss::ALL.map(|kind| loss(language, kind).to_owned()));
            let (layer, unit) = (1, 0);
            for op in [
                Op::BatchMean { layer, unit },
                Op::BatchVariance { layer, unit },
                Op::Normalize { layer, unit },
                Op::ScaleShift { layer, unit },
                Op::RunningMean { layer, unit },
                Op::RunningVariance { layer, unit },
                Op::ScaledGradient { layer, unit },
                Op::NormalizedGradient { layer, unit },
                Op::NormDelta { layer, unit },
            ] {
                all.push(norm(names, op, Activation::Relu));
                assert!(all.last().is_some_and(|sentence| !sentence.is_empty()), "{op:?}");
            }
            let [scale, shift] = [Param::Scale { layer, unit }, Param::Shift { layer, unit }];
            for param in [weight, bias, scale, shift] {
                all.push(param_gradient(names, param));
                for optimizer in OptimizerKind::ALL.map(OptimizerKind::with_defaults) {
                    all.push(update(names, param, &optimizer));
                    all.extend(Term::ALL.map(|one| term(names, one, param, &optimizer)));
                }
            }
            for sentence in all {
                assert!(!sentence.contains(['{', '}']), "{sentence}");
            }
        }
    }

    #[test]
    fn both_languages_name_the_same_values() {
        let holes = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
                .collect();
            names.sort();
            names
        };
        let rows = crate::i18n::ExplainTexts::ROWS.iter().chain(crate::i18n::NormTexts::ROWS);
        for (key, text) in rows {
            assert_eq!(holes(text.en), holes(text.zh), "{key}");
        }
    }

    #[test]
    fn sentences_name_the_unit() {
        let names = Names { layers: 3, language: Language::En };
        assert_eq!(
            weighted_sum(names, 1, 2),
            "Weighted sum of hidden 2 unit 3: each input times its weight, plus the bias"
        );
        let names = Names { language: Language::Zh, ..names };
        assert_eq!(
            delta(names, 1, 2, Activation::Relu),
            "隐藏层 2 第 3 单元的 δ：传来的梯度乘以 ReLU 的斜率"
        );
    }
}
