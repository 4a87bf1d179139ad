//! From what the model holds to what is drawn.

pub mod axis;
pub mod bars;
pub mod boundary;
pub mod curve;
pub mod equation;
mod error_plot;
pub mod explain;
mod figure;
pub mod landscape;
pub mod layer_charts;
pub mod loss_chart;
mod names;
pub mod network;
pub mod number;
mod palette;
mod schedule;
mod text;

pub use error_plot::ErrorPlot;
pub use figure::{DataMark, DataPoint, data_range};
pub use names::{Names, term_label};
pub use palette::Palette;
pub use schedule::ScheduleCurve;
pub use text::wrap_text;
