//! From what the model holds to what is drawn.

pub mod network;
mod palette;

pub use palette::Palette;
