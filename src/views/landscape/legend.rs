//! The marks of the landscape and what they stand for.

use super::{LandscapeView, TYPE_PX};
use crate::i18n::LANDSCAPE;
use crate::scene::{Point, Primitive, Rect, Scene, Stroke, TextRun};
use crate::views::Palette;
use crate::views::figure::width;

/// Height of a line of it.
const LINE: f64 = 1.6 * TYPE_PX;
/// Room for a mark before its words.
const MARK: f64 = 24.0;
const GAP: f64 = 16.0;

/// A mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Where the run stands.
    Here,
    /// Where the update lands.
    Next,
    /// The slope that the gradients say.
    Slope,
    /// The way the run has come.
    Path,
    /// Where it began.
    Start,
}

impl Sign {
    /// Draws the mark around `at`.
    pub(super) fn draw(self, scene: &mut Scene<()>, palette: &Palette, at: Point) {
        let side = |dx: f64| Point::new(at.x + dx, at.y);
        match self {
            Self::Here => dot(scene, at, 5.5, palette),
            Self::Next => ring(scene, at, 4.5, palette),
            Self::Slope => {
                let stroke = slope_stroke(palette);
                scene.draw(Primitive::Line { from: side(-10.0), to: side(10.0), stroke });
            }
            Self::Path => path(scene, &[side(-10.0), at, side(10.0)], palette),
            Self::Start => square(scene, at, palette),
        }
    }
}

pub(super) fn slope_stroke(palette: &Palette) -> Stroke {
    Stroke::dashed(palette.gradient_positive, 2.0, 6.0, 4.0)
}

/// A filled circle that is seen on any colour.
fn dot(scene: &mut Scene<()>, center: Point, radius: f64, palette: &Palette) {
    let outline = Some(Stroke::new(palette.panel, 2.0));
    let around = Some(Stroke::new(palette.ink, 1.0));
    scene.draw(Primitive::Circle { center, radius: radius + 1.5, fill: None, stroke: around });
    let fill = Some(palette.accent);
    scene.draw(Primitive::Circle { center, radius, fill, stroke: outline });
}

fn ring(scene: &mut Scene<()>, center: Point, radius: f64, palette: &Palette) {
    for (width, color) in [(4.5, palette.panel), (2.0, palette.ink)] {
        let stroke = Some(Stroke::new(color, width));
        let fill = Some(palette.panel);
        scene.draw(Primitive::Circle { center, radius, fill, stroke });
    }
}

fn square(scene: &mut Scene<()>, at: Point, palette: &Palette) {
    let rect = Rect::centered(at, 8.5, 8.5);
    let stroke = Some(Stroke::new(palette.ink, 2.0));
    scene.draw(Primitive::Rect { rect, radius: 0.0, fill: Some(palette.panel), stroke });
}

/// The run's path: dark on light, so that it is seen on any colour.
pub(super) fn path(scene: &mut Scene<()>, points: &[Point], palette: &Palette) {
    for (width, color) in [(4.5, palette.ink), (2.0, palette.panel)] {
        scene.draw(Primitive::Polyline {
            points: points.to_vec(),
            closed: false,
            fill: None,
            stroke: Some(Stroke::new(color, width)),
        });
    }
}

/// What is explained, line by line.
pub(super) struct Legend {
    lines: Vec<Vec<(Sign, &'static str, f64)>>,
}

impl Legend {
    pub(super) fn new(view: &LandscapeView, room: f64) -> Self {
        let mut signs = vec![(Sign::Here, LANDSCAPE.here)];
        if view.shows_next() {
            signs.push((Sign::Next, LANDSCAPE.next));
        }
        if view.slope.is_some() {
            signs.push((Sign::Slope, LANDSCAPE.slope));
        }
        if view.path.len() > 1 {
            let path = if view.axes.len() == 2 { LANDSCAPE.path } else { LANDSCAPE.path_loss };
            signs.extend([(Sign::Path, path), (Sign::Start, LANDSCAPE.start)]);
        }
        let mut lines: Vec<Vec<_>> = vec![Vec::new()];
        let mut x = 0.0;
        for (sign, text) in signs {
            let text = text.get(view.language);
            let end = x + MARK + width(text);
            if end > room && x > 0.0 {
                lines.push(Vec::new());
                x = 0.0;
            }
            if let Some(line) = lines.last_mut() {
                line.push((sign, text, x));
            }
            x += MARK + width(text) + GAP;
        }
        Self { lines }
    }

    pub(super) fn height(&self) -> f64 {
        self.lines.len() as f64 * LINE
    }

    pub(super) fn draw(&self, scene: &mut Scene<()>, palette: &Palette) {
        for (row, line) in self.lines.iter().enumerate() {
            let y = (row as f64 + 0.5) * LINE;
            for (sign, text, x) in line {
                sign.draw(scene, palette, Point::new(x + 10.0, y));
                let at = Point::new(x + MARK, y);
                scene.text(TextRun::starting(*text, at, TYPE_PX, palette.ink));
            }
        }
    }
}
