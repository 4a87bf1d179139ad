//! The display list.

use super::{Color, Point, Rect, Size, TextRun};

/// A picture: its size and what to draw, from the bottom up. `H` names the things that can be
/// pointed at.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene<H> {
    /// Width and height, in CSS pixels.
    pub size: Size,
    /// What to draw, the first below all others.
    pub items: Vec<Item<H>>,
}

/// One thing to draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Item<H> {
    /// What it looks like.
    pub primitive: Primitive,
    /// What is meant by pointing at it, if anything.
    pub hit: Option<H>,
}

/// A line's looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub color: Color,
    /// Its width, in pixels.
    pub width: f64,
    /// Lengths of a dash and of the gap after it, in pixels; `None` is a solid line.
    pub dash: Option<[f64; 2]>,
}

impl Stroke {
    /// A solid line.
    pub const fn new(color: Color, width: f64) -> Self {
        Self { color, width, dash: None }
    }

    /// A dashed line: `dash` pixels drawn, then `gap` pixels not.
    pub const fn dashed(color: Color, width: f64, dash: f64, gap: f64) -> Self {
        Self { color, width, dash: Some([dash, gap]) }
    }
}

/// A picture made of pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Red, green, blue and opacity of each pixel, row by row from the top: 4 · width · height
    /// bytes.
    pub rgba: Vec<u8>,
}

/// Something that can be drawn. Lengths are CSS pixels; lines have butt ends and round joins.
#[derive(Debug, Clone, PartialEq)]
pub enum Primitive {
    /// A straight line.
    Line {
        /// One end.
        from: Point,
        /// The other end.
        to: Point,
        /// Its looks.
        stroke: Stroke,
    },
    /// Many straight lines of the same looks, drawn in one go because they are many.
    Segments {
        /// The two ends of each.
        ends: Vec<(Point, Point)>,
        /// Their looks.
        stroke: Stroke,
    },
    /// Points joined by straight lines; a polygon if `closed`.
    Polyline {
        /// The corners.
        points: Vec<Point>,
        /// Whether the last is joined to the first.
        closed: bool,
        /// Colour of the inside.
        fill: Option<Color>,
        /// Looks of the outline.
        stroke: Option<Stroke>,
    },
    /// A circle.
    Circle {
        /// Its middle.
        center: Point,
        /// Its radius.
        radius: f64,
        /// Colour of the inside.
        fill: Option<Color>,
        /// Looks of the outline.
        stroke: Option<Stroke>,
    },
    /// A rectangle with rounded corners.
    Rect {
        /// Its edges.
        rect: Rect,
        /// Radius of its corners.
        radius: f64,
        /// Colour of the inside.
        fill: Option<Color>,
        /// Looks of the outline.
        stroke: Option<Stroke>,
    },
    /// A line of text.
    Text(TextRun),
    /// Pixels, stretched over a rectangle.
    Image {
        /// Where they go.
        rect: Rect,
        /// The pixels.
        raster: Raster,
        /// Whether to interpolate between them, rather than show squares.
        smooth: bool,
    },
}

impl<H: Copy> Scene<H> {
    /// An empty picture.
    pub fn new(size: Size) -> Self {
        Self { size, items: Vec::new() }
    }

    /// Draws something on top, that cannot be pointed at.
    pub fn draw(&mut self, primitive: Primitive) {
        self.items.push(Item { primitive, hit: None });
    }

    /// Draws something on top; pointing at it means `hit`.
    pub fn draw_hit(&mut self, primitive: Primitive, hit: H) {
        self.items.push(Item { primitive, hit: Some(hit) });
    }

    /// Draws a line of text on top.
    pub fn text(&mut self, run: TextRun) {
        self.draw(Primitive::Text(run));
    }

    /// Draws all of another picture on top, moved so that its top left corner lies at `at`.
    pub fn place(&mut self, other: Self, at: Point) {
        self.items.extend(
            other
                .items
                .into_iter()
                .map(|item| Item { primitive: item.primitive.moved(at), hit: item.hit }),
        );
    }
}

impl Primitive {
    /// The room that it takes, with its stroke.
    pub fn bounds(&self) -> Rect {
        let outset = |stroke: &Option<Stroke>| stroke.map_or(0.0, |stroke| stroke.width / 2.0);
        match self {
            Self::Line { from, to, stroke } => {
                Rect::around(&[*from, *to]).grown(stroke.width / 2.0)
            }
            Self::Segments { ends, stroke } => {
                let points: Vec<Point> = ends.iter().flat_map(|&(a, b)| [a, b]).collect();
                Rect::around(&points).grown(stroke.width / 2.0)
            }
            Self::Polyline { points, stroke, .. } => Rect::around(points).grown(outset(stroke)),
            Self::Circle { center, radius, stroke, .. } => {
                Rect::centered(*center, 2.0 * radius, 2.0 * radius).grown(outset(stroke))
            }
            Self::Rect { rect, stroke, .. } => rect.grown(outset(stroke)),
            Self::Text(run) => run.bounds(),
            Self::Image { rect, .. } => *rect,
        }
    }

    /// The same thing with the origin moved to `at`.
    fn moved(self, at: Point) -> Self {
        let by = at - Point::default();
        let shift = |rect: Rect| Rect::new(rect.x + by.x, rect.y + by.y, rect.width, rect.height);
        match self {
            Self::Line { from, to, stroke } => Self::Line { from: from + by, to: to + by, stroke },
            Self::Segments { ends, stroke } => Self::Segments {
                ends: ends.into_iter().map(|(a, b)| (a + by, b + by)).collect(),
                stroke,
            },
            Self::Polyline { points, closed, fill, stroke } => Self::Polyline {
                points: points.into_iter().map(|point| point + by).collect(),
                closed,
                fill,
                stroke,
            },
            Self::Circle { center, radius, fill, stroke } => {
                Self::Circle { center: center + by, radius, fill, stroke }
            }
            Self::Rect { rect, radius, fill, stroke } => {
                Self::Rect { rect: shift(rect), radius, fill, stroke }
            }
            Self::Text(run) => Self::Text(TextRun { at: run.at + by, ..run }),
            Self::Image { rect, raster, smooth } => {
                Self::Image { rect: shift(rect), raster, smooth }
            }
        }
    }
}
