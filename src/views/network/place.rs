//! Finds places for labels where none covers another.
//!
//! Each label has a few candidate places with a price. A first pass gives every label its
//! cheapest place that is still free; some more let each label move given where the others are;
//! then whatever still overlaps goes, the one with the most overlaps first.

use crate::scene::Rect;

/// One place where a label could go.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// The room it would take: the number and, if it has any, the marks beside it.
    pub(super) rects: [Rect; 2],
    /// How far from ideal it is; lower is better.
    pub(super) price: f64,
}

/// A label's possible places.
#[derive(Debug, Clone)]
pub(super) struct Label {
    /// None of them covers anything that must stay visible.
    pub(super) candidates: Vec<Candidate>,
}

/// Price of an overlap with another label: more than any candidate's own.
const OVERLAP: f64 = 1000.0;
const PASSES: usize = 4;

/// For each label the index of its candidate, or `None` where there is no room.
pub(super) fn place(labels: &[Label]) -> Vec<Option<usize>> {
    let order = order(labels);
    let mut chosen = settle(labels, &order);
    remove_overlaps(labels, &mut chosen);
    // What was removed may fit now that others are gone.
    for &i in &order {
        if chosen[i].is_none() {
            chosen[i] = (0..labels[i].candidates.len())
                .filter(|&c| overlaps(labels, &chosen, i, c) == 0)
                .min_by(|&a, &b| price(labels, i, a).total_cmp(&price(labels, i, b)));
        }
    }
    chosen
}

/// For each label the index of its candidate, if there is room for all of them.
pub(super) fn place_all(labels: &[Label]) -> Option<Vec<usize>> {
    if labels.iter().any(|label| label.candidates.is_empty()) {
        return None;
    }
    let chosen = settle(labels, &order(labels));
    let free = |(i, choice): (usize, &Option<usize>)| {
        choice.filter(|&choice| overlaps(labels, &chosen, i, choice) == 0)
    };
    chosen.iter().enumerate().map(free).collect()
}

/// The labels by number of places: those with the fewest choose first.
fn order(labels: &[Label]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|&i| labels[i].candidates.len());
    order
}

/// Lets the labels choose in turn, a few times over.
fn settle(labels: &[Label], order: &[usize]) -> Vec<Option<usize>> {
    let mut chosen: Vec<Option<usize>> = vec![None; labels.len()];
    for pass in 0..PASSES {
        let mut moved = false;
        for &i in order {
            let best = cheapest(labels, &chosen, i);
            moved |= best != chosen[i];
            chosen[i] = best;
        }
        if !moved && pass > 0 {
            break;
        }
    }
    chosen
}

fn price(labels: &[Label], label: usize, candidate: usize) -> f64 {
    labels[label].candidates[candidate].price
}

/// The candidate of `label` with the lowest price, overlaps with the others included.
fn cheapest(labels: &[Label], chosen: &[Option<usize>], label: usize) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for candidate in 0..labels[label].candidates.len() {
        let mut cost = price(labels, label, candidate);
        if best.is_some_and(|(least, _)| cost >= least) {
            continue;
        }
        cost += OVERLAP * overlaps(labels, chosen, label, candidate) as f64;
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// With how many other labels, where they are now, a candidate would overlap.
fn overlaps(labels: &[Label], chosen: &[Option<usize>], label: usize, candidate: usize) -> usize {
    let mine = &labels[label].candidates[candidate].rects;
    let bounds = mine[0].union(mine[1]);
    let hits = |(other, choice): &(usize, &Option<usize>)| {
        let Some(choice) = **choice else { return false };
        let [text, marks] = &labels[*other].candidates[choice].rects;
        // Most are far away, above all up and down.
        *other != label
            && bounds.y < text.bottom().max(marks.bottom())
            && bounds.bottom() > text.y.min(marks.y)
            && (text.overlaps(mine[0])
                || text.overlaps(mine[1])
                || marks.overlaps(mine[0])
                || marks.overlaps(mine[1]))
    };
    chosen.iter().enumerate().filter(hits).count()
}

/// Takes labels away until none overlaps: the one with the most overlaps first, of equal ones
/// the last.
fn remove_overlaps(labels: &[Label], chosen: &mut [Option<usize>]) {
    loop {
        let worst = (0..labels.len())
            .filter_map(|i| chosen[i].map(|choice| (i, overlaps(labels, chosen, i, choice))))
            .filter(|&(_, count)| count > 0)
            .max_by_key(|&(i, count)| (count, i));
        let Some((i, _)) = worst else { return };
        chosen[i] = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(xs: &[f64]) -> Label {
        let candidate = |(i, &x): (usize, &f64)| Candidate {
            rects: [Rect::new(x, 0.0, 10.0, 10.0); 2],
            price: i as f64,
        };
        Label { candidates: xs.iter().enumerate().map(candidate).collect() }
    }

    #[test]
    fn a_label_gives_way() {
        // The first could go anywhere, the second has one place only.
        let labels = [label(&[0.0, 50.0]), label(&[5.0])];
        assert_eq!(place(&labels), [Some(1), Some(0)]);
        assert_eq!(place_all(&labels), Some(vec![1, 0]));
    }

    #[test]
    fn a_label_without_room_is_left_out() {
        assert_eq!(place(&[label(&[0.0]), label(&[5.0])]), [Some(0), None]);
        assert_eq!(place_all(&[label(&[0.0]), label(&[5.0])]), None);
        assert_eq!(place(&[label(&[])]), [None]);
        assert_eq!(place_all(&[label(&[])]), None);
    }
}
