//! The way of the chain rule from the loss to one number.

use crate::nn::{Activation, LayerShape, Param};
use crate::step::{Cell, Equation, Expr, Machine, Mark, Op, Values};

/// The path from the loss to a unit or parameter that gives the largest part of its gradient.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chain {
    /// What lies on the path, the loss first, the selected thing last.
    pub(super) marks: Vec<Mark>,
    /// What is multiplied along it, from δ of the output on; `None` until it is all computed.
    pub(super) factors: Option<Vec<Expr>>,
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
        let (layer, unit, cell) = match mark {
            Mark::Unit { layer, unit } => (layer, unit, Cell::GradPreactivation { layer, unit }),
            Mark::Param(param) => (param.layer(), param.unit(), Cell::Grad(param)),
            Mark::Input(_) | Mark::Target(_) | Mark::Loss => return None,
        };
        // Through batch normalization every sample has a part: no path gives a sample's gradient.
        if machine.settings().shape.layers[layer..].iter().any(|layer| layer.batch_norm) {
            return None;
        }
        let strongest = Strongest::new(machine, layer);
        let (mut marks, part) = strongest.path(unit);
        // The first mark is the loss, from where the path sets out.
        let factors: Option<Vec<_>> =
            marks.iter().skip(1).map(|mark| factors_at(machine, *mark)).collect();
        let mut factors = factors.map(|factors| factors.concat());
        let mut part = part;
        if let Mark::Param(param) = mark {
            marks.push(mark);
            if let Some(came_in) = came_in(machine, param) {
                let came_in = read(machine, came_in);
                part = part.zip(came_in.as_ref()).map(|(part, came_in)| part * came_in.value());
                factors = factors.zip(came_in).map(|(mut factors, came_in)| {
                    factors.push(came_in);
                    factors
                });
            }
        }
        let shape = &machine.settings().shape;
        let above = &shape.layers[layer + 1..];
        Some(Self {
            marks,
            factors,
            paths: above.iter().map(|layer| layer.units as f64).product(),
            part,
            whole: machine.value(cell),
        })
    }
}

/// What a weight is multiplied with; nothing for a bias.
fn came_in(machine: &Machine, param: Param) -> Option<Cell> {
    match param {
        Param::Bias { .. } | Param::Scale { .. } | Param::Shift { .. } => None,
        Param::Weight { layer: 0, input, .. } => Some(Cell::Input(input)),
        Param::Weight { layer, input, .. } if machine.settings().shape.drops(layer - 1) => {
            Some(Cell::Dropped { layer: layer - 1, unit: input })
        }
        Param::Weight { layer, input, .. } => {
            Some(Cell::Activation { layer: layer - 1, unit: input })
        }
    }
}

/// The number of a cell, once computed.
fn read(machine: &Machine, cell: Cell) -> Option<Expr> {
    Some(Expr::Cell { cell, sample: None, value: machine.value(cell)? })
}

/// What the way back multiplies with at a mark of the path: δ at an output, at a hidden unit what
/// dropout multiplied with and the slope, a weight on the way to it. `None` if it is not computed
/// yet.
fn factors_at(machine: &Machine, mark: Mark) -> Option<Vec<Expr>> {
    let shape = &machine.settings().shape;
    match mark {
        Mark::Unit { layer, unit } if layer == shape.last() => {
            Some(vec![read(machine, Cell::GradPreactivation { layer, unit })?])
        }
        Mark::Unit { layer, unit } => {
            let activation = shape.layers[layer].activation;
            let at = Box::new(read(machine, Cell::Preactivation { layer, unit })?);
            let value = slope(machine, activation, layer, unit)?;
            let slope = Expr::Slope { activation, at, value };
            if !shape.drops(layer) {
                return Some(vec![slope]);
            }
            match machine.explain(Op::DropoutGradient { layer, unit })?.forms.pop()? {
                Expr::Product(factors) => Some([&factors[1..], &[slope]].concat()),
                _ => None,
            }
        }
        Mark::Param(param) => {
            let value = machine.weight_used(param);
            Some(vec![Expr::Cell { cell: Cell::Param(param), sample: None, value }])
        }
        Mark::Loss | Mark::Input(_) | Mark::Target(_) => None,
    }
}

/// What a unit's δ has besides what arrives at it: the slope, and what dropout multiplied with.
fn passed_on(machine: &Machine, layer: usize, unit: usize) -> Option<f64> {
    let shape = &machine.settings().shape;
    let LayerShape { activation, dropout, .. } = shape.layers[layer];
    let slope = slope(machine, activation, layer, unit)?;
    if !shape.drops(layer) {
        return Some(slope);
    }
    Some(machine.value(Cell::Mask { layer, unit })? / (1.0 - dropout) * slope)
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
    let slope = passed_on(machine, layer, unit);
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
pub(super) fn of_param(machine: &Machine, param: Param) -> Option<Equation> {
    let mut equation = machine.explain(Op::Gradient(param))?;
    let came_in: Vec<Expr> = match equation.forms.first()? {
        Expr::Product(factors) => factors[1..].to_vec(),
        _ => Vec::new(),
    };
    let delta = of_delta(machine, param.layer(), param.unit())?;
    equation.forms.extend(delta.forms.into_iter().map(|delta| {
        let mut factors = match delta {
            Expr::Product(factors) => factors,
            other => vec![other],
        };
        factors.extend(came_in.iter().cloned());
        Expr::Product(factors)
    }));
    Some(equation)
}

/// The chain rule for a unit's δ, written out to the layer above: δ = ∂L/∂a · f′ = (Σ w δ) f′.
pub(super) fn of_delta(machine: &Machine, layer: usize, unit: usize) -> Option<Equation> {
    let mut equation = machine.explain(Op::Delta { layer, unit })?;
    equation.forms.truncate(1);
    let arriving = |op| machine.explain(op).and_then(|arriving| arriving.forms.into_iter().next());
    // With dropout there is one more number between the sum and δ.
    let through = arriving(Op::DropoutGradient { layer, unit });
    let sum = arriving(Op::InputGradient { layer, unit })
        .or_else(|| arriving(Op::DroppedGradient { layer, unit }));
    for first in [through, sum].into_iter().flatten() {
        if let Some(Expr::Product(factors)) = equation.forms.last() {
            let first = match first {
                Expr::Product(first) => first,
                other => vec![other],
            };
            equation.forms.push(Expr::Product([&first[..], &factors[1..]].concat()));
        }
    }
    Some(equation)
}
