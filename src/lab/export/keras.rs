//! The script for TensorFlow: Keras layers, their gradients by `tf.GradientTape`.

use super::common::{Dialect, Setting, value};
use super::numbers::number;
use super::plan::{Objective, Plan};
use super::template::{Filling, Lines};
use super::update;
use crate::lab::Change;
use crate::nn::{Activation, Loss, OptimizerKind, Param};

pub(super) const TEMPLATE: &str = include_str!("templates/keras.py");

pub(super) const DIALECT: Dialect = Dialect {
    array: "np.array",
    parameters: "np.array",
    function: |activation| match activation {
        Activation::Identity => "tf.identity",
        Activation::Sigmoid => "tf.sigmoid",
        Activation::Tanh => "tf.tanh",
        Activation::Relu => "tf.nn.relu",
        Activation::LeakyRelu => "leaky_relu",
        Activation::Softmax => "tf.nn.softmax",
    },
    fuses: true,
    infinity: "np.inf",
    is_argument: None,
    needs_all: false,
    statement,
    is_built_in: |plan, setting| match setting {
        Setting::Activation { .. } => true,
        Setting::LearningRate(_) => !has_variable_rate(plan),
        _ => false,
    },
};

/// Whether none of Keras's own optimizers does what this run does. They round their settings to
/// float32, put epsilon elsewhere, and their velocity has the learning rate in it; their variables
/// are always the same.
fn is_by_hand(plan: &Plan) -> bool {
    plan.has_state() || plan.has_decay() || plan.varies(|settings| settings.train_biases)
}

/// Whether the learning rate is a variable of the script.
fn has_variable_rate(plan: &Plan) -> bool {
    is_by_hand(plan) || plan.is_scheduled()
}

/// Whether the script has a sigmoid of its own for this layer: the last digits of its outputs
/// count in binary cross-entropy.
fn has_own_sigmoid(plan: &Plan, layer: usize) -> bool {
    layer + 1 == plan.depth()
        && plan.activations(layer).contains(&Activation::Sigmoid)
        && plan.objectives().contains(&Objective::Apart(Loss::BinaryCrossEntropy))
}

pub(super) fn fill(plan: &Plan, filling: &mut Filling) {
    let settings = plan.settings();
    let shape = &settings.shape;
    let mut model = Lines::default();
    model.add(&format!("tf.keras.Input(({},)),", shape.inputs));
    for (layer, here) in shape.layers.iter().enumerate() {
        let activation = match DIALECT.activation(settings, layer) {
            Activation::Identity => String::new(),
            own @ Activation::LeakyRelu => format!(", activation={}", own.name()),
            own @ Activation::Sigmoid if has_own_sigmoid(plan, layer) => {
                format!(", activation={}", own.name())
            }
            other => format!(", activation=\"{}\"", other.name()),
        };
        model.add(&format!("tf.keras.layers.Dense({}{activation}),", here.units));
    }
    filling.fill("model", model.into_text());
    filling.fill("loss", plan.loss_name());
    let is_own = plan.has_dropout() || shape.has_norm();
    filling.hold_if(is_own, "own_forward");
    let scales = if plan.has_dropout() { ", scales" } else { "" };
    let call = if is_own { format!("forward(x{scales})") } else { "model(x)".to_owned() };
    filling.fill("forward", call);

    filling.hold_if(has_own_sigmoid(plan, plan.depth() - 1), "own_sigmoid");
    let functions_vary = plan.objectives().len() > 1
        || (0..plan.depth()).any(|layer| DIALECT.activations(plan, layer).len() > 1);
    let is_by_hand = is_by_hand(plan);
    filling.hold_if(is_by_hand, "by_hand");
    let rate_varies = plan.varies(|settings| settings.optimizer.learning_rate());
    let settings_vary = plan.varies(|settings| settings.train_biases)
        || plan.update_varies()
        || is_by_hand && rate_varies && !plan.is_scheduled();
    // What is compiled keeps the settings of its first call, except those of an optimizer.
    let is_compiled = !(functions_vary || settings_vary);
    filling.hold_if(is_compiled, "compiled");
    filling.hold_if(
        plan.any(|stretch| stretch.typed.iter().any(|c| matches!(c, Change::Param { .. }))),
        "typed_parameters",
    );
    filling.fill("learning_rate", number(settings.optimizer.learning_rate()));
    fill_update(plan, filling);
}

fn fill_update(plan: &Plan, filling: &mut Filling) {
    let biases_vary = plan.trains_biases() && plan.varies(|settings| settings.train_biases);
    let has_penalty = filling.holds("penalty");
    filling.hold_if(biases_vary || has_penalty, "kernels");
    filling.fill("why", why(plan));
    filling.fill("begin", BEGIN);
    let zero = "tf.Variable(0.0, dtype=tf.float64)";
    let state = update::state(plan, zero, "tf.Variable(zero)");
    filling.fill("return_state", format!("return {state}"));
    filling.fill("with_momentum", if plan.has_momentum() { " with momentum" } else { "" });
    let has_decay = filling.holds("adamw_decays");
    filling.fill("apart", if has_decay { ": weight decay is apart from the gradient" } else { "" });
    filling.fill("rate", if plan.is_scheduled() { "rate" } else { "learning_rate" });
    let (l1, l2) = ("l1 * tf.reduce_sum(tf.abs(w))", "l2 / 2 * tf.reduce_sum(w**2)");
    filling.fill("penalty", update::penalty(plan, l1, l2));
    filling.fill("objective", if has_penalty { "objective" } else { "loss_of_batch" });
    let has_norm = plan.settings().shape.has_norm();
    filling.fill("without_biases", if has_norm { "kernels + norms" } else { "kernels" });
    filling.fill("trained", if biases_vary { "trained" } else { "variables" });
    filling.fill("state_of", if plan.has_state() { ", state[id(variable)]" } else { "" });
}

/// The statement with which the optimizer begins.
const BEGIN: &str = "state = {id(variable): beginning(variable) for variable in variables}";

/// Why the update is written out.
fn why(plan: &Plan) -> &'static str {
    let is_sgd = plan.kinds() == [OptimizerKind::Sgd];
    match (is_sgd, plan.has_momentum(), plan.has_decay()) {
        (false, ..) => {
            "# Written out, because Keras's optimizers round their settings to float32, and add \
             epsilon\n# elsewhere than PyTorch and the page."
        }
        (true, true, _) => {
            "# Written out, because Keras's SGD rounds the momentum to float32, and has the \
             learning rate\n# in its velocity, where PyTorch and the page have not."
        }
        (true, false, true) => {
            "# Written out, because weight decay is no part of the gradient in Keras, as it is in \
             PyTorch\n# and on the page."
        }
        (true, false, false) => "# Written out, because the biases are not always trained.",
    }
}

fn statement(plan: &Plan, setting: Setting) -> Option<String> {
    Some(match setting {
        Setting::LearningRate(x) if !has_variable_rate(plan) => {
            format!("optimizer.learning_rate = {}", number(x))
        }
        Setting::Restart => BEGIN.to_owned(),
        Setting::Activation { layer, activation } => {
            let is_own = activation == Activation::Sigmoid && has_own_sigmoid(plan, layer);
            let name = if is_own { "sigmoid" } else { (DIALECT.function)(activation) };
            format!("model.layers[{layer}].activation = {name}")
        }
        Setting::Typed(change @ Change::Param { param, .. }) => {
            if let Param::Scale { layer, unit } | Param::Shift { layer, unit } = param {
                let name = if matches!(param, Param::Scale { .. }) { "gamma" } else { "beta" };
                return Some(format!("{name}[{}][0, {unit}].assign({})", layer + 1, value(change)));
            }
            let place = match param {
                Param::Weight { unit, input, .. } => format!("({unit}, {input})"),
                Param::Bias { unit, .. }
                | Param::Scale { unit, .. }
                | Param::Shift { unit, .. } => unit.to_string(),
            };
            format!("type_in({}, {place}, {})", param.layer() + 1, value(change))
        }
        _ => return None,
    })
}
