//! The map, its line and its points.

use proptest::prelude::*;

use super::*;

const TRAIN: [DataPoint; 3] = [
    DataPoint { x: -0.5, y: 0.0, target: 0.0 },
    DataPoint { x: 0.5, y: 0.0, target: 1.0 },
    DataPoint { x: 0.5, y: 0.9, target: 1.0 },
];
const TEST: [DataPoint; 1] = [DataPoint { x: -0.9, y: -0.9, target: 0.0 }];
const RANGE: (f64, f64) = (-1.0, 1.0);
const DECISION: Reading = Reading::Decision { low: 0.0, threshold: 0.5, high: 1.0 };

fn boundary(values: &[f64]) -> Boundary<'_> {
    Boundary {
        size: Size::new(330.0, 200.0),
        x: RANGE,
        y: RANGE,
        names: ("x₁", "x₂"),
        values,
        columns: 8,
        reading: DECISION,
        train: &TRAIN,
        test: &TEST,
        watched: Some(0),
        palette: &Palette::LIGHT,
        language: Language::En,
    }
}

/// Class 1 to the right of x = 0.
fn right_half() -> Vec<f64> {
    grid(RANGE, RANGE, 8, 8).into_iter().map(|(x, _)| f64::midpoint(x, 1.0)).collect()
}

fn image(scene: &Scene<DataMark>) -> (Rect, &Raster) {
    scene
        .items
        .iter()
        .find_map(|item| match &item.primitive {
            Primitive::Image { rect, raster, .. } => Some((*rect, raster)),
            _ => None,
        })
        .expect("a map")
}

fn mark(scene: &Scene<DataMark>, mark: DataMark) -> &Primitive {
    &scene.items.iter().find(|item| item.hit == Some(mark)).expect("drawn").primitive
}

#[test]
fn the_map_the_line_and_the_points_agree() {
    let values = right_half();
    let scene = boundary(&values).scene();
    let (rect, raster) = image(&scene);
    assert_eq!((raster.width, raster.height), (8, 8));
    assert!((rect.width - rect.height).abs() < 1e-9, "a square");
    // Left orange, right blue.
    let pixel = |column: usize| &raster.rgba[4 * column..4 * column + 3];
    assert!(pixel(0)[0] > pixel(0)[2] && pixel(7)[2] > pixel(7)[0]);
    let ends = scene.items.iter().find_map(|item| match &item.primitive {
        Primitive::Segments { ends, .. } => Some(ends),
        _ => None,
    });
    for (from, to) in ends.expect("a boundary") {
        assert!((from.x - rect.center().x).abs() < 1e-9 && (to.x - rect.center().x).abs() < 1e-9);
    }
    let left = mark(&scene, DataMark::Train(0)).bounds().center();
    let right = mark(&scene, DataMark::Train(1)).bounds().center();
    assert!(left.x < rect.center().x && right.x > rect.center().x);
    let above = mark(&scene, DataMark::Train(2)).bounds().center();
    assert!(above.y < right.y, "up is up");
}

#[test]
fn classes_differ_in_shape_and_parts_in_filling() {
    let values = right_half();
    let scene = boundary(&values).scene();
    assert!(matches!(mark(&scene, DataMark::Train(0)), Primitive::Rect { .. }));
    assert!(matches!(mark(&scene, DataMark::Train(1)), Primitive::Circle { .. }));
    let Primitive::Rect { fill, .. } = mark(&scene, DataMark::Test(0)) else { panic!("a square") };
    assert_eq!(*fill, Some(Palette::LIGHT.panel));
}

#[test]
fn the_grid_begins_at_the_top_left() {
    let grid = grid((0.0, 4.0), (0.0, 2.0), 2, 2);
    assert_eq!(grid, [(1.0, 1.5), (3.0, 1.5), (1.0, 0.5), (3.0, 0.5)]);
}

#[test]
fn a_contour_interpolates() {
    // 0 0
    // 4 4
    assert_eq!(contour(&[0.0, 0.0, 4.0, 4.0], 2, 1.0), [((1.0, 0.25), (0.0, 0.25))]);
    assert_eq!(contour(&[0.0, 0.0, 0.0, 0.0], 2, 1.0), []);
    assert_eq!(contour(&[0.0, f64::NAN, 4.0, 4.0], 2, 1.0), []);
    assert_eq!(contour(&[], 0, 1.0), []);
    assert_eq!(contour(&[1.0, 2.0, 3.0], 2, 1.5), []);
}

#[test]
fn a_saddle_joins_the_corners_that_are_like_its_middle() {
    let low_middle = contour(&[1.0, 0.0, 0.0, 1.0], 2, 0.6);
    assert_eq!(low_middle.len(), 2);
    // Each segment cuts off one of the two high corners, top left and bottom right.
    assert!(low_middle.iter().all(|((x0, y0), (x1, y1))| {
        let side = |x: &f64, y: &f64| x + y < 1.0;
        side(x0, y0) == side(x1, y1)
    }));
    let high_middle = contour(&[1.0, 0.0, 0.0, 1.0], 2, 0.4);
    assert!(high_middle.iter().all(|((x0, y0), (x1, y1))| {
        let side = |x: &f64, y: &f64| x > y;
        side(x0, y0) == side(x1, y1)
    }));
}

#[test]
fn nothing_yet_is_said() {
    assert!(boundary(&[]).scene().to_svg("").contains("No output yet"));
    assert!(boundary(&[f64::NAN; 64]).scene().to_svg("").contains("not finite"));
    assert!(boundary(&[]).summary().starts_with("No output yet"));
    let values = right_half();
    assert_eq!(
        boundary(&values).summary(),
        "Output over both inputs, from 0.0625 to 0.938; training samples: 3"
    );
}

#[test]
fn pointing_at_a_sample_finds_it() {
    let values = right_half();
    let scene = boundary(&values).scene();
    let at = mark(&scene, DataMark::Train(1)).bounds().center();
    assert_eq!(scene.hit(at, 3.0), Some(DataMark::Train(1)));
}

#[test]
fn everything_stays_inside_the_picture() {
    let values = right_half();
    for language in [Language::En, Language::Zh] {
        for size in [Size::new(330.0, 200.0), Size::new(220.0, 300.0), Size::new(330.0, 260.0)] {
            for reading in [
                DECISION,
                Reading::Quantity { low: -1.0, high: 1.0 },
                Reading::Classes { count: 3 },
            ] {
                let figure = Boundary { size, reading, language, ..boundary(&values) };
                let room = Rect::new(0.0, 0.0, size.width, size.height).grown(0.5);
                for item in &figure.scene().items {
                    let bounds = item.primitive.bounds();
                    assert!(room.encloses(bounds), "{size:?} {reading:?} {item:?}");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn no_output_breaks_the_map(
        values in prop::collection::vec(proptest::num::f64::ANY, 0..40),
        columns in 0..9_usize,
        low in proptest::num::f64::ANY,
        high in proptest::num::f64::ANY,
        kind in 0..3_usize,
    ) {
        let threshold = 0.5;
        let reading = [
            Reading::Decision { low, threshold, high },
            Reading::Quantity { low, high },
            Reading::Classes { count: 3 },
        ][kind];
        let points = [DataPoint { x: low, y: high, target: low }];
        let figure =
            Boundary { columns, reading, train: &points, test: &points, ..boundary(&values) };
        let scene = figure.scene();
        for item in &scene.items {
            if let Primitive::Image { raster, .. } = &item.primitive {
                prop_assert_eq!(raster.rgba.len(), 4 * raster.width * raster.height);
            }
            let bounds = item.primitive.bounds();
            prop_assert!(bounds.x.is_finite() && bounds.y.is_finite());
        }
        figure.summary();
    }

    /// Wherever the contour runs, the values change sides there.
    #[test]
    fn the_contour_runs_between_the_sides(
        values in prop::collection::vec(-1.0..1.0_f64, 25),
    ) {
        for ((x0, y0), (x1, y1)) in contour(&values, 5, 0.0) {
            for (x, y) in [(x0, y0), (x1, y1)] {
                let at = |x: f64, y: f64| values[y as usize * 5 + x as usize];
                let (low, high) = (at(x.floor(), y.floor()), at(x.ceil(), y.ceil()));
                prop_assert!(x.fract() == 0.0 || y.fract() == 0.0, "on an edge");
                prop_assert!((low >= 0.0) != (high >= 0.0) || low == 0.0 || high == 0.0);
            }
        }
    }
}
