//! Generated data sets: the well-known shapes, and the same numbers for ever.

#![expect(clippy::unreadable_literal, reason = "expected numbers stand as they were printed")]

use backstep::data::{Dataset, Generated, Sample, Set};
use backstep::math::{cos, sin};

fn every(data: &Dataset) -> impl Iterator<Item = &Sample> {
    data.train.iter().chain(&data.test)
}

fn distance(sample: &Sample, [x, y]: [f64; 2]) -> f64 {
    let (dx, dy) = (sample.input[0] - x, sample.input[1] - y);
    (dx * dx + dy * dy).sqrt()
}

fn radius(sample: &Sample) -> f64 {
    distance(sample, [0.0, 0.0])
}

/// The data sets that are drawn, rather than written down.
fn drawn() -> impl Iterator<Item = Set> {
    Set::ALL.into_iter().filter(|&set| set != Set::Xor4)
}

#[test]
fn names_lead_back_to_their_sets() {
    for set in Set::ALL {
        assert_eq!(Set::from_name(set.name()), Some(set));
    }
    assert_eq!(Set::from_name("Circle"), None);
}

#[test]
fn xor4_is_the_truth_table_whatever_is_asked_for() {
    let data = Generated {
        samples: 1000,
        noise: 0.5,
        test_fraction: 0.9,
        seed: 3,
        ..Generated::new(Set::Xor4)
    };
    let rows: Vec<_> =
        data.dataset().train.iter().map(|s| [s.input[0], s.input[1], s.target[0]]).collect();
    assert_eq!(rows, [[0.0, 0.0, 0.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]]);
    assert_eq!(data.dataset().test, []);
}

/// The first training sample of seed 1 with noise 0.25, x₁, x₂ and y, as they came out when the
/// generators were written. A link to a data set must show the same points for ever: only a new
/// version of the document may change them.
#[test]
fn points_stay_the_same_for_ever() {
    let golden = [
        (Set::Circle, [4.006006616612013, 0.8689663283671796, 0.0]),
        (Set::ExclusiveOr, [-1.3055359328229785, -3.1399655255113395, 0.0]),
        (Set::Gaussian, [-2.7126711329190734, -0.7984133068635615, 0.0]),
        (Set::Spiral, [-0.20238227183883956, -0.03826077936587979, 0.0]),
        (Set::Plane, [-1.2066431193875742, -3.407958630613608, -0.4053693040106527]),
        (Set::MultiGaussian, [-1.2066431193875742, -3.407958630613608, 0.15877541268554618]),
    ];
    for (set, expected) in golden {
        let recipe = Generated { set, samples: 6, noise: 0.25, test_fraction: 1.0 / 3.0, seed: 1 };
        let first = &recipe.dataset().train[0];
        assert_eq!([first.input[0], first.input[1], first.target[0]], expected, "{set:?}");
    }
    assert_eq!(golden.map(|(set, _)| set).to_vec(), drawn().collect::<Vec<_>>());
}

#[test]
fn without_noise_the_shapes_are_exact() {
    let at = |set| Generated { seed: 7, ..Generated::new(set) }.dataset();
    for s in every(&at(Set::Circle)) {
        let r = radius(s);
        assert!(if s.target == [1.0] {
            r < 2.500_001
        } else {
            (3.499_999..5.000_001).contains(&r)
        });
    }
    for s in every(&at(Set::ExclusiveOr)) {
        assert!(s.input.iter().all(|x| (0.3..=5.3).contains(&x.abs())));
        assert_eq!(s.target[0] == 1.0, s.input[0] * s.input[1] < 0.0);
    }
    for s in every(&at(Set::Spiral)) {
        // Unwound by its radius, an arm points the same way everywhere; the other the other way.
        let angle = 1.75 * std::f64::consts::TAU * radius(s) / 5.0;
        let along = s.input[0] * sin(angle) + s.input[1] * cos(angle);
        let expected = if s.target == [1.0] { radius(s) } else { -radius(s) };
        assert!((along - expected).abs() < 1e-9);
    }
    for s in every(&at(Set::Plane)) {
        assert_eq!(s.target[0], (s.input[0] + s.input[1]) / 12.0);
    }
    // The peaks are 4 apart sideways and 5 upwards and reach 2 far: nowhere do two overlap.
    for s in every(&at(Set::MultiGaussian)) {
        let nearest_x = (s.input[0] / 4.0).round() * 4.0;
        let nearest_y = if s.input[1] > 0.0 { 2.5 } else { -2.5 };
        let sign = if (nearest_x == 0.0) == (nearest_y < 0.0) { 1.0 } else { -1.0 };
        let far = distance(s, [nearest_x, nearest_y]);
        assert!((s.target[0] - sign * (1.0 - far / 2.0).max(0.0)).abs() < 1e-12);
    }
}

#[test]
fn the_clouds_of_gaussian_have_playgrounds_centre_and_spread() {
    for (noise, variance) in [(0.0, 0.5_f64), (0.5, 4.0)] {
        let recipe = Generated { samples: 20_000, noise, ..Generated::new(Set::Gaussian) };
        let data = recipe.dataset();
        let upper: Vec<_> =
            every(&data).filter(|s| s.target == [1.0]).map(|s| s.input[0]).collect();
        let mean = upper.iter().sum::<f64>() / upper.len() as f64;
        let spread =
            upper.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / upper.len() as f64;
        // Six standard errors of 10,000 draws.
        assert!((mean - 2.0).abs() < 0.06 * variance.sqrt(), "{mean}");
        assert!((spread / variance - 1.0).abs() < 0.085, "{spread}");
    }
}

#[test]
fn targets_are_classes_or_lie_within_one() {
    for set in drawn() {
        for noise in [0.0, 0.2, 0.5] {
            let recipe = Generated { noise, ..Generated::new(set) };
            for s in every(&recipe.dataset()) {
                let y = s.target[0];
                assert!(if set.is_regression() { y.abs() <= 1.0 } else { y == 0.0 || y == 1.0 });
            }
        }
    }
}

#[test]
fn both_classes_are_there_in_both_parts() {
    for set in drawn().filter(|set| !set.is_regression()) {
        let data = Generated::new(set).dataset();
        for part in [&data.train, &data.test] {
            let ones = part.iter().filter(|s| s.target == [1.0]).count();
            assert!((90..=160).contains(&ones), "{set:?}: {ones} of {}", part.len());
        }
    }
}

#[test]
fn the_split_is_what_was_asked_for_and_leaves_something_to_train_with() {
    let split = |samples, test_fraction| {
        let recipe = Generated { samples, test_fraction, ..Generated::new(Set::Spiral) };
        let data = recipe.dataset();
        (data.train.len(), data.test.len())
    };
    assert_eq!(split(500, 0.0), (500, 0));
    assert_eq!(split(500, 0.9), (50, 450));
    assert_eq!(split(7, 0.5), (3, 4));
    assert_eq!(split(1, 0.9), (1, 0));
    assert_eq!(split(0, 0.5), (0, 0));
    // Nothing that a document could hold breaks it.
    assert_eq!(split(10, 7.0), (1, 9));
    assert_eq!(split(10, -1.0), (10, 0));
    assert_eq!(split(10, f64::NAN), (10, 0));
}

/// In Playground noise disturbs labels in these sets, not points: turning it up must not make
/// the picture jump.
#[test]
fn noise_moves_no_point_where_it_disturbs_labels() {
    for set in [Set::Circle, Set::ExclusiveOr, Set::Plane, Set::MultiGaussian] {
        let [quiet, noisy] =
            [0.0, 0.5].map(|noise| Generated { noise, ..Generated::new(set) }.dataset());
        let inputs = |data: &Dataset| every(data).map(|s| s.input.clone()).collect::<Vec<_>>();
        let targets = |data: &Dataset| every(data).map(|s| s.target.clone()).collect::<Vec<_>>();
        assert_eq!(inputs(&quiet), inputs(&noisy), "{set:?}");
        assert_ne!(targets(&quiet), targets(&noisy), "{set:?}");
    }
}

#[test]
fn noise_beyond_its_range_counts_as_the_nearest() {
    let at = |noise| Generated { noise, ..Generated::new(Set::Gaussian) }.dataset();
    assert_eq!(at(7.0), at(0.5));
    assert_eq!(at(-1.0), at(0.0));
    assert_eq!(at(f64::NAN), at(0.0));
}

#[test]
fn each_seed_gives_points_of_its_own() {
    for set in drawn() {
        let at = |seed| Generated { seed, noise: 0.1, ..Generated::new(set) }.dataset();
        assert_eq!(at(5), at(5));
        assert_ne!(at(5), at(6), "{set:?}");
    }
}
