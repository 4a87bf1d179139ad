//! Mazur's step by step example: his figures, and where some of them come from mistakes.

use super::{
    Published, Source, activation, but, delta, grad_activation, later, letters, preactivation, row,
    weight,
};
use crate::i18n::GALLERY;
use crate::step::Cell;

const ADDRESS: &str = "https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/";

/// With the biases as they are, as he has them.
pub(in super::super) const FIXED: Source = Source {
    title: GALLERY.mazur_source,
    address: ADDRESS,
    published: &[
        row(letters("net h₁"), "0.3775", preactivation(0, 0)),
        row(letters("out h₁"), "0.593269992", activation(0, 0)),
        row(letters("out h₂"), "0.596884378", activation(0, 1)),
        row(letters("net o₁"), "1.105905967", preactivation(1, 0)),
        row(letters("out o₁"), "0.75136507", activation(1, 0)),
        row(letters("out o₂"), "0.772928465", activation(1, 1)),
        LOSS,
        row(letters("∂E/∂out o₁"), "0.74136507", grad_activation(1, 0)),
        row(letters("∂E/∂net o₁"), "0.138498562", delta(1, 0)),
        row(letters("∂E/∂w₅"), "0.082167041", Cell::Grad(weight(1, 0, 0))),
        W5,
        row(letters("w₆⁺"), "0.408666186", Cell::Param(weight(1, 0, 1))),
        row(letters("w₇⁺"), "0.511301270", Cell::Param(weight(1, 1, 0))),
        row(letters("w₈⁺"), "0.561370121", Cell::Param(weight(1, 1, 1))),
        row(letters("∂E/∂out h₁"), "0.036350306", grad_activation(0, 0)),
        row(letters("∂E/∂w₁"), "0.000438568", Cell::Grad(weight(0, 0, 0))),
        W1,
        row(letters("w₂⁺"), "0.19956143", Cell::Param(weight(0, 0, 1))),
        row(letters("w₃⁺"), "0.24975114", Cell::Param(weight(0, 1, 0))),
        row(letters("w₄⁺"), "0.29950229", Cell::Param(weight(0, 1, 1))),
        but(GALLERY.mazur_new_weights, LOSS_AFTER),
        but(GALLERY.mazur_slip, later(10_000, GALLERY.mazur_loss, "0.0000351085", Cell::BatchLoss)),
        but(
            GALLERY.mazur_outputs,
            later(10_000, GALLERY.mazur_output_1, "0.015912196", activation(1, 0)),
        ),
        but(
            GALLERY.mazur_outputs,
            later(10_000, GALLERY.mazur_output_2, "0.984065734", activation(1, 1)),
        ),
    ],
};

/// With the biases trained: the first update of the weights is the same.
pub(in super::super) const TRAINED: Source = Source {
    title: GALLERY.mazur_source,
    address: ADDRESS,
    published: &[LOSS, W5, W1, but(GALLERY.mazur_biases_move, LOSS_AFTER)],
};

const LOSS: Published = row(letters("E"), "0.298371109", Cell::BatchLoss);
const W5: Published = row(letters("w₅⁺"), "0.35891648", Cell::Param(weight(1, 0, 0)));
const W1: Published = row(letters("w₁⁺"), "0.149780716", Cell::Param(weight(0, 0, 0)));
const LOSS_AFTER: Published = later(1, GALLERY.mazur_loss_1, "0.291027924", Cell::BatchLoss);
