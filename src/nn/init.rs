//! Initializers: where the weights start.

use super::{Linear, Parameters, Shape};
use crate::math::Random;

/// How the first weights are drawn, PyTorch's formulas with gain 1 (Xavier) and √2 (Kaiming).
/// Biases and β start at 0, γ at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Initializer {
    /// Uniform within ±√(6 / (in + out))
    XavierUniform,
    /// Normal with deviation √(2 / (in + out))
    XavierNormal,
    /// Uniform within ±√(6 / in)
    KaimingUniform,
    /// Normal with deviation √(2 / in)
    KaimingNormal,
    /// Uniform within ±0.5
    Uniform,
    /// Normal with deviation 1
    Normal,
    /// 0: every unit of a layer stays like its neighbours
    Zeros,
}

impl Initializer {
    /// Every initializer, in the order the page lists them.
    pub const ALL: [Self; 7] = [
        Self::XavierUniform,
        Self::XavierNormal,
        Self::KaimingUniform,
        Self::KaimingNormal,
        Self::Uniform,
        Self::Normal,
        Self::Zeros,
    ];

    /// The name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::XavierUniform => "xavier_uniform",
            Self::XavierNormal => "xavier_normal",
            Self::KaimingUniform => "kaiming_uniform",
            Self::KaimingNormal => "kaiming_normal",
            Self::Uniform => "uniform",
            Self::Normal => "normal",
            Self::Zeros => "zeros",
        }
    }

    /// The initializer of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|initializer| initializer.name() == name)
    }

    /// The first parameters of a network, layer by layer. Each layer has a stream of chance of
    /// its own, so that changing one layer's size leaves the layers below as they were.
    pub fn parameters(self, shape: &Shape, seed: u64) -> Parameters {
        let mut parameters = Parameters::zeros(shape);
        for (index, layer) in parameters.layers.iter_mut().enumerate() {
            layer.scale.fill(1.0);
            self.fill(layer, &mut Random::with_stream(seed, index as u64));
        }
        parameters
    }

    fn fill(self, layer: &mut Linear, random: &mut Random) {
        let (fan_in, fan_out) = (layer.inputs as f64, layer.bias.len() as f64);
        let mut draw: Box<dyn FnMut() -> f64> = match self {
            Self::XavierUniform => uniform(random, (6.0 / (fan_in + fan_out)).sqrt()),
            Self::XavierNormal => normal(random, (2.0 / (fan_in + fan_out)).sqrt()),
            Self::KaimingUniform => uniform(random, (6.0 / fan_in).sqrt()),
            Self::KaimingNormal => normal(random, (2.0 / fan_in).sqrt()),
            Self::Uniform => uniform(random, 0.5),
            Self::Normal => normal(random, 1.0),
            Self::Zeros => Box::new(|| 0.0),
        };
        layer.weight.fill_with(&mut draw);
    }
}

fn uniform(random: &mut Random, bound: f64) -> Box<dyn FnMut() -> f64 + '_> {
    Box::new(move || random.between(-bound, bound))
}

fn normal(random: &mut Random, deviation: f64) -> Box<dyn FnMut() -> f64 + '_> {
    Box::new(move || deviation * random.normal())
}
