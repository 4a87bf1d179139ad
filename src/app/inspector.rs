//! What is selected: its numbers, the path of the chain rule to it, its coming update.

use std::fmt::Write as _;

use super::chain::{self, Chain, slope};
use super::html::escape;
use super::{Model, field, sentence};
use crate::i18n::{CHECK, MESSAGE, NORM, Text};
use crate::nn::Param;
use crate::step::{Cell, Expr, Mark, Op, Values};
use crate::views::equation::{EquationLines, Notation, cell_class, cell_key, sign_class, symbols};
use crate::views::{Names, number, term_label};

/// The inspector's HTML; empty while nothing is selected.
pub(super) fn html(model: &Model) -> String {
    let Some(mark) = model.selected else { return String::new() };
    let mut html = format!(r#"<h3 class="inspector-title">{}</h3>"#, escape(&title(model, mark)));
    let is_wide = value_text(model).is_some_and(|text| text.contains('e'));
    html.push_str(if is_wide { r#"<dl class="rows wide">"# } else { r#"<dl class="rows">"# });
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
    let cell = typed_cell(mark)?;
    let machine = model.lab.machine();
    // Inputs and targets can be typed before the iteration has taken them in.
    let sample = machine.samples().get(*machine.batch().get(machine.watched())?)?;
    let value = match cell {
        Cell::Input(unit) => sample.input.get(unit).copied(),
        Cell::Target(unit) => sample.target.get(unit).copied(),
        cell => machine.value(cell),
    }?;
    Some(number::typed(value))
}

/// The number of a mark that can be typed over: for a unit, its bias.
fn typed_cell(mark: Mark) -> Option<Cell> {
    match mark {
        Mark::Param(param) => Some(Cell::Param(param)),
        Mark::Unit { layer, unit } => Some(Cell::Param(Param::Bias { layer, unit })),
        Mark::Input(unit) => Some(Cell::Input(unit)),
        Mark::Target(unit) => Some(Cell::Target(unit)),
        Mark::Loss => None,
    }
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
        Mark::Input(_) => vec![typed_row(&text(MESSAGE.value), mark)],
        Mark::Target(_) => vec![typed_row(&text(MESSAGE.target), mark)],
        Mark::Param(param) => {
            let mut rows = vec![typed_row(&text(MESSAGE.value), mark)];
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
    // While a mistake is planted, what δ is made of may not be what it should be.
    let is_mistaken = settings.mistake.is_some();
    let mut rows = vec![row(model, &named(MESSAGE.z), Cell::Preactivation { layer, unit })];
    let has_norm = settings.shape.normalizes(layer);
    if has_norm {
        let [scale, shift] = [Param::Scale { layer, unit }, Param::Shift { layer, unit }];
        for (text, cell) in [
            (NORM.row_batch_mean, Cell::BatchMean { layer, unit }),
            (NORM.row_batch_variance, Cell::BatchVariance { layer, unit }),
            (NORM.row_normalized, Cell::Normalized { layer, unit }),
            (NORM.row_scale, Cell::Param(scale)),
            (NORM.row_shift, Cell::Param(shift)),
            (NORM.row_scaled, Cell::Scaled { layer, unit }),
            (NORM.row_running_mean, Cell::RunningMean { layer, unit }),
            (NORM.row_running_variance, Cell::RunningVariance { layer, unit }),
        ] {
            rows.push(row(model, &named(text), cell));
        }
    }
    let a = if has_norm { NORM.row_activation } else { MESSAGE.a };
    rows.push(row(model, &named(a), Cell::Activation { layer, unit }));
    if settings.shape.drops(layer) {
        rows.push(row(model, &named(NORM.row_mask), Cell::Mask { layer, unit }));
        rows.push(row(model, &named(NORM.row_dropped), Cell::Dropped { layer, unit }));
        rows.push(row(model, &named(NORM.row_grad_dropped), Cell::GradDropped { layer, unit }));
    }
    if is_output {
        rows.push(row(model, &named(MESSAGE.target), Cell::Target(unit)));
    }
    if is_fused {
        let delta = Cell::GradPreactivation { layer, unit };
        let text = if is_mistaken {
            CHECK.delta
        } else if sentence::is_weighted(machine, layer, unit) {
            MESSAGE.delta_fused_sum
        } else {
            MESSAGE.delta_fused
        };
        rows.push(row(model, &named(text), delta));
    } else {
        rows.push(row(
            model,
            &named(MESSAGE.grad_activation),
            Cell::GradActivation { layer, unit },
        ));
        if has_norm {
            for (text, cell) in [
                (NORM.row_grad_scaled, Cell::GradScaled { layer, unit }),
                (NORM.row_grad_normalized, Cell::GradNormalized { layer, unit }),
                (NORM.row_norm_delta, Cell::GradPreactivation { layer, unit }),
            ] {
                rows.push(row(model, &named(text), cell));
            }
            rows.push(typed_row(&named(MESSAGE.bias), Mark::Unit { layer, unit }));
            return rows;
        }
        let slope = slope(machine, activation, layer, unit);
        rows.push(plain_row(model, &named(MESSAGE.slope), slope, "activation"));
        let delta = if is_mistaken { CHECK.delta } else { MESSAGE.delta };
        rows.push(row(model, &named(delta), Cell::GradPreactivation { layer, unit }));
    }
    rows.push(typed_row(&named(MESSAGE.bias), Mark::Unit { layer, unit }));
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
    for term in machine.program().terms(param) {
        rows.push(row(model, &text(term_label(term)), Cell::Term(term, param)));
    }
    let before = machine.weight_used(param);
    if machine.explain(Op::Update(param)).is_some() {
        let change = machine.value(Cell::Param(param)).map(|after| after - before);
        rows.push(plain_row(model, &text(MESSAGE.update_done), change, "gradient"));
        rows.push(plain_row(model, &text(MESSAGE.before), Some(before), "weight"));
    } else {
        let after = machine.coming_update(param);
        let change = after.map(|after| after - before);
        rows.push(plain_row(model, &text(MESSAGE.update_coming), change, "gradient"));
        rows.push(plain_row(model, &text(MESSAGE.after), after, "weight"));
    }
    rows
}

/// A cell's number, or that it is not computed yet.
fn row(model: &Model, label: &str, cell: Cell) -> String {
    let value = model.lab.machine().value(cell);
    number_row(model, label, value, cell_class(cell), Some(cell))
}

/// A number that is no cell's.
fn plain_row(model: &Model, label: &str, value: Option<f64>, class: &str) -> String {
    number_row(model, label, value, class, None)
}

fn number_row(
    model: &Model,
    label: &str,
    value: Option<f64>,
    class: &str,
    cell: Option<Cell>,
) -> String {
    let number = match value {
        Some(value) => format!(
            r#"<dd class="{class} {}" title="{}">{}</dd>"#,
            sign_class(value),
            number::full(value),
            number::short(value),
        ),
        None => format!(r#"<dd class="unknown">{}</dd>"#, MESSAGE.not_yet.get(model.language)),
    };
    tied_row(&escape(label), &number, cell)
}

fn words_row(label: &str, words: &str) -> String {
    tied_row(label, &format!(r#"<dd class="unknown">{words}</dd>"#), None)
}

/// The selected number in a field: it can be typed over.
fn typed_row(label: &str, mark: Mark) -> String {
    let label = format!(r#"<label for="value">{}</label>"#, escape(label));
    let field = r#"<dd><input type="text" class="number" id="value" data-field="value" inputmode="decimal" autocomplete="off" spellcheck="false" aria-describedby="error-value"></dd>"#;
    tied_row(&label, field, typed_cell(mark))
}

/// A row that is tied to a cell's mark in the picture: pointing at one lights the other.
fn tied_row(label: &str, number: &str, cell: Option<Cell>) -> String {
    let tie = cell.map_or_else(String::new, |cell| {
        format!(r#" class="cell" data-cell="{}""#, cell_key(cell))
    });
    format!("<div{tie}><dt>{label}</dt>{number}</div>")
}

/// The path of the chain rule from the loss, and the rule written out.
fn path(model: &Model, mark: Mark) -> String {
    let language = model.language;
    let machine = model.lab.machine();
    if mark == Mark::Loss {
        return formulas(model, machine.explain(Op::SampleLoss));
    }
    if machine.settings().mistake.is_some() {
        return format!(r#"<p class="hint">{}</p>"#, CHECK.no_path.get(language));
    }
    let is_fixed =
        matches!(mark, Mark::Param(Param::Bias { .. })) && !machine.settings().train_biases;
    let layer = match mark {
        Mark::Unit { layer, .. } => Some(layer),
        Mark::Param(param) => Some(param.layer()),
        Mark::Input(_) | Mark::Target(_) | Mark::Loss => None,
    };
    let above = layer.and_then(|layer| machine.settings().shape.layers.get(layer..));
    if above.is_some_and(|above| above.iter().any(|layer| layer.batch_norm)) {
        return format!(r#"<p class="hint">{}</p>"#, NORM.no_norm_path.get(language));
    }
    let Some(chain) = Chain::to(machine, mark).filter(|_| !is_fixed) else { return String::new() };
    let Some(((part, whole), factors)) = chain.part.zip(chain.whole).zip(chain.factors) else {
        return format!(r#"<p class="hint">{}</p>"#, MESSAGE.path_waits.get(language));
    };
    let several = chain.paths > 1.0;
    let text = if several { MESSAGE.path_from_loss } else { MESSAGE.path_only };
    let count = number::count(chain.paths.min(1e15) as u64);
    let mut html = format!(
        r#"<p class="hint">{}</p><p class="path">{}"#,
        text.fill(language, &[("count", &count)]),
        loss_chip(model),
    );
    let last = factors.len().saturating_sub(1);
    for (i, factor) in factors.iter().enumerate() {
        let sign = if i == 0 { "→" } else { "×" };
        let end = if i == last && last > 0 {
            format!(
                r#" <span class="sign">=</span> <span class="gradient {}">{}</span>"#,
                sign_class(part),
                number::short(part)
            )
        } else {
            String::new()
        };
        let chip = chip(factor, &notation(model));
        let _ = write!(
            html,
            r#" <span class="piece"><span class="sign">{sign}</span>{chip}{end}</span>"#
        );
    }
    html.push_str("</p>");
    if several {
        let whole = number::short(whole);
        let text = MESSAGE.path_share.fill(language, &[("whole", &whole)]);
        let _ = write!(html, r#"<p class="hint">{text}</p>"#);
    }
    html.push_str(&formulas(
        model,
        match mark {
            Mark::Param(param) => chain::of_param(machine, param),
            Mark::Unit { layer, unit } => chain::of_delta(machine, layer, unit),
            Mark::Input(_) | Mark::Target(_) | Mark::Loss => None,
        },
    ));
    html
}

/// An equation in the inspector's small type.
fn formulas(model: &Model, equation: Option<crate::step::Equation>) -> String {
    equation.map_or_else(String::new, |equation| {
        let lines =
            EquationLines::new(&equation, &notation(model), model.language, model.all_terms);
        format!(r#"<div class="chain-rule">{}</div>"#, lines.html())
    })
}

/// Where the path begins.
fn loss_chip(model: &Model) -> String {
    let value = model.lab.machine().value(Cell::SampleLoss).unwrap_or(f64::NAN);
    let loss = Expr::Cell { cell: Cell::SampleLoss, sample: None, value };
    chip(&loss, &notation(model))
}

/// A factor of the path: its symbol and its number, tied to its mark in the picture.
fn chip(factor: &Expr, notation: &Notation) -> String {
    // A slope is its unit's.
    let Some(cell) = factor.cells().first().map(|(cell, _)| *cell) else { return String::new() };
    let is_slope = matches!(factor, Expr::Slope { .. });
    let class = if is_slope { "activation" } else { cell_class(cell) };
    let value = factor.value();
    format!(
        r#"<span class="chip cell {class} {}" data-cell="{}">{} {}</span>"#,
        sign_class(value),
        cell_key(cell),
        symbols(factor, notation),
        number::compact(value),
    )
}
