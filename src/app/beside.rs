//! Runs side by side: the networks of the page's run and of those that are shown with it, and what
//! each of them says, at the same iteration.

use super::{Model, Runs};
use crate::lab::Lab;
use crate::scene::{Scene, Size};
use crate::step::Mark;
use crate::views::DataMark;
use crate::views::loss_chart::Look;
use crate::views::network::{NetworkView, draw};

/// Runs that have a column at most.
pub const MOST_BESIDE: usize = 4;

/// A run that is to be seen.
pub(super) struct Column<'a> {
    pub(super) letter: &'static str,
    pub(super) look: Look,
    pub(super) lab: &'a Lab,
    pub(super) loss: f64,
    pub(super) is_own: bool,
}

impl Runs {
    /// Whether runs are to be seen side by side.
    pub fn are_beside(&self) -> bool {
        self.wants_beside && self.shown().next().is_some()
    }

    /// Shows runs side by side, or one alone.
    pub(super) fn toggle_beside(&mut self) {
        self.wants_beside = !self.are_beside();
    }
}

impl Model {
    /// The runs that have a column, by their letters: the page's, and the first of the others.
    pub(super) fn columns(&self) -> Vec<Column<'_>> {
        if !self.runs.are_beside() {
            return Vec::new();
        }
        let others = self.runs.shown().take(MOST_BESIDE - 1).map(|run| Column {
            letter: run.letter(),
            look: run.look(),
            lab: &run.lab,
            loss: run.lab.loss(),
            is_own: false,
        });
        let own = Column {
            letter: self.runs.own_letter(),
            look: Look::OWN,
            lab: &self.lab,
            loss: self.losses().train,
            is_own: true,
        };
        let mut columns: Vec<_> = others.chain([own]).collect();
        columns.sort_by_key(|column| column.letter);
        columns
    }

    /// The network of the run in a column, as a still picture.
    pub fn column_network(&self, place: usize, size: Size) -> Option<Scene<Mark>> {
        let columns = self.columns();
        let lab = columns.get(place)?.lab;
        let machine = lab.machine();
        let settings = machine.settings();
        Some(draw(&NetworkView {
            shape: &settings.shape,
            values: machine,
            equation: None,
            selected: self.selected,
            hovered: None,
            path: &[],
            size,
            palette: self.palette(),
            language: self.language,
            large_text: self.presenting,
            travel: None,
            batch: machine.batch().len(),
            train_biases: settings.train_biases,
            has_legend: false,
            audit: None,
            diagnosis: None,
        }))
    }

    /// What the network of the run in a column says.
    pub fn column_outputs(&self, place: usize, size: Size) -> Option<Scene<DataMark>> {
        let columns = self.columns();
        Some(self.outputs_scene_of(columns.get(place)?.lab, size))
    }
}
