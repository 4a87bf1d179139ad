//! The script for JAX: plain functions, their gradients by `jax.value_and_grad`.

use super::common::{Dialect, Setting, value};
use super::plan::{Objective, Plan};
use super::template::{Filling, Lines};
use super::update;
use crate::lab::Change;
use crate::nn::{Activation, Hyperparameter, Param};

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
    infinity: "np.inf",
    is_argument: None,
    needs_all: true,
    statement,
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
    filling.fill("functions", functions.clone());
    filling.fill("forward_functions", forward_functions);

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
    fill_update(plan, filling, &functions);
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

fn fill_update(plan: &Plan, filling: &mut Filling, functions: &str) {
    let biases = plan.trains_biases();
    let has_norm = plan.settings().shape.has_norm();
    let has_state = plan.has_state();
    let either = |on: bool, yes: &'static str, no: &'static str| if on { yes } else { no };
    let arrays = update::trained(plan);
    let grouped = |names: String| if arrays.len() > 1 { format!("({names})") } else { names };
    let (names, gradients) = (update::joined("", &arrays), update::joined("grad_", &arrays));
    filling.fill("trained", grouped(names.clone()));
    filling.fill("trained_names", names.clone());
    filling.fill("gradients", grouped(gradients.clone()));
    filling.fill("gradient_names", gradients.clone());
    filling.fill("argnums", either(biases, "(0, 1, 2, 3)", "(0, 2, 3)"));
    filling.fill("norm", either(has_norm, ", gamma, beta", ""));
    let biases_vary = biases && plan.varies(|settings| settings.train_biases);
    // An empty dictionary adds nothing to the norm.
    let counted = if biases_vary {
        gradients.replacen("grad_b", "grad_b if train_biases else {}", 1)
    } else {
        gradients
    };
    filling.fill("counted", grouped(counted));
    filling.fill("penalty", update::penalty(plan, "l1 * jnp.sign(W[l])", "l2 * W[l]"));
    let loss = if plan.objectives().len() > 1 { "loss_of" } else { plan.loss_name() };
    filling.fill("loss", loss);

    let states =
        if has_state { format!(", {}", update::joined("state_", &arrays)) } else { String::new() };
    let results = format!("{names}{states}");
    filling.fill("returned", either(has_norm, ", statistics", ""));
    let state = update::states(plan, "0", "jnp.zeros_like(parameter)");
    filling.fill("return_state", format!("return {state}"));
    filling.fill("begin", update::begin(plan));
    filling.fill("and_state", either(has_state, ", and what is kept", ""));
    let rules: Vec<_> =
        plan.kinds().iter().map(|kind| format!("\"{0}\": {0}", kind.name())).collect();
    filling.fill("rules", rules.join(", "));
    let rule = if rules.len() > 1 { "rule" } else { plan.optimizer_name() };
    let steps = [("step_W", "W"), ("step_b", "b"), ("step_gamma", "gamma"), ("step_beta", "beta")];
    for (name, array) in steps {
        let text = if has_state {
            format!(
                "{array}[l], state_{array}[l] = {rule}({array}[l], grad_{array}[l], state_{array}[l])"
            )
        } else {
            format!("{array}[l] = {rule}({array}[l], grad_{array}[l])")
        };
        filling.fill(name, text);
    }
    fill_step(plan, filling, functions, &states, &results);
    filling.fill("results", results);
}

/// How the step is called: with what changes from one call to the next.
fn fill_step(plan: &Plan, filling: &mut Filling, functions: &str, states: &str, results: &str) {
    let mut settings = String::new();
    for one in Hyperparameter::ALL {
        // Schedules are no part of the step.
        if one != Hyperparameter::ScheduleFactor && plan.shown_values(one).len() > 1 {
            settings.push_str(", ");
            settings.push_str(one.name());
        }
    }
    if plan.nesterov().len() > 1 {
        settings.push_str(", nesterov");
    }
    let mut fixed = functions.to_owned();
    if plan.trains_biases() && plan.varies(|settings| settings.train_biases) {
        fixed.push_str(", train_biases");
    }
    if plan.kinds().len() > 1 {
        fixed.push_str(", optimizer");
    }
    let names: Vec<_> = fixed.split(", ").skip(1).map(|name| format!("\"{name}\"")).collect();
    filling.hold_if(!names.is_empty(), "static");
    filling.fill("static_names", format!("[{}]", names.join(", ")));
    let has_norm = plan.settings().shape.has_norm();
    let (norm, statistics) = if has_norm { (", gamma, beta", ", statistics") } else { ("", "") };
    let scales = if plan.has_dropout() { ", scales" } else { "" };
    let arguments =
        |rate: &str| format!("W, b{norm}{states}, x, y{scales}, {rate}{settings}{fixed}");
    filling.fill("step_head", enclosed("def step(", &arguments("learning_rate"), "):", 0));
    let rate = if plan.is_scheduled() { "rate" } else { "learning_rate" };
    let call = format!("loss, {results}{statistics} = step(");
    filling.fill("step_call", enclosed(&call, &arguments(rate), ")", 8));
}

/// Arguments in brackets, on lines of their own if they do not fit; `indent` is what stands
/// before the line.
fn enclosed(open: &str, arguments: &str, close: &str, indent: usize) -> String {
    const WIDTH: usize = 92;
    let line = format!("{open}{arguments}{close}");
    if line.len() + indent <= WIDTH {
        return line;
    }
    let mut text = Lines::default();
    text.add(open);
    let mut line = String::new();
    for argument in arguments.split(", ") {
        if line.len() + argument.len() + indent + 6 > WIDTH {
            text.add(&format!("    {line}"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(argument);
        line.push(',');
    }
    text.add(&format!("    {line}"));
    text.add(close);
    text.into_text()
}

fn statement(plan: &Plan, setting: Setting) -> Option<String> {
    match setting {
        Setting::Optimizer { kind, .. } => Some(format!("optimizer = \"{}\"", kind.name())),
        Setting::Restart => Some(update::begin(plan)),
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
