//! Schedules: how the learning rate changes from iteration to iteration.

use std::f64::consts::PI;

use crate::math;

/// How the learning rate follows the iteration t, counted from 0; see [`ScheduleKind`] for what
/// `length` (N) and `factor` (γ) mean.
///
/// ```
/// use backstep::nn::{Schedule, ScheduleKind};
/// let schedule = Schedule { kind: ScheduleKind::Step, length: 100, factor: 0.5 };
/// assert_eq!([0, 99, 100, 250].map(|t| schedule.rate(0.8, t)), [0.8, 0.8, 0.4, 0.2]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Schedule {
    /// Which one.
    pub kind: ScheduleKind,
    /// N, in iterations, at least 1.
    pub length: u64,
    /// γ
    pub factor: f64,
}

/// A schedule without its settings; η is the learning rate that the optimizer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScheduleKind {
    /// η
    Constant,
    /// η γ^⌊t/N⌋: `StepLR`.
    Step,
    /// η γ^t: `ExponentialLR`.
    Exponential,
    /// From η down to γ η along half a cosine within N iterations, then γ η: `CosineAnnealingLR`.
    Cosine,
    /// From γ η straight up to η within N iterations, then η: `LinearLR`.
    WarmUp,
    /// From η/25 up to η within the first γ of N iterations, then down to η/250,000, along half a
    /// cosine each: `OneCycleLR`.
    OneCycle,
}

impl Default for Schedule {
    fn default() -> Self {
        Self::of(ScheduleKind::Constant)
    }
}

impl ScheduleKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Constant, Self::Step, Self::Exponential, Self::Cosine, Self::WarmUp, Self::OneCycle];

    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Step => "step",
            Self::Exponential => "exponential",
            Self::Cosine => "cosine",
            Self::WarmUp => "warm_up",
            Self::OneCycle => "one_cycle",
        }
    }

    /// Whether [`Schedule::length`] counts.
    pub fn has_length(self) -> bool {
        !matches!(self, Self::Constant | Self::Exponential)
    }

    /// Whether [`Schedule::factor`] counts.
    pub fn has_factor(self) -> bool {
        self != Self::Constant
    }
}

/// A learning rate on its way along half a cosine, or straight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Anneal {
    /// Where it starts and where it ends, as shares of η.
    pub from: f64,
    pub to: f64,
    /// How much of the way is done, from 0 to 1.
    pub done: f64,
}

impl Schedule {
    /// PyTorch's share of the highest rate at which one cycle starts.
    const CYCLE_START: f64 = 1.0 / 25.0;
    /// PyTorch's share at which it ends.
    const CYCLE_END: f64 = Self::CYCLE_START / 1e4;

    /// A schedule with settings that suit a run of a few hundred iterations.
    pub fn of(kind: ScheduleKind) -> Self {
        let (length, factor) = match kind {
            ScheduleKind::Constant => (1, 1.0),
            ScheduleKind::Step => (100, 0.5),
            ScheduleKind::Exponential => (1, 0.99),
            ScheduleKind::Cosine => (500, 0.0),
            ScheduleKind::WarmUp => (50, 0.1),
            ScheduleKind::OneCycle => (500, 0.3),
        };
        Self { kind, length, factor }
    }

    /// Whether the rate stays what it is.
    pub fn is_constant(&self) -> bool {
        self.kind == ScheduleKind::Constant
    }

    /// The learning rate of iteration `t`, counted from 0, where the optimizer has `base`.
    pub fn rate(&self, base: f64, t: u64) -> f64 {
        if let Some(power) = self.power(t) {
            return base * math::power(self.factor, power);
        }
        match self.anneal(t) {
            None => base,
            Some(anneal) if self.kind == ScheduleKind::WarmUp => {
                base * (anneal.from + (anneal.to - anneal.from) * anneal.done)
            }
            Some(Anneal { from, to, done }) => {
                base * (to + (from - to) / 2.0 * (1.0 + math::cos(PI * done)))
            }
        }
    }

    /// The power of γ at iteration `t`, of schedules that have one.
    pub(crate) fn power(&self, t: u64) -> Option<u64> {
        match self.kind {
            ScheduleKind::Step => Some(t / self.length.max(1)),
            ScheduleKind::Exponential => Some(t),
            _ => None,
        }
    }

    /// Where the rate stands on its way at iteration `t`, of schedules that have one.
    pub(crate) fn anneal(&self, t: u64) -> Option<Anneal> {
        let length = self.length.max(1) as f64;
        let done = |from: f64, to: f64| {
            if to > from { ((t as f64 - from) / (to - from)).clamp(0.0, 1.0) } else { 1.0 }
        };
        Some(match self.kind {
            ScheduleKind::Constant | ScheduleKind::Step | ScheduleKind::Exponential => return None,
            ScheduleKind::Cosine => Anneal { from: 1.0, to: self.factor, done: done(0.0, length) },
            ScheduleKind::WarmUp => Anneal { from: self.factor, to: 1.0, done: done(0.0, length) },
            ScheduleKind::OneCycle => {
                // As PyTorch counts: the highest rate one iteration before γ N, the lowest at N - 1.
                let peak = self.factor * length - 1.0;
                if (t as f64) <= peak {
                    Anneal { from: Self::CYCLE_START, to: 1.0, done: done(0.0, peak) }
                } else {
                    Anneal { from: 1.0, to: Self::CYCLE_END, done: done(peak, length - 1.0) }
                }
            }
        })
    }
}
