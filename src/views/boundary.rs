//! What a network of two inputs says everywhere between the data: the decision boundary.

use super::figure::{
    DataMark, DataPoint, Frame, Marker, TYPE_PX, class_color, end_label, extent, message, mix,
    point_radius, width,
};
use super::{Palette, number};
use crate::i18n::{FIGURES, Language};
use crate::scene::{Color, Point, Primitive, Raster, Rect, Scene, Size, Stroke, TextRun};

/// How the values of the surface are read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// One output that decides between two classes at `threshold`: 0.5 for a sigmoid output, 0
    /// for one of tanh. Targets at or above it are of the one class, below it of the other.
    Decision {
        /// The least value the output takes or is drawn with.
        low: f64,
        /// Where the decision falls.
        threshold: f64,
        /// The greatest value the output takes or is drawn with.
        high: f64,
    },
    /// One output that is a quantity: no boundary, and every value its colour.
    Quantity {
        /// The value with the first colour.
        low: f64,
        /// The value with the second colour.
        high: f64,
    },
    /// Several outputs: values and targets are the index of the strongest or right one.
    Classes {
        /// Number of classes.
        count: usize,
    },
}

/// A map of a network's output over its two inputs, with the samples on it.
#[derive(Debug, Clone)]
pub struct Boundary<'a> {
    /// Width and height of the picture, in pixels.
    pub size: Size,
    /// Range of the first input, left to right.
    pub x: (f64, f64),
    /// Range of the second input, bottom to top.
    pub y: (f64, f64),
    /// Names of the two inputs.
    pub names: (&'a str, &'a str),
    /// The output at the middles of `columns` by `rows` squares, row by row from the top; empty
    /// if there is none yet.
    pub values: &'a [f64],
    /// Squares across.
    pub columns: usize,
    /// What the values mean.
    pub reading: Reading,
    /// Training samples.
    pub train: &'a [DataPoint],
    /// Test samples.
    pub test: &'a [DataPoint],
    /// The training sample that is watched.
    pub watched: Option<usize>,
    /// Colours.
    pub palette: &'a Palette,
    /// Language.
    pub language: Language,
}

/// The least part of its size that the map gives up for a legend.
const SMALLEST_SHARE: f64 = 0.55;
/// Height of one row of the legend.
const ROW_PX: f64 = 17.0;

/// The inputs at which a network is asked for the values of a [`Boundary`]: the middles of
/// `columns` by `rows` squares over the two ranges, row by row from the top.
///
/// ```
/// let inputs = backstep::views::boundary::grid((0.0, 4.0), (0.0, 2.0), 2, 1);
/// assert_eq!(inputs, [(1.0, 1.0), (3.0, 1.0)]);
/// ```
pub fn grid(x: (f64, f64), y: (f64, f64), columns: usize, rows: usize) -> Vec<(f64, f64)> {
    let middle = |(low, high): (f64, f64), index: usize, count: usize| {
        let share = (index as f64 + 0.5) / count as f64;
        low + share * (high - low)
    };
    (0..rows)
        .flat_map(|row| {
            let y = middle((y.1, y.0), row, rows);
            (0..columns).map(move |column| (middle(x, column, columns), y))
        })
        .collect()
}

impl Boundary<'_> {
    /// The picture.
    pub fn scene(&self) -> Scene<DataMark> {
        let mut scene = Scene::new(self.size);
        let (frame, legend) = self.layout();
        let has_surface = self.draw_surface(&mut scene, &frame);
        let outline = Stroke::new(self.palette.line, 1.0);
        scene.draw(Primitive::Rect {
            rect: frame.rect,
            radius: 0.0,
            fill: None,
            stroke: Some(outline),
        });
        if has_surface {
            self.draw_contour(&mut scene, &frame);
        }
        self.draw_points(&mut scene, &frame);
        if !has_surface {
            let text = if self.values.is_empty() {
                FIGURES.no_output_yet
            } else {
                FIGURES.surface_not_finite
            };
            let text = text.get(self.language);
            let room = frame.rect.width - 12.0;
            message(&mut scene, text, frame.rect.center(), room, self.palette);
        }
        frame.label(&mut scene, self.names, self.palette);
        self.draw_legend(&mut scene, legend);
        scene
    }

    /// The picture in one sentence, for those who hear the page.
    pub fn summary(&self) -> String {
        let Some((low, high)) = extent(self.values.iter().copied()) else {
            return FIGURES.no_output_yet.get(self.language).to_owned();
        };
        let (low, high) = (number::short(low), number::short(high));
        let count = number::count(self.train.len() as u64);
        FIGURES
            .boundary_summary
            .fill(self.language, &[("low", &low), ("high", &high), ("count", &count)])
    }

    /// The map, as square as it can be, and the room for the legend: beside it or below it,
    /// whichever leaves the larger map, and nowhere if that would be small.
    fn layout(&self) -> (Frame, Rect) {
        let left = Frame::label_width(self.y, self.names.1);
        let labels = TYPE_PX + 6.0;
        let room = Size::new(self.size.width - left - 1.0, self.size.height - labels - 1.0);
        let rows = self.legend().len().div_ceil(2) as f64;
        let beside = room.height.min(room.width - 14.0 - self.legend_width());
        let below = (room.height - rows * ROW_PX - 4.0).min(room.width);
        let alone = room.height.min(room.width).max(1.0);
        let side = f64::max(beside, below);
        let has_legend = side >= SMALLEST_SHARE * alone;
        let side = if has_legend { side } else { alone };
        let rect = Rect::new(left, 0.5, side, side);
        let legend = if !has_legend {
            Rect::new(self.size.width, self.size.height, 0.0, 0.0)
        } else if beside >= below {
            Rect::new(rect.right() + 14.0, rect.y, self.size.width - rect.right() - 14.0, side)
        } else {
            let top = rect.bottom() + labels + 4.0;
            Rect::new(left, top, room.width, self.size.height - top)
        };
        (Frame { rect, x: self.x, y: self.y }, legend)
    }

    fn rows(&self) -> usize {
        self.values.len().checked_div(self.columns).unwrap_or(0)
    }

    /// Draws the coloured map; `false` if no value is finite.
    fn draw_surface(&self, scene: &mut Scene<DataMark>, frame: &Frame) -> bool {
        let rows = self.rows();
        if rows == 0 || !self.values.iter().any(|value| value.is_finite()) {
            return false;
        }
        let pixels = &self.values[..rows * self.columns];
        let rgba = pixels
            .iter()
            .flat_map(|&value| {
                let Color { r, g, b, a } = self.color(value);
                [r, g, b, a]
            })
            .collect();
        scene.draw(Primitive::Image {
            rect: frame.rect,
            raster: Raster { width: self.columns, height: rows, rgba },
            // Between two classes there is nothing to interpolate.
            smooth: !matches!(self.reading, Reading::Classes { .. }),
        });
        true
    }

    /// The colour of an output, pale enough for points to stand out on it.
    fn color(&self, value: f64) -> Color {
        let Palette { panel, weight_positive, weight_negative, .. } = *self.palette;
        if !value.is_finite() {
            return panel;
        }
        match self.reading {
            Reading::Classes { .. } => mix(panel, class_color(self.palette, value as usize), 0.35),
            Reading::Decision { low, threshold, high } => {
                if value >= threshold {
                    let share = (value - threshold) / (high - threshold);
                    mix(panel, weight_positive, 0.06 + 0.42 * share.clamp(0.0, 1.0))
                } else {
                    let share = (threshold - value) / (threshold - low);
                    mix(panel, weight_negative, 0.06 + 0.42 * share.clamp(0.0, 1.0))
                }
            }
            Reading::Quantity { low, high } => {
                let share = ((value - low) / (high - low)).clamp(0.0, 1.0) * 2.0 - 1.0;
                let end = if share > 0.0 { weight_positive } else { weight_negative };
                mix(panel, end, 0.5 * share.abs())
            }
        }
    }

    /// The line at which the decision falls.
    fn draw_contour(&self, scene: &mut Scene<DataMark>, frame: &Frame) {
        let Reading::Decision { threshold, .. } = self.reading else { return };
        let rect = frame.rect;
        let (across, down) = (rect.width / self.columns as f64, rect.height / self.rows() as f64);
        let ends: Vec<_> = contour(self.values, self.columns, threshold)
            .into_iter()
            .map(|ends| {
                let place = |(column, row): (f64, f64)| {
                    // Values stand for the middles of their squares.
                    Point::new(rect.x + (column + 0.5) * across, rect.y + (row + 0.5) * down)
                };
                (place(ends.0), place(ends.1))
            })
            .collect();
        if !ends.is_empty() {
            scene.draw(Primitive::Segments { ends, stroke: Stroke::new(self.palette.ink, 1.5) });
        }
    }

    fn draw_points(&self, scene: &mut Scene<DataMark>, frame: &Frame) {
        let radius = point_radius(self.train.len() + self.test.len());
        for (index, point) in self.test.iter().enumerate() {
            let Some(at) = frame.place(point.x, point.y) else { continue };
            scene.draw_hit(self.marker(point.target, at, radius, false), DataMark::Test(index));
        }
        for (index, point) in self.train.iter().enumerate() {
            let Some(at) = frame.place(point.x, point.y) else { continue };
            scene.draw_hit(self.marker(point.target, at, radius, true), DataMark::Train(index));
        }
        let watched = self.watched.and_then(|index| self.train.get(index));
        if let Some(at) = watched.and_then(|point| frame.place(point.x, point.y)) {
            for ring in self.rings(at, radius) {
                scene.draw(ring);
            }
        }
    }

    /// The rings around the watched sample: one in the accent's colour, on a lighter one.
    fn rings(&self, center: Point, radius: f64) -> [Primitive; 2] {
        let ring = |width, color| Primitive::Circle {
            center,
            radius: radius + 3.5,
            fill: None,
            stroke: Some(Stroke::new(color, width)),
        };
        [ring(4.5, self.palette.panel), ring(2.0, self.palette.accent)]
    }

    /// A sample: filled if it is trained on, an outline if not.
    fn marker(&self, target: f64, at: Point, radius: f64, filled: bool) -> Primitive {
        let (shape, color) = match self.reading {
            Reading::Decision { threshold, .. } if target >= threshold => {
                (Marker::Circle, self.palette.weight_positive)
            }
            Reading::Decision { .. } => (Marker::Square, self.palette.weight_negative),
            Reading::Classes { .. } => {
                let class = target.max(0.0) as usize;
                (Marker::of_class(class), class_color(self.palette, class))
            }
            Reading::Quantity { .. } => (Marker::Circle, self.target_color(target)),
        };
        let panel = self.palette.panel;
        if filled {
            let edge = if matches!(self.reading, Reading::Quantity { .. }) {
                self.palette.ink
            } else {
                panel
            };
            shape.primitive(at, radius, Some(color), Some(Stroke::new(edge, 1.0)))
        } else {
            shape.primitive(at, radius - 0.5, Some(panel), Some(Stroke::new(color, 1.5)))
        }
    }

    /// The colour of a quantity on the scale of the map, but strong.
    fn target_color(&self, target: f64) -> Color {
        let Palette { panel, weight_positive, weight_negative, .. } = *self.palette;
        let Reading::Quantity { low, high } = self.reading else { return panel };
        let share = ((target - low) / (high - low)).clamp(0.0, 1.0) * 2.0 - 1.0;
        mix(panel, if share > 0.0 { weight_positive } else { weight_negative }, share.abs())
    }

    /// The rows of the legend.
    fn legend(&self) -> Vec<(Sample, String)> {
        let mut rows = Vec::new();
        match self.reading {
            Reading::Decision { low, threshold, high } => {
                let targets = self.train.iter().chain(self.test).map(|point| point.target);
                let (least, most) = extent(targets).unwrap_or((low, high));
                for value in [most, least] {
                    let text =
                        FIGURES.target_value.fill(self.language, &[("value", &end_label(value))]);
                    rows.push((Sample::Point(value, true), text));
                }
                let at = format!("{} {}", FIGURES.output.get(self.language), end_label(threshold));
                rows.push((Sample::Line, at));
            }
            Reading::Quantity { low, high } => {
                for value in [high, f64::midpoint(low, high), low] {
                    let text =
                        format!("{} {}", FIGURES.output.get(self.language), end_label(value));
                    rows.push((Sample::Patch(value), text));
                }
                rows.push((
                    Sample::Point(high, true),
                    FIGURES.train_points.get(self.language).to_owned(),
                ));
            }
            Reading::Classes { count } => {
                for class in 0..count.min(6) {
                    let n = (class + 1).to_string();
                    let text = FIGURES.class.fill(self.language, &[("n", &n)]);
                    rows.push((Sample::Point(class as f64, true), text));
                }
            }
        }
        if let Some(point) = self.test.first() {
            let text = FIGURES.test_points.get(self.language).to_owned();
            rows.push((Sample::Point(point.target, false), text));
        }
        if self.watched.is_some_and(|index| index < self.train.len()) {
            rows.push((Sample::Ring, FIGURES.watched_point.get(self.language).to_owned()));
        }
        rows
    }

    /// Width of a row of the legend.
    fn legend_width(&self) -> f64 {
        20.0 + self.legend().iter().map(|(_, text)| width(text)).fold(0.0, f64::max)
    }

    fn draw_legend(&self, scene: &mut Scene<DataMark>, room: Rect) {
        let rows = self.legend();
        let widest = self.legend_width() + 10.0;
        let columns = if room.height >= ROW_PX * rows.len() as f64 {
            1
        } else {
            ((room.width / widest) as usize).max(1)
        };
        for (index, (sample, text)) in rows.into_iter().enumerate() {
            let left = room.x + (index % columns) as f64 * widest;
            let y = room.y + ((index / columns) as f64 + 0.5) * ROW_PX;
            if y + ROW_PX / 2.0 > self.size.height + 1.0 {
                return;
            }
            let at = Point::new(left + 7.0, y);
            match sample {
                Sample::Point(target, filled) => scene.draw(self.marker(target, at, 4.0, filled)),
                Sample::Patch(value) => scene.draw(Primitive::Rect {
                    rect: Rect::centered(at, 13.0, 11.0),
                    radius: 2.0,
                    fill: Some(self.color(value)),
                    stroke: Some(Stroke::new(self.palette.line, 1.0)),
                }),
                Sample::Line => scene.draw(Primitive::Line {
                    from: Point::new(left, y),
                    to: Point::new(left + 14.0, y),
                    stroke: Stroke::new(self.palette.ink, 1.5),
                }),
                Sample::Ring => {
                    for ring in self.rings(at, 1.5) {
                        scene.draw(ring);
                    }
                }
            }
            let at = Point::new(left + 20.0, y);
            scene.text(TextRun::starting(text, at, TYPE_PX, self.palette.muted));
        }
    }
}

/// What stands before a row of the legend.
enum Sample {
    Point(f64, bool),
    Patch(f64),
    Line,
    Ring,
}

/// A place on the grid: column and row.
type Cell = (f64, f64);

/// The line at which the values cross `level`, as segments between the grid's points (marching
/// squares, with straight interpolation along each edge). Squares with a value that is not finite
/// have none.
pub(super) fn contour(values: &[f64], columns: usize, level: f64) -> Vec<(Cell, Cell)> {
    let mut segments = Vec::new();
    let rows = values.len().checked_div(columns).unwrap_or(0);
    for row in 1..rows {
        for column in 1..columns {
            let at = |dx: usize, dy: usize| values[(row - 1 + dy) * columns + column - 1 + dx];
            let corners = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)];
            if corners.iter().any(|value| !value.is_finite()) {
                continue;
            }
            let place = |corner: usize| {
                let (dx, dy) = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)][corner];
                (column as f64 - 1.0 + dx, row as f64 - 1.0 + dy)
            };
            let mut crossings = Vec::with_capacity(4);
            for corner in 0..4 {
                let next = (corner + 1) % 4;
                let (a, b) = (corners[corner], corners[next]);
                if (a >= level) != (b >= level) {
                    let t = (level - a) / (b - a);
                    let ((x0, y0), (x1, y1)) = (place(corner), place(next));
                    crossings.push((x0 + t * (x1 - x0), y0 + t * (y1 - y0)));
                }
            }
            match crossings[..] {
                [from, to] => segments.push((from, to)),
                // A saddle: the middle decides which two corners belong together.
                [top, right, bottom, left] => {
                    let middle = corners.iter().sum::<f64>() / 4.0;
                    if (middle >= level) == (corners[0] >= level) {
                        segments.extend([(top, right), (bottom, left)]);
                    } else {
                        segments.extend([(left, top), (right, bottom)]);
                    }
                }
                _ => {}
            }
        }
    }
    segments
}

#[cfg(test)]
mod tests;
