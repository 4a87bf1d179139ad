//! Going anywhere in a run: every place is reached from the states that are kept, with the bits
//! that the run had there, and what is kept stays bounded.

use std::collections::BTreeMap;

use backstep::examples;
use backstep::lab::{END, Lab, Position, StepSize};
use backstep::math::Random;
use serde_json::json;

fn example(id: &str) -> Lab {
    Lab::new(examples::by_id(id).expect("an example").scenario().expect("a valid scenario"))
        .expect("a valid run")
}

/// A run with shuffled batches, a ragged last one, momentum, and changes on the way.
fn changing_run() -> Lab {
    let mut lab = example("xor");
    for (path, value) in [
        ("set", json!("circle")),
        ("samples", json!(23)),
        ("seed", json!(5)),
        ("batch_size", json!(4)),
        ("shuffle", json!(true)),
        ("momentum", json!(0.5)),
    ] {
        lab.set(path, &value).expect("it can be set");
    }
    lab
}

#[test]
fn any_of_200_random_places_has_the_bits_of_a_run_from_the_start() {
    const ITERATIONS: u64 = 6000;
    let mut random = Random::new(4);
    let mut places: Vec<u64> = (0..200).map(|_| random.below(ITERATIONS as usize) as u64).collect();
    let mut wanted: BTreeMap<u64, String> =
        places.iter().map(|place| (*place, String::new())).collect();

    let mut lab = changing_run();
    for iteration in 0..ITERATIONS {
        match iteration {
            1000 => drop(lab.set("learning_rate", &json!(0.02)).expect("a rate")),
            2500 => drop(lab.set("weight:0:0:1", &json!(0.25)).expect("a weight")),
            4000 => drop(lab.set("batch_size", &json!(7)).expect("a size")),
            _ => {}
        }
        lab.advance(StepSize::Iteration);
        if let Some(trace) = wanted.get_mut(&iteration) {
            *trace = lab.trace().to_string();
        }
    }
    // In an order of their own: forwards and backwards, near and far.
    random.shuffle(&mut places);
    for place in places {
        let target = Position { iteration: place, op: END };
        lab.seek(target);
        assert_eq!(lab.completed_iterations(), place + 1);
        assert_eq!(lab.trace().to_string(), wanted[&place], "after iteration {place}");
        assert_eq!(lab.reached(), ITERATIONS, "what has been run stays on record");
    }
}

#[test]
fn going_forwards_over_what_has_been_run_does_not_run_it_again() {
    let mut lab = example("mazur");
    lab.seek(Position { iteration: 9_999, op: END });
    let end = lab.trace();
    lab.seek(Position::default());
    let target = Position { iteration: 9_999, op: END };
    assert!(lab.distance(target) < 1024, "{} iterations to run", lab.distance(target));
    lab.seek(target);
    assert_eq!(lab.trace(), end);
    // Beyond what has been run, there is nothing to go by.
    assert_eq!(lab.distance(Position { iteration: 10_999, op: END }), 1000);
}

#[test]
fn what_is_kept_is_bounded_and_a_replay_short() {
    let mut lab = example("mazur");
    for thousands in 1..=200_u64 {
        lab.seek(Position { iteration: 1000 * thousands - 1, op: END });
        let (states, bytes) = lab.memory();
        assert!(states <= 4096 && bytes < 8 << 20, "{states} states, {bytes} bytes");
    }
    let most = (0..200_000).step_by(997).map(|iteration| Position { iteration, op: END });
    let longest = most.map(|target| lab.distance(target)).max();
    assert!(longest <= Some(1024), "{longest:?}");
}

#[test]
fn a_change_in_the_past_makes_what_came_after_another_run() {
    let mut lab = example("program");
    lab.seek(Position { iteration: 999, op: END });
    lab.seek(Position { iteration: 400, op: 3 });
    lab.set("learning_rate", &json!(0.5)).expect("a rate");
    assert_eq!(lab.reached(), 400, "what came after is forgotten");
    lab.seek(Position { iteration: 999, op: END });
    let mut other = example("program");
    other.seek(Position { iteration: 400, op: 3 });
    other.set("learning_rate", &json!(0.5)).expect("a rate");
    other.seek(Position { iteration: 999, op: END });
    assert_eq!(lab.trace(), other.trace());
}

/// The run of the document that this run would be saved as.
fn reopened(lab: &Lab) -> Lab {
    Lab::new(lab.scenario()).expect("a valid scenario")
}

#[test]
fn a_change_during_the_update_keeps_the_evaluation_that_the_iteration_began_with() {
    let mut lab = changing_run();
    lab.advance(StepSize::Epoch);
    let start = lab.completed_iterations();
    let update = lab.machine().program().update_start() + 2;
    lab.seek(Position { iteration: start, op: update });
    assert_eq!(lab.history().evaluations().len(), 2, "of the first epoch and of the second");
    lab.set("learning_rate", &json!(0.02)).expect("a rate");
    assert_eq!(lab.history().evaluations().len(), 2);
    lab.advance(StepSize::Iteration);
    assert_eq!(lab.digest(), reopened(&lab).digest());
}

#[test]
fn the_first_number_that_is_not_finite_is_the_same_wherever_one_goes() {
    let mut lab = changing_run();
    lab.seek(Position { iteration: 400, op: 0 });
    for (path, value) in [
        ("activation:0", json!("relu")),
        ("activation:1", json!("identity")),
        ("loss", json!("half_squared_error")),
        ("learning_rate", json!(1000)),
    ] {
        lab.set(path, &value).expect("it can be set");
    }
    lab.seek(Position { iteration: 5000, op: END });
    let first = lab.divergence().expect("a number that is not finite");
    lab.seek(Position { iteration: 300, op: END });
    assert_eq!(lab.divergence(), None, "it lies ahead");
    lab.seek(Position { iteration: 5000, op: END });
    assert_eq!(lab.divergence(), Some(first));
    assert_eq!(reopened(&lab).divergence(), Some(first));
}

#[test]
fn gradients_that_stay_are_the_same_wherever_one_comes_from() {
    let mut lab = example("xor");
    lab.set("mistake", &json!({ "kind": "gradient_not_reset" })).expect("a mistake");
    lab.seek(Position { iteration: 100, op: 0 });
    lab.set("train_biases", &json!(false)).expect("a setting");
    lab.seek(Position { iteration: 3000, op: 0 });
    lab.set("train_biases", &json!(true)).expect("a setting");
    // Before the next state that is kept.
    let target = Position { iteration: 3010, op: END };
    lab.seek(target);
    let digest = lab.digest();
    lab.seek(Position { iteration: 2990, op: END });
    lab.seek(target);
    assert_eq!(lab.digest(), digest);
    assert_eq!(reopened(&lab).digest(), digest);
}

#[test]
fn states_share_samples_that_no_change_was_made_to() {
    let mut lab = changing_run();
    let samples = lab.samples().as_ptr();
    lab.set("learning_rate", &json!(0.02)).expect("a rate");
    assert_eq!(lab.samples().as_ptr(), samples);
    lab.set("input:3:1", &json!(0.0)).expect("a number");
    let changed = lab.samples().as_ptr();
    assert_ne!(changed, samples);
    // -0 is another number than 0.
    lab.set("input:3:1", &json!(-0.0)).expect("a number");
    assert_ne!(lab.samples().as_ptr(), changed);
    assert!(lab.samples()[3].input[1].is_sign_negative());
}
