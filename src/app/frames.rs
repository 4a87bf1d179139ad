//! What a frame has time for: how much of the page it brings up to date, and how long it trains.

use super::{Command, Msg};

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
const TURNS: [Part; 4] = [Part::Words, Part::Network, Part::Figures, Part::Loss];

impl Part {
    /// Where it is seen first that `msg` has been handled: where whoever did it is looking.
    pub fn answering(msg: &Msg) -> Self {
        let command = match msg {
            Msg::Command(command) => Some(*command),
            Msg::Key(press) => Command::from_key(press),
            Msg::Hover(_) | Msg::HoverCell(_) | Msg::Select(_) => return Self::Network,
            Msg::PointDiagnosis(_) | Msg::LandscapePoint { .. } | Msg::LandscapeMove { .. } => {
                return Self::Figures;
            }
            _ => None,
        };
        match command {
            Some(
                Command::PointRight
                | Command::PointLeft
                | Command::PointDown
                | Command::PointUp
                | Command::SelectPointed,
            ) => Self::Network,
            Some(Command::AxisLinear | Command::AxisLog) => Self::Loss,
            _ => Self::Words,
        }
    }
}

/// Keeps the page smooth while it trains as fast as it can.
#[derive(Debug, Clone)]
pub struct Frames {
    /// Whether nothing has been shown yet.
    is_new: bool,
    /// When the words were shown last.
    round_secs: f64,
    /// What does not show yet what somebody did, or is left of a round.
    behind: [bool; 6],
    /// Whose turn it is.
    turn: usize,
    /// What is to be shown before anything else, because somebody did something.
    answer: Option<Part>,
    /// What was shown in the last frame, if it came before its turn.
    answered: Option<Part>,
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
            is_new: true,
            round_secs: f64::NEG_INFINITY,
            behind: [false; 6],
            turn: 0,
            answer: None,
            answered: None,
            cost_secs: [0.0; 6],
            last_secs: f64::INFINITY,
            every: 1,
            calm: 0,
            since: RAREST,
        }
    }
}

impl Frames {
    /// Somebody did something: the next frame shows it in `first`, and those that follow in all
    /// the rest. One frame for everything would be a long one, and the next input had to wait.
    pub fn hurry(&mut self, first: Part) {
        self.answer = Some(first);
        for part in TURNS {
            self.behind[part as usize] = true;
        }
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
        if !is_fast || self.is_new {
            return Part::All;
        }
        // While one input follows another, every other frame goes round: nothing waits for long.
        let answer = self.answer.filter(|part| self.answered != Some(*part));
        let mut in_turn = TURNS.into_iter().cycle().skip(self.turn).take(TURNS.len());
        let left = in_turn.find(|part| self.behind[*part as usize] && self.answered != Some(*part));
        match answer.or(left) {
            Some(part) => part,
            None if now_secs - self.round_secs >= ROUND_SECS => Part::Words,
            None if self.since + 1 < self.every => Part::Nothing,
            None => Part::Network,
        }
    }

    /// Time for training in a frame that brings `part` up to date.
    pub fn work_secs(&self, part: Part) -> f64 {
        let [least, most] = WORK_SECS;
        if self.answer.is_some() {
            return least;
        }
        (FRAME_SECS - self.cost_secs[part as usize]).clamp(least, most)
    }

    /// Takes note that `part` was brought up to date at `now_secs`, and how long that took.
    pub fn shown(&mut self, part: Part, now_secs: f64, cost_secs: f64) {
        self.answered = self.answer.take_if(|answer| *answer == part);
        self.behind[part as usize] = false;
        match part {
            Part::All => (self.is_new, self.answer, self.behind) = (false, None, [false; 6]),
            Part::Words if !self.behind.contains(&true) => {
                self.behind[Part::Figures as usize] = true;
                self.behind[Part::Loss as usize] = true;
            }
            _ => {}
        }
        if matches!(part, Part::All | Part::Words) {
            self.round_secs = now_secs;
        }
        if let Some(place) = TURNS.iter().position(|turn| *turn == part)
            && self.answered.is_none()
        {
            self.turn = place + 1;
        }
        if !self.behind.contains(&true) {
            self.turn = 0;
        }
        self.since = if matches!(part, Part::Network | Part::All) { 0 } else { self.since + 1 };
        let cost = &mut self.cost_secs[part as usize];
        *cost += 0.2 * (cost_secs - *cost);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::KeyPress;

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
    fn what_somebody_does_is_seen_first_where_they_look_and_everywhere_after_four_frames() {
        // Whatever the frames show when it comes.
        for before in 1..30 {
            for first in TURNS {
                let mut frames = Frames::default();
                parts(&mut frames, before, 1.0 / 60.0);
                frames.hurry(first);
                let shown = parts(&mut frames, 4, 1.0 / 60.0);
                assert_eq!(shown[0], first);
                assert!(TURNS.iter().all(|part| shown.contains(part)), "{shown:?}");
            }
        }
    }

    #[test]
    fn inputs_that_follow_one_another_leave_no_part_behind() {
        for first in TURNS {
            let mut frames = Frames::default();
            parts(&mut frames, 7, 1.0 / 60.0);
            let mut shown = Vec::new();
            for _ in 0..60 {
                frames.hurry(first);
                shown.extend(parts(&mut frames, 1, 1.0 / 60.0));
            }
            assert!(shown.windows(2).all(|pair| pair.contains(&first)), "{shown:?}");
            for part in TURNS {
                assert!(shown.windows(6).all(|parts| parts.contains(&part)), "{part:?}: {shown:?}");
            }
            // The last of them is seen everywhere as soon as an only one.
            frames.hurry(first);
            let settled = parts(&mut frames, 4, 1.0 / 60.0);
            assert!(TURNS.iter().all(|part| settled.contains(part)), "{settled:?}");
        }
    }

    #[test]
    fn an_answer_does_not_wait_for_training() {
        let mut frames = Frames::default();
        parts(&mut frames, 5, 1.0 / 60.0);
        assert!(frames.work_secs(Part::Network) > WORK_SECS[0]);
        frames.hurry(Part::Network);
        assert_eq!(frames.work_secs(Part::Network), WORK_SECS[0]);
    }

    #[test]
    fn what_is_slow_enough_to_be_read_is_shown_all_at_once() {
        let mut frames = Frames::default();
        assert_eq!(frames.due(true, 0.0), Part::All, "nothing has been shown yet");
        parts(&mut frames, 5, 1.0 / 60.0);
        frames.hurry(Part::Network);
        assert_eq!(frames.due(false, 0.1), Part::All);
        frames.shown(Part::All, 0.1, 0.01);
        assert_eq!(frames.due(true, 0.11), Part::Network, "nothing is left of the input");
        assert_eq!(frames.due(true, 0.12), Part::Network);
    }

    #[test]
    fn an_input_is_answered_where_it_is_seen() {
        let key = |key: &str, alt| {
            let press = KeyPress { key: key.to_owned(), shift: false, ctrl: false, alt };
            Part::answering(&Msg::Key(press))
        };
        let field = Msg::Field { field: "speed".to_owned(), text: "5".to_owned(), done: true };
        assert_eq!(Part::answering(&field), Part::Words);
        assert_eq!(Part::answering(&Msg::Command(Command::Play)), Part::Words);
        assert_eq!(Part::answering(&Msg::Command(Command::AxisLog)), Part::Loss);
        assert_eq!(Part::answering(&Msg::Hover(None)), Part::Network);
        assert_eq!(Part::answering(&Msg::PointDiagnosis(None)), Part::Figures);
        assert_eq!(key("ArrowRight", true), Part::Network, "it points");
        assert_eq!(key("ArrowRight", false), Part::Words, "it steps");
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
