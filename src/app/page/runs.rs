//! The list of runs: what differs between them, what each has come to, and what can be done.

use std::fmt::Write as _;

use super::{Page, What};
use crate::app::html::escape;
use crate::app::runs::{Kept, MOST_KEPT};
use crate::i18n::RUNS;
use crate::lab::Lab;
use crate::views::loss_chart::Look;
use crate::views::{Names, number};

impl Page<'_> {
    /// The list, once a run is kept.
    pub(super) fn runs(&mut self) {
        let model = self.model;
        let runs = &model.runs;
        let is_alone = runs.kept().is_empty();
        self.flag("runs-card", What::Class("has-runs"), !is_alone);
        self.flag("body", What::Class("comparing"), !is_alone);
        let mut html = String::new();
        if !is_alone {
            let own = runs.kept().partition_point(|run| run.letter() < runs.own_letter());
            let mut labs: Vec<&Lab> = runs.kept().iter().map(|run| &*run.lab).collect();
            labs.insert(own, &model.lab);
            let differences = model.differences(&labs);
            let mut differences = differences.iter();
            for (i, run) in runs.kept().iter().enumerate() {
                if i == own {
                    html.push_str(&self.own_row(differences.next()));
                }
                html.push_str(&self.kept_row(run, differences.next()));
            }
            if own == runs.kept().len() {
                html.push_str(&self.own_row(differences.next()));
            }
        }
        self.set("runs-list", What::Html, html);
        let count = MOST_KEPT.to_string();
        let full = self.fill(RUNS.full, &[("count", &count)]);
        let note = if runs.has_room() { String::new() } else { full };
        self.set("runs-note", What::Text, note);
    }

    fn own_row(&self, differences: Option<&String>) -> String {
        let runs = &self.model.runs;
        let losses = self.model.losses();
        let letter = runs.own_letter();
        format!(
            r#"<li class="run own" aria-current="true">{}<b class="run-name">{letter}</b><span class="run-what">{}</span>{}<span class="run-own">{}</span></li>"#,
            line(Look::OWN),
            escape(&self.what(differences, RUNS.same_own)),
            self.outcome(&self.model.lab, losses.train),
            escape(self.text(RUNS.own)),
        )
    }

    fn kept_row(&self, run: &Kept, differences: Option<&String>) -> String {
        let letter = run.letter();
        let button = |action: &str, icon: &str, text: &str, pressed: &str| {
            let text = escape(text);
            format!(
                r##"<button type="button" class="quiet icon-only small" data-run="{action}:{}" aria-label="{text}" title="{text}"{pressed}><svg class="icon" aria-hidden="true"><use href="#icon-{icon}"/></svg></button>"##,
                run.name(),
            )
        };
        let of_run = |text| self.fill(text, &[("run", letter)]);
        let (icon, show) = if run.is_shown { ("shown", RUNS.hide) } else { ("hidden", RUNS.show) };
        let state = if run.is_shown { "" } else { " is-hidden" };
        format!(
            r#"<li class="run{state}">{}<b class="run-name">{letter}</b><span class="run-what">{}</span>{}<span class="run-buttons">{}{}{}</span></li>"#,
            line(run.look()),
            escape(&self.what(differences, RUNS.same)),
            self.outcome(&run.lab, run.lab.loss()),
            button("show", icon, &of_run(show), ""),
            button("swap", "swap", &of_run(RUNS.swap), ""),
            button("remove", "close", &of_run(RUNS.remove), ""),
        )
    }

    fn what(&self, differences: Option<&String>, same: crate::i18n::Text) -> String {
        let said = differences.filter(|said| !said.is_empty());
        said.map_or_else(|| self.text(same).to_owned(), Clone::clone)
    }

    /// The loss where a run stands, or where it diverged.
    pub(super) fn outcome(&self, lab: &Lab, loss: f64) -> String {
        if let Some(why) = self.diverged(lab) {
            let iteration = lab.divergence().map_or(0, |divergence| divergence.position.iteration);
            let count = number::count(iteration + 1);
            let text = self.fill(RUNS.diverged, &[("iteration", &count)]);
            return format!(
                r#"<span class="run-loss diverged" title="{}">{}</span>"#,
                escape(&why),
                escape(&text)
            );
        }
        let done = lab.completed_iterations();
        let count = number::count(done);
        let full = number::full(loss);
        let title = self.fill(RUNS.loss_title, &[("count", &count), ("loss", &full)]);
        let mut text = number::short(loss);
        if done != self.model.lab.completed_iterations() {
            text = self.fill(RUNS.loss_at, &[("loss", &text), ("count", &count)]);
        }
        format!(r#"<span class="run-loss" title="{}">{}</span>"#, escape(&title), escape(&text))
    }

    /// When and why a run diverged, if it did.
    pub(super) fn diverged(&self, lab: &Lab) -> Option<String> {
        let divergence = lab.divergence()?;
        let layers = lab.machine().settings().shape.layers.len();
        let names = Names { layers, language: self.model.language };
        Some(self.fill(
            RUNS.diverged_why,
            &[
                ("iteration", &number::count(divergence.position.iteration + 1)),
                ("cell", &names.cell(divergence.cell)),
                ("value", &number::short(divergence.value)),
            ],
        ))
    }
}

/// A piece of a run's line, as the chart draws it.
pub(super) fn line(look: Look) -> String {
    let mut dashes = String::new();
    for length in look.pattern {
        let _ = write!(dashes, "{length} ");
    }
    format!(
        r#"<svg class="run-line" viewBox="0 0 28 8" aria-hidden="true"><path d="M0 4h28" style="stroke:var({})" stroke-dasharray="{}"/></svg>"#,
        look.property(),
        dashes.trim_end()
    )
}
