//! Mistakes planted in the backward pass: each does what its formula says and nothing else, and
//! the gradient check tells every one of them.

mod common;

use backstep::examples;
use backstep::lab::{
    CHECK_STEP, Change, END, GradientCheck, Lab, Position, Scenario, Scope, StepSize, Verdict,
};
use backstep::nn::{Activation, Loss, Param, Penalty};
use backstep::step::{Cell, Machine, Mistake, Op, Planted, Values};
use common::{Case, assert_close, cases, parameters, params, sample, settings, sgd, shape};
use proptest::prelude::*;
use serde_json::json;

fn example(id: &str) -> Lab {
    Lab::new(examples::by_id(id).expect("an example").scenario().expect("a valid scenario"))
        .expect("a valid run")
}

fn with(id: &str, mistake: Mistake) -> Lab {
    let mut lab = example(id);
    lab.set("mistake", &json!({ "kind": mistake.name() })).expect("it can be planted");
    lab
}

#[test]
fn mazurs_published_figures_come_from_new_weights_in_the_same_backward_pass() {
    let mut lab = with("mazur", Mistake::NewWeights);
    lab.advance(StepSize::Iteration);
    // M. Mazur, A Step by Step Backpropagation Example, 2015: his loss after one update, and his
    // outputs after 10,000.
    assert_eq!(format!("{:.9}", lab.train_loss()), "0.291027924");
    lab.seek(Position { iteration: 9_999, op: END });
    lab.advance(StepSize::Pass);
    let output = |unit| lab.machine().value(Cell::Activation { layer: 1, unit });
    assert_eq!(output(0).map(|y| format!("{y:.9}")).as_deref(), Some("0.015912196"));
    assert_eq!(output(1).map(|y| format!("{y:.9}")).as_deref(), Some("0.984065734"));

    let mut right = example("mazur");
    right.advance(StepSize::Iteration);
    assert!((right.train_loss() - 0.291_027_773_693_599_33).abs() < 1e-15);
    // The loss that he prints after 10,000 updates is the right one after 9,999.
    right.seek(Position { iteration: 9_998, op: END });
    assert_eq!(format!("{:.10}", right.train_loss()), "0.0000351085");
}

/// Two inputs, two hidden units and two outputs over a batch of two, with numbers that can be
/// followed on paper. Under ReLU h is (1, 2) and (2, 0), ŷ is (5, 11) and (2, 6), and so δ of the
/// outputs (5, 11) and (1, 5).
fn small(hidden: Activation, mistake: Mistake) -> Machine {
    let layers = shape(2, &[(2, hidden), (2, Activation::Identity)]);
    let mut settings = settings(layers, Loss::HalfSquaredError, sgd(0.5), 2);
    settings.mistake = Some(Planted { mistake, is_named: true });
    let case = Case {
        settings,
        samples: vec![sample(&[1.0, 2.0], &[0.0, 0.0]), sample(&[2.0, 0.0], &[1.0, 1.0])],
        parameters: parameters(&[
            (&[&[1.0, 0.0], &[0.0, 1.0]], &[0.0, 0.0]),
            (&[&[1.0, 2.0], &[3.0, 4.0]], &[0.0, 0.0]),
        ]),
    };
    let mut machine = case.machine();
    machine.finish();
    machine
}

fn bias(layer: usize, unit: usize) -> Param {
    Param::Bias { layer, unit }
}

fn weight(layer: usize, unit: usize, input: usize) -> Param {
    Param::Weight { layer, unit, input }
}

/// The number of both units of a layer for one sample.
fn both(machine: &Machine, cell: fn(usize) -> Cell, s: usize) -> [f64; 2] {
    [0, 1].map(|unit| machine.value_of(cell(unit), s).expect("it was computed"))
}

fn handed_down(unit: usize) -> Cell {
    Cell::GradActivation { layer: 0, unit }
}

fn delta(unit: usize) -> Cell {
    Cell::GradPreactivation { layer: 0, unit }
}

#[test]
fn a_forgotten_bias_has_the_gradient_0() {
    let machine = small(Activation::Relu, Mistake::BiasForgotten);
    assert_eq!(machine.value(Cell::MeanGrad(bias(1, 0))), Some(0.0));
    assert_eq!(machine.value(Cell::MeanGrad(weight(1, 0, 0))), Some(3.5), "(5·1 + 1·2) / 2");
}

#[test]
fn a_bias_summed_over_the_wrong_axis_is_one_number_for_the_layer() {
    let machine = small(Activation::Relu, Mistake::BiasWrongAxis);
    for unit in 0..2 {
        assert_eq!(machine.value(Cell::Grad(bias(1, unit))), Some(16.0), "5 + 11");
        assert_eq!(machine.value(Cell::MeanGrad(bias(1, unit))), Some(11.0), "(16 + 6) / 2");
    }
}

#[test]
fn a_sum_over_the_batch_leaves_the_loss_a_mean() {
    let machine = small(Activation::Relu, Mistake::BatchSum);
    assert_eq!(machine.value(Cell::MeanGrad(bias(1, 0))), Some(6.0), "5 + 1");
    assert_eq!(machine.value(Cell::MeanGrad(weight(1, 1, 0))), Some(21.0), "11·1 + 5·2");
    assert_eq!(machine.value(Cell::BatchLoss), Some(43.0), "(73 + 13) / 2");
}

#[test]
fn transposed_weights_are_read_column_by_column() {
    let machine = small(Activation::Relu, Mistake::WeightsTransposed);
    // Right: 1·5 + 3·11 and 2·5 + 4·11. So: 1·5 + 2·11 and 3·5 + 4·11.
    assert_eq!(both(&machine, handed_down, 0), [27.0, 59.0]);
}

#[test]
fn new_weights_are_those_that_the_update_makes() {
    let machine = small(Activation::Relu, Mistake::NewWeights);
    // The mean gradients are (3.5, 5) and (10.5, 11), the learning rate is 0.5.
    let rows = [[-0.75, -0.5], [-2.25, -1.5]];
    for (unit, row) in rows.iter().enumerate() {
        for (input, expected) in row.iter().enumerate() {
            let param = weight(1, unit, input);
            assert_eq!(machine.value(Cell::NewParam(param)), Some(*expected));
            assert_eq!(machine.value(Cell::Param(param)), Some(*expected));
        }
    }
    assert_eq!(
        both(&machine, handed_down, 0),
        [-0.75 * 5.0 - 2.25 * 11.0, -0.5 * 5.0 - 1.5 * 11.0]
    );
}

#[test]
fn delta_is_the_gradient_times_what_was_taken_for_the_slope() {
    // The gradients that arrive are (38, 54) and (16, 22); z is (1, 2) and (2, 0).
    let machine = small(Activation::Relu, Mistake::SlopeLeftOut);
    assert_eq!(both(&machine, delta, 0), [38.0, 54.0]);
    assert_eq!(both(&machine, delta, 1), [16.0, 22.0], "the slope at z = 0 is 0");
    let machine = small(Activation::Relu, Mistake::ReluForItsSlope);
    assert_eq!(both(&machine, delta, 0), [38.0, 108.0]);
    let machine = small(Activation::Tanh, Mistake::TanhTimesSlope);
    let [arrived, a] = [handed_down, |unit| Cell::Activation { layer: 0, unit }]
        .map(|cell| both(&machine, cell, 0));
    // tanh 1 and tanh 2, from a table.
    for (unit, t) in [0.761_594_155_955_764_9, 0.964_027_580_075_816_9].into_iter().enumerate() {
        assert_close(a[unit], t, 1e-15);
        let expected = arrived[unit] * t * (1.0 - t * t);
        assert_close(both(&machine, delta, 0)[unit], expected, 1e-13);
    }
}

#[test]
fn the_sign_of_cross_entropy_is_turned_with_and_without_softmax() {
    // The article's hand example: its gradient should be (0, -1.25).
    let mut lab = with("hand", Mistake::CrossEntropySign);
    lab.advance(StepSize::Iteration);
    let gradient = |unit| lab.machine().value(Cell::GradActivation { layer: 1, unit });
    assert_eq!([gradient(0), gradient(1)], [Some(0.0), Some(1.25)]);

    let layers = shape(1, &[(2, Activation::Softmax)]);
    let mut settings = settings(layers, Loss::CrossEntropy, sgd(0.1), 1);
    let mistake = Mistake::CrossEntropySign;
    settings.mistake = Some(Planted { mistake, is_named: true });
    let samples = vec![sample(&[1.0], &[1.0, 0.0])];
    let parameters = parameters(&[(&[&[0.0], &[0.0]], &[0.0, 0.0])]);
    let mut machine = Case { settings, samples, parameters }.machine();
    machine.finish();
    assert_eq!(both(&machine, delta, 0), [0.5, -0.5], "y - ŷ");
}

#[test]
fn a_gradient_that_is_not_reset_grows_with_every_iteration() {
    for (batch, id) in [(1, "mazur"), (4, "program")] {
        let mut right = example(id);
        right.set("learning_rate", &json!(0)).expect("any rate from 0 on");
        assert_eq!(right.settings().batch_size, batch);
        let mut lab = right.clone();
        let mistake = json!({ "kind": "gradient_not_reset" });
        lab.set("mistake", &mistake).expect("it can be planted");
        for time in 1..=3 {
            right.advance(StepSize::Iteration);
            lab.advance(StepSize::Iteration);
            for param in params(&right.settings().shape) {
                let cell = Cell::MeanGrad(param);
                let Some(once) = right.machine().value(cell) else { continue };
                let grown = lab.machine().value(cell).expect("it was computed");
                assert_close(grown, f64::from(time) * once, 1e-15);
            }
        }
    }
}

/// Whether the last operation wrote another number than the right formula gives from what stands
/// in the machine.
fn is_wrong(machine: &Machine) -> bool {
    let Some(cell) = machine.last_op().and_then(Op::writes) else { return false };
    let right = machine.with_last_op_right().expect("something was done");
    let bits = |machine: &Machine, s| machine.value_of(cell, s).map(f64::to_bits);
    (0..machine.batch().len()).any(|s| bits(machine, s) != bits(&right, s))
}

/// Where a mistake is planted that an operation does not make, the operation computes from what
/// it reads just what it should; and every mistake changes some number.
#[test]
fn only_the_operations_it_is_in_compute_otherwise() {
    for mistake in Mistake::ALL {
        let mut made = 0;
        for example in examples::ALL.iter().filter(|example| example.id != "deep") {
            let mut lab = with(example.id, mistake);
            lab.advance(StepSize::Iteration);
            let settings = lab.settings();
            let program = lab.machine().program().clone();
            let batched = program.is_batched();
            for _ in 0..program.len().min(600) {
                lab.advance(StepSize::Op);
                let Some(op) = lab.last_op() else { continue };
                // A mean is taken of what the samples' gradients are; they are not stored.
                let is_mean_of_wrong = matches!(op, Op::MeanGradient(Param::Bias { .. }))
                    && matches!(mistake, Mistake::BiasForgotten | Mistake::BiasWrongAxis);
                if !is_mean_of_wrong && is_wrong(lab.machine()) {
                    let is_in = mistake.is_in(op, &settings, batched);
                    assert!(is_in, "{mistake:?} is in {op:?} of {}", example.id);
                    made += 1;
                }
            }
            let mut ops = (0..program.len()).filter_map(|place| program.op_at(place));
            let anywhere = ops.any(|op| mistake.is_in(op, &settings, batched));
            let concerns = mistake.concerns(&settings, batched);
            assert_eq!(concerns, anywhere, "{mistake:?}, {}", example.id);
        }
        assert!(made > 0, "{mistake:?} changes no number of any example");
    }
}

#[test]
fn every_name_is_one_mistakes() {
    for mistake in Mistake::ALL {
        assert_eq!(Mistake::from_name(mistake.name()), Some(mistake));
    }
    assert_eq!(Mistake::from_name("none"), None);
}

/// The worst verdict over all parameters.
fn verdict(lab: &Lab, scope: Scope) -> Option<Verdict> {
    let check = GradientCheck::new(lab, scope)?;
    check.params().into_iter().map(|param| check.check(param, CHECK_STEP).verdict).max()
}

#[test]
fn the_gradient_check_tells_every_mistake_and_clears_every_example() {
    for example in examples::ALL.iter().filter(|example| example.id != "deep") {
        let mut lab = Lab::new(example.scenario().expect("valid")).expect("a valid run");
        lab.advance(StepSize::Iteration);
        lab.advance(StepSize::Pass);
        let right = verdict(&lab, Scope::Batch);
        assert!(right < Some(Verdict::Held), "{}: {right:?}", example.id);
    }
    // Each on an example that it changes something in; the article's hand example has softmax's
    // neighbour, a loss without slope at one output.
    let told = [
        (Mistake::SlopeLeftOut, "mazur", Scope::Sample),
        (Mistake::ReluForItsSlope, "program", Scope::Batch),
        (Mistake::TanhTimesSlope, "xor", Scope::Batch),
        (Mistake::CrossEntropySign, "program", Scope::Sample),
        (Mistake::NewWeights, "mazur", Scope::Batch),
        (Mistake::WeightsTransposed, "mazur", Scope::Batch),
        (Mistake::BiasForgotten, "mazur_biases", Scope::Batch),
        (Mistake::BiasWrongAxis, "mazur_biases", Scope::Batch),
        (Mistake::BatchSum, "program", Scope::Batch),
        (Mistake::GradientNotReset, "program", Scope::Batch),
    ];
    assert_eq!(told.len(), Mistake::ALL.len());
    for (mistake, id, scope) in told {
        let mut lab = with(id, mistake);
        lab.advance(StepSize::Iteration);
        lab.advance(StepSize::Pass);
        assert_eq!(verdict(&lab, scope), Some(Verdict::Differs), "{mistake:?} in {id}");
    }
}

#[test]
fn a_check_changes_nothing_in_the_run() {
    for size in StepSize::ALL {
        let mut lab = with("program", Mistake::GradientNotReset);
        lab.advance(StepSize::Iteration);
        lab.advance(size);
        let before = (lab.trace(), lab.scenario());
        verdict(&lab, Scope::Batch);
        verdict(&lab, Scope::Sample);
        assert_eq!((lab.trace(), lab.scenario()), before);
    }
}

#[test]
fn a_kink_is_told_from_a_mistake() {
    // One ReLU unit with z = 0: on the left the loss is flat, on the right it falls.
    let document = json!({
        "format": "backstep-scenario", "version": 1,
        "data": { "train": [{ "input": [1], "target": [1] }] },
        "network": { "inputs": 1, "layers": [
            { "units": 1, "activation": "relu", "weight": [[0.5]], "bias": [-0.5] },
            { "units": 1, "activation": "identity", "weight": [[1]], "bias": [0] },
        ] },
        "loss": "half_squared_error",
        "optimizer": { "kind": "sgd", "learning_rate": 0.1 },
    });
    let lab = Lab::from_json(&document.to_string()).expect("a valid scenario");
    let check = GradientCheck::new(&lab, Scope::Batch).expect("a sample");
    let checked = check.check(weight(0, 0, 0), CHECK_STEP);
    assert_eq!(checked.verdict, Verdict::Kink);
    assert_eq!((checked.analytic, checked.sides[0]), (0.0, 0.0), "ReLU's slope at 0 counts as 0");
    assert_close(checked.sides[1], -1.0, 1e-4);
    assert_eq!(check.check(bias(1, 0), CHECK_STEP).verdict, Verdict::Agrees);
}

#[test]
fn errors_of_truncation_and_of_rounding_take_turns() {
    let lab = example("mazur");
    let check = GradientCheck::new(&lab, Scope::Batch).expect("a sample");
    let sweep = check.sweep(weight(1, 0, 0));
    let at = |step: f64| {
        let near = |a: &&(f64, f64)| (a.0 / step - 1.0).abs() < 1e-9;
        sweep.iter().find(near).expect("a step of the sweep").1
    };
    // Truncation falls with h²; rounding rises with 1/h.
    let ratio = at(1e-1) / at(1e-2);
    assert!((80.0..120.0).contains(&ratio), "{ratio}");
    assert!(at(1e-5) < 1e-8 && at(1e-12) > 1e-6 && at(1.0) > 1e-3, "{sweep:?}");
    assert_eq!(check.check(weight(1, 0, 0), 1e-13).verdict, Verdict::Unclear);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Without a mistake no gradient is called wrong, for whatever network, on the sample and on
    /// the batch.
    #[test]
    fn no_right_gradient_is_called_wrong(case in cases(), iteration in 0..3_u64) {
        let lab = Lab::new(common::scenario(case)).expect("a valid scenario");
        let mut lab = lab;
        lab.seek(Position { iteration, op: 0 });
        for scope in [Scope::Batch, Scope::Sample] {
            let Some(check) = GradientCheck::new(&lab, scope) else { continue };
            for param in check.params() {
                let checked = check.check(param, CHECK_STEP);
                prop_assert!(checked.verdict != Verdict::Differs, "{:?}", checked);
            }
        }
    }

    /// The probe's losses are the operations' own.
    #[test]
    fn the_loss_that_is_differentiated_is_the_runs_to_the_bit(mut case in cases()) {
        // With a penalty it is more than the loss.
        case.settings.penalty = Penalty::default();
        let mut lab = Lab::new(common::scenario(case)).expect("a valid scenario");
        let check = GradientCheck::new(&lab, Scope::Batch).expect("a sample");
        lab.advance(StepSize::Iteration);
        let loss = lab.machine().batch_loss().expect("it was computed");
        prop_assert_eq!(check.loss().to_bits(), loss.to_bits());
    }
}

#[test]
fn a_mistake_is_part_of_the_document_and_of_undoing() {
    let mut lab = example("mazur");
    lab.advance(StepSize::Pass);
    let before = lab.trace();
    let planted = Planted { mistake: Mistake::NewWeights, is_named: false };
    lab.change(Change::Mistake(Some(planted))).expect("it can be planted");
    assert!(lab.has_mistake());
    let copy = Scenario::from_json(&lab.scenario().to_json()).expect("its own document");
    let copy = Lab::new(copy).expect("a valid run");
    assert_eq!(copy.settings().mistake, Some(planted));
    assert_eq!(copy.trace(), lab.trace());
    assert!(!lab.without_mistake().has_mistake());
    lab.change(Change::Mistake(None)).expect("it can be taken out");
    assert_eq!(lab.trace(), before);
    let unknown = lab.set("mistake", &json!({ "kind": "typo" })).unwrap_err();
    assert!(unknown.to_string().contains("slope_left_out"), "{unknown}");
}
