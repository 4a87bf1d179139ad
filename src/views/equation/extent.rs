//! About how much room an equation takes, so that a long one can be set in smaller type.

use super::mathml::Style;

/// The pieces of a line between which it may be broken.
#[derive(Debug, Clone, Default)]
pub(super) struct Extent {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    width_em: f64,
    height_em: f64,
}

/// Width of the equation panel and the height in it for formulas above the result, in pixels at
/// the page's usual type size.
const PANEL_PX: f64 = 348.0;
const HEIGHT_PX: f64 = 117.0;

/// Spaces of the style sheet, in the same pixels: between pieces, between the rows that a line is
/// broken into, around a line, before the rows after its first.
const PIECE_GAP_PX: f64 = 4.0;
const ROW_GAP_PX: f64 = 5.0;
const PADDING_PX: f64 = 6.0;
const INDENT_PX: f64 = 20.0;

/// Heights of digits, of letters with indices, of fractions, of fractions in brackets, of a Σ with
/// its limits, and of fractions by a root.
const DIGITS_EM: f64 = 0.9;
const LETTERS_EM: f64 = 1.41;
const FRACTION_EM: f64 = 2.7;
const BRACKETS_EM: f64 = 3.2;
const SUM_EM: f64 = 3.1;
const ROOT_EM: f64 = 4.0;
const ROOT_OF_NUMBERS_EM: f64 = 3.0;

/// How large an equation is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeSize {
    /// As most are.
    Usual,
    /// So that a longer one fits.
    Small,
    /// As small as can be read.
    Smallest,
    /// Smaller still, in a panel made higher; what does not fit then has to be scrolled.
    Long,
}

impl TypeSize {
    /// Those in which the panel is as high as ever.
    const FITTED: [Self; 3] = [Self::Usual, Self::Small, Self::Smallest];

    /// The type size in pixels where the page's is 16; the style sheet has the same in rem.
    fn px(self) -> f64 {
        match self {
            Self::Usual => 21.0,
            Self::Small => 18.0,
            Self::Smallest => 15.0,
            Self::Long => 14.0,
        }
    }

    /// The class of the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Small => "small",
            Self::Smallest => "smallest",
            Self::Long => "smallest long",
        }
    }

    /// The largest size in which all lines fit into the panel above the result.
    pub(super) fn for_lines(lines: &[Extent]) -> Self {
        let fits = |size: &Self| {
            lines.iter().map(|line| line.height_px(size.px())).sum::<f64>() <= HEIGHT_PX
        };
        Self::FITTED.into_iter().find(fits).unwrap_or(Self::Long)
    }
}

impl Extent {
    /// Adds a piece of markup.
    pub(super) fn add(&mut self, markup: &str, style: Style) {
        let chars: usize = markup
            .split('<')
            .filter_map(|tag_and_text| tag_and_text.split_once('>'))
            .map(|(_, text)| text.chars().count())
            .sum();
        // Of a symbol's characters half stand above one another, as indices and layer.
        let (char_em, height_em) = match style {
            Style::Numbers if markup.contains("<msqrt>") => (0.45, ROOT_OF_NUMBERS_EM),
            Style::Numbers if markup.contains("<mfrac>") => (0.45, FRACTION_EM),
            Style::Numbers => (0.56, DIGITS_EM),
            Style::Symbols if markup.contains("<msqrt>") => (0.41, ROOT_EM),
            // Brackets that grow with the fraction in them, and mostly a power outside.
            Style::Symbols if markup.contains("<mo>(</mo>") => (0.5, BRACKETS_EM),
            Style::Symbols if markup.contains("<munderover>") => (0.36, SUM_EM),
            Style::Symbols if markup.contains("<mfrac>") => (0.41, FRACTION_EM),
            Style::Symbols => (0.46, LETTERS_EM),
        };
        self.pieces.push(Piece { width_em: chars as f64 * char_em, height_em });
    }

    /// Adds a button with that text.
    pub(super) fn add_text(&mut self, text: &str) {
        let width_em = 0.5 * text.chars().count() as f64;
        self.pieces.push(Piece { width_em, height_em: DIGITS_EM });
    }

    /// Appends the pieces of what follows on the same line.
    pub(super) fn append(&mut self, other: Self) {
        self.pieces.extend(other.pieces);
    }

    /// How high the line is in type of `px`, broken at the panel's width.
    fn height_px(&self, px: f64) -> f64 {
        let (mut height, mut row, mut used) = (PADDING_PX, 0.0, 0.0);
        for piece in &self.pieces {
            let width = piece.width_em * px;
            if used > 0.0 && used + PIECE_GAP_PX + width > PANEL_PX {
                height += row + ROW_GAP_PX;
                (row, used) = (0.0, INDENT_PX);
            }
            used += PIECE_GAP_PX + width;
            row = f64::max(row, piece.height_em * px);
        }
        height + row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: usize) -> Extent {
        let mut extent = Extent::default();
        for _ in 0..count {
            extent.add("<mo>+</mo><mn>0.123</mn><mo>·</mo><mn>0.456</mn>", Style::Numbers);
        }
        extent
    }

    #[test]
    fn the_longer_the_lines_the_smaller_their_type() {
        let sizes: Vec<_> =
            [2, 9, 15, 60].map(|count| TypeSize::for_lines(&[numbers(count)])).to_vec();
        assert!(sizes.is_sorted(), "{sizes:?}");
        assert_eq!(sizes[0], TypeSize::Usual);
        assert_eq!(sizes[3], TypeSize::Long);
    }

    #[test]
    fn a_line_breaks_where_the_panel_ends() {
        let rows = |count| (numbers(count).height_px(20.0) - PADDING_PX) / (DIGITS_EM * 20.0);
        assert_eq!(rows(2), 1.0);
        assert!(rows(3) > 2.0 && rows(3) < 2.5, "{}", rows(3));
    }

    #[test]
    fn fractions_are_tall() {
        let mut fraction = Extent::default();
        fraction.add("<mfrac><mn>1</mn><mn>2</mn></mfrac>", Style::Symbols);
        assert!(fraction.height_px(20.0) > numbers(1).height_px(20.0) + 20.0);
    }
}
