//! The sweep: runs from the same start that differ in one setting, trained together, an iteration
//! each, so that it can be seen which does best and which diverges.

use serde_json::{Value, json};

use super::optimizer::optimizer_name;
use super::runs::Measured;
use super::{Effect, Model};
use crate::i18n::{PAGE, RUNS, SWEEP};
use crate::lab::{Invalid, Lab, Problem, Scenario, StepSize, limits};
use crate::math;
use crate::nn::{Hyperparameter, Initializer, OptimizerKind};
use crate::views::loss_chart::Frame;
use crate::views::number;

/// Iterations trained where the run on the page has none yet.
const FIRST_ITERATIONS: u64 = 200;
/// Iterations that may be trained: some minutes of work for a small network.
const MOST_ITERATIONS: u64 = 100_000;
/// Runs of a sweep at most.
const MOST_TRIALS: usize = 8;

/// The field of what is varied.
pub(super) const VARIED: &str = "sweep_varied";
/// The field of the number of iterations.
pub(super) const ITERATIONS: &str = "sweep_iterations";

/// The setting that a sweep varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Varied {
    /// η, a factor of about 3 apart around the present one.
    #[default]
    LearningRate,
    /// μ, or β₁ of Adam
    Momentum,
    /// The optimizer, at the same learning rate.
    Optimizer,
    /// How the first weights are drawn.
    Initializer,
    /// Samples a batch.
    BatchSize,
    /// Chance: the data, the first weights and the order of the samples.
    Seed,
}

/// A setting that a run of the sweep has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Setting {
    /// η
    LearningRate(f64),
    /// μ, or β₁ of Adam
    Momentum(Hyperparameter, f64),
    /// The optimizer; `None` for the one that is there, with its settings.
    Optimizer(Option<OptimizerKind>, OptimizerKind),
    /// How the first weights are drawn; `None` for those that the document gives.
    Initializer(Option<Initializer>),
    /// Samples a batch.
    BatchSize(usize),
    /// The seed.
    Seed(u64),
}

/// A run of the sweep.
#[derive(Debug, Clone)]
pub struct Trial {
    /// What sets it apart.
    pub setting: Setting,
    /// Whether the run on the page has that setting too.
    pub is_present: bool,
    /// The run.
    pub lab: Measured,
    /// The letter of the run that it is kept as, counted from 0.
    pub(super) kept: Option<usize>,
}

/// The sweep.
#[derive(Debug, Clone, Default)]
pub struct Sweep {
    is_open: bool,
    /// What is varied.
    pub varied: Varied,
    /// Iterations that were typed.
    typed: Option<u64>,
    /// Iterations that the trials train.
    goal: u64,
    is_running: bool,
    /// What the trials start from.
    start: Option<Scenario>,
    trials: Vec<Trial>,
}

impl Varied {
    /// Everything that can be varied.
    pub const ALL: [Self; 6] = [
        Self::LearningRate,
        Self::Momentum,
        Self::Optimizer,
        Self::Initializer,
        Self::BatchSize,
        Self::Seed,
    ];

    /// The name in the page's list.
    pub fn name(self) -> &'static str {
        match self {
            Self::LearningRate => "learning_rate",
            Self::Momentum => "momentum",
            Self::Optimizer => "optimizer",
            Self::Initializer => "initializer",
            Self::BatchSize => "batch_size",
            Self::Seed => "seed",
        }
    }

    /// The settings to be tried from `start`, and the one that it has.
    fn settings(self, start: &Lab) -> (Vec<Setting>, Setting) {
        let (base, now) = (start.base(), start.settings());
        match self {
            Self::LearningRate => {
                let own = now.optimizer.learning_rate();
                let middle = if own > 0.0 { own } else { 0.1 };
                let rates = (-3..=3).map(|half: i32| {
                    let rate = middle * math::exp10(f64::from(half) / 2.0);
                    // Two digits, so that it can be read aloud.
                    if half == 0 { middle } else { format!("{rate:.1e}").parse().unwrap_or(rate) }
                });
                let rates = rates.filter(|rate| *rate <= limits::LEARNING_RATE);
                (rates.map(Setting::LearningRate).collect(), Setting::LearningRate(own))
            }
            Self::Momentum => {
                let has = |one: &Hyperparameter| now.optimizer.get(*one).is_some();
                let one = [Hyperparameter::Momentum, Hyperparameter::Beta1].into_iter().find(has);
                let Some(one) = one else {
                    // An optimizer without a memory of gradients: itself alone.
                    let own = Setting::Optimizer(None, now.optimizer.kind());
                    return (vec![own], own);
                };
                let own = now.optimizer.get(one).unwrap_or_default();
                let mut momenta = vec![0.0, 0.5, 0.9, 0.99, own];
                momenta.sort_by(f64::total_cmp);
                momenta.dedup();
                let all = momenta.into_iter().map(|momentum| Setting::Momentum(one, momentum));
                (all.collect(), Setting::Momentum(one, own))
            }
            Self::Optimizer => {
                let own = now.optimizer.kind();
                let setting = |kind| Setting::Optimizer((kind != own).then_some(kind), kind);
                (OptimizerKind::ALL.map(setting).to_vec(), setting(own))
            }
            Self::Initializer => {
                let is_given = base.network.layers.iter().any(|layer| layer.weight.is_some());
                let drawn = Initializer::ALL.into_iter().map(Some);
                let all = is_given.then_some(None).into_iter().chain(drawn);
                let own = (!is_given).then_some(base.network.initializer);
                (all.map(Setting::Initializer).collect(), Setting::Initializer(own))
            }
            Self::BatchSize => {
                let (own, all) = (now.batch_size, start.samples().len());
                let powers = (0..).map(|power| 4_usize.saturating_pow(power));
                let mut sizes: Vec<usize> = powers.take_while(|size| *size < all).collect();
                sizes.extend([own, all]);
                sizes.sort_unstable();
                sizes.dedup();
                (sizes.into_iter().map(Setting::BatchSize).collect(), Setting::BatchSize(own))
            }
            Self::Seed => {
                let own = base.network.seed.min(limits::INTEGER - MOST_TRIALS as u64);
                ((own..own + 6).map(Setting::Seed).collect(), Setting::Seed(own))
            }
        }
    }
}

impl Setting {
    /// Its path and value as [`Lab::set`] takes them; `None` if nothing is to be set.
    fn change(self) -> Option<(&'static str, Value)> {
        Some(match self {
            Self::LearningRate(rate) => ("learning_rate", json!(rate)),
            Self::Momentum(one, momentum) => (one.name(), json!(momentum)),
            Self::Optimizer(other, _) => ("optimizer", json!(other?.name())),
            Self::Initializer(initializer) => ("initializer", json!(initializer?.name())),
            Self::BatchSize(size) => ("batch_size", json!(size)),
            Self::Seed(seed) => ("seed", json!(seed)),
        })
    }

    /// "η 0.1"
    pub(super) fn text(self, model: &Model) -> String {
        let language = model.language;
        let (what, value) = match self {
            Self::LearningRate(rate) => ("η", number::full(rate)),
            Self::Momentum(one, momentum) => (one.letter(), number::full(momentum)),
            Self::Optimizer(_, kind) => return optimizer_name(kind).get(language).to_owned(),
            Self::Initializer(None) => return SWEEP.given.get(language).to_owned(),
            Self::Initializer(Some(initializer)) => {
                return super::differences::initializer_name(initializer).get(language).to_owned();
            }
            Self::BatchSize(size) => (PAGE.batch_size.get(language), number::count(size as u64)),
            Self::Seed(seed) => (PAGE.seed.get(language), number::count(seed)),
        };
        RUNS.set_to.fill(language, &[("what", what), ("value", &value)])
    }
}

impl Trial {
    fn is_done(&self, goal: u64) -> bool {
        self.lab.divergence().is_some() || self.lab.completed_iterations() >= goal
    }
}

impl Sweep {
    /// Whether its dialog is open.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Its runs.
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// Iterations that the runs train.
    pub fn goal(&self) -> u64 {
        self.goal
    }

    /// Whether runs are still to be trained.
    pub fn has_work(&self) -> bool {
        self.is_open && self.is_running
    }

    /// How much of the work is done, 0 to 1.
    pub(super) fn share(&self) -> f64 {
        let goal = self.goal.max(1) as f64;
        let done = |trial: &Trial| {
            if trial.is_done(self.goal) {
                1.0
            } else {
                trial.lab.completed_iterations() as f64 / goal
            }
        };
        self.trials.iter().map(done).sum::<f64>() / self.trials.len().max(1) as f64
    }

    /// Of those that have come to the end, the place of the one with the lowest loss.
    pub fn best(&self) -> Option<usize> {
        let finite = self
            .trials
            .iter()
            .enumerate()
            .filter(|(_, trial)| trial.is_done(self.goal) && trial.lab.divergence().is_none());
        let losses = finite.map(|(place, trial)| (place, trial.lab.loss()));
        losses
            .filter(|(_, loss)| loss.is_finite())
            .min_by(|one, other| one.1.total_cmp(&other.1))
            .map(|(place, _)| place)
    }

    /// Axes that show every run: those that blow up leave them at the top.
    pub(super) fn frame(&self, points: &[Vec<(f64, f64)>]) -> Option<Frame> {
        const MOST_GROWTH: f64 = 10.0;
        let first = points.iter().filter_map(|points| points.first()).map(|point| point.1);
        let most = first.filter(|loss| loss.is_finite()).fold(0.0, f64::max) * MOST_GROWTH;
        let all = points.iter().flatten().map(|point| point.1.min(most));
        let finite = || all.clone().filter(|loss| loss.is_finite());
        // A loss of 0 is left out, because the axis may be logarithmic; one below it may not.
        let is_linear = finite().any(|loss| loss < 0.0);
        let (low, high) = finite()
            .filter(|loss| is_linear || *loss > 0.0)
            .fold((f64::INFINITY, 0.0_f64), |(low, high), loss| (low.min(loss), high.max(loss)));
        (low <= high).then_some(Frame { iterations: self.goal as f64, losses: (low, high) })
    }

    /// An iteration of the run that has come least far.
    pub(super) fn work(&mut self) {
        let goal = self.goal;
        let waiting = self.trials.iter_mut().filter(|trial| !trial.is_done(goal));
        match waiting.min_by_key(|trial| trial.lab.completed_iterations()) {
            Some(trial) => trial.lab.lab_mut().advance(StepSize::Iteration),
            None => self.is_running = false,
        }
    }

    /// Stops where the runs are.
    pub(super) fn cancel(&mut self) {
        self.is_running = false;
    }

    /// Iterations that will be trained.
    pub(super) fn iterations(&self, model: &Model) -> u64 {
        let own = model.lab.completed_iterations().min(MOST_ITERATIONS);
        self.typed.unwrap_or(if own > 0 { own } else { FIRST_ITERATIONS })
    }

    fn forget(&mut self) {
        (self.is_running, self.start) = (false, None);
        self.trials.clear();
    }
}

/// The run on the page as it would begin anew.
fn start_of(model: &Model) -> Lab {
    let mut start = model.lab.clone();
    start.reset();
    start
}

/// Opens or closes the sweep. What was trained from another start is forgotten; the start of one of
/// its runs is none.
pub(super) fn show(model: &mut Model, on: bool) -> Vec<Effect> {
    if on && model.sweep.start.is_some() {
        let start = start_of(model);
        let is_of = |trial: &Trial| {
            (trial.lab.base(), trial.lab.changes()) == (start.base(), start.changes())
        };
        if model.sweep.trials.iter().any(is_of) {
            for trial in &mut model.sweep.trials {
                trial.is_present = is_of(trial);
            }
        } else if model.sweep.start != Some(start.scenario()) {
            model.sweep.forget();
        }
    }
    if on {
        // Both would want the same time.
        model.playing = false;
    }
    model.sweep.is_open = on;
    vec![Effect::ShowSweep(on)]
}

/// Begins to train all runs from the same start.
pub(super) fn start(model: &mut Model) {
    let start = start_of(model);
    let (settings, own) = model.sweep.varied.settings(&start);
    let trials = settings.into_iter().take(MOST_TRIALS).filter_map(|setting| {
        let mut lab = start.clone();
        if let Some((path, value)) = setting.change() {
            lab.set(path, &value).ok()?;
            // As if it had been the setting from the beginning.
            lab.reset();
        }
        let is_present = setting == own;
        Some(Trial { setting, is_present, lab: Measured::new(lab), kept: None })
    });
    let trials: Vec<Trial> = trials.collect();
    model.sweep.goal = model.sweep.iterations(model);
    model.sweep.trials = trials;
    model.sweep.start = Some(start.scenario());
    model.sweep.is_running = true;
}

/// Chooses what is varied.
pub(super) fn set_varied(model: &mut Model, name: &str) {
    if let Some(varied) = Varied::ALL.into_iter().find(|varied| varied.name() == name) {
        model.sweep.forget();
        model.sweep.varied = varied;
    }
}

/// Sets how many iterations are trained.
///
/// # Errors
/// No whole number, none, or too many.
pub(super) fn set_iterations(model: &mut Model, number: f64, text: &str) -> Result<(), Invalid> {
    let most = MOST_ITERATIONS as f64;
    if number.fract() != 0.0 || !(1.0..=most).contains(&number) {
        let problem = Problem::OutOfRange { low: 1.0, high: most, found: text.trim().to_owned() };
        return Err(Invalid::at(ITERATIONS, problem));
    }
    model.sweep.typed = Some(number as u64);
    Ok(())
}

/// Goes on with a run of the sweep; what was on the page can be brought back.
pub(super) fn take(model: &mut Model, trial: usize) -> Vec<Effect> {
    let Some(trial) = model.sweep.trials.get(trial).cloned() else { return Vec::new() };
    let past = model.past();
    model.lab = trial.lab.into_lab();
    model.remember(past);
    model.playing = false;
    model.after_new_run();
    model.after_move();
    let setting = [("setting", &*trial.setting.text(model))];
    model.say(SWEEP.taken.fill(model.language, &setting));
    show(model, false)
}

/// Keeps a run of the sweep, to be compared with the page's.
pub(super) fn keep(model: &mut Model, place: usize) {
    let Some(trial) = model.sweep.trials.get(place) else { return };
    if !model.runs.has_room() {
        return;
    }
    let past = model.past();
    let kept = model.runs.keep(trial.lab.clone().into_lab());
    model.sweep.trials[place].kept = kept;
    model.remember(past);
}
