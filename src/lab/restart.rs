//! Changes that start an experiment anew: another network, other data, another seed.

use serde_json::Value;

use super::read::Node;
use super::{Change, DataSource, Invalid, LayerPlan, Problem, Scenario, limits};
use crate::data::{Generated, Set};
use crate::nn::{Activation, Initializer, LayerShape, Loss, Param};

/// Units of a hidden layer that is added.
const NEW_UNITS: usize = 4;

/// `scenario` with `path` set to `value`; see [`super::Applied::Restarted`] for the paths.
pub(super) fn with(scenario: Scenario, path: &str, value: &Value) -> Result<Scenario, Invalid> {
    let mut scenario = scenario;
    let node = Node::new(value, path);
    if let Some(layer) = path.strip_prefix("units:").and_then(|layer| layer.parse().ok()) {
        set_units(&mut scenario, layer, &node)?;
    } else if let Some(layer) =
        path.strip_prefix("batch_norm:").and_then(|layer| layer.parse().ok())
    {
        set_norm(&mut scenario, layer, &node)?;
    } else {
        match path {
            "layers" => set_layers(&mut scenario, node.size(1..=limits::LAYERS)?),
            "initializer" => {
                scenario.network.initializer = node.choice(&Initializer::ALL, Initializer::name)?;
                forget_parameters(&mut scenario, 0);
            }
            "seed" => set_seed(&mut scenario, node.integer(0..=limits::INTEGER)?),
            "set" => set_data(&mut scenario, node.choice(&Set::ALL, Set::name)?),
            "samples" => {
                generated(&mut scenario, &node)?.samples = node.size(4..=limits::SAMPLES)?;
            }
            "noise" => generated(&mut scenario, &node)?.noise = node.number(0.0..=limits::NOISE)?,
            "test_fraction" => {
                let fraction = node.number(0.0..=limits::TEST_FRACTION)?;
                generated(&mut scenario, &node)?.test_fraction = fraction;
            }
            _ => return node.fail(Problem::NoSuchPlace),
        }
    }
    // Limits and shapes are checked in one place, where documents are read.
    let checked = Scenario::from_value(&scenario.to_value());
    checked.map_err(|invalid| Invalid { field: path.to_owned(), ..invalid })
}

fn generated<'a>(scenario: &'a mut Scenario, node: &Node) -> Result<&'a mut Generated, Invalid> {
    // Typed numbers belong to samples that will be drawn anew.
    scenario.changes.retain(|entry| matches!(entry.change, Change::Param { .. }));
    match &mut scenario.data {
        DataSource::Generated(generated) => Ok(generated),
        DataSource::Samples(_) => node.fail(Problem::NoSuchPlace),
    }
}

fn set_units(scenario: &mut Scenario, layer: usize, node: &Node) -> Result<(), Invalid> {
    let units = node.size(1..=limits::UNITS)?;
    let Some(plan) = scenario.network.layers.get_mut(layer) else {
        return node.fail(Problem::NoSuchPlace);
    };
    plan.shape.units = units;
    forget_layer(scenario, layer);
    forget_layer(scenario, layer + 1);
    Ok(())
}

/// Turns batch normalization of a layer on or off. Weights and biases stay what they were; γ and
/// β begin at 1 and 0.
fn set_norm(scenario: &mut Scenario, layer: usize, node: &Node) -> Result<(), Invalid> {
    let is_on = node.flag()?;
    let layers = &mut scenario.network.layers;
    if is_on && layer + 1 == layers.len() {
        return node.fail(Problem::NormOutput);
    }
    let Some(plan) = layers.get_mut(layer) else {
        return node.fail(Problem::NoSuchPlace);
    };
    plan.shape.batch_norm = is_on;
    (plan.scale, plan.shift) = (None, None);
    let is_of_norm = |param: Param| match param {
        Param::Scale { layer: at, .. } | Param::Shift { layer: at, .. } => at == layer,
        _ => false,
    };
    scenario
        .changes
        .retain(|entry| !matches!(entry.change, Change::Param { param, .. } if is_of_norm(param)));
    Ok(())
}

/// Adds hidden layers below the output, or takes them away from there.
fn set_layers(scenario: &mut Scenario, count: usize) {
    let layers = &mut scenario.network.layers;
    while layers.len() > count.max(1) {
        layers.remove(layers.len() - 2);
    }
    while layers.len() < count {
        let above = layers.len() - 1;
        let like = above.checked_sub(1).map(|hidden| layers[hidden].shape);
        let shape = like.unwrap_or(LayerShape::new(NEW_UNITS, Activation::Tanh));
        layers.insert(above, LayerPlan::new(shape));
    }
    let last = layers.len() - 1;
    forget_layer(scenario, last);
}

/// Seeds the data, the first parameters, the order of the samples and the masks of dropout.
fn set_seed(scenario: &mut Scenario, seed: u64) {
    scenario.network.seed = seed;
    scenario.network.dropout_seed = None;
    scenario.batch.seed = seed;
    if let DataSource::Generated(generated) = &mut scenario.data {
        generated.seed = seed;
    }
    forget_parameters(scenario, 0);
}

/// Draws samples of another set, with a network and a loss that can take them.
fn set_data(scenario: &mut Scenario, set: Set) {
    let generated = match scenario.data {
        DataSource::Generated(generated) => Generated { set, ..generated },
        DataSource::Samples(_) => {
            let seed = scenario.network.seed;
            Generated { set, samples: 200, noise: 0.0, test_fraction: 0.5, seed }
        }
    };
    scenario.data = DataSource::Generated(generated);
    scenario.changes.retain(|entry| matches!(entry.change, Change::Param { .. }));
    let network = &mut scenario.network;
    let last = network.layers.len() - 1;
    if (network.inputs, network.layers[last].shape.units) != (2, 1) {
        network.inputs = 2;
        network.layers[last].shape.units = 1;
        forget_layer(scenario, 0);
        forget_layer(scenario, last);
    }
    let output = &mut scenario.network.layers[last].shape.activation;
    let (activation, loss) = if set.is_regression() {
        (Activation::Tanh, Loss::HalfSquaredError)
    } else {
        (Activation::Sigmoid, Loss::BinaryCrossEntropy)
    };
    let takes_classes = matches!(*output, Activation::Sigmoid | Activation::Tanh);
    if set.is_regression() && matches!(*output, Activation::Identity | Activation::Tanh) {
        // Both reach every target of the regression sets.
    } else if set.is_regression() || !takes_classes {
        *output = activation;
    }
    let fits = match scenario.loss {
        Loss::HalfSquaredError | Loss::MeanSquaredError => true,
        Loss::BinaryCrossEntropy => !set.is_regression(),
        Loss::CrossEntropy => false,
    };
    if !fits {
        scenario.loss = loss;
    }
}

/// Leaves the layers from `first` on to the initializer.
fn forget_parameters(scenario: &mut Scenario, first: usize) {
    (first..scenario.network.layers.len()).for_each(|layer| forget_layer(scenario, layer));
}

/// Leaves a layer's parameters to the initializer; nothing if there is no such layer.
fn forget_layer(scenario: &mut Scenario, layer: usize) {
    if let Some(plan) = scenario.network.layers.get_mut(layer) {
        *plan = LayerPlan::new(plan.shape);
    }
    // A layer's place may have moved: typed weights could mean others now.
    scenario.changes.retain(|entry| !matches!(entry.change, Change::Param { .. }));
}
