//! What weights and gradients look like: lines, and chevrons that run from right to left.
//!
//! Signs are told by form as well as by colour: a positive weight is a solid line and a negative
//! one dashed; a positive gradient is filled triangles and a negative one open chevrons.

use crate::scene::{Color, Point, Primitive, Scene, Stroke, Vec2};
use crate::step::Mark;
use crate::views::Palette;

/// Width of an edge whose magnitude is `ratio` of the largest; `k` scales lines, 1 is usual.
pub(super) fn weight_width(ratio: f64, k: f64) -> f64 {
    (1.3 + 4.2 * ratio) * k
}

/// Looks of an edge.
pub(super) fn weight_stroke(palette: &Palette, weight: Option<f64>, ratio: f64, k: f64) -> Stroke {
    let width = weight_width(ratio, k);
    match weight.map(sign) {
        Some(Sign::Positive) => Stroke::new(palette.weight_positive, width),
        Some(Sign::Negative) => {
            Stroke::dashed(palette.weight_negative, width, 7.0 * k + width, 2.5 * k + 0.4 * width)
        }
        Some(Sign::Zero) | None => Stroke::dashed(palette.muted, 1.2 * k, 1.5 * k, 4.0 * k),
        Some(Sign::Broken) => Stroke::dashed(palette.error, 2.0 * k, 2.0, 2.0),
    }
}

/// Which side of zero a number is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Above zero.
    Positive,
    /// Below zero.
    Negative,
    /// Zero.
    Zero,
    /// Not finite.
    Broken,
}

/// Which side of zero `value` is on.
pub(super) fn sign(value: f64) -> Sign {
    if !value.is_finite() {
        Sign::Broken
    } else if value > 0.0 {
        Sign::Positive
    } else if value < 0.0 {
        Sign::Negative
    } else {
        Sign::Zero
    }
}

/// The colour of a weight's number.
pub(super) fn weight_color(palette: &Palette, value: f64) -> Color {
    match sign(value) {
        Sign::Positive => palette.weight_positive,
        Sign::Negative => palette.weight_negative,
        Sign::Zero => palette.muted,
        Sign::Broken => palette.error,
    }
}

/// The colour of a gradient's number and marks.
pub(super) fn gradient_color(palette: &Palette, value: f64) -> Color {
    gradient_sign_color(palette, sign(value))
}

fn gradient_sign_color(palette: &Palette, sign: Sign) -> Color {
    match sign {
        Sign::Positive => palette.gradient_positive,
        Sign::Negative => palette.gradient_negative,
        Sign::Zero => palette.muted,
        Sign::Broken => palette.error,
    }
}

/// Looks of one chevron.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chevron {
    /// Filled if positive, open if negative, a ring if zero.
    pub(super) sign: Sign,
    /// From tip to back, in pixels.
    pub(super) size: f64,
    /// Colour of a thin outline that sets it off from the edge below.
    pub(super) halo: Option<Color>,
}

/// Draws one chevron around `at` with its tip towards `tip` (a unit vector).
pub(super) fn chevron(
    scene: &mut Scene<Mark>,
    palette: &Palette,
    at: Point,
    tip: Vec2,
    look: Chevron,
    hit: Option<Mark>,
) {
    let color = gradient_sign_color(palette, look.sign);
    let size = look.size;
    let side = tip.normal() * (size * 0.52);
    let (front, back) = (at + tip * (size * 0.45), at - tip * (size * 0.42));
    let corners = vec![back + side, front, back - side];
    let mut draw = |primitive| match hit {
        Some(mark) => scene.draw_hit(primitive, mark),
        None => scene.draw(primitive),
    };
    let line = (size * 0.24).clamp(1.1, 3.0);
    match look.sign {
        Sign::Zero => {
            let stroke = Some(Stroke::new(color, line * 0.8));
            let radius = size * 0.3;
            draw(Primitive::Circle { center: at, radius, fill: Some(palette.ground), stroke });
        }
        Sign::Negative => {
            let open = |stroke| Primitive::Polyline {
                points: corners.clone(),
                closed: false,
                fill: None,
                stroke: Some(stroke),
            };
            if let Some(halo) = look.halo {
                draw(open(Stroke::new(halo, line + 2.4)));
            }
            draw(open(Stroke::new(color, line)));
        }
        Sign::Positive | Sign::Broken => {
            let stroke = look.halo.map(|halo| Stroke::new(halo, 1.6));
            draw(Primitive::Polyline { points: corners, closed: true, fill: Some(color), stroke });
        }
    }
}

/// Number of chevrons for a gradient whose magnitude is `ratio` of the largest.
pub(super) fn chevron_count(ratio: f64) -> usize {
    if ratio > 2.0 / 3.0 {
        3
    } else if ratio > 1.0 / 3.0 {
        2
    } else {
        1
    }
}
