//! Where an axis has its ticks, and what stands beside them.

use super::number;

/// A place on an axis that is labelled.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The number.
    pub at: f64,
    /// The number as text.
    pub label: String,
}

/// At most `most` round numbers from `low` to `high`, steps of 1, 2 or 5 times a power of ten.
///
/// ```
/// use backstep::views::axis::linear_ticks;
/// let labels: Vec<_> = linear_ticks(0.0, 0.3, 4).into_iter().map(|tick| tick.label).collect();
/// assert_eq!(labels, ["0", "0.1", "0.2", "0.3"]);
/// ```
pub fn linear_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) || most == 0 {
        return Vec::new();
    }
    let mut exponent = exponent(span) - 3;
    loop {
        for digit in [1.0, 2.0, 5.0] {
            let step = Step { digit, exponent };
            // A little slack, for ends that rounding put just outside.
            let first = (step.count(low) - 1e-9).ceil();
            let last = (step.count(high) + 1e-9).floor();
            if last - first < most as f64 {
                let count = (last - first + 1.0).max(0.0) as usize;
                return (0..count).map(|k| step.tick(first + k as f64)).collect();
            }
        }
        exponent += 1;
    }
}

/// `digit` times ten to the power `exponent`.
struct Step {
    digit: f64,
    exponent: i32,
}

impl Step {
    /// How many steps `value` is from 0. Dividing by ten to a positive power is exact where
    /// multiplying by its inverse is not.
    fn count(&self, value: f64) -> f64 {
        if self.exponent < 0 {
            value * power_of_ten(-self.exponent) / self.digit
        } else {
            value / (self.digit * power_of_ten(self.exponent))
        }
    }

    fn tick(&self, count: f64) -> Tick {
        let at = if self.exponent < 0 {
            count * self.digit / power_of_ten(-self.exponent)
        } else {
            count * self.digit * power_of_ten(self.exponent)
        };
        let label = if at == 0.0 {
            "0".to_owned()
        } else if (-4..6).contains(&self.exponent) {
            number::fixed(at, self.exponent.min(0).unsigned_abs() as usize)
        } else {
            number::compact(at)
        };
        Tick { at, label }
    }
}

/// At most `most` ticks from `low` to `high` of a logarithmic axis: powers of ten, with 2 and 5
/// between them where there is room. Nothing if `low` is not positive.
///
/// ```
/// use backstep::views::axis::log_ticks;
/// let labels: Vec<_> = log_ticks(2e-4, 0.5, 4).into_iter().map(|tick| tick.label).collect();
/// assert_eq!(labels, ["10⁻³", "10⁻²", "10⁻¹"]);
/// ```
pub fn log_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    if !(low > 0.0 && high > low && high.is_finite()) || most == 0 {
        return Vec::new();
    }
    let inside = |at: &f64| (low..=high).contains(at);
    let decades = exponent(low)..=exponent(high);
    // A long axis has no room for what lies between the powers of ten.
    if decades.clone().count() <= most {
        let fine: Vec<Tick> = decades
            .clone()
            .flat_map(|e| [1.0, 2.0, 5.0].map(|digit| Step { digit, exponent: e }.tick(1.0)))
            .filter(|tick| inside(&tick.at))
            .collect();
        if (2..=most).contains(&fine.len()) {
            return fine;
        }
    }
    let powers: Vec<i32> = decades.filter(|&e| inside(&power_of_ten(e))).collect();
    if powers.len() < 2 {
        // Less than a decade, with too many or too few of 1, 2, 5 in it, is as good as linear.
        return linear_ticks(low, high, most);
    }
    // Counted from 10⁰, so that ticks stay where they are while the axis grows.
    let stride = i32::try_from(powers.len().div_ceil(most)).unwrap_or(i32::MAX);
    let on_stride = powers.into_iter().filter(|e| e.rem_euclid(stride) == 0);
    on_stride.map(|e| Tick { at: power_of_ten(e), label: number::power_of_ten_label(e) }).collect()
}

/// The whole part of the decimal logarithm of a positive number, exact at powers of ten.
pub(super) fn exponent(value: f64) -> i32 {
    number::exponent_of(value)
}

/// Ten to the power `exponent`, exactly rounded, which repeated multiplication is not.
pub(super) fn power_of_ten(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn linear_ticks_are_round() {
        assert_eq!(labels(&linear_ticks(0.0, 1.0, 6)), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(&linear_ticks(-1.3, 1.1, 6)), ["−1.0", "−0.5", "0", "0.5", "1.0"]);
        assert_eq!(labels(&linear_ticks(0.0, 1000.0, 3)), ["0", "500", "1000"]);
        assert_eq!(labels(&linear_ticks(0.69, 0.693, 4)), ["0.690", "0.691", "0.692", "0.693"]);
        assert_eq!(labels(&linear_ticks(0.0, 4e9, 3)), ["0", "2.00·10⁹", "4.00·10⁹"]);
    }

    #[test]
    fn no_ticks_where_there_is_no_axis() {
        assert_eq!(linear_ticks(1.0, 1.0, 5), []);
        assert_eq!(linear_ticks(0.0, f64::NAN, 5), []);
        assert_eq!(linear_ticks(0.0, f64::INFINITY, 5), []);
        assert_eq!(linear_ticks(0.0, 1.0, 0), []);
        assert_eq!(log_ticks(0.0, 1.0, 5), []);
        assert_eq!(log_ticks(-1.0, 1.0, 5), []);
    }

    #[test]
    fn log_ticks_get_finer_as_the_axis_gets_shorter() {
        assert_eq!(labels(&log_ticks(1e-6, 1.0, 4)), ["10⁻⁶", "10⁻⁴", "10⁻²", "1"]);
        assert_eq!(labels(&log_ticks(0.08, 0.9, 5)), ["0.1", "0.2", "0.5"]);
        assert_eq!(labels(&log_ticks(0.015, 1.3, 6)), ["0.02", "0.05", "0.1", "0.2", "0.5", "1"]);
        assert_eq!(labels(&log_ticks(0.3, 0.4, 3)), ["0.30", "0.35", "0.40"]);
    }

    proptest! {
        #[test]
        fn ticks_are_few_ascending_and_inside(
            low in -1e6..1e6_f64,
            span in 1e-9..1e9_f64,
            most in 2..12_usize,
        ) {
            let high = low + span;
            prop_assume!(high > low);
            let ticks = linear_ticks(low, high, most);
            prop_assert!(ticks.len() <= most);
            prop_assert!(ticks.windows(2).all(|pair| pair[0].at < pair[1].at));
            let slack = 1e-6 * span;
            prop_assert!(ticks.iter().all(|tick| tick.at >= low - slack && tick.at <= high + slack));
        }

        #[test]
        fn log_ticks_are_few_and_inside(
            low in 1e-300..1e3_f64,
            factor in 1.001..1e12_f64,
            most in 3..8_usize,
        ) {
            let ticks = log_ticks(low, low * factor, most);
            prop_assert!(ticks.len() <= most);
            prop_assert!(ticks.iter().all(|tick| tick.at >= low * 0.999 && tick.at <= low * factor * 1.001));
        }
    }
}
