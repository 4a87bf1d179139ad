//! The equations of batch normalization.

use super::{difference, quotient};
use crate::nn::{Param, Running};
use crate::step::{Cell, Expr, Machine, Op};

impl Machine {
    /// The forms of an operation of batch normalization.
    pub(super) fn norm_forms(&self, op: Op) -> Option<Vec<Expr>> {
        let form = match op {
            Op::BatchMean { layer, unit } => self.mean_form(Cell::Preactivation { layer, unit })?,
            Op::BatchVariance { layer, unit } => {
                let mean = self.cell(Cell::BatchMean { layer, unit })?;
                let z = Cell::Preactivation { layer, unit };
                self.mean_of(|s| {
                    Some(Expr::Square(Box::new(difference(self.of_sample(z, s)?, mean.clone()))))
                })?
            }
            Op::Normalize { layer, unit } => {
                let z = self.cell(Cell::Preactivation { layer, unit })?;
                let mean = self.cell(Cell::BatchMean { layer, unit })?;
                quotient(difference(z, mean), self.deviation(layer, unit)?)
            }
            Op::ScaleShift { layer, unit } => Expr::Sum(vec![
                Expr::Product(vec![
                    self.parameter_used(Param::Scale { layer, unit }),
                    self.cell(Cell::Normalized { layer, unit })?,
                ]),
                self.parameter_used(Param::Shift { layer, unit }),
            ]),
            Op::RunningMean { layer, unit } => {
                let [before, _] = self.running_used(layer, unit);
                let batch = self.cell(Cell::BatchMean { layer, unit })?;
                running(Cell::RunningMean { layer, unit }, before, batch)
            }
            Op::RunningVariance { layer, unit } => {
                let [_, before] = self.running_used(layer, unit);
                let count = Expr::Number(self.batch().len() as f64);
                let variance = self.cell(Cell::BatchVariance { layer, unit })?;
                let above = Expr::Product(vec![variance, count.clone()]);
                let unbiased = quotient(above, difference(count, Expr::Number(1.0)));
                running(Cell::RunningVariance { layer, unit }, before, unbiased)
            }
            // What δ is without batch normalization.
            Op::ScaledGradient { layer, unit } => return self.delta_forms(layer, unit),
            Op::NormalizedGradient { layer, unit } => Expr::Product(vec![
                self.cell(Cell::GradScaled { layer, unit })?,
                self.parameter_used(Param::Scale { layer, unit }),
            ]),
            Op::NormDelta { layer, unit } => self.norm_delta_form(layer, unit)?,
            _ => return None,
        };
        Some(vec![form])
    }

    /// 1/√(σ² + ε) · (g - 1/n Σ g - ẑ · 1/n Σ g ẑ), which a line can be broken in.
    fn norm_delta_form(&self, layer: usize, unit: usize) -> Option<Expr> {
        let (gradient, normalized) =
            (Cell::GradNormalized { layer, unit }, Cell::Normalized { layer, unit });
        let along = self.mean_of(|s| {
            Some(Expr::Product(vec![self.of_sample(gradient, s)?, self.of_sample(normalized, s)?]))
        })?;
        let own = difference(self.cell(gradient)?, self.mean_form(gradient)?);
        let part = Expr::Product(vec![self.cell(normalized)?, along]);
        let inverse = quotient(Expr::Number(1.0), self.deviation(layer, unit)?);
        Some(Expr::Product(vec![inverse, difference(own, part)]))
    }

    /// √(σ² + ε)
    fn deviation(&self, layer: usize, unit: usize) -> Option<Expr> {
        let variance = self.cell(Cell::BatchVariance { layer, unit })?;
        let sum = Expr::Sum(vec![variance, self.cell(Cell::Epsilon)?]);
        Some(Expr::Root(Box::new(sum)))
    }

    /// The mean over the batch of a term for each sample.
    fn mean_of(&self, term: impl Fn(usize) -> Option<Expr>) -> Option<Expr> {
        let count = self.batch().len();
        let terms: Option<Vec<_>> = (0..count).map(term).collect();
        Some(quotient(Expr::Sum(terms?), Expr::Number(count as f64)))
    }

    fn of_sample(&self, cell: Cell, s: usize) -> Option<Expr> {
        Some(Expr::Cell { cell, sample: Some(s), value: self.value_of(cell, s)? })
    }
}

/// (1 - 0.1) · what it was + 0.1 · what the batch has
fn running(cell: Cell, before: f64, batch: Expr) -> Expr {
    let before = Expr::Cell { cell, sample: None, value: before };
    let kept = difference(Expr::Number(1.0), Expr::Number(Running::MOMENTUM));
    Expr::Sum(vec![
        Expr::Product(vec![kept, before]),
        Expr::Product(vec![Expr::Number(Running::MOMENTUM), batch]),
    ])
}
