//! The gallery of worked examples: whether it is open, and our numbers beside the published ones,
//! which are read from the examples' own runs in slices between frames.

use super::{Effect, Model, update};
use crate::examples::{self, Example, Source};
use crate::lab::Lab;

/// The gallery.
#[derive(Debug, Clone, Default)]
pub(super) struct Gallery {
    is_open: bool,
    /// Our numbers, one list for each of [`worked`]; the last list may still be growing.
    ours: Vec<Vec<Option<f64>>>,
    /// The run that the last list is read from.
    run: Option<Lab>,
}

/// Our number for something published.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Ours {
    /// It is still to be computed.
    Coming,
    /// No network computes it.
    Nothing,
    /// This.
    Number(f64),
}

/// The examples that have a source.
pub(super) fn worked() -> impl Iterator<Item = (&'static Example, Source)> {
    examples::ALL.iter().filter_map(|example| Some((example, example.source?)))
}

impl Gallery {
    /// Whether it is open.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Whether numbers that are shown are still to be computed.
    pub(super) fn has_work(&self) -> bool {
        self.is_open && (self.run.is_some() || self.ours.len() < worked().count())
    }

    /// Our number for a row of the example that stands at place `example` of [`worked`].
    pub(super) fn ours(&self, example: usize, row: usize) -> Ours {
        match self.ours.get(example).and_then(|rows| rows.get(row)) {
            None => Ours::Coming,
            Some(None) => Ours::Nothing,
            Some(Some(number)) => Ours::Number(*number),
        }
    }

    /// A slice of the computation: an iteration at most.
    pub(super) fn work(&mut self) {
        if self.run.is_none() {
            let next = worked().nth(self.ours.len());
            // A test opens every document.
            self.run = next.and_then(|(example, _)| Lab::new(example.scenario().ok()?).ok());
            self.ours.push(Vec::new());
        }
        let source = worked().nth(self.ours.len() - 1);
        let (Some(lab), Some(ours), Some((_, source))) =
            (&mut self.run, self.ours.last_mut(), source)
        else {
            return;
        };
        match source.published.get(ours.len()) {
            Some(row) if lab.continue_seek(row.position()) => ours.push(row.read(lab)),
            Some(_) => {}
            None => self.run = None,
        }
    }
}

impl Model {
    /// Whether the gallery is open.
    pub fn is_gallery_open(&self) -> bool {
        self.gallery.is_open()
    }
}

/// Opens or closes the gallery.
pub(super) fn show(model: &mut Model, on: bool) -> Vec<Effect> {
    model.gallery.is_open = on;
    vec![Effect::ShowGallery(on)]
}

/// Opens an example that was chosen in the gallery.
pub(super) fn choose(model: &mut Model, id: &str) -> Vec<Effect> {
    update::open_example(model, id);
    show(model, false)
}
