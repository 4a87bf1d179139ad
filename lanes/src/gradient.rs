//! Mean gradients over the batch.

use crate::elementary::Pair;
use crate::{as_pairs, as_pairs_mut, first_alone, load, splat};

/// Gradients of a layer's weights, the mean of δ a over `samples` samples, and of its biases, the
/// mean of δ. `deltas` has a row a unit, `inputs` a row an input; `weight` is `[unit][input]`,
/// `bias` is empty where biases are not trained.
#[inline(never)]
pub fn means(samples: usize, deltas: &[f64], inputs: &[f64], weight: &mut [f64], bias: &mut [f64]) {
    let pairs = samples.div_ceil(2);
    if pairs == 0 {
        return;
    }
    let means = Means { samples, pairs, deltas: as_pairs(deltas), inputs: as_pairs(inputs) };
    if samples.is_multiple_of(2) {
        means.layer::<false>(weight, bias);
    } else {
        means.layer::<true>(weight, bias);
    }
}

/// Rows of a layer's δ and inputs.
#[derive(Clone, Copy)]
struct Means<'a> {
    samples: usize,
    pairs: usize,
    deltas: &'a [[f64; 2]],
    inputs: &'a [[f64; 2]],
}

/// Sums over a batch, the even and the odd samples apart. `ODD` says whether the last pair holds
/// one sample alone.
#[inline(always)]
fn sums<const ODD: bool, const R: usize, const C: usize>(
    pairs: usize,
    products: impl Fn(usize) -> [[Pair; C]; R],
) -> [[Pair; C]; R] {
    let last = pairs - 1;
    if ODD && last == 0 {
        return products(0).map(|row| row.map(first_alone));
    }
    let mut sums = products(0);
    for v in 1..if ODD { last } else { pairs } {
        let products = products(v);
        for r in 0..R {
            for c in 0..C {
                sums[r][c] += products[r][c];
            }
        }
    }
    if ODD {
        let products = products(last);
        for r in 0..R {
            for c in 0..C {
                sums[r][c] += first_alone(products[r][c]);
            }
        }
    }
    sums
}

impl<'a> Means<'a> {
    #[inline(always)]
    fn rows<const R: usize>(self, rows: &'a [[f64; 2]], first: usize) -> [&'a [[f64; 2]]; R] {
        let pairs = self.pairs;
        std::array::from_fn(|r| &rows[(first + r) * pairs..][..pairs])
    }

    /// The mean of each two sums.
    #[inline(always)]
    fn of_two(self, first: Pair, second: Pair) -> [f64; 2] {
        let [even, odd] = Pair::transpose([first, second]);
        ((even + odd) / splat(self.samples as f64)).to_array()
    }

    #[inline(always)]
    fn of_one(self, sum: Pair) -> f64 {
        let [even, odd] = sum.to_array();
        (even + odd) / self.samples as f64
    }

    #[inline(never)]
    fn layer<const ODD: bool>(self, weight: &mut [f64], bias: &mut [f64]) {
        let pairs = self.pairs;
        let units = self.deltas.len() / pairs;
        let mut unit = 0;
        while unit + 2 <= units {
            self.units::<ODD, 2>(unit, weight);
            unit += 2;
        }
        if unit < units {
            self.units::<ODD, 1>(unit, weight);
        }
        let mut unit = 0;
        while unit + 2 <= bias.len() {
            let deltas = self.rows::<2>(self.deltas, unit);
            let [sums] = sums::<ODD, 1, 2>(pairs, |v| [deltas.map(|row| load(&row[v]))]);
            bias[unit..unit + 2].copy_from_slice(&self.of_two(sums[0], sums[1]));
            unit += 2;
        }
        if unit < bias.len() {
            let [deltas] = self.rows::<1>(self.deltas, unit);
            let [[sum]] = sums::<ODD, 1, 1>(pairs, |v| [[load(&deltas[v])]]);
            bias[unit] = self.of_one(sum);
        }
    }

    /// The gradients of `U` units' weights.
    #[inline(always)]
    fn units<const ODD: bool, const U: usize>(self, unit: usize, weight: &mut [f64]) {
        let pairs = self.pairs;
        let fan_in = self.inputs.len() / pairs;
        let mut input = 0;
        while input + 4 <= fan_in {
            self.tile::<ODD, U, 4>(unit, input, weight);
            input += 4;
        }
        if input + 2 <= fan_in {
            self.tile::<ODD, U, 2>(unit, input, weight);
            input += 2;
        }
        if input < fan_in {
            let deltas = self.rows::<U>(self.deltas, unit);
            let [inputs] = self.rows::<1>(self.inputs, input);
            let sums = sums::<ODD, U, 1>(pairs, |v| {
                deltas.map(|deltas| [load(&deltas[v]) * load(&inputs[v])])
            });
            for (u, [sum]) in sums.into_iter().enumerate() {
                weight[(unit + u) * fan_in + input] = self.of_one(sum);
            }
        }
    }

    /// The gradients of the weights from `I` inputs, an even number, to `U` units.
    #[inline(always)]
    fn tile<const ODD: bool, const U: usize, const I: usize>(
        self,
        unit: usize,
        input: usize,
        weight: &mut [f64],
    ) {
        let pairs = self.pairs;
        let fan_in = self.inputs.len() / pairs;
        let deltas = self.rows::<U>(self.deltas, unit);
        let inputs = self.rows::<I>(self.inputs, input);
        let sums = sums::<ODD, U, I>(pairs, |v| {
            let inputs = inputs.map(|row| load(&row[v]));
            deltas.map(|deltas| inputs.map(|input| load(&deltas[v]) * input))
        });
        for (u, sums) in sums.into_iter().enumerate() {
            let row = &mut weight[(unit + u) * fan_in + input..][..I];
            for (pair, sums) in as_pairs_mut(row).iter_mut().zip(sums.as_chunks::<2>().0) {
                *pair = self.of_two(sums[0], sums[1]);
            }
        }
    }
}
