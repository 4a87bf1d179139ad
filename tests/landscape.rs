//! The loss landscape against numbers that come about another way: parabolas that three points
//! determine, the run itself, differences and gradients.

use backstep::examples;
use backstep::lab::{
    Cut, END, Lab, Lacks, Landscape, Over, Plan, Position, StepSize, filter_normalized, param_path,
};
use backstep::nn::{Activation, LayerShape, Param, Parameters, Shape};
use proptest::prelude::*;
use serde_json::{Value, json};

const FIRST: Param = Param::Weight { layer: 0, unit: 0, input: 0 };
const SECOND: Param = Param::Weight { layer: 0, unit: 0, input: 1 };

fn lab(example: &str, iterations: u64) -> Lab {
    let example = examples::by_id(example).expect("an example");
    let mut lab = Lab::new(example.scenario().expect("it can be read")).expect("it runs");
    if iterations > 0 {
        lab.seek(Position { iteration: iterations - 1, op: END });
    }
    lab
}

fn plan(cut: Cut, over: Over) -> Plan {
    Plan { cut, over, reach: None, points: 21 }
}

fn computed(lab: &Lab, plan: Plan) -> Landscape {
    let mut landscape = Landscape::new(lab, plan).expect("there is something to compute");
    let mut share = 0.0;
    while landscape.advance() {
        assert!(landscape.share() >= share, "it only grows");
        share = landscape.share();
    }
    assert_eq!(landscape.share(), 1.0);
    landscape
}

/// Every gradient of the batch, as the trace tells them: weights and biases, layer by layer.
fn gradients(lab: &Lab) -> Vec<f64> {
    let mut lab = lab.clone();
    lab.advance(StepSize::Iteration);
    let trace = lab.trace();
    let layers = trace["layers"].as_array().expect("layers");
    layers.iter().flat_map(|l| [&l["grad_weight"], &l["grad_bias"]]).flat_map(flat).collect()
}

fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(flat).collect(),
        number => vec![number.as_f64().unwrap_or(0.0)],
    }
}

fn close(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance * expected.abs().max(1e-12)
}

/// A network without a curve in it: one layer, identity, half squared error.
fn linear(rate: f64) -> Lab {
    let document = json!({
        "format": "backstep-scenario", "version": 1,
        "data": {"train": [
            {"input": [1.0, -2.0], "target": [0.5]}, {"input": [0.3, 0.7], "target": [-1.0]},
            {"input": [-1.5, 0.25], "target": [2.0]},
        ]},
        "network": {"inputs": 2, "layers": [
            {"units": 1, "activation": "identity", "weight": [[0.4, -0.9]], "bias": [0.1]},
        ]},
        "loss": "half_squared_error",
        "optimizer": {"kind": "sgd", "learning_rate": rate},
        "batch": {"size": null},
    });
    Lab::from_json(&document.to_string()).expect("it runs")
}

/// The parabola through three points, in Lagrange's form.
fn parabola(points: [(f64, f64); 3], x: f64) -> f64 {
    let [a, b, c] = points;
    let term = |p: (f64, f64), q: f64, r: f64| p.1 * (x - q) * (x - r) / ((p.0 - q) * (p.0 - r));
    term(a, b.0, c.0) + term(b, a.0, c.0) + term(c, a.0, b.0)
}

#[test]
fn of_a_linear_network_every_line_is_a_parabola() {
    let lab = linear(0.05);
    for cut in [Cut::Update, Cut::Weight(FIRST), Cut::Weight(Param::Bias { layer: 0, unit: 0 })] {
        let landscape = computed(&lab, plan(cut, Over::Batch));
        let axis = landscape.axes()[0];
        let points: Vec<_> =
            (0..axis.count).map(|place| (axis.at(place), landscape.losses()[place])).collect();
        let three = [points[0], points[10], points[20]];
        for (x, loss) in points {
            assert!(close(loss, parabola(three, x), 1e-9), "{cut:?} at {x}");
        }
    }
}

#[test]
fn along_the_update_the_slope_is_that_of_gradient_descent_and_of_the_curve() {
    for (example, iterations) in
        [("mazur", 0), ("xor", 5), ("circle", 40), ("sine", 3), ("program", 60)]
    {
        let lab = lab(example, iterations);
        let mut landscape = computed(&lab, plan(Cut::Update, Over::Batch));
        let slope = landscape.slope();
        let h = 1e-5;
        let curve = (landscape.loss_at(&[h]) - landscape.loss_at(&[-h])) / (2.0 * h);
        assert!(close(curve, slope, 1e-4), "{example}: {curve} {slope}");
        let sgd = lab.settings().optimizer;
        if sgd.momentum() == 0.0 && lab.settings().train_biases {
            let square: f64 = gradients(&lab).iter().map(|g| g * g).sum();
            assert!(close(slope, -sgd.learning_rate() * square, 1e-9), "{example}");
        }
    }
}

#[test]
fn the_slope_is_that_of_the_curve_whatever_makes_the_update_of_the_gradient() {
    for changes in [
        vec![("optimizer", json!("adam"))],
        vec![("optimizer", json!("rmsprop")), ("learning_rate", json!(0.01))],
        vec![("l2", json!(0.05)), ("l1", json!(0.01))],
        vec![("weight_decay", json!(0.1)), ("momentum", json!(0.9))],
        vec![("clip_norm", json!(0.01))],
    ] {
        let mut lab = lab("circle", 12);
        for (path, value) in &changes {
            lab.set(path, value).expect("it can be set");
        }
        lab.seek(Position { iteration: 20, op: END });
        let mut landscape = computed(&lab, plan(Cut::Update, Over::Batch));
        let h = 1e-5;
        let curve = (landscape.loss_at(&[h]) - landscape.loss_at(&[-h])) / (2.0 * h);
        assert!(
            close(curve, landscape.slope(), 1e-3),
            "{changes:?}: {curve} {}",
            landscape.slope()
        );
        let landing = computed(&lab, plan(Cut::Update, Over::Training)).landing();
        lab.advance(StepSize::Iteration);
        assert_eq!(landing, lab.train_loss(), "{changes:?}");
    }
}

#[test]
fn a_mistake_in_the_backward_pass_is_no_slope_of_the_curve() {
    let mut lab = lab("circle", 40);
    lab.set("mistake", &json!({ "kind": "slope_left_out" })).expect("it can be planted");
    let mut landscape = computed(&lab, plan(Cut::Update, Over::Batch));
    let h = 1e-5;
    let curve = (landscape.loss_at(&[h]) - landscape.loss_at(&[-h])) / (2.0 * h);
    assert!(!close(curve, landscape.slope(), 0.01), "{curve} {}", landscape.slope());
}

#[test]
fn the_update_lands_where_the_run_then_is_whatever_the_optimizer_is() {
    for (momentum, nesterov) in [(0.0, false), (0.9, false), (0.9, true)] {
        let mut lab = lab("xor", 3);
        lab.set("momentum", &json!(momentum)).expect("it can be set");
        lab.set("nesterov", &json!(nesterov)).expect("it can be set");
        lab.advance(StepSize::Iteration);
        let landscape = computed(&lab, plan(Cut::Update, Over::Training));
        assert_eq!(landscape.here(), lab.train_loss());
        assert_eq!(landscape.losses()[landscape.axes()[0].below], lab.train_loss());
        lab.advance(StepSize::Iteration);
        assert_eq!(landscape.landing(), lab.train_loss());
        assert_eq!(landscape.next(), [1.0, lab.train_loss()]);
    }
}

#[test]
fn one_sees_the_valley_and_the_wall_behind_it() {
    for example in ["mazur", "hand", "xor", "circle", "spiral", "gaussian"] {
        let landscape = computed(&lab(example, 2), plan(Cut::Update, Over::Batch));
        let (low, high) = landscape.axes()[0].ends();
        assert!(low < 0.0 && high > 1.0, "{example}: {low} {high}");
        let losses = landscape.losses();
        let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(least < landscape.here(), "{example} goes down");
    }
    // Of the parabola the wall is known: it is as high again twice as far as its floor.
    let lab = linear(0.05);
    let landscape = computed(&lab, plan(Cut::Update, Over::Batch));
    let (_, high) = landscape.axes()[0].ends();
    let [a, b] = [0.0, 1.0];
    let mut at = landscape.clone();
    let (zero, one, two) = (at.loss_at(&[a]), at.loss_at(&[b]), at.loss_at(&[2.0]));
    let curvature = two - 2.0 * one + zero;
    let wall = -2.0 * (one - zero - curvature / 2.0) / curvature;
    assert!(high >= 0.99 * wall && high <= 2.05 * wall, "{high} {wall}");
}

#[test]
fn every_place_over_two_weights_is_what_the_run_says_with_those_weights() {
    let mut lab = lab("xor", 7);
    let cut = Cut::Weights(FIRST, SECOND);
    let landscape = computed(&lab, Plan { points: 5, ..plan(cut, Over::Training) });
    let [x, y] = landscape.axes() else { panic!("two axes") };
    assert_eq!(landscape.losses().len(), 25);
    let trace = lab.trace();
    let now = [0, 1].map(|input| trace["layers"][0]["weight"][0][input].as_f64());
    assert_eq!([Some(x.at(x.below)), Some(y.at(y.below))], now);
    assert_eq!(landscape.losses()[y.below * 5 + x.below], lab.train_loss(), "to the bit");
    for (place, loss) in landscape.losses().iter().enumerate() {
        let (column, row) = (place % 5, place / 5);
        lab.set(&param_path(FIRST), &json!(x.at(column))).expect("a number");
        lab.set(&param_path(SECOND), &json!(y.at(row))).expect("a number");
        lab.advance(StepSize::Op);
        assert_eq!(*loss, lab.train_loss(), "{column} {row}");
    }
}

#[test]
fn differences_over_the_surface_are_the_gradients() {
    let lab = lab("circle", 30);
    let hidden = Param::Weight { layer: 1, unit: 0, input: 1 };
    let cut = Cut::Weights(FIRST, hidden);
    let reach = Some(1e-4);
    let landscape = computed(&lab, Plan { reach, points: 3, ..plan(cut, Over::Batch) });
    let losses = landscape.losses();
    let slopes = [losses[5] - losses[3], losses[7] - losses[1]].map(|d| d / 2e-4);
    let mut done = lab.clone();
    done.advance(StepSize::Iteration);
    let trace = done.trace();
    let first = &trace["layers"][0]["grad_weight"][0][0];
    let second = &trace["layers"][1]["grad_weight"][0][1];
    for (slope, gradient) in slopes.into_iter().zip([first, second]) {
        let gradient = gradient.as_f64().expect("a number");
        assert!((slope - gradient).abs() < 1e-6, "{slope} {gradient}");
    }
}

#[test]
fn the_path_is_the_one_that_the_run_took() {
    for iterations in [0, 1, 7, 450] {
        let lab = lab("circle", iterations);
        let landscape = computed(&lab, plan(Cut::Weight(SECOND), Over::Training));
        let path = landscape.path();
        assert_eq!(path.len() as u64, iterations.min(200) + 1);
        let ends = [path[0].iteration, path[path.len() - 1].iteration];
        assert_eq!(ends, [0, iterations]);
        let mut again = self::lab("circle", 0);
        for point in path {
            again.seek(Position { iteration: point.iteration, op: 0 });
            let weight = again.trace()["layers"][0]["weight"][0][1].as_f64();
            assert_eq!(Some(point.at[0]), weight);
            assert_eq!(point.at[1], again.train_loss());
        }
        let (low, high) = landscape.axes()[0].ends();
        assert!(path.iter().all(|point| point.at[0] >= low && point.at[0] <= high));
    }
}

#[test]
fn with_two_parameters_the_paths_plane_is_all_there_is() {
    let document = json!({
        "format": "backstep-scenario", "version": 1,
        "data": {"train": [{"input": [1.0], "target": [0.9]}, {"input": [2.0], "target": [-0.4]}]},
        "network": {"inputs": 1, "layers": [{"units": 1, "activation": "tanh", "weight": [[1.4]], "bias": [-0.3]}]},
        "loss": "mean_squared_error",
        "optimizer": {"kind": "sgd", "learning_rate": 0.5, "momentum": 0.8},
        "batch": {"size": null},
    });
    let mut lab = Lab::from_json(&document.to_string()).expect("it runs");
    lab.seek(Position { iteration: 59, op: END });
    let mut landscape = computed(&lab, plan(Cut::Path, Over::Training));
    let shares = landscape.shares();
    assert!((shares[0] + shares[1] - 1.0).abs() < 1e-9 && shares[0] >= shares[1], "{shares:?}");
    let states: Vec<_> = (0..=60)
        .map(|iteration| {
            lab.seek(Position { iteration, op: 0 });
            let layer = &lab.trace()["layers"][0];
            let numbers = [&layer["weight"][0][0], &layer["bias"][0]].map(|n| n.as_f64().unwrap());
            (numbers, lab.train_loss())
        })
        .collect();
    let distance =
        |[a, b]: [f64; 2], [c, d]: [f64; 2]| ((a - c) * (a - c) + (b - d) * (b - d)).sqrt();
    let path = landscape.path().to_vec();
    for (point, (state, loss)) in path.iter().zip(&states) {
        for (other, (far, _)) in path.iter().zip(&states) {
            assert!((distance(point.at, other.at) - distance(*state, *far)).abs() < 1e-9);
        }
        assert!((landscape.loss_at(&point.at) - loss).abs() < 1e-9);
    }
    assert!(path[0].at[0] < 0.0, "it begins on the left");
}

#[test]
fn what_is_lacking_is_said() {
    let two = computed(&lab("xor", 2), plan(Cut::Path, Over::Training));
    assert_eq!(two.path().len(), 3);
    for iterations in [0, 1] {
        let found = Landscape::new(&lab("xor", iterations), plan(Cut::Path, Over::Training));
        assert_eq!(found.err(), Some(Lacks::Path));
    }
}

#[test]
fn a_run_that_blew_up_leaves_gaps() {
    let mut lab = lab("plane", 0);
    lab.set("activation:0", &json!("relu")).expect("it can be set");
    lab.set("learning_rate", &json!(1000)).expect("it can be set");
    while lab.divergence().is_none() {
        lab.advance(StepSize::Iteration);
    }
    for cut in [Cut::Update, Cut::Weights(FIRST, SECOND), Cut::Random(1), Cut::Path] {
        let Ok(mut landscape) = Landscape::new(&lab, plan(cut, Over::Training)) else { continue };
        while landscape.advance() {}
        assert_eq!(
            landscape.losses().len(),
            landscape.axes().iter().map(|a| a.count).product::<usize>()
        );
    }
}

#[test]
fn the_run_is_left_as_it_was_whether_it_is_done_or_stopped_half_way() {
    let mut run = lab("spiral", 25);
    run.advance(StepSize::Layer);
    let before = run.digest();
    for cut in
        [Cut::Update, Cut::Weight(FIRST), Cut::Weights(FIRST, SECOND), Cut::Random(3), Cut::Path]
    {
        let mut landscape = Landscape::new(&run, plan(cut, Over::Training)).expect("it begins");
        for _ in 0..40 {
            landscape.advance();
        }
        assert!(!landscape.is_done() || cut == Cut::Update);
        drop(landscape);
        computed(&run, plan(cut, Over::Training));
        assert_eq!(run.digest(), before, "{cut:?}");
    }
    let mut other = lab("spiral", 25);
    other.advance(StepSize::Layer);
    for _ in 0..3 {
        run.advance(StepSize::Iteration);
        other.advance(StepSize::Iteration);
    }
    assert_eq!(run.digest(), other.digest());
}

#[test]
fn one_seed_is_one_picture() {
    let lab = lab("spiral", 10);
    let of = |seed| {
        let landscape =
            computed(&lab, Plan { points: 7, ..plan(Cut::Random(seed), Over::Training) });
        landscape.losses().iter().map(|loss| loss.to_bits()).collect::<Vec<_>>()
    };
    assert_eq!(of(4), of(4));
    assert_ne!(of(4), of(5));
}

#[test]
fn the_path_lies_nearest_to_where_it_is_drawn() {
    let lab = lab("circle", 60);
    let landscape = computed(&lab, Plan { points: 3, ..plan(Cut::Random(9), Over::Training) });
    let state = |iteration| {
        let mut lab = lab.clone();
        lab.seek(Position { iteration, op: 0 });
        lab.machine().parameters().clone()
    };
    let (now, start) = (state(60), state(0));
    let shape = &lab.machine().settings().shape;
    let [d, e] = filter_normalized(shape, &now, 9).map(|d| d.iter().collect::<Vec<f64>>());
    let way: Vec<f64> = start.iter().zip(now.iter()).map(|(s, n)| s - n).collect();
    let [a, b] = landscape.path()[0].at;
    let left = |a: f64, b: f64| -> f64 {
        let rest = way.iter().zip(&d).zip(&e).map(|((w, d), e)| w - a * d - b * e);
        rest.map(|r| r * r).sum()
    };
    for (x, y) in [(1e-3, 0.0), (-1e-3, 0.0), (0.0, 1e-3), (0.0, -1e-3)] {
        assert!(left(a + x, b + y) > left(a, b), "nothing beside it is nearer");
    }
    let whole: f64 = way.iter().map(|w| w * w).sum();
    assert!((landscape.shares()[0] - (1.0 - left(a, b) / whole)).abs() < 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn filters_have_the_length_of_the_networks_own(
        widths in prop::collection::vec(1_usize..6, 2..5),
        seed in 0..1_u64 << 50,
        numbers in prop::collection::vec(-3.0..3.0_f64, 1..40),
    ) {
        let layer = |units: &usize| LayerShape::new(*units, Activation::Tanh);
        let shape = Shape { inputs: widths[0], layers: widths[1..].iter().map(layer).collect() };
        let mut parameters = Parameters::zeros(&shape);
        for (place, number) in parameters.iter_mut().zip(numbers.iter().cycle()) {
            *place = *number;
        }
        let [one, other] = filter_normalized(&shape, &parameters, seed);
        for direction in [&one, &other] {
            for (drawn, own) in direction.layers.iter().zip(&parameters.layers) {
                prop_assert!(drawn.bias.iter().all(|d| *d == 0.0));
                for unit in 0..own.bias.len() {
                    let length = |row: &[f64]| row.iter().map(|w| w * w).sum::<f64>().sqrt();
                    let (found, expected) = (length(drawn.row(unit)), length(own.row(unit)));
                    prop_assert!((found - expected).abs() < 1e-12 * (1.0 + expected));
                }
            }
        }
    }

    #[test]
    fn an_update_that_is_smaller_goes_the_same_way(rate in 1e-3..0.3_f64) {
        // The same curve, whatever the length of a step: x steps of η are x/2 steps of 2η.
        let [mut one, mut other] = [rate, 2.0 * rate].map(|rate| {
            Landscape::new(&linear(rate), plan(Cut::Update, Over::Batch)).expect("it begins")
        });
        for x in [0.5, 1.0, 3.0] {
            prop_assert!(close(one.loss_at(&[2.0 * x]), other.loss_at(&[x]), 1e-9));
        }
    }
}
