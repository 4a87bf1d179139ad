//! The experiment: a scenario and its run, which can be advanced, taken back, changed and asked
//! for every number.
//!
//! ```
//! use backstep::examples;
//! use backstep::lab::{Lab, StepSize};
//!
//! let mazur = examples::by_id("mazur").ok_or("no such example")?;
//! let mut lab = Lab::new(mazur.scenario()?)?;
//! lab.advance(StepSize::Iteration);
//! let loss = lab.train_loss();
//! assert!((loss - 0.291_027_773_693_599_33).abs() < 1e-12);
//!
//! lab.rewind(StepSize::Iteration);
//! assert_eq!(lab.position(), Default::default());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod change;
mod check;
mod diagnosis;
mod digest;
mod edit;
pub mod export;
mod history;
mod invalid;
mod keyframes;
mod landscape;
pub mod limits;
mod lines;
mod loss_csv;
mod optimizer;
mod pretty;
mod read;
mod receipt;
mod recording;
mod restart;
mod scenario;
mod timeline;
mod trace;

use serde_json::Value;

pub use change::{Change, Entry, param_path};
pub use check::{CHECK_STEP, Checked, GradientCheck, Scope, Verdict};
pub use diagnosis::{
    Course, EXPLODING, FLAT_SLOPE, Finding, Health, LEARNT, LEAST_ITERATIONS, LEAST_OVERSHOOTS,
    LEAST_SAMPLES, LayerHealth, Leap, OFTEN, OVERSHOOT, SATURATED_SHARE, SATURATED_UNITS, SWING,
    Spread, UnitHealth, UnitState, Units, VANISHING,
};
pub use edit::Applied;
pub use history::{Bucket, Evaluation, History};
pub use invalid::{Invalid, Kind, Problem};
pub use landscape::{Axis, Cut, Lacks, Landscape, Over, PathPoint, Plan, filter_normalized};
pub use lines::{LineKind, Lines};
pub use receipt::{NotExportable, Unfit};
pub use recording::Recording;
pub use scenario::{
    BatchPlan, DataSource, FORMAT, LayerPlan, NetworkPlan, Position, Scenario, VERSION,
};
pub use timeline::{Divergence, END, StepSize};

use crate::data::Sample;
use crate::step::{Columns, Machine, Op, Settings, evaluate};
use keyframes::Keyframes;

/// The examples of the manual, as tests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/scenario.md")]
struct Manual;

/// A run of a scenario. Where it stands is a function of the scenario, the changes made on the
/// way and the position alone: going back and forth never alters a bit.
#[derive(Debug, Clone)]
pub struct Lab {
    /// The experiment as it began, without changes and position.
    base: Scenario,
    machine: Machine,
    /// Changes made on the way, ordered by iteration.
    log: Vec<Entry>,
    keyframes: Keyframes,
    history: History,
    /// The first number that was not finite, where the run has come that far.
    divergence: Option<Divergence>,
    /// The same wherever the run stands now.
    known_divergence: Option<Divergence>,
    /// Samples held back for testing.
    test: Vec<Sample>,
    train_columns: Columns,
    test_columns: Columns,
}

impl Lab {
    /// Runs `scenario` up to its position.
    ///
    /// # Errors
    /// Changes that this network and data cannot take, or a position past the end of its
    /// iteration. What [`Scenario::from_json`] refuses is not checked again.
    pub fn new(scenario: Scenario) -> Result<Self, Invalid> {
        let position = scenario.position;
        let mut lab = Self::at_start(scenario)?;
        lab.check_place(position)?;
        lab.seek(position);
        Ok(lab)
    }

    /// Runs the scenario in a JSON document up to its position.
    ///
    /// ```
    /// use backstep::lab::Lab;
    /// let error = Lab::from_json("{}").unwrap_err();
    /// assert!(error.to_string().contains("not a Backstep scenario"));
    /// ```
    ///
    /// # Errors
    /// As [`Scenario::from_json`] and [`new`](Self::new).
    pub fn from_json(text: &str) -> Result<Self, Invalid> {
        Self::new(Scenario::from_json(text)?)
    }

    /// The run of `scenario` at its start, whatever its position.
    ///
    /// # Errors
    /// Changes that this network and data cannot take.
    pub fn at_start(mut scenario: Scenario) -> Result<Self, Invalid> {
        let log = std::mem::take(&mut scenario.changes);
        scenario.position = Position::default();
        let mut lab = Self::begin(scenario);
        lab.check_log(&log)?;
        lab.log = log;
        lab.apply_log();
        Ok(lab)
    }

    fn begin(base: Scenario) -> Self {
        let dataset = base.data.dataset();
        let machine = Machine::new(base.settings(), dataset.train, base.network.parameters());
        // The count is rough: where iterations are done as a whole this takes about a millisecond.
        let replay = 8 * timeline::iterations_in_a_millisecond(&machine);
        let mut lab = Self {
            keyframes: Keyframes::new(machine.snapshot(), machine.parameters().count(), replay),
            history: History::default(),
            divergence: None,
            known_divergence: None,
            train_columns: Columns::new(machine.samples()),
            test_columns: Columns::new(&dataset.test),
            test: dataset.test,
            log: Vec::new(),
            machine,
            base,
        };
        lab.evaluate_epoch();
        lab
    }

    /// The document of this run as it stands, with every change made. A run of it is the same
    /// run at the same place.
    ///
    /// ```
    /// # use backstep::lab::{Lab, StepSize};
    /// # let circle = backstep::examples::by_id("circle").ok_or("no such example")?;
    /// let mut lab = Lab::new(circle.scenario()?)?;
    /// lab.advance(StepSize::Epoch);
    /// lab.advance(StepSize::Layer);
    /// let copy = Lab::new(lab.scenario())?;
    /// assert_eq!(copy.trace(), lab.trace());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn scenario(&self) -> Scenario {
        Scenario { changes: self.log.clone(), position: self.position(), ..self.base.clone() }
    }

    /// The machine that holds the numbers of the current iteration.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Where the run stands.
    pub fn position(&self) -> Position {
        Position { iteration: self.machine.iteration(), op: self.machine.cursor() }
    }

    /// The operation that brought the run here.
    pub fn last_op(&self) -> Option<Op> {
        self.machine.last_op()
    }

    /// Settings as the controls show them: those in force, and once the update has begun those
    /// that the next iteration will run with.
    pub fn settings(&self) -> Settings {
        let mut settings = self.machine.settings().clone();
        if self.is_updating() {
            let mut samples = vec![Sample { input: vec![], target: vec![] }; self.samples().len()];
            let mut parameters = crate::nn::Parameters { layers: vec![] };
            for entry in self.log_at(self.position().iteration + 1) {
                if !entry.change.is_number() {
                    entry.change.apply(&mut settings, &mut samples, &mut parameters);
                }
            }
        }
        settings
    }

    /// Samples that are trained on.
    pub fn samples(&self) -> &[Sample] {
        self.machine.samples()
    }

    /// Samples held back for testing.
    pub fn test_samples(&self) -> &[Sample] {
        &self.test
    }

    /// The experiment as it began.
    pub fn base(&self) -> &Scenario {
        &self.base
    }

    /// The changes made on the way, ordered by iteration.
    pub fn changes(&self) -> &[Entry] {
        &self.log
    }

    /// The loss over the run.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// How many states are kept to go back to, and about how many bytes they and the loss history
    /// take. Both are bounded, however long the run.
    ///
    /// ```
    /// # use backstep::lab::{END, Lab, Position};
    /// # let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
    /// let mut lab = Lab::new(mazur.scenario()?)?;
    /// lab.seek(Position { iteration: 99_999, op: END });
    /// let (states, bytes) = lab.memory();
    /// assert!(states > 30 && bytes < 200_000);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn memory(&self) -> (usize, usize) {
        (self.keyframes.len(), self.keyframes.bytes() + self.history.bytes())
    }

    /// The first operation whose result was not finite, if the run has come that far.
    pub fn divergence(&self) -> Option<Divergence> {
        self.divergence
    }

    /// Iterations whose update is complete.
    pub fn completed_iterations(&self) -> u64 {
        self.machine.iteration() + u64::from(self.machine.is_at_end())
    }

    /// Epochs that are complete.
    pub fn completed_epochs(&self) -> u64 {
        let ends = self.machine.is_at_end() && self.machine.ends_epoch();
        self.machine.epoch() + u64::from(ends)
    }

    /// The mean loss over all training samples with the parameters that this iteration began with,
    /// or, at its end, ended with.
    pub fn train_loss(&self) -> f64 {
        self.evaluate(&self.train_columns).unwrap_or(f64::NAN)
    }

    /// The mean loss over all test samples, likewise.
    pub fn test_loss(&self) -> Option<f64> {
        self.evaluate(&self.test_columns)
    }

    fn evaluate(&self, columns: &Columns) -> Option<f64> {
        let settings = self.machine.settings();
        evaluate(&settings.shape, &self.machine.tested_whole(), settings.loss, columns)
    }

    /// Watches another sample of the batch, counted from 0: the [`trace`](Self::trace) and the
    /// pictures are of it. Nothing is computed differently.
    pub fn watch(&mut self, sample: usize) {
        self.machine.watch(sample);
    }

    /// Sets what `path` names to `value`; see [`Change`] and [`Applied`] for the paths.
    ///
    /// ```
    /// # use backstep::lab::{Applied, Lab, StepSize};
    /// # use serde_json::json;
    /// # let xor = backstep::examples::by_id("xor").ok_or("no such example")?;
    /// let mut lab = Lab::new(xor.scenario()?)?;
    /// lab.advance(StepSize::Pass);
    /// assert_eq!(lab.set("weight:0:1:0", &json!(0.5))?, Applied::Live);
    /// assert_eq!(lab.set("units:0", &json!(5))?, Applied::Restarted);
    /// assert!(lab.set("units:0", &json!(1000)).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// An unknown path, or a value it cannot take. Nothing is changed then.
    pub fn set(&mut self, path: &str, value: &Value) -> Result<Applied, Invalid> {
        edit::set(self, path, value)
    }

    /// Checks every gradient of the current iteration with differences of step `step`, as JSON: a
    /// list with an object for each parameter. [`GradientCheck`] does it one by one.
    ///
    /// ```
    /// # use backstep::lab::{CHECK_STEP, Lab, Scope};
    /// # let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
    /// let lab = Lab::new(mazur.scenario()?)?;
    /// let checks = lab.gradient_check(Scope::Batch, CHECK_STEP);
    /// assert_eq!(checks[0]["parameter"], "weight:0:0:0");
    /// assert_eq!(checks[0]["verdict"], "agrees");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn gradient_check(&self, scope: Scope, step: f64) -> Value {
        let Some(check) = GradientCheck::new(self, scope) else { return Value::Array(Vec::new()) };
        let params = check.params().into_iter();
        params.map(|param| check.check(param, step).to_value()).collect()
    }

    /// Every value of the current iteration as JSON; `null` is a value not yet computed. See
    /// `docs/scenario.md` for the fields.
    ///
    /// ```
    /// # use backstep::lab::{Lab, StepSize};
    /// # let hand = backstep::examples::by_id("hand").ok_or("no such example")?;
    /// let mut lab = Lab::new(hand.scenario()?)?;
    /// assert!(lab.trace()["layers"][1]["activation"][0].is_null());
    /// lab.advance(StepSize::Pass);
    /// assert_eq!(lab.trace()["layers"][1]["activation"], serde_json::json!([0.5, 0.8]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn trace(&self) -> Value {
        trace::trace(self)
    }

    /// The [`trace`](Self::trace) as text, laid out for people to read.
    pub fn trace_text(&self) -> String {
        pretty::pretty(&self.trace())
    }

    /// The loss history as comma-separated values, what each column is in lines that begin
    /// with `#`: as it is drawn, with every digit.
    ///
    /// ```
    /// # use backstep::lab::{Lab, StepSize};
    /// # let hand = backstep::examples::by_id("hand").ok_or("no such example")?;
    /// let mut lab = Lab::new(hand.scenario()?)?;
    /// lab.advance(StepSize::Iteration);
    /// assert!(lab.history_csv().ends_with("\n0,1,0.2231435513142097,0.2231435513142097,,\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn history_csv(&self) -> String {
        loss_csv::history_csv(self)
    }

    /// The receipt of the current iteration, whose remaining operations are done on a copy: every
    /// factor of it, for `bp verify general` of the npm package `@mcptoolshop/backprop-trace`.
    /// Its gradients are stored with the sign flipped, as that program wants them.
    ///
    /// ```
    /// # use backstep::lab::Lab;
    /// # let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
    /// let lab = Lab::new(mazur.scenario()?)?;
    /// let receipt = lab.receipt()?;
    /// assert!(receipt["updates"][4]["gradient"].as_f64() < Some(0.0));
    ///
    /// let xor = backstep::examples::by_id("xor").ok_or("no such example")?;
    /// let error = Lab::new(xor.scenario()?)?.receipt().unwrap_err();
    /// assert!(error.to_string().contains("one sample an iteration"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Every reason why this iteration cannot be a receipt.
    pub fn receipt(&self) -> Result<Value, NotExportable> {
        receipt::receipt(self)
    }

    /// The [`receipt`](Self::receipt) as text, laid out for people to read.
    ///
    /// # Errors
    /// As there.
    pub fn receipt_text(&self) -> Result<String, NotExportable> {
        self.receipt().map(|receipt| pretty::pretty(&receipt))
    }

    /// A hash of every bit that the run has come to: where it stands, the batch, each number of
    /// the iteration for each sample, parameters and velocities, and every loss on record before.
    /// One bit that differs shows; that two different runs have the same digest by chance happens
    /// once in 2⁶⁴ times. Every NaN counts as the same one.
    ///
    /// ```
    /// # use backstep::lab::{Lab, StepSize};
    /// # let xor = backstep::examples::by_id("xor").ok_or("no such example")?;
    /// let mut lab = Lab::new(xor.scenario()?)?;
    /// let before = lab.digest();
    /// lab.advance(StepSize::Epoch);
    /// assert_ne!(lab.digest(), before);
    /// lab.rewind(StepSize::Epoch);
    /// assert_eq!(lab.digest(), before);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn digest(&self) -> u64 {
        digest::digest(self)
    }
}
