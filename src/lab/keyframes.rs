//! States kept along a run, from which any iteration can be reached again by replay.

use std::rc::Rc;

use crate::step::Snapshot;

/// Bytes that all keyframes may take together.
const MOST_BYTES: usize = 64 << 20;
/// The memory grows by as many bytes at least.
const STEP: usize = 1 << 20;
/// Keyframes kept at most: of a small network more would not shorten a replay that is felt.
const MOST: usize = 4096;
/// How far apart the first ones are, at least and at most.
const LEAST_STRIDE: u64 = 16;
const MOST_STRIDE: u64 = 1024;

/// Snapshots of the starts of iterations, evenly spaced; the spacing doubles when they become
/// too many, so that memory is bounded and replay stays short.
#[derive(Debug, Clone)]
pub(crate) struct Keyframes {
    /// Shared, so that a run can be copied for undo at little cost.
    frames: Vec<Rc<Snapshot>>,
    stride: u64,
    most: usize,
    bytes_each: usize,
    /// Bytes that the memory was grown for.
    reserved: usize,
}

impl Keyframes {
    /// Keyframes of a run that begins with `first`, with `parameters` trainable numbers; between two
    /// of them lie about `replay` iterations at first, within limits.
    pub(crate) fn new(first: Snapshot, parameters: usize, replay: u64) -> Self {
        let stride = 1 << replay.clamp(LEAST_STRIDE, MOST_STRIDE).ilog2();
        // Parameters with both of their moments, and what describes them.
        let bytes_each = 3 * parameters * size_of::<f64>() + size_of::<Snapshot>() + 256;
        let most = (MOST_BYTES / bytes_each).clamp(8, MOST);
        Self { frames: vec![Rc::new(first)], stride, most, bytes_each, reserved: 0 }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.frames.len()
    }

    /// About how many bytes they take.
    pub(crate) fn bytes(&self) -> usize {
        self.frames.len() * self.bytes_each
    }

    /// From now on takes one `share`th of the memory at most.
    pub(crate) fn thin(&mut self, share: usize) {
        self.most = (MOST_BYTES / share.max(1) / self.bytes_each).clamp(8, MOST);
        self.space_out();
    }

    /// Doubles the spacing until there are not too many.
    fn space_out(&mut self) {
        while self.frames.len() > self.most {
            self.stride *= 2;
            let stride = self.stride;
            self.frames.retain(|frame| frame.iteration.is_multiple_of(stride));
        }
    }

    /// Keeps the state in which `iteration` begins, if it is time for one.
    pub(crate) fn offer(&mut self, iteration: u64, snapshot: impl FnOnce() -> Snapshot) {
        let is_new = self.frames.last().is_none_or(|last| last.iteration < iteration);
        if !is_new || !iteration.is_multiple_of(self.stride) {
            return;
        }
        self.reserve();
        self.frames.push(Rc::new(snapshot()));
        self.space_out();
    }

    /// Makes room for another one, and for many more at once: in WebAssembly, each time the memory
    /// grows may make the browser collect its garbage.
    fn reserve(&mut self) {
        if self.bytes() + self.bytes_each > self.reserved {
            let more = (self.reserved / 2).max(STEP);
            self.reserved += more;
            // What is freed is not given back but used for what comes next.
            drop(std::hint::black_box(Vec::<u8>::with_capacity(more)));
        }
    }

    /// How many iterations after `iteration` it is until one is kept.
    pub(crate) fn until_due(&self, iteration: u64) -> u64 {
        self.stride - iteration % self.stride
    }

    /// The last keyframe at or before `iteration`.
    pub(crate) fn before(&self, iteration: u64) -> &Snapshot {
        let after = self.frames.partition_point(|frame| frame.iteration <= iteration);
        &self.frames[after.saturating_sub(1)]
    }

    /// Forgets the states after the start of `iteration`.
    pub(crate) fn truncate(&mut self, iteration: u64) {
        self.frames.retain(|frame| frame.iteration <= iteration);
    }
}
