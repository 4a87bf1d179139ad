//! The right end: targets, the lines to the loss, the loss itself.

use super::NetworkView;
use super::edges::underlay;
use super::layout::{Detail, Layout};
use super::lit::{Light, Lit, Pick};
use super::looks::{Chevron, chevron, sign};
use super::nodes::{labelled, slot};
use super::text::fitted;
use crate::i18n::PICTURE;
use crate::scene::{Point, Primitive, Rect, Scene, Stroke, TextRun, Vec2, Weight, text_width};
use crate::step::{Cell, Mark};

/// Draws the lines from the outputs to the loss; nodes come on top of them.
pub(super) fn draw_lines(scene: &mut Scene<Mark>, view: &NetworkView, layout: &Layout, lit: &Lit) {
    let palette = view.palette;
    let layer = view.shape.layers.len().saturating_sub(1);
    let done = view.values.value(Cell::SampleLoss).or(view.values.value(Cell::BatchLoss)).is_some();
    let loss_light = lit.cell(Cell::SampleLoss);
    let on_path = |unit| {
        lit.pick(Mark::Loss) == Pick::Path && lit.pick(Mark::Unit { layer, unit }) != Pick::None
    };
    let k = layout.line_scale();
    let stroke = if done {
        Stroke::new(palette.muted, 1.3 * k)
    } else {
        Stroke::dashed(palette.muted.with_alpha(0.7), 1.2 * k, 4.0, 4.0)
    };
    let mut ends = Vec::new();
    for unit in 0..view.shape.outputs() {
        let arrives = lit.cell(Cell::GradActivation { layer, unit });
        let light = if loss_light == Light::Written { Light::Read } else { arrives };
        let pick = if on_path(unit) { Pick::Path } else { Pick::None };
        let (from, to) = layout.loss_edge(unit);
        underlay(scene, palette, (from, to), 1.3 * k, light, pick);
        ends.push((from, to));
        if let Some(target) = layout.target(unit) {
            let column = layout.layer(layer);
            let node = column.center(unit) + Vec2::new(column.radius, 0.0);
            ends.push((node, Point::new(target.x, node.y)));
        }
    }
    scene.draw(Primitive::Segments { ends, stroke });
    if view.shape.outputs() <= 40 {
        for unit in 0..view.shape.outputs() {
            arriving(scene, view, layout, unit);
        }
    }
}

/// Chevrons of the gradient that the loss hands an output.
fn arriving(scene: &mut Scene<Mark>, view: &NetworkView, layout: &Layout, unit: usize) {
    let layer = view.shape.layers.len().saturating_sub(1);
    // Softmax with cross-entropy hands down δ at once.
    let value = view
        .values
        .value(Cell::GradActivation { layer, unit })
        .or_else(|| view.values.value(Cell::GradPreactivation { layer, unit }));
    let Some(value) = value else { return };
    let (from, to) = layout.loss_edge(unit);
    let column = layout.layer(layer);
    let size = (9.5 * layout.line_scale()).min(column.pitch * 0.5).max(3.0);
    let look = Chevron { sign: sign(value), size, halo: Some(view.palette.ground) };
    let back = (from - to).unit();
    let hit = Some(Mark::Unit { layer, unit });
    chevron(scene, view.palette, from.lerp(to, 0.5), back, look, hit);
}

/// Draws targets and loss.
pub(super) fn draw(scene: &mut Scene<Mark>, view: &NetworkView, layout: &Layout, lit: &Lit) {
    for unit in 0..view.shape.outputs() {
        target(scene, view, layout, lit, unit);
    }
    loss(scene, view, layout, lit);
}

fn target(scene: &mut Scene<Mark>, view: &NetworkView, layout: &Layout, lit: &Lit, unit: usize) {
    let (palette, mark, cell) = (view.palette, Mark::Target(unit), Cell::Target(unit));
    let value = view.values.value(cell);
    let light = lit.cell(cell);
    let pick = lit.pick(mark);
    let Some(rect) = layout.target(unit) else {
        // No room for a number: a small diamond that can be pointed at.
        let column = layout.layer(view.shape.layers.len().saturating_sub(1));
        let half = (0.4 * column.radius).clamp(1.5, 4.0);
        let at = column.center(unit) + Vec2::new(column.radius + half + 1.5, 0.0);
        let points = [(-half, 0.0), (0.0, -half), (half, 0.0), (0.0, half)]
            .map(|(x, y)| at + Vec2::new(x, y))
            .to_vec();
        let on = light != Light::Off || pick != Pick::None;
        let fill = Some(if on { palette.accent } else { palette.muted });
        scene.draw_hit(Primitive::Polyline { points, closed: true, fill, stroke: None }, mark);
        return;
    };
    let k = layout.scale;
    if pick != Pick::None {
        let stroke = Some(Stroke::new(palette.accent, 3.0 * k));
        let rect = rect.grown(2.5 * k);
        scene.draw(Primitive::Rect { rect, radius: rect.height / 2.0, fill: None, stroke });
    }
    let radius = rect.height / 2.0;
    let px = rect.height * 0.64;
    let wide = rect.width >= 75.0 * k;
    let label = if wide { PICTURE.target.get(view.language) } else { "y" };
    let Some(value) = value else {
        scene.draw_hit(slot(palette, rect, radius), mark);
        let run = TextRun::centered(label, rect.center(), px, palette.muted);
        scene.draw_hit(Primitive::Text(run), mark);
        return;
    };
    let fill = Some(if light == Light::Off { palette.panel } else { palette.highlight });
    let stroke = Some(Stroke::new(palette.muted, 1.2));
    scene.draw_hit(Primitive::Rect { rect, radius, fill, stroke }, mark);
    labelled(scene, palette, rect, px, (label, value, palette.ink), mark);
}

fn loss(scene: &mut Scene<Mark>, view: &NetworkView, layout: &Layout, lit: &Lit) {
    let (palette, k, rect) = (view.palette, layout.scale, layout.loss);
    let light = lit.cell(Cell::SampleLoss).max(lit.cell(Cell::BatchLoss));
    let pick = lit.pick(Mark::Loss);
    if pick != Pick::None {
        let alpha = if pick == Pick::Path { 0.45 } else { 1.0 };
        let stroke = Some(Stroke::new(palette.accent.with_alpha(alpha), 4.0 * k));
        let rect = rect.grown(5.0 * k);
        scene.draw(Primitive::Rect { rect, radius: 12.0 * k, fill: None, stroke });
    }
    if light != Light::Off {
        let fill = Some(palette.highlight);
        let rect = rect.grown(6.0 * k);
        let stroke = (light == Light::Written).then(|| Stroke::new(palette.ink, 1.8 * k));
        scene.draw(Primitive::Rect { rect, radius: 12.0 * k, fill, stroke });
    }
    let sample = view.values.value(Cell::SampleLoss);
    let batch = view.values.value(Cell::BatchLoss);
    let rows = if view.batch > 1 {
        vec![(PICTURE.loss_sample, sample), (PICTURE.loss_batch, batch)]
    } else {
        vec![(PICTURE.loss, sample.or(batch))]
    };
    let done = rows.iter().any(|(_, value)| value.is_some());
    let radius = 8.0 * k;
    if done {
        let fill = Some(palette.ink);
        scene.draw_hit(Primitive::Rect { rect, radius, fill, stroke: None }, Mark::Loss);
    } else {
        scene.draw_hit(slot(palette, rect, radius), Mark::Loss);
    }
    let room = rect.width - 8.0 * k;
    let pitch = rect.height / rows.len() as f64;
    for (i, (name, value)) in rows.into_iter().enumerate() {
        let top = rect.y + pitch * i as f64;
        let line = |share: f64| Point::new(rect.center().x, top + share * pitch);
        let name = name.get(view.language);
        let small = (11.5 * k).min(0.36 * pitch);
        let small = small.min(small * room / text_width(name, small, Weight::Regular));
        let quiet = if done { palette.ground.mixed(palette.ink, 0.2) } else { palette.muted };
        let at = if done { line(0.3) } else { line(0.5) };
        scene.draw_hit(Primitive::Text(TextRun::centered(name, at, small, quiet)), Mark::Loss);
        let large = (17.0 * k).min(0.42 * pitch).min(room * 0.28);
        let Some(value) = value else { continue };
        let text = fitted(value, room, large, Weight::Bold).unwrap_or_default();
        // Errors are told by the text itself: no red is readable on both themes' ink.
        let run = TextRun::centered(text, line(0.68), large, palette.panel).bold();
        scene.draw_hit(Primitive::Text(run), Mark::Loss);
    }
}

/// Whether the outputs show their numbers, so that a card is not needed for them.
pub(super) fn shows_targets(layout: &Layout) -> bool {
    layout.target_width > 0.0 && layout.columns.last().is_some_and(|c| c.detail > Detail::Small)
}

/// The room that targets and loss take.
pub(super) fn obstacles(view: &NetworkView, layout: &Layout) -> Vec<Rect> {
    let targets = (0..view.shape.outputs()).filter_map(|unit| layout.target(unit));
    targets.chain([layout.loss.grown(6.0)]).collect()
}
