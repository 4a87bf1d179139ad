//! A canvas that is as sharp as the screen.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Document, HtmlCanvasElement};

use crate::scene::Size;

/// A canvas element and the box it fills.
pub(super) struct Canvas {
    pub(super) element: HtmlCanvasElement,
    pub(super) context: CanvasRenderingContext2d,
}

impl Canvas {
    /// The canvas of that id.
    pub(super) fn find(document: &Document, id: &str) -> Option<Self> {
        let element: HtmlCanvasElement = document.get_element_by_id(id)?.dyn_into().ok()?;
        let context = element.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self { element, context })
    }

    /// Device pixels per CSS pixel.
    pub(super) fn scale() -> f64 {
        web_sys::window().map_or(1.0, |window| window.device_pixel_ratio())
    }

    /// The size of the canvas's box, in CSS pixels.
    pub(super) fn size(&self) -> Size {
        let parent = self.element.parent_element();
        let (width, height) =
            parent.map_or((0, 0), |parent| (parent.client_width(), parent.client_height()));
        Size::new(f64::from(width), f64::from(height))
    }

    /// How much larger than drawn a figure is shown: the style sheet says how large its text is
    /// to be, which is drawn 11 pixels high.
    pub(super) fn zoom(&self) -> f64 {
        const TYPE_PX: f64 = 11.0;
        let style = web_sys::window()
            .and_then(|window| window.get_computed_style(&self.element).ok().flatten());
        let size = style.and_then(|style| style.get_property_value("font-size").ok());
        let size_px = size.and_then(|size| size.trim_end_matches("px").parse::<f64>().ok());
        size_px.map_or(1.0, |px| (px / TYPE_PX).clamp(0.5, 8.0))
    }

    /// Makes the canvas as large as `size`, in pixels of a picture shown `zoom` times as large,
    /// and empties it.
    pub(super) fn clear(&self, size: Size, zoom: f64) {
        let scale = Self::scale() * zoom;
        let (width, height) =
            ((size.width * scale).round() as u32, (size.height * scale).round() as u32);
        if (self.element.width(), self.element.height()) != (width, height) {
            self.element.set_width(width);
            self.element.set_height(height);
            let style = self.element.style();
            let _ = style.set_property("width", &format!("{}px", size.width * zoom));
            let _ = style.set_property("height", &format!("{}px", size.height * zoom));
        }
        let _ = self.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0);
        self.context.clear_rect(0.0, 0.0, size.width, size.height);
    }
}
