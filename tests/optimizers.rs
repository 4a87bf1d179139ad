//! Optimizers, schedules, penalties and clipping against PyTorch's numbers.

mod common;

use backstep::lab::{END, Lab, Position, Scenario};
use backstep::step::{Cell, Op, Values};
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

/// What a schedule's equation says of how much of its way is done: the numbers in it, in order.
fn explained(kind: &str, factor: f64, iteration: u64) -> Vec<(Cell, f64)> {
    let case = json!({
        "optimizer": { "kind": "sgd", "learning_rate": 0.8 },
        "schedule": { "kind": kind, "length": 20, "factor": factor },
    });
    let mut lab = Lab::new(scenario(&case)).expect("a valid scenario");
    lab.seek(Position { iteration, op: END });
    let equation = lab.machine().explain(Op::LearningRate).expect("it is done");
    let form = equation.forms.last().expect("a form");
    assert!((form.value() - equation.result).abs() < 1e-15, "{form:?}");
    let is_time = |cell| matches!(cell, Cell::Iteration | Cell::ScheduleLength);
    form.cells().into_iter().filter(|(cell, _)| is_time(*cell)).collect()
}

#[test]
fn a_schedules_equation_has_the_iteration_and_the_length_in_it() {
    let (t, n) = (|t| (Cell::Iteration, t), (Cell::ScheduleLength, 20.0));
    assert_eq!(explained("step", 0.5, 7), [t(7.0), n]);
    assert_eq!(explained("step", 0.5, 45), [t(45.0), n]);
    assert_eq!(explained("exponential", 0.5, 7), [t(7.0)]);
    assert_eq!(explained("cosine", 0.1, 7), [t(7.0), n]);
    assert_eq!(explained("cosine", 0.1, 20), [t(20.0), n]);
    assert_eq!(explained("cosine", 0.1, 21), [], "at its end, whenever that was");
    assert_eq!(explained("warm_up", 0.1, 7), [t(7.0), n]);
    // Up until 0.3 N - 1, then down until N - 1.
    assert_eq!(explained("one_cycle", 0.3, 3), [t(3.0), n]);
    assert_eq!(explained("one_cycle", 0.3, 7), [t(7.0), n, n, n]);
    assert_eq!(explained("one_cycle", 0.3, 30), []);
    assert_eq!(explained("one_cycle", 0.0, 0), [t(0.0), n, n, n]);
}
