//! What others have published of the worked examples: every figure is held against the run of its
//! example, the digits against a copy typed from the source, and what differs against the mistake
//! that is said to make it differ, in arithmetic that shares nothing with the library.

#![expect(clippy::unreadable_literal, reason = "published numbers stand as they were printed")]

use backstep::examples::{self, Published, Reading, Source};
use backstep::lab::Lab;

fn source(id: &str) -> Source {
    examples::by_id(id).and_then(|example| example.source).expect("an example from print")
}

/// The published rows of an example with our number for each.
fn ours(id: &str) -> Vec<(&'static Published, Option<f64>)> {
    let example = examples::by_id(id).expect("an example that ships");
    let mut lab = Lab::new(example.scenario().expect("valid")).expect("runs");
    let read = |row: &'static Published| {
        lab.seek(row.position());
        (row, row.read(&lab))
    };
    source(id).published.iter().map(read).collect()
}

/// Our numbers alone, of an example whose rows all have one.
fn numbers(id: &str) -> Vec<f64> {
    ours(id).into_iter().map(|(_, ours)| ours.expect("it was computed")).collect()
}

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
}

#[test]
fn every_published_figure_agrees_to_its_digits_or_has_a_reason_why_not() {
    let mut compared = 0;
    for example in examples::ALL.iter().filter(|example| example.source.is_some()) {
        for (row, ours) in ours(example.id) {
            let what = format!("{}: {} = {}, {ours:?}", example.id, row.what.en, row.printed.en);
            let agrees = ours.is_some_and(|ours| row.agrees(ours));
            assert_eq!(agrees, row.reason.en.is_empty(), "{what}");
            assert_eq!(row.reason.en.is_empty(), row.reason.zh.is_empty(), "{what}");
            assert_eq!(ours.is_none(), matches!(row.reading, Reading::Nothing), "{what}");
            assert!(!row.what.zh.is_empty() && !row.printed.zh.is_empty(), "{what}");
            compared += 1;
        }
    }
    assert_eq!(compared, 69);
}

/// Our numbers are computed going forwards only, and a link leads to the very page.
#[test]
fn rows_stand_in_the_order_of_the_run_and_sources_have_plain_addresses() {
    for example in examples::ALL {
        let Some(source) = example.source else { continue };
        assert!(source.published.is_sorted_by_key(|row| row.iteration), "{}", example.id);
        let address = source.address;
        assert!(address.is_empty() || address.starts_with("http"), "{address}");
        assert!(!address.contains(['?', '#', '"', ' ']), "{address}");
    }
}

/// The digits as they stand in the sources, typed again.
#[test]
fn the_figures_are_those_that_were_printed() {
    let printed: &[(&str, &str)] = &[
        ("hand", "0.5 0.8"),
        (
            "mazur",
            "0.3775 0.593269992 0.596884378 1.105905967 0.75136507 0.772928465 0.298371109 \
             0.74136507 0.138498562 0.082167041 0.35891648 0.408666186 0.511301270 0.561370121 \
             0.036350306 0.000438568 0.149780716 0.19956143 0.24975114 0.29950229 0.291027924 \
             0.0000351085 0.015912196 0.984065734",
        ),
        ("mazur_biases", "0.298371109 0.35891648 0.149780716 0.291027924"),
        ("cs231n_sum", "3 -12 3 -4 -4 -4"),
        ("cs231n_max", "2.00 -10.00 -20.00 2.00 6.00 -8.00 2.00 0.00"),
        ("cs231n_neuron", "1.00 0.73 0.20 -0.20 -0.39 0.20 0.39 -0.59"),
        ("micrograd", "24.7041 138.8338 645.5773"),
        ("nielsen_fast", "0.82 0.09"),
        ("nielsen_slow", "0.98 0.20"),
        ("nielsen_cross_entropy", "0.98 0.05"),
    ];
    for (id, printed) in printed {
        let rows = source(id).published.iter().filter(|row| row.decimals().is_some());
        let found: Vec<_> = rows.map(|row| row.printed.en.replace('−', "-")).collect();
        assert_eq!(found.join(" "), *printed, "{id}");
    }
}

/// ∂f/∂x_i for every i, by central differences.
fn differences<const N: usize>(f: impl Fn([f64; N]) -> f64, at: [f64; N]) -> [f64; N] {
    const STEP: f64 = 1e-5;
    std::array::from_fn(|i| {
        let shifted = |by: f64| {
            let mut x = at;
            x[i] += by;
            f(x)
        };
        (shifted(STEP) - shifted(-STEP)) / (2.0 * STEP)
    })
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-z))
}

/// Their gradients are those of f, not of a loss: the target f − 1 makes ∂L/∂f = 1.
#[test]
fn the_circuits_gradients_are_the_slopes_of_their_formulas() {
    let [x, y, z] = differences(|[x, y, z]| (x + y) * z, [-2.0, 5.0, -4.0]);
    for (found, expected) in numbers("cs231n_sum").into_iter().zip([3.0, -12.0, z, -4.0, x, y]) {
        close(found, expected, 1e-8);
    }

    let f = |[x, y, z, w]: [f64; 4]| 2.0 * (x * y + z.max(w));
    let [x, y, z, w] = differences(f, [3.0, -4.0, 2.0, -1.0]);
    let expected = [2.0, -10.0, -20.0, 2.0, y, x, z, w];
    for (found, expected) in numbers("cs231n_max").into_iter().zip(expected) {
        close(found, expected, 1e-8);
    }

    let f = |[w0, w1, w2, x0, x1]: [f64; 5]| sigmoid(w0 * x0 + w1 * x1 + w2);
    let [w0, w1, w2, x0, x1] = differences(f, [2.0, -3.0, -3.0, -1.0, -2.0]);
    let expected = [1.0, sigmoid(1.0), w2, w0, w1, w2, x0, x1];
    for (found, expected) in numbers("cs231n_neuron").into_iter().zip(expected) {
        close(found, expected, 1e-9);
    }
}

/// The README's expression, line by line: e, and g.
fn micrograd([a, b]: [f64; 2]) -> (f64, f64) {
    let relu = |x: f64| x.max(0.0);
    let mut c = a + b;
    let mut d = a * b + b * b * b;
    c = c + c + 1.0;
    c = c + 1.0 + c + (-a);
    d += d * 2.0 + relu(b + a);
    d += 3.0 * d + relu(b - a);
    let e = c - d;
    let f = e * e;
    let mut g = f / 2.0;
    g += 10.0 / f;
    (e, g)
}

#[test]
fn the_network_is_micrograds_expression_up_to_e_and_its_gradients_are_those_of_g() {
    let at = [-4.0, 2.0];
    let (e, g) = micrograd(at);
    assert_eq!(format!("{g:.4}"), "24.7041");
    let [a_grad, b_grad] = differences(|x| micrograd(x).1, at);
    let rows = ours("micrograd");
    assert_eq!(rows[0].1, None, "no network computes g");
    close(rows[1].1.expect("a.grad"), a_grad, 1e-5);
    close(rows[2].1.expect("b.grad"), b_grad, 1e-5);

    // e itself, and ∂L/∂e = dg/de.
    let example = examples::by_id("micrograd").expect("it ships");
    let mut lab = Lab::new(example.scenario().expect("valid")).expect("runs");
    lab.seek(rows[1].0.position());
    let output = &lab.trace()["layers"][4];
    close(output["activation"][0].as_f64().expect("a number"), e, 1e-15);
    let [slope] = differences(|[e]| e * e / 2.0 + 10.0 / (e * e), [e]);
    close(output["grad_activation"][0].as_f64().expect("a number"), slope, 1e-8);
}

/// Nielsen's neuron after some epochs; δ from its output.
fn neuron(start: (f64, f64), rate: f64, epochs: u32, delta: impl Fn(f64) -> f64) -> f64 {
    let (mut w, mut b) = start;
    for _ in 0..epochs {
        let step = rate * delta(sigmoid(w + b));
        w -= step;
        b -= step;
    }
    sigmoid(w + b)
}

#[test]
fn nielsens_neuron_learns_as_he_prints_it() {
    let quadratic = |a: f64| a * a * (1.0 - a);
    for (id, start) in [("nielsen_fast", (0.6, 0.9)), ("nielsen_slow", (2.0, 2.0))] {
        let found = numbers(id);
        close(found[0], neuron(start, 0.15, 0, quadratic), 1e-15);
        close(found[1], neuron(start, 0.15, 300, quadratic), 1e-12);
    }
}

/// His animation of cross-entropy steps by ∂C/∂a = 1/(1 - a) where the text has δ = a - y.
#[test]
fn nielsens_animation_leaves_the_slope_out() {
    let start = (2.0, 2.0);
    let without_slope = |a: f64| 1.0 / (1.0 - a);
    // It counts from 0 to 300.
    assert_eq!(format!("{:.2}", neuron(start, 0.005, 301, without_slope)), "0.05");
    let found = numbers("nielsen_cross_entropy")[1];
    close(found, neuron(start, 0.005, 300, |a| a), 1e-12);
    assert_eq!(format!("{found:.2}"), "0.78");
    // What the note says of another rate.
    let faster = neuron(start, 0.05, 300, |a| a);
    assert!(faster < neuron(start, 0.005, 301, without_slope) && faster > 0.04);
}

/// Mazur's outputs and their loss after so many updates, as his text says or with the new output
/// weights in the same backward pass.
fn mazur(updates: u32, mistaken: bool) -> ([f64; 2], f64) {
    let (x, target) = ([0.05, 0.1], [0.01, 0.99]);
    let mut hidden = [[0.15, 0.2], [0.25, 0.3]];
    let mut output = [[0.4, 0.45], [0.5, 0.55]];
    let unit = |w: [f64; 2], x: [f64; 2], bias: f64| sigmoid(w[0] * x[0] + w[1] * x[1] + bias);
    let mut done = 0;
    loop {
        let h = hidden.map(|w| unit(w, x, 0.35));
        let o = output.map(|w| unit(w, h, 0.6));
        if done == updates {
            return (o, loss(o));
        }
        let delta: [f64; 2] = std::array::from_fn(|j| (o[j] - target[j]) * o[j] * (1.0 - o[j]));
        let before = output;
        for j in 0..2 {
            for i in 0..2 {
                output[j][i] -= 0.5 * delta[j] * h[i];
            }
        }
        let used = if mistaken { output } else { before };
        for i in 0..2 {
            let arriving = delta[0] * used[0][i] + delta[1] * used[1][i];
            for k in 0..2 {
                hidden[i][k] -= 0.5 * arriving * h[i] * (1.0 - h[i]) * x[k];
            }
        }
        done += 1;
    }
}

fn loss(output: [f64; 2]) -> f64 {
    let [first, second] = [output[0] - 0.01, output[1] - 0.99];
    0.5 * first * first + 0.5 * second * second
}

#[test]
fn mazurs_later_figures_come_from_new_weights_in_the_same_backward_pass() {
    let rows = ours("mazur");
    let late: Vec<_> = rows.iter().filter(|(row, _)| row.iteration > 0).collect();
    let [after_one, after_all, first, second] = late[..] else { panic!("four rows") };

    let mistaken = mazur(1, true).1;
    assert!(after_one.0.agrees(mistaken), "{mistaken}");
    close(after_one.1.expect("a number"), mazur(1, false).1, 1e-12);

    let ([o1, o2], mistaken) = mazur(10_000, true);
    assert!(first.0.agrees(o1) && second.0.agrees(o2), "{o1}, {o2}");
    let ([o1, o2], right) = mazur(10_000, false);
    close(first.1.expect("a number"), o1, 1e-12);
    close(second.1.expect("a number"), o2, 1e-12);
    close(after_all.1.expect("a number"), right, 1e-12);

    // The loss printed beside them fits neither; that of the outputs that he prints is another.
    assert!(!after_all.0.agrees(mistaken) && !after_all.0.agrees(right));
    assert_eq!(format!("{:.9}", loss([0.015912196, 0.984065734])), "0.000035085");
    assert_eq!(format!("{mistaken:.9}"), "0.000035085");
}

#[test]
fn mazurs_biases_would_move_the_loss_further() {
    let rows = ours("mazur_biases");
    // NumPy.
    close(rows[3].1.expect("a number"), 0.28047144679143016, 1e-12);
}

/// What the article prints of its hand example would make other numbers.
#[test]
fn the_articles_formulas_give_other_numbers() {
    let (output, target) = (0.8, 1.0);
    let found = numbers("hand");
    close(found[2], -target / output, 1e-15);
    close(found[3], -1.25, 1e-15);
    assert!((found[3] - (target - output)).abs() > 1.0);
    // δ₄ = 0 hides the missing factor; the other output's weight shows it.
    assert_eq!(found[4], 0.0);
    let example = examples::by_id("hand").expect("it ships");
    let mut lab = Lab::new(example.scenario().expect("valid")).expect("runs");
    lab.seek(source("hand").published[0].position());
    assert_eq!(lab.trace()["layers"][1]["grad_weight"][1][0], -0.625);
    // With the activation for a slope it would be half of this.
    close(found[5], -0.4 * 1.25, 1e-15);
}

/// The article's program, put right, in plain arithmetic: its loss over the four samples.
fn program([w, b]: [f64; 2]) -> f64 {
    let hidden = [
        [-0.9795435062451796, -0.43147241237609313],
        [1.109313225946185, 0.24363787112081248],
        [0.5355578956593159, 1.6856006527469685],
    ];
    let output = [-1.1461746331314067, 1.3358508022799687 + w, -0.6481551388224944];
    let samples = [([1.0, 2.0], 0.0), ([2.0, 3.0], 0.0), ([3.0, 4.0], 1.0), ([4.0, 5.0], 1.0)];
    let losses = samples.map(|(x, y)| {
        let z: f64 = (0..3)
            .map(|j| {
                let bias = if j == 1 { b } else { 0.0 };
                output[j] * (hidden[j][0] * x[0] + hidden[j][1] * x[1] + bias).max(0.0)
            })
            .sum();
        let a = sigmoid(z);
        -libm::log(if y == 1.0 { a } else { 1.0 - a })
    });
    losses.iter().sum::<f64>() / 4.0
}

#[test]
fn the_articles_program_put_right_has_the_numbers_shown() {
    let found = numbers("program");
    let [weight, bias] = differences(program, [0.0, 0.0]);
    close(found[0], program([0.0, 0.0]), 1e-12);
    close(found[1], weight, 1e-8);
    close(found[2], bias, 1e-8);
    // NumPy, after 1000 iterations.
    close(found[3], 0.010049067553250308, 1e-12);
}
