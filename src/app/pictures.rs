//! What the pictures are drawn from.

use super::inspector::{self, names};
use super::{Model, Strip};
use crate::i18n::{Language, MESSAGE, PAGE};
use crate::lab::Change;
use crate::nn::{Activation, Param};
use crate::scene::{Scene, Size};
use crate::step::{Cell, Columns, Mark, Values, predict};
use crate::views::bars::{Bars, Row, sample_label};
use crate::views::boundary::{Boundary, Reading};
use crate::views::curve::Curve;
use crate::views::loss_chart::LossChart;
use crate::views::network::{NetworkView, draw};
use crate::views::{DataMark, DataPoint, Palette, number};

/// Squares across the map of a network of two inputs, while it moves and at rest.
const MOVING_SQUARES: usize = 40;
const RESTING_SQUARES: usize = 80;
/// Fewest squares across, for networks so large that more would hold the page up.
const FEWEST_SQUARES: usize = 16;
/// Multiplications that the map may cost.
const MOST_PRODUCTS: usize = 20_000_000;
/// Points along the curve of a network of one input.
const CURVE_POINTS: usize = 200;
/// Samples shown as a row each.
const MOST_ROWS: usize = 12;
/// Points of each part of the data in a picture.
const MOST_POINTS: usize = 1000;

/// How the network's outputs are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outputs {
    /// Two inputs, one output: a map.
    Boundary,
    /// One input, one output: a curve.
    Curve,
    /// One output of a few samples: a bar each.
    Samples,
    /// The outputs of the watched sample: a bar each.
    Bars,
}

impl Model {
    /// The colours of the theme.
    pub fn palette(&self) -> &'static Palette {
        if self.is_dark() { &Palette::DARK } else { &Palette::LIGHT }
    }

    /// The picture of the network. `travel` is how far (0 to 1) the values that the last
    /// operation read have come along their edges.
    pub fn network_scene(&self, size: Size, travel: Option<f64>) -> Scene<Mark> {
        let machine = self.lab.machine();
        let equation = self.lab.last_op().and_then(|op| machine.explain(op));
        draw(&NetworkView {
            shape: &machine.settings().shape,
            values: machine,
            equation: equation.as_ref(),
            selected: self.selected,
            hovered: self.hovered.or_else(|| self.hovered_cell.and_then(mark_of)),
            path: &inspector::lit_path(self),
            size,
            palette: self.palette(),
            language: self.language,
            large_text: self.presenting,
            travel,
            batch: machine.batch().len(),
            train_biases: machine.settings().train_biases,
        })
    }

    /// The picture of what the network says.
    pub fn outputs_scene(&self, size: Size) -> Scene<DataMark> {
        Outputs::of(self).scene(self, size)
    }

    /// Cells whose symbols are lit: those of the mark that is pointed at.
    pub fn lit_cells(&self) -> Vec<Cell> {
        match self.hovered {
            None => self.hovered_cell.into_iter().collect(),
            Some(mark) => cells_of(mark),
        }
    }

    /// Draws the loss chart by handing it to `draw`.
    pub fn with_loss_chart<T>(&self, scale: f64, draw: impl FnOnce(&LossChart) -> T) -> T {
        let history = self.lab.history();
        let now = (self.lab.completed_iterations() as f64, self.losses().train);
        let by_batch: Vec<_> = history
            .buckets()
            .iter()
            .map(|bucket| (bucket.first as f64, bucket.low, bucket.high))
            .collect();
        let is_whole = history.evaluations().is_empty();
        let mut train: Vec<_> = if is_whole {
            // Every batch is the whole of the data: its loss is the training loss.
            by_batch.iter().map(|(iteration, _, high)| (*iteration, *high)).collect()
        } else {
            history.evaluations().iter().map(|e| (e.iteration as f64, e.train)).collect()
        };
        let mut test: Vec<_> = history
            .evaluations()
            .iter()
            .filter_map(|e| Some((e.iteration as f64, e.test?)))
            .collect();
        // The last point is the loss with the parameters as they are now.
        if train.last().is_none_or(|last| last.0 < now.0) {
            train.push(now);
            test.extend(self.losses().test.map(|loss| (now.0, loss)));
        }
        let changes: Vec<_> = self
            .lab
            .changes()
            .iter()
            .filter(|entry| entry.iteration > 0)
            .map(|entry| (entry.iteration as f64, self.change_label(entry.change)))
            .collect();
        draw(&LossChart {
            train: &train,
            batch: if is_whole { &[] } else { &by_batch },
            test: &test,
            changes: &changes,
            cursor: (now.0 < history.len() as f64).then_some(now.0),
            log_axis: self.log_axis,
            scale,
            font_px: if self.presenting { 15.0 } else { 11.0 },
            palette: self.palette(),
            language: self.language,
        })
    }

    fn change_label(&self, change: Change) -> String {
        let value = match change.value() {
            serde_json::Value::Number(value) => {
                value.as_f64().map_or_else(|| value.to_string(), number::compact)
            }
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        if let Change::LearningRate(rate) = change {
            let rate = rate.to_string();
            return MESSAGE.change_learning_rate.fill(self.language, &[("value", &rate)]);
        }
        if let Change::Param { param, .. } = change {
            let what = short_name(param);
            let values = [("what", &*what), ("value", &value)];
            return MESSAGE.change_other.fill(self.language, &values);
        }
        let what = match change {
            Change::LearningRate(_) => PAGE.learning_rate,
            Change::Momentum(_) => PAGE.momentum,
            Change::Nesterov(_) => PAGE.nesterov,
            Change::Loss(_) => PAGE.loss,
            Change::BatchSize(_) => PAGE.batch_size,
            Change::Shuffle(_) => PAGE.shuffle,
            Change::TrainBiases(_) => PAGE.train_biases,
            Change::Activation { .. } => MESSAGE.activation,
            Change::Param { .. } => MESSAGE.value,
            Change::Input { .. } => PAGE.sample_inputs,
            Change::Target { .. } => PAGE.sample_targets,
        };
        let what = what.get(self.language);
        MESSAGE.change_other.fill(self.language, &[("what", what), ("value", &value)])
    }
}

/// A parameter in few letters, such as w2(1,3): layer, to, from.
fn short_name(param: Param) -> String {
    match param {
        Param::Weight { layer, unit, input } => {
            format!("w{}({},{})", layer + 1, unit + 1, input + 1)
        }
        Param::Bias { layer, unit } => format!("b{}({})", layer + 1, unit + 1),
    }
}

/// The loss chart in one sentence.
pub(super) fn loss_summary(model: &Model) -> String {
    model.with_loss_chart(1.0, |chart: &LossChart| chart.summary())
}

/// The network in one sentence: its shape, and what the last operation did.
pub(super) fn network_summary(model: &Model) -> String {
    let shape = &model.lab.machine().settings().shape;
    let units: Vec<_> = shape.layers.iter().map(|layer| layer.units.to_string()).collect();
    let strip = Strip::of(model);
    let title = strip.current().map_or("", |segment| &segment.label);
    MESSAGE.picture.fill(
        model.language,
        &[
            ("inputs", &shape.inputs.to_string()),
            ("layers", &shape.layers.len().to_string()),
            ("units", &units.join(", ")),
            ("title", title),
        ],
    )
}

/// The mark that a symbol's number stands at.
fn mark_of(cell: Cell) -> Option<Mark> {
    Some(match cell {
        Cell::Input(unit) => Mark::Input(unit),
        Cell::Target(unit) => Mark::Target(unit),
        Cell::Param(param) | Cell::Grad(param) | Cell::MeanGrad(param) | Cell::Velocity(param) => {
            Mark::Param(param)
        }
        Cell::Preactivation { layer, unit }
        | Cell::Activation { layer, unit }
        | Cell::GradActivation { layer, unit }
        | Cell::GradPreactivation { layer, unit } => Mark::Unit { layer, unit },
        Cell::SampleLoss | Cell::BatchLoss => Mark::Loss,
        Cell::LearningRate | Cell::Momentum => return None,
    })
}

fn cells_of(mark: Mark) -> Vec<Cell> {
    match mark {
        Mark::Input(unit) => vec![Cell::Input(unit)],
        Mark::Target(unit) => vec![Cell::Target(unit)],
        Mark::Param(param) => vec![
            Cell::Param(param),
            Cell::Grad(param),
            Cell::MeanGrad(param),
            Cell::Velocity(param),
        ],
        Mark::Unit { layer, unit } => vec![
            Cell::Preactivation { layer, unit },
            Cell::Activation { layer, unit },
            Cell::GradActivation { layer, unit },
            Cell::GradPreactivation { layer, unit },
        ],
        Mark::Loss => vec![Cell::SampleLoss, Cell::BatchLoss],
    }
}

impl Outputs {
    /// How this network's outputs are shown best.
    pub fn of(model: &Model) -> Self {
        let shape = &model.lab.machine().settings().shape;
        match (shape.inputs, shape.outputs(), model.lab.samples().len()) {
            (2, 1, 2..) => Self::Boundary,
            (1, 1, 2..) => Self::Curve,
            (_, 1, 2..=MOST_ROWS) => Self::Samples,
            _ => Self::Bars,
        }
    }

    /// The picture's title.
    pub fn title(self, language: Language) -> &'static str {
        let text = match self {
            Self::Boundary => MESSAGE.boundary,
            Self::Curve => MESSAGE.curve,
            Self::Samples | Self::Bars => PAGE.outputs,
        };
        text.get(language)
    }

    /// The picture in one sentence.
    pub fn summary(self, model: &Model) -> String {
        let size = Size::new(300.0, 200.0);
        match self {
            Self::Boundary => with_boundary(model, size, 10, |boundary| boundary.summary()),
            Self::Curve => with_curve(model, size, |curve| curve.summary()),
            Self::Samples | Self::Bars => self.with_bars(model, size, |bars| bars.summary()),
        }
    }

    fn scene(self, model: &Model, size: Size) -> Scene<DataMark> {
        let most = if model.is_busy() { MOVING_SQUARES } else { RESTING_SQUARES };
        let parameters = model.lab.machine().settings().shape.parameter_count();
        let squares = most.min((MOST_PRODUCTS / parameters.max(1)).isqrt().max(FEWEST_SQUARES));
        match self {
            Self::Boundary => with_boundary(model, size, squares, |boundary| boundary.scene()),
            Self::Curve => with_curve(model, size, |curve| curve.scene()),
            Self::Samples | Self::Bars => self.with_bars(model, size, |bars| bars.scene()),
        }
    }

    fn with_bars<T>(self, model: &Model, size: Size, use_it: impl FnOnce(&Bars) -> T) -> T {
        let machine = model.lab.machine();
        let shape = &machine.settings().shape;
        let last = shape.last();
        let rows: Vec<Row> = if self == Self::Samples {
            let columns = Columns::new(model.lab.samples());
            let outputs = predict(shape, machine.parameters(), &columns);
            let samples = model.lab.samples().iter().zip(outputs);
            samples
                .map(|(sample, output)| Row {
                    name: sample_label(&sample.input),
                    output: Some(output),
                    target: sample.target.first().copied(),
                })
                .collect()
        } else {
            let index = machine.batch().get(machine.watched()).copied().unwrap_or(0);
            let target = machine.samples().get(index).map_or(&[][..], |sample| &sample.target);
            (0..shape.outputs())
                .map(|unit| Row {
                    name: names(model).output(unit),
                    output: machine.value(Cell::Activation { layer: last, unit }),
                    target: target.get(unit).copied(),
                })
                .collect()
        };
        let watched = (self == Self::Samples)
            .then(|| machine.batch().get(machine.watched()).copied())
            .flatten();
        use_it(&Bars {
            size,
            heading: None,
            rows: &rows,
            range: output_range(shape.layers[last].activation),
            watched,
            palette: model.palette(),
            language: model.language,
        })
    }
}

/// Least and greatest output to expect.
fn output_range(activation: Activation) -> (f64, f64) {
    match activation {
        Activation::Tanh => (-1.0, 1.0),
        // Unbounded outputs extend it.
        _ => (0.0, 1.0),
    }
}

/// The range of the numbers with some room on both sides.
fn range(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = numbers
        .filter(|x| x.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    if low > high {
        return (-1.0, 1.0);
    }
    let room = if low == high { 1.0 } else { 0.12 * (high - low) };
    (low - room, high + room)
}

fn with_boundary<T>(
    model: &Model,
    size: Size,
    squares: usize,
    use_it: impl FnOnce(&Boundary) -> T,
) -> T {
    let machine = model.lab.machine();
    let shape = &machine.settings().shape;
    let all = || model.lab.samples().iter().chain(model.lab.test_samples());
    let x = range(all().map(|sample| sample.input[0]));
    let y = range(all().map(|sample| sample.input[1]));
    let middle =
        |(low, high): (f64, f64), i: usize| low + (high - low) * (i as f64 + 0.5) / squares as f64;
    let across = (0..squares * squares).map(|at| middle(x, at % squares));
    let down = (0..squares * squares).map(|at| middle(y, squares - 1 - at / squares));
    let columns = Columns {
        count: squares * squares,
        input: across.chain(down).collect(),
        target: Vec::new(),
    };
    let values = predict(shape, machine.parameters(), &columns);
    let points = |samples: &[crate::data::Sample]| -> Vec<DataPoint> {
        let point = |sample: &crate::data::Sample| DataPoint {
            x: sample.input[0],
            y: sample.input[1],
            target: sample.target[0],
        };
        samples.iter().take(MOST_POINTS).map(point).collect()
    };
    let is_class = |sample: &crate::data::Sample| matches!(sample.target[0], 0.0 | 1.0);
    let reading = if all().all(is_class) {
        Reading::Decision { low: 0.0, threshold: 0.5, high: 1.0 }
    } else {
        let (low, high) = all()
            .map(|sample| sample.target[0])
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
        Reading::Quantity { low, high }
    };
    let (first, second) = (names(model).input(0), names(model).input(1));
    use_it(&Boundary {
        size,
        x,
        y,
        names: (&first, &second),
        values: &values,
        columns: squares,
        reading,
        train: &points(model.lab.samples()),
        test: &points(model.lab.test_samples()),
        watched: machine.batch().get(machine.watched()).copied(),
        palette: model.palette(),
        language: model.language,
    })
}

fn with_curve<T>(model: &Model, size: Size, use_it: impl FnOnce(&Curve) -> T) -> T {
    let machine = model.lab.machine();
    let all = || model.lab.samples().iter().chain(model.lab.test_samples());
    let (low, high) = range(all().map(|sample| sample.input[0]));
    let input: Vec<f64> = (0..CURVE_POINTS)
        .map(|i| low + (high - low) * i as f64 / (CURVE_POINTS - 1) as f64)
        .collect();
    let columns = Columns { count: CURVE_POINTS, input, target: Vec::new() };
    let outputs = predict(&machine.settings().shape, machine.parameters(), &columns);
    let line: Vec<_> = columns.input.iter().copied().zip(outputs).collect();
    let points = |samples: &[crate::data::Sample]| -> Vec<(f64, f64)> {
        samples.iter().take(MOST_POINTS).map(|s| (s.input[0], s.target[0])).collect()
    };
    let (input, output) = (names(model).input(0), names(model).output(0));
    use_it(&Curve {
        size,
        line: &line,
        train: &points(model.lab.samples()),
        test: &points(model.lab.test_samples()),
        watched: machine.batch().get(machine.watched()).copied(),
        names: (&input, &output),
        palette: model.palette(),
        language: model.language,
    })
}
