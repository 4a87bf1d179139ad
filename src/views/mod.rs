//! From what the model holds to what is drawn.

pub mod equation;
pub mod number;
mod palette;

pub use palette::Palette;
