//! A card with every digit of what is pointed at.

use super::NetworkView;
use super::ailment;
use super::layout::{Detail, Layout};
use super::norm;
use super::outputs;
use super::text::name;
use crate::i18n::{NORM, PICTURE, Text};
use crate::nn::{Param, Term};
use crate::scene::{Point, Primitive, Rect, Scene, Stroke, TextRun, Vec2, Weight, text_width};
use crate::step::{Cell, Mark};
use crate::views::{number, term_label};

/// Draws the card of what is pointed at; if nothing is, of what is selected, provided that its
/// number is not on the picture (`selection_shows`).
pub(super) fn draw(
    scene: &mut Scene<Mark>,
    view: &NetworkView,
    layout: &Layout,
    selection_shows: bool,
) {
    let selected = view.selected.filter(|&mark| !selection_shows && !shows(view, layout, mark));
    let Some(mark) = view.hovered.or(selected) else { return };
    let Some(anchor) = anchor(view, layout, mark) else { return };
    let rows = rows(view, mark);
    let title = name(mark, view.shape, view.names());
    let px = (12.0 * layout.scale).clamp(10.5, 17.0);
    let line = 1.5 * px;
    let widest_label = widest(rows.iter().map(|(label, _)| label.as_str()), px, Weight::Regular);
    let widest_value = widest(rows.iter().map(|(_, value)| value.as_str()), px, Weight::Bold);
    let title_width = text_width(&title, px, Weight::Bold);
    let width = title_width.max(widest_label + widest_value + 1.5 * px) + 1.6 * px;
    let height = line * (rows.len() + 1) as f64 + 0.9 * px;
    let rect = free_place(view, layout, (mark, anchor), width, height);

    let palette = view.palette;
    let (fill, stroke) = (Some(palette.panel), Some(Stroke::new(palette.ink, 1.2)));
    scene.draw(Primitive::Rect { rect, radius: 0.6 * px, fill, stroke });
    let (left, right) = (rect.x + 0.8 * px, rect.right() - 0.8 * px);
    let y = |row: usize| rect.y + 0.45 * px + line * (row as f64 + 0.5);
    scene.text(TextRun::starting(title, Point::new(left, y(0)), px, palette.ink).bold());
    for (i, (label, value)) in rows.into_iter().enumerate() {
        let y = y(i + 1);
        scene.text(TextRun::starting(label, Point::new(left, y), px, palette.muted));
        scene.text(TextRun::ending(value, Point::new(right, y), px, palette.ink).bold());
    }
}

fn widest<'a>(texts: impl Iterator<Item = &'a str>, px: f64, weight: Weight) -> f64 {
    texts.map(|text| text_width(text, px, weight)).fold(0.0, f64::max)
}

/// Whether the picture itself shows the numbers of a thing that is not an edge.
fn shows(view: &NetworkView, layout: &Layout, mark: Mark) -> bool {
    match mark {
        Mark::Input(_) => layout.columns.first().is_some_and(super::nodes::has_number),
        Mark::Unit { layer, .. } => {
            layout.layer(layer).detail == Detail::Full && view.diagnosis.is_none()
        }
        Mark::Param(Param::Bias { layer, .. }) => layout.layer(layer).detail > Detail::Small,
        Mark::Param(param @ (Param::Scale { .. } | Param::Shift { .. })) => {
            norm::place(layout, param).is_some()
        }
        Mark::Param(Param::Weight { .. }) => false,
        Mark::Target(_) => outputs::shows_targets(layout),
        Mark::Loss => view.batch <= 1,
    }
}

/// What the card says: names and numbers that exist.
fn rows(view: &NetworkView, mark: Mark) -> Vec<(String, String)> {
    let get = |text: Text| text.get(view.language).to_owned();
    let cells = match mark {
        Mark::Input(i) => vec![(format!("x{}", super::text::subscript(i + 1)), Cell::Input(i))],
        Mark::Target(j) => vec![(format!("y{}", super::text::subscript(j + 1)), Cell::Target(j))],
        Mark::Loss if view.batch > 1 => vec![
            (get(PICTURE.loss_sample), Cell::SampleLoss),
            (get(PICTURE.loss_batch), Cell::BatchLoss),
        ],
        Mark::Loss => vec![("L".to_owned(), Cell::SampleLoss)],
        Mark::Unit { layer, unit } => unit_cells(view, layer, unit),
        Mark::Param(param) => {
            let letter = match param {
                Param::Weight { .. } => "w",
                Param::Bias { .. } => "b",
                Param::Scale { .. } => "γ",
                Param::Shift { .. } => "β",
            };
            let mut cells = vec![(letter.to_owned(), Cell::Param(param))];
            if view.batch > 1 {
                cells.push((get(PICTURE.gradient_sample), Cell::Grad(param)));
                cells.push((get(PICTURE.gradient_mean), Cell::MeanGrad(param)));
            } else {
                cells.push((format!("∂L/∂{letter}"), Cell::Grad(param)));
            }
            cells.extend(Term::ALL.map(|term| (get(term_label(term)), Cell::Term(term, param))));
            cells
        }
    };
    let numbers = cells.into_iter().filter_map(|(label, cell)| {
        view.values.value(cell).map(|value| (label, number::full(value)))
    });
    numbers.chain(diagnosis(view, mark)).collect()
}

/// What the diagnosis has found of a unit.
fn diagnosis(view: &NetworkView, mark: Mark) -> Option<(String, String)> {
    let Mark::Unit { layer, unit } = mark else { return None };
    let note = ailment::of(view, layer, unit)?;
    let share = format!("{:.0} %", 100.0 * note.flat);
    let value = note.ailment.map_or_else(
        || PICTURE.flat_share.fill(view.language, &[("share", &share)]),
        |ailment| {
            let values = [("word", ailment.word(view)), ("share", &*share)];
            PICTURE.ailing.fill(view.language, &values)
        },
    );
    Some((PICTURE.flat.get(view.language).to_owned(), value))
}

/// The numbers of a unit, in the order in which they are computed; without those that can be pointed
/// at themselves and those that say little beside the picture, which the inspector has.
fn unit_cells(view: &NetworkView, layer: usize, unit: usize) -> Vec<(String, Cell)> {
    let get = |text: Text| text.get(view.language).to_owned();
    let mut cells = vec![(get(PICTURE.weighted_sum), Cell::Preactivation { layer, unit })];
    if view.shape.normalizes(layer) {
        cells.extend([
            (get(NORM.row_batch_mean), Cell::BatchMean { layer, unit }),
            (get(NORM.row_batch_variance), Cell::BatchVariance { layer, unit }),
            ("ẑ".to_owned(), Cell::Normalized { layer, unit }),
            ("y".to_owned(), Cell::Scaled { layer, unit }),
        ]);
    }
    cells.push((get(PICTURE.activation), Cell::Activation { layer, unit }));
    if view.shape.drops(layer) {
        cells.extend([
            (get(NORM.row_dropped), Cell::Dropped { layer, unit }),
            ("∂L/∂ã".to_owned(), Cell::GradDropped { layer, unit }),
        ]);
    }
    cells.push(("∂L/∂a".to_owned(), Cell::GradActivation { layer, unit }));
    if view.shape.normalizes(layer) {
        cells.extend([
            ("∂L/∂y".to_owned(), Cell::GradScaled { layer, unit }),
            ("∂L/∂ẑ".to_owned(), Cell::GradNormalized { layer, unit }),
        ]);
    }
    cells.push(("δ = ∂L/∂z".to_owned(), Cell::GradPreactivation { layer, unit }));
    cells
}

/// The middle of a mark and how far it reaches.
fn anchor(view: &NetworkView, layout: &Layout, mark: Mark) -> Option<Rect> {
    let node = |column: usize, unit: usize| {
        let column = layout.columns.get(column)?;
        (unit < column.units)
            .then(|| Rect::centered(column.center(unit), 2.0 * column.radius, 2.0 * column.radius))
    };
    match mark {
        Mark::Input(i) => node(0, i),
        Mark::Unit { layer, unit } => node(layer + 1, unit),
        Mark::Param(param @ (Param::Scale { layer, unit } | Param::Shift { layer, unit })) => {
            norm::place(layout, param).or_else(|| node(layer + 1, unit))
        }
        Mark::Param(Param::Bias { layer, unit }) => {
            super::bias::room(layout, layer, unit).or_else(|| node(layer + 1, unit))
        }
        Mark::Param(Param::Weight { layer, unit, input }) => {
            node(layer, input)?;
            node(layer + 1, unit)?;
            let (from, to) = layout.edge(layer, unit, input);
            Some(Rect::centered(from.lerp(to, 0.5), 2.0, 2.0))
        }
        Mark::Target(j) => layout.target(j).or_else(|| node(view.shape.layers.len(), j)),
        Mark::Loss => Some(layout.loss),
    }
}

/// A place beside `anchor`, within the picture, that covers as few nodes as possible.
fn free_place(
    view: &NetworkView,
    layout: &Layout,
    (mark, anchor): (Mark, Rect),
    width: f64,
    height: f64,
) -> Rect {
    let (size, gap) = (layout.size, 14.0 * layout.scale);
    let middle = anchor.center();
    let beside = [anchor.right() + gap, anchor.x - gap - width];
    let mut places = Vec::new();
    for x in beside {
        for y in [
            middle.y - 2.2 * height,
            middle.y + 1.2 * height,
            middle.y - height / 2.0,
            middle.y - height - gap,
            middle.y + gap,
        ] {
            places.push(Rect::new(x, y, width, height));
        }
    }
    for y in [anchor.bottom() + gap * 1.6, anchor.y - gap * 1.6 - height] {
        places.push(Rect::new(middle.x - width / 2.0, y, width, height));
    }
    let (right, bottom) = (layout.area.right() - width, layout.area.bottom() - height);
    for x in [layout.area.x, right] {
        places.extend([layout.area.y, bottom].map(|y| Rect::new(x, y, width, height)));
    }
    // The ends of a weight are part of what is pointed at.
    let (ends, line) = match mark {
        Mark::Param(Param::Weight { layer, unit, input }) => {
            let (from, to) = layout.edge(layer, unit, input);
            let end = |at, column: usize| {
                let side = layout.columns.get(column).map_or(0.0, |c| 3.0 * c.radius);
                Rect::centered(at, side, side)
            };
            (vec![end(from, layer), end(to, layer + 1)], Some((from, to)))
        }
        _ => (vec![anchor], None),
    };
    let obstacles: Vec<Rect> = super::nodes::obstacles(view, layout)
        .into_iter()
        .chain(outputs::obstacles(view, layout))
        .collect();
    let inside = |rect: Rect| {
        let x = rect.x.min(size.width - 4.0 - width).max(4.0);
        // Not over the headings, nor over the legend.
        let y = rect.y.min(layout.area.bottom() - height).max(layout.area.y);
        let y = y.min(size.height - 4.0 - height).max(4.0);
        Rect::new(x, y, width, height)
    };
    let cost = |rect: Rect| {
        let covered: f64 = obstacles.iter().map(|o| o.shared_area(rect)).sum();
        let own: f64 = ends.iter().map(|end| rect.grown(3.0).shared_area(*end)).sum();
        let hides = line.is_some_and(|(from, to)| rect.grown(4.0).meets_segment(from, to));
        let way = rect.center().distance(middle);
        covered + 9.0 * way + 20.0 * own + if hides { 4000.0 } else { 0.0 }
    };
    places
        .into_iter()
        .map(inside)
        .min_by(|a, b| cost(*a).total_cmp(&cost(*b)))
        .unwrap_or_else(|| inside(Rect::centered(middle + Vec2::new(0.0, gap), width, height)))
}
