//! Which samples make up each batch.

use crate::math::Random;

/// Walks through the samples in batches, epoch by epoch. The order within an epoch follows from
/// the seed and the epoch's number alone, so any batch can be found again.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sampler {
    at: Place,
    shuffle: bool,
    seed: u64,
    order: Vec<usize>,
}

/// Where a sampler stands: enough to put it there again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    /// Epochs completed.
    pub(crate) epoch: u64,
    /// Samples of this epoch already used.
    pub(crate) offset: usize,
    /// Iteration at which this epoch began.
    pub(crate) epoch_start: u64,
}

impl Sampler {
    pub(crate) fn new(samples: usize, shuffle: bool, seed: u64, at: Place) -> Self {
        let mut sampler = Self { at, shuffle, seed, order: (0..samples).collect() };
        sampler.sort();
        sampler
    }

    pub(crate) fn place(&self) -> Place {
        self.at
    }

    /// The samples of the batch that begins here; the last one of an epoch may be smaller.
    pub(crate) fn batch(&self, size: usize) -> &[usize] {
        self.rest().chunks(size.max(1)).next().unwrap_or_default()
    }

    /// The samples of this epoch from the batch that begins here on.
    pub(crate) fn rest(&self) -> &[usize] {
        self.order.get(self.at.offset..).unwrap_or_default()
    }

    /// How many samples the batch that begins here has, and how many batches of its epoch from it
    /// on have as many.
    pub(crate) fn alike(&self, size: usize) -> (usize, usize) {
        let rest = self.rest().len();
        let samples = size.max(1).min(rest);
        (samples, rest.checked_div(samples).unwrap_or(0))
    }

    /// Whether the batch that begins here is the last one of its epoch.
    pub(crate) fn is_last(&self, size: usize) -> bool {
        self.end(size) >= self.order.len()
    }

    /// How many batches of its epoch come after the batch that begins here.
    pub(crate) fn left(&self, size: usize) -> u64 {
        let samples = self.order.len().saturating_sub(self.end(size));
        samples.div_ceil(size.max(1)) as u64
    }

    /// Where a batch that begins here would end. It holds one sample at least, or an epoch would
    /// never end, and may reach beyond the last.
    fn end(&self, size: usize) -> usize {
        self.at.offset.saturating_add(size.max(1))
    }

    /// Goes past the batch that begins here, which iteration `iteration` used.
    pub(crate) fn advance(&mut self, size: usize, iteration: u64) {
        if self.is_last(size) {
            self.at = Place { epoch: self.at.epoch + 1, offset: 0, epoch_start: iteration + 1 };
            self.sort();
        } else {
            self.at.offset = self.end(size);
        }
    }

    fn sort(&mut self) {
        if self.shuffle {
            for (i, place) in self.order.iter_mut().enumerate() {
                *place = i;
            }
            Random::with_stream(self.seed, self.at.epoch).shuffle(&mut self.order);
        }
    }
}
