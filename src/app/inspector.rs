//! What is selected: its numbers, the path of the chain rule to it, its coming update.

use std::fmt::Write as _;

use super::chain::{Chain, slope, written_out};
use super::html::escape;
use super::{Model, field};
use crate::i18n::{MESSAGE, Text};
use crate::nn::Param;
use crate::step::{Cell, Mark, Op, Values};
use crate::views::equation::{EquationLines, Notation, cell_class, cell_key, sign_class};
use crate::views::{Names, number};

/// The inspector's HTML; empty while nothing is selected.
pub(super) fn html(model: &Model) -> String {
    let Some(mark) = model.selected else { return String::new() };
    let mut html = format!(r#"<h3 class="inspector-title">{}</h3>"#, escape(&title(model, mark)));
    html.push_str(r#"<dl class="rows">"#);
    for row in rows(model, mark) {
        html.push_str(&row);
    }
    html.push_str("</dl>");
    html.push_str(&path(model, mark));
    html
}

/// The marks of the chain rule's path to what is selected, to be lit in the picture.
pub(super) fn lit_path(model: &Model) -> Vec<Mark> {
    let chain = model.selected.and_then(|mark| Chain::to(model.lab.machine(), mark));
    chain.map_or_else(Vec::new, |chain| chain.marks)
}

/// The text in the field for the selected number; `None` where there is no number to type.
pub(super) fn value_text(model: &Model) -> Option<String> {
    let mark = model.selected?;
    field::path_of(model, mark)?;
    let cell = match mark {
        Mark::Param(param) => Cell::Param(param),
        Mark::Unit { layer, unit } => Cell::Param(Param::Bias { layer, unit }),
        Mark::Input(unit) => Cell::Input(unit),
        Mark::Target(unit) => Cell::Target(unit),
        Mark::Loss => return None,
    };
    let machine = model.lab.machine();
    // Inputs and targets can be typed before the iteration has taken them in.
    let sample = machine.samples().get(*machine.batch().get(machine.watched())?)?;
    let value = match cell {
        Cell::Input(unit) => sample.input.get(unit).copied(),
        Cell::Target(unit) => sample.target.get(unit).copied(),
        cell => machine.value(cell),
    }?;
    Some(value.to_string())
}

/// What a mark is called.
pub(super) fn title(model: &Model, mark: Mark) -> String {
    let names = names(model);
    match mark {
        Mark::Input(unit) => names.input(unit),
        Mark::Unit { layer, unit } => names.unit(layer, unit),
        Mark::Param(param) => names.param(param),
        Mark::Target(unit) => names.cell(Cell::Target(unit)),
        Mark::Loss => MESSAGE.stage_loss.get(model.language).to_owned(),
    }
}

pub(super) fn names(model: &Model) -> Names {
    let layers = model.lab.machine().settings().shape.layers.len();
    Names { layers, language: model.language }
}

pub(super) fn notation(model: &Model) -> Notation {
    let machine = model.lab.machine();
    let sample = machine.program().is_batched().then(|| machine.watched());
    Notation::new(&machine.settings().shape, sample)
}

fn rows(model: &Model, mark: Mark) -> Vec<String> {
    let language = model.language;
    let text = |text: Text| text.get(language).to_owned();
    match mark {
        Mark::Input(_) => vec![typed_row(&text(MESSAGE.value))],
        Mark::Target(_) => vec![typed_row(&text(MESSAGE.target))],
        Mark::Param(param) => {
            let mut rows = vec![typed_row(&text(MESSAGE.value))];
            rows.extend(gradient_rows(model, param));
            rows
        }
        Mark::Unit { layer, unit } => unit_rows(model, layer, unit),
        Mark::Loss => {
            let mut rows = vec![row(model, &text(MESSAGE.sample_loss), Cell::SampleLoss)];
            if model.lab.machine().program().is_batched() {
                rows.push(row(model, &text(MESSAGE.batch_loss), Cell::BatchLoss));
            }
            rows
        }
    }
}

fn unit_rows(model: &Model, layer: usize, unit: usize) -> Vec<String> {
    let language = model.language;
    let machine = model.lab.machine();
    let settings = machine.settings();
    let activation = settings.shape.layers[layer].activation;
    let function = names(model).activation(activation);
    let named = |text: Text| text.fill(language, &[("function", function)]);
    let is_output = layer == settings.shape.last();
    let is_fused = is_output && machine.program().is_fused();
    let mut rows = vec![
        row(model, &named(MESSAGE.z), Cell::Preactivation { layer, unit }),
        row(model, &named(MESSAGE.a), Cell::Activation { layer, unit }),
    ];
    if is_output {
        rows.push(row(model, &named(MESSAGE.target), Cell::Target(unit)));
    }
    if is_fused {
        let delta = Cell::GradPreactivation { layer, unit };
        rows.push(row(model, &named(MESSAGE.delta_fused), delta));
    } else {
        rows.push(row(
            model,
            &named(MESSAGE.grad_activation),
            Cell::GradActivation { layer, unit },
        ));
        let slope = slope(machine, activation, layer, unit);
        rows.push(plain_row(model, &named(MESSAGE.slope), slope, "activation"));
        rows.push(row(model, &named(MESSAGE.delta), Cell::GradPreactivation { layer, unit }));
    }
    rows.push(typed_row(&named(MESSAGE.bias)));
    rows
}

fn gradient_rows(model: &Model, param: Param) -> Vec<String> {
    let language = model.language;
    let machine = model.lab.machine();
    let text = |text: Text| text.get(language).to_owned();
    if matches!(param, Param::Bias { .. }) && !machine.settings().train_biases {
        return vec![words_row(&text(MESSAGE.gradient), &text(MESSAGE.frozen))];
    }
    let mut rows = Vec::new();
    if machine.program().is_batched() {
        rows.push(row(model, &text(MESSAGE.gradient_sample), Cell::Grad(param)));
        rows.push(row(model, &text(MESSAGE.gradient_mean), Cell::MeanGrad(param)));
    } else {
        rows.push(row(model, &text(MESSAGE.gradient), Cell::Grad(param)));
    }
    if machine.settings().optimizer.has_velocity() {
        rows.push(row(model, &text(MESSAGE.velocity), Cell::Velocity(param)));
    }
    let before = machine.weight_used(param);
    if machine.explain(Op::Update(param)).is_some() {
        let change = machine.value(Cell::Param(param)).map(|after| after - before);
        rows.push(plain_row(model, &text(MESSAGE.update_done), change, "gradient"));
        rows.push(plain_row(model, &text(MESSAGE.before), Some(before), "weight"));
    } else {
        let change = machine.coming_update(param).map(|after| after - before);
        rows.push(plain_row(model, &text(MESSAGE.update_coming), change, "gradient"));
    }
    rows
}

/// A cell's number, or that it is not computed yet.
fn row(model: &Model, label: &str, cell: Cell) -> String {
    let value = model.lab.machine().value(cell);
    let key = format!(r#" data-cell="{}""#, cell_key(cell));
    number_row(model, label, value, cell_class(cell), &key)
}

/// A number that is no cell's.
fn plain_row(model: &Model, label: &str, value: Option<f64>, class: &str) -> String {
    number_row(model, label, value, class, "")
}

fn number_row(model: &Model, label: &str, value: Option<f64>, class: &str, key: &str) -> String {
    let label = escape(label);
    match value {
        Some(value) => format!(
            r#"<div><dt>{label}</dt><dd class="cell {class} {}"{key} title="{}">{}</dd></div>"#,
            sign_class(value),
            number::full(value),
            number::short(value),
        ),
        None => words_row(&label, MESSAGE.not_yet.get(model.language)),
    }
}

fn words_row(label: &str, words: &str) -> String {
    format!(r#"<div><dt>{label}</dt><dd class="unknown">{words}</dd></div>"#)
}

/// The selected number in a field: it can be typed over.
fn typed_row(label: &str) -> String {
    let label = escape(label);
    format!(
        r#"<div><dt><label for="value">{label}</label></dt><dd><input type="text" class="number" id="value" data-field="value" inputmode="decimal" autocomplete="off" spellcheck="false" aria-describedby="error-value"></dd></div>"#
    )
}

fn path(model: &Model, mark: Mark) -> String {
    let language = model.language;
    let machine = model.lab.machine();
    let Some(chain) = Chain::to(machine, mark) else { return String::new() };
    let Some((part, whole)) = chain.part.zip(chain.whole) else {
        return format!(r#"<p class="hint">{}</p>"#, MESSAGE.path_waits.get(language));
    };
    let several = chain.paths > 1.0;
    let text = if several { MESSAGE.path_from_loss } else { MESSAGE.path_only };
    let count = number::count(chain.paths.min(1e15) as u64);
    let mut html = format!(
        r#"<p class="hint">{}</p><p class="path">"#,
        text.fill(language, &[("count", &count)])
    );
    for (i, mark) in chain.marks.iter().enumerate() {
        let arrow =
            if i == 0 { "" } else { r#"<span class="arrow" aria-hidden="true">←</span>"# };
        let _ = write!(html, r#"{arrow}<span class="chip">{}</span>"#, chip(model, *mark));
    }
    html.push_str("</p>");
    if several {
        let values = [("part", &*number::short(part)), ("whole", &*number::short(whole))];
        let _ =
            write!(html, r#"<p class="hint">{}</p>"#, MESSAGE.path_share.fill(language, &values));
    }
    if let Mark::Param(param) = mark
        && let Some(equation) = written_out(machine, param)
    {
        let lines = EquationLines::new(&equation, &notation(model), language, false);
        let _ = write!(html, r#"<div class="chain-rule">{}</div>"#, lines.html());
    }
    html
}

/// A mark of the path in few letters, with the number that it multiplies in.
fn chip(model: &Model, mark: Mark) -> String {
    let machine = model.lab.machine();
    let last = machine.settings().shape.last();
    let with = |name: String, value: Option<f64>| match value {
        Some(value) => format!("{name} {}", number::compact(value)),
        None => name,
    };
    match mark {
        Mark::Loss => with("L".to_owned(), machine.value(Cell::SampleLoss)),
        Mark::Unit { layer, unit } if layer == last => with(
            format!("δ ŷ<sub>{}</sub>", unit + 1),
            machine.value(Cell::GradPreactivation { layer, unit }),
        ),
        Mark::Unit { layer, unit } => {
            let activation = machine.settings().shape.layers[layer].activation;
            let slope = slope(machine, activation, layer, unit);
            with(format!("f′<sub>{}</sub>", unit + 1), slope)
        }
        Mark::Param(param @ Param::Weight { unit, input, .. }) => {
            let name = format!("w<sub>{},{}</sub>", unit + 1, input + 1);
            with(name, Some(machine.weight_used(param)))
        }
        Mark::Param(Param::Bias { unit, .. }) => format!("b<sub>{}</sub>", unit + 1),
        Mark::Input(unit) => {
            with(format!("x<sub>{}</sub>", unit + 1), machine.value(Cell::Input(unit)))
        }
        Mark::Target(unit) => {
            with(format!("y<sub>{}</sub>", unit + 1), machine.value(Cell::Target(unit)))
        }
    }
}
