//! What an iteration consists of: the order of its operations, and what each says it did.

mod common;

use backstep::nn::{Activation, Loss, Param, Parameters};
use backstep::step::{Cell, Columns, Machine, Op, Values, evaluate};
use common::{Case, sample, settings, sgd, shape};

/// A network of one tanh unit over one sigmoid output.
fn small(samples: usize, batch_size: usize) -> Case {
    let shape = shape(1, &[(1, Activation::Tanh), (1, Activation::Sigmoid)]);
    let mut parameters = Parameters::zeros(&shape);
    for (index, linear) in parameters.layers.iter_mut().enumerate() {
        linear.weight.fill(0.5 + index as f64);
    }
    Case {
        settings: settings(shape, Loss::BinaryCrossEntropy, sgd(0.1), batch_size),
        samples: (0..samples).map(|s| sample(&[s as f64], &[(s % 2) as f64])).collect(),
        parameters,
    }
}

#[test]
fn without_samples_nothing_happens() {
    let mut machine = small(0, 1).machine();
    assert_eq!(machine.advance(), None);
    machine.finish();
    machine.next_iteration();
    assert_eq!((machine.iteration(), machine.cursor()), (0, 0));
    assert_eq!(machine.rewind(), None);
    assert_eq!(machine.batch_loss(), None);
    assert_eq!(machine.value(Cell::Input(0)), None);
    let settings = machine.settings();
    let none = Columns::new(machine.samples());
    assert_eq!(evaluate(&settings.shape, machine.parameters(), settings.loss, &none), None);
}

#[test]
fn any_batch_size_comes_to_the_end_of_the_epoch() {
    for (batch_size, expected) in [(0, 3), (1, 3), (2, 2), (3, 1), (4, 1), (usize::MAX, 1)] {
        let mut machine = small(3, batch_size).machine();
        let mut seen = Vec::new();
        while machine.epoch() == 0 {
            seen.extend_from_slice(machine.batch());
            machine.finish();
            machine.next_iteration();
        }
        assert_eq!((machine.iteration(), &seen[..]), (expected, &[0, 1, 2][..]), "{batch_size}");
    }
}
