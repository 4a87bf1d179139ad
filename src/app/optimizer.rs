//! What optimizers, schedules and their settings are called.

use crate::i18n::{OPTIMIZER, PAGE, TRAINING, Text};
use crate::nn::{Hyperparameter, OptimizerKind, ScheduleKind};

/// What an optimizer is called.
pub(super) fn optimizer_name(kind: OptimizerKind) -> Text {
    match kind {
        OptimizerKind::Sgd => TRAINING.optimizer_sgd,
        OptimizerKind::Adagrad => TRAINING.optimizer_adagrad,
        OptimizerKind::RmsProp => TRAINING.optimizer_rmsprop,
        OptimizerKind::Adam => TRAINING.optimizer_adam,
        OptimizerKind::AdamW => TRAINING.optimizer_adamw,
    }
}

/// What a schedule is called.
pub(super) fn schedule_name(kind: ScheduleKind) -> Text {
    match kind {
        ScheduleKind::Constant => TRAINING.schedule_constant,
        ScheduleKind::Step => TRAINING.schedule_step,
        ScheduleKind::Exponential => TRAINING.schedule_exponential,
        ScheduleKind::Cosine => TRAINING.schedule_cosine,
        ScheduleKind::WarmUp => TRAINING.schedule_warm_up,
        ScheduleKind::OneCycle => TRAINING.schedule_one_cycle,
    }
}

/// What a number that steers training is called.
pub(super) fn hyperparameter_name(one: Hyperparameter) -> Text {
    match one {
        Hyperparameter::Momentum => PAGE.momentum,
        Hyperparameter::Dampening => TRAINING.dampening,
        Hyperparameter::Beta1 => TRAINING.beta1,
        Hyperparameter::Beta2 => TRAINING.beta2,
        Hyperparameter::Alpha => TRAINING.alpha,
        Hyperparameter::Epsilon => TRAINING.epsilon,
        Hyperparameter::WeightDecay => TRAINING.weight_decay,
        Hyperparameter::L1 => TRAINING.l1,
        Hyperparameter::L2 => TRAINING.l2,
        Hyperparameter::ClipValue => TRAINING.clip_value,
        Hyperparameter::ClipNorm => TRAINING.clip_norm,
        Hyperparameter::ScheduleFactor => OPTIMIZER.schedule_factor,
    }
}
