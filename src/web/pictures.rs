//! The pictures on their canvases.

use plotters::drawing::IntoDrawingArea;
use plotters_canvas::CanvasBackend;

use super::canvas::Canvas;
use super::clock_secs;
use super::dom::Dom;
use super::paint::paint;
use crate::app::{MOST_BESIDE, Model, Part};
use crate::lab::Position;
use crate::scene::{Point, Scene, Size};
use crate::step::Mark;
use crate::views::loss_chart::Finer;

/// How far from a mark, in CSS pixels, pointing at it still counts, is the caller's to say; this
/// is how long values take along their edges.
const TRAVEL_SECS: f64 = 0.45;

/// The canvases and what was drawn on them last.
pub(super) struct Pictures {
    network: Option<Canvas>,
    loss: Option<Canvas>,
    outputs: Option<Canvas>,
    check: Option<Canvas>,
    landscape: Option<Canvas>,
    diagnosis: Option<Canvas>,
    /// The runs side by side: of each its network, and what that says.
    columns: Vec<Column>,
    /// Sizes of the five, in that order.
    sizes: [Size; 6],
    /// How much larger than drawn the loss and the outputs are shown.
    zoom: f64,
    /// The network as it was drawn, for pointing at.
    scene: Option<Scene<Mark>>,
    position: Position,
    /// When the values of the last operation set out along their edges.
    set_out_secs: Option<f64>,
}

impl Pictures {
    pub(super) fn new(dom: &Dom) -> Self {
        let find = |id| Canvas::find(dom.document(), id);
        Self {
            network: find("network"),
            loss: find("loss-chart"),
            outputs: find("outputs"),
            check: find("check-plot"),
            landscape: find("landscape-plot"),
            diagnosis: find("diagnosis-plot"),
            columns: (0..MOST_BESIDE).filter_map(|place| Column::find(dom, place)).collect(),
            sizes: [Size::new(0.0, 0.0); 6],
            zoom: 1.0,
            scene: None,
            position: Position::default(),
            set_out_secs: None,
        }
    }

    /// Takes note of how large the canvases' boxes are.
    pub(super) fn measure(&mut self) {
        let canvases = [
            &self.network,
            &self.loss,
            &self.outputs,
            &self.check,
            &self.diagnosis,
            &self.landscape,
        ];
        for (size, canvas) in self.sizes.iter_mut().zip(canvases) {
            *size = canvas.as_ref().map_or(*size, Canvas::size);
        }
        for column in &mut self.columns {
            column.sizes = [column.network.size(), column.outputs.size()];
        }
        self.zoom = self.outputs.as_ref().map_or(1.0, Canvas::zoom);
    }

    /// Draws what of the pictures belongs to `part`, as the model stands.
    pub(super) fn draw(&mut self, model: &Model, part: Part) {
        match part {
            Part::Words | Part::Nothing => {}
            Part::Network => self.draw_network(model),
            Part::Figures => self.draw_figures(model),
            Part::Loss => self.draw_loss(model),
            Part::All => {
                self.draw_network(model);
                self.draw_figures(model);
                self.draw_loss(model);
            }
        }
    }

    fn draw_network(&mut self, model: &Model) {
        let [network_size, ..] = self.sizes;
        let travel = self.travel(model);
        if let Some(canvas) = self.network.as_ref().filter(|_| !model.runs.are_beside()) {
            let scene = model.network_scene(network_size, travel);
            paint(canvas, &scene, 1.0);
            self.scene = Some(scene);
        }
    }

    fn draw_figures(&self, model: &Model) {
        let [_, _, outputs_size, check_size, diagnosis_size, _] = self.sizes;
        if let Some(canvas) = &self.outputs {
            let size = Size::new(outputs_size.width / self.zoom, outputs_size.height / self.zoom);
            paint(canvas, &model.outputs_scene(size), self.zoom);
        }
        if let (Some(canvas), Some(plot)) = (&self.check, model.error_plot()) {
            let size = Size::new(check_size.width / self.zoom, check_size.height / self.zoom);
            paint(canvas, &plot.scene(size), self.zoom);
        }
        if let Some(canvas) = self.landscape.as_ref().filter(|_| model.landscape.is_open()) {
            let (size, zoom) = self.landscape_size(canvas);
            match model.with_landscape(|view| view.scene(size)) {
                Some(scene) => paint(canvas, &scene, zoom),
                None => canvas.clear(size, zoom),
            }
        }
        let size = Size::new(diagnosis_size.width / self.zoom, diagnosis_size.height / self.zoom);
        if let (Some(canvas), Some(scene)) = (&self.diagnosis, model.diagnosis_scene(size)) {
            paint(canvas, &scene, self.zoom);
        }
        for (place, column) in self.columns.iter().enumerate().filter(|_| model.runs.are_beside()) {
            column.draw(model, place, self.zoom);
        }
    }

    fn draw_loss(&self, model: &Model) {
        let [_, loss_size, ..] = self.sizes;
        if let Some(canvas) = &self.loss {
            draw_loss(canvas, loss_size, self.zoom, model);
        }
    }

    /// Whether something moves that no message tells of.
    pub(super) fn are_moving(&self) -> bool {
        self.set_out_secs.is_some()
    }

    /// The mark within `tolerance` CSS pixels of a place in the network's picture.
    pub(super) fn network_hit(&self, at: Point, tolerance: f64) -> Option<Mark> {
        self.scene.as_ref()?.hit(at, tolerance)
    }

    /// The iteration at a place of the loss chart, in CSS pixels from its left.
    pub(super) fn iteration_at(&self, model: &Model, x: f64) -> Option<f64> {
        let [_, size, ..] = self.sizes;
        let size = Size::new(size.width / self.zoom, size.height / self.zoom);
        model.with_loss_chart(1.0, |chart| chart.iteration_at(size, x / self.zoom))
    }

    /// The size of the landscape's figure, and how much larger it is shown.
    fn landscape_size(&self, canvas: &Canvas) -> (Size, f64) {
        let zoom = canvas.zoom();
        let [.., size] = self.sizes;
        (Size::new(size.width / zoom, size.height / zoom), zoom)
    }

    /// The places of the landscape at a point of its picture, in CSS pixels.
    pub(super) fn landscape_place(&self, model: &Model, at: Point) -> Option<[usize; 2]> {
        let (size, zoom) = self.landscape_size(self.landscape.as_ref()?);
        let at = Point::new(at.x / zoom, at.y / zoom);
        model.with_landscape(|view| view.place_at(size, at))?
    }

    /// The iteration at a place of the diagnosis, in CSS pixels from its left.
    pub(super) fn diagnosed_at(&self, model: &Model, x: f64) -> Option<f64> {
        let [.., size, _] = self.sizes;
        let size = Size::new(size.width / self.zoom, size.height / self.zoom);
        model.diagnosed_iteration_at(size, x / self.zoom)
    }

    /// How far the values that the last operation read have come. They set out when the run has
    /// gone one operation forwards; nothing moves at speed, or for those who want it still.
    fn travel(&mut self, model: &Model) -> Option<f64> {
        let position = model.lab.position();
        let before = std::mem::replace(&mut self.position, position);
        let one_on = position.iteration == before.iteration && position.op == before.op + 1;
        if position != before {
            let moves = one_on && wants_motion() && !is_fast(model);
            self.set_out_secs = moves.then(clock_secs);
        }
        let passed = (clock_secs() - self.set_out_secs?) / TRAVEL_SECS;
        if passed >= 1.0 {
            self.set_out_secs = None;
            return None;
        }
        Some(passed)
    }
}

/// The canvases of one of the runs side by side.
struct Column {
    network: Canvas,
    outputs: Canvas,
    /// Sizes of the two.
    sizes: [Size; 2],
}

impl Column {
    fn find(dom: &Dom, place: usize) -> Option<Self> {
        let find = |kind| Canvas::find(dom.document(), &format!("column-{kind}-{place}"));
        let sizes = [Size::new(0.0, 0.0); 2];
        Some(Self { network: find("network")?, outputs: find("outputs")?, sizes })
    }

    fn draw(&self, model: &Model, place: usize, zoom: f64) {
        let [network, outputs] = self.sizes;
        if let Some(scene) = model.column_network(place, network) {
            paint(&self.network, &scene, 1.0);
        }
        let size = Size::new(outputs.width / zoom, outputs.height / zoom);
        if let Some(scene) = model.column_outputs(place, size) {
            paint(&self.outputs, &scene, zoom);
        }
    }
}

/// Whether operations follow one another faster than values can travel.
fn is_fast(model: &Model) -> bool {
    model.playing && model.speed.0.is_none_or(|rate| rate > 2.0)
}

fn wants_motion() -> bool {
    let query = web_sys::window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    !query.is_some_and(|query| query.matches())
}

/// Places between two device pixels that plotters is given.
const PLACES: u32 = 4;

fn draw_loss(canvas: &Canvas, size: Size, zoom: f64, model: &Model) {
    canvas.clear(size, 1.0);
    let Some(backend) = CanvasBackend::with_canvas_object(canvas.element.clone()) else { return };
    let places = f64::from(PLACES);
    let _ = canvas.context.set_transform(1.0 / places, 0.0, 0.0, 1.0 / places, 0.0, 0.0);
    canvas.context.set_line_join("round");
    let area = Finer::new(backend, PLACES).into_drawing_area();
    // A chart that cannot be drawn leaves its place empty.
    let _ = model.with_loss_chart(Canvas::scale() * zoom * places, |chart| chart.draw(&area));
}
