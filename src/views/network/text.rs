//! Numbers and names as the picture writes them.

use crate::nn::Shape;
use crate::scene::{Weight, text_width};
use crate::step::{Cell, Mark};
use crate::views::{Names, number};

/// `value` with 3 decimals, or two significant digits if it is small; beyond that as
/// [`number::short`] writes it. A zero that is exact is written `0`.
pub(super) fn fmt3(value: f64) -> String {
    let size = value.abs();
    if (0.009_95..99.9995).contains(&size) {
        number::fixed(value, 3)
    } else if size < 0.009_95 {
        number::compact(value)
    } else {
        number::short(value)
    }
}

/// `value` with as many of 3, 2 or 1 decimals as `width_px` holds at `size_px`, a small one with its
/// power of ten, else roughly; what is not zero is never written as if it were. `None` if nothing
/// fits.
pub(super) fn fitted(value: f64, width_px: f64, size_px: f64, weight: Weight) -> Option<String> {
    let fits = |text: &String| text_width(text, size_px, weight) <= width_px;
    let says_zero = |text: &str| text.chars().all(|c| matches!(c, '0' | '.' | '−'));
    let decimals = (1..=3).rev().map(|decimals| number::fixed(value, decimals));
    [fmt3(value)]
        .into_iter()
        .chain(decimals.filter(|_| value.abs() < 9999.5))
        .chain([number::compact(value), number::size(value)])
        .filter(|text| value == 0.0 || !says_zero(text))
        .chain(roughly(value))
        .find(fits)
}

/// What a number begins with that is given only roughly.
pub(super) const ROUGHLY: char = '≈';

/// `≈0` for a small number, `≈−10⁵` for a large one.
fn roughly(value: f64) -> Option<String> {
    if value.abs() < 0.05 {
        return Some(format!("{ROUGHLY}0"));
    }
    let text = number::compact(value);
    let (_, power) = text.split_once('·')?;
    Some(if value < 0.0 { format!("{ROUGHLY}−{power}") } else { format!("{ROUGHLY}{power}") })
}

/// `n` in lowered figures, which nobody takes for a power.
pub(super) fn subscript(n: usize) -> String {
    n.to_string()
        .chars()
        .filter_map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x2080 + d)))
        .collect()
}

/// What `mark` is called, as a heading: with a capital letter.
pub(super) fn name(mark: Mark, shape: &Shape, names: Names) -> String {
    let name = match mark {
        Mark::Input(i) => names.input(i),
        Mark::Target(j) => names.cell(Cell::Target(j)),
        Mark::Loss => names.cell(Cell::BatchLoss),
        Mark::Unit { layer, unit } if layer + 1 == shape.layers.len() => names.output(unit),
        Mark::Unit { layer, unit } => names.unit(layer, unit),
        Mark::Param(param) => names.param(param),
    };
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_decimals_or_a_power_of_ten() {
        for (value, text) in [
            (0.5, "0.500"),
            (-1.25, "−1.250"),
            (0.0, "0"),
            (0.0625, "0.063"),
            (-0.008_77, "−0.0088"),
            (0.000_877, "8.8·10⁻⁴"),
            (0.000_123, "1.2·10⁻⁴"),
            (123.456, "123.5"),
            (123_456.0, "1.235·10⁵"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "−∞"),
        ] {
            assert_eq!(fmt3(value), text);
        }
    }

    #[test]
    fn decimals_go_before_the_number_does() {
        let width = |text| text_width(text, 10.0, Weight::Regular);
        let fit = |value, room| fitted(value, width(room), 10.0, Weight::Regular);
        assert_eq!(fit(-0.543, "−0.543").as_deref(), Some("−0.543"));
        assert_eq!(fit(-0.543, "−0.54").as_deref(), Some("−0.54"));
        assert_eq!(fit(-0.543, "0.5"), None);
        assert_eq!(fit(-0.008_77, "−0.0000").as_deref(), Some("−0.0088"));
        assert_eq!(fit(-0.008_77, "−0.00").as_deref(), Some("−0.01"));
        assert_eq!(fit(-0.008_77, "−0.000").as_deref(), Some("−0.009"));
        assert_eq!(fit(-0.001_2, "−0.00").as_deref(), Some("≈0"));
        assert_eq!(fit(-7.04e-9, "8.8·10⁻⁴").as_deref(), Some("−7·10⁻⁹"));
        assert_eq!(fit(-7.04e-9, "0.0000").as_deref(), Some("≈0"));
        assert_eq!(fit(0.0, "0").as_deref(), Some("0"));
        assert_eq!(fit(-2.5e7, "−2.500").as_deref(), Some("≈−10⁷"));
        assert_eq!(fit(f64::NAN, "0.00").as_deref(), Some("NaN"));
    }

    #[test]
    fn figures_are_lowered() {
        assert_eq!(subscript(1), "₁");
        assert_eq!(subscript(120), "₁₂₀");
    }
}
