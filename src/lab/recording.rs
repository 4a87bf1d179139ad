//! A run made again from its start, an iteration at a time, for what is exported of it.

use super::{Change, DataSource, Lab, Position, StepSize};
use crate::data::Dataset;
use crate::nn::{Parameters, Running};

/// How much faster the shadow of a run learns: far less than anybody sees, and some hundred
/// times what another order of adding makes of a number.
const FASTER: f64 = 1.0 + 1e-12;
/// The difference, relative or absolute below 1, that an export's check allows.
const TOLERANCE: f64 = 1e-9;

/// The first iterations of an experiment, run again on a copy: whoever exports them gets the
/// numbers of the page, and the run on the page stays where it is.
///
/// ```
/// use backstep::lab::{Lab, Recording};
/// # let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
/// let lab = Lab::new(mazur.scenario()?)?;
/// let mut recording = Recording::new(&lab, 100);
/// while recording.advance() {}
/// assert_eq!(recording.losses().len(), 100);
/// assert_eq!(recording.lab().completed_iterations(), 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Recording {
    lab: Lab,
    iterations: u64,
    losses: Vec<f64>,
    note: Option<String>,
    /// The same run with learning rates that differ in the twelfth digit.
    shadow: Option<Lab>,
    /// What the run was when its shadow left it.
    settled: Option<(u64, Parameters, Running)>,
}

impl Recording {
    /// Prepares to run `iterations` iterations of `lab`'s experiment from its start, with the
    /// changes that were made on the way.
    pub fn new(lab: &Lab, iterations: u64) -> Self {
        let mut lab = lab.clone();
        lab.seek(Position::default());
        let shadow = shadow_of(&lab);
        Self { lab, iterations, losses: Vec::new(), note: None, shadow, settled: None }
    }

    /// Runs one more iteration; false if that was the last one, or if there is none left. It
    /// ends early where the run diverges: that iteration is not part of it.
    pub fn advance(&mut self) -> bool {
        if self.is_done() {
            return false;
        }
        let machine = self.lab.machine();
        let before =
            self.shadow.as_ref().map(|_| (machine.parameters().clone(), machine.running().clone()));
        self.lab.advance(StepSize::Iteration);
        if self.lab.divergence().is_some_and(|d| d.position.iteration == self.len()) {
            self.iterations = self.len();
            // Back to the last state with numbers that mean anything.
            self.lab.rewind(StepSize::Iteration);
            return false;
        }
        self.follow(before);
        self.losses.extend(self.lab.machine().batch_loss());
        !self.is_done()
    }

    /// Lets the shadow do the same iteration, and compares.
    fn follow(&mut self, before: Option<(Parameters, Running)>) {
        let (Some(shadow), Some((parameters, running))) = (&mut self.shadow, before) else {
            return;
        };
        shadow.advance(StepSize::Iteration);
        if !is_close(&self.lab, shadow) {
            self.settled = Some((self.len(), parameters, running));
            self.shadow = None;
        }
    }

    /// Iterations before rounding decides. A run can amplify differences without end: those in
    /// the last digit, which every other order of adding makes, become visible after a while, and
    /// from there on nobody gets the same numbers from another program. A run with learning
    /// rates that differ in the twelfth digit is kept beside this one to find out when.
    pub fn settled(&self) -> u64 {
        self.settled.as_ref().map_or(self.len(), |settled| settled.0)
    }

    /// The parameters after [`settled`](Self::settled) iterations.
    pub fn settled_parameters(&self) -> &Parameters {
        self.settled.as_ref().map_or(self.lab.machine().parameters(), |settled| &settled.1)
    }

    /// The running statistics of batch normalization after as many.
    pub(crate) fn settled_running(&self) -> &Running {
        self.settled.as_ref().map_or(self.lab.machine().running(), |settled| &settled.2)
    }

    /// Whether every iteration has been run.
    pub fn is_done(&self) -> bool {
        self.len() >= self.iterations
    }

    /// Iterations to run in all; fewer than asked for once the run has diverged.
    pub fn iterations(&self) -> u64 {
        self.iterations
    }

    /// The batch's loss of every iteration so far.
    pub fn losses(&self) -> &[f64] {
        &self.losses
    }

    /// The run after the last iteration recorded: its parameters are those after the update.
    pub fn lab(&self) -> &Lab {
        &self.lab
    }

    /// What whoever reads an export has to know first, such as that the run is wrong on purpose.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The recording with a note, in one line, that stands at the top of every export.
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    fn len(&self) -> u64 {
        self.losses.len() as u64
    }
}

/// The experiment of `lab` at its start, with learning rates that differ a little.
fn shadow_of(lab: &Lab) -> Option<Lab> {
    let mut scenario = lab.scenario();
    let learning_rate = scenario.optimizer.learning_rate();
    scenario.optimizer.set_learning_rate(learning_rate * FASTER);
    for entry in &mut scenario.changes {
        if let Change::LearningRate(learning_rate) = &mut entry.change {
            *learning_rate *= FASTER;
        }
    }
    // Nobody asks how well it does.
    let Dataset { train, .. } = scenario.data.dataset();
    scenario.data = DataSource::Samples(Dataset { train, test: Vec::new() });
    Lab::at_start(scenario).ok()
}

/// Whether two runs have the same loss and parameters within the tolerance of a check. Biases
/// before batch normalization do not count: nothing depends on them, and their gradients are 0
/// but for rounding.
fn is_close(lab: &Lab, other: &Lab) -> bool {
    let (machine, other) = (lab.machine(), other.machine());
    let losses = machine.batch_loss().into_iter().zip(other.batch_loss());
    let layers = machine.parameters().layers.iter().zip(&other.parameters().layers);
    let parameters = layers.flat_map(|(x, y)| {
        let biases = x.scale.is_empty().then_some((&x.bias, &y.bias));
        let others = [(&x.weight, &y.weight), (&x.scale, &y.scale), (&x.shift, &y.shift)];
        others.into_iter().chain(biases).flat_map(|(x, y)| x.iter().copied().zip(y.iter().copied()))
    });
    losses.chain(parameters).all(|(x, y)| (x - y).abs() <= TOLERANCE * x.abs().max(1.0))
}
