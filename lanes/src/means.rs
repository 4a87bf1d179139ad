//! Mean gradients over the batch.
//!
//! Of one unit and four inputs, the sums stay in registers while the batch goes by. Where it has up
//! to five whole pairs, whose number the compiler then knows, a unit's δ stay in registers while the
//! inputs go by.

use crate::elementary::Pair;
use crate::sums::Row;
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
            samples: splat(samples as f64),
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
pub(crate) fn known<const P: usize>(
    count: Count,
    deltas: &[Row<P>],
    inputs: &[Row<P>],
    weight: &mut [f64],
    bias: &mut [f64],
) {
    let (twos, last) = inputs.as_chunks::<2>();
    let mut weights = weight;
    let mut biases = bias.iter_mut();
    for deltas in deltas {
        let Some((row, rest)) = weights.split_at_mut_checked(inputs.len()) else { return };
        weights = rest;
        let (mean_twos, mean_last) = row.as_chunks_mut::<2>();
        let deltas = deltas.each_ref().map(load);
        for (means, [first, second]) in mean_twos.iter_mut().zip(twos) {
            *means = count.of_two([sum(product(deltas, first)), sum(product(deltas, second))]);
        }
        if let ([mean], [input]) = (mean_last, last) {
            *mean = count.of_one(sum(product(deltas, input)));
        }
        if let Some(mean) = biases.next() {
            *mean = count.of_one(sum(deltas));
        }
    }
}

#[inline(always)]
fn product<const P: usize>(deltas: [Pair; P], inputs: &Row<P>) -> [Pair; P] {
    std::array::from_fn(|v| deltas[v] * load(&inputs[v]))
}

/// The sum of `P` terms, one at least.
#[inline(always)]
fn sum<const P: usize>(terms: [Pair; P]) -> Pair {
    let mut sum = terms[0];
    for term in &terms[1..] {
        sum += *term;
    }
    sum
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
