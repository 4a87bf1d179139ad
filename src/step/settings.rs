//! What decides how an iteration runs, apart from the numbers.

use super::{Mistake, Planted};
use crate::nn::{Clip, Hyperparameter, Loss, Optimizer, Penalty, Schedule, Shape};

/// What decides how an iteration runs, apart from the numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Layers, units, activation functions.
    pub shape: Shape,
    /// The loss.
    pub loss: Loss,
    /// The optimizer with its settings.
    pub optimizer: Optimizer,
    /// How the learning rate changes from iteration to iteration.
    pub schedule: Schedule,
    /// What is added to the gradients of weights so that weights stay small.
    pub penalty: Penalty,
    /// How large gradients may be.
    pub clip: Clip,
    /// Whether biases are trained; if not they stay as they are.
    pub train_biases: bool,
    /// Samples a batch, at least 1.
    pub batch_size: usize,
    /// Whether each epoch goes through the samples in a new order.
    pub shuffle: bool,
    /// Seed of that order.
    pub shuffle_seed: u64,
    /// Seed of the masks of dropout.
    pub dropout_seed: u64,
    /// The mistake that is planted in the backward pass, if one is.
    pub mistake: Option<Planted>,
}

impl Settings {
    /// One of the numbers that steer training; `None` where the optimizer has no such number.
    pub fn get(&self, hyperparameter: Hyperparameter) -> Option<f64> {
        Some(match hyperparameter {
            Hyperparameter::L1 => self.penalty.l1,
            Hyperparameter::L2 => self.penalty.l2,
            Hyperparameter::ClipValue => self.clip.value,
            Hyperparameter::ClipNorm => self.clip.norm,
            Hyperparameter::ScheduleFactor => {
                return self.schedule.kind.has_factor().then_some(self.schedule.factor);
            }
            _ => return self.optimizer.get(hyperparameter),
        })
    }

    /// Sets one of them; does nothing where the optimizer has no such number.
    pub fn set(&mut self, hyperparameter: Hyperparameter, to: f64) {
        match hyperparameter {
            Hyperparameter::L1 => self.penalty.l1 = to,
            Hyperparameter::L2 => self.penalty.l2 = to,
            Hyperparameter::ClipValue => self.clip.value = to,
            Hyperparameter::ClipNorm => self.clip.norm = to,
            Hyperparameter::ScheduleFactor => self.schedule.factor = to,
            _ => self.optimizer.set(hyperparameter, to),
        }
    }

    /// η of an iteration, counted from 0.
    pub fn learning_rate(&self, iteration: u64) -> f64 {
        self.schedule.rate(self.optimizer.learning_rate(), iteration)
    }

    /// The mistake that the operations make, if one is planted.
    #[inline(always)]
    pub(super) fn mistake(&self) -> Option<Mistake> {
        self.mistake.map(|planted| planted.mistake)
    }
}
