//! The export dialog: what is chosen in it, and the text that is made of the run. Whatever takes
//! long is done in slices on a copy; the run itself stays as it is.

use super::{Effect, Model};
use crate::i18n::MESSAGE;
use crate::lab::export::{Framework, notebook, script};
use crate::lab::{Invalid, Lab, LineKind, Lines, NotExportable, Problem, Recording};

/// Iterations that are exported when none has been done yet.
const FIRST_ITERATIONS: u64 = 100;
/// Iterations that are exported at most: a minute or so of work for a small network.
pub const MOST_ITERATIONS: u64 = 100_000;

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// The experiment as a program.
    Code(Framework),
    /// Every number of the current iteration, as JSON.
    Trace,
    /// The traces of the first iterations, as JSON Lines.
    Traces,
    /// The loss history, as CSV.
    History,
    /// The receipt of the current iteration.
    Receipt,
    /// The receipts of the first iterations, as JSON Lines.
    Receipts,
}

impl Product {
    /// Whether it is of so many iterations from the start of the run.
    pub fn takes_iterations(self) -> bool {
        matches!(self, Self::Code(_) | Self::Traces | Self::Receipts)
    }

    /// What a file of it is called, after the name of the experiment.
    fn file(self, as_notebook: bool) -> String {
        match self {
            Self::Code(framework) => {
                format!("{}.{}", framework.name(), if as_notebook { "ipynb" } else { "py" })
            }
            Self::Trace => "trace.json".to_owned(),
            Self::Traces => "traces.jsonl".to_owned(),
            Self::History => "loss.csv".to_owned(),
            Self::Receipt => "receipt.json".to_owned(),
            Self::Receipts => "receipts.jsonl".to_owned(),
        }
    }
}

/// What can be done in the dialog, and opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportAction {
    /// Open it.
    Open,
    /// Close it.
    Close,
    /// Choose what is exported.
    Choose(Product),
    /// A program as a script.
    Script,
    /// A program as a notebook.
    Notebook,
    /// Stop making the text.
    Cancel,
    /// Make the text after all.
    Start,
    /// Copy the text.
    Copy,
    /// Save the text as a file.
    Save,
}

impl ExportAction {
    /// Whether it can be done now.
    pub(super) fn is_enabled(self, model: &Model) -> bool {
        match self {
            // What is exported begins where the run has come to rest.
            Self::Open => model.task.is_none(),
            Self::Cancel => model.export.is_making(),
            Self::Start => model.export.is_idle(),
            // What is typed beside it would be another text.
            Self::Copy | Self::Save => {
                model.export.is_made() && model.rejected(ITERATIONS).is_none()
            }
            _ => true,
        }
    }

    /// Whether it is what is chosen, where it chooses something.
    pub(super) fn is_chosen(self, export: &Export) -> Option<bool> {
        match self {
            Self::Choose(product) => Some(product == export.product),
            Self::Script => Some(!export.as_notebook),
            Self::Notebook => Some(export.as_notebook),
            _ => None,
        }
    }
}

/// Does what a button of the dialog, or the one that opens it, is for.
pub(super) fn run(model: &mut Model, action: ExportAction) -> Vec<Effect> {
    match action {
        ExportAction::Open => return open(model),
        ExportAction::Close => return close(model),
        ExportAction::Copy => return copy(model),
        ExportAction::Save => return save(model),
        ExportAction::Cancel => cancel(model),
        ExportAction::Start => start(model),
        ExportAction::Choose(product) => {
            model.export.product = product;
            start(model);
        }
        ExportAction::Script | ExportAction::Notebook => {
            model.export.as_notebook = action == ExportAction::Notebook;
            start(model);
        }
    }
    Vec::new()
}

/// The dialog.
#[derive(Debug, Clone)]
pub struct Export {
    /// Whether it is open.
    pub is_open: bool,
    /// What is chosen.
    pub product: Product,
    /// Whether a program comes as a notebook.
    pub as_notebook: bool,
    /// How many iterations, where that matters.
    pub iterations: u64,
    pub(super) state: State,
    /// Whether the text was last copied, or could not be, or saved.
    pub(super) handed_over: Option<HandedOver>,
}

/// How far the text is.
#[derive(Debug, Clone)]
pub(super) enum State {
    /// Nothing is made: the dialog is closed, or the work was cancelled.
    Idle,
    Making(Box<Making>),
    Made(Made),
    Failed(Failure),
}

/// A text that is being made.
#[derive(Debug, Clone)]
pub(super) enum Making {
    Code(Recording),
    Lines(Lines),
}

/// A text that is there.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) text: String,
    pub(super) lines: usize,
    /// Iterations in it, if there are fewer than asked for: the run diverges in the next.
    pub(super) ends_after: Option<u64>,
}

/// Why there is no text.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    NotExportable(NotExportable),
    /// The run diverges in its first iteration.
    Nothing,
}

/// What was done with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HandedOver {
    Copied,
    NotCopied,
    Saved,
}

impl Default for Export {
    fn default() -> Self {
        Self {
            is_open: false,
            product: Product::Code(Framework::default()),
            as_notebook: false,
            iterations: FIRST_ITERATIONS,
            state: State::Idle,
            handed_over: None,
        }
    }
}

impl Making {
    /// Iterations done, and to do in all.
    pub(super) fn progress(&self) -> (u64, u64) {
        match self {
            Self::Code(recording) => (recording.losses().len() as u64, recording.iterations()),
            Self::Lines(lines) => (lines.done(), lines.iterations()),
        }
    }
}

impl Export {
    /// Whether nothing is made or being made.
    pub(super) fn is_idle(&self) -> bool {
        matches!(self.state, State::Idle)
    }

    /// Whether there is work to be done in slices.
    pub fn is_making(&self) -> bool {
        matches!(self.state, State::Making(_))
    }

    /// Whether there is a text to copy and to save.
    pub fn is_made(&self) -> bool {
        matches!(self.state, State::Made(_))
    }

    /// The text, once it is made.
    pub fn text(&self) -> Option<&str> {
        match &self.state {
            State::Made(made) => Some(&made.text),
            _ => None,
        }
    }
}

impl Model {
    /// The name of the file that the export dialog saves.
    pub fn export_file(&self) -> String {
        let experiment = self.example.map_or("scenario", |example| example.id);
        format!("backstep-{experiment}-{}", self.export.product.file(self.export.as_notebook))
    }
}

/// Opens the dialog on the run as it stands.
fn open(model: &mut Model) -> Vec<Effect> {
    model.playing = false;
    let done = model.lab.completed_iterations();
    model.export.iterations = if done == 0 { FIRST_ITERATIONS } else { done.min(MOST_ITERATIONS) };
    model.export.is_open = true;
    model.accept(ITERATIONS);
    start(model);
    vec![Effect::ShowExport(true)]
}

/// Closes the dialog; what was made is let go of.
pub(super) fn close(model: &mut Model) -> Vec<Effect> {
    model.export.is_open = false;
    model.export.state = State::Idle;
    vec![Effect::ShowExport(false)]
}

/// The field of the number of iterations.
pub(super) const ITERATIONS: &str = "export_iterations";

/// Sets how many iterations are exported.
pub(super) fn set_iterations(model: &mut Model, number: f64, text: &str) -> Result<(), Invalid> {
    let most = MOST_ITERATIONS as f64;
    if number.fract() != 0.0 || !(1.0..=most).contains(&number) {
        let problem = Problem::OutOfRange { low: 1.0, high: most, found: text.trim().to_owned() };
        return Err(Invalid::at(ITERATIONS, problem));
    }
    model.export.iterations = number as u64;
    if model.export.is_open {
        start(model);
    }
    Ok(())
}

/// Begins to make the text that is chosen; what is made at once is there at once.
fn start(model: &mut Model) {
    let (lab, iterations) = (&model.lab, model.export.iterations);
    let lines = |kind| State::Making(Box::new(Making::Lines(Lines::new(lab, kind, iterations))));
    model.export.state = match model.export.product {
        Product::Code(_) => State::Making(Box::new(Making::Code(recording(lab, iterations)))),
        Product::Traces => lines(LineKind::Traces),
        Product::Receipts => lines(LineKind::Receipts),
        Product::Trace => made(lab.trace_text()),
        Product::History => made(lab.history_csv()),
        Product::Receipt => lab.receipt_text().map_or_else(failed, made),
    };
    model.export.handed_over = None;
}

/// The run recorded for a program, with a word of warning if it is wrong on purpose.
fn recording(lab: &Lab, iterations: u64) -> Recording {
    let recording = Recording::new(lab, iterations);
    match lab.planted_mistakes(iterations.saturating_sub(1)) {
        None => recording,
        Some(names) => recording.with_note(format!(
            "planted_mistake: {names}. The recorded numbers are wrong on purpose; this program \
             computes the right ones and stops where the two part."
        )),
    }
}

/// Stops making the text.
fn cancel(model: &mut Model) {
    model.export.state = State::Idle;
    model.say(MESSAGE.export_cancelled.get(model.language).to_owned());
}

/// A slice of work: one iteration.
pub(super) fn work(model: &mut Model) {
    let export = &mut model.export;
    let State::Making(making) = &mut export.state else { return };
    let more = match &mut **making {
        Making::Code(recording) => Ok(recording.advance()),
        Making::Lines(lines) => lines.advance(),
    };
    let (done, _) = making.progress();
    match more {
        Ok(true) => {}
        Err(reasons) => export.state = failed(reasons),
        Ok(false) if done == 0 => export.state = State::Failed(Failure::Nothing),
        Ok(false) => {
            let text = match (&**making, export.product) {
                (Making::Code(recording), Product::Code(framework)) => {
                    let write = if export.as_notebook { notebook } else { script };
                    write(recording, framework)
                }
                (Making::Lines(lines), _) => lines.text().to_owned(),
                (Making::Code(_), _) => String::new(),
            };
            let ends_after = (done < export.iterations).then_some(done);
            export.state = State::Made(Made { ends_after, ..count_lines(text) });
        }
    }
}

/// The text to the clipboard.
fn copy(model: &Model) -> Vec<Effect> {
    let text = model.export.text();
    text.map(|text| Effect::CopyText { text: text.to_owned() }).into_iter().collect()
}

/// The text into a file.
fn save(model: &mut Model) -> Vec<Effect> {
    let name = model.export_file();
    let Some(text) = model.export.text() else { return Vec::new() };
    let effect = Effect::Save { name, text: text.to_owned() };
    model.export.handed_over = Some(HandedOver::Saved);
    vec![effect]
}

/// The browser says whether the text is on the clipboard.
pub(super) fn copied(model: &mut Model, done: bool) {
    let outcome = if done { HandedOver::Copied } else { HandedOver::NotCopied };
    model.export.handed_over = Some(outcome);
}

fn made(text: String) -> State {
    State::Made(count_lines(text))
}

fn failed(reasons: NotExportable) -> State {
    State::Failed(Failure::NotExportable(reasons))
}

fn count_lines(text: String) -> Made {
    Made { lines: text.lines().count(), text, ends_after: None }
}
