//! Every picture of the network that is kept as a golden file.

use backstep::i18n::Language;
use backstep::nn::{Activation, Param};
use backstep::scene::{Scene, Size};
use backstep::step::{Cell, Equation, Mark};
use backstep::views::Palette;
use backstep::views::network::{Ailment, Audit, NetworkView, Tone, UnitNote, draw};

use super::fixture::{Example, Table, hand, made_up, made_up_with, mazur};

/// One picture: a name, and everything that it is made from.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) example: Example,
    pub(crate) values: Table,
    pub(crate) equation: Option<Equation>,
    pub(crate) selected: Option<Mark>,
    pub(crate) hovered: Option<Mark>,
    pub(crate) path: Vec<Mark>,
    pub(crate) size: Size,
    pub(crate) palette: Palette,
    pub(crate) language: Language,
    pub(crate) large_text: bool,
    pub(crate) travel: Option<f64>,
    pub(crate) batch: usize,
    pub(crate) audit: Option<fn(Param) -> Option<Audit>>,
    pub(crate) diagnosis: Option<fn(usize, usize) -> Option<UnitNote>>,
}

impl Case {
    /// The picture of `example` after `count` operations, 820 by 640, light, in English.
    pub(crate) fn new(name: &'static str, example: Example, count: usize) -> Self {
        let (values, equation) = example.after(count);
        Self {
            name,
            example,
            values,
            equation,
            selected: None,
            hovered: None,
            path: Vec::new(),
            size: Size::new(820.0, 640.0),
            palette: Palette::LIGHT,
            language: Language::En,
            large_text: false,
            travel: None,
            batch: 1,
            audit: None,
            diagnosis: None,
        }
    }

    fn sized(mut self, width: f64, height: f64) -> Self {
        self.size = Size::new(width, height);
        self
    }

    fn dark(mut self) -> Self {
        self.palette = Palette::DARK;
        self
    }

    /// How gradients stood a check, one of each kind and some still to come.
    fn audited(mut self) -> Self {
        self.audit = Some(|param| {
            let (tone, text) = match (param.layer(), param.unit()) {
                (1, 0) => (Tone::Good, "3·10⁻¹¹"),
                (0, 2) => return None,
                (0, 1) => (Tone::Open, "0.67"),
                _ => (Tone::Bad, "1.00"),
            };
            Some(Audit { tone, text: text.to_owned() })
        });
        self
    }

    /// Units that are dead or saturated, and some of which nothing is to be said.
    fn diagnosed(mut self) -> Self {
        self.diagnosis = Some(|layer, unit| {
            let (ailment, flat) = match (layer, unit % 4) {
                (0, 1) | (3, 2) => (Some(Ailment::Dead), 1.0),
                (0 | 2 | 3, 3 | 0) => (Some(Ailment::Saturated), 0.93),
                _ => (None, 0.25),
            };
            Some(UnitNote { ailment, flat })
        });
        self
    }

    fn selecting(mut self, mark: Mark, path: &[Mark]) -> Self {
        self.selected = Some(mark);
        self.path = path.to_vec();
        self
    }

    fn hovering(mut self, mark: Mark) -> Self {
        self.hovered = Some(mark);
        self
    }

    /// Draws it.
    pub(crate) fn scene(&self) -> Scene<Mark> {
        draw(&NetworkView {
            shape: &self.example.shape,
            values: &self.values,
            equation: self.equation.as_ref(),
            selected: self.selected,
            hovered: self.hovered,
            path: &self.path,
            size: self.size,
            palette: &self.palette,
            language: self.language,
            large_text: self.large_text,
            travel: self.travel,
            batch: self.batch,
            train_biases: true,
            has_legend: true,
            audit: self.audit.as_ref().map(|audit| audit as &dyn Fn(Param) -> Option<Audit>),
            diagnosis: self
                .diagnosis
                .as_ref()
                .map(|diagnosis| diagnosis as &dyn Fn(usize, usize) -> Option<UnitNote>),
        })
    }
}

fn weight(layer: usize, unit: usize, input: usize) -> Param {
    Param::Weight { layer, unit, input }
}

/// Every picture.
pub(crate) fn cases() -> Vec<Case> {
    let hand_ops = |cell| hand().until(cell);
    let backward = hand_ops(Cell::GradActivation { layer: 0, unit: 2 });
    let forward = hand_ops(Cell::Preactivation { layer: 1, unit: 1 });
    let gradient = hand_ops(Cell::Grad(weight(0, 2, 1)));
    let all = |example: Example| {
        let count = example.steps.len();
        (example, count)
    };
    let (deep, deep_all) = all(made_up(&[2, 8, 8, 8, 8, 8, 8, 1], Activation::Tanh));
    let deep_delta = deep.until(Cell::GradPreactivation { layer: 3, unit: 4 });
    let (wide, wide_all) = all(made_up(&[64, 32, 10], Activation::Relu));
    let (mazur, mazur_all) = all(mazur());
    let path = [
        Mark::Loss,
        Mark::Unit { layer: 1, unit: 0 },
        Mark::Unit { layer: 1, unit: 1 },
        Mark::Param(weight(1, 0, 2)),
        Mark::Param(weight(1, 1, 2)),
        Mark::Unit { layer: 0, unit: 2 },
    ];
    let mut zh = Case::new("hand-zh", hand(), backward);
    zh.language = Language::Zh;
    let mut present = Case::new("hand-present", hand(), backward).sized(1600.0, 1000.0);
    present.large_text = true;
    let mut travel = Case::new("hand-travel", hand(), forward);
    travel.travel = Some(0.5);
    let mut broken = Case::new("mazur-broken", mazur.clone(), mazur_all);
    broken.values.0.insert(Cell::Activation { layer: 0, unit: 0 }, f64::NAN);
    broken.values.0.insert(Cell::Param(weight(1, 0, 0)), f64::INFINITY);
    broken.values.0.insert(Cell::Grad(weight(1, 0, 1)), f64::NAN);
    let mut batch = Case::new("batch", hand(), backward);
    batch.batch = 4;
    batch.values.0.insert(Cell::BatchLoss, 0.301);
    let (mut softmax, softmax_all) = all(made_up(&[4, 6, 3], Activation::Relu));
    softmax.shape.layers[1].activation = Activation::Softmax;
    // With cross-entropy there is a δ and no ∂L/∂a.
    softmax.steps.retain(|step| !matches!(step.writes, Cell::GradActivation { layer: 1, .. }));
    let softmax_all = softmax_all - 3;
    let mut cases = training_cases();
    cases.extend(vec![
        batch,
        Case::new("softmax", softmax.clone(), softmax_all),
        Case::new("softmax-projector-dark", softmax, softmax_all).sized(1600.0, 1000.0).dark(),
        Case::new("hand-start", hand(), 0),
        Case::new("hand-forward", hand(), forward),
        Case::new("hand-backward", hand(), backward),
        Case::new("hand-backward-dark", hand(), backward).dark(),
        Case::new("hand-gradient", hand(), gradient).selecting(Mark::Param(weight(0, 2, 1)), &path),
        Case::new("hand-gradient-dark", hand(), gradient)
            .selecting(Mark::Param(weight(0, 2, 1)), &path)
            .dark(),
        Case::new("hand-audit", hand(), backward)
            .audited()
            .selecting(Mark::Param(weight(0, 2, 1)), &[]),
        Case::new("hand-audit-dark", hand(), backward).audited().dark(),
        Case::new("wide-audit", wide.clone(), wide_all).audited(),
        Case::new("hand-diagnosis", hand(), backward)
            .diagnosed()
            .hovering(Mark::Unit { layer: 0, unit: 1 }),
        Case::new("deep-diagnosis-dark", deep.clone(), deep_all).diagnosed().dark(),
        Case::new("wide-diagnosis", wide.clone(), wide_all).diagnosed(),
        Case::new("hand-update", hand(), hand().steps.len()),
        Case::new("hand-update-weight", hand(), hand().steps.len() - 1)
            .hovering(Mark::Param(weight(0, 2, 1))),
        Case::new("hand-phone", hand(), backward).sized(360.0, 330.0),
        Case::new("hand-phone-forward", hand(), forward).sized(330.0, 300.0).dark(),
        zh,
        present,
        travel,
        Case::new("mazur-update", mazur.clone(), mazur_all),
        Case::new("mazur-small", mazur, mazur_all).sized(560.0, 420.0),
        broken,
        Case::new("deep-backward", deep.clone(), deep_delta),
        Case::new("deep-hover", deep.clone(), deep_all).hovering(Mark::Param(weight(2, 3, 4))),
        Case::new("deep-phone", deep.clone(), deep_all).sized(360.0, 330.0),
        Case::new("deep-projector", deep, deep_all).sized(1600.0, 1000.0),
        Case::new("wide", wide.clone(), wide_all),
        Case::new("wide-hover-dark", wide, wide_all)
            .hovering(Mark::Unit { layer: 1, unit: 3 })
            .dark(),
    ]);
    cases
}

/// Batch normalization and dropout.
fn training_cases() -> Vec<Case> {
    let norm = |units: usize| {
        made_up_with(&[2, units, 1], Activation::Tanh, |shape| shape.layers[0].batch_norm = true)
    };
    let scale = Param::Scale { layer: 0, unit: 1 };
    let at_scaled = norm(3).until(Cell::Scaled { layer: 0, unit: 1 });
    let at_scale = |units| norm(units).until_last(Cell::Param(scale));
    let dropout = made_up_with(&[2, 4, 3, 1], Activation::Tanh, |shape| {
        shape.layers[0].dropout = 0.5;
        shape.layers[1].dropout = 0.25;
    });
    let at_dropped = dropout.until(Cell::Dropped { layer: 0, unit: 1 });
    let at_undropped = dropout.until(Cell::GradActivation { layer: 0, unit: 2 });
    let dropout_all = dropout.steps.len();
    vec![
        Case::new("norm-forward", norm(3), at_scaled),
        Case::new("norm-update", norm(3), at_scale(3)).selecting(Mark::Param(scale), &[]),
        Case::new("norm-medium-dark", norm(5), norm(5).steps.len()).dark(),
        Case::new("norm-crowd", norm(8), at_scale(8)).hovering(Mark::Param(scale)),
        Case::new("norm-phone", norm(6), norm(6).steps.len()).sized(360.0, 330.0),
        Case::new("norm-audit", norm(3), norm(3).steps.len()).audited(),
        Case::new("dropout-forward", dropout.clone(), at_dropped),
        Case::new("dropout-backward-dark", dropout.clone(), at_undropped).dark(),
        Case::new("dropout-phone", dropout, dropout_all).sized(360.0, 330.0),
    ]
}
