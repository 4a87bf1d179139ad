//! A picture as a list of plain values: knows geometry and colours, and no neural network.
//!
//! A view makes a [`Scene`]; the page's canvas, the SVG writer and the tests consume it. Lengths
//! are CSS pixels, x to the right and y down from the picture's top left corner.

mod color;
mod geometry;
mod hit;
mod item;
mod png;
mod svg;
mod text;

pub use color::Color;
pub use geometry::{Point, Rect, Size, Vec2};
pub use item::{Item, Primitive, Raster, Scene, Stroke};
pub use text::{Anchor, Baseline, FONT_FAMILY, Halo, TextRun, Weight, text_width};
