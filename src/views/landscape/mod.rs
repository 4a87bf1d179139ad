//! The loss landscape as a picture: a curve along one axis, a map over two.

mod contour;
mod curve;
mod legend;
mod map;
mod scale;

use super::Palette;
use crate::i18n::Language;
use crate::scene::{Point, Rect, Scene, Size};
use legend::Legend;

pub use scale::is_better_logarithmic;

/// Size of the type, in pixels of the figure.
const TYPE_PX: f64 = 11.0;

/// An axis of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it is of.
    pub name: String,
    /// The number at each of its places, ascending.
    pub at: Vec<f64>,
}

/// What the picture is made from.
#[derive(Debug, Clone)]
pub struct LandscapeView<'a> {
    /// One axis or two.
    pub axes: &'a [Axis],
    /// The losses at the places of the first axis, and so on for each place of the second, as far
    /// as they are known.
    pub losses: &'a [f64],
    /// The path of the run: places on both axes, or on the only one and the loss there.
    pub path: &'a [[f64; 2]],
    /// Where the run stands, in the same way.
    pub here: [f64; 2],
    /// Where the coming update lands.
    pub next: [f64; 2],
    /// How fast the loss changes along the axis at the run's place, by the gradients.
    pub slope: Option<f64>,
    /// The places, one on each axis, that are pointed at.
    pub pointed: Option<[usize; 2]>,
    /// Whether the loss is on a logarithmic scale.
    pub log: bool,
    /// Colours.
    pub palette: &'a Palette,
    /// Language.
    pub language: Language,
}

impl LandscapeView<'_> {
    /// The picture at that size.
    pub fn scene(&self, size: Size) -> Scene<()> {
        match self.axes {
            [x] if !x.at.is_empty() => self.curve(size),
            [x, y] if !x.at.is_empty() && !y.at.is_empty() => self.map(size),
            _ => Scene::new(size),
        }
    }

    /// The loss at a place of the first axis and of the second.
    pub fn loss_at(&self, [x, y]: [usize; 2]) -> Option<f64> {
        let width = self.axes.first()?.at.len();
        self.losses.get(y * width + x).copied().filter(|_| x < width)
    }

    /// The places nearest to a point of the picture; `None` outside of the axes.
    pub fn place_at(&self, size: Size, at: Point) -> Option<[usize; 2]> {
        let plot = self.plot(size);
        let last = |axis: usize| self.axes.get(axis).map_or(0, |axis| axis.at.len().max(1) - 1);
        let is_inside = plot.grown(8.0).contains(at) && plot.width > 0.0 && plot.height > 0.0;
        let place =
            |share: f64, axis: usize| (share.clamp(0.0, 1.0) * last(axis) as f64).round() as usize;
        let across = (at.x - plot.x) / plot.width;
        let up = (plot.bottom() - at.y) / plot.height;
        is_inside.then(|| [place(across, 0), place(up, 1)])
    }

    /// The rectangle between the axes.
    fn plot(&self, size: Size) -> Rect {
        if self.axes.len() == 2 { self.map_plot(size) } else { self.curve_plot(size) }
    }

    fn legend(&self, size: Size) -> Legend {
        Legend::new(self, size.width)
    }
}

/// The numbers at the ends of an axis.
fn ends(axis: &Axis) -> (f64, f64) {
    let first = axis.at.first().copied().unwrap_or(0.0);
    (first, axis.at.last().copied().unwrap_or(first))
}
