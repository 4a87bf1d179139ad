//! An iteration as a whole gives the bits of its operations: every number that can be read
//! afterwards, and every parameter.

mod common;

use backstep::lab::{Change, END, Lab, Position, StepSize};
use backstep::step::{Machine, Probe};
use common::{Case, batch_columns, bits, cells, same_bits};
use proptest::prelude::*;

/// Does the iteration operation by operation.
fn finish_by_operations(machine: &mut Machine) {
    while machine.advance().is_some() {}
}

/// Runs both ways for some iterations and compares all that can be read after each.
fn compare(case: &Case, iterations: u64) -> Result<(), TestCaseError> {
    let (mut whole, mut single) = (case.machine(), case.machine());
    let cells = cells(&case.settings.shape);
    for iteration in 0..iterations {
        whole.finish();
        finish_by_operations(&mut single);
        prop_assert_eq!(whole.cursor(), single.cursor());
        prop_assert_eq!(whole.batch(), single.batch());
        for &cell in &cells {
            for s in 0..whole.batch().len() {
                let (left, right) = (whole.value_of(cell, s), single.value_of(cell, s));
                prop_assert_eq!(
                    left.map(bits),
                    right.map(bits),
                    "iteration {}, {:?} of sample {}: {:?} is not {:?}",
                    iteration,
                    cell,
                    s,
                    left,
                    right
                );
            }
        }
        let pairs = whole.parameters().iter().zip(single.parameters().iter());
        for (left, right) in pairs {
            prop_assert!(same_bits(left, right), "{} is not {}", left, right);
        }
        whole.next_iteration();
        single.next_iteration();
    }
    Ok(())
}

/// Some with a learning rate at which they diverge.
fn with_rates(cases: impl Strategy<Value = Case>) -> impl Strategy<Value = Case> {
    let rate = prop_oneof![4 => Just(None), 1 => Just(Some(1e150)), 1 => Just(Some(30.0))];
    (cases, rate).prop_map(|(mut case, rate)| {
        if let Some(rate) = rate {
            case.settings.optimizer.set_learning_rate(rate);
        }
        case
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_whole_iteration_has_the_bits_of_its_operations(case in with_rates(common::cases())) {
        compare(&case, 4)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_large_iteration_has_the_bits_of_its_operations(
        case in with_rates(common::large_cases()),
    ) {
        compare(&case, 3)?;
    }

    /// Taken back into its middle and done again from there, it is still the same.
    #[test]
    fn a_whole_iteration_can_be_taken_back_by_operations(
        case in with_rates(common::cases()),
        count in 1..100_usize,
    ) {
        let mut machine = case.machine();
        machine.finish();
        let mut single = case.machine();
        finish_by_operations(&mut single);
        for _ in 0..count {
            prop_assert_eq!(machine.rewind(), single.rewind());
        }
        let same = |machine: &Machine, single: &Machine| {
            let bits_of = |machine: &Machine| -> Vec<_> {
                let cells = cells(&case.settings.shape).into_iter();
                cells.map(|cell| machine.value_of(cell, 0).map(bits)).collect()
            };
            bits_of(machine) == bits_of(single)
        };
        prop_assert!(same(&machine, &single));
        machine.finish();
        single.finish();
        prop_assert!(same(&machine, &single));
    }

    /// A run that goes on by whole iterations comes to the same, losses on record and the first
    /// number that is not finite included.
    #[test]
    fn a_run_by_iterations_is_the_run_by_operations(
        case in with_rates(common::cases()),
        last in 0..12_u64,
    ) {
        let mut whole = Lab::new(common::scenario(case)).expect("a valid scenario");
        let mut single = whole.clone();
        while whole.completed_iterations() <= last {
            whole.advance(StepSize::Iteration);
        }
        while single.completed_iterations() <= last {
            single.advance(StepSize::Op);
        }
        prop_assert_eq!(whole.position(), single.position());
        prop_assert_eq!(whole.digest(), single.digest());
        // Infinities that come to a finite loss and finite parameters only operations notice.
        if let (Some(found), Some(noticed)) = (whole.divergence(), single.divergence())
            && found.position.iteration == noticed.position.iteration
        {
            prop_assert_eq!(found.position, noticed.position);
            prop_assert_eq!((found.cell, found.sample), (noticed.cell, noticed.sample));
        }
        single.seek(Position { iteration: last, op: END });
        prop_assert_eq!(whole.digest(), single.digest());
    }

    /// Where a run diverges, by iterations as by operations, only what came before is on record.
    #[test]
    fn an_iteration_that_diverges_is_not_on_record(mut case in common::cases()) {
        case.settings.optimizer.set_learning_rate(1e150);
        let run = |size| {
            let mut lab = Lab::new(common::scenario(case.clone())).expect("a valid scenario");
            while lab.divergence().is_none() && lab.completed_iterations() < 12 {
                lab.advance(size);
            }
            lab
        };
        let (whole, single) = (run(StepSize::Iteration), run(StepSize::Op));
        // Infinities that come to a finite loss and finite parameters only operations notice.
        if whole.position() == single.position() {
            prop_assert_eq!(whole.reached(), single.reached());
            prop_assert_eq!(whole.history().buckets(), single.history().buckets());
        }
    }

    /// Many iterations in a row, over the ends of epochs, come to the same too, wherever in an epoch
    /// the batch size, whether samples are shuffled and whether biases are trained were changed.
    #[test]
    fn iterations_in_a_row_are_the_operations(
        case in with_rates(common::cases()).prop_map(common::plain),
        first in 0..4_u64,
        size in 1..8_usize,
        shuffle in any::<bool>(),
        train_biases in any::<bool>(),
        last in 0..60_u64,
    ) {
        let mut whole = Lab::new(common::scenario(case)).expect("a valid scenario");
        whole.seek(Position { iteration: first, op: 0 });
        whole.change(Change::BatchSize(Some(size))).expect("a size that can be");
        whole.change(Change::Shuffle(shuffle)).expect("can be changed");
        whole.change(Change::TrainBiases(train_biases)).expect("can be changed");
        let mut single = whole.clone();
        let target = Position { iteration: first + last, op: END };
        whole.seek(target);
        while single.completed_iterations() <= target.iteration && single.divergence().is_none() {
            single.advance(StepSize::Op);
        }
        if single.divergence().is_none() {
            prop_assert_eq!(whole.position(), single.position());
            prop_assert_eq!(whole.digest(), single.digest());
        }
    }

    /// The loss over all samples is the one that a gradient check takes its differences of.
    #[test]
    fn evaluation_and_probe_agree(case in common::large_cases().prop_map(common::plain)) {
        let machine = case.machine();
        let columns = batch_columns(&machine);
        let probe = Probe::new(machine.settings(), machine.parameters(), columns.clone());
        let settings = machine.settings();
        let loss = backstep::step::evaluate(
            &settings.shape,
            machine.parameters(),
            settings.loss,
            &columns,
        );
        prop_assert_eq!(loss.map(bits), Some(bits(probe.here())));
    }
}
