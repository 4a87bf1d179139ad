//! A picture as a list of plain values: knows geometry and colours, and no neural network.

mod color;

pub use color::Color;
