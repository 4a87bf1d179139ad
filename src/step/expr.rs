//! The right side of an operation's equation, with the real numbers in it.

use std::f64::consts::PI;

use super::Cell;
use crate::math;
use crate::nn::{Activation, clamp, sign};

/// An expression over cells. One tree is drawn twice, in symbols and in numbers, and can be
/// evaluated: that it gives the number the operation wrote is tested, so what the page explains
/// is what was computed.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// The value of a cell; `sample` names (0-based within the batch) whose it is where it is
    /// not the watched sample's.
    Cell {
        /// Whose value it is.
        cell: Cell,
        /// Which sample of the batch, if not the watched one.
        sample: Option<usize>,
        /// The number itself, as the operation read it.
        value: f64,
    },
    /// A number of the formula itself, such as 1, 2 or the batch size.
    Number(f64),
    /// a + b + …, added from the left.
    Sum(Vec<Expr>),
    /// a - b
    Difference(Box<Expr>, Box<Expr>),
    /// a · b · …, multiplied from the left.
    Product(Vec<Expr>),
    /// a / b, drawn as a fraction.
    Quotient(Box<Expr>, Box<Expr>),
    /// -a
    Negative(Box<Expr>),
    /// a²
    Square(Box<Expr>),
    /// a to the power b, a whole number.
    Power(Box<Expr>, Box<Expr>),
    /// ⌊a⌋, the largest whole number that is not above a.
    Floor(Box<Expr>),
    /// √a
    Root(Box<Expr>),
    /// -1, 0 or 1
    Sign(Box<Expr>),
    /// a held between -c and c, the second.
    Clamp(Box<Expr>, Box<Expr>),
    /// cos(π a)
    CosPi(Box<Expr>),
    /// e to the power a
    Exp(Box<Expr>),
    /// ln a
    Ln(Box<Expr>),
    /// An activation function of a weighted sum, such as σ(z).
    Apply(Activation, Box<Expr>),
    /// The slope of an activation function, such as σ′(z), with its value.
    Slope {
        /// Whose slope.
        activation: Activation,
        /// Where: the weighted sum.
        at: Box<Expr>,
        /// The slope there, as the operation used it.
        value: f64,
    },
}

impl Expr {
    /// What the expression comes to, from the numbers in it.
    pub fn value(&self) -> f64 {
        match self {
            Self::Cell { value, .. } | Self::Number(value) | Self::Slope { value, .. } => *value,
            Self::Sum(terms) => reduce(terms, |sum, term| sum + term),
            Self::Product(factors) => reduce(factors, |product, factor| product * factor),
            Self::Difference(left, right) => left.value() - right.value(),
            Self::Quotient(above, below) => above.value() / below.value(),
            Self::Negative(of) => -of.value(),
            Self::Square(of) => of.value() * of.value(),
            Self::Power(of, exponent) => math::power(of.value(), exponent.value() as u64),
            Self::Floor(of) => of.value().floor(),
            Self::Root(of) => of.value().sqrt(),
            Self::Sign(of) => sign(of.value()),
            Self::Clamp(of, limit) => clamp(of.value(), limit.value()),
            Self::CosPi(of) => math::cos(PI * of.value()),
            Self::Exp(of) => math::exp(of.value()),
            Self::Ln(of) => math::ln(of.value()),
            Self::Apply(activation, of) => activation.value(of.value()),
        }
    }

    /// Every cell in the expression with the number that was read there, from left to right.
    pub fn cells(&self) -> Vec<(Cell, f64)> {
        let mut cells = Vec::new();
        self.visit_cells(&mut |cell, _, value| cells.push((cell, value)));
        cells
    }

    /// Calls `visit` with every cell in the expression, which sample of the batch it is of if not
    /// the watched one, and the number that was read there, from left to right.
    pub fn visit_cells(&self, visit: &mut dyn FnMut(Cell, Option<usize>, f64)) {
        match self {
            Self::Cell { cell, sample, value } => visit(*cell, *sample, *value),
            Self::Number(_) => {}
            Self::Sum(parts) | Self::Product(parts) => {
                for part in parts {
                    part.visit_cells(visit);
                }
            }
            Self::Difference(left, right)
            | Self::Quotient(left, right)
            | Self::Power(left, right)
            | Self::Clamp(left, right) => {
                left.visit_cells(visit);
                right.visit_cells(visit);
            }
            Self::Negative(of)
            | Self::Square(of)
            | Self::Floor(of)
            | Self::Root(of)
            | Self::Sign(of)
            | Self::CosPi(of)
            | Self::Exp(of)
            | Self::Ln(of)
            | Self::Apply(_, of)
            | Self::Slope { at: of, .. } => of.visit_cells(visit),
        }
    }
}

/// The parts joined from the left.
fn reduce(parts: &[Expr], join: impl Fn(f64, f64) -> f64) -> f64 {
    parts.iter().map(Expr::value).reduce(join).unwrap_or(0.0)
}

/// What an operation did: `writes = forms[0] = forms[1] … = result`.
#[derive(Debug, Clone, PartialEq)]
pub struct Equation {
    /// The cell on the left.
    pub writes: Cell,
    /// The right side: the general form first, then what it becomes when written out. The last
    /// one is the one whose numbers are shown. Never empty.
    pub forms: Vec<Expr>,
    /// The number that was written.
    pub result: f64,
}
