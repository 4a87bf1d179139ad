//! Draws a scene on a canvas.

use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::canvas::Canvas;
use crate::scene::{
    Anchor, Baseline, Color, FONT_FAMILY, Point, Primitive, Raster, Rect, Scene, Stroke, TextRun,
    Weight,
};

/// Draws `scene` over all of `canvas`, `zoom` times as large.
pub(super) fn paint<H>(canvas: &Canvas, scene: &Scene<H>, zoom: f64) {
    canvas.clear(scene.size, zoom);
    let mut painter = Painter { context: &canvas.context, font: String::new() };
    canvas.context.set_line_join("round");
    for item in &scene.items {
        painter.primitive(&item.primitive);
    }
}

struct Painter<'a> {
    context: &'a CanvasRenderingContext2d,
    /// Setting a font is slow: it is set when it changes.
    font: String,
}

impl Painter<'_> {
    fn primitive(&mut self, primitive: &Primitive) {
        let context = self.context;
        match primitive {
            Primitive::Line { from, to, stroke } => {
                context.begin_path();
                self.segment(*from, *to);
                self.stroke(stroke);
            }
            Primitive::Segments { ends, stroke } => {
                context.begin_path();
                for (from, to) in ends {
                    self.segment(*from, *to);
                }
                self.stroke(stroke);
            }
            Primitive::Polyline { points, closed, fill, stroke } => {
                context.begin_path();
                for (i, point) in points.iter().enumerate() {
                    if i == 0 {
                        context.move_to(point.x, point.y);
                    } else {
                        context.line_to(point.x, point.y);
                    }
                }
                if *closed {
                    context.close_path();
                }
                self.fill_and_stroke(*fill, stroke.as_ref());
            }
            Primitive::Circle { center, radius, fill, stroke } => {
                context.begin_path();
                let _ =
                    context.arc(center.x, center.y, radius.max(0.0), 0.0, std::f64::consts::TAU);
                self.fill_and_stroke(*fill, stroke.as_ref());
            }
            Primitive::Rect { rect, radius, fill, stroke } => {
                context.begin_path();
                self.rounded(*rect, *radius);
                self.fill_and_stroke(*fill, stroke.as_ref());
            }
            Primitive::Text(run) => self.text(run),
            Primitive::Image { rect, raster, smooth } => {
                // A picture that cannot be made is left out.
                let _ = self.image(*rect, raster, *smooth);
            }
        }
    }

    fn segment(&self, from: Point, to: Point) {
        self.context.move_to(from.x, from.y);
        self.context.line_to(to.x, to.y);
    }

    fn rounded(&self, rect: Rect, radius: f64) {
        let Rect { x, y, width, height } = rect;
        let radius = radius.min(width / 2.0).min(height / 2.0).max(0.0);
        let _ = self.context.round_rect_with_f64(x, y, width, height, radius);
    }

    fn fill_and_stroke(&self, fill: Option<Color>, stroke: Option<&Stroke>) {
        if let Some(fill) = fill {
            self.context.set_fill_style_str(&css(fill));
            self.context.fill();
        }
        if let Some(stroke) = stroke {
            self.stroke(stroke);
        }
    }

    fn stroke(&self, stroke: &Stroke) {
        let context = self.context;
        context.set_stroke_style_str(&css(stroke.color));
        context.set_line_width(stroke.width);
        if let Some(dash) = stroke.dash {
            let _ = context.set_line_dash(&js_sys::Array::of2(&dash[0].into(), &dash[1].into()));
            context.stroke();
            let _ = context.set_line_dash(&js_sys::Array::new());
        } else {
            context.stroke();
        }
    }

    fn text(&mut self, run: &TextRun) {
        let context = self.context;
        let weight = match run.weight {
            Weight::Regular => "400",
            Weight::Bold => "600",
        };
        let font = format!("{weight} {}px {FONT_FAMILY}", run.size_px);
        if font != self.font {
            context.set_font(&font);
            self.font = font;
        }
        context.set_text_align(match run.anchor {
            Anchor::Start => "left",
            Anchor::Middle => "center",
            Anchor::End => "right",
        });
        context.set_text_baseline("alphabetic");
        let y = match run.baseline {
            Baseline::Alphabetic => run.at.y,
            Baseline::Middle => run.baseline_y(),
        };
        if let Some(halo) = run.halo {
            context.set_stroke_style_str(&css(halo.color));
            context.set_line_width(2.0 * halo.width);
            let _ = context.stroke_text(&run.text, run.at.x, y);
        }
        context.set_fill_style_str(&css(run.color));
        let _ = context.fill_text(&run.text, run.at.x, y);
    }

    /// Pixels go through a canvas of their own: only so can they be stretched.
    fn image(&self, rect: Rect, raster: &Raster, smooth: bool) -> Result<(), JsValue> {
        let (width, height) = (raster.width as u32, raster.height as u32);
        let document = web_sys::window().and_then(|window| window.document());
        let document = document.ok_or(JsValue::NULL)?;
        let buffer: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
        buffer.set_width(width);
        buffer.set_height(height);
        let pixels = Clamped(&raster.rgba[..]);
        let data = ImageData::new_with_u8_clamped_array_and_sh(pixels, width, height)?;
        let context: CanvasRenderingContext2d =
            buffer.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
        context.put_image_data(&data, 0.0, 0.0)?;
        self.context.set_image_smoothing_enabled(smooth);
        let Rect { x, y, width, height } = rect;
        self.context.draw_image_with_html_canvas_element_and_dw_and_dh(&buffer, x, y, width, height)
    }
}

fn css(color: Color) -> String {
    let Color { r, g, b, a } = color;
    if a == 255 {
        format!("#{r:02x}{g:02x}{b:02x}")
    } else {
        format!("#{r:02x}{g:02x}{b:02x}{a:02x}")
    }
}
