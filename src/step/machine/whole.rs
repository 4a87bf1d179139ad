//! Iterations done as a whole, one after the other, with the bits that their operations have.

use std::rc::Rc;

use backstep_lanes::training::{Batches, Job, State, Updates};
use backstep_lanes::update::norm;
use backstep_lanes::{gather, stride};

use super::Machine;
use crate::step::plan::{is_same_update, update};

impl Machine {
    /// Whether the loops of a whole iteration know everything that this one does.
    pub(super) fn runs_whole(&self) -> bool {
        let shape = &self.settings.shape;
        self.settings.mistake.is_none() && !shape.has_dropout() && !shape.has_norm()
    }

    /// Does every operation of the iteration, none of which is done yet, and of up to `most` - 1
    /// after it. Stops where something is not finite. Hands the number and loss of each iteration
    /// to `each`, but not of one with anything that is not finite.
    pub(super) fn run_whole(&mut self, most: u64, mut each: impl FnMut(u64, f64)) {
        let keeps = [self.program.keeps_first(), self.program.keeps_second()];
        let moments = [&self.moments.first.layers[..], &self.moments.second.layers];
        self.training.load(keeps, &self.parameters.layers, moments);
        self.lay_batches_out(most);
        let mut losses = std::mem::take(&mut self.losses);
        let mut left = most;
        loop {
            let (samples, batches) = self.sampler.alike(self.settings.batch_size);
            let batches = batches.min(usize::try_from(left).unwrap_or(usize::MAX));
            losses.clear();
            self.is_known_finite = self.run_alike(samples, batches, &mut losses);
            let first = self.iteration;
            let last = first + losses.len().saturating_sub(1) as u64;
            while self.iteration < last {
                self.go_to_next_batch();
            }
            let finite = losses.len() - usize::from(!self.is_known_finite);
            (first..).zip(&losses[..finite]).for_each(|(iteration, loss)| each(iteration, *loss));
            self.batch_loss = losses.last().copied().unwrap_or_default();
            left -= batches as u64;
            // Without samples there is no batch.
            if left == 0 || batches == 0 || !self.is_known_finite {
                break;
            }
            self.go_to_next_batch();
        }
        self.losses = losses;
        self.training.store(State {
            before: &mut self.parameters_before.layers,
            after: &mut self.parameters.layers,
            grad: &mut self.grad.layers,
            moments_before: [
                &mut self.moments_before.first.layers,
                &mut self.moments_before.second.layers,
            ],
            moments_after: [&mut self.moments.first.layers, &mut self.moments.second.layers],
        });
        // Its own update is counted when the next iteration begins.
        self.moments_before.set_counts(self.moments.counts());
        self.grad_norm = norm(&self.squares);
        self.cursor = self.program.len();
        self.note_batch();
        self.load_batch();
    }

    /// Goes to the next batch, and counts the update that comes before it.
    pub(super) fn go_to_next_batch(&mut self) {
        self.sampler.advance(self.settings.batch_size, self.iteration);
        self.iteration += 1;
        self.moments.count(&self.settings.optimizer, self.settings.train_biases);
    }

    /// Iterations with the next `batches` batches, of as many samples each. Their losses are put
    /// into `losses`; false if the last one is not finite.
    fn run_alike(&mut self, samples: usize, batches: usize, losses: &mut Vec<f64>) -> bool {
        self.make_room(stride(samples));
        let Self { settings, numbers, sampler, input, target, .. } = self;
        let (inputs, outputs) = (settings.shape.inputs, settings.shape.outputs());
        let order = sampler.rest();
        // Where the batch size was changed within the epoch, batches begin elsewhere until its end.
        let size = settings.batch_size.clamp(1, self.samples.len().max(1));
        let offset = sampler.place().offset;
        let laid_out = self.laid_out.as_ref().filter(|_| offset.is_multiple_of(size));
        let laid_out = laid_out
            .and_then(|numbers| numbers.get(offset / size * stride(size) * (inputs + outputs)..));
        let batches_from = match laid_out {
            Some(numbers) => Batches::LaidOut(numbers),
            None => Batches::Samples { numbers, order, input, target },
        };
        let mut iteration = self.iteration;
        let mut counts = self.moments.counts();
        let mut next = || {
            let update = update(settings, settings.learning_rate(iteration), counts);
            iteration += 1;
            settings.optimizer.count(&mut counts, settings.train_biases);
            update
        };
        let updates =
            if is_same_update(settings) { Updates::Same(next()) } else { Updates::Each(&mut next) };
        self.training.run(Job {
            plan: &self.plan,
            batches: batches_from,
            iterations: batches,
            samples,
            inputs,
            outputs,
            layers: &mut self.layers,
            softmax: &mut self.softmax,
            sample_losses: &mut self.sample_loss,
            squares: &mut self.squares,
            updates,
            losses,
        })
    }

    /// Where samples always come in the same order and `iterations` go once through all of them, lays
    /// out every batch, once and for all.
    fn lay_batches_out(&mut self, iterations: u64) {
        let (size, samples) = (self.settings.batch_size.max(1), self.samples.len());
        let is_worth_it = iterations >= samples.div_ceil(size) as u64;
        if self.settings.shuffle || self.laid_out.is_some() || !is_worth_it {
            return;
        }
        if size == 1 {
            // One sample after the other is how they stand.
            self.laid_out = Some(Rc::clone(&self.numbers));
            return;
        }
        let (inputs, outputs) = (self.settings.shape.inputs, self.settings.shape.outputs());
        let width = inputs + outputs;
        let order: Vec<_> = (0..samples).collect();
        let mut laid_out = Vec::new();
        for batch in order.chunks(size) {
            let (start, stride) = (laid_out.len(), stride(batch.len()));
            laid_out.resize(start + stride * width, 0.0);
            let (input, target) = laid_out[start..].split_at_mut(stride * inputs);
            gather(&self.numbers, batch, input, target);
        }
        self.laid_out = Some(Rc::new(laid_out));
    }
}
