//! The script for JAX: plain functions, their gradients by `jax.value_and_grad`.

use super::common::{Dialect, Setting, value};
use super::plan::{Objective, Plan};
use super::template::{Filling, Lines};
use crate::lab::Change;
use crate::nn::{Activation, Param};

pub(super) const TEMPLATE: &str = include_str!("templates/jax.py");

pub(super) const DIALECT: Dialect = Dialect {
    array: "np.array",
    parameters: "jnp.array",
    function: |activation| match activation {
        Activation::Identity => "identity",
        Activation::Sigmoid => "jax.nn.sigmoid",
        Activation::Tanh => "jnp.tanh",
        Activation::Relu => "jax.nn.relu",
        Activation::LeakyRelu => "leaky_relu",
        Activation::Softmax => "jax.nn.softmax",
    },
    fuses: true,
    statement: |_, setting| statement(setting),
    is_built_in: |_, _| false,
};

pub(super) fn fill(plan: &Plan, filling: &mut Filling) {
    let layers = || 0..plan.depth();
    // Functions that change are arguments that the compiled step is compiled for.
    let mut functions = String::new();
    for layer in layers().filter(|layer| DIALECT.activations(plan, *layer).len() > 1) {
        functions.push_str(", ");
        functions.push_str(&DIALECT.applied(plan, layer));
    }
    let forward_functions = functions.clone();
    if plan.objectives().len() > 1 {
        functions.push_str(", loss_of");
    }
    let biases_vary = plan.varies(|settings| settings.train_biases);
    let mut settings = String::new();
    if plan.has_momentum() {
        settings.push_str(", momentum");
    }
    if plan.nesterov().len() > 1 {
        settings.push_str(", nesterov");
    }
    let mut fixed = functions.clone();
    if biases_vary {
        fixed.push_str(", train_biases");
    }
    let names: Vec<_> = fixed.split(", ").skip(1).map(|name| format!("\"{name}\"")).collect();
    filling.hold_if(!names.is_empty(), "static");
    filling.fill("static_names", format!("[{}]", names.join(", ")));
    filling.fill("static", fixed.trim_start_matches(", "));
    filling.fill("functions", functions);
    filling.fill("forward_functions", forward_functions);
    filling.fill("step_settings", settings);

    let is_variable = |layer: usize| {
        let activations = DIALECT.activations(plan, layer);
        activations.len() > 1 && activations.contains(&Activation::Identity)
    };
    filling.hold_if(layers().any(is_variable), "identity_function");
    let fused = plan.objectives().contains(&Objective::SoftmaxCrossEntropy);
    filling.fill(
        "forward_returns",
        match (fused, plan.objectives().len()) {
            (false, _) => "Activations of the last layer",
            (true, 1) => "Weighted sums of the last layer: its softmax is part of the loss",
            _ => "Activations of the last layer, or z while softmax is part of the loss",
        },
    );
    filling.fill("forward", forward(plan));
    fill_update(plan, filling);
}

fn forward(plan: &Plan) -> String {
    let mut text = Lines::default();
    for (i, layer) in plan.settings().shape.layers.iter().enumerate() {
        let (l, units) = (i + 1, layer.units);
        let mut sums = format!("a @ W[{l}].T + b[{l}]");
        if plan.normalizes(i) {
            sums = format!("normalize({l}, gamma, beta, {sums}, statistics)");
        }
        let applied = match DIALECT.applied(plan, i).as_str() {
            "identity" => sums,
            function => format!("{function}({sums})"),
        };
        text.add(&format!("a = {applied}  # (samples, {units})"));
        if plan.drops(i) {
            text.add(&format!("a = a * scales[{l}]  # dropout"));
        }
    }
    text.into_text()
}

fn fill_update(plan: &Plan, filling: &mut Filling) {
    let biases = plan.trains_biases();
    let has_norm = plan.settings().shape.has_norm();
    let (trained, names, argnums) = match (biases, has_norm) {
        (true, false) => ("(W, b)", "W, b", ""),
        (false, false) => ("W", "W", ""),
        (true, true) => ("(W, b, gamma, beta)", "W, b, gamma, beta", "(0, 1, 2, 3)"),
        (false, true) => ("(W, gamma, beta)", "W, gamma, beta", "(0, 2, 3)"),
    };
    filling.fill("trained", if has_norm { "trained" } else { trained });
    filling.fill("trained_tuple", trained);
    filling.fill("trained_names", names);
    filling.fill("argnums", argnums);
    filling.fill("norm", if has_norm { ", gamma, beta" } else { "" });
    filling.fill("statistics", if has_norm { ", statistics" } else { "" });
    let has_momentum = plan.has_momentum();
    filling.fill("velocities", if has_momentum { ", velocities" } else { "" });
    let loss = if plan.objectives().len() > 1 { "loss_of" } else { plan.loss_name() };
    filling.fill("loss", loss);
}

fn statement(setting: Setting) -> Option<String> {
    match setting {
        Setting::Objective(objective) => Some(format!("loss_of = {}", objective.name())),
        Setting::Typed(change @ Change::Param { param, .. }) => {
            let (array, place) = match param {
                Param::Weight { layer, unit, input } => {
                    (format!("W[{}]", layer + 1), format!("{unit}, {input}"))
                }
                Param::Bias { layer, unit } => (format!("b[{}]", layer + 1), unit.to_string()),
                Param::Scale { layer, unit } => (format!("gamma[{}]", layer + 1), unit.to_string()),
                Param::Shift { layer, unit } => (format!("beta[{}]", layer + 1), unit.to_string()),
            };
            Some(format!("{array} = {array}.at[{place}].set({})", value(change)))
        }
        _ => None,
    }
}
