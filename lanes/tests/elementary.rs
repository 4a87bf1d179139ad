//! The elementary functions against a reference of twice the precision, and at the edges.

use backstep_lanes::elementary::{self, Pair};

/// A number as the unevaluated sum of two, about 106 bits (Dekker 1971).
#[derive(Clone, Copy)]
struct Double(f64, f64);

impl Double {
    const LN2: Self =
        Self(f64::from_bits(0x3fe6_2e42_fefa_39ef), f64::from_bits(0x3c7a_bc9e_3b39_803f));

    fn of(x: f64) -> Self {
        Self(x, 0.0)
    }

    /// a + b exactly.
    fn sum(a: f64, b: f64) -> Self {
        let sum = a + b;
        let of_b = sum - a;
        Self(sum, (a - (sum - of_b)) + (b - of_b))
    }

    /// a · b exactly.
    fn product(a: f64, b: f64) -> Self {
        let split = |x: f64| {
            let big = 134_217_729.0 * x;
            let high = big - (big - x);
            (high, x - high)
        };
        let ((a1, a2), (b1, b2)) = (split(a), split(b));
        let product = a * b;
        Self(product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2)
    }

    fn plus(self, other: Self) -> Self {
        let Self(high, low) = Self::sum(self.0, other.0);
        Self::sum(high, low + self.1 + other.1)
    }

    fn negative(self) -> Self {
        Self(-self.0, -self.1)
    }

    fn times(self, other: Self) -> Self {
        let Self(high, low) = Self::product(self.0, other.0);
        Self::sum(high, low + self.0 * other.1 + self.1 * other.0)
    }

    fn over(self, other: Self) -> Self {
        let first = self.0 / other.0;
        let rest = self.plus(other.times(Self::of(first)).negative());
        let second = rest.0 / other.0;
        let rest = rest.plus(other.times(Self::of(second)).negative());
        Self::sum(first, second).plus(Self::of(rest.0 / other.0))
    }

    fn scaled(self, by: f64) -> Self {
        Self(self.0 * by, self.1 * by)
    }

    /// Σ c[i] selfⁱ⁺¹, with coefficients c as quotients.
    fn series(self, coefficients: &[(f64, f64)]) -> Self {
        coefficients.iter().rev().fold(Self::of(0.0), |sum, &(above, below)| {
            sum.plus(Self::of(above).over(Self::of(below))).times(self)
        })
    }
}

/// e^x as m · 2^k: by its series at x / 1024, squared ten times.
fn exp(x: Double) -> (Double, i32) {
    let k = (x.0 / Double::LN2.0).round();
    let r = x.plus(Double::LN2.times(Double::of(-k))).scaled(1.0 / 1024.0);
    let mut factorial = 1.0;
    let coefficients: Vec<_> = (1..=14)
        .map(|i| {
            factorial *= f64::from(i);
            (1.0, factorial)
        })
        .collect();
    let mut power = r.series(&coefficients).plus(Double::of(1.0));
    for _ in 0..10 {
        power = power.times(power);
    }
    (power, k as i32)
}

fn power_of_two(k: i32) -> f64 {
    f64::from_bits(((1023 + i64::from(k)) as u64) << 52)
}

fn whole_exp(x: Double) -> Double {
    let (power, k) = exp(x);
    power.scaled(power_of_two(k))
}

/// ln (1 + f) by its series.
fn ln_near_one(f: Double) -> Double {
    let sign = |i: i32| if i % 2 == 1 { 1.0 } else { -1.0 };
    f.series(&(1..=6).map(|i| (sign(i), f64::from(i))).collect::<Vec<_>>())
}

/// ln x by one step of Newton's method from `near`.
fn ln(x: Double, near: f64) -> Double {
    let rest = x.times(whole_exp(Double::of(-near))).plus(Double::of(-1.0));
    Double::of(near).plus(ln_near_one(rest))
}

fn tanh(x: f64) -> Double {
    if x.abs() < 1e-3 {
        let square = Double::product(x, x);
        let rest = square.series(&[
            (-1.0, 3.0),
            (2.0, 15.0),
            (-17.0, 315.0),
            (62.0, 2835.0),
            (-1382.0, 155_925.0),
        ]);
        return Double::of(x).plus(Double::of(x).times(rest));
    }
    let power = whole_exp(Double::of(2.0 * x));
    power.plus(Double::of(-1.0)).over(power.plus(Double::of(1.0)))
}

fn sigmoid(x: f64) -> Double {
    Double::of(1.0).over(Double::of(1.0).plus(whole_exp(Double::of(-x))))
}

/// How far `found` is from `exact`, in units of the last place of the latter.
fn error_ulp(found: f64, exact: Double) -> f64 {
    let size = exact.0.abs();
    let ulp = f64::from_bits(size.to_bits() + 1) - size;
    (((found - exact.0) - exact.1) / ulp).abs()
}

/// A fixed sequence of numbers in [0, 1).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }

    /// Of any size from 2^low to 2^high, of either sign.
    fn of_size(&mut self, low: f64, high: f64) -> f64 {
        let power = self.between(low, high).floor();
        let sign = if self.next() < 0.5 { -1.0 } else { 1.0 };
        sign * (1.0 + self.next()) * power_of_two(power as i32)
    }
}

/// The largest error of `function` over `points`, and where.
fn worst(
    points: impl IntoIterator<Item = f64>,
    function: fn(f64) -> f64,
    reference: impl Fn(f64) -> Double,
) -> (f64, f64) {
    let errors = points.into_iter().map(|x| (error_ulp(function(x), reference(x)), x));
    errors.fold((0.0, 0.0), |worst, next| if next.0 > worst.0 { next } else { worst })
}

#[track_caller]
fn assert_within(bound: f64, (error, x): (f64, f64)) {
    println!("{error:.3} ulp at {x:e}");
    assert!(error <= bound, "{error} ulp at {x:e}, more than {bound}");
}

const COUNT: usize = 20_000;

/// `COUNT` points from `next`.
fn points(seed: u64, next: impl Fn(&mut Chance) -> f64) -> Vec<f64> {
    let mut chance = Chance(seed);
    (0..COUNT).map(|_| next(&mut chance)).collect()
}

/// The numbers around each of `centres`.
fn around(centres: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let near =
        |x: f64| [x.next_down().next_down(), x.next_down(), x, x.next_up(), x.next_up().next_up()];
    centres.into_iter().flat_map(near).collect()
}

#[test]
fn the_reference_is_right_to_thirty_digits() {
    // From mpmath: the doubles nearest to each value, and to what they leave.
    for (found, high, low) in [
        (whole_exp(Double::of(1.0)), 0x4005_bf0a_8b14_5769, 0x3ca4_d57e_e2b1_013a),
        (
            ln(Double::of(10.0), std::f64::consts::LN_10),
            0x4002_6bb1_bbb5_5516,
            0xbcaf_48ad_494e_a3e9,
        ),
        (tanh(0.5), 0x3fdd_9353_d756_8af3, 0x3c79_44a3_b887_196c),
        (tanh(0.0005), 0x3f40_624d_bc09_9a42, 0x3bdd_3d36_9bb4_521c),
        (sigmoid(-3.0), 0x3fa8_4834_3c90_5445, 0xbc0a_76ea_8d71_8ee6),
    ] {
        assert_eq!(found.0.to_bits(), high, "{}", found.0);
        let low = f64::from_bits(low);
        assert!((found.1 - low).abs() <= 1e-28 * found.0.abs(), "{:e} is not {low:e}", found.1);
    }
}

#[test]
fn tanh_is_within_its_bound() {
    let steps = (1..=1280).map(|k| f64::from(k) / 64.0);
    let halfway = (0..=1280).map(|k| (f64::from(k) + 0.5) / 64.0);
    let sets = [
        points(1, |chance| chance.between(-20.0, 20.0)),
        points(2, |chance| chance.between(-1.0, 1.0)),
        points(3, |chance| chance.between(0.007, 0.04)),
        points(4, |chance| chance.of_size(-1022.0, 4.0)),
        around(steps.chain(halfway)),
    ];
    for set in sets {
        assert!(set.iter().all(|x| elementary::scalar::tanh(*x).abs() <= 1.0));
        assert_within(4.0, worst(set, elementary::scalar::tanh, tanh));
    }
}

#[test]
fn exp_is_within_its_bound() {
    let near_steps = (-1000..1000).map(|k| f64::from(k) * std::f64::consts::LN_2 / 64.0);
    let sets = [
        points(1, |chance| chance.between(-708.0, 709.0)),
        points(2, |chance| chance.between(-1.0, 1.0)),
        points(3, |chance| chance.of_size(-1022.0, 8.0)),
        around(near_steps),
    ];
    for set in sets {
        assert_within(1.1, worst(set, elementary::scalar::exp, |x| whole_exp(Double::of(x))));
    }
    // Where the result is subnormal, its last place is 2⁻¹⁰⁷⁴.
    for x in points(4, |chance| chance.between(-746.0, -708.4)) {
        let (power, k) = exp(Double::of(x));
        let exact = power.0 * power_of_two(k + 1074 - 100) * power_of_two(100);
        let found = elementary::scalar::exp(x).to_bits() as f64;
        assert!((found - exact).abs() <= 0.5 + 1e-9 + 1.1 * exact * f64::EPSILON, "{x}");
    }
}

#[test]
fn ln_is_within_its_bound() {
    let sets = [
        points(1, |chance| chance.between(0.0, 10.0)),
        points(2, |chance| chance.between(0.5, 1.5)),
        points(3, |chance| chance.of_size(-1022.0, 1023.0).abs()),
        points(4, |chance| 1.0 + chance.of_size(-50.0, -2.0)),
        around([0.5, std::f64::consts::FRAC_1_SQRT_2, 1.0, std::f64::consts::SQRT_2, 2.0]),
    ];
    for set in sets {
        assert_within(1.0, worst(set, elementary::scalar::ln, reference_ln));
    }
    // 2⁻¹⁰⁷⁴ to 2⁻¹⁰²² in steps
    for k in 0..52 {
        let expected = f64::from(k - 1074) * std::f64::consts::LN_2;
        let found = elementary::scalar::ln(f64::from_bits(1 << k));
        assert!((found - expected).abs() <= 1e-12, "2^{}", k - 1074);
    }
}

fn reference_ln(x: f64) -> Double {
    if (x - 1.0).abs() < 1e-5 {
        return ln_near_one(Double::of(x - 1.0));
    }
    // Newton's step needs e^-ln x, which overflows with the smallest x.
    let k = ((x.to_bits() >> 52) as i32) - 1023;
    let m = x * power_of_two(-(k / 2)) * power_of_two(-(k - k / 2));
    ln(Double::of(m), elementary::scalar::ln(m)).plus(Double::LN2.times(Double::of(f64::from(k))))
}

#[test]
fn ln_1p_is_within_its_bound() {
    let reference = |x: f64| {
        if x.abs() < 1e-5 {
            return ln_near_one(Double::of(x));
        }
        ln(Double::sum(1.0, x), elementary::scalar::ln(1.0 + x))
    };
    let sets = [
        points(1, |chance| chance.between(-1.0, 1.0)),
        points(2, |chance| chance.between(-1.0, -0.99)),
        points(3, |chance| chance.of_size(-60.0, -1.0)),
        points(4, |chance| chance.between(1.0, 1e6)),
        points(5, |chance| chance.of_size(-1000.0, -50.0)),
    ];
    for set in sets {
        assert_within(1.5, worst(set, elementary::scalar::ln_1p, reference));
    }
}

#[test]
fn sigmoid_is_within_its_bound() {
    let sets = [
        points(1, |chance| chance.between(-700.0, 40.0)),
        points(2, |chance| chance.between(-3.0, 3.0)),
        points(3, |chance| chance.of_size(-1022.0, 3.0)),
    ];
    for set in sets {
        assert_within(2.5, worst(set, elementary::scalar::sigmoid, sigmoid));
    }
}

#[test]
fn special_values_are_right() {
    use elementary::scalar::{exp, ln, ln_1p, sigmoid, tanh};
    let same = |found: f64, expected: f64| {
        assert!(
            found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan()),
            "{found:e} is not {expected:e}"
        );
    };
    let (inf, tiny) = (f64::INFINITY, f64::from_bits(1));
    for function in [exp, ln, ln_1p, sigmoid, tanh] {
        same(function(f64::NAN), f64::NAN);
        same(function(-f64::NAN), f64::NAN);
    }
    for x in [0.0, tiny, 1e-310, f64::MIN_POSITIVE, 1e-20] {
        same(tanh(x), x);
        same(tanh(-x), -x);
        same(ln_1p(x), x);
        same(ln_1p(-x), -x);
        same(exp(x), 1.0);
        same(exp(-x), 1.0);
        same(sigmoid(x), 0.5);
        same(sigmoid(-x), 0.5);
    }
    for x in [19.1, 20.0, 1e300, inf] {
        same(tanh(x), 1.0);
        same(tanh(-x), -1.0);
    }
    same(exp(inf), inf);
    same(exp(-inf), 0.0);
    assert!(exp(709.782_712_893_383_9).is_finite());
    same(exp(709.79), inf);
    same(exp(1e300), inf);
    same(exp(-745.133_219_101_941_1), tiny);
    same(exp(-745.14), 0.0);
    same(exp(-1e300), 0.0);
    same(sigmoid(inf), 1.0);
    same(sigmoid(40.0), 1.0);
    same(sigmoid(-800.0), 0.0);
    same(sigmoid(-inf), 0.0);
    same(ln(0.0), -inf);
    same(ln(-0.0), -inf);
    same(ln(1.0), 0.0);
    same(ln(inf), inf);
    same(ln(-tiny), f64::NAN);
    same(ln(-1.0), f64::NAN);
    same(ln(-inf), f64::NAN);
    same(ln_1p(-1.0), -inf);
    same(ln_1p(inf), inf);
    same(ln_1p(-1.5), f64::NAN);
    same(ln_1p(-inf), f64::NAN);
}

/// Neighbours may be a few units apart from the exact values, but across a distance that shows
/// in the values they are in order.
#[test]
fn a_larger_argument_gives_no_smaller_value() {
    for function in [elementary::scalar::tanh, elementary::scalar::exp, elementary::scalar::sigmoid]
    {
        let mut before = function(-12.0);
        for k in 1..=240_000 {
            let x = -12.0 + f64::from(k) * 1e-4;
            let value = function(x);
            assert!(value >= before || (before - value) <= 4.0 * f64::EPSILON * value.abs(), "{x}");
            before = value;
        }
    }
}

/// Each lane is computed by itself.
#[test]
fn both_lanes_are_alike() {
    type Both = (fn(Pair) -> Pair, fn(f64) -> f64);
    let numbers = [0.0, -0.5, 3.0, 1e-310, f64::NAN, f64::INFINITY, -40.0, 800.0, -745.0, 17.3];
    let functions: [Both; 5] = [
        (elementary::tanh, elementary::scalar::tanh),
        (elementary::exp, elementary::scalar::exp),
        (elementary::sigmoid, elementary::scalar::sigmoid),
        (elementary::ln, elementary::scalar::ln),
        (elementary::ln_1p, elementary::scalar::ln_1p),
    ];
    for (pair, single) in functions {
        for a in numbers {
            for b in numbers {
                let found = pair(Pair::new([a, b])).to_array();
                for (found, expected) in found.into_iter().zip([single(a), single(b)]) {
                    let is_same = found.to_bits() == expected.to_bits()
                        || (found.is_nan() && expected.is_nan());
                    assert!(is_same, "{a:e}, {b:e}: {found:e} is not {expected:e}");
                }
            }
        }
    }
}
