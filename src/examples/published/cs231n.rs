//! The circuits of Stanford's CS231n notes on backpropagation. Their figures are gradients of the
//! output f; a target of f − 1 makes ∂L/∂f = 1, so that the gradients of L are the same.

use super::{
    Published, Reading, SAME, Source, activation, delta, grad_activation, letters, preactivation,
    row, weight,
};
use crate::i18n::GALLERY;
use crate::nn::Param;
use crate::step::Cell;

const NOTES: Source = Source {
    title: GALLERY.cs231n_source,
    address: "https://cs231n.github.io/optimization-2/",
    published: &[],
};

/// (x + y) z; x, y and z are weights.
pub(in super::super) const SUM: Source = Source {
    published: &[
        row(letters("q = x + y"), "3", activation(0, 0)),
        row(letters("f = q z"), "−12", activation(1, 0)),
        row(letters("∂f/∂z"), "3", Cell::Grad(weight(1, 0, 0))),
        row(letters("∂f/∂q"), "−4", grad_activation(0, 0)),
        row(letters("∂f/∂x"), "−4", Cell::Grad(weight(0, 0, 0))),
        row(letters("∂f/∂y"), "−4", Cell::Grad(weight(0, 0, 1))),
    ],
    ..NOTES
};

/// 2 (x y + max(z, w)); x, z and w are the first layer's weights, y one of the third's.
pub(in super::super) const MAX: Source = Source {
    published: &[
        Published {
            what: letters("max(z, w)"),
            printed: letters("2.00"),
            iteration: 0,
            reading: Reading::Sum(&[activation(1, 1), activation(1, 2)]),
            reason: SAME,
        },
        row(letters("x y + max(z, w)"), "−10.00", activation(2, 0)),
        row(letters("f"), "−20.00", activation(3, 0)),
        row(letters("∂f/∂(x y + max)"), "2.00", grad_activation(2, 0)),
        row(letters("∂f/∂y"), "6.00", Cell::Grad(weight(2, 0, 0))),
        row(letters("∂f/∂x"), "−8.00", Cell::Grad(weight(0, 0, 0))),
        row(letters("∂f/∂z"), "2.00", Cell::Grad(weight(0, 1, 0))),
        row(letters("∂f/∂w"), "0.00", Cell::Grad(weight(0, 2, 0))),
    ],
    ..NOTES
};

/// σ(w₀ x₀ + w₁ x₁ + w₂); x₀ and x₁ are the first layer's weights.
pub(in super::super) const NEURON: Source = Source {
    published: &[
        row(letters("w₀ x₀ + w₁ x₁ + w₂"), "1.00", preactivation(1, 0)),
        row(letters("f"), "0.73", activation(1, 0)),
        row(letters("∂f/∂(w₀ x₀ + w₁ x₁ + w₂)"), "0.20", delta(1, 0)),
        row(letters("∂f/∂w₀"), "−0.20", Cell::Grad(weight(1, 0, 0))),
        row(letters("∂f/∂w₁"), "−0.39", Cell::Grad(weight(1, 0, 1))),
        row(letters("∂f/∂w₂"), "0.20", Cell::Grad(Param::Bias { layer: 1, unit: 0 })),
        row(letters("∂f/∂x₀"), "0.39", Cell::Grad(weight(0, 0, 0))),
        row(letters("∂f/∂x₁"), "−0.59", Cell::Grad(weight(0, 1, 0))),
    ],
    ..NOTES
};
