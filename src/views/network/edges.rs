//! The edges: which are drawn, which stand out, and the lines of the weights.

use super::layout::Layout;
use super::lit::{Light, Lit, Pick};
use super::looks::{weight_stroke, weight_width};
use super::{NetworkView, audit, dropped};
use crate::nn::{Param, Term};
use crate::scene::{Color, Point, Primitive, Scene, Stroke};
use crate::step::{Cell, Mark};
use crate::views::Palette;

/// More edges than this between two columns are drawn in few strokes, and only the strongest.
const DENSE: usize = 400;
/// Edges drawn in all dense gaps together.
const DENSE_BUDGET: usize = 4000;
/// Widths that edges of a dense gap are sorted into.
const BUCKETS: usize = 3;
/// From this many edges between two columns on, those in use stand out from the others.
pub(super) const CROWD: usize = 30;

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
    /// Whether it is lit, picked out, or belongs to a node that is.
    in_use: bool,
}

/// The edges between two columns.
#[derive(Debug, Clone)]
pub(super) struct Gap {
    /// How many weights there are, drawn or not.
    pub(super) count: usize,
    /// Whether some of many edges are in use: then the others stand back.
    dimmed: bool,
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

/// The gradient that is shown of `param`: what penalties and clipping have made of it so far, else
/// the batch's mean if there is one, else the sample's.
pub(super) fn gradient(view: &NetworkView, param: Param) -> Option<f64> {
    let terms = Term::ALL.into_iter().rev().filter(|term| term.is_gradient());
    let processed = terms.map(|term| Cell::Term(term, param));
    processed
        .chain([Cell::MeanGrad(param), Cell::Grad(param)])
        .find_map(|cell| view.values.value(cell))
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
    (DENSE_BUDGET / dense.max(1)).clamp(120, 700)
}

impl Edges {
    pub(super) fn new(view: &NetworkView, layout: &Layout, lit: &Lit) -> Self {
        let counts = gap_counts(view);
        let budget = dense_budget(&counts);
        let weights: Vec<Vec<f64>> = (0..counts.len()).map(|layer| weights(view, layer)).collect();
        let most_weight = most(weights.iter().flatten().copied());
        let mut gaps = Vec::with_capacity(counts.len());
        for (layer, weights) in weights.iter().enumerate() {
            let (fan_in, count) = (view.shape.fan_in(layer), counts[layer]);
            let one = |(unit, input)| edge(view, layout, lit, layer, unit, input);
            let (edges, batches): (Vec<Edge>, _) = if count > DENSE {
                let edges = wanted(view, lit, layer).into_iter().map(one).collect();
                let dim = if view.selected.is_some() || view.hovered.is_some() { 0.4 } else { 1.0 };
                (edges, batches(view, layout, layer, weights, budget, most_weight, dim))
            } else {
                let all = (0..weights.len()).map(|i| (i / fan_in, i % fan_in));
                (all.map(one).collect(), Vec::new())
            };
            let dimmed = count > CROWD && edges.iter().any(|edge| edge.in_use);
            gaps.push(Gap { count, dimmed, edges, batches });
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
                scene.draw(if view.audit.is_some() {
                    faded(batch, view.palette)
                } else {
                    batch.clone()
                });
            }
        }
        for gap in &self.gaps {
            let k = layout.edge_scale(gap.count.min(gap.edges.len()));
            for edge in &gap.edges {
                let light = lit.param(edge.param).max(lit.gradient(edge.param));
                let pick = lit.pick(Mark::Param(edge.param));
                let width = weight_width(self.weight_ratio(edge.weight), k);
                underlay(scene, view.palette, (edge.from, edge.to), width, light, pick);
            }
            for in_use in [false, true] {
                for edge in gap.edges.iter().filter(|edge| edge.in_use == in_use) {
                    self.line(scene, view, layout, gap, edge);
                }
            }
        }
    }

    /// Draws the line of one weight.
    fn line(
        &self,
        scene: &mut Scene<Mark>,
        view: &NetworkView,
        layout: &Layout,
        gap: &Gap,
        edge: &Edge,
    ) {
        let k = layout.edge_scale(gap.count.min(gap.edges.len()));
        let k = if edge.in_use && gap.dimmed { (1.5 * k).min(layout.line_scale()) } else { k };
        let mut stroke = if view.audit.is_some() {
            audit::stroke(view.palette, audit::of(view, edge.param).as_ref(), k)
        } else {
            weight_stroke(view.palette, edge.weight, self.weight_ratio(edge.weight), k)
        };
        if view.audit.is_none() && dropped::is_idle(view, edge.param) {
            stroke = dropped::idle(view, stroke);
        }
        let crowded = gap.edges.len() > CROWD;
        let alpha = match (gap.dimmed, edge.in_use) {
            (true, false) => 0.22,
            (false, false) if gap.edges.len() > 120 => 0.55,
            (false, false) if crowded => 0.8,
            _ => 1.0,
        };
        if alpha < 1.0 {
            stroke.color = stroke.color.with_alpha(alpha);
        }
        let from = if crowded { shifted(edge, stroke) } else { edge.from };
        let line = Primitive::Line { from, to: edge.to, stroke };
        scene.draw_hit(line, Mark::Param(edge.param));
    }

    /// Whether the edge stands back because others are in use.
    pub(super) fn is_dim(&self, edge: &Edge) -> bool {
        let gap = self.gaps.get(edge.param.layer());
        gap.is_some_and(|gap| gap.dimmed) && !edge.in_use
    }
}

/// The left end of an edge, moved right by part of a dash: else the gaps of many edges from one
/// node would line up to rings.
fn shifted(edge: &Edge, stroke: Stroke) -> Point {
    let Some([dash, gap]) = stroke.dash else { return edge.from };
    let by = (scatter(edge.param) * (dash + gap)).min(0.3 * edge.from.distance(edge.to));
    edge.from + (edge.to - edge.from).unit() * by
}

/// A fraction from 0 to 1 that differs from edge to edge without any order that the eye could
/// find (the last step of the `SplitMix64` generator).
pub(super) fn scatter(param: Param) -> f64 {
    let input = match param {
        Param::Weight { input, .. } => input,
        Param::Bias { .. } | Param::Scale { .. } | Param::Shift { .. } => 0,
    };
    let mut bits = ((param.unit() as u64) << 20 | input as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ bits >> 31) >> 11) as f64 / (1_u64 << 53) as f64
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

/// Many weights in one stroke, while it is not their values that are shown.
fn faded(batch: &Primitive, palette: &Palette) -> Primitive {
    match batch {
        Primitive::Segments { ends, .. } => {
            Primitive::Segments { ends: ends.clone(), stroke: Stroke::new(palette.line, 0.6) }
        }
        other => other.clone(),
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

fn edge(
    view: &NetworkView,
    layout: &Layout,
    lit: &Lit,
    layer: usize,
    unit: usize,
    input: usize,
) -> Edge {
    let param = Param::Weight { layer, unit, input };
    let (from, to) = layout.edge(layer, unit, input);
    let weight = view.values.value(Cell::Param(param));
    let picked = |mark| lit.pick(mark) >= Pick::Hovered;
    let below = match layer.checked_sub(1) {
        None => Mark::Input(input),
        Some(layer) => Mark::Unit { layer, unit: input },
    };
    let in_use = lit.param(param).max(lit.gradient(param)) != Light::Off
        || lit.pick(Mark::Param(param)) != Pick::None
        || picked(Mark::Unit { layer, unit })
        || picked(below);
    Edge { param, from, to, weight, gradient: gradient(view, param), in_use }
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
        Cell::Param(p) | Cell::Grad(p) | Cell::MeanGrad(p) | Cell::Term(_, p) => Some(p),
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
    edges.extend(wrong(view, layer));
    edges.retain(|&(unit, input)| unit < units && input < fan_in);
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Weights whose gradients did not stand the check, of very many some all over the layer.
fn wrong(view: &NetworkView, layer: usize) -> Vec<(usize, usize)> {
    const MOST: usize = 300;
    let fan_in = view.shape.fan_in(layer);
    let all = view.audit.map_or(0, |_| fan_in * view.shape.layers[layer].units);
    let is_wrong = move |&(unit, input): &(usize, usize)| {
        let audit = audit::of(view, Param::Weight { layer, unit, input });
        audit.is_some_and(|audit| audit.tone == audit::Tone::Bad)
    };
    let wrong: Vec<_> = (0..all).map(|i| (i / fan_in, i % fan_in)).filter(is_wrong).collect();
    let stride = wrong.len().div_ceil(MOST).max(1);
    wrong.into_iter().step_by(stride).collect()
}

/// The strongest `budget` edges of a dense gap, in one stroke for each sign and width.
fn batches(
    view: &NetworkView,
    layout: &Layout,
    layer: usize,
    weights: &[f64],
    budget: usize,
    most_weight: f64,
    dim: f64,
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
        let (unit, input) = (i / fan_in, i % fan_in);
        let (from, to) = layout.edge(layer, unit, input);
        // As `shifted` does.
        let by = 9.0 * scatter(Param::Weight { layer, unit, input });
        let from = if weights[i] < 0.0 { from + (to - from).unit() * by } else { from };
        ends[bucket].push((from, to));
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
                color: full.color.with_alpha((0.22 + 0.22 * step) * dim),
                width: 0.5 + 0.4 * step,
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
