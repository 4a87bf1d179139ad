//! Which iterations and which losses the chart covers.

use super::LossChart;
use crate::math;

/// The numbers at the ends of the two axes. The loss is finite, and positive if `log`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
    pub(super) log: bool,
}

impl Range {
    /// The range of the chart, or `None` if there is no point to draw.
    pub(super) fn new(chart: &LossChart) -> Option<Self> {
        let log = chart.log_axis;
        let drawable = |y: f64| y.is_finite() && (!log || y > 0.0);
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let band = chart.batch.iter().flat_map(|&(_, least, most)| [least, most]);
        let others = || chart.others.iter().map(|other| other.points);
        let series = chart.train.iter().chain(chart.test).map(|point| point.1);
        for y in series.chain(band).filter(|&y| drawable(y)) {
            (low, high) = (low.min(y), high.max(y));
        }
        // Another run that blows up leaves the chart at the top, or this one would be a flat line.
        let most = if high > 0.0 { high * if log { 100.0 } else { 4.0 } } else { f64::INFINITY };
        for (_, y) in others().flatten().filter(|(_, y)| drawable(*y) && *y <= most) {
            (low, high) = (low.min(*y), high.max(*y));
        }
        if let Some(frame) = chart.frame.filter(|frame| drawable(frame.losses.0)) {
            (low, high) = frame.losses;
        }
        if low > high {
            return None;
        }
        let y = if log { padded_log(low, high) } else { padded(low, high) };
        let ends =
            |points: &[(f64, f64)]| [points.first(), points.last()].map(Option::<&_>::copied);
        let own = ends(chart.train).into_iter().chain(ends(chart.test));
        let places = own.chain(others().flat_map(ends)).flatten();
        let (mut first, mut last) = (f64::INFINITY, f64::NEG_INFINITY);
        for (x, _) in places {
            (first, last) = (first.min(x), last.max(x));
        }
        if let Some(frame) = chart.frame {
            (first, last) = (0.0, frame.iterations);
        }
        if let Some(cursor) = chart.cursor {
            last = last.max(cursor);
        }
        // One point has no width; ten iterations more show where the line will go.
        if last - first < 1.0 {
            last = first + 10.0;
        }
        Some(Self { x: (first, last), y, log })
    }

    pub(super) fn shows_x(&self, x: f64) -> bool {
        (self.x.0..=self.x.1).contains(&x)
    }

    /// How far along its axis an iteration is, 0 at the left and 1 at the right.
    pub(super) fn share_x(&self, x: f64) -> f64 {
        ((x - self.x.0) / (self.x.1 - self.x.0)).clamp(0.0, 1.0)
    }

    /// How far up its axis a loss is, or `None` if it has no place there.
    pub(super) fn share_y(&self, y: f64) -> Option<f64> {
        if !y.is_finite() || (self.log && y <= 0.0) {
            return None;
        }
        let to = |value: f64| if self.log { math::ln(value) } else { value };
        let (low, high) = (to(self.y.0), to(self.y.1));
        Some(((to(y) - low) / (high - low)).clamp(0.0, 1.0))
    }
}

/// From 0 if the losses differ by much, else just the losses: a curve that falls from 0.693 to
/// 0.690 would be a flat line over an axis from 0.
fn padded(low: f64, high: f64) -> (f64, f64) {
    let span = high - low;
    if low >= 0.0 && (span > 0.2 * high || span == 0.0) {
        let top = if high == 0.0 { 1.0 } else { 1.08 * high };
        return (0.0, top.min(f64::MAX));
    }
    let pad = if span > 0.0 { 0.08 * span } else { 0.1 * low.abs() };
    let bottom = if low >= 0.0 { (low - pad).max(0.0) } else { low - pad };
    (bottom.max(f64::MIN), (high + pad).min(f64::MAX))
}

/// A little more than the losses, and at least a factor of two.
fn padded_log(low: f64, high: f64) -> (f64, f64) {
    let ratio = (high / low).min(1e300);
    let factor = math::exp(0.06 * math::ln(ratio)).max(1.2);
    let (bottom, top) = (low / factor, high * factor);
    (bottom.max(f64::MIN_POSITIVE), top.min(f64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_starts_at_zero_only_if_the_curve_can_still_be_seen() {
        assert_eq!(padded(0.1, 1.0).0, 0.0);
        assert!(padded(0.690, 0.693).0 > 0.68);
        assert!(padded(-1.0, 0.5).0 < -1.0);
        assert_eq!(padded(0.0, 0.0), (0.0, 1.0));
        let (low, high) = padded(-2.0, -2.0);
        assert!(low < -2.0 && high > -2.0);
    }

    #[test]
    fn extremes_stay_finite() {
        for (low, high) in [(0.0, f64::MAX), (f64::MIN, f64::MAX), (5e-324, f64::MAX)] {
            let (bottom, top) = padded(low, high);
            assert!(bottom.is_finite() && top.is_finite());
            if low > 0.0 {
                let (bottom, top) = padded_log(low, high);
                assert!(bottom > 0.0 && top.is_finite() && bottom < top);
            }
        }
    }
}
