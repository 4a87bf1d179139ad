//! Where the parameters of each layer stand in one row of all of them: an update is then a loop over
//! one row, however many layers there are.

use std::ops::Range;

use crate::Linear;

/// The weights and biases of one layer, wherever they stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layer<'a> {
    /// Inputs of every unit.
    pub(crate) inputs: usize,
    /// `w_ji`, row by row.
    pub(crate) weight: &'a [f64],
    /// `b_j`
    pub(crate) bias: &'a [f64],
}

impl<'a> From<&'a Linear> for Layer<'a> {
    #[inline(always)]
    fn from(Linear { inputs, weight, bias, .. }: &'a Linear) -> Self {
        Self { inputs: *inputs, weight, bias }
    }
}

/// The places of a layer's parameters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    inputs: usize,
    pub(crate) weight: Range<usize>,
    pub(crate) bias: Range<usize>,
}

impl Place {
    /// The layer, given the row.
    #[inline(always)]
    pub(crate) fn of<'a>(&self, row: &'a [f64]) -> Layer<'a> {
        Layer {
            inputs: self.inputs,
            weight: row.get(self.weight.clone()).unwrap_or_default(),
            bias: row.get(self.bias.clone()).unwrap_or_default(),
        }
    }
}

/// The weights of every layer, then the biases of every layer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Layout {
    pub(crate) places: Vec<Place>,
    /// How many of the numbers are weights.
    pub(crate) weights: usize,
    /// How many numbers there are.
    pub(crate) len: usize,
}

impl Layout {
    /// The layout for a network of `layers`.
    pub(crate) fn new(layers: &[Linear]) -> Self {
        let weights = layers.iter().map(|layer| layer.weight.len()).sum();
        let (mut weight, mut bias) = (0, weights);
        let next = |at: &mut usize, len: usize| {
            *at += len;
            *at - len..*at
        };
        let places = layers.iter().map(|layer| Place {
            inputs: layer.inputs,
            weight: next(&mut weight, layer.weight.len()),
            bias: next(&mut bias, layer.bias.len()),
        });
        Self { places: places.collect(), weights, len: bias }
    }

    /// Whether `layers` have this layout.
    pub(crate) fn fits(&self, layers: &[Linear]) -> bool {
        let are_alike = |(place, layer): (&Place, &Linear)| {
            (place.inputs, place.weight.len(), place.bias.len())
                == (layer.inputs, layer.weight.len(), layer.bias.len())
        };
        self.places.len() == layers.len() && self.places.iter().zip(layers).all(are_alike)
    }

    /// Writes the numbers of `layers` to a row.
    pub(crate) fn read(layers: &[Linear], row: &mut Vec<f64>) {
        row.clear();
        for layer in layers {
            row.extend_from_slice(&layer.weight);
        }
        for layer in layers {
            row.extend_from_slice(&layer.bias);
        }
    }

    /// Writes the numbers of a row to `layers`.
    pub(crate) fn write(&self, row: &[f64], layers: &mut [Linear]) {
        for (place, layer) in self.places.iter().zip(layers) {
            let Layer { weight, bias, .. } = place.of(row);
            layer.weight.copy_from_slice(weight);
            layer.bias.copy_from_slice(bias);
        }
    }
}
