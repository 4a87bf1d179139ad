//! The gradient check of the page: what is checked, and how far it has come.
//!
//! It is done in slices while the run stands still, on a copy of the iteration; whatever changes
//! the iteration begins it anew.

use super::{Command, Effect, Model};
use crate::lab::{CHECK_STEP, Checked, GradientCheck, Scope, Verdict};
use crate::nn::Param;
use crate::step::Mark;
use crate::views::network::{Audit, Tone};
use crate::views::number;

/// The steps h that the slider reaches, as powers of ten.
pub const STEP_SLIDER: std::ops::RangeInclusive<f64> = -13.0..=0.0;

/// The id of its card.
pub(super) const CARD: &str = "check-card";

/// The gradient check while it is open.
#[derive(Debug, Clone)]
pub struct Check {
    /// Which gradient is checked.
    pub scope: Scope,
    /// The step h.
    pub step: f64,
    state: Option<State>,
}

/// What has been found of one iteration.
#[derive(Debug, Clone)]
struct State {
    key: Key,
    check: GradientCheck,
    params: Vec<Param>,
    /// One a parameter, in their order, as far as it has come.
    results: Vec<Checked>,
    sweep: Option<(Param, Vec<(f64, f64)>)>,
}

/// What a check holds for, besides the run itself.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Key {
    iteration: u64,
    watched: usize,
    scope: Scope,
    step: f64,
}

impl Default for Check {
    fn default() -> Self {
        Self { scope: Scope::Batch, step: CHECK_STEP, state: None }
    }
}

impl Check {
    /// Forgets what was found: the iteration is another one.
    pub(super) fn forget(&mut self) {
        self.state = None;
    }

    /// What has been found so far, in the order of the parameters.
    pub fn results(&self) -> &[Checked] {
        self.state.as_ref().map_or(&[], |state| &state.results)
    }

    /// How many gradients there are to check, once that is known.
    pub fn count(&self) -> Option<usize> {
        self.state.as_ref().map(|state| state.params.len())
    }

    /// Whether the loss that is differentiated is a number at all.
    pub(super) fn has_loss(&self) -> bool {
        self.state.as_ref().is_none_or(|state| state.check.loss().is_finite())
    }

    /// What was found of one parameter.
    pub fn result(&self, param: Param) -> Option<&Checked> {
        let state = self.state.as_ref()?;
        state.results.get(state.check.place(param)?)
    }

    /// The relative error of the selected parameter for many steps.
    pub fn sweep(&self) -> Option<&(Param, Vec<(f64, f64)>)> {
        self.state.as_ref()?.sweep.as_ref()
    }
}

/// What the check's buttons do.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match (command, &mut model.check) {
        (Command::CheckBatch, Some(check)) => check.scope = Scope::Batch,
        (Command::CheckSample, Some(check)) => check.scope = Scope::Sample,
        (Command::Check, None) => {
            // It stands in the same place.
            model.diagnosis = None;
            model.check = Some(Check::default());
            return vec![Effect::ShowPanel { id: CARD, on: true }];
        }
        (Command::Check, Some(_)) => {
            model.check = None;
            return vec![Effect::ShowPanel { id: CARD, on: false }];
        }
        _ => {}
    }
    Vec::new()
}

/// The parameter that is selected, for a unit its bias.
pub(super) fn selected(model: &Model) -> Option<Param> {
    match model.selected? {
        Mark::Param(param) => Some(param),
        Mark::Unit { layer, unit } => Some(Param::Bias { layer, unit }),
        Mark::Input(_) | Mark::Target(_) | Mark::Loss => None,
    }
}

fn key(model: &Model, check: &Check) -> Key {
    let machine = model.lab.machine();
    let watched = if check.scope == Scope::Sample { machine.watched() } else { 0 };
    let (scope, step) = (check.scope, check.step);
    Key { iteration: machine.iteration(), watched, scope, step }
}

/// The check of the iteration that the run stands in, if it is open and has begun.
pub(super) fn current(model: &Model) -> Option<&Check> {
    let check = model.check.as_ref()?;
    let state = check.state.as_ref()?;
    (state.key == key(model, check)).then_some(check)
}

/// Whether there is something left to check.
pub(super) fn has_work(model: &Model) -> bool {
    let Some(check) = &model.check else { return false };
    let stands_still = !model.playing && model.task.is_none();
    let Some(check) = current(model).filter(|_| stands_still) else {
        // A run without samples has no check; asking again would never end.
        return stands_still && !model.lab.machine().batch().is_empty() && check.step > 0.0;
    };
    check.results().len() < check.count().unwrap_or(0) || lacks_sweep(model, check)
}

fn lacks_sweep(model: &Model, check: &Check) -> bool {
    let Some(state) = &check.state else { return false };
    let wanted = selected(model).filter(|param| state.check.has(*param));
    wanted.is_some() && wanted != state.sweep.as_ref().map(|sweep| sweep.0)
}

/// A slice of work: one parameter.
pub(super) fn work(model: &mut Model) {
    let Some(mut check) = model.check.take() else { return };
    let key = key(model, &check);
    if check.state.as_ref().is_none_or(|state| state.key != key) {
        check.state = GradientCheck::new(&model.lab, check.scope).map(|gradients| State {
            key,
            params: gradients.params(),
            results: Vec::new(),
            sweep: None,
            check: gradients,
        });
    }
    let wants_sweep = lacks_sweep(model, &check);
    if let Some(state) = &mut check.state {
        // What is looked at comes first.
        if let Some(param) = selected(model).filter(|_| wants_sweep) {
            state.sweep = Some((param, state.check.sweep(param)));
        } else if let Some(param) = state.params.get(state.results.len()) {
            state.results.push(state.check.check(*param, check.step));
        }
    }
    model.check = Some(check);
}

/// How a parameter's gradient stood the check, for the picture.
pub(super) fn audit(checked: &Checked) -> Audit {
    let tone = match checked.verdict {
        Verdict::Agrees => Tone::Good,
        Verdict::Unclear | Verdict::Kink | Verdict::Held => Tone::Open,
        Verdict::Differs => Tone::Bad,
    };
    Audit { tone, text: number::size(checked.relative_error()) }
}
