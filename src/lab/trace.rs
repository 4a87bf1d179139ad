//! Every value of the current iteration, as JSON.

use serde_json::{Value, json};

use super::Lab;
use crate::nn::{Param, Term};
use crate::step::{Cell, Machine, Values};

/// Names of the numbers between gradient and update, as fields.
const TERMS: [(Term, &str); 10] = [
    (Term::PenalizedGradient, "penalized_grad"),
    (Term::ClippedGradient, "clipped_grad"),
    (Term::ScaledGradient, "scaled_grad"),
    (Term::DecayedGradient, "decayed_grad"),
    (Term::Velocity, "velocity"),
    (Term::FirstMoment, "first_moment"),
    (Term::SecondMoment, "second_moment"),
    (Term::UnbiasedFirst, "unbiased_first_moment"),
    (Term::UnbiasedSecond, "unbiased_second_moment"),
    (Term::DecayedParam, "decayed"),
];

/// See [`Lab::trace`].
pub(super) fn trace(lab: &Lab) -> Value {
    let machine = lab.machine();
    let shape = &machine.settings().shape;
    let is_limited = machine.settings().clip.norm != 0.0;
    let cells = |count: usize, cell: &dyn Fn(usize) -> Cell| -> Value {
        (0..count).map(|unit| value(machine, cell(unit))).collect()
    };
    let layers: Vec<Value> = (0..shape.layers.len())
        .map(|layer| {
            let units = shape.layers[layer].units;
            let weights = |cell: &dyn Fn(Param) -> Cell| -> Value {
                (0..units)
                    .map(|unit| {
                        cells(shape.fan_in(layer), &|input| {
                            cell(Param::Weight { layer, unit, input })
                        })
                    })
                    .collect()
            };
            let biases = |cell: &dyn Fn(Param) -> Cell| {
                cells(units, &|unit| cell(Param::Bias { layer, unit }))
            };
            let mut document = json!({
                "activation_function": shape.layers[layer].activation.name(),
                "weight": weights(&Cell::Param),
                "bias": biases(&Cell::Param),
                "preactivation": cells(units, &|unit| Cell::Preactivation { layer, unit }),
                "activation": cells(units, &|unit| Cell::Activation { layer, unit }),
                "grad_activation": cells(units, &|unit| Cell::GradActivation { layer, unit }),
                "grad_preactivation": cells(units, &|unit| Cell::GradPreactivation { layer, unit }),
                "sample_grad_weight": weights(&Cell::Grad),
                "sample_grad_bias": biases(&Cell::Grad),
                "grad_weight": weights(&Cell::MeanGrad),
                "grad_bias": biases(&Cell::MeanGrad),
            });
            for (term, name) in TERMS {
                let is_there =
                    |param: &Param| machine.program().terms(*param).any(|one| one == term);
                let cell = |param| Cell::Term(term, param);
                if is_there(&Param::Weight { layer, unit: 0, input: 0 }) {
                    document[format!("{name}_weight")] = weights(&cell);
                }
                if is_there(&Param::Bias { layer, unit: 0 }) {
                    document[format!("{name}_bias")] = biases(&cell);
                }
            }
            if is_limited {
                document["squared_norm"] = value(machine, Cell::SquaredNorm(layer));
            }
            document
        })
        .collect();
    let mut document = json!({
        "iteration": machine.iteration(),
        "op": machine.cursor(),
        "ops": machine.program().len(),
        "epoch": machine.epoch(),
        "batch": machine.batch(),
        "watched": machine.batch().get(machine.watched()),
        "learning_rate": machine.learning_rate(),
        "input": cells(shape.inputs, &Cell::Input),
        "target": cells(shape.outputs(), &Cell::Target),
        "layers": layers,
        "sample_loss": value(machine, Cell::SampleLoss),
        "loss": value(machine, Cell::BatchLoss),
    });
    if is_limited {
        document["gradient_norm"] = value(machine, Cell::GradientNorm);
    }
    if let Some(mistake) = lab.planted_mistakes(machine.iteration()) {
        document["planted_mistake"] = json!(mistake);
    }
    document
}

/// A cell's number; JSON has no NaN and no infinity, so these become words.
fn value(machine: &Machine, cell: Cell) -> Value {
    match machine.value(cell) {
        None => Value::Null,
        Some(number) if number.is_finite() => json!(number),
        Some(number) if number.is_nan() => json!("NaN"),
        Some(number) => json!(if number > 0.0 { "Infinity" } else { "-Infinity" }),
    }
}
