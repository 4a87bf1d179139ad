//! A scene as an SVG document.

use std::fmt::Write;

use super::{
    Anchor, Color, FONT_FAMILY, Point, Primitive, Rect, Scene, Stroke, TextRun, Weight, png,
};

impl<H> Scene<H> {
    /// The picture as an SVG 1.1 document, coordinates rounded to 3 decimals. `title` is what a
    /// screen reader says.
    pub fn to_svg(&self, title: &str) -> String {
        let mut svg = String::new();
        let (width, height) = (number(self.size.width), number(self.size.height));
        put(
            &mut svg,
            format_args!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
                 viewBox=\"0 0 {width} {height}\" role=\"img\" font-family='{FONT_FAMILY}' \
                 style=\"font-variant-numeric:tabular-nums\" stroke-linejoin=\"round\">\n\
                 <title>{}</title>\n",
                escaped(title)
            ),
        );
        for item in &self.items {
            primitive(&mut svg, &item.primitive);
        }
        svg.push_str("</svg>\n");
        svg
    }
}

/// Writing to a string cannot fail.
fn put(svg: &mut String, arguments: std::fmt::Arguments) {
    let _ = svg.write_fmt(arguments);
}

fn primitive(svg: &mut String, primitive: &Primitive) {
    match primitive {
        Primitive::Line { from, to, stroke } => put(
            svg,
            format_args!(
                "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>\n",
                number(from.x),
                number(from.y),
                number(to.x),
                number(to.y),
                outline(Some(*stroke))
            ),
        ),
        Primitive::Segments { ends, stroke } => {
            svg.push_str("<path d=\"");
            for (a, b) in ends {
                put(svg, format_args!("M{}L{}", pair(*a), pair(*b)));
            }
            put(svg, format_args!("\" fill=\"none\"{}/>\n", outline(Some(*stroke))));
        }
        Primitive::Polyline { points, closed, fill, stroke } => {
            let name = if *closed { "polygon" } else { "polyline" };
            let points: Vec<String> = points.iter().map(|&point| pair(point)).collect();
            put(
                svg,
                format_args!(
                    "<{name} points=\"{}\"{}{}/>\n",
                    points.join(" "),
                    inside(*fill),
                    outline(*stroke)
                ),
            );
        }
        Primitive::Circle { center, radius, fill, stroke } => put(
            svg,
            format_args!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}{}/>\n",
                number(center.x),
                number(center.y),
                number(*radius),
                inside(*fill),
                outline(*stroke)
            ),
        ),
        Primitive::Rect { rect, radius, fill, stroke } => {
            let round =
                if *radius > 0.0 { format!(" rx=\"{}\"", number(*radius)) } else { String::new() };
            put(
                svg,
                format_args!(
                    "<rect{}{round}{}{}/>\n",
                    edges(*rect),
                    inside(*fill),
                    outline(*stroke)
                ),
            );
        }
        Primitive::Text(run) => text(svg, run),
        Primitive::Image { rect, raster, smooth } => put(
            svg,
            format_args!(
                "<image{} preserveAspectRatio=\"none\"{} href=\"data:image/png;base64,{}\"/>\n",
                edges(*rect),
                if *smooth { "" } else { " style=\"image-rendering:pixelated\"" },
                png::base64(&png::encode(raster))
            ),
        ),
    }
}

fn text(svg: &mut String, run: &TextRun) {
    let anchor = match run.anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let weight = match run.weight {
        Weight::Regular => "",
        Weight::Bold => " font-weight=\"600\"",
    };
    // Two strokes' halves make the halo; painted first, it lies behind the letters.
    let halo = run.halo.map_or(String::new(), |halo| {
        let stroke = outline(Some(Stroke::new(halo.color, 2.0 * halo.width)));
        format!("{stroke} paint-order=\"stroke\"")
    });
    put(
        svg,
        format_args!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{anchor}{weight}{}{halo}>{}</text>\n",
            number(run.at.x),
            number(run.baseline_y()),
            number(run.size_px),
            inside(Some(run.color)),
            escaped(&run.text)
        ),
    );
}

/// The attributes of a rectangle.
fn edges(rect: Rect) -> String {
    format!(
        " x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        number(rect.x),
        number(rect.y),
        number(rect.width),
        number(rect.height)
    )
}

/// The attributes of a fill.
fn inside(fill: Option<Color>) -> String {
    fill.map_or_else(|| " fill=\"none\"".to_owned(), |color| paint("fill", color))
}

/// The attributes of a stroke.
fn outline(stroke: Option<Stroke>) -> String {
    let Some(stroke) = stroke else { return String::new() };
    let mut attributes = paint("stroke", stroke.color);
    if stroke.width != 1.0 {
        put(&mut attributes, format_args!(" stroke-width=\"{}\"", number(stroke.width)));
    }
    if let Some([dash, gap]) = stroke.dash {
        let (dash, gap) = (number(dash), number(gap));
        put(&mut attributes, format_args!(" stroke-dasharray=\"{dash} {gap}\""));
    }
    attributes
}

/// A colour attribute; opacity apart, as SVG 1.1 and slide programs want it.
fn paint(name: &str, color: Color) -> String {
    let opaque = Color { a: 255, ..color }.css();
    if color.a == 255 {
        format!(" {name}=\"{opaque}\"")
    } else {
        let opacity = number(f64::from(color.a) / 255.0);
        format!(" {name}=\"{opaque}\" {name}-opacity=\"{opacity}\"")
    }
}

fn pair(point: Point) -> String {
    format!("{},{}", number(point.x), number(point.y))
}

/// A coordinate with at most 3 decimals; what is not finite becomes 0, as SVG has no word for it.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let fixed = format!("{value:.3}");
    let short = fixed.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Halo, Raster, Size};

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (1.0, "1"),
            (0.1 + 0.2, "0.3"),
            (-0.0001, "0"),
            (100.0, "100"),
            (2.345_67, "2.346"),
            (f64::NAN, "0"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn text_is_escaped_and_opacity_split_off() {
        let mut scene: Scene<u32> = Scene::new(Size::new(10.0, 20.0));
        let mut run = TextRun::starting("a < b & c", Point::new(1.0, 2.0), 10.0, Color::hex(0));
        run.halo = Some(Halo { color: Color::hex(0xff_ff_ff).with_alpha(0.5), width: 2.0 });
        scene.text(run);
        let svg = scene.to_svg("\"x\"");
        assert!(svg.contains("a &lt; b &amp; c"), "{svg}");
        assert!(svg.contains("<title>&quot;x&quot;</title>"), "{svg}");
        assert!(svg.contains("stroke=\"#ffffff\" stroke-opacity=\"0.502\" stroke-width=\"4\""));
        assert!(svg.contains("viewBox=\"0 0 10 20\""));
    }

    #[test]
    fn every_primitive_is_written() {
        let mut scene: Scene<u32> = Scene::new(Size::new(10.0, 20.0));
        let (a, b) = (Point::new(0.0, 0.0), Point::new(5.0, 5.0));
        let stroke = Stroke::dashed(Color::hex(0xff_00_00), 1.0, 3.0, 2.0);
        let (fill, rect) = (Some(Color::hex(0)), Rect::new(0.0, 0.0, 4.0, 4.0));
        scene.draw(Primitive::Line { from: a, to: b, stroke });
        scene.draw(Primitive::Segments { ends: vec![(a, b), (b, a)], stroke });
        scene.draw(Primitive::Polyline { points: vec![a, b], closed: true, fill, stroke: None });
        scene.draw(Primitive::Circle { center: a, radius: 2.0, fill, stroke: None });
        scene.draw(Primitive::Rect { rect, radius: 1.0, fill: None, stroke: Some(stroke) });
        let raster = Raster { width: 1, height: 1, rgba: vec![1, 2, 3, 4] };
        scene.draw(Primitive::Image { rect, raster, smooth: false });
        let svg = scene.to_svg("");
        for part in
            ["<line ", "M0,0L5,5M5,5L0,0", "<polygon ", "<circle ", " rx=\"1\"", "image/png"]
        {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert!(svg.contains("stroke-dasharray=\"3 2\""));
    }
}
