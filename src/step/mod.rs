//! One training iteration as a program of operations that can be run forwards and backwards.

mod cell;
mod explain;
mod expr;
mod kernel;
mod machine;
mod mask;
mod mistake;
mod op;
mod plan;
mod predict;
mod probe;
mod program;
mod sampler;
mod settings;

pub use cell::{Cell, Mark, Values};
pub use expr::{Equation, Expr};
pub use machine::Machine;
pub use mistake::{Mistake, Planted};
pub use op::{Op, Pass, Stage};
pub use predict::{Columns, activations, evaluate, predict};
pub use probe::{Probe, Reading};
pub use program::Program;
pub use settings::Settings;

pub(crate) use machine::Snapshot;
