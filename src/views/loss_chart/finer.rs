//! A plotters backend with places between the pixels of another one.

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

/// Hands everything to a backend, and tells plotters, which knows whole pixels only, of a picture
/// several times as large. Whoever owns the backend makes it draw that much smaller, as a canvas
/// does under a transform. Lines along an axis are put on whole pixels, where they are sharp.
#[derive(Debug)]
pub struct Finer<DB> {
    inner: DB,
    factor: u32,
}

type Result<DB> = std::result::Result<(), DrawingErrorKind<<DB as DrawingBackend>::ErrorType>>;

impl<DB: DrawingBackend> Finer<DB> {
    /// A picture `factor` times as wide and high as that of `inner`.
    pub fn new(inner: DB, factor: u32) -> Self {
        Self { inner, factor: factor.max(1) }
    }

    /// The middle of the pixel that `at` is in, or the border of two for a line that covers both.
    fn sharp(&self, at: i32, width: u32) -> i32 {
        let factor = i32::try_from(self.factor).unwrap_or(1);
        if (width / self.factor).is_multiple_of(2) {
            (at + factor / 2).div_euclid(factor) * factor
        } else {
            at.div_euclid(factor) * factor + factor / 2
        }
    }
}

/// A line of a whole number of pixels.
struct Sharp {
    color: BackendColor,
    width: u32,
}

impl BackendStyle for Sharp {
    fn color(&self) -> BackendColor {
        self.color
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

impl<DB: DrawingBackend> DrawingBackend for Finer<DB> {
    type ErrorType = DB::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.inner.get_size();
        (width * self.factor, height * self.factor)
    }

    fn ensure_prepared(&mut self) -> Result<DB> {
        self.inner.ensure_prepared()
    }

    fn present(&mut self) -> Result<DB> {
        self.inner.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Result<DB> {
        self.inner.draw_pixel(point, color)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<DB> {
        let mut path: Vec<BackendCoord> = path.into_iter().collect();
        let [from, to] = &mut path[..] else { return self.inner.draw_path(path, style) };
        if from.0 != to.0 && from.1 != to.1 {
            return self.inner.draw_path(path, style);
        }
        let pixels = (style.stroke_width() + self.factor / 2) / self.factor;
        let width = pixels.max(1) * self.factor;
        if from.0 == to.0 {
            from.0 = self.sharp(from.0, width);
            to.0 = from.0;
        } else {
            from.1 = self.sharp(from.1, width);
            to.1 = from.1;
        }
        self.inner.draw_path(path, &Sharp { color: style.color(), width })
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<DB> {
        self.inner.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<DB> {
        self.inner.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        at: BackendCoord,
    ) -> Result<DB> {
        self.inner.draw_text(text, style, at)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// A picture of 100 by 50 pixels that keeps the paths drawn on it, with their widths.
    #[derive(Default)]
    struct Paths(Vec<(Vec<BackendCoord>, u32)>);

    impl DrawingBackend for Paths {
        type ErrorType = Infallible;

        fn get_size(&self) -> (u32, u32) {
            (100, 50)
        }

        fn ensure_prepared(&mut self) -> Result<Self> {
            Ok(())
        }

        fn present(&mut self) -> Result<Self> {
            Ok(())
        }

        fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Result<Self> {
            Ok(())
        }

        fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
            &mut self,
            path: I,
            style: &S,
        ) -> Result<Self> {
            self.0.push((path.into_iter().collect(), style.stroke_width()));
            Ok(())
        }
    }

    fn drawn(path: &[BackendCoord], width: u32) -> (Vec<BackendCoord>, u32) {
        let mut finer = Finer::new(Paths::default(), 4);
        let style = Sharp { color: BackendColor { alpha: 1.0, rgb: (0, 0, 0) }, width };
        finer.draw_path(path.iter().copied(), &style).expect("it cannot fail");
        finer.inner.0.remove(0)
    }

    #[test]
    fn there_are_more_places_than_pixels() {
        assert_eq!(Finer::new(Paths::default(), 4).get_size(), (400, 200));
    }

    #[test]
    fn lines_along_an_axis_cover_whole_pixels() {
        // One pixel wide: in the middle of a pixel. Two wide: between two.
        assert_eq!(drawn(&[(0, 13), (90, 13)], 4), (vec![(0, 14), (90, 14)], 4));
        assert_eq!(drawn(&[(7, 0), (7, 90)], 5), (vec![(6, 0), (6, 90)], 4));
        assert_eq!(drawn(&[(7, 0), (7, 90)], 8), (vec![(8, 0), (8, 90)], 8));
        assert_eq!(drawn(&[(7, 0), (7, 90)], 1).1, 4, "no line is thinner than a pixel");
    }

    #[test]
    fn a_curve_keeps_its_places_between_pixels() {
        let curve = [(0, 1), (3, 2), (6, 7)];
        assert_eq!(drawn(&curve, 7), (curve.to_vec(), 7));
        assert_eq!(drawn(&[(0, 1), (3, 2)], 7), (vec![(0, 1), (3, 2)], 7));
    }
}
