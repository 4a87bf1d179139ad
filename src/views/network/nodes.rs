//! Nodes: circles with z and a, plates with the gradients that have reached them.

use super::NetworkView;
use super::ailment;
use super::bias;
use super::dropped;
use super::layout::{Column, Detail, Layout};
use super::lit::{Light, Lit, Pick};
use super::looks::{Chevron, Sign, chevron, gradient_color, sign};
use super::norm;
use super::text::{ROUGHLY, fitted, fmt3, subscript};
use crate::i18n::PICTURE;
use crate::nn::Activation;
use crate::scene::{
    Color, Point, Primitive, Rect, Scene, Stroke, TextRun, Vec2, Weight, text_width,
};
use crate::step::{Cell, Mark};
use crate::views::Palette;

/// Type sizes at scale 1, in pixels.
const VALUE_PX: f64 = 17.0;
const SMALL_PX: f64 = 11.0;
/// In place of a number that does not fit: empty would say that it is not computed yet.
const TOO_LONG: &str = "…";
/// No number is set smaller than this, in pixels.
const LEAST_PX: f64 = 8.6;

/// A dashed outline: a number that has not been computed yet goes here.
pub(super) fn slot(palette: &Palette, rect: Rect, radius: f64) -> Primitive {
    let stroke = Some(Stroke::dashed(palette.muted.with_alpha(0.7), 1.1, 3.0, 2.5));
    Primitive::Rect { rect, radius, fill: Some(palette.ground), stroke }
}

/// What numbers on edges must not cover.
pub(super) fn obstacles(view: &NetworkView, layout: &Layout) -> Vec<Rect> {
    let mut rects = Vec::new();
    for (i, column) in layout.columns.iter().enumerate() {
        for unit in 0..column.units {
            let (at, r) = (column.center(unit), column.radius + 2.0);
            // A circle's corners are free.
            rects.push(Rect::centered(at, 2.0 * r, 1.4 * r));
            rects.push(Rect::centered(at, 1.4 * r, 2.0 * r));
            let name = name_rect(layout, column, unit, i == 0);
            rects.extend(name.map(|rect| rect.grown(1.0)));
            let Some(layer) = i.checked_sub(1) else { continue };
            let plates = plates(view, layout, layer, unit);
            rects.extend(plates.into_iter().map(|plate| plate.rect.grown(2.0)));
            rects.extend(bias::room(layout, layer, unit).map(|rect| rect.grown(2.0)));
            rects.extend(norm::room(layout, layer, unit).map(|rect| rect.grown(2.0)));
        }
    }
    rects
}

/// Draws every input and unit, without biases.
pub(super) fn draw(scene: &mut Scene<Mark>, view: &NetworkView, layout: &Layout, lit: &Lit) {
    let pen = Pen { view, layout, lit };
    for (i, column) in layout.columns.iter().enumerate() {
        let most = pen.most(i, column.units);
        for unit in 0..column.units {
            match i.checked_sub(1) {
                None => pen.input(scene, column, unit, most),
                Some(layer) => pen.unit(scene, column, layer, unit, most),
            }
        }
    }
}

/// Room of a node's name above it, if it has one.
fn name_rect(layout: &Layout, column: &Column, unit: usize, input: bool) -> Option<Rect> {
    let k = layout.scale;
    let (above, width) = match (column.detail, input) {
        (Detail::Full, false) => (50.0 * k, 56.0 * k),
        (Detail::Full | Detail::Medium, true) => (9.0 * k, 24.0 * k),
        _ => return None,
    };
    let row = if column.has_norm_row { norm::ROOM * k } else { 0.0 };
    let at = column.center(unit) - Vec2::new(0.0, column.radius + above + row);
    Some(Rect::centered(at, width, 13.0 * k))
}

/// A plate below a node, with one of its gradients.
struct Plate {
    rect: Rect,
    cell: Cell,
    label: &'static str,
}

/// The plates of a unit: ∂L/∂a above δ where there is room for both. With softmax and
/// cross-entropy there is no ∂L/∂a.
fn plates(view: &NetworkView, layout: &Layout, layer: usize, unit: usize) -> Vec<Plate> {
    let (column, k) = (layout.layer(layer), layout.scale);
    let delta = Cell::GradPreactivation { layer, unit };
    let (arriving, [long, short]) = dropped::arriving(view, layer, unit);
    let at = column.center(unit);
    let row = |i: f64, width: f64, height: f64, overlap: f64| {
        let top = at.y + column.radius - overlap + i * height;
        Rect::new(at.x - width / 2.0, top, width, height)
    };
    match column.detail {
        Detail::Full => {
            let rect = |i| row(i, 94.0 * k, 15.5 * k, 3.0 * k);
            let fused = view.shape.layers[layer].activation == Activation::Softmax
                && view.values.value(arriving).is_none();
            if fused {
                return vec![Plate { rect: rect(0.0), cell: delta, label: "δ" }];
            }
            vec![
                Plate { rect: rect(0.0), cell: arriving, label: long },
                Plate { rect: rect(1.0), cell: delta, label: "δ" },
            ]
        }
        Detail::Medium => {
            let width = medium_width(layout);
            let rect = row(0.0, width, 13.5 * k, 4.0 * k);
            let has = |cell| view.values.value(cell).is_some();
            // Until there is a δ, what will become one.
            if has(arriving) && !has(delta) {
                vec![Plate { rect, cell: arriving, label: short }]
            } else {
                vec![Plate { rect, cell: delta, label: "δ" }]
            }
        }
        Detail::Small => Vec::new(),
    }
}

/// Width of a chip or plate at a node of medium detail.
pub(super) fn medium_width(layout: &Layout) -> f64 {
    (60.0 * layout.scale).min(layout.gap() * 0.64)
}

struct Pen<'a> {
    view: &'a NetworkView<'a>,
    layout: &'a Layout,
    lit: &'a Lit<'a>,
}

impl Pen<'_> {
    /// Largest magnitude of a column's activations.
    fn most(&self, column: usize, units: usize) -> f64 {
        (0..units)
            .filter_map(|unit| self.view.values.value(activation_cell(column, unit)))
            .map(f64::abs)
            .filter(|value| value.is_finite())
            .fold(0.0, f64::max)
    }

    fn input(&self, scene: &mut Scene<Mark>, column: &Column, unit: usize, most: f64) {
        let mark = Mark::Input(unit);
        let cell = Cell::Input(unit);
        let value = self.view.values.value(cell);
        self.circle(scene, column, unit, mark, (value, most), self.lit.cell(cell));
        if let Some(rect) = name_rect(self.layout, column, unit, true) {
            let text = format!("x{}", subscript(unit + 1));
            self.name(scene, text, rect, mark);
        }
        self.value(scene, column, column.center(unit), cell, ("x", mark));
    }

    fn unit(&self, scene: &mut Scene<Mark>, col: &Column, layer: usize, unit: usize, most: f64) {
        let (view, k) = (self.view, self.layout.scale);
        let mark = Mark::Unit { layer, unit };
        let [(a, letter), (z, small)] = dropped::shown(view, self.lit, layer, unit);
        let is_dropped = dropped::is_dropped(view, layer, unit);
        let center = col.center(unit);
        let backward = [
            dropped::arriving(view, layer, unit).0,
            Cell::GradActivation { layer, unit },
            Cell::GradPreactivation { layer, unit },
        ]
        .map(|cell| self.lit.cell(cell));
        let own = dropped::of_norm(view, layer, unit).map(|(cell, _)| self.lit.cell(cell));
        let own = own.into_iter().max().unwrap_or(Light::Off);
        let light = self.lit.cell(a).max(self.lit.cell(z)).max(own);
        let light = if backward.contains(&Light::Written) { Light::Written } else { light };
        let value = view.values.value(a).filter(|_| !is_dropped);
        self.circle(scene, col, unit, mark, (value, most), light);
        if is_dropped {
            dropped::cross(scene, view, col, unit);
        }
        if let Some(rect) = name_rect(self.layout, col, unit, false) {
            let text = if layer + 1 == view.shape.layers.len() {
                format!("ŷ{}", subscript(unit + 1))
            } else {
                PICTURE.unit.fill(view.language, &[("n", &(unit + 1).to_string())])
            };
            self.name(scene, dropped::name(view, text, layer, unit), rect, mark);
        }
        let two = col.radius >= (22.0 * k).max(21.0);
        let lift = if two { Vec2::new(0.0, -0.13 * col.radius) } else { Vec2::default() };
        self.value(scene, col, center + lift, a, (letter, mark));
        if two {
            let at = center + Vec2::new(0.0, 0.35 * col.radius);
            self.sum(scene, col, at, z, (small, mark));
        }
        for plate in plates(view, self.layout, layer, unit) {
            self.plate(scene, &plate, mark);
        }
        if col.detail == Detail::Small {
            self.small_delta(scene, col, layer, unit);
        }
        ailment::draw(scene, view, self.layout, layer, unit);
    }

    /// The circle, with what picks it out around it.
    fn circle(
        &self,
        scene: &mut Scene<Mark>,
        column: &Column,
        unit: usize,
        mark: Mark,
        (value, most): (Option<f64>, f64),
        light: Light,
    ) {
        let (palette, k) = (self.view.palette, self.layout.line_scale());
        let (center, radius) = (column.center(unit), column.radius);
        ring(scene, palette, center, radius, self.lit.pick(mark), k);
        if light != Light::Off {
            let fill = Some(palette.highlight);
            let halo = radius + 6.0 * k;
            scene.draw(Primitive::Circle { center, radius: halo, fill, stroke: None });
        }
        let line = if light == Light::Written { 2.8 * k } else { 1.4 * k };
        let stroke = match value {
            None if light == Light::Written => Stroke::new(palette.ink, line),
            None => Stroke::dashed(palette.muted, 1.2 * k, 4.0 * k, 3.0 * k),
            Some(value) if !value.is_finite() => Stroke::new(palette.error, 2.4 * k),
            Some(_) => Stroke::new(palette.ink, line),
        };
        let shade = match value {
            Some(value) if !has_number(column) && most > 0.0 => 0.7 * value.abs() / most,
            _ => 0.0,
        };
        let fill = if value.is_none() { palette.ground } else { palette.panel };
        let fill = Some(fill.mixed(palette.ink, shade));
        scene.draw_hit(Primitive::Circle { center, radius, fill, stroke: Some(stroke) }, mark);
    }

    fn name(&self, scene: &mut Scene<Mark>, text: String, rect: Rect, mark: Mark) {
        let px = (11.5 * self.layout.scale).max(LEAST_PX);
        let width = text_width(&text, px, Weight::Regular) + 6.0;
        let back = Rect::centered(rect.center(), width, 1.25 * px);
        let fill = Some(self.view.palette.ground.with_alpha(0.85));
        scene.draw(Primitive::Rect { rect: back, radius: 3.0, fill, stroke: None });
        let run = TextRun::centered(text, rect.center(), px, self.view.palette.muted);
        scene.draw_hit(Primitive::Text(run), mark);
    }

    /// The large number in a circle; its letter as long as there is none.
    fn value(
        &self,
        scene: &mut Scene<Mark>,
        column: &Column,
        at: Point,
        cell: Cell,
        (letter, mark): (&str, Mark),
    ) {
        if !has_number(column) {
            return;
        }
        let palette = self.view.palette;
        let room = 2.0 * column.radius * 0.85;
        // One size for the whole column: the one in which a usual number fits.
        let usual = |text: &str| room / text_width(text, 1.0, Weight::Bold);
        let px = if usual("−0.000") >= 10.5 { usual("−0.000") } else { usual("−0.00") };
        let px = px.min(VALUE_PX * self.layout.scale).max(LEAST_PX);
        let Some(value) = self.view.values.value(cell) else {
            let run = TextRun::centered(letter, at, px, palette.muted);
            scene.draw_hit(Primitive::Text(run), mark);
            return;
        };
        // Rather close to the outline than none.
        let text = [room, 1.1 * room].into_iter().find_map(|r| fitted(value, r, px, Weight::Bold));
        let text = text.unwrap_or_else(|| TOO_LONG.to_owned());
        let color = if value.is_finite() { palette.ink } else { palette.error };
        let run = TextRun::centered(text, at, px, color).bold();
        self.behind(scene, &run, 1.8 * column.radius, self.lit.cell(cell));
        scene.draw_hit(Primitive::Text(run), mark);
    }

    /// The small "z 0.500" in a circle.
    fn sum(
        &self,
        scene: &mut Scene<Mark>,
        column: &Column,
        at: Point,
        cell: Cell,
        (letter, mark): (&str, Mark),
    ) {
        let palette = self.view.palette;
        let usual = 1.6 * column.radius / text_width("z −0.000", 1.0, Weight::Regular);
        let px = (SMALL_PX * self.layout.scale).min(usual).max(LEAST_PX);
        let (text, color) = match self.view.values.value(cell) {
            None => (letter.to_owned(), palette.muted),
            Some(value) if !value.is_finite() => {
                (format!("{letter} {}", fmt3(value)), palette.error)
            }
            Some(value) => (format!("{letter} {}", fmt3(value)), palette.muted),
        };
        // A number in powers of ten is longer than what the type was chosen for.
        let fitting = 1.8 * column.radius / text_width(&text, 1.0, Weight::Regular);
        let px = px.min(fitting);
        let light = self.lit.cell(cell);
        let color = if light == Light::Off { color } else { palette.ink };
        let run = TextRun::centered(text, at, px, color);
        self.behind(scene, &run, 1.7 * column.radius, light);
        scene.draw_hit(Primitive::Text(run), mark);
    }

    /// What lies behind a lit number.
    fn behind(&self, scene: &mut Scene<Mark>, run: &TextRun, most: f64, light: Light) {
        if light == Light::Off {
            return;
        }
        let palette = self.view.palette;
        let bounds = run.bounds();
        let rect =
            Rect::centered(bounds.center(), (bounds.width + 6.0).min(most), run.size_px * 1.25);
        let stroke = (light == Light::Written).then(|| Stroke::new(palette.ink, 1.4));
        let fill = Some(palette.highlight);
        scene.draw(Primitive::Rect { rect, radius: 3.0, fill, stroke });
    }

    fn plate(&self, scene: &mut Scene<Mark>, plate: &Plate, mark: Mark) {
        let palette = self.view.palette;
        let Plate { rect, cell, label } = *plate;
        let px = (rect.height * 0.7).max(LEAST_PX);
        let radius = rect.height * 0.3;
        let Some(value) = self.view.values.value(cell) else {
            scene.draw_hit(slot(palette, rect, radius), mark);
            let run = TextRun::centered(label, rect.center(), px, palette.muted);
            scene.draw_hit(Primitive::Text(run), mark);
            return;
        };
        let light = self.lit.cell(cell);
        let color = gradient_color(palette, value);
        let fill = Some(if light == Light::Off { palette.panel } else { palette.highlight });
        let line = if light == Light::Written { 2.4 } else { 1.2 };
        let stroke = Some(Stroke::new(color, line * self.layout.scale));
        scene.draw_hit(Primitive::Rect { rect, radius, fill, stroke }, mark);
        labelled(scene, palette, rect, px, (label, value, color), mark);
    }

    /// A chevron at the left of a node that is too small for a plate.
    fn small_delta(&self, scene: &mut Scene<Mark>, column: &Column, layer: usize, unit: usize) {
        let cell = Cell::GradPreactivation { layer, unit };
        let Some(value) = self.view.values.value(cell) else { return };
        let size = (column.radius * 0.9).clamp(3.0, 8.0);
        let halo = Some(if self.lit.cell(cell) == Light::Off {
            self.view.palette.ground
        } else {
            self.view.palette.highlight
        });
        let look = Chevron { sign: sign(value), size, halo };
        let at = column.center(unit) - Vec2::new(column.radius + 0.75 * size, 0.0);
        let left = Vec2::new(-1.0, 0.0);
        chevron(scene, self.view.palette, at, left, look, Some(Mark::Unit { layer, unit }));
    }
}

/// Size of the letter before a number, and the spaces between them and around them, over the
/// number's size.
const LABEL: f64 = 0.95;
const SPACE: f64 = 0.35;
const AROUND: f64 = 0.4;

/// How wide a rectangle has to be for [`labelled`] to write `text` into it.
pub(super) fn labelled_width(label: &str, text: &str, px: f64) -> f64 {
    text_width(label, LABEL * px, Weight::Regular)
        + text_width(text, px, Weight::Bold)
        + (SPACE + AROUND) * px
}

/// Writes "δ −0.625" into `rect`: a quiet letter, then the number.
pub(super) fn labelled(
    scene: &mut Scene<Mark>,
    palette: &Palette,
    rect: Rect,
    px: f64,
    (label, value, color): (&str, f64, Color),
    mark: Mark,
) {
    let label_px = px * LABEL;
    let label_width = text_width(label, label_px, Weight::Regular);
    let space = SPACE * px;
    let room = rect.width - labelled_width(label, "", px);
    let color = if sign(value) == Sign::Broken { palette.error } else { color };
    // Rather a little smaller than only roughly.
    let digits = [1.0, 0.9, 0.8].into_iter().map(|share| share * px).find_map(|px| {
        let text = fitted(value, room, px, Weight::Bold)?;
        (!text.starts_with(ROUGHLY)).then_some((text, px))
    });
    let (text, number_px) = digits.unwrap_or_else(|| {
        let text = fitted(value, room, px, Weight::Bold);
        (text.unwrap_or_else(|| TOO_LONG.to_owned()), px)
    });
    let width = text_width(&text, number_px, Weight::Bold);
    let left = rect.center().x - (label_width + space + width) / 2.0;
    let y = rect.center().y;
    let run = TextRun::starting(label, Point::new(left, y), label_px, palette.muted);
    scene.draw_hit(Primitive::Text(run), mark);
    let at = Point::new(left + label_width + space, y);
    scene.draw_hit(Primitive::Text(TextRun::starting(text, at, number_px, color).bold()), mark);
}

/// A ring around what is picked out.
pub(super) fn ring(
    scene: &mut Scene<Mark>,
    palette: &Palette,
    center: Point,
    radius: f64,
    pick: Pick,
    k: f64,
) {
    let (alpha, width) = match pick {
        Pick::None => return,
        Pick::Path => (0.38, 5.0),
        Pick::Hovered => (0.6, 4.0),
        Pick::Selected => (1.0, 4.0),
    };
    let stroke = Some(Stroke::new(palette.accent.with_alpha(alpha), width * k));
    let radius = radius + 5.0 * k;
    scene.draw(Primitive::Circle { center, radius, fill: None, stroke });
}

/// Whether the circles of a column are wide enough for a number.
pub(super) fn has_number(column: &Column) -> bool {
    column.radius >= 12.5
}

/// The number that a node of a column puts out.
fn activation_cell(column: usize, unit: usize) -> Cell {
    match column.checked_sub(1) {
        None => Cell::Input(unit),
        Some(layer) => Cell::Activation { layer, unit },
    }
}
