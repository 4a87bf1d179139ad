//! The picture of the network: what every number is and where it comes from.
//!
//! Columns of nodes from the inputs to the loss; edges are weights, chips above the nodes biases.
//! What the backward pass has computed appears as a second set of marks that run from right to
//! left. What the operation reads and writes is lit, what has not been computed is a dashed
//! outline. The layout depends on shape and size only, so nothing jumps while the numbers change.

mod ailment;
mod audit;
mod bias;
mod card;
mod dropped;
mod edges;
mod labels;
mod layout;
mod legend;
mod lit;
mod looks;
mod nodes;
mod norm;
mod outputs;
mod place;
mod text;
mod travel;

pub use ailment::{Ailment, UnitNote};
pub use audit::{Audit, Tone};

use crate::i18n::Language;
use crate::nn::{Param, Shape};
use crate::scene::{Primitive, Rect, Scene, Size, TextRun, Vec2};
use crate::step::{Equation, Mark, Values};
use crate::views::{Names, Palette};

/// What the picture is made from.
#[derive(Clone, Copy)]
pub struct NetworkView<'a> {
    /// The network's layers.
    pub shape: &'a Shape,
    /// The numbers, as far as they have been computed.
    pub values: &'a dyn Values,
    /// The operation just done: what it reads and writes is lit.
    pub equation: Option<&'a Equation>,
    /// What is selected.
    pub selected: Option<Mark>,
    /// What is pointed at.
    pub hovered: Option<Mark>,
    /// The chain rule's path from the loss to the selection.
    pub path: &'a [Mark],
    /// Size of the picture, in CSS pixels.
    pub size: Size,
    /// The theme's colours.
    pub palette: &'a Palette,
    /// The words' language.
    pub language: Language,
    /// Whether to set type a third larger, for a projector.
    pub large_text: bool,
    /// How far the numbers that the operation reads have travelled, 0 to 1; `None` is a still
    /// picture.
    pub travel: Option<f64>,
    /// Samples in a batch; above 1 the loss box shows this sample's loss and the batch's.
    pub batch: usize,
    /// Whether biases are trained: those that are not have no gradient to wait for.
    pub train_biases: bool,
    /// Whether it says below what its marks mean.
    pub has_legend: bool,
    /// How each gradient stood a check, `None` for those still to come: drawn in the place of
    /// weights and gradients while there is a check.
    pub audit: Option<&'a dyn Fn(Param) -> Option<Audit>>,
    /// What the diagnosis finds of each unit (layer, unit), while it is on.
    pub diagnosis: Option<&'a dyn Fn(usize, usize) -> Option<UnitNote>>,
}

impl NetworkView<'_> {
    /// What its parts are called.
    fn names(&self) -> Names {
        Names { layers: self.shape.layers.len(), language: self.language }
    }
}

/// Draws the network. Every unit, input, target, bias and drawn weight, and the loss, can be
/// pointed at. More than 400 weights between two columns are drawn in a few strokes, and only the
/// strongest of them; what is selected, pointed at or lit is drawn in any case.
pub fn draw(view: &NetworkView) -> Scene<Mark> {
    let mut scene = Scene::new(view.size);
    let palette = view.palette;
    let rect = Rect::new(0.0, 0.0, view.size.width, view.size.height);
    let ground = Some(palette.ground);
    scene.draw(Primitive::Rect { rect, radius: 0.0, fill: ground, stroke: None });
    if view.shape.layers.is_empty() {
        return scene;
    }
    let layout = layout::Layout::new(view);
    let lit = lit::Lit::new(view);
    let edges = edges::Edges::new(view, &layout, &lit);
    let labels = labels::Labels::new(view, &layout, &edges, &lit);

    outputs::draw_lines(&mut scene, view, &layout, &lit);
    edges.draw(&mut scene, view, &layout, &lit);
    nodes::draw(&mut scene, view, &layout, &lit);
    bias::draw(&mut scene, view, &layout, &edges, &lit);
    norm::draw(&mut scene, view, &layout, &lit);
    outputs::draw(&mut scene, view, &layout, &lit);
    labels.draw(&mut scene, view, &layout, &edges, &lit);
    draw_titles(&mut scene, view, &layout);
    layout.legend.draw(&mut scene, view, rect.grown(-legend::MARGIN));
    travel::draw(&mut scene, view, &layout, &lit);
    let shown = view.selected.is_some_and(|mark| labels.shows(&edges, mark));
    card::draw(&mut scene, view, &layout, shown);
    scene
}

fn draw_titles(scene: &mut Scene<Mark>, view: &NetworkView, layout: &layout::Layout) {
    let px = layout::TITLE_PX * layout.scale;
    for title in &layout.titles {
        for (i, line) in title.lines.iter().enumerate() {
            let at = title.at + Vec2::new(0.0, 1.3 * px * i as f64);
            let run = TextRun::centered(line.clone(), at, px, view.palette.muted);
            scene.text(if i == 0 { run.bold() } else { run });
        }
    }
}
