//! The learning rate over the iterations, as a schedule will have it: drawn before it runs.

use super::axis::linear_ticks;
use super::{Palette, number};
use crate::nn::{Schedule, ScheduleKind};
use crate::scene::{Point, Primitive, Rect, Scene, Size, Stroke, TextRun};

/// What the picture is made from.
#[derive(Debug, Clone, Copy)]
pub struct ScheduleCurve<'a> {
    /// The schedule.
    pub schedule: Schedule,
    /// The learning rate that it starts from, η₀.
    pub base: f64,
    /// The iteration that the run stands in, from 0.
    pub now: u64,
    /// Colours.
    pub palette: &'a Palette,
}

const TYPE_PX: f64 = 11.0;
/// Places that the curve is drawn through.
const POINTS: u64 = 240;
/// The longest run that an exponential schedule is drawn for.
const LONGEST: u64 = 1 << 20;

impl ScheduleCurve<'_> {
    /// Iterations that the picture shows: past the schedule's end, and past where the run stands if
    /// that is not far off.
    pub fn iterations(&self) -> u64 {
        let Schedule { kind, length, factor } = self.schedule;
        let planned = match kind {
            ScheduleKind::Constant => 100,
            ScheduleKind::Step => length.saturating_mul(5),
            // Until a twentieth is left.
            ScheduleKind::Exponential => {
                let mut iterations = 20;
                while iterations < LONGEST && self.rate(iterations) > 0.05 * self.base {
                    iterations *= 2;
                }
                if factor < 1.0 { iterations } else { 100 }
            }
            ScheduleKind::Cosine | ScheduleKind::WarmUp | ScheduleKind::OneCycle => {
                length.saturating_add(length / 5).max(2)
            }
        };
        // Far past its end, the schedule itself is what there is to see.
        if self.now > 4 * planned { planned } else { planned.max(self.now + self.now / 10) }
    }

    /// The learning rate of an iteration.
    pub fn rate(&self, iteration: u64) -> f64 {
        self.schedule.rate(self.base, iteration)
    }

    /// The highest learning rate in the picture.
    pub fn highest(&self) -> f64 {
        self.points().into_iter().map(|(_, rate)| rate).fold(0.0, f64::max)
    }

    fn points(&self) -> Vec<(u64, f64)> {
        let iterations = self.iterations();
        let count = POINTS.min(iterations);
        // In whole numbers of more bits, for the longest run there can be.
        let place = |k: u64| (u128::from(k) * u128::from(iterations) / u128::from(count)) as u64;
        (0..=count).map(place).map(|t| (t, self.rate(t))).collect()
    }

    /// The picture at that size.
    pub fn scene(&self, size: Size) -> Scene<()> {
        let mut scene = Scene::new(size);
        let Palette { ink, muted, line, accent, panel, .. } = *self.palette;
        let (points, highest) = (self.points(), self.highest());
        let last = self.iterations() as f64;
        let ticks = linear_ticks(0.0, highest, 3);
        let widest = ticks.iter().map(|tick| tick.label.chars().count()).max().unwrap_or(1);
        let left = 8.0 + 0.62 * TYPE_PX * widest as f64;
        let plot = Rect::new(left, 20.0, size.width - left - 10.0, size.height - 20.0 - 20.0);
        if highest <= 0.0 || plot.width < 20.0 || plot.height < 20.0 {
            return scene;
        }
        let at = |iteration: f64, rate: f64| {
            let up = (rate / highest).clamp(0.0, 1.0);
            Point::new(plot.x + plot.width * iteration / last, plot.bottom() - plot.height * up)
        };
        for tick in ticks {
            let y = at(0.0, tick.at).y;
            let (from, to) = (Point::new(plot.x, y), Point::new(plot.right(), y));
            scene.draw(Primitive::Line { from, to, stroke: Stroke::new(line, 1.0) });
            scene.text(TextRun::ending(tick.label, Point::new(plot.x - 5.0, y), TYPE_PX, muted));
        }
        for tick in linear_ticks(0.0, last, 4) {
            let place = Point::new(at(tick.at, 0.0).x, plot.bottom() + 11.0);
            scene.text(TextRun::centered(tick.label, place, TYPE_PX, muted));
        }
        let points = points.iter().map(|&(t, rate)| at(t as f64, rate)).collect();
        let stroke = Some(Stroke::new(ink, 1.75));
        scene.draw(Primitive::Polyline { points, closed: false, fill: None, stroke });
        let here = at((self.now as f64).min(last), self.rate(self.now));
        let (fill, stroke) = (Some(accent), Some(Stroke::new(panel, 1.5)));
        scene.draw(Primitive::Circle { center: here, radius: 4.5, fill, stroke });
        // Above the plot, where no curve is.
        let label = format!("η {}", number::short(self.rate(self.now)));
        let corner = Point::new(plot.right(), 7.0);
        scene.text(TextRun::ending(label, corner, TYPE_PX, accent).bold());
        scene
    }
}
