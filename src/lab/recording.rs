//! A run made again from its start, an iteration at a time, for what is exported of it.

use super::{Lab, Position, StepSize};

/// The first iterations of an experiment, run again on a copy: whoever exports them gets the
/// numbers of the page, and the run on the page stays where it is.
///
/// ```
/// use backstep::lab::{Lab, Recording};
/// # let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
/// let lab = Lab::new(mazur.scenario()?)?;
/// let mut recording = Recording::new(&lab, 100);
/// while recording.advance() {}
/// assert_eq!(recording.losses().len(), 100);
/// assert_eq!(recording.lab().completed_iterations(), 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Recording {
    lab: Lab,
    iterations: u64,
    losses: Vec<f64>,
    note: Option<String>,
}

impl Recording {
    /// Prepares to run `iterations` iterations of `lab`'s experiment from its start, with the
    /// changes that were made on the way.
    pub fn new(lab: &Lab, iterations: u64) -> Self {
        let mut lab = lab.clone();
        lab.seek(Position::default());
        Self { lab, iterations, losses: Vec::new(), note: None }
    }

    /// Runs one more iteration; false if that was the last one, or if there is none left. It
    /// ends early where the run diverges: that iteration is not part of it.
    pub fn advance(&mut self) -> bool {
        if self.is_done() {
            return false;
        }
        self.lab.advance(StepSize::Iteration);
        if self.lab.divergence().is_some_and(|d| d.position.iteration == self.len()) {
            self.iterations = self.len();
            // Back to the last state with numbers that mean anything.
            self.lab.rewind(StepSize::Iteration);
            return false;
        }
        self.losses.extend(self.lab.machine().batch_loss());
        !self.is_done()
    }

    /// Whether every iteration has been run.
    pub fn is_done(&self) -> bool {
        self.len() >= self.iterations
    }

    /// Iterations to run in all; fewer than asked for once the run has diverged.
    pub fn iterations(&self) -> u64 {
        self.iterations
    }

    /// The batch's loss of every iteration so far.
    pub fn losses(&self) -> &[f64] {
        &self.losses
    }

    /// The run after the last iteration recorded: its parameters are those after the update.
    pub fn lab(&self) -> &Lab {
        &self.lab
    }

    /// What whoever reads an export has to know first, such as that the run is wrong on purpose.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The recording with a note, in one line, that stands at the top of every export.
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    fn len(&self) -> u64 {
        self.losses.len() as u64
    }
}
