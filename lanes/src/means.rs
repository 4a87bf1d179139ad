//! Mean gradients over the batch.
//!
//! Of two units and four inputs, the sums stay in registers while the batch goes by. Where it has up
//! to five whole pairs, whose number the compiler then knows, a unit's δ stay in registers while the
//! inputs go by. What is hidden from the compiler with `black_box` is hidden for the sake of speed.

use crate::elementary::Pair;
use crate::sums::{Block, Row};
use crate::{as_pairs_mut, first_alone, load, splat};

/// How many samples means are taken of.
#[derive(Clone, Copy)]
pub(crate) struct Count {
    samples: Pair,
    /// Dividing by a power of two and multiplying by its reciprocal give the same bits.
    reciprocal: Option<Pair>,
}

impl Count {
    #[inline(always)]
    pub(crate) fn new(samples: usize) -> Self {
        let reciprocal = splat(1.0 / samples as f64);
        Self {
            samples: splat(std::hint::black_box(samples as f64)),
            reciprocal: samples.is_power_of_two().then_some(reciprocal),
        }
    }

    #[inline(always)]
    fn mean(self, sum: Pair) -> Pair {
        self.reciprocal.map_or_else(|| sum / self.samples, |reciprocal| sum * reciprocal)
    }

    /// The mean of each two sums.
    #[inline(always)]
    fn of_two(self, sums: [Pair; 2]) -> [f64; 2] {
        let [even, odd] = Pair::transpose(sums);
        self.mean(even + odd).to_array()
    }

    #[inline(always)]
    fn of_one(self, sum: Pair) -> f64 {
        let [even, odd] = sum.to_array();
        let [mean, _] = self.mean(splat(even + odd)).to_array();
        mean
    }
}

/// Gradients of a layer's weights, the mean of δ a over `count` samples, and of its biases, the
/// mean of δ, as many as `bias` has. There is a row of δ a unit and a row an input, of pairs that
/// are whole.
#[inline(always)]
pub(crate) fn known<const V: usize, const N: usize>(
    count: Count,
    deltas: &[Row<V, N>],
    inputs: &[Row<V, N>],
    weight: &mut [f64],
    bias: &mut [f64],
) {
    let mut weights = weight;
    let (delta_twos, delta_rest) = deltas.as_chunks::<2>();
    if N == 1 {
        for deltas in deltas.as_flattened() {
            let Some((row, rest)) = weights.split_at_mut_checked(inputs.len()) else { return };
            weights = rest;
            unit(count, deltas, inputs.as_flattened(), row);
        }
    } else {
        for deltas in delta_twos {
            let Some((rows, rest)) = weights.split_at_mut_checked(2 * inputs.len()) else { return };
            weights = rest;
            let (first, second) = rows.split_at_mut(inputs.len());
            units(count, deltas, inputs, [first, second]);
        }
        if let Some(deltas) = delta_rest.first_chunk::<1>() {
            units(count, deltas, inputs, [weights]);
        }
    }
    let (bias_twos, bias_rest) = bias.as_chunks_mut::<2>();
    for (means, [first, second]) in bias_twos.iter_mut().zip(delta_twos) {
        *means = count.of_two([sum(first), sum(second)]);
    }
    if let ([mean], [deltas]) = (bias_rest, delta_rest) {
        *mean = count.of_one(sum(deltas));
    }
}

/// The gradients of one unit's weights, whose δ stay in registers.
#[inline(always)]
fn unit<const V: usize>(count: Count, deltas: &Block<V>, inputs: &[Block<V>], means: &mut [f64]) {
    let deltas = deltas.each_ref().map(load);
    let sum = |input: &Block<V>| {
        let mut sum = deltas[0] * load(&input[0]);
        for v in 1..V {
            sum += deltas[v] * load(&input[v]);
        }
        sum
    };
    let ((twos, rest), (mean_twos, mean_rest)) =
        (inputs.as_chunks::<2>(), means.as_chunks_mut::<2>());
    for (means, [p, q]) in mean_twos.iter_mut().zip(twos) {
        *means = count.of_two([sum(p), sum(q)]);
    }
    if let ([mean], [input]) = (mean_rest, rest) {
        *mean = count.of_one(sum(input));
    }
}

/// The gradients of `U` units' weights, a row of `means` each.
#[inline(always)]
fn units<const U: usize, const V: usize, const N: usize>(
    count: Count,
    deltas: &[Row<V, N>; U],
    inputs: &[Row<V, N>],
    means: [&mut [f64]; U],
) {
    let mut means = means.map(|row| row.as_chunks_mut::<4>());
    let (fours, rest) = inputs.as_chunks::<4>();
    for (k, inputs) in fours.iter().enumerate() {
        let sums = products(deltas, inputs);
        for ((row, _), [p, q, r, s]) in means.iter_mut().zip(sums) {
            let ([a, b], [c, d]) = (count.of_two([p, q]), count.of_two([r, s]));
            row[k] = [a, b, c, d];
        }
    }
    for (k, input) in rest.iter().enumerate() {
        let sums = products(deltas, std::array::from_ref(input));
        for ((_, row), [sum]) in means.iter_mut().zip(sums) {
            row[k] = count.of_one(sum);
        }
    }
}

/// The sums of δ a for each unit and input.
#[inline(always)]
fn products<const U: usize, const I: usize, const V: usize, const N: usize>(
    deltas: &[Row<V, N>; U],
    inputs: &[Row<V, N>; I],
) -> [[Pair; I]; U] {
    let pairs = V * N;
    // Rows stand one after the other: what lies between two of them is then a part of the
    // instruction that loads.
    let (deltas, inputs) = (deltas.as_flattened(), inputs.as_flattened());
    let (deltas, inputs) = (deltas.as_flattened(), inputs.as_flattened());
    // -0 changes no sum.
    let mut sums = [[splat(-0.0); I]; U];
    // A loop whose end is known would be unrolled, with every load before all sums; there are not
    // as many registers.
    for v in 0..std::hint::black_box(pairs) {
        if v >= pairs {
            break;
        }
        let (deltas, inputs) = (&deltas[v..], &inputs[v..]);
        for i in 0..I {
            let input = load(&inputs[i * pairs]);
            for u in 0..U {
                sums[u][i] += load(&deltas[u * pairs]) * input;
            }
        }
    }
    sums
}

/// The sum of a row.
#[inline(always)]
fn sum<const V: usize, const N: usize>(row: &Row<V, N>) -> Pair {
    row.as_flattened().iter().fold(splat(-0.0), |sum, pair| sum + load(pair))
}

/// Rows of a layer's δ and inputs, of any length.
#[derive(Clone, Copy)]
pub(crate) struct Long<'a> {
    pub(crate) samples: usize,
    pub(crate) deltas: &'a [[f64; 2]],
    pub(crate) inputs: &'a [[f64; 2]],
}

impl<'a> Long<'a> {
    /// As [`known`], of rows of any length, of which the last pair may hold one sample alone.
    #[inline(never)]
    pub(crate) fn layer(self, weight: &mut [f64], bias: &mut [f64]) {
        let pairs = self.samples.div_ceil(2).max(1);
        let (units, fan_in) = (self.deltas.len() / pairs, self.inputs.len() / pairs);
        let mut unit = 0;
        while unit + 2 <= units {
            self.units::<2>(unit, fan_in, weight);
            unit += 2;
        }
        if unit < units {
            self.units::<1>(unit, fan_in, weight);
        }
        for (unit, mean) in bias.iter_mut().enumerate() {
            let [deltas] = self.rows(self.deltas, unit);
            *mean = Count::new(self.samples).of_one(self.sum(deltas));
        }
    }

    #[inline(always)]
    fn rows<const R: usize>(self, rows: &'a [[f64; 2]], first: usize) -> [&'a [[f64; 2]]; R] {
        let pairs = self.samples.div_ceil(2);
        std::array::from_fn(|r| &rows[(first + r) * pairs..][..pairs])
    }

    /// The gradients of `U` units' weights.
    #[inline(always)]
    fn units<const U: usize>(self, unit: usize, fan_in: usize, weight: &mut [f64]) {
        let mut input = 0;
        while input + 4 <= fan_in {
            self.tile::<U, 4>(unit, input, fan_in, weight);
            input += 4;
        }
        if input + 2 <= fan_in {
            self.tile::<U, 2>(unit, input, fan_in, weight);
            input += 2;
        }
        if input < fan_in {
            self.tile::<U, 1>(unit, input, fan_in, weight);
        }
    }

    #[inline(always)]
    fn tile<const U: usize, const I: usize>(
        self,
        unit: usize,
        input: usize,
        fan_in: usize,
        weight: &mut [f64],
    ) {
        let deltas = self.rows::<U>(self.deltas, unit);
        let inputs = self.rows::<I>(self.inputs, input);
        let whole = self.samples / 2;
        let count = Count::new(self.samples);
        // -0 changes no sum.
        let mut sums = [[splat(-0.0); I]; U];
        let (whole_deltas, whole_inputs) =
            (deltas.map(|row| &row[..whole]), inputs.map(|row| &row[..whole]));
        for v in 0..whole {
            for u in 0..U {
                for i in 0..I {
                    sums[u][i] += load(&whole_deltas[u][v]) * load(&whole_inputs[i][v]);
                }
            }
        }
        if !self.samples.is_multiple_of(2) {
            for u in 0..U {
                for i in 0..I {
                    let product = load(&deltas[u][whole]) * load(&inputs[i][whole]);
                    sums[u][i] += first_alone(product);
                }
            }
        }
        for (u, sums) in sums.into_iter().enumerate() {
            let row = &mut weight[(unit + u) * fan_in + input..][..I];
            for (means, sums) in as_pairs_mut(row).iter_mut().zip(sums.as_chunks::<2>().0) {
                *means = count.of_two(*sums);
            }
            if let ([mean], [sum]) = (row, &sums[..]) {
                *mean = count.of_one(*sum);
            }
        }
    }

    /// The sum of a unit's δ, the even and the odd samples apart.
    #[inline(always)]
    fn sum(self, deltas: &[[f64; 2]]) -> Pair {
        let (whole, last) = deltas.split_at(self.samples / 2);
        let sum = whole.iter().fold(splat(-0.0), |sum, delta| sum + load(delta));
        last.first().map_or(sum, |last| sum + first_alone(load(last)))
    }
}
