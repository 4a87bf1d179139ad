//! The page without a browser: messages in, model and elements out.

mod check;
mod diagnosis;
mod export;
mod landscape;
mod runs;
mod sweep;
mod timeline;

use backstep::app::{
    Command, Effect, ExportAction, KeyPress, Model, Msg, Notice, Outputs, Patch, What, page,
};
use backstep::i18n::Language;
use backstep::lab::{END, Lab, Position, StepSize};
use backstep::nn::Param;
use backstep::scene::Size;
use backstep::step::{Cell, Mark, Op, Values};
use backstep::views::number;
use serde_json::json;

fn model() -> Model {
    Model::new().expect("the first example runs")
}

fn opened(example: &str) -> Model {
    let mut model = model();
    model.update(Msg::Link(example.to_owned()));
    settle(&mut model);
    model
}

/// Works until nothing is left to do.
fn settle(model: &mut Model) {
    while model.task.is_some() {
        model.update(Msg::Work);
    }
}

fn press(model: &mut Model, key: &str) -> Vec<Effect> {
    let (shift, key) = key.strip_prefix("Shift+").map_or((false, key), |key| (true, key));
    let (ctrl, key) = key.strip_prefix("Ctrl+").map_or((false, key), |key| (true, key));
    let press = KeyPress { key: key.to_owned(), shift, ctrl, alt: false };
    model.update(Msg::Key(press))
}

fn field(model: &mut Model, field: &str, text: &str) {
    model.update(Msg::Field { field: field.to_owned(), text: text.to_owned(), done: true });
    settle(model);
}

/// Works until nothing is left to do at all.
fn rest(model: &mut Model) {
    while model.has_work() {
        model.update(Msg::Work);
    }
}

/// What an element of the page holds.
fn shown(model: &Model, target: &str, what: What) -> String {
    let find = |patch: &Patch| patch.target == target && patch.what == what;
    page(model).into_iter().find(find).map(|patch| patch.value).unwrap_or_default()
}

#[test]
fn keys_step_as_far_as_the_chosen_size_and_shift_goes_one_coarser() {
    let mut model = opened("mazur");
    press(&mut model, "ArrowRight");
    assert_eq!(model.lab.position(), Position { iteration: 0, op: 1 });
    press(&mut model, "3");
    press(&mut model, "PageDown");
    let forward = model.lab.position();
    assert_eq!(forward.op, 9, "the input, and a sum and an activation of each of four units");
    press(&mut model, "Shift+ArrowRight");
    assert_eq!(model.lab.completed_iterations(), 1);
    press(&mut model, "Shift+ArrowLeft");
    assert_eq!(model.lab.position(), Position::default());
}

#[test]
fn play_pays_for_time_with_steps_and_no_more() {
    let mut model = opened("mazur");
    press(&mut model, "4");
    press(&mut model, " ");
    field(&mut model, "speed", "10");
    for frame in 0..=12 {
        model.update(Msg::Frame { now_secs: f64::from(frame) / 60.0 });
        while model.has_work() {
            model.update(Msg::Work);
        }
    }
    // 0.2 seconds at ten a second, and the one that the press itself makes.
    assert_eq!(model.lab.completed_iterations(), 3);
    press(&mut model, " ");
    model.update(Msg::Frame { now_secs: 60.0 });
    assert!(!model.has_work());
}

#[test]
fn a_moved_slider_is_one_change_for_undo_and_nothing_resets() {
    let mut model = opened("mazur");
    press(&mut model, "4");
    press(&mut model, "ArrowRight");
    for place in ["-0.5", "0", "0.5"] {
        let text = place.to_owned();
        model.update(Msg::Field { field: "learning_rate_slider".to_owned(), text, done: false });
    }
    field(&mut model, "learning_rate_slider", "0.5");
    assert_eq!(model.lab.settings().optimizer.learning_rate(), 3.2);
    assert_eq!(model.lab.completed_iterations(), 1);
    assert_eq!(model.lab.changes().len(), 1);
    press(&mut model, "Ctrl+z");
    assert_eq!(model.lab.settings().optimizer.learning_rate(), 0.5);
    press(&mut model, "Ctrl+y");
    assert_eq!(model.lab.settings().optimizer.learning_rate(), 3.2);
}

#[test]
fn what_cannot_be_used_stays_in_its_field_with_a_message_that_names_it() {
    let mut model = opened("circle");
    let before = model.lab.scenario();
    for (name, text) in [
        ("learning_rate", "1e300"),
        ("learning_rate", "fast"),
        ("learning_rate", "NaN"),
        ("momentum", "-1"),
        ("batch_size", "0"),
        ("samples", "1000000"),
        ("seed", "1.5"),
        ("units:0", "1000000"),
    ] {
        field(&mut model, name, text);
        let message = shown(&model, &format!("error-{name}"), What::Text);
        assert!(!message.is_empty(), "{name} = {text} has no message");
        assert_eq!(shown(&model, name, What::Value), text, "{name} keeps what was typed");
        assert_eq!(model.lab.scenario(), before, "{name} = {text} changed the experiment");
    }
    field(&mut model, "learning_rate", "0.2");
    assert_eq!(shown(&model, "error-learning_rate", What::Text), "");
}

#[test]
fn a_broken_file_leaves_the_run_and_says_where() {
    let mut model = opened("hand");
    press(&mut model, "ArrowRight");
    let before = model.lab.trace();
    let text =
        include_str!("../../src/examples/documents/hand.json").replace("\"relu\"", "\"rely\"");
    model.update(Msg::Opened { name: "mine.json".to_owned(), text });
    assert_eq!(model.lab.trace(), before);
    let message = shown(&model, "notice-text", What::Text);
    assert!(message.contains("mine.json"), "{message}");
    assert!(message.contains("network.layers[0].activation"), "{message}");
    assert!(message.contains("relu"), "it lists what is possible: {message}");
}

#[test]
fn a_shared_link_opens_to_the_same_bits() {
    let mut model = opened("circle");
    model.lab.seek(Position { iteration: 7, op: 20 });
    field(&mut model, "learning_rate", "0.7");
    let effects = model.update(Msg::Command(Command::Share));
    let [Effect::CopyLink { hash }] = &effects[..] else { panic!("{effects:?}") };
    let mut other = opened(hash);
    settle(&mut other);
    assert_eq!(other.lab.trace(), model.lab.trace());
    assert_eq!(other.lab.settings(), model.lab.settings());
}

#[test]
fn a_saved_file_opens_to_the_same_bits() {
    let mut model = opened("spiral");
    model.lab.seek(Position { iteration: 30, op: END });
    field(&mut model, "weight:0:0:0", "0.25");
    model.lab.advance(StepSize::Pass);
    let effects = press(&mut model, "Ctrl+s");
    let [Effect::Save { text, .. }] = &effects[..] else { panic!("{effects:?}") };
    let mut other = opened("hand");
    other.update(Msg::Opened { name: "saved.json".to_owned(), text: text.clone() });
    settle(&mut other);
    assert_eq!(other.notice, None);
    assert_eq!(other.lab.trace(), model.lab.trace());
}

#[test]
fn divergence_is_told_once_with_a_way_back() {
    let mut model = opened("sine");
    field(&mut model, "activation:0", "relu");
    field(&mut model, "learning_rate", "100");
    press(&mut model, "4");
    press(&mut model, " ");
    field(&mut model, "speed", "max");
    model.update(Msg::Frame { now_secs: 0.0 });
    for _ in 0..10_000 {
        if !model.has_work() {
            break;
        }
        model.update(Msg::Work);
    }
    assert!(matches!(model.notice, Some(Notice::Diverged(_))), "{:?}", model.notice);
    assert!(!model.playing);
    model.update(Msg::Command(Command::ToLastFinite));
    settle(&mut model);
    assert_eq!(model.notice, None);
    assert!(model.lab.machine().parameters().is_finite());
    assert!(model.lab.divergence().is_none());
}

#[test]
fn a_selected_weight_is_typed_over_and_its_path_is_lit() {
    let mut model = opened("mazur");
    press(&mut model, "4");
    press(&mut model, "ArrowRight");
    let weight = Mark::Param(Param::Weight { layer: 0, unit: 0, input: 1 });
    assert_eq!(model.update(Msg::Select(Some(weight))), []);
    assert_eq!(model.update(Msg::Select(Some(weight))), [Effect::Focus("value")]);
    assert!(shown(&model, "inspector", What::Html).contains("class=\"path\""));
    field(&mut model, "value", "−0.75");
    assert_eq!(model.lab.machine().parameters().layers[0].row(0)[1], -0.75);
}

#[test]
fn gamma_and_beta_are_pointed_at_selected_and_typed_over_as_a_bias_is() {
    let mut model = opened("program");
    model.set("batch_norm:0", "batch_norm:0", &json!(true), true).expect("it has four samples");
    model.update(Msg::Seek(Position { iteration: 2, op: END }));
    let unit = Mark::Unit { layer: 0, unit: 0 };
    model.update(Msg::Select(Some(unit)));
    let mut passed = Vec::new();
    for _ in 0..4 {
        press(&mut model, "ArrowDown");
        passed.extend(model.hovered);
    }
    let params = [
        Param::Bias { layer: 0, unit: 0 },
        Param::Scale { layer: 0, unit: 0 },
        Param::Shift { layer: 0, unit: 0 },
        Param::Weight { layer: 0, unit: 0, input: 0 },
    ];
    assert_eq!(passed, params.map(Mark::Param));
    press(&mut model, "ArrowUp");
    press(&mut model, "ArrowUp");
    press(&mut model, "Enter");
    assert_eq!(model.selected, Some(Mark::Param(params[1])));
    let scene = model.network_scene(Size::new(800.0, 600.0), None);
    assert!(params.iter().all(|p| scene.items.iter().any(|i| i.hit == Some(Mark::Param(*p)))));
    let rows = shown(&model, "inspector", What::Html);
    for cell in [Cell::Grad(params[1]), Cell::MeanGrad(params[1])] {
        let value = model.lab.machine().value(cell).expect("it is done");
        assert!(rows.contains(&number::full(value)), "{cell:?}: {rows}");
    }
    assert!(text(&rows).contains("update made"), "{rows}");
    assert_eq!(press(&mut model, "Enter"), [Effect::Focus("value")]);
    field(&mut model, "value", "1.5");
    assert_eq!(model.lab.machine().value(Cell::Param(params[1])), Some(1.5));
}

/// What stands in the attribute `name` of every element that has it.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect()
}

/// The text of some HTML.
fn text(html: &str) -> String {
    html.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect()
}

/// The inspector's HTML with `mark` selected, after a backward pass.
fn inspected(example: &str, mark: Mark) -> String {
    let mut model = opened(example);
    press(&mut model, "3");
    for _ in 0..3 {
        press(&mut model, "ArrowRight");
    }
    model.update(Msg::Select(Some(mark)));
    shown(&model, "inspector", What::Html)
}

#[test]
fn the_factors_of_the_path_multiply_to_its_part_and_are_tied_to_the_picture() {
    let weight = Mark::Param(Param::Weight { layer: 0, unit: 0, input: 1 });
    let html = inspected("mazur", weight);
    let path = html.split_once("class=\"path\"").expect("a path").1;
    let path = path.split_once("</p>").expect("it ends").0;
    let chips: Vec<_> = path.split("class=\"chip ").skip(1).collect();
    let keys: Vec<_> = chips.iter().map(|chip| attributes(chip, "data-cell")[0]).collect();
    assert_eq!(keys, ["sample-loss", "dz.1.0", "w.1.0.0", "z.0.0", "x.1"]);
    let number = |html: &str| {
        let text = text(html);
        let words: Vec<_> = text.split_whitespace().map(str::to_owned).collect();
        words.iter().filter_map(|word| backstep::views::number::parse(word)).next_back()
    };
    let factors: Vec<f64> = chips[1..]
        .iter()
        .map(|chip| {
            let end = chip.split_once("</math>").expect("a symbol").1;
            number(&format!("<b>{}", end.split_once("</span>").expect("a chip ends").0))
                .expect("a number")
        })
        .collect();
    let part = number(path).expect("the product");
    let product: f64 = factors.iter().product();
    assert!((product / part - 1.0).abs() < 0.03, "{factors:?} multiply to {product}, not {part}");
}

#[test]
fn every_row_of_the_inspector_that_is_in_the_picture_lights_it() {
    let marks = [
        (Mark::Param(Param::Weight { layer: 1, unit: 0, input: 1 }), &["w.1.0.1", "dw.1.0.1"][..]),
        (Mark::Unit { layer: 0, unit: 1 }, &["z.0.1", "a.0.1", "da.0.1", "dz.0.1", "b.0.1"]),
        (Mark::Input(1), &["x.1"]),
        (Mark::Target(0), &["y.0"]),
        (Mark::Loss, &["sample-loss"]),
    ];
    for (mark, keys) in marks {
        let html = inspected("mazur", mark);
        let rows = html.split_once("</dl>").expect("rows").0;
        assert_eq!(attributes(rows, "data-cell"), keys, "{mark:?}");
    }
}

#[test]
fn the_inspector_has_its_rows_before_their_numbers() {
    let mut model = opened("circle");
    for mark in [
        Mark::Param(Param::Weight { layer: 0, unit: 0, input: 0 }),
        Mark::Unit { layer: 0, unit: 0 },
        Mark::Unit { layer: 2, unit: 0 },
        Mark::Loss,
    ] {
        model.update(Msg::Select(Some(mark)));
        model.update(Msg::Command(Command::Start));
        settle(&mut model);
        let labels = |model: &Model| shown(model, "inspector", What::Html).matches("<dt>").count();
        let before = labels(&model);
        for _ in 0..4 {
            model.update(Msg::Step { size: StepSize::Pass, forward: true });
            assert_eq!(labels(&model), before, "{mark:?}: no row comes or goes");
        }
    }
}

/// A network of two softmax outputs whose targets add up to `sum`.
fn softmax(sum: f64) -> Model {
    let text = format!(
        r#"{{ "format": "backstep-scenario", "version": 1,
        "data": {{ "train": [{{ "input": [1], "target": [0, {sum}] }}] }},
        "network": {{ "inputs": 1, "layers": [{{ "units": 2, "activation": "softmax",
            "weight": [[0.5], [0.25]], "bias": [0, 0] }}] }},
        "loss": "cross_entropy",
        "optimizer": {{ "kind": "sgd", "learning_rate": 0.1 }} }}"#
    );
    let mut model = model();
    model.update(Msg::Opened { name: "softmax.json".to_owned(), text });
    assert_eq!(model.notice, None);
    model
}

#[test]
fn the_fused_delta_says_what_its_equation_says() {
    for (sum, title, row) in [
        (1.0, "leave output minus target", "δ = ŷ − y "),
        (2.0, "leave output times the sum of the targets, minus target", "δ = ŷ Σy − y "),
    ] {
        let mut model = softmax(sum);
        while !matches!(model.lab.last_op(), Some(Op::Delta { unit: 1, .. })) {
            press(&mut model, "ArrowRight");
        }
        let equation = text(&shown(&model, "equation", What::Html));
        assert!(equation.contains(title), "{equation}");
        model.update(Msg::Select(Some(Mark::Unit { layer: 0, unit: 1 })));
        let rows = text(&shown(&model, "inspector", What::Html));
        assert!(rows.contains(row), "{rows}");
    }
}

/// A run over samples of so many inputs, with a target for each output.
fn over(samples: &[(&[f64], &[f64])]) -> Model {
    let list: Vec<String> = samples
        .iter()
        .map(|(input, target)| format!(r#"{{"input": {input:?}, "target": {target:?}}}"#))
        .collect();
    let (inputs, outputs) = (samples[0].0.len(), samples[0].1.len());
    let text = format!(
        r#"{{ "format": "backstep-scenario", "version": 1, "data": {{ "train": [{}] }},
        "network": {{ "inputs": {inputs}, "initializer": "xavier_uniform", "seed": 1,
            "layers": [{{ "units": {outputs}, "activation": "sigmoid" }}] }},
        "loss": "half_squared_error",
        "optimizer": {{ "kind": "sgd", "learning_rate": 0.1 }} }}"#,
        list.join(", ")
    );
    let mut model = model();
    model.update(Msg::Opened { name: "samples.json".to_owned(), text });
    assert_eq!(model.notice, None);
    model
}

fn outputs_svg(model: &Model) -> String {
    model.outputs_scene(Size::new(348.0, 220.0)).to_svg("")
}

#[test]
fn two_inputs_with_a_class_each_are_a_map() {
    let points: [(&[f64], &[f64]); 3] = [
        (&[0.0, 0.0], &[1.0, 0.0, 0.0]),
        (&[1.0, 0.0], &[0.0, 1.0, 0.0]),
        (&[0.0, 1.0], &[0.0, 0.0, 1.0]),
    ];
    let model = over(&points);
    assert_eq!(Outputs::of(&model), Outputs::Boundary);
    let svg = outputs_svg(&model);
    for class in ["class 1", "class 2", "class 3", "<image"] {
        assert!(svg.contains(class), "{class}");
    }
    let not_one_hot: [(&[f64], &[f64]); 2] =
        [(&[0.0, 0.0], &[1.0, 1.0]), (&[1.0, 0.0], &[0.0, 0.5])];
    assert_eq!(Outputs::of(&over(&not_one_hot)), Outputs::Bars);
}

#[test]
fn a_few_samples_are_a_table_with_headings() {
    let points: [(&[f64], &[f64]); 2] = [(&[0.0, 1.0, 2.0], &[1.0]), (&[1.0, 0.0, 2.0], &[0.0])];
    let model = over(&points);
    assert_eq!(Outputs::of(&model), Outputs::Samples);
    let svg = outputs_svg(&model);
    for text in [">input<", ">output<", ">target<", ">(0, 1, 2)<"] {
        assert!(svg.contains(text), "{text}");
    }
}

#[test]
fn the_axes_of_a_map_end_at_round_numbers() {
    let points: [(&[f64], &[f64]); 2] = [(&[-1.3, 10.0], &[1.0]), (&[1.291, 40.0], &[0.0])];
    let svg = outputs_svg(&over(&points));
    for end in [">−1.5<", ">1.5<", ">8<", ">42<"] {
        assert!(svg.contains(end), "{end}");
    }
}

#[test]
fn what_was_changed_on_the_way_stands_in_the_loss_chart() {
    let mut model = opened("circle");
    press(&mut model, "4");
    for (name, text, label) in [
        ("learning_rate", "1", "η → 1"),
        ("momentum", "0.5", "μ → 0.5"),
        ("loss", "half_squared_error", "half squared error"),
        ("batch_size", "20", "Batch → 20"),
        ("shuffle", "false", "Shuffle → off"),
    ] {
        for _ in 0..60 {
            press(&mut model, "ArrowRight");
        }
        field(&mut model, name, text);
        model.with_loss_chart(1.0, |chart| {
            let told = chart.changes.last().expect("a mark");
            assert_eq!(told.1, label);
            assert_eq!(told.0, model.lab.completed_iterations() as f64);
        });
    }
}

#[test]
fn another_layer_restarts_the_run_and_undo_brings_the_old_one_back() {
    let mut model = opened("xor");
    model.lab.seek(Position { iteration: 50, op: END });
    let before = model.lab.trace();
    model.update(Msg::Command(Command::AddLayer));
    assert_eq!(model.lab.machine().settings().shape.layers.len(), 3);
    assert_eq!(model.lab.position(), Position::default());
    press(&mut model, "Ctrl+z");
    assert_eq!(model.lab.trace(), before);
}

#[test]
fn every_text_on_the_page_changes_with_the_language() {
    let mut model = opened("circle");
    press(&mut model, "ArrowRight");
    press(&mut model, "ArrowRight");
    let texts = |model: &Model| -> Vec<Patch> {
        page(model).into_iter().filter(|patch| patch.what == What::Text).collect()
    };
    let english = texts(&model);
    model.update(Msg::Command(Command::Language));
    assert_eq!(model.language, Language::Zh);
    let has_words = |text: &str| text.chars().filter(char::is_ascii_alphabetic).count() > 3;
    for (english, chinese) in english.iter().zip(texts(&model)) {
        if has_words(&english.value) {
            assert_ne!(english.value, chinese.value, "{}", english.target);
        }
    }
}

#[test]
fn every_example_fills_the_page_without_a_gap() {
    for example in backstep::examples::ALL {
        let mut model = opened(example.id);
        for _ in 0..3 {
            press(&mut model, "ArrowRight");
        }
        assert!(!shown(&model, "equation", What::Html).is_empty(), "{}", example.id);
        assert!(!shown(&model, "outputs-title", What::Text).is_empty(), "{}", example.id);
        for patch in page(&model) {
            assert!(!patch.value.contains('{'), "{}: {}", patch.target, patch.value);
        }
    }
}
