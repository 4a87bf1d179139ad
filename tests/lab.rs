//! The experiment as a whole: running, going back, changing, saving and opening.

use backstep::examples;
use backstep::lab::{Applied, Lab, Position, Scenario, StepSize};
use serde_json::json;

fn lab(id: &str) -> Lab {
    Lab::new(examples::by_id(id).expect("an example").scenario().expect("a valid scenario"))
        .expect("a valid run")
}

/// Every number of the iteration and every parameter, to the bit.
fn state(lab: &Lab) -> String {
    lab.trace().to_string()
}

#[test]
fn every_example_is_a_scenario_that_runs() {
    for example in examples::ALL {
        let mut lab = lab(example.id);
        lab.advance(StepSize::Iteration);
        assert_eq!(lab.completed_iterations(), 1, "{}", example.id);
        assert!(lab.divergence().is_none(), "{}", example.id);
    }
}

#[test]
fn every_example_survives_its_own_document() {
    for example in examples::ALL {
        let scenario = example.scenario().expect("valid");
        assert_eq!(Scenario::from_json(&scenario.to_json()), Ok(scenario), "{}", example.id);
    }
}

#[test]
fn every_step_size_taken_back_restores_the_bits() {
    for id in ["hand", "program", "circle"] {
        for size in StepSize::ALL {
            let mut lab = lab(id);
            let mut states = vec![state(&lab)];
            for _ in 0..4 {
                lab.advance(size);
                states.push(state(&lab));
            }
            for expected in states.iter().rev().skip(1) {
                lab.rewind(size);
                assert_eq!(&state(&lab), expected, "{id}, {size:?}");
            }
        }
    }
}

#[test]
fn a_learning_rate_changed_mid_run_comes_and_goes_with_the_position() {
    let mut lab = lab("mazur");
    lab.advance(StepSize::Iteration);
    lab.advance(StepSize::Iteration);
    assert_eq!(lab.set("learning_rate", &json!(5)), Ok(Applied::Live));
    assert_eq!(lab.settings().optimizer.learning_rate(), 5.0, "the control shows it at once");
    lab.advance(StepSize::Iteration);
    let after = state(&lab);
    assert_eq!(lab.machine().settings().optimizer.learning_rate(), 5.0);

    lab.rewind(StepSize::Iteration);
    lab.rewind(StepSize::Iteration);
    assert_eq!(lab.settings().optimizer.learning_rate(), 0.5);
    lab.advance(StepSize::Iteration);
    lab.advance(StepSize::Iteration);
    assert_eq!(state(&lab), after);
}

#[test]
fn a_weight_typed_in_the_middle_is_used_in_what_was_computed() {
    let mut lab = lab("hand");
    lab.advance(StepSize::Pass);
    let before = lab.position();
    lab.set("weight:0:0:0", &json!(2.5)).expect("a weight");
    assert_eq!(lab.position(), before);
    assert_eq!(lab.trace()["layers"][0]["preactivation"][0], json!(2.5));
    assert_eq!(lab.trace()["layers"][1]["activation"][0], json!(0.9));
}

#[test]
fn a_weight_typed_after_the_update_begins_the_next_iteration() {
    let mut lab = lab("hand");
    lab.advance(StepSize::Iteration);
    lab.set("weight:0:0:0", &json!(2.5)).expect("a weight");
    assert_eq!(lab.position(), Position { iteration: 1, op: 0 });
    assert_eq!(lab.trace()["layers"][0]["weight"][0][0], json!(2.5));
    lab.rewind(StepSize::Op);
    assert_eq!(lab.position(), Position { iteration: 0, op: lab.machine().program().len() });
    lab.advance(StepSize::Op);
    assert_eq!(lab.trace()["layers"][0]["weight"][0][0], json!(2.5));
}

#[test]
fn divergence_is_found_where_it_begins_and_left_again() {
    let mut lab = lab("plane");
    lab.set("activation:0", &json!("relu")).expect("relu");
    lab.set("learning_rate", &json!(1000)).expect("a rate");
    for _ in 0..200 {
        lab.advance(StepSize::Iteration);
        if lab.divergence().is_some() {
            break;
        }
    }
    let divergence = lab.divergence().expect("a rate of 1000 diverges");
    assert!(!divergence.value.is_finite());
    assert_eq!(lab.position(), divergence.position);
    let finite = lab.last_finite().expect("a place before");
    lab.seek(finite);
    assert!(lab.divergence().is_none());
    assert!(lab.machine().parameters().is_finite());
}
