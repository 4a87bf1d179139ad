//! Moving along a run: forwards by computing, backwards by restoring and replaying.

use super::history::Evaluation;
use super::{Change, Entry, Invalid, Lab, Position, Problem};
use crate::nn::Parameters;
use crate::step::{Cell, Columns, Machine, Op, Program};

/// As the `op` of a [`Position`]: the end of the iteration, however many operations it has.
pub const END: usize = usize::MAX;

/// How far one press of forward or back goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum StepSize {
    /// One operation.
    #[default]
    Op,
    /// To the end of a layer's forward pass, backward pass or update.
    Layer,
    /// To the end of the forward pass, the loss, the backward pass or the update.
    Pass,
    /// To the end of the iteration: one update of the parameters.
    Iteration,
    /// To the end of the epoch: once through the data.
    Epoch,
}

impl StepSize {
    /// Every size, finest first.
    pub const ALL: [Self; 5] = [Self::Op, Self::Layer, Self::Pass, Self::Iteration, Self::Epoch];

    /// The name in commands and in `window.backstep`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Op => "op",
            Self::Layer => "layer",
            Self::Pass => "pass",
            Self::Iteration => "iteration",
            Self::Epoch => "epoch",
        }
    }

    /// The size of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.name() == name)
    }

    /// The next coarser size; the epoch's own.
    pub fn coarser(self) -> Self {
        match self {
            Self::Op => Self::Layer,
            Self::Layer => Self::Pass,
            Self::Pass => Self::Iteration,
            Self::Iteration | Self::Epoch => Self::Epoch,
        }
    }
}

/// The first number of a run that was not finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Divergence {
    /// The run just after the operation that wrote it.
    pub position: Position,
    /// The operation.
    pub op: Op,
    /// The cell it wrote.
    pub cell: Cell,
    /// The sample of the batch whose number it is.
    pub sample: usize,
    /// What was written there: NaN or an infinity.
    pub value: f64,
}

impl Lab {
    /// Goes forward by one step. It stops early at the first operation of the run whose result
    /// is not finite; see [`divergence`](Self::divergence).
    pub fn advance(&mut self, size: StepSize) {
        let had_diverged = self.divergence.is_some();
        loop {
            match size {
                StepSize::Op => {
                    if !self.enter_next_iteration() {
                        self.advance_op();
                    }
                }
                StepSize::Layer | StepSize::Pass => {
                    self.enter_next_iteration();
                    self.advance_op();
                }
                StepSize::Iteration | StepSize::Epoch => self.advance_iteration(),
            }
            if self.is_boundary(size) || self.divergence.is_some() != had_diverged {
                return;
            }
        }
    }

    /// Goes back by one step, to where the one before it ended. Bits are restored, never computed
    /// backwards.
    pub fn rewind(&mut self, size: StepSize) {
        let Position { iteration, op } = self.position();
        let program = self.machine.program();
        let start = match (size, op.checked_sub(1)) {
            (StepSize::Iteration | StepSize::Epoch, _) | (_, None) => 0,
            (StepSize::Op, Some(last)) => last,
            (StepSize::Layer, Some(last)) => program
                .stages()
                .map(|(_, start, _)| start)
                .filter(|start| *start <= last)
                .last()
                .unwrap_or(0),
            (StepSize::Pass, Some(last)) => {
                let pass = program.stage_at(last).map(|stage| stage.pass());
                let mut stages = program.stages();
                stages
                    .find(|(stage, ..)| Some(stage.pass()) == pass)
                    .map_or(0, |(_, start, _)| start)
            }
        };
        let iteration =
            if size == StepSize::Epoch { self.machine.epoch_start() } else { iteration };
        // The start of an iteration looks like the end of the one before, except where a change
        // was made: there it is a place of its own, which single operations stop at.
        let stops_here = size == StepSize::Op && op > 0 && self.log_at(iteration).next().is_some();
        self.seek(match iteration.checked_sub(1) {
            Some(before) if start == 0 && !stops_here => Position { iteration: before, op: END },
            _ => Position { iteration, op: start },
        });
    }

    /// Goes to `target`, wherever the run stands. All iterations on the way are run.
    ///
    /// ```
    /// # use backstep::lab::{END, Lab, Position};
    /// # let program = backstep::examples::by_id("program").ok_or("no such example")?;
    /// let mut lab = Lab::new(program.scenario()?)?;
    /// lab.seek(Position { iteration: 999, op: END });
    /// assert_eq!(lab.completed_iterations(), 1000);
    /// assert!(lab.train_loss() < 0.02);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn seek(&mut self, target: Position) {
        self.begin_seek(target);
        while !self.continue_seek_by(target, u64::MAX) {}
    }

    /// Prepares to go to `target`: goes back to a state at or before it.
    /// [`continue_seek`](Self::continue_seek) does the rest, an iteration a call.
    pub fn begin_seek(&mut self, target: Position) {
        let kept = self.keyframes.before(target.iteration).iteration;
        let is_kept_ahead = kept > self.machine.iteration() && kept <= self.history.len();
        if target.iteration < self.machine.iteration() || is_kept_ahead {
            self.restore(target.iteration);
        } else if target.iteration == self.machine.iteration() {
            while self.machine.cursor() > target.op {
                self.machine.rewind();
            }
        }
        let here = self.position();
        self.divergence = self.known_divergence.filter(|known| known.position <= here);
    }

    /// Iterations that would have to be run to go to `target`.
    pub fn distance(&self, target: Position) -> u64 {
        let kept = self.keyframes.before(target.iteration).iteration.min(self.history.len());
        let here = self.machine.iteration();
        let from = if here <= target.iteration { here.max(kept) } else { kept };
        target.iteration - from.min(target.iteration)
    }

    /// Iterations that have been run, wherever the run stands now.
    pub fn reached(&self) -> u64 {
        self.history.len().max(self.completed_iterations())
    }

    /// Goes at most one iteration towards `target`; true once the run is there.
    pub fn continue_seek(&mut self, target: Position) -> bool {
        self.continue_seek_by(target, 1)
    }

    /// Goes at most `most` iterations towards `target`; true once the run is there.
    fn continue_seek_by(&mut self, target: Position, most: u64) -> bool {
        let here = self.machine.iteration();
        if here < target.iteration {
            if self.machine.is_at_end() && here + 1 < target.iteration {
                self.advance_iterations(most.min(target.iteration - here - 1));
            } else {
                self.finish_iteration();
            }
            if self.machine.iteration() + 1 == target.iteration {
                self.enter_next_iteration();
            }
            return false;
        }
        while self.machine.cursor() < target.op && !self.machine.is_at_end() {
            self.advance_op();
        }
        true
    }

    /// How many iterations can be run in one go without keeping whoever waits: about as many as take
    /// a millisecond where a multiplication takes one nanosecond, at least one.
    pub fn iterations_in_a_slice(&self) -> u64 {
        iterations_in_a_millisecond(&self.machine)
    }

    /// The last place before the run diverged at which an update was complete.
    pub fn last_finite(&self) -> Option<Position> {
        let iteration = self.divergence?.position.iteration;
        Some(
            iteration
                .checked_sub(1)
                .map_or_else(Position::default, |iteration| Position { iteration, op: END }),
        )
    }

    /// Whether the run stands at the end of an epoch.
    pub fn is_at_epoch_end(&self) -> bool {
        self.is_boundary(StepSize::Epoch)
    }

    /// Whether a parameter or velocity of this iteration has been updated already.
    pub(super) fn is_updating(&self) -> bool {
        self.machine.cursor() > self.machine.program().update_start()
    }

    /// The changes that take effect with `iteration`.
    pub(super) fn log_at(&self, iteration: u64) -> impl Iterator<Item = &Entry> {
        let start = self.log.partition_point(|entry| entry.iteration < iteration);
        self.log[start..].iter().take_while(move |entry| entry.iteration == iteration)
    }

    /// Whether a step of that size ends here.
    fn is_boundary(&self, size: StepSize) -> bool {
        let program = self.machine.program();
        let at_end = self.machine.is_at_end();
        let cursor = self.machine.cursor();
        let here = cursor.checked_sub(1).and_then(|last| program.stage_at(last));
        let next = program.stage_at(cursor);
        match size {
            StepSize::Op => true,
            StepSize::Layer => here != next,
            StepSize::Pass => here.map(|stage| stage.pass()) != next.map(|stage| stage.pass()),
            StepSize::Iteration => at_end,
            StepSize::Epoch => at_end && self.machine.ends_epoch(),
        }
    }

    /// At the end of an iteration, begins the next one; true if a change takes effect there.
    fn enter_next_iteration(&mut self) -> bool {
        if !self.machine.is_at_end() {
            return false;
        }
        self.machine.next_iteration();
        self.keyframes.offer(self.machine.iteration(), || self.machine.snapshot());
        let changed = self.apply_log();
        self.evaluate_epoch();
        changed
    }

    /// Makes the changes that take effect with this iteration; true if there are any.
    pub(super) fn apply_log(&mut self) -> bool {
        let changes: Vec<_> =
            self.log_at(self.machine.iteration()).map(|entry| entry.change).collect();
        self.make(&changes);
        !changes.is_empty()
    }

    /// Changes the machine at the start of its iteration.
    pub(super) fn make(&mut self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        if changes.iter().any(Change::restarts_optimizer) {
            self.machine.restart_optimizer();
        }
        self.machine.change(|settings, samples, parameters| {
            for change in changes {
                change.apply(settings, samples, parameters);
            }
        });
        if changes.iter().any(Change::is_number) {
            self.train_columns = Columns::new(self.machine.samples());
        }
    }

    fn advance_op(&mut self) {
        let Some(op) = self.machine.advance() else { return };
        self.note_divergence(op);
        self.record();
    }

    /// Does what is left of the iteration, or at its end all of the next one.
    fn advance_iteration(&mut self) {
        self.advance_iterations(1);
    }

    /// Does what is left of the iteration, or at its end up to `most` of the next ones.
    fn advance_iterations(&mut self, most: u64) {
        let plain = if self.machine.is_at_end() { self.plain_iterations().min(most) } else { 0 };
        if plain == 0 {
            self.enter_next_iteration();
            self.finish_iteration();
            return;
        }
        let Self { machine, history, .. } = self;
        machine.finish_next(plain, |iteration, loss| history.record(iteration, loss));
        // It is the state at an iteration's start that is kept.
        self.keyframes.offer(self.machine.iteration(), || self.machine.snapshot());
        self.after_iteration(0);
    }

    /// How many iterations after this one are nothing but themselves: none begins with an evaluation
    /// or a change, and none but the last is kept.
    fn plain_iterations(&self) -> u64 {
        let here = self.machine.iteration();
        let change = self.log.partition_point(|entry| entry.iteration <= here);
        let until_change =
            self.log.get(change).map_or(u64::MAX, |entry| entry.iteration - here - 1);
        self.until_evaluation().min(until_change).min(self.keyframes.until_due(here))
    }

    /// How many iterations lie between this one and the next that begins with an evaluation.
    fn until_evaluation(&self) -> u64 {
        if self.is_told_by_batches() {
            return u64::MAX;
        }
        let epochs = self.history.until_evaluation(self.machine.epoch());
        let per_epoch = self.samples().len().div_ceil(self.machine.settings().batch_size.max(1));
        self.machine.left_in_epoch().saturating_add((epochs - 1).saturating_mul(per_epoch as u64))
    }

    /// Does what is left of the iteration. If something of it turns out not to be finite for
    /// the first time, stops at the operation that wrote it.
    fn finish_iteration(&mut self) {
        let start = self.machine.cursor();
        self.machine.finish();
        self.after_iteration(start);
    }

    /// After the operations from `start` to the iteration's end were done: see
    /// [`finish_iteration`](Self::finish_iteration).
    fn after_iteration(&mut self, start: usize) {
        if self.divergence.is_none() && !self.machine.is_finite() {
            while self.machine.cursor() > start {
                self.machine.rewind();
            }
            while self.divergence.is_none() {
                let Some(op) = self.machine.advance() else { break };
                self.note_divergence(op);
            }
        }
        self.record();
    }

    fn note_divergence(&mut self, op: Op) {
        let Some(cell) = op.writes().filter(|_| self.divergence.is_none()) else { return };
        for sample in 0..self.machine.batch().len() {
            let value = self.machine.value_of(cell, sample).unwrap_or(0.0);
            if !value.is_finite() {
                let position = self.position();
                self.divergence = Some(Divergence { position, op, cell, sample, value });
                self.known_divergence = self.divergence;
                return;
            }
        }
    }

    fn record(&mut self) {
        if let (true, Some(loss)) = (self.machine.is_at_end(), self.machine.batch_loss()) {
            self.history.record(self.machine.iteration(), loss);
        }
    }

    /// At the start of an epoch, puts the loss over all samples on record, unless the batch's
    /// own loss says the same.
    pub(super) fn evaluate_epoch(&mut self) {
        let iteration = self.machine.iteration();
        if self.machine.epoch_start() == iteration
            && !self.is_told_by_batches()
            && self.history.wants_evaluation(self.machine.epoch(), iteration)
        {
            let (train, test) = (self.train_loss(), self.test_loss());
            self.history.evaluate(Evaluation { iteration, train, test });
        }
    }

    /// Whether the loss of a batch is that of all samples, and there are no others.
    fn is_told_by_batches(&self) -> bool {
        // With dropout a batch's loss is that of a part of the network, with batch normalization
        // that of other statistics.
        self.test.is_empty()
            && self.machine.batch().len() == self.samples().len()
            && !self.machine.settings().shape.has_dropout()
            && !self.machine.settings().shape.has_norm()
    }

    /// Puts the machine at the start of `iteration` or of a keyframe before it.
    pub(super) fn restore(&mut self, iteration: u64) {
        // What the history has forgotten is put on record again on the way.
        let from = iteration.min(self.history.len());
        let watched = self.machine.watched_by_choice();
        self.machine = Machine::from_snapshot(self.keyframes.before(from));
        self.machine.watch(watched);
        self.train_columns = Columns::new(self.machine.samples());
        self.apply_log();
        self.evaluate_epoch();
    }

    /// Whether every change can be made where it stands.
    pub(super) fn check_log(&self, log: &[Entry]) -> Result<(), Invalid> {
        let mut settings = self.machine.settings().clone();
        let mut samples = self.machine.samples().to_vec();
        let mut parameters = Parameters::zeros(&settings.shape);
        for (i, Entry { change, .. }) in log.iter().enumerate() {
            change.check(&settings, &samples).map_err(|invalid| Invalid {
                field: format!("changes[{i}]: {}", invalid.field),
                ..invalid
            })?;
            change.apply(&mut settings, &mut samples, &mut parameters);
        }
        Ok(())
    }

    /// Whether the run comes to `target`; nothing is run to find out.
    ///
    /// # Errors
    /// If the iteration has fewer operations than `target` names.
    pub fn check_place(&self, target: Position) -> Result<(), Invalid> {
        let mut settings = self.base.settings();
        let mut samples = self.machine.samples().to_vec();
        let mut parameters = self.machine.parameters().clone();
        for entry in self.log.iter().filter(|entry| entry.iteration <= target.iteration) {
            entry.change.apply(&mut settings, &mut samples, &mut parameters);
        }
        let is_batched = settings.batch_size > 1 && samples.len() > 1;
        let limit = Program::new(&settings, is_batched).len();
        if target.op > limit && target.op != END {
            return Err(Invalid::at("position.op", Problem::BeyondEnd { limit }));
        }
        Ok(())
    }
}

/// About how many iterations take a millisecond where a multiplication takes one nanosecond, at
/// least one.
pub(super) fn iterations_in_a_millisecond(machine: &Machine) -> u64 {
    /// What an iteration costs besides, in multiplications.
    const OVERHEAD: usize = 1000;
    let shape = &machine.settings().shape;
    // Operation by operation everything takes longer.
    let by_op = shape.has_norm() || shape.has_dropout() || machine.settings().mistake.is_some();
    let slower = if by_op { 4 } else { 1 };
    let products = slower * shape.parameter_count() * machine.batch().len();
    (1_000_000 / (slower * OVERHEAD + 3 * products)).max(1) as u64
}
