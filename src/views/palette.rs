//! The colours of the pictures, in light and dark. `www/style/theme.css` repeats them as custom
//! properties under the same names; a test compares the two.

use crate::scene::Color;

/// One theme's colours, each with its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Behind the network.
    pub ground: Color,
    /// Panels, nodes, cards.
    pub panel: Color,
    /// Text and outlines.
    pub ink: Color,
    /// Secondary text; at least 4.5 : 1 against both `ground` and `panel`.
    pub muted: Color,
    /// Hairlines, grids and outlines of what is not computed yet.
    pub line: Color,
    /// Weights above zero.
    pub weight_positive: Color,
    /// Weights below zero.
    pub weight_negative: Color,
    /// Gradients above zero.
    pub gradient_positive: Color,
    /// Gradients below zero.
    pub gradient_negative: Color,
    /// Behind what the current operation reads and writes.
    pub highlight: Color,
    /// What is selected, and the keyboard's focus.
    pub accent: Color,
    /// Errors.
    pub error: Color,
}

impl Palette {
    /// The light theme.
    pub const LIGHT: Self = Self {
        ground: Color::hex(0xf7_f6_f2),
        panel: Color::hex(0xff_ff_ff),
        ink: Color::hex(0x1c_20_27),
        muted: Color::hex(0x59_62_6e),
        line: Color::hex(0xd9_d6_ce),
        weight_positive: Color::hex(0x1f_66_ad),
        weight_negative: Color::hex(0xa8_49_06),
        gradient_positive: Color::hex(0x0b_75_39),
        gradient_negative: Color::hex(0x7d_2a_91),
        highlight: Color::hex(0xff_e9_a0),
        accent: Color::hex(0x8a_62_00),
        error: Color::hex(0xb3_26_1e),
    };

    /// The dark theme.
    pub const DARK: Self = Self {
        ground: Color::hex(0x12_16_1b),
        panel: Color::hex(0x1b_1f_26),
        ink: Color::hex(0xec_ef_f3),
        muted: Color::hex(0xa8_b3_bf),
        line: Color::hex(0x38_40_4a),
        weight_positive: Color::hex(0x6c_b2_f2),
        weight_negative: Color::hex(0xf5_a3_5c),
        gradient_positive: Color::hex(0x6f_d0_8c),
        gradient_negative: Color::hex(0xcf_9b_e8),
        highlight: Color::hex(0x4c_40_18),
        accent: Color::hex(0xe8_c0_4a),
        error: Color::hex(0xff_98_8f),
    };
}
