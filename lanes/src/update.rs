//! The optimizer's step: from mean gradients to new parameters.

use crate::elementary::Pair;
use crate::{Linear, load, splat};

/// What an optimizer's step makes of parameters; v and m are the first moment, s is the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// w ← w - η g
    Plain {
        /// η
        rate: f64,
    },
    /// v ← μ v + k g, then w ← w - η v or w ← w - η (g + μ v)
    Momentum {
        /// η
        rate: f64,
        /// μ
        momentum: f64,
        /// k, one minus the dampening
        gain: f64,
        /// Whether this is the first step, after which v is g.
        is_first: bool,
        /// Whether it looks ahead along v.
        nesterov: bool,
    },
    /// s ← s + g², then w ← w - η g / (√s + ε)
    Adagrad {
        /// η
        rate: f64,
        /// ε
        epsilon: f64,
    },
    /// s ← α s + (1 - α) g², then w ← w - η g / (√s + ε)
    RmsProp {
        /// η
        rate: f64,
        /// α
        alpha: f64,
        /// ε
        epsilon: f64,
    },
    /// m ← β₁ m + (1 - β₁) g and s ← β₂ s + (1 - β₂) g²; then
    /// w ← k w - η (m / c₁) / (√(s / c₂) + ε)
    Adam {
        /// η
        rate: f64,
        /// β₁ and β₂
        betas: [f64; 2],
        /// c₁ and c₂, which take the start from 0 out of the means
        corrections: [f64; 2],
        /// ε
        epsilon: f64,
        /// k, 1 without weight decay
        kept: f64,
    },
}

/// What is done to gradients before the step: g + λ₁ sign w + λ₂ w for weights, held between -c
/// and c, scaled so that the norm of all is at most n, plus λ w. 0 stands for "not done".
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Preparation {
    /// λ₁
    pub l1: f64,
    /// λ₂
    pub l2: f64,
    /// c
    pub limit: f64,
    /// n
    pub norm: f64,
    /// What is added to the norm before n is divided by it.
    pub norm_epsilon: f64,
    /// λ
    pub decay: f64,
}

/// How parameters are updated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Update {
    /// What happens to gradients first, if anything does.
    pub preparation: Option<Preparation>,
    /// The step of weights.
    pub weights: Rule,
    /// The step of biases; `None` where they stay as they are.
    pub biases: Option<Rule>,
}

/// The parameters that an update reads and writes, layer by layer.
#[derive(Debug)]
pub struct Training<'a> {
    /// As the iteration finds them.
    pub before: &'a [Linear],
    /// Mean gradients over the batch.
    pub grad: &'a mut [Linear],
    /// Room for gradients that are prepared.
    pub prepared: &'a mut [Linear],
    /// Room for the sum of each layer's squared gradients; written where the norm counts.
    pub squares: &'a mut [f64],
    /// Velocities or means of gradients, which some rules leave alone.
    pub first: &'a mut [Linear],
    /// Means of squared gradients, which some rules leave alone.
    pub second: &'a mut [Linear],
    /// As the iteration leaves them: all of them are written.
    pub after: &'a mut [Linear],
}

impl Training<'_> {
    /// Makes the update; gradients are there already. True if every new parameter is finite.
    #[inline(always)]
    pub(crate) fn update(self, update: &Update) -> bool {
        let Self { before, grad, prepared, squares, first, second, after } = self;
        let grad = match &update.preparation {
            Some(preparation) => {
                prepare(preparation, update.biases.is_some(), before, grad, prepared, squares);
                &*prepared
            }
            None => &*grad,
        };
        let mut is_finite = true;
        let layers = before.iter().zip(grad).zip(first).zip(second).zip(after);
        for ((((before, grad), first), second), after) in layers {
            let (firsts, seconds) = (&mut first.weight, &mut second.weight);
            let rows = Rows { firsts, seconds, new: &mut after.weight };
            is_finite &= step(update.weights, &grad.weight, &before.weight, rows);
            if let Some(rule) = update.biases {
                let (firsts, seconds) = (&mut first.bias, &mut second.bias);
                let rows = Rows { firsts, seconds, new: &mut after.bias };
                is_finite &= step(rule, &grad.bias, &before.bias, rows);
            } else {
                after.bias.copy_from_slice(&before.bias);
            }
        }
        is_finite
    }
}

/// The norm of all gradients from the sums of each layer's squares.
///
/// ```
/// assert_eq!(backstep_lanes::update::norm(&[9.0, 16.0]), 5.0);
/// ```
pub fn norm(squares: &[f64]) -> f64 {
    squares.iter().copied().reduce(|sum, square| sum + square).unwrap_or(0.0).sqrt()
}

/// The sum of squares, the even and the odd places apart.
///
/// ```
/// assert_eq!(backstep_lanes::update::sum_of_squares(&[1.0, 2.0, 3.0]), 14.0);
/// ```
pub fn sum_of_squares(row: &[f64]) -> f64 {
    let (pairs, rest) = row.as_chunks::<2>();
    let mut sum = splat(0.0);
    for pair in pairs {
        sum += load(pair) * load(pair);
    }
    let [mut even, odd] = sum.to_array();
    for last in rest {
        even += last * last;
    }
    even + odd
}

#[inline(never)]
fn prepare(
    preparation: &Preparation,
    train_biases: bool,
    before: &[Linear],
    grad: &[Linear],
    prepared: &mut [Linear],
    squares: &mut [f64],
) {
    let Preparation { l1, l2, limit, norm: most, norm_epsilon, decay } = *preparation;
    for ((before, grad), prepared) in before.iter().zip(grad).zip(&mut *prepared) {
        if l1 == 0.0 && l2 == 0.0 {
            prepared.weight.copy_from_slice(&grad.weight);
        } else {
            for ((to, g), w) in prepared.weight.iter_mut().zip(&grad.weight).zip(&before.weight) {
                *to = g + l1 * sign(*w) + l2 * w;
            }
        }
        prepared.bias.copy_from_slice(&grad.bias);
        if limit != 0.0 {
            for g in prepared.weight.iter_mut().chain(&mut prepared.bias) {
                *g = clamp(*g, limit);
            }
        }
    }
    let mut factor = None;
    if most != 0.0 {
        for (square, layer) in squares.iter_mut().zip(&*prepared) {
            *square = sum_of_squares(&layer.weight);
            if train_biases {
                *square += sum_of_squares(&layer.bias);
            }
        }
        let ratio = most / (norm(squares) + norm_epsilon);
        factor = Some(if ratio > 1.0 { 1.0 } else { ratio });
    }
    for (before, prepared) in before.iter().zip(prepared) {
        let weights = prepared.weight.iter_mut().zip(&before.weight);
        for (g, w) in weights.chain(prepared.bias.iter_mut().zip(&before.bias)) {
            if let Some(factor) = factor {
                *g *= factor;
            }
            if decay != 0.0 {
                *g += decay * w;
            }
        }
    }
}

/// -1, 0 or 1; NaN stays NaN.
#[inline(always)]
fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        x * 0.0
    }
}

/// x held between -limit and limit; NaN stays NaN.
#[inline(always)]
fn clamp(x: f64, limit: f64) -> f64 {
    if x > limit {
        limit
    } else if x < -limit {
        -limit
    } else {
        x
    }
}

/// What a step writes: the new parameters and moments.
#[derive(Debug)]
pub struct Rows<'a> {
    /// First moments.
    pub firsts: &'a mut [f64],
    /// Second moments.
    pub seconds: &'a mut [f64],
    /// New parameters.
    pub new: &'a mut [f64],
}

/// One step of the optimizer, of parameters `old` by the gradients `grad`. Whether every new
/// parameter is finite.
#[inline(never)]
pub fn step(rule: Rule, grad: &[f64], old: &[f64], rows: Rows<'_>) -> bool {
    let Rows { firsts, seconds, new } = rows;
    match rule {
        Rule::Plain { rate } => {
            let rate = splat(rate);
            stepped([old, grad], [&mut [], &mut []], new, |w, g, moments| (w - rate * g, moments))
        }
        Rule::Momentum { rate, momentum, gain, is_first, nesterov } => {
            let (rate, momentum, gain) = (splat(rate), splat(momentum), splat(gain));
            stepped([old, grad], [firsts, &mut []], new, |w, g, [v, none]| {
                let v = if is_first { g } else { momentum * v + gain * g };
                let direction = if nesterov { g + momentum * v } else { v };
                (w - rate * direction, [v, none])
            })
        }
        Rule::Adagrad { rate, epsilon } => {
            let (rate, epsilon) = (splat(rate), splat(epsilon));
            stepped([old, grad], [&mut [], seconds], new, |w, g, [none, s]| {
                let s = s + g * g;
                (w - rate * (g / (s.sqrt() + epsilon)), [none, s])
            })
        }
        Rule::RmsProp { rate, alpha, epsilon } => {
            let (rate, epsilon) = (splat(rate), splat(epsilon));
            let (kept, new_share) = (splat(alpha), splat(1.0 - alpha));
            stepped([old, grad], [&mut [], seconds], new, |w, g, [none, s]| {
                let s = kept * s + new_share * (g * g);
                (w - rate * (g / (s.sqrt() + epsilon)), [none, s])
            })
        }
        Rule::Adam { rate, betas, corrections, epsilon, kept } => {
            let [beta1, beta2] = betas.map(splat);
            let [share1, share2] = betas.map(|beta| splat(1.0 - beta));
            let [correction1, correction2] = corrections.map(splat);
            let (rate, epsilon, kept) = (splat(rate), splat(epsilon), splat(kept));
            stepped([old, grad], [firsts, seconds], new, |w, g, [m, s]| {
                let m = beta1 * m + share1 * g;
                let s = beta2 * s + share2 * (g * g);
                let direction = (m / correction1) / ((s / correction2).sqrt() + epsilon);
                (w * kept - rate * direction, [m, s])
            })
        }
    }
}

/// `one` gives the new parameter and moments from the old ones and the gradient. Moments that a
/// rule does not have are empty.
#[inline(always)]
fn stepped(
    [old, grad]: [&[f64]; 2],
    moments: [&mut [f64]; 2],
    new: &mut [f64],
    one: impl Fn(Pair, Pair, [Pair; 2]) -> (Pair, [Pair; 2]),
) -> bool {
    // 0 x is 0 unless x is infinite or NaN; an "or" of bits is sooner done than a sum.
    let mut none = splat(0.0);
    let (new_pairs, new_rest) = new.as_chunks_mut::<2>();
    let (old_pairs, old_rest) = old.as_chunks::<2>();
    let (grad_pairs, grad_rest) = grad.as_chunks::<2>();
    let [(first_pairs, first_rest), (second_pairs, second_rest)] =
        moments.map(|row| row.as_chunks_mut::<2>());
    let (mut firsts, mut seconds) = (first_pairs.iter_mut(), second_pairs.iter_mut());
    for ((new, old), grad) in new_pairs.iter_mut().zip(old_pairs).zip(grad_pairs) {
        let places = [firsts.next(), seconds.next()];
        let moments = [0, 1].map(|i| places[i].as_ref().map_or(splat(0.0), |pair| load(pair)));
        let (value, moments) = one(load(old), load(grad), moments);
        *new = value.to_array();
        for (place, moment) in places.into_iter().zip(moments) {
            if let Some(place) = place {
                *place = moment.to_array();
            }
        }
        none |= splat(0.0) * value;
    }
    if let ([new], [old], [grad]) = (new_rest, old_rest, grad_rest) {
        let places = [first_rest.first_mut(), second_rest.first_mut()];
        let moments = [0, 1].map(|i| places[i].as_ref().map_or(splat(0.0), |x| splat(**x)));
        let (value, moments) = one(splat(*old), splat(*grad), moments);
        *new = value.to_array()[0];
        for (place, moment) in places.into_iter().zip(moments) {
            if let Some(place) = place {
                *place = moment.to_array()[0];
            }
        }
        none |= splat(0.0) * value;
    }
    none.to_array() == [0.0, 0.0]
}
