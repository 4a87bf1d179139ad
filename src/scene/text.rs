//! Runs of text, and how wide they will be.

use super::{Color, Point, Rect};

/// The typeface of every picture, as CSS names it. `system-ui` comes late: on a Chinese page
/// Firefox takes a Chinese face for it, whose ∂ is wider than [`text_width`] knows.
pub const FONT_FAMILY: &str = "-apple-system, \"Segoe UI\", Roboto, \"DejaVu Sans\", \
                               \"Noto Sans\", \"PingFang SC\", \"Microsoft YaHei\", \
                               \"Noto Sans CJK SC\", system-ui, sans-serif";

/// How heavy the letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Weight {
    /// CSS weight 400.
    #[default]
    Regular,
    /// CSS weight 600, in most faces drawn as bold.
    Bold,
}

/// Which point of a line of text lies at its position, across.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Anchor {
    /// Its left end.
    #[default]
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// Which point of a line of text lies at its position, down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Baseline {
    /// The line that letters stand on.
    #[default]
    Alphabetic,
    /// Half the height of a digit.
    Middle,
}

/// An outline behind the letters that keeps them readable on lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Halo {
    /// Its colour, usually that of the ground.
    pub color: Color,
    /// How far it reaches beyond the letters, in pixels.
    pub width: f64,
}

/// One line of text in one style.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRun {
    /// What it says.
    pub text: String,
    /// Where, as `anchor` and `baseline` say.
    pub at: Point,
    /// Size of the type, in pixels.
    pub size_px: f64,
    /// How heavy it is.
    pub weight: Weight,
    /// Which point of the line lies at `at`, across.
    pub anchor: Anchor,
    /// Which point of the line lies at `at`, down.
    pub baseline: Baseline,
    /// Colour of the letters.
    pub color: Color,
    /// An outline behind them.
    pub halo: Option<Halo>,
}

/// Height of a digit over the type size, about the same in every sans-serif face.
const DIGIT_HEIGHT: f64 = 0.73;

impl TextRun {
    /// Regular text around the point `at`.
    pub fn centered(text: impl Into<String>, at: Point, size_px: f64, color: Color) -> Self {
        Self {
            text: text.into(),
            at,
            size_px,
            weight: Weight::Regular,
            anchor: Anchor::Middle,
            baseline: Baseline::Middle,
            color,
            halo: None,
        }
    }

    /// Regular text that begins at `at`, half a digit's height above and below.
    pub fn starting(text: impl Into<String>, at: Point, size_px: f64, color: Color) -> Self {
        Self { anchor: Anchor::Start, ..Self::centered(text, at, size_px, color) }
    }

    /// Regular text that ends at `at`, half a digit's height above and below.
    pub fn ending(text: impl Into<String>, at: Point, size_px: f64, color: Color) -> Self {
        Self { anchor: Anchor::End, ..Self::centered(text, at, size_px, color) }
    }

    /// The same text in bold.
    #[must_use]
    pub fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The y of the line that the letters stand on. Painters use this and the alphabetic
    /// baseline, as renderers differ in what they call the middle.
    pub fn baseline_y(&self) -> f64 {
        match self.baseline {
            Baseline::Alphabetic => self.at.y,
            Baseline::Middle => self.at.y + self.size_px * DIGIT_HEIGHT / 2.0,
        }
    }

    /// The x of the left end, by [`text_width`].
    pub fn left_x(&self) -> f64 {
        let width = text_width(&self.text, self.size_px, self.weight);
        match self.anchor {
            Anchor::Start => self.at.x,
            Anchor::Middle => self.at.x - width / 2.0,
            Anchor::End => self.at.x - width,
        }
    }

    /// The room it takes, from the top of a digit to a little below the baseline, without halo.
    pub fn bounds(&self) -> Rect {
        let width = text_width(&self.text, self.size_px, self.weight);
        let top = self.baseline_y() - self.size_px * DIGIT_HEIGHT;
        Rect::new(self.left_x(), top, width, self.size_px * (DIGIT_HEIGHT + 0.12))
    }
}

/// Whether a character is a letter of the scripts that the page uses: Latin, Greek, Chinese.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'À'..='Ͽ' | '\u{2e80}'..)
}

/// About how wide `text` will be, in pixels. Browsers differ in typeface; this is what `DejaVu`
/// Sans measures, the widest of the usual ones, so that text fits with any. Digits are tabular:
/// all of one width.
pub fn text_width(text: &str, size_px: f64, weight: Weight) -> f64 {
    let em = |c: char| match weight {
        Weight::Bold if is_letter(c) => 1.16 * em_width(c),
        Weight::Bold if c.is_ascii_digit() => 1.095 * em_width(c),
        Weight::Bold | Weight::Regular => em_width(c),
    };
    text.chars().map(em).sum::<f64>() * size_px
}

/// Widths of the characters from space to tilde in `DejaVu` Sans, in thousandths of the type size.
#[rustfmt::skip]
const ASCII: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
    636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
    1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
    603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
    500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
    635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

/// Width of one character over the type size.
fn em_width(c: char) -> f64 {
    if let Some(&width) = (c as usize).checked_sub(0x20).and_then(|i| ASCII.get(i)) {
        return f64::from(width) / 1000.0;
    }
    match c as u32 {
        // Accents that go onto the letter before them.
        0x300..=0x36f => 0.0,
        // Raised and lowered figures; the middle dot.
        0x2070..=0x209f | 0xb2 | 0xb3 | 0xb9 | 0xb7 => 0.42,
        // Arrows, minus and the other signs of mathematics.
        0x2190..=0x22ff | 0xd7 => 0.838,
        // Chinese, Japanese, Korean and their punctuation.
        0x1100..=0x11ff | 0x2e80..=0x9fff | 0xac00..=0xd7a3 | 0xf900..=0xff60 => 1.0,
        _ => 0.64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_tabular() {
        let width = |text| text_width(text, 10.0, Weight::Regular);
        assert_eq!(width("1111"), width("8000"));
        assert!(width("−0.500") > width("0.500"));
        assert!(text_width("0.5", 10.0, Weight::Bold) > width("0.5"));
        assert_eq!(width("隐藏层"), 30.0);
    }

    #[test]
    fn bounds_follow_the_anchor() {
        let at = Point::new(100.0, 50.0);
        let middle = TextRun::centered("0.500", at, 10.0, Color::hex(0)).bounds();
        assert!((middle.center().x - 100.0).abs() < 1e-9);
        assert!(middle.y < 50.0 && middle.bottom() > 50.0);
        assert!(
            (TextRun::ending("0.500", at, 10.0, Color::hex(0)).bounds().right() - 100.0).abs()
                < 1e-9
        );
        assert_eq!(TextRun::starting("0.500", at, 10.0, Color::hex(0)).bounds().x, 100.0);
    }
}
