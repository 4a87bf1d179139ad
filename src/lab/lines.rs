//! JSON Lines of a run: one document an iteration, made again from the start.

use super::receipt::{self, NotExportable, Unfit};
use super::{Lab, Recording, trace};

/// Longest text, in bytes: what a browser still copies and shows.
pub(crate) const MOST_BYTES: usize = 32 << 20;

/// What each line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// The trace of the iteration, after its last operation.
    Traces,
    /// The receipt of the iteration, for `bp verify multi`.
    Receipts,
}

/// Documents of the first iterations of a run, one a line. The run itself stays where it is.
///
/// ```
/// use backstep::lab::{Lab, LineKind, Lines};
/// # let mazur = backstep::examples::by_id("mazur").ok_or("no such example")?;
/// let lab = Lab::new(mazur.scenario()?)?;
/// let mut lines = Lines::new(&lab, LineKind::Traces, 10);
/// while lines.advance().is_ok_and(|more| more) {}
/// assert_eq!(lines.text().lines().count(), 10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Lines {
    recording: Recording,
    kind: LineKind,
    run: String,
    text: String,
}

impl Lines {
    /// Prepares to write of `iterations` iterations of `lab`'s experiment, from its start.
    pub fn new(lab: &Lab, kind: LineKind, iterations: u64) -> Self {
        Self {
            recording: Recording::new(lab, iterations),
            kind,
            run: receipt::run_id(lab),
            text: String::new(),
        }
    }

    /// Runs one more iteration and writes its line; false if there is none left. It ends early
    /// where the run diverges, before the iteration that did.
    ///
    /// # Errors
    /// Why the run cannot be written like this: too many iterations for the size of the network,
    /// or whatever is no receipt.
    pub fn advance(&mut self) -> Result<bool, NotExportable> {
        let done = self.done();
        let more = self.recording.advance();
        if self.done() == done {
            return Ok(false);
        }
        let lab = self.recording.lab();
        let line = match self.kind {
            LineKind::Traces => trace::trace(lab),
            LineKind::Receipts => {
                receipt::check_chain(lab, done)?;
                receipt::of_finished(lab, Some((&self.run, done)))?
            }
        };
        self.text.push_str(&line.to_string());
        self.text.push('\n');
        self.check_size(done + 1)?;
        Ok(more)
    }

    /// Iterations written so far.
    pub fn done(&self) -> u64 {
        self.recording.losses().len() as u64
    }

    /// Iterations to write in all; fewer than asked for once the run has diverged.
    pub fn iterations(&self) -> u64 {
        self.recording.iterations()
    }

    /// What has been written so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Told as soon as it can be known: all lines are about as long as the first ones.
    fn check_size(&self, done: u64) -> Result<(), NotExportable> {
        let iterations = self.iterations();
        let most = MOST_BYTES as u64 * done / self.text.len().max(1) as u64;
        if iterations > most.max(1) {
            return Err(Unfit::TooLarge { iterations, most: most.max(1) }.into());
        }
        Ok(())
    }
}
