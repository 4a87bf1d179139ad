//! Weighted sums of rows: forwards over a unit's inputs, backwards over the units above.
//!
//! Sums of a few rows over a few pairs of samples, a tile, stay in registers while the terms go by.
//! A tile has 2 rows, of which each term is loaded once, by up to 5 pairs: engines have 15 registers.
//! Of a batch of up to five pairs and of some larger ones the compiler knows how many blocks of how
//! many pairs a row has (`*_rows`). Any other is cut into tiles of 4 pairs (`*_blocks`), of which the
//! last overlaps the one before where four do not divide the batch: the same sums are written once
//! more.

use crate::elementary::Pair;
use crate::layout::Layer;
use crate::{load, splat};

/// A row of `N` blocks of `V` pairs.
pub(crate) type Row<const V: usize, const N: usize> = [Block<V>; N];

/// `V` pairs.
pub(crate) type Block<const V: usize> = [[f64; 2]; V];

/// The sums of `U` rows of weights over `terms`.
#[inline(always)]
fn tile<'a, const U: usize, const V: usize>(
    mut terms: impl Iterator<Item = ([f64; U], &'a Block<V>)>,
) -> [[Pair; V]; U] {
    let Some((weights, term)) = terms.next() else { return [[splat(0.0); V]; U] };
    let mut sums = weights.map(|weight| term.each_ref().map(|pair| splat(weight) * load(pair)));
    for (weights, term) in terms {
        let weights = weights.map(splat);
        for v in 0..V {
            let term = load(&term[v]);
            for u in 0..U {
                sums[u][v] += weights[u] * term;
            }
        }
    }
    sums
}

/// Weighted sums of a layer, z = Σ w a + b: products added from the left, then the bias. There is
/// a row an input and a row a unit.
#[inline(always)]
pub(crate) fn forward_rows<const V: usize, const N: usize>(
    linear: Layer<'_>,
    inputs: &[Row<V, N>],
    z: &mut [Row<V, N>],
) {
    let (z_twos, z_rest) = z.as_chunks_mut::<2>();
    let (bias_twos, bias_rest) = linear.bias.as_chunks::<2>();
    for n in 0..N {
        let mut weights = linear.weight;
        for (z, bias) in z_twos.iter_mut().zip(bias_twos) {
            let Some((rows, rest)) = weights.split_at_checked(2 * linear.inputs) else { return };
            weights = rest;
            let (first, second) = rows.split_at(linear.inputs);
            let rows = first.iter().zip(second).map(|(v, w)| [*v, *w]);
            let sums = tile::<2, V>(rows.zip(inputs.iter().map(|row| &row[n])));
            for u in 0..2 {
                z[u][n] = sums[u].map(|sum| (sum + splat(bias[u])).to_array());
            }
        }
        if let ([z], [bias]) = (&mut *z_rest, bias_rest) {
            let rows = weights.iter().map(|w| [*w]);
            let [sums] = tile::<1, V>(rows.zip(inputs.iter().map(|row| &row[n])));
            z[n] = sums.map(|sum| (sum + splat(*bias)).to_array());
        }
    }
}

/// The gradients that a layer hands down, ∂L/∂a = Σ w δ: products added from the first unit on.
/// There is a row of δ a unit and a row of gradients an input.
#[inline(always)]
pub(crate) fn backward_rows<const V: usize, const N: usize>(
    linear: Layer<'_>,
    deltas: &[Row<V, N>],
    gradients: &mut [Row<V, N>],
) {
    let (twos, rest) = gradients.as_chunks_mut::<2>();
    for n in 0..N {
        for (k, two) in twos.iter_mut().enumerate() {
            let terms = of_inputs(linear, 2 * k).zip(deltas.iter().map(|row| &row[n]));
            let sums = tile::<2, V>(terms);
            for u in 0..2 {
                two[u][n] = sums[u].map(Pair::to_array);
            }
        }
        if let [row] = &mut *rest {
            let terms = of_inputs(linear, linear.inputs - 1);
            let [sums] = tile::<1, V>(terms.zip(deltas.iter().map(|row| &row[n])));
            row[n] = sums.map(Pair::to_array);
        }
    }
}

/// The weights of `U` inputs from `input` on, unit by unit.
#[inline(always)]
fn of_inputs<const U: usize>(linear: Layer<'_>, input: usize) -> impl Iterator<Item = [f64; U]> {
    let (mut weights, inputs) = (linear.weight.get(input..).unwrap_or(&[]), linear.inputs);
    std::iter::from_fn(move || {
        let here = weights.first_chunk().copied();
        weights = weights.get(inputs..).unwrap_or(&[]);
        here
    })
}

/// The weights of `U` units from `unit` on, input by input.
#[inline(always)]
fn of_units<const U: usize>(linear: Layer<'_>, unit: usize) -> impl Iterator<Item = [f64; U]> {
    let inputs = linear.inputs;
    let rows: [&[f64]; U] =
        std::array::from_fn(|u| &linear.weight[(unit + u) * inputs..][..inputs]);
    (0..inputs).map(move |i| rows.map(|row| row[i]))
}

/// `V` pairs of each row from pair `at` on, which every row has.
#[inline(always)]
fn column<const V: usize>(
    rows: &[[f64; 2]],
    pairs: usize,
    at: usize,
) -> impl Iterator<Item = &Block<V>> {
    rows.chunks_exact(pairs)
        .map(move |row| row.get(at..).and_then(|row| row.first_chunk()).unwrap_or(&[[0.0; 2]; V]))
}

/// Writes sums to the pairs from `place` on, one row after the other.
#[inline(always)]
fn write<const U: usize, const V: usize>(
    sums: [[Pair; V]; U],
    rows: &mut [[f64; 2]],
    pairs: usize,
    place: usize,
) {
    for (u, sums) in sums.into_iter().enumerate() {
        let row = rows.get_mut(place + u * pairs..).and_then(|row| row.first_chunk_mut());
        if let Some(row) = row {
            *row = sums.map(Pair::to_array);
        }
    }
}

/// As [`forward_rows`], of rows of any length.
#[inline(never)]
pub(crate) fn forward_blocks(
    pairs: usize,
    linear: Layer<'_>,
    inputs: &[[f64; 2]],
    z: &mut [[f64; 2]],
) {
    let mut at = 0;
    while pairs >= 4 && at < pairs {
        at = at.min(pairs - 4);
        forward_block::<4>(pairs, at, linear, inputs, z);
        at += 4;
    }
    for at in at..pairs {
        forward_block::<1>(pairs, at, linear, inputs, z);
    }
}

#[inline(always)]
fn forward_block<const V: usize>(
    pairs: usize,
    at: usize,
    linear: Layer<'_>,
    inputs: &[[f64; 2]],
    z: &mut [[f64; 2]],
) {
    let units = linear.bias.len();
    let with_bias = |sums: [Pair; V], unit: usize| sums.map(|sum| sum + splat(linear.bias[unit]));
    let mut unit = 0;
    while unit + 2 <= units {
        let terms = of_units(linear, unit).zip(column(inputs, pairs, at));
        let [first, second] = tile::<2, V>(terms);
        let sums = [with_bias(first, unit), with_bias(second, unit + 1)];
        write(sums, z, pairs, unit * pairs + at);
        unit += 2;
    }
    if unit < units {
        let [sums] = tile::<1, V>(of_units(linear, unit).zip(column(inputs, pairs, at)));
        write([with_bias(sums, unit)], z, pairs, unit * pairs + at);
    }
}

/// As [`backward_rows`], of rows of any length.
#[inline(never)]
pub(crate) fn backward_blocks(
    pairs: usize,
    linear: Layer<'_>,
    deltas: &[[f64; 2]],
    gradients: &mut [[f64; 2]],
) {
    let mut at = 0;
    while pairs >= 4 && at < pairs {
        at = at.min(pairs - 4);
        backward_block::<4>(pairs, at, linear, deltas, gradients);
        at += 4;
    }
    for at in at..pairs {
        backward_block::<1>(pairs, at, linear, deltas, gradients);
    }
}

#[inline(always)]
fn backward_block<const V: usize>(
    pairs: usize,
    at: usize,
    linear: Layer<'_>,
    deltas: &[[f64; 2]],
    gradients: &mut [[f64; 2]],
) {
    let mut input = 0;
    while input + 2 <= linear.inputs {
        let sums = tile::<2, V>(of_inputs(linear, input).zip(column(deltas, pairs, at)));
        write(sums, gradients, pairs, input * pairs + at);
        input += 2;
    }
    if input < linear.inputs {
        let sums = tile::<1, V>(of_inputs(linear, input).zip(column(deltas, pairs, at)));
        write(sums, gradients, pairs, input * pairs + at);
    }
}
