//! Seeded data sets, among them those that TensorFlow Playground made well known.

use std::f64::consts::{PI, TAU};

use super::{Dataset, Sample};
use crate::math::{Random, cos, sin};

/// Where the samples of a generated data set come from: two inputs, one target.
///
/// Shapes, ranges and the meaning of noise are TensorFlow Playground's, so that its users find
/// what they know (its `src/dataset.ts`; this is our own code, and the points are others). Its
/// inputs reach from about -6 to 6 and are not scaled here either. Three things differ: a class
/// is 0 or 1 rather than -1 or 1, as binary cross-entropy wants it; [`Set::ExclusiveOr`] is 1
/// where exclusive or is; [`Set::Plane`] is divided by 12, not 10, to stay within -1 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Set {
    /// The truth table of exclusive or: (0,0) → 0, (0,1) → 1, (1,0) → 1, (1,1) → 0.
    Xor4,
    /// 1 within radius 2.5 of the origin, 0 between radius 3.5 and 5.
    Circle,
    /// 1 where the signs of the inputs differ, 0 where they agree; no point within 0.3 of an
    /// axis, none beyond 5.3. Playground labels it the other way round.
    ExclusiveOr,
    /// Two clouds: 1 around (2, 2), 0 around (-2, -2).
    Gaussian,
    /// Two arms of 1¾ turns that wind around each other out to radius 5.
    Spiral,
    /// Regression: (x₁ + x₂) / 12 on the square from -6 to 6.
    Plane,
    /// Regression: three peaks of 1 and three of -1 that fall to 0 within a distance of 2.
    MultiGaussian,
}

/// A data set by its recipe. The same recipe gives the same samples on every machine.
///
/// Chance is used in the same way whatever the noise and the number of samples, so that turning
/// the noise up lets every point where it was or moves it gradually, and labels change one by one.
///
/// ```
/// use backstep::data::{Generated, Set};
/// let data = Generated { test_fraction: 0.2, ..Generated::new(Set::Circle) }.dataset();
/// assert_eq!((data.train.len(), data.test.len()), (400, 100));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Generated {
    /// Which data set.
    pub set: Set,
    /// Samples to train and to test with, together. [`Set::Xor4`] always has its four.
    pub samples: usize,
    /// How much chance disturbs the picture, 0 to 0.5; what lies outside is taken as the nearest.
    /// [`Set::Xor4`] has none.
    pub noise: f64,
    /// Share of the samples held back to test with, 0 to 0.9, rounded to whole samples;
    /// [`Set::Xor4`] holds none back.
    pub test_fraction: f64,
    /// Seed of the points and of the split.
    pub seed: u64,
}

/// Keeps the points apart from the other uses of the same seed, such as the first weights: those
/// take their streams from 0 on.
const POINTS: u64 = 0x6461_7461_0000_0000;
const SPLIT: u64 = POINTS + 1;

/// Highest noise, as in Playground.
const MOST_NOISE: f64 = 0.5;
/// Largest share of samples held back, as in Playground.
const LARGEST_TEST_FRACTION: f64 = 0.9;

/// Radius of circle and spiral, and half the side of the square for exclusive or.
const RADIUS: f64 = 5.0;
/// Half the side of the square that regressions are drawn from.
const REGRESSION_RADIUS: f64 = 6.0;

/// Centres of [`Set::MultiGaussian`] and what they rise or fall to.
const PEAKS: [([f64; 2], f64); 6] = [
    ([-4.0, 2.5], 1.0),
    ([0.0, 2.5], -1.0),
    ([4.0, 2.5], 1.0),
    ([-4.0, -2.5], -1.0),
    ([0.0, -2.5], 1.0),
    ([4.0, -2.5], -1.0),
];

impl Set {
    /// Every data set, in the order the page lists them.
    pub const ALL: [Self; 7] = [
        Self::Xor4,
        Self::Circle,
        Self::ExclusiveOr,
        Self::Gaussian,
        Self::Spiral,
        Self::Plane,
        Self::MultiGaussian,
    ];

    /// The name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xor4 => "xor4",
            Self::Circle => "circle",
            Self::ExclusiveOr => "exclusive_or",
            Self::Gaussian => "gaussian",
            Self::Spiral => "spiral",
            Self::Plane => "plane",
            Self::MultiGaussian => "multi_gaussian",
        }
    }

    /// The data set of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.name() == name)
    }

    /// Whether targets are numbers to come close to, rather than classes.
    pub fn is_regression(self) -> bool {
        matches!(self, Self::Plane | Self::MultiGaussian)
    }
}

impl Generated {
    /// Playground's beginning: 500 samples, half of them held back, no noise.
    pub fn new(set: Set) -> Self {
        Self { set, samples: 500, noise: 0.0, test_fraction: 0.5, seed: 0 }
    }

    /// The samples, in random order, of both classes about evenly.
    pub fn dataset(&self) -> Dataset {
        if self.set == Set::Xor4 {
            let corners = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
            let train = corners.map(|[x, y]| sample([x, y], if x == y { 0.0 } else { 1.0 }));
            return Dataset { train: train.to_vec(), test: Vec::new() };
        }
        let mut random = Random::with_stream(self.seed, POINTS);
        let mut train: Vec<_> = (0..self.samples).map(|i| self.draw(i, &mut random)).collect();
        Random::with_stream(self.seed, SPLIT).shuffle(&mut train);
        let test = train.split_off(self.samples - self.test_count());
        Dataset { train, test }
    }

    /// Samples held back; one is always left to train with.
    fn test_count(&self) -> usize {
        let fraction = within(self.test_fraction, LARGEST_TEST_FRACTION);
        let count = (self.samples as f64 * fraction).round() as usize;
        count.min(self.samples.saturating_sub(1))
    }

    /// The sample drawn as number `index`. Classes take turns.
    fn draw(&self, index: usize, random: &mut Random) -> Sample {
        let noise = within(self.noise, MOST_NOISE);
        let first = index.is_multiple_of(2);
        match self.set {
            Set::Xor4 => sample([0.0, 0.0], 0.0),
            Set::Circle => circle(first, noise, random),
            Set::ExclusiveOr => exclusive_or(noise, random),
            Set::Gaussian => gaussian(first, noise, random),
            Set::Spiral => spiral(self.samples, index, noise, random),
            Set::Plane => regression(noise, random, |[x, y]| (x + y) / 12.0),
            Set::MultiGaussian => regression(noise, random, highest_peak),
        }
    }
}

fn sample(input: [f64; 2], target: f64) -> Sample {
    Sample { input: input.to_vec(), target: vec![target] }
}

fn class(is_one: bool) -> f64 {
    f64::from(u8::from(is_one))
}

/// `x` within 0 and `most`; 0 if it is no number at all.
fn within(x: f64, most: f64) -> f64 {
    if x >= 0.0 { x.min(most) } else { 0.0 }
}

fn point_in_square(half: f64, random: &mut Random) -> [f64; 2] {
    [random.between(-half, half), random.between(-half, half)]
}

/// The point at which a label is looked up: with noise it is not the one that the network sees.
fn disturbed([x, y]: [f64; 2], half: f64, noise: f64, random: &mut Random) -> [f64; 2] {
    let [dx, dy] = point_in_square(half, random);
    [x + dx * noise, y + dy * noise]
}

fn distance([x, y]: [f64; 2], [to_x, to_y]: [f64; 2]) -> f64 {
    let (dx, dy) = (x - to_x, y - to_y);
    (dx * dx + dy * dy).sqrt()
}

fn circle(inside: bool, noise: f64, random: &mut Random) -> Sample {
    let (low, high) = if inside { (0.0, 0.5 * RADIUS) } else { (0.7 * RADIUS, RADIUS) };
    let r = random.between(low, high);
    let angle = random.between(0.0, TAU);
    let at = [r * sin(angle), r * cos(angle)];
    let label_at = disturbed(at, RADIUS, noise, random);
    sample(at, class(distance(label_at, [0.0, 0.0]) < 0.5 * RADIUS))
}

fn exclusive_or(noise: f64, random: &mut Random) -> Sample {
    let padding = |x: f64| if x > 0.0 { x + 0.3 } else { x - 0.3 };
    let at = point_in_square(RADIUS, random).map(padding);
    let [x, y] = disturbed(at, RADIUS, noise, random);
    sample(at, class(x * y < 0.0))
}

fn gaussian(upper: bool, noise: f64, random: &mut Random) -> Sample {
    // Playground's line from a variance of 0.5 without noise to 4 with the most.
    let deviation = (0.5 + 7.0 * noise).sqrt();
    let centre = if upper { 2.0 } else { -2.0 };
    let at = [centre + deviation * random.normal(), centre + deviation * random.normal()];
    sample(at, class(upper))
}

fn spiral(samples: usize, index: usize, noise: f64, random: &mut Random) -> Sample {
    let first = index.is_multiple_of(2);
    let along = (index / 2) as f64 / (samples as f64 / 2.0);
    let r = along * RADIUS;
    let angle = 1.75 * along * TAU + if first { 0.0 } else { PI };
    let [dx, dy] = point_in_square(1.0, random);
    sample([r * sin(angle) + dx * noise, r * cos(angle) + dy * noise], class(first))
}

fn regression(noise: f64, random: &mut Random, label: fn([f64; 2]) -> f64) -> Sample {
    let at = point_in_square(REGRESSION_RADIUS, random);
    let target = label(disturbed(at, REGRESSION_RADIUS, noise, random));
    // Noise can look a label up outside the square.
    sample(at, target.clamp(-1.0, 1.0))
}

/// The height at a point of whichever peak, a cone up or down, is farthest from 0 there.
fn highest_peak(at: [f64; 2]) -> f64 {
    let height = |(centre, sign)| sign * (1.0 - distance(at, centre) / 2.0).max(0.0);
    let farther = |a: f64, b: f64| if b.abs() > a.abs() { b } else { a };
    PEAKS.into_iter().map(height).fold(0.0, farther)
}
