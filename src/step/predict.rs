//! What a network says, without an iteration: for curves, pictures and the loss over a data set.

use backstep_lanes::iteration::{Batch, LayerValues, Plan, SoftmaxRows};

use super::kernel::lane_sum;
use super::plan::plan;
use crate::data::Sample;
use crate::nn::{LayerShape, Loss, Parameters, Shape};

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

/// Samples that are computed together: their numbers stay in the nearest cache.
const BLOCK: usize = 32;

/// The outputs for every column, `[output][sample]`, with the numbers the operations compute.
pub fn predict(shape: &Shape, parameters: &Parameters, inputs: &Columns) -> Vec<f64> {
    let mut outputs = vec![0.0; shape.outputs() * inputs.count];
    let mut block = Block::new(shape, Loss::HalfSquaredError);
    for first in (0..inputs.count).step_by(BLOCK) {
        let count = block.load(inputs, first);
        let (mut batch, plan) = block.batch();
        batch.forward(plan, &parameters.layers);
        let found = block.layers.last().map_or(&block.input, |values| &values.activation);
        for (row, found) in outputs.chunks_exact_mut(inputs.count).zip(found.chunks_exact(BLOCK)) {
            row[first..first + count].copy_from_slice(&found[..count]);
        }
    }
    outputs
}

/// What every unit puts out for every column, `[layer][unit][sample]`, with the numbers the
/// operations compute.
pub fn activations(shape: &Shape, parameters: &Parameters, inputs: &Columns) -> Vec<Vec<f64>> {
    let rows = |layer: &LayerShape| vec![0.0; layer.units * inputs.count];
    let mut found: Vec<Vec<f64>> = shape.layers.iter().map(rows).collect();
    let mut block = Block::new(shape, Loss::HalfSquaredError);
    for first in (0..inputs.count).step_by(BLOCK) {
        let count = block.load(inputs, first);
        let (mut batch, plan) = block.batch();
        batch.forward(plan, &parameters.layers);
        for (found, values) in found.iter_mut().zip(&block.layers) {
            let rows = found.chunks_exact_mut(inputs.count);
            for (row, found) in rows.zip(values.activation.chunks_exact(BLOCK)) {
                row[first..first + count].copy_from_slice(&found[..count]);
            }
        }
    }
    found
}

/// The mean loss over the columns, with the numbers the operations compute; `None` of none.
pub fn evaluate(
    shape: &Shape,
    parameters: &Parameters,
    loss: Loss,
    columns: &Columns,
) -> Option<f64> {
    let mut block = Block::new(shape, loss);
    let mut losses = Vec::with_capacity(columns.count);
    for first in (0..columns.count).step_by(BLOCK) {
        let count = block.load(columns, first);
        let (mut batch, plan) = block.batch();
        batch.forward(plan, &parameters.layers);
        batch.loss(plan);
        losses.extend_from_slice(&block.losses[..count]);
    }
    let count = columns.count;
    (count > 0).then(|| lane_sum(count, |s| losses[s]) / count as f64)
}

/// The numbers of some columns, layer by layer.
struct Block {
    plan: Plan,
    input: Vec<f64>,
    target: Vec<f64>,
    layers: Vec<LayerValues>,
    softmax: SoftmaxRows,
    losses: Vec<f64>,
}

impl Block {
    fn new(shape: &Shape, loss: Loss) -> Self {
        let rows = |units: usize| vec![0.0; units * BLOCK];
        let values = |units: usize| LayerValues {
            preactivation: rows(units),
            activation: rows(units),
            ..LayerValues::default()
        };
        let mut softmax = SoftmaxRows::default();
        softmax.resize(BLOCK);
        Self {
            plan: plan(shape, loss, false),
            input: rows(shape.inputs),
            target: rows(shape.outputs()),
            layers: shape.layers.iter().map(|layer| values(layer.units)).collect(),
            softmax,
            losses: rows(1),
        }
    }

    /// Takes the columns from `first` on; returns how many they are.
    fn load(&mut self, columns: &Columns, first: usize) -> usize {
        let count = (columns.count - first).min(BLOCK);
        fill(&mut self.input, &columns.input, columns.count, first, count);
        fill(&mut self.target, &columns.target, columns.count, first, count);
        count
    }

    fn batch(&mut self) -> (Batch<'_>, &Plan) {
        let batch = Batch {
            samples: BLOCK,
            input: &self.input,
            target: &self.target,
            layers: &mut self.layers,
            softmax: &mut self.softmax,
            losses: &mut self.losses,
        };
        (batch, &self.plan)
    }
}

/// Copies `count` columns from `first` on into a block; what is left of its rows is 0.
fn fill(block: &mut [f64], rows: &[f64], width: usize, first: usize, count: usize) {
    for (place, row) in block.chunks_exact_mut(BLOCK).zip(rows.chunks_exact(width)) {
        place[..count].copy_from_slice(&row[first..first + count]);
        place[count..].fill(0.0);
    }
}
