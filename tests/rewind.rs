//! Going back: every operation taken back restores the bits that were there, and where a run
//! stands is all that decides its numbers, however it came there.

mod common;

use backstep::lab::{Change, END, Lab, Position, StepSize};
use backstep::nn::{Activation, Hyperparameter, Optimizer, OptimizerKind, ScheduleKind};
use backstep::step::{Cell, Machine, Mistake, Op, Planted};
use common::{Case, bits, cells, params};
use proptest::prelude::*;

/// Everything that can be seen of a machine, numbers by their bits.
#[derive(Debug, PartialEq)]
struct State {
    iteration: u64,
    epoch: u64,
    cursor: usize,
    batch: Vec<usize>,
    last_op: Option<Op>,
    numbers: Vec<(Cell, usize, Option<u64>)>,
    /// As text, because NaN is not equal to itself.
    explanation: String,
}

fn state(machine: &Machine) -> State {
    let samples = 0..machine.batch().len();
    let of_samples = |cell| samples.clone().map(move |s| (cell, s));
    let of_mistakes = params(&machine.settings().shape)
        .into_iter()
        .flat_map(|param| [Cell::NewParam(param), Cell::OldGrad(param)]);
    let numbers = cells(&machine.settings().shape)
        .into_iter()
        .chain(of_mistakes)
        .flat_map(of_samples)
        .map(|(cell, s)| (cell, s, machine.value_of(cell, s).map(bits)))
        .collect();
    State {
        iteration: machine.iteration(),
        epoch: machine.epoch(),
        cursor: machine.cursor(),
        batch: machine.batch().to_vec(),
        last_op: machine.last_op(),
        numbers,
        explanation: format!("{:?}", machine.last_op().map(|op| machine.explain(op))),
    }
}

/// Random experiments, some with a learning rate at which they diverge: NaN and infinities are
/// restored like any other number.
fn cases() -> impl Strategy<Value = Case> {
    let rate = prop_oneof![3 => Just(None), 1 => Just(Some(1e150))];
    (common::cases_with_mistakes(), rate).prop_map(|(mut case, rate)| {
        if let Some(rate) = rate {
            case.settings.optimizer.set_learning_rate(rate);
        }
        case
    })
}

/// One thing that can be done to a machine.
#[derive(Debug, Clone, Copy)]
enum Move {
    Advance(usize),
    Rewind(usize),
    Finish,
    NextIteration,
    Watch(usize),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        (1..60_usize).prop_map(Move::Advance),
        (1..60_usize).prop_map(Move::Rewind),
        Just(Move::Finish),
        Just(Move::NextIteration),
        (0..5_usize).prop_map(Move::Watch),
    ];
    prop::collection::vec(one, 0..20)
}

fn make(machine: &mut Machine, step: Move) {
    match step {
        Move::Advance(count) => {
            for _ in 0..count {
                machine.advance();
            }
        }
        Move::Rewind(count) => {
            for _ in 0..count {
                machine.rewind();
            }
        }
        Move::Finish => machine.finish(),
        Move::NextIteration => machine.next_iteration(),
        Move::Watch(sample) => machine.watch(sample),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn advancing_and_rewinding_is_the_identity(
        case in cases(),
        walk in moves(),
        count in 1..200_usize,
    ) {
        let mut machine = case.machine();
        for step in walk {
            make(&mut machine, step);
        }
        let before = state(&machine);
        let mut done = Vec::new();
        while done.len() < count {
            let Some(op) = machine.advance() else { break };
            done.push(op);
        }
        for op in done.into_iter().rev() {
            prop_assert_eq!(machine.rewind(), Some(op));
        }
        prop_assert_eq!(state(&machine), before);
    }

    #[test]
    fn rewinding_and_advancing_is_the_identity(
        case in cases(),
        walk in moves(),
        count in 1..200_usize,
    ) {
        let mut machine = case.machine();
        for step in walk {
            make(&mut machine, step);
        }
        let before = state(&machine);
        let mut taken_back = Vec::new();
        while taken_back.len() < count {
            let Some(op) = machine.rewind() else { break };
            taken_back.push(op);
        }
        for op in taken_back.into_iter().rev() {
            prop_assert_eq!(machine.advance(), Some(op));
        }
        prop_assert_eq!(state(&machine), before);
    }

    /// Whatever way a machine took, it stands where the straight way leads.
    #[test]
    fn replay_from_the_start_gives_the_same_state(case in cases(), walk in moves()) {
        let mut machine = case.machine();
        for step in walk {
            make(&mut machine, step);
        }
        let mut replayed = case.machine_at(machine.iteration());
        replayed.watch(machine.watched());
        while replayed.cursor() < machine.cursor() {
            replayed.advance();
        }
        prop_assert_eq!(state(&replayed), state(&machine));
    }

    #[test]
    fn taking_an_iteration_back_operation_by_operation_retraces_it(case in cases()) {
        let mut machine = case.machine();
        let mut states = vec![state(&machine)];
        while machine.advance().is_some() {
            states.push(state(&machine));
        }
        for expected in states.iter().rev().skip(1) {
            machine.rewind();
            prop_assert_eq!(&state(&machine), expected);
        }
        prop_assert_eq!(machine.rewind(), None);
    }
}

/// One thing that can be done to a run.
#[derive(Debug, Clone, Copy)]
enum Act {
    Advance(StepSize),
    Rewind(StepSize),
    Seek(Position),
    /// A change, chosen by a number from those that the run can take.
    Change(usize, f64),
    Watch(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let size = || prop::sample::select(&StepSize::ALL[..]);
    let op = prop_oneof![Just(0), Just(END), 0..100_usize];
    let place = (0..70_u64, op).prop_map(|(iteration, op)| Position { iteration, op });
    let one = prop_oneof![
        4 => size().prop_map(Act::Advance),
        4 => size().prop_map(Act::Rewind),
        3 => place.prop_map(Act::Seek),
        4 => (0..100_usize, 0.0..1.0).prop_map(|(which, value)| Act::Change(which, value)),
        1 => (0..5_usize).prop_map(Act::Watch),
    ];
    prop::collection::vec(one, 0..25)
}

/// The change number `which` of those that the run can take.
fn change(lab: &Lab, which: usize, value: f64) -> Change {
    let settings = lab.settings();
    let params = params(&settings.shape);
    let has = |one: &Hyperparameter| settings.get(*one).is_some();
    let hyperparameters: Vec<_> = Hyperparameter::ALL.into_iter().filter(has).collect();
    match which % 15 {
        0 => Change::LearningRate(value),
        1 if settings.optimizer.momentum() != 0.0 => {
            Change::Hyperparameter(Hyperparameter::Momentum, 0.0)
        }
        1 => Change::Hyperparameter(hyperparameters[which / 15 % hyperparameters.len()], value),
        2 if matches!(settings.optimizer, Optimizer::Sgd(_)) => {
            Change::Nesterov(!settings.optimizer.nesterov())
        }
        11 | 2 => Change::Optimizer(OptimizerKind::ALL[which / 15 % OptimizerKind::ALL.len()]),
        12 => Change::Schedule(ScheduleKind::ALL[which / 15 % ScheduleKind::ALL.len()]),
        13 if settings.schedule.kind.has_length() => Change::ScheduleLength(1 + which as u64 / 15),
        13 | 14 => Change::Hyperparameter(Hyperparameter::ClipNorm, value),
        3 => Change::BatchSize(Some(1 + which / 15 % 5)),
        4 => Change::Shuffle(!settings.shuffle),
        5 => Change::TrainBiases(!settings.train_biases),
        6 => Change::Param { param: params[which / 15 % params.len()], value },
        7 => Change::Input { sample: 0, unit: 0, value },
        8 => Change::Target { sample: 0, unit: 0, value },
        9 => Change::Mistake(match settings.mistake {
            Some(_) => None,
            None => Some(Planted {
                mistake: Mistake::ALL[which / 15 % Mistake::ALL.len()],
                is_named: value > 0.5,
            }),
        }),
        _ => Change::Activation { layer: 0, activation: hidden_or_kept(lab) },
    }
}

/// An activation function that the first layer can have under any loss.
fn hidden_or_kept(lab: &Lab) -> Activation {
    let shape = lab.settings().shape;
    if shape.layers.len() > 1 { Activation::Sigmoid } else { shape.layers[0].activation }
}

/// Every number of the iteration and where its epoch began, and how the run goes on from here.
fn outlook(lab: &Lab) -> Vec<(String, u64)> {
    let mut lab = lab.clone();
    let seen = |lab: &Lab| (lab.trace().to_string(), lab.machine().epoch_start());
    let mut all = vec![seen(&lab)];
    for _ in 0..3 {
        lab.advance(StepSize::Iteration);
        all.push(seen(&lab));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// A run opened from its own document stands where it stood and goes on as it would have,
    /// after any walk with any changes on the way.
    #[test]
    fn a_run_is_decided_by_its_document(
        case in common::cases_with_mistakes(),
        acts in acts(),
    ) {
        let mut lab = Lab::new(common::scenario(case)).expect("a valid scenario");
        for act in acts {
            match act {
                Act::Advance(size) => lab.advance(size),
                Act::Rewind(size) => lab.rewind(size),
                Act::Seek(position) => lab.seek(position),
                Act::Change(which, value) => {
                    let change = change(&lab, which, value);
                    // One sample alone cannot be normalized.
                    let leaves_one = match change {
                        Change::BatchSize(size) => {
                            let count = lab.samples().len();
                            let size = size.unwrap_or(count).clamp(1, count);
                            size == 1 || count % size == 1
                        }
                        _ => false,
                    };
                    let is_refused = leaves_one && lab.settings().shape.has_norm();
                    prop_assert_eq!(lab.change(change).is_err(), is_refused);
                }
                Act::Watch(sample) => lab.watch(sample),
            }
        }
        let mut opened = Lab::new(lab.scenario()).expect("its own document");
        // Which sample is looked at is no part of the experiment.
        lab.watch(0);
        opened.watch(0);
        prop_assert_eq!(outlook(&opened), outlook(&lab));
    }
}
