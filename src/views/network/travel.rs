//! The numbers an operation reads, on their way to where it writes.

use super::NetworkView;
use super::layout::Layout;
use super::lit::Lit;
use super::looks::gradient_color;
use crate::nn::Param;
use crate::scene::{Color, Point, Primitive, Scene, Stroke};
use crate::step::{Cell, Mark};

/// More dots than this say no more than a few.
const MOST_DOTS: usize = 96;

/// Draws a dot on each line that the operation reads along, the fraction `view.travel` of the
/// way.
pub(super) fn draw(scene: &mut Scene<Mark>, view: &NetworkView, layout: &Layout, lit: &Lit) {
    let (Some(progress), Some(writes)) = (view.travel, lit.writes) else { return };
    let t = if progress.is_finite() { progress.clamp(0.0, 1.0) } else { return };
    // Slow at both ends: 3 t² - 2 t³.
    let t = t * t * (3.0 - 2.0 * t);
    let palette = view.palette;
    let back = view.equation.map_or(palette.ink, |e| gradient_color(palette, e.result));
    let (ways, color) = ways(view, layout, lit, writes, back);
    let radius = 5.5 * layout.line_scale();
    for (from, to) in ways.into_iter().take(MOST_DOTS) {
        let stroke = Some(Stroke::new(palette.panel, 0.3 * radius));
        let center = from.lerp(to, t);
        scene.draw(Primitive::Circle { center, radius, fill: Some(color), stroke });
    }
}

/// The lines along which numbers travel, from where to where, and the colour of their dots.
fn ways(
    view: &NetworkView,
    layout: &Layout,
    lit: &Lit,
    writes: Cell,
    back: Color,
) -> (Vec<(Point, Point)>, Color) {
    let ink = view.palette.ink;
    let last = view.shape.layers.len().saturating_sub(1);
    let read_weights = || {
        lit.reads().iter().filter_map(|cell| match cell {
            Cell::Param(Param::Weight { layer, unit, input }) => {
                Some(layout.edge(*layer, *unit, *input))
            }
            _ => None,
        })
    };
    match writes {
        Cell::Preactivation { .. } => (read_weights().collect(), ink),
        Cell::GradActivation { layer, .. } | Cell::GradDropped { layer, .. } if layer < last => {
            (read_weights().map(|(from, to)| (to, from)).collect(), back)
        }
        Cell::GradActivation { unit, .. } | Cell::GradPreactivation { unit, .. }
            if writes_from_loss(view, writes, last) =>
        {
            let (from, to) = layout.loss_edge(unit);
            (vec![(to, from)], back)
        }
        Cell::SampleLoss => {
            let outputs = 0..view.shape.outputs();
            (outputs.map(|unit| layout.loss_edge(unit)).collect(), ink)
        }
        Cell::Grad(Param::Weight { layer, unit, input }) => {
            // What the weight carried and what came back meet on its edge: their product is the
            // gradient.
            let (from, to) = layout.edge(layer, unit, input);
            let meet = from.lerp(to, 0.6);
            (vec![(from, meet), (to, meet)], back)
        }
        _ => (Vec::new(), ink),
    }
}

/// Whether the loss hands `cell` its number: ∂L/∂a of an output, or its δ if there is no ∂L/∂a.
fn writes_from_loss(view: &NetworkView, cell: Cell, last: usize) -> bool {
    match cell {
        Cell::GradActivation { layer, .. } => layer == last,
        Cell::GradPreactivation { layer, unit } => {
            layer == last && view.values.value(Cell::GradActivation { layer, unit }).is_none()
        }
        _ => false,
    }
}
