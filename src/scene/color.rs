//! Colours.

/// A colour with opacity, 8 bits a channel, not premultiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity, 255 is opaque.
    pub a: u8,
}

impl Color {
    /// An opaque colour from 0xRRGGBB.
    pub const fn hex(rgb: u32) -> Self {
        Self { r: (rgb >> 16) as u8, g: (rgb >> 8) as u8, b: rgb as u8, a: 255 }
    }

    /// The same colour with the opacity `alpha`, 0 to 1.
    #[must_use]
    pub fn with_alpha(self, alpha: f64) -> Self {
        Self { a: (alpha.clamp(0.0, 1.0) * 255.0).round() as u8, ..self }
    }

    /// The opaque colour the fraction `t` of the way to `other`, channel by channel.
    #[must_use]
    pub fn mixed(self, other: Self, t: f64) -> Self {
        let t = if t.is_nan() { 0.0 } else { t.clamp(0.0, 1.0) };
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * t).round() as u8;
        Self { r: mix(self.r, other.r), g: mix(self.g, other.g), b: mix(self.b, other.b), a: 255 }
    }

    /// The colour as CSS writes it: `#rrggbb`, and `#rrggbbaa` if it is not opaque.
    pub fn css(self) -> String {
        let Self { r, g, b, a } = self;
        if a == 255 {
            format!("#{r:02x}{g:02x}{b:02x}")
        } else {
            format!("#{r:02x}{g:02x}{b:02x}{a:02x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn css_writes_opacity_only_where_there_is_some() {
        assert_eq!(Color::hex(0x01_23_ab).css(), "#0123ab");
        assert_eq!(Color::hex(0x01_23_ab).with_alpha(0.5).css(), "#0123ab80");
    }

    #[test]
    fn mixing_ends_at_its_ends() {
        let (black, white) = (Color::hex(0), Color::hex(0xff_ff_ff));
        assert_eq!(black.mixed(white, 0.0), black);
        assert_eq!(black.mixed(white, 7.0), white);
        assert_eq!(black.mixed(white, f64::NAN), black);
        assert_eq!(black.mixed(white, 0.5), Color::hex(0x80_80_80));
    }
}
