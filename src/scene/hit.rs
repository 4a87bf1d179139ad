//! What lies under the pointer.

use super::{Point, Primitive, Scene};

impl<H: Copy> Scene<H> {
    /// What is meant by pointing at `at`: of everything that has a meaning and lies within
    /// `tolerance` pixels the nearest, and of equally near ones the topmost. Inside of a filled
    /// shape, a text or a wide line is distance 0.
    pub fn hit(&self, at: Point, tolerance: f64) -> Option<H> {
        let mut best: Option<(f64, H)> = None;
        for item in &self.items {
            let Some(hit) = item.hit else { continue };
            let distance = item.primitive.distance(at);
            // Later items lie on top, so an equal distance replaces.
            if distance <= tolerance && best.is_none_or(|(least, _)| distance <= least) {
                best = Some((distance, hit));
            }
        }
        best.map(|(_, hit)| hit)
    }
}

impl Primitive {
    /// Distance from `at` to the nearest drawn pixel, 0 on it.
    pub fn distance(&self, at: Point) -> f64 {
        match self {
            Self::Line { from, to, stroke } => {
                (at.distance_to_segment(*from, *to) - stroke.width / 2.0).max(0.0)
            }
            Self::Segments { ends, stroke } => {
                let nearest = ends
                    .iter()
                    .map(|&(a, b)| at.distance_to_segment(a, b))
                    .fold(f64::INFINITY, f64::min);
                (nearest - stroke.width / 2.0).max(0.0)
            }
            Self::Polyline { points, closed, fill, stroke } => {
                if *closed && fill.is_some() && inside(points, at) {
                    return 0.0;
                }
                let last = if *closed { points.len() } else { points.len().saturating_sub(1) };
                let nearest = (0..last)
                    .map(|i| at.distance_to_segment(points[i], points[(i + 1) % points.len()]))
                    .fold(f64::INFINITY, f64::min);
                (nearest - stroke.map_or(0.0, |stroke| stroke.width / 2.0)).max(0.0)
            }
            Self::Circle { center, radius, .. } => (at.distance(*center) - radius).max(0.0),
            Self::Rect { rect, .. } | Self::Image { rect, .. } => rect.distance(at),
            Self::Text(run) => run.bounds().distance(at),
        }
    }
}

/// Whether `at` is inside the polygon: a ray from it crosses the outline an odd number of times.
fn inside(points: &[Point], at: Point) -> bool {
    let mut odd = false;
    for (i, a) in points.iter().enumerate() {
        let b = points[(i + 1) % points.len()];
        if (a.y > at.y) != (b.y > at.y) && at.x < a.x + (b.x - a.x) * (at.y - a.y) / (b.y - a.y) {
            odd = !odd;
        }
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Color, Size, Stroke};

    fn line(from: (f64, f64), to: (f64, f64), width: f64) -> Primitive {
        Primitive::Line {
            from: Point::new(from.0, from.1),
            to: Point::new(to.0, to.1),
            stroke: Stroke::new(Color::hex(0), width),
        }
    }

    fn disc(x: f64, y: f64, radius: f64) -> Primitive {
        let fill = Some(Color::hex(0));
        Primitive::Circle { center: Point::new(x, y), radius, fill, stroke: None }
    }

    #[test]
    fn the_nearest_of_two_lines_is_meant() {
        let mut scene = Scene::new(Size::new(100.0, 100.0));
        scene.draw_hit(line((0.0, 0.0), (100.0, 0.0), 1.0), 1);
        scene.draw_hit(line((0.0, 10.0), (100.0, 10.0), 1.0), 2);
        assert_eq!(scene.hit(Point::new(50.0, 4.0), 6.0), Some(1));
        assert_eq!(scene.hit(Point::new(50.0, 6.0), 6.0), Some(2));
        assert_eq!(scene.hit(Point::new(50.0, 5.0), 3.0), None);
        assert_eq!(scene.hit(Point::new(50.0, 30.0), 6.0), None);
    }

    #[test]
    fn the_topmost_of_two_at_the_pointer_is_meant() {
        let mut scene = Scene::new(Size::new(100.0, 100.0));
        scene.draw_hit(line((0.0, 50.0), (100.0, 50.0), 6.0), 1);
        scene.draw_hit(disc(50.0, 50.0, 10.0), 2);
        scene.draw(disc(50.0, 50.0, 3.0));
        assert_eq!(scene.hit(Point::new(50.0, 50.0), 4.0), Some(2));
        assert_eq!(scene.hit(Point::new(20.0, 52.0), 4.0), Some(1));
    }

    #[test]
    fn a_polygon_is_hit_inside_and_a_polyline_on_its_line() {
        let corners = vec![Point::new(0.0, 0.0), Point::new(10.0, 0.0), Point::new(0.0, 10.0)];
        let fill = Some(Color::hex(0));
        let polygon =
            Primitive::Polyline { points: corners.clone(), closed: true, fill, stroke: None };
        let open = Primitive::Polyline { points: corners, closed: false, fill: None, stroke: None };
        let at = Point::new(3.0, 3.0);
        assert_eq!(polygon.distance(at), 0.0);
        assert!(open.distance(at) > 1.0);
        assert!(polygon.distance(Point::new(10.0, 10.0)) > 5.0);
        assert!((open.distance(Point::new(0.0, 5.0)) - 12.5_f64.sqrt()).abs() < 1e-9);
    }

    #[test]
    fn an_empty_polyline_is_nowhere() {
        let empty =
            Primitive::Polyline { points: Vec::new(), closed: true, fill: None, stroke: None };
        assert_eq!(empty.distance(Point::default()), f64::INFINITY);
    }
}
