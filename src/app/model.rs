//! Everything the page knows.

use std::cell;

use super::Export;
use super::diagnosis::{self, Diagnosis};
use super::gallery::Gallery;
use crate::examples::{self, Example};
use crate::i18n::Language;
use crate::lab::{Divergence, Invalid, Lab, Position, StepSize};
use crate::step::{Cell, Mark};

use super::check::{self, Check};
use super::landscape::{self, LandscapePanel};
use super::mistake::{self, Ghost, Search};
use super::runs::{self, Runs};
use super::sweep::Sweep;

/// Runs kept for undo.
const MOST_UNDO: usize = 40;

/// How fast play goes, in steps of the chosen size a second; `None` is as fast as possible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speed(pub Option<f64>);

impl Speed {
    /// The speeds the page offers, slowest first.
    pub const ALL: [Self; 7] = [
        Self(Some(1.0)),
        Self(Some(2.0)),
        Self(Some(5.0)),
        Self(Some(10.0)),
        Self(Some(30.0)),
        Self(Some(100.0)),
        Self(None),
    ];

    /// The name in the page's list.
    pub fn name(self) -> String {
        self.0.map_or("max".to_owned(), |rate| rate.to_string())
    }

    /// The speed of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|speed| speed.name() == name)
    }
}

/// Which theme the page is drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeChoice {
    /// The system's.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl ThemeChoice {
    /// The name in storage and in `data-theme`.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Long work that is done in slices between frames.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Task {
    /// Going to a position.
    Seek {
        /// Where to.
        target: Position,
        /// Where the run stood when it set out.
        from: u64,
    },
    /// Going on to the end of the epoch.
    Epoch {
        /// Where the run stood when it set out.
        from: u64,
    },
}

/// What the page has to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// An input that cannot be used, and where it came from.
    Invalid {
        /// The file or link; empty for the page itself.
        source: String,
        /// What is wrong.
        invalid: Invalid,
    },
    /// A file could not be read.
    Unreadable {
        /// The file's name.
        name: String,
    },
    /// The link names an example that is not there.
    UnknownLink {
        /// What stands after `#`.
        link: String,
    },
    /// A number that is not finite has appeared.
    Diverged(Divergence),
    /// The link is on the clipboard.
    Copied,
    /// The link could not be put on the clipboard; it stands here.
    NotCopied {
        /// The link.
        link: String,
    },
}

/// A control whose content cannot be used: the text stays, with what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejected {
    /// The control's field.
    pub field: String,
    /// What stands in the control.
    pub text: String,
    /// What is wrong with it.
    pub invalid: Invalid,
}

/// Everything the page knows.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the page")]
#[derive(Debug, Clone)]
pub struct Model {
    /// The experiment.
    pub lab: Lab,
    /// The example it began as.
    pub example: Option<&'static Example>,
    /// The size of a step.
    pub step_size: StepSize,
    /// Whether it plays.
    pub playing: bool,
    /// How fast it plays.
    pub speed: Speed,
    /// Steps that are due; infinite at full speed.
    pub(super) owed: f64,
    pub(super) last_frame_secs: Option<f64>,
    pub(super) pace: Pace,
    /// Long work going on.
    pub task: Option<Task>,
    /// The mark that is selected.
    pub selected: Option<Mark>,
    /// The mark that is pointed at.
    pub hovered: Option<Mark>,
    /// The symbol of an equation that is pointed at.
    pub hovered_cell: Option<Cell>,
    /// The language of every text.
    pub language: Language,
    /// The theme chosen.
    pub theme: ThemeChoice,
    pub(super) system_dark: bool,
    /// Whether the page is laid out for a projector.
    pub presenting: bool,
    /// Whether the loss is drawn on a logarithmic axis.
    pub log_axis: bool,
    /// Whether long sums are written out.
    pub all_terms: bool,
    /// Whether the help is open.
    pub help: bool,
    /// The export dialog.
    pub export: Export,
    /// The worked examples and their published numbers.
    pub(super) gallery: Gallery,
    /// On a phone: whether the experiment's controls are shown.
    pub experiment_shown: bool,
    /// The gradient check, while it is open.
    pub check: Option<Check>,
    /// The diagnosis, while it is open.
    pub diagnosis: Option<Diagnosis>,
    /// The search for a planted mistake.
    pub search: Search,
    /// The run without the planted mistake, while the two are compared.
    pub ghost: Option<Ghost>,
    /// The runs that are kept beside this one.
    pub runs: Runs,
    /// Runs from the same start that differ in one setting.
    pub sweep: Sweep,
    /// The loss landscape.
    pub landscape: LandscapePanel,
    /// What the page's own chance begins with: which mistake it hides.
    pub(super) chance: u64,
    /// What the page has to say.
    pub notice: Option<Notice>,
    /// Controls whose content cannot be used.
    pub rejected: Vec<Rejected>,
    /// What was done last, in words for a screen reader.
    pub status: String,
    /// How many messages there were: whatever is kept of the run holds for one of them.
    pub(super) messages: u64,
    losses: cell::Cell<Option<(u64, Losses)>>,
    pub(super) undo: Vec<Past>,
    pub(super) redo: Vec<Past>,
    /// The control that is being moved: one undo takes the whole movement back.
    pub(super) gesture: Option<String>,
}

/// The loss over all samples with the parameters as they are now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Losses {
    /// Over the training samples.
    pub(super) train: f64,
    /// Over the test samples, if there are any.
    pub(super) test: Option<f64>,
}

/// What undo puts back.
#[derive(Debug, Clone)]
pub(super) struct Past {
    lab: Lab,
    example: Option<&'static Example>,
    runs: Runs,
}

/// Iterations a second, measured while it plays.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pace {
    since_secs: f64,
    iterations: u64,
    pub(super) per_second: Option<f64>,
}

impl Pace {
    /// Seconds between measurements.
    const WINDOW_SECS: f64 = 0.5;

    /// Takes note of where the run stands at a frame.
    pub(super) fn note(&mut self, now_secs: f64, iterations: u64) {
        let passed = now_secs - self.since_secs;
        if passed >= Self::WINDOW_SECS {
            let done = iterations.saturating_sub(self.iterations);
            let was_running = self.since_secs > 0.0;
            self.per_second = was_running.then_some(done as f64 / passed);
            (self.since_secs, self.iterations) = (now_secs, iterations);
        }
    }
}

impl Model {
    /// The page as it opens.
    ///
    /// # Errors
    /// None: the examples that ship are tested.
    pub fn new() -> Result<Self, Invalid> {
        let example = &examples::ALL[0];
        Ok(Self {
            lab: Lab::new(example.scenario()?)?,
            example: Some(example),
            step_size: StepSize::Op,
            playing: false,
            speed: Speed(Some(5.0)),
            owed: 0.0,
            last_frame_secs: None,
            pace: Pace::default(),
            task: None,
            selected: None,
            hovered: None,
            hovered_cell: None,
            language: Language::En,
            theme: ThemeChoice::System,
            system_dark: false,
            presenting: false,
            log_axis: false,
            all_terms: false,
            help: false,
            export: Export::default(),
            gallery: Gallery::default(),
            experiment_shown: false,
            check: None,
            diagnosis: None,
            search: Search::default(),
            ghost: None,
            runs: Runs::default(),
            sweep: Sweep::default(),
            landscape: LandscapePanel::default(),
            chance: 0,
            notice: None,
            rejected: Vec::new(),
            status: String::new(),
            messages: 0,
            losses: cell::Cell::new(None),
            undo: Vec::new(),
            redo: Vec::new(),
            gesture: None,
        })
    }

    /// Whether the page is drawn dark.
    pub fn is_dark(&self) -> bool {
        match self.theme {
            ThemeChoice::System => self.system_dark,
            ThemeChoice::Light => false,
            ThemeChoice::Dark => true,
        }
    }

    /// Whether there is work to be done before the next frame; see [`super::Msg::Work`].
    pub fn has_work(&self) -> bool {
        self.task.is_some()
            || (self.playing && self.owed >= 1.0)
            || mistake::lags(self)
            || runs::lag(self)
            || self.sweep.has_work()
            || landscape::has_work(self)
            || check::has_work(self)
            || diagnosis::has_work(self)
            || self.export.is_making()
            || self.gallery.has_work()
    }

    /// What cannot be used in a control, if anything.
    pub fn rejected(&self, field: &str) -> Option<&Rejected> {
        self.rejected.iter().find(|rejected| rejected.field == field)
    }

    /// Forgets what could not be used in a control.
    pub(super) fn accept(&mut self, field: &str) {
        self.rejected.retain(|rejected| rejected.field != field);
    }

    /// Whether frames are wanted: something moves.
    pub fn is_busy(&self) -> bool {
        self.playing
            || self.task.is_some()
            || mistake::lags(self)
            || runs::lag(self)
            || self.sweep.has_work()
            || landscape::has_work(self)
            || check::has_work(self)
            || diagnosis::has_work(self)
            || self.export.is_making()
            || self.gallery.has_work()
    }

    /// The loss over all samples, computed once however often it is shown.
    pub(super) fn losses(&self) -> Losses {
        if let Some((messages, losses)) = self.losses.get()
            && messages == self.messages
        {
            return losses;
        }
        let losses = Losses { train: self.lab.train_loss(), test: self.lab.test_loss() };
        self.losses.set(Some((self.messages, losses)));
        losses
    }

    /// Whether steps follow one another too fast for anyone to read what each of them did.
    pub fn is_fast(&self) -> bool {
        const READABLE: f64 = 10.0;
        self.task.is_some()
            || self.export.is_making()
            || self.sweep.has_work()
            || (self.playing && self.speed.0.is_none_or(|rate| rate > READABLE))
    }

    /// Iterations a second that play reaches, once measured.
    pub fn iterations_per_second(&self) -> Option<f64> {
        self.pace.per_second.filter(|_| self.playing)
    }

    pub(super) fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    pub(super) fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// The run as it stands, for undo.
    pub(super) fn past(&self) -> Past {
        Past { lab: self.lab.clone(), example: self.example, runs: self.runs.clone() }
    }

    /// Remembers `past`; what was undone cannot be redone after it.
    pub(super) fn remember(&mut self, past: Past) {
        self.undo.push(past);
        self.redo.clear();
        if self.undo.len() > MOST_UNDO {
            self.undo.remove(0);
        }
    }

    /// Forgets what could be undone.
    pub fn forget_past(&mut self) {
        self.undo.clear();
        self.redo.clear();
    }

    /// Puts `past` back and returns what was there.
    pub(super) fn put_back(&mut self, past: Past) -> Past {
        let Past { lab, example, runs } = past;
        let present = Past {
            lab: std::mem::replace(&mut self.lab, lab),
            example: std::mem::replace(&mut self.example, example),
            runs: std::mem::replace(&mut self.runs, runs),
        };
        self.after_new_run();
        present
    }

    /// Lets go of what belonged to another run.
    pub(super) fn after_new_run(&mut self) {
        self.task = None;
        self.search = Search::default();
        mistake::renew(self);
        if let Some(check) = &mut self.check {
            check.forget();
        }
        self.landscape.forget();
        diagnosis::forget(self);
        self.gesture = None;
        self.rejected.clear();
        self.hovered = None;
        self.hovered_cell = None;
        self.owed = self.owed.min(1.0);
        self.selected = self.selected.filter(|mark| self.has(*mark));
        if matches!(self.notice, Some(Notice::Diverged(_))) && self.lab.divergence().is_none() {
            self.notice = None;
        }
    }

    /// Whether the network has that mark.
    fn has(&self, mark: Mark) -> bool {
        let shape = &self.lab.machine().settings().shape;
        match mark {
            Mark::Input(unit) => unit < shape.inputs,
            Mark::Target(unit) => unit < shape.outputs(),
            Mark::Unit { layer, unit } => shape.layers.get(layer).is_some_and(|l| unit < l.units),
            Mark::Param(param) => shape.contains(param),
            Mark::Loss => true,
        }
    }
}
