//! Nielsen's single neuron that learns to turn 1 into 0: what it puts out at first, and after the
//! 300 epochs of his animations.

use super::{Published, Source, activation, but, later};
use crate::i18n::GALLERY;

const CHAPTER: Source = Source {
    title: GALLERY.nielsen_source,
    address: "http://neuralnetworksanddeeplearning.com/chap3.html",
    published: &[],
};

const fn first(printed: &'static str) -> Published {
    later(0, GALLERY.nielsen_first, printed, activation(0, 0))
}

const fn last(printed: &'static str) -> Published {
    later(300, GALLERY.nielsen_last, printed, activation(0, 0))
}

/// w = 0.6, b = 0.9, half squared error.
pub(in super::super) const FAST: Source =
    Source { published: &[first("0.82"), last("0.09")], ..CHAPTER };

/// w = b = 2, half squared error.
pub(in super::super) const SLOW: Source =
    Source { published: &[first("0.98"), last("0.20")], ..CHAPTER };

/// w = b = 2, cross-entropy. The text prints the learning rate, 0.005; the last output is what its
/// animation arrives at, whose script takes 1/(1 − a) for δ.
pub(in super::super) const CROSS_ENTROPY: Source =
    Source { published: &[first("0.98"), but(GALLERY.nielsen_slope, last("0.05"))], ..CHAPTER };
