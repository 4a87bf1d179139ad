//! Numbers in an equation: as text, and as MathML.

use crate::step::Cell;
use crate::views::number;

/// A cell's number as the equation shows it: as it is where that is short, what was typed in
/// without zeros at its end, all else with three decimals or more.
pub(super) fn cell_text(cell: Cell, value: f64) -> String {
    match cell {
        Cell::Input(_)
        | Cell::Target(_)
        | Cell::Mask { .. }
        | Cell::DropoutRate(_)
        | Cell::BaseRate
        | Cell::Epsilon
        | Cell::Hyperparameter(_) => plain_text(value),
        // Counts are written in full.
        Cell::Iteration | Cell::ScheduleLength => number::full(value),
        // As it was typed, or what a schedule makes of it.
        Cell::LearningRate => {
            let (full, short) = (plain_text(value), number::short(value));
            if full.chars().count() <= short.chars().count() { full } else { short }
        }
        _ => {
            let (full, short) = (plain_text(value), number::short(value));
            if full.chars().count() > short.chars().count() { full } else { short }
        }
    }
}

/// Whether the equation shows a cell's number with all its digits.
pub(super) fn is_exact(cell: Cell, value: f64) -> bool {
    number::parse(&cell_text(cell, value)).is_none_or(|shown| shown == value)
}

/// Numbers of a formula: 2 is no 2.000, 10⁻⁸ no 1.00·10⁻⁸, and 0 has no sign.
pub(super) fn plain_text(value: f64) -> String {
    let full = number::full(if value == 0.0 { 0.0 } else { value });
    if full.chars().count() <= 6 && !full.contains('·') {
        return full;
    }
    let short = number::short(value);
    let exact = number::with_power(value);
    let is_no_longer = short.contains('·') && exact.chars().count() <= short.chars().count();
    if is_no_longer { exact } else { short }
}

/// The minus is an operator of its own, and a power of ten a real superscript.
pub(super) fn number_markup(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix(number::MINUS) {
        Some(digits) => (r#"<mo form="prefix">−</mo>"#, digits),
        None => ("", text),
    };
    let Some((mantissa, power)) = digits.split_once("·10") else {
        return format!("{sign}<mn>{digits}</mn>");
    };
    let power = number::lowered(power);
    let power = match power.strip_prefix(number::MINUS) {
        Some(digits) => format!("<mrow><mo form=\"prefix\">−</mo><mn>{digits}</mn></mrow>"),
        None => format!("<mn>{power}</mn>"),
    };
    format!("{sign}<mn>{mantissa}</mn><mo>·</mo><msup><mn>10</mn>{power}</msup>")
}
