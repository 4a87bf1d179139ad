//! What the current operation reads and writes, and what is selected or on the path.

use super::NetworkView;
use crate::nn::{Param, Term};
use crate::step::{Cell, Equation, Expr, Mark};

/// How the current operation uses something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Light {
    /// It does not.
    Off,
    /// It reads it.
    Read,
    /// It has just written it.
    Written,
}

/// How a thing is picked out by the person, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pick {
    /// It is not.
    None,
    /// It lies on the chain-rule path.
    Path,
    /// It is pointed at.
    Hovered,
    /// It is selected.
    Selected,
}

/// The cells of one operation, and the person's picks.
pub(super) struct Lit<'a> {
    view: &'a NetworkView<'a>,
    reads: Vec<Cell>,
    path: Vec<Mark>,
    /// What the operation wrote.
    pub(super) writes: Option<Cell>,
    /// The parameter that the operation changed, with its value before.
    pub(super) before: Option<(Param, f64)>,
}

impl<'a> Lit<'a> {
    pub(super) fn new(view: &'a NetworkView<'a>) -> Self {
        let mut cells = Vec::new();
        for form in view.equation.iter().flat_map(|equation| &equation.forms) {
            collect(form, &mut cells);
        }
        let writes = view.equation.map(|Equation { writes, .. }| *writes);
        let before = cells.iter().find_map(|&(cell, value)| match cell {
            Cell::Param(param) if Some(cell) == writes => Some((param, value)),
            _ => None,
        });
        let mut reads: Vec<Cell> = cells.into_iter().map(|(cell, _)| cell).collect();
        reads.sort_unstable();
        reads.dedup();
        let mut path = view.path.to_vec();
        path.sort_unstable();
        Self { view, reads, path, writes, before }
    }

    /// The cells that the operation reads, sorted, each once.
    pub(super) fn reads(&self) -> &[Cell] {
        &self.reads
    }

    /// How the operation uses `cell`.
    pub(super) fn cell(&self, cell: Cell) -> Light {
        if self.writes == Some(cell) {
            Light::Written
        } else if self.reads.binary_search(&cell).is_ok() {
            Light::Read
        } else {
            Light::Off
        }
    }

    /// How the operation uses a parameter itself.
    pub(super) fn param(&self, param: Param) -> Light {
        let moments = Term::ALL.into_iter().filter(|term| !term.is_gradient());
        moments
            .map(|term| self.cell(Cell::Term(term, param)))
            .fold(self.cell(Cell::Param(param)), Ord::max)
    }

    /// How the operation uses a parameter's gradient.
    pub(super) fn gradient(&self, param: Param) -> Light {
        let processed = Term::ALL.into_iter().filter(|term| term.is_gradient());
        processed
            .map(|term| self.cell(Cell::Term(term, param)))
            .fold(self.cell(Cell::Grad(param)).max(self.cell(Cell::MeanGrad(param))), Ord::max)
    }

    /// How `mark` is picked out.
    pub(super) fn pick(&self, mark: Mark) -> Pick {
        if self.view.selected == Some(mark) {
            Pick::Selected
        } else if self.view.hovered == Some(mark) {
            Pick::Hovered
        } else if self.path.binary_search(&mark).is_ok() {
            Pick::Path
        } else {
            Pick::None
        }
    }
}

/// Appends every cell of `expr` that is the watched sample's, with its value.
fn collect(expr: &Expr, cells: &mut Vec<(Cell, f64)>) {
    expr.visit_cells(&mut |cell, sample, value| {
        if sample.is_none() {
            cells.push((cell, value));
        }
    });
}
