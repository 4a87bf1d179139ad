//! Runs with every optimizer, schedule, penalty and clipping, and with changes between them.

use backstep::math::Random;
use serde_json::{Value, json};

use super::{Case, case, numbers, pick, samples};

const KINDS: [&str; 5] = ["sgd", "adagrad", "rmsprop", "adam", "adamw"];
const SCHEDULES: [&str; 6] = ["constant", "step", "exponential", "cosine", "warm_up", "one_cycle"];

/// A small network with two layers, and what is said in `settings` besides.
fn document(settings: &Value) -> Value {
    let mut random = Random::new(11);
    let mut document = json!({
        "format": "backstep-scenario", "version": 1,
        "data": { "train": samples(6, 2, 2, &mut random) },
        "network": {
            "inputs": 2, "seed": 3,
            "layers": [{ "units": 3, "activation": "tanh" }, { "units": 2, "activation": "sigmoid" }],
        },
        "loss": "half_squared_error",
        "optimizer": { "kind": "sgd", "learning_rate": 0.2 },
    });
    for (name, value) in settings.as_object().into_iter().flatten() {
        match value.as_object().zip(document[name].as_object_mut()) {
            Some((fields, target)) => target.extend(fields.clone()),
            None => document[name] = value.clone(),
        }
    }
    document
}

fn optimizer(kind: &str, settings: Value) -> Value {
    let mut optimizer = json!({ "kind": kind, "learning_rate": 0.05 });
    if let Value::Object(fields) = settings {
        for (name, value) in fields {
            optimizer[name] = value;
        }
    }
    json!({ "optimizer": optimizer })
}

fn with(mut one: Value, other: &Value) -> Value {
    for (name, value) in other.as_object().into_iter().flatten() {
        one[name] = value.clone();
    }
    one
}

fn changes(list: &[(u64, &str, Value)]) -> Value {
    let entries = list.iter();
    let change = |(iteration, path, value): &(u64, &str, Value)| json!({ "iteration": iteration, "set": path, "value": value });
    json!({ "changes": entries.map(change).collect::<Vec<_>>() })
}

/// Optimizers, alone.
fn optimizers() -> Vec<(String, Value)> {
    let mut cases: Vec<_> =
        KINDS.iter().map(|kind| (format!("{kind}_alone"), optimizer(kind, json!({})))).collect();
    for (name, kind, settings) in [
        ("sgd_decay", "sgd", json!({ "weight_decay": 0.1 })),
        ("sgd_dampened", "sgd", json!({ "momentum": 0.9, "dampening": 0.4 })),
        ("sgd_dampening_at_rest", "sgd", json!({ "dampening": 0.4 })),
        ("sgd_nesterov_at_rest", "sgd", json!({ "nesterov": true })),
        (
            "sgd_refused",
            "sgd",
            json!({ "momentum": 0.8, "dampening": 0.3, "nesterov": true, "weight_decay": 0.05 }),
        ),
        ("adagrad_settings", "adagrad", json!({ "epsilon": 0.01, "weight_decay": 0.1 })),
        (
            "rmsprop_settings",
            "rmsprop",
            json!({ "alpha": 0.7, "epsilon": 1e-4, "weight_decay": 0.1 }),
        ),
        (
            "adam_settings",
            "adam",
            json!({ "beta1": 0.6, "beta2": 0.8, "epsilon": 1e-4, "weight_decay": 0.1 }),
        ),
        ("adam_without_means", "adam", json!({ "beta1": 0, "beta2": 0 })),
        ("adamw_without_decay", "adamw", json!({ "weight_decay": 0 })),
        ("adamw_settings", "adamw", json!({ "beta1": 0.5, "weight_decay": 0.3 })),
    ] {
        cases.push((name.to_owned(), optimizer(kind, settings)));
    }
    for kind in KINDS {
        let untrained = json!({ "network": { "train_biases": false } });
        let settings = if kind == "sgd" { json!({ "momentum": 0.9 }) } else { json!({}) };
        cases.push((format!("{kind}_without_biases"), with(optimizer(kind, settings), &untrained)));
    }
    cases
}

/// Schedules, penalties and clipping, with several optimizers.
fn around() -> Vec<(String, Value)> {
    let mut cases = Vec::new();
    for kind in SCHEDULES {
        // Its end is before the end of the run, or after it.
        for (when, length) in [("inside", 12), ("beyond", 60)] {
            let schedule =
                json!({ "schedule": { "kind": kind, "length": length, "factor": 0.25 } });
            let with_kind = if length == 12 { "sgd" } else { "adam" };
            let settings = with(optimizer(with_kind, json!({})), &schedule);
            cases.push((format!("{kind}_{when}"), settings));
        }
    }
    for (name, kind, length, factor) in [
        ("warm_up_from_nothing", "warm_up", 10, 0.0),
        ("one_cycle_from_its_peak", "one_cycle", 60, 0.0),
        ("one_cycle_at_its_peak", "one_cycle", 50, 0.02),
        ("one_cycle_up", "one_cycle", 60, 1.0),
        ("one_cycle_of_one", "one_cycle", 1, 0.3),
        ("cosine_of_the_run", "cosine", 40, 0.0),
        ("one_cycle_of_the_run", "one_cycle", 40, 0.3),
        ("step_to_nothing", "step", 3, 0.0),
    ] {
        let schedule = json!({ "schedule": { "kind": kind, "length": length, "factor": factor } });
        cases.push((name.to_owned(), schedule));
    }
    let l1 = json!({ "penalty": { "l1": 0.01 } });
    let l2 = json!({ "penalty": { "l2": 0.1 } });
    let both = json!({ "penalty": { "l1": 0.003, "l2": 0.05 } });
    let by_value = json!({ "clip": { "value": 0.02 } });
    let by_norm = json!({ "clip": { "norm": 0.05 } });
    let by_both = json!({ "clip": { "value": 0.03, "norm": 0.04 } });
    let untrained = json!({ "network": { "train_biases": false } });
    let one_cycle = json!({ "schedule": { "kind": "one_cycle", "length": 40, "factor": 0.3 } });
    let momentum = optimizer("sgd", json!({ "momentum": 0.9 }));
    let at_zero = json!({ "network": { "layers": [
        { "units": 2, "activation": "relu", "weight": [[0, 0.5], [-0.5, 0]] },
        { "units": 2, "activation": "sigmoid", "weight": [[0, 0], [1, -1]] },
    ] } });
    let adamw = json!({ "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-5, "weight_decay": 0.02 });
    let adamw = optimizer("adamw", adamw);
    let batches = json!({ "batch": { "size": 4, "shuffle": true } });
    for (name, settings) in [
        ("l1", l1.clone()),
        // Weights of exactly 0 have no side that the penalty could push them from.
        ("l1_at_zero", with(l1.clone(), &at_zero)),
        ("l2", l2.clone()),
        ("l1_l2_rmsprop", with(optimizer("rmsprop", json!({})), &both)),
        ("clip_value", by_value),
        ("clip_norm", by_norm.clone()),
        ("clip_norm_never", json!({ "clip": { "norm": 100 } })),
        ("clip_norm_without_biases", with(by_norm, &untrained)),
        ("clip_both_adam", with(optimizer("adam", json!({})), &by_both)),
        (
            "everything_around_adamw",
            with(with(with(with(adamw, &both), &by_both), &one_cycle), &batches),
        ),
        ("momentum_scheduled", with(with(momentum, &one_cycle), &l2)),
    ] {
        cases.push((name.to_owned(), settings));
    }
    cases
}

/// Live changes of what belongs to the update.
fn changed() -> Vec<(String, Value)> {
    let adam = || optimizer("adam", json!({}));
    let momentum = |settings: Value| optimizer("sgd", with(json!({ "momentum": 0.9 }), &settings));
    let cases = [
        (
            "adam_again",
            adam(),
            changes(&[(12, "optimizer", json!("adam")), (20, "beta1", json!(0.5))]),
        ),
        (
            "adam_settings_change",
            adam(),
            changes(&[
                (5, "beta1", json!(0.5)),
                (9, "beta2", json!(0.9)),
                (13, "epsilon", json!(0.01)),
                (17, "weight_decay", json!(0.1)),
                (21, "learning_rate", json!(0.02)),
            ]),
        ),
        (
            "adam_biases_rest",
            adam(),
            changes(&[(7, "train_biases", json!(false)), (15, "train_biases", json!(true))]),
        ),
        (
            "adam_biases_later",
            with(adam(), &json!({ "network": { "train_biases": false } })),
            changes(&[(7, "train_biases", json!(true))]),
        ),
        (
            "dampened_rests",
            momentum(json!({ "dampening": 0.5 })),
            changes(&[
                (6, "momentum", json!(0)),
                (10, "momentum", json!(0.7)),
                (14, "train_biases", json!(false)),
                (18, "dampening", json!(0.2)),
                (22, "train_biases", json!(true)),
            ]),
        ),
        (
            "dampened_later",
            optimizer("sgd", json!({ "dampening": 0.5, "nesterov": true })),
            changes(&[(6, "momentum", json!(0.8)), (12, "dampening", json!(0))]),
        ),
        (
            "momentum_again",
            momentum(json!({})),
            changes(&[
                (8, "optimizer", json!("sgd")),
                (8, "momentum", json!(0.9)),
                (16, "optimizer", json!("sgd")),
            ]),
        ),
        ("sgd_again", optimizer("sgd", json!({})), changes(&[(8, "optimizer", json!("sgd"))])),
        (
            "dampening_forgotten",
            optimizer("sgd", json!({ "dampening": 0.4 })),
            changes(&[(5, "dampening", json!(0)), (9, "momentum", json!(0.9))]),
        ),
        (
            "nesterov_at_last",
            optimizer("sgd", json!({ "nesterov": true })),
            changes(&[(6, "momentum", json!(0.8)), (12, "momentum", json!(0))]),
        ),
    ];
    cases.map(|(name, settings, changes)| (name.to_owned(), with(settings, &changes))).into()
}

/// Live changes of several settings, and from one optimizer to the next.
fn changed_together() -> Vec<(String, Value)> {
    let adam = || optimizer("adam", json!({}));
    let cases = [
        (
            "optimizers",
            optimizer("adagrad", json!({ "learning_rate": 0.02 })),
            changes(&[
                (4, "optimizer", json!("rmsprop")),
                (8, "optimizer", json!("sgd")),
                (8, "learning_rate", json!(0.3)),
                (12, "momentum", json!(0.9)),
                (14, "weight_decay", json!(0.01)),
                (16, "optimizer", json!("adam")),
                (16, "learning_rate", json!(0.02)),
                (22, "optimizer", json!("adamw")),
                (28, "optimizer", json!("sgd")),
                (28, "momentum", json!(0.5)),
                (28, "dampening", json!(0.5)),
                (32, "nesterov", json!(true)),
            ]),
        ),
        (
            "around_changes",
            optimizer("sgd", json!({ "learning_rate": 0.3 })),
            changes(&[
                (4, "l1", json!(0.01)),
                (7, "l2", json!(0.1)),
                (10, "clip_value", json!(0.05)),
                (13, "clip_norm", json!(0.05)),
                (16, "l1", json!(0)),
                (19, "clip_value", json!(0)),
                (22, "clip_norm", json!(0)),
                (25, "weight_decay", json!(0.05)),
                (28, "train_biases", json!(false)),
                (31, "clip_norm", json!(0.03)),
            ]),
        ),
        (
            "schedules",
            optimizer("sgd", json!({ "learning_rate": 0.3 })),
            changes(&[
                (4, "schedule", json!("step")),
                (4, "schedule_length", json!(2)),
                (9, "schedule_factor", json!(0.8)),
                (13, "schedule", json!("cosine")),
                (13, "schedule_length", json!(20)),
                (18, "learning_rate", json!(0.2)),
                (24, "schedule", json!("one_cycle")),
                (24, "schedule_length", json!(30)),
                (32, "schedule", json!("exponential")),
                (35, "schedule", json!("warm_up")),
                (38, "schedule", json!("constant")),
            ]),
        ),
        (
            "schedule_and_optimizers",
            with(adam(), &json!({ "schedule": { "kind": "cosine", "length": 50, "factor": 0.1 } })),
            changes(&[(10, "optimizer", json!("rmsprop")), (20, "learning_rate", json!(0.01))]),
        ),
    ];
    cases.map(|(name, settings, changes)| (name.to_owned(), with(settings, &changes))).into()
}

/// A change of the update that the optimizer in force has a place for.
fn change(kind: &mut &'static str, random: &mut Random) -> (&'static str, Value) {
    let number = numbers(1, 0.0, 1.0, random)[0];
    match random.below(12) {
        0..=2 => {
            *kind = pick(random, &KINDS);
            ("optimizer", json!(*kind))
        }
        3 => ("l1", json!((number * 10.0).round() / 1e3)),
        4 => ("l2", json!(number / 10.0)),
        5 => ("clip_value", json!(number / 10.0)),
        6 => ("clip_norm", json!(number / 10.0)),
        7 => ("train_biases", json!(number < 0.5)),
        8 => ("schedule", json!(pick(random, &SCHEDULES))),
        9 => ("weight_decay", json!(number / 10.0)),
        10 => ("learning_rate", json!(0.01 + number / 10.0)),
        _ => match *kind {
            "sgd" if number < 0.3 => ("nesterov", json!(number < 0.15)),
            "sgd" if number < 0.5 => ("dampening", json!(number)),
            "sgd" => ("momentum", json!(if number < 0.6 { 0.0 } else { number * 0.9 })),
            "rmsprop" => ("alpha", json!(0.5 + number * 0.4)),
            "adagrad" => ("epsilon", json!(1e-4 + number / 100.0)),
            _ => (pick(random, &["beta1", "beta2"]), json!(number * 0.95)),
        },
    }
}

/// Random optimizers and random changes of them.
fn random(seed: u64) -> Value {
    let mut random = Random::with_stream(seed, 23);
    let mut kind = pick(&mut random, &KINDS);
    let mut settings = optimizer(kind, json!({}));
    if kind == "sgd" {
        let number = numbers(1, 0.0, 0.9, &mut random)[0];
        settings["optimizer"]["momentum"] = json!(if number < 0.3 { 0.0 } else { number });
        settings["optimizer"]["nesterov"] = json!(random.uniform() < 0.5);
        settings["optimizer"]["dampening"] = json!(if number < 0.6 { 0.0 } else { 0.5 });
    }
    if random.uniform() < 0.5 {
        settings["optimizer"]["weight_decay"] = json!(numbers(1, 0.0, 0.1, &mut random)[0]);
    }
    if random.uniform() < 0.5 {
        settings["schedule"] = json!({
            "kind": pick(&mut random, &SCHEDULES), "length": 1 + random.below(60),
            "factor": numbers(1, 0.0, 1.0, &mut random)[0],
        });
    }
    if random.uniform() < 0.3 {
        settings["batch"] =
            json!({ "size": 1 + random.below(6), "shuffle": random.uniform() < 0.5 });
    }
    let mut list = Vec::new();
    let mut iteration = 0;
    for _ in 0..[0, 2, 5, 10][random.below(4)] {
        iteration += random.below(8) as u64;
        let (path, value) = change(&mut kind, &mut random);
        list.push((iteration, path, value));
    }
    with(settings, &changes(&list))
}

/// Batch normalization in the first two layers and dropout in the second, in batches of which the
/// last is smaller.
fn normalized(train_biases: bool, settings: Value, changes: &Value) -> Value {
    let network = json!({
        "network": {
            "train_biases": train_biases, "dropout_seed": 6,
            "layers": [
                { "units": 3, "activation": "tanh", "batch_norm": true,
                  "scale": [1.5, -0.5, 1], "shift": [0.1, 0, -0.2] },
                { "units": 4, "activation": "sigmoid", "batch_norm": true, "dropout": 0.25 },
                { "units": 2, "activation": "sigmoid" },
            ],
        },
        "batch": { "size": 5, "shuffle": true },
        "data": { "train": samples(8, 2, 2, &mut Random::new(14)) },
    });
    with(with(settings, &network), changes)
}

/// The update of γ and β, with all that is around it.
fn norms() -> Vec<(String, Value)> {
    let around = json!({
        "penalty": { "l1": 0.003, "l2": 0.05 },
        "clip": { "value": 0.03, "norm": 0.04 },
    });
    let schedule = json!({ "schedule": { "kind": "cosine", "length": 25, "factor": 0.1 } });
    let one_cycle = json!({ "schedule": { "kind": "one_cycle", "length": 40, "factor": 0.3 } });
    let by_norm = json!({ "clip": { "norm": 0.05 } });
    let decay = |kind| optimizer(kind, json!({ "weight_decay": 0.1 }));
    let nesterov = json!({ "momentum": 0.9, "nesterov": true, "weight_decay": 0.05 });
    let toggled = changes(&[(7, "train_biases", json!(false)), (19, "train_biases", json!(true))]);
    let in_turn = changes(&[
        (4, "optimizer", json!("rmsprop")),
        (8, "scale:0:1", json!(2)),
        (8, "shift:1:3", json!(-0.5)),
        (12, "optimizer", json!("sgd")),
        (12, "momentum", json!(0.9)),
        (16, "dropout:0", json!(0.5)),
        (20, "optimizer", json!("adamw")),
        (24, "clip_norm", json!(0.05)),
        (28, "optimizer", json!("adam")),
        (32, "l2", json!(0.1)),
    ]);
    let none = json!({});
    let cases = [
        ("plain", true, json!({}), &none),
        ("plain_without_biases", false, json!({}), &none),
        ("momentum", true, optimizer("sgd", nesterov), &none),
        ("adam", true, optimizer("adam", json!({})), &none),
        ("adam_decay_without_biases", false, decay("adam"), &none),
        ("adamw_around", true, with(with(decay("adamw"), &around), &one_cycle), &none),
        ("rmsprop_scheduled", true, with(decay("rmsprop"), &schedule), &none),
        ("adagrad", true, optimizer("adagrad", json!({ "epsilon": 1e-6 })), &none),
        ("clip_norm_without_biases", false, by_norm.clone(), &none),
        ("biases_rest", true, with(optimizer("adam", json!({})), &by_norm), &toggled),
        ("optimizers", true, optimizer("adagrad", json!({ "epsilon": 1e-6 })), &in_turn),
    ];
    let cases = cases.into_iter();
    cases
        .map(|(name, biases, settings, changes)| {
            (format!("norm_{name}"), normalized(biases, settings, changes))
        })
        .collect()
}

/// Every optimizer with all that there is around it, and changes from each to the next.
pub(crate) fn optimizers_in_turn() -> Case {
    let (_, settings) =
        changed_together().into_iter().find(|(name, _)| name == "optimizers").expect("it");
    let mut document = document(&settings);
    document["title"] = json!("Optimizers in turn");
    case("optimizers", &document, 40)
}

/// The update of γ and β, with AdamW, scheduled, with penalties and clipping, and dropout.
pub(crate) fn norm_around_adamw() -> Case {
    let (name, settings) =
        norms().into_iter().find(|(name, _)| name == "norm_adamw_around").expect("it");
    case(&name, &document(&settings), 10)
}

/// Adam, scheduled, with penalties and clipping.
pub(crate) fn everything_around_adamw() -> Case {
    let (name, settings) =
        around().into_iter().find(|(name, _)| name == "everything_around_adamw").expect("it");
    case(&name, &document(&settings), 10)
}

pub(crate) fn all() -> Vec<Case> {
    let named = optimizers().into_iter().chain(around()).chain(changed());
    let named = named.chain(changed_together()).chain(norms());
    let mut cases: Vec<_> =
        named.map(|(name, settings)| case(&name, &document(&settings), 40)).collect();
    let update = |name: &str, seed, settings: &Value| {
        case(&format!("{name}_{seed}"), &document(settings), 40)
    };
    cases.extend((0..30).map(|seed| update("update", seed, &random(seed))));
    cases.extend((30..40).map(|seed| {
        let settings = normalized(seed % 3 != 0, random(seed), &json!({}));
        update("norm_update", seed, &settings)
    }));
    cases
}
