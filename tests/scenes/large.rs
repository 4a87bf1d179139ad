//! How much is drawn of large networks, and how long it takes.
//!
//! `cargo test --release --test scenes large -- --nocapture` prints the times.

use std::time::Instant;

use backstep::i18n::Language;
use backstep::nn::{Activation, LayerShape, Param, Shape};
use backstep::scene::{Scene, Size};
use backstep::step::{Cell, Mark, Values};
use backstep::views::Palette;
use backstep::views::network::{NetworkView, draw};

/// Numbers that cost nothing to look up.
struct Formula;

impl Values for Formula {
    fn value(&self, cell: Cell) -> Option<f64> {
        let spread = |a: usize, b: usize| ((a * 7 + b * 13) % 101) as f64 / 50.0 - 1.0;
        Some(match cell {
            Cell::Param(p) | Cell::Grad(p) | Cell::MeanGrad(p) | Cell::Term(_, p) => match p {
                Param::Weight { unit, input, .. } => spread(unit, input),
                Param::Bias { layer, unit }
                | Param::Scale { layer, unit }
                | Param::Shift { layer, unit } => spread(layer, unit),
            },
            Cell::Activation { layer, unit } | Cell::Preactivation { layer, unit } => {
                spread(unit, layer)
            }
            _ => 0.5,
        })
    }
}

fn shape(widths: &[usize]) -> Shape {
    let layer = |&units: &usize| LayerShape::new(units, Activation::Tanh);
    Shape { inputs: widths[0], layers: widths[1..].iter().map(layer).collect() }
}

fn picture(shape: &Shape, width: f64, height: f64) -> Scene<Mark> {
    draw(&NetworkView {
        shape,
        values: &Formula,
        equation: None,
        selected: Some(Mark::Unit { layer: 0, unit: 0 }),
        hovered: None,
        path: &[],
        size: Size::new(width, height),
        palette: &Palette::LIGHT,
        language: Language::En,
        large_text: false,
        travel: None,
        batch: 1,
        train_biases: true,
        has_legend: true,
        audit: None,
        diagnosis: None,
    })
}

#[test]
fn a_large_network_is_drawn_with_few_items() {
    for (widths, most) in [
        (vec![2, 3, 2], 300),
        (vec![2, 8, 8, 8, 8, 8, 8, 1], 1700),
        (vec![6, 8, 6], 1000),
        (vec![64, 32, 10], 1500),
        ([vec![16], vec![64; 32]].concat(), 9000),
    ] {
        let shape = shape(&widths);
        for (width, height) in [(330.0, 300.0), (820.0, 640.0), (1600.0, 1000.0)] {
            let mut times: Vec<_> = (0..7)
                .map(|_| {
                    let clock = Instant::now();
                    let scene = picture(&shape, width, height);
                    (clock.elapsed(), scene.items.len())
                })
                .collect();
            times.sort();
            let (time, items) = times[3];
            println!("{} layers, {width} x {height}: {items} items in {time:?}", widths.len());
            assert!(items < most, "{widths:?}: {items} items");
        }
    }
}

#[test]
fn shapes_at_the_edge_of_sense_are_drawn() {
    for widths in [vec![1, 1], vec![1], vec![0, 0], vec![3, 0, 2], vec![1, 500, 1]] {
        let shape = shape(&widths);
        for (width, height) in [(0.0, 0.0), (1.0, 5000.0), (330.0, 300.0)] {
            let scene = picture(&shape, width, height);
            assert!(!scene.items.is_empty());
            assert!(!scene.to_svg("edge").contains("NaN"));
        }
    }
}
