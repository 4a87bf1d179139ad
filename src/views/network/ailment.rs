//! Units that pass no gradient on, marked while the diagnosis is on: what is dead is crossed out,
//! what is saturated lies between two bars. Each is told by form and by a word, not by colour.

use super::NetworkView;
use super::layout::{Detail, Layout};
use crate::i18n::PICTURE;
use crate::scene::{
    Color, Point, Primitive, Rect, Scene, Stroke, TextRun, Vec2, Weight, text_width,
};
use crate::step::Mark;
use crate::views::Palette;

/// What is wrong with a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ailment {
    /// A `ReLU` that puts out 0 for every sample.
    Dead,
    /// A sigmoid or tanh unit that is flat at nearly every sample.
    Saturated,
}

/// A unit as the diagnosis finds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitNote {
    /// What is wrong with it, if anything is.
    pub ailment: Option<Ailment>,
    /// The share of the samples at which it passes next to no gradient on.
    pub flat: f64,
}

impl Ailment {
    /// The word for it.
    pub(super) fn word(self, view: &NetworkView) -> &'static str {
        let text = match self {
            Self::Dead => PICTURE.dead,
            Self::Saturated => PICTURE.saturated,
        };
        text.get(view.language)
    }

    fn color(self, palette: &Palette) -> Color {
        match self {
            Self::Dead => palette.error,
            Self::Saturated => palette.gradient_negative,
        }
    }

    /// The form alone, over a circle.
    pub(super) fn draw(
        self,
        scene: &mut Scene<Mark>,
        palette: &Palette,
        (center, radius): (Point, f64),
        width: f64,
    ) {
        let color = self.color(palette);
        let ends = match self {
            Self::Dead => {
                let reach = 0.95 * radius;
                let (down, up) = (Vec2::new(reach, reach), Vec2::new(reach, -reach));
                [(center - down, center + down), (center - up, center + up)]
            }
            Self::Saturated => {
                let (rise, half) = (Vec2::new(0.0, 1.12 * radius), Vec2::new(radius, 0.0));
                let (above, below) = (center - rise, center + rise);
                [(above - half, above + half), (below - half, below + half)]
            }
        };
        for (from, to) in ends {
            let halo = Stroke::new(palette.ground.with_alpha(0.8), width + 2.0);
            scene.draw(Primitive::Line { from, to, stroke: halo });
            scene.draw(Primitive::Line { from, to, stroke: Stroke::new(color, width) });
        }
    }
}

/// What the diagnosis finds of a unit; `None` without one.
pub(super) fn of(view: &NetworkView, layer: usize, unit: usize) -> Option<UnitNote> {
    view.diagnosis.and_then(|diagnosis| diagnosis(layer, unit))
}

/// Marks a unit, if anything is wrong with it.
pub(super) fn draw(
    scene: &mut Scene<Mark>,
    view: &NetworkView,
    layout: &Layout,
    layer: usize,
    unit: usize,
) {
    let Some(ailment) = of(view, layer, unit).and_then(|note| note.ailment) else { return };
    let (column, scale) = (layout.layer(layer), layout.scale);
    let (palette, center, radius) = (view.palette, column.center(unit), column.radius);
    let color = ailment.color(palette);
    if column.detail == Detail::Small {
        let width = (0.22 * radius).clamp(1.4, 3.0);
        ailment.draw(scene, palette, (center, radius), width);
        return;
    }
    // The numbers in the circle stay legible: the form stands beside its word, at the left edge.
    let stroke = Some(Stroke::new(color, 3.0 * scale));
    scene.draw(Primitive::Circle { center, radius: radius + 2.5 * scale, fill: None, stroke });
    let px = (if column.detail == Detail::Full { 12.0 } else { 10.5 } * scale).max(9.0);
    let sign = 0.9 * px;
    let right = center.x - 0.88 * radius;
    // Where columns are close together there is room for the form alone; the legend has the word.
    let below = layout.columns.get(layer).map_or(0.0, |column| column.x + column.radius + 3.0);
    let word = ailment.word(view);
    let with_word = text_width(word, px, Weight::Bold) + sign + 1.5 * px;
    let has_word = with_word <= right - below;
    let pill = if has_word { with_word } else { 1.5 * px };
    let rect = Rect::new(right - pill, center.y - 0.75 * px, pill, 1.5 * px);
    let mark = Mark::Unit { layer, unit };
    let stroke = Some(Stroke::new(palette.ground, 1.5));
    scene.draw_hit(Primitive::Rect { rect, radius: 0.75 * px, fill: Some(color), stroke }, mark);
    let inset = if has_word { 0.6 * px + sign / 2.0 } else { pill / 2.0 };
    ailment.sign(scene, (Point::new(rect.x + inset, center.y), sign), palette.ground);
    if has_word {
        let at = Point::new(rect.x + 0.9 * px + sign, center.y);
        let run = TextRun::starting(word, at, px, palette.ground).bold();
        scene.draw_hit(Primitive::Text(run), mark);
    }
}

impl Ailment {
    /// The form as a small sign in a word's colour.
    fn sign(self, scene: &mut Scene<Mark>, (at, size): (Point, f64), color: Color) {
        let reach = 0.38 * size;
        let ends = match self {
            Self::Dead => {
                let (down, up) = (Vec2::new(reach, reach), Vec2::new(reach, -reach));
                [(at - down, at + down), (at - up, at + up)]
            }
            Self::Saturated => {
                let (rise, half) = (Vec2::new(0.0, 0.7 * reach), Vec2::new(reach, 0.0));
                [(at - rise - half, at - rise + half), (at + rise - half, at + rise + half)]
            }
        };
        for (from, to) in ends {
            scene.draw(Primitive::Line { from, to, stroke: Stroke::new(color, 0.2 * size) });
        }
    }
}
