//! What dropout computes: the mask of each iteration, and what it lets through either way.

use super::Machine;
use crate::step::mask;

/// The numbers of dropout in one layer, a row a unit; empty in a layer without.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct DropoutValues {
    /// m, 1 or 0.
    pub(super) mask: Vec<f64>,
    /// ã
    pub(super) output: Vec<f64>,
    /// ∂L/∂ã
    pub(super) grad_output: Vec<f64>,
}

impl DropoutValues {
    pub(super) fn resize(&mut self, len: usize) {
        for row in [&mut self.mask, &mut self.output, &mut self.grad_output] {
            row.resize(len, 0.0);
        }
    }
}

impl Machine {
    /// Draws the masks of this iteration.
    pub(super) fn draw_masks(&mut self) {
        for (layer, values) in self.dropout.iter_mut().enumerate() {
            let rate = self.settings.shape.layers[layer].dropout;
            for (unit, row) in values.mask.chunks_exact_mut(self.stride).enumerate() {
                let mask = mask::Place {
                    seed: self.settings.dropout_seed,
                    iteration: self.iteration,
                    layer: layer as u64,
                    unit: unit as u64,
                };
                // By the sample and not its place in the batch: the order changes nothing.
                for (m, sample) in row.iter_mut().zip(&self.batch) {
                    *m = if mask.keeps(*sample as u64, rate) { 1.0 } else { 0.0 };
                }
            }
        }
    }

    /// ã = a m / (1 - p)
    pub(super) fn drop_out(&mut self, layer: usize, unit: usize) {
        let rate = self.settings.shape.layers[layer].dropout;
        let values = &mut self.dropout[layer];
        for at in unit * self.stride..(unit + 1) * self.stride {
            values.output[at] = self.layers[layer].activation[at] * scale(values.mask[at], rate);
        }
    }

    /// ∂L/∂a = ∂L/∂ã m / (1 - p)
    pub(super) fn dropout_gradient(&mut self, layer: usize, unit: usize) {
        let rate = self.settings.shape.layers[layer].dropout;
        let values = &self.dropout[layer];
        for at in unit * self.stride..(unit + 1) * self.stride {
            self.layers[layer].grad_activation[at] =
                values.grad_output[at] * scale(values.mask[at], rate);
        }
    }

    /// What the forward pass of this iteration multiplies activations with, `[unit][sample]` of
    /// the samples of the batch that `samples` takes; `None` in a layer without dropout.
    pub(crate) fn dropout_scales(
        &self,
        layer: usize,
        samples: std::ops::Range<usize>,
    ) -> Option<Vec<f64>> {
        let shape = &self.settings.shape;
        let rate = shape.layers.get(layer).filter(|layer| layer.has_dropout())?.dropout;
        let rows = self.dropout[layer].mask.chunks_exact(self.stride);
        Some(rows.flat_map(|row| row[samples.clone()].iter().map(|m| scale(*m, rate))).collect())
    }
}

/// m / (1 - p): what is kept grows by as much as is dropped on average, so that nothing has to be
/// scaled where dropout is off.
#[inline(always)]
fn scale(mask: f64, rate: f64) -> f64 {
    mask / (1.0 - rate)
}
