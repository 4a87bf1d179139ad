//! How large things may be: what the page can still show and train.

/// Layers with weights.
pub const LAYERS: usize = 40;
/// Units of a layer, inputs and outputs.
pub const UNITS: usize = 256;
/// Weights and biases.
pub const PARAMETERS: usize = 200_000;
/// Samples of a data set.
pub const SAMPLES: usize = 10_000;
/// Size of an input, target, weight or bias, either sign.
pub const MAGNITUDE: f64 = 1e6;
/// Learning rate.
pub const LEARNING_RATE: f64 = 1000.0;
/// Probability with which dropout drops a unit.
pub const DROPOUT: f64 = 0.95;
/// Noise of a generated data set.
pub const NOISE: f64 = 0.5;
/// Share of a generated data set that is held back for testing.
pub const TEST_FRACTION: f64 = 0.9;
/// Seeds and iterations: the largest whole number that JavaScript holds exactly.
pub const INTEGER: u64 = (1 << 53) - 1;
/// Iteration that a document may open at: all before it are run when it is opened.
pub const ITERATION: u64 = 1_000_000_000;
/// Changes that a document may hold.
pub const CHANGES: usize = 100_000;
