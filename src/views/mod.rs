//! From what the model holds to what is drawn.

pub mod axis;
pub mod equation;
pub mod loss_chart;
pub mod number;
mod palette;
mod text;

pub use palette::Palette;
pub use text::{text_width_em, wrap_text};
