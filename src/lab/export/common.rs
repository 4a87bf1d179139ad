//! What the scripts of all frameworks have in common.

use super::numbers::{dictionary, flag, list, matrix, number};
use super::plan::{Objective, Plan, Stretch};
use super::template::{Filling, Lines};
use super::update::{self, is_of_optimizer, schedule_name};
use crate::lab::Change;
use crate::nn::{
    Activation, Hyperparameter, Linear, OptimizerKind, Param, Parameters, ScheduleKind,
};
use crate::step::Settings;

/// All losses are expected up to this many iterations, about half as many of longer runs.
const LOSSES: u64 = 100;
/// Up to this many weights and biases are expected in full.
const PARAMETERS: usize = 20_000;

/// A setting as it is at the beginning of a stretch, or a number that was typed there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Setting {
    /// Another optimizer, or the same one again.
    Optimizer {
        kind: OptimizerKind,
        /// The first iteration of the stretch that begins with it.
        first: u64,
    },
    /// The optimizer forgets what it has kept.
    Restart,
    LearningRate(f64),
    Number(Hyperparameter, f64),
    /// Adam's two, where they are one setting.
    Betas(f64, f64),
    Nesterov(bool),
    Schedule(ScheduleKind),
    ScheduleLength(u64),
    TrainBiases(bool),
    BatchSize(usize),
    Shuffle(bool),
    Activation {
        layer: usize,
        activation: Activation,
    },
    Objective(Objective),
    Dropout {
        layer: usize,
        rate: f64,
    },
    Typed(Change),
}

/// How a framework says things.
pub(super) struct Dialect {
    /// What makes an array of samples of a list.
    pub(super) array: &'static str,
    /// What makes an array of parameters of a list.
    pub(super) parameters: &'static str,
    /// The name of an activation function.
    pub(super) function: fn(Activation) -> &'static str,
    /// The number that no other is larger than.
    pub(super) infinity: &'static str,
    /// Where optimizers are built and not functions that read variables: whether a setting is an
    /// argument of them.
    pub(super) is_argument: Option<fn(&Plan, Setting) -> bool>,
    /// Whether all variables that ever count have to be there from the start.
    pub(super) needs_all: bool,
    /// Whether softmax under cross-entropy is no activation function but part of the loss.
    pub(super) fuses: bool,
    /// The statement that makes a setting, if the framework has one of its own.
    pub(super) statement: fn(&Plan, Setting) -> Option<String>,
    /// Whether a setting stands where things are built, and not with the other first settings.
    pub(super) is_built_in: fn(&Plan, Setting) -> bool,
}

impl Dialect {
    /// The activation function that a layer of the script has.
    pub(super) fn activation(&self, settings: &Settings, layer: usize) -> Activation {
        let is_fused = layer == settings.shape.last()
            && Objective::of(settings) == Objective::SoftmaxCrossEntropy;
        if self.fuses && is_fused {
            Activation::Identity
        } else {
            settings.shape.layers[layer].activation
        }
    }

    /// The activation functions that a layer of the script has during the run.
    pub(super) fn activations(&self, plan: &Plan, layer: usize) -> Vec<Activation> {
        plan.values(|stretch| self.activation(&stretch.settings, layer))
    }

    /// What the activation function of a layer is called where it is used: its name, or the
    /// variable that holds it.
    pub(super) fn applied(&self, plan: &Plan, layer: usize) -> String {
        match self.activations(plan, layer)[..] {
            [only] => (self.function)(only).to_owned(),
            _ => format!("activation_{}", layer + 1),
        }
    }

    /// Fills what all scripts have.
    pub(super) fn fill(&self, plan: &Plan, filling: &mut Filling) {
        fill_words(plan, filling);
        update::fill(plan, filling);
        fill_data(self, plan, filling);
        fill_expected(plan, filling);
        let mut first = settings(self, plan, None, &plan.stretches[0]);
        if self.needs_all {
            let missing = Hyperparameter::ALL.into_iter().filter(|one| {
                is_of_optimizer(*one)
                    && plan.shown_values(*one).len() > 1
                    && !first.iter().any(|s| matches!(s, Setting::Number(other, _) if other == one))
            });
            let missing: Vec<_> = missing.map(|one| Setting::Number(one, 0.0)).collect();
            first.extend(missing);
            let has_nesterov = first.iter().any(|s| matches!(s, Setting::Nesterov(_)));
            if plan.nesterov().len() > 1 && !has_nesterov {
                first.push(Setting::Nesterov(false));
            }
        }
        let first: Vec<_> =
            first.into_iter().filter(|setting| !(self.is_built_in)(plan, *setting)).collect();
        filling.fill("settings", self.statements(plan, &first).join("\n"));
        filling.fill("stretches", self.stretches(plan));
    }

    fn stretches(&self, plan: &Plan) -> String {
        let settled = plan.recording.settled();
        let is_ended = settled < plan.recording.losses().len() as u64;
        let mut text = Lines::default();
        for (i, stretch) in plan.stretches.iter().enumerate() {
            if let Some(before) = i.checked_sub(1).and_then(|i| plan.stretches.get(i)) {
                let changed = settings(self, plan, Some(before), stretch);
                text.add(&format!("\n# From iteration {} on", stretch.first));
                for statement in self.statements(plan, &changed) {
                    text.add(&statement);
                }
            }
            let Stretch { first, iterations, .. } = *stretch;
            let end = first + iterations;
            // Before what is typed at the start of the next stretch, if it is just there.
            if is_ended && settled <= end && (first < settled || i == 0) {
                if first < settled {
                    text.add(&train(first, settled));
                }
                text.add(ROUNDING);
                if settled < end {
                    text.add(&train(settled, end));
                }
            } else if plan.stretches.len() == 1 {
                text.add(&format!("train({iterations})"));
            } else {
                text.add(&train(first, end));
            }
        }
        text.into_text()
    }

    fn statements(&self, plan: &Plan, settings: &[Setting]) -> Vec<String> {
        let mut statements: Vec<String> = Vec::new();
        let mut block = String::new();
        for &setting in settings {
            let statement =
                (self.statement)(plan, setting).unwrap_or_else(|| plain_statement(self, setting));
            // Statements that stand in the same block share its head.
            let head = statement.split_once('\n').map_or("", |(head, _)| head).to_owned();
            if head.is_empty() || head != block {
                statements.push(statement);
            } else {
                statements.push(statement[head.len() + 1..].to_owned());
            }
            block = head;
        }
        statements
    }
}

/// What stands where the check ends, because rounding decides what comes after.
const ROUNDING: &str = "
# This run amplifies differences: one in the last digit, as another order of adding makes it, has
# become visible by now. What is checked ends here.
checked = {l: parameters(l) for l in W}
";

/// The statement that runs the iterations from `first` to before `end`.
fn train(first: u64, end: u64) -> String {
    match end - first {
        1 => format!("train(1)  # iteration {first}"),
        iterations => format!("train({iterations})  # iterations {first} to {}", end - 1),
    }
}

/// The statement for a setting where it is a plain variable.
fn plain_statement(dialect: &Dialect, setting: Setting) -> String {
    let (name, value) = match setting {
        Setting::Optimizer { kind, .. } => ("optimizer".to_owned(), kind.name().to_owned()),
        // Every script has a statement of its own for this.
        Setting::Restart => return String::new(),
        Setting::LearningRate(x) => ("learning_rate".to_owned(), number(x)),
        Setting::Number(one @ (Hyperparameter::ClipValue | Hyperparameter::ClipNorm), 0.0) => {
            (one.name().to_owned(), dialect.infinity.to_owned())
        }
        Setting::Number(one, x) => (one.name().to_owned(), number(x)),
        Setting::Betas(one, two) => ("betas".to_owned(), format!("({one:?}, {two:?})")),
        Setting::Schedule(kind) => ("schedule".to_owned(), schedule_name(kind).to_owned()),
        Setting::ScheduleLength(length) => ("schedule_length".to_owned(), length.to_string()),
        Setting::Nesterov(on) => ("nesterov".to_owned(), flag(on)),
        Setting::TrainBiases(on) => ("train_biases".to_owned(), flag(on)),
        Setting::BatchSize(size) => ("batch_size".to_owned(), size.to_string()),
        Setting::Shuffle(on) => ("shuffle".to_owned(), flag(on)),
        Setting::Activation { layer, activation } => {
            (format!("activation_{}", layer + 1), (dialect.function)(activation).to_owned())
        }
        Setting::Objective(objective) => ("loss".to_owned(), objective.name().to_owned()),
        Setting::Dropout { layer, rate } => (format!("dropout[{}]", layer + 1), number(rate)),
        Setting::Typed(change) => (place(change), value(change)),
    };
    format!("{name} = {value}")
}

/// Where a number was typed, in arrays that are called as on the page.
fn place(change: Change) -> String {
    match change {
        Change::Param { param: Param::Weight { layer, unit, input }, .. } => {
            format!("W[{}][{unit}, {input}]", layer + 1)
        }
        Change::Param { param: Param::Bias { layer, unit }, .. } => {
            format!("b[{}][{unit}]", layer + 1)
        }
        Change::Param { param: Param::Scale { layer, unit }, .. } => {
            format!("gamma[{}][{unit}]", layer + 1)
        }
        Change::Param { param: Param::Shift { layer, unit }, .. } => {
            format!("beta[{}][{unit}]", layer + 1)
        }
        Change::Input { sample, unit, .. } => format!("X[{sample}, {unit}]"),
        Change::Target { sample, unit, .. } => format!("Y[{sample}, {unit}]"),
        _ => String::new(),
    }
}

/// The number that was typed.
pub(super) fn value(change: Change) -> String {
    match change {
        Change::Param { value, .. }
        | Change::Input { value, .. }
        | Change::Target { value, .. } => number(value),
        _ => String::new(),
    }
}

/// The settings that a stretch begins with: those that differ from the stretch before, and that
/// the script has at all.
fn settings(
    dialect: &Dialect,
    plan: &Plan,
    before: Option<&Stretch>,
    now: &Stretch,
) -> Vec<Setting> {
    let mut all = Vec::new();
    let optimizer = Setting::Optimizer { kind: now.kind(), first: now.first };
    let is_other = before.is_some_and(|before| before.kind() != now.kind());
    let restarts = before.is_some() && now.restarts;
    if let Some(is_argument) = dialect.is_argument {
        all.extend(plan.update_settings(now, true));
        if is_other || restarts {
            all.retain(|setting| !is_argument(plan, *setting));
            all.insert(0, optimizer);
        }
    } else {
        if is_other || before.is_none() && plan.kinds().len() > 1 {
            all.push(optimizer);
        }
        if restarts {
            all.push(Setting::Restart);
        }
        all.extend(plan.update_settings(now, false));
    }
    if plan.trains_biases() && plan.varies(|settings| settings.train_biases) {
        all.push(Setting::TrainBiases(now.settings.train_biases));
    }
    if plan.is_batched() {
        all.push(Setting::BatchSize(now.settings.batch_size));
    }
    if plan.is_shuffled() && plan.varies(|settings| settings.shuffle) {
        all.push(Setting::Shuffle(now.settings.shuffle));
    }
    for layer in 0..plan.depth() {
        if dialect.activations(plan, layer).len() > 1 {
            let activation = dialect.activation(&now.settings, layer);
            all.push(Setting::Activation { layer, activation });
        }
    }
    for layer in (0..plan.depth()).filter(|layer| plan.drops(*layer)) {
        let rate = now.settings.shape.layers[layer].dropout;
        all.push(Setting::Dropout { layer, rate });
    }
    if plan.objectives().len() > 1 {
        all.push(Setting::Objective(Objective::of(&now.settings)));
    }
    if let Some(before) = before {
        let was = settings(dialect, plan, None, before);
        all.retain(|setting| {
            matches!(setting, Setting::Optimizer { .. }) || !was.contains(setting)
        });
    }
    all.extend(now.typed.iter().copied().map(Setting::Typed));
    all
}

/// The words that say what occurs in the run.
fn fill_words(plan: &Plan, filling: &mut Filling) {
    for layer in 0..plan.depth() {
        for activation in plan.activations(layer) {
            filling.hold(activation.name());
        }
    }
    for objective in plan.objectives() {
        filling.hold(objective.name());
    }
    let batch_varies = plan.varies(|settings| settings.batch_size);
    let shuffle_varies = plan.varies(|settings| settings.shuffle);
    for (word, holds) in [
        ("batched", plan.is_batched()),
        ("shuffled", plan.is_shuffled()),
        ("shuffle_varies", shuffle_varies),
        ("order_varies", batch_varies || shuffle_varies),
        ("norm", plan.settings().shape.has_norm()),
        ("wide", plan.has_dropout() || plan.settings().shape.has_norm()),
        ("dropout", plan.has_dropout()),
        ("biases", plan.trains_biases()),
        ("biases_vary", plan.varies(|settings| settings.train_biases)),
    ] {
        filling.hold_if(holds, word);
    }
}

fn fill_data(dialect: &Dialect, plan: &Plan, filling: &mut Filling) {
    let settings = plan.settings();
    let samples = plan.samples.len();
    let shape = &settings.shape;
    filling.fill("array", dialect.array);
    filling.fill("samples", counted(samples as u64, "sample"));
    filling.fill("iterations", counted(plan.recording.losses().len() as u64, "iteration"));
    filling.fill("inputs", matrix(plan.samples.iter().map(|sample| &sample.input[..])));
    filling.fill("targets", matrix(plan.samples.iter().map(|sample| &sample.target[..])));
    filling.fill("inputs_shape", format!("({samples}, {})", shape.inputs));
    filling.fill("targets_shape", format!("({samples}, {})", shape.outputs()));
    filling.fill("dropout_seed", settings.dropout_seed.to_string());
    filling.fill("more", if shape.has_norm() { ", *norm" } else { "" });
    filling.fill("chosen", if plan.is_batched() { ", samples" } else { "" });
    filling.fill("scales", if plan.has_dropout() { ", scales" } else { "" });
    filling.fill("seed", settings.shuffle_seed.to_string());
    filling.fill("parameters", first_parameters(dialect, &plan.parameters));
    let mut network = counted(shape.inputs as u64, "input");
    for (layer, here) in shape.layers.iter().enumerate() {
        let names: Vec<_> = plan.activations(layer).iter().map(|a| a.name()).collect();
        network = format!("{network}, {} {}", here.units, names.join(" or "));
    }
    filling.fill("network", network);
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn rows(linear: &Linear) -> String {
    matrix((0..linear.bias.len()).map(|unit| linear.row(unit)))
}

fn first_parameters(dialect: &Dialect, parameters: &Parameters) -> String {
    let array = dialect.parameters;
    let mut text = Lines::default();
    for (i, linear) in parameters.layers.iter().enumerate() {
        let (l, weights) = (i + 1, rows(linear));
        let biases = list(linear.bias.iter().copied());
        text.add(&format!("W[{l}] = {array}({weights})\nb[{l}] = {array}({biases})"));
    }
    let layers =
        parameters.layers.iter().enumerate().filter(|(_, linear)| !linear.scale.is_empty());
    for (nth, (i, linear)) in layers.enumerate() {
        if nth == 0 {
            text.add("gamma, beta, running_mean, running_variance = {}, {}, {}, {}");
        }
        let units = linear.scale.len();
        let running = |start: f64| list(std::iter::repeat_n(start, units));
        for (name, numbers) in [
            ("gamma", list(linear.scale.iter().copied())),
            ("beta", list(linear.shift.iter().copied())),
            ("running_mean", running(0.0)),
            ("running_variance", running(1.0)),
        ] {
            text.add(&format!("{name}[{}] = {array}({numbers})", i + 1));
        }
    }
    text.into_text()
}

/// The numbers of the page that the script is to arrive at.
fn fill_expected(plan: &Plan, filling: &mut Filling) {
    let recording = plan.recording;
    let (losses, count) = (recording.losses(), recording.settled());
    if let Some(last) = losses.last() {
        filling.hold_if(count < losses.len() as u64, "rounding");
        filling.fill("last_loss", number(*last));
        filling.fill("settled", count.to_string());
    }
    filling.hold_if(count <= LOSSES, "all_losses");
    // Evenly spread, the first and the last among them.
    let parts = if count <= LOSSES { count } else { LOSSES / 2 }.saturating_sub(1).max(1);
    let mut places: Vec<_> =
        (0..=parts).map(|i| (i * count.saturating_sub(1) / parts) as usize).collect();
    places.dedup();
    let expected = places.into_iter().filter_map(|i| Some((i, *losses.get(i)?)));
    filling.fill("page_losses", dictionary(expected));

    let parameters = recording.settled_parameters();
    let every = parameters.count().div_ceil(PARAMETERS).max(1);
    let has_noise = plan.has_noise();
    filling.hold_if(has_noise, "noise");
    filling.hold_if(every == 1, "all_parameters");
    filling.fill("every", every.to_string());
    let mut text = Lines::default();
    for (i, linear) in parameters.layers.iter().enumerate() {
        let l = i + 1;
        let weights = match every {
            1 => rows(linear),
            _ => list(linear.weight.iter().copied().step_by(every)),
        };
        text.add(&format!("page_W[{l}] = {weights}"));
        if !has_noise || linear.scale.is_empty() {
            text.add(&format!("page_b[{l}] = {}", list(linear.bias.iter().copied())));
        }
    }
    filling.fill("page_parameters", text.into_text());
    let running = recording.settled_running();
    let mut text = Lines::default();
    for (i, linear) in parameters.layers.iter().enumerate() {
        if !linear.scale.is_empty() {
            let mut numbers =
                vec![&linear.scale, &linear.shift, &running.mean[i], &running.variance[i]];
            if has_noise {
                numbers.remove(2);
            }
            let numbers = matrix(numbers.iter().map(|row| &row[..]));
            text.add(&format!("page_norm[{}] = {numbers}", i + 1));
        }
    }
    filling.fill("page_norm", text.into_text());
}
