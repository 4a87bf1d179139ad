//! The shape of a network, and the address of one trainable number in it.

use super::Activation;

/// Units and activation function of one layer, and what else is done to their numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerShape {
    /// Number of units, also called `out_features`.
    pub units: usize,
    /// Activation function of every unit of the layer.
    pub activation: Activation,
    /// Whether weighted sums are normalized over the batch before the activation function.
    pub batch_norm: bool,
    /// p, the probability with which dropout drops a unit in training; 0 for no dropout.
    pub dropout: f64,
}

impl LayerShape {
    /// A layer of units and nothing else.
    pub fn new(units: usize, activation: Activation) -> Self {
        Self { units, activation, batch_norm: false, dropout: 0.0 }
    }

    /// Whether the layer has dropout.
    #[inline(always)]
    pub fn has_dropout(&self) -> bool {
        self.dropout > 0.0
    }
}

/// What a network looks like without its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Number of inputs.
    pub inputs: usize,
    /// The layers with weights, first hidden to output.
    pub layers: Vec<LayerShape>,
}

impl Shape {
    /// Inputs of `layer`: the units of the layer below, or the network's inputs.
    pub fn fan_in(&self, layer: usize) -> usize {
        if layer == 0 { self.inputs } else { self.layers[layer - 1].units }
    }

    /// Units of the last layer.
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(self.inputs, |layer| layer.units)
    }

    /// Index of the last layer.
    pub fn last(&self) -> usize {
        self.layers.len() - 1
    }

    /// Whether any layer has batch normalization.
    pub fn has_norm(&self) -> bool {
        self.layers.iter().any(|layer| layer.batch_norm)
    }

    /// Whether `layer` has batch normalization.
    #[inline(always)]
    pub fn normalizes(&self, layer: usize) -> bool {
        self.layers.get(layer).is_some_and(|layer| layer.batch_norm)
    }

    /// Every trainable number of a unit in the order of operations: weights, bias, γ and β.
    pub fn params_of(&self, layer: usize, unit: usize) -> impl Iterator<Item = Param> + '_ {
        let weights =
            (0..self.fan_in(layer)).map(move |input| Param::Weight { layer, unit, input });
        let norm = [Param::Scale { layer, unit }, Param::Shift { layer, unit }];
        let norm = norm.into_iter().filter(move |_| self.normalizes(layer));
        weights.chain([Param::Bias { layer, unit }]).chain(norm)
    }

    /// Whether any layer has dropout.
    pub fn has_dropout(&self) -> bool {
        self.layers.iter().any(LayerShape::has_dropout)
    }

    /// Whether `layer` is followed by dropout.
    #[inline(always)]
    pub fn drops(&self, layer: usize) -> bool {
        self.layers.get(layer).is_some_and(LayerShape::has_dropout)
    }

    /// Whether the network has this parameter.
    pub fn contains(&self, param: Param) -> bool {
        let unit_exists =
            self.layers.get(param.layer()).is_some_and(|layer| param.unit() < layer.units);
        match param {
            Param::Weight { layer, input, .. } => unit_exists && input < self.fan_in(layer),
            Param::Bias { .. } => unit_exists,
            Param::Scale { layer, .. } | Param::Shift { layer, .. } => {
                unit_exists && self.normalizes(layer)
            }
        }
    }

    /// Every parameter, layer by layer, unit by unit; see [`params_of`](Self::params_of).
    pub fn params(&self) -> impl Iterator<Item = Param> + '_ {
        let units = self.layers.iter().enumerate();
        units.flat_map(move |(layer, shape)| {
            (0..shape.units).flat_map(move |unit| self.params_of(layer, unit))
        })
    }

    /// Number of weights and biases, and of γ and β.
    pub fn parameter_count(&self) -> usize {
        let norm = |l: usize| if self.normalizes(l) { 2 } else { 0 };
        (0..self.layers.len()).map(|l| self.layers[l].units * (self.fan_in(l) + 1 + norm(l))).sum()
    }
}

/// The address of one trainable number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Param {
    /// The weight from `input` to `unit` of `layer`.
    Weight {
        /// Layer of the unit that the weight leads to.
        layer: usize,
        /// Unit that the weight leads to.
        unit: usize,
        /// Unit of the layer below, or network input, that it comes from.
        input: usize,
    },
    /// The bias of `unit` of `layer`.
    Bias {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// γ of `unit` of `layer`, by which batch normalization multiplies; PyTorch's `weight`.
    Scale {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// β of `unit` of `layer`, which batch normalization adds; PyTorch's `bias`.
    Shift {
        /// Layer of the unit.
        layer: usize,
        /// The unit.
        unit: usize,
    },
}

impl Param {
    /// Layer that the parameter belongs to.
    pub fn layer(self) -> usize {
        match self {
            Self::Weight { layer, .. }
            | Self::Bias { layer, .. }
            | Self::Scale { layer, .. }
            | Self::Shift { layer, .. } => layer,
        }
    }

    /// Unit whose weighted sum the parameter enters.
    pub fn unit(self) -> usize {
        match self {
            Self::Weight { unit, .. }
            | Self::Bias { unit, .. }
            | Self::Scale { unit, .. }
            | Self::Shift { unit, .. } => unit,
        }
    }
}
