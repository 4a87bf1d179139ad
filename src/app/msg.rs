//! What can happen to the page, and what it asks of the world.

use super::{Command, KeyPress, RunAction};
use crate::lab::{Position, StepSize};
use crate::step::{Cell, Mark};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A button was pressed.
    Command(Command),
    /// A key was pressed outside a field.
    Key(KeyPress),
    /// A control was changed.
    Field {
        /// The control's `data-field`.
        field: String,
        /// What stands in it now.
        text: String,
        /// Whether the change is complete, or the control is still being moved.
        done: bool,
    },
    /// What stands in a control is not to count: it goes back to what it was.
    GiveUp {
        /// The control's `data-field`.
        field: String,
    },
    /// An example was chosen in the gallery, by its name.
    Example(String),
    /// A button in the list of runs was pressed.
    Run(RunAction),
    /// A parameter was chosen in the list of the check.
    SelectListed(Option<Mark>),
    /// The pointer rests on a mark of the picture, or on none.
    Hover(Option<Mark>),
    /// The pointer rests on a symbol of an equation, or on none.
    HoverCell(Option<Cell>),
    /// The pointer rests on an iteration of the diagnosis, or on none.
    PointDiagnosis(Option<f64>),
    /// A mark was clicked, or the ground.
    Select(Option<Mark>),
    /// The strip's cursor was put where `fraction` (0 to 1) of its width is.
    Strip {
        /// Share of the strip's width.
        fraction: f64,
    },
    /// The loss curve was pressed or dragged where so many iterations are complete.
    Timeline {
        /// How many.
        iterations: f64,
    },
    /// The pointer is at a place of the loss landscape, or at none.
    LandscapePoint {
        /// The place on each axis.
        at: Option<[usize; 2]>,
        /// Whether it was pressed.
        pin: bool,
    },
    /// What is pointed at in the loss landscape moves by so many places.
    LandscapeMove {
        /// To the right.
        across: isize,
        /// Up.
        up: isize,
    },
    /// A frame is about to be drawn.
    Frame {
        /// Seconds on a clock that never goes back.
        now_secs: f64,
    },
    /// There is time for a slice of work; see [`super::Model::has_work`].
    Work,
    /// A file was read.
    Opened {
        /// The file's name.
        name: String,
        /// What is in it.
        text: String,
    },
    /// A file could not be read.
    OpenFailed {
        /// The file's name.
        name: String,
    },
    /// The page was opened, or its address changed: what stands after `#`.
    Link(String),
    /// What the page's own chance is to begin with.
    Chance(u64),
    /// The system's theme changed.
    SystemTheme {
        /// Whether it is dark.
        dark: bool,
    },
    /// What the page remembers from the last visit.
    Remembered {
        /// What it is of: `language` or `theme`.
        key: String,
        /// Its value.
        value: String,
    },
    /// A script moves the run, as `window.backstep` does.
    Step {
        /// How far.
        size: StepSize,
        /// Whether forwards.
        forward: bool,
    },
    /// A script goes to a place of the run.
    Seek(Position),
    /// What is exported is on the clipboard, or could not be put there.
    TextCopied {
        /// Whether it worked.
        done: bool,
    },
    /// The browser has closed the export dialog by itself.
    ExportClosed,
    /// The browser has closed the sweep by itself.
    SweepClosed,
    /// The browser has closed the loss landscape by itself.
    LandscapeClosed,
    /// The link is on the clipboard, or could not be put there.
    Copied {
        /// Whether it worked.
        done: bool,
        /// The link.
        link: String,
    },
}

/// Something the page asks of the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Offer a file to be saved.
    Save {
        /// The file's name.
        name: String,
        /// What is in it.
        text: String,
    },
    /// Ask for a file to be opened.
    ChooseFile,
    /// Put the page's address with this after `#` on the clipboard.
    CopyLink {
        /// What stands after `#`.
        hash: String,
    },
    /// Put a text on the clipboard.
    CopyText {
        /// The text.
        text: String,
    },
    /// Fill the screen, or leave it.
    FullScreen(bool),
    /// Open or close the help.
    ShowHelp(bool),
    /// Open or close the export dialog.
    ShowExport(bool),
    /// Open or close the gallery.
    ShowGallery(bool),
    /// Open or close the sweep.
    ShowSweep(bool),
    /// Open or close the loss landscape.
    ShowLandscape(bool),
    /// Put the focus into the field of that id and select what stands in it.
    Focus(&'static str),
    /// A panel has opened or closed: the focus goes into it, and back to what opened it.
    ShowPanel {
        /// The id of its card.
        id: &'static str,
        /// Whether it has opened.
        on: bool,
    },
    /// Bring the element of that id into sight, where it is out of it.
    Reveal(&'static str),
    /// Keep for the next visit.
    Remember {
        /// What it is of.
        key: &'static str,
        /// Its value.
        value: String,
    },
}
