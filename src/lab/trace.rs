//! Every value of the current iteration, as JSON.

use serde_json::{Value, json};

use super::{Change, Lab};
use crate::nn::Param;
use crate::step::{Cell, Machine, Values};

/// See [`Lab::trace`].
pub(super) fn trace(lab: &Lab) -> Value {
    let machine = lab.machine();
    let shape = &machine.settings().shape;
    let cells = |count: usize, cell: &dyn Fn(usize) -> Cell| -> Value {
        (0..count).map(|unit| value(machine, cell(unit))).collect()
    };
    let layers: Vec<Value> = (0..shape.layers.len())
        .map(|layer| {
            let units = shape.layers[layer].units;
            let weights = |cell: fn(Param) -> Cell| -> Value {
                (0..units)
                    .map(|unit| {
                        cells(shape.fan_in(layer), &|input| {
                            cell(Param::Weight { layer, unit, input })
                        })
                    })
                    .collect()
            };
            let biases =
                |cell: fn(Param) -> Cell| cells(units, &|unit| cell(Param::Bias { layer, unit }));
            json!({
                "activation_function": shape.layers[layer].activation.name(),
                "weight": weights(Cell::Param),
                "bias": biases(Cell::Param),
                "preactivation": cells(units, &|unit| Cell::Preactivation { layer, unit }),
                "activation": cells(units, &|unit| Cell::Activation { layer, unit }),
                "grad_activation": cells(units, &|unit| Cell::GradActivation { layer, unit }),
                "grad_preactivation": cells(units, &|unit| Cell::GradPreactivation { layer, unit }),
                "sample_grad_weight": weights(Cell::Grad),
                "sample_grad_bias": biases(Cell::Grad),
                "grad_weight": weights(Cell::MeanGrad),
                "grad_bias": biases(Cell::MeanGrad),
                "velocity_weight": weights(Cell::Velocity),
                "velocity_bias": biases(Cell::Velocity),
            })
        })
        .collect();
    let mut document = json!({
        "iteration": machine.iteration(),
        "op": machine.cursor(),
        "ops": machine.program().len(),
        "epoch": machine.epoch(),
        "batch": machine.batch(),
        "watched": machine.batch().get(machine.watched()),
        "learning_rate": machine.settings().optimizer.learning_rate(),
        "input": cells(shape.inputs, &Cell::Input),
        "target": cells(shape.outputs(), &Cell::Target),
        "layers": layers,
        "sample_loss": value(machine, Cell::SampleLoss),
        "loss": value(machine, Cell::BatchLoss),
    });
    if let Some(mistake) = planted_mistake(lab) {
        document["planted_mistake"] = json!(mistake);
    }
    document
}

/// The mistakes planted in this run up to here, by name, so that nobody takes its numbers for
/// right ones: whatever is exported carries this mark.
pub(super) fn planted_mistake(lab: &Lab) -> Option<String> {
    let here = lab.position().iteration;
    let log = lab.log.iter().filter(|entry| entry.iteration <= here);
    let changed = log.filter_map(|entry| match entry.change {
        Change::Mistake(planted) => planted,
        _ => None,
    });
    let mut names: Vec<&str> = Vec::new();
    for planted in lab.base.mistake.into_iter().chain(changed) {
        // A riddle stays one.
        let name = if planted.is_named { planted.mistake.name() } else { "unnamed" };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
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
