//! An equation in words, for those who hear the page.

use super::elide::{Mean, left_out};
use super::figures::{cell_text, plain_text};
use super::mathml::bare;
use super::{Notation, is_plain, relation};
use crate::i18n::{Language, SPOKEN, Text};
use crate::nn::Activation;
use crate::step::{Cell, Equation, Expr};
use crate::views::{Names, number};

/// The equation in words: "delta of hidden unit 3 equals … times …; in numbers: −1.000 times 1;
/// result: −1.000."
pub fn spoken(equation: &Equation, notation: &Notation, language: Language) -> String {
    let names = Names { layers: notation.layers, language };
    let words = Words { names, numbers: false, any_sample: false };
    let mut clauses = Vec::new();
    for (index, form) in equation.forms.iter().enumerate() {
        let right = words.expr(form);
        clauses.push(if index > 0 {
            SPOKEN.then_equals.fill(language, &[("right", &right)])
        } else {
            let left = words.names.cell(equation.writes);
            let verb =
                if relation(equation.writes) == "←" { SPOKEN.becomes } else { SPOKEN.equals };
            verb.fill(language, &[("left", &left), ("right", &right)])
        });
    }
    if let Some(form) = equation.forms.last().filter(|form| !is_plain(form)) {
        let right = Words { numbers: true, ..words }.expr(form);
        clauses.push(SPOKEN.in_numbers.fill(language, &[("right", &right)]));
    }
    let result = cell_text(equation.writes, equation.result);
    clauses.push(SPOKEN.result.fill(language, &[("right", &result)]));
    let mut text = clauses.join(SPOKEN.clause_separator.get(language));
    text.push_str(SPOKEN.sentence_end.get(language));
    text
}

#[derive(Clone, Copy)]
struct Words {
    names: Names,
    numbers: bool,
    /// Whether what is said is of every sample alike, as in a mean.
    any_sample: bool,
}

impl Words {
    fn expr(self, expr: &Expr) -> String {
        if let Some(mean) = Mean::of(expr).filter(|_| !self.numbers) {
            let inner = Self { any_sample: true, ..self }.expr(mean.term);
            let count = number::count(mean.count as u64);
            let values = [("count", &*count), ("inner", &inner)];
            return SPOKEN.mean.fill(self.names.language, &values);
        }
        match bare(expr) {
            Expr::Cell { cell, value, .. } if self.numbers => cell_text(*cell, *value),
            Expr::Cell { cell, sample, .. } => self.cell(*cell, *sample),
            Expr::Number(value) => plain_text(*value),
            Expr::Sum(terms) => self.sum(terms),
            Expr::Difference(a, b) => self.two(SPOKEN.difference, &self.expr(a), &self.factor(b)),
            Expr::Product(factors) => factors
                .iter()
                .map(|factor| self.factor(factor))
                .reduce(|left, right| self.two(SPOKEN.product, &left, &right))
                .unwrap_or_default(),
            Expr::Quotient(a, b) => self.two(SPOKEN.quotient, &self.factor(a), &self.factor(b)),
            Expr::Negative(inner) => self.one(SPOKEN.negative, &self.factor(inner)),
            Expr::Square(inner) => self.one(SPOKEN.square, &self.factor(inner)),
            Expr::Power(inner, exponent) => SPOKEN.power.fill(
                self.names.language,
                &[("inner", &self.factor(inner)), ("exponent", &self.factor(exponent))],
            ),
            Expr::Floor(inner) => self.one(SPOKEN.floor, &self.factor(inner)),
            Expr::Root(inner) => self.one(SPOKEN.root, &self.factor(inner)),
            Expr::Sign(inner) => self.one(SPOKEN.sign, &self.factor(inner)),
            Expr::Clamp(inner, limit) => {
                self.two(SPOKEN.clamp, &self.factor(inner), &self.expr(limit))
            }
            Expr::CosPi(inner) => self.one(SPOKEN.cosine_of_pi, &self.factor(inner)),
            Expr::Exp(inner) => self.one(SPOKEN.exponential, &self.factor(inner)),
            Expr::Ln(inner) => self.one(SPOKEN.logarithm, &self.factor(inner)),
            Expr::Apply(activation, inner) => {
                self.function(SPOKEN.function, *activation, &self.expr(inner))
            }
            Expr::Slope { value, .. } if self.numbers => plain_text(*value),
            Expr::Slope { activation, at, .. } => {
                self.function(SPOKEN.slope, *activation, &self.expr(at))
            }
        }
    }

    fn cell(self, cell: Cell, sample: Option<usize>) -> String {
        let name = self.names.cell(cell);
        match sample {
            Some(sample) if !self.any_sample => SPOKEN.of_sample.fill(
                self.names.language,
                &[("inner", &name), ("sample", &(sample + 1).to_string())],
            ),
            _ => name,
        }
    }

    fn sum(self, terms: &[Expr]) -> String {
        let skipped = left_out(terms, false);
        let mut spoken = Vec::with_capacity(terms.len() - skipped.len() + 1);
        for (index, term) in terms.iter().enumerate() {
            if !skipped.is_empty() && index == skipped.start {
                let count = number::count(skipped.len() as u64);
                spoken.push(SPOKEN.more_terms.fill(self.names.language, &[("count", &count)]));
            }
            if !skipped.contains(&index) {
                spoken.push(self.expr(term));
            }
        }
        spoken.into_iter().reduce(|l, r| self.two(SPOKEN.sum, &l, &r)).unwrap_or_default()
    }

    /// An operand that must not run together with its neighbours.
    fn factor(self, expr: &Expr) -> String {
        let spoken = self.expr(expr);
        if matches!(bare(expr), Expr::Sum(_) | Expr::Difference(..) | Expr::Negative(_)) {
            self.one(SPOKEN.bracketed, &spoken)
        } else {
            spoken
        }
    }

    fn one(self, text: Text, inner: &str) -> String {
        text.fill(self.names.language, &[("inner", inner)])
    }

    fn two(self, text: Text, left: &str, right: &str) -> String {
        text.fill(self.names.language, &[("left", left), ("right", right)])
    }

    fn function(self, text: Text, activation: Activation, inner: &str) -> String {
        let function = self.names.activation(activation);
        text.fill(self.names.language, &[("function", function), ("inner", inner)])
    }
}
