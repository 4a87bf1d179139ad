//! What a network says, without an iteration: for curves, pictures and the loss over a data set.

use super::kernel::forward;
use super::probe::mean_loss;
use crate::data::Sample;
use crate::nn::{Loss, Parameters, Shape};

/// Samples with their numbers side by side, `[unit][sample]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Columns {
    /// Number of samples.
    pub count: usize,
    /// x, `[input][sample]`.
    pub input: Vec<f64>,
    /// y, `[output][sample]`.
    pub target: Vec<f64>,
}

impl Columns {
    /// The columns of `samples`.
    pub fn new(samples: &[Sample]) -> Self {
        let column = |numbers: fn(&Sample) -> &[f64]| {
            let width = samples.first().map_or(0, |sample| numbers(sample).len());
            (0..width).flat_map(|i| samples.iter().map(move |sample| numbers(sample)[i])).collect()
        };
        Self {
            count: samples.len(),
            input: column(|sample| &sample.input),
            target: column(|sample| &sample.target),
        }
    }
}

/// The outputs for every column, `[output][sample]`, with the numbers the operations compute.
pub fn predict(shape: &Shape, parameters: &Parameters, inputs: &Columns) -> Vec<f64> {
    let [_, outputs] = forward(shape, parameters, inputs);
    outputs
}

/// The mean loss over the columns, with the numbers the operations compute; `None` of none.
pub fn evaluate(
    shape: &Shape,
    parameters: &Parameters,
    loss: Loss,
    columns: &Columns,
) -> Option<f64> {
    shape.layers.last()?;
    let [z, output] = forward(shape, parameters, columns);
    (columns.count > 0).then(|| mean_loss(shape, loss, columns, &z, &output))
}
