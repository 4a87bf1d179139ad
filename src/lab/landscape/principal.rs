//! The two directions along which a path spreads most: the principal components of its points.

use super::direction::dot;

/// Rounds of the power method for each direction: the share that a direction holds is then known
/// to more digits than are shown.
const ROUNDS: usize = 60;

/// Finds the two directions, a round of the power method a call.
#[derive(Debug, Clone)]
pub(super) struct Principal {
    /// The points around their mean.
    points: Vec<Vec<f64>>,
    /// Σ |point|²
    spread: f64,
    found: Vec<Vec<f64>>,
    shares: Vec<f64>,
    guess: Vec<f64>,
    round: usize,
}

impl Principal {
    /// The points of a path, its first one first; `None` of none.
    pub(super) fn new(mut points: Vec<Vec<f64>>) -> Option<Self> {
        let count = points.len() as f64;
        let mut mean = vec![0.0; points.first()?.len()];
        for point in &points {
            mean.iter_mut().zip(point).for_each(|(sum, p)| *sum += p);
        }
        for sum in &mut mean {
            *sum /= count;
        }
        for point in &mut points {
            point.iter_mut().zip(&mean).for_each(|(p, mean)| *p -= mean);
        }
        let spread = points.iter().map(|point| dot(point, point)).sum();
        let mut principal = Self {
            points,
            spread,
            found: Vec::new(),
            shares: Vec::new(),
            guess: Vec::new(),
            round: 0,
        };
        principal.begin();
        Some(principal)
    }

    /// Begins with the point that lies farthest out.
    fn begin(&mut self) {
        let rest = self.points.iter().map(|point| self.apart(point));
        let length = |point: &Vec<f64>| dot(point, point);
        let farthest = rest.max_by(|one, other| length(one).total_cmp(&length(other)));
        self.guess = farthest.unwrap_or_default();
        self.round = 0;
        // What is left of a straight line is rounding, no direction.
        if dot(&self.guess, &self.guess) <= 1e-24 * self.spread {
            self.guess.fill(0.0);
        }
        unit(&mut self.guess);
    }

    /// A point without what lies along the directions that are found.
    fn apart(&self, point: &[f64]) -> Vec<f64> {
        let mut rest = point.to_vec();
        for direction in &self.found {
            let along = dot(direction, &rest);
            rest.iter_mut().zip(direction).for_each(|(r, d)| *r -= along * d);
        }
        rest
    }

    /// A round; the two directions once both are found.
    pub(super) fn advance(&mut self) -> Option<[Vec<f64>; 2]> {
        let mut sum = vec![0.0; self.guess.len()];
        for point in &self.points {
            let along = dot(&self.guess, point);
            sum.iter_mut().zip(point).for_each(|(s, p)| *s += along * p);
        }
        let mut next = self.apart(&sum);
        unit(&mut next);
        self.guess = next;
        self.round += 1;
        if self.round == ROUNDS {
            self.settle();
        }
        let found: Result<[Vec<f64>; 2], _> = self.found.clone().try_into();
        found.ok()
    }

    fn settle(&mut self) {
        let mut direction = std::mem::take(&mut self.guess);
        // The path begins on the left and below.
        if self.points.first().is_some_and(|first| dot(&direction, first) > 0.0) {
            for d in &mut direction {
                *d = -*d;
            }
        }
        let held: f64 = self.points.iter().map(|point| dot(&direction, point)).map(|a| a * a).sum();
        self.shares.push(if self.spread > 0.0 { held / self.spread } else { 0.0 });
        self.found.push(direction);
        self.begin();
    }

    /// The share of the path's spread that each direction holds, as far as they are found.
    pub(super) fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// How much of the work is done, 0 to 1.
    pub(super) fn share_done(&self) -> f64 {
        (self.found.len() * ROUNDS + self.round) as f64 / (2 * ROUNDS) as f64
    }
}

/// Scales to length 1; what has no length stays 0.
fn unit(direction: &mut [f64]) {
    let length = dot(direction, direction).sqrt();
    if length > 0.0 {
        for d in direction {
            *d /= length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(points: Vec<Vec<f64>>) -> ([Vec<f64>; 2], Vec<f64>) {
        let mut principal = Principal::new(points).expect("points");
        loop {
            if let Some(directions) = principal.advance() {
                return (directions, principal.shares().to_vec());
            }
        }
    }

    #[test]
    fn an_ellipse_has_its_axes() {
        // Long axis along (3, 4)/5; the spreads are sums that are done by hand.
        let (long, short) = ([0.6, 0.8], [-0.8, 0.6]);
        let points: Vec<Vec<f64>> = (-5..=5)
            .flat_map(|a| [-1.0, 1.0].map(|b| (f64::from(a), b)))
            .map(|(a, b)| (0..2).map(|i| 7.0 + a * long[i] + b * short[i]).collect())
            .collect();
        let ([one, other], shares) = found(points);
        for (direction, axis) in [(&one, long), (&other, short)] {
            assert!((dot(direction, &axis).abs() - 1.0).abs() < 1e-12, "{direction:?}");
        }
        // Σ a² over -5..5 twice is 220, Σ b² is 22.
        assert!((shares[0] - 220.0 / 242.0).abs() < 1e-12);
        assert!((shares[1] - 22.0 / 242.0).abs() < 1e-12);
    }

    #[test]
    fn a_straight_path_has_one_direction_and_is_walked_to_the_right() {
        let points = (0..4).map(|k| vec![-2.0 * f64::from(k), f64::from(k), 0.0]).collect();
        let ([one, other], shares) = found(points);
        assert!(one[0] < 0.0 && one[1] > 0.0);
        assert_eq!(other, [0.0; 3]);
        assert!((shares[0] - 1.0).abs() < 1e-12 && shares[1] == 0.0);
    }
}
