//! What a script needs for its update: the optimizers of the run, their settings, the schedule of
//! the learning rate, penalties and clipping.

use super::common::Setting;
use super::plan::{Plan, Stretch};
use super::template::{Filling, Lines};
use crate::nn::{Hyperparameter, OptimizerKind, ScheduleKind};

impl Stretch {
    /// Which optimizer it has.
    pub(super) fn kind(&self) -> OptimizerKind {
        self.settings.optimizer.kind()
    }

    /// Whether its optimizer keeps anything from one iteration to the next.
    pub(super) fn keeps_state(&self) -> bool {
        self.kind() != OptimizerKind::Sgd || self.momentum() != 0.0
    }

    fn get(&self, one: Hyperparameter) -> f64 {
        self.settings.get(one).unwrap_or(0.0)
    }

    fn schedule(&self) -> ScheduleKind {
        self.settings.schedule.kind
    }
}

impl Plan<'_> {
    /// The optimizers of the run, in the order of their appearance.
    pub(super) fn kinds(&self) -> Vec<OptimizerKind> {
        self.values(Stretch::kind)
    }

    /// What the optimizer is called where it is used: its name, or the variable that holds it.
    pub(super) fn optimizer_name(&self) -> &'static str {
        match self.kinds()[..] {
            [only] => only.name(),
            _ => "optimizer",
        }
    }

    /// Whether an optimizer of the run ever keeps anything.
    pub(super) fn has_state(&self) -> bool {
        self.any(Stretch::keeps_state)
    }

    /// Whether an optimizer is ever followed by another, or begins anew.
    pub(super) fn restarts(&self) -> bool {
        self.kinds().len() > 1 || self.any(|stretch| stretch.restarts)
    }

    /// Whether some stretch has another value than 0 there.
    pub(super) fn has(&self, one: Hyperparameter) -> bool {
        self.any(|stretch| stretch.get(one) != 0.0)
    }

    /// Whether weight decay is ever part of that optimizer's update.
    fn decays(&self, kind: OptimizerKind) -> bool {
        let decays = |stretch: &Stretch| stretch.get(Hyperparameter::WeightDecay) != 0.0;
        self.any(|stretch| stretch.kind() == kind && decays(stretch))
    }

    /// Whether any weight decay ever is.
    pub(super) fn has_decay(&self) -> bool {
        self.has(Hyperparameter::WeightDecay)
    }

    /// Whether there is a velocity into which not all of the gradient goes.
    fn has_dampening(&self) -> bool {
        let is_dampened = |stretch: &Stretch| stretch.get(Hyperparameter::Dampening) != 0.0;
        self.any(|stretch| stretch.momentum() != 0.0 && is_dampened(stretch))
    }

    /// A hyperparameter of a stretch, if the script has it at all.
    pub(super) fn shown(&self, one: Hyperparameter, stretch: &Stretch) -> Option<f64> {
        use Hyperparameter as H;
        let value = stretch.settings.get(one)?;
        let is_shown = match one {
            H::Momentum => self.has_momentum(),
            H::Dampening => self.has_dampening(),
            H::WeightDecay => self.decays(stretch.kind()),
            H::L1 | H::L2 | H::ClipValue | H::ClipNorm => self.has(one),
            H::ScheduleFactor => stretch.schedule().has_factor(),
            H::Beta1 | H::Beta2 | H::Alpha | H::Epsilon => true,
        };
        is_shown.then_some(value)
    }

    /// The values that a hyperparameter has where it counts.
    pub(super) fn shown_values(&self, one: Hyperparameter) -> Vec<f64> {
        self.values(|stretch| self.shown(one, stretch)).into_iter().flatten().collect()
    }

    /// Whether biases before batch normalization are nothing but rounding: their gradients are 0
    /// but for that, and the optimizer divides gradients by their size.
    pub(super) fn has_noise(&self) -> bool {
        let divides = |stretch: &Stretch| {
            stretch.settings.train_biases && stretch.kind() != OptimizerKind::Sgd
        };
        self.settings().shape.has_norm() && self.any(divides)
    }

    /// Whether the learning rate follows a schedule at any time.
    pub(super) fn is_scheduled(&self) -> bool {
        self.any(|stretch| !stretch.settings.schedule.is_constant())
    }

    /// The factor of the learning rate in the iteration to come, as an expression.
    pub(super) fn schedule_factor(&self) -> String {
        let name = match self.values(Stretch::schedule)[..] {
            [only] => schedule_name(only),
            _ => "schedule",
        };
        format!("{name}(len(losses))")
    }

    /// Settings of the update that a stretch has and that the script shows. Optimizers that are
    /// built hold theirs even where they do not count, and Adam's two means in one.
    pub(super) fn update_settings(&self, stretch: &Stretch, is_built: bool) -> Vec<Setting> {
        let mut all = vec![Setting::LearningRate(stretch.settings.optimizer.learning_rate())];
        let shown = |one| Some(Setting::Number(one, self.shown(one, stretch)?));
        let (own, mut others): (Vec<_>, Vec<_>) =
            Hyperparameter::ALL.into_iter().partition(|one| is_of_optimizer(*one));
        others.retain(|one| *one != Hyperparameter::ScheduleFactor);
        let betas = [Hyperparameter::Beta1, Hyperparameter::Beta2];
        if let ([Some(one), Some(two)], true) = (betas.map(|b| self.shown(b, stretch)), is_built) {
            all.push(Setting::Betas(one, two));
        }
        let own = own.into_iter().filter(|one| !(is_built && betas.contains(one)));
        all.extend(own.filter_map(shown));
        let is_sgd = stretch.kind() == OptimizerKind::Sgd;
        let nesterov = self.nesterov();
        if is_sgd && (nesterov.len() > 1 || is_built && nesterov == [true]) {
            all.push(Setting::Nesterov(stretch.nesterov()));
        }
        all.extend(others.into_iter().filter_map(shown));
        if self.values(Stretch::schedule).len() > 1 {
            all.push(Setting::Schedule(stretch.schedule()));
        }
        if stretch.schedule().has_length() {
            all.push(Setting::ScheduleLength(stretch.settings.schedule.length));
        }
        all.extend(shown(Hyperparameter::ScheduleFactor));
        all
    }

    /// Whether a setting changes that the update depends on, the learning rate aside.
    pub(super) fn update_varies(&self) -> bool {
        let varies = |one: &Hyperparameter| {
            *one != Hyperparameter::ScheduleFactor && self.shown_values(*one).len() > 1
        };
        self.restarts() || self.nesterov().len() > 1 || Hyperparameter::ALL.iter().any(varies)
    }
}

/// Whether it is a setting of some optimizer.
pub(super) fn is_of_optimizer(one: Hyperparameter) -> bool {
    OptimizerKind::ALL.iter().any(|kind| kind.with_defaults().get(one).is_some())
}

/// A schedule as its function is called in scripts.
pub(super) fn schedule_name(kind: ScheduleKind) -> &'static str {
    match kind {
        ScheduleKind::Step => "stepwise",
        other => other.name(),
    }
}

/// The words and texts that say what the update of the run consists of.
pub(super) fn fill(plan: &Plan, filling: &mut Filling) {
    use Hyperparameter as H;
    for kind in plan.kinds() {
        filling.hold(kind.name());
        if plan.decays(kind) {
            filling.hold(match kind {
                OptimizerKind::Sgd => "sgd_decays",
                OptimizerKind::Adagrad => "adagrad_decays",
                OptimizerKind::RmsProp => "rmsprop_decays",
                OptimizerKind::Adam => "adam_decays",
                OptimizerKind::AdamW => "adamw_decays",
            });
        }
    }
    let schedules = plan.values(Stretch::schedule);
    for kind in &schedules {
        filling.hold(schedule_name(*kind));
    }
    let bends = [ScheduleKind::Cosine, ScheduleKind::OneCycle];
    let bends = schedules.iter().any(|kind| bends.contains(kind));
    let nesterov = plan.nesterov();
    let (clip_value, clip_norm) = (plan.has(H::ClipValue), plan.has(H::ClipNorm));
    let penalty = plan.has(H::L1) || plan.has(H::L2);
    let is_sgd = plan.kinds() == [OptimizerKind::Sgd];
    let biases_vary = plan.varies(|settings| settings.train_biases);
    let is_plain = is_sgd
        && !(plan.has_momentum() || plan.has_decay())
        && !(penalty || clip_value || clip_norm || biases_vary);
    for (word, holds) in [
        ("plain", is_plain),
        ("state", plan.has_state()),
        ("momentum", plan.has_momentum()),
        (
            "momentum_rests",
            plan.any(|stretch| stretch.kind() == OptimizerKind::Sgd && stretch.momentum() == 0.0),
        ),
        ("dampening", plan.has_dampening()),
        ("nesterov", nesterov == [true]),
        ("nesterov_varies", nesterov.len() > 1),
        ("penalty", penalty),
        ("clip", clip_value || clip_norm),
        ("clip_value", clip_value),
        ("clip_norm", clip_norm),
        ("scheduled", plan.is_scheduled()),
        ("bends", bends),
        ("several_optimizers", plan.kinds().len() > 1),
    ] {
        filling.hold_if(holds, word);
    }
    filling.fill("state_argument", if plan.has_state() { ", state" } else { "" });
    filling.fill("optimizer_name", plan.optimizer_name());
    filling.fill("schedule_factor", plan.schedule_factor());
}

/// What an optimizer keeps of a parameter at the start: entries of a dictionary, and what they
/// are.
fn state_entries(plan: &Plan, zero: &str, zeros: &str) -> Vec<(String, &'static str)> {
    let kinds = plan.kinds();
    let has = |kind| kinds.contains(&kind);
    let adams = has(OptimizerKind::Adam) || has(OptimizerKind::AdamW);
    let squares = adams || has(OptimizerKind::Adagrad) || has(OptimizerKind::RmsProp);
    let entries = [
        (adams || plan.has_dampening(), "t", zero, "  # how often it was updated"),
        (plan.has_momentum(), "velocity", zeros, ""),
        (adams, "m", zeros, "  # first moment: the mean of gradients"),
        (squares, "v", zeros, "  # second moment: of their squares"),
    ];
    let kept = entries.into_iter().filter(|(is_kept, ..)| *is_kept);
    kept.map(|(_, name, value, what)| (format!("\"{name}\": {value}"), what)).collect()
}

/// The dictionary of what an optimizer keeps of one parameter at the start.
pub(super) fn state(plan: &Plan, zero: &str, zeros: &str) -> String {
    let entries = state_entries(plan, zero, zeros);
    if let [(only, _)] = &entries[..] {
        return format!("{{{only}}}");
    }
    let mut text = Lines::default();
    text.add("{");
    for (entry, what) in entries {
        text.add(&format!("    {entry},{what}"));
    }
    text.add("}");
    text.into_text().trim_end().to_owned()
}

/// The dictionary of what an optimizer keeps of the parameters of every layer.
pub(super) fn states(plan: &Plan, zero: &str, zeros: &str) -> String {
    const LAYERS: &str = "for l, parameter in parameters.items()";
    let state = state(plan, zero, zeros);
    if state.contains('\n') {
        format!("{{\n    l: {}\n    {LAYERS}\n}}", state.replace('\n', "\n    "))
    } else {
        format!("{{l: {state} {LAYERS}}}")
    }
}

/// The arrays that are trained, as scripts call them.
pub(super) fn trained(plan: &Plan) -> Vec<&'static str> {
    let (biases, has_norm) = (plan.trains_biases(), plan.settings().shape.has_norm());
    let arrays = [("W", true), ("b", biases), ("gamma", has_norm), ("beta", has_norm)];
    arrays.into_iter().filter(|(_, is_trained)| *is_trained).map(|(array, _)| array).collect()
}

/// The names of the trained arrays with something before them, as `grad_W, grad_b`.
pub(super) fn joined(prefix: &str, arrays: &[&str]) -> String {
    arrays.iter().map(|array| format!("{prefix}{array}")).collect::<Vec<_>>().join(", ")
}

/// The statements with which an optimizer begins that keeps what it has in dictionaries, one an
/// array.
pub(super) fn begin(plan: &Plan) -> String {
    let mut text = Lines::default();
    for arrays in trained(plan).chunks(2) {
        let beginnings: Vec<_> = arrays.iter().map(|array| format!("beginning({array})")).collect();
        text.add(&format!("{} = {}", joined("state_", arrays), beginnings.join(", ")));
    }
    text.into_text().trim_end().to_owned()
}

/// The penalties' part in the loss or in the gradient: `l1` and `l2` as far as the run has them.
pub(super) fn penalty(plan: &Plan, l1: &str, l2: &str) -> String {
    let terms = [(Hyperparameter::L1, l1), (Hyperparameter::L2, l2)];
    let there: Vec<_> =
        terms.into_iter().filter(|(one, _)| plan.has(*one)).map(|(_, text)| text).collect();
    there.join(" + ")
}
