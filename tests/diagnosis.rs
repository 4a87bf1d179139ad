//! The diagnosis against numbers worked out elsewhere, on networks that are ill by construction,
//! and on every example that ships.

use backstep::examples::{self, TROUBLES};
use backstep::lab::{Course, END, Finding, Health, Lab, Position, Scenario, UnitState};
use backstep::nn::Param;
use proptest::prelude::*;
use serde_json::{Value, json};

fn lab(example: &str) -> Lab {
    let example = examples::by_id(example).expect("an example that ships");
    Lab::new(example.scenario().expect("valid")).expect("runs")
}

/// Everything looked at of a run.
fn course(lab: &Lab) -> Course {
    let mut course = Course::default();
    while course.has_work(lab) {
        course.work(lab);
    }
    course
}

fn after(lab: &mut Lab, iterations: u64) -> Course {
    lab.seek(Position { iteration: iterations - 1, op: END });
    course(lab)
}

/// The names of what is found after so many iterations.
fn found(lab: &mut Lab, iterations: u64) -> Vec<&'static str> {
    let course = after(lab, iterations);
    Finding::all(lab, &course).iter().map(name).collect()
}

fn name(finding: &Finding) -> &'static str {
    match finding {
        Finding::Diverged(_) => "diverged",
        Finding::Vanishing(_) => "vanishing",
        Finding::Exploding(_) => "exploding",
        Finding::Growing(_) => "growing",
        Finding::Dead(_) => "dead",
        Finding::Saturated(_) => "saturated",
        Finding::Overshoot { .. } => "overshoot",
        Finding::Oscillating { .. } => "oscillating",
    }
}

/// A document with samples of its own and weights that are given.
fn document(samples: &Value, layers: &Value, loss: &str, learning_rate: f64) -> Lab {
    let inputs = samples[0]["input"].as_array().expect("inputs").len();
    let count = samples.as_array().expect("samples").len();
    let document = json!({
        "format": "backstep-scenario",
        "version": 1,
        "data": { "train": samples, "test": [] },
        "network": { "inputs": inputs, "layers": layers, "initializer": "zeros", "seed": 1 },
        "loss": loss,
        "optimizer": { "kind": "sgd", "learning_rate": learning_rate, "momentum": 0 },
        "batch": { "size": count, "shuffle": false, "seed": 1 },
    });
    Lab::new(Scenario::from_json(&document.to_string()).expect("valid")).expect("runs")
}

/// Samples of one input.
fn line(inputs: &[f64], target: f64) -> Value {
    inputs.iter().map(|x| json!({ "input": [x], "target": [target] })).collect()
}

/// As many layers of one unit with that weight.
fn chain(count: usize, activation: &str, weight: f64) -> Value {
    let layer = json!({ "units": 1, "activation": activation, "weight": [[weight]], "bias": [0] });
    Value::Array(vec![layer; count])
}

#[track_caller]
fn close(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= 1e-12 * theirs.abs(), "{ours} is not {theirs}");
}

/// Computed with NumPy 2 from Mazur's weights, inputs, targets and η = 0.5, biases held, as
/// `numpy.sqrt(numpy.mean(numpy.square(x)))` of `a`, `delta`, `dw`, `w` and `-0.5 * dw`.
#[test]
fn the_sizes_of_mazurs_network_are_those_of_numpy() {
    let lab = lab("mazur");
    let health = Health::of(&lab).expect("a sample");
    let expected: [[f64; 5]; 2] = [
        [
            0.595_079_929_314_294_2,
            0.009_381_467_098_090_87,
            0.000_741_670_095_597_435_8,
            0.231_840_462_387_392_6,
            0.000_370_835_047_798_717_9,
        ],
        [
            0.762_223_025_186_05,
            0.101_570_978_135_613_73,
            0.060_442_850_489_324_74,
            0.478_278_161_742_724_8,
            0.030_221_425_244_662_37,
        ],
    ];
    for (layer, [activation, delta, gradient, weight, update]) in health.layers.iter().zip(expected)
    {
        close(layer.activation, activation);
        close(layer.delta, delta);
        close(layer.gradient, gradient);
        close(layer.weight, weight);
        // The update is the difference of two rounded weights.
        assert!((layer.update - update).abs() < 1e-16 + 1e-12 * update, "{}", layer.update);
    }
    // Mazur's total errors before and after the update (with the old weights throughout).
    close(health.losses[0], 0.298_371_108_760_002_4);
    close(health.losses[1], 0.291_027_773_693_599_33);
    let leap = health.leap.expect("weights");
    assert!(matches!(leap.param, Param::Weight { layer: 1, unit: 0, .. }), "{leap:?}");
}

#[test]
fn in_a_chain_of_sigmoids_delta_falls_by_weight_and_slope() {
    // z = 0 throughout: with w = 0 in front, a = 1/2, and every slope is 1/4.
    let layers = json!([
        { "units": 1, "activation": "sigmoid", "weight": [[0]], "bias": [0] },
        { "units": 1, "activation": "sigmoid", "weight": [[1]], "bias": [-0.5] },
        { "units": 1, "activation": "sigmoid", "weight": [[1]], "bias": [-0.5] },
        { "units": 1, "activation": "sigmoid", "weight": [[1]], "bias": [-0.5] },
        { "units": 1, "activation": "sigmoid", "weight": [[1]], "bias": [-0.5] },
    ]);
    let mut lab = document(&line(&[1.0, 2.0], 1.0), &layers, "binary_cross_entropy", 0.0);
    let health = Health::of(&lab).expect("samples");
    for (layer, factor) in [(0, 256.0), (1, 64.0), (2, 16.0), (3, 4.0), (4, 1.0)] {
        // ŷ - y = -1/2, over one output.
        close(health.layers[layer].delta, 0.5 / factor);
        close(health.layers[layer].activation, 0.5);
    }
    let course = after(&mut lab, 1);
    let [Finding::Vanishing(spread)] = Finding::all(&lab, &course)[..] else {
        panic!("{:?}", Finding::all(&lab, &course))
    };
    assert_eq!((spread.layer, spread.last), (0, 4));
    close(spread.factor, 256.0);
}

#[test]
fn in_a_chain_of_large_weights_delta_grows_by_the_weight() {
    let layers = chain(4, "identity", 10.0);
    let mut lab = document(&line(&[1.0, -1.0], 0.0), &layers, "half_squared_error", 0.0);
    let course = after(&mut lab, 1);
    let findings = Finding::all(&lab, &course);
    let [Finding::Exploding(spread)] = findings[..] else { panic!("{findings:?}") };
    assert_eq!((spread.layer, spread.last), (0, 3));
    close(spread.factor, 1000.0);
    assert!(
        found(
            &mut document(
                &line(&[1.0, -1.0], 0.0),
                &chain(4, "identity", 1.0),
                "half_squared_error",
                0.0,
            ),
            1
        )
        .is_empty()
    );
}

#[test]
fn a_relu_that_no_sample_turns_on_is_dead_and_one_that_a_sample_does_is_not() {
    let layers = json!([
        { "units": 3, "activation": "relu", "weight": [[1], [1], [1]], "bias": [-10, -3.5, 0] },
        { "units": 1, "activation": "identity", "weight": [[1, 1, 1]], "bias": [0] },
    ]);
    let lab = document(&line(&[1.0, 2.0, 3.0, 4.0], 0.0), &layers, "half_squared_error", 1e-3);
    let health = Health::of(&lab).expect("samples");
    let flat: Vec<f64> = health.layers[0].units.iter().map(|unit| unit.flat).collect();
    assert_eq!(flat, [1.0, 0.75, 0.0]);
    assert_eq!(health.layers[0].dead_units(), [0]);
    let findings = Finding::all(&lab, &course(&lab));
    let [Finding::Dead(units)] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!((units.layer, &units.units[..], units.of, units.samples), (0, &[0][..], 3, 4));
    // Of three samples nothing is said yet.
    let few = document(&line(&[1.0, 2.0, 3.0], 0.0), &layers, "half_squared_error", 1e-3);
    let health = Health::of(&few).expect("samples");
    assert!(health.layers[0].units.iter().all(|unit| unit.state == UnitState::Fine));
    // A leaky one passes something on wherever it is.
    let mut layers = layers;
    layers[0]["activation"] = json!("leaky_relu");
    let leaky = document(&line(&[1.0, 2.0, 3.0, 4.0], 0.0), &layers, "half_squared_error", 1e-3);
    assert!(Finding::all(&leaky, &course(&leaky)).is_empty());
}

#[test]
fn large_weights_saturate_and_an_output_only_where_it_is_wrong() {
    let inputs = [-2.0, -1.0, 1.0, 2.0];
    for function in ["tanh", "sigmoid"] {
        let mut layers = chain(2, function, 10.0);
        layers[1]["activation"] = json!("identity");
        layers[1]["weight"] = json!([[1]]);
        let lab = document(&line(&inputs, 3.0), &layers, "half_squared_error", 1e-3);
        let findings = Finding::all(&lab, &course(&lab));
        assert!(findings.iter().any(|finding| name(finding) == "saturated"), "{findings:?}");
    }
    // As Nielsen's neuron: z = 10 where 0 is wanted, and where 1 is.
    let neuron = |target: f64, loss: &str| {
        let lab = document(&line(&[1.0], target), &chain(1, "sigmoid", 10.0), loss, 1e-3);
        Health::of(&lab).expect("a sample").layers[0].units[0].state
    };
    assert_eq!(neuron(0.0, "half_squared_error"), UnitState::Saturated);
    assert_eq!(neuron(1.0, "half_squared_error"), UnitState::Fine, "it is right");
    assert_eq!(neuron(0.0, "binary_cross_entropy"), UnitState::Fine, "the slope cancels");
}

#[test]
fn an_update_that_throws_a_weight_past_the_valley_is_named() {
    // L = (w x)² / 2 at x = 1: each update takes η w off, so η = 2.5 gives w ← -1.5 w.
    let layers = json!([{ "units": 1, "activation": "identity", "weight": [[1]], "bias": [0] }]);
    let mut lab = document(&line(&[1.0], 0.0), &layers, "half_squared_error", 2.5);
    lab.set("train_biases", &json!(false)).expect("a setting");
    let course = after(&mut lab, 8);
    let findings = Finding::all(&lab, &course);
    let overshoot = findings.iter().find(|finding| name(finding) == "overshoot");
    let Some(Finding::Overshoot { leap, often, of, .. }) = overshoot else {
        panic!("{findings:?}")
    };
    close(leap.ratio, 2.5);
    assert_eq!((leap.param, *often, *of), (Param::Weight { layer: 0, unit: 0, input: 0 }, 8, 8));
    // Within the valley nothing is wrong: η = 0.5 halves w.
    let mut lab = document(&line(&[1.0], 0.0), &layers, "half_squared_error", 0.5);
    assert!(found(&mut lab, 8).is_empty());
}

#[test]
fn iterations_looked_at_have_the_numbers_of_the_run_itself() {
    let mut lab = lab("circle");
    lab.seek(Position { iteration: 299, op: END });
    lab.set("learning_rate", &json!(0.3)).expect("a rate");
    let course = after(&mut lab, 700);
    assert_eq!(course.iterations().len(), 78, "every ninth");
    for health in course.iterations().iter().step_by(11) {
        let mut there = lab.clone();
        there.seek(Position { iteration: health.iteration, op: END });
        assert_eq!(Health::of(&there).as_ref(), Some(health));
    }
}

#[test]
fn what_is_no_longer_true_is_dropped() {
    let mut lab = lab("circle");
    let mut course = after(&mut lab, 100);
    lab.seek(Position { iteration: 59, op: END });
    lab.set("learning_rate", &json!(1.0)).expect("a rate");
    course.follow(&lab);
    let kept: Vec<u64> = course.iterations().iter().map(|health| health.iteration).collect();
    assert_eq!(kept, (0..60).collect::<Vec<_>>());
    lab.seek(Position { iteration: 99, op: END });
    while course.has_work(&lab) {
        course.work(&lab);
    }
    let anew = self::course(&lab);
    assert_eq!(course.iterations(), anew.iterations());
    assert_eq!(course.now(), anew.now());
}

/// What each example shows as it trains. Empty is right for those that train well.
#[test]
fn examples_that_train_well_show_no_trouble_and_the_others_their_own() {
    // The article's program has one ReLU unit of three that none of its four samples turns on.
    let expected = |id: &str, iterations: u64| -> &'static [&'static str] {
        match id {
            // In its first iterations its loss goes up and down indeed.
            "program" if iterations == 10 => &["dead", "oscillating"],
            "program" => &["dead"],
            // z = 4 where 0 is wanted: that is what Nielsen shows.
            "nielsen_slow" if iterations < 100 => &["saturated"],
            _ => &[],
        }
    };
    let mut wrong = Vec::new();
    for example in examples::ALL.iter().filter(|example| !example.is_trouble()) {
        let mut lab = lab(example.id);
        // Units of the two clouds are saturated once they are told apart, which is no trouble.
        let long: &[u64] = if example.id == "gaussian" { &[1000] } else { &[] };
        for iterations in [1, 10, 50, 300].into_iter().chain(long.iter().copied()) {
            let found = found(&mut lab, iterations);
            if found != expected(example.id, iterations) {
                wrong.push(format!("{} after {iterations}: {found:?}", example.id));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_trouble_shows_itself() {
    let mut vanishing = lab("vanishing");
    for iterations in [1, 20, 100, 300] {
        assert_eq!(found(&mut vanishing, iterations), ["vanishing"]);
    }
    let mut exploding = lab("exploding");
    assert_eq!(found(&mut exploding, 1), ["exploding"]);
    let found_later = found(&mut exploding, 5);
    assert_eq!(found_later[..2], ["diverged", "exploding"], "{found_later:?}");
    let mut dying = lab("dying_relu");
    assert!(found(&mut dying, 1).is_empty());
    for iterations in [50, 100, 300] {
        let found = found(&mut dying, iterations);
        assert_eq!(found, ["dead", "dead"], "after {iterations}");
    }
    let last = Health::of(&dying).expect("samples");
    assert_eq!(last.layers[1].dead_units().len(), 6, "all of a layer: nothing is learnt any more");
    let mut oscillating = lab("oscillating");
    for iterations in [100, 150, 200, 300, 400] {
        let found = found(&mut oscillating, iterations);
        assert!(found.contains(&"oscillating"), "after {iterations}: {found:?}");
    }
    assert_eq!(TROUBLES.len(), 4);
}

/// What the notes of the four say to try.
#[test]
fn what_there_is_to_try_helps() {
    let set = |lab: &mut Lab, path: &str, value: Value| {
        lab.set(path, &value).expect("a setting");
    };
    let mut vanishing = lab("vanishing");
    for layer in 0..6 {
        set(&mut vanishing, &format!("activation:{layer}"), json!("tanh"));
    }
    assert!(found(&mut vanishing, 300).is_empty());
    assert!(vanishing.train_loss() < 0.3, "{}", vanishing.train_loss());
    let mut exploding = lab("exploding");
    set(&mut exploding, "initializer", json!("xavier_uniform"));
    set(&mut exploding, "learning_rate", json!(0.01));
    assert!(found(&mut exploding, 300).is_empty());
    assert!(exploding.train_loss() < 0.01, "{}", exploding.train_loss());
    let mut dying = lab("dying_relu");
    set(&mut dying, "learning_rate", json!(0.3));
    assert!(found(&mut dying, 300).is_empty());
    assert!(dying.train_loss() < 0.05, "{}", dying.train_loss());
    let mut oscillating = lab("oscillating");
    set(&mut oscillating, "learning_rate", json!(0.5));
    assert!(found(&mut oscillating, 300).is_empty());
    assert!(oscillating.train_loss() < 0.05, "{}", oscillating.train_loss());
}

#[test]
fn both_ways_to_run_find_the_same_first_operation() {
    let start = lab("exploding");
    let mut whole = start.clone();
    whole.seek(Position { iteration: 9, op: END });
    let divergence = whole.divergence().expect("it overflows");
    let mut single = start;
    while single.divergence().is_none() {
        single.advance(backstep::lab::StepSize::Op);
    }
    let found = single.divergence().expect("it overflows");
    assert_eq!(single.position(), found.position);
    assert_eq!(
        (divergence.position, divergence.op, divergence.cell, divergence.sample),
        (found.position, found.op, found.cell, found.sample)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However the run goes, looking at it changes nothing, and a course that was kept along with
    /// it says what one that is made afterwards does.
    #[test]
    fn looking_changes_nothing(
        example in proptest::sample::select(vec!["xor", "circle", "dying_relu", "oscillating"]),
        moves in proptest::collection::vec((0_u64..400, 0_usize..12, proptest::option::of(0.01..2.0_f64)), 1..5),
    ) {
        let mut lab = lab(example);
        let mut kept = Course::default();
        for (iteration, op, rate) in moves {
            if let Some(rate) = rate {
                lab.set("learning_rate", &json!(rate)).expect("a rate");
                kept.follow(&lab);
            }
            lab.seek(Position { iteration, op });
            let before = lab.digest();
            for _ in 0..7 {
                kept.work(&lab);
            }
            prop_assert_eq!(lab.digest(), before);
        }
        while kept.has_work(&lab) {
            kept.work(&lab);
        }
        let anew = course(&lab);
        prop_assert_eq!(kept.iterations(), anew.iterations());
        prop_assert_eq!(kept.now(), anew.now());
    }
}
