//! The page's controls: what is typed, chosen or dragged becomes a change of the experiment.

use serde_json::{Value, json};

use super::check::STEP_SLIDER;
use super::model::{Rejected, Speed};
use super::{Model, export, landscape, mistake, sweep, timeline, update};
use crate::lab::{Invalid, Kind, Problem};
use crate::math;
use crate::nn::Param;
use crate::step::{Mark, Mistake, Planted};
use crate::views::number;

/// The learning rates that the slider reaches, as powers of ten.
pub const RATE_SLIDER: std::ops::RangeInclusive<f64> = -4.0..=1.0;

/// The learning rate at a place of the slider: 10 to that power, to two digits, so that what
/// stands beside it can be read aloud.
///
/// ```
/// assert_eq!(backstep::app::slider_to_rate(-1.0), 0.1);
/// assert_eq!(backstep::app::slider_to_rate(-1.5), 0.032);
/// ```
pub fn slider_to_rate(power: f64) -> f64 {
    let rate = math::exp10(power.clamp(*RATE_SLIDER.start(), *RATE_SLIDER.end()));
    format!("{rate:.1e}").parse().unwrap_or(rate)
}

/// The place of the slider for a learning rate.
pub(super) fn rate_to_slider(rate: f64) -> f64 {
    math::log10(rate).clamp(*RATE_SLIDER.start(), *RATE_SLIDER.end())
}

/// Sets a control's field to what stands in it. What cannot be used stays in the control, with
/// what is wrong with it; the experiment is as it was.
pub(super) fn set(model: &mut Model, field: &str, text: &str, done: bool) {
    let result = apply(model, field, text, done);
    model.accept(field);
    if let Err(mut invalid) = result {
        quote(&mut invalid.problem, text.trim());
        let (field, text) = (field.to_owned(), text.to_owned());
        model.rejected.push(Rejected { field, text, invalid });
    }
}

/// Numbers are told as they were typed, not as they were read.
fn quote(problem: &mut Problem, text: &str) {
    if let Problem::OutOfRange { found, .. } | Problem::Expected { kind: Kind::Integer, found } =
        problem
    {
        text.clone_into(found);
    }
}

fn apply(model: &mut Model, field: &str, text: &str, done: bool) -> Result<(), Invalid> {
    match field {
        "example" => {
            update::open_example(model, text);
            Ok(())
        }
        "speed" => {
            model.speed = Speed::from_name(text).unwrap_or(model.speed);
            Ok(())
        }
        export::ITERATIONS => export::set_iterations(model, number_in(field, text)?, text),
        sweep::VARIED => {
            sweep::set_varied(model, text);
            Ok(())
        }
        sweep::ITERATIONS => sweep::set_iterations(model, number_in(field, text)?, text),
        landscape::REACH => landscape::set_reach(model, text),
        landscape::SEED => landscape::set_seed(model, number_in(field, text)?, text),
        _ if landscape::choose(model, field, text) => Ok(()),
        "dataset" if text == OWN_SAMPLES => Ok(()),
        "dataset" => model.set(field, "set", &json!(text), done),
        "learning_rate_slider" => {
            let rate = slider_to_rate(number_in(field, text)?);
            model.accept("learning_rate");
            model.set(field, "learning_rate", &json!(rate), done)
        }
        "train_fraction" => {
            let train = number_in(field, text)?;
            // To the percent, so that 1 - 0.8 is 0.2.
            let test = (100.0 - 100.0 * train).round() / 100.0;
            model.set(field, "test_fraction", &json!(test), done)
        }
        "batch_size" => {
            let all = text.trim().is_empty() || text.trim() == "all" || text.trim() == "全部";
            let size = if all { Value::Null } else { json!(number_in(field, text)?) };
            model.set(field, field, &size, done)
        }
        "check_step" => {
            let step = slider_to_step(number_in(field, text)?);
            if let Some(check) = &mut model.check {
                check.step = step;
            }
            Ok(())
        }
        "timeline" => {
            timeline::go(model, number_in(field, text)?.max(0.0) as u64);
            Ok(())
        }
        "go_to_iteration" => timeline::go_to_typed(model, field, number_in(field, text)?),
        // What is hidden stays as it is.
        "mistake" if text == HIDDEN => Ok(()),
        "mistake" => {
            let mistake = Mistake::from_name(text);
            mistake::plant(model, mistake.map(|mistake| Planted { mistake, is_named: true }));
            Ok(())
        }
        "nesterov" | "shuffle" | "train_biases" => {
            model.set(field, field, &json!(text == "true"), done)
        }
        _ if field.starts_with("batch_norm:") => {
            model.set(field, field, &json!(text == "true"), done)
        }
        "value" => match model.selected.and_then(|mark| path_of(model, mark)) {
            Some(path) => model.set(field, &path, &json!(number_in(field, text)?), done),
            None => Err(Invalid::at(field, Problem::NoSuchPlace)),
        },
        _ if is_choice(field) => model.set(field, field, &json!(text), done),
        _ => model.set(field, field, &json!(number_in(field, text)?), done),
    }
}

/// The step of the gradient check at a place of its slider: 10 to that power, to two digits.
fn slider_to_step(power: f64) -> f64 {
    let step = math::exp10(power.clamp(*STEP_SLIDER.start(), *STEP_SLIDER.end()));
    format!("{step:.1e}").parse().unwrap_or(step)
}

/// In the list of mistakes: one that is planted and not named.
pub(super) const HIDDEN: &str = "hidden";

/// In the list of data sets: the samples that stand in the scenario itself.
pub(super) const OWN_SAMPLES: &str = "own";

fn is_choice(field: &str) -> bool {
    matches!(field, "loss" | "initializer" | "optimizer" | "schedule")
        || field.starts_with("activation:")
}

fn number_in(field: &str, text: &str) -> Result<f64, Invalid> {
    let parsed = number::parse(text).filter(|number| number.is_finite());
    parsed.ok_or_else(|| {
        let found = format!("“{text}”");
        Invalid::at(field, Problem::Expected { kind: Kind::Number, found })
    })
}

/// The path of the number that a mark stands for, if it can be typed.
pub(super) fn path_of(model: &Model, mark: Mark) -> Option<String> {
    let machine = model.lab.machine();
    let sample = machine.batch().get(machine.watched())?;
    match mark {
        Mark::Param(param) => Some(crate::lab::param_path(param)),
        Mark::Input(unit) => Some(format!("input:{sample}:{unit}")),
        Mark::Target(unit) => Some(format!("target:{sample}:{unit}")),
        // A unit's own trainable number.
        Mark::Unit { layer, unit } => Some(crate::lab::param_path(Param::Bias { layer, unit })),
        Mark::Loss => None,
    }
}
