//! Runs that are kept beside the page's own, to be compared with it: forking, showing, going on
//! with another one, and bringing those that are shown to the same iteration.

use std::cell::Cell;
use std::ops::Deref;
use std::rc::Rc;

use super::{Effect, Model, sweep};
use crate::i18n::RUNS;
use crate::lab::{END, Lab, Position, StepSize};
use crate::views::loss_chart::Look;

/// Runs that can be kept beside the page's own.
pub const MOST_KEPT: usize = Look::RUNS.len() - 1;

/// What runs are called, in order.
const LETTERS: [&str; Look::RUNS.len()] = ["A", "B", "C", "D", "E", "F", "G"];

/// The runs that are kept, and the letter of the page's own.
#[derive(Debug, Clone, Default)]
pub struct Runs {
    /// Ordered by their letters.
    kept: Vec<Kept>,
    own: usize,
    /// Whether their networks are to be seen beside each other.
    pub(super) wants_beside: bool,
}

/// A run that is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    name: usize,
    /// The run.
    pub lab: Measured,
    /// Whether it is drawn, and goes along with the page's run.
    pub is_shown: bool,
}

/// A run that undo shares, and its loss where it stands.
#[derive(Debug, Clone)]
pub struct Measured {
    lab: Rc<Lab>,
    loss: Cell<Option<(Position, f64)>>,
}

/// Of the memory that a run may take for going back, a kept one takes this share.
const SHARE: usize = 8;

/// What a button in the list of runs does, with the run's letter counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunAction {
    /// Show it, or hide it.
    Show(usize),
    /// Go on with it, and keep the page's run in its place.
    Swap(usize),
    /// Keep it no longer.
    Remove(usize),
    /// Go on with a run of the sweep, by its place there.
    Take(usize),
    /// Keep a run of the sweep, by its place there.
    Keep(usize),
}

impl RunAction {
    /// The action of a button's `data-run`, such as `show:0`.
    pub fn from_key(key: &str) -> Option<Self> {
        let (what, name) = key.split_once(':')?;
        let name = name.parse().ok()?;
        match what {
            "show" => Some(Self::Show(name)),
            "swap" => Some(Self::Swap(name)),
            "remove" => Some(Self::Remove(name)),
            "take" => Some(Self::Take(name)),
            "keep" => Some(Self::Keep(name)),
            _ => None,
        }
    }
}

impl Runs {
    /// Every kept run, ordered by its letter.
    pub fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// The kept runs that are drawn.
    pub fn shown(&self) -> impl Iterator<Item = &Kept> {
        self.kept.iter().filter(|run| run.is_shown)
    }

    /// The letter of the page's own run.
    pub fn own_letter(&self) -> &'static str {
        LETTERS[self.own]
    }

    /// Whether another run can be kept.
    pub fn has_room(&self) -> bool {
        self.kept.len() < MOST_KEPT
    }

    fn place(&self, name: usize) -> Option<usize> {
        self.kept.iter().position(|run| run.name == name)
    }

    /// The first letter that no run has.
    fn free_name(&self) -> Option<usize> {
        (0..LETTERS.len()).find(|name| *name != self.own && self.place(*name).is_none())
    }

    fn insert(&mut self, name: usize, lab: Lab) {
        let at = self.kept.partition_point(|run| run.name < name);
        self.kept.insert(at, Kept { name, lab: Measured::new(lab), is_shown: true });
    }

    /// Keeps `lab` as a run of its own; returns its letter, counted from 0, if there is room.
    pub(super) fn keep(&mut self, lab: Lab) -> Option<usize> {
        let name = self.free_name().filter(|_| self.has_room())?;
        self.insert(name, lab);
        Some(name)
    }

    /// The letter of that number, while a kept run has it.
    pub(super) fn letter_of(&self, name: usize) -> Option<&'static str> {
        self.place(name).map(|_| LETTERS[name])
    }
}

impl Measured {
    /// Keeps `lab` with less memory than it had.
    pub(super) fn new(mut lab: Lab) -> Self {
        lab.thin(SHARE);
        Self { lab: Rc::new(lab), loss: Cell::new(None) }
    }

    /// The run, to be moved.
    pub(super) fn lab_mut(&mut self) -> &mut Lab {
        Rc::make_mut(&mut self.lab)
    }

    /// The run with all the memory it may take.
    pub(super) fn into_lab(self) -> Lab {
        let mut lab = Rc::unwrap_or_clone(self.lab);
        lab.thin(1);
        lab
    }

    /// The loss over its training samples where it stands, computed once however often it is shown.
    pub fn loss(&self) -> f64 {
        let position = self.lab.position();
        if let Some((at, loss)) = self.loss.get()
            && at == position
        {
            return loss;
        }
        let loss = self.lab.train_loss();
        self.loss.set(Some((position, loss)));
        loss
    }
}

impl Deref for Measured {
    type Target = Lab;

    fn deref(&self) -> &Lab {
        &self.lab
    }
}

impl Kept {
    /// The letter it is called by, counted from 0.
    pub fn name(&self) -> usize {
        self.name
    }

    /// The letter it is called by.
    pub fn letter(&self) -> &'static str {
        LETTERS[self.name]
    }

    /// How its line is drawn.
    pub fn look(&self) -> Look {
        Look::RUNS[self.name]
    }

    /// Whether it is shown and stands at another iteration than `done` are complete. One that has
    /// diverged goes no further.
    fn is_due(&self, done: u64) -> bool {
        let own = self.lab.completed_iterations();
        self.is_shown && (own > done || (own < done && self.lab.divergence().is_none()))
    }
}

/// Keeps the run as it is and goes on with a copy.
pub(super) fn fork(model: &mut Model) {
    let Some(next) = model.runs.free_name().filter(|_| model.runs.has_room()) else { return };
    let past = model.past();
    let (kept, lab) = (model.runs.own, model.lab.clone());
    model.runs.insert(kept, lab);
    model.runs.own = next;
    model.remember(past);
    // What is changed from here on is another run's.
    model.gesture = None;
    let letters = [("kept", LETTERS[kept]), ("own", LETTERS[next])];
    model.say(RUNS.forked.fill(model.language, &letters));
}

/// What a button in the list, or beside a run of the sweep, does.
pub(super) fn run(model: &mut Model, action: RunAction) -> Vec<Effect> {
    let name = match action {
        RunAction::Show(name) | RunAction::Swap(name) | RunAction::Remove(name) => name,
        RunAction::Take(trial) => return sweep::take(model, trial),
        RunAction::Keep(trial) => {
            sweep::keep(model, trial);
            return Vec::new();
        }
    };
    let Some(place) = model.runs.place(name) else { return Vec::new() };
    let letter = [("run", LETTERS[name])];
    match action {
        RunAction::Show(_) => {
            let past = model.past();
            model.remember(past);
            let run = &mut model.runs.kept[place];
            run.is_shown = !run.is_shown;
        }
        RunAction::Swap(_) => {
            let past = model.past();
            let run = model.runs.kept.remove(place);
            let other = std::mem::replace(&mut model.lab, run.lab.into_lab());
            let own = std::mem::replace(&mut model.runs.own, name);
            model.runs.insert(own, other);
            model.remember(past);
            model.after_new_run();
            model.after_move();
            model.say(RUNS.swapped.fill(model.language, &letter));
        }
        RunAction::Remove(_) => {
            let past = model.past();
            model.runs.kept.remove(place);
            model.remember(past);
            model.say(RUNS.removed.fill(model.language, &letter));
        }
        RunAction::Take(_) | RunAction::Keep(_) => {}
    }
    Vec::new()
}

/// Whether a run that is shown stands at another iteration than the page's.
pub(super) fn lag(model: &Model) -> bool {
    let done = model.lab.completed_iterations();
    model.runs.kept.iter().any(|run| run.is_due(done))
}

/// Brings every run that is shown nearer to the page's iteration, by as many iterations as go into
/// a slice.
pub(super) fn catch_up(model: &mut Model) {
    let due = model.runs.kept.len().max(1) as u64;
    for _ in 0..(model.lab.iterations_in_a_slice() / due).max(1) {
        step_nearer(model);
    }
}

fn step_nearer(model: &mut Model) {
    let done = model.lab.completed_iterations();
    for run in model.runs.kept.iter_mut().filter(|run| run.is_due(done)) {
        let lab = run.lab.lab_mut();
        if lab.completed_iterations() > done {
            let iteration = done.checked_sub(1);
            lab.begin_seek(
                iteration
                    .map_or_else(Position::default, |iteration| Position { iteration, op: END }),
            );
        } else {
            lab.advance(StepSize::Iteration);
        }
    }
}
