//! The loss landscape: the loss along the coming update, over one weight, or over a plane through
//! the parameters, with the run's path on it.
//!
//! Everything is computed on copies, a piece a call, so that whoever waits can be shown how far
//! it is. Nothing in the run is changed by it.

mod direction;
mod path;
mod principal;
mod reach;

pub use direction::filter_normalized;
pub use path::PathPoint;

use super::{Lab, Position};
use crate::data::Sample;
use crate::nn::{Loss, Param, Parameters, Running, Shape};
use crate::step::{Cell, Columns, evaluate};
use direction::Projection;
use path::Walk;
use principal::Principal;
use reach::Reach;

/// What the loss is looked at over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cut {
    /// The way that the coming update goes: 1 is where it lands, 2 a step twice as long.
    #[default]
    Update,
    /// The values of one parameter, all others as they are.
    Weight(Param),
    /// The values of two.
    Weights(Param, Param),
    /// Two random directions from a seed, see [`filter_normalized`].
    Random(u64),
    /// The two directions along which the run's path spreads most.
    Path,
}

/// Which samples the loss is the mean of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Over {
    /// The batch that the coming update is made from.
    #[default]
    Batch,
    /// All training samples.
    Training,
}

/// What is computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// What the loss is looked at over.
    pub cut: Cut,
    /// Which samples it is the mean of.
    pub over: Over,
    /// How far the axes go, as it was asked for: steps, or the distance from where the run stands
    /// to either side. `None` for as far as there is something to be seen.
    pub reach: Option<f64>,
    /// Places on an axis.
    pub points: usize,
}

/// Why there is nothing to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    /// There is no sample.
    Samples,
    /// The path has fewer than three points.
    Path,
}

/// An axis: its places lie evenly, and where the run stands is one of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// Where the run stands.
    pub origin: f64,
    /// Distance of the places.
    pub step: f64,
    /// Places below the origin.
    pub below: usize,
    /// Places in all.
    pub count: usize,
}

impl Axis {
    /// An axis of `count` places that goes from about `low` to about `high`, with `origin` between
    /// them.
    fn new(origin: f64, (low, high): (f64, f64), count: usize) -> Self {
        let count = count.max(2);
        let step = (high - low) / (count - 1) as f64;
        let below = ((origin - low) / step).round().clamp(0.0, (count - 1) as f64);
        Self { origin, step, below: below as usize, count }
    }

    /// The number at a place.
    pub fn at(&self, place: usize) -> f64 {
        self.origin + (place as f64 - self.below as f64) * self.step
    }

    /// The numbers at its ends.
    pub fn ends(&self) -> (f64, f64) {
        (self.at(0), self.at(self.count.saturating_sub(1)))
    }
}

/// The loss around the parameters that the coming iteration begins with.
#[derive(Debug, Clone)]
struct Terrain {
    shape: Shape,
    loss: Loss,
    columns: Columns,
    centre: Parameters,
    /// What batch normalization remembers, where there is any: the network is the one that is
    /// tested.
    running: Option<Running>,
}

impl Terrain {
    fn loss_of(&self, parameters: &Parameters) -> f64 {
        let loss = |parameters| evaluate(&self.shape, parameters, self.loss, &self.columns);
        match &self.running {
            Some(running) => loss(&running.folded(parameters)),
            None => loss(parameters),
        }
        .unwrap_or(f64::NAN)
    }
}

/// Which way an axis leads.
#[derive(Debug, Clone)]
enum Way {
    /// Along a direction, in multiples of it.
    Direction(Vec<f64>),
    /// A parameter takes the value.
    Param(Param),
}

/// What is being done.
#[derive(Debug, Clone)]
enum Stage {
    Walk(Box<Walk>),
    Principal(Box<Principal>),
    Reach(Reach),
    Grid,
    Done,
}

/// A landscape, as far as it is computed.
///
/// ```
/// use backstep::lab::{Cut, Lab, Landscape, Over, Plan, StepSize};
/// # let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
/// let mut lab = Lab::new(mazur.scenario()?)?;
/// let plan = Plan { cut: Cut::Update, over: Over::Batch, reach: None, points: 101 };
/// let mut landscape = Landscape::new(&lab, plan).map_err(|_| "nothing to compute")?;
/// while landscape.advance() {}
/// // Where the update lands is where it does land.
/// let [_, landing] = landscape.next();
/// lab.advance(StepSize::Iteration);
/// assert_eq!(landing, lab.train_loss());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Landscape {
    plan: Plan,
    terrain: Terrain,
    /// The iteration that the coming update belongs to.
    iteration: u64,
    here: f64,
    after: Parameters,
    landing: f64,
    slope: f64,
    ways: Vec<Way>,
    projection: Option<Projection>,
    path: Vec<PathPoint>,
    /// The path's points while its directions are looked for, seen from where the run stands.
    states: Vec<Vec<f64>>,
    shares: Vec<f64>,
    axes: Vec<Axis>,
    losses: Vec<f64>,
    stage: Stage,
    /// Parameters that are moved about.
    moved: Parameters,
}

impl Landscape {
    /// Prepares to compute `plan` around where `lab` stands: with the parameters that its
    /// iteration began with, or, at its end, with those that the next one begins with.
    ///
    /// # Errors
    /// What is lacking.
    pub fn new(lab: &Lab, plan: Plan) -> Result<Self, Lacks> {
        let iteration = lab.completed_iterations();
        let mut copy = lab.clone();
        copy.seek(Position { iteration, op: 0 });
        let mut machine = copy.machine().clone();
        if machine.batch().is_empty() {
            return Err(Lacks::Samples);
        }
        if plan.cut == Cut::Path && iteration < 2 {
            return Err(Lacks::Path);
        }
        let centre = machine.parameters().clone();
        machine.finish();
        let settings = machine.settings();
        let batch = machine.batch().iter().map(|&i| machine.samples()[i].clone());
        let columns = match plan.over {
            Over::Batch => Columns::new(&batch.collect::<Vec<Sample>>()),
            Over::Training => copy.train_columns.clone(),
        };
        let (shape, loss) = (settings.shape.clone(), settings.loss);
        let running = shape.has_norm().then(|| copy.machine().running().clone());
        let terrain = Terrain { shape, loss, columns, centre, running };
        let after = machine.parameters().clone();
        let slope = slope(&terrain, &after, |param| machine.value_of(Cell::MeanGrad(param), 0));
        let (here, landing) = (terrain.loss_of(&terrain.centre), terrain.loss_of(&after));
        let moved = terrain.centre.clone();
        let mut landscape = Self {
            plan,
            terrain,
            iteration,
            here,
            after,
            landing,
            slope,
            ways: Vec::new(),
            projection: None,
            path: Vec::new(),
            states: Vec::new(),
            shares: Vec::new(),
            axes: Vec::new(),
            losses: Vec::new(),
            stage: Stage::Done,
            moved,
        };
        landscape.lay_ways();
        landscape.stage = if plan.cut == Cut::Update {
            Stage::Reach(Reach::default())
        } else {
            let keeps_states = plan.cut == Cut::Path;
            Stage::Walk(Box::new(Walk::new(copy, iteration, keeps_states)))
        };
        Ok(landscape)
    }

    /// The ways that are known from the beginning.
    fn lay_ways(&mut self) {
        match self.plan.cut {
            Cut::Update => {
                let step: Vec<f64> = self.off_centre(&self.after);
                self.ways = vec![Way::Direction(step)];
            }
            Cut::Weight(param) => self.ways = vec![Way::Param(param)],
            Cut::Weights(x, y) => self.ways = vec![Way::Param(x), Way::Param(y)],
            Cut::Random(seed) => {
                let drawn = filter_normalized(&self.terrain.shape, &self.terrain.centre, seed);
                self.lay_plane(drawn.map(|direction| direction.iter().collect()));
            }
            Cut::Path => {}
        }
    }

    fn lay_plane(&mut self, directions: [Vec<f64>; 2]) {
        self.ways = directions.clone().into_iter().map(Way::Direction).collect();
        self.projection = Some(Projection::new(directions));
    }

    fn off_centre(&self, parameters: &Parameters) -> Vec<f64> {
        parameters.iter().zip(self.terrain.centre.iter()).map(|(p, c)| p - c).collect()
    }

    /// Does a piece of work; true while there is more. A piece is an evaluation of the loss, or
    /// some iterations that are run again.
    pub fn advance(&mut self) -> bool {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Walk(walk) => self.walk(walk),
            Stage::Principal(mut principal) => {
                let found = principal.advance();
                self.shares = principal.shares().to_vec();
                self.stage = Stage::Principal(principal);
                if let Some(directions) = found {
                    self.lay_plane(directions);
                    self.place_states();
                    self.stage = Stage::Reach(Reach::default());
                }
            }
            Stage::Reach(reach) => self.find_reach(reach),
            Stage::Grid => {
                let place = self.losses.len();
                let width = self.axes.first().map_or(1, |axis| axis.count);
                let at: Vec<f64> = [place % width, place / width]
                    .iter()
                    .zip(&self.axes)
                    .map(|(place, axis)| axis.at(*place))
                    .collect();
                let loss = self.loss_at(&at);
                self.losses.push(loss);
                let all: usize = self.axes.iter().map(|axis| axis.count).product();
                if self.losses.len() < all {
                    self.stage = Stage::Grid;
                }
            }
            Stage::Done => {}
        }
        !self.is_done()
    }

    /// The loss at a point given by its number on each axis.
    pub fn loss_at(&mut self, at: &[f64]) -> f64 {
        self.moved.clone_from(&self.terrain.centre);
        go(&self.ways, at, &mut self.moved);
        self.terrain.loss_of(&self.moved)
    }

    /// The parameters at a point given by its number on each axis: those that
    /// [`loss_at`](Self::loss_at) takes.
    pub fn parameters_at(&self, at: &[f64]) -> Parameters {
        let mut moved = self.terrain.centre.clone();
        go(&self.ways, at, &mut moved);
        moved
    }

    /// Where parameters lie on the axes; on the second one of a single parameter, their loss.
    fn coordinates(&self, parameters: &Parameters, loss: impl FnOnce() -> f64) -> [f64; 2] {
        match self.plan.cut {
            Cut::Update => [f64::NAN; 2],
            Cut::Weight(param) => [parameters.get(param), loss()],
            Cut::Weights(x, y) => [parameters.get(x), parameters.get(y)],
            Cut::Random(_) | Cut::Path => {
                let along = self.projection.as_ref();
                along.map_or([0.0; 2], |plane| plane.of(&self.off_centre(parameters)))
            }
        }
    }

    /// What it is of.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The axes, once it is known how far they go.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// The losses at the places of the first axis, and so on for each place of the second, as far
    /// as they are computed.
    pub fn losses(&self) -> &[f64] {
        &self.losses
    }

    /// The path of the run, from its start to where it stands.
    pub fn path(&self) -> &[PathPoint] {
        &self.path
    }

    /// With [`Cut::Path`], the share of the path's spread that each of its directions holds; with
    /// [`Cut::Random`], the share of the squared distance from the start that lies in the plane.
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// The loss where the run stands.
    pub fn here(&self) -> f64 {
        self.here
    }

    /// The loss where the coming update lands.
    pub fn landing(&self) -> f64 {
        self.landing
    }

    /// Where the coming update lands: its places on the axes, and on one axis its loss.
    pub fn next(&self) -> [f64; 2] {
        match self.plan.cut {
            Cut::Update => [1.0, self.landing],
            _ => self.coordinates(&self.after, || self.landing),
        }
    }

    /// How fast the loss of the batch changes along the coming update, by the gradients that the
    /// backward pass computed: Σ ∂L/∂w · (w⁺ - w).
    pub fn slope(&self) -> f64 {
        self.slope
    }

    /// Iterations that were done before.
    pub fn iteration(&self) -> u64 {
        self.iteration
    }

    /// Whether all of it is computed.
    pub fn is_done(&self) -> bool {
        matches!(self.stage, Stage::Done)
    }

    /// How much of the work is done, 0 to 1, counting each of its parts alike.
    pub fn share(&self) -> f64 {
        match &self.stage {
            Stage::Walk(walk) => 0.3 * walk.share(),
            Stage::Principal(principal) => 0.3 + 0.1 * principal.share_done(),
            Stage::Reach(_) => 0.4,
            Stage::Grid => {
                let all: usize = self.axes.iter().map(|axis| axis.count).product();
                0.4 + 0.6 * self.losses.len() as f64 / all.max(1) as f64
            }
            Stage::Done => 1.0,
        }
    }
}

/// Moves parameters from where the run stands to a point given by its number on each axis.
fn go(ways: &[Way], at: &[f64], moved: &mut Parameters) {
    for (way, &x) in ways.iter().zip(at) {
        match way {
            Way::Param(param) => *moved.get_mut(*param) = x,
            // Adding 0 would be no harm, but NaN times 0 is.
            Way::Direction(_) if x == 0.0 => {}
            Way::Direction(direction) => {
                for (p, d) in moved.iter_mut().zip(direction) {
                    *p += x * d;
                }
            }
        }
    }
}

/// Σ ∂L/∂w · (w⁺ - w) over the parameters that have a gradient.
fn slope(terrain: &Terrain, after: &Parameters, gradient: impl Fn(Param) -> Option<f64>) -> f64 {
    let term = |param| Some(gradient(param)? * (after.get(param) - terrain.centre.get(param)));
    terrain.shape.params().filter_map(term).sum()
}
