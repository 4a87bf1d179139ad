//! Settings as the loops of a whole iteration take them.

use backstep_lanes::iteration::{Function, Plan};
use backstep_lanes::loss::{self, Limits};
use backstep_lanes::update::{Preparation, Rule, Update};

use super::Settings;
use crate::nn::{Activation, Clip, LEAKY_SLOPE, Loss, Optimizer, Shape};

/// How an iteration runs.
pub(super) fn plan(shape: &Shape, loss: Loss, train_biases: bool) -> Plan {
    Plan {
        functions: shape.layers.iter().map(|layer| function(layer.activation)).collect(),
        loss: match loss {
            Loss::HalfSquaredError => loss::Loss::HalfSquaredError,
            Loss::MeanSquaredError => loss::Loss::MeanSquaredError,
            Loss::BinaryCrossEntropy => loss::Loss::BinaryCrossEntropy(Limits {
                log: Loss::LOWEST_LOG,
                denominator: Loss::LOWEST_DENOMINATOR,
            }),
            Loss::CrossEntropy => loss::Loss::CrossEntropy,
        },
        train_biases,
    }
}

fn function(activation: Activation) -> Function {
    match activation {
        Activation::Identity => Function::Identity,
        Activation::Sigmoid => Function::Sigmoid,
        Activation::Tanh => Function::Tanh,
        Activation::Relu => Function::Relu,
        Activation::LeakyRelu => Function::LeakyRelu(LEAKY_SLOPE),
        Activation::Softmax => Function::Softmax,
    }
}

/// Whether [`update`] is the same for every iteration.
pub(super) fn is_same_update(settings: &Settings) -> bool {
    let is_same_rule = match &settings.optimizer {
        Optimizer::Sgd(sgd) => sgd.momentum == 0.0,
        Optimizer::Adagrad(_) | Optimizer::RmsProp(_) => true,
        Optimizer::Adam(_) | Optimizer::AdamW(_) => false,
    };
    is_same_rule && settings.schedule.is_constant()
}

/// How an iteration with learning rate `rate` updates the parameters, after as many updates of
/// weights and of biases.
pub(super) fn update(
    settings: &Settings,
    rate: f64,
    [weight_updates, bias_updates]: [u64; 2],
) -> Update {
    let Settings { optimizer, penalty, clip, .. } = settings;
    let decay = if optimizer.decays_gradient() { optimizer.weight_decay() } else { 0.0 };
    let preparation = Preparation {
        l1: penalty.l1,
        l2: penalty.l2,
        limit: clip.value,
        norm: clip.norm,
        norm_epsilon: Clip::EPSILON,
        decay,
    };
    let nothing = Preparation { norm_epsilon: Clip::EPSILON, ..Preparation::default() };
    let weights = rule(optimizer, rate, weight_updates + 1);
    let biases = settings.train_biases.then(|| match bias_updates {
        updates if updates == weight_updates => weights,
        updates => rule(optimizer, rate, updates + 1),
    });
    Update { preparation: (preparation != nothing).then_some(preparation), weights, biases }
}

/// The step of an optimizer; `updates` is t, 1 for its first update.
fn rule(optimizer: &Optimizer, rate: f64, updates: u64) -> Rule {
    match optimizer {
        Optimizer::Sgd(sgd) if sgd.momentum == 0.0 => Rule::Plain { rate },
        Optimizer::Sgd(sgd) => Rule::Momentum {
            rate,
            momentum: sgd.momentum,
            gain: 1.0 - sgd.dampening,
            is_first: updates == 1,
            nesterov: sgd.nesterov,
        },
        Optimizer::Adagrad(adagrad) => Rule::Adagrad { rate, epsilon: adagrad.epsilon },
        Optimizer::RmsProp(rmsprop) => {
            Rule::RmsProp { rate, alpha: rmsprop.alpha, epsilon: rmsprop.epsilon }
        }
        Optimizer::Adam(adam) | Optimizer::AdamW(adam) => Rule::Adam {
            rate,
            betas: [adam.beta1, adam.beta2],
            corrections: optimizer.corrections(updates),
            epsilon: adam.epsilon,
            kept: optimizer.decayed_param(1.0, rate),
        },
    }
}
