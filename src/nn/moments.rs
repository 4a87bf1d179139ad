//! What an optimizer keeps from one iteration to the next.

use super::{Optimizer, Param, Parameters, Shape};

/// The state of an optimizer: two numbers for each parameter, and how often it has updated.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// v of SGD, m of Adam.
    pub first: Parameters,
    /// v of Adagrad, RMSprop and Adam.
    pub second: Parameters,
    /// How often weights, γ and β were updated by it.
    pub weight_updates: u64,
    /// How often biases were: they may not have been trained all the time.
    pub bias_updates: u64,
}

impl Moments {
    /// The state of an optimizer that has done nothing yet.
    pub fn zeros(shape: &Shape) -> Self {
        let zeros = Parameters::zeros(shape);
        Self { second: zeros.clone(), first: zeros, weight_updates: 0, bias_updates: 0 }
    }

    /// t of the update to come: 1 for the first one.
    #[inline(always)]
    pub fn next_update(&self, param: Param) -> u64 {
        match param {
            Param::Weight { .. } | Param::Scale { .. } | Param::Shift { .. } => {
                self.weight_updates + 1
            }
            Param::Bias { .. } => self.bias_updates + 1,
        }
    }

    /// How often weights and biases were updated.
    pub(crate) fn counts(&self) -> [u64; 2] {
        [self.weight_updates, self.bias_updates]
    }

    pub(crate) fn set_counts(&mut self, counts: [u64; 2]) {
        [self.weight_updates, self.bias_updates] = counts;
    }

    /// Counts an update by `optimizer`.
    pub(crate) fn count(&mut self, optimizer: &Optimizer, train_biases: bool) {
        let mut counts = self.counts();
        optimizer.count(&mut counts, train_biases);
        self.set_counts(counts);
    }
}
