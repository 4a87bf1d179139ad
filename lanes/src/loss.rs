//! Losses of every sample of a batch, and their gradients by the outputs.

use crate::elementary::{Pair, ln, ln_1p};
use crate::{as_pairs, as_pairs_mut, first_alone, load, splat};

/// How far the outputs ŷ are from the targets y, of m outputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Loss {
    /// ½ Σ (ŷ - y)²
    HalfSquaredError,
    /// 1/m Σ (ŷ - y)²
    MeanSquaredError,
    /// -1/m Σ (y ln ŷ + (1 - y) ln (1 - ŷ))
    BinaryCrossEntropy(Limits),
    /// -Σ y ln ŷ; where y is 0, nothing is added.
    CrossEntropy,
}

/// What `torch.nn.BCELoss` holds its numbers above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Logarithms.
    pub log: f64,
    /// The gradient's denominator.
    pub denominator: f64,
}

/// `x`, but not below `low`; a NaN stays one.
#[inline(always)]
fn at_least(x: Pair, low: f64) -> Pair {
    x.simd_lt(splat(low)).select(splat(low), x)
}

#[inline(always)]
fn squared(output: Pair, target: Pair) -> Pair {
    let difference = output - target;
    difference * difference
}

/// `function` of each sample's sum of `term` over the outputs, added from the left, in rows as long
/// as `losses`.
#[inline(always)]
fn sums(
    outputs: &[f64],
    targets: &[f64],
    losses: &mut [f64],
    term: impl Fn(Pair, Pair) -> Pair,
    function: impl Fn(Pair) -> Pair,
) {
    if let [loss] = losses {
        let columns = outputs.iter().zip(targets);
        let terms = columns.map(|(output, target)| term(splat(*output), splat(*target)));
        let sum = terms.reduce(|sum, term| sum + term).unwrap_or(splat(0.0));
        [*loss, _] = function(sum).to_array();
        return;
    }
    let (outputs, targets, losses) = (as_pairs(outputs), as_pairs(targets), as_pairs_mut(losses));
    let pairs = losses.len();
    for (v, loss) in losses.iter_mut().enumerate() {
        let mut sum = None;
        let mut at = v;
        while let (Some(output), Some(target)) = (outputs.get(at), targets.get(at)) {
            let term = term(load(output), load(target));
            sum = Some(sum.map_or(term, |sum| sum + term));
            at += pairs;
        }
        *loss = function(sum.unwrap_or(splat(0.0))).to_array();
    }
}

/// `gradient` of each output and target.
#[inline(always)]
fn each(
    outputs: &[f64],
    targets: &[f64],
    gradients: &mut [f64],
    gradient: impl Fn(Pair, Pair) -> Pair,
) {
    let (pairs, rest) = gradients.as_chunks_mut();
    let (output_pairs, output_rest) = outputs.as_chunks();
    let (target_pairs, target_rest) = targets.as_chunks();
    for (place, (output, target)) in pairs.iter_mut().zip(output_pairs.iter().zip(target_pairs)) {
        *place = gradient(load(output), load(target)).to_array();
    }
    if let ([place], [output], [target]) = (rest, output_rest, target_rest) {
        [*place, _] = gradient(splat(*output), splat(*target)).to_array();
    }
}

impl Loss {
    /// The loss of each sample, from rows of outputs and targets as long as `losses`.
    #[inline(never)]
    pub(crate) fn of_samples(self, outputs: &[f64], targets: &[f64], losses: &mut [f64]) {
        let count = splat((outputs.len() / losses.len().max(1)) as f64);
        match self {
            Self::HalfSquaredError => {
                sums(outputs, targets, losses, squared, |sum| splat(0.5) * sum);
            }
            Self::MeanSquaredError => sums(outputs, targets, losses, squared, |sum| sum / count),
            Self::BinaryCrossEntropy(limits) => {
                let term = |output: Pair, target: Pair| {
                    let (log, rest) = (ln(output), ln_1p(output ^ splat(-0.0)));
                    target * at_least(log, limits.log)
                        + (splat(1.0) - target) * at_least(rest, limits.log)
                };
                sums(outputs, targets, losses, term, |sum| (splat(0.0) - sum) / count);
            }
            Self::CrossEntropy => {
                let term = |output: Pair, target: Pair| {
                    target.simd_eq(splat(0.0)).select(splat(0.0), target * ln(output))
                };
                sums(outputs, targets, losses, term, |sum| splat(0.0) - sum);
            }
        }
    }

    /// The gradient of each sample's loss by each of its `count` outputs.
    #[inline(never)]
    pub(crate) fn gradients(
        self,
        count: usize,
        outputs: &[f64],
        targets: &[f64],
        gradients: &mut [f64],
    ) {
        let count = splat(count as f64);
        match self {
            Self::HalfSquaredError => {
                each(outputs, targets, gradients, |output, target| output - target);
            }
            Self::MeanSquaredError => each(outputs, targets, gradients, |output, target| {
                splat(2.0) * (output - target) / count
            }),
            Self::BinaryCrossEntropy(limits) => {
                each(outputs, targets, gradients, |output, target| {
                    let below = at_least(output * (splat(1.0) - output), limits.denominator);
                    (output - target) / below / count
                });
            }
            Self::CrossEntropy => each(outputs, targets, gradients, |output, target| {
                let gradient = (target ^ splat(-0.0)) / output;
                target.simd_eq(splat(0.0)).select(splat(0.0), gradient)
            }),
        }
    }
}

/// The sum of a row's `samples` first numbers, the even and the odd ones apart and then the two.
pub(crate) fn sum(samples: usize, row: &[f64]) -> f64 {
    if let [only] = row {
        return *only;
    }
    let pairs = as_pairs(row);
    let whole = pairs.iter().take(samples / 2).map(load);
    let rest = pairs.get(samples / 2).filter(|_| !samples.is_multiple_of(2));
    let sum = whole.chain(rest.map(|pair| first_alone(load(pair)))).reduce(|sum, pair| sum + pair);
    sum.map_or(0.0, |sum| {
        let [even, odd] = sum.to_array();
        even + odd
    })
}
