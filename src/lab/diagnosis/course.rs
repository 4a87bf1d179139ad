//! Some iterations of a run, evenly spaced, looked at again.

use super::Health;
use crate::lab::{END, Entry, Lab, Position};

/// Iterations that are looked at most.
const MOST: u64 = 200;

/// The health of a run along the way: of the iteration it stands in, and of up to 200 others,
/// evenly spaced. They are run again on copies, from the states that the run keeps to go back to;
/// the run itself is only read.
///
/// Which iterations are looked at follows from how far the run has come, so that it makes no
/// difference whether the course was kept along with it or made afterwards. It is of one
/// experiment: begin another one for another.
///
/// ```
/// use backstep::lab::{Course, END, Lab, Position};
/// # let xor = backstep::examples::by_id("xor").ok_or("no such example")?;
/// let mut lab = Lab::new(xor.scenario()?)?;
/// lab.seek(Position { iteration: 299, op: END });
/// let mut course = Course::default();
/// while course.has_work(&lab) {
///     course.work(&lab);
/// }
/// assert_eq!(course.iterations().len(), 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// The changes that it holds for.
    log: Vec<Entry>,
    /// In the order of their iterations.
    looked_at: Vec<Health>,
    /// That of the place where the run stood.
    now: Option<(Position, Health)>,
    /// A copy on its way to an iteration.
    walk: Option<(u64, Lab)>,
}

impl Course {
    /// The iterations looked at, in their order.
    pub fn iterations(&self) -> &[Health] {
        &self.looked_at
    }

    /// The iteration that the run stood in when it was last looked at.
    pub fn now(&self) -> Option<&Health> {
        self.now.as_ref().map(|(_, health)| health)
    }

    /// Those up to the one that the run stands in, and that one.
    pub fn so_far(&self) -> Vec<&Health> {
        let Some(now) = self.now() else { return self.looked_at.iter().collect() };
        let before = self.looked_at.iter().filter(|health| health.iteration < now.iteration);
        before.chain([now]).collect()
    }

    /// How many of the iterations that are to be looked at have been, 0 to 1.
    pub fn share(&self, lab: &Lab) -> f64 {
        let all = lab.reached().div_ceil(stride(lab.reached()));
        if all == 0 { 1.0 } else { self.looked_at.len() as f64 / all as f64 }
    }

    /// Whether the iteration that `lab` stands in is still to be looked at.
    pub fn lacks_now(&self, lab: &Lab) -> bool {
        let is_here = self.now.as_ref().is_some_and(|(position, _)| *position == lab.position());
        let is_known = is_here && self.log == lab.changes();
        !is_known && !lab.machine().batch().is_empty()
    }

    /// Whether there is something left to look at.
    pub fn has_work(&self, lab: &Lab) -> bool {
        self.lacks_now(lab) || self.next(lab).is_some()
    }

    /// A slice of the work: about a millisecond's, or an iteration. What no longer holds of the
    /// run is dropped first.
    pub fn work(&mut self, lab: &Lab) {
        self.follow(lab);
        if self.lacks_now(lab) {
            self.now = Health::of(lab).map(|health| (lab.position(), health));
            return;
        }
        let Some(iteration) = self.next(lab) else { return };
        let target = Position { iteration, op: END };
        let mut copy = match self.walk.take() {
            Some((there, copy)) if there == iteration => copy,
            _ => {
                let mut copy = lab.clone();
                copy.begin_seek(target);
                copy
            }
        };
        for _ in 0..copy.iterations_in_a_slice() {
            if copy.continue_seek(target) {
                self.insert(&copy);
                return;
            }
        }
        self.walk = Some((iteration, copy));
    }

    fn insert(&mut self, lab: &Lab) {
        let Some(health) = Health::of(lab) else { return };
        let after = |other: &Health| other.iteration < health.iteration;
        let place = self.looked_at.partition_point(after);
        self.looked_at.insert(place, health);
    }

    /// Drops what is no longer true: iterations from a change on that was made or taken back,
    /// those that the run has forgotten, and those that are closer together than there is room
    /// for.
    pub fn follow(&mut self, lab: &Lab) {
        let changes = lab.changes();
        if self.log != changes {
            let same = self.log.iter().zip(changes).take_while(|(old, new)| old == new).count();
            let first = |log: &[Entry]| log.get(same).map(|entry| entry.iteration);
            let from = [first(&self.log), first(changes)].into_iter().flatten().min();
            self.looked_at.retain(|health| from.is_none_or(|from| health.iteration < from));
            self.log = changes.to_vec();
            (self.now, self.walk) = (None, None);
        }
        let (reached, stride) = (lab.reached(), stride(lab.reached()));
        self.looked_at
            .retain(|health| health.iteration < reached && health.iteration.is_multiple_of(stride));
    }

    /// The last iteration that is to be looked at and has not been.
    fn next(&self, lab: &Lab) -> Option<u64> {
        let (reached, stride) = (lab.reached(), stride(lab.reached()));
        if lab.machine().batch().is_empty() {
            return None;
        }
        let known = |iteration: u64| {
            let of = |health: &Health| health.iteration;
            self.looked_at.binary_search_by_key(&iteration, of).is_ok()
        };
        (0..reached.div_ceil(stride)).rev().map(|i| i * stride).find(|i| !known(*i))
    }
}

/// How far apart iterations are that are looked at, of a run of that many: a power of three. Losses
/// that oscillate go up in every second iteration, and an even number would see the same side of
/// them again and again.
fn stride(iterations: u64) -> u64 {
    let mut stride = 1;
    while iterations.div_ceil(stride) > MOST {
        stride *= 3;
    }
    stride
}
