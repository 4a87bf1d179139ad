//! The article that Backstep grew from, an introduction in Chinese: its hand example and its
//! program. Much of what it prints is formulas.

use super::{
    Published, Reading, Source, activation, delta, grad_activation, later, letters, row, weight,
};
use crate::i18n::{GALLERY, Text};
use crate::nn::Param;
use crate::step::Cell;

const ARTICLE: Source = Source { title: GALLERY.article_source, address: "", published: &[] };

/// Something that is wrong in print, with our number for it.
const fn wrong(what: Text, printed: Text, cell: Cell, reason: Text) -> Published {
    Published { what, printed, iteration: 0, reading: Reading::Cell(cell), reason }
}

pub(in super::super) const HAND: Source = Source {
    published: &[
        row(letters("ŷ₁"), "0.5", activation(1, 0)),
        row(letters("ŷ₂"), "0.8", activation(1, 1)),
        wrong(letters("∂L/∂ŷ₂"), letters("y/ŷ"), grad_activation(1, 1), GALLERY.article_sign),
        wrong(letters("δ₅ = ∂L/∂z₅"), letters("y − ŷ"), delta(1, 1), GALLERY.article_softmax),
        wrong(
            letters("∂L/∂w₄₁"),
            letters("δ₄"),
            Cell::Grad(weight(1, 0, 0)),
            GALLERY.article_factor,
        ),
        wrong(
            letters("δ₁ = ∂L/∂a₁ · f′(z₁)"),
            letters("f′ = a"),
            delta(0, 0),
            GALLERY.article_slope,
        ),
    ],
    ..ARTICLE
};

pub(in super::super) const PROGRAM: Source = Source {
    published: &[
        wrong(
            GALLERY.program_loss,
            GALLERY.program_logarithm,
            Cell::BatchLoss,
            GALLERY.program_undefined,
        ),
        wrong(
            letters("∂L/∂w"),
            GALLERY.program_divided,
            Cell::MeanGrad(weight(1, 0, 1)),
            GALLERY.program_samples,
        ),
        wrong(
            letters("∂L/∂b"),
            GALLERY.program_axis,
            Cell::MeanGrad(Param::Bias { layer: 0, unit: 1 }),
            GALLERY.program_units,
        ),
        Published {
            printed: GALLERY.program_stops,
            reason: GALLERY.program_hidden,
            ..later(1000, GALLERY.program_last, "", Cell::BatchLoss)
        },
    ],
    ..ARTICLE
};
