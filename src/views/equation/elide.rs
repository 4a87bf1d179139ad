//! Which terms of a long sum are written, and where a whole sum is one Σ.

use std::mem::discriminant;
use std::ops::Range;

use super::mathml::bare;
use crate::step::Expr;

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

/// A mean over the samples of a batch: 1/B Σ of the same for each of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mean<'a> {
    /// What is added up, of the first sample.
    pub(super) term: &'a Expr,
    /// The batch size B.
    pub(super) count: usize,
    /// The mean.
    pub(super) value: f64,
}

impl<'a> Mean<'a> {
    /// The mean that `expr` is, if it is one over more samples than are written out.
    pub(super) fn of(expr: &'a Expr) -> Option<Self> {
        let Expr::Quotient(above, below) = bare(expr) else { return None };
        let Expr::Sum(terms) = &**above else { return None };
        let term = terms.first()?;
        let is_mean = terms.len() > 2
            && **below == Expr::Number(terms.len() as f64)
            && terms.iter().enumerate().all(|(place, other)| is_of(other, place))
            && terms.iter().all(|other| is_same(term, other));
        is_mean.then(|| Self { term, count: terms.len(), value: expr.value() })
    }
}

/// Whether an expression has numbers of the sample at that place of the batch, and of no other.
fn is_of(expr: &Expr, place: usize) -> bool {
    match expr {
        Expr::Cell { sample, .. } => *sample == Some(place),
        Expr::Product(parts) => parts.iter().all(|part| is_of(part, place)),
        Expr::Square(inner) => is_of(inner, place),
        // Less what is the whole batch's.
        Expr::Difference(a, b) => is_of(a, place) && matches!(**b, Expr::Cell { sample: None, .. }),
        _ => false,
    }
}

/// Whether two expressions are the same but for whose numbers are in them.
fn is_same(one: &Expr, other: &Expr) -> bool {
    match (one, other) {
        (Expr::Cell { cell, .. }, Expr::Cell { cell: other, .. }) => cell == other,
        (Expr::Product(parts), Expr::Product(others)) => {
            parts.len() == others.len() && parts.iter().zip(others).all(|(a, b)| is_same(a, b))
        }
        (Expr::Square(inner), Expr::Square(other)) => is_same(inner, other),
        (Expr::Difference(a, b), Expr::Difference(c, d)) => is_same(a, c) && is_same(b, d),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Cell;

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
    fn a_mean_is_of_the_same_of_every_sample() {
        let loss = |sample| Expr::Cell { cell: Cell::SampleLoss, sample, value: 0.5 };
        let mean = |terms: Vec<Expr>, by: f64| {
            Expr::Quotient(Box::new(Expr::Sum(terms)), Box::new(Expr::Number(by)))
        };
        let three = || (0..3).map(|s| loss(Some(s))).collect::<Vec<_>>();
        let first = loss(Some(0));
        let expected = Mean { term: &first, count: 3, value: 0.5 };
        assert_eq!(Mean::of(&mean(three(), 3.0)), Some(expected));
        let deviation = |s| {
            Expr::Square(Box::new(Expr::Difference(Box::new(loss(Some(s))), Box::new(loss(None)))))
        };
        let deviations: Vec<_> = (0..3).map(deviation).collect();
        let found = Mean::of(&mean(deviations, 3.0)).map(|mean| mean.term.clone());
        assert_eq!(found, Some(deviation(0)));
        let pairs = |other: fn(usize) -> usize| -> Vec<_> {
            (0..3).map(|s| Expr::Product(vec![loss(Some(s)), loss(Some(other(s)))])).collect()
        };
        assert!(Mean::of(&mean(pairs(|s| s), 3.0)).is_some());
        assert_eq!(Mean::of(&mean(pairs(|s| 2 - s), 3.0)), None, "of two samples at once");
        assert_eq!(Mean::of(&mean(three(), 2.0)), None, "no mean");
        assert_eq!(Mean::of(&mean(vec![loss(None); 3], 3.0)), None, "always the same sample");
        assert_eq!(Mean::of(&mean(three()[..2].to_vec(), 2.0)), None, "two are written out");
        let mut other = three();
        other[1] = Expr::Number(0.5);
        assert_eq!(Mean::of(&mean(other, 3.0)), None, "not of one cell");
    }
}
