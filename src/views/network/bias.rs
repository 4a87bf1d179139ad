//! Biases: a chip above each node, tied to it by a line that looks like a weight's, because a
//! bias is one: the weight of an input that is always 1.

use super::edges::{self, Edges};
use super::layout::{Detail, Layout};
use super::lit::{Light, Lit, Pick};
use super::looks::{Chevron, chevron, gradient_color, sign, weight_color, weight_stroke};
use super::nodes::{labelled, medium_width, slot};
use super::text::{fitted, fmt3};
use super::{NetworkView, audit};
use crate::nn::Param;
use crate::scene::{Point, Primitive, Rect, Scene, Stroke, TextRun, Vec2, Weight, text_width};
use crate::step::{Cell, Mark};

/// Chip and gradient of one bias.
struct Place {
    /// The chip with the number.
    chip: Rect,
    /// The number of its gradient, where there is room.
    gradient: Option<Rect>,
    /// Where its line meets the node.
    foot: Point,
}

/// All the room that a unit's bias takes, or `None` where it is a small mark only.
pub(super) fn room(layout: &Layout, layer: usize, unit: usize) -> Option<Rect> {
    let place = place(layout, layer, unit)?;
    let all = place.gradient.map_or(place.chip, |gradient| place.chip.union(gradient));
    Some(all.union(Rect::centered(place.foot, 2.0, 2.0)))
}

fn place(layout: &Layout, layer: usize, unit: usize) -> Option<Place> {
    let (column, k) = (layout.layer(layer), layout.scale);
    let foot = column.center(unit) - Vec2::new(0.0, column.radius);
    match column.detail {
        Detail::Full => {
            let (height, stub) = (16.5 * k, 7.0 * k);
            let middle = foot - Vec2::new(0.0, stub + height / 2.0);
            let chip = Rect::centered(middle, 62.0 * k, height);
            // Above, not beside: edges come and go to the left and right.
            let above = middle - Vec2::new(0.0, height + 0.5 * k);
            let gradient = Rect::centered(above, 64.0 * k, 15.0 * k);
            Some(Place { chip, gradient: Some(gradient), foot })
        }
        Detail::Medium => {
            let (height, stub) = (13.0 * k, 3.5 * k);
            let middle = foot - Vec2::new(0.0, stub + height / 2.0);
            let chip = Rect::centered(middle, medium_width(layout), height);
            Some(Place { chip, gradient: None, foot })
        }
        Detail::Small => None,
    }
}

/// What is written of a bias that the operation has just changed, and the room for it; `None` if
/// it has not or there is none.
pub(super) fn change(view: &NetworkView, layout: &Layout, lit: &Lit) -> Option<(String, Rect)> {
    let (param @ Param::Bias { layer, unit }, before) = lit.before? else { return None };
    let chip = place(layout, layer, unit)?.chip;
    let text = format!("{} → {}", fmt3(before), fmt3(view.values.value(Cell::Param(param))?));
    let px = type_px(chip);
    let width = (text_width(&text, px, Weight::Bold) + px).max(chip.width);
    // The chips of the columns beside it stay.
    let fits = f64::midpoint(width, chip.width) < layout.gap();
    fits.then(|| (text, Rect::centered(chip.center(), width, chip.height)))
}

/// Type size of a chip's number.
pub(super) fn type_px(chip: Rect) -> f64 {
    0.68 * chip.height
}

/// Draws the bias of every unit.
pub(super) fn draw(
    scene: &mut Scene<Mark>,
    view: &NetworkView,
    layout: &Layout,
    edges: &Edges,
    lit: &Lit,
) {
    for (layer, shape) in view.shape.layers.iter().enumerate() {
        for unit in 0..shape.units {
            let param = Param::Bias { layer, unit };
            match place(layout, layer, unit) {
                Some(place) if view.audit.is_some() => {
                    audited(scene, view, layout, lit, &place, param);
                }
                None if view.audit.is_some() => audited_small(scene, view, layout, param),
                Some(place) => chip(scene, view, layout, edges, lit, &place, param),
                None => small(scene, view, layout, lit, param),
            }
        }
    }
}

/// A bias while the picture shows how gradients stood a check.
fn audited(
    scene: &mut Scene<Mark>,
    view: &NetworkView,
    layout: &Layout,
    lit: &Lit,
    place: &Place,
    param: Param,
) {
    // One that is kept fixed has no gradient to check.
    if !view.train_biases {
        return;
    }
    let (palette, mark) = (view.palette, Mark::Param(param));
    let audit = audit::of(view, param);
    let Place { chip, foot, .. } = *place;
    let stroke = audit::stroke(palette, audit.as_ref(), layout.line_scale());
    let stub = (Point::new(foot.x, chip.bottom()), foot);
    edges::underlay(scene, palette, stub, stroke.width, Light::Off, lit.pick(mark));
    scene.draw_hit(Primitive::Line { from: stub.0, to: stub.1, stroke }, mark);
    let radius = 0.22 * chip.height;
    let outline = if lit.pick(mark) >= Pick::Hovered {
        Stroke::new(palette.accent, 3.0 * layout.scale)
    } else {
        Stroke { width: stroke.width.min(2.4 * layout.scale), ..stroke }
    };
    let (fill, stroke) = (Some(palette.panel), Some(outline));
    scene.draw_hit(Primitive::Rect { rect: chip, radius, fill, stroke }, mark);
    let Some(audit) = audit else { return };
    let px = type_px(chip);
    let text = audit.label();
    let px = px.min(px * chip.width / text_width(&text, px, Weight::Bold).max(1.0));
    let run = TextRun::centered(text, chip.center(), px, audit.tone.color(palette));
    scene.draw_hit(Primitive::Text(run), mark);
}

/// The same without room for a number.
fn audited_small(scene: &mut Scene<Mark>, view: &NetworkView, layout: &Layout, param: Param) {
    if !view.train_biases {
        return;
    }
    let audit = audit::of(view, param);
    let (rect, side) = small_place(layout, param);
    let stroke = audit::stroke(view.palette, audit.as_ref(), 0.5);
    let fill = audit.map(|_| stroke.color);
    let radius = 0.15 * side;
    let square = Primitive::Rect { rect, radius, fill, stroke: Some(stroke) };
    scene.draw_hit(square, Mark::Param(param));
}

fn chip(
    scene: &mut Scene<Mark>,
    view: &NetworkView,
    layout: &Layout,
    edges: &Edges,
    lit: &Lit,
    place: &Place,
    param: Param,
) {
    let (palette, k, mark) = (view.palette, layout.scale, Mark::Param(param));
    let Place { chip, gradient, foot } = *place;
    let value = view.values.value(Cell::Param(param));
    let light = lit.param(param);
    let pick = lit.pick(mark);
    let color = value.map_or(palette.muted, |value| weight_color(palette, value));

    let stub = (Point::new(foot.x, chip.bottom()), foot);
    let ratio = edges.weight_ratio(value);
    let stroke = weight_stroke(palette, value, ratio, layout.line_scale());
    edges::underlay(scene, palette, stub, stroke.width, light.max(lit.gradient(param)), pick);
    scene.draw_hit(Primitive::Line { from: stub.0, to: stub.1, stroke }, mark);

    if pick != Pick::None {
        let alpha = if pick == Pick::Selected { 1.0 } else { 0.45 };
        let stroke = Some(Stroke::new(palette.accent.with_alpha(alpha), 3.0 * k));
        let rect = chip.grown(2.5 * k);
        scene.draw(Primitive::Rect { rect, radius: 6.0 * k, fill: None, stroke });
    }
    let px = type_px(chip);
    let radius = 0.22 * chip.height;
    let fill = Some(if light == Light::Off { palette.panel } else { palette.highlight });
    let width = if light == Light::Written { 2.4 * k } else { 1.2 * k };
    let outline = match value {
        Some(value) if value < 0.0 => Stroke::dashed(color, width, 5.0 * k, 2.0 * k),
        _ => Stroke::new(color, width),
    };
    let changed = lit.before.is_some_and(|(changed, _)| changed == param);
    if let Some((text, rect)) = change(view, layout, lit).filter(|_| changed) {
        scene.draw_hit(Primitive::Rect { rect, radius, fill, stroke: Some(outline) }, mark);
        let run = TextRun::centered(text, rect.center(), px, color).bold();
        scene.draw_hit(Primitive::Text(run), mark);
        draw_gradient(scene, view, lit, param, gradient);
        return;
    }
    // In a crowd an outline more is one too many.
    let Some(value) = value.filter(|_| gradient.is_none() && light == Light::Off) else {
        scene.draw_hit(Primitive::Rect { rect: chip, radius, fill, stroke: Some(outline) }, mark);
        if let Some(value) = value {
            labelled(scene, palette, chip, px, ("b", value, color), mark);
        }
        draw_gradient(scene, view, lit, param, gradient);
        return;
    };
    let width = text_width(&fmt3(value), px, Weight::Bold) + 1.6 * px;
    let rect = Rect::centered(chip.center(), width.min(chip.width), chip.height);
    let ground = Some(palette.ground);
    scene.draw_hit(Primitive::Rect { rect, radius, fill: ground, stroke: None }, mark);
    labelled(scene, palette, rect, px, ("b", value, color), mark);
    if let Some(gradient) = edges::gradient(view, param) {
        let size = 0.55 * chip.height;
        let look = Chevron { sign: sign(gradient), size, halo: Some(palette.ground) };
        let at = Point::new(rect.right() + 0.55 * size, chip.center().y);
        chevron(scene, palette, at, Vec2::new(0.0, -1.0), look, Some(mark));
    }
}

/// The gradient of a bias: a chevron away from the node, and the number.
fn draw_gradient(
    scene: &mut Scene<Mark>,
    view: &NetworkView,
    lit: &Lit,
    param: Param,
    rect: Option<Rect>,
) {
    let Some(rect) = rect else { return };
    let (palette, mark) = (view.palette, Mark::Param(param));
    let Some(value) = edges::gradient(view, param) else {
        // A bias that is kept fixed has no gradient to wait for.
        if !view.train_biases {
            return;
        }
        let empty = Rect::centered(rect.center(), rect.width * 0.34, rect.height * 0.6);
        scene.draw_hit(slot(palette, empty, 0.3 * rect.height), mark);
        return;
    };
    let light = lit.gradient(param);
    let color = gradient_color(palette, value);
    let px = rect.height * 0.66;
    let size = 0.55 * rect.height;
    let Some(text) = fitted(value, rect.width - size - 0.6 * px, px, Weight::Regular) else {
        return;
    };
    let width = size + 0.3 * px + text_width(&text, px, Weight::Regular) + 0.5 * px;
    let plate = Rect::centered(rect.center(), width, rect.height);
    let (fill, stroke) = match light {
        Light::Off => (palette.ground, None),
        Light::Read => (palette.highlight, None),
        Light::Written => (palette.highlight, Some(Stroke::new(color, 1.6))),
    };
    let radius = 0.22 * rect.height;
    scene.draw_hit(Primitive::Rect { rect: plate, radius, fill: Some(fill), stroke }, mark);
    let y = rect.center().y;
    let at = Point::new(plate.x + 0.25 * px + 0.5 * size, y);
    let look = Chevron { sign: sign(value), size, halo: None };
    chevron(scene, palette, at, Vec2::new(0.0, -1.0), look, Some(mark));
    let at = Point::new(plate.x + 0.5 * px + size, y);
    scene.draw_hit(Primitive::Text(TextRun::starting(text, at, px, color)), mark);
}

/// Where the small square of a bias stands, and the length of its sides.
fn small_place(layout: &Layout, param: Param) -> (Rect, f64) {
    let column = layout.layer(param.layer());
    let side = (0.55 * column.radius).clamp(2.0, 7.0);
    let diagonal = column.radius * 0.78 + 0.1 * side;
    let at = column.center(param.unit()) - Vec2::new(diagonal, diagonal);
    (Rect::centered(at, side, side), side)
}

/// A bias without a number: a small square at the node's upper left, filled if positive.
fn small(scene: &mut Scene<Mark>, view: &NetworkView, layout: &Layout, lit: &Lit, param: Param) {
    let (palette, mark) = (view.palette, Mark::Param(param));
    let (rect, side) = small_place(layout, param);
    let at = rect.center();
    let value = view.values.value(Cell::Param(param)).unwrap_or(0.0);
    let color = weight_color(palette, value);
    let fill = Some(if value > 0.0 { color } else { palette.panel });
    let lit_up = lit.param(param).max(lit.gradient(param)) != Light::Off;
    if lit_up || lit.pick(mark) != Pick::None {
        let color = if lit.pick(mark) == Pick::None { palette.highlight } else { palette.accent };
        let rect = Rect::centered(at, side + 6.0, side + 6.0);
        scene.draw(Primitive::Rect { rect, radius: 2.0, fill: Some(color), stroke: None });
    }
    let stroke = Some(Stroke::new(color, (0.2 * side).clamp(0.6, 1.2)));
    scene.draw_hit(Primitive::Rect { rect, radius: 0.15 * side, fill, stroke }, mark);
}
