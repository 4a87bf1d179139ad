//! Looking up the numbers of an iteration.

use super::{Cell, Machine, Mistake, Op, Param, Term, Values};

impl Machine {
    pub(super) fn is_done(&self, op: Op) -> bool {
        self.program.place_of(op).is_some_and(|place| place < self.cursor)
    }

    /// The number at `cell` of one sample of the batch, or `None` while it is not computed.
    pub fn value_of(&self, cell: Cell, s: usize) -> Option<f64> {
        if cell.is_of_sample() && s >= self.batch.len() {
            return None;
        }
        let at = |unit: usize| unit * self.stride + s;
        let done = |op: Op, values: &[f64], unit: usize| {
            self.is_done(op).then(|| values.get(at(unit)).copied()).flatten()
        };
        match cell {
            Cell::Input(unit) => done(Op::Input, &self.input, unit),
            Cell::Target(unit) => done(Op::Input, &self.target, unit),
            Cell::Param(param) => {
                self.settings.shape.contains(param).then(|| self.parameters.get(param))
            }
            Cell::Preactivation { layer, unit } => {
                done(Op::WeightedSum { layer, unit }, &self.layers.get(layer)?.preactivation, unit)
            }
            Cell::Activation { layer, unit } => {
                done(Op::Activation { layer, unit }, &self.layers.get(layer)?.activation, unit)
            }
            Cell::BatchMean { .. }
            | Cell::BatchVariance { .. }
            | Cell::Normalized { .. }
            | Cell::Scaled { .. }
            | Cell::RunningMean { .. }
            | Cell::RunningVariance { .. }
            | Cell::GradScaled { .. }
            | Cell::GradNormalized { .. }
            | Cell::Epsilon => self.norm_value(cell, s),
            Cell::Mask { layer, unit } => done(Op::Input, &self.dropout.get(layer)?.mask, unit),
            Cell::Dropped { layer, unit } => {
                done(Op::Dropout { layer, unit }, &self.dropout.get(layer)?.output, unit)
            }
            Cell::GradDropped { layer, unit } => {
                let grad = &self.dropout.get(layer)?.grad_output;
                done(Op::DroppedGradient { layer, unit }, grad, unit)
            }
            Cell::DropoutRate(layer) => {
                let shape = self.settings.shape.layers.get(layer)?;
                shape.has_dropout().then_some(shape.dropout)
            }
            Cell::SampleLoss => {
                self.is_done(Op::SampleLoss).then(|| self.sample_loss.get(s).copied()).flatten()
            }
            Cell::BatchLoss => self.batch_loss(),
            Cell::GradActivation { layer, unit } => {
                let op = if layer + 1 == self.layers.len() {
                    Op::OutputGradient { layer, unit }
                } else if self.settings.shape.drops(layer) {
                    Op::DropoutGradient { layer, unit }
                } else {
                    Op::InputGradient { layer, unit }
                };
                done(op, &self.layers.get(layer)?.grad_activation, unit)
            }
            Cell::GradPreactivation { layer, unit } => {
                let op = if self.settings.shape.normalizes(layer) {
                    Op::NormDelta { layer, unit }
                } else {
                    Op::Delta { layer, unit }
                };
                done(op, &self.layers.get(layer)?.grad_preactivation, unit)
            }
            Cell::Grad(param) => {
                self.is_done(Op::Gradient(param)).then(|| self.sample_gradient(param, s))
            }
            Cell::MeanGrad(param) => {
                let op = if self.program.is_batched() {
                    Op::MeanGradient(param)
                } else {
                    Op::Gradient(param)
                };
                self.is_done(op).then(|| self.grad.get(param))
            }
            Cell::Term(term, param) => self.term_value(term, param),
            Cell::SquaredNorm(layer) => {
                let is_done = self.is_done(Op::SquaredNorm(layer));
                is_done.then(|| self.squares.get(layer).copied()).flatten()
            }
            Cell::GradientNorm => self.is_done(Op::GradientNorm).then_some(self.grad_norm),
            Cell::NewParam(param) => {
                let is_read = self.settings.mistake() == Some(Mistake::NewWeights);
                (is_read && self.is_done(Op::Gradient(param)))
                    .then(|| self.new_param_at_once(param))
            }
            Cell::OldGrad(param) => {
                let is_read = self.settings.mistake() == Some(Mistake::GradientNotReset);
                (is_read && self.settings.shape.contains(param)).then(|| self.old_grad(param))
            }
            Cell::LearningRate => Some(self.learning_rate()),
            Cell::BaseRate => Some(self.settings.optimizer.learning_rate()),
            Cell::Iteration => Some(self.iteration() as f64),
            Cell::ScheduleLength => {
                let schedule = self.settings.schedule;
                schedule.kind.has_length().then_some(schedule.length.max(1) as f64)
            }
            Cell::Hyperparameter(hyperparameter) => self.settings.get(hyperparameter),
        }
    }

    /// What the optimizer keeps is always there; what it is made of, once it is computed.
    fn term_value(&self, term: Term, param: Param) -> Option<f64> {
        let is_there = self.settings.shape.contains(param);
        if !is_there || !self.program.terms(param).any(|one| one == term) {
            return None;
        }
        match term {
            Term::Velocity | Term::FirstMoment => Some(self.moments.first.get(param)),
            Term::SecondMoment => Some(self.moments.second.get(param)),
            _ => self.is_done(Op::Term(term, param)).then(|| self.term(term, param)),
        }
    }
}

impl Values for Machine {
    /// The number of the watched sample.
    fn value(&self, cell: Cell) -> Option<f64> {
        self.value_of(cell, self.watched())
    }
}
