//! γ and β of batch normalization: two chips in a row above a unit's bias, since they are
//! parameters as much as that; small marks beside the unit where there is no room for a row.

use super::bias;
use super::edges;
use super::layout::{Detail, Layout};
use super::lit::{Light, Lit, Pick};
use super::looks::{Chevron, chevron, sign, weight_color};
use super::nodes::{labelled, labelled_width};
use super::text::{fitted, fmt3};
use super::{NetworkView, audit};
use crate::nn::Param;
use crate::scene::{Point, Primitive, Rect, Scene, Stroke, TextRun, Vec2, Weight, text_width};
use crate::step::{Cell, Mark};

/// Height of the row and its distance from the bias below it, at scale 1.
const HEIGHT: f64 = 13.5;
const GAP: f64 = 1.0;
/// The room that the row takes, at scale 1.
pub(super) const ROOM: f64 = HEIGHT + GAP;

/// How far columns have to be apart for the row, at scale 1: else its numbers would be dots.
pub(super) const NARROWEST: f64 = 108.0;

fn params(layer: usize, unit: usize) -> [(Param, &'static str); 2] {
    [(Param::Scale { layer, unit }, "γ"), (Param::Shift { layer, unit }, "β")]
}

/// The row of a unit's γ and β, if there is one.
pub(super) fn room(layout: &Layout, layer: usize, unit: usize) -> Option<Rect> {
    let column = layout.layer(layer);
    if !column.has_norm_row {
        return None;
    }
    let k = layout.scale;
    let below = bias::room(layout, layer, unit)?;
    let widest = if column.detail == Detail::Full { 132.0 } else { 122.0 };
    let width = (widest * k).min(layout.gap() * 0.82);
    let x = column.center(unit).x - width / 2.0;
    Some(Rect::new(x, below.y - ROOM * k, width, HEIGHT * k))
}

/// The chip of a unit's γ, or of its β, in their row.
fn chip_of(row: Rect, place: usize) -> Rect {
    let between = 2.0;
    let width = (row.width - between) / 2.0;
    Rect::new(row.x + place as f64 * (width + between), row.y, width, row.height)
}

/// All the room of one of a unit's γ and β, or of both where they are small marks.
pub(super) fn place(layout: &Layout, param: Param) -> Option<Rect> {
    let (layer, unit) = (param.layer(), param.unit());
    let row = room(layout, layer, unit)?;
    let place = params(layer, unit).iter().position(|(one, _)| *one == param)?;
    Some(chip_of(row, place))
}

/// Draws γ and β of every unit that has them.
pub(super) fn draw(scene: &mut Scene<Mark>, view: &NetworkView, layout: &Layout, lit: &Lit) {
    let pen = Pen { view, layout, lit };
    for (layer, shape) in view.shape.layers.iter().enumerate() {
        if !shape.batch_norm {
            continue;
        }
        for unit in 0..shape.units {
            let params = params(layer, unit);
            let Some(row) = room(layout, layer, unit) else {
                for (place, (param, _)) in params.into_iter().enumerate() {
                    pen.small(scene, param, place);
                }
                continue;
            };
            let changed = lit.before.filter(|(changed, _)| params.iter().any(|p| p.0 == *changed));
            if let Some((changed, before)) = changed {
                for (param, letter) in params.into_iter().filter(|(param, _)| *param == changed) {
                    pen.change(scene, row, (param, letter), before);
                }
                continue;
            }
            for (place, (param, letter)) in params.into_iter().enumerate() {
                pen.chip(scene, chip_of(row, place), param, letter);
            }
        }
    }
}

struct Pen<'a> {
    view: &'a NetworkView<'a>,
    layout: &'a Layout,
    lit: &'a Lit<'a>,
}

impl Pen<'_> {
    /// How the operation uses a parameter or its gradient.
    fn light(&self, param: Param) -> Light {
        self.lit.param(param).max(self.lit.gradient(param))
    }

    /// The chip without what stands in it.
    fn back(&self, scene: &mut Scene<Mark>, rect: Rect, param: Param) {
        let (palette, k, mark) = (self.view.palette, self.layout.scale, Mark::Param(param));
        let pick = self.lit.pick(mark);
        let light = self.light(param);
        let stroke = if pick >= Pick::Hovered {
            let alpha = if pick == Pick::Selected { 1.0 } else { 0.6 };
            Some(Stroke::new(palette.accent.with_alpha(alpha), 2.4 * k))
        } else {
            (light == Light::Written).then(|| Stroke::new(palette.ink, 1.6 * k))
        };
        let fill = Some(if light == Light::Off { palette.ground } else { palette.highlight });
        let radius = 0.22 * rect.height;
        scene.draw_hit(Primitive::Rect { rect, radius, fill, stroke }, mark);
    }

    fn chip(&self, scene: &mut Scene<Mark>, rect: Rect, param: Param, letter: &str) {
        let (palette, mark) = (self.view.palette, Mark::Param(param));
        self.back(scene, rect, param);
        let px = bias::type_px(rect);
        if self.view.audit.is_some() {
            let Some(audit) = audit::of(self.view, param) else { return };
            let text = format!("{letter} {}", audit.label());
            let px = px.min(0.96 * rect.width / text_width(&text, 1.0, Weight::Bold));
            let run = TextRun::centered(text, rect.center(), px, audit.tone.color(palette));
            scene.draw_hit(Primitive::Text(run), mark);
            return;
        }
        let Some(value) = self.view.values.value(Cell::Param(param)) else { return };
        // Room for the chevron is kept before there is one, so that the number stays where it is.
        let size = 0.5 * rect.height;
        let beside = 1.2 * size;
        let around = labelled_width(letter, "", px);
        let most = rect.width - beside - around;
        let text = fitted(value, most, px, Weight::Bold).unwrap_or_default();
        let width = (labelled_width(letter, &text, px) + 0.1).min(rect.width - beside);
        let left = rect.center().x - f64::midpoint(width, beside);
        let inner = Rect::new(left, rect.y, width, rect.height);
        let color = weight_color(palette, value);
        labelled(scene, palette, inner, px, (letter, value, color), mark);
        if let Some(gradient) = edges::gradient(self.view, param) {
            let look = Chevron { sign: sign(gradient), size, halo: None };
            let at = Point::new(inner.right() + 0.5 * size, rect.center().y);
            chevron(scene, palette, at, Vec2::new(0.0, -1.0), look, Some(mark));
        }
    }

    /// What the operation has made of one of them, over the whole row.
    fn change(
        &self,
        scene: &mut Scene<Mark>,
        row: Rect,
        (param, letter): (Param, &str),
        before: f64,
    ) {
        let (palette, mark) = (self.view.palette, Mark::Param(param));
        let Some(value) = self.view.values.value(Cell::Param(param)) else { return };
        self.back(scene, row, param);
        let text = format!("{letter} {} → {}", fmt3(before), fmt3(value));
        let px = bias::type_px(row);
        let px = px.min(0.94 * row.width / text_width(&text, 1.0, Weight::Bold));
        let run = TextRun::centered(text, row.center(), px, weight_color(palette, value));
        scene.draw_hit(Primitive::Text(run.bold()), mark);
    }

    /// A small disc at the unit's outline, filled if the number is positive: γ to the upper left
    /// and β to the upper right, or both to the right where the bias has its mark at the left.
    fn small(&self, scene: &mut Scene<Mark>, param: Param, place: usize) {
        let (palette, mark) = (self.view.palette, Mark::Param(param));
        let column = self.layout.layer(param.layer());
        let radius = (0.2 * column.radius).clamp(1.0, 3.5);
        let off = 0.72 * column.radius + 0.4 * radius;
        let off = match (place, column.detail) {
            (1, Detail::Small) => Vec2::new(off, off),
            (0, Detail::Medium | Detail::Full) => Vec2::new(-off, -off),
            _ => Vec2::new(off, -off),
        };
        let center = column.center(param.unit()) + off;
        let (pick, light) = (self.lit.pick(mark), self.light(param));
        if light != Light::Off || pick != Pick::None {
            let fill = Some(if pick == Pick::None { palette.highlight } else { palette.accent });
            let radius = radius + 2.5;
            scene.draw(Primitive::Circle { center, radius, fill, stroke: None });
        }
        let audit = audit::of(self.view, param);
        let value = self.view.values.value(Cell::Param(param)).unwrap_or(0.0);
        let color = audit.map_or(weight_color(palette, value), |audit| audit.tone.color(palette));
        let fill = Some(if value > 0.0 { color } else { palette.panel });
        let stroke = Some(Stroke::new(color, (0.35 * radius).clamp(0.6, 1.2)));
        scene.draw_hit(Primitive::Circle { center, radius, fill, stroke }, mark);
    }
}
