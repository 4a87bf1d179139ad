//! Examples whose numbers are published or can be checked by hand, figure by figure.

#![expect(clippy::unreadable_literal, reason = "expected numbers stand as they were printed")]

mod common;

use backstep::nn::{Activation, Initializer, Loss, Param};
use backstep::step::{Cell, Columns, Machine, Values, evaluate, predict};
use common::{
    Case, assert_all_close, assert_close, parameters, params, sample, settings, sgd, shape,
};

/// The numbers of `count` units or outputs, in order.
#[track_caller]
fn read(machine: &Machine, count: usize, cell: impl Fn(usize) -> Cell) -> Vec<f64> {
    (0..count)
        .map(|unit| machine.value(cell(unit)).expect("the iteration has come this far"))
        .collect()
}

/// Every weight and bias of a layer through `cell`, weights row by row, then biases.
#[track_caller]
fn read_layer(machine: &Machine, layer: usize, cell: fn(Param) -> Cell) -> Vec<f64> {
    params(&machine.settings().shape)
        .into_iter()
        .filter(|param| param.layer() == layer)
        .map(|param| machine.value(cell(param)).expect("the iteration has come this far"))
        .collect()
}

fn iterations(case: &Case, count: u64) -> Machine {
    let mut machine = case.machine_at(count - 1);
    machine.finish();
    machine
}

/// The hand example of the article that Backstep grew from, with the weights that give the
/// outputs it states without weights: 0.5 and 0.8.
fn hand() -> Case {
    let shape = shape(2, &[(3, Activation::Relu), (2, Activation::Relu)]);
    Case {
        settings: settings(shape, Loss::CrossEntropy, sgd(0.1), 1),
        samples: vec![sample(&[1.0, 2.0], &[0.0, 1.0])],
        parameters: parameters(&[
            (&[&[0.5, 0.0], &[0.0, 0.25], &[-0.5, 0.5]], &[0.0; 3]),
            (&[&[0.2, 0.3, 0.5], &[0.4, 0.4, 0.8]], &[0.0; 2]),
        ]),
    }
}

/// Worked out by hand: with every slope 1, δ² = (0, -1.25), δ¹ = -1.25 (0.4, 0.4, 0.8), and each
/// gradient is a δ times what came in.
#[test]
fn the_hand_example_comes_out_as_by_hand() {
    let machine = iterations(&hand(), 1);
    let close = |found: &[f64], expected: &[f64]| assert_all_close(found, expected, 1e-15);

    close(&read(&machine, 3, |unit| Cell::Preactivation { layer: 0, unit }), &[0.5; 3]);
    close(&read(&machine, 3, |unit| Cell::Activation { layer: 0, unit }), &[0.5; 3]);
    close(&read(&machine, 2, |unit| Cell::Preactivation { layer: 1, unit }), &[0.5, 0.8]);
    close(&read(&machine, 2, |unit| Cell::Activation { layer: 1, unit }), &[0.5, 0.8]);
    // -ln 0.8
    close(&read(&machine, 1, |_| Cell::SampleLoss), &[0.22314355131420976]);
    close(&read(&machine, 2, |unit| Cell::GradActivation { layer: 1, unit }), &[0.0, -1.25]);
    close(&read(&machine, 2, |unit| Cell::GradPreactivation { layer: 1, unit }), &[0.0, -1.25]);
    let handed_down = [-0.5, -0.5, -1.0];
    close(&read(&machine, 3, |unit| Cell::GradActivation { layer: 0, unit }), &handed_down);
    close(&read(&machine, 3, |unit| Cell::GradPreactivation { layer: 0, unit }), &handed_down);
    close(
        &read_layer(&machine, 1, Cell::Grad),
        &[0.0, 0.0, 0.0, -0.625, -0.625, -0.625, 0.0, -1.25],
    );
    close(
        &read_layer(&machine, 0, Cell::Grad),
        &[-0.5, -1.0, -0.5, -1.0, -1.0, -2.0, -0.5, -0.5, -1.0],
    );
    close(
        &read_layer(&machine, 1, Cell::Param),
        &[0.2, 0.3, 0.5, 0.4625, 0.4625, 0.8625, 0.0, 0.125],
    );
    close(
        &read_layer(&machine, 0, Cell::Param),
        &[0.55, 0.1, 0.05, 0.35, -0.4, 0.7, 0.05, 0.05, 0.1],
    );
}

/// M. Mazur, A Step by Step Backpropagation Example, 2015.
fn mazur(train_biases: bool) -> Case {
    let shape = shape(2, &[(2, Activation::Sigmoid), (2, Activation::Sigmoid)]);
    let mut settings = settings(shape, Loss::HalfSquaredError, sgd(0.5), 1);
    settings.train_biases = train_biases;
    Case {
        settings,
        samples: vec![sample(&[0.05, 0.1], &[0.01, 0.99])],
        parameters: parameters(&[
            (&[&[0.15, 0.2], &[0.25, 0.3]], &[0.35, 0.35]),
            (&[&[0.4, 0.45], &[0.5, 0.55]], &[0.6, 0.6]),
        ]),
    }
}

/// Everything that Mazur computes before the update, recomputed in float64 with NumPy.
#[test]
fn mazurs_first_iteration_agrees_with_numpy() {
    let machine = iterations(&mazur(false), 1);
    let close = |found: &[f64], expected: &[f64]| assert_all_close(found, expected, 1e-12);
    let weights = |layer| -> Vec<f64> {
        params(&machine.settings().shape)
            .into_iter()
            .filter(|param| param.layer() == layer && matches!(param, Param::Weight { .. }))
            .map(|param| machine.value(Cell::Grad(param)).expect("it was computed"))
            .collect()
    };

    let z1 = [0.3775, 0.39249999999999996];
    let h = [0.5932699921071872, 0.596884378259767];
    let z2 = [1.10590596705977, 1.2249214040964653];
    let o = [0.7513650695523157, 0.7729284653214625];
    close(&read(&machine, 2, |unit| Cell::Preactivation { layer: 0, unit }), &z1);
    close(&read(&machine, 2, |unit| Cell::Activation { layer: 0, unit }), &h);
    close(&read(&machine, 2, |unit| Cell::Preactivation { layer: 1, unit }), &z2);
    close(&read(&machine, 2, |unit| Cell::Activation { layer: 1, unit }), &o);
    close(&read(&machine, 1, |_| Cell::SampleLoss), &[0.2983711087600027]);
    let d2 = [0.13849856162855695, -0.038098236516556236];
    let d1 = [0.00877135468948693, 0.009954254705217196];
    close(&read(&machine, 2, |unit| Cell::GradPreactivation { layer: 1, unit }), &d2);
    close(&read(&machine, 2, |unit| Cell::GradPreactivation { layer: 0, unit }), &d1);
    close(
        &weights(1),
        &[0.08216704056423077, 0.08266762784753325, -0.02260254047747507, -0.022740242215978222],
    );
    close(
        &weights(0),
        &[
            0.0004385677344743465,
            0.000877135468948693,
            0.0004977127352608599,
            0.0009954254705217198,
        ],
    );
    for param in params(&machine.settings().shape) {
        let is_trained = matches!(param, Param::Weight { .. });
        assert_eq!(machine.value(Cell::Grad(param)).is_some(), is_trained);
    }
}

/// His loss after one update, 0.291027924, is what comes out when the output layer's new weights
/// are used in the same backward pass. The loss with the weights he prints himself is another.
#[test]
fn mazurs_loss_after_the_update_comes_from_a_known_mistake() {
    let machine = iterations(&mazur(false), 1);
    let loss = outcome(&machine).1;
    assert_close(loss, 0.29102777369359933, 1e-12);
    assert!((loss - 0.291027924).abs() > 1e-7);

    // The mistake: δ of the output layer handed down through its new weights.
    let mut mistaken = machine.clone();
    while mistaken.rewind().is_some() {}
    let before = mistaken.parameters().clone();
    let mut parameters = machine.parameters().clone();
    for unit in 0..2 {
        let a = machine.value(Cell::Activation { layer: 0, unit }).expect("it was computed");
        let arriving: f64 = (0..2)
            .map(|above| {
                let delta = Cell::GradPreactivation { layer: 1, unit: above };
                let weight = Param::Weight { layer: 1, unit: above, input: unit };
                machine.value(delta).expect("it was computed") * parameters.get(weight)
            })
            .sum();
        for (input, x) in [0.05, 0.1].into_iter().enumerate() {
            let weight = Param::Weight { layer: 0, unit, input };
            *parameters.get_mut(weight) = before.get(weight) - 0.5 * arriving * a * (1.0 - a) * x;
        }
    }
    let columns = Columns::new(machine.samples());
    let shape = &machine.settings().shape;
    let loss = evaluate(shape, &parameters, Loss::HalfSquaredError, &columns).expect("a sample");
    assert_close(loss, 0.29102792390544197, 1e-12);
    assert!((loss - 0.291027924).abs() < 0.5e-9);
}

/// What the network says with the parameters as they are now, and its loss.
fn outcome(machine: &Machine) -> (Vec<f64>, f64) {
    let (settings, columns) = (machine.settings(), Columns::new(machine.samples()));
    let outputs = predict(&settings.shape, machine.parameters(), &columns);
    let loss = evaluate(&settings.shape, machine.parameters(), settings.loss, &columns);
    (outputs, loss.expect("there are samples"))
}

#[track_caller]
fn assert_mazur_after(
    count: u64,
    train_biases: bool,
    layers: [[f64; 6]; 2],
    outputs: [f64; 2],
    loss: f64,
) {
    let machine = iterations(&mazur(train_biases), count);
    for (layer, expected) in layers.iter().enumerate() {
        assert_all_close(&read_layer(&machine, layer, Cell::Param), expected, 1e-12);
    }
    let found = outcome(&machine);
    assert_all_close(&found.0, &outputs, 1e-12);
    assert!((found.1 - loss).abs() < 1e-12 * loss.max(1e-3), "{} is not {loss}", found.1);
}

// Recomputed in float64 with NumPy: weights row by row, then biases; outputs; loss.

#[test]
fn mazur_after_one_iteration_with_biases_fixed() {
    assert_mazur_after(
        1,
        false,
        [
            [
                0.1497807161327628,
                0.19956143226552567,
                0.24975114363236958,
                0.29950228726473915,
                0.35,
                0.35,
            ],
            [
                0.35891647971788465,
                0.4086661860762334,
                0.5113012702387375,
                0.5613701211079891,
                0.6,
                0.6,
            ],
        ],
        [0.7420881111907824, 0.7752849682944595],
        0.29102777369359933,
    );
}

#[test]
fn mazur_after_ten_thousand_iterations_with_biases_fixed() {
    assert_mazur_after(
        10_000,
        false,
        [
            [
                0.3785099883501318,
                0.6570199767002626,
                0.47730070568478583,
                0.754601411369569,
                0.35,
                0.35,
            ],
            [
                -3.8929771988657236,
                -3.868416687703616,
                2.861810948620059,
                2.9256889667716157,
                0.6,
                0.6,
            ],
        ],
        [0.01591362044355068, 0.9840642735146238],
        3.510187782978859e-05,
    );
}

#[test]
fn mazur_after_one_iteration_with_biases_trained() {
    assert_mazur_after(
        1,
        true,
        [
            [
                0.1497807161327628,
                0.19956143226552567,
                0.24975114363236958,
                0.29950228726473915,
                0.3456143226552565,
                0.3450228726473914,
            ],
            [
                0.35891647971788465,
                0.4086661860762334,
                0.5113012702387375,
                0.5613701211079891,
                0.5307507191857215,
                0.6190491182582781,
            ],
        ],
        [0.7284417622337656, 0.7783769203009705],
        0.28047144679143016,
    );
}

#[test]
fn mazur_after_ten_thousand_iterations_with_biases_trained() {
    assert_mazur_after(
        10_000,
        true,
        [
            [
                0.18247629859909445,
                0.2649525971981903,
                0.2817499976086276,
                0.36349999521725185,
                0.9995259719818812,
                0.9849999521725323,
            ],
            [
                -1.450012594107061,
                -1.403312449216215,
                1.5220676561032973,
                1.5729703483198136,
                -2.34058821745986,
                2.1662804505854516,
            ],
        ],
        [0.011587527390870093, 0.9884589350256716],
        2.4475622359322627e-06,
    );
}

/// The article's program, put right: sigmoid output, mean over the samples, bias gradients
/// summed over them. Of the initializers' seeds this one begins below chance and keeps two of
/// the three ReLUs alive; the first is dead from the start.
fn program() -> Case {
    let shape = shape(2, &[(3, Activation::Relu), (1, Activation::Sigmoid)]);
    let parameters = Initializer::KaimingUniform.parameters(&shape, 0);
    Case {
        settings: settings(shape, Loss::BinaryCrossEntropy, sgd(0.1), 4),
        samples: vec![
            sample(&[1.0, 2.0], &[0.0]),
            sample(&[2.0, 3.0], &[0.0]),
            sample(&[3.0, 4.0], &[1.0]),
            sample(&[4.0, 5.0], &[1.0]),
        ],
        parameters,
    }
}

/// Seeds are part of links: what they stand for must never change.
#[test]
fn the_programs_first_weights_stay_the_same_for_ever() {
    let weights: Vec<_> = program().parameters.iter().collect();
    let expected = [
        -0.9795435062451796,
        -0.43147241237609313,
        1.109313225946185,
        0.24363787112081248,
        0.5355578956593159,
        1.6856006527469685,
        0.0,
        0.0,
        0.0,
        -1.1461746331314067,
        1.3358508022799687,
        -0.6481551388224944,
        0.0,
    ];
    assert_eq!(weights, expected);
}

/// The loss at every hundredth of 1000 iterations, from the program in NumPy (tests/oracle.py).
#[test]
fn the_program_agrees_with_numpy() {
    let expected = [
        0.5329635274173966,
        0.17327462362076324,
        0.08916089413527242,
        0.05565157872222892,
        0.03802380835449644,
        0.027746869347681034,
        0.02128980229395321,
        0.016974713913860868,
        0.013943328879962448,
        0.011725788366614422,
        0.010049067553250308,
    ];
    let mut machine = program().machine();
    for (hundred, expected) in (0..).zip(expected) {
        while machine.iteration() < 100 * hundred {
            machine.finish();
            machine.next_iteration();
        }
        assert_close(outcome(&machine).1, expected, 1e-12);
    }
    assert_all_close(
        &outcome(&machine).0,
        &[0.00022473586084281405, 0.022826958930688535, 0.9832683383499784, 0.9999932359364317],
        1e-12,
    );
    let expected = [
        -0.9795435062451796,
        -0.43147241237609313,
        3.0413225113460323,
        -0.5454084341568349,
        -0.322283844901542,
        1.8888591603222096,
        0.0,
        -2.721055590677492,
        1.0611002481360974,
        -1.1461746331314067,
        4.135568645005875,
        -1.5905544017714282,
        -1.216565850253834,
    ];
    let found: Vec<_> = machine.parameters().iter().collect();
    assert_all_close(&found, &expected, 1e-12);
}
