//! Directions through the space of the parameters.

use crate::math::Random;
use crate::nn::{Parameters, Shape};

/// The stream of chance that random directions are drawn from: no layer has this number.
const STREAM: u64 = 1 << 40;

/// Two random directions, filter-normalized: every number is drawn from the standard normal
/// distribution, and then each unit's row of weights is scaled to the length of the network's own
/// row. Biases are no part of a filter: there a direction is 0.
///
/// Hao Li, Zheng Xu, Gavin Taylor, Christoph Studer, Tom Goldstein, *Visualizing the Loss
/// Landscape of Neural Nets*, 2018, <https://arxiv.org/abs/1712.09913>, section 4.
///
/// ```
/// use backstep::lab::filter_normalized;
/// use backstep::nn::{Activation, LayerShape, Parameters, Shape};
/// let layer = LayerShape::new(1, Activation::Tanh);
/// let shape = Shape { inputs: 2, layers: vec![layer] };
/// let mut parameters = Parameters::zeros(&shape);
/// parameters.layers[0].weight = vec![3.0, 4.0];
/// let [one, _] = filter_normalized(&shape, &parameters, 7);
/// let length: f64 = one.layers[0].weight.iter().map(|d| d * d).sum();
/// assert!((length - 25.0).abs() < 1e-12);
/// ```
pub fn filter_normalized(shape: &Shape, parameters: &Parameters, seed: u64) -> [Parameters; 2] {
    let mut random = Random::with_stream(seed, STREAM);
    [(); 2].map(|()| {
        let mut direction = Parameters::zeros(shape);
        for (drawn, own) in direction.layers.iter_mut().zip(&parameters.layers) {
            for unit in 0..own.bias.len() {
                let places = unit * own.inputs..(unit + 1) * own.inputs;
                let row = &mut drawn.weight[places];
                row.fill_with(|| random.normal());
                let scale = length(own.row(unit)) / length(row);
                for d in row {
                    *d *= scale;
                }
            }
        }
        direction
    })
}

fn length(numbers: &[f64]) -> f64 {
    dot(numbers, numbers).sqrt()
}

/// The scalar product, added from the left.
pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// Where a point lies among two directions: the numbers a and b for which a d + b e is nearest to
/// it. Of a direction that adds nothing, 0.
#[derive(Debug, Clone)]
pub(super) struct Projection {
    directions: [Vec<f64>; 2],
    /// d · d, d · e, e · e
    products: [f64; 3],
}

impl Projection {
    pub(super) fn new(directions: [Vec<f64>; 2]) -> Self {
        let [d, e] = &directions;
        let products = [dot(d, d), dot(d, e), dot(e, e)];
        Self { directions, products }
    }

    /// The share of a point's squared length that lies in the plane of the directions; 0 of the
    /// point at their origin.
    pub(super) fn share(&self, point: &[f64]) -> f64 {
        let ([a, b], [dd, de, ee]) = (self.of(point), self.products);
        let whole = dot(point, point);
        if whole > 0.0 { (a * a * dd + 2.0 * a * b * de + b * b * ee) / whole } else { 0.0 }
    }

    pub(super) fn of(&self, point: &[f64]) -> [f64; 2] {
        let [dd, de, ee] = self.products;
        let [d, e] = [dot(&self.directions[0], point), dot(&self.directions[1], point)];
        let determinant = dd * ee - de * de;
        if determinant > 0.0 {
            return [(d * ee - e * de) / determinant, (e * dd - d * de) / determinant];
        }
        [if dd > 0.0 { d / dd } else { 0.0 }, 0.0]
    }
}
