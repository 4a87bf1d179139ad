//! Spot the bug: planting a mistake, saying which operation makes it, and seeing what it does to
//! training.

use super::{Command, Effect, Model, update};
use crate::i18n::{CHECK, Text};
use crate::lab::{Change, END, Lab, Position, StepSize};
use crate::math::Random;
use crate::step::{Mistake, Op, Pass, Planted};

/// What became of saying that an operation is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// No operation has been done.
    NothingDone,
    /// It belongs to the forward pass or the loss, which are right.
    Forward,
    /// It belongs to the update, which is right.
    Update,
    /// Its formula is right.
    Right,
    /// It is the one; and whether its number came out right all the same.
    Found {
        /// Whether the wrong formula gave the right number.
        by_chance: bool,
    },
}

/// The search for a planted mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Search {
    /// How often an operation was said to be wrong.
    pub tries: u32,
    /// What became of it the last time, and where the run stood.
    pub answer: Option<(Answer, Position)>,
}

/// The run without the mistake, which goes along with the page's.
#[derive(Debug, Clone)]
pub struct Ghost {
    /// Where it stands.
    pub lab: Lab,
}

/// Iterations that are trained to see what a mistake does.
const COMPARED: u64 = 200;

impl Answer {
    /// The answer in words.
    pub(super) fn text(self) -> Text {
        match self {
            Self::NothingDone => CHECK.nothing_done,
            Self::Forward => CHECK.not_forward,
            Self::Update => CHECK.not_update,
            Self::Right => CHECK.not_this_given,
            Self::Found { .. } => CHECK.found,
        }
    }
}

/// What the buttons for planting and finding do.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::HideMistake => return hide(model),
        Command::Accuse => accuse(model),
        Command::NameMistake => name(model),
        Command::RemoveMistake => plant(model, None),
        Command::CompareTraining => compare(model),
        _ => {}
    }
    Vec::new()
}

/// A mistake's name, and what is wrong with it.
pub(super) fn words(mistake: Mistake) -> [Text; 2] {
    match mistake {
        Mistake::SlopeLeftOut => [CHECK.slope_left_out, CHECK.slope_left_out_what],
        Mistake::ReluForItsSlope => [CHECK.relu_for_its_slope, CHECK.relu_for_its_slope_what],
        Mistake::TanhTimesSlope => [CHECK.tanh_times_slope, CHECK.tanh_times_slope_what],
        Mistake::CrossEntropySign => [CHECK.cross_entropy_sign, CHECK.cross_entropy_sign_what],
        Mistake::NewWeights => [CHECK.new_weights, CHECK.new_weights_what],
        Mistake::WeightsTransposed => [CHECK.weights_transposed, CHECK.weights_transposed_what],
        Mistake::BiasForgotten => [CHECK.bias_forgotten, CHECK.bias_forgotten_what],
        Mistake::BiasWrongAxis => [CHECK.bias_wrong_axis, CHECK.bias_wrong_axis_what],
        Mistake::BatchSum => [CHECK.batch_sum, CHECK.batch_sum_what],
        Mistake::GradientNotReset => [CHECK.gradient_not_reset, CHECK.gradient_not_reset_what],
    }
}

/// The mistake that is planted as the controls show it.
pub(super) fn planted(model: &Model) -> Option<Planted> {
    model.lab.settings().mistake
}

/// Whether the network as it is has a place for a mistake.
pub(super) fn has_place(model: &Model, mistake: Mistake) -> bool {
    let settings = model.lab.settings();
    let batched = settings.batch_size > 1 && model.lab.samples().len() > 1;
    mistake.concerns(&settings, batched)
}

/// Whether a mistake would change a parameter within two iterations from here: what changes none
/// could not be found by its numbers.
fn shows(model: &Model, mistake: Mistake) -> bool {
    if !has_place(model, mistake) {
        return false;
    }
    let after = |planted| {
        let mut lab = model.lab.clone();
        let changed = lab.change(Change::Mistake(planted));
        (0..2).for_each(|_| lab.advance(StepSize::Iteration));
        changed.is_ok().then(|| lab.machine().parameters().clone())
    };
    after(Some(Planted { mistake, is_named: false })) != after(None)
}

/// Plants a mistake or takes it out, with undo.
pub(super) fn plant(model: &mut Model, planted: Option<Planted>) {
    let value = Change::Mistake(planted).value();
    // Every mistake can be planted in every network; one without a place there changes nothing.
    if model.set("mistake", "mistake", &value, true).is_ok() {
        model.search = Search::default();
        model.accept("mistake");
        if planted.is_none() {
            model.ghost = None;
        }
    }
}

/// Plants one of the mistakes that show here, without saying which.
fn hide(model: &mut Model) -> Vec<Effect> {
    let before = planted(model).map(|planted| planted.mistake);
    let choice: Vec<Mistake> = Mistake::ALL
        .into_iter()
        .filter(|mistake| Some(*mistake) != before && shows(model, *mistake))
        .collect();
    let mut random = Random::with_stream(model.chance, model.messages);
    if let Some(mistake) = choice.get(random.below(choice.len())) {
        plant(model, Some(Planted { mistake: *mistake, is_named: false }));
    }
    vec![Effect::Reveal("mistake-bar")]
}

/// Says that the operation that was done last is the one that is wrong.
fn accuse(model: &mut Model) {
    let Some(planted) = planted(model) else { return };
    let machine = model.lab.machine();
    let place = machine.cursor().checked_sub(1);
    let pass = place.and_then(|place| machine.program().stage_at(place)).map(|s| s.pass());
    let batched = machine.program().is_batched();
    let answer = match (machine.last_op(), pass) {
        (None, _) | (_, None) => Answer::NothingDone,
        (Some(op), _) if planted.mistake.is_in(op, machine.settings(), batched) => {
            Answer::Found { by_chance: !is_off(model, op) }
        }
        (_, Some(Pass::Forward | Pass::Loss)) => Answer::Forward,
        (_, Some(Pass::Update)) => Answer::Update,
        (_, Some(Pass::Backward)) => Answer::Right,
    };
    let tries = model.search.tries + u32::from(answer != Answer::NothingDone);
    if matches!(answer, Answer::Found { .. }) {
        plant(model, Some(Planted { is_named: true, ..planted }));
    }
    let position = model.lab.position();
    model.search = Search { tries, answer: Some((answer, position)) };
    model.say(said(model).unwrap_or_default());
}

/// Whether the last operation, `op`, wrote another number than the right formula gives.
fn is_off(model: &Model, op: Op) -> bool {
    let machine = model.lab.machine();
    let (Some(cell), Some(right)) = (op.writes(), machine.with_last_op_right()) else {
        return false;
    };
    let watched = machine.watched();
    machine.value_of(cell, watched) != right.value_of(cell, watched)
}

/// Says which mistake it is, and goes to the first operation of this iteration that makes it.
fn name(model: &mut Model) {
    let Some(hidden) = planted(model).filter(|planted| !planted.is_named) else { return };
    plant(model, Some(Planted { is_named: true, ..hidden }));
    let machine = model.lab.machine();
    let (settings, program) = (machine.settings(), machine.program());
    let makes_it = |op| hidden.mistake.is_in(op, settings, program.is_batched());
    let place = (0..program.len()).find(|place| program.op_at(*place).is_some_and(makes_it));
    if let Some(place) = place.filter(|_| settings.mistake.is_some()) {
        let iteration = machine.iteration();
        model.lab.seek(Position { iteration, op: place + 1 });
        model.after_move();
    }
}

/// What is said of the mistake that is planted, if one is.
pub(super) fn said(model: &Model) -> Option<String> {
    let language = model.language;
    let planted = planted(model)?;
    let [name, what] = words(planted.mistake).map(|text| text.get(language));
    let here = model.lab.position();
    let answer = model.search.answer.filter(|(_, position)| *position == here);
    let mut parts: Vec<String> = Vec::new();
    match (planted.is_named, answer) {
        (true, Some((answer @ Answer::Found { by_chance }, _))) => {
            parts.push(answer.text().fill(language, &[("name", name), ("what", what)]));
            parts.extend(by_chance.then(|| CHECK.right_here.get(language).to_owned()));
        }
        (true, _) => {
            parts.push(CHECK.planted.fill(language, &[("name", name)]));
            let has_place = has_place(model, planted.mistake);
            let more = if has_place { what } else { CHECK.without_effect.get(language) };
            parts.push(more.to_owned());
        }
        (false, Some((answer, _))) => parts.push(answer.text().get(language).to_owned()),
        (false, None) if !has_place(model, planted.mistake) => {
            parts.push(CHECK.without_effect.get(language).to_owned());
        }
        (false, None) => parts.push(CHECK.find.get(language).to_owned()),
    }
    if model.lab.machine().settings().mistake.map(|planted| planted.mistake)
        != Some(planted.mistake)
    {
        parts.push(CHECK.from_next.get(language).to_owned());
    }
    if !planted.is_named && model.search.tries > 0 {
        let count = model.search.tries.to_string();
        parts.push(CHECK.tries.fill(language, &[("count", &count)]));
    }
    Some(parts.join(language.space()))
}

/// Trains along without the mistake, or stops doing so. Where nothing has been trained yet, both are
/// for some iterations.
fn compare(model: &mut Model) {
    if model.ghost.take().is_some() {
        return;
    }
    // The curves stand where the check is.
    model.check = None;
    model.ghost = Some(Ghost { lab: model.lab.without_mistake() });
    if model.lab.completed_iterations() == 0 && !model.playing {
        update::go_to(model, Position { iteration: COMPARED - 1, op: END });
    }
}

/// Begins the run without the mistake anew, where the one on the page has changed.
pub(super) fn renew(model: &mut Model) {
    if model.ghost.is_some() {
        model.ghost = model.lab.has_mistake().then(|| Ghost { lab: model.lab.without_mistake() });
    }
}

/// Whether the run without the mistake lags behind.
pub(super) fn lags(model: &Model) -> bool {
    let Some(Ghost { lab }) = &model.ghost else { return false };
    lab.divergence().is_none() && lab.completed_iterations() < model.lab.completed_iterations()
}

/// At most `most` iterations of the run without the mistake.
pub(super) fn catch_up(model: &mut Model, most: u64) {
    for _ in 0..most {
        if !lags(model) {
            return;
        }
        if let Some(Ghost { lab }) = &mut model.ghost {
            lab.advance(StepSize::Iteration);
        }
    }
}
