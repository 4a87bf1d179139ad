//! Samples: what a network learns from.

mod generator;

pub use generator::{Generated, Set};

/// One example: what goes in, and what should come out.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// x, one number an input.
    pub input: Vec<f64>,
    /// y, one number an output.
    pub target: Vec<f64>,
}

/// Samples to learn from, and samples held back to see whether what was learnt holds for others.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dataset {
    /// Samples the gradients come from.
    pub train: Vec<Sample>,
    /// Samples that are only ever predicted.
    pub test: Vec<Sample>,
}
