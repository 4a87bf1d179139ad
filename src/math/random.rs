//! Seeded chance: the same seed gives the same numbers on every machine and in every release.

use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;

/// A stream of random numbers from a seed (PCG-XSH-RR 64/32, whose output is fixed by its
/// reference implementation).
///
/// ```
/// use backstep::math::Random;
/// let (mut one, mut other) = (Random::new(42), Random::new(42));
/// assert_eq!(one.uniform(), other.uniform());
/// ```
#[derive(Debug, Clone)]
pub struct Random(Pcg32);

impl Random {
    /// The stream of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Pcg32::seed_from_u64(seed))
    }

    /// A stream of its own for each pair, so that one use of chance never shifts another.
    pub fn with_stream(seed: u64, stream: u64) -> Self {
        Self(Pcg32::new(seed, stream))
    }

    /// Uniform in [0, 1), with 53 random bits.
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in [`low`, `high`).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Uniform in 0..`count`; 0 if `count` is 0.
    pub fn below(&mut self, count: usize) -> usize {
        (self.uniform() * count as f64) as usize
    }

    /// Standard normal, by Marsaglia's polar method (it needs only ln and sqrt).
    pub fn normal(&mut self) -> f64 {
        loop {
            let (u, v) = (self.between(-1.0, 1.0), self.between(-1.0, 1.0));
            let s = u * u + v * v;
            if s > 0.0 && s < 1.0 {
                return u * (-2.0 * super::ln(s) / s).sqrt();
            }
        }
    }

    /// Puts `items` in random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}
