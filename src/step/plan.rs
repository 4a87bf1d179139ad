//! Settings as the loops of a whole iteration take them.

use backstep_lanes::gradient::Rule;
use backstep_lanes::iteration::{Function, Plan};
use backstep_lanes::loss::{self, Limits};

use crate::nn::{Activation, LEAKY_SLOPE, Loss, Optimizer, Sgd, Shape};

/// How an iteration runs.
pub(super) fn plan(shape: &Shape, loss: Loss, optimizer: Optimizer, train_biases: bool) -> Plan {
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
        rule: rule(optimizer),
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

fn rule(optimizer: Optimizer) -> Rule {
    let Optimizer::Sgd(Sgd { learning_rate, momentum, nesterov }) = optimizer;
    match (momentum != 0.0, nesterov) {
        (false, _) => Rule::Plain { learning_rate },
        (true, false) => Rule::Momentum { learning_rate, momentum },
        (true, true) => Rule::Nesterov { learning_rate, momentum },
    }
}
