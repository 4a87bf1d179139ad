//! What is wrong with a run, each with the numbers that it is concluded from.

use super::{Course, Health, LayerHealth, Leap};
use crate::lab::{Divergence, Lab};

/// Gradients vanish if those of a layer are this many times smaller than those of the last one.
pub const VANISHING: f64 = 100.0;
/// Gradients explode if those of a layer are this many times as large as those of the last one, or
/// the largest ones this many times as large as in the first iteration.
pub const EXPLODING: f64 = 100.0;
/// An update is too large if it is larger than this times its weight, and than this times the
/// root mean square of its layer's weights.
pub const OVERSHOOT: f64 = 1.0;
/// Updates that have to be too large before it is said: one can happen while a weight passes 0.
pub const LEAST_OVERSHOOTS: usize = 2;
/// An update raises the loss, or lowers it, if it changes that of its own batch by more than this
/// share of it.
pub const SWING: f64 = 0.1;
/// The loss oscillates if it was raised in this share of the iterations looked at or more, lowered
/// in that share or more, and did not become smaller by [`SWING`] all the same, from the first half
/// of them to the second.
pub const OFTEN: f64 = 0.25;
/// Iterations that have to be looked at before anything is said of the loss or of updates.
pub const LEAST_ITERATIONS: usize = 8;
/// The share of a layer's units that have to be saturated before it is said.
pub const SATURATED_UNITS: f64 = 0.75;
/// Once the loss has fallen below this share of its first value, small gradients and saturated
/// units are no trouble: they belong to what has been learnt.
pub const LEARNT: f64 = 0.1;

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// A number that is not finite has come up.
    Diverged(Divergence),
    /// Gradients become smaller on their way back.
    Vanishing(Spread),
    /// Gradients become larger on their way back.
    Exploding(Spread),
    /// Gradients have become larger from iteration to iteration: by how many times since the first.
    Growing(f64),
    /// Units that put out 0 for every sample.
    Dead(Units),
    /// Units that are flat at nearly every sample.
    Saturated(Units),
    /// An update that is larger than its weight.
    Overshoot {
        /// In which iteration.
        iteration: u64,
        /// The largest one.
        leap: Leap,
        /// In how many of the iterations that were looked at there was one.
        often: usize,
        /// How many these were.
        of: usize,
    },
    /// The loss goes up and down.
    Oscillating {
        /// Iterations whose update raised the loss of its own batch.
        rises: usize,
        /// Iterations that were looked at.
        of: usize,
        /// By how much of itself the loss rose, in the middle one of them.
        by: f64,
    },
}

/// How the gradients δ of two layers compare, in the middle one of the iterations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The layer whose gradients are the smallest, or the largest.
    pub layer: usize,
    /// The last layer, with which it is compared.
    pub last: usize,
    /// How many times smaller or larger they are.
    pub factor: f64,
}

/// Units of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Units {
    /// The layer.
    pub layer: usize,
    /// Which of its units.
    pub units: Vec<usize>,
    /// How many it has.
    pub of: usize,
    /// Samples that they were judged by.
    pub samples: usize,
}

impl Finding {
    /// What is wrong with `lab` where it stands, the worst first; nothing if there is no sign of
    /// trouble. It is concluded from the last quarter of what `course` has looked at up to there,
    /// the units from the iteration that the run stands in.
    pub fn all(lab: &Lab, course: &Course) -> Vec<Self> {
        let diverged = lab.divergence().map(Self::Diverged);
        let so_far = course.so_far();
        let Some(now) = so_far.last() else { return diverged.into_iter().collect() };
        let recent = &so_far[so_far.len() - so_far.len().div_ceil(4).max(1)..];
        let is_to_learn = !has_learnt(&so_far, recent);
        let mut findings: Vec<Self> = diverged.into_iter().collect();
        findings.extend(exploding(recent));
        findings.extend(growing(&so_far, recent));
        // Where the last layer's are beyond measure, it is not the others' that are small.
        let is_steady = findings.is_empty();
        findings.extend(vanishing(recent).filter(|_| is_to_learn && is_steady));
        findings.extend(units(now, LayerHealth::dead_units).map(Self::Dead));
        findings.extend(saturated(now).filter(|_| is_to_learn));
        let few = &so_far[so_far.len().saturating_sub(recent.len().max(LEAST_ITERATIONS))..];
        if few.len() >= LEAST_ITERATIONS {
            findings.extend(overshoot(few));
            findings.extend(oscillating(few));
        }
        findings
    }
}

/// Whether the loss is a small part of what it was.
fn has_learnt(so_far: &[&Health], recent: &[&Health]) -> bool {
    let first = so_far.first().map_or(0.0, |health| health.losses[0]);
    middle(recent.iter().map(|health| health.losses[1])) < LEARNT * first
}

/// The spread of the layer whose gradients are `factor` times those of the last layer, for the
/// largest factor of any layer.
fn spread(recent: &[&Health], factor: fn(f64, f64) -> f64) -> Option<Spread> {
    let last = recent.last()?.layers.len().checked_sub(1)?;
    let of_layer = |layer: usize| Spread {
        layer,
        last,
        factor: middle(recent.iter().map(|h| factor(h.layers[layer].delta, h.layers[last].delta))),
    };
    (0..last)
        .map(of_layer)
        .filter(|spread| spread.factor.is_finite())
        .max_by(|a, b| a.factor.total_cmp(&b.factor))
}

fn vanishing(recent: &[&Health]) -> Option<Finding> {
    let spread = spread(recent, |own, last| last / own)?;
    // Where half a layer is dead, that is why: it is said of the units.
    let is_dying = recent.last()?.layers[spread.layer..]
        .iter()
        .any(|layer| 2 * layer.dead_units().len() >= layer.units.len());
    (spread.factor >= VANISHING && !is_dying).then_some(Finding::Vanishing(spread))
}

fn exploding(recent: &[&Health]) -> Option<Finding> {
    let spread = spread(recent, |own, last| own / last)?;
    (spread.factor >= EXPLODING).then_some(Finding::Exploding(spread))
}

fn growing(so_far: &[&Health], recent: &[&Health]) -> Option<Finding> {
    let largest =
        |health: &&Health| health.layers.iter().map(|layer| layer.delta).fold(0.0, f64::max);
    let factor = middle(recent.iter().map(largest)) / so_far.first().map(largest)?;
    (factor >= EXPLODING && factor.is_finite()).then_some(Finding::Growing(factor))
}

/// Units of each layer that `pick` names.
fn units(now: &Health, pick: fn(&LayerHealth) -> Vec<usize>) -> impl Iterator<Item = Units> {
    let of_layer = move |(layer, health): (usize, &LayerHealth)| Units {
        layer,
        units: pick(health),
        of: health.units.len(),
        samples: now.samples,
    };
    now.layers.iter().enumerate().map(of_layer).filter(|found| !found.units.is_empty())
}

fn saturated(now: &Health) -> impl Iterator<Item = Finding> {
    let enough = |found: &Units| found.units.len() as f64 >= SATURATED_UNITS * found.of as f64;
    units(now, LayerHealth::saturated_units).filter(enough).map(Finding::Saturated)
}

fn overshoot(recent: &[&Health]) -> Option<Finding> {
    let leaps = recent.iter().filter_map(|h| Some((h.iteration, h.leap?)));
    let large = leaps.filter(|(_, leap)| leap.ratio > OVERSHOOT && leap.ratio.is_finite());
    let often = large.clone().count();
    if often < LEAST_OVERSHOOTS {
        return None;
    }
    let (iteration, leap) = large.max_by(|a, b| a.1.ratio.total_cmp(&b.1.ratio))?;
    Some(Finding::Overshoot { iteration, leap, often, of: recent.len() })
}

fn oscillating(recent: &[&Health]) -> Option<Finding> {
    let change = |health: &&Health| {
        let [before, after] = health.losses;
        (after - before) / before.abs()
    };
    let changes: Vec<f64> = recent.iter().map(change).filter(|change| change.is_finite()).collect();
    let rises: Vec<f64> = changes.iter().copied().filter(|change| *change > SWING).collect();
    let falls = changes.iter().filter(|change| **change < -SWING).count();
    let often = OFTEN * recent.len() as f64;
    let (early, late) = recent.split_at(recent.len() / 2);
    let [early, late] = [early, late].map(|half| middle(half.iter().map(|h| h.losses[0])));
    let is_falling = late < early - SWING * early.abs();
    let oscillates = rises.len() as f64 >= often && falls as f64 >= often && !is_falling;
    oscillates.then(|| Finding::Oscillating {
        rises: rises.len(),
        of: recent.len(),
        by: middle(rises.into_iter()),
    })
}

/// The middle one of the numbers by size, of an even count the lower one; NaN of none.
fn middle(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}
