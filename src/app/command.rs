//! Everything a button or a key can do, in one list.

use super::{ExportAction, LandscapeAction, Model, Product, landscape, mistake};
use crate::lab::StepSize;
use crate::lab::export::Framework;
use crate::views::equation::SHOW_ALL_TERMS;

/// Something a button or a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Play, or pause.
    Play,
    /// One step forward.
    Forward,
    /// One step back.
    Back,
    /// One step of the next coarser size forward.
    ForwardCoarser,
    /// One step of the next coarser size back.
    BackCoarser,
    /// To the start of the run, which stays on record.
    Start,
    /// The size of a step.
    Size(StepSize),
    /// Begin the same experiment anew.
    Reset,
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Save the scenario as a file.
    Save,
    /// Open a scenario from a file.
    Open,
    /// Copy a link to what is on the screen.
    Share,
    /// Something of the export dialog.
    Export(ExportAction),
    /// Larger type and nothing but the picture, for a projector.
    Present,
    /// The other language.
    Language,
    /// The next theme: light, dark, the system's.
    Theme,
    /// Show the help.
    Help,
    /// Hide the help.
    CloseHelp,
    /// Show the worked examples and their published numbers.
    Gallery,
    /// Hide them.
    CloseGallery,
    /// The loss on a linear axis.
    AxisLinear,
    /// The loss on a logarithmic axis.
    AxisLog,
    /// One hidden layer more.
    AddLayer,
    /// One hidden layer less.
    RemoveLayer,
    /// Watch the sample before in the batch.
    PreviousSample,
    /// Watch the next sample of the batch.
    NextSample,
    /// Back to where every number was finite.
    ToLastFinite,
    /// Hide the notice.
    Dismiss,
    /// On a phone: show or hide the experiment's controls.
    ToggleExperiment,
    /// Write long sums out, or cut them.
    ShowAllTerms,
    /// Open the gradient check, or close it.
    Check,
    /// Check the mean gradients over the batch.
    CheckBatch,
    /// Check the gradients of the watched sample.
    CheckSample,
    /// Open the diagnosis, or close it.
    Diagnosis,
    /// To the first operation whose result was not finite.
    ToDivergence,
    /// Plant a mistake without saying which.
    HideMistake,
    /// Say that the last operation makes the planted mistake.
    Accuse,
    /// Say which mistake is planted.
    NameMistake,
    /// Take the planted mistake out.
    RemoveMistake,
    /// Train along without the planted mistake, or stop doing so.
    CompareTraining,
    /// Keep the run as it is and go on with a copy.
    Fork,
    /// Show the networks of several runs beside each other, or one alone.
    SideBySide,
    /// Show the sweep.
    Sweep,
    /// Hide it.
    CloseSweep,
    /// Train all runs of the sweep.
    StartSweep,
    /// Stop doing so.
    CancelSweep,
    /// Something of the loss landscape's dialog.
    Landscape(LandscapeAction),
    /// Point at the next mark of the picture to the right, left, down or up.
    PointRight,
    /// See [`Command::PointRight`].
    PointLeft,
    /// See [`Command::PointRight`].
    PointDown,
    /// See [`Command::PointRight`].
    PointUp,
    /// Select the mark that is pointed at; once more, to type its number.
    SelectPointed,
    /// Let go of what is selected, leave help, gallery and presentation.
    Escape,
}

/// A key that was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPress {
    /// The key, as browsers name it: `ArrowRight`, `r`, ` `.
    pub key: String,
    /// Whether Shift was held.
    pub shift: bool,
    /// Whether Ctrl (or Command) was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
}

impl KeyPress {
    /// Whether the page does something at this key, so that the browser must not.
    pub fn is_known(&self) -> bool {
        Command::from_key(self).is_some()
    }
}

/// A command with its name and keys.
#[derive(Debug)]
pub struct Spec {
    /// What it does.
    pub command: Command,
    /// Its name: the `data-command` of its button.
    pub id: &'static str,
    /// The keys that do it: `Shift+` and `Ctrl+` in front where they are held.
    pub keys: &'static [&'static str],
}

const fn spec(command: Command, id: &'static str, keys: &'static [&'static str]) -> Spec {
    Spec { command, id, keys }
}

/// Chooses what is exported.
const fn product(product: Product, id: &'static str) -> Spec {
    spec(Command::Export(ExportAction::Choose(product)), id, &[])
}

/// Something of the loss landscape.
const fn of_landscape(
    action: LandscapeAction,
    id: &'static str,
    keys: &'static [&'static str],
) -> Spec {
    spec(Command::Landscape(action), id, keys)
}

/// Every command.
pub const COMMANDS: &[Spec] = &[
    spec(Command::Play, "play", &[" "]),
    spec(Command::Forward, "forward", &["ArrowRight", "PageDown"]),
    spec(Command::Back, "back", &["ArrowLeft", "PageUp"]),
    spec(Command::ForwardCoarser, "forward_coarser", &["Shift+ArrowRight", "Shift+PageDown"]),
    spec(Command::BackCoarser, "back_coarser", &["Shift+ArrowLeft", "Shift+PageUp"]),
    spec(Command::Start, "start", &["Home"]),
    spec(Command::Size(StepSize::Op), "size_op", &["1"]),
    spec(Command::Size(StepSize::Layer), "size_layer", &["2"]),
    spec(Command::Size(StepSize::Pass), "size_pass", &["3"]),
    spec(Command::Size(StepSize::Iteration), "size_iteration", &["4"]),
    spec(Command::Size(StepSize::Epoch), "size_epoch", &["5"]),
    spec(Command::Reset, "reset", &["r"]),
    spec(Command::Undo, "undo", &["Ctrl+z"]),
    spec(Command::Redo, "redo", &["Ctrl+Shift+z", "Ctrl+y"]),
    spec(Command::Save, "save", &["Ctrl+s"]),
    spec(Command::Open, "open", &["Ctrl+o"]),
    spec(Command::Share, "share", &[]),
    spec(Command::Export(ExportAction::Open), "export", &["e"]),
    spec(Command::Export(ExportAction::Close), "close_export", &[]),
    product(Product::Code(Framework::Numpy), "export_numpy"),
    product(Product::Code(Framework::Pytorch), "export_pytorch"),
    product(Product::Code(Framework::Jax), "export_jax"),
    product(Product::Code(Framework::Keras), "export_keras"),
    product(Product::Trace, "export_trace"),
    product(Product::Traces, "export_traces"),
    product(Product::History, "export_history"),
    product(Product::Receipt, "export_receipt"),
    product(Product::Receipts, "export_receipts"),
    spec(Command::Export(ExportAction::Script), "export_script", &[]),
    spec(Command::Export(ExportAction::Notebook), "export_notebook", &[]),
    spec(Command::Export(ExportAction::Cancel), "cancel_export", &[]),
    spec(Command::Export(ExportAction::Start), "start_export", &[]),
    spec(Command::Export(ExportAction::Copy), "copy_export", &[]),
    spec(Command::Export(ExportAction::Save), "save_export", &[]),
    spec(Command::Present, "present", &["p"]),
    spec(Command::Language, "language", &["l"]),
    spec(Command::Theme, "theme", &["t"]),
    spec(Command::Help, "help", &["?"]),
    spec(Command::CloseHelp, "close_help", &[]),
    spec(Command::Gallery, "gallery", &["g"]),
    spec(Command::CloseGallery, "close_gallery", &[]),
    spec(Command::AxisLinear, "axis_linear", &[]),
    spec(Command::AxisLog, "axis_log", &[]),
    spec(Command::AddLayer, "add_layer", &[]),
    spec(Command::RemoveLayer, "remove_layer", &[]),
    spec(Command::PreviousSample, "previous_sample", &[]),
    spec(Command::NextSample, "next_sample", &[]),
    spec(Command::ToLastFinite, "to_last_finite", &[]),
    spec(Command::Dismiss, "dismiss", &[]),
    spec(Command::ToggleExperiment, "toggle_experiment", &[]),
    spec(Command::ShowAllTerms, SHOW_ALL_TERMS, &[]),
    spec(Command::Check, "check", &["c"]),
    spec(Command::CheckBatch, "check_batch", &[]),
    spec(Command::CheckSample, "check_sample", &[]),
    spec(Command::Diagnosis, "diagnosis", &["d"]),
    spec(Command::ToDivergence, "to_divergence", &[]),
    spec(Command::HideMistake, "hide_mistake", &[]),
    spec(Command::Accuse, "accuse", &["x"]),
    spec(Command::NameMistake, "name_mistake", &[]),
    spec(Command::RemoveMistake, "remove_mistake", &[]),
    spec(Command::CompareTraining, "compare_training", &[]),
    spec(Command::Fork, "fork", &["f"]),
    spec(Command::SideBySide, "side_by_side", &["b"]),
    spec(Command::Sweep, "sweep", &["w"]),
    spec(Command::CloseSweep, "close_sweep", &[]),
    spec(Command::StartSweep, "start_sweep", &[]),
    spec(Command::CancelSweep, "cancel_sweep", &[]),
    of_landscape(LandscapeAction::Open, "landscape", &["v"]),
    of_landscape(LandscapeAction::Close, "close_landscape", &[]),
    of_landscape(LandscapeAction::Cancel, "cancel_landscape", &[]),
    of_landscape(LandscapeAction::Compute, "compute_landscape", &[]),
    of_landscape(LandscapeAction::Back, "landscape_back", &[]),
    of_landscape(LandscapeAction::Forward, "landscape_forward", &[]),
    of_landscape(LandscapeAction::Linear, "landscape_linear", &[]),
    of_landscape(LandscapeAction::Log, "landscape_log", &[]),
    of_landscape(LandscapeAction::Set, "set_landscape", &[]),
    spec(Command::PointRight, "point_right", &["Alt+ArrowRight"]),
    spec(Command::PointLeft, "point_left", &["Alt+ArrowLeft"]),
    spec(Command::PointDown, "point_down", &["Alt+ArrowDown", "ArrowDown"]),
    spec(Command::PointUp, "point_up", &["Alt+ArrowUp", "ArrowUp"]),
    spec(Command::SelectPointed, "select_pointed", &["Enter"]),
    spec(Command::Escape, "escape", &["Escape"]),
];

impl Command {
    /// The command whose button has this `data-command`.
    pub fn from_id(id: &str) -> Option<Self> {
        COMMANDS.iter().find(|spec| spec.id == id).map(|spec| spec.command)
    }

    /// The command that a key does.
    pub fn from_key(press: &KeyPress) -> Option<Self> {
        let key = if press.key.chars().count() == 1 {
            press.key.to_ascii_lowercase()
        } else {
            press.key.clone()
        };
        // A printed character such as ? says itself whether Shift was held.
        let says_shift =
            key.chars().count() == 1 && !key.chars().all(|c| c.is_ascii_alphanumeric());
        let mut name = String::new();
        if press.ctrl {
            name.push_str("Ctrl+");
        }
        if press.alt {
            name.push_str("Alt+");
        }
        if press.shift && !says_shift {
            name.push_str("Shift+");
        }
        name.push_str(&key);
        COMMANDS.iter().find(|spec| spec.keys.contains(&name.as_str())).map(|spec| spec.command)
    }

    /// Whether the command can do anything now.
    pub fn is_enabled(self, model: &Model) -> bool {
        let lab = &model.lab;
        let layers = lab.base().network.layers.len();
        let at_start = lab.position() == crate::lab::Position::default();
        match self {
            Self::Back | Self::BackCoarser | Self::Start => !at_start,
            Self::Undo => model.can_undo(),
            Self::Redo => model.can_redo(),
            Self::AddLayer => layers < crate::lab::limits::LAYERS,
            Self::RemoveLayer => layers > 1,
            Self::PreviousSample => lab.machine().watched() > 0,
            Self::NextSample => lab.machine().watched() + 1 < lab.machine().batch().len(),
            Self::Accuse | Self::NameMistake => {
                mistake::planted(model).is_some_and(|planted| !planted.is_named)
            }
            Self::RemoveMistake | Self::CompareTraining => mistake::planted(model).is_some(),
            Self::Fork => model.runs.has_room(),
            Self::SideBySide => model.runs.shown().next().is_some(),
            Self::CancelSweep => model.sweep.has_work(),
            Self::Sweep => model.task.is_none(),
            Self::ToLastFinite | Self::ToDivergence => lab.divergence().is_some(),
            Self::Export(action) => action.is_enabled(model),
            Self::Landscape(action) => landscape::is_enabled(model, action),
            _ => true,
        }
    }
}
