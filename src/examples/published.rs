//! What a source has printed, and where in the run of its example our number for it stands.

pub(super) mod article;
pub(super) mod cs231n;
pub(super) mod mazur;
pub(super) mod micrograd;
pub(super) mod nielsen;

use crate::i18n::Text;
use crate::lab::{END, Lab, Position};
use crate::nn::Param;
use crate::step::{Cell, Values};

/// Where an example comes from.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// Author, title and year.
    pub title: Text,
    /// The web address; empty if it has none.
    pub address: &'static str,
    /// What it has printed, in the order of the iteration.
    pub published: &'static [Published],
}

/// One thing a source has printed.
#[derive(Debug, Clone, Copy)]
pub struct Published {
    /// What it is, as the source calls it.
    pub what: Text,
    /// A number with the digits that were printed, or the formula or word that stands for one.
    pub printed: Text,
    /// Iterations that are complete before the one whose end our number is read at.
    pub iteration: u64,
    /// Which numbers there make up ours.
    pub reading: Reading,
    /// Why ours is another; empty where it is the same.
    pub reason: Text,
}

/// Which numbers of an iteration are compared with a printed one.
#[derive(Debug, Clone, Copy)]
pub enum Reading {
    /// One number.
    Cell(Cell),
    /// The sum of several: gradients of one variable add up where it is used more than once.
    Sum(&'static [Cell]),
    /// None: no network computes it.
    Nothing,
}

impl Published {
    /// The digits after the point of the printed number; `None` if it is no number.
    pub fn decimals(&self) -> Option<usize> {
        self.number()?;
        Some(self.printed.en.split_once('.').map_or(0, |(_, decimals)| decimals.len()))
    }

    /// Whether `ours` is the printed number, to its last digit.
    ///
    /// ```
    /// # let mazur = backstep::examples::by_id("mazur").and_then(|example| example.source);
    /// let loss = mazur.ok_or("no source")?.published.iter().find(|row| row.printed.en == "0.298371109");
    /// let loss = loss.ok_or("no such row")?;
    /// assert!(loss.agrees(0.298_371_108_76));
    /// assert!(!loss.agrees(0.298_371_107));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn agrees(&self, ours: f64) -> bool {
        let rounded = |decimals| format!("{ours:.decimals$}").parse::<f64>().ok();
        self.decimals().and_then(rounded).is_some_and(|ours| Some(ours) == self.number())
    }

    fn number(&self) -> Option<f64> {
        self.printed.en.replace('−', "-").parse().ok()
    }

    /// The position of the run at which our number is read.
    pub fn position(&self) -> Position {
        Position { iteration: self.iteration, op: END }
    }

    /// Our number, once the run is at [`position`](Self::position).
    pub fn read(&self, lab: &Lab) -> Option<f64> {
        let value = |cell: &Cell| lab.machine().value(*cell);
        match self.reading {
            Reading::Cell(cell) => value(&cell),
            Reading::Sum(cells) => cells.iter().map(value).sum(),
            Reading::Nothing => None,
        }
    }
}

/// No reason: the numbers agree.
const SAME: Text = Text { en: "", zh: "" };

/// Letters and digits that are the same in every language.
const fn letters(text: &'static str) -> Text {
    Text { en: text, zh: text }
}

/// A row of the first iteration whose printed number is right.
const fn row(what: Text, printed: &'static str, cell: Cell) -> Published {
    later(0, what, printed, cell)
}

/// A row that is right, after so many iterations.
const fn later(iteration: u64, what: Text, printed: &'static str, cell: Cell) -> Published {
    let reading = Reading::Cell(cell);
    Published { what, printed: letters(printed), iteration, reading, reason: SAME }
}

/// The same row of a source that is wrong, with the reason.
const fn but(reason: Text, row: Published) -> Published {
    Published { reason, ..row }
}

const fn weight(layer: usize, unit: usize, input: usize) -> Param {
    Param::Weight { layer, unit, input }
}

const fn activation(layer: usize, unit: usize) -> Cell {
    Cell::Activation { layer, unit }
}

const fn preactivation(layer: usize, unit: usize) -> Cell {
    Cell::Preactivation { layer, unit }
}

const fn delta(layer: usize, unit: usize) -> Cell {
    Cell::GradPreactivation { layer, unit }
}

const fn grad_activation(layer: usize, unit: usize) -> Cell {
    Cell::GradActivation { layer, unit }
}
