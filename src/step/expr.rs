//! The right side of an operation's equation, with the real numbers in it.

use super::Cell;
use crate::nn::Activation;

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
