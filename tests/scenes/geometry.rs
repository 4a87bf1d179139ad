//! What must hold in every picture, whatever it looks like.

use std::collections::BTreeSet;

use backstep::nn::{Activation, Param, Shape};
use backstep::scene::{Color, Item, Point, Primitive, Rect, Scene, Size, TextRun};
use backstep::step::{Cell, Mark};
use backstep::views::Palette;

use super::fixture::{Example, hand, made_up, made_up_with, mazur};
use super::gallery::{Case, cases};

/// Sizes from a phone to a projector.
const SIZES: [(f64, f64); 6] = [
    (330.0, 300.0),
    (390.0, 420.0),
    (560.0, 420.0),
    (820.0, 640.0),
    (1024.0, 560.0),
    (1600.0, 1000.0),
];

fn texts(scene: &Scene<Mark>) -> Vec<TextRun> {
    let text = |item: &'_ Item<Mark>| match &item.primitive {
        Primitive::Text(run) => Some(run.clone()),
        _ => None,
    };
    scene.items.iter().filter_map(text).collect()
}

/// Small networks at every size, after each of some operations, without cards.
fn small_cases() -> Vec<Case> {
    let normalizing = |shape: &mut Shape| {
        shape.layers[0].batch_norm = true;
        shape.layers[0].dropout = 0.5;
    };
    let examples: [(&'static str, Example); 6] = [
        ("hand", hand()),
        ("mazur", mazur()),
        ("3-5-4-2", made_up(&[3, 5, 4, 2], Activation::Tanh)),
        ("1-4-1", made_up(&[1, 4, 1], Activation::Tanh)),
        ("norm 2-3-1", made_up_with(&[2, 3, 1], Activation::Tanh, normalizing)),
        ("norm 3-5-4-2", made_up_with(&[3, 5, 4, 2], Activation::Tanh, normalizing)),
    ];
    let mut cases = Vec::new();
    for (name, example) in examples {
        let all = example.steps.len();
        for count in [0, all / 2, all] {
            for (width, height) in SIZES {
                for large_text in [false, true] {
                    let mut case = Case::new(name, example.clone(), count);
                    case.size = Size::new(width, height);
                    case.large_text = large_text;
                    cases.push(case);
                }
            }
        }
    }
    cases
}

fn describe(case: &Case) -> String {
    format!("{} at {:?}, large {}", case.name, case.size, case.large_text)
}

#[test]
fn no_two_texts_overlap() {
    // A card covers what is below it; pictures with one are left out.
    for case in cases().into_iter().filter(|case| case.hovered.is_none()).chain(small_cases()) {
        let scene = case.scene();
        let texts = texts(&scene);
        for (i, a) in texts.iter().enumerate() {
            for b in &texts[i + 1..] {
                let shared = a.bounds().shared_area(b.bounds());
                assert!(shared < 0.5, "{}: {:?} and {:?}", describe(&case), a.text, b.text);
            }
        }
    }
}

#[test]
fn nothing_reaches_outside() {
    for case in cases().into_iter().chain(small_cases()) {
        let scene = case.scene();
        let canvas = Rect::new(0.0, 0.0, case.size.width, case.size.height).grown(0.5);
        for item in &scene.items {
            let bounds = item.primitive.bounds();
            assert!(
                canvas.encloses(bounds),
                "{}: {bounds:?} of {:?}",
                describe(&case),
                item.primitive
            );
        }
    }
}

#[test]
fn numbers_on_edges_keep_off_the_nodes() {
    for case in small_cases() {
        let scene = case.scene();
        let mut circles = Vec::new();
        for item in &scene.items {
            if let (
                Primitive::Circle { center, radius, .. },
                Some(Mark::Unit { .. } | Mark::Input(_)),
            ) = (&item.primitive, item.hit)
            {
                circles.push((*center, *radius));
            }
        }
        for item in &scene.items {
            let (Primitive::Text(run), Some(Mark::Param(Param::Weight { .. }))) =
                (&item.primitive, item.hit)
            else {
                continue;
            };
            for (center, radius) in &circles {
                let gap = run.bounds().distance(*center) - radius;
                assert!(gap > -1.0, "{}: {:?} is on a node", describe(&case), run.text);
            }
        }
    }
}

#[test]
fn everything_can_be_pointed_at() {
    for case in small_cases() {
        let scene = case.scene();
        let hits: BTreeSet<Mark> = scene.items.iter().filter_map(|item| item.hit).collect();
        for mark in marks(&case.example) {
            assert!(hits.contains(&mark), "{}: {mark:?}", describe(&case));
        }
    }
}

#[test]
fn pointing_at_the_middle_of_a_node_means_that_node() {
    for case in small_cases() {
        let scene = case.scene();
        for item in &scene.items {
            if let (
                Primitive::Circle { center, .. },
                Some(mark @ (Mark::Unit { .. } | Mark::Input(_))),
            ) = (&item.primitive, item.hit)
            {
                // Rings that stand for a gradient of zero are circles too, on their edges.
                assert_eq!(scene.hit(*center, 6.0), Some(mark), "{}", describe(&case));
            }
        }
    }
}

#[test]
fn every_weight_has_a_point_of_its_own() {
    for case in small_cases() {
        let scene = case.scene();
        let reached: BTreeSet<Mark> = scene
            .items
            .iter()
            .filter_map(|item| match item.primitive {
                Primitive::Line { from, to, .. } => Some((from, to)),
                _ => None,
            })
            .flat_map(|(from, to)| (1..30).map(move |i| from.lerp(to, f64::from(i) / 30.0)))
            .filter_map(|at: Point| scene.hit(at, 0.0))
            .collect();
        for mark in marks(&case.example) {
            if let Mark::Param(Param::Weight { .. }) = mark {
                assert!(reached.contains(&mark), "{}: {mark:?}", describe(&case));
            }
        }
    }
}

#[test]
fn signs_differ_in_form() {
    let case = Case::new("hand", hand(), 0);
    let stroke_of = |param: Param| {
        let scene = case.scene();
        scene.items.iter().find_map(|item| match item.primitive {
            Primitive::Line { stroke, .. } if item.hit == Some(Mark::Param(param)) => Some(stroke),
            _ => None,
        })
    };
    let weight = |unit, input| stroke_of(Param::Weight { layer: 0, unit, input });
    let (positive, negative, zero) = (weight(0, 0), weight(2, 0), weight(0, 1));
    let dash = |stroke: Option<backstep::scene::Stroke>| stroke.map(|stroke| stroke.dash);
    assert_eq!(dash(positive), Some(None));
    assert!(dash(negative).flatten().is_some_and(|[dash, gap]| dash > gap));
    assert!(dash(zero).flatten().is_some_and(|[dash, gap]| dash < gap));
}

#[test]
fn gradients_differ_in_form() {
    let example = mazur();
    let case = Case::new("mazur", example.clone(), example.steps.len());
    let scene = case.scene();
    for item in &scene.items {
        let Some(Mark::Param(param @ Param::Weight { .. })) = item.hit else { continue };
        let Primitive::Polyline { closed, fill, .. } = &item.primitive else { continue };
        let value = case.values.0.get(&Cell::Grad(param)).copied().unwrap_or(0.0);
        assert_eq!(*closed, value > 0.0, "{param:?} has gradient {value}");
        assert_eq!(fill.is_some(), value > 0.0);
    }
}

#[test]
fn numbers_stay_where_they_are_through_an_iteration() {
    let example = hand();
    let places = |count: usize| -> Vec<(Mark, Point)> {
        let case = Case::new("hand", example.clone(), count);
        let scene = case.scene();
        let mut places: Vec<(Mark, Point)> = Vec::new();
        for item in &scene.items {
            if let (Primitive::Text(run), Some(mark @ Mark::Param(Param::Weight { .. }))) =
                (&item.primitive, item.hit)
            {
                places.push((mark, run.at));
            }
        }
        // Of a weight's texts its own number is the first.
        places.sort_by_key(|(mark, _)| *mark);
        places.dedup_by_key(|(mark, _)| *mark);
        places
    };
    let start = places(0);
    let update = example.until(Cell::Param(Param::Weight { layer: 0, unit: 0, input: 0 }));
    for count in 0..update {
        assert_eq!(places(count), start, "after {count} operations");
    }
}

#[test]
fn text_colours_are_readable() {
    for palette in [Palette::LIGHT, Palette::DARK] {
        let roles = [
            palette.ink,
            palette.muted,
            palette.weight_positive,
            palette.weight_negative,
            palette.gradient_positive,
            palette.gradient_negative,
            palette.accent,
            palette.error,
        ];
        for role in roles {
            for ground in [palette.ground, palette.panel, palette.highlight] {
                let ratio = contrast(role, ground);
                assert!(ratio >= 4.5, "{} on {}: {ratio:.2}", role.css(), ground.css());
            }
        }
    }
}

/// Contrast ratio as WCAG 2.2 defines it.
fn contrast(a: Color, b: Color) -> f64 {
    let luminance = |color: Color| {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn marks(example: &Example) -> Vec<Mark> {
    let shape = &example.shape;
    let mut marks: Vec<Mark> = (0..shape.inputs).map(Mark::Input).collect();
    marks.push(Mark::Loss);
    marks.extend((0..shape.outputs()).map(Mark::Target));
    for layer in 0..shape.layers.len() {
        for unit in 0..shape.layers[layer].units {
            marks.push(Mark::Unit { layer, unit });
            marks.extend(shape.params_of(layer, unit).map(Mark::Param));
        }
    }
    marks
}
