//! The runs whose exports are tested: the examples that ship, cases made to be difficult, and
//! random ones.

pub(crate) mod updates;

use backstep::examples;
use backstep::lab::{Lab, Recording, Scenario};
use backstep::math::Random;
use serde_json::{Value, json};

/// A recorded run and what its scripts are called.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) recording: Recording,
}

fn record(name: &str, scenario: Scenario, iterations: u64) -> Case {
    let lab = Lab::at_start(scenario).expect("a run");
    let mut recording = Recording::new(&lab, iterations);
    while recording.advance() {}
    Case { name: name.to_owned(), recording }
}

pub(crate) fn case(name: &str, document: &Value, iterations: u64) -> Case {
    let scenario = Scenario::from_value(document);
    record(name, scenario.unwrap_or_else(|invalid| panic!("{name}: {invalid}")), iterations)
}

/// The examples that ship.
pub(crate) fn presets() -> Vec<Case> {
    let iterations = |id| match id {
        "hand" => 20,
        "program" => 1000,
        "sine" => 500,
        "deep" => 60,
        _ => 120,
    };
    examples::ALL
        .iter()
        .map(|example| {
            let scenario = example.scenario().expect("an example that ships");
            record(example.id, scenario, iterations(example.id))
        })
        .collect()
}

/// Numbers in [`low`, `high`), rounded to four digits, as a person would type them.
fn numbers(count: usize, low: f64, high: f64, random: &mut Random) -> Vec<f64> {
    (0..count).map(|_| (random.between(low, high) * 1e4).round() / 1e4).collect()
}

fn pick<'a>(random: &mut Random, among: &[&'a str]) -> &'a str {
    among[random.below(among.len())]
}

fn samples(count: usize, inputs: usize, outputs: usize, random: &mut Random) -> Vec<Value> {
    let sample = |random: &mut Random| {
        let is_class = random.uniform() < 0.5;
        let class = random.below(outputs);
        let target = if is_class {
            (0..outputs).map(|j| f64::from(u8::from(j == class))).collect()
        } else {
            numbers(outputs, 0.0, 1.0, random)
        };
        json!({ "input": numbers(inputs, -2.0, 2.0, random), "target": target })
    };
    (0..count).map(|_| sample(random)).collect()
}

const HIDDEN: [&str; 5] = ["identity", "sigmoid", "tanh", "relu", "leaky_relu"];
const OUTPUT: [&str; 6] = ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "softmax"];
const LOSSES: [&str; 4] =
    ["half_squared_error", "mean_squared_error", "binary_cross_entropy", "cross_entropy"];

fn losses_for(output: &str) -> &'static [&'static str] {
    if matches!(output, "sigmoid" | "softmax") { &LOSSES } else { &LOSSES[..2] }
}

/// Every loss under every output that it is defined for, with another hidden layer each.
pub(crate) fn pairs() -> Vec<Case> {
    let mut cases = Vec::new();
    for output in OUTPUT {
        for loss in losses_for(output) {
            let mut random = Random::new(cases.len() as u64);
            let hidden = HIDDEN[cases.len() % HIDDEN.len()];
            let document = json!({
                "format": "backstep-scenario", "version": 1,
                "data": { "train": samples(5, 3, 3, &mut random) },
                "network": {
                    "inputs": 3, "seed": cases.len(),
                    "layers": [
                        { "units": 4, "activation": hidden, "bias": numbers(4, -0.5, 0.5, &mut random) },
                        { "units": 3, "activation": output },
                    ],
                },
                "loss": loss,
                "optimizer": { "kind": "sgd", "learning_rate": 0.2 },
            });
            cases.push(case(&format!("{output}_{loss}"), &document, 40));
        }
    }
    cases
}

/// A change that a running experiment can take, at a random iteration.
fn change(layers: &[(usize, &str)], inputs: usize, count: usize, random: &mut Random) -> Value {
    let layer = random.below(layers.len());
    let (units, _) = layers[layer];
    let below = if layer == 0 { inputs } else { layers[layer - 1].0 };
    let is_last = layer + 1 == layers.len();
    let (unit, input) = (random.below(units), random.below(below));
    let sample = random.below(count);
    let outputs = layers[layers.len() - 1].0;
    let number = numbers(1, 0.0, 1.0, random)[0];
    let (path, value) = match random.below(16) {
        14 | 15 if !is_last => (format!("dropout:{layer}"), json!(number * 0.9)),
        0 | 1 => ("learning_rate".to_owned(), json!(number / 2.0)),
        2 => ("momentum".to_owned(), json!(number * 0.9)),
        3 => ("momentum".to_owned(), json!(0)),
        4 => ("nesterov".to_owned(), json!(random.uniform() < 0.5)),
        // An output that is no probability stops the run under the other losses.
        5 if matches!(layers[layers.len() - 1].1, "sigmoid" | "softmax") => {
            ("loss".to_owned(), json!(pick(random, &LOSSES)))
        }
        5 => ("loss".to_owned(), json!(pick(random, &LOSSES[..2]))),
        6 => ("batch_size".to_owned(), json!(1 + random.below(count))),
        7 => ("shuffle".to_owned(), json!(random.uniform() < 0.5)),
        8 => ("train_biases".to_owned(), json!(random.uniform() < 0.5)),
        9 if is_last => {
            (format!("activation:{layer}"), json!(pick(random, &["sigmoid", "softmax"])))
        }
        9 => (format!("activation:{layer}"), json!(pick(random, &HIDDEN))),
        10 => (format!("weight:{layer}:{unit}:{input}"), json!(number)),
        11 => (format!("bias:{layer}:{unit}"), json!(-number)),
        12 => (format!("input:{sample}:{}", random.below(inputs)), json!(number * 2.0)),
        _ => (format!("target:{sample}:{}", random.below(outputs)), json!(number)),
    };
    json!({ "iteration": random.below(30), "set": path, "value": value })
}

/// Random networks, batches, optimizers and live changes.
pub(crate) fn random(seed: u64) -> Case {
    let mut random = Random::with_stream(seed, 17);
    let inputs = 1 + random.below(4);
    let hidden = random.below(4);
    let mut layers: Vec<_> =
        (0..hidden).map(|_| (1 + random.below(5), pick(&mut random, &HIDDEN))).collect();
    layers.push((1 + random.below(4), pick(&mut random, &OUTPUT)));
    let (outputs, output) = layers[hidden];
    let count = 1 + random.below(12);
    let loss = pick(&mut random, losses_for(output));
    // Half of the runs are left alone; others have a few changes, or very many.
    let change_count = [0, 0, 1, 3, 12][random.below(5)];
    let mut changes: Vec<_> =
        (0..change_count).map(|_| change(&layers, inputs, count, &mut random)).collect();
    changes.sort_by_key(|change| change["iteration"].as_u64());
    let momentum = [0.0, 0.0, 0.5, 0.9][random.below(4)];
    let document = json!({
        "format": "backstep-scenario", "version": 1,
        "data": { "train": samples(count, inputs, outputs, &mut random) },
        "network": {
            "inputs": inputs, "seed": seed,
            "layers": layers.iter().map(|(units, activation)| json!({
                "units": units, "activation": activation,
                "bias": numbers(*units, -1.0, 1.0, &mut random),
            })).collect::<Vec<_>>(),
            "train_biases": random.uniform() < 0.8,
        },
        "loss": loss,
        "optimizer": {
            "kind": "sgd", "momentum": momentum, "nesterov": random.uniform() < 0.5,
            "learning_rate": numbers(1, 0.01, 0.4, &mut random)[0],
        },
        "batch": {
            "size": 1 + random.below(count + 2), "shuffle": random.uniform() < 0.5,
            "seed": (1_u64 << 53) - 1 - seed,
        },
        "changes": changes,
    });
    case(&format!("random_{seed}"), &document, 45)
}

/// Runs that are made to be difficult.
pub(crate) fn edges() -> Vec<Case> {
    let one = |layers: Value, loss: &str, train: Value, learning_rate: f64| {
        let inputs = train[0]["input"].as_array().map_or(0, Vec::len);
        json!({
            "format": "backstep-scenario", "version": 1,
            "data": { "train": train },
            "network": { "inputs": inputs, "layers": layers },
            "loss": loss,
            "optimizer": { "kind": "sgd", "learning_rate": learning_rate },
        })
    };
    let mut cases = Vec::new();

    // Weighted sums of exactly 0, where frameworks take different slopes.
    for activation in ["relu", "leaky_relu"] {
        let layers = json!([
            { "units": 2, "activation": activation, "weight": [[1, -1], [0.5, 0.5]] },
            { "units": 1, "activation": activation, "weight": [[1, 1]] },
        ]);
        let train = json!([
            { "input": [1, 1], "target": [2] }, { "input": [-1, -1], "target": [1] },
            { "input": [0, 0], "target": [1] },
        ]);
        let name = format!("{activation}_at_zero");
        cases.push(case(&name, &one(layers, "half_squared_error", train, 0.25), 20));
    }

    // Outputs that round to 0 or 1: the bounds of binary cross-entropy are in force.
    let layers = json!([{ "units": 2, "activation": "sigmoid", "weight": [[1], [-1]] }]);
    let train = json!([
        { "input": [800], "target": [0, 1] }, { "input": [-800], "target": [0, 1] },
        { "input": [29], "target": [0.5, 0.25] }, { "input": [-0.5], "target": [1, 1] },
    ]);
    let saturated = one(layers.clone(), "binary_cross_entropy", train.clone(), 1e-5);
    cases.push(case("saturated_binary_cross_entropy", &saturated, 20));

    // Softmax that rounds to 0 under a target that is not; targets that do not add up to 1.
    let layers = json!([{ "units": 3, "activation": "softmax", "weight": [[1], [-1], [0]] }]);
    let train = json!([
        { "input": [900], "target": [0, 1, 0] }, { "input": [-900], "target": [0.5, 0, 2] },
        { "input": [1], "target": [0, 0, 0] },
    ]);
    cases.push(case("saturated_softmax", &one(layers, "cross_entropy", train, 1e-3), 20));

    // Cross-entropy without softmax, of outputs that are 0 where the target is.
    let layers = json!([{ "units": 2, "activation": "relu", "weight": [[1], [-1]] }]);
    let train = json!([{ "input": [0.5], "target": [1, 0] }]);
    cases.push(case("cross_entropy_of_relu", &one(layers, "cross_entropy", train, 0.01), 20));

    // One output under softmax: always 1.
    let layers = json!([{ "units": 1, "activation": "softmax", "weight": [[2]] }]);
    let train = json!([{ "input": [0.5], "target": [1] }, { "input": [1.5], "target": [0.5] }]);
    cases.push(case("softmax_of_one", &one(layers, "cross_entropy", train, 0.1), 10));

    // A run that diverges ends before it does; one that diverges at once has no iterations.
    let layers = json!([{ "units": 1, "activation": "identity", "weight": [[1]] }]);
    let train = json!([{ "input": [1000], "target": [0] }]);
    let diverging = one(layers.clone(), "half_squared_error", train.clone(), 1000.0);
    cases.push(case("diverging", &diverging, 100));
    let at_once = one(layers.clone(), "binary_cross_entropy", train.clone(), 1.0);
    cases.push(case("no_iterations", &at_once, 100));

    // Whoever names an experiment writes no code.
    let mut titled = one(layers, "half_squared_error", train, 1e-9);
    titled["title"] = json!("\"\"\"\nimport os # %% \\N{x} $iterations\u{202e} 标题");
    let Case { name, recording } = case("title", &titled, 3);
    let recording = recording.with_note("A mistake is planted: \"\"\"\n#? one");
    cases.push(Case { name, recording });

    // More parameters than are expected one by one.
    let mut random = Random::new(5);
    let large = one(
        json!([{ "units": 160, "activation": "tanh" }, { "units": 3, "activation": "softmax" }]),
        "cross_entropy",
        samples(20, 130, 3, &mut random).into(),
        0.05,
    );
    cases.push(case("large", &large, 5));
    cases.push(case("dropout", &dropout(), 40));
    cases.push(case("batch_norm", &batch_norm(true), 40));
    cases.push(case("batch_norm_fixed_biases", &batch_norm(false), 40));
    cases.push(case("changes", &all_changes(), 60));
    cases.push(case("chaotic", &chaotic(), 400));
    cases
}

/// A learning rate so high that the run amplifies every difference.
pub(crate) fn chaotic() -> Value {
    let sample = |x: i32, y: i32| json!({ "input": [x, y], "target": [x ^ y] });
    json!({
        "format": "backstep-scenario", "version": 1,
        "data": { "train": [sample(0, 0), sample(0, 1), sample(1, 0), sample(1, 1)] },
        "network": {
            "inputs": 2, "seed": 4,
            "layers": [{ "units": 4, "activation": "tanh" }, { "units": 1, "activation": "tanh" }],
        },
        "loss": "half_squared_error",
        "optimizer": { "kind": "sgd", "learning_rate": 2.5 },
        "changes": [{ "iteration": 200, "set": "weight:0:0:0", "value": 0.5 }],
    })
}

/// Dropout in both hidden layers, in batches of three sizes, changed on the way, with an
/// activation function that changes in a layer with dropout.
pub(crate) fn dropout() -> Value {
    let mut random = Random::new(12);
    json!({
        "format": "backstep-scenario", "version": 1,
        "title": "Dropout",
        "data": { "train": samples(8, 2, 3, &mut random) },
        "network": {
            "inputs": 2, "seed": 5, "dropout_seed": (1_u64 << 53) - 3,
            "layers": [
                { "units": 6, "activation": "tanh", "dropout": 0.3 },
                { "units": 5, "activation": "relu" },
                { "units": 3, "activation": "softmax" },
            ],
        },
        "loss": "cross_entropy",
        "optimizer": { "kind": "sgd", "learning_rate": 0.2, "momentum": 0.5 },
        "batch": { "size": 3, "shuffle": true, "seed": 4 },
        "changes": [
            { "iteration": 8, "set": "dropout:1", "value": 0.5 },
            { "iteration": 15, "set": "activation:0", "value": "leaky_relu" },
            { "iteration": 20, "set": "dropout:0", "value": 0 },
            { "iteration": 25, "set": "batch_size", "value": 1 },
            { "iteration": 30, "set": "dropout:0", "value": 0.75 },
        ],
    })
}

/// Batch normalization in both hidden layers, one with dropout besides, in ragged batches, with γ
/// and β given, typed and left to start at 1 and 0.
pub(crate) fn batch_norm(train_biases: bool) -> Value {
    let mut random = Random::new(21);
    json!({
        "format": "backstep-scenario", "version": 1,
        "title": "Batch normalization",
        "data": { "train": samples(11, 2, 3, &mut random) },
        "network": {
            "inputs": 2, "seed": 8, "train_biases": train_biases,
            "layers": [
                { "units": 4, "activation": "tanh", "batch_norm": true, "bias": [0.5, -0.25, 0, 1],
                  "scale": [1.5, -0.5, 1, 0.25], "shift": [0.1, 0, -0.2, 0.3] },
                { "units": 5, "activation": "relu", "batch_norm": true, "dropout": 0.2 },
                { "units": 3, "activation": "softmax" },
            ],
        },
        "loss": "cross_entropy",
        "optimizer": { "kind": "sgd", "learning_rate": 0.1, "momentum": 0.9 },
        "batch": { "size": 4, "shuffle": true, "seed": 3 },
        "changes": [
            { "iteration": 6, "set": "scale:1:2", "value": 2 },
            { "iteration": 6, "set": "shift:0:1", "value": -0.5 },
            { "iteration": 10, "set": "activation:1", "value": "leaky_relu" },
            { "iteration": 14, "set": "momentum", "value": 0 },
            { "iteration": 18, "set": "batch_size", "value": null },
            { "iteration": 25, "set": "train_biases", "value": false },
            { "iteration": 28, "set": "momentum", "value": 0.5 },
        ],
    })
}

/// Everything that can be changed live, in one run.
pub(crate) fn all_changes() -> Value {
    let mut random = Random::new(9);
    json!({
        "format": "backstep-scenario", "version": 1,
        "title": "Everything that can be changed",
        "data": { "train": samples(7, 2, 2, &mut random) },
        "network": {
            "inputs": 2, "seed": 2,
            "layers": [{ "units": 3, "activation": "tanh" }, { "units": 2, "activation": "sigmoid" }],
        },
        "loss": "half_squared_error",
        "optimizer": { "kind": "sgd", "learning_rate": 0.1, "nesterov": true },
        "batch": { "size": 3 },
        "changes": [
            { "iteration": 0, "set": "weight:0:0:0", "value": 0.25 },
            { "iteration": 4, "set": "learning_rate", "value": 0.3 },
            { "iteration": 7, "set": "momentum", "value": 0.9 },
            { "iteration": 10, "set": "nesterov", "value": false },
            { "iteration": 13, "set": "weight:1:1:2", "value": -0.5 },
            { "iteration": 13, "set": "weight:0:2:1", "value": 1.5 },
            { "iteration": 13, "set": "bias:1:0", "value": 0.125 },
            { "iteration": 16, "set": "batch_size", "value": 2 },
            { "iteration": 18, "set": "shuffle", "value": true },
            { "iteration": 21, "set": "input:3:1", "value": -1 },
            { "iteration": 21, "set": "target:3:0", "value": 1 },
            { "iteration": 25, "set": "train_biases", "value": false },
            { "iteration": 29, "set": "momentum", "value": 0 },
            { "iteration": 32, "set": "activation:0", "value": "leaky_relu" },
            { "iteration": 35, "set": "loss", "value": "binary_cross_entropy" },
            { "iteration": 38, "set": "activation:1", "value": "softmax" },
            { "iteration": 42, "set": "loss", "value": "cross_entropy" },
            { "iteration": 45, "set": "momentum", "value": 0.5 },
            { "iteration": 45, "set": "train_biases", "value": true },
            { "iteration": 48, "set": "batch_size", "value": null },
            { "iteration": 52, "set": "activation:0", "value": "identity" },
            { "iteration": 55, "set": "loss", "value": "mean_squared_error" },
            { "iteration": 59, "set": "learning_rate", "value": 0.05 },
            { "iteration": 60, "set": "learning_rate", "value": 0.5 },
        ],
    })
}

/// Every run that is tested.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = presets();
    cases.extend(pairs());
    cases.extend(edges());
    cases.extend(updates::all());
    cases.extend((0..30).map(random));
    cases
}
