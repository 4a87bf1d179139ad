//! The script for TensorFlow: Keras layers, their gradients by `tf.GradientTape`.

use super::common::{Dialect, Setting, value};
use super::numbers::number;
use super::plan::{Objective, Plan};
use super::template::{Filling, Lines};
use crate::lab::Change;
use crate::nn::{Activation, Loss, Param};

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
    statement,
    is_built_in: |plan, setting| match setting {
        Setting::Activation { .. } => true,
        Setting::LearningRate(_) | Setting::Momentum(_) | Setting::Nesterov(_) => !is_by_hand(plan),
        _ => false,
    },
};

/// Whether Keras's own SGD cannot do what this run does: it rounds the momentum to float32, its
/// velocity has the learning rate in it, and its variables are always the same.
fn is_by_hand(plan: &Plan) -> bool {
    plan.has_momentum() || plan.varies(|settings| settings.train_biases)
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
    let settings_vary = plan.optimizer_varies() || plan.varies(|settings| settings.train_biases);
    // What is compiled keeps the settings of its first call, except those of an optimizer.
    let is_compiled = !(functions_vary || is_by_hand && settings_vary);
    filling.hold_if(is_compiled, "compiled");
    filling.hold_if(
        plan.any(|stretch| stretch.typed.iter().any(|c| matches!(c, Change::Param { .. }))),
        "typed_parameters",
    );
    filling.fill("learning_rate", number(settings.optimizer.learning_rate()));
}

fn statement(plan: &Plan, setting: Setting) -> Option<String> {
    Some(match setting {
        Setting::LearningRate(x) if !is_by_hand(plan) => {
            format!("optimizer.learning_rate = {}", number(x))
        }
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
