//! What a frame has time for: how much of the page it brings up to date, and how long it trains.

/// Time in a frame for training and drawing together: the rest of 1/60 s is the browser's, which
/// lays out and paints.
const FRAME_SECS: f64 = 0.010;
/// Least and most of it for training, however long drawing takes.
const WORK_SECS: [f64; 2] = [0.001, 0.007];
/// At full speed, time between two looks at the words and the smaller pictures: nobody reads
/// faster, and laying out a formula costs more than drawing the network.
const ROUND_SECS: f64 = 0.1;
/// A frame that comes later than this after the one before is late.
const LATE_SECS: f64 = 0.025;
/// Frames in time after which the network is drawn more often again.
const CALM: u32 = 150;
/// Frames among which the network is drawn once, at most.
const RAREST: u32 = 4;

/// What of the page a frame brings up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    All,
    /// Nothing: the browser is still busy with what was drawn before.
    Nothing,
    /// The network.
    Network,
    /// The words.
    Words,
    /// The figures beside the network.
    Figures,
    /// The loss chart.
    Loss,
}

/// At full speed, what the frames of a round bring up to date one after the other, so that none
/// takes much longer than the others; all other frames show the network.
const ROUND: [Part; 3] = [Part::Words, Part::Figures, Part::Loss];

/// Keeps the page smooth while it trains as fast as it can.
#[derive(Debug, Clone)]
pub struct Frames {
    /// When the last round began.
    round_secs: f64,
    /// How many of its frames have been shown.
    turn: usize,
    /// Whether somebody did something that is not on the page yet.
    is_stale: bool,
    /// How long bringing each part up to date took lately.
    cost_secs: [f64; 6],
    /// When the last frame came.
    last_secs: f64,
    /// Among how many frames the network is drawn once.
    every: u32,
    /// Frames in time since one was late, or since `every` was changed.
    calm: u32,
    /// Frames since the network was drawn.
    since: u32,
}

impl Default for Frames {
    fn default() -> Self {
        Self {
            round_secs: f64::NEG_INFINITY,
            turn: ROUND.len(),
            is_stale: true,
            cost_secs: [0.0; 6],
            last_secs: f64::INFINITY,
            every: 1,
            calm: 0,
            since: RAREST,
        }
    }
}

impl Frames {
    /// Somebody did something: the next frame shows all of it.
    pub fn hurry(&mut self) {
        self.is_stale = true;
    }

    /// Takes note that a frame has come. Where frames come late the network is drawn less often,
    /// so that the browser keeps up with painting it.
    pub fn begin(&mut self, now_secs: f64) {
        let gap = now_secs - self.last_secs;
        self.last_secs = now_secs;
        // After a pause it was nobody's fault.
        if gap > LATE_SECS && gap < 10.0 * LATE_SECS {
            self.every = (self.every + 1).min(RAREST);
            self.calm = 0;
        } else {
            self.calm += 1;
        }
        if self.calm >= CALM {
            self.every = (self.every - 1).max(1);
            self.calm = 0;
        }
    }

    /// What a frame at `now_secs` is to bring up to date; `is_fast` while nobody can read along.
    pub fn due(&self, is_fast: bool, now_secs: f64) -> Part {
        if !is_fast || self.is_stale {
            return Part::All;
        }
        match ROUND.get(self.turn) {
            Some(part) => *part,
            None if now_secs - self.round_secs >= ROUND_SECS => ROUND[0],
            None if self.since + 1 < self.every => Part::Nothing,
            None => Part::Network,
        }
    }

    /// Time for training in a frame that brings `part` up to date.
    pub fn work_secs(&self, part: Part) -> f64 {
        let [least, most] = WORK_SECS;
        (FRAME_SECS - self.cost_secs[part as usize]).clamp(least, most)
    }

    /// Takes note that `part` was brought up to date at `now_secs`, and how long that took.
    pub fn shown(&mut self, part: Part, now_secs: f64, cost_secs: f64) {
        match part {
            Part::All => {
                (self.round_secs, self.turn, self.is_stale) = (now_secs, ROUND.len(), false);
            }
            Part::Words => (self.round_secs, self.turn) = (now_secs, 1),
            Part::Figures | Part::Loss => self.turn += 1,
            Part::Network | Part::Nothing => {}
        }
        self.since = if matches!(part, Part::Network | Part::All) { 0 } else { self.since + 1 };
        let cost = &mut self.cost_secs[part as usize];
        *cost += 0.2 * (cost_secs - *cost);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of so many frames at full speed that come `gap` apart.
    fn parts(frames: &mut Frames, count: u32, gap: f64) -> Vec<Part> {
        let start = if frames.last_secs.is_finite() { frames.last_secs } else { 0.0 };
        (1..=count)
            .map(|k| {
                let now = start + f64::from(k) * gap;
                frames.begin(now);
                let part = frames.due(true, now);
                frames.shown(part, now, 0.004);
                part
            })
            .collect()
    }

    #[test]
    fn a_round_is_spread_over_frames_and_comes_ten_times_a_second() {
        let mut frames = Frames::default();
        let parts = parts(&mut frames, 61, 1.0 / 60.0);
        assert_eq!(parts[0], Part::All, "the first frame shows everything");
        let words: Vec<_> = (0..parts.len()).filter(|&k| parts[k] == Part::Words).collect();
        assert!((8..=10).contains(&words.len()), "{words:?}");
        for k in words.into_iter().filter(|k| k + 2 < parts.len()) {
            assert_eq!(parts[k + 1..k + 3], [Part::Figures, Part::Loss]);
        }
        assert!(!parts.contains(&Part::Nothing));
    }

    #[test]
    fn what_somebody_does_is_shown_at_once() {
        let mut frames = Frames::default();
        parts(&mut frames, 5, 1.0 / 60.0);
        frames.hurry();
        assert_eq!(frames.due(true, 0.1), Part::All);
        frames.shown(Part::All, 0.1, 0.01);
        assert_ne!(frames.due(true, 0.11), Part::All);
        assert_eq!(frames.due(false, 0.11), Part::All, "slow enough to be read");
    }

    #[test]
    fn late_frames_make_the_network_rarer_and_calm_ones_bring_it_back() {
        let mut frames = Frames::default();
        parts(&mut frames, 10, 1.0 / 30.0);
        let strained = parts(&mut frames, 60, 1.0 / 60.0);
        let drawn = |parts: &[Part]| parts.iter().filter(|part| **part == Part::Network).count();
        assert!(drawn(&strained) < 15, "{strained:?}");
        assert!(drawn(&strained) > 5, "it is not forgotten");
        parts(&mut frames, 3 * CALM, 1.0 / 60.0);
        let calm = parts(&mut frames, 60, 1.0 / 60.0);
        assert!(!calm.contains(&Part::Nothing));
        // A pause is not a late frame.
        parts(&mut frames, 1, 5.0);
        assert!(!parts(&mut frames, 60, 1.0 / 60.0).contains(&Part::Nothing));
    }

    #[test]
    fn training_gets_what_drawing_leaves_within_bounds() {
        let mut frames = Frames::default();
        assert_eq!(frames.work_secs(Part::Network), WORK_SECS[1]);
        for _ in 0..100 {
            frames.shown(Part::Network, 0.0, 0.006);
            frames.shown(Part::Words, 0.0, 0.05);
        }
        assert!((frames.work_secs(Part::Network) - 0.004).abs() < 1e-6);
        assert_eq!(frames.work_secs(Part::Words), WORK_SECS[0]);
    }
}
