//! The diagnosis: what is wrong and what to try, and the numbers of each layer.

use std::fmt::Write as _;

use super::{Page, What};
use crate::app::diagnosis::{largest_read, layer_name};
use crate::app::html::escape;
use crate::app::inspector::names;
use crate::i18n::{DIAGNOSIS, MESSAGE, Text};
use crate::lab::{
    Course, Divergence, Finding, Health, LEAST_ITERATIONS, Leap, SATURATED_SHARE, Spread, Units,
};
use crate::nn::Param;
use crate::step::{Cell, Op};
use crate::views::equation::cell_key;
use crate::views::number;

/// Units that are named one by one.
const MOST_UNITS: usize = 8;

impl Page<'_> {
    pub(super) fn diagnosis(&mut self) {
        let model = self.model;
        self.flag("body", What::Class("diagnosing"), model.diagnosis.is_some());
        let pressed = if model.diagnosis.is_some() { "true" } else { "false" };
        self.set("command:diagnosis", What::Attribute("aria-pressed"), pressed);
        self.attribute_if("diagnosis-card", "hidden", model.diagnosis.is_none());
        let Some(diagnosis) = &model.diagnosis else { return };
        let course = diagnosis.course();
        self.set("diagnosis-findings", What::Html, self.findings(course));
        let share = course.share(&model.lab);
        // While it trains, what is looked at keeps up as well as it can.
        let is_behind = share < 1.0 && !model.playing && model.task.is_none();
        self.attribute_if("diagnosis-progress", "hidden", !is_behind);
        self.set("diagnosis-progress", What::Value, format!("{share:.3}"));
        let now = course.now();
        self.attribute_if("diagnosis-plot-box", "hidden", now.is_none());
        let shown = diagnosis.pointed().and_then(|pointed| nearest(course, pointed)).or(now);
        let iteration = shown.map(|health| number::count(health.iteration + 1)).unwrap_or_default();
        let summary = self.fill(DIAGNOSIS.summary, &[("iteration", &iteration)]);
        // Nobody reads a description that changes with every frame.
        let summary = if model.is_busy() { String::new() } else { summary };
        self.set("diagnosis-plot-description", What::Text, summary);
        self.set("diagnosis-iteration", What::Text, iteration);
        let rows = shown.map_or_else(String::new, |health| self.layer_rows(health));
        self.set("diagnosis-rows", What::Html, rows);
    }

    /// What is wrong, or that nothing is.
    fn findings(&self, course: &Course) -> String {
        let Some(now) = course.now() else {
            let is_empty = self.model.lab.machine().batch().is_empty();
            let text = if is_empty { DIAGNOSIS.nothing } else { DIAGNOSIS.waits };
            return format!(r#"<p class="verdict">{}</p>"#, self.text(text));
        };
        // Of a run that stands still nothing is concluded before all has been looked at.
        let stands_still = !self.model.playing && self.model.task.is_none();
        if stands_still && course.has_work(&self.model.lab) {
            return format!(r#"<p class="verdict">{}</p>"#, self.text(DIAGNOSIS.waits));
        }
        let findings = self.model.findings();
        if findings.is_empty() {
            let count = course.so_far().len();
            let samples = number::count(now.samples as u64);
            let values = [
                ("samples", &*samples),
                ("count", &number::count(count as u64)),
                ("least", &LEAST_ITERATIONS.to_string()),
            ];
            let text =
                if count >= LEAST_ITERATIONS { DIAGNOSIS.well_seen } else { DIAGNOSIS.well_early };
            return format!(
                r#"<p class="verdict good"><span class="verdict-sign" aria-hidden="true">✓</span> {}</p><p class="hint">{}</p>"#,
                self.text(DIAGNOSIS.well),
                escape(&self.fill(text, &values)),
            );
        }
        // What is wrong with several layers is said once, with a sentence for each.
        let same_kind =
            |a: &Finding, b: &Finding| std::mem::discriminant(a) == std::mem::discriminant(b);
        findings.chunk_by(same_kind).map(|kind| self.finding(kind)).collect()
    }

    fn finding(&self, kind: &[Finding]) -> String {
        let Some(finding) = kind.first() else { return String::new() };
        match finding {
            Finding::Diverged(divergence) => {
                let button = format!(
                    r#"<p class="finding-marks"><button type="button" class="small" data-command="to_divergence">{}</button></p>"#,
                    self.text(DIAGNOSIS.show_operation)
                );
                let why = self.divergence_words(*divergence);
                self.trouble(DIAGNOSIS.diverged, &why, &button, DIAGNOSIS.diverged_try)
            }
            Finding::Vanishing(spread) => {
                let why = self.spread(DIAGNOSIS.vanishing_why, *spread);
                self.trouble(DIAGNOSIS.vanishing, &why, "", DIAGNOSIS.vanishing_try)
            }
            Finding::Exploding(spread) => {
                let why = self.spread(DIAGNOSIS.exploding_why, *spread);
                self.trouble(DIAGNOSIS.exploding, &why, "", DIAGNOSIS.exploding_try)
            }
            Finding::Growing(factor) => {
                let why = self.fill(DIAGNOSIS.growing_why, &[("factor", &times(*factor))]);
                self.trouble(DIAGNOSIS.growing, &why, "", DIAGNOSIS.growing_try)
            }
            Finding::Dead(_) => {
                let [why, marks] = self.of_layers(kind, DIAGNOSIS.dead_why);
                self.trouble(DIAGNOSIS.dead, &why, &marks, DIAGNOSIS.dead_try)
            }
            Finding::Saturated(_) => {
                let [why, marks] = self.of_layers(kind, DIAGNOSIS.saturated_why);
                self.trouble(DIAGNOSIS.saturated, &why, &marks, DIAGNOSIS.saturated_try)
            }
            Finding::Overshoot { iteration, leap, often, of } => {
                self.overshoot(*iteration, *leap, *often, *of)
            }
            Finding::Oscillating { rises, of, by } => {
                let values = [
                    ("rises", &*number::count(*rises as u64)),
                    ("of", &number::count(*of as u64)),
                    ("by", &super::percent(*by)),
                ];
                let why = self.fill(DIAGNOSIS.oscillating_why, &values);
                self.trouble(DIAGNOSIS.oscillating, &why, "", DIAGNOSIS.oscillating_try)
            }
        }
    }

    /// A finding: its name, the numbers that it is concluded from, what to try.
    fn trouble(&self, name: Text, why: &str, marks: &str, remedy: Text) -> String {
        format!(
            r#"<div class="finding"><p class="verdict bad"><span class="verdict-sign" aria-hidden="true">▲</span> {}</p><p>{}</p>{marks}<p class="remedy">{}</p></div>"#,
            self.text(name),
            escape(why),
            self.text(remedy),
        )
    }

    fn spread(&self, text: Text, spread: Spread) -> String {
        let [layer, last] = [spread.layer, spread.last].map(|layer| layer_name(self.model, layer));
        let values = [("layer", &*layer), ("last", &last), ("factor", &times(spread.factor))];
        self.fill(text, &values)
    }

    /// What is said of the units of one layer after the other, and their buttons.
    fn of_layers(&self, kind: &[Finding], text: Text) -> [String; 2] {
        let units = || {
            kind.iter().filter_map(|finding| match finding {
                Finding::Dead(units) | Finding::Saturated(units) => Some(units),
                _ => None,
            })
        };
        let said: Vec<String> = units().map(|units| self.units(text, units)).collect();
        let buttons = units().map(|units| self.unit_buttons(units)).collect();
        [said.join(self.model.language.space()), buttons]
    }

    fn units(&self, text: Text, units: &Units) -> String {
        let values = [
            ("layer", &*layer_name(self.model, units.layer)),
            ("count", &number::count(units.units.len() as u64)),
            ("of", &number::count(units.of as u64)),
            ("samples", &number::count(units.samples as u64)),
            ("share", &super::percent(SATURATED_SHARE)),
        ];
        self.fill(text, &values)
    }

    /// A button for each unit, which selects it.
    fn unit_buttons(&self, units: &Units) -> String {
        let mut html = String::from(r#"<p class="finding-marks">"#);
        for unit in units.units.iter().take(MOST_UNITS) {
            let cell = Cell::Activation { layer: units.layer, unit: *unit };
            let name = names(self.model).unit(units.layer, *unit);
            html.push_str(&self.select_button(cell, &name));
        }
        let more = units.units.len().saturating_sub(MOST_UNITS);
        if more > 0 {
            let text = self.fill(DIAGNOSIS.more_units, &[("count", &number::count(more as u64))]);
            let _ = write!(html, r#"<span class="hint">{}</span>"#, escape(&text));
        }
        html.push_str("</p>");
        html
    }

    fn select_button(&self, cell: Cell, name: &str) -> String {
        let label = self.fill(DIAGNOSIS.select, &[("what", name)]);
        format!(
            r#"<button type="button" class="small" data-select="{}" aria-label="{}">{}</button>"#,
            cell_key(cell),
            escape(&label),
            escape(name)
        )
    }

    fn overshoot(&self, iteration: u64, leap: Leap, often: usize, of: usize) -> String {
        let name = names(self.model).param(leap.param);
        let values = [
            ("iteration", &*number::count(iteration + 1)),
            ("param", &name),
            ("weight", &number::compact(leap.weight)),
            ("update", &number::compact(leap.update)),
            ("often", &number::count(often as u64)),
            ("of", &number::count(of as u64)),
        ];
        let why = self.fill(DIAGNOSIS.overshoot_why, &values);
        let button = self.select_button(Cell::Param(leap.param), &name);
        let button = format!(r#"<p class="finding-marks">{button}</p>"#);
        self.trouble(DIAGNOSIS.overshoot, &why, &button, DIAGNOSIS.overshoot_try)
    }

    /// Which number was the first that was not finite, by which operation.
    fn divergence_words(&self, divergence: Divergence) -> String {
        self.divergence_in(DIAGNOSIS.diverged_why, divergence)
    }

    /// The message at the top of a run that has diverged.
    pub(super) fn divergence_notice(&self, divergence: Divergence) -> String {
        self.divergence_in(MESSAGE.diverged, divergence)
    }

    fn divergence_in(&self, text: Text, divergence: Divergence) -> String {
        let cell = names(self.model).cell(divergence.cell);
        let cell = match symbols(divergence.op) {
            "" => cell,
            symbols => {
                let values = [("cell", &*cell), ("symbols", symbols)];
                self.fill(DIAGNOSIS.with_symbols, &values)
            }
        };
        let read = largest_read(self.model).map_or_else(String::new, |(cell, value)| {
            let values =
                [("cell", &*names(self.model).cell(cell)), ("number", &number::compact(value))];
            let space = self.model.language.space();
            format!("{space}{}", self.fill(DIAGNOSIS.diverged_from, &values))
        });
        let values = [
            ("iteration", &*number::count(divergence.position.iteration + 1)),
            ("cell", &cell),
            ("value", &number::short(divergence.value)),
            ("read", &read),
        ];
        self.fill(text, &values)
    }

    /// The numbers of an iteration, a row a layer.
    fn layer_rows(&self, health: &Health) -> String {
        let mut html = String::new();
        for (l, layer) in health.layers.iter().enumerate() {
            let ailing = layer.dead_units().len() + layer.saturated_units().len();
            let _ = write!(
                html,
                r#"<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{ailing}/{}</td></tr>"#,
                escape(&layer_name(self.model, l)),
                number::size(layer.activation),
                number::size(layer.delta),
                number::size(layer.gradient),
                number::size(layer.update_ratio()),
                layer.units.len(),
            );
        }
        html
    }
}

/// The iteration looked at that is nearest to the one that is pointed at.
fn nearest(course: &Course, pointed: f64) -> Option<&Health> {
    let distance = |health: &&Health| (health.iteration as f64 - pointed).abs();
    let all = course.iterations().iter().chain(course.now());
    all.min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// An operation in symbols, as short as can be; empty where its name says as much. The equation
/// has every index and number.
fn symbols(op: Op) -> &'static str {
    match op {
        Op::WeightedSum { .. } => "z = Σ w a + b",
        Op::Activation { .. } => "a = f(z)",
        Op::Delta { .. } => "δ = ∂L/∂a · f′(z)",
        Op::Gradient(Param::Weight { .. }) => "∂L/∂w = δ a",
        Op::InputGradient { .. } => "∂L/∂a = Σ w δ",
        Op::MeanGradient(_) => "Σ ∂L/∂w / n",
        Op::SampleLoss => "L(ŷ, y)",
        Op::BatchLoss => "Σ L / n",
        Op::Update(Param::Weight { .. }) => "w ← w + Δw",
        Op::Update(Param::Bias { .. }) => "b ← b + Δb",
        _ => "",
    }
}

/// A factor as it is said: "3,400".
fn times(factor: f64) -> String {
    if factor < 1e6 {
        let digits = if factor < 1000.0 { 1.0 } else { 100.0 };
        return number::count(((factor / digits).round() * digits) as u64);
    }
    number::compact(factor)
}
