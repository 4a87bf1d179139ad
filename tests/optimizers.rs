//! Optimizers, schedules, penalties and clipping against PyTorch's numbers.

mod common;

use backstep::lab::{END, Lab, Position, Scenario};
use backstep::step::{Cell, Values};
use common::assert_all_close;
use serde_json::{Value, json};

/// Written by tests/optimizers.py.
const EXPECTED: &str = include_str!("optimizers.json");

/// The experiment of tests/optimizers.py with the settings of one case.
fn scenario(case: &Value) -> Scenario {
    let sample = |input: [f64; 2], target: f64| json!({ "input": input, "target": [target] });
    let mut document = json!({
        "format": "backstep-scenario",
        "version": 1,
        "data": { "train": [
            sample([0.5, -1.0], 0.3),
            sample([1.5, 0.3], -0.6),
            sample([-0.7, 0.8], 0.9),
            sample([0.2, 0.9], 0.1),
        ] },
        "network": { "inputs": 2, "layers": [
            {
                "units": 2,
                "activation": "tanh",
                "weight": [[0.8, -0.5], [0.3, 0.0]],
                "bias": [0.1, -0.2],
            },
            { "units": 1, "activation": "identity", "weight": [[1.2, -0.7]], "bias": [0.05] },
        ] },
        "loss": "half_squared_error",
    });
    for field in ["optimizer", "schedule", "penalty", "clip"] {
        if let Some(value) = case.get(field) {
            document[field] = value.clone();
        }
    }
    Scenario::from_value(&document).expect("a valid scenario")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

#[test]
fn every_step_is_pytorchs() {
    let expected: Value = serde_json::from_str(EXPECTED).expect("JSON");
    let cases = expected["cases"].as_array().expect("a list");
    assert_eq!(cases.len(), 24);
    for case in cases {
        let rates = numbers(&case["rates"]);
        let steps = case["parameters"].as_array().expect("a list");
        // Operation by operation and as whole iterations.
        for by_operations in [true, false] {
            let mut lab = Lab::new(scenario(case)).expect("a valid scenario");
            for (step, (parameters, rate)) in steps.iter().zip(&rates).enumerate() {
                if by_operations {
                    for op in 1..=lab.machine().program().len() {
                        lab.seek(Position { iteration: step as u64, op });
                    }
                }
                lab.seek(Position { iteration: step as u64, op: END });
                let found = lab.machine().value(Cell::LearningRate).expect("it is always there");
                common::assert_close(found, *rate, 1e-15);
                let found: Vec<f64> = lab.machine().parameters().iter().collect();
                assert_all_close(&found, &numbers(parameters), 1e-12);
            }
        }
    }
}
