//! A long run: does its memory stay flat, and how long does it take to go anywhere in it?
//!
//! `cargo run --release --example soak -- 10000000` trains a 2-4-2-1 network on 250 points, batch
//! 10, that many iterations, says every tenth what the process and the run take, and then goes to
//! 200 random places, each compared bit for bit with what the run had there on its way.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;

use backstep::lab::{END, Lab, Position, StepSize};
use backstep::math::Random;

const PLACES: usize = 200;

const SCENARIO: &str = r#"{
    "format": "backstep-scenario", "version": 1,
    "data": { "set": "circle", "samples": 250, "noise": 0.1, "test_fraction": 0, "seed": 1 },
    "network": { "inputs": 2, "seed": 1, "layers": [
        { "units": 4, "activation": "tanh" },
        { "units": 2, "activation": "tanh" },
        { "units": 1, "activation": "tanh" }
    ] },
    "loss": "half_squared_error",
    "optimizer": { "kind": "sgd", "learning_rate": 0.03 },
    "batch": { "size": 10, "shuffle": true, "seed": 1 }
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let iterations: u64 = std::env::args().nth(1).map_or(Ok(10_000_000), |text| text.parse())?;
    let mut random = Random::new(7);
    let mut places: Vec<u64> =
        (0..PLACES).map(|_| (random.uniform() * iterations as f64) as u64).collect();
    let mut wanted: BTreeMap<u64, Vec<u64>> =
        places.iter().map(|place| (*place, Vec::new())).collect();

    let mut lab = Lab::from_json(SCENARIO)?;
    let start = Instant::now();
    for iteration in 0..iterations {
        lab.advance(StepSize::Iteration);
        if let Some(bits) = wanted.get_mut(&iteration) {
            *bits = parameter_bits(&lab);
        }
        if (iteration + 1).is_multiple_of((iterations / 10).max(1)) {
            let (states, bytes) = lab.memory();
            println!(
                "{:>9} iterations, {:>6.0}/ms, process {} kB, run {} kB in {states} states",
                iteration + 1,
                (iteration + 1) as f64 / start.elapsed().as_millis().max(1) as f64,
                resident_kb().map_or_else(|| "?".to_owned(), |kb| kb.to_string()),
                bytes / 1000,
            );
        }
    }

    random.shuffle(&mut places);
    let mut millis = Vec::with_capacity(PLACES);
    for place in places {
        let begun = Instant::now();
        lab.seek(Position { iteration: place, op: END });
        millis.push(begun.elapsed().as_secs_f64() * 1e3);
        if parameter_bits(&lab) != wanted[&place] {
            return Err(format!("other bits after iteration {place}").into());
        }
    }
    millis.sort_by(f64::total_cmp);
    println!(
        "{PLACES} random places, bit for bit: median {:.3} ms, 99th percentile {:.3} ms, longest {:.3} ms",
        millis[PLACES / 2],
        millis[PLACES * 99 / 100],
        millis[PLACES - 1],
    );
    Ok(())
}

fn parameter_bits(lab: &Lab) -> Vec<u64> {
    lab.machine().parameters().iter().map(f64::to_bits).collect()
}

/// What the process takes of the memory; known on Linux alone.
fn resident_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
