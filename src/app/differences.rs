//! What differs between runs, worked out from their documents and said as short as it can be.

use super::Model;
use super::page::{percent, set_name};
use crate::i18n::{RUNS, Text};
use crate::lab::{Change, DataSource, Entry, Lab};
use crate::nn::{Hyperparameter, Initializer};
use crate::views::number;

/// Differences of a run that are said; the rest is counted.
const MOST: usize = 3;

impl Model {
    /// For each run what sets it apart from the others, such as "η 0.1 from iteration 200"; empty
    /// for one that nothing does.
    pub(super) fn differences(&self, labs: &[&Lab]) -> Vec<String> {
        let mut said: Vec<Vec<String>> = vec![Vec::new(); labs.len()];
        let plans: Vec<Vec<String>> = labs.iter().map(|lab| self.plan(lab)).collect();
        for fact in 0..plans.first().map_or(0, Vec::len) {
            if plans.iter().any(|plan| plan[fact] != plans[0][fact]) {
                for (said, plan) in said.iter_mut().zip(&plans) {
                    said.extend(Some(plan[fact].clone()).filter(|fact| !fact.is_empty()));
                }
            }
        }
        let logs: Vec<Vec<Entry>> = labs.iter().map(|lab| log(lab)).collect();
        let mut paths: Vec<String> = Vec::new();
        for entry in logs.iter().flatten() {
            let path = entry.change.path();
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        for path in paths {
            let of_path = |log: &Vec<Entry>| -> Vec<Entry> {
                log.iter().filter(|entry| entry.change.path() == path).copied().collect()
            };
            let lines: Vec<Vec<Entry>> = logs.iter().map(of_path).collect();
            let shared = lines.iter().map(|line| common(line, &lines[0])).min().unwrap_or(0);
            if lines.iter().all(|line| line.len() == shared) {
                continue;
            }
            for (said, line) in said.iter_mut().zip(&lines) {
                // One that goes on as it was is said by what it has been set to.
                let from = if line.len() == shared { shared.saturating_sub(1) } else { shared };
                let own = line[from..].last();
                said.extend(own.map(|entry| self.entry_words(entry, line.len() == shared)));
            }
        }
        let join = RUNS.and.get(self.language);
        said.into_iter()
            .map(|mut facts| {
                let more = facts.len().saturating_sub(MOST);
                if more > 0 {
                    facts.truncate(MOST);
                    let count = [("count", &*more.to_string())];
                    facts.push(RUNS.more_differences.fill(self.language, &count));
                }
                facts.join(join)
            })
            .collect()
    }

    /// "η 0.1 from iteration 200"
    fn entry_words(&self, entry: &Entry, is_old: bool) -> String {
        let words = self.change_words(entry.change, RUNS.set_to);
        if entry.iteration == 0 || is_old {
            return words;
        }
        let iteration = number::count(entry.iteration + 1);
        RUNS.from.fill(self.language, &[("what", &words), ("iteration", &iteration)])
    }

    /// What a run begins with and no change can set, one text for each thing.
    fn plan(&self, lab: &Lab) -> Vec<String> {
        let to = |what: Text, value: &str| {
            let what = what.get(self.language);
            RUNS.set_to.fill(self.language, &[("what", what), ("value", value)])
        };
        let base = lab.base();
        let network = &base.network;
        let mut units = vec![network.inputs.to_string()];
        units.extend(network.layers.iter().map(|layer| layer.shape.units.to_string()));
        let is_given = network.layers.iter().all(|layer| layer.weight.is_some());
        let start = if is_given { RUNS.given } else { initializer_name(network.initializer) };
        let (data, seed) = match &base.data {
            DataSource::Samples(_) => (vec![RUNS.own_samples.get(self.language).to_owned()], None),
            DataSource::Generated(generated) => (
                vec![
                    set_name(generated.set).get(self.language).to_owned(),
                    to(RUNS.samples, &number::count(generated.samples as u64)),
                    to(RUNS.noise, &percent(generated.noise)),
                    to(RUNS.train_fraction, &percent(1.0 - generated.test_fraction)),
                ],
                Some(generated.seed),
            ),
        };
        let mut plan = data;
        plan.resize(4, String::new());
        plan.push(to(RUNS.network, &units.join("–")));
        plan.push(to(RUNS.start, start.get(self.language)));
        let seeds = [Some(network.seed), Some(base.batch.seed), seed];
        let mut seeds: Vec<u64> = seeds.into_iter().flatten().collect();
        seeds.dedup();
        let seeds: Vec<String> = seeds.iter().map(u64::to_string).collect();
        plan.push(to(RUNS.seed, &seeds.join("/")));
        plan
    }
}

/// Everything that is set along a run, its first settings among it, ordered by iteration.
fn log(lab: &Lab) -> Vec<Entry> {
    let base = lab.base();
    let settings = base.settings();
    let mut first = vec![
        Change::LearningRate(base.optimizer.learning_rate()),
        Change::Optimizer(base.optimizer.kind()),
        Change::Schedule(base.schedule.kind),
        Change::ScheduleLength(base.schedule.length),
    ];
    let hyperparameters = Hyperparameter::ALL.into_iter();
    first.extend(
        hyperparameters.filter_map(|one| Some(Change::Hyperparameter(one, settings.get(one)?))),
    );
    first.extend([
        Change::Nesterov(base.optimizer.nesterov()),
        Change::Loss(base.loss),
        Change::BatchSize(base.batch.size),
        Change::Shuffle(base.batch.shuffle),
        Change::TrainBiases(base.network.train_biases),
    ]);
    first.extend(base.mistake.map(|planted| Change::Mistake(Some(planted))));
    first.extend(
        base.network
            .layers
            .iter()
            .enumerate()
            .map(|(layer, plan)| Change::Activation { layer, activation: plan.shape.activation }),
    );
    let hidden = base.network.layers.split_last().map_or(&[][..], |(_, hidden)| hidden);
    first.extend(
        hidden
            .iter()
            .enumerate()
            .map(|(layer, plan)| Change::Dropout { layer, rate: plan.shape.dropout }),
    );
    let first = first.into_iter().map(|change| Entry { iteration: 0, change });
    let mut log: Vec<Entry> = first.collect();
    for entry in lab.changes() {
        let path = entry.change.path();
        let before = log.iter().rposition(|other| other.change.path() == path);
        match before.map(|at| log[at]) {
            // Set to what it was: nothing has changed.
            Some(before) if before.change == entry.change => {}
            Some(before) if before.iteration == entry.iteration => {
                log.retain(|other| *other != before);
                log.push(*entry);
            }
            _ => log.push(*entry),
        }
    }
    log
}

/// How many entries two lists begin with alike.
fn common(one: &[Entry], other: &[Entry]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

/// What an initializer is called.
pub(super) fn initializer_name(initializer: Initializer) -> Text {
    use crate::i18n::PAGE;
    match initializer {
        Initializer::XavierUniform => PAGE.xavier_uniform,
        Initializer::XavierNormal => PAGE.xavier_normal,
        Initializer::KaimingUniform => PAGE.kaiming_uniform,
        Initializer::KaimingNormal => PAGE.kaiming_normal,
        Initializer::Uniform => PAGE.uniform,
        Initializer::Normal => PAGE.normal,
        Initializer::Zeros => PAGE.zeros,
    }
}
