//! What the figures of the network's outputs have in common: data points, axes, marks.

use super::{Palette, axis, number};
use crate::scene::{
    Color, Halo, Point, Primitive, Rect, Scene, Stroke, TextRun, Weight, text_width,
};

/// Size of the type in figures, in pixels.
pub(super) const TYPE_PX: f64 = 11.0;

/// What is meant by pointing at something in a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataMark {
    /// A training sample, by its place in the slice given to the figure.
    Train(usize),
    /// A test sample, by its place in the slice given to the figure.
    Test(usize),
    /// A row of a bar chart: an output, or a sample.
    Row(usize),
}

/// One sample of a network with two inputs and one output.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DataPoint {
    /// The first input.
    pub x: f64,
    /// The second input.
    pub y: f64,
    /// The target; for several classes the index of the right one.
    pub target: f64,
}

/// The shape of a data point. Colour alone would not tell the classes apart for everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Circle,
    Square,
    Triangle,
    Diamond,
}

impl Marker {
    /// The shape of a class.
    pub(super) fn of_class(class: usize) -> Self {
        [Self::Circle, Self::Square, Self::Triangle, Self::Diamond][class % 4]
    }

    /// The shape around `center`, with about the area of a circle of that radius.
    pub(super) fn primitive(
        self,
        center: Point,
        radius: f64,
        fill: Option<Color>,
        stroke: Option<Stroke>,
    ) -> Primitive {
        let corners = |points: &[(f64, f64)]| Primitive::Polyline {
            points: points
                .iter()
                .map(|(x, y)| Point::new(center.x + x * radius, center.y + y * radius))
                .collect(),
            closed: true,
            fill,
            stroke,
        };
        match self {
            Self::Circle => Primitive::Circle { center, radius, fill, stroke },
            Self::Square => Primitive::Rect {
                rect: Rect::centered(center, 1.76 * radius, 1.76 * radius),
                radius: 0.0,
                fill,
                stroke,
            },
            Self::Triangle => corners(&[(0.0, -1.35), (1.2, 0.8), (-1.2, 0.8)]),
            Self::Diamond => corners(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]),
        }
    }
}

/// The colour of a class.
pub(super) fn class_color(palette: &Palette, class: usize) -> Color {
    [
        palette.weight_negative,
        palette.weight_positive,
        palette.gradient_positive,
        palette.gradient_negative,
        palette.accent,
        palette.error,
    ][class % 6]
}

/// The radius of a data point where there are `count` of them, in pixels.
pub(super) fn point_radius(count: usize) -> f64 {
    match count {
        0..=60 => 4.0,
        61..=200 => 3.2,
        201..=600 => 2.6,
        _ => 1.9,
    }
}

/// A mixture of two colours: 0 is `from`, 1 is `to`.
pub(super) fn mix(from: Color, to: Color, share: f64) -> Color {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let channel = |from: u8, to: u8| {
        (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8
    };
    Color {
        r: channel(from.r, to.r),
        g: channel(from.g, to.g),
        b: channel(from.b, to.b),
        a: channel(from.a, to.a),
    }
}

/// A rectangle of the picture, and the numbers at its edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) rect: Rect,
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
}

impl Frame {
    /// Where a pair of numbers lies, clamped to the rectangle; `None` if one is not finite.
    pub(super) fn place(&self, x: f64, y: f64) -> Option<Point> {
        let share = |value: f64, (low, high): (f64, f64)| {
            // Halved, so that the width of the widest range is still finite.
            let share = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
            share.is_finite().then(|| share.clamp(0.0, 1.0))
        };
        Some(Point::new(
            self.rect.x + share(x, self.x)? * self.rect.width,
            self.rect.bottom() - share(y, self.y)? * self.rect.height,
        ))
    }

    /// Draws labels at the ends of both axes and names along them.
    pub(super) fn label(
        &self,
        scene: &mut Scene<DataMark>,
        names: (&str, &str),
        palette: &Palette,
    ) {
        let color = palette.muted;
        let below = self.rect.bottom() + 4.0 + 0.5 * TYPE_PX;
        let beside = self.rect.x - 5.0;
        let (left, right) = (end_label(self.x.0), end_label(self.x.1));
        // The right label must not leave the picture, so it ends at the edge.
        scene.text(TextRun::starting(left, Point::new(self.rect.x, below), TYPE_PX, color));
        scene.text(TextRun::ending(right, Point::new(self.rect.right(), below), TYPE_PX, color));
        let middle = Point::new(self.rect.center().x, below);
        scene.text(TextRun::centered(names.0, middle, TYPE_PX, palette.ink));
        let inset = 0.4 * TYPE_PX;
        for (value, y) in [(self.y.0, self.rect.bottom() - inset), (self.y.1, self.rect.y + inset)]
        {
            let at = Point::new(beside, y);
            scene.text(TextRun::ending(end_label(value), at, TYPE_PX, color));
        }
        let middle = Point::new(beside, self.rect.center().y);
        scene.text(TextRun::ending(names.1, middle, TYPE_PX, palette.ink));
    }

    /// How wide the labels beside the vertical axis are, with their distance to it.
    pub(super) fn label_width(y: (f64, f64), name: &str) -> f64 {
        let texts = [end_label(y.0), end_label(y.1), name.to_owned()];
        5.0 + texts.iter().map(|text| width(text)).fold(0.0, f64::max)
    }
}

/// About how wide a label is, in pixels.
pub(super) fn width(text: &str) -> f64 {
    text_width(text, TYPE_PX, Weight::Regular)
}

/// The number at the end of an axis: as it is if it is short, else rounded.
pub(super) fn end_label(value: f64) -> String {
    let full = number::full(value);
    if full.chars().count() <= 5 { full } else { number::compact(value) }
}

/// The least and the greatest of the finite numbers, or `None` if there are none.
pub(super) fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.filter(|value| value.is_finite()).fold(None, |extent, value| match extent {
        None => Some((value, value)),
        Some((low, high)) => Some((f64::min(low, value), f64::max(high, value))),
    })
}

/// A range for an axis that shows `values`: a little more than they cover, with round ends. What
/// is not finite is left out; of nothing, a range around 0 to 1.
///
/// ```
/// assert_eq!(backstep::views::data_range([1.0, 4.0].into_iter()), (0.8, 4.2));
/// ```
pub fn data_range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = extent(values).unwrap_or((0.0, 1.0));
    let (low, high) = (low.max(-1e300), high.min(1e300));
    let span = if high > low { high - low } else { low.abs().max(1.0) };
    let (low, high) = (low - 0.06 * span, high + 0.06 * span);
    // Whole multiples of a tenth of the span's power of ten. Dividing by a power of ten gives
    // the nearest number to the decimal one, multiplying by its inverse does not.
    let exponent = axis::exponent(span) - 1;
    let power = axis::power_of_ten(exponent.abs());
    let (floor, ceil) = if exponent < 0 {
        ((low * power).floor() / power, (high * power).ceil() / power)
    } else {
        ((low / power).floor() * power, (high / power).ceil() * power)
    };
    if floor < ceil && floor.is_finite() && ceil.is_finite() { (floor, ceil) } else { (low, high) }
}

/// Draws a text on several lines around `middle`, readable on whatever is below it.
pub(super) fn message(
    scene: &mut Scene<DataMark>,
    text: &str,
    middle: Point,
    width_px: f64,
    palette: &Palette,
) {
    let lines = super::wrap_text(text, TYPE_PX, width_px);
    let height = 1.35 * TYPE_PX;
    let mut at = Point::new(middle.x, middle.y - height * (lines.len() as f64 - 1.0) / 2.0);
    for line in lines {
        let halo = Some(Halo { color: palette.panel, width: 3.0 });
        scene.text(TextRun { halo, ..TextRun::centered(line, at, TYPE_PX, palette.muted) });
        at.y += height;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_ends_of_a_range_are_short_numbers() {
        let (low, high) = data_range([-1.3, 1.291].into_iter());
        assert_eq!((end_label(low), end_label(high)), ("−1.5".to_owned(), "1.5".to_owned()));
        let (low, high) = data_range([-0.013, 0.0289].into_iter());
        assert_eq!((end_label(low), end_label(high)), ("−0.016".to_owned(), "0.032".to_owned()));
    }

    #[test]
    fn data_ranges_are_round() {
        assert_eq!(data_range([1.0, f64::NAN, 4.0].into_iter()), (0.8, 4.2));
        assert_eq!(data_range(std::iter::empty()), (-0.1, 1.1));
        let (low, high) = data_range(std::iter::once(5.0));
        assert!(low < 5.0 && high > 5.0);
    }

    proptest! {
        #[test]
        fn data_ranges_hold_what_they_are_made_for(
            a in proptest::num::f64::NORMAL | proptest::num::f64::ZERO,
            b in proptest::num::f64::NORMAL | proptest::num::f64::ZERO,
        ) {
            prop_assume!(a.abs() < 1e300 && b.abs() < 1e300);
            let (low, high) = data_range([a, b].into_iter());
            prop_assert!(low < high && low.is_finite() && high.is_finite());
            prop_assert!(low <= a.min(b) && high >= a.max(b), "{:e} {:e}", low, high);
        }

        #[test]
        fn every_number_has_a_place_in_the_frame(
            x in proptest::num::f64::NORMAL,
            y in proptest::num::f64::NORMAL,
        ) {
            let rect = Rect::new(10.0, 10.0, 100.0, 50.0);
            let frame = Frame { rect, x: (f64::MIN, f64::MAX), y: (-1.0, 1.0) };
            prop_assert!(rect.contains(frame.place(x, y).unwrap()));
        }
    }

    #[test]
    fn what_is_not_finite_has_no_place() {
        let rect = Rect::new(0.0, 0.0, 1.0, 1.0);
        let frame = Frame { rect, x: (0.0, 1.0), y: (0.0, 1.0) };
        assert_eq!(frame.place(f64::NAN, 0.0), None);
        assert_eq!(frame.place(0.0, f64::NAN), None);
    }

    #[test]
    fn mixing_goes_from_one_colour_to_the_other() {
        let (black, white) = (Color::hex(0), Color::hex(0xff_ff_ff));
        assert_eq!(mix(black, white, 0.0), black);
        assert_eq!(mix(black, white, 1.0), white);
        assert_eq!(mix(black, white, 0.5).g, 128);
        assert_eq!(mix(black, white, f64::NAN), black);
    }
}
