//! One number that says whether two runs have the same bits.

use super::Lab;
use crate::nn::LayerShape;
use crate::step::Cell;

/// Fowler, Noll and Vo's hash in its variant 1a with 64 bits. Each byte changes the state by a
/// bijection, so that a single byte that is another always ends in another hash.
#[derive(Debug, Clone, Copy)]
struct Fnv(u64);

impl Fnv {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;

    fn new() -> Self {
        Self(Self::OFFSET)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(Self::PRIME);
        }
    }

    fn whole(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    /// The bits of a number. Every NaN counts as the same one: which of its bits are set is the
    /// processor's choice, and no result depends on them.
    fn number(&mut self, number: f64) {
        self.whole(if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() });
    }

    /// A number that may be missing.
    fn maybe(&mut self, number: Option<f64>) {
        self.bytes(&[u8::from(number.is_some())]);
        if let Some(number) = number {
            self.number(number);
        }
    }
}

/// See [`Lab::digest`].
pub(super) fn digest(lab: &Lab) -> u64 {
    let mut hash = Fnv::new();
    let iteration = lab.position().iteration;
    hash.whole(iteration);
    hash.whole(lab.position().op as u64);
    iteration_values(lab, &mut hash);
    for bucket in lab.history.buckets().iter().filter(|bucket| bucket.first < iteration) {
        hash.whole(bucket.first);
        hash.number(bucket.low);
        hash.number(bucket.high);
    }
    for evaluation in lab.history.evaluations() {
        if evaluation.iteration <= iteration {
            hash.whole(evaluation.iteration);
            hash.number(evaluation.train);
            hash.maybe(evaluation.test);
        }
    }
    hash.0
}

/// Which samples the batch holds, and every number of the iteration.
fn iteration_values(lab: &Lab, hash: &mut Fnv) {
    let machine = lab.machine();
    let shape = &machine.settings().shape;
    for sample in machine.batch() {
        hash.whole(*sample as u64);
    }
    let mut cell = |cell: Cell| {
        let samples = if cell.is_of_sample() { machine.batch().len() } else { 1 };
        for sample in 0..samples {
            hash.maybe(machine.value_of(cell, sample));
        }
    };
    let alone = [Cell::SampleLoss, Cell::BatchLoss, Cell::LearningRate, Cell::GradientNorm];
    alone.into_iter().for_each(&mut cell);
    (0..shape.layers.len()).map(Cell::SquaredNorm).for_each(&mut cell);
    (0..shape.inputs).map(Cell::Input).for_each(&mut cell);
    (0..shape.outputs()).map(Cell::Target).for_each(&mut cell);
    for (layer, LayerShape { units, .. }) in shape.layers.iter().enumerate() {
        for unit in 0..*units {
            Cell::of_unit(layer, unit).into_iter().for_each(&mut cell);
            // Only where there are any: runs without keep the digests they had before.
            if shape.normalizes(layer) {
                Cell::of_norm(layer, unit).into_iter().for_each(&mut cell);
            }
            if shape.drops(layer) {
                Cell::of_dropout(layer, unit).into_iter().for_each(&mut cell);
            }
            for param in shape.params_of(layer, unit) {
                Cell::of_param(param).for_each(&mut cell);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{END, Position, Scenario, StepSize};

    #[test]
    fn the_hash_is_the_published_one() {
        // From the test vectors of the IETF draft that describes FNV.
        for (text, expected) in [
            ("", 0xcbf2_9ce4_8422_2325),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            let mut hash = Fnv::new();
            hash.bytes(text.as_bytes());
            assert_eq!(hash.0, expected, "{text}");
        }
    }

    #[test]
    fn every_nan_is_the_same_and_the_sign_of_zero_counts() {
        let of = |number: f64| {
            let mut hash = Fnv::new();
            hash.number(number);
            hash.0
        };
        assert_eq!(of(f64::NAN), of(-f64::NAN));
        assert_eq!(of(f64::NAN), of(f64::from_bits(f64::NAN.to_bits() | 1)));
        assert_ne!(of(f64::NAN), of(f64::INFINITY));
        assert_ne!(of(0.0), of(-0.0));
    }

    /// A network of one weight and one bias, of given first values.
    fn line(weight: f64, bias: f64) -> Lab {
        let document = serde_json::json!({
            "format": "backstep-scenario",
            "version": 1,
            "data": { "train": [{ "input": [0.5], "target": [0.75] }] },
            "network": {
                "inputs": 1,
                "layers": [{
                    "units": 1, "activation": "tanh", "weight": [[weight]], "bias": [bias],
                }],
            },
            "loss": "half_squared_error",
            "optimizer": { "kind": "sgd", "learning_rate": 0.5, "momentum": 0.5 },
        });
        Lab::new(Scenario::from_value(&document).expect("a document")).expect("a run")
    }

    #[test]
    fn one_bit_of_one_number_makes_another_digest() {
        let digest = line(0.25, 0.125).digest();
        assert_eq!(line(0.25, 0.125).digest(), digest);
        assert_ne!(line(0.25_f64.next_up(), 0.125).digest(), digest);
        assert_ne!(line(0.25, 0.125_f64.next_down()).digest(), digest);
    }

    #[test]
    fn one_bit_of_a_loss_on_record_makes_another_digest() {
        let mut lab = line(0.25, 0.125);
        lab.seek(Position { iteration: 3, op: 0 });
        let digest = lab.digest();
        let mut other = lab.clone();
        let losses: Vec<f64> = lab.history.buckets().iter().map(|bucket| bucket.low).collect();
        other.history = crate::lab::History::default();
        for (iteration, loss) in losses.iter().enumerate() {
            let loss = if iteration == 1 { loss.next_up() } else { *loss };
            other.history.record(iteration as u64, loss);
        }
        assert_ne!(other.digest(), digest);
    }

    #[test]
    fn the_digest_is_of_the_place_and_not_of_the_way_there() {
        let mut lab = line(0.25, 0.125);
        let mut seen = vec![lab.digest()];
        for _ in 0..2 * lab.machine().program().len() {
            lab.advance(StepSize::Op);
            assert!(!seen.contains(&lab.digest()), "every operation is seen in it");
            seen.push(lab.digest());
        }
        lab.seek(Position { iteration: 7, op: END });
        while let Some(digest) = seen.pop() {
            let ops = lab.machine().program().len();
            let done = seen.len();
            let iteration = (done.saturating_sub(1) / ops) as u64;
            lab.seek(Position { iteration, op: done - iteration as usize * ops });
            assert_eq!(lab.digest(), digest, "after {done} operations");
        }
    }
}
