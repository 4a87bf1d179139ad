//! Iterations in a row.

use crate::iteration::{Batch, LayerValues, Plan, SoftmaxRows};
use crate::layout::Layout;
use crate::size::{Few, Many, One, Size};
use crate::update::{Rows, Update};
use crate::{Linear, gather, stride};

/// A network and the state of its optimizer, each kind of number in one row, before and after an
/// iteration.
#[derive(Debug, Clone, Default)]
pub struct Training {
    layout: Layout,
    /// Whether the optimizer keeps first and second moments.
    keeps: [bool; 2],
    before: Vec<f64>,
    after: Vec<f64>,
    /// Mean gradients over the batch.
    grad: Vec<f64>,
    /// Gradients on their way to the update.
    prepared: Vec<f64>,
    moments_before: [Vec<f64>; 2],
    moments_after: [Vec<f64>; 2],
}

/// The state that a training begins with and ends in, layer by layer.
#[derive(Debug)]
pub struct State<'a> {
    /// Parameters as the last iteration found them.
    pub before: &'a mut [Linear],
    /// Parameters as it left them.
    pub after: &'a mut [Linear],
    /// Its mean gradients.
    pub grad: &'a mut [Linear],
    /// First and second moments as it found them.
    pub moments_before: [&'a mut [Linear]; 2],
    /// First and second moments as it left them.
    pub moments_after: [&'a mut [Linear]; 2],
}

/// Batches of one size.
#[derive(Debug)]
pub enum Batches<'a> {
    /// One after the other, of each first the rows of its inputs and then those of its targets.
    LaidOut(&'a [f64]),
    /// Samples in the order in which they are used, to be laid out.
    Samples {
        /// Input and target of every sample, one sample after the other.
        numbers: &'a [f64],
        /// Which samples, of all batches.
        order: &'a [usize],
        /// Room for the rows of the inputs.
        input: &'a mut [f64],
        /// Room for the rows of the targets.
        target: &'a mut [f64],
    },
}

/// How each iteration updates the parameters.
pub enum Updates<'a> {
    /// All of them alike.
    Same(Update),
    /// As this says, which is asked once an iteration.
    Each(&'a mut dyn FnMut() -> Update),
}

/// Iterations with batches of one size, and room for everything that is computed of a batch, in rows
/// of [`stride`] numbers.
pub struct Job<'a> {
    /// How iterations run.
    pub plan: &'a Plan,
    /// The batches.
    pub batches: Batches<'a>,
    /// How many iterations.
    pub iterations: usize,
    /// How many samples a batch holds, at least one.
    pub samples: usize,
    /// How many inputs a sample has.
    pub inputs: usize,
    /// How many targets a sample has.
    pub outputs: usize,
    /// First hidden layer to output layer.
    pub layers: &'a mut [LayerValues],
    /// Room for softmax.
    pub softmax: &'a mut SoftmaxRows,
    /// The loss of each sample, one row.
    pub sample_losses: &'a mut [f64],
    /// The sum of each layer's squared gradients; written where their norm is limited.
    pub squares: &'a mut [f64],
    /// How parameters are updated.
    pub updates: Updates<'a>,
    /// The mean loss of each iteration is appended to it.
    pub losses: &'a mut Vec<f64>,
}

impl Training {
    /// Begins with the parameters and moments that an iteration left; `keeps` says which moments the
    /// optimizer has.
    pub fn load(&mut self, keeps: [bool; 2], parameters: &[Linear], moments: [&[Linear]; 2]) {
        if !self.layout.fits(parameters) {
            self.layout = Layout::new(parameters);
            for row in [&mut self.grad, &mut self.prepared] {
                row.clear();
                row.resize(self.layout.len, 0.0);
            }
        }
        // What an iteration does not write is the same before and after it.
        let copy = |from: &[Linear], [before, after]: [&mut Vec<f64>; 2]| {
            Layout::read(from, before);
            after.clone_from(before);
        };
        copy(parameters, [&mut self.before, &mut self.after]);
        self.keeps = keeps;
        let rows = self.moments_before.iter_mut().zip(&mut self.moments_after);
        for ((is_kept, from), (before, after)) in keeps.iter().zip(moments).zip(rows) {
            if *is_kept {
                copy(from, [before, after]);
            } else {
                before.clear();
                after.clear();
            }
        }
    }

    /// Writes what the last iteration found, computed and left.
    pub fn store(&self, state: State<'_>) {
        let Self { layout, .. } = self;
        layout.write(&self.before, state.before);
        layout.write(&self.after, state.after);
        layout.write(&self.grad, state.grad);
        let before = self.moments_before.iter().zip(state.moments_before);
        let after = self.moments_after.iter().zip(state.moments_after);
        for (is_kept, ((before, to_before), (after, to_after))) in
            self.keeps.iter().zip(before.zip(after))
        {
            if *is_kept {
                layout.write(before, to_before);
                layout.write(after, to_after);
            }
        }
    }

    /// Runs iterations. Stops after the first whose loss or parameters are not finite, and returns
    /// whether there was none.
    #[inline(never)]
    pub fn run(&mut self, job: Job<'_>) -> bool {
        let samples = job.samples;
        match samples {
            0 | 1 => self.run_as(One, job),
            2 => self.run_as(Few::<1, 1> { samples }, job),
            3 | 4 => self.run_as(Few::<2, 1> { samples }, job),
            5 | 6 => self.run_as(Few::<3, 1> { samples }, job),
            7 | 8 => self.run_as(Few::<4, 1> { samples }, job),
            9 | 10 => self.run_as(Few::<5, 1> { samples }, job),
            15 | 16 => self.run_as(Few::<4, 2> { samples }, job),
            31 | 32 => self.run_as(Few::<4, 4> { samples }, job),
            _ => self.run_as(Many { samples }, job),
        }
    }

    #[inline(never)]
    fn run_as<S: Size>(&mut self, size: S, job: Job<'_>) -> bool {
        let Job { plan, mut batches, iterations, samples, inputs, outputs, .. } = job;
        let Job { layers, softmax, sample_losses, squares, mut updates, losses, .. } = job;
        let width = inputs + outputs;
        let (split, whole) = (inputs * stride(samples), width * stride(samples));
        for k in 0..iterations {
            let (input, target) = match &mut batches {
                Batches::LaidOut(numbers) => {
                    let here = numbers.get(k * whole..).and_then(|rest| rest.get(..whole));
                    here.and_then(|here| here.split_at_checked(split)).unwrap_or_default()
                }
                Batches::Samples { numbers, order, input, target } => {
                    let here = order.get(k * samples..).and_then(|rest| rest.get(..samples));
                    let here = here.unwrap_or_default();
                    if let [only] = here {
                        // One sample's numbers are read where they stand.
                        let sample = numbers.get(only * width..).and_then(|rest| rest.get(..width));
                        sample.and_then(|one| one.split_at_checked(split)).unwrap_or_default()
                    } else {
                        gather(numbers, here, input, target);
                        (&**input, &**target)
                    }
                }
            };
            self.turn();
            let losses_here = &mut *sample_losses;
            let mut batch = Batch { samples, input, target, layers, softmax, losses: losses_here };
            let Self { layout, before, grad, .. } = &mut *self;
            let loss = batch.pass(size, plan, layout, before, grad);
            let is_finite = match &mut updates {
                Updates::Same(update) => self.update(update, squares),
                Updates::Each(update) => self.update(&update(), squares),
            };
            losses.push(loss);
            if !(is_finite && loss.is_finite()) {
                return false;
            }
        }
        true
    }

    /// What the iteration before left is what the next one finds.
    #[inline(always)]
    fn turn(&mut self) {
        std::mem::swap(&mut self.before, &mut self.after);
        for kind in 0..2 {
            if self.keeps[kind] {
                std::mem::swap(&mut self.moments_before[kind], &mut self.moments_after[kind]);
            }
        }
    }

    /// Makes the update; gradients are there already. True if every new parameter is finite.
    #[inline(always)]
    fn update(&mut self, update: &Update, squares: &mut [f64]) -> bool {
        let Self { layout, before, after, grad, prepared, moments_before, moments_after, .. } =
            self;
        let grad = match &update.preparation {
            Some(preparation) => {
                let train_biases = update.biases.is_some();
                preparation.run(layout, train_biases, before, grad, prepared, squares);
                &*prepared
            }
            None => &*grad,
        };
        let [first, second] = moments_after;
        let rows = Rows {
            grad,
            old: before,
            moments: moments_before.each_ref().map(Vec::as_slice),
            new_moments: [first, second],
            new: after,
        };
        match update.biases {
            Some(rule) if rule == update.weights => rule.step(rows),
            Some(rule) => {
                let (weights, biases) = rows.split_at(layout.weights);
                update.weights.step(weights) & rule.step(biases)
            }
            None => update.weights.step(rows.split_at(layout.weights).0),
        }
    }
}
