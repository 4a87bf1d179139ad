//! The order of an iteration's operations: which one stands at which place.
//!
//! Places are computed, not listed, so that a network of a hundred thousand weights costs
//! nothing to lay out.

use std::ops::Range;

use super::{Op, Settings, Stage};
use crate::nn::{Activation, Loss, Param, Term};

/// The operations of one iteration, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    layers: Vec<LayerPlan>,
    stages: Vec<StagePlan>,
    fused: bool,
    batched: bool,
    /// What is computed of each parameter between its gradient and its update.
    terms: Vec<Term>,
    /// How many of them stand before the parameter's update in the update's own stage.
    in_update: usize,
    has_schedule: bool,
    len: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct LayerPlan {
    inputs: usize,
    units: usize,
    /// Softmax needs every weighted sum of its layer before the first activation.
    softmax: bool,
    /// Trainable numbers of one unit: its weights, and its bias if that is trained.
    per_unit: usize,
    norm: bool,
    dropout: bool,
}

impl LayerPlan {
    /// Operations a unit in the forward pass: its weighted sum, batch normalization, its
    /// activation, dropout.
    fn forward_ops(&self) -> usize {
        2 + self.norm_ops() + usize::from(self.dropout)
    }

    /// Operations a unit of batch normalization in the forward pass.
    fn norm_ops(&self) -> usize {
        if self.norm { 6 } else { 0 }
    }

    /// Operations a unit on the way back to δ, from the gradient by its activation.
    fn delta_ops(&self) -> usize {
        if self.norm { 3 } else { 1 }
    }

    /// Offset of a unit's operation within the forward stage.
    fn forward(&self, unit: usize, which: usize) -> usize {
        if self.softmax { which * self.units + unit } else { unit * self.forward_ops() + which }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct StagePlan {
    stage: Stage,
    start: usize,
    len: usize,
}

impl Program {
    /// The program of an iteration; `batched` says whether batches hold more than one sample.
    pub fn new(settings: &Settings, batched: bool) -> Self {
        let shape = &settings.shape;
        let layers: Vec<_> = (0..shape.layers.len())
            .map(|l| LayerPlan {
                inputs: shape.fan_in(l),
                units: shape.layers[l].units,
                softmax: shape.layers[l].activation == Activation::Softmax,
                per_unit: shape.fan_in(l)
                    + usize::from(settings.train_biases)
                    + if shape.normalizes(l) { 2 } else { 0 },
                norm: shape.normalizes(l),
                dropout: shape.drops(l),
            })
            .collect();
        let mut program = Self {
            fused: settings.loss == Loss::CrossEntropy && layers.last().is_some_and(|l| l.softmax),
            layers,
            stages: Vec::new(),
            batched,
            in_update: 0,
            terms: Term::of(&settings.optimizer, &settings.penalty, &settings.clip),
            has_schedule: !settings.schedule.is_constant(),
            len: 0,
        };
        program.in_update = program.update_terms().len();
        program.lay_out();
        program
    }

    fn lay_out(&mut self) {
        let count = self.layers.len();
        self.push(Stage::Input, 1);
        for l in 0..count {
            self.push(Stage::Forward(l), self.layers[l].forward_ops() * self.layers[l].units);
        }
        self.push(Stage::Loss, if self.batched { 2 } else { 1 });
        for l in (0..count).rev() {
            self.push(Stage::Backward(l), self.input_gradients_at(l) + self.handed_down(l));
        }
        if self.batched {
            for l in (0..count).rev() {
                self.push(Stage::Mean(l), self.parameters_of(l));
            }
        }
        if self.terms.contains(&Term::PenalizedGradient) {
            for l in (0..count).rev() {
                self.push(Stage::Penalty(l), self.layers[l].units * self.layers[l].inputs);
            }
        }
        if self.has_schedule {
            self.push(Stage::Schedule, 1);
        }
        if self.terms.contains(&Term::ClippedGradient) {
            for l in 0..count {
                self.push(Stage::Clip(l), self.parameters_of(l));
            }
        }
        if self.terms.contains(&Term::ScaledGradient) {
            self.push(Stage::Norm, count + 1);
            for l in 0..count {
                self.push(Stage::Scale(l), self.parameters_of(l));
            }
        }
        for l in 0..count {
            self.push(Stage::Update(l), self.parameters_of(l) * (self.in_update + 1));
        }
    }

    fn parameters_of(&self, layer: usize) -> usize {
        self.layers[layer].units * self.layers[layer].per_unit
    }

    fn push(&mut self, stage: Stage, len: usize) {
        self.stages.push(StagePlan { stage, start: self.len, len });
        self.len += len;
    }

    /// Number of operations.
    #[expect(clippy::len_without_is_empty, reason = "an iteration always has operations")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether softmax and cross-entropy are differentiated as one, δ = ŷ - y.
    pub fn is_fused(&self) -> bool {
        self.fused
    }

    /// Whether batches hold more than one sample, so that there are means over the batch.
    pub fn is_batched(&self) -> bool {
        self.batched
    }

    /// What is computed of a parameter between its gradient and its update, in order.
    pub fn terms(&self, param: Param) -> impl Iterator<Item = Term> + '_ {
        let is_weight = matches!(param, Param::Weight { .. });
        self.terms.iter().copied().filter(move |term| is_weight || term.is_of_biases())
    }

    /// Whether the optimizer keeps a first moment.
    pub(super) fn keeps_first(&self) -> bool {
        self.terms.iter().any(|term| matches!(term, Term::Velocity | Term::FirstMoment))
    }

    /// Whether the optimizer keeps a second moment.
    pub(super) fn keeps_second(&self) -> bool {
        self.terms.contains(&Term::SecondMoment)
    }

    /// Those of them that stand right before the parameter's update.
    fn update_terms(&self) -> &[Term] {
        let before = self.terms.partition_point(|term| *term < Term::DecayedGradient);
        &self.terms[before..]
    }

    /// Place of the first operation that changes a parameter or what the optimizer keeps.
    pub fn update_start(&self) -> usize {
        self.start_of(Stage::Update(0)).unwrap_or(self.len)
    }

    /// The stages in order, each with its first place and its number of operations.
    pub fn stages(&self) -> impl Iterator<Item = (Stage, usize, usize)> + '_ {
        self.stages.iter().map(|plan| (plan.stage, plan.start, plan.len))
    }

    /// The stage that the operation at `place` belongs to.
    pub fn stage_at(&self, place: usize) -> Option<Stage> {
        self.plan_at(place).map(|plan| plan.stage)
    }

    /// The operation at `place`; `None` past the end.
    pub fn op_at(&self, place: usize) -> Option<Op> {
        let plan = self.plan_at(place)?;
        Some(self.op_in(plan.stage, place - plan.start))
    }

    /// The stage of `place` and the offsets within it from there to its end; `None` past the
    /// end. Whoever runs through them with [`op_in`](Self::op_in) finds the stage only once.
    pub(super) fn rest_of_stage(&self, place: usize) -> Option<(Stage, Range<usize>)> {
        let plan = self.plan_at(place)?;
        Some((plan.stage, place - plan.start..plan.len))
    }

    /// The place of an operation; `None` if this program does not have it.
    pub fn place_of(&self, op: Op) -> Option<usize> {
        let (stage, offset) = self.locate(op)?;
        let plan = self.stages.iter().find(|plan| plan.stage == stage)?;
        let place = plan.start + offset;
        (offset < plan.len && self.op_in(stage, offset) == op).then_some(place)
    }

    fn plan_at(&self, place: usize) -> Option<StagePlan> {
        let after = self.stages.partition_point(|plan| plan.start <= place);
        let plan = *self.stages.get(after.checked_sub(1)?)?;
        (place < self.len).then_some(plan)
    }

    fn start_of(&self, stage: Stage) -> Option<usize> {
        self.stages.iter().find(|plan| plan.stage == stage).map(|plan| plan.start)
    }

    /// The gradients by the layer's activations that are operations of its own stage: those by
    /// the outputs, and those that dropout lets through.
    fn output_gradients(&self, layer: usize) -> usize {
        let is_last = layer + 1 == self.layers.len();
        let LayerPlan { units, dropout, .. } = self.layers[layer];
        if dropout || is_last && !self.fused { units } else { 0 }
    }

    fn has_dropout(&self, layer: usize) -> bool {
        self.layers.get(layer).is_some_and(|plan| plan.dropout)
    }

    /// Offset, within a backward stage, of the gradients by parameters.
    fn gradients_at(&self, layer: usize) -> usize {
        let plan = &self.layers[layer];
        self.output_gradients(layer) + plan.units * plan.delta_ops()
    }

    /// Offset, within a backward stage, of the gradients handed down.
    fn input_gradients_at(&self, layer: usize) -> usize {
        let plan = &self.layers[layer];
        self.gradients_at(layer) + plan.units * plan.per_unit
    }

    fn handed_down(&self, layer: usize) -> usize {
        if layer == 0 { 0 } else { self.layers[layer].inputs }
    }

    /// The operation at an offset within a stage.
    #[inline(always)]
    pub(super) fn op_in(&self, stage: Stage, offset: usize) -> Op {
        match stage {
            Stage::Input => Op::Input,
            Stage::Forward(layer) => {
                let plan = &self.layers[layer];
                let (unit, which) = if plan.softmax {
                    (offset % plan.units, offset / plan.units)
                } else {
                    (offset / plan.forward_ops(), offset % plan.forward_ops())
                };
                match which.checked_sub(plan.norm_ops()) {
                    Some(1) => Op::Activation { layer, unit },
                    Some(2..) => Op::Dropout { layer, unit },
                    _ => norm_op(layer, unit, which),
                }
            }
            Stage::Loss => [Op::SampleLoss, Op::BatchLoss][offset.min(1)],
            Stage::Backward(layer) => self.backward_op(layer, offset),
            Stage::Mean(layer) => Op::MeanGradient(self.param_at(layer, offset)),
            Stage::Penalty(layer) => {
                let LayerPlan { inputs, .. } = self.layers[layer];
                let (unit, input) = (offset / inputs, offset % inputs);
                Op::Term(Term::PenalizedGradient, Param::Weight { layer, unit, input })
            }
            Stage::Schedule => Op::LearningRate,
            Stage::Clip(layer) => Op::Term(Term::ClippedGradient, self.param_at(layer, offset)),
            Stage::Norm if offset == self.layers.len() => Op::GradientNorm,
            Stage::Norm => Op::SquaredNorm(offset),
            Stage::Scale(layer) => Op::Term(Term::ScaledGradient, self.param_at(layer, offset)),
            Stage::Update(layer) => {
                let (index, within) =
                    (offset / (self.in_update + 1), offset % (self.in_update + 1));
                let param = self.param_at(layer, index);
                match self.update_terms().get(within) {
                    Some(term) => Op::Term(*term, param),
                    None => Op::Update(param),
                }
            }
        }
    }

    fn backward_op(&self, layer: usize, offset: usize) -> Op {
        let units = self.layers[layer].units;
        let outputs = self.output_gradients(layer);
        let gradients = self.gradients_at(layer);
        let handed_down = self.input_gradients_at(layer);
        if offset < outputs && self.has_dropout(layer) {
            Op::DropoutGradient { layer, unit: offset }
        } else if offset < outputs {
            Op::OutputGradient { layer, unit: offset }
        } else if offset < gradients {
            // All units' ∂L/∂y, then all units' ∂L/∂ẑ, then all units' δ.
            let (unit, which) = ((offset - outputs) % units, (offset - outputs) / units);
            match (self.layers[layer].norm, which) {
                (false, _) => Op::Delta { layer, unit },
                (true, 0) => Op::ScaledGradient { layer, unit },
                (true, 1) => Op::NormalizedGradient { layer, unit },
                (true, _) => Op::NormDelta { layer, unit },
            }
        } else if offset < handed_down {
            Op::Gradient(self.param_at(layer, offset - gradients))
        } else {
            let (layer, unit) = (layer.saturating_sub(1), offset - handed_down);
            if self.has_dropout(layer) {
                Op::DroppedGradient { layer, unit }
            } else {
                Op::InputGradient { layer, unit }
            }
        }
    }

    /// A layer's trainable numbers in order: unit by unit, its weights, its bias, γ and β.
    #[inline(always)]
    fn param_at(&self, layer: usize, index: usize) -> Param {
        let LayerPlan { inputs, per_unit, .. } = self.layers[layer];
        let (unit, input) = (index / per_unit, index % per_unit);
        if input < inputs {
            return Param::Weight { layer, unit, input };
        }
        // β comes last, after γ.
        match (self.layers[layer].norm, per_unit - input) {
            (true, 1) => Param::Shift { layer, unit },
            (true, 2) => Param::Scale { layer, unit },
            _ => Param::Bias { layer, unit },
        }
    }

    fn param_index(&self, param: Param) -> usize {
        let plan = &self.layers[param.layer()];
        let within = match param {
            Param::Weight { input, .. } => input,
            Param::Bias { .. } => plan.inputs,
            Param::Scale { .. } => plan.per_unit.saturating_sub(2),
            Param::Shift { .. } => plan.per_unit - 1,
        };
        param.unit() * plan.per_unit + within
    }

    /// Stage and offset at which `op` would stand; [`Self::place_of`] checks that it does.
    fn locate(&self, op: Op) -> Option<(Stage, usize)> {
        let layer_of = match op {
            Op::Input | Op::SampleLoss | Op::BatchLoss | Op::LearningRate | Op::GradientNorm => 0,
            Op::SquaredNorm(layer)
            | Op::WeightedSum { layer, .. }
            | Op::Activation { layer, .. }
            | Op::BatchMean { layer, .. }
            | Op::BatchVariance { layer, .. }
            | Op::Normalize { layer, .. }
            | Op::ScaleShift { layer, .. }
            | Op::RunningMean { layer, .. }
            | Op::RunningVariance { layer, .. }
            | Op::ScaledGradient { layer, .. }
            | Op::NormalizedGradient { layer, .. }
            | Op::NormDelta { layer, .. }
            | Op::Dropout { layer, .. }
            | Op::OutputGradient { layer, .. }
            | Op::DropoutGradient { layer, .. }
            | Op::Delta { layer, .. } => layer,
            Op::InputGradient { layer, .. } | Op::DroppedGradient { layer, .. } => layer + 1,
            Op::Gradient(p) | Op::MeanGradient(p) | Op::Term(_, p) | Op::Update(p) => p.layer(),
        };
        let plan = self.layers.get(layer_of)?;
        Some(match op {
            Op::Input => (Stage::Input, 0),
            Op::SampleLoss => (Stage::Loss, 0),
            Op::BatchLoss => (Stage::Loss, 1),
            Op::WeightedSum { layer, unit } => (Stage::Forward(layer), plan.forward(unit, 0)),
            Op::BatchMean { layer, unit } => (Stage::Forward(layer), plan.forward(unit, 1)),
            Op::BatchVariance { layer, unit } => (Stage::Forward(layer), plan.forward(unit, 2)),
            Op::Normalize { layer, unit } => (Stage::Forward(layer), plan.forward(unit, 3)),
            Op::ScaleShift { layer, unit } => (Stage::Forward(layer), plan.forward(unit, 4)),
            Op::RunningMean { layer, unit } => (Stage::Forward(layer), plan.forward(unit, 5)),
            Op::RunningVariance { layer, unit } => (Stage::Forward(layer), plan.forward(unit, 6)),
            Op::Activation { layer, unit } => {
                (Stage::Forward(layer), plan.forward(unit, 1 + plan.norm_ops()))
            }
            Op::Dropout { layer, unit } => {
                (Stage::Forward(layer), plan.forward(unit, 2 + plan.norm_ops()))
            }
            Op::OutputGradient { layer, unit } | Op::DropoutGradient { layer, unit } => {
                (Stage::Backward(layer), unit)
            }
            Op::Delta { layer, unit } | Op::ScaledGradient { layer, unit } => {
                (Stage::Backward(layer), self.output_gradients(layer) + unit)
            }
            Op::NormalizedGradient { layer, unit } => {
                (Stage::Backward(layer), self.output_gradients(layer) + plan.units + unit)
            }
            Op::NormDelta { layer, unit } => {
                (Stage::Backward(layer), self.output_gradients(layer) + 2 * plan.units + unit)
            }
            Op::Gradient(param) => {
                let before = self.gradients_at(layer_of);
                (Stage::Backward(layer_of), before + self.param_index(param))
            }
            Op::InputGradient { unit, .. } | Op::DroppedGradient { unit, .. } => {
                (Stage::Backward(layer_of), self.input_gradients_at(layer_of) + unit)
            }
            Op::MeanGradient(param) => (Stage::Mean(layer_of), self.param_index(param)),
            Op::LearningRate => (Stage::Schedule, 0),
            Op::SquaredNorm(layer) => (Stage::Norm, layer),
            Op::GradientNorm => (Stage::Norm, self.layers.len()),
            Op::Term(Term::PenalizedGradient, Param::Weight { layer, unit, input }) => {
                (Stage::Penalty(layer), unit * plan.inputs + input)
            }
            Op::Term(Term::PenalizedGradient, Param::Bias { .. }) => return None,
            Op::Term(Term::ClippedGradient, param) => {
                (Stage::Clip(layer_of), self.param_index(param))
            }
            Op::Term(Term::ScaledGradient, param) => {
                (Stage::Scale(layer_of), self.param_index(param))
            }
            Op::Term(term, param) => {
                let within = self.update_terms().iter().position(|one| *one == term)?;
                let index = self.param_index(param) * (self.in_update + 1);
                (Stage::Update(layer_of), index + within)
            }
            Op::Update(param) => {
                let index = self.param_index(param) * (self.in_update + 1);
                (Stage::Update(layer_of), index + self.in_update)
            }
        })
    }
}

/// The operations of a unit up to its activation, by their places.
fn norm_op(layer: usize, unit: usize, which: usize) -> Op {
    match which {
        0 => Op::WeightedSum { layer, unit },
        1 => Op::BatchMean { layer, unit },
        2 => Op::BatchVariance { layer, unit },
        3 => Op::Normalize { layer, unit },
        4 => Op::ScaleShift { layer, unit },
        5 => Op::RunningMean { layer, unit },
        _ => Op::RunningVariance { layer, unit },
    }
}
