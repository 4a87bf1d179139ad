//! Beside each field, what is wrong with what stands in it.

use super::{MOST_NUMBERS, Page, What};
use crate::app::inspector::names;
use crate::app::optimizer::hyperparameter_name;
use crate::i18n::{MESSAGE, NORM, OPTIMIZER, PAGE, PROBLEM, TRAINING};
use crate::nn::Hyperparameter;
use crate::step::Cell;

/// Fields that have a place for a message beside them.
const FIELDS: &[&str] = &[
    "dataset",
    "samples",
    "noise",
    "train_fraction",
    "initializer",
    "train_biases",
    "loss",
    "optimizer",
    "momentum",
    "nesterov",
    "dampening",
    "beta1",
    "beta2",
    "alpha",
    "epsilon",
    "weight_decay",
    "schedule",
    "schedule_length",
    "schedule_factor",
    "l1",
    "l2",
    "clip_value",
    "clip_norm",
    "learning_rate",
    "learning_rate_slider",
    "batch_size",
    "shuffle",
    "seed",
    "mistake",
    "check_step",
    "sweep_varied",
    "sweep_iterations",
    "landscape_reach",
    "landscape_seed",
    "timeline",
    "go_to_iteration",
    "value",
];

impl Page<'_> {
    /// Says beside each field what is wrong with what stands in it.
    pub(super) fn rejected(&mut self) {
        let model = self.model;
        let mut fields: Vec<String> = FIELDS.iter().map(|field| (*field).to_owned()).collect();
        for l in 0..model.lab.settings().shape.layers.len() {
            fields.push(format!("units:{l}"));
            fields.push(format!("activation:{l}"));
            fields.push(format!("dropout:{l}"));
            fields.push(format!("batch_norm:{l}"));
        }
        for field in fields {
            let rejected = model.rejected(&field);
            let text = rejected.map_or_else(String::new, |rejected| {
                let label = self.label(&field);
                self.fill(
                    PROBLEM.at,
                    &[
                        ("field", &label),
                        ("problem", &rejected.invalid.problem.message(model.language)),
                    ],
                )
            });
            self.set(&format!("error-{field}"), What::Text, text);
            let invalid = if rejected.is_some() { "true" } else { "" };
            self.set(&field, What::Attribute("aria-invalid"), invalid);
        }
        self.rejected_sample();
    }

    /// The watched sample's fields share one message: the first.
    fn rejected_sample(&mut self) {
        let model = self.model;
        let machine = model.lab.machine();
        let sample = machine.batch().get(machine.watched()).copied().unwrap_or(0);
        let shape = &machine.settings().shape;
        let inputs = (0..shape.inputs.min(MOST_NUMBERS))
            .map(|i| (format!("input:{sample}:{i}"), names(model).input(i)));
        let targets = (0..shape.outputs().min(MOST_NUMBERS))
            .map(|i| (format!("target:{sample}:{i}"), names(model).cell(Cell::Target(i))));
        let mut message = String::new();
        for (field, label) in inputs.chain(targets) {
            let rejected = model.rejected(&field);
            if let Some(rejected) = rejected.filter(|_| message.is_empty()) {
                let problem = rejected.invalid.problem.message(model.language);
                let values = [("field", &*label), ("problem", &problem)];
                message = self.fill(PROBLEM.at, &values);
            }
            let invalid = if rejected.is_some() { "true" } else { "" };
            self.set(&field, What::Attribute("aria-invalid"), invalid);
        }
        self.set("error-sample", What::Text, message);
    }

    /// A field's own words, so that a message names it as the page does.
    fn label(&self, field: &str) -> String {
        let text = match field.split(':').next().unwrap_or_default() {
            "samples" => PAGE.samples,
            "noise" => PAGE.noise,
            "train_fraction" => PAGE.train_fraction,
            "timeline" | "go_to_iteration" => PAGE.go_to_iteration,
            "sweep_varied" => PAGE.sweep_varied,
            "sweep_iterations" => PAGE.export_iterations,
            "landscape_reach" => PAGE.landscape_reach,
            "mistake" => PAGE.mistake,
            "check_step" => PAGE.check_step,
            "schedule" => TRAINING.schedule,
            "schedule_length" => OPTIMIZER.schedule_length,
            "learning_rate" | "learning_rate_slider" => PAGE.learning_rate,
            "batch_size" => PAGE.batch_size,
            "seed" | "landscape_seed" => PAGE.seed,
            "loss" => PAGE.loss,
            "initializer" => PAGE.initializer,
            "dataset" => PAGE.dataset,
            "units" => MESSAGE.units,
            "activation" => MESSAGE.activation,
            "dropout" => NORM.dropout,
            "batch_norm" => NORM.batch_norm,
            name => Hyperparameter::from_name(name).map_or(MESSAGE.value, hyperparameter_name),
        };
        self.text(text).to_owned()
    }
}
