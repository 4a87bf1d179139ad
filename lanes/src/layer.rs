//! Activation functions of whole layers, and what they make of gradients.

use crate::elementary::{Pair, Sigmoid, Tanh, held};
use crate::{load, splat};

/// `function` of each pair.
#[inline(always)]
fn map(z: &[f64], a: &mut [f64], function: impl Fn(Pair) -> Pair) {
    let ((a_pairs, a_rest), (z_pairs, z_rest)) = (a.as_chunks_mut(), z.as_chunks());
    for (a, z) in a_pairs.iter_mut().zip(z_pairs) {
        *a = function(load(z)).to_array();
    }
    if let ([a], [z]) = (a_rest, z_rest) {
        [*a, _] = function(splat(*z)).to_array();
    }
}

/// a = 1 / (1 + e^-z)
#[inline(never)]
pub(crate) fn sigmoid(z: &[f64], a: &mut [f64]) {
    let sigmoid = Sigmoid::new();
    map(z, a, |z| sigmoid.of(z));
}

/// a = tanh z
#[inline(always)]
pub(crate) fn tanh(z: &[f64], a: &mut [f64]) {
    let tanh = Tanh::new();
    map(z, a, |z| tanh.of(z));
}

/// a = z where z > 0 or NaN, else 0
#[inline(never)]
pub(crate) fn relu(z: &[f64], a: &mut [f64]) {
    map(z, a, |z| z.simd_le(splat(0.0)).select(splat(0.0), z));
}

/// a = z where z > 0 or NaN, else `slope` z
#[inline(never)]
pub(crate) fn leaky_relu(slope: f64, z: &[f64], a: &mut [f64]) {
    map(z, a, |z| z.simd_le(splat(0.0)).select(splat(slope) * z, z));
}

/// δ from the gradients by the activations and from `of`, which is z or a.
#[inline(always)]
fn deltas(gradients: &[f64], of: &[f64], deltas: &mut [f64], slope: impl Fn(Pair) -> Pair) {
    let ((delta_pairs, delta_rest), (of_pairs, of_rest)) = (deltas.as_chunks_mut(), of.as_chunks());
    let (gradient_pairs, gradient_rest) = gradients.as_chunks();
    for ((delta, of), gradient) in delta_pairs.iter_mut().zip(of_pairs).zip(gradient_pairs) {
        *delta = (load(gradient) * slope(load(of))).to_array();
    }
    if let ([delta], [of], [gradient]) = (delta_rest, of_rest, gradient_rest) {
        [*delta, _] = (splat(*gradient) * slope(splat(*of))).to_array();
    }
}

/// δ = ∂L/∂a · a (1 - a)
#[inline(never)]
pub(crate) fn sigmoid_deltas(gradients: &[f64], a: &[f64], out: &mut [f64]) {
    let [one] = held(&[1.0]);
    deltas(gradients, a, out, |a| a * (one - a));
}

/// δ = ∂L/∂a · (1 - a²)
#[inline(always)]
pub(crate) fn tanh_deltas(gradients: &[f64], a: &[f64], out: &mut [f64]) {
    let [one] = held(&[1.0]);
    deltas(gradients, a, out, |a| one - a * a);
}

/// δ = ∂L/∂a · 1 where z > 0, else ∂L/∂a · `slope`
#[inline(never)]
pub(crate) fn relu_deltas(slope: f64, gradients: &[f64], z: &[f64], out: &mut [f64]) {
    let [one] = held(&[1.0]);
    deltas(gradients, z, out, |z| splat(0.0).simd_lt(z).select(one, splat(slope)));
}
