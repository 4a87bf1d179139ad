//! What the picture of the outputs is drawn from: a map, a curve or bars, whichever shows most.

use super::Model;
use crate::data::Sample;
use crate::i18n::{Language, MESSAGE, PAGE};
use crate::lab::Lab;
use crate::nn::Activation;
use crate::scene::{Scene, Size};
use crate::step::{Cell, Columns, Values, predict};
use crate::views::bars::{Bars, Row, sample_label};
use crate::views::boundary::{Boundary, Reading, grid};
use crate::views::curve::Curve;
use crate::views::{DataMark, DataPoint, Names, data_range};

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
    /// Two inputs, and one output or a class of several: a map.
    Boundary,
    /// One input, one output: a curve.
    Curve,
    /// One output of a few samples: a bar each.
    Samples,
    /// The outputs of the watched sample: a bar each.
    Bars,
}

impl Model {
    /// The picture of what the network says.
    pub fn outputs_scene(&self, size: Size) -> Scene<DataMark> {
        self.outputs_scene_of(&self.lab, size)
    }

    /// The picture of what the network of a run says.
    pub(super) fn outputs_scene_of(&self, lab: &Lab, size: Size) -> Scene<DataMark> {
        Outputs::of_run(lab).scene(self, lab, size)
    }
}

impl Outputs {
    /// How this network's outputs are shown best.
    pub fn of(model: &Model) -> Self {
        Self::of_run(&model.lab)
    }

    fn of_run(lab: &Lab) -> Self {
        let shape = &lab.machine().settings().shape;
        match (shape.inputs, shape.outputs(), lab.samples().len()) {
            (2, 1, 2..) => Self::Boundary,
            (2, _, 2..) if all_samples(lab).all(|sample| class_of(sample).is_some()) => {
                Self::Boundary
            }
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
        self.said(model, &model.lab)
    }

    /// The picture of a run in one sentence.
    pub(super) fn summary_of(model: &Model, lab: &Lab) -> String {
        Self::of_run(lab).said(model, lab)
    }

    fn said(self, model: &Model, lab: &Lab) -> String {
        let size = Size::new(300.0, 200.0);
        match self {
            Self::Boundary => with_boundary(model, lab, size, 10, |boundary| boundary.summary()),
            Self::Curve => with_curve(model, lab, size, |curve| curve.summary()),
            Self::Samples | Self::Bars => self.with_bars(model, lab, size, |bars| bars.summary()),
        }
    }

    fn scene(self, model: &Model, lab: &Lab, size: Size) -> Scene<DataMark> {
        let most = if model.is_busy() { MOVING_SQUARES } else { RESTING_SQUARES };
        let parameters = lab.machine().settings().shape.parameter_count();
        let squares = most.min((MOST_PRODUCTS / parameters.max(1)).isqrt().max(FEWEST_SQUARES));
        match self {
            Self::Boundary => with_boundary(model, lab, size, squares, |boundary| boundary.scene()),
            Self::Curve => with_curve(model, lab, size, |curve| curve.scene()),
            Self::Samples | Self::Bars => self.with_bars(model, lab, size, |bars| bars.scene()),
        }
    }

    fn with_bars<T>(
        self,
        model: &Model,
        lab: &Lab,
        size: Size,
        use_it: impl FnOnce(&Bars) -> T,
    ) -> T {
        let machine = lab.machine();
        let shape = &machine.settings().shape;
        let last = shape.last();
        let rows: Vec<Row> = if self == Self::Samples {
            let columns = Columns::new(lab.samples());
            let outputs = predict(shape, &machine.tested(), &columns);
            let samples = lab.samples().iter().zip(outputs);
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
                    name: Names { layers: last + 1, language: model.language }.output(unit),
                    output: machine.value(Cell::Activation { layer: last, unit }),
                    target: target.get(unit).copied(),
                })
                .collect()
        };
        let heading = if self == Self::Samples { PAGE.sample_inputs } else { MESSAGE.unit };
        let watched = (self == Self::Samples)
            .then(|| machine.batch().get(machine.watched()).copied())
            .flatten();
        use_it(&Bars {
            size,
            heading: Some(heading.get(model.language)),
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

/// The samples to train on, then those to test on.
fn all_samples(lab: &Lab) -> impl Iterator<Item = &Sample> {
    lab.samples().iter().chain(lab.test_samples())
}

/// The class that a sample is of, if its targets are 1 for one output and 0 for all others.
fn class_of(sample: &Sample) -> Option<usize> {
    let is_one_hot = sample.target.iter().all(|target| matches!(target, 0.0 | 1.0))
        && sample.target.iter().sum::<f64>() == 1.0;
    if is_one_hot { sample.target.iter().position(|target| *target == 1.0) } else { None }
}

/// The output that is the greatest, as a number; NaN where one is not a number.
fn strongest(outputs: impl Iterator<Item = f64>) -> f64 {
    let mut best = (f64::NAN, f64::NEG_INFINITY);
    for (class, output) in outputs.enumerate() {
        if output.is_nan() {
            return f64::NAN;
        }
        if best.0.is_nan() || output > best.1 {
            best = (class as f64, output);
        }
    }
    best.0
}

/// What the outputs over two inputs mean.
fn reading(lab: &Lab) -> Reading {
    let outputs = lab.machine().settings().shape.outputs();
    if outputs > 1 {
        return Reading::Classes { count: outputs };
    }
    let targets = || all_samples(lab).map(|sample| sample.target[0]);
    let (low, high) = targets()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
    // Two values that a sigmoid or a tanh reaches are two classes.
    let is_decision =
        matches!((low, high), (0.0 | -1.0, 1.0)) && targets().all(|y| y == low || y == high);
    if is_decision {
        Reading::Decision { low, threshold: f64::midpoint(low, high), high }
    } else {
        Reading::Quantity { low, high }
    }
}

fn with_boundary<T>(
    model: &Model,
    lab: &Lab,
    size: Size,
    squares: usize,
    use_it: impl FnOnce(&Boundary) -> T,
) -> T {
    let machine = lab.machine();
    let shape = &machine.settings().shape;
    let x = data_range(all_samples(lab).map(|sample| sample.input[0]));
    let y = data_range(all_samples(lab).map(|sample| sample.input[1]));
    let (mut input, down): (Vec<f64>, Vec<f64>) = grid(x, y, squares, squares).into_iter().unzip();
    let count = input.len();
    input.extend(down);
    let columns = Columns { count, input, target: Vec::new() };
    let outputs = predict(shape, &machine.tested(), &columns);
    let reading = reading(lab);
    let values = match reading {
        Reading::Classes { count: classes } => (0..count)
            .map(|at| strongest((0..classes).map(|class| outputs[class * count + at])))
            .collect(),
        Reading::Decision { .. } | Reading::Quantity { .. } => outputs,
    };
    let points = |samples: &[Sample]| -> Vec<DataPoint> {
        let point = |sample: &Sample| DataPoint {
            x: sample.input[0],
            y: sample.input[1],
            target: match reading {
                Reading::Classes { .. } => class_of(sample).map_or(f64::NAN, |class| class as f64),
                Reading::Decision { .. } | Reading::Quantity { .. } => sample.target[0],
            },
        };
        samples.iter().take(MOST_POINTS).map(point).collect()
    };
    use_it(&Boundary {
        size,
        x,
        y,
        names: ("x₁", "x₂"),
        values: &values,
        columns: squares,
        reading,
        train: &points(lab.samples()),
        test: &points(lab.test_samples()),
        watched: machine.batch().get(machine.watched()).copied(),
        palette: model.palette(),
        language: model.language,
    })
}

fn with_curve<T>(model: &Model, lab: &Lab, size: Size, use_it: impl FnOnce(&Curve) -> T) -> T {
    let machine = lab.machine();
    let (low, high) = data_range(all_samples(lab).map(|sample| sample.input[0]));
    let input: Vec<f64> = (0..CURVE_POINTS)
        .map(|i| low + (high - low) * i as f64 / (CURVE_POINTS - 1) as f64)
        .collect();
    let columns = Columns { count: CURVE_POINTS, input, target: Vec::new() };
    let outputs = predict(&machine.settings().shape, &machine.tested(), &columns);
    let line: Vec<_> = columns.input.iter().copied().zip(outputs).collect();
    let points = |samples: &[Sample]| -> Vec<(f64, f64)> {
        samples.iter().take(MOST_POINTS).map(|s| (s.input[0], s.target[0])).collect()
    };
    use_it(&Curve {
        size,
        line: &line,
        train: &points(lab.samples()),
        test: &points(lab.test_samples()),
        watched: machine.batch().get(machine.watched()).copied(),
        names: ("x₁", "ŷ₁"),
        palette: model.palette(),
        language: model.language,
    })
}
