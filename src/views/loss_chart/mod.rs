//! The loss over the iterations, through plotters.

mod backend;
mod canvas;
mod finer;
mod others;
mod path;
mod range;

pub use self::finer::Finer;
pub use self::others::{Look, Other};

use self::backend::SceneBackend;
use self::canvas::{Canvas, Placed, int};
use self::path::{bands, dashes, lines};
use self::range::Range;
use super::{Palette, axis, number};
use crate::i18n::{FIGURES, Language};
use crate::scene::{Scene, Size};
use plotters::backend::DrawingBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea as _};
use plotters::style::text_anchor::{HPos, VPos};

/// The result of drawing on the backend `DB`.
type Result<DB> = std::result::Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// A chart of the loss over the iterations. Points need not be finite; where the loss stops being
/// a number, the chart says so.
#[derive(Debug, Clone, Copy)]
pub struct LossChart<'a> {
    /// Iteration and mean loss over all training samples, ascending.
    pub train: &'a [(f64, f64)],
    /// Iteration, least and greatest loss of a batch around it, ascending; may be empty.
    pub batch: &'a [(f64, f64, f64)],
    /// Iteration and mean loss over all test samples, ascending; may be empty.
    pub test: &'a [(f64, f64)],
    /// Other runs that this one is compared with; may be empty.
    pub others: &'a [Other<'a>],
    /// Iterations at which something was changed, and what, ascending.
    pub changes: &'a [(f64, String)],
    /// What the axes cover, where several charts are to be compared; else what the points do.
    pub frame: Option<Frame>,
    /// The iteration the page shows, if it is marked.
    pub cursor: Option<f64>,
    /// Whether the loss has a logarithmic axis.
    pub log_axis: bool,
    /// Device pixels per CSS pixel: text and strokes grow by it.
    pub scale: f64,
    /// Height of the text in CSS pixels.
    pub font_px: f64,
    /// Colours.
    pub palette: &'a Palette,
    /// Language.
    pub language: Language,
}

/// What the axes of a chart cover.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The last iteration; the first is 0.
    pub iterations: f64,
    /// The least and the greatest loss.
    pub losses: (f64, f64),
}

impl LossChart<'_> {
    /// Draws the chart over all of `area`, whose background is left as it is. What the lines are
    /// is left to be said beside it, as the page does.
    ///
    /// # Errors
    /// Whatever the backend reports.
    pub fn draw<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>) -> Result<DB> {
        self.draw_on(area, false)
    }

    /// Draws the chart over all of `area`, with what the lines are and their last values on top.
    ///
    /// # Errors
    /// Whatever the backend reports.
    pub fn draw_with_legend<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
    ) -> Result<DB> {
        self.draw_on(area, true)
    }

    fn draw_on<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        has_legend: bool,
    ) -> Result<DB> {
        let canvas = Canvas::new(area, self);
        let Some(range) = Range::new(self) else {
            let text = if self.train.iter().chain(self.test).any(|point| point.1.is_finite()) {
                FIGURES.no_positive_loss
            } else if self.first_not_finite().is_some() {
                return self.draw_never_finite(&canvas);
            } else {
                FIGURES.no_loss_yet
            };
            return canvas.message(text.get(self.language), self.palette.muted);
        };
        let plot = Placed::new(&canvas, range, self, has_legend);
        self.draw_axes(&canvas, &plot)?;
        self.draw_changes(&canvas, &plot)?;
        self.draw_cursor(&canvas, &plot)?;
        self.draw_series(&canvas, &plot)?;
        self.draw_not_finite(&canvas, &plot)?;
        if has_legend { self.draw_legend(&canvas, &plot) } else { Ok(()) }
    }

    /// The chart with its legend as a scene of that size, for files. [`scale`](Self::scale) plays no part in it.
    pub fn scene(&self, size: Size) -> Scene<()> {
        const SCALE: f64 = 8.0;
        let mut scene = Scene::new(size);
        let area = SceneBackend::new(&mut scene, SCALE).into_drawing_area();
        // A scene takes everything; there is nothing that could fail.
        let _ = LossChart { scale: SCALE, ..*self }.draw_with_legend(&area);
        drop(area);
        scene
    }

    /// The chart without its legend as a scene of that size, one of several beside each other.
    pub fn small_scene(&self, size: Size) -> Scene<()> {
        const SCALE: f64 = 8.0;
        let mut scene = Scene::new(size);
        let area = SceneBackend::new(&mut scene, SCALE).into_drawing_area();
        let _ = LossChart { scale: SCALE, ..*self }.draw(&area);
        drop(area);
        scene
    }

    /// The iteration at `x` pixels from the left of a chart of that size without its legend, as
    /// near as it can be told, within the axis; `None` of a chart without axes.
    pub fn iteration_at(&self, size: Size, x: f64) -> Option<f64> {
        let mut scene = Scene::new(size);
        let chart = LossChart { scale: 1.0, ..*self };
        let area = SceneBackend::new(&mut scene, 1.0).into_drawing_area();
        let canvas = Canvas::new(&area, &chart);
        let plot = Placed::new(&canvas, Range::new(&chart)?, &chart, false);
        let (left, right) = (f64::from(plot.left), f64::from(plot.right));
        let share = ((x - left) / (right - left)).clamp(0.0, 1.0);
        let (first, last) = plot.range.x;
        Some((first + share * (last - first)).round())
    }

    /// The chart in one sentence, for those who hear the page.
    pub fn summary(&self) -> String {
        let Some(&(iteration, loss)) = self.train.last() else {
            return FIGURES.no_loss_yet.get(self.language).to_owned();
        };
        let count = number::count(iteration.max(0.0) as u64);
        let mut text = FIGURES
            .loss_summary
            .fill(self.language, &[("count", &count), ("value", &number::short(loss))]);
        if let Some(&(_, loss)) = self.test.last() {
            text.push_str(FIGURES.clause_separator.get(self.language));
            let value = number::short(loss);
            text.push_str(&FIGURES.test_summary.fill(self.language, &[("value", &value)]));
        }
        text
    }

    fn draw_axes<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: &Placed) -> Result<DB> {
        for tick in &plot.y_ticks {
            let Some(y) = plot.y(tick.at) else { continue };
            canvas.line(&[(plot.left, y), (plot.right, y)], self.palette.line, 1.0)?;
            let place = (plot.left - canvas.px(6.0), y);
            canvas.text(&tick.label, place, HPos::Right, VPos::Center, self.palette.muted)?;
        }
        let title = FIGURES.iteration.get(self.language);
        let title_start = plot.right - canvas.width_of(title);
        let below = plot.bottom + canvas.px(6.0);
        for tick in &plot.x_ticks {
            let x = plot.x(tick.at);
            canvas.line(
                &[(x, plot.bottom), (x, plot.bottom + canvas.px(3.0))],
                self.palette.line,
                1.0,
            )?;
            // The title shares the line with the ticks' labels, and comes first.
            let half = canvas.width_of(&tick.label) / 2;
            if x + half + canvas.px(6.0) <= title_start {
                canvas.text(
                    &tick.label,
                    (x, below),
                    HPos::Center,
                    VPos::Top,
                    self.palette.muted,
                )?;
            }
        }
        canvas.text(title, (plot.right, below), HPos::Right, VPos::Top, self.palette.muted)
    }

    fn draw_changes<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: &Placed) -> Result<DB> {
        let gap = canvas.px(4.0);
        // Where the text of each row ends; a label that fits in no row is left out.
        let mut rows = [i32::MIN; 3];
        // On top of the plot it may say where the loss stops being a number.
        let first_row = i32::from(self.first_not_finite().is_some());
        // Labels come after all lines, so that no line runs through one.
        let mut labels = Vec::new();
        for (iteration, label) in self.changes {
            if !plot.range.shows_x(*iteration) {
                continue;
            }
            let x = plot.x(*iteration);
            let top = (x, plot.top);
            let line = dashes(&[top, (x, plot.bottom)], &[canvas.scaled(2.0), canvas.scaled(3.0)]);
            for dash in line {
                canvas.line(&dash, self.palette.muted, 1.0)?;
            }
            let width = canvas.width_of(label);
            let to_left = x + gap + width > plot.right;
            let start = if to_left { x - gap - width } else { x + gap };
            let y = |row: usize| {
                let half_rows = 2 * (int(row) + first_row) + 1;
                plot.top + canvas.px(6.0) + half_rows * canvas.line_height() / 2
            };
            let free = rows.iter().position(|&end| start >= end);
            let is_inside = |row: &usize| y(*row) + canvas.line_height() / 2 <= plot.bottom;
            let Some(row) = free.filter(is_inside).filter(|_| start >= plot.left) else {
                continue;
            };
            rows[row] = start + width + gap;
            labels.push((label, (start, y(row))));
        }
        for (label, place) in labels {
            let Palette { muted, panel, .. } = *self.palette;
            canvas.text_on_patch(label, place, muted, panel)?;
        }
        let half = canvas.px(3.5);
        for (iteration, _) in self.changes.iter().filter(|change| plot.range.shows_x(change.0)) {
            let x = plot.x(*iteration);
            let tip = [(x - half, plot.top), (x + half, plot.top), (x, plot.top + half * 3 / 2)];
            canvas.polygon(&tip, self.palette.muted, 1.0)?;
        }
        Ok(())
    }

    fn draw_cursor<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: &Placed) -> Result<DB> {
        let Some(at) = self.cursor.filter(|&at| plot.range.shows_x(at)) else { return Ok(()) };
        let x = plot.x(at);
        canvas.line(&[(x, plot.top), (x, plot.bottom)], self.palette.accent, 1.5)
    }

    fn draw_series<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: &Placed) -> Result<DB> {
        let Palette { ink, muted, panel, .. } = *self.palette;
        let band = self.batch.iter().map(|&(x, least, most)| {
            Some((plot.x(x), plot.y_clamped(least)?, plot.y_clamped(most)?))
        });
        for outline in bands(band) {
            canvas.polygon(&outline, ink, 0.13)?;
        }
        let place = |(x, y): (f64, f64)| Some((plot.x(x), plot.y(y)?));
        self.draw_others(canvas, plot)?;
        for line in lines(self.test, place) {
            for dash in dashes(&line, &[canvas.scaled(5.0), canvas.scaled(3.0)]) {
                canvas.line(&dash, muted, 1.5)?;
            }
        }
        for line in lines(self.train, place) {
            canvas.line(&line, ink, 1.75)?;
            if let &[only] = &line[..] {
                canvas.dot(only, 3.0, ink, None)?;
            }
        }
        if let Some(end) = self.test.last().and_then(|&point| place(point)) {
            canvas.dot(end, 3.0, muted, Some(panel))?;
        }
        let Some(&last) = self.train.last() else { return Ok(()) };
        let Some(end) = place(last) else { return Ok(()) };
        canvas.dot(end, 3.5, ink, None)?;
        if self.train.len() == 1 {
            let beside = (end.0 + canvas.px(8.0), end.1);
            canvas.text(&number::short(last.1), beside, HPos::Left, VPos::Center, ink)?;
        }
        Ok(())
    }

    fn first_not_finite(&self) -> Option<f64> {
        self.train.iter().find(|point| !point.1.is_finite()).map(|point| point.0)
    }

    fn not_finite_text(&self, iteration: f64) -> String {
        let iteration = number::count(iteration.max(0.0) as u64);
        FIGURES.not_finite.fill(self.language, &[("iteration", &iteration)])
    }

    fn draw_not_finite<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        plot: &Placed,
    ) -> Result<DB> {
        let Some(iteration) = self.first_not_finite() else { return Ok(()) };
        let (x, error) = (plot.x(iteration), self.palette.error);
        canvas.line(&[(x, plot.top), (x, plot.bottom)], error, 1.0)?;
        let (y, arm) = (plot.top + canvas.line_height() / 2, canvas.px(4.0));
        canvas.line(&[(x - arm, y - arm), (x + arm, y + arm)], error, 2.0)?;
        canvas.line(&[(x - arm, y + arm), (x + arm, y - arm)], error, 2.0)?;
        // To the right of the mark nothing is drawn any more.
        let text = self.not_finite_text(iteration);
        let (width, gap) = (canvas.width_of(&text), canvas.px(9.0));
        let start = if x + gap + width <= plot.right { x + gap } else { x - gap - width };
        let place = (start.max(plot.left), y);
        canvas.text_on_patch(&text, place, error, self.palette.panel)
    }

    fn draw_never_finite<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Result<DB> {
        let iteration = self.first_not_finite().unwrap_or(0.0);
        canvas.message(&self.not_finite_text(iteration), self.palette.error)
    }

    /// What the lines are, with the last value of each, from the right.
    fn draw_legend<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, plot: &Placed) -> Result<DB> {
        let middle = canvas.px(1.0) + canvas.line_height() / 2;
        let title = FIGURES.loss.get(self.language);
        canvas.text(title, (0, middle), HPos::Left, VPos::Center, self.palette.muted)?;
        let sample = canvas.px(16.0);
        let mut end = plot.right;
        let entries = [
            (FIGURES.test, self.test, self.palette.muted, true),
            (FIGURES.train, self.train, self.palette.ink, false),
        ];
        for (name, points, color, dashed) in entries {
            let Some(&(_, last)) = points.last() else { continue };
            let text = format!("{} {}", name.get(self.language), number::short(last));
            canvas.text(&text, (end, middle), HPos::Right, VPos::Center, color)?;
            end -= canvas.width_of(&text) + canvas.px(6.0);
            let line = [(end - sample, middle), (end, middle)];
            if dashed {
                for dash in dashes(&line, &[canvas.scaled(5.0), canvas.scaled(3.0)]) {
                    canvas.line(&dash, color, 1.5)?;
                }
            } else {
                canvas.line(&line, color, 1.75)?;
            }
            end -= sample + canvas.px(14.0);
        }
        Ok(())
    }
}

/// Ticks of an axis of `length_px` CSS pixels, one every `each_px` at most.
fn ticks(low: f64, high: f64, log: bool, length_px: f64, each_px: f64) -> Vec<axis::Tick> {
    let most = ((length_px / each_px) as usize).clamp(2, 8);
    if log { axis::log_ticks(low, high, most) } else { axis::linear_ticks(low, high, most) }
}

#[cfg(test)]
mod tests;
