//! What an operation did, as an equation with its numbers.

mod norm;
mod update;

use super::{Cell, Equation, Expr, Machine, Mistake, Op};
use crate::nn::{Activation, Loss, Param};

impl Machine {
    /// The equation of an operation that has been done, of the watched sample; `None` for
    /// [`Op::Input`], for operations still to come and for ones this network does not have.
    pub fn explain(&self, op: Op) -> Option<Equation> {
        let writes = op.writes()?;
        if self.program().place_of(op)? >= self.cursor() {
            return None;
        }
        let result = self.value_of(writes, self.watched())?;
        let forms = match op {
            Op::Input => return None,
            Op::WeightedSum { layer, unit } => vec![self.weighted_sum_form(layer, unit)?],
            Op::Activation { layer, unit } => vec![self.activation_form(layer, unit)?],
            Op::BatchMean { .. }
            | Op::BatchVariance { .. }
            | Op::Normalize { .. }
            | Op::ScaleShift { .. }
            | Op::RunningMean { .. }
            | Op::RunningVariance { .. }
            | Op::ScaledGradient { .. }
            | Op::NormalizedGradient { .. }
            | Op::NormDelta { .. } => self.norm_forms(op)?,
            Op::Dropout { layer, unit } => {
                vec![self.let_through(Cell::Activation { layer, unit }, layer, unit)?]
            }
            Op::DropoutGradient { layer, unit } => {
                vec![self.let_through(Cell::GradDropped { layer, unit }, layer, unit)?]
            }
            Op::SampleLoss => vec![self.loss_form()?],
            Op::BatchLoss => vec![self.mean_form(Cell::SampleLoss)?],
            Op::OutputGradient { layer, unit } => vec![self.output_gradient_form(layer, unit)?],
            Op::Delta { layer, unit } => self.delta_forms(layer, unit)?,
            Op::Gradient(param) => vec![self.gradient_form(param)?],
            Op::InputGradient { layer, unit } | Op::DroppedGradient { layer, unit } => {
                vec![self.input_gradient_form(layer, unit)?]
            }
            Op::MeanGradient(param) => vec![self.mean_gradient_form(param)?],
            Op::LearningRate => vec![self.learning_rate_form()?],
            Op::SquaredNorm(layer) => vec![self.squared_norm_form(layer)?],
            Op::GradientNorm => vec![self.gradient_norm_form()?],
            Op::Term(term, param) => vec![self.term_form(term, param)?],
            Op::Update(param) => vec![self.update_form(param)?],
        };
        Some(Equation { writes, forms, result })
    }

    fn cell(&self, cell: Cell) -> Option<Expr> {
        Some(Expr::Cell { cell, sample: None, value: self.value_of(cell, self.watched())? })
    }

    /// What comes into a layer from below: an activation, or an input.
    fn below(&self, layer: usize, input: usize) -> Option<Expr> {
        self.cell(match layer.checked_sub(1) {
            None => Cell::Input(input),
            Some(layer) if self.settings().shape.drops(layer) => {
                Cell::Dropped { layer, unit: input }
            }
            Some(layer) => Cell::Activation { layer, unit: input },
        })
    }

    fn mistake(&self) -> Option<Mistake> {
        self.settings().mistake()
    }

    fn units(&self, layer: usize) -> std::ops::Range<usize> {
        0..self.settings().shape.layers[layer].units
    }

    fn last(&self) -> usize {
        self.settings().shape.last()
    }

    /// Parameters as this iteration's forward pass used them.
    fn parameter_used(&self, param: Param) -> Expr {
        let value = self.weight_used(param);
        Expr::Cell { cell: Cell::Param(param), sample: None, value }
    }

    fn weighted_sum_form(&self, layer: usize, unit: usize) -> Option<Expr> {
        let mut terms = Vec::new();
        for input in 0..self.settings().shape.fan_in(layer) {
            let weight = self.parameter_used(Param::Weight { layer, unit, input });
            terms.push(Expr::Product(vec![weight, self.below(layer, input)?]));
        }
        terms.push(self.parameter_used(Param::Bias { layer, unit }));
        Some(Expr::Sum(terms))
    }

    fn activation_form(&self, layer: usize, unit: usize) -> Option<Expr> {
        let activation = self.settings().shape.layers[layer].activation;
        let z = |unit| self.cell(Cell::Preactivation { layer, unit });
        if activation != Activation::Softmax {
            let z = if self.settings().shape.normalizes(layer) {
                self.cell(Cell::Scaled { layer, unit })?
            } else {
                z(unit)?
            };
            return Some(Expr::Apply(activation, Box::new(z)));
        }
        let exps: Option<Vec<_>> =
            self.units(layer).map(|k| Some(Expr::Exp(Box::new(z(k)?)))).collect();
        Some(quotient(Expr::Exp(Box::new(z(unit)?)), Expr::Sum(exps?)))
    }

    /// What dropout lets through of a number, c · m / (1 - p).
    fn let_through(&self, cell: Cell, layer: usize, unit: usize) -> Option<Expr> {
        let kept = one_minus(self.cell(Cell::DropoutRate(layer))?);
        let scale = quotient(self.cell(Cell::Mask { layer, unit })?, kept);
        Some(Expr::Product(vec![self.cell(cell)?, scale]))
    }

    fn output(&self, unit: usize) -> Option<Expr> {
        self.cell(Cell::Activation { layer: self.last(), unit })
    }

    fn loss_form(&self) -> Option<Expr> {
        let outputs = self.units(self.last());
        let count = Expr::Number(outputs.len() as f64);
        let mut terms = Vec::new();
        for j in outputs {
            let (output, target) = (self.output(j)?, self.cell(Cell::Target(j))?);
            match self.settings().loss {
                Loss::HalfSquaredError | Loss::MeanSquaredError => {
                    terms.push(Expr::Square(Box::new(difference(output, target))));
                }
                Loss::BinaryCrossEntropy => {
                    terms.push(Expr::Product(vec![target.clone(), held_ln(output.clone())]));
                    terms.push(Expr::Product(vec![one_minus(target), held_ln(one_minus(output))]));
                }
                // 0 ln 0 counts as 0, its limit.
                Loss::CrossEntropy if target.value() == 0.0 && output.value() <= 0.0 => {
                    terms.push(Expr::Number(0.0));
                }
                Loss::CrossEntropy => terms.push(Expr::Product(vec![target, ln(output)])),
            }
        }
        let sum = Expr::Sum(terms);
        Some(match self.settings().loss {
            Loss::HalfSquaredError => Expr::Product(vec![Expr::Number(0.5), sum]),
            Loss::MeanSquaredError => quotient(sum, count),
            Loss::BinaryCrossEntropy => negative(quotient(sum, count)),
            Loss::CrossEntropy => negative(sum),
        })
    }

    /// The mean over the batch of one number of each sample.
    fn mean_form(&self, cell: Cell) -> Option<Expr> {
        let count = self.batch().len();
        let terms: Option<Vec<_>> = (0..count)
            .map(|s| Some(Expr::Cell { cell, sample: Some(s), value: self.value_of(cell, s)? }))
            .collect();
        Some(quotient(Expr::Sum(terms?), Expr::Number(count as f64)))
    }

    fn output_gradient_form(&self, layer: usize, unit: usize) -> Option<Expr> {
        let (output, target) = (self.output(unit)?, self.cell(Cell::Target(unit))?);
        let is_sign_wrong = self.mistake() == Some(Mistake::CrossEntropySign);
        let outputs = self.units(layer).len() as f64;
        Some(match self.settings().loss {
            Loss::HalfSquaredError => difference(output, target),
            Loss::MeanSquaredError => {
                let twice = Expr::Product(vec![Expr::Number(2.0), difference(output, target)]);
                quotient(twice, Expr::Number(outputs))
            }
            Loss::BinaryCrossEntropy => {
                let mut below = vec![output.clone(), one_minus(output.clone())];
                if Expr::Product(below.clone()).value() < Loss::LOWEST_DENOMINATOR {
                    below = vec![Expr::Number(Loss::LOWEST_DENOMINATOR)];
                }
                if outputs > 1.0 {
                    below.push(Expr::Number(outputs));
                }
                let above = if is_sign_wrong {
                    difference(target, output)
                } else {
                    difference(output, target)
                };
                quotient(above, Expr::Product(below))
            }
            Loss::CrossEntropy if target.value() == 0.0 && output.value() == 0.0 => {
                Expr::Number(0.0)
            }
            Loss::CrossEntropy if is_sign_wrong => quotient(target, output),
            Loss::CrossEntropy => negative(quotient(target, output)),
        })
    }

    fn delta_forms(&self, layer: usize, unit: usize) -> Option<Vec<Expr>> {
        let activation = self.settings().shape.layers[layer].activation;
        let a = self.cell(Cell::Activation { layer, unit })?;
        if activation == Activation::Softmax {
            return self.softmax_delta_form(layer, unit, a).map(|form| vec![form]);
        }
        let z = self.cell(if self.settings().shape.normalizes(layer) {
            Cell::Scaled { layer, unit }
        } else {
            Cell::Preactivation { layer, unit }
        })?;
        let gradient = self.cell(Cell::GradActivation { layer, unit })?;
        match (self.mistake(), activation) {
            (Some(Mistake::SlopeLeftOut), _) => return Some(vec![gradient]),
            (Some(Mistake::ReluForItsSlope), Activation::Relu) => {
                let value = Expr::Apply(activation, Box::new(z));
                return Some(vec![Expr::Product(vec![gradient, value])]);
            }
            (Some(Mistake::TanhTimesSlope), Activation::Tanh) => {
                let slope = difference(Expr::Number(1.0), Expr::Square(Box::new(a.clone())));
                let factor = Expr::Product(vec![a, slope]);
                return Some(vec![Expr::Product(vec![gradient, factor])]);
            }
            _ => {}
        }
        let value = activation.slope(z.value(), a.value());
        let slope = Expr::Slope { activation, at: Box::new(z), value };
        let mut forms = vec![Expr::Product(vec![gradient.clone(), slope])];
        let written_out = match activation {
            Activation::Sigmoid => Some(Expr::Product(vec![a.clone(), one_minus(a)])),
            Activation::Tanh => Some(difference(Expr::Number(1.0), Expr::Square(Box::new(a)))),
            _ => None,
        };
        forms.extend(written_out.map(|slope| Expr::Product(vec![gradient, slope])));
        Some(forms)
    }

    fn softmax_delta_form(&self, layer: usize, unit: usize, a: Expr) -> Option<Expr> {
        if self.program().is_fused() {
            let target = self.cell(Cell::Target(unit))?;
            let mut output = a;
            if self.target_sum(self.watched()) != 1.0 {
                let targets: Option<Vec<_>> =
                    self.units(layer).map(|k| self.cell(Cell::Target(k))).collect();
                output = Expr::Product(vec![output, Expr::Sum(targets?)]);
            }
            return Some(match self.mistake() {
                Some(Mistake::CrossEntropySign) => difference(target, output),
                _ => difference(output, target),
            });
        }
        let gradient = |unit| self.cell(Cell::GradActivation { layer, unit });
        let terms: Option<Vec<_>> = self
            .units(layer)
            .map(|k| Some(Expr::Product(vec![gradient(k)?, self.output(k)?])))
            .collect();
        Some(Expr::Product(vec![a, difference(gradient(unit)?, Expr::Sum(terms?))]))
    }

    fn gradient_form(&self, param: Param) -> Option<Expr> {
        let (layer, unit) = (param.layer(), param.unit());
        let delta = |unit| self.cell(Cell::GradPreactivation { layer, unit });
        let form = match (param, self.mistake()) {
            (Param::Scale { .. }, _) => Expr::Product(vec![
                self.cell(Cell::GradScaled { layer, unit })?,
                self.cell(Cell::Normalized { layer, unit })?,
            ]),
            (Param::Shift { .. }, _) => self.cell(Cell::GradScaled { layer, unit })?,
            (Param::Bias { .. }, Some(Mistake::BiasForgotten)) => Expr::Number(0.0),
            (Param::Bias { .. }, Some(Mistake::BiasWrongAxis)) => {
                Expr::Sum(self.units(layer).map(delta).collect::<Option<_>>()?)
            }
            (Param::Bias { .. }, _) => delta(unit)?,
            (Param::Weight { input, .. }, _) => {
                Expr::Product(vec![delta(unit)?, self.below(layer, input)?])
            }
        };
        if self.program().is_batched() { Some(form) } else { self.added_to_old(param, form) }
    }

    /// The mean of a parameter's gradient over the batch.
    fn mean_gradient_form(&self, param: Param) -> Option<Expr> {
        let mean = self.mean_form(Cell::Grad(param))?;
        match (self.mistake(), mean) {
            (Some(Mistake::BatchSum), Expr::Quotient(sum, _)) => Some(*sum),
            (_, mean) => self.added_to_old(param, mean),
        }
    }

    /// A gradient that was not set to 0 grows by `form`; any other is `form` itself.
    fn added_to_old(&self, param: Param, form: Expr) -> Option<Expr> {
        if self.mistake() != Some(Mistake::GradientNotReset) {
            return Some(form);
        }
        Some(Expr::Sum(vec![self.cell(Cell::OldGrad(param))?, form]))
    }

    fn input_gradient_form(&self, layer: usize, unit: usize) -> Option<Expr> {
        let above = layer + 1;
        let terms: Option<Vec<_>> = self
            .units(above)
            .map(|j| {
                let param = Param::Weight { layer: above, unit: j, input: unit };
                let weight = match self.mistake() {
                    Some(Mistake::NewWeights) => self.cell(Cell::NewParam(param))?,
                    Some(Mistake::WeightsTransposed) => {
                        self.parameter_used(self.transposed(above, j, unit))
                    }
                    _ => self.parameter_used(param),
                };
                let delta = self.cell(Cell::GradPreactivation { layer: above, unit: j })?;
                Some(Expr::Product(vec![weight, delta]))
            })
            .collect();
        Some(Expr::Sum(terms?))
    }
}

fn difference(left: Expr, right: Expr) -> Expr {
    Expr::Difference(Box::new(left), Box::new(right))
}

fn quotient(above: Expr, below: Expr) -> Expr {
    Expr::Quotient(Box::new(above), Box::new(below))
}

fn negative(expr: Expr) -> Expr {
    Expr::Negative(Box::new(expr))
}

fn ln(expr: Expr) -> Expr {
    Expr::Ln(Box::new(expr))
}

/// The logarithm as binary cross-entropy takes it: never below a limit.
fn held_ln(expr: Expr) -> Expr {
    let ln = ln(expr);
    if ln.value() < Loss::LOWEST_LOG { Expr::Number(Loss::LOWEST_LOG) } else { ln }
}

fn one_minus(expr: Expr) -> Expr {
    difference(Expr::Number(1.0), expr)
}
