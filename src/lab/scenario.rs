//! The scenario document: an experiment that can be saved, sent and opened again.

use serde_json::{Value, json};

use super::change::{Entry, read_mistake, write_mistake};
use super::invalid::{Invalid, Problem};
use super::read::{Node, parse};
use super::{limits, optimizer};
use crate::data::{Dataset, Generated, Sample, Set};
use crate::nn::{
    Activation, Clip, Initializer, LayerShape, Linear, Loss, Optimizer, Parameters, Penalty,
    Schedule, Shape,
};
use crate::step::{Planted, Settings};

/// The version of the format that this program writes and reads.
pub const VERSION: u64 = 1;
/// What marks a document as a scenario.
pub const FORMAT: &str = "backstep-scenario";

type Result<T> = std::result::Result<T, Invalid>;

/// An experiment: data, network, loss, optimizer, batches and chance; what was changed on the
/// way, and where the run stands. The same scenario gives the same numbers, bit for bit.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What the experiment is called.
    pub title: Option<String>,
    /// What the network learns from.
    pub data: DataSource,
    /// The network.
    pub network: NetworkPlan,
    /// The loss.
    pub loss: Loss,
    /// The optimizer with its settings.
    pub optimizer: Optimizer,
    /// How the learning rate changes from iteration to iteration.
    pub schedule: Schedule,
    /// What is added to the gradients of weights.
    pub penalty: Penalty,
    /// How large gradients may be.
    pub clip: Clip,
    /// Batches.
    pub batch: BatchPlan,
    /// The mistake planted in the backward pass, if one is.
    pub mistake: Option<Planted>,
    /// What was changed while it ran, in order.
    pub changes: Vec<Entry>,
    /// Where the run stands.
    pub position: Position,
}

/// Where samples come from.
#[derive(Debug, Clone, PartialEq)]
pub enum DataSource {
    /// They stand in the document.
    Samples(Dataset),
    /// They are drawn from a seed.
    Generated(Generated),
}

/// The network of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkPlan {
    /// Number of inputs.
    pub inputs: usize,
    /// Layers, first hidden to output.
    pub layers: Vec<LayerPlan>,
    /// How parameters that are not given start.
    pub initializer: Initializer,
    /// Seed of the initializer.
    pub seed: u64,
    /// Whether biases are trained.
    pub train_biases: bool,
    /// Seed of the masks of dropout; `None` for that of the initializer.
    pub dropout_seed: Option<u64>,
}

/// A layer of a scenario's network.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerPlan {
    /// Units and activation function.
    pub shape: LayerShape,
    /// Weights of shape `(units, inputs)`, if they are given.
    pub weight: Option<Vec<Vec<f64>>>,
    /// Biases, if they are given.
    pub bias: Option<Vec<f64>>,
    /// γ of batch normalization, if it is given.
    pub scale: Option<Vec<f64>>,
    /// β of batch normalization, if it is given.
    pub shift: Option<Vec<f64>>,
}

impl LayerPlan {
    /// A layer whose parameters are left to the initializer.
    pub fn new(shape: LayerShape) -> Self {
        Self { shape, weight: None, bias: None, scale: None, shift: None }
    }
}

/// The batches of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchPlan {
    /// Samples a batch; `None` for all of them.
    pub size: Option<usize>,
    /// Whether each epoch goes through the samples in a new order.
    pub shuffle: bool,
    /// Seed of that order.
    pub seed: u64,
}

/// A place in a run: `op` operations of iteration `iteration` have been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Position {
    /// Iterations that came before.
    pub iteration: u64,
    /// Operations of this iteration that have been done.
    pub op: usize,
}

impl DataSource {
    /// The samples.
    pub fn dataset(&self) -> Dataset {
        match self {
            Self::Samples(dataset) => dataset.clone(),
            Self::Generated(generated) => generated.dataset(),
        }
    }
}

impl NetworkPlan {
    /// The network without its numbers.
    pub fn shape(&self) -> Shape {
        Shape { inputs: self.inputs, layers: self.layers.iter().map(|layer| layer.shape).collect() }
    }

    /// The parameters that a run starts with: the given ones, the others from the initializer.
    pub fn parameters(&self) -> Parameters {
        let mut parameters = self.initializer.parameters(&self.shape(), self.seed);
        for (linear, plan) in parameters.layers.iter_mut().zip(&self.layers) {
            if let Some(rows) = &plan.weight {
                linear.weight = rows.concat();
            }
            if let Some(bias) = &plan.bias {
                linear.bias.clone_from(bias);
            }
            if let Some(scale) = &plan.scale {
                linear.scale.clone_from(scale);
            }
            if let Some(shift) = &plan.shift {
                linear.shift.clone_from(shift);
            }
        }
        parameters
    }

    /// Writes `parameters` into the plan, so that it starts with just these.
    pub fn set_parameters(&mut self, parameters: &Parameters) {
        for (plan, linear) in self.layers.iter_mut().zip(&parameters.layers) {
            plan.weight = Some(rows(linear));
            plan.bias = Some(linear.bias.clone());
            plan.scale = plan.shape.batch_norm.then(|| linear.scale.clone());
            plan.shift = plan.shape.batch_norm.then(|| linear.shift.clone());
        }
    }
}

/// The weights of a layer, row by row.
pub(crate) fn rows(linear: &Linear) -> Vec<Vec<f64>> {
    (0..linear.bias.len()).map(|unit| linear.row(unit).to_vec()).collect()
}

impl Scenario {
    /// Reads a document.
    ///
    /// # Errors
    /// What is wrong and where: no JSON, another version, fields missing, misspelt or out of
    /// range, shapes that do not match.
    ///
    /// ```
    /// use backstep::lab::Scenario;
    /// let error = Scenario::from_json(r#"{ "format": "backstep-scenario", "version": 7 }"#);
    /// assert_eq!(
    ///     error.unwrap_err().to_string(),
    ///     "version: this scenario has version 7; this page reads version 1",
    /// );
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        Self::from_value(&parse(text)?)
    }

    /// Reads a parsed document; see [`from_json`](Self::from_json).
    ///
    /// # Errors
    /// As there.
    pub fn from_value(value: &Value) -> Result<Self> {
        let root = Node::new(value, "");
        if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return root.fail(Problem::NotAScenario);
        }
        let version = root.field("version")?;
        if version.value().as_u64() != Some(VERSION) {
            return version.fail(Problem::Version { found: version.value().to_string() });
        }
        root.only(&[
            "format",
            "version",
            "title",
            "data",
            "network",
            "loss",
            "optimizer",
            "schedule",
            "penalty",
            "clip",
            "batch",
            "mistake",
            "changes",
            "position",
        ])?;
        let network = read_network(&root.field("network")?)?;
        let shape = network.shape();
        let scenario = Self {
            title: root.optional("title")?.map(|t| t.text().map(str::to_owned)).transpose()?,
            data: read_data(&root.field("data")?, &shape)?,
            network,
            loss: root.field("loss")?.choice(&Loss::ALL, Loss::name)?,
            optimizer: optimizer::read(&root.field("optimizer")?)?,
            schedule: optimizer::read_schedule(root.optional("schedule")?)?,
            penalty: optimizer::read_penalty(root.optional("penalty")?)?,
            clip: optimizer::read_clip(root.optional("clip")?)?,
            batch: match root.optional("batch")? {
                Some(node) => read_batch(&node)?,
                None => BatchPlan { size: None, shuffle: false, seed: 0 },
            },
            mistake: root.optional("mistake")?.map(|node| read_mistake(&node)).transpose()?,
            changes: match root.optional("changes")? {
                Some(node) => Entry::read_list(&node)?,
                None => Vec::new(),
            },
            position: match root.optional("position")? {
                Some(node) => read_position(&node)?,
                None => Position::default(),
            },
        };
        scenario.check_targets()?;
        check_batches(&scenario.settings(), scenario.data.dataset().train.len(), "batch.size")?;
        Ok(scenario)
    }

    /// Whether every target is one that the loss is defined for.
    pub(crate) fn check_targets(&self) -> Result<()> {
        let dataset = self.data.dataset();
        let field = match self.data {
            DataSource::Samples(_) => "data",
            DataSource::Generated(_) => "loss",
        };
        check_targets(self.loss, dataset.train.iter().chain(&dataset.test), field)
    }

    /// The document. Reading it gives this scenario again.
    pub fn to_value(&self) -> Value {
        let mut document = json!({ "format": FORMAT, "version": VERSION });
        if let Some(title) = &self.title {
            document["title"] = json!(title);
        }
        document["data"] = write_data(&self.data);
        document["network"] = write_network(&self.network);
        document["loss"] = json!(self.loss.name());
        optimizer::write(&mut document, self);
        let BatchPlan { size, shuffle, seed } = self.batch;
        document["batch"] = json!({ "size": size, "shuffle": shuffle, "seed": seed });
        if let Some(planted) = self.mistake {
            document["mistake"] = write_mistake(planted);
        }
        if !self.changes.is_empty() {
            document["changes"] = self.changes.iter().copied().map(Entry::to_value).collect();
        }
        let Position { iteration, op } = self.position;
        document["position"] = json!({ "iteration": iteration, "op": op });
        document
    }

    /// The document as text, for people to read.
    pub fn to_json(&self) -> String {
        format!("{:#}", self.to_value())
    }

    /// What decides how the run's first iteration runs.
    pub fn settings(&self) -> Settings {
        let samples = self.data.dataset().train.len();
        Settings {
            shape: self.network.shape(),
            loss: self.loss,
            optimizer: self.optimizer,
            schedule: self.schedule,
            penalty: self.penalty,
            clip: self.clip,
            train_biases: self.network.train_biases,
            batch_size: self.batch.size.unwrap_or(samples).clamp(1, samples.max(1)),
            shuffle: self.batch.shuffle,
            shuffle_seed: self.batch.seed,
            dropout_seed: self.network.dropout_seed.unwrap_or(self.network.seed),
            mistake: self.mistake,
        }
    }
}

/// Whether every target is one that `loss` is defined for.
pub(crate) fn check_targets<'a>(
    loss: Loss,
    samples: impl Iterator<Item = &'a Sample>,
    field: &str,
) -> Result<()> {
    let (low, high) = match loss {
        Loss::HalfSquaredError | Loss::MeanSquaredError => return Ok(()),
        Loss::BinaryCrossEntropy => (0.0, 1.0),
        Loss::CrossEntropy => (0.0, f64::INFINITY),
    };
    let outside = |y: &f64| !(low..=high).contains(y);
    match samples.flat_map(|sample| sample.target.iter().copied()).find(outside) {
        Some(found) => Err(Invalid::at(field, Problem::TargetRange { low, high, found })),
        None => Ok(()),
    }
}

/// Whether no batch leaves a sample alone where there is batch normalization: one sample has no
/// variance.
pub(crate) fn check_batches(settings: &Settings, samples: usize, field: &str) -> Result<()> {
    let size = settings.batch_size;
    let is_alone = size <= 1 || samples % size == 1;
    if settings.shape.has_norm() && is_alone {
        return Err(Invalid::at(field, Problem::AloneInBatch { size, samples }));
    }
    Ok(())
}

fn read_network(node: &Node) -> Result<NetworkPlan> {
    node.only(&["inputs", "layers", "initializer", "seed", "train_biases", "dropout_seed"])?;
    let inputs = node.field("inputs")?.size(1..=limits::UNITS)?;
    let list = node.field("layers")?;
    let nodes = list.some_of(limits::LAYERS)?;
    let mut layers = Vec::new();
    let mut below = inputs;
    for (i, layer) in nodes.iter().enumerate() {
        let is_last = i + 1 == nodes.len();
        layers.push(read_layer(layer, below, is_last)?);
        below = layers[i].shape.units;
    }
    let plan = NetworkPlan {
        inputs,
        layers,
        initializer: match node.optional("initializer")? {
            Some(node) => node.choice(&Initializer::ALL, Initializer::name)?,
            None => Initializer::XavierUniform,
        },
        seed: read_seed(node)?,
        train_biases: node.optional("train_biases")?.map_or(Ok(true), |node| node.flag())?,
        dropout_seed: node
            .optional("dropout_seed")?
            .map(|node| node.integer(0..=limits::INTEGER))
            .transpose()?,
    };
    let found = plan.shape().parameter_count();
    if found > limits::PARAMETERS {
        return list.fail(Problem::TooLarge { found });
    }
    Ok(plan)
}

fn read_layer(node: &Node, inputs: usize, is_last: bool) -> Result<LayerPlan> {
    let fields = ["batch_norm", "dropout", "weight", "bias", "scale", "shift"];
    node.only(&[&["units", "activation"][..], &fields].concat())?;
    let units = node.field("units")?.size(1..=limits::UNITS)?;
    let name = node.field("activation")?;
    let activation = name.choice(&Activation::ALL, Activation::name)?;
    if activation == Activation::Softmax && !is_last {
        return name.fail(Problem::SoftmaxHidden);
    }
    let batch_norm = match node.optional("batch_norm")? {
        Some(node) if node.flag()? && is_last => return node.fail(Problem::NormOutput),
        Some(node) => node.flag()?,
        None => false,
    };
    let dropout = match node.optional("dropout")? {
        None => 0.0,
        Some(node) => {
            let dropout = node.number(0.0..=limits::DROPOUT)?;
            if is_last && dropout > 0.0 {
                return node.fail(Problem::DropoutOutput);
            }
            dropout
        }
    };
    let range = -limits::MAGNITUDE..=limits::MAGNITUDE;
    let weight = match node.optional("weight")? {
        None => None,
        Some(node) => {
            let rows = node.list_of(units)?;
            Some(rows.iter().map(|row| row.numbers(inputs, range.clone())).collect::<Result<_>>()?)
        }
    };
    let numbers = |name: &str| {
        node.optional(name)?.map(|node| node.numbers(units, range.clone())).transpose()
    };
    let of_norm = |name: &str| match node.optional(name)? {
        Some(node) if !batch_norm => node.fail(Problem::NoNorm),
        _ => numbers(name),
    };
    Ok(LayerPlan {
        shape: LayerShape { units, activation, batch_norm, dropout },
        weight,
        bias: numbers("bias")?,
        scale: of_norm("scale")?,
        shift: of_norm("shift")?,
    })
}

fn read_seed(node: &Node) -> Result<u64> {
    node.optional("seed")?.map_or(Ok(0), |node| node.integer(0..=limits::INTEGER))
}

fn read_data(node: &Node, shape: &Shape) -> Result<DataSource> {
    if let Some(train) = node.optional("train")? {
        node.only(&["train", "test"])?;
        let read = |list: Vec<Node>| -> Result<Vec<Sample>> {
            list.iter().map(|sample| read_sample(sample, shape)).collect()
        };
        let train = read(train.some_of(limits::SAMPLES)?)?;
        let test = match node.optional("test")? {
            Some(test) if test.value().as_array().is_some_and(Vec::is_empty) => Vec::new(),
            Some(test) => read(test.some_of(limits::SAMPLES)?)?,
            None => Vec::new(),
        };
        return Ok(DataSource::Samples(Dataset { train, test }));
    }
    node.only(&["set", "samples", "noise", "test_fraction", "seed"])?;
    let set = node.field("set")?.choice(&Set::ALL, Set::name)?;
    let generated = Generated {
        set,
        samples: node.field("samples")?.size(4..=limits::SAMPLES)?,
        noise: node.field("noise")?.number(0.0..=limits::NOISE)?,
        test_fraction: node.field("test_fraction")?.number(0.0..=limits::TEST_FRACTION)?,
        seed: read_seed(node)?,
    };
    for (place, found) in [(shape.inputs, 2), (shape.outputs(), 1)] {
        if place != found {
            let field = if found == 2 { "network.inputs" } else { "network.layers" };
            let problem = Problem::WrongLength { expected: found, found: place };
            return Err(Invalid::at(field, problem));
        }
    }
    Ok(DataSource::Generated(generated))
}

fn read_sample(node: &Node, shape: &Shape) -> Result<Sample> {
    node.only(&["input", "target"])?;
    let range = -limits::MAGNITUDE..=limits::MAGNITUDE;
    Ok(Sample {
        input: node.field("input")?.numbers(shape.inputs, range.clone())?,
        target: node.field("target")?.numbers(shape.outputs(), range)?,
    })
}

fn read_batch(node: &Node) -> Result<BatchPlan> {
    node.only(&["size", "shuffle", "seed"])?;
    Ok(BatchPlan {
        size: node.optional("size")?.map(|node| node.size(1..=limits::SAMPLES)).transpose()?,
        shuffle: node.optional("shuffle")?.map_or(Ok(false), |node| node.flag())?,
        seed: read_seed(node)?,
    })
}

fn read_position(node: &Node) -> Result<Position> {
    node.only(&["iteration", "op"])?;
    Ok(Position {
        iteration: node.field("iteration")?.integer(0..=limits::ITERATION)?,
        op: node.field("op")?.integer(0..=limits::INTEGER)? as usize,
    })
}

fn write_data(data: &DataSource) -> Value {
    let samples = |list: &[Sample]| -> Value {
        list.iter().map(|s| json!({ "input": s.input, "target": s.target })).collect()
    };
    match data {
        DataSource::Samples(Dataset { train, test }) => {
            json!({ "train": samples(train), "test": samples(test) })
        }
        DataSource::Generated(generated) => json!({
            "set": generated.set.name(),
            "samples": generated.samples,
            "noise": generated.noise,
            "test_fraction": generated.test_fraction,
            "seed": generated.seed,
        }),
    }
}

fn write_network(network: &NetworkPlan) -> Value {
    let layer = |layer: &LayerPlan| {
        let LayerShape { units, activation, batch_norm, dropout } = layer.shape;
        let mut value = json!({ "units": units, "activation": activation.name() });
        if batch_norm {
            value["batch_norm"] = json!(true);
        }
        if dropout > 0.0 {
            value["dropout"] = json!(dropout);
        }
        if let Some(weight) = &layer.weight {
            value["weight"] = json!(weight);
        }
        if let Some(bias) = &layer.bias {
            value["bias"] = json!(bias);
        }
        if let Some(scale) = &layer.scale {
            value["scale"] = json!(scale);
        }
        if let Some(shift) = &layer.shift {
            value["shift"] = json!(shift);
        }
        value
    };
    let mut value = json!({
        "inputs": network.inputs,
        "layers": network.layers.iter().map(layer).collect::<Vec<_>>(),
        "initializer": network.initializer.name(),
        "seed": network.seed,
        "train_biases": network.train_biases,
    });
    if let Some(seed) = network.dropout_seed {
        value["dropout_seed"] = json!(seed);
    }
    value
}
