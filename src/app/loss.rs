//! What the loss chart is drawn from.

use super::Model;
use super::inspector::names;
use super::optimizer::{hyperparameter_name, optimizer_name, schedule_name};
use crate::i18n::{MESSAGE, PAGE, TRAINING, Text};
use crate::lab::{Change, Entry, Lab};
use crate::nn::{Loss, Param};
use crate::views::loss_chart::{Look, LossChart, Other};
use crate::views::number;

/// Height of the chart's text in pixels of the figure.
const TYPE_PX: f64 = 11.0;

impl Model {
    /// Draws the loss chart by handing it to `draw`. `scale` is how many of the drawing area's
    /// pixels make one of the figure's, in which strokes and text are measured.
    pub fn with_loss_chart<T>(&self, scale: f64, draw: impl FnOnce(&LossChart) -> T) -> T {
        let history = self.lab.history();
        let now = (self.lab.completed_iterations() as f64, self.losses().train);
        let ghost = self.ghost.as_ref().map(|ghost| training(&ghost.lab, ghost.lab.train_loss()));
        let kept: Vec<_> = self.runs.shown().map(|run| ending(&run.lab, run.lab.loss())).collect();
        let kept = self.runs.shown().zip(&kept).map(|(run, points)| Other {
            name: run.letter(),
            points,
            look: run.look(),
        });
        let look = Look::WITHOUT_MISTAKE;
        let ghost = ghost.iter().map(|points| Other { name: "", points, look });
        let others: Vec<Other> = ghost.chain(kept).collect();
        let by_batch: Vec<_> = history
            .buckets()
            .iter()
            .map(|bucket| (bucket.first as f64, bucket.low, bucket.high))
            .collect();
        let is_whole = history.evaluations().is_empty();
        let train = training(&self.lab, now.1);
        let mut test: Vec<_> = history
            .evaluations()
            .iter()
            .filter_map(|e| Some((e.iteration as f64, e.test?)))
            .collect();
        if test.last().is_none_or(|last| last.0 < now.0) {
            test.extend(self.losses().test.map(|loss| (now.0, loss)));
        }
        let changes: Vec<_> = self
            .changes_made()
            .iter()
            .map(|(iteration, made)| (*iteration as f64, self.joined_label(made)))
            .collect();
        draw(&LossChart {
            train: &train,
            batch: if is_whole { &[] } else { &by_batch },
            test: &test,
            others: &others,
            frame: None,
            changes: &changes,
            cursor: (now.0 < history.len() as f64).then_some(now.0),
            log_axis: self.log_axis,
            scale,
            font_px: TYPE_PX,
            palette: self.palette(),
            language: self.language,
        })
    }

    /// What was changed at each iteration after the start, ascending.
    fn changes_made(&self) -> Vec<(u64, Vec<String>)> {
        let mut changes: Vec<(u64, Vec<String>)> = Vec::new();
        for entry in self.lab.changes() {
            if entry.iteration == 0 || self.only_names(entry) {
                continue;
            }
            let label = self.change_label(entry.change);
            match changes.last_mut().filter(|last| last.0 == entry.iteration) {
                Some((_, made)) => made.push(label),
                None => changes.push((entry.iteration, vec![label])),
            }
        }
        changes
    }

    /// One label for what was changed at one iteration.
    fn joined_label(&self, made: &[String]) -> String {
        match made {
            [] => String::new(),
            [one] => one.clone(),
            // The same of several layers.
            [first, rest @ ..] if rest.iter().all(|label| label == first) => {
                format!("{first} × {}", made.len())
            }
            _ => {
                let count = number::count(made.len() as u64);
                MESSAGE.changes_joined.fill(self.language, &[("count", &count)])
            }
        }
    }

    /// Whether a change only says which mistake has been planted before.
    fn only_names(&self, entry: &Entry) -> bool {
        let Change::Mistake(Some(named)) = entry.change else { return false };
        let before = self.lab.changes().iter().take_while(|other| *other != entry);
        let planted = before.filter_map(|entry| match entry.change {
            Change::Mistake(planted) => Some(planted),
            _ => None,
        });
        let planted = planted.last().unwrap_or(self.lab.base().mistake);
        planted.is_some_and(|planted| planted.mistake == named.mistake)
    }

    /// What was changed, as short as it can be said: it stands beside a mark in the chart.
    fn change_label(&self, change: Change) -> String {
        self.change_words(change, MESSAGE.change_to)
    }

    /// What a change sets to which value, put into `template`.
    pub(super) fn change_words(&self, change: Change, template: Text) -> String {
        let to = |what: &str, value: &str| {
            template.fill(self.language, &[("what", what), ("value", value)])
        };
        let get = |text: Text| text.get(self.language);
        let flag = |what: Text, on: bool| {
            let value = if on { MESSAGE.on } else { MESSAGE.off };
            to(get(what), get(value))
        };
        match change {
            Change::LearningRate(rate) => to("η", &number::full(rate)),
            Change::Hyperparameter(one, value) => match one.letter() {
                "" | "c" | "γ" => to(get(hyperparameter_name(one)), &number::full(value)),
                letter => to(letter, &number::full(value)),
            },
            Change::Optimizer(kind) => get(optimizer_name(kind)).to_owned(),
            Change::Schedule(kind) => to(get(TRAINING.schedule), get(schedule_name(kind))),
            Change::ScheduleLength(length) => to(get(TRAINING.schedule), &number::count(length)),
            Change::Nesterov(on) => flag(PAGE.nesterov, on),
            Change::Shuffle(on) => flag(PAGE.shuffle, on),
            Change::TrainBiases(on) => flag(PAGE.train_biases, on),
            Change::Mistake(Some(_)) => get(MESSAGE.mistake_planted).to_owned(),
            Change::Mistake(None) => get(MESSAGE.mistake_removed).to_owned(),
            Change::Loss(loss) => get(loss_name(loss)).to_owned(),
            Change::BatchSize(None) => to(get(PAGE.batch_size), get(MESSAGE.batch_all)),
            Change::BatchSize(Some(size)) => to(get(PAGE.batch_size), &number::count(size as u64)),
            Change::Activation { activation, .. } => names(self).activation(activation).to_owned(),
            Change::Param { param: Param::Weight { layer, unit, input }, value } => {
                let name = format!("w{},{}[{}]", unit + 1, input + 1, layer + 1);
                to(&name, &number::compact(value))
            }
            Change::Param { param: Param::Bias { layer, unit }, value } => {
                to(&format!("b{}[{}]", unit + 1, layer + 1), &number::compact(value))
            }
            Change::Param { param: Param::Scale { layer, unit }, value } => {
                to(&format!("γ{}[{}]", unit + 1, layer + 1), &number::compact(value))
            }
            Change::Param { param: Param::Shift { layer, unit }, value } => {
                to(&format!("β{}[{}]", unit + 1, layer + 1), &number::compact(value))
            }
            Change::Dropout { layer, rate } => {
                to(&format!("Dropout p[{}]", layer + 1), &number::full(rate))
            }
            Change::Input { value, .. } => to("x", &number::compact(value)),
            Change::Target { value, .. } => to("y", &number::compact(value)),
        }
    }
}

/// The training loss over a run's iterations; where it diverged, it ends in what is no number.
pub(super) fn ending(lab: &Lab, now: f64) -> Vec<(f64, f64)> {
    let Some(divergence) = lab.divergence() else { return training(lab, now) };
    // Often within the first epoch: the losses of its batches show how.
    let buckets = lab.history().buckets().iter();
    let mut points: Vec<_> = buckets.map(|bucket| (bucket.first as f64, bucket.high)).collect();
    points.retain(|point| point.1.is_finite());
    points.push(((divergence.position.iteration + 1) as f64, f64::NAN));
    points
}

/// The training loss over a run's iterations, as far as it is on record, and `now`, which it is
/// with the parameters as they are.
fn training(lab: &Lab, now: f64) -> Vec<(f64, f64)> {
    let history = lab.history();
    let mut points: Vec<_> = if history.evaluations().is_empty() {
        // Every batch is the whole of the data: its loss is the training loss.
        history.buckets().iter().map(|bucket| (bucket.first as f64, bucket.high)).collect()
    } else {
        history.evaluations().iter().map(|e| (e.iteration as f64, e.train)).collect()
    };
    // The last point is the loss with the parameters as they are now.
    let end = lab.completed_iterations() as f64;
    if points.last().is_none_or(|last| last.0 < end) {
        points.push((end, now));
    }
    points
}

pub(super) fn loss_name(loss: Loss) -> Text {
    match loss {
        Loss::HalfSquaredError => PAGE.half_squared_error,
        Loss::MeanSquaredError => PAGE.mean_squared_error,
        Loss::BinaryCrossEntropy => PAGE.binary_cross_entropy,
        Loss::CrossEntropy => PAGE.cross_entropy,
    }
}

/// What the labels stand for that join several changes: a line for each such iteration.
pub(super) fn joined(model: &Model) -> String {
    let mut text = String::new();
    for (iteration, made) in model.changes_made().iter().filter(|(_, made)| made.len() > 1) {
        if !text.is_empty() {
            text.push('\n');
        }
        let values = [("iteration", &*number::count(*iteration)), ("changes", &made.join(" · "))];
        text.push_str(&MESSAGE.changes_at.fill(model.language, &values));
    }
    text
}

/// The loss chart in one sentence.
pub(super) fn summary(model: &Model) -> String {
    model.with_loss_chart(1.0, |chart| chart.summary())
}
