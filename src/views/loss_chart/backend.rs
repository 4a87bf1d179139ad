//! A plotters backend that fills a scene, for pictures that are saved rather than painted.

use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use crate::scene::{
    Anchor, Baseline, Color, Point, Primitive, Rect, Scene, Stroke, TextRun, Weight,
};

type Result = std::result::Result<(), DrawingErrorKind<Infallible>>;

/// Draws into a scene. Plotters knows whole pixels only, so it is told of a picture `scale`
/// times as large, which lets a curve keep its shape between the pixels.
pub(super) struct SceneBackend<'a> {
    scene: &'a mut Scene<()>,
    scale: f64,
}

impl<'a> SceneBackend<'a> {
    pub(super) fn new(scene: &'a mut Scene<()>, scale: f64) -> Self {
        Self { scene, scale }
    }

    fn point(&self, (x, y): BackendCoord) -> Point {
        Point::new(f64::from(x) / self.scale, f64::from(y) / self.scale)
    }

    fn points(&self, path: impl IntoIterator<Item = BackendCoord>) -> Vec<Point> {
        path.into_iter().map(|point| self.point(point)).collect()
    }

    fn stroke(&self, style: &impl BackendStyle) -> Stroke {
        Stroke::new(color(style.color()), f64::from(style.stroke_width()) / self.scale)
    }

    fn outline(&mut self, points: Vec<Point>, closed: bool, stroke: Stroke) {
        let (fill, stroke) = looks(stroke, closed);
        self.scene.draw(Primitive::Polyline { points, closed, fill, stroke });
    }
}

/// A style's colour as the inside of a shape or as its outline.
fn looks(stroke: Stroke, fill: bool) -> (Option<Color>, Option<Stroke>) {
    if fill { (Some(stroke.color), None) } else { (None, Some(stroke)) }
}

fn color(color: BackendColor) -> Color {
    let (r, g, b) = color.rgb;
    Color { r, g, b, a: 255 }.with_alpha(color.alpha)
}

impl DrawingBackend for SceneBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let pixels = |length: f64| (length * self.scale).round() as u32;
        (pixels(self.scene.size.width), pixels(self.scene.size.height))
    }

    fn ensure_prepared(&mut self) -> Result {
        Ok(())
    }

    fn present(&mut self) -> Result {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, style: BackendColor) -> Result {
        let Point { x, y } = self.point(point);
        let rect = Rect::new(x, y, 1.0 / self.scale, 1.0 / self.scale);
        let fill = Some(color(style));
        self.scene.draw(Primitive::Rect { rect, radius: 0.0, fill, stroke: None });
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result {
        let stroke = self.stroke(style);
        let (from, to) = (self.point(from), self.point(to));
        self.scene.draw(Primitive::Line { from, to, stroke });
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result {
        let (fill, stroke) = looks(self.stroke(style), fill);
        let rect = Rect::around(&[self.point(upper_left), self.point(bottom_right)]);
        self.scene.draw(Primitive::Rect { rect, radius: 0.0, fill, stroke });
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result {
        self.outline(self.points(path), false, self.stroke(style));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result {
        let (fill, stroke) = looks(self.stroke(style), fill);
        let (center, radius) = (self.point(center), f64::from(radius) / self.scale);
        self.scene.draw(Primitive::Circle { center, radius, fill, stroke });
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result {
        self.outline(self.points(path), true, self.stroke(style));
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        at: BackendCoord,
    ) -> Result {
        let size_px = style.size() / self.scale;
        let anchor = match style.anchor().h_pos {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        };
        // From the top or bottom of the line to the middle of its digits.
        let lower = match style.anchor().v_pos {
            VPos::Top => 0.55,
            VPos::Center => 0.0,
            VPos::Bottom => -0.55,
        };
        let Point { x, y } = self.point(at);
        self.scene.text(TextRun {
            text: text.to_owned(),
            at: Point::new(x, y + lower * size_px),
            size_px,
            weight: Weight::Regular,
            anchor,
            baseline: Baseline::Middle,
            color: color(style.color()),
            halo: None,
        });
        Ok(())
    }
}
