//! The loss over two axes, as colours and contour lines.

use super::contour::contour;
use super::legend::{Sign, path};
use super::scale::{Scale, color};
use super::{LandscapeView, TYPE_PX, ends};
use crate::i18n::LANDSCAPE;
use crate::scene::{Color, Halo, Point, Primitive, Raster, Rect, Scene, Size, Stroke, TextRun};
use crate::views::axis::{self, Tick};
use crate::views::figure::width;
use crate::views::{Palette, number};

/// Contour lines at most.
const MOST_CONTOURS: usize = 14;
/// Width of the bar of colours.
const BAR: f64 = 14.0;
/// Pixels along the bar.
const STEPS: usize = 128;
/// Pixels across the whole of the colours, about.
const PIXELS: usize = 160;

/// Where things lie in the picture.
struct Frame {
    plot: Rect,
    x: (f64, f64),
    y: (f64, f64),
}

impl Frame {
    fn place(&self, [x, y]: [f64; 2]) -> Option<Point> {
        let share = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
        let at = Point::new(
            self.plot.x + share(x, self.x) * self.plot.width,
            self.plot.bottom() - share(y, self.y) * self.plot.height,
        );
        (at.x.is_finite() && at.y.is_finite()).then_some(at)
    }

    fn held(&self, at: Point) -> Point {
        let Rect { x, y, .. } = self.plot;
        Point::new(at.x.clamp(x, self.plot.right()), at.y.clamp(y, self.plot.bottom()))
    }
}

impl LandscapeView<'_> {
    fn map_frame(&self, size: Size) -> Option<Frame> {
        let [across, up] = self.axes else { return None };
        let (x, y) = (ends(across), ends(up));
        let labels = axis::linear_ticks(y.0, y.1, 8);
        let left = 8.0 + labels.iter().map(|tick| width(&tick.label)).fold(0.0, f64::max);
        let above = self.legend(size).height() + 1.9 * TYPE_PX;
        let right =
            16.0 + BAR + self.bar_labels().iter().map(|t| width(&t.label)).fold(0.0, f64::max);
        let (wide, high) = (size.width - left - right - 8.0, size.height - above - 3.3 * TYPE_PX);
        Some(Frame { plot: Rect::new(left, above, wide.max(1.0), high.max(1.0)), x, y })
    }

    pub(super) fn map_plot(&self, size: Size) -> Rect {
        self.map_frame(size).map_or(Rect::default(), |frame| frame.plot)
    }

    fn map_scale(&self) -> Option<Scale> {
        Scale::new(self.losses.iter().copied(), self.log)
    }

    fn bar_labels(&self) -> Vec<Tick> {
        self.map_scale().map_or_else(Vec::new, |scale| scale.ticks(MOST_CONTOURS))
    }

    pub(super) fn map(&self, size: Size) -> Scene<()> {
        let mut scene = Scene::new(size);
        let Some(frame) = self.map_frame(size) else { return scene };
        self.legend(size).draw(&mut scene, self.palette);
        let Some(scale) = self.map_scale() else {
            if !self.losses.is_empty() {
                let text = LANDSCAPE.nothing_finite.get(self.language);
                let middle = frame.plot.center();
                scene.text(TextRun::centered(text, middle, TYPE_PX, self.palette.muted));
            }
            self.map_axes(&mut scene, &frame, size);
            return scene;
        };
        let shares: Vec<f64> = self.losses.iter().map(|loss| scale.share(*loss)).collect();
        self.map_colors(&mut scene, &frame, &shares);
        self.map_contours(&mut scene, &frame, scale, &shares);
        self.map_axes(&mut scene, &frame, size);
        self.map_bar(&mut scene, &frame, scale);
        self.map_path(&mut scene, &frame);
        self.map_pointed(&mut scene, &frame);
        scene
    }

    fn grid(&self) -> [usize; 2] {
        [0, 1].map(|axis| self.axes.get(axis).map_or(1, |axis| axis.at.len()))
    }

    /// Colours between the places of the grid, which are mixed from the four around.
    fn map_colors(&self, scene: &mut Scene<()>, frame: &Frame, shares: &[f64]) {
        let [columns, rows] = self.grid();
        let finer = (PIXELS / columns.max(2)).max(1);
        let (wide, high) = (finer * (columns.max(2) - 1), finer * (rows.max(2) - 1));
        let mut rgba = Vec::with_capacity(4 * wide * high);
        for row in 0..high {
            for column in 0..wide {
                let x = (column as f64 + 0.5) / finer as f64;
                let y = (rows - 1) as f64 - (row as f64 + 0.5) / finer as f64;
                let (left, below) = (x as usize, y.max(0.0) as usize);
                let at = |dx: usize, dy: usize| {
                    let place = (below + dy).min(rows - 1) * columns + (left + dx).min(columns - 1);
                    shares.get(place).copied().unwrap_or(f64::NAN)
                };
                let (right, up) = (x - left as f64, y - below as f64);
                let low = at(0, 0) + right * (at(1, 0) - at(0, 0));
                let share = low + up * (at(0, 1) + right * (at(1, 1) - at(0, 1)) - low);
                let Color { r, g, b, .. } = color(share);
                rgba.extend([r, g, b, if share.is_nan() { 0 } else { 255 }]);
            }
        }
        let raster = Raster { width: wide, height: high, rgba };
        scene.draw(Primitive::Image { rect: frame.plot, raster, smooth: true });
        let stroke = Some(Stroke::new(self.palette.muted, 1.0));
        scene.draw(Primitive::Rect { rect: frame.plot, radius: 0.0, fill: None, stroke });
    }

    fn map_contours(&self, scene: &mut Scene<()>, frame: &Frame, scale: Scale, shares: &[f64]) {
        let [columns, rows] = self.grid();
        let (dx, dy) = (
            frame.plot.width / (columns.max(2) - 1) as f64,
            frame.plot.height / (rows.max(2) - 1) as f64,
        );
        for tick in scale.ticks(MOST_CONTOURS) {
            let share = scale.share(tick.at);
            let place = |(x, y): (f64, f64)| {
                Point::new(frame.plot.x + x * dx, frame.plot.bottom() - y * dy)
            };
            let pieces = contour(shares, columns, share);
            let ends: Vec<_> = pieces.into_iter().map(|[a, b]| (place(a), place(b))).collect();
            if !ends.is_empty() {
                let stroke = Stroke::new(line_on(share), 1.0);
                scene.draw(Primitive::Segments { ends, stroke });
            }
        }
    }

    fn map_axes(&self, scene: &mut Scene<()>, frame: &Frame, size: Size) {
        let (plot, palette) = (frame.plot, self.palette);
        let notch =
            |from, to| Primitive::Line { from, to, stroke: Stroke::new(palette.muted, 1.0) };
        for tick in axis::linear_ticks(frame.y.0, frame.y.1, 8) {
            let Some(at) = frame.place([frame.x.0, tick.at]) else { continue };
            scene.draw(notch(Point::new(at.x - 4.0, at.y), at));
            let at = Point::new(at.x - 6.0, at.y);
            scene.text(TextRun::ending(tick.label, at, TYPE_PX, palette.muted));
        }
        let most = ((plot.width / 60.0) as usize).clamp(2, 10);
        for tick in axis::linear_ticks(frame.x.0, frame.x.1, most) {
            let Some(at) = frame.place([tick.at, frame.y.0]) else { continue };
            scene.draw(notch(at, Point::new(at.x, at.y + 4.0)));
            let half = width(&tick.label) / 2.0;
            let at = Point::new(at.x.min(plot.right() + 8.0 - half), at.y + TYPE_PX);
            scene.text(TextRun::centered(tick.label, at, TYPE_PX, palette.muted));
        }
        let [x, y] = [0, 1].map(|axis| self.axes.get(axis).map_or("", |axis| &*axis.name));
        let half = width(x) / 2.0;
        let middle = plot.center().x.min(size.width - half).max(half);
        let at = Point::new(middle, plot.bottom() + 2.5 * TYPE_PX);
        scene.text(TextRun::centered(x, at, TYPE_PX, palette.ink));
        let at = Point::new(0.0, plot.y - 1.1 * TYPE_PX);
        scene.text(TextRun::starting(format!("↑ {y}"), at, TYPE_PX, palette.ink));
        let loss = LANDSCAPE.loss.get(self.language);
        let at = Point::new(size.width, plot.bottom() + TYPE_PX);
        scene.text(TextRun::ending(loss, at, TYPE_PX, palette.ink));
    }

    /// What the colours stand for.
    fn map_bar(&self, scene: &mut Scene<()>, frame: &Frame, scale: Scale) {
        let plot = frame.plot;
        let bar = Rect::new(plot.right() + 12.0, plot.y, BAR, plot.height);
        let pixel = |row: usize| {
            let Color { r, g, b, .. } = color(1.0 - (row as f64 + 0.5) / STEPS as f64);
            [r, g, b, 255]
        };
        let rgba = (0..STEPS).flat_map(pixel).collect();
        let raster = Raster { width: 1, height: STEPS, rgba };
        scene.draw(Primitive::Image { rect: bar, raster, smooth: true });
        let stroke = Some(Stroke::new(self.palette.muted, 1.0));
        scene.draw(Primitive::Rect { rect: bar, radius: 0.0, fill: None, stroke });
        let mut free_below = f64::INFINITY;
        for tick in scale.ticks(MOST_CONTOURS) {
            let share = scale.share(tick.at);
            let y = bar.bottom() - share.clamp(0.0, 1.0) * bar.height;
            let (from, to) = (Point::new(bar.x, y), Point::new(bar.right(), y));
            scene.draw(Primitive::Line { from, to, stroke: Stroke::new(line_on(share), 1.0) });
            if y + 0.7 * TYPE_PX < free_below {
                let at = Point::new(bar.right() + 5.0, y);
                scene.text(TextRun::starting(tick.label, at, TYPE_PX, self.palette.muted));
                free_below = y - 0.7 * TYPE_PX;
            }
        }
    }

    fn map_path(&self, scene: &mut Scene<()>, frame: &Frame) {
        let placed = self.path.iter().filter_map(|at| frame.place(*at));
        let points: Vec<Point> = placed.map(|at| frame.held(at)).collect();
        if points.len() > 1 {
            path(scene, &points, self.palette);
            Sign::Start.draw(scene, self.palette, points[0]);
        }
        let marks = [(self.next, Sign::Next, self.shows_next()), (self.here, Sign::Here, true)];
        for (at, sign, _) in marks.into_iter().filter(|mark| mark.2) {
            if let Some(at) = frame.place(at) {
                sign.draw(scene, self.palette, frame.held(at));
            }
        }
    }

    fn map_pointed(&self, scene: &mut Scene<()>, frame: &Frame) {
        let Some(place) = self.pointed else { return };
        let at = [0, 1].map(|axis| self.axes.get(axis)?.at.get(place[axis]).copied());
        let [Some(x), Some(y)] = at else { return };
        let Some((at, loss)) = frame.place([x, y]).zip(self.loss_at(place)) else { return };
        let Palette { ink, panel, .. } = *self.palette;
        let plot = frame.plot;
        let lines = [
            (Point::new(plot.x, at.y), Point::new(plot.right(), at.y)),
            (Point::new(at.x, plot.y), Point::new(at.x, plot.bottom())),
        ];
        for (width, color) in [(3.0, ink.with_alpha(0.6)), (1.0, panel)] {
            let ends = lines.to_vec();
            scene.draw(Primitive::Segments { ends, stroke: Stroke::new(color, width) });
        }
        let text = number::short(loss);
        let is_right = at.x + width(&text) + 16.0 > plot.right();
        let beside = Point::new(
            at.x + if is_right { -8.0 } else { 8.0 },
            (at.y - 11.0).max(plot.y + 0.7 * TYPE_PX),
        );
        let run = if is_right { TextRun::ending } else { TextRun::starting };
        let halo = Some(Halo { color: panel, width: 3.5 });
        scene.text(TextRun { halo, ..run(text, beside, TYPE_PX, ink).bold() });
    }
}

/// A contour line that is seen on the colour of its level.
fn line_on(share: f64) -> Color {
    if share < 0.6 {
        Color::hex(0xff_ff_ff).with_alpha(0.55)
    } else {
        Color::hex(0).with_alpha(0.5)
    }
}
