//! A textual key for every cell, so that a symbol in the page can name the number it stands for.

use crate::nn::{Hyperparameter, Param, Term};
use crate::step::Cell;

/// The key of `cell`, such as `w.1.0.2` for the weight of layer 1 from unit 2 to unit 0, all
/// counted from 0. It consists of lower-case letters, digits, dots and hyphens.
///
/// ```
/// use backstep::step::Cell;
/// use backstep::views::equation::{cell_key, parse_cell_key};
/// let delta = Cell::GradPreactivation { layer: 1, unit: 0 };
/// assert_eq!(cell_key(delta), "dz.1.0");
/// assert_eq!(parse_cell_key("dz.1.0"), Some(delta));
/// ```
pub fn cell_key(cell: Cell) -> String {
    match cell {
        Cell::Input(input) => format!("x.{input}"),
        Cell::Target(output) => format!("y.{output}"),
        Cell::Param(param) => param_key("", param),
        Cell::Preactivation { layer, unit } => format!("z.{layer}.{unit}"),
        Cell::Activation { layer, unit } => format!("a.{layer}.{unit}"),
        Cell::BatchMean { layer, unit } => format!("mu.{layer}.{unit}"),
        Cell::BatchVariance { layer, unit } => format!("var.{layer}.{unit}"),
        Cell::Normalized { layer, unit } => format!("zhat.{layer}.{unit}"),
        Cell::Scaled { layer, unit } => format!("s.{layer}.{unit}"),
        Cell::RunningMean { layer, unit } => format!("running-mu.{layer}.{unit}"),
        Cell::RunningVariance { layer, unit } => format!("running-var.{layer}.{unit}"),
        Cell::GradScaled { layer, unit } => format!("ds.{layer}.{unit}"),
        Cell::GradNormalized { layer, unit } => format!("dzhat.{layer}.{unit}"),
        Cell::Epsilon => "norm-epsilon".to_owned(),
        Cell::Mask { layer, unit } => format!("mask.{layer}.{unit}"),
        Cell::Dropped { layer, unit } => format!("dropped.{layer}.{unit}"),
        Cell::GradDropped { layer, unit } => format!("ddropped.{layer}.{unit}"),
        Cell::DropoutRate(layer) => format!("dropout-rate.{layer}"),
        Cell::SampleLoss => "sample-loss".to_owned(),
        Cell::BatchLoss => "loss".to_owned(),
        Cell::GradActivation { layer, unit } => format!("da.{layer}.{unit}"),
        Cell::GradPreactivation { layer, unit } => format!("dz.{layer}.{unit}"),
        Cell::Grad(param) => param_key("d", param),
        Cell::MeanGrad(param) => param_key("mean-d", param),
        Cell::Term(term, param) => param_key(term.key(), param),
        Cell::SquaredNorm(layer) => format!("squared-norm.{layer}"),
        Cell::GradientNorm => "gradient-norm".to_owned(),
        Cell::NewParam(param) => param_key("new-", param),
        Cell::OldGrad(param) => param_key("old-d", param),
        Cell::LearningRate => "learning-rate".to_owned(),
        Cell::BaseRate => "base-rate".to_owned(),
        Cell::Iteration => "iteration".to_owned(),
        Cell::ScheduleLength => "schedule-length".to_owned(),
        Cell::Hyperparameter(one) => one.name().replace('_', "-"),
    }
}

/// The cell whose key is `key`, or `None` if it is no key.
pub fn parse_cell_key(key: &str) -> Option<Cell> {
    let mut parts = key.split('.');
    let name = parts.next()?;
    let indices: Vec<usize> = parts.map(index).collect::<Option<_>>()?;
    match (name, indices.as_slice()) {
        ("sample-loss", []) => Some(Cell::SampleLoss),
        ("loss", []) => Some(Cell::BatchLoss),
        ("learning-rate", []) => Some(Cell::LearningRate),
        ("base-rate", []) => Some(Cell::BaseRate),
        ("iteration", []) => Some(Cell::Iteration),
        ("schedule-length", []) => Some(Cell::ScheduleLength),
        ("norm-epsilon", []) => Some(Cell::Epsilon),
        ("gradient-norm", []) => Some(Cell::GradientNorm),
        ("squared-norm", &[layer]) => Some(Cell::SquaredNorm(layer)),
        (name, []) if !name.contains('_') => {
            Hyperparameter::from_name(&name.replace('-', "_")).map(Cell::Hyperparameter)
        }
        ("x", &[input]) => Some(Cell::Input(input)),
        ("y", &[output]) => Some(Cell::Target(output)),
        ("z", &[layer, unit]) => Some(Cell::Preactivation { layer, unit }),
        ("a", &[layer, unit]) => Some(Cell::Activation { layer, unit }),
        ("da", &[layer, unit]) => Some(Cell::GradActivation { layer, unit }),
        ("mu", &[layer, unit]) => Some(Cell::BatchMean { layer, unit }),
        ("var", &[layer, unit]) => Some(Cell::BatchVariance { layer, unit }),
        ("zhat", &[layer, unit]) => Some(Cell::Normalized { layer, unit }),
        ("s", &[layer, unit]) => Some(Cell::Scaled { layer, unit }),
        ("running-mu", &[layer, unit]) => Some(Cell::RunningMean { layer, unit }),
        ("running-var", &[layer, unit]) => Some(Cell::RunningVariance { layer, unit }),
        ("ds", &[layer, unit]) => Some(Cell::GradScaled { layer, unit }),
        ("dzhat", &[layer, unit]) => Some(Cell::GradNormalized { layer, unit }),
        ("mask", &[layer, unit]) => Some(Cell::Mask { layer, unit }),
        ("dropped", &[layer, unit]) => Some(Cell::Dropped { layer, unit }),
        ("ddropped", &[layer, unit]) => Some(Cell::GradDropped { layer, unit }),
        ("dropout-rate", &[layer]) => Some(Cell::DropoutRate(layer)),
        ("dz", &[layer, unit]) => Some(Cell::GradPreactivation { layer, unit }),
        _ => {
            let of_norm =
                match (name.strip_suffix("scale"), name.strip_suffix("shift"), &indices[..]) {
                    (Some(prefix), _, &[layer, unit]) => {
                        Some((prefix, Param::Scale { layer, unit }))
                    }
                    (_, Some(prefix), &[layer, unit]) => {
                        Some((prefix, Param::Shift { layer, unit }))
                    }
                    _ => None,
                };
            let (prefix, param) = match (name.strip_suffix('w'), name.strip_suffix('b')) {
                _ if of_norm.is_some() => of_norm?,
                (Some(prefix), _) => match *indices.as_slice() {
                    [layer, unit, input] => (prefix, Param::Weight { layer, unit, input }),
                    _ => return None,
                },
                (_, Some(prefix)) => match *indices.as_slice() {
                    [layer, unit] => (prefix, Param::Bias { layer, unit }),
                    _ => return None,
                },
                _ => return None,
            };
            match prefix {
                "" => Some(Cell::Param(param)),
                "d" => Some(Cell::Grad(param)),
                "mean-d" => Some(Cell::MeanGrad(param)),
                "new-" => Some(Cell::NewParam(param)),
                "old-d" => Some(Cell::OldGrad(param)),
                _ => Term::ALL
                    .into_iter()
                    .find(|term| term.key() == prefix)
                    .map(|term| Cell::Term(term, param)),
            }
        }
    }
}

fn param_key(prefix: &str, param: Param) -> String {
    match param {
        Param::Weight { layer, unit, input } => format!("{prefix}w.{layer}.{unit}.{input}"),
        Param::Bias { layer, unit } => format!("{prefix}b.{layer}.{unit}"),
        Param::Scale { layer, unit } => format!("{prefix}scale.{layer}.{unit}"),
        Param::Shift { layer, unit } => format!("{prefix}shift.{layer}.{unit}"),
    }
}

/// A number as [`cell_key`] writes it: `str::parse` alone would also take `+1` and `01`.
fn index(text: &str) -> Option<usize> {
    text.parse().ok().filter(|number: &usize| number.to_string() == text)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(crate) fn any_param() -> impl Strategy<Value = Param> {
        prop_oneof![
            (0..12_usize, 0..200_usize, 0..200_usize)
                .prop_map(|(layer, unit, input)| Param::Weight { layer, unit, input }),
            (0..12_usize, 0..200_usize).prop_map(|(layer, unit)| Param::Bias { layer, unit }),
            (0..12_usize, 0..200_usize).prop_map(|(layer, unit)| Param::Scale { layer, unit }),
            (0..12_usize, 0..200_usize).prop_map(|(layer, unit)| Param::Shift { layer, unit }),
        ]
    }

    pub(crate) fn any_cell() -> impl Strategy<Value = Cell> {
        let unit = || (0..12_usize, 0..200_usize);
        prop_oneof![
            (0..200_usize).prop_map(Cell::Input),
            (0..200_usize).prop_map(Cell::Target),
            any_param().prop_map(Cell::Param),
            unit().prop_map(|(layer, unit)| Cell::Preactivation { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::Activation { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::BatchMean { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::BatchVariance { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::Normalized { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::Scaled { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::RunningMean { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::RunningVariance { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::GradScaled { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::GradNormalized { layer, unit }),
            Just(Cell::Epsilon),
            unit().prop_map(|(layer, unit)| Cell::Mask { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::Dropped { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::GradDropped { layer, unit }),
            (0..12_usize).prop_map(Cell::DropoutRate),
            Just(Cell::SampleLoss),
            Just(Cell::BatchLoss),
            unit().prop_map(|(layer, unit)| Cell::GradActivation { layer, unit }),
            unit().prop_map(|(layer, unit)| Cell::GradPreactivation { layer, unit }),
            any_param().prop_map(Cell::Grad),
            any_param().prop_map(Cell::MeanGrad),
            (proptest::sample::select(&Term::ALL[..]), any_param())
                .prop_map(|(term, param)| Cell::Term(term, param)),
            (0..12_usize).prop_map(Cell::SquaredNorm),
            Just(Cell::GradientNorm),
            Just(Cell::BaseRate),
            Just(Cell::Iteration),
            Just(Cell::ScheduleLength),
            any_param().prop_map(Cell::NewParam),
            any_param().prop_map(Cell::OldGrad),
            Just(Cell::LearningRate),
            proptest::sample::select(&Hyperparameter::ALL[..]).prop_map(Cell::Hyperparameter),
        ]
    }

    proptest! {
        #[test]
        fn every_cell_is_found_by_its_key(cell in any_cell()) {
            prop_assert_eq!(parse_cell_key(&cell_key(cell)), Some(cell));
        }

        #[test]
        fn whatever_parses_is_a_key(text in "(x|y|z|a|da|dw|mean-db|vw|hat-mw|decayed-b|squared-norm|new-w|old-db|w|b|loss)(\\.[+0-9]{1,2}){0,4}") {
            if let Some(cell) = parse_cell_key(&text) {
                prop_assert_eq!(cell_key(cell), text);
            }
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "w", "w.1.2", "b.1", "q.1", "dw.1.2.x", "x.-1", "x.01", "loss.1", "x."] {
            assert_eq!(parse_cell_key(text), None, "{text:?}");
        }
    }
}
