//! Softmax of a layer, and cross-entropy with it.

use crate::elementary::{Exp, Pair, ln};
use crate::{as_pairs, as_pairs_mut, load, splat};

/// Softmax of every sample, `a_j = e^(z_j - h) / Σ_k e^(z_k - h)` with h the sample's largest z.
/// What goes into the logarithm of cross-entropy is left in `highest` (h) and `sum`, a row each.
#[inline(never)]
pub(crate) fn activations(
    pairs: usize,
    z: &[f64],
    a: &mut [f64],
    highest: &mut [f64],
    sum: &mut [f64],
) {
    let exp = Exp::new();
    let (z, a) = (as_pairs(z), as_pairs_mut(a));
    let rows = as_pairs_mut(highest).iter_mut().zip(as_pairs_mut(sum));
    for (v, (highest_out, sum_out)) in rows.take(pairs).enumerate() {
        let column = || z.iter().skip(v).step_by(pairs).map(load);
        let highest = column()
            .fold(splat(f64::NEG_INFINITY), |highest, z| highest.simd_lt(z).select(z, highest));
        let mut sum: Option<Pair> = None;
        for (a, z) in a.iter_mut().skip(v).step_by(pairs).zip(column()) {
            let power = exp.of(z - highest);
            *a = power.to_array();
            sum = Some(sum.map_or(power, |sum| sum + power));
        }
        let sum = sum.unwrap_or(splat(0.0));
        for a in a.iter_mut().skip(v).step_by(pairs) {
            *a = (load(a) / sum).to_array();
        }
        (*highest_out, *sum_out) = (highest.to_array(), sum.to_array());
    }
}

/// Cross-entropy of every sample from the weighted sums, Σ y (ln Σ e^(z - h) - (z - h)).
#[inline(never)]
pub(crate) fn cross_entropy(
    pairs: usize,
    z: &[f64],
    targets: &[f64],
    highest: &[f64],
    sum: &[f64],
    losses: &mut [f64],
) {
    let (z, targets) = (as_pairs(z), as_pairs(targets));
    let rows = as_pairs(highest).iter().zip(as_pairs(sum)).zip(as_pairs_mut(losses));
    for (v, ((highest, sum), loss)) in rows.take(pairs).enumerate() {
        let (highest, log_sum) = (load(highest), ln(load(sum)));
        let columns = z.iter().zip(targets).skip(v).step_by(pairs);
        let terms = columns.map(|(z, y)| {
            let y = load(y);
            let term = y * ((load(z) - highest) - log_sum);
            y.simd_eq(splat(0.0)).select(splat(0.0), term)
        });
        let sum = terms.reduce(|sum, term| sum + term).unwrap_or(splat(0.0));
        *loss = (splat(0.0) - sum).to_array();
    }
}

/// δ of softmax and cross-entropy together, ŷ Σy - y.
#[inline(never)]
pub(crate) fn cross_entropy_deltas(pairs: usize, a: &[f64], targets: &[f64], deltas: &mut [f64]) {
    let (a, targets) = (as_pairs(a), as_pairs(targets));
    let deltas = as_pairs_mut(deltas);
    for v in 0..pairs {
        let column = || targets.iter().skip(v).step_by(pairs).map(load);
        let sum = column().reduce(|sum, y| sum + y).unwrap_or(splat(0.0));
        let columns = a.iter().skip(v).step_by(pairs).zip(column());
        for (delta, (a, y)) in deltas.iter_mut().skip(v).step_by(pairs).zip(columns) {
            *delta = (load(a) * sum - y).to_array();
        }
    }
}

/// δ of softmax under another loss, `a_j (g_j - Σ_k g_k a_k)` with g the gradients by the
/// activations.
#[inline(never)]
pub(crate) fn deltas(pairs: usize, gradients: &[f64], a: &[f64], deltas: &mut [f64]) {
    let (gradients, a) = (as_pairs(gradients), as_pairs(a));
    let deltas = as_pairs_mut(deltas);
    for v in 0..pairs {
        let columns =
            || gradients.iter().zip(a).skip(v).step_by(pairs).map(|(g, a)| (load(g), load(a)));
        let sum = columns().map(|(g, a)| g * a).reduce(|sum, term| sum + term);
        let sum = sum.unwrap_or(splat(0.0));
        for (delta, (g, a)) in deltas.iter_mut().skip(v).step_by(pairs).zip(columns()) {
            *delta = (a * (g - sum)).to_array();
        }
    }
}
