//! Optimizers, schedules, penalties and clipping in documents.

use serde_json::{Map, Value, json};

use super::invalid::Invalid;
use super::read::Node;
use super::{Scenario, limits};
use crate::nn::{
    Clip, Hyperparameter, Optimizer, OptimizerKind, Penalty, Schedule, ScheduleKind, Sgd,
};

type Result<T> = std::result::Result<T, Invalid>;

/// Reads an optimizer: settings that are not there have PyTorch's defaults.
pub(super) fn read(node: &Node) -> Result<Optimizer> {
    let kind = node.field("kind")?.choice(&OptimizerKind::ALL, OptimizerKind::name)?;
    let mut optimizer = kind.with_defaults();
    let has = |one: &Hyperparameter| optimizer.get(*one).is_some();
    let settings: Vec<_> = Hyperparameter::ALL.into_iter().filter(has).collect();
    let mut allowed = vec!["kind", "learning_rate"];
    allowed.extend(settings.iter().map(|one| one.name()));
    if let Optimizer::Sgd(sgd) = &mut optimizer {
        allowed.push("nesterov");
        if let Some(node) = node.optional("nesterov")? {
            sgd.nesterov = node.flag()?;
        }
    }
    node.only(&allowed)?;
    let rate = node.field("learning_rate")?.number(0.0..=limits::LEARNING_RATE)?;
    optimizer.set_learning_rate(rate);
    for one in settings {
        if let Some(node) = node.optional(one.name())? {
            optimizer.set(one, node.number(one.range())?);
        }
    }
    Ok(optimizer)
}

pub(super) fn read_schedule(node: Option<Node>) -> Result<Schedule> {
    let Some(node) = node else { return Ok(Schedule::default()) };
    node.only(&["kind", "length", "factor"])?;
    let kind = node.field("kind")?.choice(&ScheduleKind::ALL, ScheduleKind::name)?;
    let mut schedule = Schedule::of(kind);
    if schedule.is_constant() {
        return Ok(schedule);
    }
    if let Some(length) = node.optional("length")? {
        schedule.length = read_length(&length)?;
    }
    if let Some(factor) = node.optional("factor")? {
        schedule.factor = factor.number(Hyperparameter::ScheduleFactor.range())?;
    }
    Ok(schedule)
}

/// Reads how many iterations a schedule takes.
pub(super) fn read_length(node: &Node) -> Result<u64> {
    node.integer(1..=limits::ITERATION)
}

pub(super) fn read_penalty(node: Option<Node>) -> Result<Penalty> {
    let Some(node) = node else { return Ok(Penalty::default()) };
    node.only(&["l1", "l2"])?;
    let number = |one: Hyperparameter| {
        node.optional(one.name())?.map_or(Ok(0.0), |node| node.number(one.range()))
    };
    Ok(Penalty { l1: number(Hyperparameter::L1)?, l2: number(Hyperparameter::L2)? })
}

pub(super) fn read_clip(node: Option<Node>) -> Result<Clip> {
    let Some(node) = node else { return Ok(Clip::default()) };
    node.only(&["value", "norm"])?;
    let number = |name: &str, one: Hyperparameter| {
        node.optional(name)?.map_or(Ok(0.0), |node| node.number(one.range()))
    };
    Ok(Clip {
        value: number("value", Hyperparameter::ClipValue)?,
        norm: number("norm", Hyperparameter::ClipNorm)?,
    })
}

/// Writes all of them, of those that do nothing none.
pub(super) fn write(document: &mut Value, scenario: &Scenario) {
    let Scenario { optimizer, schedule, penalty, clip, .. } = scenario;
    let mut fields = Map::new();
    fields.insert("kind".to_owned(), json!(optimizer.kind().name()));
    fields.insert("learning_rate".to_owned(), json!(optimizer.learning_rate()));
    for one in Hyperparameter::ALL {
        // Dampening is rare: documents without it stay as short as they were.
        let is_rare = matches!(one, Hyperparameter::Dampening | Hyperparameter::WeightDecay);
        let value = optimizer.get(one);
        if let Some(value) =
            value.filter(|_| !is_rare || value != optimizer.kind().with_defaults().get(one))
        {
            fields.insert(one.name().to_owned(), json!(value));
        }
    }
    if let Optimizer::Sgd(Sgd { nesterov, .. }) = optimizer {
        fields.insert("nesterov".to_owned(), json!(nesterov));
    }
    document["optimizer"] = Value::Object(fields);
    if !schedule.is_constant() {
        let Schedule { kind, length, factor } = schedule;
        document["schedule"] = json!({ "kind": kind.name(), "length": length, "factor": factor });
    }
    if !penalty.is_none() {
        document["penalty"] = json!({ "l1": penalty.l1, "l2": penalty.l2 });
    }
    if *clip != Clip::default() {
        document["clip"] = json!({ "value": clip.value, "norm": clip.norm });
    }
}
