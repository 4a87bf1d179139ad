//! What the page's elements are to hold: a list of plain values that the browser side compares
//! with the last one, so that only what changed is touched.

mod beside;
mod check;
mod diagnosis;
mod export;
mod gallery;
mod landscape;
mod layers;
mod mistake;
mod optimizer;
mod rejected;
mod runs;
mod sweep;
mod timeline;

use std::fmt::Write as _;

use super::field::{self, OWN_SAMPLES};
use super::html::{escape, option_group, options};
use super::inspector::{self, names, notation};
use super::model::{Notice, Task};
use super::{COMMANDS, Command, Model, Outputs, Strip, sentence};
use crate::data::Set;
use crate::examples;
use crate::i18n::{CHECK, GALLERY, MESSAGE, PAGE, Text};
use crate::lab::{DataSource, Position};
use crate::step::{Cell, Op};
use crate::views::equation::{EquationLines, assignments, spoken};
use crate::views::number;

/// What of an element is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// Its text.
    Text,
    /// Its contents as HTML.
    Html,
    /// What stands in a field, or is chosen; left alone while the field is being typed in.
    Value,
    /// Whether a box is ticked: `true` or `false`.
    Checked,
    /// An attribute; an empty value takes it away.
    Attribute(&'static str),
    /// Whether a class is there: `true` or `false`.
    Class(&'static str),
}

/// One thing to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// An element's id; `root` is the document's, `body` the body, `command:ID` every button
    /// with that `data-command`.
    pub target: String,
    /// What of it.
    pub what: What,
    /// The value.
    pub value: String,
}

/// Collects patches.
struct Page<'a> {
    model: &'a Model,
    patches: Vec<Patch>,
}

/// Everything the page's elements are to hold.
pub fn page(model: &Model) -> Vec<Patch> {
    let mut page = Page { model, patches: Vec::new() };
    page.frame();
    page.top();
    page.commands();
    page.now();
    page.strip();
    page.equation();
    page.inspector();
    page.loss();
    page.runs();
    page.beside();
    page.sweep();
    page.landscape();
    page.outputs();
    page.data();
    page.network();
    page.learning();
    page.timeline();
    page.mistake();
    page.check();
    page.diagnosis();
    page.gallery();
    page.rejected();
    page.progress();
    page.export();
    page.patches
}

impl Page<'_> {
    fn set(&mut self, target: &str, what: What, value: impl Into<String>) {
        self.patches.push(Patch { target: target.to_owned(), what, value: value.into() });
    }

    fn flag(&mut self, target: &str, what: What, on: bool) {
        self.set(target, what, if on { "true" } else { "false" });
    }

    /// An attribute that is there or not, such as `hidden`.
    fn attribute_if(&mut self, target: &str, name: &'static str, on: bool) {
        self.set(target, What::Attribute(name), if on { name } else { "" });
    }

    fn text(&self, text: Text) -> &'static str {
        text.get(self.model.language)
    }

    fn fill(&self, text: Text, values: &[(&str, &str)]) -> String {
        text.fill(self.model.language, values)
    }

    fn frame(&mut self) {
        let model = self.model;
        self.set("root", What::Attribute("lang"), model.language.code());
        let theme = match model.theme {
            super::ThemeChoice::System => "",
            other => other.name(),
        };
        self.set("root", What::Attribute("data-theme"), theme);
        self.flag("body", What::Class("present"), model.presenting);
        self.flag("body", What::Class("playing"), model.playing);
        self.flag("body", What::Class("experiment-toggled"), model.experiment_shown);
        self.set("status", What::Text, model.status.clone());
    }

    fn top(&mut self) {
        let model = self.model;
        let other = [("", self.text(MESSAGE.opened_file))];
        let own = if model.example.is_none() { &other[..] } else { &[] };
        let listed = |wanted: fn(&&examples::Example) -> bool| {
            options(examples::ALL.iter().filter(wanted).map(|e| (e.id, self.text(e.title))))
        };
        let mut list = options(own.iter().copied());
        list.push_str(&option_group(self.text(PAGE.gallery), &listed(|e| e.source.is_some())));
        let is_plain = |e: &&examples::Example| e.source.is_none() && !e.is_trouble();
        list.push_str(&option_group(self.text(GALLERY.data_sets), &listed(is_plain)));
        list.push_str(&option_group(self.text(GALLERY.troubles), &listed(|e| e.is_trouble())));
        self.set("example", What::Html, list);
        self.set("example", What::Value, model.example.map_or("", |example| example.id));
        let note = model.example.map_or("", |example| example.note.get(model.language));
        self.set("example-note", What::Text, note);
        self.set("speed", What::Value, model.speed.name());
        let (kind, text) = match &model.notice {
            None => ("info", String::new()),
            Some(notice) => (notice_kind(notice), self.notice(notice)),
        };
        self.set("notice", What::Attribute("data-kind"), kind);
        self.attribute_if("notice", "hidden", text.is_empty());
        self.set("notice-text", What::Text, text);
        self.attribute_if("to-last-finite", "hidden", kind != "divergence");
        self.attribute_if("to-divergence", "hidden", kind != "divergence");
    }

    fn notice(&self, notice: &Notice) -> String {
        match notice {
            Notice::Invalid { source, invalid } => self.fill(
                MESSAGE.invalid_source,
                &[("source", source), ("problem", &invalid.message(self.model.language))],
            ),
            Notice::Unreadable { name } => self.fill(MESSAGE.unreadable, &[("name", name)]),
            Notice::UnknownLink { link } => self.fill(MESSAGE.unknown_link, &[("link", link)]),
            Notice::Diverged(divergence) => self.divergence_notice(*divergence),
            Notice::Copied => self.text(MESSAGE.copied).to_owned(),
            Notice::NotCopied { link } => self.fill(MESSAGE.not_copied, &[("link", link)]),
        }
    }

    fn commands(&mut self) {
        let model = self.model;
        for spec in COMMANDS {
            let target = format!("command:{}", spec.id);
            self.attribute_if(&target, "disabled", !spec.command.is_enabled(model));
            let pressed = match spec.command {
                Command::Size(size) => size == model.step_size,
                Command::AxisLinear => !model.log_axis,
                Command::AxisLog => model.log_axis,
                Command::Play => model.playing,
                Command::Present => model.presenting,
                Command::Export(action) => match action.is_chosen(&model.export) {
                    Some(chosen) => chosen,
                    None => continue,
                },
                Command::ToggleExperiment => {
                    let shown = if model.experiment_shown { "true" } else { "false" };
                    self.set(&target, What::Attribute("aria-expanded"), shown);
                    continue;
                }
                _ => continue,
            };
            self.set(
                &target,
                What::Attribute("aria-pressed"),
                if pressed { "true" } else { "false" },
            );
        }
    }

    fn now(&mut self) {
        let model = self.model;
        let machine = model.lab.machine();
        let strip = Strip::of(model);
        let op = match (strip.current(), model.lab.last_op()) {
            (Some(segment), Some(op)) => {
                let what = op.writes().map(|cell| names(model).cell(cell));
                let input = || self.text(MESSAGE.op_input).to_owned();
                let what = what.unwrap_or_else(input);
                self.fill(MESSAGE.now, &[("stage", &segment.label), ("what", &what)])
            }
            _ => self.text(MESSAGE.nothing_done).to_owned(),
        };
        self.set("op-name", What::Text, op);
        let Position { iteration, op } = model.lab.position();
        let place = self.fill(
            MESSAGE.position,
            &[
                ("iteration", &number::count(iteration + 1)),
                ("op", &number::count(op as u64)),
                ("ops", &number::count(machine.program().len() as u64)),
                ("epoch", &number::count(machine.epoch() + 1)),
            ],
        );
        self.set("position", What::Text, place);
        let count = machine.batch().len();
        let sample = machine.batch().get(machine.watched()).map_or(0, |sample| sample + 1);
        let values = [
            ("sample", &*number::count(sample as u64)),
            ("place", &number::count(machine.watched() as u64 + 1)),
            ("count", &number::count(count as u64)),
        ];
        let watched = if count > 1 { MESSAGE.watched } else { MESSAGE.watched_one };
        self.set("watched", What::Text, self.fill(watched, &values));
        let reached = model.iterations_per_second().map_or_else(String::new, |rate| {
            let rate =
                if rate < 10.0 { format!("{rate:.1}") } else { number::count(rate.round() as u64) };
            self.fill(MESSAGE.speed_reached, &[("rate", &rate)])
        });
        self.set("speed-reached", What::Text, reached);
    }

    fn strip(&mut self) {
        let strip = Strip::of(self.model);
        let mut html = String::new();
        for segment in &strip.segments {
            let done = strip.cursor.saturating_sub(segment.start).min(segment.len);
            let state = match done {
                0 => "ahead",
                done if done == segment.len => "done",
                _ => "current",
            };
            let part = done as f64 / segment.len.max(1) as f64;
            let _ = write!(
                html,
                r#"<div class="segment {} {state}" style="flex:{:.4} 1 0;--part:{part:.4}"><span class="long">{}</span><span class="short">{}</span></div>"#,
                segment.kind,
                segment.share * 100.0,
                escape(&segment.label),
                escape(&segment.short),
            );
        }
        let left = strip.fraction() * 100.0;
        let _ = write!(html, r#"<div class="cursor" style="left:{left:.2}%"></div>"#);
        self.set("strip", What::Html, html);
        let len = self.model.lab.machine().program().len();
        self.set("strip", What::Attribute("aria-valuemax"), len.to_string());
        self.set("strip", What::Attribute("aria-valuenow"), strip.cursor.to_string());
        let spoken = strip.current().map_or("", |segment| &segment.label).to_owned();
        self.set("strip", What::Attribute("aria-valuetext"), format!("{} {spoken}", strip.cursor));
    }

    fn equation(&mut self) {
        let model = self.model;
        let machine = model.lab.machine();
        let Some(op) = model.lab.last_op() else {
            self.set("equation", What::Html, "");
            return;
        };
        let right = self.right_equation();
        let mut title = sentence::sentence(model, op);
        if !right.is_empty() {
            title = self.fill(CHECK.should, &[("sentence", &title)]);
        }
        let title = escape(&title);
        let mut html = format!(r#"<p class="equation-title">{title}</p>"#);
        if let Some(equation) = machine.explain(op) {
            let notation = notation(model);
            let lines = EquationLines::new(&equation, &notation, model.language, model.all_terms);
            html.push_str(&lines.html());
            let words = spoken(&equation, &notation, model.language);
            let _ = write!(html, r#"<p class="visually-hidden">{}</p>"#, escape(&words));
        } else if op == Op::Input {
            html.push_str(&self.sample_taken_in());
        }
        html.push_str(&right);
        if let Some(note) = sentence::note(model, op) {
            // One of three lines asks for a higher panel, and so does what has grown too large.
            let width = if model.language == crate::i18n::Language::Zh { 2 } else { 1 };
            let length = width * note.chars().count();
            let is_finite = machine.explain(op).is_none_or(|equation| equation.result.is_finite());
            let is_lengthy = length > LONG_NOTE || !is_finite;
            let class = if is_lengthy { "hint lengthy" } else { "hint" };
            let _ = write!(html, r#"<p class="{class}">{}</p>"#, escape(note));
        }
        self.set("equation", What::Html, html);
    }

    /// What the last operation should have computed, where it makes a mistake that is named.
    fn right_equation(&self) -> String {
        let machine = self.model.lab.machine();
        let (settings, batched) = (machine.settings(), machine.program().is_batched());
        let planted = settings.mistake.filter(|planted| planted.is_named);
        let op = machine.last_op().filter(|op| {
            planted.is_some_and(|planted| planted.mistake.is_in(*op, settings, batched))
        });
        let right = op.and_then(|op| machine.with_last_op_right()?.explain(op));
        right.map_or_else(String::new, |equation| {
            let notation = notation(self.model);
            let lines =
                EquationLines::new(&equation, &notation, self.model.language, self.model.all_terms);
            format!(
                r#"<div class="right-formula"><p class="hint">{}</p>{}</div>"#,
                self.text(CHECK.right_formula),
                lines.html()
            )
        })
    }

    /// What the first operation takes in, x and y of the watched sample.
    fn sample_taken_in(&self) -> String {
        let machine = self.model.lab.machine();
        let sample = machine.batch().get(machine.watched()).and_then(|i| machine.samples().get(*i));
        let Some(sample) = sample else { return String::new() };
        let notation = notation(self.model);
        let line = |cell: fn(usize) -> Cell, numbers: &[f64]| {
            let cells = numbers.iter().enumerate().map(|(i, number)| (cell(i), *number));
            assignments(cells, &notation)
        };
        let (inputs, targets) =
            (line(Cell::Input, &sample.input), line(Cell::Target, &sample.target));
        format!(r#"<div class="equation-lines">{inputs}{targets}</div>"#)
    }

    fn inspector(&mut self) {
        self.set("inspector", What::Html, inspector::html(self.model));
        if let Some(value) = inspector::value_text(self.model) {
            self.field("value", value);
        }
    }

    fn loss(&mut self) {
        let losses = self.model.losses();
        self.set("train-loss", What::Text, number::short(losses.train));
        self.set("test-loss", What::Text, losses.test.map(number::short).unwrap_or_default());
        // Nobody reads a description that changes with every frame.
        let is_busy = self.model.is_busy();
        let text = if is_busy { String::new() } else { super::loss::summary(self.model) };
        self.set("loss-description", What::Text, text);
        self.set("loss-chart", What::Attribute("title"), super::loss::joined(self.model));
        self.set("network-description", What::Text, super::pictures::network_summary(self.model));
    }

    fn outputs(&mut self) {
        let outputs = Outputs::of(self.model);
        self.set("outputs-title", What::Text, outputs.title(self.model.language));
        let is_busy = self.model.is_busy();
        let text = if is_busy { String::new() } else { outputs.summary(self.model) };
        self.set("outputs-description", What::Text, text);
    }

    fn data(&mut self) {
        let model = self.model;
        let lab = &model.lab;
        let mut sets = vec![];
        if matches!(lab.base().data, DataSource::Samples(_)) {
            sets.push((OWN_SAMPLES, self.text(MESSAGE.own_samples)));
        }
        sets.extend(Set::ALL.iter().map(|set| (set.name(), self.text(set_name(*set)))));
        self.set("dataset", What::Html, options(sets));
        let (train, test) = (lab.samples().len() as u64, lab.test_samples().len() as u64);
        let counts = [("train", &*number::count(train)), ("test", &number::count(test))];
        let text = match (train, test) {
            (1, 0) => MESSAGE.samples_one,
            (_, 0) => MESSAGE.samples_train,
            _ => MESSAGE.samples_both,
        };
        self.set("data-summary", What::Text, self.fill(text, &counts));
        let generated = match &lab.base().data {
            DataSource::Samples(_) => None,
            DataSource::Generated(generated) => Some(generated),
        };
        self.attribute_if("generated", "hidden", generated.is_none());
        self.attribute_if("split", "hidden", generated.is_none());
        match generated {
            None => self.field("dataset", OWN_SAMPLES.to_owned()),
            Some(generated) => {
                let train = 1.0 - generated.test_fraction;
                self.field("dataset", generated.set.name().to_owned());
                self.field("samples", generated.samples.to_string());
                self.field("noise", generated.noise.to_string());
                self.set("noise-text", What::Text, percent(generated.noise));
                self.field("train_fraction", format!("{train:.2}"));
                self.set("train_fraction-text", What::Text, percent(train));
            }
        }
        let machine = lab.machine();
        let index = machine.batch().get(machine.watched()).copied().unwrap_or(0);
        let Some(sample) = machine.samples().get(index) else { return };
        self.sample_numbers("sample-inputs", "input", index, &sample.input);
        self.sample_numbers("sample-targets", "target", index, &sample.target);
    }

    /// The watched sample's numbers, each in a field of its own while they are few.
    fn sample_numbers(&mut self, target: &str, kind: &str, sample: usize, numbers: &[f64]) {
        let mut html = String::new();
        for (i, _) in numbers.iter().enumerate().take(MOST_NUMBERS) {
            let name = format!("{kind}:{sample}:{i}");
            let label = match kind {
                "input" => names(self.model).input(i),
                _ => names(self.model).cell(Cell::Target(i)),
            };
            let _ = write!(
                html,
                r#"<input type="text" class="number tiny" id="{name}" data-field="{name}" aria-label="{}" inputmode="decimal" autocomplete="off" spellcheck="false" aria-describedby="error-sample">"#,
                escape(&label),
            );
        }
        if numbers.len() > MOST_NUMBERS {
            let _ = write!(html, "<span>… {}</span>", numbers.len());
        }
        self.set(target, What::Html, html);
        for (i, number) in numbers.iter().enumerate().take(MOST_NUMBERS) {
            self.field(&format!("{kind}:{sample}:{i}"), number.to_string());
        }
    }

    fn learning(&mut self) {
        let lab = &self.model.lab;
        let settings = lab.settings();
        let optimizer = settings.optimizer;
        self.field("loss", settings.loss.name().to_owned());
        self.optimizer(&settings);
        self.field("learning_rate", optimizer.learning_rate().to_string());
        let slider = field::rate_to_slider(optimizer.learning_rate());
        self.field("learning_rate_slider", format!("{slider:.2}"));
        self.set(
            "learning_rate_slider",
            What::Attribute("aria-valuetext"),
            optimizer.learning_rate().to_string(),
        );
        self.field("batch_size", settings.batch_size.to_string());
        self.flag("shuffle", What::Checked, settings.shuffle);
        self.field("seed", lab.base().network.seed.to_string());
    }

    /// A field holds its value, or the text that could not be used.
    fn field(&mut self, field: &str, value: String) {
        let text = self.model.rejected(field).map(|rejected| rejected.text.clone());
        self.set(field, What::Value, text.unwrap_or(value));
    }

    fn progress(&mut self) {
        let model = self.model;
        let machine = model.lab.machine();
        let done = model.lab.completed_iterations();
        let (share, text) = match model.task {
            Some(Task::Seek { target, from }) => {
                let (target, from) = (target.iteration, from.min(target.iteration));
                let share = (done - from.min(done)) as f64 / (target - from).max(1) as f64;
                let values =
                    [("target", &*number::count(target + 1)), ("done", &number::count(done))];
                (share, self.fill(MESSAGE.progress_seek, &values))
            }
            Some(Task::Epoch { .. }) => {
                let batch = machine.settings().batch_size.max(1);
                let count = model.lab.samples().len().div_ceil(batch) as u64;
                let done = done.saturating_sub(machine.epoch_start());
                let values = [("done", &*number::count(done)), ("count", &number::count(count))];
                (done as f64 / count.max(1) as f64, self.fill(MESSAGE.progress_epoch, &values))
            }
            None => (0.0, String::new()),
        };
        // While it plays epoch after epoch, the picture says enough.
        self.attribute_if("progress", "hidden", text.is_empty() || model.playing);
        self.set("progress-bar", What::Value, format!("{:.3}", share.clamp(0.0, 1.0)));
        self.set("progress-text", What::Text, text);
    }
}

/// Letters of a note that fit on two lines below an equation, and a little more.
const LONG_NOTE: usize = 135;

/// Inputs, and targets, of a sample that have a field each.
const MOST_NUMBERS: usize = 6;

fn notice_kind(notice: &Notice) -> &'static str {
    match notice {
        Notice::Invalid { .. } | Notice::Unreadable { .. } | Notice::UnknownLink { .. } => "error",
        Notice::Diverged(_) => "divergence",
        Notice::Copied | Notice::NotCopied { .. } => "info",
    }
}

pub(super) fn set_name(set: Set) -> Text {
    match set {
        Set::Xor4 => MESSAGE.set_xor4,
        Set::Circle => MESSAGE.set_circle,
        Set::ExclusiveOr => MESSAGE.set_exclusive_or,
        Set::Gaussian => MESSAGE.set_gaussian,
        Set::Spiral => MESSAGE.set_spiral,
        Set::Plane => MESSAGE.set_plane,
        Set::MultiGaussian => MESSAGE.set_multi_gaussian,
    }
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
