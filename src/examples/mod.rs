//! The experiments that ship with the page, each a scenario document with its source.

use crate::i18n::{EXAMPLE, Text};
use crate::lab::{Invalid, Scenario};

/// An experiment that ships with the page.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// Its name in links and in the page's list.
    pub id: &'static str,
    /// Its title.
    pub title: Text,
    /// What it shows, where it comes from, and what to watch for.
    pub note: Text,
    /// The scenario document.
    pub document: &'static str,
}

impl Example {
    /// The scenario.
    ///
    /// # Errors
    /// None for the ones that ship: a test reads them all.
    pub fn scenario(&self) -> Result<Scenario, Invalid> {
        Scenario::from_json(self.document)
    }
}

/// The example of that name.
pub fn by_id(id: &str) -> Option<&'static Example> {
    ALL.iter().find(|example| example.id == id)
}

macro_rules! examples {
    ($($id:ident, $note:ident;)*) => {
        /// Every example, in the order the page lists them.
        pub const ALL: &[Example] = &[$(Example {
            id: stringify!($id),
            title: EXAMPLE.$id,
            note: EXAMPLE.$note,
            document: include_str!(concat!("documents/", stringify!($id), ".json")),
        },)*];
    };
}

examples! {
    hand, hand_note;
    program, program_note;
    mazur, mazur_note;
    mazur_biases, mazur_biases_note;
    xor, xor_note;
    circle, circle_note;
    exclusive_or, exclusive_or_note;
    gaussian, gaussian_note;
    spiral, spiral_note;
    sine, sine_note;
    plane, plane_note;
    multi_gaussian, multi_gaussian_note;
    deep, deep_note;
}
