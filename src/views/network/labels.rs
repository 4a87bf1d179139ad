//! The numbers on the edges, and the gradients' chevrons beside theirs.
//!
//! Room for a gradient is kept from the start, so that no number moves when gradients arrive.
//! Where the numbers of a gap do not fit, none of its gradients is written, or none at all: a few
//! scattered ones would look as if they meant something.

use super::NetworkView;
use super::edges::{CROWD, Edge, Edges, Gap, scatter};
use super::layout::Layout;
use super::lit::{Light, Lit, Pick};
use super::looks::{
    Chevron, chevron, chevron_count, gradient_color, sign, weight_color, weight_width,
};
use super::place::{Candidate, Label, place, place_all};
use super::text::fmt3;
use super::{Audit, Tone, audit, bias, dropped, nodes};
use crate::scene::{Color, Point, Primitive, Rect, Scene, Stroke, TextRun, Weight, text_width};
use crate::step::Mark;

/// Type size of the numbers on edges, at scale 1, the usual and the least.
const SIZES_PX: [f64; 2] = [12.0, 10.5];
/// No number is set smaller than this, in pixels.
const LEAST_PX: f64 = 9.4;
/// What most numbers look like; room is kept for it whatever the number is.
const TEMPLATE: &str = "−0.000";
/// Where along its edge a number may go: from 0 at the left end to 1.
/// Weights keep to the left half and gradients to the right, where they arise.
const WEIGHT_AT: [f64; 16] =
    [0.28, 0.25, 0.31, 0.22, 0.34, 0.19, 0.37, 0.16, 0.4, 0.13, 0.43, 0.1, 0.46, 0.48, 0.5, 0.08];
const GRADIENT_AT: [f64; 16] =
    [0.74, 0.77, 0.71, 0.8, 0.68, 0.83, 0.65, 0.86, 0.62, 0.89, 0.59, 0.92, 0.57, 0.55, 0.53, 0.51];
/// Price of another edge running through a number.
const CROSSING: f64 = 25.0;
/// More edges than this between two columns have no numbers: nobody could tell whose they are.
const MOST_NUMBERED: usize = 48;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Weight,
    Gradient,
}

/// A number's place.
#[derive(Debug, Clone, Copy)]
struct Spot {
    edge: usize,
    kind: Kind,
    at: Point,
    px: f64,
}

/// The places of all numbers, gap by gap.
pub(super) struct Labels {
    spots: Vec<Vec<Spot>>,
}

impl Labels {
    pub(super) fn new(view: &NetworkView, layout: &Layout, edges: &Edges, lit: &Lit) -> Self {
        let obstacles = nodes::obstacles(view, layout);
        let spots = edges.gaps.iter().map(|gap| spots(layout, gap, &obstacles, lit)).collect();
        Self { spots }
    }

    /// Whether the number of a weight is on the picture.
    pub(super) fn shows(&self, edges: &Edges, mark: Mark) -> bool {
        edges.gaps.iter().zip(&self.spots).any(|(gap, spots)| {
            spots.iter().any(|spot| Mark::Param(gap.edges[spot.edge].param) == mark)
        })
    }

    /// Draws chevrons and numbers.
    pub(super) fn draw(
        &self,
        scene: &mut Scene<Mark>,
        view: &NetworkView,
        layout: &Layout,
        edges: &Edges,
        lit: &Lit,
    ) {
        let pen = Pen { view, layout, edges, lit };
        // A change needs more room than was kept: what it covers is left out.
        let bias_change = bias::change(view, layout, lit).map(|(_, rect)| rect);
        for (gap, spots) in edges.gaps.iter().zip(&self.spots) {
            let mut has_spot = vec![false; gap.edges.len()];
            for spot in spots.iter().filter(|spot| spot.kind == Kind::Gradient) {
                has_spot[spot.edge] = true;
            }
            for (edge, has_spot) in gap.edges.iter().zip(&has_spot) {
                if !has_spot && view.audit.is_none() {
                    pen.lone_chevrons(scene, edge, gap.count);
                }
            }
            let changes = spots.iter().map(|spot| pen.change(spot, &gap.edges[spot.edge]));
            let change = changes.flatten().map(|(_, rect)| rect).next().or(bias_change);
            for spot in spots {
                let edge = &gap.edges[spot.edge];
                if view.audit.is_some() {
                    // One number an edge: where the weight's stands otherwise.
                    let audit = audit::of(view, edge.param);
                    if let Some(audit) = audit.filter(|_| spot.kind == Kind::Weight) {
                        pen.audit(scene, spot, edge, &audit);
                    }
                    continue;
                }
                let width = text_width(TEMPLATE, spot.px, Weight::Bold);
                let rect = Rect::centered(spot.at, width, spot.px);
                let covered = change.is_some_and(|change| change.overlaps(rect));
                if covered && pen.change(spot, edge).is_none() {
                    continue;
                }
                match spot.kind {
                    Kind::Weight => pen.weight(scene, spot, edge),
                    Kind::Gradient => pen.gradient(scene, spot, edge),
                }
            }
        }
    }
}

/// Places for the numbers of one gap.
fn spots(layout: &Layout, gap: &Gap, obstacles: &[Rect], lit: &Lit) -> Vec<Spot> {
    let Some(longest) = gap.edges.iter().map(|e| e.from.distance(e.to)).reduce(f64::max) else {
        return Vec::new();
    };
    let area = gap_area(gap);
    for kinds in [&[Kind::Weight, Kind::Gradient][..], &[Kind::Weight][..]] {
        for size in SIZES_PX {
            let px = size * layout.scale;
            let width = text_width(TEMPLATE, px, Weight::Regular) + 0.5 * px;
            let needed = width * px * 1.3 * (gap.edges.len() * kinds.len()) as f64;
            let across = width * 1.2 * kinds.len() as f64;
            if px < LEAST_PX
                || gap.edges.len() > MOST_NUMBERED
                || needed > 0.45 * area
                || across > longest
            {
                continue;
            }
            let all: Vec<(usize, Kind)> = (0..gap.edges.len())
                .flat_map(|i| kinds.iter().map(move |&kind| (i, kind)))
                .collect();
            let (spots, labels) = choices(layout, gap, &all, px, obstacles);
            if let Some(chosen) = place_all(&labels) {
                return spots
                    .iter()
                    .zip(chosen)
                    .map(|(spot, choice)| spot.at(choice, px))
                    .collect();
            }
        }
    }
    // No room for all: only what is pointed at or in use, if that is not much.
    let mut wanted = Vec::new();
    for (i, edge) in gap.edges.iter().enumerate() {
        let picked = lit.pick(Mark::Param(edge.param)) >= Pick::Hovered;
        if picked || lit.param(edge.param) != Light::Off {
            wanted.push((i, Kind::Weight));
        }
        if picked || lit.gradient(edge.param) != Light::Off {
            wanted.push((i, Kind::Gradient));
        }
    }
    if wanted.len() > 10 {
        return Vec::new();
    }
    let px = (SIZES_PX[1] * layout.scale).max(LEAST_PX);
    let (spots, labels) = choices(layout, gap, &wanted, px, obstacles);
    let chosen = spots.iter().zip(place(&labels));
    chosen.filter_map(|(spot, choice)| choice.map(|choice| spot.at(choice, px))).collect()
}

/// A number and the middles of its possible places.
struct Choices {
    edge: usize,
    kind: Kind,
    centers: Vec<Point>,
}

impl Choices {
    fn at(&self, choice: usize, px: f64) -> Spot {
        Spot { edge: self.edge, kind: self.kind, at: self.centers[choice], px }
    }
}

/// Area of the strip that the edges cross, in square pixels.
fn gap_area(gap: &Gap) -> f64 {
    let ends: Vec<Point> = gap.edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
    let rect = Rect::around(&ends);
    rect.width * (rect.height + 30.0)
}

/// The possible places of some numbers that cover nothing else. Without prices if one of the
/// numbers has none.
fn choices(
    layout: &Layout,
    gap: &Gap,
    which: &[(usize, Kind)],
    px: f64,
    obstacles: &[Rect],
) -> (Vec<Choices>, Vec<Label>) {
    let area = layout.area.grown(4.0);
    // Only what stands between the two columns can be in the way.
    let ends: Vec<Point> = gap.edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
    let strip = Rect::around(&ends).grown(40.0 * layout.scale);
    let near: Vec<Rect> = obstacles.iter().copied().filter(|o| o.overlaps(strip)).collect();
    let mut spots = Vec::with_capacity(which.len());
    let mut labels = Vec::with_capacity(which.len());
    for &(edge, kind) in which {
        let places = if kind == Kind::Weight { WEIGHT_AT } else { GRADIENT_AT };
        let mut candidates = Vec::new();
        let mut centers = Vec::new();
        for t in places {
            let (at, rects) = room(layout, &gap.edges[edge], kind, t, px);
            let free = rects.iter().all(|rect| {
                area.encloses(*rect) && !near.iter().any(|obstacle| obstacle.overlaps(*rect))
            });
            if free {
                candidates.push(Candidate { rects, price: (t - places[0]).abs() * 30.0 });
                centers.push(at);
            }
        }
        labels.push(Label { candidates });
        spots.push(Choices { edge, kind, centers });
    }
    if labels.iter().all(|label| !label.candidates.is_empty()) {
        for (spot, label) in spots.iter().zip(&mut labels) {
            for candidate in &mut label.candidates {
                candidate.price += CROSSING * crossings(gap, spot.edge, &candidate.rects);
            }
        }
    }
    (spots, labels)
}

/// The middle of a number the fraction `t` along its edge, and the room it takes there.
fn room(layout: &Layout, edge: &Edge, kind: Kind, t: f64, px: f64) -> (Point, [Rect; 2]) {
    let at = edge.from.lerp(edge.to, t);
    let value = if kind == Kind::Weight { edge.weight } else { edge.gradient };
    let template = text_width(TEMPLATE, px, Weight::Regular);
    let width =
        value.map_or(0.0, |value| text_width(&fmt3(value), px, Weight::Regular)).max(template);
    let text = Rect::centered(at, width + 0.5 * px, 1.3 * px);
    if kind == Kind::Weight {
        return (at, [text; 2]);
    }
    let size = chevron_size(layout, px);
    let marks: Vec<Point> = chevron_spots(edge, at, px, size, 3).collect();
    (at, [text, Rect::around(&marks).grown(0.55 * size)])
}

/// Size of the chevrons beside a number of type size `px`.
fn chevron_size(layout: &Layout, px: f64) -> f64 {
    (0.85 * px).min(11.0 * layout.scale)
}

/// Middles of `count` chevrons to the left of the number at `at`, the nearest first.
fn chevron_spots(
    edge: &Edge,
    at: Point,
    px: f64,
    size: f64,
    count: usize,
) -> impl Iterator<Item = Point> {
    let back = (edge.from - edge.to).unit();
    let (half_width, half_height) =
        (text_width(TEMPLATE, px, Weight::Regular) / 2.0 + 0.2 * px, 0.65 * px);
    let exit = (half_width / back.x.abs().max(1e-6)).min(half_height / back.y.abs().max(1e-6));
    (0..count).map(move |i| at + back * (exit + size * (0.55 + 0.72 * i as f64)))
}

/// How often other edges run through the room of a number.
fn crossings(gap: &Gap, edge: usize, rects: &[Rect; 2]) -> f64 {
    let others = gap.edges.iter().enumerate().filter(|&(other, _)| other != edge);
    let crossed = others
        .filter(|(_, other)| rects.iter().any(|rect| rect.meets_segment(other.from, other.to)));
    crossed.count() as f64
}

/// What the drawing of numbers needs.
struct Pen<'a> {
    view: &'a NetworkView<'a>,
    layout: &'a Layout,
    edges: &'a Edges,
    lit: &'a Lit<'a>,
}

impl Pen<'_> {
    /// Chevrons of a gradient that has no number. Among many edges they stand apart from each
    /// other, and only the larger gradients have any.
    fn lone_chevrons(&self, scene: &mut Scene<Mark>, edge: &Edge, count: usize) {
        let Some(value) = edge.gradient else { return };
        let ratio = self.edges.gradient_ratio(edge.gradient);
        let lit = self.lit.gradient(edge.param) != Light::Off;
        let crowded = count > CROWD;
        if crowded && !lit && (ratio < 0.2 || self.edges.is_dim(edge)) {
            return;
        }
        let k = self.layout.line_scale();
        let size = if crowded { 5.0 + 3.0 * ratio } else { 6.5 + 3.5 * ratio };
        let look = Chevron {
            sign: sign(value),
            size: size * k.max(0.75),
            halo: Some(self.view.palette.ground),
        };
        let back = (edge.from - edge.to).unit();
        let t = if crowded { 0.56 + 0.26 * scatter(edge.param) } else { 0.68 };
        let most = if crowded { 1 } else { 2 };
        for i in 0..chevron_count(ratio).min(most) {
            let at = edge.from.lerp(edge.to, t) + back * (0.75 * look.size * i as f64);
            let hit = Some(Mark::Param(edge.param));
            chevron(scene, self.view.palette, at, back, look, hit);
        }
    }

    /// What is written of a weight that the operation has just changed, and the room for it;
    /// `None` if it has not or there is none.
    fn change(&self, spot: &Spot, edge: &Edge) -> Option<(String, Rect)> {
        let (param, before) = self.lit.before?;
        if param != edge.param || spot.kind != Kind::Weight {
            return None;
        }
        let text = format!("{} → {}", fmt3(before), fmt3(edge.weight?));
        let width = text_width(&text, spot.px, Weight::Bold) + 0.7 * spot.px;
        // Neither over the node on the left nor over the one on the right.
        let (left, right) = (edge.from.x + 3.0, edge.to.x - 3.0 - width);
        let rect = Rect::centered(spot.at, width, 1.5 * spot.px);
        let x = rect.x.min(right).max(left);
        (left <= right).then_some((text, Rect::new(x, rect.y, rect.width, rect.height)))
    }

    /// How the weight's gradient stood the check.
    fn audit(&self, scene: &mut Scene<Mark>, spot: &Spot, edge: &Edge, audit: &Audit) {
        let color = audit.tone.color(self.view.palette);
        let text = audit.label();
        let width = text_width(&text, spot.px, Weight::Regular) + 0.5 * spot.px;
        let rect = Rect::centered(spot.at, width, 1.3 * spot.px);
        self.plate(scene, rect, Light::Off, color, edge);
        let run = TextRun::centered(text, spot.at, spot.px, color);
        let run = if audit.tone == Tone::Bad { run.bold() } else { run };
        scene.draw_hit(Primitive::Text(run), Mark::Param(edge.param));
    }

    fn weight(&self, scene: &mut Scene<Mark>, spot: &Spot, edge: &Edge) {
        let Some(value) = edge.weight else { return };
        let light = self.lit.param(edge.param);
        let color = if dropped::is_idle(self.view, edge.param) && light == Light::Off {
            self.view.palette.muted
        } else {
            weight_color(self.view.palette, value)
        };
        let (text, rect) = self.change(spot, edge).unwrap_or_else(|| {
            let text = fmt3(value);
            let width = text_width(&text, spot.px, Weight::Regular) + 0.5 * spot.px;
            (text, Rect::centered(spot.at, width, 1.3 * spot.px))
        });
        self.plate(scene, rect, light, color, edge);
        let run = TextRun::centered(text, rect.center(), spot.px, color);
        let run = if light == Light::Written { run.bold() } else { run };
        scene.draw_hit(Primitive::Text(run), Mark::Param(edge.param));
    }

    fn gradient(&self, scene: &mut Scene<Mark>, spot: &Spot, edge: &Edge) {
        let palette = self.view.palette;
        let mark = Mark::Param(edge.param);
        let Some(value) = edge.gradient else {
            let rect = Rect::centered(spot.at, 1.5 * spot.px, 0.75 * spot.px);
            let width = weight_gap(self.edges, edge, self.layout);
            let back = Rect::centered(spot.at, rect.width + 4.0, rect.height.max(width) + 2.0);
            let fill = Some(palette.ground);
            scene.draw(Primitive::Rect { rect: back, radius: 3.0, fill, stroke: None });
            scene.draw_hit(nodes::slot(palette, rect, 0.3 * spot.px), mark);
            return;
        };
        let light = self.lit.gradient(edge.param);
        let ratio = self.edges.gradient_ratio(edge.gradient);
        let size = chevron_size(self.layout, spot.px);
        let halo = Some(palette.ground);
        let look = Chevron { sign: sign(value), size, halo };
        let back = (edge.from - edge.to).unit();
        let count = chevron_count(ratio);
        let marks: Vec<Point> = chevron_spots(edge, spot.at, spot.px, size, count).collect();
        for at in marks {
            chevron(scene, palette, at, back, look, Some(mark));
        }
        let text = fmt3(value);
        let width = text_width(&text, spot.px, Weight::Regular) + 0.5 * spot.px;
        let rect = Rect::centered(spot.at, width, 1.3 * spot.px);
        let color = gradient_color(palette, value);
        self.plate(scene, rect, light, color, edge);
        scene.draw_hit(Primitive::Text(TextRun::centered(text, spot.at, spot.px, color)), mark);
    }

    /// What lies behind a number and keeps lines out of it.
    fn plate(&self, scene: &mut Scene<Mark>, rect: Rect, light: Light, color: Color, edge: &Edge) {
        let palette = self.view.palette;
        let (fill, stroke) = match light {
            Light::Off => (palette.ground, None),
            Light::Read => (palette.highlight, None),
            Light::Written => (palette.highlight, Some(Stroke::new(color, 1.6))),
        };
        let radius = 0.25 * rect.height;
        let plate = Primitive::Rect { rect, radius, fill: Some(fill), stroke };
        scene.draw_hit(plate, Mark::Param(edge.param));
    }
}

/// Width of the edge's line.
fn weight_gap(edges: &Edges, edge: &Edge, layout: &Layout) -> f64 {
    weight_width(edges.weight_ratio(edge.weight), layout.line_scale())
}
