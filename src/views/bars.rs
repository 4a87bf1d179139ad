//! Outputs beside their targets, as bars: the outputs of one sample, or one output of a few.

use super::figure::{DataMark, TYPE_PX, end_label, extent, message, mix, width};
use super::{Palette, number};
use crate::i18n::{FIGURES, Language};
use crate::scene::{Color, Point, Primitive, Rect, Scene, Size, Stroke, TextRun};

/// One output.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is the output of: "ŷ₁", or a sample's inputs as [`sample_label`] writes them.
    pub name: String,
    /// The output, once computed.
    pub output: Option<f64>,
    /// The target, where there is one.
    pub target: Option<f64>,
}

/// A bar for each of several outputs, with its target as a mark across.
#[derive(Debug, Clone)]
pub struct Bars<'a> {
    /// Width and height of the picture, in pixels.
    pub size: Size,
    /// What the names are, over their column; `None` leaves the heading out.
    pub heading: Option<&'a str>,
    /// The outputs.
    pub rows: &'a [Row],
    /// Least and greatest output to expect, such as (0, 1) behind sigmoid or softmax; outputs
    /// and targets beyond extend it.
    pub range: (f64, f64),
    /// The row that is watched.
    pub watched: Option<usize>,
    /// Colours.
    pub palette: &'a Palette,
    /// Language.
    pub language: Language,
}

/// The name of a sample: its inputs, `(1, 2)`, of many the first two.
///
/// ```
/// use backstep::views::bars::sample_label;
/// assert_eq!(sample_label(&[1.0, 2.5]), "(1, 2.5)");
/// assert_eq!(sample_label(&[1.0, 2.0, 3.0, 4.0]), "(1, 2, …)");
/// ```
pub fn sample_label(input: &[f64]) -> String {
    let shown = if input.len() > 3 { 2 } else { input.len() };
    let mut texts: Vec<String> = input[..shown].iter().map(|&value| end_label(value)).collect();
    if shown < input.len() {
        texts.push("…".to_owned());
    }
    format!("({})", texts.join(", "))
}

/// Height of a row that has room, and the least at which numbers still fit.
const ROW_PX: f64 = 30.0;
const TIGHT_ROW_PX: f64 = 15.0;
/// The least height of a row without numbers.
const THIN_ROW_PX: f64 = 4.0;
const HEADING_PX: f64 = 20.0;
/// Bars that would be narrower are left out.
const LEAST_BAR_PX: f64 = 24.0;
/// Distance of the text from the sides, so that the watched row's ground reaches beyond it.
const INSET_PX: f64 = 4.0;

/// Where the columns of the chart are.
struct Columns {
    /// The bars' room.
    bars: Rect,
    row_height: f64,
    /// Rows that fit.
    shown: usize,
    /// Right edges of the columns of numbers, if there is room for them.
    output: Option<f64>,
    target: Option<f64>,
    range: (f64, f64),
}

impl Columns {
    /// Where `value` lies on the bars' axis.
    fn x(&self, value: f64) -> f64 {
        let (low, high) = self.range;
        let share = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
        self.bars.x + share.clamp(0.0, 1.0) * self.bars.width
    }
}

impl Bars<'_> {
    /// The picture.
    pub fn scene(&self) -> Scene<DataMark> {
        let mut scene = Scene::new(self.size);
        if self.rows.iter().all(|row| row.output.is_none()) {
            let text = FIGURES.no_output_yet.get(self.language);
            let middle = Point::new(self.size.width / 2.0, self.size.height / 2.0);
            message(&mut scene, text, middle, self.size.width * 0.8, self.palette);
            return scene;
        }
        let columns = self.columns();
        self.draw_heading(&mut scene, &columns);
        for index in 0..columns.shown {
            self.draw_row(&mut scene, &columns, index);
        }
        if columns.shown < self.rows.len() {
            let count = number::count((self.rows.len() - columns.shown) as u64);
            let text = FIGURES.more_rows.fill(self.language, &[("count", &count)]);
            let at = Point::new(self.size.width, self.size.height - TYPE_PX / 2.0 - 1.0);
            scene.text(TextRun::ending(text, at, TYPE_PX, self.palette.muted));
        }
        scene
    }

    /// The rows in words, for those who hear the page.
    pub fn summary(&self) -> String {
        let sentences: Vec<String> = self
            .rows
            .iter()
            .filter_map(|row| {
                let output = number::short(row.output?);
                let values = [("name", row.name.as_str()), ("output", &output)];
                Some(match row.target {
                    None => FIGURES.row_summary_no_target.fill(self.language, &values),
                    Some(target) => {
                        let target = end_label(target);
                        let [name, output] = values;
                        FIGURES
                            .row_summary
                            .fill(self.language, &[name, output, ("target", &target)])
                    }
                })
            })
            .collect();
        if sentences.is_empty() {
            FIGURES.no_output_yet.get(self.language).to_owned()
        } else {
            sentences.join(FIGURES.clause_separator.get(self.language))
        }
    }

    fn columns(&self) -> Columns {
        let top = if self.heading.is_some() { HEADING_PX } else { 0.0 };
        let count = self.rows.len().max(1);
        let room = self.size.height - top;
        let fitting = (room / count as f64).min(ROW_PX);
        let row_height = fitting.max(THIN_ROW_PX);
        let shown = if row_height * count as f64 > room + 1e-9 {
            (((room - 1.5 * TYPE_PX) / row_height) as usize).min(count)
        } else {
            self.rows.len()
        };
        let has_numbers = row_height >= TIGHT_ROW_PX;
        let text_column = |heading: &str, texts: &mut dyn Iterator<Item = String>| {
            let widest = texts.map(|text| width(&text)).fold(0.0, f64::max);
            if self.heading.is_some() { widest.max(width(heading)) } else { widest }
        };
        let names = if has_numbers {
            text_column(
                self.heading.unwrap_or(""),
                &mut self.rows.iter().map(|row| row.name.clone()),
            )
        } else {
            0.0
        };
        let outputs = text_column(
            FIGURES.output.get(self.language),
            &mut self.rows.iter().filter_map(|row| row.output).map(number::short),
        ) * 1.1;
        let targets = text_column(
            FIGURES.target.get(self.language),
            &mut self.rows.iter().filter_map(|row| row.target).map(end_label),
        );
        let has_targets =
            self.heading.is_some() && self.rows.iter().any(|row| row.target.is_some());
        let mut right = self.size.width - INSET_PX;
        let mut column = |wanted: bool, width: f64| {
            if !(wanted && has_numbers) {
                return None;
            }
            let edge = right;
            right -= width + 12.0;
            Some(edge)
        };
        let target = column(has_targets, targets);
        let output = column(true, outputs);
        let left =
            INSET_PX + if names > 0.0 { names.min(self.size.width / 2.5) + 10.0 } else { 0.0 };
        // Marks at the ends of the axis must not touch the columns beside it.
        let bars =
            Rect::new(left + 2.0, top, (right - left - 4.0).max(1.0), row_height * shown as f64);
        let values = self.rows.iter().flat_map(|row| [row.output, row.target]).flatten();
        let range = extent(values.chain([self.range.0, self.range.1]))
            .filter(|(low, high)| low < high)
            .unwrap_or((0.0, 1.0));
        Columns { bars, row_height, shown, output, target, range }
    }

    fn draw_heading(&self, scene: &mut Scene<DataMark>, columns: &Columns) {
        let Some(names) = self.heading else { return };
        let y = HEADING_PX / 2.0 - 2.0;
        let color = self.palette.muted;
        if columns.output.is_some() {
            scene.text(TextRun::starting(names, Point::new(INSET_PX, y), TYPE_PX, color));
        }
        for (text, right) in [(FIGURES.output, columns.output), (FIGURES.target, columns.target)] {
            if let Some(x) = right {
                let text = text.get(self.language);
                scene.text(TextRun::ending(text, Point::new(x, y), TYPE_PX, color));
            }
        }
        let stroke = Stroke::new(self.palette.line, 1.0);
        let (from, to) =
            (Point::new(0.0, HEADING_PX - 2.5), Point::new(self.size.width, HEADING_PX - 2.5));
        scene.draw(Primitive::Line { from, to, stroke });
    }

    fn draw_row(&self, scene: &mut Scene<DataMark>, columns: &Columns, index: usize) {
        let Palette { ink, muted, line, panel, highlight, error, .. } = *self.palette;
        let row = &self.rows[index];
        let height = columns.row_height;
        let top = columns.bars.y + height * index as f64;
        let middle = top + height / 2.0;
        let thickness = (0.5 * height).clamp(2.0, 14.0);
        let bar = |from: f64, to: f64| {
            Rect::new(from.min(to), middle - thickness / 2.0, (to - from).abs(), thickness)
        };
        let filled =
            |rect, radius, color| Primitive::Rect { rect, radius, fill: Some(color), stroke: None };
        // The whole row can be pointed at, so it is drawn even where it shows nothing.
        let ground = if self.watched == Some(index) { highlight } else { panel.with_alpha(0.0) };
        let whole = Rect::new(0.0, top, self.size.width, height);
        scene.draw_hit(filled(whole, 3.0, ground), DataMark::Row(index));
        // Where there is no room beside the numbers, they say it all.
        let has_bars = columns.bars.width >= LEAST_BAR_PX || columns.output.is_none();
        if has_bars {
            let track = bar(columns.bars.x, columns.bars.right());
            scene.draw(filled(track, 2.0, line.with_alpha(0.55)));
        }
        if let Some(output) = row.output.filter(|output| has_bars && output.is_finite()) {
            let zero = columns.x(0.0);
            let end = columns.x(output);
            scene.draw(filled(bar(zero, end), 2.0, bar_color(self.palette)));
            if let Some(target) = row.target.filter(|target| target.is_finite() && height >= 10.0) {
                // What is missing to the target, or too much.
                let (from, to) = (Point::new(end, middle), Point::new(columns.x(target), middle));
                let color = if (target - output) * output < 0.0 { panel } else { ink };
                let stroke = Stroke::dashed(color, 1.0, 2.0, 2.0);
                scene.draw(Primitive::Line { from, to, stroke });
            }
        }
        if let Some(target) = row.target.filter(|target| has_bars && target.is_finite()) {
            let half = (thickness / 2.0 + 3.0).min(height / 2.0);
            let x = columns.x(target);
            let (from, to) = (Point::new(x, middle - half), Point::new(x, middle + half));
            for (color, width) in [(panel, 4.0), (ink, 2.0)] {
                scene.draw(Primitive::Line { from, to, stroke: Stroke::new(color, width) });
            }
        }
        let Some(right) = columns.output else { return };
        scene.text(TextRun::starting(&*row.name, Point::new(INSET_PX, middle), TYPE_PX, ink));
        if let Some(output) = row.output {
            let color = if output.is_finite() { ink } else { error };
            let text = number::short(output);
            scene.text(TextRun::ending(text, Point::new(right, middle), TYPE_PX, color).bold());
        }
        if let (Some(right), Some(target)) = (columns.target, row.target) {
            let at = Point::new(right, middle);
            scene.text(TextRun::ending(end_label(target), at, TYPE_PX, muted));
        }
    }
}

/// The bars' colour, none of those that mean a sign.
fn bar_color(palette: &Palette) -> Color {
    mix(palette.panel, palette.ink, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Item;

    fn rows(outputs: &[(f64, f64)]) -> Vec<Row> {
        let row = |(index, &(output, target)): (usize, &(f64, f64))| Row {
            name: format!("ŷ{}", index + 1),
            output: Some(output),
            target: Some(target),
        };
        outputs.iter().enumerate().map(row).collect()
    }

    fn bars(rows: &[Row]) -> Bars<'_> {
        Bars {
            size: Size::new(330.0, 120.0),
            heading: None,
            rows,
            range: (0.0, 1.0),
            watched: None,
            palette: &Palette::LIGHT,
            language: Language::En,
        }
    }

    fn texts(scene: &Scene<DataMark>) -> Vec<String> {
        let text = |item: &Item<DataMark>| match &item.primitive {
            Primitive::Text(run) => Some(run.text.clone()),
            _ => None,
        };
        scene.items.iter().filter_map(text).collect()
    }

    /// The filled rectangles of a colour.
    fn filled(scene: &Scene<DataMark>, color: Color) -> Vec<Rect> {
        let rect = |primitive: &Primitive| match primitive {
            Primitive::Rect { rect, fill, .. } if *fill == Some(color) => Some(*rect),
            _ => None,
        };
        scene.items.iter().filter_map(|item| rect(&item.primitive)).collect()
    }

    #[test]
    fn bars_are_as_long_as_the_outputs() {
        let rows = rows(&[(0.5, 0.0), (0.8, 1.0)]);
        let scene = bars(&rows).scene();
        let drawn = filled(&scene, bar_color(&Palette::LIGHT));
        assert_eq!(drawn.len(), 2);
        assert!((drawn[1].width / drawn[0].width - 1.6).abs() < 1e-9);
        assert_eq!(drawn[0].x, drawn[1].x);
        assert_eq!(texts(&scene), ["ŷ1", "0.500", "ŷ2", "0.800"]);
    }

    #[test]
    fn negative_outputs_go_to_the_left_of_zero() {
        let rows = rows(&[(-0.5, 0.0), (0.5, 1.0)]);
        let scene = bars(&rows).scene();
        let drawn = filled(&scene, bar_color(&Palette::LIGHT));
        assert!((drawn[0].right() - drawn[1].x).abs() < 1e-9);
        assert!((drawn[0].width - drawn[1].width).abs() < 1e-9);
    }

    #[test]
    fn outputs_beyond_the_range_extend_it() {
        let rows = rows(&[(4.0, 1.0), (1.0, 1.0)]);
        let drawn = filled(&bars(&rows).scene(), bar_color(&Palette::LIGHT));
        assert!((drawn[0].width / drawn[1].width - 4.0).abs() < 1e-9);
        assert!(drawn[0].right() <= 330.0);
    }

    #[test]
    fn a_table_has_headings_and_targets() {
        let mut rows = rows(&[(0.2, 0.0), (0.9, 1.0)]);
        rows[0].name = sample_label(&[1.0, 2.0]);
        let chart = Bars { heading: Some("input"), ..bars(&rows) };
        let scene = chart.scene();
        let texts = texts(&scene);
        assert_eq!(texts[..3], ["input", "output", "target"]);
        assert_eq!(texts[3..6], ["(1, 2)", "0.200", "0"]);
    }

    #[test]
    fn many_rows_get_thin_and_then_fewer() {
        let many = rows(&[(0.5, 1.0); 20]);
        let scene = bars(&many).scene();
        assert_eq!(filled(&scene, bar_color(&Palette::LIGHT)).len(), 20);
        assert_eq!(texts(&scene), Vec::<String>::new());
        let too_many = rows(&[(0.5, 1.0); 200]);
        let scene = bars(&too_many).scene();
        let shown = filled(&scene, bar_color(&Palette::LIGHT)).len();
        assert!((10..40).contains(&shown), "{shown}");
        assert_eq!(texts(&scene), [format!("… {} more", 200 - shown)]);
    }

    #[test]
    fn what_is_not_finite_is_said_and_not_drawn() {
        let rows = rows(&[(f64::NAN, 0.0), (f64::INFINITY, 1.0)]);
        let scene = bars(&rows).scene();
        assert_eq!(filled(&scene, bar_color(&Palette::LIGHT)), []);
        assert_eq!(texts(&scene), ["ŷ1", "NaN", "ŷ2", "∞"]);
    }

    #[test]
    fn rows_can_be_pointed_at() {
        let rows = rows(&[(0.5, 0.0), (0.8, 1.0)]);
        let scene = bars(&rows).scene();
        assert_eq!(scene.hit(Point::new(200.0, 10.0), 0.0), Some(DataMark::Row(0)));
        assert_eq!(scene.hit(Point::new(200.0, 50.0), 0.0), Some(DataMark::Row(1)));
        assert_eq!(scene.hit(Point::new(200.0, 100.0), 0.0), None);
    }

    #[test]
    fn everything_stays_inside_the_picture() {
        let rows = rows(&[(0.5, 0.0), (1.0, 1.0), (-123.456, 1e-9), (3e-12, 1.0)]);
        for width in [330.0, 200.0] {
            let size = Size::new(width, 100.0);
            let scene = Bars { size, heading: Some("input"), ..bars(&rows) }.scene();
            let room = Rect::new(0.0, 0.0, width, 100.0).grown(0.5);
            for item in &scene.items {
                assert!(room.encloses(item.primitive.bounds()), "{item:?}");
            }
        }
    }

    #[test]
    fn nothing_yet_is_said() {
        let rows = [Row { name: "ŷ1".to_owned(), output: None, target: Some(1.0) }];
        assert!(texts(&bars(&rows).scene()).concat().starts_with("No output yet"));
        assert!(bars(&rows).summary().starts_with("No output yet"));
    }

    #[test]
    fn the_summary_reads_the_rows() {
        let rows = rows(&[(0.5, 0.0), (0.8, 1.0)]);
        assert_eq!(bars(&rows).summary(), "ŷ1: output 0.500, target 0; ŷ2: output 0.800, target 1");
    }
}
