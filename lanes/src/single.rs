//! The loops of an iteration over a batch of one sample, whose numbers stand side by side: rows of
//! one number are a vector over the units.

use crate::elementary::{self, Pair, exp};
use crate::{load, splat};

/// Weighted sums of a layer, z = Σ w a + b: products added from the left, then the bias.
pub(crate) fn weighted_sums(weight: &[f64], bias: &[f64], inputs: &[f64], z: &mut [f64]) {
    let fan_in = inputs.len();
    if fan_in == 0 {
        return;
    }
    let (fours, _) = z.as_chunks_mut::<4>();
    let (bias_fours, _) = bias.as_chunks::<4>();
    let done = 4 * fours.len().min(bias_fours.len());
    for ((z, bias), rows) in fours.iter_mut().zip(bias_fours).zip(weight.chunks_exact(4 * fan_in)) {
        // Two sums a pair, because each has to be added up one after the other.
        let (a, rest) = rows.split_at(fan_in);
        let (b, rest) = rest.split_at(fan_in);
        let (c, d) = rest.split_at(fan_in);
        let terms = a.iter().zip(b).zip(c).zip(d).zip(inputs).map(|((((a, b), c), d), x)| {
            let x = splat(*x);
            [Pair::new([*a, *b]) * x, Pair::new([*c, *d]) * x]
        });
        let sums = terms.reduce(|[p, q], [r, s]| [p + r, q + s]);
        if let Some([first, second]) = sums {
            let [p, q] = (first + Pair::new([bias[0], bias[1]])).to_array();
            let [r, s] = (second + Pair::new([bias[2], bias[3]])).to_array();
            *z = [p, q, r, s];
        }
    }
    let rows = weight.chunks_exact(fan_in).zip(bias).skip(done);
    for (z, (row, bias)) in z.iter_mut().skip(done).zip(rows) {
        let terms = row.iter().zip(inputs).map(|(w, x)| w * x);
        *z = terms.reduce(|sum, term| sum + term).unwrap_or(0.0) + bias;
    }
}

/// The gradients that a layer hands down, ∂L/∂a = Σ w δ: products added from the first unit on.
pub(crate) fn handed_down(weight: &[f64], deltas: &[f64], gradients: &mut [f64]) {
    let fan_in = gradients.len();
    if fan_in == 0 {
        return;
    }
    for (j, (row, delta)) in weight.chunks_exact(fan_in).zip(deltas).enumerate() {
        let (pairs, rest) = gradients.as_chunks_mut::<2>();
        let (row_pairs, row_rest) = row.as_chunks::<2>();
        let factor = splat(*delta);
        for (gradient, w) in pairs.iter_mut().zip(row_pairs) {
            let term = load(w) * factor;
            *gradient = (if j == 0 { term } else { load(gradient) + term }).to_array();
        }
        for (gradient, w) in rest.iter_mut().zip(row_rest) {
            let term = w * delta;
            *gradient = if j == 0 { term } else { *gradient + term };
        }
    }
}

/// The gradients of a layer's weights, δ a.
pub(crate) fn gradients(deltas: &[f64], inputs: &[f64], weight: &mut [f64]) {
    let (pairs, rest) = inputs.as_chunks::<2>();
    for (row, delta) in weight.chunks_exact_mut(inputs.len().max(1)).zip(deltas) {
        let factor = splat(*delta);
        let (row_pairs, row_rest) = row.as_chunks_mut::<2>();
        for (grad, x) in row_pairs.iter_mut().zip(pairs) {
            *grad = (factor * load(x)).to_array();
        }
        for (grad, x) in row_rest.iter_mut().zip(rest) {
            *grad = delta * x;
        }
    }
}

/// Softmax of a layer; returns the largest z and Σ e^(z - largest).
pub(crate) fn softmax(z: &[f64], a: &mut [f64]) -> (f64, f64) {
    let highest =
        z.iter().fold(f64::NEG_INFINITY, |highest, z| if highest < *z { *z } else { highest });
    let ((a_pairs, a_rest), (z_pairs, z_rest)) = (a.as_chunks_mut(), z.as_chunks());
    for (a, z) in a_pairs.iter_mut().zip(z_pairs) {
        *a = exp(load(z) - splat(highest)).to_array();
    }
    if let ([a], [z]) = (a_rest, z_rest) {
        [*a, _] = exp(splat(z - highest)).to_array();
    }
    let sum = a.iter().copied().reduce(|sum, power| sum + power).unwrap_or(0.0);
    for a in a {
        *a /= sum;
    }
    (highest, sum)
}

/// Cross-entropy from the weighted sums, Σ y (ln Σ e^(z - h) - (z - h)).
pub(crate) fn cross_entropy(z: &[f64], targets: &[f64], highest: f64, sum: f64) -> f64 {
    let log_sum = elementary::scalar::ln(sum);
    let terms = z
        .iter()
        .zip(targets)
        .map(|(z, y)| if *y == 0.0 { 0.0 } else { y * ((z - highest) - log_sum) });
    0.0 - terms.reduce(|sum, term| sum + term).unwrap_or(0.0)
}

/// δ of softmax and cross-entropy together, ŷ Σy - y.
pub(crate) fn cross_entropy_deltas(a: &[f64], targets: &[f64], deltas: &mut [f64]) {
    let sum = targets.iter().copied().reduce(|sum, y| sum + y).unwrap_or(0.0);
    for (delta, (a, y)) in deltas.iter_mut().zip(a.iter().zip(targets)) {
        *delta = a * sum - y;
    }
}

/// δ of softmax under another loss, `a_j (g_j - Σ_k g_k a_k)`.
pub(crate) fn softmax_deltas(gradients: &[f64], a: &[f64], deltas: &mut [f64]) {
    let terms = gradients.iter().zip(a).map(|(g, a)| g * a);
    let sum = terms.reduce(|sum, term| sum + term).unwrap_or(0.0);
    for (delta, (g, a)) in deltas.iter_mut().zip(gradients.iter().zip(a)) {
        *delta = a * (g - sum);
    }
}
