//! The optimizer's step.

use crate::elementary::Pair;
use crate::{Linear, load, splat};

/// What an optimizer's step makes of parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// w ← w - η g
    Plain {
        /// η
        learning_rate: f64,
    },
    /// v ← μ v + g, then w ← w - η v
    Momentum {
        /// η
        learning_rate: f64,
        /// μ
        momentum: f64,
    },
    /// v ← μ v + g, then w ← w - η (g + μ v)
    Nesterov {
        /// η
        learning_rate: f64,
        /// μ
        momentum: f64,
    },
}

/// The step for a layer; true if every new parameter is finite. Without training, biases are
/// copied.
pub(crate) fn update(
    rule: Rule,
    train_biases: bool,
    before: &Linear,
    grad: &Linear,
    velocity: &mut Linear,
    after: &mut Linear,
) -> bool {
    let (new, velocities) = (&mut after.weight, &mut velocity.weight);
    let mut is_finite = step(rule, &grad.weight, &before.weight, velocities, new);
    if train_biases {
        let (new, velocities) = (&mut after.bias, &mut velocity.bias);
        is_finite &= step(rule, &grad.bias, &before.bias, velocities, new);
    } else {
        after.bias.copy_from_slice(&before.bias);
    }
    is_finite
}

/// One step of the optimizer: `new` from `old` by the gradients `grad`, with the new `velocity`.
/// Whether every new parameter is finite.
#[inline(never)]
pub fn step(rule: Rule, grad: &[f64], old: &[f64], velocity: &mut [f64], new: &mut [f64]) -> bool {
    match rule {
        Rule::Plain { learning_rate } => {
            let rate = splat(learning_rate);
            changed(old, grad, &mut [], new, |g, _| (g, None), rate)
        }
        Rule::Momentum { learning_rate, momentum } => {
            let (rate, momentum) = (splat(learning_rate), splat(momentum));
            let direction = |g: Pair, v: Pair| {
                let v = momentum * v + g;
                (v, Some(v))
            };
            changed(old, grad, velocity, new, direction, rate)
        }
        Rule::Nesterov { learning_rate, momentum } => {
            let (rate, momentum) = (splat(learning_rate), splat(momentum));
            let direction = |g: Pair, v: Pair| {
                let v = momentum * v + g;
                (g + momentum * v, Some(v))
            };
            changed(old, grad, velocity, new, direction, rate)
        }
    }
}

/// `direction` gives the direction of the step from the gradient and the velocity, and the new
/// velocity if there is one.
#[inline(always)]
fn changed(
    old: &[f64],
    grad: &[f64],
    velocity: &mut [f64],
    new: &mut [f64],
    direction: impl Fn(Pair, Pair) -> (Pair, Option<Pair>),
    rate: Pair,
) -> bool {
    // 0 x is 0 unless x is infinite or NaN.
    let mut none = splat(0.0);
    let mut one = |old: Pair, grad: Pair, velocity: Pair| {
        let (direction, velocity) = direction(grad, velocity);
        let new = old - rate * direction;
        none += splat(0.0) * new;
        (new, velocity)
    };
    let (new_pairs, new_rest) = new.as_chunks_mut::<2>();
    let (old_pairs, old_rest) = old.as_chunks::<2>();
    let (grad_pairs, grad_rest) = grad.as_chunks::<2>();
    let (velocity_pairs, velocity_rest) = velocity.as_chunks_mut::<2>();
    let mut velocities = velocity_pairs.iter_mut();
    for ((new, old), grad) in new_pairs.iter_mut().zip(old_pairs).zip(grad_pairs) {
        let place = velocities.next();
        let (value, velocity) =
            one(load(old), load(grad), place.as_ref().map_or(splat(0.0), |v| load(v)));
        *new = value.to_array();
        if let (Some(place), Some(velocity)) = (place, velocity) {
            *place = velocity.to_array();
        }
    }
    if let ([new], [old], [grad]) = (new_rest, old_rest, grad_rest) {
        let place = velocity_rest.first_mut();
        let (value, velocity) =
            one(splat(*old), splat(*grad), place.as_ref().map_or(splat(0.0), |v| splat(**v)));
        *new = value.to_array()[0];
        if let (Some(place), Some(velocity)) = (place, velocity) {
            *place = velocity.to_array()[0];
        }
    }
    none.to_array() == [0.0, 0.0]
}
