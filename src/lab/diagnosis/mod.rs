//! Is this training well? The size of activations, gradients and updates layer by layer, units
//! that pass no gradient on, and what follows from it in so many words.
//!
//! `docs/diagnosis.md` has the definitions. [`Health`] is of one iteration, [`Course`] of some along the run, and [`Finding`] says what is
//! wrong. All of it is read from copies: the run and its digest stay as they are.

mod course;
mod finding;
mod health;

pub use course::Course;
pub use finding::{
    EXPLODING, Finding, LEARNT, LEAST_ITERATIONS, LEAST_OVERSHOOTS, OFTEN, OVERSHOOT,
    SATURATED_UNITS, SWING, Spread, Units, VANISHING,
};
pub use health::{
    FLAT_SLOPE, Health, LEAST_SAMPLES, LayerHealth, Leap, SATURATED_SHARE, UnitHealth, UnitState,
};
