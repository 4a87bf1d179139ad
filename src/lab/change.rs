//! What can be changed while a run goes on, without starting it anew.

use serde_json::{Value, json};

use super::invalid::{Invalid, Problem};
use super::limits;
use super::optimizer::read_length;
use super::read::Node;
use super::scenario::{check_batches, check_targets};
use crate::data::Sample;
use crate::nn::{
    Activation, Hyperparameter, Loss, Optimizer, OptimizerKind, Param, Parameters, Schedule,
    ScheduleKind,
};
use crate::step::{Mistake, Planted, Settings};

/// One thing set to another value. As text it is a path and a value: `learning_rate`,
/// the name of a [`Hyperparameter`], `nesterov`, `optimizer`, `schedule`, `schedule_length`, `loss`,
/// `batch_size`, `shuffle`, `train_biases`, `mistake`, `activation:LAYER`, `dropout:LAYER`,
/// `weight:LAYER:UNIT:INPUT`, `bias:LAYER:UNIT`, `scale:LAYER:UNIT`,
/// `shift:LAYER:UNIT`, `input:SAMPLE:INPUT` and
/// `target:SAMPLE:OUTPUT`, all counted from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// η
    LearningRate(f64),
    /// Another number that steers training.
    Hyperparameter(Hyperparameter, f64),
    /// Another optimizer, with its defaults and the learning rate that was there.
    Optimizer(OptimizerKind),
    /// Another schedule of the learning rate, with its defaults.
    Schedule(ScheduleKind),
    /// Iterations that the schedule takes.
    ScheduleLength(u64),
    /// Nesterov's momentum on or off.
    Nesterov(bool),
    /// The loss.
    Loss(Loss),
    /// Samples a batch; `None` for all.
    BatchSize(Option<usize>),
    /// A new order of the samples each epoch, or always the same.
    Shuffle(bool),
    /// Whether biases are trained.
    TrainBiases(bool),
    /// The mistake planted in the backward pass, or none.
    Mistake(Option<Planted>),
    /// The activation function of a layer.
    Activation {
        /// The layer.
        layer: usize,
        /// Its new activation function.
        activation: Activation,
    },
    /// The probability with which dropout drops each unit of a layer; 0 for no dropout.
    Dropout {
        /// The layer.
        layer: usize,
        /// The probability.
        rate: f64,
    },
    /// A weight or bias.
    Param {
        /// Which.
        param: Param,
        /// Its new value.
        value: f64,
    },
    /// An input of a sample to train on.
    Input {
        /// The sample.
        sample: usize,
        /// Which of its inputs.
        unit: usize,
        /// Its new value.
        value: f64,
    },
    /// A target of a sample to train on.
    Target {
        /// The sample.
        sample: usize,
        /// Which of its targets.
        unit: usize,
        /// Its new value.
        value: f64,
    },
}

impl Change {
    /// Reads a change from its path and the value in `node`; `None` if no change has that path.
    ///
    /// # Errors
    /// A value that the path cannot take.
    pub(crate) fn read(path: &str, node: &Node) -> Result<Option<Self>, Invalid> {
        let mut parts = path.split(':');
        let name = parts.next().unwrap_or_default();
        let places: Option<Vec<usize>> = parts.map(place).collect();
        let Some(places) = places else { return Ok(None) };
        let number = || node.number(-limits::MAGNITUDE..=limits::MAGNITUDE);
        Ok(Some(match (name, &places[..]) {
            ("learning_rate", []) => Self::LearningRate(node.number(0.0..=limits::LEARNING_RATE)?),
            ("optimizer", []) => {
                Self::Optimizer(node.choice(&OptimizerKind::ALL, OptimizerKind::name)?)
            }
            ("schedule", []) => {
                Self::Schedule(node.choice(&ScheduleKind::ALL, ScheduleKind::name)?)
            }
            ("schedule_length", []) => Self::ScheduleLength(read_length(node)?),
            ("nesterov", []) => Self::Nesterov(node.flag()?),
            ("loss", []) => Self::Loss(node.choice(&Loss::ALL, Loss::name)?),
            ("batch_size", []) if node.value().is_null() => Self::BatchSize(None),
            ("batch_size", []) => Self::BatchSize(Some(node.size(1..=limits::SAMPLES)?)),
            ("shuffle", []) => Self::Shuffle(node.flag()?),
            ("train_biases", []) => Self::TrainBiases(node.flag()?),
            ("mistake", []) if node.value().is_null() => Self::Mistake(None),
            ("mistake", []) => Self::Mistake(Some(read_mistake(node)?)),
            ("activation", &[layer]) => Self::Activation {
                layer,
                activation: node.choice(&Activation::ALL, Activation::name)?,
            },
            ("dropout", &[layer]) => {
                Self::Dropout { layer, rate: node.number(0.0..=limits::DROPOUT)? }
            }
            ("weight", &[layer, unit, input]) => {
                Self::Param { param: Param::Weight { layer, unit, input }, value: number()? }
            }
            ("bias", &[layer, unit]) => {
                Self::Param { param: Param::Bias { layer, unit }, value: number()? }
            }
            ("scale", &[layer, unit]) => {
                Self::Param { param: Param::Scale { layer, unit }, value: number()? }
            }
            ("shift", &[layer, unit]) => {
                Self::Param { param: Param::Shift { layer, unit }, value: number()? }
            }
            ("input", &[sample, unit]) => Self::Input { sample, unit, value: number()? },
            ("target", &[sample, unit]) => Self::Target { sample, unit, value: number()? },
            (name, []) => match Hyperparameter::from_name(name) {
                Some(one) => Self::Hyperparameter(one, node.number(one.range())?),
                None => return Ok(None),
            },
            _ => return Ok(None),
        }))
    }

    /// The path of what is changed. Two changes with the same path replace one another.
    pub fn path(&self) -> String {
        match *self {
            Self::LearningRate(_) => "learning_rate".to_owned(),
            Self::Hyperparameter(one, _) => one.name().to_owned(),
            Self::Optimizer(_) => "optimizer".to_owned(),
            Self::Schedule(_) => "schedule".to_owned(),
            Self::ScheduleLength(_) => "schedule_length".to_owned(),
            Self::Nesterov(_) => "nesterov".to_owned(),
            Self::Loss(_) => "loss".to_owned(),
            Self::BatchSize(_) => "batch_size".to_owned(),
            Self::Shuffle(_) => "shuffle".to_owned(),
            Self::TrainBiases(_) => "train_biases".to_owned(),
            Self::Mistake(_) => "mistake".to_owned(),
            Self::Activation { layer, .. } => format!("activation:{layer}"),
            Self::Param { param, .. } => param_path(param),
            Self::Dropout { layer, .. } => format!("dropout:{layer}"),
            Self::Input { sample, unit, .. } => format!("input:{sample}:{unit}"),
            Self::Target { sample, unit, .. } => format!("target:{sample}:{unit}"),
        }
    }

    /// The new value.
    pub fn value(&self) -> Value {
        match *self {
            Self::LearningRate(value)
            | Self::Hyperparameter(_, value)
            | Self::Dropout { rate: value, .. }
            | Self::Param { value, .. }
            | Self::Input { value, .. }
            | Self::Target { value, .. } => json!(value),
            Self::Nesterov(on) | Self::Shuffle(on) | Self::TrainBiases(on) => json!(on),
            Self::Optimizer(kind) => json!(kind.name()),
            Self::Schedule(kind) => json!(kind.name()),
            Self::ScheduleLength(length) => json!(length),
            Self::Loss(loss) => json!(loss.name()),
            Self::BatchSize(size) => json!(size),
            Self::Mistake(planted) => planted.map_or(Value::Null, write_mistake),
            Self::Activation { activation, .. } => json!(activation.name()),
        }
    }

    /// Whether a number in the picture is changed, rather than a setting of the run.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::Param { .. } | Self::Input { .. } | Self::Target { .. })
    }

    /// Whether it undoes `earlier`, made in the same iteration: it has the same path, or sets
    /// everything that comes with an optimizer or a schedule.
    pub(crate) fn replaces(&self, earlier: &Self) -> bool {
        let comes_with_optimizer =
            |one| OptimizerKind::ALL.iter().any(|kind| kind.with_defaults().get(one).is_some());
        match (self, earlier) {
            (Self::Optimizer(_), Self::Hyperparameter(one, _)) => comes_with_optimizer(*one),
            (Self::Optimizer(_), Self::Nesterov(_))
            | (
                Self::Schedule(_),
                Self::ScheduleLength(_) | Self::Hyperparameter(Hyperparameter::ScheduleFactor, _),
            ) => true,
            _ => self.path() == earlier.path(),
        }
    }

    /// Whether the optimizer begins anew with it.
    pub(crate) fn restarts_optimizer(&self) -> bool {
        matches!(self, Self::Optimizer(_))
    }

    /// Whether the change can be made where these settings and samples are in force.
    pub(crate) fn check(&self, settings: &Settings, samples: &[Sample]) -> Result<(), Invalid> {
        let place = |exists: bool| {
            if exists { Ok(()) } else { Err(Invalid::at(self.path(), Problem::NoSuchPlace)) }
        };
        let shape = &settings.shape;
        match *self {
            Self::Hyperparameter(one, _) => place(settings.get(one).is_some()),
            Self::Nesterov(_) => place(matches!(settings.optimizer, Optimizer::Sgd(_))),
            Self::ScheduleLength(_) => place(settings.schedule.kind.has_length()),
            Self::Loss(loss) => check_targets(loss, samples.iter(), "loss"),
            Self::Activation { layer, activation } => {
                place(layer < shape.layers.len())?;
                if activation == Activation::Softmax && layer != shape.last() {
                    return Err(Invalid::at(self.path(), Problem::SoftmaxHidden));
                }
                Ok(())
            }
            Self::BatchSize(size) => {
                let batch_size = size.unwrap_or(samples.len()).clamp(1, samples.len().max(1));
                let settings = Settings { batch_size, ..settings.clone() };
                check_batches(&settings, samples.len(), "batch_size")
            }
            Self::Dropout { layer, rate } => {
                place(layer < shape.layers.len())?;
                if rate > 0.0 && layer == shape.last() {
                    return Err(Invalid::at(self.path(), Problem::DropoutOutput));
                }
                Ok(())
            }
            Self::Param { param, .. } => place(shape.contains(param)),
            Self::Input { sample, unit, .. } => {
                place(sample < samples.len() && unit < shape.inputs)
            }
            Self::Target { sample, unit, value } => {
                place(sample < samples.len() && unit < shape.outputs())?;
                let changed = Sample { input: Vec::new(), target: vec![value] };
                check_targets(settings.loss, std::iter::once(&changed), &self.path())
            }
            _ => Ok(()),
        }
    }

    /// Makes the change; [`check`](Self::check) has passed.
    pub(crate) fn apply(
        &self,
        settings: &mut Settings,
        samples: &mut [Sample],
        parameters: &mut Parameters,
    ) {
        match *self {
            Self::LearningRate(value) => settings.optimizer.set_learning_rate(value),
            Self::Hyperparameter(one, value) => settings.set(one, value),
            Self::Nesterov(on) => {
                if let Optimizer::Sgd(sgd) = &mut settings.optimizer {
                    sgd.nesterov = on;
                }
            }
            Self::Optimizer(kind) => {
                let rate = settings.optimizer.learning_rate();
                settings.optimizer = kind.with_defaults();
                settings.optimizer.set_learning_rate(rate);
            }
            Self::Schedule(kind) => settings.schedule = Schedule::of(kind),
            Self::ScheduleLength(length) => settings.schedule.length = length,
            Self::Loss(loss) => settings.loss = loss,
            Self::BatchSize(size) => {
                settings.batch_size = size.unwrap_or(samples.len()).clamp(1, samples.len().max(1));
            }
            Self::Shuffle(on) => settings.shuffle = on,
            Self::TrainBiases(on) => settings.train_biases = on,
            Self::Mistake(planted) => settings.mistake = planted,
            Self::Activation { layer, activation } => {
                settings.shape.layers[layer].activation = activation;
            }
            Self::Dropout { layer, rate } => settings.shape.layers[layer].dropout = rate,
            Self::Param { param, value } => *parameters.get_mut(param) = value,
            Self::Input { sample, unit, value } => samples[sample].input[unit] = value,
            Self::Target { sample, unit, value } => samples[sample].target[unit] = value,
        }
    }
}

/// Reads a planted mistake.
pub(super) fn read_mistake(node: &Node) -> Result<Planted, Invalid> {
    node.only(&["kind", "named"])?;
    Ok(Planted {
        mistake: node.field("kind")?.choice(&Mistake::ALL, Mistake::name)?,
        is_named: node.optional("named")?.map_or(Ok(true), |node| node.flag())?,
    })
}

/// A planted mistake as [`read_mistake`] reads it.
pub(super) fn write_mistake(Planted { mistake, is_named }: Planted) -> Value {
    json!({ "kind": mistake.name(), "named": is_named })
}

/// A place in a path: digits alone, where `parse` would take a sign too.
fn place(part: &str) -> Option<usize> {
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()
}

/// The path of a parameter, such as `weight:1:0:2`.
pub fn param_path(param: Param) -> String {
    match param {
        Param::Weight { layer, unit, input } => format!("weight:{layer}:{unit}:{input}"),
        Param::Bias { layer, unit } => format!("bias:{layer}:{unit}"),
        Param::Scale { layer, unit } => format!("scale:{layer}:{unit}"),
        Param::Shift { layer, unit } => format!("shift:{layer}:{unit}"),
    }
}

/// A change and the iteration it takes effect from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The first iteration that runs with it.
    pub iteration: u64,
    /// What is changed.
    pub change: Change,
}

impl Entry {
    pub(crate) fn read_list(node: &Node) -> Result<Vec<Self>, Invalid> {
        let nodes = node.list()?;
        if nodes.len() > limits::CHANGES {
            let (low, high) = (0.0, limits::CHANGES as f64);
            return node.fail(Problem::OutOfRange { low, high, found: nodes.len().to_string() });
        }
        let mut entries = nodes.iter().map(Self::read).collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(|entry| entry.iteration);
        Ok(entries)
    }

    fn read(node: &Node) -> Result<Self, Invalid> {
        node.only(&["iteration", "set", "value"])?;
        let path = node.field("set")?;
        let null = Value::Null;
        let value = match node.optional("value")? {
            Some(value) => value,
            None => Node::new(&null, format!("{}.value", node.path())),
        };
        match Change::read(path.text()?, &value)? {
            Some(change) => Ok(Self {
                iteration: node.field("iteration")?.integer(0..=limits::INTEGER)?,
                change,
            }),
            None => path.fail(Problem::NoSuchPlace),
        }
    }

    pub(crate) fn to_value(self) -> Value {
        json!({
            "iteration": self.iteration,
            "set": self.change.path(),
            "value": self.change.value(),
        })
    }
}
