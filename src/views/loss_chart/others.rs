//! Other runs in the chart, each with a line that is told apart by its form as well as its colour.

use super::canvas::{Canvas, Placed};
use super::path::{dashes, lines};
use super::{LossChart, Result};
use crate::scene::Color;
use crate::views::Palette;
use plotters::backend::DrawingBackend;

/// Another run that the chart's own is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Other<'a> {
    /// What it is called: a letter, which stands on its line; may be empty.
    pub name: &'a str,
    /// Iteration and mean training loss, ascending.
    pub points: &'a [(f64, f64)],
    /// How its line is drawn.
    pub look: Look,
}

/// How a run's line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Lengths drawn and left out in turn, in CSS pixels; none for a line without gaps.
    pub pattern: &'static [f64],
    ink: Ink,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ink {
    /// That of text, light in the dark.
    Black,
    Blue,
    Orange,
    Green,
    Purple,
    Ochre,
}

impl Look {
    /// The run that the chart is of.
    pub const OWN: Self = Self { pattern: &[], ink: Ink::Black };
    /// The run without a planted mistake.
    pub const WITHOUT_MISTAKE: Self = Self { pattern: &[2.0, 3.0], ink: Ink::Green };
    /// Runs that are kept, by their place in the alphabet: neighbours differ in both.
    pub const RUNS: [Self; 7] = [
        Self { pattern: &[9.0, 3.0], ink: Ink::Blue },
        Self { pattern: &[2.0, 2.5], ink: Ink::Orange },
        Self { pattern: &[9.0, 3.0, 2.0, 3.0], ink: Ink::Purple },
        Self { pattern: &[5.0, 2.5], ink: Ink::Green },
        Self { pattern: &[9.0, 2.5, 2.0, 2.5, 2.0, 2.5], ink: Ink::Ochre },
        Self { pattern: &[3.0, 4.0], ink: Ink::Blue },
        Self { pattern: &[14.0, 4.0], ink: Ink::Orange },
    ];

    /// The colour of the line.
    pub fn color(self, palette: &Palette) -> Color {
        match self.ink {
            Ink::Black => palette.ink,
            Ink::Blue => palette.weight_positive,
            Ink::Orange => palette.weight_negative,
            Ink::Green => palette.gradient_positive,
            Ink::Purple => palette.gradient_negative,
            Ink::Ochre => palette.accent,
        }
    }

    /// The custom property of the style sheets that holds the colour.
    pub fn property(self) -> &'static str {
        match self.ink {
            Ink::Black => "--ink",
            Ink::Blue => "--weight-positive",
            Ink::Orange => "--weight-negative",
            Ink::Green => "--gradient-positive",
            Ink::Purple => "--gradient-negative",
            Ink::Ochre => "--accent",
        }
    }
}

impl LossChart<'_> {
    /// The lines of the other runs, and then their names on them, each at another place along the
    /// axis so that no two meet.
    pub(super) fn draw_others<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        plot: &Placed,
    ) -> Result<DB> {
        let place = |(x, y): (f64, f64)| Some((plot.x(x), plot.y(y)?));
        for other in self.others {
            let pattern: Vec<f64> =
                other.look.pattern.iter().map(|px| canvas.scaled(*px)).collect();
            for line in lines(other.points, place) {
                for dash in dashes(&line, &pattern) {
                    canvas.line(&dash, other.look.color(self.palette), 2.0)?;
                }
            }
            // One that stops being a number ends in a cross.
            let finite = other.points.iter().take_while(|point| point.1.is_finite());
            let end = finite.last().filter(|_| other.points.iter().any(|p| !p.1.is_finite()));
            if let Some((x, y)) = end.and_then(|&point| place(point)) {
                let (arm, color) = (canvas.px(4.0), other.look.color(self.palette));
                canvas.line(&[(x - arm, y - arm), (x + arm, y + arm)], color, 2.0)?;
                canvas.line(&[(x - arm, y + arm), (x + arm, y - arm)], color, 2.0)?;
            }
        }
        let named = || self.others.iter().filter(|other| !other.name.is_empty());
        let count = named().count() as f64;
        let first = plot.range.x.0;
        for (i, other) in named().enumerate() {
            let mut finite = other.points.iter().filter(|point| point.1.is_finite());
            let last = finite.clone().next_back().map_or(first, |point| point.0);
            let wanted = first + (last - first) * (i as f64 + 0.75) / (count + 0.5);
            let near = finite.clone().find(|point| point.0 >= wanted).or(finite.next_back());
            let Some((x, y)) = near.and_then(|&point| place(point)) else { continue };
            let half = canvas.width_of(other.name) / 2;
            let at = (x.min(plot.right - half - canvas.px(2.0)) - half, y);
            canvas.text_on_patch(
                other.name,
                at,
                other.look.color(self.palette),
                self.palette.panel,
            )?;
        }
        Ok(())
    }
}
