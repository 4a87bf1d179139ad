//! The relative error of a difference quotient against its step h, on logarithmic axes: a V, down
//! where truncation rules and up again where rounding does.

use super::{Palette, number};
use crate::i18n::{CHECK, Language};
use crate::math;
use crate::scene::{Point, Primitive, Rect, Scene, Size, Stroke, TextRun};

/// What the plot is made from.
#[derive(Debug, Clone, Copy)]
pub struct ErrorPlot<'a> {
    /// Step and relative error, in any order.
    pub points: &'a [(f64, f64)],
    /// The step in use, and the relative error with it.
    pub current: Option<(f64, f64)>,
    /// Colours.
    pub palette: &'a Palette,
    /// Language.
    pub language: Language,
}

/// The steps on the axis, as powers of ten.
const STEPS: [f64; 2] = [-13.0, 0.0];
/// The errors on the axis, as powers of ten; what is smaller is drawn at the lower edge.
const ERRORS: [f64; 2] = [-12.0, 0.5];
const TYPE_PX: f64 = 11.0;

impl ErrorPlot<'_> {
    /// The plot at that size.
    pub fn scene(&self, size: Size) -> Scene<()> {
        let mut scene = Scene::new(size);
        let Palette { ink, muted, line, accent, panel, .. } = *self.palette;
        let left = 38.0;
        let plot = Rect::new(left, 14.0, size.width - left - 10.0, size.height - 14.0 - 20.0);
        if plot.width < 40.0 || plot.height < 30.0 {
            return scene;
        }
        let text = |scene: &mut Scene<()>, run: TextRun| scene.text(run);
        for power in [-12, -9, -6, -3, 0] {
            let y = y_of(plot, f64::from(power));
            scene.draw(Primitive::Line {
                from: Point::new(plot.x, y),
                to: Point::new(plot.right(), y),
                stroke: Stroke::new(line, 1.0),
            });
            let at = Point::new(plot.x - 5.0, y);
            text(
                &mut scene,
                TextRun::ending(number::power_of_ten_label(power), at, TYPE_PX, muted),
            );
        }
        let below = plot.bottom() + 11.0;
        for power in [-12, -9, -6, -3] {
            let x = x_of(plot, f64::from(power));
            let at = Point::new(x, below);
            text(
                &mut scene,
                TextRun::centered(number::power_of_ten_label(power), at, TYPE_PX, muted),
            );
        }
        let word = |text: crate::i18n::Text| text.get(self.language);
        let corner = Point::new(0.0, 6.0);
        text(&mut scene, TextRun::starting(word(CHECK.plot_error), corner, TYPE_PX, muted));
        let end = Point::new(size.width - 1.0, below);
        text(&mut scene, TextRun::ending(word(CHECK.plot_step), end, TYPE_PX, muted));
        let points: Vec<Point> = self
            .points
            .iter()
            .filter(|(_, error)| error.is_finite())
            .map(|&(step, error)| point(plot, step, error))
            .collect();
        if points.len() > 1 {
            let stroke = Some(Stroke::new(ink, 1.75));
            scene.draw(Primitive::Polyline { points, closed: false, fill: None, stroke });
        }
        let rules = [(CHECK.plot_rounding, -12.6, -9.2), (CHECK.plot_truncation, -0.2, -9.2)];
        for (words, power, height) in rules {
            let at = Point::new(x_of(plot, power), y_of(plot, height) + 12.0);
            let run = if power < -6.0 { TextRun::starting } else { TextRun::ending };
            text(&mut scene, run(word(words).to_owned(), at, TYPE_PX, muted));
        }
        if let Some((step, error)) = self.current {
            let at = point(plot, step, error);
            let stroke = Stroke::new(accent, 1.5);
            let (from, to) = (Point::new(at.x, plot.y), Point::new(at.x, plot.bottom()));
            scene.draw(Primitive::Line { from, to, stroke });
            if error.is_finite() {
                let stroke = Some(Stroke::new(panel, 2.0));
                let fill = Some(accent);
                scene.draw(Primitive::Circle { center: at, radius: 5.0, fill, stroke });
            }
            let label = format!("h = {}", number::compact(step));
            // Over the plot, beside the name of the axis.
            let place = Point::new((at.x + 30.0).max(150.0).min(size.width - 1.0), 6.0);
            text(&mut scene, TextRun::ending(label, place, TYPE_PX, accent).bold());
        }
        scene
    }

    /// The plot in one sentence.
    pub fn summary(&self) -> String {
        let best = self.points.iter().min_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or_else(String::new, |&(step, error)| {
            let values = [("error", &*number::size(error)), ("step", &number::compact(step))];
            CHECK.plot_summary.fill(self.language, &values)
        })
    }
}

fn point(plot: Rect, step: f64, error: f64) -> Point {
    let error = if error > 0.0 { math::log10(error) } else { ERRORS[0] };
    Point::new(x_of(plot, math::log10(step)), y_of(plot, error))
}

/// The place of a power of ten among the steps.
fn x_of(plot: Rect, power: f64) -> f64 {
    let share = (power - STEPS[0]) / (STEPS[1] - STEPS[0]);
    plot.x + plot.width * share.clamp(0.0, 1.0)
}

/// The place of a power of ten among the errors.
fn y_of(plot: Rect, power: f64) -> f64 {
    let share = (power - ERRORS[0]) / (ERRORS[1] - ERRORS[0]);
    plot.bottom() - plot.height * share.clamp(0.0, 1.0)
}
