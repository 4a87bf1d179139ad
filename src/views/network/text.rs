//! Numbers and names as the picture writes them.

use crate::i18n::{Language, PICTURE};
use crate::nn::{Activation, Param, Shape};
use crate::scene::{Weight, text_width};
use crate::step::Mark;

/// `value` with 3 decimals and a true minus sign; in scientific notation where 3 decimals would
/// show nothing of it or would be long.
pub(super) fn fmt3(value: f64) -> String {
    fixed(value, 3)
}

/// As [`fmt3`], with `decimals` decimals.
fn fixed(value: f64, decimals: usize) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    let size = value.abs();
    let text = if size >= 9999.5 || (size > 0.0 && size < 0.0005) {
        format!("{value:.1e}")
    } else {
        format!("{value:.decimals$}")
    };
    tidy(&text)
}

/// Every digit of `value`: the shortest decimal that reads back as the same number.
pub(super) fn full(value: f64) -> String {
    if !value.is_finite() {
        return fmt3(value);
    }
    let size = value.abs();
    let plain = size == 0.0 || (1e-5..1e12).contains(&size);
    tidy(&if plain { format!("{value}") } else { format!("{value:e}") })
}

/// True minus signs, and none before a zero.
fn tidy(text: &str) -> String {
    let zero = !text.bytes().any(|byte| byte.is_ascii_digit() && byte != b'0');
    let text = if zero { text.trim_start_matches('-') } else { text };
    text.replace('-', "−")
}

/// `value` with as many of 3, 2 or 1 decimals as `width_px` holds at `size_px`, else as a power of
/// ten; what is not zero is never written as one. `None` if none of that fits.
pub(super) fn fitted(value: f64, width_px: f64, size_px: f64, weight: Weight) -> Option<String> {
    let power = if value.is_finite() { tidy(&format!("{value:.0e}")) } else { fmt3(value) };
    let texts = [fmt3(value), fixed(value, 2), fixed(value, 1), power, "≈0".to_owned()];
    texts.into_iter().find(|text| {
        let says_zero = text.chars().all(|c| matches!(c, '0' | '.' | '−'));
        let almost = text == "≈0";
        (!says_zero || value == 0.0)
            && (!almost || value.abs() < 0.05)
            && text_width(text, size_px, weight) <= width_px
    })
}

/// `n` in lowered figures, which nobody takes for a power.
pub(super) fn subscript(n: usize) -> String {
    n.to_string()
        .chars()
        .filter_map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x2080 + d)))
        .collect()
}

/// An activation function's name in a heading.
pub(super) fn activation_name(activation: Activation) -> &'static str {
    match activation {
        Activation::Relu => "ReLU",
        Activation::LeakyRelu => "leaky ReLU",
        other => other.name(),
    }
}

/// What `mark` is called, as a heading.
pub(super) fn name(mark: Mark, shape: &Shape, language: Language) -> String {
    let fill = |text: crate::i18n::Text, n: usize| text.fill(language, &[("n", &n.to_string())]);
    match mark {
        Mark::Input(i) => fill(PICTURE.name_input, i + 1),
        Mark::Target(j) => fill(PICTURE.name_target, j + 1),
        Mark::Loss => PICTURE.name_loss.get(language).to_owned(),
        Mark::Unit { layer, unit } if layer + 1 == shape.layers.len() => {
            fill(PICTURE.name_output_unit, unit + 1)
        }
        Mark::Unit { layer, unit } => PICTURE
            .name_hidden_unit
            .fill(language, &[("layer", &(layer + 1).to_string()), ("n", &(unit + 1).to_string())]),
        Mark::Param(Param::Weight { layer, unit, input }) => {
            let from = layer.checked_sub(1).map_or_else(
                || fill(PICTURE.place_input, input + 1),
                |below| place(below, input, shape, language),
            );
            let to = place(layer, unit, shape, language);
            PICTURE.name_weight.fill(language, &[("from", &from), ("to", &to)])
        }
        Mark::Param(Param::Bias { layer, unit }) => {
            PICTURE.name_bias.fill(language, &[("to", &place(layer, unit, shape, language))])
        }
    }
}

/// Where a unit is, within a sentence.
fn place(layer: usize, unit: usize, shape: &Shape, language: Language) -> String {
    let (layer_no, n) = ((layer + 1).to_string(), (unit + 1).to_string());
    let text =
        if layer + 1 == shape.layers.len() { PICTURE.place_output } else { PICTURE.place_hidden };
    text.fill(language, &[("layer", &layer_no), ("n", &n)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_true_minus_signs_and_no_negative_zero() {
        for (value, text) in [
            (0.5, "0.500"),
            (-1.25, "−1.250"),
            (-0.0, "0.000"),
            (0.000_123, "1.2e−4"),
            (123_456.0, "1.2e5"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "−∞"),
        ] {
            assert_eq!(fmt3(value), text);
        }
        assert_eq!(full(0.751_365_069_552_315_7), "0.7513650695523157");
        assert_eq!(full(-1e-9), "−1e−9");
        assert_eq!(full(-0.0), "0");
    }

    #[test]
    fn decimals_go_before_the_number_does() {
        let width = |text| text_width(text, 10.0, Weight::Regular);
        let fit = |width| fitted(-0.543, width, 10.0, Weight::Regular);
        assert_eq!(fit(width("−0.543")).as_deref(), Some("−0.543"));
        assert_eq!(fit(width("−0.54")).as_deref(), Some("−0.54"));
        assert_eq!(fit(width("0.5")), None);
        let small = |room| fitted(-0.001_2, width(room), 10.0, Weight::Regular);
        assert_eq!(small("−0.001").as_deref(), Some("−0.001"));
        assert_eq!(small("−1e−3").as_deref(), Some("−1e−3"));
        assert_eq!(small("−0.00").as_deref(), Some("≈0"));
    }

    #[test]
    fn figures_are_lowered() {
        assert_eq!(subscript(1), "₁");
        assert_eq!(subscript(120), "₁₂₀");
    }
}
