//! From a loss to its place on the scale, and to its colour.

use crate::math;
use crate::scene::Color;
use crate::views::axis::{self, Tick};
use crate::views::figure::extent;

/// A loss that changes by more than this factor is seen better on a logarithmic scale.
const LOG_FROM: f64 = 20.0;
/// Powers of ten that a logarithmic scale reaches down from its top.
const MOST_DECADES: f64 = 12.0;

/// Viridis, evenly spaced from the low end: its lightness grows evenly, so that it is read in
/// grey, too, and by those who do not tell red from green.
/// Stéfan van der Walt and Nathaniel Smith, 2015, <https://bids.github.io/colormap>.
const COLORS: [Color; 9] = [
    Color::hex(0x44_01_54),
    Color::hex(0x47_2d_7b),
    Color::hex(0x3b_52_8b),
    Color::hex(0x2c_72_8e),
    Color::hex(0x21_91_8c),
    Color::hex(0x28_ae_80),
    Color::hex(0x5e_c9_62),
    Color::hex(0xad_dc_30),
    Color::hex(0xfd_e7_25),
];

/// Whether losses are seen better on a logarithmic scale.
pub fn is_better_logarithmic(losses: &[f64]) -> bool {
    extent(losses.iter().copied()).is_some_and(|(low, high)| low > 0.0 && high > LOG_FROM * low)
}

/// A scale of losses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    log: bool,
}

impl Scale {
    /// The scale of `losses`; on a logarithmic one what is not above 0 lies at the lower end.
    /// `None` if none is finite.
    pub(super) fn new(losses: impl Iterator<Item = f64> + Clone, log: bool) -> Option<Self> {
        let (low, high) = extent(losses.clone())?;
        let positive = extent(losses.filter(|loss| *loss > 0.0));
        match positive.filter(|_| log) {
            Some((least, high)) => {
                let low = least.max(high / math::exp10(MOST_DECADES));
                // A flat landscape has a scale too.
                let (low, high) = if low < high { (low, high) } else { (low / 2.0, high * 2.0) };
                Some(Self { low, high, log: true })
            }
            None if low < high => Some(Self { low, high, log: false }),
            None => {
                let room = if low == 0.0 { 1.0 } else { 0.5 * low.abs() };
                Some(Self { low: low - room, high: high + room, log: false })
            }
        }
    }

    /// The same scale between other ends.
    pub(super) fn between(self, low: f64, high: f64) -> Self {
        Self { low, high, ..self }
    }

    pub(super) fn is_log(self) -> bool {
        self.log
    }

    /// The share of the scale at which a loss lies, 0 at its low end; it may lie outside.
    pub(super) fn share(self, loss: f64) -> f64 {
        if !self.log {
            // Halved, so that the widest scale is finite.
            return (loss / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0);
        }
        if loss <= self.low {
            return if loss.is_nan() { loss } else { 0.0 };
        }
        let [low, high, loss] = [self.low, self.high, loss].map(math::log10);
        (loss - low) / (high - low)
    }

    /// At most `most` labelled losses on it.
    pub(super) fn ticks(self, most: usize) -> Vec<Tick> {
        if self.log {
            axis::log_ticks(self.low, self.high, most)
        } else {
            axis::linear_ticks(self.low, self.high, most)
        }
    }
}

/// The colour at a share of the scale.
pub(super) fn color(share: f64) -> Color {
    let place = share.clamp(0.0, 1.0) * (COLORS.len() - 1) as f64;
    let below = (place as usize).min(COLORS.len() - 2);
    COLORS[below].mixed(COLORS[below + 1], place - below as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lightness_grows_all_the_way() {
        // Luma of the sRGB numbers, near enough to order colours by.
        let luma =
            |c: Color| 0.299 * f64::from(c.r) + 0.587 * f64::from(c.g) + 0.114 * f64::from(c.b);
        let colors: Vec<f64> = (0..=40).map(|k| luma(color(f64::from(k) / 40.0))).collect();
        assert!(colors.windows(2).all(|pair| pair[0] < pair[1]), "{colors:?}");
    }

    #[test]
    fn a_scale_has_its_ends_and_is_even_between_them() {
        let losses = [0.01, f64::NAN, 1.0, f64::INFINITY];
        let linear = Scale::new(losses.into_iter(), false).expect("a scale");
        assert_eq!([0.01, 0.505, 1.0].map(|l| linear.share(l)), [0.0, 0.5, 1.0]);
        let log = Scale::new(losses.into_iter(), true).expect("a scale");
        for (loss, share) in [(0.01, 0.0), (0.1, 0.5), (1.0, 1.0), (0.0, 0.0)] {
            assert!((log.share(loss) - share).abs() < 1e-12, "{loss}");
        }
        assert!(log.share(f64::NAN).is_nan());
    }

    #[test]
    fn what_is_flat_or_not_positive_has_a_scale_all_the_same() {
        for (losses, log) in [([2.0, 2.0], false), ([2.0, 2.0], true), ([0.0, 0.0], true)] {
            let scale = Scale::new(losses.into_iter(), log).expect("a scale");
            assert!(scale.low < scale.high);
            assert!((scale.share(losses[0]) - 0.5).abs() < 1e-12);
        }
        let below = Scale::new([-1.0, 3.0].into_iter(), true).expect("a scale");
        assert!(below.is_log(), "the part above 0 is seen");
        assert_eq!(Scale::new([f64::NAN].into_iter(), false), None);
    }
}
