//! The equations between a parameter's gradient and its new value.

use super::{Cell, Expr, Machine, difference, one_minus, quotient};
use crate::nn::{Anneal, Clip, Hyperparameter, Optimizer, Param, Schedule, ScheduleKind, Term};

impl Machine {
    fn hyperparameter(&self, hyperparameter: Hyperparameter) -> Option<Expr> {
        self.cell(Cell::Hyperparameter(hyperparameter))
    }

    /// η from η₀ as the schedule has it.
    pub(super) fn learning_rate_form(&self) -> Option<Expr> {
        let (schedule, t) = (self.settings().schedule, self.iteration());
        let base = self.cell(Cell::BaseRate)?;
        let factor = || self.hyperparameter(Hyperparameter::ScheduleFactor);
        if schedule.power(t).is_some() {
            let done = self.cell(Cell::Iteration)?;
            let power = if schedule.kind.has_length() {
                Expr::Floor(Box::new(quotient(done, self.cell(Cell::ScheduleLength)?)))
            } else {
                done
            };
            let power = Expr::Power(Box::new(factor()?), Box::new(power));
            return Some(Expr::Product(vec![base, power]));
        }
        let anneal = schedule.anneal(t)?;
        let is_cycle = schedule.kind == ScheduleKind::OneCycle;
        let share = |share: f64| {
            if share == 1.0 || is_cycle { Some(Expr::Number(share)) } else { factor() }
        };
        let (from, to) = (share(anneal.from)?, share(anneal.to)?);
        let done = self.way_done(schedule, anneal)?;
        let share = if schedule.kind == ScheduleKind::WarmUp {
            Expr::Sum(vec![from.clone(), Expr::Product(vec![difference(to, from), done])])
        } else {
            let wave = Expr::Sum(vec![Expr::Number(1.0), Expr::CosPi(Box::new(done))]);
            let half = quotient(difference(from, to.clone()), Expr::Number(2.0));
            Expr::Sum(vec![to, Expr::Product(vec![half, wave])])
        };
        Some(Expr::Product(vec![base, share]))
    }

    /// How much of its way a rate has come: t / N, of one cycle what is done of its rise or of its
    /// fall. 1 at the end of the way.
    fn way_done(&self, schedule: Schedule, anneal: Anneal) -> Option<Expr> {
        let (done, length) = (self.cell(Cell::Iteration)?, self.cell(Cell::ScheduleLength)?);
        let share = if schedule.kind == ScheduleKind::OneCycle {
            // The highest rate is one iteration before γ N, the lowest at N - 1.
            let factor = self.hyperparameter(Hyperparameter::ScheduleFactor)?;
            let rise = Expr::Product(vec![factor, length.clone()]);
            if anneal.to == 1.0 {
                quotient(done, difference(rise, Expr::Number(1.0)))
            } else {
                let done = Expr::Sum(vec![done, Expr::Number(1.0)]);
                quotient(difference(done, rise.clone()), difference(length, rise))
            }
        } else {
            quotient(done, length)
        };
        let is_there = anneal.done == 1.0 && share.value() != 1.0;
        Some(if is_there { Expr::Number(1.0) } else { share })
    }

    /// Σ g² of the layer's gradients.
    pub(super) fn squared_norm_form(&self, layer: usize) -> Option<Expr> {
        let settings = self.settings();
        let units = 0..settings.shape.layers[layer].units;
        let params = units.flat_map(|unit| settings.shape.params_of(layer, unit));
        let is_trained =
            |param: &Param| settings.train_biases || !matches!(param, Param::Bias { .. });
        let square =
            |param| Some(Expr::Square(Box::new(self.gradient_to(Term::ScaledGradient, param)?)));
        Some(Expr::Sum(params.filter(is_trained).map(square).collect::<Option<_>>()?))
    }

    /// The root of all layers' squared norms.
    pub(super) fn gradient_norm_form(&self) -> Option<Expr> {
        let layers = 0..self.settings().shape.layers.len();
        let squares = layers.map(|layer| self.cell(Cell::SquaredNorm(layer)));
        Some(Expr::Root(Box::new(Expr::Sum(squares.collect::<Option<_>>()?))))
    }

    pub(super) fn term_form(&self, term: Term, param: Param) -> Option<Expr> {
        use Hyperparameter as H;
        let gradient = || self.gradient_to(term, param);
        let squared = || Some(Expr::Square(Box::new(gradient()?)));
        let of_weight = |share: H| {
            Some(Expr::Product(vec![self.hyperparameter(share)?, self.parameter_used(param)]))
        };
        let old = self.old_moment(term, param);
        let mean = |share: H, new: Expr| {
            let share = self.hyperparameter(share)?;
            let kept = Expr::Product(vec![share.clone(), old.clone()]);
            Some(Expr::Sum(vec![kept, Expr::Product(vec![one_minus(share), new])]))
        };
        match term {
            Term::PenalizedGradient => self.penalized_form(param),
            Term::ClippedGradient => {
                let limit = self.hyperparameter(H::ClipValue)?;
                Some(Expr::Clamp(Box::new(gradient()?), Box::new(limit)))
            }
            Term::ScaledGradient => {
                let norm = self.cell(Cell::GradientNorm)?;
                let factor = if self.settings().clip.factor(norm.value()) < 1.0 {
                    let below = Expr::Sum(vec![norm, Expr::Number(Clip::EPSILON)]);
                    quotient(self.hyperparameter(H::ClipNorm)?, below)
                } else {
                    Expr::Number(1.0)
                };
                Some(Expr::Product(vec![gradient()?, factor]))
            }
            Term::DecayedGradient => Some(Expr::Sum(vec![gradient()?, of_weight(H::WeightDecay)?])),
            Term::Velocity if self.moments_used().next_update(param) == 1 => gradient(),
            Term::Velocity => {
                let kept = Expr::Product(vec![self.hyperparameter(H::Momentum)?, old]);
                let dampening = self.hyperparameter(H::Dampening)?;
                let new = if dampening.value() == 0.0 {
                    gradient()?
                } else {
                    Expr::Product(vec![one_minus(dampening), gradient()?])
                };
                Some(Expr::Sum(vec![kept, new]))
            }
            Term::FirstMoment => mean(H::Beta1, gradient()?),
            Term::SecondMoment => match self.settings().optimizer {
                Optimizer::Adagrad(_) => Some(Expr::Sum(vec![old, squared()?])),
                Optimizer::RmsProp(_) => mean(H::Alpha, squared()?),
                _ => mean(H::Beta2, squared()?),
            },
            Term::UnbiasedFirst => self.unbiased_form(Term::FirstMoment, H::Beta1, param),
            Term::UnbiasedSecond => self.unbiased_form(Term::SecondMoment, H::Beta2, param),
            Term::DecayedParam => {
                let rate = self.cell(Cell::LearningRate)?;
                let lost = Expr::Product(vec![rate, self.hyperparameter(H::WeightDecay)?]);
                Some(Expr::Product(vec![self.parameter_used(param), one_minus(lost)]))
            }
        }
    }

    /// g + λ₁ sign w + λ₂ w, without a penalty that is 0.
    fn penalized_form(&self, param: Param) -> Option<Expr> {
        let mut terms = vec![self.gradient_to(Term::PenalizedGradient, param)?];
        let weight = self.parameter_used(param);
        let penalty = self.settings().penalty;
        if penalty.l1 != 0.0 {
            let sign = Expr::Sign(Box::new(weight.clone()));
            terms.push(Expr::Product(vec![self.hyperparameter(Hyperparameter::L1)?, sign]));
        }
        if penalty.l2 != 0.0 {
            terms.push(Expr::Product(vec![self.hyperparameter(Hyperparameter::L2)?, weight]));
        }
        Some(Expr::Sum(terms))
    }

    /// A moment divided by 1 - βᵗ.
    fn unbiased_form(&self, term: Term, beta: Hyperparameter, param: Param) -> Option<Expr> {
        let updates = self.moments_used().next_update(param);
        let power = Expr::Power(
            Box::new(self.hyperparameter(beta)?),
            Box::new(Expr::Number(updates as f64)),
        );
        Some(quotient(self.cell(Cell::Term(term, param))?, one_minus(power)))
    }

    /// What the optimizer kept from the iteration before.
    fn old_moment(&self, term: Term, param: Param) -> Expr {
        let moments = self.moments_used();
        let kept = if term == Term::SecondMoment { &moments.second } else { &moments.first };
        Expr::Cell { cell: Cell::Term(term, param), sample: None, value: kept.get(param) }
    }

    /// The gradient of a parameter as it comes to `term`: the batch's mean or the one sample's
    /// own, or what the terms before made of it.
    fn gradient_to(&self, term: Term, param: Param) -> Option<Expr> {
        let terms = self.program().terms(param);
        self.cell(match terms.take_while(|one| *one < term && one.is_gradient()).last() {
            Some(last) => Cell::Term(last, param),
            None if self.program().is_batched() => Cell::MeanGrad(param),
            None => Cell::Grad(param),
        })
    }

    pub(super) fn update_form(&self, param: Param) -> Option<Expr> {
        let optimizer = &self.settings().optimizer;
        let term = |term| self.cell(Cell::Term(term, param));
        let gradient = || self.gradient_to(Term::Velocity, param);
        let scaled = |above: Expr, second: Expr| {
            let epsilon = self.hyperparameter(Hyperparameter::Epsilon)?;
            Some(quotient(above, Expr::Sum(vec![Expr::Root(Box::new(second)), epsilon])))
        };
        let direction = match optimizer {
            Optimizer::Sgd(_) if !optimizer.has_velocity() => gradient()?,
            Optimizer::Sgd(sgd) if sgd.nesterov => {
                let momentum = self.hyperparameter(Hyperparameter::Momentum)?;
                let ahead = vec![momentum, term(Term::Velocity)?];
                Expr::Sum(vec![gradient()?, Expr::Product(ahead)])
            }
            Optimizer::Sgd(_) => term(Term::Velocity)?,
            Optimizer::Adagrad(_) | Optimizer::RmsProp(_) => {
                scaled(gradient()?, term(Term::SecondMoment)?)?
            }
            Optimizer::Adam(_) | Optimizer::AdamW(_) => {
                scaled(term(Term::UnbiasedFirst)?, term(Term::UnbiasedSecond)?)?
            }
        };
        let change = Expr::Product(vec![self.cell(Cell::LearningRate)?, direction]);
        let is_decayed = self.program().terms(param).any(|term| term == Term::DecayedParam);
        let before =
            if is_decayed { term(Term::DecayedParam)? } else { self.parameter_used(param) };
        Some(difference(before, change))
    }
}
