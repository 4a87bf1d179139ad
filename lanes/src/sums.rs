//! Weighted sums of rows: forwards over a unit's inputs, backwards over the units above.

use crate::elementary::Pair;
use crate::{as_pairs, as_pairs_mut, load, splat};

/// The sums of `U` rows over `terms`, `V` pairs each. `weights` gives the weights of each term.
#[inline(always)]
fn tile<'a, const U: usize, const V: usize>(
    mut terms: impl Iterator<Item = ([f64; U], &'a [[f64; 2]; V])>,
) -> [[Pair; V]; U] {
    let Some((weights, term)) = terms.next() else { return [[splat(0.0); V]; U] };
    let mut sums = weights.map(|weight| term.each_ref().map(|pair| splat(weight) * load(pair)));
    for (weights, term) in terms {
        for u in 0..U {
            for v in 0..V {
                sums[u][v] += splat(weights[u]) * load(&term[v]);
            }
        }
    }
    sums
}

/// `V` pairs of each row from pair `at` on.
#[inline(always)]
fn columns<const V: usize>(
    rows: &[[f64; 2]],
    pairs: usize,
    at: usize,
) -> impl Iterator<Item = &[[f64; 2]; V]> {
    rows.chunks_exact(pairs).filter_map(move |row| row.get(at..)?.first_chunk())
}

/// Weighted sums of a layer for the whole batch, z = Σ w a + b: products added from the left, then
/// the bias. `weight` is `[unit][input]`, `inputs` rows of `pairs` pairs, one an input, and `z` one
/// a unit.
#[inline(never)]
pub fn weighted_sums(pairs: usize, weight: &[f64], bias: &[f64], inputs: &[f64], z: &mut [f64]) {
    let layer = Layer { pairs, weight, bias, inputs: as_pairs(inputs) };
    let z = as_pairs_mut(z);
    match pairs {
        0 => {}
        1 => layer.forward::<1, 4>(0, z),
        2 => layer.forward::<2, 4>(0, z),
        3 => layer.forward::<3, 2>(0, z),
        4 => layer.forward::<4, 2>(0, z),
        5 => layer.forward::<5, 2>(0, z),
        _ => {
            let mut at = 0;
            while at + 4 <= pairs {
                layer.forward::<4, 2>(at, z);
                at += 4;
            }
            match pairs - at {
                1 => layer.forward::<1, 4>(at, z),
                2 => layer.forward::<2, 4>(at, z),
                3 => layer.forward::<3, 2>(at, z),
                _ => {}
            }
        }
    }
}

/// A layer's weights with what comes into it.
#[derive(Clone, Copy)]
struct Layer<'a> {
    pairs: usize,
    weight: &'a [f64],
    bias: &'a [f64],
    inputs: &'a [[f64; 2]],
}

impl Layer<'_> {
    /// Sums of `V` pairs from pair `at` on, `U` units at a time.
    #[inline(never)]
    fn forward<const V: usize, const U: usize>(self, at: usize, z: &mut [[f64; 2]]) {
        let units = self.bias.len();
        let mut unit = 0;
        while unit + U <= units {
            self.forward_units::<V, U>(at, unit, z);
            unit += U;
        }
        if U > 2 && unit + 2 <= units {
            self.forward_units::<V, 2>(at, unit, z);
            unit += 2;
        }
        if unit < units {
            self.forward_units::<V, 1>(at, unit, z);
        }
    }

    #[inline(always)]
    fn forward_units<const V: usize, const U: usize>(
        self,
        at: usize,
        unit: usize,
        z: &mut [[f64; 2]],
    ) {
        let fan_in = self.weight.len() / self.bias.len();
        let rows: [&[f64]; U] =
            std::array::from_fn(|u| &self.weight[(unit + u) * fan_in..][..fan_in]);
        let weights = (0..fan_in).map(|i| std::array::from_fn(|u| rows[u][i]));
        let sums = if self.pairs == V {
            tile::<U, V>(weights.zip(self.inputs.as_chunks().0))
        } else {
            tile::<U, V>(weights.zip(columns(self.inputs, self.pairs, at)))
        };
        for (u, sums) in sums.into_iter().enumerate() {
            let bias = splat(self.bias[unit + u]);
            let row = &mut z[(unit + u) * self.pairs + at..][..V];
            for (z, sum) in row.iter_mut().zip(sums) {
                *z = (sum + bias).to_array();
            }
        }
    }

    /// As [`forward`](Self::forward), towards the inputs: `inputs` are the rows of δ here.
    #[inline(never)]
    fn backward<const V: usize, const U: usize>(
        self,
        at: usize,
        fan_in: usize,
        gradients: &mut [[f64; 2]],
    ) {
        let mut input = 0;
        while input + U <= fan_in {
            self.backward_inputs::<V, U>(at, fan_in, input, gradients);
            input += U;
        }
        if U > 2 && input + 2 <= fan_in {
            self.backward_inputs::<V, 2>(at, fan_in, input, gradients);
            input += 2;
        }
        while input < fan_in {
            self.backward_inputs::<V, 1>(at, fan_in, input, gradients);
            input += 1;
        }
    }

    #[inline(always)]
    fn backward_inputs<const V: usize, const U: usize>(
        self,
        at: usize,
        fan_in: usize,
        input: usize,
        gradients: &mut [[f64; 2]],
    ) {
        let rows = self.weight.chunks_exact(fan_in);
        let weights = rows.filter_map(|row| row.get(input..)?.first_chunk::<U>()).copied();
        let sums = if self.pairs == V {
            tile::<U, V>(weights.zip(self.inputs.as_chunks().0))
        } else {
            tile::<U, V>(weights.zip(columns(self.inputs, self.pairs, at)))
        };
        for (u, sums) in sums.into_iter().enumerate() {
            let row = &mut gradients[(input + u) * self.pairs + at..][..V];
            for (gradient, sum) in row.iter_mut().zip(sums) {
                *gradient = sum.to_array();
            }
        }
    }
}

/// The gradients that a layer hands down, ∂L/∂a = Σ w δ: products added from the first unit on.
/// `weight` is `[unit][input]`, `deltas` rows of `pairs` pairs, one a unit, and `gradients` one an
/// input.
#[inline(never)]
pub fn handed_down(pairs: usize, weight: &[f64], deltas: &[f64], gradients: &mut [f64]) {
    let layer = Layer { pairs, weight, bias: &[], inputs: as_pairs(deltas) };
    let gradients = as_pairs_mut(gradients);
    if pairs == 0 || gradients.is_empty() {
        return;
    }
    let fan_in = gradients.len() / pairs;
    match pairs {
        1 => layer.backward::<1, 4>(0, fan_in, gradients),
        2 => layer.backward::<2, 4>(0, fan_in, gradients),
        3 => layer.backward::<3, 2>(0, fan_in, gradients),
        4 => layer.backward::<4, 2>(0, fan_in, gradients),
        5 => layer.backward::<5, 2>(0, fan_in, gradients),
        _ => {
            let mut at = 0;
            while at + 4 <= pairs {
                layer.backward::<4, 2>(at, fan_in, gradients);
                at += 4;
            }
            match pairs - at {
                1 => layer.backward::<1, 4>(at, fan_in, gradients),
                2 => layer.backward::<2, 4>(at, fan_in, gradients),
                3 => layer.backward::<3, 2>(at, fan_in, gradients),
                _ => {}
            }
        }
    }
}
