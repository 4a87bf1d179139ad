//! The loss along one axis.

use super::legend::{Sign, path, slope_stroke};
use super::scale::Scale;
use super::{LandscapeView, TYPE_PX, ends};
use crate::i18n::LANDSCAPE;
use crate::scene::{Halo, Point, Primitive, Rect, Scene, Size, Stroke, TextRun};
use crate::views::figure::{extent, width};
use crate::views::{Palette, axis, number};

/// The most labels on the vertical axis.
const TICKS_UP: usize = 8;

/// Where things lie in the picture.
struct Frame {
    plot: Rect,
    x: (f64, f64),
    scale: Scale,
}

impl Frame {
    /// Where a loss lies, however far above or below the picture.
    fn place(&self, x: f64, loss: f64) -> Option<Point> {
        let at = Point::new(
            self.plot.x + (x - self.x.0) / (self.x.1 - self.x.0) * self.plot.width,
            self.plot.bottom() - self.scale.share(loss) * self.plot.height,
        );
        (at.x.is_finite() && at.y.is_finite()).then_some(at)
    }

    /// The same point, put on the edge where it lies outside.
    fn held(&self, at: Point) -> Point {
        let Rect { x, y, .. } = self.plot;
        Point::new(at.x.clamp(x, self.plot.right()), at.y.clamp(y, self.plot.bottom()))
    }

    /// The part of a line that lies between top and bottom.
    fn clipped(&self, a: Point, b: Point) -> Option<(Point, Point)> {
        let (top, bottom) = (self.plot.y, self.plot.bottom());
        let cut = |from: Point, to: Point| {
            let edge = if from.y < top { top } else { bottom };
            if (top..=bottom).contains(&from.y) {
                Some(from)
            } else {
                let share = (edge - from.y) / (to.y - from.y);
                (0.0..=1.0).contains(&share).then(|| from.lerp(to, share))
            }
        };
        Some((cut(a, b)?, cut(b, a)?))
    }
}

impl LandscapeView<'_> {
    /// Whether the coming update's place is drawn: along the update, or where it can be told from
    /// where the run stands.
    pub(super) fn shows_next(&self) -> bool {
        let [x, y] = self.next;
        let reach =
            |axis: usize| self.axes.get(axis).map(ends).map_or(0.0, |(low, high)| high - low);
        let far = |axis: usize| (self.next[axis] - self.here[axis]).abs() > 0.006 * reach(axis);
        let is_seen = match self.axes.len() {
            // What lies below the picture is not drawn at its lower edge.
            1 => far(0) && self.curve_scale().is_some_and(|scale| scale.low <= y),
            _ => far(0) || far(1),
        };
        x.is_finite() && y.is_finite() && is_seen
    }

    /// The losses that the vertical axis shows: up to a little above where the run stands, so that
    /// a wall beyond the valley does not flatten it.
    fn curve_scale(&self) -> Option<Scale> {
        let finite = || self.losses.iter().copied();
        let whole = Scale::new(finite().chain([self.here[1]]), self.log)?;
        if whole.is_log() {
            return Some(whole);
        }
        let (low, high) = extent(finite().chain([self.here[1]]))?;
        let fall = self.here[1] - low;
        let high = if self.path.is_empty() {
            // Some of the climb behind the valley, and where the update lands if it is near.
            let landing = self.next[1].min(self.here[1] + 2.0 * fall);
            let most = self.here[1].max(landing) + 0.4 * fall;
            if most > low { high.min(most) } else { high }
        } else {
            let came = extent(self.path.iter().map(|at| at[1]));
            high.max(came.map_or(high, |(_, most)| most.min(low + 2.0 * (high - low))))
        };
        let margin = 0.04 * (high - low);
        Some(if high > low { whole.between(low - margin, high + margin) } else { whole })
    }

    fn curve_frame(&self, size: Size) -> Option<Frame> {
        let scale = self.curve_scale()?;
        let labels = scale.ticks(TICKS_UP);
        let left = 8.0 + labels.iter().map(|tick| width(&tick.label)).fold(0.0, f64::max);
        let above = self.legend(size).height() + 1.9 * TYPE_PX;
        let below = 3.0 * TYPE_PX;
        let (wide, high) = (size.width - left - 8.0, size.height - above - below);
        let plot = Rect::new(left, above, wide.max(1.0), high.max(1.0));
        Some(Frame { plot, x: ends(self.axes.first()?), scale })
    }

    pub(super) fn curve_plot(&self, size: Size) -> Rect {
        self.curve_frame(size).map_or(Rect::default(), |frame| frame.plot)
    }

    pub(super) fn curve(&self, size: Size) -> Scene<()> {
        let mut scene = Scene::new(size);
        let Some(frame) = self.curve_frame(size) else {
            let text = LANDSCAPE.nothing_finite.get(self.language);
            let middle = Point::new(size.width / 2.0, size.height / 2.0);
            scene.text(TextRun::centered(text, middle, TYPE_PX, self.palette.muted));
            return scene;
        };
        self.legend(size).draw(&mut scene, self.palette);
        self.curve_axes(&mut scene, &frame, size);
        self.curve_path(&mut scene, &frame);
        self.curve_slope(&mut scene, &frame);
        self.curve_line(&mut scene, &frame);
        self.curve_marks(&mut scene, &frame);
        self.curve_pointed(&mut scene, &frame);
        scene
    }

    fn curve_axes(&self, scene: &mut Scene<()>, frame: &Frame, size: Size) {
        let (plot, palette) = (frame.plot, self.palette);
        let line = |from, to| Primitive::Line { from, to, stroke: Stroke::new(palette.line, 1.0) };
        for tick in frame.scale.ticks(TICKS_UP) {
            let Some(at) = frame.place(frame.x.0, tick.at) else { continue };
            scene.draw(line(at, Point::new(plot.right(), at.y)));
            let at = Point::new(plot.x - 6.0, at.y);
            scene.text(TextRun::ending(tick.label, at, TYPE_PX, palette.muted));
        }
        let most = ((plot.width / 60.0) as usize).clamp(2, 10);
        let below = plot.bottom() + 0.9 * TYPE_PX;
        for tick in axis::linear_ticks(frame.x.0, frame.x.1, most) {
            let Some(at) = frame.place(tick.at, frame.scale.low) else { continue };
            scene.draw(line(Point::new(at.x, plot.y), Point::new(at.x, plot.bottom())));
            let half = width(&tick.label) / 2.0;
            let at = Point::new(at.x.clamp(half, size.width - half), below);
            scene.text(TextRun::centered(tick.label, at, TYPE_PX, palette.muted));
        }
        let name = self.axes.first().map_or("", |axis| &axis.name);
        let at = Point::new(plot.center().x, plot.bottom() + 2.4 * TYPE_PX);
        scene.text(TextRun::centered(name, at, TYPE_PX, palette.ink));
        let at = Point::new(0.0, plot.y - 1.1 * TYPE_PX);
        let loss = LANDSCAPE.loss.get(self.language);
        scene.text(TextRun::starting(loss, at, TYPE_PX, palette.ink));
    }

    fn curve_line(&self, scene: &mut Scene<()>, frame: &Frame) {
        let at = self.axes.first().map_or(&[][..], |axis| &axis.at);
        let points: Vec<_> =
            at.iter().zip(self.losses).map(|(x, loss)| frame.place(*x, *loss)).collect();
        let mut line: Vec<Point> = Vec::new();
        let stroke = Some(Stroke::new(self.palette.ink, 2.5));
        let mut end = |line: &mut Vec<Point>| {
            let points = std::mem::take(line);
            if points.len() > 1 {
                scene.draw(Primitive::Polyline { points, closed: false, fill: None, stroke });
            }
        };
        for pair in points.windows(2) {
            let piece = pair[0].zip(pair[1]).and_then(|(a, b)| frame.clipped(a, b));
            let Some((from, to)) = piece else {
                end(&mut line);
                continue;
            };
            if line.last() != Some(&from) {
                end(&mut line);
                line.push(from);
            }
            line.push(to);
        }
        end(&mut line);
    }

    /// The tangent at the run's place, as far as it stays in the picture.
    fn curve_slope(&self, scene: &mut Scene<()>, frame: &Frame) {
        let Some(slope) = self.slope.filter(|slope| slope.is_finite()) else { return };
        let [x, loss] = self.here;
        let end = |to: f64| (to, loss + slope * (to - x));
        // On a logarithmic scale a straight line is a curve.
        let pieces: Vec<Option<Point>> = (0..=64)
            .map(|k| frame.x.0 + (frame.x.1 - frame.x.0) * f64::from(k) / 64.0)
            .map(end)
            .map(|(x, loss)| frame.place(x, loss).filter(|_| loss > 0.0 || !frame.scale.is_log()))
            .collect();
        let mut points: Vec<Point> = Vec::new();
        for pair in pieces.windows(2) {
            let piece = pair[0].zip(pair[1]).and_then(|(a, b)| frame.clipped(a, b));
            if let Some((from, to)) = piece {
                if points.is_empty() {
                    points.push(from);
                }
                points.push(to);
            }
        }
        if points.len() > 1 {
            let stroke = Some(slope_stroke(self.palette));
            scene.draw(Primitive::Polyline { points, closed: false, fill: None, stroke });
        }
    }

    fn curve_path(&self, scene: &mut Scene<()>, frame: &Frame) {
        let placed = self.path.iter().filter_map(|at| frame.place(at[0], at[1]));
        let points: Vec<Point> = placed.map(|at| frame.held(at)).collect();
        if points.len() > 1 {
            path(scene, &points, self.palette);
            Sign::Start.draw(scene, self.palette, points[0]);
        }
    }

    fn curve_marks(&self, scene: &mut Scene<()>, frame: &Frame) {
        let mark = |scene: &mut Scene<()>, [x, loss]: [f64; 2], sign: Sign| {
            let Some(at) = frame.place(x, loss) else { return };
            let at = frame.held(at);
            let stroke = Stroke::dashed(self.palette.muted, 1.0, 2.0, 3.0);
            let to = Point::new(at.x, frame.plot.bottom());
            scene.draw(Primitive::Line { from: at, to, stroke });
            sign.draw(scene, self.palette, at);
        };
        if self.shows_next() {
            mark(scene, self.next, Sign::Next);
        }
        mark(scene, self.here, Sign::Here);
    }

    fn curve_pointed(&self, scene: &mut Scene<()>, frame: &Frame) {
        let Some(place) = self.pointed else { return };
        let at = self.axes.first().and_then(|axis| axis.at.get(place[0]));
        let Some((x, loss)) = at.copied().zip(self.loss_at([place[0], 0])) else { return };
        let Palette { ink, panel, .. } = *self.palette;
        let low = frame.scale.low;
        let Some(foot) = frame.place(x, low) else { return };
        let from = Point::new(foot.x, frame.plot.y);
        scene.draw(Primitive::Line { from, to: foot, stroke: Stroke::new(ink, 1.0) });
        let Some(at) = frame.place(x, loss).map(|at| frame.held(at)) else { return };
        let (fill, stroke) = (Some(ink), Some(Stroke::new(panel, 2.0)));
        scene.draw(Primitive::Circle { center: at, radius: 4.5, fill, stroke });
        let text = number::short(loss);
        let is_right = at.x + width(&text) + 14.0 > frame.plot.right();
        let beside = Point::new(at.x + if is_right { -9.0 } else { 9.0 }, at.y - 11.0);
        let beside = Point::new(beside.x, beside.y.max(frame.plot.y + 0.6 * TYPE_PX));
        let run = if is_right { TextRun::ending } else { TextRun::starting };
        let halo = Some(Halo { color: panel, width: 3.0 });
        scene.text(TextRun { halo, ..run(text, beside, TYPE_PX, ink).bold() });
    }
}
