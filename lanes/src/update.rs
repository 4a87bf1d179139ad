//! The optimizer's step: from mean gradients to new parameters.

use crate::elementary::Pair;
use crate::layout::Layout;
use crate::{load, splat};

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

impl Preparation {
    /// Makes `prepared` of `grad`; both are laid out as the parameters `before`.
    #[inline(never)]
    pub(crate) fn run(
        &self,
        layout: &Layout,
        train_biases: bool,
        before: &[f64],
        grad: &[f64],
        prepared: &mut [f64],
        squares: &mut [f64],
    ) {
        let Self { l1, l2, limit, norm: most, norm_epsilon, decay } = *self;
        prepared.copy_from_slice(grad);
        if l1 != 0.0 || l2 != 0.0 {
            for (to, w) in prepared.iter_mut().zip(before).take(layout.weights) {
                *to = *to + l1 * sign(*w) + l2 * w;
            }
        }
        if limit != 0.0 {
            for g in &mut *prepared {
                *g = clamp(*g, limit);
            }
        }
        let mut factor = None;
        if most != 0.0 {
            for (square, place) in squares.iter_mut().zip(&layout.places) {
                let layer = place.of(prepared);
                *square = sum_of_squares(layer.weight);
                if train_biases {
                    *square += sum_of_squares(layer.bias);
                }
            }
            let ratio = most / (norm(squares) + norm_epsilon);
            factor = Some(if ratio > 1.0 { 1.0 } else { ratio });
        }
        for (g, w) in prepared.iter_mut().zip(before) {
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
pub fn sign(x: f64) -> f64 {
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
pub fn clamp(x: f64, limit: f64) -> f64 {
    if x > limit {
        limit
    } else if x < -limit {
        -limit
    } else {
        x
    }
}

/// What a step reads and writes, a number for each parameter.
pub(crate) struct Rows<'a> {
    pub(crate) grad: &'a [f64],
    pub(crate) old: &'a [f64],
    /// First and second moments, empty where the optimizer has none.
    pub(crate) moments: [&'a [f64]; 2],
    pub(crate) new_moments: [&'a mut [f64]; 2],
    pub(crate) new: &'a mut [f64],
}

impl Rows<'_> {
    /// The first `len` numbers of every row, and the others.
    pub(crate) fn split_at(self, len: usize) -> (Self, Self) {
        let Self { grad, old, moments, new_moments: [first, second], new } = self;
        let (grad, rest_grad) = grad.split_at(len);
        let (old, rest_old) = old.split_at(len);
        let [(first_old, rest_first_old), (second_old, rest_second_old)] =
            moments.map(|row| row.split_at(len.min(row.len())));
        let (first, rest_first) = first.split_at_mut(len.min(first.len()));
        let (second, rest_second) = second.split_at_mut(len.min(second.len()));
        let (new, rest_new) = new.split_at_mut(len);
        (
            Self { grad, old, moments: [first_old, second_old], new_moments: [first, second], new },
            Self {
                grad: rest_grad,
                old: rest_old,
                moments: [rest_first_old, rest_second_old],
                new_moments: [rest_first, rest_second],
                new: rest_new,
            },
        )
    }
}

/// Numbers that go through a step together.
const BLOCK: usize = 8;

impl Rule {
    /// One step of the optimizer. Whether every new parameter is finite.
    #[inline(never)]
    pub(crate) fn step(self, rows: Rows<'_>) -> bool {
        let Rows { grad, old, moments: [first, second], new_moments, new } = rows;
        let [new_first, new_second] = new_moments;
        match self {
            Self::Plain { rate } => {
                let rate = splat(rate);
                stepped([old, grad], [], [], new, |w, g, []| (w - rate * g, []))
            }
            Self::Momentum { rate, momentum, gain, is_first, nesterov } => {
                let (rate, momentum, gain) = (splat(rate), splat(momentum), splat(gain));
                stepped([old, grad], [first], [new_first], new, |w, g, [v]| {
                    let v = if is_first { g } else { momentum * v + gain * g };
                    let direction = if nesterov { g + momentum * v } else { v };
                    (w - rate * direction, [v])
                })
            }
            Self::Adagrad { rate, epsilon } => {
                let (rate, epsilon) = (splat(rate), splat(epsilon));
                stepped([old, grad], [second], [new_second], new, |w, g, [s]| {
                    let s = s + g * g;
                    (w - rate * (g / (s.sqrt() + epsilon)), [s])
                })
            }
            Self::RmsProp { rate, alpha, epsilon } => {
                let (rate, epsilon) = (splat(rate), splat(epsilon));
                let (kept, new_share) = (splat(alpha), splat(1.0 - alpha));
                stepped([old, grad], [second], [new_second], new, |w, g, [s]| {
                    let s = kept * s + new_share * (g * g);
                    (w - rate * (g / (s.sqrt() + epsilon)), [s])
                })
            }
            Self::Adam { rate, betas, corrections, epsilon, kept } => {
                let [beta1, beta2] = betas.map(splat);
                let [share1, share2] = betas.map(|beta| splat(1.0 - beta));
                let [by1, by2] = corrections.map(splat);
                let (rate, epsilon, kept) = (splat(rate), splat(epsilon), splat(kept));
                let adam = |w: Pair, g: Pair, [m, s]: [Pair; 2], unbiased: [bool; 2]| {
                    let m = beta1 * m + share1 * g;
                    let s = beta2 * s + share2 * (g * g);
                    // What is divided by 1 stays what it is, and division is dear.
                    let above = if unbiased[0] { m } else { m / by1 };
                    let below = if unbiased[1] { s } else { s / by2 };
                    (w * kept - rate * (above / (below.sqrt() + epsilon)), [m, s])
                };
                let (all, moments) = ([old, grad], [first, second]);
                let new_moments = [new_first, new_second];
                match corrections.map(|correction| correction == 1.0) {
                    [true, true] => stepped(all, moments, new_moments, new, |w, g, moments| {
                        adam(w, g, moments, [true, true])
                    }),
                    [true, false] => stepped(all, moments, new_moments, new, |w, g, moments| {
                        adam(w, g, moments, [true, false])
                    }),
                    _ => stepped(all, moments, new_moments, new, |w, g, moments| {
                        adam(w, g, moments, [false, false])
                    }),
                }
            }
        }
    }
}

/// The first `count` blocks of a row.
#[inline(always)]
fn blocks(row: &[f64], count: usize) -> &[[f64; BLOCK]] {
    &row.as_chunks().0[..count]
}

/// `one` gives the new parameter and moments from the old ones and the gradient.
#[expect(clippy::eq_op, reason = "x - x is 0 unless x is infinite or NaN")]
#[inline(always)]
fn stepped<const N: usize>(
    [old, grad]: [&[f64]; 2],
    moments: [&[f64]; N],
    mut new_moments: [&mut [f64]; N],
    new: &mut [f64],
    one: impl Fn(Pair, Pair, [Pair; N]) -> (Pair, [Pair; N]),
) -> bool {
    // An "or" of bits is sooner done than a sum.
    let mut none = splat(0.0);
    let (new_blocks, new_rest) = new.as_chunks_mut::<BLOCK>();
    let count = new_blocks.len();
    let (old_blocks, grad_blocks) = (blocks(old, count), blocks(grad, count));
    let moment_blocks = moments.map(|row| blocks(row, count));
    let mut places = new_moments.each_mut().map(|row| &mut row.as_chunks_mut().0[..count]);
    for k in 0..count {
        let (old, grad) = (&old_blocks[k], &grad_blocks[k]);
        let moments = moment_blocks.map(|row| &row[k]);
        for i in 0..BLOCK / 2 {
            let at = |row: &[f64; BLOCK]| load(&row.as_chunks().0[i]);
            let (value, after) = one(at(old), at(grad), moments.map(at));
            new_blocks[k].as_chunks_mut().0[i] = value.to_array();
            for (row, moment) in places.iter_mut().zip(after) {
                let row: &mut [f64; BLOCK] = &mut row[k];
                row.as_chunks_mut().0[i] = moment.to_array();
            }
            none |= value - value;
        }
    }
    let from = count * BLOCK;
    for (k, new) in new_rest.iter_mut().enumerate() {
        let k = from + k;
        let moments = moments.map(|row| splat(row[k]));
        let (value, after) = one(splat(old[k]), splat(grad[k]), moments);
        *new = value.to_array()[0];
        for (row, moment) in new_moments.iter_mut().zip(after) {
            row[k] = moment.to_array()[0];
        }
        none |= value - value;
    }
    none.to_array() == [0.0, 0.0]
}
