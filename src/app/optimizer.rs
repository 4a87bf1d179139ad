//! What optimizers, schedules and their settings are called.

use crate::i18n::{OPTIMIZER, PAGE, Text};
use crate::nn::{Hyperparameter, OptimizerKind, ScheduleKind};

/// What an optimizer is called.
pub(super) fn optimizer_name(kind: OptimizerKind) -> Text {
    match kind {
        OptimizerKind::Sgd => OPTIMIZER.sgd,
        OptimizerKind::Adagrad => OPTIMIZER.adagrad,
        OptimizerKind::RmsProp => OPTIMIZER.rmsprop,
        OptimizerKind::Adam => OPTIMIZER.adam,
        OptimizerKind::AdamW => OPTIMIZER.adamw,
    }
}

/// What a schedule is called.
pub(super) fn schedule_name(kind: ScheduleKind) -> Text {
    match kind {
        ScheduleKind::Constant => OPTIMIZER.constant,
        ScheduleKind::Step => OPTIMIZER.step,
        ScheduleKind::Exponential => OPTIMIZER.exponential,
        ScheduleKind::Cosine => OPTIMIZER.cosine,
        ScheduleKind::WarmUp => OPTIMIZER.warm_up,
        ScheduleKind::OneCycle => OPTIMIZER.one_cycle,
    }
}

/// What a number that steers training is called.
pub(super) fn hyperparameter_name(one: Hyperparameter) -> Text {
    match one {
        Hyperparameter::Momentum => PAGE.momentum,
        Hyperparameter::Dampening => OPTIMIZER.dampening,
        Hyperparameter::Beta1 => OPTIMIZER.beta1,
        Hyperparameter::Beta2 => OPTIMIZER.beta2,
        Hyperparameter::Alpha => OPTIMIZER.alpha,
        Hyperparameter::Epsilon => OPTIMIZER.epsilon,
        Hyperparameter::WeightDecay => OPTIMIZER.weight_decay,
        Hyperparameter::L1 => OPTIMIZER.l1,
        Hyperparameter::L2 => OPTIMIZER.l2,
        Hyperparameter::ClipValue => OPTIMIZER.clip_value,
        Hyperparameter::ClipNorm => OPTIMIZER.clip_norm,
        Hyperparameter::ScheduleFactor => OPTIMIZER.schedule,
    }
}
