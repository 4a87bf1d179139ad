//! One training iteration as a program of operations that can be run forwards and backwards.

mod cell;
mod expr;

pub use cell::{Cell, Mark, Values};
pub use expr::{Equation, Expr};
