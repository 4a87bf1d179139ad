//! From gradients to new parameters, number by number.

use super::{Machine, Moments, Param, Term};
use crate::nn::LayerShape;

/// What a parameter's way to its update starts from.
#[derive(Debug, Clone, Copy)]
struct Start {
    /// The (mean) gradient.
    mean: f64,
    /// The norm of all gradients, once it is known.
    norm: Option<f64>,
}

fn scale(layer: usize, unit: usize) -> Param {
    Param::Scale { layer, unit }
}

fn shift(layer: usize, unit: usize) -> Param {
    Param::Shift { layer, unit }
}

impl Machine {
    fn start(&self, param: Param) -> Start {
        Start { mean: self.grad.get(param), norm: Some(self.grad_norm) }
    }

    /// Does the operation of a term: those that the optimizer keeps are written, the others are
    /// computed again whenever they are read.
    pub(super) fn execute_term(&mut self, term: Term, param: Param) {
        match term {
            Term::Velocity | Term::FirstMoment => {
                *self.moments.first.get_mut(param) = self.term(term, param);
            }
            Term::SecondMoment => *self.moments.second.get_mut(param) = self.term(term, param),
            _ => {}
        }
    }

    /// A number between the gradient and the update of a parameter, from what was there when the
    /// iteration began.
    pub(in crate::step) fn term(&self, term: Term, param: Param) -> f64 {
        self.term_from(self.start(param), term, param)
    }

    fn term_from(&self, start: Start, term: Term, param: Param) -> f64 {
        let optimizer = &self.settings.optimizer;
        let updates = self.moments_before.next_update(param);
        let gradient = || self.gradient_from(start, term, param);
        match term {
            Term::PenalizedGradient
            | Term::ClippedGradient
            | Term::ScaledGradient
            | Term::DecayedGradient => self.processed(start, gradient(), term, param),
            Term::Velocity | Term::FirstMoment => {
                optimizer.first(self.moments_before.first.get(param), gradient(), updates)
            }
            Term::SecondMoment => {
                optimizer.second(self.moments_before.second.get(param), gradient())
            }
            Term::UnbiasedFirst => {
                self.term_from(start, Term::FirstMoment, param) / optimizer.corrections(updates)[0]
            }
            Term::UnbiasedSecond => {
                self.term_from(start, Term::SecondMoment, param) / optimizer.corrections(updates)[1]
            }
            Term::DecayedParam => {
                optimizer.decayed_param(self.parameters_before.get(param), self.learning_rate())
            }
        }
    }

    /// What one step makes of a gradient.
    fn processed(&self, start: Start, grad: f64, term: Term, param: Param) -> f64 {
        let before = self.parameters_before.get(param);
        match term {
            Term::PenalizedGradient => self.settings.penalty.gradient(grad, before),
            Term::ClippedGradient => self.settings.clip.by_value(grad),
            Term::ScaledGradient => {
                start.norm.map_or(grad, |norm| grad * self.settings.clip.factor(norm))
            }
            Term::DecayedGradient => self.settings.optimizer.decayed_gradient(grad, before),
            _ => grad,
        }
    }

    /// The gradient of a parameter as it comes to `term`.
    fn gradient_from(&self, start: Start, term: Term, param: Param) -> f64 {
        let before = self.program.terms(param).take_while(|one| *one < term && one.is_gradient());
        before.fold(start.mean, |grad, one| self.processed(start, grad, one, param))
    }

    /// Σ g² of the gradients of a layer that are trained.
    pub(super) fn squared_norm(&self, layer: usize) -> f64 {
        let LayerShape { units, .. } = self.settings.shape.layers[layer];
        let of = |param: Param| self.gradient_from(self.start(param), Term::ScaledGradient, param);
        let fan_in = self.settings.shape.fan_in(layer);
        let weights: Vec<_> = (0..units * fan_in)
            .map(|i| of(Param::Weight { layer, unit: i / fan_in, input: i % fan_in }))
            .collect();
        let mut sum = backstep_lanes::update::sum_of_squares(&weights);
        if self.settings.train_biases {
            let biases: Vec<_> = (0..units).map(|unit| of(Param::Bias { layer, unit })).collect();
            sum += backstep_lanes::update::sum_of_squares(&biases);
        }
        if self.settings.shape.normalizes(layer) {
            for param in [scale as fn(usize, usize) -> Param, shift] {
                let row: Vec<_> = (0..units).map(|unit| of(param(layer, unit))).collect();
                sum += backstep_lanes::update::sum_of_squares(&row);
            }
        }
        sum
    }

    /// A parameter as the update is going to make it, once its gradient is known.
    pub(in crate::step) fn new_param(&self, param: Param) -> f64 {
        self.new_param_from(self.start(param), param)
    }

    /// A parameter as the update is going to make it, from a layer whose δ are known. Gradients
    /// are not scaled by their norm, which is not known yet.
    pub(in crate::step) fn new_param_at_once(&self, param: Param) -> f64 {
        let mean = self.gradient_of_batch(param);
        self.new_param_from(Start { mean, norm: None }, param)
    }

    fn new_param_from(&self, start: Start, param: Param) -> f64 {
        let optimizer = &self.settings.optimizer;
        let term = |term| self.term_from(start, term, param);
        let last = |kept: &[Term]| self.program.terms(param).filter(|t| kept.contains(t)).last();
        let [first, second] = [
            [Term::Velocity, Term::FirstMoment, Term::UnbiasedFirst].as_slice(),
            &[Term::SecondMoment, Term::UnbiasedSecond],
        ]
        .map(|kept| last(kept).map_or(0.0, term));
        // Past every term that is a gradient.
        let grad = self.gradient_from(start, Term::Velocity, param);
        let before = term(Term::DecayedParam);
        optimizer.updated(before, self.learning_rate(), grad, first, second)
    }

    /// Copies what the optimizer keeps, as it is when an iteration begins.
    pub(super) fn keep_moments(&mut self) {
        let Self { moments, moments_before, program, .. } = self;
        moments_before.set_counts(moments.counts());
        let Moments { first, second, .. } = moments_before;
        if program.keeps_first() {
            first.clone_from(&moments.first);
        }
        if program.keeps_second() {
            second.clone_from(&moments.second);
        }
    }
}
