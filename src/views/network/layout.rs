//! Where everything goes: columns, nodes, loss box, titles, legend. It depends on the shape and
//! on the size, never on the numbers, so that nothing jumps from one step to the next.

use super::NetworkView;
use super::legend;
use super::norm;
use crate::i18n::{Language, NORM, PICTURE};
use crate::nn::Shape;
use crate::scene::{Point, Rect, Size, Weight, text_width};
use crate::views::Names;

/// How much of a unit can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// Marks only; the activation's number if the circle is wide enough.
    Small,
    /// Activation, bias and δ with numbers; z if the circle is wide enough.
    Medium,
    /// All numbers, and the unit's name.
    Full,
}

/// One column of nodes of the same size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Middle of the nodes, across.
    pub(super) x: f64,
    /// Middle of the first node, down.
    pub(super) first_y: f64,
    /// From one node's middle to the next one's.
    pub(super) pitch: f64,
    /// Number of nodes.
    pub(super) units: usize,
    /// Radius of a node.
    pub(super) radius: f64,
    /// What a node shows.
    pub(super) detail: Detail,
    /// Whether there is a row above its bias for γ and β of batch normalization.
    pub(super) has_norm_row: bool,
}

impl Column {
    /// The middle of a node.
    pub(super) fn center(&self, unit: usize) -> Point {
        Point::new(self.x, self.first_y + self.pitch * unit as f64)
    }
}

/// A column's heading.
#[derive(Debug, Clone)]
pub(super) struct Title {
    /// Its one or two lines.
    pub(super) lines: Vec<String>,
    /// Middle of the first line.
    pub(super) at: Point,
}

/// Where everything goes.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// Size of the whole picture.
    pub(super) size: Size,
    /// Type size over that of a picture of 800 x 640: 1 there.
    pub(super) scale: f64,
    /// The inputs, then the layers.
    pub(super) columns: Vec<Column>,
    /// The loss box.
    pub(super) loss: Rect,
    /// Headings of the columns.
    pub(super) titles: Vec<Title>,
    /// Width of the chip with a target's number; 0 where there is no room for one.
    pub(super) target_width: f64,
    /// Where the nodes are.
    pub(super) area: Rect,
    /// The legend's rows.
    pub(super) legend: legend::Plan,
}

/// Most that two nodes of a column are apart, at scale 1.
const WIDEST_PITCH: f64 = 225.0;

impl Layout {
    pub(super) fn new(view: &NetworkView) -> Self {
        // How far columns are apart decides how large nodes are and how headings are written,
        // and these decide how far columns are apart: two rounds settle it.
        let columns = (view.shape.layers.len() + 1) as f64;
        let first = Self::with_gap(view, view.size.width.max(120.0) / (columns + 0.55));
        let gap = first.columns.windows(2).map(|pair| pair[1].x - pair[0].x).next();
        gap.map_or(first, |gap| Self::with_gap(view, gap.max(4.0)))
    }

    /// The layout for columns that are about `guess` pixels apart.
    fn with_gap(view: &NetworkView, guess: f64) -> Self {
        let size = view.size;
        let (width, height) = (size.width.max(120.0), size.height.max(120.0));
        let fit = (width / 820.0).min(height / 620.0).clamp(0.84, 1.3);
        let scale = if view.large_text { fit * 1.3 } else { fit };
        let shape = view.shape;
        let count = shape.layers.len() + 1;

        let loss_width = (82.0 * scale).min(width * 0.16).max(34.0);
        let target_width = if guess >= 130.0 * scale {
            80.0 * scale
        } else if guess >= 58.0 {
            (50.0 * scale).max(44.0)
        } else {
            0.0
        };
        let edge = 10.0_f64.max(width * 0.018);

        let legend = legend::Plan::new(view, scale, width - 2.0 * edge, height);
        let spread = Spread { guess, scale };
        let legend_top = height - legend.height() - edge * 0.7;
        let (titles_height, title_mode) = title_mode(shape, view.language, guess, (scale, height));
        let top = edge * 0.7 + titles_height + 4.0 * scale;
        let area = Rect::new(edge, top, width - 2.0 * edge, (legend_top - top).max(40.0));

        let inputs = spread.column(shape.inputs, area, Kind::Inputs);
        let layers = shape.layers.iter().map(|layer| {
            let kind = if layer.batch_norm { Kind::Normalized } else { Kind::Plain };
            spread.column(layer.units, area, kind)
        });
        let mut columns: Vec<Column> = std::iter::once(inputs).chain(layers).collect();
        even_out(&mut columns);
        // A single input stands level with the units, or the weight of a single neuron slopes.
        if let [Column { units: 1, first_y, .. }, layer, ..] = &mut columns[..] {
            *first_y = layer.first_y + layer.pitch * (layer.units.max(1) - 1) as f64 / 2.0;
        }

        let first_radius = columns.first().map_or(0.0, |column| column.radius);
        let last_radius = columns.last().map_or(0.0, |column| column.radius);
        let left = edge + first_radius + 6.0 * scale;
        let loss_left = width - edge - loss_width;
        let to_loss = last_radius + target_width + (guess * 0.22).clamp(10.0, 44.0 * scale);
        let right = loss_left - to_loss;
        let gap = if count > 1 { (right - left) / (count - 1) as f64 } else { 0.0 };
        for (i, column) in columns.iter_mut().enumerate() {
            column.x = left + gap * i as f64;
        }

        let loss_height = 54.0 * scale * if view.batch > 1 { 1.75 } else { 1.0 };
        let middle = Point::new(loss_left + loss_width / 2.0, area.center().y);
        let loss = Rect::centered(middle, loss_width, loss_height);
        let title_y = edge * 0.7 + 8.0 * scale;
        let titles =
            titles(shape, view.language, &columns, title_mode, (TITLE_PX * scale, title_y));
        Self { size, scale, columns, loss, titles, target_width, area, legend }
    }

    /// The column of a layer's units.
    pub(super) fn layer(&self, layer: usize) -> Column {
        self.columns[(layer + 1).min(self.columns.len() - 1)]
    }

    /// The ends of the edge of a weight, at the circles' outlines.
    pub(super) fn edge(&self, layer: usize, unit: usize, input: usize) -> (Point, Point) {
        let (from, to) = (self.columns[layer.min(self.columns.len() - 1)], self.layer(layer));
        let (a, b) = (from.center(input), to.center(unit));
        let along = (b - a).unit();
        (a + along * from.radius, b - along * to.radius)
    }

    /// The least distance of two columns, middle to middle.
    pub(super) fn gap(&self) -> f64 {
        let gaps = self.columns.windows(2).map(|pair| pair[1].x - pair[0].x);
        gaps.fold(f64::MAX, f64::min)
    }

    /// How wide lines and small marks are drawn: 1 where type has its usual size.
    pub(super) fn line_scale(&self) -> f64 {
        self.scale * (self.gap() / (150.0 * self.scale)).clamp(0.45, 1.0)
    }

    /// As [`Self::line_scale`], for one of `count` edges between two columns.
    pub(super) fn edge_scale(&self, count: usize) -> f64 {
        self.line_scale() * (20.0 / count.max(1) as f64).sqrt().clamp(0.26, 1.0)
    }

    /// The ends of the line from an output (or its target) to the loss.
    pub(super) fn loss_edge(&self, unit: usize) -> (Point, Point) {
        let Some(column) = self.columns.last() else { return Default::default() };
        let at = column.center(unit);
        let start = self.target(unit).map_or(at.x + column.radius, Rect::right);
        let from = Point::new(start, at.y);
        let slot = (unit as f64 + 0.5) / column.units.max(1) as f64;
        let spread = self.loss.height * 0.6;
        let y = self.loss.center().y + (slot - 0.5) * spread;
        (from, Point::new(self.loss.x, y))
    }

    /// The chip with an output's target, beside its node; `None` where it has no room.
    pub(super) fn target(&self, unit: usize) -> Option<Rect> {
        let column = self.columns.last()?;
        let height = (17.0 * self.scale).min(column.pitch * 0.8);
        if self.target_width <= 0.0 || height < 11.0 {
            return None;
        }
        let at = column.center(unit);
        let x = at.x + column.radius + 7.0 * self.scale;
        Some(Rect::new(x, at.y - height / 2.0, self.target_width, height))
    }
}

/// What a column is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inputs,
    Plain,
    /// Units with γ and β of batch normalization.
    Normalized,
}

/// What decides how big nodes can be.
struct Spread {
    guess: f64,
    scale: f64,
}

impl Spread {
    /// A column of `units` nodes centred in `area`; its x is still to be set.
    fn column(&self, units: usize, area: Rect, kind: Kind) -> Column {
        let k = self.scale;
        let pitch = (area.height / units.max(1) as f64).min(WIDEST_PITCH * k);
        let fits = |detail, has_row| {
            let (most, share, least) = match detail {
                Detail::Full => (40.0 * k, 0.19, 26.0 * k),
                Detail::Medium => (28.0 * k, 0.24, 16.5 * k),
                Detail::Small => return None,
            };
            let stack = Stack::of(detail, has_row, k);
            let radius = stack.radius(pitch).min(most).min(self.guess * share);
            (radius >= least).then_some((detail, has_row, radius))
        };
        let with_row = || {
            let details = [Detail::Full, Detail::Medium].into_iter();
            let has_width = self.guess >= norm::NARROWEST * k;
            let has_row = kind == Kind::Normalized && has_width;
            details.filter(|_| has_row).find_map(|detail| fits(detail, true))
        };
        let without = || [Detail::Full, Detail::Medium].into_iter().find_map(|d| fits(d, false));
        let (detail, has_norm_row, radius) = with_row().or_else(without).unwrap_or_else(|| {
            let radius = (pitch * 0.4).min(15.0 * k).min(self.guess * 0.24);
            (Detail::Small, false, radius.max(1.2))
        });
        let stack = match kind {
            Kind::Inputs => Stack::INPUT,
            _ => Stack::of(detail, has_norm_row, k),
        };
        let middle = area.center().y + (stack.above - stack.below) / 2.0;
        let first_y = middle - pitch * (units.max(1) - 1) as f64 / 2.0;
        Column { x: 0.0, first_y, pitch, units, radius, detail, has_norm_row }
    }
}

/// The room above and below a node's circle.
struct Stack {
    above: f64,
    below: f64,
}

impl Stack {
    /// Inputs have a name at most, and nothing to balance it.
    const INPUT: Self = Self { above: 0.0, below: 0.0 };

    fn of(detail: Detail, has_norm_row: bool, k: f64) -> Self {
        let row = if has_norm_row { norm::ROOM * k } else { 0.0 };
        match detail {
            Detail::Full => Self { above: 58.0 * k + row, below: 30.0 * k },
            Detail::Medium => Self { above: 18.5 * k + row, below: 11.0 * k },
            Detail::Small => Self { above: 0.0, below: 0.0 },
        }
    }

    /// The radius that leaves room for the rest within `pitch`.
    fn radius(&self, pitch: f64) -> f64 {
        (pitch - self.above - self.below) * 0.46
    }
}

/// Columns that show the same get the same radius, the smallest of theirs.
fn even_out(columns: &mut [Column]) {
    for detail in [Detail::Medium, Detail::Full] {
        let same = columns.iter().filter(|column| column.detail == detail);
        let least = same.map(|column| column.radius).fold(f64::INFINITY, f64::min);
        for column in columns.iter_mut().filter(|column| column.detail == detail) {
            column.radius = least;
        }
    }
}

/// How headings are written, the longest that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TitleMode {
    /// `Hidden 1 · ReLU`
    OneLine,
    /// `Hidden 1` over `ReLU`
    TwoLines,
    /// `Hidden 1` over `ReLU · BN · p 0.5`
    Abbreviated,
    /// "H1"
    Short,
    /// "H1" over every few columns
    Sparse(usize),
}

/// Type size of headings, at scale 1.
pub(super) const TITLE_PX: f64 = 12.5;

fn title_mode(
    shape: &Shape,
    language: Language,
    room: f64,
    (scale, height): (f64, f64),
) -> (f64, TitleMode) {
    let px = TITLE_PX * scale;
    let widest = |mode| {
        (0..=shape.layers.len())
            .flat_map(|column| title_lines(shape, language, column, mode))
            .map(|line| text_width(&line, px, Weight::Bold))
            .fold(0.0, f64::max)
    };
    for (mode, lines) in [
        (TitleMode::OneLine, 1.0),
        (TitleMode::TwoLines, 2.0),
        (TitleMode::Abbreviated, 2.0),
        (TitleMode::Short, 1.0),
    ] {
        // A low picture needs the second line's height for its numbers.
        let is_low = mode == TitleMode::Abbreviated && height < 480.0;
        if !is_low && widest(mode) + 8.0 * scale <= room * 0.97 {
            return (lines * 1.35 * px, mode);
        }
    }
    let every = ((widest(TitleMode::Short) + 6.0) / room.max(1.0)).ceil() as usize;
    (1.35 * px, TitleMode::Sparse(every.max(1)))
}

fn title_lines(shape: &Shape, language: Language, column: usize, mode: TitleMode) -> Vec<String> {
    let long = !matches!(mode, TitleMode::Short | TitleMode::Sparse(_));
    let n = column.to_string();
    let last = column == shape.layers.len();
    let place = match (column, long) {
        (0, true) => PICTURE.input.get(language).to_owned(),
        (0, false) => PICTURE.input_short.get(language).to_owned(),
        (_, true) if last => PICTURE.output.get(language).to_owned(),
        (_, false) if last => PICTURE.output_short.get(language).to_owned(),
        (_, true) => PICTURE.hidden.fill(language, &[("n", &n)]),
        (_, false) => PICTURE.hidden_short.fill(language, &[("n", &n)]),
    };
    let Some(layer) = column.checked_sub(1).and_then(|layer| shape.layers.get(layer)) else {
        return vec![place];
    };
    let names = Names { layers: shape.layers.len(), language };
    let function = names.activation(layer.activation);
    let mut parts = vec![function.to_owned()];
    let is_short = mode == TitleMode::Abbreviated;
    if layer.batch_norm {
        let word = NORM.batch_norm.get(language).to_lowercase();
        parts.push(if is_short { "BN".to_owned() } else { word });
    }
    if layer.has_dropout() {
        let letter = if is_short { "p" } else { "dropout" };
        parts.push(format!("{letter} {}", layer.dropout));
    }
    match mode {
        TitleMode::OneLine => {
            parts.insert(0, place);
            vec![parts.join(" · ")]
        }
        TitleMode::TwoLines | TitleMode::Abbreviated => vec![place, parts.join(" · ")],
        TitleMode::Short => vec![place],
        TitleMode::Sparse(every) => {
            let shown =
                last || (column.is_multiple_of(every) && column + every <= shape.layers.len());
            if shown { vec![place] } else { Vec::new() }
        }
    }
}

fn titles(
    shape: &Shape,
    language: Language,
    columns: &[Column],
    mode: TitleMode,
    (px, y): (f64, f64),
) -> Vec<Title> {
    let title = |(i, column): (usize, &Column)| {
        let lines = title_lines(shape, language, i, mode);
        let width = lines.iter().map(|l| text_width(l, px, Weight::Bold)).fold(0.0, f64::max);
        // The outer ones stay within the picture.
        Title { lines, at: Point::new(column.x.max(width / 2.0 + 6.0), y) }
    };
    columns.iter().enumerate().map(title).collect()
}
