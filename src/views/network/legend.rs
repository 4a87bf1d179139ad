//! What the marks mean, in one or two rows along the lower edge.

use super::edges;
use super::looks::{Chevron, chevron, sign, weight_stroke};
use super::nodes;
use super::{Ailment, Audit, NetworkView, Tone, audit};
use crate::i18n::{PICTURE, Text};
use crate::nn::Param;
use crate::scene::{Point, Primitive, Rect, Scene, TextRun, Vec2, Weight, text_width};
use crate::step::{Cell, Mark};

/// Room around the legend, in pixels.
pub(super) const MARGIN: f64 = 10.0;

/// A sign that the legend explains.
#[derive(Debug, Clone, Copy)]
enum Sign {
    Weight(f64),
    Gradient(f64),
    Empty,
    Lit,
    /// How a gradient stood the check; `None` for one still to come.
    Audit(Option<Tone>),
    /// What is wrong with a unit.
    Ailment(Ailment),
    /// Words alone.
    Note,
}

/// One entry: the sign and its words.
#[derive(Debug, Clone)]
struct Entry {
    sign: Sign,
    text: String,
    width: f64,
}

/// The entries in rows, and how tall they are.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    rows: Vec<Vec<Entry>>,
    px: f64,
    row_height: f64,
}

impl Plan {
    /// Fits the entries into `width`, in short words if they would take too much of `height`.
    pub(super) fn new(view: &NetworkView, scale: f64, width: f64, height: f64) -> Self {
        let px = 11.0 * scale;
        let row_height = 17.0 * scale;
        if !view.has_legend {
            return Self { rows: Vec::new(), px, row_height };
        }
        let long = [PICTURE.not_computed, PICTURE.lit];
        let short = [PICTURE.not_computed_short, PICTURE.lit_short];
        let rows = Self::rows(view, px, width, long);
        let rows = if rows.len() as f64 * row_height > height * 0.055 && rows.len() > 1 {
            Self::rows(view, px, width, short)
        } else {
            rows
        };
        Self { rows, px, row_height }
    }

    fn rows(view: &NetworkView, px: f64, width: f64, last: [Text; 2]) -> Vec<Vec<Entry>> {
        let audit = [
            (Sign::Audit(Some(Tone::Good)), PICTURE.audit_good),
            (Sign::Audit(Some(Tone::Bad)), PICTURE.audit_bad),
            (Sign::Audit(Some(Tone::Open)), PICTURE.audit_open),
            (Sign::Audit(None), PICTURE.audit_waits),
        ];
        let signs = [
            (Sign::Weight(1.0), PICTURE.weight_positive),
            (Sign::Weight(-1.0), PICTURE.weight_negative),
            (Sign::Gradient(1.0), PICTURE.gradient_positive),
            (Sign::Gradient(-1.0), PICTURE.gradient_negative),
            (Sign::Empty, last[0]),
            (Sign::Lit, last[1]),
        ];
        let note = edges::reduced(view).map(|(shown, all)| {
            let (shown, all) = (shown.to_string(), all.to_string());
            let text = PICTURE.strongest.fill(view.language, &[("shown", &shown), ("all", &all)]);
            (Sign::Note, text)
        });
        let is_audit = view.audit.is_some();
        let signs = if is_audit { &audit[..] } else { &signs[..] };
        let ailments = [
            (Sign::Ailment(Ailment::Dead), PICTURE.dead_long),
            (Sign::Ailment(Ailment::Saturated), PICTURE.saturated_long),
        ];
        let ailments = ailments.iter().filter(|_| view.diagnosis.is_some());
        let entries = signs
            .iter()
            .chain(ailments)
            .map(|&(sign, text)| (sign, text.get(view.language).to_owned()));
        let whose =
            (view.batch > 1 && !is_audit).then(|| (Sign::Note, whose_gradients(view).to_owned()));
        let mut rows: Vec<Vec<Entry>> = vec![Vec::new()];
        let mut used = 0.0;
        for (sign, text) in entries.chain(whose).chain(note.filter(|_| !is_audit)) {
            let entry_width =
                sign.width(px) + 0.5 * px + text_width(&text, px, Weight::Regular) + 1.4 * px;
            if used + entry_width - 1.4 * px > width && used > 0.0 {
                rows.push(Vec::new());
                used = 0.0;
            }
            used += entry_width;
            if let Some(row) = rows.last_mut() {
                row.push(Entry { sign, text, width: entry_width });
            }
        }
        rows
    }

    /// Height of all rows, in pixels.
    pub(super) fn height(&self) -> f64 {
        self.row_height * self.rows.len() as f64
    }

    /// Draws the rows with their lower edge at `bottom`, from `left` on.
    pub(super) fn draw(&self, scene: &mut Scene<Mark>, view: &NetworkView, area: Rect) {
        for (i, row) in self.rows.iter().enumerate() {
            let y = area.bottom() - self.row_height * (self.rows.len() as f64 - i as f64 - 0.5);
            let mut x = area.x;
            for entry in row {
                let at = Point::new(x, y);
                entry.sign.draw(scene, view, at, self.px);
                let text = at + Vec2::new(entry.sign.width(self.px) + 0.5 * self.px, 0.0);
                scene.text(TextRun::starting(
                    entry.text.clone(),
                    text,
                    self.px,
                    view.palette.muted,
                ));
                x += entry.width;
            }
        }
    }
}

/// Whose gradients the picture shows: the sample's, and from the first mean on the batch's.
fn whose_gradients(view: &NetworkView) -> &'static str {
    let layer = view.shape.layers.len().saturating_sub(1);
    let first = Param::Weight { layer, unit: 0, input: 0 };
    let mean = view.values.value(Cell::MeanGrad(first)).is_some();
    let text = if mean { PICTURE.gradients_mean } else { PICTURE.gradients_sample };
    text.get(view.language)
}

impl Sign {
    fn width(self, px: f64) -> f64 {
        match self {
            Self::Weight(_) | Self::Audit(_) => 2.3 * px,
            Self::Gradient(_) => 1.3 * px,
            Self::Empty | Self::Lit => 2.0 * px,
            Self::Ailment(_) => 1.5 * px,
            Self::Note => 0.0,
        }
    }

    /// Draws it to the right of `at`, the middle of its left edge.
    fn draw(self, scene: &mut Scene<Mark>, view: &NetworkView, at: Point, px: f64) {
        let palette = view.palette;
        let width = self.width(px);
        match self {
            Self::Note => {}
            Self::Audit(tone) => {
                let audit = tone.map(|tone| Audit { tone, text: String::new() });
                let stroke = audit::stroke(palette, audit.as_ref(), px / 11.0);
                scene.draw(Primitive::Line { from: at, to: at + Vec2::new(width, 0.0), stroke });
            }
            Self::Ailment(ailment) => {
                let (center, radius) = (at + Vec2::new(width / 2.0, 0.0), 0.52 * px);
                let stroke = Some(crate::scene::Stroke::new(palette.ink, 1.2));
                let fill = Some(palette.panel);
                scene.draw(Primitive::Circle { center, radius, fill, stroke });
                ailment.draw(scene, palette, (center, radius), 1.6 * px / 11.0);
            }
            Self::Weight(value) => {
                let stroke = weight_stroke(palette, Some(value), 0.55, px / 11.0);
                scene.draw(Primitive::Line { from: at, to: at + Vec2::new(width, 0.0), stroke });
            }
            Self::Gradient(value) => {
                let look = Chevron { sign: sign(value), size: 0.95 * px, halo: None };
                let tip = Vec2::new(-1.0, 0.0);
                for i in 0..2 {
                    let x = 0.4 * px + 0.65 * px * f64::from(i);
                    chevron(scene, palette, at + Vec2::new(x, 0.0), tip, look, None);
                }
            }
            Self::Empty => {
                let rect = Rect::new(at.x, at.y - 0.5 * px, width, px);
                scene.draw(nodes::slot(palette, rect, 0.5 * px));
            }
            Self::Lit => {
                let rect = Rect::new(at.x, at.y - 0.5 * px, width, px);
                let fill = Some(palette.highlight);
                let stroke = Some(crate::scene::Stroke::new(palette.ink, 1.2));
                scene.draw(Primitive::Rect { rect, radius: 0.25 * px, fill, stroke });
            }
        }
    }
}
