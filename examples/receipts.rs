//! Writes receipts of the page's examples and of random experiments into a folder, for a program
//! that is not this one to verify: `cargo run --example receipts -- FOLDER`. What the verifier
//! says of them is tested in `tests/receipts.test.mjs`.
//!
//! For each experiment there are `NAME.json`, the receipt of one iteration, and `NAME.jsonl`, the
//! chain of the first ones; for an example that cannot be a receipt, `NAME.txt` says why. Receipts
//! of runs with a planted mistake are in the folder `mistakes`.

use std::error::Error;
use std::fs;
use std::path::Path;

use backstep::examples;
use backstep::lab::{Lab, LineKind, Lines, Scenario, StepSize};
use backstep::math::Random;
use backstep::step::Mistake;
use serde_json::{Value, json};

/// Iterations of a chain.
const STEPS: u64 = 12;
/// Random experiments.
const RANDOM: u64 = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name the folder to write to")?;
    let folder = Path::new(&folder);
    let mistakes = folder.join("mistakes");
    fs::create_dir_all(&mistakes)?;
    for example in examples::ALL {
        let lab = Lab::new(example.scenario()?)?;
        if let Err(reasons) = lab.receipt() {
            fs::write(folder.join(format!("{}.txt", example.id)), reasons.to_string())?;
        } else {
            write(folder, example.id, &lab)?;
        }
    }
    for seed in 0..RANDOM {
        let mut lab = Lab::new(Scenario::from_value(&random(seed))?)?;
        write(folder, &format!("random-{seed:02}"), &lab)?;
        // The learning rate and a sample may change on the way.
        lab.advance(StepSize::Iteration);
        lab.advance(StepSize::Iteration);
        lab.set("learning_rate", &json!(0.01))?;
        lab.set("input:0:0", &json!(0.25))?;
        write(folder, &format!("random-{seed:02}-changed"), &lab)?;
    }
    for mistake in Mistake::ALL {
        for seed in 0..RANDOM {
            let mut scenario = random(seed);
            scenario["mistake"] = json!({ "kind": mistake.name() });
            let lab = Lab::new(Scenario::from_value(&scenario)?)?;
            write_chain(&mistakes, &format!("{}-{seed:02}", mistake.name()), &lab)?;
        }
    }
    Ok(())
}

fn write(folder: &Path, name: &str, lab: &Lab) -> Result<(), Box<dyn Error>> {
    fs::write(folder.join(format!("{name}.json")), lab.receipt_text()?)?;
    write_chain(folder, name, lab)
}

fn write_chain(folder: &Path, name: &str, lab: &Lab) -> Result<(), Box<dyn Error>> {
    let mut lines = Lines::new(lab, LineKind::Receipts, STEPS);
    while lines.advance()? {}
    fs::write(folder.join(format!("{name}.jsonl")), lines.text())?;
    Ok(())
}

/// An experiment that can be a receipt: one hidden layer, one sample a batch, and of all else
/// whatever the seed says.
fn random(seed: u64) -> Value {
    let random = &mut Random::new(seed);
    let inputs = 1 + random.below(4);
    let outputs = 1 + random.below(4);
    let hidden = ["identity", "sigmoid", "relu"][random.below(3)];
    let softmax = outputs > 1 && random.below(3) == 0;
    let output = if softmax { "softmax" } else { ["identity", "sigmoid", "relu"][random.below(3)] };
    let momentum = [0.0, 0.5, 0.9][random.below(3)];
    let samples = 1 + random.below(3);
    let mut train = Vec::new();
    for _ in 0..samples {
        let input: Vec<f64> = (0..inputs).map(|_| random.between(-2.0, 2.0)).collect();
        let right = random.below(outputs);
        let target: Vec<f64> =
            (0..outputs)
                .map(|j| {
                    if softmax {
                        f64::from(u8::from(j == right))
                    } else {
                        random.between(-1.0, 1.0)
                    }
                })
                .collect();
        train.push(json!({ "input": input, "target": target }));
    }
    json!({
        "format": "backstep-scenario", "version": 1,
        "data": { "train": train },
        "network": {
            "inputs": inputs,
            "layers": [
                { "units": 1 + random.below(6), "activation": hidden },
                { "units": outputs, "activation": output },
            ],
            "initializer": "xavier_normal", "seed": seed, "train_biases": random.below(4) > 0,
        },
        "loss": if softmax { "cross_entropy" } else { "half_squared_error" },
        "optimizer": {
            "kind": "sgd",
            "learning_rate": random.between(0.001, 0.05),
            "momentum": momentum,
            "nesterov": momentum > 0.0 && random.below(2) == 0,
        },
        "batch": { "size": 1, "shuffle": random.below(2) == 0, "seed": seed },
    })
}
