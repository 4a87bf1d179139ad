//! Changing an experiment: some things while it runs, others by starting it anew.

use serde_json::Value;

use super::read::Node;
use super::{Change, Entry, Invalid, Lab, Position, Scenario, restart};
use crate::step::Op;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// The run goes on with it. See [`Change`] for the paths.
    Live,
    /// The run begins anew with it: `set`, `samples`, `noise`, `test_fraction`, `layers` (how
    /// many), `units:LAYER`, `batch_norm:LAYER`, `initializer` and `seed` (of data, weights and order).
    Restarted,
}

/// See [`Lab::set`].
pub(super) fn set(lab: &mut Lab, path: &str, value: &Value) -> Result<Applied, Invalid> {
    if let Some(change) = Change::read(path, &Node::new(value, path))? {
        lab.change(change)?;
        return Ok(Applied::Live);
    }
    let scenario = restart::with(lab.fresh(), path, value)?;
    *lab = Lab::at_start(scenario)?;
    Ok(Applied::Restarted)
}

impl Lab {
    /// Makes a change. A setting takes effect with this iteration, or with the next one once the
    /// update has begun; what this iteration has computed is computed again with it. A number in
    /// the picture that is typed during or after the update begins the next iteration. What was
    /// recorded of later iterations is forgotten.
    ///
    /// # Errors
    /// A place that does not exist, or a value that cannot stand there.
    pub fn change(&mut self, change: Change) -> Result<(), Invalid> {
        self.change_all(&[change])
    }

    /// Makes several changes at once, each of another thing; see [`change`](Self::change).
    ///
    /// # Errors
    /// As [`change`](Self::change), of the first that cannot be made; then none is.
    pub fn change_all(&mut self, changes: &[Change]) -> Result<(), Invalid> {
        for change in changes {
            change.check(&self.settings(), self.samples())?;
        }
        let Position { iteration, .. } = self.position();
        if self.is_updating() {
            self.forget_after(iteration + 1);
            self.log_changes(iteration + 1, changes);
            if changes.iter().any(Change::is_number) {
                self.seek(Position { iteration: iteration + 1, op: 0 });
            }
        } else {
            let last = self.last_op();
            self.forget_after(iteration);
            self.log_changes(iteration, changes);
            self.make(changes);
            self.evaluate_epoch();
            self.replay_to(last);
        }
        Ok(())
    }

    /// The same experiment at its start: same first parameters, settings as they are now.
    pub fn reset(&mut self) {
        // The scenario was valid when it was made, and its settings one by one as they were set.
        if let Ok(lab) = Self::at_start(self.fresh()) {
            *self = lab;
        }
    }

    /// The scenario of this experiment as it would be started anew: settings as they are now,
    /// numbers as they were set before the first iteration.
    fn fresh(&self) -> Scenario {
        let settings = self.settings();
        let mut scenario = self.base.clone();
        for (plan, layer) in scenario.network.layers.iter_mut().zip(&settings.shape.layers) {
            plan.shape = *layer;
        }
        scenario.network.train_biases = settings.train_biases;
        scenario.loss = settings.loss;
        scenario.optimizer = settings.optimizer;
        scenario.schedule = settings.schedule;
        scenario.penalty = settings.penalty;
        scenario.clip = settings.clip;
        scenario.batch.shuffle = settings.shuffle;
        scenario.mistake = settings.mistake;
        for entry in &self.log {
            if let Change::BatchSize(size) = entry.change {
                scenario.batch.size = size;
            }
        }
        scenario.changes = self
            .log
            .iter()
            .filter(|entry| entry.iteration == 0 && entry.change.is_number())
            .copied()
            .collect();
        scenario
    }

    /// The same experiment at its start, with the changes made on the way, but with no mistake
    /// planted at any time: what is compared with, and what is exported as code.
    ///
    /// ```
    /// # use backstep::lab::{Lab, StepSize};
    /// # use serde_json::json;
    /// # let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
    /// let mut lab = Lab::new(mazur.scenario()?)?;
    /// lab.set("mistake", &json!({ "kind": "new_weights" }))?;
    /// lab.advance(StepSize::Iteration);
    /// let mut right = lab.without_mistake();
    /// right.advance(StepSize::Iteration);
    /// // Mazur's published loss after one update, and the right one.
    /// assert_eq!(format!("{:.9}", lab.train_loss()), "0.291027924");
    /// assert_eq!(format!("{:.9}", right.train_loss()), "0.291027774");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn without_mistake(&self) -> Self {
        let mut scenario = Scenario { mistake: None, ..self.scenario() };
        scenario.changes.retain(|entry| !matches!(entry.change, Change::Mistake(_)));
        // It was valid with them, and no change needs a mistake to be made.
        Self::at_start(scenario).unwrap_or_else(|_| self.clone())
    }

    /// From now on keeps at most one `share`th of what a run may keep of the states it has been
    /// through: several runs side by side take no more memory together than one may. Going back is
    /// slower then, and leads to the same bits.
    ///
    /// ```
    /// # use backstep::lab::{END, Lab, Position};
    /// # let xor = backstep::examples::by_id("xor").ok_or("no such example")?;
    /// let mut lab = Lab::new(xor.scenario()?)?;
    /// lab.seek(Position { iteration: 999, op: END });
    /// let mut thinned = lab.clone();
    /// thinned.thin(100_000);
    /// for lab in [&mut lab, &mut thinned] {
    ///     lab.seek(Position { iteration: 499, op: END });
    /// }
    /// assert_eq!(lab.digest(), thinned.digest());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn thin(&mut self, share: usize) {
        self.keyframes.thin(share);
    }

    /// The mistakes planted in this run up to `iteration`, by name, so that nobody takes its
    /// numbers for right ones: whatever is exported carries this mark. One that the page does not
    /// name is `unnamed`.
    ///
    /// ```
    /// # use backstep::lab::Lab;
    /// # use serde_json::json;
    /// # let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
    /// let mut lab = Lab::new(mazur.scenario()?)?;
    /// assert_eq!(lab.planted_mistakes(0), None);
    /// lab.set("mistake", &json!({ "kind": "new_weights" }))?;
    /// assert_eq!(lab.planted_mistakes(0).as_deref(), Some("new_weights"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn planted_mistakes(&self, iteration: u64) -> Option<String> {
        let log = self.log.iter().filter(|entry| entry.iteration <= iteration);
        let changed = log.filter_map(|entry| match entry.change {
            Change::Mistake(planted) => planted,
            _ => None,
        });
        let mut names: Vec<&str> = Vec::new();
        for planted in self.base.mistake.into_iter().chain(changed) {
            // A riddle stays one.
            let name = if planted.is_named { planted.mistake.name() } else { "unnamed" };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// Whether a mistake is planted now, or was at some time of the run.
    pub fn has_mistake(&self) -> bool {
        let is_planted = |entry: &Entry| matches!(entry.change, Change::Mistake(Some(_)));
        self.base.mistake.is_some() || self.log.iter().any(is_planted)
    }

    fn log_changes(&mut self, iteration: u64, changes: &[Change]) {
        let replaced = |entry: &Entry| changes.iter().any(|change| change.replaces(&entry.change));
        self.log.retain(|entry| entry.iteration != iteration || !replaced(entry));
        self.log.extend(changes.iter().map(|&change| Entry { iteration, change }));
    }

    /// Forgets changes and states after the start of `iteration`, and losses from it on.
    fn forget_after(&mut self, iteration: u64) {
        self.log.retain(|entry| entry.iteration <= iteration);
        self.keyframes.truncate(iteration);
        let recorded = self.history.truncate(iteration);
        if recorded < iteration.min(self.machine.iteration()) {
            // A bucket of several iterations had to be opened: run them again to fill it.
            let here = self.position();
            self.restore(recorded);
            self.seek(here);
        }
        if self.known_divergence.is_some_and(|known| known.position.iteration >= iteration) {
            (self.divergence, self.known_divergence) = (None, None);
        }
    }

    /// Runs the iteration again up to the operation that was the last one done; if the change
    /// did away with it, the iteration begins anew.
    fn replay_to(&mut self, last: Option<Op>) {
        let place = last.and_then(|op| self.machine.program().place_of(op));
        if let Some(place) = place {
            let op = place + 1;
            self.seek(Position { op, ..self.position() });
        }
    }
}
