//! How one iteration stands, layer by layer.

use std::borrow::Cow;

use crate::lab::Lab;
use crate::nn::{Activation, Loss, Param, Parameters};
use crate::step::{Cell, Columns, Machine, activations, evaluate};

/// A unit is flat at a sample if its slope there is less than this share of the activation
/// function's steepest: 1 of `ReLU` and tanh, 1/4 of the sigmoid. Of `ReLU` that is where z ≤ 0,
/// of tanh where |a| > 0.949, of the sigmoid where a < 0.026 or a > 0.974.
pub const FLAT_SLOPE: f64 = 0.1;
/// A sigmoid or tanh unit is saturated if it is flat at this share of the samples or more.
pub const SATURATED_SHARE: f64 = 0.9;
/// Samples that have to be looked at before a unit is called dead.
pub const LEAST_SAMPLES: usize = 4;
/// Multiplications spent on the samples that units are judged by: of a large network not all
/// samples are looked at.
const MOST_PRODUCTS: usize = 1_000_000;

/// One iteration: what its passes and its update came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// The iteration, counted from 0.
    pub iteration: u64,
    /// First hidden layer to output layer.
    pub layers: Vec<LayerHealth>,
    /// The loss over the iteration's own batch with the parameters before its update, and with
    /// those after it.
    pub losses: [f64; 2],
    /// The largest update for its weight.
    pub leap: Option<Leap>,
    /// Training samples that units were judged by.
    pub samples: usize,
}

/// A layer in one iteration. Sizes are root mean squares.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerHealth {
    /// Of a, over the layer's units and the batch's samples.
    pub activation: f64,
    /// Of δ = ∂L/∂z, over the layer's units and the batch's samples.
    pub delta: f64,
    /// Of ∂L/∂w, the mean over the batch, over the layer's weights.
    pub gradient: f64,
    /// Of w as the passes used it, over the layer's weights.
    pub weight: f64,
    /// Of what the update added to w, over the layer's weights.
    pub update: f64,
    /// Each unit of the layer.
    pub units: Vec<UnitHealth>,
}

/// A unit, judged by the training samples with the parameters that the passes used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitHealth {
    /// The share of the samples at which the unit is flat; see [`FLAT_SLOPE`]. 0 where that is no
    /// matter: of functions that are flat nowhere, and of outputs that are right or whose loss
    /// takes the slope out.
    pub flat: f64,
    /// What follows from it.
    pub state: UnitState,
}

/// What is to be said of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitState {
    /// It passes gradients on.
    Fine,
    /// A `ReLU` that puts out 0 for every sample, of which there are [`LEAST_SAMPLES`] at least: no
    /// gradient comes to its weights any more.
    Dead,
    /// A sigmoid or tanh unit that is flat at nearly every sample; see [`SATURATED_SHARE`].
    Saturated,
}

/// An update beside the weight that it changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leap {
    /// The weight.
    pub param: Param,
    /// Its value before.
    pub weight: f64,
    /// What was added to it.
    pub update: f64,
    /// |update| over the larger of |weight| and its layer's root mean square, so that a weight
    /// that happens to be near 0 makes no leap of every update.
    pub ratio: f64,
}

impl Health {
    /// The health of the iteration that `lab` stands in; what is left of it is done on a copy.
    /// `None` of a run without samples.
    ///
    /// ```
    /// # use backstep::lab::{Health, Lab};
    /// # let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
    /// let lab = Lab::new(mazur.scenario()?)?;
    /// let health = Health::of(&lab).ok_or("no samples")?;
    /// // δ of the outputs is 0.1385 and −0.0381, as Mazur has them.
    /// assert!((health.layers[1].delta - 0.101_571).abs() < 1e-6);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(lab: &Lab) -> Option<Self> {
        let machine = lab.machine();
        if machine.batch().is_empty() {
            return None;
        }
        let machine = if machine.is_at_end() {
            Cow::Borrowed(machine)
        } else {
            let mut rest = machine.clone();
            rest.finish();
            Cow::Owned(rest)
        };
        Some(Self::of_finished(&machine, &lab.train_columns))
    }

    fn of_finished(machine: &Machine, columns: &Columns) -> Self {
        let settings = machine.settings();
        let shape = &settings.shape;
        let before = parameters_used(machine);
        let looked_at = thinned(columns, MOST_PRODUCTS / shape.parameter_count().max(1));
        // As it is tested: nothing is dropped, and batch normalization takes what it remembers.
        let tested = |parameters: &Parameters| {
            if shape.has_norm() { machine.running().folded(parameters) } else { parameters.clone() }
        };
        let found = activations(shape, &tested(&before), &looked_at);
        let mut leap: Option<Leap> = None;
        let mut layers = Vec::with_capacity(shape.layers.len());
        for (l, outputs) in found.iter().enumerate() {
            let weight = rms(before.layers[l].weight.iter().copied());
            if let Some(here) = largest_leap(machine, &before, l, weight)
                && leap.is_none_or(|leap| here.ratio > leap.ratio)
            {
                leap = Some(here);
            }
            layers.push(LayerHealth {
                activation: rms(of_batch(machine, l, |layer, unit| Cell::Activation {
                    layer,
                    unit,
                })),
                delta: rms(of_batch(machine, l, |layer, unit| Cell::GradPreactivation {
                    layer,
                    unit,
                })),
                gradient: rms(weights(machine, l)
                    .map(|param| machine.value_of(Cell::MeanGrad(param), 0).unwrap_or(f64::NAN))),
                weight,
                update: rms(weights(machine, l)
                    .map(|param| machine.parameters().get(param) - before.get(param))),
                units: units_of(machine, l, outputs, &looked_at),
            });
        }
        let batch: Vec<_> = machine.batch().iter().map(|i| machine.samples()[*i].clone()).collect();
        let batch = Columns::new(&batch);
        let loss = |parameters: &Parameters| {
            evaluate(shape, &tested(parameters), settings.loss, &batch).unwrap_or(f64::NAN)
        };
        let losses = [loss(&before), loss(machine.parameters())];
        let samples = looked_at.count;
        Self { iteration: machine.iteration(), layers, losses, leap, samples }
    }
}

impl LayerHealth {
    /// Units that are dead.
    pub fn dead_units(&self) -> Vec<usize> {
        self.units_that(UnitState::Dead)
    }

    /// Units that are saturated.
    pub fn saturated_units(&self) -> Vec<usize> {
        self.units_that(UnitState::Saturated)
    }

    fn units_that(&self, are: UnitState) -> Vec<usize> {
        (0..self.units.len()).filter(|unit| self.units[*unit].state == are).collect()
    }

    /// The size of the update over that of the weights; 0 of weights that are all 0.
    pub fn update_ratio(&self) -> f64 {
        if self.weight == 0.0 { 0.0 } else { self.update / self.weight }
    }
}

impl UnitHealth {
    fn new(activation: Activation, flat: usize, samples: usize) -> Self {
        let share = flat as f64 / samples.max(1) as f64;
        let state = match activation {
            Activation::Relu if flat == samples && samples >= LEAST_SAMPLES => UnitState::Dead,
            Activation::Sigmoid | Activation::Tanh if share >= SATURATED_SHARE => {
                UnitState::Saturated
            }
            _ => UnitState::Fine,
        };
        Self { flat: share, state }
    }
}

/// The parameters that the passes of the machine's iteration used.
fn parameters_used(machine: &Machine) -> Parameters {
    let mut used = machine.parameters().clone();
    for layer in 0..used.layers.len() {
        for param in weights(machine, layer).chain(biases(machine, layer)) {
            *used.get_mut(param) = machine.weight_used(param);
        }
    }
    used
}

/// Every weight of a layer, row by row.
fn weights(machine: &Machine, layer: usize) -> impl Iterator<Item = Param> + Clone + use<> {
    let shape = &machine.settings().shape;
    let (units, inputs) = (shape.layers[layer].units, shape.fan_in(layer));
    (0..units)
        .flat_map(move |unit| (0..inputs).map(move |input| Param::Weight { layer, unit, input }))
}

fn biases(machine: &Machine, layer: usize) -> impl Iterator<Item = Param> + use<> {
    let units = machine.settings().shape.layers[layer].units;
    (0..units).map(move |unit| Param::Bias { layer, unit })
}

/// A number of each unit of a layer for each sample of the batch.
fn of_batch(
    machine: &Machine,
    layer: usize,
    cell: impl Fn(usize, usize) -> Cell + Copy,
) -> impl Iterator<Item = f64> + Clone {
    let units = machine.settings().shape.layers[layer].units;
    (0..units).flat_map(move |unit| {
        (0..machine.batch().len())
            .map(move |s| machine.value_of(cell(layer, unit), s).unwrap_or(f64::NAN))
    })
}

/// The largest update of a layer for its weight.
fn largest_leap(machine: &Machine, before: &Parameters, layer: usize, size: f64) -> Option<Leap> {
    let mut largest: Option<Leap> = None;
    for param in weights(machine, layer).filter(|_| size > 0.0) {
        let weight = before.get(param);
        let update = machine.parameters().get(param) - weight;
        let usual = if weight.abs() > size { weight.abs() } else { size };
        let ratio = update.abs() / usual;
        if largest.is_none_or(|largest| ratio > largest.ratio) {
            largest = Some(Leap { param, weight, update, ratio });
        }
    }
    largest
}

/// Each unit of a layer that puts out `outputs`, `[unit][sample]`.
fn units_of(
    machine: &Machine,
    layer: usize,
    outputs: &[f64],
    columns: &Columns,
) -> Vec<UnitHealth> {
    let settings = machine.settings();
    let activation = settings.shape.layers[layer].activation;
    let is_output = layer == settings.shape.last();
    let takes_slope_out = matches!(settings.loss, Loss::BinaryCrossEntropy | Loss::CrossEntropy);
    let count = columns.count;
    let unit = |(unit, row): (usize, &[f64])| {
        let flat = row.iter().enumerate().filter(|&(s, a)| {
            let is_harmless = is_output
                && (takes_slope_out || !is_wrong(activation, *a, columns.target[unit * count + s]));
            is_flat(activation, *a) && !is_harmless
        });
        UnitHealth::new(activation, flat.count(), count)
    };
    outputs.chunks_exact(count.max(1)).enumerate().map(unit).collect()
}

/// Whether the function is flat where it puts out `a`.
fn is_flat(activation: Activation, a: f64) -> bool {
    let steepest = match activation {
        Activation::Relu | Activation::Tanh => 1.0,
        Activation::Sigmoid => 0.25,
        // These pass a gradient on everywhere, or have no slope of their own.
        Activation::Identity | Activation::LeakyRelu | Activation::Softmax => return false,
    };
    // ReLU is on where it puts something out, so that a does for z.
    activation.slope(a, a) < FLAT_SLOPE * steepest
}

/// Whether an output is nearer to the wrong end of its function than to the target.
fn is_wrong(activation: Activation, a: f64, target: f64) -> bool {
    let half = if activation == Activation::Tanh { 1.0 } else { 0.5 };
    (a - target).abs() > half
}

/// At most `most` of the columns, evenly spaced, but a batch's worth in any case.
fn thinned(columns: &Columns, most: usize) -> Cow<'_, Columns> {
    const LEAST: usize = 64;
    let (all, most) = (columns.count, most.max(LEAST));
    if all <= most {
        return Cow::Borrowed(columns);
    }
    let pick = |rows: &[f64]| {
        rows.chunks_exact(all).flat_map(|row| (0..most).map(|i| row[i * all / most])).collect()
    };
    Cow::Owned(Columns { count: most, input: pick(&columns.input), target: pick(&columns.target) })
}

/// √(Σ x² / n), scaled by the largest |x| so that neither 1e-200 nor 1e200 is lost in a square;
/// 0 of nothing.
fn rms(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let mut largest = 0.0_f64;
    for x in numbers.clone() {
        if !x.is_finite() {
            return x.abs();
        }
        largest = if x.abs() > largest { x.abs() } else { largest };
    }
    if largest == 0.0 {
        return 0.0;
    }
    let (mut sum, mut count) = (0.0, 0.0);
    for x in numbers {
        let share = x / largest;
        sum += share * share;
        count += 1.0;
    }
    largest * (sum / count).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_mean_square_is_right_however_large_or_small() {
        let of = |numbers: [f64; 4]| rms(numbers.into_iter());
        // √((9 + 16 + 144 + 0) / 4) = 6.5
        assert_eq!(of([3.0, -4.0, 12.0, 0.0]), 6.5);
        assert_eq!(of([3e200, -4e200, 12e200, 0.0]), 6.5e200);
        let small = of([3e-200, -4e-200, 12e-200, 0.0]);
        assert!((small / 6.5e-200 - 1.0).abs() < 1e-15, "{small:e}");
        assert_eq!(of([0.0; 4]), 0.0);
        assert!(of([1.0, f64::NAN, 2.0, 3.0]).is_nan());
        assert_eq!(of([1.0, f64::NEG_INFINITY, 2.0, 3.0]), f64::INFINITY);
        assert_eq!(rms(std::iter::empty()), 0.0);
    }

    #[test]
    fn functions_are_flat_where_the_docs_say() {
        let flat = |activation, a| is_flat(activation, a);
        assert!(flat(Activation::Relu, 0.0) && !flat(Activation::Relu, 1e-9));
        assert!(flat(Activation::Tanh, -0.949) && !flat(Activation::Tanh, 0.948));
        assert!(flat(Activation::Sigmoid, 0.0256) && !flat(Activation::Sigmoid, 0.026));
        assert!(flat(Activation::Sigmoid, 0.9744) && !flat(Activation::Sigmoid, 0.974));
        assert!(!flat(Activation::LeakyRelu, -1.0) && !flat(Activation::Identity, 0.0));
    }

    #[test]
    fn of_many_samples_evenly_spaced_ones_are_looked_at() {
        let count = 1000;
        let input = (0..2 * count).map(|i| i as f64).collect();
        let columns = Columns { count, input, target: vec![0.0; count] };
        let few = thinned(&columns, 100);
        assert_eq!((few.count, few.input.len(), few.target.len()), (100, 200, 100));
        assert_eq!((few.input[1], few.input[99], few.input[101]), (10.0, 990.0, 1010.0));
        assert_eq!(thinned(&columns, 5).count, 64);
        assert_eq!(thinned(&columns, 1000).count, 1000);
    }
}
