//! The path that the run has taken, found by running parts of it again on a copy.

use super::principal::Principal;
use super::reach::Reach;
use super::{Landscape, Stage};
use crate::lab::{Lab, Position};
use crate::nn::Parameters;

/// Points of a path, besides the last one.
const MOST_POINTS: u64 = 200;
/// Numbers kept at most while the principal directions are looked for.
const MOST_NUMBERS: usize = 2_000_000;

/// A point of the path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PathPoint {
    /// Iterations that were done before.
    pub iteration: u64,
    /// Where the parameters lay: on each axis, or on the only one and then their loss.
    pub at: [f64; 2],
}

/// Goes along the run from its start.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    copy: Lab,
    /// Iterations that were done where the run stands.
    end: u64,
    /// How many points there are to be, and how many are found.
    count: u64,
    found: u64,
    /// Whether the run has set out for the next point.
    is_under_way: bool,
    /// The parameters at each point, where they are wanted.
    states: Option<Vec<Parameters>>,
}

impl Walk {
    pub(super) fn new(copy: Lab, end: u64, keeps_states: bool) -> Self {
        let numbers = copy.machine().parameters().count();
        let room = if keeps_states { (MOST_NUMBERS / numbers.max(1)).max(8) as u64 } else { end };
        let count = end.min(MOST_POINTS).min(room);
        let states = keeps_states.then(Vec::new);
        Self { copy, end, count, found: 0, is_under_way: false, states }
    }

    pub(super) fn share(&self) -> f64 {
        self.found as f64 / (self.count + 1) as f64
    }

    /// The place of the next point.
    fn target(&self) -> Position {
        // In wide numbers: a run may have 2^53 iterations.
        let iteration =
            u128::from(self.end) * u128::from(self.found) / u128::from(self.count.max(1));
        Position { iteration: iteration as u64, op: 0 }
    }

    /// Runs towards the next point for about a millisecond; its iteration once it is there.
    fn go(&mut self) -> Option<u64> {
        let target = self.target();
        if !std::mem::replace(&mut self.is_under_way, true) {
            self.copy.begin_seek(target);
        }
        let most = self.copy.iterations_in_a_slice();
        let is_there = (0..most).any(|_| self.copy.continue_seek(target));
        self.is_under_way = !is_there;
        is_there.then_some(target.iteration)
    }
}

impl Landscape {
    /// A piece of the way.
    pub(super) fn walk(&mut self, mut walk: Box<Walk>) {
        if let Some(iteration) = walk.go() {
            walk.found += 1;
            let parameters = walk.copy.machine().parameters();
            if let Some(states) = &mut walk.states {
                states.push(parameters.clone());
                self.path.push(PathPoint { iteration, at: [0.0; 2] });
            } else {
                if let Some(plane) = self.projection.as_ref().filter(|_| iteration == 0) {
                    self.shares = vec![plane.share(&self.off_centre(parameters))];
                }
                let at = self.coordinates(parameters, || self.terrain.loss_of(parameters));
                self.path.push(PathPoint { iteration, at });
            }
        }
        if walk.found <= walk.count {
            self.stage = Stage::Walk(walk);
            return;
        }
        let Some(states) = walk.states else {
            self.stage = Stage::Reach(Reach::default());
            return;
        };
        let points: Vec<Vec<f64>> = states.iter().map(|state| self.off_centre(state)).collect();
        self.states.clone_from(&points);
        self.stage = Principal::new(points)
            .map_or(Stage::Done, |principal| Stage::Principal(Box::new(principal)));
    }

    /// Places the path's points among the directions that were found.
    pub(super) fn place_states(&mut self) {
        let states = std::mem::take(&mut self.states);
        let Some(plane) = &self.projection else { return };
        for (point, state) in self.path.iter_mut().zip(&states) {
            point.at = plane.of(state);
        }
    }
}
