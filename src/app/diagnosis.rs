//! The diagnosis of the page: what has been looked at of the run, and how far it has come.
//!
//! It is done in slices on copies. While the run goes on, a slice now and then keeps it up to date;
//! the rest waits until the run stands still.

use super::{Effect, Model};
use crate::i18n::{DIAGNOSIS, MESSAGE, PICTURE, Text};
use crate::lab::{Course, Finding, Health, LayerHealth, UnitState};
use crate::nn::Activation;
use crate::scene::{Scene, Size};
use crate::step::Cell;
use crate::views::layer_charts::{Axis, LayerChart, LayerCharts};
use crate::views::network::{Ailment, UnitNote};

/// The id of its card.
pub(super) const CARD: &str = "diagnosis-card";

/// The diagnosis while it is open.
#[derive(Debug, Clone, Default)]
pub struct Diagnosis {
    course: Course,
    /// Whether a slice may be done although the run goes on.
    is_due: bool,
    /// When that was last so.
    due_secs: f64,
    /// The iteration of the charts that is pointed at.
    pointed: Option<f64>,
}

impl Diagnosis {
    /// What has been looked at.
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// The iteration of the charts that is pointed at.
    pub fn pointed(&self) -> Option<f64> {
        self.pointed
    }
}

/// Opens the diagnosis, or closes it. The gradient check stands in the same place.
pub(super) fn toggle(model: &mut Model) -> Vec<Effect> {
    if model.diagnosis.take().is_some() {
        return vec![Effect::ShowPanel { id: CARD, on: false }];
    }
    model.check = None;
    // Its charts have no room beside several networks.
    if model.runs.are_beside() {
        model.runs.toggle_beside();
    }
    model.diagnosis = Some(Diagnosis::default());
    vec![Effect::ShowPanel { id: CARD, on: true }]
}

/// Whether there is something to look at now.
pub(super) fn has_work(model: &Model) -> bool {
    let Some(diagnosis) = &model.diagnosis else { return false };
    let goes_on = model.playing || model.task.is_some();
    (!goes_on || diagnosis.is_due) && diagnosis.course.has_work(&model.lab)
}

/// Seconds between slices while steps follow one another too fast to be read: training is not to
/// wait for what nobody sees.
const SLICE_SECS: f64 = 0.1;

/// A frame is about to be drawn: it may show one iteration more.
pub(super) fn frame(model: &mut Model, now_secs: f64) {
    let is_fast = model.is_fast();
    if let Some(diagnosis) = &mut model.diagnosis
        && (!is_fast || (now_secs - diagnosis.due_secs).abs() >= SLICE_SECS)
    {
        diagnosis.is_due = true;
        diagnosis.due_secs = now_secs;
    }
}

/// A slice of work, if it is time for one; false if not.
pub(super) fn work(model: &mut Model) -> bool {
    if !has_work(model) {
        return false;
    }
    if let Some(diagnosis) = &mut model.diagnosis {
        // That of the present first, so that what is said belongs to what is seen; with it one of
        // the past.
        let was_late = diagnosis.course.lacks_now(&model.lab);
        diagnosis.course.work(&model.lab);
        if was_late {
            diagnosis.course.work(&model.lab);
        }
        diagnosis.is_due = false;
    }
    true
}

/// The run is another one.
pub(super) fn forget(model: &mut Model) {
    if let Some(diagnosis) = &mut model.diagnosis {
        *diagnosis = Diagnosis::default();
    }
}

/// Something of the run was changed.
pub(super) fn follow(model: &mut Model) {
    if let Some(diagnosis) = &mut model.diagnosis {
        diagnosis.course.follow(&model.lab);
    }
}

/// The charts are pointed at, or no longer.
pub(super) fn point(model: &mut Model, iteration: Option<f64>) {
    if let Some(diagnosis) = &mut model.diagnosis {
        diagnosis.pointed = iteration;
    }
}

/// What the diagnosis finds of a unit, for the picture.
pub(super) fn note(model: &Model, layer: usize, unit: usize) -> Option<UnitNote> {
    let now = model.diagnosis.as_ref()?.course.now()?;
    let shape = &model.lab.machine().settings().shape;
    let activation = shape.layers.get(layer)?.activation;
    let is_curved = matches!(activation, Activation::Relu | Activation::Sigmoid | Activation::Tanh);
    let health = now.layers.get(layer)?.units.get(unit).filter(|_| is_curved)?;
    let ailment = match health.state {
        UnitState::Fine => None,
        UnitState::Dead => Some(Ailment::Dead),
        UnitState::Saturated => Some(Ailment::Saturated),
    };
    Some(UnitNote { ailment, flat: health.flat })
}

/// To the operation that wrote the first number that was not finite, whose unit or weight is
/// selected, so that its equation is seen.
pub(super) fn go_to_divergence(model: &mut Model) {
    let Some(divergence) = model.lab.divergence() else { return };
    (model.check, model.diagnosis) = (None, None);
    model.playing = false;
    model.task = None;
    model.lab.seek(divergence.position);
    model.lab.watch(divergence.sample);
    model.selected = super::mark_of(divergence.cell);
    model.after_move();
    // It would lie over the unit that it names, whose equation says as much.
    model.notice = None;
}

/// A number of a layer.
type OfLayer = fn(&LayerHealth) -> f64;

/// The numbers on logarithmic axes, and what they are called.
const SIZES: [(Text, OfLayer); 3] = [
    (DIAGNOSIS.chart_activations, |layer| layer.activation),
    (DIAGNOSIS.chart_gradients, |layer| layer.delta),
    (DIAGNOSIS.chart_updates, LayerHealth::update_ratio),
];

/// What is drawn: the iterations that have been looked at, and the present one among them.
fn shown(course: &Course) -> Vec<&Health> {
    let mut all: Vec<&Health> = course.iterations().iter().collect();
    if let Some(now) = course.now() {
        let place = all.partition_point(|health| health.iteration < now.iteration);
        if all.get(place).is_none_or(|health| health.iteration != now.iteration) {
            all.insert(place, now);
        }
    }
    all
}

/// The share of a layer's units that are dead or saturated.
fn ailing_share(layer: &LayerHealth) -> f64 {
    let ailing = layer.units.iter().filter(|unit| unit.state != UnitState::Fine).count();
    ailing as f64 / layer.units.len().max(1) as f64
}

/// The name of a layer where there is little room: "H2".
fn short_name(model: &Model, layer: usize, count: usize) -> String {
    if layer + 1 == count {
        return PICTURE.output_short.get(model.language).to_owned();
    }
    PICTURE.hidden_short.fill(model.language, &[("n", &(layer + 1).to_string())])
}

/// The name of a layer: "hidden 2".
pub(super) fn layer_name(model: &Model, layer: usize) -> String {
    let count = model.lab.machine().settings().shape.layers.len();
    if layer + 1 == count {
        return MESSAGE.layer_output.get(model.language).to_owned();
    }
    MESSAGE.layer_hidden.fill(model.language, &[("layer", &(layer + 1).to_string())])
}

/// What the first operation that went wrong read: the largest of its numbers.
pub(super) fn largest_read(model: &Model) -> Option<(Cell, f64)> {
    let divergence = model.lab.divergence()?;
    if model.lab.position() != divergence.position {
        return None;
    }
    let equation = model.lab.machine().explain(divergence.op)?;
    let read = equation.forms.iter().flat_map(crate::step::Expr::cells);
    read.filter(|(cell, _)| *cell != equation.writes).max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
}

impl Model {
    /// What is wrong with the run where it stands, while the diagnosis is open.
    pub fn findings(&self) -> Vec<Finding> {
        let course = self.diagnosis.as_ref().map(|diagnosis| &diagnosis.course);
        course.map_or_else(Vec::new, |course| Finding::all(&self.lab, course))
    }

    /// The charts of the diagnosis at that size, once something has been looked at.
    pub fn diagnosis_scene(&self, size: Size) -> Option<Scene<()>> {
        self.with_layer_charts(|charts| charts.scene(size))
    }

    /// The iteration at a place of the charts of that size, counted from the left.
    pub fn diagnosed_iteration_at(&self, size: Size, x: f64) -> Option<f64> {
        self.with_layer_charts(|charts| charts.iteration_at(size, x)).flatten()
    }

    fn with_layer_charts<T>(&self, draw: impl FnOnce(&LayerCharts) -> T) -> Option<T> {
        let diagnosis = self.diagnosis.as_ref()?;
        let looked_at = shown(&diagnosis.course);
        let last = looked_at.last()?.iteration;
        let count = looked_at.last()?.layers.len();
        let layers: Vec<String> = (0..count).map(|layer| short_name(self, layer, count)).collect();
        let lines = |size: OfLayer| -> Vec<Vec<(f64, f64)>> {
            let line = |layer: usize| {
                let of = looked_at.iter().filter_map(|health| {
                    Some((health.iteration as f64, size(health.layers.get(layer)?)))
                });
                of.collect()
            };
            (0..count).map(line).collect()
        };
        let mut charts: Vec<LayerChart> = SIZES
            .iter()
            .enumerate()
            .map(|(i, (title, size))| LayerChart {
                title: title.get(self.language).to_owned(),
                lines: lines(*size),
                axis: Axis::Size(
                    (i == 2).then(|| (1.0, DIAGNOSIS.level.get(self.language).to_owned())),
                ),
            })
            .collect();
        let ailing = lines(ailing_share);
        if ailing.iter().flatten().any(|point| point.1 > 0.0) {
            let title = DIAGNOSIS.chart_units.get(self.language).to_owned();
            charts.push(LayerChart { title, lines: ailing, axis: Axis::Share });
        }
        let now = diagnosis.course.now().map(|health| health.iteration as f64);
        Some(draw(&LayerCharts {
            charts: &charts,
            layers: &layers,
            iterations: (last as f64, DIAGNOSIS.iteration.get(self.language)),
            cursor: now,
            pointed: diagnosis.pointed,
            palette: self.palette(),
        }))
    }
}
