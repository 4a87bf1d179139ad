//! What a run is exported as: traces over iterations, the loss history, receipts; and what is said
//! where it cannot be. `tests/receipts.test.mjs` has the receipts verified by another program.

use backstep::examples;
use backstep::i18n::Language;
use backstep::lab::{
    END, Lab, LineKind, Lines, NotExportable, Position, Scenario, StepSize, Unfit,
};
use serde_json::{Value, json};

fn lab(example: &str) -> Lab {
    let example = examples::by_id(example).expect("an example");
    Lab::new(example.scenario().expect("a document")).expect("a run")
}

fn lines(lab: &Lab, kind: LineKind, iterations: u64) -> Result<Vec<Value>, NotExportable> {
    let mut lines = Lines::new(lab, kind, iterations);
    while lines.advance()? {}
    Ok(lines.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect())
}

/// The columns of the loss history, without the comments.
fn table(csv: &str) -> Vec<Vec<&str>> {
    csv.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(',').collect())
        .collect()
}

#[test]
fn json_lines_are_the_traces_of_the_run_itself() {
    let mut run = lab("circle");
    run.advance(StepSize::Iteration);
    run.set("learning_rate", &json!(0.3)).expect("a learning rate");
    run.advance(StepSize::Layer);
    let before = run.trace();
    let traces = lines(&run, LineKind::Traces, 30).expect("traces");
    assert_eq!(run.trace(), before, "the run stays where it is");
    assert_eq!(traces.len(), 30);
    let mut again = lab("circle");
    again.advance(StepSize::Iteration);
    again.set("learning_rate", &json!(0.3)).expect("a learning rate");
    for (iteration, trace) in traces.iter().enumerate() {
        again.seek(Position { iteration: iteration as u64, op: END });
        assert_eq!(trace, &again.trace());
        assert_eq!(trace["op"], trace["ops"], "every number is there");
    }
}

#[test]
fn a_run_that_diverges_is_written_up_to_there() {
    let mut run = lab("mazur");
    run.set("activation:0", &json!("identity")).expect("an activation");
    run.set("activation:1", &json!("identity")).expect("an activation");
    run.set("learning_rate", &json!(1000)).expect("a learning rate");
    let traces = lines(&run, LineKind::Traces, 1000).expect("traces");
    assert!((2..1000).contains(&traces.len()), "{}", traces.len());
    let text = traces.iter().map(Value::to_string).collect::<String>();
    assert!(!text.contains("NaN") && !text.contains("Infinity"));
}

#[test]
fn more_text_than_there_is_room_for_is_refused_at_once() {
    let mut lines = Lines::new(&lab("deep"), LineKind::Traces, 1_000_000);
    let NotExportable(reasons) = lines.advance().expect_err("too much");
    let [Unfit::TooLarge { iterations: 1_000_000, most }] = reasons[..] else {
        panic!("{reasons:?}");
    };
    let mut fewer = Lines::new(&lab("deep"), LineKind::Traces, most / 2);
    assert_eq!(fewer.advance(), Ok(true));
}

#[test]
fn the_loss_history_has_a_row_for_every_iteration_and_every_evaluation() {
    let mut run = lab("gaussian");
    for _ in 0..60 {
        run.advance(StepSize::Iteration);
    }
    let csv = run.history_csv();
    let rows = table(&csv);
    let names = ["iteration", "iterations", "batch_loss_low", "batch_loss_high"];
    assert_eq!(rows[0][..4], names);
    assert_eq!(rows[0][4..], ["train_loss", "test_loss"]);
    assert_eq!(rows.len(), 1 + 60);
    for (i, row) in rows[1..].iter().enumerate() {
        assert_eq!(row[..2], [i.to_string(), "1".to_owned()]);
        assert_eq!(row[2].parse(), Ok(run.history().buckets()[i].low), "every bit");
        assert_eq!(row[2], row[3]);
        // 250 samples to train on in batches of 10.
        assert_eq!(row[4].is_empty(), i % 25 != 0, "{row:?}");
        assert_eq!(row[4].is_empty(), row[5].is_empty());
    }
    let losses: Vec<&str> = rows[1..].iter().map(|row| row[4]).filter(|x| !x.is_empty()).collect();
    let evaluations = run.history().evaluations();
    assert_eq!(losses.len(), evaluations.len());
    assert_eq!(losses[1].parse(), Ok(evaluations[1].train));
}

#[test]
fn a_long_history_covers_all_its_iterations_in_longer_rows() {
    let mut run = lab("mazur");
    run.seek(Position { iteration: 9_999, op: END });
    let csv = run.history_csv();
    let rows = table(&csv);
    assert!(rows.len() < 5000);
    let mut next = 0;
    for row in &rows[1..] {
        assert_eq!(row[0].parse(), Ok(next));
        next += row[1].parse::<u64>().expect("a count");
        let range: Vec<f64> = row[2..4].iter().map(|x| x.parse().expect("a number")).collect();
        assert!(range[0] <= range[1]);
    }
    assert_eq!(next, 10_000);
    assert!(csv.starts_with("# Backstep") && csv.contains("10000 iterations"));
}

#[test]
fn a_receipt_is_of_the_current_iteration_wherever_in_it_the_run_stands() {
    let mut run = lab("mazur");
    run.advance(StepSize::Iteration);
    let first = run.receipt().expect("a receipt");
    assert_eq!(first["step"], 1);
    assert_eq!(first["parameters_after"]["w_h1_y1"], run.trace()["layers"][1]["weight"][0][0]);
    assert_eq!(
        first["updates"][5]["gradient"].as_f64(),
        run.trace()["layers"][1]["grad_weight"][0][1].as_f64().map(|grad| -grad),
        "its sign is flipped"
    );
    run.advance(StepSize::Op);
    let second = run.receipt().expect("a receipt");
    assert_eq!(second["step"], 2);
    assert_eq!(second["parameters_before"], first["parameters_after"]);
    run.advance(StepSize::Iteration);
    assert_eq!(run.receipt().expect("a receipt"), second);
    run.rewind(StepSize::Iteration);
    assert_eq!(run.receipt().expect("a receipt"), first);
}

#[test]
fn what_cannot_be_a_receipt_says_every_reason_in_both_languages() {
    let NotExportable(reasons) = lab("circle").receipt().expect_err("no receipt");
    assert_eq!(reasons.len(), 4);
    let mut run = lab("mazur");
    run.set("learning_rate", &json!(0)).expect("a learning rate");
    run.set("momentum", &json!(1)).expect("a momentum");
    run.set("loss", &json!("mean_squared_error")).expect("a loss");
    run.set("activation:1", &json!("tanh")).expect("an activation");
    let reasons = run.receipt().expect_err("no receipt");
    assert_eq!(reasons.0.len(), 4);
    for (language, words) in
        [(Language::En, "mean squared error of tanh"), (Language::Zh, "均方误差")]
    {
        assert!(reasons.message(language).contains(words), "{}", reasons.message(language));
        assert!(!reasons.message(language).contains('{'));
    }
}

#[test]
fn what_the_update_has_besides_momentum_is_named() {
    let not_in = |path: &str, value: Value, name: &'static str| {
        let mut run = lab("mazur");
        run.advance(StepSize::Iteration);
        assert!(run.receipt().is_ok(), "{path}");
        run.set(path, &value).expect("a change");
        run.advance(StepSize::Iteration);
        let reasons = run.receipt().expect_err(path);
        assert_eq!(reasons, NotExportable(vec![Unfit::Optimizer { name }]), "{path}");
        for language in [Language::En, Language::Zh] {
            assert!(reasons.message(language).contains(name), "{}", reasons.message(language));
        }
        assert_eq!(lines(&run, LineKind::Receipts, 1).expect("before it").len(), 1, "{path}");
        assert!(lines(&run, LineKind::Receipts, 2).is_err(), "{path}");
    };
    for name in ["adagrad", "rmsprop", "adam", "adamw"] {
        not_in("optimizer", json!(name), name);
    }
    for name in ["step", "exponential", "cosine", "warm_up", "one_cycle"] {
        not_in("schedule", json!(name), name);
    }
    for name in ["dampening", "weight_decay", "l1", "l2", "clip_value", "clip_norm"] {
        not_in(name, json!(0.25), name);
    }
    // What is set to nothing is no reason.
    let mut run = lab("mazur");
    run.set("clip_norm", &json!(0.25)).expect("clipping");
    run.set("clip_norm", &json!(0)).expect("no clipping");
    assert!(run.receipt().is_ok());
}

/// Names of fields in a table of the manual.
fn is_in_manual(field: &str) -> bool {
    const MANUAL: &str = include_str!("../docs/scenario.md");
    let kinds = ["_weight", "_bias", "_scale", "_shift"];
    let name = kinds.iter().find_map(|kind| field.strip_suffix(kind)).unwrap_or(field);
    MANUAL.contains(&format!("`{field}`")) || MANUAL.contains(&format!("`{name}`"))
}

#[test]
fn a_trace_has_every_number_of_the_update_and_the_manual_names_it() {
    let fields_of = |run: &Lab| {
        let trace = run.trace();
        let layer = trace["layers"][0].as_object().expect("a layer").clone();
        let all = trace.as_object().expect("a trace").keys().chain(layer.keys());
        let all: Vec<_> = all.cloned().collect();
        for field in &all {
            assert!(is_in_manual(field), "{field}");
        }
        for (field, value) in &layer {
            assert!(!value.to_string().contains("null"), "{field}: {value}");
        }
        (trace, all)
    };
    let mut run = lab("mazur_biases");
    run.advance(StepSize::Iteration);
    let (_, plain) = fields_of(&run);
    let new = |run: &Lab| {
        let (_, mut all) = fields_of(run);
        all.retain(|field| !plain.contains(field));
        all.sort();
        all
    };
    run.set("momentum", &json!(0.9)).expect("momentum");
    run.advance(StepSize::Iteration);
    assert_eq!(new(&run), ["velocity_bias", "velocity_weight"]);
    run.set("optimizer", &json!("rmsprop")).expect("RMSprop");
    run.set("weight_decay", &json!(0.5)).expect("weight decay");
    run.advance(StepSize::Iteration);
    let names = ["decayed_grad_bias", "decayed_grad_weight"];
    assert_eq!(new(&run), [&names[..], &["second_moment_bias", "second_moment_weight"]].concat());
    run.set("optimizer", &json!("adamw")).expect("AdamW");
    for name in ["l1", "l2", "clip_value", "clip_norm"] {
        run.set(name, &json!(0.01)).expect("a setting");
    }
    run.advance(StepSize::Iteration);
    let (trace, _) = fields_of(&run);
    assert_eq!(new(&run).len(), 17);
    let layer = |layer: usize, field: &str| trace["layers"][layer][field].clone();
    let number = |value: &Value| value.as_f64().expect("a number");
    // What the formulas say, of a bias, which is not penalized.
    let close = |x: f64, y: f64| assert!((x - y).abs() <= 1e-12 * y.abs(), "{x}, {y}");
    let of = |field: &str| number(&layer(1, field)[0]);
    close(of("clipped_grad_bias"), of("grad_bias").clamp(-0.01, 0.01));
    let norm = (number(&layer(0, "squared_norm")) + number(&layer(1, "squared_norm"))).sqrt();
    close(number(&trace["gradient_norm"]), norm);
    close(of("scaled_grad_bias"), of("clipped_grad_bias") * (0.01 / (norm + 1e-6)));
    // The optimizer is new: its first means without their start from 0 are the gradient.
    close(of("unbiased_first_moment_bias"), of("scaled_grad_bias"));
    close(of("unbiased_second_moment_bias"), of("scaled_grad_bias") * of("scaled_grad_bias"));
    let rate = number(&trace["learning_rate"]);
    let size = of("unbiased_second_moment_bias").sqrt() + 1e-8;
    close(of("bias"), of("decayed_bias") - rate * of("unbiased_first_moment_bias") / size);
}

#[test]
fn a_trace_has_the_update_of_batch_normalization_and_the_manual_names_it() {
    let document = json!({
        "format": "backstep-scenario", "version": 1,
        "data": { "train": [
            { "input": [0.5, -1], "target": [1] }, { "input": [-0.25, 0.75], "target": [0] },
            { "input": [1.5, 0.25], "target": [0.5] },
        ] },
        "network": { "inputs": 2, "seed": 2, "layers": [
            { "units": 3, "activation": "tanh", "batch_norm": true, "dropout": 0.5 },
            { "units": 1, "activation": "sigmoid" },
        ] },
        "loss": "half_squared_error",
        "optimizer": { "kind": "adamw", "learning_rate": 0.1, "weight_decay": 0.02 },
        "penalty": { "l2": 0.1 },
        "clip": { "value": 0.02, "norm": 0.03 },
    });
    let mut run = Lab::new(Scenario::from_value(&document).expect("valid")).expect("runs");
    run.advance(StepSize::Iteration);
    let trace = run.trace();
    let layer = trace["layers"][0].as_object().expect("a layer");
    for (field, value) in layer {
        assert!(is_in_manual(field), "{field}");
        assert!(!value.to_string().contains("null"), "{field}: {value}");
    }
    for name in [
        "clipped_grad",
        "scaled_grad",
        "first_moment",
        "second_moment",
        "unbiased_first_moment",
        "unbiased_second_moment",
        "decayed",
    ] {
        for kind in ["weight", "bias", "scale", "shift"] {
            assert!(layer.contains_key(&format!("{name}_{kind}")), "{name}_{kind}");
        }
    }
    assert!(layer.contains_key("penalized_grad_weight"));
    assert!(!layer.contains_key("penalized_grad_scale"), "no penalty on γ");
    // γ and β count in the norm.
    let numbers = |field: &str| -> Vec<f64> {
        let value = &trace["layers"][0][field];
        let flat = |value: &Value| value.as_array().cloned().unwrap_or(vec![value.clone()]);
        let all = flat(value).iter().flat_map(flat).collect::<Vec<_>>();
        all.iter().map(|number| number.as_f64().expect("a number")).collect()
    };
    let squares = ["weight", "bias", "scale", "shift"]
        .map(|kind| numbers(&format!("clipped_grad_{kind}")).iter().map(|g| g * g).sum::<f64>());
    let squared = numbers("squared_norm")[0];
    assert!((squared - squares.iter().sum::<f64>()).abs() <= 1e-15, "{squared}, {squares:?}");
    assert!(squares[2] > 0.0 && squares[3] > 0.0, "{squares:?}");
}

#[test]
fn a_chain_of_receipts_ends_where_a_weight_was_typed_over() {
    let mut run = lab("mazur");
    for _ in 0..5 {
        run.advance(StepSize::Iteration);
    }
    run.set("weight:0:0:0", &json!(0.5)).expect("a weight");
    assert_eq!(lines(&run, LineKind::Receipts, 5).expect("before it").len(), 5);
    let reason = Unfit::Changed { iteration: 5, path: "weight:0:0:0".to_owned() };
    assert_eq!(lines(&run, LineKind::Receipts, 6), Err(reason.into()));
    assert!(run.receipt().is_ok(), "one step alone is no chain");
}

#[test]
fn whatever_is_exported_of_a_run_with_a_planted_mistake_says_so() {
    let mut run = lab("mazur");
    run.advance(StepSize::Iteration);
    assert!(run.trace().get("planted_mistake").is_none());
    run.set("mistake", &json!({ "kind": "new_weights" })).expect("a mistake");
    run.advance(StepSize::Iteration);
    run.set("mistake", &json!({ "kind": "slope_left_out", "named": false })).expect("a mistake");
    run.advance(StepSize::Iteration);
    let mark = "new_weights, unnamed";
    assert_eq!(run.trace()["planted_mistake"], mark);
    assert_eq!(run.receipt().expect("a receipt")["metadata"]["planted_mistake"], mark);
    assert!(run.history_csv().contains("\n# planted_mistake: new_weights, unnamed\n"));
    let traces = lines(&run, LineKind::Traces, 3).expect("traces");
    let marks: Vec<_> = traces.iter().map(|trace| trace.get("planted_mistake").cloned()).collect();
    assert_eq!(marks, [None, Some(json!("new_weights")), Some(json!(mark))]);
}

#[test]
fn text_for_people_to_read_is_the_same_document() {
    let mut run = lab("mazur");
    run.advance(StepSize::Pass);
    let text = run.trace_text();
    assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), run.trace());
    assert!(
        text.contains("\n        [0.15, 0.2],\n"),
        "a row of weights stands on one line:\n{text}"
    );
}
