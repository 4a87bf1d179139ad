//! The dialog of the loss landscape: its controls, what is seen in words, what is pointed at.

use super::{Page, What};
use crate::app::html::options;
use crate::app::inspector::names;
use crate::app::landscape::{self, LandscapeKind};
use crate::i18n::LANDSCAPE;
use crate::lab::{Cut, Lacks, Landscape, Over, param_path};
use crate::views::number;

impl Page<'_> {
    /// The dialog, while it is open.
    pub(super) fn landscape(&mut self) {
        let model = self.model;
        let panel = &model.landscape;
        self.landscape_controls();
        let progress = panel.progress().filter(|_| panel.is_open());
        let is_stopped = panel.is_stopped();
        let is_working = progress.is_some() && !is_stopped;
        self.attribute_if("landscape-progress", "hidden", !is_working);
        self.attribute_if("landscape-stopped", "hidden", !is_stopped);
        let share = progress.unwrap_or(0.0);
        self.set("landscape-bar", What::Value, format!("{share:.3}"));
        let shown = panel.shown().filter(|_| panel.is_open());
        let is_old = panel.is_open() && (progress.is_some() || !landscape::is_current(model));
        let is_whole = shown.is_some_and(Landscape::is_done);
        self.flag("landscape-box", What::Class("old"), is_old && is_whole);
        let said = match (panel.lacks(), shown) {
            _ if !panel.is_open() => String::new(),
            (Some(Lacks::Samples), _) => self.text(LANDSCAPE.no_samples).to_owned(),
            (Some(Lacks::Path), _) => self.text(LANDSCAPE.no_path).to_owned(),
            (None, Some(shown)) if shown.is_done() => self.landscape_words(shown),
            _ if is_stopped => self.text(LANDSCAPE.stopped).to_owned(),
            _ => {
                let share = format!("{:.0}", (100.0 * share).floor());
                self.fill(LANDSCAPE.progress, &[("share", &share)])
            }
        };
        self.attribute_if("landscape-box", "hidden", panel.lacks().is_some());
        self.set("landscape-said", What::Text, said);
        let read = shown.and_then(|shown| self.landscape_read(shown));
        let read = read.unwrap_or_else(|| self.text(LANDSCAPE.read_none).to_owned());
        self.set("landscape-read", What::Text, read);
        self.attribute_if("command:set_landscape", "hidden", !landscape::can_set(model));
        for (id, on) in [("landscape_linear", !panel.is_log()), ("landscape_log", panel.is_log())] {
            let pressed = if on { "true" } else { "false" };
            self.set(&format!("command:{id}"), What::Attribute("aria-pressed"), pressed);
        }
        let count = number::count(model.lab.completed_iterations());
        self.set("landscape-place", What::Text, self.fill(LANDSCAPE.place, &[("count", &count)]));
    }

    fn landscape_controls(&mut self) {
        let model = self.model;
        let panel = &model.landscape;
        self.field(landscape::CUT, panel.kind.name().to_owned());
        let (kind, chosen) = (panel.kind, landscape::chosen(model));
        let has_weights = matches!(kind, LandscapeKind::Weight | LandscapeKind::Weights);
        let mut html = String::new();
        if panel.is_open() && has_weights {
            let offered = landscape::offered(model).into_iter();
            let rows: Vec<_> =
                offered.map(|param| (param_path(param), names(model).param(param))).collect();
            html = options(rows.iter().map(|(path, name)| (&**path, &**name)));
        }
        let fields = [landscape::ACROSS, landscape::UP];
        for (field, param) in fields.into_iter().zip(chosen) {
            self.set(field, What::Html, html.clone());
            self.field(field, param_path(param));
        }
        let is_batched = model.lab.machine().batch().len() < model.lab.samples().len();
        let over = if panel.over() == Over::Batch { "batch" } else { "training" };
        self.field(landscape::OVER, over.to_owned());
        self.field(landscape::SEED, panel.seed.to_string());
        self.field(landscape::REACH, panel.reach.map_or_else(String::new, number::full));
        self.field(landscape::POINTS, panel.resolution.to_string());
        for (id, is_shown) in [
            ("landscape-x-field", has_weights),
            ("landscape-y-field", kind == LandscapeKind::Weights),
            ("landscape-over-field", is_batched),
            ("landscape-seed-field", kind == LandscapeKind::Random),
        ] {
            self.attribute_if(id, "hidden", !is_shown);
        }
    }

    /// What is seen, in words.
    fn landscape_words(&self, shown: &Landscape) -> String {
        let here = shown.here();
        if !here.is_finite() {
            return self.text(LANDSCAPE.not_here).to_owned();
        }
        let mut said = match shown.plan().cut {
            Cut::Update => self.along_the_update(shown),
            Cut::Weight(param) => {
                let Some(low) = lowest(shown) else {
                    return self.text(LANDSCAPE.not_here).to_owned();
                };
                let values = [
                    ("name", &*capital(&names(self.model).param(param))),
                    ("low", &number::short(shown.losses()[low])),
                    ("best", &number::short(place(shown, 0, low))),
                    ("high", &number::short(highest(shown))),
                    ("value", &number::short(place(shown, 0, shown.axes()[0].below))),
                    ("here", &number::short(here)),
                ];
                let mut said = vec![self.fill(LANDSCAPE.one_weight, &values)];
                if self.model.lab.machine().parameters().count() > 1 {
                    said.push(self.text(LANDSCAPE.others_move).to_owned());
                }
                said
            }
            _ => self.over_a_plane(shown),
        };
        let shape = &self.model.lab.machine().settings().shape;
        if shape.has_norm() {
            said.push(self.text(LANDSCAPE.running_norm).to_owned());
        }
        if shape.has_dropout() {
            said.push(self.text(LANDSCAPE.no_dropout).to_owned());
        }
        if shown.axes().len() == 2 && shown.losses().iter().any(|loss| !loss.is_finite()) {
            said.push(self.text(LANDSCAPE.gaps).to_owned());
        }
        said.join(self.model.language.space())
    }

    fn along_the_update(&self, shown: &Landscape) -> Vec<String> {
        let (here, losses) = (shown.here(), shown.losses());
        let origin = shown.axes().first().map_or(0, |axis| axis.below);
        let short = number::short;
        let here_text = short(here);
        let ahead = || losses.iter().enumerate().skip(origin + 1);
        let best = ahead().filter(|(_, loss)| **loss < here).min_by(|a, b| a.1.total_cmp(b.1));
        let first = match best {
            None => self.fill(LANDSCAPE.only_rises, &[("here", &here_text)]),
            Some((best, low)) => {
                let wall = ahead().find(|(i, loss)| *i > best && is_worse(**loss, here));
                let (low, best) = (short(*low), number::compact(place(shown, 0, best)));
                let values = [("here", &*here_text), ("low", &low), ("best", &best)];
                match wall {
                    Some((wall, _)) => {
                        let wall = number::compact(place(shown, 0, wall));
                        let values = [&values[..], &[("wall", &*wall)]].concat();
                        self.fill(LANDSCAPE.falls_then_rises, &values)
                    }
                    None => self.fill(LANDSCAPE.falls, &values),
                }
            }
        };
        let text = if is_worse(shown.landing(), here) {
            LANDSCAPE.lands_worse
        } else {
            LANDSCAPE.lands_better
        };
        vec![first, self.fill(text, &[("landing", &short(shown.landing()))])]
    }

    fn over_a_plane(&self, shown: &Landscape) -> Vec<String> {
        let Some(low) = lowest(shown) else {
            return vec![self.text(LANDSCAPE.not_here).to_owned()];
        };
        let width = shown.axes()[0].count;
        let compact = number::compact;
        let values = [
            ("low", &*number::short(shown.losses()[low])),
            ("x", &compact(place(shown, 0, low % width))),
            ("y", &compact(place(shown, 1, low / width))),
            ("high", &number::short(highest(shown))),
            ("here_x", &compact(shown.axes()[0].origin)),
            ("here_y", &compact(shown.axes()[1].origin)),
            ("here", &number::short(shown.here())),
        ];
        let mut said = vec![self.fill(LANDSCAPE.surface, &values)];
        if let Some(first) = shown.path().first().filter(|_| shown.iteration() > 0) {
            let one = shown.iteration() == 1;
            let text = if one { LANDSCAPE.came_one } else { LANDSCAPE.came };
            let values = [
                ("count", &*number::count(shown.iteration())),
                ("x", &compact(first.at[0])),
                ("y", &compact(first.at[1])),
            ];
            said.push(self.fill(text, &values));
        }
        let held = shown.shares().first().filter(|_| matches!(shown.plan().cut, Cut::Random(_)));
        if let Some(held) = held.filter(|_| shown.iteration() > 0) {
            let share = 100.0 * held;
            let share = number::fixed(share, usize::from(share < 10.0));
            said.push(self.fill(LANDSCAPE.held, &[("share", &share)]));
        }
        said
    }

    /// The loss that is pointed at.
    fn landscape_read(&self, shown: &Landscape) -> Option<String> {
        let at = self.model.landscape.pointed?;
        let width = shown.axes().first()?.count;
        let loss = number::short(*shown.losses().get(at[1] * width + at[0])?);
        let x = number::short(place(shown, 0, at[0]));
        if shown.axes().len() == 1 {
            return Some(self.fill(LANDSCAPE.read_one, &[("x", &x), ("loss", &loss)]));
        }
        let y = number::short(place(shown, 1, at[1]));
        Some(self.fill(LANDSCAPE.read_two, &[("x", &x), ("y", &y), ("loss", &loss)]))
    }
}

/// Whether a loss is no better than `here`; what is no number is not.
fn is_worse(loss: f64, here: f64) -> bool {
    loss.is_nan() || loss >= here
}

/// The number at a place of an axis.
fn place(shown: &Landscape, axis: usize, place: usize) -> f64 {
    shown.axes().get(axis).map_or(f64::NAN, |axis| axis.at(place))
}

/// The place of the lowest loss.
fn lowest(shown: &Landscape) -> Option<usize> {
    let finite = shown.losses().iter().enumerate().filter(|(_, loss)| loss.is_finite());
    finite.min_by(|one, other| one.1.total_cmp(other.1)).map(|(place, _)| place)
}

fn highest(shown: &Landscape) -> f64 {
    let finite = shown.losses().iter().copied().filter(|loss| loss.is_finite());
    finite.fold(f64::NEG_INFINITY, f64::max)
}

/// The text with a capital at its beginning.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
