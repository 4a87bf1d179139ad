//! Expressions as MathML Core, in symbols or in numbers.
//!
//! A line that is too long for the panel has to wrap, and MathML Core does not break lines. So a
//! line is written as several `<math>` elements in a row, split where the expression may be
//! broken, and the page's own text layout wraps them at any width.

use std::fmt::Write as _;

use super::elide::{Mean, left_out};
use super::extent::Extent;
use super::figures::{cell_text, number_markup, plain_text};
use super::key::cell_key;
use super::notation::{Notation, cell_class, sign_class};
use super::symbol::{self, Sample};
use crate::i18n::{Language, SPOKEN};
use crate::nn::Activation;
use crate::step::{Cell, Expr};
use crate::views::number;

/// The command of the button that stands for the terms left out, and of the one that leaves them
/// out again.
pub const SHOW_ALL_TERMS: &str = "equation-all-terms";

/// Which of the two an expression is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Symbols,
    Numbers,
}

/// How tightly an expression binds; what binds less than its place asks for goes in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Fraction,
    Atom,
}

/// Writes one line.
pub(super) struct Line<'a> {
    notation: &'a Notation,
    language: Language,
    all_terms: bool,
    style: Style,
    finished: String,
    open: String,
    extent: Extent,
    /// Whether terms are shown that could be left out.
    has_spare_terms: bool,
    /// Whether symbols and numbers are tied to their cells.
    is_tied: bool,
    /// Whose numbers are written in place of a named sample's: under a Σ any sample's.
    instead: Option<Sample>,
}

impl<'a> Line<'a> {
    pub(super) fn new(
        notation: &'a Notation,
        language: Language,
        all_terms: bool,
        style: Style,
    ) -> Self {
        Self {
            notation,
            language,
            all_terms,
            style,
            finished: String::new(),
            open: String::new(),
            extent: Extent::default(),
            has_spare_terms: false,
            is_tied: true,
            instead: None,
        }
    }

    /// The line without ties to the cells in it.
    pub(super) fn untied(self) -> Self {
        Self { is_tied: false, ..self }
    }

    /// The line as HTML, and how much room its pieces take.
    pub(super) fn finish(mut self) -> (String, Extent) {
        self.may_break();
        if self.style == Style::Numbers && self.has_spare_terms {
            self.fewer_button();
        }
        (self.finished, self.extent)
    }

    /// Ends a `<math>` element, so that the line can be broken here.
    pub(super) fn may_break(&mut self) {
        if self.open.is_empty() {
            return;
        }
        if !self.finished.is_empty() {
            self.finished.push(' ');
        }
        let math = self.end_math();
        self.finished.push_str(&math);
    }

    /// Ends a `<math>` element with other HTML behind it from which it is not to be parted.
    fn may_break_around(&mut self, html: &str) {
        let math = if self.open.is_empty() { String::new() } else { self.end_math() };
        let _ = write!(self.finished, r#" <span class="piece">{math}{html}</span>"#);
    }

    fn end_math(&mut self) -> String {
        self.extent.add(&self.open, self.style);
        let open = std::mem::take(&mut self.open);
        // Display style keeps fractions at a readable size; the element itself stays inline.
        format!(r#"<math displaystyle="true"><mrow>{open}</mrow></math>"#)
    }

    /// An operator between two operands, also where the line was broken just before it: there the
    /// space between the pieces is enough.
    pub(super) fn infix(&mut self, operator: &str) {
        let space = if self.open.is_empty() { r#" lspace="0""# } else { "" };
        let _ = write!(self.open, r#"<mo form="infix"{space}>{operator}</mo>"#);
    }

    /// The symbol of `cell`.
    pub(super) fn symbol(&mut self, cell: Cell, sample: Sample, value: f64) {
        let inner = symbol::symbol(cell, sample, self.notation);
        self.mark(cell, value, &inner);
    }

    /// `value`, marked as the number of `cell`.
    pub(super) fn number_of(&mut self, cell: Cell, value: f64) {
        self.mark(cell, value, &number_markup(&cell_text(cell, value)));
    }

    /// Wraps the markup of a cell's symbol or number, so that the page can colour it and tie it
    /// to the picture.
    fn mark(&mut self, cell: Cell, value: f64, inner: &str) {
        if !self.is_tied {
            self.open.push_str(inner);
            return;
        }
        let (class, sign, key) = (cell_class(cell), sign_class(value), cell_key(cell));
        let _ = write!(
            self.open,
            r#"<mrow class="cell {class} {sign}" data-cell="{key}">{inner}</mrow>"#
        );
    }

    /// An expression that may be broken between its terms. `start` says that nothing stands
    /// before it that a minus sign could run into.
    pub(super) fn flow(&mut self, expr: &Expr, start: bool) {
        let expr = bare(expr);
        if self.style == Style::Symbols
            && let Some(mean) = Mean::of(expr)
        {
            self.mean(&mean);
            return;
        }
        match expr {
            Expr::Sum(terms) => self.flow_sum(terms, start),
            Expr::Difference(a, b) => {
                self.flow_operand(a, Binding::Sum, start);
                self.may_break();
                self.infix("−");
                self.flow_operand(b, Binding::Product, false);
            }
            Expr::Negative(inner) if can_break(inner) => {
                self.prefix_minus();
                self.flow_operand(inner, Binding::Product, false);
            }
            // A fraction cannot be broken: (a + b + …) / n can.
            Expr::Quotient(a, b) if is_long(a) => {
                self.flow_operand(a, Binding::Product, start);
                self.infix("/");
                self.operand(b, Binding::Atom, false);
            }
            Expr::Product(factors)
                if factors.iter().filter(|factor| can_break(factor)).count() == 1 =>
            {
                self.factors(factors, start, true);
            }
            _ => self.inline(expr, start),
        }
    }

    fn flow_sum(&mut self, terms: &[Expr], start: bool) {
        let skipped = left_out(terms, self.all_terms);
        for (index, term) in terms.iter().enumerate() {
            if !skipped.is_empty() && index == skipped.start {
                self.may_break();
                self.gap(skipped.len());
            }
            if skipped.contains(&index) {
                continue;
            }
            if index > 0 {
                self.may_break();
            }
            self.term(index, term, start);
        }
        self.has_spare_terms |= self.all_terms && !left_out(terms, false).is_empty();
    }

    /// 1/B Σ of the same of each sample.
    fn mean(&mut self, mean: &Mean) {
        let count = mean.count;
        let _ = write!(
            self.open,
            r"<mfrac><mn>1</mn><mn>{count}</mn></mfrac><munderover><mo>∑</mo><mrow><mi>s</mi><mo>=</mo><mn>1</mn></mrow><mn>{count}</mn></munderover>",
        );
        if let Expr::Cell { cell, .. } = mean.term {
            self.symbol(*cell, Sample::Any, mean.value);
            return;
        }
        self.instead = Some(Sample::Any);
        self.operand(mean.term, Binding::Product, false);
        self.instead = None;
    }

    /// What stands in place of `count` terms left out: dots between symbols, and among the
    /// numbers a button that brings them back.
    fn gap(&mut self, count: usize) {
        self.infix("+");
        if self.style == Style::Symbols {
            self.open.push_str("<mo>⋯</mo>");
            return;
        }
        self.extent.add_text(SPOKEN.more_terms.get(self.language));
        let button = self.more_button(count);
        self.may_break_around(&button);
    }

    /// The button in place of `count` terms.
    fn more_button(&self, count: usize) -> String {
        let count = number::count(count as u64);
        let label = SPOKEN.show_all_terms.fill(self.language, &[("count", &count)]);
        let text = SPOKEN.more_terms.fill(self.language, &[("count", &count)]);
        button(false, &label, &format!("⋯ {text} ⋯"))
    }

    /// The button after a line with a long sum that is all written out.
    fn fewer_button(&mut self) {
        let text = SPOKEN.fewer_terms.get(self.language);
        self.extent.add_text(text);
        let label = SPOKEN.show_fewer_terms.get(self.language);
        self.may_break_around(&button(true, label, text));
    }

    fn term(&mut self, index: usize, term: &Expr, start: bool) {
        match term {
            _ if index == 0 => self.operand(term, Binding::Product, start),
            Expr::Negative(inner) => {
                self.infix("−");
                self.operand(inner, Binding::Product, false);
            }
            _ => {
                self.infix("+");
                self.operand(term, Binding::Product, false);
            }
        }
    }

    fn flow_operand(&mut self, expr: &Expr, least: Binding, start: bool) {
        if self.needs_brackets(expr, least, start) {
            self.open.push_str(OPEN);
            self.flow(expr, true);
            self.open.push_str(CLOSE);
        } else {
            self.flow(expr, start);
        }
    }

    fn operand(&mut self, expr: &Expr, least: Binding, start: bool) {
        if self.needs_brackets(expr, least, start) {
            self.bracketed(expr);
        } else {
            self.inline(expr, start);
        }
    }

    fn bracketed(&mut self, expr: &Expr) {
        // Brackets grow around a fraction only; around indices that makes them loud.
        let (open, close) =
            if self.is_tall(expr) { ("<mo>(</mo>", "<mo>)</mo>") } else { (OPEN, CLOSE) };
        self.open.push_str("<mrow>");
        self.open.push_str(open);
        self.inline(expr, true);
        self.open.push_str(close);
        self.open.push_str("</mrow>");
    }

    fn prefix_minus(&mut self) {
        self.open.push_str(r#"<mo form="prefix">−</mo>"#);
    }

    fn factors(&mut self, factors: &[Expr], start: bool, may_break: bool) {
        for (index, factor) in factors.iter().enumerate() {
            if index > 0 {
                if self.juxtaposed(&factors[index - 1], factor) {
                    self.open.push_str(r#"<mspace width="0.12em"/>"#);
                } else {
                    self.infix("·");
                }
            }
            if may_break && can_break(factor) {
                self.flow_operand(factor, Binding::Fraction, false);
            } else {
                self.operand(factor, Binding::Fraction, start && index == 0);
            }
        }
    }

    /// Writes `expr` without a place to break it.
    pub(super) fn inline(&mut self, expr: &Expr, start: bool) {
        match bare(expr) {
            Expr::Cell { cell, sample, value } => match self.style {
                Style::Symbols => match self.instead.filter(|_| sample.is_some()) {
                    // What every sample has is neither positive nor negative.
                    Some(any) => self.symbol(*cell, any, 0.0),
                    None => self.symbol(*cell, Sample::from(*sample), *value),
                },
                Style::Numbers => self.number_of(*cell, *value),
            },
            Expr::Number(value) => self.open.push_str(&number_markup(&plain_text(*value))),
            Expr::Sum(terms) => self.inline_sum(terms, start),
            Expr::Difference(a, b) => {
                self.operand(a, Binding::Sum, start);
                self.infix("−");
                self.operand(b, Binding::Product, false);
            }
            Expr::Product(factors) => self.factors(factors, start, false),
            Expr::Quotient(a, b) => {
                self.open.push_str("<mfrac><mrow>");
                self.inline(a, true);
                self.open.push_str("</mrow><mrow>");
                self.inline(b, true);
                self.open.push_str("</mrow></mfrac>");
            }
            Expr::Negative(inner) => {
                self.prefix_minus();
                self.operand(inner, Binding::Product, false);
            }
            Expr::Square(inner) => {
                self.open.push_str("<msup>");
                // Always in brackets: a letter may already carry its layer up there.
                self.bracketed(inner);
                self.open.push_str("<mn>2</mn></msup>");
            }
            Expr::Power(inner, exponent) => {
                self.open.push_str("<msup>");
                self.bracketed(inner);
                self.open.push_str("<mrow>");
                self.inline(exponent, true);
                self.open.push_str("</mrow></msup>");
            }
            Expr::Floor(inner) => {
                self.open.push_str(r#"<mo form="prefix" stretchy="false">⌊</mo>"#);
                // It stands in an exponent, where a fraction would be too small.
                if let Expr::Quotient(a, b) = bare(inner) {
                    self.operand(a, Binding::Product, true);
                    self.open.push_str(r#"<mo lspace="0" rspace="0">/</mo>"#);
                    self.operand(b, Binding::Atom, true);
                } else {
                    self.inline(inner, true);
                }
                self.open.push_str(r#"<mo form="postfix" stretchy="false">⌋</mo>"#);
            }
            Expr::Root(inner) => {
                self.open.push_str("<msqrt><mrow>");
                self.inline(inner, true);
                self.open.push_str("</mrow></msqrt>");
            }
            Expr::Sign(inner) => {
                self.open.push_str("<mi>sign</mi>");
                self.bracketed(inner);
            }
            Expr::Clamp(inner, limit) => self.clamp(inner, limit),
            Expr::CosPi(inner) => {
                self.open.push_str("<mi>cos</mi><mrow>");
                self.open.push_str(OPEN);
                self.open.push_str("<mi>π</mi>");
                self.infix("·");
                self.operand(inner, Binding::Product, false);
                self.open.push_str(CLOSE);
                self.open.push_str("</mrow>");
            }
            Expr::Exp(inner) => {
                self.open.push_str("<msup><mi>e</mi><mrow>");
                self.inline(inner, true);
                self.open.push_str("</mrow></msup>");
            }
            Expr::Ln(inner) => {
                self.open.push_str("<mi>ln</mi>");
                self.bracketed(inner);
            }
            Expr::Apply(activation, inner) => {
                let _ = write!(self.open, "<mi>{}</mi>", symbol::activation(*activation));
                self.bracketed(inner);
            }
            Expr::Slope { activation, at, value } => match self.style {
                Style::Symbols => {
                    let _ = write!(
                        self.open,
                        r#"<mi>{}</mi><mo class="prime" lspace="0" rspace="0">′</mo>"#,
                        symbol::activation(*activation)
                    );
                    self.bracketed(at);
                }
                Style::Numbers => {
                    let number = number_markup(&plain_text(*value));
                    let _ = write!(self.open, r#"<mrow class="slope">{number}</mrow>"#);
                }
            },
        }
    }

    /// clip(g, −c, c)
    fn clamp(&mut self, inner: &Expr, limit: &Expr) {
        const COMMA: &str = r#"<mo separator="true">,</mo>"#;
        self.open.push_str("<mi>clip</mi><mrow>");
        self.open.push_str(OPEN);
        self.inline(inner, true);
        self.open.push_str(COMMA);
        self.prefix_minus();
        self.operand(limit, Binding::Product, false);
        self.open.push_str(COMMA);
        self.operand(limit, Binding::Product, true);
        self.open.push_str(CLOSE);
        self.open.push_str("</mrow>");
    }

    fn inline_sum(&mut self, terms: &[Expr], start: bool) {
        self.has_spare_terms |= self.all_terms && !left_out(terms, false).is_empty();
        let skipped = left_out(terms, self.all_terms);
        for (index, term) in terms.iter().enumerate() {
            if !skipped.is_empty() && index == skipped.start {
                self.infix("+");
                self.inline_gap(skipped.len());
            }
            if !skipped.contains(&index) {
                self.term(index, term, start);
            }
        }
    }

    /// What stands in place of `count` terms in the middle of a formula.
    fn inline_gap(&mut self, count: usize) {
        if self.style == Style::Symbols {
            self.open.push_str("<mo>⋯</mo>");
            return;
        }
        let button = self.more_button(count);
        let _ = write!(self.open, "<mtext>{button}</mtext>");
    }

    /// Whether two factors stand side by side without a dot, as letters do.
    fn juxtaposed(&self, left: &Expr, right: &Expr) -> bool {
        let letter = |expr: &Expr| match expr {
            Expr::Cell { cell, .. } => !symbol::is_derivative(*cell),
            _ => false,
        };
        self.style == Style::Symbols
            && letter(right)
            && (letter(left) || matches!(left, Expr::Number(_)))
    }

    /// Whether the expression holds a fraction.
    fn is_tall(&self, expr: &Expr) -> bool {
        match bare(expr) {
            Expr::Quotient(..) => true,
            Expr::Cell { cell, .. } => self.style == Style::Symbols && symbol::is_derivative(*cell),
            Expr::Sum(parts) | Expr::Product(parts) => parts.iter().any(|part| self.is_tall(part)),
            Expr::Difference(a, b) => self.is_tall(a) || self.is_tall(b),
            Expr::Negative(inner) => self.is_tall(inner),
            _ => false,
        }
    }

    fn needs_brackets(&self, expr: &Expr, least: Binding, start: bool) -> bool {
        self.binding(expr) < least || (!start && self.begins_with_minus(expr))
    }

    fn binding(&self, expr: &Expr) -> Binding {
        match bare(expr) {
            Expr::Sum(_) | Expr::Difference(..) | Expr::Negative(_) => Binding::Sum,
            Expr::Product(_) => Binding::Product,
            Expr::Quotient(..) => Binding::Fraction,
            Expr::Cell { cell, value, .. } => match self.style {
                Style::Numbers if cell_text(*cell, *value).contains('·') => Binding::Product,
                Style::Symbols if symbol::is_derivative(*cell) => Binding::Fraction,
                _ => Binding::Atom,
            },
            Expr::Number(value) if plain_text(*value).contains('·') => Binding::Product,
            Expr::Slope { value, .. }
                if self.style == Style::Numbers && plain_text(*value).contains('·') =>
            {
                Binding::Product
            }
            _ => Binding::Atom,
        }
    }

    fn begins_with_minus(&self, expr: &Expr) -> bool {
        match bare(expr) {
            Expr::Negative(_) => true,
            Expr::Cell { cell, value, .. } => {
                self.style == Style::Numbers && cell_text(*cell, *value).starts_with(number::MINUS)
            }
            Expr::Number(value) => plain_text(*value).starts_with(number::MINUS),
            Expr::Slope { value, .. } => {
                self.style == Style::Numbers && plain_text(*value).starts_with(number::MINUS)
            }
            _ => false,
        }
    }
}

/// Brackets that may be a line apart do not grow with what is between them.
const OPEN: &str = r#"<mo form="prefix" stretchy="false">(</mo>"#;
const CLOSE: &str = r#"<mo form="postfix" stretchy="false">)</mo>"#;

fn button(expanded: bool, label: &str, text: &str) -> String {
    format!(
        r#"<button type="button" class="more-terms" data-command="{SHOW_ALL_TERMS}" aria-expanded="{expanded}" aria-label="{label}">{text}</button>"#
    )
}

/// The expression without what changes nothing and would only puzzle: the sum of one term, the
/// product of one factor, a mean over one, the identity function.
pub(super) fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Sum(only) | Expr::Product(only) if only.len() == 1 => bare(&only[0]),
        Expr::Quotient(above, below) if **below == Expr::Number(1.0) => bare(above),
        Expr::Apply(Activation::Identity, inner) => bare(inner),
        _ => expr,
    }
}

/// Whether the expression is long enough to be broken within its brackets.
fn can_break(expr: &Expr) -> bool {
    match bare(expr) {
        Expr::Sum(_) => true,
        Expr::Difference(a, b) => can_break(a) || can_break(b),
        Expr::Quotient(above, _) => is_long(above),
        _ => false,
    }
}

/// Whether an expression is a sum that may be too long for a fraction.
fn is_long(expr: &Expr) -> bool {
    matches!(bare(expr), Expr::Sum(terms) if terms.len() > 2)
}
