//! Drawing in CSS pixels on a backend that counts device pixels.

use plotters::backend::DrawingBackend;
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color as _, FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle,
};

use super::path::Pixel;
use super::range::Range;
use super::{LossChart, Result};
use crate::scene::{Color, FONT_FAMILY, Weight, text_width};
use crate::views::axis::Tick;
use crate::views::{number, wrap_text};

/// A drawing area with the chart's text and scale.
pub(super) struct Canvas<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    /// Height of the text in device pixels.
    font: f64,
    scale: f64,
}

impl<'a, DB: DrawingBackend> Canvas<'a, DB> {
    pub(super) fn new(area: &'a DrawingArea<DB, Shift>, chart: &LossChart) -> Self {
        let scale = if chart.scale.is_finite() { chart.scale.clamp(0.25, 64.0) } else { 1.0 };
        Self { area, font: chart.font_px * scale, scale }
    }

    fn size(&self) -> (i32, i32) {
        let (width, height) = self.area.dim_in_pixel();
        (int(width), int(height))
    }

    /// CSS pixels as device pixels.
    pub(super) fn scaled(&self, css_px: f64) -> f64 {
        css_px * self.scale
    }

    /// CSS pixels as whole device pixels.
    pub(super) fn px(&self, css_px: f64) -> i32 {
        self.scaled(css_px).round() as i32
    }

    pub(super) fn line_height(&self) -> i32 {
        (1.3 * self.font).round() as i32
    }

    /// About how wide a text will be. Backends differ in what they can measure, and tests have
    /// no fonts; all that depends on it is which labels are left out.
    pub(super) fn width_of(&self, text: &str) -> i32 {
        text_width(text, self.font, Weight::Regular).ceil() as i32
    }

    fn stroke(&self, color: Color, width_px: f64) -> ShapeStyle {
        let width = self.scaled(width_px).round().max(1.0) as u32;
        ShapeStyle { color: rgba(color, 1.0), filled: false, stroke_width: width }
    }

    pub(super) fn line(&self, points: &[Pixel], color: Color, width_px: f64) -> Result<DB> {
        self.area.draw(&PathElement::new(points.to_vec(), self.stroke(color, width_px)))
    }

    pub(super) fn polygon(&self, points: &[Pixel], color: Color, alpha: f64) -> Result<DB> {
        self.area.draw(&Polygon::new(points.to_vec(), rgba(color, alpha).filled()))
    }

    /// A disc, or with `fill` a ring around a disc of another colour.
    pub(super) fn dot(
        &self,
        center: Pixel,
        radius_px: f64,
        color: Color,
        fill: Option<Color>,
    ) -> Result<DB> {
        let radius = self.px(radius_px).max(1);
        let inner = rgba(fill.unwrap_or(color), 1.0).filled();
        self.area.draw(&Circle::new(center, radius, inner))?;
        if fill.is_some() {
            self.area.draw(&Circle::new(center, radius, self.stroke(color, 1.5)))?;
        }
        Ok(())
    }

    pub(super) fn text(
        &self,
        text: &str,
        place: Pixel,
        horizontal: HPos,
        vertical: VPos,
        color: Color,
    ) -> Result<DB> {
        let family = FontFamily::Name(FONT_FAMILY);
        let font = FontDesc::new(family, self.font, FontStyle::Normal);
        let color = rgba(color, 1.0);
        let style = TextStyle::from(font).color(&color).pos(Pos::new(horizontal, vertical));
        self.area.draw(&Text::new(text.to_owned(), place, style))
    }

    /// A text to the right of `place`, on a patch of `ground` that keeps lines out of it.
    pub(super) fn text_on_patch(
        &self,
        text: &str,
        place: Pixel,
        color: Color,
        ground: Color,
    ) -> Result<DB> {
        let (x, y) = place;
        let half = self.line_height() / 2;
        let (end, gap) = (x + self.width_of(text), self.px(2.0));
        let corners = [
            (x - gap, y - half),
            (end + gap, y - half),
            (end + gap, y + half),
            (x - gap, y + half),
        ];
        self.polygon(&corners, ground, 0.8)?;
        self.text(text, place, HPos::Left, VPos::Center, color)
    }

    /// A text in the middle of the area, on several lines if it is too wide for one.
    pub(super) fn message(&self, text: &str, color: Color) -> Result<DB> {
        let (width, height) = self.size();
        let lines = wrap_text(text, self.font, f64::from(width) * 0.9);
        let mut y = (height - self.line_height() * (int(lines.len()) - 1)) / 2;
        for line in lines {
            self.text(&line, (width / 2, y), HPos::Center, VPos::Center, color)?;
            y += self.line_height();
        }
        Ok(())
    }
}

/// The rectangle of the plot in the area, and where numbers are in it.
pub(super) struct Placed {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
    pub(super) range: Range,
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
}

impl Placed {
    pub(super) fn new<DB: DrawingBackend>(
        canvas: &Canvas<DB>,
        range: Range,
        chart: &LossChart,
        has_legend: bool,
    ) -> Self {
        let (width, height) = canvas.size();
        // Half a line for the label of a tick at the very top.
        let legend = if has_legend { canvas.line_height() + canvas.px(3.0) } else { 0 };
        let top = legend + canvas.line_height() / 2;
        let bottom = (height - canvas.line_height() - canvas.px(7.0)).max(top + 1);
        let height_px = f64::from(bottom - top) / canvas.scale;
        let mut y_ticks =
            super::ticks(range.y.0, range.y.1, range.log, height_px, 1.8 * chart.font_px);
        // A low chart may have no room for the two that it has at least.
        let mut below = f64::NEG_INFINITY;
        y_ticks.retain(|tick| {
            let at = range.share_y(tick.at).unwrap_or(0.0) * height_px;
            let has_room = at - below >= 1.1 * chart.font_px;
            below = if has_room { at } else { below };
            has_room
        });
        let widest = y_ticks.iter().map(|tick| canvas.width_of(&tick.label)).max().unwrap_or(0);
        let left = widest + canvas.px(7.0);
        let right = (width - canvas.px(5.0)).max(left + 1);
        let longest = number::count(range.x.1.max(0.0) as u64);
        let each_px = 16.0 + f64::from(canvas.width_of(&longest)) / canvas.scale;
        let width_px = f64::from(right - left) / canvas.scale;
        let mut x_ticks = super::ticks(range.x.0, range.x.1, false, width_px, each_px);
        x_ticks.retain(|tick| tick.at.fract() == 0.0);
        for tick in &mut x_ticks {
            tick.label = number::count(tick.at.max(0.0) as u64);
        }
        Self { left, right, top, bottom, range, x_ticks, y_ticks }
    }

    pub(super) fn x(&self, x: f64) -> i32 {
        let width = f64::from(self.right - self.left);
        self.left + (self.range.share_x(x) * width).round() as i32
    }

    pub(super) fn y(&self, y: f64) -> Option<i32> {
        let height = f64::from(self.bottom - self.top);
        Some(self.bottom - (self.range.share_y(y)? * height).round() as i32)
    }

    /// As [`y`](Self::y), with a loss of 0 at the bottom of a logarithmic axis.
    pub(super) fn y_clamped(&self, y: f64) -> Option<i32> {
        self.y(if self.range.log && y <= 0.0 { self.range.y.0 } else { y })
    }
}

/// A count as a coordinate.
pub(super) fn int(count: impl TryInto<i32>) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}

fn rgba(color: Color, alpha: f64) -> RGBAColor {
    RGBAColor(color.r, color.g, color.b, alpha * f64::from(color.a) / 255.0)
}
