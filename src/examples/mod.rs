//! The experiments that ship with the page, each a scenario document. Those worked by others have
//! their source, and what it has printed.

mod published;

use crate::i18n::{EXAMPLE, Text};
use crate::lab::{Invalid, Scenario};
use published::{article, cs231n, mazur, micrograd, nielsen};

pub use published::{Published, Reading, Source};

/// An experiment that ships with the page.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// Its name in links and in the page's list.
    pub id: &'static str,
    /// Its title.
    pub title: Text,
    /// What it shows, where it comes from, and what to watch for.
    pub note: Text,
    /// Whose numbers it has, if it is worked in print.
    pub source: Option<Source>,
    /// The scenario document.
    pub document: &'static str,
}

impl Example {
    /// Whether it shows a trouble of training, which the diagnosis names.
    pub fn is_trouble(&self) -> bool {
        TROUBLES.contains(&self.id)
    }

    /// The scenario.
    ///
    /// # Errors
    /// None for the ones that ship: a test reads them all.
    pub fn scenario(&self) -> Result<Scenario, Invalid> {
        Scenario::from_json(self.document)
    }
}

/// The examples that show a trouble of training each.
pub const TROUBLES: [&str; 4] = ["vanishing", "exploding", "dying_relu", "oscillating"];

/// The example of that name.
pub fn by_id(id: &str) -> Option<&'static Example> {
    ALL.iter().find(|example| example.id == id)
}

macro_rules! examples {
    ($($id:ident, $note:ident $(, $source:expr)?;)*) => {
        /// Every example, in the order the page lists them.
        pub const ALL: &[Example] = &[$(Example {
            id: stringify!($id),
            title: EXAMPLE.$id,
            note: EXAMPLE.$note,
            source: examples!(@source $($source)?),
            document: include_str!(concat!("documents/", stringify!($id), ".json")),
        },)*];
    };
    (@source) => { None };
    (@source $source:expr) => { Some($source) };
}

examples! {
    hand, hand_note, article::HAND;
    program, program_note, article::PROGRAM;
    mazur, mazur_note, mazur::FIXED;
    mazur_biases, mazur_biases_note, mazur::TRAINED;
    cs231n_sum, cs231n_sum_note, cs231n::SUM;
    cs231n_max, cs231n_max_note, cs231n::MAX;
    cs231n_neuron, cs231n_neuron_note, cs231n::NEURON;
    micrograd, micrograd_note, micrograd::README;
    nielsen_fast, nielsen_fast_note, nielsen::FAST;
    nielsen_slow, nielsen_slow_note, nielsen::SLOW;
    nielsen_cross_entropy, nielsen_cross_entropy_note, nielsen::CROSS_ENTROPY;
    xor, xor_note;
    circle, circle_note;
    exclusive_or, exclusive_or_note;
    gaussian, gaussian_note;
    spiral, spiral_note;
    sine, sine_note;
    plane, plane_note;
    multi_gaussian, multi_gaussian_note;
    deep, deep_note;
    vanishing, vanishing_note;
    exploding, exploding_note;
    dying_relu, dying_relu_note;
    oscillating, oscillating_note;
}
