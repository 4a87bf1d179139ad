//! The gradient check: what it says in all, of the selected parameter, and of each one.

use std::fmt::Write as _;

use super::{Page, What};
use crate::app::check::{self, Check};
use crate::app::html::escape;
use crate::app::inspector::names;
use crate::i18n::{CHECK, NORM, Text};
use crate::lab::{Checked, Scope, Verdict};
use crate::math;
use crate::nn::Param;
use crate::step::Cell;
use crate::views::equation::{cell_key, sign_class};
use crate::views::number;

/// Rows of the list; what comes after them is no worse.
const MOST_ROWS: usize = 60;

impl Page<'_> {
    pub(super) fn check(&mut self) {
        let model = self.model;
        self.flag("body", What::Class("checking"), model.check.is_some());
        self.attribute_if("check-card", "hidden", model.check.is_none());
        let Some(check) = &model.check else { return };
        let batched = model.lab.machine().program().is_batched();
        self.attribute_if("check-scope", "hidden", !batched);
        let pressed = |on: bool| if on { "true" } else { "false" };
        let is_batch = check.scope == Scope::Batch;
        let aria = What::Attribute("aria-pressed");
        self.set("command:check_batch", aria, pressed(is_batch));
        self.set("command:check_sample", aria, pressed(!is_batch));
        self.field("check_step", format!("{:.2}", math::log10(check.step)));
        let step = number::compact(check.step);
        self.set("check_step", What::Attribute("aria-valuetext"), step.clone());
        self.set("check-step-text", What::Text, step);
        let done = check::current(model);
        self.set("check-verdict", What::Html, self.check_verdict(done));
        let share = done.map_or(0.0, |check| {
            check.results().len() as f64 / check.count().unwrap_or(1).max(1) as f64
        });
        self.attribute_if("check-progress", "hidden", done.is_none() || share >= 1.0);
        self.set("check-progress", What::Value, format!("{share:.3}"));
        let html = done.map_or_else(String::new, |check| self.check_of_selected(check));
        self.set("check-selected", What::Html, html);
        let plot = model.error_plot().map_or_else(String::new, |plot| plot.summary());
        self.set("check-plot-description", What::Text, plot);
        let has_plot = done.is_some_and(|check| check.sweep().is_some());
        self.attribute_if("check-plot-box", "hidden", !has_plot);
        let html = done.map_or_else(String::new, |check| self.check_rows(check));
        self.set("check-rows", What::Html, html);
    }

    /// The outcome for all parameters, in a sentence.
    fn check_verdict(&self, check: Option<&Check>) -> String {
        let Some(check) = check else {
            let is_empty = self.model.lab.machine().batch().is_empty();
            let text = if is_empty { CHECK.nothing } else { CHECK.waits };
            return format!(r#"<p class="verdict">{}</p>"#, self.text(text));
        };
        if !check.has_loss() {
            return format!(r#"<p class="verdict open">{}</p>"#, self.text(CHECK.no_loss));
        }
        let results = check.results();
        let of = |verdict| results.iter().filter(|c| c.verdict == verdict).count();
        let all = check.count().unwrap_or(0);
        let count = number::count(all as u64);
        let (wrong, agree) = (of(Verdict::Differs), of(Verdict::Agrees));
        let kinks = number::count(of(Verdict::Kink) as u64);
        let (tone, sign, mut text) = if results.len() < all {
            let done = number::count(results.len() as u64);
            ("open", "…", self.fill(CHECK.progress, &[("done", &done), ("count", &count)]))
        } else if wrong > 0 {
            let wrong = number::count(wrong as u64);
            ("bad", "✗", self.fill(CHECK.some_differ, &[("wrong", &wrong), ("count", &count)]))
        } else if agree == all {
            ("good", "✓", self.fill(CHECK.all_agree, &[("count", &count)]))
        } else {
            let agree = number::count(agree as u64);
            ("open", "?", self.fill(CHECK.none_differ, &[("agree", &agree), ("count", &count)]))
        };
        let mut add = |sentence: &str| {
            text.push_str(self.model.language.space());
            text.push_str(sentence);
        };
        if kinks != "0" {
            add(&self.fill(CHECK.kinks, &[("kinks", &kinks)]));
        }
        let machine = self.model.lab.machine();
        if tone == "good" && machine.settings().mistake.is_some() {
            add(self.text(CHECK.agree_although));
        }
        let whose = match (machine.program().is_batched(), check.scope) {
            _ if machine.settings().shape.has_norm() => self.text(NORM.check_of_batch),
            (false, _) => "",
            (true, Scope::Batch) => self.text(CHECK.of_batch),
            (true, Scope::Sample) => self.text(CHECK.of_sample),
        };
        format!(
            r#"<p class="verdict {tone}"><span class="verdict-sign" aria-hidden="true">{sign}</span> {}</p><p class="hint">{whose}</p>"#,
            escape(&text)
        )
    }

    /// The check of the selected parameter with the numbers it comes from.
    fn check_of_selected(&self, check: &Check) -> String {
        let hint = |text: Text| format!(r#"<p class="hint">{}</p>"#, self.text(text));
        let Some(param) = check::selected(self.model) else { return hint(CHECK.pick) };
        let Some(checked) = check.result(param) else {
            let is_fixed = matches!(param, Param::Bias { .. })
                && !self.model.lab.machine().settings().train_biases;
            return if is_fixed { hint(CHECK.fixed) } else { String::new() };
        };
        let (letter, low, high) = match param {
            Param::Weight { .. } => ("w", CHECK.loss_low, CHECK.loss_high),
            Param::Bias { .. } => ("b", CHECK.loss_low_bias, CHECK.loss_high_bias),
            Param::Scale { .. } => ("γ", CHECK.loss_low_scale, CHECK.loss_high_scale),
            Param::Shift { .. } => ("β", CHECK.loss_low_shift, CHECK.loss_high_shift),
        };
        let mut html = format!(
            r#"<p class="check-formula"><math displaystyle="true"><mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><mi>{letter}</mi></mrow></mfrac><mo>≈</mo><mfrac><mrow><mi>L</mi><mo stretchy="false">(</mo><mi>{letter}</mi><mo>+</mo><mi>h</mi><mo stretchy="false">)</mo><mo>−</mo><mi>L</mi><mo stretchy="false">(</mo><mi>{letter}</mi><mo>−</mo><mi>h</mi><mo stretchy="false">)</mo></mrow><mrow><mn>2</mn><mi>h</mi></mrow></mfrac></math></p><dl class="rows">"#
        );
        let mut row = |label: Text, value: f64, class: &str| {
            let _ = write!(
                html,
                r#"<div><dt>{}</dt><dd class="full {class} {}">{}</dd></div>"#,
                self.text(label),
                sign_class(value),
                // A zero has no sign.
                number::full(value + 0.0),
            );
        };
        row(high, checked.losses[1], "loss");
        row(low, checked.losses[0], "loss");
        row(CHECK.numeric, checked.numeric, "gradient");
        row(CHECK.analytic, checked.analytic, "gradient");
        if checked.verdict == Verdict::Kink {
            row(CHECK.from_left, checked.sides[0], "gradient");
            row(CHECK.from_right, checked.sides[1], "gradient");
        }
        let error = number::compact(checked.relative_error());
        let (tone, sign) = tone(checked.verdict);
        let _ = write!(
            html,
            r#"<div><dt>{}</dt><dd class="full">{error}</dd></div></dl><p class="check-outcome {tone}">{sign} {}</p>"#,
            self.text(CHECK.relative_error),
            self.text(outcome(checked)),
        );
        html
    }

    /// Every parameter, the worst first.
    fn check_rows(&self, check: &Check) -> String {
        let mut order: Vec<&Checked> = check.results().iter().collect();
        order.sort_by(|a, b| {
            let by_error = || b.relative_error().total_cmp(&a.relative_error());
            let is_wrong = |c: &Checked| c.verdict == Verdict::Differs;
            is_wrong(b).cmp(&is_wrong(a)).then_with(by_error)
        });
        let names = names(self.model);
        let mut html = String::new();
        let selected = check::selected(self.model);
        for checked in order.iter().take(MOST_ROWS) {
            let (tone, sign) = tone(checked.verdict);
            let key = cell_key(Cell::Param(checked.param));
            let current =
                if selected == Some(checked.param) { r#" aria-selected="true""# } else { "" };
            let _ = write!(
                html,
                r#"<tr{current}><th scope="row"><button type="button" class="row-button cell" data-select="{key}" data-cell="{key}">{}</button></th><td class="gradient {}">{}</td><td class="gradient {}">{}</td><td class="{tone}">{sign} {}</td></tr>"#,
                escape(&names.param(checked.param)),
                sign_class(checked.analytic),
                number::compact(checked.analytic),
                sign_class(checked.numeric),
                number::compact(checked.numeric),
                number::size(checked.relative_error()),
            );
        }
        let more = order.len().saturating_sub(MOST_ROWS);
        if more > 0 {
            let text = self.fill(CHECK.more_rows, &[("count", &number::count(more as u64))]);
            let _ = write!(html, r#"<tr><td colspan="4" class="hint">{}</td></tr>"#, escape(&text));
        }
        html
    }
}

fn tone(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Agrees => ("good", "✓"),
        Verdict::Unclear | Verdict::Kink | Verdict::Held => ("open", "?"),
        Verdict::Differs => ("bad", "✗"),
    }
}

/// What follows for one parameter, in words.
fn outcome(checked: &Checked) -> Text {
    /// Above this, a step that cannot tell is too large rather than too small.
    const LARGE_STEP: f64 = 1e-5;
    match checked.verdict {
        Verdict::Agrees => CHECK.agrees,
        Verdict::Unclear if checked.step > LARGE_STEP => CHECK.unclear_large,
        Verdict::Unclear => CHECK.unclear_small,
        Verdict::Kink => CHECK.kink,
        Verdict::Held => CHECK.held,
        Verdict::Differs => CHECK.differs,
    }
}
