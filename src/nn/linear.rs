//! The trainable numbers of a network, layer by layer.

use backstep_lanes::Linear;

use super::{Param, Shape};

/// One number for each trainable number of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// First hidden layer to output layer.
    pub layers: Vec<Linear>,
}

impl Parameters {
    /// Zeros in the shape of a network.
    pub fn zeros(shape: &Shape) -> Self {
        let layer = |(l, layer): (usize, &super::LayerShape)| {
            let mut linear = Linear::zeros(shape.fan_in(l), layer.units);
            if layer.batch_norm {
                (linear.scale, linear.shift) = (vec![0.0; layer.units], vec![0.0; layer.units]);
            }
            linear
        };
        Self { layers: shape.layers.iter().enumerate().map(layer).collect() }
    }

    /// The number at `param`.
    ///
    /// # Panics
    /// If the network has no such parameter; [`Shape::contains`] tells.
    #[inline(always)]
    pub fn get(&self, param: Param) -> f64 {
        match param {
            Param::Weight { layer, unit, input } => self.layers[layer].row(unit)[input],
            Param::Bias { layer, unit } => self.layers[layer].bias[unit],
            Param::Scale { layer, unit } => self.layers[layer].scale[unit],
            Param::Shift { layer, unit } => self.layers[layer].shift[unit],
        }
    }

    /// The place of the number at `param`.
    ///
    /// # Panics
    /// As [`get`](Self::get).
    #[inline(always)]
    pub fn get_mut(&mut self, param: Param) -> &mut f64 {
        match param {
            Param::Weight { layer, unit, input } => {
                let layer = &mut self.layers[layer];
                &mut layer.weight[unit * layer.inputs + input]
            }
            Param::Bias { layer, unit } => &mut self.layers[layer].bias[unit],
            Param::Scale { layer, unit } => &mut self.layers[layer].scale[unit],
            Param::Shift { layer, unit } => &mut self.layers[layer].shift[unit],
        }
    }

    /// How many numbers there are.
    pub fn count(&self) -> usize {
        let of = |layer: &Linear| layer.weight.len() + layer.bias.len() + 2 * layer.scale.len();
        self.layers.iter().map(of).sum()
    }

    /// Every number, layer by layer, a layer's weights before its biases, and these before γ and
    /// β.
    pub fn iter(&self) -> impl Iterator<Item = f64> + '_ {
        self.layers.iter().flat_map(|layer| {
            let norm = layer.scale.iter().chain(&layer.shift);
            layer.weight.iter().chain(&layer.bias).chain(norm).copied()
        })
    }

    /// The place of every number, in the order of [`iter`](Self::iter).
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        self.layers.iter_mut().flat_map(|layer| layer.weight.iter_mut().chain(&mut layer.bias))
    }

    /// Whether no number is NaN or infinite.
    pub fn is_finite(&self) -> bool {
        self.iter().all(f64::is_finite)
    }
}
