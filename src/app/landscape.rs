//! The loss landscape of the page: what it is of, how far it is computed, what is pointed at.
//!
//! It is computed in slices while its dialog is open and the run stands still, on a copy; whatever
//! changes the run begins it anew.

use super::inspector::names;
use super::{Effect, Model, check};
use crate::i18n::{LANDSCAPE, PAGE};
use crate::lab::{
    Applied, Change, Cut, Invalid, Kind, Lacks, Landscape, Over, Plan, Problem, StepSize, limits,
    param_path,
};
use crate::nn::{Param, Shape};
use crate::views::landscape::{Axis, LandscapeView, is_better_logarithmic};
use crate::views::number;

/// The fields of the dialog.
pub(super) const CUT: &str = "landscape_cut";
/// The parameter across.
pub(super) const ACROSS: &str = "landscape_x";
/// The parameter up.
pub(super) const UP: &str = "landscape_y";
/// Which samples.
pub(super) const OVER: &str = "landscape_over";
/// How far the axes go.
pub(super) const REACH: &str = "landscape_reach";
/// The seed of random directions.
pub(super) const SEED: &str = "landscape_seed";
/// Places on an axis.
pub(super) const POINTS: &str = "landscape_points";

/// Places on each axis of a map that can be chosen; a curve has five times as many.
pub(super) const RESOLUTIONS: [usize; 3] = [21, 41, 81];
/// Parameters that are offered, besides those that are chosen.
const MOST_OFFERED: usize = 300;
/// Most parameters that a point of a plane may set: each is a change in the document.
const MOST_SET: usize = 1000;
/// How far an axis may go.
const MOST_REACH: f64 = 1e6;

/// What a button of the dialog does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LandscapeAction {
    /// Open the dialog.
    Open,
    /// Close it.
    Close,
    /// Stop computing.
    Cancel,
    /// Go on with it.
    Compute,
    /// An iteration back.
    Back,
    /// An iteration forward.
    Forward,
    /// The loss on a linear scale.
    Linear,
    /// The loss on a logarithmic scale.
    Log,
    /// Give the weights the values that are pointed at.
    Set,
}

/// What the loss is looked at over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LandscapeKind {
    /// Along the coming update.
    #[default]
    Update,
    /// Over one parameter.
    Weight,
    /// Over two.
    Weights,
    /// Over two random directions.
    Random,
    /// Over the main directions of the path.
    Path,
}

impl LandscapeKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Update, Self::Weight, Self::Weights, Self::Random, Self::Path];

    /// The name in the page's list.
    pub fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Weight => "weight",
            Self::Weights => "weights",
            Self::Random => "random",
            Self::Path => "path",
        }
    }
}

/// The loss landscape.
#[derive(Debug, Clone)]
pub struct LandscapePanel {
    is_open: bool,
    pub(super) kind: LandscapeKind,
    across: Option<Param>,
    up: Option<Param>,
    pub(super) seed: u64,
    over: Option<Over>,
    pub(super) reach: Option<f64>,
    pub(super) resolution: usize,
    log: Option<bool>,
    is_stopped: bool,
    /// What is pointed at, and whether it stays so when the pointer moves on.
    pub(super) pointed: Option<[usize; 2]>,
    is_pinned: bool,
    work: Option<Work>,
    /// What was computed before, to be seen until the next one is there.
    before: Option<Landscape>,
}

/// A landscape and what it holds for.
#[derive(Debug, Clone)]
struct Work {
    iterations: u64,
    plan: Plan,
    found: Result<Landscape, Lacks>,
}

impl Default for LandscapePanel {
    fn default() -> Self {
        Self {
            is_open: false,
            kind: LandscapeKind::default(),
            across: None,
            up: None,
            seed: 1,
            over: None,
            reach: None,
            resolution: RESOLUTIONS[1],
            log: None,
            is_stopped: false,
            pointed: None,
            is_pinned: false,
            work: None,
            before: None,
        }
    }
}

impl LandscapePanel {
    /// Whether its dialog is open.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Forgets what was computed: the run is another one.
    pub(super) fn forget(&mut self) {
        (self.work, self.before, self.is_stopped) = (None, None, false);
        self.let_go();
    }

    fn let_go(&mut self) {
        (self.pointed, self.is_pinned) = (None, false);
    }

    /// What is to be seen: the newest that is whole, or of its kind all there is.
    pub(super) fn shown(&self) -> Option<&Landscape> {
        let newest = self.work.as_ref().and_then(|work| work.found.as_ref().ok());
        let before = self.before.as_ref();
        let same = |one: &Landscape, other: &Landscape| one.plan().cut == other.plan().cut;
        match (newest, before) {
            (Some(newest), Some(before)) if !newest.is_done() && same(newest, before) => {
                Some(before)
            }
            (Some(newest), _) => Some(newest),
            _ => None,
        }
    }

    /// Why there is nothing to be seen.
    pub(super) fn lacks(&self) -> Option<Lacks> {
        self.work.as_ref()?.found.as_ref().err().copied()
    }

    /// How much is computed, while it is not all.
    pub(super) fn progress(&self) -> Option<f64> {
        let found = self.work.as_ref()?.found.as_ref().ok()?;
        (!found.is_done()).then(|| found.share())
    }

    /// Whether it was stopped.
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped && self.progress().is_some()
    }

    /// Whether the loss is shown on a logarithmic scale.
    pub(super) fn is_log(&self) -> bool {
        self.log.unwrap_or_else(|| {
            let shown = self.shown().filter(|shown| shown.axes().len() == 2);
            shown.is_some_and(|shown| is_better_logarithmic(shown.losses()))
        })
    }

    /// Which samples the loss is the mean of: for the update those that it is made from.
    pub(super) fn over(&self) -> Over {
        let batch = self.kind == LandscapeKind::Update;
        self.over.unwrap_or(if batch { Over::Batch } else { Over::Training })
    }
}

/// The parameter across and the one up: those chosen, or the one that is selected and another.
pub(super) fn chosen(model: &Model) -> [Param; 2] {
    let shape = &model.lab.machine().settings().shape;
    let has = |param: &Param| shape.contains(*param);
    let first = Param::Weight { layer: 0, unit: 0, input: 0 };
    let across = model.landscape.across.filter(has).or_else(|| check::selected(model));
    let across = across.filter(has).unwrap_or(first);
    let up = model.landscape.up.filter(|param| has(param) && *param != across);
    [across, up.unwrap_or_else(|| beside(shape, across))]
}

/// Another parameter of the same unit. No list of all is gone through: it may be long.
fn beside(shape: &Shape, param: Param) -> Param {
    let (layer, unit) = (param.layer(), param.unit());
    let input = if let Param::Weight { input, .. } = param { input + 1 } else { 0 };
    let mut others = [
        Param::Weight { layer, unit, input },
        Param::Weight { layer, unit, input: 0 },
        Param::Bias { layer, unit },
    ]
    .into_iter();
    others.find(|other| shape.contains(*other) && *other != param).unwrap_or(param)
}

/// The parameters that the lists offer.
pub(super) fn offered(model: &Model) -> Vec<Param> {
    let shape = &model.lab.machine().settings().shape;
    let mut offered: Vec<Param> = shape.params().take(MOST_OFFERED).collect();
    for param in chosen(model) {
        if !offered.contains(&param) {
            offered.push(param);
        }
    }
    offered
}

fn plan(model: &Model) -> Plan {
    let panel = &model.landscape;
    let cut = match panel.kind {
        LandscapeKind::Update => Cut::Update,
        LandscapeKind::Weight => Cut::Weight(chosen(model)[0]),
        LandscapeKind::Weights => {
            let [x, y] = chosen(model);
            Cut::Weights(x, y)
        }
        LandscapeKind::Random => Cut::Random(panel.seed),
        LandscapeKind::Path => Cut::Path,
    };
    let is_curve = matches!(cut, Cut::Update | Cut::Weight(_));
    let points = panel.resolution * if is_curve { 5 } else { 1 };
    Plan { cut, over: panel.over(), reach: panel.reach, points }
}

/// Whether what was begun holds for where the run stands and for what is asked.
pub(super) fn is_current(model: &Model) -> bool {
    let work = model.landscape.work.as_ref();
    work.is_some_and(|work| {
        (work.iterations, work.plan) == (model.lab.completed_iterations(), plan(model))
    })
}

/// Whether there is something left to compute.
pub(super) fn has_work(model: &Model) -> bool {
    let panel = &model.landscape;
    if !panel.is_open || model.playing || model.task.is_some() {
        return false;
    }
    !is_current(model) || (panel.progress().is_some() && !panel.is_stopped)
}

/// A slice of work: one evaluation of the loss, or some iterations of the path.
pub(super) fn work(model: &mut Model) {
    if !is_current(model) {
        let plan = plan(model);
        let whole = model.landscape.work.take().and_then(|work| work.found.ok());
        if let Some(whole) = whole.filter(Landscape::is_done) {
            model.landscape.before = Some(whole);
        }
        let found = Landscape::new(&model.lab, plan);
        let iterations = model.lab.completed_iterations();
        model.landscape.work = Some(Work { iterations, plan, found });
        model.landscape.is_stopped = false;
    } else if let Some(Work { found: Ok(found), .. }) = &mut model.landscape.work {
        found.advance();
    }
}

/// What the dialog's buttons do.
pub(super) fn run(model: &mut Model, action: LandscapeAction) -> Vec<Effect> {
    match action {
        LandscapeAction::Open => return show(model, true),
        LandscapeAction::Close => return show(model, false),
        LandscapeAction::Cancel => model.landscape.is_stopped = true,
        LandscapeAction::Compute => model.landscape.is_stopped = false,
        LandscapeAction::Back => model.lab.rewind(StepSize::Iteration),
        LandscapeAction::Forward => model.lab.advance(StepSize::Iteration),
        LandscapeAction::Linear => model.landscape.log = Some(false),
        LandscapeAction::Log => model.landscape.log = Some(true),
        LandscapeAction::Set => set_weights(model),
    }
    if matches!(action, LandscapeAction::Back | LandscapeAction::Forward) {
        model.landscape.let_go();
        model.after_move();
    }
    Vec::new()
}

/// Whether a button can do anything now.
pub(super) fn is_enabled(model: &Model, action: LandscapeAction) -> bool {
    match action {
        LandscapeAction::Open => model.task.is_none(),
        LandscapeAction::Back => model.lab.position() != crate::lab::Position::default(),
        LandscapeAction::Set => settable(model).is_some(),
        _ => true,
    }
}

/// Opens or closes the dialog.
pub(super) fn show(model: &mut Model, on: bool) -> Vec<Effect> {
    if on {
        // Both would want the same time.
        model.playing = false;
    }
    model.landscape.is_open = on;
    vec![Effect::ShowLandscape(on)]
}

/// The browser has closed the dialog by itself.
pub(super) fn closed(model: &mut Model) -> Vec<Effect> {
    if model.landscape.is_open { show(model, false) } else { Vec::new() }
}

/// Points at a place of the picture, or at none; `pin` keeps it when the pointer moves on.
pub(super) fn point(model: &mut Model, at: Option<[usize; 2]>, pin: bool) {
    if pin || !model.landscape.is_pinned {
        model.landscape.pointed = at;
        model.landscape.is_pinned = pin && at.is_some();
    }
}

/// Moves what is pointed at, from where the run stands.
pub(super) fn move_by(model: &mut Model, across: isize, up: isize) {
    let panel = &model.landscape;
    let Some(axes) = panel.shown().map(Landscape::axes).filter(|axes| !axes.is_empty()) else {
        return;
    };
    let mut at = panel.pointed.unwrap_or([0, 1].map(|i| axes.get(i).map_or(0, |axis| axis.below)));
    for ((place, by), axis) in at.iter_mut().zip([across, up]).zip(axes) {
        *place = place.saturating_add_signed(by).min(axis.count.max(1) - 1);
    }
    point(model, Some(at), true);
}

/// Whether a point of what is chosen can be made the run's parameters: one or two of them, or all
/// where they are not too many to be changes in the document.
pub(super) fn can_set(model: &Model) -> bool {
    let is_of_weights =
        matches!(model.landscape.kind, LandscapeKind::Weight | LandscapeKind::Weights);
    is_of_weights || model.lab.machine().settings().shape.params().nth(MOST_SET).is_none()
}

/// The parameters at what is pointed at, of a plane of directions all of them.
fn settable(model: &Model) -> Option<Vec<(Param, f64)>> {
    let panel = &model.landscape;
    let (shown, at) = (panel.shown()?, panel.pointed.filter(|_| can_set(model))?);
    let value = |axis: usize| Some(shown.axes().get(axis)?.at(at[axis]));
    let values = match shown.plan().cut {
        Cut::Weight(x) => vec![(x, value(0)?)],
        Cut::Weights(x, y) => vec![(x, value(0)?), (y, value(1)?)],
        Cut::Update | Cut::Random(_) | Cut::Path => {
            let at: Vec<f64> = (0..shown.axes().len()).map_while(value).collect();
            let parameters = shown.parameters_at(&at);
            let shape = &model.lab.machine().settings().shape;
            shape.params().map(|param| (param, parameters.get(param))).collect()
        }
    };
    let can_stand = |value: f64| value.abs() <= limits::MAGNITUDE;
    values.iter().all(|&(_, value)| can_stand(value)).then_some(values)
}

fn set_weights(model: &mut Model) {
    let Some(values) = settable(model) else { return };
    let is_all = values.len() > 2;
    let changes: Vec<Change> =
        values.iter().map(|&(param, value)| Change::Param { param, value }).collect();
    let set = model.change("set_landscape", true, &|lab| {
        lab.change_all(&changes)?;
        Ok(Applied::Live)
    });
    if set.is_err() {
        return;
    }
    let mut said = Vec::new();
    if is_all {
        let count = number::count(values.len() as u64);
        said.push(LANDSCAPE.all_changed.fill(model.language, &[("count", &count)]));
    } else {
        for (param, value) in values {
            let values = [("name", &*names(model).param(param)), ("value", &number::short(value))];
            said.push(LANDSCAPE.changed.fill(model.language, &values));
        }
    }
    model.landscape.let_go();
    model.say(said.join(model.language.space()));
}

/// Sets a field of the dialog that holds a choice; false if it is none of its.
pub(super) fn choose(model: &mut Model, field: &str, text: &str) -> bool {
    let find = |text: &str| offered(model).into_iter().find(|param| param_path(*param) == text);
    match field {
        CUT => {
            let kind = LandscapeKind::ALL.into_iter().find(|kind| kind.name() == text);
            let panel = &mut model.landscape;
            panel.kind = kind.unwrap_or(panel.kind);
            // Of another kind, these mean something else.
            (panel.reach, panel.over, panel.log) = (None, None, None);
            model.accept(REACH);
        }
        ACROSS => {
            let across = find(text);
            let [old, up] = chosen(model);
            model.landscape.across = across;
            // Whoever chooses the other one's parameter wants the two changed round.
            if across == Some(up) {
                model.landscape.up = Some(old);
            }
        }
        UP => {
            let up = find(text);
            let [across, old] = chosen(model);
            model.landscape.up = up;
            if up == Some(across) {
                model.landscape.across = Some(old);
            }
        }
        OVER => {
            let over = if text == "batch" { Over::Batch } else { Over::Training };
            model.landscape.over = Some(over);
        }
        POINTS => {
            let points = text.parse().ok().filter(|points| RESOLUTIONS.contains(points));
            model.landscape.resolution = points.unwrap_or(RESOLUTIONS[1]);
        }
        _ => return false,
    }
    model.landscape.let_go();
    true
}

/// Sets how far the axes go; empty for as far as there is something to be seen.
///
/// # Errors
/// No number above 0.
pub(super) fn set_reach(model: &mut Model, text: &str) -> Result<(), Invalid> {
    let typed = text.trim();
    let is_auto = typed.is_empty() || [PAGE.automatic.en, PAGE.automatic.zh].contains(&typed);
    model.landscape.reach = if is_auto {
        None
    } else {
        let found = || typed.to_owned();
        let number = number::parse(typed).ok_or_else(|| {
            Invalid::at(
                REACH,
                Problem::Expected { kind: Kind::Number, found: format!("“{typed}”") },
            )
        })?;
        let (low, high) = (1e-6, MOST_REACH);
        if !(low..=high).contains(&number) {
            return Err(Invalid::at(REACH, Problem::OutOfRange { low, high, found: found() }));
        }
        Some(number)
    };
    model.landscape.let_go();
    Ok(())
}

/// Sets the seed of random directions.
///
/// # Errors
/// No whole number, or one that is too large.
pub(super) fn set_seed(model: &mut Model, number: f64, text: &str) -> Result<(), Invalid> {
    let high = limits::INTEGER as f64;
    if number.fract() != 0.0 || !(0.0..=high).contains(&number) {
        let found = text.trim().to_owned();
        return Err(Invalid::at(SEED, Problem::OutOfRange { low: 0.0, high, found }));
    }
    model.landscape.seed = number as u64;
    model.landscape.let_go();
    Ok(())
}

impl Model {
    /// Draws the landscape that is to be seen, if there is one, by handing it to `draw`.
    pub fn with_landscape<T>(&self, draw: impl FnOnce(&LandscapeView) -> T) -> Option<T> {
        let panel = &self.landscape;
        let shown = panel.shown().filter(|_| panel.is_open)?;
        let named = self.landscape_axes(shown);
        let axes = shown.axes().iter().zip(named).map(|(axis, name)| Axis {
            name,
            at: (0..axis.count).map(|place| axis.at(place)).collect(),
        });
        let axes: Vec<Axis> = axes.collect();
        let path: Vec<[f64; 2]> = shown.path().iter().map(|point| point.at).collect();
        let origin = |axis: usize| shown.axes().get(axis).map(|axis| axis.origin);
        let is_batch = shown.plan().over == Over::Batch;
        // With dropout the gradients are those of another network, with some units dropped; with
        // batch normalization, of one that is normalized over its batch.
        let shape = &self.lab.machine().settings().shape;
        let is_another = shape.has_dropout() || shape.has_norm();
        let has_slope = shown.plan().cut == Cut::Update && is_batch && !is_another;
        Some(draw(&LandscapeView {
            axes: &axes,
            losses: shown.losses(),
            path: &path,
            here: [origin(0).unwrap_or(0.0), origin(1).unwrap_or(shown.here())],
            next: shown.next(),
            slope: has_slope.then(|| shown.slope()),
            pointed: panel.pointed,
            log: panel.is_log(),
            palette: self.palette(),
            language: self.language,
        }))
    }

    /// What the axes are of.
    fn landscape_axes(&self, shown: &Landscape) -> [String; 2] {
        let language = self.language;
        let name = |param| names(self).param(param);
        match shown.plan().cut {
            Cut::Update => [LANDSCAPE.axis_update.get(language).to_owned(), String::new()],
            Cut::Weight(x) => [name(x), String::new()],
            Cut::Weights(x, y) => [name(x), name(y)],
            Cut::Random(_) => ["1", "2"].map(|n| LANDSCAPE.axis_random.fill(language, &[("n", n)])),
            Cut::Path => [("1", 0), ("2", 1)].map(|(n, axis)| {
                let share = 100.0 * shown.shares().get(axis).copied().unwrap_or(0.0);
                let share = number::fixed(share, usize::from(share < 10.0));
                LANDSCAPE.axis_path.fill(language, &[("n", n), ("share", &share)])
            }),
        }
    }
}
