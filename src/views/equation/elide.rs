//! Which terms of a long sum are written, and where a whole sum is one Σ.

use std::mem::discriminant;
use std::ops::Range;

use super::mathml::bare;
use crate::step::{Cell, Expr};

/// Terms of a long sum that are written before the gap.
const FIRST: usize = 2;
/// Terms of a long sum that are written after it.
const LAST: usize = 1;

/// The places of the terms in the middle of a sum that are left out; empty if all are written.
/// A bias at the end of a weighted sum does not count as its last term, and leaving out a single
/// term would save nothing.
pub(super) fn left_out(terms: &[Expr], all_terms: bool) -> Range<usize> {
    let differs = |(first, last): (&Expr, &Expr)| discriminant(first) != discriminant(last);
    let last = LAST + usize::from(terms.first().zip(terms.last()).is_some_and(differs));
    if all_terms || terms.len() <= FIRST + last + 1 {
        return 0..0;
    }
    FIRST..terms.len() - last
}

/// A mean over the samples of a batch: 1/B Σ of one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mean {
    /// The cell whose numbers are added up.
    pub(super) cell: Cell,
    /// The batch size B.
    pub(super) count: usize,
    /// The mean.
    pub(super) value: f64,
}

impl Mean {
    /// The mean that `expr` is, if it is one over more samples than are written out.
    pub(super) fn of(expr: &Expr) -> Option<Self> {
        let Expr::Quotient(above, below) = bare(expr) else { return None };
        let Expr::Sum(terms) = &**above else { return None };
        let Some(Expr::Cell { cell, .. }) = terms.first() else { return None };
        let is_one = |term: &Expr| matches!(term, Expr::Cell { cell: other, sample: Some(_), .. } if other == cell);
        let is_mean = terms.len() > 2
            && terms.iter().all(is_one)
            && **below == Expr::Number(terms.len() as f64);
        is_mean.then(|| Self { cell: *cell, count: terms.len(), value: expr.value() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn products(count: usize) -> Vec<Expr> {
        (0..count).map(|n| Expr::Product(vec![Expr::Number(n as f64)])).collect()
    }

    #[test]
    fn the_first_two_and_the_last_stay() {
        assert_eq!(left_out(&products(4), false), 0..0);
        assert_eq!(left_out(&products(5), false), 2..4);
        assert_eq!(left_out(&products(100), false), 2..99);
        assert_eq!(left_out(&products(100), true), 0..0);
        assert_eq!(left_out(&[], false), 0..0);
    }

    #[test]
    fn a_bias_stays_beside_the_last_weight() {
        let mut terms = products(5);
        terms.push(Expr::Number(0.5));
        assert_eq!(left_out(&terms, false), 2..4);
    }

    #[test]
    fn a_mean_is_one_cell_of_every_sample() {
        let loss = |sample| Expr::Cell { cell: Cell::SampleLoss, sample, value: 0.5 };
        let mean = |terms: Vec<Expr>, by: f64| {
            Expr::Quotient(Box::new(Expr::Sum(terms)), Box::new(Expr::Number(by)))
        };
        let three = || (0..3).map(|s| loss(Some(s))).collect::<Vec<_>>();
        let expected = Mean { cell: Cell::SampleLoss, count: 3, value: 0.5 };
        assert_eq!(Mean::of(&mean(three(), 3.0)), Some(expected));
        assert_eq!(Mean::of(&mean(three(), 2.0)), None, "no mean");
        assert_eq!(Mean::of(&mean(vec![loss(None); 3], 3.0)), None, "always the same sample");
        assert_eq!(Mean::of(&mean(three()[..2].to_vec(), 2.0)), None, "two are written out");
        let mut other = three();
        other[1] = Expr::Number(0.5);
        assert_eq!(Mean::of(&mean(other, 3.0)), None, "not of one cell");
    }
}
