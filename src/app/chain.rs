//! The way of the chain rule from the loss to one number.

use crate::nn::{Activation, Param};
use crate::step::{Cell, Equation, Expr, Machine, Mark, Values};

/// The path from the loss to a unit or parameter that gives the largest part of its gradient.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chain {
    /// What lies on the path, the loss first, the selected thing last.
    pub(super) marks: Vec<Mark>,
    /// How many paths there are.
    pub(super) paths: f64,
    /// The part of the gradient that this path gives; `None` until it is all computed.
    pub(super) part: Option<f64>,
    /// The gradient itself, all paths added up.
    pub(super) whole: Option<f64>,
}

impl Chain {
    /// The chain to `mark`; `None` where no gradient is taken: inputs, targets, the loss itself.
    pub(super) fn to(machine: &Machine, mark: Mark) -> Option<Self> {
        let (layer, unit, cell, factor) = match mark {
            Mark::Unit { layer, unit } => {
                (layer, unit, Cell::GradPreactivation { layer, unit }, Some(1.0))
            }
            Mark::Param(param) => {
                let (layer, unit) = (param.layer(), param.unit());
                (layer, unit, Cell::Grad(param), came_in(machine, param))
            }
            Mark::Input(_) | Mark::Target(_) | Mark::Loss => return None,
        };
        let strongest = Strongest::new(machine, layer);
        let (mut marks, part) = strongest.path(unit);
        if let Mark::Param(_) = mark {
            marks.push(mark);
        }
        let shape = &machine.settings().shape;
        let above = &shape.layers[layer + 1..];
        Some(Self {
            marks,
            paths: above.iter().map(|layer| layer.units as f64).product(),
            part: part.zip(factor).map(|(part, factor)| part * factor),
            whole: machine.value(cell),
        })
    }
}

/// What a parameter's unit multiplies it with: the input of a weight, 1 for a bias.
fn came_in(machine: &Machine, param: Param) -> Option<f64> {
    match param {
        Param::Bias { .. } => Some(1.0),
        Param::Weight { layer: 0, input, .. } => machine.value(Cell::Input(input)),
        Param::Weight { layer, input, .. } => {
            machine.value(Cell::Activation { layer: layer - 1, unit: input })
        }
    }
}

/// For each unit from one layer up, the path from the loss that brings the largest product.
struct Strongest {
    first: usize,
    /// For each layer from `first`, each unit's part of δ by its best path, and the unit above
    /// that this path comes through.
    layers: Vec<Vec<(Option<f64>, usize)>>,
}

impl Strongest {
    fn new(machine: &Machine, first: usize) -> Self {
        let shape = &machine.settings().shape;
        let last = shape.last();
        let mut layers: Vec<Vec<(Option<f64>, usize)>> = Vec::new();
        for layer in (first..=last).rev() {
            let units = 0..shape.layers[layer].units;
            let best = units.map(|unit| match layers.last() {
                None => (machine.value(Cell::GradPreactivation { layer, unit }), 0),
                Some(above) => best_above(machine, layer, unit, above),
            });
            layers.push(best.collect());
        }
        layers.reverse();
        Self { first, layers }
    }

    fn path(&self, unit: usize) -> (Vec<Mark>, Option<f64>) {
        let part = self.layers.first().and_then(|layer| layer.get(unit)).and_then(|best| best.0);
        let mut marks = Vec::new();
        let mut unit = unit;
        for (offset, layer) in self.layers.iter().enumerate() {
            marks.push(Mark::Unit { layer: self.first + offset, unit });
            let above = layer.get(unit).map_or(0, |best| best.1);
            if offset + 1 < self.layers.len() {
                let layer = self.first + offset + 1;
                marks.push(Mark::Param(Param::Weight { layer, unit: above, input: unit }));
            }
            unit = above;
        }
        marks.push(Mark::Loss);
        marks.reverse();
        (marks, part)
    }
}

fn best_above(
    machine: &Machine,
    layer: usize,
    unit: usize,
    above: &[(Option<f64>, usize)],
) -> (Option<f64>, usize) {
    let activation = machine.settings().shape.layers[layer].activation;
    let slope = slope(machine, activation, layer, unit);
    let mut best: (Option<f64>, usize) = (None, 0);
    for (k, (part, _)) in above.iter().enumerate() {
        let weight = machine.weight_used(Param::Weight { layer: layer + 1, unit: k, input: unit });
        let product = part.zip(slope).map(|(part, slope)| part * weight * slope);
        if best.0.is_none_or(|best| product.is_some_and(|product| product.abs() > best.abs())) {
            best = (product, k);
        }
    }
    best
}

/// f′(z) of a unit, once its activation is computed.
pub(super) fn slope(
    machine: &Machine,
    activation: Activation,
    layer: usize,
    unit: usize,
) -> Option<f64> {
    let z = machine.value(Cell::Preactivation { layer, unit })?;
    let a = machine.value(Cell::Activation { layer, unit })?;
    Some(activation.slope(z, a))
}

/// The chain rule for a parameter's gradient, written out to the layer above:
/// ∂L/∂w = δ a = (∂L/∂a · f′) a = (Σ w δ) f′ a.
pub(super) fn written_out(machine: &Machine, param: Param) -> Option<Equation> {
    let mut equation = machine.explain(crate::step::Op::Gradient(param))?;
    let (layer, unit) = (param.layer(), param.unit());
    let delta =
        machine.explain(crate::step::Op::Delta { layer, unit })?.forms.into_iter().next()?;
    let came_in: Vec<Expr> = match equation.forms.first()? {
        Expr::Product(factors) => factors[1..].to_vec(),
        _ => Vec::new(),
    };
    let with_delta = |delta: Expr| {
        let mut factors = match delta {
            Expr::Product(factors) => factors,
            other => vec![other],
        };
        factors.extend(came_in.iter().cloned());
        Expr::Product(factors)
    };
    equation.forms.push(with_delta(delta.clone()));
    let handed_down = machine.explain(crate::step::Op::InputGradient { layer, unit });
    if let (Some(handed_down), Expr::Product(mut factors)) = (handed_down, delta) {
        if let (Some(first), Some(sum)) =
            (factors.first_mut(), handed_down.forms.into_iter().next())
        {
            *first = sum;
        }
        equation.forms.push(with_delta(Expr::Product(factors)));
    }
    Some(equation)
}
