//! Points, vectors, sizes and rectangles, all in CSS pixels, y down.

use std::ops::{Add, Mul, Sub};

/// A place.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f64,
    /// Pixels from the top edge.
    pub y: f64,
}

/// A way from one place to another.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Vec2 {
    /// Pixels to the right.
    pub x: f64,
    /// Pixels down.
    pub y: f64,
}

impl Point {
    /// The point at `x`, `y`.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The point the fraction `t` of the way to `other`: 0 is here, 1 is there.
    #[must_use]
    pub fn lerp(self, other: Self, t: f64) -> Self {
        self + (other - self) * t
    }

    /// Distance to `other`, in pixels.
    pub fn distance(self, other: Self) -> f64 {
        (other - self).length()
    }

    /// Distance to the nearest point of the segment from `a` to `b`, in pixels.
    pub fn distance_to_segment(self, a: Self, b: Self) -> f64 {
        let along = b - a;
        let square = along.dot(along);
        let t = if square > 0.0 { ((self - a).dot(along) / square).clamp(0.0, 1.0) } else { 0.0 };
        self.distance(a.lerp(b, t))
    }
}

impl Vec2 {
    /// The vector `x` to the right and `y` down.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Its length, in pixels.
    pub fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    /// The scalar product with `other`.
    pub fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    /// The vector of length 1 in its direction; (1, 0) for the vector of length 0.
    #[must_use]
    pub fn unit(self) -> Self {
        let length = self.length();
        if length > 0.0 { self * (1.0 / length) } else { Self::new(1.0, 0.0) }
    }

    /// A quarter turn: what points right then points down.
    #[must_use]
    pub fn normal(self) -> Self {
        Self::new(-self.y, self.x)
    }
}

impl Add<Vec2> for Point {
    type Output = Self;
    fn add(self, by: Vec2) -> Self {
        Self::new(self.x + by.x, self.y + by.y)
    }
}

impl Sub<Vec2> for Point {
    type Output = Self;
    fn sub(self, by: Vec2) -> Self {
        Self::new(self.x - by.x, self.y - by.y)
    }
}

impl Sub for Point {
    type Output = Vec2;
    fn sub(self, from: Self) -> Vec2 {
        Vec2::new(self.x - from.x, self.y - from.y)
    }
}

impl Add for Vec2 {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Mul<f64> for Vec2 {
    type Output = Self;
    fn mul(self, by: f64) -> Self {
        Self::new(self.x * by, self.y * by)
    }
}

/// Width and height.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    /// Width, in pixels.
    pub width: f64,
    /// Height, in pixels.
    pub height: f64,
}

impl Size {
    /// The size `width` by `height`.
    pub const fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }
}

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width, not below 0.
    pub width: f64,
    /// Height, not below 0.
    pub height: f64,
}

impl Rect {
    /// The rectangle whose top left corner is at `x`, `y`.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    /// The rectangle of a size around its middle.
    pub fn centered(middle: Point, width: f64, height: f64) -> Self {
        Self::new(middle.x - width / 2.0, middle.y - height / 2.0, width, height)
    }

    /// The smallest rectangle that holds all `points`; empty and at the origin if there are none.
    pub fn around(points: &[Point]) -> Self {
        let mut points = points.iter();
        let Some(first) = points.next() else { return Self::default() };
        let (mut left, mut top, mut right, mut bottom) = (first.x, first.y, first.x, first.y);
        for point in points {
            left = left.min(point.x);
            top = top.min(point.y);
            right = right.max(point.x);
            bottom = bottom.max(point.y);
        }
        Self::new(left, top, right - left, bottom - top)
    }

    /// The right edge.
    pub fn right(self) -> f64 {
        self.x + self.width
    }

    /// The bottom edge.
    pub fn bottom(self) -> f64 {
        self.y + self.height
    }

    /// The middle.
    pub fn center(self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// The same rectangle, grown by `by` pixels on all four sides; shrunk if `by` is below 0.
    #[must_use]
    pub fn grown(self, by: f64) -> Self {
        Self::new(
            self.x - by,
            self.y - by,
            (self.width + 2.0 * by).max(0.0),
            (self.height + 2.0 * by).max(0.0),
        )
    }

    /// Whether `point` is inside or on the edge.
    pub fn contains(self, point: Point) -> bool {
        point.x >= self.x
            && point.x <= self.right()
            && point.y >= self.y
            && point.y <= self.bottom()
    }

    /// Whether `other` lies wholly inside.
    pub fn encloses(self, other: Self) -> bool {
        self.contains(Point::new(other.x, other.y))
            && self.contains(Point::new(other.right(), other.bottom()))
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// The area that the two share, in square pixels.
    pub fn shared_area(self, other: Self) -> f64 {
        let width = self.right().min(other.right()) - self.x.max(other.x);
        let height = self.bottom().min(other.bottom()) - self.y.max(other.y);
        width.max(0.0) * height.max(0.0)
    }

    /// The smallest rectangle that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }

    /// Distance from `point` to the nearest point of the rectangle, 0 inside.
    pub fn distance(self, point: Point) -> f64 {
        let dx = (self.x - point.x).max(point.x - self.right()).max(0.0);
        let dy = (self.y - point.y).max(point.y - self.bottom()).max(0.0);
        Vec2::new(dx, dy).length()
    }

    /// Whether the segment from `a` to `b` passes through the rectangle (Liang and Barsky's
    /// clipping).
    pub fn meets_segment(self, a: Point, b: Point) -> bool {
        let along = b - a;
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (delta, to_low, to_high) in [
            (along.x, self.x - a.x, self.right() - a.x),
            (along.y, self.y - a.y, self.bottom() - a.y),
        ] {
            if delta == 0.0 {
                if to_low > 0.0 || to_high < 0.0 {
                    return false;
                }
            } else {
                let (t0, t1) = (to_low / delta, to_high / delta);
                enter = enter.max(t0.min(t1));
                leave = leave.min(t0.max(t1));
            }
        }
        enter <= leave
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_to_a_segment_counts_its_ends() {
        let (a, b) = (Point::new(0.0, 0.0), Point::new(10.0, 0.0));
        assert_eq!(Point::new(5.0, 3.0).distance_to_segment(a, b), 3.0);
        assert_eq!(Point::new(-3.0, 4.0).distance_to_segment(a, b), 5.0);
        assert_eq!(Point::new(3.0, 4.0).distance_to_segment(a, a), 5.0);
    }

    #[test]
    fn rectangles_that_touch_do_not_overlap() {
        let left = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert!(!left.overlaps(Rect::new(10.0, 0.0, 5.0, 5.0)));
        assert!(left.overlaps(Rect::new(9.0, 9.0, 5.0, 5.0)));
        assert_eq!(left.shared_area(Rect::new(8.0, 9.0, 5.0, 5.0)), 2.0);
        assert_eq!(left.shared_area(Rect::new(20.0, 9.0, 5.0, 5.0)), 0.0);
        assert_eq!(left.union(Rect::new(20.0, -5.0, 5.0, 5.0)), Rect::new(0.0, -5.0, 25.0, 15.0));
        assert!(left.encloses(left));
        assert!(!left.encloses(left.grown(0.5)));
    }

    #[test]
    fn a_segment_may_cross_without_an_end_inside() {
        let rect = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert!(rect.meets_segment(Point::new(-5.0, 5.0), Point::new(15.0, 6.0)));
        assert!(rect.meets_segment(Point::new(5.0, 5.0), Point::new(6.0, 6.0)));
        assert!(!rect.meets_segment(Point::new(-5.0, 5.0), Point::new(5.0, 15.1)));
        assert!(!rect.meets_segment(Point::new(-5.0, 11.0), Point::new(15.0, 11.0)));
    }

    #[test]
    fn around_nothing_is_empty() {
        assert_eq!(Rect::around(&[]), Rect::default());
        let corners = [Point::new(3.0, 4.0), Point::new(1.0, 9.0)];
        assert_eq!(Rect::around(&corners), Rect::new(1.0, 4.0, 2.0, 5.0));
    }

    #[test]
    fn the_unit_vector_of_nothing_is_defined() {
        assert_eq!(Vec2::default().unit(), Vec2::new(1.0, 0.0));
        assert_eq!(Vec2::new(0.0, -4.0).unit(), Vec2::new(0.0, -1.0));
    }
}
