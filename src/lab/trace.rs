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
    let cells = |count: usize, cell: &dyn Fn(usize) -> Cell| cells(machine, count, cell);
    let layers: Vec<Value> =
        (0..shape.layers.len()).map(|layer| Layer { machine, layer }.document()).collect();
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

/// A cell of a unit, from its layer and its place in it.
type OfUnit = fn(usize, usize) -> Cell;

/// The numbers of one layer.
#[derive(Clone, Copy)]
struct Layer<'a> {
    machine: &'a Machine,
    layer: usize,
}

impl Layer<'_> {
    fn document(self) -> Value {
        let Self { machine, layer } = self;
        let shape = &machine.settings().shape;
        let mut document = json!({
            "activation_function": shape.layers[layer].activation.name(),
            "weight": self.weights(&Cell::Param),
            "bias": self.biases(&Cell::Param),
            "preactivation": self.units(&|unit| Cell::Preactivation { layer, unit }),
            "activation": self.units(&|unit| Cell::Activation { layer, unit }),
            "grad_activation": self.units(&|unit| Cell::GradActivation { layer, unit }),
            "grad_preactivation": self.units(&|unit| Cell::GradPreactivation { layer, unit }),
            "sample_grad_weight": self.weights(&Cell::Grad),
            "sample_grad_bias": self.biases(&Cell::Grad),
            "grad_weight": self.weights(&Cell::MeanGrad),
            "grad_bias": self.biases(&Cell::MeanGrad),
        });
        for (term, name) in TERMS {
            let cell = |param| Cell::Term(term, param);
            if self.has(term, Param::Weight { layer, unit: 0, input: 0 }) {
                document[format!("{name}_weight")] = self.weights(&cell);
            }
            if self.has(term, Param::Bias { layer, unit: 0 }) {
                document[format!("{name}_bias")] = self.biases(&cell);
            }
        }
        if shape.normalizes(layer) {
            self.normalization(&mut document);
        }
        if machine.settings().clip.norm != 0.0 {
            document["squared_norm"] = value(machine, Cell::SquaredNorm(layer));
        }
        if shape.drops(layer) {
            document["dropout"] = json!(shape.layers[layer].dropout);
            document["dropout_mask"] = self.units(&|unit| Cell::Mask { layer, unit });
            document["dropped"] = self.units(&|unit| Cell::Dropped { layer, unit });
            document["grad_dropped"] = self.units(&|unit| Cell::GradDropped { layer, unit });
        }
        document
    }

    /// What a layer with batch normalization has besides.
    fn normalization(self, document: &mut Value) {
        let Self { layer, .. } = self;
        let both = |document: &mut Value, name: &str, cell: &dyn Fn(Param) -> Cell| {
            document[format!("{name}scale")] =
                self.units(&|unit| cell(Param::Scale { layer, unit }));
            document[format!("{name}shift")] =
                self.units(&|unit| cell(Param::Shift { layer, unit }));
        };
        both(document, "", &Cell::Param);
        both(document, "sample_grad_", &Cell::Grad);
        both(document, "grad_", &Cell::MeanGrad);
        for (term, name) in TERMS {
            if self.has(term, Param::Scale { layer, unit: 0 }) {
                both(document, &format!("{name}_"), &|param| Cell::Term(term, param));
            }
        }
        let numbers: [(&str, OfUnit); 8] = [
            ("batch_mean", |layer, unit| Cell::BatchMean { layer, unit }),
            ("batch_variance", |layer, unit| Cell::BatchVariance { layer, unit }),
            ("normalized", |layer, unit| Cell::Normalized { layer, unit }),
            ("scaled", |layer, unit| Cell::Scaled { layer, unit }),
            ("running_mean", |layer, unit| Cell::RunningMean { layer, unit }),
            ("running_variance", |layer, unit| Cell::RunningVariance { layer, unit }),
            ("grad_scaled", |layer, unit| Cell::GradScaled { layer, unit }),
            ("grad_normalized", |layer, unit| Cell::GradNormalized { layer, unit }),
        ];
        for (name, cell) in numbers {
            document[name] = self.units(&|unit| cell(layer, unit));
        }
    }

    /// Whether the update has that number for a parameter.
    fn has(self, term: Term, param: Param) -> bool {
        self.machine.program().terms(param).any(|one| one == term)
    }

    fn units(self, cell: &dyn Fn(usize) -> Cell) -> Value {
        cells(self.machine, self.machine.settings().shape.layers[self.layer].units, cell)
    }

    fn weights(self, cell: &dyn Fn(Param) -> Cell) -> Value {
        let Self { machine, layer } = self;
        let shape = &machine.settings().shape;
        let row = |unit| {
            cells(machine, shape.fan_in(layer), &|input| cell(Param::Weight { layer, unit, input }))
        };
        (0..shape.layers[layer].units).map(row).collect()
    }

    fn biases(self, cell: &dyn Fn(Param) -> Cell) -> Value {
        self.units(&|unit| cell(Param::Bias { layer: self.layer, unit }))
    }
}

/// The numbers at so many cells.
fn cells(machine: &Machine, count: usize, cell: &dyn Fn(usize) -> Cell) -> Value {
    (0..count).map(|i| value(machine, cell(i))).collect()
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
