//! What the tests share: building machines, random experiments, and comparing numbers.

// Every test file compiles this module for itself and uses its own part of it.
#![allow(dead_code, unreachable_pub)]

use backstep::data::{Dataset, Sample};
use backstep::lab::{BatchPlan, DataSource, LayerPlan, NetworkPlan, Position, Scenario};
use backstep::math::Random;
use backstep::nn::{
    Activation, Clip, Hyperparameter, Initializer, LayerShape, Linear, Loss, Optimizer,
    OptimizerKind, Param, Parameters, Penalty, Schedule, ScheduleKind, Sgd, Shape, Term,
};
use backstep::step::{Cell, Columns, Machine, Mistake, Planted, Settings};
use proptest::prelude::*;

/// An experiment: all that a machine needs.
#[derive(Debug, Clone)]
pub struct Case {
    pub settings: Settings,
    pub samples: Vec<Sample>,
    pub parameters: Parameters,
}

impl Case {
    pub fn machine(&self) -> Machine {
        Machine::new(self.settings.clone(), self.samples.clone(), self.parameters.clone())
    }

    /// The machine at the start of iteration `iteration`.
    pub fn machine_at(&self, iteration: u64) -> Machine {
        let mut machine = self.machine();
        for _ in 0..iteration {
            machine.finish();
            machine.next_iteration();
        }
        machine
    }
}

pub fn shape(inputs: usize, layers: &[(usize, Activation)]) -> Shape {
    let layer = |&(units, activation)| LayerShape::new(units, activation);
    Shape { inputs, layers: layers.iter().map(layer).collect() }
}

pub fn sgd(learning_rate: f64) -> Optimizer {
    Optimizer::Sgd(Sgd { learning_rate, ..Sgd::default() })
}

/// Full batches in the order of the samples, everything trained.
pub fn settings(shape: Shape, loss: Loss, optimizer: Optimizer, batch_size: usize) -> Settings {
    Settings {
        shape,
        loss,
        optimizer,
        schedule: Schedule::default(),
        penalty: Penalty::default(),
        clip: Clip::default(),
        train_biases: true,
        batch_size,
        shuffle: false,
        shuffle_seed: 0,
        dropout_seed: 0,
        mistake: None,
    }
}

pub fn sample(input: &[f64], target: &[f64]) -> Sample {
    Sample { input: input.to_vec(), target: target.to_vec() }
}

/// Parameters written as in NumPy: weights row by row, then biases, a layer a pair.
pub fn parameters(layers: &[(&[&[f64]], &[f64])]) -> Parameters {
    let linear = |(rows, bias): &(&[&[f64]], &[f64])| Linear {
        inputs: rows[0].len(),
        weight: rows.concat(),
        bias: bias.to_vec(),
        ..Linear::zeros(0, 0)
    };
    Parameters { layers: layers.iter().map(linear).collect() }
}

/// Every trainable number of a network, layer by layer, a layer's weights before its biases and
/// these before γ and β, as [`Parameters::iter`] has them.
pub fn params(shape: &Shape) -> Vec<Param> {
    let mut params = Vec::new();
    for (layer, LayerShape { units, .. }) in shape.layers.iter().enumerate() {
        let weights =
            |unit| (0..shape.fan_in(layer)).map(move |input| Param::Weight { layer, unit, input });
        params.extend((0..*units).flat_map(weights));
        params.extend((0..*units).map(|unit| Param::Bias { layer, unit }));
        if shape.normalizes(layer) {
            params.extend((0..*units).map(|unit| Param::Scale { layer, unit }));
            params.extend((0..*units).map(|unit| Param::Shift { layer, unit }));
        }
    }
    params
}

/// Every cell that a network of this shape can have.
pub fn cells(shape: &Shape) -> Vec<Cell> {
    let mut cells = vec![
        Cell::SampleLoss,
        Cell::BatchLoss,
        Cell::LearningRate,
        Cell::BaseRate,
        Cell::Iteration,
        Cell::ScheduleLength,
        Cell::GradientNorm,
    ];
    cells.extend(Hyperparameter::ALL.map(Cell::Hyperparameter));
    cells.extend((0..shape.layers.len()).map(Cell::SquaredNorm));
    cells.push(Cell::Epsilon);
    cells.extend((0..shape.inputs).map(Cell::Input));
    cells.extend((0..shape.outputs()).map(Cell::Target));
    for (layer, LayerShape { units, .. }) in shape.layers.iter().enumerate() {
        for unit in 0..*units {
            cells.extend([
                Cell::Preactivation { layer, unit },
                Cell::Activation { layer, unit },
                Cell::GradActivation { layer, unit },
                Cell::GradPreactivation { layer, unit },
                Cell::BatchMean { layer, unit },
                Cell::BatchVariance { layer, unit },
                Cell::Normalized { layer, unit },
                Cell::Scaled { layer, unit },
                Cell::RunningMean { layer, unit },
                Cell::RunningVariance { layer, unit },
                Cell::GradScaled { layer, unit },
                Cell::GradNormalized { layer, unit },
                Cell::Mask { layer, unit },
                Cell::Dropped { layer, unit },
                Cell::GradDropped { layer, unit },
            ]);
        }
        cells.push(Cell::DropoutRate(layer));
    }
    for param in params(shape) {
        let of = [Cell::Param, Cell::Grad, Cell::MeanGrad];
        cells.extend(of.map(|cell| cell(param)));
        cells.extend(Term::ALL.map(|term| Cell::Term(term, param)));
    }
    cells
}

/// The samples of the current batch.
pub fn batch_columns(machine: &Machine) -> Columns {
    let samples: Vec<_> =
        machine.batch().iter().map(|&index| machine.samples()[index].clone()).collect();
    Columns::new(&samples)
}

/// Whether two numbers are the same to the bit; 0 is not -0.
pub fn same_bits(left: f64, right: f64) -> bool {
    bits(left) == bits(right)
}

/// The bits of a number. Every NaN has the same: which of its bits are set is up to the processor
/// and the order of factors, and no result depends on them.
pub fn bits(number: f64) -> u64 {
    if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() }
}

/// Fails unless `left` and `right` differ by at most `tolerance`, relative to the larger one if
/// that is above 1.
#[track_caller]
pub fn assert_close(left: f64, right: f64, tolerance: f64) {
    let scale = left.abs().max(right.abs()).max(1.0);
    assert!((left - right).abs() <= tolerance * scale, "{left} is not {right} to {tolerance}");
}

/// [`assert_close`] for each pair.
#[track_caller]
pub fn assert_all_close(left: &[f64], right: &[f64], tolerance: f64) {
    assert_eq!(left.len(), right.len());
    for (&left, &right) in left.iter().zip(right) {
        assert_close(left, right, tolerance);
    }
}

/// The losses that are defined for what an activation function puts out.
fn losses_for(output: Activation) -> Vec<Loss> {
    let mut losses = vec![Loss::HalfSquaredError, Loss::MeanSquaredError];
    if matches!(output, Activation::Sigmoid | Activation::Softmax) {
        losses.extend([Loss::BinaryCrossEntropy, Loss::CrossEntropy]);
    }
    losses
}

/// Targets that `loss` is defined for: classes, shares that sum to 1, and such as do not.
fn target(loss: Loss, outputs: usize, random: &mut Random) -> Vec<f64> {
    let is_class = random.uniform() < 0.5;
    let class = random.below(outputs);
    let mut target: Vec<f64> = (0..outputs)
        .map(|j| match loss {
            Loss::HalfSquaredError | Loss::MeanSquaredError => random.between(-2.0, 2.0),
            _ if is_class => f64::from(u8::from(j == class)),
            _ => random.uniform(),
        })
        .collect();
    if loss == Loss::CrossEntropy && !is_class && random.uniform() < 0.5 {
        let sum: f64 = target.iter().sum();
        for y in &mut target {
            *y /= sum;
        }
    }
    target
}

/// Random numbers for the experiment. Their size keeps weighted sums near 1, so that slopes are
/// neither all the same nor all 0.
fn fill(settings: Settings, sample_count: usize, seed: u64) -> Case {
    let mut random = Random::new(seed);
    let shape = &settings.shape;
    let mut parameters = Parameters::zeros(shape);
    for linear in &mut parameters.layers {
        let bound = 1.5 / (linear.inputs as f64).sqrt();
        linear.weight.fill_with(|| random.between(-bound, bound));
        linear.bias.fill_with(|| random.between(-1.0, 1.0));
        linear.scale.fill_with(|| random.between(-1.5, 1.5));
        linear.shift.fill_with(|| random.between(-1.0, 1.0));
    }
    let samples = (0..sample_count)
        .map(|_| Sample {
            input: (0..shape.inputs).map(|_| random.between(-2.0, 2.0)).collect(),
            target: target(settings.loss, shape.outputs(), &mut random),
        })
        .collect();
    Case { settings, samples, parameters }
}

fn hidden(most: usize) -> impl Strategy<Value = LayerShape> {
    let is_hidden = |a: &Activation| *a != Activation::Softmax;
    let activations: Vec<_> = Activation::ALL.into_iter().filter(is_hidden).collect();
    let dropout = prop_oneof![4 => Just(0.0), 1 => 0.05..0.9];
    let batch_norm = prop::bool::weighted(0.25);
    (1..=most, prop::sample::select(activations), batch_norm, dropout).prop_map(
        |(units, activation, batch_norm, dropout)| LayerShape {
            units,
            activation,
            batch_norm,
            dropout,
        },
    )
}

fn output(most: usize) -> impl Strategy<Value = (usize, Activation, Loss)> {
    (1..=most, prop::sample::select(&Activation::ALL[..])).prop_flat_map(|(units, activation)| {
        (Just(units), Just(activation), prop::sample::select(losses_for(activation)))
    })
}

/// 0 as often as not.
fn maybe(range: std::ops::Range<f64>) -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), range]
}

fn sgd_of_any_kind() -> impl Strategy<Value = Optimizer> {
    let settings = (0.01..0.5, maybe(0.1..0.95), maybe(0.1..0.9), any::<bool>(), maybe(0.01..0.5));
    settings.prop_map(|(learning_rate, momentum, dampening, nesterov, weight_decay)| {
        Optimizer::Sgd(Sgd { learning_rate, momentum, dampening, nesterov, weight_decay })
    })
}

fn adaptive() -> impl Strategy<Value = Optimizer> {
    let kind = prop::sample::select(&OptimizerKind::ALL[1..]);
    let settings = (kind, 0.001..0.1, 0.5..0.99, 0.5..0.999, maybe(0.01..0.5));
    settings.prop_map(|(kind, learning_rate, first, second, weight_decay)| {
        let mut optimizer = kind.with_defaults();
        optimizer.set_learning_rate(learning_rate);
        for (one, to) in [
            (Hyperparameter::Beta1, first),
            (Hyperparameter::Beta2, second),
            (Hyperparameter::Alpha, second),
            (Hyperparameter::WeightDecay, weight_decay),
        ] {
            optimizer.set(one, to);
        }
        optimizer
    })
}

/// Plain SGD and SGD with momentum half of the time.
fn optimizer() -> impl Strategy<Value = Optimizer> {
    let momentum = (0.01..0.5, maybe(0.1..0.95), any::<bool>());
    let momentum = momentum.prop_map(|(learning_rate, momentum, nesterov)| {
        Optimizer::Sgd(Sgd { learning_rate, momentum, nesterov, ..Sgd::default() })
    });
    prop_oneof![3 => momentum, 1 => sgd_of_any_kind(), 2 => adaptive()]
}

/// Penalties, clipping and schedules, of each none as often as not.
fn extras() -> impl Strategy<Value = (Schedule, Penalty, Clip)> {
    let schedule = (prop::sample::select(&ScheduleKind::ALL[..]), 1..6_u64, 0.0..1.0);
    let schedule = schedule.prop_map(|(kind, length, factor)| Schedule { kind, length, factor });
    let schedule = prop_oneof![Just(Schedule::default()), schedule];
    let penalty = (maybe(0.001..0.2), maybe(0.001..0.2)).prop_map(|(l1, l2)| Penalty { l1, l2 });
    let clip = (maybe(0.01..0.5), maybe(0.01..1.0)).prop_map(|(value, norm)| Clip { value, norm });
    (schedule, penalty, clip)
}

/// Experiments of one to three layers with every activation function and loss, and of one to
/// five samples in batches of one to four: some alone, some full, some with a smaller last batch.
pub fn cases() -> impl Strategy<Value = Case> {
    cases_up_to([3, 5, 5, 4])
}

/// [`cases`] that are too large to be looked at operation by operation: loops that take several
/// units and samples at a time come to their ends in every way.
pub fn large_cases() -> impl Strategy<Value = Case> {
    cases_up_to([11, 11, 50, 40])
}

fn cases_up_to([inputs, units, samples, batch]: [usize; 4]) -> impl Strategy<Value = Case> {
    let layers = (1..=inputs, prop::collection::vec(hidden(units), 0..=2), output(units));
    // Sizes that loops are made for come up often, where there are as many samples.
    let known: Vec<_> = [8, 10, 15, 16, 31, 32].into_iter().filter(|size| *size <= batch).collect();
    let batch = if known.is_empty() {
        (1..=batch).boxed()
    } else {
        prop_oneof![2 => 1..=batch, 1 => prop::sample::select(known)].boxed()
    };
    let order = (1..=samples, batch, any::<bool>(), any::<u64>());
    let rest = (optimizer(), extras(), any::<bool>(), any::<u64>());
    (layers, order, rest).prop_map(|(layers, order, (optimizer, extras, train_biases, seed))| {
        let (schedule, penalty, clip) = extras;
        let (inputs, mut layers, (units, activation, loss)) = layers;
        let (sample_count, batch_size, shuffle, shuffle_seed) = order;
        // One sample alone cannot be normalized.
        let size = batch_size.min(sample_count);
        if size == 1 || sample_count % size == 1 {
            for layer in &mut layers {
                layer.batch_norm = false;
            }
        }
        layers.push(LayerShape::new(units, activation));
        let settings = Settings {
            shape: Shape { inputs, layers },
            loss,
            optimizer,
            schedule,
            penalty,
            clip,
            train_biases,
            batch_size,
            shuffle,
            shuffle_seed,
            dropout_seed: shuffle_seed % 1000,
            mistake: None,
        };
        fill(settings, sample_count, seed)
    })
}

/// [`cases`], most of them with a mistake planted in the backward pass, whether it concerns them
/// or not.
pub fn cases_with_mistakes() -> impl Strategy<Value = Case> {
    let mistake = prop::option::weighted(0.8, prop::sample::select(&Mistake::ALL[..]));
    (cases(), mistake).prop_map(|(mut case, mistake)| {
        case.settings.mistake = mistake.map(|mistake| Planted { mistake, is_named: true });
        case
    })
}

/// The experiment without what is there in training alone.
pub fn plain(mut case: Case) -> Case {
    for layer in &mut case.settings.shape.layers {
        (layer.dropout, layer.batch_norm) = (0.0, false);
    }
    for linear in &mut case.parameters.layers {
        (linear.scale, linear.shift) = (Vec::new(), Vec::new());
    }
    case
}

/// The experiment as a document.
pub fn scenario(case: Case) -> Scenario {
    let Case { settings, samples, parameters } = case;
    let mut network = NetworkPlan {
        inputs: settings.shape.inputs,
        layers: settings.shape.layers.iter().map(|&shape| LayerPlan::new(shape)).collect(),
        initializer: Initializer::Zeros,
        seed: 0,
        train_biases: settings.train_biases,
        dropout_seed: Some(settings.dropout_seed),
    };
    network.set_parameters(&parameters);
    Scenario {
        title: None,
        data: DataSource::Samples(Dataset { train: samples, test: Vec::new() }),
        network,
        loss: settings.loss,
        optimizer: settings.optimizer,
        schedule: settings.schedule,
        penalty: settings.penalty,
        clip: settings.clip,
        batch: BatchPlan {
            size: Some(settings.batch_size),
            shuffle: settings.shuffle,
            seed: settings.shuffle_seed,
        },
        mistake: settings.mistake,
        changes: Vec::new(),
        position: Position::default(),
    }
}
