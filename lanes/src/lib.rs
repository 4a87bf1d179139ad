//! What training spends its time in: elementary functions of two numbers at a time, and the loops
//! of an iteration over a whole batch.
//!
//! The numbers of a layer are rows, one a unit, of which each holds the batch's samples in pairs:
//! `[unit][pair][2]` as one slice. An odd batch has a last pair whose second number means nothing;
//! it may hold anything, and no result depends on it. A batch of one sample has rows of one number
//! (`single.rs`).
//!
//! Every sum has the order that the operations of an iteration have: over units and inputs from
//! the left, over a batch the even and the odd samples apart and then the two. There is no fused
//! multiply-add. So the bits are those of the operations, on every machine.
//!
//! This is a crate of its own because the page is compiled for size and this for speed.

pub mod elementary;
pub mod iteration;
mod layer;
mod layout;
mod linear;
pub mod loss;
mod means;
mod single;
mod size;
mod softmax;
mod sums;
mod tables;
pub mod training;
pub mod update;

use elementary::Pair;

pub use linear::Linear;

/// How many numbers a row has that holds `samples`.
///
/// ```
/// assert_eq!([1, 2, 5].map(backstep_lanes::stride), [1, 2, 6]);
/// ```
#[inline]
pub fn stride(samples: usize) -> usize {
    if samples == 1 { 1 } else { samples.next_multiple_of(2) }
}

/// Lays the samples of a batch out as rows. `numbers` holds the input and the target of every
/// sample, one sample after the other, and `batch` says which samples are taken.
#[inline(never)]
pub fn gather(numbers: &[f64], batch: &[usize], inputs: &mut [f64], targets: &mut [f64]) {
    if let [only] = batch {
        let width = inputs.len() + targets.len();
        if let Some(sample) = numbers.get(only * width..).and_then(|rest| rest.get(..width)) {
            let (input, target) = sample.split_at(inputs.len());
            inputs.copy_from_slice(input);
            targets.copy_from_slice(target);
        }
        return;
    }
    let (inputs, targets) = (as_pairs_mut(inputs), as_pairs_mut(targets));
    let pairs = batch.len().div_ceil(2).max(1);
    let width = (inputs.len() + targets.len()) / pairs;
    for (pair, samples) in batch.chunks(2).enumerate() {
        // Beyond an odd batch stands its last sample once more.
        let [first, second] = [samples[0], samples[samples.len() - 1]];
        let of = |sample: usize| numbers.get(sample * width..).and_then(|rest| rest.get(..width));
        let (Some(first), Some(second)) = (of(first), of(second)) else { continue };
        let mut columns = first.iter().zip(second).map(|(first, second)| [*first, *second]);
        for rows in [&mut *inputs, &mut *targets] {
            let mut rows = rows.get_mut(pair..).unwrap_or_default();
            while let Some(place) = rows.first_mut() {
                let Some(column) = columns.next() else { break };
                *place = column;
                rows = rows.get_mut(pairs..).unwrap_or_default();
            }
        }
    }
}

/// A row's pairs.
#[inline(always)]
fn as_pairs(row: &[f64]) -> &[[f64; 2]] {
    row.as_chunks().0
}

/// A row's pairs.
#[inline(always)]
fn as_pairs_mut(row: &mut [f64]) -> &mut [[f64; 2]] {
    row.as_chunks_mut().0
}

#[inline(always)]
fn load(pair: &[f64; 2]) -> Pair {
    Pair::new(*pair)
}

#[inline(always)]
fn splat(x: f64) -> Pair {
    Pair::splat(x)
}

/// The last pair of an odd batch for a sum: what is no sample becomes -0, which changes no sum.
#[inline(always)]
fn first_alone(pair: Pair) -> Pair {
    let [first, _] = pair.to_array();
    Pair::new([first, -0.0])
}
