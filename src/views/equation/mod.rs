//! What an operation did, as an equation in three lines: in symbols, with the numbers in, and the
//! result.

mod elide;
mod extent;
mod figures;
mod key;
mod mathml;
mod notation;
mod spoken;
mod symbol;

pub use extent::TypeSize;
pub use key::{cell_key, parse_cell_key};
pub use mathml::SHOW_ALL_TERMS;
pub use notation::{Notation, cell_class, sign_class};
pub use spoken::spoken;

use self::extent::Extent;
use self::mathml::{Line, Style, bare};
use self::symbol::Sample;
use crate::i18n::Language;
use crate::step::{Cell, Equation, Expr};
use crate::views::number;

/// The lines of an equation as HTML with MathML in it. Each symbol and number of a cell stands in
/// `<mrow class="cell KIND SIGN" data-cell="KEY">`, with the words of [`cell_class`],
/// [`sign_class`] and [`cell_key`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquationLines {
    /// In symbols, a line for each form.
    pub symbols: Vec<String>,
    /// The last form with its numbers, unless that would only repeat the result.
    pub numbers: Option<String>,
    /// The number that was written.
    pub result: String,
    /// The result with every digit.
    pub result_full: String,
    /// How large the lines can be set.
    pub size: TypeSize,
}

impl EquationLines {
    /// The lines of `equation`. Long sums are cut in the middle, where a button with the command
    /// [`SHOW_ALL_TERMS`] says how many terms are missing, unless `all_terms` asks for all; then
    /// a button after them leaves them out again. The mean over a batch is a Σ among the symbols.
    pub fn new(
        equation: &Equation,
        notation: &Notation,
        language: Language,
        all_terms: bool,
    ) -> Self {
        let line = |style| Line::new(notation, language, all_terms, style);
        let mut symbols = Vec::with_capacity(equation.forms.len());
        let mut symbols_extent = Extent::default();
        for (index, form) in equation.forms.iter().enumerate() {
            let mut line = line(Style::Symbols);
            if index == 0 {
                line.symbol(equation.writes, Sample::Watched, equation.result);
                line.infix(relation(equation.writes));
            } else {
                line.infix("=");
            }
            line.flow(form, true);
            let (html, extent) = line.finish();
            symbols.push(html);
            symbols_extent.append(extent);
        }
        let numbers = equation.forms.last().filter(|form| !is_plain(form)).map(|form| {
            let mut line = line(Style::Numbers);
            line.infix(if is_shown_exactly(form) { "=" } else { "≈" });
            line.flow(form, true);
            line.finish()
        });
        let mut result = line(Style::Numbers);
        let is_exact = figures::is_exact(equation.writes, equation.result);
        result.infix(if is_exact { "=" } else { "≈" });
        result.number_of(equation.writes, equation.result);
        let (numbers, numbers_extent) = numbers.unzip();
        Self {
            symbols,
            numbers,
            result: result.finish().0,
            result_full: number::full(equation.result),
            size: TypeSize::for_lines(&[symbols_extent, numbers_extent.unwrap_or_default()]),
        }
    }

    /// All lines in one piece of HTML. The forms follow one another on one line while they fit.
    pub fn html(&self) -> String {
        let mut html = format!(r#"<div class="equation-lines {}">"#, self.size.class());
        // What is too long for the panel scrolls by itself, and the result below it stays.
        html.push_str(r#"<div class="equation-forms">"#);
        html.push_str(&div("symbols", "", &self.symbols.join(" ")));
        if let Some(line) = &self.numbers {
            html.push_str(&div("numbers", "", line));
        }
        html.push_str("</div>");
        let title = format!(r#" title="{}""#, self.result_full);
        html.push_str(&div("result", &title, &self.result));
        html.push_str("</div>");
        html
    }
}

/// A line that gives cells their numbers, `x₁ = 1  x₂ = 2`, of many the first few.
pub fn assignments(cells: impl Iterator<Item = (Cell, f64)>, notation: &Notation) -> String {
    const MOST: usize = 8;
    let mut line = Line::new(notation, Language::default(), true, Style::Symbols);
    for (index, (cell, value)) in cells.take(MOST + 1).enumerate() {
        if index == MOST {
            line.infix("⋯");
            break;
        }
        line.symbol(cell, Sample::Watched, value);
        line.infix("=");
        line.number_of(cell, value);
        line.may_break();
    }
    div("numbers assignments", "", &line.finish().0)
}

/// An expression in symbols as one piece of MathML, without ties to the cells in it.
pub fn symbols(expr: &Expr, notation: &Notation) -> String {
    let mut line = Line::new(notation, Language::default(), true, Style::Symbols).untied();
    line.inline(expr, true);
    line.finish().0
}

fn div(class: &str, attributes: &str, line: &str) -> String {
    format!(r#"<div class="equation-line equation-{class}"{attributes}>{line}</div>"#)
}

/// What is overwritten takes a new value, everything else gets its only one.
fn relation(writes: Cell) -> &'static str {
    match writes {
        Cell::Param(_) | Cell::RunningMean { .. } | Cell::RunningVariance { .. } => "←",
        Cell::Term(term, _) if term.is_state() => "←",
        _ => "=",
    }
}

/// Whether every number is shown with all its digits. Where one is not, the line says ≈: whoever
/// multiplies what is shown will not get just the result.
fn is_shown_exactly(form: &Expr) -> bool {
    form.cells().into_iter().all(|(cell, value)| figures::is_exact(cell, value))
}

/// Whether an expression in numbers is nothing but the result again.
fn is_plain(expr: &Expr) -> bool {
    matches!(bare(expr), Expr::Cell { .. } | Expr::Number(_))
}

#[cfg(test)]
mod tests;
