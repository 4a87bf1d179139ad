//! The script for PyTorch: a network of modules, its gradients by autograd.

use super::common::{Dialect, Setting, value};
use super::numbers::flag;
use super::plan::{Objective, Plan};
use super::pytorch_optimizer as optimizer;
use super::template::{Filling, Lines};
use super::update;
use crate::lab::Change;
use crate::nn::{Activation, Hyperparameter, Loss, Param};

pub(super) const TEMPLATE: &str = include_str!("templates/pytorch.py");

pub(super) const DIALECT: Dialect = Dialect {
    array: "torch.tensor",
    parameters: "torch.tensor",
    function: |activation| match activation {
        Activation::Identity => "nn.Identity()",
        Activation::Sigmoid => "nn.Sigmoid()",
        Activation::Tanh => "nn.Tanh()",
        Activation::Relu => "nn.ReLU()",
        Activation::LeakyRelu => "nn.LeakyReLU(0.01)",
        Activation::Softmax => "nn.Softmax(dim=1)",
    },
    fuses: true,
    infinity: "torch.inf",
    is_argument: Some(optimizer::is_argument),
    needs_all: false,
    statement,
    is_built_in: |plan, setting| match setting {
        Setting::TrainBiases(on) => on,
        Setting::BatchSize(_) | Setting::Shuffle(_) | Setting::Dropout { .. } => false,
        Setting::Schedule(_)
        | Setting::ScheduleLength(_)
        | Setting::Number(Hyperparameter::ScheduleFactor, _) => optimizer::has_scheduler(plan),
        Setting::LearningRate(_) | Setting::Number(..) => optimizer::is_argument(plan, setting),
        _ => true,
    },
};

pub(super) fn fill(plan: &Plan, filling: &mut Filling) {
    let settings = plan.settings();
    let shape = &settings.shape;
    let mut model = Lines::default();
    for (layer, here) in shape.layers.iter().enumerate() {
        let activation = applied(plan, layer, DIALECT.activation(settings, layer));
        let (inputs, units) = (shape.fan_in(layer), here.units);
        model.add(&format!("nn.Linear({inputs}, {units}),\n{activation},"));
    }
    filling.fill("model", model.into_text());
    filling.fill("loss", loss(Objective::of(settings)));
    filling.fill("optimizer", optimizer::built(plan, &plan.stretches[0]));
    if optimizer::has_scheduler(plan) {
        filling.hold("scheduler");
        filling.fill("scheduler", optimizer::scheduler(plan));
    }
    let (l1, l2) = ("l1 * w.abs().sum()", "l2 / 2 * (w**2).sum()");
    filling.fill("penalty", update::penalty(plan, l1, l2));
}

/// The modules after a layer's weights, as one, so that every layer has two places in the model.
fn applied(plan: &Plan, layer: usize, activation: Activation) -> String {
    let function = (DIALECT.function)(activation);
    let units = plan.settings().shape.layers[layer].units;
    let mut modules = vec![function.to_owned()];
    if plan.normalizes(layer) {
        modules.insert(0, format!("nn.BatchNorm1d({units})"));
    }
    if plan.drops(layer) {
        modules.push(format!("Dropout({})", layer + 1));
    }
    match &modules[..] {
        [only] => only.clone(),
        _ => format!("nn.Sequential({})", modules.join(", ")),
    }
}

fn loss(objective: Objective) -> &'static str {
    match objective {
        Objective::Apart(Loss::MeanSquaredError) => "nn.MSELoss()",
        Objective::Apart(Loss::BinaryCrossEntropy) => "nn.BCELoss()",
        Objective::SoftmaxCrossEntropy => "nn.CrossEntropyLoss()",
        Objective::Apart(Loss::HalfSquaredError | Loss::CrossEntropy) => objective.name(),
    }
}

fn statement(plan: &Plan, setting: Setting) -> Option<String> {
    if let Some(statement) = optimizer::statement(plan, setting) {
        return Some(statement);
    }
    Some(match setting {
        Setting::Optimizer { first, .. } => {
            let stretch = plan.stretches.iter().find(|stretch| stretch.first == first)?;
            optimizer::built(plan, stretch)
        }
        Setting::TrainBiases(on) => {
            format!("for linear in model[::2]:\n    linear.bias.requires_grad_({})", flag(on))
        }
        Setting::Activation { layer, activation } => {
            let place = 2 * layer + 1;
            if plan.normalizes(layer) {
                // What is normalized before keeps its numbers.
                format!("model[{place}][1] = {}", (DIALECT.function)(activation))
            } else {
                format!("model[{place}] = {}", applied(plan, layer, activation))
            }
        }
        Setting::Objective(objective) => format!("loss_function = {}", loss(objective)),
        Setting::Typed(change @ Change::Param { param, .. }) => {
            let module = 2 * param.layer();
            let place = match param {
                Param::Weight { unit, input, .. } => format!("weight[{unit}, {input}]"),
                Param::Scale { unit, .. } => format!("weight[{unit}]"),
                Param::Bias { unit, .. } | Param::Shift { unit, .. } => format!("bias[{unit}]"),
            };
            let module = match param {
                Param::Weight { .. } | Param::Bias { .. } => module.to_string(),
                Param::Scale { .. } | Param::Shift { .. } => format!("{}][0", module + 1),
            };
            format!("with torch.no_grad():\n    model[{module}].{place} = {}", value(change))
        }
        _ => return None,
    })
}
