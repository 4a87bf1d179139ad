//! The sweep: what it is of, how far it is, and a small chart for each of its runs on common axes.

use std::fmt::Write as _;

use super::{Page, What};
use crate::app::html::escape;
use crate::app::loss::ending;
use crate::app::{Sweep, Trial};
use crate::i18n::{RUNS, SWEEP};
use crate::scene::Size;
use crate::views::loss_chart::{Frame, LossChart};
use crate::views::number;

/// The size of a small chart, in pixels of its figure.
const SIZE: Size = Size { width: 250.0, height: 130.0 };
/// Height of its text.
const TYPE_PX: f64 = 11.0;
/// A loss that changes by more than this factor is drawn on a logarithmic axis.
const LOG_FROM: f64 = 20.0;

impl Page<'_> {
    /// The dialog, while it is open.
    pub(super) fn sweep(&mut self) {
        let model = self.model;
        let sweep = &model.sweep;
        self.field("sweep_varied", sweep.varied.name().to_owned());
        self.field("sweep_iterations", sweep.iterations(model).to_string());
        let mut html = String::new();
        if sweep.is_open() {
            let points: Vec<_> =
                sweep.trials().iter().map(|t| ending(&t.lab, t.lab.loss())).collect();
            let frame = sweep.frame(&points);
            let best = sweep.best().filter(|_| !sweep.has_work());
            for (place, (trial, points)) in sweep.trials().iter().zip(&points).enumerate() {
                html.push_str(&self.trial(place, trial, points, frame, best == Some(place)));
            }
        }
        self.set("sweep-list", What::Html, html);
        let has_work = sweep.has_work();
        self.attribute_if("sweep-progress", "hidden", !has_work);
        self.attribute_if("sweep-start", "hidden", has_work);
        self.set("sweep-bar", What::Value, format!("{:.3}", sweep.share()));
        let text = if sweep.is_open() { self.said(sweep) } else { String::new() };
        self.set("sweep-said", What::Text, text);
    }

    /// How far it is, or what has come out.
    fn said(&self, sweep: &Sweep) -> String {
        let trials = sweep.trials();
        if trials.is_empty() {
            return self.text(SWEEP.idle).to_owned();
        }
        if sweep.has_work() {
            let share = format!("{:.0}", (100.0 * sweep.share()).floor());
            return self.fill(SWEEP.progress, &[("share", &share)]);
        }
        let mut said = Vec::new();
        let is_whole = sweep.share() >= 1.0;
        match sweep.best() {
            Some(best) => {
                let values = [
                    ("count", &*number::count(sweep.goal())),
                    ("loss", &number::short(trials[best].lab.loss())),
                    ("setting", &unbroken(&trials[best].setting.text(self.model))),
                ];
                said.push(self.fill(SWEEP.winner, &values));
            }
            None if is_whole => said.push(self.text(SWEEP.no_winner).to_owned()),
            None => {}
        }
        if !is_whole {
            said.push(self.text(SWEEP.cancelled).to_owned());
        }
        let diverged = trials.iter().filter(|trial| trial.lab.divergence().is_some());
        let diverged: Vec<String> =
            diverged.map(|trial| unbroken(&trial.setting.text(self.model))).collect();
        if !diverged.is_empty() && diverged.len() < trials.len() {
            let text = if diverged.len() == 1 { SWEEP.diverged_one } else { SWEEP.diverged };
            let values = [
                ("count", &*diverged.len().to_string()),
                ("of", &trials.len().to_string()),
                ("settings", &diverged.join(self.text(RUNS.and))),
            ];
            said.push(self.fill(text, &values));
        }
        said.join(self.model.language.space())
    }

    fn trial(
        &self,
        place: usize,
        trial: &Trial,
        points: &[(f64, f64)],
        frame: Option<Frame>,
        is_best: bool,
    ) -> String {
        let setting = trial.setting.text(self.model);
        let of_setting = |text| escape(&self.fill(text, &[("setting", &setting)]));
        let why = self.diverged(&trial.lab);
        let mut classes = String::from("trial");
        let mut tags = String::new();
        if is_best {
            classes.push_str(" best");
            let _ = write!(tags, r#"<span class="tag">★ {}</span>"#, self.text(SWEEP.best));
        }
        if trial.is_present {
            let _ = write!(tags, r#"<span class="hint">{}</span>"#, self.text(SWEEP.present));
        }
        let outcome = why.map_or_else(
            || format!("<p>{}</p>", escape(&self.loss_of(trial))),
            |why| format!(r#"<p class="diverged">{}</p>"#, escape(&why)),
        );
        let is_log = frame
            .is_some_and(|Frame { losses: (low, high), .. }| low > 0.0 && high > LOG_FROM * low);
        let chart = LossChart {
            train: points,
            batch: &[],
            test: &[],
            others: &[],
            frame,
            changes: &[],
            cursor: None,
            log_axis: is_log,
            scale: 1.0,
            font_px: TYPE_PX,
            palette: self.model.palette(),
            language: self.model.language,
        };
        let svg = chart.small_scene(SIZE).to_svg(&chart.summary());
        let letter = trial.kept.and_then(|name| self.model.runs.letter_of(name));
        let (keep, disabled) = match letter {
            Some(letter) => (self.fill(SWEEP.kept, &[("run", letter)]), " disabled"),
            None if !self.model.runs.has_room() => (self.text(SWEEP.keep).to_owned(), " disabled"),
            None => (self.text(SWEEP.keep).to_owned(), ""),
        };
        format!(
            r#"<li class="{classes}"><header><h3>{}</h3>{tags}</header>{svg}{outcome}<div class="trial-buttons"><button type="button" class="small" data-run="take:{place}" aria-label="{}" title="{}">{}</button><button type="button" class="small" data-run="keep:{place}" title="{}"{disabled}>{}</button></div></li>"#,
            escape(&setting),
            of_setting(SWEEP.take_label),
            of_setting(SWEEP.take_title),
            self.text(SWEEP.take),
            of_setting(SWEEP.keep_title),
            escape(&keep),
        )
    }
}

impl Page<'_> {
    /// The losses that a run has come to.
    fn loss_of(&self, trial: &Trial) -> String {
        let loss = number::short(trial.lab.loss());
        let text = self.fill(SWEEP.loss, &[("loss", &loss)]);
        let test = trial.lab.test_loss().filter(|_| !self.model.sweep.has_work());
        test.map_or_else(
            || text.clone(),
            |test| {
                let test = number::short(test);
                format!("{text} · {}", self.fill(SWEEP.test, &[("loss", &test)]))
            },
        )
    }
}

/// The text without places where a line could end.
fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}
