//! How far the axes go: as far as there is something to be seen.

use super::{Axis, Cut, Landscape, Stage};

/// Along the update: steps that are tried, each twice as long as the one before, as powers of 2.
const STEPS: std::ops::RangeInclusive<i32> = -6..=20;
/// Over a parameter: distances that are tried.
const DISTANCES: [f64; 4] = [1.0, 2.0, 4.0, 8.0];

/// The losses that have been found on the way.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach {
    losses: Vec<f64>,
}

impl Landscape {
    /// One more loss, or the axes once enough are known.
    pub(super) fn find_reach(&mut self, mut reach: Reach) {
        let tried = self.next_try(reach.losses.len());
        if let Some(at) = tried {
            reach.losses.push(self.loss_at(&at));
            self.stage = Stage::Reach(reach);
            return;
        }
        self.axes = self.ranges(&reach.losses);
        self.stage = Stage::Grid;
    }

    /// The point whose loss is wanted next.
    fn next_try(&self, done: usize) -> Option<Vec<f64>> {
        if self.plan.reach.is_some() {
            return None;
        }
        match self.plan.cut {
            Cut::Update => {
                let power = STEPS.clone().nth(done)?;
                Some(vec![power_of_two(power)])
            }
            Cut::Weight(_) | Cut::Weights(..) => {
                let each = 2 * DISTANCES.len();
                let origins = self.origins();
                let mut at = origins.clone();
                let distance = DISTANCES[done % each / 2];
                let sign = if done.is_multiple_of(2) { -1.0 } else { 1.0 };
                *at.get_mut(done / each)? += sign * distance;
                Some(at)
            }
            Cut::Random(_) | Cut::Path => None,
        }
    }

    /// Where the run stands on each axis.
    fn origins(&self) -> Vec<f64> {
        let value = |param| self.terrain.centre.get(param);
        match self.plan.cut {
            Cut::Update => vec![0.0],
            Cut::Weight(x) => vec![value(x)],
            Cut::Weights(x, y) => vec![value(x), value(y)],
            Cut::Random(_) | Cut::Path => vec![0.0; 2],
        }
    }

    fn ranges(&self, losses: &[f64]) -> Vec<Axis> {
        let points = self.plan.points;
        let origins = self.origins().into_iter().enumerate();
        let ranged = origins.map(|(axis, origin)| {
            let range = match (self.plan.cut, self.plan.reach) {
                (Cut::Update, asked) => {
                    let most = asked.unwrap_or_else(|| self.steps(losses));
                    (-0.1 * most, most)
                }
                (_, Some(asked)) => (origin - asked, origin + asked),
                (Cut::Path, None) => self.path_range(axis),
                (Cut::Random(_), None) => self.with_path(axis, (-1.0, 1.0)),
                (Cut::Weight(_) | Cut::Weights(..), None) => {
                    let each = 2 * DISTANCES.len();
                    let own = losses.get(axis * each..).unwrap_or_default();
                    let far = self.distance(own);
                    self.with_path(axis, (origin - far, origin + far))
                }
            };
            Axis::new(origin, range, points)
        });
        ranged.collect()
    }

    /// Along the update: to the first step that is worse than none, or, where the valley is wide,
    /// four times as far as nine tenths of the fall take. The update itself is always in sight.
    fn steps(&self, losses: &[f64]) -> f64 {
        let at = |place: usize| STEPS.clone().nth(place).map_or(1.0, power_of_two);
        let best = losses.iter().enumerate().filter(|(_, loss)| **loss < self.here);
        let best = best.min_by(|one, other| one.1.total_cmp(other.1));
        let from = best.map_or(0, |(place, _)| place);
        let is_worse = |loss: &f64| loss.is_nan() || *loss >= self.here;
        let wall = losses[from.min(losses.len())..].iter().position(is_worse);
        let fall = self.here - best.map_or(self.here, |(_, loss)| *loss);
        let is_down = |loss: &f64| self.here - loss >= 0.9 * fall;
        let slope = losses.iter().position(is_down).map_or(1.0, |place| 4.0 * at(place));
        let most = wall.map_or(slope, |wall| slope.min(at(from + wall)));
        most.max(1.25)
    }

    /// Over a parameter: the first distance at which the loss is twice as high on a side.
    fn distance(&self, losses: &[f64]) -> f64 {
        let is_high =
            |pair: &[f64]| pair.iter().any(|loss| loss.is_nan() || *loss >= 2.0 * self.here);
        let found = losses.chunks(2).zip(DISTANCES).find(|(pair, _)| is_high(pair));
        found.map_or(DISTANCES[1], |(_, distance)| distance)
    }

    /// The range, widened so that the path lies in it.
    fn with_path(&self, axis: usize, (low, high): (f64, f64)) -> (f64, f64) {
        let on_axis = self.path.iter().map(|point| point.at[axis]);
        let (mut first, mut last) = (low, high);
        for at in on_axis.filter(|at| at.is_finite()) {
            let margin = 0.08 * (high - low);
            first = first.min(at - margin);
            last = last.max(at + margin);
        }
        (first, last)
    }

    /// The range of the path itself, with room around it; for the second axis not much less than
    /// for the first.
    fn path_range(&self, axis: usize) -> (f64, f64) {
        let extent = |axis: usize| {
            let on_axis = self.path.iter().map(|point| point.at[axis]).chain([0.0]);
            let finite = on_axis.filter(|at| at.is_finite());
            finite.fold((0.0_f64, 0.0_f64), |(low, high), at| (low.min(at), high.max(at)))
        };
        let ((low, high), (left, right)) = (extent(axis), extent(0));
        let margin = (0.3 * (high - low)).max(0.2 * (right - left)).max(1e-3);
        (low - margin, high + margin)
    }
}

fn power_of_two(power: i32) -> f64 {
    let size = (1_u64 << power.unsigned_abs()) as f64;
    if power < 0 { 1.0 / size } else { size }
}
