//! Batch normalization: PyTorch's `BatchNorm1d`, number by number, and what a batch needs for it.

#![expect(clippy::unreadable_literal, reason = "expected numbers stand as they were printed")]

mod common;

use backstep::lab::{Applied, GradientCheck, Lab, Scope, StepSize, Verdict};
use backstep::nn::{Activation, Loss, Param};
use backstep::step::{Cell, Machine, Values, predict};
use common::{Case, assert_all_close, assert_close, parameters, sample, settings, sgd, shape};
use serde_json::{Value, json};

/// Two inputs, three normalized units of tanh, one linear output; four samples.
fn case() -> Case {
    let mut shape = shape(2, &[(3, Activation::Tanh), (1, Activation::Identity)]);
    shape.layers[0].batch_norm = true;
    let mut parameters = parameters(&[
        (&[&[0.5, -0.25], &[0.75, 0.125], &[-0.5, 1.0]], &[0.1, -0.2, 0.3]),
        (&[&[0.6, -0.4, 0.9]], &[0.05]),
    ]);
    parameters.layers[0].scale = vec![1.5, -0.5, 0.75];
    parameters.layers[0].shift = vec![0.25, -0.125, 0.5];
    Case {
        settings: settings(shape, Loss::HalfSquaredError, sgd(0.1), 4),
        samples: vec![
            sample(&[1.0, 2.0], &[1.0]),
            sample(&[-0.5, 0.25], &[-1.0]),
            sample(&[0.75, -1.5], &[0.5]),
            sample(&[2.0, 0.5], &[0.0]),
        ],
        parameters,
    }
}

/// The numbers of the hidden units, sample by sample.
fn hidden(machine: &Machine, cell: fn(usize, usize) -> Cell) -> Vec<f64> {
    let units = |s| (0..3).map(move |unit| (s, unit));
    (0..4)
        .flat_map(units)
        .map(|(s, unit)| machine.value_of(cell(0, unit), s).expect("it was computed"))
        .collect()
}

#[test]
fn every_number_of_an_iteration_is_pytorchs() {
    let mut machine = case().machine();
    machine.finish();
    assert_close(machine.batch_loss().expect("computed"), 0.29374045178384056, 1e-15);
    let unit = |cell: fn(usize, usize) -> Cell| -> Vec<f64> {
        (0..3).map(|unit| machine.value(cell(0, unit)).expect("it was computed")).collect()
    };
    let mean = unit(|layer, unit| Cell::BatchMean { layer, unit });
    assert_all_close(&mean, &[0.428125, 0.4484375, 0.20625], 1e-15);
    let variance = unit(|layer, unit| Cell::BatchVariance { layer, unit });
    assert_all_close(&variance, &[0.248779296875, 0.50457763671875, 1.5576171874999998], 1e-15);
    assert_all_close(
        &hidden(&machine, |layer, unit| Cell::Scaled { layer, unit }),
        &[
            -0.7367672642578846,
            -0.3724595653618072,
            1.457744577276425,
            -1.6765456111701558,
            0.5733858844655447,
            0.8568068032990603,
            1.5187007683315659,
            0.06746855083696117,
            -0.5704204098971809,
            1.8946121070964743,
            -0.7683948699406986,
            0.2558690293216956,
        ],
        1e-15,
    );
    // PyTorch's are of the mean loss, a quarter of ours.
    assert_all_close(
        &hidden(&machine, |layer, unit| Cell::GradScaled { layer, unit }),
        &[
            -0.1369893997658271,
            0.1314509341918684,
            -0.06605448057867983,
            0.07119954711099859,
            -0.2659694974054685,
            0.4231790009056165,
            -0.04150042849890786,
            0.1576672586687694,
            -0.26160540715165503,
            0.05746374699683936,
            -0.25807288684147117,
            0.9340265842448541,
        ],
        1e-15,
    );
    assert_all_close(
        &hidden(&machine, |layer, unit| Cell::GradPreactivation { layer, unit }),
        &[
            -0.3613630497099693,
            -0.1300534834184446,
            -0.23011118456164065,
            0.27723895167626805,
            0.13511158186099922,
            0.08631488041166217,
            -0.10424151068582693,
            -0.1552849976357765,
            -0.27193337149021485,
            0.18836560871952823,
            0.1502268991932219,
            0.4157296756401935,
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
            -0.05035811028085427,
            -0.10071782277809177,
            -0.0034048060473331893,
            0.02042796866965907,
            0.08856017447381352,
            0.044280311508763326,
            // A bias before normalization does nothing.
            0.0,
            0.0,
            0.0,
            0.006643571457122486,
            0.010944686736447216,
            0.04657759215364592,
            -0.012456633539224255,
            -0.058731047846575464,
            0.2573864243550339,
            0.02186252802440236,
            -0.03435500296419869,
            0.19372239284195147,
            0.31087056232153343,
        ],
        1e-15,
    );
}

#[test]
fn three_iterations_and_the_test_after_them_are_pytorchs() {
    let case = case();
    let mut machine = case.machine();
    for loss in [0.29374045178384056, 0.2720096597492484, 0.25477214910463397] {
        machine.next_iteration();
        machine.finish();
        assert_close(machine.batch_loss().expect("computed"), loss, 1e-15);
    }
    let running = machine.running();
    let mean = [0.11821553896887002, 0.12142101161620074, 0.05346346025340175];
    assert_all_close(&running.mean[0], &mean, 1e-15);
    let variance = [0.8180330523325836, 0.9109636892007091, 1.288424016326727];
    assert_all_close(&running.variance[0], &variance, 1e-15);
    let linear = &machine.parameters().layers[0];
    assert_all_close(
        &linear.scale,
        &[1.4975885312034343, -0.5028133975552275, 0.7350392660755912],
        1e-15,
    );
    assert_all_close(
        &linear.shift,
        &[0.25714371850721734, -0.11184261116482697, 0.43059184554922136],
        1e-15,
    );
    // As `model.eval()`: with the running statistics.
    let columns = backstep::step::Columns::new(&case.samples);
    let outputs = predict(&case.settings.shape, &machine.tested(), &columns);
    let expected =
        [1.1238920937964196, 0.3267154041944686, 0.08544528854661829, 0.9767916119376959];
    assert_all_close(&outputs, &expected, 1e-14);
}

fn document(samples: usize, size: &Value) -> Value {
    let train: Vec<_> = (0..samples)
        .map(|s| json!({ "input": [s as f64 / 2.0, (s * s % 5) as f64 - 2.0], "target": [s % 3 % 2] }))
        .collect();
    json!({
        "format": "backstep-scenario", "version": 1,
        "data": { "train": train },
        "network": { "inputs": 2, "seed": 3, "layers": [
            { "units": 3, "activation": "tanh" }, { "units": 1, "activation": "sigmoid" },
        ] },
        "loss": "binary_cross_entropy",
        "optimizer": { "kind": "sgd", "learning_rate": 0.1 },
        "batch": { "size": size },
    })
}

fn lab(samples: usize, size: impl Into<Value>) -> Lab {
    Lab::from_json(&document(samples, &size.into()).to_string()).expect("valid")
}

#[test]
fn it_is_turned_on_and_off_by_starting_anew_with_the_same_weights() {
    let mut lab = lab(6, Value::Null);
    let weights = lab.machine().parameters().clone();
    lab.advance(StepSize::Iteration);
    assert_eq!(lab.set("batch_norm:0", &json!(true)).expect("a hidden layer"), Applied::Restarted);
    let parameters = lab.machine().parameters();
    assert_eq!(parameters.layers[0].weight, weights.layers[0].weight);
    assert_eq!(parameters.layers[0].scale, [1.0; 3]);
    assert_eq!(parameters.layers[0].shift, [0.0; 3]);
    lab.set("scale:0:1", &json!(0.5)).expect("a parameter like the others");
    assert_eq!(lab.machine().value(Cell::Param(Param::Scale { layer: 0, unit: 1 })), Some(0.5));
    assert_eq!(lab.set("batch_norm:0", &json!(false)).expect("off again"), Applied::Restarted);
    assert_eq!(lab.machine().parameters(), &weights);
}

#[test]
fn what_cannot_be_is_refused_and_says_why() {
    let alone = "needs at least two samples in every batch";
    for (samples, size, path, value, message) in [
        (1, json!(null), "batch_norm:0", json!(true), alone),
        (5, json!(1), "batch_norm:0", json!(true), alone),
        (
            5,
            json!(2),
            "batch_norm:0",
            json!(true),
            "a batch size of 2 with 5 in all leaves one alone",
        ),
        (6, json!(2), "batch_norm:1", json!(true), "batch normalization is for hidden layers"),
        (6, json!(2), "batch_norm:7", json!(true), "does not exist"),
        (6, json!(2), "batch_norm:0", json!(1), "must be true or false"),
        (6, json!(2), "scale:0:0", json!(1), "does not exist"),
    ] {
        let mut lab = lab(samples, size);
        let before = lab.digest();
        let error = lab.set(path, &value).expect_err(message).to_string();
        assert!(error.contains(message), "{path}: {error}");
        assert_eq!(lab.digest(), before);
    }
    let mut lab = lab(6, json!(3));
    lab.set("batch_norm:0", &json!(true)).expect("three and three");
    for size in [1, 5] {
        let error = lab.set("batch_size", &json!(size)).expect_err("one is left").to_string();
        assert!(error.contains(alone), "{error}");
    }
    lab.set("batch_size", &json!(4)).expect("four and two");
    let mut given = document(6, &json!(3));
    given["network"]["layers"][0]["scale"] = json!([1, 1, 1]);
    let error = Lab::from_json(&given.to_string()).expect_err("no normalization").to_string();
    assert!(error.starts_with("network.layers[0].scale: belongs to batch norm"), "{error}");
}

#[test]
fn the_gradient_check_clears_it_for_the_batch_whatever_is_asked_for() {
    let mut lab = lab(7, json!(4));
    lab.set("batch_norm:0", &json!(true)).expect("four and three");
    for iteration in 0..3 {
        for scope in [Scope::Batch, Scope::Sample] {
            let check = GradientCheck::new(&lab, scope).expect("something to check");
            let params = check.params();
            assert_eq!(params.len(), 2 * 3 + 3 + 3 + 3 + 3 + 1);
            for (place, param) in params.into_iter().enumerate() {
                assert_eq!(check.place(param), Some(place));
                let checked = check.check(param, 1e-5);
                let is_bias = matches!(param, Param::Bias { layer: 0, .. });
                // Of a gradient that is 0 but for rounding no difference can tell much.
                let right = checked.verdict == Verdict::Agrees
                    || is_bias && checked.verdict == Verdict::Unclear;
                assert!(right, "{iteration}, {param:?}: {checked:?}");
            }
        }
        lab.advance(StepSize::Iteration);
    }
}

#[test]
fn running_statistics_come_and_go_with_the_position() {
    let mut lab = lab(6, json!(3));
    lab.set("batch_norm:0", &json!(true)).expect("three and three");
    let start = lab.machine().running().clone();
    lab.advance(StepSize::Pass);
    assert_ne!(lab.machine().running(), &start, "they change in the forward pass");
    lab.rewind(StepSize::Pass);
    assert_eq!(lab.machine().running(), &start);
    lab.advance(StepSize::Epoch);
    let digest = lab.digest();
    lab.advance(StepSize::Epoch);
    lab.rewind(StepSize::Epoch);
    assert_eq!(lab.digest(), digest);
    // A change that is made within an iteration begins it again.
    lab.advance(StepSize::Pass);
    let running = lab.machine().running().clone();
    lab.set("learning_rate", &json!(0.2)).expect("valid");
    assert_eq!(lab.machine().running(), &running, "counted once");
}
