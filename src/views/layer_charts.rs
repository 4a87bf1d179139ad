//! Charts below each other with a line for each layer over the iterations: the sizes of numbers on
//! logarithmic axes, and shares of units.

use super::axis::{Tick, linear_ticks, log_ticks};
use super::figure::mix;
use super::{Palette, number};
use crate::math;
use crate::scene::{
    Color, Point, Primitive, Rect, Scene, Size, Stroke, TextRun, Weight, text_width,
};

/// What the charts are made from.
#[derive(Debug, Clone, Copy)]
pub struct LayerCharts<'a> {
    /// The charts, from top to bottom.
    pub charts: &'a [LayerChart],
    /// The layers' names, as short as can be: they stand at the ends of the lines.
    pub layers: &'a [String],
    /// The last iteration on the axes, and what the axis is called.
    pub iterations: (f64, &'a str),
    /// The iteration that the run stands in.
    pub cursor: Option<f64>,
    /// The iteration that is pointed at: what the lines come to there is written beside them.
    pub pointed: Option<f64>,
    /// Colours.
    pub palette: &'a Palette,
}

/// One chart.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerChart {
    /// What is drawn.
    pub title: String,
    /// Iteration and number of each layer, ascending; what is not finite is left out.
    pub lines: Vec<Vec<(f64, f64)>>,
    /// The axis.
    pub axis: Axis,
}

/// The vertical axis of a chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Axis {
    /// Logarithmic; a number that is worth a line across, with a word for it, if it is near.
    Size(Option<(f64, String)>),
    /// From 0 to 100 %.
    Share,
}

const TYPE_PX: f64 = 11.0;
/// Least room for the names at the ends of the lines, and room for the numbers at the axis and for
/// the title.
const RIGHT: f64 = 34.0;
const LEFT: f64 = 38.0;
const TOP: f64 = 22.0;
/// Room for the iterations below the last chart.
const BOTTOM: f64 = 18.0;
/// Room between charts.
const GAP: f64 = 8.0;
/// A logarithmic axis covers no less than this factor.
const LEAST_SPAN: f64 = 10.0;
/// Names and numbers at lines are this far apart at least.
const PITCH: f64 = 11.5;
const WIDE_PITCH: f64 = 13.5;
/// Where the names begin, from the end of the lines.
const NAME_AT: f64 = 9.0;

impl LayerCharts<'_> {
    /// The charts at that size.
    pub fn scene(&self, size: Size) -> Scene<()> {
        let mut scene = Scene::new(size);
        let count = self.charts.len().max(1) as f64;
        let height = (size.height - BOTTOM - GAP * (count - 1.0)) / count;
        let right = self.right();
        if size.width < LEFT + right + 40.0 || height < TOP + 20.0 {
            return scene;
        }
        for (i, chart) in self.charts.iter().enumerate() {
            let top = i as f64 * (height + GAP);
            let plot = Rect::new(LEFT, top + TOP, size.width - LEFT - right, height - TOP);
            self.draw(&mut scene, chart, plot);
        }
        self.iterations(&mut scene, size);
        scene
    }

    /// The iteration at a place of charts of that size, counted from the left; `None` beside them.
    pub fn iteration_at(&self, size: Size, x: f64) -> Option<f64> {
        let width = size.width - LEFT - self.right();
        let share = (x - LEFT) / width;
        (width > 0.0 && (-0.02..=1.05).contains(&share))
            .then(|| share.clamp(0.0, 1.0) * self.iterations.0)
    }

    /// Room at the right: the longest name fits.
    fn right(&self) -> f64 {
        let width = |name: &String| text_width(name, TYPE_PX, Weight::Bold);
        let widest = self.layers.iter().map(width).fold(0.0, f64::max);
        f64::max(RIGHT, NAME_AT + widest + 2.0)
    }

    /// How far apart names are: Chinese ones fill their line.
    fn pitch(&self) -> f64 {
        if self.layers.iter().all(|name| name.is_ascii()) { PITCH } else { WIDE_PITCH }
    }

    fn x(&self, plot: Rect, iteration: f64) -> f64 {
        let last = self.iterations.0;
        if last > 0.0 { plot.x + plot.width * (iteration / last).clamp(0.0, 1.0) } else { plot.x }
    }

    /// The colour of a layer's line: from that of the first to that of the last.
    fn color(&self, layer: usize) -> Color {
        let last = self.layers.len().saturating_sub(1).max(1);
        let share = layer as f64 / last as f64;
        mix(self.palette.weight_negative, self.palette.weight_positive, share)
    }

    fn draw(&self, scene: &mut Scene<()>, chart: &LayerChart, plot: Rect) {
        let Palette { ink, muted, line, .. } = *self.palette;
        let title = Point::new(0.0, plot.y - TOP + 8.0);
        scene.text(TextRun::starting(chart.title.clone(), title, 12.0, ink).bold());
        let scale = Scale::of(chart);
        for tick in &scale.ticks {
            let y = scale.y(plot, tick.at);
            let (from, to) = (Point::new(plot.x, y), Point::new(plot.right(), y));
            scene.draw(Primitive::Line { from, to, stroke: Stroke::new(line, 1.0) });
            let at = Point::new(plot.x - 5.0, y);
            scene.text(TextRun::ending(tick.label.clone(), at, TYPE_PX, muted));
        }
        let level = match &chart.axis {
            Axis::Size(Some((level, word))) if scale.holds(*level) => Some((*level, word)),
            _ => None,
        };
        if let Some((level, _)) = level {
            let y = scale.y(plot, level);
            let (from, to) = (Point::new(plot.x, y), Point::new(plot.right(), y));
            let stroke = Stroke::dashed(self.palette.error, 1.5, 5.0, 3.0);
            scene.draw(Primitive::Line { from, to, stroke });
        }
        if let Some(cursor) = self.cursor {
            self.upright(scene, plot, cursor, self.palette.accent);
        }
        // The first layer is what most is said of: it lies on top.
        for (layer, points) in chart.lines.iter().enumerate().rev() {
            self.line(scene, &scale, plot, (layer, points));
        }
        if let Some((level, word)) = level {
            let y = scale.y(plot, level);
            let beside = if y - plot.y > 16.0 { -8.5 } else { 8.5 };
            let at = Point::new(plot.x + 4.0, y + beside);
            let run = TextRun::starting(word.clone(), at, TYPE_PX, self.palette.error);
            self.on_patch(scene, run);
        }
        match self.pointed {
            None => self.name_ends(scene, chart, &scale, plot),
            Some(pointed) => {
                self.upright(scene, plot, pointed, ink);
                self.read(scene, chart, &scale, (plot, pointed));
            }
        }
    }

    fn upright(&self, scene: &mut Scene<()>, plot: Rect, iteration: f64, color: Color) {
        let x = self.x(plot, iteration);
        let (from, to) = (Point::new(x, plot.y), Point::new(x, plot.bottom()));
        scene.draw(Primitive::Line { from, to, stroke: Stroke::new(color, 1.25) });
    }

    fn line(
        &self,
        scene: &mut Scene<()>,
        scale: &Scale,
        plot: Rect,
        (layer, points): (usize, &[(f64, f64)]),
    ) {
        let color = self.color(layer);
        let place = |&(iteration, value): &(f64, f64)| {
            Point::new(self.x(plot, iteration), scale.y(plot, value))
        };
        // Where a number is not finite the line is broken.
        for part in points.split(|point| !point.1.is_finite()) {
            match part {
                [] => {}
                [point] => {
                    let (center, fill) = (place(point), Some(color));
                    scene.draw(Primitive::Circle { center, radius: 3.0, fill, stroke: None });
                }
                _ => {
                    let points = part.iter().map(place).collect();
                    let stroke = Some(Stroke::new(color, 1.75));
                    scene.draw(Primitive::Polyline { points, closed: false, fill: None, stroke });
                }
            }
        }
    }

    /// Whether there is room to say something of a layer: of many only every few have it.
    fn is_named(&self, layer: usize, plot: Rect) -> bool {
        let count = self.layers.len();
        let every = (count as f64 * self.pitch() / plot.height).ceil().max(1.0) as usize;
        layer.is_multiple_of(every) || layer + 1 == count
    }

    /// The name of each layer at the end of its line.
    fn name_ends(&self, scene: &mut Scene<()>, chart: &LayerChart, scale: &Scale, plot: Rect) {
        let named = chart.lines.iter().enumerate().filter(|(layer, _)| self.is_named(*layer, plot));
        let ends = named.filter_map(|(layer, points)| {
            let end = points.iter().rev().find(|point| point.1.is_finite())?;
            Some((layer, Point::new(self.x(plot, end.0), scale.y(plot, end.1))))
        });
        let mut ends: Vec<(usize, Point)> = ends.collect();
        let heights = spread(&mut ends, plot, self.pitch());
        for ((layer, end), y) in ends.into_iter().zip(heights) {
            let color = self.color(layer);
            let at = Point::new(plot.right() + NAME_AT, y);
            let to = Point::new(at.x - 2.0, y);
            let stroke = Stroke::new(color, 1.0);
            scene.draw(Primitive::Line { from: end, to, stroke });
            let name = self.layers.get(layer).cloned().unwrap_or_default();
            scene.text(TextRun::starting(name, at, TYPE_PX, color).bold());
        }
    }

    /// What each line comes to at the iteration that is pointed at.
    fn read(
        &self,
        scene: &mut Scene<()>,
        chart: &LayerChart,
        scale: &Scale,
        (plot, pointed): (Rect, f64),
    ) {
        let named = chart.lines.iter().enumerate().filter(|(layer, _)| self.is_named(*layer, plot));
        let near = named.filter_map(|(layer, points)| {
            let distance = |point: &&(f64, f64)| (point.0 - pointed).abs();
            let point = points.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
            let at = Point::new(self.x(plot, pointed), scale.y(plot, point.1));
            Some((layer, at, point.1))
        });
        let near: Vec<_> = near.collect();
        let mut places: Vec<_> = near.iter().map(|(layer, at, _)| (*layer, *at)).collect();
        let heights = spread(&mut places, plot, self.pitch());
        let widest = 74.0;
        let is_left = self.x(plot, pointed) + widest + 8.0 > plot.right() + self.right();
        for ((layer, at), y) in places.into_iter().zip(heights) {
            let Some((.., value)) = near.iter().find(|(other, ..)| *other == layer) else {
                continue;
            };
            let name = self.layers.get(layer).map_or("", |name| name);
            let value = match chart.axis {
                Axis::Share => format!("{:.0} %", 100.0 * value),
                Axis::Size(_) => number::size(*value),
            };
            let (at, text) = (Point::new(at.x, y), format!("{name}  {value}"));
            let color = self.color(layer);
            let run = if is_left {
                TextRun::ending(text, Point::new(at.x - 6.0, y), TYPE_PX, color)
            } else {
                TextRun::starting(text, Point::new(at.x + 6.0, y), TYPE_PX, color)
            };
            self.on_patch(scene, run.bold());
        }
    }

    /// A text that the lines do not run through.
    fn on_patch(&self, scene: &mut Scene<()>, run: TextRun) {
        let (rect, fill) = (run.bounds().grown(1.0), Some(self.palette.panel.with_alpha(0.85)));
        scene.draw(Primitive::Rect { rect, radius: 2.0, fill, stroke: None });
        scene.text(run);
    }

    /// The axis below the last chart.
    fn iterations(&self, scene: &mut Scene<()>, size: Size) {
        let plot = Rect::new(LEFT, 0.0, size.width - LEFT - self.right(), size.height);
        let y = size.height - 7.0;
        let (last, name) = self.iterations;
        let name_width = text_width(name, TYPE_PX, Weight::Regular);
        let color = self.palette.muted;
        scene.text(TextRun::ending(name, Point::new(size.width, y), TYPE_PX, color));
        // Counted from 1, as on the page.
        let mut ticks = linear_ticks(0.0, last + 1.0, 5);
        if let Some(first) = ticks.first_mut() {
            first.at = 1.0;
        }
        for tick in ticks.iter().filter(|tick| tick.at.fract() == 0.0) {
            let label = number::count(tick.at as u64);
            let at = Point::new(self.x(plot, tick.at - 1.0), y);
            let half = text_width(&label, TYPE_PX, Weight::Regular) / 2.0;
            if at.x + half + 8.0 < size.width - name_width {
                scene.text(TextRun::centered(label, at, TYPE_PX, color));
            }
        }
    }
}

/// Heights for what stands beside `places`, which are put in their order: as near to them as
/// may be without touching one another.
fn spread(places: &mut [(usize, Point)], plot: Rect, pitch: f64) -> Vec<f64> {
    places.sort_by(|a, b| a.1.y.total_cmp(&b.1.y).then(a.0.cmp(&b.0)));
    let pitch = pitch.min(plot.height / places.len().max(1) as f64);
    let mut heights: Vec<f64> = places.iter().map(|(_, place)| place.y).collect();
    for i in 1..heights.len() {
        heights[i] = heights[i].max(heights[i - 1] + pitch);
    }
    let mut most = plot.bottom();
    for height in heights.iter_mut().rev() {
        *height = height.min(most);
        most = *height - pitch;
    }
    heights
}

/// Where numbers lie in a plot.
struct Scale {
    low: f64,
    high: f64,
    is_log: bool,
    ticks: Vec<Tick>,
}

impl Scale {
    fn of(chart: &LayerChart) -> Self {
        let Axis::Size(level) = &chart.axis else {
            let tick = |at: f64| Tick { at, label: format!("{:.0} %", 100.0 * at) };
            let ticks = [0.0, 0.5, 1.0].map(tick).to_vec();
            return Self { low: 0.0, high: 1.0, is_log: false, ticks };
        };
        let numbers = chart.lines.iter().flatten().map(|point| point.1);
        let numbers = numbers.filter(|value| value.is_finite() && *value > 0.0);
        let (low, high) = numbers
            .fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return Self { low: 0.1, high: 1.0, is_log: true, ticks: Vec::new() };
        }
        // The line across is worth an axis that reaches it, if it is not far.
        let high = match level {
            Some((level, _)) if high < *level && high * 30.0 > *level => level * 1.2,
            _ => high,
        };
        let middle = low.sqrt() * high.sqrt();
        let half = LEAST_SPAN.sqrt();
        let (low, high) = (low.min(middle / half), high.max(middle * half));
        let ticks = log_ticks(low, high, 4);
        Self { low, high, is_log: true, ticks }
    }

    fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// What is 0 lies at the lower edge.
    fn y(&self, plot: Rect, value: f64) -> f64 {
        let at = |value: f64| if self.is_log { math::log10(value) } else { value };
        let value = value.clamp(self.low, self.high);
        let share = (at(value) - at(self.low)) / (at(self.high) - at(self.low));
        plot.bottom() - plot.height * share.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(lines: Vec<Vec<(f64, f64)>>, axis: Axis) -> LayerChart {
        LayerChart { title: "δ".to_owned(), lines, axis }
    }

    fn texts(scene: &Scene<()>) -> Vec<(String, f64, f64)> {
        let runs = scene.items.iter().filter_map(|item| match &item.primitive {
            Primitive::Text(run) => Some((run.text.clone(), run.at.x, run.at.y)),
            _ => None,
        });
        runs.collect()
    }

    fn drawn(charts: &[LayerChart], pointed: Option<f64>) -> Scene<()> {
        let layers: Vec<String> = ["H1", "H2", "Out"].map(str::to_owned).to_vec();
        let charts = LayerCharts {
            charts,
            layers: &layers,
            iterations: (100.0, "iteration"),
            cursor: Some(100.0),
            pointed,
            palette: &Palette::LIGHT,
        };
        charts.scene(Size::new(340.0, 300.0))
    }

    fn three() -> Vec<Vec<(f64, f64)>> {
        [1e-6, 1e-6, 1.0].map(|end| vec![(0.0, 1.0), (100.0, end)]).to_vec()
    }

    #[test]
    fn lines_have_their_names_at_their_ends_and_names_do_not_touch() {
        let texts = texts(&drawn(&[chart(three(), Axis::Size(None))], None));
        let height = |name: &str| {
            let found = texts.iter().find(|text| text.0 == name);
            found.map(|text| text.2).expect("a name at the end of each line")
        };
        assert!((height("H1") - height("H2")).abs() >= PITCH - 1e-9);
        assert!(height("Out") < height("H1"), "1 lies above 1e-6");
        assert!(texts.iter().any(|text| text.0 == "10⁻⁶"), "{texts:?}");
        assert!(texts.iter().all(|text| text.1 <= 340.0 && text.2 <= 300.0));
    }

    #[test]
    fn pointing_reads_what_the_lines_come_to() {
        let texts = texts(&drawn(&[chart(three(), Axis::Size(None))], Some(3.0)));
        let read: Vec<_> = texts.iter().filter(|text| text.0.contains("  ")).collect();
        assert_eq!(read.len(), 3);
        assert!(read.iter().all(|text| text.0.ends_with("  1.00")), "{read:?}");
        let size = Size::new(340.0, 300.0);
        let layers = [String::new()];
        let charts = LayerCharts {
            charts: &[],
            layers: &layers,
            iterations: (100.0, ""),
            cursor: None,
            pointed: None,
            palette: &Palette::DARK,
        };
        assert_eq!(charts.iteration_at(size, LEFT), Some(0.0));
        assert_eq!(charts.iteration_at(size, 340.0 - RIGHT), Some(100.0));
        assert_eq!(charts.iteration_at(size, 0.0), None);
    }

    #[test]
    fn what_is_not_finite_breaks_a_line_and_zero_lies_at_the_lower_edge() {
        let line =
            vec![(0.0, 1.0), (10.0, 0.0), (20.0, f64::NAN), (30.0, f64::INFINITY), (40.0, 2.0)];
        let scene = drawn(&[chart(vec![line], Axis::Size(None))], None);
        let is_finite = |point: &Point| point.x.is_finite() && point.y.is_finite();
        let lines = scene.items.iter().filter_map(|item| match &item.primitive {
            Primitive::Polyline { points, .. } => Some(points),
            _ => None,
        });
        let lines: Vec<_> = lines.collect();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].len(), 2);
        assert!(lines[0].iter().all(is_finite));
        assert_eq!(lines[0][1].y, 300.0 - BOTTOM);
    }

    #[test]
    fn a_level_that_is_near_is_drawn_with_its_word() {
        let level = || Axis::Size(Some((1.0, "as large as w".to_owned())));
        let near = drawn(&[chart(vec![vec![(0.0, 0.1), (9.0, 0.2)]], level())], None);
        assert!(texts(&near).iter().any(|text| text.0 == "as large as w"));
        let far = drawn(&[chart(vec![vec![(0.0, 1e-3), (9.0, 1e-3)]], level())], None);
        assert!(texts(&far).iter().all(|text| text.0 != "as large as w"));
    }
}
