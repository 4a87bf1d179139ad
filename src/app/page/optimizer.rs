//! The optimizer, its schedule, penalties and clipping.

use super::{Page, What};
use crate::app::optimizer::{optimizer_name, schedule_name};
use crate::i18n::{OPTIMIZER, Text};
use crate::nn::{Hyperparameter, Optimizer, Schedule, ScheduleKind};
use crate::scene::Size;
use crate::step::Settings;
use crate::views::{ScheduleCurve, number};

/// The fields of the optimizer's own settings.
const OWN: [Hyperparameter; 7] = [
    Hyperparameter::Momentum,
    Hyperparameter::Dampening,
    Hyperparameter::Beta1,
    Hyperparameter::Beta2,
    Hyperparameter::Alpha,
    Hyperparameter::Epsilon,
    Hyperparameter::WeightDecay,
];

/// Size of the schedule's picture.
const PICTURE: Size = Size { width: 248.0, height: 104.0 };

impl Page<'_> {
    pub(super) fn optimizer(&mut self, settings: &Settings) {
        let optimizer = settings.optimizer;
        self.field("optimizer", optimizer.kind().name().to_owned());
        for one in OWN {
            let value = optimizer.get(one);
            self.attribute_if(&format!("field-{}", one.name()), "hidden", value.is_none());
            self.field(one.name(), number::typed(value.unwrap_or(0.0)));
        }
        let is_sgd = matches!(optimizer, Optimizer::Sgd(_));
        self.attribute_if("field-nesterov", "hidden", !is_sgd);
        // What only counts with momentum.
        let rests = optimizer.momentum() == 0.0;
        self.attribute_if("field-dampening", "hidden", !is_sgd || rests);
        self.flag("nesterov", What::Checked, optimizer.nesterov());
        self.default_rate(settings);
        self.schedule(settings);
        for one in [
            Hyperparameter::L1,
            Hyperparameter::L2,
            Hyperparameter::ClipValue,
            Hyperparameter::ClipNorm,
        ] {
            self.field(one.name(), number::typed(settings.get(one).unwrap_or(0.0)));
        }
        self.set("more-training-now", What::Text, self.more_training(settings));
    }

    /// What the optimizer's usual learning rate is, where the one in use is far from it: another
    /// optimizer keeps the learning rate of the one before.
    fn default_rate(&mut self, settings: &Settings) {
        let kind = settings.optimizer.kind();
        let (usual, rate) =
            (kind.with_defaults().learning_rate(), settings.optimizer.learning_rate());
        let is_far = !matches!(settings.optimizer, Optimizer::Sgd(_)) && rate > 20.0 * usual;
        let optimizer = self.text(optimizer_name(kind));
        let values = [("optimizer", optimizer), ("rate", &*number::full(usual))];
        let text = if is_far { self.fill(OPTIMIZER.default_rate, &values) } else { String::new() };
        self.set("default-rate", What::Text, text);
    }

    fn schedule(&mut self, settings: &Settings) {
        let Schedule { kind, length, factor } = settings.schedule;
        self.field("schedule", kind.name().to_owned());
        self.attribute_if("field-schedule_length", "hidden", !kind.has_length());
        self.attribute_if("field-schedule_factor", "hidden", !kind.has_factor());
        self.field("schedule_length", length.to_string());
        self.field("schedule_factor", number::typed(factor));
        let (of_length, of_factor) = schedule_labels(kind);
        self.set("label-schedule_length", What::Text, self.text(of_length));
        self.set("label-schedule_factor", What::Text, self.text(of_factor));
        self.attribute_if("schedule-picture", "hidden", settings.schedule.is_constant());
        if settings.schedule.is_constant() {
            return;
        }
        let curve = ScheduleCurve {
            schedule: settings.schedule,
            base: settings.optimizer.learning_rate(),
            now: self.model.lab.machine().iteration(),
            palette: self.model.palette(),
        };
        let (last, rate) = (curve.iterations(), |t: u64| number::short(curve.rate(t)));
        let values = [
            ("count", &*number::count(last)),
            ("first", &rate(0)),
            ("highest", &number::short(curve.highest())),
            ("last", &rate(last)),
            ("now", &number::count(curve.now + 1)),
            ("rate", &rate(curve.now)),
        ];
        let spoken = self.fill(OPTIMIZER.schedule_picture, &values);
        self.set("schedule-picture", What::Html, curve.scene(PICTURE).to_svg(&spoken));
    }

    /// What of schedule, penalties and clipping is in force, for when they are folded away.
    fn more_training(&self, settings: &Settings) -> String {
        let mut all = Vec::new();
        if !settings.schedule.is_constant() {
            all.push(self.text(schedule_name(settings.schedule.kind)).to_owned());
        }
        for (one, name) in [
            (Hyperparameter::L1, "L1"),
            (Hyperparameter::L2, "L2"),
            (Hyperparameter::ClipValue, "|g|"),
            (Hyperparameter::ClipNorm, "‖g‖"),
        ] {
            if let Some(value) = settings.get(one).filter(|value| *value != 0.0) {
                all.push(format!("{name} {}", number::full(value)));
            }
        }
        all.join(", ")
    }
}

/// What a schedule's two settings are called.
fn schedule_labels(kind: ScheduleKind) -> (Text, Text) {
    match kind {
        ScheduleKind::Step => (OPTIMIZER.schedule_length_step, OPTIMIZER.schedule_factor_step),
        ScheduleKind::Exponential => (OPTIMIZER.schedule_length, OPTIMIZER.schedule_factor_step),
        ScheduleKind::WarmUp => (OPTIMIZER.schedule_length_other, OPTIMIZER.schedule_factor_start),
        ScheduleKind::OneCycle => (OPTIMIZER.schedule_length_other, OPTIMIZER.schedule_factor_rise),
        ScheduleKind::Constant | ScheduleKind::Cosine => {
            (OPTIMIZER.schedule_length_other, OPTIMIZER.schedule_factor_end)
        }
    }
}
