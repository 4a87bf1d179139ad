//! What each message does to the model.

use super::model::{Notice, Task, ThemeChoice};
use super::{Command, Effect, Model, Msg, Strip};
use super::{
    check, diagnosis, export, field, gallery, landscape, mistake, point, runs, sweep, timeline,
};
use crate::examples;
use crate::i18n::{Language, MESSAGE};
use crate::lab::{Applied, Invalid, Lab, Position, Scenario, StepSize};
use crate::step::Mark;
use serde_json::Value;

/// Longest time between frames that play makes up for.
const LONGEST_FRAME_SECS: f64 = 0.25;

/// Changes the model by a message and says what it asks of the world.
pub(super) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Command(command) => return run(model, command),
        Msg::Key(press) => {
            return Command::from_key(&press).map_or_else(Vec::new, |command| run(model, command));
        }
        Msg::Field { field, text, done } => field::set(model, &field, &text, done),
        Msg::GiveUp { field } => model.accept(&field),
        Msg::Example(id) => return gallery::choose(model, &id),
        Msg::Run(action) => return runs::run(model, action),
        Msg::Hover(mark) => model.hovered = mark,
        Msg::HoverCell(cell) => model.hovered_cell = cell,
        Msg::PointDiagnosis(iteration) => diagnosis::point(model, iteration),
        Msg::Select(mark) => return select(model, mark),
        Msg::SelectListed(mark) => {
            model.selected = mark;
            let id = if model.check.is_some() { "check-selected" } else { "network-box" };
            return vec![Effect::Reveal(id)];
        }
        Msg::Strip { fraction } => {
            let op = Strip::of(model).op_at(fraction);
            let iteration = model.lab.position().iteration;
            model.playing = false;
            model.lab.seek(Position { iteration, op });
            model.after_move();
        }
        Msg::Timeline { iterations } => timeline::go(model, iterations.max(0.0) as u64),
        Msg::Frame { now_secs } => frame(model, now_secs),
        Msg::Work => work(model),
        Msg::Opened { name, text } => open(model, name, &text),
        Msg::OpenFailed { name } => model.notice = Some(Notice::Unreadable { name }),
        Msg::Link(link) => follow(model, &link),
        Msg::Chance(seed) => model.chance = seed,
        Msg::SystemTheme { dark } => model.system_dark = dark,
        Msg::Remembered { key, value } => remembered(model, &key, &value),
        Msg::Seek(target) => {
            model.playing = false;
            model.lab.seek(target);
            model.after_move();
        }
        Msg::Step { size, forward } => step(model, size, forward),
        Msg::TextCopied { done } => export::copied(model, done),
        Msg::ExportClosed if model.export.is_open => return export::close(model),
        Msg::SweepClosed if model.sweep.is_open() => return sweep::show(model, false),
        Msg::ExportClosed | Msg::SweepClosed => {}
        Msg::LandscapeClosed => return landscape::closed(model),
        Msg::LandscapePoint { at, pin } => landscape::point(model, at, pin),
        Msg::LandscapeMove { across, up } => landscape::move_by(model, across, up),
        Msg::Copied { done, link } => {
            model.notice = Some(if done { Notice::Copied } else { Notice::NotCopied { link } });
        }
    }
    Vec::new()
}

fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    if !command.is_enabled(model) {
        return Vec::new();
    }
    match command {
        // Nothing can be learnt from numbers that are not finite.
        Command::Play if model.lab.divergence().is_some() => {
            model.notice = model.lab.divergence().map(Notice::Diverged);
        }
        Command::Play => {
            model.playing = !model.playing;
            (model.owed, model.last_frame_secs) = (if model.playing { 1.0 } else { 0.0 }, None);
            model.pace = super::model::Pace::default();
        }
        Command::Forward => step(model, model.step_size, true),
        Command::Back => step(model, model.step_size, false),
        Command::ForwardCoarser => step(model, model.step_size.coarser(), true),
        Command::BackCoarser => step(model, model.step_size.coarser(), false),
        Command::Start => go_to(model, Position::default()),
        Command::Size(size) => model.step_size = size,
        Command::Reset => reset(model),
        Command::Undo => undo(model),
        Command::Redo => redo(model),
        Command::Save => {
            let text = model.lab.scenario().to_json();
            let name = model.example.map_or("scenario", |example| example.id);
            return vec![Effect::Save { name: format!("backstep-{name}.json"), text }];
        }
        Command::Open => return vec![Effect::ChooseFile],
        Command::Share => {
            return vec![Effect::CopyLink { hash: model.link() }];
        }
        Command::Export(action) => return export::run(model, action),
        Command::Present => return present(model, !model.presenting),
        Command::Language => {
            model.language = match model.language {
                Language::En => Language::Zh,
                Language::Zh => Language::En,
            };
            return remember("language", model.language.code());
        }
        Command::Theme => {
            // The first press always changes what is seen.
            model.theme = if model.is_dark() { ThemeChoice::Light } else { ThemeChoice::Dark };
            return remember("theme", model.theme.name());
        }
        Command::Help => return show_help(model, true),
        Command::CloseHelp => return show_help(model, false),
        Command::Gallery => return gallery::show(model, true),
        Command::CloseGallery => return gallery::show(model, false),
        Command::AxisLinear | Command::AxisLog => model.log_axis = command == Command::AxisLog,
        Command::AddLayer => change_layers(model, 1),
        Command::RemoveLayer => change_layers(model, -1),
        Command::PreviousSample => watch(model, -1),
        Command::NextSample => watch(model, 1),
        Command::ToLastFinite => {
            if let Some(position) = model.lab.last_finite() {
                model.notice = None;
                go_to(model, position);
            }
        }
        Command::Dismiss => model.notice = None,
        Command::ToggleExperiment => model.experiment_shown = !model.experiment_shown,
        Command::ShowAllTerms => model.all_terms = !model.all_terms,
        Command::Check | Command::CheckBatch | Command::CheckSample => {
            return check::run(model, command);
        }
        Command::Diagnosis => return diagnosis::toggle(model),
        Command::ToDivergence => diagnosis::go_to_divergence(model),
        Command::HideMistake
        | Command::Accuse
        | Command::NameMistake
        | Command::RemoveMistake
        | Command::CompareTraining => return mistake::run(model, command),
        Command::Fork => runs::fork(model),
        Command::SideBySide => model.runs.toggle_beside(),
        Command::Sweep => return sweep::show(model, true),
        Command::CloseSweep => return sweep::show(model, false),
        Command::StartSweep => sweep::start(model),
        Command::CancelSweep => model.sweep.cancel(),
        Command::Landscape(action) => return landscape::run(model, action),
        Command::PointRight => point::across(model, 1),
        Command::PointLeft => point::across(model, -1),
        Command::PointDown => point::along(model, 1),
        Command::PointUp => point::along(model, -1),
        Command::SelectPointed => {
            if let Some(mark) = model.hovered {
                return select(model, Some(mark));
            }
        }
        Command::Escape => return escape(model),
    }
    Vec::new()
}

fn undo(model: &mut Model) {
    if let Some(past) = model.undo.pop() {
        let present = model.put_back(past);
        model.redo.push(present);
        model.say(MESSAGE.undone.get(model.language).to_owned());
    }
}

fn redo(model: &mut Model) {
    if let Some(past) = model.redo.pop() {
        let present = model.put_back(past);
        model.undo.push(present);
        model.say(MESSAGE.redone.get(model.language).to_owned());
    }
}

/// Begins the same experiment anew.
fn reset(model: &mut Model) {
    let past = model.past();
    model.lab.reset();
    model.remember(past);
    model.playing = false;
    model.after_new_run();
    model.say(MESSAGE.reset.get(model.language).to_owned());
}

/// Selects a mark; one that is selected already is about to be typed over.
fn select(model: &mut Model, mark: Option<Mark>) -> Vec<Effect> {
    let again = mark.is_some() && mark == model.selected;
    model.selected = mark;
    model.accept("value");
    if again && mark.and_then(|mark| field::path_of(model, mark)).is_some() {
        return vec![Effect::Focus("value")];
    }
    Vec::new()
}

fn remember(key: &'static str, value: &str) -> Vec<Effect> {
    vec![Effect::Remember { key, value: value.to_owned() }]
}

fn remembered(model: &mut Model, key: &str, value: &str) {
    match key {
        "language" => model.language = Language::from_code(value).unwrap_or(model.language),
        "theme" => {
            let themes = [ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark];
            let known = themes.into_iter().find(|theme| theme.name() == value);
            model.theme = known.unwrap_or(model.theme);
        }
        _ => {}
    }
}

fn present(model: &mut Model, on: bool) -> Vec<Effect> {
    model.presenting = on;
    // For a projector the experiment is put away; the same button brings it back.
    model.experiment_shown = false;
    vec![Effect::FullScreen(on)]
}

fn show_help(model: &mut Model, on: bool) -> Vec<Effect> {
    model.help = on;
    vec![Effect::ShowHelp(on)]
}

fn escape(model: &mut Model) -> Vec<Effect> {
    if model.help {
        show_help(model, false)
    } else if model.export.is_open {
        export::close(model)
    } else if model.gallery.is_open() {
        gallery::show(model, false)
    } else if model.sweep.is_open() {
        sweep::show(model, false)
    } else if model.landscape.is_open() {
        landscape::show(model, false)
    } else if model.runs.are_beside() {
        model.runs.toggle_beside();
        Vec::new()
    } else if model.check.is_some() || model.diagnosis.is_some() {
        let id = if model.check.is_some() { check::CARD } else { diagnosis::CARD };
        (model.check, model.diagnosis) = (None, None);
        vec![Effect::ShowPanel { id, on: false }]
    } else if model.selected.is_some() {
        model.selected = None;
        Vec::new()
    } else if model.presenting {
        present(model, false)
    } else {
        model.playing = false;
        Vec::new()
    }
}

/// One step, now: an epoch forwards is done in slices.
fn step(model: &mut Model, size: StepSize, forward: bool) {
    model.playing = false;
    if model.task.take().is_some() {
        // A press during long work stops it where it is.
        return;
    }
    match (size, forward) {
        (StepSize::Epoch, true) => {
            model.task = Some(Task::Epoch { from: model.lab.completed_iterations() });
        }
        (_, true) => model.lab.advance(size),
        (_, false) => model.lab.rewind(size),
    }
    model.after_move();
}

pub(super) fn go_to(model: &mut Model, target: Position) {
    model.playing = false;
    model.lab.begin_seek(target);
    model.task = Some(Task::Seek { target, from: model.lab.position().iteration });
    model.after_move();
}

fn watch(model: &mut Model, by: isize) {
    let watched = model.lab.machine().watched();
    model.lab.watch(watched.saturating_add_signed(by));
}

fn change_layers(model: &mut Model, by: isize) {
    let layers = model.lab.base().network.layers.len().saturating_add_signed(by);
    let text = layers.to_string();
    field::set(model, "layers", &text, true);
}

/// Pays for the time that has passed with steps, and measures the pace.
fn frame(model: &mut Model, now_secs: f64) {
    let passed = model.last_frame_secs.map_or(0.0, |last| now_secs - last);
    model.last_frame_secs = Some(now_secs);
    diagnosis::frame(model, now_secs);
    if model.playing {
        model.pace.note(now_secs, model.lab.completed_iterations());
        model.owed = match model.speed.0 {
            None => f64::INFINITY,
            Some(rate) if model.owed.is_finite() => {
                model.owed + rate * passed.clamp(0.0, LONGEST_FRAME_SECS)
            }
            Some(_) => 1.0,
        };
    }
}

/// A slice of work: iterations that together take about a millisecond at most, or a single one.
fn work(model: &mut Model) {
    if model.export.is_making() {
        return export::work(model);
    }
    // Somebody looks at it, and it is soon done.
    if model.gallery.has_work() {
        model.gallery.work();
        return;
    }
    if model.sweep.has_work() {
        model.sweep.work();
        return;
    }
    if landscape::has_work(model) {
        landscape::work(model);
        return;
    }
    // Runs that are compared stand at the same iteration: the page's waits for the others.
    if runs::lag(model) {
        runs::catch_up(model);
        return;
    }
    if diagnosis::work(model) {
        return;
    }
    let most = model.lab.iterations_in_a_slice();
    let had_diverged = model.lab.divergence().is_some();
    let mut done = 0;
    loop {
        done += 1;
        let goes_on = match model.task {
            Some(Task::Seek { target, .. }) => {
                let there = model.lab.continue_seek(target);
                model.task = model.task.filter(|_| !there);
                !there
            }
            Some(Task::Epoch { .. }) => {
                model.lab.advance(StepSize::Iteration);
                if model.lab.is_at_epoch_end() || model.lab.divergence().is_some() {
                    model.task = None;
                }
                model.task.is_some()
            }
            None if model.playing && model.owed >= 1.0 => {
                model.owed -= 1.0;
                if model.step_size == StepSize::Epoch {
                    model.task = Some(Task::Epoch { from: model.lab.completed_iterations() });
                } else {
                    model.lab.advance(model.step_size);
                }
                model.owed >= 1.0
            }
            None if mistake::lags(model) => false,
            None => {
                check::work(model);
                return;
            }
        };
        if !goes_on || done >= most || model.lab.divergence().is_some() != had_diverged {
            break;
        }
    }
    mistake::catch_up(model, most);
    model.after_move();
}

/// Begins a run that came from outside, if it can be used; what was there can be brought back.
fn begin(model: &mut Model, source: String, scenario: Result<Scenario, Invalid>) -> bool {
    let opened = scenario.and_then(|scenario| {
        let target = scenario.position;
        let lab = Lab::at_start(scenario)?;
        lab.check_place(target)?;
        Ok((lab, target))
    });
    match opened {
        Ok((lab, target)) => {
            let past = model.past();
            model.lab = lab;
            model.example = None;
            // They are of another experiment.
            model.runs = super::Runs::default();
            model.notice = None;
            model.remember(past);
            model.after_new_run();
            model.selected = None;
            go_to(model, target);
            true
        }
        Err(invalid) => {
            model.notice = Some(Notice::Invalid { source, invalid });
            false
        }
    }
}

fn open(model: &mut Model, name: String, text: &str) {
    begin(model, name, Scenario::from_json(text));
}

/// Opens an example by its name; false if there is none.
pub(super) fn open_example(model: &mut Model, id: &str) -> bool {
    let Some(example) = examples::by_id(id) else { return false };
    if begin(model, String::new(), example.scenario()) {
        model.example = Some(example);
    }
    true
}

/// What stands after `#`: an example's name, or a whole scenario.
fn follow(model: &mut Model, link: &str) {
    if link.is_empty() || open_example(model, link) {
        return;
    }
    match super::link::read(link) {
        Some((text, example)) => {
            let source = MESSAGE.the_link.get(model.language).to_owned();
            if begin(model, source, Scenario::from_json(&text)) {
                model.example = example.and_then(examples::by_id);
            }
        }
        None => model.notice = Some(Notice::UnknownLink { link: link.to_owned() }),
    }
}

impl Model {
    /// Changes the model by a message and says what it asks of the world.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        self.messages += 1;
        update(self, msg)
    }

    /// What stands after `#` in a link to just this state.
    pub fn link(&self) -> String {
        super::link::write(&self.lab.scenario(), self.example.map(|example| example.id))
    }

    pub(super) fn say(&mut self, status: String) {
        self.status = status;
    }

    /// Sets what a path names, with undo: one for a whole movement of a control.
    ///
    /// # Errors
    /// As [`Lab::set`]; nothing is changed then.
    pub fn set(
        &mut self,
        field: &str,
        path: &str,
        value: &Value,
        done: bool,
    ) -> Result<(), Invalid> {
        self.change(field, done, &|lab| lab.set(path, value))
    }

    /// Changes the run, with undo: one for a whole movement of a control.
    ///
    /// # Errors
    /// As `change`; nothing is changed then.
    pub(super) fn change(
        &mut self,
        field: &str,
        done: bool,
        change: &dyn Fn(&mut Lab) -> Result<Applied, Invalid>,
    ) -> Result<(), Invalid> {
        let moves_on = self.gesture.as_deref() == Some(field);
        let past = (!moves_on).then(|| self.past());
        let applied = change(&mut self.lab)?;
        if let Some(past) = past {
            self.remember(past);
        }
        if let Some(check) = &mut self.check {
            check.forget();
        }
        self.landscape.forget();
        diagnosis::follow(self);
        mistake::renew(self);
        if applied == Applied::Restarted {
            self.after_new_run();
            self.say(MESSAGE.restarted.get(self.language).to_owned());
        }
        self.gesture = (!done).then(|| field.to_owned());
        self.after_move();
        Ok(())
    }

    /// After the run has moved: says so if it has just diverged.
    pub(super) fn after_move(&mut self) {
        match (self.lab.divergence(), &self.notice) {
            (Some(divergence), Some(Notice::Diverged(told))) if *told == divergence => {}
            (Some(divergence), _) if self.lab.position() == divergence.position => {
                self.notice = Some(Notice::Diverged(divergence));
                // The equation is to show the number that the notice names.
                self.lab.watch(divergence.sample);
                self.playing = false;
                self.task = None;
            }
            (None, Some(Notice::Diverged(_))) => self.notice = None,
            _ => {}
        }
    }
}
