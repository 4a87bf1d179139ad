//! The gradient check: whether the backward pass computes the slope of the loss.
//!
//! The analytic gradient is what the operations wrote; the numeric one is a difference of two
//! losses, for which nothing but the forward pass is run. Nothing in the run is changed by it.

use serde_json::{Value, json};

use super::{Lab, param_path};
use crate::math;
use crate::nn::{Param, Term};
use crate::step::{Cell, Machine, Probe, Reading};

/// Which gradient is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The mean over the batch, which the optimizer uses.
    #[default]
    Batch,
    /// The gradient that the watched sample gives alone.
    Sample,
}

/// The step h of the differences where none is chosen: for numbers near 1, about where the errors
/// of truncation and of rounding are equally small (the cube root of f64's precision).
pub const CHECK_STEP: f64 = 1e-5;

/// The gradients of one iteration, ready to be checked one by one.
///
/// ```
/// use backstep::lab::{CHECK_STEP, GradientCheck, Lab, Scope, Verdict};
/// # let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
/// let lab = Lab::new(mazur.scenario()?)?;
/// let check = GradientCheck::new(&lab, Scope::Batch).ok_or("nothing to check")?;
/// for param in check.params() {
///     let checked = check.check(param, CHECK_STEP);
///     assert_eq!(checked.verdict, Verdict::Agrees);
///     assert!(checked.relative_error() < 1e-6);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct GradientCheck {
    /// The iteration with its whole backward pass done.
    machine: Machine,
    scope: Scope,
    probe: Probe,
    here: f64,
    /// What penalties add to the loss of the batch, with the parameters as they are.
    penalty: f64,
}

/// What the check of one parameter found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Checked {
    /// The parameter.
    pub param: Param,
    /// Its value w.
    pub value: f64,
    /// The step h.
    pub step: f64,
    /// The gradient as the operations computed it.
    pub analytic: f64,
    /// (L(w+h) - L(w-h)) / 2h
    pub numeric: f64,
    /// L(w-h) and L(w+h)
    pub losses: [f64; 2],
    /// The slopes on either side, (L(w) - L(w-h)) / h and (L(w+h) - L(w)) / h.
    pub sides: [f64; 2],
    /// How far `numeric` may be off by truncation and rounding together, as far as can be told.
    pub uncertainty: f64,
    /// What follows.
    pub verdict: Verdict,
}

/// What follows from a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The two are the same, as closely as a difference can tell.
    Agrees,
    /// The difference is too inexact with this step to tell.
    Unclear,
    /// Between w-h and w+h the weighted sum of a unit with `ReLU` passes 0: the loss has a kink
    /// there, and a difference across it is no slope.
    Kink,
    /// An output is so close to 0 or 1 that binary cross-entropy is held at a limit: what the
    /// backward pass computes then is, as in PyTorch, not the slope of the loss.
    Held,
    /// They differ: the backward pass does not compute the slope of the loss.
    Differs,
}

impl Verdict {
    /// The name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Unclear => "unclear",
            Self::Kink => "kink",
            Self::Held => "held",
            Self::Differs => "differs",
        }
    }
}

impl Scope {
    /// The scope of that name, `batch` or `sample`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "batch" => Some(Self::Batch),
            "sample" => Some(Self::Sample),
            _ => None,
        }
    }
}

impl GradientCheck {
    /// Prepares to check the gradients of the iteration that `lab` stands in, with the parameters
    /// that it began with; with batch normalization those of the batch in any case. `None` where there is nothing to compute a gradient from.
    pub fn new(lab: &Lab, scope: Scope) -> Option<Self> {
        let mut machine = lab.machine().clone();
        let end = machine.program().update_start();
        while machine.cursor() > end {
            machine.rewind()?;
        }
        while machine.cursor() < end {
            machine.advance()?;
        }
        // With batch normalization a sample's loss depends on the whole batch: no gradient is its
        // alone.
        let scope = if machine.settings().shape.has_norm() { Scope::Batch } else { scope };
        let samples = match scope {
            Scope::Batch => 0..machine.batch().len(),
            Scope::Sample => machine.watched()..machine.watched() + 1,
        };
        if machine.batch().get(samples.clone()).is_none_or(<[_]>::is_empty) {
            return None;
        }
        let probe = Probe::of_batch(&machine, samples);
        let penalty = match scope {
            Scope::Batch => total_penalty(&machine),
            Scope::Sample => 0.0,
        };
        let here = probe.here() + penalty;
        Some(Self { machine, scope, probe, here, penalty })
    }

    /// The loss that is differentiated, with the parameters as they are: with what penalties add,
    /// if there are any.
    pub fn loss(&self) -> f64 {
        self.here
    }

    /// Every parameter that has a gradient, layer by layer, unit by unit.
    pub fn params(&self) -> Vec<Param> {
        let settings = self.machine.settings();
        let shape = &settings.shape;
        let units = (0..shape.layers.len())
            .flat_map(|layer| (0..shape.layers[layer].units).map(move |unit| (layer, unit)));
        let is_trained =
            |param: &Param| settings.train_biases || !matches!(param, Param::Bias { .. });
        units.flat_map(|(layer, unit)| shape.params_of(layer, unit)).filter(is_trained).collect()
    }

    /// The place of `param` in [`params`](Self::params); `None` if it is not there.
    pub fn place(&self, param: Param) -> Option<usize> {
        let settings = self.machine.settings();
        let shape = &settings.shape;
        let biases = usize::from(settings.train_biases);
        let within = match param {
            _ if !shape.contains(param) => return None,
            Param::Weight { input, .. } => input,
            Param::Bias { .. } if !settings.train_biases => return None,
            Param::Bias { layer, .. } => shape.fan_in(layer),
            Param::Scale { layer, .. } => shape.fan_in(layer) + biases,
            Param::Shift { layer, .. } => shape.fan_in(layer) + biases + 1,
        };
        let norm = |layer: usize| if shape.normalizes(layer) { 2 } else { 0 };
        let per_unit = |layer: usize| shape.fan_in(layer) + biases + norm(layer);
        let before: usize =
            (0..param.layer()).map(|layer| shape.layers[layer].units * per_unit(layer)).sum();
        Some(before + param.unit() * per_unit(param.layer()) + within)
    }

    /// Whether `param` is one of [`params`](Self::params).
    pub fn has(&self, param: Param) -> bool {
        self.analytic(param).is_some()
    }

    /// The gradient of `param` as the operations computed it.
    fn analytic(&self, param: Param) -> Option<f64> {
        let cell = match self.scope {
            Scope::Batch if self.is_penalized(param) => Cell::Term(Term::PenalizedGradient, param),
            Scope::Batch => Cell::MeanGrad(param),
            Scope::Sample => Cell::Grad(param),
        };
        self.machine.value_of(cell, self.machine.watched())
    }

    /// Whether the gradient that is checked has a penalty in it.
    fn is_penalized(&self, param: Param) -> bool {
        self.machine.program().terms(param).any(|term| term == Term::PenalizedGradient)
    }

    /// The loss that is differentiated, with `param` at another value.
    fn at(&self, param: Param, value: f64) -> Reading {
        let mut reading = self.probe.at(param, value);
        if self.scope == Scope::Batch && self.is_penalized(param) {
            let penalty = self.machine.settings().penalty;
            let others = self.penalty - penalty.of(self.probe.value(param));
            reading.loss += others + penalty.of(value);
        } else {
            reading.loss += self.penalty;
        }
        reading
    }

    /// Whether the penalty has a kink between two values of `param`: |w| has one at 0.
    fn penalty_has_kink(&self, param: Param, low: f64, high: f64) -> bool {
        let has_l1 = self.machine.settings().penalty.l1 != 0.0;
        self.scope == Scope::Batch
            && has_l1
            && self.is_penalized(param)
            && low <= 0.0
            && high >= 0.0
    }

    /// Checks one parameter with differences of step `step`.
    ///
    /// # Panics
    /// If the network has no such parameter.
    pub fn check(&self, param: Param, step: f64) -> Checked {
        let value = self.probe.value(param);
        let [low, high] = [value - step, value + step].map(|at| self.at(param, at));
        let wide = [value - 2.0 * step, value + 2.0 * step].map(|at| self.at(param, at));
        let numeric = (high.loss - low.loss) / (2.0 * step);
        // Its error falls with h², so that of twice the step tells three times how much it is.
        let twice = (wide[1].loss - wide[0].loss) / (4.0 * step);
        let truncation = (twice - numeric).abs() / 3.0;
        let uncertainty = 2.0 * truncation + Self::rounding([low.loss, high.loss], value, step);
        let analytic = self.analytic(param).unwrap_or(f64::NAN);
        let checked = Checked {
            param,
            value,
            step,
            analytic,
            numeric,
            losses: [low.loss, high.loss],
            sides: [(self.here - low.loss) / step, (high.loss - self.here) / step],
            uncertainty,
            verdict: Verdict::Agrees,
        };
        let has_kink =
            low.sides != high.sides || self.penalty_has_kink(param, value - step, value + step);
        Checked { verdict: checked.verdict(has_kink, self.probe.is_held()), ..checked }
    }

    /// What rounding makes of a difference: each loss is known to some units in its last place,
    /// and w ± h is rounded too.
    fn rounding(losses: [f64; 2], value: f64, step: f64) -> f64 {
        // Sums of many terms lose more; this is several times what is seen.
        const UNITS: f64 = 16.0;
        let scale = losses[0].abs().max(losses[1].abs());
        let slope = ((losses[1] - losses[0]) / (2.0 * step)).abs();
        let of_losses = UNITS * f64::EPSILON * scale / (2.0 * step);
        of_losses + 2.0 * f64::EPSILON * value.abs() / step * slope
    }

    /// The relative error of a parameter's gradient for steps from 1 down to 1e-13, four to a
    /// power of ten: it falls while truncation rules, with h², and rises again, with 1/h, once
    /// rounding does.
    pub fn sweep(&self, param: Param) -> Vec<(f64, f64)> {
        let value = self.probe.value(param);
        let analytic = self.analytic(param).unwrap_or(f64::NAN);
        (0..=52)
            .map(|quarter| {
                let step = math::exp10(f64::from(-quarter) / 4.0);
                let [low, high] = [value - step, value + step].map(|at| self.at(param, at).loss);
                (step, relative_error(analytic, (high - low) / (2.0 * step)))
            })
            .collect()
    }
}

/// λ₁ Σ |w| + λ₂/2 Σ w² over all weights.
fn total_penalty(machine: &Machine) -> f64 {
    let penalty = machine.settings().penalty;
    let weights = machine.parameters().layers.iter().flat_map(|layer| &layer.weight);
    if penalty.is_none() { 0.0 } else { weights.map(|weight| penalty.of(*weight)).sum() }
}

impl Checked {
    /// |analytic - numeric| over the larger of the two magnitudes; 0 where both are 0.
    pub fn relative_error(&self) -> f64 {
        relative_error(self.analytic, self.numeric)
    }

    /// The check as JSON; see `docs/scenario.md`.
    pub fn to_value(&self) -> Value {
        json!({
            "parameter": param_path(self.param),
            "value": self.value,
            "analytic": self.analytic,
            "numeric": self.numeric,
            "losses": self.losses,
            "relative_error": self.relative_error(),
            "verdict": self.verdict.name(),
        })
    }

    fn verdict(&self, has_kink: bool, is_held: bool) -> Verdict {
        let size = self.analytic.abs().max(self.numeric.abs());
        let difference = (self.analytic - self.numeric).abs();
        let is_within = difference <= 1e-6 * size + self.uncertainty;
        if is_within && (self.uncertainty <= 0.01 * size || difference == 0.0) {
            Verdict::Agrees
        } else if has_kink {
            Verdict::Kink
        } else if is_held {
            Verdict::Held
        } else if is_within || !self.numeric.is_finite() {
            Verdict::Unclear
        } else {
            Verdict::Differs
        }
    }
}

/// |a - b| over the larger of the two magnitudes; 0 where both are 0.
fn relative_error(a: f64, b: f64) -> f64 {
    let size = a.abs().max(b.abs());
    // Not size == 0: that is 0 of two NaNs as well.
    if a == 0.0 && b == 0.0 { 0.0 } else { (a - b).abs() / size }
}
