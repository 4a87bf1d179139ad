//! The chart is drawn as SVG and looked at for what a reader must find in it.

use plotters::drawing::IntoDrawingArea;
use plotters_svg::SVGBackend;
use proptest::prelude::*;

use super::*;

const EMPTY: LossChart = LossChart {
    train: &[],
    batch: &[],
    test: &[],
    others: &[],
    frame: None,
    changes: &[],
    cursor: None,
    log_axis: false,
    scale: 1.0,
    font_px: 11.0,
    palette: &Palette::LIGHT,
    language: Language::En,
};

fn svg_sized(chart: &LossChart, width: u32, height: u32) -> String {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
        chart.draw_with_legend(&area).expect("a string takes everything");
        area.present().expect("a string takes everything");
    }
    svg
}

fn svg(chart: &LossChart) -> String {
    svg_sized(chart, 330, 170)
}

/// Every text of the picture, in the order drawn.
fn texts(svg: &str) -> Vec<String> {
    svg.split("<text")
        .skip(1)
        .filter_map(|rest| rest.split_once('>')?.1.split_once("</text>"))
        .map(|(text, _)| text.trim().to_owned())
        .collect()
}

fn hex(color: crate::scene::Color) -> String {
    format!("#{:02X}{:02X}{:02X}", color.r, color.g, color.b)
}

/// The points of the first polyline of that colour with more than `least` points.
fn polyline(svg: &str, color: crate::scene::Color, least: usize) -> Option<Vec<(i32, i32)>> {
    svg.split("<polyline").skip(1).find_map(|rest| {
        let tag = rest.split_once('>')?.0;
        let points = tag.split_once("points=\"")?.1.split_once('"')?.0;
        let points: Vec<(i32, i32)> = points
            .split_whitespace()
            .filter_map(|pair| pair.split_once(','))
            .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
            .collect();
        (tag.contains(&hex(color)) && points.len() > least).then_some(points)
    })
}

#[test]
fn a_place_in_the_chart_is_an_iteration() {
    let train: Vec<_> = (0..=100).map(|i| (f64::from(i), 1.0 / f64::from(i + 1))).collect();
    let chart = LossChart { train: &train, ..EMPTY };
    let size = Size::new(340.0, 170.0);
    assert_eq!(chart.iteration_at(size, 0.0), Some(0.0), "left of the axis");
    assert_eq!(chart.iteration_at(size, 339.0), Some(100.0));
    let middle = chart.iteration_at(size, 185.0).expect("an iteration");
    assert!((40.0..60.0).contains(&middle), "{middle}");
    assert_eq!(EMPTY.iteration_at(size, 100.0), None);
}

#[test]
fn the_curve_falls_and_uses_the_room() {
    let train: Vec<_> = (0..=100_u32).map(|i| (f64::from(i), 1.0 / f64::from(i + 1))).collect();
    let svg = svg(&LossChart { train: &train, ..EMPTY });
    let line = polyline(&svg, Palette::LIGHT.ink, 20).expect("the train curve");
    assert!(line.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1));
    let (first, last) = (line[0], line[line.len() - 1]);
    assert!(last.0 - first.0 > 280, "of 330 pixels: {first:?} to {last:?}");
    assert!(last.1 - first.1 > 105, "of 170 pixels: {first:?} to {last:?}");
}

#[test]
fn axes_and_last_values_are_named_in_both_languages() {
    let train = [(0.0, 0.8), (10.0, 0.223_1)];
    let test = [(0.0, 0.9), (10.0, 0.3)];
    let chart = LossChart { train: &train, test: &test, ..EMPTY };
    let english = texts(&svg(&chart));
    for text in ["loss", "iteration", "train 0.223", "test 0.300", "0.4"] {
        assert!(english.iter().any(|found| found == text), "{text} in {english:?}");
    }
    let chinese = texts(&svg(&LossChart { language: Language::Zh, ..chart }));
    for text in ["损失", "迭代次数", "训练 0.223", "测试 0.300"] {
        assert!(chinese.iter().any(|found| found == text), "{text} in {chinese:?}");
    }
}

#[test]
fn one_point_is_a_dot_with_its_value() {
    let svg = svg(&LossChart { train: &[(0.0, 0.223)], ..EMPTY });
    assert!(svg.contains("<circle"));
    assert!(texts(&svg).contains(&"0.223".to_owned()));
}

#[test]
fn nothing_yet_is_said_in_words() {
    assert!(texts(&svg(&EMPTY)).join(" ").starts_with("No loss yet"));
    let zh = LossChart { language: Language::Zh, ..EMPTY };
    assert!(texts(&svg(&zh)).concat().starts_with("还没有损失"));
    let zeros = LossChart { train: &[(0.0, 0.0)], log_axis: true, ..EMPTY };
    assert!(texts(&svg(&zeros)).join(" ").contains("logarithmic"));
}

#[test]
fn a_loss_that_stops_being_finite_is_marked_where_it_did() {
    let train = [(0.0, 1.0), (10.0, 50.0), (20.0, f64::INFINITY), (30.0, f64::NAN)];
    let svg = svg(&LossChart { train: &train, ..EMPTY });
    assert!(texts(&svg).contains(&"not finite after iteration 20".to_owned()));
    assert!(svg.contains(&hex(Palette::LIGHT.error)));
    let never = [(0.0, f64::NAN)];
    let svg = svg_sized(&LossChart { train: &never, log_axis: true, ..EMPTY }, 330, 170);
    assert!(texts(&svg).contains(&"not finite after iteration 0".to_owned()));
}

#[test]
fn a_logarithmic_axis_makes_exponential_decay_straight() {
    let train: Vec<_> =
        (0..=100_u32).map(|i| (f64::from(i), crate::math::exp(-0.1 * f64::from(i)))).collect();
    let svg = svg(&LossChart { train: &train, log_axis: true, ..EMPTY });
    assert!(texts(&svg).contains(&"10⁻²".to_owned()), "{:?}", texts(&svg));
    let line = polyline(&svg, Palette::LIGHT.ink, 20).expect("the train curve");
    let (first, last) = (line[0], line[line.len() - 1]);
    for (x, y) in &line {
        let along = f64::from(x - first.0) / f64::from(last.0 - first.0);
        let straight = f64::from(first.1) + along * f64::from(last.1 - first.1);
        assert!((straight - f64::from(*y)).abs() <= 1.5, "at {x}: {y}, not {straight}");
    }
}

#[test]
fn changes_are_marked_and_their_labels_do_not_collide() {
    let train = [(0.0, 1.0), (100.0, 0.5)];
    let change = |at: f64, label: &str| (at, label.to_owned());
    let changes =
        [change(10.0, "first"), change(11.0, "second"), change(99.0, "last"), change(500.0, "out")];
    let svg = svg(&LossChart { train: &train, changes: &changes, ..EMPTY });
    let texts = texts(&svg);
    for label in ["first", "second", "last"] {
        assert!(texts.contains(&label.to_owned()), "{label} in {texts:?}");
    }
    assert!(!texts.contains(&"out".to_owned()));
    let y_of = |label: &str| {
        let end = svg.find(&format!("\n{label}\n")).expect("drawn");
        let tag = &svg[svg[..end].rfind("<text").expect("in a text")..end];
        tag.split_once(" y=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(y, _)| y.to_owned())
    };
    assert_ne!(y_of("first"), y_of("second"));
}

#[test]
fn strokes_and_text_grow_with_the_screen() {
    let train = [(0.0, 1.0), (100.0, 0.5)];
    let chart = LossChart { train: &train, ..EMPTY };
    let single = svg(&chart);
    let double = svg_sized(&LossChart { scale: 2.0, ..chart }, 660, 340);
    assert_eq!(texts(&single), texts(&double));
    assert!(single.contains("stroke-width=\"2\"") && !single.contains("stroke-width=\"4\""));
    assert!(double.contains("stroke-width=\"4\""));
}

#[test]
fn other_runs_differ_in_form_and_bear_their_names() {
    let train = [(0.0, 1.0), (50.0, 0.5)];
    let points = |loss: f64| [(0.0, 1.0), (100.0, loss)];
    let (first, second) = (points(0.2), points(0.8));
    let others = [
        Other { name: "A", points: &first, look: Look::RUNS[0] },
        Other { name: "B", points: &second, look: Look::RUNS[1] },
    ];
    let svg = svg(&LossChart { train: &train, others: &others, ..EMPTY });
    for name in ["A", "B", "80"] {
        assert!(texts(&svg).contains(&name.to_owned()), "{name} in {:?}", texts(&svg));
    }
    let dashes = |look: Look| svg.matches(&hex(look.color(&Palette::LIGHT))).count();
    assert!(dashes(Look::RUNS[0]) > 10 && dashes(Look::RUNS[1]) > 2 * dashes(Look::RUNS[0]));
    for (i, look) in Look::RUNS.iter().enumerate() {
        for other in &Look::RUNS[..i] {
            assert_ne!(look.pattern, other.pattern, "no two have the same form");
        }
    }
}

#[test]
fn another_run_that_blows_up_leaves_the_chart_at_the_top() {
    let train = [(0.0, 1.0), (50.0, 0.5), (100.0, 0.2)];
    let points = [(0.0, 1.0), (20.0, 1e9), (40.0, 1e200), (60.0, f64::INFINITY)];
    let others = [Other { name: "A", points: &points, look: Look::RUNS[0] }];
    for log_axis in [false, true] {
        let svg = svg(&LossChart { train: &train, others: &others, log_axis, ..EMPTY });
        let line = polyline(&svg, Palette::LIGHT.ink, 2).expect("the train curve");
        let (first, last) = (line[0], line[line.len() - 1]);
        assert!(last.1 - first.1 > 25, "it is no flat line: {first:?} to {last:?}");
        assert!(texts(&svg).contains(&"A".to_owned()));
    }
}

#[test]
fn without_legend_the_plot_takes_its_room() {
    let train = [(0.0, 1.0), (100.0, 0.5)];
    let chart = LossChart { train: &train, ..EMPTY };
    let mut bare = String::new();
    {
        let area = SVGBackend::with_string(&mut bare, (330, 170)).into_drawing_area();
        chart.draw(&area).expect("a string takes everything");
    }
    assert!(!texts(&bare).iter().any(|text| text.starts_with("train")), "{:?}", texts(&bare));
    let top = |svg: &str| polyline(svg, Palette::LIGHT.ink, 1).expect("the train curve")[0].1;
    assert!(top(&bare) + 12 < top(&svg(&chart)));
}

#[test]
fn the_scene_is_the_same_picture() {
    let train: Vec<_> = (0..=100_u32).map(|i| (f64::from(i), 1.0 / f64::from(i + 1))).collect();
    let chart = LossChart { train: &train, ..EMPTY };
    let size = Size::new(330.0, 170.0);
    let scene = chart.scene(size);
    let saved = scene.to_svg("Loss");
    assert_eq!(texts(&saved), texts(&svg(&chart)));
    let room = crate::scene::Rect::new(0.0, 0.0, size.width, size.height);
    for item in &scene.items {
        assert!(room.encloses(item.primitive.bounds()), "{item:?}");
    }
}

#[test]
fn the_summary_says_where_the_loss_is() {
    let chart = LossChart { train: &[(0.0, 0.8), (1000.0, 0.25)], ..EMPTY };
    assert_eq!(chart.summary(), "Loss after 1,000 iterations: 0.250");
    let chart = LossChart { test: &[(0.0, 0.5)], language: Language::Zh, ..chart };
    assert_eq!(chart.summary(), "1,000 次迭代后的损失：0.250；测试样本上：0.500");
}

fn any_loss() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.0..2.0_f64,
        1 => proptest::num::f64::ANY,
        1 => Just(0.0),
        1 => Just(f64::NAN),
        1 => Just(f64::MAX),
        1 => Just(-1.0),
    ]
}

proptest! {
    /// Whatever the losses, everything is drawn inside the picture.
    #[test]
    fn no_losses_break_the_chart(
        losses in prop::collection::vec(any_loss(), 0..30),
        start in 0.0..1e6_f64,
        log_axis in any::<bool>(),
        size in (1..500_u32, 1..300_u32),
        scale in prop_oneof![Just(1.0), Just(2.5), Just(f64::NAN)],
    ) {
        let train: Vec<_> =
            losses.iter().enumerate().map(|(i, &y)| (start + i as f64, y)).collect();
        let band: Vec<_> = train.iter().map(|&(x, y)| (x, y * 0.5, y * 2.0)).collect();
        let changes = [(start + 3.0, "η 1".to_owned())];
        let chart = LossChart {
            train: &train,
            batch: &band,
            test: &train,
            changes: &changes,
            cursor: Some(start + 1.0),
            log_axis,
            scale,
            ..EMPTY
        };
        let svg = svg_sized(&chart, size.0, size.1);
        prop_assert!(svg.ends_with("</svg>\n"));
        let roomy = size.0 > 200 && size.1 > 100;
            if let Some(line) = polyline(&svg, Palette::LIGHT.ink, 2).filter(|_| roomy) {
                let (width, height) = (0..=int(size.0), 0..=int(size.1));
                let inside = line.iter().all(|(x, y)| width.contains(x) && height.contains(y));
                prop_assert!(inside, "{:?}", line);
            }
        chart.summary();
    }
}
