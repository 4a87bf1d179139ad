//! What a network of one input says everywhere between the data: its curve.

use super::figure::{
    DataMark, Frame, Marker, TYPE_PX, data_range, extent, message, point_radius, width,
};
use super::{Palette, axis, number};
use crate::i18n::{FIGURES, Language};
use crate::scene::{Point, Primitive, Rect, Scene, Size, Stroke, TextRun};

/// A network's output over its one input, with the samples around it.
#[derive(Debug, Clone)]
pub struct Curve<'a> {
    /// Width and height of the picture, in pixels.
    pub size: Size,
    /// Input and output along the curve, ascending; empty if there is none yet.
    pub line: &'a [(f64, f64)],
    /// Input and target of the training samples.
    pub train: &'a [(f64, f64)],
    /// Input and target of the test samples.
    pub test: &'a [(f64, f64)],
    /// The training sample that is watched.
    pub watched: Option<usize>,
    /// Names of the input and the output.
    pub names: (&'a str, &'a str),
    /// Colours.
    pub palette: &'a Palette,
    /// Language.
    pub language: Language,
}

/// The most labels on the vertical axis.
const TICKS_UP: usize = 6;

impl Curve<'_> {
    /// The picture.
    pub fn scene(&self) -> Scene<DataMark> {
        let mut scene = Scene::new(self.size);
        let frame = self.frame();
        self.draw_grid(&mut scene, &frame);
        self.draw_misses(&mut scene, &frame);
        self.draw_line(&mut scene, &frame);
        self.draw_points(&mut scene, &frame);
        self.draw_message(&mut scene, &frame);
        self.draw_legend(&mut scene, &frame);
        scene
    }

    /// The picture in one sentence, for those who hear the page.
    pub fn summary(&self) -> String {
        let Some((low, high)) = extent(self.line.iter().map(|point| point.1)) else {
            return FIGURES.no_output_yet.get(self.language).to_owned();
        };
        let (low, high) = (number::short(low), number::short(high));
        let count = number::count(self.train.len() as u64);
        FIGURES
            .curve_summary
            .fill(self.language, &[("low", &low), ("high", &high), ("count", &count)])
    }

    fn frame(&self) -> Frame {
        let samples = || self.train.iter().chain(self.test);
        let x = match extent(self.line.iter().map(|point| point.0)) {
            Some((low, high)) if low < high => (low, high),
            _ => data_range(samples().map(|point| point.0)),
        };
        // A curve that shoots off must not squeeze the samples into a line.
        let targets = data_range(samples().map(|point| point.1));
        let most = 2.0 * (targets.1 - targets.0);
        let line = self.line.iter().map(|point| point.1.clamp(targets.0 - most, targets.1 + most));
        let y = data_range(line.chain([targets.0, targets.1]));
        let y = if self.line.is_empty() { targets } else { y };
        let labels = axis::linear_ticks(y.0, y.1, TICKS_UP);
        let left = 6.0 + labels.iter().map(|tick| width(&tick.label)).fold(0.0, f64::max);
        let (above, below) = (TYPE_PX + 10.0, TYPE_PX + 6.0);
        let rect = Rect::new(
            left,
            above,
            // A ringed sample at the end of the axis still has room.
            (self.size.width - left - 10.0).max(1.0),
            (self.size.height - above - below).max(1.0),
        );
        Frame { rect, x, y }
    }

    fn draw_grid(&self, scene: &mut Scene<DataMark>, frame: &Frame) {
        let Palette { line, muted, ink, .. } = *self.palette;
        let mut ends = Vec::new();
        let beside = Point::new(frame.rect.x - 6.0, TYPE_PX / 2.0 + 2.0);
        for tick in axis::linear_ticks(frame.y.0, frame.y.1, TICKS_UP) {
            let from = frame.place(frame.x.0, tick.at);
            let Some((from, to)) = from.zip(frame.place(frame.x.1, tick.at)) else { continue };
            ends.push((from, to));
            let at = Point::new(beside.x, from.y);
            scene.text(TextRun::ending(tick.label, at, TYPE_PX, muted));
        }
        scene.text(TextRun::ending(self.names.1, beside, TYPE_PX, ink));
        let below = Point::new(self.size.width, frame.rect.bottom() + 5.0 + 0.5 * TYPE_PX);
        let name_start = below.x - width(self.names.0);
        let most = ((frame.rect.width / 36.0) as usize).clamp(2, 8);
        for tick in axis::linear_ticks(frame.x.0, frame.x.1, most) {
            let from = frame.place(tick.at, frame.y.0);
            let Some((from, to)) = from.zip(frame.place(tick.at, frame.y.1)) else { continue };
            ends.push((from, to));
            // The name shares the line with the numbers, and comes first.
            if from.x + width(&tick.label) / 2.0 + 6.0 <= name_start {
                let at = Point::new(from.x, below.y);
                scene.text(TextRun::centered(tick.label, at, TYPE_PX, muted));
            }
        }
        scene.text(TextRun::ending(self.names.0, below, TYPE_PX, ink));
        scene.draw(Primitive::Segments { ends, stroke: Stroke::new(line, 1.0) });
    }

    /// How far the curve is from each training sample, while they are few: this is what the loss
    /// squares.
    fn draw_misses(&self, scene: &mut Scene<DataMark>, frame: &Frame) {
        if self.train.len() > 40 {
            return;
        }
        let ends: Vec<_> = self
            .train
            .iter()
            .filter_map(|&(x, target)| {
                Some((frame.place(x, target)?, frame.place(x, self.output_at(x)?)?))
            })
            .collect();
        if !ends.is_empty() {
            let stroke = Stroke::dashed(self.palette.muted, 1.0, 2.0, 2.0);
            scene.draw(Primitive::Segments { ends, stroke });
        }
    }

    /// The output at `x`, between the two points of the line around it.
    fn output_at(&self, x: f64) -> Option<f64> {
        let after = self.line.partition_point(|point| point.0 < x);
        let &(x1, y1) = self.line.get(after)?;
        if x1 == x {
            return Some(y1);
        }
        let &(x0, y0) = self.line.get(after.checked_sub(1)?)?;
        Some(y0 + (x - x0) / (x1 - x0) * (y1 - y0))
    }

    fn draw_line(&self, scene: &mut Scene<DataMark>, frame: &Frame) {
        let stroke = Some(Stroke::new(self.palette.ink, 2.0));
        let mut points = Vec::new();
        let mut end = |points: &mut Vec<Point>| {
            let points = std::mem::take(points);
            if points.len() > 1 {
                scene.draw(Primitive::Polyline { points, closed: false, fill: None, stroke });
            }
        };
        for &(x, y) in self.line {
            match frame.place(x, y) {
                Some(place) => points.push(place),
                None => end(&mut points),
            }
        }
        end(&mut points);
    }

    /// Why there is no curve, if there is none.
    fn draw_message(&self, scene: &mut Scene<DataMark>, frame: &Frame) {
        if !self.line.iter().any(|point| point.1.is_finite()) {
            let text = if self.line.is_empty() {
                FIGURES.no_output_yet
            } else {
                FIGURES.surface_not_finite
            };
            let room = frame.rect.width - 12.0;
            let text = text.get(self.language);
            message(scene, text, frame.rect.center(), room, self.palette);
        }
    }

    fn draw_points(&self, scene: &mut Scene<DataMark>, frame: &Frame) {
        let Palette { ink, panel, muted, accent, .. } = *self.palette;
        let radius = point_radius(self.train.len() + self.test.len());
        for (index, &(x, y)) in self.test.iter().enumerate() {
            let Some(at) = frame.place(x, y) else { continue };
            let outline = Some(Stroke::new(muted, 1.5));
            let mark = Marker::Circle.primitive(at, radius - 0.5, Some(panel), outline);
            scene.draw_hit(mark, DataMark::Test(index));
        }
        for (index, &(x, y)) in self.train.iter().enumerate() {
            let Some(at) = frame.place(x, y) else { continue };
            let outline = Some(Stroke::new(panel, 1.0));
            let mark = Marker::Circle.primitive(at, radius, Some(ink), outline);
            scene.draw_hit(mark, DataMark::Train(index));
        }
        let watched = self.watched.and_then(|index| self.train.get(index));
        if let Some(center) = watched.and_then(|&(x, y)| frame.place(x, y)) {
            for (width, color) in [(4.5, panel), (2.0, accent)] {
                let stroke = Some(Stroke::new(color, width));
                scene.draw(Primitive::Circle { center, radius: radius + 3.5, fill: None, stroke });
            }
        }
    }

    fn draw_legend(&self, scene: &mut Scene<DataMark>, frame: &Frame) {
        let Palette { ink, panel, muted, .. } = *self.palette;
        let y = TYPE_PX / 2.0 + 2.0;
        let mut right = frame.rect.right();
        let mut entry = |text: &str, draw: &dyn Fn(&mut Scene<DataMark>, Point)| {
            scene.text(TextRun::ending(text, Point::new(right, y), TYPE_PX, muted));
            right -= width(text) + 12.0;
            draw(scene, Point::new(right, y));
            right -= 20.0;
        };
        if !self.test.is_empty() {
            entry(FIGURES.test_points.get(self.language), &|scene, at| {
                let outline = Some(Stroke::new(muted, 1.5));
                scene.draw(Marker::Circle.primitive(at, 3.5, Some(panel), outline));
            });
        }
        entry(FIGURES.train_points.get(self.language), &|scene, at| {
            scene.draw(Marker::Circle.primitive(at, 4.0, Some(ink), None));
        });
        entry(FIGURES.output.get(self.language), &|scene, at| {
            let (from, to) = (Point::new(at.x - 7.0, at.y), Point::new(at.x + 7.0, at.y));
            scene.draw(Primitive::Line { from, to, stroke: Stroke::new(ink, 2.0) });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Item;

    const TRAIN: [(f64, f64); 3] = [(0.0, 0.0), (1.0, 1.0), (2.0, 0.5)];

    fn curve(line: &[(f64, f64)]) -> Curve<'_> {
        Curve {
            size: Size::new(330.0, 180.0),
            line,
            train: &TRAIN,
            test: &[],
            watched: Some(1),
            names: ("x₁", "ŷ₁"),
            palette: &Palette::LIGHT,
            language: Language::En,
        }
    }

    fn lines(scene: &Scene<DataMark>) -> Vec<Vec<Point>> {
        let line = |item: &Item<DataMark>| match &item.primitive {
            Primitive::Polyline { points, closed: false, .. } => Some(points.clone()),
            _ => None,
        };
        scene.items.iter().filter_map(line).collect()
    }

    fn place_of(scene: &Scene<DataMark>, mark: DataMark) -> Point {
        let item = scene.items.iter().find(|item| item.hit == Some(mark)).expect("drawn");
        item.primitive.bounds().center()
    }

    #[test]
    fn the_curve_passes_through_what_it_fits() {
        let scene = curve(&TRAIN).scene();
        let [line] = &lines(&scene)[..] else { panic!("one line") };
        for (index, point) in line.iter().enumerate() {
            assert!(point.distance(place_of(&scene, DataMark::Train(index))) < 1e-9);
        }
        assert!(line[1].y < line[0].y, "up is up");
        assert!(line[1].x > line[0].x);
    }

    #[test]
    fn a_hole_in_the_curve_is_a_hole() {
        let line = [(0.0, 0.0), (0.5, 0.1), (1.0, f64::NAN), (1.5, 0.3), (2.0, 0.4)];
        assert_eq!(lines(&curve(&line).scene()).len(), 2);
    }

    #[test]
    fn a_curve_that_shoots_off_leaves_the_samples_apart() {
        let line = [(0.0, -1e200), (1.0, 0.0), (2.0, 1e200)];
        let scene = curve(&line).scene();
        let (low, high) =
            (place_of(&scene, DataMark::Train(0)), place_of(&scene, DataMark::Train(1)));
        assert!(low.y - high.y > 15.0, "{low:?} {high:?}");
    }

    #[test]
    fn pointing_at_a_sample_finds_it() {
        let scene = curve(&TRAIN).scene();
        let at = place_of(&scene, DataMark::Train(2));
        assert_eq!(scene.hit(at, 4.0), Some(DataMark::Train(2)));
    }

    #[test]
    fn nothing_yet_is_said() {
        let svg = curve(&[]).scene().to_svg("");
        assert!(svg.contains("No output yet"));
        assert!(curve(&[]).summary().starts_with("No output yet"));
        assert_eq!(
            curve(&TRAIN).summary(),
            "Output over the input, from 0 to 1.000; training samples: 3"
        );
    }

    #[test]
    fn everything_stays_inside_the_picture() {
        for size in [Size::new(330.0, 180.0), Size::new(200.0, 120.0)] {
            let scene = Curve { size, ..curve(&TRAIN) }.scene();
            let room = Rect::new(0.0, 0.0, size.width, size.height).grown(0.5);
            for item in &scene.items {
                assert!(room.encloses(item.primitive.bounds()), "{item:?}");
            }
        }
    }
}
