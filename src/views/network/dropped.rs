//! Dropout in the picture: which units are out for the watched sample, and what a unit shows.

use super::NetworkView;
use super::layout::Column;
use super::lit::Lit;
use super::nodes::has_number;
use crate::i18n::NORM;
use crate::nn::Param;
use crate::scene::{Point, Primitive, Scene, Stroke, Vec2};
use crate::step::{Cell, Mark};

/// Whether dropout has dropped a unit.
pub(super) fn is_dropped(view: &NetworkView, layer: usize, unit: usize) -> bool {
    view.shape.drops(layer) && view.values.value(Cell::Mask { layer, unit }) == Some(0.0)
}

/// Whether a weight carries nothing, because one of the units at its ends is dropped.
pub(super) fn is_idle(view: &NetworkView, param: Param) -> bool {
    let Param::Weight { layer, unit, input } = param else { return false };
    is_dropped(view, layer, unit)
        || layer.checked_sub(1).is_some_and(|below| is_dropped(view, below, input))
}

/// How the line of such a weight is drawn: grey, its dashes as they are.
pub(super) fn idle(view: &NetworkView, stroke: Stroke) -> Stroke {
    let width = stroke.width.min(1.4);
    Stroke { color: view.palette.muted.with_alpha(0.35), width, ..stroke }
}

/// The number that a unit puts out and the one it comes from, each with its letter. With dropout
/// what is left of the activation takes its place, once it is known; with batch normalization y
/// that of z, and any other number of it while the operation is about that.
pub(super) fn shown(
    view: &NetworkView,
    lit: &Lit,
    layer: usize,
    unit: usize,
) -> [(Cell, &'static str); 2] {
    let a = (Cell::Activation { layer, unit }, "a");
    let dropped = Cell::Dropped { layer, unit };
    let own = of_norm(view, layer, unit);
    let written = own.into_iter().find(|(cell, _)| lit.writes == Some(*cell));
    let has = |cell| view.values.value(cell).is_some();
    let large = if has(dropped) { (dropped, "ã") } else { a };
    let scaled = (Cell::Scaled { layer, unit }, "y");
    let small = match written {
        Some(written) => written,
        None if has(dropped) => a,
        None if has(scaled.0) => scaled,
        None => (Cell::Preactivation { layer, unit }, "z"),
    };
    [large, small]
}

/// The numbers of batch normalization that have no place of their own in the picture.
pub(super) fn of_norm(view: &NetworkView, layer: usize, unit: usize) -> [(Cell, &'static str); 12] {
    let [scale, shift] = [Param::Scale { layer, unit }, Param::Shift { layer, unit }];
    [
        (Cell::BatchMean { layer, unit }, "μ"),
        (Cell::BatchVariance { layer, unit }, "σ²"),
        (Cell::Normalized { layer, unit }, "ẑ"),
        (Cell::Scaled { layer, unit }, "y"),
        (Cell::RunningMean { layer, unit }, NORM.run_mean.get(view.language)),
        (Cell::RunningVariance { layer, unit }, NORM.run_variance.get(view.language)),
        (Cell::GradScaled { layer, unit }, "∂L/∂y"),
        (Cell::GradNormalized { layer, unit }, "∂L/∂ẑ"),
        (Cell::Grad(scale), "∂L/∂γ"),
        (Cell::Grad(shift), "∂L/∂β"),
        (Cell::MeanGrad(scale), "∂L/∂γ"),
        (Cell::MeanGrad(shift), "∂L/∂β"),
    ]
}

/// The gradient that has come to a unit, or will come: with dropout first the one by what it
/// leaves.
pub(super) fn arriving(view: &NetworkView, layer: usize, unit: usize) -> (Cell, [&'static str; 2]) {
    let by_activation = Cell::GradActivation { layer, unit };
    let by_dropped = Cell::GradDropped { layer, unit };
    if view.values.value(by_activation).is_none() && view.values.value(by_dropped).is_some() {
        (by_dropped, ["∂L/∂ã", "∂ã"])
    } else {
        (by_activation, ["∂L/∂a", "∂a"])
    }
}

/// The name of a unit, with the word that it is out.
pub(super) fn name(view: &NetworkView, name: String, layer: usize, unit: usize) -> String {
    if !is_dropped(view, layer, unit) {
        return name;
    }
    format!("{name} · {}", NORM.dropped_unit.get(view.language))
}

/// What tells a dropped unit whose circle is too small for words and dashes: a cross.
pub(super) fn cross(scene: &mut Scene<Mark>, view: &NetworkView, column: &Column, unit: usize) {
    if has_number(column) {
        return;
    }
    let center = column.center(unit);
    let reach = 0.95 * column.radius;
    let ends = [Vec2::new(reach, reach), Vec2::new(reach, -reach)]
        .map(|by| -> (Point, Point) { (center - by, center + by) })
        .to_vec();
    let stroke = Stroke::new(view.palette.ink, (0.16 * column.radius).clamp(1.0, 2.0));
    scene.draw(Primitive::Segments { ends, stroke });
}
