//! The loops of an iteration that depend on how many samples a batch has. Which of the three ways
//! it goes is decided once for many iterations, not once a loop.

use crate::layout::Layer;
use crate::means::{Count, Long, known};
use crate::{as_pairs, as_pairs_mut, single, softmax, sums};

/// Loops over a batch; rows are slices of all units' numbers, one unit after the other.
pub(crate) trait Size: Copy {
    /// How many pairs a row has; a single sample is none.
    fn pairs(self) -> usize;

    /// z = Σ w a + b
    fn weighted_sums(self, linear: Layer<'_>, inputs: &[f64], z: &mut [f64]);

    /// Mean gradients of a layer's weights and, if they are trained, biases.
    fn means(self, deltas: &[f64], inputs: &[f64], weight: &mut [f64], bias: &mut [f64]);

    /// ∂L/∂a = Σ w δ
    fn handed_down(self, linear: Layer<'_>, deltas: &[f64], gradients: &mut [f64]);

    /// Softmax; leaves the largest z and the sum of each sample.
    #[inline(always)]
    fn softmax(self, z: &[f64], a: &mut [f64], highest: &mut [f64], sum: &mut [f64]) {
        softmax::activations(self.pairs(), z, a, highest, sum);
    }

    /// Cross-entropy from the weighted sums of softmax.
    #[inline(always)]
    fn cross_entropy(
        self,
        z: &[f64],
        targets: &[f64],
        highest: &[f64],
        sum: &[f64],
        losses: &mut [f64],
    ) {
        softmax::cross_entropy(self.pairs(), z, targets, highest, sum, losses);
    }

    /// δ of softmax and cross-entropy together.
    #[inline(always)]
    fn cross_entropy_deltas(self, a: &[f64], targets: &[f64], deltas: &mut [f64]) {
        softmax::cross_entropy_deltas(self.pairs(), a, targets, deltas);
    }

    /// δ of softmax under another loss.
    #[inline(always)]
    fn softmax_deltas(self, gradients: &[f64], a: &[f64], deltas: &mut [f64]) {
        softmax::deltas(self.pairs(), gradients, a, deltas);
    }
}

/// One sample, whose numbers stand side by side.
#[derive(Clone, Copy)]
pub(crate) struct One;

/// `N` blocks of `V` pairs, as the compiler knows; the last pair may hold one sample alone.
#[derive(Clone, Copy)]
pub(crate) struct Few<const V: usize, const N: usize> {
    pub(crate) samples: usize,
}

/// Any number of samples from two on.
#[derive(Clone, Copy)]
pub(crate) struct Many {
    pub(crate) samples: usize,
}

impl Size for One {
    #[inline(always)]
    fn pairs(self) -> usize {
        0
    }

    #[inline(always)]
    fn weighted_sums(self, linear: Layer<'_>, inputs: &[f64], z: &mut [f64]) {
        single::weighted_sums(linear, inputs, z);
    }

    #[inline(always)]
    fn softmax(self, z: &[f64], a: &mut [f64], highest: &mut [f64], sum: &mut [f64]) {
        (highest[0], sum[0]) = single::softmax(z, a);
    }

    #[inline(always)]
    fn cross_entropy(
        self,
        z: &[f64],
        targets: &[f64],
        highest: &[f64],
        sum: &[f64],
        losses: &mut [f64],
    ) {
        losses[0] = single::cross_entropy(z, targets, highest[0], sum[0]);
    }

    #[inline(always)]
    fn cross_entropy_deltas(self, a: &[f64], targets: &[f64], deltas: &mut [f64]) {
        single::cross_entropy_deltas(a, targets, deltas);
    }

    #[inline(always)]
    fn softmax_deltas(self, gradients: &[f64], a: &[f64], deltas: &mut [f64]) {
        single::softmax_deltas(gradients, a, deltas);
    }

    #[inline(always)]
    fn means(self, deltas: &[f64], inputs: &[f64], weight: &mut [f64], bias: &mut [f64]) {
        single::gradients(deltas, inputs, weight, bias);
    }

    #[inline(always)]
    fn handed_down(self, linear: Layer<'_>, deltas: &[f64], gradients: &mut [f64]) {
        single::handed_down(linear.weight, deltas, gradients);
    }
}

/// The rows of a layer.
#[inline(always)]
fn rows<const V: usize, const N: usize>(numbers: &[f64]) -> &[sums::Row<V, N>] {
    as_pairs(numbers).as_chunks().0.as_chunks().0
}

#[inline(always)]
fn rows_mut<const V: usize, const N: usize>(numbers: &mut [f64]) -> &mut [sums::Row<V, N>] {
    as_pairs_mut(numbers).as_chunks_mut().0.as_chunks_mut().0
}

impl<const V: usize, const N: usize> Size for Few<V, N> {
    #[inline(always)]
    fn pairs(self) -> usize {
        V * N
    }

    #[inline(always)]
    fn weighted_sums(self, linear: Layer<'_>, inputs: &[f64], z: &mut [f64]) {
        sums::forward_rows::<V, N>(linear, rows(inputs), rows_mut(z));
    }

    #[inline(always)]
    fn means(self, deltas: &[f64], inputs: &[f64], weight: &mut [f64], bias: &mut [f64]) {
        if self.samples == 2 * V * N {
            known::<V, N>(Count::new(2 * V * N), rows(deltas), rows(inputs), weight, bias);
        } else {
            Many { samples: self.samples }.means(deltas, inputs, weight, bias);
        }
    }

    #[inline(always)]
    fn handed_down(self, linear: Layer<'_>, deltas: &[f64], gradients: &mut [f64]) {
        sums::backward_rows::<V, N>(linear, rows(deltas), rows_mut(gradients));
    }
}

impl Size for Many {
    #[inline(always)]
    fn pairs(self) -> usize {
        self.samples.div_ceil(2)
    }

    #[inline(always)]
    fn weighted_sums(self, linear: Layer<'_>, inputs: &[f64], z: &mut [f64]) {
        sums::forward_blocks(self.pairs(), linear, as_pairs(inputs), as_pairs_mut(z));
    }

    #[inline(always)]
    fn means(self, deltas: &[f64], inputs: &[f64], weight: &mut [f64], bias: &mut [f64]) {
        let (deltas, inputs) = (as_pairs(deltas), as_pairs(inputs));
        Long { samples: self.samples, deltas, inputs }.layer(weight, bias);
    }

    #[inline(always)]
    fn handed_down(self, linear: Layer<'_>, deltas: &[f64], gradients: &mut [f64]) {
        sums::backward_blocks(self.pairs(), linear, as_pairs(deltas), as_pairs_mut(gradients));
    }
}
