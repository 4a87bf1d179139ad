//! Numbers written for people, and read back from what they typed.
//!
//! The minus is the real one (U+2212), so it is as wide as a plus; powers of ten are written
//! out with raised digits, `4.39·10⁻⁴`, because `e-4` is a programmer's spelling.

/// Longest text [`short`] returns, in characters: `−4.386·10⁻³⁰⁸`, whose raised digits are small.
pub const SHORT_MAX_CHARS: usize = 13;

/// Longest text [`compact`] returns, in characters: `−4.4·10⁻³⁰⁸`.
pub const COMPACT_MAX_CHARS: usize = 11;

/// The minus sign, U+2212.
pub const MINUS: char = '\u{2212}';

const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
const RAISED_MINUS: char = '⁻';

/// A number where there is room for it, such as in a node or an equation: three decimals around
/// one, four significant digits above, three below, a power of ten beyond.
///
/// ```
/// use backstep::views::number::short;
/// assert_eq!(short(0.5), "0.500");
/// assert_eq!(short(-1.25), "−1.250");
/// assert_eq!(short(123.456), "123.5");
/// assert_eq!(short(0.000_438_568), "4.39·10⁻⁴");
/// assert_eq!(short(0.0), "0");
/// ```
pub fn short(value: f64) -> String {
    rounded(value, 3)
}

/// A number where there is little room, such as on an edge: one digit less than [`short`].
///
/// ```
/// use backstep::views::number::compact;
/// assert_eq!(compact(0.8), "0.80");
/// assert_eq!(compact(-0.0625), "−0.063");
/// ```
pub fn compact(value: f64) -> String {
    rounded(value, 2)
}

/// Only how large a number is, for errors: two digits after the point down to a hundredth, below
/// that one digit and a power of ten.
///
/// ```
/// use backstep::views::number::size;
/// assert_eq!(size(0.256), "0.26");
/// assert_eq!(size(3.4e-9), "3·10⁻⁹");
/// assert_eq!(size(0.0), "0");
/// ```
pub fn size(value: f64) -> String {
    if value.abs() >= 0.01 || value == 0.0 || !value.is_finite() {
        let text = fixed(value, 2);
        return if value == 0.0 { "0".to_owned() } else { text };
    }
    power_of_ten(value, Some(1))
}

/// Every digit: the shortest text that reads back as exactly this number.
///
/// ```
/// use backstep::views::number::full;
/// assert_eq!(full(0.1 + 0.2), "0.30000000000000004");
/// assert_eq!(full(-1.5e-9), "−1.5·10⁻⁹");
/// ```
pub fn full(value: f64) -> String {
    if let Some(word) = not_finite(value) {
        return word.to_owned();
    }
    let exponent = scientific(value, None).1;
    if (-7..16).contains(&exponent) {
        signed(&format!("{value}"))
    } else {
        power_of_ten(value, None)
    }
}

/// A number with exactly `decimals` digits after the point, for columns that must line up.
/// A negative number that rounds to zero is written without its sign.
///
/// ```
/// use backstep::views::number::fixed;
/// assert_eq!(fixed(-0.125, 2), "−0.13");
/// assert_eq!(fixed(-0.001, 2), "0.00");
/// ```
pub fn fixed(value: f64, decimals: usize) -> String {
    if let Some(word) = not_finite(value) {
        return word.to_owned();
    }
    let text = format!("{:.decimals$}", tie_away_from_zero(value));
    let is_zero = !text.bytes().any(|byte| byte.is_ascii_digit() && byte != b'0');
    if is_zero { text.trim_start_matches('-').to_owned() } else { signed(&text) }
}

/// A count with its thousands set apart: `12,345`.
///
/// ```
/// assert_eq!(backstep::views::number::count(1_234_567), "1,234,567");
/// ```
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The number a person typed or copied from the page: any minus, `1e-3`, `1·10⁻³` or `1×10⁻³`.
/// `None` for anything else, for infinities and for NaN, none of which can be set.
///
/// ```
/// use backstep::views::number::parse;
/// assert_eq!(parse(" −0.5 "), Some(-0.5));
/// assert_eq!(parse("4.39·10⁻⁴"), Some(4.39e-4));
/// assert_eq!(parse("half"), None);
/// ```
pub fn parse(text: &str) -> Option<f64> {
    let plain =
        lowered(text.trim()).replace([MINUS, '–'], "-").replace('×', "·").replace("·10", "e");
    // Rust also reads "inf" and "nan".
    plain.parse().ok().filter(|value: &f64| value.is_finite())
}

/// A number as a person would type it: all its digits, with an exponent where it is very large or
/// very small.
///
/// ```
/// use backstep::views::number::typed;
/// assert_eq!(typed(-0.25), "-0.25");
/// assert_eq!(typed(3.5e65), "3.5e65");
/// assert_eq!(typed(1.5e-9), "1.5e-9");
/// ```
pub fn typed(value: f64) -> String {
    let exponent = scientific(value, None).1;
    if value == 0.0 || !value.is_finite() || (-7..16).contains(&exponent) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

/// Raised digits as ordinary ones.
pub(crate) fn lowered(text: &str) -> String {
    text.chars()
        .map(|character| match RAISED.iter().position(|&raised| raised == character) {
            Some(digit) => char::from(b'0' + digit as u8),
            None if character == RAISED_MINUS => MINUS,
            None => character,
        })
        .collect()
}

/// `small` significant digits below one, one more above it.
fn rounded(value: f64, small: usize) -> String {
    if let Some(word) = not_finite(value) {
        return word.to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let value = tie_away_from_zero(value);
    // The exponent after rounding, so that 0.9996 becomes 1.000 and not 1.00.
    let (_, exponent) = scientific(value, Some(small));
    if exponent < -3 {
        return power_of_ten(value, Some(small));
    }
    if value.abs() >= 99_999.5 {
        return power_of_ten(value, Some(small + 1));
    }
    let decimals = if exponent < 0 {
        small - 1 + exponent.unsigned_abs()
    } else {
        let (_, exponent) = scientific(value, Some(small + 1));
        small.saturating_sub(exponent.max(0).unsigned_abs())
    };
    signed(&format!("{value:.decimals$}"))
}

/// The number next to `value`, away from zero. Rust rounds a tie such as 0.5625 to the even digit;
/// on a homework sheet it becomes 0.563, and such numbers are common in hand examples.
fn tie_away_from_zero(value: f64) -> f64 {
    let next = if value > 0.0 { value.next_up() } else { value.next_down() };
    if next.is_finite() && value != 0.0 { next } else { value }
}

/// Mantissa and exponent of a finite number, rounded to `digits` significant ones.
fn scientific(value: f64, digits: Option<usize>) -> (String, isize) {
    let text = match digits {
        Some(digits) => format!("{value:.*e}", digits.saturating_sub(1)),
        None => format!("{value:e}"),
    };
    match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa.to_owned(), exponent.parse().unwrap_or(0)),
        None => (text, 0),
    }
}

/// The whole part of the decimal logarithm of a positive number, exact at powers of ten.
pub(super) fn exponent_of(value: f64) -> i32 {
    scientific(value, None).1 as i32
}

/// A power of ten on an axis: `10⁻³`, and 1 for 10⁰.
pub(super) fn power_of_ten_label(exponent: i32) -> String {
    let mut text = String::new();
    if exponent == 0 {
        text.push('1');
    } else {
        push_power_of_ten(&mut text, exponent as isize);
    }
    text
}

/// Every digit with a power of ten, `4·10⁻⁶`, of a finite number.
pub(super) fn with_power(value: f64) -> String {
    not_finite(value).map_or_else(|| power_of_ten(value, None), str::to_owned)
}

fn power_of_ten(value: f64, digits: Option<usize>) -> String {
    let (mantissa, exponent) = scientific(value, digits);
    let mut text = signed(&mantissa);
    text.push('·');
    push_power_of_ten(&mut text, exponent);
    text
}

fn push_power_of_ten(text: &mut String, exponent: isize) {
    text.push_str("10");
    if exponent < 0 {
        text.push(RAISED_MINUS);
    }
    for digit in exponent.unsigned_abs().to_string().bytes() {
        text.push(RAISED[usize::from(digit - b'0')]);
    }
}

fn signed(text: &str) -> String {
    text.replace('-', "−")
}

fn not_finite(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value == f64::INFINITY {
        Some("∞")
    } else if value == f64::NEG_INFINITY {
        Some("−∞")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_keeps_three_decimals_around_one() {
        for (value, text) in [
            (0.5, "0.500"),
            (-1.25, "−1.250"),
            (12.345, "12.35"),
            (123.45, "123.5"),
            (1234.5, "1235"),
            (0.5625, "0.563"),
            (-0.0625, "−0.0625"),
            (99_999.4, "99999"),
            (123_456.0, "1.235·10⁵"),
            (-1.0, "−1.000"),
            (0.0439, "0.0439"),
            (0.004_391_6, "0.00439"),
            (0.000_438_568, "4.39·10⁻⁴"),
            (-2.5e-300, "−2.50·10⁻³⁰⁰"),
            (0.0, "0"),
            (-0.0, "0"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "∞"),
            (f64::NEG_INFINITY, "−∞"),
        ] {
            assert_eq!(short(value), text, "{value:e}");
        }
    }

    #[test]
    fn rounding_up_to_the_next_power_of_ten_keeps_the_number_of_digits() {
        assert_eq!(short(0.9996), "1.000");
        assert_eq!(short(9.9996), "10.00");
        assert_eq!(short(0.099_96), "0.100");
        assert_eq!(short(0.000_999_7), "0.00100");
        assert_eq!(short(99_999.7), "1.000·10⁵");
        assert_eq!(compact(0.996), "1.00");
    }

    #[test]
    fn compact_keeps_two() {
        for (value, text) in
            [(0.25, "0.25"), (-0.5, "−0.50"), (12.345, "12.3"), (0.0, "0"), (3.2e-5, "3.2·10⁻⁵")]
        {
            assert_eq!(compact(value), text);
        }
    }

    #[test]
    fn full_reads_like_a_number_while_it_can() {
        assert_eq!(full(0.223_143_551_314_209_76), "0.22314355131420976");
        assert_eq!(full(1e15), "1000000000000000");
        assert_eq!(full(1e16), "1·10¹⁶");
        assert_eq!(full(0.000_000_15), "0.00000015");
        assert_eq!(full(0.0), "0");
        assert_eq!(full(-0.0), "−0");
    }

    #[test]
    fn count_groups_by_thousands() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1000), "1,000");
        assert_eq!(count(1_000_000), "1,000,000");
    }

    #[test]
    fn parse_refuses_what_is_no_number() {
        for text in ["", "1,5", "·10⁻⁴", "1·10", "inf", "NaN", "∞", "1e999", "--1"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
        assert_eq!(parse("1e-3"), Some(0.001));
        assert_eq!(parse("2×10³"), Some(2000.0));
    }

    proptest! {
        #[test]
        fn full_reads_back_bit_for_bit(value in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO) {
            prop_assert_eq!(parse(&full(value)).map(f64::to_bits), Some(value.to_bits()));
        }

        #[test]
        fn short_is_short_and_close(value in proptest::num::f64::ANY) {
            let text = short(value);
            prop_assert!(text.chars().count() <= SHORT_MAX_CHARS, "{}", text);
            if value.is_finite() {
                let back = parse(&text);
                // Rounding may carry the largest numbers past f64::MAX.
                if value.abs() < 1.79e308 {
                    let back = back.expect("what short writes can be read");
                    prop_assert!((back - value).abs() <= 0.005_000_1 * value.abs() + 1e-323, "{}", text);
                }
            }
        }

        #[test]
        fn everyday_numbers_take_eight_characters(value in -99_999.0..99_999.0_f64) {
            prop_assume!(value.abs() >= 0.001);
            prop_assert!(short(value).chars().count() <= 8);
            prop_assert!(compact(value).chars().count() <= 7);
        }

        #[test]
        fn compact_is_shorter(value in proptest::num::f64::ANY) {
            prop_assert!(compact(value).chars().count() <= COMPACT_MAX_CHARS);
        }
    }
}
