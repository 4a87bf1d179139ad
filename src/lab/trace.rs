//! Every value of the current iteration, as JSON.

use serde_json::{Value, json};

use super::Lab;
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
            let mut values = json!({
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
            });
            if shape.normalizes(layer) {
                let of_unit =
                    |cell: fn(usize, usize) -> Cell| cells(units, &|unit| cell(layer, unit));
                let norm = |cell: fn(Param) -> Cell| -> [Value; 2] {
                    let (scale, shift) =
                        (|unit| Param::Scale { layer, unit }, |unit| Param::Shift { layer, unit });
                    [
                        cells(units, &|unit| cell(scale(unit))),
                        cells(units, &|unit| cell(shift(unit))),
                    ]
                };
                for (of, cell) in [
                    ("", Cell::Param as fn(Param) -> Cell),
                    ("sample_grad_", Cell::Grad),
                    ("grad_", Cell::MeanGrad),
                    ("velocity_", Cell::Velocity),
                ] {
                    let [scale, shift] = norm(cell);
                    values[format!("{of}scale")] = scale;
                    values[format!("{of}shift")] = shift;
                }
                values["batch_mean"] = of_unit(|layer, unit| Cell::BatchMean { layer, unit });
                values["batch_variance"] =
                    of_unit(|layer, unit| Cell::BatchVariance { layer, unit });
                values["normalized"] = of_unit(|layer, unit| Cell::Normalized { layer, unit });
                values["scaled"] = of_unit(|layer, unit| Cell::Scaled { layer, unit });
                values["running_mean"] = of_unit(|layer, unit| Cell::RunningMean { layer, unit });
                values["running_variance"] =
                    of_unit(|layer, unit| Cell::RunningVariance { layer, unit });
                values["grad_scaled"] = of_unit(|layer, unit| Cell::GradScaled { layer, unit });
                values["grad_normalized"] =
                    of_unit(|layer, unit| Cell::GradNormalized { layer, unit });
            }
            if shape.drops(layer) {
                values["dropout"] = json!(shape.layers[layer].dropout);
                values["dropout_mask"] = cells(units, &|unit| Cell::Mask { layer, unit });
                values["dropped"] = cells(units, &|unit| Cell::Dropped { layer, unit });
                values["grad_dropped"] = cells(units, &|unit| Cell::GradDropped { layer, unit });
            }
            values
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
