//! Runs that are kept beside the page's own, to be compared with it: forking, showing, going on
//! with another one, and bringing those that are shown to the same iteration.

use std::cell::Cell;
use std::rc::Rc;

use super::Model;
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
}

/// A run that is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    name: usize,
    /// The run. Undo shares it.
    pub lab: Rc<Lab>,
    /// Whether it is drawn, and goes along with the page's run.
    pub is_shown: bool,
    loss: Cell<Option<(Position, f64)>>,
}

/// What a button in the list of runs does, with the run's letter counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunAction {
    /// Show it, or hide it.
    Show(usize),
    /// Go on with it, and keep the page's run in its place.
    Swap(usize),
    /// Keep it no longer.
    Remove(usize),
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
        let run = Kept { name, lab: Rc::new(lab), is_shown: true, loss: Cell::new(None) };
        self.kept.insert(at, run);
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

/// What a button in the list does.
pub(super) fn run(model: &mut Model, action: RunAction) {
    let (RunAction::Show(name) | RunAction::Swap(name) | RunAction::Remove(name)) = action;
    let Some(place) = model.runs.place(name) else { return };
    let letter = [("run", LETTERS[name])];
    match action {
        RunAction::Show(_) => {
            let run = &mut model.runs.kept[place];
            run.is_shown = !run.is_shown;
        }
        RunAction::Swap(_) => {
            let past = model.past();
            let run = model.runs.kept.remove(place);
            let other = std::mem::replace(&mut model.lab, Rc::unwrap_or_clone(run.lab));
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
    }
}

/// Whether a run that is shown stands at another iteration than the page's.
pub(super) fn lag(model: &Model) -> bool {
    let done = model.lab.completed_iterations();
    model.runs.kept.iter().any(|run| run.is_due(done))
}

/// Brings every run that is shown nearer to the page's iteration, by one iteration each.
pub(super) fn catch_up(model: &mut Model) {
    let done = model.lab.completed_iterations();
    for run in model.runs.kept.iter_mut().filter(|run| run.is_due(done)) {
        let lab = Rc::make_mut(&mut run.lab);
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
