//! The loops of an iteration over a batch of one sample, whose numbers stand side by side: rows of
//! one number are a vector over the units.

use crate::elementary::{self, Exp, Pair};
use crate::layout::Layer;
use crate::{load, splat};

/// Weighted sums of a layer, z = Σ w a + b: products added from the left, then the bias.
#[inline(always)]
pub(crate) fn weighted_sums(linear: Layer<'_>, inputs: &[f64], z: &mut [f64]) {
    let mut weights = linear.weight;
    let (z_fours, z_rest) = z.as_chunks_mut::<4>();
    let (bias_fours, bias_rest) = linear.bias.as_chunks::<4>();
    for (z, bias) in z_fours.iter_mut().zip(bias_fours) {
        let Some((rows, rest)) = weights.split_at_checked(4 * inputs.len()) else { return };
        weights = rest;
        let (first, second) = rows.split_at(2 * inputs.len());
        let terms = terms(first, inputs).zip(terms(second, inputs));
        let sums = terms.reduce(|(p, q), (r, s)| (p + r, q + s));
        let (first, second) = sums.unwrap_or((splat(0.0), splat(0.0)));
        let [p, q] = (first + Pair::new([bias[0], bias[1]])).to_array();
        let [r, s] = (second + Pair::new([bias[2], bias[3]])).to_array();
        *z = [p, q, r, s];
    }
    let ((z_twos, z_rest), (bias_twos, bias_rest)) =
        (z_rest.as_chunks_mut::<2>(), bias_rest.as_chunks::<2>());
    for (z, bias) in z_twos.iter_mut().zip(bias_twos) {
        let Some((rows, rest)) = weights.split_at_checked(2 * inputs.len()) else { return };
        weights = rest;
        let sum = terms(rows, inputs).reduce(|sum, term| sum + term).unwrap_or(splat(0.0));
        *z = (sum + Pair::new(*bias)).to_array();
    }
    if let ([z], [bias]) = (z_rest, bias_rest) {
        let terms = weights.iter().zip(inputs).map(|(w, x)| w * x);
        *z = terms.reduce(|sum, term| sum + term).unwrap_or(0.0) + bias;
    }
}

/// The products of two units' weights with the inputs: two sums a pair, because each has to be
/// added up one term after the other.
#[inline(always)]
fn terms(rows: &[f64], inputs: &[f64]) -> impl Iterator<Item = Pair> {
    let (first, second) = rows.split_at(inputs.len());
    let weights = first.iter().zip(second).zip(inputs);
    weights.map(|((v, w), x)| Pair::new([*v, *w]) * splat(*x))
}

/// The gradients that a layer hands down, ∂L/∂a = Σ w δ: products added from the first unit on.
#[inline(always)]
pub(crate) fn handed_down(weight: &[f64], deltas: &[f64], gradients: &mut [f64]) {
    let fan_in = gradients.len();
    let Some((delta, deltas)) = deltas.split_first() else { return };
    let Some((row, mut weights)) = weight.split_at_checked(fan_in) else { return };
    products(*delta, row, gradients, |_, term| term);
    for delta in deltas {
        let Some((row, rest)) = weights.split_at_checked(fan_in) else { return };
        weights = rest;
        products(*delta, row, gradients, |sum, term| sum + term);
    }
}

/// Joins the products of a row and a factor to what is there.
#[inline(always)]
fn products(factor: f64, row: &[f64], sums: &mut [f64], join: impl Fn(Pair, Pair) -> Pair) {
    let ((pairs, last), (row_pairs, row_last)) = (sums.as_chunks_mut::<2>(), row.as_chunks::<2>());
    for (sum, w) in pairs.iter_mut().zip(row_pairs) {
        *sum = join(load(sum), load(w) * splat(factor)).to_array();
    }
    if let ([sum], [w]) = (last, row_last) {
        [*sum, _] = join(splat(*sum), splat(*w) * splat(factor)).to_array();
    }
}

/// The gradients of a layer's weights, δ a, and of its biases, δ, as many as `bias` has.
#[inline(always)]
pub(crate) fn gradients(deltas: &[f64], inputs: &[f64], weight: &mut [f64], bias: &mut [f64]) {
    let (pairs, last) = inputs.as_chunks::<2>();
    let (mut weights, mut biases) = (weight, bias.iter_mut());
    for delta in deltas {
        let Some((row, rest)) = weights.split_at_mut_checked(inputs.len()) else { return };
        weights = rest;
        let factor = splat(*delta);
        let (row_pairs, row_last) = row.as_chunks_mut::<2>();
        for (grad, x) in row_pairs.iter_mut().zip(pairs) {
            *grad = (factor * load(x)).to_array();
        }
        if let ([grad], [x]) = (row_last, last) {
            *grad = delta * x;
        }
        // Beside the weights, because a copy of all of them is a call in WebAssembly.
        if let Some(grad) = biases.next() {
            *grad = *delta;
        }
    }
}

/// Softmax of a layer; returns the largest z and Σ e^(z - largest).
#[inline(never)]
pub(crate) fn softmax(z: &[f64], a: &mut [f64]) -> (f64, f64) {
    let highest =
        z.iter().fold(f64::NEG_INFINITY, |highest, z| if highest < *z { *z } else { highest });
    let exp = Exp::new();
    let ((a_pairs, a_rest), (z_pairs, z_rest)) = (a.as_chunks_mut(), z.as_chunks());
    for (a, z) in a_pairs.iter_mut().zip(z_pairs) {
        *a = exp.of(load(z) - splat(highest)).to_array();
    }
    if let ([a], [z]) = (a_rest, z_rest) {
        [*a, _] = exp.of(splat(z - highest)).to_array();
    }
    let sum = a.iter().copied().reduce(|sum, power| sum + power).unwrap_or(0.0);
    for a in a {
        *a /= sum;
    }
    (highest, sum)
}

/// Cross-entropy from the weighted sums, Σ y (ln Σ e^(z - h) - (z - h)).
#[inline(never)]
pub(crate) fn cross_entropy(z: &[f64], targets: &[f64], highest: f64, sum: f64) -> f64 {
    let log_sum = elementary::scalar::ln(sum);
    let terms = z
        .iter()
        .zip(targets)
        .map(|(z, y)| if *y == 0.0 { 0.0 } else { y * ((z - highest) - log_sum) });
    0.0 - terms.reduce(|sum, term| sum + term).unwrap_or(0.0)
}

/// δ of softmax and cross-entropy together, ŷ Σy - y.
#[inline(never)]
pub(crate) fn cross_entropy_deltas(a: &[f64], targets: &[f64], deltas: &mut [f64]) {
    let sum = targets.iter().copied().reduce(|sum, y| sum + y).unwrap_or(0.0);
    for (delta, (a, y)) in deltas.iter_mut().zip(a.iter().zip(targets)) {
        *delta = a * sum - y;
    }
}

/// δ of softmax under another loss, `a_j (g_j - Σ_k g_k a_k)`.
#[inline(never)]
pub(crate) fn softmax_deltas(gradients: &[f64], a: &[f64], deltas: &mut [f64]) {
    let terms = gradients.iter().zip(a).map(|(g, a)| g * a);
    let sum = terms.reduce(|sum, term| sum + term).unwrap_or(0.0);
    for (delta, (g, a)) in deltas.iter_mut().zip(gradients.iter().zip(a)) {
        *delta = a * (g - sum);
    }
}
