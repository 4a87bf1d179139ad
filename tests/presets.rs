//! The experiments that ship solve what they set out to solve.

use backstep::examples;
use backstep::lab::{END, Lab, Position};

/// The run of a preset after `iterations`.
fn trained(id: &str, iterations: u64) -> Lab {
    let example = examples::by_id(id).expect("an example that ships");
    let mut lab = Lab::new(example.scenario().expect("valid")).expect("runs");
    lab.seek(Position { iteration: iterations - 1, op: END });
    assert_eq!(lab.completed_iterations(), iterations);
    lab
}

/// After `iterations` the training loss of the preset lies below `loss`.
fn solves(id: &str, iterations: u64, loss: f64) {
    let reached = trained(id, iterations).train_loss();
    assert!(reached < loss, "{id}: {reached} after {iterations} iterations");
}

#[test]
fn the_program_separates_its_four_samples_in_a_thousand_iterations() {
    let lab = trained("program", 1000);
    let columns = backstep::step::Columns::new(lab.samples());
    let shape = &lab.machine().settings().shape;
    let outputs = backstep::step::predict(shape, lab.machine().parameters(), &columns);
    for (sample, output) in lab.samples().iter().zip(outputs) {
        let miss = (output - sample.target[0]).abs();
        assert!(miss < 0.05, "{:?} -> {output}", sample.input);
    }
    assert!((lab.train_loss() - 0.010_05).abs() < 1e-5, "NumPy: 0.01005");
}

#[test]
fn xor_is_solved() {
    solves("xor", 300, 0.01);
}

#[test]
fn the_circle_is_solved() {
    solves("circle", 2000, 0.05);
}

#[test]
fn exclusive_or_in_the_plane_is_solved() {
    solves("exclusive_or", 500, 0.05);
}

#[test]
fn the_two_clouds_are_solved() {
    solves("gaussian", 600, 0.02);
}

#[test]
fn the_spiral_is_solved() {
    solves("spiral", 3000, 0.02);
}

#[test]
fn the_regressions_come_close() {
    solves("sine", 2000, 0.003);
    solves("plane", 1000, 0.001);
    solves("multi_gaussian", 4000, 0.005);
}
