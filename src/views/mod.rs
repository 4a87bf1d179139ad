//! From what the model holds to what is drawn.

mod palette;

pub use palette::Palette;
