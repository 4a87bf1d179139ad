//! Which units dropout drops: a function of where they stand, not a stream of chance.
//!
//! So every mask can be computed again, in any order and by any program that has integers of 64
//! bits: going back in a run needs no state, and exported scripts have the same masks.

/// A unit in an iteration, which has a mask for each sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) seed: u64,
    pub(super) iteration: u64,
    pub(super) layer: u64,
    pub(super) unit: u64,
}

impl Place {
    /// Whether the unit is kept for this sample of the data, which happens with probability
    /// 1 - `rate`.
    pub(super) fn keeps(self, sample: u64, rate: f64) -> bool {
        let Self { seed, iteration, layer, unit } = self;
        // Each place is mixed in on its own, so that two of them never make up for each other.
        let place = [iteration, layer, unit, sample];
        let bits = place.into_iter().fold(mix(seed), |bits, place| mix(bits ^ place));
        // 53 bits are what an f64 holds: the quotient is exact, uniform in [0, 1).
        (bits >> 11) as f64 / (1_u64 << 53) as f64 >= rate
    }
}

/// The step of `SplitMix64` (Steele, Lea and Flood 2014; Vigna's constants): a bijection of 64 bits
/// in which each bit of the result depends on each bit before.
fn mix(bits: u64) -> u64 {
    let z = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mixing_is_the_published_one() {
        // The first outputs of Vigna's splitmix64.c from the state 1234567.
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let outputs = [0, 1, 2].map(|i: u64| mix(STEP.wrapping_mul(i).wrapping_add(1_234_567)));
        let published =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(outputs, published);
    }

    #[test]
    fn as_many_are_dropped_as_the_rate_says_wherever_one_counts() {
        let rate = 0.3;
        let count = |keeps: &dyn Fn(u64) -> bool| (0..10_000).filter(|i| !keeps(*i)).count();
        let at = Place { seed: 7, iteration: 3, layer: 1, unit: 2 };
        let counts = [
            count(&|i| at.keeps(i, rate)),
            count(&|i| Place { unit: i, ..at }.keeps(0, rate)),
            count(&|i| Place { layer: i, ..at }.keeps(0, rate)),
            count(&|i| Place { iteration: i, ..at }.keeps(0, rate)),
            count(&|i| Place { seed: i, ..at }.keeps(0, rate)),
            // Neighbours are dropped independently: both with probability 0.09.
            count(&|i| at.keeps(i, rate) || at.keeps(i + 1, rate)),
        ];
        for (dropped, expected) in counts.into_iter().zip([3000, 3000, 3000, 3000, 3000, 900]) {
            // Four standard deviations are 183 and 115.
            assert!(usize::abs_diff(dropped, expected) < 184, "{counts:?}");
        }
    }
}
