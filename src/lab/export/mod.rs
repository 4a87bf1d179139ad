//! The same run as code: a recording as a script or a notebook for a framework.
//!
//! ```
//! use backstep::lab::{Lab, Recording};
//! use backstep::lab::export::{Framework, notebook, script};
//!
//! let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
//! let mut recording = Recording::new(&Lab::new(mazur.scenario()?)?, 100);
//! while recording.advance() {}
//!
//! let python = script(&recording, Framework::Pytorch);
//! assert!(python.contains("nn.Linear(2, 2),"));
//! assert!(python.contains("train(100)"));
//! assert!(notebook(&recording, Framework::Pytorch).contains("\"nbformat\": 4"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod common;
mod jax;
mod keras;
mod notebook;
mod numbers;
mod numpy;
mod plan;
mod pytorch;
mod pytorch_optimizer;
mod template;
mod update;

pub use notebook::notebook;

use super::Recording;
use plan::Plan;
use template::Filling;

/// What a script is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Framework {
    /// NumPy, with backpropagation written out.
    #[default]
    Numpy,
    /// PyTorch: a network of modules and autograd.
    Pytorch,
    /// JAX: plain functions and `jax.value_and_grad`.
    Jax,
    /// TensorFlow: Keras layers and `tf.GradientTape`.
    Keras,
}

impl Framework {
    /// Every framework, in the order the page lists them.
    pub const ALL: [Self; 4] = [Self::Numpy, Self::Pytorch, Self::Jax, Self::Keras];

    /// The name in files and commands.
    ///
    /// ```
    /// use backstep::lab::export::Framework;
    /// for framework in Framework::ALL {
    ///     assert_eq!(Framework::from_name(framework.name()), Some(framework));
    /// }
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Numpy => "numpy",
            Self::Pytorch => "pytorch",
            Self::Jax => "jax",
            Self::Keras => "keras",
        }
    }

    /// The framework of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|framework| framework.name() == name)
    }

    /// The name as its makers write it, the same in every language.
    pub fn title(self) -> &'static str {
        match self {
            Self::Numpy => "NumPy",
            Self::Pytorch => "PyTorch",
            Self::Jax => "JAX",
            Self::Keras => "TensorFlow/Keras",
        }
    }
}

/// A Python script that makes the same run: it rebuilds data and first parameters to the bit,
/// trains as many iterations as were recorded, with the changes made on the way, and stops at the
/// first loss or parameter that differs from the recorded one by more than 1e-9.
///
/// Every part of it is there because this run needs it. Its sections begin with `# %%`, which
/// editors show as cells.
///
/// ```
/// # use backstep::lab::{Lab, Recording};
/// # use backstep::lab::export::{Framework, script};
/// # let xor = backstep::examples::by_id("xor").ok_or("no such example")?;
/// # let mut recording = Recording::new(&Lab::new(xor.scenario()?)?, 2);
/// # while recording.advance() {}
/// let python = script(&recording, Framework::Numpy);
/// assert!(python.contains("def backward(z, a, y):"));
/// assert!(!python.contains("momentum"), "this run has none");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn script(recording: &Recording, framework: Framework) -> String {
    let plan = Plan::new(recording);
    let mut filling = Filling::default();
    let title = recording.lab().base().title.as_deref().map(one_line);
    filling.fill("title", title.filter(|t| !t.is_empty()).unwrap_or("A run of Backstep".into()));
    if let Some(note) = recording.note() {
        filling.hold("note");
        filling.fill("note", one_line(note));
    }
    let (dialect, fill, template): (_, fn(&Plan, &mut Filling), _) = match framework {
        Framework::Numpy => (numpy::DIALECT, numpy::fill, numpy::TEMPLATE),
        Framework::Pytorch => (pytorch::DIALECT, pytorch::fill, pytorch::TEMPLATE),
        Framework::Jax => (jax::DIALECT, jax::fill, jax::TEMPLATE),
        Framework::Keras => (keras::DIALECT, keras::fill, keras::TEMPLATE),
    };
    dialect.fill(&plan, &mut filling);
    fill(&plan, &mut filling);
    filling.render(template)
}

/// A text as it can stand in a Python string whoever wrote it: without quotes, backslashes, line
/// breaks and marks that turn the direction of writing.
fn one_line(text: &str) -> String {
    let is_turn = |c: char| matches!(c, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| match c {
            '"' => '\'',
            '\\' => '/',
            c if c.is_control() || is_turn(c) => ' ',
            c => c,
        })
        .take(200)
        .collect::<String>()
        .trim()
        .to_owned()
}
