//! From what the model holds to what is drawn.

pub mod axis;
pub mod equation;
pub mod explain;
pub mod loss_chart;
mod names;
pub mod network;
pub mod number;
mod palette;
mod text;

pub use names::Names;
pub use palette::Palette;
pub use text::wrap_text;
