//! Pointing at the picture with the keyboard.

use super::Model;
use crate::nn::{Param, Shape};
use crate::step::Mark;

/// Points at the column `by` further on: inputs, layers, loss.
pub(super) fn across(model: &mut Model, by: isize) {
    let shape = &model.lab.machine().settings().shape;
    let columns = shape.layers.len() + 2;
    let (column, row) = match model.hovered.or(model.selected) {
        None => (0, 0),
        Some(mark) => {
            let (column, row) = place(mark);
            let column = column.min(columns - 1);
            (column.saturating_add_signed(by).min(columns - 1), row)
        }
    };
    let marks = column_of(shape, column);
    let unit = marks.iter().filter(|mark| !matches!(mark, Mark::Param(_))).nth(row);
    model.hovered = unit.or(marks.first()).copied();
}

/// Points at the mark `by` further down in its column: a unit, its bias, its γ and β if it has
/// them, its weights, the next unit.
pub(super) fn along(model: &mut Model, by: isize) {
    let shape = &model.lab.machine().settings().shape;
    let from = model.hovered.or(model.selected).unwrap_or(Mark::Input(0));
    let marks = column_of(shape, place(from).0);
    let at = marks.iter().position(|mark| *mark == from).unwrap_or(0);
    let to = at.saturating_add_signed(by).min(marks.len().saturating_sub(1));
    model.hovered = marks.get(to).copied();
}

/// Column and row of the unit that a mark is or leads to.
fn place(mark: Mark) -> (usize, usize) {
    match mark {
        Mark::Input(unit) => (0, unit),
        Mark::Unit { layer, unit } => (layer + 1, unit),
        Mark::Param(param) => (param.layer() + 1, param.unit()),
        // Targets stand with the loss, to the right of the last layer.
        Mark::Target(unit) => (usize::MAX, unit),
        Mark::Loss => (usize::MAX, 0),
    }
}

fn column_of(shape: &Shape, column: usize) -> Vec<Mark> {
    let Some(layer) = column.checked_sub(1) else {
        return (0..shape.inputs).map(Mark::Input).collect();
    };
    let Some(plan) = shape.layers.get(layer) else {
        return std::iter::once(Mark::Loss).chain((0..shape.outputs()).map(Mark::Target)).collect();
    };
    let mut marks = Vec::new();
    for unit in 0..plan.units {
        marks.push(Mark::Unit { layer, unit });
        marks.push(Mark::Param(Param::Bias { layer, unit }));
        if plan.batch_norm {
            marks.push(Mark::Param(Param::Scale { layer, unit }));
            marks.push(Mark::Param(Param::Shift { layer, unit }));
        }
        let weights = (0..shape.fan_in(layer)).map(|input| Param::Weight { layer, unit, input });
        marks.extend(weights.map(Mark::Param));
    }
    marks
}
