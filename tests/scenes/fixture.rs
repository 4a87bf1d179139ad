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
    example(&layers, &input, &target, Loss::HalfSquared, 0.1)
}

/// Works one iteration out, operation by operation.
pub(crate) fn example(layers: &[Layer], x: &[f64], y: &[f64], loss: Loss, rate: f64) -> Example {
    let shape = Shape {
        inputs: x.len(),
        layers: layers.iter().map(|l| LayerShape::new(l.bias.len(), l.activation)).collect(),
    };
    let mut start = Table::default();
    for (layer, l) in layers.iter().enumerate() {
        for (unit, row) in l.weight.iter().enumerate() {
            for (input, &w) in row.iter().enumerate() {
                start.0.insert(Cell::Param(Param::Weight { layer, unit, input }), w);
            }
            start.0.insert(Cell::Param(Param::Bias { layer, unit }), l.bias[unit]);
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

    fn below(layer: usize, unit: usize) -> Cell {
        match layer.checked_sub(1) {
            None => Cell::Input(unit),
            Some(layer) => Cell::Activation { layer, unit },
        }
    }

    fn forward(&mut self, layers: &[Layer]) {
        for (layer, l) in layers.iter().enumerate() {
            for unit in 0..l.bias.len() {
                let mut reads = Vec::new();
                let mut sum = 0.0;
                for input in 0..l.weight[unit].len() {
                    let (w, a) = (
                        Cell::Param(Param::Weight { layer, unit, input }),
                        Self::below(layer, input),
                    );
                    sum += self.of(w) * self.of(a);
                    reads.extend([w, a]);
                }
                let b = Cell::Param(Param::Bias { layer, unit });
                sum += self.of(b);
                reads.push(b);
                let z = Cell::Preactivation { layer, unit };
                self.write(z, sum, reads);
                self.write(Cell::Activation { layer, unit }, l.activation.value(sum), vec![z]);
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
                let (z, a) =
                    (Cell::Preactivation { layer, unit }, Cell::Activation { layer, unit });
                let arriving = Cell::GradActivation { layer, unit };
                let delta = self.of(arriving) * l.activation.slope(self.of(z), self.of(a));
                self.write(Cell::GradPreactivation { layer, unit }, delta, vec![arriving, z, a]);
            }
            for unit in 0..units {
                let delta = Cell::GradPreactivation { layer, unit };
                for input in 0..l.weight[unit].len() {
                    let a = Self::below(layer, input);
                    let grad = self.of(delta) * self.of(a);
                    let param = Param::Weight { layer, unit, input };
                    self.write(Cell::Grad(param), grad, vec![delta, a]);
                }
                let grad = self.of(delta);
                self.write(Cell::Grad(Param::Bias { layer, unit }), grad, vec![delta]);
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
                self.write(Cell::GradActivation { layer: lower, unit: input }, sum, reads);
            }
        }
    }

    fn update(&mut self, layers: &[Layer], rate: f64) {
        for (layer, l) in layers.iter().enumerate() {
            for unit in 0..l.bias.len() {
                let weights =
                    (0..l.weight[unit].len()).map(|input| Param::Weight { layer, unit, input });
                for param in weights.chain([Param::Bias { layer, unit }]) {
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
}
