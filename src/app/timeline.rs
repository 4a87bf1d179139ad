//! Going anywhere in the run: by its timeline, by the loss curve, by typing an iteration.

use super::{Model, update};
use crate::lab::{END, Invalid, Kind, Position, Problem, limits};

/// Iterations of operations that are run again at once when the timeline is dragged: what takes
/// longer is done in slices, with a progress bar.
const AT_ONCE: u64 = 2_000_000;

/// The place after so many iterations.
fn after(iterations: u64) -> Position {
    iterations
        .checked_sub(1)
        .map_or_else(Position::default, |iteration| Position { iteration, op: END })
}

/// Goes to where `iterations` are complete, within what has been run.
pub(super) fn go(model: &mut Model, iterations: u64) {
    let target = after(iterations.min(model.lab.reached()));
    let cost =
        model.lab.distance(target).saturating_mul(model.lab.machine().program().len() as u64);
    if cost > AT_ONCE {
        update::go_to(model, target);
        return;
    }
    model.playing = false;
    model.task = None;
    model.lab.seek(target);
    model.after_move();
}

/// Goes to where as many iterations are complete as are typed; what has not been run yet is run.
///
/// # Errors
/// No whole number, or one beyond what a document may hold.
pub(super) fn go_to_typed(model: &mut Model, field: &str, number: f64) -> Result<(), Invalid> {
    let most = limits::ITERATION as f64;
    if number.fract() != 0.0 {
        let problem = Problem::Expected { kind: Kind::Integer, found: number.to_string() };
        return Err(Invalid::at(field, problem));
    }
    if !(0.0..=most).contains(&number) {
        let problem = Problem::OutOfRange { low: 0.0, high: most, found: number.to_string() };
        return Err(Invalid::at(field, problem));
    }
    let iterations = number as u64;
    if iterations <= model.lab.reached() {
        go(model, iterations);
    } else {
        update::go_to(model, after(iterations));
    }
    Ok(())
}
