//! The loss over the run, in bounded memory.

/// Buckets kept before neighbours are joined.
const MOST_BUCKETS: usize = 4096;
/// Evaluations kept before every other one is dropped.
const MOST_EVALUATIONS: usize = 512;

/// The batch losses of some iterations in a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// First iteration of the bucket.
    pub first: u64,
    /// Smallest loss in it.
    pub low: f64,
    /// Largest loss in it; NaN once one is not a number.
    pub high: f64,
}

/// The loss over whole parts of the data, as the epoch that began at `iteration` found it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluation {
    /// Iterations that came before.
    pub iteration: u64,
    /// Mean loss over the training samples.
    pub train: f64,
    /// Mean loss over the test samples, if there are any.
    pub test: Option<f64>,
}

/// The loss of every iteration's batch, joined into wider and wider buckets as the run grows so
/// that no spike is lost, and evaluations now and then.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    buckets: Vec<Bucket>,
    width: u64,
    next: u64,
    evaluations: Vec<Evaluation>,
    /// Epochs between evaluations.
    stride: u64,
}

impl Default for History {
    fn default() -> Self {
        Self { buckets: Vec::new(), width: 1, next: 0, evaluations: Vec::new(), stride: 1 }
    }
}

impl History {
    /// Batch losses from the first iteration on.
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// Evaluations from the first epoch on.
    pub fn evaluations(&self) -> &[Evaluation] {
        &self.evaluations
    }

    /// Iterations of every bucket but the last, which may not be full.
    pub fn width(&self) -> u64 {
        self.width
    }

    /// Iterations recorded.
    pub fn len(&self) -> u64 {
        self.next
    }

    /// How many bytes the record takes.
    pub(crate) fn bytes(&self) -> usize {
        self.buckets.len() * size_of::<Bucket>() + self.evaluations.len() * size_of::<Evaluation>()
    }

    /// Whether nothing is recorded yet.
    pub fn is_empty(&self) -> bool {
        self.next == 0
    }

    /// Records the loss of an iteration's batch. Only the next iteration is taken: one that is
    /// run again is on record already.
    pub(crate) fn record(&mut self, iteration: u64, loss: f64) {
        if iteration != self.next {
            return;
        }
        self.next += 1;
        match self.buckets.last_mut() {
            Some(bucket) if iteration < bucket.first + self.width => bucket.include(loss, loss),
            _ => self.buckets.push(Bucket { first: iteration, low: loss, high: loss }),
        }
        if self.buckets.len() > MOST_BUCKETS {
            self.width *= 2;
            self.buckets = self.buckets.chunks(2).map(Bucket::joined).collect();
        }
    }

    /// Whether the epoch of that number is to be evaluated.
    pub(crate) fn wants_evaluation(&self, epoch: u64, iteration: u64) -> bool {
        epoch.is_multiple_of(self.stride)
            && self.evaluations.last().is_none_or(|last| last.iteration < iteration)
    }

    /// How many epochs after `epoch` the next one is that may be evaluated.
    pub(crate) fn until_evaluation(&self, epoch: u64) -> u64 {
        self.stride - epoch % self.stride
    }

    /// Records an evaluation.
    pub(crate) fn evaluate(&mut self, evaluation: Evaluation) {
        self.evaluations.push(evaluation);
        if self.evaluations.len() > MOST_EVALUATIONS {
            self.stride *= 2;
            let mut keep = false;
            self.evaluations.retain(|_| {
                keep = !keep;
                keep
            });
        }
    }

    /// Forgets `iteration` and all that came after. Returns the iteration from which the record
    /// is to be made again, which is earlier where a bucket had to be opened.
    pub(crate) fn truncate(&mut self, iteration: u64) -> u64 {
        if iteration < self.next {
            let whole = |bucket: &Bucket| bucket.first + self.width <= iteration;
            let keep = self.buckets.partition_point(whole);
            self.next = self.buckets.get(keep).map_or(iteration, |bucket| bucket.first);
            self.buckets.truncate(keep);
            let next = self.next;
            self.evaluations.retain(|evaluation| evaluation.iteration < next);
        } else {
            // The iteration that comes next on record may have begun with one.
            self.evaluations.retain(|evaluation| evaluation.iteration < iteration);
        }
        self.next
    }
}

impl Bucket {
    fn include(&mut self, low: f64, high: f64) {
        // A NaN must stay: it marks where the run diverged.
        self.low = if low < self.low { low } else { self.low };
        self.high = if high <= self.high { self.high } else { high };
    }

    fn joined(pair: &[Self]) -> Self {
        let mut bucket = pair[0];
        if let Some(second) = pair.get(1) {
            bucket.include(second.low, second.high);
        }
        bucket
    }
}
