//! Names of units, parameters and cells, in both languages.

use crate::i18n::{Language, NAMES, NORM, OPTIMIZER, Text};
use crate::nn::{Activation, Hyperparameter, Param, Term};
use crate::step::Cell;

/// Names the parts of a network with `layers` layers in one language. All indices are 0-based,
/// as in code; the names count from 1.
///
/// ```
/// use backstep::i18n::Language;
/// use backstep::views::Names;
/// let names = Names { layers: 3, language: Language::En };
/// assert_eq!(names.unit(1, 2), "hidden 2 unit 3");
/// assert_eq!(names.unit(2, 0), "output 1");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Names {
    /// Number of layers with weights.
    pub layers: usize,
    /// The language.
    pub language: Language,
}

impl Names {
    /// "input 1"
    pub fn input(self, input: usize) -> String {
        NAMES.input.fill(self.language, &[("n", &(input + 1).to_string())])
    }

    /// "output 1"
    pub fn output(self, output: usize) -> String {
        NAMES.output.fill(self.language, &[("n", &(output + 1).to_string())])
    }

    /// "hidden unit 3", "hidden 2 unit 3" where there are several hidden layers, or "output 1".
    pub fn unit(self, layer: usize, unit: usize) -> String {
        if layer + 1 >= self.layers {
            return self.output(unit);
        }
        let (n, layer) = ((unit + 1).to_string(), (layer + 1).to_string());
        let text = if self.layers == 2 { NAMES.hidden_unit } else { NAMES.hidden_layer_unit };
        text.fill(self.language, &[("n", &n), ("layer", &layer)])
    }

    /// "hidden layer", "hidden layer 2" where there are several, or "output layer".
    pub fn layer(self, layer: usize) -> String {
        let text = match self.layers {
            layers if layer + 1 >= layers => NAMES.output_layer,
            2 => NAMES.hidden_layer,
            _ => NAMES.hidden_layer_number,
        };
        text.fill(self.language, &[("layer", &(layer + 1).to_string())])
    }

    /// "weight from input 1 to hidden unit 3" or "bias of hidden unit 3".
    pub fn param(self, param: Param) -> String {
        match param {
            Param::Weight { layer, unit, input } => {
                let from = self.source(layer, input);
                NAMES
                    .weight
                    .fill(self.language, &[("from", &from), ("to", &self.unit(layer, unit))])
            }
            Param::Bias { layer, unit } => {
                NAMES.bias.fill(self.language, &[("unit", &self.unit(layer, unit))])
            }
            Param::Scale { layer, unit } => {
                NORM.scale.fill(self.language, &[("unit", &self.unit(layer, unit))])
            }
            Param::Shift { layer, unit } => {
                NORM.shift.fill(self.language, &[("unit", &self.unit(layer, unit))])
            }
        }
    }

    /// Where `input` of `layer` comes from: an input of the network or a unit of the layer below.
    pub fn source(self, layer: usize, input: usize) -> String {
        match layer.checked_sub(1) {
            Some(below) => self.unit(below, input),
            None => self.input(input),
        }
    }

    /// The name of an activation function: "ReLU".
    pub fn activation(self, activation: Activation) -> &'static str {
        let text = match activation {
            Activation::Identity => NAMES.identity,
            Activation::Sigmoid => NAMES.sigmoid,
            Activation::Tanh => NAMES.tanh,
            Activation::Relu => NAMES.relu,
            Activation::LeakyRelu => NAMES.leaky_relu,
            Activation::Softmax => NAMES.softmax,
        };
        text.get(self.language)
    }

    /// What the number at `cell` is called: "delta of hidden unit 3".
    pub fn cell(self, cell: Cell) -> String {
        let language = self.language;
        let of_unit =
            |text: Text, layer, unit| text.fill(language, &[("unit", &self.unit(layer, unit))]);
        let of_param = |text: Text, param| text.fill(language, &[("param", &self.param(param))]);
        match cell {
            Cell::Input(input) => self.input(input),
            Cell::Target(output) => {
                NAMES.target.fill(language, &[("n", &(output + 1).to_string())])
            }
            Cell::Param(param) => self.param(param),
            Cell::Preactivation { layer, unit } => of_unit(NAMES.weighted_sum, layer, unit),
            Cell::Activation { layer, unit } if layer + 1 >= self.layers => self.output(unit),
            Cell::Activation { layer, unit } => of_unit(NAMES.activation, layer, unit),
            Cell::BatchMean { layer, unit } => of_unit(NORM.batch_mean, layer, unit),
            Cell::BatchVariance { layer, unit } => of_unit(NORM.batch_variance, layer, unit),
            Cell::Normalized { layer, unit } => of_unit(NORM.normalized, layer, unit),
            Cell::Scaled { layer, unit } => of_unit(NORM.scaled, layer, unit),
            Cell::RunningMean { layer, unit } => of_unit(NORM.running_mean, layer, unit),
            Cell::RunningVariance { layer, unit } => of_unit(NORM.running_variance, layer, unit),
            Cell::GradScaled { layer, unit } => of_unit(NORM.grad_scaled, layer, unit),
            Cell::GradNormalized { layer, unit } => of_unit(NORM.grad_normalized, layer, unit),
            Cell::Epsilon => NORM.epsilon.get(language).to_owned(),
            Cell::Mask { layer, unit } => of_unit(NORM.mask, layer, unit),
            Cell::Dropped { layer, unit } => of_unit(NORM.dropped, layer, unit),
            Cell::GradDropped { layer, unit } => of_unit(NORM.grad_dropped, layer, unit),
            Cell::DropoutRate(layer) => {
                NORM.dropout_rate.fill(language, &[("layer", &self.layer(layer))])
            }
            Cell::SampleLoss => NAMES.sample_loss.get(language).to_owned(),
            Cell::BatchLoss => NAMES.loss.get(language).to_owned(),
            Cell::GradActivation { layer, unit } => of_unit(NAMES.grad_activation, layer, unit),
            Cell::GradPreactivation { layer, unit } => of_unit(NAMES.delta, layer, unit),
            Cell::Grad(param) => of_param(NAMES.gradient, param),
            Cell::MeanGrad(param) => of_param(NAMES.mean_gradient, param),
            Cell::Term(term, param) => of_param(term_name(term), param),
            Cell::SquaredNorm(layer) => {
                OPTIMIZER.squared_norm.fill(language, &[("layer", &(layer + 1).to_string())])
            }
            Cell::GradientNorm => OPTIMIZER.gradient_norm.get(language).to_owned(),
            Cell::NewParam(param) => of_param(NAMES.new_param, param),
            Cell::OldGrad(param) => of_param(NAMES.old_gradient, param),
            Cell::LearningRate => NAMES.learning_rate.get(language).to_owned(),
            Cell::BaseRate => OPTIMIZER.base_rate.get(language).to_owned(),
            Cell::Iteration => OPTIMIZER.iterations_before.get(language).to_owned(),
            Cell::ScheduleLength => OPTIMIZER.schedule_iterations.get(language).to_owned(),
            Cell::Hyperparameter(Hyperparameter::Momentum) => {
                NAMES.momentum.get(language).to_owned()
            }
            Cell::Hyperparameter(one) => one.letter().to_owned(),
        }
    }
}

/// The short name of a number between a parameter's gradient and its update, where it is plain
/// which parameter is meant.
pub fn term_label(term: Term) -> Text {
    match term {
        Term::PenalizedGradient => OPTIMIZER.row_penalized_gradient,
        Term::ClippedGradient => OPTIMIZER.row_clipped_gradient,
        Term::ScaledGradient => OPTIMIZER.row_scaled_gradient,
        Term::DecayedGradient => OPTIMIZER.row_decayed_gradient,
        Term::Velocity => OPTIMIZER.row_velocity,
        Term::FirstMoment => OPTIMIZER.row_first_moment,
        Term::SecondMoment => OPTIMIZER.row_second_moment,
        Term::UnbiasedFirst => OPTIMIZER.row_unbiased_first,
        Term::UnbiasedSecond => OPTIMIZER.row_unbiased_second,
        Term::DecayedParam => OPTIMIZER.row_decayed_param,
    }
}

/// The name of a number between a parameter's gradient and its update.
fn term_name(term: Term) -> Text {
    match term {
        Term::PenalizedGradient => OPTIMIZER.penalized_gradient,
        Term::ClippedGradient => OPTIMIZER.clipped_gradient,
        Term::ScaledGradient => OPTIMIZER.scaled_gradient,
        Term::DecayedGradient => OPTIMIZER.decayed_gradient,
        Term::Velocity => NAMES.velocity,
        Term::FirstMoment => OPTIMIZER.first_moment,
        Term::SecondMoment => OPTIMIZER.second_moment,
        Term::UnbiasedFirst => OPTIMIZER.unbiased_first,
        Term::UnbiasedSecond => OPTIMIZER.unbiased_second,
        Term::DecayedParam => OPTIMIZER.decayed_param,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_layers_are_numbered_only_where_there_are_several() {
        let names = |layers, language| Names { layers, language };
        assert_eq!(names(2, Language::En).unit(0, 2), "hidden unit 3");
        assert_eq!(names(2, Language::Zh).unit(0, 2), "隐藏层第 3 单元");
        assert_eq!(names(3, Language::Zh).unit(1, 2), "隐藏层 2 第 3 单元");
        assert_eq!(names(1, Language::En).unit(0, 0), "output 1");
    }

    #[test]
    fn a_weight_is_named_by_its_two_ends() {
        let names = Names { layers: 2, language: Language::En };
        let weight = |layer| Param::Weight { layer, unit: 0, input: 1 };
        assert_eq!(names.param(weight(0)), "weight from input 2 to hidden unit 1");
        assert_eq!(names.param(weight(1)), "weight from hidden unit 2 to output 1");
        let zh = Names { language: Language::Zh, ..names };
        assert_eq!(zh.cell(Cell::Grad(weight(1))), "隐藏层第 2 单元到输出 1 的权重的梯度");
    }
}
