//! The expression of micrograd's README, as far as a network of dense layers can express it.
//!
//! With a and b the weights of the first layer on an input of 1, layer by layer:
//! v = a + b·b; m = b·v = ab + b³; relu(a + b), relu(b − a) and p = 3a + 4b + 3 − 12m as
//! relu(p) − relu(−p); e = p − 4 relu(a + b) − relu(b − a). The factors b of v and m are weights
//! of their own with b's value.

use super::{Published, Reading, SAME, Source, letters, row, weight};
use crate::i18n::GALLERY;
use crate::step::Cell;

pub(in super::super) const README: Source = Source {
    title: GALLERY.micrograd_source,
    address: "https://github.com/karpathy/micrograd",
    published: &[
        Published {
            what: letters("g.data"),
            printed: letters("24.7041"),
            iteration: 0,
            reading: Reading::Nothing,
            reason: GALLERY.micrograd_quotient,
        },
        row(letters("a.grad"), "138.8338", Cell::Grad(weight(0, 0, 0))),
        Published {
            what: GALLERY.micrograd_b,
            printed: letters("645.5773"),
            iteration: 0,
            reading: Reading::Sum(&[
                Cell::Grad(weight(0, 1, 0)),
                Cell::Grad(weight(1, 2, 1)),
                Cell::Grad(weight(2, 2, 2)),
            ]),
            reason: SAME,
        },
    ],
};
