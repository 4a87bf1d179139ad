//! The receipt itself: every factor of an iteration, by its name in the verifier's form.

use std::cell::Cell as Flag;

use serde_json::{Map, Value, json};

use crate::lab::Lab;
use crate::nn::{Activation, Loss, Param, Term};
use crate::step::{Cell, Machine, Settings, Values};

/// The newest of the verifier's schemas that this form needs.
const SCHEMA: &str = "0.7.0";
/// How far a number may be from what the verifier computes: it uses another machine's exp and ln.
const TOLERANCE: f64 = 1e-9;

/// Writes the receipt of a finished iteration; `None` if a number in it is not finite.
pub(super) fn record(lab: &Lab, place: Option<(&str, u64)>) -> Option<Value> {
    let receipt = Receipt { machine: lab.machine(), finite: Flag::new(true) };
    let value = receipt.document(lab, place);
    receipt.finite.get().then_some(value)
}

struct Receipt<'a> {
    machine: &'a Machine,
    /// Whether every number so far was finite: JSON has no others.
    finite: Flag<bool>,
}

/// The layers of weights by their names in the form: hidden and output.
const ERROR_SIGNALS: [&str; 2] = ["hidden_error_signal", "output_error_signal"];
const WEIGHT_ROLES: [&str; 2] = ["input_to_hidden_weight", "hidden_to_output_weight"];
const WEIGHT_EDGES: [&str; 2] = ["input_to_hidden", "hidden_to_output"];
const BIAS_ROLES: [&str; 2] = ["hidden_bias", "output_bias"];

fn input(i: usize) -> String {
    format!("x{}", i + 1)
}

/// A unit of the hidden (0) or output layer (1).
fn unit(layer: usize, i: usize) -> String {
    format!("{}{}", if layer == 0 { 'h' } else { 'y' }, i + 1)
}

/// What a weight comes from: an input, or a hidden unit.
fn source(layer: usize, i: usize) -> String {
    if layer == 0 { input(i) } else { unit(0, i) }
}

fn parameter(param: Param) -> String {
    match param {
        Param::Weight { layer, unit: to, input } => {
            format!("w_{}_{}", source(layer, input), unit(layer, to))
        }
        // Of the others no receipt has any.
        Param::Bias { layer, unit: to }
        | Param::Scale { layer, unit: to }
        | Param::Shift { layer, unit: to } => format!("b_{}", unit(layer, to)),
    }
}

/// The opposite: the form stores the direction of descent. A zero stays without a sign.
fn descent(gradient: f64) -> f64 {
    0.0 - gradient
}

impl Receipt<'_> {
    fn settings(&self) -> &Settings {
        self.machine.settings()
    }

    fn number(&self, number: f64) -> Value {
        self.finite.set(self.finite.get() && number.is_finite());
        json!(number)
    }

    /// What an operation wrote.
    fn cell(&self, cell: Cell) -> f64 {
        self.machine.value(cell).unwrap_or(f64::NAN)
    }

    fn units(&self, layer: usize) -> usize {
        self.settings().shape.layers[layer].units
    }

    /// One entry for each unit of a layer, by its name.
    fn of_units(&self, layer: usize, entry: impl Fn(usize) -> Value) -> Map<String, Value> {
        (0..self.units(layer)).map(|i| (unit(layer, i), entry(i))).collect()
    }

    /// Every weight and bias, in the order in which they are updated.
    fn parameters(&self) -> Vec<Param> {
        let shape = &self.settings().shape;
        let mut parameters = Vec::new();
        for layer in 0..2 {
            for unit in 0..self.units(layer) {
                let weights =
                    (0..shape.fan_in(layer)).map(|input| Param::Weight { layer, unit, input });
                parameters.extend(weights);
                parameters.push(Param::Bias { layer, unit });
            }
        }
        parameters
    }

    fn of_parameters(&self, number: impl Fn(Param) -> f64) -> Map<String, Value> {
        let entry = |param| (parameter(param), self.number(number(param)));
        self.parameters().into_iter().map(entry).collect()
    }

    fn document(&self, lab: &Lab, place: Option<(&str, u64)>) -> Value {
        let inputs = self.settings().shape.inputs;
        let learning_rate = self.settings().optimizer.learning_rate();
        let mut document = json!({
            "schema_version": SCHEMA,
            "fixture": "backstep",
            "step": self.machine.iteration() + 1,
            "fixture_status": {
                "authoring_state": "external_imported",
                "verification_state": "pending_engine_reproduction",
                "canonical": false,
            },
            "attestor": {
                "computed_by": {
                    "kind": "framework",
                    "identity": concat!("Backstep ", env!("CARGO_PKG_VERSION")),
                },
                "verified_by": { "kind": "engine", "identity": "@mcptoolshop/backprop-trace" },
                "differential_tolerance": { "atol": TOLERANCE, "rtol": TOLERANCE },
            },
            "metadata": self.metadata(lab),
            "numeric_policy": {
                "number_encoding": "decimal",
                "precision_significant_digits": 17,
                "rounding": "round_half_to_even",
                "tolerance": { "atol": 1e-12, "rtol": TOLERANCE },
            },
            "bias_policy": {
                "mode": if self.settings().train_biases { "sgd" } else { "constant" },
                "updated_in_step": self.settings().train_biases,
            },
            "topology": self.topology(),
            "learning_rate": self.number(learning_rate),
        });
        if let Some(config) = self.optimizer_config() {
            document["optimizer_config"] = config;
        }
        if let Some((run, index)) = place {
            document["trace_id"] = json!(run);
            document["step_index"] = json!(index);
        }
        document["inputs"] = (0..inputs)
            .map(|i| (input(i), self.number(self.cell(Cell::Input(i)))))
            .collect::<Map<_, _>>()
            .into();
        document["targets"] = self.of_units(1, |i| self.number(self.cell(Cell::Target(i)))).into();
        document["parameters_before"] =
            self.of_parameters(|param| self.machine.weight_used(param)).into();
        document["forward"] = self.forward();
        document["loss"] = self.loss();
        document["backward"] = json!({
            "output_error_signals": self.of_units(1, |i| self.output_signal(i)),
            "hidden_error_signals": self.of_units(0, |i| self.hidden_signal(i)),
        });
        document["updates"] = self
            .parameters()
            .into_iter()
            .filter(|param| self.settings().train_biases || matches!(param, Param::Weight { .. }))
            .map(|param| self.update(param))
            .collect();
        document["parameters_after"] =
            self.of_parameters(|param| self.cell(Cell::Param(param))).into();
        document
    }

    fn metadata(&self, lab: &Lab) -> Value {
        let mut metadata = json!({
            "source": concat!("Backstep ", env!("CARGO_PKG_VERSION")),
            "gradient_convention": "descent_direction",
            "iteration": self.machine.iteration(),
        });
        if let Some(mistake) = lab.planted_mistakes(self.machine.iteration()) {
            metadata["planted_mistake"] = json!(mistake);
        }
        metadata
    }

    fn topology(&self) -> Value {
        let shape = &self.settings().shape;
        let names = |layer: usize| -> Vec<String> {
            (0..self.units(layer)).map(|i| unit(layer, i)).collect()
        };
        let inputs: Vec<String> = (0..shape.inputs).map(input).collect();
        let parameters = self.parameters();
        let describe = |param: &Param| match *param {
            Param::Weight { layer, unit: to, input } => json!({
                "id": parameter(*param),
                "role": WEIGHT_ROLES[layer],
                "from_unit": source(layer, input),
                "to_unit": unit(layer, to),
            }),
            Param::Bias { layer, unit: to }
            | Param::Scale { layer, unit: to }
            | Param::Shift { layer, unit: to } => json!({
                "id": parameter(*param),
                "role": BIAS_ROLES[layer],
                "applies_to_units": [unit(layer, to)],
            }),
        };
        let order: Vec<String> = parameters.iter().copied().map(parameter).collect();
        json!({
            "layers": ["input", "hidden", "output"],
            "input_size": shape.inputs,
            "hidden_size": self.units(0),
            "output_size": self.units(1),
            "unit_order": { "input": inputs, "hidden": names(0), "output": names(1) },
            "parameter_order": order,
            "parameters": parameters.iter().map(describe).collect::<Vec<_>>(),
            "activation_hidden": shape.layers[0].activation.name(),
            "activation_output": shape.layers[1].activation.name(),
            "loss": match self.settings().loss {
                Loss::CrossEntropy => "cross_entropy_softmax",
                _ => "half_squared_error",
            },
            "bias_sharing": "per_neuron",
        })
    }

    fn optimizer_config(&self) -> Option<Value> {
        let optimizer = &self.settings().optimizer;
        optimizer.has_velocity().then(|| {
            json!({
                "name": "sgd_momentum",
                "learning_rate": optimizer.learning_rate(),
                "momentum": optimizer.momentum(),
                "nesterov": optimizer.nesterov(),
            })
        })
    }

    fn forward(&self) -> Value {
        let both = |layer: usize| {
            self.of_units(layer, |unit| {
                json!({
                    "net": self.number(self.cell(Cell::Preactivation { layer, unit })),
                    "out": self.number(self.cell(Cell::Activation { layer, unit })),
                })
            })
        };
        let mut forward = both(0);
        forward.extend(both(1));
        forward.into()
    }

    fn loss(&self) -> Value {
        let loss = self.settings().loss;
        let per_output = self.of_units(1, |unit| {
            let output = self.cell(Cell::Activation { layer: 1, unit });
            let term = loss.term(output, self.cell(Cell::Target(unit)));
            self.number(loss.from_sum(term, 1))
        });
        json!({ "per_output": per_output, "total": self.number(self.cell(Cell::SampleLoss)) })
    }

    fn slope(&self, layer: usize, unit: usize) -> f64 {
        let activation = self.settings().shape.layers[layer].activation;
        activation.slope(
            self.cell(Cell::Preactivation { layer, unit }),
            self.cell(Cell::Activation { layer, unit }),
        )
    }

    /// What the form calls an error signal: δ, in the direction of descent.
    fn signal(&self, layer: usize, unit: usize) -> f64 {
        descent(self.cell(Cell::GradPreactivation { layer, unit }))
    }

    fn output_signal(&self, unit: usize) -> Value {
        let target = self.cell(Cell::Target(unit));
        let distance = target - self.cell(Cell::Activation { layer: 1, unit });
        let factors = match self.settings().shape.layers[1].activation {
            Activation::Softmax => {
                json!([{ "name": "target_minus_probability", "value": self.number(distance) }])
            }
            _ => json!([
                { "name": "target_minus_output", "value": self.number(distance) },
                { "name": "activation_derivative", "value": self.number(self.slope(1, unit)) },
            ]),
        };
        json!({
            "factors": factors,
            "product_order": "left_to_right",
            "signal_value": self.number(self.signal(1, unit)),
        })
    }

    fn hidden_signal(&self, hidden: usize) -> Value {
        let outputs = self.units(1);
        let contribution = |output: usize| {
            let param = Param::Weight { layer: 1, unit: output, input: hidden };
            let (signal, weight) = (self.signal(1, output), self.machine.weight_used(param));
            json!({
                "from": unit(1, output),
                "downstream_signal": self.number(signal),
                "via_weight": parameter(param),
                "weight_value": self.number(weight),
                "value": self.number(signal * weight),
            })
        };
        let sum = descent(self.cell(Cell::GradActivation { layer: 0, unit: hidden }));
        json!({
            "downstream_contributions": (0..outputs).map(contribution).collect::<Vec<_>>(),
            "summation_order": (0..outputs).map(|i| unit(1, i)).collect::<Vec<_>>(),
            "backpropagated_sum": self.number(sum),
            "activation_derivative": self.number(self.slope(0, hidden)),
            "product_order": "left_to_right",
            "signal_value": self.number(self.signal(0, hidden)),
        })
    }

    fn update(&self, param: Param) -> Value {
        let (layer, to) = (param.layer(), param.unit());
        let signal = ERROR_SIGNALS[layer];
        let mut factors = vec![json!({
            "name": signal,
            "from": format!("backward.{signal}s.{}.signal_value", unit(layer, to)),
            "value": self.number(self.signal(layer, to)),
        })];
        let (kind, edge, role, from) = match param {
            Param::Weight { input: i, .. } => {
                let (from, value) = match layer {
                    0 => (format!("inputs.{}", input(i)), Cell::Input(i)),
                    _ => (
                        format!("forward.{}.out", unit(0, i)),
                        Cell::Activation { layer: 0, unit: i },
                    ),
                };
                factors.push(json!({
                    "name": "upstream_activation",
                    "from": from,
                    "value": self.number(self.cell(value)),
                }));
                let role = format!("{}_to_{}", source(layer, i), unit(layer, to));
                ("weight", WEIGHT_EDGES[layer], role, source(layer, i))
            }
            Param::Bias { .. } | Param::Scale { .. } | Param::Shift { .. } => {
                ("bias", "bias_to_layer", BIAS_ROLES[layer].to_owned(), unit(layer, to))
            }
        };
        let grad = self.cell(Cell::MeanGrad(param));
        let optimizer = &self.settings().optimizer;
        let mut entry = json!({
            "name": "sgd",
            "learning_rate": self.number(optimizer.learning_rate()),
            "factors": factors,
            "product_order": "left_to_right",
        });
        let (rate, mut velocity) = (optimizer.learning_rate(), 0.0);
        if optimizer.has_velocity() {
            velocity = self.cell(Cell::Term(Term::Velocity, param));
            let before = descent(self.machine.moments_used().first.get(param));
            entry["name"] = json!("sgd_momentum");
            entry["state_before"] = json!({ "buffer": self.number(before) });
            entry["state_after"] = json!({ "buffer": self.number(descent(velocity)) });
        }
        json!({
            "parameter_id": parameter(param),
            "kind": kind,
            "layer_edge": edge,
            "parameter_role": role,
            "from_unit": from,
            "to_unit": unit(layer, to),
            "weight_before": self.number(self.machine.weight_used(param)),
            "optimizer": entry,
            "gradient": self.number(descent(grad)),
            // What it takes a parameter of 0 to is what it adds to any.
            "update": self.number(optimizer.updated(0.0, rate, grad, velocity, 0.0)),
            "weight_after": self.number(self.cell(Cell::Param(param))),
        })
    }
}
