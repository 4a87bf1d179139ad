//! Small networks with their numbers, worked out here so that pictures do not depend on the
//! program under test.

use std::collections::HashMap;

use backstep::nn::{Activation, LayerShape, Param, Shape};
use backstep::step::{Cell, Equation, Expr, Values};

/// Numbers by address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table(pub(crate) HashMap<Cell, f64>);

impl Values for Table {
    fn value(&self, cell: Cell) -> Option<f64> {
        self.0.get(&cell).copied()
    }
}

/// One operation: what it writes, the number, and what it reads.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) writes: Cell,
    pub(crate) result: f64,
    pub(crate) reads: Vec<Cell>,
}

/// A network, its sample, and one iteration as a list of operations.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) shape: Shape,
    pub(crate) start: Table,
    pub(crate) steps: Vec<Step>,
}

/// Which loss the fixture differentiates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Loss {
    /// -Σ y ln ŷ
    CrossEntropy,
    /// ½ Σ (ŷ - y)²
    HalfSquared,
}

/// One layer's weights (to-index first), biases and function.
pub(crate) struct Layer {
    pub(crate) weight: Vec<Vec<f64>>,
    pub(crate) bias: Vec<f64>,
    pub(crate) activation: Activation,
}

/// The hand example of the article: 2-3-2, `ReLU`, cross-entropy.
pub(crate) fn hand() -> Example {
    let relu = Activation::Relu;
    let layers = [
        Layer {
            weight: vec![vec![0.5, 0.0], vec![0.0, 0.25], vec![-0.5, 0.5]],
            bias: vec![0.0; 3],
            activation: relu,
        },
        Layer {
            weight: vec![vec![0.2, 0.3, 0.5], vec![0.4, 0.4, 0.8]],
            bias: vec![0.0; 2],
            activation: relu,
        },
    ];
    example(&layers, &[1.0, 2.0], &[0.0, 1.0], Loss::CrossEntropy, 0.1)
}

/// Mazur's example: 2-2-2, sigmoid, half squared error.
pub(crate) fn mazur() -> Example {
    let sigmoid = Activation::Sigmoid;
    let layers = [
        Layer {
            weight: vec![vec![0.15, 0.2], vec![0.25, 0.3]],
            bias: vec![0.35; 2],
            activation: sigmoid,
        },
        Layer {
            weight: vec![vec![0.4, 0.45], vec![0.5, 0.55]],
            bias: vec![0.6; 2],
            activation: sigmoid,
        },
    ];
    example(&layers, &[0.05, 0.1], &[0.01, 0.99], Loss::HalfSquared, 0.5)
}

/// A network of the given widths, inputs first, with numbers from a fixed sequence.
pub(crate) fn made_up(widths: &[usize], activation: Activation) -> Example {
    made_up_with(widths, activation, |_| {})
}

/// The same with something changed in the shape: batch normalization, dropout.
pub(crate) fn made_up_with(
    widths: &[usize],
    activation: Activation,
    change: impl Fn(&mut Shape),
) -> Example {
    let mut state = 12345_u64;
    let mut next = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / 8_388_608.0 - 1.0
    };
    let layers: Vec<Layer> = widths
        .windows(2)
        .map(|pair| {
            let scale = 1.7 / (pair[0] as f64).sqrt();
            Layer {
                weight: (0..pair[1])
                    .map(|_| (0..pair[0]).map(|_| scale * next()).collect())
                    .collect(),
                bias: (0..pair[1]).map(|_| 0.3 * next()).collect(),
                activation,
            }
        })
        .collect();
    let input: Vec<f64> = (0..widths[0]).map(|_| next()).collect();
    let target: Vec<f64> = (0..widths[widths.len() - 1]).map(|i| f64::from(i == 0)).collect();
    let mut shape = shape_of(&layers, input.len());
    change(&mut shape);
    run(shape, &layers, &input, &target, Loss::HalfSquared, 0.1)
}

fn shape_of(layers: &[Layer], inputs: usize) -> Shape {
    let layers = layers.iter().map(|l| LayerShape::new(l.bias.len(), l.activation)).collect();
    Shape { inputs, layers }
}

/// Works one iteration out, operation by operation.
pub(crate) fn example(layers: &[Layer], x: &[f64], y: &[f64], loss: Loss, rate: f64) -> Example {
    run(shape_of(layers, x.len()), layers, x, y, loss, rate)
}

fn run(shape: Shape, layers: &[Layer], x: &[f64], y: &[f64], loss: Loss, rate: f64) -> Example {
    let mut start = Table::default();
    for (layer, l) in layers.iter().enumerate() {
        for (unit, row) in l.weight.iter().enumerate() {
            for (input, &w) in row.iter().enumerate() {
                start.0.insert(Cell::Param(Param::Weight { layer, unit, input }), w);
            }
            start.0.insert(Cell::Param(Param::Bias { layer, unit }), l.bias[unit]);
            if shape.normalizes(layer) {
                let [scale, shift] = [0.9 + 0.15 * unit as f64, 0.2 - 0.1 * unit as f64];
                start.0.insert(Cell::Param(Param::Scale { layer, unit }), scale);
                start.0.insert(Cell::Param(Param::Shift { layer, unit }), shift);
            }
            if shape.drops(layer) {
                // Every third unit is dropped, the second first.
                start.0.insert(Cell::Mask { layer, unit }, f64::from(unit % 3 != 1));
            }
        }
    }
    start.0.insert(Cell::LearningRate, rate);
    for (i, &x) in x.iter().enumerate() {
        start.0.insert(Cell::Input(i), x);
    }
    for (j, &y) in y.iter().enumerate() {
        start.0.insert(Cell::Target(j), y);
    }
    let mut run = Run { shape, values: start.clone(), steps: Vec::new() };
    run.forward(layers);
    run.loss(y, loss);
    run.backward(layers, y, loss);
    run.update(layers, rate);
    Example { shape: run.shape, start, steps: run.steps }
}

struct Run {
    shape: Shape,
    values: Table,
    steps: Vec<Step>,
}

impl Run {
    fn of(&self, cell: Cell) -> f64 {
        self.values.0.get(&cell).copied().unwrap_or(f64::NAN)
    }

    fn write(&mut self, writes: Cell, result: f64, reads: Vec<Cell>) {
        self.values.0.insert(writes, result);
        self.steps.push(Step { writes, result, reads });
    }

    fn below(&self, layer: usize, unit: usize) -> Cell {
        match layer.checked_sub(1) {
            None => Cell::Input(unit),
            Some(layer) if self.shape.drops(layer) => Cell::Dropped { layer, unit },
            Some(layer) => Cell::Activation { layer, unit },
        }
    }

    /// What comes into the activation function: the weighted sum, or what batch normalization
    /// makes of it. The rest of the batch is thought: it has a mean of 0.1 and a deviation of 0.8.
    fn normalized(&mut self, layer: usize, unit: usize) -> Cell {
        let z = Cell::Preactivation { layer, unit };
        if !self.shape.normalizes(layer) {
            return z;
        }
        let [mean, variance, normalized, scaled] = [
            Cell::BatchMean { layer, unit },
            Cell::BatchVariance { layer, unit },
            Cell::Normalized { layer, unit },
            Cell::Scaled { layer, unit },
        ];
        let [scale, shift] =
            [Param::Scale { layer, unit }, Param::Shift { layer, unit }].map(Cell::Param);
        self.write(mean, 0.1, vec![z]);
        self.write(variance, 0.64, vec![z, mean]);
        let value = (self.of(z) - 0.1) / 0.8;
        self.write(normalized, value, vec![z, mean, variance]);
        let value = self.of(scale) * value + self.of(shift);
        self.write(scaled, value, vec![scale, normalized, shift]);
        scaled
    }

    /// The gradient by the weighted sum, from the one by what goes into the activation function.
    fn through_norm(&mut self, layer: usize, unit: usize, grad: f64, reads: Vec<Cell>) {
        let delta = Cell::GradPreactivation { layer, unit };
        if !self.shape.normalizes(layer) {
            self.write(delta, grad, reads);
            return;
        }
        let [by_scaled, by_normalized] =
            [Cell::GradScaled { layer, unit }, Cell::GradNormalized { layer, unit }];
        let scale = Cell::Param(Param::Scale { layer, unit });
        self.write(by_scaled, grad, reads);
        let value = grad * self.of(scale);
        self.write(by_normalized, value, vec![by_scaled, scale]);
        self.write(delta, value / 0.8, vec![by_normalized]);
    }

    /// γ and β of a unit, if it has them.
    fn norm_params(&self, layer: usize, unit: usize) -> Vec<Param> {
        let params = [Param::Scale { layer, unit }, Param::Shift { layer, unit }];
        params.into_iter().filter(|_| self.shape.normalizes(layer)).collect()
    }

    fn forward(&mut self, layers: &[Layer]) {
        for (layer, l) in layers.iter().enumerate() {
            for unit in 0..l.bias.len() {
                let mut reads = Vec::new();
                let mut sum = 0.0;
                for input in 0..l.weight[unit].len() {
                    let (w, a) = (
                        Cell::Param(Param::Weight { layer, unit, input }),
                        self.below(layer, input),
                    );
                    sum += self.of(w) * self.of(a);
                    reads.extend([w, a]);
                }
                let b = Cell::Param(Param::Bias { layer, unit });
                sum += self.of(b);
                reads.push(b);
                let z = Cell::Preactivation { layer, unit };
                self.write(z, sum, reads);
                let into = self.normalized(layer, unit);
                let a = Cell::Activation { layer, unit };
                self.write(a, l.activation.value(self.of(into)), vec![into]);
                if self.shape.drops(layer) {
                    let mask = Cell::Mask { layer, unit };
                    let left =
                        self.of(a) * self.of(mask) / (1.0 - self.shape.layers[layer].dropout);
                    self.write(Cell::Dropped { layer, unit }, left, vec![a, mask]);
                }
            }
        }
    }

    fn loss(&mut self, y: &[f64], loss: Loss) {
        let layer = self.shape.last();
        let mut total = 0.0;
        let mut reads = Vec::new();
        for (unit, &y) in y.iter().enumerate() {
            let a = Cell::Activation { layer, unit };
            let out = self.of(a);
            total += match loss {
                Loss::CrossEntropy if y == 0.0 => 0.0,
                Loss::CrossEntropy => -y * backstep::math::ln(out),
                Loss::HalfSquared => 0.5 * (out - y) * (out - y),
            };
            reads.extend([a, Cell::Target(unit)]);
        }
        self.write(Cell::SampleLoss, total, reads);
    }

    fn backward(&mut self, layers: &[Layer], y: &[f64], loss: Loss) {
        let last = self.shape.last();
        for (unit, &y) in y.iter().enumerate() {
            let a = Cell::Activation { layer: last, unit };
            let grad = match loss {
                Loss::CrossEntropy if y == 0.0 => 0.0,
                Loss::CrossEntropy => -y / self.of(a),
                Loss::HalfSquared => self.of(a) - y,
            };
            let reads = vec![a, Cell::Target(unit)];
            self.write(Cell::GradActivation { layer: last, unit }, grad, reads);
        }
        for (layer, l) in layers.iter().enumerate().rev() {
            let units = l.bias.len();
            for unit in 0..units {
                let a = Cell::Activation { layer, unit };
                let into = if self.shape.normalizes(layer) {
                    Cell::Scaled { layer, unit }
                } else {
                    Cell::Preactivation { layer, unit }
                };
                let arriving = Cell::GradActivation { layer, unit };
                if self.shape.drops(layer) {
                    let (left, mask) =
                        (Cell::GradDropped { layer, unit }, Cell::Mask { layer, unit });
                    let kept = 1.0 - self.shape.layers[layer].dropout;
                    self.write(arriving, self.of(left) * self.of(mask) / kept, vec![left, mask]);
                }
                let grad = self.of(arriving) * l.activation.slope(self.of(into), self.of(a));
                self.through_norm(layer, unit, grad, vec![arriving, into, a]);
            }
            for unit in 0..units {
                let delta = Cell::GradPreactivation { layer, unit };
                for input in 0..l.weight[unit].len() {
                    let a = self.below(layer, input);
                    let grad = self.of(delta) * self.of(a);
                    let param = Param::Weight { layer, unit, input };
                    self.write(Cell::Grad(param), grad, vec![delta, a]);
                }
                let grad = self.of(delta);
                self.write(Cell::Grad(Param::Bias { layer, unit }), grad, vec![delta]);
                let (by, normalized) =
                    (Cell::GradScaled { layer, unit }, Cell::Normalized { layer, unit });
                for param in self.norm_params(layer, unit) {
                    let by_scale = matches!(param, Param::Scale { .. });
                    let (factor, reads) = if by_scale {
                        (self.of(normalized), vec![by, normalized])
                    } else {
                        (1.0, vec![by])
                    };
                    self.write(Cell::Grad(param), self.of(by) * factor, reads);
                }
            }
            let Some(lower) = layer.checked_sub(1) else { continue };
            for input in 0..l.weight[0].len() {
                let mut sum = 0.0;
                let mut reads = Vec::new();
                for unit in 0..units {
                    let w = Cell::Param(Param::Weight { layer, unit, input });
                    let delta = Cell::GradPreactivation { layer, unit };
                    sum += self.of(w) * self.of(delta);
                    reads.extend([w, delta]);
                }
                let arriving = if self.shape.drops(lower) {
                    Cell::GradDropped { layer: lower, unit: input }
                } else {
                    Cell::GradActivation { layer: lower, unit: input }
                };
                self.write(arriving, sum, reads);
            }
        }
    }

    fn update(&mut self, layers: &[Layer], rate: f64) {
        for (layer, l) in layers.iter().enumerate() {
            for unit in 0..l.bias.len() {
                let weights =
                    (0..l.weight[unit].len()).map(|input| Param::Weight { layer, unit, input });
                let norm = self.norm_params(layer, unit);
                for param in weights.chain([Param::Bias { layer, unit }]).chain(norm) {
                    let (p, g) = (Cell::Param(param), Cell::Grad(param));
                    let new = self.of(p) - rate * self.of(g);
                    self.write(p, new, vec![p, Cell::LearningRate, g]);
                }
            }
        }
    }
}

impl Example {
    /// The numbers after the first `count` operations, and the last one's equation.
    pub(crate) fn after(&self, count: usize) -> (Table, Option<Equation>) {
        let mut values = self.start.clone();
        let mut equation = None;
        for step in self.steps.iter().take(count) {
            let reads = step.reads.iter().map(|&cell| Expr::Cell {
                cell,
                sample: None,
                value: values.0.get(&cell).copied().unwrap_or(f64::NAN),
            });
            let forms = vec![Expr::Sum(reads.collect())];
            equation = Some(Equation { writes: step.writes, forms, result: step.result });
            values.0.insert(step.writes, step.result);
        }
        (values, equation)
    }

    /// The number of operations until `cell` has been written for the first time.
    pub(crate) fn until(&self, cell: Cell) -> usize {
        self.steps.iter().position(|step| step.writes == cell).map_or(0, |place| place + 1)
    }

    /// The number of operations until `cell` has been written for the last time.
    pub(crate) fn until_last(&self, cell: Cell) -> usize {
        self.steps.iter().rposition(|step| step.writes == cell).map_or(0, |place| place + 1)
    }
}
