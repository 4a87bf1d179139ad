//! The script for NumPy, with backpropagation written out.

use super::common::{Dialect, Setting};
use super::plan::{Objective, Plan};
use super::template::{Filling, Lines};
use super::update;
use crate::nn::Activation;

pub(super) const TEMPLATE: &str = include_str!("templates/numpy.py");

pub(super) const DIALECT: Dialect = Dialect {
    array: "np.array",
    parameters: "np.array",
    function: Activation::name,
    fuses: false,
    infinity: "np.inf",
    is_argument: None,
    needs_all: false,
    statement: |plan, setting| (setting == Setting::Restart).then(|| update::begin(plan)),
    is_built_in: |_, _| false,
};

pub(super) fn fill(plan: &Plan, filling: &mut Filling) {
    let last = plan.depth() - 1;
    let outputs = output_slopes(plan);
    let apart: Vec<_> = plan
        .objectives()
        .into_iter()
        .filter(|objective| *objective != Objective::SoftmaxCrossEntropy)
        .collect();
    let is_chosen = |layer: usize| {
        let activations = if layer == last { outputs.clone() } else { plan.activations(layer) };
        activations.iter().filter(|activation| **activation != Activation::Softmax).count() > 1
    };
    let is_variable = |layer: usize| {
        let activations = plan.activations(layer);
        activations.len() > 1 && activations.contains(&Activation::Identity)
    };
    let layers = || 0..plan.depth();
    let softmax_apart = outputs.contains(&Activation::Softmax);
    let is_function = |layer: usize| plan.activations(layer) != [Activation::Identity];
    for (word, holds) in [
        ("functions", layers().any(is_function)),
        ("softmax_delta", softmax_apart),
        ("head_varies", plan.head_varies()),
        ("gradient_of", apart.len() > 1),
        ("slope_of", layers().any(is_chosen)),
        ("identity_function", layers().any(is_variable)),
    ] {
        filling.hold_if(holds, word);
    }
    filling.fill("forward", forward(plan));
    filling.fill("backward", backward(plan));
    filling.fill("output_delta", output_delta(plan, &apart));
    let biases = plan.trains_biases();
    filling.fill("and_bias", if biases { " and bias" } else { "; biases stay as they are" });
    let trained = update::trained(plan);
    filling.hold_if(trained.len() > 1, "several");
    let containers = vec!["{}"; trained.len() + 1].join(", ");
    let gradients = update::joined("grad_", &trained);
    filling.fill("containers", format!("delta, {gradients} = {containers}"));
    filling.fill("gradients", gradients);
    filling.fill("mean_loss", mean_loss(plan));
    fill_update(plan, filling);
}

fn fill_update(plan: &Plan, filling: &mut Filling) {
    let state = |name: &str| if plan.has_state() { name.to_owned() } else { String::new() };
    filling.fill("state_W", state(", state_W[l]"));
    filling.fill("state_b", state(", state_b[l]"));
    filling.fill("state_gamma", state(", state_gamma[l]"));
    filling.fill("state_beta", state(", state_beta[l]"));
    filling.fill("all_gradients", all_gradients(plan));
    let state = update::states(plan, "0", "np.zeros_like(parameter)");
    filling.fill("return_state", format!("return {state}"));
    filling.fill("begin", update::begin(plan));
    filling.fill("with_momentum", if plan.has_momentum() { " with momentum" } else { "" });
    let has_decay = filling.holds("adamw_decays");
    filling.fill("apart", if has_decay { ": weight decay is apart from the gradient" } else { "" });
    filling.fill("rate", if plan.is_scheduled() { "rate" } else { "learning_rate" });
    filling.fill("penalty", update::penalty(plan, "l1 * np.sign(W[l])", "l2 * W[l]"));
}

/// The gradients that are trained, as a list for clipping.
fn all_gradients(plan: &Plan) -> String {
    let biases_vary = plan.varies(|settings| settings.train_biases);
    let arrays = update::trained(plan);
    if arrays == ["W"] {
        return "gradients = list(grad_W.values())".to_owned();
    }
    let values = arrays.iter().map(|array| match *array {
        "b" if biases_vary => "*(grad_b.values() if train_biases else [])".to_owned(),
        array => format!("*grad_{array}.values()"),
    });
    let values: Vec<_> = values.collect();
    if arrays.contains(&"gamma") {
        format!("gradients = [\n    {},\n]", values.join(",\n    "))
    } else {
        format!("gradients = [{}]", values.join(", "))
    }
}

/// The activation functions whose slopes the last layer's delta needs: all that it has where
/// softmax is not one with the loss.
fn output_slopes(plan: &Plan) -> Vec<Activation> {
    let mut found = plan.values(|stretch| {
        let settings = &stretch.settings;
        let is_apart = Objective::of(settings) != Objective::SoftmaxCrossEntropy;
        is_apart.then(|| settings.shape.layers[settings.shape.last()].activation)
    });
    found.retain(Option::is_some);
    found.into_iter().flatten().collect()
}

fn mean_loss(plan: &Plan) -> String {
    let l = plan.depth();
    let loss = plan.loss_name();
    let objectives = plan.objectives();
    let argument = match (&objectives[..], objectives.contains(&Objective::SoftmaxCrossEntropy)) {
        ([_], true) => format!("z[{l}]"),
        (_, true) => format!("z[{l}] if loss is softmax_cross_entropy else a[{l}]"),
        (_, false) => format!("a[{l}]"),
    };
    format!("{loss}({argument}, y).mean()")
}

/// What layer `l`, counted from 1, hands on; 0 stands for the inputs.
fn output(plan: &Plan, l: usize) -> String {
    let drops = l.checked_sub(1).is_some_and(|layer| plan.drops(layer));
    if drops { format!("(a[{l}] * scales[{l}])") } else { format!("a[{l}]") }
}

fn forward(plan: &Plan) -> String {
    let mut text = Lines::default();
    for (i, layer) in plan.settings().shape.layers.iter().enumerate() {
        let (l, units) = (i + 1, layer.units);
        let inputs = output(plan, i);
        text.add(&format!("z[{l}] = {inputs} @ W[{l}].T + b[{l}]  # (samples, {units})"));
        let sums =
            if plan.normalizes(i) { format!("normalize({l}, z[{l}])") } else { format!("z[{l}]") };
        text.add(&match DIALECT.applied(plan, i).as_str() {
            "identity" => format!("a[{l}] = {sums}"),
            function => format!("a[{l}] = {function}({sums})"),
        });
    }
    text.into_text()
}

/// The slope of a layer's activation function as a factor; nothing where it is always 1.
fn slope(plan: &Plan, layer: usize, among: &[Activation], a: &str) -> String {
    match among {
        [Activation::Identity] => String::new(),
        [only] => format!(" * {}_slope({a})", only.name()),
        _ => format!(" * slope_of[{}]({a})", DIALECT.applied(plan, layer)),
    }
}

fn backward(plan: &Plan) -> String {
    let depth = plan.depth();
    let mut text = Lines::default();
    for l in (1..=depth).rev() {
        let below = l - 1;
        if l == depth {
            text.add(&last_delta(plan));
        } else {
            let above = l + 1;
            let slope = slope(plan, below, &plan.activations(below), &format!("a[{l}]"));
            let (dropout, scale) = if plan.drops(below) {
                (" and through dropout", format!(" * scales[{l}]"))
            } else {
                ("", String::new())
            };
            let gradient =
                if plan.normalizes(below) { "grad_y".to_owned() } else { format!("delta[{l}]") };
            text.add(&format!(
                "\n# Layer {l}: back through the weights above{dropout}, times the slope\n\
                 {gradient} = delta[{above}] @ W[{above}]{scale}{slope}"
            ));
            if plan.normalizes(below) {
                text.add(&format!(
                    "grad_gamma[{l}] = (grad_y * z_hat[{l}]).mean(axis=0)\n\
                     grad_beta[{l}] = grad_y.mean(axis=0)\n\
                     delta[{l}] = normalize_backward({l}, grad_y)"
                ));
            }
        }
        let inputs = output(plan, below);
        text.add(&format!("grad_W[{l}] = delta[{l}].T @ {inputs} / len(y)"));
        if plan.trains_biases() {
            text.add(&format!("grad_b[{l}] = delta[{l}].mean(axis=0)"));
        }
    }
    text.into_text()
}

fn last_delta(plan: &Plan) -> String {
    let l = plan.depth();
    if plan.head_varies() {
        return format!("# Layer {l}\ndelta[{l}] = output_delta(a[{l}], y)");
    }
    let settings = plan.settings();
    let gradient = format!("{}_gradient(a[{l}], y)", settings.loss.name());
    let activation = settings.shape.layers[l - 1].activation;
    match (Objective::of(settings), activation) {
        (Objective::SoftmaxCrossEntropy, _) => format!(
            "# Layer {l}: softmax and cross-entropy in one; a - y, if a sample's y add up to 1\n\
             delta[{l}] = a[{l}] * y.sum(axis=1, keepdims=True) - y"
        ),
        (_, Activation::Softmax) => format!(
            "# Layer {l}: the gradient of the loss, back through softmax\n\
             delta[{l}] = softmax_delta(a[{l}], {gradient})"
        ),
        _ => {
            let slope = slope(plan, l - 1, &[activation], &format!("a[{l}]"));
            format!(
                "# Layer {l}: the gradient of the loss, times the slope\n\
                 delta[{l}] = {gradient}{slope}"
            )
        }
    }
}

/// The part of `output_delta` in which softmax is not one with the loss.
fn output_delta(plan: &Plan, apart: &[Objective]) -> String {
    let mut elementwise = output_slopes(plan);
    let has_softmax = elementwise.contains(&Activation::Softmax);
    elementwise.retain(|activation| *activation != Activation::Softmax);
    let gradient = match apart {
        [] => return String::new(),
        [only] => format!("{}_gradient", only.name()),
        _ => "gradient_of[loss]".to_owned(),
    };
    let mut text = Lines::default();
    text.add(&format!("grad_a = {gradient}(a, y)"));
    let last = plan.depth() - 1;
    if has_softmax && elementwise.is_empty() {
        text.add("return softmax_delta(a, grad_a)");
        return text.into_text();
    }
    if has_softmax {
        text.add(&format!(
            "if {} is softmax:\n    return softmax_delta(a, grad_a)",
            DIALECT.applied(plan, last)
        ));
    }
    text.add(&format!("return grad_a{}", slope(plan, last, &elementwise, "a")));
    text.into_text()
}
