//! What the picture of the network is drawn from.

use super::{Model, Strip, check, diagnosis, inspector};
use crate::i18n::MESSAGE;
use crate::scene::{Scene, Size};
use crate::step::{Cell, Mark};
use crate::views::network::{NetworkView, draw};
use crate::views::{ErrorPlot, Palette};

impl Model {
    /// The colours of the theme.
    pub fn palette(&self) -> &'static Palette {
        if self.is_dark() { &Palette::DARK } else { &Palette::LIGHT }
    }

    /// The picture of the network. `travel` is how far (0 to 1) the values that the last
    /// operation read have come along their edges.
    pub fn network_scene(&self, size: Size, travel: Option<f64>) -> Scene<Mark> {
        let machine = self.lab.machine();
        let audit = |param| check::current(self)?.result(param).map(check::audit);
        let diagnosis = |layer, unit| diagnosis::note(self, layer, unit);
        let equation = self.lab.last_op().and_then(|op| machine.explain(op));
        draw(&NetworkView {
            shape: &machine.settings().shape,
            values: machine,
            equation: equation.as_ref(),
            selected: self.selected,
            hovered: self.hovered.or_else(|| self.hovered_cell.and_then(mark_of)),
            path: &inspector::lit_path(self),
            size,
            palette: self.palette(),
            language: self.language,
            large_text: self.presenting,
            travel,
            batch: machine.batch().len(),
            train_biases: machine.settings().train_biases,
            has_legend: true,
            audit: self.check.is_some().then_some(&audit),
            diagnosis: self.diagnosis.is_some().then_some(&diagnosis),
        })
    }

    /// The relative error of the selected gradient against the step, while it is checked.
    pub fn error_plot(&self) -> Option<ErrorPlot<'_>> {
        let check = check::current(self)?;
        let (param, points) = check.sweep()?;
        let current = check.result(*param).map(|c| (c.step, c.relative_error()));
        let (palette, language) = (self.palette(), self.language);
        Some(ErrorPlot { points, current, palette, language })
    }

    /// Cells whose symbols are lit: those of the mark that is pointed at.
    pub fn lit_cells(&self) -> Vec<Cell> {
        match self.hovered {
            None => self.hovered_cell.into_iter().collect(),
            Some(mark) => cells_of(mark),
        }
    }
}

/// The network in one sentence: its shape, and what the last operation did.
pub(super) fn network_summary(model: &Model) -> String {
    let shape = &model.lab.machine().settings().shape;
    let units: Vec<_> = shape.layers.iter().map(|layer| layer.units.to_string()).collect();
    let strip = Strip::of(model);
    let title = strip.current().map_or("", |segment| &segment.label);
    MESSAGE.picture.fill(
        model.language,
        &[
            ("inputs", &shape.inputs.to_string()),
            ("layers", &shape.layers.len().to_string()),
            ("units", &units.join(", ")),
            ("title", title),
        ],
    )
}

/// The mark that a symbol's number stands at.
pub fn mark_of(cell: Cell) -> Option<Mark> {
    Some(match cell {
        Cell::Input(unit) => Mark::Input(unit),
        Cell::Target(unit) => Mark::Target(unit),
        Cell::Param(param)
        | Cell::Grad(param)
        | Cell::MeanGrad(param)
        | Cell::Term(_, param)
        | Cell::NewParam(param)
        | Cell::OldGrad(param) => Mark::Param(param),
        Cell::BatchMean { layer, unit }
        | Cell::BatchVariance { layer, unit }
        | Cell::Normalized { layer, unit }
        | Cell::Scaled { layer, unit }
        | Cell::RunningMean { layer, unit }
        | Cell::RunningVariance { layer, unit }
        | Cell::GradScaled { layer, unit }
        | Cell::GradNormalized { layer, unit }
        | Cell::Mask { layer, unit }
        | Cell::Dropped { layer, unit }
        | Cell::GradDropped { layer, unit }
        | Cell::Preactivation { layer, unit }
        | Cell::Activation { layer, unit }
        | Cell::GradActivation { layer, unit }
        | Cell::GradPreactivation { layer, unit } => Mark::Unit { layer, unit },
        Cell::SampleLoss | Cell::BatchLoss => Mark::Loss,
        Cell::Epsilon
        | Cell::DropoutRate(_)
        | Cell::SquaredNorm(_)
        | Cell::GradientNorm
        | Cell::LearningRate
        | Cell::BaseRate
        | Cell::Iteration
        | Cell::ScheduleLength
        | Cell::Hyperparameter(_) => return None,
    })
}

fn cells_of(mark: Mark) -> Vec<Cell> {
    match mark {
        Mark::Input(unit) => vec![Cell::Input(unit)],
        Mark::Target(unit) => vec![Cell::Target(unit)],
        Mark::Param(param) => Cell::of_param(param).collect(),
        Mark::Unit { layer, unit } => vec![
            Cell::Preactivation { layer, unit },
            Cell::Activation { layer, unit },
            Cell::GradActivation { layer, unit },
            Cell::GradPreactivation { layer, unit },
            Cell::BatchMean { layer, unit },
            Cell::BatchVariance { layer, unit },
            Cell::Normalized { layer, unit },
            Cell::Scaled { layer, unit },
            Cell::RunningMean { layer, unit },
            Cell::RunningVariance { layer, unit },
            Cell::GradScaled { layer, unit },
            Cell::GradNormalized { layer, unit },
            Cell::Mask { layer, unit },
            Cell::Dropped { layer, unit },
            Cell::GradDropped { layer, unit },
        ],
        Mark::Loss => vec![Cell::SampleLoss, Cell::BatchLoss],
    }
}
