//! Weights as lines, and gradients as chevrons on them that run from right to left.
//!
//! Signs are told by form as well as by colour: a positive weight is a solid line and a negative
//! one dashed; a positive gradient is filled triangles and a negative one open chevrons.

use super::NetworkView;
use super::layout::Layout;
use super::lit::{Light, Lit, Pick};
use crate::nn::Param;
use crate::scene::{Color, Point, Primitive, Scene, Stroke, Vec2};
use crate::step::{Cell, Mark};
use crate::views::Palette;

/// More edges than this between two columns are drawn in few strokes, and only the strongest.
const DENSE: usize = 400;
/// Edges drawn in all dense gaps together.
const DENSE_BUDGET: usize = 6000;
/// Widths that edges of a dense gap are sorted into.
const BUCKETS: usize = 3;

/// One weight with what is drawn of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    /// Which weight.
    pub(super) param: Param,
    /// Left end, on the outline of the node it comes from.
    pub(super) from: Point,
    /// Right end, on the outline of the node it leads to.
    pub(super) to: Point,
    /// The weight.
    pub(super) weight: Option<f64>,
    /// Its gradient: the batch's mean if there is one, else the sample's.
    pub(super) gradient: Option<f64>,
}

/// The edges between two columns.
#[derive(Debug, Clone)]
pub(super) struct Gap {
    /// The edges that are drawn one by one and can be pointed at.
    pub(super) edges: Vec<Edge>,
    /// The others, if they are too many for that.
    batches: Vec<Primitive>,
}

/// All edges of the network, and the largest numbers among them.
#[derive(Debug, Clone)]
pub(super) struct Edges {
    /// From the inputs to the outputs.
    pub(super) gaps: Vec<Gap>,
    /// Largest magnitude of a weight.
    pub(super) most_weight: f64,
    /// Largest magnitude of a gradient.
    pub(super) most_gradient: f64,
}

/// The gradient that is shown of `param`: the batch's mean if there is one, else the sample's.
pub(super) fn gradient(view: &NetworkView, param: Param) -> Option<f64> {
    view.values.value(Cell::MeanGrad(param)).or_else(|| view.values.value(Cell::Grad(param)))
}

/// How many weights are drawn of how many, if not all.
pub(super) fn reduced(view: &NetworkView) -> Option<(usize, usize)> {
    let counts = gap_counts(view);
    let budget = dense_budget(&counts);
    let all: usize = counts.iter().sum();
    let shown: usize =
        counts.iter().map(|&count| if count > DENSE { count.min(budget) } else { count }).sum();
    (shown < all).then_some((shown, all))
}

fn gap_counts(view: &NetworkView) -> Vec<usize> {
    let layers = view.shape.layers.iter().enumerate();
    layers.map(|(layer, shape)| view.shape.fan_in(layer) * shape.units).collect()
}

/// Edges drawn in each dense gap.
fn dense_budget(counts: &[usize]) -> usize {
    let dense = counts.iter().filter(|&&count| count > DENSE).count();
    (DENSE_BUDGET / dense.max(1)).clamp(150, 2500)
}

impl Edges {
    pub(super) fn new(view: &NetworkView, layout: &Layout, lit: &Lit) -> Self {
        let counts = gap_counts(view);
        let budget = dense_budget(&counts);
        let weights: Vec<Vec<f64>> = (0..counts.len()).map(|layer| weights(view, layer)).collect();
        let most_weight = most(weights.iter().flatten().copied());
        let mut gaps = Vec::with_capacity(counts.len());
        for (layer, weights) in weights.iter().enumerate() {
            let fan_in = view.shape.fan_in(layer);
            if counts[layer] > DENSE {
                let batches = batches(view, layout, layer, weights, budget, most_weight);
                let edges = wanted(view, lit, layer)
                    .into_iter()
                    .map(|(unit, input)| edge(view, layout, layer, unit, input))
                    .collect();
                gaps.push(Gap { edges, batches });
            } else {
                let edges = (0..weights.len())
                    .map(|i| edge(view, layout, layer, i / fan_in, i % fan_in))
                    .collect();
                gaps.push(Gap { edges, batches: Vec::new() });
            }
        }
        let gradients = gaps.iter().flat_map(|gap| &gap.edges).filter_map(|edge| edge.gradient);
        let most_gradient = most(gradients);
        Self { gaps, most_weight, most_gradient }
    }

    /// A weight's magnitude over the largest, 0 to 1.
    pub(super) fn weight_ratio(&self, weight: Option<f64>) -> f64 {
        ratio(weight, self.most_weight)
    }

    /// A gradient's magnitude over the largest, 0 to 1.
    pub(super) fn gradient_ratio(&self, gradient: Option<f64>) -> f64 {
        ratio(gradient, self.most_gradient)
    }

    /// Draws the lines, with what is lit behind them.
    pub(super) fn draw(
        &self,
        scene: &mut Scene<Mark>,
        view: &NetworkView,
        layout: &Layout,
        lit: &Lit,
    ) {
        for gap in &self.gaps {
            for batch in &gap.batches {
                scene.draw(batch.clone());
            }
        }
        let k = layout.line_scale();
        for edge in self.gaps.iter().flat_map(|gap| &gap.edges) {
            let light = lit.param(edge.param).max(lit.gradient(edge.param));
            let pick = lit.pick(Mark::Param(edge.param));
            let width = weight_width(self.weight_ratio(edge.weight), k);
            underlay(scene, view.palette, (edge.from, edge.to), width, light, pick);
        }
        for edge in self.gaps.iter().flat_map(|gap| &gap.edges) {
            let ratio = self.weight_ratio(edge.weight);
            let stroke = weight_stroke(view.palette, edge.weight, ratio, k);
            let line = Primitive::Line { from: edge.from, to: edge.to, stroke };
            scene.draw_hit(line, Mark::Param(edge.param));
        }
    }
}

/// Draws what lies behind a lit or picked line.
pub(super) fn underlay(
    scene: &mut Scene<Mark>,
    palette: &Palette,
    (from, to): (Point, Point),
    width: f64,
    light: Light,
    pick: Pick,
) {
    let mut line = |color: Color, width: f64| {
        scene.draw(Primitive::Line { from, to, stroke: Stroke::new(color, width) });
    };
    match pick {
        Pick::None => {}
        Pick::Path => line(palette.accent.with_alpha(0.38), width + 5.0),
        Pick::Hovered => line(palette.accent.with_alpha(0.5), width + 5.0),
        Pick::Selected => line(palette.accent.with_alpha(0.75), width + 6.0),
    }
    if light != Light::Off {
        // Inside the pick, so that both are seen.
        line(palette.highlight, if pick == Pick::None { width + 10.0 } else { width + 2.5 });
    }
}

/// The weights of a layer, unit by unit; 0 where one is missing.
fn weights(view: &NetworkView, layer: usize) -> Vec<f64> {
    let fan_in = view.shape.fan_in(layer);
    let mut weights = Vec::with_capacity(fan_in * view.shape.layers[layer].units);
    for unit in 0..view.shape.layers[layer].units {
        for input in 0..fan_in {
            let cell = Cell::Param(Param::Weight { layer, unit, input });
            weights.push(view.values.value(cell).unwrap_or(0.0));
        }
    }
    weights
}

fn edge(view: &NetworkView, layout: &Layout, layer: usize, unit: usize, input: usize) -> Edge {
    let param = Param::Weight { layer, unit, input };
    let (from, to) = layout.edge(layer, unit, input);
    let weight = view.values.value(Cell::Param(param));
    Edge { param, from, to, weight, gradient: gradient(view, param) }
}

/// The edges of a dense gap that are drawn one by one all the same: those that are lit, on the
/// path, or belong to what is selected or pointed at.
fn wanted(view: &NetworkView, lit: &Lit, layer: usize) -> Vec<(usize, usize)> {
    let (units, fan_in) = (view.shape.layers[layer].units, view.shape.fan_in(layer));
    let mut edges = Vec::new();
    for mark in view.selected.into_iter().chain(view.hovered) {
        let (to, from) = match mark {
            Mark::Unit { layer: at, unit } => {
                ((at == layer).then_some(unit), (at + 1 == layer).then_some(unit))
            }
            Mark::Param(param) => ((param.layer() == layer).then_some(param.unit()), None),
            Mark::Input(input) => (None, (layer == 0).then_some(input)),
            Mark::Target(_) | Mark::Loss => (None, None),
        };
        if let Some(unit) = to {
            edges.extend((0..fan_in).map(|input| (unit, input)));
        }
        if let Some(input) = from {
            edges.extend((0..units).map(|unit| (unit, input)));
        }
    }
    let cells = lit.reads().iter().copied().chain(lit.writes);
    let params = cells.filter_map(|cell| match cell {
        Cell::Param(p) | Cell::Grad(p) | Cell::MeanGrad(p) | Cell::Velocity(p) => Some(p),
        _ => None,
    });
    let path = view.path.iter().filter_map(|mark| match mark {
        Mark::Param(param) => Some(*param),
        _ => None,
    });
    edges.extend(params.chain(path).filter_map(|param| match param {
        Param::Weight { layer: at, unit, input } if at == layer => Some((unit, input)),
        _ => None,
    }));
    edges.retain(|&(unit, input)| unit < units && input < fan_in);
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// The strongest `budget` edges of a dense gap, in one stroke for each sign and width.
fn batches(
    view: &NetworkView,
    layout: &Layout,
    layer: usize,
    weights: &[f64],
    budget: usize,
    most_weight: f64,
) -> Vec<Primitive> {
    let fan_in = view.shape.fan_in(layer);
    let mut order: Vec<usize> = (0..weights.len()).collect();
    if order.len() > budget {
        order.select_nth_unstable_by(budget, |&a, &b| {
            weights[b].abs().total_cmp(&weights[a].abs()).then(a.cmp(&b))
        });
        order.truncate(budget);
        order.sort_unstable();
    }
    let mut ends: [Vec<(Point, Point)>; 2 * BUCKETS] = Default::default();
    for i in order {
        let bucket = (ratio(Some(weights[i]), most_weight) * BUCKETS as f64) as usize;
        let bucket = bucket.min(BUCKETS - 1) + if weights[i] < 0.0 { BUCKETS } else { 0 };
        ends[bucket].push(layout.edge(layer, i / fan_in, i % fan_in));
    }
    // Weak ones first, so that strong ones lie on top of both signs' weak ones.
    let mut batches = Vec::new();
    for bucket in 0..BUCKETS {
        for (sign, offset) in [(1.0, 0), (-1.0, BUCKETS)] {
            let ends = std::mem::take(&mut ends[bucket + offset]);
            if ends.is_empty() {
                continue;
            }
            let step = bucket as f64;
            let full = weight_stroke(view.palette, Some(sign), 0.0, 1.0);
            let stroke = Stroke {
                color: full.color.with_alpha(0.3 + 0.2 * step),
                width: 0.6 + 0.4 * step,
                dash: full.dash.map(|[dash, gap]| [dash * 0.8, gap * 0.8]),
            };
            batches.push(Primitive::Segments { ends, stroke });
        }
    }
    batches
}

/// Largest magnitude among the finite ones.
fn most(values: impl Iterator<Item = f64>) -> f64 {
    values.map(f64::abs).filter(|value| value.is_finite()).fold(0.0, f64::max)
}

fn ratio(value: Option<f64>, most: f64) -> f64 {
    match value {
        Some(value) if value.is_finite() && most > 0.0 => (value.abs() / most).min(1.0),
        Some(value) if !value.is_finite() => 1.0,
        _ => 0.0,
    }
}

/// Width of an edge whose magnitude is `ratio` of the largest; `k` scales lines, 1 is usual.
pub(super) fn weight_width(ratio: f64, k: f64) -> f64 {
    (1.3 + 4.2 * ratio) * k
}

/// Looks of an edge.
pub(super) fn weight_stroke(palette: &Palette, weight: Option<f64>, ratio: f64, k: f64) -> Stroke {
    let width = weight_width(ratio, k);
    match weight.map(sign) {
        Some(Sign::Positive) => Stroke::new(palette.weight_positive, width),
        Some(Sign::Negative) => {
            Stroke::dashed(palette.weight_negative, width, 7.0 * k + width, 2.5 * k + 0.4 * width)
        }
        Some(Sign::Zero) | None => Stroke::dashed(palette.muted, 1.2 * k, 1.5 * k, 4.0 * k),
        Some(Sign::Broken) => Stroke::dashed(palette.error, 2.0 * k, 2.0, 2.0),
    }
}

/// Which side of zero a number is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Above zero.
    Positive,
    /// Below zero.
    Negative,
    /// Zero.
    Zero,
    /// Not finite.
    Broken,
}

/// Which side of zero `value` is on.
pub(super) fn sign(value: f64) -> Sign {
    if !value.is_finite() {
        Sign::Broken
    } else if value > 0.0 {
        Sign::Positive
    } else if value < 0.0 {
        Sign::Negative
    } else {
        Sign::Zero
    }
}

/// The colour of a weight's number.
pub(super) fn weight_color(palette: &Palette, value: f64) -> Color {
    match sign(value) {
        Sign::Positive => palette.weight_positive,
        Sign::Negative => palette.weight_negative,
        Sign::Zero => palette.muted,
        Sign::Broken => palette.error,
    }
}

/// The colour of a gradient's number and marks.
pub(super) fn gradient_color(palette: &Palette, value: f64) -> Color {
    gradient_sign_color(palette, sign(value))
}

fn gradient_sign_color(palette: &Palette, sign: Sign) -> Color {
    match sign {
        Sign::Positive => palette.gradient_positive,
        Sign::Negative => palette.gradient_negative,
        Sign::Zero => palette.muted,
        Sign::Broken => palette.error,
    }
}

/// Looks of one chevron.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chevron {
    /// Filled if positive, open if negative, a ring if zero.
    pub(super) sign: Sign,
    /// From tip to back, in pixels.
    pub(super) size: f64,
    /// Colour of a thin outline that sets it off from the edge below.
    pub(super) halo: Option<Color>,
}

/// Draws one chevron around `at` with its tip towards `tip` (a unit vector).
pub(super) fn chevron(
    scene: &mut Scene<Mark>,
    palette: &Palette,
    at: Point,
    tip: Vec2,
    look: Chevron,
    hit: Option<Mark>,
) {
    let color = gradient_sign_color(palette, look.sign);
    let size = look.size;
    let side = tip.normal() * (size * 0.52);
    let (front, back) = (at + tip * (size * 0.45), at - tip * (size * 0.42));
    let corners = vec![back + side, front, back - side];
    let mut draw = |primitive| match hit {
        Some(mark) => scene.draw_hit(primitive, mark),
        None => scene.draw(primitive),
    };
    let line = (size * 0.24).clamp(1.1, 3.0);
    match look.sign {
        Sign::Zero => {
            let stroke = Some(Stroke::new(color, line * 0.8));
            let radius = size * 0.3;
            draw(Primitive::Circle { center: at, radius, fill: Some(palette.ground), stroke });
        }
        Sign::Negative => {
            let open = |stroke| Primitive::Polyline {
                points: corners.clone(),
                closed: false,
                fill: None,
                stroke: Some(stroke),
            };
            if let Some(halo) = look.halo {
                draw(open(Stroke::new(halo, line + 2.4)));
            }
            draw(open(Stroke::new(color, line)));
        }
        Sign::Positive | Sign::Broken => {
            let stroke = look.halo.map(|halo| Stroke::new(halo, 1.6));
            draw(Primitive::Polyline { points: corners, closed: true, fill: Some(color), stroke });
        }
    }
}

/// Number of chevrons for a gradient whose magnitude is `ratio` of the largest.
pub(super) fn chevron_count(ratio: f64) -> usize {
    if ratio > 2.0 / 3.0 {
        3
    } else if ratio > 1.0 / 3.0 {
        2
    } else {
        1
    }
}
