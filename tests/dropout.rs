//! Dropout: its masks, PyTorch's numbers with a mask that was drawn outside, and what it is not
//! part of.

#![expect(clippy::unreadable_literal, reason = "expected numbers stand as they were printed")]

mod common;

use backstep::lab::{END, Lab, Position, StepSize};
use backstep::nn::{Activation, Loss, Param};
use backstep::step::{Cell, Machine, Op, Values};
use common::{Case, assert_all_close, assert_close, parameters, sample, settings, sgd, shape};
use serde_json::json;

/// Two inputs, three units of tanh with a dropout of 0.4, one linear output; three samples.
fn case() -> Case {
    let mut shape = shape(2, &[(3, Activation::Tanh), (1, Activation::Identity)]);
    shape.layers[0].dropout = 0.4;
    let mut settings = settings(shape, Loss::HalfSquaredError, sgd(0.1), 3);
    settings.dropout_seed = 1;
    Case {
        settings,
        samples: vec![
            sample(&[1.0, 2.0], &[1.0]),
            sample(&[-0.5, 0.25], &[-1.0]),
            sample(&[0.75, -1.5], &[0.5]),
        ],
        parameters: parameters(&[
            (&[&[0.5, -0.25], &[0.75, 0.125], &[-0.5, 1.0]], &[0.1, -0.2, 0.3]),
            (&[&[0.6, -0.4, 0.9]], &[0.05]),
        ]),
    }
}

/// The numbers of the hidden units, sample by sample.
fn hidden(machine: &Machine, cell: fn(usize, usize) -> Cell) -> Vec<f64> {
    let units = |s| (0..3).map(move |unit| (s, unit));
    let samples = 0..machine.batch().len();
    samples
        .flat_map(units)
        .map(|(s, unit)| machine.value_of(cell(0, unit), s).expect("it was computed"))
        .collect()
}

/// What NumPy draws by the formulas of docs/scenario.md: seed 1, iteration 0, layer 0.
const MASK: [f64; 9] = [0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0];

#[test]
fn every_number_is_the_one_pytorch_gets_with_the_same_mask() {
    let mut machine = case().machine();
    machine.finish();
    assert_eq!(hidden(&machine, |layer, unit| Cell::Mask { layer, unit }), MASK);
    assert_close(machine.batch_loss().expect("computed"), 1.4795908793852297, 1e-15);
    let numbers = |cell| hidden(&machine, cell);
    assert_all_close(
        &numbers(|layer, unit| Cell::Dropped { layer, unit }),
        &[
            0.0,
            1.1067279504464151,
            0.0,
            0.0,
            -0.8263688768187909,
            1.1067279504464151,
            1.151782449721551,
            0.0,
            -1.5296957393317834,
        ],
        1e-15,
    );
    // PyTorch's are of the mean loss, a third of ours.
    assert_all_close(
        &numbers(|layer, unit| Cell::GradDropped { layer, unit }),
        &[
            -0.8356147081071397,
            0.5570764720714264,
            -1.2534220621607093,
            1.425961623677574,
            -0.9506410824517161,
            2.138942435516361,
            -0.6813940173394046,
            0.45426267822626976,
            -1.022091026009107,
        ],
        1e-15,
    );
    assert_all_close(
        &numbers(|layer, unit| Cell::GradPreactivation { layer, unit }),
        &[
            0.0,
            0.5190608008892967,
            0.0,
            0.0,
            -1.194894385804323,
            1.9929780367620231,
            -0.5932931640861218,
            0.0,
            -0.2684882200388488,
        ],
        1e-15,
    );
    let gradients: Vec<f64> = common::params(&machine.settings().shape)
        .into_iter()
        .map(|param| machine.value(Cell::MeanGrad(param)).expect("it was computed"))
        .collect();
    assert_all_close(
        &gradients,
        &[
            -0.14832329102153044,
            0.2966465820430609,
            0.37216933126381946,
            0.24646600177583755,
            -0.399285061136716,
            0.3003256130829263,
            -0.19776438802870724,
            -0.22527786163834213,
            0.5748299389077247,
            -0.43600981695377133,
            -1.1684269214507945,
            1.4558206168434324,
            -0.05058172320498344,
        ],
        1e-15,
    );
}

#[test]
fn a_sample_has_its_mask_wherever_it_stands_in_the_batch() {
    let mask_of = |shuffle_seed| {
        let mut case = case();
        (case.settings.shuffle, case.settings.shuffle_seed) = (true, shuffle_seed);
        let mut machine = case.machine();
        machine.advance();
        let rows = hidden(&machine, |layer, unit| Cell::Mask { layer, unit });
        let mut by_sample = [[0.0; 3]; 3];
        for (row, sample) in rows.chunks(3).zip(machine.batch()) {
            by_sample[*sample].copy_from_slice(row);
        }
        (machine.batch().to_vec(), by_sample.concat())
    };
    let drawn: Vec<_> = (0..6).map(mask_of).collect();
    assert!(drawn.iter().any(|(batch, _)| *batch != [0, 1, 2]), "some order is another one");
    assert!(drawn.iter().all(|(_, mask)| mask[..] == MASK));
}

#[test]
fn nothing_of_a_dropped_unit_goes_on_and_nothing_comes_back() {
    let mut machine = case().machine();
    machine.finish();
    // Unit 1 is out for sample 1.
    let unit = 0;
    assert_eq!(machine.value(Cell::Mask { layer: 0, unit }), Some(0.0));
    for param in [
        Param::Weight { layer: 0, unit, input: 1 },
        Param::Bias { layer: 0, unit },
        Param::Weight { layer: 1, unit: 0, input: unit },
    ] {
        assert_eq!(machine.value(Cell::Grad(param)), Some(0.0), "{param:?}");
    }
    let equation = machine.explain(Op::Dropout { layer: 0, unit }).expect("it was done");
    assert_eq!(equation.result, 0.0);
}

fn lab(dropout: f64) -> Lab {
    let mut document = backstep::examples::by_id("circle")
        .and_then(|e| e.scenario().ok())
        .expect("an example")
        .to_value();
    document["network"]["layers"][0]["dropout"] = json!(dropout);
    Lab::from_json(&document.to_string()).expect("valid")
}

#[test]
fn it_is_off_for_testing() {
    // The first losses on record are those of the first parameters, which dropout leaves alone.
    let (with, without) = (lab(0.5), lab(0.0));
    assert_eq!(with.train_loss(), without.train_loss());
    assert_eq!(with.test_loss(), without.test_loss());
    assert_eq!(with.history().evaluations(), without.history().evaluations());
}

#[test]
fn the_loss_over_all_samples_is_on_record_although_a_batch_holds_them_all() {
    let mut document = backstep::examples::by_id("xor")
        .and_then(|e| e.scenario().ok())
        .expect("an example")
        .to_value();
    let evaluations = |document: &serde_json::Value| {
        let mut lab = Lab::from_json(&document.to_string()).expect("valid");
        lab.advance(StepSize::Epoch);
        lab.history().evaluations().len()
    };
    assert_eq!(evaluations(&document), 0, "the batch says the same");
    document["network"]["layers"][0]["dropout"] = json!(0.5);
    assert!(evaluations(&document) > 0, "the batch's loss is that of a part of the network");
}

#[test]
fn a_change_of_the_rate_takes_effect_in_this_iteration_and_goes_with_the_position() {
    let mut lab = lab(0.0);
    lab.seek(Position { iteration: 5, op: END });
    lab.advance(StepSize::Layer);
    lab.advance(StepSize::Layer);
    let before = lab.digest();
    lab.set("dropout:0", &json!(0.3)).expect("a hidden layer");
    assert!(lab.machine().value(Cell::Dropped { layer: 0, unit: 0 }).is_some(), "done again");
    let after = lab.digest();
    assert_ne!(after, before);
    let here = lab.position();
    lab.seek(Position { iteration: 40, op: 3 });
    lab.seek(here);
    assert_eq!(lab.digest(), after);
    let again = Lab::new(lab.scenario()).expect("valid");
    assert_eq!(again.digest(), after);
}

#[test]
fn what_cannot_be_is_refused_and_says_why() {
    let mut lab = lab(0.0);
    let before = lab.digest();
    for (path, value, message) in [
        ("dropout:0", json!(0.96), "must lie between 0 and 0.95, but is 0.96"),
        ("dropout:0", json!(-0.1), "must lie between 0 and 0.95"),
        ("dropout:0", json!("half"), "must be a number"),
        ("dropout:9", json!(0.5), "does not exist"),
        ("dropout:1", json!(0.5), "dropout is for hidden layers"),
    ] {
        let last = lab.settings().shape.last();
        let path = if path == "dropout:1" { format!("dropout:{last}") } else { path.to_owned() };
        let error = lab.set(&path, &value).expect_err(message).to_string();
        assert!(error.contains(message), "{path}: {error}");
    }
    assert_eq!(lab.digest(), before);
}
