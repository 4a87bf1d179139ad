//! PyTorch's optimizers and schedulers, with their own arguments.

use super::common::Setting;
use super::numbers::{flag, number};
use super::plan::{Plan, Stretch};
use super::update::is_of_optimizer;
use crate::nn::{Hyperparameter, Optimizer, OptimizerKind, Schedule, ScheduleKind};

/// The statements that build the optimizer with which a stretch begins.
pub(super) fn built(plan: &Plan, stretch: &Stretch) -> String {
    use Hyperparameter as H;
    let optimizer = &stretch.settings.optimizer;
    let get = |one| plan.shown(one, stretch);
    let mut arguments = vec![format!("lr={}", number(optimizer.learning_rate()))];
    let mut add = |name: &str, text: String| arguments.push(format!("{name}={text}"));
    let dampening = get(H::Dampening).filter(|value| *value != 0.0);
    if let Some(momentum) = get(H::Momentum).filter(|value| *value != 0.0) {
        add("momentum", number(momentum));
    }
    if let Some(dampening) = dampening {
        add("dampening", number(dampening));
    }
    if let (Some(beta1), Some(beta2)) = (get(H::Beta1), get(H::Beta2)) {
        add("betas", format!("({}, {})", number(beta1), number(beta2)));
    }
    if let Some(alpha) = get(H::Alpha) {
        add("alpha", number(alpha));
    }
    if let Some(epsilon) = get(H::Epsilon) {
        add("eps", number(epsilon));
    }
    let decay = optimizer.weight_decay();
    if decay != optimizer.kind().with_defaults().weight_decay() {
        add("weight_decay", number(decay));
    }
    let is_refused = stretch.nesterov() && dampening.is_some();
    if stretch.nesterov() && !is_refused {
        add("nesterov", flag(true));
    }
    let mut text = constructor(optimizer, &arguments.join(", "));
    if is_refused {
        text.push_str("\n# Set afterwards, because the constructor refuses it with dampening.\n");
        text.push_str(&group("nesterov", &flag(true)));
    }
    text
}

fn constructor(optimizer: &Optimizer, arguments: &str) -> String {
    let name = match optimizer.kind() {
        OptimizerKind::Sgd => "SGD",
        OptimizerKind::Adagrad => "Adagrad",
        OptimizerKind::RmsProp => "RMSprop",
        OptimizerKind::Adam => "Adam",
        OptimizerKind::AdamW => "AdamW",
    };
    let line = format!("optimizer = torch.optim.{name}(model.parameters(), {arguments})");
    if line.len() <= 96 {
        return line;
    }
    format!("optimizer = torch.optim.{name}(\n    model.parameters(), {arguments}\n)")
}

/// Whether a setting is an argument of an optimizer. A schedule without a scheduler sets the
/// learning rate by itself.
pub(super) fn is_argument(plan: &Plan, setting: Setting) -> bool {
    match setting {
        Setting::LearningRate(_) => !plan.is_scheduled() || has_scheduler(plan),
        Setting::Number(one, _) => is_of_optimizer(one),
        Setting::Nesterov(_) | Setting::Betas(..) => true,
        _ => false,
    }
}

/// The statement that changes a setting of an optimizer that is there already.
pub(super) fn statement(plan: &Plan, setting: Setting) -> Option<String> {
    use Hyperparameter as H;
    if !is_argument(plan, setting) {
        return None;
    }
    Some(match setting {
        Setting::LearningRate(x) => group("lr", &number(x)),
        Setting::Nesterov(on) => group("nesterov", &flag(on)),
        Setting::Betas(one, two) => group("betas", &format!("({one:?}, {two:?})")),
        Setting::Number(H::Epsilon, x) => group("eps", &number(x)),
        Setting::Number(one, x) => group(one.name(), &number(x)),
        _ => return None,
    })
}

fn group(name: &str, value: &str) -> String {
    format!("optimizer.param_groups[0][\"{name}\"] = {value}")
}

/// Whether one of PyTorch's schedulers gives the rates of the run: none is changed on the way, and
/// the run ends before the scheduler does something else than the page.
pub(super) fn has_scheduler(plan: &Plan) -> bool {
    let is_one = !plan.varies(|settings| settings.schedule)
        && !plan.varies(|settings| settings.optimizer.learning_rate())
        && !plan.restarts();
    let Schedule { kind, length, factor } = plan.settings().schedule;
    let is_within = plan.recording.losses().len() as u64 <= length;
    is_one
        && match kind {
            ScheduleKind::Constant => false,
            ScheduleKind::Step | ScheduleKind::Exponential => true,
            // It rises again after its end.
            ScheduleKind::Cosine => is_within,
            ScheduleKind::WarmUp => factor > 0.0,
            // It refuses to go on after its end, and divides by 0 where it begins at the peak.
            ScheduleKind::OneCycle => is_within && factor * length as f64 != 1.0,
        }
}

/// The scheduler, as it stands after the module's name.
pub(super) fn scheduler(plan: &Plan) -> String {
    let Schedule { kind, length, factor } = plan.settings().schedule;
    let (n, gamma) = (length, number(factor));
    let rate = plan.settings().optimizer.learning_rate();
    match kind {
        ScheduleKind::Constant => String::new(),
        ScheduleKind::Step => format!("StepLR(optimizer, step_size={n}, gamma={gamma})"),
        ScheduleKind::Exponential => format!("ExponentialLR(optimizer, gamma={gamma})"),
        ScheduleKind::Cosine => {
            let end = number(factor * rate);
            format!("CosineAnnealingLR(optimizer, T_max={n}, eta_min={end})")
        }
        ScheduleKind::WarmUp => format!(
            "LinearLR(\n    optimizer, start_factor={gamma}, end_factor=1.0, total_iters={n}\n)"
        ),
        ScheduleKind::OneCycle => format!(
            "OneCycleLR(\n    optimizer, max_lr={}, total_steps={n}, pct_start={gamma}, \
             cycle_momentum=False\n)",
            number(rate)
        ),
    }
}
