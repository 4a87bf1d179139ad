//! The loops that operations consist of, each with one fixed order of summation.

use crate::math;
use crate::nn::{Activation, Loss, Running, highest, softmax};

/// The weighted sums of one unit for a whole batch: products added from the left, then the bias.
#[inline(always)]
pub(super) fn weighted_sums(weights: &[f64], bias: f64, inputs: &[f64], z: &mut [f64]) {
    let count = z.len();
    for (i, (&weight, input)) in weights.iter().zip(inputs.chunks_exact(count)).enumerate() {
        for (z, &x) in z.iter_mut().zip(input) {
            *z = if i == 0 { weight * x } else { *z + weight * x };
        }
    }
    for z in z {
        *z += bias;
    }
}

/// Softmax of each sample's column.
pub(super) fn softmax_columns(z: &[f64], a: &mut [f64], count: usize) {
    let mut column = Vec::with_capacity(z.len() / count.max(1));
    for s in 0..count {
        column.clear();
        column.extend(z.iter().skip(s).step_by(count));
        softmax(&mut column);
        for (j, &value) in column.iter().enumerate() {
            a[j * count + s] = value;
        }
    }
}

/// The loss of one sample. Fused with softmax it is taken from the weighted sums,
/// Σ y (ln Σ e^z - z), which stays finite where ŷ rounds to 0.
pub(super) fn sample_loss(
    loss: Loss,
    fused: bool,
    output: impl Fn(usize) -> f64,
    z: impl Fn(usize) -> f64,
    target: impl Fn(usize) -> f64,
    outputs: usize,
) -> f64 {
    if !fused {
        return loss.from_sum(sum(outputs, |j| loss.term(output(j), target(j))), outputs);
    }
    let highest = highest((0..outputs).map(&z));
    let log_sum = math::ln(sum(outputs, |j| math::exp(z(j) - highest)));
    // Not -sum: of a sum of 0 that would be -0.
    0.0 - sum(outputs, |j| match target(j) {
        0.0 => 0.0,
        y => y * ((z(j) - highest) - log_sum),
    })
}

/// Terms added from the left.
#[inline(always)]
pub(super) fn sum(count: usize, term: impl Fn(usize) -> f64) -> f64 {
    (1..count).fold(if count == 0 { 0.0 } else { term(0) }, |sum, i| sum + term(i))
}

/// Terms added in two lanes, the even and the odd ones, then the lanes: the order in which
/// 128-bit vector instructions add, so that a faster way of running keeps the same bits.
#[inline(always)]
pub(super) fn lane_sum(count: usize, term: impl Fn(usize) -> f64) -> f64 {
    let lane =
        |first: usize| (first + 2..count).step_by(2).fold(term(first), |sum, i| sum + term(i));
    match count {
        0 => 0.0,
        1 => term(0),
        _ => lane(0) + lane(1),
    }
}

/// The activations of a layer for every column, from its weighted sums.
pub(super) fn activations(activation: Activation, z: &[f64], count: usize) -> Vec<f64> {
    if activation != Activation::Softmax {
        return z.iter().map(|&z| activation.value(z)).collect();
    }
    let mut a = vec![0.0; z.len()];
    softmax_columns(z, &mut a, count);
    a
}

/// The mean of a unit's weighted sums over a batch and their variance, σ² = 1/n Σ (z - μ)².
pub(super) fn batch_mean(z: &[f64]) -> f64 {
    lane_sum(z.len(), |s| z[s]) / z.len() as f64
}

/// See [`batch_mean`].
pub(super) fn batch_variance(z: &[f64], mean: f64) -> f64 {
    let square = |s: usize| {
        let difference = z[s] - mean;
        difference * difference
    };
    lane_sum(z.len(), square) / z.len() as f64
}

/// ẑ = (z - μ) / √(σ² + ε)
#[inline(always)]
pub(super) fn normalized(z: f64, mean: f64, variance: f64) -> f64 {
    (z - mean) / (variance + Running::EPSILON).sqrt()
}
