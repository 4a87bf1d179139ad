//! The symbol of a cell as MathML.

use super::notation::Notation;
use crate::nn::{Activation, Hyperparameter, Param, Term};
use crate::step::Cell;

/// Whose number a symbol stands for, of the samples of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sample {
    /// The watched one's, which goes without saying.
    Watched,
    /// That of a sample named by its place in the batch (0-based).
    Number(usize),
    /// Any sample's: s, over which a Σ runs.
    Any,
}

impl From<Option<usize>> for Sample {
    fn from(sample: Option<usize>) -> Self {
        sample.map_or(Self::Watched, Self::Number)
    }
}

impl Sample {
    /// The superscript that names the sample.
    fn markup(self) -> Option<String> {
        match self {
            Self::Watched => None,
            Self::Number(sample) => {
                Some(in_brackets("(", &format!("<mn>{}</mn>", sample + 1), ")"))
            }
            Self::Any => Some(in_brackets("(", "<mi>s</mi>", ")")),
        }
    }
}

/// ẑ, a normalized weighted sum.
const Z_HAT: &str = r#"<mover accent="true"><mi>z</mi><mo stretchy="false">^</mo></mover>"#;

fn over(letter: &str, accent: &str) -> String {
    format!(r#"<mover accent="true"><mi>{letter}</mi><mo stretchy="false">{accent}</mo></mover>"#)
}

fn squared(symbol: &str) -> String {
    format!("<msup><mrow>{symbol}</mrow><mn>2</mn></msup>")
}

/// ã, what dropout leaves of an activation.
const TILDE: &str = r#"<mover accent="true"><mi>a</mi><mo stretchy="false">~</mo></mover>"#;

/// The symbol of `cell` in a sample.
pub(super) fn symbol(cell: Cell, sample: Sample, notation: &Notation) -> String {
    let loss = || {
        if notation.is_of_all(cell) {
            return "<mo>∑</mo><mi>L</mi>".to_owned();
        }
        loss_symbol(loss_sample(cell, sample, notation))
    };
    let letter = |base: &str, indices: &str, layer: Option<usize>| {
        letter(base, indices, layer, sample, notation)
    };
    match cell {
        Cell::Input(input) => letter("<mi>x</mi>", &index(input), None),
        Cell::Target(output) => letter("<mi>y</mi>", &index(output), None),
        Cell::Preactivation { layer, unit } => letter("<mi>z</mi>", &index(unit), Some(layer)),
        Cell::Activation { layer, unit } => activation_of(layer, unit, sample, notation),
        Cell::GradPreactivation { layer, unit } => letter("<mi>δ</mi>", &index(unit), Some(layer)),
        Cell::BatchMean { layer, unit } => letter("<mi>μ</mi>", &index(unit), Some(layer)),
        Cell::BatchVariance { layer, unit } => {
            squared(&letter("<mi>σ</mi>", &index(unit), Some(layer)))
        }
        Cell::Normalized { layer, unit } => letter(Z_HAT, &index(unit), Some(layer)),
        Cell::Scaled { layer, unit } => letter("<mi>y</mi>", &index(unit), Some(layer)),
        Cell::RunningMean { layer, unit } => letter(&over("μ", "¯"), &index(unit), Some(layer)),
        Cell::RunningVariance { layer, unit } => {
            squared(&letter(&over("σ", "¯"), &index(unit), Some(layer)))
        }
        Cell::GradScaled { layer, unit } | Cell::GradNormalized { layer, unit } => {
            let base = if matches!(cell, Cell::GradScaled { .. }) { "<mi>y</mi>" } else { Z_HAT };
            let (layer, sample) = (Some(layer), Sample::Watched);
            derivative(&loss(), &self::letter(base, &index(unit), layer, sample, notation))
        }
        Cell::Epsilon => "<mi>ε</mi>".to_owned(),
        Cell::Mask { layer, unit } => letter("<mi>m</mi>", &index(unit), Some(layer)),
        Cell::Dropped { layer, unit } => letter(TILDE, &index(unit), Some(layer)),
        Cell::GradDropped { layer, unit } => {
            let by = self::letter(TILDE, &index(unit), Some(layer), Sample::Watched, notation);
            derivative(&loss(), &by)
        }
        Cell::DropoutRate(layer) => letter("<mi>p</mi>", "", Some(layer)),
        Cell::Param(param) => param_symbol(param, notation),
        Cell::Term(term, param) => term_symbol(term, param, notation),
        Cell::SquaredNorm(layer) => {
            let gradients = letter("<mi>g</mi>", "", Some(layer));
            format!("<msup><mrow>{}</mrow><mn>2</mn></msup>", in_brackets("‖", &gradients, "‖"))
        }
        Cell::GradientNorm => format!("<mrow>{}</mrow>", in_brackets("‖", "<mi>g</mi>", "‖")),
        Cell::SampleLoss | Cell::BatchLoss => loss(),
        // Every sample has its own loss to derive, so the sample's number is not repeated below.
        Cell::GradActivation { layer, unit } => {
            derivative(&loss(), &activation_of(layer, unit, Sample::Watched, notation))
        }
        Cell::Grad(param) | Cell::MeanGrad(param) => {
            derivative(&loss(), &param_symbol(param, notation))
        }
        Cell::NewParam(param) => raised(&param_symbol(param, notation), "+"),
        Cell::OldGrad(param) => {
            let grad = derivative(&loss(), &param_symbol(param, notation));
            raised(&in_brackets("(", &grad, ")"), "−")
        }
        Cell::LearningRate => "<mi>η</mi>".to_owned(),
        Cell::BaseRate => "<msub><mi>η</mi><mn>0</mn></msub>".to_owned(),
        Cell::Iteration => "<mi>t</mi>".to_owned(),
        Cell::ScheduleLength => "<mi>N</mi>".to_owned(),
        Cell::Hyperparameter(one) => hyperparameter_symbol(one),
    }
}

/// A number between gradient and update: its letter, with the parameter below.
fn term_symbol(term: Term, param: Param, notation: &Notation) -> String {
    let (name, indices) = param_indices(param, notation);
    let below = format!("<mi>{name}</mi>{indices}");
    let of = |base: &str| letter(base, &below, Some(param.layer()), Sample::Watched, notation);
    match term {
        // J is the loss with the penalty.
        Term::PenalizedGradient => derivative("<mi>J</mi>", &param_symbol(param, notation)),
        Term::ClippedGradient => of(&accented("g", "~")),
        Term::ScaledGradient => of(&accented("g", "¯")),
        Term::DecayedGradient => of(&accented("g", "˙")),
        Term::Velocity | Term::SecondMoment => of("<mi>v</mi>"),
        Term::FirstMoment => of("<mi>m</mi>"),
        Term::UnbiasedFirst => of(&accented("m", "^")),
        Term::UnbiasedSecond => of(&accented("v", "^")),
        Term::DecayedParam => raised(&param_symbol(param, notation), "′"),
    }
}

fn accented(letter: &str, accent: &str) -> String {
    format!(r#"<mover accent="true"><mi>{letter}</mi><mo stretchy="false">{accent}</mo></mover>"#)
}

fn hyperparameter_symbol(hyperparameter: Hyperparameter) -> String {
    let mut letters = hyperparameter.letter().chars();
    let letter = letters.next().map_or_else(String::new, |letter| format!("<mi>{letter}</mi>"));
    match letters.next() {
        Some('₁') => format!("<msub>{letter}<mn>1</mn></msub>"),
        Some(_) => format!("<msub>{letter}<mn>2</mn></msub>"),
        None => letter,
    }
}

/// The name of an activation function in a formula. A single letter is drawn in italics.
pub(super) fn activation(activation: Activation) -> &'static str {
    match activation {
        Activation::Identity => "id",
        Activation::Sigmoid => "σ",
        Activation::Tanh => "tanh",
        Activation::Relu => "ReLU",
        Activation::LeakyRelu => "LReLU",
        Activation::Softmax => "softmax",
    }
}

fn activation_of(layer: usize, unit: usize, sample: Sample, notation: &Notation) -> String {
    if notation.is_output(layer) {
        letter(&accented("y", "^"), &index(unit), None, sample, notation)
    } else {
        letter("<mi>a</mi>", &index(unit), Some(layer), sample, notation)
    }
}

fn param_symbol(param: Param, notation: &Notation) -> String {
    let (name, indices) = param_indices(param, notation);
    letter(&format!("<mi>{name}</mi>"), &indices, Some(param.layer()), Sample::Watched, notation)
}

fn param_indices(param: Param, notation: &Notation) -> (char, String) {
    match param {
        Param::Weight { unit, input, .. } => {
            // Without a comma a thin space keeps "1 3" from being read as thirteen.
            let gap = if notation.commas() {
                r#"<mo separator="true" lspace="0" rspace="0.1em">,</mo>"#
            } else {
                r#"<mspace width="0.1em"/>"#
            };
            ('w', format!("{}{gap}{}", index(unit), index(input)))
        }
        Param::Bias { unit, .. } => ('b', index(unit)),
        Param::Scale { unit, .. } => ('γ', index(unit)),
        Param::Shift { unit, .. } => ('β', index(unit)),
    }
}

fn index(zero_based: usize) -> String {
    format!("<mn>{}</mn>", zero_based + 1)
}

/// A letter with its indices below, its layer (0-based) and sample above.
fn letter(
    base: &str,
    indices: &str,
    layer: Option<usize>,
    sample: Sample,
    notation: &Notation,
) -> String {
    let mut above = String::new();
    if let Some(layer) = layer.filter(|_| notation.layers > 1) {
        above.push_str(&in_brackets("[", &format!("<mn>{}</mn>", layer + 1), "]"));
    }
    above.extend(sample.markup());
    // With <msub>, a font without mathematical metrics hardly lowers the index; an empty
    // superscript makes it.
    format!("<msubsup>{base}<mrow>{indices}</mrow><mrow>{above}</mrow></msubsup>")
}

fn in_brackets(open: &str, inner: &str, close: &str) -> String {
    format!(
        r#"<mo form="prefix" stretchy="false">{open}</mo>{inner}<mo form="postfix" stretchy="false">{close}</mo>"#
    )
}

/// Whether the symbol of the cell is a fraction, ∂L/∂….
pub(super) fn is_derivative(cell: Cell) -> bool {
    matches!(
        cell,
        Cell::GradActivation { .. }
            | Cell::GradDropped { .. }
            | Cell::GradScaled { .. }
            | Cell::GradNormalized { .. }
            | Cell::Grad(_)
            | Cell::MeanGrad(_)
    )
}

/// The sample whose loss the cell is, or is a gradient of, where that has to be said: in a batch,
/// it is not the mean.
fn loss_sample(cell: Cell, sample: Sample, notation: &Notation) -> Sample {
    let of_one_sample = cell.is_of_sample() && (cell == Cell::SampleLoss || is_derivative(cell));
    match (notation.sample.filter(|_| of_one_sample), sample) {
        (None, _) => Sample::Watched,
        (Some(watched), Sample::Watched) => Sample::Number(watched),
        (Some(_), named) => named,
    }
}

fn loss_symbol(sample: Sample) -> String {
    match sample.markup() {
        Some(sample) => format!("<msup><mi>L</mi><mrow>{sample}</mrow></msup>"),
        None => "<mi>L</mi>".to_owned(),
    }
}

/// A symbol with a mark that tells its number from the one before or after the update.
fn raised(symbol: &str, mark: &str) -> String {
    format!("<msup><mrow>{symbol}</mrow><mo>{mark}</mo></msup>")
}

fn derivative(of: &str, by: &str) -> String {
    const D: &str = r#"<mi mathvariant="normal">∂</mi>"#;
    format!("<mfrac><mrow>{D}{of}</mrow><mrow>{D}{by}</mrow></mfrac>")
}
