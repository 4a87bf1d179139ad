//! How each gradient stood a check: the picture's second way of drawing weights and biases.
//!
//! Tones are told by form as well as by colour: what agrees is a thin plain line, what is wrong a
//! thick one with a cross before its number, what cannot be told a dotted one.

use super::NetworkView;
use crate::nn::Param;
use crate::scene::{Color, Stroke};
use crate::views::Palette;

/// How the gradient of one parameter stood the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// In one word.
    pub tone: Tone,
    /// The relative error, to be written at the parameter.
    pub text: String,
}

/// The outcome of a check in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It agrees.
    Good,
    /// It cannot be told.
    Open,
    /// It is wrong.
    Bad,
}

impl Tone {
    /// The colour of marks and numbers.
    pub(super) fn color(self, palette: &Palette) -> Color {
        match self {
            Self::Good => palette.gradient_positive,
            Self::Open => palette.muted,
            Self::Bad => palette.error,
        }
    }

    /// A sign before the number.
    fn sign(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Open => "?",
            Self::Bad => "✗",
        }
    }
}

impl Audit {
    /// What is written at the parameter.
    pub(super) fn label(&self) -> String {
        format!("{} {}", self.tone.sign(), self.text)
    }
}

/// How `param` stood the check; `None` without a check, and of one still to come.
pub(super) fn of(view: &NetworkView, param: Param) -> Option<Audit> {
    view.audit.and_then(|audit| audit(param))
}

/// The looks of a parameter's line, `k` times as wide as usual.
pub(super) fn stroke(palette: &Palette, audit: Option<&Audit>, k: f64) -> Stroke {
    match audit.map(|audit| audit.tone) {
        Some(Tone::Good) => Stroke::new(Tone::Good.color(palette), 1.8 * k),
        Some(Tone::Bad) => Stroke::new(Tone::Bad.color(palette), 5.0 * k),
        Some(Tone::Open) => Stroke::dashed(palette.muted, 3.0 * k, 3.0 * k, 5.0 * k),
        None => Stroke::dashed(palette.line, 1.2 * k, 1.5 * k, 4.0 * k),
    }
}
